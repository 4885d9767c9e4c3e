// SPDX-License-Identifier: Apache-2.0
/* Drawings: images, text boxes and shapes with text, in DrawingML and in VML; previews of other
 * programs' objects. */
#include <stdlib.h>
#include <string.h>

#include "office/word-int.h"

/* Properties of a drawing as a whole. */
struct frame {
    const char *alt, *name;
    bool decorative;
    int width, height; /* [1/100 mm] */
    struct crop crop;
};

static void say(struct word *w, enum diag_id id, const char *what)
{
    diag(id, reader_loc(w->r), what);
}

/* ---- images ---------------------------------------------------------------------------------- */

static void emit_picture(struct word *w, const char *part, const struct frame *f)
{
    bool cropped = f->crop.left != 0 || f->crop.top != 0 || f->crop.right != 0 ||
                   f->crop.bottom != 0;
    struct buf bytes = {0};
    const char *path = cropped && package_has(w->r->package, part) &&
                               package_read(w->r->package, part, &bytes)
                           ? reader_picture_cropped(w->r, part, &bytes, &f->crop, f->width,
                                                    f->height)
                           : NULL;
    int height = f->height;
    buf_done(&bytes);
    if (!path) {
        if ((path = reader_picture(w->r, part)) && cropped) {
            say(w, DIAG_office_crop, f->name ? f->name : "");
            height = 0; /* the proportions are those of the visible part */
        }
    }
    if (!path)
        return;
    struct event e = {.kind = EVENT_IMAGE};
    e.image.path = path;
    e.image.alt = f->alt;
    e.image.decorative = f->decorative;
    e.image.width = f->width;
    e.image.height = height;
    writer_event(w->r, &e);
}

/* An image by its relation; an external one is not fetched. */
static void picture_by_id(struct word *w, const char *id, const struct frame *f)
{
    const struct relation *rel = id ? relations_by_id(w->relations, id) : NULL;
    if (!rel || !*rel->target)
        say(w, DIAG_office_no_image, f->name ? f->name : "");
    else if (rel->external)
        say(w, DIAG_office_linked_image, rel->target);
    else
        emit_picture(w, rel->target, f);
}

static long emu(const struct node *n, const char *attribute)
{
    const char *v = markup_attr(n, attribute);
    return v ? strtol(v, NULL, 10) : 0;
}

static int hundredths(long emus)
{
    return emus > 0 && emus < 360L * 1000000 ? (int)((emus + 180) / 360) : 0;
}

static void read_alternative(struct frame *f, const struct node *properties)
{
    const char *alt = markup_attr(properties, "descr"), *title = markup_attr(properties, "title");
    if (alt && alt[strspn(alt, " \n\r\t")])
        f->alt = alt;
    else if (title && title[strspn(title, " ")])
        f->alt = title;
    const struct node *decorative = markup_find(properties, adec_decorative);
    if (decorative && strcmp(markup_get(decorative, "val", "0"), "0"))
        f->decorative = true;
    f->name = markup_get(properties, "name", f->name);
}

/* Parts of 100,000, or in the strict class "12.5%" (ECMA-376-1, 20.1.8.55); less than a hundredth
 * is rounding. */
static double part_of(const struct node *crop, const char *attribute)
{
    const char *v = markup_get(crop, attribute, "0");
    double part = strtod(v, NULL) / (strchr(v, '%') ? 100 : 100000);
    return part > -10 && part < 1 && (part >= 0.01 || part <= -0.01) ? part : 0;
}

static struct crop crop_of(const struct node *pic)
{
    const struct node *crop = markup_find(pic, a_srcRect);
    return (struct crop){part_of(crop, "l"), part_of(crop, "t"), part_of(crop, "r"),
                         part_of(crop, "b")};
}

static void drawn_picture(struct word *w, const struct node *pic, const struct frame *outer)
{
    struct frame f = *outer;
    if (!f.alt)
        read_alternative(&f, markup_find(pic, pic_cNvPr));
    const struct node *size = markup_find(markup_child(pic, pic_spPr), a_ext);
    if (size && !f.width) {
        f.width = hundredths(emu(size, "cx"));
        f.height = hundredths(emu(size, "cy"));
    }
    const struct node *blip = markup_find(pic, a_blip), *vector = markup_find(blip, asvg_svgBlip);
    const char *id = markup_attr(vector, "r:embed");
    id = id ? id : markup_attr(blip, "r:embed");
    f.crop = crop_of(pic);
    picture_by_id(w, id ? id : markup_attr(blip, "r:link"), &f);
}

/* ---- text in shapes -------------------------------------------------------------------------- */

static void emit_box(struct word *w, const struct node *content)
{
    bool join = w->join, code = w->para_code, caption = w->caption, said = w->said,
         page_ends = w->page_ends;
    const char *lang = w->para_lang;
    w->join = false;
    w->paras++;
    word_emit(w, EVENT_BOX);
    word_blocks(w, content);
    word_emit(w, EVENT_BOX_END);
    w->paras--;
    w->join = join, w->para_code = code, w->caption = caption, w->para_lang = lang;
    w->said = said, w->page_ends = page_ends;
}

/* Text drawn as WordArt, or stored by an object as plain text. */
static void box_of_text(struct word *w, const char *text)
{
    struct look plain = {0};
    word_emit(w, EVENT_BOX);
    writer_event(w->r, &(struct event){.kind = EVENT_PARA, .style = ""});
    word_text(w, text, &plain, false, NULL);
    word_emit(w, EVENT_PARA_END);
    word_emit(w, EVENT_BOX_END);
}

/* ---- charts and diagrams --------------------------------------------------------------------- */

static const struct node *part_of_id(struct word *w, const char *id)
{
    const struct relation *rel = id ? relations_by_id(w->relations, id) : NULL;
    return rel && !rel->external && package_has(w->r->package, rel->target)
               ? markup_read(w->r->package, rel->target, w->arena)
               : NULL;
}

/* The texts of all DrawingML paragraphs below a node. */
static void texts_below(struct word *w, const struct node *root, struct strings *to)
{
    for (const struct node *p = root; p; p = markup_walk(root, p)) {
        struct buf b = {0};
        if (p->name != a_p)
            continue;
        for (const struct node *t = p; t; t = markup_walk(p, t))
            if (t->name == a_t)
                markup_text(t, &b);
        if (b.n)
            *vec_add(to) = arena_dup(w->arena, b.s, b.n);
        buf_done(&b);
    }
}

static void texts_of_part(struct word *w, const char *id, struct strings *to)
{
    texts_below(w, part_of_id(w, id), to);
}

static void box_of_texts(struct word *w, const struct strings *texts)
{
    struct look plain = {0};
    if (!texts->n)
        return;
    word_emit(w, EVENT_BOX);
    for (int i = 0; i < texts->n; i++) {
        writer_event(w->r, &(struct event){.kind = EVENT_PARA, .style = ""});
        word_text(w, texts->v[i], &plain, false, NULL);
        word_emit(w, EVENT_PARA_END);
    }
    word_emit(w, EVENT_BOX_END);
}

static void emit_chart(struct word *w, const struct node *n, const struct frame *f)
{
    struct strings texts = {0};
    const struct node *root = part_of_id(w, markup_attr(n, "r:id"));
    if (root && chart_read(w, root)) {
        say(w, DIAG_office_chart_data, f->name ? f->name : "");
        return;
    }
    say(w, DIAG_office_chart, f->name ? f->name : "");
    texts_of_part(w, markup_attr(n, "r:id"), &texts);
    box_of_texts(w, &texts);
    vec_done(&texts);
}

static void emit_diagram(struct word *w, const struct node *n, const struct frame *f)
{
    struct strings texts = {0};
    texts_of_part(w, markup_attr(n, "r:dm"), &texts);
    say(w, DIAG_office_diagram, f->name ? f->name : "");
    box_of_texts(w, &texts);
    vec_done(&texts);
}

/* Shapes of DrawingML itself, as in a locked canvas: their text is not WordprocessingML. */
static void drawn_text(struct word *w, const struct node *n, const struct frame *f)
{
    struct strings texts = {0};
    texts_below(w, n, &texts);
    if (texts.n)
        say(w, DIAG_office_diagram, f->name ? f->name : "");
    box_of_texts(w, &texts);
    vec_done(&texts);
}

/* ---- parts of drawings --------------------------------------------------------------- */

static int hundredths_of_style(const char *style, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = style; p && *p; p = strchr(p, ';') ? strchr(p, ';') + 1 : NULL) {
        p += strspn(p, " ");
        if (strncmp(p, name, n) || p[n] != ':')
            continue;
        char *unit;
        double v = strtod(p + n + 1, &unit);
        double mm = !strncmp(unit, "in", 2)   ? v * 25.4
                    : !strncmp(unit, "cm", 2) ? v * 10
                    : !strncmp(unit, "mm", 2) ? v
                    : !strncmp(unit, "px", 2) ? v * 25.4 / 96
                                              : v * 25.4 / 72;
        return mm > 0 && mm < 5000 ? (int)(mm * 100) : 0;
    }
    return 0;
}

/* "0.25", or "16384f" of 65,536. */
static double vml_part(const struct node *n, const char *attribute)
{
    char *end;
    const char *v = markup_get(n, attribute, "0");
    double part = strtod(v, &end);
    part = *end == 'f' ? part / 65536 : part;
    return part > -10 && part < 1 && (part >= 0.01 || part <= -0.01) ? part : 0;
}

static struct crop vml_crop(const struct node *n)
{
    return (struct crop){vml_part(n, "cropleft"), vml_part(n, "croptop"), vml_part(n, "cropright"),
                         vml_part(n, "cropbottom")};
}

static void vml_picture(struct word *w, const struct node *n, const struct node *shape,
                        const struct frame *outer)
{
    struct frame f = *outer;
    const char *alt = markup_attr(shape, "alt"), *style = markup_get(shape, "style", "");
    if (alt && *alt)
        f.alt = alt;
    f.name = markup_get(n, "title", f.name);
    f.crop = vml_crop(n);
    f.width = hundredths_of_style(style, "width");
    f.height = hundredths_of_style(style, "height");
    const char *id = markup_attr(n, "r:id");
    picture_by_id(w, id ? id : markup_attr(n, "r:link"), &f);
}

static bool is_shape(const struct node *n)
{
    return n->name == v_shape || n->name == v_rect || n->name == v_roundrect || n->name == v_oval;
}

static void read_parts(struct word *w, const struct node *parent, struct frame *f, bool *any)
{
    for (const struct node *n = parent ? parent->first : NULL; n; n = n->next) {
        bool took = true;
        switch (n->name) {
        case pic_pic: drawn_picture(w, n, f); break;
        case w_txbxContent: emit_box(w, n); break;
        case c_chart:
        case cx_chart: emit_chart(w, n, f); break;
        case dgm_relIds: emit_diagram(w, n, f); break;
        case a_txBody: drawn_text(w, n, f); break;
        case v_imagedata: vml_picture(w, n, parent, f); break;
        case v_textpath:
            if (markup_attr(n, "string") && *markup_attr(n, "string"))
                box_of_text(w, markup_attr(n, "string"));
            break;
        case mc_AlternateContent: read_parts(w, word_alternative(w, n), f, &took); break;
        case v_shapetype:
        case w_rPr:
        case wp_docPr:
        case wp14_sizeRelH:
        case wp14_sizeRelV:
        case wp_positionH:
        case wp_positionV:
        case v_fill: took = false; break;
        case wps_wsp: {
            bool inner = false;
            struct frame own = {0};
            read_parts(w, n, &own, &inner);
            w->shapes += !inner;
            break;
        }
        case wpg_wgp:
        case wpg_grpSp:
        case wpc_wpc: { /* size and text of the whole do not apply to its parts */
            struct frame own = {.alt = f->alt};
            read_parts(w, n, &own, any);
            break;
        }
        default: took = false; read_parts(w, n, f, any);
        }
        *any |= took;
    }
}

void leave_words(struct word *w, const struct node *n, enum left_kind kind)
{
    bool any = false;
    for (const struct node *c = n; c;
         c = c->name == mc_Fallback ? markup_walk_past(n, c) : markup_walk(n, c)) {
        struct buf b = {0};
        if (c->name == w_t || c->name == a_t || c->name == w_delText)
            markup_text(c, &b);
        if (b.n)
            reader_left(w->r, kind, b.s);
        any |= b.n > 0;
        buf_done(&b);
    }
    const struct node *properties = markup_find(n, wp_docPr);
    if (!any && kind == LEFT_HIDDEN && properties) /* an image */
        reader_left(w->r, kind, markup_get(properties, "name", ""));
}

void drawing_read(struct word *w, const struct node *n)
{
    struct frame f = {0};
    bool any = false;
    const struct node *inner = markup_child(n, wp_inline);
    inner = inner ? inner : markup_child(n, wp_anchor);
    const struct node *extent = markup_child(inner, wp_extent),
                      *properties = markup_child(inner, wp_docPr);
    if (markup_attr(properties, "hidden") && strcmp(markup_attr(properties, "hidden"), "0") &&
        strcmp(markup_attr(properties, "hidden"), "false")) {
        leave_words(w, n, LEFT_HIDDEN);
        return;
    }
    f.width = hundredths(emu(extent, "cx"));
    f.height = hundredths(emu(extent, "cy"));
    read_alternative(&f, properties);
    read_parts(w, n, &f, &any);
    const struct node *data = markup_find(n, a_graphicData);
    if (!any && data && data->first)
        say(w, DIAG_office_object, f.name ? f.name : "");
    if (any || n->name != w_pict)
        return;
    for (const struct node *s = n->first; s; s = s->next)
        w->shapes += is_shape(s);
}

/* An object of another program: its preview image is beside it. */
void object_read(struct word *w, const struct node *n)
{
    const struct node *ole = markup_find(n, o_OLEObject),
                      *button = n->name == w_control ? n : markup_find(n, w_control);
    const char *program = markup_get(ole, "ProgID", markup_get(button, "name", ""));
    struct frame f = {.name = program};
    bool any = false;
    read_parts(w, n, &f, &any);
    if (!any)
        say(w, DIAG_office_object, program);
    else if (ole || button)
        say(w, DIAG_office_object_image, program);
}
