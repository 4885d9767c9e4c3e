// SPDX-License-Identifier: Apache-2.0
/* Diagnostics: gathered in order, equal ones once with a count, printed as text or JSON at the end
 * of a stage.
 *
 * A message is kept from its first report to the end of the run, so that a later equal one is only
 * counted. Messages already flushed are not printed again; later repeats only show in the
 * totals. */
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
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
    N_("note"),        N_("style"), N_("warning"),      N_("error"),
    N_("unsupported"), N_("usage"), N_("system error"),
};

struct message {
    enum diag_id id;
    struct loc where;
    char *text, *english;
    int count;
    bool once; /* equal ones count as one at any place */
};

/* Messages that would drown all others: a limited number of different ones is reported, and one
 * other message for the rest. */
static const struct limit {
    enum diag_id id;
    int most;
    enum diag_id rest;
} limits[] = {{DIAG_no_glyph, 40, DIAG_no_glyphs}};

static struct {
    pthread_mutex_t lock;
    const char *program;
    enum diag_level show;
    enum diag_format format;
    VEC(struct message) messages;
    struct map seen; /* id, file and words → index + 1 */
    int unprinted;   /* index of the first message not printed yet */
    bool brief;      /* findings of style are not listed */
    int findings;    /* of style, reported in brief so far */
    int count[DIAG_SYSTEM + 1];
    int told[sizeof limits / sizeof *limits];
    bool gathering; /* for a parent process, which `to` leads to: nothing is printed */
    int to;
} diags = {.lock = PTHREAD_MUTEX_INITIALIZER, .program = "koki", .show = DIAG_STYLE};

void diag_init(const char *program) { diags.program = program; }

void diag_configure(enum diag_level show, enum diag_format format)
{
    diags.show = show;
    diags.format = format;
}

void diag_brief(void) { diags.brief = true; }

bool diag_is_json(void) { return diags.format == DIAG_JSON; }

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

static _Thread_local struct diag_held *holding;

/* In English, arguments of the catalogue too: programs read it. */
static char *format_english(const char *text, va_list ap)
{
    struct buf b = {0}, shown = {0};
    for (const char *p = text; *p; p++)
        if (*p != '%')
            buf_putc(&b, *p);
        else if (*++p == 's')
            buf_puts(&b, catalogue_english(va_arg(ap, const char *)));
        else if (*p == 'd')
            buf_printf(&b, "%d", va_arg(ap, int));
        else
            buf_putc(&b, *p);
    buf_shown(&shown, b.s ? b.s : "");
    buf_done(&b);
    return buf_take(&shown);
}

static char *format(const char *text, va_list ap)
{
    char *s;
    if (vasprintf(&s, text, ap) < 0)
        return mem_dup(text);
    struct buf b = {0};
    buf_shown(&b, s);
    free(s);
    return buf_take(&b);
}

static struct message message(enum diag_id id, struct loc where, bool once, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    const char *english = table[id].text, *text = _(english);
    struct message m = {id, where, NULL, format_english(english, ap), 1, once};
    m.text = text == english ? mem_dup(m.english) : format(text, again);
    va_end(again);
    return m;
}

static void message_done(struct message *m)
{
    free(m->text);
    free(m->english);
}

/* The slot in diags.seen of an equal message. */
static void **seen_slot(const struct message *m)
{
    struct buf key = {0};
    buf_printf(&key, "%d %s %s", (int)m->id, m->where.file && !m->once ? m->where.file : "",
               m->english);
    void **place = map_put(&diags.seen, key.s);
    buf_done(&key);
    return place;
}

/* Replaces the first message beyond the limit of its kind by the one for the rest. */
static void shorten_message(struct message *m)
{
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        enum diag_id rest = limits[i].rest;
        if (limits[i].id != m->id || diags.told[i]++ < limits[i].most)
            continue;
        message_done(m);
        *m = (struct message){rest,
                              m->where,
                              mem_dup(_(table[rest].text)),
                              mem_dup(table[rest].text),
                              1,
                              true};
    }
}

/* Takes the message. The lock is held. */
static void diag_add(struct message m)
{
    void **place = seen_slot(&m);
    if (!*place) {
        shorten_message(&m);
        place = seen_slot(&m);
    }
    struct message *same = *place ? &diags.messages.v[(intptr_t)*place - 1] : NULL;
    if (!same || !m.once)
        diags.count[table[m.id].level]++;
    if (same) {
        same->count += !m.once;
        message_done(&m);
    } else {
        *vec_add(&diags.messages) = m;
        *place = (void *)(intptr_t)diags.messages.n;
    }
}

static void diag_report(enum diag_id id, struct loc where, bool once, va_list ap)
{
    if (table[id].level < diags.show)
        return;
    struct message m = message(id, where, once, ap);
    if (holding) {
        *vec_add(holding) = m;
        return;
    }
    pthread_mutex_lock(&diags.lock);
    diag_add(m);
    pthread_mutex_unlock(&diags.lock);
}

void diag(enum diag_id id, struct loc where, ...)
{
    va_list ap;
    va_start(ap, where);
    diag_report(id, where, false, ap);
    va_end(ap);
}

void diag_once(enum diag_id id, struct loc where, ...)
{
    va_list ap;
    va_start(ap, where);
    diag_report(id, where, true, ap);
    va_end(ap);
}

struct diag_held *diag_hold(struct diag_held *held)
{
    struct diag_held *before = holding;
    holding = held;
    return before;
}

void diag_tell(struct diag_held *held, int from, int to)
{
    pthread_mutex_lock(&diags.lock);
    for (int i = from; i < to; i++) {
        diag_add(held->v[i]);
        held->v[i] = (struct message){0};
    }
    pthread_mutex_unlock(&diags.lock);
}

void diag_pass(struct diag_held *held)
{
    for (int i = 0; holding && i < held->n; i++) {
        *vec_add(holding) = held->v[i];
        held->v[i] = (struct message){0};
    }
    if (!holding)
        diag_tell(held, 0, held->n);
    diag_held_done(held);
}

void diag_keep_once(struct diag_held *held, struct diag_held *to)
{
    for (int i = 0; i < held->n; i++)
        if (held->v[i].once) {
            *vec_add(to) = held->v[i];
            held->v[i] = (struct message){0};
        }
    diag_held_done(held);
}

void diag_held_done(struct diag_held *held)
{
    for (int i = 0; i < held->n; i++)
        message_done(&held->v[i]);
    vec_done(held);
}

/* In a document of an office program, places count paragraphs and pages. */
static bool counts_paragraphs(const char *file)
{
    static const char *const endings[] = {".docx", ".docm", ".dotx", ".dotm",
                                          ".odt",  ".ott",  ".fodt", ".rtf"};
    const char *dot = file ? strrchr(file, '.') : NULL;
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (!strcasecmp(dot, endings[i]))
            return true;
    return false;
}

static void print_json(const struct message *m)
{
    struct buf b = {0};
    buf_printf(&b, "{\"level\":\"%s\",\"id\":\"%s\"", level_names[table[m->id].level],
               diag_name(m->id));
    if (m->where.file) {
        buf_puts(&b, ",\"file\":");
        buf_json(&b, m->where.file);
    }
    bool paragraphs = counts_paragraphs(m->where.file);
    if (m->where.line)
        buf_printf(&b, ",\"%s\":%d", paragraphs ? "paragraph" : "line", m->where.line);
    if (m->where.col)
        buf_printf(&b, ",\"%s\":%d", paragraphs ? "page" : "column", m->where.col);
    buf_puts(&b, ",\"message\":");
    buf_json(&b, m->english);
    if (strcmp(m->text, m->english)) {
        buf_puts(&b, ",\"translated\":");
        buf_json(&b, m->text);
    }
    fprintf(stderr, "%s,\"count\":%d}\n", b.s, m->count);
    buf_done(&b);
}

static void print_text(const struct message *m)
{
    struct buf file = {0};
    fprintf(stderr, "%s: ", diags.program);
    if (m->where.file) {
        buf_shown(&file, m->where.file);
        fprintf(stderr, "%s:", file.s ? file.s : "");
        buf_done(&file);
    }
    if (counts_paragraphs(m->where.file) && m->where.line) {
        putc(' ', stderr);
        if (m->where.col)
            fprintf(stderr, _("page %d, "), m->where.col);
        fprintf(stderr, _("paragraph %d:"), m->where.line);
    } else {
        if (m->where.file && m->where.line)
            fprintf(stderr, "%d:", m->where.line);
        if (m->where.file && m->where.col)
            fprintf(stderr, "%d:", m->where.col);
    }
    fprintf(stderr, "%s%s: %s", m->where.file ? " " : "", _(level_names[table[m->id].level]),
            m->text);
    if (m->count > 1)
        fprintf(stderr, _(" (%d times)"), m->count);
    putc('\n', stderr);
}

void diag_flush(void)
{
    if (diags.gathering)
        return;
    pthread_mutex_lock(&diags.lock);
    for (; diags.unprinted < diags.messages.n; diags.unprinted++) {
        struct message *m = &diags.messages.v[diags.unprinted];
        if (diags.brief && table[m->id].level == DIAG_STYLE)
            continue;
        progress(NULL);
        (diags.format == DIAG_JSON ? print_json : print_text)(m);
    }
    pthread_mutex_unlock(&diags.lock);
}

struct kind {
    enum diag_id id;
    int count;
};

static int by_count(const void *a, const void *b)
{
    const struct kind *x = a, *y = b;
    return x->count != y->count ? (x->count < y->count) - (x->count > y->count)
                                : (x->id > y->id) - (x->id < y->id);
}

/* Prints a line with the number of style findings of each kind, if any is new. */
static void tell_style(void)
{
    static struct kind kinds[DIAG_COUNT];
    int findings = diags.count[DIAG_STYLE];
    if (!diags.brief || diags.gathering || findings == diags.findings)
        return;
    diags.findings = findings;
    for (int id = 0; id < DIAG_COUNT; id++)
        kinds[id] = (struct kind){(enum diag_id)id, 0};
    for (int i = 0; i < diags.messages.n; i++)
        if (table[diags.messages.v[i].id].level == DIAG_STYLE)
            kinds[diags.messages.v[i].id].count += diags.messages.v[i].count;
    qsort(kinds, DIAG_COUNT, sizeof *kinds, by_count);
    progress(NULL);
    fprintf(stderr, "%s: %s: ", diags.program, _(level_names[DIAG_STYLE]));
    for (int i = 0; i < DIAG_COUNT && kinds[i].count; i++)
        fprintf(stderr, "%s%d %s", i ? ", " : "", kinds[i].count, diag_name(kinds[i].id));
    fputs(_("; -W style lists them\n"), stderr);
}

int diag_status(void)
{
    diag_flush();
    tell_style();
    for (int level = DIAG_SYSTEM; level > 0; level--)
        if (diags.count[level])
            return level;
    return 0;
}

/* ---- from a child process to its parent ---- */

void diag_gather(int to)
{
    for (int i = 0; i < diags.messages.n; i++)
        message_done(&diags.messages.v[i]);
    diags.messages.n = diags.unprinted = diags.findings = 0;
    map_done(&diags.seen);
    diags.seen = (struct map){0};
    memset(diags.count, 0, sizeof diags.count);
    memset(diags.told, 0, sizeof diags.told);
    diags.gathering = true;
    diags.to = to;
}

/* "M ID ONCE COUNT LINE COLUMN", the file, the text and the English, a 0 after each. */
void diag_export(struct buf *to)
{
    for (int i = 0; i < diags.messages.n; i++) {
        const struct message *m = &diags.messages.v[i];
        buf_printf(to, "M %d %d %d %d %d", (int)m->id, m->once, m->count, m->where.line,
                   m->where.col);
        const char *const words[] = {"", m->where.file ? m->where.file : "", m->text, m->english};
        for (int k = 0; k < 4; k++)
            buf_add(to, words[k], strlen(words[k]) + 1);
    }
}

/* The string at *p, which is advanced after its 0; NULL if it is unterminated. */
static const char *next_string(const char **p, const char *end)
{
    const char *s = *p, *zero = s < end ? memchr(s, 0, (size_t)(end - s)) : NULL;
    *p = zero ? zero + 1 : end;
    return zero ? s : NULL;
}

bool diag_import(const char **p, const char *end, struct diag_note *note)
{
    int id, once, count, line, col;
    const char *head = next_string(p, end), *file = next_string(p, end),
               *text = next_string(p, end), *english = next_string(p, end);
    if (!english || sscanf(head, "M %d %d %d %d %d", &id, &once, &count, &line, &col) != 5 ||
        id < 0 || id >= DIAG_COUNT)
        return false;
    struct message m = {(enum diag_id)id,
                        {*file ? intern(file) : NULL, line, col},
                        mem_dup(text),
                        mem_dup(english),
                        count,
                        once};
    *note = (struct diag_note){m.id, m.where, count};
    pthread_mutex_lock(&diags.lock);
    diags.count[table[id].level] += once ? 0 : count - 1;
    void **place = seen_slot(&m);
    if (*place && !once)
        diags.messages.v[(intptr_t)*place - 1].count += count - 1;
    diag_add(m);
    pthread_mutex_unlock(&diags.lock);
    return true;
}

static void hand_over(void)
{
    struct buf b = {0};
    diag_export(&b);
    for (size_t at = 0; at < b.n;) {
        ssize_t k = write(diags.to, b.s + at, b.n - at);
        if (k <= 0)
            break;
        at += (size_t)k;
    }
}

int diag_count(enum diag_level level) { return diags.count[level]; }

int diag_faults(void) { return diags.count[DIAG_USAGE] + diags.count[DIAG_SYSTEM]; }

void diag_each(void (*visit)(void *, enum diag_level, const char *, struct loc, const char *, int),
               void *ctx)
{
    for (int i = 0; i < diags.messages.n; i++) {
        const struct message *m = &diags.messages.v[i];
        visit(ctx, table[m->id].level, diag_name(m->id), m->where, m->english, m->count);
    }
}

void die(enum diag_id id, struct loc where, ...)
{
    static bool dying;
    if (id == DIAG_out_of_memory || dying) { /* no code below may allocate */
        fprintf(stderr, "%s: %s\n", diags.program, table[id].text);
    } else {
        dying = true;
        holding = NULL;
        va_list ap;
        va_start(ap, where);
        diag_report(id, where, false, ap);
        va_end(ap);
        diag_flush();
        if (diags.gathering)
            hand_over();
    }
    ending_clear();
    fflush(stderr);
    _exit(table[id].level > DIAG_USAGE ? DIAG_SYSTEM : (int)table[id].level);
}
