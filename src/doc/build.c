// SPDX-License-Identifier: Apache-2.0
/* Elements become boxes: one walk over the styled tree, in document order, each element dispatched
 * by its display, float and position. The depth of the walk is that of the elements, which is
 * limited here. */
#include "doc/doc-int.h"

enum { DEPTH_MAX = 1000 };

/* An out-of-flow or flex child is a block regardless of its display (CSS 2.1 9.7). */
static enum css_kw blockified(enum css_kw display)
{
    switch (display) {
    case KW_inline:
    case KW_inline_block:
    case KW_contents:
    case KW_table_row_group:
    case KW_table_header_group:
    case KW_table_footer_group:
    case KW_table_row:
    case KW_table_cell:
    case KW_table_column_group:
    case KW_table_column:
    case KW_table_caption: return KW_block;
    case KW_inline_table: return KW_table;
    case KW_inline_flex: return KW_flex;
    case KW_inline_grid: return KW_grid;
    default: return display;
    }
}

bool build_out_of_flow(const struct css_style *s)
{
    return css_is(s, CSS_position, KW_absolute) || css_is(s, CSS_position, KW_fixed) ||
           !(css_is(s, CSS_float, KW_none) || css_is(s, CSS_float, KW_footnote) ||
             css_is(s, CSS_float, KW_endnote));
}

/* Whether it is a flex or grid container, each of whose children is a block. */
static bool holds_items(const struct box *block)
{
    return box_is_flex(block) || box_is_grid(block);
}

/* Generated content, with the named strings and bookmarks of the pseudo-element; content() is its
 * own text. */
void build_pseudo_content(struct build *b, const xmlNode *n, const struct css_style *self,
                          const struct css_style *s, const struct css_list *content,
                          enum css_pseudo which)
{
    struct mark_values marks = mark_open(b, n, s);
    if (marks.n) {
        struct buf text = {0};
        content_pseudo_text(b, n, self, which, &text);
        b->own_text = text.s ? text.s : "";
        mark_fill(b, n, s, marks);
        b->own_text = NULL;
        buf_done(&text);
    }
    content_build(b, content, n, s);
}

static bool is_inline_level(enum css_kw display)
{
    return display == KW_inline_block || display == KW_inline_table || display == KW_inline_flex ||
           display == KW_inline_grid;
}

static enum box_kind kind_of(enum css_kw display)
{
    return display == KW_flex         ? BOX_FLEX
           : display == KW_grid       ? BOX_GRID
           : is_inline_level(display) ? BOX_INLINE_BLOCK
                                      : BOX_BLOCK;
}

/* A block of generated content, in its place or floated out of it. */
static void pseudo_block(struct build *b, const xmlNode *n, const struct css_style *self,
                         const struct css_style *s, const struct css_list *content,
                         enum css_pseudo which)
{
    bool out = build_out_of_flow(s);
    enum css_kw display = css_kw(s, CSS_display);
    if (out || holds_items(b->context->block))
        display = blockified(display);
    if (!out && (display == KW_table || display == KW_inline_table)) {
        table_generated(b, n, self, s, which, display == KW_inline_table);
        return;
    }
    struct box *box, *around = out ? box_new(b, BOX_FLOAT, s, n) : NULL, *lead = b->lead;
    struct context c;
    if (out) {
        place_loose(b, around);
        box = around->u.out.body = box_new(b, kind_of(display), s, n);
        box->parent = around;
        b->lead = NULL;
        context_open(b, &c, box);
    } else {
        box = block_open(b, &c, kind_of(display), s, n);
    }
    box->pseudo = (uint8_t)which;
    bool item = css_is(s, CSS_display, KW_list_item);
    if (item && !counter_named(s, CSS_counter_increment, "list-item"))
        counter_add(b, "list-item", 1);
    if (item)
        list_marker(b, n, s, box);
    build_pseudo_content(b, n, self, s, content, which);
    if (item)
        lead_flush(b);
    context_close(b);
    if (out)
        b->lead = lead;
}

const struct css_style *build_pseudo_style(struct build *b, const xmlNode *n,
                                           const struct css_style *self, enum css_pseudo which)
{
    const struct css_style *s = css_match_pseudo(b->doc->css, n, self, which);
    const struct css_list *content = s ? css_list(s, CSS_content) : NULL;
    if (!content || css_is(s, CSS_display, KW_none) || (endnotes_in(content) && !b->endnotes.n))
        return NULL;
    bool column = css_is(s, CSS_display, KW_table_column) ||
                  css_is(s, CSS_display, KW_table_column_group);
    return column ? NULL : s;
}

void build_pseudo_inside(struct build *b, const xmlNode *n, const struct css_style *self,
                         const struct css_style *s, enum css_pseudo which)
{
    b->depth++;
    counters_apply(b, n, s, (uint8_t)which);
    build_pseudo_content(b, n, self, s, css_list(s, CSS_content), which);
    counters_leave(b);
    b->depth--;
}

void build_pseudo(struct build *b, const xmlNode *n, const struct css_style *self,
                  enum css_pseudo which)
{
    const struct css_style *s = build_pseudo_style(b, n, self, which);
    const struct css_list *content = s ? css_list(s, CSS_content) : NULL;
    bool notes = endnotes_in(content);
    if (!s)
        return;
    b->depth++;
    b->endnotes_after = notes;
    counters_apply(b, n, s, (uint8_t)which);
    if (!build_out_of_flow(s) && !holds_items(b->context->block) &&
        (css_is(s, CSS_display, KW_inline) || css_is(s, CSS_display, KW_contents))) {
        struct frame f;
        frame_open(b, &f,
                   css_is(s, CSS_display, KW_contents) ? css_anonymous(b->doc->css, s, KW_inline)
                                                       : s,
                   n, (uint8_t)which);
        call_part(b, n, s);
        build_pseudo_content(b, n, self, s, content, which);
        frame_close(b);
    } else {
        pseudo_block(b, n, self, s, content, which);
    }
    counters_leave(b);
    b->depth--;
    b->endnotes_after = false;
    if (notes)
        endnotes_place(b);
}

/* White space that only lays out the source: in elements with element content, between tags or at
 * the ends. */
static bool insignificant(const xmlNode *n, const char *s, bool at_end)
{
    if (s[strspn(s, " \t\r\n")])
        return false;
    switch (xml_elem(n)) {
    case DB_keycombo:
    case DB_citerefentry:
    case DB_inlinemediaobject:
    case DB_imageobject:
    case DB_inlineequation: return true;
    case DB_copyright:
    case DB_menuchoice:
    case DB_author:
    case DB_editor:
    case DB_personname: return at_end;
    default: return false;
    }
}

static void build_text(struct build *b, const xmlNode *n, const struct css_style *style,
                       const char *s, bool at_end)
{
    if (*s && !insignificant(n, s, at_end))
        text_add_authored(b, style, n, s, strlen(s));
}

void build_children(struct build *b, const xmlNode *n, const struct css_style *style)
{
    bool beside_table = false; /* white space after an anonymous table is dropped, but in lines */
    for (xmlNode *c = n->children; c;) {
        if (c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE) {
            build_text(b, n, style, c->content ? (const char *)c->content : "",
                       !c->prev || !c->next);
            beside_table = false;
        } else if (c->type == XML_ELEMENT_NODE) {
            if (!beside_table)
                build_text(b, n, style, xml_space_before(c), !c->prev);
            const struct css_style *s = css_match(b->doc->css, c, style);
            beside_table = table_begins(b->doc->css, c, s, style) && !media_replaced(c) &&
                           !media_replacing(s) && !holds_items(b->context->block);
            if (beside_table) {
                c = table_around(b, c, style);
                beside_table = !table_in_line(n, style);
                continue;
            }
            build_element(b, c, s);
        }
        c = c->next;
    }
    if (!beside_table)
        build_text(b, n, style, xml_space_end(n), true);
}

void build_inside(struct build *b, xmlNode *n, const struct css_style *style)
{
    mark_anchor(b, n, style);
    struct mark_values marks = mark_open(b, n, style);
    build_pseudo(b, n, style, CSS_BEFORE);
    if (marks.n)
        mark_fill(b, n, style, marks);
    const struct css_list *content = css_list(style, CSS_content);
    if (content)
        content_build(b, content, n, style);
    else if (xml_elem(n) == DB_footnoteref && !css_match_pseudo(b->doc->css, n, style, CSS_BEFORE))
        content_note_again(b, n, style);
    else if (!media_build(b, n, style) && !formula_build(b, n, style))
        build_children(b, n, style);
    table_place_title(b, n, b->context->block);
    caption_place(b, n, b->context->block);
    continued_place(b, n, b->context->block);
    build_pseudo(b, n, style, CSS_AFTER);
    if (b->depth == 1)
        endnotes_left(b);
}

struct box *block_open(struct build *b, struct context *c, enum box_kind kind,
                       const struct css_style *style, const xmlNode *n)
{
    bool in_line = kind == BOX_INLINE_BLOCK;
    struct box *parent = in_line ? place_inline(b) : place_block(b);
    struct box *box = box_new(b, kind, style, n);
    box_add(parent, box);
    if (in_line)
        place_solid(b);
    context_open(b, c, box);
    c->verbatim = c->verbatim_start = db_class_of(xml_elem(n)) == DB_VERBATIM;
    return box;
}

static void build_block(struct build *b, xmlNode *n, const struct css_style *style,
                        enum box_kind kind)
{
    struct context c;
    if (css_is(style, CSS_display, KW_list_item) && !css_is(style, CSS_position, KW_absolute))
        lead_flush(b);
    struct box *box = block_open(b, &c, kind, style, n);
    struct box *lead = kind == BOX_INLINE_BLOCK ? b->lead : NULL;
    if (lead)
        b->lead = NULL;
    bool item = css_is(style, CSS_display, KW_list_item);
    if (item)
        list_marker(b, n, style, box);
    build_inside(b, n, style);
    if (item)
        lead_flush(b);
    context_close(b);
    first_letter(b, n, style, box);
    if (lead)
        b->lead = lead;
}

static void build_inline(struct build *b, xmlNode *n, const struct css_style *style)
{
    struct frame f;
    frame_open(b, &f, style, n, CSS_SELF);
    build_inside(b, n, style);
    frame_close(b);
}

static void build_display(struct build *b, xmlNode *n, const struct css_style *style,
                          enum css_kw display)
{
    if (media_replaced(n)) {
        media_image(b, n, style, display);
        return;
    }
    if (media_replacing(style) && media_replace(b, n, style, display))
        return;
    switch (display) {
    case KW_contents: build_inside(b, n, style); break;
    case KW_table:
    case KW_inline_table: table_build(b, n, style); break;
    case KW_flex: build_block(b, n, style, BOX_FLEX); break;
    case KW_grid: build_block(b, n, style, BOX_GRID); break;
    case KW_inline_block:
    case KW_inline_flex:
    case KW_inline_grid: build_block(b, n, style, BOX_INLINE_BLOCK); break;
    case KW_inline: build_inline(b, n, style); break;
    default: build_block(b, n, style, BOX_BLOCK); break;
    }
}

/* The one box in `hold`, whose style is the element's; its marks stay where the element is. An
 * element with several boxes, or lines, gets its own box. */
static struct box *sole_in(struct build *b, struct box *hold)
{
    struct box *only = NULL, *next;
    for (struct box *c = hold->first; c; c = c->next) {
        if (c->kind != BOX_MARK && only)
            return hold;
        only = c->kind != BOX_MARK ? c : only;
    }
    if (!only || hold->kind == BOX_PARA)
        return hold;
    for (struct box *c = hold->first; c; c = next) {
        next = c->next;
        box_remove(c);
        if (c != only)
            place_loose(b, c);
    }
    return only;
}

struct box *build_detached(struct build *b, xmlNode *n, const struct css_style *style)
{
    struct box *hold = box_new(b, BOX_BLOCK, css_anonymous(b->doc->css, style, KW_block), n),
               *lead = b->lead;
    struct context c;
    b->lead = NULL;
    hold->anonymous = true;
    context_open(b, &c, hold);
    build_display(b, n, style, blockified(css_kw(style, CSS_display)));
    lead_flush(b);
    context_close(b);
    b->lead = lead;
    return sole_in(b, hold);
}

/* Marks stay in their place when their element is taken out: a running block is on many pages, or
 * on none. */
static void leave_marks(struct build *b, struct box *box)
{
    struct box *next;
    for (struct box *c = box->first; c; c = next) {
        next = c->next;
        if (c->kind == BOX_MARK) {
            box_remove(c);
            place_loose(b, c);
        } else {
            leave_marks(b, c);
        }
    }
}

static void build_running(struct build *b, xmlNode *n, const struct css_style *style,
                          const char *name)
{
    struct mark *m = mark_new(b, MARK_RUNNING, n, name);
    m->box = build_detached(b, n, style);
    leave_marks(b, m->box);
}

static void build_float(struct build *b, xmlNode *n, const struct css_style *style)
{
    struct box *box = box_new(b, BOX_FLOAT, style, n);
    place_loose(b, box);
    box->u.out.body = build_detached(b, n, style);
    box->u.out.body->parent = box;
}

/* The call of a note, inside its box. */
static void build_call(struct build *b, const xmlNode *n, const struct css_style *style,
                       struct box *note)
{
    const struct css_style *s = css_match_pseudo(b->doc->css, n, style, CSS_FOOTNOTE_CALL);
    struct frame outer, call;
    if (!s)
        return;
    frame_open(b, &outer, style, n, CSS_SELF);
    outer.box = note;
    frame_open(b, &call, s, n, CSS_FOOTNOTE_CALL);
    call_part(b, n, s);
    content_note(b, n, s, false);
    frame_close(b);
    b->context->frame = outer.up;
}

/* The body of a note, which begins with the marker. */
static struct box *build_body(struct build *b, xmlNode *n, const struct css_style *style)
{
    struct context c;
    struct box *body = box_new(b, BOX_BLOCK, style, n), *lead = b->lead;
    const struct mark *note = b->note;
    b->lead = NULL;
    context_open(b, &c, body);
    list_note_marker(b, n, style);
    b->note = NULL;
    build_inside(b, n, style);
    lead_flush(b);
    context_close(b);
    b->lead = lead;
    b->note = note;
    return body;
}

/* A note: its call stays in the line. */
static void build_note(struct build *b, xmlNode *n, const struct css_style *style)
{
    struct box *parent = place_inline(b), *note = box_new(b, BOX_NOTE, style, n);
    if (b->notes_by_page) {
        struct mark *m = mark_new(b, MARK_NOTE, n, NULL);
        m->level = counter_of_note(n, style);
        b->note = b->last_note = m;
    }
    box_add(parent, note);
    build_call(b, n, style, note);
    note->u.out.body = build_body(b, n, style);
    note->u.out.body->parent = note;
    b->note = NULL;
}

/* Likewise an endnote, whose body is a block like others. */
static void build_endnote(struct build *b, xmlNode *n, const struct css_style *style)
{
    struct box *parent = place_inline(b),
               *call = box_new(b, BOX_INLINE, css_anonymous(b->doc->css, style, KW_inline), n);
    box_add(parent, call);
    build_call(b, n, style, call);
    int waiting = b->endnotes.n;
    struct box *body = build_body(b, n, style);
    endnote_add(b, call, body, waiting);
}

/* The name of position: running(); NULL: another position. */
static const char *running_name(const struct css_style *style)
{
    const struct css_list *l = css_list(style, CSS_position);
    return l && l->n && l->item[0].kind == CSS_I_RUNNING ? l->item[0].a : NULL;
}

static void build_placed(struct build *b, xmlNode *n, const struct css_style *style)
{
    const char *running = running_name(style);
    bool item = holds_items(b->context->block);
    enum css_kw to = css_kw(style, CSS_float);
    call_begin(b, n, style);
    if (item && (to == KW_left || to == KW_right || to == KW_inside || to == KW_outside))
        to = KW_none; /* CSS Flexbox 1, 3: no effect on items */
    if (running)
        build_running(b, n, style, running);
    else if (to == KW_footnote)
        build_note(b, n, style);
    else if (to == KW_endnote)
        build_endnote(b, n, style);
    else if (css_is(style, CSS_position, KW_absolute) || css_is(style, CSS_position, KW_fixed) ||
             (to != KW_none && to != KW_NONE_GIVEN))
        build_float(b, n, style);
    else if (item && !css_is(style, CSS_display, KW_contents))
        build_display(b, n, style, blockified(css_kw(style, CSS_display)));
    else
        build_display(b, n, style, css_kw(style, CSS_display));
}

bool build_enter(struct build *b, const xmlNode *n, const struct css_style *style)
{
    if (b->depth >= DEPTH_MAX) {
        diag(DIAG_xml_too_deep, xml_loc(n), DEPTH_MAX);
        return false;
    }
    b->depth++;
    counters_apply(b, n, style, CSS_SELF);
    list_begin(b, n, style);
    return true;
}

void build_leave(struct build *b, const xmlNode *n)
{
    list_end(b, n);
    counters_leave(b);
    b->depth--;
}

void build_element(struct build *b, xmlNode *n, const struct css_style *style)
{
    if (css_is(style, CSS_display, KW_none)) {
        hidden_note(b, n, style);
        mark_hidden(b, n, style);
    } else if (repeat_hides(b, n, style)) {
        mark_hidden(b, n, style);
    } else if (build_enter(b, n, style)) {
        build_placed(b, n, style);
        build_leave(b, n);
    }
}
