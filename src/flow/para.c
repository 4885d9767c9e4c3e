// SPDX-License-Identifier: Apache-2.0
/* Paragraphs: the inline content of a BOX_PARA broken into lines at its measure.
 *
 * Inline boxes become spans of text, text becomes pieces (text/), pieces become items, the breaker
 * chooses where lines end, and each line is put together with final advances. Everything that is
 * needed only meanwhile lives in a struct setter; as a note or an inline block inside a paragraph
 * sets paragraphs of its own, setters are kept in a list of idle ones. */
#include <string.h>

#include "flow/para-int.h"
#include "flow/stack-int.h"

/* ---- setters --------------------------------------------------------------------------------- */

static struct setter *setter_take(struct flow *flow)
{
    struct setter *s = flow->setters;
    if (s)
        flow->setters = s->next;
    else
        s = mem_new(sizeof *s);
    s->flow = flow;
    s->text = flow->text;
    return s;
}

void setter_free(struct setter *s)
{
    if (!s)
        return;
    setter_free(s->first);
    s->first = NULL;
    arena_done(&s->arena);
    s->next = s->flow->setters;
    s->flow->setters = s;
}

static void setter_clear(struct setter *s)
{
    s->inl.n = s->span.n = s->bit.n = s->event.n = s->item.n = s->part.n = s->broken.n =
        s->wrapped.n = s->at.n = s->anchored.n = 0;
    s->event_at = 0;
    s->line_end = s->line_span = -1;
    s->narrower = s->hanging = s->lines = s->line = 0;
    s->dynamic = s->measuring = s->balanced = s->tall = s->mixed = s->to_edges = s->clones = false;
    s->initial = (struct initial){0};
    s->first = NULL;
    s->whole = NULL;
}

void para_done(struct flow *flow)
{
    for (struct setter *s; (s = flow->setters);) {
        flow->setters = s->next;
        vec_done(&s->inl);
        vec_done(&s->span);
        vec_done(&s->bit);
        vec_done(&s->event);
        vec_done(&s->item);
        vec_done(&s->newline);
        vec_done(&s->part);
        vec_done(&s->broken);
        vec_done(&s->at);
        vec_done(&s->wrapped);
        vec_done(&s->atom);
        vec_done(&s->seg);
        vec_done(&s->home);
        vec_done(&s->grouped);
        vec_done(&s->anchored);
        vec_done(&s->reading);
        vec_done(&s->order);
        vec_done(&s->reordered);
        vec_done(&s->edge);
        vec_done(&s->part_seen);
        vec_done(&s->seen);
        mem_free(s);
    }
}

/* ---- properties of the style --------------------------------------------------------------------- */

static int32_t fraction(const struct css_style *s, enum css_prop p, int32_t automatic)
{
    const struct css_val *v = &s->v[p];
    return v->kind == CSS_PCT || v->kind == CSS_NUM ? v->num
           : css_is(s, p, KW_auto)                  ? automatic
                                                    : 0;
}

enum { RESERVE_MAX = 9 * FIX_ONE };

/* The second value of -koki-expansion in proportion to the first. */
static int32_t reserve_of(int32_t expansion, int32_t in_need)
{
    int64_t more = in_need > expansion ? (int64_t)(in_need - expansion) * FIX_ONE / expansion : 0;
    return (int32_t)(more < RESERVE_MAX ? more : RESERVE_MAX);
}

static enum css_kw align_of(const struct css_style *s)
{
    enum css_kw kw = css_kw(s, CSS_text_align);
    bool justified = kw == KW_justify || kw == KW_justify_all;
    return kw == KW_NONE_GIVEN || (justified && css_is(s, CSS_text_justify, KW_none)) ? KW_start
           : justified                                                                ? KW_justify
                                                                                      : kw;
}

static bool is_white(const char *text, int n)
{
    for (int i = 0; i < n; i++)
        if (text[i] != ' ' && text[i] != '\n' && text[i] != '\t')
            return false;
    return true;
}

/* Counts its images; false: there is something else in it that shows. */
static bool holds_images(const struct box *box, int *images)
{
    for (const struct box *b = box->first; b; b = b->next) {
        *images += b->kind == BOX_IMAGE;
        if (b->kind == BOX_INLINE ? !holds_images(b, images)
            : b->kind == BOX_TEXT ? !is_white(b->u.t.text, b->u.t.n)
                                  : b->kind != BOX_IMAGE && b->kind != BOX_MARK)
            return false;
    }
    return true;
}

/* A paragraph of images alone is none of text: it has no indent, is not justified, and its lines
 * are neither orphans nor widows. */
static bool is_images(const struct box *box)
{
    int images = 0;
    return holds_images(box, &images) && images > 0;
}

/* Text of a block after another block within it. */
static bool goes_on(const struct box *box)
{
    const struct box *c = box->anonymous ? box_prev(box) : NULL;
    while (c && (c->kind == BOX_MARK || c->kind == BOX_FLOAT))
        c = box_prev(c);
    return c;
}

/* CSS Text 3, 8.1: of the first line, or of all others; and of lines after a forced break as of the
 * first. */
static void para_indent(struct setter *s, const struct css_style *style, len measure)
{
    const struct css_list *l = css_list(style, CSS_text_indent);
    bool hanging = false, once = false;
    len by = css_len(style, CSS_text_indent, measure);
    s->each_line = false;
    for (int i = 0; l && i < l->n; i++) {
        const struct css_val *v = &l->item[i].v;
        hanging |= v->kind == CSS_KEYWORD && v->kw == KW_hanging;
        once |= v->kind == CSS_KEYWORD && v->kw == KW_koki_once;
        s->each_line |= v->kind == CSS_KEYWORD && v->kw == KW_each_line;
        by = v->kind == CSS_KEYWORD ? by : css_calc(v, measure);
    }
    s->indent = hanging || (once && goes_on(s->box)) ? 0 : by;
    s->hanging = hanging ? by : 0;
    s->hangs_before = css_is(style, CSS_text_indent, KW_koki_before);
}

static void setter_style(struct setter *s, const struct box *box, const struct para_shape *shape)
{
    const struct css_style *style = s->whole ? doc_twin(s->flow->doc, box)->style : box->style;
    s->box = box;
    s->style = style;
    s->shape = *shape;
    s->font = text_font(s->text, style, doc_loc(box));
    len height = leading_of(style, s->font);
    s->strut_ascent = s->font->ascent + (height - s->font->ascent - s->font->descent) / 2;
    s->strut_descent = height - s->strut_ascent;
    s->even = css_is(style, CSS_koki_even_lines, KW_auto);
    bool images = is_images(box);
    para_indent(s, style, shape->measure);
    s->indent = images ? 0 : s->indent;
    s->align = align_of(style);
    s->align = images && s->align == KW_justify ? KW_start : s->align;
    s->align_last = css_kw(style, CSS_text_align_last);
    if (s->align_last == KW_auto || s->align_last == KW_NONE_GIVEN)
        s->align_last = s->align == KW_justify && !css_is(style, CSS_text_align, KW_justify_all)
                            ? KW_start
                            : s->align;
    s->ragged = s->align != KW_justify;
    s->rtl = css_is(style, CSS_direction, KW_rtl);
    s->hang = fraction(style, CSS_koki_protrusion, FIX_ONE);
    if (!s->hang && css_kw(style, CSS_hanging_punctuation) != KW_none)
        s->hang = FIX_ONE;
    wrap_style(s);
    const struct css_list *expansion = s->ragged ? NULL : css_list(style, CSS_koki_expansion);
    s->expansion = expansion ? expansion->item[0].v.num : 0;
    s->elastic = s->expansion + s->expansion / 2;
    s->reserve = s->expansion ? reserve_of(s->expansion, expansion->item[1].v.num) : 0;
}

struct setter *setter_new(struct flow *flow, const struct box *box, const struct para_shape *shape,
                          int pass, const struct setter *whole)
{
    struct setter *s = setter_take(flow);
    setter_clear(s);
    s->whole = whole;
    s->pass = pass;
    setter_style(s, box, shape);
    return s;
}

struct loc para_loc(const struct setter *s) { return doc_loc(s->box); }

len para_measure(void *setter, int line)
{
    const struct setter *s = setter;
    len m = s->shape.measure - s->narrower - (line ? s->hanging : s->indent);
    if (line < s->shape.n_short)
        m -= s->shape.beside[line].left + s->shape.beside[line].right;
    if (line == 0)
        m -= s->shape.push;
    if (s->initial.box && line < s->initial.beside)
        m -= s->initial.width;
    return len_max(m, 0);
}

static int limit_lines(const struct css_style *s)
{
    int n = s->v[CSS_hyphenate_limit_lines].kind == CSS_NUM ? css_int(s, CSS_hyphenate_limit_lines)
                                                            : 0;
    return n < 0 ? 0 : n > 20 ? 20 : n;
}

/* Tuned on German prose at 115 mm: at one hyphen in six lines, word spaces deviate by less than
 * 0.025 em. Ragged lines are broken in words only where that saves a notch of a fifth of the
 * measure, centred ones hardly ever. */
enum {
    VARIED = 200
}; /* badness of a line for the sake of another number of lines: spaces give a quarter more than
      their stretch */

static struct break_rules rules_of(struct setter *s)
{
    int special = s->indent || s->hanging || s->shape.push ? 1 : 0;
    if (special < s->shape.n_short)
        special = s->shape.n_short;
    if (s->initial.box && special < s->initial.beside)
        special = s->initial.beside;
    /* TeX has 50 for a hyphen, 10000 for two in a row, 5000 for one in the last line but one, 10000
     * for neighbours of unlike fitness, of which it knows four classes and these are six. Ragged
     * and centred lines need no hyphens to be even. Runts cost more than any line, hyphens where
     * the layout forbids them more than that. */
    bool pretty = css_is(s->style, CSS_text_wrap, KW_pretty);
    struct break_rules r = {
        .measure = para_measure,
        .ctx = s,
        .special = special,
        .tolerance = s->lines ? VARIED : 2000,
        .lines = s->lines,
        .hyphen_penalty = s->align == KW_center ? 600
                          : s->ragged           ? 180
                                                : 72,
        .consecutive_hyphens = 10000,
        .fitness_demerits = 1500,
        .last_hyphen = css_is(s->style, CSS_hyphenate_limit_last, KW_always) ? 4000000 : 8000,
        .runt = 400000,
        .reserve = s->reserve,
        .max_consecutive = limit_lines(s->style),
        .last_min = len_max(s->shape.measure / (pretty ? 5 : 10), 2 * s->indent),
        .zone = css_len(s->style, CSS_hyphenate_limit_zone, s->shape.measure),
        .ragged = s->ragged,
        .balanced = s->balanced,
    };
    return r;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void break_items(struct setter *s)
{
    if (s->wraps) {
        wrap_break(s);
        return;
    }
    struct break_rules rules = rules_of(s);
    struct first_items first;
    if (s->first) {
        first = (struct first_items){s->first->item.v, s->first->item.n, s->first->at.v};
        rules.first = &first;
    }
    while (s->broken.cap <= s->item.n)
        (void)vec_add(&s->broken), s->broken.n = s->broken.cap;
    s->broken.n = break_lines(s->item.v, s->item.n, &rules, NULL, s->broken.v);
}

static bool any_overfull(const struct setter *s)
{
    for (int i = 0; i < s->broken.n; i++)
        if (s->broken.v[i].overfull)
            return true;
    return false;
}

/* The last character before a place in the text that is not white space; 0: there is none. */
static char character_before(const struct setter *s, int span, int at)
{
    for (; span >= 0; at = --span >= 0 ? s->span.v[span].n : 0)
        while (at > 0 && !s->span.v[span].control)
            if (!is_white(&s->span.v[span].text[--at], 1))
                return s->span.v[span].text[at];
    return 0;
}

/* Whether the word before the break is the first of a sentence within the paragraph. */
static bool ends_first_word(const struct setter *s, int item)
{
    while (item >= 0 && s->item.v[item].kind != ITEM_BOX)
        item--;
    int i = item >= 0 ? s->item.v[item].piece : -1;
    if (i < 0 || s->pieces.v[i].kind != PIECE_WORD)
        return false;
    while (i > 0 && s->pieces.v[i - 1].kind == PIECE_WORD)
        i--;
    char c = character_before(s, s->pieces.v[i].source, s->pieces.v[i].at);
    return c == '.' || c == '!' || c == '?' || c == ':';
}

/* Lines that end where it costs something: at a hyphen, within GNU/Linux, after the first word of a
 * sentence. */
static int costly_ends(const struct setter *s)
{
    int n = 0;
    for (int i = 0; i + 1 < s->broken.n; i++) {
        const struct item *it = &s->item.v[s->broken.v[i].item];
        n += (it->kind == ITEM_PENALTY && it->penalty > 0) ||
             ends_first_word(s, s->broken.v[i].item);
    }
    return n;
}

/* text-wrap: balance: at the narrowest measure that takes no more lines and no more such ends, the
 * last line like the others; only for the few lines of heads and captions. */
enum { BALANCE_LINES = 10, BALANCE_STEPS = 12 };

static bool breaks_into(struct setter *s, int lines, int costly)
{
    break_items(s);
    return s->broken.n <= lines && costly_ends(s) <= costly && !any_overfull(s);
}

static void balance(struct setter *s)
{
    int lines = s->broken.n, costly = costly_ends(s);
    len low = 0, high = s->shape.measure / 2;
    if (lines < 2 || lines > BALANCE_LINES || any_overfull(s))
        return;
    for (int i = 1; i < BALANCE_STEPS && costly > 0;
         i++) { /* some narrower measure may have fewer */
        s->narrower = high * i / BALANCE_STEPS;
        if (!breaks_into(s, lines, costly - 1))
            continue;
        low = s->narrower;
        costly = costly_ends(s);
    }
    while (high - low > LEN_PT) {
        s->narrower = low + (high - low) / 2;
        *(breaks_into(s, lines, costly) ? &low : &high) = s->narrower;
    }
    s->narrower = low;
    s->balanced = true;
    if (breaks_into(s, lines, costly))
        return;
    s->balanced = false;
    break_items(s);
}

/* An empty paragraph: its notes, floats and marks are attached to one line without height. One of
 * an initial letter alone is a line. */
static void set_empty(struct setter *s, struct para *p)
{
    p->n = s->event.n > 0 || s->initial.box;
    p->line = p->n ? arena_make(&s->flow->arena, struct line) : NULL;
    if (p->n) {
        *vec_add(&s->item) = (struct item){.kind = ITEM_PENALTY,
                                           .penalty = -BREAK_FORCE,
                                           .piece = ITEM_NOTHING};
        (void)vec_add(&s->part);
        *vec_add(&s->broken) = (struct broken){0};
        line_set(s, 0, p->line);
        if (!s->initial.box)
            p->line->ascent = p->line->descent = 0;
        initial_finish(s, p);
    }
}

enum { BEFORE_MAX = 3 }; /* one part in so many of the measure */

/* text-indent: -koki-before. Where lines do not begin at one edge there is nothing to hang from,
 * and a label that takes most of the line would leave a narrow column beside it. */
static void hang_before(struct setter *s)
{
    bool aligned = s->align == KW_start || s->align == KW_justify ||
                   s->align == (s->rtl ? KW_right : KW_left);
    len width = s->hangs_before && aligned ? items_before(s->first ? s->first : s) : 0;
    if (width > 0 && width <= s->shape.measure / BEFORE_MAX)
        s->hanging = width;
}

static bool shows_nothing(const struct setter *s)
{
    bool keeps = css_is(s->style, CSS_white_space, KW_pre) ||
                 css_is(s->style, CSS_white_space, KW_pre_wrap);
    for (int i = 0; i < s->pieces.n; i++)
        if (keeps || (s->pieces.v[i].kind != PIECE_SPACE && s->pieces.v[i].kind != PIECE_BREAK))
            return false;
    return true;
}

/* Inline boxes without text are a line when they have margins, padding or borders (CSS 2.1 9.4.2).
 */
static bool has_edges(const struct setter *s)
{
    for (int i = 0; i < s->event.n; i++)
        if (s->event.v[i].kind <= EV_CLOSE && s->event.v[i].width)
            return true;
    return false;
}

/* The line that begins the paragraph is set in a look of its own where there is one. */
static void set_line(struct setter *s, int i, struct line *l)
{
    struct setter *f = i == 0 ? s->first : NULL;
    if (!f || f->at.v[s->broken.v[0].item] < 0) {
        line_set(s, i, l);
        return;
    }
    *vec_add(&f->broken) = s->broken.v[0];
    f->broken.v[0].item = f->at.v[s->broken.v[0].item];
    f->narrower = s->narrower;
    line_hangs(s, 0, l);
    line_set(f, 0, l);
}

static int strain_of(const struct setter *s)
{
    int64_t most = 0;
    for (int i = 0; s->lines && i < s->broken.n; i++) {
        int64_t r = s->broken.v[i].ratio < 0 ? -(int64_t)s->broken.v[i].ratio
                                             : s->broken.v[i].ratio;
        most = r > most ? r : most;
    }
    return (int)(most * 100 / FIX_ONE);
}

static void set_lines(struct setter *s, struct para *p)
{
    s->first = s->wraps ? NULL : first_new(s);
    wrap_prepare(s);
    s->pieces = text_pieces(s->text, s->span.v, s->span.n, s->style, NULL);
    if (shows_nothing(s) && !has_edges(s)) {
        set_empty(s, p);
        return;
    }
    items_build(s);
    if (s->first)
        first_match(s);
    hang_before(s);
    break_items(s);
    if (css_is(s->style, CSS_text_wrap, KW_balance) && !s->lines)
        balance(s);
    p->strain = strain_of(s);
    p->n = s->broken.n;
    p->line = arena_array(&s->flow->arena, struct line, p->n);
    for (int i = 0; i < p->n; i++)
        set_line(s, i, &p->line[i]);
    initial_finish(s, p);
}

static void flow_para_set(struct flow *flow, struct para *p, int pass, int lines)
{
    struct setter *s = setter_new(flow, p->box, &p->shape, pass, NULL);
    s->lines = lines;
    spans_collect(s);
    set_lines(s, p);
    p->dynamic = s->dynamic;
    setter_free(s);
}

struct para *para_new(struct flow *flow, const struct box *para, const struct para_shape *shape)
{
    struct para *p = arena_make(&flow->arena, struct para);
    p->box = para;
    p->shape = *shape;
    bool images = is_images(para);
    p->orphans = images ? 1 : css_int(para->style, CSS_orphans);
    p->widows = images ? 1 : css_int(para->style, CSS_widows);
    return p;
}

void para_set_now(struct flow *flow, struct para *p) { flow_para_set(flow, p, 0, 0); }

struct para *para_set(struct flow *flow, const struct box *para, const struct para_shape *shape)
{
    struct para *p = para_new(flow, para, shape);
    flow_para_set(flow, p, 0, 0);
    return p;
}

void para_again(struct flow *flow, struct para *para, int pass)
{
    flow_para_set(flow, para, pass, 0);
}

/* ---- a line longer or shorter ---------------------------------------------------------------- */

/* Ways with another number of lines are kept apart, so that the work grows with their square; a
 * longer paragraph can be separated by pages instead. */
enum { MOST_VARIED = 40 };

/* Only text, in lines that end where they like, without anything that is attached to them. */
static bool may_vary(const struct para *p)
{
    bool plain = p->n >= 3 && p->n <= MOST_VARIED && !p->dynamic && !p->marked &&
                 p->shape.n_short == 0 && p->shape.push == 0 &&
                 css_is(p->box->style, CSS_text_align, KW_justify);
    for (int i = 0; plain && i < p->n; i++) {
        const struct line *l = &p->line[i];
        plain = !line_hangers(l)->n_notes && !line_hangers(l)->n_floats && !l->newline &&
                !l->overfull;
        for (int k = 0; plain && k < l->n; k++)
            plain = l->seg[k].kind == SEG_GLYPHS || l->seg[k].kind == SEG_BOX ||
                    l->seg[k].kind == SEG_FLOAT;
    }
    return plain;
}

/* Whether its last line is short enough to come into the others, or so long that their spaces could
 * push a word out of it. */
static bool is_near(const struct para *p, int by)
{
    enum {
        SHRINKS = 3,
        GROWS = 4
    }; /* [1/100] of the measure that a line may give, at the very most */
    int64_t last = p->line[p->n - 1].width, measure = p->shape.measure;
    return by < 0 ? last * 100 <= measure * SHRINKS * (p->n - 1)
                  : (measure - last) * 100 <= measure * GROWS * p->n;
}

bool flow_may_vary(const struct para *p, int by)
{
    if (p->variants && (by < 0 ? p->variants->tried_shorter : p->variants->tried_longer))
        return by < 0 ? p->variants->shorter : p->variants->longer;
    return p->n >= 3 && p->n <= MOST_VARIED && is_near(p, by) && may_vary(p);
}

static const struct para *varied(struct flow *flow, const struct para *p, int by)
{
    if (!flow_may_vary(p, by))
        return NULL;
    const int loose = flow->loose, overfull = flow->overfull, hyphens = flow->hyphens,
              lines = flow->lines;
    struct diag_held told = {0}, *outer = diag_hold(&told);
    struct para *v = para_new(flow, p->box, &p->shape);
    flow_para_set(flow, v, 0, p->n + by);
    diag_hold(outer);
    diag_held_done(&told);
    flow->loose = loose, flow->overfull = overfull, flow->hyphens = hyphens, flow->lines = lines;
    return v->n == p->n + by ? v : NULL;
}

const struct para *flow_vary(struct flow *flow, struct para *p, int by)
{
    if (!p->variants)
        p->variants = arena_make(&flow->arena, struct variants);
    struct variants *v = p->variants;
    bool *tried = by < 0 ? &v->tried_shorter : &v->tried_longer;
    const struct para **kept = by < 0 ? &v->shorter : &v->longer;
    if (!*tried)
        *kept = varied(flow, p, by);
    *tried = true;
    return *kept;
}

/* ---- intrinsic widths ------------------------------------------------------------------------ */

static void widen(len *w, int64_t to) { *w = len_max(*w, (len)(to > LEN_MAX ? LEN_MAX : to)); }

/* The record of a cell's paragraphs; NULL if none. Workers have no state. */
static struct asking *asking_of(const struct setter *s)
{
    return s->flow->state && !s->whole ? s->flow->state->asking : NULL;
}

/* Records the content between two forced breaks: the words noted from `first` on. */
static void note_extent(const struct setter *s, struct asking *a, int64_t line, int first)
{
    struct extent e = {.natural = line > LEN_MAX / 4 ? LEN_MAX / 4 : (len)line,
                       .leading = leading_of(s->style, s->font),
                       .first = first};
    e.n = a->word.n - first;
    e.mean = e.natural / (e.n > 0 ? e.n : 1);
    if (e.n > EXTENT_WORDS)
        a->word.n = first, e.n = 0;
    *vec_add(&a->extent) = e;
}

/* [len] An image whose width is a percentage asks for its natural width and does with none. */
static len least_of(const struct setter *s, const struct item *it)
{
    const struct bit *b = it->kind == ITEM_BOX && it->piece >= 0
                              ? &s->bit.v[s->pieces.v[it->piece].source]
                              : NULL;
    return b && b->box->kind == BOX_IMAGE ? len_min(b->least, it->width) : it->width;
}

enum { NAME_EMS = 10 };

/* What is between two spaces, which may break within: a short name in code (NUM_SHARES) counts as a
 * word that asks to be whole, a long one or an address as its parts. */
struct name {
    int64_t width, part; /* part: since the last break within */
    len widest;          /* of the parts */
    int first;           /* of its parts among the words noted */
};

static void note_word(struct asking *a, int64_t width, len space)
{
    if (a)
        *vec_add(&a->word) = (struct spaced){(len)(width < LEN_MAX / 4 ? width : LEN_MAX / 4),
                                             space};
}

static void end_part(struct name *name, struct asking *a)
{
    widen(&name->widest, name->part);
    note_word(a, name->part, 0);
    name->part = 0;
}

static void end_name(const struct setter *s, struct name *name, struct asking *a, len space,
                     struct intrinsic *w)
{
    bool whole = name->width <= (int64_t)NAME_EMS * css_font_size(s->style);
    widen(&name->widest, name->part);
    widen(&w->word, whole ? name->width : name->widest);
    if (a && whole)
        a->word.n = name->first;
    note_word(a, whole ? name->width : name->part, space);
    *name = (struct name){.first = a ? a->word.n : 0};
}

static struct intrinsic measure_items(const struct setter *s)
{
    struct intrinsic w = {0};
    struct asking *a = asking_of(s);
    int64_t line = s->indent, part = s->indent;
    int first = a ? a->word.n : 0;
    struct name name = {.width = s->indent, .part = s->indent, .first = first};
    for (int i = 0; i < s->item.n; i++) {
        const struct item *it = &s->item.v[i];
        bool forced = it->kind == ITEM_PENALTY && it->penalty <= -BREAK_FORCE;
        bool legal = it->kind == ITEM_DISC ||
                     (it->kind == ITEM_PENALTY && it->penalty < BREAK_NEVER) ||
                     (it->kind == ITEM_GLUE && !it->fil && i && s->item.v[i - 1].kind == ITEM_BOX);
        if (it->kind == ITEM_BOX || it->kind == ITEM_GLUE) {
            len least = legal ? 0 : s->yields ? least_of(s, it) : it->width;
            line += it->width, part += least;
            name.width += least, name.part += least;
        }
        if (!legal)
            continue;
        widen(&w.min, part + (it->kind == ITEM_DISC ? it->width : 0));
        part = 0;
        if (it->kind == ITEM_DISC)
            continue;
        if (it->kind == ITEM_PENALTY && it->penalty == WEAK_PENALTY) {
            end_part(&name, a);
            continue;
        }
        end_name(s, &name, a, it->kind == ITEM_GLUE ? it->width : 0, &w);
        if (forced) {
            widen(&w.max, line);
            if (a)
                note_extent(s, a, line, first), name.first = first = a->word.n;
            line = 0;
        }
    }
    return w;
}

/* A paragraph of one line is all in the look of the first one; of others every word may be in
 * either. */
struct intrinsic para_widths(struct flow *flow, const struct box *para)
{
    struct para_shape shape = {.measure = LEN_MAX / 4};
    struct setter *s = setter_new(flow, para, &shape, 0, NULL);
    s->measuring = true;
    s->hang = s->elastic = 0;
    spans_collect(s);
    s->first = first_new(s);
    s->pieces = text_pieces(s->text, s->span.v, s->span.n, s->style, NULL);
    items_build(s);
    struct intrinsic w = measure_items(s);
    if (s->first)
        intrinsic_cover(&w, measure_items(s->first));
    setter_free(s);
    return w;
}
