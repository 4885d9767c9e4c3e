// SPDX-License-Identifier: Apache-2.0
/* A formula as a line of text, for reading out and where formulas are not possible: "(a+b)/2",
 * "x_1^2", "√(x)". Content MathML is read likewise. The length is limited; the recursion is as deep
 * as the elements. */
#include "doc/doc-int.h"

enum { READING_MAX = 4000 };

struct reading {
    struct buf *out;
    size_t from; /* its offset in out */
    bool word;   /* the last token is a word: "sin", "kg" */
};

static void read_node(struct reading *r, xmlNode *n);

static bool full(const struct reading *r) { return r->out->n - r->from > READING_MAX; }

static bool is_letter(uint32_t c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
           (c >= 0xc0 && c < 0x2000 && c != 0xd7 && c != 0xf7) || (c >= 0x1d400 && c < 0x1d800);
}

static uint32_t last_char(const struct reading *r)
{
    size_t i = r->out->n;
    if (i == r->from)
        return 0;
    while (i > r->from && ((unsigned char)r->out->s[--i] & 0xc0) == 0x80)
        ;
    const char *s = r->out->s + i;
    return utf8_next(&s, r->out->s + r->out->n);
}

static int count_chars(const char *s, size_t n)
{
    int chars = 0;
    for (size_t i = 0; i < n; i++)
        chars += ((unsigned char)s[i] & 0xc0) != 0x80;
    return chars;
}

/* Words are set apart from adjacent letters and figures. */
static void put_token(struct reading *r, const char *s, size_t n)
{
    const char *p = s;
    if (!n || full(r))
        return;
    uint32_t first = utf8_next(&p, s + n);
    bool word = is_letter(first) && !(first >= '0' && first <= '9') && count_chars(s, n) > 1;
    if ((word || r->word) && is_letter(first) && is_letter(last_char(r)))
        buf_putc(r->out, ' ');
    buf_add(r->out, s, n);
    r->word = word;
}

static void reading_put(struct reading *r, const char *s) { put_token(r, s, strlen(s)); }

/* All text in an element, spaces collapsed. */
static void put_text(struct reading *r, const xmlNode *n)
{
    struct buf text = {0};
    for (const xmlNode *c = xml_walk_nodes(n, n); c && text.n < READING_MAX;
         c = xml_walk_nodes(n, c))
        for (const char *s = c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE
                                 ? (const char *)c->content
                                 : NULL;
             s && *s; s++) {
            bool blank = *s == ' ' || *s == '\t' || *s == '\n' || *s == '\r';
            if (!blank)
                buf_putc(&text, *s);
            else if (text.n && text.s[text.n - 1] != ' ')
                buf_putc(&text, ' ');
        }
    if (text.n && text.s[text.n - 1] == ' ')
        text.n--;
    put_token(r, text.s ? text.s : "", text.n);
    buf_done(&text);
}

static void read_children(struct reading *r, const xmlNode *n)
{
    for (xmlNode *c = xml_first(n); c && !full(r); c = xml_next(c))
        read_node(r, c);
}

/* Whether brackets enclose the whole of it, a function's name in front or none. */
static bool is_bracketed(const char *s, size_t n)
{
    int depth = 0;
    while (n && ((*s | 0x20) >= 'a' && (*s | 0x20) <= 'z'))
        s++, n--;
    for (size_t i = 0; i < n; i++) {
        depth += s[i] == '(' ? 1 : s[i] == ')' ? -1 : 0;
        if (!depth)
            return i && i + 1 == n;
    }
    return false;
}

/* Letters or figures alone, with marks on them and indices, need no brackets. */
static bool is_simple(const char *s, size_t n, bool always)
{
    int chars = 0;
    bool figures = true;
    for (const char *end = s + n; s < end; chars++) {
        uint32_t c = utf8_next(&s, end);
        figures = figures && ((c >= '0' && c <= '9') || c == '.' || c == ',');
        chars -= c >= 0x300 && c < 0x370;
    }
    return !always && (chars <= 1 || figures);
}

/* Encloses the text read since `at` in brackets if needed. */
static void bracket(struct reading *r, size_t at, bool always)
{
    struct buf *out = r->out;
    const char *s = out->s ? out->s + at : "";
    if (is_simple(s, out->n - at, always) || is_bracketed(s, out->n - at))
        return;
    buf_add(out, "))", 2);
    memmove(out->s + at + 1, out->s + at, out->n - at - 2);
    out->s[at] = '(';
    out->s[out->n - 1] = ')';
    r->word = false;
}

static void read_group(struct reading *r, xmlNode *n, bool always)
{
    size_t at = r->out->n;
    r->word = false;
    if (n)
        read_node(r, n);
    bracket(r, at, always);
}

static bool is_none(const xmlNode *n) { return !n || formula_elem(n) == MATH_none; }

static void read_script(struct reading *r, const char *sign, xmlNode *n)
{
    if (is_none(n))
        return;
    reading_put(r, sign);
    read_group(r, n, false);
    r->word = true; /* the following text is not part of it */
}

static void read_base(struct reading *r, xmlNode *n)
{
    size_t at = r->out->n;
    if (!n)
        return;
    read_node(r, n);
    enum math_elem e = formula_elem(n);
    if (e != MATH_mi && e != MATH_mn && e != MATH_mo && e != MATH_mtext && e != MATH_msub)
        bracket(r, at, false);
}

static xmlNode *nth(const xmlNode *n, int i)
{
    xmlNode *c = xml_first(n);
    while (c && i--)
        c = xml_next(c);
    return c;
}

/* An accent on a single letter. */
static bool read_accent(struct reading *r, const xmlNode *n)
{
    static const struct {
        const char *over, *combining;
    } accents[] = {{"^", "\u0302"},      {"\u02c6", "\u0302"}, {"\u0302", "\u0302"},
                   {"~", "\u0303"},      {"\u02dc", "\u0303"}, {"\u0303", "\u0303"},
                   {"\u00af", "\u0304"}, {"\u203e", "\u0304"}, {"_", "\u0304"},
                   {"\u0304", "\u0304"}, {"\u0305", "\u0304"}, {"\u02d9", "\u0307"},
                   {".", "\u0307"},      {"\u0307", "\u0307"}, {"\u00a8", "\u0308"},
                   {"\u0308", "\u0308"}, {"\u02c7", "\u030c"}, {"\u02d8", "\u0306"},
                   {"\u2192", "\u20d7"}, {"\u20d7", "\u20d7"}};
    xmlNode *base = nth(n, 0), *over = nth(n, 1);
    struct buf mark = {0};
    struct reading m = {.out = &mark};
    const char *combining = NULL;
    if (!base || !over || formula_elem(base) != MATH_mi)
        return false;
    put_text(&m, over);
    for (size_t i = 0; i < sizeof accents / sizeof *accents && mark.s; i++)
        if (!strcmp(mark.s, accents[i].over))
            combining = accents[i].combining;
    buf_done(&mark);
    if (!combining)
        return false;
    read_node(r, base);
    buf_puts(r->out, combining);
    return true;
}

static void read_multiscripts(struct reading *r, const xmlNode *n)
{
    xmlNode *base = xml_first(n), *pre = base;
    while (pre && formula_elem(pre) != MATH_mprescripts)
        pre = xml_next(pre);
    bool up = false;
    for (xmlNode *c = pre ? xml_next(pre) : NULL; c; c = xml_next(c), up = !up)
        read_script(r, up ? "^" : "_", c);
    read_base(r, base);
    up = false;
    for (xmlNode *c = base ? xml_next(base) : NULL; c && c != pre; c = xml_next(c), up = !up)
        read_script(r, up ? "^" : "_", c);
}

static void read_list(struct reading *r, xmlNode *first, const char *separator)
{
    for (xmlNode *c = first; c && !full(r); c = xml_next(c)) {
        if (c != first)
            reading_put(r, separator);
        read_node(r, c);
    }
}

static void read_between(struct reading *r, const char *open, const xmlNode *n,
                         const char *separator, const char *close)
{
    reading_put(r, open);
    read_list(r, xml_first(n), separator);
    reading_put(r, close);
}

static void read_fenced(struct reading *r, const xmlNode *n)
{
    const char *open = xml_attr(n, "open"), *close = xml_attr(n, "close"),
               *separators = xml_attr(n, "separators");
    bool none = separators && !separators[strspn(separators, " ")];
    read_between(r, open ? open : "(", n,
                 none                               ? ""
                 : separators && *separators == ';' ? "; "
                                                    : ", ",
                 close ? close : ")");
}

/* ---- content --------------------------------------------------------------------------------- */

static const char *infix_sign(const char *name)
{
    static const struct {
        const char *name, *sign;
    } signs[] = {{"plus", "+"},
                 {"minus", "\u2212"},
                 {"times", "\u00b7"},
                 {"divide", "/"},
                 {"power", "^"},
                 {"eq", "="},
                 {"neq", "\u2260"},
                 {"lt", "<"},
                 {"gt", ">"},
                 {"leq", "\u2264"},
                 {"geq", "\u2265"},
                 {"approx", "\u2248"},
                 {"equivalent", "\u2261"},
                 {"in", "\u2208"},
                 {"notin", "\u2209"},
                 {"and", "\u2227"},
                 {"or", "\u2228"},
                 {"implies", "\u21d2"},
                 {"union", "\u222a"},
                 {"intersect", "\u2229"},
                 {"subset", "\u2282"},
                 {"prsubset", "\u228a"},
                 {"setdiff", "\u2216"},
                 {"tendsto", "\u2192"},
                 {"compose", "\u2218"}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (!strcmp(name, signs[i].name))
            return signs[i].sign;
    return NULL;
}

static bool infix_relation(const char *sign)
{
    static const char *const signs[] = {"=",      "<",      ">",      "\u2260", "\u2264",
                                        "\u2265", "\u2248", "\u2261", "\u21d2"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (!strcmp(sign, signs[i]))
            return true;
    return false;
}

static bool reading_named(const xmlNode *n, const char *name)
{
    return n && !strcmp((const char *)n->name, name);
}

static void read_apply(struct reading *r, const xmlNode *n)
{
    xmlNode *op = xml_first(n), *arg = op ? xml_next(op) : NULL;
    const char *sign = op && !op->children ? infix_sign((const char *)op->name) : NULL;
    if (!op)
        return;
    if (sign && arg && !xml_next(arg)) {
        reading_put(r, sign);
        read_group(r, arg, false);
    } else if (sign) {
        for (xmlNode *c = arg; c && !full(r); c = xml_next(c)) {
            if (c != arg)
                reading_put(r, sign);
            if (infix_relation(sign))
                read_node(r, c);
            else
                read_group(r, c, false);
        }
    } else {
        if (reading_named(op, "root"))
            reading_put(r, "\u221a");
        else if (op->children)
            read_node(r, op);
        else
            reading_put(r, (const char *)op->name);
        reading_put(r, "(");
        read_list(r, arg, ", ");
        reading_put(r, ")");
    }
}

static void read_constant(struct reading *r, const xmlNode *n)
{
    static const struct {
        const char *name, *sign;
    } signs[] = {{"pi", "\u03c0"},      {"infinity", "\u221e"}, {"imaginaryi", "i"},
                 {"exponentiale", "e"}, {"emptyset", "\u2205"}, {"eulergamma", "\u03b3"}};
    const char *sign = (const char *)n->name;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (reading_named(n, signs[i].name))
            sign = signs[i].sign;
    reading_put(r, sign);
}

static void read_other(struct reading *r, xmlNode *n)
{
    if (reading_named(n, "apply") || reading_named(n, "reln"))
        read_apply(r, n);
    else if (reading_named(n, "matrix"))
        read_between(r, "[", n, "; ", "]");
    else if (reading_named(n, "matrixrow"))
        read_list(r, xml_first(n), ", ");
    else if (reading_named(n, "vector") || reading_named(n, "list") || reading_named(n, "interval"))
        read_between(r, "(", n, ", ", ")");
    else if (reading_named(n, "set"))
        read_between(r, "{", n, ", ", "}");
    else if (!n->children)
        read_constant(r, n);
    else if (xml_first(n))
        read_children(r, n);
    else
        put_text(r, n);
}

/* ---- the walk -------------------------------------------------------------------------------- */

/* Invisible operators are not read, except separators. */
static void read_operator(struct reading *r, const xmlNode *n)
{
    static const struct {
        const char *sign, *read;
    } hidden[] = {{"\u2061", ""}, {"\u2062", ""}, {"\u2063", ", "}, {"\u2064", "+"},
                  {",", ", "},    {";", "; "},    {"-", "\u2212"}};
    struct buf text = {0};
    struct reading own = {.out = &text};
    put_text(&own, n);
    const char *s = text.s ? text.s : "";
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (!strcmp(s, hidden[i].sign))
            s = hidden[i].read;
    reading_put(r, s);
    buf_done(&text);
}

static void read_element(struct reading *r, xmlNode *n)
{
    switch (formula_elem(n)) {
    case MATH_mi:
    case MATH_mn:
    case MATH_mtext: put_text(r, n); break;
    case MATH_mo: read_operator(r, n); break;
    case MATH_ms:
        reading_put(r, "\"");
        put_text(r, n);
        reading_put(r, "\"");
        break;
    case MATH_mfrac:
        read_group(r, nth(n, 0), false);
        reading_put(r, "/");
        read_group(r, nth(n, 1), false);
        break;
    case MATH_msqrt: {
        reading_put(r, "\u221a");
        size_t at = r->out->n;
        read_children(r, n);
        bracket(r, at, true);
        break;
    }
    case MATH_mroot:
        reading_put(r, "\u221a[");
        if (nth(n, 1))
            read_node(r, nth(n, 1));
        reading_put(r, "]");
        read_group(r, nth(n, 0), true);
        break;
    case MATH_msup:
    case MATH_mover:
        if (formula_elem(n) == MATH_mover && read_accent(r, n))
            break;
        read_base(r, nth(n, 0));
        read_script(r, "^", nth(n, 1));
        break;
    case MATH_msub:
    case MATH_munder:
    case MATH_msubsup:
    case MATH_munderover:
        read_base(r, nth(n, 0));
        read_script(r, "_", nth(n, 1));
        read_script(r, "^", nth(n, 2));
        break;
    case MATH_mmultiscripts: read_multiscripts(r, n); break;
    case MATH_mtable: read_between(r, "[", n, "; ", "]"); break;
    case MATH_mtr:
    case MATH_mlabeledtr: read_list(r, xml_first(n), ", "); break;
    case MATH_mfenced: read_fenced(r, n); break;
    case MATH_mphantom:
    case MATH_none:
    case MATH_mprescripts:
    case MATH_mspace: break;
    case MATH_OTHER: read_other(r, n); break;
    default: read_children(r, n); break;
    }
}

static void read_node(struct reading *r, xmlNode *n)
{
    xmlNode *chosen = formula_chosen(n);
    if (full(r) || !chosen)
        return;
    if (chosen == n)
        read_element(r, n);
    else
        read_node(r, chosen);
}

void formula_reading(const xmlNode *n, struct buf *out)
{
    struct reading r = {.out = out, .from = out->n};
    read_node(&r, (xmlNode *)n);
}

void formula_text(const xmlNode *n, struct buf *out)
{
    const char *given = xml_attr(n, "alttext");
    if (given && *given)
        buf_puts(out, given);
    else
        formula_reading(n, out);
}
