// SPDX-License-Identifier: Apache-2.0
/* Texts before pandoc reads them: forms of Markdown and Org that it does not know, and would print
 * as something else, become those it knows; braces and environments of LaTeX that have no
 * counterpart, at which it fails or takes quadratic time, are blanked and reported. Lines stay as
 * they are. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "collect/collect-int.h"

static const char *line_end(const char *p, const char *stop)
{
    const char *eol = memchr(p, '\n', (size_t)(stop - p));
    return eol ? eol : stop;
}

static const char *past_blanks(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    return p;
}

/* ---- Markdown -------------------------------------------------------------------------------- */

/* The end of a value, quoted or not. */
static const char *past_value(const char *p, const char *end)
{
    if (p < end && (*p == '"' || *p == '\'')) {
        const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));
        return close ? close + 1 : end;
    }
    while (p < end && !isspace((unsigned char)*p) && *p != ',' && *p != '}')
        p++;
    return p;
}

/* The end of a name with "=" that begins at p; NULL: none does. */
static const char *past_key(const char *p, const char *end)
{
    const char *from = p;
    while (p < end && (isalnum((unsigned char)*p) || *p == '-' || *p == '_' || *p == ':'))
        p++;
    return p > from && p < end && *p == '=' ? p + 1 : NULL;
}

/* Whether pandoc knows the text after a fence: nothing, a word, or attributes in braces. */
static bool is_plain_info(const char *p, const char *end)
{
    bool word = p < end && *p != '{';
    if (word || p == end) {
        while (p < end && !isspace((unsigned char)*p) && *p != '{')
            p++;
        return past_blanks(p, end) == end;
    }
    for (p = past_blanks(p + 1, end); p < end && *p != '}'; p = past_blanks(p, end)) {
        const char *key = past_key(p, end), *from = p;
        if (key)
            p = past_value(key, end);
        else if (*p == '.' || *p == '#' || *p == '=')
            while (p < end && !isspace((unsigned char)*p) && *p != '}')
                p++;
        if (p == from)
            return false;
    }
    return p < end && past_blanks(p + 1, end) == end;
}

/* Writes "c title="Name" {1,3}" as "{.c title="Name"}": anything else is for programs that
 * show code on a screen. */
static void put_info(struct buf *to, const char *p, const char *end)
{
    bool language = false;
    buf_putc(to, '{');
    while (p < end) {
        if (strchr(" \t{},", *p)) {
            p++;
            continue;
        }
        const char *key = past_key(p, end), *stop = past_value(key ? key : p, end);
        stop += stop == p;
        if (key) {
            buf_putc(to, ' ');
            buf_add(to, p, (size_t)(stop - p));
        } else if (!language && isalpha((unsigned char)p[*p == '.' && p + 1 < end])) {
            buf_putc(to, '.');
            buf_add(to, p + (*p == '.'), (size_t)(stop - p - (*p == '.')));
            language = true;
        } else if (*p == '#') {
            buf_putc(to, ' ');
            buf_add(to, p, (size_t)(stop - p));
        }
        p = stop;
    }
    buf_putc(to, '}');
}

static bool begins_item(const char *p, const char *end)
{
    if (p + 1 < end && strchr("-*+", *p))
        return p[1] == ' ' || p[1] == '\t';
    const char *from = p;
    while (p < end && isdigit((unsigned char)*p))
        p++;
    return p > from && p + 1 < end && (*p == '.' || *p == ')') && p[1] == ' ';
}

void markdown_prepare(const struct buf *from, struct buf *to)
{
    enum { CODE = 4 }; /* columns that make a line code, outside lists */
    const char *stop = from->s ? from->s + from->n : NULL;
    size_t fence = 0; /* its length; 0: outside */
    char mark = 0;
    bool list = false;
    for (const char *line = from->s, *end; line && line < stop; line = end + (end < stop)) {
        end = line_end(line, stop);
        const char *text = end > line && end[-1] == '\r' ? end - 1 : end, *p = line;
        while (p < text && strchr(" \t>", *p))
            p++;
        list = begins_item(p, text) || (list && (p == text || p > line));
        size_t n = 0;
        while (p + n < text && (*p == '`' || *p == '~') && p[n] == *p)
            n++;
        const char *info = past_blanks(p + n, text);
        bool opens = !fence && n > 2 && (p - line < CODE || list) &&
                     !(*p == '`' && memchr(info, '`', (size_t)(text - info)));
        if (opens && !is_plain_info(info, text)) {
            buf_add(to, line, (size_t)(p + n - line));
            put_info(to, info, text);
            buf_add(to, text, (size_t)(end - text));
        } else {
            buf_add(to, line, (size_t)(end - line));
        }
        if (opens)
            fence = n, mark = *p;
        else if (fence && n >= fence && *p == mark && info == text)
            fence = 0;
        if (end < stop)
            buf_putc(to, '\n');
    }
}

/* ---- Org ------------------------------------------------------------------------------------- */

void org_prepare(const struct buf *from, struct buf *to)
{
    const char *stop = from->s ? from->s + from->n : NULL;
    bool verbatim = false;
    for (const char *line = from->s, *end; line && line < stop; line = end + (end < stop)) {
        end = line_end(line, stop);
        const char *p = past_blanks(line, end), *open, *close;
        size_t n = (size_t)(end - p);
        if (n > 8 && !strncasecmp(p, "#+begin_", 8))
            verbatim = !strncasecmp(p + 8, "src", 3) || !strncasecmp(p + 8, "example", 7) ||
                       !strncasecmp(p + 8, "export", 6);
        else if (n > 5 && !strncasecmp(p, "#+end_", 6))
            verbatim = false;
        p = line;
        while (!verbatim && (open = memmem(p, (size_t)(end - p), "<<<", 3)) &&
               (close = memmem(open, (size_t)(end - open), ">>>", 3))) {
            buf_add(to, p, (size_t)(open - p));
            buf_add(to, open + 3, (size_t)(close - open - 3));
            p = close + 3;
        }
        buf_add(to, p, (size_t)(end - p));
        if (end < stop)
            buf_putc(to, '\n');
    }
}

/* ---- LaTeX ----------------------------------------------------------------------------------- */

/* A brace or \begin{…} that is not closed so far. */
struct opener {
    char *at, *end;   /* all of it, to be blanked */
    const char *name; /* of the environment; NULL: a brace */
    size_t name_n;
    bool defines; /* in it is the definition of a command, where pairs may be parted */
};

enum { MOST_OPEN = 1000 }; /* TeX itself has 255 levels */

struct balance {
    VEC(struct opener) open;
    VEC(struct opener) faults;
};

static void balance_fault(struct balance *b, struct opener o) { *vec_add(&b->faults) = o; }

static void balance_open(struct balance *b, struct opener o)
{
    if (b->open.n < MOST_OPEN)
        *vec_add(&b->open) = o;
    else
        balance_fault(b, o);
}

/* Closes the innermost opener of a kind; those in it have no counterpart. */
static void balance_close(struct balance *b, struct opener closer)
{
    int i = b->open.n - 1, braces = 0;
    for (; i >= 0; i--) {
        const struct opener *o = &b->open.v[i];
        if (o->name ? closer.name && o->name_n == closer.name_n &&
                          !memcmp(o->name, closer.name, o->name_n)
                    : !closer.name)
            break;
        braces += !o->name;
    }
    bool defines = false;
    for (int k = 0; k < b->open.n; k++)
        defines |= b->open.v[k].defines;
    if (i < 0) {
        if (!(closer.name && defines))
            balance_fault(b, closer);
        return;
    }
    if (closer.name && braces && defines) /* the end in a definition */
        return;
    for (int k = b->open.n - 1; k > i; k--)
        if (!b->open.v[i].defines)
            balance_fault(b, b->open.v[k]);
    b->open.n = i;
}

static bool is_definition(const char *name, size_t n)
{
    static const char *const all[] = {"newcommand",
                                      "renewcommand",
                                      "providecommand",
                                      "def",
                                      "gdef",
                                      "edef",
                                      "xdef",
                                      "newenvironment",
                                      "renewenvironment",
                                      "DeclareRobustCommand",
                                      "NewDocumentCommand",
                                      "RenewDocumentCommand",
                                      "NewDocumentEnvironment",
                                      "AtBeginDocument",
                                      "AtEndDocument",
                                      "AtBeginEnvironment",
                                      "AtEndEnvironment",
                                      "newtheorem",
                                      "newsavebox",
                                      "BeforeBeginEnvironment",
                                      "AfterEndEnvironment",
                                      "newtcolorbox",
                                      "lstnewenvironment",
                                      "AddToHook"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strlen(all[i]) == n && !memcmp(all[i], name, n))
            return true;
    return false;
}

static int compare_places(const void *a, const void *b)
{
    const struct opener *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

/* The beginning of the command whose argument a brace begins, which would take a letter instead. */
static char *command_before(char *brace, const char *start)
{
    char *p = brace;
    while (*brace == '{' && p > start && isalpha((unsigned char)p[-1]))
        p--;
    return p < brace && p > start && p[-1] == '\\' ? p - 1 : brace;
}

static void blank_from(char *from, const char *to) { memset(from, ' ', (size_t)(to - from)); }

static void mend_faults(struct arena *a, struct balance *b, struct buf *source,
                        struct line_places *places)
{
    enum { MOST = 20 };
    const char *p = source->s;
    int line = 0;
    if (b->faults.n)
        qsort(b->faults.v, (size_t)b->faults.n, sizeof *b->faults.v, compare_places);
    for (int i = 0; i < b->faults.n; i++) {
        const struct opener *o = &b->faults.v[i];
        for (; p < o->at; p++)
            line += *p == '\n';
        if (i < MOST)
            diag(DIAG_collect_unbalanced, line < places->n ? places->v[line] : LOC_NONE,
                 arena_dup(a, o->at, (size_t)(o->end - o->at)));
    }
    bool cut = false;
    for (int i = 0; i < b->faults.n; i++) {
        const struct opener *o = &b->faults.v[i];
        bool document = o->name_n == 8 && !memcmp(o->name, "document", 8);
        cut |= document;
        if (!document)
            blank_from(command_before(o->at, source->s), o->end);
    }
    if (cut) { /* the file ends within its document */
        buf_puts(source, "\n\\end{document}\n");
        for (int i = 0; i < 2; i++)
            *vec_add(places) = places->n ? places->v[places->n - 1] : LOC_NONE;
    }
}

/* \begin{name} or \end{name}: one opener of both; `end` NULL: it is none. */
static struct opener environment_at(char *p, char *name_end, const char *stop)
{
    char *brace = (char *)past_blanks(name_end, stop),
         *close = brace < stop && *brace == '{'
                      ? memchr(brace, '}', (size_t)(line_end(brace, stop) - brace))
                      : NULL;
    bool plain = close && !memchr(brace + 1, '#', (size_t)(close - brace - 1)) &&
                 !memchr(brace + 1, '\\', (size_t)(close - brace - 1));
    return plain ? (struct opener){p, close + 1, brace + 1, (size_t)(close - brace - 1), false}
                 : (struct opener){0};
}

void latex_balance(struct arena *a, struct buf *source, struct line_places *places)
{
    struct balance b = {0};
    char *p = source->s, *stop = p ? p + source->n : NULL;
    int defining = -1, groups = 0; /* the depth at which a definition's arguments are; those seen */
    while (p && p < stop) {
        const char *listing = *p == '\\' ? latex_past_listing(p, stop) : NULL;
        if (listing) {
            bool environment = !memcmp(p, "\\begin", 6); /* it ends before the brace of its end */
            p = (char *)listing;
            p += environment && p < stop && *p == '*';
            p += environment && p < stop && *p == '}';
        } else if (*p == '%') {
            p = (char *)line_end(p, stop);
        } else if (*p == '\\' && p + 1 < stop && !isalpha((unsigned char)p[1])) {
            p += 2;
        } else if (*p == '\\') {
            char *name = ++p;
            while (p < stop && (isalpha((unsigned char)*p) || *p == '@'))
                p++;
            size_t n = (size_t)(p - name);
            bool begins = n == 5 && !memcmp(name, "begin", n),
                 ends = n == 3 && !memcmp(name, "end", n);
            struct opener o = begins || ends ? environment_at(name - 1, p, stop)
                                             : (struct opener){0};
            if (is_definition(name, n))
                defining = b.open.n, groups = 0;
            if (!o.end)
                continue;
            p = o.end;
            if (ends && o.name_n == 8 && !memcmp(o.name, "document", 8)) {
                balance_close(&b, o);
                break;
            }
            if (begins)
                balance_open(&b, o);
            else
                balance_close(&b, o);
        } else if (*p == '{') {
            bool defines = defining == b.open.n;
            balance_open(&b, (struct opener){p, p + 1, NULL, 0, defines});
            groups += defines;
            p++;
        } else if (*p == '}') {
            balance_close(&b, (struct opener){p, p + 1, NULL, 0, false});
            p++;
        } else if (defining == b.open.n && *p == '[') {
            char *close = memchr(p, ']', (size_t)(line_end(p, stop) - p));
            p = close ? close + 1 : p + 1;
        } else {
            if (defining == b.open.n && groups && !isspace((unsigned char)*p))
                defining = -1;
            p++;
        }
    }
    for (int i = 0; i < b.open.n; i++)
        balance_fault(&b, b.open.v[i]);
    mend_faults(a, &b, source, places);
    vec_done(&b.open), vec_done(&b.faults);
}
