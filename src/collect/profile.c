/* Editions from one source: elements that the profile excludes are dropped, variables get their values.
 *
 * An element is kept when, for every attribute profiled, it lacks the attribute or one of its values is wanted and not
 * excluded. The values of an attribute are separated by semicolons, as DocBook's effectivity attributes have it. */
#include <string.h>

#include "collect/collect-int.h"

static const char *const attributes[] = {
    "arch", "audience", "condition", "conformance", "os", "outputformat", "revision", "security", "userlevel", "vendor",
    "wordsize", "role", "revisionflag", "status", "xml:lang",
};

/* ---- the options ---- */

static const char *known_attribute(const char *s, size_t n)
{
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        if (strlen(attributes[i]) == n && !memcmp(attributes[i], s, n))
            return attributes[i];
    return NULL;
}

static struct profile *profile_of(struct job *job, const char *attr)
{
    for (int i = 0; i < job->profile.n; i++)
        if (job->profile.v[i].attr == attr)
            return &job->profile.v[i];
    struct profile *p = vec_add(&job->profile);
    p->attr = attr;
    return p;
}

/* The next value of a list with semicolons, blanks around it left out; false at the end. */
static bool next_value(const char **s, const char **value, size_t *n)
{
    *s += strspn(*s, "; \t\r\n");
    if (!**s)
        return false;
    *value = *s;
    *n = strcspn(*s, ";");
    *s += *n;
    while (strchr(" \t\r\n", (*value)[*n - 1]))
        --*n;
    return true;
}

static void add_profile(struct job *job, const char *text)
{
    const char *equals = strchr(text, '='), *attr = equals ? known_attribute(text, (size_t)(equals - text)) : NULL;
    if (!attr)
        die(DIAG_bad_argument, LOC_NONE, text, "--profile");
    struct profile *p = profile_of(job, attr);
    const char *s = equals + 1, *value;
    for (size_t n; next_value(&s, &value, &n);) {
        bool exclude = *value == '!';
        *map_put(exclude ? &p->exclude : &p->want, arena_dup(&job->arena, value + exclude, n - exclude)) = p;
    }
}

void profile_prepare(struct job *job)
{
    for (int i = 0; i < job->how->n_profile; i++)
        add_profile(job, job->how->profile[i]);
    for (int i = 0; i < job->how->n_set; i++) {
        const char *text = job->how->set[i], *equals = strchr(text, '=');
        if (!equals || equals == text)
            die(DIAG_bad_argument, LOC_NONE, text, "--set");
        struct variable *v = arena_make(&job->arena, struct variable);
        v->value = equals + 1;
        *map_put(&job->variables, arena_dup(&job->arena, text, (size_t)(equals - text))) = v;
    }
}

/* ---- profiling ---- */

static bool matches(const struct profile *p, const char *values)
{
    const char *value;
    for (size_t n; next_value(&values, &value, &n);)
        if ((!p->want.n || map_get_n(&p->want, value, n)) && !map_get_n(&p->exclude, value, n))
            return true;
    return false;
}

/* What is left out counts too: its values are there. */
static void note_values(struct job *job, const xmlNode *root)
{
    for (const xmlNode *n = job->profile.n ? root : NULL; n; n = xml_walk(root, n))
        for (int i = 0; n->properties && i < job->profile.n; i++) {
            const char *values = xml_attr(n, job->profile.v[i].attr), *value;
            for (size_t k; values && next_value(&values, &value, &k);)
                *map_put(&job->profile.v[i].there, arena_dup(&job->arena, value, k)) = job;
        }
}

static bool kept(const struct job *job, const xmlNode *n)
{
    for (int i = 0; n->properties && i < job->profile.n; i++) {
        const char *values = xml_attr(n, job->profile.v[i].attr);
        if (values && *values && !matches(&job->profile.v[i], values))
            return false;
    }
    return true;
}

/* ---- variables ---- */

static void replace_by_text(xmlNode *n, const char *text)
{
    xmlNode *t = xmlNewDocText(n->doc, (const xmlChar *)text);
    xml_replace(n, t);
    xmlFreeNode(n);
}

static const char *value_of(struct job *job, const char *name)
{
    struct variable *v = map_get(&job->variables, name);
    if (!v)
        return NULL;
    v->used = true;
    return v->value;
}

/* <?koki-var NAME DEFAULT?>: the default is what follows the name. */
static void fill_pi(struct job *job, xmlNode *pi)
{
    char *name = node_pi(&job->arena, pi);
    size_t n = strcspn(name, " \t\r\n");
    const char *preset = name + n + strspn(name + n, " \t\r\n");
    name[n] = 0;
    const char *value = value_of(job, name);
    if (!value && *preset)
        value = preset;
    if (value)
        replace_by_text(pi, value);
    else
        diag(DIAG_collect_unset_variable, node_loc(pi), name);
}

/* <phrase role="var">NAME</phrase>, or <phrase role="var" remap="NAME">default</phrase>. */
static void fill_phrase(struct job *job, xmlNode *phrase)
{
    struct buf text = {0};
    xml_text(phrase, &text);
    const char *name = xml_attr(phrase, "remap"), *preset = text.s ? text.s : "";
    const char *value = value_of(job, name ? name : preset);
    if (!value && !name)
        diag(DIAG_collect_unset_variable, xml_loc(phrase), preset);
    replace_by_text(phrase, value ? value : preset);
    buf_done(&text);
}

static bool is_variable(const xmlNode *n)
{
    const char *role = xml_is(n, "phrase") ? xml_attr(n, "role") : NULL;
    return role && !strcmp(role, "var");
}

void profile_apply(struct job *job, struct chapter *c)
{
    note_values(job, c->root);
    if (!kept(job, c->root)) {
        diag(DIAG_collect_profiled, xml_loc(c->root), c->name);
        c->root = NULL;
        return;
    }
    for (xmlNode *n = c->root, *next; n; n = next) {
        next = xml_walk_nodes(c->root, n);
        if (xml_is_pi(n, "koki-var")) {
            fill_pi(job, n);
        } else if (n->type == XML_ELEMENT_NODE && (!kept(job, n) || is_variable(n))) {
            next = xml_walk_nodes_past(c->root, n);
            if (kept(job, n))
                fill_phrase(job, n);
            else
                xml_drop(n);
        }
    }
}

/* "'print', 'web'": the first so many. */
static const char *values_there(struct job *job, const struct profile *p)
{
    enum { MOST = 20 };
    const char *list = "";
    for (int i = 0; i < p->there.n && i < MOST; i++)
        list = arena_printf(&job->arena, "%s%s'%s'", list, i ? ", " : "", p->there.entry[i].key);
    return p->there.n > MOST ? arena_printf(&job->arena, "%s, …", list) : p->there.n ? list : _("none");
}

static void report_values(struct job *job, const struct profile *p, const struct map *values, const char *sign)
{
    for (int i = 0; i < values->n; i++)
        if (!map_get(&p->there, values->entry[i].key))
            diag(DIAG_collect_profile_value, LOC_NONE, p->attr, arena_printf(&job->arena, "%s%s", sign, values->entry[i].key), values_there(job, p));
}

void profile_finish(struct job *job)
{
    for (int i = 0; i < job->profile.n; i++) {
        report_values(job, &job->profile.v[i], &job->profile.v[i].want, "");
        report_values(job, &job->profile.v[i], &job->profile.v[i].exclude, "!");
    }
    for (int i = 0; i < job->variables.n; i++)
        if (!((struct variable *)job->variables.entry[i].value)->used)
            diag(DIAG_collect_unused_variable, LOC_NONE, job->variables.entry[i].key);
}
