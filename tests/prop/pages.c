// SPDX-License-Identifier: Apache-2.0
/* Page filling on random galleys: every line of text, notes and floats is set once and in order,
 * whatever the keeps, no figure is above an earlier one of its series, deferred, at a foot or as an
 * insert, and every page but a space one holds something; so filling ends. */
#include <stdlib.h>

#include "../unit/test.h"

#include "../unit/galley.h"

enum { TRIES = 10000, LINES_MAX = 100000 };

static uint32_t seed;
static int rnd(int n)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)((seed >> 8) % (uint32_t)n);
}

/* ---- random galleys -------------------------------------------------------------------------------------------- */

static void random_items(struct fake *f, struct galley *g, int depth, int n);

static int random_keep(void) { return rnd(5) ? KEEP_FREE : rnd(4) ? KEEP_AVOID : KEEP_NEVER; }

static void random_para(struct fake *f, struct galley *g, bool notes)
{
    int n = 1 + rnd(rnd(6) ? 8 : 40);
    struct vitem *v = fake_para(f, g, n, 1 + rnd(3), 1 + rnd(3));
    v->keep = (int16_t)random_keep();
    v->keep_inside = rnd(8) ? KEEP_FREE : KEEP_AVOID;
    for (int i = 0; notes && i < n; i++)
        if (!rnd(12))
            fake_call(f, g, v, i, fake_note(f, 1 + rnd(rnd(5) ? 4 : 30)));
}

static void random_row(struct fake *f, struct galley *g, int depth)
{
    struct row *row = arena_make(&f->flow.arena, struct row);
    *row = (struct row){.box = fake_box(f, BOX_ROW, f->plain),
                        .width = g->measure,
                        .n = 1 + rnd(3)};
    row->cell = arena_array(&f->flow.arena, struct cell, row->n);
    int notes = 0;
    for (int i = 0; i < row->n; i++) {
        struct galley *body = fake_galley(f, false);
        random_items(f, body, depth + 1, 1 + rnd(2));
        row->cell[i] = (struct cell){.box = fake_box(f, BOX_CELL, f->plain),
                                     .body = body,
                                     .width = LEN_PT,
                                     .row_span = 1,
                                     .top = rnd(LINE),
                                     .bottom = rnd(LINE),
                                     .edges = EDGE_ALL};
        row->height = len_max(row->height, row->cell[i].top + body->height + row->cell[i].bottom);
        notes += body->notes;
    }
    for (int i = 0; i < row->n; i++)
        row->cell[i].height = row->height;
    struct vitem *v = fake_item(g, V_ROW, row->box, row->height);
    v->u.row = row;
    v->notes = notes;
    v->breakable = rnd(3);
    v->keep = (int16_t)random_keep();
    g->notes += notes;
}

enum { ROWS = 6, COLS = 3 };

/* Heights as flow settles them: of each row by its own cells, then the last row of a cell that
 * spans several. */
static void settle_heights(struct row **row, int n, int rows)
{
    for (int i = 0; i < rows; i++)
        row[i]->own = row[i]->height;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < row[i]->n; j++) {
            struct cell *c = &row[i]->cell[j];
            len has = 0;
            for (int k = i; k < i + c->row_span; k++)
                has += row[k]->height;
            len lack = c->top + c->body->height + c->bottom - has;
            row[i + c->row_span - 1]->height += lack > 0 ? lack : 0;
        }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < row[i]->n; j++) {
            row[i]->cell[j].height = 0;
            for (int k = i; k < i + row[i]->cell[j].row_span; k++)
                row[i]->cell[j].height += row[k]->height;
        }
}

/* A table in whose body cells span rows, and rows span pages. */
static void random_table(struct fake *f, struct galley *g, int depth)
{
    struct row **row = arena_array(&f->flow.arena, struct row *, ROWS);
    int rows = 1 + rnd(ROWS), cols = 1 + rnd(COLS), heads = rows > 1 && !rnd(3), busy[COLS] = {0};
    for (int i = 0; i < rows; i++) {
        row[i] = arena_make(&f->flow.arena, struct row);
        *row[i] = (struct row){.box = fake_box(f, BOX_ROW, f->plain),
                               .width = g->measure,
                               .cell = arena_array(&f->flow.arena, struct cell, COLS)};
        row[i]->head = i < heads;
        for (int j = 0; j < cols; j++) {
            if (busy[j] > i)
                continue;
            struct galley *body = fake_galley(f, false);
            random_para(f, body, rnd(2));
            random_items(f, body, depth + 1, i < heads ? 0 : rnd(2));
            struct cell *c = &row[i]->cell[row[i]->n++];
            *c = (struct cell){.box = fake_box(f, BOX_CELL, f->plain),
                               .body = body,
                               .width = LEN_PT,
                               .row_span = i < heads || rnd(2) ? 1 : 1 + rnd(rows - i),
                               .top = rnd(LINE),
                               .bottom = rnd(LINE),
                               .edges = EDGE_ALL};
            busy[j] = i + c->row_span;
            if (c->row_span == 1)
                row[i]->height = len_max(row[i]->height, c->top + body->height + c->bottom);
        }
    }
    settle_heights(row, rows, rows);
    const struct box *box = fake_box(f, BOX_TABLE, f->plain);
    struct vitem *table = fake_item(g, V_TABLE, box, 0);
    table->keep = KEEP_NEVER;
    table->u.table = arena_make(&f->flow.arena, struct table_ends);
    table->u.table->head = row;
    table->u.table->n_head = heads;
    table->u.table->head_height = heads ? row[0]->height : 0;
    for (int i = 0; i < rows; i++) {
        struct vitem *v = fake_item(g, V_ROW, row[i]->box, row[i]->height);
        v->u.row = row[i];
        for (int j = 0; j < row[i]->n; j++)
            v->notes += row[i]->cell[j].body->notes;
        g->notes += v->notes;
        v->breakable = i >= heads;
        v->keep = i < heads || i == rows - 1 ? KEEP_NEVER : rnd(2) ? KEEP_SPAN : KEEP_FREE;
    }
    fake_item(g, V_TABLE_END, box, 0)->keep = (int16_t)random_keep();
}

static void random_columns(struct fake *f, struct galley *g, int depth)
{
    struct galley *body = fake_galley(f, false);
    random_items(f, body, depth + 1, 1 + rnd(5));
    struct vitem *v = fake_item(g, V_COLUMNS, fake_box(f, BOX_BLOCK, f->plain), body->height / 2);
    v->u.columns.body = body;
    v->u.columns.count = 1 + rnd(3);
    v->u.columns.balance = rnd(2);
    v->notes = body->notes;
    g->notes += body->notes;
}

static void random_block(struct fake *f, struct galley *g, int depth)
{
    const struct box *box = fake_box(f, BOX_BLOCK, f->boxed);
    struct vitem *open = fake_item(g, V_OPEN, box, rnd(LINE));
    open->keep = KEEP_NEVER;
    if (rnd(2))
        open->u.open.top_cont = open->u.open.bottom_cont = rnd(LINE);
    random_items(f, g, depth + 1, 1 + rnd(4));
    g->item.v[g->item.n - 1].keep = KEEP_NEVER;
    fake_item(g, V_CLOSE, box, rnd(LINE))->keep = (int16_t)random_keep();
}

/* As flow has it: no block of its series comes before it, which a barrier before the next one sees
 * to. */
static void random_insert(struct fake *f, struct galley *g)
{
    fake_item(g, V_FLOAT, NULL, 0)->u.floating = fake_insert(f, 1 + rnd(rnd(3) ? 5 : 30), rnd(3));
    random_para(f, g, true);
    fake_item(g, V_BARRIER, NULL, 0);
}

static void random_item(struct fake *f, struct galley *g, int depth)
{
    int kind = rnd(depth < 3 ? 16 : 10);
    for (int n = rnd(12) ? 0 : 1 + rnd(3); n > 0; n--)
        fake_defer(f, g, 1 + rnd(rnd(5) ? 5 : 14), rnd(3))->u.defer.fixed = depth > 0 || !rnd(4);
    if (kind < 7)
        random_para(f, g, depth == 0 || rnd(2));
    else if (kind < 9)
        fake_item(g, V_SPACE, NULL, rnd(2 * LINE));
    else if (kind == 9 && depth == 0 && !rnd(3))
        random_insert(f, g);
    else if (kind == 9)
        fake_item(g, V_FLOAT, NULL, 0)->u.floating = fake_float(f, (enum float_kind)rnd(4),
                                                                1 + rnd(rnd(5) ? 5 : 14));
    else if (kind < 11)
        random_row(f, g, depth);
    else if (kind < 12)
        random_table(f, g, depth);
    else if (kind < 13)
        random_columns(f, g, depth);
    else if (kind < 15)
        random_block(f, g, depth);
    else if (depth == 0)
        fake_item(g, V_BREAK, NULL, 0)->u.brk.where = KW_page;
}

static void random_items(struct fake *f, struct galley *g, int depth, int n)
{
    for (int i = 0; i < n; i++)
        random_item(f, g, depth);
}

/* ---- what must hold ---------------------------------------------------------------------------------------------- */

/* How often each line came, on which page, and where. */
static int seen[LINES_MAX], page_of[LINES_MAX];
static len y_of[LINES_MAX];
/* Blocks that were deferred, those of them at the foot of a page with another one, and inserts. */
static int deferred, at_foot, inserted;

static int number(const struct line *l) { return atoi(l->seg[0].own->text); }

static void count_lines(const struct book *b)
{
    memset(seen, 0, sizeof seen);
    for (int i = 0; i < b->pages.n; i++)
        for (int j = 0; j < b->pages.v[i]->frag.n; j++) {
            const struct frag *g = &b->pages.v[i]->frag.v[j];
            if (g->kind != FRAG_LINE || g->artifact)
                continue;
            seen[number(g->line)]++;
            page_of[number(g->line)] = i;
            y_of[number(g->line)] = g->y;
        }
}

static bool in_order(const struct galley *g)
{
    int last = 0;
    for (int i = 0; i < g->item.n; i++) {
        const struct vitem *v = &g->item.v[i];
        if (v->kind == V_DEFER && !v->u.defer.fixed) {
            i += v->u.defer.n;
            continue;
        }
        for (int j = 0; v->kind == V_PARA && j < v->u.para->n; j++) {
            int at = page_of[number(&v->u.para->line[j])];
            if (at < last)
                return false;
            last = at;
        }
    }
    return true;
}

/* The first line of what may be deferred, or of an insert; -1: the item is neither, or text that
 * has no place in a series. */
static int line_of_series(const struct vitem *v, const char **series)
{
    const struct floating *fl = v->kind == V_DEFER   ? v->u.defer.floating
                                : v->kind == V_FLOAT ? v->u.floating
                                                     : NULL;
    if (!fl || (fl->kind == FLOAT_INSERT ? 0 : v->kind != V_DEFER))
        return -1;
    *series = fl->series;
    return number(&(v->kind == V_DEFER ? v[1] : fl->body->item.v[0]).u.para->line[0]);
}

/* None of a series is above an earlier one of it. */
static bool series_in_order(const struct galley *g)
{
    for (int i = 0; i < g->item.n; i++) {
        const char *series = NULL;
        int line = line_of_series(&g->item.v[i], &series);
        inserted += line >= 0 && g->item.v[i].kind == V_FLOAT;
        for (int k = i + 1; line >= 0 && k < g->item.n; k++) {
            const char *other = NULL;
            int next = line_of_series(&g->item.v[k], &other);
            if (next < 0 || other != series)
                continue;
            if (page_of[next] < page_of[line] ||
                (page_of[next] == page_of[line] && y_of[next] < y_of[line]))
                return false;
            break;
        }
    }
    return true;
}

/* Deferred blocks are on a later page than the text that follows them; those at its foot are below
 * such text. */
static void count_deferred(const struct galley *g)
{
    for (int i = 0; i + 1 < g->item.n; i++) {
        if (g->item.v[i].kind != V_DEFER || g->item.v[i].u.defer.fixed)
            continue;
        int line = number(&g->item.v[i + 1].u.para->line[0]);
        bool before = false, above = false;
        for (int k = i + 2; k < g->item.n; k++) {
            const struct vitem *v = &g->item.v[k];
            k += v->kind == V_DEFER ? v->u.defer.n : 0;
            if (v->kind != V_PARA)
                continue;
            int at = number(&v->u.para->line[0]);
            before |= page_of[at] < page_of[line];
            above |= page_of[at] == page_of[line] && y_of[at] < y_of[line];
        }
        deferred += before;
        at_foot += before && above;
    }
}

static bool no_empty_page(const struct book *b)
{
    for (int i = 0; i < b->pages.n; i++)
        if (b->pages.v[i]->frag.n == 0 && b->pages.v[i]->fill == 0 &&
            !(b->pages.v[i]->flags & CSS_PAGE_BLANK))
            return false;
    return true;
}

static void try_one(const struct fake *like, uint32_t start)
{
    struct fake f = *like;
    seed = start;
    f.flow.doc = &f.doc;
    int galleys = 1 + rnd(2);
    for (int i = 0; i < galleys; i++) {
        struct galley *g = fake_galley(&f, true);
        fake_para(&f, g, 1, 1, 1);
        random_items(&f, g, 0, 1 + rnd(12));
        fake_para(&f, g, 1, 1, 1);
    }
    struct book *b = page_fill(&f.flow);
    count_lines(b);
    int wrong = 0;
    for (int i = 0; i < f.lines; i++)
        wrong += seen[i] != 1;
    bool order = true;
    for (int i = 0; i < f.flow.galley.n; i++) {
        order = order && in_order(f.flow.galley.v[i]) && series_in_order(f.flow.galley.v[i]);
        count_deferred(f.flow.galley.v[i]);
    }
    if (wrong || !order || !no_empty_page(b))
        fprintf(stderr, "seed %u: %d of %d lines wrong\n", start, wrong, f.lines);
    CHECK(wrong == 0);
    CHECK(order);
    CHECK(no_empty_page(b));
    page_free(b);
    fake_clear(&f);
}

int main(int argc, char **argv)
{
    int one = argc > 1 ? atoi(argv[1]) : -1;
    struct fake f;
    fake_init(&f, "@page { size: 120pt 120pt; margin: 10pt } title { border: 1pt solid black }");
    diag_configure(DIAG_SYSTEM, DIAG_TEXT);
    PROPERTY for (int i = 0; i < TRIES; i++) if (one < 0 || i == one)
        try_one(&f, (uint32_t)i * 7919u);
    fake_done(&f);
    fprintf(stderr, "%d blocks deferred, %d of them to a foot, %d inserts\n", deferred, at_foot,
            inserted);
    CHECK(one >= 0 || (deferred > 100 && at_foot > 0 && inserted > 100));
    return test_end();
}
