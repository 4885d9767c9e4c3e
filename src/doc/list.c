// SPDX-License-Identifier: Apache-2.0
/* Lists: the implied counter `list-item` with DocBook's startingnumber, continuation and override,
 * and the markers. An outside marker is attached to its block; an inside marker waits as a lead for
 * the first line that begins in the item. */
#include "doc/doc-int.h"

#include <stdlib.h>

static int number_attr(const xmlNode *n, const char *name, int otherwise)
{
    const char *v = xml_attr(n, name);
    char *end;
    long value = v ? strtol(v, &end, 10) : 0;
    return v && end != v && value > -1000000 && value < 1000000 ? (int)value : otherwise;
}

static void list_counter(struct build *b, const xmlNode *n, const struct css_style *style)
{
    int start = 1;
    if (xml_elem(n) == DB_orderedlist) {
        const char *c = xml_attr(n, "continuation");
        int level = b->list_level < LIST_LEVELS ? b->list_level : LIST_LEVELS - 1;
        start = c && !strcmp(c, "continues") ? b->list_last[level] + 1
                                             : number_attr(n, "startingnumber", 1);
        b->list_level++;
    }
    if (!counter_named(style, CSS_counter_reset, "list-item") || start != 1)
        counter_reset(b, "list-item", start - 1);
}

void list_begin(struct build *b, const xmlNode *n, const struct css_style *style)
{
    if (db_class_of(xml_elem(n)) == DB_LIST)
        list_counter(b, n, style);
    if (!css_is(style, CSS_display, KW_list_item))
        return;
    if (!counter_named(style, CSS_counter_increment, "list-item"))
        counter_add(b, "list-item", 1);
    if (xml_attr(n, "override"))
        counter_set(b, "list-item", number_attr(n, "override", counter_now(b, "list-item")));
}

void list_end(struct build *b, const xmlNode *n)
{
    if (xml_elem(n) != DB_orderedlist)
        return;
    b->list_level--;
    b->list_last[b->list_level < LIST_LEVELS ? b->list_level : LIST_LEVELS - 1] =
        counter_now(b, "list-item");
}

/* The default marker, by list-style-image and list-style-type (CSS Lists 3, 3.3). */
static void marker_default(struct build *b, const xmlNode *n, const struct css_style *s)
{
    const struct css_val *type = &s->v[CSS_list_style_type];
    const struct css_val *url = &s->v[CSS_list_style_image];
    const struct image *image = url->kind == CSS_STR
                                    ? image_load(b, url->str, css_where(s, CSS_list_style_image))
                                    : NULL;
    if (image) {
        media_inline(b, image, s, n);
    } else if (type->kind == CSS_STR) {
        text_add(b, s, n, type->str, strlen(type->str));
    } else if (type->kind == CSS_LIST && type->list->n) {
        const struct css_counter *c = type->list->item[0].style;
        struct buf text = {0};
        buf_puts(&text, css_counter_prefix(c));
        css_counter_text(c, counter_now(b, "list-item"), &text);
        buf_puts(&text, css_counter_suffix(c));
        if (text.n &&
            text.s[text.n - 1] ==
                ' ') { /* it is significant, and would vanish at the end of the marker's line */
            text.n--;
            buf_puts(&text, "\u00a0");
        }
        text_add(b, s, n, arena_dup(b->a, text.s, text.n), text.n);
        buf_done(&text);
    }
}

static void marker_content(struct build *b, const xmlNode *n, const struct css_style *s)
{
    const struct css_list *content = css_list(s, CSS_content);
    if (content)
        content_build(b, content, n, s);
    else if (!css_is(s, CSS_content, KW_none))
        marker_default(b, n, s);
}

/* A marker as a separate box: a paragraph, or a block around its content; NULL if empty. */
static struct box *marker_box(struct build *b, const xmlNode *n, const struct css_style *s,
                              enum css_pseudo which)
{
    struct box *box = box_new(b, BOX_BLOCK, s, n), *lead = b->lead;
    struct context c;
    box->pseudo = (uint8_t)which;
    bool before = b->preserve;
    b->lead = NULL;
    b->preserve = true; /* the space after a number belongs to the marker */
    b->depth++;
    counters_apply(b, n, s, (uint8_t)which);
    context_open(b, &c, box);
    if (which == CSS_FOOTNOTE_MARKER)
        content_note(b, n, s, true);
    else
        marker_content(b, n, s);
    context_close(b);
    counters_leave(b);
    b->depth--;
    b->preserve = before;
    b->lead = lead;
    return box->first ? box : NULL;
}

void list_marker(struct build *b, const xmlNode *n, const struct css_style *style, struct box *item)
{
    const struct css_style *s = css_match_pseudo(b->doc->css, n, style, CSS_MARKER);
    struct box *marker = s ? marker_box(b, n, s, CSS_MARKER) : NULL;
    if (!marker || marker->kind != BOX_PARA)
        return;
    if (css_is(style, CSS_list_style_position, KW_inside)) {
        marker->kind = BOX_INLINE;
        lead_add(b, marker);
    } else {
        marker->parent = item;
        item->u.block.marker = marker;
    }
}

void list_note_marker(struct build *b, const xmlNode *n, const struct css_style *style)
{
    const struct css_style *s = css_match_pseudo(b->doc->css, n, style, CSS_FOOTNOTE_MARKER);
    struct box *marker = s ? marker_box(b, n, s, CSS_FOOTNOTE_MARKER) : NULL;
    if (!marker || marker->kind != BOX_PARA)
        return;
    marker->kind = BOX_INLINE;
    lead_add(b, marker);
}
