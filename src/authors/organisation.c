// SPDX-License-Identifier: Apache-2.0
/* Organisations in columns of names, and place-holders for people who are not known yet. */
#include <string.h>

#include "authors/authors-int.h"

enum where { END = 1, STEM = 2, FIRST = 4, ANY = 8 };

static const struct {
    enum where where;
    const char *words;
} table[] = {
#define O(where, words) {where, words},
#include "authors/organisation.def"
#undef O
};

/* The table as a map from word to where it may be, made once. */
static const struct map *organisation_words(void)
{
    static struct map known;
    struct arena a = {0};
    for (size_t i = 0; i < sizeof table / sizeof *table && (i || !known.n); i++)
        for (const char *p = table[i].words; *p; p += strspn(p, "|")) {
            size_t n = strcspn(p, "|");
            *(uintptr_t *)map_put(&known, arena_dup(&a, p, n)) |= table[i].where;
            p += n;
        }
    arena_done(&a);
    return &known;
}

static unsigned places_of_word(const char *key)
{
    return (unsigned)(uintptr_t)map_get(organisation_words(), key);
}

/* Whether it ends in a word of the table, as "stadtsportverein". */
static bool has_stem(const char *key)
{
    enum { SHORTEST = 5 };
    size_t n = strlen(key);
    for (size_t i = 0; i + SHORTEST <= n; i++)
        if (places_of_word(key + i) & STEM)
            return true;
    return false;
}

/* The words of a text, folded; at most so many. */
static int words_of(struct arena *a, const char *text, const char *word[], int most)
{
    int n = 0;
    for (const char *p = text; *p && n < most;) {
        size_t k = strcspn(p, " \t\r\n-/,;:()\"");
        const char *key = key_fold(a, arena_dup(a, p, k));
        if (*key)
            word[n++] = key;
        p += k;
        p += strspn(p, " \t\r\n-/,;:()\"");
    }
    return n;
}

/* "AG", "e.V.", "eG", but not a family name like "Ag": a short form has a dot or a capital inside.
 */
static bool is_form(const char *text, const char *key)
{
    enum { LONG = 4 };
    const char *blank = strrchr(text, ' '), *last = blank ? blank + 1 : text;
    bool inner = strchr(last, '.') != NULL;
    for (const char *p = *last ? last + 1 : last; *p; p++)
        inner |= *p >= 'A' && *p <= 'Z';
    return (places_of_word(key) & END) && (strlen(key) >= LONG || inner);
}

bool name_is_organisation(const char *text)
{
    enum { MOST = 24, LONGEST_FORM = 4 };
    struct arena a = {0};
    const char *word[MOST];
    int n = words_of(&a, text, word, MOST);
    text += strspn(text, " \t\r\n");
    bool found = n > 1 && text[strcspn(text, " ,")] == ' ' && (places_of_word(word[0]) & FIRST);
    for (int i = 0; i < n && !found; i++)
        found = has_stem(word[i]) || (places_of_word(word[i]) & ANY);
    struct buf b = {0};
    for (int i = n - 1; i > 0 && i >= n - LONGEST_FORM && !found; i--) { /* "e. V." is "ev" */
        b.n = 0;
        for (int k = i; k < n; k++)
            buf_puts(&b, word[k]);
        found = is_form(text, b.s);
    }
    buf_done(&b);
    arena_done(&a);
    return found;
}

struct name name_of_organisation(struct arena *a, const char *text)
{
    struct buf b = {0};
    for (const char *p = text + strspn(text, " \t\r\n"); *p;) {
        size_t n = strcspn(p, " \t\r\n");
        buf_printf(&b, "%s%.*s", b.n ? " " : "", (int)n, p);
        p += n;
        p += strspn(p, " \t\r\n");
    }
    struct name name = {"", "", "", arena_dup(a, b.s ? b.s : "", b.n), "", true};
    buf_done(&b);
    return name;
}

bool name_is_empty(const struct name *name) { return !*name->family && !*name->given; }

/* Whole entries, folded, for people who are not known yet or not stated. */
static const char *const nobodies[] = {"nn",
                                       "n",
                                       "nomennominandum",
                                       "nomennescio",
                                       "tba",
                                       "tbd",
                                       "tbc",
                                       "tobeannounced",
                                       "tobedetermined",
                                       "nochoffen",
                                       "offen",
                                       "unbekannt",
                                       "unknown",
                                       "unbesetzt",
                                       "vakant",
                                       "vacant",
                                       "wirdnachgereicht",
                                       "folgt",
                                       "wirdnochbenannt",
                                       "nochzubenennen",
                                       "nochunbekannt",
                                       "nichtbekannt",
                                       "keineangabe",
                                       "keineangaben",
                                       "ka",
                                       "na",
                                       "none",
                                       "niemand",
                                       "nobody",
                                       "anonym",
                                       "anonymous",
                                       "anonymus",
                                       "xxx",
                                       "xx",
                                       "x",
                                       "yy",
                                       "yyy",
                                       "platzhalter",
                                       "placeholder",
                                       "test",
                                       "testtest",
                                       "maxmustermann",
                                       "erikamustermann",
                                       "johndoe",
                                       "janedoe"};

bool name_is_nobody(const struct name *name)
{
    enum { LONGEST = 24 };
    static struct map known;
    for (size_t i = 0; i < sizeof nobodies / sizeof *nobodies && (i || !known.n); i++)
        *map_put(&known, nobodies[i]) = &known;
    if (strlen(name->given) + strlen(name->particle) + strlen(name->family) > LONGEST)
        return false;
    struct arena a = {0};
    char whole[LONGEST + 1];
    stpcpy(stpcpy(stpcpy(whole, name->given), name->particle), name->family);
    char *key = (char *)key_fold(&a, whole), *to = key;
    for (const char *p = key; *p; p++) /* "NN 1", "NN 2" */
        if (*p < '0' || *p > '9')
            *to++ = *p;
    *to = 0;
    bool found = !*key || map_get(&known, key);
    arena_done(&a);
    return found;
}
