/* Runs a fuzz target on every file of a folder: what fuzzing found once stays found. A crash ends the program, which counts as failed. */
#include <dirent.h>
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
    char real[PATH_MAX], path[PATH_MAX + 300];
    int passed = 0, failed = 0;
    DIR *dir = argc > 1 && realpath(argv[1], real) ? opendir(real) : NULL;
    for (struct dirent *e; dir && (e = readdir(dir));) {
        if (*e->d_name == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", real, e->d_name);
        int ok = replay(path);
        passed += ok;
        failed += !ok;
    }
    if (dir)
        closedir(dir);
    printf("%d passed, %d failed\n", passed, failed + (passed == 0));
    return failed || !passed;
}
