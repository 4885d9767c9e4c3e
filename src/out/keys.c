/* Keys: reserved RGB triples in Cairo's PDF that stand for colours, tags and pictures.
 *
 * A colour of an SVG picture has 8 bits a channel, in 1/65535 a multiple of 257. The red of every key is none, so a key is never
 * taken for a colour or the other way round. Cairo prints six digits, which tell neighbours of 1/65535 apart. */
#include "out/out-int.h"

#include <string.h>

static const uint16_t key_red[] = {[KEY_COLOR] = 0x4b6f, [KEY_MARK] = 0x6b49, [KEY_PICTURE] = 0x3b1d, [KEY_TEXT] = 0x5b2f};

void paint_key(enum paint_key_kind kind, int i, uint16_t rgb[3])
{
    rgb[0] = key_red[kind];
    rgb[1] = (uint16_t)(i >> 16);
    rgb[2] = (uint16_t)i;
}

enum paint_key_kind paint_key_of(const uint16_t rgb[3], int *i)
{
    for (enum paint_key_kind k = KEY_COLOR; k <= KEY_TEXT; k++)
        if (rgb[0] == key_red[k]) {
            *i = rgb[1] << 16 | rgb[2];
            return *i >= 0 ? k : KEY_NONE;
        }
    return KEY_NONE;
}

static void set_key(cairo_t *cr, enum paint_key_kind kind, int i, uint16_t alpha)
{
    uint16_t c[3];
    paint_key(kind, i, c);
    cairo_set_source_rgba(cr, c[0] / 65535.0, c[1] / 65535.0, c[2] / 65535.0, alpha / 65535.0);
}

/* ---- tags -------------------------------------------------------------------------------------------------------- */

void painter_begin_page(struct painter *p)
{
    p->tag = NULL;
    p->color = NULL;
    p->in_text = false;
}

void painter_claim(struct painter *p, const struct tag *tag)
{
    p->in_text = false;
    if (!p->out || tag == p->tag)
        return;
    p->tag = tag;
    *vec_add(&p->out->keys.marks) = tag;
    set_key(p->marks, KEY_MARK, p->out->keys.marks.n - 1, 65535);
    cairo_rectangle(p->marks, 0, 0, 1, 1);
    cairo_fill(p->marks);
}

void painter_put_text_key(struct painter *p, int i)
{
    set_key(p->marks, KEY_TEXT, i, 65535);
    cairo_move_to(p->marks, 0, 0);
    cairo_line_to(p->marks, 1, 0);
    cairo_line_to(p->marks, 0, 1);
    cairo_close_path(p->marks);
    cairo_fill(p->marks);
}

/* ---- colours ----------------------------------------------------------------------------------------------------- */

const struct css_color *painter_black(void)
{
    static const struct css_color black = {.space = CSS_GRAY, .alpha = 65535};
    return &black;
}

/* The slot of a colour in the map: its own, or the free one for it. */
static int color_slot(const struct painter *p, const struct css_color *color)
{
    int slot = (int)(hash_bytes(&color, sizeof color, 0) & (uint64_t)(p->color_map.slots - 1));
    while (p->color_map.color[slot] && p->color_map.color[slot] != color)
        slot = (slot + 1) & (p->color_map.slots - 1);
    return slot;
}

static void color_rehash(struct painter *p)
{
    int n = p->out->keys.colors.n;
    p->color_map.slots = p->color_map.slots ? 2 * p->color_map.slots : 64;
    mem_free(p->color_map.color);
    mem_free(p->color_map.index);
    p->color_map.color = mem_new(sizeof *p->color_map.color * (size_t)p->color_map.slots);
    p->color_map.index = mem_new(sizeof *p->color_map.index * (size_t)p->color_map.slots);
    for (int i = 0; i < n; i++) {
        int slot = color_slot(p, p->out->keys.colors.v[i]);
        p->color_map.color[slot] = p->out->keys.colors.v[i];
        p->color_map.index[slot] = i;
    }
}

int painter_color_index(struct painter *p, const struct css_color *color)
{
    if (2 * p->out->keys.colors.n >= p->color_map.slots)
        color_rehash(p);
    int slot = color_slot(p, color);
    if (!p->color_map.color[slot]) {
        p->color_map.color[slot] = color;
        p->color_map.index[slot] = p->out->keys.colors.n;
        *vec_add(&p->out->keys.colors) = color;
    }
    return p->color_map.index[slot];
}

static void cmyk_to_rgb(const uint16_t c[4], double rgb[3])
{
    for (int i = 0; i < 3; i++)
        rgb[i] = (1 - c[i] / 65535.0) * (1 - c[3] / 65535.0);
}

void painter_plain_rgb(const struct css_color *color, double rgb[3])
{
    switch (color->space) {
    case CSS_CMYK:
        cmyk_to_rgb(color->c, rgb);
        break;
    case CSS_SPOT:
        painter_plain_rgb(color->alternative ? color->alternative : painter_black(), rgb);
        for (int i = 0; i < 3; i++)
            rgb[i] = 1 - (1 - rgb[i]) * (color->c[0] / 65535.0);
        break;
    case CSS_RGB:
        for (int i = 0; i < 3; i++)
            rgb[i] = color->c[i] / 65535.0;
        break;
    default:
        rgb[0] = rgb[1] = rgb[2] = color->c[0] / 65535.0;
    }
}

void painter_set_color(struct painter *p, const struct css_color *color)
{
    p->in_text = false;
    if (color == p->color)
        return;
    p->color = color;
    if (p->out) {
        set_key(p->cr, KEY_COLOR, painter_color_index(p, color), color->alpha);
    } else if (p->inks) {
        inks_set_source(p, color);
    } else {
        double rgb[3];
        painter_plain_rgb(color, rgb);
        cairo_set_source_rgba(p->cr, rgb[0], rgb[1], rgb[2], color->alpha / 65535.0);
    }
}

/* ---- pictures ---------------------------------------------------------------------------------------------------- */

void painter_set_picture(struct painter *p, const struct image *image)
{
    if (image->id >= p->n_picture_index) {
        int n = image->id + 64;
        p->picture_index = mem_grow(p->picture_index, sizeof(int) * (size_t)n);
        memset(p->picture_index + p->n_picture_index, 0, sizeof(int) * (size_t)(n - p->n_picture_index));
        p->n_picture_index = n;
    }
    int *index = &p->picture_index[image->id];
    if (!*index) {
        *vec_add(&p->out->keys.pictures) = image;
        *index = p->out->keys.pictures.n;
    }
    p->color = NULL;
    set_key(p->cr, KEY_PICTURE, *index - 1, 65535);
}
