#include "collect/collect.h"
xmlDoc *collect_book(const struct collect *c) { (void)c; return NULL; }
