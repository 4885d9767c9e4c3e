// SPDX-License-Identifier: Apache-2.0
// WOFF 2, by the reference library, which has no C interface. No exception leaves it.
#include "text/woff2.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include <woff2/decode.h>

namespace
{

// The library writes about faults to standard error, where koki's own messages go.
struct Quiet {
    int kept = dup(2);
    Quiet()
    {
        int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (null >= 0) {
            dup2(null, 2);
            close(null);
        }
    }
    ~Quiet()
    {
        if (kept >= 0) {
            dup2(kept, 2);
            close(kept);
        }
    }
};

}   // namespace

unsigned char *woff2_unpack(const unsigned char *s, size_t n, size_t limit, size_t *size)
{
    try {
        Quiet quiet;
        std::string out;
        woff2::WOFF2StringOut to(&out);
        to.SetMaxSize(limit);
        if (!woff2::ConvertWOFF2ToTTF(s, n, &to) || !to.Size())
            return nullptr;
        unsigned char *copy = static_cast<unsigned char *>(malloc(to.Size()));
        if (copy)
            memcpy(copy, out.data(), *size = to.Size());
        return copy;
    } catch (...) {
        return nullptr;
    }
}
