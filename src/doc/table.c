#include "doc/doc-int.h"
bool table_part(const struct css_style *style) { (void)style; return false; }
xmlNode *table_around(struct build *b, xmlNode *n, const struct css_style *parent) { (void)b; (void)parent; return n->next; }
void table_build(struct build *b, xmlNode *n, const struct css_style *style)
{
    struct context c;
    block_open(b, &c, BOX_BLOCK, style, n);
    build_inside(b, n, style);
    context_close(b);
}
