// SPDX-License-Identifier: Apache-2.0
/* Traces an author's text through a converter: finds the source line of each element of the result,
 * and the words that were lost.
 *
 * Both are reduced to letters and digits, since formats use punctuation for markup. The result is
 * walked in order, with a cursor in the source: each text is searched for from there on, text from
 * elsewhere (notes, metadata) without moving the cursor. So any format that keeps the order of its
 * text can be traced without knowing it. Source words that are in no text of the result must be in
 * an attribute, in a text that was not found, or in the format's own markup (which depends on the
 * format); else they are lost. The work is limited; beyond the limit, elements get the previous
 * line. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "collect/collect-int.h"

#define MOST_WORK ((size_t)1 << 31) /* [bytes] compared */
enum {
    NEAR = 20000, /* [letters] maximum distance of a text from the preceding one; more than the
                     longest address or listing of data in between */
    JUMP =
        2000, /* beyond it a text must be LONG, so that a common word is not matched by mistake */
    LONG = 16,
    SHORT = 4,
    HERE = 60,
    NEXT = 8,
    PROBE = 48,
    SHOWN = 100
};

struct trace {
    struct arena *arena;
    const char *file, *source;
    const struct line_places *places; /* of the lines; NULL: all are of `file` */
    size_t n;
    struct buf letters;
    char *used;             /* whether each byte of letters was found */
    VEC(size_t) start;      /* offsets of the lines in letters */
    VEC(const char *) line; /* the lines themselves */
    struct buf pool; /* other text of the result: attributes, and texts that were not found */
    VEC(xmlNode *) waiting; /* elements since the last text found */
    size_t cursor, work;
    size_t row; /* the cursor at the beginning of the table's row; beyond the source: in none */
    bool html;  /* tags are known: texts of attributes are not searched for */
    int here;   /* the line of that text */
};

static struct loc place_of(const struct trace *t, int line)
{
    return t->places && line > 0 && line <= t->places->n ? t->places->v[line - 1]
                                                         : (struct loc){t->file, line, 0};
}

/* ---- letters --------------------------------------------------------------------------------- */

static bool is_letter(uint32_t c)
{
    if (c < 0x80)
        return isalnum((int)c);
    return c == 0xaa || c == 0xb5 || c == 0xba ||
           (c >= 0xc0 && c != 0xd7 && c != 0xf7 && !(c >= 0x2000 && c < 0x2c00) &&
            !(c >= 0x3000 && c < 0x3040) && !(c >= 0xfe00 && c < 0xfe10) && c != 0xfeff &&
            c != 0xfffd);
}

static void add_letters(struct buf *b, const char *s, size_t n)
{
    for (const char *p = s, *end = s + n; p < end;) {
        const char *from = p;
        if (is_letter(utf8_next(&p, end)))
            buf_add(b, from, (size_t)(p - from));
    }
}

static void read_source(struct trace *t)
{
    for (const char *p = t->source, *end = p + t->n; p < end;) {
        const char *eol = memchr(p, '\n', (size_t)(end - p));
        eol = eol ? eol + 1 : end;
        *vec_add(&t->start) = t->letters.n;
        *vec_add(&t->line) = p;
        add_letters(&t->letters, p, (size_t)(eol - p));
        p = eol;
    }
    *vec_add(&t->start) = t->letters.n;
    *vec_add(&t->line) = t->source + t->n;
    buf_putc(&t->letters, 0);
    t->letters.n--;
    t->used = arena_new(t->arena, t->letters.n + 1);
    memset(t->used, 0, t->letters.n + 1);
}

static size_t letters_between(const char *p, const char *end)
{
    size_t n = 0;
    for (const char *from = p; p < end; from = p)
        n += is_letter(utf8_next(&p, end)) ? (size_t)(p - from) : 0;
    return n;
}

static const char *skip_to(const char *p, const char *end, const char *what)
{
    size_t n = strlen(what);
    const char *found = memmem(p, (size_t)(end - p), what, n);
    return found ? found + n : NULL;
}

static bool begins_tag(const char *p, const char *end)
{
    return *p == '<' && p + 1 < end &&
           (isalpha((unsigned char)p[1]) || p[1] == '/' || p[1] == '!' || p[1] == '?');
}

/* The end of a tag from p, which is in it; NULL if it goes on beyond `end`. A > in a value does not
 * end it. *quote: the quotation mark of the value that p is in, 0: in none; set for what follows
 * `end`. */
static const char *tag_end(const char *p, const char *end, char *quote)
{
    for (char before = 0; p < end; p++) {
        if (*quote)
            *quote = *p == *quote ? 0 : *quote;
        else if (*p == '>')
            return p + 1;
        else if (before == '=' && (*p == '"' || *p == '\''))
            *quote = *p;
        before = isspace((unsigned char)*p) ? before : *p;
    }
    return NULL;
}

/* The element without text of its own that a tag begins: "script"; NULL: none. */
static const char *unread_element(const char *tag, const char *end)
{
    static const char *const unread[] = {"script", "style", "svg", "head"};
    for (size_t i = 0; i < sizeof unread / sizeof *unread; i++) {
        size_t n = strlen(unread[i]);
        if ((size_t)(end - tag) > n + 1 && !strncasecmp(tag + 1, unread[i], n) &&
            !isalpha((unsigned char)tag[1 + n]))
            return unread[i];
    }
    return NULL;
}

/* The end of the markup of HTML that begins with a < at p: of a comment, a tag, or a script with
 * its content. The head has the title, and so is not markup as a whole. */
static const char *html_markup(const char *p, const char *end)
{
    char close[16], quote = 0;
    const char *q = end - p > 3 && !memcmp(p, "<!--", 4) ? skip_to(p, end, "-->")
                                                         : tag_end(p + 1, end, &quote),
               *unread = q ? unread_element(p, q) : NULL;
    if (unread && strcmp(unread, "head")) {
        snprintf(close, sizeof close, "</%s", unread);
        q = skip_to(q, end, close);
    }
    return q ? q : end;
}

/* Marks the letters of HTML's markup as used, so that a text is not taken for found in an attribute
 * that repeats it. */
static void mark_html(struct trace *t)
{
    size_t at = 0;
    for (const char *p = t->source, *end = p + t->n, *q; p < end; p = q) {
        bool markup = begins_tag(p, end);
        if (markup) {
            q = html_markup(p, end);
        } else {
            q = memchr(p + 1, '<', (size_t)(end - p - 1));
            q = q ? q : end;
        }
        size_t n = letters_between(p, q);
        if (markup)
            memset(t->used + at, 1, n);
        at += n;
    }
}

static int line_at(const struct trace *t, size_t at)
{
    int low = 0, high = t->start.n - 1;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (t->start.v[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low + 1;
}

/* ---- the result ------------------------------------------------------------------------------ */

enum where {
    IN_ORDER,
    ANYWHERE,
    NOWHERE, /* it comes from an attribute of HTML */
};

static ptrdiff_t collect_trace_find(struct trace *t, size_t from, size_t to, const char *s,
                                    size_t n)
{
    if (to > t->letters.n)
        to = t->letters.n;
    if (from >= to || to - from < n || t->work > MOST_WORK)
        return -1;
    const char *found = memmem(t->letters.s + from, to - from, s, n);
    t->work += found ? (size_t)(found - t->letters.s) - from + n : to - from;
    return found ? found - t->letters.s : -1;
}

/* The first place that no other text was found at, such as the title in a page's head; else the
 * first one. */
static ptrdiff_t find_unused(struct trace *t, size_t from, size_t to, const char *s, size_t n)
{
    ptrdiff_t at = collect_trace_find(t, from, to, s, n), next = at;
    while (next >= 0 && t->used[next])
        next = collect_trace_find(t, (size_t)next + n, to, s, n);
    return next >= 0 ? next : at;
}

/* A text of `whole` letters, or n of it: a short part of a longer one occurs anywhere, so it only
 * counts near the cursor, and one of a few letters right there. */
static ptrdiff_t find_near(struct trace *t, const char *s, size_t n, size_t whole)
{
    bool few = whole < SHORT || (n < whole && n < 2 * SHORT);
    size_t to = t->cursor + (n < whole && n < SHORT ? NEXT : few ? HERE : NEAR);
    ptrdiff_t at = find_unused(t, t->cursor, to, s, n);
    return at >= 0 && (size_t)at > t->cursor + JUMP && n < LONG ? -1 : at;
}

static void found_at(struct trace *t, size_t at)
{
    t->here = line_at(t, at);
    for (int i = 0; i < t->waiting.n; i++)
        xml_set_place(t->waiting.v[i], place_of(t, t->here));
    t->waiting.n = 0;
}

/* Searches for the letters of a text, stretch by stretch. */
static void trace_letters(struct trace *t, const char *s, size_t n, enum where where)
{
    bool first = true;
    size_t pooled = 0; /* what is before it was found for certain, or is in the pool */
    for (size_t done = 0; done < n;) {
        size_t probe = n - done < PROBE ? n - done : PROBE;
        ptrdiff_t at = -1;
        for (; probe; probe = probe > SHORT ? probe / 2 : 0) {
            while (probe < n - done && ((unsigned char)s[done + probe] & 0xc0) == 0x80)
                probe++;
            at = find_near(t, s + done, probe, n);
            if (at < 0 && where == IN_ORDER && probe >= LONG &&
                (at = collect_trace_find(t, 0, t->cursor, s + done, probe)) >= 0 && t->used[at])
                at = -1; /* the cursor had gone too far, led by a repeated text: back, where nothing
                            was found yet */
            if (at < 0 && where == IN_ORDER && t->row < t->cursor &&
                (at = collect_trace_find(t, t->row, t->cursor, s + done, probe)) >= 0 &&
                t->used[at])
                at = -1; /* lines of a row hold lines of each of its cells */
            if (at < 0 && where == ANYWHERE && n >= SHORT)
                at = find_unused(t, 0, t->letters.n, s + done, probe);
            if (at >= 0)
                break;
        }
        if (at < 0) {
            size_t one = 1;
            while (done + one < n && ((unsigned char)s[done + one] & 0xc0) == 0x80)
                one++;
            size_t rest = first && where == IN_ORDER && n > LONG
                              ? one
                              : n - done; /* a short one is not found, a long one may continue */
            done += rest;
            buf_add(&t->pool, s + pooled, done - pooled);
            pooled = done;
            continue;
        }
        size_t more = probe;
        while (done + more < n && (size_t)at + more < t->letters.n &&
               t->letters.s[(size_t)at + more] == s[done + more])
            more++;
        memset(t->used + at, 1, more);
        if (first)
            found_at(t, (size_t)at);
        if (where == IN_ORDER && !((size_t)at >= t->row && (size_t)at < t->cursor))
            t->cursor = (size_t)at + more;
        first = false;
        done += more;
        pooled = more < LONG ? pooled : done; /* a short one may have been found in another word */
    }
    buf_putc(&t->pool, ' ');
}

static void trace_text(struct trace *t, const char *text, enum where where)
{
    struct buf b = {0};
    add_letters(&b, text, strlen(text));
    if (b.n && where != NOWHERE)
        trace_letters(t, b.s, b.n, where);
    buf_done(&b);
}

static void trace_attributes(struct trace *t, const xmlNode *n)
{
    buf_puts(&t->pool, (const char *)n->name);
    buf_putc(&t->pool, ' ');
    for (const xmlAttr *a = n->properties; a; a = a->next)
        for (const xmlNode *v = a->children; v; v = v->next) {
            struct buf b = {0};
            add_letters(&b, (const char *)v->content, strlen((const char *)v->content));
            if (b.n && !strcmp((const char *)a->name, "fileref")) {
                ptrdiff_t at = find_near(t, b.s, b.n, b.n);
                if (at >= 0)
                    found_at(t, (size_t)at);
            }
            if (!t->html) { /* whose text is never an attribute */
                buf_add(&t->pool, b.s ? b.s : "", b.n);
                buf_putc(&t->pool, ' ');
            }
            buf_done(&b);
        }
}

/* Recursion depth is that of the tree, which is limited. */
static void trace_node(struct trace *t, xmlNode *n, enum where where)
{
    if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
        trace_text(t, (const char *)n->content, where);
    if (n->type != XML_ELEMENT_NODE)
        return;
    enum db_elem e = xml_elem(n);
    *vec_add(&t->waiting) = n;
    trace_attributes(t, n);
    bool caption = e == DB_title && n->parent &&
                   xml_elem(n->parent) == DB_table; /* Markdown has it after the table */
    if (e == DB_info || e == DB_footnote || e == DB_bibliography || e == DB_indexterm ||
        e == DB_attribution || caption)
        where = ANYWHERE;
    if (e == DB_textobject && t->html)
        where = NOWHERE;
    if (e == DB_alt) /* of formulas: repeats their content */
        return;
    size_t row = t->row;
    t->row = e == DB_row ? t->cursor : row;
    for (xmlNode *c = n->children; c; c = c->next)
        if (xml_elem(c) != DB_attribution)
            trace_node(t, c, where);
    for (xmlNode *c = n->children; c; c = c->next)
        if (xml_elem(c) == DB_attribution) /* of a quotation, most often written after it */
            trace_node(t, c, where);
    t->row = row;
    if (e == DB_info)
        t->cursor = 0;
}

/* ---- lost words ---------------------------------------------------------------------------- */

struct scan;
/* How words are read from a line of a format. */
struct reading {
    const char *format;
    bool metadata; /* YAML before the text */
    bool tags;     /* <…> is markup, &…; a character */
    bool braces;   /* {.class}, [^note], [label]: and the like */
    bool macros;   /* AsciiDoc: :name: value, [attributes], // comment, //// comments //// */
    /* Skips other markup of the format at p, in the line that begins at start; returns its end, or
     * p if there is none. */
    const char *(*markup)(struct scan *s, const char *p, const char *start, const char *end);
    size_t loose; /* so few letters and fewer may be unknown markup; 0: none */
};
struct scan {
    struct trace *t;
    const struct reading *how;
    bool metadata, comment, tag, code;
    char quote;     /* of the value of a tag's attribute; 0: in none */
    bool passed;    /* by markup(): until a line that ends it */
    size_t indent;  /* of the line that began it */
    int conditions; /* of AsciiDoc that are open: whether their text is in the book is unknown */
    size_t slashes; /* of the line that began a comment of AsciiDoc; 0: in none */
    char until;     /* the character that ends an address or label; 0: in none */
    const char *unread; /* the HTML element whose text is skipped: "script" */
    struct buf lost;
};

static bool in_pool(struct trace *t, const char *s, size_t n)
{
    if (t->work > MOST_WORK)
        return true;
    t->work += t->pool.n;
    return t->pool.n && memmem(t->pool.s, t->pool.n, s, n);
}

static const char *first_of(const char *start, const char *end)
{
    while (start < end && (*start == ' ' || *start == '\t'))
        start++;
    return start;
}

/* Whether a line of AsciiDoc is a condition. */
static bool is_directive(const char *p, const char *end)
{
    static const char *const all[] = {"ifdef::", "ifndef::", "ifeval::", "endif::"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if ((size_t)(end - p) > strlen(all[i]) && !memcmp(p, all[i], strlen(all[i])))
            return true;
    return false;
}

/* The end of an argument in braces or brackets that begins at p; `end`: it has none there. */
static const char *latex_group(const char *p, const char *end)
{
    int depth = 0;
    for (const char *q = p; q < end; q++) {
        depth += (*q == *p) - (*q == (*p == '[' ? ']' : '}'));
        if (!depth)
            return q + 1;
    }
    return end;
}

/* [bytes] longer ones may be text */
enum { LONG_SETTING = 40, LONG_OPTION = 200 };

static const char *at_most(const char *p, const char *end, ptrdiff_t n)
{
    return end - p > n ? p + n : end;
}

/* The end of n arguments in braces, with the options before each of them, and after the last one if
 * text in braces follows: "\raisebox{1ex}[2ex]{text}". */
static const char *latex_arguments(const char *p, const char *end, int n)
{
    for (const char *q; p < end && (*p == '[' || (n && *p == '{')); p = q) {
        const char *most = n ? end : at_most(p, end, LONG_OPTION);
        q = latex_group(p, most);
        if (!n && (q == most || (*q != '{' && *q != '[')))
            return p;
        n -= *p == '{';
    }
    return p;
}

/* The end of the arguments of an environment, which are short and no words: "[t]{4cm}",
 * "{|l|p{2cm}|}". */
static const char *latex_settings(const char *p, const char *end)
{
    for (const char *q; p < end && (*p == '[' || *p == '{'); p = q) {
        const char *most = *p == '[' ? end : at_most(p, end, LONG_SETTING);
        q = latex_group(p, most);
        if (*p == '{' && (q == most || memchr(p, ' ', (size_t)(q - p))))
            return p;
    }
    return p;
}

/* Whether a command of TeX whose argument is no text ends at p. */
static bool is_after_command(const char *start, const char *p)
{
    static const char *const all[] = {"\\vspace", "\\hspace", "\\begin", "\\end"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t n = strlen(all[i]);
        if ((size_t)(p - start) >= n && !memcmp(p - n, all[i], n))
            return true;
    }
    return false;
}

/* Skips markup without words of the text and returns its end; p if there is none, `end` if it
 * continues in the next line. */
static const char *skip_markup(struct scan *s, const char *p, const char *start, const char *end)
{
    const struct reading *how = s->how;
    if (s->comment) {
        const char *q = skip_to(p, end, "-->");
        s->comment = !q;
        return q ? q : end;
    }
    if (s->until) {
        const char *q = memchr(p, s->until, (size_t)(end - p));
        s->until = q ? 0 : s->until;
        return q ? q + 1 : end;
    }
    if (s->tag) {
        const char *q = tag_end(p, end, &s->quote);
        s->tag = !q;
        return q ? q : end;
    }
    if (s->unread) {
        char close[16];
        snprintf(close, sizeof close, "</%s", s->unread);
        const char *q = skip_to(p, end, close);
        s->unread = q ? NULL : s->unread;
        return q ? q : end;
    }
    if (how->tags && *p == '<' && end - p > 3 && !memcmp(p, "<!--", 4)) {
        s->comment = true;
        return p + 4;
    }
    if (how->tags && begins_tag(p, end)) {
        const char *unread = unread_element(p, end);
        s->unread = unread ? unread : s->unread;
        s->tag = true;
        s->quote = 0;
        return p + 1;
    }
    if (how->braces && *p == '{' && p + 1 < end) {
        const char *q = memchr(p, '}', (size_t)(end - p));
        if (q && is_after_command(start, p))
            return latex_settings(q + 1, end);
        bool attribute = p[1] == '.' || p[1] == '#' || p[1] == '=' || p[1] == '-';
        for (const char *e = p + 1;
             q && !attribute && e < q && (isalnum((unsigned char)*e) || *e == '-'); e++)
            attribute = e[1] == '=';
        return q && attribute ? q + 1 : p;
    }
    if (how->braces && *p == '[' && p + 1 < end && (p[1] == '^' || p[1] == '!')) {
        const char *q = memchr(p, ']', (size_t)(end - p));
        return q ? q + 1 : p;
    }
    if (how->braces && *p == '(' && p + 1 < end && p[1] == '@') { /* an example's number */
        const char *q = p + 2;
        while (q < end && (isalnum((unsigned char)*q) || *q == '_' || *q == '-'))
            q++;
        return q < end && *q == ')' ? q + 1 : p;
    }
    if (how->braces && p == first_of(start, end) && end - p > 6 &&
        !strncasecmp(p, "table:", 6)) /* a caption */
        return p + 6;
    if (how->braces && *p == '[') { /* a citation: the page reference is reformatted */
        const char *q = memchr(p, ']', (size_t)(end - p)), *key = memchr(p, '@', (size_t)(end - p));
        return q && key && key < q ? q + 1 : p;
    }
    if (how->braces && *p == ']' && p + 1 < end && (p[1] == '(' || p[1] == '[')) {
        s->until = p[1] == '(' ? ')' : ']';
        return p + 2;
    }
    if (how->markup)
        return how->markup(s, p, start, end);
    if (how->macros && p == start &&
        (is_directive(p, end) || (*p == ':' && p[1] != ':') || (*p == '/' && p[1] == '/') ||
         (*p == '[' && memchr(p, ']', (size_t)(end - p)))))
        return end;
    if (how->macros && *p == '{') { /* an attribute's value is in its place */
        const char *q = p + 1;
        while (q < end && (isalnum((unsigned char)*q) || strchr("_-:", *q)))
            q++;
        return q > p + 1 && q < end && *q == '}' ? q + 1 : p;
    }
    return p;
}

/* Whether a word is the name of an AsciiDoc macro or of an attribute in its brackets: what follows
 * it is "::", ":target[", or "=" after [ or a comma. */
static bool is_macro_word(const char *start, const char *word, const char *after, const char *end)
{
    const char *q = after + 1, *before = word;
    while (before > start && before[-1] == ' ')
        before--;
    if (*after == '=')
        return before > start && (before[-1] == '[' || before[-1] == ',');
    if (*after != ':' || q >= end)
        return false;
    while (q < end && *q != '[' && !isspace((unsigned char)*q))
        q++;
    return after[1] == ':' || (q < end && *q == '[');
}

/* Whether a word numbers an item, is the cross of a box, or is a character's name. */
static bool is_mark(const struct reading *how, const char *start, const char *word,
                    const char *after, const char *end)
{
    const char *p = start;
    while (p < word && strchr(" \t>(-*+|", *p))
        p++;
    bool begins = p == word;
    size_t n = (size_t)(after - word);
    if (begins && n <= 9 && after < end && (*after == '.' || *after == ')') &&
        (after + 1 == end || isspace((unsigned char)after[1])))
        return true;
    if (how->macros && after < end && is_macro_word(start, word, after, end))
        return true;
    if (how->macros && begins && after + 1 < end && *after == ':' && after[1] == ' ' &&
        isupper((unsigned char)word[0]) && isupper((unsigned char)after[-1]))
        return true;
    if (n == 1 && (*word == 'x' || *word == 'X') && word > start && word[-1] == '[' &&
        after < end && *after == ']')
        return true;
    return (word > start &&
            (word[-1] == '&' || word[-1] == '#' || word[-1] == ';' || word[-1] == '\\')) ||
           (after < end && *after == '&');
}

static void tell_lost(struct scan *s, int line)
{
    if (s->lost.n > s->how->loose)
        diag(DIAG_office_lost, place_of(s->t, line),
             text_excerpt(s->t->arena, s->lost.s, s->lost.n, SHOWN));
    s->lost.n = 0;
}

/* A label "[name]: address" defines a link, and is not shown. */
static bool is_definition(const struct reading *how, const char *p, const char *end)
{
    while (p < end && *p == ' ')
        p++;
    const char *close = how->braces && p < end && *p == '[' && p[1] != '^'
                            ? memchr(p, ']', (size_t)(end - p))
                            : NULL;
    return close && close + 1 < end && close[1] == ':';
}

static const char *word_end(const char *p, const char *end)
{
    for (const char *from = p; p < end; from = p)
        if (!is_letter(utf8_next(&p, end)))
            return from;
    return p;
}

/* Whether metadata end in this line. */
static bool is_rule(const char *p, const char *end)
{
    return end - p >= 3 && (!memcmp(p, "---", 3) || !memcmp(p, "...", 3));
}

/* Whether a line is in a comment of several lines in AsciiDoc, which four slashes or more begin and
 * as many end. */
static bool is_remark(struct scan *s, const char *p, const char *end)
{
    size_t n = 0;
    while (p + n < end && p[n] == '/')
        n++;
    bool alone = n >= 4 && first_of(p + n, end) + 1 >= end;
    if (!s->how->macros || (!s->slashes && !alone))
        return false;
    if (alone && (!s->slashes || s->slashes == n))
        s->slashes = s->slashes ? 0 : n;
    return true;
}

/* Whether a line begins, ends, or is within, a part of AsciiDoc that a condition may leave out. */
static bool is_conditional(struct scan *s, const char *start, const char *end)
{
    if (!s->how->macros || !is_directive(start, end))
        return s->conditions > 0;
    bool opens = !memcmp(start, "ifeval::", 8) || memmem(start, (size_t)(end - start), "[]", 2);
    if (!memcmp(start, "endif::", 7))
        s->conditions -= s->conditions > 0;
    else
        s->conditions += opens;
    return true;
}

static void scan_line(struct scan *s, int i)
{
    enum { LONG_WORD = 6 };
    struct trace *t = s->t;
    const char *start = t->line.v[i], *end = t->line.v[i + 1];
    size_t at = t->start.v[i];
    if (s->metadata ||
        (s->how->metadata && i == 0 && end - start >= 4 && !memcmp(start, "---", 3))) {
        s->metadata = !i || !is_rule(start, end);
        return;
    }
    if (is_remark(s, start, end) || is_conditional(s, start, end))
        return;
    const char *mark = start;
    while (mark < end && strchr(" >", *mark))
        mark++;
    bool fence = s->how->braces && end - mark >= 3 &&
                 (!memcmp(mark, "```", 3) || !memcmp(mark, "~~~", 3));
    if (fence)
        s->code = !s->code;
    if (first_of(start, end) == end || *first_of(start, end) == '\n')
        s->until = 0; /* a paragraph end closes unterminated markup */
    bool div = s->how->braces && !s->code && end - mark >= 3 && !memcmp(mark, ":::", 3);
    if (fence || div || is_definition(s->how, start, end))
        return;
    const char *last = start; /* the end of the previous loss */
    for (const char *p = start, *q; p < end; p = q) {
        q = s->code ? p : skip_markup(s, p, start, end);
        if (q > p) {
            at += letters_between(p, q);
            continue;
        }
        q = word_end(p, end);
        size_t n = (size_t)(q - p), used = 0;
        if (!n) {
            q = p;
            utf8_next(&q, end);
            continue;
        }
        for (size_t k = 0; k < n; k++)
            used += (size_t)t->used[at + k];
        used = n >= LONG_WORD && used < n / 2 ? 0
                                              : used; /* some of its letters matched another word */
        if (!used && !is_mark(s->how, start, p, q, end) && !in_pool(t, p, n)) {
            const char *from = s->lost.n ? last : p;
            buf_add(&s->lost, from, (size_t)(q - from));
            last = q;
        } else if (used) {
            tell_lost(s, i + 1);
        }
        at += n;
    }
    tell_lost(s, i + 1);
}

/* ---- formats of other programs --------------------------------------------------------------- */

static bool trace_begins(const char *p, const char *end, const char *with)
{
    size_t n = strlen(with);
    return (size_t)(end - p) >= n && !strncasecmp(p, with, n);
}

/* Passes over lines that are deeper than the one that began it. */
static bool passes_deeper(struct scan *s, const char *start, const char *end)
{
    const char *first = first_of(start, end);
    bool blank = first == end || *first == '\n' || *first == '\r';
    s->passed = s->passed && (blank || (size_t)(first - start) > s->indent);
    return s->passed;
}

/* reStructuredText: comments, targets, the names and options of directives, the names of roles. */
static const char *rst_markup(struct scan *s, const char *p, const char *start, const char *end)
{
    /* Directives whose argument is no text. */
    static const char *const hidden[] = {"auto",      "class",          "code",
                                         "contents",  "container",      "currentmodule",
                                         "date::",    "default-role",   "figure",
                                         "highlight", "image",          "include",
                                         "index",     "literalinclude", "math",
                                         "meta",      "module",         "only",
                                         "raw",       "role",           "sectnum",
                                         "source",    "parsed-literal", "toctree",
                                         "unicode",   "program"};
    static const char *const texts[] = {":alt:", ":caption:"};
    const char *first = first_of(start, end);
    if (p == start && passes_deeper(s, start, end))
        return end;
    if (p == start && end - first > 2 && !memcmp(first, "..", 2) &&
        (first[2] == ' ' || first[2] == '\n')) {
        const char *colons = memmem(first, (size_t)(end - first), "::", 2),
                   *name = first_of(first + 2, end);
        bool note = *name == '[', target = *name == '_' || *name == '|',
             directive = colons && colons >= name && !memchr(name, ' ', (size_t)(colons - name)),
             text = directive && !target;
        for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
            text &= !trace_begins(name, end, hidden[i]);
        s->passed = !directive && !note && !target;
        s->indent = (size_t)(first - start);
        const char *close = note ? memchr(name, ']', (size_t)(end - name)) : NULL;
        return close ? close + 1 : text && !note ? colons + 2 : end;
    }
    if (p == first && *p == ':' && p > start) { /* an option */
        const char *close = memchr(p + 1, ':', (size_t)(end - p - 1));
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            if (trace_begins(p, end, texts[i]))
                return close + 1;
        return close ? end : p;
    }
    if (*p == ':') { /* :role:`text` */
        const char *q = p + 1;
        while (q < end && (isalnum((unsigned char)*q) || strchr("-_.+:", *q)))
            q++;
        return q < end && *q == '`' ? q : p;
    }
    if (*p == '<') {
        const char *close = memchr(p, '>', (size_t)(end - p));
        return close && close + 1 < end && close[1] == '`' ? close + 1 : p;
    }
    return p;
}

/* Org: keywords, comments, drawers, planning, TODO and tags of headings, markers of notes. */
static const char *org_markup(struct scan *s, const char *p, const char *start, const char *end)
{
    const char *first = first_of(start, end);
    if (p == start && s->passed) {
        s->passed = !trace_begins(first, end, ":END:") && strncasecmp(first, "#+END_COMMENT", 13);
        return end;
    }
    if (p == start && !strncasecmp(first, "#+CAPTION:", 10))
        return first + 10;
    if (trace_begins(p, end, "[[")) { /* a link's address, if it has a text */
        const char *text = memmem(p, (size_t)(end - p), "][", 2),
                   *close = memmem(p, (size_t)(end - p), "]]", 2);
        return text && close && text < close ? text + 2 : p;
    }
    if (p == start && *first == ':' && memchr(first + 1, ':', (size_t)(end - first - 1)) &&
        trace_begins(first, end, ":PROPERTIES:")) {
        s->passed = true;
        return end;
    }
    if (p == start && !strncasecmp(first, "#+BEGIN_COMMENT", 15)) {
        s->passed = true;
        return end;
    }
    if (p == start &&
        (trace_begins(first, end, "#+") || trace_begins(first, end, "# ") ||
         trace_begins(first, end, "SCHEDULED:") || trace_begins(first, end, "DEADLINE:") ||
         trace_begins(first, end, "CLOSED:") || trace_begins(first, end, "CLOCK:")))
        return end;
    if (*start == '*' && (trace_begins(p, end, "TODO ") || trace_begins(p, end, "DONE ")))
        return p + 4;
    if (*start == '*' && *p == ':' && p > start && p[-1] == ' ' &&
        memchr(p + 1, ':', (size_t)(end - p - 1)))
        return end;
    if (trace_begins(p, end, "[fn:")) {
        const char *close = memchr(p, ']', (size_t)(end - p));
        return close ? close + 1 : end;
    }
    return p;
}

/* Commands, by the number of arguments that are not shown, before those that are. */
static const char *const latex_commands[] = {
    " hyperref ",
    " Ac Acf Acl Acp Gls Glspl ac acf acfp acl aclp acp acrfull acrlong acrshort acs acsp gls glspl "
    "glsentrylong glsentryname glsentryshort "
    "autoref begin bibitem bibliography bibliographystyle captionsetup cline cmidrule color colorbox cref "
    "Cref end eqref foreignlanguage graphicspath hspace include includegraphics index input label "
    "lstset markright nameref nocite pagenumbering pageref pagestyle parbox raisebox ref rotatebox "
    "scalebox selectlanguage stepcounter textcolor thispagestyle usepackage vref vspace ",
    " addtolength fontsize markboth multicolumn multirow setcounter setlength ",
    " addcontentsline definecolor "};

/* How many arguments of a command are not shown; -1: it is none of those. */
static int latex_hidden(const char *name, size_t n)
{
    char word[24];
    if (n >= 4 && !memcmp(name, "cite", 4)) /* citep, citeauthor … */
        return 1;
    snprintf(word, sizeof word, " %.*s ", n < sizeof word - 3 ? (int)n : 0, name);
    for (size_t i = 0; i < sizeof latex_commands / sizeof *latex_commands; i++)
        if (strstr(latex_commands[i], word))
            return (int)i;
    return -1;
}

/* LaTeX: the preamble, comments, names of commands, and arguments that are not shown. */
static const char *latex_markup(struct scan *s, const char *p, const char *start, const char *end)
{
    static const char *const defined[] =
        {"\\newtheorem", "\\newenvironment", "\\newcommand",         "\\renewcommand",
         "\\def\\",      "\\documentclass",  "\\DeclareMathOperator"};
    (void)start;
    bool begun = trace_begins(p, end, "\\begin{document}");
    s->passed = begun ? false : s->passed || trace_begins(p, end, "\\documentclass");
    if (s->passed && *p != '\\')
        return end - p > 1 ? p + 1 : end;
    if (*p == '%' && (p == start || p[-1] != '\\'))
        return end;
    if (*p != '\\' || p + 1 >= end || !isalpha((unsigned char)p[1]))
        return p;
    for (size_t i = 0; i < sizeof defined / sizeof *defined; i++)
        if (trace_begins(p, end, defined[i]))
            return end;
    const char *name = ++p;
    while (p < end && isalpha((unsigned char)*p))
        p++;
    size_t n = (size_t)(p - name);
    int hidden = latex_hidden(name, n);
    if (hidden >= 0)
        p = latex_arguments(p + (p < end && *p == '*'), end, hidden);
    else if (p < end && *p == '[')
        p = latex_group(p, end);
    return n == 5 && !memcmp(name, "begin", n) ? latex_settings(p, end) : p;
}

/* MediaWiki and Textile: attributes before a bar or a full stop, magic words, templates. */
static const char *wiki_markup(struct scan *s, const char *p, const char *start, const char *end)
{
    const char *first = first_of(start, end);
    (void)s;
    if (p == start &&
        (trace_begins(first, end, "{|") || trace_begins(first, end, "|-") ||
         trace_begins(first, end, "#REDIRECT") || trace_begins(first, end, "[[Category:")))
        return end;
    if (trace_begins(p, end, "__"))
        return p + strcspn(p, " \n") < end ? p + strcspn(p, " \n") : end;
    if (p == first && (*p == '|' || *p == '!')) { /* | style="…" | text */
        const char *bar = memchr(p + 1, '|', (size_t)(end - p - 1)),
                   *equals = memchr(p + 1, '=', (size_t)(end - p - 1));
        return bar && equals && equals < bar && bar + 1 < end && bar[1] != '|' ? bar : p;
    }
    if (trace_begins(p, end, "[[File:") || trace_begins(p, end, "[[Image:")) {
        const char *bar = memrchr(p, '|', (size_t)(end - p)),
                   *close = memmem(p, (size_t)(end - p), "]]", 2);
        return bar && close && bar < close ? bar : close ? close : end;
    }
    if (*p == '(' && p > start && p == first + strcspn(first, "( \n") &&
        memchr(p, ')', (size_t)(end - p))) /* h2(class). */
        return (const char *)memchr(p, ')', (size_t)(end - p)) + 1;
    return p;
}

static const struct reading readings[] = {
    {.format = "markdown", .metadata = true, .tags = true, .braces = true},
    {.format = "ipynb", .tags = true, .braces = true, .loose = 7},
    {.format = "html", .tags = true},
    {.format = "asciidoc", .macros = true},
    {.format = "rst", .markup = rst_markup, .loose = 7},
    {.format = "org", .markup = org_markup, .loose = 7},
    {.format = "latex", .markup = latex_markup, .loose = 3},
    {.format = "mediawiki", .tags = true, .markup = wiki_markup, .loose = 7},
    {.format = "textile", .tags = true, .braces = true, .markup = wiki_markup, .loose = 7},
};

static const struct reading *reading_of(const char *format)
{
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++)
        if (!strcmp(readings[i].format, format))
            return &readings[i];
    return NULL;
}

/* Marks the letters of LaTeX's commands as used, as mark_html does: "mini" is not in
 * "\begin{minipage}". */
static void mark_latex(struct trace *t)
{
    struct scan s = {.t = t};
    for (int i = 0; i + 1 < t->line.n; i++) {
        const char *start = t->line.v[i], *end = t->line.v[i + 1];
        size_t at = t->start.v[i];
        for (const char *p = start, *q; p < end; p = q) {
            q = latex_markup(&s, p, start, end);
            bool markup = q > p;
            if (!markup)
                utf8_next(&q, end);
            size_t n = letters_between(p, q);
            if (markup)
                memset(t->used + at, 1, n);
            at += n;
        }
    }
}

static void check_source(struct trace *t, const struct reading *how)
{
    struct scan s = {.t = t, .how = how};
    for (int line = 0; how && line + 1 < t->line.n; line++)
        scan_line(&s, line);
    buf_done(&s.lost);
}

void trace_lines(struct arena *a, const struct buf *source, const char *format,
                 const struct line_places *places, xmlNode *root)
{
    struct trace t = {.arena = a,
                      .file = xml_loc(root).file,
                      .source = source->s ? source->s : "",
                      .n = source->n,
                      .places = places,
                      .here = 1,
                      .html = !strcmp(format, "html"),
                      .row = SIZE_MAX};
    read_source(&t);
    if (t.html)
        mark_html(&t);
    if (!strcmp(format, "latex"))
        mark_latex(&t);
    trace_node(&t, root, IN_ORDER);
    found_at(&t, t.cursor < t.letters.n ? t.cursor : t.letters.n);
    check_source(&t, reading_of(format));
    buf_done(&t.letters), buf_done(&t.pool);
    vec_done(&t.start), vec_done(&t.line), vec_done(&t.waiting);
}

int trace_find(const struct buf *source, size_t *from, const char *what)
{
    size_t n = strlen(what);
    const char *s = source->s ? source->s : "",
               *found = *from < source->n && n ? memmem(s + *from, source->n - *from, what, n)
                                               : NULL;
    if (!found)
        return 0;
    int line = 1;
    for (const char *p = s; (p = memchr(p, '\n', (size_t)(found - p))); p++)
        line++;
    *from = (size_t)(found - s) + n;
    return line;
}
