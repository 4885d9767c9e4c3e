// SPDX-License-Identifier: Apache-2.0
/* Content streams as operators with their operands (ISO 32000-1, 7.8.2). Operands are only
 * delimited; the few needed are read on demand. */
#include "pdf/pdf-int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_space(int c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
}
static bool is_delimiter(int c)
{
    return is_space(c) || c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' ||
           c == '{' || c == '}' || c == '/' || c == '%';
}

static const unsigned char *skip_string(const unsigned char *p, const unsigned char *end)
{
    int depth = 0;
    for (; p < end; p++) {
        if (*p == '\\')
            p++;
        else if (*p == '(')
            depth++;
        else if (*p == ')' && --depth == 0)
            return p + 1;
    }
    return end;
}

/* The end of the token at p; single brackets and << >> are tokens of their own. */
static const unsigned char *token_end(const unsigned char *p, const unsigned char *end)
{
    switch (*p) {
    case '(': return skip_string(p, end);
    case '<':
        if (p + 1 < end && p[1] == '<')
            return p + 2;
        while (p < end && *p != '>')
            p++;
        return p < end ? p + 1 : end;
    case '>': return p + 1 < end && p[1] == '>' ? p + 2 : p + 1;
    case '[':
    case ']':
    case '{':
    case '}':
    case ')': return p + 1;
    case '%':
        while (p < end && *p != '\n' && *p != '\r')
            p++;
        return p;
    default:
        p++;
        while (p < end && !is_delimiter(*p))
            p++;
        return p;
    }
}

static bool is_operator(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\'' || c == '"';
}

/* true, false and null are operands; other tokens that begin with a letter are not. */
static bool is_literal(const unsigned char *p, size_t n)
{
    return (n == 4 && (!memcmp(p, "true", 4) || !memcmp(p, "null", 4))) ||
           (n == 5 && !memcmp(p, "false", 5));
}

/* Reads up to and including the next operator. Returns its first byte; NULL at the end. */
const unsigned char *lex_operator(struct lexer *l, size_t *n)
{
    l->start = NULL;
    l->n_operands = 0;
    while (l->p < l->end) {
        if (is_space(*l->p)) {
            l->p++;
            continue;
        }
        const unsigned char *token = l->p;
        l->p = token_end(token, l->end);
        if (*token == '%')
            continue;
        if (!l->start)
            l->start = token;
        *n = (size_t)(l->p - token);
        if (is_operator(*token) && !is_literal(token, *n))
            return token;
        l->operand[l->n_operands++ % LEX_OPERANDS] = token;
    }
    return NULL;
}

/* The ith operand of an operator that takes n of them. strtod knows infinity and NaN, PDF does not.
 */
double lex_number(const struct lexer *l, int i, int n)
{
    if (l->n_operands < n)
        return 0;
    double v = strtod((const char *)l->operand[(l->n_operands - n + i) % LEX_OPERANDS], NULL);
    return isfinite(v) ? v : 0;
}

/* After ID: the data of an inline image up to EI, as Cairo writes it: unabbreviated by its own
 * length or ASCII85. */
void lex_skip_inline_image(struct lexer *l)
{
    while (l->p + 2 < l->end && !(is_space(l->p[0]) && l->p[1] == 'E' && l->p[2] == 'I' &&
                                  (l->p + 3 == l->end || is_space(l->p[3]))))
        l->p++;
    l->p = l->p + 3 < l->end ? l->p + 3 : l->end;
}
