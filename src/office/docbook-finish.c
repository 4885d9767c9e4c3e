// SPDX-License-Identifier: Apache-2.0
/* The steps that need the complete tree: captions become titles, references find their marks,
 * properties supply details missing from the text. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "office/text-int.h"

bool finish_is_nothing(const xmlNode *n)
{
    (void)n;
    return false;
}

void finish_cut_text(xmlNode *t, size_t n)
{
    xmlNode *rest = t->content[n] ? xmlNewDocText(t->doc, t->content + n) : NULL;
    if (rest)
        xml_replace(t, rest);
    else
        xml_unlink(t);
    xmlFreeNode(t);
}

/* ---- captions -------------------------------------------------------------------------------- */

static xmlNode *sibling_of(const xmlNode *n, bool before)
{
    const xmlNode *s = before ? n->prev : n->next;
    while (s && s->type != XML_ELEMENT_NODE)
        s = before ? s->prev : s->next;
    return (xmlNode *)s;
}

static bool is_media(const xmlNode *n) { return n && xml_elem(n) == DB_mediaobject; }
static bool is_table(const xmlNode *n) { return n && xml_elem(n) == DB_informaltable; }
static bool is_equation(const xmlNode *n) { return n && xml_elem(n) == DB_informalequation; }

static xmlNode *label_of(const xmlNode *caption)
{
    xmlNode *n = xml_first(caption);
    const char *role = n && xml_elem(n) == DB_phrase ? xml_attr(n, "role") : NULL;
    return role && !strcmp(role, "koki-label") ? n : NULL;
}

/* Whether the caption's own label says that it is of a table. */
static bool speaks_of_table(const xmlNode *caption)
{
    struct buf b = {0};
    xml_text(caption, &b);
    bool table = b.s && (!strncasecmp(b.s, "tab", 3) || !strncasecmp(b.s, "übersicht", 10));
    buf_done(&b);
    return table;
}

static xmlNode *caption_partner(const xmlNode *caption)
{
    xmlNode *prev = sibling_of(caption, true), *next = sibling_of(caption, false);
    bool table = speaks_of_table(caption);
    xmlNode *const order[] = {table && is_table(next) ? next : NULL,
                              table && is_table(prev) ? prev : NULL,
                              is_media(prev) ? prev : NULL,
                              is_table(next) ? next : NULL,
                              is_table(prev) ? prev : NULL,
                              is_media(next) ? next : NULL,
                              is_equation(prev) ? prev : NULL,
                              is_equation(next) ? next : NULL};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (order[i])
            return order[i];
    return NULL;
}

/* Removes the separator after a label: ": ", " – ", ". " or none. */
static void strip_separator(struct office_reader *r, xmlNode *caption)
{
    xmlNode *t = caption->children;
    while (t && t->type == XML_ELEMENT_NODE && db_class_of(xml_elem(t)) == DB_INLINE)
        t = t->children;
    if (!t || t->type != XML_TEXT_NODE)
        return;
    const char *s = (const char *)t->content;
    for (bool more = true; more;) {
        size_t n = strspn(s, " \t\n:.-");
        more = n > 0;
        s += n;
        static const char *const marks[] = {"\u00a0", "–", "—", "\u2002", "\u2003", "|"};
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
            if (!strncmp(s, marks[i], strlen(marks[i])))
                s += strlen(marks[i]), more = true;
    }
    if (s > (const char *)t->content)
        reader_left_at(r, LEFT_LABEL, xml_loc(caption).line,
                       arena_dup(&r->arena, (const char *)t->content,
                                 (size_t)(s - (const char *)t->content)));
    finish_cut_text(t, (size_t)(s - (const char *)t->content));
}

/* ---- text that the layout makes again -------------------------------------------------------- */

static bool is_no_text(const xmlNode *n)
{
    switch (xml_elem(n)) {
    case DB_footnote:
    case DB_indexterm:
    case DB_inlinemediaobject:
    case DB_inlineequation:
    case DB_remark: return true;
    default: return false;
    }
}

/* A label or reference: its words are removed, its other content is kept after a sibling. */
static void shown_text(const xmlNode *of, struct buf *b) { xml_text_but(of, is_no_text, true, b); }

static void keep_rest(xmlNode *of, xmlNode *after)
{
    for (xmlNode *n = xml_first(of), *next; n; n = next) {
        bool keep = is_no_text(n);
        next = keep ? xml_walk_past(of, n) : xml_walk(of, n);
        after = keep ? xml_add_after(after, n) : after;
    }
}

static void address(char key[24], const void *p) { snprintf(key, 24, "%p", p); }

/* Removes the program's label: the layout has its own numbering. */
static void take_label(struct office_reader *r, xmlNode *caption)
{
    xmlNode *label = label_of(caption);
    struct buf b = {0};
    char key[24];
    if (!label)
        return;
    shown_text(label, &b);
    const char *text = arena_dup(&r->arena, b.s ? b.s : "", b.n);
    buf_done(&b);
    keep_rest(label, caption->last);
    writer_drop(r, label);
    reader_left_at(r, LEFT_LABEL, xml_loc(caption).line, text);
    strip_separator(r, caption);
    if (!finish_has_content(caption)) { /* only a label: a title is needed */
        xml_add_text(caption, text);
        return;
    }
    address(key, caption);
    *map_put(&r->labels, key) = (void *)text;
}

static void unwrap_element(struct office_reader *r, xmlNode *n)
{
    while (n->children)
        xml_add_before(n, n->children);
    writer_drop(r, n);
}

static void make_title(struct office_reader *r, xmlNode *caption, xmlNode *of)
{
    take_label(r, caption);
    xml_set_elem(caption, DB_title);
    xmlUnsetProp(caption, (const xmlChar *)"role");
    if (is_table(of)) {
        xml_set_elem(of, DB_table);
        xml_add_first(of, caption);
        return;
    }
    xmlNode *formal = xml_new_elem(r->doc, is_equation(of) ? DB_equation : DB_figure, xml_loc(of));
    xml_replace(of, formal);
    xml_add_last(formal, caption);
    xml_add_last(formal, of);
    /* Images side by side in one paragraph are one figure. */
    for (xmlNode *prev = sibling_of(formal, true);
         is_media(prev) && xml_loc(prev).line == xml_loc(of).line; prev = sibling_of(formal, true))
        xml_add_after(caption, prev);
}

static void pair_captions(struct office_reader *r)
{
    for (int i = 0; i < r->captions.n; i++) {
        xmlNode *caption = r->captions.v[i],
                *of = caption->parent && !is_gone(caption) ? caption_partner(caption) : NULL;
        if (of)
            make_title(r, caption, of);
        else if (!is_gone(caption) && label_of(caption))
            unwrap_element(r, label_of(caption));
    }
}

/* ---- quotations ------------------------------------------------------------------------------ */

/* Below a quotation, "— Name, place" is the attribution. */
static void attribute_quotation(struct office_reader *r, xmlNode *quote)
{
    enum { LONGEST = 200 };
    static const char *const dashes[] = {"—", "–", "―"};
    xmlNode *last = NULL, *t;
    for (xmlNode *n = xml_first(quote); n; n = xml_next(n))
        last = n;
    if (!last || last == xml_first(quote) || xml_elem(last) != DB_para)
        return;
    for (t = last->children;
         t && t->type == XML_ELEMENT_NODE && db_class_of(xml_elem(t)) == DB_INLINE;)
        t = t->children;
    const char *s = t && t->type == XML_TEXT_NODE ? (const char *)t->content : "";
    size_t n = 0;
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
        n = !strncmp(s, dashes[i], strlen(dashes[i])) ? strlen(dashes[i]) : n;
    struct buf b = {0};
    xml_text(last, &b);
    n += n ? strspn(s + n, " ") : 0;
    n += n && !strncmp(s + n, "\u00a0", 2) ? 2 : 0;
    bool name = n &&
                ((s[n] >= 'A' && s[n] <= 'Z') ||
                 (s[n] == '\xc3' && (unsigned char)s[n + 1] <= 0x9e) || (unsigned char)s[n] > 0xc3);
    if (name && b.n <= LONGEST) {
        reader_left_at(r, LEFT_LABEL, xml_loc(last).line, arena_dup(&r->arena, s, n));
        finish_cut_text(t, n);
        xml_set_elem(last, DB_attribution);
        xmlUnsetProp(last, (const xmlChar *)"role");
        xml_add_first(quote, last);
    }
    buf_done(&b);
}

static void attribute_quotations(struct office_reader *r)
{
    for (xmlNode *n = r->root; n; n = xml_walk(r->root, n))
        if (xml_elem(n) == DB_blockquote)
            attribute_quotation(r, n);
}

/* ---- references ------------------------------------------------------------------------------ */

/* The element that a reference to a place in a paragraph refers to. */
static xmlNode *reference_owner(xmlNode *n)
{
    while (n && (db_class_of(xml_elem(n)) == DB_INLINE || xml_elem(n) == DB_inlinemediaobject))
        n = n->parent;
    if (!n || !n->parent || n->parent->type != XML_ELEMENT_NODE)
        return n && n->parent ? n : NULL;
    if (xml_elem(n) == DB_title)
        return xml_elem(n->parent) == DB_info ? n->parent->parent : n->parent;
    if (xml_elem(n) == DB_para &&
        (xml_elem(n->parent) == DB_listitem || xml_elem(n->parent) == DB_footnote) &&
        xml_first(n->parent) == n)
        return n->parent;
    if (xml_elem(n) == DB_mediaobject && xml_elem(n->parent) == DB_figure)
        return n->parent;
    return n;
}

/* A bookmark's name as a unique id. */
static const char *make_id(struct office_reader *r, const char *name)
{
    struct buf b = {0};
    for (const char *p = name; *p; p++)
        buf_putc(&b, (*p & 0x80) || isalnum((unsigned char)*p) || strchr("._-", *p) ? *p : '-');
    if (!b.n || xmlValidateNCName((const xmlChar *)b.s, 0)) {
        char *old = buf_take(&b);
        b = (struct buf){0};
        buf_printf(&b, "m-%s", old);
        mem_free(old);
    }
    if (xmlValidateNCName((const xmlChar *)b.s, 0))
        b.n = 0, buf_puts(&b, "mark");
    size_t n = b.n;
    for (int i = 2; map_get(&r->ids, b.s); i++) {
        b.n = n;
        buf_printf(&b, ".%d", i);
    }
    *map_put(&r->ids, b.s) = r;
    const char *id = arena_dup(&r->arena, b.s, b.n);
    buf_done(&b);
    return id;
}

static const char *id_of(struct office_reader *r, xmlNode *n, const char *name)
{
    if (!xml_id(n))
        xml_set_attr(n, "xml:id", make_id(r, name));
    return xml_id(n);
}

static char *text_of(struct office_reader *r, const xmlNode *n)
{
    struct buf b = {0};
    shown_text(n, &b);
    char *s = arena_dup(&r->arena, b.s ? b.s : "", b.n);
    buf_done(&b);
    return s;
}

/* Makes a cross-reference, whose text is generated later from the book's numbers and pages; the
 * text shown in the file is dropped. */
static void make_xref(struct office_reader *r, const struct pending *p, const char *id,
                      const char *shown, enum db_elem elem, const char *style)
{
    keep_rest(p->node, p->node);
    for (xmlNode *n; (n = p->node->children);)
        n->type == XML_ELEMENT_NODE ? writer_drop(r, n) : xml_drop(n);
    xml_set_elem(p->node, elem);
    xml_set_attr(p->node, "linkend", id);
    if (style)
        xml_set_attr(p->node, "xrefstyle", style);
    reader_left_at(r, p->kind == REFERENCE_PAGE ? LEFT_PAGE : LEFT_REFERENCE, p->para, shown);
}

static bool is_numbered(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return e == DB_figure || e == DB_table || e == DB_equation || e == DB_section ||
           (e == DB_listitem && xml_elem(n->parent) == DB_orderedlist);
}

/* The part of a caption shown in the file: its label, the number alone, or all of it. NULL if other
 * text. */
static const char *style_of_caption(struct office_reader *r, const xmlNode *to, const char *shown)
{
    char key[24];
    const xmlNode *title = xml_child(to, "title");
    address(key, title);
    const char *label = title ? map_get(&r->labels, key) : NULL;
    if (!label || !*shown)
        return NULL;
    if (!strcmp(shown, label))
        return "select: label";
    size_t n = strlen(label), k = strlen(shown);
    if (k < n && !strcmp(label + n - k, shown))
        return "select: labelnumber";
    return !strncmp(shown, label, n) ? "select: label quotedtitle" : NULL;
}

/* Whether it is still in the tree, and not in an element replaced by another reference. */
static bool is_waiting(const struct pending *p) { return p->node && !is_gone(p->node); }

/* Links a citation to the entry of its first work in the bibliography. */
static void resolve_citation(struct office_reader *r, const struct pending *p,
                             const struct strings *entries, struct map *known, size_t *left)
{
    int at = -1;
    for (int i = 0; i < p->works->n && at < 0; i++) {
        const struct work *w = &p->works->v[i];
        const char *key = arena_printf(&r->arena, "%s|%s|%s", w->key, w->name ? w->name : "",
                                       w->title ? w->title : "");
        uintptr_t *place = (uintptr_t *)
            map_put(known, key); /* 1: searched without success; else 2 + index */
        if (!*place)
            *place = (uintptr_t)(cite_find(entries, w, left) + 2);
        at = (int)*place - 2;
        if (at >= 0)
            xml_set_attr(p->node, "linkend",
                         id_of(r, r->bibliography.v[at],
                               arena_printf(&r->arena, "bib-%s%s",
                                            *w->key   ? w->key
                                            : w->name ? w->name
                                                      : "",
                                            *w->key || !w->year ? "" : w->year)));
    }
    if (at >= 0)
        return;
    const char *shown = text_of(r, p->node);
    if (*shown)
        diag(DIAG_office_citation, (struct loc){r->file, p->para, 0}, shown);
    unwrap_element(r, p->node);
}

/* [bytes] of entries searched for the works of a file: a thousand of each use a tenth */
#define MOST_SEARCHED ((size_t)1 << 28)

static void resolve_citations(struct office_reader *r)
{
    struct strings entries = {0};
    struct map known = {0};
    size_t left = MOST_SEARCHED;
    for (int i = 0; i < r->bibliography.n; i++)
        *vec_add(&entries) = is_gone(r->bibliography.v[i]) ? "" : text_of(r, r->bibliography.v[i]);
    for (int i = 0; i < r->pending.n; i++)
        if (is_waiting(&r->pending.v[i]) && r->pending.v[i].kind == REFERENCE_WORK)
            resolve_citation(r, &r->pending.v[i], &entries, &known, &left);
    map_done(&known);
    vec_done(&entries);
}

static void docbook_finish_resolve(struct office_reader *r, const struct pending *p)
{
    const struct mark *m = map_get(&r->marks, p->target);
    xmlNode *to = m && m->at && !is_gone(m->at) ? reference_owner(m->at) : NULL;
    xmlNode *note = to && m->note && !is_gone(m->note) ? m->note : NULL;
    struct loc where = {r->file, p->para, 0};
    const char *shown = text_of(r, p->node), *style = to ? style_of_caption(r, to, shown) : NULL;
    if (!to || to->type != XML_ELEMENT_NODE) {
        if (*shown)
            diag(p->kind == REFERENCE_PAGE ? DIAG_office_page_reference : DIAG_office_reference,
                 where, p->target, shown);
        unwrap_element(r, p->node);
    } else if (p->kind == REFERENCE_PAGE) {
        make_xref(r, p, id_of(r, to, p->target), shown, DB_xref, "select: pagenumber");
    } else if (p->kind == REFERENCE_NOTE && (note || xml_elem(to) == DB_footnote)) {
        make_xref(r, p, id_of(r, note ? note : to, p->target), shown, DB_footnoteref, NULL);
    } else if (style) {
        make_xref(r, p, id_of(r, to, p->target), shown, DB_xref, style);
    } else if (p->kind == REFERENCE_NUMBER && is_numbered(to)) {
        make_xref(r, p, id_of(r, to, p->target), shown, DB_xref, "select: labelnumber");
    } else {
        xml_set_attr(p->node, "linkend", id_of(r, to, p->target));
        if (!*shown && !finish_has_content(p->node))
            make_xref(r, p, id_of(r, to, p->target), "", DB_xref, NULL);
    }
}

/* Bookmarks made by people become ids that other chapters can refer to; those made by programs only
 * if there is a reference to them. */
static void keep_bookmarks(struct office_reader *r)
{
    for (int i = 0; i < r->marks.n; i++) {
        const char *name = r->marks.entry[i].key;
        const struct mark *m = r->marks.entry[i].value;
        xmlNode *to = m->at && !is_gone(m->at) && *name != '_' && !strchr(name, '|')
                          ? reference_owner(m->at)
                          : NULL;
        if (to && to->type == XML_ELEMENT_NODE)
            id_of(r, to, name);
    }
}

/* ---- people ---------------------------------------------------------------------------------- */

static bool is_one_word(const char *s, size_t n)
{
    while (n && *s == ' ')
        s++, n--;
    while (n && s[n - 1] == ' ')
        n--;
    return !memchr(s, ' ', n);
}

/* "M.A.", "MBA", "PhD", "LL.M.", "jun.": a suffix after a comma, not a person. */
static bool is_suffix(const char *s, size_t n)
{
    while (n && *s == ' ')
        s++, n--;
    int capitals = 0, dots = 0, spaces = 0;
    for (size_t i = 0; i < n; i++) {
        capitals += s[i] >= 'A' && s[i] <= 'Z';
        dots += s[i] == '.';
        spaces += s[i] == ' ';
    }
    return n && n <= 12 && spaces <= 1 && (capitals >= 2 || dots) && !(spaces && !dots);
}

/* The length of a word that joins names, 0 if there is none here. */
static size_t joining_length(const char *s)
{
    static const char *const words[] = {" und ", " and ", " sowie ", " & ", " et ", " y ", " e "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strncasecmp(s, words[i], strlen(words[i])))
            return strlen(words[i]);
    return 0;
}

/* The destination of parsed people. */
struct people {
    struct arena *a;
    xmlNode *group;
    struct loc where;
    struct office_reader *r; /* whose completeness check is given the separators; NULL: none */
};

static void part_names(const struct people *to, const char *between)
{
    if (to->r)
        reader_left_at(to->r, LEFT_ASIDE, to->where.line, between);
}

static size_t bracket_length(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n && s[i] != '(' && s[i] != '<')
        i++;
    return i;
}

/* Adds text in brackets: an address, else an affiliation. */
static void add_detail(const struct people *to, xmlNode *author, const char *s, size_t n)
{
    bool address = memchr(s, '@', n) && !memchr(s, ' ', n);
    xmlNode *parent = address ? author : xml_new_child(author, DB_affiliation, to->where);
    xml_add_text(xml_new_child(parent, address ? DB_email : DB_orgname, to->where),
                 arena_dup(to->a, s, n));
}

/* DocBook wants affiliations first. */
static void order_author(xmlNode *author)
{
    for (xmlNode *n = xml_first(author), *next; n; n = next) {
        next = xml_next(n);
        if (xml_elem(n) == DB_email && next && xml_elem(next) == DB_affiliation) {
            xml_unlink(n);
            xml_add_last(author, n);
            next = NULL;
        }
    }
}

static void add_author(const struct people *to, const char *s, size_t n)
{
    while (n && strchr(" \t\n,;", *s))
        s++, n--;
    while (n && strchr(" \t\n,;", s[n - 1]))
        n--;
    if (!n)
        return;
    size_t open = bracket_length(s, n), name = open;
    while (name && s[name - 1] == ' ')
        name--;
    xmlNode *author = xml_new_child(to->group, DB_author, to->where);
    xml_add_text(xml_new_child(author, DB_personname, to->where),
                 arena_dup(to->a, s, name ? name : n));
    while (name && open < n) {
        const char *inner = s + open + 1,
                   *close = memchr(inner, s[open] == '(' ? ')' : '>', n - open - 1);
        size_t length = close ? (size_t)(close - inner) : n - open - 1;
        part_names(to, arena_dup(to->a, s + open, 1));
        add_detail(to, author, inner, length);
        open += 1 + length;
        size_t rest = bracket_length(s + open, n - open);
        part_names(to, arena_dup(to->a, s + open, rest));
        open += rest;
    }
    order_author(author);
}

/* "Prof. Dr. von der Soden": after titles and words in small letters one word with a capital. */
static bool is_family(const char *s, size_t n)
{
    int capitals = 0;
    bool last = false;
    for (size_t i = 0; i < n;) {
        size_t from = i;
        while (i < n && s[i] != ' ')
            i++;
        bool word = i > from && s[i - 1] != '.';
        last = word && !(s[from] >= 'a' && s[from] <= 'z');
        capitals += last;
        while (i < n && s[i] == ' ')
            i++;
    }
    return capitals == 1 && last;
}

/* "Moormann, Tjarko" is one person; `few`: with one given name alone. */
static bool is_inverted(const char *s, size_t n, bool few)
{
    size_t end = bracket_length(s, n);
    const char *comma = memchr(s, ',', end);
    size_t rest = comma ? end - (size_t)(comma + 1 - s) : 0;
    return comma && !memchr(comma + 1, ',', rest) && !is_suffix(comma + 1, rest) &&
           is_family(s, (size_t)(comma - s)) && rest && (!few || is_one_word(comma + 1, rest));
}

/* The length of the text up to the next definite separator of names: a semicolon or a joining
 * word. */
static size_t piece_length(const char *s)
{
    int depth = 0;
    size_t n = 0;
    for (; s[n] && (depth || (s[n] != ';' && !joining_length(s + n))); n++) {
        depth += s[n] == '(';
        depth -= s[n] == ')' && depth;
    }
    return n;
}

static void add_piece(const struct people *to, const char *s, size_t n)
{
    size_t from = 0;
    int depth = 0;
    for (size_t i = 0; i < n; i++) {
        depth += s[i] == '(';
        depth -= s[i] == ')' && depth;
        size_t rest = 0;
        while (i + 1 + rest < n && !strchr(",(", s[i + 1 + rest]))
            rest++;
        if (depth || s[i] != ',' || is_suffix(s + i + 1, rest))
            continue;
        add_author(to, s + from, i - from);
        part_names(to, ",");
        from = i + 1;
    }
    add_author(to, s + from, n - from);
}

/* If all pieces are "Family, Given", or those between semicolons are, each is one person. */
static void add_people(const struct people *to, const char *names)
{
    bool all = true, semicolons = false;
    int pieces = 0;
    for (const char *p = names;; p += *p == ';' ? 1 : joining_length(p)) {
        size_t n = piece_length(p);
        all &= !n || is_inverted(p, n, false);
        pieces += n > 0;
        p += n;
        semicolons |= *p == ';';
        if (!*p)
            break;
    }
    for (const char *p = names;;) {
        size_t n = piece_length(p);
        if ((semicolons || all) && is_inverted(p, n, pieces == 1))
            add_author(to, p, n);
        else
            add_piece(to, p, n);
        p += n;
        size_t between = *p == ';' ? 1 : joining_length(p);
        if (!between)
            break;
        part_names(to, arena_dup(to->a, p, between));
        p += between;
    }
}

void office_people(struct arena *a, xmlNode *group, const char *names, struct loc where)
{
    add_people(&(struct people){a, group, where, NULL}, names);
}

void finish_authors(struct office_reader *r, xmlNode *info, const char *names, struct loc where)
{
    xmlNode *group = xml_child(info, "authorgroup");
    if (!group)
        group = xml_new_child(info, DB_authorgroup, where);
    add_people(&(struct people){&r->arena, group, where, r}, names);
    if (!xml_first(group))
        xml_drop(group);
}

/* ---- properties ------------------------------------------------------------------------------ */

/* Whether the document is a single section, whose title will be the chapter's. */
static bool is_one_section(const xmlNode *root)
{
    const xmlNode *first = xml_next(xml_first(root));
    return first && xml_elem(first) == DB_section && !xml_next(first);
}

/* Default author names written by programs. */
static bool is_nobody(const char *name)
{
    static const char *const names[] = {"microsoft office user",
                                        "microsoft office-anwender",
                                        "windows user",
                                        "windows-benutzer",
                                        "administrator",
                                        "admin",
                                        "user",
                                        "benutzer",
                                        "unknown",
                                        "unbekannt",
                                        "python-docx",
                                        "apache poi",
                                        "openpyxl",
                                        "docx4j",
                                        "author",
                                        "autor",
                                        "ein anwender"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcasecmp(name, names[i]))
            return true;
    return false;
}

static bool is_no_title(const char *title)
{
    return !strncasecmp(title, "microsoft word", 14) || !strncasecmp(title, "word document", 13) ||
           strstr(title, ".doc") || strstr(title, ".odt");
}

static const char *docbook_finish_given(const char *s)
{
    s = s ? s + strspn(s, " \t\r\n") : "";
    return *s ? s : NULL;
}

void writer_properties(struct office_reader *r, const struct properties *p)
{
    struct loc where = {r->file, 1, 0};
    const char *title = docbook_finish_given(p->title), *authors = docbook_finish_given(p->authors),
               *keywords = docbook_finish_given(p->keywords),
               *subtitle = docbook_finish_given(p->subtitle);
    if (title && !xml_child(r->info, "title") && !is_one_section(r->root) && !is_no_title(title)) {
        xmlNode *n = xml_new_elem(r->doc, DB_title, where);
        xml_add_text(n, title);
        xml_add_first(r->info, n);
    }
    if (subtitle && !xml_child(r->info, "subtitle") && xml_child(r->info, "title")) {
        xmlNode *n = xml_new_elem(r->doc, DB_subtitle, where);
        xml_add_text(n, subtitle);
        xml_add_after(xml_child(r->info, "title"), n);
    }
    if (authors && !xml_child(r->info, "authorgroup") && !is_nobody(authors))
        finish_authors(r, r->info, authors, where);
    if (docbook_finish_given(p->subject))
        diag(DIAG_collect_key, where, "subject");
    if (docbook_finish_given(p->description))
        diag(DIAG_collect_key, where, "description");
    if (keywords) {
        xmlNode *set = xml_new_child(r->info, DB_keywordset, where);
        for (const char *s = keywords; *s;) {
            s += strspn(s, " ,;\t\r\n");
            size_t n = strcspn(s, ",;\r\n");
            if (n)
                xml_add_text(xml_new_child(set, DB_keyword, where), arena_dup(&r->arena, s, n));
            s += n;
        }
        if (!xml_first(set))
            xml_drop(set);
    }
}

/* DocBook wants them in this order. */
static void order_info(xmlNode *info)
{
    static const char *const order[] = {"title", "subtitle", "titleabbrev", "authorgroup",
                                        "date",  "abstract", "keywordset"};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        xmlNode *n = xml_child(info, order[i]);
        if (n)
            xml_add_last(info, n);
    }
}

static void find_pending(struct office_reader *r)
{
    for (xmlNode *n = r->root; n; n = xml_walk(r->root, n)) {
        const char *number = n->properties && xml_elem(n) == DB_link ? xml_attr(n, "koki-pending")
                                                                     : NULL;
        if (!number)
            continue;
        r->pending.v[atoi(number)].node = n;
        xmlUnsetProp(n, (const xmlChar *)"koki-pending");
    }
}

void finish_tree(struct office_reader *r)
{
    pair_captions(r);
    attribute_quotations(r);
    find_pending(r);
    for (int i = 0; i < r->pending.n; i++)
        if (is_waiting(&r->pending.v[i]) && r->pending.v[i].kind != REFERENCE_WORK)
            docbook_finish_resolve(r, &r->pending.v[i]);
    resolve_citations(r);
    keep_bookmarks(r);
}

void finish_info(struct office_reader *r)
{
    order_info(r->info);
    if (!xml_first(r->info))
        xml_drop(r->info);
}
