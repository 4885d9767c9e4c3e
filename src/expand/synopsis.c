/* Synopses: the punctuation that readers of a command line or a prototype expect, as text in the tree. */
#include <string.h>

#include "expand/expand-int.h"

/* White space at the edges of mixed content goes. */
static void trim(xmlNode *n)
{
    while (n->children && expand_is_blank(n->children))
        xml_drop(n->children);
    while (n->last && expand_is_blank(n->last))
        xml_drop(n->last);
}

static void enclose(xmlNode *n, const char *before, const char *after)
{
    if (*before)
        expand_prepend(n, xmlNewDocText(n->doc, (const xmlChar *)before));
    if (*after)
        xml_add_text(n, after);
}

/* text between every two children that are elements. */
static void separate(xmlNode *n, const char *text)
{
    for (xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        xmlNode *next = xml_next(c);
        if (next && xml_elem(c) != DB_sbr && xml_elem(next) != DB_sbr && xml_elem(c) != DB_info && xml_elem(c) != DB_title)
            expand_text_after(c, text);
    }
}

/* ---- commands ---------------------------------------------------------------------------------------------------- */

/* choice and rep are DTD defaults in DocBook 4 and schema defaults in 5: optional, not repeated. */
static void add_choice(xmlNode *n)
{
    bool repeat = expand_attr_is(n, "rep", "repeat");
    if (expand_attr_is(n, "choice", "plain"))
        enclose(n, "", repeat ? "…" : "");
    else if (expand_attr_is(n, "choice", "req"))
        enclose(n, "{", repeat ? "}…" : "}");
    else
        enclose(n, "[", repeat ? "]…" : "]");
}

void expand_cmdsynopsis(struct expand *x, xmlNode *n)
{
    const char *space = xml_attr(n, "sepchar");
    (void)x;
    expand_drop_space(n);
    separate(n, space ? space : " ");
}

void expand_arg(struct expand *x, xmlNode *n)
{
    (void)x;
    trim(n);
    add_choice(n);
}

void expand_group(struct expand *x, xmlNode *n)
{
    (void)x;
    expand_drop_space(n);
    separate(n, " | ");
    add_choice(n);
}

/* ---- functions --------------------------------------------------------------------------------------------------- */

static bool is_param(enum db_elem e)
{
    return e == DB_paramdef || e == DB_methodparam || e == DB_void || e == DB_varargs;
}

/* "(a, b)" around the parameters of a prototype and ";" at its end; what has none is called without any. */
static void add_parameters(xmlNode *n, enum db_elem name, const char *end)
{
    xmlNode *first = NULL, *last = NULL;
    for (xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        if (!is_param(xml_elem(c)))
            continue;
        if (xml_elem(c) == DB_void && expand_is_empty(c))
            xml_add_text(c, "void");
        if (xml_elem(c) == DB_varargs && expand_is_empty(c))
            xml_add_text(c, "…");
        if (last)
            expand_text_after(last, ", ");
        first = first ? first : c;
        last = c;
    }
    if (first) {
        expand_text_before(first, "(");
        expand_text_after(last, ")");
    } else if ((last = xml_child(n, db_name(name)))) {
        expand_text_after(last, "()");
    }
    xml_add_text(n, end);
}

void expand_funcprototype(struct expand *x, xmlNode *n)
{
    (void)x;
    expand_drop_space(n);
    for (xmlNode *c = xml_first(n); c; c = xml_next(c))
        if (xml_elem(c) == DB_modifier)
            expand_text_after(c, " ");
    add_parameters(n, DB_funcdef, ";");
}

void expand_paramdef(struct expand *x, xmlNode *n)
{
    (void)x;
    trim(n);
    for (xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        if (xml_elem(c) == DB_funcparams)
            enclose(c, "(", ")");
        if (xml_elem(c) == DB_initializer)
            expand_text_before(c, " = ");
    }
}

/* ---- classes ----------------------------------------------------------------------------------------------------- */

/* Spaces between the words of a declaration, " = " before its initial value, nothing before its parameters. */
static void space_words(xmlNode *n)
{
    for (xmlNode *c = xml_first(n), *next; c; c = next) {
        next = xml_next(c);
        if (!next || is_param(xml_elem(c)) || is_param(xml_elem(next)) || xml_elem(next) == DB_exceptionname)
            continue;
        if (xml_elem(next) != DB_void || xml_elem(c) != DB_methodname)
            expand_text_after(c, xml_elem(next) == DB_initializer ? " = " : " ");
    }
}

/* void before the name is the type of what is returned. */
static void type_of_void(xmlNode *n)
{
    xmlNode *name = xml_child(n, "methodname"), *first = xml_child(n, "void");
    if (!name || !first)
        return;
    for (xmlNode *c = xml_next(first); c; c = xml_next(c))
        if (c == name) {
            if (expand_is_empty(first))
                xml_add_text(first, "void");
            expand_retype(first, DB_type);
            return;
        }
}

void expand_methodsynopsis(struct expand *x, xmlNode *n)
{
    bool thrown = false;
    (void)x;
    expand_drop_space(n);
    type_of_void(n);
    space_words(n);
    add_parameters(n, DB_methodname, "");
    for (xmlNode *c = xml_first(n); c; c = xml_next(c))
        if (xml_elem(c) == DB_exceptionname) {
            expand_text_before(c, thrown ? ", " : " throws ");
            thrown = true;
        }
    xml_add_text(n, ";");
}

void expand_methodparam(struct expand *x, xmlNode *n)
{
    (void)x;
    expand_drop_space(n);
    space_words(n);
}

void expand_fieldsynopsis(struct expand *x, xmlNode *n)
{
    expand_methodparam(x, n);
    xml_add_text(n, ";");
}

static bool is_class_name(enum db_elem e) { return e == DB_ooclass || e == DB_oointerface || e == DB_ooexception; }

/* The word in front of a name: before the base and the interfaces, and within the first name behind its modifiers. */
static void introduce(const xmlNode *n, xmlNode *name, const xmlNode *last)
{
    if (last) {
        bool interface = xml_elem(name) == DB_oointerface;
        expand_text_before(name, !interface ? " extends " : xml_elem(last) == DB_oointerface ? ", " : " implements ");
        return;
    }
    xmlNode *word = xml_first(name);
    while (word && xml_elem(word) == DB_modifier && xml_next(word))
        word = xml_next(word);
    if (word)
        expand_text_before(word, expand_attr_is(n, "class", "interface") ? "interface " : "class ");
}

/* class NAME extends BASE implements INTERFACE, INTERFACE { members } */
void expand_classsynopsis(struct expand *x, xmlNode *n)
{
    xmlNode *last = NULL;
    (void)x;
    expand_drop_space(n);
    for (xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        if (!is_class_name(xml_elem(c)))
            continue;
        expand_drop_space(c);
        space_words(c);
        introduce(n, c, last);
        last = c;
    }
    if (last) {
        expand_text_after(last, " {");
        xml_add_text(n, "}");
    }
}
