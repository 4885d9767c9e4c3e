// SPDX-License-Identifier: Apache-2.0
/* The interface of xml: loading, walking and saving DocBook trees with the author's file and line
 * on every element. */
#ifndef KOKI_XML_H
#define KOKI_XML_H

#include <libxml/tree.h>

#include "base/base.h"

/* ---- the DocBook element table (docbook.def) ------------------------------------------------- */

/* The class of an element for the tools; its look is left to CSS. */
enum db_class {
    DB_UNKNOWN,  /* not a DocBook element */
    DB_ROOT,     /* set, book: divisions that may be a document */
    DB_DIVISION, /* part, chapter, appendix, preface, article, …: components */
    DB_SECTION,  /* section, sect1…5, refsection, simplesect */
    DB_INFO,     /* info and elements only allowed in it: metadata */
    DB_TITLE,    /* title, subtitle, titleabbrev */
    DB_BLOCK,    /* para, note, blockquote, … */
    DB_LIST,
    DB_ITEM,
    DB_TABLE,    /* table, row, entry, … of CALS and HTML */
    DB_MEDIA,    /* mediaobject, imagedata, … */
    DB_VERBATIM, /* programlisting, screen, literallayout, synopsis, address */
    DB_INLINE,
    DB_EMPTY, /* anchor, indexterm, xref, co, … : no content of their own */
};
enum db_elem {
    DB_NONE,
#define E(id, name, class_, role) DB_##id,
#include "docbook.def"
#undef E
    DB_COUNT
};
const char *db_name(enum db_elem e); /* "itemizedlist" */
enum db_class db_class_of(enum db_elem e);
const char *db_role(enum db_elem e); /* default PDF structure role: "P", "L", …; "" if none */
enum db_elem db_lookup(const char *name); /* DB_NONE: unknown */

/* ---- the MathML element table (mathml.def) --------------------------------------------------- */

enum math_elem {
    MATH_OTHER, /* unknown, or MathML for content */
#define M(id, name) MATH_##id,
#include "mathml.def"
#undef M
};
enum math_elem math_lookup(const char *name);

/* ---- elements and their places --------------------------------------------------------------- */

/* Attached to node->_private of every element that xml_load or xml_new_elem made. Shared by
 * elements with equal values: must not be changed. */
struct xml_info {
    const char *file;         /* interned: the author's file; NULL: a tool made the element */
    const char *before, *end; /* interned: white space before the element, and before its end tag,
                                 that is not a node; NULL: none */
    enum db_elem elem;        /* DB_NONE outside DocBook's namespace */
};
struct loc xml_loc(const xmlNode *n); /* of the element, or the nearest one around it */
int xml_line(const xmlNode *element); /* in its file */
static inline enum db_elem xml_elem(const xmlNode *n)
{
    return n->type == XML_ELEMENT_NODE && n->_private ? ((const struct xml_info *)n->_private)->elem
                                                      : DB_NONE;
}
void xml_set_elem(xmlNode *n, enum db_elem e); /* its name too */
void xml_set_place(xmlNode *n, struct loc where);

/* White space that only lays out the source, between the tags of elements that are not in a line
 * with each other, is not a text node but stored with the element after it, or for that before an
 * end tag with the parent; "": none. It is saved and loaded unchanged. */
const char *xml_space_before(const xmlNode *n);
const char *xml_space_end(const xmlNode *n);
/* Makes it a text node again: before n; right inside parent. The functions below that change trees
 * do so where needed. */
void xml_unfold(xmlNode *n);
void xml_unfold_inside(xmlNode *parent);

/* ---- loading --------------------------------------------------------------------------------- */

struct xml_load {
    const char *const
        *allow; /* folders outside the document's own that may be read (entities, XIncludes) */
    int n_allow;
    size_t max_bytes;  /* 0: 512 MiB a file */
    int max_depth;     /* 0: 240 elements */
    bool no_upgrade;   /* keep DocBook 4 */
    bool no_include;   /* keep XIncludes */
    bool any_root;     /* XML of any kind: no message when the root is not DocBook */
    struct map *whole; /* takes the files that the document includes whole, as keys: their paths
                          with links resolved; NULL: nobody asks */
};
/* Reads a document ("-": standard input), resolves entities and XIncludes inside the allowed
 * folders, upgrades DocBook 4.x to 5 (names, namespaces, info, links, xml:id), honours
 * <?koki-line?> positions of an earlier tool and removes them. Never touches the network. Faults
 * are reported; a truncated file is kept up to its end. NULL if nothing is usable. The caller frees
 * with xml_free. */
xmlDoc *xml_load(const char *path, const struct xml_load *how);
xmlDoc *xml_load_memory(const char *bytes, size_t n, const char *name, const struct xml_load *how);
void xml_free(xmlDoc *doc);
/* The folder that the document's relative paths refer to ("." for standard input). */
const char *xml_base_dir(const xmlDoc *doc);
/* Whether another tool of the pipe wrote the document: its paths are relative to its own folder,
 * though its elements are from authors' files. */
bool xml_relayed(const xmlDoc *doc);
/* The document's arena, for strings that live as long as it does. */
struct arena *xml_arena(xmlDoc *doc);

/* DocBook 4.x to 5 in place; xml_load calls it. */
void xml_upgrade(xmlDoc *doc);

/* Writes the document as UTF-8, with a <?koki-line N FILE?> wherever the author's position is not
 * the next line, so that xml_load finds every element's own place again. */
void xml_save(xmlDoc *doc, FILE *f);
/* Frees the content of a document except its root, the root's info, and formulas, which become the
 * root's last children. The memory is given back to the system. */
void xml_give_back(xmlDoc *doc);

/* Formulas in TeX (<mathphrase>, as Asciidoctor writes them) become MathML, by one run of pandoc
 * for all of a document. Formulas that cannot be converted stay, and are reported if no later stage
 * could convert them. */
void xml_convert_tex(xmlNode *root, bool last);

/* Initialises libxml2: memory from the pool, no external loading. Must be called before libxml2 is
 * used other than through xml. */
void xml_ready(void);

/* ---- clearance: the media in which the people of a book agreed to be named ------------------------------- */

enum medium { MEDIUM_PRINT, MEDIUM_WEB, MEDIA };

struct xml_clearance {
    unsigned media; /* those it is cleared for, 1 << MEDIUM_PRINT and the like; all if no one was
                       credited */
    int kept_back[MEDIA]; /* number of people who may not be named in each */
    int unlisted; /* of those, the ones only in the book and in no register: their credits have been
                     removed, and cannot be counted again */
    bool credited, unmarked; /* koki-authors credited people; unmarked: some by an older version,
                                which left no mark */
    struct loc where;        /* place of the mark that limits the clearance */
};
/* Combines all marks of a document. */
struct xml_clearance xml_clearance_read(const xmlDoc *doc);
void xml_clearance_drop(xmlDoc *doc); /* removes all marks */
void xml_clearance_write(xmlNode *element,
                         const struct xml_clearance *c); /* marks an element, once */

/* ---- revisions ------------------------------------------------------------------------------- */

/* Whether there are elements with revisionflag; removes those marked as deleted, and elements left
 * empty. */
bool xml_has_revisions(const xmlDoc *doc);
void xml_drop_deleted(xmlDoc *doc);
/* Copies a document. */
xmlDoc *xml_duplicate(xmlDoc *doc);

/* ---- profiles and variables: content of single editions ----------------------------------- */

/* The profile of one attribute; the maps are sets. */
struct xml_profile {
    const char *attr;
    struct map want, exclude;
    struct map there; /* the values of elements seen by xml_profile_note */
};
struct xml_profiles {
    struct xml_profile *v;
    int n, cap;
};
/* "ATTR=VALUE;VALUE", "!VALUE" to exclude. False if it is not a profiling attribute. */
bool xml_profile_add(struct xml_profiles *all, const char *text);
/* Appends what may be given instead: "arch=VALUE, audience=VALUE…". */
void xml_profile_list(struct buf *b);
/* Notes the values of all elements below and including root, including those that will be
 * dropped. */
void xml_profile_note(struct xml_profiles *all, const xmlNode *root);
bool xml_profile_keeps(const struct xml_profiles *all, const xmlNode *n);
void xml_profiles_done(struct xml_profiles *all);

/* A place with a variable. */
struct xml_variable {
    const char *name, *format; /* format "": none */
    const char *preset;        /* the default; NULL: none given */
    const char *words;         /* content in any case: the name in a phrase; NULL: none */
    bool asked;                /* a condition: whether it has a value; "" if it has none */
    struct loc where;
    const xmlNode *at; /* the enclosing element */
};
struct xml_filler {
    void *ctx;
    /* The words for this place; NULL leaves it to a later tool, with v->preset, which may be
     * replaced. Valid until the next call. */
    const char *(*value)(void *ctx, struct xml_variable *v);
    bool attributes; /* whether attributes are filled too */
};
/* Removes content excluded by the profiles from the tree below root, which stays, and fills in the
 * variables. */
void xml_fill(xmlNode *root, const struct xml_profiles *profiles, const struct xml_filler *f);

/* ---- schemas --------------------------------------------------------------------------------- */

struct xml_schema;
struct xml_schema *xml_schema_new(const char *path); /* RELAX NG; NULL: unavailable */
bool xml_schema_valid(struct xml_schema *s,
                      xmlDoc *doc); /* the caller finds the reason by trials */
void xml_schema_free(struct xml_schema *s);

/* ---- walking and building -------------------------------------------------------------------- */

#define DOCBOOK_NS "http://docbook.org/ns/docbook"
#define XLINK_NS   "http://www.w3.org/1999/xlink"
#define MATHML_NS  "http://www.w3.org/1998/Math/MathML"

bool xml_is(const xmlNode *n, const char *name);             /* a DocBook element of that name */
bool xml_is_math(const xmlNode *n);                          /* an element of MathML */
xmlNode *xml_first(const xmlNode *parent);                   /* first element child; NULL: none */
xmlNode *xml_next(const xmlNode *n);                         /* next element sibling */
xmlNode *xml_child(const xmlNode *parent, const char *name); /* first child element of that name */
/* Preorder walk over elements below and including root, without recursion: the element after n, or
 * NULL. */
xmlNode *xml_walk(const xmlNode *root, const xmlNode *n);
xmlNode *xml_walk_past(const xmlNode *root,
                       const xmlNode *n); /* likewise, skipping the content of n */
/* The same over nodes of every kind: text and processing instructions too, attributes aside. */
xmlNode *xml_walk_nodes(const xmlNode *root, const xmlNode *n);
xmlNode *xml_walk_nodes_past(const xmlNode *root, const xmlNode *n);
bool xml_is_pi(const xmlNode *n, const char *target);

/* An attribute's value, borrowed from the tree; NULL: absent. name may be "xml:id", "xml:lang",
 * "xlink:href". */
const char *xml_attr(const xmlNode *n, const char *name);
void xml_set_attr(xmlNode *n, const char *name, const char *value);
const char *xml_id(const xmlNode *n);
const char *xml_lang(const xmlNode *n); /* inherited; "" when none */
/* All text inside, white space collapsed, footnotes and indexterms left out; into b. */
void xml_text(const xmlNode *n, struct buf *b);
/* Likewise, leaving out other elements, and white space collapsed or not. */
void xml_text_but(const xmlNode *n, bool (*skips)(const xmlNode *), bool collapse, struct buf *b);
/* The title of a division, section or formal object (its own child or its info's); NULL: none. */
xmlNode *xml_title(const xmlNode *n);
xmlNode *xml_info_of(const xmlNode *n); /* its info child; NULL: none */

/* Inserts a node, free or from elsewhere, before or after another, or at either end inside a
 * parent; returns the node, or the preceding text it was merged with. */
xmlNode *xml_add_before(xmlNode *next, xmlNode *n);
xmlNode *xml_add_after(xmlNode *prev, xmlNode *n);
xmlNode *xml_add_first(xmlNode *parent, xmlNode *n);
xmlNode *xml_add_last(xmlNode *parent, xmlNode *n);
/* Unlinks a node from its tree; its white space stays. */
void xml_unlink(xmlNode *n);
void xml_replace(xmlNode *old, xmlNode *n); /* likewise, and inserts another in its place */
void xml_drop(xmlNode *n);                  /* and frees it with its content */
/* Moves the content of `from` to the end of `to`. */
void xml_move_inside(xmlNode *from, xmlNode *to);

/* A new DocBook element at a place in the source (usually that of what it is made from), not yet in
 * the tree. */
xmlNode *xml_new_elem(xmlDoc *doc, enum db_elem e, struct loc where);
xmlNode *xml_new_child(xmlNode *parent, enum db_elem e, struct loc where);
void xml_add_text(xmlNode *parent, const char *text); /* "" makes no node */
/* A deep copy for the same or another document, positions kept, xml:ids dropped when !ids. */
xmlNode *xml_copy(const xmlNode *n, xmlDoc *to, bool ids);

/* Moves the root of `from` into `to` (its place in the tree is the caller's to give); `from` then
 * belongs to `to`. */
xmlNode *xml_adopt(xmlDoc *to, xmlDoc *from);

/* The map from xml:id to element; the first of duplicates wins, the others are reported when
 * `report`. */
struct xml_ids;
struct xml_ids *xml_ids_new(xmlDoc *doc, bool report);
xmlNode *xml_ids_get(const struct xml_ids *ids, const char *id);
void xml_ids_free(struct xml_ids *ids);

#endif
