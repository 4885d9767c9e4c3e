// SPDX-License-Identifier: Apache-2.0
/* What the tests of css share: a document with xml:ids, styles by id, and the diagnostics that a
 * sheet gave. */
#ifndef KOKI_TEST_CSS_H
#define KOKI_TEST_CSS_H

#include "css/css.h"
#include "test.h"

static struct css *css;
static xmlDoc *doc;
static struct buf test_out;

#define DB "xmlns='http://docbook.org/ns/docbook' version='5.0'"

static char css_file[32]; /* a name of its own for each sheet, to tell its diagnostics */

static inline void css_start(const char *sheet, const char *xml)
{
    static int sheets;
    snprintf(css_file, sizeof css_file, "test%d.css", ++sheets);
    css = css_new();
    css_parse(css, sheet, strlen(sheet), css_file);
    doc = xml ? xml_load_memory(xml, strlen(xml), "test.xml", &(struct xml_load){0}) : NULL;
}

static inline void css_end(void)
{
    css_free(css);
    if (doc)
        xml_free(doc);
    css = NULL;
    doc = NULL;
}

static inline const struct css_style *style_of_node(const xmlNode *n)
{
    const xmlNode *up = n->parent;
    return css_match(css, n, up && up->type == XML_ELEMENT_NODE ? style_of_node(up) : NULL);
}

static inline const xmlNode *node_of(const char *id)
{
    const xmlNode *root = xmlDocGetRootElement(doc);
    for (const xmlNode *n = root; n; n = xml_walk(root, n))
        if (xml_id(n) && !strcmp(xml_id(n), id))
            return n;
    return NULL;
}

static inline const struct css_style *style(const char *id) { return style_of_node(node_of(id)); }

static inline const char *dump_style(const struct css_style *s)
{
    test_out.n = 0;
    buf_puts(&test_out, "");
    if (s)
        css_style_dump(s, &test_out);
    else
        buf_puts(&test_out, "(no style)");
    return test_out.s;
}

static inline const char *dump(const char *id) { return dump_style(style(id)); }

static inline void add_report(void *b, enum diag_level level, const char *id, struct loc where,
                              const char *text, int count)
{
    (void)level, (void)text, (void)count;
    if (!strncmp(id, "css-", 4) && where.file && !strcmp(where.file, css_file))
        buf_printf(b, "%s%d:%d %s", ((struct buf *)b)->n ? " " : "", where.line, where.col, id);
}

/* "2:5 css-unknown-property 7:1 css-syntax": what was reported the last sheet. */
static inline const char *reports(void)
{
    static struct buf b;
    b.n = 0;
    buf_puts(&b, "");
    diag_each(add_report, &b);
    return b.s;
}

#endif
