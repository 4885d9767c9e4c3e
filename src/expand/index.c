// SPDX-License-Identifier: Apache-2.0
/* The index: index terms of a book, merged by their text, sorted by the collation of the index's
 * language (CLDR, so German by DIN 5007 variant 1), grouped under the initials that CLDR gives for
 * the language, and put into the index left empty by the author. Page numbers are references, not
 * text: <phrase role="index-page" linkend="ID"/>, two of them in <phrase role="index-range"> for a
 * range. Cost: n log n in the number of terms. */
#include <stdlib.h>
#include <string.h>
#include <unicode/ucol.h>
#include <unicode/ulocdata.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "expand/expand-int.h"

enum { LEVELS = 3 };

struct place {
    const char *from, *to; /* ids; to: NULL no range */
    bool preferred;
};
struct key {
    const uint8_t *bytes;
    int n;
};
struct entry {
    xmlNode
        *ie; /* primaryie, secondaryie or tertiaryie, made at once so that others may refer to it */
    const xmlNode *words; /* primary, … of the first term */
    const char *text, *sortas;
    struct key sort, initial; /* the full collation key, and that of base letters alone */
    int order;
    VEC(struct entry *) below;
    VEC(struct place) places;
    VEC(const xmlNode *) see, also;
};
struct index {
    struct expand *x;
    struct arena arena;
    struct map entries; /* words of all levels → entry */
    struct map ends;    /* startref → the term that ends the range */
    VEC(struct entry *) top;
    UCollator *full, *base;
    VEC(struct label {
        const char *text;
        struct key key;
    }) labels;
    xmlNode *node;
    bool *taken; /* by term: whether some index has it */
    int order;
};

/* ---- collation ------------------------------------------------------------------------------- */

static struct key sort_key(struct index *ix, const UCollator *c, const char *text)
{
    size_t room = strlen(text) + 1;
    UChar *wide = arena_array(&ix->arena, UChar, room);
    int32_t n = 0;
    UErrorCode e = U_ZERO_ERROR;
    u_strFromUTF8WithSub(wide, (int32_t)room, &n, text, -1, 0xfffd, NULL, &e);
    int size = ucol_getSortKey(c, wide, n, NULL, 0);
    uint8_t *bytes = arena_new(&ix->arena, (size_t)size + 1);
    ucol_getSortKey(c, wide, n, bytes, size);
    return (struct key){bytes, size};
}

static int compare_keys(const struct key *a, const struct key *b)
{
    int n = a->n < b->n ? a->n : b->n, order = memcmp(a->bytes, b->bytes, (size_t)n);
    return order ? order : (a->n > b->n) - (a->n < b->n);
}

static int by_key(const void *a, const void *b)
{
    const struct entry *p = *(struct entry *const *)a, *q = *(struct entry *const *)b;
    int order = compare_keys(&p->sort, &q->sort);
    return order ? order : p->order - q->order;
}

static int by_label(const void *a, const void *b)
{
    return compare_keys(&((const struct label *)a)->key, &((const struct label *)b)->key);
}

static void add_label(struct index *ix, const UChar *s, int n)
{
    char text[64];
    int32_t length = 0;
    UErrorCode e = U_ZERO_ERROR;
    u_strToUTF8(text, sizeof text - 1, &length, s, n, &e);
    if (U_FAILURE(e))
        return;
    struct label *l = vec_add(&ix->labels);
    l->text = arena_dup(&ix->arena, text, (size_t)length);
    l->key = sort_key(ix, ix->base, l->text);
}

/* The initials of a language: A to Z, and further letters of its alphabet. */
static void read_labels(struct index *ix, const char *locale)
{
    UErrorCode e = U_ZERO_ERROR;
    ULocaleData *data = ulocdata_open(locale, &e);
    USet *set = data ? ulocdata_getExemplarSet(data, NULL, 0, ULOCDATA_ES_INDEX, &e) : NULL;
    int items = set && U_SUCCESS(e) ? uset_getItemCount(set) : 0;
    for (int i = 0; i < items; i++) {
        UChar text[16];
        UChar32 from, to;
        e = U_ZERO_ERROR;
        int n = uset_getItem(set, i, &from, &to, text, 16, &e);
        if (U_SUCCESS(e) && n >= 2)
            add_label(ix, text, n);
        for (UChar32 c = from; n == 0 && c <= to && c - from < 1000; c++) {
            int length = 0;
            U16_APPEND_UNSAFE(text, length, c);
            add_label(ix, text, length);
        }
    }
    if (set)
        uset_close(set);
    if (data)
        ulocdata_close(data);
    for (UChar c = 'A'; !ix->labels.n && c <= 'Z'; c++)
        add_label(ix, &c, 1);
    qsort(ix->labels.v, (size_t)ix->labels.n, sizeof *ix->labels.v, by_label);
}

static void open_collation(struct index *ix, const char *lang)
{
    char locale[64] = "";
    int32_t parsed = 0;
    UErrorCode e = U_ZERO_ERROR;
    uloc_forLanguageTag(lang && *lang ? lang : "en", locale, sizeof locale, &parsed, &e);
    if (U_FAILURE(e) || !*locale)
        strcpy(locale, "en");
    e = U_ZERO_ERROR;
    ix->full = ucol_open(locale, &e);
    ix->base = ucol_open(locale, &e);
    if (U_FAILURE(e))
        die(DIAG_out_of_memory, LOC_NONE); /* an unknown language is not a failure, it falls back */
    ucol_setStrength(ix->base, UCOL_PRIMARY);
    read_labels(ix, locale);
}

/* ---- gathering ------------------------------------------------------------------------------- */

static const enum db_elem level_elem[LEVELS] = {DB_primary, DB_secondary, DB_tertiary};
static const enum db_elem level_ie[LEVELS] = {DB_primaryie, DB_secondaryie, DB_tertiaryie};

static struct entry *new_entry(struct index *ix, const xmlNode *words, int level)
{
    struct entry *en = arena_make(&ix->arena, struct entry);
    struct buf b = {0};
    xml_text(words, &b);
    en->words = words;
    en->text = arena_dup(&ix->arena, b.s ? b.s : "", b.n);
    en->order = ix->order++;
    en->ie = xml_new_elem(ix->x->doc, level_ie[level], xml_loc(words));
    buf_done(&b);
    return en;
}

/* The entry of a term, made with its parents if it is new; NULL if the term has no text. */
static struct entry *find_entry(struct index *ix, const xmlNode *term)
{
    struct buf path = {0};
    struct entry *at = NULL;
    for (int level = 0; level < LEVELS; level++) {
        const xmlNode *words = xml_child(term, db_name(level_elem[level]));
        if (!words)
            break;
        xml_text(words, &path);
        buf_putc(&path, '\x1f');
        void **place = map_put(&ix->entries, path.s);
        if (!*place) {
            struct entry *en = *place = new_entry(ix, words, level);
            if (at)
                *vec_add(&at->below) = en;
            else
                *vec_add(&ix->top) = en;
        }
        at = *place;
        const char *sortas = xml_attr(words, "sortas");
        if (sortas && !at->sortas)
            at->sortas = sortas;
    }
    buf_done(&path);
    return at;
}

static void add_place(struct entry *en, const char *from, const char *to, const xmlNode *term)
{
    *vec_add(&en->places) = (struct place){from, to,
                                           expand_attr_is(term, "significance", "preferred")};
}

/* Adds the elements in @zone of a term; false if there are none. */
static bool add_zones(struct index *ix, struct entry *en, const xmlNode *term, const char *zone)
{
    bool any = false;
    for (const char *s = zone + strspn(zone, " \t\r\n"); *s; s += strspn(s, " \t\r\n")) {
        size_t n = strcspn(s, " \t\r\n");
        char *id = arena_dup(&ix->arena, s, n);
        if (xml_ids_get(ix->x->ids, id))
            add_place(en, id, NULL, term);
        else
            diag(DIAG_expand_dangling, xml_loc(term), id);
        any |= xml_ids_get(ix->x->ids, id) != NULL;
        s += n;
    }
    return any;
}

static void add_term(struct index *ix, xmlNode *term)
{
    struct entry *en = find_entry(ix, term);
    const char *zone = xml_attr(term, "zone"), *id;
    bool see = false;
    if (!en) {
        diag(DIAG_expand_no_primary, xml_loc(term));
        return;
    }
    for (const xmlNode *c = xml_first(term); c; c = xml_next(c)) {
        see |= xml_elem(c) == DB_see;
        if (xml_elem(c) == DB_see)
            *vec_add(&en->see) = c;
        if (xml_elem(c) == DB_seealso)
            *vec_add(&en->also) = c;
    }
    if (see)
        return;
    if (zone && add_zones(ix, en, term, zone))
        return;
    id = expand_id(ix->x, term);
    xmlNode *end = expand_attr_is(term, "class", "startofrange") ? map_get(&ix->ends, id) : NULL;
    if (!end && expand_attr_is(term, "class", "startofrange"))
        diag(DIAG_expand_open_range, xml_loc(term), id);
    add_place(en, id, end ? expand_id(ix->x, end) : NULL, term);
}

static bool is_typed(const struct expand *x)
{
    for (int i = 0; i < x->indexes.n; i++)
        if (xml_attr(x->indexes.v[i].node, "type"))
            return true;
    return false;
}

static bool same_type(const xmlNode *index, const xmlNode *term, bool typed)
{
    const char *a = xml_attr(index, "type"), *b = xml_attr(term, "type");
    return a ? b && !strcmp(a, b) : !typed || !b;
}

static void index_gather(struct index *ix, const struct division *book)
{
    struct expand *x = ix->x;
    bool typed = is_typed(x);
    for (int i = book->term_from; i < book->term_to; i++) {
        const char *start = expand_attr_is(x->terms.v[i], "class", "endofrange")
                                ? xml_attr(x->terms.v[i], "startref")
                                : NULL;
        if (start)
            *map_put(&ix->ends, start) = x->terms.v[i];
    }
    for (int i = book->term_from; i < book->term_to; i++)
        if (same_type(ix->node, x->terms.v[i], typed)) {
            ix->taken[i] = true;
            if (!expand_attr_is(x->terms.v[i], "class", "endofrange"))
                add_term(ix, x->terms.v[i]);
        }
}

/* ---- writing --------------------------------------------------------------------------------- */

static void write_place(xmlNode *ie, const struct place *p, struct loc where)
{
    xmlNode *into = p->to ? expand_phrase(ie, "index-range", NULL, where) : ie;
    const char *role = p->preferred ? "index-page preferred" : "index-page";
    xml_set_attr(expand_phrase(into, role, NULL, where), "linkend", p->from);
    if (p->to)
        xml_set_attr(expand_phrase(into, role, NULL, where), "linkend", p->to);
}

/* The words of a "see" without the mark at their end, and spaces of the source. */
static const char *see_words(struct index *ix, const char *words)
{
    return text_excerpt(&ix->arena, words, strcspn(words, "\x1f"), 60);
}

/* Whether words name an entry together with what it is below: "Moor, Hochmoor", "Moor (siehe auch
 * dort)". */
static bool names_entry(struct index *ix, const char *words)
{
    size_t n = strcspn(words, ",;:(\x1f");
    while (n && words[n - 1] == ' ')
        n--;
    return words[n] != '\x1f' &&
           map_get(&ix->entries, arena_printf(&ix->arena, "%.*s\x1f", (int)n, words));
}

/* "see …": the text, as a link if there is an entry for it. */
static void write_see(struct index *ix, xmlNode *into, const xmlNode *see)
{
    struct buf b = {0};
    xmlNode *p = expand_phrase(into, "index-see-words", NULL, xml_loc(see));
    const struct entry *to;
    xml_text(see, &b);
    buf_putc(&b, '\x1f');
    to = map_get(&ix->entries, b.s);
    if (to)
        xml_set_attr(p, "linkend", expand_id(ix->x, to->ie));
    else if (!names_entry(ix, b.s))
        diag(DIAG_expand_see, xml_loc(see), see_words(ix, b.s));
    expand_copy_inline(see, p);
    buf_done(&b);
}

static void write_sees(struct index *ix, xmlNode *into, const xmlNode *const *see, int n,
                       enum gen_key key)
{
    expand_phrase(into, "index-see-label", expand_gen(ix->node, key), xml_loc(see[0]));
    for (int i = 0; i < n; i++) {
        xml_add_text(into, i ? "; " : " ");
        write_see(ix, into, see[i]);
    }
}

static void write_entry(struct index *ix, xmlNode *into, struct entry *en)
{
    struct loc where = xml_loc(en->words);
    xml_add_last(into, en->ie);
    if (en->below.n)
        xml_set_attr(en->ie, "continued", expand_gen(ix->node, GEN_continued));
    expand_copy_inline(en->words, en->ie);
    for (int i = 0; i < en->places.n; i++)
        write_place(en->ie, &en->places.v[i], where);
    if (en->see.n)
        write_sees(ix, expand_phrase(en->ie, "index-see", NULL, where), en->see.v, en->see.n,
                   GEN_see);
    if (en->also.n)
        write_sees(ix, xml_new_child(into, DB_seealsoie, where), en->also.v, en->also.n,
                   GEN_seealso);
}

static void sort_entries(struct index *ix, struct entry **v, int n)
{
    for (int i = 0; i < n; i++)
        v[i]->sort = sort_key(ix, ix->full, v[i]->sortas ? v[i]->sortas : v[i]->text);
    if (n)
        qsort(v, (size_t)n, sizeof *v, by_key);
}

static void write_primary(struct index *ix, xmlNode *into, struct entry *en)
{
    xmlNode *node = xml_new_child(into, DB_indexentry, xml_loc(en->words));
    write_entry(ix, node, en);
    sort_entries(ix, en->below.v, en->below.n);
    for (int i = 0; i < en->below.n; i++) {
        struct entry *second = en->below.v[i];
        write_entry(ix, node, second);
        sort_entries(ix, second->below.v, second->below.n);
        for (int k = 0; k < second->below.n; k++)
            write_entry(ix, node, second->below.v[k]);
    }
}

/* ---- initials -------------------------------------------------------------------------------- */

static UChar32 first_char(const char *s)
{
    const char *end = s + strlen(s);
    return *s ? (UChar32)utf8_next(&s, end) : 0;
}

static UScriptCode script(UChar32 c)
{
    UErrorCode e = U_ZERO_ERROR;
    return uscript_getScript(c, &e);
}

/* The initial under which an entry is listed: a label of the language, the letter itself in another
 * script, NULL for symbols and digits. */
static const char *initial(struct index *ix, const struct entry *en)
{
    const char *text = en->sortas ? en->sortas : en->text;
    struct key key = sort_key(ix, ix->base, text);
    UChar32 c = first_char(text);
    int lo = 0, hi = ix->labels.n;
    while (lo < hi) {
        int mid = (lo + hi) / 2;
        if (compare_keys(&ix->labels.v[mid].key, &key) <= 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (!lo || !u_isalpha(c))
        return NULL;
    if (script(c) == script(first_char(ix->labels.v[lo - 1].text)))
        return ix->labels.v[lo - 1].text;
    char letter[8] = {0};
    utf8_put(letter, (uint32_t)u_toupper(c));
    return arena_dup(&ix->arena, letter, strlen(letter));
}

static void write_index(struct index *ix)
{
    xmlNode *div = NULL;
    const char *under = NULL;
    sort_entries(ix, ix->top.v, ix->top.n);
    for (int i = 0; i < ix->top.n; i++) {
        const char *letter = initial(ix, ix->top.v[i]);
        if (!div || (letter ? !under || strcmp(letter, under) : under != NULL)) {
            struct loc where = xml_loc(ix->node);
            div = xml_new_child(ix->node, DB_indexdiv, where);
            xml_add_text(xml_new_child(div, DB_title, where),
                         letter ? letter : expand_gen(ix->node, GEN_symbols));
            under = letter;
        }
        write_primary(ix, div, ix->top.v[i]);
    }
}

static void entry_done(struct entry *en)
{
    vec_done(&en->below);
    vec_done(&en->places);
    vec_done(&en->see);
    vec_done(&en->also);
}

static void index_done(struct index *ix)
{
    for (int i = 0; i < ix->entries.n; i++)
        entry_done(ix->entries.entry[i].value);
    map_done(&ix->entries);
    map_done(&ix->ends);
    vec_done(&ix->top);
    vec_done(&ix->labels);
    ucol_close(ix->full);
    ucol_close(ix->base);
    arena_done(&ix->arena);
}

/* An entry written by the author: adds the pages of its targets. */
void expand_indexentry(struct expand *x, xmlNode *n)
{
    const char *ids = xml_attr(n, "linkends");
    struct buf id = {0};
    (void)x;
    for (const char *s = ids ? ids + strspn(ids, " \t\r\n") : ""; *s; s += strspn(s, " \t\r\n")) {
        size_t length = strcspn(s, " \t\r\n");
        id.n = 0;
        buf_add(&id, s, length);
        xml_set_attr(expand_phrase(n, "index-page", NULL, xml_loc(n)), "linkend", id.s);
        s += length;
    }
    buf_done(&id);
}

/* "see" before the words to which the author refers. */
void expand_indexsee(struct expand *x, xmlNode *n)
{
    xmlNode *label = xml_new_elem(n->doc, DB_phrase, xml_loc(n));
    (void)x;
    xml_set_attr(label, "role", "index-see-label");
    xml_add_text(label, expand_gen(n, xml_elem(n) == DB_seeie ? GEN_see : GEN_seealso));
    xml_add_first(n, label);
    expand_text_after(label, " ");
}

/* An index is made once for each book, kind and type; further empty ones stay empty. */
static bool is_first(struct map *seen, const struct filled *index)
{
    char key[64];
    const char *type = xml_attr(index->node, "type");
    snprintf(key, sizeof key, "%d %s", index->division, type ? type : "");
    void **place = map_put(seen, key);
    if (*place)
        return false;
    *place = index->node;
    return true;
}

/* Reports ends of ranges that never begin. */
static void check_ends(const struct expand *x)
{
    struct map starts = {0};
    for (int i = 0; i < x->terms.n; i++)
        if (expand_attr_is(x->terms.v[i], "class", "startofrange") && xml_id(x->terms.v[i]))
            *map_put(&starts, xml_id(x->terms.v[i])) = x->terms.v[i];
    for (int i = 0; i < x->terms.n; i++) {
        const char *start = xml_attr(x->terms.v[i], "startref");
        if (expand_attr_is(x->terms.v[i], "class", "endofrange") &&
            !(start && map_get(&starts, start)))
            diag(DIAG_expand_no_range, xml_loc(x->terms.v[i]), start ? start : "");
    }
    map_done(&starts);
}

/* Reports terms that no index has, since each has another type, once for each type. */
static void check_types(const struct expand *x, const bool *taken)
{
    struct map types = {0};
    for (int i = 0; i < x->terms.n; i++) {
        const char *type = xml_attr(x->terms.v[i], "type");
        if (!taken[i] && !expand_attr_is(x->terms.v[i], "class", "endofrange"))
            *(uintptr_t *)map_put(&types, type ? type : "(none)") += 1;
    }
    for (int i = 0; i < x->terms.n; i++) {
        const char *type = xml_attr(x->terms.v[i], "type");
        type = type ? type : "(none)";
        int n = taken[i] ? 0 : (int)(uintptr_t)map_get(&types, type);
        if (n)
            diag(DIAG_expand_no_index, xml_loc(x->terms.v[i]), type, n);
        if (n)
            *map_put(&types, type) = NULL;
    }
    map_done(&types);
}

void expand_index(struct expand *x)
{
    struct map seen = {0};
    bool *taken = mem_new(sizeof *taken * (size_t)(x->terms.n + 1));
    memset(taken, 0, sizeof *taken * (size_t)(x->terms.n + 1));
    for (int i = 0; i < x->indexes.n; i++) {
        const struct filled *f = &x->indexes.v[i];
        struct index ix = {.x = x, .node = f->node, .taken = taken};
        if (!is_first(&seen, f))
            continue;
        open_collation(&ix, xml_lang(f->node));
        index_gather(&ix, &x->divisions.v[xml_elem(f->node) == DB_setindex ? 0 : f->division]);
        write_index(&ix);
        index_done(&ix);
    }
    if (x->indexes.n) {
        check_ends(x);
        check_types(x, taken);
    }
    mem_free(taken);
    map_done(&seen);
}
