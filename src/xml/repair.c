// SPDX-License-Identifier: Apache-2.0
/* Documents with faults in their markup, mended before they are parsed. libxml2 continues after a
 * fault, but trusts each end tag: one too many closes the chapter, a second one the book, and the
 * rest is lost; so does one whose start tag it could not read. Here an end tag closes an element of
 * its name, or none; attributes are normalised, and anything that is not a tag is text.
 *
 * One pass over the bytes; nothing is copied before the first fault, and no line is added, so that
 * positions hold. Faults other than of tags or characters are left to libxml2, as are documents in
 * encodings that do not contain ASCII. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "xml/xml-int.h"

/* Limits of the search for an element's beginning, and for the ends of values and tags, so that the
 * pass stays linear: no document is as deep, no value as long, and no tag that libxml2 would
 * accept. */
enum {
    MAX_UP = 300,
    MAX_VALUE = 4096,
    MAX_OPEN = 300000,
    MAX_ATTRIBUTES = 300,
    MAX_TAG = 10000000,
    MAX_LINE_MARK = 5000
};

struct open {
    const char *name;
    int n; /* bytes */
};
struct mender {
    const char *end;
    struct buf out;
    const char *copied; /* s is copied to out up to here */
    bool mended;
    unsigned endless; /* bit n: construct number n of past_other has no further end */
    VEC(struct open) open;
    struct loc at; /* of `counted` */
    const char *counted;
};

/* ---- places ---------------------------------------------------------------------------------- */

/* <?koki-line N FILE?>. sscanf would search for the end of the whole document each time. */
static void take_line_mark(struct mender *m, const char *p)
{
    static const char start[] = "<?koki-line ";
    size_t room = m->end - p < MAX_LINE_MARK ? (size_t)(m->end - p) : MAX_LINE_MARK;
    const char *end = memcmp(p, start, sizeof start - 1) ? NULL : memmem(p, room, "?>", 2);
    char *file;
    if (!end)
        return;
    long line = strtol(p + sizeof start - 1, &file, 10);
    if (line < 0 || line > INT32_MAX / 2 || (file != end && *file != ' '))
        return;
    m->at.line = (int)line;
    if (end - file > 1)
        m->at.file = intern_n(file + 1, (size_t)(end - file - 1));
}

/* Calls must be in document order, so that lines are counted once. */
static struct loc repair_place(struct mender *m, const char *p)
{
    for (; m->counted < p; m->counted++) {
        if (*m->counted == '\n')
            m->at.line++;
        else if (*m->counted == '<' && p - m->counted > 12)
            take_line_mark(m, m->counted);
    }
    return m->at;
}

/* ---- changes ------------------------------------------------------------------------- */

/* Writes `text` in place of the bytes from p to `to`. */
static void replace_bytes(struct mender *m, const char *p, const char *to, const char *text,
                          size_t n)
{
    buf_add(&m->out, m->copied, (size_t)(p - m->copied));
    buf_add(&m->out, text, n);
    m->copied = to;
    m->mended = true;
}

static void write_end_tag(struct mender *m, const char *p, const struct open *o)
{
    replace_bytes(m, p, p, "</", 2);
    replace_bytes(m, p, p, o->name, (size_t)o->n);
    replace_bytes(m, p, p, ">", 1);
}

static const char *name_of(struct arena *a, const char *name, int n)
{
    return arena_dup(a, name, (size_t)(n < 60 ? n : 60));
}

/* ---- names and references -------------------------------------------------------------------- */

static bool name_byte(unsigned char c)
{
    return isalnum(c) || c == '_' || c == ':' || c == '-' || c == '.' || c >= 0x80;
}
static bool name_start(unsigned char c)
{
    return name_byte(c) && !isdigit(c) && c != '-' && c != '.';
}

static bool is_reference(const char *p, const char *end)
{
    const char *q = ++p;
    if (q < end && *q == '#') {
        bool hex = q + 1 < end && q[1] == 'x';
        q += hex ? 2 : 1;
        for (p = q; q < end && (hex ? isxdigit((unsigned char)*q) : isdigit((unsigned char)*q));
             q++)
            ;
    } else if (q < end && name_start((unsigned char)*q)) {
        while (q < end && name_byte((unsigned char)*q))
            q++;
    }
    return q > p && q < end && *q == ';';
}

static void escape(struct mender *m, const char *p)
{
    const char sign[2] = {*p}, *reference = *p == '&' ? "&amp;" : *p == '<' ? "&lt;" : "&gt;";
    diag(DIAG_xml_bare, repair_place(m, p), sign, reference);
    replace_bytes(m, p, p + 1, reference, strlen(reference));
}

/* Mends text: bare ampersands, and "]]>", which may only end CDATA. */
static void check_text(struct mender *m, const char *p, const char *to)
{
    for (; p < to; p++)
        if (*p == '&' && !is_reference(p, to))
            escape(m, p);
        else if (*p == ']' && to - p > 2 && p[1] == ']' && p[2] == '>')
            escape(m, p + 2);
}

/* ---- inside a tag ---------------------------------------------------------------------------- */

/* Whether the value continues after the character and ends before the next tag. */
static bool in_value(const char *p, const char *end, char quote)
{
    size_t room = end - p < MAX_VALUE ? (size_t)(end - p) : MAX_VALUE;
    const char *close = memchr(p, quote, room), *tag = memchr(p, '>', room);
    return close && (!tag || close < tag);
}

static bool repair_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static const char *past_name(const char *p, const char *end)
{
    while (p < end && name_byte((unsigned char)*p))
        p++;
    return p;
}

/* A tag being read: first to find its end, then again to repair it. */
struct tag {
    struct mender *m;
    const char *name;
    bool mend, told;
};

/* Replaces n bytes at p by `text`, to repair markup that XML does not allow. */
static void mend_attribute(struct tag *t, const char *p, size_t n, const char *text, size_t length)
{
    if (!t->mend)
        return;
    struct arena a = {0};
    if (!t->told)
        diag(DIAG_xml_attribute, repair_place(t->m, p),
             name_of(&a, t->name, (int)(past_name(t->name, t->m->end) - t->name)));
    t->told = true;
    replace_bytes(t->m, p, p + n, text, length);
    arena_done(&a);
}

/* The end of the value that begins with the quote at p. One without a closing quote ends before the
 * first '>'. NULL if it has no end. */
static const char *past_value(struct tag *t, const char *p)
{
    const char *end = t->m->end, *close = NULL;
    char quote = *p++;
    for (const char *q = p; q < end && *q != quote; q++) {
        if (*q == '>' && !close)
            close = q;
        if (*q != '<' || in_value(q, end, quote))
            continue;
        if (!close)
            return NULL;
        for (; p < close; p++)
            if (t->mend && *p == '&' && !is_reference(p, end))
                escape(t->m, p);
        mend_attribute(t, close, 0, &quote, 1);
        return close;
    }
    for (; p < end && *p != quote; p++)
        if (t->mend && (*p == '<' || (*p == '&' && !is_reference(p, end))))
            escape(t->m, p);
    return p < end ? p + 1 : NULL;
}

/* The end of the attribute whose name begins at p: name="value", or less. */
static const char *past_attribute(struct tag *t, const char *p)
{
    const char *end = t->m->end, *name = p, *equals = past_name(p, end);
    for (p = equals; p < end && repair_blank(*p); p++)
        ;
    if (p == end || *p != '=') {
        mend_attribute(t, equals, 0, "=\"", 2);
        mend_attribute(t, equals, 0, name, (size_t)(equals - name));
        mend_attribute(t, equals, 0, "\"", 1);
        return equals;
    }
    for (p++; p < end && repair_blank(*p); p++)
        ;
    if (p < end && (*p == '"' || *p == '\''))
        return past_value(t, p);
    mend_attribute(t, p, 0, "\"", 1);
    while (p < end && !repair_blank(*p) && !strchr("<>\"'", *p) &&
           !(*p == '/' && p + 1 < end && p[1] == '>'))
        p++;
    mend_attribute(t, p, 0, "\"", 1);
    return p;
}

/* The end of the tag; NULL if it is not closed. */
static const char *past_tag(struct tag *t)
{
    const char *end = t->m->end - t->name > MAX_TAG ? t->name + MAX_TAG : t->m->end;
    int attributes = 0;
    const char *p = past_name(t->name, end);
    while (p && p < end && *p != '<' && attributes < MAX_ATTRIBUTES) {
        if (*p == '>')
            return p + 1;
        if (repair_blank(*p) || (*p == '/' && p + 1 < end && p[1] == '>'))
            p++;
        else if (name_start((unsigned char)*p)) {
            if (!repair_blank(p[-1]))
                mend_attribute(t, p, 0, " ", 1);
            p = past_attribute(t, p);
            attributes++;
        } else {
            mend_attribute(t, p, 1, "", 0);
            p++;
        }
    }
    return NULL;
}

/* ---- tags ------------------------------------------------------------------------------------ */

static bool repair_same(const struct open *o, const char *name, int n)
{
    return o->n == n && !memcmp(o->name, name, (size_t)n);
}

/* Whether an end tag is a misspelt one of an element: </Para> or </parra> after <para>. */
static bool is_meant(const struct open *o, const char *name, int n)
{
    return n > 0 && tolower((unsigned char)o->name[0]) == tolower((unsigned char)name[0]) &&
           o->n - n <= 2 && n - o->n <= 2;
}

static int find_open(const struct mender *m, const char *name, int n)
{
    int i = m->open.n - 1, last = i > MAX_UP ? i - MAX_UP : 0;
    while (i >= last && !repair_same(&m->open.v[i], name, n))
        i--;
    return i >= last ? i : -1;
}

/* Drops attributes of an end tag. */
static void drop_attributes(struct mender *m, const char *name, const char *to)
{
    const char *p = past_name(name, to);
    while (repair_blank(*p))
        p++;
    if (*p != '>')
        mend_attribute(&(struct tag){.m = m, .name = name, .mend = true}, p, (size_t)(to - 1 - p),
                       "", 0);
}

static void end_tag(struct mender *m, const char *p, const char *to)
{
    const char *name = p + 2;
    int n = (int)(past_name(name, to) - name), top = m->open.n - 1;
    if (top >= 0 && repair_same(&m->open.v[top], name, n)) {
        m->open.n--;
        drop_attributes(m, name, to);
        return;
    }
    struct arena a = {0};
    struct loc at = repair_place(m, p);
    int i = find_open(m, name, n);
    if (i < 0 && top >= 0 && is_meant(&m->open.v[top], name, n)) {
        diag(DIAG_xml_end_tag_other, at, name_of(&a, name, n),
             name_of(&a, m->open.v[top].name, m->open.v[top].n));
        replace_bytes(m, p, to, "", 0);
        write_end_tag(m, to, &m->open.v[top]);
        m->open.n--;
    } else if (i < 0) {
        diag(DIAG_xml_end_tag_stray, at, name_of(&a, name, n));
        replace_bytes(m, p, to, "", 0);
    } else {
        for (; m->open.n - 1 > i; m->open.n--) {
            const struct open *o = &m->open.v[m->open.n - 1];
            diag(DIAG_xml_not_closed, at, name_of(&a, o->name, o->n), name_of(&a, name, n));
            write_end_tag(m, p, o);
        }
        m->open.n--;
        drop_attributes(m, name, to);
    }
    arena_done(&a);
}

static void start_tag(struct mender *m, const char *p, const char *to)
{
    const char *name = p + 1;
    past_tag(&(struct tag){.m = m, .name = name, .mend = true});
    if (to[-2] != '/')
        *vec_add(&m->open) = (struct open){name, (int)(past_name(name, to) - name)};
}

/* ---- the pass -------------------------------------------------------------------------------- */

static const char *behind(const char *p, const char *end, const char *what)
{
    const char *q = memmem(p, (size_t)(end - p), what, strlen(what));
    return q ? q + strlen(what) : NULL;
}

/* The end of the document type declaration with its internal subset. */
static const char *doctype_end(const char *p, const char *end)
{
    char quote = 0;
    int depth = 0;
    for (p++; p && p < end; p++) {
        if (quote)
            quote = *p == quote ? 0 : quote;
        else if (end - p > 4 && !memcmp(p, "<!--", 4))
            p = behind(p + 4, end, "-->") ? behind(p + 4, end, "-->") - 1 : end;
        else if (end - p > 2 && !memcmp(p, "<?", 2))
            p = behind(p, end, "?>") ? behind(p, end, "?>") - 1 : end;
        else if (*p == '"' || *p == '\'')
            quote = *p;
        else if (*p == '[' || *p == '<')
            depth++;
        else if (*p == ']' || (*p == '>' && depth > 0))
            depth--;
        else if (*p == '>')
            return p + 1;
    }
    return NULL;
}

/* libxml2 takes a section of 10 MB for an attack, and drops the rest: a large one is split. */
static void part_cdata(struct mender *m, const char *p, const char *to)
{
    enum { MOST = 8000000 };
    while (to - p > MOST) {
        p += MOST;
        while (p < to && ((unsigned char)*p & 0xc0) == 0x80)
            p++;
        replace_bytes(m, p, p, "]]><![CDATA[", 12);
    }
}

/* The end of a comment, CDATA section or processing instruction at p; NULL if it is none, or has no
 * end. */
static const char *past_other(struct mender *m, const char *p)
{
    static const struct {
        const char *open, *close;
    } others[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};
    for (unsigned i = 0; i < sizeof others / sizeof *others; i++) {
        size_t n = strlen(others[i].open);
        if ((size_t)(m->end - p) <= n || memcmp(p, others[i].open, n) || m->endless >> i & 1 ||
            (i == 2 && !name_start((unsigned char)p[2])))
            continue;
        const char *to = behind(p + n, m->end, others[i].close);
        m->endless |= (unsigned)!to << i;
        if (to && i == 1)
            part_cdata(m, p + n, to - strlen(others[i].close));
        return to;
    }
    return NULL;
}

/* Handles the markup at p; returns its end, NULL if it is unusable. Anything else, or without an
 * end, is text. */
static const char *read_markup(struct mender *m, const char *p)
{
    const char *end = m->end, *to = past_other(m, p);
    if (to)
        return to;
    if (end - p > 1 && p[1] == '!' && !m->open.n)
        return doctype_end(p, end);
    if (end - p > 2 && p[1] == '/' && name_start((unsigned char)p[2])) {
        if ((to = past_tag(&(struct tag){.m = m, .name = p + 2})))
            end_tag(m, p, to);
    } else if (end - p > 1 && name_start((unsigned char)p[1])) {
        if ((to = past_tag(&(struct tag){.m = m, .name = p + 1})))
            start_tag(m, p, to);
        if (m->open.n > MAX_OPEN)
            return NULL;
    }
    if (!to)
        escape(m, p);
    return to ? to : p + 1;
}

static bool mend_tags(struct buf *out, const char *s, size_t n, const char *file)
{
    struct mender m = {.end = s + n, .copied = s, .at = {file, 1, 0}, .counted = s};
    const char *p = s, *lt = s;
    while (p && (lt = memchr(p, '<', (size_t)(m.end - p)))) {
        if (m.open.n)
            check_text(&m, p, lt);
        p = read_markup(&m, lt);
    }
    if (p && m.open.n) {
        check_text(&m, p, m.end);
        diag(DIAG_xml_truncated, repair_place(&m, m.end));
        while (m.open.n) {
            write_end_tag(&m, m.end, &m.open.v[m.open.n - 1]);
            m.open.n--;
        }
    }
    if (m.mended)
        replace_bytes(&m, m.end, m.end, "", 0);
    vec_done(&m.open);
    *out = m.out;
    return m.mended;
}

bool xml_mend(struct buf *out, const char *s, size_t n, const char *file)
{
    struct buf bytes = {0};
    *out = (struct buf){0};
    if (!xml_holds_ascii(s, n))
        return false;
    bool mended = xml_mend_bytes(&bytes, s, n, file);
    if (!mend_tags(out, mended ? bytes.s : s, mended ? bytes.n : n, file)) {
        *out = bytes;
        return mended;
    }
    buf_done(&bytes);
    return true;
}

bool xml_drop_doctype(struct buf *out, const char *s, size_t n)
{
    *out = (struct buf){0};
    const char *from = xml_holds_ascii(s, n) ? memmem(s, n, "<!DOCTYPE", 9) : NULL,
               *to = from ? doctype_end(from, s + n) : NULL;
    if (!to)
        return false;
    buf_add(out, s, (size_t)(from - s));
    for (; from < to; from++)
        if (*from == '\n')
            buf_putc(out, '\n');
    buf_add(out, to, (size_t)(s + n - to));
    return true;
}
