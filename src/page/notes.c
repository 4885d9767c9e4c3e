// SPDX-License-Identifier: Apache-2.0
/* Footnotes.
 *
 * A line may be on a page when all notes that it calls can at least begin on the same page. The
 * last note may be split there: its rest waits for the next page, where it comes first. Once a note
 * had to be split, the page is full (r->full), since its part takes all the space. Notes that a
 * note calls follow it; those of a note that is split wait with its rest. Only a line that must be
 * on the page lets its notes wait as a whole. Every page sets a part of the waiting notes, so this
 * terminates. */
#include "page/page-int.h"

/* Notes that wait leave at least a third of a page to the text. */
static len resume_cap(const struct filler *f) { return f->page->height * 2 / 3; }

static const struct css_style *area_style(const struct filler *f) { return f->page->css->footnote; }

/* [len] above and below the notes: margin, rule and padding of @footnote. */
static len area_above(const struct filler *f)
{
    const struct css_style *s = area_style(f);
    len w = f->page->width;
    return css_len(s, CSS_margin_top, w) + s->v[CSS_border_top_width].len +
           css_len(s, CSS_padding_top, w);
}

static len area_below(const struct filler *f)
{
    const struct css_style *s = area_style(f);
    len w = f->page->width;
    return css_len(s, CSS_padding_bottom, w) + s->v[CSS_border_bottom_width].len +
           css_len(s, CSS_margin_bottom, w);
}

/* [len] from the page area's left edge to that of the notes. */
static len area_left(const struct filler *f)
{
    const struct css_style *s = area_style(f);
    len w = f->page->width;
    return css_len(s, CSS_margin_left, w) + s->v[CSS_border_left_width].len +
           css_len(s, CSS_padding_left, w);
}

/* The maximum height of the area including margins; max-height is that of its content, or of its
 * border box. */
static len area_max(const struct filler *f)
{
    const struct css_style *s = area_style(f);
    len w = f->page->width;
    if (s->v[CSS_max_height].kind == CSS_KEYWORD)
        return LEN_MAX;
    len around = css_is(s, CSS_box_sizing, KW_border_box)
                     ? css_len(s, CSS_margin_top, w) + css_len(s, CSS_margin_bottom, w)
                     : area_above(f) + area_below(f);
    return css_len(s, CSS_max_height, f->page->height) + around;
}

static void notes_add(struct filler *f, const struct note *note, struct spot from, len room,
                      len height, bool whole, len over)
{
    struct noted *n = arena_make(&f->book->arena, struct noted);
    height = len_max(0, height - over);
    *n = (struct noted){.prev = f->now.notes,
                        .note = note,
                        .from = from,
                        .room = room,
                        .height = height,
                        .whole = whole,
                        .over = over};
    f->now.foot = len_add(f->now.foot,
                          len_add(height, f->now.notes ? 0 : area_above(f) + area_below(f)));
    f->now.notes = n;
}

static void wait(struct filler *f, const struct note *note, struct spot at)
{
    struct queue *q = arena_make(&f->book->arena, struct queue);
    *q = (struct queue){.prev = f->now.notes_waiting, .note = note, .at = at};
    f->now.notes_waiting = q;
}

/* The height of the part of a note that fits into `room`; *at is moved past it. The fragments made
 * meanwhile are dropped: notes are painted when the page is. */
static len measure(struct filler *f, const struct note *note, struct spot *at, len room, bool must,
                   enum ended *ended)
{
    struct run r = {.f = f,
                    .galley = note->body,
                    .at = *at,
                    .cap = room,
                    .must = must,
                    .fresh = spot_begun(at),
                    .artifact = true};
    struct sheet before = sheet_save(f);
    enum filler_mode mode = f->mode;
    f->mode = FILL_MEASURE;
    *ended = run_fill(&r);
    f->mode = mode;
    sheet_restore(f, &before);
    if (*ended != RUN_NONE)
        *at = r.at;
    return r.y;
}

/* footnote-policy: the note's page is that of its line (or block), regardless of the empty space on
 * the page before. */
static enum css_kw policy(const struct note *note)
{
    return note->box && note->box->u.out.body
               ? css_kw(note->box->u.out.body->style, CSS_footnote_policy)
               : KW_auto;
}

static bool whole_only(const struct note *note) { return policy(note) != KW_auto; }

bool notes_move_block(const struct line *l)
{
    for (int i = 0; i < line_hangers(l)->n_notes; i++)
        if (policy(line_hangers(l)->note[i]) == KW_block)
            return true;
    return false;
}

/* The notes that are called in a galley, in order. */
struct calls {
    VEC(const struct note *) note;
};

static void gather_calls(const struct galley *g, struct calls *out)
{
    for (int i = 0; g->notes && i < g->item.n; i++) {
        const struct vitem *v = &g->item.v[i];
        if (!v->notes)
            continue;
        for (int k = 0; v->kind == V_PARA && k < v->u.para->n; k++)
            for (int j = 0; j < line_hangers(&v->u.para->line[k])->n_notes; j++)
                *vec_add(&out->note) = line_hangers(&v->u.para->line[k])->note[j];
        for (int k = 0; v->kind == V_ROW && k < v->u.row->n; k++)
            gather_calls(v->u.row->cell[k].body, out);
        if (v->kind == V_COLUMNS)
            gather_calls(v->u.columns.body, out);
    }
}

/* ---- notes in one line (footnote-display) ---------------------------------------------------- */

static enum css_kw display(const struct note *note)
{
    return css_kw(note->box->u.out.body->style, CSS_footnote_display);
}

/* A note that begins beside the last line of the previous one; *over is the height saved. Returns
 * the note itself if it does not fit there, or is separate. compact: only whole notes share a line;
 * inline: they are run in like the sentences of a paragraph. */
static const struct note *go_on(struct filler *f, const struct note *note, len *over)
{
    const struct noted *before = f->now.notes;
    struct note_lines last, own;
    *over = 0;
    if (!note->box || display(note) == KW_block || !before || !before->whole ||
        display(before->note) == KW_block)
        return note;
    bool compact = display(note) == KW_compact;
    len em = css_font_size(note->box->u.out.body->style);
    if (!flow_note_lines(before->note, &last) || !flow_note_lines(note, &own) ||
        last.free < (compact ? 1 : 4) * em ||
        (compact && (last.n > 1 || own.n > 1 || own.end + em > last.free)))
        return note;
    const struct note *also = flow_note_from(f->book->flow, note, last.end + em);
    if (!flow_note_lines(also, &own) || own.first->overfull || !own.first->n ||
        own.first->ascent > last.last->ascent || (compact && own.n > 1))
        return note;
    *over = before->height + before->over - last.last_baseline + own.first_baseline;
    return also;
}

static bool notes_place(struct filler *f, const struct note *note, struct spot at, len room,
                        bool must);

/* Places the notes called in a note after it; `room` [len] is the height of the area with all its
 * notes. False if they do not fit. */
static bool place_called(struct filler *f, const struct note *note, len room, bool must)
{
    struct calls calls = {0};
    bool fits = true;
    gather_calls(note->body, &calls);
    for (int i = 0; i < calls.note.n && fits; i++)
        if (f->now.notes_waiting ||
            !notes_place(f, calls.note.v[i], (struct spot){0}, room - f->now.foot, false)) {
            fits = must;
            wait(f, calls.note.v[i], (struct spot){0});
        }
    vec_done(&calls.note);
    return fits;
}

/* Adds a note from `at` on, as much as fits into `room`, and lets the rest wait. False: not even
 * its beginning fits. */
static bool notes_place(struct filler *f, const struct note *note, struct spot at, len room,
                        bool must)
{
    len above = f->now.notes ? 0 : area_above(f) + area_below(f), most = len_add(f->now.foot, room);
    struct spot rest = at;
    len over = 0;
    if (!spot_begun(&at))
        note = go_on(f, note, &over);
    room = len_add(room, over);
    struct sheet before = sheet_save(f);
    enum ended ended;
    len height = measure(f, note, &rest, room - above, must, &ended);
    if (ended == RUN_NONE || (ended != RUN_DONE && whole_only(note) && !must && !spot_begun(&at)))
        return false;
    if (!must)
        height = len_min(height,
                         room - above); /* all but the margin below the note's last paragraph */
    bool whole = ended == RUN_DONE && !spot_begun(&at);
    notes_add(f, note, at, room - above, height, whole, over);
    if (ended != RUN_DONE)
        wait(f, note, rest);
    if (!whole || place_called(f, note, most, must))
        return true;
    sheet_restore(f, &before);
    return false;
}

/* Adds a note regardless of the space, with those called in it. */
static void add_whole(struct filler *f, const struct note *note)
{
    struct calls calls = {0};
    len over;
    note = go_on(f, note, &over);
    notes_add(f, note, (struct spot){0}, 0, note->body->height, true, over);
    gather_calls(note->body, &calls);
    for (int i = 0; i < calls.note.n; i++)
        add_whole(f, calls.note.v[i]);
    vec_done(&calls.note);
}

/* A note has its place on this page, or waits for one. */
static bool is_placed(const struct filler *f, const struct note *note)
{
    for (const struct noted *n = f->now.notes; n; n = n->prev)
        if (n->note->box == note->box)
            return true;
    for (const struct queue *q = f->now.notes_waiting; q; q = q->prev)
        if (q->note->box == note->box)
            return true;
    return false;
}

bool notes_call(struct run *r, const struct line *l, len bottom)
{
    struct filler *f = r->f;
    for (int i = 0; i < line_hangers(l)->n_notes && f->mode == FILL_PAINT_NOTES; i++)
        if (!is_placed(f, line_hangers(l)->note[i]))
            wait(f, line_hangers(l)->note[i], (struct spot){0});
    if (f->mode >= FILL_MEASURE)
        return true;
    struct sheet before = sheet_save(f);
    for (int i = 0; i < line_hangers(l)->n_notes; i++) {
        const struct note *note = line_hangers(l)->note[i];
        len room = len_min(sheet_room(f) - len_max(bottom, r->notes_below) - run_below(r),
                           area_max(f) - f->now.foot);
        bool waits = f->now.notes_waiting != NULL;
        if (!waits && r->extent != EXTENT_PAGE) {
            add_whole(f, note);
        } else if (waits || !notes_place(f, note, (struct spot){0}, room, false)) {
            if (!waits && !run_forced(r)) {
                sheet_restore(f, &before);
                return false;
            }
            wait(f, note, (struct spot){0});
        }
    }
    r->full = r->full || (r->extent == EXTENT_PAGE && f->now.notes_waiting);
    return true;
}

/* The queue turned round: the oldest first. */
static const struct queue *turned(struct filler *f, const struct queue *q)
{
    const struct queue *first = NULL;
    for (; q; q = q->prev) {
        struct queue *copy = arena_make(&f->book->arena, struct queue);
        *copy = *q;
        copy->prev = first;
        first = copy;
    }
    return first;
}

void notes_resume(struct filler *f)
{
    const struct queue *q = turned(f, f->now.notes_waiting);
    f->now.notes_waiting = NULL;
    for (; q; q = q->prev) {
        len room = len_min(resume_cap(f), area_max(f)) - f->now.foot;
        if (f->now.notes_waiting || !notes_place(f, q->note, q->at, room, f->now.notes == NULL))
            wait(f, q->note, q->at);
    }
}

static void paint_note(struct filler *f, const struct noted *n, len y)
{
    len x = f->page->x + area_left(f);
    if (n->whole) {
        run_place(f, n->note->body, x, y, false);
        return;
    }
    struct run r = {.f = f,
                    .galley = n->note->body,
                    .at = n->from,
                    .x = x,
                    .y = y,
                    .top = y,
                    .cap = y + n->room,
                    .must = true,
                    .fresh = n->from.item > 0 || n->from.line > 0};
    run_fill(&r);
}

static void paint_area(struct filler *f, len y)
{
    const struct css_style *s = area_style(f);
    len w = f->page->width, left = css_len(s, CSS_margin_left, w),
        right = css_len(s, CSS_margin_right, w);
    len width = s->v[CSS_width].kind == CSS_KEYWORD ? w - left - right : css_len(s, CSS_width, w);
    len top = y + css_len(s, CSS_margin_top, w);
    len height = f->now.foot - css_len(s, CSS_margin_top, w) - css_len(s, CSS_margin_bottom, w);
    if (!css_is_painted(s))
        return;
    struct frag *frag = sheet_frag(f, FRAG_BOX, f->page->x + left, top, width, height);
    frag->style = s;
    frag->edges = EDGE_ALL;
    frag->artifact = true;
}

void notes_paint(struct filler *f)
{
    VEC(const struct noted *) note = {0};
    for (const struct noted *n = f->now.notes; n; n = n->prev)
        *vec_add(&note) = n;
    len y = f->page->y + f->page->height - f->now.foot;
    if (note.n)
        paint_area(f, y);
    y += area_above(f);
    f->mode = FILL_PAINT_NOTES;
    for (int i = note.n - 1; i >= 0; i--) {
        paint_note(f, note.v[i], y - note.v[i]->over);
        y += note.v[i]->height;
    }
    vec_done(&note);
}
