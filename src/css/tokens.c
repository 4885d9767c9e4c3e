// SPDX-License-Identifier: Apache-2.0
/* Tokens of a style sheet, after CSS Syntax Level 3, section 4, with these differences: comments
 * are dropped here, numbers are exact decimals in millionths, and the source is not copied: CR LF
 * and form feeds are recognised in place. */
#include "css/css-int.h"

const struct token tok_eof = {.type = TOK_EOF};

struct scan {
    struct css_sheet *sheet;
    const unsigned char *s;
    size_t i, n;
    struct buf word;
};

static int at(const struct scan *z, size_t k) { return z->i + k < z->n ? z->s[z->i + k] : -1; }
static bool newline(int c) { return c == '\n' || c == '\r' || c == '\f'; }
static bool space(int c) { return c == ' ' || c == '\t' || newline(c); }
static bool digit(int c) { return c >= '0' && c <= '9'; }
static bool letter(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80 || c == 0;
}
static bool name_char(int c) { return letter(c) || digit(c) || c == '-'; }
static int tokens_hex(int c)
{
    return digit(c)               ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static bool escape_at(const struct scan *z, size_t k)
{
    return at(z, k) == '\\' && !newline(at(z, k + 1)) && at(z, k + 1) >= 0;
}

static bool ident_at(const struct scan *z, size_t k)
{
    if (at(z, k) == '-')
        return letter(at(z, k + 1)) || at(z, k + 1) == '-' || escape_at(z, k + 1);
    return letter(at(z, k)) || escape_at(z, k);
}

static bool number_at(const struct scan *z)
{
    size_t k = at(z, 0) == '+' || at(z, 0) == '-';
    return digit(at(z, k)) || (at(z, k) == '.' && digit(at(z, k + 1)));
}

static void skip_newline(struct scan *z) { z->i += at(z, 0) == '\r' && at(z, 1) == '\n' ? 2 : 1; }

/* After the backslash. */
static void read_escape(struct scan *z)
{
    uint32_t c = 0;
    int k = 0;
    while (k < 6 && tokens_hex(at(z, 0)) >= 0) {
        c = c * 16 + (uint32_t)tokens_hex(at(z, 0));
        z->i++, k++;
    }
    if (!k)
        buf_putc(&z->word, (char)z->s[z->i++]);
    else {
        buf_utf8(&z->word, c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ? 0xfffd : c);
        if (space(at(z, 0)))
            skip_newline(z);
    }
}

static void tokens_put(struct scan *z)
{
    int c = z->s[z->i++];
    if (c)
        buf_putc(&z->word, (char)c);
    else
        buf_utf8(&z->word, 0xfffd);
}

static const char *word(struct scan *z)
{
    const char *s = intern_n(z->word.s ? z->word.s : "", z->word.n);
    z->word.n = 0;
    return s;
}

static const char *read_name(struct scan *z)
{
    for (;;)
        if (escape_at(z, 0)) {
            z->i++;
            read_escape(z);
        } else if (z->i < z->n && name_char(z->s[z->i]))
            tokens_put(z);
        else
            return word(z);
}

static void read_string(struct scan *z, struct token *t)
{
    int quote = z->s[z->i++];
    t->type = TOK_STRING;
    while (z->i < z->n && z->s[z->i] != quote) {
        if (newline(z->s[z->i])) {
            t->type = TOK_BAD_STRING;
            break;
        }
        if (z->s[z->i] != '\\')
            tokens_put(z);
        else if (at(z, 1) < 0)
            z->i++;
        else if (newline(at(z, 1))) {
            z->i++;
            skip_newline(z);
        } else {
            z->i++;
            read_escape(z);
        }
    }
    if (z->i < z->n && t->type == TOK_STRING)
        z->i++;
    t->s = word(z);
}

/* Digits into *v in millionths; more than six decimals are cut. *scale is the worth of the next
 * decimal. */
static void read_digits(struct scan *z, int64_t *v, int64_t *scale)
{
    for (; digit(at(z, 0)); z->i++) {
        int d = at(z, 0) - '0';
        if (!scale)
            *v = *v < (int64_t)1e12 ? *v * 10 + d * (int64_t)MICRO : *v;
        else
            *v += d * (*scale /= 10);
    }
}

static void read_exponent(struct scan *z, int64_t *v)
{
    size_t k = 1 + (at(z, 1) == '+' || at(z, 1) == '-');
    if ((at(z, 0) | 32) != 'e' || !digit(at(z, k)))
        return;
    bool down = at(z, 1) == '-';
    int e = 0;
    for (z->i += k; digit(at(z, 0)); z->i++)
        e = e < 100 ? e * 10 + at(z, 0) - '0' : e;
    for (; e > 0 && *v; e--)
        *v = down ? *v / 10 : *v < (int64_t)1e13 ? *v * 10 : *v;
}

static void read_number(struct scan *z, struct token *t)
{
    int64_t v = 0, scale = MICRO;
    bool minus = at(z, 0) == '-';
    t->sign = minus || at(z, 0) == '+';
    z->i += t->sign;
    t->flag = true;
    read_digits(z, &v, NULL);
    if (at(z, 0) == '.' && digit(at(z, 1))) {
        z->i++;
        read_digits(z, &v, &scale);
        t->flag = false;
    }
    size_t before = z->i;
    read_exponent(z, &v);
    t->flag &= z->i == before;
    t->num = minus ? -v : v;
    t->type = TOK_NUMBER;
    if (at(z, 0) == '%') {
        z->i++;
        t->type = TOK_PERCENT;
    } else if (ident_at(z, 0)) {
        t->type = TOK_DIMENSION;
        t->s = read_name(z);
    }
}

static void read_bad_url(struct scan *z, struct token *t)
{
    while (z->i < z->n && z->s[z->i] != ')')
        z->i += escape_at(z, 0) ? 2 : 1;
    z->i += z->i < z->n;
    z->word.n = 0;
    t->type = TOK_BAD_URL;
}

/* After "url(", when no quote follows. */
static void read_url(struct scan *z, struct token *t)
{
    t->type = TOK_URL;
    while (space(at(z, 0)))
        z->i++;
    for (; z->i < z->n && z->s[z->i] != ')';) {
        int c = z->s[z->i];
        if (space(c)) {
            while (space(at(z, 0)))
                z->i++;
            if (z->i < z->n && z->s[z->i] != ')')
                return read_bad_url(z, t);
        } else if (escape_at(z, 0)) {
            z->i++;
            read_escape(z);
        } else if (c == '"' || c == '\'' || c == '(' || c == '\\' || c < 0x20)
            return read_bad_url(z, t);
        else
            tokens_put(z);
    }
    z->i += z->i < z->n;
    t->s = word(z);
}

static void read_ident(struct scan *z, struct token *t)
{
    t->s = read_name(z);
    t->type = TOK_IDENT;
    if (at(z, 0) != '(')
        return;
    z->i++;
    t->type = TOK_FUNCTION;
    if (strcasecmp(t->s, "url"))
        return;
    size_t k = 0;
    while (space(at(z, k)))
        k++;
    if (at(z, k) != '"' && at(z, k) != '\'')
        read_url(z, t);
}

static bool skip_comment(struct scan *z)
{
    if (at(z, 0) != '/' || at(z, 1) != '*')
        return false;
    for (z->i += 2; z->i < z->n && !(at(z, 0) == '*' && at(z, 1) == '/'); z->i++)
        ;
    z->i = z->i + 2 < z->n ? z->i + 2 : z->n;
    return true;
}

static enum tok bracket(int c)
{
    switch (c) {
    case '(': return TOK_PAREN;
    case ')': return TOK_PAREN_END;
    case '[': return TOK_SQUARE;
    case ']': return TOK_SQUARE_END;
    case '{': return TOK_BRACE;
    case '}': return TOK_BRACE_END;
    case ':': return TOK_COLON;
    case ';': return TOK_SEMICOLON;
    case ',': return TOK_COMMA;
    default: return TOK_DELIM;
    }
}

static void read_sign(struct scan *z, struct token *t)
{
    int c = at(z, 0);
    if (c == '<' && at(z, 1) == '!' && at(z, 2) == '-' && at(z, 3) == '-') {
        t->type = TOK_CDO;
        z->i += 4;
    } else if (c == '-' && at(z, 1) == '-' && at(z, 2) == '>') {
        t->type = TOK_CDC;
        z->i += 3;
    } else {
        t->type = bracket(c);
        t->delim = (char)c;
        z->i++;
    }
}

static void read_token(struct scan *z, struct token *t)
{
    int c = at(z, 0);
    if (space(c)) {
        t->type = TOK_SPACE;
        while (space(at(z, 0)))
            z->i++;
    } else if (c == '"' || c == '\'')
        read_string(z, t);
    else if (c == '#' && ((at(z, 1) >= 0 && name_char(at(z, 1))) || escape_at(z, 1))) {
        t->type = TOK_HASH;
        t->flag = ident_at(z, 1);
        z->i++;
        t->s = read_name(z);
    } else if (number_at(z))
        read_number(z, t);
    else if (c == '@' && ident_at(z, 1)) {
        t->type = TOK_AT;
        z->i++;
        t->s = read_name(z);
    } else if (ident_at(z, 0) && !(c == '-' && at(z, 1) == '-' && at(z, 2) == '>'))
        read_ident(z, t);
    else
        read_sign(z, t);
}

static void find_lines(struct css_sheet *sheet)
{
    *vec_add(&sheet->lines) = 0;
    for (size_t i = 0; i < sheet->n; i++)
        if (sheet->text[i] == '\n' || sheet->text[i] == '\f' ||
            (sheet->text[i] == '\r' && sheet->text[i + 1] != '\n'))
            *vec_add(&sheet->lines) = (uint32_t)i + 1;
}

static enum tok closing(enum tok open)
{
    return open == TOK_BRACE ? TOK_BRACE_END : open == TOK_SQUARE ? TOK_SQUARE_END : TOK_PAREN_END;
}

static bool opens(enum tok type)
{
    return type == TOK_BRACE || type == TOK_SQUARE || type == TOK_PAREN || type == TOK_FUNCTION;
}

static void report_unclosed(struct css_sheet *sheet)
{
    for (int i = 0; i < sheet->tok.n; i++) {
        const struct token *t = &sheet->tok.v[i];
        if (opens(t->type) && t->end > i &&
            (t->end == sheet->tok.n || sheet->tok.v[t->end].type != closing(t->type)))
            css_report(sheet->css, DIAG_css_unclosed, css_loc(sheet, t),
                       t->type == TOK_BRACE    ? "{"
                       : t->type == TOK_SQUARE ? "["
                                               : "(");
    }
}

void css_tokenize(struct css_sheet *sheet)
{
    struct scan z = {.sheet = sheet, .s = (const unsigned char *)sheet->text, .n = sheet->n};
    if (z.n >= 3 && !memcmp(z.s, "\xef\xbb\xbf", 3))
        z.i = 3;
    find_lines(sheet);
    while (z.i < z.n) {
        if (skip_comment(&z))
            continue;
        struct token *t = vec_add(&sheet->tok);
        t->pos = (uint32_t)z.i;
        read_token(&z, t);
    }
    buf_done(&z.word);
    if (!css_pair(sheet->tok.v, sheet->tok.n))
        css_report(sheet->css, DIAG_css_too_deep, (struct loc){sheet->file, 1, 1}, CSS_MAX_DEPTH);
    report_unclosed(sheet);
}

/* The block closed by a closing bracket: the innermost one of its kind; a brace also closes
 * unclosed round and square ones inside, which CSS Syntax would continue to the end of the sheet.
 * Returns the remaining depth, -1 if it closes none. */
static int closes(const struct token *t, const int *open, int depth, enum tok type)
{
    for (int d = depth - 1; d >= 0; d--) {
        if (closing(t[open[d]].type) == type)
            return d;
        if (type != TOK_BRACE_END)
            return -1;
    }
    return -1;
}

bool css_pair(struct token *t, int n)
{
    int open[CSS_MAX_DEPTH], depth = 0;
    bool fits = true;
    for (int i = 0; i < n; i++) {
        enum tok type = t[i].type;
        if (opens(type)) {
            t[i].end = n;
            if (depth < CSS_MAX_DEPTH)
                open[depth++] = i;
            else { /* an empty block: its content become stray tokens */
                fits = false;
                t[i].end = i;
            }
        } else if (type == TOK_BRACE_END || type == TOK_PAREN_END || type == TOK_SQUARE_END) {
            int left = closes(t, open, depth, type);
            while (left >= 0 && depth > left)
                t[open[--depth]].end = i;
        }
    }
    return fits;
}

struct cur cur_block(struct cur *c)
{
    const struct token *open = &c->t[c->i];
    int end = open->end < c->end ? open->end : c->end, first = c->i + 1;
    struct cur in = {c->sheet, c->t, first, end > first ? end : first};
    bool closed = end < c->end && end >= first && c->t[end].type == closing(open->type);
    c->i = end < first ? first : closed ? end + 1 : end;
    return in;
}

const char *cur_url(struct cur *c)
{
    const struct token *t = cur_peek(c);
    if (t->type == TOK_URL || t->type == TOK_STRING) {
        c->i++;
        return t->s;
    }
    if (t->type != TOK_FUNCTION || strcasecmp(t->s, "url"))
        return NULL;
    struct cur in = cur_block(c);
    cur_space(&in);
    t = cur_next(&in);
    return t->type == TOK_STRING && cur_done(&in) ? t->s : NULL;
}

void cur_skip(struct cur *c)
{
    if (opens(cur_peek(c)->type))
        cur_block(c);
    else if (c->i < c->end)
        c->i++;
}

void cur_trim(struct cur *c)
{
    cur_space(c);
    while (c->end > c->i && c->t[c->end - 1].type == TOK_SPACE)
        c->end--;
}

bool cur_comma(struct cur *c)
{
    cur_space(c);
    if (!cur_is(c, TOK_COMMA))
        return false;
    c->i++;
    cur_space(c);
    return true;
}

bool cur_keyword(struct cur *c, const char *name)
{
    if (!cur_is(c, TOK_IDENT) || strcasecmp(cur_peek(c)->s, name))
        return false;
    c->i++;
    cur_space(c);
    return true;
}

struct loc css_loc(const struct css_sheet *sheet, const struct token *t)
{
    int low = 0, high = sheet->lines.n - 1;
    while (low < high) {
        int mid = (low + high + 1) / 2;
        if (sheet->lines.v[mid] <= t->pos)
            low = mid;
        else
            high = mid - 1;
    }
    return (struct loc){sheet->file, low + 1, (int)(t->pos - sheet->lines.v[low]) + 1};
}

struct loc cur_loc(const struct cur *c)
{
    if (c->i < c->sheet->tok.n && c->t == c->sheet->tok.v)
        return css_loc(c->sheet, &c->t[c->i]);
    return (struct loc){c->sheet->file, c->sheet->lines.n, 1};
}

const char *cur_text(const struct cur *c)
{
    enum { MOST = 60 };
    if (c->t != c->sheet->tok.v || c->i >= c->end)
        return "";
    const char *s = c->sheet->text + c->t[c->i].pos;
    const char *end = c->sheet->text + (c->end < c->sheet->tok.n ? c->t[c->end].pos : c->sheet->n);
    return text_excerpt(&c->sheet->css->arena, s, (size_t)(end - s), MOST);
}
