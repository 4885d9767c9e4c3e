// SPDX-License-Identifier: Apache-2.0
/* A metafile: what it is, whether it is whole and how large it is drawn. The program that draws it
 * is another's. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct buf bytes = {0}, page = {0};
    fuzz_quiet();
    buf_add(&bytes, (const char *)data, n);
    bool known = n && metafile_kind(bytes.s, n), made = metafile_page(&page, &bytes);
    if (made && !known)
        abort();
    buf_done(&bytes), buf_done(&page);
    return 0;
}
