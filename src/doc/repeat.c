// SPDX-License-Identifier: Apache-2.0
/* Elements that say again what one of their kind has said in the same division (-koki-repeats):
 * addresses of links as notes. Boxes are asked, not the tree, so that an element which the layout
 * hides somewhere else is no first one. */
#include "doc/doc-int.h"

/* The chapter or the like around an element; a part that is printed alone (--only) is one. */
static const xmlNode *division_of(const struct build *b, const xmlNode *n)
{
    const char *only = b->options ? b->options->only : NULL;
    const xmlNode *last = n;
    for (; n && n->type == XML_ELEMENT_NODE; last = n, n = n->parent) {
        const char *id = only ? xml_attr(n, "xml:id") : NULL;
        if (db_class_of(xml_elem(n)) == DB_DIVISION || (id && !strcmp(id, only)))
            return n;
    }
    return last;
}

bool repeat_hides(struct build *b, const xmlNode *n, const struct css_style *style)
{
    if (!css_is(style, CSS_koki_repeats, KW_hide) || b->margin)
        return false;
    struct buf key = {0};
    const char *role = xml_attr(n, "role");
    buf_printf(&key, "%s %s\n", (const char *)n->name, role ? role : "");
    size_t names = key.n;
    xml_text(n, &key);
    if (!key.s[names + strspn(key.s + names, " \t\r\n")]) { /* images cannot be compared */
        buf_done(&key);
        return false;
    }
    void **shown = map_put(&b->repeats, key.s);
    const xmlNode *before = *shown, *now = division_of(b, n);
    *shown = (void *)(uintptr_t)now;
    buf_done(&key);
    return before == now;
}
