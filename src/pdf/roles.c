// SPDX-License-Identifier: Apache-2.0
/* Effective roles: those of the tags, corrected where PDF/UA does not allow them.
 *
 * A part outside its whole (a list item without a list) is a mere Div or P, as is a whole with a
 * foreign child; a table without header cells is not a table (ISO 14289-1, 7.5), its cells are
 * blocks in reading order; headings go by depth, so that no level is skipped; a link without an
 * annotation, as in print, is a Span. Roles that are no standard types are mapped. */
#include "pdf/pdf-int.h"

#include <string.h>

/* Allowed parents of a part, and kids of a whole. */
static const struct rule {
    const char *role;
    const char *parents[5], *kids[6];
} rules[] = {
    {"L", {NULL}, {"L", "LI", "Caption"}},
    {"LI", {"L"}, {"Lbl", "LBody"}},
    {"LBody", {"LI"}, {NULL}},
    {"TOC", {NULL}, {"TOC", "TOCI", "Caption"}},
    {"TOCI", {"TOC"}, {NULL}},
    {"Table", {NULL}, {"TR", "THead", "TBody", "TFoot", "Caption"}},
    {"THead", {"Table"}, {"TR"}},
    {"TBody", {"Table"}, {"TR"}},
    {"TFoot", {"Table"}, {"TR"}},
    {"TR", {"Table", "THead", "TBody", "TFoot"}, {"TH", "TD"}},
    {"TH", {"TR"}, {NULL}},
    {"TD", {"TR"}, {NULL}},
};
static const char *const standard[] = {"Document",   "Part",    "Art",     "Sect",    "Div",
                                       "BlockQuote", "Caption", "TOC",     "TOCI",    "Index",
                                       "NonStruct",  "Private", "P",       "H",       "H1",
                                       "H2",         "H3",      "H4",      "H5",      "H6",
                                       "L",          "LI",      "Lbl",     "LBody",   "Table",
                                       "TR",         "TH",      "TD",      "THead",   "TBody",
                                       "TFoot",      "Span",    "Quote",   "Note",    "Reference",
                                       "BibEntry",   "Code",    "Link",    "Annot",   "Ruby",
                                       "RB",         "RT",      "RP",      "Warichu", "WT",
                                       "WP",         "Figure",  "Formula", "Form",    NULL};

/* The types of PDF 2.0's namespace (ISO 32000-2, 14.8.4); the others above are of 1.7's, which it
 * allows beside them (ISO 32005). */
static const char *const later[] = {"Document",  "Part",   "Sect",    "Div",   "Aside",
                                    "NonStruct", "P",      "H1",      "H2",    "H3",
                                    "H4",        "H5",     "H6",      "Title", "FENote",
                                    "Sub",       "Lbl",    "Span",    "Em",    "Strong",
                                    "Link",      "Annot",  "Form",    "Ruby",  "RB",
                                    "RT",        "RP",     "Warichu", "WT",    "WP",
                                    "L",         "LI",     "LBody",   "Table", "TR",
                                    "TH",        "TD",     "THead",   "TBody", "TFoot",
                                    "Caption",   "Figure", "Formula", NULL};

static bool roles_among(const char *role, const char *const *list)
{
    for (; *list; list++)
        if (!strcmp(role, *list))
            return true;
    return false;
}

bool role_is_of_pdf2(const char *role) { return roles_among(role, later); }

static const struct rule *rule_of(const char *role)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (!strcmp(role, rules[i].role))
            return &rules[i];
    return NULL;
}

/* A whole may have its caption first, a table also last. */
static bool caption_stands_right(struct finish *f, const struct element *e)
{
    int captions = 0, at = 0, n = 0;
    for (const struct tag *t = e->tag->first; t; t = t->next) {
        if (!f->elements[t->id].kept)
            continue;
        if (!strcmp(t->role, "Caption")) {
            captions++;
            at = n;
        }
        n++;
    }
    return !captions ||
           (captions == 1 && (at == 0 || (at == n - 1 && !strcmp(e->tag->role, "Table"))));
}

/* At most one head and one foot, and no head or foot without a body. */
static bool sections_stand_right(struct finish *f, const struct element *e)
{
    int head = 0, body = 0, foot = 0;
    for (const struct tag *t = e->tag->first; t; t = t->next) {
        bool kept = f->elements[t->id].kept;
        head += kept && !strcmp(t->role, "THead");
        body += kept && !strcmp(t->role, "TBody");
        foot += kept && !strcmp(t->role, "TFoot");
    }
    return head <= 1 && foot <= 1 && (body || !(head + foot));
}

struct loc tag_place(const struct finish *f, const struct tag *t)
{
    while (t && !t->origin)
        t = t->parent;
    return t ? origin_loc(t->origin) : f->doc->root ? origin_loc(f->doc->root->origin) : LOC_NONE;
}

/* The row after `row` in a table whose rows may be in sections; NULL row: the first. */
const struct tag *tag_next_row(const struct tag *table, const struct tag *row)
{
    const struct tag *t = row ? row : table;
    do {
        if (t->first && (t == table || strcmp(t->role, "TR")) && strcmp(t->role, "Caption")) {
            t = t->first;
        } else {
            while (t != table && !t->next)
                t = t->parent;
            t = t == table ? NULL : t->next;
        }
    } while (t && strcmp(t->role, "TR"));
    return t;
}

static bool has_headers(struct finish *f, const struct tag *table)
{
    for (const struct tag *row = tag_next_row(table, NULL); row; row = tag_next_row(table, row))
        for (const struct tag *c = row->first; c; c = c->next)
            if (f->elements[c->id].kept && !strcmp(c->role, "TH"))
                return true;
    diag(DIAG_pdf_no_headers, tag_place(f, table));
    return false;
}

static bool table_is_right(struct finish *f, const struct element *e)
{
    return sections_stand_right(f, e) && has_headers(f, e->tag);
}

static bool kids_are_right(struct finish *f, const struct element *e, const struct rule *r)
{
    for (const struct tag *t = e->tag->first; t; t = t->next)
        if (f->elements[t->id].kept && !roles_among(t->role, r->kids))
            return false;
    return caption_stands_right(f, e) && (strcmp(r->role, "Table") || table_is_right(f, e));
}

/* The role of a part without its whole: a Div has no text itself (ISO 32000-1, 14.8.4.2). */
static const char *loose(const struct finish *f, const struct tag *t)
{
    static const char *const inlines[] = {"Span", "Em",        "Strong",   "Quote", "Code",
                                          "Link", "Reference", "BibEntry", NULL};
    if (f->painted[t->id].first_mcid >= 0)
        return "P";
    for (const struct tag *kid = t->first; kid; kid = kid->next)
        if (f->elements[kid->id].kept && roles_among(kid->role, inlines))
            return "P";
    return "Div";
}

static const char *mended(struct finish *f, const struct element *e)
{
    const struct tag *t = e->tag;
    const struct rule *r = rule_of(t->role);
    if (r && r->parents[0] &&
        !(t->parent && roles_among(f->elements[t->parent->id].role, r->parents)))
        return loose(f, t);
    if (r && r->kids[0] && !kids_are_right(f, e, r))
        return "Div";
    if (!strcmp(t->role, "Link") && f->painted[t->id].first_annot < 0)
        return "Span";
    if (is_pdf2(f) && !strcmp(t->role, "Note"))
        return "FENote";
    return t->role;
}

/* ---- headings -------------------------------------------------------------------------------- */

static int heading_level(const char *role)
{
    return role[0] == 'H' && role[1] >= '1' && role[1] <= '9' && !role[2] ? role[1] - '0' : 0;
}

/* The depth of a heading is the number of headings above it, each of a smaller level than the next.
 */
struct headings {
    int level[10], n;
};
static const char *heading_role(struct headings *h, int level)
{
    static const char *const roles[] = {"H1", "H2", "H3", "H4", "H5", "H6"};
    while (h->n && h->level[h->n - 1] >= level)
        h->n--;
    h->level[h->n++] = level;
    return roles[h->n > 6 ? 5 : h->n - 1];
}

void roles_set(struct finish *f)
{
    struct headings h = {0};
    for (int i = 0; i < f->n_tags; i++) {
        struct element *e = &f->elements[i];
        e->role = e->tag->role;
        if (!e->kept)
            continue;
        int level = heading_level(e->role);
        e->role = level ? heading_role(&h, level) : mended(f, e);
    }
}

/* ---- the role map ---------------------------------------------------------------------------- */

/* The standard type of a publication's own role: a block among blocks, else a Span. */
static const char *nearest_standard(const struct tag *t)
{
    static const char *const new[][2] = {{"Em", "Span"},
                                         {"Strong", "Span"},
                                         {"Title", "P"},
                                         {"Aside", "Div"}}; /* of PDF 2.0 */
    for (size_t i = 0; i < sizeof new / sizeof *new; i++)
        if (!strcmp(t->role, new[i][0]))
            return new[i][1];
    static const char *const blocks[] = {"Document",   "Part",  "Art", "Sect", "Div",
                                         "BlockQuote", "LBody", "TD",  "TH",   NULL};
    return t->parent && roles_among(t->parent->role, blocks) ? "Div" : "Span";
}

void roles_put_map(struct finish *f, struct buf *b)
{
    struct map seen = {0};
    for (int i = 0; i < f->n_tags; i++) {
        const struct element *e = &f->elements[i];
        if (e->kept && !roles_among(e->role, standard) &&
            !(f->space && roles_among(e->role, later)))
            *map_put(&seen, e->role) = (void *)(intptr_t)nearest_standard(e->tag);
    }
    if (seen.n)
        buf_puts(b, "/RoleMap<<");
    for (int i = 0; i < seen.n; i++) {
        put_name(b, seen.entry[i].key);
        put_name(b, seen.entry[i].value);
    }
    if (seen.n)
        buf_puts(b, ">>");
    map_done(&seen);
}
