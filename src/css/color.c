// SPDX-License-Identifier: Apache-2.0
/* Colours (CSS Color 4 and 5): hexadecimal, names, rgb(), hsl() and hwb(), device-cmyk() and
 * -koki-spot(). A colour stays in the space it was written in, those of CIE and OK spaces in sRGB;
 * its conversion is up to the edition. Components are 0…65535. */
#include <math.h>

#include "css/css-int.h"

enum { FULL = 65535 };

static const struct {
    const char *name;
    uint32_t rgb;
} names[] = {
#define N(name, rgb) {name, rgb},
#include "css/colors.def"
#undef N
};

static bool same_color(const void *a, const void *b)
{
    const struct css_color *x = a, *y = b;
    return x->space == y->space && !memcmp(x->c, y->c, sizeof x->c) && x->alpha == y->alpha &&
           x->spot == y->spot && x->alternative == y->alternative && x->overprint == y->overprint &&
           x->knockout == y->knockout;
}

const struct css_color *css_color_new(struct css *css, struct css_color c)
{
    if (c.space == CSS_RGB && c.c[0] == c.c[1] && c.c[1] == c.c[2]) {
        c.space = CSS_GRAY;
        c.c[1] = c.c[2] = 0;
    }
    uint64_t seed = (uint64_t)c.space * 4 + c.overprint + 2 * c.knockout +
                    ((uint64_t)c.alpha << 8) + (uintptr_t)c.spot;
    uint64_t hash = hash_bytes(c.c, sizeof c.c, seed);
    struct css_color *known = ptrset_find(&css->colors, hash, same_color, &c);
    if (known)
        return known;
    known = arena_make(&css->arena, struct css_color);
    *known = c;
    ptrset_add(&css->colors, hash, known);
    return known;
}

struct css_val css_color_val(const struct css_color *c)
{
    return (struct css_val){.kind = CSS_COLOR, .color = c};
}

void css_color_names(struct near *n)
{
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        near_try(n, names[k].name);
}

static bool color_add(struct vparse *p, struct css_color c)
{
    vparse_value(p, css_color_val(css_color_new(p->css, c)));
    return true;
}

static bool add_rgb(struct vparse *p, unsigned r, unsigned g, unsigned b, unsigned alpha)
{
    return color_add(p, (struct css_color){.space = CSS_RGB,
                                           .c = {(uint16_t)r, (uint16_t)g, (uint16_t)b},
                                           .alpha = (uint16_t)alpha});
}

/* A fraction in [fix] → 0…65535. */
static unsigned full_scale(int64_t fix)
{
    return fix <= 0 ? 0 : fix >= FIX_ONE ? FULL : (unsigned)((fix * FULL + FIX_ONE / 2) / FIX_ONE);
}

static bool read_hex(struct vparse *p, const char *s)
{
    size_t n = strlen(s), wide = n > 4 ? 2 : 1;
    unsigned c[4] = {0, 0, 0, FULL};
    if ((n != 3 && n != 4 && n != 6 && n != 8) || strspn(s, "0123456789abcdefABCDEF") != n)
        return false;
    for (size_t k = 0; k * wide < n; k++) {
        unsigned v = 0;
        for (size_t d = 0; d < wide; d++) {
            char h = s[k * wide + d];
            v = v * 16 + (unsigned)(h <= '9' ? h - '0' : (h | 32) - 'a' + 10);
        }
        c[k] = v * (wide == 1 ? FULL / 15 : FULL / 255);
    }
    return add_rgb(p, c[0], c[1], c[2], c[3]);
}

static bool read_name(struct vparse *p, const char *s)
{
    int low = 0, high = (int)(sizeof names / sizeof *names) - 1;
    if (!strcasecmp(s, "currentcolor"))
        return vparse_value(p, css_val_kw(KW_currentcolor)), true;
    if (!strcasecmp(s, "transparent"))
        return color_add(p, (struct css_color){.space = CSS_NO_COLOR});
    while (low <= high) {
        int mid = (low + high) / 2, d = strcasecmp(s, names[mid].name);
        if (!d) {
            uint32_t v = names[mid].rgb;
            return add_rgb(p, (v >> 16) * 257, (v >> 8 & 255) * 257, (v & 255) * 257, FULL);
        }
        if (d < 0)
            high = mid - 1;
        else
            low = mid + 1;
    }
    return false;
}

/* A component: a percentage, or a number up to `whole`. Result 0…65535. */
static bool read_part(struct vparse *p, int whole, unsigned *out)
{
    struct css_val v;
    cur_space(&p->c);
    if (cur_keyword(&p->c, "none"))
        return *out = 0, true;
    if (!css_numeric(p, W_NUM | W_PCT, &v))
        return false;
    *out = full_scale(v.kind == CSS_PCT ? v.num : v.num / whole);
    if (v.kind == CSS_NUM && whole == 255)
        *out = full_scale((int64_t)v.num / 255 + (v.num % 255 > 127));
    return true;
}

/* Gives whether it is a comma. */
static bool separator(struct vparse *p)
{
    if (cur_comma(&p->c))
        return true;
    cur_space(&p->c);
    return false;
}

/* "/ alpha" or ", alpha", or nothing; then the end. */
static bool read_alpha(struct vparse *p, unsigned *alpha)
{
    *alpha = FULL;
    cur_space(&p->c);
    if (cur_is_delim(&p->c, '/'))
        p->c.i++;
    else if (!cur_comma(&p->c))
        return cur_done(&p->c);
    return read_part(p, 1, alpha) && cur_done(&p->c);
}

/* Between commas, the components of rgb() are all numbers or all percentages (CSS Color 4, 5.1). */
static bool read_parts(struct vparse *p, int n, int whole, unsigned *c, unsigned *alpha)
{
    bool commas = false, alike = true;
    uint8_t first = TOK_EOF;
    for (int k = 0; k < n; k++) {
        commas |= k && separator(p);
        cur_space(&p->c);
        const struct token *t = cur_peek(&p->c);
        bool plain = t->type == TOK_NUMBER || t->type == TOK_PERCENT;
        alike &= !plain || first == TOK_EOF || t->type == first;
        first = plain && first == TOK_EOF ? t->type : first;
        if (!read_part(p, whole, &c[k]))
            return false;
    }
    return (alike || !commas || whole != 255) && read_alpha(p, alpha);
}

static bool read_rgb(struct vparse *p)
{
    unsigned c[3], alpha;
    return read_parts(p, 3, 255, c, &alpha) && add_rgb(p, c[0], c[1], c[2], alpha);
}

/* CSS Color 4, section 7.1, in [fix]; hue in degrees [fix]. */
static int64_t hsl_channel(int n, int64_t hue, int64_t sat, int64_t light)
{
    int64_t k = (n * (int64_t)FIX_ONE + hue / 30) % (12 * FIX_ONE);
    int64_t a = sat * (light < FIX_ONE - light ? light : FIX_ONE - light) / FIX_ONE;
    int64_t least = k - 3 * FIX_ONE < 9 * FIX_ONE - k ? k - 3 * FIX_ONE : 9 * FIX_ONE - k;
    least = least > FIX_ONE ? FIX_ONE : least < -FIX_ONE ? -FIX_ONE : least;
    return light - a * least / FIX_ONE;
}

static bool read_hue(struct vparse *p, int64_t *hue)
{
    struct css_val v;
    int64_t turn = 360 * (int64_t)FIX_ONE;
    cur_space(&p->c);
    if (cur_keyword(&p->c, "none"))
        return *hue = 0, true;
    if (!css_numeric(p, W_NUM, &v) && !css_numeric(p, W_ANGLE, &v))
        return false;
    *hue = ((v.num % turn) + turn) % turn;
    return true;
}

static bool read_hsl(struct vparse *p)
{
    int64_t h;
    unsigned c[2], alpha;
    if (!read_hue(p, &h))
        return false;
    separator(p);
    if (!read_parts(p, 2, 100, c, &alpha))
        return false;
    int64_t s = (int64_t)c[0] * FIX_ONE / FULL, l = (int64_t)c[1] * FIX_ONE / FULL;
    return add_rgb(p, full_scale(hsl_channel(0, h, s, l)), full_scale(hsl_channel(8, h, s, l)),
                   full_scale(hsl_channel(4, h, s, l)), alpha);
}

/* Hue, whiteness, blackness (CSS Color 4, 8). */
static bool read_hwb(struct vparse *p)
{
    int64_t hue, c[3];
    unsigned part[2], alpha;
    if (!read_hue(p, &hue) || !read_parts(p, 2, 100, part, &alpha))
        return false;
    int64_t white = part[0], black = part[1], sum = white + black;
    if (sum > FULL) {
        white = white * FULL / sum;
        black = FULL - white;
    }
    for (int k = 0; k < 3; k++)
        c[k] = white + hsl_channel(k == 0   ? 0
                                   : k == 1 ? 8
                                            : 4,
                                   hue, FIX_ONE, FIX_ONE / 2) *
                           (FULL - white - black) / FIX_ONE;
    return add_rgb(p, (unsigned)c[0], (unsigned)c[1], (unsigned)c[2], alpha);
}

/* A number, or a percentage of `whole`. */
static bool read_real(struct vparse *p, double whole, double *out)
{
    struct css_val v;
    cur_space(&p->c);
    if (cur_keyword(&p->c, "none"))
        return *out = 0, true;
    if (!css_numeric(p, W_NUM | W_PCT, &v))
        return false;
    *out = (double)v.num / FIX_ONE * (v.kind == CSS_PCT ? whole : 1);
    return true;
}

static bool add_space(struct vparse *p, enum css_colorspace space, const double v[3])
{
    struct css_color c = {.space = CSS_RGB};
    unsigned alpha;
    if (!read_alpha(p, &alpha))
        return false;
    css_to_srgb(space, v, c.c);
    c.alpha = (uint16_t)alpha;
    return color_add(p, c);
}

/* lab(), oklab(): lightness and two axes; lch(), oklch(): lightness, chroma, hue. `most` or
 * `chroma` is the value of 100 %. */
static bool read_axes(struct vparse *p, enum css_colorspace space, double light, double most)
{
    double v[3];
    if (!read_real(p, light, &v[0]) || !read_real(p, most, &v[1]) || !read_real(p, most, &v[2]))
        return false;
    v[0] = fmin(fmax(v[0], 0), light);
    return add_space(p, space, v);
}

static bool read_polar(struct vparse *p, enum css_colorspace space, double light, double chroma)
{
    double v[3];
    int64_t hue;
    if (!read_real(p, light, &v[0]) || !read_real(p, chroma, &v[1]) || !read_hue(p, &hue))
        return false;
    double c = fmax(v[1], 0), h = (double)hue / FIX_ONE * 3.14159265358979323846 / 180;
    return add_space(p, space, (double[3]){fmin(fmax(v[0], 0), light), c * cos(h), c * sin(h)});
}

static bool read_lab(struct vparse *p) { return read_axes(p, SPACE_LAB, 100, 125); }
static bool read_lch(struct vparse *p) { return read_polar(p, SPACE_LAB, 100, 150); }
static bool read_oklab(struct vparse *p) { return read_axes(p, SPACE_OKLAB, 1, 0.4); }
static bool read_oklch(struct vparse *p) { return read_polar(p, SPACE_OKLAB, 1, 0.4); }

static bool read_space(struct vparse *p)
{
    static const struct {
        const char *name;
        enum css_colorspace space;
    } spaces[] = {
        {"srgb", SPACE_SRGB},
        {"srgb-linear", SPACE_LINEAR},
        {"display-p3", SPACE_P3},
    };
    double v[3];
    cur_space(&p->c);
    for (size_t k = 0; k < sizeof spaces / sizeof *spaces; k++)
        if (cur_keyword(&p->c, spaces[k].name))
            return read_real(p, 1, &v[0]) && read_real(p, 1, &v[1]) && read_real(p, 1, &v[2]) &&
                   add_space(p, spaces[k].space, v);
    return false;
}

static bool read_cmyk(struct vparse *p)
{
    unsigned c[4], alpha;
    if (!read_parts(p, 4, 1, c, &alpha))
        return false;
    return color_add(p, (struct css_color){.space = CSS_CMYK,
                                           .alpha = (uint16_t)alpha,
                                           .c = {(uint16_t)c[0], (uint16_t)c[1], (uint16_t)c[2],
                                                 (uint16_t)c[3]}});
}

/* -koki-spot("NAME", tint[, colour at full tint]). A later mention without that colour takes it
 * from an earlier one. */
static bool read_spot(struct vparse *p)
{
    struct css_color c = {.space = CSS_SPOT, .alpha = FULL};
    unsigned tint = FULL;
    cur_space(&p->c);
    const struct token *name = cur_next(&p->c);
    if (name->type != TOK_STRING || !*name->s)
        return false;
    if (cur_comma(&p->c) && !read_part(p, 1, &tint))
        return false;
    c.spot = name->s;
    c.c[0] = (uint16_t)tint;
    const struct css_color **known = (const struct css_color **)map_put(&p->css->spots, name->s);
    if (cur_comma(&p->c)) {
        int n = p->out.n;
        if (!read_color(p) || p->out.v[n].v.kind != CSS_COLOR ||
            p->out.v[n].v.color->space == CSS_SPOT)
            return false;
        *known = p->out.v[n].v.color;
        p->out.n = n;
    }
    c.alternative = *known;
    return cur_done(&p->c) && color_add(p, c);
}

const struct css_color *css_color_now(struct vparse *p)
{
    int n = p->out.n;
    if (!read_color(p))
        return NULL;
    const struct css_val v = p->out.v[n].v;
    p->out.n = n;
    if (v.kind == CSS_COLOR)
        return v.color;
    p->css->asked_current = true;
    return p->css->current ? p->css->current : p->css->initial[CSS_color].color;
}

/* ---- color-mix() (CSS Color 5, 3) ---- */

enum { HUE_SHORTER, HUE_LONGER, HUE_INCREASING, HUE_DECREASING };

/* A colour and its share, in either order. */
static bool read_share(struct vparse *p, const struct css_color **color, double *share)
{
    struct css_val v;
    *share = -1;
    for (int k = 0; k < 2; k++) {
        cur_space(&p->c);
        if (cur_is(&p->c, TOK_PERCENT) || (cur_is(&p->c, TOK_FUNCTION) && k && *share < 0)) {
            struct cur before = p->c;
            if (*share < 0 && css_numeric(p, W_PCT | W_NONNEG, &v) && v.num <= FIX_ONE)
                *share = (double)v.num / FIX_ONE;
            else
                p->c = before;
        } else if (!*color) {
            *color = css_color_now(p);
        }
    }
    if (!*color)
        return false;
    cur_space(&p->c);
    if (*share < 0 && cur_is(&p->c, TOK_PERCENT)) {
        if (!css_numeric(p, W_PCT | W_NONNEG, &v) || v.num > FIX_ONE)
            return false;
        *share = (double)v.num / FIX_ONE;
    }
    return true;
}

/* As many components as the space has; a grey is one in both spaces that a mix may be made in. */
static bool mixable(const struct css_color *a, const struct css_color *b)
{
    bool rgb = a->space <= CSS_RGB && b->space <= CSS_RGB,
         inks = a->space == CSS_CMYK && b->space == CSS_CMYK;
    return rgb || inks || (a->space == CSS_CMYK && b->space <= CSS_GRAY) ||
           (b->space == CSS_CMYK && a->space <= CSS_GRAY);
}

static void as_inks(const struct css_color *c, double out[4])
{
    for (int k = 0; k < 4; k++)
        out[k] = c->space == CSS_CMYK             ? c->c[k] / (double)FULL
                 : k == 3 && c->space == CSS_GRAY ? 1 - c->c[0] / (double)FULL
                                                  : 0;
}

static double turned(double from, double to, int way)
{
    double d = fmod(to - from + 720, 360);
    if (way == HUE_SHORTER)
        return d > 180 ? d - 360 : d;
    if (way == HUE_LONGER)
        return d > 0 && d <= 180 ? d - 360 : d;
    return way == HUE_DECREASING && d > 0 ? d - 360 : d;
}

/* Lightness, chroma and hue of OKLCH in place of the axes; a colour without chroma has the hue of
 * the other. */
static void to_polar(double v[2][3])
{
    const double degree = 180 / 3.14159265358979323846;
    double hue[2], chroma[2];
    for (int k = 0; k < 2; k++) {
        chroma[k] = hypot(v[k][1], v[k][2]);
        hue[k] = fmod(atan2(v[k][2], v[k][1]) * degree + 360, 360);
    }
    for (int k = 0; k < 2; k++) {
        v[k][1] = chroma[k];
        v[k][2] = chroma[k] < 0.00004 ? hue[1 - k] : hue[k];
    }
}

static bool read_mix(struct vparse *p)
{
    static const struct {
        const char *name;
        enum css_colorspace space;
        bool polar;
    } spaces[] = {
        {"srgb", SPACE_SRGB, false},
        {"srgb-linear", SPACE_LINEAR, false},
        {"oklab", SPACE_OKLAB, false},
        {"oklch", SPACE_OKLAB, true},
    };
    static const char *const ways[] = {"shorter", "longer", "increasing", "decreasing"};
    const struct css_color *color[2] = {NULL, NULL};
    double share[2], alpha[2], mixed[4] = {0};
    int space = 2, way = HUE_SHORTER;
    cur_space(&p->c);
    if (cur_keyword(&p->c, "in")) {
        for (space = 0; space < 4 && !cur_keyword(&p->c, spaces[space].name); space++)
            ;
        if (space == 4)
            return false;
        for (int k = 0; k < 4 && spaces[space].polar; k++)
            if (cur_keyword(&p->c, ways[k])) {
                way = k;
                if (!cur_keyword(&p->c, "hue"))
                    return false;
            }
        if (!cur_comma(&p->c))
            return false;
    }
    if (!read_share(p, &color[0], &share[0]) || !cur_comma(&p->c) ||
        !read_share(p, &color[1], &share[1]) || !cur_done(&p->c) || !mixable(color[0], color[1]))
        return false;
    share[0] = share[0] >= 0 ? share[0] : share[1] >= 0 ? 1 - share[1] : 0.5;
    share[1] = share[1] >= 0 ? share[1] : 1 - share[0];
    double sum = share[0] + share[1];
    if (sum <= 0)
        return false;
    bool inks = color[0]->space == CSS_CMYK || color[1]->space == CSS_CMYK;
    double v[2][4], weight = 0;
    for (int k = 0; k < 2; k++) {
        const struct css_color *c = color[k];
        uint16_t rgb[3] = {c->c[0], c->space == CSS_GRAY ? c->c[0] : c->c[1],
                           c->space == CSS_GRAY ? c->c[0] : c->c[2]};
        alpha[k] = c->space == CSS_NO_COLOR ? 0 : c->alpha / (double)FULL;
        if (inks)
            as_inks(c, v[k]);
        else
            css_from_srgb(spaces[space].space, rgb, v[k]);
        weight += share[k] / sum * alpha[k];
    }
    if (!inks && spaces[space].polar) {
        double polar[2][3] = {{v[0][0], v[0][1], v[0][2]}, {v[1][0], v[1][1], v[1][2]}};
        to_polar(polar);
        memcpy(v[0], polar[0], sizeof polar[0]);
        memcpy(v[1], polar[1], sizeof polar[1]);
        v[1][2] = v[0][2] + turned(v[0][2], v[1][2], way);
    }
    for (int i = 0; i < (inks ? 4 : 3); i++) {
        bool hue = !inks && spaces[space].polar && i == 2; /* not multiplied by alpha */
        for (int k = 0; k < 2; k++)
            mixed[i] += v[k][i] * share[k] / sum * (hue ? 1 : alpha[k]);
        mixed[i] /= hue ? 1 : weight > 0 ? weight : 1;
    }
    struct css_color out = {.space = inks ? CSS_CMYK : CSS_RGB};
    out.alpha = (uint16_t)lrint(fmin(1, weight * fmin(1, sum)) * FULL);
    if (out.alpha == 0)
        return color_add(p, (struct css_color){.space = CSS_NO_COLOR});
    if (inks) {
        for (int i = 0; i < 4; i++)
            out.c[i] = (uint16_t)lrint(fmin(1, fmax(0, mixed[i])) * FULL);
        return color_add(p, out);
    }
    if (spaces[space].polar) {
        double h = mixed[2] * 3.14159265358979323846 / 180, chroma = mixed[1];
        mixed[1] = chroma * cos(h);
        mixed[2] = chroma * sin(h);
    }
    css_to_srgb(spaces[space].space, mixed, out.c);
    return color_add(p, out);
}

static const struct {
    const char *name;
    bool (*read)(struct vparse *p);
} functions[] = {
    {"rgb", read_rgb},         {"rgba", read_rgb},      {"hsl", read_hsl},
    {"hsla", read_hsl},        {"hwb", read_hwb},       {"lab", read_lab},
    {"lch", read_lch},         {"oklab", read_oklab},   {"oklch", read_oklch},
    {"color", read_space},     {"color-mix", read_mix}, {"device-cmyk", read_cmyk},
    {"-koki-spot", read_spot},
};

bool read_color(struct vparse *p)
{
    const struct token *t = cur_peek(&p->c);
    if (t->type == TOK_HASH || t->type == TOK_IDENT) {
        p->c.i++;
        return t->type == TOK_HASH ? read_hex(p, t->s) : read_name(p, t->s);
    }
    if (t->type != TOK_FUNCTION)
        return false;
    for (size_t k = 0; k < sizeof functions / sizeof *functions; k++)
        if (!strcasecmp(t->s, functions[k].name)) {
            struct cur in = cur_block(&p->c), after = p->c;
            p->c = in;
            bool ok = css_relative(p, functions[k].name) && functions[k].read(p);
            p->c = after;
            return ok;
        }
    return false;
}
