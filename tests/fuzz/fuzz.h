/* What fuzz targets share. A target is LLVMFuzzerTestOneInput: built with replay.c it runs the corpus as a test, with libFuzzer it looks
 * for more (meson setup build-fuzz -Dfuzz=true, with clang; build-fuzz/tests/fuzz/fuzz_document tests/fuzz/corpus/document). */
#ifndef KOKI_FUZZ_H
#define KOKI_FUZZ_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

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

/* A folder of the process's own to work in. */
static inline void fuzz_folder(void)
{
    static char dir[] = "/tmp/koki-fuzz-XXXXXX";
    static bool done;
    if (!done && (!mkdtemp(dir) || chdir(dir)))
        abort();
    done = true;
}

#endif
