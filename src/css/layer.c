// SPDX-License-Identifier: Apache-2.0
/* Cascade layers (CSS Cascade 5, 6.4): later ones override earlier ones, rules directly in a layer
 * its inner layers, and unlayered rules all layers; important declarations in reverse. */
#include "css/css-int.h"

enum {
    LAYERS_MOST = 4096,
    DEPTH_MOST = 32
}; /* beyond that, a layer is merged with the outer one */

uint16_t css_layer(struct css *css, uint16_t up, const char *name)
{
    for (int i = 0; name && i < css->layers.n; i++)
        if (css->layers.v[i].up == up && css->layers.v[i].name == name)
            return (uint16_t)(i + 1);
    uint16_t depth = up ? css->layers.v[up - 1].depth + 1 : 0;
    if (css->layers.n >= LAYERS_MOST || depth >= DEPTH_MOST)
        return up ? up : 1;
    *vec_add(&css->layers) = (struct layer){name, up, depth};
    return (uint16_t)css->layers.n;
}

int css_layer_order(const struct css *css, uint16_t a, uint16_t b)
{
    if (a == b)
        return 0;
    if (!a || !b)
        return a ? -1 : 1;
    const struct layer *v = css->layers.v;
    uint16_t x = a, y = b;
    while (v[x - 1].depth > v[y - 1].depth)
        x = v[x - 1].up;
    while (v[y - 1].depth > v[x - 1].depth)
        y = v[y - 1].up;
    if (x == y) /* one is inside the other, which overrides it */
        return v[a - 1].depth < v[b - 1].depth ? 1 : -1;
    while (v[x - 1].up != v[y - 1].up) {
        x = v[x - 1].up;
        y = v[y - 1].up;
    }
    return x > y ? 1 : -1;
}

void css_set_layer(struct decls *decls, uint16_t layer)
{
    for (int i = 0; i < decls->n; i++)
        decls->v[i].layer = layer;
}
