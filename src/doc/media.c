// SPDX-License-Identifier: Apache-2.0
/* mediaobject and inlinemediaobject: choice of an image, its requested size, and the replacement of
 * a missing one. */
#include "doc/doc-int.h"

#include <errno.h>
#include <unistd.h>

static const struct image_wish no_wish;

bool media_replaced(const xmlNode *n) { return xml_elem(n) == DB_imagedata; }

static bool object(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return e == DB_mediaobject || e == DB_inlinemediaobject || e == DB_mediaobjectco ||
           e == DB_imageobjectco;
}

/* ---- paths ----------------------------------------------------------------------------------- */

bool media_allowed(const struct build *b, const char *path)
{
    const char *dir = xml_base_dir(b->doc->xml);
    return path_inside(path, &dir, 1) ||
           (b->options && path_inside(path, b->options->allow, b->options->n_allow));
}

/* A path is relative to the folder of its file, which may be an included one; if there is no such
 * file, to the document's. */
static const char *media_path(struct build *b, const xmlNode *data, const char *fileref)
{
    if (!strncmp(fileref, "file://", 7))
        fileref += 7;
    const char *file = xml_loc(data).file,
               *below = path_join(b->a, xml_base_dir(b->doc->xml), fileref);
    if (!file || xml_relayed(b->doc->xml))
        return below;
    const char *beside = path_join(b->a, path_dir(b->a, file), fileref);
    return access(beside, F_OK) ? below : beside;
}

const char *media_dir(struct build *b, const xmlNode *n)
{
    const char *file = xml_loc(n).file;
    return !file || xml_relayed(b->doc->xml) ? xml_base_dir(b->doc->xml) : path_dir(b->a, file);
}

/* A drawing that is in imagedata itself. */
static const xmlNode *drawing(const xmlNode *n)
{
    for (const xmlNode *c = n->children; c; c = c->next)
        if (c->type == XML_ELEMENT_NODE && !strcmp((const char *)c->name, "svg"))
            return c;
    return NULL;
}

/* A formula that is in imagedata itself; NULL: none. */
static xmlNode *formula(const xmlNode *n)
{
    for (xmlNode *c = n->children; c; c = c->next)
        if (xml_is_math(c))
            return c;
    return NULL;
}

static const struct image *find_image(struct build *b, const xmlNode *data,
                                      const struct css_style *style)
{
    const char *fileref = xml_attr(data, "fileref");
    const xmlNode *svg = drawing(data);
    if (svg)
        return image_inline(b, svg, style);
    if (!fileref || !*fileref) {
        diag(DIAG_image_no_file, xml_loc(data));
        return NULL;
    }
    const char *path = media_path(b, data, fileref);
    file_note(path);
    if (strncmp(fileref, "file://", 7) && strstr(fileref, "://"))
        diag(DIAG_image_forbidden, xml_loc(data), fileref);
    else if (access(path, F_OK))
        diag(DIAG_image_missing, xml_loc(data), path, strerror(errno));
    else if (!media_allowed(b, path))
        diag(DIAG_image_forbidden, xml_loc(data), path);
    else
        return image_load(b, path, xml_loc(data));
    return NULL;
}

/* ---- the choice ------------------------------------------------------------------------------ */

static bool media_listed(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (!strcasecmp(word, *list))
            return true;
    return false;
}

/* The medium by an object's role, or imagedata's output condition: +1 for print, -1 for other
 * media, 0 for none. */
static int medium(const char *role)
{
    static const char *const print[] = {"print", "fo", "pdf", "latex", "tex", NULL};
    static const char *const other[] = {"html",   "xhtml",    "web",  "online", "epub",
                                        "screen", "htmlhelp", "text", NULL};
    return !role ? 0 : media_listed(role, print) ? 1 : media_listed(role, other) ? -1 : 0;
}

static int format_worth(const xmlNode *data)
{
    static const struct {
        const char *name;
        int worth;
    } formats[] = {{"svg", 5}, {"pdf", 4}, {"png", 3}, {"jpg", 3}, {"jpeg", 3}, {"gif", 2}};
    const char *format = xml_attr(data, "format"), *file = xml_attr(data, "fileref"),
               *dot = file ? strrchr(file, '.') : NULL;
    if (drawing(data))
        return 5;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (dot ? !strcasecmp(dot + 1, formats[i].name)
                : format && !strcasecmp(format, formats[i].name))
            return formats[i].worth;
    return 1;
}

static int worth(struct build *b, const xmlNode *object, const xmlNode *data)
{
    const char *file = xml_attr(data, "fileref");
    int role = medium(xml_attr(object, "role")), output = medium(xml_attr(data, "output"));
    bool there = drawing(data) || formula(data) ||
                 (file && !access(media_path(b, data, file), R_OK) &&
                  media_allowed(b, media_path(b, data, file)));
    return format_worth(data) + 10 * (role ? role : output) + (there ? 100 : 0);
}

/* The best of an object's formats of one image, which should have objects of their own. */
static const xmlNode *image_data(struct build *b, const xmlNode *object)
{
    const xmlNode *inner = xml_elem(object) == DB_imageobjectco ? xml_child(object, "imageobject")
                                                                : object,
                  *best = NULL;
    int most = 0;
    for (const xmlNode *c = inner ? xml_first(inner) : NULL; c; c = xml_next(c)) {
        int w = xml_elem(c) == DB_imagedata ? worth(b, object, c) : 0;
        if (xml_elem(c) == DB_imagedata && (!best || w > most))
            best = c, most = w;
    }
    return best;
}

/* The best image of an object; NULL if it has none usable in print. */
static xmlNode *choose(struct build *b, const xmlNode *n)
{
    xmlNode *best = NULL;
    int most = 0;
    for (xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        enum db_elem e = xml_elem(c);
        const xmlNode *data = e == DB_imageobject || e == DB_imageobjectco ? image_data(b, c)
                                                                           : NULL;
        int w = data ? worth(b, c, data) : 0;
        if (data && (!best || w > most))
            best = c, most = w;
    }
    return best;
}

static const xmlNode *object_around(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    while (e != DB_mediaobject && e != DB_inlinemediaobject && e != DB_mediaobjectco &&
           db_class_of(e) == DB_MEDIA)
        e = xml_elem(n = n->parent);
    return e == DB_mediaobject || e == DB_inlinemediaobject || e == DB_mediaobjectco ? n : NULL;
}

bool media_alt(const xmlNode *n, struct buf *out)
{
    const xmlNode *o = object_around(n), *text, *alt;
    if (!o)
        return false;
    alt = xml_child(o, "alt");
    if (!alt && (text = xml_child(o, "textobject")))
        alt = xml_child(text, "phrase") ? xml_child(text, "phrase") : text;
    alt = alt ? alt : xml_child(o->parent, "alt");
    alt = alt ? alt : xml_child(o, "caption");
    if (alt)
        content_text(alt, out);
    return alt;
}

/* An image that cannot be shown leaves its alternative text, or its name. */
static void stand_in(struct build *b, const xmlNode *n, const struct css_style *style,
                     enum css_kw display)
{
    struct buf text = {0};
    struct context c;
    struct frame f;
    const char *file = xml_attr(n, "fileref");
    if (!media_alt(n, &text) || !text.n)
        buf_puts(&text, file ? file : "?");
    if (display == KW_inline)
        frame_open(b, &f, style, n, CSS_SELF);
    else
        block_open(b, &c, BOX_BLOCK, style, n);
    text_add(b, style, n, arena_dup(b->a, text.s, text.n), text.n);
    if (display == KW_inline)
        frame_close(b);
    else
        context_close(b);
    buf_done(&text);
}

static void build_child(struct build *b, xmlNode *n, const struct css_style *parent)
{
    build_element(b, n, css_match(b->doc->css, n, parent));
}

/* The film or sound of an object; NULL: it has neither. */
static const xmlNode *moving_data(const xmlNode *n)
{
    const xmlNode *data = NULL;
    for (const xmlNode *c = xml_first(n); c && !data; c = xml_next(c)) {
        if (xml_elem(c) == DB_videoobject)
            data = xml_child(c, "videodata");
        else if (xml_elem(c) == DB_audioobject)
            data = xml_child(c, "audiodata");
    }
    return data;
}

/* The first text alternative, set as if it was in the object itself; without one a film or sound
 * leaves its name. */
static void build_text_object(struct build *b, const xmlNode *n, const struct css_style *style)
{
    xmlNode *text = xml_child(n, "textobject");
    const xmlNode *data = text ? NULL : moving_data(n);
    if (text) {
        build_children(b, text, css_match(b->doc->css, text, style));
    } else if (data) {
        diag(DIAG_media_moving, xml_loc(data),
             xml_attr(data, "fileref") ? xml_attr(data, "fileref") : "");
        stand_in(b, data, style, xml_elem(n) == DB_inlinemediaobject ? KW_inline : KW_block);
    }
}

/* Of several imagedata in one imageobject the best is shown. */
static bool build_one_of(struct build *b, const xmlNode *n, const struct css_style *style)
{
    const xmlNode *best = image_data(b, n);
    for (xmlNode *c = xml_first(n); c; c = xml_next(c))
        if (c == best || xml_elem(c) != DB_imagedata)
            build_child(b, c, style);
    return true;
}

bool media_build(struct build *b, xmlNode *n, const struct css_style *style)
{
    if (xml_elem(n) == DB_imageobject && image_data(b, n) && xml_next(xml_child(n, "imagedata")))
        return build_one_of(b, n, style);
    if (!object(n))
        return false;
    xmlNode *chosen = choose(b, n);
    if (chosen)
        build_child(b, chosen, style);
    else
        build_text_object(b, n, style);
    for (xmlNode *c = xml_first(n); c; c = xml_next(c))
        if (xml_elem(c) == DB_caption || xml_elem(c) == DB_calloutlist || xml_elem(c) == DB_info)
            build_child(b, c, style);
    return true;
}

/* ---- the image itself ------------------------------------------------------------------------ */

static struct css_val wish_length(const xmlNode *n, const char *name, const struct css_style *s)
{
    struct css_val v = {.kind = CSS_KEYWORD, .kw = KW_auto};
    const char *text = xml_attr(n, name);
    if (text && *text && !length_read(text, css_font_size(s), &v))
        diag(DIAG_bad_length, xml_loc(n), text, name);
    return v;
}

/* The keyword of the two that the attribute names, which are spelled as in CSS. */
static enum css_kw wish_keyword(const xmlNode *n, const char *name, enum css_kw one,
                                enum css_kw other)
{
    const char *v = xml_attr(n, name);
    return !v                               ? KW_NONE_GIVEN
           : !strcmp(v, css_kw_name(one))   ? one
           : !strcmp(v, css_kw_name(other)) ? other
                                            : KW_NONE_GIVEN;
}

/* width or depth alone mean that the image fills that viewport, as in the DocBook style sheets. */
static const struct image_wish *read_wish(struct build *b, const xmlNode *n,
                                          const struct css_style *s)
{
    struct image_wish w = {.width = wish_length(n, "width", s),
                           .depth = wish_length(n, "depth", s),
                           .content_width = wish_length(n, "contentwidth", s),
                           .content_depth = wish_length(n, "contentdepth", s)};
    const char *scale = xml_attr(n, "scale"), *fit = xml_attr(n, "scalefit");
    int64_t percent;
    bool room = w.width.kind != CSS_KEYWORD || w.depth.kind != CSS_KEYWORD;
    bool content = w.content_width.kind != CSS_KEYWORD || w.content_depth.kind != CSS_KEYWORD;
    const char *rest = scale ? scale : "";
    if (number_read(&rest, &percent) && percent > 0 && percent / 100 < INT32_MAX &&
        !rest[strspn(rest, "% ")])
        w.scale = (int32_t)(percent / 100);
    else if (scale && *scale)
        diag(DIAG_bad_length, xml_loc(n), scale, "scale");
    w.fit = !content && !w.scale && (fit ? !strcmp(fit, "1") : room);
    w.align = wish_keyword(n, "align", KW_center, KW_right);
    w.valign = wish_keyword(n, "valign", KW_middle, KW_bottom);
    struct image_wish *kept = arena_make(b->a, struct image_wish);
    *kept = w;
    return kept;
}

/* A replaced element is not a table part, regardless of its display. */
static void place_image(struct build *b, const xmlNode *n, const struct css_style *style,
                        enum css_kw display, const struct image *image,
                        const struct image_wish *wish)
{
    bool in_line = display == KW_inline || display == KW_inline_block ||
                   display == KW_inline_table || display == KW_inline_flex ||
                   display == KW_inline_grid || css_display_is_table_part(display);
    struct box *parent = in_line ? place_inline(b) : place_block(b);
    struct box *box = box_new(b, BOX_IMAGE, style, n);
    box_add(parent, box);
    box->u.image = doc_image_oriented(b->doc, image, style);
    box->u.wish = wish;
    if (in_line)
        place_solid(b);
}

void media_image(struct build *b, xmlNode *n, const struct css_style *style, enum css_kw display)
{
    if (formula(n)) {
        mark_anchor(b, n, style);
        build_element(b, formula(n), css_match(b->doc->css, formula(n), style));
        return;
    }
    const struct image *image = find_image(b, n, style);
    mark_anchor(b, n, style);
    if (!image) {
        stand_in(b, n, style, display);
        return;
    }
    place_image(b, n, style, display, image, read_wish(b, n, style));
}

const char *media_replacing(const struct css_style *style)
{
    const struct css_list *l = css_list(style, CSS_content);
    bool alone = l && (l->n == 1 || (l->n == 2 && l->item[1].kind == CSS_I_ALT));
    return alone && l->item[0].kind == CSS_I_URL && !css_is(style, CSS_display, KW_list_item)
               ? l->item[0].a
               : NULL;
}

bool media_replace(struct build *b, xmlNode *n, const struct css_style *style, enum css_kw display)
{
    const char *path = media_replacing(style);
    const struct image *image = path ? image_load(b, path, css_where(style, CSS_content)) : NULL;
    if (!image)
        return false;
    mark_anchor(b, n, style);
    struct mark_values marks = mark_open(b, n, style);
    if (marks.n)
        mark_fill(b, n, style, marks);
    place_image(b, n, style, display, image, &no_wish);
    return true;
}

/* That of an image in generated content: it inherits, and has the sizes of the box that it is in;
 * margins, borders, positions are that box's alone (CSS 2.1 12.2). */
static const struct css_style *image_style(struct build *b, const struct css_style *around)
{
    static const enum css_prop sizes[] = {CSS_width,      CSS_height,          CSS_min_width,
                                          CSS_min_height, CSS_max_width,       CSS_max_height,
                                          CSS_object_fit, CSS_object_position, CSS_aspect_ratio};
    const struct css_style *s = css_anonymous(b->doc->css, around, KW_inline);
    return css_with_of(b->doc->css, s, around, sizes, sizeof sizes / sizeof sizes[0]);
}

void media_inline(struct build *b, const struct image *image, const struct css_style *style,
                  const xmlNode *n)
{
    style = image_style(b, style);
    struct box *parent = place_inline(b), *box = box_new(b, BOX_IMAGE, style, n);
    box_add(parent, box);
    box->u.image = doc_image_oriented(b->doc, image, style);
    box->u.wish = &no_wish;
    place_solid(b);
}
