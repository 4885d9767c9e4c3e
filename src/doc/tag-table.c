// SPDX-License-Identifier: Apache-2.0
/* Tables in the logical structure: Table, THead, TBody, TFoot, TR, TH with its scope, TD, as
 * PDF 1.7 14.8.4.3.4 nests them. */
#include "doc/tag-int.h"

static bool head_cell(const struct box *cell, const struct box *group, bool *column)
{
    const xmlNode *n = origin_node(cell->origin), *table = n;
    *column = group->u.rows.group == KW_table_header_group;
    if (cell->anonymous)
        return false;
    while (table && table->type == XML_ELEMENT_NODE && xml_elem(table) != DB_table &&
           xml_elem(table) != DB_informaltable && xml_elem(table) != DB_entrytbl)
        table = table->parent;
    const char *first = table && table->type == XML_ELEMENT_NODE ? xml_attr(table, "rowheader")
                                                                 : NULL;
    return *column || xml_elem(n) == DB_th ||
           (!cell->u.cell.col && first && !strcmp(first, "firstcol"));
}

static void tag_cell(struct tagger *t, struct box *cell, const struct box *group,
                     struct tag_place at)
{
    bool column;
    bool head = head_cell(cell, group, &column);
    struct tag *tag = tag_new(t, at.tag, head ? "TH" : "TD", origin_node(cell->origin));
    struct arena *a = &t->doc->arena;
    if (head)
        tag_more(a, tag)->scope = column ? "Column" : "Row";
    if (cell->u.cell.row_span > 1 || cell->u.cell.col_span > 1) {
        tag_more(a, tag)->row_span = cell->u.cell.row_span;
        tag_more(a, tag)->col_span = cell->u.cell.col_span;
    }
    if (*cell->style->lang && strcmp(cell->style->lang, at.lang))
        tag_more(a, tag)->lang = at.lang = cell->style->lang;
    cell->tag = at.tag = tag;
    tag_children(t, cell, at);
}

static void tag_rows(struct tagger *t, struct box *group, struct tag_place at)
{
    for (struct box *r = group->first; r; r = r->next) {
        struct tag_place row = at;
        r->tag = row.tag = tag_new(t, at.tag, "TR", origin_node(r->origin));
        for (struct box *c = r->first; c; c = c->next)
            tag_cell(t, c, group, row);
    }
}

/* THead and TFoot once each, and only beside a TBody. */
static void tag_groups(struct tagger *t, struct box *table, struct tag_place at)
{
    bool body = false, foot = false;
    for (struct box *c = table->first; c; c = c->next)
        body |= c->kind == BOX_ROWS && c->u.rows.group == KW_table_row_group;
    for (struct box *c = table->first; c; c = c->next) {
        struct tag_place inside = at;
        if (c->kind != BOX_ROWS || !c->first)
            continue;
        bool is_foot = body && !foot && c->u.rows.group == KW_table_footer_group;
        foot |= is_foot;
        bool is_head = body && c->u.rows.group == KW_table_header_group;
        inside.tag = tag_new(t, at.tag,
                             is_foot   ? "TFoot"
                             : is_head ? "THead"
                                       : "TBody",
                             origin_node(c->origin));
        c->tag = inside.tag;
        tag_rows(t, c, inside);
    }
}

static bool of_table(const struct box *box)
{
    return db_class_of(xml_elem(origin_node(box->origin))) == DB_TABLE;
}

/* A table of the source; a list that is only set as one stays a list: its rows are items, its cells
 * labels and bodies. */
static bool data_table(const struct box *table)
{
    if (of_table(table))
        return true;
    for (const struct box *g = table->first; g; g = g->next)
        for (const struct box *r = g->first; r; r = r->next)
            if ((!g->anonymous && of_table(g)) || (!r->anonymous && of_table(r)))
                return true;
    return false;
}

/* A list whose columns are filled one after the other is read in that order, though it is set row
 * by row. */
static void order_columns(struct tagger *t, const struct box *table)
{
    struct tag *list = table->tag, *item = list->first;
    const char *type = xml_attr(origin_node(table->origin), "type");
    VEC(struct tag *) tags = {0};
    int rows = 0, n = 0, columns = 0;
    if (strcmp(list->role, "L") || (type && !strcmp(type, "horiz")))
        return;
    for (; item; item = item->next)
        *vec_add(&tags) = item;
    for (const struct box *g = table->first; g; g = g->next)
        for (const struct box *r = g->first; r; r = r->next, rows++) {
            int cells = 0;
            for (const struct box *c = r->first; c; c = c->next)
                cells += !c->anonymous;
            columns = rows ? columns : cells;
            n += cells;
        }
    struct tag **in_order = mem_new(sizeof *in_order * (size_t)(n + 1));
    for (int r = 0, k = 0; tags.n == n && r < rows; r++)
        for (int c = 0; c < columns; c++)
            if (c * rows + r < n)
                in_order[c * rows + r] = tags.v[k++];
    for (int i = 0; tags.n == n && i < n; i++) {
        in_order[i]->next = i + 1 < n ? in_order[i + 1] : NULL;
        t->note.v[list->id].last = in_order[i];
    }
    if (tags.n == n && n)
        list->first = in_order[0];
    mem_free(in_order);
    vec_done(&tags);
}

/* The description of a table is not shown: it is read out before the table. */
static void set_summary(struct tagger *t, struct tag *tag, const struct box *box)
{
    const xmlNode *n = origin_node(box->origin);
    while (n && xml_elem(n) == DB_tgroup)
        n = n->parent;
    enum db_elem e = n ? xml_elem(n) : DB_NONE;
    if (e != DB_table && e != DB_informaltable)
        return;
    const xmlNode *alt = xml_child(n, "alt"), *text = xml_child(n, "textobject");
    struct buf b = {0};
    if (alt || text)
        content_text(alt ? alt : text, &b);
    size_t length = b.n;
    const char *words = length ? text_excerpt(&t->doc->arena, b.s, b.n, b.n) : "";
    buf_done(&b);
    if (*words)
        tag_more(&t->doc->arena, tag)->summary = words;
}

void tag_table(struct tagger *t, struct box *table, struct tag_place at)
{
    if (!data_table(table)) {
        tag_block(t, table, at);
        if (xml_elem(origin_node(table->origin)) == DB_simplelist && table->tag)
            order_columns(t, table);
        return;
    }
    set_summary(t, tag_open(t, &at, "Table", table), table);
    table->tag = at.tag;
    tag_groups(t, table, at);
}

/* A block with one table and its title: one Table, with the Caption as its first or last child. */
void tag_titled_table(struct tagger *t, struct box *box, struct tag_place at)
{
    set_summary(t, tag_open(t, &at, "Table", box), box);
    box->tag = at.tag;
    for (struct box *c = box->first; c; c = c->next) {
        if (c->kind == BOX_TABLE) {
            c->tag = at.tag;
            tag_groups(t, c, at);
        } else {
            tag_box(t, c, at);
        }
    }
}
