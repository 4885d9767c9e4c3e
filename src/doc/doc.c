// SPDX-License-Identifier: Apache-2.0
/* The stage: one walk builds the boxes, then deferred content is filled in, and the tags are
 * made. */
#include "doc/doc-int.h"

void build_start(struct build *b, struct doc *doc, struct arena *a, const struct doc_options *o)
{
    *b = (struct build){.doc = doc,
                        .options = o,
                        .a = a,
                        .margin_counters = css_margin_counts(doc->css, NULL),
                        .notes_by_page = css_pages_reset(doc->css, "footnote")};
    counters_begin(&b->counters);
}

void build_end(struct build *b)
{
    counters_end(&b->counters);
    map_done(&b->targets);
    vec_done(&b->deferred);
    vec_done(&b->waiting);
    vec_done(&b->hidden_kinds);
    vec_done(&b->hidden_people);
    map_done(&b->hidden);
    map_done(&b->repeats);
    vec_done(&b->endnotes);
    buf_done(&b->text);
    buf_done(&b->cleaned);
    buf_done(&b->shaped);
    case_done(b->casing);
}

/* The root box: the root element's own, or a block around it when it is none. */
static void build_root(struct build *b, xmlNode *root)
{
    const struct css_style *style = css_match(b->doc->css, root, NULL);
    struct box *hold = box_new(b, BOX_BLOCK, css_anonymous(b->doc->css, style, KW_block), root);
    struct context c;
    hold->anonymous = true;
    context_open(b, &c, hold);
    build_element(b, root, style);
    context_close(b);
    b->doc->root = hold;
    if (hold->kind == BOX_BLOCK && hold->first && !hold->first->next &&
        hold->first->kind != BOX_MARK) {
        b->doc->root = hold->first;
        box_remove(hold->first);
    }
}

struct doc *doc_new(xmlDoc *xml, struct css *css, const struct doc_options *o)
{
    struct doc *doc = mem_new(sizeof *doc);
    struct build b;
    doc->xml = xml;
    doc->css = css;
    build_start(&b, doc, &doc->arena, o);
    counter_reset(&b, "footnote", 0); /* GCPM 3, 2.3: it exists without any style sheet */
    build_root(&b, xmlDocGetRootElement(xml));
    content_resolve(&b);
    hidden_report(&b);
    unnamed_report(&b);
    doc->part = o && o->only ? only_keep(doc, o->only) : NULL;
    if (o && o->only && !doc->part)
        diag(DIAG_doc_only_unknown, LOC_NONE, o->only);
    meta_read(doc);
    tags_build(doc);
    first_lines(&b);
    build_end(&b);
    return doc;
}

void doc_free(struct doc *doc)
{
    if (!doc)
        return;
    origins_forget(doc);
    vec_done(&doc->twins);
    vec_done(&doc->raws);
    vec_done(&doc->marks);
    vec_done(&doc->xrefs);
    for (int i = 0; i < doc->images.n; i++) {
        mem_free(doc->images.v[i]->borrowed ? NULL : (void *)doc->images.v[i]->data);
        mem_free(doc->images.v[i]->drawing);
    }
    vec_done(&doc->images);
    map_done(&doc->image_files), map_done(&doc->images_as_stored);
    map_done(&doc->images_crisp), map_done(&doc->images_as_stored_crisp);
    map_done(&doc->ids);
    arena_done(&doc->arena);
    mem_free(doc);
}
