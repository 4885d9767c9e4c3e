// SPDX-License-Identifier: Apache-2.0
/* RELAX NG schemas: whether a tree is valid. libxml2 decides that well, but explains failures
 * badly, so its messages are not shown. */
#include <libxml/relaxng.h>

#include "xml/xml-int.h"

enum { LARGEST = 16 << 20 }; /* [bytes] */

struct xml_schema {
    xmlRelaxNGParserCtxt *parser;
    xmlRelaxNG *grammar;
    xmlRelaxNGValidCtxt *validator;
    struct buf bytes;
};

static void be_quiet(void *ctx, const char *text, ...) { (void)ctx, (void)text; }

/* The file is read here: libxml2 may open only files included by documents. */
struct xml_schema *xml_schema_new(const char *path)
{
    xml_dict(); /* sets libxml2 up */
    struct xml_schema *s = mem_new(sizeof *s);
    FILE *f = file_open_given(path);
    bool read = f && file_read_rest(&s->bytes, f, path, LARGEST);
    if (f)
        fclose(f);
    s->parser = read ? xmlRelaxNGNewMemParserCtxt(s->bytes.s, (int)s->bytes.n) : NULL;
    s->grammar = s->parser ? xmlRelaxNGParse(s->parser) : NULL;
    s->validator = s->grammar ? xmlRelaxNGNewValidCtxt(s->grammar) : NULL;
    if (!s->validator) {
        xml_schema_free(s);
        return NULL;
    }
    xmlRelaxNGSetValidErrors(s->validator, be_quiet, be_quiet, NULL);
    return s;
}

/* libxml2 records ids and references in the document, and finally checks that each reference has
 * its id. An attribute is recorded as an id once; references of this trial must not be used in the
 * next. */
bool xml_schema_valid(struct xml_schema *s, xmlDoc *doc)
{
    bool valid = xmlRelaxNGValidateDoc(s->validator, doc) == 0;
    if (doc->refs)
        xmlFreeRefTable(doc->refs);
    doc->refs = NULL;
    return valid;
}

void xml_schema_free(struct xml_schema *s)
{
    if (!s)
        return;
    if (s->validator)
        xmlRelaxNGFreeValidCtxt(s->validator);
    if (s->grammar)
        xmlRelaxNGFree(s->grammar);
    if (s->parser)
        xmlRelaxNGFreeParserCtxt(s->parser);
    buf_done(&s->bytes);
    mem_free(s);
}
