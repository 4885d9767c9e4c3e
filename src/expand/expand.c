// SPDX-License-Identifier: Apache-2.0
/* Expansion: one walk in document order puts every element into the form that layouts expect and
 * gathers elements that refer to others; then glossary, links, contents and index are made from
 * these. The cost of each step is proportional to its output. Numbers are not computed here: they
 * are CSS counters.
 *
 * Order matters: labels and titles before links (their text is the titles'), links before contents
 * (a title may contain a link), contents before the index, which depends on none. */
#include <string.h>

#include "expand/expand-int.h"

/* ---- divisions ------------------------------------------------------------------------------- */

static bool in_contents(enum db_elem e)
{
    switch (e) {
    case DB_toc:
    case DB_lot:
    case DB_partintro:
    case DB_simplesect:
    case DB_refsection:
    case DB_refsect1:
    case DB_refsect2:
    case DB_refsect3:
    case DB_refsynopsisdiv:
    case DB_refnamediv:
    case DB_bibliodiv:
    case DB_glossdiv:
    case DB_indexdiv:
    case DB_qandadiv: return false;
    default:
        return db_class_of(e) == DB_ROOT || db_class_of(e) == DB_DIVISION ||
               db_class_of(e) == DB_SECTION;
    }
}

static bool is_around(const xmlNode *outer, const xmlNode *n)
{
    while (n && n != outer)
        n = n->parent;
    return n != NULL;
}

static void close_divisions(struct expand *x, const xmlNode *n)
{
    while (x->open.n && (!n || !is_around(x->divisions.v[x->open.v[x->open.n - 1]].node, n))) {
        struct division *d = &x->divisions.v[x->open.v[--x->open.n]];
        d->end = x->divisions.n;
        d->formal_to = x->formals.n;
        d->term_to = x->terms.n;
    }
}

static void open_division(struct expand *x, xmlNode *n)
{
    close_divisions(x, n);
    *vec_add(&x->open) = x->divisions.n;
    struct division *d = vec_add(&x->divisions);
    *d = (struct division){.node = n, .formal_from = x->formals.n, .term_from = x->terms.n};
}

/* The innermost division around n; `root`: the innermost book or set. */
static int division_around(struct expand *x, const xmlNode *n, bool root)
{
    close_divisions(x, n);
    int i = x->open.n - 1;
    while (root && i > 0 && db_class_of(xml_elem(x->divisions.v[x->open.v[i]].node)) != DB_ROOT)
        i--;
    return i < 0 ? 0 : x->open.v[i];
}

/* ---- steps of the walk ----------------------------------------------------------------------- */

static void gather_term(struct expand *x, xmlNode *n)
{
    close_divisions(x, n);
    *vec_add(&x->terms) = n;
}

static void gather_see(struct expand *x, xmlNode *n) { *vec_add(&x->sees) = n; }
static void gather_citation(struct expand *x, xmlNode *n) { *vec_add(&x->citations) = n; }
static void gather_recap(struct expand *x, xmlNode *n) { *vec_add(&x->recaps) = n; }

/* In a bibliography they are part of the entry. */
static void gather_annotation(struct expand *x, xmlNode *n)
{
    enum db_elem e = xml_elem(n->parent);
    if (e != DB_biblioentry && e != DB_bibliomixed && e != DB_info)
        *vec_add(&x->annotations) = n;
}

static void gather_glossterm(struct expand *x, xmlNode *n)
{
    if (!xml_attr(n, "linkend"))
        *vec_add(&x->glossterms) = n;
}

static void expand_put(struct map *m, const xmlNode *text, xmlNode *n)
{
    struct buf b = {0};
    expand_key(text, &b);
    if (b.n) {
        void **place = map_put(m, b.s);
        if (!*place)
            *place = n;
    }
    buf_done(&b);
}

static void do_glossentry(struct expand *x, xmlNode *n)
{
    for (xmlNode *c = xml_first(n); c; c = xml_next(c))
        if (xml_elem(c) == DB_glossterm || xml_elem(c) == DB_acronym || xml_elem(c) == DB_abbrev) {
            expand_trim(c);
            expand_put(&x->glossary, c, n);
        }
    expand_glossentry(x, n);
}

static void do_biblioentry(struct expand *x, xmlNode *n)
{
    const char *name[] = {xml_attr(n, "xreflabel"), xml_id(n)};
    xmlNode *abbrev = xml_child(n, "abbrev");
    if (abbrev) {
        expand_put(&x->bibliography, abbrev, n);
        expand_unbracket(abbrev);
        expand_put(&x->bibliography, abbrev, n);
    }
    for (int i = 0; i < 2; i++) {
        void **place = name[i] ? map_put(&x->bibliography, name[i]) : NULL;
        if (place && !*place)
            *place = n;
    }
    expand_biblioentry(x, n);
}

/* A figure's title is below it in print. */
static void do_formal(struct expand *x, xmlNode *n)
{
    xmlNode *title = xml_elem(n) == DB_figure ? xml_child(n, "title") : NULL;
    close_divisions(x, n);
    *vec_add(&x->formals) = n;
    if (!title)
        return;
    xml_add_last(n, title);
}

static void gather_toc(struct expand *x, xmlNode *n)
{
    if (!xml_child(n, "tocentry") && !xml_child(n, "tocdiv"))
        *vec_add(&x->tocs) = (struct filled){n, division_around(x, n, false)};
}

static void gather_index(struct expand *x, xmlNode *n)
{
    if (!xml_child(n, "indexdiv") && !xml_child(n, "indexentry"))
        *vec_add(&x->indexes) = (struct filled){n, division_around(x, n->parent, true)};
}

static void (*const step[DB_COUNT])(struct expand *, xmlNode *) = {
    [DB_annotation] = gather_annotation,
    [DB_areaspec] = expand_areaspec,
    [DB_answer] = expand_question,
    [DB_arg] = expand_arg,
    [DB_author] = expand_person,
    [DB_authorgroup] = expand_parts,
    [DB_biblioentry] = do_biblioentry,
    [DB_bibliomixed] = do_biblioentry,
    [DB_biblioid] = expand_biblioid,
    [DB_biblioset] = expand_biblioentry,
    [DB_blockquote] = expand_quotation,
    [DB_callout] = expand_callout,
    [DB_citation] = gather_citation,
    [DB_classsynopsis] = expand_classsynopsis,
    [DB_cmdsynopsis] = expand_cmdsynopsis,
    [DB_confgroup] = expand_parts,
    [DB_constructorsynopsis] = expand_methodsynopsis,
    [DB_copyright] = expand_parts,
    [DB_destructorsynopsis] = expand_methodsynopsis,
    [DB_entrytbl] = expand_tgroup,
    [DB_enumsynopsis] = expand_enumsynopsis,
    [DB_edition] = expand_edition,
    [DB_editor] = expand_person,
    [DB_epigraph] = expand_quotation,
    [DB_equation] = do_formal,
    [DB_example] = do_formal,
    [DB_fieldsynopsis] = expand_fieldsynopsis,
    [DB_figure] = do_formal,
    [DB_firstterm] = gather_glossterm,
    [DB_formalpara] = expand_formalpara,
    [DB_funcprototype] = expand_funcprototype,
    [DB_glossentry] = do_glossentry,
    [DB_glosssee] = gather_see,
    [DB_glossseealso] = gather_see,
    [DB_glossterm] = gather_glossterm,
    [DB_group] = expand_group,
    [DB_index] = gather_index,
    [DB_indexterm] = gather_term,
    [DB_info] = expand_info,
    [DB_keycap] = expand_keycap,
    [DB_keycombo] = expand_keycombo,
    [DB_link] = expand_url,
    [DB_literallayout] = expand_listing,
    [DB_macroprototype] = expand_macroprototype,
    [DB_macrosynopsis] = expand_macrosynopsis,
    [DB_menuchoice] = expand_menuchoice,
    [DB_methodparam] = expand_methodparam,
    [DB_methodsynopsis] = expand_methodsynopsis,
    [DB_msgaud] = expand_msg,
    [DB_msglevel] = expand_msg,
    [DB_msgorig] = expand_msg,
    [DB_olink] = expand_olink,
    [DB_org] = expand_parts,
    [DB_orderedlist] = expand_orderedlist,
    [DB_othercredit] = expand_person,
    [DB_packagesynopsis] = expand_packagesynopsis,
    [DB_paramdef] = expand_paramdef,
    [DB_personname] = expand_personname,
    [DB_primaryie] = expand_indexentry,
    [DB_productionrecap] = gather_recap,
    [DB_programlisting] = expand_listing,
    [DB_publisher] = expand_parts,
    [DB_question] = expand_question,
    [DB_screen] = expand_listing,
    [DB_secondaryie] = expand_indexentry,
    [DB_seealsoie] = expand_indexsee,
    [DB_seeie] = expand_indexsee,
    [DB_segmentedlist] = expand_segmentedlist,
    [DB_setindex] = gather_index,
    [DB_shortcut] = expand_parts,
    [DB_simplelist] = expand_simplelist,
    [DB_simplemsgentry] = expand_simplemsgentry,
    [DB_step] = expand_step,
    [DB_stepref] = expand_stepref,
    [DB_synopfragment] = expand_cmdsynopsis,
    [DB_synopsis] = expand_listing,
    [DB_table] = do_formal,
    [DB_tgroup] = expand_tgroup,
    [DB_tertiaryie] = expand_indexentry,
    [DB_toc] = gather_toc,
    [DB_typedefsynopsis] = expand_typedefsynopsis,
    [DB_unionsynopsis] = expand_unionsynopsis,
    [DB_varlistentry] = expand_varlistentry,
};

/* Elements that may have a title, or an info with one. */
static bool may_have_title(enum db_elem e)
{
    switch (e) {
    case DB_para:
    case DB_simpara:
    case DB_biblioentry:
    case DB_bibliomixed:
    case DB_indexentry:
    case DB_tocentry:
    case DB_bridgehead: return false;
    case DB_abstract:
    case DB_legalnotice:
    case DB_revhistory:
    case DB_step:
    case DB_table:
    case DB_informaltable: return true;
    default: break;
    }
    enum db_class c = db_class_of(e);
    return c == DB_ROOT || c == DB_DIVISION || c == DB_SECTION || c == DB_LIST || c == DB_BLOCK;
}

/* ---- links ----------------------------------------------------------------------------------- */

/* xlink:href="#id" means the same as linkend="id". */
static void note_link(struct expand *x, xmlNode *n)
{
    const char *href = n->properties ? xml_attr(n, "xlink:href") : NULL;
    const char *def = xml_elem(n) == DB_nonterminal ? xml_attr(n, "def") : NULL;
    if (def && *def == '#' && def[1] && !xml_attr(n, "linkend"))
        xml_set_attr(n, "linkend", def + 1);
    if (href && *href == '#' && href[1] && !xml_attr(n, "linkend")) {
        xml_set_attr(n, "linkend", href + 1);
        for (xmlAttr *a = n->properties, *next; a; a = next) {
            next = a->next;
            if (a->ns && !strcmp((const char *)a->ns->href, XLINK_NS) &&
                !strcmp((const char *)a->name, "href"))
                xmlRemoveProp(a);
        }
    }
    if (n->properties && xml_attr(n, "linkend"))
        *vec_add(&x->links) = n;
    if (n->properties && xml_attr(n, "annotations"))
        *vec_add(&x->annotated) = n;
}

/* ---- the walk -------------------------------------------------------------------------------- */

/* Whether an element is of another vocabulary, and in the text: neither data about a division nor
 * in a formula or a drawing. */
static bool is_foreign(const xmlNode *n)
{
    const xmlNode *p = n->parent;
    if (!p || p->type != XML_ELEMENT_NODE || !strcmp((const char *)n->ns->href, MATHML_NS) ||
        db_class_of(xml_elem(p)) == DB_MEDIA)
        return false;
    for (; p && p->type == XML_ELEMENT_NODE; p = p->parent)
        if (!xml_elem(p) || db_class_of(xml_elem(p)) == DB_INFO)
            return false;
    return true;
}

static void visit_element(struct expand *x, xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    if (!e && (!n->ns || !strcmp((const char *)n->ns->href, DOCBOOK_NS) || is_foreign(n)))
        diag(DIAG_expand_unknown, xml_loc(n), (const char *)n->name);
    expand_instructions(n);
    if (e == DB_assembly)
        diag(DIAG_expand_assembly, xml_loc(n));
    if (in_contents(e) || !n->parent || n->parent->type != XML_ELEMENT_NODE)
        open_division(x, n);
    if (e == DB_table || e == DB_informaltable)
        expand_html_table(x, n);
    if (e == DB_para || e == DB_simpara)
        expand_language(x, n);
    if (db_class_of(e) == DB_TITLE || e == DB_term || e == DB_member || e == DB_seg)
        expand_trim(n);
    if (e == DB_quote || e == DB_optional || e == DB_citation || e == DB_tag || e == DB_trademark)
        expand_trim_inline(n);
    if (may_have_title(e))
        expand_titles(x, n);
    if (step[e])
        step[e](x, n);
    note_link(x, n);
}

/* ---- the stage ------------------------------------------------------------------------------- */

static void done(struct expand *x)
{
    xml_ids_free(x->ids);
    map_done(&x->areasets);
    vec_done(&x->divisions);
    vec_done(&x->open);
    vec_done(&x->links);
    vec_done(&x->tocs);
    vec_done(&x->formals);
    vec_done(&x->terms);
    vec_done(&x->indexes);
    vec_done(&x->glossterms);
    vec_done(&x->sees);
    vec_done(&x->citations);
    vec_done(&x->annotations);
    vec_done(&x->annotated);
    vec_done(&x->recaps);
    vec_done(&x->callouts);
    vec_done(&x->areaspecs);
    vec_done(&x->listings);
    map_done(&x->glossary);
    map_done(&x->bibliography);
    map_done(&x->function_words);
}

void expand(xmlDoc *doc)
{
    struct expand x = {.doc = doc};
    xmlNode *root = xmlDocGetRootElement(doc);
    if (!root)
        return;
    for (xmlNode *n = root; n; n = xml_walk(root, n))
        visit_element(&x, n);
    close_divisions(&x, NULL);
    expand_syntax(&x.listings);
    x.ids = xml_ids_new(doc, true);
    expand_glossary(&x);
    expand_citations(&x);
    expand_annotations(&x);
    expand_links(&x);
    expand_recaps(&x);
    expand_callouts(&x);
    expand_contents(&x);
    expand_index(&x);
    done(&x);
}
