// SPDX-License-Identifier: Apache-2.0
/* Galleys and pages as text: for golden tests and people. Lengths are points with at most two
 * decimals; positions of lines are that of the left end of their text and the baseline. Text is in
 * double quotes: the hyphen that a break added shows as "-". */
#include "out/out.h"

/* Rounded to 1/100 pt in integers, zeros cut off: "12", "12.5", "-0.25". */
static void put_len(FILE *f, len v)
{
    long long cents = ((v < 0 ? -(long long)v : v) * 100 + LEN_PT / 2) / LEN_PT;
    fprintf(f, "%s%lld", v < 0 && cents ? "-" : "", cents / 100);
    if (cents % 100)
        fprintf(f, cents % 10 ? ".%02lld" : ".%lld", cents % 10 ? cents % 100 : cents % 100 / 10);
}

static void put_pair(FILE *f, const char *before, len a, const char *between, len b)
{
    fputs(before, f);
    put_len(f, a);
    fputs(between, f);
    put_len(f, b);
}

static void dump_flow_indent(FILE *f, int depth) { fprintf(f, "%*s", 2 * depth, ""); }

static void put_bytes(FILE *f, const char *s, const char *end)
{
    while (s < end) {
        const char *at = s;
        uint32_t c = utf8_next(&s, end);
        if (c == 0xad)
            putc('-', f);
        else if (c == '"' || c == '\\')
            fprintf(f, "\\%c", (char)c);
        else if (c >= ' ')
            fwrite(at, 1, (size_t)(s - at), f);
    }
}

/* Returns whether there are more glyphs than bytes. */
static bool put_words(FILE *f, const struct text *t, const struct seg *s)
{
    struct glyph_room room = {0};
    struct glyphs g = seg_glyphs(t, s, &room);
    put_bytes(f, g.text, g.text + g.n_text);
    glyph_room_done(&room);
    return g.n > g.n_text;
}

static void put_line_text(FILE *f, const struct text *t, const struct line *l)
{
    fputs(" \"", f);
    for (int i = 0; i < l->n; i++) {
        const struct seg *s = &l->seg[i];
        if (s->kind == SEG_GLYPHS)
            put_words(f, t, s);
        else if (s->kind == SEG_RULE)
            fputs("<rule>", f);
        else if (s->kind == SEG_LEADER)
            fputs("<leader>", f);
        else if (s->kind == SEG_IMAGE)
            fputs("<image>", f);
        else if (s->kind == SEG_GALLEY)
            fputs("<block>", f);
    }
    putc('"', f);
}

static const char *name_of(const struct box *b)
{
    return b && b->origin ? origin_name(b->origin) : "-";
}

/* ---- galleys --------------------------------------------------------------------------------- */

static void dump_galley(FILE *f, const struct text *t, const struct galley *g, int depth);

static void put_hangers(FILE *f, const struct line *l)
{
    for (int i = 0; i < line_hangers(l)->n_notes; i++)
        fprintf(f, " note %d", line_hangers(l)->note[i]->id);
    if (line_hangers(l)->n_floats)
        fprintf(f, " floats %d", line_hangers(l)->n_floats);
    if (line_hangers(l)->n_marks)
        fprintf(f, " marks %d", line_hangers(l)->n_marks);
}

static bool has_formula(const struct line *l)
{
    for (int i = 0; i < l->n; i++)
        if (l->seg[i].kind == SEG_RULE || (l->seg[i].kind == SEG_GLYPHS && l->seg[i].font->math))
            return true;
    return false;
}

/* A line with a formula: position and baseline of each item. */
static void dump_formula(FILE *f, const struct text *t, const struct line *l, int depth)
{
    for (int i = 0; i < l->n; i++) {
        const struct seg *s = &l->seg[i];
        if (s->kind == SEG_FLOAT)
            continue;
        dump_flow_indent(f, depth);
        put_pair(f,
                 s->kind == SEG_RULE  ? "rule "
                 : s->kind == SEG_BOX ? "box "
                                      : "at ",
                 s->x, " +", s->width);
        if (s->kind == SEG_BOX)
            put_pair(f, " ^", s->top, " high ", s->height);
        else if (s->kind == SEG_RULE)
            put_pair(f, " ^", s->rise, " up ", s->rule.dy),
                fprintf(f, " thick %.2f%s", s->rule.thick / (double)LEN_PT,
                        s->rule.dashed ? " dashed" : "");
        else
            put_pair(f, " ^", s->rise, " size ", seg_is_text(s) ? s->font->size : 0);
        if (s->kind == SEG_GLYPHS) {
            fputs(" \"", f);
            fputs(put_words(f, t, s) ? "\" in parts" : "\"", f);
        }
        putc('\n', f);
    }
}

static void dump_line(FILE *f, const struct text *t, const struct line *l, int depth)
{
    dump_flow_indent(f, depth);
    put_pair(f, "line ", l->x, " +", l->width);
    put_pair(f, " ^", l->ascent, " v", l->descent);
    put_line_text(f, t, l);
    put_hangers(f, l);
    putc('\n', f);
    if (has_formula(l))
        dump_formula(f, t, l, depth + 1);
}

static void dump_row(FILE *f, const struct text *t, const struct row *row, int depth)
{
    for (int i = 0; i < row->n; i++) {
        const struct cell *c = &row->cell[i];
        dump_flow_indent(f, depth);
        put_pair(f, "cell ", c->x, " +", c->width);
        put_pair(f, " high ", c->height, " at ", c->top + c->shift + c->drop);
        putc('\n', f);
        dump_galley(f, t, c->body, depth + 1);
    }
}

static void dump_item_rest(FILE *f, const struct text *t, const struct vitem *v, int depth)
{
    static const char *const kinds[] = {[FLOAT_TOP] = "top",
                                        [FLOAT_BOTTOM] = "bottom",
                                        [FLOAT_SIDE] = "side",
                                        [FLOAT_PAGE] = "page",
                                        [FLOAT_INSERT] = "insert"};
    switch ((enum vkind)v->kind) {
    case V_PARA:
        putc('\n', f);
        for (int i = 0; i < v->u.para->n; i++)
            dump_line(f, t, &v->u.para->line[i], depth + 1);
        break;
    case V_ROW:
        putc('\n', f);
        dump_row(f, t, v->u.row, depth + 1);
        break;
    case V_COLUMNS:
        fprintf(f, " %d columns of ", v->u.columns.count);
        put_pair(f, "", v->u.columns.column, " gap ", v->u.columns.gap);
        putc('\n', f);
        dump_galley(f, t, v->u.columns.body, depth + 1);
        break;
    case V_FLOAT:
        fprintf(f, " %s\n", kinds[v->u.floating->kind]);
        dump_galley(f, t, v->u.floating->body, depth + 1);
        break;
    default: putc('\n', f);
    }
}

static void dump_item(FILE *f, const struct text *t, const struct vitem *v, int depth)
{
    static const char *const kinds[] = {
        [V_PARA] = "para",       [V_SPACE] = "space", [V_STRUT] = "strut",
        [V_OPEN] = "open",       [V_CLOSE] = "close", [V_IMAGE] = "image",
        [V_ROW] = "row",         [V_TABLE] = "table", [V_TABLE_END] = "table-end",
        [V_COLUMNS] = "columns", [V_BREAK] = "break", [V_FLOAT] = "float",
        [V_MARK] = "mark",       [V_CLEAR] = "clear", [V_DEFER] = "defer",
        [V_BARRIER] = "barrier",
    };
    dump_flow_indent(f, depth);
    fputs(kinds[v->kind], f);
    if (v->box)
        fprintf(f, " %s", name_of(v->box));
    if (v->width)
        put_pair(f, " ", v->x, " +", v->width);
    if (v->height) {
        fputs(" high ", f);
        put_len(f, v->height);
    }
    if (v->keep && v->kind != V_OPEN && v->kind != V_MARK && v->kind != V_FLOAT &&
        v->kind != V_DEFER && v->kind != V_BARRIER)
        fputs(v->keep >= KEEP_NEVER ? " never" : " avoid", f);
    if (v->keep_inside)
        fputs(" whole", f);
    dump_item_rest(f, t, v, depth);
}

static void dump_galley(FILE *f, const struct text *t, const struct galley *g, int depth)
{
    for (int i = 0; i < g->item.n; i++)
        dump_item(f, t, &g->item.v[i], depth);
}

static const char *start_name(enum css_kw start)
{
    return start == KW_left    ? " left"
           : start == KW_right ? " right"
           : start == KW_recto ? " recto"
           : start == KW_verso ? " verso"
                               : "";
}

void dump_lines(const struct flow *flow, FILE *f)
{
    for (int i = 0; i < flow->galley.n; i++) {
        const struct galley *g = flow->galley.v[i];
        fprintf(f, "galley%s%s%s", *g->page ? " " : "", g->page, start_name(g->start));
        put_pair(f, " measure ", g->measure, " high ", g->height);
        putc('\n', f);
        dump_galley(f, flow->text, g, 1);
    }
    for (int i = 0; i < flow->notes.n; i++) {
        fprintf(f, "note %d", flow->notes.v[i]->id);
        put_pair(f, " measure ", flow->notes.v[i]->body->measure, " high ",
                 flow->notes.v[i]->body->height);
        putc('\n', f);
        dump_galley(f, flow->text, flow->notes.v[i]->body, 1);
    }
}

/* ---- pages ----------------------------------------------------------------------------------- */

static void put_edges(FILE *f, const struct frag *g)
{
    if (g->edges == EDGE_ALL)
        return;
    fprintf(f, " edges %s%s%s%s%s", g->edges & EDGE_TOP ? "t" : "",
            g->edges & EDGE_RIGHT ? "r" : "", g->edges & EDGE_BOTTOM ? "b" : "",
            g->edges & EDGE_LEFT ? "l" : "", g->edges ? "" : "-");
}

static void put_rect(FILE *f, const char *what, const struct frag *g)
{
    fputs(what, f);
    put_pair(f, " ", g->x, ",", g->y);
    put_pair(f, " ", g->w, "x", g->h);
}

/* Its element's id, if there is one. */
static void put_id(FILE *f, const struct box *box)
{
    const char *id = box && box->pseudo == CSS_SELF && !box->anonymous && box->origin
                         ? box->origin->more->id
                         : NULL;
    if (id)
        fprintf(f, " #%s", id);
}

static void dump_frag(FILE *f, const struct text *t, const struct frag *g)
{
    fputs(g->artifact ? "  ~" : "  ", f);
    switch ((enum frag_kind)g->kind) {
    case FRAG_BOX:
        put_rect(f, g->hollow ? "borders" : "box", g);
        put_edges(f, g);
        put_id(f, g->box);
        break;
    case FRAG_LINE:
        put_pair(f, "line ", g->x + g->line->x, ",", g->y);
        put_line_text(f, t, g->line);
        break;
    case FRAG_IMAGE: put_rect(f, "image", g); break;
    case FRAG_RULE: put_rect(f, "rule", g); break;
    case FRAG_PUSH: put_rect(f, g->clip ? "clip" : "push", g); break;
    case FRAG_POP: fputs("pop", f); break;
    case FRAG_INLINE: break;
    }
    putc('\n', f);
}

void dump_pages(const struct book *book, FILE *f)
{
    for (int i = 0; i < book->pages.n; i++) {
        const struct page *p = book->pages.v[i];
        fprintf(f, "page %d %s", p->number, p->verso ? "verso" : "recto");
        fprintf(f, "%s%s%s%s", p->css->name && *p->css->name ? " " : "",
                p->css->name ? p->css->name : "", p->flags & CSS_PAGE_FIRST ? " first" : "",
                p->flags & CSS_PAGE_BLANK ? " blank" : "");
        put_pair(f, " area ", p->x, ",", p->y);
        put_pair(f, " ", p->width, "x", p->height);
        fputs(" fill ", f);
        put_len(f, p->fill);
        putc('\n', f);
        for (int j = 0; j < p->frag.n; j++)
            if (p->frag.v[j].kind != FRAG_INLINE)
                dump_frag(f, book->flow->text, &p->frag.v[j]);
    }
}
