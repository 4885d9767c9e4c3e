// SPDX-License-Identifier: Apache-2.0
/* A chapter in AsciiDoc, which is also the files that it includes, as AsciiDoc and as a listing.
 * Every line of the result has a place, and no line is an inclusion. */
#include "collect/collect-int.h"
#include "fuzz.h"

static bool is_inclusion(const char *line, size_t n)
{
    while (n && (line[n - 1] == ' ' || (line[n - 1] >= '\t' && line[n - 1] <= '\r')))
        n--;
    const char *open = n > 9 ? memchr(line + 9, '[', n - 9) : NULL;
    return open && !memcmp(line, "include::", 9) && line[n - 1] == ']' && open > line + 9 &&
           line[9] != ' ' && !(line[9] >= '\t' && line[9] <= '\r');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_quiet();
    fuzz_folder();
    fuzz_file("a.adoc", data, n);
    fuzz_file("b.adoc", data, n);
    fuzz_file("c.txt", data, n);
    fuzz_file("d.py", data, n);
    const char *input[] = {"a.adoc"};
    struct collect how = {.input = input, .n_input = 1};
    struct job job = {.how = &how};
    struct buf text = {0};
    struct line_places places = {0};
    struct map includes = {0};
    buf_add(&text, (const char *)data, n);
    asciidoc_expand(&job, "a.adoc", &text, &places, &includes);
    int lines = 0;
    for (size_t from = 0; from < text.n; lines++) {
        const char *end = memchr(text.s + from, '\n', text.n - from);
        if (!end || is_inclusion(text.s + from, (size_t)(end - text.s) - from))
            abort();
        from = (size_t)(end - text.s) + 1;
    }
    if (places.n != lines)
        abort();
    buf_done(&text), vec_done(&places), map_done(&includes);
    arena_done(&job.arena);
    return 0;
}
