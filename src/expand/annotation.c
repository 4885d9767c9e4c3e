// SPDX-License-Identifier: Apache-2.0
/* Annotations become notes: one referred to by an element's @annotations, or that refers to it by
 * @annotates, at the end of that element; an inline one in its place. Further references to the
 * same annotation become cross-references. An annotation between blocks without a reference stays a
 * block. */
#include <string.h>

#include "expand/expand-int.h"

/* The element whose last line gets the note of n; NULL if none. */
static xmlNode *line_of(xmlNode *n)
{
    xmlNode *line = NULL;
    if (expand_is_line(n))
        return n;
    for (xmlNode *c = xml_first(n); c && !line; c = xml_next(c))
        if (xml_elem(c) == DB_title || xml_elem(c) == DB_para || xml_elem(c) == DB_simpara ||
            xml_elem(c) == DB_term)
            line = c;
    return line;
}

static bool is_around(const xmlNode *outer, const xmlNode *n)
{
    while (n && n != outer)
        n = n->parent;
    return n != NULL;
}

static void annotation_put(xmlNode *line, xmlNode *note)
{
    if (db_class_of(xml_elem(line)) == DB_INLINE)
        xml_add_after(line, note);
    else
        xml_add_last(line, note);
}

/* The title begins the note's first paragraph. */
static void take_title(xmlNode *note)
{
    xmlNode *title = xml_child(note, "title"), *first = title ? xml_next(title) : NULL;
    if (!title)
        return;
    if (!first || (xml_elem(first) != DB_para && xml_elem(first) != DB_simpara)) {
        first = xml_new_elem(note->doc, DB_para, xml_loc(title));
        xml_add_after(title, first);
    }
    xml_unlink(title);
    xml_set_elem(title, DB_phrase);
    xml_add_text(title, expand_ends_itself(title) ? " " : ". ");
    xml_set_attr(title, "role", "annotation-title");
    xml_add_first(first, title);
}

static void make_note(xmlNode *a)
{
    xml_set_elem(a, DB_footnote);
    expand_add_role(a, "annotation");
    xmlUnsetProp(a, BAD_CAST "label");
    expand_drop_space(a);
    take_title(a);
}

static void annotate(struct expand *x, xmlNode *n, xmlNode *a)
{
    xmlNode *line = line_of(n);
    if (!line || is_around(a, n) || expand_has_ancestor(line, DB_footnote) ||
        xml_elem(line) == DB_footnote)
        return;
    if (xml_elem(a) == DB_footnote) {
        xmlNode *again = xml_new_elem(n->doc, DB_footnoteref, xml_loc(n));
        xml_set_attr(again, "linkend", expand_id(x, a));
        annotation_put(line, again);
        return;
    }
    xml_unlink(a);
    make_note(a);
    annotation_put(line, a);
}

static void each_id(struct expand *x, xmlNode *n, const char *ids, bool names_note)
{
    struct buf id = {0};
    for (const char *s = ids + strspn(ids, " \t\r\n"); *s; s += strspn(s, " \t\r\n")) {
        size_t length = strcspn(s, " \t\r\n");
        id.n = 0;
        buf_add(&id, s, length);
        s += length;
        xmlNode *other = xml_ids_get(x->ids, id.s);
        if (!other)
            diag(DIAG_expand_dangling, xml_loc(n), id.s);
        else if (!names_note)
            annotate(x, other, n);
        else if (xml_elem(other) == DB_annotation || expand_has_role(other, "annotation"))
            annotate(x, n, other);
    }
    buf_done(&id);
}

void expand_annotations(struct expand *x)
{
    for (int i = 0; i < x->annotated.n; i++)
        each_id(x, x->annotated.v[i], xml_attr(x->annotated.v[i], "annotations"), true);
    for (int i = 0; i < x->annotations.n; i++) {
        xmlNode *a = x->annotations.v[i];
        const char *names = xml_attr(a, "annotates");
        if (names)
            each_id(x, a, names, false);
        else if (xml_elem(a) == DB_annotation && expand_is_line(a->parent) &&
                 !expand_has_ancestor(a, DB_footnote))
            make_note(a);
    }
}
