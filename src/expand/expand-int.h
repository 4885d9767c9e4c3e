// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files of expand: the state of a run and helpers for building. */
#ifndef KOKI_EXPAND_INT_H
#define KOKI_EXPAND_INT_H

#include "expand/expand.h"

enum gen_key {
#define K(key) GEN_##key,
#include "gentext.def"
    GEN_KEYS
};
/* Generated text in the language of an element. */
const char *expand_gen(const xmlNode *n, enum gen_key key);

/* A division or section that may be in a table of contents. In document order; its content are the
 * divisions after it up to end, and the formal objects and index terms from … up to …. */
struct division {
    xmlNode *node;
    int end, formal_from, formal_to, term_from, term_to;
};
struct nodes {
    xmlNode **v;
    int n, cap;
};
/* An element to be filled from a division's content. */
struct filled {
    xmlNode *node;
    int division; /* toc: the one around it; index: the book around it */
};
enum { LIST_DEPTH = 16 };
struct counted {
    xmlNode *list, *item;
    int number;
}; /* an ordered list and its last counted item */

struct expand {
    xmlDoc *doc;
    struct xml_ids *ids;
    int next_id; /* number of the next made-up id */
    VEC(struct division) divisions;
    VEC(int) open;              /* divisions around the place of the walk */
    struct nodes links;         /* xref, link, and other elements with a linkend */
    VEC(struct filled) tocs;    /* toc that the author left empty */
    struct nodes formals;       /* figure, table, example, equation in document order */
    struct nodes terms;         /* indexterm */
    VEC(struct filled) indexes; /* index, setindex that the author left empty */
    struct nodes glossterms;    /* glossterm, firstterm in the text */
    struct nodes sees;          /* glosssee, glossseealso */
    struct nodes citations;
    struct nodes annotations; /* annotation */
    struct nodes annotated;   /* elements with @annotations */
    struct nodes recaps;      /* productionrecap */
    struct nodes callouts;    /* the numbers of callouts that a callout explains */
    struct nodes areaspecs;   /* areaspec of images */
    struct nodes listings;    /* programlisting, screen, synopsis, … */
    int list_end[LIST_DEPTH]; /* last number of the latest orderedlist, by how deep it was */
    struct counted counted[LIST_DEPTH];
    int last_line;             /* of the latest numbered listing */
    struct map areasets;       /* id of an areaset → that of its first area */
    struct map glossary;       /* folded text of a glossterm in a glossentry → the glossentry */
    struct map bibliography;   /* abbrev, xreflabel or id → the entry */
    struct map function_words; /* word → its language, for language.c */
};

/* biblio.c */
/* Removes brackets around an abbrev or citation that the layout sets in brackets. */
void expand_unbracket(xmlNode *label);
/* Gives callouts the labels of their areas; moves areas of images into the images. */
void expand_callouts(struct expand *x);
/* Whether an entry or set is of a part of a work: an article, a chapter, whose title is in
 * quotation marks. */
bool expand_is_part(const xmlNode *entry);
void expand_biblio_label(xmlNode *entry,
                         const char *label); /* shows a label before an entry that has none */
/* language.c */
/* Sets the language of a paragraph that clearly differs from that of its division, and reports
 * it. */
void expand_language(struct expand *x, xmlNode *para);

/* ---- helpers (build.c) ---- */

/* The xml:id of an element, made up when it has none. */
const char *expand_id(struct expand *x, xmlNode *n);
/* Whether a role is among those of an element. */
bool expand_has_role(const xmlNode *n, const char *role);
/* Puts a role before those that the author gave. */
void expand_add_role(xmlNode *n, const char *role);
/* A phrase with a role, appended to parent; text NULL: empty. */
xmlNode *expand_phrase(xmlNode *parent, const char *role, const char *text, struct loc where);
/* The inline content of one element, appended to another without parts that must not occur twice:
 * notes, index terms, ids, links. */
void expand_copy_inline(const xmlNode *from, xmlNode *to);
/* All of n's content into b, white space collapsed and lower case. */
void expand_key(const xmlNode *n, struct buf *b);
bool expand_is_blank(const xmlNode *n); /* a text node of white space only */
bool expand_is_empty(const xmlNode *n); /* no elements, no text but white space */
void expand_drop_space(xmlNode *n);     /* removes white space between children */
void expand_trim(xmlNode *n); /* removes white space before the first child and after the last, also
                                 in inline elements that are there */
void expand_trim_inline(xmlNode *n); /* likewise, and is then moved outside: the layout has brackets
                                        or quotation marks around n */
void expand_text_before(xmlNode *n, const char *text); /* a text node before n */
void expand_text_after(xmlNode *n, const char *text);
void expand_drop_link(xmlNode *n); /* removes its link attributes */
bool expand_attr_is(const xmlNode *n, const char *name, const char *value);
bool expand_has_ancestor(const xmlNode *n, enum db_elem e);
int expand_attr_int(const xmlNode *n, const char *name, int otherwise);
bool expand_is_line(
    const xmlNode *n); /* holds words of a line: inline, para, simpara, title, term, … */
bool expand_ends_itself(
    const xmlNode *n); /* its text ends with punctuation that needs no full stop after it */

/* ---- processing instructions (instruction.c) ---- */

/* Turns those in n into elements or attributes that layouts can style. */
void expand_instructions(xmlNode *n);
/* The pseudo-attribute of the first <?target name="…"?> in n; false if there is none, or it is too
 * long. */
bool expand_instruction(const xmlNode *n, const char *target, const char *name, char *value,
                        size_t room);

/* ---- listings (syntax.c) ---- */

/* Marks keywords, comments, strings and so on in listings with a language. */
void expand_syntax(const struct nodes *listings);

/* ---- counters of elements (number.c) ---- */

/* "chapter", "sect2 appendix", "figure chapter", … : the counter, and the division whose number is
 * printed with it, if any. "" if it has no number. */
void expand_condition(const xmlNode *n, struct buf *b);
/* The word for it: GEN_chapter …; -1 none. */
int expand_label_key(const xmlNode *n);
int expand_section_level(const xmlNode *n); /* 1-based */

/* ---- steps on an element, in document order ---- */
void expand_titles(struct expand *x, xmlNode *n);   /* titles.c: any element that may have titles */
void expand_biblioid(struct expand *x, xmlNode *n); /* biblio.c */
void expand_info(struct expand *x, xmlNode *n);     /* info.c */
void expand_edition(struct expand *x, xmlNode *n);
void expand_html_table(struct expand *x, xmlNode *n); /* table.c */
void expand_tgroup(struct expand *x, xmlNode *n);
void expand_loose(xmlNode *group); /* loose.c: moves nodes outside cells into one */
void expand_varlistentry(struct expand *x, xmlNode *n); /* lists.c */
void expand_quotation(struct expand *x, xmlNode *n);
void expand_orderedlist(struct expand *x, xmlNode *n);
const char *expand_numeration(
    const xmlNode *list); /* "loweralpha", …, by the author or the depth */
void expand_step(struct expand *x, xmlNode *n);
void expand_stepref(struct expand *x, xmlNode *n);
void expand_glossentry(struct expand *x, xmlNode *n);
void expand_simplelist(struct expand *x, xmlNode *n);
void expand_segmentedlist(struct expand *x, xmlNode *n);
void expand_callout(struct expand *x, xmlNode *n);
void expand_listing(struct expand *x, xmlNode *n);
void expand_areaspec(struct expand *x, xmlNode *n);
void expand_question(struct expand *x, xmlNode *n);
const char *expand_default_label(
    const xmlNode *n); /* "number", "qanda" or "none": the nearest defaultlabel around a question */
const xmlNode *expand_own_label(
    const xmlNode *n); /* of a question or its qandaentry, if its author wrote one; NULL */
void expand_cmdsynopsis(struct expand *x, xmlNode *n); /* synopsis.c */
void expand_arg(struct expand *x, xmlNode *n);
void expand_group(struct expand *x, xmlNode *n);
void expand_funcprototype(struct expand *x, xmlNode *n);
void expand_classsynopsis(struct expand *x, xmlNode *n);
void expand_methodsynopsis(struct expand *x, xmlNode *n);
void expand_methodparam(struct expand *x, xmlNode *n);
void expand_fieldsynopsis(struct expand *x, xmlNode *n);
void expand_paramdef(struct expand *x, xmlNode *n);
void expand_macroprototype(struct expand *x, xmlNode *n);
void expand_macrosynopsis(struct expand *x, xmlNode *n);
void expand_packagesynopsis(struct expand *x, xmlNode *n);
void expand_enumsynopsis(struct expand *x, xmlNode *n);
void expand_unionsynopsis(struct expand *x, xmlNode *n);
void expand_typedefsynopsis(struct expand *x, xmlNode *n);
void expand_keycombo(struct expand *x, xmlNode *n); /* inlines.c */
void expand_menuchoice(struct expand *x, xmlNode *n);
void expand_personname(struct expand *x, xmlNode *n);
void expand_person(struct expand *x, xmlNode *n);
void expand_parts(struct expand *x, xmlNode *n);
void expand_url(struct expand *x, xmlNode *n);
void expand_keycap(struct expand *x, xmlNode *n);
void expand_olink(struct expand *x, xmlNode *n);
void expand_plain_olink(xmlNode *n); /* replaces an olink that leads out of the document */
void expand_biblioentry(struct expand *x, xmlNode *n); /* biblio.c */
void expand_formalpara(struct expand *x, xmlNode *n);  /* blocks.c */
void expand_msg(struct expand *x, xmlNode *n);
void expand_simplemsgentry(struct expand *x, xmlNode *n);

/* ---- steps on elements gathered by the walk ---- */
void expand_glossary(struct expand *x); /* glossary.c: terms become links */
void expand_citations(struct expand *x);
void expand_annotations(struct expand *x); /* annotation.c: become notes */
void expand_recaps(struct expand *x);      /* blocks.c */
void expand_links(struct expand *x);       /* xref.c */
void expand_contents(struct expand *x);    /* toc.c */
void expand_index(struct expand *x);       /* index.c */
void expand_indexentry(struct expand *x,
                       xmlNode *n); /* of one that the author wrote: primaryie, … */
void expand_indexsee(struct expand *x, xmlNode *n);

#endif
