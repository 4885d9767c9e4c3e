// SPDX-License-Identifier: Apache-2.0
/* The MathML element table: names to elements. */
#include <string.h>

#include "xml/xml.h"

static const struct {
    const char *name;
    enum math_elem elem;
} elements[] = {
#define M(id, name) {name, MATH_##id},
#include "mathml.def"
#undef M
};

enum math_elem math_lookup(const char *name)
{
    for (int low = 0, high = (int)(sizeof elements / sizeof *elements) - 1; low <= high;) {
        int middle = (low + high) / 2, d = strcmp(name, elements[middle].name);
        if (!d)
            return elements[middle].elem;
        if (d < 0)
            high = middle - 1;
        else
            low = middle + 1;
    }
    return MATH_OTHER;
}
