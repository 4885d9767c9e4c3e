// SPDX-License-Identifier: Apache-2.0
/* Declarations, with rules, shorthands, conditions and layers. */
#ifndef KOKI_CSS_DECL_INT_H
#define KOKI_CSS_DECL_INT_H

#include "css/value-int.h"

struct decl {
    uint16_t prop; /* CSS_PROPS: a custom property */
    bool important;
    bool has_var;      /* the value is parsed when the style is computed */
    int16_t shorthand; /* has_var: parse as this shorthand and take prop of it; -1: none */
    uint16_t layer;    /* 0: none */
    bool logical; /* of the line's start or end: the other side if text runs from right to left */
    struct css_val v;
    const char *name; /* custom property */
    struct cur value; /* custom property or has_var */
    struct loc where;
};
struct decls {
    struct decl *v;
    int n, cap;
    bool attr;  /* some values depend on attributes */
    bool agent; /* of the user agent's sheet */
};
struct rule {
    struct decls decls;
};

void css_parse_sheet(struct css_sheet *sheet);

/* context.c: whether a property has an effect in a context, and the context's name in messages. */
bool css_applies(enum css_context context, enum css_prop p);
const char *css_context_name(enum css_context context);

/* decl.c */
/* The declarations of a block; at-rules in it are passed to at(), as are style rules, without a
 * name, except in @page. NULL: reported as unsupported. */
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
bool css_supports(struct css_sheet *sheet, struct cur c, bool *valid);
bool css_supports_import(struct css_sheet *sheet, struct cur c); /* also a declaration alone */

/* shorthand.c */
enum { LONGHANDS = 20 };                /* maximum in shorthands.def */
int shorthand_lookup(const char *name); /* -1: unknown */
const char *shorthand_name(int sh);
bool shorthand_logical(int sh); /* of sides that depend on the direction of text */
enum css_prop shorthand_mirrored(enum css_prop p); /* the same of the other side */
int shorthand_props(int sh, const uint16_t **props);
/* Parses p->c; v has one entry per longhand. False if it is not a value of it. */
bool shorthand_parse(int sh, struct vparse *p, struct css_val *v);

/* ---- cascade layers (layer.c) ---------------------------------------------------------------- */

struct layer {
    const char *name; /* NULL: without */
    uint16_t up;      /* the outer layer; 0: none */
    uint16_t depth;
};
/* The layer of that name in another one (0: in none), made if new; name NULL: a new anonymous
 * one. */
uint16_t css_layer(struct css *css, uint16_t up, const char *name);
/* Compares two layers for normal declarations: > 0 if the first overrides the other. Layer 0 means
 * no layer, which overrides all. */
int css_layer_order(const struct css *css, uint16_t a, uint16_t b);
void css_set_layer(struct decls *decls, uint16_t layer);

#endif
