// SPDX-License-Identifier: Apache-2.0
/* Margin boxes: the content lists of @page's boxes, evaluated for one page. */
#include "doc/doc-int.h"

struct loc doc_loc(const struct box *box)
{
    struct loc where = box->margin ? css_where(box->style, CSS_content) : LOC_NONE;
    return where.file ? where : origin_loc(box->origin);
}

struct box *doc_margin_box(
    struct doc *doc, struct arena *a, const struct css_style *style, const xmlNode *root,
    const char *(*string_value)(void *ctx, const char *name, enum css_kw which),
    const struct box *(*element)(void *ctx, const char *name, enum css_kw which), int page_counter,
    int pages_counter, void *ctx)
{
    const struct margin_source source = {string_value, element, page_counter, pages_counter, ctx};
    const struct css_list *content = css_list(style, CSS_content);
    struct build b;
    struct context c;
    if (!content)
        return NULL;
    build_start(&b, doc, a, NULL);
    b.margin = &source;
    struct box *box = box_new(&b, BOX_BLOCK, style, root);
    context_open(&b, &c, box);
    content_build(&b, content, root, style);
    context_close(&b);
    build_end(&b);
    return box;
}
