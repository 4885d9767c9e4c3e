/* Whether a conversion lost anything: the letters of the source, read in a second way, against those of the result.
 *
 * Letters are all characters but white space and invisible ones. The source comes in pieces (paragraphs, lines), the result in units (what lies in one
 * block, notes apart). Most pieces are a unit as they stand, found by their hash. What is left of the result is one string; a piece that is no unit is
 * looked for in it as a whole, then stretch by stretch. Letters are used up as they are found, so that nothing counts twice. What is found nowhere must
 * be among what was left out on purpose; else it is lost. The work is linear as long as few pieces differ, and limited where many do. */
#include <stdlib.h>
#include <string.h>

#include "office/text-int.h"

enum { STRETCH = 12 /* letters that must agree to go on after a difference */, SHOWN = 100, LEAST = 8 /* [bytes] that count as lost where the source has markup */ };
#define MOST_WORK ((size_t)1 << 31)       /* [bytes] compared */

struct piece {
    int place;                 /* paragraph or line; 0: not known */
    const char *text;          /* as it was, for the message */
    char *letters;
    size_t n;
    bool done;
};
struct unit {
    int place;
    char *letters;
    size_t n;
    size_t at;                 /* in the rest */
    bool done;
    struct unit *same;         /* the next of equal letters */
};
struct aside {                 /* what was left out at one place */
    int place;
    size_t at, n;              /* in the string of all of it */
};
struct letters {
    const char *file;
    struct arena arena;
    VEC(struct piece) pieces;
    VEC(struct unit *) units;
    struct buf left;           /* letters of what was left out, those of places one behind the other */
    VEC(struct aside) lefts;
    struct buf rest;           /* letters of the result that are no piece as they stand; used ones are 1 */
    bool words;                /* letters and digits alone */
    size_t work, cursor;
    int lost;
};

struct letters *letters_new(const char *file)
{
    struct letters *l = mem_new(sizeof *l);
    l->file = file;
    return l;
}

void letters_words(struct letters *l) { l->words = true; }

void letters_free(struct letters *l)
{
    buf_done(&l->left), buf_done(&l->rest);
    vec_done(&l->pieces), vec_done(&l->units), vec_done(&l->lefts);
    arena_done(&l->arena);
    mem_free(l);
}

/* ---- letters --------------------------------------------------------------------------------------------------- */

static bool is_invisible(uint32_t c)
{
    return c <= ' ' || c == 0x7f || (c >= 0x80 && c <= 0xa0) || c == 0xad || c == 0x1680 || (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) || (c >= 0x205f && c <= 0x206f) || c == 0x3000 ||
           c == 0xfeff || (c >= 0xfe00 && c <= 0xfe0f);
}

/* What is neither letter nor digit in any script, roughly. */
static bool is_mark(uint32_t c)
{
    return (c < 0x80 && !((c | 32) >= 'a' && (c | 32) <= 'z') && !(c >= '0' && c <= '9')) || (c > 0xa0 && c < 0xc0) || c == 0xd7 || c == 0xf7 || (c >= 0x2000 && c < 0x2c00) || (c >= 0x3000 && c < 0x3040) ||
           (c >= 0xd800 && c < 0xf900) || (c >= 0xfe10 && c < 0xff10) || c > 0x1f000;
}

static bool counts(const struct letters *l, uint32_t c) { return !is_invisible(c) && !(l->words && is_mark(c)); }

static char *letters_of(struct letters *l, const char *text, size_t n, size_t *count)
{
    char *to = arena_new(&l->arena, n + 1), *start = to;
    for (const char *p = text, *end = text + n; p < end;) {
        const char *from = p;
        if (!counts(l, utf8_next(&p, end)))
            continue;
        memcpy(to, from, (size_t)(p - from));
        to += p - from;
    }
    *count = (size_t)(to - start);
    return start;
}

void letters_source(struct letters *l, int place, const char *text, size_t n)
{
    size_t count;
    char *letters = letters_of(l, text, n, &count);
    if (count)
        *vec_add(&l->pieces) = (struct piece){place, arena_dup(&l->arena, text, n), letters, count, false};
}

void letters_left(struct letters *l, int place, const char *text)
{
    size_t count;
    char *letters = letters_of(l, text, strlen(text), &count);
    if (!count)
        return;
    if (!l->lefts.n || l->lefts.v[l->lefts.n - 1].place != place) {
        buf_putc(&l->left, 1);
        *vec_add(&l->lefts) = (struct aside){place, l->left.n, 0};
    }
    buf_add(&l->left, letters, count);
    l->lefts.v[l->lefts.n - 1].n += count;
}

/* ---- the result ------------------------------------------------------------------------------------------------ */

static bool is_inline(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    enum db_class class = db_class_of(e);
    return e == DB_NONE || class == DB_INLINE || class == DB_EMPTY || e == DB_inlinemediaobject;
}

/* What the source does not hold as text at this place, though it is text of the tree. */
static bool is_aside(const struct letters *l, const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    if (l->words)
        return false;
    return e == DB_alt || e == DB_indexterm || e == DB_remark;
}

struct gather {
    struct letters *l;
    struct buf text;
    int place;
};

static void end_unit(struct gather *g)
{
    size_t n;
    char *letters = letters_of(g->l, g->text.s ? g->text.s : "", g->text.n, &n);
    if (n) {
        struct unit *u = arena_make(&g->l->arena, struct unit);
        *u = (struct unit){.place = g->place, .letters = letters, .n = n};
        *vec_add(&g->l->units) = u;
    }
    g->text.n = 0;
}

/* Notes are units of their own, so that they come after what they stand in. Depth is that of the tree, which is limited. */
static void gather_units(struct gather *g, const xmlNode *parent)
{
    for (const xmlNode *n = parent->children; n; n = n->next) {
        if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) {
            buf_puts(&g->text, (const char *)n->content);
        } else if (n->type == XML_ELEMENT_NODE && !is_aside(g->l, n)) {
            bool apart = !is_inline(n);
            struct buf outer = g->text;
            int place = g->place;
            if (apart && xml_elem(n) != DB_footnote)
                end_unit(g), outer = g->text;
            if (apart) {
                g->text = (struct buf){0};
                g->place = xml_loc(n).line;
            }
            gather_units(g, n);
            if (apart) {
                end_unit(g);
                buf_done(&g->text);
                g->text = outer;
                g->place = place;
            }
        }
    }
}

void letters_result(struct letters *l, const xmlNode *root)
{
    struct gather g = {l, {0}, xml_loc(root).line};
    gather_units(&g, root);
    end_unit(&g);
    buf_done(&g.text);
}

/* ---- comparing ------------------------------------------------------------------------------------------------- */

static uint64_t hash_of(const char *letters, size_t n) { return hash_bytes(letters, n, 1); }

static void key_of(char key[17], uint64_t hash) { snprintf(key, 17, "%016llx", (unsigned long long)hash); }

static void match_wholes(struct letters *l)
{
    struct map by_letters = {0};
    char key[17];
    for (int i = l->units.n - 1; i >= 0; i--) {       /* so that the first comes first */
        struct unit *u = l->units.v[i];
        key_of(key, hash_of(u->letters, u->n));
        struct unit **first = (struct unit **)map_put(&by_letters, key);
        u->same = *first;
        *first = u;
    }
    for (int i = 0; i < l->pieces.n; i++) {
        struct piece *p = &l->pieces.v[i];
        key_of(key, hash_of(p->letters, p->n));
        struct unit *u = map_get(&by_letters, key);
        if (!u || u->n != p->n || memcmp(u->letters, p->letters, p->n))
            continue;
        p->done = u->done = true;
        *map_put(&by_letters, key) = u->same;
    }
    map_done(&by_letters);
}

static void make_rest(struct letters *l)
{
    for (int i = 0; i < l->units.n; i++) {
        struct unit *u = l->units.v[i];
        u->at = l->rest.n;
        if (!u->done)
            buf_add(&l->rest, u->letters, u->n);
        if (!u->done)
            buf_putc(&l->rest, 1);
    }
    buf_putc(&l->rest, 1);
}

/* Uses letters up where they stand as one in a part of a string; where, or -1. */
static ptrdiff_t use(struct letters *l, struct buf *in, size_t from, size_t to, const char *letters, size_t n)
{
    if (to > in->n)
        to = in->n;
    if (from >= to || n > to - from || l->work > MOST_WORK)
        return -1;
    char *found = memmem(in->s + from, to - from, letters, n);
    l->work += found ? (size_t)(found - in->s) - from + n : to - from;
    if (!found)
        return -1;
    memset(found, 1, n);
    return found - in->s;
}

/* The part of the rest that has the units of a place. */
static bool part_of_place(const struct letters *l, int place, size_t *from, size_t *to)
{
    bool any = false;
    int low = 0, high = l->units.n;
    /* Units are mostly in the order of their places: a search that fails only costs precision. */
    while (low < high) {
        int middle = (low + high) / 2;
        if (l->units.v[middle]->place < place)
            low = middle + 1;
        else
            high = middle;
    }
    for (int i = low > 8 ? low - 8 : 0; i < l->units.n && i < low + 400; i++) {
        const struct unit *u = l->units.v[i];
        if (u->done || u->place != place)
            continue;
        *from = any ? *from : u->at;
        *to = u->at + u->n;
        any = true;
    }
    return any;
}

static int compare_asides(const void *a, const void *b)
{
    const struct aside *x = a, *y = b;
    return x->place != y->place ? (x->place > y->place) - (x->place < y->place) : (x->at > y->at) - (x->at < y->at);
}

static bool use_left(struct letters *l, int place, const char *letters, size_t n)
{
    int low = 0, high = l->lefts.n;
    while (low < high) {
        int middle = (low + high) / 2;
        if (l->lefts.v[middle].place < place)
            low = middle + 1;
        else
            high = middle;
    }
    for (int i = low; place && i < l->lefts.n && l->lefts.v[i].place == place; i++)
        if (use(l, &l->left, l->lefts.v[i].at, l->lefts.v[i].at + l->lefts.v[i].n, letters, n) >= 0)
            return true;
    return false;
}

static bool use_any_left(struct letters *l, const char *letters, size_t n) { return use(l, &l->left, 0, l->left.n, letters, n) >= 0; }

/* How many of these letters stand together in what is left of the result, or were left out on purpose; as many as go, which are used up. Few letters
 * are found anywhere, so that they count only where `few`, or at their own place. */
static size_t find_together(struct letters *l, int place, const char *letters, size_t n, size_t from, size_t to, bool few)
{
    enum { FEW = 4 };
    size_t k = n;
    while (k && !use_left(l, place, letters, k) && (k < FEW ? !few || use(l, &l->rest, from, to, letters, k) < 0 : (use(l, &l->rest, from, to, letters, k) < 0 && use(l, &l->rest, 0, l->rest.n, letters, k) < 0)) &&
           ((k < FEW && !few) || !use_any_left(l, letters, k))) {
        size_t less = k > 64 ? k / 2 : k - 1;        /* never inside a character */
        while (less && ((unsigned char)letters[less] & 0xc0) == 0x80)
            less--;
        k = less;
    }
    return k;
}

/* The words of a piece that hold these letters. */
static const char *words_of(struct letters *l, const struct piece *p, size_t first, size_t n)
{
    const char *s = p->text, *end = s + strlen(s), *from = NULL, *to = s;
    size_t seen = 0;
    while (s < end && seen < first + n) {
        const char *at = s;
        bool letter = counts(l, utf8_next(&s, end));
        if (letter && seen + (size_t)(s - at) > first && !from)
            from = at;
        seen += letter ? (size_t)(s - at) : 0;
        to = s;
    }
    from = from ? from : p->text;
    size_t length = (size_t)(to - from);
    if (length <= SHOWN)
        return arena_dup(&l->arena, from, length);
    length = SHOWN;
    while (length && ((unsigned char)from[length] & 0xc0) == 0x80)
        length--;
    return arena_printf(&l->arena, "%.*s…", (int)length, from);
}

static void lose(struct letters *l, const struct piece *p, size_t first, size_t n)
{
    if (l->words && n < LEAST)       /* markup that was taken for a word */
        return;
    l->lost++;
    diag(DIAG_office_lost, (struct loc){l->file, p->place, 0}, words_of(l, p, first, n));
}

static size_t character(const char *s)
{
    size_t n = 1;
    while (((unsigned char)s[n] & 0xc0) == 0x80)
        n++;
    return n;
}

/* Letters that stand in no stretch with others: what is nowhere is lost. */
static void account_for(struct letters *l, const struct piece *p, size_t first, size_t n, size_t from, size_t to)
{
    size_t lost = 0;
    for (size_t i = first, end = first + n; i < end;) {
        size_t k = find_together(l, p->place, p->letters + i, end - i, from, to, !lost);
        if (k && lost)
            lose(l, p, i - lost, lost);
        lost = k ? 0 : lost + character(p->letters + i);
        i += k ? k : character(p->letters + i);
    }
    if (lost)
        lose(l, p, first + n - lost, lost);
}

static void match_stretches(struct letters *l, const struct piece *p)
{
    size_t from = 0, to = 0, at, i = 0, missing = 0, count = 0;
    if (!part_of_place(l, p->place, &from, &to))
        from = to = 0;
    at = from;
    while (i < p->n) {
        size_t k = p->n - i < STRETCH ? p->n - i : STRETCH;
        while (k < p->n - i && ((unsigned char)p->letters[i + k] & 0xc0) == 0x80)
            k++;
        ptrdiff_t found = use(l, &l->rest, at, to, p->letters + i, k);
        if (found < 0) {
            size_t one = character(p->letters + i);
            missing = count ? missing : i;
            count += one;
            i += one;
            continue;
        }
        at = (size_t)found + k;
        size_t more = 0;
        while (i + k + more < p->n && at + more < to && l->rest.s[at + more] == p->letters[i + k + more])
            more++;
        while (more && i + k + more < p->n && ((unsigned char)p->letters[i + k + more] & 0xc0) == 0x80)
            more--;
        memset(l->rest.s + at, 1, more);
        at += more;
        if (count)
            account_for(l, p, missing, count, from, to);
        count = 0;
        i += k + more;
    }
    if (count)
        account_for(l, p, missing, count, from, to);
}

static void match_rest(struct letters *l, struct piece *p)
{
    ptrdiff_t found = use(l, &l->rest, l->cursor, l->rest.n, p->letters, p->n);
    if (found < 0)
        found = use(l, &l->rest, 0, l->cursor, p->letters, p->n);
    if (found >= 0)
        l->cursor = (size_t)found + p->n;
    else if (!use_left(l, p->place, p->letters, p->n) && !use_any_left(l, p->letters, p->n))
        match_stretches(l, p);
}

int letters_compare(struct letters *l)
{
    match_wholes(l);
    make_rest(l);
    buf_putc(&l->left, 1);
    if (l->lefts.n)
        qsort(l->lefts.v, (size_t)l->lefts.n, sizeof *l->lefts.v, compare_asides);
    for (int i = 0; i < l->pieces.n; i++)
        if (!l->pieces.v[i].done)
            match_rest(l, &l->pieces.v[i]);
    return l->lost;
}
