// SPDX-License-Identifier: Apache-2.0
/* A chapter in LaTeX, which is also the file that it includes under the names of the corpus. Every
 * line of the result has a place, and no command that names a file is left in it. */
#include "collect/collect-int.h"
#include "fuzz.h"

static void expect_parted(const struct buf *b)
{
    static const char *const commands[] = {"input",           "include",     "usepackage",
                                           "lstinputlisting", "inputminted", "subfile"};
    for (size_t i = 0; i + 1 < b->n; i++) {
        if (b->s[i] != '\\')
            continue;
        size_t n = strspn(b->s + i + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        for (size_t k = 0; k < sizeof commands / sizeof *commands; k++)
            if (n == strlen(commands[k]) && !memcmp(b->s + i + 1, commands[k], n))
                abort();
        i += n ? n : 1;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_quiet();
    fuzz_folder();
    fuzz_file("a.tex", data, n);
    fuzz_file("b.sty", data, n);
    const char *input[] = {"a.tex"};
    struct collect how = {.input = input, .n_input = 1};
    struct job job = {.how = &how};
    struct buf text = {0};
    struct line_places places = {0};
    struct map includes = {0};
    buf_add(&text, (const char *)data, n);
    latex_expand(&job, "a.tex", NULL, &text, &places, &includes);
    int lines = 1;
    for (size_t i = 0; i < text.n; i++)
        lines += text.s[i] == '\n';
    if (places.n != lines)
        abort();
    expect_parted(&text);
    buf_done(&text), vec_done(&places), map_done(&includes);
    arena_done(&job.arena);
    return 0;
}
