// SPDX-License-Identifier: Apache-2.0
/* Detects text lost in a conversion: compares the letters of the source, read by a second reader,
 * with those of the result.
 *
 * Letters are all characters but white space and invisible ones. The source consists of pieces
 * (paragraphs, lines), the result of units (the text of one block, without notes). Most pieces
 * equal a unit and are found by their hash. The other units form one string; a piece that is not a
 * unit is searched for in it as a whole, then stretch by stretch. Matched letters are used up, so
 * that none counts twice. Letters not found must be among those left out on purpose; else they are
 * lost. The work is linear if few pieces differ, and limited if many do. */
#include <stdlib.h>
#include <string.h>

#include "office/text-int.h"

enum {
    MANY = 64 /* equal units examined for the one at a place */,
    STRETCH = 12 /* letters that must agree to continue after a difference */,
    SHOWN = 100,
    LEAST = 8 /* [bytes] that count as lost if the source has markup */
};
#define MOST_WORK ((size_t)1 << 29) /* [bytes] compared */

struct piece {
    int place;        /* paragraph or line; 0: not known */
    const char *text; /* original text, for the message */
    char *letters;
    size_t n;
    bool done;
};
struct unit {
    int place;
    char *letters;
    size_t n;
    size_t at; /* in the rest */
    bool done;
    struct unit *same; /* the next of equal letters */
};
struct aside { /* text left out at one place */
    int place;
    size_t at, n; /* in the string of all left-out text */
};
struct span {
    size_t from, to; /* none if `to` is 0 */
};
struct grams;
struct letters {
    const char *file;
    struct arena arena;
    VEC(struct piece) pieces;
    VEC(struct unit *) units;
    struct buf left; /* letters left out, place by place */
    VEC(struct aside) lefts;
    struct buf rest;    /* letters of units that equal no piece; used ones are 1 */
    bool words;         /* only letters and digits */
    struct span *spans; /* by place: the part of the rest with its units */
    int n_spans;
    size_t work;
    struct grams *rest_grams, *left_grams; /* NULL: not needed so far */
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

/* ---- letters --------------------------------------------------------------------------------- */

static bool is_invisible(uint32_t c)
{
    return c <= ' ' || c == 0x7f || (c >= 0x80 && c <= 0xa0) || c == 0xad || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) ||
           (c >= 0x205f && c <= 0x206f) || c == 0x3000 || c == 0xfeff ||
           (c >= 0xfe00 && c <= 0xfe0f);
}

/* Roughly, characters that are neither letter nor digit in any script. */
static bool is_mark(uint32_t c)
{
    return (c < 0x80 && !((c | 32) >= 'a' && (c | 32) <= 'z') && !(c >= '0' && c <= '9')) ||
           (c > 0xa0 && c < 0xc0) || c == 0xd7 || c == 0xf7 || (c >= 0x2000 && c < 0x2c00) ||
           (c >= 0x3000 && c < 0x3040) || (c >= 0xd800 && c < 0xf900) ||
           (c >= 0xfe10 && c < 0xff10) || c > 0x1f000;
}

static bool letter_counts(const struct letters *l, uint32_t c)
{
    return !is_invisible(c) && !(l->words && is_mark(c));
}

static char *letters_of(struct letters *l, const char *text, size_t n, size_t *count)
{
    char *to = arena_new(&l->arena, n + 1), *start = to;
    for (const char *p = text, *end = text + n; p < end;) {
        const char *from = p;
        if (!letter_counts(l, utf8_next(&p, end)))
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
        *vec_add(&l->pieces) = (struct piece){place, arena_dup(&l->arena, text, n), letters, count,
                                              false};
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

/* ---- the result ------------------------------------------------------------------------------ */

static bool is_inline(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    enum db_class class = db_class_of(e);
    return e == DB_NONE || class == DB_INLINE || class == DB_EMPTY || e == DB_inlinemediaobject ||
           e == DB_imageobject || e == DB_imagedata;
}

/* Whether text of the tree is not text of the source at this place. */
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

/* Notes are separate units, after the block they are in. Recursion depth is that of the tree, which
 * is limited. */
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

/* ---- comparing ------------------------------------------------------------------------------- */

static uint64_t hash_of(const char *letters, size_t n) { return hash_bytes(letters, n, 1); }

static void key_of(char key[17], uint64_t hash)
{
    snprintf(key, 17, "%016llx", (unsigned long long)hash);
}

static void match_wholes(struct letters *l)
{
    struct map by_letters = {0};
    char key[17];
    for (int i = l->units.n - 1; i >= 0; i--) { /* so that the first unit is first in its chain */
        struct unit *u = l->units.v[i];
        key_of(key, hash_of(u->letters, u->n));
        struct unit **first = (struct unit **)map_put(&by_letters, key);
        u->same = *first;
        *first = u;
    }
    for (int anywhere = 0; anywhere < 2;
         anywhere++) /* those of the same place first, so that no other piece uses them */
        for (int i = 0; i < l->pieces.n; i++) {
            struct piece *p = &l->pieces.v[i];
            key_of(key, hash_of(p->letters, p->n));
            struct unit **first = p->done ? NULL : (struct unit **)map_put(&by_letters, key);
            while (first && *first && (*first)->done)
                *first = (*first)->same;
            struct unit *u = first ? *first : NULL;
            for (int near = 0; !anywhere && u && near < MANY && (u->done || u->place != p->place);
                 near++)
                u = u->same;
            if (!u || u->done || (!anywhere && u->place != p->place) || u->n != p->n ||
                memcmp(u->letters, p->letters, p->n))
                continue;
            p->done = u->done = true;
        }
    map_done(&by_letters);
}

static void make_rest(struct letters *l)
{
    for (int i = 0; i < l->units.n; i++)
        l->n_spans = l->units.v[i]->place >= l->n_spans ? l->units.v[i]->place + 1 : l->n_spans;
    l->spans = arena_new(&l->arena, sizeof *l->spans * (size_t)(l->n_spans + 1));
    memset(l->spans, 0, sizeof *l->spans * (size_t)(l->n_spans + 1));
    for (int i = 0; i < l->units.n; i++) {
        struct unit *u = l->units.v[i];
        u->at = l->rest.n;
        if (u->done)
            continue;
        buf_add(&l->rest, u->letters, u->n);
        buf_putc(&l->rest, 1);
        struct span *s = u->place > 0 ? &l->spans[u->place] : NULL;
        if (s)
            *s = (struct span){s->to ? s->from : u->at, u->at + u->n};
    }
    buf_putc(&l->rest, 1);
}

/* ---- finding --------------------------------------------------------------------------------- */

/* Index of the GRAM-byte sequences of a string, to find a text in it without reading all of it. */
enum { GRAM = 4, GRAM_BITS = 16 };
struct grams {
    const struct buf *of;
    uint32_t *first,
        *next; /* place + 1 of the first with a hash, of the next with the same; 0: none */
};

static uint32_t gram_at(const char *s)
{
    uint32_t v;
    memcpy(&v, s, GRAM);
    return v * 2654435761u >> (32 - GRAM_BITS);
}

static struct grams *grams_new(struct letters *l, const struct buf *of)
{
    struct grams *g = arena_make(&l->arena, struct grams);
    size_t n = of->n < UINT32_MAX ? of->n : 0;
    *g = (struct grams){of, arena_new(&l->arena, sizeof *g->first << GRAM_BITS),
                        arena_new(&l->arena, sizeof *g->next * (n + 1))};
    memset(g->first, 0, sizeof *g->first << GRAM_BITS);
    for (size_t i = n >= GRAM ? n - GRAM + 1 : 0; i-- > 0;) {
        uint32_t *first = &g->first[gram_at(of->s + i)];
        g->next[i] = *first;
        *first = (uint32_t)i + 1;
    }
    return g;
}

static bool tired(struct letters *l, size_t work)
{
    l->work += work;
    return l->work > MOST_WORK;
}

/* The length of the common prefix; used letters are 1 in a string, and no letter is. */
static size_t common_prefix(const char *a, size_t n_a, const char *b, size_t n_b)
{
    size_t k = 0;
    while (k < n_a && k < n_b && a[k] == b[k])
        k++;
    while (k && k < n_a && ((unsigned char)a[k] & 0xc0) == 0x80) /* never inside a character */
        k--;
    return k;
}

/* A stretch of letters in a string. */
struct stretch {
    struct buf *in;
    size_t at, n; /* n 0: none */
};

/* The longest prefix of these letters in a part of a string, if longer than the present match. */
static void longest_in(struct letters *l, struct buf *in, size_t from, size_t to,
                       const char *letters, size_t n, struct stretch *best)
{
    to = to < in->n ? to : in->n;
    for (const char *at; from < to && best->n < n && !tired(l, 0) &&
                         (at = memchr(in->s + from, letters[0], to - from));
         from = (size_t)(at - in->s) + 1) {
        size_t k = common_prefix(letters, n, at, to - (size_t)(at - in->s));
        tired(l, (size_t)(at - in->s) - from + k + 1);
        if (k > best->n)
            *best = (struct stretch){in, (size_t)(at - in->s), k};
    }
}

/* Likewise anywhere in it. */
static void longest_anywhere(struct letters *l, struct grams **g, struct buf *in,
                             const char *letters, size_t n, struct stretch *best)
{
    if (n < GRAM || in->n < GRAM)
        return;
    if (!*g)
        *g = grams_new(l, in);
    for (uint32_t i = (*g)->first[gram_at(letters)]; i && best->n < n && !tired(l, 1);
         i = (*g)->next[i - 1]) {
        size_t k = common_prefix(letters, n, in->s + i - 1, in->n - (i - 1));
        tired(l, k);
        if (k > best->n)
            *best = (struct stretch){in, i - 1, k};
    }
}

static size_t use_up(const struct stretch *found)
{
    memset(found->in->s + found->at, 1, found->n);
    return found->n;
}

/* The part of the rest that has the units of a place. */
static bool part_of_place(const struct letters *l, int place, size_t *from, size_t *to)
{
    if (place <= 0 || place >= l->n_spans || !l->spans[place].to)
        return false;
    *from = l->spans[place].from;
    *to = l->spans[place].to;
    return true;
}

static int compare_asides(const void *a, const void *b)
{
    const struct aside *x = a, *y = b;
    return x->place != y->place ? (x->place > y->place) - (x->place < y->place)
                                : (x->at > y->at) - (x->at < y->at);
}

/* The longest prefix in the text left out at a place. */
static void longest_left(struct letters *l, int place, const char *letters, size_t n,
                         struct stretch *best)
{
    int low = 0, high = l->lefts.n;
    while (low < high) {
        int middle = (low + high) / 2;
        if (l->lefts.v[middle].place < place)
            low = middle + 1;
        else
            high = middle;
    }
    for (int i = low; i < l->lefts.n && l->lefts.v[i].place == place && best->n < n; i++)
        longest_in(l, &l->left, l->lefts.v[i].at, l->lefts.v[i].at + l->lefts.v[i].n, letters, n,
                   best);
}

/* Finds the longest prefix of these letters in the unused part of the result or in the text left
 * out on purpose, uses it up and returns its length. Short matches occur anywhere, so they count
 * only if `few`, at their own place. */
static size_t find_together(struct letters *l, int place, const char *letters, size_t n,
                            size_t from, size_t to, bool few)
{
    enum { FEW = 4 };
    struct stretch best = {0};
    longest_left(l, place, letters, n, &best);
    longest_in(l, &l->rest, from, to, letters, n, &best);
    if (best.n < FEW && place)
        longest_left(l, 0, letters, n, &best);
    else if (best.n < FEW)
        longest_in(l, &l->left, 0, l->left.n, letters, n, &best);
    if (best.n && (best.n >= FEW || few || best.n == n))
        return use_up(&best);
    best.n = 0;
    longest_anywhere(l, &l->rest_grams, &l->rest, letters, n, &best);
    longest_anywhere(l, &l->left_grams, &l->left, letters, n, &best);
    return best.n >= FEW ? use_up(&best) : 0;
}

/* The words of a piece that hold these letters. */
static const char *words_of(struct letters *l, const struct piece *p, size_t first, size_t n)
{
    const char *s = p->text, *end = s + strlen(s), *from = NULL, *to = s;
    size_t seen = 0;
    while (s < end && seen < first + n) {
        const char *at = s;
        bool letter = letter_counts(l, utf8_next(&s, end));
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

static void report_loss(struct letters *l, const struct piece *p, size_t first, size_t n)
{
    if (l->words && n < LEAST) /* markup mistaken for a word */
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

/* Letters outside any stretch: those not found anywhere are lost. */
static void account_for(struct letters *l, const struct piece *p, size_t first, size_t n,
                        size_t from, size_t to)
{
    size_t lost = 0;
    for (size_t i = first, end = first + n; i < end;) {
        size_t k = find_together(l, p->place, p->letters + i, end - i, from, to, !lost);
        if (k && lost)
            report_loss(l, p, i - lost, lost);
        lost = k ? 0 : lost + character(p->letters + i);
        i += k ? k : character(p->letters + i);
    }
    if (lost)
        report_loss(l, p, first + n - lost, lost);
}

/* The first place in a part of the rest where the letters continue with a minimum length. */
static struct stretch goes_on_at(struct letters *l, size_t from, size_t to, const char *letters,
                                 size_t n)
{
    size_t least = n < STRETCH ? n : STRETCH - 3; /* characters are not split */
    for (const char *at;
         from < to && !tired(l, 0) && (at = memchr(l->rest.s + from, letters[0], to - from));
         from = (size_t)(at - l->rest.s) + 1) {
        size_t k = common_prefix(letters, n, at, to - (size_t)(at - l->rest.s));
        tired(l, (size_t)(at - l->rest.s) - from + k + 1);
        if (k >= least)
            return (struct stretch){&l->rest, (size_t)(at - l->rest.s), k};
    }
    return (struct stretch){0};
}

/* That of the nearest place before: a listing is one unit of many paragraphs. */
static bool part_before(const struct letters *l, int place, size_t *from, size_t *to)
{
    enum { FAR = 500 };
    int at = place < l->n_spans ? place : l->n_spans;
    for (int i = 1; i < FAR && at - i > 0; i++)
        if (part_of_place(l, at - i, from, to))
            return true;
    return false;
}

/* The part of the rest with the unit that has the longest prefix of a piece of unknown place. */
static bool unit_of(struct letters *l, const struct piece *p, size_t *from, size_t *to)
{
    enum { TRIES = 8, STEP = 16 };
    struct stretch best = {0};
    longest_left(l, p->place, p->letters, p->n, &best);
    if (best.n) /* it was left out at its place: similar text elsewhere belongs to another piece */
        return false;
    for (size_t i = 0, tries = 0; i < p->n && tries < TRIES && best.n < STRETCH; tries++) {
        longest_anywhere(l, &l->rest_grams, &l->rest, p->letters + i, p->n - i, &best);
        for (size_t k = 0; k < STEP && i < p->n; k++)
            i += character(p->letters + i);
    }
    int low = 0, high = l->units.n;
    while (best.n && low < high) {
        int middle = (low + high) / 2;
        if (l->units.v[middle]->at <= best.at)
            low = middle + 1;
        else
            high = middle;
    }
    while (low && l->units.v[low - 1]->done)
        low--;
    if (!best.n || !low)
        return false;
    *from = l->units.v[low - 1]->at;
    *to = *from + l->units.v[low - 1]->n;
    return true;
}

/* Matches stretch by stretch, in order, in the part of the rest for the piece's place, then
 * elsewhere. */
static void match_rest(struct letters *l, const struct piece *p)
{
    size_t from = 0, to = 0, i = 0, missing = 0;
    if (!part_of_place(l, p->place, &from, &to) && !unit_of(l, p, &from, &to) &&
        !part_before(l, p->place, &from, &to))
        from = to = 0;
    for (size_t at = from; i < p->n;) {
        struct stretch found = goes_on_at(l, at, to, p->letters + i, p->n - i);
        if (!found.n) {
            i += character(p->letters + i);
            continue;
        }
        account_for(l, p, missing, i - missing, from, to);
        at = found.at + use_up(&found);
        missing = i += found.n;
    }
    account_for(l, p, missing, p->n - missing, from, to);
}

int letters_compare(struct letters *l)
{
    match_wholes(l);
    make_rest(l);
    buf_putc(&l->left, 1);
    if (l->lefts.n)
        qsort(l->lefts.v, (size_t)l->lefts.n, sizeof *l->lefts.v, compare_asides);
    for (int i = 0; i < l->pieces.n; i++) {
        if (!l->pieces.v[i].done && tired(l, 0)) {
            diag(DIAG_office_uncompared, (struct loc){l->file, l->pieces.v[i].place, 0});
            break;
        }
        if (!l->pieces.v[i].done)
            match_rest(l, &l->pieces.v[i]);
    }
    return l->lost;
}
