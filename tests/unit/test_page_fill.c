// SPDX-License-Identifier: Apache-2.0
/* Filling pages from galleys made by hand: breaks, keeps, notes, floats, rows, columns, sides. */
#include "test.h"

#include "galley.h"

/* Pages of 10 lines. */
#define PAGE "@page { size: 120pt 120pt; margin: 10pt } "

static void test_lines(void)
{
    struct fake f;
    fake_init(&f, PAGE);
    struct galley *g = fake_galley(&f, true);
    fake_para(&f, g, 23, 2, 2);
    struct book *b = page_fill(&f.flow);
    CHECK_INT(b->pages.n, 3);
    CHECK_STR(fake_text(b->pages.v[0]), "0 1 2 3 4 5 6 7 8 9");
    CHECK_STR(fake_text(b->pages.v[2]), "20 21 22");
    CHECK_INT(b->pages.v[0]->frag.v[0].y, 18 * LEN_PT);
    CHECK_INT(b->pages.v[1]->verso, true);
    page_free(b);
    fake_done(&f);
}

/* A last line alone does not go to the next page, nor does a first line stay alone. */
static void test_widows(void)
{
    struct fake f;
    fake_init(&f, PAGE);
    struct galley *g = fake_galley(&f, true);
    fake_para(&f, g, 11, 2, 2);
    fake_para(&f, g, 7, 2, 2);
    fake_para(&f, g, 6, 2, 2);
    struct book *b = page_fill(&f.flow);
    CHECK_STR(fake_text(b->pages.v[0]), "0 1 2 3 4 5 6 7 8");
    CHECK_STR(fake_text(b->pages.v[1]), "9 10 11 12 13 14 15 16 17");
    CHECK_STR(fake_text(b->pages.v[2]), "18 19 20 21 22 23");
    CHECK_INT(b->faults.n, 0);
    page_free(b);
    fake_done(&f);
}

/* Facing pages end alike: where the second page would have to end a line early, the first one,
 * which faces none, does so for it. Of two, each page takes one; none gives more: what fits stays.
 */
static void test_facing(void)
{
    for (int early = 1; early <= 2; early++) {
        struct fake f;
        fake_init(&f, "@page { size: 120pt 420pt; margin: 10pt } ");
        struct galley *g = fake_galley(&f, true);
        fake_para(&f, g, 44, 2, 2);
        fake_para(&f, g, 36 - early, 2, 2);
        fake_para(&f, g, 1 + early, 2, 2);
        fake_para(&f, g, 100, 2, 2);
        struct book *b = page_fill(&f.flow);
        CHECK_INT(b->pages.n, 5);
        CHECK_INT(b->pages.v[0]->fill, 39 * LINE);
        CHECK_INT(b->pages.v[1]->fill, (41 - early) * LINE);
        CHECK_INT(b->pages.v[2]->fill, (41 - early) * LINE);
        CHECK_INT(b->faults.n, 0);
        page_free(b);
        fake_done(&f);
    }
}

/* A paragraph that fits is not divided to keep its end with the picture that it leads in. */
static void test_lead_in(void)
{
    struct fake f;
    fake_init(&f, "@page { size: 120pt 420pt; margin: 10pt } ");
    struct galley *g = fake_galley(&f, true);
    fake_para(&f, g, 35, 2, 2);
    fake_para(&f, g, 4, 2, 2)->keep = KEEP_LEAD_IN;
    fake_item(g, V_IMAGE, fake_box(&f, BOX_IMAGE, f.plain), 5 * LINE);
    struct book *b = page_fill(&f.flow);
    CHECK_INT(b->pages.n, 2);
    CHECK_INT(b->pages.v[0]->fill, 39 * LINE);
    CHECK_INT(b->pages.v[1]->frag.v[0].kind, FRAG_IMAGE);
    page_free(b);
    fake_done(&f);
}

/* A heading goes with the two lines after it, and spaces vanish at the top. */
static void test_keep(void)
{
    struct fake f;
    fake_init(&f, PAGE);
    struct galley *g = fake_galley(&f, true);
    fake_para(&f, g, 8, 2, 2);
    fake_item(g, V_SPACE, NULL, LINE / 2);
    fake_para(&f, g, 1, 1, 1)->keep = KEEP_AVOID;
    fake_item(g, V_SPACE, NULL, LINE / 2);
    fake_para(&f, g, 4, 2, 2);
    struct book *b = page_fill(&f.flow);
    CHECK_STR(fake_text(b->pages.v[0]), "0 1 2 3 4 5 6 7");
    CHECK_STR(fake_text(b->pages.v[1]), "8 9 10 11 12");
    CHECK_INT(b->pages.v[1]->frag.v[0].y, 18 * LEN_PT);
    page_free(b);
    fake_done(&f);
}

/* A keep that would leave a page nearly empty is not met, and reported. */
static void test_unmet(void)
{
    struct fake f;
    fake_init(&f, PAGE);
    struct galley *g = fake_galley(&f, true);
    fake_para(&f, g, 2, 2, 2);
    for (int i = 0; i < 12; i++)
        fake_para(&f, g, 1, 1, 1)->keep = KEEP_AVOID;
    struct book *b = page_fill(&f.flow);
    CHECK_INT(b->pages.n, 2);
    CHECK_STR(fake_text(b->pages.v[0]), "0 1 2 3 4 5 6 7 8 9");
    CHECK_INT(b->faults.n, 1);
    CHECK_INT(b->faults.v[0].id, DIAG_page_keep);
    page_free(b);
    fake_done(&f);
}

static void test_decoration(void)
{
    struct fake f;
    fake_init(&f, PAGE "title { border: 2pt solid black; padding: 3pt }");
    struct galley *g = fake_galley(&f, true);
    const struct box *box = fake_box(&f, BOX_BLOCK, f.boxed);
    fake_para(&f, g, 5, 2, 2);
    fake_item(g, V_OPEN, box, 5 * LEN_PT)->keep = KEEP_NEVER;
    fake_para(&f, g, 8, 2, 2)->keep = KEEP_NEVER;
    fake_item(g, V_CLOSE, box, 5 * LEN_PT);
    struct book *b = page_fill(&f.flow);
    CHECK_STR(fake_text(b->pages.v[0]), "0 1 2 3 4 5 6 7 8");
    const struct frag *first = &b->pages.v[0]->frag.v[5], *rest = &b->pages.v[1]->frag.v[0];
    CHECK_INT(first->kind, FRAG_BOX);
    CHECK_INT(first->edges, EDGE_ALL & ~EDGE_BOTTOM);
    CHECK_INT(first->h, 45 * LEN_PT);
    CHECK_INT(rest->edges, EDGE_ALL & ~EDGE_TOP);
    CHECK_INT(rest->h, 45 * LEN_PT);
    page_free(b);
    fake_done(&f);
}

/* The line with the call and at least the note's beginning share a page; the rest of the note comes
 * first on the next. */
static void test_notes(void)
{
    struct fake f;
    fake_init(&f, PAGE "@page { @footnote { border-top: 1pt solid black; padding-top: 4pt } }");
    struct galley *g = fake_galley(&f, true);
    struct vitem *p = fake_para(&f, g, 12, 2, 2);
    fake_call(&f, g, p, 1, fake_note(&f, 2));
    fake_call(&f, g, p, 6, fake_note(&f, 3));
    struct book *b = page_fill(&f.flow);
    CHECK_STR(fake_text(b->pages.v[0]), "0 1 2 3 4 5 12 13");
    CHECK_STR(fake_text(b->pages.v[1]), "6 7 8 9 10 11 14 15 16");
    const struct page *first = b->pages.v[0];
    CHECK_INT(first->frag.v[first->frag.n - 1].y, 108 * LEN_PT);
    CHECK_INT(first->frag.v[6].kind, FRAG_BOX);
    page_free(b);
    fake_done(&f);
}

static void test_long_note(void)
{
    struct fake f;
    fake_init(&f, PAGE);
    struct galley *g = fake_galley(&f, true);
    struct vitem *p = fake_para(&f, g, 4, 1, 1);
    fake_call(&f, g, p, 0, fake_note(&f, 20));
    struct book *b = page_fill(&f.flow);
    CHECK_STR(fake_text(b->pages.v[0]), "0 4 5 6 7 8 9 10 11 12");
    CHECK_STR(fake_text(b->pages.v[1]), "1 2 3 13 14 15 16 17 18");
    CHECK_STR(fake_text(b->pages.v[2]), "19 20 21 22 23");
    page_free(b);
    fake_done(&f);
}

static void test_page_floats(void)
{
    struct fake f;
    fake_init(&f, PAGE);
    struct galley *g = fake_galley(&f, true);
    fake_para(&f, g, 3, 1, 1);
    fake_item(g, V_FLOAT, NULL, 0)->u.floating = fake_float(&f, FLOAT_TOP, 4);
    fake_item(g, V_FLOAT, NULL, 0)->u.floating = fake_float(&f, FLOAT_BOTTOM, 5);
    fake_item(g, V_FLOAT, NULL, 0)->u.floating = fake_float(&f, FLOAT_TOP, 1);
    fake_para(&f, g, 4, 1, 1);
    struct book *b = page_fill(&f.flow);
    CHECK_STR(fake_text(b->pages.v[0]), "0 1 2 13 14 15 3 4 5 6");
    CHECK_INT(b->pages.v[0]->frag.v[0].y, 58 * LEN_PT);
    CHECK_STR(fake_text(b->pages.v[1]), "16 12 7 8 9 10 11");
    page_free(b);
    fake_done(&f);
}

/* Margin notes move apart and stay on the page. */
static void test_side_floats(void)
{
    struct fake f;
    fake_init(&f, PAGE);
    struct galley *g = fake_galley(&f, true);
    for (int i = 0; i < 10; i++) {
        if (i == 0 || i == 1 || i == 9) {
            struct floating *fl = fake_float(&f, FLOAT_SIDE, 3);
            fl->x = 110 * LEN_PT;
            fake_item(g, V_FLOAT, NULL, 0)->u.floating = fl;
        }
        fake_para(&f, g, 1, 1, 1);
    }
    struct book *b = page_fill(&f.flow);
    const struct page *p = b->pages.v[0];
    CHECK_INT(p->frag.n, 19);
    CHECK_INT(p->frag.v[10].y, 18 * LEN_PT);
    CHECK_INT(p->frag.v[10].x, 120 * LEN_PT);
    CHECK_INT(p->frag.v[13].y, 48 * LEN_PT);
    CHECK_INT(p->frag.v[16].y, 88 * LEN_PT);
    page_free(b);
    fake_done(&f);
}

static struct row *make_row(struct fake *f, int left, int right)
{
    struct row *row = arena_make(&f->flow.arena, struct row);
    *row = (struct row){.box = fake_box(f, BOX_ROW, f->plain), .width = 100 * LEN_PT, .n = 2};
    row->cell = arena_array(&f->flow.arena, struct cell, 2);
    for (int i = 0; i < 2; i++) {
        struct galley *body = fake_galley(f, false);
        fake_para(f, body, i ? right : left, 1, 1);
        row->cell[i] = (struct cell){.box = fake_box(f, BOX_CELL, f->plain),
                                     .body = body,
                                     .x = i * 50 * LEN_PT,
                                     .width = 50 * LEN_PT,
                                     .row_span = 1,
                                     .edges = EDGE_ALL};
        row->height = len_max(row->height, body->height);
    }
    row->cell[0].height = row->cell[1].height = row->height;
    return row;
}

static void put_row(struct galley *g, struct row *row, bool breakable)
{
    struct vitem *v = fake_item(g, V_ROW, row->box, row->height);
    v->u.row = row;
    v->breakable = breakable;
}

/* Heads come again as artifacts; a row that does not fit is split cell by cell. */
static void test_table(void)
{
    struct fake f;
    fake_init(&f, PAGE);
    struct galley *g = fake_galley(&f, true);
    struct row *head = make_row(&f, 1, 1);
    struct vitem *table = fake_item(g, V_TABLE, head->box, 0);
    table->u.table = arena_make(&f.flow.arena, struct table_ends);
    table->u.table->head = &head;
    table->u.table->n_head = 1;
    table->u.table->head_height = head->height;
    put_row(g, head, false);
    g->item.v[1].keep = KEEP_NEVER;
    put_row(g, make_row(&f, 4, 1), true);
    put_row(g, make_row(&f, 9, 2), true);
    fake_item(g, V_TABLE_END, head->box, 0);
    struct book *b = page_fill(&f.flow);
    CHECK_STR(fake_text(b->pages.v[0]), "0 1 2 3 4 5 6 7 8 9 10 11 16 17");
    CHECK_STR(fake_text(b->pages.v[1]), "(0) (1) 12 13 14 15");
    page_free(b);
    fake_done(&f);
}

static void test_columns(void)
{
    struct fake f;
    fake_init(&f, PAGE);
    struct galley *g = fake_galley(&f, true), *body = fake_galley(&f, false);
    fake_para(&f, g, 4, 1, 1);
    fake_para(&f, body, 21, 1, 1);
    struct vitem *v = fake_item(g, V_COLUMNS, fake_box(&f, BOX_BLOCK, f.plain), body->height / 2);
    v->u.columns.body = body;
    v->u.columns.count = 2;
    v->u.columns.column = 45 * LEN_PT;
    v->u.columns.gap = 10 * LEN_PT;
    v->u.columns.balance = true;
    fake_para(&f, g, 1, 1, 1);
    struct book *b = page_fill(&f.flow);
    CHECK_INT(b->pages.n, 2);
    CHECK_STR(fake_text(b->pages.v[0]), "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15");
    CHECK_STR(fake_text(b->pages.v[1]), "16 17 18 19 20 21 22 23 24 25");
    CHECK_INT(b->pages.v[1]->frag.v[5].x, 65 * LEN_PT);
    CHECK_INT(b->pages.v[1]->frag.v[9].y, 68 * LEN_PT);
    page_free(b);
    fake_done(&f);
}

static void test_sides(void)
{
    struct fake f;
    fake_init(&f, PAGE);
    fake_para(&f, fake_galley(&f, true), 1, 1, 1);
    struct galley *g = fake_galley(&f, true);
    g->start = KW_right;
    g->group = true;
    fake_para(&f, g, 11, 1, 1);
    struct book *b = page_fill(&f.flow);
    CHECK_INT(b->pages.n, 4);
    CHECK_INT(b->pages.v[1]->flags, CSS_PAGE_BLANK | CSS_PAGE_LEFT);
    CHECK_INT(b->pages.v[2]->flags, CSS_PAGE_FIRST | CSS_PAGE_RIGHT);
    CHECK_INT(b->pages.v[3]->flags, CSS_PAGE_LEFT);
    CHECK_INT(b->pages.v[3]->number, 4);
    page_free(b);
    fake_done(&f);
}

/* What is taller than a page is set all the same, and reported. */
static void test_too_tall(void)
{
    struct fake f;
    fake_init(&f, PAGE);
    struct galley *g = fake_galley(&f, true);
    fake_para(&f, g, 1, 1, 1);
    fake_item(g, V_IMAGE, fake_box(&f, BOX_IMAGE, f.plain), 30 * LINE);
    fake_para(&f, g, 1, 1, 1);
    struct book *b = page_fill(&f.flow);
    CHECK_INT(b->pages.n, 3);
    CHECK_INT(b->pages.v[1]->frag.v[0].kind, FRAG_IMAGE);
    CHECK_INT(b->faults.n, 2);
    CHECK_INT(b->faults.v[0].id, DIAG_page_short);
    CHECK_INT(b->faults.v[1].id, DIAG_page_overfull);
    page_free(b);
    fake_done(&f);
}

int main(void)
{
    test_lines();
    test_widows();
    test_facing();
    test_lead_in();
    test_keep();
    test_unmet();
    test_decoration();
    test_notes();
    test_long_note();
    test_page_floats();
    test_side_floats();
    test_table();
    test_columns();
    test_sides();
    test_too_tall();
    return test_end();
}
