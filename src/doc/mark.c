// SPDX-License-Identifier: Apache-2.0
/* Marks: anchors, named strings, bookmarks. A mark precedes all content of its element. */
#include "doc/doc-int.h"

struct mark *mark_new(struct build *b, enum mark_kind kind, const xmlNode *n, const char *name)
{
    struct mark *m = arena_make(b->a, struct mark);
    m->kind = kind;
    m->origin = origin_of(b->doc, n);
    m->name = name;
    m->id = b->doc->marks.n;
    *vec_add(&b->doc->marks) = m;
    struct box *box = box_new(b, BOX_MARK, NULL, n);
    box->u.m.mark = m;
    place_loose(b, box);
    return m;
}

void mark_anchor(struct build *b, const xmlNode *n, const struct css_style *style)
{
    const char *id = xml_id(n);
    if (!id || map_get(&b->doc->ids, id))
        return;
    struct target *t = arena_make(b->a, struct target);
    t->node = n;
    t->style = style;
    t->counters = counters_snapshot(b);
    t->note = b->last_note && origin_node(b->last_note->origin) == n ? b->last_note : NULL;
    *map_put(&b->targets, id) = t;
    *map_put(&b->doc->ids, id) = mark_new(b, MARK_ANCHOR, n, intern(id));
}

static void mark_remark(struct build *b, const xmlNode *n)
{
    struct buf text = {0};
    xml_text(n, &text);
    if (text.n)
        mark_new(b, MARK_REMARK, n, NULL)->value = arena_dup(b->a, text.s, text.n);
    buf_done(&text);
}

/* Hidden elements can be referred to, and set named strings (CSS Generated Content for Paged Media,
 * 1.1). */
void mark_hidden(struct build *b, const xmlNode *n, const struct css_style *style)
{
    for (const xmlNode *k = n; k; k = xml_walk(n, k)) {
        mark_anchor(b, k, style);
        if (xml_elem(k) == DB_remark)
            mark_remark(b, k);
    }
    const struct css_list *set = css_list(style, CSS_string_set);
    struct buf text = {0};
    for (int i = 0; set && i < set->n; i++) {
        struct mark *m = mark_new(b, MARK_STRING, n, set->item[i].a);
        text.n = 0;
        if (set->item[i].list)
            content_string(b, set->item[i].list, n, style, CSS_string_set, &text);
        m->value = arena_dup(b->a, text.s ? text.s : "", text.n);
    }
    buf_done(&text);
}

struct mark_values mark_open(struct build *b, const xmlNode *n, const struct css_style *style)
{
    struct mark_values v = {.first = b->doc->marks.n};
    const struct css_list *set = css_list(style, CSS_string_set);
    for (int i = 0; set && i < set->n; i++)
        mark_new(b, MARK_STRING, n, set->item[i].a);
    if (style->v[CSS_bookmark_level].kind == CSS_NUM) {
        struct mark *m = mark_new(b, MARK_BOOKMARK, n, NULL);
        m->level = css_int(style, CSS_bookmark_level);
        m->open = !css_is(style, CSS_bookmark_state, KW_closed);
    }
    v.n = b->doc->marks.n - v.first;
    return v;
}

void mark_fill(struct build *b, const xmlNode *n, const struct css_style *style,
               struct mark_values v)
{
    const struct css_list *set = css_list(style, CSS_string_set),
                          *label = css_list(style, CSS_bookmark_label);
    struct buf text = {0};
    for (int i = 0; i < v.n; i++) {
        struct mark *m = b->doc->marks.v[v.first + i];
        bool string = m->kind == MARK_STRING;
        const struct css_list *list = string ? set->item[i].list : label;
        text.n = 0;
        if (list)
            content_string(b, list, n, style, string ? CSS_string_set : CSS_bookmark_label, &text);
        m->value = arena_dup(b->a, text.s ? text.s : "", text.n);
    }
    buf_done(&text);
}
