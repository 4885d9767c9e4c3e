// SPDX-License-Identifier: Apache-2.0
/* The words and symbols of RTF: the table of those that act. Others are skipped, and after \* their
 * group. */
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/rtf-int.h"

struct word {
    const char *name;
    void (*act)(struct rtf *r, const struct word *w, bool has, int n);
    int value;
};

static void act_char(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has, (void)n;
    rtf_char(r, (uint32_t)w->value);
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
    rtf_unicode(r, (uint32_t)n);
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
    rtf_capture(r, (enum end)w->value);
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
    rtf_flow_begins(r, (enum end)w->value);
}

static void act_endnote(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    if (r->g->end == END_NOTE)
        r->g->end = END_ENDNOTE;
}

static void act_run(struct rtf *r, const struct word *w, bool has, int n)
{
    static const char *const runs[] = {"<w:tab/>", "<w:br/>", "<w:br w:type=\"page\"/>"};
    (void)has, (void)n;
    if (r->g->dest == RTF_TEXT)
        rtf_flow_run(r, runs[w->value]);
    else
        rtf_char(r, ' ');
}

static void end_paragraph(struct rtf *r)
{
    if (r->g->dest == RTF_TEXT)
        rtf_paragraph(r);
    else
        rtf_char(r, ' ');
}

static void act_paragraph(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    end_paragraph(r);
}

/* A section ends a paragraph only if one is open. */
static void act_section(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    if (r->g->dest != RTF_TEXT || r->flow->line.n || r->flow->text.n)
        end_paragraph(r);
}

static void act_field(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    if (r->g->dest != RTF_TEXT || !rtf_end_is_free(r))
        return;
    r->g->code = r->g->look.code;
    r->g->result = false;
    r->g->end = END_FIELD;
    rtf_field_part(r, "begin");
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
    rtf_field_part(r, "separate");
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
        rtf_field(r, "PAGE");
}

static void act_shape(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)has, (void)n;
    if (r->g->dest == RTF_DEAD || !rtf_end_is_free(r))
        return;
    r->g->dest = RTF_QUIET;
    r->g->end = w->value;
    r->g->shapes = r->shapes;
}

static void act_object(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    if (!rtf_end_is_free(r))
        return;
    r->g->end = END_OBJECT;
    r->g->shapes = r->shapes;
    r->g->begun = r->flow->line.n + r->flow->text.n;
    r->name = NULL;
}

static void act_image(struct rtf *r, const struct word *w, bool has, int n)
{
    (void)w, (void)has, (void)n;
    if (!rtf_end_is_free(r))
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
        rtf_capture(r, END_VALUE);
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
    if (!rtf_end_is_free(r))
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
    if ((r->g->dest != RTF_TEXT && r->g->dest != RTF_MATH) || !rtf_end_is_free(r))
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
    {"par", act_paragraph, 0}, {"sect", act_section, 0}, {"pard", act_pard, 0},
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

/* ---- reading a word or a symbol ---------------------------------------------------------------- */

/* A word with its number: "\li720 ". */
void rtf_read_word(struct rtf *r, const struct map *index)
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
    const struct word *w = map_get_n(index, name, n);
    if (!(w && w->act == act_u)) /* which may be the other half of a character */
        rtf_drop_bytes(r);
    if (w && w->act == act_bin)
        act_bin(r, w, has, (int)value);
    else if (r->g->dest == RTF_DEAD && !(w && w->act == act_ud && star))
        return;
    else if (r->g->dest == RTF_MATH && n < 32) {
        char copy[32];
        snprintf(copy, sizeof copy, "%.*s", (int)n, name);
        if (!rtf_math_word(r, copy) && w)
            w->act(r, w, has, (int)value);
    } else if (w)
        w->act(r, w, has, (int)value);
    else if (star)
        r->g->dest = RTF_DEAD;
}

void rtf_read_symbol(struct rtf *r)
{
    char c = *r->p++;
    if (c == '\'' && r->p + 1 < r->end && isxdigit((unsigned char)r->p[0]) &&
        isxdigit((unsigned char)r->p[1])) {
        char hex[3] = {r->p[0], r->p[1], 0};
        r->p += 2;
        rtf_byte(r, (unsigned char)strtol(hex, NULL, 16));
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
    case '~': rtf_char(r, 0xa0); break;
    case '-': rtf_char(r, 0xad); break;
    case '_':
        if (r->g->dest == RTF_TEXT)
            rtf_flow_run(r, "<w:noBreakHyphen/>");
        else
            rtf_char(r, 0x2011);
        break;
    case '\r':
    case '\n': end_paragraph(r); break;
    case ':': rtf_char(r, ':'); break; /* between the levels of an index entry */
    case '{':
    case '}':
    case '\\': rtf_byte(r, (unsigned char)c); break;
    default: break;
    }
}

void rtf_index_words(struct map *index)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        *map_put(index, words[i].name) = (void *)&words[i];
}
