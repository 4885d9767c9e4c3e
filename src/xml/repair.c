/* Documents with faults in their markup, mended before they are parsed. libxml2 goes on behind a fault, but believes each end tag:
 * one too many closes the chapter, a second one the book, and the rest is lost. Here an end tag closes what bears its name, or nothing.
 *
 * One pass over the bytes; nothing is copied before the first fault, and no line is added, so that positions hold. What is no fault of
 * tags or ampersands is left to libxml2, and so is all of a document in an encoding that does not contain ASCII. */
#include <ctype.h>
#include <string.h>

#include "xml/xml-int.h"

/* How far is looked for an element's beginning and a value's end, so that the pass stays linear: no document is as deep, no value as long. */
enum { MAX_UP = 300, MAX_VALUE = 4096 };

struct open {
    const char *name;
    int n; /* bytes */
};
struct mender {
    const char *end;
    struct buf out;
    const char *copied;   /* up to here s is in out */
    bool mended;
    VEC(struct open) open;
    struct loc at;        /* of `counted` */
    const char *counted;
};

/* ---- places ------------------------------------------------------------------------------------------------ */

static void take_line_mark(struct mender *m, const char *p)
{
    char file[256] = "";
    int line;
    if (sscanf(p, "<?koki-line %d%*1[ ]%255[^?]", &line, file) >= 1) {
        m->at.line = line;
        if (*file)
            m->at.file = intern(file);
    }
}

/* Places are asked for in the order of the document, so that lines are counted once. */
static struct loc place(struct mender *m, const char *p)
{
    for (; m->counted < p; m->counted++) {
        if (*m->counted == '\n')
            m->at.line++;
        else if (*m->counted == '<' && p - m->counted > 12 && !memcmp(m->counted, "<?koki-line", 11))
            take_line_mark(m, m->counted);
    }
    return m->at;
}

/* ---- what is changed --------------------------------------------------------------------------------------- */

/* Writes `text` in place of the bytes from p to `to`. */
static void replace(struct mender *m, const char *p, const char *to, const char *text, size_t n)
{
    buf_add(&m->out, m->copied, (size_t)(p - m->copied));
    buf_add(&m->out, text, n);
    m->copied = to;
    m->mended = true;
}

static void write_end_tag(struct mender *m, const char *p, const struct open *o)
{
    replace(m, p, p, "</", 2);
    replace(m, p, p, o->name, (size_t)o->n);
    replace(m, p, p, ">", 1);
}

static const char *name_of(struct arena *a, const char *name, int n) { return arena_dup(a, name, (size_t)(n < 60 ? n : 60)); }

/* ---- tags -------------------------------------------------------------------------------------------------- */

static bool name_byte(unsigned char c) { return isalnum(c) || c == '_' || c == ':' || c == '-' || c == '.' || c >= 0x80; }
static bool name_start(unsigned char c) { return name_byte(c) && !isdigit(c) && c != '-' && c != '.'; }

static bool same(const struct open *o, const char *name, int n) { return o->n == n && !memcmp(o->name, name, (size_t)n); }

/* </Para> or </parra> behind <para>. */
static bool meant(const struct open *o, const char *name, int n)
{
    return n > 0 && tolower((unsigned char)o->name[0]) == tolower((unsigned char)name[0]) && o->n - n <= 2 && n - o->n <= 2;
}

static int find_open(const struct mender *m, const char *name, int n)
{
    int i = m->open.n - 1, last = i > MAX_UP ? i - MAX_UP : 0;
    while (i >= last && !same(&m->open.v[i], name, n))
        i--;
    return i >= last ? i : -1;
}

static void end_tag(struct mender *m, const char *p, const char *to)
{
    const char *name = p + 2;
    int n = 0;
    while (name + n < to && name_byte((unsigned char)name[n]))
        n++;
    int top = m->open.n - 1;
    if (top >= 0 && same(&m->open.v[top], name, n)) {
        m->open.n--;
        return;
    }
    struct arena a = {0};
    struct loc at = place(m, p);
    int i = find_open(m, name, n);
    if (i < 0 && top >= 0 && meant(&m->open.v[top], name, n)) {
        diag(DIAG_xml_end_tag_other, at, name_of(&a, name, n), name_of(&a, m->open.v[top].name, m->open.v[top].n));
        replace(m, p, to, "", 0);
        write_end_tag(m, to, &m->open.v[top]);
        m->open.n--;
    } else if (i < 0) {
        diag(DIAG_xml_end_tag_stray, at, name_of(&a, name, n));
        replace(m, p, to, "", 0);
    } else {
        for (; m->open.n - 1 > i; m->open.n--) {
            const struct open *o = &m->open.v[m->open.n - 1];
            diag(DIAG_xml_not_closed, at, name_of(&a, o->name, o->n), name_of(&a, name, n));
            write_end_tag(m, p, o);
        }
        m->open.n--;
    }
    arena_done(&a);
}

static void start_tag(struct mender *m, const char *p, const char *to)
{
    const char *name = p + 1;
    int n = 0;
    while (name + n < to && name_byte((unsigned char)name[n]))
        n++;
    if (to[-2] != '/')
        *vec_add(&m->open) = (struct open){name, n};
}

/* ---- references ------------------------------------------------------------------------------------------- */

static bool is_reference(const char *p, const char *end)
{
    const char *q = ++p;
    if (q < end && *q == '#') {
        q += q + 1 < end && q[1] == 'x' ? 2 : 1;
        for (p = q; q < end && isxdigit((unsigned char)*q); q++)
            ;
    } else if (q < end && name_start((unsigned char)*q)) {
        while (q < end && name_byte((unsigned char)*q))
            q++;
    }
    return q > p && q < end && *q == ';';
}

static void escape(struct mender *m, const char *p)
{
    bool amp = *p == '&';
    diag(DIAG_xml_bare, place(m, p), amp ? "&" : "<", amp ? "&amp;" : "&lt;");
    replace(m, p, p + 1, amp ? "&amp;" : "&lt;", amp ? 5 : 4);
}

static void check_references(struct mender *m, const char *p, const char *to)
{
    for (; (p = memchr(p, '&', (size_t)(to - p))); p++)
        if (!is_reference(p, to))
            escape(m, p);
}

/* ---- the pass ---------------------------------------------------------------------------------------------- */

static const char *behind(const char *p, const char *end, const char *what)
{
    const char *q = memmem(p, (size_t)(end - p), what, strlen(what));
    return q ? q + strlen(what) : NULL;
}

/* The value goes on behind the sign and ends before the next tag. */
static bool in_value(const char *p, const char *end, char quote)
{
    size_t room = end - p < MAX_VALUE ? (size_t)(end - p) : MAX_VALUE;
    const char *close = memchr(p, quote, room), *tag = memchr(p, '>', room);
    return close && (!tag || close < tag);
}

/* The end of a tag; signs in its quoted values are mended. NULL where a quote or the tag is not closed. */
static const char *tag_end(struct mender *m, const char *p)
{
    char quote = 0;
    for (p++; p < m->end; p++) {
        if (*p == '<' && !(quote && in_value(p, m->end, quote)))
            return NULL;
        if (*p == '<' || (quote && *p == '&' && !is_reference(p, m->end)))
            escape(m, p);
        else if (quote)
            quote = *p == quote ? 0 : quote;
        else if (*p == '"' || *p == '\'')
            quote = *p;
        else if (*p == '>')
            return p + 1;
    }
    return NULL;
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

/* Takes in the markup at p; gives where it ends, NULL where nothing can be made of it. */
static const char *markup(struct mender *m, const char *p)
{
    const char *end = m->end, *to;
    if (end - p > 4 && !memcmp(p, "<!--", 4))
        return behind(p + 4, end, "-->");
    if (end - p > 9 && !memcmp(p, "<![CDATA[", 9))
        return behind(p, end, "]]>");
    if (end - p > 1 && p[1] == '?')
        return behind(p, end, "?>");
    if (end - p > 1 && p[1] == '!')
        return doctype_end(p, end);
    if (end - p > 2 && p[1] == '/' && name_start((unsigned char)p[2])) {
        if ((to = tag_end(m, p)))
            end_tag(m, p, to);
        return to;
    }
    if (end - p > 1 && name_start((unsigned char)p[1])) {
        if ((to = tag_end(m, p)))
            start_tag(m, p, to);
        return to;
    }
    escape(m, p);
    return p + 1;
}

static bool holds_ascii(const char *s, size_t n)
{
    return n > 3 && !memchr(s, 0, 4) && memcmp(s, "\xfe\xff", 2) && memcmp(s, "\xff\xfe", 2) && !memchr(s, 0x1b, n);
}

bool xml_mend(struct buf *out, const char *s, size_t n, const char *file)
{
    *out = (struct buf){0};
    if (!holds_ascii(s, n))
        return false;
    struct mender m = {.end = s + n, .copied = s, .at = {file, 1, 0}, .counted = s};
    const char *p = s, *lt = s;
    while (p && (lt = memchr(p, '<', (size_t)(m.end - p)))) {
        if (m.open.n)
            check_references(&m, p, lt);
        p = markup(&m, lt);
    }
    if (p && m.open.n) {
        diag(DIAG_xml_truncated, place(&m, m.end));
        while (m.open.n) {
            write_end_tag(&m, m.end, &m.open.v[m.open.n - 1]);
            m.open.n--;
        }
    }
    if (m.mended)
        replace(&m, m.end, m.end, "", 0);
    vec_done(&m.open);
    *out = m.out;
    return m.mended;
}

bool xml_drop_doctype(struct buf *out, const char *s, size_t n)
{
    *out = (struct buf){0};
    const char *from = holds_ascii(s, n) ? memmem(s, n, "<!DOCTYPE", 9) : NULL, *to = from ? doctype_end(from, s + n) : NULL;
    if (!to)
        return false;
    buf_add(out, s, (size_t)(from - s));
    for (; from < to; from++)
        if (*from == '\n')
            buf_putc(out, '\n');
    buf_add(out, to, (size_t)(s + n - to));
    return true;
}
