// SPDX-License-Identifier: Apache-2.0
/* A style sheet, and the styles that it gives a small document. */
#include "css/css.h"

#include "koki-config.h"
#include "fuzz.h"

static const char document[] =
    "<book xmlns='http://docbook.org/ns/docbook' version='5.0' xml:lang='de'><chapter xml:id='a' role='x y'><title>T</title>"
    "<para role='x'>p<emphasis/></para><section><title/><para/><orderedlist><listitem><para/></listitem></orderedlist></section>"
    "</chapter></book>";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_quiet();
    fuzz_folder();
    fuzz_file("fuzz.css", data, n);
    xmlDoc *xml = xml_load_memory(document, sizeof document - 1, "fuzz.xml", NULL);
    struct css *css = css_new();
    FILE *nowhere = fopen("/dev/null", "w");
    if (xml && nowhere && css_load(css, "./fuzz.css", NULL, 0))
        css_dump(css, xmlDocGetRootElement(xml), nowhere);
    if (nowhere)
        fclose(nowhere);
    css_free(css);
    xml_free(xml);
    diag_flush();
    return 0;
}
