// SPDX-License-Identifier: Apache-2.0
/* The expansion of entities.
 *
 * libxml2 2.9 copies the nodes of an entity at each reference, and joins its text with the one
 * before it by measuring that: a paragraph of 40,000 references costs quadratic time. So an entity
 * whose expansion is only text, also through other entities, is flattened once and passed as a
 * predefined one, which the parser reads as characters. libxml2 limits neither parameter entities
 * nor these: they are counted here. */
#include <libxml/parserInternals.h>
#include <string.h>

#include "xml/xml-int.h"

enum {
    MAX_NESTED = 40,
    MAX_REFERENCES = 50000000,
    MAX_INNER = 1000000,
    MAX_PARAMETERS = 100000
};                                                /* DocBook's DTD has some 5,000 of the last */
static const size_t MAX_BYTES = (size_t)64 << 20; /* of a document */

bool expansion_count(struct expansion *x, size_t bytes)
{
    x->bytes += bytes;
    return !x->stopped && ++x->count <= MAX_REFERENCES && x->inner <= MAX_INNER &&
           x->bytes <= MAX_BYTES;
}

bool expansion_count_parameter(struct expansion *x, size_t bytes)
{
    return ++x->parameters <= MAX_PARAMETERS && expansion_count(x, bytes);
}

/* State of flattening an entity. */
struct flat {
    struct expansion *x;
    entity_get *get;
    void *ctx;
    struct buf b;
    int depth;
};

/* Appends a character reference, s being past "&#"; returns its end, NULL if it is none. */
static const char *add_character(struct buf *b, const char *s)
{
    char *end;
    bool hex = *s == 'x';
    unsigned long c = strtoul(s + hex, &end, hex ? 16 : 10);
    if (end == s + hex || *end != ';' || c > 0x10ffff || !IS_CHAR((unsigned)c))
        return NULL;
    buf_utf8(b, (uint32_t)c);
    return end + 1;
}

static bool flatten(struct flat *f, const char *s);

static bool flatten_entity(struct flat *f, const char *name)
{
    const xmlEntity *e = f->depth < MAX_NESTED ? f->get(f->ctx, (const xmlChar *)name) : NULL;
    if (!e || e->etype != XML_INTERNAL_GENERAL_ENTITY || e->_private || !e->content ||
        ++f->x->inner > MAX_INNER || !expansion_count(f->x, (size_t)e->length))
        return false;
    f->depth++;
    bool ok = flatten(f, (const char *)e->content);
    f->depth--;
    return ok;
}

/* Appends the reference after "&"; returns its end, NULL if it is more than text. */
static const char *add_reference(struct flat *f, const char *s)
{
    enum { LONGEST = 200 };
    char name[LONGEST + 1];
    if (*s == '#')
        return add_character(&f->b, s + 1);
    size_t n = strcspn(s, ";");
    if (!n || !s[n] || n > LONGEST)
        return NULL;
    memcpy(name, s, n);
    name[n] = 0;
    const xmlEntity *e = xmlGetPredefinedEntity((const xmlChar *)name);
    if (e)
        buf_puts(&f->b, (const char *)e->content);
    return e || flatten_entity(f, name) ? s + n + 1 : NULL;
}

static bool flatten(struct flat *f, const char *s)
{
    while (s && *s && *s != '<') {
        size_t n = strcspn(s, "<&");
        buf_add(&f->b, s, n);
        s += n;
        if (*s == '&')
            s = add_reference(f, s + 1);
    }
    return s && !*s;
}

/* Flattens an external entity, whose text is known once it has been read. */
static bool flatten_whole(struct flat *f, const xmlEntity *e)
{
    if (e->etype == XML_INTERNAL_GENERAL_ENTITY)
        return e->content && expansion_count(f->x, (size_t)e->length) &&
               flatten(f, (const char *)e->content);
    const xmlNode *only = e->etype == XML_EXTERNAL_GENERAL_PARSED_ENTITY ? e->children : NULL;
    bool text = only && only->type == XML_TEXT_NODE && !only->next && only->content;
    if (text)
        buf_puts(&f->b, (const char *)only->content);
    return text;
}

static xmlEntity *text_of(struct expansion *x, const xmlEntity *e, entity_get *get, void *ctx)
{
    struct flat f = {.x = x, .get = get, .ctx = ctx};
    xmlEntity *text = NULL;
    if (flatten_whole(&f, e) && f.b.n < INT32_MAX) {
        text = arena_make(&x->arena, xmlEntity);
        text->type = XML_ENTITY_DECL;
        text->etype = XML_INTERNAL_PREDEFINED_ENTITY;
        text->name = e->name;
        text->doc = e->doc;
        text->content = (xmlChar *)arena_dup(&x->arena, f.b.s ? f.b.s : "", f.b.n);
        text->length = (int)f.b.n;
    }
    buf_done(&f.b);
    return text;
}

xmlEntity *expansion_text(struct expansion *x, const xmlEntity *e, entity_get *get, void *ctx)
{
    static xmlEntity none;
    void *known = map_get(&x->texts, (const char *)e->name);
    bool unread = e->etype == XML_EXTERNAL_GENERAL_PARSED_ENTITY && !e->children;
    if (!known && !unread) {
        known = text_of(x, e, get, ctx);
        *map_put(&x->texts, (const char *)e->name) = known ? known : &none;
    }
    return known == &none ? NULL : known;
}

xmlEntity *expansion_nothing(void)
{
    static xmlChar empty[1];
    static xmlEntity nothing = {.type = XML_ENTITY_DECL,
                                .etype = XML_INTERNAL_PREDEFINED_ENTITY,
                                .name = empty,
                                .content = empty};
    return &nothing;
}

void expansion_done(struct expansion *x)
{
    map_done(&x->texts);
    arena_done(&x->arena);
    *x = (struct expansion){.stopped = x->stopped};
}
