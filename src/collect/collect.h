/* The interface of collect: chapter files, folders and a skeleton in, one DocBook 5 book out. */
#ifndef KOKI_COLLECT_H
#define KOKI_COLLECT_H

#include "xml/xml.h"

struct collect {
    const char *skeleton;        /* NULL: a bare book is made */
    const char *const *input;    /* chapter files and folders, "-" standard input */
    int n_input;
    const char *out_dir;         /* media paths are made relative to it; "." */
};
/* NULL: nothing could be collected (reported). The caller frees with xml_free. */
xmlDoc *collect_book(const struct collect *c);

#endif
