// SPDX-License-Identifier: Apache-2.0
/* What fuzz targets share. A target is LLVMFuzzerTestOneInput: built with replay.c it runs the
 * corpus as a test, with libFuzzer it looks for more (tests/fuzz/explore, or CC=clang CXX=clang++
 * meson setup build-fuzz -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false; ninja -C
 * build-fuzz; build-fuzz/tests/fuzz/fuzz_document -max_total_time=60 tests/fuzz/corpus/document).
 */
#ifndef KOKI_FUZZ_H
#define KOKI_FUZZ_H

#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* libFuzzer's paths, before a target goes to a folder of its own: it reads corpora, and writes what
 * it finds, from where it was started. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
#ifdef KOKI_FUZZ_DRIVEN
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static char *args[4096];
    static char found[PATH_MAX + 32];
    char real[PATH_MAX];
    int n = 0;
    snprintf(found, sizeof found, "-artifact_prefix=%s/", getcwd(real, sizeof real) ? real : ".");
    args[n++] = (*argv)[0];
    args[n++] = found;
    for (int i = 1; i < *argc && n < 4095; i++)
        args[n++] = (*argv)[i][0] != '-' && realpath((*argv)[i], real) ? mem_dup(real) : (*argv)[i];
    *argc = n;
    *argv = args;
    return 0;
}
#endif

/* Messages are made, but not shown. */
static inline void fuzz_quiet(void)
{
    static bool done;
    if (!done) {
        diag_init("fuzz");
        diag_configure(DIAG_SYSTEM + 1, DIAG_TEXT);
        setenv("KOKI_FONTS", KOKI_SOURCE_DIR "/tests/fonts", 1);
    }
    done = true;
}

/* The bytes as a file of the working folder. */
static inline void fuzz_file(const char *name, const uint8_t *data, size_t n)
{
    FILE *f = fopen(name, "wb");
    if (!f || fwrite(data, 1, n, f) != n)
        abort();
    fclose(f);
}

static char fuzz_dir[] = "/tmp/koki-fuzz-XXXXXX";
static pid_t fuzz_owner; /* 0: there is no folder yet */

static int fuzz_forget(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}
static void fuzz_leave(void)
{
    if (fuzz_owner == getpid()) /* children end, too */
        nftw(fuzz_dir, fuzz_forget, 16, FTW_DEPTH | FTW_PHYS);
}

/* A folder of the process's own to work in, which goes with it. */
static inline void fuzz_folder(void)
{
    if (!fuzz_owner && (!mkdtemp(fuzz_dir) || chdir(fuzz_dir) || atexit(fuzz_leave)))
        abort();
    fuzz_owner = fuzz_owner ? fuzz_owner : getpid();
}

#endif
