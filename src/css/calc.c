// SPDX-License-Identifier: Apache-2.0
/* Numbers with units, and calc(): a value is a linear combination of units (CSS Values 4, section
 * 10), exact in millionths. Units that depend on a font size or a percentage base stay terms until
 * the style is computed. min(), max() and clamp() of comparable terms are evaluated at once; others
 * are deferred as lists (read_later), since they are not linear. */
#include "css/css-int.h"

/* A unit: its base unit and its size in that. Lengths: 1/1000 len = 1/1024000 pt a unit. */
static const struct unit {
    const char *name;
    uint8_t kind;
    int64_t num, den;
} units[] = {
    {"pt", U_LEN, 1024000, 1},
    {"px", U_LEN, 768000, 1},
    {"pc", U_LEN, 12288000, 1},
    {"in", U_LEN, 73728000, 1},
    {"cm", U_LEN, 7372800000, 254},
    {"mm", U_LEN, 737280000, 254},
    {"q", U_LEN, 184320000, 254},
    {"em", U_EM, 1, 1},
    {"ex", U_EX, 1, 1},
    {"ch", U_CH, 1, 1},
    {"rem", U_REM, 1, 1},
    {"lh", U_LH, 1, 1},
    {"rlh", U_RLH, 1, 1},
    {"vw", U_VW, 1, 1},
    {"vh", U_VH, 1, 1},
    {"vmin", U_VMIN, 1, 1},
    {"vmax", U_VMAX, 1, 1},
    {"deg", U_ANGLE, 1, 1},
    {"grad", U_ANGLE, 9, 10},
    {"turn", U_ANGLE, 360, 1},
    {"rad", U_ANGLE, 572957795, 10000000},
    {"dpi", U_RES, 1, 1},
    {"dpcm", U_RES, 254, 100},
    {"dppx", U_RES, 96, 1},
    {"x", U_RES, 96, 1},
};

/* What larger numbers count as; small enough to be added up. */
#define INFINITE ((int64_t)1 << 50)

static int64_t clamp(__int128 v)
{
    return v > INFINITE ? INFINITE : v < -INFINITE ? -INFINITE : (int64_t)v;
}

static int64_t mul_div(int64_t v, int64_t num, int64_t den)
{
    __int128 x = (__int128)v * num, half = den > 0 ? den / 2 : -den / 2;
    return clamp(
        ((x < 0) == (den < 0) ? x + (den < 0 ? -half : half) : x - (den < 0 ? -half : half)) / den);
}

int32_t micro_fix(int64_t micro)
{
    int64_t v = mul_div(micro, FIX_ONE, MICRO);
    return v > INT32_MAX ? INT32_MAX : v < -INT32_MAX ? -INT32_MAX : (int32_t)v;
}

static bool term(const struct token *t, struct css_sum *out)
{
    *out = (struct css_sum){0};
    if (t->type == TOK_NUMBER)
        out->c[U_NUM] = t->num;
    else if (t->type == TOK_PERCENT)
        out->c[U_PCT] = t->num, out->percents = 1;
    else {
        for (size_t k = 0; k < sizeof units / sizeof *units; k++)
            if (!strcasecmp(t->s, units[k].name)) {
                bool length = units[k].kind == U_LEN;
                out->c[units[k].kind] = mul_div(t->num, units[k].num,
                                                length ? units[k].den * MICRO : units[k].den);
                return true;
            }
        return false;
    }
    return true;
}

/* 0 is of every unit, but 0% a percentage. */
static bool only(const struct css_sum *s, enum css_unit u)
{
    if (s->percents && u != U_PCT)
        return false;
    for (int k = 0; k < U_UNITS; k++)
        if (k != (int)u && s->c[k])
            return false;
    return true;
}

static void scale(struct css_sum *s, int64_t num, int64_t den)
{
    for (int k = 0; k < U_UNITS; k++)
        s->c[k] = mul_div(s->c[k], num, den);
}

static bool read_sum(struct cur *c, struct css_sum *out);

/* Whether both have the same single unit, so that they can be compared. */
static bool comparable(const struct css_sum *a, const struct css_sum *b, int *unit)
{
    for (int k = 0; k < U_UNITS; k++)
        if (only(a, k) && only(b, k)) {
            *unit = k;
            return true;
        }
    return false;
}

/* min, max, and clamp as max(low, min(v, high)). */
static bool read_compare(const char *name, struct cur in, struct css_sum *out)
{
    struct css_sum v[3], s;
    int n = 0, unit;
    bool is_clamp = !strcasecmp(name, "clamp"), max = !strcasecmp(name, "max");
    do {
        if (!read_sum(&in, &s))
            return false;
        if (n && !comparable(&v[0], &s, &unit))
            return false;
        if (is_clamp && n < 3)
            v[n] = s;
        else if (is_clamp)
            return false;
        else if (!n || (max ? s.c[unit] > v[0].c[unit] : s.c[unit] < v[0].c[unit]))
            v[0] = s;
        n++;
    } while (cur_comma(&in));
    if (!cur_done(&in) || (is_clamp && n != 3))
        return false;
    *out = v[0];
    if (is_clamp) {
        comparable(&v[0], &v[1], &unit);
        const struct css_sum *least = v[1].c[unit] < v[2].c[unit] ? &v[1] : &v[2];
        *out = least->c[unit] > v[0].c[unit] ? *least : v[0];
    }
    return true;
}

/* Halves go up (round, 10.5 of CSS Values 4), or to the requested side. */
static int64_t stepped(int64_t v, int64_t step, int how)
{
    int64_t down = v / step - (v % step != 0 && (v < 0) != (step < 0)), low = down * step,
            rest = v - low;
    step = step < 0 ? -step : step;
    rest = rest < 0 ? -rest : rest;
    bool up = how == 0 ? 2 * rest >= step : how == 1 ? rest > 0 : how == 3 && rest > 0 && v < 0;
    return clamp((__int128)low + (up ? step : 0));
}

/* round(how, a, b), mod(a, b), rem(a, b), abs(a), sign(a) of values in one unit. */
static bool read_step(const char *name, struct cur in, struct css_sum *out)
{
    static const char *const ways[] = {"nearest", "up", "down", "to-zero"};
    struct css_sum step = {0};
    bool round = !strcasecmp(name, "round"),
         two = round || !strcasecmp(name, "mod") || !strcasecmp(name, "rem");
    int how = 0, unit;
    cur_space(&in);
    for (int k = 0; round && k < 4; k++)
        if (cur_keyword(&in, ways[k])) {
            how = k;
            if (!cur_comma(&in))
                return false;
            break;
        }
    if (!read_sum(&in, out))
        return false;
    if (two && cur_comma(&in)) {
        if (!read_sum(&in, &step))
            return false;
    } else if (two) {
        if (!round || !only(out, U_NUM))
            return false;
        step.c[U_NUM] = MICRO;
    } else {
        step = *out;
    }
    if (!cur_done(&in) || !comparable(out, &step, &unit))
        return false;
    int64_t a = out->c[unit], b = step.c[unit];
    if (two && !b)
        return false;
    if (round)
        out->c[unit] = stepped(a, b, how);
    else if (!strcasecmp(name, "rem"))
        out->c[unit] = a % b;
    else if (!strcasecmp(name, "mod"))
        out->c[unit] = a % b + (a % b != 0 && (a < 0) != (b < 0) ? b : 0);
    else if (!strcasecmp(name, "abs"))
        out->c[unit] = a < 0 ? -a : a;
    else
        *out = (struct css_sum){.c[U_NUM] = a > 0 ? MICRO : a < 0 ? -MICRO : 0};
    return true;
}

static bool compares(const char *s)
{
    return !strcasecmp(s, "min") || !strcasecmp(s, "max") || !strcasecmp(s, "clamp");
}

static bool steps(const char *s)
{
    return !strcasecmp(s, "round") || !strcasecmp(s, "mod") || !strcasecmp(s, "rem") ||
           !strcasecmp(s, "abs") || !strcasecmp(s, "sign");
}

static bool calc_name(const char *s) { return !strcasecmp(s, "calc") || compares(s) || steps(s); }

/* e, pi, infinity, -infinity and NaN, which comes to 0 (CSS Values 4, 10.7.1 and 10.9). */
static bool constant(const char *name, struct css_sum *out)
{
    static const struct {
        const char *name;
        int64_t micro;
    } all[] = {{"e", 2718282},
               {"pi", 3141593},
               {"infinity", INFINITE},
               {"-infinity", -INFINITE},
               {"nan", 0}};
    *out = (struct css_sum){0};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        if (!strcasecmp(name, all[k].name)) {
            out->c[U_NUM] = all[k].micro;
            return true;
        }
    return false;
}

/* Recursion is bounded by CSS_MAX_DEPTH. */
static bool read_operand(struct cur *c, struct css_sum *out)
{
    cur_space(c);
    const struct token *t = cur_peek(c);
    if (t->type == TOK_IDENT) {
        c->i++;
        return constant(t->s, out);
    }
    if (t->type == TOK_NUMBER || t->type == TOK_PERCENT || t->type == TOK_DIMENSION) {
        c->i++;
        return term(t, out);
    }
    if (t->type != TOK_PAREN && !(t->type == TOK_FUNCTION && calc_name(t->s)))
        return false;
    struct cur in = cur_block(c);
    if (t->type == TOK_FUNCTION && strcasecmp(t->s, "calc"))
        return steps(t->s) ? read_step(t->s, in, out) : read_compare(t->s, in, out);
    return read_sum(&in, out) && cur_done(&in);
}

static bool read_product(struct cur *c, struct css_sum *out)
{
    struct css_sum s;
    if (!read_operand(c, out))
        return false;
    for (;;) {
        cur_space(c);
        bool times = cur_is_delim(c, '*');
        if (!times && !cur_is_delim(c, '/'))
            return true;
        c->i++;
        if (!read_operand(c, &s))
            return false;
        if (!times && !only(&s, U_NUM))
            return false;
        if (times && !only(&s, U_NUM)) {
            struct css_sum other = *out;
            *out = s;
            s = other;
        }
        if (!only(&s, U_NUM))
            return false;
        if (!times && !s.c[U_NUM])
            scale(out, INFINITE, MICRO);
        else
            scale(out, times ? s.c[U_NUM] : MICRO, times ? MICRO : s.c[U_NUM]);
    }
}

static bool read_sum(struct cur *c, struct css_sum *out)
{
    struct css_sum s;
    if (!read_product(c, out))
        return false;
    for (;;) {
        cur_space(c);
        bool plus = cur_is_delim(c, '+');
        if (!plus && !cur_is_delim(c, '-'))
            return true;
        c->i++;
        if (!read_product(c, &s))
            return false;
        for (int k = 0; k < U_UNITS; k++)
            out->c[k] = clamp((__int128)out->c[k] + (plus ? s.c[k] : -s.c[k]));
        out->percents |= s.percents;
    }
}

static len milli_len(int64_t v)
{
    int64_t l = mul_div(v, 1, 1000);
    return l > LEN_MAX ? LEN_MAX : l < -LEN_MAX ? -LEN_MAX : (len)l;
}

/* The simplest kind of value that holds the sum. */
static struct css_val sum_value(struct css *css, const struct css_sum *s)
{
    struct css_val v = {0};
    css->letters |= s->c[U_EX] || s->c[U_CH];
    css->leads |= s->c[U_LH] || s->c[U_RLH];
    css->viewport |= s->c[U_VW] || s->c[U_VH] || s->c[U_VMIN] || s->c[U_VMAX];
    if (s->percents && only(s, U_PCT)) {
        v.kind = CSS_PCT;
        v.num = micro_fix(mul_div(s->c[U_PCT], 1, 100));
    } else if (only(s, U_LEN)) {
        v.kind = CSS_LEN;
        v.len = milli_len(s->c[U_LEN]);
    } else {
        for (int k = U_EM; k < U_UNITS; k++)
            if (only(s, k)) {
                v.kind = CSS_V_REL;
                v.kw = (uint16_t)k;
                v.num = micro_fix(s->c[k]);
                return v;
            }
        v.kind = CSS_V_SUM;
        v.sum = css_sum_new(css, s);
    }
    return v;
}

static bool wanted(const struct css_sum *s, unsigned want, bool calc)
{
    bool zero = true, lengths = true;
    if (s->percents && !(want & W_PCT))
        return false;
    for (int k = 0; k < U_UNITS; k++)
        zero &= !s->c[k];
    for (int k = 0; k < U_LEN; k++)
        lengths &= !s->c[k] || k == U_PCT;
    if (zero) /* 0 is a length, and so is calc(0pt) */
        return want & (W_LEN | W_NUM | W_INT | W_PCT | W_ANGLE) || calc;
    if (only(s, U_NUM))
        return want & W_NUM || (want & W_INT && s->c[U_NUM] % MICRO == 0);
    if (only(s, U_PCT))
        return want & W_PCT;
    if (only(s, U_ANGLE))
        return want & W_ANGLE;
    if (only(s, U_RES))
        return want & W_RES;
    return lengths && want & W_LEN;
}

/* What is calculated is brought into the range (CSS Values 4, 10.12). */
static void into_range(struct css_sum *s, unsigned want)
{
    for (int k = 0; k < U_UNITS; k++)
        if (s->c[k] < 0 && want & W_NONNEG && only(s, k))
            s->c[k] = 0;
}

/* Whether it is not negative where that is not allowed; terms that depend on the style are accepted
 * here. */
static bool in_range(const struct css_sum *s, unsigned want)
{
    bool positive = false;
    for (int k = 0; k < U_UNITS; k++) {
        if (s->c[k] < 0 && want & (W_NONNEG | W_POS) && only(s, k))
            return false;
        positive |= s->c[k] > 0;
    }
    return !(want & W_POS) || positive;
}

/* ---- comparisons that only the style or the layout can make ----------------------------------- */

/* A sum, or min() or max() of others, by their numbers: the first, each with the next one; -1 ends.
 * What is added to a comparison or multiplied with it is moved into it: x + max(a, b) is
 * max(x + a, x + b). */
enum { NODES_MAX = 64 };
struct forest {
    struct node {
        struct css_sum sum;
        enum css_kw how; /* KW_min, KW_max; KW_NONE_GIVEN: the sum */
        int first, next;
    } v[NODES_MAX];
    int n;
};

/* -1: there is no room. */
static int node_new(struct forest *f, enum css_kw how)
{
    if (f->n == NODES_MAX)
        return -1;
    f->v[f->n] = (struct node){.how = how, .first = -1, .next = -1};
    return f->n++;
}

static int node_sum(struct forest *f, const struct css_sum *s)
{
    int i = node_new(f, KW_NONE_GIVEN);
    if (i >= 0)
        f->v[i].sum = *s;
    return i;
}

/* a + b num / den */
static int node_add(struct forest *f, int a, int b, int64_t num, int64_t den)
{
    bool left = f->v[a].how != KW_NONE_GIVEN;
    if (!left && f->v[b].how == KW_NONE_GIVEN) {
        struct css_sum s = f->v[a].sum, t = f->v[b].sum;
        scale(&t, num, den);
        for (int k = 0; k < U_UNITS; k++)
            s.c[k] = clamp((__int128)s.c[k] + t.c[k]);
        s.percents |= t.percents;
        return node_sum(f, &s);
    }
    enum css_kw how = f->v[left ? a : b].how;
    if (!left && (num < 0) != (den < 0))
        how = how == KW_min ? KW_max : KW_min;
    int out = node_new(f, how), last = -1;
    for (int i = f->v[left ? a : b].first; out >= 0 && i >= 0; i = f->v[i].next) {
        int k = left ? node_add(f, i, b, num, den) : node_add(f, a, i, num, den);
        if (k < 0)
            return -1;
        *(last < 0 ? &f->v[out].first : &f->v[last].next) = k;
        last = k;
    }
    return out;
}

static int tree_sum(struct forest *f, struct cur *c);

/* clamp(a, b, c) is max(a, min(b, c)). */
static int tree_compare(struct forest *f, const char *name, struct cur in)
{
    bool between = !strcasecmp(name, "clamp");
    int out = node_new(f, strcasecmp(name, "min") ? KW_max : KW_min), inner = -1, last = -1, n = 0;
    if (between && (inner = node_new(f, KW_min)) < 0)
        return -1;
    do {
        int k = tree_sum(f, &in);
        if (k < 0 || out < 0)
            return -1;
        if (between && n == 1)
            f->v[last].next = inner, f->v[inner].first = k;
        else
            *(last < 0 ? &f->v[out].first : &f->v[last].next) = k;
        last = k;
        n++;
    } while (cur_comma(&in));
    return cur_done(&in) && (!between || n == 3) ? out : -1;
}

static int tree_operand(struct forest *f, struct cur *c)
{
    struct css_sum s;
    struct cur try = *c;
    if (read_operand(&try, &s)) {
        *c = try;
        return node_sum(f, &s);
    }
    cur_space(c);
    const struct token *t = cur_peek(c);
    bool group = t->type == TOK_PAREN || (t->type == TOK_FUNCTION && !strcasecmp(t->s, "calc"));
    if (!group && !(t->type == TOK_FUNCTION && compares(t->s)))
        return -1;
    struct cur in = cur_block(c);
    if (!group)
        return tree_compare(f, t->s, in);
    int out = tree_sum(f, &in);
    return cur_done(&in) ? out : -1;
}

static bool is_number(const struct forest *f, int i)
{
    return f->v[i].how == KW_NONE_GIVEN && only(&f->v[i].sum, U_NUM);
}

static int tree_product(struct forest *f, struct cur *c)
{
    int out = tree_operand(f, c);
    while (out >= 0) {
        cur_space(c);
        bool times = cur_is_delim(c, '*');
        if (!times && !cur_is_delim(c, '/'))
            return out;
        c->i++;
        int by = tree_operand(f, c), zero = node_sum(f, &(struct css_sum){0});
        if (by < 0 || zero < 0)
            return -1;
        if (times && !is_number(f, by)) {
            int other = out;
            out = by;
            by = other;
        }
        int64_t k = f->v[by].sum.c[U_NUM];
        if (!is_number(f, by) || (!times && !k))
            return -1;
        out = node_add(f, zero, out, times ? k : MICRO, times ? MICRO : k);
    }
    return -1;
}

static int tree_sum(struct forest *f, struct cur *c)
{
    int out = tree_product(f, c);
    while (out >= 0) {
        cur_space(c);
        bool plus = cur_is_delim(c, '+');
        if (!plus && !cur_is_delim(c, '-'))
            return out;
        c->i++;
        int more = tree_product(f, c);
        out = more < 0 ? -1 : node_add(f, out, more, plus ? MICRO : -MICRO, MICRO);
    }
    return -1;
}

/* The value of a node: a comparison is a list with its name. */
static bool tree_value(struct vparse *p, const struct forest *f, int i, unsigned want,
                       struct css_val *out)
{
    const struct node *n = &f->v[i];
    if (n->how == KW_NONE_GIVEN) {
        *out = only(&n->sum, U_NUM) ? css_val_len(0) : sum_value(p->css, &n->sum);
        return wanted(&n->sum, want & (W_LEN | W_PCT), true);
    }
    struct vparse in = {.css = p->css, .where = p->where, .prop = p->prop};
    bool ok = true;
    for (int k = n->first; ok && k >= 0; k = f->v[k].next) {
        struct css_val v;
        ok = tree_value(p, f, k, want, &v);
        vparse_value(&in, v);
    }
    struct css_item item = {.kind = CSS_I_FUNCTION, .v = css_val_kw(n->how)};
    item.list = css_list_new(p->css, in.out.v, in.out.n);
    *out = (struct css_val){.kind = CSS_V_MATH, .list = css_list_new(p->css, &item, 1)};
    vec_done(&in.out);
    return ok;
}

static bool read_later(struct vparse *p, unsigned want, struct css_val *out)
{
    struct forest f = {0};
    struct cur c = p->c;
    int i = tree_operand(&f, &c);
    if (i < 0 || f.v[i].how == KW_NONE_GIVEN || !tree_value(p, &f, i, want, out))
        return false;
    p->c = c;
    return true;
}

len css_calc(const struct css_val *v, len base)
{
    if (v->kind != CSS_CALC || !v->list)
        return v->kind == CSS_LEN                          ? v->len
               : v->kind == CSS_PCT || v->kind == CSS_CALC ? len_add(v->len, len_fix(base, v->num))
                                                           : 0;
    const struct css_item *f = &v->list->item[0];
    len best = css_calc(&f->list->item[0].v, base);
    for (int i = 1; i < f->list->n; i++) {
        len other = css_calc(&f->list->item[i].v, base);
        best = f->v.kw == KW_min ? len_min(best, other) : len_max(best, other);
    }
    return best;
}

bool css_numeric(struct vparse *p, unsigned want, struct css_val *out)
{
    struct cur c = p->c;
    struct css_sum s;
    const struct token *t = cur_peek(&c);
    if (t->type == TOK_FUNCTION && calc_name(t->s) && want & W_LEN) {
        struct cur try = c;
        if (!read_operand(&try, &s))
            return read_later(p, want, out);
    }
    if (!read_operand(&c, &s) || t->type == TOK_PAREN || !wanted(&s, want, t->type == TOK_FUNCTION))
        return false;
    if (t->type == TOK_FUNCTION)
        into_range(&s, want);
    if (!in_range(&s, want))
        return false;
    if (want & W_INT && !(want & W_NUM) && t->type == TOK_NUMBER && !t->flag)
        return false; /* 2.0 is no integer (CSS Values 3, 4.2) */
    p->c = c;
    if (want & (W_NUM | W_INT) && only(&s, U_NUM) &&
        (s.c[U_NUM] || t->type == TOK_NUMBER || !(want & W_LEN)))
        *out = css_val_num(micro_fix(s.c[U_NUM]));
    else if (want & W_ANGLE)
        *out = css_val_num(micro_fix(s.c[U_ANGLE]));
    else if (want & W_RES)
        *out = css_val_num(micro_fix(s.c[U_RES]));
    else if (want & W_PCT && (t->type == TOK_PERCENT || !(want & W_LEN)))
        *out = (struct css_val){.kind = CSS_PCT, .num = micro_fix(mul_div(s.c[U_PCT], 1, 100))};
    else
        *out = sum_value(p->css, &s);
    return true;
}

bool css_from_end(struct vparse *p, struct css_val *out)
{
    struct cur c = p->c;
    struct css_sum s;
    const struct token *t = cur_peek(&c);
    if (!read_operand(&c, &s) || t->type == TOK_PAREN ||
        !wanted(&s, W_LEN | W_PCT, t->type == TOK_FUNCTION))
        return false;
    p->c = c;
    for (int k = 0; k < U_UNITS; k++)
        s.c[k] = -s.c[k];
    s.c[U_PCT] += 100 * (int64_t)MICRO;
    s.percents = 1;
    *out = sum_value(p->css, &s);
    return true;
}

void css_unit_names(struct near *n)
{
    for (size_t k = 0; k < sizeof units / sizeof *units; k++)
        near_try(n, units[k].name);
}
