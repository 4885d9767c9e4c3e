// SPDX-License-Identifier: Apache-2.0
/* The end of a program, at any time: its child processes are ended, and its temporary files
 * removed.
 *
 * Signals that end a program are caught for that and then raised again, so that the parent process
 * learns of the signal. The lists are changed with signals blocked, and worker threads receive none
 * (thread_pool.c), so that the handler sees consistent lists. It only uses async-signal-safe
 * functions. A helper also dies with its parent if that is killed. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base-int.h"

enum { MAX_CHILDREN = CREW_MOST + 8, MAX_DEPTH = 32 };

static struct temp *temps; /* existing ones */
static struct child {
    pid_t pid; /* 0: none */
    int ending;
} children[MAX_CHILDREN];

/* ---- in the handler --------------------------------------------------------------------- */

/* getdents64 directly, since opendir() allocates. */
static void remove_inside(int dir, int depth)
{
    _Alignas(struct dirent64) char entries[2048];
    for (ssize_t n; depth < MAX_DEPTH && (n = getdents64(dir, entries, sizeof entries)) > 0;) {
        bool removed = false;
        for (ssize_t at = 0; at < n;) {
            const struct dirent64 *e = (const void *)(entries + at);
            at += e->d_reclen;
            if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
                continue;
            int inner = openat(dir, e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            if (inner >= 0) {
                remove_inside(inner, depth + 1);
                close(inner);
            }
            removed |= !unlinkat(dir, e->d_name, inner >= 0 ? AT_REMOVEDIR : 0);
        }
        if (removed) /* entries may have moved */
            lseek(dir, 0, SEEK_SET);
    }
}

static void remove_temp(const struct temp *t)
{
    int dir = t->folder ? open(t->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    if (dir >= 0) {
        remove_inside(dir, 0);
        close(dir);
    }
    if (t->folder)
        rmdir(t->path);
    else
        unlink(t->path);
}

static void end_child(const struct child *c)
{
    if (c->ending != SIGKILL || kill(-c->pid, c->ending)) /* a group of its own */
        kill(c->pid, c->ending);
    while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
        ;
}

void ending_clear(void)
{
    for (int i = 0; i < MAX_CHILDREN; i++)
        if (children[i].pid)
            end_child(&children[i]);
    for (const struct temp *t = temps; t; t = t->next)
        remove_temp(t);
}

static void on_signal(int number)
{
    ending_clear();
    signal(number, SIG_DFL);
    raise(number);
}

/* ---- signals --------------------------------------------------------------------------- */

static bool ends_programs(int number)
{
    static const int others[] = {SIGKILL, SIGSTOP, SIGCHLD, SIGCONT,  SIGTSTP,
                                 SIGTTIN, SIGTTOU, SIGURG,  SIGWINCH, SIGXFSZ};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (number == others[i])
            return false;
    return true;
}

/* Signals that are ignored, or caught by others (a sanitizer), are left unchanged. */
void ending_catch(void)
{
    static bool caught;
    static char stack[1 << 14];
    if (caught)
        return;
    caught = true;
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack},
                NULL); /* the cause may be a stack overflow */
    struct sigaction ours = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK}, before;
    sigfillset(&ours.sa_mask);
    for (int number = 1; number <= SIGRTMAX; number++)
        if (ends_programs(number) && !sigaction(number, NULL, &before) &&
            before.sa_handler == SIG_DFL)
            sigaction(number, &ours, NULL);
    signal(SIGXFSZ, SIG_IGN); /* a limit of file sizes is an error of writing like a full disk */
}

static void release_signals(void)
{
    struct sigaction now;
    for (int number = 1; number <= SIGRTMAX; number++)
        if (!sigaction(number, NULL, &now) && now.sa_handler == on_signal)
            signal(number, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
}

void signals_block(sigset_t *before)
{
    sigset_t all;
    static const int faults[] = {SIGSEGV, SIGBUS,  SIGFPE,
                                 SIGILL,  SIGABRT, SIGTRAP}; /* they cannot wait */
    sigfillset(&all);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        sigdelset(&all, faults[i]);
    pthread_sigmask(SIG_BLOCK, &all, before);
}

void signals_restore(const sigset_t *before) { pthread_sigmask(SIG_SETMASK, before, NULL); }

/* ---- temporary files ------------------------------------------------------------------------- */

/* `made`: the path of `t` exists, and `t` is added to the list. Memory is allocated earlier, since
 * a failure ends the run. errno is preserved. */
static struct temp *temp_begun(struct temp *t, bool made)
{
    int error = errno;
    if (made) {
        t->next = temps;
        temps = t;
        return t;
    }
    free(t->path);
    free(t);
    errno = error;
    return NULL;
}

static struct temp *temp_new(struct buf *path, bool folder)
{
    struct temp *t = mem_new(sizeof *t);
    *t = (struct temp){.path = buf_take(path), .folder = folder};
    return t;
}

struct temp *temp_file(const char *beside, int *fd)
{
    sigset_t before;
    struct buf path = {0};
    buf_printf(&path, "%s.XXXXXX", beside);
    struct temp *t = temp_new(&path, false);
    signals_block(&before);
    ending_catch();
    *fd = mkostemp(t->path, O_CLOEXEC);
    t = temp_begun(t, *fd >= 0);
    signals_restore(&before);
    return t;
}

struct temp *temp_folder(void)
{
    sigset_t before;
    struct buf path = {0};
    const char *dir = getenv("TMPDIR");
    buf_printf(&path, "%s/koki-XXXXXX", dir && *dir == '/' ? dir : "/tmp");
    struct temp *t = temp_new(&path, true);
    signals_block(&before);
    ending_catch();
    t = temp_begun(t, mkdtemp(t->path) != NULL);
    signals_restore(&before);
    return t;
}

/* Removes from the list; `gone`: the file has been renamed. */
static void temp_end(struct temp *t, bool gone)
{
    sigset_t before;
    signals_block(&before);
    if (!gone)
        remove_temp(t);
    for (struct temp **p = &temps; *p; p = &(*p)->next)
        if (*p == t) {
            *p = t->next;
            break;
        }
    signals_restore(&before);
    free(t->path);
    free(t);
}

void temp_drop(struct temp *t) { temp_end(t, false); }

bool temp_rename(struct temp *t, const char *to)
{
    sigset_t before;
    signals_block(&before);
    bool ok = !rename(t->path, to);
    int error = errno;
    if (ok)
        temp_end(t, true);
    signals_restore(&before);
    errno = error;
    return ok;
}

/* ---- children -------------------------------------------------------------------------------- */

static void begin_child(pid_t parent, int ending)
{
    memset(children, 0, sizeof children);
    temps = NULL; /* the parent's */
    if (ending == SIGKILL) {
        release_signals();
        setpgid(0, 0);
    }
    prctl(PR_SET_PDEATHSIG, ending);
    if (getppid() != parent) /* it has died meanwhile */
        _exit(DIAG_SYSTEM);
}

static pthread_mutex_t lock =
    PTHREAD_MUTEX_INITIALIZER; /* of the list of children, which threads start too */

static struct child *child_place(pid_t pid)
{
    int i = 0;
    while (i < MAX_CHILDREN && children[i].pid != pid)
        i++;
    return i < MAX_CHILDREN ? &children[i] : NULL;
}

pid_t child_fork(int ending)
{
    sigset_t before;
    signals_block(&before);
    ending_catch();
    pthread_mutex_lock(&lock);
    struct child *place = child_place(0);
    pid_t parent = getpid(), pid = place ? fork() : -1;
    if (!place)
        errno = EAGAIN;
    int error = errno;
    if (pid > 0) {
        if (ending == SIGKILL)
            setpgid(pid, pid);
        *place = (struct child){pid, ending};
    }
    pthread_mutex_unlock(&lock);
    if (!pid) {
        begin_child(parent, ending);
        if (ending == SIGKILL) /* threads block signals, by which other programs are limited */
            sigemptyset(&before);
    }
    signals_restore(&before);
    errno = error;
    return pid;
}

int child_wait(pid_t pid)
{
    sigset_t before;
    siginfo_t info;
    int status = -1;
    while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) && errno == EINTR)
        ;
    signals_block(&before); /* its number may be another's from here on */
    pthread_mutex_lock(&lock);
    if (waitpid(pid, &status, 0) != pid)
        status = -1;
    struct child *place = child_place(pid);
    if (place)
        place->pid = 0;
    pthread_mutex_unlock(&lock);
    signals_restore(&before);
    return status;
}
