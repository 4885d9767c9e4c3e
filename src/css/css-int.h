// SPDX-License-Identifier: Apache-2.0
/* The inner types of css: tokens → declarations and selectors → index → matched sets → computed
 * styles.
 *
 * A sheet is tokenized whole; every later step looks at ranges of its tokens (struct cur), with
 * brackets paired beforehand, so that skipping a faulty block is one assignment and no recursion
 * depends on the input's depth. */
#ifndef KOKI_CSS_INT_H
#define KOKI_CSS_INT_H

#include <string.h>
#include <strings.h>

#include "css/css.h"

/* Limits on what comes from outside. */
enum {
    CSS_MAX_BYTES = 4 << 20, /* of a sheet */
    CSS_MAX_SHEETS = 256,    /* imports included */
    CSS_MAX_IMPORTS = 16,    /* nested */
    CSS_MAX_DEPTH = 64,      /* of brackets */
    CSS_MAX_SELECTORS = 200000,
    CSS_MAX_ITEMS = 4096,  /* of one value */
    CSS_MAX_REPORTS = 500, /* faults told */
    CSS_MAX_NEARS = 4000,  /* misspelt words looked into */
    CSS_MAX_STYLES = 20000,
    CSS_MAX_COMPOUNDS = 64,   /* of one selector: bounds recursion */
    CSS_STEPS = 1 << 25,      /* compounds tried in a document, …*/
    CSS_STEPS_ELEMENT = 4096, /* … and this for each element more */
};

/* ---- tokens (CSS Syntax 3) ------------------------------------------------------------------- */

enum tok {
    TOK_EOF,
    TOK_IDENT,
    TOK_FUNCTION,
    TOK_AT,
    TOK_HASH,
    TOK_STRING,
    TOK_BAD_STRING,
    TOK_URL,
    TOK_BAD_URL,
    TOK_DELIM,
    TOK_NUMBER,
    TOK_PERCENT,
    TOK_DIMENSION,
    TOK_SPACE,
    TOK_CDO,
    TOK_CDC,
    TOK_COLON,
    TOK_SEMICOLON,
    TOK_COMMA,
    TOK_SQUARE,
    TOK_SQUARE_END,
    TOK_PAREN,
    TOK_PAREN_END,
    TOK_BRACE,
    TOK_BRACE_END,
};
#define MICRO 1000000 /* numbers of tokens are int64_t in millionths, written [micro] */
struct token {
    uint8_t type; /* enum tok */
    bool flag;    /* HASH: could be an identifier; NUMBER, DIMENSION: written as an integer */
    bool sign;    /* a number written with + or - */
    char delim;
    uint32_t pos;  /* byte in the source */
    int32_t end;   /* FUNCTION and opening brackets: index of the closing token, or the number of
                      tokens */
    const char *s; /* interned: identifier, function name, string, unit */
    int64_t num;   /* [micro] */
};
struct tokens {
    struct token *v;
    int n, cap;
};

/* What declarations are for. */
enum css_place { IN_ELEMENTS, IN_FIRST_LINE, IN_PAGE, IN_MARGIN_BOX, IN_FOOTNOTE };

struct css_sheet {
    struct css *css;
    const char *file, *dir; /* interned */
    const char *text;
    size_t n;
    VEC(uint32_t) lines; /* where each line begins */
    struct tokens tok;
    int origin;                     /* 0: the user-agent sheet; then the number of the css_load */
    const char *real;               /* its path with links resolved, interned; NULL: in memory */
    const struct css_sheet *parent; /* imported by */
    const char *const *allow;
    int n_allow;
    struct map ns;               /* prefix → interned URI; "" the default namespace */
    uint8_t place;               /* enum css_place: of the declarations being read */
    uint16_t layer;              /* that its rules lie in; 0: none */
    const struct selector *nest; /* of the style rule that those being read are in; NULL: none */
};

/* A range of tokens, read from the front. */
struct cur {
    const struct css_sheet *sheet;
    const struct token *t;
    int i, end;
};
extern const struct token tok_eof;
static inline const struct token *cur_peek(const struct cur *c)
{
    return c->i < c->end ? &c->t[c->i] : &tok_eof;
}
static inline const struct token *cur_next(struct cur *c)
{
    return c->i < c->end ? &c->t[c->i++] : &tok_eof;
}
static inline bool cur_is(const struct cur *c, enum tok type) { return cur_peek(c)->type == type; }
static inline bool cur_is_delim(const struct cur *c, char d)
{
    return cur_is(c, TOK_DELIM) && c->t[c->i].delim == d;
}
static inline void cur_space(struct cur *c)
{
    while (cur_is(c, TOK_SPACE))
        c->i++;
}
static inline bool cur_done(struct cur *c)
{
    cur_space(c);
    return c->i >= c->end;
}
/* The inside the block or function that begins here; c goes after it. */
struct cur cur_block(struct cur *c);
/* One component value (a token, or a whole block) is skipped. */
void cur_skip(struct cur *c);
void cur_trim(struct cur *c); /* takes space off both ends */
/* The path of a url() or a string, which c goes after; NULL: there is none. */
const char *cur_url(struct cur *c);
bool cur_comma(struct cur *c); /* skips space, a comma and space; false: no comma here */
bool cur_keyword(struct cur *c, const char *word); /* skips that identifier, and space after it */

void css_tokenize(struct css_sheet *sheet);
/* Pairs brackets (fills in `end`); false: nested deeper than CSS_MAX_DEPTH. */
bool css_pair(struct token *t, int n);
struct loc css_loc(const struct css_sheet *sheet, const struct token *t);
struct loc cur_loc(const struct cur *c);
/* The source of a range, white space collapsed, cut to a length fit for messages; arena-owned. */
const char *cur_text(const struct cur *c);

/* ---- values ---------------------------------------------------------------------------------- */

/* Kinds of specified values that are gone once a style is computed. */
enum {
    CSS_V_REL = CSS_LIST + 1 /* num × unit kw (enum css_unit) */,
    CSS_V_SUM /* sum */,
    CSS_V_MATH /* list: a function of such values */
};
/* Units of calc() terms. The order matters: what follows U_LEN hangs on the element's style. */
enum css_unit {
    U_NUM,
    U_PCT,
    U_ANGLE,
    U_RES,
    U_LEN,
    U_EM,
    U_EX,
    U_CH,
    U_REM,
    U_LH,
    U_RLH,
    U_VW,
    U_VH,
    U_VMIN,
    U_VMAX,
    U_UNITS
};
/* A linear combination: NUM, PCT (1.0 = 1 %), ANGLE (degrees), RES (dpi) and relative terms in
 * [micro]; LEN in 1/1000 len. */
struct css_sum {
    int64_t c[U_UNITS];
};

/* What reads a value: tokens in, items out. */
struct vparse {
    struct css *css;
    struct cur c;
    struct loc where;
    enum css_prop prop;
    bool refused; /* a diagnostic that names the cause has been given */
    VEC(struct css_item) out;
};
struct css_item *vparse_add(struct vparse *p, enum css_item_kind kind);
void vparse_value(struct vparse *p, struct css_val v);

/* syntax.c: value definition syntax */
struct syntax;
const struct syntax *syntax_new(struct css *css, const char *text);
bool syntax_scalar(const struct syntax *alternative);
/* Matches as much as it can; on false nothing is consumed. */
bool syntax_match(const struct syntax *s, struct vparse *p);
/* Parses the whole of p->c as a value of p->prop. */
bool syntax_value(struct vparse *p, struct css_val *out);
/* Parses a prefix of p->c; for shorthands. */
bool syntax_prefix(struct vparse *p, enum css_prop prop, struct css_val *out);
/* Calls for each keyword a syntax names. */
void syntax_keywords(const struct syntax *s, void (*visit)(void *ctx, enum css_kw), void *ctx);

struct value_type {
    const char *name;
    bool (*read)(struct vparse *p);
    bool list;
    const enum css_kw *word; /* keywords among its values, for suggestions */
    int n_words;
};
const struct value_type *css_value_type(const char *name, size_t n);

enum css_kw css_keyword(const char *s); /* KW_NONE_GIVEN: unknown; any case */
/* What every property takes as its whole value. */
static inline bool css_wide(enum css_kw kw)
{
    return kw == KW_inherit || kw == KW_initial || kw == KW_unset || kw == KW_revert;
}
int css_prop_lookup(const char *name); /* -1: unknown; any case */
bool css_prop_inherits(enum css_prop p);

/* calc.c */
enum {
    W_NUM = 1,
    W_INT = 2,
    W_LEN = 4,
    W_PCT = 8,
    W_ANGLE = 16,
    W_RES = 32,
    W_NONNEG = 64,
    W_POS = 128
};
/* Reads a number, percentage, dimension or calc() of the wanted kinds. */
bool css_numeric(struct vparse *p, unsigned want, struct css_val *out);
/* A length or percentage as what it is from the other end: 100 % less it. */
bool css_from_end(struct vparse *p, struct css_val *out);
int32_t micro_fix(int64_t micro); /* [micro] → [fix], clamped */

/* values.c, content.c: the named types */
bool read_content_list(struct vparse *p);
bool read_counter_sets(struct vparse *p);
bool read_string_sets(struct vparse *p);
bool read_counter_style(struct vparse *p);
bool read_running(struct vparse *p);
bool read_color(struct vparse *p);
bool read_position(struct vparse *p);
bool read_length_percentage(struct vparse *p);
bool value_one_of(struct vparse *p, const enum css_kw *kw, int n);
/* A function among `names` whose inside `read` takes, as one item. */
bool value_function(struct vparse *p, const enum css_kw *names, int n,
                    bool (*read)(struct vparse *in, enum css_kw name));
/* images.c */
bool read_gradient(struct vparse *p);
bool read_basic_shape(struct vparse *p);
bool read_track_list(struct vparse *p); /* grid.c */
bool read_track_sizes(struct vparse *p);
bool read_grid_line(struct vparse *p);
bool read_grid_areas(struct vparse *p);
/* A url() or string as a path seen from the sheet; NULL: refused (reported). */
const char *css_url(struct vparse *p);

/* colorspace.c: a colour of another space as sRGB, 0...65535 each; LAB: L to 100; OKLAB: L to 1;
 * the others: components to 1. */
enum css_colorspace { SPACE_SRGB, SPACE_LINEAR, SPACE_P3, SPACE_LAB, SPACE_OKLAB };
void css_to_srgb(enum css_colorspace space, const double in[3], uint16_t out[3]);
/* The other way. */
void css_from_srgb(enum css_colorspace space, const uint16_t in[3], double out[3]);

/* relative.c: where the inside a colour's function begins with `from` and a colour, the rest with
 * numbers for the words of its channels; else nothing changes. False: faulty. */
bool css_relative(struct vparse *p, const char *function);
/* color.c */
/* Reads a colour that is taken apart now. currentcolor is that of the style in the making; before
 * there is one, black, and css->asked_current says that the declaration must be read again. NULL:
 * there is none. */
const struct css_color *css_color_now(struct vparse *p);
const struct css_color *css_color_new(struct css *css, struct css_color c);
struct css_val css_color_val(const struct css_color *c);

/* Lists and sums are interned: equal ones are one. */
const struct css_list *css_list_new(struct css *css, const struct css_item *item, int n);
const struct css_sum *css_sum_new(struct css *css, const struct css_sum *sum);
bool css_val_equal(const struct css_val *a, const struct css_val *b);
uint64_t css_val_hash(const struct css_val *v, uint64_t seed);

static inline struct css_val css_val_kw(enum css_kw kw)
{
    return (struct css_val){.kind = CSS_KEYWORD, .kw = (uint16_t)kw};
}
static inline struct css_val css_val_len(len l)
{
    return (struct css_val){.kind = CSS_LEN, .len = l};
}
static inline struct css_val css_val_num(int32_t fix)
{
    return (struct css_val){.kind = CSS_NUM, .num = fix};
}
static inline struct css_val css_val_str(const char *s)
{
    return (struct css_val){.kind = CSS_STR, .str = s};
}
static inline struct css_val css_val_list(const struct css_list *l)
{
    return (struct css_val){.kind = CSS_LIST, .list = l};
}

/* ---- rules ----------------------------------------------------------------------------------- */

struct decl {
    uint16_t prop; /* CSS_PROPS: a custom property */
    bool important;
    bool has_var;      /* the value is parsed when the style is computed */
    int16_t shorthand; /* has_var: parse as this shorthand and take prop of it; -1: none */
    uint16_t layer;    /* 0: none */
    bool logical; /* said of the line's start or end: the other side where text runs from right to
                     left */
    struct css_val v;
    const char *name; /* custom property */
    struct cur value; /* custom property or has_var */
    struct loc where;
};
struct decls {
    struct decl *v;
    int n, cap;
    bool attr; /* some of the values hang on attributes */
};
struct rule {
    struct decls decls;
};

void css_parse_sheet(struct css_sheet *sheet);

/* place.c: whether a property has an effect in such a place, and what the place is called in
 * messages. */
bool css_applies(enum css_place place, enum css_prop p);
const char *css_place_name(enum css_place place);

/* decl.c */
/* The declarations of a block; at-rules in it go to at(), and so do style rules, without a name,
 * but in @page. NULL: reported as unsupported. */
typedef void css_at_rule(void *ctx, const char *name, struct cur prelude, struct cur block,
                         struct loc where);
void css_parse_decls(struct css_sheet *sheet, struct cur c, struct decls *out, css_at_rule *at,
                     void *ctx);
/* The next "name: value" of a block of descriptors; false: no more. */
struct descriptor {
    const char *name;
    struct cur value;
    struct loc where;
};
bool css_descriptor(struct cur *block, struct descriptor *d);
/* An at-rule at the front of c: its prelude and block; c goes after it. */
const struct token *css_split_at(struct cur *c, struct cur *prelude, struct cur *block,
                                 bool *has_block);
/* One "name: value" pair, its faults reported when `report`. */
bool css_parse_decl(struct css_sheet *sheet, const struct token *name, struct cur value,
                    struct decls *out, bool report);
/* media.c */
bool css_media(struct css_sheet *sheet, struct cur c); /* a media query list matches */
bool css_supports(struct css_sheet *sheet, struct cur c);
/* near.c: '@name' is not supported; names (ending in NULL) could be there. */
void css_unknown_at(struct css *css, const char *name, struct loc where, const char *const *names);

/* shorthand.c */
enum { LONGHANDS = 16 };                /* the most that a shorthand of shorthands.def has */
int shorthand_lookup(const char *name); /* -1: unknown */
const char *shorthand_name(int sh);
bool shorthand_logical(int sh);                    /* of sides that hang on the direction of text */
enum css_prop shorthand_mirrored(enum css_prop p); /* the same of the other side */
int shorthand_props(int sh, const uint16_t **props);
/* Parses p->c; v has one entry a longhand. False: not a value of it. */
bool shorthand_parse(int sh, struct vparse *p, struct css_val *v);

/* load.c */
struct css_sheet *css_sheet_new(struct css *css, const char *file, const char *text, size_t n,
                                const struct css_sheet *parent);
void css_import(struct css_sheet *from, const char *url, uint16_t layer, struct loc where);
const char *css_resolve(const struct css_sheet *sheet, const char *url,
                        struct loc where); /* NULL: refused and reported */

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
    bool scope;       /* matches only the element that :has() is asked of */
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
/* The children of one parent that were looked at last: keeps structural selectors linear. */
struct seen {
    const xmlNode *parent, *node;
    const void *what; /* which question: a type name, a compound */
    int index, total;
    bool found;
};
enum { SEEN_SLOTS = 2048, ANCESTORS = 1024 };
struct matcher {
    struct index index[CSS_PSEUDOS];
    const xmlNode *path[ANCESTORS]; /* ancestors of the element in hand … */
    uint64_t bits[ANCESTORS]; /* … and the bits of their names, ids and classes, cumulated */
    int depth;
    uint64_t elem_bit[DB_COUNT];
    struct seen *seen;
    uint32_t n_has, n_compounds;
    int64_t steps; /* compounds that may still be tried: see CSS_STEPS */
    bool steps_told;
    const xmlNode *scope; /* what the relative selectors of :has() hang on; NULL: outside one */
    VEC(uint32_t) ranks;  /* matched by the element in hand */
};
/* What matching needs of an element, fetched once. */
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
/* Fills css->match.ranks with what matches, ascending. */
void css_match_rules(struct css *css, const struct subject *s, enum css_pseudo p);
bool css_selector_holds(struct css *css, const struct selector *s, const xmlNode *n);
bool css_list_holds(struct css *css, const struct selector *list, const xmlNode *n);

/* ---- styles ---------------------------------------------------------------------------------- */

struct css_vars { /* in order of the names' addresses */
    int n;
    struct var {
        const char *name;
        struct cur value;
    } v[];
};
struct style {
    struct css_style s; /* first: a struct css_style * of the engine is a struct style * */
    const struct css_vars *vars;
    const struct css_style *first;     /* the initial values, for dumps */
    const struct loc *from[CSS_PROPS]; /* where each is declared, NULL: nowhere; no part of what
                                          makes styles equal */
};
static inline const struct style *style_of(const struct css_style *s)
{
    return (const struct style *)s;
}

/* A set of matched ranks, interned. */
struct mset {
    int n;
    uint8_t attr; /* whether rules of it ask for attributes: 0 not looked at yet, 1 no, 2 yes */
    const uint32_t *rank;
};
struct cache_entry {
    const void *parent, *set;
    const char *lang;
    uint32_t kind; /* enum css_pseudo, or what page.c and css_anonymous put in its place */
    const void *style;
};

/* Open-addressed table of pointers by hash. */
struct ptrset {
    void **v;
    uint64_t *hash;
    int n, cap;
};
void *ptrset_find(const struct ptrset *t, uint64_t hash, bool (*same)(const void *a, const void *b),
                  const void *key);
void ptrset_add(struct ptrset *t, uint64_t hash, void *p);
void ptrset_done(struct ptrset *t);

/* What one parent, one set of rules and one language give. */
const struct mset *css_mset(struct css *css, const uint32_t *rank, int n);
struct cache_entry *css_cached(struct css *css, const void *parent, const void *set,
                               const char *lang, uint32_t kind); /* its style NULL: new */

/* The style with what does not apply there as in its parent's, or initial. */
const struct css_style *css_first_line(struct css *css, const struct css_style *s,
                                       const struct css_style *parent);
/* compute.c: a style from its parent's (NULL: initial values) and blocks of declarations in
 * ascending order of the cascade. */
const struct css_style *css_compute(struct css *css, const struct css_style *parent,
                                    const char *lang, const struct decls *const *block, int n);
const struct css_lines *css_lines_new(struct css *css, const struct css_lines *l);
const struct css_style *css_style_intern(struct css *css, const struct style *s);
struct css_val css_stretch(struct css_val v); /* of font-stretch: CSS_PCT */
/* A specified value with nothing relative left in it but percentages. */
struct css_bases {
    len em, rem, lh, rlh;
    len width, height; /* of the page */
};
struct css_val css_absolute(struct css *css, struct css_val v, const struct css_bases *b);

/* attr.c: whether a value asks for attributes; what those say that the rules of a set ask for
 * (NULL: they ask for none); the inside of one attr() as a token of its value, `in` after it:
 * false: there is none, and the fallback holds. */
bool css_has_attr(struct cur c);
const char *css_attr_key(struct css *css, const struct mset *set, const xmlNode *n);
bool css_attr(struct css *css, struct cur *in, struct token *out);
/* var.c: expands var() in a range; false: one is undefined or endless, *missing names it. The
 * result is arena-owned. */
bool css_substitute(struct css *css, const struct css_vars *vars, struct cur in, struct cur *out,
                    const char **missing);
const struct css_vars *css_vars_new(struct css *css, const struct css_vars *parent,
                                    const struct decl *const *custom, int n);

/* n of the first item of a page size: it says the orientation alone, and the sheet is that of
 * unnamed pages. */
enum { SIZE_LANDSCAPE = 1, SIZE_PORTRAIT };

/* ---- pages ----------------------------------------------------------------------------------- */

struct page_body {
    struct decls decls, box[CSS_MARGIN_BOXES], footnote;
};
struct page_rule {
    const char *name; /* NULL: any */
    unsigned flags;   /* CSS_PAGE_* that must hold */
    bool nth;
    int a, b;
    const char *of; /* nth counts in the group of pages of that name; NULL: in the document */
    uint32_t spec;
    bool never; /* its selector is faulty */
    uint16_t layer;
    int origin, order;
    struct page_body *body; /* shared by the selectors of one rule */
    bool owner;             /* … and freed with the first */
};
void css_parse_page(struct css_sheet *sheet, struct cur prelude, struct cur block, uint16_t layer,
                    struct loc where);
extern const char *const css_area_names[]; /* by enum css_margin_box, then "footnote", NULL */
void css_pages_free(struct css *css);

/* ---- counters -------------------------------------------------------------------------------- */

enum counter_system {
    SYS_SYMBOLIC,
    SYS_CYCLIC,
    SYS_NUMERIC,
    SYS_ALPHABETIC,
    SYS_ADDITIVE,
    SYS_FIXED
};
struct css_counter {
    const char *name;
    bool defined, told; /* told: that it is not defined */
    struct loc used;    /* first mention, for the report when it is never defined */
    uint8_t system;     /* enum counter_system */
    int first;          /* FIXED: value of the first symbol */
    int n;
    struct symbol {
        const char *s;
        int weight;
    } * symbol;
    const char *negative, *negative_end, *prefix, *suffix, *pad;
    int pad_to;
    bool has_range;
    int low, high;
    const struct css_counter *fallback; /* NULL: decimal */
};
struct css_counter *counter_get(struct css *css, const char *name, struct loc where);
struct css_counter *counter_new(struct css *css, const char *name);
void css_parse_counter_style(struct css_sheet *sheet, struct cur prelude, struct cur block,
                             struct loc where);
void counters_init(struct css *css);
void counters_check(struct css *css); /* reports those mentioned but never defined */

void css_parse_font_face(struct css_sheet *sheet, struct loc where, struct cur block);

/* ---- cascade layers (layer.c) ---------------------------------------------------------------- */

struct layer {
    const char *name; /* NULL: without */
    uint16_t up;      /* that it lies in; 0: none */
    uint16_t depth;
};
/* The layer of that name in another one (0: in none), made where it is new; NULL: a new one without
 * a name. */
uint16_t css_layer(struct css *css, uint16_t up, const char *name);
/* Which of two layers goes over the other where nothing is important: > 0 the first. 0: no layer,
 * which goes over all. */
int css_layer_order(const struct css *css, uint16_t a, uint16_t b);
void css_set_layer(struct decls *decls, uint16_t layer);

/* ---- the engine ------------------------------------------------------------------------------ */

struct css {
    struct arena arena;
    VEC(struct css_sheet *) sheets;
    int origin, order;
    VEC(struct rule *) rules;
    VEC(struct selector *) selectors; /* in order of the sheets; sorted by matcher_build */
    bool dirty;
    VEC(struct layer) layers; /* numbered from 1 */
    VEC(struct page_rule *) pages;
    VEC(struct css_font_face *) faces;
    struct map counters; /* → struct css_counter */
    struct map spots;    /* → struct css_color: what stands in for a spot colour */
    struct matcher match;
    const struct syntax *syntax[CSS_PROPS];
    struct css_val initial[CSS_PROPS];
    struct ptrset colors, lists, sums, styles, msets, cache, lines;
    struct css_style *first;      /* all initial */
    const struct css_style *root; /* of the last root element, NULL: none yet */
    uint32_t n_styles;
    bool viewport;               /* some sheet speaks of vw or the like */
    len page_width, page_height; /* that vw and vh count from; 0: not known yet */
    bool styles_told;
    int reports, nears;
    const xmlNode *subject; /* the element of the style in the making, for attr(); NULL: none */
    bool attrs;             /* some sheet asks for attributes outside content */
    const struct css_color
        *current;       /* of the style in the making, for colours made of it; NULL: none is */
    bool asked_current; /* the value just read hangs on it */
    bool pages_sorted;
};
/* A fault in a style sheet; after CSS_MAX_REPORTS of them, silence. */
#define css_report(css, ...) (css_may_report(css) ? diag(__VA_ARGS__) : (void)0)
bool css_may_report(struct css *css);

/* near.c: the entry of a list of names that a misspelt word may have meant. */
struct near {
    const char *word, *best;
    int distance;
};
void near_try(struct near *n, const char *candidate);
void css_color_names(struct near *n);
void css_unit_names(struct near *n);
struct near near_to(struct css *css, const char *word);

void css_prepare(struct css *css); /* builds the index when sheets came in since */
bool css_style_initial(const struct css_style *s, enum css_prop p);
bool css_is_color(enum css_prop p); /* color.c makes its values */
void css_val_print(const struct css_val *v, struct buf *b);
void css_item_print(const struct css_item *item, struct buf *b);

#endif
