// SPDX-License-Identifier: Apache-2.0
/* Gradients in drawings. Where the first or the last stops of one are at the same place, the PDF
 * that Cairo makes of it loses the colour beyond. With a stop at that end, which looks the same
 * (SVG 2, 14.2.4.3), it does not. */
#include <libxml/parser.h>
#include <string.h>

#include "doc/doc-int.h"

static bool is_stop(const xmlNode *n)
{
    return n->type == XML_ELEMENT_NODE && !strcmp((const char *)n->name, "stop");
}

static bool is_gradient(const xmlNode *n)
{
    const char *name = (const char *)n->name;
    return n->type == XML_ELEMENT_NODE &&
           (!strcmp(name, "linearGradient") || !strcmp(name, "radialGradient"));
}

/* Where a stop is; of FIX_ONE. */
static int64_t offset_of(xmlNode *stop)
{
    xmlChar *v = xmlGetNoNsProp(stop, (const xmlChar *)"offset");
    const char *p = (const char *)v;
    int64_t n = 0;
    p += p ? strspn(p, " \t\r\n+") : 0;
    if (!p || *p == '-' || !number_read(&p, &n))
        n = 0;
    else if (*p == '%')
        n /= 100;
    xmlFree(v);
    return n < FIX_ONE ? n : FIX_ONE;
}

static xmlNode *next_stop(xmlNode *n, bool back)
{
    while (n && !is_stop(n))
        n = back ? n->prev : n->next;
    return n;
}

/* A copy of the first or last stop at its end of the gradient, if that has none there and a sharp
 * edge. */
static bool complete(xmlNode *gradient, bool last)
{
    xmlNode *end = next_stop(last ? gradient->last : gradient->children, last),
            *near = end ? next_stop(last ? end->prev : end->next, last) : NULL;
    if (!near)
        return false;
    int64_t at = offset_of(end), beside = offset_of(near);
    bool sharp = last ? beside >= at : beside <= at;
    if (!sharp || at == (last ? FIX_ONE : 0))
        return false;
    xmlNode *copy = xmlCopyNode(end, 1);
    if (!copy)
        return false;
    xmlUnsetProp(copy, (const xmlChar *)"id");
    xmlSetProp(copy, (const xmlChar *)"offset", (const xmlChar *)(last ? "1" : "0"));
    return last ? xml_add_after(end, copy) : xml_add_before(end, copy);
}

void svg_take_stops(struct buf *bytes)
{
    if (bytes->n > INT32_MAX / 2 || !memmem(bytes->s, bytes->n, "Gradient", 8))
        return;
    xmlDoc *doc = xmlReadMemory(bytes->s, (int)bytes->n, NULL, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    bool changed = false;
    for (xmlNode *n = root; n; n = xml_walk(root, n))
        if (is_gradient(n)) {
            changed |= complete(n, false);
            changed |= complete(n, true);
        }
    svg_put(doc, changed, bytes);
}
