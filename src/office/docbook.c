// SPDX-License-Identifier: Apache-2.0
/* The DocBook writer: takes the events of either format and builds the tree, every element with its
 * source paragraph.
 *
 * A flow is a container of blocks: the body, a note, a box, a cell. Its open paragraph is built
 * separately and inserted when it ends, since only then its kind is known: a heading without words
 * is no heading, a paragraph with a single image is not a paragraph. Runs of text become nested
 * elements (wraps) by comparing the open wraps with those needed by the next run. */
#include <string.h>

#include "office/text-int.h"

enum wrap_kind {
    WRAP_LINK,
    WRAP_REFERENCE,
    WRAP_CHANGE,
    WRAP_REMARK, /* of events; all others are of formatting, from the outer to the inner */
    WRAP_STYLE,
    WRAP_LANG,
    WRAP_BOLD,
    WRAP_ITALIC,
    WRAP_UNDERLINE,
    WRAP_STRIKE,
    WRAP_SMALL,
    WRAP_CAPS,
    WRAP_SUB,
    WRAP_SUPER,
    WRAP_CODE
};
struct wrap {
    enum wrap_kind kind;
    const char *value; /* of WRAP_STYLE and WRAP_LANG */
    xmlNode *node;
};
struct open_list {
    xmlNode *node, *item;
    const char *list;
    int level, value;
    enum numbering numbering;
};
struct open_section {
    xmlNode *node;
    int level;
};
enum flow_kind { FLOW_BODY, FLOW_NOTE, FLOW_BOX, FLOW_CELL };
struct flow {
    struct flow *outer;
    enum flow_kind kind;
    xmlNode *at;             /* blocks are inserted here */
    xmlNode *group;          /* the open block of a style, for further paragraphs of it; NULL */
    const char *group_style; /* the style of the group */
    bool group_list;         /* its role is that of the list in it */
    bool group_title;        /* it has only a title; the next style determines the box */
    VEC(struct open_list) lists;
    VEC(struct open_section) sections;
    xmlNode *para;     /* not inserted yet; NULL: none is open */
    struct event what; /* the event that began it */
    struct style_meaning meaning;
    VEC(struct wrap) wraps;
    bool entry; /* it is one of a bibliography */
    int first_mark,
        cell_marks; /* marks from here on are newer than the open paragraph, and than the flow */
    VEC(xmlNode *) after;     /* boxes to insert after the open paragraph */
    struct open_table *table; /* the table that was open around this flow */
};

struct cell {
    xmlNode *node;
    int column, columns, rows;
};
struct open_table {
    struct event what;
    xmlNode *node; /* informaltable */
    VEC(xmlNode *) rows;
    int heads; /* rows at the beginning that are headings */
    xmlNode *row;
    struct loc where;
    int columns; /* the maximum of a row */
};

static xmlNode *new_node(struct office_reader *r, enum db_elem e)
{
    return xml_new_elem(r->doc, e, (struct loc){r->file, r->para, 0});
}

void writer_drop(struct office_reader *r, xmlNode *n)
{
    if (!r->gone)
        r->gone = new_node(r, DB_NONE);
    for (xmlNode *e = n; e; e = xml_walk(n, e))
        xml_set_elem(e, DB_NONE);
    xml_add_last(r->gone, n);
}

/* ---- flows ----------------------------------------------------------------------------------- */

static struct flow *flow_push(struct office_reader *r, enum flow_kind kind, xmlNode *at)
{
    struct flow *f = mem_new(sizeof *f);
    f->outer = r->flow;
    f->kind = kind;
    f->at = at;
    f->table = r->table;
    f->first_mark = f->cell_marks = r->marks.n;
    r->table = NULL;
    return r->flow = f;
}

static void flow_pop(struct office_reader *r)
{
    struct flow *f = r->flow;
    r->flow = f->outer;
    r->table = f->table;
    vec_done(&f->lists), vec_done(&f->sections), vec_done(&f->wraps), vec_done(&f->after);
    mem_free(f);
}

static void close_lists(struct flow *f) { f->lists.n = 0; }

static void close_group(struct flow *f)
{
    f->group = NULL;
    f->group_style = NULL;
    f->group_title = false;
    close_lists(f);
}

/* The nearest flow that a block such as a box may be in. */
static struct flow *flow_of_blocks(struct flow *f)
{
    while (f->outer && f->kind == FLOW_NOTE)
        f = f->outer;
    return f;
}

/* Blocks of sections are on separate lines, for readability and so that line numbers match
 * paragraph numbers as far as possible. */
static void add_block(struct flow *f, xmlNode *parent, xmlNode *n)
{
    if (f->kind == FLOW_BODY && !f->group && !f->lists.n)
        xml_add_text(parent, "\n");
    xml_add_last(parent, n);
}

/* ---- runs of text ---------------------------------------------------------------------------- */

static void para_begin(struct office_reader *r, const struct event *e);
static void para_end(struct office_reader *r);

static const struct event plain_para = {.kind = EVENT_PARA, .style = ""};

static xmlNode *inline_at(struct office_reader *r)
{
    struct flow *f = r->flow;
    if (!f->para)
        para_begin(r, &plain_para);
    return f->wraps.n ? f->wraps.v[f->wraps.n - 1].node : f->para;
}

static xmlNode *wrap_node(struct office_reader *r, enum wrap_kind kind, const char *value)
{
    static const struct {
        enum db_elem elem;
        const char *role;
    } forms[] = {
        [WRAP_BOLD] = {DB_emphasis, "bold"},
        [WRAP_ITALIC] = {DB_emphasis, NULL},
        [WRAP_UNDERLINE] = {DB_emphasis, "underline"},
        [WRAP_STRIKE] = {DB_emphasis, "strikethrough"},
        [WRAP_SMALL] = {DB_emphasis, "smallcaps"},
        [WRAP_CAPS] = {DB_phrase, "caps"},
        [WRAP_SUB] = {DB_subscript, NULL},
        [WRAP_SUPER] = {DB_superscript, NULL},
        [WRAP_CODE] = {DB_code, NULL},
        [WRAP_LANG] = {DB_phrase, NULL},
    };
    struct style_meaning m = {MEANING_INLINE, DB_phrase, NULL, 0};
    if (kind == WRAP_STYLE)
        m = styles_meaning(r, value);
    else
        m.elem = forms[kind].elem, m.role = forms[kind].role;
    xmlNode *n = new_node(r, m.elem ? m.elem : DB_phrase);
    const char *role = kind == WRAP_STYLE && !m.role && m.meaning == MEANING_NONE
                           ? styles_role(&r->arena, value)
                           : m.role;
    if (role)
        xml_set_attr(n, "role", role);
    if (kind == WRAP_LANG)
        xml_set_attr(n, "xml:lang", value);
    return n;
}

static void wrap_push(struct office_reader *r, enum wrap_kind kind, const char *value, xmlNode *n)
{
    xmlNode *at = inline_at(r);
    *vec_add(&r->flow->wraps) = (struct wrap){kind, value, xml_add_last(at, n)};
}

/* The number of open wraps up to the innermost one of an event. */
static int wraps_outer(const struct flow *f)
{
    int n = f->wraps.n;
    while (n && f->wraps.v[n - 1].kind >= WRAP_STYLE)
        n--;
    return n;
}

static void wrap_pop(struct office_reader *r, enum wrap_kind kind)
{
    struct flow *f = r->flow;
    int n = f->wraps.n;
    while (n && f->wraps.v[n - 1].kind != kind)
        n--;
    if (n)
        f->wraps.n = n - 1;
}

static int wanted_wraps(struct office_reader *r, const struct look *l, struct wrap *to)
{
    int n = 0;
    enum meaning m = l->style ? styles_meaning(r, l->style).meaning : MEANING_PLAIN;
    if (l->style && (m == MEANING_NONE || m == MEANING_INLINE))
        to[n++] = (struct wrap){WRAP_STYLE, l->style, NULL};
    if (l->lang)
        to[n++] = (struct wrap){WRAP_LANG, l->lang, NULL};
    const bool on[] =
        {[WRAP_BOLD] = l->bold,     [WRAP_ITALIC] = l->italic,    [WRAP_UNDERLINE] = l->underline,
         [WRAP_STRIKE] = l->strike, [WRAP_SMALL] = l->small_caps, [WRAP_CAPS] = l->caps,
         [WRAP_SUB] = l->sub,       [WRAP_SUPER] = l->super,      [WRAP_CODE] = l->code};
    for (int k = WRAP_BOLD; k <= WRAP_CODE; k++)
        if (on[k] && !(k == WRAP_CODE && r->flow->meaning.meaning == MEANING_CODE))
            to[n++] = (struct wrap){(enum wrap_kind)k, NULL, NULL};
    return n;
}

static void set_wraps(struct office_reader *r, const struct look *l)
{
    struct flow *f = r->flow;
    struct wrap want[WRAP_CODE + 1];
    int outer = wraps_outer(f), n = wanted_wraps(r, l, want), same = 0;
    while (same < n && outer + same < f->wraps.n &&
           f->wraps.v[outer + same].kind == want[same].kind &&
           f->wraps.v[outer + same].value == want[same].value)
        same++;
    f->wraps.n = outer + same;
    for (; same < n; same++)
        wrap_push(r, want[same].kind, want[same].value,
                  wrap_node(r, want[same].kind, want[same].value));
}

static void add_text(struct office_reader *r, const struct event *e)
{
    inline_at(r);
    r->flow->entry |= r->entries > 0;
    set_wraps(r, &e->look);
    xml_add_text(inline_at(r), e->text);
    r->mark_of_note = r->marks.n;
}

static void add_break(struct office_reader *r)
{
    struct flow *f = r->flow;
    xmlNode *at = inline_at(r);
    xml_add_text(at, f->meaning.meaning == MEANING_CODE ? "\n" : "");
    if (f->meaning.meaning != MEANING_CODE)
        xml_add_last(at, xmlNewDocPI(r->doc, (const xmlChar *)"linebreak", NULL));
}

/* Marks the program's label, to be removed when the caption becomes a title. */
static void mark_label(struct office_reader *r)
{
    struct flow *f = r->flow;
    if (!f->para || f->meaning.meaning != MEANING_CAPTION || !f->para->children ||
        xml_is(xml_first(f->para), "phrase"))
        return;
    f->wraps.n = 0;
    xmlNode *label = new_node(r, DB_phrase);
    xml_set_attr(label, "role", "koki-label");
    xml_move_inside(f->para, label);
    xml_add_last(f->para, label);
}

/* ---- lists ----------------------------------------------------------------------------------- */

static void new_list(struct office_reader *r, xmlNode *parent, const struct item *i)
{
    static const char *const names[] = {[NUMBERING_ARABIC] = "arabic",
                                        [NUMBERING_LOWERALPHA] = "loweralpha",
                                        [NUMBERING_UPPERALPHA] = "upperalpha",
                                        [NUMBERING_LOWERROMAN] = "lowerroman",
                                        [NUMBERING_UPPERROMAN] = "upperroman"};
    struct flow *f = r->flow;
    bool ordered = i->numbering >= NUMBERING_ARABIC;
    xmlNode *n = new_node(r, ordered ? DB_orderedlist : DB_itemizedlist);
    bool nested = false;
    for (int k = 0; k < f->lists.n; k++)
        nested |= f->lists.v[k].numbering >= NUMBERING_ARABIC;
    if (ordered && (nested || i->numbering != NUMBERING_ARABIC))
        xml_set_attr(n, "numeration", names[i->numbering]);
    if (ordered && i->outer && nested)
        xml_set_attr(n, "inheritnum", "inherit");
    if (ordered && i->value != 1)
        xml_set_attr(n, "startingnumber", arena_printf(&r->arena, "%d", i->value));
    add_block(f, parent, n);
    *vec_add(&f->lists) = (struct open_list){n,        NULL,         i->list,
                                             i->level, i->value - 1, i->numbering};
}

static bool goes_on(const struct open_list *l, const struct item *i)
{
    return l->level == i->level && l->numbering == i->numbering &&
           (i->numbering == NUMBERING_BULLET || i->value == l->value + 1) &&
           (l->list == i->list || i->numbering == NUMBERING_BULLET);
}

/* The list item for the paragraph. */
static xmlNode *list_item(struct office_reader *r, xmlNode *parent, const struct item *i)
{
    struct flow *f = r->flow;
    while (f->lists.n && f->lists.v[f->lists.n - 1].level > i->level)
        f->lists.n--;
    struct open_list *l = f->lists.n ? &f->lists.v[f->lists.n - 1] : NULL;
    if (i->more && l && l->item)
        return l->item;
    if (l && l->level == i->level && !goes_on(l, i))
        f->lists.n--;
    l = f->lists.n ? &f->lists.v[f->lists.n - 1] : NULL;
    if (!l || l->level < i->level)
        new_list(r, l ? l->item : parent, i);
    l = &f->lists.v[f->lists.n - 1];
    l->item = xml_new_child(l->node, DB_listitem, (struct loc){r->file, r->para, 0});
    l->value++;
    return l->item;
}

/* ---- putting a paragraph into its place ------------------------------------------------------ */

static bool is_blank(const char *s)
{
    for (; *s; s++)
        if (!strncmp(s, "\xc2\xa0", 2))
            s++;
        else if (*s != ' ' && *s != '\t' && *s != '\n')
            return false;
    return true;
}

bool finish_has_content(const xmlNode *root)
{
    for (const xmlNode *n = root; n; n = xml_walk_nodes(root, n)) {
        if (n->type == XML_TEXT_NODE && !is_blank((const char *)n->content))
            return true;
        enum db_elem e = n->type == XML_ELEMENT_NODE ? xml_elem(n) : DB_NONE;
        if (e == DB_imagedata || e == DB_footnote || e == DB_remark ||
            (n->type == XML_ELEMENT_NODE && xml_is_math(n)))
            return true;
    }
    return false;
}

/* The only element of a paragraph besides white space, marks and index terms; of several of one
 * kind the first. NULL if it has text. */
static xmlNode *only_element(const xmlNode *para, enum db_elem e)
{
    xmlNode *found = NULL;
    for (xmlNode *n = para->children; n; n = n->next) {
        if (n->type == XML_TEXT_NODE && is_blank((const char *)n->content))
            continue;
        if (n->type == XML_PI_NODE || (n->type == XML_ELEMENT_NODE && xml_elem(n) == DB_indexterm))
            continue;
        if (n->type != XML_ELEMENT_NODE || xml_elem(n) != e)
            return NULL;
        found = found ? found : n;
    }
    return found;
}

/* Moves marks from one place to another; NULL: to the next content. */
static void move_marks(struct office_reader *r, int first, const xmlNode *from, xmlNode *to)
{
    for (int i = first; i < r->marks.n; i++) {
        struct mark *m = r->marks.entry[i].value;
        if (m->at == from)
            m->at = to;
    }
}

/* Keeps marks and index terms of a dropped paragraph for the next one. */
static void save_marks(struct office_reader *r, xmlNode *para)
{
    move_marks(r, r->flow->first_mark, para, NULL);
    for (xmlNode *n = xml_first(para), *next; n; n = next) {
        next = xml_next(n);
        if (xml_elem(n) == DB_indexterm) {
            xml_unlink(n);
            *vec_add(&r->waiting) = n;
        }
    }
}

static void drop_para(struct office_reader *r, xmlNode *para)
{
    save_marks(r, para);
    writer_drop(r, para);
}

static void put_after(struct office_reader *r, xmlNode *parent)
{
    struct flow *f = r->flow;
    if (f->kind == FLOW_NOTE && f->after.n) { /* a note has no boxes */
        struct flow *outer = flow_of_blocks(f);
        for (int i = 0; i < f->after.n; i++)
            *vec_add(&outer->after) = f->after.v[i];
        f->after.n = 0;
    }
    for (int i = 0; i < f->after.n; i++)
        add_block(f, parent, f->after.v[i]);
    f->after.n = 0;
}

/* ---- headings and titles ---- */

static void put_heading(struct office_reader *r, xmlNode *title, int level)
{
    struct flow *f = r->flow;
    close_group(f);
    while (f->sections.n && f->sections.v[f->sections.n - 1].level >= level)
        f->sections.n--;
    f->at = f->sections.n ? f->sections.v[f->sections.n - 1].node : r->root;
    xmlNode *section = new_node(r, DB_section);
    add_block(f, f->at, section);
    xml_add_last(section, title);
    *vec_add(&f->sections) = (struct open_section){section, level};
    f->at = section;
    r->body = true;
}

/* A heading of a part of the text that has no sections. */
static void put_bridgehead(struct office_reader *r, xmlNode *n)
{
    struct flow *f = r->flow;
    close_group(f);
    if (f->kind == FLOW_BOX && !xml_first(f->at)) {
        xml_set_elem(n, DB_title);
    } else if (f->kind == FLOW_BOX) {
        xml_set_elem(n, DB_bridgehead);
        xml_set_attr(n, "renderas", "sect5");
    }
    xml_add_last(f->at, n);
}

static bool put_meta(struct office_reader *r, xmlNode *n, enum meaning m)
{
    struct buf b = {0};
    bool taken = r->flow->kind == FLOW_BODY && !r->body;
    xmlNode *title = xml_child(r->info, "title");
    if (!taken)
        return false;
    xml_text(n, &b);
    switch (m) {
    case MEANING_TITLE:
        if (title) {
            xml_add_text(title, " ");
            xml_move_inside(n, title);
            move_marks(r, r->flow->first_mark, n, title);
            writer_drop(r, n);
        } else {
            xml_set_elem(n, DB_title);
            xml_add_first(r->info, n);
        }
        break;
    case MEANING_SUBTITLE:
        xml_set_elem(n, DB_subtitle);
        xml_add_last(r->info, n);
        break;
    case MEANING_SHORT_TITLE:
        xml_set_elem(n, DB_titleabbrev);
        xml_add_last(r->info, n);
        break;
    case MEANING_AUTHOR:
        finish_authors(r, r->info, b.s ? b.s : "", xml_loc(n));
        drop_para(r, n);
        break;
    case MEANING_DATE:
        xml_set_elem(n, DB_date);
        xml_add_last(r->info, n);
        break;
    case MEANING_ABSTRACT: {
        xmlNode *abstract = xml_child(r->info, "abstract");
        xml_add_last(abstract ? abstract : xml_new_child(r->info, DB_abstract, xml_loc(n)), n);
        break;
    }
    default: taken = false;
    }
    buf_done(&b);
    return taken;
}

/* ---- blocks ---- */

/* The open block of a style; a new one where the last was of another. */
static xmlNode *group_of(struct office_reader *r, enum db_elem elem, const char *role,
                         const char *style)
{
    struct flow *f = r->flow;
    bool same = f->group && f->group_style && !strcmp(f->group_style, style);
    if (f->group_title && f->meaning.meaning == MEANING_BOX) {
        xml_set_elem(f->group, elem);
        xmlUnsetProp(f->group, (const xmlChar *)"role");
        if (role || elem == DB_sidebar)
            xml_set_attr(f->group, "role", role ? role : styles_role(&r->arena, f->what.style));
        f->group_style = style;
    } else if (!same) {
        close_group(f);
        xmlNode *n = new_node(r, elem);
        if (role || elem == DB_sidebar)
            xml_set_attr(n, "role", role ? role : styles_role(&r->arena, f->what.style));
        add_block(f, f->at, n);
        f->group = n;
        f->group_style = style;
    }
    f->group_title = false;
    return f->group;
}

static void put_code(struct office_reader *r, xmlNode *n, const char *style)
{
    struct flow *f = r->flow;
    bool first = !f->group || !f->group_style || strcmp(f->group_style, style);
    xmlNode *listing = group_of(r, DB_programlisting, NULL, style);
    if (!first)
        xml_add_text(listing, "\n");
    xml_move_inside(n, listing);
    move_marks(r, f->first_mark, n, listing);
    writer_drop(r, n);
}

/* Inserts images or formulas that are alone in their paragraph without it. False if it has other
 * content. */
static bool put_objects(struct office_reader *r, xmlNode *n, xmlNode *parent)
{
    struct flow *f = r->flow;
    bool media = only_element(n, DB_inlinemediaobject) != NULL;
    if (!media && !only_element(n, DB_inlineequation))
        return false;
    xmlNode *first = NULL;
    for (xmlNode *c = xml_first(n), *next; c; c = next) {
        next = xml_next(c);
        if (xml_elem(c) != DB_inlinemediaobject && xml_elem(c) != DB_inlineequation)
            continue;
        xml_unlink(c);
        xml_set_elem(c, media ? DB_mediaobject : DB_informalequation);
        add_block(f, parent, c);
        first = first ? first : c;
    }
    move_marks(r, f->first_mark, n, first);
    drop_para(r, n);
    return true;
}

/* Images in the paragraph of their caption are before it. */
static void part_caption(struct office_reader *r, xmlNode *n, xmlNode *parent)
{
    for (xmlNode *c = xml_first(n), *next; c; c = next) {
        next = xml_next(c);
        if (xml_elem(c) != DB_inlinemediaobject)
            continue;
        xml_unlink(c);
        xml_set_elem(c, DB_mediaobject);
        add_block(r->flow, parent, c);
    }
    for (xmlNode *c = n->children; c && c->type == XML_PI_NODE; c = n->children)
        xml_drop(c);
}

static void set_role(struct office_reader *r, xmlNode *n, const struct flow *f)
{
    const char *role = f->meaning.role;
    if (!role && f->meaning.meaning == MEANING_NONE && *f->what.style)
        role = styles_role(&r->arena, f->what.style);
    if (role && *role && xml_elem(n) == DB_para)
        xml_set_attr(n, "role", role);
}

/* The element that groups paragraphs of the style; NULL if none but the flow. */
static xmlNode *group_for(struct office_reader *r)
{
    struct flow *f = r->flow;
    const struct style_meaning *m = &f->meaning;
    if (f->kind == FLOW_NOTE)
        return NULL;
    if (m->meaning == MEANING_BOX || m->meaning == MEANING_BOX_TITLE || m->meaning == MEANING_QUOTE)
        return group_of(r, m->elem, m->role,
                        m->role                 ? m->role
                        : m->elem == DB_sidebar ? styles_role(&r->arena, f->what.style)
                                                : db_name(m->elem));
    return NULL;
}

static void put_box_title(struct office_reader *r, xmlNode *n)
{
    struct flow *f = r->flow;
    if (f->group && xml_first(f->group)) /* a title begins another box */
        close_group(f);
    group_for(r);
    xml_set_elem(n, DB_title);
    xml_add_last(f->group ? f->group : f->at, n);
    f->group_title = f->group != NULL;
}

/* Entries form a list, at their place in the file. */
static void put_entry(struct office_reader *r, xmlNode *n)
{
    struct flow *f = r->flow;
    xmlNode *list = group_of(r, DB_bibliolist, NULL, "koki-bibliography"),
            *entry = new_node(r, DB_bibliomixed);
    xml_add_last(list, entry);
    xml_set_elem(n, DB_bibliomisc);
    xml_add_last(entry, n);
    move_marks(r, f->first_mark, n, entry);
    *vec_add(&r->bibliography) = entry;
    r->body = true;
    put_after(r, f->at);
}

static void put_para(struct office_reader *r, xmlNode *n)
{
    struct flow *f = r->flow;
    bool listed = f->what.item.list != NULL;
    bool box = f->meaning.meaning == MEANING_BOX || f->meaning.meaning == MEANING_QUOTE;
    bool more = f->meaning.meaning == MEANING_MORE && f->lists.n;
    if (!box && f->group && !(listed && f->lists.n && f->group_list) && !more)
        close_group(f);
    xmlNode *parent = box ? group_for(r) : NULL;
    parent = parent ? parent : f->at;
    if (listed) {
        struct item i = f->what.item;
        bool fresh = !f->lists.n;
        parent = list_item(r, parent, &i);
        if (fresh && f->meaning.role && !box)
            xml_set_attr(f->lists.v[0].node, "role", f->meaning.role);
    } else if (more) {
        parent = f->lists.v[f->lists.n - 1].item;
    } else {
        close_lists(f);
    }
    if (f->meaning.meaning == MEANING_CAPTION)
        part_caption(r, n, parent);
    if (!put_objects(r, n, parent)) {
        if (!box && !(listed && f->meaning.role))
            set_role(r, n, f);
        if (f->meaning.meaning == MEANING_CAPTION)
            *vec_add(&r->captions) = n;
        if (listed || more)
            xml_add_last(parent, n);
        else
            add_block(f, parent, n);
    }
    r->body = true;
    put_after(r, parent);
}

static void trim_para(xmlNode *n)
{
    xmlNode *t = n->children;
    while (t && t->type == XML_ELEMENT_NODE && xml_elem(t) != DB_inlinemediaobject &&
           xml_elem(t) != DB_footnote && xml_elem(t) != DB_programlisting)
        t = t->children;
    if (!t || t->type != XML_TEXT_NODE)
        return;
    size_t skip = strspn((const char *)t->content, " ");
    if (skip)
        finish_cut_text(t, skip);
}

/* White space at the end of a paragraph. */
static void trim_end(xmlNode *n)
{
    xmlNode *t = n->last;
    size_t k = t && t->type == XML_TEXT_NODE ? strlen((const char *)t->content) : 0, keep = k;
    while (keep && t->content[keep - 1] == ' ')
        keep--;
    if (keep == k)
        return;
    xmlNode *rest = keep ? xmlNewDocTextLen(n->doc, t->content, (int)keep) : NULL;
    xml_drop(t);
    if (rest)
        xml_add_last(n, rest);
}

/* Removes bold from a title that is bold as a whole, as titles are. */
static void unwrap_title(xmlNode *n)
{
    xmlNode *c = xml_first(n);
    if (!c || c->next || n->children != c || xml_elem(c) != DB_emphasis || !xml_attr(c, "role") ||
        strcmp(xml_attr(c, "role"), "bold"))
        return;
    xml_move_inside(c, n);
    xml_drop(c);
}

static void para_begin(struct office_reader *r, const struct event *e)
{
    struct flow *f = r->flow;
    if (f->para)
        para_end(r);
    f->what = *e;
    f->what.style = e->style ? e->style : "";
    f->meaning = styles_meaning(r, f->what.style);
    if (e->outline)
        f->meaning = (struct style_meaning){MEANING_HEADING, DB_NONE, NULL, e->outline};
    if (e->code && (f->meaning.meaning == MEANING_PLAIN || f->meaning.meaning == MEANING_NONE) &&
        !e->item.list)
        f->meaning = (struct style_meaning){MEANING_CODE, DB_programlisting, NULL, 0};
    bool title = f->meaning.meaning == MEANING_HEADING && f->kind == FLOW_BODY;
    f->para = new_node(r, title ? DB_title : DB_para);
    if (e->lang)
        xml_set_attr(f->para, "xml:lang", e->lang);
    for (int i = 0; i < r->waiting.n; i++)
        xml_add_last(f->para, r->waiting.v[i]);
    r->waiting.n = 0;
    f->first_mark = r->marks.n;
    for (int i = r->marks.n - 1; i >= 0 && !((struct mark *)r->marks.entry[i].value)->at; i--)
        ((struct mark *)r->marks.entry[f->first_mark = i].value)->at = f->para;
}

static void put_empty(struct office_reader *r, xmlNode *n, enum meaning m)
{
    struct flow *f = r->flow;
    if (m == MEANING_HEADING)
        diag(DIAG_office_empty_heading, reader_loc(r));
    if (m == MEANING_CODE && f->group && xml_elem(f->group) == DB_programlisting)
        xml_add_text(f->group, "\n");
    drop_para(r, n);
    put_after(r, f->lists.n ? f->lists.v[f->lists.n - 1].item : f->group ? f->group : f->at);
}

static void para_end(struct office_reader *r)
{
    struct flow *f = r->flow;
    xmlNode *n = f->para;
    enum meaning m = f->meaning.meaning;
    if (!n)
        return;
    bool entry = f->entry && f->kind != FLOW_NOTE;
    f->entry = false;
    f->para = NULL;
    f->wraps.n = 0;
    if (m != MEANING_CODE) {
        trim_para(n);
        trim_end(n);
    }
    if (!finish_has_content(n)) {
        put_empty(r, n, m);
    } else if (m == MEANING_OUT) {
        struct buf b = {0};
        xml_text_but(n, finish_is_nothing, false, &b);
        reader_left(r, LEFT_STYLE, b.s);
        buf_done(&b);
        drop_para(r, n);
    } else if (m == MEANING_HEADING || (m == MEANING_TITLE && (f->kind != FLOW_BODY || r->body))) {
        unwrap_title(n);
        if (f->kind == FLOW_BODY) {
            xml_set_elem(n, DB_title);
            put_heading(r, n,
                        m == MEANING_TITLE ? 1
                        : f->what.outline  ? f->what.outline
                                           : f->meaning.level);
        } else {
            put_bridgehead(r, n);
        }
        put_after(r, f->at);
    } else if (m >= MEANING_TITLE && m <= MEANING_ABSTRACT && put_meta(r, n, m)) {
        put_after(r, f->at);
    } else if (entry) {
        put_entry(r, n);
    } else if (m == MEANING_CODE) {
        put_code(r, n, f->what.style);
        r->body = true;
        put_after(r, f->at);
    } else if (m == MEANING_BOX_TITLE && f->kind != FLOW_NOTE) {
        put_box_title(r, n);
        put_after(r, f->group ? f->group : f->at);
    } else {
        put_para(r, n);
    }
}

/* ---- notes, boxes, images -------------------------------------------------------------------- */

static void note_begin(struct office_reader *r)
{
    xmlNode *at = inline_at(r), *note = new_node(r, DB_footnote);
    r->flow->wraps.n = wraps_outer(r->flow);
    at = inline_at(r);
    xml_add_last(at, note);
    for (int i = r->mark_of_note; i < r->marks.n;
         i++) /* a mark right before a note is the note's */
        ((struct mark *)r->marks.entry[i].value)->note = note;
    r->mark_of_note = r->marks.n;
    flow_push(r, FLOW_NOTE, note);
}

static void note_end(struct office_reader *r)
{
    para_end(r);
    xmlNode *note = r->flow->at;
    flow_pop(r);
    if (xml_first(note))
        return;
    for (int i = 0; i < r->marks.n; i++) {
        struct mark *m = r->marks.entry[i].value;
        m->at = m->at == note ? NULL : m->at;
        m->note = m->note == note ? NULL : m->note;
    }
    writer_drop(r, note);
}

static void box_begin(struct office_reader *r, const struct event *e)
{
    xmlNode *n = xml_new_elem(r->doc, DB_sidebar,
                              (struct loc){r->file, r->para + !r->flow->para, 0});
    struct style_meaning m = e->style ? styles_meaning(r, e->style)
                                      : (struct style_meaning){MEANING_PLAIN, DB_NONE, NULL, 0};
    if (m.meaning == MEANING_BOX && m.role)
        xml_set_attr(n, "role", m.role);
    else if (m.meaning == MEANING_NONE)
        xml_set_attr(n, "role", styles_role(&r->arena, e->style));
    flow_push(r, FLOW_BOX, n);
}

/* A frame around only an image and its caption is not a box; nor is one around a box of the same
 * kind. */
static bool is_mere_frame(const xmlNode *box)
{
    bool media = false;
    int groups = 0, others = 0;
    for (const xmlNode *n = xml_first(box); n; n = xml_next(n)) {
        enum db_elem e = xml_elem(n);
        media |= e == DB_mediaobject || e == DB_informaltable || e == DB_informalequation;
        groups += e == DB_sidebar || e == DB_blockquote;
        others += !(e == DB_mediaobject || e == DB_informalequation || e == DB_informaltable ||
                    e == DB_sidebar || e == DB_blockquote);
    }
    return (media && !groups && !others) || (groups == 1 && !media && !others);
}

static bool holds_caption(const struct office_reader *r, const xmlNode *box)
{
    int captions = 0, others = 0;
    for (const xmlNode *n = xml_first(box); n; n = xml_next(n)) {
        bool caption = false;
        for (int i = r->captions.n - 1; i >= 0 && i > r->captions.n - 8; i--)
            caption |= r->captions.v[i] == n;
        captions += caption;
        others += !caption && xml_elem(n) != DB_mediaobject && xml_elem(n) != DB_informaltable;
    }
    return captions && !others;
}

static void box_end(struct office_reader *r)
{
    para_end(r);
    xmlNode *box = r->flow->at;
    for (int i = 0; i < r->flow->after.n; i++)
        xml_add_last(box, r->flow->after.v[i]);
    flow_pop(r);
    struct flow *f = flow_of_blocks(r->flow);
    if (!xml_first(box)) {
        writer_drop(r, box);
    } else if (is_mere_frame(box) || holds_caption(r, box)) {
        for (xmlNode *n = xml_first(box), *next; n; n = next) {
            next = xml_next(n);
            xml_unlink(n);
            *vec_add(&f->after) = n;
        }
        writer_drop(r, box);
    } else {
        *vec_add(&f->after) = box;
    }
    if (!f->para && f == r->flow) {
        close_group(f);
        put_after(r, f->at);
    }
}

static void add_picture(struct office_reader *r, const struct event *e)
{
    r->flow->wraps.n = r->flow->para ? wraps_outer(r->flow) : 0;
    xmlNode *at = inline_at(r), *n = new_node(r, DB_inlinemediaobject);
    struct loc where = {r->file, r->para, 0};
    if (e->image.decorative)
        xml_set_attr(n, "role", "decorative");
    else if (e->image.alt && *e->image.alt)
        xml_add_text(xml_new_child(n, DB_alt, where), e->image.alt);
    xmlNode *data = xml_new_child(xml_new_child(n, DB_imageobject, where), DB_imagedata, where);
    xml_set_attr(data, "fileref", e->image.path);
    if (e->image.width > 0)
        xml_set_attr(data, "contentwidth",
                     arena_printf(&r->arena, "%d.%02dmm", e->image.width / 100,
                                  e->image.width % 100));
    if (e->image.height > 0)
        xml_set_attr(data, "contentdepth",
                     arena_printf(&r->arena, "%d.%02dmm", e->image.height / 100,
                                  e->image.height % 100));
    xml_add_last(at, n);
}

/* ---- formulas -------------------------------------------------------------------------------- */

static void copy_math(struct office_reader *r, xmlNode *parent, const struct node *n, xmlNs *ns)
{
    xmlNode *e = NULL;
    if (n->text) {
        xml_add_last(parent, xmlNewDocText(r->doc, (const xmlChar *)n->text));
        return;
    }
    if (!n->local || !strncmp(n->local, "annotation", 10))
        return;
    e = xml_new_elem(r->doc, DB_NONE, (struct loc){r->file, r->para, 0});
    xmlNodeSetName(e, (const xmlChar *)n->local);
    xmlSetNs(e, ns);
    for (const struct attribute *a = n->attributes; a; a = a->next)
        if (!strchr(a->name, ':'))
            xmlSetProp(e, (const xmlChar *)a->name, (const xmlChar *)a->value);
    xml_add_last(parent, e);
    for (const struct node *c = n->first; c; c = c->next)
        copy_math(r, e, c, ns);
}

static void add_formula(struct office_reader *r, const struct event *e)
{
    r->flow->wraps.n = r->flow->para ? wraps_outer(r->flow) : 0;
    xmlNode *at = inline_at(r), *n = new_node(r, DB_inlineequation);
    copy_math(r, n, e->formula, xmlSearchNsByHref(r->doc, r->root, (const xmlChar *)MATHML_NS));
    if (e->display && xml_first(n))
        xml_set_attr(xml_first(n), "display", "block");
    xml_add_last(at, n);
}

/* ---- tables ---------------------------------------------------------------------------------- */

static void table_begin(struct office_reader *r, const struct event *e)
{
    para_end(r);
    struct open_table *t = mem_new(sizeof *t);
    t->what = *e;
    t->where = (struct loc){r->file, r->para + 1, 0};
    t->columns = e->table.columns;
    r->table = t; /* a nested table belongs to the cell's flow, which keeps the outer one */
}

static void row_begin(struct office_reader *r, const struct event *e)
{
    struct open_table *t = r->table;
    if (!t)
        return;
    t->row = xml_new_elem(r->doc, DB_row, (struct loc){r->file, r->para + 1, 0});
    if (e->revision)
        xml_set_attr(t->row, "revisionflag", e->revision);
    if (e->head && t->heads == t->rows.n)
        t->heads++;
    *vec_add(&t->rows) = t->row;
}

static void cell_begin(struct office_reader *r, const struct event *e)
{
    static const char *const names[] =
        {[ALIGN_CENTER] = "center", [ALIGN_END] = "right", [ALIGN_JUSTIFY] = "justify"};
    struct open_table *t = r->table;
    if (!t || !t->row)
        return;
    int last = e->cell.column + e->cell.columns;
    t->columns = last > t->columns ? last : t->columns;
    xmlNode *n = xml_new_child(t->row, DB_entry, (struct loc){r->file, r->para + 1, 0});
    if (e->cell.columns > 1) {
        xml_set_attr(n, "namest", arena_printf(&r->arena, "c%d", e->cell.column + 1));
        xml_set_attr(n, "nameend", arena_printf(&r->arena, "c%d", last));
    } else {
        xml_set_attr(n, "colname", arena_printf(&r->arena, "c%d", e->cell.column + 1));
    }
    if (e->cell.rows > 1)
        xml_set_attr(n, "morerows", arena_printf(&r->arena, "%d", e->cell.rows - 1));
    if (e->align == ALIGN_CENTER || e->align == ALIGN_END)
        xml_set_attr(n, "align", names[e->align]);
    if (e->revision)
        xml_set_attr(n, "revisionflag", e->revision);
    flow_push(r, FLOW_CELL, n);
}

/* Unwraps a cell's only plain paragraph. */
static void cell_end(struct office_reader *r)
{
    para_end(r);
    xmlNode *entry = r->flow->at, *para = xml_first(entry);
    int first_mark = r->flow->cell_marks;
    put_after(r, entry);
    flow_pop(r);
    if (!para || xml_next(para) || xml_elem(para) != DB_para)
        return;
    bool caption = false;
    for (int i = 0; i < r->captions.n; i++)
        caption |= r->captions.v[i] == para;
    const char *role = xml_attr(para, "role"), *lang = xml_attr(para, "xml:lang");
    if (caption)
        return;
    if (role)
        xml_set_attr(entry, "role", role);
    if (lang)
        xml_set_attr(entry, "xml:lang", lang);
    move_marks(r, first_mark, para, entry);
    xml_move_inside(para, entry);
    writer_drop(r, para);
}

static void add_columns(struct office_reader *r, const struct open_table *t, xmlNode *group)
{
    long total = 0;
    for (int i = 0; t->what.table.width && i < t->what.table.columns; i++)
        total += t->what.table.width[i] > 0 ? t->what.table.width[i] : 0;
    for (int i = 0; i < t->columns; i++) {
        xmlNode *spec = xml_new_child(group, DB_colspec, t->where);
        xml_set_attr(spec, "colname", arena_printf(&r->arena, "c%d", i + 1));
        if (total && i < t->what.table.columns && t->what.table.width[i] > 0)
            xml_set_attr(spec, "colwidth",
                         arena_printf(&r->arena, "%ld*",
                                      (t->what.table.width[i] * 1000L + total / 2) / total));
    }
}

static void table_end(struct office_reader *r)
{
    struct open_table *t = r->table;
    if (!t)
        return;
    r->table = NULL;
    struct flow *f = r->flow;
    if (t->rows.n) {
        close_group(f);
        xmlNode *table = xml_new_elem(r->doc, DB_informaltable, t->where);
        if (t->what.table.row_heads)
            xml_set_attr(table, "rowheader", "firstcol");
        add_block(f, f->at, table);
        const char *alt = t->what.table.alt;
        if (alt && *alt) {
            xmlNode *text = xml_new_child(table, DB_textobject, t->where);
            xml_add_text(xml_new_child(text, DB_phrase, t->where), alt);
        }
        xmlNode *group = xml_new_child(table, DB_tgroup, t->where);
        xml_set_attr(group, "cols", arena_printf(&r->arena, "%d", t->columns > 0 ? t->columns : 1));
        add_columns(r, t, group);
        if (t->heads == t->rows.n) /* a table is not all head */
            t->heads = 0;
        xmlNode *body = NULL;
        for (int i = 0; i < t->rows.n; i++) {
            if (i == 0 || i == t->heads)
                body = xml_new_child(group, i < t->heads ? DB_thead : DB_tbody,
                                     xml_loc(t->rows.v[i]));
            if (f->kind == FLOW_BODY)
                xml_add_text(body, "\n");
            if (!xml_first(t->rows.v[i]))
                xml_new_child(t->rows.v[i], DB_entry, xml_loc(t->rows.v[i]));
            xml_add_last(body, t->rows.v[i]);
        }
        r->body = true;
    }
    put_after(r, f->at);
    vec_done(&t->rows);
    mem_free(t);
}

/* ---- references ------------------------------------------------------------------------------ */

static void add_mark(struct office_reader *r, const char *name)
{
    struct mark **place = (struct mark **)map_put(&r->marks, name);
    if (*place)
        return;
    *place = arena_make(&r->arena, struct mark);
    struct flow *f = r->flow;
    (*place)->at = f->kind == FLOW_NOTE ? f->at : f->para;
}

/* References wait until all marks are known. Their elements may be dropped with a paragraph before
 * that, so they carry a number by which the finished tree is searched. */
static void wait_for_mark(struct office_reader *r, xmlNode *n, const char *target,
                          enum reference kind, const struct works *works)
{
    xml_set_attr(n, "koki-pending", arena_printf(&r->arena, "%d", r->pending.n));
    *vec_add(&r->pending) = (struct pending){NULL, target, kind, r->para, works};
}

static void reference_begin(struct office_reader *r, const struct event *e)
{
    xmlNode *n = new_node(r, DB_link);
    r->flow->wraps.n = wraps_outer(r->flow);
    wrap_push(r, WRAP_REFERENCE, NULL, n);
    wait_for_mark(r, n, e->target, e->kind == EVENT_CITE ? REFERENCE_WORK : e->reference, e->works);
}

static void link_begin(struct office_reader *r, const struct event *e)
{
    xmlNode *n = new_node(r, DB_link);
    r->flow->wraps.n = r->flow->para ? wraps_outer(r->flow) : 0;
    wrap_push(r, WRAP_LINK, NULL, n);
    if (*e->target == '#')
        wait_for_mark(r, n, e->target + 1, REFERENCE_TEXT, NULL);
    else
        xml_set_attr(n, "xlink:href", e->target);
}

static void add_index(struct office_reader *r, const struct event *e)
{
    static const enum db_elem level[] = {DB_primary, DB_secondary, DB_tertiary};
    struct loc where = {r->file, r->para, 0};
    xmlNode *n = new_node(r, DB_indexterm);
    for (int i = 0; i < 3 && e->index.term[i] && *e->index.term[i]; i++)
        xml_add_text(xml_new_child(n, level[i], where), e->index.term[i]);
    if (e->index.see && *e->index.see)
        xml_add_text(xml_new_child(n, DB_see, where), e->index.see);
    if (!xml_first(n))
        xmlFreeNode(n);
    else if (r->flow->para)
        xml_add_last(inline_at(r), n);
    else
        *vec_add(&r->waiting) = n;
}

static void inline_begin(struct office_reader *r, enum wrap_kind kind, enum db_elem elem,
                         const char *attr, const char *value)
{
    xmlNode *n = new_node(r, elem);
    r->flow->wraps.n = r->flow->para ? wraps_outer(r->flow) : 0;
    if (value)
        xml_set_attr(n, attr, value);
    wrap_push(r, kind, NULL, n);
}

static void remark_begin(struct office_reader *r, const struct event *e)
{
    inline_begin(r, WRAP_REMARK, DB_remark, NULL, NULL);
    if (e->text)
        xml_add_text(inline_at(r), e->text);
}

/* ---- events ---------------------------------------------------------------------------------- */

void writer_event(struct office_reader *r, const struct event *e)
{
    switch (e->kind) {
    case EVENT_PARA: para_begin(r, e); break;
    case EVENT_PARA_END: para_end(r); break;
    case EVENT_TEXT: add_text(r, e); break;
    case EVENT_BREAK: add_break(r); break;
    case EVENT_LABEL: mark_label(r); break;
    case EVENT_LINK: link_begin(r, e); break;
    case EVENT_LINK_END: wrap_pop(r, WRAP_LINK); break;
    case EVENT_ENTRIES: r->entries++; break;
    case EVENT_ENTRIES_END: r->entries -= r->entries > 0; break;
    case EVENT_REFERENCE:
    case EVENT_CITE: reference_begin(r, e); break;
    case EVENT_REFERENCE_END:
    case EVENT_CITE_END: wrap_pop(r, WRAP_REFERENCE); break;
    case EVENT_MARK: add_mark(r, e->target); break;
    case EVENT_NOTE: note_begin(r); break;
    case EVENT_NOTE_END: note_end(r); break;
    case EVENT_BOX: box_begin(r, e); break;
    case EVENT_BOX_END: box_end(r); break;
    case EVENT_TABLE: table_begin(r, e); break;
    case EVENT_TABLE_END: table_end(r); break;
    case EVENT_ROW: row_begin(r, e); break;
    case EVENT_ROW_END: break;
    case EVENT_CELL: cell_begin(r, e); break;
    case EVENT_CELL_END: cell_end(r); break;
    case EVENT_IMAGE: add_picture(r, e); break;
    case EVENT_FORMULA: add_formula(r, e); break;
    case EVENT_CHANGE: inline_begin(r, WRAP_CHANGE, DB_phrase, "revisionflag", e->revision); break;
    case EVENT_CHANGE_END: wrap_pop(r, WRAP_CHANGE); break;
    case EVENT_REMARK: remark_begin(r, e); break;
    case EVENT_REMARK_END: wrap_pop(r, WRAP_REMARK); break;
    case EVENT_INDEX: add_index(r, e); break;
    }
}

void writer_begin(struct office_reader *r)
{
    static const char empty[] = "<article xmlns=\"" DOCBOOK_NS "\" xmlns:xlink=\"" XLINK_NS
                                "\" xmlns:mml=\"" MATHML_NS "\" version=\"5.0\"><info/></article>";
    r->doc = xml_load_memory(empty, sizeof empty - 1, r->file, NULL);
    r->root = xmlDocGetRootElement(r->doc);
    r->info = xml_first(r->root);
    xml_set_place(r->root, (struct loc){r->file, 1, 0});
    xml_set_place(r->info, (struct loc){r->file, 1, 0});
    flow_push(r, FLOW_BODY, r->root);
}

void writer_end(struct office_reader *r)
{
    while (r->flow->outer)
        (r->flow->kind == FLOW_NOTE ? note_end : r->flow->kind == FLOW_BOX ? box_end : cell_end)(r);
    para_end(r);
    if (r->waiting.n) {
        para_begin(r, &plain_para);
        xmlNode *n = r->flow->para;
        r->flow->para = NULL;
        xml_add_last(r->flow->at, n);
    }
    flow_pop(r);
    if (r->lang)
        xml_set_attr(r->root, "xml:lang", r->lang);
    finish_tree(r);
    if (r->gone)
        xmlFreeNode(r->gone);
    vec_done(&r->waiting), vec_done(&r->pending), vec_done(&r->captions),
        vec_done(&r->bibliography);
    map_done(&r->marks), map_done(&r->labels), map_done(&r->ids);
}
