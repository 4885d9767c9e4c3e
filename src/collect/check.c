/* Looks for what an editor wants to know while the author can still be asked: one walk, every check that is on sees every
 * element. */
#include <string.h>

#include "collect/collect-int.h"

struct check {
    const struct job *job;
    struct buf text;       /* scratch */
};

/* ---- images ---- */

static bool has_alternative(const xmlNode *media)
{
    if (xml_child(media, "alt"))
        return true;
    for (const xmlNode *n = xml_first(media); n; n = xml_next(n))
        if (xml_is(n, "textobject") && (xml_child(n, "phrase") || xml_child(n, "para")))
            return true;
    return false;
}

static void check_alt(struct check *k, xmlNode *n)
{
    (void)k;
    enum db_elem e = xml_elem(n);
    if (e != DB_mediaobject && e != DB_inlinemediaobject)
        return;
    const xmlNode *image = xml_child(n, "imageobject"), *data = image ? xml_child(image, "imagedata") : NULL;
    const char *role = xml_attr(n, "role"), *file = data ? xml_attr(data, "fileref") : NULL;
    bool decorative = (role && !strcmp(role, "decorative")) || xml_is(n->parent, "cover");
    if (image && !decorative && !has_alternative(n))
        diag(DIAG_collect_no_alt, xml_loc(n), file ? file : "");
}

/* ---- divisions ---- */

static bool is_division(const xmlNode *n)
{
    enum db_class class = db_class_of(xml_elem(n));
    return class == DB_DIVISION || class == DB_SECTION;
}

/* Made by the typesetter, or named by it. */
static bool is_generated(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return e == DB_index || e == DB_setindex || e == DB_toc || e == DB_glossary || e == DB_bibliography || e == DB_partintro;
}

static bool needs_title(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return is_division(n) && !is_generated(n) && e != DB_dedication && e != DB_colophon && e != DB_acknowledgements &&
           e != DB_refentry && e != DB_refnamediv && e != DB_refsynopsisdiv;
}

static void check_titles(struct check *k, xmlNode *n)
{
    if (!needs_title(n))
        return;
    const xmlNode *title = xml_title(n);
    k->text.n = 0;
    if (title)
        xml_text(title, &k->text);
    if (!k->text.n && !(title && xml_first(title)))
        diag(DIAG_collect_no_title, xml_loc(n), (const char *)n->name, xml_id(n) ? xml_id(n) : "");
}

static void check_empty(struct check *k, xmlNode *n)
{
    if (!is_division(n) || is_generated(n))
        return;
    for (const xmlNode *child = n->children; child; child = child->next)
        if (child->type == XML_PI_NODE || (child->type == XML_ELEMENT_NODE && db_class_of(xml_elem(child)) != DB_TITLE &&
                                           xml_elem(child) != DB_info))
            return;
    const xmlNode *title = xml_title(n);
    k->text.n = 0;
    if (title)
        xml_text(title, &k->text);
    diag(DIAG_collect_empty, xml_loc(n), (const char *)n->name, k->text.n ? k->text.s : "");
}

/* ---- running text ---- */

/* Code and the like, where characters stand for themselves. */
static bool is_code(const xmlNode *n)
{
    for (; n && n->type == XML_ELEMENT_NODE; n = n->parent) {
        enum db_elem e = xml_elem(n);
        if (e == DB_NONE || db_class_of(e) == DB_VERBATIM || !strcmp(db_role(e), "Code") || e == DB_command || e == DB_option ||
            e == DB_filename || e == DB_parameter || e == DB_varname || e == DB_tag || e == DB_uri || e == DB_symbol ||
            e == DB_replaceable || e == DB_mathphrase || e == DB_token || e == DB_constant || e == DB_function)
            return true;
        if (db_class_of(e) == DB_BLOCK || db_class_of(e) == DB_SECTION)
            return false;
    }
    return false;
}

/* A few words around a place, for a message. */
static void excerpt(struct buf *b, const char *text, const char *at)
{
    enum { BEFORE = 12, AFTER = 24 };
    const char *start = at - text > BEFORE ? at - BEFORE : text, *end = at;
    while (start > text && (*start & 0xc0) == 0x80)
        start--;
    for (int i = 0; *end && i < AFTER; i++)
        end++;
    while ((*end & 0xc0) == 0x80)
        end++;
    b->n = 0;
    for (const char *p = start; p < end; p++)
        buf_putc(b, *p == '\n' || *p == '\t' || *p == '\r' ? ' ' : *p);
}

static void check_quotes(struct check *k, xmlNode *n)
{
    for (const xmlNode *t = n->children; t; t = t->next) {
        const char *text = t->type == XML_TEXT_NODE && t->content ? (const char *)t->content : "";
        const char *quote = strchr(text, '"');
        if (!quote || is_code(n))
            continue;
        excerpt(&k->text, text, quote);
        diag(DIAG_collect_straight_quotes, xml_loc(n), k->text.s);
    }
}

/* ---- all checks ---- */

static const struct {
    const char *name;
    bool on;
    void (*visit)(struct check *, xmlNode *);
} checks[] = {
#define C(id, name, on, visit, help) [COLLECT_CHECK_##id] = {name, on, visit},
#include "collect/check.def"
#undef C
};

static bool set_check(uint32_t *set, const char *name, size_t n)
{
    bool off = n && *name == '-', all = n - off == 3 && !memcmp(name + off, "all", 3);
    bool known = all || (n - off == 4 && !memcmp(name + off, "none", 4));
    if (known && !all)
        *set = 0;
    for (int i = 0; i < COLLECT_CHECK_COUNT; i++) {
        if (!all && (strlen(checks[i].name) != n - off || memcmp(checks[i].name, name + off, n - off)))
            continue;
        known = true;
        *set = off ? *set & ~(1u << i) : *set | 1u << i;
    }
    return known;
}

bool collect_checks(const char *list, uint32_t *set, char **bad)
{
    *set = 0;
    for (int i = 0; i < COLLECT_CHECK_COUNT; i++)
        *set |= (uint32_t)checks[i].on << i;
    for (const char *p = list ? list : ""; *p;) {
        size_t n = strcspn(p, ",");
        if (n && !set_check(set, p, n)) {
            struct buf b = {0};
            buf_add(&b, p, n);
            *bad = buf_take(&b);
            return false;
        }
        p += n + (p[n] == ',');
    }
    return true;
}

void check_book(const struct job *job, xmlDoc *book)
{
    struct check k = {.job = job};
    xmlNode *root = xmlDocGetRootElement(book);
    for (xmlNode *n = root; n; n = xml_walk(root, n))
        for (int i = 0; i < COLLECT_CHECK_COUNT; i++)
            if (checks[i].visit && (job->how->checks >> i & 1))
                checks[i].visit(&k, n);
    buf_done(&k.text);
}
