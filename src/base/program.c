// SPDX-License-Identifier: Apache-2.0
/* External programs: started without a shell, with limits, their standard streams redirected to
 * files. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base-int.h"

enum { MAX_WAIT = 300 /* [s] */ };
static const rlim_t MAX_DATA = (rlim_t)2 << 30;

static void set_limit(int what, rlim_t most) { setrlimit(what, &(struct rlimit){most, most}); }

static void program_begin(const struct program *p)
{
    set_limit(RLIMIT_CPU, (rlim_t)p->seconds);
    set_limit(RLIMIT_FSIZE, (rlim_t)p->bytes);
    if (!SANITIZED) /* their shadows are data */
        set_limit(RLIMIT_DATA,
                  MAX_DATA); /* not AS: pandoc's heap reserves a terabyte of addresses */
    set_limit(RLIMIT_CORE, 0);
    alarm(MAX_WAIT);
    if (p->offline && unshare(CLONE_NEWUSER | CLONE_NEWNET)) {
        /* The system does not allow it; the limits apply nevertheless. */
    }
    for (const char *const *e = p->environment; e && e[0]; e += 2)
        setenv(e[0], e[1], 1);
    if (p->folder && chdir(p->folder))
        _exit(PROGRAM_ABSENT);
    if (dup2(fileno(p->in), STDIN_FILENO) >= 0 && dup2(fileno(p->out), STDOUT_FILENO) >= 0 &&
        dup2(fileno(p->err), STDERR_FILENO) >= 0)
        execvp(p->argv[0], (char *const *)p->argv);
    _exit(PROGRAM_ABSENT);
}

int program_run(const struct program *p)
{
    pid_t child = child_fork(SIGKILL);
    if (child == 0)
        program_begin(p);
    if (child < 0)
        die(DIAG_cannot_start, LOC_NONE, p->argv[0], strerror(errno));
    int status = child_wait(child);
    return status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
