// SPDX-License-Identifier: Apache-2.0
/* Hyphenation exceptions of a publication (-koki-hyphenation-exceptions), which override all
 * patterns: "Ur-in-stinkt" may only break at the hyphens, "Schilf|in-sel" also has a joint, which
 * no ligature spans; "Staub-ecken*" is for every word that begins so, whose rest is hyphenated by
 * patterns; "*an-trag" for every compound with it as a later part: patterns often fail at parts
 * that begin with a vowel (Modellan-trag). Case does not count. */
#include <string.h>

#include "text/text-int.h"

struct exception {
    struct exception *next; /* PART: with the same beginning */
    int n;                  /* bytes of the word */
    bool open, part;  /* of every word that begins so; of every compound with it as a later part */
    const char *text; /* PART: its letters */
    char mark[];      /* EXCEPTION_… before each byte, and after the last */
};
struct exceptions {
    struct map word; /* in small letters → struct exception */
    int longest;     /* of the open ones; 0: none */
    struct map part; /* first PART_KEY bytes → struct exception, the longest first */
};
enum { WORD_MAX = 255, PART_KEY = 4, BEFORE_PART = 3 };

/* Splits a word into bytes and marks; a soft hyphen is a hyphen. */
static struct exception *parse_word(struct arena *a, const char *s, const char *end, char *plain)
{
    struct exception *e = arena_new(a, sizeof *e + (size_t)(end - s) + 2);
    e->part = s < end && *s == '*';
    s += e->part;
    while (s < end) {
        bool soft = end - s >= 2 && !memcmp(s, SOFT_HYPHEN, 2);
        if (*s == '*' && s + 1 == end)
            e->open = true;
        else if (*s == '-' || *s == '|' || soft)
            e->mark[e->n] = *s == '|' ? EXCEPTION_JOINT : EXCEPTION_BREAK;
        else
            plain[e->n++] = *s;
        s += soft ? 2 : 1;
    }
    return e;
}

static void add_part(struct exceptions *x, struct exception *e, const char *lower)
{
    char key[PART_KEY + 1] = "";
    if (e->n < PART_KEY || !e->open)
        return;
    memcpy(key, lower, PART_KEY);
    struct exception **place = (struct exception **)map_put(&x->part, key);
    while (*place && (*place)->n > e->n)
        place = &(*place)->next;
    e->next = *place;
    *place = e;
}

static void add_word(struct exceptions *x, struct arena *a, const char *s, const char *end)
{
    char plain[WORD_MAX + 1], lower[WORD_MAX + 1];
    if (end - s > WORD_MAX || end == s)
        return;
    struct exception *e = parse_word(a, s, end, plain);
    fold_letters(plain, e->n, lower);
    lower[e->n] = 0;
    if (e->part) {
        e->text = arena_dup(a, lower, (size_t)e->n);
        add_part(x, e, lower);
        return;
    }
    *map_put(&x->word, lower) = e;
    if (e->open && e->n > x->longest)
        x->longest = e->n;
}

static void add_words(struct exceptions *x, struct arena *a, const char *s)
{
    while (*s) {
        s += strspn(s, " \t\r\n,");
        size_t n = strcspn(s, " \t\r\n,");
        add_word(x, a, s, s + n);
        s += n;
    }
}

static struct exceptions *read_list(struct arena *a, const struct css_list *list)
{
    struct exceptions *x = arena_make(a, struct exceptions);
    for (int i = 0; i < list->n; i++) {
        const struct css_item *item = &list->item[i];
        const char *s = item->kind == CSS_I_STRING ? item->a
                        : item->v.kind == CSS_STR  ? item->v.str
                                                   : NULL;
        if (s)
            add_words(x, a, s);
    }
    return x;
}

/* Lists are interned with the styles: each is read once. */
const struct exceptions *exceptions_get(struct text *t, const struct css_list *list)
{
    char key[40];
    if (!list || !list->n)
        return NULL;
    snprintf(key, sizeof key, "%p", (const void *)list);
    pthread_mutex_lock(&t->cache->lock);
    void **place = map_put(&t->cache->exceptions, key);
    struct exceptions *x = *place;
    if (!x)
        x = *place = read_list(&t->cache->arena, list);
    pthread_mutex_unlock(&t->cache->lock);
    return x;
}

static void done(struct exceptions *x)
{
    map_done(&x->word);
    map_done(&x->part);
}

void exceptions_done(struct text *t)
{
    for (int i = 0; i < t->cache->exceptions.n; i++)
        done(t->cache->exceptions.entry[i].value);
    map_done(&t->cache->exceptions);
}

/* The marks inside the exception, which begins at `at`. */
static void say(const struct exception *e, int at, char *point, char *joint)
{
    for (int i = 1; i < e->n; i++) {
        point[at + i] = e->mark[i] != 0;
        joint[at + i] = e->mark[i] == EXCEPTION_JOINT;
    }
}

static const struct exception *whole_word(const struct exceptions *x, const char *lower, int n)
{
    const struct exception *e = map_get_n(&x->word, lower, (size_t)n);
    for (int k = n < x->longest ? n : x->longest; !e && k > 1; k--) {
        e = map_get_n(&x->word, lower, (size_t)k);
        e = e && e->open ? e : NULL;
    }
    return e;
}

static const struct exception *part_at(const struct exceptions *x, const char *lower, int n)
{
    const struct exception *e = n < PART_KEY ? NULL : map_get_n(&x->part, lower, PART_KEY);
    while (e && (e->n > n || memcmp(e->text, lower, (size_t)e->n)))
        e = e->next;
    return e;
}

/* The part begins at a joint, and the letter before it ends the preceding part. */
static void say_part(const struct exception *e, const char *word, int at, char *point, char *joint)
{
    int before = at - 1;
    while (before > 0 && ((unsigned char)word[before] & 0xc0) == 0x80)
        before--;
    point[before] = joint[before] = 0;
    point[at] = joint[at] = 1;
    say(e, at, point, joint);
}

bool exceptions_say(const struct exceptions *x, const char *word, int n, char *point, char *joint)
{
    char lower[WORD_MAX];
    if (!x || n > WORD_MAX)
        return false;
    fold_letters(word, n, lower);
    const struct exception *e = whole_word(x, lower, n);
    bool said = e;
    int at = BEFORE_PART;
    if (e) {
        say(e, 0, point, joint);
        at = e->n > at ? e->n : at;
    }
    for (; x->part.n && at + PART_KEY <= n; at++) {
        e = part_at(x, lower + at, n - at);
        if (!e)
            continue;
        say_part(e, word, at, point, joint);
        said = true;
        at += e->n - 1;
    }
    return said;
}
