// SPDX-License-Identifier: Apache-2.0
/* A table with a row for each edition: read, columns examined, rows chosen and left out. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "each/each-int.h"
#include "office/office.h"

/* ---- reading --------------------------------------------------------------------------------- */

static bool is_filled(const char *s) { return s[strspn(s, " \t\r\n")] != 0; }

/* Whether a cell may be the heading of a column: words, no number. */
static bool is_heading(const char *s)
{
    return is_filled(s) && !(s[strspn(s, " \t\r\n")] >= '0' && s[strspn(s, " \t\r\n")] <= '9');
}

static int rank_row(void *ctx, const struct table_row *row)
{
    (void)ctx;
    int filled = 0, headings = 0;
    for (int i = 0; i < row->n; i++) {
        filled += is_filled(row->field[i]);
        headings += is_heading(row->field[i]);
    }
    return !headings || headings < filled ? HEADING_NOT
           : headings > 1                 ? HEADING_SURE
                                          : HEADING_MAYBE;
}

static const char *rows_trimmed(struct arena *a, const char *s)
{
    s += strspn(s, " \t\r\n");
    size_t n = strlen(s);
    while (n && strchr(" \t\r\n", s[n - 1]))
        n--;
    return arena_dup(a, s, n);
}

static int read_heading(void *ctx, const char *file, const struct table_row *row,
                        const struct table_row *above, const struct table_row *below)
{
    (void)above, (void)below;
    struct each *e = ctx;
    struct map seen = {0};
    e->file = intern(file);
    for (int i = 0; i < row->n; i++) {
        const char *name = rows_trimmed(&e->arena, row->field[i]);
        void **place = map_put(&seen, name_folded(&e->arena, name));
        if (*name && *place)
            diag(DIAG_each_same_heading, (struct loc){e->file, row->line, 0}, name);
        *vec_add(&e->column) = (struct each_column){.name = *name && *place ? "" : name,
                                                    .folded = name_folded(&e->arena, name),
                                                    .mark = DECIMAL_UNKNOWN};
        *place = e;
    }
    map_done(&seen);
    return 1;
}

static void read_row(void *ctx, const struct table_row *row)
{
    struct each *e = ctx;
    struct each_row own = {.line = row->line,
                           .number = e->row.n + 1,
                           .n = row->n < e->column.n ? row->n : e->column.n};
    bool any = false;
    own.field = arena_array(&e->arena, const char *, own.n);
    for (int i = 0; i < own.n; i++) {
        own.field[i] = rows_trimmed(&e->arena, row->field[i]);
        any |= *own.field[i] != 0;
    }
    if (any)
        *vec_add(&e->row) = own;
}

/* Whether most separators of values are semicolons. */
static bool has_semicolons(const struct buf *b)
{
    int semicolons = 0, others = 0;
    for (size_t i = 0; i < b->n; i++) {
        semicolons += b->s[i] == ';';
        others += b->s[i] == ',' || b->s[i] == '\t' || b->s[i] == '|';
    }
    return semicolons > others;
}

static bool read_table(struct each *e, const char *path)
{
    const struct table_user user = {e, rank_row, read_heading, read_row, NULL};
    const char *file, *sheet;
    struct buf b = {0};
    bool found = false;
    table_source(&e->arena, path, &file, &sheet);
    e->file = intern(file);
    if (!table_bytes(&b, file)) {
        buf_done(&b);
        return false;
    }
    if (package_is(b.s, b.n)) {
        found = table_read_workbook(&e->arena, &b, e->file, sheet, &user);
    } else {
        decode_utf8(&b, e->file);
        e->semicolons = has_semicolons(&b);
        found = b.n && table_read(&e->arena, b.s, b.n, e->file, &user);
    }
    buf_done(&b);
    if ((!found || !e->row.n) && !diag_faults())
        die(DIAG_bad_usage, LOC_NONE,
            arena_printf(&e->arena, _("'%s' is not a table with a heading row and rows below it"),
                         path));
    return found && e->row.n;
}

void table_parts(struct arena *a, const char *path, const char **file, const char **sheet)
{
    table_source(a, path, file, sheet);
}

/* ---- columns --------------------------------------------------------------------------------- */

static const char *row_field(const struct each_row *row, int column)
{
    return column < row->n ? row->field[column] : "";
}

static int column_named(const struct each *e, const char *name)
{
    struct arena a = {0};
    const char *folded = name_folded(&a, name);
    int found = -1;
    for (int i = 0; i < e->column.n && found < 0; i++)
        if (*e->column.v[i].name && !strcmp(e->column.v[i].folded, folded))
            found = i;
    arena_done(&a);
    return found;
}

static enum decimal mark_of(const bool seen[DECIMAL_COMMA + 1])
{
    return seen[DECIMAL_POINT] == seen[DECIMAL_COMMA] ? DECIMAL_UNKNOWN
           : seen[DECIMAL_POINT]                      ? DECIMAL_POINT
                                                      : DECIMAL_COMMA;
}

/* Finds the decimal mark from the numbers of a column, else from those of the table, else from
 * semicolons as separators: programs write these if the decimal mark is a comma. In a column with
 * both, each number is read by itself. */
static void find_marks(struct each *e)
{
    bool all[DECIMAL_COMMA + 1] = {false};
    for (int i = 0; i < e->column.n; i++) {
        bool seen[DECIMAL_COMMA + 1] = {false};
        for (int k = 0; k < e->row.n; k++)
            seen[format_evidence(row_field(&e->row.v[k], i))] = true;
        e->column.v[i].mark = mark_of(seen);
        e->column.v[i].both = seen[DECIMAL_POINT] && seen[DECIMAL_COMMA];
        all[DECIMAL_POINT] |= seen[DECIMAL_POINT];
        all[DECIMAL_COMMA] |= seen[DECIMAL_COMMA];
    }
    enum decimal mark = mark_of(all);
    if (!mark && !all[DECIMAL_POINT] && e->semicolons)
        mark = DECIMAL_COMMA;
    for (int i = 0; i < e->column.n; i++)
        if (!e->column.v[i].mark && !e->column.v[i].both)
            e->column.v[i].mark = mark;
}

/* ---- choice of rows ------------------------------------------------------------------------------ */

/* "7", "7-", "-100", "1-1000". */
static void choose_rows(struct each *e, const char *rows)
{
    e->last = e->row.n;
    if (!rows)
        return;
    char *end;
    const char *s = rows;
    long from = 1, to = LONG_MAX;
    if (*s != '-') {
        from = strtol(s, &end, 10);
        to = end > s && !*end ? from : to;
        s = end;
    }
    if (*s == '-' && s[1]) {
        to = strtol(s + 1, &end, 10);
        s = end;
    } else if (*s == '-') {
        s++;
    }
    if (*s || s == rows || from < 1 || to < from)
        die(DIAG_bad_argument, LOC_NONE, rows, "--rows");
    e->first = from - 1 < e->row.n ? (int)from - 1 : e->row.n;
    e->last = to < e->row.n ? (int)to : e->row.n;
}

static bool is_no(const char *s)
{
    static const char *const no[] = {"",       "nein", "no", "n",   "0", "false",
                                     "falsch", "-",    "–",  "non", NULL};
    struct arena a = {0};
    const char *folded = name_folded(&a, s);
    bool found = !strcmp(s, "-") || !strcmp(s, "–");
    for (int i = 0; no[i] && !found; i++)
        found = !strcmp(no[i], folded);
    arena_done(&a);
    return found;
}

static int column_asked(struct each *e, const char *name)
{
    int column = column_named(e, name);
    if (column < 0)
        die(DIAG_bad_usage, LOC_NONE,
            arena_printf(&e->arena, _("the table '%s' has no column '%s'"), e->file, name));
    return column;
}

static void leave_out(struct each *e, const struct each_options *o)
{
    for (int k = 0; k < o->need.n; k++) {
        int column = column_asked(e, o->need.v[k]);
        for (int i = 0; i < e->row.n; i++)
            if (!*row_field(&e->row.v[i], column) && !e->row.v[i].left_out)
                e->row.v[i].left_out = arena_printf(&e->arena, _("no %s"),
                                                    e->column.v[column].name);
    }
    for (int k = 0; k < o->unless.n; k++) {
        int column = column_asked(e, o->unless.v[k]);
        for (int i = 0; i < e->row.n; i++)
            if (!is_no(row_field(&e->row.v[i], column)) && !e->row.v[i].left_out)
                e->row.v[i].left_out = arena_printf(&e->arena, "%s: %s", e->column.v[column].name,
                                                    row_field(&e->row.v[i], column));
    }
}

struct each *each_new(const struct each_options *o)
{
    struct each *e = mem_new(sizeof *e);
    if (!read_table(e, o->table)) {
        each_free(e);
        return NULL;
    }
    for (int n = e->row.n; n; n /= 10)
        e->digits++;
    find_marks(e);
    choose_rows(e, o->rows);
    leave_out(e, o);
    if (e->first >= e->last)
        die(DIAG_bad_usage, LOC_NONE,
            arena_printf(&e->arena, _("'%s' has none of the rows --rows=%s; rows in all: %d"),
                         e->file, o->rows ? o->rows : "", e->row.n));
    return e;
}

bool each_is_made(const struct each *e, const struct each_row *row)
{
    return !row->left_out && (!e->made || e->made[row - e->row.v]);
}

void each_free(struct each *e)
{
    vec_done(&e->column);
    vec_done(&e->row);
    vec_done(&e->pattern);
    arena_done(&e->arena);
    mem_free(e);
}

/* ---- a row ----------------------------------------------------------------------------------- */

/* Appends a pattern up to its next "{NAME}" and skips that. Returns the name, arena-owned, "" if
 * its brace is not closed; NULL if none is left. */
static const char *next_name(struct arena *a, const char **s, struct buf *b)
{
    size_t n = strcspn(*s, "{");
    buf_add(b, *s, n);
    *s += n;
    if (!**s)
        return NULL;
    size_t k = strcspn(*s, "}");
    bool closed = (*s)[k] != 0;
    const char *name = closed ? arena_dup(a, *s + 1, k - 1) : "";
    *s += closed ? k + 1 : 1;
    return name;
}

/* "{NAME}" of --keep is the row's value. */
static void keep_for(const struct each *e, const struct each_row *row, const char *text,
                     struct values *v)
{
    struct buf b = {0};
    for (const char *s = text, *name; (name = next_name(&v->arena, &s, &b));) {
        int column = column_named(e, name);
        if (column < 0)
            die(DIAG_bad_argument, LOC_NONE, text, "--keep");
        buf_puts(&b, row_field(row, column));
    }
    if (!xml_profile_add(&v->keep, b.s ? b.s : ""))
        die(DIAG_bad_argument, LOC_NONE, text, "--keep");
    buf_done(&b);
}

void each_values(const struct each *e, const struct each_options *o, const struct each_row *row,
                 struct values *v)
{
    v->row = (struct loc){e->file, row ? row->line : 0, 0};
    v->neutral = !row;
    for (int i = 0; i < o->set.n; i++)
        if (!values_set(v, o->set.v[i]))
            die(DIAG_bad_argument, LOC_NONE, o->set.v[i], "--set");
    for (int i = 0; i < e->column.n; i++)
        values_add(v, e->column.v[i].name, row ? row_field(row, i) : "", e->column.v[i].mark);
    for (int i = 0; row && i < o->keep.n; i++)
        keep_for(e, row, o->keep.v[i], v);
}

/* ---- names of files -------------------------------------------------------------------------- */

/* Whether a character may be in a file's name on every system. */
static bool is_safe(uint32_t c)
{
    return c >= ' ' && c != 0x7f && (c < 0x80 || c > 0x9f) && c != 0xfffd &&
           (c >= 0x80 || !strchr("/\\:*?\"<>|", (int)c));
}

/* A value stays within its component of the path, and is not a special name. */
static void put_safe(struct buf *to, const char *value)
{
    const char *end = value + strlen(value);
    bool begins = !to->n || to->s[to->n - 1] == '/';
    if (begins && (*value == '.' || *value == '-'))
        buf_putc(to, '_');
    for (const char *s = value; s < end;) {
        uint32_t c = utf8_next(&s, end);
        if (is_safe(c))
            buf_utf8(to, c);
        else
            buf_putc(to, '_');
    }
}

const char *each_name(const struct each *e, struct arena *a, const char *pattern,
                      const struct each_row *row)
{
    struct buf b = {0};
    for (const char *s = pattern, *name; (name = next_name(a, &s, &b));) {
        int column = column_named(e, name);
        if (!strcmp(name, "#"))
            buf_printf(&b, "%0*d", e->digits, row->number);
        else if (column >= 0)
            put_safe(&b, row_field(row, column));
    }
    const char *path = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return path;
}

/* Checks that all columns of a pattern exist. */
static void check_pattern(struct each *e, const char *pattern)
{
    for (const char *s = pattern + strcspn(pattern, "{"); *s; s += strcspn(s, "{")) {
        size_t k = strcspn(s, "}");
        const char *name = s[k] ? arena_dup(&e->arena, s + 1, k - 1) : s;
        if (!s[k] || (strcmp(name, "#") && column_named(e, name) < 0))
            die(DIAG_bad_usage, LOC_NONE,
                arena_printf(&e->arena, _("the table '%s' has no column '%s', which '%s' asks for"),
                             e->file, name, pattern));
        s += k + 1;
    }
}

enum {
    NAME_MOST = 240
}; /* [bytes] of a part of a path: reserves room for temporary files beside it */

static bool has_long_part(const char *path)
{
    for (const char *s = path; *s;) {
        size_t n = strcspn(s, "/");
        if (n > NAME_MOST)
            return true;
        s += n + (s[n] == '/');
    }
    return strlen(path) > 4000;
}

/* The name of a column in the pattern for which the row has no value. */
static const char *lacking_column(const struct each *e, struct arena *a, const char *pattern,
                                  const struct each_row *row)
{
    for (const char *s = pattern + strcspn(pattern, "{"); *s; s += strcspn(s, "{")) {
        size_t k = strcspn(s, "}");
        const char *name = arena_dup(a, s + 1, k - 1);
        if (strcmp(name, "#") && !*row_field(row, column_named(e, name)))
            return name;
        s += k + 1;
    }
    return NULL;
}

static void check_name(const struct each *e, struct map *names, const char *pattern,
                       const struct each_row *row)
{
    struct arena a = {0};
    struct loc where = {e->file, row->line, 0};
    const char *path = each_name(e, &a, pattern, row), *lack = lacking_column(e, &a, pattern, row);
    if (lack) {
        diag(DIAG_each_no_name, where, lack, pattern);
    } else if (has_long_part(path)) {
        diag(DIAG_each_long_name, where, path);
    } else {
        const struct each_row **place = (const struct each_row **)map_put(names,
                                                                          name_folded(&a, path));
        if (*place)
            diag(DIAG_each_same_name, where, path, (*place)->line);
        *place = *place ? *place : row;
    }
    arena_done(&a);
}

void each_check_names(struct each *e, const char *const *pattern, int n)
{
    struct map names = {0};
    for (int k = 0; k < n; k++) {
        *vec_add(&e->pattern) = pattern[k];
        if (!pattern[k])
            continue;
        if (!strcmp(pattern[k], "-"))
            die(DIAG_bad_usage, LOC_NONE,
                _("editions of a table cannot be written to standard output; name files by its columns, as in 'out/{name}.pdf'"));
        check_pattern(e, pattern[k]);
        for (int i = 0; i < e->row.n; i++)
            if (!e->row.v[i].left_out)
                check_name(e, &names, pattern[k], &e->row.v[i]);
    }
    map_done(&names);
}
