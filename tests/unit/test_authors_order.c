// SPDX-License-Identifier: Apache-2.0
/* The order of people by DIN 5007 variant 2, against published rules and lists.
 *
 * Each rule has names in their right order. All names are put together, shuffled and ordered; then
 * those of each rule must be one after the other. Where rules and examples come from: [W]
 * Wikipedia, "Alphabetische Sortierung": oe and ö are one, as in Goethe and Göthe [B] AFZ Bremen,
 * "Listen alphabetisch sortieren": Hacker to Hafermann, Assemann to Astmann [F] federwerk.de,
 * "Alphabetisches Sortieren von Namenslisten": Abs, Strassburg; umlauts after ad, od, ud; e before
 * é [H] helpster.de, "DIN 5007 - so sortieren Sie alphabetisch richtig": Maier, Maier-Huber, Mayer;
 * no titles, no "van" [L] Amtliches Linzer Adressbuch 1940: of names equal otherwise those with ae,
 * oe, ue first, as Jaeger Franz, Jäger Franz [R] German social insurance, the first letter of a
 * name by DIN 5007: Müller M, von Below B, Meier-Weber M, Ölmann O [C] CLDR, de-u-co-phonebk: ä is
 * ae but for accents, ß is ss but for case Phone books in Austria differ (CLDR, de-AT-u-co-phonebk:
 * ä is a letter after az) and are not followed. */
#include "authors/authors-int.h"
#include "test.h"

static const char *const rules[][10] = {
    /* [W] oe is sorted as ö: by variant 1 Goldmann would be before Göthe, in Austria before Göbel
     */
    {"Göbel, Anna", "Goebel, Bert", "Goethe, Cora", "Göthe, Dirk", "Götz, Eva", "Goldmann, Fritz"},
    /* [B] given names decide between ä and ae, not the spelling */
    {"Hacker, Simon", "Hackmann, Gustav", "Häcker, Emil", "Haecker, Manfred", "Häcker, Xaver",
     "Hafermann, Ulrich"},
    /* [B] ß is ss, and given names decide */
    {"Assemann, Simon", "Aßmann, Erika", "Assmann, Frank", "Astmann, Manfred"},
    /* [F] of one family name the given names decide */
    {"Abs, Jakob", "Abs, Marie"},
    /* [F] ae and ä after ad, before af; oe after od, ue after ud */
    {"Adler, Ute", "Aehlig, Uwe", "Ähren, Ina", "Affeld, Max"},
    {"Odenthal, Eva", "Oertel, Bert", "Özgür, Can", "Offen, Cora"},
    {"Udet, Ernst", "Übel, Anna", "Uebel, Berta", "Ufer, Carl"},
    /* [F] [L] [C] equal in every letter: ae before ä, ss before ß */
    {"Jaeger, Franz", "Jäger, Franz"},
    {"Strassburg, Ina", "Straßburg, Ina"},
    /* [F] base letters before those with accents, where all else is equal */
    {"Andre, Paul", "André, Paul", "Andre, Petra"},
    /* [F] ch, ck and st are two letters each */
    {"Ochs, Ida", "Ockert, Udo", "Ostermann, Jan"},
    /* [H] [R] prefixes, titles and titles of nobility do not sort */
    {"Below, Otto von", "Berg, Karl", "Berg, Ludwig van den", "Berger, Anna",
     "Bergmann, Cora Gräfin"},
    {"Müller, Dr. Anna", "Mueller, Bert", "Müller, Prof. Dr. Cora", "Müllner, Dora",
     "Muffel, Emil"},
    /* the prefix decides last, where all else is equal */
    {"Heide, Anna", "Heide, Anna von der"},
    /* [H] hyphens do not count: a double name is one word */
    {"Maier, Zoe", "Maier-Huber, Anna", "Maierhuber, Berta", "Mayer, Anna"},
    /* [R] and is under its first part */
    {"Meier, Zita", "Meierhofer, Uli", "Meier-Weber, Anna", "Meierwitz, Ida"},
    /* short before long; case counts only where all else is equal */
    {"Nau, A.", "Nau, Anna", "Nau, Anna Maria", "Naumann, Anna", "NAUMANN, Berta", "Naumann, Cora"},
    /* letters of the neighbours are with their base letters */
    {"Çelik, Ayşe", "Celik, Zoe"},
    {"Lukas, Jan", "Łukasz, Jan", "Lukaw, Jan"},
    /* apostrophes do not count */
    {"Obrien, Adam", "O'Brien, Bob", "Obrien, Carl", "O’Brien, Dan"},
    /* [C] ß is ss, not sz */
    {"Weiser, Tom", "Weiß, Anna", "Weiss, Berta", "Weißer, Carl", "Weisz, Dora"},
};
enum { RULES = sizeof rules / sizeof *rules, MOST = 10, ALL = RULES * MOST };

static struct person *person_of(struct job *job, const char *name, int index)
{
    struct person *p = arena_make(&job->arena, struct person);
    struct record *rec = arena_make(&job->arena, struct record);
    rec->index = index;
    *vec_add(&p->records) = rec;
    p->name = name_parse(&job->arena, name);
    p->value[FIELD_note] = name;
    return p;
}

static void shuffle(struct people *people, unsigned seed)
{
    for (int i = people->n - 1; i > 0; i--) {
        seed = seed * 1103515245 + 12345;
        int k = (int)(seed >> 16) % (i + 1);
        struct person *keep = people->v[i];
        people->v[i] = people->v[k];
        people->v[k] = keep;
    }
}

static int place_of(const struct people *people, const char *name)
{
    int i = 0;
    while (i < people->n && people->v[i]->value[FIELD_note] != name)
        i++;
    return i;
}

static void check_order(unsigned seed)
{
    struct authors_options how = {0};
    struct job job = {.how = &how};
    for (int i = 0; i < ALL; i++)
        if (rules[i / MOST][i % MOST])
            *vec_add(&job.people) = person_of(&job, rules[i / MOST][i % MOST], i);
    shuffle(&job.people, seed);
    for (int i = 0; i < job.people.n; i++)
        job.people.v[i]->records.v[0]->index = i;
    CHECK(job.people.n > 60);
    order_people(&job);
    for (int rule = 0; rule < RULES; rule++)
        for (int i = 1; i < MOST && rules[rule][i]; i++) {
            int before = test_failed;
            CHECK(place_of(&job.people, rules[rule][i - 1]) <
                  place_of(&job.people, rules[rule][i]));
            if (test_failed > before)
                fprintf(stderr, "  '%s' must stand before '%s'\n", rules[rule][i - 1],
                        rules[rule][i]);
        }
    for (int i = 0; i < job.people.n; i++)
        vec_done(&job.people.v[i]->records);
    vec_done(&job.people);
    order_done(&job);
    arena_done(&job.arena);
}

int main(void)
{
    for (unsigned seed = 0; seed < 4; seed++)
        check_order(seed);
    return test_end();
}
