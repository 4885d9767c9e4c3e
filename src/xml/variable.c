// SPDX-License-Identifier: Apache-2.0
/* Variables: places of a text that are filled in when an edition is made.
 *
 *   <?koki-var NAME DEFAULT?>, <phrase role="var">NAME</phrase>, <phrase role="var"
 * remap="NAME">default</phrase> the value of NAME, else the default
 *   attribute="… {NAME} …"             likewise in attributes, if the filler includes them; "{{" is "{"
 *   <?koki-if NAME?>, <?koki-if NAME=VALUE?>, <?koki-unless …?>
 *                                      the element that holds it is for editions that have a value
 * of NAME, or this one
 *
 * NAME:FORMAT gives the format of the value. The filler returns text, never markup. */
#include <string.h>

#include "xml/xml-int.h"

/* ---- places ---------------------------------------------------------------------------------- */

static const char *const blanks = " \t\r\n";

/* Instructions have no place of their own: that of the enclosing element is used. */
static const xmlNode *element_of(const xmlNode *n)
{
    return n->type == XML_ELEMENT_NODE || !n->parent ? n : n->parent;
}

/* "NAME:FORMAT" into its parts, which are in the arena. */
static struct xml_variable read_variable(struct arena *a, const char *s, size_t n,
                                         const xmlNode *at)
{
    const char *colon = memchr(s, ':', n);
    size_t name = colon ? (size_t)(colon - s) : n;
    const xmlNode *element = element_of(at);
    return (struct xml_variable){.name = arena_dup(a, s, name),
                                 .format = colon ? arena_dup(a, colon + 1, n - name - 1) : "",
                                 .where = xml_loc(element),
                                 .at = element};
}

static const char *variable_trimmed(struct arena *a, const char *s)
{
    s = s ? s + strspn(s, blanks) : "";
    size_t n = strlen(s);
    while (n && strchr(blanks, s[n - 1]))
        n--;
    return arena_dup(a, s, n);
}

/* ---- text ------------------------------------------------------------------------------------ */

/* Replaces a node by text, which is joined with text on both sides. Returns the resulting node. */
static xmlNode *replace_by_text(xmlNode *n, const char *text)
{
    xmlNode *t = xmlNewDocText(n->doc, (const xmlChar *)text);
    if (!t)
        die(DIAG_out_of_memory, LOC_NONE);
    xml_replace(n, t);
    xmlFreeNode(n);
    if (t->next && t->next->type == XML_TEXT_NODE) {
        xmlNode *next = t->next;
        xmlNodeAddContent(t, next->content);
        xml_drop(next);
    }
    if (t->prev && t->prev->type == XML_TEXT_NODE) {
        xmlNode *before = t->prev;
        xmlNodeAddContent(before, t->content);
        xml_drop(t);
        return before;
    }
    return t;
}

/* <?koki-var NAME DEFAULT?>: the default follows the name. */
static xmlNode *fill_pi(struct arena *a, xmlNode *pi, const struct xml_filler *f)
{
    const char *name = variable_trimmed(a, (const char *)pi->content);
    size_t n = strcspn(name, blanks);
    const char *preset = *(name + n) ? name + n + strspn(name + n, blanks) : NULL;
    struct xml_variable v = read_variable(a, name, n, pi);
    v.preset = preset;
    const char *text = f->value(f->ctx, &v);
    if (text)
        return replace_by_text(pi, text);
    if (v.preset != preset)
        xmlNodeSetContent(pi, (const xmlChar *)arena_printf(a, "%.*s %s", (int)n, name, v.preset));
    return pi;
}

static xmlNode *fill_phrase(struct arena *a, xmlNode *phrase, const struct xml_filler *f)
{
    struct buf text = {0};
    xml_text(phrase, &text);
    const char *words = text.s ? text.s : "", *name = xml_attr(phrase, "remap");
    struct xml_variable v = read_variable(a, name ? name : words, strlen(name ? name : words),
                                          phrase);
    v.preset = name ? words : NULL;
    v.words = words;
    const char *preset = v.preset, *value = f->value(f->ctx, &v);
    if (!value && v.preset != preset) {
        if (!name)
            xml_set_attr(phrase, "remap", words);
        while (phrase->children)
            xml_drop(phrase->children);
        xml_add_text(phrase, v.preset);
    }
    xmlNode *left = value ? replace_by_text(phrase, value) : phrase;
    buf_done(&text);
    return left;
}

static bool is_variable(const xmlNode *n)
{
    const char *role = xml_is(n, "phrase") && n->properties ? xml_attr(n, "role") : NULL;
    return role && !strcmp(role, "var");
}

/* ---- attributes ------------------------------------------------------------------------------ */

static bool is_name(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strchr(" \t\r\n{\"'<>()[]/?&=,;", s[i]))
            return false;
    return n > 0;
}

/* Appends the text with its variables filled in. */
static void fill_text(struct arena *a, const char *s, const xmlNode *at, const struct xml_filler *f,
                      struct buf *to)
{
    while (*s) {
        size_t n = strcspn(s, "{");
        buf_add(to, s, n);
        s += n;
        if (!*s)
            break;
        size_t k = strcspn(s, "}");
        bool named = s[k] && is_name(s + 1, k - 1);
        struct xml_variable v = named ? read_variable(a, s + 1, k - 1, at)
                                      : (struct xml_variable){0};
        const char *value = named ? f->value(f->ctx, &v) : NULL;
        if (value)
            buf_puts(to, value);
        else
            buf_add(to, s, s[1] == '{' ? 1 : named ? k + 1 : 1);
        s += value || named ? k + 1 : s[1] == '{' ? 2 : 1;
    }
}

static void fill_attributes(struct arena *a, xmlNode *n, const struct xml_filler *f)
{
    for (xmlAttr *attr = n->properties; attr; attr = attr->next) {
        const char *text = attr->children && !attr->children->next
                               ? (const char *)attr->children->content
                               : NULL;
        if (!text || !strchr(text, '{'))
            continue;
        struct buf filled = {0};
        fill_text(a, text, n, f, &filled);
        if (strcmp(filled.s ? filled.s : "", text))
            xmlNodeSetContent(attr->children, (const xmlChar *)(filled.s ? filled.s : ""));
        buf_done(&filled);
    }
}

/* ---- conditions ------------------------------------------------------------------------------ */

enum verdict { KEPT, LEFT /* not decidable yet */, DROPPED };

/* The verdict of <?koki-if NAME=VALUE?> on the element that contains it. */
static enum verdict judge_condition(struct arena *a, const xmlNode *pi, bool wanted,
                                    const struct xml_filler *f)
{
    const char *text = variable_trimmed(a, (const char *)pi->content), *equals = strchr(text, '=');
    size_t n = equals ? (size_t)(equals - text) : strlen(text);
    const char *name = variable_trimmed(a, arena_dup(a, text, n));
    struct xml_variable v = read_variable(a, name, strlen(name), pi);
    v.asked = true;
    const char *value = f->value(f->ctx, &v);
    if (!value)
        return LEFT;
    bool holds = equals ? !strcmp(value, variable_trimmed(a, equals + 1)) : *value != 0;
    return holds == wanted ? KEPT : DROPPED;
}

/* Evaluates the conditions of an element, which are its children; those that are met are
 * removed. */
static enum verdict judge_all(struct arena *a, xmlNode *n, const struct xml_filler *f)
{
    enum verdict all = KEPT;
    for (xmlNode *c = n->children, *next; c; c = next) {
        next = c->next;
        bool wanted = xml_is_pi(c, "koki-if");
        if (!wanted && !xml_is_pi(c, "koki-unless"))
            continue;
        enum verdict own = judge_condition(a, c, wanted, f);
        if (own == DROPPED)
            return DROPPED;
        if (own == KEPT)
            xml_drop(c);
        all = own == LEFT ? LEFT : all;
    }
    return all;
}

/* ---- all ------------------------------------------------------------------------------------- */

/* Whether the element stays; the root always does. */
static bool stays_in(struct arena *a, xmlNode *root, xmlNode *n,
                     const struct xml_profiles *profiles, const struct xml_filler *f)
{
    return n == root || (xml_profile_keeps(profiles, n) && judge_all(a, n, f) != DROPPED);
}

void xml_fill(xmlNode *root, const struct xml_profiles *profiles, const struct xml_filler *f)
{
    struct arena a = {0};
    for (xmlNode *n = root, *next; n; n = next) {
        next = xml_walk_nodes(root, n);
        if (xml_is_pi(n, "koki-var")) {
            n = fill_pi(&a, n, f);
            next = xml_walk_nodes_past(root, n);
        } else if (n->type == XML_ELEMENT_NODE && !stays_in(&a, root, n, profiles, f)) {
            next = xml_walk_nodes_past(root, n);
            xml_drop(n);
        } else if (n->type == XML_ELEMENT_NODE) {
            if (f->attributes && n->properties)
                fill_attributes(&a, n, f);
            if (is_variable(n)) {
                n = fill_phrase(&a, n, f);
                next = xml_walk_nodes_past(root, n);
            } else {
                next = xml_walk_nodes(root, n); /* conditions in it have been removed */
            }
        }
    }
    arena_done(&a);
}
