// SPDX-License-Identifier: Apache-2.0
/* Selectors, the index of them, and matching. */
#ifndef KOKI_CSS_SELECT_INT_H
#define KOKI_CSS_SELECT_INT_H

#include "css/decl-int.h"

/* ---- selectors ------------------------------------------------------------------------------- */

enum comb { COMB_NONE, COMB_DESCENDANT, COMB_CHILD, COMB_NEXT, COMB_LATER };
enum simple_kind {
    SEL_CLASS,
    SEL_ID,
    SEL_ATTR,
    SEL_NTH,
    SEL_ONLY,
    SEL_EMPTY,
    SEL_ROOT,
    SEL_LANG,
    SEL_DIR,
    SEL_NOT,
    SEL_IS,
    SEL_HAS,
};
enum attr_op {
    ATTR_EXISTS,
    ATTR_EQUALS,
    ATTR_WORD,
    ATTR_DASH,
    ATTR_PREFIX,
    ATTR_SUFFIX,
    ATTR_SUBSTRING
};
struct simple {
    uint8_t kind, op;
    bool ignore_case;
    bool last, of_type;          /* NTH; of IS: last is :where() */
    const char *name;            /* CLASS, ID, ATTR */
    const char *ns;              /* ATTR: URI, NULL: no namespace */
    const char *value;           /* ATTR, LANG */
    int a, b;                    /* NTH: an + b */
    uint32_t id;                 /* HAS, dense: for the memo */
    const struct selector *list; /* NOT, IS, HAS */
    struct simple *also;         /* LANG: another language */
};
struct compound {
    int elem;         /* enum db_elem, DB_NONE: not a DocBook name */
    const char *name; /* NULL: any */
    const char *ns;   /* URI, "" none, NULL any */
    uint8_t comb;     /* to `left` */
    bool scope;       /* matches only the anchor element of :has() */
    const struct compound *left;
    int n;
    struct simple *simple;
    uint32_t id; /* dense: for the memo of ~ */
};
struct selector {
    const struct compound *last;
    uint32_t spec;    /* specificity, 10 bits each */
    uint64_t need;    /* bits of names that ancestors must have */
    uint8_t pseudo;   /* enum css_pseudo */
    uint8_t relative; /* HAS: leading combinator */
    uint16_t layer;
    int origin, order;
    const struct rule *rule;
    const struct selector *next; /* in a list */
    uint32_t rank;               /* cascade order among all selectors of the engine */
};
/* A selector list; NULL: faulty (reported when `report`). */
struct selector *css_selector_list(struct css_sheet *sheet, struct cur c, bool report);
/* An+B, odd, even: the whole of c. */
bool css_nth(struct cur *c, int *a, int *b);
bool css_nth_match(int a, int b, int index);

/* ---- matching -------------------------------------------------------------------------------- */

/* Selectors that share a key, in order of rank. */
struct bucket {
    const struct selector **v;
    int n, cap;
};
struct index {
    struct map id, cls, name; /* → struct bucket */
    struct map attr, parent;  /* likewise: [attr], and X > * by X */
    struct bucket *elem[DB_COUNT],
        *below[DB_COUNT]; /* the buckets of names, and of parents, for DocBook elements */
    struct bucket root, any;
};
/* The children of one parent that were examined last: keeps structural selectors linear. */
struct seen {
    const xmlNode *parent, *node;
    const void *what; /* key of the result: a type name, a compound */
    int index, total;
    bool found;
};
enum { SEEN_SLOTS = 2048, ANCESTORS = 1024 };
struct matcher {
    struct index index[CSS_PSEUDOS];
    const xmlNode *path[ANCESTORS]; /* ancestors of the current element … */
    uint64_t bits[ANCESTORS]; /* … and the bits of their names, ids and classes, cumulated */
    int depth;
    uint64_t elem_bit[DB_COUNT];
    struct seen *seen;
    uint32_t n_has, n_compounds;
    int64_t steps; /* compounds that may still be tried: see CSS_STEPS */
    bool steps_reported;
    const xmlNode *scope; /* the anchor element of :has(); NULL: outside one */
    VEC(uint32_t) ranks;  /* matched by the current element */
};
/* Properties of an element needed for matching, fetched once. */
struct subject {
    const xmlNode *node;
    enum db_elem elem;
    const char *id, *role, *lang; /* its own attributes, NULL: absent */
};
uint64_t css_bit(const char *s);
void matcher_build(struct css *css);
void matcher_free(struct matcher *m);
void matcher_reset(struct matcher *m); /* another document */
void subject_get(struct subject *s, const xmlNode *n);
/* Fills css->match.ranks with the matching ranks, ascending. */
void css_match_rules(struct css *css, const struct subject *s, enum css_pseudo p);
bool css_selector_holds(struct css *css, const struct selector *s, const xmlNode *n);
bool css_list_holds(struct css *css, const struct selector *list, const xmlNode *n);

#endif
