// SPDX-License-Identifier: Apache-2.0
/* Generated content: the items of a content list as boxes in the line, or as one string. References
 * to a target give an empty text that is filled in when the whole document is known; page numbers
 * become references resolved by pagination. */
#include <stdlib.h>

#include "doc/doc-int.h"

static const struct css_counter *decimal_or(struct build *b, const struct css_item *i,
                                            const xmlNode *n)
{
    return i->style ? i->style : css_counter_style(b->doc->css, NULL, xml_loc(n));
}

static bool page_number(const char *counter)
{
    return !strcmp(counter, "page") || !strcmp(counter, "pages");
}

/* The number of footnotes, which depends on the page if pages count them. */
static bool of_notes(const struct css_item *i) { return !strcmp(i->a, "footnote"); }

/* The xml:id that the attribute of a target-*() points at; NULL: none, or outside the document. */
static const char *target_id(const struct css_item *i, const xmlNode *n)
{
    const char *v = i->b ? xml_attr(n, i->b) : NULL;
    if (!v || !*v)
        return NULL;
    if (*v == '#')
        return v + 1;
    return strcmp(i->b, "xlink:href") ? v : NULL;
}

static struct xref *xref_new(struct build *b, const struct css_item *i, const xmlNode *n,
                             const char *target)
{
    struct xref *x = arena_make(b->a, struct xref);
    x->id = b->doc->xrefs.n;
    x->target = target ? intern(target) : NULL;
    x->counter = i->a;
    x->style = decimal_or(b, i, n);
    x->origin = origin_of(b->doc, n);
    x->answer = "";
    *vec_add(&b->doc->xrefs) = x;
    return x;
}

static void add_ref(struct build *b, const struct css_item *i, const xmlNode *n,
                    const struct css_style *s, const char *target)
{
    struct xref *x = xref_new(b, i, n, target);
    x->note = page_number(i->a) ? NULL : b->note;
    if (!strcmp(i->a, "page") && !target)
        x->at = mark_new(b, MARK_REF, n, NULL);
    struct box *box = box_new(b, BOX_REF, s, n);
    box_add(place_inline(b), box);
    box->u.ref = x;
    place_solid(b);
}

static void add_deferred(struct build *b, const struct css_item *i, const xmlNode *n,
                         const struct css_style *s, const char *id)
{
    bool note = b->notes_by_page && (!i || (i->kind == CSS_I_TARGET_COUNTER && of_notes(i)));
    const struct mark *at = note && !b->margin ? mark_new(b, MARK_REF, n, NULL) : NULL;
    struct box *box = box_new(b, BOX_TEXT, s, n);
    box_add(place_inline(b), box);
    box->u.t.text = "";
    place_solid(b);
    *vec_add(
        &b->deferred) = (struct deferred){.box = box, .item = i, .node = n, .id = id, .at = at};
}

static void add_leader(struct build *b, const struct css_item *i, const xmlNode *n,
                       const struct css_style *s)
{
    struct box *box = box_new(b, BOX_LEADER, s, n);
    box_add(place_inline(b), box);
    box->u.t.text = i->a;
    box->u.t.n = (int)strlen(i->a);
    place_solid(b);
}

static void add_image(struct build *b, const struct css_item *i, const xmlNode *n,
                      const struct css_style *s)
{
    const struct image *image = image_load(b, i->a, css_where(s, CSS_content));
    if (image)
        media_inline(b, image, s, n);
}

static void add_barcode(struct build *b, const struct css_item *i, const xmlNode *n,
                        const struct css_style *s)
{
    struct buf text = {0};
    content_string(b, i->list, n, s, CSS_content, &text);
    struct loc where = b->margin ? css_where(s, CSS_content) : xml_loc(n);
    const struct image *image = barcode_image(b, i->a, text.s ? text.s : "", i->v.len, where);
    if (image)
        media_inline(b, image, s, n);
    buf_done(&text);
}

static enum css_kw which_of(const struct css_item *i)
{
    return i->v.kind == CSS_KEYWORD && i->v.kw ? (enum css_kw)i->v.kw : KW_first;
}

static struct box *copied(struct build *b, const struct box *from)
{
    struct box *box = arena_make(b->a, struct box);
    *box = *from;
    box->next = box->prev = box->first = NULL;
    for (const struct box *c = from->first; c; c = c->next)
        box_add(box, copied(b, c));
    return box;
}

/* A running block: each page's margin has its own. */
static void add_running(struct build *b, const struct css_item *i)
{
    const struct margin_source *m = b->margin;
    const struct box *body = m->element ? m->element(m->ctx, i->a, which_of(i)) : NULL;
    if (body)
        box_add(place_block(b), copied(b, body));
}

/* A value as note_counter wrote it: a number, or a label after "=". */
static void margin_value(const char *v, const struct css_counter *style, struct buf *out)
{
    if (*v == '=')
        buf_add(out, v + 1, strcspn(v + 1, " "));
    else
        css_counter_text(style, atoi(v), out);
}

/* A counter of the document in a margin box: its first value on the page, else the previous one;
 * all values if nested. */
static void margin_counter(struct build *b, const struct css_item *i, const xmlNode *n,
                           struct buf *out)
{
    const char *v = b->margin->string_value
                        ? b->margin->string_value(b->margin->ctx, counter_key(b->a, i->a), KW_first)
                        : NULL;
    const char *last = v ? strrchr(v, ' ') : NULL;
    if (i->kind == CSS_I_COUNTER)
        margin_value(last ? last + 1 : v ? v : "0", decimal_or(b, i, n), out);
    for (bool first = true; i->kind == CSS_I_COUNTERS && v;
         v = strchr(v, ' '), v = v ? v + 1 : NULL, first = false) {
        if (!first)
            buf_puts(out, i->b ? i->b : "");
        margin_value(v, decimal_or(b, i, n), out);
    }
}

/* Text of an item that is known at once; false: it needs a box of its own, or a target. */
static bool item_text(struct build *b, const struct css_item *i, const xmlNode *n,
                      const struct css_style *s, struct buf *out)
{
    const char *v = NULL;
    switch (i->kind) {
    case CSS_I_STRING: v = i->a; break;
    case CSS_I_VALUE: v = i->v.kind == CSS_STR ? i->v.str : NULL; break;
    case CSS_I_ATTR:
        v = xml_attr(n, i->a);
        v = v ? v : i->b;
        break;
    case CSS_I_COUNTER:
    case CSS_I_COUNTERS:
        if ((page_number(i->a) && !b->margin) || (b->note && of_notes(i)))
            return false;
        if (page_number(i->a))
            css_counter_text(decimal_or(b, i, n), i->a[4] ? b->margin->pages : b->margin->page,
                             out);
        else if (b->margin)
            margin_counter(b, i, n, out);
        else
            counter_text(b, i->a, i->kind == CSS_I_COUNTERS ? i->b ? i->b : "" : NULL,
                         decimal_or(b, i, n), out);
        break;
    case CSS_I_STRING_REF:
        if (!b->margin)
            return false;
        v = b->margin->string_value ? b->margin->string_value(b->margin->ctx, i->a, which_of(i))
                                    : NULL;
        break;
    case CSS_I_OPEN_QUOTE:
    case CSS_I_NO_OPEN_QUOTE:
        if (i->kind == CSS_I_OPEN_QUOTE)
            v = quote_mark(s, xml_attr(n, "xml:lang") ? xml_lang(n->parent) : s->lang,
                           b->quote_depth, true);
        b->quote_depth++;
        break;
    case CSS_I_CLOSE_QUOTE:
    case CSS_I_NO_CLOSE_QUOTE:
        b->quote_depth -= b->quote_depth > 0;
        if (i->kind == CSS_I_CLOSE_QUOTE)
            v = quote_mark(s, xml_attr(n, "xml:lang") ? xml_lang(n->parent) : s->lang,
                           b->quote_depth, false);
        break;
    default: return false;
    }
    if (v)
        buf_puts(out, v);
    return true;
}

static void contents_string(struct build *b, enum css_kw part, const xmlNode *n,
                            const struct css_style *s, struct buf *out);

static void not_here(const struct css_item *i, struct loc where)
{
    static const char *const names[] = {
        [CSS_I_COUNTER] = "counter()",
        [CSS_I_STRING_REF] = "string()",
        [CSS_I_ELEMENT] = "element()",
        [CSS_I_LEADER] = "leader()",
        [CSS_I_URL] = "url()",
        [CSS_I_CONTENTS] = "content()",
        [CSS_I_BARCODE] = "-koki-barcode()",
        [CSS_I_ENDNOTES] = "-koki-endnotes",
    };
    size_t known = sizeof names / sizeof *names;
    diag(DIAG_content_not_here, where,
         i->kind < known && names[i->kind] ? names[i->kind] : "content");
}

/* The element's own text, once more. */
static void add_contents(struct build *b, const struct css_item *i, const xmlNode *n,
                         const struct css_style *s)
{
    struct buf text = {0};
    contents_string(b, i->v.kind == CSS_KEYWORD ? (enum css_kw)i->v.kw : KW_text, n, s, &text);
    if (text.n)
        text_add(b, s, n, arena_dup(b->a, text.s, text.n), text.n);
    buf_done(&text);
}

static void item_box(struct build *b, const struct css_item *i, const xmlNode *n,
                     const struct css_style *s)
{
    const char *id;
    switch (i->kind) {
    case CSS_I_COUNTER:
    case CSS_I_COUNTERS: add_ref(b, i, n, s, NULL); break;
    case CSS_I_TARGET_COUNTER:
        if (!(id = target_id(i, n)))
            break;
        if (page_number(i->a))
            add_ref(b, i, n, s, id);
        else
            add_deferred(b, i, n, s, id);
        break;
    case CSS_I_TARGET_TEXT:
        if ((id = target_id(i, n)))
            add_deferred(b, i, n, s, id);
        break;
    case CSS_I_LEADER: add_leader(b, i, n, s); break;
    case CSS_I_URL: add_image(b, i, n, s); break;
    case CSS_I_BARCODE: add_barcode(b, i, n, s); break;
    case CSS_I_ENDNOTES:
        if (!b->endnotes_after && !b->margin)
            endnotes_place(b);
        else if (b->margin)
            not_here(i, css_where(s, CSS_content));
        break;
    case CSS_I_ELEMENT:
        if (b->margin) {
            add_running(b, i);
            break;
        }
        not_here(i, css_where(s, CSS_content));
        break;
    case CSS_I_CONTENTS:
        if (b->continuing) {
            add_contents(b, i, n, s);
            break;
        }
        /* fall through */
    default: not_here(i, css_where(s, CSS_content)); break;
    }
}

void content_build(struct build *b, const struct css_list *list, const xmlNode *n,
                   const struct css_style *s)
{
    struct buf text = {0};
    for (int i = 0; i < list->n; i++) {
        const struct css_item *item = &list->item[i];
        text.n = 0;
        if (item->kind == CSS_I_ALT)
            break;
        if (!item_text(b, item, n, s, &text))
            item_box(b, item, n, s);
        else if (text.n)
            text_add(b, s, n,
                     item->kind == CSS_I_STRING ? item->a : arena_dup(b->a, text.s, text.n),
                     text.n);
    }
    buf_done(&text);
}

/* ---- strings --------------------------------------------------------------------------------- */

/* Longer texts are truncated: running heads, bookmarks and references are short, and many may have
 * the same text. */
enum { TEXT_MAX = 4096 };

/* Appends text to out, with white space collapsed. */
static void collapse_into(struct buf *out, size_t from, const char *s)
{
    for (; *s && out->n - from <= TEXT_MAX; s++) {
        bool blank = *s == ' ' || *s == '\t' || *s == '\n' || *s == '\r';
        if (!blank)
            buf_putc(out, *s);
        else if (out->n > from && out->s[out->n - 1] != ' ')
            buf_putc(out, ' ');
    }
}

static bool left_out(const xmlNode *n)
{
    switch (xml_elem(n)) {
    case DB_footnote:
    case DB_footnoteref:
    case DB_indexterm:
    case DB_remark:
    case DB_alt:
    case DB_info: return true;
    default: return false;
    }
}

/* The alternative text of an image in the line. */
static const xmlNode *picture_alt(const xmlNode *n)
{
    const xmlNode *alt = xml_child(n, "alt"), *text = xml_child(n, "textobject");
    return alt ? alt : text ? xml_child(text, "phrase") : NULL;
}

static void gather_text(const xmlNode *n, size_t from, int quotes, struct buf *out)
{
    for (const xmlNode *c = n->children; c && out->n - from < TEXT_MAX; c = c->next) {
        collapse_into(out, from, xml_space_before(c));
        if ((c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE) && c->content) {
            collapse_into(out, from, (const char *)c->content);
        } else if (xml_elem(c) == DB_inlinemediaobject) {
            const xmlNode *alt = picture_alt(c);
            if (alt)
                gather_text(alt, from, quotes, out);
        } else if (xml_is_math(c)) {
            formula_text(c, out);
        } else if (xml_elem(c) == DB_sbr) {
            collapse_into(out, from, " ");
        } else if (c->type == XML_ELEMENT_NODE && !left_out(c)) {
            bool quote = xml_elem(c) == DB_quote;
            const char *lang = quote ? xml_lang(n) : "";
            if (quote)
                buf_puts(out, quote_mark(NULL, lang, quotes, true));
            gather_text(c, from, quotes + quote, out);
            if (quote)
                buf_puts(out, quote_mark(NULL, lang, quotes, false));
        }
    }
    collapse_into(out, from, xml_space_end(n));
}

void content_text(const xmlNode *n, struct buf *out)
{
    size_t from = out->n;
    if (xml_is_math(n))
        formula_text(n, out);
    else
        gather_text(n, from, 0, out);
    if (out->n - from > TEXT_MAX) {
        out->n = from + TEXT_MAX;
        while (((unsigned char)out->s[out->n] & 0xc0) == 0x80)
            out->n--;
    }
    if (out->n > from && out->s[out->n - 1] == ' ')
        out->n--;
    if (out->s)
        out->s[out->n] = 0;
}

/* The text of ::before or ::after in the counters in force. */
static void pseudo_string(struct build *b, const xmlNode *n, const struct css_style *self,
                          enum css_pseudo which, struct buf *out)
{
    const struct css_style *s = css_match_pseudo(b->doc->css, n, self, which);
    const struct css_list *l = s ? css_list(s, CSS_content) : NULL;
    int depth = b->quote_depth;
    for (int i = 0; l && i < l->n; i++)
        if (l->item[i].kind != CSS_I_CONTENTS)
            item_text(b, &l->item[i], n, s, out);
    b->quote_depth = depth;
}

/* An element's text as its author intended. */
static void authored_text(const xmlNode *n, const struct css_style *s, struct buf *out)
{
    struct clean_state state = {0};
    struct buf raw = {0};
    content_text(n, &raw);
    if (raw.n && !clean_text(s, 0, &state, 0, raw.s, raw.n, NULL, out))
        buf_add(out, raw.s, raw.n);
    buf_done(&raw);
}

void content_pseudo_text(struct build *b, const xmlNode *n, const struct css_style *self,
                         enum css_pseudo which, struct buf *out)
{
    pseudo_string(b, n, self, which, out);
}

static void contents_string(struct build *b, enum css_kw part, const xmlNode *n,
                            const struct css_style *s, struct buf *out)
{
    size_t from = out->n;
    switch (part) {
    case KW_before: pseudo_string(b, n, s, CSS_BEFORE, out); break;
    case KW_after: pseudo_string(b, n, s, CSS_AFTER, out); break;
    case KW_first_letter:
        content_text(n, out);
        if (out->n > from) {
            const char *p = out->s + from;
            utf8_next(&p, out->s + out->n);
            out->n = (size_t)(p - out->s);
            out->s[out->n] = 0;
        }
        break;
    default:
        if (b->own_text)
            buf_puts(out, b->own_text);
        else
            authored_text(n, s, out);
        break;
    }
}

/* A reference's text, once its target is known. */
static void target_string(struct build *b, const struct css_item *i, const xmlNode *from,
                          const char *id, struct buf *out)
{
    const struct target *t = map_get(&b->targets, id);
    if (!t)
        return;
    const struct snapshot *before = b->at;
    b->at = t->counters;
    if (i->kind == CSS_I_TARGET_COUNTER)
        counter_text(b, i->a, i->v.kind == CSS_STR ? i->v.str : NULL, decimal_or(b, i, from), out);
    else
        contents_string(b, i->v.kind == CSS_KEYWORD ? (enum css_kw)i->v.kw : KW_content, t->node,
                        t->style, out);
    b->at = before;
}

void content_string(struct build *b, const struct css_list *list, const xmlNode *n,
                    const struct css_style *s, enum css_prop prop, struct buf *out)
{
    for (int k = 0; k < list->n; k++) {
        const struct css_item *i = &list->item[k];
        if (item_text(b, i, n, s, out))
            continue;
        const char *id = i->kind == CSS_I_TARGET_COUNTER || i->kind == CSS_I_TARGET_TEXT
                             ? target_id(i, n)
                             : NULL;
        if (i->kind == CSS_I_CONTENTS)
            contents_string(b, i->v.kind == CSS_KEYWORD ? (enum css_kw)i->v.kw : KW_text, n, s,
                            out);
        else if (id)
            target_string(b, i, n, id, out);
        else
            not_here(i, css_where(s, prop));
    }
}

/* ---- numbers of notes, and deferred content ---------------------------------------------------- */

static void number_string(struct build *b, const xmlNode *n, const struct css_style *s, bool marker,
                          struct buf *out)
{
    const struct css_list *l = css_list(s, CSS_content);
    for (int i = 0; l && i < l->n; i++)
        item_text(b, &l->item[i], n, s, out);
    if (l || css_is(s, CSS_content, KW_none))
        return;
    const struct css_counter *decimal = css_counter_style(b->doc->css, NULL, xml_loc(n));
    counter_text(b, "footnote", NULL, decimal, out);
    if (marker)
        buf_puts(out, css_counter_suffix(decimal));
}

static const struct css_item plain_number = {.kind = CSS_I_COUNTER, .a = "footnote"};

void content_note(struct build *b, const xmlNode *n, const struct css_style *s, bool marker)
{
    const struct css_list *l = css_list(s, CSS_content);
    if (l) {
        content_build(b, l, n, s);
        return;
    }
    struct buf text = {0};
    if (!b->note || css_is(s, CSS_content, KW_none)) {
        number_string(b, n, s, marker, &text);
    } else {
        add_ref(b, &plain_number, n, s, NULL);
        if (marker)
            buf_puts(&text, css_counter_suffix(css_counter_style(b->doc->css, NULL, xml_loc(n))));
    }
    if (text.n)
        text_add(b, s, n, arena_dup(b->a, text.s, text.n), text.n);
    buf_done(&text);
}

void content_note_again(struct build *b, const xmlNode *n, const struct css_style *self)
{
    const struct css_style *s = css_match_pseudo(b->doc->css, n, self, CSS_FOOTNOTE_CALL);
    const char *id = xml_attr(n, "linkend");
    if (!s || !id)
        return;
    struct frame f;
    frame_open(b, &f, s, n, CSS_FOOTNOTE_CALL);
    call_part(b, n, s);
    add_deferred(b, NULL, n, s, id);
    frame_close(b);
}

/* The number as the call of the note itself prints it. */
static void call_again(struct build *b, const struct deferred *d, struct buf *out)
{
    const struct target *t = map_get(&b->targets, d->id);
    const struct css_style *s = t ? css_match_pseudo(b->doc->css, t->node, t->style,
                                                     CSS_FOOTNOTE_CALL)
                                  : NULL;
    if (!s)
        return;
    b->at = t->counters;
    number_string(b, t->node, s, false, out);
    b->at = NULL;
}

static void set_text(struct build *b, struct box *box, const char *s, size_t n)
{
    struct buf text = {0};
    bool other = n && case_transform(&b->casing, box->style, false, s, n, &text);
    box->u.t.text = arena_dup(b->a, other ? text.s : s, other ? text.n : n);
    box->u.t.n = (int)(other ? text.n : n);
    buf_done(&text);
}

/* The number of a note that depends on its page: the box becomes a reference. */
static void refer(struct build *b, struct box *box, const struct css_item *i,
                  const struct deferred *d, const struct mark *note)
{
    struct xref *x = xref_new(b, i, d->node, NULL);
    x->at = d->at;
    x->counter = plain_number.a;
    x->note = note;
    box->kind = BOX_REF;
    box->u.ref = x;
}

/* The call of such a note once more, part by part. */
static void call_by_page(struct build *b, const struct deferred *d, const struct target *t)
{
    const struct css_style *s = css_match_pseudo(b->doc->css, t->node, t->style, CSS_FOOTNOTE_CALL);
    const struct css_list *l = s ? css_list(s, CSS_content) : NULL;
    struct buf text = {0};
    b->at = t->counters;
    for (int i = 0; l && i < l->n; i++) {
        struct box *box = box_new(b, BOX_TEXT, d->box->style, origin_node(d->box->origin));
        box_insert(d->box->parent, d->box, box);
        text.n = 0;
        if (l->item[i].kind == CSS_I_COUNTER && of_notes(&l->item[i]))
            refer(b, box, &l->item[i], d, t->note);
        else if (item_text(b, &l->item[i], t->node, s, &text))
            set_text(b, box, text.s ? text.s : "", text.n);
        else
            set_text(b, box, "", 0);
    }
    b->at = NULL;
    if (s && !l && !css_is(s, CSS_content, KW_none))
        refer(b, d->box, &plain_number, d, t->note);
    else
        set_text(b, d->box, "", 0);
    buf_done(&text);
}

/* True if the deferred item is the number of a note counted by pages. */
static bool resolve_by_page(struct build *b, const struct deferred *d)
{
    const struct target *t = map_get(&b->targets, d->id);
    if (!t || !t->note)
        return false;
    if (!d->item)
        call_by_page(b, d, t);
    else if (d->item->kind == CSS_I_TARGET_COUNTER && of_notes(d->item))
        refer(b, d->box, d->item, d, t->note);
    else
        return false;
    return true;
}

void content_resolve(struct build *b)
{
    struct buf text = {0};
    for (int i = 0; i < b->deferred.n; i++) {
        const struct deferred *d = &b->deferred.v[i];
        text.n = 0;
        if (resolve_by_page(b, d))
            continue;
        if (d->item)
            target_string(b, d->item, d->node, d->id, &text);
        else
            call_again(b, d, &text);
        set_text(b, d->box, text.s ? text.s : "", text.n);
    }
    buf_done(&text);
}
