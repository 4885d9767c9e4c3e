// SPDX-License-Identifier: Apache-2.0
/* Groups of RTF: what begins with them, and what their ends do with the text they hold. */
#include <ctype.h>
#include <string.h>

#include "office/rtf-int.h"

/* ---- text flows ------------------------------------------------------------------------------ */

/* Whether the group's end is still free: a damaged file has two words that want it in one group. */
bool rtf_end_is_free(const struct rtf *r) { return r->g->end == END_NONE; }

void rtf_capture(struct rtf *r, enum end end)
{
    if (!rtf_end_is_free(r))
        return;
    r->g->captured = r->captured.n;
    r->g->dest = RTF_CAPTURE;
    r->g->end = end;
}

/* Another text begins: of a note, a box, a comment. False: too many in each other, so that it is
 * read as part of the open one. */
bool rtf_flow_begins(struct rtf *r, enum end end)
{
    if (r->flows >= DEEPEST_FLOW || !rtf_end_is_free(r))
        return false;
    rtf_flow_begin(r);
    r->g->dest = RTF_TEXT;
    r->g->end = end;
    r->g->para = (struct rtf_para){.outline = -1};
    r->g->look = (struct rtf_look){.font = r->default_font, .lang = r->default_lang};
    return true;
}

static void note_ends(struct rtf *r, bool endnote)
{
    struct buf *to = endnote ? &r->endnotes : &r->notes;
    const char *name = endnote ? "endnote" : "footnote";
    buf_printf(to, "<w:%s w:id=\"%d\">", name, ++r->ids);
    rtf_flow_end(r, to);
    buf_printf(to, "</w:%s>", name);
    rtf_flow_run(r, arena_printf(&r->arena, "<w:%sReference w:id=\"%d\"/>", name, r->ids));
}

static void comment_ends(struct rtf *r)
{
    buf_printf(&r->comments, "<w:comment w:id=\"%d\" w:author=\"", ++r->ids);
    rtf_escape(&r->comments, r->author ? r->author : "", r->author ? strlen(r->author) : 0);
    buf_puts(&r->comments, "\">");
    rtf_flow_end(r, &r->comments);
    buf_puts(&r->comments, "</w:comment>");
    rtf_flow_run(r, arena_printf(&r->arena, "<w:commentReference w:id=\"%d\"/>", r->ids));
    r->author = NULL;
}

static void box_ends(struct rtf *r)
{
    struct buf b = {0};
    buf_puts(&b, "<w:pict><v:shape><v:textbox><w:txbxContent>");
    rtf_flow_end(r, &b);
    buf_puts(&b, "</w:txbxContent></v:textbox></v:shape></w:pict>");
    rtf_flow_run(r, b.s);
    buf_done(&b);
    r->shapes++;
}

void rtf_field_part(struct rtf *r, const char *type)
{
    rtf_flow_run(r, arena_printf(&r->arena, "<w:fldChar w:fldCharType=\"%s\"/>", type));
}

void rtf_field(struct rtf *r, const char *code)
{
    int kept = r->g->look.code;
    struct buf b = {0};
    rtf_field_part(r, "begin");
    rtf_escape(&b, code, strlen(code));
    r->g->look.code = 1;
    rtf_flow_run(r,
                 arena_printf(&r->arena, "<w:instrText xml:space=\"preserve\"> %s </w:instrText>",
                              b.s ? b.s : ""));
    r->g->look.code = kept;
    rtf_field_part(r, "separate");
    rtf_field_part(r, "end");
    buf_done(&b);
}

static void quote(struct buf *b, const char *s)
{
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            buf_putc(b, '\\');
        buf_putc(b, *s);
    }
}

static void index_ends(struct rtf *r)
{
    const char *term = rtf_take_captured(r), *see = r->see;
    struct buf code = {0};
    r->see = NULL;
    if (!*term)
        return;
    buf_puts(&code, "XE \"");
    quote(&code, term);
    buf_puts(&code, "\"");
    if (see && *see) {
        buf_puts(&code, " \\t \"");
        quote(&code, see);
        buf_puts(&code, "\"");
    }
    rtf_field(r, code.s);
    buf_done(&code);
}

/* ---- images ---------------------------------------------------------------------------------- */

const struct rtf_image_kind rtf_image_kinds[] = {{"pngblip", "png"},  {"jpegblip", "jpg"},
                                                 {"emfblip", "emf"},  {"wmetafile", "wmf"},
                                                 {"dibitmap", "bmp"}, {"wbitmap", "bmp"},
                                                 {"macpict", "pict"}, {"pmmetafile", "met"}};

static void put16(struct buf *b, int v)
{
    buf_putc(b, (char)v);
    buf_putc(b, (char)(v >> 8));
}

/* A metafile in RTF has no head that says its size (that of Aldus: key, box [twip], checksum). */
static void add_metafile_head(struct rtf_image *image)
{
    struct buf b = {0};
    int sum = 0;
    int width = image->width ? image->width : 1440, height = image->height ? image->height : 1440;
    const int words[] = {0xcdd7, 0x9ac6, 0, 0, 0, width, height, 1440, 0, 0};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        put16(&b, words[i]);
        sum ^= words[i];
    }
    put16(&b, sum);
    buf_add(&b, image->bytes.s, image->bytes.n);
    buf_done(&image->bytes);
    image->bytes = b;
}

/* Whether the innermost text or shape is a shape: its image waits, since the description comes
 * after it. */
static bool in_shape(const struct rtf *r)
{
    for (int i = r->groups.n - 1; i > 0; i--)
        switch (r->groups.v[i].end) {
        case END_SHAPE: return true;
        case END_NOTE:
        case END_ENDNOTE:
        case END_COMMENT:
        case END_HEADER:
        case END_BOX: return false;
        default: break;
        }
    return false;
}

/* The drawing of the image that is the part with a number. */
static void put_drawing(struct rtf *r, const struct rtf_image *image, int id)
{
    struct buf b = {0};
    long long wide = 635LL * (image->width - image->left - image->right) * image->scale_x / 100,
              high = 635LL * (image->height - image->top - image->bottom) * image->scale_y / 100;
    buf_printf(&b, "<w:drawing><wp:inline><wp:extent cx=\"%lld\" cy=\"%lld\"/><wp:docPr id=\"%d\"",
               wide > 0 ? wide : 0, high > 0 ? high : 0, id);
    if (r->alt && *r->alt) {
        buf_puts(&b, " descr=\"");
        rtf_escape(&b, r->alt, strlen(r->alt));
        buf_puts(&b, "\"");
    }
    buf_printf(&b, "/><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed=\"m%d\"/>",
               id);
    if (image->width > 0 && image->height > 0)
        buf_printf(&b, "<a:srcRect l=\"%lld\" r=\"%lld\" t=\"%lld\" b=\"%lld\"/>",
                   100000LL * image->left / image->width, 100000LL * image->right / image->width,
                   100000LL * image->top / image->height, 100000LL * image->bottom / image->height);
    buf_puts(&b, "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>");
    rtf_flow_run(r, b.s);
    buf_done(&b);
}

static void put_image(struct rtf *r)
{
    struct rtf_image *image = &r->image;
    if (image->bytes.n) {
        const char *ending = image->kind >= 0 ? rtf_image_kinds[image->kind].ending : "bin";
        int id = r->media.n + 1;
        if (!strcmp(ending, "wmf"))
            add_metafile_head(image);
        *vec_add(&r->media) = image->bytes;
        image->bytes = (struct buf){0};
        *vec_add(&r->media_names) = arena_printf(&r->arena, "image%d.%s", id, ending);
        put_drawing(r, image, id);
        r->shapes++;
    }
    r->alt = NULL;
}

/* ---- formulas -------------------------------------------------------------------------------- */

/* Elements of Office Math are words of the same name with an m before it. */
static void math_text(struct rtf *r)
{
    const char *s = rtf_take_captured(r);
    struct buf b = {0};
    if (!*s)
        return;
    buf_puts(&b, "<m:t xml:space=\"preserve\">");
    rtf_escape(&b, s, strlen(s));
    buf_puts(&b, "</m:t>");
    buf_puts(&r->flow->line, b.s);
    buf_done(&b);
}

bool rtf_math_word(struct rtf *r, const char *name)
{
    static const char *const values[] = {"chr",    "begChr", "endChr",  "sepChr",  "pos",
                                         "vertJc", "limLoc", "subHide", "supHide", "degHide",
                                         "type",   "nor",    "sty",     "scr",     "show",
                                         "lit",    "jc",     "grow",    "count",   "mcJc",
                                         "shp",    "argSz",  NULL};
    if (r->g->math || !rtf_end_is_free(r) || name[0] != 'm' || !islower((unsigned char)name[1]))
        return false;
    if (!strcmp(name, "moMath") || !strcmp(name, "moMathPara"))
        return false;
    name = arena_dup(&r->arena, name + 1, strlen(name + 1));
    r->g->math = name;
    r->g->captured = r->captured.n;
    for (int i = 0; values[i]; i++)
        if (!strcmp(values[i], name)) {
            r->g->dest = RTF_CAPTURE;
            r->g->end = END_MATH_VALUE;
            return true;
        }
    if (!strcmp(name, "ctrlPr")) {
        r->g->dest = RTF_DEAD;
        return true;
    }
    buf_printf(&r->flow->line, "<m:%s>", name);
    r->g->end = END_MATH;
    return true;
}

static void math_value_ends(struct rtf *r)
{
    const char *s = rtf_take_captured(r);
    buf_printf(&r->flow->line, "<m:%s m:val=\"", r->g->math);
    rtf_escape(&r->flow->line, s, strlen(s));
    buf_puts(&r->flow->line, "\"/>");
}

/* ---- groups ---------------------------------------------------------------------------------- */

void rtf_group_begins(struct rtf *r)
{
    r->skip = 0;
    r->star = false;
    if (r->groups.n >= DEEPEST_GROUP) {
        r->too_deep++;
        return;
    }
    struct rtf_group copy = *r->g;
    copy.end = END_NONE;
    copy.captured = r->captured.n;
    copy.math = NULL;
    *vec_add(&r->groups) = copy;
    r->g = &r->groups.v[r->groups.n - 1];
    if (r->g->dest == RTF_MATH && r->captured.n > r->groups.v[r->groups.n - 2].captured) {
        r->g->captured = r->groups.v[r->groups.n - 2].captured;
        math_text(r); /* the text so far comes before what the group holds */
        r->g->captured = r->captured.n;
    }
}

static void property_value(struct rtf *r)
{
    const char *value = rtf_take_captured(r);
    if (r->name && !strcmp(r->name, "wzDescription"))
        r->alt = value;
}

static void put_property(struct rtf *r, const char *name)
{
    const char *s = rtf_take_captured(r);
    buf_printf(&r->properties, "<%s>", name);
    rtf_escape(&r->properties, s, strlen(s));
    buf_printf(&r->properties, "</%s>", name);
}

static void add_changers(struct rtf *r)
{
    char *s = (char *)rtf_take_captured(r);
    for (size_t n; *s; s += n + (s[n] == ';')) {
        n = strcspn(s, ";");
        *vec_add(&r->authors) = arena_dup(&r->arena, s, n);
    }
}

/* Of an object of another program its image is shown, or its text; one without is reported. */
static void object_ends(struct rtf *r)
{
    struct buf b = {0};
    if (r->g->dest != RTF_TEXT || r->shapes != r->g->shapes ||
        r->flow->line.n + r->flow->text.n != r->g->begun)
        return;
    buf_puts(&b, "<w:object><o:OLEObject ProgID=\"");
    rtf_escape(&b, r->name ? r->name : "", r->name ? strlen(r->name) : 0);
    buf_puts(&b, "\"/></w:object>");
    rtf_flow_run(r, b.s);
    buf_done(&b);
}

static void group_end_acts(struct rtf *r)
{
    switch (r->g->end) {
    case END_NONE: break;
    case END_FIELD:
        if (!r->g->result)
            rtf_field_part(r, "separate");
        rtf_field_part(r, "end");
        break;
    case END_NOTE: note_ends(r, false); break;
    case END_ENDNOTE: note_ends(r, true); break;
    case END_COMMENT: comment_ends(r); break;
    case END_HEADER: rtf_flow_end(r, &r->headers); break;
    case END_BOX: box_ends(r); break;
    case END_SHAPE:
        put_image(r);
        if (r->shapes == r->g->shapes)
            rtf_flow_run(r, "<w:pict><v:shape/></w:pict>");
        break;
    case END_IMAGE:
        if (!in_shape(r))
            put_image(r);
        break;
    case END_MARK: {
        const char *name = rtf_take_captured(r);
        struct buf b = {0};
        rtf_escape(&b, name, strlen(name));
        rtf_flow_raw(r, arena_printf(&r->arena, "<w:bookmarkStart w:id=\"%d\" w:name=\"%s\"/>",
                                     ++r->ids, b.s ? b.s : ""));
        buf_done(&b);
        break;
    }
    case END_INDEX: index_ends(r); break;
    case END_SEE: r->see = rtf_take_captured(r); break;
    case END_COMMENTER: r->author = rtf_take_captured(r); break;
    case END_PROPERTY: r->name = rtf_take_captured(r); break;
    case END_VALUE: property_value(r); break;
    case END_TITLE: put_property(r, "dc:title"); break;
    case END_AUTHOR: put_property(r, "dc:creator"); break;
    case END_KEYWORDS: put_property(r, "cp:keywords"); break;
    case END_CHANGERS: add_changers(r); break;
    case END_MATH:
        math_text(r);
        buf_printf(&r->flow->line, "</m:%s>", r->g->math);
        break;
    case END_MATH_VALUE: math_value_ends(r); break;
    case END_OBJECT: object_ends(r); break;
    case END_CLASS: r->name = rtf_take_captured(r); break;
    case END_NUMBERED:
        if (r->groups.n > 1)
            r->groups.v[r->groups.n - 2].para.list = r->numbered;
        break;
    }
}

void rtf_group_ends(struct rtf *r)
{
    r->skip = 0;
    if (r->too_deep) {
        r->too_deep--;
        return;
    }
    rtf_drop_bytes(r);
    if (r->groups.n == 1)
        return; /* one brace too many */
    group_end_acts(r);
    r->groups.n--;
    r->g = &r->groups.v[r->groups.n - 1];
}
