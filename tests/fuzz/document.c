// SPDX-License-Identifier: Apache-2.0
/* A document through all stages up to pages and text dumps, with the default layout and the test
 * font. */
#include "expand/expand.h"
#include "out/out.h"

#include "koki-config.h"
#include "fuzz.h"

static void set(xmlDoc *xml)
{
    struct css *css = css_new();
    FILE *nowhere = fopen("/dev/null", "w");
    if (nowhere && css_load(css, "plain", NULL, 0)) {
        struct doc *doc = doc_new(xml, css, &(struct doc_options){0});
        struct text *text = text_new(NULL);
        struct book *book = page_new();
        struct flow *flow = flow_new(doc, text, NULL, page_take, book);
        page_layout(book, flow);
        dump_tags(doc, nowhere);
        dump_pages(book, nowhere);
        page_free(book);
        flow_free(flow);
        text_free(text);
        doc_free(doc);
    }
    if (nowhere)
        fclose(nowhere);
    css_free(css);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_quiet();
    fuzz_folder();
    xmlDoc *xml = xml_load_memory((const char *)data, n, "fuzz.xml", NULL);
    if (xml) {
        expand(xml);
        set(xml);
        xml_free(xml);
    }
    diag_flush();
    return 0;
}
