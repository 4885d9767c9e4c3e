// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files of flow: paragraphs, notes and floats for the builder of
 * blocks. */
#ifndef KOKI_FLOW_INT_H
#define KOKI_FLOW_INT_H

#include "flow/flow.h"

/* Sets the inline content of a BOX_PARA at the shape's measure: indent, alignment, hyphenation and
 * protrusion by its style. Lines and segments live in flow->arena. Notes and floats met inside are
 * made by flow_note() and flow_float() and are attached to their lines. Always gives a paragraph;
 * one without anything to show has n = 0 (its marks, notes and floats make one empty line of height
 * 0). */
struct para *para_set(struct flow *flow, const struct box *para, const struct para_shape *shape);
/* The two halves of para_set: a paragraph without its lines; its lines. */
struct para *para_new(struct flow *flow, const struct box *para, const struct para_shape *shape);
void para_set_now(struct flow *flow, struct para *p);
/* Sets a dynamic paragraph again in place, at the shape it was set with; from pass 4 on, references
 * never get narrower than they were. Notes and floats are the same objects as before. */
void para_again(struct flow *flow, struct para *para, int pass);
/* A paragraph's widths, without margins: for table columns, inline-blocks and floats of automatic
 * width. */
struct intrinsic para_widths(struct flow *flow, const struct box *para);
void para_done(struct flow *flow); /* frees the state kept in flow for setting paragraphs */
/* Side by side; one below the other. */
void intrinsic_add(struct intrinsic *w, struct intrinsic more);
void intrinsic_cover(struct intrinsic *w, struct intrinsic other);
/* Of a block's margin box. */
struct intrinsic frame_widths(struct flow *flow, const struct box *box);
/* Likewise, as if its width were auto. */
struct intrinsic frame_content_widths(struct flow *flow, const struct box *box);
/* Both, asked for once (boxes in boxes would ask twice as often at each depth); a box with a width
 * of its own need not be asked for the second, which is 0 then. */
struct intrinsic frame_both_widths(struct flow *flow, const struct box *box,
                                   struct intrinsic *content);
/* Within the box's min-width and max-width, where they are lengths (CSS Sizing 3, 5.1). */
struct intrinsic frame_clamped(const struct css_style *s, struct intrinsic w);
/* [len] the widest that an image is taken to be where it is to get smaller with the column that it
 * is in. */
enum { FRAME_IMAGE_LEAST = 24 * 1024 };

/* The note of a BOX_NOTE and the float of a BOX_FLOAT; made at the first call, the same object for
 * the same box ever after. */
struct note *flow_note(struct flow *flow, const struct box *note);
struct floating *flow_float(struct flow *flow, const struct box *box, len measure, len height);
/* The same, if it has been made; NULL: it has not. */
struct floating *flow_float_made(struct flow *flow, const struct box *box);

#endif
