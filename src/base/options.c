// SPDX-License-Identifier: Apache-2.0
/* The command line in GNU style, from a table; and the progress line. */
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base-int.h"
#include "koki-config.h"

struct common {
    int level, form, shell; /* -1: not given; places in the options' values */
    bool help, version;
};

static const char level_words[] =
    "all|style|warning|error|unsupported|usage|system"; /* enum diag_level */
static bool progress_on;
static bool progress_shown;

/* ---- standard streams ---- */

/* The number of a closed stream would be reused for the next file opened: messages would be written
 * into a chapter. A descriptor that cannot be read, or written, takes its place, so that using it
 * is an error. */
static void open_standard(void)
{
    static const int modes[] =
        {[STDIN_FILENO] = O_WRONLY, [STDOUT_FILENO] = O_RDONLY, [STDERR_FILENO] = O_WRONLY};
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) != fd)
            _exit(DIAG_SYSTEM);
}

static _Noreturn void end_printing(void)
{
    exit(fflush(stdout) || ferror(stdout) ? DIAG_SYSTEM : 0);
}

/* ---- help ---- */

static void print_option(const struct opt *o)
{
    char left[64];
    int n = o->letter ? snprintf(left, sizeof left, "  -%c, --%s", o->letter, o->name)
                      : snprintf(left, sizeof left, "      --%s", o->name);
    if (o->arg && n > 0 && (size_t)n < sizeof left)
        snprintf(left + n, sizeof left - (size_t)n, "=%s", o->arg);
    printf("%-30s %s\n", left, _(o->help));
}

static _Noreturn void print_help(const struct opts *o, const struct opt *const *all)
{
    printf(_("Usage: %s %s\n"), o->program, o->usage);
    printf("%s\n\n", _(o->summary));
    for (; *all; all++)
        print_option(*all);
    fputs(
        _("\nExit status: 0 success, 1 style, 2 warning, 3 error, 4 unsupported, 5 bad usage, 6 system error.\n"),
        stdout);
    end_printing();
}

static _Noreturn void print_version(const struct opts *o)
{
    printf("%s (koki) %s\n", o->program, KOKI_VERSION);
    end_printing();
}

/* ---- language ---- */

/* System errors are in the system's translation, if it has the language; paths and names are
 * UTF-8. */
static void choose_language(void)
{
    setlocale(LC_MESSAGES, "");
    setlocale(LC_CTYPE, "C.UTF-8");
    catalogue_open();
}

/* ---- parsing ---- */

/* An option's name as typed, for a fatal message. */
static const char *typed(const char *name)
{
    struct buf b = {0};
    buf_printf(&b, "--%s", name);
    return buf_take(&b);
}

static _Noreturn void refuse(const struct opt *const *all, const char *word)
{
    struct buf name = {0};
    buf_add(&name, word + 2, strcspn(word + 2, "="));
    struct near near = near_word(name.s ? name.s : "");
    for (; *all; all++)
        near_try(&near, (*all)->name);
    if (near.best)
        die(DIAG_unknown_option_near, LOC_NONE, word, typed(near.best));
    die(DIAG_unknown_option, LOC_NONE, word);
}

static const struct opt *find_long(const struct opt *const *all, const char *word)
{
    const struct opt *const *from = all;
    const char *name = word + 2;
    size_t n = strcspn(name, "=");
    const struct opt *found = NULL;
    for (; *all; all++) {
        if (strncmp((*all)->name, name, n))
            continue;
        if (!(*all)->name[n])
            return *all;
        if (found)
            die(DIAG_ambiguous_option, LOC_NONE, word, typed(found->name), typed((*all)->name));
        found = *all;
    }
    if (!found)
        refuse(from, word);
    return found;
}

static const struct opt *find_short(const struct opt *const *all, char letter)
{
    for (; *all; all++)
        if ((*all)->letter == letter)
            return *all;
    char name[3] = {'-', letter, 0};
    die(DIAG_unknown_option, LOC_NONE, name);
}

/* "print|web" as "print, web". */
static char *options_listed(const char *values)
{
    struct buf b = {0};
    for (const char *p = values; *p; p++)
        if (*p != '|')
            buf_putc(&b, *p);
        else if (p[1])
            buf_puts(&b, ", ");
    return buf_take(&b);
}

static _Noreturn void reject(const struct opt *o, const char *value)
{
    if (o->values)
        die(DIAG_bad_choice, LOC_NONE, value, typed(o->name), options_listed(o->values));
    die(DIAG_bad_argument, LOC_NONE, value, typed(o->name));
}

void opts_reject(const struct opts *o, const char *name, const char *value)
{
    const struct opt *p = o->opt;
    while (strcmp(p->name, name))
        p++;
    reject(p, value);
}

/* The index in "a|b|c" of a word of n bytes; -1 if none. */
static int choice(const char *values, const char *word, size_t n)
{
    for (int i = 0;; i++) {
        size_t k = strcspn(values, "|");
        if (n && k == n && !memcmp(values, word, n))
            return i;
        if (!values[k])
            return -1;
        values += k + 1;
    }
}

static unsigned choices(const struct opt *o, const char *list)
{
    unsigned set = 0;
    for (const char *p = list; *p; p += *p == ',') {
        size_t n = strcspn(p, ",");
        int i = choice(o->values, p, n);
        if (i < 0)
            reject(o, list);
        set |= 1u << i;
        p += n;
    }
    return set;
}

static void options_set(const struct opt *o, const char *value)
{
    char *end;
    long number;
    switch (o->kind) {
    case OPT_FLAG: *(bool *)o->to = true; break;
    case OPT_STRING: *(const char **)o->to = value; break;
    case OPT_LIST: *vec_add((struct strings *)o->to) = value; break;
    case OPT_INT:
        number = strtol(value, &end, 10);
        if (!*value || *end || number < INT_MIN || number > INT_MAX)
            reject(o, value);
        *(int *)o->to = (int)number;
        break;
    case OPT_SET: *(unsigned *)o->to = choices(o, value); break;
    case OPT_CHOICE:
        if ((number = choice(o->values, value, strlen(value))) < 0)
            reject(o, value);
        *(int *)o->to = (int)number;
    }
}

/* Returns the number of words of argv used. */
static int take_long(const struct opt *const *all, char **argv)
{
    const char *equals = strchr(argv[0], '=');
    const struct opt *o = find_long(all, argv[0]);
    if (o->kind == OPT_FLAG) {
        if (equals)
            die(DIAG_unwanted_argument, LOC_NONE, typed(o->name));
        options_set(o, NULL);
        return 1;
    }
    if (!equals && !argv[1])
        die(DIAG_missing_argument, LOC_NONE, typed(o->name));
    options_set(o, equals ? equals + 1 : argv[1]);
    return equals ? 1 : 2;
}

static int take_short(const struct opt *const *all, char **argv)
{
    for (const char *p = argv[0] + 1; *p; p++) {
        const struct opt *o = find_short(all, *p);
        if (o->kind == OPT_FLAG) {
            options_set(o, NULL);
            continue;
        }
        if (!p[1] && !argv[1])
            die(DIAG_missing_argument, LOC_NONE, typed(o->name));
        options_set(o, p[1] ? p + 1 : argv[1]);
        return p[1] ? 1 : 2;
    }
    return 1;
}

static void configure(const struct common *c)
{
    enum diag_level show = c->level < 0 ? DIAG_STYLE : (enum diag_level)c->level;
    enum diag_format format = c->form < 0 ? DIAG_TEXT : (enum diag_format)c->form;
    if (format == DIAG_JSON) {
        setlocale(LC_MESSAGES, "C"); /* programs read English, including system errors */
    }
    diag_configure(show, format);
    if (c->level < 0 && format == DIAG_TEXT)
        diag_brief();
}

void opts_parse(struct opts *o, int argc, char **argv)
{
    struct common c = {.level = -1, .form = -1, .shell = -1};
    const struct opt common[] = {
        {"level", 'W', OPT_CHOICE, "LEVEL", &c.level,
         N_("report messages of LEVEL and above: style, warning, error"), level_words},
        {"diagnostics", 0, OPT_CHOICE, "FORM", &c.form, N_("format of messages: text or json"),
         "text|json"},
        {"quiet", 'q', OPT_FLAG, NULL, &o->quiet, N_("do not show progress")},
        {"verbose", 'v', OPT_FLAG, NULL, &o->verbose, N_("report what was done")},
        {"completion", 0, OPT_CHOICE, "SHELL", &c.shell,
         N_("print shell completions for bash, zsh or fish"), SHELL_WORDS},
        {"help", 'h', OPT_FLAG, NULL, &c.help, N_("print this help")},
        {"version", 'V', OPT_FLAG, NULL, &c.version, N_("print the version")},
    };
    VEC(const struct opt *) all = {0};
    for (const struct opt *p = o->opt; p->name; p++)
        *vec_add(&all) = p;
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        *vec_add(&all) = &common[i];
    *vec_add(&all) = NULL;

    diag_init(o->program);
    open_standard();
    ending_catch();
    choose_language();
    const struct opt *const *table = all.v;
    for (int i = 1; i < argc;) {
        if (argv[i][0] != '-' || !argv[i][1]) {
            *vec_add(&o->args) = argv[i++];
        } else if (!strcmp(argv[i], "--")) {
            for (i++; i < argc; i++)
                *vec_add(&o->args) = argv[i];
        } else {
            i += (argv[i][1] == '-' ? take_long : take_short)(table, argv + i);
        }
    }
    if (c.help)
        print_help(o, table);
    if (c.version)
        print_version(o);
    if (c.shell >= 0) {
        completion_print((enum shell)c.shell, o->program, table);
        end_printing();
    }
    configure(&c);
    progress_on = !o->quiet && isatty(STDERR_FILENO);
    vec_done(&all);
}

/* ---- the progress line ---- */

void progress_end(void) { progress_on = false; }

void progress(const char *fmt, ...)
{
    if (!progress_on || (!fmt && !progress_shown))
        return;
    fputs("\r\033[K", stderr);
    progress_shown = fmt != NULL;
    if (fmt) {
        va_list ap;
        struct buf shown = {0};
        char *s;
        va_start(ap, fmt);
        if (vasprintf(&s, fmt, ap) >= 0) {
            buf_shown(&shown, s);
            free(s);
        }
        va_end(ap);
        fputs(shown.s ? shown.s : "", stderr);
        buf_done(&shown);
    }
    fflush(stderr);
}
