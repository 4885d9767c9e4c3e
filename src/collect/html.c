// SPDX-License-Identifier: Apache-2.0
/* HTML before pandoc reads it: what browsers do not show is blanked, and what pandoc passes over in
 * silence is reported (fields of forms, moving images, what is shown beside the pointer). Lines
 * stay as they are, so that messages name the author's. Nothing is parsed but tags, comments and
 * the content of scripts: faults of markup are pandoc's business. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "collect/collect-int.h"
#include "office/office.h"

enum {
    NAME = 16,
    SHOWN = 60,
    MOST_WORK = 1 << 27 /* [bytes] read for ends that are not there; then all else is shown */
};

struct tag {
    char name[NAME];
    bool closes, alone; /* alone: it has no end tag */
    bool hidden;
    bool formula;             /* a case for programs that know MathML */
    const char *title, *type; /* values with their quotation marks; NULL: none */
    size_t title_n, type_n;
};

struct html {
    struct arena *arena;
    const char *file;
    int line;            /* 0: lines mean nothing to the author */
    const char *counted; /* lines are counted up to here */
    bool switched;       /* a case of an epub:switch has been shown */
    int hidden;          /* occurrences */
    struct loc first;    /* of them */
    const char *words;   /* of the first */
    size_t work;
};

static const char html_space[] = " \t\r\n\f";

const char *html_attribute(const char *p, const char *stop, const char **value, const char **end)
{
    *value = *end = NULL;
    while (p < stop && !strchr(" \t\r\n=>", *p))
        p++;
    const char *at = p;
    while (at < stop && strchr(html_space, *at))
        at++;
    if (at >= stop || *at != '=')
        return p;
    for (at++; at < stop && strchr(html_space, *at);)
        at++;
    *value = p = at;
    if (at < stop && (*at == '"' || *at == '\'')) {
        const char *close = memchr(at + 1, *at, (size_t)(stop - at - 1));
        p = close ? close + 1 : stop;
    } else {
        while (p < stop && !strchr(" \t\r\n>", *p))
            p++;
    }
    *end = p;
    return p;
}

static bool is_one_of(const char *const *all, const char *name)
{
    while (*all && strcasecmp(*all, name))
        all++;
    return *all != NULL;
}

/* Whether a style hides its element: "display: none". */
static bool style_hides(const char *value, size_t n)
{
    char text[256];
    size_t k = 0;
    for (size_t i = 0; i < n && k + 1 < sizeof text; i++)
        if (!strchr(html_space, value[i]))
            text[k++] = (char)tolower((unsigned char)value[i]);
    text[k] = 0;
    return strstr(text, "display:none") || strstr(text, "visibility:hidden");
}

/* Reads the tag that begins at p ("<"); returns what is after it, NULL: none is there. */
static const char *read_tag(const char *p, const char *stop, struct tag *t)
{
    static const char *const without_end[] = {"area",  "base",   "br",    "col",  "embed",
                                              "hr",    "img",    "input", "link", "meta",
                                              "param", "source", "track", "wbr",  NULL};
    size_t n = 0;
    *t = (struct tag){.closes = p + 1 < stop && p[1] == '/'};
    p += 1 + t->closes;
    if (p >= stop || !isalpha((unsigned char)*p))
        return NULL;
    for (; p < stop && (isalnum((unsigned char)*p) || *p == '-' || *p == ':'); p++)
        if (n + 1 < NAME)
            t->name[n++] = (char)tolower((unsigned char)*p);
    while (p < stop && *p != '>') {
        const char *value, *end, *name = p, *next = html_attribute(p, stop, &value, &end);
        size_t length = strcspn(name, " \t\r\n=>/"), size = value ? (size_t)(end - value) : 0;
        t->hidden |= length == 6 && !strncasecmp(name, "hidden", 6);
        t->hidden |= length == 5 && !strncasecmp(name, "style", 5) && style_hides(value, size);
        if (length == 5 && !strncasecmp(name, "title", 5))
            t->title = value, t->title_n = size;
        if (length == 4 && !strncasecmp(name, "type", 4))
            t->type = value, t->type_n = size;
        t->formula |= length == 18 && !strncasecmp(name, "required-namespace", 18) && value &&
                      memmem(value, size, "/Math/MathML", 12);
        t->alone |= *p == '/';
        p = next + (next == p);
    }
    t->alone |= is_one_of(without_end, t->name);
    t->hidden |= !strcmp(t->name, "template");
    return p < stop ? p + 1 : stop;
}

/* The end of a comment, or of a script with its content, that begins at p; NULL: none does. */
static const char *past_unread(const char *p, const char *stop)
{
    static const char *const unread[] = {"script", "style"};
    if (stop - p > 3 && !memcmp(p, "<!--", 4)) {
        const char *end = memmem(p, (size_t)(stop - p), "-->", 3);
        return end ? end + 3 : stop;
    }
    for (size_t i = 0; i < sizeof unread / sizeof *unread; i++) {
        size_t n = strlen(unread[i]);
        if ((size_t)(stop - p) > n + 1 && !strncasecmp(p + 1, unread[i], n) &&
            !isalnum((unsigned char)p[1 + n])) {
            for (const char *q = p; (q = memchr(q + 1, '<', (size_t)(stop - q - 1)));)
                if (q[1] == '/' && !strncasecmp(q + 2, unread[i], n))
                    return q;
            return stop;
        }
    }
    return NULL;
}

static struct loc html_place(struct html *h, const char *p)
{
    for (; h->line && h->counted < p; h->counted++)
        h->line += *h->counted == '\n';
    return (struct loc){h->file, h->line, 0};
}

static const char *unquoted(struct html *h, const char *value, size_t n)
{
    bool quoted = n > 1 && (*value == '"' || *value == '\'');
    return text_excerpt(h->arena, value + quoted, n - 2 * quoted, SHOWN);
}

/* The end of the element whose first tag ends before p: after its end tag, or before what ends it
 * where that may be left out. NULL: nothing ends it. */
static const char *element_end(const char *p, const char *stop, const char *name)
{
    static const char *const open[] = {"p",      "li", "dt", "dd",    "tr",    "td",    "th",
                                       "option", "rt", "rp", "thead", "tbody", "tfoot", NULL};
    bool optional = is_one_of(open, name);
    int depth = 1, others = 0;
    while (p < stop && (p = memchr(p, '<', (size_t)(stop - p)))) {
        struct tag t;
        const char *past = past_unread(p, stop), *next = past ? NULL : read_tag(p, stop, &t);
        bool same = next && !strcmp(t.name, name);
        if (past && past > p) {
            p = past;
            continue;
        }
        if (same && optional && !t.closes)
            return p;
        if (same)
            depth += t.closes ? -1 : !t.alone;
        else if (next && !is_one_of(open, t.name))
            others += t.closes ? -1 : !t.alone;
        if (!depth)
            return next;
        if (others < 0)
            return optional ? p : NULL;
        p = next ? next : p + 1;
    }
    return NULL;
}

static void blank(char *from, const char *to)
{
    for (char *p = from; p < to; p++)
        *p = *p == '\n' ? '\n' : ' ';
}

/* Blanks a hidden element, and keeps its words for the message. */
static void blank_element(struct html *h, char *from, const char *to)
{
    struct buf words = {0};
    bool tag = false;
    struct loc where = html_place(h, from);
    for (char *p = from; p < to; p++) {
        tag |= *p == '<';
        if (!tag)
            buf_putc(&words, *p);
        tag &= *p != '>';
    }
    blank(from, to);
    if (words.n && strspn(words.s, html_space) < words.n && !h->hidden++) {
        h->first = where;
        h->words = text_excerpt(h->arena, words.s, words.n, SHOWN);
    }
    buf_done(&words);
}

/* The end of an element that browsers do not show, whose first tag ends before p; NULL: it is
 * shown. */
static const char *hidden_end(struct html *h, const struct tag *t, const char *p, const char *stop)
{
    if (t->closes || !t->hidden || t->alone || !strcmp(t->name, "body") || h->work > MOST_WORK)
        return NULL;
    const char *end = element_end(p, stop, t->name);
    h->work += end ? 0 : (size_t)(stop - p);
    return end;
}

/* Of the cases of an epub:switch (EPUB 3.2, 4.3) the one that pandoc can read is shown, or the
 * default. */
static void choose_case(struct html *h, struct tag *t)
{
    if (!strcmp(t->name, "epub:switch")) {
        h->switched = false;
    } else if (!strcmp(t->name, "epub:case")) {
        t->hidden = h->switched || !t->formula;
        h->switched |= !t->hidden;
    } else if (!strcmp(t->name, "epub:default")) {
        t->hidden = h->switched;
    }
}

static void report_tag(struct html *h, const struct tag *t, const char *at)
{
    static const char *const omitted[] = {"iframe",   "video", "audio",  "object", "embed",
                                          "textarea", "input", "applet", NULL};
    static const char *const titled[] = {"a", "img", "link", "style", "iframe", "input", NULL};
    bool field = !strcmp(t->name, "input") && t->type &&
                 (!strncasecmp(unquoted(h, t->type, t->type_n), "hidden", 6) ||
                  !strncasecmp(unquoted(h, t->type, t->type_n), "checkbox", 8));
    if (is_one_of(omitted, t->name) && !field)
        diag(DIAG_collect_html, html_place(h, at), arena_dup(h->arena, t->name, strlen(t->name)));
    if (t->title && !is_one_of(titled, t->name) && *unquoted(h, t->title, t->title_n))
        diag(DIAG_collect_tooltip, html_place(h, at), unquoted(h, t->title, t->title_n));
}

/* Whether anything was blanked. */
static bool prepare(struct html *h, struct buf *source)
{
    char *p = source->s, *stop = p ? p + source->n : NULL;
    bool blanked = false;
    h->counted = p;
    while (p && p < stop && (p = memchr(p, '<', (size_t)(stop - p)))) {
        struct tag t;
        const char *past = past_unread(p, stop), *next = past ? NULL : read_tag(p, stop, &t);
        if (next && !t.closes)
            choose_case(h, &t);
        const char *end = next ? hidden_end(h, &t, next, stop) : NULL;
        if (end) {
            blank_element(h, p, end);
            blanked = true;
            next = end;
        } else if (next && (!strncmp(t.name, "epub:", 5) || (t.hidden && !t.closes && !t.alone))) {
            /* pandoc knows none of the former; the latter end nowhere and stay */
            blank(p, next);
            blanked = true;
        } else if (next && !t.closes) {
            report_tag(h, &t, p);
        }
        p = past && past > p ? (char *)past : next ? (char *)next : p + 1;
    }
    return blanked;
}

static void report_hidden(const struct html *h)
{
    if (h->hidden)
        diag(DIAG_office_hidden, h->first, h->hidden, h->words);
}

void html_prepare(struct arena *a, struct buf *source, const char *file)
{
    struct html h = {.arena = a, .file = file, .line = 1};
    prepare(&h, source);
    report_hidden(&h);
}

static bool is_page(const char *part)
{
    static const char *const endings[] = {".xhtml", ".html", ".htm", ".xht", ".xml", NULL};
    const char *dot = strrchr(part, '.');
    return dot && is_one_of(endings, dot) && strncmp(part, "META-INF/", 9);
}

static bool prepare_page(void *h, const char *part, struct buf *content)
{
    (void)part;
    return prepare(h, content);
}

bool html_prepare_epub(struct arena *a, struct buf *source, const char *file)
{
    struct html h = {.arena = a, .file = file};
    bool ok = package_rewrite(source, file, prepare_page, is_page, &h);
    report_hidden(&h);
    return ok;
}
