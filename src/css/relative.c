// SPDX-License-Identifier: Apache-2.0
/* Relative colours (CSS Color 5, 4): oklch(from var(--accent) calc(l + 0.2) c h). The words for the
 * channels of the colour they begin with are replaced by numbers, and the result is read like any
 * other colour. */
#include <math.h>

#include "css/css-int.h"

enum { CHANNELS = 3 };
static const double degree = 180 / 3.14159265358979323846;

/* Hue in degrees, saturation and lightness in percent (CSS Color 4, 7.2). */
static void to_hsl(const double rgb[3], double out[3])
{
    double most = fmax(rgb[0], fmax(rgb[1], rgb[2])), least = fmin(rgb[0], fmin(rgb[1], rgb[2])),
           d = most - least, light = (most + least) / 2;
    double hue = 0;
    if (d > 0)
        hue = most == rgb[0]   ? (rgb[1] - rgb[2]) / d + 6
              : most == rgb[1] ? (rgb[2] - rgb[0]) / d + 2
                               : (rgb[0] - rgb[1]) / d + 4;
    out[0] = fmod(60 * hue, 360);
    out[1] = d > 0 ? 100 * (most - light) / fmin(light, 1 - light) : 0;
    out[2] = 100 * light;
}

static void to_hwb(const double rgb[3], double out[3])
{
    to_hsl(rgb, out);
    out[1] = 100 * fmin(rgb[0], fmin(rgb[1], rgb[2]));
    out[2] = 100 - 100 * fmax(rgb[0], fmax(rgb[1], rgb[2]));
}

static void to_polar(double v[3])
{
    double chroma = hypot(v[1], v[2]), hue = fmod(atan2(v[2], v[1]) * degree + 360, 360);
    v[1] = chroma;
    v[2] = chroma < 0.00004 ? 0 : hue;
}

/* The functions, and the words for their channels; color() has those of its space. */
static const struct {
    const char *name, *word[CHANNELS];
    enum css_colorspace space;
    double scale;
    void (*convert)(const double rgb[3], double out[3]);
    bool polar;
} ways[] = {
    {"rgb", {"r", "g", "b"}, SPACE_SRGB, 255, NULL, false},
    {"rgba", {"r", "g", "b"}, SPACE_SRGB, 255, NULL, false},
    {"hsl", {"h", "s", "l"}, SPACE_SRGB, 1, to_hsl, false},
    {"hsla", {"h", "s", "l"}, SPACE_SRGB, 1, to_hsl, false},
    {"hwb", {"h", "w", "b"}, SPACE_SRGB, 1, to_hwb, false},
    {"lab", {"l", "a", "b"}, SPACE_LAB, 1, NULL, false},
    {"lch", {"l", "c", "h"}, SPACE_LAB, 1, NULL, true},
    {"oklab", {"l", "a", "b"}, SPACE_OKLAB, 1, NULL, false},
    {"oklch", {"l", "c", "h"}, SPACE_OKLAB, 1, NULL, true},
    {"srgb", {"r", "g", "b"}, SPACE_SRGB, 1, NULL, false},
    {"srgb-linear", {"r", "g", "b"}, SPACE_LINEAR, 1, NULL, false},
    {"display-p3", {"r", "g", "b"}, SPACE_P3, 1, NULL, false},
};
enum { WAYS = sizeof ways / sizeof *ways };

static int way_of(const char *name)
{
    int k = 0;
    while (k < WAYS && strcasecmp(ways[k].name, name))
        k++;
    return k;
}

static void channels(int way, const struct css_color *c, double out[CHANNELS])
{
    bool gray = c->space == CSS_GRAY;
    uint16_t rgb[3] = {c->c[0], gray ? c->c[0] : c->c[1], gray ? c->c[0] : c->c[2]};
    css_from_srgb(ways[way].space, rgb, out);
    if (ways[way].convert) {
        double in[3] = {out[0], out[1], out[2]};
        ways[way].convert(in, out);
    }
    if (ways[way].polar)
        to_polar(out);
    for (int k = 0; k < CHANNELS; k++)
        out[k] *= ways[way].scale;
}

static struct token relative_number(double v)
{
    return (struct token){.type = TOK_NUMBER, .num = llrint(v * MICRO)};
}

/* The rest of the function with numbers for the words; alpha is the colour's own if not given. */
static void replace_channels(struct vparse *p, int way, const double channel[CHANNELS],
                             double alpha)
{
    struct tokens out = {0};
    bool slash = false;
    int depth = 0;
    for (; p->c.i < p->c.end; p->c.i++) {
        const struct token *t = &p->c.t[p->c.i];
        struct token new = *t;
        for (int k = 0; k < CHANNELS && t->type == TOK_IDENT; k++)
            if (!strcasecmp(t->s, ways[way].word[k]))
                new = relative_number(channel[k]);
        if (t->type == TOK_IDENT && !strcasecmp(t->s, "alpha"))
            new = relative_number(alpha);
        depth += (t->type == TOK_FUNCTION || t->type == TOK_PAREN) - (t->type == TOK_PAREN_END);
        slash |= !depth && t->type == TOK_DELIM && t->delim == '/';
        *(struct token *)vec_add(&out) = new;
    }
    if (!slash) {
        *(struct token *)vec_add(&out) = (struct token){.type = TOK_DELIM, .delim = '/'};
        *(struct token *)vec_add(&out) = relative_number(alpha);
    }
    struct token *t = arena_array(&p->css->arena, struct token, out.n);
    memcpy(t, out.v, sizeof *t * (size_t)out.n);
    css_pair(t, out.n);
    p->c = (struct cur){p->c.sheet, t, 0, out.n};
    vec_done(&out);
}

bool css_relative(struct vparse *p, const char *function)
{
    struct cur all = p->c;
    cur_space(&p->c);
    if (!cur_keyword(&p->c, "from")) {
        p->c = all;
        return true;
    }
    const struct css_color *from = css_color_now(p);
    if (!from)
        return false;
    cur_space(&p->c);
    int way = way_of(!strcasecmp(function, "color")
                         ? cur_is(&p->c, TOK_IDENT) ? cur_peek(&p->c)->s : ""
                         : function);
    if (way == WAYS)
        return false;
    if (from->space > CSS_RGB) { /* inks have no such channels */
        css_report(p->css, DIAG_css_unsupported_value, p->where, cur_text(&all), css_name(p->prop));
        p->refused = true;
        return false;
    }
    double channel[CHANNELS];
    channels(way, from, channel);
    replace_channels(p, way, channel, from->space == CSS_NO_COLOR ? 0 : from->alpha / 65535.0);
    return true;
}
