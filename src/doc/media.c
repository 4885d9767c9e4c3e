#include "doc/doc-int.h"
bool media_build(struct build *b, xmlNode *n, const struct css_style *style) { (void)b; (void)n; (void)style; return false; }
const struct image *image_load(struct build *b, const char *path, const xmlNode *n) { (void)b; (void)n; (void)path; return NULL; }
