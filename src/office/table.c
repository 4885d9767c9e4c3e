// SPDX-License-Identifier: Apache-2.0
/* Tables: comma-separated values, as offices export them, through libcsv, and sheets of workbooks.
 *
 * The heading may be below titles and remarks: it is the first row accepted by the user of the
 * table.
 *
 * libcsv is fed line by line, so that every row knows the line it began on. An unclosed quotation
 * mark would swallow the following rows; so a row that does not end within MAX_LINES or before the
 * end of the file, or that has several lines and the wrong number of fields, is read again: its
 * first line with quotation marks as plain characters, and reading continues after that line. */
#include <csv.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "office/office.h"

enum {
    MAX_BYTES = 256 << 20,
    MAX_LINES = 60,
    MAX_FIELDS = 1000,
    MAX_ABOVE = 20 /* rows searched for a heading */
};
enum { ROW_NOT_BEGUN = 0, FIELD_BEGUN = 2 }; /* libcsv's private states */

struct table {
    struct arena *arena;
    const char *file;
    const char *p, *end; /* the unread input */
    int line;            /* of p */
    unsigned char delimiter;
    int columns;           /* of the heading; 0: not read yet */
    struct strings fields; /* of the row being read */
    bool complete;
};

static void add_field(void *s, size_t n, void *ctx)
{
    struct table *t = ctx;
    if (t->fields.n < MAX_FIELDS)
        *vec_add(&t->fields) = arena_dup(t->arena, s ? s : "", n);
    else if (n)
        diag(DIAG_office_wide, (struct loc){t->file, t->line, 0}, MAX_FIELDS);
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

static void start_parser(struct table *t, struct csv_parser *csv, bool quotes)
{
    if (csv_init(csv, CSV_APPEND_NULL))
        die(DIAG_out_of_memory, LOC_NONE);
    csv_set_delim(csv, t->delimiter);
    if (!quotes)
        csv_set_quote(csv, 1);
    t->fields.n = 0;
    t->complete = false;
}

/* Reads a row at t->p; returns its number of lines, 0 if its quotation marks do not close. */
static int read_row(struct table *t, bool quotes, size_t *length)
{
    struct csv_parser csv;
    int lines = 0;
    const char *p = t->p;
    start_parser(t, &csv, quotes);
    while (p < t->end && !t->complete && lines < MAX_LINES) {
        size_t n = line_length(t, p);
        csv_parse(&csv, p, n, add_field, end_row, t);
        p += n;
        lines++;
        if (lines == 1 && !t->fields.n && !t->complete &&
            csv.pstate == ROW_NOT_BEGUN) /* an empty line: libcsv passes over it */
            break;
    }
    bool open = !t->complete && csv.quoted && csv.pstate == FIELD_BEGUN;
    if (!t->complete && !open)
        csv_fini(&csv, add_field, end_row, t);
    csv_free(&csv);
    *length = (size_t)(p - t->p);
    return open ? 0 : lines;
}

/* Empty fields after the last one of the heading do not count. */
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

/* The number of fields of the line at p by itself. */
static int fields_of_line(struct table *t, const char *p)
{
    const char *keep = t->p;
    size_t length;
    t->p = p;
    read_line(t, &length);
    t->p = keep;
    return count_fields(t);
}

/* Whether quotation marks have joined two rows: the first line is a row by itself, and so is the
 * second, or both together are not. */
static bool is_joined(struct table *t)
{
    bool right = count_fields(t) == t->columns;
    const char *second = t->p + line_length(t, t->p);
    return fields_of_line(t, t->p) == t->columns &&
           (!right || fields_of_line(t, second) == t->columns);
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

static void skip_lines(struct table *t, size_t n, int lines)
{
    t->p += n;
    t->line += lines;
}

/* Reads Excel's first line "sep=;", and empty lines before the heading. False if the separator is
 * not given. */
static bool read_prologue(struct table *t)
{
    while (t->p < t->end) {
        size_t n = line_length(t, t->p);
        if (n >= 5 && !strncasecmp(t->p, "sep=", 4)) {
            unsigned char given = (unsigned char)t->p[4];
            skip_lines(t, n, 1);
            t->delimiter = given;
            return true;
        }
        if (strspn(t->p, ";,\t|\" \r\n") < n)
            break;
        skip_lines(t, n, 1);
    }
    return false;
}

static void check_columns(const struct table *t, int n)
{
    if (n != t->columns)
        diag(DIAG_authors_columns, (struct loc){t->file, t->line, 0}, n, t->columns);
}

/* ---- the heading ---- */

/* The first certain heading, or the row right below it if that ranks higher, else the first
 * possible one; -1 if none. */
static int find_heading(const struct table_row *row, int n, const struct table_user *user,
                        int *rank)
{
    int found = -1;
    *rank = 0;
    for (int i = 0; i < n && i < MAX_ABOVE && (*rank < HEADING_SURE || found == i - 1); i++) {
        int own = user->rank(user->ctx, &row[i]);
        if (own > *rank)
            found = i, *rank = own;
    }
    return found;
}

static int count_filled(const struct table_row *row)
{
    int n = 0;
    for (int i = 0; i < row->n; i++)
        n += row->field[i][strspn(row->field[i], " \t\r\n")] != 0;
    return n;
}

/* Whether all rows above the heading are too short to be records: a title or a remark in one cell,
 * or a label and value in two. */
static bool are_titles(const struct table_row *row, int at)
{
    int most = count_filled(&row[at]) > 3 ? 2 : 1;
    for (int i = 0; i < at; i++)
        if (count_filled(&row[i]) > most)
            return false;
    return true;
}

/* Passes the heading and its neighbouring rows to the user; returns the number of rows used. */
static int visit_heading(const struct table_row *row, int n, int at, const char *file,
                         const struct table_user *user)
{
    if (at)
        diag(are_titles(row, at) ? DIAG_authors_titles_above : DIAG_authors_heading_row,
             (struct loc){file, row[at].line, 0});
    for (int i = 0; user->title && i < at; i++)
        for (int k = 0; k < row[i].n; k++)
            user->title(user->ctx, (struct loc){file, row[i].line, 0}, row[i].field[k]);
    return user->heading(user->ctx, file, &row[at], at ? &row[at - 1] : NULL,
                         at + 1 < n ? &row[at + 1] : NULL);
}

/* The first rows, split by one separator; owned by the caller. No faults are reported: they are
 * read again. */
struct beginning {
    struct table_row *v;
    int n, cap;
    int heading, rank;
};
static struct beginning read_beginning(struct table t, unsigned char delimiter,
                                       const struct table_user *user)
{
    struct beginning b = {0};
    struct diag_held held = {0}, *outer = diag_hold(&held);
    t.delimiter = delimiter;
    t.fields = (struct strings){0};
    while (t.p < t.end && b.n <= MAX_ABOVE) {
        size_t length;
        int lines;
        if (next_row(&t, &length, &lines)) {
            strip_quotes(&t);
            int n = count_fields(&t);
            const char **field = arena_array(t.arena, const char *, n);
            memcpy(field, t.fields.v, sizeof *field * (size_t)n);
            *vec_add(&b) = (struct table_row){.line = t.line, .field = field, .n = n};
        }
        skip_lines(&t, length, lines);
    }
    vec_done(&t.fields);
    diag_hold(outer);
    diag_held_done(&held);
    b.heading = find_heading(b.v, b.n, user, &b.rank);
    return b;
}

/* Tries all separators, unless the first line gives it: the one with most fields in the heading
 * wins. */
static struct beginning find_beginning(struct table *t, bool said, const struct table_user *user)
{
    static const unsigned char candidates[] = ";\t,|";
    struct beginning best = {.heading = -1};
    for (int i = 0; i < 4; i++) {
        struct beginning b = read_beginning(*t, said ? t->delimiter : candidates[i], user);
        bool better = b.heading >= 0 &&
                      (best.heading < 0 || b.rank > best.rank ||
                       (b.rank == best.rank && b.v[b.heading].n > best.v[best.heading].n));
        if (!i || better) {
            mem_free(best.v);
            best = b;
            t->delimiter = said ? t->delimiter : candidates[i];
        } else {
            mem_free(b.v);
        }
        if (said)
            break;
    }
    return best;
}

/* ---- all ---- */

bool table_read(struct arena *a, const char *bytes, size_t n, const char *file,
                const struct table_user *user)
{
    struct table t = {.arena = a, .file = file, .p = bytes, .end = bytes + n, .line = 1};
    struct beginning b = find_beginning(&t, read_prologue(&t), user);
    bool found = b.heading >= 0;
    int from = found ? b.v[b.heading].line : 0,
        taken = found ? visit_heading(b.v, b.n, b.heading, file, user) : 0;
    for (int row = 0; found && t.p < t.end;) {
        size_t length;
        int lines;
        if (t.line == from)
            t.columns = taken > 1 && b.v[b.heading + 1].n > b.v[b.heading].n ? b.v[b.heading + 1].n
                                                                             : b.v[b.heading].n;
        bool full = next_row(&t, &length, &lines);
        if (full && t.line >= from) {
            strip_quotes(&t);
            struct table_row own = {.line = t.line, .field = t.fields.v, .n = count_fields(&t)};
            if (user->ends && user->ends(user->ctx, &own))
                break;
            check_columns(&t, own.n);
            if (row++ >= taken)
                user->row(user->ctx, &own);
        }
        skip_lines(&t, length, lines);
    }
    vec_done(&t.fields);
    mem_free(b.v);
    return found;
}

/* ---- sheets ---- */

static struct table_row *rows_of(struct arena *a, const struct sheet *s)
{
    struct table_row *row = arena_array(a, struct table_row, s->n + 1);
    for (int i = 0; i < s->n; i++)
        row[i] = (struct table_row){.line = s->row[i].line,
                                    .field = s->row[i].cell,
                                    .n = s->row[i].n};
    return row;
}

/* The sheet to read: the named one, else the first that has a heading for sure, shown ones before
 * hidden ones; NULL: none. */
static const struct sheet *choose_sheet(struct arena *a, const struct workbook *w, const char *name,
                                        const struct table_user *user)
{
    const struct sheet *best = NULL;
    int best_rank = -1;
    for (int i = 0; i < w->n; i++) {
        const struct sheet *s = &w->v[i];
        int rank;
        if (name ? strcasecmp(s->name, name) : !s->n)
            continue;
        find_heading(rows_of(a, s), s->n, user, &rank);
        rank = 2 * (rank < HEADING_SURE ? rank : HEADING_SURE) + (rank && !s->hidden);
        if (rank > best_rank)
            best = s, best_rank = rank;
    }
    return best;
}

static const char *sheet_names(struct arena *a, const struct workbook *w)
{
    struct buf b = {0};
    for (int i = 0; i < w->n; i++)
        buf_printf(&b, "%s'%s'", i ? ", " : "", w->v[i].name);
    const char *names = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return names;
}

/* Others that have a heading, too, so that no one is missed silently. */
static void report_others(struct arena *a, const struct workbook *w, const struct sheet *read,
                          const char *file, const struct table_user *user)
{
    int rank;
    if (read->hidden)
        diag(DIAG_authors_hidden_sheet, (struct loc){file, 0, 0}, read->name);
    for (int i = 0; i < w->n; i++) {
        find_heading(rows_of(a, &w->v[i]), w->v[i].n, user, &rank);
        if (&w->v[i] == read || !w->v[i].n)
            continue;
        if (rank > HEADING_NOT)
            diag(DIAG_authors_other_sheet, (struct loc){file, 0, 0}, w->v[i].name, file,
                 w->v[i].name);
        else
            diag(DIAG_authors_sheet_unread, (struct loc){file, 0, 0}, w->v[i].name);
    }
}

/* UTF-8 that was read as a code page before it was put into the sheet, if all its cells show it. */
static void undo_mojibake(struct arena *a, struct table_row *row, int n, const char *file)
{
    unsigned pages = MOJIBAKE_ALL;
    int first = 0, page = 0;
    for (int i = 0; i < n && pages; i++)
        for (int k = 0; k < row[i].n; k++) {
            unsigned own = mojibake_pages(row[i].field[k], strlen(row[i].field[k]));
            pages &= own;
            first = !first && own != MOJIBAKE_ALL ? row[i].line : first;
        }
    if (!first || !pages)
        return;
    while (!(pages & 1u << page))
        page++;
    diag(DIAG_authors_mojibake, (struct loc){file, first, 0}, mojibake_name(page));
    for (int i = 0; i < n; i++)
        for (int k = 0; k < row[i].n; k++) {
            struct buf b = {0};
            if (mojibake_undo(&b, row[i].field[k], strlen(row[i].field[k]), page))
                row[i].field[k] = arena_dup(a, b.s, b.n);
            buf_done(&b);
        }
}

static int compare_line(const void *line, const void *row)
{
    return *(const int *)line - ((const struct table_row *)row)->line;
}

/* What is known of cells beside their text. */
static void add_notes(struct arena *a, struct table_row *row, const struct sheet *s)
{
    struct buf *comments = mem_new(sizeof *comments * (size_t)(s->n + 1)); /* by row */
    for (int i = 0; i < s->notes.n; i++) {
        const struct sheet_note *note = &s->notes.v[i];
        struct table_row *to = bsearch(&note->line, row, (size_t)s->n, sizeof *row, compare_line);
        if (to && note->what == SHEET_STRUCK && !to->struck)
            to->struck = note->column + 1;
        if (to && note->what == SHEET_COMMENT)
            buf_printf(&comments[to - row], comments[to - row].n ? "\n%s" : "%s", note->text);
    }
    for (int i = 0; i < s->n; i++) {
        if (comments[i].n)
            row[i].comment = arena_dup(a, comments[i].s, comments[i].n);
        buf_done(&comments[i]);
    }
    mem_free(comments);
}

static bool read_sheet(struct arena *a, const struct sheet *s, const char *file,
                       const struct table_user *user)
{
    struct table_row *row = rows_of(a, s);
    int rank, at = find_heading(row, s->n, user, &rank);
    sheet_report(s, file);
    if (at < 0)
        return false;
    undo_mojibake(a, row, s->n, file);
    add_notes(a, row, s);
    if (user->title)
        user->title(user->ctx, (struct loc){file, 0, 0}, s->name);
    int taken = visit_heading(row, s->n, at, file, user);
    for (int i = at + taken; i < s->n && !(user->ends && user->ends(user->ctx, &row[i])); i++)
        user->row(user->ctx, &row[i]);
    return true;
}

bool table_read_workbook(struct arena *a, struct buf *bytes, const char *file, const char *sheet,
                         const struct table_user *user)
{
    struct package *p = package_open_bytes(bytes, file);
    struct workbook w = {0};
    bool found = p && workbook_read(p, a, &w);
    const struct sheet *s = found ? choose_sheet(a, &w, sheet, user) : NULL;
    if (found && !s && sheet)
        diag(DIAG_authors_no_sheet, (struct loc){file, 0, 0}, sheet, sheet_names(a, &w));
    if (s && !sheet)
        report_others(a, &w, s, file, user);
    found = s && read_sheet(a, s, w.n > 1 ? intern(arena_printf(a, "%s#%s", file, s->name)) : file,
                            user);
    workbook_done(&w);
    package_free(p);
    return found;
}

/* ---- both ---- */

bool table_source(struct arena *a, const char *path, const char **file, const char **sheet)
{
    const char *hash = strrchr(path, '#');
    *file = path;
    *sheet = NULL;
    if (!hash || !hash[1] || !access(path, F_OK))
        return false;
    *file = arena_dup(a, path, (size_t)(hash - path));
    *sheet = hash + 1;
    return true;
}

bool table_bytes(struct buf *b, const char *path)
{
    bool standard = !strcmp(path, "-");
    FILE *f = standard ? stdin : file_open_given(path);
    if (standard)
        file_note(path);
    bool ok = f && file_read_rest(b, f, path, MAX_BYTES);
    int error = errno;
    if (f && !standard)
        fclose(f);
    if (!ok)
        diag(DIAG_cannot_read, LOC_NONE, path, strerror(error));
    return ok;
}
