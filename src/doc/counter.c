// SPDX-License-Identifier: Apache-2.0
/* Counters with nested scopes (CSS 2.1 12.4.1): a reset makes an instance that lives until the
 * parent of the resetting element ends; a reset by a later sibling takes it over. Instances form
 * one stack, in which the depth of the resetting element never falls. A label that an author gave a
 * chapter ("IX") is shown instead of its counter's value until the counter changes. */
#include "doc/doc-int.h"

void counters_begin(struct counters *c) { *c = (struct counters){0}; }

void counters_end(struct counters *c)
{
    vec_done(&c->counter);
    vec_done(&c->live);
    map_done(&c->index);
}

static int counter_find(const struct counters *c, const char *name)
{
    return (int)(intptr_t)map_get(&c->index, name) - 1;
}

static int counter_make(struct counters *c, const char *name)
{
    void **slot = map_put(&c->index, name);
    if (!*slot) {
        struct counter *new = vec_add(&c->counter);
        new->name = intern(name);
        new->top = -1;
        *slot = (void *)(intptr_t)c->counter.n;
    }
    return (int)(intptr_t)*slot - 1;
}

static void instance_new(struct build *b, int counter, int value)
{
    struct counters *c = &b->counters;
    int top = c->counter.v[counter].top;
    c->taken = NULL;
    if (top >= 0 && c->live.v[top].depth >= b->depth) {
        c->live.v[top].at = (struct counter_value){counter, value, NULL};
        return;
    }
    *vec_add(&c->live) = (struct instance){{counter, value, NULL}, b->depth, top};
    c->counter.v[counter].top = c->live.n - 1;
}

void counter_reset(struct build *b, const char *name, int value)
{
    instance_new(b, counter_make(&b->counters, name), value);
}

/* The innermost instance; without any, one is made here. */
static struct instance *instance_in_force(struct build *b, const char *name)
{
    struct counters *c = &b->counters;
    int counter = counter_make(c, name);
    if (c->counter.v[counter].top < 0)
        instance_new(b, counter, 0);
    c->taken = NULL;
    return &c->live.v[c->counter.v[counter].top];
}

void counter_set(struct build *b, const char *name, int value)
{
    struct counter_value *v = &instance_in_force(b, name)->at;
    v->value = value;
    v->label = NULL;
}

/* Gives the counters that an element resets its label. */
static void set_labels(struct build *b, const struct css_style *style, const char *label)
{
    const struct css_list *l = css_list(style, CSS_counter_reset);
    const char *kept = arena_dup(b->a, label, strlen(label));
    for (int i = 0; l && i < l->n; i++)
        instance_in_force(b, l->item[i].a)->at.label = kept;
}

static void value_text(const struct counter_value *v, const struct css_counter *style,
                       struct buf *out)
{
    if (v->label)
        buf_puts(out, v->label);
    else
        css_counter_text(style, v->value, out);
}

void counter_add(struct build *b, const char *name, int amount)
{
    int value = instance_in_force(b, name)->at.value;
    counter_set(b, name, (int)((unsigned)value + (unsigned)amount));
}

int counter_now(const struct build *b, const char *name)
{
    int counter = counter_find(&b->counters, name);
    int top = counter < 0 ? -1 : b->counters.counter.v[counter].top;
    return top < 0 ? 0 : b->counters.live.v[top].at.value;
}

void counters_leave(struct build *b)
{
    struct counters *c = &b->counters;
    while (c->live.n && c->live.v[c->live.n - 1].depth > b->depth) {
        struct instance *i = &c->live.v[--c->live.n];
        c->counter.v[i->at.counter].top = i->outer;
        c->taken = NULL;
    }
}

bool counter_named(const struct css_style *style, enum css_prop p, const char *name)
{
    const struct css_list *l = css_list(style, p);
    for (int i = 0; l && i < l->n; i++)
        if (!strcmp(l->item[i].a, name))
            return true;
    return false;
}

static void page_counter(struct build *b, const xmlNode *n, int value)
{
    mark_new(b, MARK_PAGE_COUNTER, n, "page")->level = value;
}

const char *counter_key(struct arena *a, const char *name)
{
    size_t n = strlen(name);
    char *key = arena_new(a, n + 11);
    snprintf(key, n + 11, "counter(%s)", name);
    return key;
}

bool doc_is_counter(const struct mark *m)
{
    return m->kind == MARK_PAGE_COUNTER ||
           (m->kind == MARK_STRING && !strncmp(m->name, "counter(", 8));
}

/* The value of a counter is passed to the margin boxes like a named string, if one of them prints
 * it (CSS Paged Media 3, 7.1): numbers, and labels after "=". */
static void note_counter(struct build *b, const xmlNode *n, const char *name)
{
    struct buf value = {0};
    if (!css_margin_counts(b->doc->css, name))
        return;
    int counter = counter_find(&b->counters, name);
    for (int i = 0; i < b->counters.live.n; i++) {
        const struct counter_value *v = &b->counters.live.v[i].at;
        if (v->counter != counter)
            continue;
        buf_puts(&value, value.n ? " " : "");
        if (v->label)
            buf_printf(&value, "=%s", v->label);
        else
            buf_printf(&value, "%d", v->value);
    }
    mark_new(b, MARK_STRING, n, counter_key(b->a, name))->value = arena_dup(b->a,
                                                                            value.s ? value.s : "",
                                                                            value.n);
    buf_done(&value);
}

/* GCPM 3, 2.3: a note is counted without any declaration, unless its author gave it a label. */
static bool counts_by_itself(const xmlNode *n, const struct css_style *style)
{
    if (xml_attr(n, "label"))
        return false;
    return css_is(style, CSS_float, KW_footnote)
               ? !counter_named(style, CSS_counter_increment, "footnote")
               : css_is(style, CSS_float, KW_endnote) && !css_list(style, CSS_counter_increment);
}

void counters_apply(struct build *b, const xmlNode *n, const struct css_style *style,
                    uint8_t pseudo)
{
    static const struct {
        enum css_prop p;
        void (*apply)(struct build *, const char *, int);
    } ops[] = {{CSS_counter_reset, counter_reset},
               {CSS_counter_increment, counter_add},
               {CSS_counter_set, counter_set}};
    bool changed = false;
    for (size_t k = 0; k < sizeof ops / sizeof *ops; k++) {
        const struct css_list *l = css_list(style, ops[k].p);
        for (int i = 0; l && i < l->n; i++) {
            if (strcmp(l->item[i].a, "page"))
                ops[k].apply(b, l->item[i].a, l->item[i].n), changed |= b->margin_counters;
            else if (ops[k].p != CSS_counter_increment)
                page_counter(b, n, l->item[i].n);
        }
    }
    const char *label = pseudo == CSS_SELF && xml_elem(n) == DB_title ? xml_attr(n, "counted")
                                                                      : NULL;
    if (label)
        set_labels(b, style, label);
    for (size_t k = 0; changed && k < sizeof ops / sizeof *ops; k++) {
        const struct css_list *l = css_list(style, ops[k].p);
        for (int i = 0; l && i < l->n; i++)
            note_counter(b, n, l->item[i].a);
    }
    if (pseudo == CSS_SELF && counts_by_itself(n, style))
        counter_add(b, "footnote", 1);
}

int counter_of_note(const xmlNode *n, const struct css_style *style)
{
    const struct css_list *l = css_list(style, CSS_counter_increment);
    int sum = counts_by_itself(n, style);
    for (int i = 0; l && i < l->n; i++)
        sum += !strcmp(l->item[i].a, "footnote") ? l->item[i].n : 0;
    return sum;
}

const struct snapshot *counters_snapshot(struct build *b)
{
    struct counters *c = &b->counters;
    if (c->taken)
        return c->taken;
    struct snapshot *s = arena_new(b->a, sizeof *s + sizeof *s->v * (size_t)c->live.n);
    s->n = c->live.n;
    for (int i = 0; i < c->live.n; i++)
        s->v[i] = c->live.v[i].at;
    return c->taken = s;
}

/* The i-th instance in force, outermost first: of the live ones, or as kept in a snapshot. */
static const struct counter_value *instance_at(const struct build *b, int i)
{
    return b->at ? &b->at->v[i] : &b->counters.live.v[i].at;
}

void counter_text(struct build *b, const char *name, const char *separator,
                  const struct css_counter *style, struct buf *out)
{
    static const struct counter_value none;
    const struct counter_value *innermost = &none;
    int n = b->at ? b->at->n : b->counters.live.n, counter = counter_find(&b->counters, name);
    bool found = false;
    for (int i = 0; i < n; i++) {
        const struct counter_value *v = instance_at(b, i);
        if (v->counter != counter)
            continue;
        innermost = v;
        if (separator && found)
            buf_puts(out, separator);
        if (separator)
            value_text(v, style, out);
        found = true;
    }
    if (!separator || !found)
        value_text(innermost, style, out);
}
