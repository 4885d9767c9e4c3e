// SPDX-License-Identifier: Apache-2.0
/* PDF pages as images (logos, advertisements, drawings): the first page becomes a form, never re-drawn.
 *
 * The form fills the unit square, as an image does. What it was tagged as before is left out: the tag of the image stands for
 * all of it. Device colours of the other kind get an ICC profile by way of the default colour spaces. */
#include "pdf/pdf-int.h"

#include <stdlib.h>

struct page_box {
    double x, y, w, h;
};

/* The page's media box, inherited as it may be; A4 when there is no usable one. */
static struct page_box media_box(struct source *s, qpdf_oh page)
{
    double v[4] = {0, 0, 595.28, 841.89};
    qpdf_push_inherited_attributes_to_page(s->q);
    qpdf_oh box = qpdf_oh_get_key(s->q, page, "/MediaBox");
    for (int i = 0; i < 4 && qpdf_oh_is_array(s->q, box) && qpdf_oh_get_array_n_items(s->q, box) == 4; i++) {
        qpdf_oh n = qpdf_oh_get_array_item(s->q, box, i);
        v[i] = qpdf_oh_get_numeric_value(s->q, n);
        qpdf_oh_release(s->q, n);
    }
    qpdf_oh_release(s->q, box);
    struct page_box b = {v[0] < v[2] ? v[0] : v[2], v[1] < v[3] ? v[1] : v[3], v[2] - v[0], v[3] - v[1]};
    b.w = b.w < 0 ? -b.w : b.w;
    b.h = b.h < 0 ? -b.h : b.h;
    return b.w < 1 || b.h < 1 ? (struct page_box){0, 0, 595.28, 841.89} : b;
}

/* The matrix that puts the box into the unit square without distortion, when the square stands for w × h; what shows is all of `shown`. */
static void put_matrix(struct buf *b, const struct page_box *box, const struct page_box *shown, double w, double h)
{
    double scale = w / box->w < h / box->h ? w / box->w : h / box->h;
    double sx = scale / w, sy = scale / h;
    const double m[] = {sx, 0, 0, sy, (1 - sx * box->w) / 2 - sx * box->x, (1 - sy * box->h) / 2 - sy * box->y};
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

static void write_form(struct source *s, int number, qpdf_oh page, const struct image *image)
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
    file_stream_take(&s->f->file, number, dict.s, &c.out, true);
    content_done(&c);
    buf_done(&in);
    buf_done(&dict);
}

bool import_write(struct finish *f, int number, const struct image *image, const void *data, size_t n)
{
    struct source s;
    bool ok = source_open(&s, f, image->path ? image->path : "", data, n) && qpdf_get_num_pages(s.q) > 0;
    if (ok) {
        s.image = image;
        s.drawn = image->format == IMAGE_SVG;
        qpdf_oh page = qpdf_get_page_n(s.q, 0);
        write_form(&s, number, page, image);
        qpdf_oh_release(s.q, page);
        copy_pending(&s);
    }
    source_close(&s);
    return ok;
}
