// SPDX-License-Identifier: Apache-2.0
/* Parses German names: titles, given names, particles and titles of nobility, family name,
 * suffixes.
 *
 * A name is a row of words. Titles come first, suffixes at the end or after a comma; the rest is
 * given name, particles, family name, or inverted with a comma ("Heide, Anna von der"). A family
 * name in capitals (Anna MÜLLER) identifies the parts. Where the parts come in columns, each part
 * may still contain words of its neighbour. */
#include <string.h>
#include <unicode/uchar.h>

#include "authors/authors-int.h"

enum kind {
    SALUTATION = 1,
    TITLE = 2,
    WEAK_TITLE = 4,
    PARTICLE = 8,
    WEAK_PARTICLE = 16,
    NOBLE = 32,
    SUFFIX = 64
};

static const struct {
    enum kind kind;
    const char *words;
} table[] = {
#define W(kind, words) {kind, words},
#include "authors/words.def"
#undef W
};

struct word {
    const char *s;
    unsigned kinds; /* those of the table, regardless of its position */
    bool comma;     /* follows it */
};
struct words {
    struct arena *arena;
    struct word *v;
    int n, cap;
};

/* ---- words ---- */

/* The table as a map from word to kinds, made once. */
static const struct map *known_words(struct arena *a)
{
    static struct map known;
    for (size_t i = 0; i < sizeof table / sizeof *table && (i || !known.n); i++)
        for (const char *p = table[i].words; *p; p += strspn(p, "|")) {
            size_t n = strcspn(p, "|");
            *(uintptr_t *)map_put(&known, arena_dup(a, p, n)) |= table[i].kind;
            p += n;
        }
    return &known;
}

static unsigned kinds_of(struct arena *a, const char *s)
{
    return (unsigned)(uintptr_t)map_get(known_words(a), key_fold(a, s));
}

static bool is_blank(uint32_t c) { return c <= ' ' || c == 0xa0 || c == 0x202f || c == 0x2009; }

static void add_word(struct words *w, const char *start, const char *end)
{
    struct word *word = vec_add(w);
    word->s = arena_dup(w->arena, start, (size_t)(end - start));
    word->kinds = kinds_of(w->arena, word->s);
}

/* Whether a dot ends a word that the next one is glued to: "Prof.Dr.Anna", but neither "A.M." nor
 * "Dipl.-Ing.". */
static bool is_glued(const char *start, const char *dot, const char *end)
{
    const char *next = dot + 1;
    return dot - start >= 2 && next + 1 < end && *next != '-' && next[1] != '.' &&
           u_isupper((UChar32)utf8_next(&next, end));
}

static void split_words(struct words *w, const char *text)
{
    text = mend_invisible(w->arena, text);
    const char *p = text, *end = text + strlen(text), *start = NULL;
    while (p < end) {
        const char *at = p;
        uint32_t c = utf8_next(&p, end);
        bool comma = c == ',' || c == ';';
        if (is_blank(c) || comma) {
            if (start)
                add_word(w, start, at);
            start = NULL;
            if (comma && w->n)
                w->v[w->n - 1].comma = true;
            continue;
        }
        if (!start)
            start = at;
        if (c == '.' && is_glued(start, at, end)) {
            add_word(w, start, p);
            start = NULL;
        }
    }
    if (start)
        add_word(w, start, end);
}

static const char *authors_name_join(struct words *w, int from, int to)
{
    struct buf b = {0};
    for (int i = from; i < to; i++) {
        if (b.n)
            buf_putc(&b, ' ');
        buf_puts(&b, w->v[i].s);
    }
    const char *s = arena_dup(w->arena, b.s ? b.s : "", b.n);
    buf_done(&b);
    return s;
}

static const char *append_word(struct arena *a, const char *x, const char *y)
{
    if (!*x || !*y)
        return *x ? x : y;
    return arena_printf(a, "%s %s", x, y);
}

/* Both, but once where one holds the other: "Prof. Dr." and "Dr.". */
static const char *unite_titles(struct arena *a, const char *x, const char *y)
{
    if (strstr(x, y))
        return x;
    return strstr(y, x) ? y : append_word(a, x, y);
}

/* ---- the kind of a word at its position ---- */

static bool is_small(const char *s)
{
    const char *p = s;
    return !u_isupper((UChar32)utf8_next(&p, s + strlen(s)));
}

static int count_upper(const char *s)
{
    int n = 0;
    for (const char *p = s, *end = s + strlen(s); p < end;)
        n += u_isupper((UChar32)utf8_next(&p, end)) != 0;
    return n;
}

static bool is_title(const struct word *word, bool behind_title)
{
    const char *s = word->s;
    bool dot = strchr(s, '.') != NULL;
    if (word->kinds & TITLE)
        return true;
    if (dot &&
        (!strncasecmp(s, "dr.", 3) || !strncasecmp(s, "prof.", 5) || !strncasecmp(s, "dipl.", 5)) &&
        s[strcspn(s, ".") + 1])
        return true;
    if (behind_title && ((dot && is_small(s)) || *s == '('))
        return true;
    return (word->kinds & WEAK_TITLE) && (dot || behind_title || (count_upper(s) >= 2));
}

static int titles_end(const struct words *w, int from, int to)
{
    int i = from;
    while (i < to && is_title(&w->v[i], i > from))
        i++;
    return i;
}

static int salutations_end(const struct words *w, int from, int to)
{
    while (from < to - 1 && (w->v[from].kinds & SALUTATION))
        from++;
    return from;
}

static bool is_suffix(const struct word *word, bool behind_comma)
{
    return (word->kinds & SUFFIX) &&
           (behind_comma || strchr(word->s, '.') || *word->s == '(' || count_upper(word->s) >= 2);
}

static bool is_particle(const struct words *w, int i, bool behind_particle)
{
    const struct word *word = &w->v[i];
    return (word->kinds & (PARTICLE | NOBLE)) ||
           ((word->kinds & WEAK_PARTICLE) && (behind_particle || is_small(word->s)));
}

/* How far particles and titles of nobility reach from i; something is left after them. */
static int particles_end(const struct words *w, int i, int to)
{
    int from = i;
    while (i < to - 1 && is_particle(w, i, i > from))
        i++;
    return i;
}

/* Where the particles that close a given name begin: "Anna von der". Something is left before them.
 */
static int particles_start(const struct words *w, int from, int to)
{
    for (int i = from + 1; i < to; i++) {
        int end = i;
        while (end < to && is_particle(w, end, end > i))
            end++;
        if (end == to)
            return i;
    }
    return to;
}

/* ---- whole names ---- */

static bool is_capitals(const char *s)
{
    for (const char *p = s, *end = s + strlen(s); p < end;)
        if (u_islower((UChar32)utf8_next(&p, end)))
            return false;
    return count_upper(s) >= 2 && !strchr(s, '.');
}

/* The words in capitals at one end of a name that is not in capitals as a whole: "Anna MÜLLER",
 * "VAN DAM Anna". */
static bool find_capitals(const struct words *w, int from, int to, int *start, int *end)
{
    int head = from, tail = to;
    while (head < to && is_capitals(w->v[head].s))
        head++;
    while (tail > from && is_capitals(w->v[tail - 1].s))
        tail--;
    *start = head > from ? from : tail;
    *end = head > from ? head : to;
    return (head > from) != (tail < to);
}

static void plain_order(struct words *w, int from, int to, struct name *name)
{
    int start, end;
    bool capitals = find_capitals(w, from, to, &start, &end);
    if (capitals && start == from) {
        name->family = authors_name_join(w, from, end);
        name->given = authors_name_join(w, end, to);
        return;
    }
    int first = capitals ? start : to - 1;
    for (int i = from + 1; i < to - 1; i++)
        if (is_particle(w, i, false)) {
            first = i;
            break;
        }
    int family = particles_end(w, first, to);
    name->given = authors_name_join(w, from, first);
    name->particle = authors_name_join(w, first, family);
    name->family = authors_name_join(w, family, to);
}

/* "von der Heide, Dr. Anna": the family name ends before `comma`. */
static void read_inverted(struct words *w, int from, int comma, int to, struct name *name)
{
    int family = particles_end(w, from, comma), given = titles_end(w, comma, to),
        particle = particles_start(w, given, to);
    name->title = unite_titles(w->arena, name->title, authors_name_join(w, comma, given));
    name->given = authors_name_join(w, given, particle);
    name->particle = append_word(w->arena, authors_name_join(w, particle, to),
                                 authors_name_join(w, from, family));
    name->family = authors_name_join(w, family, comma);
}

/* Takes "MdB", ", M. A.", ", Dr." off the end and gives where it begins. */
static int take_tail(struct words *w, int from, int to, struct name *name)
{
    for (;;) {
        int comma = to - 1;
        while (comma > from && !w->v[comma - 1].comma)
            comma--;
        bool behind = comma > from, letters = behind && comma - from >= 2;
        int known = comma;
        while (behind && known < to &&
               (is_suffix(&w->v[known], true) || (letters && strchr(w->v[known].s, '.'))))
            known++;
        if (behind && titles_end(w, comma, to) == to)
            name->title = unite_titles(w->arena, name->title, authors_name_join(w, comma, to));
        else if (behind && known == to)
            name->suffix = append_word(w->arena, authors_name_join(w, comma, to), name->suffix);
        else if (to - from > 1 && is_suffix(&w->v[to - 1], false))
            name->suffix = append_word(w->arena, authors_name_join(w, comma = to - 1, to),
                                       name->suffix);
        else
            return to;
        to = comma;
    }
}

struct name name_parse(struct arena *a, const char *text)
{
    struct words w = {.arena = a};
    struct name name = {"", "", "", "", "", false};
    split_words(&w, text);
    int from = salutations_end(&w, 0, w.n), start = titles_end(&w, from, w.n - 1),
        to = take_tail(&w, start, w.n, &name);
    name.title = unite_titles(a, authors_name_join(&w, from, start), name.title);
    int comma = start;
    while (comma < to && !w.v[comma].comma)
        comma++;
    if (comma < to - 1)
        read_inverted(&w, start, comma + 1, to, &name);
    else if (start < to)
        plain_order(&w, start, to, &name);
    vec_done(&w);
    return name;
}

/* ---- names in parts ---- */

/* Titles between given names, where a column of further ones begins with them. */
static void take_titles_between(struct words *w, int from, struct name *name)
{
    int n = from;
    for (int i = from; i < w->n; i++)
        if (i > from && i < w->n - 1 && (w->v[i].kinds & TITLE) && strchr(w->v[i].s, '.'))
            name->title = unite_titles(w->arena, name->title, w->v[i].s);
        else
            w->v[n++] = w->v[i];
    w->n = n;
}

/* Titles after the names of a part: "Anna, Dr.", "Beck Dr."; something is left before them. */
static int take_titles_behind(struct words *w, int from, int to, struct name *name)
{
    int end = to;
    while (end - 1 > from && (w->v[end - 1].kinds & TITLE))
        end--;
    if (end < to)
        name->title = unite_titles(w->arena, name->title, authors_name_join(w, end, to));
    return end;
}

/* A column of particles may have titles or suffixes in it. */
static void read_particle(struct arena *a, const char *text, struct name *name)
{
    struct words w = {.arena = a};
    split_words(&w, text);
    int from = salutations_end(&w, 0, w.n), start = titles_end(&w, from, w.n), end = w.n;
    while (end > start && !is_particle(&w, end - 1, false) && is_suffix(&w.v[end - 1], true))
        end--;
    name->title = unite_titles(a, name->title, authors_name_join(&w, from, start));
    name->particle = unite_titles(a, authors_name_join(&w, start, end), name->particle);
    name->suffix = unite_titles(a, name->suffix, authors_name_join(&w, end, w.n));
    vec_done(&w);
}

/* A column of suffixes may have titles in it, "Dr." but not "M. A.". */
static void read_suffix(struct arena *a, const char *text, struct name *name)
{
    struct words w = {.arena = a};
    split_words(&w, text);
    int start = titles_end(&w, 0, w.n);
    start = start && (w.v[0].kinds & TITLE) ? start : 0;
    name->title = unite_titles(a, name->title, authors_name_join(&w, 0, start));
    name->suffix = unite_titles(a, name->suffix, authors_name_join(&w, start, w.n));
    vec_done(&w);
}

/* Takes titles off the front and particles off the end. */
static void read_given(struct arena *a, const char *text, struct name *name)
{
    struct words w = {.arena = a};
    split_words(&w, text);
    int from = salutations_end(&w, 0, w.n), start = titles_end(&w, from, w.n - 1);
    name->title = unite_titles(a, name->title, authors_name_join(&w, from, start));
    w.n = take_titles_behind(&w, start, w.n, name);
    take_titles_between(&w, start, name);
    int end = particles_start(&w, start, w.n);
    name->given = authors_name_join(&w, start, end);
    name->particle = authors_name_join(&w, end, w.n);
    vec_done(&w);
}

/* Takes titles and particles off the front and suffixes off the end. */
static void read_family(struct arena *a, const char *text, struct name *name)
{
    struct words w = {.arena = a};
    split_words(&w, text);
    int from = salutations_end(&w, 0, w.n), start = titles_end(&w, from, w.n - 1);
    name->title = unite_titles(a, name->title, authors_name_join(&w, from, start));
    int end = take_titles_behind(&w, start, take_tail(&w, start, w.n, name), name),
        family = particles_end(&w, start, end);
    name->particle = unite_titles(a, name->particle, authors_name_join(&w, start, family));
    name->family = authors_name_join(&w, family, end);
    vec_done(&w);
}

/* A part unchanged, except that spaces are normalised, "Herr" and "Frau" taken off. */
static const char *plain_part(struct arena *a, const char *text)
{
    struct words w = {.arena = a};
    int from = 0;
    split_words(&w, text ? text : "");
    while (from < w.n && (w.v[from].kinds & SALUTATION))
        from++;
    const char *s = authors_name_join(&w, from, w.n);
    vec_done(&w);
    return s;
}

struct name name_join(struct arena *a, const char *title, const char *given, const char *particle,
                      const char *family, const char *suffix)
{
    struct name name = {"", "", "", "", "", false};
    name.title = plain_part(a, title);
    if (given)
        read_given(a, given, &name);
    if (particle)
        read_particle(a, particle, &name);
    if (family)
        read_family(a, family, &name);
    if (suffix)
        read_suffix(a, suffix, &name);
    return name;
}

const char *name_text(struct arena *a, const struct name *name)
{
    const char *s = append_word(a,
                                append_word(a, append_word(a, name->title, name->given),
                                            name->particle),
                                name->family);
    return *name->suffix ? arena_printf(a, "%s, %s", s, name->suffix) : s;
}
