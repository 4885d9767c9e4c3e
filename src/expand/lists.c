/* Lists: what CSS cannot do with them as they are written. */
#include <stdlib.h>
#include <string.h>

#include "expand/expand-int.h"

/* Several terms become one that holds them, so that they are one line that keeps with its item. */
void expand_varlistentry(struct expand *x, xmlNode *n)
{
    xmlNode *first = xml_child(n, "term"), *all;
    (void)x;
    if (!first || !xml_next(first) || xml_elem(xml_next(first)) != DB_term)
        return;
    all = xml_new_elem(n->doc, DB_term, xml_loc(first));
    xml_set_attr(all, "role", "generated");
    xmlAddPrevSibling(first, all);
    for (xmlNode *c = xml_next(all), *next; c && xml_elem(c) == DB_term; c = next) {
        next = xml_next(c);
        xmlUnlinkNode(c);
        xmlAddChild(all, c);
    }
}

static int list_depth(const xmlNode *n)
{
    int depth = 0;
    for (n = n->parent; n && n->type == XML_ELEMENT_NODE; n = n->parent)
        depth += xml_elem(n) == DB_orderedlist;
    return depth < LIST_DEPTH ? depth : LIST_DEPTH - 1;
}

/* continuation="continues" becomes the startingnumber that it means. */
void expand_orderedlist(struct expand *x, xmlNode *n)
{
    int depth = list_depth(n), start = expand_attr_int(n, "startingnumber", 1), items = 0;
    char number[16];
    if (expand_attr_is(n, "continuation", "continues"))
        start = x->list_end[depth] + 1;
    for (const xmlNode *c = xml_first(n); c; c = xml_next(c))
        items += xml_elem(c) == DB_listitem;
    x->list_end[depth] = start + items - 1;
    if (start == 1)
        return;
    snprintf(number, sizeof number, "%d", start);
    xml_set_attr(n, "startingnumber", number);
}

/* Who said it stands below what was said. */
void expand_quotation(struct expand *x, xmlNode *n)
{
    xmlNode *attribution = xml_child(n, "attribution");
    (void)x;
    if (!attribution)
        return;
    xmlUnlinkNode(attribution);
    xmlAddChild(n, attribution);
}

/* ---- simplelist in columns --------------------------------------------------------------------------------------- */

static void gather(const xmlNode *n, enum db_elem e, struct nodes *out)
{
    for (xmlNode *c = xml_first(n); c; c = xml_next(c))
        if (xml_elem(c) == e)
            *vec_add(out) = c;
}

/* Members in columns become a table without rules, filled by columns (vert) or rows (horiz); those in a line follow each other
 * closely. */
void expand_simplelist(struct expand *x, xmlNode *n)
{
    struct nodes member = {0};
    int columns = expand_attr_int(n, "columns", 1);
    bool across = expand_attr_is(n, "type", "horiz");
    (void)x;
    if (expand_attr_is(n, "type", "inline"))
        expand_drop_space(n);
    if (columns < 2 || expand_attr_is(n, "type", "inline"))
        return;
    gather(n, DB_member, &member);
    columns = columns > member.n ? member.n : columns;
    if (columns < 1)
        return;
    int rows = (member.n + columns - 1) / columns;
    xmlNode *group = xml_new_child(n, DB_tgroup, xml_loc(n)), *body = xml_new_child(group, DB_tbody, xml_loc(n));
    for (int r = 0; r < rows; r++) {
        xmlNode *row = xml_new_child(body, DB_row, xml_loc(n));
        for (int c = 0; c < columns; c++) {
            int i = across ? r * columns + c : c * rows + r;
            if (i >= member.n)
                continue;
            xmlUnlinkNode(member.v[i]);
            xmlAddChild(row, member.v[i]);
            expand_retype(member.v[i], DB_entry);
        }
    }
    expand_retype(n, DB_informaltable);
    xml_set_attr(n, "role", "simplelist");
    xml_set_attr(n, "frame", "none");
    vec_done(&member);
}

/* Every seg is told by its segtitle. */
void expand_segmentedlist(struct expand *x, xmlNode *n)
{
    struct nodes title = {0};
    (void)x;
    gather(n, DB_segtitle, &title);
    for (xmlNode *item = xml_first(n); item; item = xml_next(item)) {
        int i = 0;
        if (xml_elem(item) != DB_seglistitem)
            continue;
        for (xmlNode *seg = xml_first(item); seg && i < title.n; seg = xml_next(seg)) {
            if (xml_elem(seg) != DB_seg)
                continue;
            xmlNode *label = xml_new_elem(n->doc, DB_phrase, xml_loc(seg));
            xml_set_attr(label, "role", "segtitle");
            expand_copy_inline(title.v[i++], label);
            expand_prepend(seg, label);
        }
    }
    vec_done(&title);
}

/* ---- questions --------------------------------------------------------------------------------------------------- */

/* "number", "qanda" or "none": the nearest defaultlabel around. */
static const char *default_label(const xmlNode *n)
{
    for (; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
        const char *label = xml_attr(n, "defaultlabel");
        if (label)
            return label;
        if (xml_elem(n) == DB_qandaset)
            break;
    }
    return "number";
}

void expand_question(struct expand *x, xmlNode *n)
{
    const char *how = default_label(n);
    bool question = xml_elem(n) == DB_question, words = !strcmp(how, "qanda");
    (void)x;
    expand_drop_space(n);   /* the first paragraph stands in the label's line */
    if (xml_child(n, "label") || !strcmp(how, "none") || (!question && !words))
        return;
    xmlNode *label = xml_new_elem(n->doc, DB_label, xml_loc(n));
    xml_set_attr(label, "role", words ? "generated" : "number");
    if (words)
        xml_add_text(label, expand_gen(n, question ? GEN_question : GEN_answer));
    expand_prepend(n, label);
}

/* ---- callouts ---------------------------------------------------------------------------------------------------- */

/* An areaset's number is that of its first area. */
static const char *callout_of(struct expand *x, const char *id)
{
    const char *area = map_get(&x->areasets, id);
    return area ? area : id;
}

/* The numbers of the callouts that a callout explains stand in front of its first paragraph. */
void expand_callout(struct expand *x, xmlNode *n)
{
    const char *refs = xml_attr(n, "arearefs");
    xmlNode *into = xml_first(n), *numbers;
    struct buf id = {0};
    if (!refs || !*refs)
        return;
    if (!into || (xml_elem(into) != DB_para && xml_elem(into) != DB_simpara))
        into = n;
    numbers = xml_new_elem(n->doc, DB_phrase, xml_loc(n));
    xml_set_attr(numbers, "role", "callout-numbers");
    for (const char *s = refs + strspn(refs, " \t\r\n"); *s; s += strspn(s, " \t\r\n")) {
        size_t length = strcspn(s, " \t\r\n");
        id.n = 0;
        buf_add(&id, s, length);
        xml_set_attr(expand_phrase(numbers, "callout-number", NULL, xml_loc(n)), "linkend", callout_of(x, id.s));
        s += length;
    }
    expand_prepend(into, numbers);
    buf_done(&id);
}

struct area {
    int line, order;
    const char *id;
    xmlNode *node;
};
struct areas { struct area *v; int n, cap; };

static int by_line(const void *a, const void *b)
{
    const struct area *p = a, *q = b;
    return p->line != q->line ? (p->line > q->line) - (p->line < q->line) : p->order - q->order;
}

/* The areas with line coordinates; one without an id of its own counts for its areaset. */
static void read_areas(const xmlNode *spec, struct areas *out)
{
    for (xmlNode *n = xml_first(spec); n; n = xml_walk(spec, n)) {
        const char *units = xml_attr(n, "units");
        int line = expand_attr_int(n, "coords", 0);
        if (xml_elem(n) != DB_area || line < 1 || (units && strncmp(units, "line", 4)))
            continue;
        const char *id = xml_id(n), *set = xml_elem(n->parent) == DB_areaset ? xml_id(n->parent) : NULL;
        struct area *a = vec_add(out);
        *a = (struct area){line, out->n, id ? id : set, n};
    }
    if (out->n)
        qsort(out->v, (size_t)out->n, sizeof *out->v, by_line);
}

/* A callout in front of a node, or at the end of the listing; `text` comes before it. */
static void place(const struct area *a, xmlNode *listing, xmlNode *before, const char *text, size_t n)
{
    xmlNode *co = xml_new_elem(listing->doc, DB_co, xml_loc(a->node));
    struct buf b = {0};
    if (a->id) {
        xmlNode *owner = xml_id(a->node) ? a->node : a->node->parent;
        xmlAttr *id = xmlHasNsProp(owner, BAD_CAST "id", XML_XML_NAMESPACE);
        xml_set_attr(co, "xml:id", a->id);
        if (id)
            xmlRemoveProp(id);
    }
    if (before)
        xmlAddPrevSibling(before, co);
    else
        xmlAddChild(listing, co);
    buf_add(&b, text, n);
    buf_putc(&b, ' ');
    expand_text_before(co, b.s);
    buf_done(&b);
}

struct marker {
    xmlNode *listing;
    const struct areas *areas;
    int next, line;
};

/* What stands before a line end goes in front of the node with the line's callouts; the node keeps the rest. */
static void mark_text(struct marker *m, xmlNode *t)
{
    char *s = mem_dup((const char *)t->content), *from = s;
    for (char *end = s; (end = strchr(end, '\n')) && m->next < m->areas->n; end++, m->line++)
        while (m->next < m->areas->n && m->areas->v[m->next].line <= m->line) {
            place(&m->areas->v[m->next++], m->listing, t, from, (size_t)(end - from));
            from = end;
        }
    if (from != s)
        xmlNodeSetContent(t, (const xmlChar *)from);
    mem_free(s);
}

/* The areas of a listing become callouts at the ends of their lines. */
void expand_areaspec(struct expand *x, xmlNode *n)
{
    struct areas areas = {0};
    xmlNode *listing = xml_next(n);
    while (listing && db_class_of(xml_elem(listing)) != DB_VERBATIM)
        listing = xml_next(listing);
    if (!listing)
        return;
    read_areas(n, &areas);
    for (int i = 0; i < areas.n; i++) {
        const char *set = xml_elem(areas.v[i].node->parent) == DB_areaset ? xml_id(areas.v[i].node->parent) : NULL;
        void **first = set && areas.v[i].id ? map_put(&x->areasets, set) : NULL;
        if (first && !*first)
            *first = (void *)intern(areas.v[i].id);
    }
    struct marker m = {listing, &areas, 0, 1};
    for (xmlNode *t = xml_walk_nodes(listing, listing); t; t = xml_walk_nodes(listing, t))
        if (t->type == XML_TEXT_NODE && m.next < areas.n)
            mark_text(&m, t);
    while (m.next < areas.n)
        place(&areas.v[m.next++], listing, NULL, "", 0);
    vec_done(&areas);
}
