// SPDX-License-Identifier: Apache-2.0
/* Values of an edition: names are compared without regard to case, and spaces, hyphens and
 * underscores are equivalent, since headings of tables have spaces, unlike names of variables. */
#include <string.h>
#include <unicode/uchar.h>

#include "each/each-int.h"

struct value {
    const char *text;
    enum decimal mark;
    bool set; /* on the command line */
    bool used;
};

const char *name_folded(struct arena *a, const char *name)
{
    struct buf b = {0};
    const char *end = name + strlen(name);
    for (const char *s = name; s < end;) {
        uint32_t c = utf8_next(&s, end);
        bool gap = c == '-' || c == '_' || u_isUWhiteSpace((UChar32)c);
        if (!gap)
            buf_utf8(&b, (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT));
        else if (b.n && b.s[b.n - 1] != '_')
            buf_putc(&b, '_');
    }
    while (b.n && b.s[b.n - 1] == '_')
        b.n--;
    const char *folded = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return folded;
}

static struct value *values_find(const struct values *v, const char *name)
{
    struct arena a = {0};
    struct value *found = map_get(&v->by_name, name_folded(&a, name));
    arena_done(&a);
    return found;
}

static struct value *each_values_add(struct values *v, const char *name, const char *text)
{
    struct value **place = (struct value **)map_put(&v->by_name, name_folded(&v->arena, name));
    if (*place && (*place)->set)
        return NULL;
    *place = arena_make(&v->arena, struct value);
    (*place)->text = text;
    return *place;
}

bool values_set(struct values *v, const char *text)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text)
        return false;
    struct value *value = each_values_add(v, arena_dup(&v->arena, text, (size_t)(equals - text)),
                                          equals + 1);
    if (value)
        value->set = true;
    v->given = true;
    return true;
}

void values_add(struct values *v, const char *name, const char *text, enum decimal mark)
{
    struct value *value = *name ? each_values_add(v, name, text) : NULL;
    if (value)
        value->mark = mark;
    v->given = true;
}

const char *values_get(const struct values *v, const char *name)
{
    const struct value *value = values_find(v, name);
    return value ? value->text : NULL;
}

/* ---- filling --------------------------------------------------------------------------------- */

static const char *place_named(struct arena *a, struct loc where)
{
    return where.file ? arena_printf(a, "%s:%d", where.file, where.line) : _("the text");
}

static const char *names_there(struct values *v)
{
    enum { MOST = 20 };
    const char *list = "";
    for (int i = 0; i < v->by_name.n && i < MOST; i++)
        list = arena_printf(&v->arena, "%s%s%s", list, i ? ", " : "", v->by_name.entry[i].key);
    return v->by_name.n > MOST ? arena_printf(&v->arena, "%s, …", list)
           : v->by_name.n      ? list
                               : _("none");
}

static const char *note_missing(struct values *v)
{
    v->missing = true;
    return "";
}

static const char *formatted(struct values *v, const char *text, enum decimal mark,
                             const struct xml_variable *place)
{
    if (!format_known(place->format)) {
        diag(DIAG_each_no_format, place->where, place->format);
        return note_missing(v);
    }
    return format_value(&v->arena, text, mark, place->format, xml_lang(place->at));
}

/* A value in its format; one that should be a number but is not is a fault of the row. */
static const char *written(struct values *v, const struct value *value,
                           const struct xml_variable *place)
{
    const char *text = *place->format ? formatted(v, value->text, value->mark, place) : value->text;
    if (text)
        return text;
    diag(DIAG_each_bad_value, v->row.file ? v->row : place->where, place->name, value->text,
         place->format, place_named(&v->arena, place->where));
    return note_missing(v);
}

/* A default is text; a number in it is formatted like a value. */
static const char *preset(struct values *v, const struct xml_variable *place)
{
    const char *text = *place->format && *place->preset
                           ? formatted(v, place->preset, DECIMAL_POINT, place)
                           : NULL;
    return text ? text : place->preset;
}

static const char *value_of(void *ctx, struct xml_variable *place)
{
    struct values *v = ctx;
    struct value *value = values_find(v, place->name);
    if (value)
        value->used = true;
    if (v->neutral && value && place->asked)
        return NULL;
    if (value && (place->asked || *value->text))
        return place->asked ? value->text : written(v, value, place);
    if (!value && (v->row.file || !place->preset) && !(place->asked && !v->given)) {
        diag(DIAG_each_no_column, place->where, place->name, names_there(v));
        return note_missing(v), place->words ? place->words : "";
    }
    if (place->asked)
        return "";
    if (place->preset)
        return preset(v, place);
    if (v->neutral)
        return "";
    diag(DIAG_each_no_value, v->row, place->name, place_named(&v->arena, place->where));
    return note_missing(v);
}

void values_fill(struct values *v, xmlNode *root)
{
    const struct xml_filler filler = {.ctx = v, .value = value_of, .attributes = v->given};
    xml_profile_note(&v->keep, root);
    xml_fill(root, &v->keep, &filler);
}

static void report_keep(const struct xml_profile *p, const struct map *values, const char *sign)
{
    for (int i = 0; i < values->n; i++)
        if (*values->entry[i].key && !map_get(&p->there, values->entry[i].key))
            diag(DIAG_each_keep_value, LOC_NONE, p->attr, sign, values->entry[i].key);
}

void values_report(const struct values *v)
{
    for (int i = 0; i < v->by_name.n; i++) {
        const struct value *value = v->by_name.entry[i].value;
        if (value->set && !value->used)
            diag(DIAG_each_unused, LOC_NONE, v->by_name.entry[i].key);
    }
    for (int i = 0; i < v->keep.n; i++) {
        report_keep(&v->keep.v[i], &v->keep.v[i].want, "");
        report_keep(&v->keep.v[i], &v->keep.v[i].exclude, "!");
    }
}

void values_done(struct values *v)
{
    map_done(&v->by_name);
    xml_profiles_done(&v->keep);
    arena_done(&v->arena);
}
