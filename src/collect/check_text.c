/* Checks of running text: its typography, and the signs of gender in German. */
#include <string.h>

#include "collect/check.h"

/* Text nodes of running text right inside an element; false: none, or code. */
static bool is_running(const xmlNode *t) { return t->type == XML_TEXT_NODE && t->content && t->content[0]; }

bool check_is_code(const xmlNode *n)
{
    for (; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
        enum db_elem e = xml_elem(n);
        if (e == DB_NONE || db_class_of(e) == DB_VERBATIM || !strcmp(db_role(e), "Code") || e == DB_command || e == DB_option ||
            e == DB_filename || e == DB_parameter || e == DB_varname || e == DB_tag || e == DB_uri || e == DB_symbol ||
            e == DB_replaceable || e == DB_mathphrase || e == DB_token || e == DB_constant || e == DB_function || e == DB_email)
            return true;
        if (db_class_of(e) == DB_BLOCK || db_class_of(e) == DB_SECTION)
            return false;
    }
    return false;
}

const char *check_excerpt(struct check *k, const char *text, const char *at)
{
    enum { BEFORE = 12, AFTER = 24 };
    if (!at)
        at = text;
    const char *start = at - text > BEFORE ? at - BEFORE : text, *end = at;
    while (start > text && (*start & 0xc0) == 0x80)
        start--;
    for (int i = 0; *end && i < AFTER; i++)
        end++;
    while ((*end & 0xc0) == 0x80)
        end++;
    k->text.n = 0;
    for (const char *p = start; p < end; p++)
        buf_putc(&k->text, *p == '\n' || *p == '\t' || *p == '\r' ? ' ' : *p);
    return k->text.n ? k->text.s : "";
}

/* ---- typography ---- */

void check_quotes(struct check *k, xmlNode *n)
{
    for (const xmlNode *t = n->children; t; t = t->next) {
        const char *text = is_running(t) ? (const char *)t->content : "", *quote = strchr(text, '"');
        if (quote && !check_is_code(n))
            diag(DIAG_collect_straight_quotes, xml_loc(n), check_excerpt(k, text, quote));
    }
}

/* The first place of a text with " - ", "..." or a blank before a point; NULL: none. In French the blank is right. */
static const char *find_mark(const char *text, bool french)
{
    for (const char *p = text; (p = strpbrk(p, " .")); p++) {
        if (*p == '.' && p[1] == '.' && p[2] == '.')
            return p;
        if (*p == ' ' && p[1] == '-' && p[2] == ' ' && p > text)
            return p;
        if (*p == ' ' && p > text && p[-1] != ' ' && p[-1] != '\n' && p[1] && strchr(french ? ",." : ",.;:!?", p[1]) &&
            (!p[2] || strchr(" \n", p[2])))
            return p;
    }
    return NULL;
}

void check_marks(struct check *k, xmlNode *n)
{
    for (const xmlNode *t = n->children; t; t = t->next) {
        const char *text = is_running(t) ? (const char *)t->content : "", *mark = find_mark(text, false);
        if (!mark || check_is_code(n))
            continue;
        if (!strncmp(xml_lang(n), "fr", 2))
            mark = find_mark(text, true);
        if (mark)
            diag(DIAG_collect_marks, xml_loc(n), check_excerpt(k, text, mark));
    }
}

/* Blanks at the beginning of a line only indent the source. */
static const char *find_double_space(const char *text)
{
    for (const char *p = text; (p = strstr(p, "  ")); p += strspn(p, " "))
        if (p > text && p[-1] != '\n' && p[strspn(p, " ")] != '\n' && p[strspn(p, " ")])
            return p;
    return NULL;
}

void check_spaces(struct check *k, xmlNode *n)
{
    for (const xmlNode *t = n->children; t; t = t->next) {
        const char *text = is_running(t) ? (const char *)t->content : "", *space = find_double_space(text);
        if (space && !check_is_code(n))
            diag(DIAG_collect_double_space, xml_loc(n), check_excerpt(k, text, space));
    }
}

/* ---- gender ---- */

/* What may stand between a word and its feminine ending; the capital I is a form without a sign. */
static const char *const signs[] = {"*", ":", "_", "·", "/-", "/", "(", "I"};
enum { SIGNS = sizeof signs / sizeof *signs, CAPITAL = SIGNS - 1 };

static bool is_letter(char c) { return (c & 0x80) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_small(char c) { return (c & 0x80) || (c >= 'a' && c <= 'z'); }

/* Whether a feminine ending begins at p: "in", "innen", as a whole. */
static bool is_ending(const char *p)
{
    size_t n = !strncmp(p, "innen", 5) ? 5 : !strncmp(p, "in", 2) ? 2 : 0;
    return n && !is_letter(p[n]);
}

/* The form of a word whose sign stands at p; -1: none. */
static int gender_form(const char *text, const char *p)
{
    if (p == text || !is_letter(p[-1]))
        return -1;
    if (*p == 'I')
        return is_small(p[-1]) && !strncmp(p, "Innen", 5) && !is_letter(p[5]) ? CAPITAL : -1;
    for (int i = 0; i < CAPITAL; i++)
        if (!strncmp(p, signs[i], strlen(signs[i])) && is_ending(p + strlen(signs[i])))
            return i;
    return -1;
}

static void add_gendered(struct check *k, const xmlNode *n, const char *text, const char *sign, int form)
{
    const char *start = sign, *end = sign + strlen(signs[form]);
    while (start > text && is_letter(start[-1]))
        start--;
    while (is_letter(*end))
        end++;
    end += form < CAPITAL && signs[form][0] == '(' && *end == ')';
    struct gendered *g = vec_add(&k->gendered);
    *g = (struct gendered){arena_dup(&k->arena, start, (size_t)(end - start)), form, xml_loc(n)};
}

void check_gender(struct check *k, xmlNode *n)
{
    for (const xmlNode *t = n->children; t; t = t->next) {
        const char *text = is_running(t) ? (const char *)t->content : "";
        for (const char *p = text; (p = strpbrk(p, "*:_/(I\xc2")); p++) {
            int form = gender_form(text, p);
            if (form >= 0 && !check_is_code(n) && !strncmp(xml_lang(n), "de", 2))
                add_gendered(k, n, text, p, form);
        }
    }
}

/* The form that most words have is the book's; the others are reported. */
void check_gender_end(struct check *k)
{
    int count[SIGNS] = {0}, usual = 0;
    for (int i = 0; i < k->gendered.n; i++)
        count[k->gendered.v[i].form]++;
    for (int i = 1; i < SIGNS; i++)
        if (count[i] > count[usual])
            usual = i;
    for (int i = 0; i < k->gendered.n; i++) {
        const struct gendered *g = &k->gendered.v[i];
        if (g->form != usual)
            diag(DIAG_collect_gender, g->where, g->word, usual == CAPITAL ? "-Innen" : signs[usual]);
    }
}
