// SPDX-License-Identifier: Apache-2.0
/* Content streams of PDF images: they are copied byte for byte except the operators that set a
 * colour, which is converted to the edition's, and those of marked content, which are dropped: the
 * image has a single tag. */
#include "pdf/pdf-int.h"

#include <string.h>

struct reader {
    struct content *c;
    struct lexer in;
    const unsigned char *copied; /* the end of what has been copied or replaced */
};

/* Copies what is before `to`. */
static void copy_to(struct reader *r, const unsigned char *to)
{
    if (to > r->copied)
        buf_add(&r->c->out, (const char *)r->copied, (size_t)(to - r->copied));
}

/* The operands of a colour operator, 0 … 65535 each. */
static void read_channels(const struct reader *r, int n, uint16_t *channel)
{
    for (int i = 0; i < n; i++) {
        double v = lex_number(&r->in, i, n);
        channel[i] = (uint16_t)((v < 0 ? 0 : v > 1 ? 1 : v) * 65535 + 0.5);
    }
}

/* In a mask colours are greys, by their luminance (ISO 32000-1, 11.5.3). */
static void put_gray(struct reader *r, const uint16_t rgb[3], bool stroke)
{
    put_number(&r->c->out, (0.3 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2]) / 65535);
    buf_puts(&r->c->out, stroke ? " G\n" : " g\n");
}

/* Whether a colour is the key that represents the layout's; Cairo prints six digits. */
static bool is_key(const struct image *image, const uint16_t rgb[3])
{
    bool is = image && image->color;
    for (int i = 0; i < 3 && is; i++)
        is = rgb[i] <= image->key[i] * 257 + 2 && rgb[i] + 2 >= image->key[i] * 257;
    return is;
}

static void set_rgb(struct reader *r, bool stroke)
{
    uint16_t rgb[3];
    read_channels(r, 3, rgb);
    if (r->c->gray)
        put_gray(r, rgb, stroke);
    else if (is_key(r->c->image, rgb))
        color_put(r->c, r->c->image->color, stroke);
    else
        color_put_rgb(r->c, rgb, stroke);
}

static void set_cmyk(struct reader *r, bool stroke)
{
    uint16_t cmyk[4];
    read_channels(r, 4, cmyk);
    color_put_cmyk(r->c, cmyk, stroke);
}

/* An operator of up to three letters as a number. */
#define OPERATOR(a, b, c) ((unsigned)(a) | (unsigned)(b) << 8 | (unsigned)(c) << 16)

static unsigned operator_number(const unsigned char *op, size_t n)
{
    return n > 3 ? 0 : OPERATOR(op[0], n > 1 ? op[1] : 0, n > 2 ? op[2] : 0);
}

/* False: the operator stays as it is. */
static bool replace(struct reader *r, unsigned op)
{
    switch (op) {
    case OPERATOR('B', 'D', 'C'):
    case OPERATOR('B', 'M', 'C'):
    case OPERATOR('E', 'M', 'C'):
    case OPERATOR('M', 'P', 0):
    case OPERATOR('D', 'P', 0): copy_to(r, r->in.start); return true;
    case OPERATOR('r', 'g', 0):
    case OPERATOR('R', 'G', 0):
        copy_to(r, r->in.start);
        set_rgb(r, op == OPERATOR('R', 'G', 0));
        return true;
    case OPERATOR('k', 0, 0):
    case OPERATOR('K', 0, 0):
        copy_to(r, r->in.start);
        set_cmyk(r, op == OPERATOR('K', 0, 0));
        return true;
    case OPERATOR('I', 'D', 0): lex_skip_inline_image(&r->in); return false;
    default: return false;
    }
}

void content_rewrite(struct content *c, const unsigned char *in, size_t n)
{
    struct reader r = {.c = c, .in = {.p = in, .end = in + n}, .copied = in};
    const unsigned char *op, *end = in;
    size_t length;
    while ((op = lex_operator(&r.in, &length))) {
        if (replace(&r, operator_number(op, length)))
            r.copied = r.in.p;
        end = r.in.p;
    }
    copy_to(&r, end); /* operands without an operator are dropped */
    buf_putc(&c->out, '\n');
}

/* ---- resources of the stream -------------------------------------------------------------------- */

void content_use(struct content *c, const char *category, const char *name, int object)
{
    for (int i = 0; i < c->uses.n; i++)
        if (c->uses.v[i].object == object)
            return;
    struct resource *u = vec_add(&c->uses);
    u->category = category;
    u->object = object;
    snprintf(u->name, sizeof u->name, "%s", name);
}

void content_state(struct content *c, const char *name, const char *entries)
{
    void **object = map_put(&c->f->states, name);
    if (!*object) {
        int number = file_number(&c->f->file);
        struct buf *b = file_begin(&c->f->file, number);
        buf_printf(b, "<</Type/ExtGState%s>>", entries);
        file_end(&c->f->file);
        *object = (void *)(intptr_t)number;
    }
    content_use(c, "/ExtGState", name, (int)(intptr_t)*object);
    buf_puts(&c->out, name);
    buf_puts(&c->out, " gs\n");
}

void content_put_uses(const struct content *c, const char *category, struct buf *b)
{
    for (int i = 0; i < c->uses.n; i++)
        if (!strcmp(c->uses.v[i].category, category))
            buf_printf(b, "%s %d 0 R", c->uses.v[i].name, c->uses.v[i].object);
}

void content_put_resources(const struct content *c, struct buf *b)
{
    static const char *const categories[] = {"/Font",       "/XObject", "/ExtGState",
                                             "/ColorSpace", "/Shading", "/Pattern"};
    buf_puts(b, "/Resources<<");
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++) {
        bool any = false;
        for (int k = 0; k < c->uses.n; k++)
            any |= !strcmp(c->uses.v[k].category, categories[i]);
        if (!any)
            continue;
        buf_printf(b, "%s<<", categories[i]);
        content_put_uses(c, categories[i], b);
        buf_puts(b, ">>");
    }
    buf_puts(b, ">>");
}

void content_done(struct content *c)
{
    buf_done(&c->out);
    vec_done(&c->uses);
}
