// SPDX-License-Identifier: Apache-2.0
/* Formulas of Word (ECMA-376-1, 22.1) as MathML. A run's characters become identifiers, numbers and
 * operators, since Word does not part them. */
#include <string.h>

#include "office/text-int.h"

struct maker {
    struct arena *arena;
    struct node *at;
};

static void omml_build(struct maker *m, const struct node *parent);

static struct node *omml_begin(struct maker *m, const char *local)
{
    struct node *n = arena_make(m->arena, struct node);
    n->name = math_math;
    n->local = local;
    n->parent = m->at;
    if (m->at) {
        *(m->at->last ? &m->at->last->next : &m->at->first) = n;
        m->at->last = n;
    }
    return m->at = n;
}

static void omml_end(struct maker *m) { m->at = m->at->parent; }

static void omml_set(struct maker *m, const char *name, const char *value)
{
    struct attribute *a = arena_make(m->arena, struct attribute);
    *a = (struct attribute){name, value, m->at->attributes};
    m->at->attributes = a;
}

static void leaf(struct maker *m, const char *local, const char *text, size_t n)
{
    omml_begin(m, local);
    struct node *t = arena_make(m->arena, struct node);
    t->name = NAME_text;
    t->text = arena_dup(m->arena, text, n);
    t->parent = m->at;
    m->at->first = m->at->last = t;
    omml_end(m);
}

static void operator(struct maker *m, const char *text) { leaf(m, "mo", text, strlen(text)); }

/* ---- runs ------------------------------------------------------------------------------------ */

enum class { LETTER, DIGIT, SPACE, OPERATOR };

static enum class class_of(uint32_t c) {
    if (c >= '0' && c <= '9') return DIGIT;
    if (c <= ' ' || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f ||
        c == 0x205f) return SPACE;
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
        (c >= 0xc0 && c < 0x2000 && c != 0xd7 && c != 0xf7) ||
        (c >= 0x2100 && c < 0x2190 && c != 0x2146) || (c >= 0x3040 && c < 0xfb00) ||
        (c >= 0x1d400 && c <= 0x1d7cb) || c == 0x221e || c == 0x2202 || c == 0x2207) return LETTER;
    return OPERATOR;
}

static const char *variant_of(const struct node *pr)
{
    const char *sty = markup_val(pr, m_sty), *scr = markup_val(pr, m_scr);
    if (scr && *scr)
        return !strcmp(scr, "script")          ? "script"
               : !strcmp(scr, "fraktur")       ? "fraktur"
               : !strcmp(scr, "double-struck") ? "double-struck"
               : !strcmp(scr, "sans-serif")    ? "sans-serif"
               : !strcmp(scr, "monospace")     ? "monospace"
                                               : NULL;
    return !sty                 ? NULL
           : !strcmp(sty, "p")  ? "normal"
           : !strcmp(sty, "b")  ? "bold"
           : !strcmp(sty, "bi") ? "bold-italic"
                                : NULL;
}

static void run(struct maker *m, const struct node *n)
{
    struct buf b = {0};
    const struct node *pr = markup_child(n, m_rPr);
    const char *variant = variant_of(pr);
    for (const struct node *c = n->first; c;
         c = c->name == w_del || c->name == w_moveFrom
                 ? markup_walk_past(n, c)
                 : markup_walk(n, c)) /* w:ins may be in a run of a formula */
        if (c->name == m_t || c->name == w_t)
            markup_text(c, &b);
    const char *s = b.s ? b.s : "", *stop = s + b.n;
    if (b.n && markup_switch(pr, m_nor) > 0) {
        leaf(m, "mtext", s, b.n);
        s = stop;
    }
    bool word = variant && !strcmp(variant, "normal"); /* upright letters are one name: sin, max */
    while (s < stop) {
        const char *from = s, *next = s;
        enum class class = class_of(utf8_next(&next, stop));
        s = next;
        while (s < stop && (class == DIGIT || class == SPACE || (class == LETTER && word))) {
            const char *peek = s;
            uint32_t c = utf8_next(&peek, stop);
            bool point = class == DIGIT && (c == '.' || c == ',') && peek < stop && *peek >= '0' &&
                         *peek <= '9';
            if (class_of(c) != class && !point)
                break;
            s = peek;
        }
        if (class == SPACE) {
            leaf(m, "mtext", "\u00a0", 2);
            continue;
        }
        leaf(m, class == LETTER ? "mi" : class == DIGIT ? "mn" : "mo", from, (size_t)(s - from));
        if (variant && class == LETTER) {
            m->at = m->at->last;
            omml_set(m, "mathvariant", variant);
            omml_end(m);
        }
    }
    buf_done(&b);
}

/* ---- structures ------------------------------------------------------------------------------ */

/* The content of an argument as one element. */
static void argument(struct maker *m, const struct node *n)
{
    omml_begin(m, "mrow");
    omml_build(m, n);
    omml_end(m);
}

static void pair(struct maker *m, const char *local, const struct node *a, const struct node *b)
{
    omml_begin(m, local);
    argument(m, a);
    argument(m, b);
    omml_end(m);
}

static void triple(struct maker *m, const char *local, const struct node *a, const struct node *b,
                   const struct node *c)
{
    omml_begin(m, local);
    argument(m, a);
    argument(m, b);
    argument(m, c);
    omml_end(m);
}

static void fraction(struct maker *m, const struct node *n)
{
    const char *type = markup_val(markup_child(n, m_fPr), m_type);
    if (type && !strcmp(type, "lin")) {
        argument(m, markup_child(n, m_num));
        operator(m, "/");
        argument(m, markup_child(n, m_den));
        return;
    }
    omml_begin(m, "mfrac");
    if (type && !strcmp(type, "noBar"))
        omml_set(m, "linethickness", "0");
    if (type && !strcmp(type, "skw"))
        omml_set(m, "bevelled", "true");
    argument(m, markup_child(n, m_num));
    argument(m, markup_child(n, m_den));
    omml_end(m);
}

static void radical(struct maker *m, const struct node *n)
{
    const struct node *degree = markup_child(n, m_deg);
    if (markup_switch(markup_child(n, m_radPr), m_degHide) > 0 || !degree || !degree->first) {
        omml_begin(m, "msqrt");
        omml_build(m, markup_child(n, m_e));
        omml_end(m);
    } else {
        pair(m, "mroot", markup_child(n, m_e), degree);
    }
}

static bool is_integral(const char *s)
{
    const char *p = s;
    uint32_t c = *s ? utf8_next(&p, s + strlen(s)) : 0;
    return c >= 0x222b && c <= 0x2233;
}

static void nary(struct maker *m, const struct node *n)
{
    const struct node *pr = markup_child(n, m_naryPr), *sub = markup_child(n, m_sub),
                      *sup = markup_child(n, m_sup);
    const char *sign = markup_val(pr, m_chr), *place = markup_val(pr, m_limLoc);
    sign = sign ? sign : "∫";
    bool below = sub && sub->first && markup_switch(pr, m_subHide) <= 0,
         above = sup && sup->first && markup_switch(pr, m_supHide) <= 0;
    bool beside = place ? !strcmp(place, "subSup") : is_integral(sign);
    omml_begin(m, "mrow");
    if (below || above)
        omml_begin(m, below && above ? beside ? "msubsup" : "munderover"
                      : below        ? beside ? "msub" : "munder"
                      : beside       ? "msup"
                                     : "mover");
    operator(m, sign);
    if (below)
        argument(m, sub);
    if (above)
        argument(m, sup);
    if (below || above)
        omml_end(m);
    argument(m, markup_child(n, m_e));
    omml_end(m);
}

static void fence(struct maker *m, const char *s, const char *form)
{
    if (!*s)
        return;
    operator(m, s);
    m->at = m->at->last;
    omml_set(m, "form", form);
    omml_set(m, "fence", "true");
    omml_set(m, "stretchy", "true");
    omml_end(m);
}

static void delimited(struct maker *m, const struct node *n)
{
    const struct node *pr = markup_child(n, m_dPr);
    const char *open = markup_val(pr, m_begChr), *close = markup_val(pr, m_endChr),
               *between = markup_val(pr, m_sepChr);
    bool first = true;
    omml_begin(m, "mrow");
    fence(m, open ? open : "(", "prefix");
    for (const struct node *e = n->first; e; e = e->next) {
        if (e->name != m_e)
            continue;
        if (!first)
            operator(m, between ? between : "|");
        argument(m, e);
        first = false;
    }
    fence(m, close ? close : ")", "postfix");
    omml_end(m);
}

static void matrix(struct maker *m, const struct node *n)
{
    omml_begin(m, "mtable");
    for (const struct node *row = n->first; row; row = row->next) {
        if (row->name != m_mr && row->name != m_e)
            continue;
        omml_begin(m, "mtr");
        if (row->name == m_e) { /* of an array of equations */
            omml_begin(m, "mtd");
            omml_build(m, row);
            omml_end(m);
        }
        for (const struct node *e = row->name == m_mr ? row->first : NULL; e; e = e->next)
            if (e->name == m_e) {
                omml_begin(m, "mtd");
                omml_build(m, e);
                omml_end(m);
            }
        omml_end(m);
    }
    omml_end(m);
}

static void accent(struct maker *m, const struct node *n)
{
    const char *sign = markup_val(markup_child(n, m_accPr), m_chr);
    omml_begin(m, "mover");
    omml_set(m, "accent", "true");
    argument(m, markup_child(n, m_e));
    operator(m, sign &&*sign ? sign : "\u0302");
    omml_end(m);
}

static void bar(struct maker *m, const struct node *n, const struct node *pr, const char *usual,
                bool usually_top)
{
    const char *where = markup_val(pr, m_pos), *sign = markup_val(pr, m_chr);
    bool top = where ? !strcmp(where, "top") : usually_top;
    omml_begin(m, top ? "mover" : "munder");
    argument(m, markup_child(n, m_e));
    operator(m, sign &&*sign ? sign : usual);
    omml_end(m);
}

static void scripts_before(struct maker *m, const struct node *n)
{
    omml_begin(m, "mmultiscripts");
    argument(m, markup_child(n, m_e));
    omml_begin(m, "mprescripts");
    omml_end(m);
    argument(m, markup_child(n, m_sub));
    argument(m, markup_child(n, m_sup));
    omml_end(m);
}

static void function(struct maker *m, const struct node *n)
{
    omml_begin(m, "mrow");
    argument(m, markup_child(n, m_fName));
    operator(m, "\u2061");
    argument(m, markup_child(n, m_e));
    omml_end(m);
}

static void wrapped(struct maker *m, const char *local, const char *attribute, const char *value,
                    const struct node *n)
{
    omml_begin(m, local);
    if (attribute)
        omml_set(m, attribute, value);
    omml_build(m, markup_child(n, m_e));
    omml_end(m);
}

static void build_one(struct maker *m, const struct node *n)
{
    switch (n->name) {
    case NAME_text:
    case m_rPr:
    case m_ctrlPr:
    case w_rPr:
    case m_fPr:
    case m_radPr:
    case m_naryPr:
    case m_dPr:
    case m_mPr:
    case m_eqArrPr:
    case m_accPr:
    case m_barPr:
    case m_groupChrPr:
    case m_phantPr: break;
    case w_del:
    case w_moveFrom: break;
    case m_r:
    case w_r: run(m, n); break;
    case m_f: fraction(m, n); break;
    case m_sSup: pair(m, "msup", markup_child(n, m_e), markup_child(n, m_sup)); break;
    case m_sSub: pair(m, "msub", markup_child(n, m_e), markup_child(n, m_sub)); break;
    case m_sSubSup:
        triple(m, "msubsup", markup_child(n, m_e), markup_child(n, m_sub), markup_child(n, m_sup));
        break;
    case m_sPre: scripts_before(m, n); break;
    case m_rad: radical(m, n); break;
    case m_nary: nary(m, n); break;
    case m_d: delimited(m, n); break;
    case m_m:
    case m_eqArr: matrix(m, n); break;
    case m_acc: accent(m, n); break;
    case m_bar: bar(m, n, markup_child(n, m_barPr), "\u00af", false); break;
    case m_groupChr: bar(m, n, markup_child(n, m_groupChrPr), "\u23df", false); break;
    case m_limLow: pair(m, "munder", markup_child(n, m_e), markup_child(n, m_lim)); break;
    case m_limUpp: pair(m, "mover", markup_child(n, m_e), markup_child(n, m_lim)); break;
    case m_func: function(m, n); break;
    case m_borderBox: wrapped(m, "menclose", "notation", "box", n); break;
    case m_phant:
        markup_val(markup_child(n, m_phantPr), m_show) &&
                markup_switch(markup_child(n, m_phantPr), m_show) > 0
            ? wrapped(m, "mrow", NULL, NULL, n)
            : wrapped(m, "mphantom", NULL, NULL, n);
        break;
    default: omml_build(m, n);
    }
}

static void omml_build(struct maker *m, const struct node *parent)
{
    for (const struct node *n = parent ? parent->first : NULL; n; n = n->next)
        build_one(m, n);
}

const struct node *omml_math(struct arena *a, const struct node *omath)
{
    struct maker m = {.arena = a};
    struct node *math = omml_begin(&m, "math");
    omml_build(&m, omath);
    return math->first ? math : NULL;
}
