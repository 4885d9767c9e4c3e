// SPDX-License-Identifier: Apache-2.0
/* A contributor file, told by its first byte to be a table, vCards or XML, credited in a small
 * book. */
#include "authors/authors.h"

#include "koki-config.h"
#include "fuzz.h"

static const char document[] =
    "<book xmlns='http://docbook.org/ns/docbook' version='5.0' xml:lang='de'><info><title>B</title></info><chapter xml:id='a'><info><title>T</title>"
    "<author><personname><firstname>Ada</firstname><surname>Lovelace</surname></personname></author></info><para/></chapter></book>";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const name[] = {"fuzz.csv", "fuzz.vcf", "fuzz.xml"};
    fuzz_quiet();
    fuzz_folder();
    if (n < 1)
        return 0;
    const char *file = name[*data % 3];
    fuzz_file(file, data + 1, n - 1);
    xmlDoc *book = xml_load_memory(document, sizeof document - 1, "book.xml", NULL);
    struct authors_counts counts;
    if (book)
        authors_credit(book,
                       &(struct authors_options){.file = &file,
                                                 .n_file = 1,
                                                 .show = AUTHORS_SHOW_USUAL},
                       &counts);
    xml_free(book);
    diag_flush();
    return 0;
}
