// SPDX-License-Identifier: Apache-2.0
/* Structure types: the types of DocBook's elements in PDF 1.7 (14.8.4), and their allowed
 * nesting. */
#include "doc/tag-int.h"

enum tag_class tag_class_of(const char *role)
{
    static const struct {
        const char *role;
        enum tag_class is;
    } types[] = {{"P", TAG_LEAF},          {"H1", TAG_LEAF},
                 {"H2", TAG_LEAF},         {"H3", TAG_LEAF},
                 {"H4", TAG_LEAF},         {"H5", TAG_LEAF},
                 {"H6", TAG_LEAF},         {"Lbl", TAG_LEAF},
                 {"LBody", TAG_BODY},      {"TD", TAG_BODY},
                 {"TH", TAG_BODY},         {"Note", TAG_BODY},
                 {"TOCI", TAG_BODY},       {"Caption", TAG_BODY},
                 {"Title", TAG_LEAF},      {"Em", TAG_INLINE},
                 {"Strong", TAG_INLINE},   {"Span", TAG_INLINE},
                 {"Quote", TAG_INLINE},    {"Code", TAG_INLINE},
                 {"Link", TAG_INLINE},     {"Reference", TAG_INLINE},
                 {"BibEntry", TAG_INLINE}, {"Annot", TAG_INLINE},
                 {"Ruby", TAG_INLINE},     {"Warichu", TAG_INLINE},
                 {"Figure", TAG_PICTURE},  {"Formula", TAG_PICTURE},
                 {"Form", TAG_PICTURE},    {"L", TAG_LIST},
                 {"LI", TAG_ITEM},         {"TOC", TAG_CONTENTS},
                 {"Table", TAG_TABLE},     {"THead", TAG_ROWS},
                 {"TBody", TAG_ROWS},      {"TFoot", TAG_ROWS},
                 {"TR", TAG_ROW}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (*types[i].role == *role && !strcmp(types[i].role, role))
            return types[i].is;
    return TAG_GROUP;
}

/* ---- where a type may be --------------------------------------------------------------------- */

const struct tag_more tag_plain;

struct tag_more *tag_more(struct arena *a, struct tag *tag)
{
    if (tag->more == &tag_plain)
        tag->more = arena_make(a, struct tag_more);
    return (struct tag_more *)(uintptr_t)tag->more;
}

struct tag *tag_new(struct tagger *t, struct tag *parent, const char *role, const xmlNode *node)
{
    struct tag *tag = arena_make(&t->doc->arena, struct tag);
    tag->role = role;
    tag->origin = origin_of(t->doc, node);
    tag->parent = parent;
    tag->more = &tag_plain;
    if (!strcmp(role, "L"))
        tag_more(&t->doc->arena, tag)->numbering =
            "None"; /* until there is an item with a marker */
    tag->id = t->note.n;
    vec_add(&t->note)->tag = tag;
    if (parent) {
        struct tag **last = &t->note.v[parent->id].last;
        *(*last ? &(*last)->next : &parent->first) = tag;
        t->note.v[parent->id].last = tag;
    }
    return tag;
}

void tag_insert_first(struct tagger *t, struct tag *parent, struct tag *child)
{
    child->parent = parent;
    child->next = parent->first;
    parent->first = child;
    if (!t->note.v[parent->id].last)
        t->note.v[parent->id].last = child;
}

/* A parent that the source does not name; the one made for the sibling before is used on. */
static struct tag *implied(struct tagger *t, struct tag *at, const char *role, const xmlNode *node)
{
    struct tag *last = t->note.v[at->id].last;
    if (last && t->note.v[last->id].implied && !strcmp(last->role, role))
        return last;
    struct tag *tag = tag_new(t, at, role, node);
    t->note.v[tag->id].implied = true;
    return tag;
}

static struct tag *holder_of_blocks(struct tagger *t, struct tag *at, const xmlNode *node)
{
    for (;;) {
        switch (tag_class_of(at->role)) {
        case TAG_GROUP:
        case TAG_BODY: return at;
        case TAG_LIST: at = tag_new(t, at, "LI", node); break;
        case TAG_ITEM: return implied(t, at, "LBody", node);
        case TAG_CONTENTS: return implied(t, at, "TOCI", node);
        default: at = at->parent; break;
        }
    }
}

static bool tag_role_is(const struct tag *tag, const char *role)
{
    return !strcmp(tag->role, role);
}

struct tag *tag_fit(struct tagger *t, struct tag *at, const char *role, const xmlNode *node)
{
    enum tag_class c = tag_class_of(role);
    if (c == TAG_INLINE || c == TAG_PICTURE || !strcmp(role, "Note"))
        return tag_class_of(at->role) >= TAG_LIST ? holder_of_blocks(t, at, node) : at;
    if (!strcmp(role, "LI"))
        return tag_role_is(at, "L") ? at : implied(t, holder_of_blocks(t, at, node), "L", node);
    if (!strcmp(role, "TOCI") || (!strcmp(role, "TOC") && xml_elem(node) == DB_tocdiv))
        return tag_role_is(at, "TOC") ? at : implied(t, holder_of_blocks(t, at, node), "TOC", node);
    if ((!strcmp(role, "Lbl") || !strcmp(role, "LBody")) && tag_role_is(at, "LI"))
        return at;
    if (!strcmp(role, "Caption") &&
        (tag_role_is(at, "Table") ||
         ((tag_role_is(at, "L") || tag_role_is(at, "TOC")) && !at->first)))
        return at;
    return holder_of_blocks(t, at, node);
}

struct tag *tag_for_text(struct tagger *t, struct tag *at, const xmlNode *node)
{
    switch (tag_class_of(at->role)) {
    case TAG_GROUP: return tag_new(t, at, "P", node);
    case TAG_LIST:
    case TAG_ITEM:
    case TAG_CONTENTS:
    case TAG_TABLE:
    case TAG_ROWS:
    case TAG_ROW: return tag_for_text(t, holder_of_blocks(t, at, node), node);
    default: return at;
    }
}

/* ---- types of elements --------------------------------------------------------------- */

static bool divides(const xmlNode *n)
{
    enum db_class c = db_class_of(xml_elem(n));
    return c == DB_ROOT || c == DB_DIVISION || c == DB_SECTION;
}

/* The number of divisions around n, itself included, the root book not counted. */
static int division_level(const xmlNode *n)
{
    int level = 0;
    for (; n && n->type == XML_ELEMENT_NODE; n = n->parent)
        level += divides(n) &&
                 !(db_class_of(xml_elem(n)) == DB_ROOT && n->parent->type != XML_ELEMENT_NODE);
    return level;
}

/* A heading that belongs to no division: as high as renderas says, else one below the division
 * around it. */
static int bridge_level(const xmlNode *n)
{
    const char *as = xml_attr(n, "renderas");
    if (as && !strncmp(as, "sect", 4) && as[4] >= '1' && as[4] <= '5')
        return as[4] - '0' + 1;
    return division_level(n) + 1;
}

const char *tag_heading(int level)
{
    static const char *const roles[] = {"H1", "H2", "H3", "H4", "H5", "H6"};
    return roles[level < 1 ? 0 : level > 6 ? 5 : level - 1];
}

static const char *title_role(const xmlNode *n)
{
    const xmlNode *of = xml_elem(n->parent) == DB_info ? n->parent->parent : n->parent;
    switch (xml_elem(of)) {
    case DB_figure:
    case DB_table:
    case DB_informaltable:
    case DB_example:
    case DB_equation: return "Caption";
    default: break;
    }
    if (db_class_of(xml_elem(of)) == DB_LIST)
        return "Caption";
    bool root = of->type != XML_ELEMENT_NODE || of->parent->type != XML_ELEMENT_NODE;
    if (divides(of))
        return root && db_class_of(xml_elem(of)) == DB_ROOT ? "Title"
                                                            : tag_heading(division_level(of));
    bool box = db_class_of(xml_elem(of)) == DB_BLOCK || xml_elem(of) == DB_abstract;
    return box && xml_elem(of) != DB_formalpara ? tag_heading(division_level(of) + 1) : "P";
}

static bool has_picture(const struct box *box)
{
    for (const struct box *c = box->first; c; c = c->next)
        if (c->kind == BOX_IMAGE || has_picture(c))
            return true;
    return box->kind == BOX_FLOAT && has_picture(box->u.out.body);
}

const struct box *tag_only_table(const struct box *block)
{
    const struct box *table = NULL;
    bool caption = false;
    for (const struct box *c = block->first; c; c = c->next) {
        if (c->kind == BOX_MARK)
            continue;
        bool label = xml_elem(origin_node(c->origin)) == DB_title ||
                     xml_elem(origin_node(c->origin)) == DB_caption;
        if (c->kind == BOX_TABLE ? table != NULL : !label || caption)
            return NULL;
        table = c->kind == BOX_TABLE ? c : table;
        caption |= c->kind != BOX_TABLE;
    }
    return table;
}

/* The role set by CSS; NULL: none. "" for none. */
static const char *given_role(const struct box *box)
{
    const struct css_val *v = &box->style->v[CSS_koki_pdf_tag];
    return v->kind == CSS_STR ? v->str : v->kind == CSS_KEYWORD && v->kw == KW_none ? "" : NULL;
}

static const char *element_role(const struct box *box)
{
    const xmlNode *n = origin_node(box->origin);
    switch (xml_elem(n)) {
    case DB_title: return title_role(n);
    case DB_bridgehead: return tag_heading(bridge_level(n));
    case DB_listitem: return xml_elem(n->parent) == DB_varlistentry ? "LBody" : "LI";
    case DB_glossterm: return xml_elem(n->parent) == DB_glossentry ? "Lbl" : "P";
    case DB_toc: return xml_child(n, "title") ? "Sect" : "TOC";
    case DB_table:
    case DB_informaltable: return tag_only_table(box) ? "Table" : "Div";
    case DB_mediaobject:
    case DB_inlinemediaobject: return has_picture(box) ? "Figure" : "Div";
    case DB_mathphrase: return "Formula";
    case DB_book:
    case DB_set:
    case DB_assembly: return n->parent->type == XML_ELEMENT_NODE ? "Part" : "";
    default: return db_role(xml_elem(n));
    }
}

const char *tag_block_role(const struct box *box)
{
    if (box->anonymous && tag_only_table(box))
        return "Table";
    if (caption_is(box))
        return "Caption";
    if (box->anonymous)
        return "";
    const char *role = given_role(box);
    if (box->pseudo != CSS_SELF)
        return role && tag_class_of(role) == TAG_LEAF ? role : "";
    role = role ? role : box->parent && caption_is(box->parent) ? "P" : element_role(box);
    enum tag_class c = tag_class_of(role);
    if (c == TAG_ROWS || c == TAG_ROW || !strcmp(role, "TD") || !strcmp(role, "TH") ||
        (c == TAG_TABLE && !tag_only_table(box)) || !strcmp(role, "Reference") ||
        !strcmp(role, "Link"))
        return "";
    return role;
}

/* DocBook has one emphasis; which of the two, its role says. */
static bool is_strong(const xmlNode *n)
{
    const char *role = xml_attr(n, "role");
    return role && (!strcmp(role, "bold") || !strcmp(role, "strong"));
}

const char *tag_inline_role(const struct box *box)
{
    if (box->pseudo == CSS_FOOTNOTE_CALL)
        return xml_elem(origin_node(box->origin)) == DB_footnoteref ? "" : "Reference";
    const char *role = given_role(box);
    if (role && !strcmp(role, "Lbl"))
        return role;
    if (box->pseudo != CSS_SELF)
        return role && tag_class_of(role) == TAG_INLINE ? role : "";
    if (!role && xml_elem(origin_node(box->origin)) == DB_mathphrase)
        role = xml_elem(origin_node(box->origin)->parent) == DB_inlineequation ? "" : "Formula";
    if (!role && xml_elem(origin_node(box->origin)) == DB_emphasis)
        role = is_strong(origin_node(box->origin)) ? "Strong" : "Em";
    if (!role)
        role = xml_elem(origin_node(box->origin)) == DB_inlinemediaobject && !has_picture(box)
                   ? ""
                   : db_role(xml_elem(origin_node(box->origin)));
    enum tag_class c = tag_class_of(role);
    return c == TAG_INLINE || c == TAG_PICTURE ? role : "";
}

/* ListNumbering (PDF 1.7, table 347) by an item's marker. */
const char *tag_numbering(struct doc *doc, const struct css_style *item)
{
    static const struct {
        const char *css, *pdf;
    } names[] = {{"decimal", "Decimal"},        {"lower-alpha", "LowerAlpha"},
                 {"upper-alpha", "UpperAlpha"}, {"lower-roman", "LowerRoman"},
                 {"upper-roman", "UpperRoman"}, {"disc", "Disc"},
                 {"circle", "Circle"},          {"square", "Square"}};
    const struct css_list *l = css_list(item, CSS_list_style_type);
    for (size_t i = 0; l && l->n && i < sizeof names / sizeof *names; i++)
        if (l->item[0].style == css_counter_style(doc->css, names[i].css, LOC_NONE))
            return names[i].pdf;
    return css_is(item, CSS_list_style_type, KW_none) ? "None" : "Disc";
}
