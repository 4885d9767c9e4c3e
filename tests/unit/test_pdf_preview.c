// SPDX-License-Identifier: Apache-2.0
/* Previews: one PNG a page, a contact sheet. */
#include "out/out.h"

#include <hb.h>
#include <sys/stat.h>
#include <unistd.h>

#include "koki-config.h"
#include "test.h"
#include "book.h"

static bool is_png(const char *path)
{
    FILE *f = fopen(path, "rb");
    char head[8] = "";
    bool ok = f && fread(head, 1, 8, f) == 8 && !memcmp(head, "\x89PNG\r\n\x1a\n", 8);
    if (f)
        fclose(f);
    return ok;
}

int main(void)
{
    static const char *const names[] = {"page-001.png", "page-002.png", "page-003.png",
                                        "contact-1.png"};
    struct test_book b;
    char dir[64], path[128];
    diag_init("test_pdf_preview");
    test_book_init(&b, KOKI_SOURCE_DIR "/tests/fonts/KokiSquare-Regular.ttf");
    for (int i = 0; i < 3; i++)
        test_line(&b, test_page(&b, ""), 60, NULL, "Kapitel", NULL, NULL, NULL);
    snprintf(dir, sizeof dir, "test_pdf_preview-%d", (int)getpid());
    mkdir(dir, 0777);
    snprintf(path, sizeof path, "%s/page-004.png", dir);
    fclose(fopen(path, "w")); /* of a longer run: it goes */
    CHECK(paint_preview(&b.book, dir, 50));
    for (int i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        CHECK(is_png(path));
        unlink(path);
    }
    hb_blob_t *junk = hb_blob_create("junk", 4, HB_MEMORY_MODE_READONLY, NULL, NULL);
    void *sound = b.font.hb;
    b.font.hb = hb_font_create(hb_face_create(junk, 0));
    CHECK(paint_preview(&b.book, dir, 50));
    CHECK_INT(diag_count(diag_level_of(DIAG_out_font)), 1);
    hb_font_destroy(b.font.hb);
    hb_blob_destroy(junk);
    b.font.hb = sound;
    for (int i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    CHECK(!rmdir(dir));
    test_book_done(&b);
    diag_flush();
    return test_end();
}
