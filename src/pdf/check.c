// SPDX-License-Identifier: Apache-2.0
/* Claims of conformance: only those that hold are made, and violations are reported with their
 * places.
 *
 * Most requirements of the standards are met by construction; here are those that depend on the
 * document: title, language, alternative texts, glyphs for its characters, regular tables. A draft
 * claims nothing. */
#include "pdf/pdf-int.h"

#include <string.h>

enum { COLUMNS_MAX = 4096 };

/* ---- languages ------------------------------------------------------------------------------- */

/* The shape of a language tag (RFC 3066): parts of 1 to 8 letters or, but for the first, digits. */
bool is_language(const char *s)
{
    if (!s || !*s)
        return false;
    for (int part = 0;; part++) {
        int n = 0;
        for (; (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
               (part && *s >= '0' && *s <= '9');
             s++)
            n++;
        if (n < 1 || n > 8 || (*s && *s != '-'))
            return false;
        if (!*s++)
            return true;
    }
}

/* ---- tables ---------------------------------------------------------------------------------- */

/* The number of further rows in which each column is occupied by cells from above. */
struct grid {
    int taken[COLUMNS_MAX], columns;
};

/* Sets a row's cells into the grid. Returns the number of columns it covers; -1 if cells overlap,
 * or are too many. */
static int set_row(struct finish *f, struct grid *g, const struct tag *row)
{
    int x = 0, covered = 0;
    for (int i = 0; i < g->columns; i++)
        covered += g->taken[i] > 0;
    for (const struct tag *c = row->first; c; c = c->next) {
        int span = c->more->col_span > 1 ? c->more->col_span : 1;
        if (!f->elements[c->id].kept)
            continue;
        while (x < g->columns && g->taken[x] > 0)
            x++;
        if (span > COLUMNS_MAX - x)
            return -1;
        for (; span--; x++, covered++) {
            if (g->taken[x] > 0)
                return -1;
            g->taken[x] = c->more->row_span > 1 ? c->more->row_span : 1;
            g->columns = x + 1 > g->columns ? x + 1 : g->columns;
        }
    }
    for (int i = 0; i < g->columns; i++)
        g->taken[i] -= g->taken[i] > 0;
    return covered;
}

static bool is_regular(struct finish *f, const struct tag *table)
{
    struct grid *g = mem_new(sizeof *g);
    int columns = 0;
    bool ok = true;
    for (const struct tag *row = tag_next_row(table, NULL); row && ok;
         row = tag_next_row(table, row)) {
        if (!f->elements[row->id].kept)
            continue;
        int n = set_row(f, g, row);
        columns = columns ? columns : n;
        ok = n == columns;
    }
    for (int i = 0; i < g->columns; i++)
        ok &= g->taken[i] <= 0;
    mem_free(g);
    return ok;
}

/* ---- elements -------------------------------------------------------------------------------- */

bool tag_lacks_alternative(const struct tag *t)
{
    return (!strcmp(t->role, "Figure") || !strcmp(t->role, "Formula")) &&
           !(t->more->alt && *t->more->alt) && !t->more->actual;
}

static void check_elements(struct finish *f)
{
    bool h = false, hn = false;
    int mute = 0;
    for (int i = 0; i < f->n_tags; i++) {
        const struct element *e = &f->elements[i];
        if (!e->kept)
            continue;
        if (tag_lacks_alternative(e->tag)) {
            if (f->edition->list_alternatives)
                diag(DIAG_pdf_no_alt, tag_place(f, e->tag),
                     e->tag->more->file ? e->tag->more->file : "");
            f->claim_ua = false;
            mute++;
        } else if (!strcmp(e->role, "Table") && !is_regular(f, e->tag)) {
            diag(DIAG_pdf_table, tag_place(f, e->tag));
            f->claim_ua = false;
        }
        h |= !strcmp(e->role, "H");
        hn |= !strcmp(e->role, "H1");
    }
    if (mute && !f->edition->list_alternatives)
        diag_once(DIAG_pdf_no_alts, tag_place(f, NULL), mute);
    if (h && hn) {
        diag(DIAG_pdf_headings, tag_place(f, NULL));
        f->claim_ua = false;
    }
}

static void check_document(struct finish *f)
{
    if (!f->doc->title || !*f->doc->title) {
        diag(DIAG_pdf_no_title, tag_place(f, NULL));
        f->claim_ua = f->claim_x = false;
    }
    if (!is_language(f->doc->lang)) {
        diag(DIAG_pdf_no_language, tag_place(f, NULL));
        f->claim_ua = false;
    }
    if (f->missing_glyphs) {
        diag(DIAG_pdf_notdef, tag_place(f, NULL), f->missing_glyphs);
        f->claim_ua = f->claim_a = false;
    }
}

static void check_imports(struct finish *f)
{
    if (f->bare_fonts) {
        diag(DIAG_pdf_bare_fonts, LOC_NONE);
        f->claim_ua = f->claim_a = f->claim_x = false;
    } else if (f->mute_fonts) {
        diag(DIAG_pdf_mute_fonts, LOC_NONE);
        f->claim_ua = f->claim_a = false;
    }
}

void claims_check(struct finish *f)
{
    if (f->edition->kind == EDITION_DRAFT)
        return;
    f->claim_a = f->claim_ua = f->structure;
    f->claim_x = f->edition->kind == EDITION_PRESS;
    if (!color_has_intent(f))
        f->claim_a = f->claim_x = false;
    check_document(f);
    check_elements(f);
    check_imports(f);
}
