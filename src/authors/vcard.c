// SPDX-License-Identifier: Apache-2.0
/* vCards (RFC 2426, RFC 6350) → records: exported by address books.
 *
 * A line goes on in the next one where that begins with a space, and a quoted-printable one (vCard
 * 2.1) where it ends with "=". vcard.def maps properties to fields; fields that vCard lacks are
 * X-KOKI-FIELD, such as X-KOKI-CONSENT_PRINT. */
#include <string.h>

#include "authors/authors-int.h"

static const struct {
    const char *property;
    enum field field;
} properties[] = {
#define V(property, field) {property, field},
#include "authors/vcard.def"
#undef V
};

struct card {
    struct job *job;
    const char *file;
    struct record *rec;  /* NULL: between cards */
    const char *name[5]; /* N: family, given, additional, prefixes, suffixes */
    const char *whole;   /* FN */
};

/* ---- lines ---- */

static bool is_quoted_printable(const struct buf *line)
{
    const char *s = line->n ? line->s : "", *colon = strchr(s, ':'),
               *mark = strcasestr(s, "QUOTED-PRINTABLE");
    return mark && colon && mark < colon;
}

/* The logical line at *p, unfolded; *p and *line advance. NULL at the end. */
static const char *next_line(struct arena *a, const char **p, int *lines)
{
    struct buf b = {0};
    if (!**p)
        return NULL;
    *lines = 0;
    bool soft = false, more;
    do {
        size_t n = strcspn(*p, "\n");
        bool folded = *lines > 0 && !soft;
        buf_add(&b, *p + folded, n - folded);
        if (b.n && b.s[b.n - 1] == '\r')
            b.n--;
        *p += n + ((*p)[n] == '\n');
        ++*lines;
        soft = b.n && b.s[b.n - 1] == '=' && is_quoted_printable(&b);
        b.n -= soft;
        more = soft ? **p != 0 : **p == ' ' || **p == '\t';
    } while (more);
    const char *line = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return line;
}

/* The colon that ends name and parameters; those may be quoted. */
static const char *find_colon(const char *line)
{
    bool quoted = false;
    for (; *line; line++) {
        quoted ^= *line == '"';
        if (*line == ':' && !quoted)
            return line;
    }
    return NULL;
}

/* "item1.EMAIL;TYPE=work" → "EMAIL" */
static const char *property_of(struct arena *a, const char *line, const char *colon)
{
    const char *end = memchr(line, ';', (size_t)(colon - line)), *dot;
    end = end ? end : colon;
    dot = memchr(line, '.', (size_t)(end - line));
    return arena_dup(a, dot ? dot + 1 : line, (size_t)(end - (dot ? dot + 1 : line)));
}

static const char *parameter_value(struct arena *a, const char *line, const char *colon,
                                   const char *name)
{
    size_t n = strlen(name);
    for (const char *p = line; p && p < colon; p = memchr(p + 1, ';', (size_t)(colon - p - 1)))
        if (*p == ';' && !strncasecmp(p + 1, name, n) && p[1 + n] == '=') {
            const char *value = p + 2 + n, *end = memchr(value, ';', (size_t)(colon - value));
            bool quoted = *value == '"';
            size_t k = (size_t)((end ? end : colon) - value);
            return arena_dup(a, value + quoted, k > 1 ? k - 2 * quoted : k);
        }
    return NULL;
}

/* "a\\, b\\nc" → "a, b", "c"; ends at an unescaped separator. *p advances after it. */
static const char *next_component(struct arena *a, const char **p, char stop)
{
    struct buf b = {0};
    while (**p && **p != stop) {
        char c = *(*p)++;
        if (c == '\\' && **p) {
            c = *(*p)++;
            c = c == 'n' || c == 'N' ? '\n' : c;
        }
        buf_putc(&b, c);
    }
    *p += **p != 0;
    const char *s = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return s;
}

/* "M=C3=BCller" → "Müller", regardless of the charset parameter: the encoding of text that is not
 * UTF-8 is guessed as in tables. */
static const char *plain_value(struct card *c, const char *line, const char *value)
{
    struct buf b = {0};
    buf_add(&b, line, (size_t)(value - line));
    buf_putc(&b, 0);
    bool quoted = is_quoted_printable(&b);
    b.n = 0;
    for (const char *p = value; quoted && *p; p++) {
        int high = *p == '=' && p[1] ? hex_value(p[1]) : -1, low = high >= 0 ? hex_value(p[2]) : -1;
        buf_putc(&b, low >= 0 ? (char)(high << 4 | low) : *p);
        p += low >= 0 ? 2 : 0;
    }
    if (b.n)
        decode_utf8(&b, c->file);
    const char *s = b.n ? arena_dup(&c->job->arena, b.s, b.n) : value;
    buf_done(&b);
    return s;
}

/* ---- properties ---- */

static void read_name(struct card *c, const char *value, const char *sort)
{
    for (int i = 0; i < 5; i++)
        c->name[i] = next_component(&c->job->arena, &value, ';');
    if (sort)
        record_add(c->job, c->rec, FIELD_sort, sort);
}

static void read_property(struct card *c, const char *name, const char *value, const char *sort)
{
    struct arena *a = &c->job->arena;
    if (!strcasecmp(name, "N")) {
        read_name(c, value, sort);
        return;
    }
    const char *whole = next_component(a, &value, 0);
    if (!strcasecmp(name, "FN"))
        c->whole = whole;
    bool own = !strncasecmp(name, "X-KOKI-", 7),
         said = !own && strcasecmp(name, "EMAIL") && strcasecmp(name, "URL") &&
                strcasecmp(name, "PHOTO") && strcasecmp(name, "KEY");
    if (said)
        record_remark(c->job, c->rec,
                      strcasecmp(name, "ORG") && strcasecmp(name, "TITLE") ? FIELD_COUNT
                                                                           : FIELD_position,
                      name, whole);
    if (own)
        record_put(c->job, c->rec, arena_dup(a, name + 7, strlen(name + 7)), whole, c->rec->where);
    if (!strcasecmp(name, "ORG")) /* organisation, then units */
        whole = arena_dup(a, whole, strcspn(whole, ";"));
    if (!strcasecmp(name, "URL") && strstr(whole, "orcid.org"))
        name = "X-ORCID";
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        if (!strcasecmp(properties[i].property, name))
            record_add(c->job, c->rec, properties[i].field, whole);
}

/* ---- cards ---- */

static void end_card(struct card *c)
{
    struct arena *a = &c->job->arena;
    const char *given = c->name[1];
    if (given && c->name[2] && *c->name[2])
        given = arena_printf(a, "%s %s", given, c->name[2]);
    if (c->name[0] && (*c->name[0] || *given))
        record_set_name(c->job, c->rec,
                        name_join(a, c->name[3], given, NULL, c->name[0], c->name[4]));
    else if (c->whole)
        record_set_name(c->job, c->rec, name_parse(a, c->whole));
    record_finish(c->job, c->rec);
    c->rec = NULL;
}

static void begin_card(struct card *c, int line)
{
    memset(c->name, 0, sizeof c->name);
    c->whole = NULL;
    c->rec = record_new(c->job, (struct loc){c->file, line, 0});
}

void vcard_read(struct job *job, const char *text, const char *file)
{
    struct card c = {.job = job, .file = file};
    int line = 1, lines;
    for (const char *p = text, *l; (l = next_line(&job->arena, &p, &lines)); line += lines) {
        const char *colon = find_colon(l);
        if (!colon)
            continue;
        const char *name = property_of(&job->arena, l, colon);
        if (!strcasecmp(name, "BEGIN") && !c.rec)
            begin_card(&c, line);
        else if (!strcasecmp(name, "END") && c.rec)
            end_card(&c);
        else if (c.rec)
            read_property(&c, name, plain_value(&c, l, colon + 1),
                          parameter_value(&job->arena, l, colon, "SORT-AS"));
    }
    if (c.rec)
        end_card(&c);
}
