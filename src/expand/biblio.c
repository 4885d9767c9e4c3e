// SPDX-License-Identifier: Apache-2.0
/* Entries of a bibliography are data in any order (DocBook 5.2, biblioentry): here they get their
 * printed order, and information about their neighbours for the layout: @remap "ended" if the text
 * ends with its own punctuation, "joined" if a comma follows instead of a full stop, "quoted" for
 * the title of a part of a work. A bibliomixed is left to the author. */
#include <string.h>

#include "expand/expand-int.h"

/* Elements not listed are at LATE. */
enum { LATE = -1 };
static const int order[] = {DB_abbrev,        DB_authorgroup, DB_author,    DB_editor,
                            DB_person,        DB_personname,  DB_collab,    DB_org,
                            DB_orgname,       DB_title,       DB_citetitle, DB_subtitle,
                            DB_biblioset,     DB_othercredit, DB_edition,   DB_seriesvolnums,
                            DB_volumenum,     DB_issuenum,    DB_confgroup, DB_publisher,
                            DB_publishername, DB_address,     DB_pubdate,   DB_date,
                            DB_copyright,     DB_artpagenums, DB_pagenums,  LATE,
                            DB_biblioid,      DB_bibliomisc,  DB_abstract,  DB_annotation};
enum { ORDER = sizeof order / sizeof *order };

static int entry_rank(const xmlNode *n)
{
    int late = 0;
    for (int i = 0; i < ORDER; i++) {
        if (order[i] == LATE)
            late = i;
        else if ((enum db_elem)order[i] == xml_elem(n))
            return i;
    }
    return late;
}

static void sort_entry(xmlNode *n)
{
    struct nodes of[ORDER] = {{0}};
    for (xmlNode *c = xml_first(n); c; c = xml_next(c))
        *vec_add(&of[entry_rank(c)]) = c;
    for (int i = 0; i < ORDER; i++) {
        for (int k = 0; k < of[i].n; k++) {
            xml_add_last(n, of[i].v[k]);
        }
        vec_done(&of[i]);
    }
}

static bool joins_next(const xmlNode *n, const xmlNode *next)
{
    enum db_elem e = xml_elem(n), then = next ? xml_elem(next) : DB_NONE;
    return ((e == DB_publisher || e == DB_publishername || e == DB_address || e == DB_volumenum ||
             e == DB_seriesvolnums) &&
            (then == DB_pubdate || then == DB_date || then == DB_address || then == DB_pagenums ||
             then == DB_artpagenums)) ||
           ((e == DB_pubdate || e == DB_date) && (then == DB_pagenums || then == DB_artpagenums));
}

bool expand_is_part(const xmlNode *n)
{
    const char *relation = xml_attr(n, "relation");
    return relation && (!strcmp(relation, "article") || !strcmp(relation, "part") ||
                        !strcmp(relation, "chapter") || !strcmp(relation, "section"));
}

static void add_mark(xmlNode *n, const char *mark)
{
    const char *before = xml_attr(n, "remap");
    struct buf b = {0};
    buf_printf(&b, "%s%s%s", before ? before : "", before ? " " : "", mark);
    xml_set_attr(n, "remap", b.s);
    buf_done(&b);
}

/* Numbers of pages and volumes get their words: "pp. 3–9". */
static void call_numbers(xmlNode *n)
{
    struct buf b = {0}, words = {0};
    enum db_elem e = xml_elem(n);
    bool pages = e == DB_pagenums || e == DB_artpagenums;
    if (!xml_first(n) &&
        (pages || (e == DB_volumenum && !(xml_next(n) && xml_elem(xml_next(n)) == DB_issuenum)))) {
        xml_text(n, &b);
        if (b.n && b.s[0] >= '0' && b.s[0] <= '9') {
            buf_printf(&words, "%s\u00a0", expand_gen(n, pages ? GEN_pagesabbrev : GEN_volume));
            xml_add_first(n, xmlNewDocText(n->doc, BAD_CAST words.s));
        }
    }
    buf_done(&b);
    buf_done(&words);
}

void expand_unbracket(xmlNode *label)
{
    xmlNode *entry = label->parent, *first = label->children, *last = label->last;
    struct buf text = {0};
    expand_trim(label);
    xml_text(label, &text);
    bool ours = xml_elem(entry) != DB_bibliomixed || label == xml_first(entry);
    if (ours && text.n > 2 && first && first == last && text.s[0] == '[' &&
        text.s[text.n - 1] == ']') {
        text.s[text.n - 1] = '\0';
        xmlNodeSetContent(first, BAD_CAST(text.s + 1));
    }
    buf_done(&text);
}

void expand_biblio_label(xmlNode *entry, const char *label)
{
    xmlNode *abbrev = xml_new_elem(entry->doc, DB_abbrev, xml_loc(entry));
    xml_add_text(abbrev, label);
    xml_add_first(entry, abbrev);
    if (xml_elem(entry) == DB_bibliomixed)
        expand_text_after(abbrev, " ");
}

/* Puts the label by which the entry is cited before it. */
static void add_label(xmlNode *n)
{
    const char *label = xml_attr(n, "xreflabel");
    xmlNode *given = xml_child(n, "abbrev");
    if (given && xml_elem(n) == DB_bibliomixed && given == n->children && given->next &&
        given->next->type == XML_TEXT_NODE &&
        !strchr(" \t\r\n", *(const char *)given->next->content))
        expand_text_after(given, " ");
    if (label && *label && !given)
        expand_biblio_label(n, label);
}

/* The length of a number's prefix that names its kind: "ISBN-13: ", "doi:", "https://doi.org/". */
static size_t kind_length(const char *s, const char *kind)
{
    static const char *const resolver[] = {"https://doi.org/", "http://doi.org/",
                                           "https://dx.doi.org/", "http://dx.doi.org/"};
    size_t n = strlen(kind), skip = n;
    for (int i = 0; i < 4; i++)
        if (!strcmp(kind, "doi") && !strncasecmp(s, resolver[i], strlen(resolver[i])))
            return strlen(resolver[i]);
    if (strncasecmp(s, kind, n) || !s[n] || !strchr(": \t\n\xc2-", s[n]))
        return 0;
    if (!strcmp(kind, "isbn") && strchr("- ", s[n]) &&
        (!strncmp(s + n + 1, "10", 2) || !strncmp(s + n + 1, "13", 2)) && strchr(": ", s[n + 3]) &&
        s[n + 3])
        skip += 3;
    while (s[skip] && (strchr(": \t\n-", s[skip]) || !strncmp(s + skip, "\u00a0", 2)))
        skip += s[skip] == '\xc2' ? 2 : 1;
    return skip;
}

/* "ISBN 978-…" in <biblioid class="isbn">: the layout names the kind of number. */
void expand_biblioid(struct expand *x, xmlNode *n)
{
    const char *kind = xml_attr(n, "class");
    xmlNode *text = n->children;
    (void)x;
    expand_trim(n);
    if (!kind || !(text = n->children) || text->type != XML_TEXT_NODE)
        return;
    size_t skip = kind_length((const char *)text->content, kind);
    if (!skip || !text->content[skip])
        return;
    char *number = mem_dup((const char *)text->content + skip);
    xmlNodeSetContent(text, (const xmlChar *)number);
    mem_free(number);
}

void expand_biblioentry(struct expand *x, xmlNode *n)
{
    (void)x;
    add_label(n);
    if (xml_elem(n) == DB_bibliomixed)
        return;
    expand_drop_space(n);
    sort_entry(n);
    for (xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        expand_trim(c);
        call_numbers(c);
        if (xml_elem(c) == DB_title && expand_is_part(n))
            add_mark(c, "quoted");
        if (joins_next(c, xml_next(c)))
            add_mark(c, "joined");
        else if (expand_ends_itself(c))
            add_mark(c, "ended");
    }
}
