// SPDX-License-Identifier: Apache-2.0
/* An+B (CSS Syntax 3, section 6): of :nth-child() and its kin, and of the page selector :nth(). The
 * tokenizer takes "2n-1" for a dimension with the unit "n-1", so that sign and number may be part
 * of the unit or separate tokens. */
#include "css/select-int.h"

static bool small_int(const struct token *t, int *n)
{
    const int64_t most = 1000000;
    if (!t->flag || t->num > most * MICRO || t->num < -most * MICRO)
        return false;
    *n = (int)(t->num / MICRO);
    return true;
}

/* The rest of the unit after n: "", "-" or "-3". */
static bool nth_tail(struct cur *c, const char *s, int *b)
{
    int sign = 1;
    if (*s == '-' && s[1]) {
        int v = 0;
        size_t n = strspn(s + 1, "0123456789");
        if (s[1 + n] || n > 6)
            return false;
        for (size_t k = 1; k <= n; k++)
            v = v * 10 + s[k] - '0';
        *b = -v;
        return true;
    }
    if (*s == '-')
        sign = -1;
    else if (*s)
        return false;
    cur_space(c);
    if (!*s && !cur_is_delim(c, '+') && !cur_is_delim(c, '-')) {
        if (cur_is(c, TOK_NUMBER) && cur_peek(c)->sign)
            return small_int(cur_next(c), b);
        return true;
    }
    if (!*s)
        sign = cur_is_delim(c, '-') ? -1 : 1, c->i++;
    cur_space(c);
    const struct token *t = cur_next(c);
    bool ok = t->type == TOK_NUMBER && !t->sign && small_int(t, b);
    *b *= sign;
    return ok;
}

bool css_nth(struct cur *c, int *a, int *b)
{
    const struct token *t = cur_peek(c);
    *a = *b = 0;
    if (cur_keyword(c, "odd"))
        return *a = 2, *b = 1, true;
    if (cur_keyword(c, "even"))
        return *a = 2, true;
    if (t->type == TOK_NUMBER) {
        c->i++;
        return small_int(t, b);
    }
    if (cur_is_delim(c, '+') && c->i + 1 < c->end && c->t[c->i + 1].type == TOK_IDENT)
        t = &c->t[++c->i];
    const char *s = t->s;
    if (t->type == TOK_DIMENSION && !small_int(t, a))
        return false;
    if (t->type == TOK_IDENT) {
        *a = *s == '-' ? -1 : 1;
        s += *s == '-';
    } else if (t->type != TOK_DIMENSION)
        return false;
    if ((*s | 32) != 'n')
        return false;
    c->i++;
    return nth_tail(c, s + 1, b);
}

bool css_nth_match(int a, int b, int index)
{
    if (!a)
        return index == b;
    return (index - b) % a == 0 && (index - b) / a >= 0;
}
