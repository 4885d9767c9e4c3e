// SPDX-License-Identifier: Apache-2.0
/* Whether a selector holds for an element: compounds from right to left. A failure tells how far
 * back trying again is useful (after WebKit's SelectorChecker), so that each descendant combinator
 * costs at most the depth of the tree. Results of structural pseudo-classes and ~ for a parent's
 * children are kept for the next child, so that they cost the same for every child. */
#include "css/css-int.h"

enum outcome { FAIL_ALL, FAIL_SIBLINGS, FAIL_HERE, MATCH };

static const xmlNode *prev_elem(const xmlNode *n)
{
    do
        n = n->prev;
    while (n && n->type != XML_ELEMENT_NODE);
    return n;
}

static const xmlNode *next_elem(const xmlNode *n)
{
    do
        n = n->next;
    while (n && n->type != XML_ELEMENT_NODE);
    return n;
}

static const xmlNode *parent_elem(const xmlNode *n)
{
    return n->parent && n->parent->type == XML_ELEMENT_NODE ? n->parent : NULL;
}

/* ---- names and attributes ---- */

static bool same_name(const xmlNode *a, const xmlNode *b)
{
    enum db_elem x = xml_elem(a), y = xml_elem(b);
    if (x != DB_NONE || y != DB_NONE)
        return x == y;
    return a->name == b->name || !strcmp((const char *)a->name, (const char *)b->name);
}

static bool has_name(const struct compound *c, const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    if (c->name && !(e != DB_NONE && c->elem != DB_NONE ? (int)e == c->elem
                                                        : !strcmp(c->name, (const char *)n->name)))
        return false;
    return !c->ns || *c->ns == '*' ||
           !strcmp(c->ns, n->ns && n->ns->href ? (const char *)n->ns->href : "");
}

static const char *attr_value(const xmlAttr *a)
{
    return a->children && a->children->content ? (const char *)a->children->content : "";
}

static const char *find_attr(const xmlNode *n, const char *ns, const char *name)
{
    if (strchr(name, ':'))
        return xml_attr(n, name);
    for (const xmlAttr *a = n->properties; a; a = a->next) {
        if (strcmp((const char *)a->name, name))
            continue;
        if ((ns && *ns == '*') ||
            (a->ns ? ns && !strcmp(ns, (const char *)a->ns->href) : !ns || !*ns))
            return attr_value(a);
    }
    return NULL;
}

static bool match_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static bool same_text(const char *a, const char *b, size_t n, bool ignore_case)
{
    return ignore_case ? !strncasecmp(a, b, n) : !memcmp(a, b, n);
}

static bool has_word(const char *list, const char *word, bool ignore_case)
{
    size_t n = strlen(word);
    while (*list) {
        while (match_blank(*list))
            list++;
        const char *s = list;
        while (*list && !match_blank(*list))
            list++;
        if ((size_t)(list - s) == n && n && same_text(s, word, n, ignore_case))
            return true;
    }
    return false;
}

static bool has_part(const char *v, const char *part, size_t n, bool ignore_case)
{
    if (!ignore_case)
        return strstr(v, part);
    for (size_t k = strlen(v); k >= n; v++, k--)
        if (!strncasecmp(v, part, n))
            return true;
    return false;
}

static bool attr_holds(const struct simple *s, const char *v)
{
    if (!v || s->op == ATTR_EXISTS)
        return v;
    size_t n = strlen(s->value), m = strlen(v);
    bool i = s->ignore_case;
    switch (s->op) {
    case ATTR_EQUALS: return m == n && same_text(v, s->value, n, i);
    case ATTR_WORD: return has_word(v, s->value, i);
    case ATTR_DASH: return m >= n && same_text(v, s->value, n, i) && (!v[n] || v[n] == '-');
    case ATTR_PREFIX: return n && m >= n && same_text(v, s->value, n, i);
    case ATTR_SUFFIX: return n && m >= n && same_text(v + m - n, s->value, n, i);
    default: return n && has_part(v, s->value, n, i);
    }
}

/* The subtag at *s; *s is moved after it and its hyphen. */
static size_t subtag(const char **s, const char **from)
{
    size_t n = strcspn(*s, "-");
    *from = *s;
    *s += n + ((*s)[n] == '-');
    return n;
}

/* RFC 4647, extended filtering (Selectors 4, 7.2): de holds for de and de-CH, *-CH for every
 * language of Switzerland, and de-CH for de-Latn-CH; a single letter begins an extension, which is
 * not skipped. */
static bool range_holds(const char *range, const char *lang)
{
    const char *want, *have;
    if (!*range || !*lang)
        return false;
    size_t n = subtag(&range, &want), m = subtag(&lang, &have);
    if (!(n == 1 && *want == '*') && (n != m || strncasecmp(want, have, n)))
        return false;
    while (*range) {
        n = subtag(&range, &want);
        if (n == 1 && *want == '*')
            continue;
        do {
            if (!*lang)
                return false;
            m = subtag(&lang, &have);
        } while ((n != m || strncasecmp(want, have, n)) && m > 1);
        if (n != m || strncasecmp(want, have, n))
            return false;
    }
    return true;
}

static bool lang_holds(const struct simple *s, const char *lang)
{
    for (; s; s = s->also)
        if (range_holds(s->value, lang))
            return true;
    return false;
}

/* ---- place among the siblings ---- */

static struct seen *seen_slot(struct css *css, const xmlNode *parent, const void *what)
{
    if (!css->match.seen)
        css->match.seen = mem_new(sizeof(struct seen) * SEEN_SLOTS);
    uintptr_t key[2] = {(uintptr_t)parent, (uintptr_t)what};
    struct seen *s = &css->match.seen[hash_bytes(key, sizeof key, 1) % SEEN_SLOTS];
    if (s->parent != parent || s->what != what)
        *s = (struct seen){.parent = parent, .what = what};
    return s;
}

/* The identity of the children counted together. */
static const void *counted(const xmlNode *n, bool of_type)
{
    static const char each[DB_COUNT], any;
    enum db_elem e = xml_elem(n);
    return !of_type ? &any : e != DB_NONE ? (const void *)&each[e] : (const void *)n->name;
}

static int index_of(struct css *css, const xmlNode *n, bool of_type, struct seen **slot)
{
    struct seen *s = *slot = seen_slot(css, n->parent, counted(n, of_type));
    if (s->node == n)
        return s->index;
    int k = 1;
    for (const xmlNode *p = prev_elem(n); p; p = prev_elem(p)) {
        if (of_type && !same_name(p, n))
            continue;
        if (p == s->node) {
            k += s->index;
            break;
        }
        k++;
    }
    s->node = n;
    return s->index = k;
}

static int count_from(struct seen *s, const xmlNode *n, bool of_type, int index)
{
    if (!s->total) {
        s->total = index;
        for (const xmlNode *p = next_elem(n); p; p = next_elem(p))
            s->total += !of_type || same_name(p, n);
    }
    return s->total;
}

/* Among the siblings that match the list; the current element does. */
static int index_among(struct css *css, const struct simple *s, const xmlNode *n)
{
    struct seen *slot = seen_slot(css, n->parent, s);
    if (slot->node == n)
        return slot->index;
    const xmlNode *known = slot->node;
    int at = slot->index, k = 1;
    for (const xmlNode *p = prev_elem(n); p; p = prev_elem(p)) {
        if (p == known) {
            k += at;
            break;
        }
        k += css_list_holds(css, s->list, p);
    }
    slot = seen_slot(css, n->parent, s);
    slot->node = n;
    return slot->index = k;
}

static int index_from_end(struct css *css, const struct simple *s, const xmlNode *n)
{
    int k = 1;
    for (const xmlNode *p = next_elem(n); p; p = next_elem(p))
        k += css_list_holds(css, s->list, p);
    return k;
}

static bool nth_holds(struct css *css, const struct simple *s, const xmlNode *n)
{
    struct seen *slot;
    if (s->list)
        return css_list_holds(css, s->list, n) &&
               css_nth_match(s->a, s->b,
                             s->last ? index_from_end(css, s, n) : index_among(css, s, n));
    if (!s->a && s->b == 1 && !s->of_type)
        return !(s->last ? next_elem(n) : prev_elem(n));
    int k = index_of(css, n, s->of_type, &slot);
    if (s->last)
        k = count_from(slot, n, s->of_type, k) - k + 1;
    return css_nth_match(s->a, s->b, k);
}

static bool only_holds(struct css *css, const xmlNode *n, bool of_type)
{
    struct seen *slot;
    if (!of_type)
        return !prev_elem(n) && !next_elem(n);
    int k = index_of(css, n, true, &slot);
    return k == 1 && count_from(slot, n, true, k) == 1;
}

/* Selectors 4: white space may be in an empty element. */
static bool is_empty(const xmlNode *n)
{
    for (const xmlNode *c = n->children; c; c = c->next) {
        if (c->type == XML_ELEMENT_NODE)
            return false;
        if (c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE)
            for (const char *s = (const char *)c->content; s && *s; s++)
                if (!match_blank(*s))
                    return false;
    }
    return true;
}

/* ---- compounds and combinators ---- */

static bool compound_holds(struct css *css, const struct compound *c, const xmlNode *n);
static enum outcome left_holds(struct css *css, const struct compound *c, const xmlNode *n);
static bool has_holds(struct css *css, const struct simple *s, const xmlNode *n);

/* Nested :is(), :not() and :has() over ancestors or subtrees multiply; a budget limits the work. */
static bool too_costly(struct css *css, const xmlNode *n)
{
    if (css->match.steps-- > 0)
        return false;
    if (!css->match.steps_reported)
        diag(DIAG_css_match_limit, xml_loc(n));
    css->match.steps_reported = true;
    return true;
}

static enum outcome holds(struct css *css, const struct compound *c, const xmlNode *n)
{
    if (too_costly(css, n))
        return FAIL_ALL;
    return compound_holds(css, c, n) ? left_holds(css, c, n) : FAIL_HERE;
}

bool css_list_holds(struct css *css, const struct selector *list, const xmlNode *n)
{
    for (; list; list = list->next)
        if (holds(css, list->last, n) == MATCH)
            return true;
    return false;
}

static const char *id_of(const xmlNode *n)
{
    const char *id = xml_id(n);
    return id ? id : "";
}

/* Whether an element runs from the right: by the next dir around it, else by the document's
 * language (Selectors 4, 8.1). */
static bool is_rightwards(const xmlNode *n)
{
    static const char *const languages[] = {"ar", "he", "fa", "ur", "yi", "ps", "ckb", "sd", "dv"};
    const xmlNode *root = n;
    for (; n; root = n, n = parent_elem(n)) {
        const char *dir = find_attr(n, NULL, "dir");
        if (dir && (!strcmp(dir, "rtl") || !strcmp(dir, "rlo")))
            return true;
        if (dir && (!strcmp(dir, "ltr") || !strcmp(dir, "lro")))
            return false;
    }
    for (size_t k = 0; k < sizeof languages / sizeof *languages; k++)
        if (range_holds(languages[k], xml_lang(root)))
            return true;
    return false;
}

static bool simple_holds(struct css *css, const struct simple *s, const xmlNode *n)
{
    const char *v;
    switch (s->kind) {
    case SEL_CLASS: return (v = find_attr(n, NULL, "role")) && has_word(v, s->name, false);
    case SEL_ID: return !strcmp(id_of(n), s->name);
    case SEL_ATTR: return attr_holds(s, find_attr(n, s->ns, s->name));
    case SEL_NTH: return nth_holds(css, s, n);
    case SEL_ONLY: return only_holds(css, n, s->of_type);
    case SEL_EMPTY: return is_empty(n);
    case SEL_ROOT: return !parent_elem(n);
    case SEL_LANG: return lang_holds(s, xml_lang(n));
    case SEL_DIR: return !strcasecmp(s->value, is_rightwards(n) ? "rtl" : "ltr");
    case SEL_NOT: return !css_list_holds(css, s->list, n);
    case SEL_IS: return css_list_holds(css, s->list, n);
    default: return has_holds(css, s, n);
    }
}

static bool compound_holds(struct css *css, const struct compound *c, const xmlNode *n)
{
    if (c->scope)
        return n == css->match.scope;
    if (!has_name(c, n))
        return false;
    for (int k = 0; k < c->n; k++)
        if (!simple_holds(css, &c->simple[k], n))
            return false;
    return true;
}

static enum outcome above(struct css *css, const struct compound *left, const xmlNode *n)
{
    for (n = parent_elem(n); n; n = parent_elem(n)) {
        enum outcome o = holds(css, left, n);
        if (o == MATCH || o == FAIL_ALL)
            return o;
    }
    return FAIL_ALL;
}

/* Whether an earlier sibling matches: only those after the sibling of the last call for the same
 * parent are tried. */
static enum outcome before(struct css *css, const struct compound *left, const xmlNode *n)
{
    const xmlNode *nearest = prev_elem(n);
    bool found = false;
    if (!nearest)
        return FAIL_SIBLINGS;
    for (const xmlNode *p = nearest; p && !found; p = prev_elem(p)) {
        struct seen *s = seen_slot(css, n->parent, left);
        if (s->node == p && !css->match.scope) {
            found = s->found;
            break;
        }
        enum outcome o = holds(css, left, p);
        if (o == FAIL_ALL)
            return o;
        found = o == MATCH;
    }
    struct seen *s = seen_slot(css, n->parent, left);
    s->node = nearest;
    s->found = found;
    if (css->match.scope)
        s->node = NULL;
    return found ? MATCH : FAIL_SIBLINGS;
}

static enum outcome left_holds(struct css *css, const struct compound *c, const xmlNode *n)
{
    const xmlNode *other;
    enum outcome o;
    switch (c->comb) {
    case COMB_NONE: return MATCH;
    case COMB_DESCENDANT: return above(css, c->left, n);
    case COMB_LATER: return before(css, c->left, n);
    case COMB_CHILD:
        if (!(other = parent_elem(n)))
            return FAIL_ALL;
        o = holds(css, c->left, other);
        return o == MATCH || o == FAIL_ALL ? o : FAIL_SIBLINGS;
    default: other = prev_elem(n); return other ? holds(css, c->left, other) : FAIL_SIBLINGS;
    }
}

/* ---- :has() ---- */

static bool subtree_has(struct css *css, const struct selector *s, const xmlNode *root, bool self)
{
    for (const xmlNode *n = self ? root : xml_walk(root, root); n; n = xml_walk(root, n)) {
        if (css->match.steps <= 0)
            return false;
        if (holds(css, s->last, n) == MATCH)
            return true;
    }
    return false;
}

static bool siblings_have(struct css *css, const struct selector *s, const xmlNode *n, bool deep)
{
    for (; n; n = next_elem(n)) {
        if (css->match.steps <= 0)
            return false;
        if (deep ? subtree_has(css, s, n, true) : holds(css, s->last, n) == MATCH)
            return true;
    }
    return false;
}

static bool relative_holds(struct css *css, const struct selector *s, const xmlNode *n)
{
    bool single = s->last->left->scope;
    if (s->relative == COMB_NEXT || s->relative == COMB_LATER)
        return siblings_have(css, s, next_elem(n), !single);
    if (s->relative == COMB_CHILD && single)
        return siblings_have(css, s, xml_first(n), false);
    return subtree_has(css, s, n, false);
}

/* The answer for an element is kept, as its descendants may ask for it again and again. */
static bool has_holds(struct css *css, const struct simple *s, const xmlNode *n)
{
    struct seen *memo = seen_slot(css, n, s);
    if (memo->node == n)
        return memo->found;
    const xmlNode *outer = css->match.scope;
    bool found = false;
    css->match.scope = n;
    for (const struct selector *l = s->list; l && !found; l = l->next)
        found = relative_holds(css, l, n);
    css->match.scope = outer;
    memo = seen_slot(css, n, s);
    memo->node = n;
    memo->found = found;
    return found;
}

bool css_selector_holds(struct css *css, const struct selector *s, const xmlNode *n)
{
    return holds(css, s->last, n) == MATCH;
}
