// SPDX-License-Identifier: Apache-2.0
/* The text of a Jupyter notebook as Markdown, so that it can be traced like any other (nbformat 4:
 * JSON, each cell's source a list of lines).
 *
 * Every line of text gets its line number in the file if the file has each on a line of its own, as
 * saved notebooks do; code is fenced on the lines of the brackets around it. JSON is not validated
 * here: pandoc does that. */
#include <stdio.h>
#include <string.h>

#include "collect/collect-int.h"

enum { DEEPEST = 64 };

struct notebook {
    const char *p, *end;
    int line; /* of p, from 1 */
    struct buf *text;
    int at; /* current last line of the text */
};

static void skip_space(struct notebook *n)
{
    for (; n->p < n->end && strchr(" \t\r\n,:", *n->p); n->p++)
        n->line += *n->p == '\n';
}

/* Decodes the string that begins here; skips it if `to` is NULL. */
static void read_string(struct notebook *n, struct buf *to)
{
    struct buf none = {0}, *b = to ? to : &none;
    for (n->p++; n->p < n->end && *n->p != '"'; n->p++) {
        n->line += *n->p == '\n';
        if (*n->p != '\\' || n->p + 1 == n->end) {
            buf_putc(b, *n->p);
        } else if (*++n->p == 'u') {
            n->p = buf_json_escape(b, n->p - 1, n->end) - 1;
        } else {
            buf_putc(b, *n->p == 'n' ? '\n' : strchr("tbfr", *n->p) ? ' ' : *n->p);
        }
    }
    n->p += n->p < n->end;
    buf_done(&none);
}

static void go_to_line(struct notebook *n)
{
    for (; n->at < n->line; n->at++)
        buf_putc(n->text, '\n');
}

static void notebook_put(struct notebook *n, const char *s, size_t size)
{
    go_to_line(n);
    buf_add(n->text, s, size);
    for (const char *p = s; p < s + size; p++)
        n->at += *p == '\n';
}

/* Text: a string, or a list of them. */
static void read_lines(struct notebook *n, bool code)
{
    struct buf line = {0};
    bool list = n->p < n->end && *n->p == '[';
    if (code)
        notebook_put(n, "```\n", 4);
    for (n->p += list, skip_space(n); n->p < n->end && *n->p == '"'; skip_space(n)) {
        line.n = 0;
        read_string(n, &line);
        notebook_put(n, line.s ? line.s : "", line.n);
        if (!list)
            break;
    }
    n->p += list && n->p < n->end;
    if (n->text->n && n->text->s[n->text->n - 1] != '\n')
        notebook_put(n, "\n", 1);
    if (code)
        notebook_put(n, "```\n", 4);
    buf_done(&line);
}

static void read_value(struct notebook *n, int depth);

/* An object; those with a cell_type contain text. */
static void read_object(struct notebook *n, int depth)
{
    enum { NOTHING, MARKDOWN, CODE, STREAM } kind = NOTHING;
    struct buf key = {0}, word = {0};
    for (n->p++, skip_space(n); n->p < n->end && *n->p == '"'; skip_space(n)) {
        key.n = word.n = 0;
        read_string(n, &key);
        skip_space(n);
        const char *k = key.n ? key.s : "";
        bool text = n->p < n->end && *n->p == '"', list = n->p < n->end && *n->p == '[';
        if (text && (!strcmp(k, "cell_type") || !strcmp(k, "output_type"))) {
            read_string(n, &word);
            kind = !word.n                       ? NOTHING
                   : !strcmp(word.s, "markdown") ? MARKDOWN
                   : !strcmp(word.s, "code")     ? CODE
                   : !strcmp(word.s, "stream")   ? STREAM
                                                 : NOTHING;
        } else if ((text || list) &&
                   ((kind == STREAM && !strcmp(k, "text")) ||
                    ((kind == MARKDOWN || kind == CODE) && !strcmp(k, "source")))) {
            read_lines(n, kind != MARKDOWN);
        } else {
            read_value(n, depth + 1);
        }
    }
    n->p += n->p < n->end;
    buf_done(&key), buf_done(&word);
}

static void read_value(struct notebook *n, int depth)
{
    skip_space(n);
    if (n->p >= n->end || depth > DEEPEST) {
        n->p = n->end;
    } else if (*n->p == '{') {
        read_object(n, depth);
    } else if (*n->p == '[') {
        for (n->p++, skip_space(n); n->p < n->end && *n->p != ']'; skip_space(n)) {
            const char *before = n->p;
            read_value(n, depth + 1);
            n->p += n->p == before && n->p < n->end; /* not a value */
        }
        n->p += n->p < n->end;
    } else if (*n->p == '"') {
        read_string(n, NULL);
    } else {
        while (n->p < n->end && !strchr(",]} \t\r\n", *n->p))
            n->p++;
    }
}

void notebook_text(const struct buf *json, struct buf *text)
{
    struct notebook n = {json->s, json->s + json->n, 1, text, 1};
    if (json->s)
        read_value(&n, 0);
}
