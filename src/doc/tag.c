#include "doc/doc-int.h"
void tags_build(struct doc *doc)
{
    doc->tags = arena_make(&doc->arena, struct tag);
    doc->tags->role = "Document";
    doc->tags->node = xmlDocGetRootElement(doc->xml);
    doc->n_tags = 1;
}
