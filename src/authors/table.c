/* Comma-separated values, as offices export them, through libcsv.
 *
 * libcsv is fed line by line, so that every row knows the line it began on. A quotation mark that nobody closes would
 * swallow the rows behind it; so a row that does not end within MAX_LINES, at the end of the file, or that holds several
 * lines and has the wrong number of fields, is taken apart again: its first line is read with quotation marks as plain
 * characters and reading goes on behind that line. */
#include <csv.h>
#include <string.h>

#include "authors/authors-int.h"

enum { MAX_LINES = 60, MAX_FIELDS = 1000 };
enum { ROW_NOT_BEGUN = 0, FIELD_BEGUN = 2 };   /* libcsv's states, which it keeps to itself */

struct table {
    struct arena *arena;
    const char *file;
    const char *p, *end;     /* what is still to be read */
    int line;                /* of p */
    unsigned char delimiter;
    int columns;             /* of the heading; 0: not read yet */
    VEC(const char *) fields;   /* of the row being read */
    bool complete;
};

static void add_field(void *s, size_t n, void *ctx)
{
    struct table *t = ctx;
    if (t->fields.n < MAX_FIELDS)
        *vec_add(&t->fields) = arena_dup(t->arena, s ? s : "", n);
}

static void end_row(int c, void *ctx)
{
    (void)c;
    ((struct table *)ctx)->complete = true;
}

static size_t line_length(const struct table *t, const char *p)
{
    const char *stop = memchr(p, '\n', (size_t)(t->end - p));
    return stop ? (size_t)(stop - p) + 1 : (size_t)(t->end - p);
}

static void start(struct table *t, struct csv_parser *csv, bool quotes)
{
    if (csv_init(csv, CSV_APPEND_NULL))
        die(DIAG_out_of_memory, LOC_NONE);
    csv_set_delim(csv, t->delimiter);
    if (!quotes)
        csv_set_quote(csv, 1);
    t->fields.n = 0;
    t->complete = false;
}

/* Reads from t->p; gives how many lines the row took, 0 when its quotation marks do not close. */
static int read_row(struct table *t, bool quotes, size_t *length)
{
    struct csv_parser csv;
    int lines = 0;
    const char *p = t->p;
    start(t, &csv, quotes);
    while (p < t->end && !t->complete && lines < MAX_LINES) {
        size_t n = line_length(t, p);
        csv_parse(&csv, p, n, add_field, end_row, t);
        p += n;
        lines++;
        if (lines == 1 && !t->fields.n && !t->complete && csv.pstate == ROW_NOT_BEGUN)   /* an empty line: libcsv passes over it */
            break;
    }
    bool open = !t->complete && csv.quoted && csv.pstate == FIELD_BEGUN;
    if (!t->complete && !open)
        csv_fini(&csv, add_field, end_row, t);
    csv_free(&csv);
    *length = (size_t)(p - t->p);
    return open ? 0 : lines;
}

/* Fields behind the last one of the heading that say nothing do not count. */
static int count_fields(const struct table *t)
{
    int n = t->fields.n;
    while (n > t->columns && !t->fields.v[n - 1][strspn(t->fields.v[n - 1], " \t\r\n")])
        n--;
    return n;
}

static bool is_empty(const struct table *t)
{
    for (int i = 0; i < t->fields.n; i++)
        if (t->fields.v[i][strspn(t->fields.v[i], " \t\r\n")])
            return false;
    return true;
}

/* Reads the first line at t->p by itself, quotation marks as plain characters. */
static void read_line(struct table *t, size_t *length)
{
    const char *end = t->end;
    t->end = t->p + line_length(t, t->p);
    read_row(t, false, length);
    t->end = end;
}

/* How many fields the line at p has by itself. */
static int fields_of_line(struct table *t, const char *p)
{
    const char *keep = t->p;
    size_t length;
    t->p = p;
    read_line(t, &length);
    t->p = keep;
    return count_fields(t);
}

/* Whether quotation marks have joined two rows: the first line is a row by itself, and so is the second, or both together
 * are none. */
static bool is_joined(struct table *t)
{
    bool right = count_fields(t) == t->columns;
    const char *second = t->p + line_length(t, t->p);
    return fields_of_line(t, t->p) == t->columns && (!right || fields_of_line(t, second) == t->columns);
}

/* The row at t->p, repaired where it must be; false: an empty line. */
static bool next_row(struct table *t, size_t *length, int *lines)
{
    *lines = read_row(t, true, length);
    bool broken = !*lines;
    if (*lines > 1 && t->columns > 1) {
        broken = is_joined(t);
        if (!broken)
            read_row(t, true, length);
    }
    if (broken) {
        diag(DIAG_authors_broken_quotes, (struct loc){t->file, t->line, 0});
        read_line(t, length);
        *lines = 1;
    }
    return !is_empty(t);
}

/* Removes the quotation marks that reading them as plain characters left around fields. */
static void strip_quotes(struct table *t)
{
    for (int i = 0; i < t->fields.n; i++) {
        const char *s = t->fields.v[i];
        size_t n = strlen(s);
        bool head = n && s[0] == '"', tail = n > 1 && s[n - 1] == '"';
        if (head || tail)
            t->fields.v[i] = arena_dup(t->arena, s + head, n - head - tail);
    }
}

/* The sign that separates most fields of the heading, outside quotation marks. */
static unsigned char find_delimiter(const struct table *t)
{
    static const char candidates[] = ";\t,|";
    int count[4] = {0}, best = 0;
    bool quoted = false;
    for (const char *p = t->p; p < t->end && (quoted || *p != '\n'); p++) {
        if (*p == '"')
            quoted = !quoted;
        const char *found = *p && !quoted ? strchr(candidates, *p) : NULL;
        if (found)
            count[found - candidates]++;
    }
    for (int i = 1; i < 4; i++)
        if (count[i] > count[best])
            best = i;
    return (unsigned char)candidates[best];
}

static void skip(struct table *t, size_t n, int lines)
{
    t->p += n;
    t->line += lines;
}

/* Excel's first line "sep=;", and empty lines before the heading. */
static void read_prologue(struct table *t)
{
    while (t->p < t->end) {
        size_t n = line_length(t, t->p);
        if (n >= 5 && !strncasecmp(t->p, "sep=", 4)) {
            unsigned char given = (unsigned char)t->p[4];
            skip(t, n, 1);
            t->delimiter = given;
            return;
        }
        if (strspn(t->p, ";,\t|\" \r\n") < n)
            break;
        skip(t, n, 1);
    }
    t->delimiter = find_delimiter(t);
}

static void check_columns(const struct table *t, int n)
{
    if (n != t->columns)
        diag(DIAG_authors_columns, (struct loc){t->file, t->line, 0}, n, t->columns);
}

void table_read(struct arena *a, const char *bytes, size_t n, const char *file, void (*visit)(void *, const struct row *), void *ctx)
{
    struct table t = {.arena = a, .file = file, .p = bytes, .end = bytes + n, .line = 1};
    read_prologue(&t);
    while (t.p < t.end) {
        size_t length;
        int lines;
        bool full = next_row(&t, &length, &lines);
        if (full) {
            strip_quotes(&t);
            int fields = count_fields(&t);
            if (!t.columns)
                t.columns = fields;
            check_columns(&t, fields);
            visit(ctx, &(struct row){t.line, t.fields.v, fields});
        }
        skip(&t, length, lines);
    }
    vec_done(&t.fields);
}
