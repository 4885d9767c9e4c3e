// SPDX-License-Identifier: Apache-2.0
/* Lists: transformations that CSS cannot do. */
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
    xml_add_before(first, all);
    for (xmlNode *c = xml_next(all), *next; c && xml_elem(c) == DB_term; c = next) {
        next = xml_next(c);
        xml_add_last(all, c);
    }
}

static int list_depth(const xmlNode *n)
{
    int depth = 0;
    for (n = n->parent; n && n->type == XML_ELEMENT_NODE; n = n->parent)
        depth += xml_elem(n) == DB_orderedlist;
    return depth < LIST_DEPTH ? depth : LIST_DEPTH - 1;
}

static const char *const by_depth[] = {"arabic", "loweralpha", "lowerroman"};
enum { DEPTHS = sizeof by_depth / sizeof *by_depth };

/* The default numbering of nested lists, as in layouts/docbook.css. */
const char *expand_numeration(const xmlNode *list)
{
    const char *own = xml_attr(list, "numeration");
    int depth = 0;
    for (const xmlNode *n = list->parent; n && n->type == XML_ELEMENT_NODE; n = n->parent)
        depth += xml_elem(n) == xml_elem(list);
    return own ? own : by_depth[depth < DEPTHS ? depth : DEPTHS - 1];
}

static void add_roman(struct buf *b, int n, bool upper)
{
    static const struct {
        int value;
        const char *lower, *upper;
    } digit[] = {{1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"}, {400, "cd", "CD"},
                 {100, "c", "C"},  {90, "xc", "XC"},  {50, "l", "L"},  {40, "xl", "XL"},
                 {10, "x", "X"},   {9, "ix", "IX"},   {5, "v", "V"},   {4, "iv", "IV"},
                 {1, "i", "I"}};
    for (size_t i = 0; i < sizeof digit / sizeof *digit; i++)
        for (; n >= digit[i].value; n -= digit[i].value)
            buf_puts(b, upper ? digit[i].upper : digit[i].lower);
}

static void add_letters(struct buf *b, int n, char first)
{
    char s[8];
    int i = sizeof s;
    for (; n > 0 && i > 0; n = (n - 1) / 26)
        s[--i] = (char)(first + (n - 1) % 26);
    buf_add(b, s + i, sizeof s - (size_t)i);
}

static void add_number(struct buf *b, int n, const char *numeration)
{
    bool upper = !strncmp(numeration, "upper", 5),
         roman = n > 0 && n < 4000 && strstr(numeration, "roman");
    if (roman)
        add_roman(b, n, upper);
    else if (n > 0 && strstr(numeration, "alpha"))
        add_letters(b, n, upper ? 'A' : 'a');
    else
        buf_printf(b, "%d", n);
}

/* The number of an item of an ordered list that has been visited; calls are in the order of
 * items. */
static int item_number(struct expand *x, xmlNode *item)
{
    struct counted *c = &x->counted[list_depth(item->parent)];
    if (c->list != item->parent)
        *c = (struct counted){item->parent, NULL,
                              expand_attr_int(item->parent, "startingnumber", 1) - 1};
    while (c->item != item) {
        c->item = c->item ? xml_next(c->item) : xml_first(c->list);
        if (xml_elem(c->item) == DB_listitem)
            c->number = expand_attr_int(c->item, "override", c->number + 1);
    }
    return c->number;
}

/* inheritnum="inherit": the prefix of the items' numbers, "2.a.", is in each @label. */
static void inherit_number(struct expand *x, xmlNode *n)
{
    xmlNode *item = n->parent;
    struct buf label = {0};
    while (item && item->type == XML_ELEMENT_NODE &&
           (xml_elem(item) != DB_listitem || xml_elem(item->parent) != DB_orderedlist))
        item = item->parent;
    if (!item || item->type != XML_ELEMENT_NODE)
        return;
    if (xml_attr(item, "label"))
        buf_puts(&label, xml_attr(item, "label"));
    add_number(&label, item_number(x, item), expand_numeration(item->parent));
    buf_putc(&label, '.');
    for (xmlNode *c = xml_first(n); c; c = xml_next(c))
        if (xml_elem(c) == DB_listitem)
            xml_set_attr(c, "label", label.s);
    buf_done(&label);
}

/* continuation="continues" becomes the corresponding startingnumber. */
void expand_orderedlist(struct expand *x, xmlNode *n)
{
    int depth = list_depth(n), start = expand_attr_int(n, "startingnumber", 1), items = 0;
    char number[16];
    if (expand_attr_is(n, "continuation", "continues"))
        start = x->list_end[depth] + 1;
    for (const xmlNode *c = xml_first(n); c; c = xml_next(c))
        items += xml_elem(c) == DB_listitem;
    x->list_end[depth] = start + items - 1;
    if (start != 1) {
        snprintf(number, sizeof number, "%d", start);
        xml_set_attr(n, "startingnumber", number);
    }
    if (expand_attr_is(n, "inheritnum", "inherit"))
        inherit_number(x, n);
}

/* The attribution is below the quotation. */
void expand_quotation(struct expand *x, xmlNode *n)
{
    xmlNode *attribution = xml_child(n, "attribution");
    (void)x;
    if (!attribution)
        return;
    xml_add_last(n, attribution);
}

/* ---- simplelist in columns ------------------------------------------------------------------- */

static void lists_gather(const xmlNode *n, enum db_elem e, struct nodes *out)
{
    for (xmlNode *c = xml_first(n); c; c = xml_next(c))
        if (xml_elem(c) == e)
            *vec_add(out) = c;
}

/* <?dbchoice choice="and"?> in an inline list gives the word before its last member, in its
 * @label. */
static void choose_word(xmlNode *n)
{
    xmlNode *last = n->last;
    struct buf label = {0};
    char choice[32];
    while (last && xml_elem(last) != DB_member)
        last = last->prev;
    if (!last || !expand_instruction(n, "dbchoice", "choice", choice, sizeof choice))
        return;
    const char *words = !strcmp(choice, "and")  ? expand_gen(n, GEN_and)
                        : !strcmp(choice, "or") ? expand_gen(n, GEN_or)
                                                : choice;
    buf_printf(&label, " %s ", words);
    expand_add_role(last, "last");
    xml_set_attr(last, "label", label.s);
    buf_done(&label);
}

enum { FEW_ROWS = 12 };

static bool in_cell(const xmlNode *n)
{
    for (n = n->parent; n && n->type == XML_ELEMENT_NODE; n = n->parent)
        if (xml_elem(n) == DB_entry || xml_elem(n) == DB_td || xml_elem(n) == DB_th)
            return true;
    return false;
}

/* Members in columns are put into rows, filled by columns (vert) or rows (horiz); inline ones
 * follow each other without space. A long list filled by columns stays as it is: its columns are
 * the layout's, since rows that go on on the next page would have each column go on there. */
void expand_simplelist(struct expand *x, xmlNode *n)
{
    struct nodes member = {0};
    int columns = expand_attr_int(n, "columns", 1);
    bool across = expand_attr_is(n, "type", "horiz");
    (void)x;
    if (expand_attr_is(n, "type", "inline")) {
        choose_word(n);
        expand_drop_space(n);
    }
    if (columns < 2 || expand_attr_is(n, "type", "inline"))
        return;
    lists_gather(n, DB_member, &member);
    columns = columns > member.n ? member.n : columns;
    if (columns < 1)
        return;
    int rows = (member.n + columns - 1) / columns;
    if (!across && rows > FEW_ROWS && !in_cell(n)) {
        expand_add_role(n, "vertical");
        vec_done(&member);
        return;
    }
    for (int r = 0; r < rows; r++) {
        xmlNode *row = xml_new_child(n, DB_simplelist, xml_loc(n));
        xml_set_attr(row, "role", "row");
        for (int c = 0; c < columns; c++) {
            int i = across ? r * columns + c : c * rows + r;
            if (i >= member.n)
                continue;
            xml_add_last(row, member.v[i]);
        }
    }
    expand_add_role(n, "columns");
    vec_done(&member);
}

/* Labels every seg with its segtitle. */
void expand_segmentedlist(struct expand *x, xmlNode *n)
{
    struct nodes title = {0};
    (void)x;
    lists_gather(n, DB_segtitle, &title);
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
            xml_add_first(seg, label);
        }
    }
    vec_done(&title);
}

/* Labels an optional step as such. */
void expand_step(struct expand *x, xmlNode *n)
{
    xmlNode *first = xml_first(n);
    (void)x;
    if (!expand_attr_is(n, "performance", "optional"))
        return;
    while (first && db_class_of(xml_elem(first)) != DB_TITLE && xml_elem(first) != DB_para &&
           xml_elem(first) != DB_simpara)
        first = xml_next(first);
    if (!first)
        return;
    xmlNode *label = xml_new_elem(n->doc, DB_phrase, xml_loc(n));
    xml_set_attr(label, "role", "optional-label");
    xml_add_text(label, expand_gen(n, GEN_optional));
    xml_add_text(label, ": ");
    xml_add_first(first, label);
}

/* A step that asks for another one again is a step with a reference to it. */
void expand_stepref(struct expand *x, xmlNode *n)
{
    const char *to = xml_attr(n, "linkend"), *href = xml_attr(n, "xlink:href");
    to = !to && href && *href == '#' ? href + 1 : to;
    if (!to)
        return;
    xmlNode *para = xml_new_child(n, DB_para, xml_loc(n)),
            *ref = xml_new_child(para, DB_xref, xml_loc(n));
    xml_set_attr(ref, "linkend", to);
    for (xmlAttr *a = n->properties, *next; a; a = next) {
        next = a->next;
        if (!strcmp((const char *)a->name, "linkend") || !strcmp((const char *)a->name, "href"))
            xmlRemoveProp(a);
    }
    xml_set_elem(n, DB_step);
    expand_step(x, n);
}

/* Puts the short forms of a term after it. */
void expand_glossentry(struct expand *x, xmlNode *n)
{
    xmlNode *term = xml_child(n, "glossterm"), *all = NULL;
    (void)x;
    for (xmlNode *c = term ? xml_first(n) : NULL, *next; c; c = next) {
        next = xml_next(c);
        if (xml_elem(c) != DB_acronym && xml_elem(c) != DB_abbrev)
            continue;
        if (!all) {
            all = xml_new_elem(n->doc, DB_phrase, xml_loc(c));
            xml_set_attr(all, "role", "glossterm-short");
        }
        xml_add_text(all, all->children ? ", " : " (");
        xml_add_last(all, c);
    }
    if (!all)
        return;
    xml_add_text(all, ")");
    xml_add_last(term, all);
}

/* ---- questions ------------------------------------------------------------------------------- */

const char *expand_default_label(const xmlNode *n)
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

/* Labels of a list's items are in a column as wide as the longest: its width, in steps of the
 * layout, is the list's @koki-column. */
static void note_column(xmlNode *list, int steps)
{
    char value[16];
    snprintf(value, sizeof value, "%d", steps);
    if (list && steps > expand_attr_int(list, "koki-column", 1))
        xml_set_attr(list, "koki-column", value);
}

/* Labels of words: up to 4, 9 or 14 characters, or more. */
static void note_label(xmlNode *label)
{
    struct buf text = {0};
    xmlNode *set = label->parent;
    int letters = 0;
    xml_text(label, &text);
    for (const char *s = text.s ? text.s : ""; *s; s++)
        letters += ((unsigned char)*s & 0xc0) != 0x80;
    while (set && set->type == XML_ELEMENT_NODE && xml_elem(set) != DB_qandaset)
        set = set->parent;
    if (set && set->type == XML_ELEMENT_NODE)
        note_column(set, letters <= 4 ? 1 : letters <= 9 ? 2 : letters <= 14 ? 3 : 4);
    buf_done(&text);
}

const xmlNode *expand_own_label(const xmlNode *n)
{
    if (xml_elem(n) == DB_qandaentry)
        n = xml_child(n, "question");
    const xmlNode *label = n ? xml_child(n, "label") : NULL;
    return label && !expand_is_empty(label) && !expand_attr_is(label, "role", "generated") ? label
                                                                                           : NULL;
}

void expand_question(struct expand *x, xmlNode *n)
{
    const char *how = expand_default_label(n);
    bool question = xml_elem(n) == DB_question, words = !strcmp(how, "qanda");
    (void)x;
    expand_drop_space(n); /* the first paragraph is in the label's line */
    xmlNode *label = xml_child(n, "label");
    if (label)
        note_label(label);
    if (label || !strcmp(how, "none") || (!question && !words))
        return;
    label = xml_new_elem(n->doc, DB_label, xml_loc(n));
    xml_set_attr(label, "role", words ? "generated" : "number");
    if (words)
        xml_add_text(label, expand_gen(n, question ? GEN_question : GEN_answer));
    xml_add_first(n, label);
    note_label(label);
}

/* ---- callouts -------------------------------------------------------------------------------- */

/* An areaset's number is that of its first area; its others have the same. */
static const char *callout_of(struct expand *x, const char *id)
{
    const char *area = map_get(&x->areasets, id);
    return area ? area : id;
}

/* Whether the phrase already has the number of that callout: areas of one set share it. */
static bool has_number(const xmlNode *numbers, const char *id)
{
    for (const xmlNode *c = xml_first(numbers); c; c = xml_next(c))
        if (expand_attr_is(c, "linkend", id))
            return true;
    return false;
}

static void put_number(struct expand *x, xmlNode *numbers, const char *id)
{
    if (xml_first(numbers))
        xml_add_text(numbers, " ");
    xmlNode *number = expand_phrase(numbers, "callout-number", NULL, xml_loc(numbers));
    xml_set_attr(number, "linkend", id);
    *vec_add(&x->callouts) = number;
}

/* Puts the numbers of the callouts explained before the first paragraph. */
void expand_callout(struct expand *x, xmlNode *n)
{
    const char *refs = xml_attr(n, "arearefs");
    xmlNode *into = xml_first(n), *numbers;
    struct buf id = {0};
    int areas = 0;
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
        s += length;
        if (has_number(numbers, callout_of(x, id.s)))
            continue;
        put_number(x, numbers, callout_of(x, id.s));
        areas++;
    }
    note_column(xml_elem(n->parent) == DB_calloutlist ? n->parent : NULL, areas);
    xml_add_first(into, numbers);
    buf_done(&id);
}

struct area {
    int line, order;
    const char *id,
        *same; /* same: the id of the first area of its areaset, whose number it shares */
    xmlNode *node;
};
struct areas {
    struct area *v;
    int n, cap;
};

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
        const char *id = xml_id(n),
                   *set = xml_elem(n->parent) == DB_areaset ? xml_id(n->parent) : NULL;
        struct area *a = vec_add(out);
        *a = (struct area){.line = line, .order = out->n, .id = id ? id : set, .node = n};
    }
    if (out->n)
        qsort(out->v, (size_t)out->n, sizeof *out->v, by_line);
}

/* A callout before a node, or at the end of the listing; `text` comes before it. */
static void lists_place(const struct area *a, xmlNode *listing, xmlNode *before, const char *text,
                        size_t n)
{
    xmlNode *co = xml_new_elem(listing->doc, a->same ? DB_coref : DB_co, xml_loc(a->node));
    const char *label = xml_attr(a->node, "label");
    struct buf b = {0};
    if (label && *label)
        xml_set_attr(co, "label", label);
    if (a->same) {
        xml_set_attr(co, "linkend", a->same);
    } else if (a->id) {
        xmlNode *owner = xml_id(a->node) ? a->node : a->node->parent;
        xmlAttr *id = xmlHasNsProp(owner, BAD_CAST "id", XML_XML_NAMESPACE);
        xml_set_attr(co, "xml:id", a->id);
        if (id)
            xmlRemoveProp(id);
    }
    if (before)
        xml_add_before(before, co);
    else
        xml_add_last(listing, co);
    buf_add(&b, text, n);
    buf_putc(&b, ' ');
    expand_text_before(co, b.s);
    buf_done(&b);
}

struct marker {
    xmlNode *listing;
    const struct areas *areas;
    int next, line;
    bool ended; /* the listing's text so far ends with a line */
};

/* Moves the text before a line end before the node, with the line's callouts; the node keeps the
 * rest. */
static void mark_text(struct marker *m, xmlNode *t)
{
    char *s = mem_dup((const char *)t->content), *from = s;
    size_t n = strlen(s);
    m->ended = n ? s[n - 1] == '\n' : m->ended;
    for (char *end = s; (end = strchr(end, '\n')) && m->next < m->areas->n; end++, m->line++)
        while (m->next < m->areas->n && m->areas->v[m->next].line <= m->line) {
            lists_place(&m->areas->v[m->next++], m->listing, t, from, (size_t)(end - from));
            from = end;
        }
    if (from != s)
        xmlNodeSetContent(t, (const xmlChar *)from);
    mem_free(s);
}

/* An area with that id in a set: the id of the first of the set, NULL for that one itself. */
static const char *join_set(struct expand *x, const xmlNode *area, const char *id)
{
    const char *set = xml_elem(area->parent) == DB_areaset ? xml_id(area->parent) : NULL;
    void **first = set && id ? map_put(&x->areasets, set) : NULL;
    if (!first)
        return NULL;
    if (!*first) {
        *first = (void *)intern(id);
        return NULL;
    }
    const char *same = *first;
    if (strcmp(id, set))
        *map_put(&x->areasets, id) = (void *)same;
    return same;
}

/* ---- areas of images ------------------------------------------------------------------------- */

enum { CALS = 10000, CALS_DIGITS = 100 };

/* The middle of an area: of two points, in hundredths of a percent of the image, from its lower
 * left corner. */
static bool read_calspair(const char *s, int *x, int *y)
{
    int v[4];
    for (int i = 0; i < 4; i++) {
        char *end;
        s += strspn(s, " \t\r\n,");
        long n = strtol(s, &end, 10);
        if (end == s || n < 0 || n > CALS)
            return false;
        v[i] = (int)n;
        s = end;
    }
    *x = (v[0] + v[2]) / 2;
    *y = CALS - (v[1] + v[3]) / 2;
    return !s[strspn(s, " \t\r\n")];
}

static void set_percent(xmlNode *n, const char *name, int value)
{
    char text[16];
    snprintf(text, sizeof text, "%d.%02d%%", value / CALS_DIGITS, value % CALS_DIGITS);
    xml_set_attr(n, name, text);
}

/* An area of an image gets its place in it: @koki-left and @koki-top. */
static bool set_place(xmlNode *n, const char *units)
{
    const char *own = xml_attr(n, "units"), *coords = xml_attr(n, "coords");
    int x, y;
    own = own ? own : units;
    if ((own && strcmp(own, "calspair")) || !coords || !read_calspair(coords, &x, &y)) {
        diag(DIAG_area_coords, xml_loc(n), coords ? coords : "");
        return false;
    }
    set_percent(n, "koki-left", x);
    set_percent(n, "koki-top", y);
    return true;
}

/* Moves areas into their image, so that the layout can place their numbers. Those of unknown
 * position keep their numbers. */
static void place_in_image(xmlNode *spec)
{
    xmlNode *image = xml_child(spec->parent, "imageobject");
    const char *units = xml_attr(spec, "units");
    for (xmlNode *n = xml_first(spec); n; n = xml_walk(spec, n))
        if (xml_elem(n) == DB_area)
            set_place(n, units);
    if (image)
        xml_add_last(image, spec);
}

void expand_callouts(struct expand *x)
{
    for (int i = 0; i < x->areaspecs.n; i++)
        place_in_image(x->areaspecs.v[i]);
    for (int i = 0; i < x->callouts.n; i++) {
        const char *id = xml_attr(x->callouts.v[i], "linkend"); /* NULL: it leads nowhere */
        const xmlNode *to = id ? xml_ids_get(x->ids, id) : NULL;
        const char *label = to ? xml_attr(to, "label") : NULL;
        if (label && *label)
            xml_set_attr(x->callouts.v[i], "label", label);
    }
}

/* ---- areas of listings ----------------------------------------------------------------------- */

/* The areas of a listing become callouts at the ends of their lines. */
void expand_areaspec(struct expand *x, xmlNode *n)
{
    struct areas areas = {0};
    xmlNode *listing = xml_next(n);
    if (xml_elem(n->parent) == DB_imageobjectco) {
        *vec_add(&x->areaspecs) = n;
        for (const xmlNode *a = xml_first(n); a; a = xml_walk(n, (xmlNode *)a))
            if (xml_elem(a) == DB_area && xml_id(a))
                join_set(x, a, xml_id(a));
        return;
    }
    while (listing && db_class_of(xml_elem(listing)) != DB_VERBATIM)
        listing = xml_next(listing);
    if (!listing)
        return;
    read_areas(n, &areas);
    for (int i = 0; i < areas.n; i++)
        areas.v[i].same = join_set(x, areas.v[i].node, areas.v[i].id);
    struct marker m = {listing, &areas, 0, 1, true};
    for (xmlNode *t = xml_walk_nodes(listing, listing); t; t = xml_walk_nodes(listing, t))
        if (t->type == XML_TEXT_NODE && m.next < areas.n)
            mark_text(&m, t);
    for (int lines = m.ended ? m.line - 1 : m.line; m.next < areas.n; m.next++) {
        const struct area *a = &areas.v[m.next];
        if (a->line > lines)
            diag(DIAG_area_line, xml_loc(a->node), a->line, lines);
        lists_place(a, listing, NULL, "", 0);
    }
    vec_done(&areas);
}
