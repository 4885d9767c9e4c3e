// SPDX-License-Identifier: Apache-2.0
/* The interface of base: diagnostics, memory, strings, lengths and the command line, on libc alone.
 */
#ifndef KOKI_BASE_H
#define KOKI_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

/* ---- lengths --------------------------------------------------------------------------------- */

/* A length in 1/1024 pt (1 pt = 1/72 in). All of layout computes in it; doubles occur only in out/
 * and pdf/. */
typedef int32_t len;
#define LEN_PT  1024
#define LEN_MAX 0x3fffffff /* [len] larger than any page; the sum of two does not overflow */

/* A ratio or a CSS number is an int32_t in 1/65536, written [fix] after the field. */
#define FIX_ONE 65536

/* v * num / den, rounded half away from zero, computed in 64 bits, clamped to +-LEN_MAX; den must
 * not be 0. */
len len_scale(len v, int64_t num, int64_t den);
/* v * f, f in [fix]. */
static inline len len_fix(len v, int32_t f) { return len_scale(v, f, FIX_ONE); }
static inline len len_min(len a, len b) { return a < b ? a : b; }
static inline len len_max(len a, len b) { return a > b ? a : b; }
/* a + b of two lengths within +-LEN_MAX, kept within it. */
static inline len len_add(len a, len b) { return len_max(-LEN_MAX, len_min(LEN_MAX, a + b)); }

/* ---- diagnostics ----------------------------------------------------------------------------- */

/* A place in an author's file. file NULL: no place; line, col 0: unknown. file is interned or
 * outlives the run. */
struct loc {
    const char *file;
    int line, col;
};
#define LOC_NONE ((struct loc){0})

/* Levels are also the exit status of a run (the highest reported). */
enum diag_level {
    DIAG_OK,
    DIAG_STYLE,
    DIAG_WARNING,
    DIAG_ERROR,
    DIAG_UNSUPPORTED,
    DIAG_USAGE,
    DIAG_SYSTEM
};

enum diag_id {
#define D(id, level, text) DIAG_##id,
#include "diag.def"
#undef D
    DIAG_COUNT
};

enum diag_format { DIAG_TEXT, DIAG_JSON };

/* Starts the reports of a program; name is printed before each. Messages go to stderr. Once per
 * process. */
void diag_init(const char *program);
/* Sets the messages shown and counted: those below `show` are dropped; JSON prints one object per
 * line. */
void diag_configure(enum diag_level show, enum diag_format format);
/* From now on findings of style are not listed: diag_status counts them by kind in one line. */
void diag_brief(void);
/* Whether messages are lines of JSON; all other output to standard error must be, too, then. */
bool diag_is_json(void);
/* Reports one message of the table; the arguments are those of its text (only %s and %d occur in
 * texts). Thread-safe. Equal messages (same id, file and words) are kept once, at the first place,
 * with a count. */
void diag(enum diag_id id, struct loc where, ...);
/* Likewise for faults independent of their place: reported once for the run, at the first place,
 * not counted. */
void diag_once(enum diag_id id, struct loc where, ...);
/* Holds the thread's further messages in `held`, in order; NULL: reports them again. Returns the
 * previous setting. */
struct diag_held {
    struct message *v;
    int n, cap;
};
struct diag_held *diag_hold(struct diag_held *held);
/* Reports the held messages [from, to); the others stay. diag_held_done frees them all. */
void diag_tell(struct diag_held *held, int from, int to);
/* Passes all held messages to the list that holds messages in this thread now, or reports them if
 * there is none. */
void diag_pass(struct diag_held *held);
/* Moves the held messages of diag_once to another list, and frees the rest. */
void diag_keep_once(struct diag_held *held, struct diag_held *to);
void diag_held_done(struct diag_held *held);
/* Prints the messages since the last flush, in order of first report. main() calls it after each
 * stage. */
void diag_flush(void);
/* Flushes; returns the exit status (0 to 6): the highest level reported and shown. */
int diag_status(void);
/* The number of reports (repeats counted) of a level. */
int diag_count(enum diag_level level);
int diag_faults(void); /* of the levels at which nothing is written */
/* Visits every distinct message so far, for --report: level, id name, place, words in English,
 * count. */
void diag_each(void (*visit)(void *ctx, enum diag_level, const char *id, struct loc,
                             const char *text, int count),
               void *ctx);
struct buf;
/* In a child process: forgets all messages so far; nothing is printed from now on. Messages of die
 * are written to the descriptor in the form of diag_export. */
void diag_gather(int to);
void diag_export(struct buf *to); /* appends all messages, a record each, which begins with 'M' */
/* In the parent: reports the message of a child's record, with its count, and skips it. False if it
 * is not a record. */
struct diag_note {
    enum diag_id id;
    struct loc where;
    int count;
};
bool diag_import(const char **p, const char *end, struct diag_note *note);
const char *diag_name(enum diag_id id); /* "xml-syntax" */
const char *diag_text(enum diag_id id); /* the untranslated text with its % */
enum diag_level diag_level_of(enum diag_id id);
/* Reports DIAG_out_of_memory or another system fault, flushes, exits with DIAG_SYSTEM; removes
 * temporary outputs first. */
_Noreturn void die(enum diag_id id, struct loc where, ...);

/* ---- memory ---------------------------------------------------------------------------------- */

/* malloc/realloc/strdup that never return NULL: they die. */
void *mem_new(size_t size); /* zeroed */
void *mem_grow(void *p, size_t size);
char *mem_dup(const char *s);
/* Memory outside the heap, zeroed, aligned to a power of 2, for the rest of the run, to avoid
 * fragmenting the heap; NULL if unavailable. */
void *mem_keep(size_t size, size_t align);
size_t mem_kept(void); /* [bytes] in all */
/* Gives the whole pages within these bytes of an allocation back to the system: their content is
 * lost, but the allocation remains valid. */
void mem_discard(void *p, size_t size);

/* Likewise with memory of mem_keep, which is then no longer counted. */
void mem_release(void *p, size_t size);
/* Gives the system what was freed piece by piece: between stages, where the next one takes memory
 * in other sizes than the last one freed. */
void mem_trim(void);

/* An arena: allocations of one lifetime, freed together. Blocks are zeroed and aligned to 8. Not
 * thread-safe. */
struct arena {
    struct arena_block *top;
    size_t used; /* [bytes] allocated so far, for reports */
};
void *arena_new(struct arena *a, size_t size);
char *arena_dup(struct arena *a, const char *s, size_t n); /* n bytes and a 0 */
char *arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
void arena_done(struct arena *a);
#define arena_make(a, type)     ((type *)arena_new((a), sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_new((a), sizeof(type) * (size_t)(n)))

/* A vector of any type: struct { T *v; int n, cap; }. vec_add returns a pointer to a new zeroed
 * last element. */
#define VEC(type)                                                                                  \
    struct {                                                                                       \
        type *v;                                                                                   \
        int n, cap;                                                                                \
    }
#define vec_add(vec)                                                                               \
    (vec_room((void **)&(vec)->v, &(vec)->n, &(vec)->cap, sizeof *(vec)->v),                       \
     &(vec)->v[(vec)->n - 1])
/* Gives back the unused capacity: no more elements are added. */
#define vec_fit(vec)                                                                               \
    ((vec)->v = (vec)->n ? mem_grow((vec)->v, sizeof *(vec)->v * (size_t)((vec)->cap = (vec)->n))  \
                         : (vec)->v)
struct strings {
    const char **v;
    int n, cap;
}; /* VEC(const char *), for options */
#define vec_done(vec) (mem_free((vec)->v), (vec)->v = NULL, (vec)->n = (vec)->cap = 0)
/* Gives back unused capacity of a vector. */
#define vec_trim(vec)                                                                              \
    ((vec)->v = mem_grow((vec)->v, sizeof *(vec)->v * (size_t)(vec)->n), (vec)->cap = (vec)->n)
void vec_grow(void **v, int *cap, size_t size); /* doubles the capacity */
static inline void vec_room(void **v, int *n, int *cap, size_t size)
{
    if (*n == *cap)
        vec_grow(v, cap, size);
    memset((char *)*v + (size_t)(*n)++ * size, 0, size);
}
void mem_free(void *p);

/* A growing string of bytes, always 0-terminated when s is not NULL. */
struct buf {
    char *s;
    size_t n, cap;
};
void buf_add(struct buf *b, const char *s, size_t n);
void buf_room(struct buf *b, size_t more); /* reserves so many more bytes */
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_utf8(struct buf *b, uint32_t c);
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
/* Foreign text, including file names, for a terminal or a line of a report: characters that control
 * it, end the line or change the direction of text become a space or U+FFFD, as do bytes that are
 * not UTF-8. */
void buf_shown(struct buf *b, const char *s);
void buf_json(struct buf *b, const char *s); /* as a JSON string with its quotes, bytes that are not
                                                UTF-8 as U+FFFD; null for NULL */
void json_put(FILE *f, const char *s);       /* likewise, to a stream */
void buf_base64(struct buf *b, const void *bytes, size_t n); /* RFC 4648, 4 */
/* Appends decoded Base64, without white space. False if it has other characters, or any after the
 * padding. */
bool buf_unbase64(struct buf *out, const char *text);
int hex_value(char c); /* of a hexadecimal digit: 0 to 15; -1: it is none */
/* Appends the character of the escape "\uXXXX" of JSON that begins at s, at most up to end (RFC
 * 8259, 7: a surrogate pair beyond the first plane); U+FFFD for a damaged one. Returns its end. */
const char *buf_json_escape(struct buf *b, const char *s, const char *end);
/* The beginning of a text for a message: at most that many bytes, whole characters, white space
 * collapsed, "…" when there is more. */
const char *text_excerpt(struct arena *a, const char *s, size_t n, size_t most);
char *buf_take(struct buf *b); /* the caller frees with mem_free; "" instead of NULL */
void buf_done(struct buf *b);
/* Reads a whole stream up to limit bytes. False if too long (errno is EFBIG) or on a read error. */
bool buf_read(struct buf *b, FILE *f, size_t limit);

/* A map from strings to pointers; iteration is in order of insertion. Keys are copied.
 * Zero-initialize. */
struct map {
    struct map_entry {
        char *key;
        size_t hash;
        void *value;
    } * entry;
    int n, cap;
    int *slot;
    int slots;
};
void *map_get(const struct map *m, const char *key); /* NULL: absent */
void *map_get_n(const struct map *m, const char *key, size_t n);
void **map_put(struct map *m, const char *key); /* the value's place, NULL in it when new */
void map_done(struct map *m);                   /* values are the caller's */

uint64_t hash_bytes(const void *p, size_t n, uint64_t seed);
/* One copy of each string for the whole run: equal strings get equal pointers. Thread-safe. */
const char *intern(const char *s);
const char *intern_n(const char *s, size_t n);

/* ---- threads --------------------------------------------------------------------------------- */

/* A pool of workers: threads, and the one that made it, worker 0, which alone gives tasks and waits
 * for them. The results of a task must not depend on its worker. pool NULL: a pool of one, whose
 * tasks are run at once. */
enum { CREW_MOST = 16 };
enum task_state { TASK_NONE, TASK_WAITING, TASK_BEGUN, TASK_DONE };
struct task {
    void (*run)(struct task *t, int worker);
    struct task *next;
    enum task_state state; /* the pool's */
};
struct thread_pool *thread_pool_new(int workers);
int thread_pool_processors(void);             /* number this process may use */
void thread_pool_free(struct thread_pool *c); /* pending tasks are done first */
int thread_pool_workers(const struct thread_pool *c);
void thread_pool_give(struct thread_pool *c,
                      struct task *t); /* owned by the caller, who waits for it; taken in order */
bool thread_pool_has_done(struct thread_pool *c, const struct task *t); /* without waiting */
/* Waits until the task is done, if it was added; runs tasks meanwhile. */
void thread_pool_wait(struct thread_pool *c, struct task *t);

/* ---- UTF-8 ----------------------------------------------------------------------------------- */

/* Decodes one code point and advances *s; U+FFFD for invalid UTF-8. *s must be before end. */
uint32_t utf8_next(const char **s, const char *end);
int utf8_put(char out[4], uint32_t c); /* bytes written */
bool utf8_valid(const char *s, size_t n);

/* ---- command line ---------------------------------------------------------------------------- */

/* The kind of an option's argument, and the type `to` points to. OPT_LIST appends to a struct
 * strings. */
enum opt_kind {
    OPT_FLAG /* bool */,
    OPT_STRING /* const char * */,
    OPT_INT /* int */,
    OPT_CHOICE /* int, an index into `values` */,
    OPT_SET /* unsigned, bits of those in a list with commas */,
    OPT_LIST
};
struct opt {
    const char *name; /* long name without dashes */
    char letter;      /* 0: none */
    enum opt_kind kind;
    const char *arg; /* placeholder for --help: "FILE" */
    void *to;
    const char *help;   /* one line, English; translated when printed */
    const char *values; /* "print|web|both": the words it accepts, one or, with commas, several;
                           required for OPT_CHOICE and OPT_SET; NULL: any */
};
struct opts {
    const char *program, *usage, *summary; /* "[OPTION]… [BOOK]", and one sentence */
    const struct opt *opt; /* ends with name NULL; the common options are added by opts_parse */
    struct strings args;   /* the operands */
    bool quiet, verbose;
};
/* Parses GNU-style options (--name=value, --name value, -nvalue, --, unambiguous prefixes) and the
 * common ones: -W, --diagnostics, --quiet, --verbose, --help, --version. Help and version print and
 * exit 0; a fault is reported and exits with DIAG_USAGE. Sets the locale for messages and calls
 * diag_configure. */
void opts_parse(struct opts *o, int argc, char **argv);
/* Ends the program since the option `name` does not accept `value`; the message lists the values in
 * the table. */
_Noreturn void opts_reject(const struct opts *o, const char *name, const char *value);
/* A progress line on a terminal only (stderr), rewritten in place; NULL ends it. Silent under
 * --quiet, and from progress_end on. */
void progress_end(void);
void progress(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Begins a stage of the run, named by a text in N_(), and ends the one before; shown as progress.
 * The name is kept. Main thread only. */
void stage_begin(const char *name);
/* For --verbose: prints a line for each stage: wall-clock and CPU seconds, MB of the heap in use at
 * its end, and the peak of the process by then. */
void stage_table(void);

/* ---- files ----------------------------------------------------------------------------------- */

/* Opens a source of the run for reading its raw bytes; NULL and errno on failure. It is noted for
 * --watch, existing or not, and no output may replace it. Only regular files: a pipe or a device
 * that a document names might never end. Thread-safe. */
FILE *file_open(const char *path);
/* Reads the rest of an open file into b. False and EFBIG if longer than the limit. A read error
 * ends the run: a truncated file is another file. */
bool file_read_rest(struct buf *b, FILE *f, const char *path, size_t limit);
FILE *file_open_given(const char *path); /* a file named by the user, which may be a pipe */
bool file_readable(const char *path);    /* whether file_open would open it */
const struct strings *files_noted(void); /* the names of all files read or searched for, in
                                            the order of first mention; interned */
void file_note_origin(const char *path); /* notes one read by an earlier program of the pipe, as far
                                            as it is there; not among files_noted */
void file_note(
    const char *path); /* notes a file read by other means, or later; "-": standard input */
/* Runs, and again whenever `first` or a file that the last run noted has changed; ends only with a
 * run of bad usage. Each run is a child process. The exit status. */
int watch(int (*run)(void *ctx), void *ctx, const char *first);

/* An output that appears complete or not at all: written beside its target, with links resolved,
 * and renamed by output_commit. path "-" or NULL is stdout; that and targets other than regular
 * files are written directly, by output_commit. An output that would replace a file that was read,
 * or another output, is bad usage and ends the run before any file is replaced. Main thread
 * only. */
struct output {
    FILE *f;
    char *path, *target;
    int to; /* the descriptor written directly; -1: none */
    struct temp *temp;
    struct claim *claim;
};
bool output_open(struct output *o, const char *path); /* false: reported */
/* Claims an output, and returns whether it could be opened, as far as can be known in advance,
 * without touching the target; NULL: no output. False: reported. Bad usage ends the run. */
bool output_check(const char *path);
/* Likewise, and that it replaces no file of another kind: neither its name nor its beginning may be
 * that of one. What was read by programs before this one is not known. */
enum output_content { CONTENT_ANY, CONTENT_PDF, CONTENT_XML, CONTENT_JSON };
bool output_check_content(const char *path, enum output_content content);
bool output_check_folder(
    const char *path);               /* likewise for an output folder, which is made if missing */
void output_claim(const char *path); /* only claims: its folder need not exist yet */
/* Compares all claims with all files read so far. */
void outputs_check(void);
/* The one exception: a claimed output may replace this source. */
void output_may_replace(const char *path, const char *source);
/* Removes a file written by an earlier run, unless it is a source or an output of this one. False
 * if it stays, or does not exist. */
bool output_remove(const char *path);
bool output_commit(struct output *o); /* false: reported (full disk, …), target untouched */
void output_drop(struct output *o);

/* Removed when the program ends, in any way: a folder for temporary files, below $TMPDIR or /tmp;
 * NULL and errno on failure. temp_drop removes it with its content. */
struct temp {
    char *path;
    bool folder;
    struct temp *next;
};
struct temp *temp_folder(void);
void temp_drop(struct temp *t);
/* fork(): the child gets the signal `ending` when this program ends, by any signal; with SIGKILL it
 * is a helper in its own process group and without signal handlers. child_wait returns its status
 * like waitpid, -1 if there is none. */
pid_t child_fork(int ending);
int child_wait(pid_t pid);

/* Runs another program, found in PATH, without a shell, and waits for it. Its exit status;
 * PROGRAM_ABSENT: it could not be started; -1: it was ended by a signal, as when it exceeds its
 * limits; those of memory and waiting are the same for all. If no process can be made the run
 * ends. */
enum { PROGRAM_ABSENT = 127 };
struct program {
    const char *const *argv;        /* ends with NULL */
    const char *const *environment; /* name, value, …, NULL: added to ours; or NULL */
    const char *folder;             /* working directory; NULL: the current one */
    FILE *in, *out, *err;           /* its standard streams; the file offsets are shared */
    int seconds;                    /* of CPU, at most */
    size_t bytes;                   /* of any file it writes, at most */
    bool offline;                   /* without network, if the system allows a process to drop it */
};
int program_run(const struct program *p);

/* Metafiles: "EMF", "WMF" or "SVM"; NULL if it is none. */
const char *metafile_kind(const char *bytes, size_t n);
/* Appends a flat OpenDocument text with one page filled by the metafile, for a program that draws
 * it. False if it is no metafile, or truncated. */
bool metafile_page(struct buf *page, const struct buf *bytes);
/* Makes NAME.pdf beside each of these files of a folder, one page as large as the drawing, by
 * LibreOffice Writer in a sandbox. 0 if it ran, although unreadable files have no PDF;
 * PROGRAM_ABSENT if it is not installed; else it failed. */
int metafiles_convert(const char *folder, const struct strings *names);

/* The folder of a path ("." if it has none), and a path relative to a folder; arena-owned. */
char *path_dir(struct arena *a, const char *path);
char *path_join(struct arena *a, const char *dir, const char *path);
/* The path without "." and resolvable "..", otherwise unchanged: "/a/b" or "a/b". */
char *path_normal(struct arena *a, const char *path);
/* True if path, with links resolved, is in or below one of the folders. */
bool path_inside(const char *path, const char *const *folders, int n);
/* The path of the file relative to from_dir; an absolute one stays absolute if from_dir is
 * relative. The file need not exist. */
char *path_relative(struct arena *a, const char *from_dir, const char *path);
/* The data folder: $KOKI_DATA/KIND, or beside the program, ../share/koki/KIND from its folder
 * (meson.build); KIND "layouts", "fonts", "schemas" or "filters". */
const char *data_dir(const char *kind);
/* The path of a helper program of koki: $KOKI_LIBEXEC/NAME, or beside the program,
 * ../libexec/koki/NAME. Interned; it may not exist. */
const char *libexec_path(const char *name);

/* The name to suggest for a misspelt word: near_word, then near_try with each possible name; best
 * is the nearest one, NULL if none is near. ASCII letters count as equal in both cases. Names are
 * not copied. */
struct near {
    const char *word, *best;
    int distance; /* only nearer ones are suggested */
};
struct near near_word(const char *word);
void near_try(struct near *n, const char *candidate);

/* The user's language. Texts are in _(), those of tables in N_(), messages in diag.def; their files
 * in po/POTFILES. Arguments of a message are translated by the caller: _() for a reason or a
 * phrase. */
#define _(s)  koki_gettext(s)
#define N_(s) s
const char *koki_gettext(const char *s);

#endif
