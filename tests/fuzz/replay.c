// SPDX-License-Identifier: Apache-2.0
/* Runs a fuzz target on files: what fuzzing found once stays found. A crash ends the program, which
 * counts as failed. */
#include <limits.h>

#include "koki-config.h"
#include "fuzz.h"

static int replay(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct buf b = {0};
    bool ok = f && buf_read(&b, f, 16 << 20);
    if (f)
        fclose(f);
    if (ok)
        LLVMFuzzerTestOneInput((const uint8_t *)(b.s ? b.s : ""), b.n);
    buf_done(&b);
    return ok;
}

int main(int argc, char **argv)
{
    char real[PATH_MAX]; /* a target works in a folder of its own */
    char **path = mem_new(sizeof *path * (size_t)argc);
    int passed = 0;
    for (int i = 1; i < argc; i++)
        path[i] = realpath(argv[i], real) ? mem_dup(real) : NULL;
    for (int i = 1; i < argc; i++) {
        passed += path[i] && replay(path[i]);
        mem_free(path[i]);
    }
    mem_free(path);
    printf("%d passed, %d failed\n", passed, argc - 1 - passed);
    return passed < argc - 1 || !passed;
}
