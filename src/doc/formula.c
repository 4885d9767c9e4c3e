// SPDX-License-Identifier: Apache-2.0
/* Formulas: MathML as boxes, each element with its own style. Alternatives are chosen here
 * (semantics, maction), and content MathML becomes a line of text, so that layout only gets
 * elements it can set. The recursion is as deep as the elements, which loading limits. */
#include "doc/doc-int.h"

static bool is_token(enum math_elem e)
{
    return e == MATH_mi || e == MATH_mn || e == MATH_mo || e == MATH_mtext || e == MATH_ms;
}

/* Whether it is an element of content MathML, outside an <apply>. */
static bool is_content(const xmlNode *n)
{
    static const char *const names[] = {"apply",      "bind",     "cbytes",     "cerror",
                                        "ci",         "cn",       "cs",         "csymbol",
                                        "declare",    "emptyset", "eulergamma", "exponentiale",
                                        "false",      "fn",       "imaginaryi", "infinity",
                                        "interval",   "lambda",   "list",       "matrix",
                                        "notanumber", "pi",       "piecewise",  "reln",
                                        "set",        "share",    "true",       "vector"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp((const char *)n->name, names[i]))
            return true;
    return false;
}

static bool is_annotation(const xmlNode *n)
{
    return !strncmp((const char *)n->name, "annotation", 10);
}

/* The presentation among the annotations of a meaning. */
static xmlNode *presentation(const xmlNode *semantics)
{
    for (xmlNode *c = xml_first(semantics); c; c = xml_next(c)) {
        const char *encoding = xml_attr(c, "encoding");
        if (!strcmp((const char *)c->name, "annotation-xml") && encoding &&
            (!strcmp(encoding, "MathML-Presentation") ||
             !strcmp(encoding, "application/mathml-presentation+xml")))
            return xml_first(c);
    }
    return NULL;
}

xmlNode *formula_chosen(xmlNode *n)
{
    const char *selection;
    xmlNode *c, *other;
    switch (formula_elem(n)) {
    case MATH_semantics:
        c = xml_first(n);
        if (c && is_annotation(c))
            c = NULL;
        other = !c || is_content(c) ? presentation(n) : NULL;
        return other ? other : c;
    case MATH_maction:
        selection = xml_attr(n, "selection");
        c = xml_first(n);
        for (long i = selection ? strtol(selection, NULL, 10) : 1; i > 1 && c && xml_next(c); i--)
            c = xml_next(c);
        return c;
    default: return n;
    }
}

static struct box *add_box(struct build *b, struct box *parent, xmlNode *n,
                           const struct css_style *s, enum math_elem elem)
{
    struct box *box = box_new(b, BOX_MATH, s, n);
    box->u.math.elem = elem;
    box_add(parent, box);
    return box;
}

/* Spaces at the ends do not count, and those inside are one (MathML 3, 2.1.7). */
static void add_text(struct build *b, struct box *parent, const char *s, size_t n)
{
    struct buf text = {0};
    for (const char *end = s + n; s < end; s++) {
        bool blank = *s == ' ' || *s == '\t' || *s == '\n' || *s == '\r';
        if (!blank)
            buf_putc(&text, *s);
        else if (text.n && text.s[text.n - 1] != ' ')
            buf_putc(&text, ' ');
    }
    if (text.n && text.s[text.n - 1] == ' ')
        text.n--;
    if (text.n) {
        struct box *box = box_new(b, BOX_TEXT, parent->style, origin_node(parent->origin));
        box->u.t.text = arena_dup(b->a, text.s, text.n);
        box->u.t.n = (int)text.n;
        box_add(parent, box);
    }
    buf_done(&text);
}

static void add_token_text(struct build *b, struct box *parent, const xmlNode *n)
{
    struct buf text = {0};
    for (const xmlNode *c = xml_walk_nodes(n, n); c; c = xml_walk_nodes(n, c))
        if ((c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE) && c->content)
            buf_puts(&text, (const char *)c->content);
    add_text(b, parent, text.s ? text.s : "", text.n);
    buf_done(&text);
}

static void add_content(struct build *b, struct box *parent, xmlNode *n, const struct css_style *s)
{
    struct buf text = {0};
    formula_reading(n, &text);
    diag(DIAG_math_content, xml_loc(n), text.s ? text.s : "");
    add_text(b, add_box(b, parent, n, s, MATH_mtext), text.s ? text.s : "", text.n);
    buf_done(&text);
}

/* Colour and size from attributes of MathML 2 and 3. */
static const struct css_style *own_style(struct build *b, const xmlNode *n,
                                         const struct css_style *s)
{
    static const struct {
        const char *name, *older;
        enum css_prop prop;
    } attributes[] = {{"mathcolor", "color", CSS_color},
                      {"mathbackground", "background", CSS_background_color},
                      {"mathsize", "fontsize", CSS_font_size}};
    static const struct {
        const char *name, *value;
    } sizes[] = {{"small", "80%"}, {"normal", "100%"}, {"big", "125%"}};
    if (!n->properties)
        return s;
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        const char *value = xml_attr(n, attributes[i].name);
        value = value ? value : xml_attr(n, attributes[i].older);
        for (size_t k = 0; value && k < sizeof sizes / sizeof *sizes; k++)
            value = strcmp(value, sizes[k].name) ? value : sizes[k].value;
        if (value)
            s = css_with(b->doc->css, s, attributes[i].prop, value);
    }
    return s;
}

static void add_children(struct build *b, struct box *box, const xmlNode *n);

static void add_element(struct build *b, struct box *parent, xmlNode *n,
                        const struct css_style *around)
{
    const struct css_style *s = css_match(b->doc->css, n, around);
    xmlNode *chosen = formula_chosen(n);
    enum math_elem elem = formula_elem(n);
    if (css_is(s, CSS_display, KW_none))
        return;
    s = own_style(b, n, s);
    if (chosen != n) {
        struct box *row = add_box(b, parent, n, s, MATH_mrow);
        if (chosen)
            add_element(b, row, chosen, s);
    } else if (is_content(n)) {
        add_content(b, parent, n, s);
    } else if (is_token(elem)) {
        add_token_text(b, add_box(b, parent, n, s, elem), n);
    } else {
        add_children(b, add_box(b, parent, n, s, elem), n);
    }
}

/* Text that is between elements, which MathML does not allow, is nevertheless shown. */
static void add_children(struct build *b, struct box *box, const xmlNode *n)
{
    for (xmlNode *c = n->children; c; c = c->next) {
        if (c->type == XML_ELEMENT_NODE) {
            if (!is_annotation(c))
                add_element(b, box, c, box->style);
        } else if ((c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE) && c->content) {
            const char *s = (const char *)c->content;
            if (s[strspn(s, " \t\r\n")])
                add_text(b, add_box(b, box, (xmlNode *)n, box->style, MATH_mtext), s, strlen(s));
        }
    }
}

bool formula_build(struct build *b, xmlNode *n, const struct css_style *style)
{
    if (!xml_is_math(n) || formula_elem(n) != MATH_math)
        return false;
    struct box *box = add_box(b, place_inline(b), n, own_style(b, n, style), MATH_math);
    add_children(b, box, n);
    place_solid(b);
    return true;
}
