// SPDX-License-Identifier: Apache-2.0
/* The styled tree as text: every element with its style, and the pages. Initial properties, and
 * those inherited unchanged, are left out, so that the effect of a layout on an element is
 * shown. */
#include "css/css-int.h"

static const char *const pseudo_names[] = {
    [CSS_BEFORE] = "::before",
    [CSS_AFTER] = "::after",
    [CSS_MARKER] = "::marker",
    [CSS_FIRST_LINE] = "::first-line",
    [CSS_FIRST_LETTER] = "::first-letter",
    [CSS_FOOTNOTE_CALL] = "::footnote-call",
    [CSS_FOOTNOTE_MARKER] = "::footnote-marker",
};

static void dumptree_indent(struct buf *b, int depth)
{
    enum { DEEPEST = 40 };
    for (int k = 0; k < depth && k < DEEPEST; k++)
        buf_puts(b, "  ");
}

static void dump_values(const struct css_style *s, const struct css_style *parent, int depth,
                        struct buf *b)
{
    if (s->lang != (parent ? parent->lang : intern(""))) {
        dumptree_indent(b, depth);
        buf_printf(b, "(language %s)\n", s->lang);
    }
    for (int p = 0; p < CSS_PROPS; p++) {
        bool same = parent && css_prop_inherits(p) ? css_val_equal(&s->v[p], &parent->v[p])
                                                   : css_style_initial(s, p);
        if (same ||
            (p == CSS_line_height && parent && s->v[p].num && s->v[p].num == parent->v[p].num))
            continue;
        dumptree_indent(b, depth);
        buf_printf(b, "%s: ", css_name(p));
        css_val_print(&s->v[p], b);
        buf_putc(b, '\n');
    }
}

static void dump_pseudo(struct css *css, const xmlNode *n, const struct css_style *self,
                        enum css_pseudo p, int depth, struct buf *b)
{
    const struct css_style *s = css_match_pseudo(css, n, self, p);
    struct buf values = {0};
    if (s)
        dump_values(s, self, depth + 2, &values);
    if (values.n) {
        dumptree_indent(b, depth + 1);
        buf_printf(b, "%s\n%s", pseudo_names[p], values.s);
    }
    buf_done(&values);
}

static void dump_name(const xmlNode *n, int depth, struct buf *b)
{
    struct subject s;
    subject_get(&s, n);
    dumptree_indent(b, depth);
    buf_puts(b, (const char *)n->name);
    if (s.id)
        buf_printf(b, "#%s", s.id);
    for (const char *c = s.role; c && *c; c += strspn(c, " \t\n")) {
        size_t k = strcspn(c, " \t\n");
        buf_printf(b, "%s%.*s", k ? "." : "", (int)k, c);
        c += k;
    }
    buf_putc(b, '\n');
}

/* The document's depth is limited where it is loaded. */
static void dump_element(struct css *css, const xmlNode *n, const struct css_style *parent,
                         int depth, FILE *f)
{
    const struct css_style *s = css_match(css, n, parent);
    struct buf b = {0};
    dump_name(n, depth, &b);
    dump_values(s, parent, depth + 1, &b);
    for (int p = CSS_BEFORE; p < CSS_PSEUDOS; p++)
        dump_pseudo(css, n, s, p, depth, &b);
    fwrite(b.s, 1, b.n, f);
    buf_done(&b);
    for (const xmlNode *c = xml_first(n); c; c = xml_next(c))
        dump_element(css, c, s, depth + 1, f);
}

/* ---- pages ---- */

static void dump_area(const char *name, const struct css_style *s, const struct css_style *page,
                      bool always, struct buf *b)
{
    struct buf values = {0};
    if (s)
        dump_values(s, page, 2, &values);
    if (values.n || (s && always))
        buf_printf(b, "  @%s\n%s", name, values.s ? values.s : "");
    buf_done(&values);
}

static void dump_page(struct css *css, const char *name, const char *side, unsigned flags, FILE *f)
{
    const struct css_page *p = css_page(css, name, flags,
                                        flags & CSS_PAGE_FIRST  ? 1
                                        : flags & CSS_PAGE_LEFT ? 2
                                                                : 3,
                                        0);
    struct buf b = {0};
    buf_printf(&b, "@page %s%s\n", name, side);
    dump_values(p->style, css->root, 1, &b);
    for (int k = 0; k < CSS_MARGIN_BOXES; k++)
        dump_area(css_area_names[k], p->box[k], p->style, true, &b);
    dump_area(css_area_names[CSS_MARGIN_BOXES], p->footnote, p->style, false, &b);
    fwrite(b.s, 1, b.n, f);
    buf_done(&b);
}

static void dump_pages(struct css *css, FILE *f)
{
    static const struct {
        const char *name;
        unsigned flags;
    } sides[] = {
        {":first", CSS_PAGE_FIRST | CSS_PAGE_RIGHT},
        {":left", CSS_PAGE_LEFT},
        {":right", CSS_PAGE_RIGHT},
        {":blank", CSS_PAGE_BLANK | CSS_PAGE_LEFT},
    };
    struct map names = {0};
    map_put(&names, "");
    for (int i = 0; i < css->pages.n; i++)
        map_put(&names, css->pages.v[i]->name ? css->pages.v[i]->name : "");
    for (int i = 0; i < names.n; i++)
        for (int k = 0; k < 4; k++)
            dump_page(css, names.entry[i].key, sides[k].name, sides[k].flags, f);
    map_done(&names);
}

void css_dump(struct css *css, const xmlNode *root, FILE *f)
{
    dump_element(css, root, NULL, 0, f);
    dump_pages(css, f);
}
