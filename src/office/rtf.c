// SPDX-License-Identifier: Apache-2.0
/* RTF (1.9.1) as a package of Word, whose reader then has its fields, lists, changes, comments,
 * boxes and hidden text as any other's: the two formats describe the same documents. pandoc's
 * reader, the usual way, loses letters after \u, results of fields, text boxes, merged cells and
 * the characters of most code pages.
 *
 * Formatting is a stack of groups. Words of the table below act; others are skipped, and after \*
 * their group. Characters are those of the font's code page, or of \u, after which the characters
 * for older programs are skipped. */
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/rtf-int.h"

enum end {
    END_NONE,
    END_FIELD,
    END_NOTE,
    END_ENDNOTE,
    END_COMMENT,
    END_HEADER,
    END_BOX,
    END_SHAPE,
    END_IMAGE,
    END_MARK,
    END_INDEX,
    END_SEE,
    END_COMMENTER,
    END_PROPERTY,
    END_VALUE,
    END_TITLE,
    END_AUTHOR,
    END_KEYWORDS,
    END_CHANGERS,
    END_MATH,
    END_MATH_VALUE,
    END_NUMBERED,
    END_OBJECT,
    END_CLASS,
};

struct word {
    const char *name;
    void (*act)(struct rtf *r, const struct word *w, bool has, int n);
    int value;
};

/* ---- characters ------------------------------------------------------------------------------ */

static void level_text(struct rtf *r, uint32_t c)
{
    struct rtf_list *list = r->lists.n ? &r->lists.v[r->lists.n - 1] : NULL;
    if (!list || !list->levels)
        return;
    size_t n = r->captured.n - r->g->captured;
    if (!n) { /* the length, which is not needed: what follows it ends with a semicolon */
        buf_putc(&r->captured, ' ');
    } else if (c < LIST_LEVELS) {
        buf_printf(&r->captured, "%%%d", (int)c + 1);
    } else if (c == ';') {
        list->level[list->levels - 1].text = arena_dup(&r->arena,
                                                       r->captured.s + r->g->captured + 1, n - 1);
        r->captured.n = r->g->captured;
        r->g->dest = RTF_DEAD;
    } else {
        buf_utf8(&r->captured, c);
    }
}

static const char *take_captured(struct rtf *r)
{
    size_t from = r->g->captured, n = r->captured.n - from;
    const char *s = arena_dup(&r->arena, r->captured.s ? r->captured.s + from : "", n);
    r->captured.n = from;
    return s;
}

static void font_ends(struct rtf *r)
{
    r->font.name = take_captured(r);
    *vec_add(&r->fonts) = r->font;
    r->font = (struct rtf_font){.number = r->font.number + 1, .charset = 1};
}

static void style_ends(struct rtf *r)
{
    struct rtf_style *s = vec_add(&r->styles);
    *s = (struct rtf_style){.number = r->style,
                            .character = r->character_style,
                            .name = take_captured(r),
                            .based = r->based,
                            .outline = r->g->para.outline,
                            .look = r->g->look};
    s->look.style = 0;
    r->style = r->based = 0;
    r->character_style = false;
}

static void image_digit(struct rtf *r, uint32_t c)
{
    int digit = c >= '0' && c <= '9'                 ? (int)c - '0'
                : (c | 32) >= 'a' && (c | 32) <= 'f' ? (int)(c | 32) - 'a' + 10
                                                     : -1;
    if (digit < 0)
        return;
    if (r->image.high_digit < 0) {
        r->image.high_digit = digit;
        return;
    }
    buf_putc(&r->image.bytes, (char)(r->image.high_digit << 4 | digit));
    r->image.high_digit = -1;
}

static void put_char(struct rtf *r, uint32_t c)
{
    switch (r->g->dest) {
    case RTF_TEXT: rtf_flow_char(r, c); break;
    case RTF_CAPTURE: buf_utf8(&r->captured, c); break;
    case RTF_FONTS:
        if (c == ';')
            font_ends(r);
        else
            buf_utf8(&r->captured, c);
        break;
    case RTF_STYLES:
        if (c == ';')
            style_ends(r);
        else
            buf_utf8(&r->captured, c);
        break;
    case RTF_LEVEL_TEXT: level_text(r, c); break;
    case RTF_IMAGE: image_digit(r, c); break;
    case RTF_MATH: buf_utf8(&r->captured, c); break;
    case RTF_DEAD:
    case RTF_QUIET:
    case RTF_LISTS:
    case RTF_OVERRIDES:
    case RTF_INFO: break;
    }
}

/* Bytes that are not a character of their page, or of a page that this system does not know. */
static void drop_bytes(struct rtf *r)
{
    if (!r->n_bytes)
        return;
    r->n_bytes = 0;
    r->unknown++;
    put_char(r, 0xfffd);
}

/* A character of \u; halves of a surrogate pair come one after the other. */
static void put_unicode(struct rtf *r, uint32_t c)
{
    drop_bytes(r);
    if (c >= 0xd800 && c < 0xdc00) {
        r->high = c;
    } else if (c >= 0xdc00 && c < 0xe000) {
        put_char(r, r->high ? 0x10000 + ((r->high - 0xd800) << 10) + (c - 0xdc00) : 0xfffd);
        r->high = 0;
    } else {
        put_char(r, c);
    }
}

/* ---- code pages ------------------------------------------------------------------------------ */

enum { SYMBOLS = -1, MACINTOSH = 10000 };

static int page_of_charset(const struct rtf *r, int charset)
{
    static const struct {
        int charset, page;
    } pages[] = {{0, 1252},   {2, SYMBOLS}, {77, MACINTOSH}, {128, 932},  {129, 949},
                 {130, 1361}, {134, 936},   {136, 950},      {161, 1253}, {162, 1254},
                 {163, 1258}, {177, 1255},  {178, 1256},     {186, 1257}, {204, 1251},
                 {222, 874},  {238, 1250},  {254, 437},      {255, 850}};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (pages[i].charset == charset)
            return pages[i].page;
    return r->page;
}

/* The font of the text; kept, since each byte asks for it, and a file may have any number. */
static const struct rtf_font *font_now(struct rtf *r)
{
    int number = r->g->look.font;
    if (r->sought.number != number || r->sought.fonts != r->fonts.n) {
        const struct rtf_font *f = rtf_font_of(r, number);
        r->sought.number = number;
        r->sought.fonts = r->fonts.n;
        r->sought.found = f ? (int)(f - r->fonts.v) + 1 : 0;
    }
    return r->sought.found ? &r->fonts.v[r->sought.found - 1] : NULL;
}

static int page_now(struct rtf *r)
{
    const struct rtf_font *f = r->g->dest == RTF_FONTS ? &r->font : font_now(r);
    if (r->g->dest != RTF_FONTS && r->g->dest != RTF_TEXT)
        return r->page;
    if (f && r->g->dest == RTF_FONTS && f->charset == 2)
        return r->page; /* the name of a font of symbols */
    return !f ? r->page : f->page ? f->page : page_of_charset(r, f->charset);
}

static bool open_converter(struct rtf *r, int page)
{
    char name[16];
    if (r->converts == page)
        return true;
    if (r->converts)
        iconv_close(r->converter);
    snprintf(name, sizeof name,
             page == MACINTOSH ? "MACINTOSH"
             : page == 65001   ? "UTF-8"
                               : "CP%d",
             page);
    r->converter = iconv_open("UTF-8", name);
    r->converts = r->converter == (iconv_t)-1 ? 0 : page;
    return r->converts != 0;
}

/* A byte of a code page; those of a character of several bytes are gathered. */
static void put_byte(struct rtf *r, unsigned char c)
{
    if (r->skip > 0) {
        r->skip--;
        return;
    }
    if (r->g->dest == RTF_LEVEL_TEXT || r->g->dest == RTF_IMAGE) {
        put_char(r, c);
        return;
    }
    int page = page_now(r);
    if (page == SYMBOLS && c > ' ') {
        put_char(r, 0xf000u + c);
        return;
    }
    if (c < 0x80 && !r->n_bytes) {
        put_char(r, c);
        return;
    }
    r->bytes[r->n_bytes++] = (char)c;
    char *in = r->bytes, text[16], *out = text;
    size_t n = (size_t)r->n_bytes, room = sizeof text;
    bool open = page > 0 && open_converter(r, page),
         ok = open && iconv(r->converter, &in, &n, &out, &room) != (size_t)-1;
    int most = page == 65001                                                              ? 4
               : page == 932 || page == 936 || page == 949 || page == 950 || page == 1361 ? 2
                                                                                          : 1;
    if (open)
        iconv(r->converter, NULL, NULL, NULL, NULL);
    if (!ok && open && r->n_bytes < most)
        return; /* more bytes of it are to come */
    if (!ok) {
        r->n_bytes = 1;
        drop_bytes(r);
        if (c < 0x80)
            put_char(r, c);
    }
    r->n_bytes = 0;
    for (const char *s = text; ok && s < out;)
        put_char(r, utf8_next(&s, out));
}

/* ---- text flows ------------------------------------------------------------------------------ */

/* Whether the group's end is still free: a damaged file has two words that want it in one group. */
static bool end_is_free(const struct rtf *r) { return r->g->end == END_NONE; }

static void capture(struct rtf *r, enum end end)
{
    if (!end_is_free(r))
        return;
    r->g->captured = r->captured.n;
    r->g->dest = RTF_CAPTURE;
    r->g->end = end;
}

/* Another text begins: of a note, a box, a comment. False: too many in each other, so that it is
 * read as part of the open one. */
static bool flow_begins(struct rtf *r, enum end end)
{
    if (r->flows >= DEEPEST_FLOW || !end_is_free(r))
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

static void field_part(struct rtf *r, const char *type)
{
    rtf_flow_run(r, arena_printf(&r->arena, "<w:fldChar w:fldCharType=\"%s\"/>", type));
}

static void put_field(struct rtf *r, const char *code)
{
    int kept = r->g->look.code;
    struct buf b = {0};
    field_part(r, "begin");
    rtf_escape(&b, code, strlen(code));
    r->g->look.code = 1;
    rtf_flow_run(r,
                 arena_printf(&r->arena, "<w:instrText xml:space=\"preserve\"> %s </w:instrText>",
                              b.s ? b.s : ""));
    r->g->look.code = kept;
    field_part(r, "separate");
    field_part(r, "end");
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
    const char *term = take_captured(r);
    struct buf code = {0};
    if (!*term)
        return;
    buf_puts(&code, "XE \"");
    quote(&code, term);
    buf_puts(&code, "\"");
    if (r->see && *r->see) {
        buf_puts(&code, " \\t \"");
        quote(&code, r->see);
        buf_puts(&code, "\"");
    }
    r->see = NULL;
    put_field(r, code.s);
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

static void put_image(struct rtf *r)
{
    struct rtf_image *image = &r->image;
    if (image->kind >= 0 && image->bytes.n) {
        const char *ending = rtf_image_kinds[image->kind].ending;
        int id = r->media.n + 1;
        if (!strcmp(ending, "wmf"))
            add_metafile_head(image);
        *vec_add(&r->media) = image->bytes;
        image->bytes = (struct buf){0};
        *vec_add(&r->media_names) = arena_printf(&r->arena, "image%d.%s", id, ending);
        long long wide = 635LL * (image->width - image->left - image->right) * image->scale_x / 100,
                  high = 635LL * (image->height - image->top - image->bottom) * image->scale_y /
                         100;
        struct buf b = {0};
        buf_printf(&b,
                   "<w:drawing><wp:inline><wp:extent cx=\"%lld\" cy=\"%lld\"/><wp:docPr id=\"%d\"",
                   wide > 0 ? wide : 0, high > 0 ? high : 0, id);
        if (r->alt && *r->alt) {
            buf_puts(&b, " descr=\"");
            rtf_escape(&b, r->alt, strlen(r->alt));
            buf_puts(&b, "\"");
        }
        buf_printf(&b,
                   "/><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed=\"m%d\"/>",
                   id);
        if (image->width > 0 && image->height > 0)
            buf_printf(&b, "<a:srcRect l=\"%lld\" r=\"%lld\" t=\"%lld\" b=\"%lld\"/>",
                       100000LL * image->left / image->width,
                       100000LL * image->right / image->width,
                       100000LL * image->top / image->height,
                       100000LL * image->bottom / image->height);
        buf_puts(&b, "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>"
                     "</w:drawing>");
        rtf_flow_run(r, b.s);
        buf_done(&b);
        r->shapes++;
    }
    buf_done(&image->bytes);
    r->alt = NULL;
}

/* ---- formulas -------------------------------------------------------------------------------- */

/* Elements of Office Math are words of the same name with an m before it. */
static void math_text(struct rtf *r)
{
    const char *s = take_captured(r);
    struct buf b = {0};
    if (!*s)
        return;
    buf_puts(&b, "<m:t xml:space=\"preserve\">");
    rtf_escape(&b, s, strlen(s));
    buf_puts(&b, "</m:t>");
    buf_puts(&r->flow->line, b.s);
    buf_done(&b);
}

static bool math_word(struct rtf *r, const char *name)
{
    static const char *const values[] = {"chr",    "begChr", "endChr",  "sepChr",  "pos",
                                         "vertJc", "limLoc", "subHide", "supHide", "degHide",
                                         "type",   "nor",    "sty",     "scr",     "show",
                                         "lit",    "jc",     "grow",    "count",   "mcJc",
                                         "shp",    "argSz",  NULL};
    if (r->g->math || !end_is_free(r) || name[0] != 'm' || !islower((unsigned char)name[1]))
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
    const char *s = take_captured(r);
    buf_printf(&r->flow->line, "<m:%s m:val=\"", r->g->math);
    rtf_escape(&r->flow->line, s, strlen(s));
    buf_puts(&r->flow->line, "\"/>");
}

/* ---- groups ---------------------------------------------------------------------------------- */

static void group_begins(struct rtf *r)
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
    const char *value = take_captured(r);
    if (r->name && !strcmp(r->name, "wzDescription"))
        r->alt = value;
}

static void put_property(struct rtf *r, const char *name)
{
    const char *s = take_captured(r);
    buf_printf(&r->properties, "<%s>", name);
    rtf_escape(&r->properties, s, strlen(s));
    buf_printf(&r->properties, "</%s>", name);
}

static void add_changers(struct rtf *r)
{
    char *s = (char *)take_captured(r);
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
    switch ((enum end)r->g->end) {
    case END_NONE: break;
    case END_FIELD:
        if (!r->g->result)
            field_part(r, "separate");
        field_part(r, "end");
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
        const char *name = take_captured(r);
        struct buf b = {0};
        rtf_escape(&b, name, strlen(name));
        rtf_flow_raw(r, arena_printf(&r->arena, "<w:bookmarkStart w:id=\"%d\" w:name=\"%s\"/>",
                                     ++r->ids, b.s ? b.s : ""));
        buf_done(&b);
        break;
    }
    case END_INDEX: index_ends(r); break;
    case END_SEE: r->see = take_captured(r); break;
    case END_COMMENTER: r->author = take_captured(r); break;
    case END_PROPERTY: r->name = take_captured(r); break;
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
    case END_CLASS: r->name = take_captured(r); break;
    case END_NUMBERED:
        if (r->groups.n > 1)
            r->groups.v[r->groups.n - 2].para.list = r->numbered;
        break;
    }
}

static void group_ends(struct rtf *r)
{
    r->skip = 0;
    if (r->too_deep) {
        r->too_deep--;
        return;
    }
    drop_bytes(r);
    if (r->groups.n == 1)
        return; /* one brace too many */
    group_end_acts(r);
    r->groups.n--;
    r->g = &r->groups.v[r->groups.n - 1];
}

/* ---- words ----------------------------------------------------------------------------------- */

static void act_char(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has, (void)n;
    put_char(r, (uint32_t)w->value);
}

static void act_look(struct rtf *r, const struct word *w, bool has, int n)
{
    *(int *)((char *)&r->g->look + w->value) = has ? n : 1;
}

static void act_look_off(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has, (void)n;
    *(int *)((char *)&r->g->look + w->value) = 0;
}

/* Who made a change: the number of a name, from 0. */
static void act_author(struct rtf *r, const struct word *w, bool has, int n)
{
    *(int *)((char *)&r->g->look + w->value) = has && n >= 0 && n < 100000 ? n + 1 : 1;
}

static void act_vertical(struct rtf *r, const struct word *w, bool has, int n)
{
    r->g->look.vertical = has && !n ? 0 : w->value;
}

static void act_plain(struct rtf *r, const struct word *w, bool has, int n)
{
    int code = r->g->look.code, added = r->g->look.added, deleted = r->g->look.deleted;
    (void)w, (void)has, (void)n;
    r->g->look = (struct rtf_look){.font = r->default_font,
                                   .lang = r->default_lang,
                                   .code = code,
                                   .added = added,
                                   .deleted = deleted};
}

static void act_pard(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    r->g->para = (struct rtf_para){.outline = -1};
}

static void act_para(struct rtf *r, const struct word *w, bool has, int n)
{
    *(int *)((char *)&r->g->para + w->value) = has ? n : 1;
}

static void act_align(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has, (void)n;
    r->g->para.align = w->value;
}

static void act_style(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has;
    if (r->g->dest == RTF_STYLES) {
        r->style = n;
        r->character_style = w->value == 1;
    } else if (w->value == 1) {
        r->g->look.style = n;
    } else if (!w->value) {
        r->g->para.style = n;
    }
}

static void act_based(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has;
    r->based = n;
}

static void act_intbl(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    if (r->g->para.depth < 1)
        r->g->para.depth = 1;
}

static void act_itap(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w;
    r->g->para.depth = has && n >= 0 ? n : 1;
}

static void act_font(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has;
    if (r->g->dest == RTF_FONTS)
        r->font = (struct rtf_font){.number = n, .charset = 1};
    else
        r->g->look.font = n;
}

static void act_charset(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has;
    *(w->value ? &r->font.page : &r->font.charset) = n;
}

static void act_page(struct rtf *r, const struct word *w, bool has, int n)
{
    r->page = w->value ? w->value : has && n > 0 ? n : 1252;
}

static void act_default(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has;
    *(w->value ? &r->default_lang : &r->default_font) = n;
    *(w->value ? &r->g->look.lang : &r->g->look.font) = n;
}

static void act_uc(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w;
    r->g->fallback = has && n >= 0 && n < 16 ? n : 1;
}

static void act_u(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w;
    if (!has)
        return;
    n += n < 0 ? 0x10000 : 0; /* 16 bits with a sign */
    put_unicode(r, n < 0 || n > 0x10ffff ? 0xfffd : (uint32_t)n);
    r->skip = r->g->fallback;
}

static void act_dest(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has, (void)n;
    r->g->dest = (enum rtf_dest)w->value;
    r->g->captured = r->captured.n;
}

static void act_capture(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has, (void)n;
    capture(r, (enum end)w->value);
}

/* What only info has: "title" and "author" are words of no meaning elsewhere. */
static void act_info(struct rtf *r, const struct word *w, bool has, int n)
{
    if (r->g->dest == RTF_INFO)
        act_capture(r, w, has, n);
}

static void act_flow(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has, (void)n;
    flow_begins(r, (enum end)w->value);
}

static void act_endnote(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    if (r->g->end == END_NOTE)
        r->g->end = END_ENDNOTE;
}

static void act_run(struct rtf *r, const struct word *w, bool has, int n)
{
    static const char *const runs[] = {"<w:tab/>", "<w:br/>", "<w:br w:type=\"page\"/>",
                                       "<w:noBreakHyphen/>"};
    (void)has, (void)n;
    if (r->g->dest == RTF_TEXT)
        rtf_flow_run(r, runs[w->value]);
    else
        put_char(r, ' ');
}

static void act_paragraph(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has, (void)n;
    if (r->g->dest != RTF_TEXT)
        put_char(r, ' ');
    else if (!w->value || r->flow->line.n || r->flow->text.n)
        rtf_paragraph(r);
}

static void act_field(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    if (r->g->dest != RTF_TEXT || !end_is_free(r))
        return;
    r->g->code = r->g->look.code;
    r->g->result = false;
    r->g->end = END_FIELD;
    field_part(r, "begin");
}

static void act_code(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    r->g->look.code = 1;
}

static void act_result(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    if (r->g->dest != RTF_TEXT)
        return;
    r->g->look.code = r->g->code;
    field_part(r, "separate");
    for (int i = r->groups.n - 1; i >= 0; i--)
        if (r->groups.v[i].end == END_FIELD) {
            r->groups.v[i].result = true;
            break;
        }
}

static void act_number_of_page(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    if (r->g->dest == RTF_TEXT)
        put_field(r, "PAGE");
}

static void act_shape(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has, (void)n;
    if (r->g->dest == RTF_DEAD || !end_is_free(r))
        return;
    r->g->dest = RTF_QUIET;
    r->g->end = w->value;
    r->g->shapes = r->shapes;
}

static void act_object(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    if (!end_is_free(r))
        return;
    r->g->end = END_OBJECT;
    r->g->shapes = r->shapes;
    r->g->begun = r->flow->line.n + r->flow->text.n;
    r->name = NULL;
}

static void act_image(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    if (!end_is_free(r))
        return;
    buf_done(&r->image.bytes);
    r->image = (struct rtf_image){.kind = -1, .scale_x = 100, .scale_y = 100, .high_digit = -1};
    r->g->dest = RTF_IMAGE;
    r->g->end = END_IMAGE;
}

static void act_image_kind(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has, (void)n;
    r->image.kind = w->value;
}

static void act_image_size(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has;
    if (n > 0 && n < 100000)
        *(int *)((char *)&r->image + w->value) = n;
}

static void act_bin(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has;
    size_t k = n > 0 ? (size_t)n : 0, left = (size_t)(r->end - r->p);
    k = k < left ? k : left;
    if (r->g->dest == RTF_IMAGE)
        buf_add(&r->image.bytes, r->p, k);
    r->p += k;
}

static void act_value(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    if (r->name && !strcmp(r->name, "pib"))
        r->g->dest = RTF_QUIET; /* an image in it is read */
    else
        capture(r, END_VALUE);
}

/* ---- tables ---- */

static struct rtf_row_def *row_now(struct rtf *r) { return &r->row[r->g->nested_row]; }

static void act_trowd(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    rtf_row_clear(row_now(r));
    if (!r->g->nested_row)
        r->flow->in_row = true;
}

static void act_row_is(struct rtf *r, const struct word *w, bool has, int n)
{
    struct rtf_row_def *d = row_now(r);
    (void)has;
    if (w->value == 0)
        d->left = n;
    else if (w->value == 1)
        d->head = true;
    else
        d->index = n;
}

static void act_edge(struct rtf *r, const struct word *w, bool has, int n)
{
    struct rtf_row_def *d = row_now(r);
    (void)has;
    if (w->value == 0)
        d->next.joins = true;
    else if (w->value == 1)
        d->next.begins_down = true;
    else if (w->value == 2)
        d->next.joins_down = true;
    else {
        d->next.at = n;
        *vec_add(&d->edges) = d->next;
        d->next = (struct rtf_edge){0};
    }
}

static void act_nested_row(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    r->g->nested_row = true;
}

static void act_cell(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has, (void)n;
    if (r->g->dest == RTF_TEXT)
        rtf_cell(r, w->value);
}

static void act_row(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has, (void)n;
    if (r->g->dest == RTF_TEXT)
        rtf_row(r, w->value);
}

/* ---- lists ---- */

static void act_list(struct rtf *r, const struct word *w, bool has, int n)
{
    struct rtf_list *list = r->lists.n ? &r->lists.v[r->lists.n - 1] : NULL;
    (void)has;
    if (r->g->dest != RTF_LISTS)
        return;
    if (w->value == 0)
        (void)vec_add(&r->lists);
    else if (list && w->value == 1 && list->levels < LIST_LEVELS)
        list->level[list->levels++] = (struct rtf_level){.start = 1, .text = ""};
    else if (list && w->value == 2 && list->levels)
        list->level[list->levels - 1].format = n;
    else if (list && w->value == 4)
        list->id = n;
}

/* \levelstartat is a word of both tables. */
static void act_start(struct rtf *r, const struct word *w, bool has, int n)
{
    struct rtf_list *list = r->lists.n ? &r->lists.v[r->lists.n - 1] : NULL;
    struct rtf_override *o = r->overrides.n ? &r->overrides.v[r->overrides.n - 1] : NULL;
    (void)w, (void)has;
    if (r->g->dest == RTF_LISTS && list && list->levels)
        list->level[list->levels - 1].start = n;
    else if (r->g->dest == RTF_OVERRIDES && o && o->levels)
        o->start[o->levels - 1] = n;
}

static void act_override(struct rtf *r, const struct word *w, bool has, int n)
{
    struct rtf_override *o = r->overrides.n ? &r->overrides.v[r->overrides.n - 1] : NULL;
    (void)has, (void)n;
    if (r->g->dest != RTF_OVERRIDES)
        return;
    if (w->value == 0)
        (void)vec_add(&r->overrides);
    else if (o && o->levels < LIST_LEVELS)
        o->start[o->levels++] = -1;
}

static void act_listid(struct rtf *r, const struct word *w, bool has, int n)
{
    if (r->g->dest == RTF_OVERRIDES && r->overrides.n)
        r->overrides.v[r->overrides.n - 1].list = n;
    else
        act_list(r, w, has, n);
}

static void act_ls(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has;
    if (r->g->dest == RTF_OVERRIDES && r->overrides.n)
        r->overrides.v[r->overrides.n - 1].number = n;
    else
        r->g->para.list = n > 0 && n < 100000 ? n : 0;
}

/* Lists of older programs: each paragraph says how it is numbered. A number of 100,000 and more is
 * that of a list made for them. */
static void act_numbered(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    if (!end_is_free(r))
        return;
    r->g->dest = RTF_QUIET;
    r->g->end = END_NUMBERED;
}

static void act_numbered_format(struct rtf *r, const struct word *w, bool has, int n)
{
    enum { FIRST = 100000 };
    (void)has, (void)n;
    if (r->g->end != END_NUMBERED)
        return;
    if (r->numbered && r->numbered_format == w->value && r->flow->last_list == r->numbered)
        return;
    struct rtf_list *list = vec_add(&r->lists);
    struct rtf_override *o = vec_add(&r->overrides);
    list->id = o->list = o->number = r->numbered = FIRST + r->lists.n;
    list->levels = 1;
    list->level[0] = (struct rtf_level){.format = w->value, .start = 1, .text = "%1."};
    r->numbered_format = w->value;
}

static void act_numbered_start(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has;
    if (r->g->end == END_NUMBERED && r->lists.n && r->lists.v[r->lists.n - 1].id == r->numbered &&
        r->flow->last_list != r->numbered)
        r->lists.v[r->lists.n - 1].level[0].start = n;
}

/* ---- formulas ---- */

static void act_math(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has, (void)n;
    if ((r->g->dest != RTF_TEXT && r->g->dest != RTF_MATH) || !end_is_free(r))
        return;
    rtf_flow_text(r);
    r->g->dest = RTF_MATH;
    r->g->captured = r->captured.n;
    r->g->math = w->value ? "oMathPara" : "oMath";
    buf_printf(&r->flow->line, "<m:%s>", r->g->math);
    r->g->end = END_MATH;
}

static void act_nothing(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)r, (void)w, (void)has, (void)n;
}

/* ---- both texts of a group: that without Unicode is skipped ---- */

static void act_upr(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    r->g->around = r->g->dest;
    r->g->dest = RTF_DEAD;
}

static void act_ud(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    r->g->dest = r->g->around;
}

#define LOOK(field) offsetof(struct rtf_look, field)
#define PARA(field) offsetof(struct rtf_para, field)
#define SIZE(field) offsetof(struct rtf_image, field)
/* clang-format off */
static const struct word words[] = {
    /* characters */
    {"u", act_u, 0}, {"uc", act_uc, 0}, {"upr", act_upr, 0}, {"ud", act_ud, 0},
    {"emdash", act_char, 0x2014}, {"endash", act_char, 0x2013}, {"lquote", act_char, 0x2018},
    {"rquote", act_char, 0x2019}, {"ldblquote", act_char, 0x201c}, {"rdblquote", act_char, 0x201d},
    {"bullet", act_char, 0x2022}, {"emspace", act_char, 0x2003}, {"enspace", act_char, 0x2002},
    {"qmspace", act_char, 0x2005}, {"zwj", act_char, 0x200d}, {"zwnj", act_char, 0x200c},
    {"zwbo", act_char, 0x200b}, {"zwnbo", act_char, 0x2060}, {"ltrmark", act_char, 0x200e},
    {"rtlmark", act_char, 0x200f}, {"tab", act_run, 0}, {"line", act_run, 1}, {"page", act_run, 2},
    {"column", act_run, 2}, {"chpgn", act_number_of_page, 0},
    /* their formatting */
    {"plain", act_plain, 0}, {"b", act_look, LOOK(bold)}, {"i", act_look, LOOK(italic)},
    {"ul", act_look, LOOK(underline)}, {"uldb", act_look, LOOK(underline)},
    {"ulw", act_look, LOOK(underline)}, {"uld", act_look, LOOK(underline)},
    {"uldash", act_look, LOOK(underline)}, {"ulth", act_look, LOOK(underline)},
    {"ulwave", act_look, LOOK(underline)}, {"ulnone", act_look_off, LOOK(underline)},
    {"strike", act_look, LOOK(strike)}, {"striked", act_look, LOOK(strike)},
    {"caps", act_look, LOOK(caps)}, {"scaps", act_look, LOOK(small_caps)},
    {"v", act_look, LOOK(hidden)}, {"sub", act_vertical, 1}, {"super", act_vertical, 2},
    {"nosupersub", act_vertical, 0}, {"lang", act_look, LOOK(lang)}, {"f", act_font, 0},
    {"cs", act_style, 1}, {"revised", act_look, LOOK(added)}, {"revauth", act_author, LOOK(added)},
    {"deleted", act_look, LOOK(deleted)}, {"revauthdel", act_author, LOOK(deleted)},
    /* paragraphs */
    {"par", act_paragraph, 0}, {"sect", act_paragraph, 1}, {"pard", act_pard, 0},
    {"s", act_style, 0}, {"ds", act_style, 2}, {"ts", act_style, 2}, {"sbasedon", act_based, 0},
    {"outlinelevel", act_para, PARA(outline)}, {"ls", act_ls, 0}, {"ilvl", act_para, PARA(level)},
    {"qc", act_align, 1}, {"qr", act_align, 2}, {"qj", act_align, 3}, {"ql", act_align, 0},
    {"intbl", act_intbl, 0}, {"itap", act_itap, 0}, {"absw", act_para, PARA(frame)},
    {"absh", act_para, PARA(frame)}, {"posx", act_para, PARA(frame)}, {"posy", act_para, PARA(frame)},
    {"dropcapli", act_para, PARA(drop)},
    /* tables */
    {"trowd", act_trowd, 0}, {"trleft", act_row_is, 0}, {"trhdr", act_row_is, 1},
    {"irow", act_row_is, 2}, {"clmrg", act_edge, 0}, {"clvmgf", act_edge, 1},
    {"clvmrg", act_edge, 2}, {"cellx", act_edge, 3}, {"cell", act_cell, 0},
    {"nestcell", act_cell, 1}, {"row", act_row, 0}, {"nestrow", act_row, 1},
    {"nesttableprops", act_nested_row, 0}, {"nonesttables", act_dest, RTF_DEAD},
    /* notes, boxes, comments, headers */
    {"footnote", act_flow, END_NOTE}, {"ftnalt", act_endnote, 0},
    {"annotation", act_flow, END_COMMENT}, {"atnauthor", act_capture, END_COMMENTER},
    {"header", act_flow, END_HEADER}, {"headerl", act_flow, END_HEADER},
    {"headerr", act_flow, END_HEADER}, {"headerf", act_flow, END_HEADER},
    {"footer", act_flow, END_HEADER}, {"footerl", act_flow, END_HEADER},
    {"footerr", act_flow, END_HEADER}, {"footerf", act_flow, END_HEADER},
    {"shp", act_shape, END_SHAPE}, {"shpgrp", act_shape, END_NONE}, {"do", act_shape, END_SHAPE},
    {"shpinst", act_shape, END_NONE}, {"shptxt", act_flow, END_BOX},
    {"dptxbxtext", act_flow, END_BOX}, {"shprslt", act_dest, RTF_DEAD},
    {"sp", act_shape, END_NONE}, {"sn", act_capture, END_PROPERTY}, {"sv", act_value, 0},
    {"picprop", act_shape, END_NONE},
    /* fields, marks, index */
    {"field", act_field, 0}, {"fldinst", act_code, 0}, {"fldrslt", act_result, 0},
    {"bkmkstart", act_capture, END_MARK}, {"xe", act_capture, END_INDEX},
    {"txe", act_capture, END_SEE},
    /* objects, images */
    {"object", act_object, 0}, {"objclass", act_capture, END_CLASS},
    {"pict", act_image, 0}, {"shppict", act_nothing, 0}, {"nonshppict", act_dest, RTF_DEAD},
    {"pngblip", act_image_kind, 0}, {"jpegblip", act_image_kind, 1},
    {"emfblip", act_image_kind, 2}, {"wmetafile", act_image_kind, 3},
    {"dibitmap", act_image_kind, 4}, {"wbitmap", act_image_kind, 5},
    {"macpict", act_image_kind, 6}, {"pmmetafile", act_image_kind, 7},
    {"picwgoal", act_image_size, SIZE(width)}, {"pichgoal", act_image_size, SIZE(height)},
    {"picscalex", act_image_size, SIZE(scale_x)}, {"picscaley", act_image_size, SIZE(scale_y)},
    {"piccropl", act_image_size, SIZE(left)}, {"piccropr", act_image_size, SIZE(right)},
    {"piccropt", act_image_size, SIZE(top)}, {"piccropb", act_image_size, SIZE(bottom)},
    {"bin", act_bin, 0},
    /* formulas */
    {"moMath", act_math, 0}, {"moMathPara", act_math, 1}, {"mmathPict", act_dest, RTF_DEAD},
    /* the document */
    {"ansicpg", act_page, 0}, {"mac", act_page, MACINTOSH}, {"pc", act_page, 437},
    {"pca", act_page, 850}, {"deff", act_default, 0}, {"deflang", act_default, 1},
    {"fonttbl", act_dest, RTF_FONTS}, {"fcharset", act_charset, 0}, {"cpg", act_charset, 1},
    {"stylesheet", act_dest, RTF_STYLES}, {"listtable", act_dest, RTF_LISTS}, {"list", act_list, 0},
    {"listlevel", act_list, 1}, {"levelnfc", act_list, 2}, {"levelnfcn", act_list, 2},
    {"levelstartat", act_start, 0}, {"leveltext", act_dest, RTF_LEVEL_TEXT},
    {"levelnumbers", act_dest, RTF_DEAD}, {"listname", act_dest, RTF_DEAD},
    {"listid", act_listid, 4}, {"listoverridetable", act_dest, RTF_OVERRIDES},
    {"listoverride", act_override, 0}, {"lfolevel", act_override, 1},
    {"pn", act_numbered, 0}, {"pnlvlblt", act_numbered_format, 23},
    {"pndec", act_numbered_format, 0}, {"pnucrm", act_numbered_format, 1},
    {"pnlcrm", act_numbered_format, 2}, {"pnucltr", act_numbered_format, 3},
    {"pnlcltr", act_numbered_format, 4}, {"pnstart", act_numbered_start, 0},
    {"pntxtb", act_dest, RTF_DEAD}, {"pntxta", act_dest, RTF_DEAD},
    {"pntext", act_dest, RTF_DEAD}, {"listtext", act_dest, RTF_DEAD},
    {"info", act_dest, RTF_INFO}, {"title", act_info, END_TITLE}, {"author", act_info, END_AUTHOR},
    {"keywords", act_info, END_KEYWORDS}, {"revtbl", act_capture, END_CHANGERS},
    {"colortbl", act_dest, RTF_DEAD}, {"tc", act_dest, RTF_DEAD}, {"tcn", act_dest, RTF_DEAD},
    {"template", act_dest, RTF_DEAD},
};
/* clang-format on */

/* ---- the file -------------------------------------------------------------------------------- */

/* A word with its number: "\li720 ". */
static void read_word(struct rtf *r, const struct map *index)
{
    const char *name = r->p;
    while (r->p < r->end && isalpha((unsigned char)*r->p))
        r->p++;
    size_t n = (size_t)(r->p - name);
    char number[16] = {0};
    size_t k = 0;
    const char *digits = r->p;
    if (r->p < r->end && *r->p == '-')
        r->p++;
    while (r->p < r->end && isdigit((unsigned char)*r->p))
        r->p++;
    bool has = r->p > digits + (*digits == '-');
    if (!has)
        r->p = digits;
    for (; has && k < sizeof number - 1 && digits + k < r->p; k++)
        number[k] = digits[k];
    long value = strtol(number, NULL, 10);
    value = value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : value;
    if (r->p < r->end && *r->p == ' ')
        r->p++;
    bool star = r->star;
    r->star = false;
    if (r->too_deep) {
        r->was_too_deep = true;
        return;
    }
    if (r->skip > 0 && !(n == 1 && *name == 'u')) {
        r->skip--;
        return;
    }
    r->skip = 0;
    drop_bytes(r);
    const struct word *w = map_get_n(index, name, n);
    if (w && w->act == act_bin)
        act_bin(r, w, has, (int)value);
    else if (r->g->dest == RTF_DEAD && !(w && w->act == act_ud && star))
        return;
    else if (r->g->dest == RTF_MATH && n < 32) {
        char copy[32];
        snprintf(copy, sizeof copy, "%.*s", (int)n, name);
        if (!math_word(r, copy) && w)
            w->act(r, w, has, (int)value);
    } else if (w)
        w->act(r, w, has, (int)value);
    else if (star)
        r->g->dest = RTF_DEAD;
}

static void read_symbol(struct rtf *r)
{
    char c = *r->p++;
    if (c == '\'' && r->p + 1 < r->end && isxdigit((unsigned char)r->p[0]) &&
        isxdigit((unsigned char)r->p[1])) {
        char hex[3] = {r->p[0], r->p[1], 0};
        r->p += 2;
        put_byte(r, (unsigned char)strtol(hex, NULL, 16));
        return;
    }
    if (c == '*') {
        r->star = true;
        return;
    }
    if (r->skip > 0 && !strchr("{}\\", c)) {
        r->skip--;
        return;
    }
    switch (c) {
    case '~': put_char(r, 0xa0); break;
    case '-': put_char(r, 0xad); break;
    case '_':
        if (r->g->dest == RTF_TEXT)
            rtf_flow_run(r, "<w:noBreakHyphen/>");
        else
            put_char(r, 0x2011);
        break;
    case '\r':
    case '\n': act_paragraph(r, &words[0], false, 0); break;
    case ':': put_char(r, ':'); break; /* between the levels of an index entry */
    case '{':
    case '}':
    case '\\': put_byte(r, (unsigned char)c); break;
    default: break;
    }
}

static void rtf_read(struct rtf *r)
{
    struct map index = {0};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        *map_put(&index, words[i].name) = (void *)&words[i];
    while (r->p < r->end) {
        char c = *r->p++;
        if (c == '{')
            group_begins(r);
        else if (c == '}')
            group_ends(r);
        else if (c == '\\' && r->p < r->end && isalpha((unsigned char)*r->p))
            read_word(r, &index);
        else if (c == '\\' && r->p < r->end)
            read_symbol(r);
        else if (c != '\r' && c != '\n' && c)
            put_byte(r, (unsigned char)c);
    }
    map_done(&index);
}

static void rtf_done(struct rtf *r)
{
    if (r->converts)
        iconv_close(r->converter);
    for (int i = 0; i < r->media.n; i++)
        buf_done(&r->media.v[i]);
    buf_done(&r->captured), buf_done(&r->notes), buf_done(&r->endnotes), buf_done(&r->comments);
    buf_done(&r->headers), buf_done(&r->properties), buf_done(&r->image.bytes);
    vec_done(&r->groups), vec_done(&r->fonts), vec_done(&r->styles), vec_done(&r->lists);
    vec_done(&r->overrides), vec_done(&r->authors), vec_done(&r->media), vec_done(&r->media_names);
    rtf_row_clear(&r->row[0]), rtf_row_clear(&r->row[1]);
    arena_done(&r->arena);
}

bool rtf_is(const char *bytes, size_t n) { return n >= 5 && !memcmp(bytes, "{\\rtf", 5); }

bool rtf_package(const struct buf *bytes, struct buf *zip, struct rtf_faults *faults)
{
    struct rtf r = {.p = bytes->s, .end = bytes->s + bytes->n, .page = 1252};
    struct buf body = {0};
    *vec_add(&r.groups) = (struct rtf_group){.para = {.outline = -1}, .fallback = 1};
    r.g = &r.groups.v[0];
    rtf_flow_begin(&r);
    rtf_read(&r);
    drop_bytes(&r);
    faults->cut = r.groups.n > 1;
    faults->unknown = r.unknown;
    faults->deepest = r.was_too_deep ? DEEPEST_GROUP : 0;
    r.too_deep = 0;
    while (r.groups.n > 1)
        group_ends(&r);
    rtf_flow_end(&r, &body);
    bool ok = rtf_parts(&r, &body, zip);
    buf_done(&body);
    rtf_done(&r);
    return ok;
}
