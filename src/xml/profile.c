// SPDX-License-Identifier: Apache-2.0
/* Profiles: select the elements of an edition by the values of DocBook's effectivity attributes.
 *
 * An element is kept if, for every profiled attribute, it lacks the attribute or one of its values
 * is wanted and not excluded. The values of an attribute are separated by semicolons, as usual in
 * DocBook. */
#include <string.h>

#include "xml/xml-int.h"

static const char *const attributes[] = {
    "arch",         "audience", "condition",    "conformance", "os",
    "outputformat", "revision", "security",     "userlevel",   "vendor",
    "wordsize",     "role",     "revisionflag", "status",      "xml:lang",
};

static const char *known_attribute(const char *s, size_t n)
{
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        if (strlen(attributes[i]) == n && !memcmp(attributes[i], s, n))
            return attributes[i];
    return NULL;
}

static struct xml_profile *profile_of(struct xml_profiles *all, const char *attr)
{
    for (int i = 0; i < all->n; i++)
        if (all->v[i].attr == attr)
            return &all->v[i];
    struct xml_profile *p = vec_add(all);
    p->attr = attr;
    return p;
}

/* The next value of a list with semicolons, white space around it left out; false at the end. */
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

static void profile_put(struct map *set, const char *s, size_t n)
{
    struct arena a = {0};
    *map_put(set, arena_dup(&a, s, n)) = set;
    arena_done(&a);
}

bool xml_profile_add(struct xml_profiles *all, const char *text)
{
    const char *equals = strchr(text, '='),
               *attr = equals ? known_attribute(text, (size_t)(equals - text)) : NULL;
    if (!attr)
        return false;
    struct xml_profile *p = profile_of(all, attr);
    const char *s = equals + 1, *value;
    for (size_t n; next_value(&s, &value, &n);) {
        bool exclude = *value == '!';
        profile_put(exclude ? &p->exclude : &p->want, value + exclude, n - exclude);
    }
    if (!p->want.n && !p->exclude.n)
        profile_put(&p->want, "",
                    0); /* no element has this value: those with other values are dropped */
    return true;
}

void xml_profile_list(struct buf *b)
{
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        buf_printf(b, "%s%s=…", i ? ", " : "", attributes[i]);
}

static bool matches_profile(const struct xml_profile *p, const char *values)
{
    const char *value;
    for (size_t n; next_value(&values, &value, &n);)
        if ((!p->want.n || map_get_n(&p->want, value, n)) && !map_get_n(&p->exclude, value, n))
            return true;
    return false;
}

void xml_profile_note(struct xml_profiles *all, const xmlNode *root)
{
    for (const xmlNode *n = all->n ? root : NULL; n; n = xml_walk(root, n))
        for (int i = 0; n->properties && i < all->n; i++) {
            const char *values = xml_attr(n, all->v[i].attr), *value;
            for (size_t k; values && next_value(&values, &value, &k);)
                profile_put(&all->v[i].there, value, k);
        }
}

bool xml_profile_keeps(const struct xml_profiles *all, const xmlNode *n)
{
    for (int i = 0; n->properties && i < all->n; i++) {
        const char *values = xml_attr(n, all->v[i].attr);
        if (values && *values && !matches_profile(&all->v[i], values))
            return false;
    }
    return true;
}

void xml_profiles_done(struct xml_profiles *all)
{
    for (int i = 0; i < all->n; i++) {
        map_done(&all->v[i].want);
        map_done(&all->v[i].exclude);
        map_done(&all->v[i].there);
    }
    vec_done(all);
}
