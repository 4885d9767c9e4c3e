// SPDX-License-Identifier: Apache-2.0
/* The interface of css: style sheets in, interned computed styles for elements and pages out. */
#ifndef KOKI_CSS_H
#define KOKI_CSS_H

#include "xml/xml.h"

/* ---- values ---------------------------------------------------------------------------------- */

/* Properties are in props.def (with notes on computed values), keywords in keywords.def:
 * CSS_margin_top, KW_auto. */
enum css_prop {
#define P(id, name, inherited, initial, syntax) CSS_##id,
#include "props.def"
#undef P
    CSS_PROPS
};
enum css_kw {
    KW_NONE_GIVEN,
#define K(id, name) KW_##id,
#include "keywords.def"
#undef K
    CSS_KEYWORDS
};

enum css_kind {
    CSS_KEYWORD, /* kw */
    CSS_LEN,     /* len, absolute: em, ex, mm … are resolved when the style is computed */
    CSS_PCT,     /* num [fix], 1.0 = 100 %, of the base that the property defines */
    CSS_CALC,    /* len + num of the percentage base; with a list: see css_calc */
    CSS_NUM,     /* num [fix] */
    CSS_STR,     /* str: string, identifier or url */
    CSS_COLOR,   /* color */
    CSS_LIST,    /* list */
};

enum css_space { CSS_NO_COLOR /* transparent */, CSS_GRAY, CSS_RGB, CSS_CMYK, CSS_SPOT };
/* A colour as the style sheet wrote it; interned, compare by pointer. currentColor is resolved
 * already. An sRGB colour with equal components is GRAY, so that black text can be black ink alone.
 */
struct css_color {
    enum css_space space;
    uint16_t
        c[4]; /* components, 0…65535 (GRAY, RGB: light, 0 is black; CMYK: ink; SPOT: c[0] = tint) */
    uint16_t alpha;                      /* 65535 opaque */
    const char *spot;                    /* name of the separation */
    const struct css_color *alternative; /* of a spot: its colour at full tint */
    bool overprint, knockout;            /* -koki-overprint; neither: auto */
};

/* `safe` before an alignment; `last` before baseline. */
enum { CSS_ALIGN_SAFE = 1, CSS_ALIGN_LAST };
struct css_val {
    uint8_t kind; /* enum css_kind */
    uint16_t kw;  /* enum css_kw */
    len len;
    int32_t num; /* [fix]; of an alignment: CSS_ALIGN_SAFE, CSS_ALIGN_LAST or 0 */
    union {
        const char *str; /* interned */
        const struct css_color *color;
        const struct css_list *list;
        const struct css_sum *sum; /* only inside css, before a style is computed */
    };
};

/* One part of a list value. The fields in use depend on the kind; for comma or space lists of plain
 * values only v. */
enum css_item_kind {
    CSS_I_VALUE,          /* v */
    CSS_I_STRING,         /* a: the text */
    CSS_I_ATTR,           /* a: attribute name, b: fallback or NULL */
    CSS_I_COUNTER,        /* a: counter, style */
    CSS_I_COUNTERS,       /* a: counter, b: separator, style */
    CSS_I_STRING_REF,     /* string(): a: name, v.kw: first, last, start, first-except */
    CSS_I_ELEMENT,        /* element(): a: name, v.kw likewise */
    CSS_I_RUNNING,        /* running(): a: name  (value of position) */
    CSS_I_TARGET_COUNTER, /* v: CSS_STR the separator of target-counters(); a: counter, b: attribute
                             with the reference ("linkend", "xlink:href"), style */
    CSS_I_TARGET_TEXT,    /* b: attribute; v.kw: content, before, after, first-letter */
    CSS_I_LEADER,         /* a: the repeated string */
    CSS_I_URL,            /* a: path, resolved against the style sheet */
    CSS_I_CONTENTS,       /* content(): v.kw: text, before, after, first-letter (in string-set and
                             bookmark-label) */
    CSS_I_OPEN_QUOTE,
    CSS_I_CLOSE_QUOTE,
    CSS_I_NO_OPEN_QUOTE,
    CSS_I_NO_CLOSE_QUOTE,
    CSS_I_ALT,      /* after a slash, always last: list: alternative text of the content */
    CSS_I_ENDNOTES, /* -koki-endnotes: the endnotes so far; always last */
    CSS_I_SET, /* counter-*, string-set: a: name, n: amount, list: the content list of string-set;
                  font-variation-settings: v */
    CSS_I_BARCODE,  /* -koki-barcode(): a: "ean13" or "qr", list: its text, v.len: its
                       width, 0 the code's own */
    CSS_I_FUNCTION, /* transform and the like: v.kw: name, list: arguments */
};
struct css_item {
    uint8_t kind; /* enum css_item_kind */
    bool comma;   /* a comma is before this item */
    bool line;    /* CSS_I_SET: a line of a grid, or a name of one */
    struct css_val v;
    const char *a, *b;
    const struct css_counter *style; /* counter style; NULL: decimal */
    int n;
    const struct css_list *list;
};
struct css_list {
    int n;
    struct css_item item[];
};

/* ---- computed styles ------------------------------------------------------------------------- */

/* The decoration lines of a text: those of its element and its ancestors (CSS Text Decoration 3,
 * 2). Interned. */
struct css_lines {
    bool underline, overline, through;
    bool under; /* the underline is below the descenders (text-underline-position) */
    enum css_kw style;
    const struct css_color *color;
    struct css_val thickness, offset; /* CSS_LEN or a keyword */
    const struct css_lines *next;     /* of the ancestors; NULL: none */
};
/* Immutable and interned: elements with equal styles share one, so that pointers compare. Owned by
 * the struct css. */
struct css_style {
    uint32_t id;                   /* small and dense, for side tables */
    const char *lang;              /* xml:lang in force, "" unknown */
    const struct css_lines *lines; /* NULL: none */
    bool was_inline; /* inline level until it was taken out of the flow: its static position is in
                        its line */
    struct css_val v[CSS_PROPS];
};
static inline enum css_kw css_kw(const struct css_style *s, enum css_prop p)
{
    return s->v[p].kind == CSS_KEYWORD ? (enum css_kw)s->v[p].kw : KW_NONE_GIVEN;
}
static inline bool css_is(const struct css_style *s, enum css_prop p, enum css_kw kw)
{
    return css_kw(s, p) == kw;
}
/* The sides of a box, and the longhands of its border and padding by them. */
enum { SIDE_TOP, SIDE_RIGHT, SIDE_BOTTOM, SIDE_LEFT };
static const enum css_prop css_border_width[4] = {CSS_border_top_width, CSS_border_right_width,
                                                  CSS_border_bottom_width, CSS_border_left_width};
static const enum css_prop css_border_style[4] = {CSS_border_top_style, CSS_border_right_style,
                                                  CSS_border_bottom_style, CSS_border_left_style};
static const enum css_prop css_border_color[4] = {CSS_border_top_color, CSS_border_right_color,
                                                  CSS_border_bottom_color, CSS_border_left_color};
static const enum css_prop css_padding[4] = {CSS_padding_top, CSS_padding_right, CSS_padding_bottom,
                                             CSS_padding_left};
/* [len] a value, with percentages of `base`. A CSS_CALC with a list is min(), max() or clamp() of
 * others. */
len css_calc(const struct css_val *v, len base);
/* A length, with percentages of `base` [len]; keywords (auto, none, normal) give 0. */
static inline len css_len(const struct css_style *s, enum css_prop p, len base)
{
    const struct css_val *v = &s->v[p];
    return v->kind == CSS_LEN    ? v->len
           : v->kind == CSS_PCT  ? len_fix(base, v->num)
           : v->kind == CSS_CALC ? css_calc(v, base)
                                 : 0;
}
/* [fix] opacity, clamped to 0 and FIX_ONE (CSS Color 4, 4.1). */
static inline int32_t css_opacity(const struct css_style *s)
{
    int32_t n = s->v[CSS_opacity].num;
    return n < 0 ? 0 : n < FIX_ONE ? n : FIX_ONE;
}
/* Whether it is an internal table element or a caption (css-tables-3 2.1). */
bool css_display_is_table_part(enum css_kw display);
/* Whether `clip` counts: for absolute and fixed elements alone (CSS 2.1 11.1.2). */
static inline bool css_clips(const struct css_style *s)
{
    return !css_is(s, CSS_clip, KW_auto) &&
           (css_is(s, CSS_position, KW_absolute) || css_is(s, CSS_position, KW_fixed));
}
/* Whether an element is painted as a group: clipped, masked, blended or translucent as a whole, or
 * transformed. */
static inline bool css_blends(const struct css_style *s)
{
    return css_opacity(s) < FIX_ONE || !css_is(s, CSS_mix_blend_mode, KW_normal) ||
           !css_is(s, CSS_clip_path, KW_none) || css_is(s, CSS_isolation, KW_isolate) ||
           !css_is(s, CSS_mask_image, KW_none) || css_clips(s);
}
static inline bool css_groups(const struct css_style *s)
{
    return !css_is(s, CSS_transform, KW_none) || css_blends(s);
}
/* Whether it contains all that is in it, as a stacking context, a formatting context and the
 * containing block of what is positioned (CSS Containment 1, 3.2 and 3.3). */
static inline bool css_contains(const struct css_style *s)
{
    return !css_is(s, CSS_contain, KW_none);
}
/* Whether it has a stacking context of its own: for its look, or as if it had what will-change
 * announces (CSS Will Change 1, 2). */
bool css_will_stack(const struct css_style *s);
static inline bool css_stacks(const struct css_style *s)
{
    return css_groups(s) || css_contains(s) ||
           (!css_is(s, CSS_will_change, KW_auto) && css_will_stack(s));
}
/* Whether will-change announces something that would make it contain absolute blocks. */
bool css_will_contain(const struct css_style *s);
bool css_will_contain_fixed(const struct css_style *s); /* likewise fixed ones */
static inline int css_int(const struct css_style *s, enum css_prop p)
{
    return s->v[p].num / FIX_ONE;
}
/* Line height in force [len]: normal, number, length and percentage are resolved already. */
static inline len css_line_height(const struct css_style *s) { return s->v[CSS_line_height].len; }
static inline len css_font_size(const struct css_style *s) { return s->v[CSS_font_size].len; }
/* Whether it is `normal`, which is the font's own (CSS 2.1, 10.8.1): css_line_height is then a
 * guess.
 */
static inline bool css_line_normal(const struct css_style *s)
{
    return s->v[CSS_line_height].kw == KW_normal;
}
/* The declaration that set a property, on the element or an ancestor; of equal styles that of the
 * first one. LOC_NONE: none. */
struct loc css_where(const struct css_style *s, enum css_prop p);
/* NULL: transparent. */
static inline const struct css_color *css_color(const struct css_style *s, enum css_prop p)
{
    return s->v[p].kind == CSS_COLOR && s->v[p].color->space != CSS_NO_COLOR ? s->v[p].color : NULL;
}
/* Whether a box is painted itself: it has a background, a border, a shadow or an outline. */
static inline bool css_is_painted(const struct css_style *s)
{
    for (int i = 0; i < 4; i++)
        if (s->v[css_border_width[i]].len)
            return true;
    return css_color(s, CSS_background_color) || !css_is(s, CSS_background_image, KW_none) ||
           !css_is(s, CSS_border_image_source, KW_none) || !css_is(s, CSS_box_shadow, KW_none) ||
           !css_is(s, CSS_outline_style, KW_none);
}
static inline const struct css_list *css_list(const struct css_style *s, enum css_prop p)
{
    return s->v[p].kind == CSS_LIST ? s->v[p].list : NULL;
}
/* Whether the value is the keyword, or a list that has it. */
static inline bool css_has(const struct css_style *s, enum css_prop p, enum css_kw kw)
{
    const struct css_list *l = css_list(s, p);
    for (int i = 0; l && i < l->n; i++)
        if (l->item[i].v.kind == CSS_KEYWORD && l->item[i].v.kw == kw)
            return true;
    return css_is(s, p, kw);
}

enum css_pseudo {
    CSS_SELF,
    CSS_BEFORE,
    CSS_AFTER,
    CSS_MARKER,
    CSS_FIRST_LINE,
    CSS_FIRST_LETTER,
    CSS_FOOTNOTE_CALL,
    CSS_FOOTNOTE_MARKER,
    CSS_PSEUDOS
};

/* ---- the engine ------------------------------------------------------------------------------ */

struct css;
struct css *css_new(void);
void css_free(struct css *css);
void css_list_layouts(FILE *f); /* koki's own layouts, one name per line */
/* Reads a layout by name ("report": found in data_dir("layouts")) or path, with its @imports (only
 * from the sheet's own folder, the layouts folder and `allow`). Later sheets win. False if it
 * cannot be read (reported). */
bool css_load(struct css *css, const char *name_or_path, const char *const *allow, int n_allow);
bool css_parse(struct css *css, const char *text, size_t n,
               const char *file); /* a sheet in memory, for tests */

/* Font metrics that lengths of a style depend on: x-height, the advance of 0, and the normal line
 * height. Only the properties that select a font are computed at that time. */
struct css_letters {
    len ex, ch, line; /* 0: not in the font */
};
typedef struct css_letters css_measure(void *ctx, const struct css_style *s);
void css_set_measure(struct css *css, css_measure *measure, void *ctx);

/* The computed style of an element under its parent's (NULL for the root). Linear, indexed by name,
 * id and class. */
const struct css_style *css_match(struct css *css, const xmlNode *n,
                                  const struct css_style *parent);
/* The style of a pseudo-element of n whose own style is `self`; NULL when no rule gives it (for
 * ::before and ::after: when content is none or normal). ::marker, ::footnote-call and
 * ::footnote-marker always exist; their content may be KW_normal. */
const struct css_style *css_match_pseudo(struct css *css, const xmlNode *n,
                                         const struct css_style *self, enum css_pseudo p);
/* The style with another value of one property, as written in an attribute with CSS syntax: a
 * colour, or the font's size (percentages and em of the style's own). The style itself when the
 * value is faulty. */
const struct css_style *css_with(struct css *css, const struct css_style *s, enum css_prop p,
                                 const char *value);
/* The style with the values that another has of n properties that are not inherited; from: NULL for
 * their initial values. */
const struct css_style *css_with_of(struct css *css, const struct css_style *s,
                                    const struct css_style *from, const enum css_prop *p, int n);
/* Whether any rule has that pseudo-element. */
bool css_has_pseudo(const struct css *css, enum css_pseudo p);
/* The style of an anonymous box: inherits from parent, everything else initial, display as given.
 */
const struct css_style *css_anonymous(struct css *css, const struct css_style *parent,
                                      enum css_kw display);

/* ---- pages ----------------------------------------------------------------------------------- */

enum css_margin_box {
    CSS_TOP_LEFT_CORNER,
    CSS_TOP_LEFT,
    CSS_TOP_CENTER,
    CSS_TOP_RIGHT,
    CSS_TOP_RIGHT_CORNER,
    CSS_RIGHT_TOP,
    CSS_RIGHT_MIDDLE,
    CSS_RIGHT_BOTTOM,
    CSS_BOTTOM_RIGHT_CORNER,
    CSS_BOTTOM_RIGHT,
    CSS_BOTTOM_CENTER,
    CSS_BOTTOM_LEFT,
    CSS_BOTTOM_LEFT_CORNER,
    CSS_LEFT_BOTTOM,
    CSS_LEFT_MIDDLE,
    CSS_LEFT_TOP,
    CSS_MARGIN_BOXES
};
/* css_page() itself adds VERSO and RECTO: the left and the right page, reversed if the root's text
 * runs from right to left. */
enum {
    CSS_PAGE_FIRST = 1,
    CSS_PAGE_LEFT = 2,
    CSS_PAGE_RIGHT = 4,
    CSS_PAGE_BLANK = 8,
    CSS_PAGE_VERSO = 16,
    CSS_PAGE_RECTO = 32
};
/* A page's style: `style` holds size (CSS_size: list of two lengths), margin-*, padding, border,
 * background, bleed, marks; margin-inside/-outside are resolved into left and right already.
 * Interned. */
struct css_page {
    const char *name; /* "" for the unnamed */
    const struct css_style *style;
    const struct css_style *box[CSS_MARGIN_BOXES]; /* NULL: no content */
    const struct css_style
        *footnote;     /* @footnote: margin, padding, border-top, max-height; never NULL */
    len width, height; /* trim size */
};
/* flags: CSS_PAGE_*; nth: 1-based number in the document, in_group: among consecutive pages of that
 * name (CSS GCPM 3, 2.3), for :nth(). */
const struct css_page *css_page(struct css *css, const char *name, unsigned flags, int nth,
                                int in_group);

/* Whether any page rule resets that counter. */
bool css_pages_reset(const struct css *css, const char *counter);
/* Whether some margin box prints that counter; NULL: any other than those of pages. */
bool css_margin_counts(const struct css *css, const char *counter);

/* ---- @font-face ------------------------------------------------------------------------------ */

struct css_range {
    int low, high;
}; /* both included */
struct css_font_face {
    const char *family;
    const struct css_list *src; /* in order of preference: CSS_I_STRING a: name in local();
                                   CSS_I_URL a: file that may be read */
    /* The range of the face; of a variable font, the limits of its axes. low 0: not given
     * ("auto"). */
    struct css_range weight, stretch;  /* 1…1000; in percent */
    enum css_kw style;                 /* KW_normal, KW_italic, KW_oblique; KW_auto: not given */
    struct css_range slant;            /* KW_oblique: [degrees], clockwise */
    const struct css_list *variations; /* font-variation-settings; NULL: none */
    const struct css_range *range;     /* unicode-range: n_range of them; 0: all characters */
    int n_range;
    int32_t size_adjust; /* [fix] */
    struct loc where;
};
/* The i-th, in order of the sheets; NULL: end. */
const struct css_font_face *css_font_face(const struct css *css, int i);

/* ---- counter styles -------------------------------------------------------------------------- */

/* Counter styles: decimal, lower-roman, upper-roman, lower-alpha, upper-alpha,
 * decimal-leading-zero, disc, … and those of
 * @counter-style. NULL name: decimal. Never NULL: an unknown name is reported and decimal. */
const struct css_counter *css_counter_style(struct css *css, const char *name, struct loc where);
/* Appends the value in that style to b (no suffix); list markers take css_counter_suffix after it
 * (". "). */
void css_counter_text(const struct css_counter *style, int value, struct buf *b);
const char *css_counter_prefix(const struct css_counter *style);
const char *css_counter_suffix(const struct css_counter *style);

/* A property's and a keyword's name: "margin-top", "inline-block". */
const char *css_name(enum css_prop p);
const char *css_kw_name(enum css_kw kw);
/* For tests and --dump: every property of a style that is not initial, one "name: value" a line. */
void css_style_dump(const struct css_style *s, struct buf *b);
/* Every element below root with its style, and every page. */
void css_dump(struct css *css, const xmlNode *root, FILE *f);

#endif
