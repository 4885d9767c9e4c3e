/* The words that a publication wants divided in its own way (-koki-hyphenation-exceptions), which go before all patterns:
 * "Ur-in-stinkt" may break at the hyphens and nowhere else, "Schilf|in-sel" has a joint, too, which no ligature spans;
 * "Staub-ecken*" holds for every word that begins so, whose rest the patterns divide. Case does not count. */
#include <string.h>

#include "text/text-int.h"

struct exception {
    int n;                     /* bytes of the word */
    bool open;                 /* of every word that begins so */
    char mark[];               /* EXCEPTION_… before each byte, and behind the last */
};
struct exceptions {
    struct map word;           /* in small letters → struct exception */
    int longest;               /* of the open ones; 0: none */
};
enum { WORD_MAX = 255 };

/* A word with its signs as bytes and marks; a soft hyphen is a hyphen. */
static struct exception *parse_word(struct arena *a, const char *s, const char *end, char *plain)
{
    struct exception *e = arena_new(a, sizeof *e + (size_t)(end - s) + 2);
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

static void add_word(struct exceptions *x, struct arena *a, const char *s, const char *end)
{
    char plain[WORD_MAX + 1], lower[WORD_MAX + 1];
    if (end - s > WORD_MAX || end == s)
        return;
    struct exception *e = parse_word(a, s, end, plain);
    fold_letters(plain, e->n, lower);
    lower[e->n] = 0;
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
        const char *s = item->kind == CSS_I_STRING ? item->a : item->v.kind == CSS_STR ? item->v.str : NULL;
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
    pthread_mutex_lock(&t->stock->lock);
    void **place = map_put(&t->stock->exceptions, key);
    struct exceptions *x = *place;
    if (!x)
        x = *place = read_list(&t->stock->arena, list);
    pthread_mutex_unlock(&t->stock->lock);
    return x;
}

void exceptions_done(struct text *t)
{
    for (int i = 0; i < t->stock->exceptions.n; i++)
        map_done(&((struct exceptions *)t->stock->exceptions.entry[i].value)->word);
    map_done(&t->stock->exceptions);
}

int exceptions_find(const struct exceptions *x, const char *word, int n, const char **mark)
{
    char lower[WORD_MAX];
    if (!x || n > WORD_MAX)
        return 0;
    fold_letters(word, n, lower);
    const struct exception *e = map_get_n(&x->word, lower, (size_t)n);
    for (int k = n < x->longest ? n : x->longest; !e && k > 1; k--) {
        e = map_get_n(&x->word, lower, (size_t)k);
        e = e && e->open ? e : NULL;
    }
    *mark = e ? e->mark : NULL;
    return e ? e->n : 0;
}
