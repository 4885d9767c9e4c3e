// SPDX-License-Identifier: Apache-2.0
/* Editions from one source: elements that the profile excludes are dropped, variables get their
 * values, except those for koki-typeset. */
#include <string.h>

#include "collect/collect-int.h"

static _Noreturn void refuse(struct loc where, const char *text, const char *of)
{
    struct buf b = {0};
    xml_profile_list(&b);
    die(DIAG_bad_choice, where, text, of, b.s);
}

/* Reads the skeleton's instructions for all chapters: <?koki-profile audience=!report?>. This
 * happens before the chapters are read, which are profiled then; faults are reported when the
 * skeleton is loaded in full. */
static void read_skeleton(struct job *job)
{
    const struct xml_load plain = {.no_include = true, .any_root = true};
    struct diag_held held = {0}, *outer = diag_hold(&held);
    const char *path = job->how->skeleton;
    xmlDoc *doc = path && strcmp(path, "-") ? xml_load(path, &plain) : NULL;
    diag_hold(outer);
    diag_held_done(&held);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    for (xmlNode *n = root; n; n = xml_walk_nodes(root, n)) {
        if (!xml_is_pi(n, "koki-profile"))
            continue;
        for (char *p = node_pi(&job->arena, n); *p; p += strspn(p, " \t\n")) {
            size_t k = strcspn(p, " \t\n");
            const char *text = arena_dup(&job->arena, p, k);
            if (!xml_profile_add(&job->profiles, text))
                refuse(node_loc(n), text, "koki-profile");
            p += k;
        }
    }
    if (doc)
        xml_free(doc);
}

/* Removes the instructions, which have taken effect, from the book. */
static void drop_instructions(xmlNode *root)
{
    for (xmlNode *n = root, *next; n; n = next) {
        next = xml_walk_nodes(root, n);
        if (xml_is_pi(n, "koki-profile"))
            xml_drop(n);
    }
}

void profile_prepare(struct job *job)
{
    read_skeleton(job);
    for (int i = 0; i < job->how->n_profile; i++)
        if (!xml_profile_add(&job->profiles, job->how->profile[i]))
            refuse(LOC_NONE, job->how->profile[i], "--profile");
    for (int i = 0; i < job->how->n_set; i++) {
        const char *text = job->how->set[i], *equals = strchr(text, '=');
        if (!equals || equals == text)
            die(DIAG_bad_argument, LOC_NONE, text, "--set");
        struct variable *v = arena_make(&job->arena, struct variable);
        v->value = equals + 1;
        *map_put(&job->variables, arena_dup(&job->arena, text, (size_t)(equals - text))) = v;
    }
}

/* A condition on a variable without a value does not hold. Formats are left to koki-typeset: a
 * value that has one is passed on as the default. */
static const char *value_of(void *ctx, struct xml_variable *place)
{
    struct job *job = ctx;
    struct variable *v = map_get(&job->variables, place->name);
    if (v)
        v->used = true;
    if (v && *place->format && !place->asked) {
        place->preset = v->value;
        return NULL;
    }
    if (v || job->how->late)
        return v ? v->value : NULL;
    if (place->asked)
        return "";
    if (!place->preset)
        diag(DIAG_collect_unset_variable, place->where, place->name);
    return place->preset ? place->preset : place->words;
}

void profile_apply(struct job *job, struct chapter *c)
{
    const struct xml_filler filler = {.ctx = job, .value = value_of};
    xml_profile_note(&job->profiles, c->root);
    if (!xml_profile_keeps(&job->profiles, c->root)) {
        diag(DIAG_collect_profiled, xml_loc(c->root), c->name);
        c->root = NULL;
        return;
    }
    drop_instructions(c->root);
    xml_fill(c->root, &job->profiles, &filler);
}

/* "'print', 'web'": the first so many. */
static const char *values_there(struct job *job, const struct xml_profile *p)
{
    enum { MOST = 20 };
    const char *list = "";
    for (int i = 0; i < p->there.n && i < MOST; i++)
        list = arena_printf(&job->arena, "%s%s'%s'", list, i ? ", " : "", p->there.entry[i].key);
    return p->there.n > MOST ? arena_printf(&job->arena, "%s, …", list)
           : p->there.n      ? list
                             : _("none");
}

static void report_values(struct job *job, const struct xml_profile *p, const struct map *values,
                          const char *sign)
{
    for (int i = 0; i < values->n; i++)
        if (*values->entry[i].key && !map_get(&p->there, values->entry[i].key))
            diag(DIAG_collect_profile_value, LOC_NONE, p->attr,
                 arena_printf(&job->arena, "%s%s", sign, values->entry[i].key),
                 values_there(job, p));
}

void profile_finish(struct job *job)
{
    for (int i = 0; i < job->profiles.n; i++) {
        report_values(job, &job->profiles.v[i], &job->profiles.v[i].want, "");
        report_values(job, &job->profiles.v[i], &job->profiles.v[i].exclude, "!");
    }
    for (int i = 0; i < job->variables.n; i++)
        if (!((struct variable *)job->variables.entry[i].value)->used)
            diag(DIAG_collect_unused_variable, LOC_NONE, job->variables.entry[i].key);
}
