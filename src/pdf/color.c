// SPDX-License-Identifier: Apache-2.0
/* Colours of the edition: those of style sheets, and the RGB of images, as operators.
 *
 * Screen and draft: everything in sRGB; ink colours go through the press profile, black ink alone
 * becomes grey. Press: CMYK, K and spots as in the style sheet; RGB goes through lcms2 into the
 * output intent, but neutral RGB becomes K alone, so that text stays one plate. Overprint: 100 % K
 * as text or line, and colours with -koki-overprint; never white. It needs OPM 1 and DeviceCMYK
 * (`k`, not `g`). */
#include "pdf/color-int.h"

#include <string.h>

enum { FULL = 65535, NEUTRAL = 8 * 257 /* spread of channels */, FEW = 1 << 14 /* colours */ };

void color_close(struct finish *f)
{
    struct color *c = f->color;
    for (int i = 0; i < c->entry.n; i++) {
        mem_free(c->entry.v[i].fill);
        mem_free(c->entry.v[i].stroke);
    }
    vec_done(&c->entry);
    mem_free(c->slot);
    map_done(&c->spots);
    mem_free(c);
}

const char *color_device(const struct finish *f)
{
    return f->color->press ? "/DeviceCMYK" : "/DeviceRGB";
}

/* ---- conversion ------------------------------------------------------------------------------ */

/* A colour in device components: 1 grey (screen), 3 RGB or 4 CMYK. */
struct device {
    int n;
    uint16_t v[4];
};

static struct device black_only(uint16_t k) { return (struct device){4, {0, 0, 0, k}}; }

/* Visually grey: #3f3b3b, as drawing programs often write black. */
static bool is_neutral(const uint16_t rgb[3])
{
    int least = FULL, most = 0;
    for (int i = 0; i < 3; i++) {
        least = rgb[i] < least ? rgb[i] : least;
        most = rgb[i] > most ? rgb[i] : most;
    }
    return most - least <= NEUTRAL;
}

static struct device rgb_to_press(struct color *c, const uint16_t rgb[3])
{
    if (is_neutral(rgb))
        return black_only((uint16_t)(FULL - (rgb[0] + rgb[1] + rgb[2]) / 3));
    if (!c->tried_cmyk) {
        c->tried_cmyk = true;
        c->to_cmyk = profile_transform(c, TYPE_RGB_16, TYPE_CMYK_16, RENDER_RELATIVE, false);
    }
    struct device d = {4,
                       {(uint16_t)(FULL - rgb[0]), (uint16_t)(FULL - rgb[1]),
                        (uint16_t)(FULL - rgb[2]), 0}};
    if (c->to_cmyk)
        cmsDoTransform(c->to_cmyk, rgb, d.v, 1);
    return d;
}

/* Without a press profile: the plain formula. */
static void plain_rgb(const uint16_t cmyk[4], uint16_t rgb[3])
{
    for (int i = 0; i < 3; i++)
        rgb[i] = (uint16_t)((uint32_t)(FULL - cmyk[i]) * (uint32_t)(FULL - cmyk[3]) / FULL);
}

static struct device cmyk_to_screen(struct color *c, const uint16_t cmyk[4])
{
    if (!cmyk[0] && !cmyk[1] && !cmyk[2])
        return (struct device){1, {(uint16_t)(FULL - cmyk[3])}};
    if (!c->tried_rgb) {
        c->tried_rgb = true;
        c->to_rgb = profile_transform(c, TYPE_CMYK_16, TYPE_RGB_16, RENDER_RELATIVE, false);
    }
    struct device d = {3, {0}};
    if (c->to_rgb)
        cmsDoTransform(c->to_rgb, cmyk, d.v, 1);
    else
        plain_rgb(cmyk, d.v);
    return d;
}

static uint16_t tinted(uint16_t v, uint16_t tint) { return (uint16_t)((uint32_t)v * tint / FULL); }

/* The colour of a spot at its tint, by its alternative; K where it has none. */
static struct css_color spot_alternative(const struct css_color *s)
{
    struct css_color a = s->alternative
                             ? *s->alternative
                             : (struct css_color){.space = CSS_CMYK, .c = {0, 0, 0, FULL}};
    bool light = a.space == CSS_RGB || a.space == CSS_GRAY;
    for (int i = 0; i < 4; i++)
        a.c[i] = light ? (uint16_t)(FULL - tinted((uint16_t)(FULL - a.c[i]), s->c[0]))
                       : tinted(a.c[i], s->c[0]);
    return a;
}

static struct device color_convert(struct color *c, const struct css_color *s)
{
    struct css_color spot;
    if (s->space == CSS_SPOT) {
        spot = spot_alternative(s);
        s = spot.space == CSS_SPOT ? &(struct css_color){.space = CSS_GRAY} : &spot;
    }
    if (s->space == CSS_CMYK) {
        struct device d = {4, {s->c[0], s->c[1], s->c[2], s->c[3]}};
        return c->press ? d : cmyk_to_screen(c, s->c);
    }
    uint16_t rgb[3] = {s->c[0], s->space == CSS_RGB ? s->c[1] : s->c[0],
                       s->space == CSS_RGB ? s->c[2] : s->c[0]};
    return c->press ? rgb_to_press(c, rgb)
                    : (struct device){s->space == CSS_RGB ? 3 : 1, {rgb[0], rgb[1], rgb[2]}};
}

void color_inks(struct finish *f, const struct css_color *color, uint16_t cmyk[4])
{
    struct device d = color_convert(f->color, color);
    memcpy(cmyk, d.v, sizeof d.v);
}

int color_components(struct finish *f, const struct css_color *color, double v[4])
{
    struct device d = color_convert(f->color, color);
    int n = f->color->press ? 4 : 3;
    for (int i = 0; i < n; i++)
        v[i] = d.v[d.n == 1 ? 0 : i] / (double)FULL;
    return n;
}

static void put_components(struct buf *b, const struct device *d)
{
    for (int i = 0; i < d->n; i++) {
        put_number(b, d->v[i] / (double)FULL);
        buf_putc(b, ' ');
    }
}

static void put_device(struct buf *b, const struct device *d, bool stroke)
{
    static const char *const fill[] = {[1] = "g", [3] = "rg", [4] = "k"},
                             *const line[] = {[1] = "G", [3] = "RG", [4] = "K"};
    put_components(b, d);
    buf_puts(b, stroke ? line[d->n] : fill[d->n]);
    buf_putc(b, '\n');
}

/* ---- spots ----------------------------------------------------------------------------------- */

static int spot_object(struct finish *f, const struct css_color *s)
{
    void **object = map_put(&f->color->spots, s->spot);
    if (!*object) {
        struct css_color full = *s;
        full.c[0] = FULL;
        struct device d = color_convert(f->color, &full);
        int number = file_number(&f->file);
        struct buf *b = file_begin(&f->file, number);
        buf_puts(b, "[/Separation");
        put_name(b, s->spot);
        buf_puts(b, "/DeviceCMYK<</FunctionType 2/Domain[0 1]/N 1/C0[0 0 0 0]/C1[");
        put_components(b, &d);
        buf_puts(b, "]>>]");
        file_end(&f->file);
        *object = (void *)(intptr_t)number;
    }
    return (int)(intptr_t)*object;
}

static void spot_name(int object, char name[16]) { snprintf(name, 16, "/KS%d", object); }

static char *spot_operator(const char *name, const struct css_color *s, bool stroke)
{
    struct buf b = {0};
    buf_printf(&b, "%s %s ", name, stroke ? "CS" : "cs");
    put_number(&b, s->c[0] / (double)FULL);
    buf_puts(&b, stroke ? " SCN\n" : " scn\n");
    return buf_take(&b);
}

/* ---- operators ------------------------------------------------------------------------------- */

static void check_ink(const struct color *c, const struct device *d)
{
    int sum = 0;
    for (int i = 0; i < 4; i++)
        sum += (d->v[i] * 100 + FULL / 2) / FULL;
    if (sum > c->limit)
        diag(DIAG_pdf_ink, LOC_NONE, sum, c->limit);
}

static void make_operators(struct finish *f, struct operators *o, const struct css_color *s)
{
    struct color *c = f->color;
    struct device d = color_convert(c, s);
    if (c->press) {
        check_ink(c, &d);
        o->black = !d.v[0] && !d.v[1] && !d.v[2] && d.v[3] == FULL && s->alpha == FULL;
        o->white = !d.v[0] && !d.v[1] && !d.v[2] && !d.v[3];
    }
    if (c->press && s->space == CSS_SPOT) {
        char name[16];
        o->spot = spot_object(f, s);
        o->black = false;
        spot_name(o->spot, name);
        o->fill = spot_operator(name, s, false);
        o->stroke = spot_operator(name, s, true);
        return;
    }
    struct buf fill = {0}, stroke = {0};
    put_device(&fill, &d, false);
    put_device(&stroke, &d, true);
    o->fill = buf_take(&fill);
    o->stroke = buf_take(&stroke);
}

/* The slot of a colour in the map: its own, or the free one for it. Colours are interned. */
static int color_slot(const struct color *c, const struct css_color *color)
{
    int slot = (int)(hash_bytes(&color, sizeof color, 0) & (uint64_t)(c->slots - 1));
    while (c->slot[slot] && c->entry.v[c->slot[slot] - 1].color != color)
        slot = (slot + 1) & (c->slots - 1);
    return slot;
}

static void rehash(struct color *c)
{
    c->slots = c->slots ? 2 * c->slots : 64;
    mem_free(c->slot);
    c->slot = mem_new(sizeof *c->slot * (size_t)c->slots);
    for (int i = 0; i < c->entry.n; i++)
        c->slot[color_slot(c, c->entry.v[i].color)] = i + 1;
}

static const struct operators *operators(struct finish *f, const struct css_color *color)
{
    struct color *c = f->color;
    if (2 * c->entry.n >= c->slots)
        rehash(c);
    int slot = color_slot(c, color);
    if (!c->slot[slot]) {
        struct operators *o = vec_add(&c->entry);
        o->color = color;
        c->slot[slot] = c->entry.n;
        make_operators(f, o, color);
    }
    return &c->entry.v[c->slot[slot] - 1];
}

void color_put(struct content *c, const struct css_color *color, bool stroke)
{
    const struct operators *o = operators(c->f, color);
    if (o->spot) {
        char name[16];
        spot_name(o->spot, name);
        content_use(c, "/ColorSpace", name, o->spot);
    }
    buf_puts(&c->out, stroke ? o->stroke : o->fill);
}

static struct device rgb_to_device(struct color *c, const uint16_t rgb[3])
{
    return c->press ? rgb_to_press(c, rgb) : (struct device){3, {rgb[0], rgb[1], rgb[2]}};
}

void color_put_rgb(struct content *c, const uint16_t rgb[3], bool stroke)
{
    struct device d = rgb_to_device(c->f->color, rgb);
    put_device(&c->out, &d, stroke);
}

void color_put_cmyk(struct content *c, const uint16_t cmyk[4], bool stroke)
{
    struct device d = {4, {cmyk[0], cmyk[1], cmyk[2], cmyk[3]}};
    if (!c->f->color->press)
        d = cmyk_to_screen(c->f->color, cmyk);
    put_device(&c->out, &d, stroke);
}

void color_put_components(struct finish *f, const uint16_t rgb[3], struct buf *b)
{
    struct device d = rgb_to_device(f->color, rgb);
    put_components(b, &d);
}

/* ---- overprint ------------------------------------------------------------------------------- */

bool color_overprints(struct finish *f, const struct css_color *color, enum paint_how how)
{
    if (!f->color->press)
        return false;
    const struct operators *o = operators(f, color);
    return (o->black && !color->knockout && (how == PAINT_TEXT || how == PAINT_STROKE)) ||
           (color->overprint && !o->white);
}

/* ---- images ---------------------------------------------------------------------------------- */

/* Neutral pixels become K alone, as colours do. */
static void keep_neutrals(const unsigned char *rgb, unsigned char *cmyk, size_t n)
{
    for (; n--; rgb += 3, cmyk += 4)
        if (rgb[0] == rgb[1] && rgb[0] == rgb[2]) {
            cmyk[0] = cmyk[1] = cmyk[2] = 0;
            cmyk[3] = (unsigned char)(255 - rgb[0]);
        }
}

/* Without a press profile: the plain formula. */
static void plain_inks(const unsigned char *rgb, unsigned char *cmyk, size_t n)
{
    for (; n--; rgb += 3, cmyk += 4) {
        for (int i = 0; i < 3; i++)
            cmyk[i] = (unsigned char)(255 - rgb[i]);
        cmyk[3] = 0;
    }
}

/* The colours of an image, each once. */
struct palette {
    int n, slot[2 * FEW]; /* 1 + place, by the hash of the colour; 0 free */
    unsigned char rgb[FEW][3], cmyk[FEW][4];
};

/* The place of a colour, which is added if it is new; -1: there are too many. */
static int palette_place(struct palette *p, const unsigned char *rgb)
{
    uint32_t h = (rgb[0] | (uint32_t)rgb[1] << 8 | (uint32_t)rgb[2] << 16) * 2654435761u >> 16;
    for (h %= 2 * FEW; p->slot[h]; h = (h + 1) % (2 * FEW))
        if (!memcmp(p->rgb[p->slot[h] - 1], rgb, 3))
            return p->slot[h] - 1;
    if (p->n == FEW)
        return -1;
    memcpy(p->rgb[p->n], rgb, 3);
    p->slot[h] = ++p->n;
    return p->n - 1;
}

static cmsHTRANSFORM pixel_transform(struct color *c, bool many)
{
    if (!c->tried_pixels[many]) {
        c->tried_pixels[many] = true;
        c->pixels[many] = profile_transform(c, TYPE_RGB_8, TYPE_CMYK_8, RENDER_PERCEPTUAL, many);
    }
    return c->pixels[many];
}

/* Screenshots and drawings have few colours; they are converted one by one, exactly. False: there
 * are too many. */
static bool convert_few(struct color *c, const unsigned char *rgb, unsigned char *cmyk, size_t n)
{
    struct palette *p = mem_new(sizeof *p);
    bool few = true;
    for (size_t i = 0; i < n && few; i++)
        few = palette_place(p, rgb + 3 * i) >= 0;
    few = few && pixel_transform(c, false);
    if (few)
        cmsDoTransform(pixel_transform(c, false), p->rgb, p->cmyk, (cmsUInt32Number)p->n);
    for (size_t i = 0; i < n && few; i++)
        memcpy(cmyk + 4 * i, p->cmyk[palette_place(p, rgb + 3 * i)], 4);
    mem_free(p);
    return few;
}

void color_convert_pixels(struct finish *f, struct pixels *px, bool neutrals)
{
    struct color *c = f->color;
    size_t n = (size_t)px->width * (size_t)px->height;
    if (!c->press)
        return;
    unsigned char *out = mem_new(4 * n + 1);
    if (!convert_few(c, px->data, out, n)) {
        if (pixel_transform(c, true))
            cmsDoTransform(pixel_transform(c, true), px->data, out, (cmsUInt32Number)n);
        else
            plain_inks(px->data, out, n);
    }
    if (neutrals)
        keep_neutrals(px->data, out, n);
    mem_free(px->data);
    px->data = out;
    px->channels = 4;
}
