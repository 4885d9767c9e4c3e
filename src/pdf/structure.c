// SPDX-License-Identifier: Apache-2.0
/* The structure tree: the logical tags with their painted content (ISO 32000-1, 14.7).
 *
 * The kids of an element are its marked contents, its child elements and its link annotations, in
 * reading order: contents in the order in which they were painted, or where the painter says, each
 * child before the first content painted after the child began; a note is at its call, though it is
 * painted at the page foot. Tags without any content are left out, except cells: a table without
 * its empty cells would be another table. */
#include "pdf/pdf-int.h"

#include <stdlib.h>
#include <string.h>

/* ---- marked content -------------------------------------------------------------------------- */

void structure_open(struct finish *f)
{
    int n = f->tags ? f->n_tags : 0;
    f->painted = mem_new(sizeof *f->painted * (size_t)(n + 1));
    for (int i = 0; i < n; i++)
        f->painted[i] = (struct painted){-1, -1, -1, -1, -1};
}

static void add_mcid(struct finish *f, const struct tag *tag, int page, int stream)
{
    struct painted *e = &f->painted[tag->id];
    int i = f->mcids.n;
    *vec_add(&f->mcids) = (struct mcid){tag->id, page, stream, -1};
    if (e->last_mcid >= 0)
        f->mcids.v[e->last_mcid].next = i;
    else
        e->first_mcid = i;
    if (e->begins == -1)
        e->begins = i;
    e->last_mcid = i;
    if (f->reads >= 0)
        *vec_add(&f->read) = (struct read){page, f->reads, i, NULL};
}

/* Kept apart from places of painting until elements are selected, since it counts before those. */
static int anchored(int mcid) { return -2 - mcid; }

void structure_anchor(struct finish *f, const struct tag *tag)
{
    if (!f->tags || f->painted[tag->id].begins < -1)
        return;
    f->painted[tag->id].begins = anchored(f->mcids.n);
    if (f->reads >= 0)
        *vec_add(&f->read) = (struct read){f->page, f->reads, f->mcids.n, tag};
}

int structure_add_form(struct finish *f, int page)
{
    int key = f->pages.n + f->forms.n;
    *vec_add(&f->forms) = (struct form){page, key};
    return key;
}

int structure_add(struct finish *f, const struct tag *tag, int page, int stream)
{
    add_mcid(f, tag, page, stream);
    return f->mcids.n - 1 - f->pages.v[page].first_mcid;
}

void structure_put_page(struct finish *f, int page, struct buf *b)
{
    const struct finish_page *p = &f->pages.v[page];
    if (p->n_mcid)
        buf_printf(b, "/StructParents %d", page);
    buf_puts(b, "/Tabs/S");
    links_put_page(f, page, b);
}

/* ---- order of reading -------------------------------------------------------------------------
 */

static int compare_reads(const void *a, const void *b)
{
    const struct read *x = a, *y = b;
    return x->place != y->place ? (x->place > y->place) - (x->place < y->place)
           : x->mcid != y->mcid ? (x->mcid > y->mcid) - (x->mcid < y->mcid)
                                : (x->anchored == NULL) - (y->anchored == NULL);
}

/* A marked content and its rank. */
struct ranked {
    int rank, mcid;
};

static int compare_ranks(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

/* The contents of a tag by rank. */
static void sort_contents(struct finish *f, struct painted *own)
{
    VEC(struct ranked) all = {0};
    for (int i = own->first_mcid; i >= 0; i = f->mcids.v[i].next)
        *vec_add(&all) = (struct ranked){f->rank[i], i};
    qsort(all.v, (size_t)all.n, sizeof *all.v, compare_ranks);
    for (int i = 0; i < all.n; i++)
        f->mcids.v[all.v[i].mcid].next = i + 1 < all.n ? all.v[i + 1].mcid : -1;
    own->first_mcid = all.v[0].mcid;
    own->last_mcid = all.v[all.n - 1].mcid;
    if (own->begins >= 0)
        own->begins = all.v[0].rank;
    vec_done(&all);
}

/* Contents of pages where the order of painting is not that of reading get the rank that they have
 * in the latter. */
static void rank_contents(struct finish *f)
{
    f->rank = mem_new(sizeof *f->rank * (size_t)(f->mcids.n + 1));
    for (int i = 0; i <= f->mcids.n; i++)
        f->rank[i] = i;
    for (int i = 0, end; i < f->read.n; i = end) {
        int page = f->read.v[i].page, rank = f->read.v[i].mcid;
        for (end = i; end < f->read.n && f->read.v[end].page == page;)
            end++;
        qsort(f->read.v + i, (size_t)(end - i), sizeof *f->read.v, compare_reads);
        for (int k = i; k < end; k++) {
            const struct read *r = &f->read.v[k];
            if (r->anchored)
                f->painted[r->anchored->id].begins = anchored(rank);
            else
                f->rank[r->mcid] = rank++;
        }
    }
    for (int i = 0; i < f->n_tags; i++)
        if (f->painted[i].first_mcid >= 0)
            sort_contents(f, &f->painted[i]);
}

static int rank_of(const struct finish *f, int mcid) { return f->rank ? f->rank[mcid] : mcid; }

/* ---- selection of elements ---------------------------------------------------------------- */

static bool is_table_part(const struct tag *t)
{
    static const char *const parts[] = {"TR", "TD", "TH", "THead", "TBody", "TFoot", NULL};
    for (int i = 0; parts[i]; i++)
        if (!strcmp(t->role, parts[i]))
            return true;
    return false;
}

/* Parents have smaller ids than their children: one walk up the ids from the end, one down. */
static void keep_elements(struct finish *f)
{
    int n = f->n_tags;
    if (f->read.n)
        rank_contents(f);
    f->elements = mem_new(sizeof *f->elements * (size_t)(n + 1));
    for (const struct tag *t = f->tags; t; t = tag_next(t))
        f->elements[t->id] = (struct element){.tag = t};
    for (int i = n - 1; i >= 0; i--) {
        struct element *e = &f->elements[i];
        struct painted *own = &f->painted[i];
        if (own->begins < -1)
            own->begins = anchored(own->begins);
        e->kept = e->kept || own->first_mcid >= 0 || own->first_annot >= 0;
        if (!e->kept || !e->tag->parent)
            continue;
        int parent = e->tag->parent->id, *begins = &f->painted[parent].begins;
        f->elements[parent].kept = true;
        if (own->begins >= 0 && (*begins == -1 || own->begins < *begins))
            *begins = own->begins;
    }
    for (int i = 1; i < n; i++) {
        struct element *e = &f->elements[i];
        if (!e->kept && is_table_part(e->tag) && e->tag->parent)
            e->kept = f->elements[e->tag->parent->id].kept;
    }
    f->elements[0].kept = true;
    for (int i = 0; i < n; i++)
        if (f->elements[i].kept)
            f->elements[i].object = (unsigned)file_number(&f->file);
}

int structure_object(const struct finish *f, const struct tag *tag)
{
    while (tag && !f->elements[tag->id].object)
        tag = tag->parent;
    return f->elements[tag ? tag->id : 0].object;
}

struct special *element_special(struct finish *f, struct element *e)
{
    if (!e->special) {
        *vec_add(&f->specials) = (struct special){.first_ref = -1, .last_ref = -1};
        e->special = f->specials.n;
    }
    return &f->specials.v[e->special - 1];
}

static const struct special *special_of(const struct finish *f, const struct element *e)
{
    static const struct special none = {.first_ref = -1, .last_ref = -1};
    return e->special ? &f->specials.v[e->special - 1] : &none;
}

/* ---- notes and links to them ------------------------------------------------------------ */

static const struct tag *note_of(const struct finish *f, const struct tag *tag)
{
    while (tag && strcmp(tag->role, "Note"))
        tag = tag->parent;
    return tag && f->elements[tag->id].kept ? tag : NULL;
}

/* The note that a link from outside it leads to; NULL: none. */
static const struct tag *note_cited(const struct finish *f, const struct tag *link)
{
    const struct mark *m = link->more->dest ? map_get(&f->doc->ids, link->more->dest) : NULL;
    const struct tag *note = note_of(f, link->more->to ? link->more->to : m ? m->tag : NULL);
    return note && note != note_of(f, link) ? note : NULL;
}

static void gather_references(struct finish *f)
{
    for (int i = 0; i < f->n_tags; i++) {
        const struct element *e = &f->elements[i];
        const struct tag *note = e->kept && !strcmp(e->tag->role, "Link") ? note_cited(f, e->tag)
                                                                          : NULL;
        if (!note)
            continue;
        struct special *of = element_special(f, &f->elements[note->id]);
        *(of->first_ref < 0 ? &of->first_ref : &f->refs.v[of->last_ref].next) = f->refs.n;
        of->last_ref = f->refs.n;
        *vec_add(&f->refs) = (struct note_ref){i, -1};
    }
}

/* A note refers to its citations, and these to the note (ISO 14289-2, 8.2.5.14). */
static void put_note_references(const struct finish *f, struct buf *b, const struct element *e)
{
    const struct tag *note = !strcmp(e->tag->role, "Link") ? note_cited(f, e->tag) : NULL;
    int ref = special_of(f, e)->first_ref;
    if (!note && ref < 0)
        return;
    buf_puts(b, "/Ref[");
    if (note)
        put_int(b, f->elements[note->id].object, " 0 R ");
    for (int i = ref; i >= 0; i = f->refs.v[i].next)
        put_int(b, f->elements[f->refs.v[i].link].object, " 0 R ");
    buf_putc(b, ']');
}

/* ---- kids ------------------------------------------------------------------------------------ */

/* Returns the number of kids put. */
static int put_mcid(struct finish *f, struct buf *b, int i, int own_page)
{
    const struct mcid *m = &f->mcids.v[i];
    const struct finish_page *page = &f->pages.v[m->page];
    if (m->stream)
        buf_printf(b, "<</Type/MCR/Pg %d 0 R/Stm %d 0 R/MCID %d>>", page->object, m->stream,
                   i - page->first_mcid);
    else if (m->page == own_page)
        put_int(b, i - page->first_mcid, " ");
    else
        buf_printf(b, "<</Type/MCR/Pg %d 0 R/MCID %d>>", page->object, i - page->first_mcid);
    return 1;
}

/* A single kid needs no array. */
static void put_kids(struct finish *f, struct buf *b, const struct element *e, int own_page)
{
    int mcid = f->painted[e->tag->id].first_mcid, kids = 0;
    size_t array = b->n + 2;
    buf_puts(b, "/K[");
    for (const struct tag *t = e->tag->first; t; t = t->next) {
        const struct element *kid = &f->elements[t->id];
        int begins = strcmp(t->role, "Note") ? f->painted[t->id].begins : -1;
        if (!kid->kept)
            continue;
        for (; mcid >= 0 && rank_of(f, mcid) < begins; mcid = f->mcids.v[mcid].next)
            kids += put_mcid(f, b, mcid, own_page);
        put_int(b, kid->object, " 0 R ");
        kids++;
    }
    for (; mcid >= 0; mcid = f->mcids.v[mcid].next)
        kids += put_mcid(f, b, mcid, own_page);
    kids += links_put_references(f, e->tag, b);
    if (b->s[b->n - 1] == ' ')
        b->n--;
    if (kids == 1)
        b->s[array] = ' ';
    else
        buf_putc(b, ']');
}

/* ---- attributes ------------------------------------------------------------------------------ */

static void put_string(struct buf *b, const char *key, const char *value)
{
    if (value && *value) {
        buf_puts(b, key);
        put_text(b, value);
    }
}

static void put_table_attributes(struct buf *b, const struct element *e)
{
    const struct tag *t = e->tag;
    bool head = !strcmp(e->role, "TH");
    if (!strcmp(e->role, "Table") && t->more->summary) {
        put_string(b, "/A<</O/Table/Summary", t->more->summary);
        buf_puts(b, ">>");
    }
    if (!head && (strcmp(e->role, "TD") || (t->more->row_span < 2 && t->more->col_span < 2)))
        return;
    buf_puts(b, "/A<</O/Table");
    if (head)
        buf_printf(b, "/Scope/%s", t->more->scope ? t->more->scope : "Column");
    if (t->more->row_span > 1)
        buf_printf(b, "/RowSpan %d", t->more->row_span);
    if (t->more->col_span > 1)
        buf_printf(b, "/ColSpan %d", t->more->col_span);
    buf_puts(b, ">>");
}

/* PDF 2.0 has more kinds of lists, and a list with labels is of one of them (ISO
 * 14289-2, 8.2.5.25). */
static const char *numbering_of(const struct finish *f, const struct element *e)
{
    const char *numbering = e->tag->more->numbering ? e->tag->more->numbering : "None";
    if (!is_pdf2(f) || strcmp(numbering, "None"))
        return numbering;
    for (const struct tag *item = e->tag->first; item; item = item->next)
        for (const struct tag *t = item->first; t; t = t->next)
            if (f->elements[t->id].kept && !strcmp(f->elements[t->id].role, "Lbl"))
                return origin_elem(t->origin) == DB_listitem ? "Unordered" : "Description";
    return numbering;
}

static void put_attributes(struct finish *f, struct buf *b, const struct element *e)
{
    const struct tag *t = e->tag;
    const struct special *special = special_of(f, e);
    if (is_language(t->more->lang))
        put_string(b, "/Lang", t->more->lang);
    put_string(b, "/Alt", t->more->alt);
    put_string(b, "/ActualText", t->more->actual);
    put_string(b, "/E", t->more->expansion);
    if (!strcmp(e->role, "L"))
        buf_printf(b, "/A<</O/List/ListNumbering/%s>>", numbering_of(f, e));
    put_table_attributes(b, e);
    if (special->figure) {
        bool in_text = origin_elem(t->origin) == DB_inlinemediaobject ||
                       (t->parent && f->painted[t->parent->id].first_mcid >= 0);
        buf_printf(b, "/A<</O/Layout/Placement/%s", in_text ? "Inline" : "Block");
        boxes_put_place(f, "/BBox", &f->figures.v[special->figure - 1], b);
        buf_puts(b, ">>");
    }
    if (!strcmp(e->role, "Note"))
        buf_printf(b, "/ID(note-%d)", t->id);
    if (!strcmp(e->role, "FENote"))
        buf_printf(b, "/A<</O/FENote/NoteType/%s>>", t->more->endnote ? "Endnote" : "Footnote");
    if (f->space)
        put_note_references(f, b, e);
    if (special->formula)
        buf_printf(b, "/AF[%d 0 R]", special->formula);
}

/* ---- the tree -------------------------------------------------------------------------------- */

static void write_element(struct finish *f, const struct element *e)
{
    struct buf *b = file_begin(&f->file, e->object);
    int first = f->painted[e->tag->id].first_mcid, page = first >= 0 ? f->mcids.v[first].page : -1;
    buf_puts(b, "<</S");
    put_name(b, e->role);
    if (f->space && role_is_of_pdf2(e->role)) {
        buf_puts(b, "/NS ");
        put_int(b, f->space, " 0 R");
    }
    buf_puts(b, "/P ");
    put_int(b, e->tag->parent ? f->elements[e->tag->parent->id].object : f->structure, " 0 R");
    if (page >= 0) {
        buf_puts(b, "/Pg ");
        put_int(b, f->pages.v[page].object, " 0 R");
    }
    put_attributes(f, b, e);
    put_kids(f, b, e, page);
    buf_puts(b, ">>");
    file_end(&f->file);
}

/* For every page the elements of its marked contents, then the elements of the annotations. */
static int write_parent_tree(struct finish *f)
{
    int first = 0, tree;
    for (int i = 0; i < f->pages.n;
         i++) { /* in a row: a pack that begins between objects takes a number, too */
        int number = file_number(&f->file);
        first = i ? first : number;
    }
    for (int i = 0; i < f->pages.n; i++) {
        int number = first + i;
        struct buf *b = file_begin(&f->file, number);
        buf_putc(b, '[');
        for (int m = 0; m < f->pages.v[i].n_mcid; m++)
            put_int(b, f->elements[f->mcids.v[f->pages.v[i].first_mcid + m].tag].object, " 0 R ");
        buf_putc(b, ']');
        file_end(&f->file);
    }
    tree = file_number(&f->file);
    struct buf *b = file_begin(&f->file, tree);
    buf_puts(b, "<</Nums[");
    for (int i = 0; i < f->pages.n; i++)
        if (f->pages.v[i].n_mcid)
            buf_printf(b, "%d %d 0 R ", i, first + i);
    for (int i = 0; i < f->forms.n; i++)
        buf_printf(b, "%d %d 0 R ", f->forms.v[i].key, first + f->forms.v[i].page);
    links_put_parents(f, b);
    buf_puts(b, "]>>");
    file_end(&f->file);
    return tree;
}

/* Notes by their ID, in the order of a name tree. */
static int compare_notes(const void *a, const void *b)
{
    char x[32], y[32];
    snprintf(x, sizeof x, "note-%d", (*(const struct element *const *)a)->tag->id);
    snprintf(y, sizeof y, "note-%d", (*(const struct element *const *)b)->tag->id);
    return strcmp(x, y);
}

static void put_id_tree(struct finish *f, struct buf *b)
{
    VEC(const struct element *) notes = {0};
    for (int i = 0; i < f->n_tags; i++)
        if (f->elements[i].kept && !strcmp(f->elements[i].role, "Note"))
            *vec_add(&notes) = &f->elements[i];
    if (notes.n) {
        qsort(notes.v, (size_t)notes.n, sizeof *notes.v, compare_notes);
        buf_puts(b, "/IDTree<</Names[");
        for (int i = 0; i < notes.n; i++)
            buf_printf(b, "(note-%d)%d 0 R ", notes.v[i]->tag->id, notes.v[i]->object);
        buf_puts(b, "]>>");
    }
    vec_done(&notes);
}

void structure_number(struct finish *f)
{
    if (f->tags)
        keep_elements(f);
}

/* The only namespace that has to be declared: types without one are of PDF 1.7 (ISO 32000-2,
 * 14.8.6). */
static void write_namespace(struct finish *f)
{
    f->space = file_number(&f->file);
    struct buf *b = file_begin(&f->file, f->space);
    buf_puts(b, "<</Type/Namespace/NS(http://iso.org/pdf2/ssn)>>");
    file_end(&f->file);
}

void structure_write(struct finish *f)
{
    if (!f->tags)
        return;
    for (int i = 0; i < f->figures.n; i++) {
        struct special *of = element_special(f, &f->elements[f->figures.v[i].tag->id]);
        of->figure = of->figure ? of->figure : i + 1;
    }
    roles_set(f);
    f->structure = file_number(&f->file);
    if (is_pdf2(f)) {
        write_namespace(f);
        gather_references(f);
        mathml_write(f);
    }
    for (int i = 0; i < f->n_tags; i++)
        if (f->elements[i].kept)
            write_element(f, &f->elements[i]);
    int parents = write_parent_tree(f);
    struct buf *b = file_begin(&f->file, f->structure);
    buf_printf(b, "<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d",
               f->elements[0].object, parents, f->pages.n + f->forms.n + f->links.n);
    if (f->space)
        buf_printf(b, "/Namespaces[%d 0 R]", f->space);
    put_id_tree(f, b);
    roles_put_map(f, b);
    buf_puts(b, ">>");
    file_end(&f->file);
}
