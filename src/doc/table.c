// SPDX-License-Identifier: Apache-2.0
/* Tables by display: table, its parts by display: table-*; missing parts are made (CSS 2.1 17.2.1):
 * a cell outside a row gets one, a row outside a group gets one, other content gets a cell.
 * Captions are moved outside the table, in a block around both. */
#include "doc/doc-int.h"

struct table {
    struct build *b;
    struct box *box, *group, *row;  /* group, row: open ones, also those made here; NULL: none */
    struct columns columns, *local; /* local: a head's or foot's own columns */
    bool has_head;
    bool loose; /* an anonymous cell is open for content that is not a table part */
    struct context context, cell;
    VEC(struct box *) captions;
};

enum { CONTENTS_DEPTH = 16 };

bool table_part(const struct css_style *style)
{
    switch (css_kw(style, CSS_display)) {
    case KW_table_row_group:
    case KW_table_header_group:
    case KW_table_footer_group:
    case KW_table_row:
    case KW_table_cell:
    case KW_table_column_group:
    case KW_table_column: return true;
    default: return false;
    }
}

static bool table_blank(const char *s) { return !s[strspn(s, " \t\r\n")]; }

/* Whether an element without a box of its own has nothing but parts of a table in it: they are
 * beside those around it (CSS Display 3, 2.6). */
static bool holds_parts(struct css *css, const xmlNode *n, const struct css_style *style, int depth)
{
    bool any = false;
    if (!css_is(style, CSS_display, KW_contents) || depth >= CONTENTS_DEPTH)
        return false;
    for (const xmlNode *c = n->children; c; c = c->next) {
        if (c->type == XML_CDATA_SECTION_NODE ||
            (c->type == XML_TEXT_NODE && !table_blank((const char *)c->content)))
            return false;
        if (c->type != XML_ELEMENT_NODE)
            continue;
        const struct css_style *s = css_match(css, c, style);
        if (!table_part(s) && !css_is(s, CSS_display, KW_table_caption) &&
            !holds_parts(css, c, s, depth + 1))
            return false;
        any = true;
    }
    return any;
}

bool table_begins(struct css *css, const xmlNode *n, const struct css_style *style,
                  const struct css_style *parent)
{
    if (!css_is(style, CSS_display, KW_table_caption))
        return table_part(style) || holds_parts(css, n, style, 0);
    for (n = n->next; n && n->type != XML_ELEMENT_NODE; n = n->next)
        if (n->type == XML_CDATA_SECTION_NODE ||
            (n->type == XML_TEXT_NODE && !table_blank((const char *)n->content)))
            return false;
    return n && table_part(css_match(css, n, parent));
}

static struct box *part(struct table *t, struct box *parent, enum box_kind kind,
                        const struct css_style *style, const xmlNode *n)
{
    struct box *box = box_new(t->b, kind, style, n);
    box_add(parent, box);
    return box;
}

static struct box *anonymous_part(struct table *t, struct box *parent, enum box_kind kind,
                                  enum css_kw display)
{
    struct box *box = part(t, parent, kind, css_anonymous(t->b->doc->css, parent->style, display),
                           origin_node(parent->origin));
    box->anonymous = true;
    return box;
}

/* ---- cells ----------------------------------------------------------------------------------- */

static void loose_close(struct table *t)
{
    if (!t->loose)
        return;
    lead_flush(t->b);
    context_close(t->b);
    t->loose = false;
}

static void need_group(struct table *t)
{
    if (t->group)
        return;
    t->group = anonymous_part(t, t->box, BOX_ROWS, KW_table_row_group);
    t->group->u.rows.group = KW_table_row_group;
}

static void need_row(struct table *t)
{
    need_group(t);
    if (!t->row)
        t->row = anonymous_part(t, t->group, BOX_ROW, KW_table_row);
}

/* Marks of the parts around go to the head of the first cell. */
static void take_waiting(struct build *b, struct box *cell)
{
    for (int i = 0; i < b->waiting.n; i++)
        box_add(cell, b->waiting.v[i]);
    b->waiting.n = 0;
}

static void loose_open(struct table *t)
{
    if (t->loose)
        return;
    need_row(t);
    struct box *cell = anonymous_part(t, t->row, BOX_CELL, KW_table_cell);
    cell_read(&t->columns, t->local, cell);
    context_open(t->b, &t->cell, cell);
    take_waiting(t->b, cell);
    t->loose = true;
}

static void cell_build(struct table *t, xmlNode *n, const struct css_style *style)
{
    struct build *b = t->b;
    struct context c;
    need_row(t);
    struct box *cell = part(t, t->row, BOX_CELL, style, n);
    cell_read(&t->columns, t->local, cell);
    context_open(b, &c, cell);
    take_waiting(b, cell);
    build_inside(b, n, style);
    lead_flush(b);
    context_close(b);
}

/* ---- rows, groups, columns ------------------------------------------------------------------- */

static void table_inside(struct table *t, xmlNode *n, const struct css_style *style);
static void table_children(struct table *t, xmlNode *n, const struct css_style *style);

static void row_build(struct table *t, xmlNode *n, const struct css_style *style)
{
    need_group(t);
    t->row = part(t, t->group, BOX_ROW, style, n);
    mark_anchor(t->b, n, style);
    table_children(t, n, style);
    t->row = NULL;
}

static void group_build(struct table *t, xmlNode *n, const struct css_style *style,
                        enum css_kw display)
{
    struct columns own;
    columns_begin(&own, n);
    t->row = NULL;
    t->group = part(t, t->box, BOX_ROWS, style, n);
    t->group->u.rows.group = display == KW_table_header_group && t->has_head ? KW_table_row_group
                                                                             : display;
    t->has_head |= display == KW_table_header_group;
    t->local = &own;
    mark_anchor(t->b, n, style);
    table_children(t, n, style);
    t->local = NULL;
    t->group = t->row = NULL;
    columns_done(&own);
}

static void column_build(struct table *t, xmlNode *n, const struct css_style *style)
{
    if (css_is(style, CSS_visibility, KW_collapse)) /* CSS 2.1 17.5.5 */
        diag(DIAG_css_unsupported_value, css_where(style, CSS_visibility), "collapse",
             css_name(CSS_visibility));
    if (t->local)
        columns_read(t->b, t->local, n, style, NULL);
    else
        columns_read(t->b, &t->columns, n, style, t->box);
}

static bool is_column(const xmlNode *n, const struct css_style *style)
{
    enum db_elem e = xml_elem(n);
    return e == DB_colspec || e == DB_spanspec || e == DB_col ||
           css_is(style, CSS_display, KW_table_column);
}

/* A group of columns describes them itself only when it has no col inside; its background and
 * borders are there in any case (CSS 2.1, 17.5.1). */
static void column_group_build(struct table *t, xmlNode *n, const struct css_style *style)
{
    bool inside = false;
    int first = t->columns.next;
    for (xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        const struct css_style *s = css_match(t->b->doc->css, c, style);
        if (!is_column(c, s))
            continue;
        column_build(t, c, s);
        inside = true;
    }
    if (!inside)
        column_build(t, n, style);
    else if (!t->local && t->columns.next > first)
        columns_group(t->b, n, style, t->box, first, t->columns.next - first);
}

static void caption_build(struct table *t, xmlNode *n, const struct css_style *style)
{
    struct box *box = build_detached(t->b, n, style);
    *vec_add(&t->captions) = box;
}

static void part_build(struct table *t, xmlNode *n, const struct css_style *style,
                       enum css_kw display)
{
    switch (display) {
    case KW_table_header_group:
    case KW_table_row_group:
    case KW_table_footer_group: group_build(t, n, style, display); break;
    case KW_table_row: row_build(t, n, style); break;
    case KW_table_cell: cell_build(t, n, style); break;
    case KW_table_column_group: column_group_build(t, n, style); break;
    case KW_table_caption: caption_build(t, n, style); break;
    default: break;
    }
}

/* Rows that take no room (CSS 2.1 17.5.5). */
static bool collapses(const struct css_style *style, enum css_kw display)
{
    bool rows = display == KW_table_row || display == KW_table_row_group ||
                display == KW_table_header_group || display == KW_table_footer_group;
    return rows && css_is(style, CSS_visibility, KW_collapse);
}

static void table_child(struct table *t, xmlNode *n, const struct css_style *style)
{
    enum css_kw display = css_kw(style, CSS_display);
    bool column = is_column(n, style);
    if ((column || display == KW_table_column_group) && t->row && !t->row->anonymous) {
        loose_open(t); /* it is alone in a table of its own there (17.2.1), which shows nothing */
        loose_close(t);
    } else if (column) {
        column_build(t, n, style);
    } else if (display == KW_none || collapses(style, display)) {
        hidden_note(t->b, n, style);
        mark_hidden(t->b, n, style);
    } else if (table_part(style) || display == KW_table_caption) {
        loose_close(t);
        if (build_enter(t->b, n, style)) {
            part_build(t, n, style, display);
            build_leave(t->b, n);
        }
    } else if (display == KW_contents) {
        if (build_enter(t->b, n, style)) {
            mark_anchor(t->b, n, style);
            table_inside(t, n, style);
            build_leave(t->b, n);
        }
    } else {
        loose_open(t);
        build_element(t->b, n, style);
    }
}

static void table_text(struct table *t, xmlNode *n, const struct css_style *style, const char *s)
{
    if (!*s || (!t->loose && table_blank(s)))
        return;
    loose_open(t);
    text_add_authored(t->b, style, n, s, strlen(s));
}

static void table_node(struct table *t, xmlNode *c, const struct css_style *style)
{
    if (c->type == XML_ELEMENT_NODE) {
        table_text(t, c->parent, style, xml_space_before(c));
        table_child(t, c, css_match(t->b->doc->css, c, style));
    } else if ((c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE) && c->content) {
        table_text(t, c->parent, style, (const char *)c->content);
    }
}

/* ---- generated content ----------------------------------------------------------------------- */

/* The pseudo-element of `n` at hand: its own style is `style`. */
struct generated {
    const xmlNode *n;
    const struct css_style *self, *style;
    enum css_pseudo which;
};

static struct box *generated_part(struct table *t, const struct generated *g, struct box *parent,
                                  enum box_kind kind)
{
    struct box *box = part(t, parent, kind, g->style, g->n);
    box->pseudo = (uint8_t)g->which;
    return box;
}

static void generated_cell(struct table *t, const struct generated *g)
{
    struct context c;
    need_row(t);
    struct box *cell = generated_part(t, g, t->row, BOX_CELL);
    cell->anonymous = true; /* the element's spans are not its own */
    cell_read(&t->columns, t->local, cell);
    cell->anonymous = false;
    context_open(t->b, &c, cell);
    take_waiting(t->b, cell);
    build_pseudo_inside(t->b, g->n, g->self, g->style, g->which);
    lead_flush(t->b);
    context_close(t->b);
}

/* Its content in a cell of its own, in the row at hand. */
static void generated_inside(struct table *t, const struct generated *g)
{
    loose_open(t);
    build_pseudo_inside(t->b, g->n, g->self, g->style, g->which);
    loose_close(t);
}

static void generated_row(struct table *t, const struct generated *g)
{
    need_group(t);
    t->row = generated_part(t, g, t->group, BOX_ROW);
    generated_inside(t, g);
    t->row = NULL;
}

static void generated_group(struct table *t, const struct generated *g, enum css_kw display)
{
    t->group = generated_part(t, g, t->box, BOX_ROWS);
    t->group->u.rows.group = display == KW_table_header_group && t->has_head ? KW_table_row_group
                                                                             : display;
    t->has_head |= display == KW_table_header_group;
    generated_inside(t, g);
    t->group = t->row = NULL;
}

static void generated_caption(struct table *t, const struct generated *g)
{
    struct context c;
    struct box *box = box_new(t->b, BOX_BLOCK, g->style, g->n), *lead = t->b->lead;
    box->pseudo = (uint8_t)g->which;
    t->b->lead = NULL;
    context_open(t->b, &c, box);
    build_pseudo_inside(t->b, g->n, g->self, g->style, g->which);
    context_close(t->b);
    t->b->lead = lead;
    *vec_add(&t->captions) = box;
}

/* ::before or ::after of a table or a part of one is such a part by its display; others get a cell
 * as any content does (CSS 2.1 12.1, 17.2.1). */
static void table_pseudo(struct table *t, const xmlNode *n, const struct css_style *style,
                         enum css_pseudo which)
{
    struct generated g = {n, style, build_pseudo_style(t->b, n, style, which), which};
    if (!g.style)
        return;
    if (build_out_of_flow(g.style)) {
        build_pseudo(t->b, n, style, which);
        return;
    }
    enum css_kw display = css_kw(g.style, CSS_display);
    bool group = display == KW_table_header_group || display == KW_table_row_group ||
                 display == KW_table_footer_group;
    bool in_table = !t->row && !t->group;
    if (display == KW_table_cell || (group && in_table) || (display == KW_table_row && !t->row) ||
        (display == KW_table_caption && in_table))
        loose_close(t);
    if (display == KW_table_cell) {
        generated_cell(t, &g);
    } else if (group && in_table) {
        generated_group(t, &g, display);
    } else if (display == KW_table_row && !t->row) {
        generated_row(t, &g);
    } else if (display == KW_table_caption && in_table) {
        generated_caption(t, &g);
    } else {
        loose_open(t);
        build_pseudo(t->b, n, style, which);
    }
}

static void table_inside(struct table *t, xmlNode *n, const struct css_style *style)
{
    table_pseudo(t, n, style, CSS_BEFORE);
    for (xmlNode *c = n->children; c; c = c->next)
        table_node(t, c, style);
    table_text(t, n, style, xml_space_end(n));
    table_pseudo(t, n, style, CSS_AFTER);
}

static void table_children(struct table *t, xmlNode *n, const struct css_style *style)
{
    table_inside(t, n, style);
    loose_close(t);
}

/* ---- tables ---------------------------------------------------------------------------------- */

static void table_begin(struct table *t, struct build *b, const xmlNode *n, const xmlNode *columns,
                        const struct css_style *style)
{
    *t = (struct table){.b = b};
    t->box = box_new(b, BOX_TABLE, style, n);
    columns_begin(&t->columns, columns);
    box_add(place_block(b), t->box);
    context_open(b, &t->context, t->box);
}

static int part_rank(const struct box *c)
{
    if (c->kind != BOX_ROWS)
        return 0;
    return c->u.rows.group == KW_table_header_group   ? 1
           : c->u.rows.group == KW_table_footer_group ? 3
                                                      : 2;
}

/* Columns, head, bodies, foot: the order in which they are read. */
static void sort_groups(struct box *table)
{
    struct box rank[4] = {0}, *next;
    for (struct box *c = table->first; c; c = next) {
        next = c->next;
        box_remove(c);
        box_add(&rank[part_rank(c)], c);
    }
    for (int i = 0; i < 4; i++)
        while (rank[i].first) {
            struct box *c = rank[i].first;
            box_remove(c);
            box_add(table, c);
        }
}

static bool has_rows(const struct box *table)
{
    for (const struct box *c = table->first; c; c = c->next)
        if (c->kind == BOX_ROWS && c->first)
            return true;
    return false;
}

/* Whether a table without rows is visible. */
static bool shows_empty(const struct css_style *s)
{
    static const enum css_prop edge[] = {CSS_border_top_width,    CSS_border_right_width,
                                         CSS_border_bottom_width, CSS_border_left_width,
                                         CSS_padding_top,         CSS_padding_right,
                                         CSS_padding_bottom,      CSS_padding_left};
    bool edges = false,
         sized = s->v[CSS_height].kind != CSS_KEYWORD || s->v[CSS_min_height].kind != CSS_KEYWORD;
    for (size_t i = 0; i < sizeof edge / sizeof *edge; i++)
        edges = edges || css_len(s, edge[i], 0) > 0;
    return edges || (sized && (css_color(s, CSS_background_color) ||
                               !css_is(s, CSS_background_image, KW_none)));
}

/* CSS 2.1 17.4, CSS Tables 3, 3.6.1: these properties of the table count for the block around it
 * and its captions; so do breaks, which would part them. */
static const enum css_prop of_wrapper[] = {CSS_position,    CSS_float,         CSS_clear,
                                           CSS_margin_top,  CSS_margin_right,  CSS_margin_bottom,
                                           CSS_margin_left, CSS_margin_inside, CSS_margin_outside,
                                           CSS_top,         CSS_right,         CSS_bottom,
                                           CSS_left,        CSS_break_before,  CSS_break_after};
enum { OF_WRAPPER = sizeof of_wrapper / sizeof *of_wrapper };

/* The block around a table and its captions; they keep their own styles. */
static void set_captions(struct table *t)
{
    struct css *css = t->b->doc->css;
    struct box *around = box_new(t->b, BOX_BLOCK, css_anonymous(css, t->box->style, KW_block),
                                 origin_node(t->box->origin));
    struct box *parent = t->box->parent;
    around->anonymous = true;
    around->style = css_with_of(css, around->style, t->box->style, of_wrapper, OF_WRAPPER);
    t->box->style = css_with_of(css, t->box->style, NULL, of_wrapper, OF_WRAPPER);
    box_insert(parent, t->box, around);
    box_remove(t->box);
    box_add(around, t->box);
    t->box->u.table.continued = continued_table(t->b, t->captions.v[0]);
    for (int i = 0; i < t->captions.n; i++) {
        struct box *c = t->captions.v[i];
        box_insert(around, css_is(c->style, CSS_caption_side, KW_bottom) ? NULL : t->box, c);
    }
}

static void table_end(struct table *t)
{
    struct build *b = t->b;
    loose_close(t);
    b->context = t->context.up;
    if (has_rows(t->box)) {
        sort_groups(t->box);
        if (t->columns.declared && t->columns.declared < t->columns.most)
            t->columns.declared = t->columns.most;
        grid_place(b, t->box, t->columns.declared, t->columns.most);
        minus_set(b, t->box);
    }
    if (t->captions.n)
        set_captions(t);
    if (!has_rows(t->box) && !shows_empty(t->box->style))
        box_remove(t->box);
    for (int i = 0; i < b->waiting.n; i++)
        place_loose(b, b->waiting.v[i]);
    b->waiting.n = 0;
    vec_done(&t->captions);
    columns_done(&t->columns);
}

bool table_in_line(const xmlNode *parent, const struct css_style *style)
{
    enum db_elem e = xml_elem(parent);
    return css_is(style, CSS_display, KW_inline) && e != DB_tgroup && e != DB_table &&
           e != DB_informaltable && e != DB_entrytbl;
}

xmlNode *table_around(struct build *b, xmlNode *n, const struct css_style *parent)
{
    struct table t;
    struct context c;
    xmlNode *rest = n;
    bool in_line = table_in_line(n->parent, parent);
    if (in_line)
        block_open(b, &c, BOX_INLINE_BLOCK, css_anonymous(b->doc->css, parent, KW_inline_block),
                   n->parent)
            ->anonymous = true;
    table_begin(&t, b, n->parent, n->parent, css_anonymous(b->doc->css, parent, KW_table));
    t.box->anonymous = true;
    for (; n; n = n->next) {
        const struct css_style *s = n->type == XML_ELEMENT_NODE ? css_match(b->doc->css, n, parent)
                                                                : NULL;
        bool text = (n->type == XML_TEXT_NODE && !table_blank((const char *)n->content)) ||
                    n->type == XML_CDATA_SECTION_NODE;
        if (text || (s && !table_part(s) && !css_is(s, CSS_display, KW_table_caption) &&
                     !holds_parts(b->doc->css, n, s, 0)))
            break;
        if (s)
            table_child(&t, n, s);
        rest = s ? n->next : rest;
    }
    table_end(&t);
    if (!in_line)
        return n;
    context_close(b); /* the white space after it is text */
    return rest;
}

static void table_of(struct build *b, xmlNode *n, const struct css_style *style)
{
    struct table t;
    place_block(b);
    mark_anchor(b, n, style);
    struct mark_values marks = mark_open(b, n, style);
    if (marks.n)
        mark_fill(b, n, style, marks);
    table_begin(&t, b, n, n, style);
    table_children(&t, n, style);
    table_end(&t);
}

void table_generated(struct build *b, const xmlNode *n, const struct css_style *self,
                     const struct css_style *s, enum css_pseudo which, bool in_line)
{
    struct table t;
    struct context c;
    if (in_line)
        block_open(b, &c, BOX_INLINE_BLOCK, css_anonymous(b->doc->css, s, KW_inline_block), n)
            ->anonymous = true;
    table_begin(&t, b, n, NULL, s);
    t.box->pseudo = (uint8_t)which;
    loose_open(&t);
    build_pseudo_content(b, n, self, s, css_list(s, CSS_content), which);
    table_end(&t);
    if (in_line)
        context_close(b);
}

/* A CALS table's own box is the block around its tgroups, regardless of its display. */
static bool around_groups(const xmlNode *n)
{
    return xml_elem(n) != DB_tgroup && xml_child(n, "tgroup");
}

/* The title of a CALS table applies to all its tgroups. */
static void continue_groups(struct build *b, const struct box *block)
{
    const struct box *title = block->first;
    while (title &&
           (!origin_node(title->origin) || xml_elem(origin_node(title->origin)) != DB_title))
        title = title->next;
    for (struct box *t = block->first; t && title; t = t->next)
        if (t->kind == BOX_TABLE)
            t->u.table.continued = continued_table(b, title);
}

void table_place_title(struct build *b, const xmlNode *n, struct box *block)
{
    if (around_groups(n))
        continue_groups(b, block);
    struct box *title = around_groups(n) ? block->first : NULL;
    while (title && xml_elem(origin_node(title->origin)) != DB_title)
        title = title->next;
    if (title && title->style && css_is(title->style, CSS_caption_side, KW_bottom)) {
        box_remove(title);
        box_add(block, title);
    }
}

void table_build(struct build *b, xmlNode *n, const struct css_style *style)
{
    struct context c;
    bool in_line = css_is(style, CSS_display, KW_inline_table);
    if (around_groups(n)) {
        block_open(b, &c, in_line ? BOX_INLINE_BLOCK : BOX_BLOCK, style, n);
        build_inside(b, n, style);
        context_close(b);
    } else if (in_line) {
        block_open(b, &c, BOX_INLINE_BLOCK, css_anonymous(b->doc->css, style, KW_inline_block), n)
            ->anonymous = true;
        table_of(b, n, style);
        context_close(b);
    } else {
        table_of(b, n, style);
    }
}
