/* The structure tree. */
#include "pdf/pdf-int.h"

void content_open(struct content *c, const struct tag *tag, struct buf *b)
{
    if (!tag) {
        buf_puts(b, "/Artifact BMC\n");
        return;
    }
    struct finish_page *page = &c->f->pages.v[c->page];
    put_name(b, tag->role);
    buf_printf(b, "<</MCID %d>> BDC\n", c->f->mcids.n - page->first_mcid);
    *vec_add(&c->f->mcids) = tag;
}

void structure_put_page(struct finish *f, int page, struct buf *b) { (void)f; (void)page; (void)b; }
void structure_write(struct finish *f) { (void)f; }
