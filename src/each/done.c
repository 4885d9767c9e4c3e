// SPDX-License-Identifier: Apache-2.0
/* The outcome of each row: a table for people, by which a later run knows the editions it need not
 * make again.
 *
 * An edition is up to date if all its sources are unchanged, and its files are those written then:
 * both by content. During a run each edition is added to a journal beside the list as soon as its
 * files are complete, so that an interrupted run can be continued. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <dirent.h>
#include <stdlib.h>
#include <fcntl.h>

#include "each/each-int.h"
#include "office/office.h"

/* ---- digests --------------------------------------------------------------------------------- */

void digest_add(struct digest *d, const void *p, size_t n)
{
    d->h[0] = hash_bytes(p, n, d->h[0]);
    d->h[1] = hash_bytes(p, n, d->h[1] ^ 0x5851f42d4c957f2du);
}

void digest_text(struct digest *d, const char *s) { digest_add(d, s, strlen(s) + 1); }

static bool add_file(struct digest *d, int fd)
{
    char bytes[1 << 16];
    ssize_t n;
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        digest_add(d, bytes, (size_t)n);
    return n == 0;
}

static int done_named(const struct dirent *e) { return e->d_name[0] != '.'; }

static bool add_folder(struct digest *d, const char *path)
{
    struct dirent **entry;
    struct arena a = {0};
    int n = scandir(path, &entry, done_named, alphasort);
    for (int i = 0; i < n; i++) {
        digest_text(d, entry[i]->d_name);
        int fd = open(path_join(&a, path, entry[i]->d_name), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        if (fd >= 0) {
            add_file(d, fd);
            close(fd);
        }
        free(entry[i]);
    }
    if (n >= 0)
        free(entry);
    arena_done(&a);
    return n >= 0;
}

bool digest_file(struct digest *d, const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    bool there = fd >= 0 && !fstat(fd, &st) &&
                 (S_ISREG(st.st_mode) ? add_file(d, fd)
                                      : S_ISDIR(st.st_mode) && add_folder(d, path));
    if (fd >= 0)
        close(fd);
    digest_text(d, there ? "there" : "not there");
    return there;
}

const char *digest_shown(struct arena *a, const struct digest *d)
{
    return arena_printf(a, "%016jx%016jx", (uintmax_t)d->h[0], (uintmax_t)d->h[1]);
}

/* ---- the list -------------------------------------------------------------------------------- */

enum { ROW, LINE, STATE, OUTPUTS, CONTENT, KEY, SOURCES, MESSAGES, FIELDS };
static const char *const headings[FIELDS] = {"row",     "line", "state",   "outputs",
                                             "content", "key",  "sources", "messages"};

struct entry {
    struct record record;
    const char *outputs;
    int line;
};
struct list {
    struct arena arena;
    const char *path, *journal;
    struct map earlier; /* outputs → struct entry */
    struct entry **now; /* by row, less 1: of earlier runs, until list_put */
    int rows;
    FILE *f; /* the journal */
};

static int rank_heading(void *ctx, const struct table_row *row)
{
    (void)ctx;
    return row->n == FIELDS && !strcmp(row->field[ROW], headings[ROW]) &&
                   !strcmp(row->field[KEY], headings[KEY])
               ? HEADING_SURE
               : HEADING_NOT;
}

static int take_heading(void *ctx, const char *file, const struct table_row *row,
                        const struct table_row *above, const struct table_row *below)
{
    (void)ctx, (void)file, (void)row, (void)above, (void)below;
    return 1;
}

static void take_row(void *ctx, const struct table_row *row)
{
    struct list *l = ctx;
    const char *const *f = row->field;
    int number = row->n == FIELDS ? atoi(f[ROW]) : 0;
    if (number < 1)
        return;
    struct entry *e = arena_make(&l->arena, struct entry);
    *e = (struct entry){{number, f[STATE], f[KEY], f[CONTENT], f[SOURCES], f[MESSAGES]},
                        f[OUTPUTS],
                        atoi(f[LINE])};
    if (*e->outputs)
        *map_put(&l->earlier, e->outputs) = e;
    if (number <= l->rows)
        l->now[number - 1] = e;
}

static void read_into(struct buf *b, const char *path)
{
    FILE *f = fopen(path, "rbe");
    if (f)
        buf_read(b, f, 1u << 30);
    if (f)
        fclose(f);
}

/* Reads the records of earlier runs. A truncated last line is not a row. */
static void read_earlier(struct list *l)
{
    const struct table_user user = {l, rank_heading, take_heading, take_row, NULL};
    struct diag_held held = {0}, *outer = diag_hold(&held);
    struct buf b = {0};
    read_into(&b, l->path);
    if (b.n && b.s[b.n - 1] != '\n')
        buf_putc(&b, '\n');
    size_t n = b.n;
    if (!n) {
        for (int i = 0; i < FIELDS; i++)
            buf_printf(&b, "%s%c", headings[i], i + 1 < FIELDS ? ',' : '\n');
    }
    read_into(&b, l->journal);
    while (b.n > n && b.s[b.n - 1] != '\n')
        b.n--;
    table_read(&l->arena, b.s, b.n, "-", &user);
    buf_done(&b);
    diag_hold(outer);
    diag_held_done(&held);
}

static void put_cell(FILE *f, const char *s, char behind)
{
    bool quote = strpbrk(s, ",\"\r\n") != NULL || *s == ' ';
    if (quote)
        putc('"', f);
    for (; *s; s++) {
        if (*s == '"')
            putc('"', f);
        putc(*s == '\n' || *s == '\r' ? ' ' : *s, f);
    }
    if (quote)
        putc('"', f);
    putc(behind, f);
}

static void put_entry(FILE *f, const struct entry *e)
{
    const struct record *r = &e->record;
    fprintf(f, "%d,%d,", r->row, e->line);
    put_cell(f, r->state, ',');
    put_cell(f, e->outputs, ',');
    put_cell(f, r->content, ',');
    put_cell(f, r->key, ',');
    put_cell(f, r->sources, ',');
    put_cell(f, r->messages, '\n');
}

static bool report_unwritable(const char *path)
{
    diag(DIAG_cannot_write, LOC_NONE, path, strerror(errno));
    return false;
}

const char *list_journal(struct arena *a, const char *path)
{
    return arena_printf(a, "%s.part", path);
}

/* The journal of an interrupted run is continued, and its records count. */
struct list *list_open(const char *path, int rows)
{
    struct list *l = mem_new(sizeof *l);
    l->path = arena_dup(&l->arena, path, strlen(path));
    l->journal = list_journal(&l->arena, path);
    l->rows = rows;
    l->now = arena_array(&l->arena, struct entry *, rows);
    read_earlier(l);
    l->f = fopen(l->journal, "ae");
    if (l->f) {
        putc('\n', l->f); /* after a truncated line */
        return l;
    }
    report_unwritable(l->journal);
    map_done(&l->earlier);
    arena_done(&l->arena);
    mem_free(l);
    return NULL;
}

const struct record *list_get(const struct list *l, const char *outputs)
{
    const struct entry *e = map_get(&l->earlier, outputs);
    return e ? &e->record : NULL;
}

static const char *own_string(struct list *l, const char *s)
{
    return arena_dup(&l->arena, s, strlen(s));
}

void list_put(struct list *l, const struct record *r, const char *outputs, int line)
{
    struct entry *e = arena_make(&l->arena, struct entry);
    *e = (struct entry){{r->row, own_string(l, r->state), own_string(l, r->key),
                         own_string(l, r->content), own_string(l, r->sources),
                         own_string(l, r->messages)},
                        own_string(l, outputs),
                        line};
    l->now[r->row - 1] = e;
    put_entry(l->f, e);
    fflush(l->f);
}

bool list_has(const struct list *l, int row)
{
    const struct entry *e = l->now[row - 1];
    return e && *e->record.content;
}

bool list_close(struct list *l)
{
    struct output o;
    bool ok = !ferror(l->f);
    ok = !fclose(l->f) && ok;
    ok = (ok || report_unwritable(l->journal)) && output_open(&o, l->path);
    if (ok) {
        for (int i = 0; i < FIELDS; i++)
            put_cell(o.f, headings[i], i + 1 < FIELDS ? ',' : '\n');
        for (int i = 0; i < l->rows; i++)
            if (l->now[i])
                put_entry(o.f, l->now[i]);
        ok = output_commit(&o);
    }
    if (ok)
        unlink(l->journal);
    map_done(&l->earlier);
    arena_done(&l->arena);
    mem_free(l);
    return ok;
}
