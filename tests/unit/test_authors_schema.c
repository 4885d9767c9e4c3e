// SPDX-License-Identifier: Apache-2.0
/* The schema of contributors in XML takes what the tests and the manual show, and nothing else. */
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <stdlib.h>

#include "base/base.h"
#include "test.h"

static xmlRelaxNGValidCtxt *validator;

static void be_quiet(void *ctx, const char *text, ...) { (void)ctx, (void)text; }

static bool is_valid(xmlDoc *doc)
{
    bool valid = doc && !xmlRelaxNGValidateDoc(validator, doc);
    xmlFreeDoc(doc);
    return valid;
}

static bool is_valid_text(const char *text)
{
    return is_valid(xmlReadMemory(text, (int)strlen(text), "test", NULL, XML_PARSE_NOERROR));
}

int main(void)
{
    struct buf schema = {0}, people = {0};
    const char *root = getenv("KOKI_DATA") ? getenv("KOKI_DATA") : ".";
    buf_printf(&schema, "%s/schemas/contributors.rng", root);
    buf_printf(&people, "%s/tests/golden/authors/people.contributors", root);
    xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewParserCtxt(schema.s);
    xmlRelaxNG *grammar = xmlRelaxNGParse(parser);
    CHECK(grammar != NULL);
    validator = xmlRelaxNGNewValidCtxt(grammar);
    xmlRelaxNGSetValidErrors(validator, be_quiet, be_quiet, NULL);
    CHECK(is_valid(xmlReadFile(people.s, NULL, 0)));
    CHECK(is_valid_text("<contributors/>"));
    CHECK(is_valid_text(
        "<contributors><person><name>Anna Lang</name><email>a@b.example</email></person></contributors>"));
    CHECK(!is_valid_text("<contributors><person><given>Anna</given></person></contributors>"));
    CHECK(!is_valid_text(
        "<contributors><person><name>A</name><farbe>rot</farbe></person></contributors>"));
    CHECK(!is_valid_text(
        "<contributors><person><name>A</name><consent_print>vielleicht</consent_print></person></contributors>"));
    CHECK(!is_valid_text(
        "<contributors><person><name>A</name><orcid>1234</orcid></person></contributors>"));
    xmlRelaxNGFreeValidCtxt(validator);
    xmlRelaxNGFree(grammar);
    xmlRelaxNGFreeParserCtxt(parser);
    buf_done(&schema);
    buf_done(&people);
    return test_end();
}
