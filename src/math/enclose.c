// SPDX-License-Identifier: Apache-2.0
/* Elements that change the space around their content or draw around it: menclose and mpadded
 * (MathML 3, 3.3.9 and 3.3.6). */
#include "math/math-int.h"

enum { LEFT = 1, RIGHT = 2, TOP = 4, BOTTOM = 8, UP = 16, DOWN = 32, ACROSS = 64, THROUGH = 128 };

/* A circle and a rounded box are drawn as a box. */
static const struct {
    const char *name;
    unsigned strokes;
} notations[] = {
    {"box", LEFT | RIGHT | TOP | BOTTOM},
    {"roundedbox", LEFT | RIGHT | TOP | BOTTOM},
    {"circle", LEFT | RIGHT | TOP | BOTTOM},
    {"left", LEFT},
    {"right", RIGHT},
    {"top", TOP},
    {"bottom", BOTTOM},
    {"updiagonalstrike", UP},
    {"updiagonalarrow", UP},
    {"northeastarrow", UP},
    {"downdiagonalstrike", DOWN},
    {"horizontalstrike", ACROSS},
    {"verticalstrike", THROUGH},
    {"actuarial", TOP | RIGHT},
    {"madruwb", RIGHT | BOTTOM},
    {"longdiv", LEFT | TOP},
};

static unsigned strokes_of(const char *list)
{
    unsigned strokes = 0;
    const char *word;
    for (int n; *(list += strspn(list, " \t\r\n")); list += n) {
        n = attr_word(list, 0, &word);
        for (size_t i = 0; i < sizeof notations / sizeof *notations; i++)
            if ((int)strlen(notations[i].name) == n && !memcmp(notations[i].name, word, (size_t)n))
                strokes |= notations[i].strokes;
    }
    return strokes;
}

static bool has_word(const char *list, const char *name)
{
    const char *at = list;
    size_t n = strlen(name);
    while ((at = strstr(at, name))) {
        bool begins = at == list || at[-1] == ' ', ends = !at[n] || at[n] == ' ';
        if (begins && ends)
            return true;
        at += n;
    }
    return false;
}

struct math_box *set_enclosed(struct setter *s, struct node *n, struct context cx)
{
    const struct math_face *f = math_face_get(s, n, cx);
    const char *list = attr_get(n, "notation");
    struct math_box *content = set_row(s, n, cx, NULL), *slab = math_box_new(s);
    list = list ? list : "longdiv";
    if (has_word(list, "radical"))
        content = radical_over(s, n, cx, content, NULL);
    unsigned strokes = strokes_of(list);
    len thick = math_face_const(f, HB_OT_MATH_CONSTANT_FRACTION_RULE_THICKNESS),
        pad = len_scale(f->em, 2, 10);
    len px = strokes & (LEFT | RIGHT) ? pad : 0, py = strokes & (TOP | BOTTOM) ? pad : 0;
    len w = content->width + 2 * px, up = content->ascent + py, down = content->descent + py,
        h = up + down;
    static const struct {
        unsigned stroke;
        int x, y, dx, dy;
    } lines[] = {/* in parts of width and height, from the lower left, halves */
                 {LEFT, 0, 0, 0, 2},   {RIGHT, 2, 0, 0, 2},  {TOP, 0, 2, 2, 0},
                 {BOTTOM, 0, 0, 2, 0}, {UP, 0, 0, 2, 2},     {DOWN, 0, 2, 2, -2},
                 {ACROSS, 0, 1, 2, 0}, {THROUGH, 1, 0, 0, 2}};
    math_box_add(slab, content, px, 0);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (strokes & lines[i].stroke)
            math_box_add(slab,
                         math_box_rule(s, n->style, w * lines[i].dx / 2, h * lines[i].dy / 2,
                                       thick),
                         w * lines[i].x / 2, h * lines[i].y / 2 - down);
    slab->ascent = up;
    slab->descent = down;
    slab->width = w;
    slab->accent = w / 2;
    return slab;
}

/* "50%", "+0.5em", "height", "2width": of the content's own, or added to it. */
static len padded(const struct node *n, const char *name, const struct math_face *f,
                  const struct math_box *c, len own)
{
    static const struct {
        const char *name;
        size_t n;
    } units[] = {{"width", 5}, {"height", 6}, {"depth", 5}};
    const len size[] = {c->width, c->ascent, c->descent};
    const char *v = attr_get(n, name);
    len base = own, out;
    char number[40];
    if (!v)
        return own;
    v += strspn(v, " ");
    bool more = *v == '+' || *v == '-';
    size_t k = strcspn(v, "hdw");
    snprintf(number, sizeof number, "%.*s", (int)(k < sizeof number ? k : sizeof number - 1), v);
    for (size_t i = 0; i < 3; i++)
        if (!strncmp(v + k, units[i].name, units[i].n)) {
            base = size[i];
            if (!number[strspn(number, " +-")])
                snprintf(number, sizeof number, "%s1", *v == '-' ? "-" : "");
        }
    if (!attr_read_len(number, f, base, &out))
        return own;
    return len_max(-LEN_MAX / 256, len_min(LEN_MAX / 256, more ? len_add(own, out) : out));
}

struct math_box *set_padded(struct setter *s, struct node *n, struct context cx,
                            const struct stretch *st)
{
    const struct math_face *f = math_face_get(s, n, cx);
    struct math_box *content = set_row(s, n, cx, st), *slab = math_box_new(s);
    math_box_add(slab, content, padded(n, "lspace", f, content, 0),
                 padded(n, "voffset", f, content, 0));
    slab->width = len_max(0, padded(n, "width", f, content, content->width));
    slab->ascent = padded(n, "height", f, content, content->ascent);
    slab->descent = padded(n, "depth", f, content, content->descent);
    slab->accent = slab->width / 2;
    return slab;
}
