// SPDX-License-Identifier: Apache-2.0
/* PDF pages as images (logos, advertisements, drawings): the first page becomes a form, never
 * re-drawn.
 *
 * The form fills the unit square, as an image does. Its own tags are dropped: the image has a
 * single tag. Device colours of the other kind get an ICC profile by way of the default colour
 * spaces.
 *
 * A page becomes objects with private numbers, which are mapped to numbers of an edition's file; so
 * those of drawings are kept for other editions. */
#include "pdf/kept-int.h"
#include "pdf/pdf-int.h"

#include <stdlib.h>
#include <string.h>

struct page_box {
    double x, y, w, h;
};

/* The page's media box, inherited as it may be; A4 when there is no usable one. */
static struct page_box media_box(struct source *s, qpdf_oh page)
{
    double v[4] = {0, 0, 595.28, 841.89};
    qpdf_push_inherited_attributes_to_page(s->q);
    qpdf_oh box = qpdf_oh_get_key(s->q, page, "/MediaBox");
    for (int i = 0;
         i < 4 && qpdf_oh_is_array(s->q, box) && qpdf_oh_get_array_n_items(s->q, box) == 4; i++) {
        qpdf_oh n = qpdf_oh_get_array_item(s->q, box, i);
        v[i] = qpdf_oh_get_numeric_value(s->q, n);
        qpdf_oh_release(s->q, n);
    }
    qpdf_oh_release(s->q, box);
    struct page_box b = {v[0] < v[2] ? v[0] : v[2], v[1] < v[3] ? v[1] : v[3], v[2] - v[0],
                         v[3] - v[1]};
    b.w = b.w < 0 ? -b.w : b.w;
    b.h = b.h < 0 ? -b.h : b.h;
    return b.w < 1 || b.h < 1 ? (struct page_box){0, 0, 595.28, 841.89} : b;
}

/* The matrix that puts the box into the unit square without distortion, if the square represents w
 * × h; the visible part is `shown`. */
static void put_matrix(struct buf *b, const struct page_box *box, const struct page_box *shown,
                       double w, double h)
{
    double scale = w / box->w < h / box->h ? w / box->w : h / box->h;
    double sx = scale / w, sy = scale / h;
    const double m[] =
        {sx, 0, 0, sy, (1 - sx * box->w) / 2 - sx * box->x, (1 - sy * box->h) / 2 - sy * box->y};
    buf_puts(b, "/Matrix[");
    for (int i = 0; i < 6; i++)
        buf_printf(b, "%.9f ", m[i]);
    buf_puts(b, "]/BBox[");
    const double corners[] = {shown->x, shown->y, shown->x + shown->w, shown->y + shown->h};
    for (int i = 0; i < 4; i++) {
        put_number(b, corners[i]);
        buf_putc(b, i < 3 ? ' ' : ']');
    }
}

static void make_form(struct source *s, qpdf_oh page, const struct image *image)
{
    struct page_box all = media_box(s, page), box = all;
    if (s->drawn)
        box = (struct page_box){all.x + all.w / 4, all.y + all.h / 4, all.w / 2, all.h / 2};
    struct buf in = {0}, dict = {0};
    struct content c = {.f = s->f, .image = image};
    unsigned char *data = NULL;
    size_t n = 0;
    if (!(qpdf_oh_get_page_content_data(s->q, page, &data, &n) & QPDF_ERRORS))
        buf_add(&in, (const char *)data, n);
    free(data);
    content_rewrite(&c, (const unsigned char *)(in.s ? in.s : ""), in.n);
    qpdf_oh resources = qpdf_oh_get_key(s->q, page, "/Resources");
    buf_puts(&dict, "/Type/XObject/Subtype/Form");
    put_matrix(&dict, &box, &all, image->width > 0 ? image->width / (double)LEN_PT : box.w,
               image->height > 0 ? image->height / (double)LEN_PT : box.h);
    buf_printf(&dict, "/Group<</Type/Group/S/Transparency/CS%s>>/Resources", color_device(s->f));
    copy_resources(s, resources, &c, &dict);
    qpdf_oh_release(s->q, resources);
    source_stream(s, 0, &dict, c.out.s, c.out.n, true);
    content_done(&c);
    buf_done(&in);
    buf_done(&dict);
}

/* ---- objects by private numbers --------------------------------------------------------- */

/* The header of all objects, and of each: its references, text and data follow. */
struct made_head {
    int copies;
    bool bare_fonts, mute_fonts;
};
struct made_object {
    int number, refs;
    bool stream, deflated;
    size_t n_text, n_data;
};

static void add_object(struct source *s, const struct made_object *o, const struct buf *text,
                       const void *data)
{
    buf_add(&s->made, (const char *)o, sizeof *o);
    buf_add(&s->made, (const char *)s->refs.v, sizeof *s->refs.v * (size_t)s->refs.n);
    buf_add(&s->made, text->s, text->n);
    buf_add(&s->made, data, o->n_data);
    s->refs.n = 0;
}

void source_object(struct source *s, int number, const struct buf *text)
{
    add_object(s, &(struct made_object){.number = number, .refs = s->refs.n, .n_text = text->n},
               text, "");
}

void source_stream(struct source *s, int number, const struct buf *dict, const void *data, size_t n,
                   bool deflated)
{
    add_object(s, &(struct made_object){number, s->refs.n, true, deflated, dict->n, n}, dict,
               n ? data : "");
}

static const char *import_take(const char **p, void *to, size_t n)
{
    const char *from = *p;
    if (to && n)
        memcpy(to, from, n);
    *p += n;
    return from;
}

/* The text of an object, with the numbers of the file. */
static void put_made(struct finish *f, const struct made_object *o, const struct source_ref *ref,
                     const char *text, const int *number, struct buf *out)
{
    size_t at = 0;
    for (int i = 0; i < o->refs; i++) {
        buf_add(out, text + at, ref[i].at - at);
        at = ref[i].at;
        if (ref[i].copy == REF_DEFAULTS)
            color_put_defaults(f, out);
        else
            put_int(out, number[ref[i].copy], "");
    }
    buf_add(out, text + at, o->n_text - at);
}

static void write_made(struct finish *f, int form, const char *p, size_t n)
{
    const char *end = p + n;
    struct made_head head;
    struct buf text = {0};
    VEC(struct source_ref) refs = {0};
    import_take(&p, &head, sizeof head);
    int *number = mem_new(sizeof *number * ((size_t)head.copies + 1));
    for (int i = 0; i <= head.copies; i++)
        number[i] = i ? file_number(&f->file) : form;
    f->bare_fonts |= head.bare_fonts;
    f->mute_fonts |= head.mute_fonts;
    while (p < end) {
        struct made_object o;
        import_take(&p, &o, sizeof o);
        for (refs.n = 0; refs.n < o.refs;)
            import_take(&p, vec_add(&refs), sizeof *refs.v);
        text.n = 0;
        buf_puts(&text, "");
        put_made(f, &o, refs.v, import_take(&p, NULL, o.n_text), number, &text);
        const char *data = import_take(&p, NULL, o.n_data);
        if (o.stream) {
            file_stream(&f->file, number[o.number], text.s, data, o.n_data,
                        o.deflated ? PACK_WELL : PACK_NONE);
        } else {
            struct buf *out = file_begin(&f->file, number[o.number]);
            buf_add(out, text.s, text.n);
            file_end(&f->file);
        }
    }
    buf_done(&text);
    vec_done(&refs);
    mem_free(number);
}

/* The first page of the PDF as objects; false: reported. */
static bool import_make(struct source *s, struct finish *f, const struct image *image,
                        const void *data, size_t n)
{
    const struct made_head none = {0};
    bool ok = source_open(s, f, image->path ? image->path : "", data, n) &&
              qpdf_get_num_pages(s->q) > 0;
    if (ok) {
        s->image = image;
        s->drawn = image->format == IMAGE_SVG;
        buf_add(&s->made, (const char *)&none, sizeof none);
        qpdf_oh page = qpdf_get_page_n(s->q, 0);
        make_form(s, page, image);
        qpdf_oh_release(s->q, page);
        copy_pending(s);
        struct made_head head = none;
        head.copies = s->copies;
        head.bare_fonts = s->bare_fonts;
        head.mute_fonts = s->mute_fonts;
        memcpy(s->made.s, &head, sizeof head);
    }
    return ok;
}

/* The key of an imported drawing, including colours, which depend on the edition. */
static void put_key(const struct finish *f, const struct image *image, const void *data, size_t n,
                    struct buf *key)
{
    const struct css_color *c = image->color, none = {0};
    c = c ? c : &none;
    buf_printf(key, "%d %d %d ", color_is_press(f), (int)image->width, (int)image->height);
    buf_printf(key, "%d %d %d %d %d %d %d %d %d ", image->color != NULL, image->key[0],
               image->key[1], image->key[2], (int)c->space, c->c[0], c->c[1], c->c[2], c->c[3]);
    buf_add(key, data, n);
}

bool import_write(struct finish *f, int number, const struct image *image, const void *data,
                  size_t n)
{
    struct source s = {0};
    struct buf bytes = {0};
    const unsigned char *kept;
    size_t n_kept;
    bool drawn = image->format == IMAGE_SVG;
    if (drawn)
        put_key(f, image, data, n, &bytes);
    const struct kept_key key = {KEPT_IMPORT, bytes.s, bytes.n};
    bool ok = true;
    if (drawn && kept_find(&key, &kept, &n_kept)) {
        write_made(f, number, (const char *)kept, n_kept);
    } else if ((ok = import_make(&s, f, image, data, n))) {
        write_made(f, number, s.made.s, s.made.n);
        if (drawn && !s.bound)
            kept_add(&key, s.made.s, s.made.n);
    }
    source_close(&s);
    buf_done(&bytes);
    return ok;
}
