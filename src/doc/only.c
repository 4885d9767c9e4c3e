// SPDX-License-Identifier: Apache-2.0
/* One part of a book (--only): the whole book is numbered and made into boxes, and then only the
 * boxes of that part are kept. So a reference out of it has the number from the book. Notes
 * referred to from it are included. */
#include "doc/doc-int.h"

static struct box *only_find(struct box *in, const struct origin *origin)
{
    struct box *found = in->origin == origin && !in->anonymous ? in : NULL;
    for (struct box *b = in->first; b && !found; b = b->next)
        found = only_find(b, origin);
    return found || in->kind != BOX_FLOAT ? found : only_find(in->u.out.body, origin);
}

/* The enclosing box that can be typeset by itself: a block, not a cell, a row or a part of a
 * line. */
static struct box *whole(struct box *box)
{
    while (box->parent && box->kind != BOX_BLOCK && box->kind != BOX_PARA &&
           box->kind != BOX_TABLE && box->kind != BOX_FLEX)
        box = box->parent;
    return box;
}

static void leave_alone(struct box *box)
{
    struct box *up = box->parent;
    while (up->first != box)
        box_remove(up->first);
    while (box_last(up) != box)
        box_remove(box_last(up));
}

/* ---- notes of other parts -------------------------------------------------------------------- */

static bool is_note(const struct box *b)
{
    return b->kind == BOX_NOTE || (b->kind == BOX_INLINE && b->endnote);
}

static struct box *body_of(const struct box *b)
{
    return b->kind == BOX_NOTE || b->kind == BOX_FLOAT ? b->u.out.body : NULL;
}

/* All notes that have an id, by it. */
static void collect_notes(struct box *in, struct map *notes)
{
    for (struct box *b = in->first; b; b = b->next) {
        if (is_note(b) && b->origin && b->origin->more->id)
            *map_put(notes, b->origin->more->id) = b;
        if (body_of(b))
            collect_notes(body_of(b), notes);
        collect_notes(b, notes);
    }
}

static bool lies_in_tree(const struct box *b, const struct box *root)
{
    while (b->parent)
        b = b->parent;
    return b == root;
}

/* The note that the box of a reference leads to; NULL: it leads elsewhere. */
static struct box *referred_note(const struct box *b, const struct map *notes)
{
    const xmlNode *n = b->kind == BOX_INLINE && b->pseudo == CSS_SELF ? origin_node(b->origin)
                                                                      : NULL;
    const char *id = n ? xml_attr(n, "linkend") : NULL, *url = n ? xml_attr(n, "xlink:href") : NULL;
    return id ? map_get(notes, id) : url && *url == '#' ? map_get(notes, url + 1) : NULL;
}

/* The comma that parts the call inside `around` from the one before it; NULL: there is none. */
static struct box *comma_of(const struct box *around)
{
    const struct box *call = around->first;
    struct box *comma = call ? call->first : NULL;
    return comma && comma->next && comma->kind == BOX_TEXT && comma->u.t.n == 1 &&
                   *comma->u.t.text == ','
               ? comma
               : NULL;
}

/* Removes the comma at the note's old place, and moves that of the reference to the note's call. */
static void change_comma(struct box *note, const struct box *ref)
{
    struct box *own = comma_of(note), *comma = comma_of(ref);
    if (own)
        box_remove(own);
    if (!comma || !note->first)
        return;
    box_remove(comma);
    box_insert(note->first, note->first->first, comma);
}

/* Moves the note, with the mark for its number, to the reference: it replaces the reference if that
 * shows only the number, else it follows it. */
static void bring(struct box *note, struct box *ref)
{
    struct box *before = note == note->parent->first ? NULL : note->prev, *next = ref->next;
    struct box *mark = before && before->kind == BOX_MARK && before->u.m.mark->kind == MARK_NOTE
                           ? before
                           : NULL;
    struct box *up = ref->parent;
    if (mark)
        box_remove(mark);
    box_remove(note);
    change_comma(note, ref);
    if (origin_elem(ref->origin) == DB_footnoteref)
        box_remove(ref);
    if (mark)
        box_insert(up, next, mark);
    box_insert(up, next, note);
}

/* Returns whether there were any. */
static bool bring_notes(struct box *in, const struct map *notes, const struct box *root)
{
    bool any = false;
    for (struct box *b = in->first, *next; b; b = next) {
        struct box *note = referred_note(b, notes);
        next = b->next;
        if (note && !lies_in_tree(note, root)) {
            any = true;
            bring(note, b);
            bring_notes(note->u.out.body, notes, root);
            if (!b->parent)
                continue;
        }
        if (body_of(b))
            any |= bring_notes(body_of(b), notes, root);
        any |= bring_notes(b, notes, root);
    }
    return any;
}

struct note_marks {
    VEC(struct mark *) mark;
    struct mark *const *all; /* of the document, by id */
};

static void collect_marks(const struct box *in, struct note_marks *list)
{
    for (const struct box *b = in->first; b; b = b->next) {
        if (b->kind == BOX_MARK && b->u.m.mark->kind == MARK_NOTE)
            *vec_add(&list->mark) = list->all[b->u.m.mark->id];
        if (body_of(b))
            collect_marks(body_of(b), list);
        collect_marks(b, list);
    }
}

/* Pages number their notes in the order of the marks' ids: those of the part share theirs out
 * again.
 */
static void number_marks(struct doc *doc, const struct box *kept)
{
    struct note_marks list = {.all = doc->marks.v};
    VEC(int) ids = {0};
    collect_marks(kept, &list);
    for (int i = 0; i < list.mark.n; i++)
        doc->marks.v[list.mark.v[i]->id] = NULL;
    for (int id = 0; id < doc->marks.n; id++)
        if (!doc->marks.v[id])
            *vec_add(&ids) = id;
    for (int i = 0; i < ids.n; i++) {
        list.mark.v[i]->id = ids.v[i];
        doc->marks.v[ids.v[i]] = list.mark.v[i];
    }
    vec_done(&ids);
    vec_done(&list.mark);
}

/* ---- the part -------------------------------------------------------------------------------- */

const struct origin *only_keep(struct doc *doc, const char *id)
{
    const struct mark *mark = map_get(&doc->ids, id);
    struct box *box = mark && mark->origin ? only_find(doc->root, mark->origin) : NULL;
    if (!box)
        return NULL;
    struct box *kept = box = whole(box), *up = box->parent;
    struct map notes = {0};
    collect_notes(doc->root, &notes);
    for (; box->parent; box = box->parent)
        if (box->parent->kind != BOX_FLOAT)
            leave_alone(box);
    if (bring_notes(kept, &notes, doc->root))
        number_marks(doc, kept);
    map_done(&notes);
    if (up && up->kind != BOX_FLOAT)
        endnotes_follow(kept, kept, up);
    return mark->origin;
}
