// SPDX-License-Identifier: Apache-2.0
/* The stages of a run, for --verbose: time and memory of each, to find the slow ones. */
#include <malloc.h>
#include <sys/resource.h>
#include <time.h>

#include "base/base-int.h"

struct stage {
    const char *name; /* untranslated */
    double wall, cpu; /* [s] at its beginning; its duration once it has ended */
    size_t held;      /* [bytes] of the heap in use at its end */
    long peak;        /* [KB] peak of the process by then */
};
static VEC(struct stage) stages;
static bool running;

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void stage_end(void)
{
    if (!running)
        return;
    struct stage *s = &stages.v[stages.n - 1];
    struct mallinfo2 heap = mallinfo2();
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    s->wall = seconds(CLOCK_MONOTONIC) - s->wall;
    s->cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - s->cpu;
    s->held = heap.uordblks + heap.hblkhd + mem_kept();
    s->peak = use.ru_maxrss;
    running = false;
}

void stage_begin(const char *name)
{
    stage_end();
    progress("%s", _(name));
    struct stage *s = vec_add(&stages);
    *s = (struct stage){.name = name,
                        .wall = seconds(CLOCK_MONOTONIC),
                        .cpu = seconds(CLOCK_PROCESS_CPUTIME_ID)};
    running = true;
}

static void print_stage(const char *name, double wall, double cpu, size_t held, long peak)
{
    const char *words = _(name);
    int width = 0;
    for (const char *s = words; *s; s++)
        width += ((unsigned char)*s & 0xc0) != 0x80;
    fprintf(stderr, "%s%*s %8.3f %8.3f %7zu %7ld\n", words, 26 - width, "", wall, cpu, held >> 20,
            peak >> 10);
}

void stage_table(void)
{
    stage_end();
    progress(NULL);
    double wall = 0, cpu = 0;
    fprintf(stderr, "%26s %8s %8s %7s %7s\n", "", _("s"), _("CPU s"), _("MB"), _("peak"));
    for (int i = 0; i < stages.n; i++) {
        const struct stage *s = &stages.v[i];
        print_stage(s->name, s->wall, s->cpu, s->held, s->peak);
        wall += s->wall, cpu += s->cpu;
    }
    if (stages.n)
        print_stage(N_("total"), wall, cpu, stages.v[stages.n - 1].held,
                    stages.v[stages.n - 1].peak);
    vec_done(&stages);
}
