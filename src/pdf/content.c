/* Content streams: Cairo's operators in, the edition's out.
 *
 * Operators are copied byte for byte but these: colours become those of the edition; the rectangle of a mark key vanishes and
 * says whose the following content is; the triangle of a picture key (top left, top right, bottom left) becomes the picture, that
 * of a text key the runs of its group.
 *
 * A marked-content sequence is opened lazily, before the path or text object of the first operator that paints, so that a mark
 * without content leaves no trace, and closed when something of another tag paints. It nests with q and Q as it does with BT and
 * ET: it opens before the q that has come in between, and a Q that would cross its end closes it (what follows opens a sequence
 * of its own). Marks occur in page streams only. */
#include "pdf/pdf-int.h"

#include <string.h>

enum { POINTS = 3 };

/* A colour as Cairo set it, and what has been written for it. */
struct ink {
    enum paint_key_kind kind; /* NONE: rgb is an ordinary colour */
    int index;
    uint16_t rgb[3];
};
struct gstate {
    struct ink fill, stroke;         /* as Cairo sees them */
    struct ink fill_out, stroke_out; /* as they stand in the output */
    bool overprint;                  /* stands in the output */
    int font;                        /* of type.c's, in the output; -1 another */
};
struct reader {
    struct content *c;
    struct lexer in;
    struct gstate g;
    VEC(struct gstate) stack;
    size_t path; /* offset in the output at which the path began; (size_t)-1: none */
    double point[POINTS][2];
    int n_points;
    const struct tag *tag; /* of the last mark */
    const struct tag *open_tag;
    bool open;       /* a marked-content sequence */
    int depth, base; /* of q; where the open sequence, or the next, belongs */
    size_t outer;    /* offset before the first q above base */
    size_t painted;  /* offset behind the last operator that painted */
};

/* ---- writing ----------------------------------------------------------------------------------------------------- */

static void copy(struct reader *r)
{
    buf_add(r->c->out, (const char *)r->in.start, (size_t)(r->in.p - r->in.start));
    buf_putc(r->c->out, '\n');
}

/* Puts s before what has been written from `at` on, which is short: a path or nothing. */
static void insert(struct buf *b, size_t at, const struct buf *s)
{
    buf_add(b, s->s, s->n);
    memmove(b->s + at + s->n, b->s + at, b->n - s->n - at);
    memcpy(b->s + at, s->s, s->n);
}

static void put_close(struct reader *r, struct buf *b)
{
    if (r->open)
        buf_puts(b, "EMC\n");
    r->open = false;
}

/* Opens the content of the tag of the last mark before what was written from `at` on. Gives where that stands now. */
static size_t open_tag(struct reader *r, size_t at)
{
    struct content *c = r->c;
    struct buf b = {0};
    if (c->page < 0 || !c->f->tags || (r->open && r->open_tag == r->tag))
        return at;
    bool outside = r->depth > r->base && r->outer >= r->painted;
    put_close(r, &b);
    content_open(c, r->tag, &b);
    insert(c->out, outside ? r->outer : at, &b);
    at += b.n;
    r->base = outside ? r->base : r->depth;
    r->open = true;
    r->open_tag = r->tag;
    buf_done(&b);
    return at;
}

/* What must stand before something that paints: its tag opened, and overprint as its colour wants it. */
static void before_paint(struct reader *r, size_t at, enum paint_how how)
{
    at = open_tag(r, at);
    if (how == PAINT_OTHER)
        return;
    const struct ink *ink = how == PAINT_STROKE ? &r->g.stroke : &r->g.fill;
    bool overprint = ink->kind == KEY_COLOR && color_overprints(r->c->f, ink->index, how);
    if (overprint != r->g.overprint) {
        struct buf b = {0};
        r->g.overprint = overprint;
        buf_puts(&b, color_overprint_operator(r->c, overprint));
        insert(r->c->out, at, &b);
        buf_done(&b);
    }
}

/* Copies an operator that painted. */
static void copy_paint(struct reader *r)
{
    copy(r);
    r->painted = r->c->out->n;
}

/* ---- colours ----------------------------------------------------------------------------------------------------- */

static bool same_ink(const struct ink *a, const struct ink *b)
{
    return a->kind == b->kind && a->index == b->index && !memcmp(a->rgb, b->rgb, sizeof a->rgb);
}

static void set_rgb(struct reader *r, bool stroke)
{
    struct ink ink = {0}, *now = stroke ? &r->g.stroke : &r->g.fill, *out = stroke ? &r->g.stroke_out : &r->g.fill_out;
    for (int i = 0; i < 3; i++) {
        double v = lex_number(&r->in, i, 3);
        ink.rgb[i] = (uint16_t)((v < 0 ? 0 : v > 1 ? 1 : v) * 65535 + 0.5);
    }
    ink.kind = r->c->foreign ? KEY_NONE : paint_key_of(ink.rgb, &ink.index);
    *now = ink;
    if (ink.kind == KEY_MARK || ink.kind == KEY_PICTURE || ink.kind == KEY_TEXT || same_ink(&ink, out))
        return;
    *out = ink;
    if (ink.kind == KEY_COLOR)
        color_put(r->c, ink.index, stroke);
    else
        color_put_rgb(r->c, ink.rgb, stroke);
}

/* Any other colour operator (patterns, grey): copied; what stands in the output is no longer known. */
static void set_other(struct reader *r, bool stroke)
{
    static const struct ink unknown = {.kind = KEY_NONE, .index = -1};
    *(stroke ? &r->g.stroke : &r->g.fill) = unknown;
    *(stroke ? &r->g.stroke_out : &r->g.fill_out) = unknown;
    copy(r);
}

/* `k` or `K` of a PDF picture. */
static void set_cmyk(struct reader *r, bool stroke)
{
    uint16_t cmyk[4];
    for (int i = 0; i < 4; i++) {
        double v = lex_number(&r->in, i, 4);
        cmyk[i] = (uint16_t)((v < 0 ? 0 : v > 1 ? 1 : v) * 65535 + 0.5);
    }
    (stroke ? &r->g.stroke_out : &r->g.fill_out)->index = -1;
    color_put_cmyk(r->c, cmyk, stroke);
}

/* ---- paths ------------------------------------------------------------------------------------------------------- */

static void add_point(struct reader *r, double x, double y)
{
    if (r->n_points < POINTS) {
        r->point[r->n_points][0] = x;
        r->point[r->n_points][1] = y;
    }
    r->n_points++;
}

static void path(struct reader *r, int op)
{
    if (r->path == (size_t)-1) {
        r->path = r->c->out->n;
        r->n_points = 0;
    }
    if (op == 'm' || op == 'l')
        add_point(r, lex_number(&r->in, 0, 2), lex_number(&r->in, 1, 2));
    copy(r);
}

static void put_picture(struct reader *r)
{
    struct buf *b = r->c->out;
    double(*p)[2] = r->point;
    if (r->n_points < POINTS)
        return;
    before_paint(r, b->n, PAINT_OTHER);
    buf_puts(b, "q ");
    for (int i = 0; i < 6; i++) {
        int axis = i % 2;
        put_number(b, i < 2 ? p[1][axis] - p[0][axis] : i < 4 ? p[0][axis] - p[2][axis] : p[2][axis]);
        buf_putc(b, ' ');
    }
    buf_printf(b, "cm %s Do Q\n", content_picture(r->c, r->g.fill.index));
    r->painted = b->n;
}

/* A run in its colour, and within the content of its tag. */
static void put_run(struct reader *r, const struct paint_run *run, const double matrix[6])
{
    struct ink ink = {.kind = KEY_COLOR, .index = run->color};
    paint_key(KEY_COLOR, run->color, ink.rgb);
    r->g.fill = ink;
    r->tag = run->tag;
    if (!same_ink(&ink, &r->g.fill_out)) {
        r->g.fill_out = ink;
        color_put(r->c, run->color, false);
    }
    before_paint(r, r->c->out->n, PAINT_TEXT);
    type_put(r->c, run, matrix, r->point, &r->g.font);
    r->painted = r->c->out->n;
}

static void put_runs(struct reader *r)
{
    const struct painted *p = &r->c->f->painted;
    struct ink key = r->g.fill;
    if (r->n_points < POINTS || key.index >= p->texts.n || r->c->page < 0)
        return;
    const struct paint_text *text = &p->texts.v[key.index];
    for (int i = 0; i < text->n; i++)
        put_run(r, &p->runs.v[text->first + i], text->matrix);
    r->g.fill = key;
}

static void fill(struct reader *r)
{
    struct buf *b = r->c->out;
    size_t at = r->path == (size_t)-1 ? b->n : r->path;
    r->path = (size_t)-1;
    if (r->g.fill.kind == KEY_MARK) {
        b->n = at;
        r->tag = r->g.fill.index < r->c->f->painted.keys.marks.n ? r->c->f->painted.keys.marks.v[r->g.fill.index] : NULL;
        return;
    }
    if (r->g.fill.kind == KEY_PICTURE) {
        b->n = at;
        put_picture(r);
        return;
    }
    if (r->g.fill.kind == KEY_TEXT) {
        b->n = at;
        put_runs(r);
        return;
    }
    before_paint(r, at, PAINT_FILL);
    copy_paint(r);
}

static void stroke(struct reader *r)
{
    before_paint(r, r->path == (size_t)-1 ? r->c->out->n : r->path, PAINT_STROKE);
    r->path = (size_t)-1;
    copy_paint(r);
}

/* ---- all operators ----------------------------------------------------------------------------------------------- */

static void save(struct reader *r)
{
    *vec_add(&r->stack) = r->g;
    if (r->depth == r->base)
        r->outer = r->c->out->n;
    r->depth++;
    copy(r);
}

static void restore(struct reader *r)
{
    if (r->stack.n)
        r->g = r->stack.v[--r->stack.n];
    if (r->depth == r->base) {
        put_close(r, r->c->out);
        r->base--;
    }
    r->depth--;
    copy(r);
}

static void paint_other(struct reader *r, enum paint_how how)
{
    before_paint(r, r->c->out->n, how);
    copy_paint(r);
}

static void one_letter(struct reader *r, int op)
{
    switch (op) {
    case 'q':
        save(r);
        break;
    case 'Q':
        restore(r);
        break;
    case 'm':
    case 'l':
    case 'c':
    case 'v':
    case 'y':
    case 'h':
        path(r, op);
        break;
    case 'f':
    case 'F':
    case 'B':
    case 'b':
        fill(r);
        break;
    case 'S':
    case 's':
        stroke(r);
        break;
    case 'n':
        r->path = (size_t)-1;
        copy(r);
        break;
    case '\'':
    case '"':
        paint_other(r, PAINT_TEXT);
        break;
    case 'g':
        set_other(r, false);
        break;
    case 'G':
        set_other(r, true);
        break;
    case 'k':
    case 'K':
        set_cmyk(r, op == 'K');
        break;
    default:
        copy(r);
    }
}

/* From ID on; its BI has opened what must be open. */
static void inline_image(struct reader *r)
{
    lex_skip_inline_image(&r->in);
    copy_paint(r);
}

static bool is(const unsigned char *op, const char *name)
{
    return op[0] == name[0] && op[1] == name[1];
}

/* A graphics state may name a font too. */
static void other_font(struct reader *r)
{
    r->g.font = -1;
    copy(r);
}

static void two_letters(struct reader *r, const unsigned char *op)
{
    if (is(op, "rg"))
        set_rgb(r, false);
    else if (is(op, "RG"))
        set_rgb(r, true);
    else if (is(op, "re"))
        path(r, 'r');
    else if (is(op, "f*") || is(op, "B*") || is(op, "b*"))
        fill(r);
    else if (is(op, "Tj") || is(op, "TJ"))
        paint_other(r, PAINT_TEXT);
    else if (is(op, "BT") || is(op, "Do") || is(op, "sh") || is(op, "BI"))
        paint_other(r, PAINT_OTHER);
    else if (is(op, "cs"))
        set_other(r, false);
    else if (is(op, "CS"))
        set_other(r, true);
    else if (is(op, "ID"))
        inline_image(r);
    else if (is(op, "Tf") || is(op, "gs"))
        other_font(r);
    else
        copy(r);
}

static bool is_marked_content(const unsigned char *op, size_t n)
{
    return (n == 3 && (!memcmp(op, "BDC", 3) || !memcmp(op, "BMC", 3) || !memcmp(op, "EMC", 3))) ||
           (n == 2 && (is(op, "MP") || is(op, "DP")));
}

static void any_operator(struct reader *r, const unsigned char *op, size_t n)
{
    if (r->c->foreign && is_marked_content(op, n))
        return;
    if (n == 1)
        one_letter(r, *op);
    else if (n == 2)
        two_letters(r, op);
    else if (n == 3 && !memcmp(op, "scn", 3))
        set_other(r, false);
    else if (n == 3 && !memcmp(op, "SCN", 3))
        set_other(r, true);
    else
        copy(r);
}

void content_rewrite(struct content *c, const unsigned char *in, size_t n)
{
    struct reader r = {.c = c, .in = {.p = in, .end = in + n}, .path = (size_t)-1};
    r.g.fill_out.index = r.g.stroke_out.index = r.g.font = -1;
    const unsigned char *op;
    size_t length;
    while ((op = lex_operator(&r.in, &length)))
        any_operator(&r, op, length);
    put_close(&r, c->out);
    vec_done(&r.stack);
}

/* ---- what the stream uses ---------------------------------------------------------------------------------------- */

void content_use(struct content *c, const char *category, const char *name, int object)
{
    for (int i = 0; i < c->uses.n; i++)
        if (c->uses.v[i].object == object)
            return;
    struct resource *u = vec_add(&c->uses);
    u->category = category;
    u->object = object;
    snprintf(u->name, sizeof u->name, "%s", name);
}

const char *content_picture(struct content *c, int picture)
{
    int object = picture_object(c->f, picture, &c->see_through);
    char name[16];
    snprintf(name, sizeof name, "/KP%d", object);
    content_use(c, "/XObject", name, object);
    for (int i = 0; i < c->uses.n; i++)
        if (c->uses.v[i].object == object)
            return c->uses.v[i].name;
    return "";
}

void content_done(struct content *c)
{
    vec_done(&c->uses);
}
