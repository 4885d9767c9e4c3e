// SPDX-License-Identifier: Apache-2.0
/* Making editions: a process for each, as many at once as there are processors. A child inherits
 * all data the parent has read and computed for the book, makes one edition and passes its messages
 * to the parent, so that no edition depends on another and a failure of one does not affect the
 * next. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "each/each-int.h"

struct worker {
    pid_t pid; /* 0: idle */
    int fd;
    const struct each_row *row;
    struct buf said;
};
struct run {
    struct each *each;
    const struct each_options *options;
    const struct each_work *work;
    struct digest common;
    int common_files; /* of files_noted() */
    struct list *list;
    struct worker worker[CREW_MOST];
    int workers, made;
};

/* ---- sources of an edition -------------------------------------------------------------- */

/* The outputs of a row by pattern, and all of them as one text. */
struct outputs {
    const char **path;
    const char *text;
};
static struct outputs outputs_of(const struct each *e, struct arena *a, const struct each_row *row)
{
    struct outputs out = {arena_array(a, const char *, e->pattern.n + 1), ""};
    for (int i = 0; i < e->pattern.n; i++) {
        if (!e->pattern.v[i])
            continue;
        out.path[i] = each_name(e, a, e->pattern.v[i], row);
        out.text = arena_printf(a, "%s%s%s", out.text, *out.text ? "|" : "", out.path[i]);
    }
    return out;
}

static void add_values(struct digest *d, const struct run *r, const struct each_row *row)
{
    for (int i = 0; i < r->each->column.n; i++) {
        digest_text(d, r->each->column.v[i].name);
        digest_text(d, i < row->n ? row->field[i] : "");
        digest_add(d, &r->each->column.v[i].mark, sizeof r->each->column.v[i].mark);
    }
}

/* sources: file names separated by |. */
static const char *key_of(const struct run *r, struct arena *a, const struct each_row *row,
                          const char *outputs, const char *sources)
{
    struct digest d = r->common;
    add_values(&d, r, row);
    digest_text(&d, outputs);
    for (const char *s = sources; *s;) {
        size_t n = strcspn(s, "|");
        const char *path = arena_dup(a, s, n);
        digest_text(&d, path);
        digest_file(&d, path);
        s += n + (s[n] == '|');
    }
    return digest_shown(a, &d);
}

/* "": one is missing. */
static const char *content_of(const struct run *r, struct arena *a, const struct outputs *out)
{
    struct digest d = {0};
    for (int i = 0; i < r->each->pattern.n; i++)
        if (out->path[i] && !digest_file(&d, out->path[i]))
            return "";
    return digest_shown(a, &d);
}

/* The record of an earlier run if its edition is up to date, else NULL. */
static const struct record *as_good_as_new(const struct run *r, struct arena *a,
                                           const struct each_row *row, const struct outputs *out)
{
    const struct record *old = list_get(r->list, out->text);
    if (!old || !*old->key || !*old->content)
        return NULL;
    bool good = !strcmp(old->key, key_of(r, a, row, out->text, old->sources)) &&
                !strcmp(old->content, content_of(r, a, out));
    return good ? old : NULL;
}

/* ---- the child ------------------------------------------------------------------------------- */

bool each_make_folders(const char *path)
{
    struct arena a = {0};
    char *dir = path_dir(&a, path);
    struct stat st;
    bool ok = !stat(dir, &st) || (each_make_folders(dir) && (!mkdir(dir, 0777) || errno == EEXIST));
    arena_done(&a);
    return ok;
}

static void make_all_folders(const char *const *path, int n)
{
    for (int i = 0; i < n; i++)
        if (path[i] && !each_make_folders(path[i]))
            die(DIAG_cannot_write, LOC_NONE, path[i], strerror(errno));
}

/* The files read by this edition only; NULL if their names cannot be recorded. */
static const char *sources_of(const struct run *r, struct arena *a)
{
    const struct strings *noted = files_noted();
    struct buf b = {0};
    bool ok = true;
    for (int i = r->common_files; i < noted->n; i++) {
        ok &= !strpbrk(noted->v[i], "|\r\n");
        buf_printf(&b, "%s%s", b.n ? "|" : "", noted->v[i]);
    }
    const char *text = ok ? arena_dup(a, b.s ? b.s : "", b.n) : NULL;
    buf_done(&b);
    return text;
}

static void write_all(int fd, const struct buf *b)
{
    for (size_t at = 0; at < b->n;) {
        ssize_t k = write(fd, b->s + at, b->n - at);
        if (k < 0 && errno != EINTR)
            return;
        at += k > 0 ? (size_t)k : 0;
    }
}

/* Messages, and of an edition that was made: 'D', its content, key and sources, a 0 after each. */
static _Noreturn void run_make(struct run *r, const struct each_row *row, int to)
{
    struct arena a = {0};
    struct outputs out = outputs_of(r->each, &a, row);
    struct each_edition e = {.row = row, .path = out.path};
    struct buf said = {0};
    diag_gather(to);
    progress_end();
    make_all_folders(out.path, r->each->pattern.n);
    each_values(r->each, r->options, row, &e.values);
    bool made = r->work->make(r->work->ctx, &e);
    int status = diag_status();
    diag_export(&said);
    const char *sources = made ? sources_of(r, &a) : NULL;
    if (made) {
        const char *const words[] = {"D", content_of(r, &a, &out),
                                     sources ? key_of(r, &a, row, out.text, sources) : "",
                                     sources ? sources : ""};
        for (int i = 0; i < 4; i++)
            buf_add(&said, words[i], strlen(words[i]) + 1);
    }
    write_all(to, &said);
    _exit(status);
}

/* ---- the parent ------------------------------------------------------------------------------ */

static void start_worker(struct run *r, struct worker *w, const struct each_row *row)
{
    int fd[2];
    fflush(NULL);
    pid_t pid = pipe(fd) ? -1 : child_fork(SIGTERM); /* which removes its unfinished files */
    if (pid < 0)
        die(DIAG_out_of_memory, LOC_NONE);
    if (!pid) {
        close(fd[0]);
        for (int i = 0; i < r->workers; i++)
            if (r->worker[i].pid)
                close(r->worker[i].fd);
        run_make(r, row, fd[1]);
    }
    close(fd[1]);
    *w = (struct worker){.pid = pid, .fd = fd[0], .row = row};
}

/* "warning overfull-line kapitel/3.xml:41; …": the first few. */
static void note_message(struct buf *to, const struct diag_note *n, int i)
{
    enum { MOST = 20 };
    if (i >= MOST) {
        buf_puts(to, i == MOST ? "; …" : "");
        return;
    }
    buf_printf(to, "%s%s", to->n ? "; " : "", diag_name(n->id));
    if (n->where.file)
        buf_printf(to, " %s", n->where.file);
    if (n->where.file && n->where.line)
        buf_printf(to, ":%d", n->where.line);
    if (n->count > 1)
        buf_printf(to, " (%d)", n->count);
}

static const char *next_string(const char **p, const char *end)
{
    const char *s = *p, *zero = s < end ? memchr(s, 0, (size_t)(end - s)) : NULL;
    *p = zero ? zero + 1 : end;
    return zero ? s : "";
}

static void report_broken(const struct run *r, const struct worker *w, int status)
{
    const char *why = status < 0 || !WIFSIGNALED(status) ? _("its process ended unexpectedly")
                                                         : strsignal(WTERMSIG(status));
    diag(DIAG_each_broken, (struct loc){r->each->file, w->row->line, 0}, why);
}

/* The child has closed its pipe. */
static void finish_worker(struct run *r, struct worker *w)
{
    struct arena a = {0};
    struct outputs out = outputs_of(r->each, &a, w->row);
    struct record rec = {.row = w->row->number,
                         .state = "failed",
                         .key = "",
                         .content = "",
                         .sources = "",
                         .messages = ""};
    struct buf messages = {0};
    struct diag_note note;
    const char *p = w->said.s ? w->said.s : "", *end = p + w->said.n;
    int status = child_wait(w->pid), n = 0;
    for (; p < end && *p == 'M' && diag_import(&p, end, &note); n++)
        note_message(&messages, &note, n);
    if (status < 0 || !WIFEXITED(status))
        report_broken(r, w, status);
    else if (p < end && !strcmp(next_string(&p, end), "D"))
        rec.state = "made", rec.content = next_string(&p, end), rec.key = next_string(&p, end),
        rec.sources = next_string(&p, end);
    rec.messages = messages.s ? messages.s : "";
    r->made += *rec.content != 0;
    list_put(r->list, &rec, out.text, w->row->line);
    buf_done(&messages);
    buf_done(&w->said);
    close(w->fd);
    w->pid = 0;
    arena_done(&a);
}

/* Reads the pipes of children until one has ended. Returns its slot, which is free then. */
static struct worker *wait_for_one(struct run *r)
{
    for (;;) {
        struct pollfd fds[CREW_MOST];
        for (int i = 0; i < r->workers; i++)
            fds[i] = (struct pollfd){r->worker[i].pid ? r->worker[i].fd : -1, POLLIN, 0};
        if (poll(fds, (nfds_t)r->workers, -1) < 0)
            continue;
        for (int i = 0; i < r->workers; i++) {
            struct worker *w = &r->worker[i];
            if (!w->pid || !fds[i].revents)
                continue;
            buf_room(&w->said, 1 << 16);
            ssize_t n = read(w->fd, w->said.s + w->said.n, 1 << 16);
            if (n > 0) {
                w->said.n += (size_t)n;
            } else if (!n || errno != EINTR) {
                finish_worker(r, w);
                return w;
            }
        }
    }
}

static struct worker *free_worker(struct run *r)
{
    for (int i = 0; i < r->workers; i++)
        if (!r->worker[i].pid)
            return &r->worker[i];
    return wait_for_one(r);
}

static bool is_busy(const struct run *r)
{
    for (int i = 0; i < r->workers; i++)
        if (r->worker[i].pid)
            return true;
    return false;
}

static void do_row(struct run *r, const struct each_row *row)
{
    struct arena a = {0};
    struct outputs out = outputs_of(r->each, &a, row);
    const struct record *old = row->left_out ? NULL : as_good_as_new(r, &a, row, &out);
    if (row->left_out) {
        diag(DIAG_each_left_out, (struct loc){r->each->file, row->line, 0}, row->left_out);
        list_put(r->list, &(struct record){row->number, "left out", "", "", "", row->left_out}, "",
                 row->line);
    } else if (old) {
        struct record rec = *old;
        rec.row = row->number;
        rec.state = "kept";
        list_put(r->list, &rec, out.text, row->line);
        r->made++;
    } else {
        start_worker(r, free_worker(r), row);
    }
    arena_done(&a);
}

/* Beside the outputs: "out/kommunen-editions.csv". */
static const char *list_path(struct each *e, const struct each_options *o)
{
    struct arena *a = &e->arena;
    const char *dir = ".", *file, *sheet;
    if (o->list)
        return o->list;
    for (int i = e->pattern.n - 1; i >= 0; i--)
        if (e->pattern.v[i])
            dir = path_dir(a, arena_printf(a, "%.*s-", (int)strcspn(e->pattern.v[i], "{"),
                                           e->pattern.v[i]));
    table_parts(a, o->table, &file, &sheet);
    const char *name = strrchr(file, '/') ? strrchr(file, '/') + 1 : file,
               *dot = strrchr(name, '.');
    return arena_printf(a, "%s/%.*s%s%s%s%s-editions.csv", dir,
                        dot ? (int)(dot - name) : (int)strlen(name), name, sheet ? "-" : "",
                        sheet ? sheet : "", o->rows ? "-" : "", o->rows ? o->rows : "");
}

static void find_common(struct run *r)
{
    const struct strings *noted = files_noted();
    r->common = (struct digest){{r->work->key[0], r->work->key[1]}};
    r->common_files = noted->n;
    digest_file(&r->common, "/proc/self/exe");
    const char *file, *sheet;
    table_parts(&r->each->arena, r->options->table, &file, &sheet);
    for (int i = 0; i < noted->n; i++)
        if (strcmp(noted->v[i], file)) {
            digest_text(&r->common, noted->v[i]);
            digest_file(&r->common, noted->v[i]);
        }
    for (int i = 0; i < r->options->set.n; i++)
        digest_text(&r->common, r->options->set.v[i]);
    for (int i = 0; i < r->options->keep.n; i++)
        digest_text(&r->common, r->options->keep.v[i]);
}

/* Without editions, for letters only: notes the rows left out. */
static void list_rows(struct run *r)
{
    for (int i = r->each->first; i < r->each->last; i++) {
        const struct each_row *row = &r->each->row.v[i];
        if (row->left_out)
            do_row(r, row);
        else
            list_put(r->list, &(struct record){row->number, "made", "", "", "", ""}, "", row->line);
    }
}

static void make_all(struct run *r)
{
    struct each *e = r->each;
    int wanted = r->work->workers;
    r->workers = wanted < 1 ? 1 : wanted > CREW_MOST ? CREW_MOST : wanted;
    find_common(r);
    for (int i = e->first; i < e->last; i++) {
        do_row(r, &e->row.v[i]);
        progress(_("%d of %d editions"), i - e->first + 1, e->last - e->first);
    }
    while (is_busy(r))
        wait_for_one(r);
    e->made = arena_array(&e->arena, bool, e->row.n);
    for (int i = e->first; i < e->last; i++)
        e->made[i] = list_has(r->list, i + 1);
}

int each_run(struct each *e, const struct each_options *o, const struct each_work *w)
{
    struct run r = {.each = e, .options = o, .work = w};
    const char *path = list_path(e, o);
    outputs_check();
    if (!each_make_folders(path))
        die(DIAG_cannot_write, LOC_NONE, path, strerror(errno));
    if (!output_check(path) || !output_check(list_journal(&e->arena, path)) ||
        !(r.list = list_open(path, e->row.n)))
        return 0;
    if (w)
        make_all(&r);
    else
        list_rows(&r);
    progress(NULL);
    list_close(r.list);
    return r.made;
}
