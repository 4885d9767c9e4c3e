// SPDX-License-Identifier: Apache-2.0
/* Formulas of Word (ECMA-376-1, 22.1) as MathML. A run's characters become identifiers, numbers and
 * operators, since Word does not separate them. */
#include <string.h>

#include "office/text-int.h"

struct maker {
    struct arena *arena;
    struct node *at;
    const struct node *cell; /* of an array of equations, whose runs may split it; NULL: in none */
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

static void add_leaf(struct maker *m, const char *local, const char *text, size_t n)
{
    omml_begin(m, local);
    struct node *t = arena_make(m->arena, struct node);
    t->name = NAME_text;
    t->text = arena_dup(m->arena, text, n);
    t->parent = m->at;
    m->at->first = m->at->last = t;
    omml_end(m);
}

static void add_operator(struct maker *m, const char *text)
{
    add_leaf(m, "mo", text, strlen(text));
}

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

static void add_characters(struct maker *m, const char *s, size_t n, const char *variant)
{
    const char *stop = s + n;
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
            add_leaf(m, "mtext", "\u00a0", 2);
            continue;
        }
        add_leaf(m,
                 class == LETTER  ? "mi"
                 : class == DIGIT ? "mn"
                                  : "mo",
                 from, (size_t)(s - from));
        if (variant && class == LETTER) {
            m->at = m->at->last;
            omml_set(m, "mathvariant", variant);
            omml_end(m);
        }
    }
}

/* In an array of equations "&" marks the alignment, and "#" precedes their number (Unicode
 * Technical Note 28, 3.19 and 3.21); neither is shown. */
static void equation_characters(struct maker *m, const char *s, size_t n, const char *variant)
{
    for (const char *stop = s + n; s < stop;) {
        const char *mark = s;
        while (mark < stop && *mark != '&' && *mark != '#')
            mark++;
        add_characters(m, s, (size_t)(mark - s), variant);
        if (mark < stop) {
            omml_end(m);
            omml_begin(m, "mtd");
            if (*mark == '#')
                add_leaf(m, "mtext", "\u2003", strlen("\u2003"));
            m->cell = m->at;
        }
        s = mark + 1;
    }
}

static void read_run(struct maker *m, const struct node *n)
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
    if (b.n && markup_switch(pr, m_nor) > 0)
        add_leaf(m, "mtext", b.s, b.n);
    else if (b.n)
        (m->at == m->cell ? equation_characters : add_characters)(m, b.s, b.n, variant);
    buf_done(&b);
}

/* ---- structures ------------------------------------------------------------------------------ */

/* The content of an argument as one element. */
static void add_argument(struct maker *m, const struct node *n)
{
    omml_begin(m, "mrow");
    omml_build(m, n);
    omml_end(m);
}

static void add_pair(struct maker *m, const char *local, const struct node *a, const struct node *b)
{
    omml_begin(m, local);
    add_argument(m, a);
    add_argument(m, b);
    omml_end(m);
}

static void add_triple(struct maker *m, const char *local, const struct node *a,
                       const struct node *b, const struct node *c)
{
    omml_begin(m, local);
    add_argument(m, a);
    add_argument(m, b);
    add_argument(m, c);
    omml_end(m);
}

static void add_fraction(struct maker *m, const struct node *n)
{
    const char *type = markup_val(markup_child(n, m_fPr), m_type);
    if (type && !strcmp(type, "lin")) {
        add_argument(m, markup_child(n, m_num));
        add_operator(m, "/");
        add_argument(m, markup_child(n, m_den));
        return;
    }
    omml_begin(m, "mfrac");
    if (type && !strcmp(type, "noBar"))
        omml_set(m, "linethickness", "0");
    if (type && !strcmp(type, "skw"))
        omml_set(m, "bevelled", "true");
    add_argument(m, markup_child(n, m_num));
    add_argument(m, markup_child(n, m_den));
    omml_end(m);
}

static void add_radical(struct maker *m, const struct node *n)
{
    const struct node *degree = markup_child(n, m_deg);
    if (markup_switch(markup_child(n, m_radPr), m_degHide) > 0 || !degree || !degree->first) {
        omml_begin(m, "msqrt");
        omml_build(m, markup_child(n, m_e));
        omml_end(m);
    } else {
        add_pair(m, "mroot", markup_child(n, m_e), degree);
    }
}

static bool is_integral(const char *s)
{
    const char *p = s;
    uint32_t c = *s ? utf8_next(&p, s + strlen(s)) : 0;
    return c >= 0x222b && c <= 0x2233;
}

static void add_nary(struct maker *m, const struct node *n)
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
    add_operator(m, sign);
    if (below)
        add_argument(m, sub);
    if (above)
        add_argument(m, sup);
    if (below || above)
        omml_end(m);
    add_argument(m, markup_child(n, m_e));
    omml_end(m);
}

static void add_fence(struct maker *m, const char *s, const char *form)
{
    if (!*s)
        return;
    add_operator(m, s);
    m->at = m->at->last;
    omml_set(m, "form", form);
    omml_set(m, "fence", "true");
    omml_set(m, "stretchy", "true");
    omml_end(m);
}

static void add_delimited(struct maker *m, const struct node *n)
{
    const struct node *pr = markup_child(n, m_dPr);
    const char *open = markup_val(pr, m_begChr), *close = markup_val(pr, m_endChr),
               *between = markup_val(pr, m_sepChr);
    bool first = true;
    omml_begin(m, "mrow");
    add_fence(m, open ? open : "(", "prefix");
    for (const struct node *e = n->first; e; e = e->next) {
        if (e->name != m_e)
            continue;
        if (!first)
            add_operator(m, between ? between : "|");
        add_argument(m, e);
        first = false;
    }
    add_fence(m, close ? close : ")", "postfix");
    omml_end(m);
}

static void add_matrix(struct maker *m, const struct node *n)
{
    omml_begin(m, "mtable");
    if (n->name == m_eqArr)
        omml_set(m, "columnalign", "right left");
    for (const struct node *row = n->first; row; row = row->next) {
        if (row->name != m_mr && row->name != m_e)
            continue;
        omml_begin(m, "mtr");
        if (row->name == m_e) { /* of an array of equations */
            const struct node *outer = m->cell;
            omml_begin(m, "mtd");
            m->cell = m->at;
            omml_build(m, row);
            m->cell = outer;
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

static void add_accent(struct maker *m, const struct node *n)
{
    const char *sign = markup_val(markup_child(n, m_accPr), m_chr);
    omml_begin(m, "mover");
    omml_set(m, "accent", "true");
    add_argument(m, markup_child(n, m_e));
    add_operator(m, sign && *sign ? sign : "\u0302");
    omml_end(m);
}

static void add_bar(struct maker *m, const struct node *n, const struct node *pr, const char *usual,
                    bool usually_top)
{
    const char *where = markup_val(pr, m_pos), *sign = markup_val(pr, m_chr);
    bool top = where ? !strcmp(where, "top") : usually_top;
    omml_begin(m, top ? "mover" : "munder");
    add_argument(m, markup_child(n, m_e));
    add_operator(m, sign && *sign ? sign : usual);
    omml_end(m);
}

static void scripts_before(struct maker *m, const struct node *n)
{
    omml_begin(m, "mmultiscripts");
    add_argument(m, markup_child(n, m_e));
    omml_begin(m, "mprescripts");
    omml_end(m);
    add_argument(m, markup_child(n, m_sub));
    add_argument(m, markup_child(n, m_sup));
    omml_end(m);
}

static void add_function(struct maker *m, const struct node *n)
{
    omml_begin(m, "mrow");
    add_argument(m, markup_child(n, m_fName));
    add_operator(m, "\u2061");
    add_argument(m, markup_child(n, m_e));
    omml_end(m);
}

static void add_wrapped(struct maker *m, const char *local, const char *attribute,
                        const char *value, const struct node *n)
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
    case w_r: read_run(m, n); break;
    case m_f: add_fraction(m, n); break;
    case m_sSup: add_pair(m, "msup", markup_child(n, m_e), markup_child(n, m_sup)); break;
    case m_sSub: add_pair(m, "msub", markup_child(n, m_e), markup_child(n, m_sub)); break;
    case m_sSubSup:
        add_triple(m, "msubsup", markup_child(n, m_e), markup_child(n, m_sub),
                   markup_child(n, m_sup));
        break;
    case m_sPre: scripts_before(m, n); break;
    case m_rad: add_radical(m, n); break;
    case m_nary: add_nary(m, n); break;
    case m_d: add_delimited(m, n); break;
    case m_m:
    case m_eqArr: add_matrix(m, n); break;
    case m_acc: add_accent(m, n); break;
    case m_bar: add_bar(m, n, markup_child(n, m_barPr), "\u00af", false); break;
    case m_groupChr: add_bar(m, n, markup_child(n, m_groupChrPr), "\u23df", false); break;
    case m_limLow: add_pair(m, "munder", markup_child(n, m_e), markup_child(n, m_lim)); break;
    case m_limUpp: add_pair(m, "mover", markup_child(n, m_e), markup_child(n, m_lim)); break;
    case m_func: add_function(m, n); break;
    case m_borderBox: add_wrapped(m, "menclose", "notation", "box", n); break;
    case m_phant:
        markup_val(markup_child(n, m_phantPr), m_show) &&
                markup_switch(markup_child(n, m_phantPr), m_show) > 0
            ? add_wrapped(m, "mrow", NULL, NULL, n)
            : add_wrapped(m, "mphantom", NULL, NULL, n);
        break;
    default: omml_build(m, n);
    }
}

static void omml_build(struct maker *m, const struct node *parent)
{
    for (const struct node *n = parent ? parent->first : NULL; n; n = n->next)
        build_one(m, n);
}

/* ---- EQ fields ------------------------------------------------------------------------------- */

/* Formulas from before 1990, as a field's code: EQ \f(1;\r(x)) (ECMA-376-1, 17.16.5.17). */
struct eq {
    struct maker m;
    const char *p;
    char between; /* separator of arguments: the system's list separator */
    bool unknown;
};
enum { EQ_DEEPEST = 20, EQ_OPTIONS = 8, EQ_ARGUMENTS = 64 };
struct eq_options {
    char name[EQ_OPTIONS][3];
    int value[EQ_OPTIONS];
    const char *sign[EQ_OPTIONS]; /* after "\bc\", of sign_n bytes */
    int sign_n[EQ_OPTIONS], n;
};

static void eq_content(struct eq *e, int depth);

static void eq_space(struct eq *e) { e->p += strspn(e->p, " \t"); }

/* An argument as an element of its own. */
static struct node *eq_argument(struct eq *e, int depth)
{
    struct node *outer = e->m.at;
    e->m.at = NULL;
    struct node *n = omml_begin(&e->m, "mrow");
    eq_content(e, depth + 1);
    e->m.at = outer;
    return n;
}

static int eq_arguments(struct eq *e, struct node **to, int depth)
{
    int n = 0;
    eq_space(e);
    e->unknown |= *e->p != '(' || depth > EQ_DEEPEST;
    if (e->unknown)
        return 0;
    do {
        e->p++;
        to[n++] = eq_argument(e, depth);
    } while (!e->unknown && *e->p == e->between && n < EQ_ARGUMENTS);
    e->unknown |= *e->p != ')';
    e->p += *e->p == ')';
    return n;
}

/* "\up8", "\bc\{" */
static void eq_read_options(struct eq *e, struct eq_options *o)
{
    o->n = 0;
    for (eq_space(e); *e->p == '\\' && e->p[1] && e->p[2] && o->n < EQ_OPTIONS; eq_space(e)) {
        int i = o->n++;
        memcpy(o->name[i], e->p + 1, 2);
        o->name[i][2] = 0;
        for (char *c = o->name[i]; *c; c++)
            *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
        e->p += 3;
        o->sign_n[i] = 0;
        if (*e->p == '\\' && o->name[i][1] == 'c' && o->name[i][0] != 'a' && e->p[1]) {
            const char *next = ++e->p;
            utf8_next(&next, next + strlen(next));
            o->sign[i] = e->p;
            o->sign_n[i] = (int)(next - e->p);
            e->p = next;
        }
        eq_space(e);
        for (o->value[i] = 0; *e->p >= '0' && *e->p <= '9' && o->value[i] < 1000; e->p++)
            o->value[i] = 10 * o->value[i] + *e->p - '0';
    }
}

static int eq_option(const struct eq_options *o, const char *name)
{
    for (int i = 0; i < o->n; i++)
        if (!strcmp(o->name[i], name))
            return i;
    return -1;
}

static void eq_take(struct eq *e, struct node *n)
{
    struct node *at = e->m.at;
    n->parent = at;
    *(at->last ? &at->last->next : &at->first) = n;
    at->last = n;
}

static void eq_join(struct eq *e, const char *local, struct node *a, struct node *b, struct node *c)
{
    omml_begin(&e->m, local);
    if (a)
        eq_take(e, a);
    if (b)
        eq_take(e, b);
    if (c)
        eq_take(e, c);
    omml_end(&e->m);
}

static struct node *eq_nothing(struct eq *e)
{
    struct node *outer = e->m.at, *n;
    e->m.at = NULL;
    n = omml_begin(&e->m, "mrow");
    e->m.at = outer;
    return n;
}

static void eq_table(struct eq *e, struct node **arg, int n, int columns)
{
    columns = columns > 0 ? columns : 1;
    omml_begin(&e->m, "mtable");
    for (int i = 0; i < n; i += columns) {
        omml_begin(&e->m, "mtr");
        for (int k = i; k < n && k < i + columns; k++)
            eq_join(e, "mtd", arg[k], NULL, NULL);
        omml_end(&e->m);
    }
    omml_end(&e->m);
}

static void eq_brackets(struct eq *e, const struct eq_options *o, struct node *arg)
{
    static const char pairs[] = "()[]{}<>";
    int both = eq_option(o, "bc"), left = eq_option(o, "lc"), right = eq_option(o, "rc");
    const char *open = "(", *close = ")";
    if (both >= 0 || left >= 0 || right >= 0) {
        struct arena *a = e->m.arena;
        int l = left >= 0 ? left : both, r = right >= 0 ? right : both;
        open = l < 0 ? "" : arena_dup(a, o->sign[l], (size_t)o->sign_n[l]);
        close = r < 0 ? "" : arena_dup(a, o->sign[r], (size_t)o->sign_n[r]);
        const char *pair = r == both && strlen(close) == 1 ? strchr(pairs, *close) : NULL;
        if (pair && (pair - pairs) % 2 == 0)
            close = arena_dup(a, pair + 1, 1);
    }
    omml_begin(&e->m, "mrow");
    add_fence(&e->m, open, "prefix");
    eq_take(e, arg);
    add_fence(&e->m, close, "postfix");
    omml_end(&e->m);
}

static void eq_integral(struct eq *e, const struct eq_options *o, struct node **arg, int n)
{
    const char *sign = eq_option(o, "su") >= 0 ? "∑" : eq_option(o, "pr") >= 0 ? "∏" : "∫";
    bool beside = !strcmp(sign, "∫") || eq_option(o, "in") >= 0;
    omml_begin(&e->m, "mrow");
    omml_begin(&e->m, beside ? "msubsup" : "munderover");
    add_operator(&e->m, sign);
    eq_take(e, n > 1 ? arg[0] : eq_nothing(e));
    eq_take(e, n > 2 ? arg[1] : eq_nothing(e));
    omml_end(&e->m);
    eq_take(e, arg[n - 1]);
    omml_end(&e->m);
}

/* \s\up8(a)\do4(b): raised and lowered, one after the other. */
static void eq_scripts(struct eq *e, const struct eq_options *first, int depth)
{
    struct eq_options o = *first;
    struct node *arg[EQ_ARGUMENTS], *up = NULL, *down = NULL;
    do {
        int n = eq_arguments(e, arg, depth);
        if (n == 1 && eq_option(&o, "up") >= 0 && !up)
            up = arg[0];
        else if (n == 1 && eq_option(&o, "do") >= 0 && !down)
            down = arg[0];
        else if (n)
            eq_table(e, arg, n, 1);
        eq_space(e);
        if (strncmp(e->p, "\\up", 3) && strncmp(e->p, "\\do", 3))
            break;
        eq_read_options(e, &o);
    } while (!e->unknown);
    if (up || down)
        eq_join(e,
                up && down ? "msubsup"
                : up       ? "msup"
                           : "msub",
                eq_nothing(e), down ? down : up, up && down ? up : NULL);
}

/* Overstrike: a mark on a letter, or the reading on a word (\o\ad(\s\up9(…);…)). */
static void eq_over(struct eq *e, struct node **arg, int n)
{
    const struct node *raised = n == 2 ? arg[0]->first : NULL;
    bool reading = raised && raised->local && !strcmp(raised->local, "msup") && !raised->next;
    if (n == 1)
        eq_take(e, arg[0]);
    else if (n != 2)
        e->unknown = true;
    else if (reading)
        eq_join(e, "mover", arg[1], raised->last, NULL);
    else
        eq_join(e, "mover", arg[0], arg[1], NULL);
}

static void eq_box(struct eq *e, const struct eq_options *o, struct node *arg)
{
    static const struct {
        const char *name, *side;
    } sides[] = {{"to", "top"}, {"bo", "bottom"}, {"le", "left"}, {"ri", "right"}};
    const char *notation = "";
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        if (eq_option(o, sides[i].name) >= 0)
            notation = arena_printf(e->m.arena, "%s%s%s", notation, *notation ? " " : "",
                                    sides[i].side);
    omml_begin(&e->m, "menclose");
    omml_set(&e->m, "notation", *notation ? notation : "box");
    eq_take(e, arg);
    omml_end(&e->m);
}

static void eq_list(struct eq *e, struct node **arg, int n)
{
    for (int i = 0; i < n; i++) {
        if (i)
            add_leaf(&e->m, "mo", &e->between, 1);
        eq_take(e, arg[i]);
    }
}

static void eq_function(struct eq *e, char name, int depth)
{
    struct eq_options o;
    struct node *arg[EQ_ARGUMENTS];
    eq_read_options(e, &o);
    if (name == 's') {
        eq_scripts(e, &o, depth);
        return;
    }
    int n = eq_arguments(e, arg, depth), columns = eq_option(&o, "co");
    if (!n || e->unknown)
        return;
    switch (name) {
    case 'a': eq_table(e, arg, n, columns >= 0 ? o.value[columns] : 1); break;
    case 'b': eq_brackets(e, &o, arg[0]); break;
    case 'd': break; /* moves the following text */
    case 'f': eq_join(e, "mfrac", arg[0], n > 1 ? arg[1] : eq_nothing(e), NULL); break;
    case 'i': eq_integral(e, &o, arg, n); break;
    case 'l': eq_list(e, arg, n); break;
    case 'o': eq_over(e, arg, n); break;
    case 'r':
        n > 1 ? eq_join(e, "mroot", arg[1], arg[0], NULL) : eq_join(e, "msqrt", arg[0], NULL, NULL);
        break;
    case 'x': eq_box(e, &o, arg[0]); break;
    default: e->unknown = true;
    }
    e->unknown |= strchr("bdx", name) && n > 1;
    e->unknown |= (strchr("fr", name) && n > 2) || (name == 'i' && n > 3);
}

static void eq_content(struct eq *e, int depth)
{
    struct buf b = {0};
    int open = 0; /* brackets that are only text */
    while (*e->p && !e->unknown) {
        bool escaped = *e->p == '\\' && e->p[1] && strchr("\\(),;*", e->p[1]);
        bool ends = depth && !open && (*e->p == ')' || *e->p == e->between);
        bool function = *e->p == '\\' && !escaped;
        if (ends)
            break;
        if (!function) {
            open += *e->p == '(';
            open -= *e->p == ')' && open;
            e->p += escaped;
            if (escaped && *e->p == '*') /* \* jc2: how the field is shown */
                e->p += strcspn(e->p + 1, "\\") + 1;
            else
                buf_putc(&b, *e->p++);
            continue;
        }
        add_characters(&e->m, b.s ? b.s : "", b.n, NULL);
        b.n = 0;
        char name = e->p[1];
        name = name >= 'A' && name <= 'Z' ? (char)(name + 32) : name;
        e->p += name ? 2 : 1;
        eq_function(e, name, depth);
    }
    while (b.n && b.s[b.n - 1] == ' ')
        b.n--;
    add_characters(&e->m, b.s ? b.s : "", b.n, NULL);
    buf_done(&b);
}

const struct node *omml_of_field(struct arena *a, const char *code)
{
    struct eq e = {.m.arena = a, .between = strchr(code, ';') ? ';' : ','};
    e.p = code + strspn(code, " \t");
    e.p += strspn(e.p, "EQeq");
    eq_space(&e);
    struct node *math = omml_begin(&e.m, "math");
    eq_content(&e, 0);
    return e.unknown ? NULL : math->first ? math : NULL;
}

const struct node *omml_math(struct arena *a, const struct node *omath)
{
    struct maker m = {.arena = a};
    struct node *math = omml_begin(&m, "math");
    omml_build(&m, omath);
    return math->first ? math : NULL;
}
