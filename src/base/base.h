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
#define LEN_MAX 0x3fffffff /* [len] larger than any page, and two of them still add up */

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
/* What is shown and counted: messages below `show` are dropped; JSON prints one object a line. */
void diag_configure(enum diag_level show, enum diag_format format);
/* From now on findings of style are not listed: diag_status counts them by kind in one line. */
void diag_brief(void);
/* Whether messages are lines of JSON, as whatever else goes to standard error must be then. */
bool diag_is_json(void);
/* Reports one message of the table; the arguments are those of its text (only %s and %d occur in
 * texts). Thread-safe. Equal messages (same id, file and words) are kept once, at the first place,
 * with a count. */
void diag(enum diag_id id, struct loc where, ...);
/* Likewise for what is the same wherever it is met: told once for the run, at the first place, not
 * counted. */
void diag_once(enum diag_id id, struct loc where, ...);
/* What a thread reports from now on is kept in `held`, in order, instead; NULL: reported again.
 * Gives what was set before. */
struct diag_held {
    struct message *v;
    int n, cap;
};
struct diag_held *diag_hold(struct diag_held *held);
/* Reports the held messages from `from` up to (not with) `to`; the others stay. diag_held_done
 * frees them all. */
void diag_tell(struct diag_held *held, int from, int to);
/* Hands all held messages on to what holds messages in this thread now, or reports them where
 * nothing does. */
void diag_pass(struct diag_held *held);
/* Moves those held messages to another list that are told once for a run, and frees the rest. */
void diag_keep_once(struct diag_held *held, struct diag_held *to);
void diag_held_done(struct diag_held *held);
/* Prints what has been gathered since the last flush, in order of first report. main() calls it
 * after each stage. */
void diag_flush(void);
/* Flushes; gives the exit status (0 to 6): the highest level reported that was shown. */
int diag_status(void);
/* How many reports (repeats counted) of a level there were. */
int diag_count(enum diag_level level);
/* Visits every distinct message so far, for --report: level, id name, place, words in English,
 * count. */
void diag_each(void (*visit)(void *ctx, enum diag_level, const char *id, struct loc,
                             const char *text, int count),
               void *ctx);
struct buf;
/* In a child process: forgets what was reported so far; nothing is printed from now on. What die
 * reports goes to the descriptor, as diag_export gives it. */
void diag_gather(int to);
void diag_export(struct buf *to); /* appends all messages, a record each, which begins with 'M' */
/* In the parent: reports the message of a record as a child did, with its count, and goes after it.
 * False: it is none. */
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
/* Memory beside the heap, zeroed, aligned to a power of 2, for the rest of the run, so that it
 * leaves no holes there; NULL: there is none. */
void *mem_keep(size_t size, size_t align);
size_t mem_kept(void); /* [bytes] in all */
/* Gives the whole pages among these bytes of an allocation back to the system: what they held is
 * lost, but the allocation remains valid. */
void mem_discard(void *p, size_t size);

/* Likewise with what mem_keep gave, which then counts no more. */
void mem_release(void *p, size_t size);

/* An arena: allocations of one lifetime, freed together. Blocks are zeroed and aligned to 8. Not
 * thread-safe. */
struct arena {
    struct arena_block *top;
    size_t used; /* [bytes] handed out so far, for reports */
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
/* Gives back the room after the last element: no more are added. */
#define vec_fit(vec)                                                                               \
    ((vec)->v = (vec)->n ? mem_grow((vec)->v, sizeof *(vec)->v * (size_t)((vec)->cap = (vec)->n))  \
                         : (vec)->v)
struct strings {
    const char **v;
    int n, cap;
}; /* VEC(const char *), for options */
#define vec_done(vec) (mem_free((vec)->v), (vec)->v = NULL, (vec)->n = (vec)->cap = 0)
/* Gives back the room that a vector does not need. */
#define vec_trim(vec)                                                                              \
    ((vec)->v = mem_grow((vec)->v, sizeof *(vec)->v * (size_t)(vec)->n), (vec)->cap = (vec)->n)
void vec_grow(void **v, int *cap, size_t size); /* doubles the room */
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
void buf_room(struct buf *b, size_t more); /* makes room for so many bytes more */
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_utf8(struct buf *b, uint32_t c);
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
/* Other people's words, names of files included, for a terminal or a line of a report: whatever
 * could steer it, end the line or turn the direction of what follows is a space or U+FFFD, and so
 * is what is not UTF-8. */
void buf_shown(struct buf *b, const char *s);
void buf_json(struct buf *b, const char *s); /* as a JSON string with its quotes, bytes that are not
                                                UTF-8 as U+FFFD; null for NULL */
void json_put(FILE *f, const char *s);       /* likewise, to a stream */
void buf_base64(struct buf *b, const void *bytes, size_t n); /* RFC 4648, 4 */
/* Appends the character of the escape "\uXXXX" of JSON that begins at s, at most up to end (RFC
 * 8259, 7: beyond the first plane two of them); U+FFFD for a damaged one. Returns what follows. */
const char *buf_json_escape(struct buf *b, const char *s, const char *end);
/* The beginning of a text for a message: at most that many bytes, whole characters, white space
 * collapsed, "…" when there is more. */
const char *text_excerpt(struct arena *a, const char *s, size_t n, size_t most);
char *buf_take(struct buf *b); /* the caller frees with mem_free; "" instead of NULL */
void buf_done(struct buf *b);
/* Reads a whole stream up to limit bytes. False: too long or a read error (errno tells, EFBIG too
 * long). */
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
 * for them. What a task makes must not depend on its worker. pool NULL: a pool of one, whose tasks
 * are run as they are given. */
enum { CREW_MOST = 16 };
enum task_state { TASK_NONE, TASK_WAITING, TASK_BEGUN, TASK_DONE };
struct task {
    void (*run)(struct task *t, int worker);
    struct task *next;
    enum task_state state; /* the pool's */
};
struct thread_pool *thread_pool_new(int workers);
int thread_pool_processors(void);             /* how many this process may use */
void thread_pool_free(struct thread_pool *c); /* what has been given is done first */
int thread_pool_workers(const struct thread_pool *c);
void thread_pool_give(struct thread_pool *c,
                      struct task *t); /* the giver's, who waits for it; taken in order */
/* Until the task is done, if it was given; meanwhile tasks are run. */
void thread_pool_wait(struct thread_pool *c, struct task *t);

/* ---- UTF-8 ----------------------------------------------------------------------------------- */

/* Decodes one code point and advances *s; U+FFFD for what is not UTF-8. *s must be before end. */
uint32_t utf8_next(const char **s, const char *end);
int utf8_put(char out[4], uint32_t c); /* bytes written */
bool utf8_valid(const char *s, size_t n);

/* ---- command line ---------------------------------------------------------------------------- */

/* How an option takes its argument, and what `to` points at. OPT_LIST appends to a struct strings.
 */
enum opt_kind {
    OPT_FLAG /* bool */,
    OPT_STRING /* const char * */,
    OPT_INT /* int */,
    OPT_CHOICE /* int, the place in `values` */,
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
    const char *values; /* "print|web|both": the words it takes, one or, with commas, several;
                           needed for OPT_CHOICE and OPT_SET; NULL: any */
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
/* Ends the program since `value` is none that the option `name` takes; the message lists its values
 * where the table has them. */
_Noreturn void opts_reject(const struct opts *o, const char *name, const char *value);
/* A progress line on a terminal only (stderr), rewritten in place; NULL ends it. Silent under
 * --quiet, and from progress_end on. */
void progress_end(void);
void progress(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The stage of the run that begins, named by a text in N_(), which ends the one before; shown as
 * progress. The name is kept. Main thread only. */
void stage_begin(const char *name);
/* For --verbose: prints a line for each stage: seconds by the clock and of processors, MB of the
 * heap held at its end, and the most that the process has had by then. */
void stage_table(void);

/* ---- files ----------------------------------------------------------------------------------- */

/* A source of the run, for reading, bytes as they are; NULL and errno: cannot. It is noted for
 * --watch, there or not, and no output may take its place. Only regular files: a pipe or a device
 * that a document names might never end. Thread-safe. */
FILE *file_open(const char *path);
/* The rest of an open file to b. False and EFBIG: more than so many bytes. Where the disk fails the
 * run ends: a file that breaks off is another file. */
bool file_read_rest(struct buf *b, FILE *f, const char *path, size_t limit);
FILE *file_open_given(const char *path); /* what the user named, which may be a pipe */
bool file_readable(const char *path);    /* whether file_open would open it */
const struct strings *files_noted(void); /* the names of all files that were read or looked for, in
                                            the order of first mention; interned */
void file_note(const char *path); /* notes what is read otherwise, or later; "-": standard input */
/* Runs, and again whenever `first` or a file that the last run noted has changed; ends only with a
 * run of bad usage. Each run is a child process. The exit status. */
int watch(int (*run)(void *ctx), void *ctx, const char *first);

/* An output that appears whole or not at all: written beside its target, which is where links lead,
 * and renamed by output_commit. path "-" or NULL is stdout; that and whatever is not a regular file
 * is written straight, by output_commit. An output that would take the place of a file that was
 * read, or of another output, is bad usage and ends the run, before anything is replaced. Main
 * thread only. */
struct output {
    FILE *f;
    char *path, *target;
    int to; /* the descriptor that is written straight; -1: none */
    struct temp *temp;
    struct claim *claim;
};
bool output_open(struct output *o, const char *path); /* false: reported */
/* Claims an output, and says whether it could be opened, as far as can be known before the work,
 * the target untouched; NULL: no output. False: reported. Bad usage ends the run. */
bool output_check(const char *path);
bool output_check_folder(
    const char *path); /* likewise for a folder to write in, which is made where there is none */
void output_claim(const char *path); /* only claims: its folder need not be there yet */
/* Compares all claims with all that was read so far. */
void outputs_check(void);
/* The one exception: a claimed output may take the place of this source. */
void output_may_replace(const char *path, const char *source);
/* Removes what an earlier run wrote, unless it is read, or an output of this one. False: it stays,
 * or is not there. */
bool output_remove(const char *path);
bool output_commit(struct output *o); /* false: reported (full disk, …), target untouched */
void output_drop(struct output *o);

/* What goes with the program, however that ends: a folder for files that only this run needs, below
 * $TMPDIR or /tmp; NULL and errno: cannot be made. temp_drop removes it with all that is in it. */
struct temp {
    char *path;
    bool folder;
    struct temp *next;
};
struct temp *temp_folder(void);
void temp_drop(struct temp *t);
/* fork(): the child gets the signal `ending` when this program ends, by whatever signal; with
 * SIGKILL it is a helper in a process group of its own that no signal's handler is left in.
 * child_wait gives its status as waitpid does, -1: none. */
pid_t child_fork(int ending);
int child_wait(pid_t pid);

/* Runs another program, looked for in PATH, without a shell, and waits for it. Its exit status;
 * PROGRAM_ABSENT: it could not be started; -1: it was ended by a signal, as when it goes beyond its
 * limits; those of memory and waiting are the same for all. Without a process for it the run ends.
 */
enum { PROGRAM_ABSENT = 127 };
struct program {
    const char *const *argv;        /* ends with NULL */
    const char *const *environment; /* name, value, …, NULL: added to ours; or NULL */
    const char *folder;             /* where it runs; NULL: here */
    FILE *in, *out, *err;           /* its standard streams; the file offsets are shared */
    int seconds;                    /* of CPU, at most */
    size_t bytes;                   /* of any file that it writes, at most */
    bool offline; /* without network, where the system lets a process give it up */
};
int program_run(const struct program *p);

/* Metafiles: "EMF", "WMF" or "SVM"; NULL: the bytes are none. */
const char *metafile_kind(const char *bytes, size_t n);
/* Appends the flat OpenDocument text of one page that the metafile fills, for a program that draws
 * it. False: it is none, or not whole. */
bool metafile_page(struct buf *page, const struct buf *bytes);
/* Makes NAME.pdf beside each of these files of a folder, one page as large as the drawing, by
 * LibreOffice Writer in a sandbox. 0: it ran, though what it could not read has no PDF;
 * PROGRAM_ABSENT: it is not installed; else it failed. */
int metafiles_convert(const char *folder, const struct strings *names);

/* The folder of a path ("." when it has none), and a path seen from a folder; arena-owned. */
char *path_dir(struct arena *a, const char *path);
char *path_join(struct arena *a, const char *dir, const char *path);
/* The path without "." and resolvable "..", as written otherwise: "/a/b" or "a/b". */
char *path_normal(struct arena *a, const char *path);
/* True when path, with links resolved, lies in or below one of the folders. */
bool path_inside(const char *path, const char *const *folders, int n);
/* The path that leads from from_dir to the file; an absolute one stays so where from_dir is
 * relative. The file need not exist. */
char *path_relative(struct arena *a, const char *from_dir, const char *path);
/* Where data is: $KOKI_DATA/KIND, or beside the program, ../share/koki/KIND from its folder
 * (meson.build); KIND "layouts", "fonts", "schemas" or "filters". */
const char *data_dir(const char *kind);
/* The path of a program that is for koki alone: $KOKI_LIBEXEC/NAME, or beside the program,
 * ../libexec/koki/NAME. Interned; it may not exist. */
const char *libexec_path(const char *name);

/* The user's language. Texts are in _(), those of tables in N_(), messages in diag.def; their files
 * in po/POTFILES. The words that a message takes in are the caller's to translate: _() for a reason
 * or a phrase. */
#define _(s)  koki_gettext(s)
#define N_(s) s
const char *koki_gettext(const char *s);

#endif
