/* The interface of expand: DocBook in, DocBook out, with everything generated that a reader expects to see as elements. */
#ifndef KOKI_EXPAND_H
#define KOKI_EXPAND_H

#include "xml/xml.h"

/* Puts contents, lists of figures and tables, index, glossary links, bibliography and the phrases of cross references into the tree,
 * in place, so that CSS styles all that is seen. Prints no number: references ask with target-counter(). Dangling links are reported
 * and set as plain text. */
void expand(xmlDoc *doc);
/* Generated text ("Table of Contents") in a language, English when the language has none; never NULL. */
const char *expand_text(const char *lang, const char *key);

#endif
