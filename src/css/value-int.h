// SPDX-License-Identifier: Apache-2.0
/* Specified values: readers from tokens, by the syntax of properties and by named types. */
#ifndef KOKI_CSS_VALUE_INT_H
#define KOKI_CSS_VALUE_INT_H

#include "css/token-int.h"

/* Kinds of specified values that do not occur in computed styles. */
enum {
    CSS_V_REL = CSS_LIST + 1 /* num × unit kw (enum css_unit) */,
    CSS_V_SUM /* sum */,
    CSS_V_MATH /* list: a function of such values */
};
/* Units of calc() terms. The order matters: those after U_LEN depend on the element's style. */
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
    int64_t percents; /* whether it has percentages, also where these come to 0%: their base may be
                         unknown. As wide as the others: sums are compared by their bytes */
};

/* The reader of a value: tokens in, items out. */
struct vparse {
    struct css *css;
    struct cur c;
    struct loc where;
    enum css_prop prop;
    bool refused; /* a diagnostic that names the cause has been given */
    VEC(struct css_item) out;
};
/* vparse.c */
struct css_item *vparse_add(struct vparse *p, enum css_item_kind kind);
void vparse_value(struct vparse *p, struct css_val v);
bool value_one_of(struct vparse *p, const enum css_kw *kw, int n);
/* A function among `names` whose arguments are read by `read`, as one item. */
bool value_function(struct vparse *p, const enum css_kw *names, int n,
                    bool (*read)(struct vparse *in, enum css_kw name));
/* A url() or string as a path relative to the sheet; NULL: refused (reported). */
const char *css_url(struct vparse *p);

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
/* Whether it is a CSS-wide keyword. */
static inline bool css_wide(enum css_kw kw)
{
    return kw == KW_inherit || kw == KW_initial || kw == KW_unset || kw == KW_revert;
}
int css_prop_lookup(const char *name); /* -1: unknown; any case */
bool css_prop_inherits(enum css_prop p);
const char *css_prop_initial(enum css_prop p);
const char *css_prop_syntax(enum css_prop p);

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
/* A length or percentage measured from the other end: 100 % minus it. */
bool css_from_end(struct vparse *p, struct css_val *out);
int32_t micro_fix(int64_t micro); /* [micro] → [fix], clamped */

/* values.c, content.c, position.c: the named types */
bool read_content_list(struct vparse *p);
bool read_counter_sets(struct vparse *p);
bool read_string_sets(struct vparse *p);
bool read_counter_style(struct vparse *p);
bool read_running(struct vparse *p);
bool read_color(struct vparse *p);
bool read_position(struct vparse *p);
bool read_numeric(struct vparse *p, unsigned want); /* a number of the wanted kinds (W_…) */
bool read_length(struct vparse *p);
bool read_length_percentage(struct vparse *p);
/* images.c */
bool read_gradient(struct vparse *p);
bool read_basic_shape(struct vparse *p);
bool read_clip_rect(struct vparse *p);
bool read_track_list(struct vparse *p); /* grid.c */
bool read_track_sizes(struct vparse *p);
bool read_grid_line(struct vparse *p);
bool read_grid_areas(struct vparse *p);

/* colorspace.c: a colour of another space as sRGB, 0...65535 each; LAB: L to 100; OKLAB: L to 1;
 * the others: components to 1. */
enum css_colorspace { SPACE_SRGB, SPACE_LINEAR, SPACE_P3, SPACE_LAB, SPACE_OKLAB };
void css_to_srgb(enum css_colorspace space, const double in[3], uint16_t out[3]);
/* The other way. */
void css_from_srgb(enum css_colorspace space, const uint16_t in[3], double out[3]);

/* relative.c: if the arguments of a colour function begin with `from` and a colour, replaces the
 * words for its channels in the rest by numbers; else changes nothing. False if faulty. */
bool css_relative(struct vparse *p, const char *function);
/* color.c */
/* Reads a colour whose components are needed now. currentcolor is that of the style being computed;
 * before there is one, black, and css->asked_current is set so that the declaration is read again.
 * NULL: there is none. */
const struct css_color *css_color_now(struct vparse *p);
const struct css_color *css_color_new(struct css *css, struct css_color c);
struct css_val css_color_val(const struct css_color *c);

/* Lists and sums are interned. */
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

#endif
