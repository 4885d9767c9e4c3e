// SPDX-License-Identifier: Apache-2.0
/* The interface of expand: DocBook in, DocBook out, with all generated content as elements. */
#ifndef KOKI_EXPAND_H
#define KOKI_EXPAND_H

#include "xml/xml.h"

/* Puts contents, lists of figures and tables, index, glossary links, bibliography and the phrases
 * of cross references into the tree, in place, so that CSS styles all that is seen. Numbers are not
 * generated: references use target-counter(). Dangling links are reported and set as plain text.
 * The result for layouts:
 *
 * title, subtitle, titleabbrev   first in their element, before its info; a figure's title last. role="generated": not
 *     the author's. On the title: label, the word for a numbered thing ("Kapitel", "Abb."); number,
 * one that the author gave; short, its titleabbrev.
 * info, info role="imprint"      of a book or set: the content of the title page, in its order, and that of its back.
 * toc remap="generated"          in set, book, part, reference, article, chapter, appendix; with role figures, tables, examples,
 *     equations in a book. Inside: title, tocentry, and after an entry with divisions inside it a
 * tocdiv of theirs. On a tocentry: linkend; role, the element's name or sect1 … sect5, and
 * "unnumbered"; label; number, or else condition.
 * condition                      the numbering of an element: the counter, and the division whose number is printed before it:
 *     "part", "chapter", "appendix", "reference", "sect1 chapter" … "sect5 article", "figure
 * chapter", "figure", "step", "item", "question".
 * xref, empty link               phrases: xref-label ("Kapitel "), xref-number (linkend, condition; text when the author gave
 *     the number), xref-title (condition="optional" after a number if no title was asked for),
 * xref-text (unquoted), xref-page (linkend), callout-number (linkend); dangling if there is no
 * target. Every target has an xml:id.
 * phrase role="link-url"         after a link into the web whose words do not show its address.
 * index                          indexdiv title, indexentry, primaryie …; in these phrases index-page (linkend), index-range
 *     around two of them, preferred, index-see, index-see-label, index-see-words.
 * entry                          carries the align, valign, colsep, rowsep, char, charoff in force; rows of HTML tables lie in
 *     a tgroup.
 * term role="generated"          holds the several terms of one varlistentry. seg > phrase role="segtitle". simplelist with
 *     columns is informaltable role="simplelist". question, answer > label (role="number": without
 * text).
 * programlisting, screen, …      with a language: phrase role="hl-keyword", hl-type, hl-string, hl-comment, hl-number, ….
 * arg, group, paramdef, …        get their brackets and commas as text; menuchoice its arrows, keycombo its plus signs. */
void expand(xmlDoc *doc);
/* Generated text ("toc", "chapter", …: gentext.def) in a language, English when the language has
 * none; never NULL. */
const char *expand_text(const char *lang, const char *key);

#endif
