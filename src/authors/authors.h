/* The interface of authors: a book and contributor files in, the book with everybody credited out. */
#ifndef KOKI_AUTHORS_H
#define KOKI_AUTHORS_H

#include "xml/xml.h"

enum medium { MEDIUM_PRINT, MEDIUM_WEB };
struct authors_options {
    const char *const *file;     /* contributor files */
    int n_file;
    enum medium medium;
};
/* Reads the people, credits them in the book's info, its chapters and its list of contributors, in place. */
void authors_credit(xmlDoc *book, const struct authors_options *o);

#endif
