// SPDX-License-Identifier: Apache-2.0
/* Pages (CSS Paged Media 3): @page with page selectors, the sixteen margin boxes and @footnote, and
 * their computed styles for a page of a name, side and number. The page inherits from the root
 * element, margin boxes and the footnote area from the page. */
#include <stdlib.h>
#include <string.h>

#include "css/css-int.h"

enum { FOOTNOTE = CSS_MARGIN_BOXES };
const char *const css_area_names[] = {
    "top-left-corner",       "top-left",     "top-center",    "top-right",
    "top-right-corner",      "right-top",    "right-middle",  "right-bottom",
    "bottom-right-corner",   "bottom-right", "bottom-center", "bottom-left",
    "bottom-left-corner",    "left-bottom",  "left-middle",   "left-top",
    [FOOTNOTE] = "footnote", NULL,
};

/* ---- parsing ---- */

struct inside {
    struct css_sheet *sheet;
    struct page_body *body;
};

static void read_inside(void *ctx, const char *name, struct cur prelude, struct cur block,
                        struct loc where)
{
    struct inside *in = ctx;
    int k = 0;
    while (css_area_names[k] && strcasecmp(name, css_area_names[k]))
        k++;
    if (!css_area_names[k])
        css_unknown_at(in->sheet->css, name, where, css_area_names);
    else if (!cur_done(&prelude))
        css_report(in->sheet->css, DIAG_css_prelude, where, name);
    else {
        in->sheet->context = k == FOOTNOTE ? IN_FOOTNOTE : IN_MARGIN_BOX;
        css_parse_decls(in->sheet, block, k == FOOTNOTE ? &in->body->footnote : &in->body->box[k],
                        NULL, NULL);
        in->sheet->context = IN_PAGE;
    }
}

static void add_spec(struct page_rule *r, int shift) { r->spec += 1u << shift; }

/* An+B [of name]; the name has the specificity of one before the colon. */
static bool read_nth(struct page_rule *r, struct cur in)
{
    cur_space(&in);
    if (r->nth || !css_nth(&in, &r->a, &r->b))
        return false;
    cur_space(&in);
    if (cur_keyword(&in, "of")) {
        if (!cur_is(&in, TOK_IDENT) || !strcasecmp(cur_peek(&in)->s, "auto"))
            return false;
        r->of = cur_next(&in)->s;
        add_spec(r, 20);
    }
    r->nth = true;
    add_spec(r, 10);
    return cur_done(&in);
}

static bool read_pseudo(struct page_rule *r, struct cur *c)
{
    static const struct {
        const char *name;
        unsigned flag;
        int shift;
    } pages[] = {
        {"first", CSS_PAGE_FIRST, 10}, {"blank", CSS_PAGE_BLANK, 10}, {"left", CSS_PAGE_LEFT, 0},
        {"right", CSS_PAGE_RIGHT, 0},  {"verso", CSS_PAGE_VERSO, 0},  {"recto", CSS_PAGE_RECTO, 0},
    };
    const struct token *t = cur_peek(c);
    if (t->type == TOK_FUNCTION && !strcasecmp(t->s, "nth"))
        return read_nth(r, cur_block(c));
    for (int k = 0; t->type == TOK_IDENT && k < 6; k++)
        if (!strcasecmp(t->s, pages[k].name)) {
            r->flags |= pages[k].flag;
            add_spec(r, pages[k].shift);
            c->i++;
            return true;
        }
    return false;
}

static bool read_selector(struct page_rule *r, struct cur *c)
{
    if (cur_is(c, TOK_IDENT)) {
        r->name = cur_next(c)->s;
        if (!strcasecmp(r->name, "auto"))
            return false;
        add_spec(r, 20);
    }
    while (cur_is(c, TOK_COLON)) {
        c->i++;
        if (!read_pseudo(r, c))
            return false;
    }
    cur_space(c);
    return c->i >= c->end || cur_is(c, TOK_COMMA);
}

/* Pages can only reset the counter of footnotes. */
static void check_resets(struct css *css, const struct decls *d)
{
    for (int i = 0; i < d->n; i++)
        for (int k = 0; d->v[i].prop == CSS_counter_reset && d->v[i].v.kind == CSS_LIST &&
                        k < d->v[i].v.list->n;
             k++)
            if (strcmp(d->v[i].v.list->item[k].a, "footnote"))
                css_report(css, DIAG_css_unsupported_value, d->v[i].where,
                           d->v[i].v.list->item[k].a, css_name(CSS_counter_reset));
}

void css_parse_page(struct css_sheet *sheet, struct cur prelude, struct cur block, uint16_t layer,
                    struct loc where)
{
    struct css *css = sheet->css;
    struct inside in = {sheet, arena_make(&css->arena, struct page_body)};
    bool first = true;
    sheet->context = IN_PAGE;
    css_parse_decls(sheet, block, &in.body->decls, read_inside, &in);
    check_resets(css, &in.body->decls);
    css_set_layer(&in.body->decls, layer);
    for (int k = 0; k < CSS_MARGIN_BOXES; k++)
        css_set_layer(&in.body->box[k], layer);
    css_set_layer(&in.body->footnote, layer);
    css->order++;
    do {
        struct page_rule *r = arena_make(&css->arena, struct page_rule);
        *r = (struct page_rule){.layer = layer,
                                .origin = sheet->origin,
                                .order = css->order,
                                .body = in.body,
                                .owner = first};
        first = false;
        if (!read_selector(r, &prelude)) {
            r->never = true;
            css_report(css, DIAG_css_page_selector,
                       prelude.i < prelude.end ? cur_loc(&prelude) : where, cur_text(&prelude));
            prelude.i = prelude.end;
        }
        *vec_add(&css->pages) = r;
    } while (cur_comma(&prelude));
    css->pages_sorted = false;
}

bool css_pages_reset(const struct css *css, const char *counter)
{
    for (int i = 0; i < css->pages.n; i++) {
        const struct decls *d = &css->pages.v[i]->body->decls;
        for (int j = 0; j < d->n; j++)
            for (int k = 0; d->v[j].prop == CSS_counter_reset && d->v[j].v.kind == CSS_LIST &&
                            k < d->v[j].v.list->n;
                 k++)
                if (!strcmp(d->v[j].v.list->item[k].a, counter))
                    return true;
    }
    return false;
}

static bool prints(const struct css_list *l, const char *counter)
{
    for (int i = 0; i < l->n; i++) {
        const struct css_item *it = &l->item[i];
        bool one = (it->kind == CSS_I_COUNTER || it->kind == CSS_I_COUNTERS) &&
                   strcmp(it->a, "page") && strcmp(it->a, "pages");
        if (one && (!counter || !strcmp(it->a, counter)))
            return true;
    }
    return false;
}

static bool any_prints(const struct decls *d, const char *counter)
{
    for (int i = 0; i < d->n; i++)
        if (d->v[i].prop == CSS_content && !d->v[i].has_var && d->v[i].v.kind == CSS_LIST &&
            prints(d->v[i].v.list, counter))
            return true;
    return false;
}

bool css_margin_counts(const struct css *css, const char *counter)
{
    for (int i = 0; i < css->pages.n; i++)
        for (int k = 0; k < CSS_MARGIN_BOXES; k++)
            if (any_prints(&css->pages.v[i]->body->box[k], counter))
                return true;
    return false;
}

void css_pages_free(struct css *css)
{
    for (int i = 0; i < css->pages.n; i++) {
        struct page_rule *r = css->pages.v[i];
        if (!r->owner)
            continue;
        vec_done(&r->body->decls);
        vec_done(&r->body->footnote);
        for (int k = 0; k < CSS_MARGIN_BOXES; k++)
            vec_done(&r->body->box[k]);
    }
    vec_done(&css->pages);
}

/* ---- matching ---- */

static int by_cascade(const void *a, const void *b, void *css)
{
    const struct page_rule *x = *(struct page_rule *const *)a, *y = *(struct page_rule *const *)b;
    if (x->origin != y->origin)
        return x->origin - y->origin;
    int layers = css_layer_order(css, x->layer, y->layer);
    if (layers)
        return layers;
    if (x->spec != y->spec)
        return x->spec < y->spec ? -1 : 1;
    return x->order - y->order;
}

static bool rule_holds(const struct page_rule *r, const char *name, unsigned flags, int nth,
                       int in_group)
{
    return !r->never && (!r->name || r->name == name) && (!r->of || r->of == name) &&
           !(r->flags & ~flags) && (!r->nth || css_nth_match(r->a, r->b, r->of ? in_group : nth));
}

/* The matching rules, as a set whose ranks are indices into css->pages. */
static const struct mset *matching(struct css *css, const char *name, unsigned flags, int nth,
                                   int in_group)
{
    VEC(uint32_t) set = {0};
    if (!css->pages_sorted && css->pages.n)
        qsort_r(css->pages.v, (size_t)css->pages.n, sizeof *css->pages.v, by_cascade, css);
    css->pages_sorted = true;
    for (int i = 0; i < css->pages.n; i++)
        if (rule_holds(css->pages.v[i], name, flags, nth, in_group))
            *vec_add(&set) = (uint32_t)i;
    const struct mset *m = css_mset(css, set.v, set.n);
    vec_done(&set);
    return m;
}

/* ---- computing ---- */

typedef const struct decls *pick_decls(const struct page_body *body, int box);
static const struct decls *page_decls(const struct page_body *body, int box)
{
    return (void)box, &body->decls;
}
static const struct decls *box_decls(const struct page_body *body, int box)
{
    return &body->box[box];
}
static const struct decls *footnote_decls(const struct page_body *body, int box)
{
    return (void)box, &body->footnote;
}

static const struct css_style *compute_page(struct css *css, const struct css_style *parent,
                                            const struct mset *set, const struct decls *usual,
                                            pick_decls *pick, int box)
{
    const struct decls **block = mem_new(sizeof *block * (size_t)(set->n + 1));
    int n = 0;
    if (usual)
        block[n++] = usual;
    for (int i = 0; i < set->n; i++)
        block[n++] = pick(css->pages.v[set->rank[i]]->body, box);
    const struct css_style *s = css_compute(css, parent, parent ? parent->lang : "", block, n);
    mem_free(block);
    return s;
}

/* The default alignment of a margin box's content (CSS Paged Media 3, section 6.3). */
static struct decls *usual_alignment(int box, struct decl decl[2], struct decls *d)
{
    static const uint16_t kw[CSS_MARGIN_BOXES][2] = {
        {KW_right, KW_middle},  {KW_left, KW_middle},   {KW_center, KW_middle},
        {KW_right, KW_middle},  {KW_left, KW_middle},   {KW_center, KW_top},
        {KW_center, KW_middle}, {KW_center, KW_bottom}, {KW_left, KW_middle},
        {KW_right, KW_middle},  {KW_center, KW_middle}, {KW_left, KW_middle},
        {KW_right, KW_middle},  {KW_center, KW_bottom}, {KW_center, KW_middle},
        {KW_center, KW_top},
    };
    decl[0] = (struct decl){.prop = CSS_text_align, .v = css_val_kw(kw[box][0])};
    decl[1] = (struct decl){.prop = CSS_vertical_align, .v = css_val_kw(kw[box][1])};
    *d = (struct decls){decl, 2, 2};
    return d;
}

static const struct css_style *compute_box(struct css *css, const struct css_style *page,
                                           const struct mset *set, int box)
{
    struct decl decl[2];
    struct decls usual;
    bool any = false;
    for (int i = 0; i < set->n && !any; i++)
        any = css->pages.v[set->rank[i]]->body->box[box].n;
    if (!any)
        return NULL;
    const struct css_style *s = compute_page(css, page, set, usual_alignment(box, decl, &usual),
                                             box_decls, box);
    return css_is(s, CSS_content, KW_none) || css_is(s, CSS_content, KW_normal) ? NULL : s;
}

/* Inside and outside margins override left and right. */
static const struct css_style *page_resolve(struct css *css, const struct css_style *s, bool verso)
{
    struct style out = *style_of(s);
    struct css_val *v = out.s.v;
    if (!css_is(s, CSS_margin_inside, KW_normal))
        v[verso ? CSS_margin_right : CSS_margin_left] = v[CSS_margin_inside];
    if (!css_is(s, CSS_margin_outside, KW_normal))
        v[verso ? CSS_margin_left : CSS_margin_right] = v[CSS_margin_outside];
    return css_style_intern(css, &out);
}

/* A size with only an orientation is that of unnamed pages, rotated (CSS Paged Media 3, 7.1). */
static void orient(struct css *css, struct css_page *p, unsigned flags)
{
    int how = css_list(p->style, CSS_size)->item[0].n;
    if (!how || !*p->name)
        return;
    const struct css_page *usual = css_page(css, "", flags, 0, 0);
    len least = len_min(usual->width, usual->height), most = len_max(usual->width, usual->height);
    p->width = how == SIZE_LANDSCAPE ? most : least;
    p->height = how == SIZE_LANDSCAPE ? least : most;
    struct css_item size[2] = {{.v = css_val_len(p->width)}, {.v = css_val_len(p->height)}};
    struct style out = *style_of(p->style);
    out.s.v[CSS_size] = css_val_list(css_list_new(css, size, 2));
    p->style = css_style_intern(css, &out);
}

static struct css_page *make_page(struct css *css, const char *name, const struct mset *set,
                                  bool verso, unsigned flags)
{
    struct css_page *p = arena_make(&css->arena, struct css_page);
    p->name = name;
    p->style = page_resolve(css, compute_page(css, css->root, set, NULL, page_decls, 0), verso);
    for (int k = 0; k < CSS_MARGIN_BOXES; k++)
        p->box[k] = compute_box(css, p->style, set, k);
    p->footnote = compute_page(css, p->style, set, NULL, footnote_decls, 0);
    p->width = css_list(p->style, CSS_size)->item[0].v.len;
    p->height = css_list(p->style, CSS_size)->item[1].v.len;
    orient(css, p, flags);
    return p;
}

const struct css_page *css_page(struct css *css, const char *name, unsigned flags, int nth,
                                int in_group)
{
    enum {
        PAGES = 1 << 16
    }; /* kinds of cache entries below it are pseudo-elements and anonymous boxes */
    css_prepare(css);
    name = intern(name ? name : "");
    bool verso = flags & CSS_PAGE_LEFT, rtl = css->root && css_is(css->root, CSS_direction, KW_rtl);
    flags |= verso != rtl ? CSS_PAGE_VERSO : CSS_PAGE_RECTO;
    const struct mset *set = matching(css, name, flags, nth, in_group);
    struct cache_entry *e = css_cached(css, css->root, set, name, PAGES + verso);
    if (!e->style)
        e->style = make_page(css, name, set, verso, flags);
    return e->style;
}
