// SPDX-License-Identifier: Apache-2.0
/* The balance of contributors by sector, gender, working group and chapter: counts and shares, in
 * aggregate only.
 *
 * So that no one is exposed, categories with fewer than FEW people are merged, and further ones
 * with them, the smallest first, until the merged category has at least FEW people of at least two
 * kinds: no count can be found by subtraction. */
#include <stdlib.h>
#include <string.h>

#include "authors/authors-int.h"

enum { FEW = 5 };

static const struct {
    const char *name;
    enum field field; /* FIELD_COUNT: the chapters */
    const char *german, *english;
} dimensions[] = {
    {"sector", FIELD_sector, "Sektoren", "Sectors"},
    {"gender", FIELD_gender, "Geschlecht", "Gender"},
    {"group", FIELD_group, "Arbeitsgruppen", "Working groups"},
    {"chapter", FIELD_COUNT, "Kapitel", "Chapters"},
};
enum { DIMENSIONS = sizeof dimensions / sizeof *dimensions };

int balance_dimensions(void) { return DIMENSIONS; }
const char *balance_name(int dimension) { return dimensions[dimension].name; }

/* ---- counting ---- */

const char *balance_title(const struct job *job, int dimension)
{
    return is_german(job) ? dimensions[dimension].german : dimensions[dimension].english;
}

/* "w", "Frau", "female" → one word in the book's language. */
static const char *gender_name(struct job *job, const char *text)
{
    static const struct {
        const char *words, *german, *english;
    } table[] = {
        {"|w|f|weiblich|frau|female|woman|fem|sie|she|", "weiblich", "female"},
        {"|m|maennlich|herr|mann|male|man|mask|er|he|", "männlich", "male"},
        {"|d|x|divers|diverse|nonbinary|nichtbinaer|inter|other|anderes|", "divers", "diverse"},
    };
    const char *words = key_text(&job->arena, text); /* the first decides: "Herr Dr.", "er/ihm" */
    words += *words == ' ';
    bool not = !strncmp(words, "non", 3) || !strncmp(words, "nicht", 5);
    const char *key = arena_printf(&job->arena, "|%s|",
                                   not ? "divers"
                                       : arena_dup(&job->arena, words, strcspn(words, " ")));
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strstr(table[i].words, key))
            return is_german(job) ? table[i].german : table[i].english;
    return NULL;
}

/* People in the book or on record are counted; organisations are not people and are counted
 * separately. */
static bool is_counted(const struct person *p)
{
    return (p->named || p->registered) && !p->name.organisation;
}

struct counting {
    struct job *job;
    struct balance *balance;
    struct map kinds; /* folded name → index + 1 in balance.kinds */
};

static void count_kind(struct counting *c, const char *name)
{
    uintptr_t *place = (uintptr_t *)map_put(&c->kinds, name ? key_fold(&c->job->arena, name) : "");
    if (!*place) {
        vec_add(&c->balance->kinds)->name = name;
        *place = (uintptr_t)c->balance->kinds.n;
    }
    c->balance->kinds.v[*place - 1].people++;
}

static void count_list(struct counting *c, enum field f, const char *list)
{
    const char *ends = f == FIELD_sector ? ";\n"
                                         : ";,\n"; /* "Land, Kreis, Gemeinde" is one sector */
    for (const char *s = list; *s; s += strspn(s, ";,\n ")) {
        size_t n = strcspn(s, ends);
        const char *entry = list_entry(&c->job->arena, s, n);
        if (*entry)
            count_kind(c, f == FIELD_gender ? gender_name(c->job, entry) : entry);
        s += n;
    }
}

static void count_person(struct counting *c, int dimension, const struct person *p)
{
    enum field f = dimensions[dimension].field;
    if (f == FIELD_COUNT) {
        for (int i = 0; i < p->divisions.n; i++)
            count_kind(c, division_title(c->job, p->divisions.v[i]));
        if (!p->divisions.n)
            count_kind(c, NULL);
    } else if (p->value[f]) {
        count_list(c, f, p->value[f]);
    } else {
        count_kind(c, NULL);
    }
}

/* ---- folding ---- */

static int compare_kinds(const void *x, const void *y)
{
    const struct balance_kind *a = x, *b = y;
    if (a->people != b->people)
        return b->people - a->people;
    return strcmp(a->name ? a->name : "\xff", b->name ? b->name : "\xff");
}

static void fold_kinds(struct balance *b)
{
    int n = b->kinds.n;
    while (n > 0 && b->kinds.v[n - 1].people < FEW) {
        b->folded_people += b->kinds.v[--n].people;
        b->folded++;
    }
    while (n > 0 && b->folded && (b->folded < 2 || b->folded_people < FEW)) {
        b->folded_people += b->kinds.v[--n].people;
        b->folded++;
    }
    b->kinds.n = n;
}

void balance_count(struct job *job, int dimension, struct balance *b)
{
    struct counting c = {job, b, {0}};
    *b = (struct balance){0};
    for (int i = 0; i < job->people.n; i++)
        if (is_counted(job->people.v[i]))
            count_person(&c, dimension, job->people.v[i]);
    map_done(&c.kinds);
    bool told = b->kinds.n > 1; /* a single category would reveal that of everyone */
    for (int i = 0; i < b->kinds.n; i++)
        b->total += b->kinds.v[i].people;
    if (b->kinds.n > 1)
        qsort(b->kinds.v, (size_t)b->kinds.n, sizeof *b->kinds.v, compare_kinds);
    fold_kinds(b);
    b->told = told && b->kinds.n;
}

const char *balance_unknown(const struct job *job)
{
    return is_german(job) ? "keine Angabe" : "not stated";
}
const char *balance_others(const struct job *job) { return is_german(job) ? "andere" : "others"; }
int balance_percent(const struct balance *b, int people)
{
    return b->total ? (200 * people + b->total) / (2 * b->total) : 0;
}

/* ---- reports ---- */

static void print_line(FILE *f, const struct balance *b, const char *name, int people)
{
    int pad = 40;
    for (const char *p = name; *p; p++)
        pad -= (*p & 0xc0) != 0x80;
    fprintf(f, "  %s%*s %6d %4d %%\n", name, pad > 0 ? pad : 0, "", people,
            balance_percent(b, people));
}

static void print_text(struct job *job, FILE *f, int dimension, const struct balance *b)
{
    fprintf(f, "%s\n", balance_title(job, dimension));
    for (int i = 0; i < b->kinds.n; i++)
        print_line(f, b, b->kinds.v[i].name ? b->kinds.v[i].name : balance_unknown(job),
                   b->kinds.v[i].people);
    if (b->folded)
        print_line(f, b, arena_printf(&job->arena, "%s (%d)", balance_others(job), b->folded),
                   b->folded_people);
}

static void print_json(FILE *f, int dimension, const struct balance *b)
{
    fprintf(f, ",\n  \"%s\": [", dimensions[dimension].name);
    for (int i = 0; i < b->kinds.n; i++) {
        fputs(i ? ", {\"name\": " : "{\"name\": ", f);
        json_put(f, b->kinds.v[i].name);
        fprintf(f, ", \"people\": %d, \"percent\": %d}", b->kinds.v[i].people,
                balance_percent(b, b->kinds.v[i].people));
    }
    if (b->folded)
        fprintf(f, "%s{\"folded\": %d, \"people\": %d, \"percent\": %d}", b->kinds.n ? ", " : "",
                b->folded, b->folded_people, balance_percent(b, b->folded_people));
    fputs("]", f);
}

static void print_all(struct job *job, FILE *f, bool json)
{
    int people = 0, organisations = 0;
    for (int i = 0; i < job->people.n; i++) {
        people += is_counted(job->people.v[i]);
        organisations += job->people.v[i]->name.organisation;
    }
    bool few = people < FEW;
    if (json)
        fprintf(f, few ? "{\n  \"people\": null" : "{\n  \"people\": %d", people);
    else if (few)
        fprintf(f, is_german(job) ? "weniger als %d Beteiligte\n" : "fewer than %d contributors\n",
                FEW);
    else
        fprintf(f, is_german(job) ? "%d Beteiligte\n" : "%d contributors\n", people);
    if (organisations)
        fprintf(f,
                json             ? ",\n  \"organisations\": %d"
                : is_german(job) ? "%d Organisationen, hier nicht gezählt\n"
                                 : "%d organisations, not counted here\n",
                organisations);
    for (int i = 0; !few && i < DIMENSIONS; i++) {
        struct balance b;
        balance_count(job, i, &b);
        if (b.told && json)
            print_json(f, i, &b);
        else if (b.told)
            print_text(job, f, i, &b);
        vec_done(&b.kinds);
    }
    if (json)
        fputs("\n}\n", f);
}

void balance_write(struct job *job, const char *path)
{
    struct output out;
    size_t n = strlen(path);
    if (!output_open(&out, path))
        return;
    print_all(job, out.f, n > 5 && !strcmp(path + n - 5, ".json"));
    output_commit(&out);
}
