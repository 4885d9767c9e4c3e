/* Diagnostics: gathered in order, equal ones once with a count, printed as text or JSON at the end of a stage.
 *
 * A message is kept from its first report to the end of the run, so that a later equal one only counts. Messages flushed
 * already are not printed again; repeats after that show in the totals alone. */
#include <libintl.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base-int.h"

static const struct {
    enum diag_level level;
    const char *name, *text;
} table[] = {
#define D(id, level_, text_) [DIAG_##id] = {level_, #id, text_},
#include "diag.def"
#undef D
};

static const char *const level_names[] = {
    N_("note"), N_("style"), N_("warning"), N_("error"), N_("unsupported"), N_("usage"), N_("system error"),
};

struct message {
    enum diag_id id;
    struct loc where;
    char *text, *english;
    int count;
    bool printed;
};

static struct {
    pthread_mutex_t lock;
    const char *program;
    enum diag_level show;
    enum diag_format format;
    VEC(struct message) messages;
    struct map seen;             /* id, file and words → index + 1 */
    int unprinted;               /* index of the first message not printed yet */
    int count[DIAG_SYSTEM + 1];
} diags = {.lock = PTHREAD_MUTEX_INITIALIZER, .program = "koki", .show = DIAG_STYLE};

const char *koki_gettext(const char *s) { return *s ? dgettext("koki", s) : s; }

void diag_init(const char *program) { diags.program = program; }

void diag_configure(enum diag_level show, enum diag_format format)
{
    diags.show = show;
    diags.format = format;
}

const char *diag_text(enum diag_id id) { return table[id].text; }
enum diag_level diag_level_of(enum diag_id id) { return table[id].level; }

/* Ids are C names in the table and dashed words outside. */
const char *diag_name(enum diag_id id)
{
    static char names[DIAG_COUNT][48];
    char *s = names[id];
    if (!*s)
        for (size_t i = 0; table[id].name[i] && i + 1 < sizeof names[id]; i++)
            s[i] = table[id].name[i] == '_' ? '-' : table[id].name[i];
    return s;
}

static char *format(const char *text, va_list ap)
{
    char *s;
    if (vasprintf(&s, text, ap) < 0)
        return mem_dup(text);
    for (char *p = s; *p; p++)  /* other people's data must not steer a terminal or break the one-line form */
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = ' ';
    return s;
}

static void add(enum diag_id id, struct loc where, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    char *english = format(table[id].text, ap);
    struct buf key = {0};
    buf_printf(&key, "%d %s %s", (int)id, where.file ? where.file : "", english);
    pthread_mutex_lock(&diags.lock);
    void **place = map_put(&diags.seen, key.s);
    diags.count[table[id].level]++;
    if (*place) {
        diags.messages.v[(intptr_t)*place - 1].count++;
        free(english);
    } else {
        *vec_add(&diags.messages) = (struct message){id, where, format(_(table[id].text), again), english, 1, false};
        *place = (void *)(intptr_t)diags.messages.n;
    }
    pthread_mutex_unlock(&diags.lock);
    va_end(again);
    buf_done(&key);
}

void diag(enum diag_id id, struct loc where, ...)
{
    if (table[id].level < diags.show)
        return;
    va_list ap;
    va_start(ap, where);
    add(id, where, ap);
    va_end(ap);
}

static void print_json(const struct message *m)
{
    struct buf b = {0};
    buf_printf(&b, "{\"level\":\"%s\",\"id\":\"%s\"", level_names[table[m->id].level], diag_name(m->id));
    if (m->where.file) {
        buf_puts(&b, ",\"file\":");
        buf_json(&b, m->where.file);
    }
    if (m->where.line)
        buf_printf(&b, ",\"line\":%d", m->where.line);
    if (m->where.col)
        buf_printf(&b, ",\"column\":%d", m->where.col);
    buf_puts(&b, ",\"message\":");
    buf_json(&b, m->english);
    fprintf(stderr, "%s,\"count\":%d}\n", b.s, m->count);
    buf_done(&b);
}

static void print_text(const struct message *m)
{
    fprintf(stderr, "%s: ", diags.program);
    if (m->where.file)
        fprintf(stderr, "%s:", m->where.file);
    if (m->where.file && m->where.line)
        fprintf(stderr, "%d:", m->where.line);
    if (m->where.file && m->where.col)
        fprintf(stderr, "%d:", m->where.col);
    fprintf(stderr, "%s%s: %s", m->where.file ? " " : "", _(level_names[table[m->id].level]), m->text);
    if (m->count > 1)
        fprintf(stderr, _(" (%d times)"), m->count);
    putc('\n', stderr);
}

void diag_flush(void)
{
    pthread_mutex_lock(&diags.lock);
    if (diags.unprinted < diags.messages.n)
        progress(NULL);
    for (; diags.unprinted < diags.messages.n; diags.unprinted++) {
        struct message *m = &diags.messages.v[diags.unprinted];
        (diags.format == DIAG_JSON ? print_json : print_text)(m);
    }
    pthread_mutex_unlock(&diags.lock);
}

int diag_status(void)
{
    diag_flush();
    for (int level = DIAG_SYSTEM; level > 0; level--)
        if (diags.count[level])
            return level;
    return 0;
}

int diag_count(enum diag_level level) { return diags.count[level]; }

void diag_each(void (*visit)(void *, enum diag_level, const char *, struct loc, const char *, int), void *ctx)
{
    for (int i = 0; i < diags.messages.n; i++) {
        const struct message *m = &diags.messages.v[i];
        visit(ctx, table[m->id].level, diag_name(m->id), m->where, m->english, m->count);
    }
}

void die(enum diag_id id, struct loc where, ...)
{
    static bool dying;
    if (id == DIAG_out_of_memory || dying) {   /* nothing below may allocate */
        fprintf(stderr, "%s: %s\n", diags.program, table[id].text);
    } else {
        dying = true;
        va_list ap;
        va_start(ap, where);
        add(id, where, ap);
        va_end(ap);
        diag_flush();
    }
    outputs_remove();
    fflush(stderr);
    _exit(table[id].level > DIAG_USAGE ? DIAG_SYSTEM : (int)table[id].level);
}
