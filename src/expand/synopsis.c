// SPDX-License-Identifier: Apache-2.0
/* Synopses: the punctuation that readers of a command line or a prototype expect, as text in the
 * tree. The form of a declaration depends on its language: a table of words and punctuation. */
#include <string.h>

#include "expand/expand-int.h"

static void enclose(xmlNode *n, const char *before, const char *after)
{
    if (*before)
        xml_add_first(n, xmlNewDocText(n->doc, (const xmlChar *)before));
    if (*after)
        xml_add_text(n, after);
}

/* Whether an element is on separate lines: metadata and comments. */
static bool is_aside(enum db_elem e)
{
    return e == DB_info || e == DB_title || e == DB_synopsisinfo || e == DB_classsynopsisinfo ||
           e == DB_funcsynopsisinfo || e == DB_sbr;
}

/* Inserts text between every two child elements. */
static void separate(xmlNode *n, const char *text)
{
    for (xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        xmlNode *next = xml_next(c);
        if (next && !is_aside(xml_elem(c)) && !is_aside(xml_elem(next)) &&
            xml_elem(next) != DB_synopfragment)
            expand_text_after(c, text);
    }
}

/* ---- commands -------------------------------------------------------------------------------- */

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

/* The command's separator is also used for its fragments. */
void expand_cmdsynopsis(struct expand *x, xmlNode *n)
{
    const char *space = xml_attr(n, "sepchar");
    if (!space && n->parent && n->parent->type == XML_ELEMENT_NODE)
        space = xml_attr(n->parent, "sepchar");
    (void)x;
    expand_drop_space(n);
    separate(n, space ? space : " ");
}

void expand_arg(struct expand *x, xmlNode *n)
{
    (void)x;
    expand_trim(n);
    add_choice(n);
}

void expand_group(struct expand *x, xmlNode *n)
{
    (void)x;
    expand_drop_space(n);
    separate(n, " | ");
    add_choice(n);
}

/* ---- languages ------------------------------------------------------------------------------- */

struct dialect {
    const char *names;               /* of @language, with a space after each; "": any other */
    const char *class_, *interface_; /* before the declared name */
    const char *base, *implemented;  /* before the first name of each kind after it; then commas */
    const char *open, *open_bare,
        *close; /* after the names; when there are none after the first; at the end */
    const char *package, *package_open, *package_close;
    const char *method,
        *constructor; /* before a method's name; a constructor's name, NULL: that of its class */
    const char *throws, *throws_end, *end;
};
static const struct dialect dialect[] = {
    {"cpp c++ ", "class ", "class ", " : ", " : ", " {", " {", "};", "namespace ", " {", "}", "",
     NULL, " throw(", ")", ";"},
    {"python ", "class ", "class ", "(", "(", "):", ":", "", "package ", "", "", "def ", "__init__",
     " raises ", "", ""},
    {"perl ", "package ", "package ", "; @ISA = (", "; @ISA = (", ");", ";", "", "package ", ";",
     "", "sub ", "new", " dies ", "", ";"},
    {"idl ", "interface ", "interface ", " : ", " : ", " {", " {", "};", "module ", " {", "};", "",
     NULL, " raises(", ")", ";"},
    {"", "class ", "interface ", " extends ", " implements ", " {", " {", "}", "package ", ";", "",
     "", NULL, " throws ", "", ";"},
};

static bool holds_word(const char *words, const char *word, size_t n)
{
    for (const char *w = words; *w; w += strcspn(w, " ") + 1)
        if (strcspn(w, " ") == n && !strncmp(w, word, n))
            return true;
    return false;
}

/* By the nearest @language around n. */
static const struct dialect *dialect_of(const xmlNode *n)
{
    const char *language = NULL;
    const struct dialect *d = dialect;
    for (; n && n->type == XML_ELEMENT_NODE && !language; n = n->parent)
        language = xml_attr(n, "language");
    while (*d->names && !(language && holds_word(d->names, language, strlen(language))))
        d++;
    return d;
}

/* ---- functions ------------------------------------------------------------------------------- */

static bool is_param(enum db_elem e)
{
    return e == DB_paramdef || e == DB_methodparam || e == DB_void || e == DB_varargs ||
           e == DB_group;
}

/* Spaces between the words of a declaration, " = " before its initial value, nothing before its
 * parameters and exceptions. */
static void space_words(xmlNode *n)
{
    for (xmlNode *c = xml_first(n), *next; c; c = next) {
        next = xml_next(c);
        if (!next || is_aside(xml_elem(c)) || is_aside(xml_elem(next)) ||
            xml_elem(next) == DB_exceptionname || xml_elem(c) == DB_exceptionname ||
            is_param(xml_elem(next)) || xml_elem(next) == DB_funcparams)
            continue;
        if (!is_param(xml_elem(c)) || xml_elem(next) == DB_modifier)
            expand_text_after(c, xml_elem(next) == DB_initializer ? " = " : " ");
    }
}

/* "(a, b)" around the parameters of a prototype; "()" if it has none. */
static void add_parameters(xmlNode *n, xmlNode *name)
{
    xmlNode *first = NULL, *last = NULL;
    for (xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        if (!is_param(xml_elem(c)))
            continue;
        if (xml_elem(c) == DB_void && expand_is_empty(c))
            xml_add_text(c, "void");
        if (xml_elem(c) == DB_varargs && expand_is_empty(c))
            xml_add_text(c, "...");
        if (last)
            expand_text_after(last, ", ");
        first = first ? first : c;
        last = c;
    }
    if (first) {
        expand_text_before(first, "(");
        expand_text_after(last, ")");
    } else if (name) {
        expand_text_after(name, "()");
    }
}

static xmlNode *last_word(xmlNode *n)
{
    xmlNode *last = NULL;
    for (xmlNode *c = xml_first(n); c; c = xml_next(c))
        if (!is_aside(xml_elem(c)))
            last = c;
    return last;
}

/* Appends text to the last word of a declaration, before the comments that follow. */
static void finish_declaration(xmlNode *n, const char *text)
{
    xmlNode *last = last_word(n);
    if (last && *text && !xml_next(last))
        xml_add_text(n, text);
    else if (last && *text)
        expand_text_before(xml_next(last), text);
}

void expand_funcprototype(struct expand *x, xmlNode *n)
{
    (void)x;
    expand_drop_space(n);
    space_words(n);
    add_parameters(n, xml_child(n, "funcdef"));
    finish_declaration(n, ";");
}

void expand_paramdef(struct expand *x, xmlNode *n)
{
    (void)x;
    expand_trim(n);
    for (xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        if (xml_elem(c) == DB_funcparams)
            enclose(c, "(", ")");
        if (xml_elem(c) == DB_initializer)
            expand_text_before(c, " = ");
    }
}

void expand_macroprototype(struct expand *x, xmlNode *n)
{
    (void)x;
    expand_drop_space(n);
    space_words(n);
    add_parameters(n, NULL);
    enclose(n, "#define ", "");
}

/* A macro's name before its prototypes is not repeated. */
void expand_macrosynopsis(struct expand *x, xmlNode *n)
{
    xmlNode *name = xml_child(n, "macroname"), *prototype = xml_child(n, "macroprototype");
    xmlNode *def = prototype ? xml_child(prototype, "macrodef") : NULL;
    (void)x;
    expand_drop_space(n);
    space_words(n);
    if (name && def && xml_child(def, "macroname") && last_word(n) == prototype)
        xml_drop(name);
}

/* ---- members --------------------------------------------------------------------------------- */

/* void before the name is the return type. */
static void type_of_void(xmlNode *n)
{
    xmlNode *name = xml_child(n, "methodname"), *first = xml_child(n, "void");
    if (!name || !first)
        return;
    for (xmlNode *c = xml_next(first); c; c = xml_next(c))
        if (c == name) {
            if (expand_is_empty(first))
                xml_add_text(first, "void");
            xml_set_elem(first, DB_type);
            return;
        }
}

/* The name of the class around a member. */
static xmlNode *class_around(const xmlNode *n)
{
    xmlNode *first = n->parent && xml_elem(n->parent) == DB_classsynopsis
                         ? xml_child(n->parent, "ooclass")
                         : NULL;
    return first ? xml_child(first, "classname") : NULL;
}

/* A constructor without a name has that of its class, or the one used for all in the language. */
static xmlNode *method_name(const struct dialect *d, xmlNode *n)
{
    xmlNode *name = xml_child(n, "methodname"), *at = xml_first(n), *of_class = class_around(n);
    if (name || xml_elem(n) != DB_constructorsynopsis || (!d->constructor && !of_class))
        return name;
    name = xml_new_elem(n->doc, DB_methodname, xml_loc(n));
    while (at && (is_aside(xml_elem(at)) || xml_elem(at) == DB_modifier))
        at = xml_next(at);
    if (at)
        xml_add_before(at, name);
    else
        xml_add_last(n, name);
    if (d->constructor)
        xml_add_text(name, d->constructor);
    else
        expand_copy_inline(of_class, name);
    return name;
}

void expand_methodsynopsis(struct expand *x, xmlNode *n)
{
    const struct dialect *d = dialect_of(n);
    xmlNode *name, *thrown = NULL;
    (void)x;
    expand_drop_space(n);
    type_of_void(n);
    name = method_name(d, n);
    space_words(n);
    add_parameters(n, name);
    if (name && *d->method)
        expand_text_before(name, d->method);
    for (xmlNode *c = xml_first(n); c; c = xml_next(c))
        if (xml_elem(c) == DB_exceptionname) {
            expand_text_before(c, thrown ? ", " : d->throws);
            thrown = c;
        }
    if (thrown && *d->throws_end)
        expand_text_after(thrown, d->throws_end);
    finish_declaration(n, d->end);
}

void expand_methodparam(struct expand *x, xmlNode *n)
{
    bool optional = expand_attr_is(n, "choice", "opt");
    (void)x;
    expand_drop_space(n);
    space_words(n);
    for (xmlNode *c = xml_first(n); c; c = xml_next(c))
        if (xml_elem(c) == DB_funcparams)
            enclose(c, "(", ")");
    enclose(n, optional ? "[" : "", expand_attr_is(n, "rep", "repeat") ? "..." : "");
    enclose(n, "", optional ? "]" : "");
}

void expand_fieldsynopsis(struct expand *x, xmlNode *n)
{
    (void)x;
    expand_drop_space(n);
    space_words(n);
    finish_declaration(n, dialect_of(n)->end);
}

/* ---- classes and the like ---------------------------------------------------------------------- */

static bool is_class_name(enum db_elem e)
{
    return e == DB_ooclass || e == DB_oointerface || e == DB_ooexception;
}

/* The word before the first name, after its modifiers. */
static void introduce(xmlNode *name, const char *word)
{
    xmlNode *at = xml_first(name);
    while (at && xml_elem(at) == DB_modifier && xml_next(at))
        at = xml_next(at);
    if (at)
        expand_text_before(at, word);
}

/* class NAME extends BASE, BASE implements INTERFACE, INTERFACE throws EXCEPTION { members } */
void expand_classsynopsis(struct expand *x, xmlNode *n)
{
    const struct dialect *d = dialect_of(n);
    xmlNode *first = NULL, *last = NULL;
    const char *before = NULL;
    (void)x;
    expand_drop_space(n);
    for (xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        if (xml_elem(c) == DB_templatename || (xml_elem(c) == DB_modifier && !first))
            expand_text_after(c, " ");
        if (!is_class_name(xml_elem(c)))
            continue;
        expand_drop_space(c);
        space_words(c);
        if (first) {
            bool interface = xml_elem(first) != DB_oointerface && xml_elem(c) == DB_oointerface;
            bool throws = xml_elem(first) != DB_ooexception && xml_elem(c) == DB_ooexception &&
                          !*d->names;
            const char *word = throws ? d->throws : interface ? d->implemented : d->base;
            expand_text_before(c, before && !strcmp(before, word) ? ", " : word);
            before = word;
        } else {
            bool interface = xml_elem(c) == DB_oointerface ||
                             expand_attr_is(n, "class", "interface");
            introduce(c, interface ? d->interface_ : d->class_);
            first = c;
        }
        last = c;
    }
    if (!last)
        return;
    expand_text_after(last, before ? d->open : d->open_bare);
    enclose(n, "", d->close);
}

void expand_packagesynopsis(struct expand *x, xmlNode *n)
{
    const struct dialect *d = dialect_of(n);
    xmlNode *name = xml_child(n, "package"), *last = name;
    (void)x;
    expand_drop_space(n);
    if (!name)
        return;
    for (xmlNode *c = xml_first(n); c && xml_elem(c) == DB_modifier; c = xml_next(c))
        expand_text_after(c, " ");
    expand_text_before(name, d->package);
    for (; xml_next(last) && xml_elem(xml_next(last)) == DB_modifier; last = xml_next(last))
        expand_text_after(last, " ");
    if (*d->package_open)
        expand_text_after(last, d->package_open);
    enclose(n, "", d->package_close);
}

/* word NAME { members }: the head that precedes the first member of that kind. */
static void add_head(xmlNode *n, const char *word, enum db_elem member)
{
    xmlNode *first = xml_child(n, db_name(member)), *head = first;
    if (!first)
        return;
    expand_drop_space(n);
    while (xmlPreviousElementSibling(head) && !is_aside(xml_elem(xmlPreviousElementSibling(head))))
        head = xmlPreviousElementSibling(head);
    for (xmlNode *c = head; c != first; c = xml_next(c))
        expand_text_after(c, " ");
    expand_text_before(first, "{");
    expand_text_before(head == first ? first->prev : head, word);
    for (xmlNode *c = first; c; c = xml_next(c))
        if (xml_elem(c) == member)
            first = c;
    expand_text_after(first, "};");
}

void expand_enumsynopsis(struct expand *x, xmlNode *n)
{
    (void)x;
    for (xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        if (xml_elem(c) != DB_enumitem)
            continue;
        xmlNode *last = xml_child(c, "enumidentifier");
        expand_drop_space(c);
        for (xmlNode *v = last ? xml_next(last) : NULL; v && xml_elem(v) == DB_enumvalue;
             v = xml_next(v)) {
            expand_text_before(v, xml_elem(last) == DB_enumvalue ? " | " : " = ");
            last = v;
        }
        if (last && xml_next(c) && xml_elem(xml_next(c)) == DB_enumitem)
            expand_text_after(last, ",");
        if (xml_child(c, "enumitemdescription"))
            expand_text_before(xml_child(c, "enumitemdescription"), "\u2003");
    }
    add_head(n, "enum ", DB_enumitem);
}

void expand_unionsynopsis(struct expand *x, xmlNode *n)
{
    xmlNode *types = xml_child(n, "union");
    (void)x;
    if (types)
        expand_drop_space(types);
    for (xmlNode *c = types ? xml_first(types) : NULL; c; c = xml_next(c))
        xml_add_text(c, ";");
    add_head(n, "union ", DB_union);
}

void expand_typedefsynopsis(struct expand *x, xmlNode *n)
{
    xmlNode *first = xml_first(n);
    (void)x;
    expand_drop_space(n);
    while (first && is_aside(xml_elem(first)))
        first = xml_next(first);
    space_words(n);
    if (first)
        expand_text_before(first, "typedef ");
    finish_declaration(n, ";");
}
