// SPDX-License-Identifier: Apache-2.0
/* What must hold for boxes and tags, on the books of tests/corpus, and the large ones in
 * $KOKI_CORPUS (FOLDER/BOOK/BOOK.xml). */
#include "doc.h"
#include "expand/expand.h"

#include <glob.h>

static void check_book(const char *path)
{
    FILE *f = fopen(path, "r");
    if (!f)
        return;
    fclose(f);
    xmlDoc *xml = xml_load(path, &(struct xml_load){0});
    expand(xml);
    struct css *css = css_new();
    css_load(css, "docbook", NULL, 0);
    struct doc *doc = doc_new(xml, css, &(struct doc_options){0});
    printf("%s: %d tags, %d marks, %d references\n", path, doc->n_tags, doc->marks.n, doc->xrefs.n);
    CHECK_DOC(doc);
    doc_free(doc);
    css_free(css);
    xml_free(xml);
}

int main(void)
{
    const char *const folders[] = {KOKI_SOURCE_DIR "/tests/corpus", getenv("KOKI_CORPUS")};
    diag_init("test");
    diag_configure(DIAG_SYSTEM, DIAG_TEXT);
    for (int k = 0; k < 2; k++) {
        struct buf pattern = {0};
        glob_t found = {0};
        buf_printf(&pattern, "%s/*/*.xml", folders[k] ? folders[k] : "");
        if (folders[k] && !glob(pattern.s, 0, NULL, &found))
            for (size_t i = 0; i < found.gl_pathc; i++)
                check_book(found.gl_pathv[i]);
        globfree(&found);
        buf_done(&pattern);
    }
    return test_end();
}
