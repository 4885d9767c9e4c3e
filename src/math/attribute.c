// SPDX-License-Identifier: Apache-2.0
/* Attributes: their lengths, numbers and truth values (MathML 3, 2.1.5), and those that change the
 * context. In integers. */
#include "math/math-int.h"

/* Longer ones are ignored, since lists are read again for each cell of a table. */
enum { ATTRIBUTE_MAX = 2000 };

const char *attr_get(const struct node *n, const char *name)
{
    const char *v = n->made || !n->xml->properties ? NULL : xml_attr(n->xml, name);
    return v && strnlen(v, ATTRIBUTE_MAX) < ATTRIBUTE_MAX ? v : NULL;
}

bool attr_is(const struct node *n, const char *name, const char *value)
{
    const char *v = attr_get(n, name);
    return v && !strcmp(v, value);
}

bool attr_true(const struct node *n, const char *name, bool otherwise)
{
    const char *v = attr_get(n, name);
    return v && !strcmp(v, "true") ? true : v && !strcmp(v, "false") ? false : otherwise;
}

/* A decimal number [fix]; false: none. Clamped to the range of lengths. */
static bool read_number(const char **s, int64_t *v)
{
    enum { WHOLE_MAX = 1 << 20 };
    int64_t whole = 0, part = 0, unit = 1;
    bool digits = false;
    for (; **s >= '0' && **s <= '9'; ++*s, digits = true)
        whole = whole < WHOLE_MAX ? whole * 10 + (**s - '0') : WHOLE_MAX;
    if (**s == '.')
        for (++*s; **s >= '0' && **s <= '9'; ++*s, digits = true)
            if (unit < 1000000)
                part = part * 10 + (**s - '0'), unit *= 10;
    *v = (whole < WHOLE_MAX ? whole : WHOLE_MAX) * FIX_ONE + part * FIX_ONE / unit;
    return digits;
}

static bool read_named(const char *s, size_t n, const struct math_face *f, len *out)
{
    static const struct {
        const char *name;
        int eighteenths;
    } spaces[] = {{"veryverythinmathspace", 1}, {"verythinmathspace", 2}, {"thinmathspace", 3},
                  {"mediummathspace", 4},       {"thickmathspace", 5},    {"verythickmathspace", 6},
                  {"veryverythickmathspace", 7}};
    bool negative = n > 8 && !memcmp(s, "negative", 8);
    if (negative)
        s += 8, n -= 8;
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (strlen(spaces[i].name) == n && !memcmp(spaces[i].name, s, n)) {
            *out = len_scale(f->em, (negative ? -1 : 1) * spaces[i].eighteenths, 18);
            return true;
        }
    return false;
}

bool attr_read_len(const char *s, const struct math_face *f, len base, len *out)
{
    static const struct {
        const char *name;
        int num, den;
    } units[] = {/* [pt] */
                 {"pt", 1, 1},  {"px", 3, 4},  {"mm", 7200, 2540}, {"cm", 72000, 2540},
                 {"in", 72, 1}, {"pc", 12, 1}, {"Q", 1800, 2540}};
    int64_t v;
    s += strspn(s, " \t\r\n");
    size_t n = strcspn(s, " \t\r\n");
    bool minus = *s == '-';
    if (read_named(s, n, f, out))
        return true;
    const char *p = s + (minus || *s == '+');
    if (!read_number(&p, &v))
        return false;
    v = minus ? -v : v;
    n = strcspn(p, " \t\r\n");
    if (!n || (n == 1 && *p == '%')) {
        *out = len_scale(base, v, n ? 100 * (int64_t)FIX_ONE : FIX_ONE);
        return true;
    }
    if (n == 2 && (!memcmp(p, "em", 2) || !memcmp(p, "ex", 2))) {
        *out = len_scale(p[1] == 'm' ? f->em : f->ex, v, FIX_ONE);
        return true;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].name) == n && !memcmp(units[i].name, p, n)) {
            *out = len_scale(LEN_PT, v * units[i].num, (int64_t)FIX_ONE * units[i].den);
            return true;
        }
    return false;
}

/* No length is longer than this: sums of some stay lengths. */
static len attribute_limited(len v) { return len_max(-LEN_MAX / 256, len_min(LEN_MAX / 256, v)); }

len attr_len(const struct node *n, const char *name, const struct math_face *f, len base,
             len otherwise)
{
    const char *v = attr_get(n, name);
    len out;
    return v && attr_read_len(v, f, base, &out) ? attribute_limited(out) : otherwise;
}

int attr_int(const struct node *n, const char *name, int otherwise, int least, int most)
{
    const char *v = attr_get(n, name), *p = v ? v + strspn(v, " ") : "";
    int sign = *p == '-' ? -1 : 1;
    int64_t number;
    p += *p == '-' || *p == '+';
    if (!*p || !read_number(&p, &number))
        return otherwise;
    number = sign * (number / FIX_ONE);
    return (int)(number < least ? least : number > most ? most : number);
}

int attr_word(const char *list, int i, const char **word)
{
    int n = 0;
    for (const char *s = list; s && *(s += strspn(s, " \t\r\n")) && i >= 0; s += n, i--) {
        n = (int)strcspn(s, " \t\r\n");
        *word = s;
    }
    return n;
}

static enum variant variant_of(const char *name)
{
    static const char *const names[VARIANTS] = {[VARIANT_NORMAL] = "normal",
                                                [VARIANT_BOLD] = "bold",
                                                [VARIANT_ITALIC] = "italic",
                                                [VARIANT_BOLD_ITALIC] = "bold-italic",
                                                [VARIANT_DOUBLE_STRUCK] = "double-struck",
                                                [VARIANT_BOLD_FRAKTUR] = "bold-fraktur",
                                                [VARIANT_SCRIPT] = "script",
                                                [VARIANT_BOLD_SCRIPT] = "bold-script",
                                                [VARIANT_FRAKTUR] = "fraktur",
                                                [VARIANT_SANS] = "sans-serif",
                                                [VARIANT_BOLD_SANS] = "bold-sans-serif",
                                                [VARIANT_SANS_ITALIC] = "sans-serif-italic",
                                                [VARIANT_SANS_BOLD_ITALIC] =
                                                    "sans-serif-bold-italic",
                                                [VARIANT_MONOSPACE] = "monospace"};
    for (enum variant v = VARIANT_NORMAL; v < VARIANTS; v++)
        if (!strcmp(name, names[v]))
            return v;
    return VARIANT_NONE;
}

/* fontweight and fontstyle of MathML 1 where there is no mathvariant. */
static enum variant older_variant(const struct node *n)
{
    bool bold = attr_is(n, "fontweight", "bold"), italic = attr_is(n, "fontstyle", "italic"),
         normal = attr_is(n, "fontstyle", "normal");
    return bold && italic ? VARIANT_BOLD_ITALIC
           : bold         ? VARIANT_BOLD
           : italic       ? VARIANT_ITALIC
           : normal       ? VARIANT_NORMAL
                          : VARIANT_NONE;
}

struct context attr_context(const struct node *n, struct context cx)
{
    const char *level = attr_get(n, "scriptlevel"), *variant = attr_get(n, "mathvariant");
    if (n->made || !n->xml->properties)
        return cx;
    cx.display = attr_true(n, "displaystyle", cx.display);
    if (level) {
        int v = attr_int(n, "scriptlevel", 0, -LEVELS, LEVELS),
            to = *level == '+' || *level == '-' ? cx.level + v : v;
        cx.level = (uint8_t)(to < 0 ? 0 : to >= LEVELS ? LEVELS - 1 : to);
    }
    enum variant own = variant ? variant_of(variant) : older_variant(n);
    cx.variant = own ? (uint8_t)own : cx.variant;
    return cx;
}
