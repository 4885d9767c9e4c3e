// SPDX-License-Identifier: Apache-2.0
/* Names of people who are kept back, in all places of the book other than the credits, which are
 * rewritten.
 *
 * An element marked up as a name or credit (holder, author of a revision, attribution, index term,
 * keyword, …) is removed and reported; so are initials that belong to no other person. Running text
 * is up to its author, and so are the authors of works cited in a bibliography: a name there is
 * reported at its line and noted for the list of the next printing.
 *
 * An e-mail address, ORCID iD or home page of theirs, as the files have it or with their name in
 * it, is removed as a name is; words that link to one stay.
 *
 * A name is found by its family name, folded, with the given name, its first letter or a title
 * before it, or the given name after it. A match that may also be a named person is left alone,
 * except whole names, which are reported. What is likely but not sure (a genitive, "Nora und Jan
 * Lang", half of a double name, umlauts without their dots) is never removed, only reported. */
#include <string.h>

#include "authors/authors-int.h"

enum { WORD = 40, RING = 32, AROUND = 10 };

/* A name of a person who is kept back, or another form of it. */
struct kept {
    struct person *person;
    char given[WORD];     /* its first word, folded; "": none */
    char joined[WORD];    /* all of its words as one: "karlheinz" */
    char letters[WORD];   /* the first letter of each: "kh" */
    const char *further;  /* the others, a space around each */
    const char *particle; /* likewise */
    const char *family[4];
    int n_family;
    bool part;         /* one word of several: the given name must be with it */
    bool unsure;       /* a form that may be another name */
    struct kept *next; /* with the same first word of the family name */
};

enum form { NOT_FOUND, BY_TITLE, BY_INITIAL, WHOLE };

/* How a name was found, and whether nobody else can be meant but somebody of the same name. */
struct reading {
    enum form form;
    bool sure;
};

struct word {
    char text[WORD];
    bool dot, hyphen;         /* a full stop follows; a hyphen joins it to the next */
    bool slash, colon, comma; /* follows */
    bool capital;             /* it begins with a capital letter, or with one beyond ASCII */
    bool capitals, bracketed; /* it has no other letters; brackets are around it alone */
    const xmlNode *node;
    int line;
};

/* The book, or a piece of it, word by word: a word is judged once so many have been read after
 * it. */
struct scan {
    struct finder *finder;
    struct word ring[RING];
    int n; /* words so far */
    void (*found)(struct scan *, const struct kept *, struct reading, const struct word *);
    void (*brief)(struct scan *, const struct person *,
                  const struct word *); /* takes given names and initials alone; NULL: nobody */
    const struct kept *hit;             /* the first hit, if only that is asked for */
    enum form form;
};

struct finder {
    struct job *job;
    struct map kept; /* first word of a family name → struct kept */
    bool initials_noted;
    struct map named;    /* "given family", "g family", " family" of those who are named */
    struct map initials; /* of people kept back → struct person */
    struct map givens; /* first given names of theirs → struct kept; NULL: a named person has it */
    struct map named_initials;
    struct map ranges;    /* ids of index terms that were taken out */
    struct map addresses; /* of people kept back: e-mail, ORCID iD, home page → struct person; NULL:
                             of a named person, too */
    struct map handles;   /* of people kept back: "noralang", "nlang" → struct person; likewise */
};

/* ---- names ---- */

static const char *fold_words(struct arena *a, const char *s)
{
    return arena_printf(a, "%s ", key_text(a, s));
}

static const char *family_key(struct arena *a, const char *given, const char *words)
{
    return arena_printf(a, "%s%s", given, words);
}

static const char *first_word(struct arena *a, const char *words)
{
    words += strspn(words, " ");
    return arena_dup(a, words, strcspn(words, " "));
}

static void note_named(struct finder *f, const struct name *name)
{
    struct arena *a = &f->job->arena;
    const char *given = first_word(a, fold_words(a, name->given)),
               *family = fold_words(a, name->family);
    *map_put(&f->named, family_key(a, given, family)) = f;
    *map_put(&f->named, family_key(a, arena_dup(a, given, *given != 0), family)) = f;
    *map_put(&f->named, family_key(a, "", family)) = f;
}

static bool is_same(const struct kept *x, const struct kept *y)
{
    bool same = x->part == y->part && !strcmp(x->given, y->given) &&
                !strcmp(x->further, y->further) && !strcmp(x->particle, y->particle) &&
                x->n_family == y->n_family;
    for (int i = 0; same && i < x->n_family; i++)
        same = !strcmp(x->family[i], y->family[i]);
    return same;
}

static void join_words(char *joined, char *letters, const char *words)
{
    size_t n = 0, k = 0;
    for (const char *p = words; *p; p++) {
        if (*p != ' ' && (p == words || p[-1] == ' ') && k < WORD - 1)
            letters[k++] = *p;
        if (*p != ' ' && n < WORD - 1)
            joined[n++] = *p;
    }
    joined[n] = letters[k] = 0;
}

static void note_form(struct finder *f, struct person *p, const struct name *name, bool unsure,
                      bool part)
{
    struct arena *a = &f->job->arena;
    const char *given = fold_words(a, name->given), *family = fold_words(a, name->family);
    struct kept *k = arena_make(a, struct kept);
    *k = (struct kept){.person = p,
                       .particle = fold_words(a, name->particle),
                       .unsure = unsure,
                       .part = part};
    snprintf(k->given, sizeof k->given, "%s", first_word(a, given));
    join_words(k->joined, k->letters, given);
    k->further = given + (strspn(given, " ") + strlen(first_word(a, given)));
    for (const char *s = family + strspn(family, " "); *s && k->n_family < 4; s += strspn(s, " ")) {
        size_t n = strcspn(s, " ");
        k->family[k->n_family++] = arena_dup(a, s, n < WORD ? n : WORD - 1);
        s += n;
    }
    if (!k->n_family)
        return;
    struct kept **place = (struct kept **)map_put(&f->kept, k->family[0]);
    for (struct kept *other = *place; other && other->person == p; other = other->next)
        if (is_same(k, other)) { /* another record may have the form as a name of its own */
            other->unsure &= unsure;
            return;
        }
    k->next = *place;
    *place = k;
}

/* Umlauts without their dots, as foreign keyboards write them: "Müller" → "Muller". */
static const char *without_dots(struct arena *a, const char *s)
{
    static const struct {
        const char *from, *to;
    } letters[] = {{"\xc3\xa4", "a"}, {"\xc3\xb6", "o"}, {"\xc3\xbc", "u"}, {"\xc3\x84", "A"},
                   {"\xc3\x96", "O"}, {"\xc3\x9c", "U"}, {"\xcc\x88", ""}};
    struct buf b = {0};
    while (*s) {
        size_t i = 0, n = sizeof letters / sizeof *letters;
        while (i < n && strncmp(s, letters[i].from, 2))
            i++;
        buf_puts(&b, i < n ? letters[i].to : "");
        buf_add(&b, s, i == n);
        s += i < n ? 2 : 1;
    }
    const char *plain = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return plain;
}

/* An apostrophe in a name parts the words of a text: "O'Brien". */
static const char *parted(struct arena *a, const char *s)
{
    struct buf b = {0};
    for (; *s; s++) {
        bool curly = !strncmp(s, "\xe2\x80\x99", 3) || !strncmp(s, "\xe2\x80\x98", 3);
        buf_putc(&b, curly || strchr("'`", *s) ? ' ' : *s);
        s += curly ? 2 : 0;
    }
    const char *text = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return text;
}

/* A name in all its forms. */
static void note_kept(struct finder *f, struct person *p, const struct name *name)
{
    enum { LEAST = 3 };
    struct arena *a = &f->job->arena;
    struct name apart = *name, plain = *name, half = *name;
    apart.given = parted(a, name->given), apart.family = parted(a, name->family);
    plain.given = without_dots(a, name->given), plain.family = without_dots(a, name->family);
    note_form(f, p, name, false, false);
    note_form(f, p, &apart, false, false);
    note_form(f, p, &plain, true, false);
    const char *family = fold_words(a, name->family);
    if (name->organisation || !strchr(family + 1, ' ') || !strchr(family + 1, ' ')[1])
        return;
    for (const char *s = family + 1; *s; s += strspn(s, " ")) {
        size_t n = strcspn(s, " ");
        half.family = arena_dup(a, s, n);
        if (n >= LEAST)
            note_form(f, p, &half, true, true);
        s += n;
    }
}

/* The first letters of the words of a text, as they are written; of the first word alone when
 * `one`. */
static void add_initials(struct buf *b, const char *text, bool one)
{
    const char *end = text + strlen(text);
    for (const char *p = text + strspn(text, " -"); p < end; p += strspn(p, " -")) {
        const char *next = p;
        utf8_next(&next, end);
        buf_add(b, p, (size_t)(next - p));
        p += strcspn(p, " -");
        if (one)
            return;
    }
}

/* "Anna-Lena von der Heide" → "alh", "alvdh" and "ah" are all in use; single letters are not
 * noted. */
static void note_initials(struct arena *a, struct map *map, const struct name *name, void *value)
{
    struct buf b = {0};
    for (int form = 0; form < 3; form++) {
        b.n = 0;
        add_initials(&b, name->given, form == 2);
        add_initials(&b, form == 1 ? name->particle : "", false);
        add_initials(&b, name->family, form == 2);
        if (b.n > 1)
            *map_put(map, key_fold(a, b.s)) = value;
    }
    buf_done(&b);
}

/* "https://www.example.org/lang/" → "example.org/lang" */
static const char *page_key(struct arena *a, const char *url)
{
    const char *colon = strstr(url, "://");
    url = colon ? colon + 3 : url;
    url += !strncasecmp(url, "www.", 4) ? 4 : 0;
    size_t n = strcspn(url, "?#");
    while (n && url[n - 1] == '/')
        n--;
    char *key = arena_dup(a, url, n);
    for (char *p = key; *p; p++)
        *p = *p >= 'A' && *p <= 'Z' ? (char)(*p | 32) : *p;
    return key;
}

/* The key of an address: without "mailto:" and query, "%40" decoded. */
static const char *address_key(struct arena *a, const char *text)
{
    text += strspn(text, " \t\r\n");
    text += !strncasecmp(text, "mailto:", 7) ? 7 : 0;
    size_t n = strcspn(text, " \t\r\n");
    const char *plain = arena_dup(a, text, n), *escaped = strstr(plain, "%40"),
               *orcid = strstr(plain, "orcid.org/") || n == 19 ? field_orcid(a, plain) : NULL;
    if (escaped)
        plain = arena_printf(a, "%.*s@%s", (int)(escaped - plain), plain, escaped + 3);
    if (orcid)
        return orcid;
    return strchr(plain, '@') && !strstr(plain, "://")
               ? key_email(a, arena_dup(a, plain, strcspn(plain, "?")))
               : page_key(a, plain);
}

static void note_address(struct finder *f, const char *text, struct person *p)
{
    struct arena *a = &f->job->arena;
    for (const char *s = text ? text : ""; *s; s += strspn(s, " \t\r\n,;<>")) {
        size_t n = strcspn(s, " \t\r\n,;<>");
        const char *key = address_key(a, arena_dup(a, s, n));
        s += n;
        if (p->named && *key && map_get(&f->addresses, key))
            *map_put(&f->addresses, key) = NULL;
        else if (!p->named && *key)
            *map_put(&f->addresses, key) = p;
    }
}

/* A page is a person's own if it has a path or the name in it: others are those of offices. */
static bool is_own_page(struct arena *a, const struct record *rec, const char *page)
{
    return strchr(page_key(a, page), '/') ||
           (*rec->family && strstr(key_fold(a, page), rec->family));
}

/* A named person may share an address with a person kept back: it stays. */
static void note_addresses(struct finder *f, const struct person *p)
{
    for (int k = 0; k < p->records.n; k++) {
        const struct record *rec = p->records.v[k];
        const char *page = rec->value[FIELD_web];
        note_address(f, rec->value[FIELD_email], (struct person *)p);
        note_address(f, rec->orcid, (struct person *)p);
        if (page && (p->named || is_own_page(&f->job->arena, rec, page)))
            note_address(f, page, (struct person *)p);
    }
}

static void note_handles_of(struct finder *f, const struct person *p, const struct name *name,
                            const char *family)
{
    enum { LEAST = 6, FAMILY = 4 };
    struct arena *a = &f->job->arena;
    char given[WORD], letters[WORD];
    join_words(given, letters, fold_words(a, name->given));
    if (name->organisation || !*given || strlen(family) < FAMILY)
        return;
    const char *first = first_word(a, fold_words(a, name->given));
    const char *const before[] = {given, first, letters, arena_dup(a, letters, 1)};
    for (size_t i = 0; i < 2 * sizeof before / sizeof *before; i++) {
        const char *one = before[i / 2], *handle = i % 2 ? arena_printf(a, "%s%s", family, one)
                                                         : arena_printf(a, "%s%s", one, family);
        if (strlen(handle) < LEAST)
            continue;
        if (!p->named)
            *map_put(&f->handles, handle) = (struct person *)p;
        else if (map_get(&f->handles, handle))
            *map_put(&f->handles, handle) = NULL;
    }
}

/* "noralang", "nlang", "langn", "nvonlang", "nvlang": as names are written in addresses, log-ins
 * and names of files. */
static void note_handles(struct finder *f, const struct person *p, const struct name *name)
{
    char family[WORD], particle[WORD], letters[WORD], first[WORD];
    join_words(family, letters, fold_words(&f->job->arena, name->family));
    join_words(particle, first, fold_words(&f->job->arena, name->particle));
    note_handles_of(f, p, name, family);
    if (*particle) {
        note_handles_of(f, p, name, arena_printf(&f->job->arena, "%s%s", particle, family));
        note_handles_of(f, p, name, arena_printf(&f->job->arena, "%s%s", first, family));
    }
}

/* People kept back, and those who are named and may be taken for them. */
static void note_people(struct finder *f)
{
    struct job *job = f->job;
    for (int i = 0; i < job->people.n; i++) {
        struct person *p = job->people.v[i];
        for (int k = 0; k < p->records.n && !p->named; k++) {
            note_kept(f, p, &p->records.v[k]->name);
            note_handles(f, p, &p->records.v[k]->name);
        }
    }
    for (int i = 0; i < job->people.n && f->kept.n; i++) {
        const struct person *p = job->people.v[i];
        for (int k = 0; k < p->records.n && p->named; k++) {
            note_named(f, &p->records.v[k]->name);
            note_handles(f, p, &p->records.v[k]->name);
        }
    }
    for (int named = 0; f->kept.n && named < 2; named++)
        for (int i = 0; i < job->people.n && (!named || f->addresses.n); i++)
            if (job->people.v[i]->named == named)
                note_addresses(f, job->people.v[i]);
}

/* Given names of people kept back that nobody else of the register has. */
static void note_givens(struct finder *f)
{
    struct arena *a = &f->job->arena;
    for (int i = 0; i < f->kept.n; i++)
        for (struct kept *k = f->kept.entry[i].value; k; k = k->next)
            if (*k->given && k->given[1])
                *map_put(&f->givens, k->given) = k;
    for (int i = 0; i < f->job->people.n; i++) {
        const struct person *p = f->job->people.v[i];
        for (int k = 0; k < p->records.n && p->named; k++) {
            const char *given = fold_words(a, p->records.v[k]->name.given);
            for (const char *s = given + strspn(given, " "); *s; s += strspn(s, " ")) {
                size_t n = strcspn(s, " ");
                const char *word = arena_dup(a, s, n);
                if (map_get(&f->givens, word))
                    *map_put(&f->givens, word) = NULL;
                s += n;
            }
        }
    }
}

/* Few books have initials: they are collected only when needed. */
static void note_all_initials(struct finder *f)
{
    struct job *job = f->job;
    for (int i = 0; i < job->people.n && !f->initials_noted; i++) {
        struct person *p = job->people.v[i];
        for (int k = 0; k < p->records.n; k++)
            note_initials(&job->arena, p->named ? &f->named_initials : &f->initials,
                          &p->records.v[k]->name, p);
    }
    f->initials_noted = true;
}

/* ---- finding ---- */

static const struct word *word_at(const struct scan *s, int i) { return &s->ring[i % RING]; }

static bool is_one_of(const char *const *all, const char *word)
{
    while (*all && strcmp(*all, word))
        all++;
    return *all != NULL;
}

static bool is_title(const char *word)
{
    static const char *const titles[] = {"frau",
                                         "fr",
                                         "herr",
                                         "herrn",
                                         "hr",
                                         "hrn",
                                         "dr",
                                         "doktor",
                                         "doctor",
                                         "prof",
                                         "professor",
                                         "professorin",
                                         "pd",
                                         "mag",
                                         "ing",
                                         "kollege",
                                         "kollegin",
                                         "kollegen",
                                         "familie",
                                         "fam",
                                         "ehepaar",
                                         "eheleute",
                                         "mr",
                                         "mrs",
                                         "miss",
                                         "ms",
                                         "mx",
                                         "mme",
                                         "mlle",
                                         "madame",
                                         "monsieur",
                                         "sir",
                                         "lady",
                                         "lord",
                                         "buergermeister",
                                         "stadtrat",
                                         "stadtraetin",
                                         "pfarrer",
                                         "pfarrerin",
                                         "buergermeisterin",
                                         "minister",
                                         "ministerin",
                                         "direktor",
                                         "direktorin",
                                         "oberbuergermeister",
                                         "rektor",
                                         "rektorin",
                                         "dekan",
                                         "dekanin",
                                         "oberbuergermeisterin",
                                         "senator",
                                         "senatorin",
                                         "richter",
                                         "richterin",
                                         "geschwister",
                                         "architekt",
                                         "architektin",
                                         "signor",
                                         "signora",
                                         "senor",
                                         "senora",
                                         "mevrouw",
                                         "meneer",
                                         "genosse",
                                         "genossin",
                                         "pastor",
                                         "pastorin",
                                         "schwester",
                                         "bischof",
                                         "bischoefin",
                                         "staatssekretaer",
                                         "staatssekretaerin",
                                         "landrat",
                                         "landraetin",
                                         NULL};
    static const char *const endings[] =
        {"leiter",        "leiterin",     "referent",     "referentin",  "beauftragte",
         "beauftragter",  "sprecher",     "sprecherin",   "autor",       "autorin",
         "meister",       "meisterin",    "sekretaer",    "sekretaerin", "koordinator",
         "koordinatorin", "praesident",   "praesidentin", "mitarbeiter", "mitarbeiterin",
         "vorsitzende",   "vorsitzender", "anwalt",       "anwaeltin",   NULL};
    for (int i = 0; endings[i]; i++) {
        size_t n = strlen(word), k = strlen(endings[i]);
        if (n >= k && !strcmp(word + n - k, endings[i]))
            return true;
    }
    return is_one_of(titles, word);
}

/* What credits begin with: "Foto: Müller", "© Müller". */
static bool is_label(const struct word *w)
{
    static const char *const labels[] = {"foto",
                                         "fotos",
                                         "text",
                                         "texte",
                                         "bild",
                                         "bilder",
                                         "grafik",
                                         "grafiken",
                                         "redaktion",
                                         "autoren",
                                         "kontakt",
                                         "bearbeitung",
                                         "layout",
                                         "satz",
                                         "gestaltung",
                                         "lektorat",
                                         "uebersetzung",
                                         "idee",
                                         "konzept",
                                         "protokoll",
                                         "illustration",
                                         "ansprechpartner",
                                         "ansprechpartnerin",
                                         "photo",
                                         "author",
                                         "authors",
                                         "editor",
                                         "editors",
                                         "contact",
                                         "by",
                                         "credit",
                                         NULL};
    return !strcmp(w->text, "©") || (w->colon && is_one_of(labels, w->text));
}

static bool is_conjunction(const char *word)
{
    static const char *const all[] = {"und", "u", "and", "et", "oder", "sowie",
                                      "or",  "y", "e",   "&",  NULL};
    return is_one_of(all, word);
}

/* What is named after people: "die Nora-Lang-Stiftung". */
static bool is_namesake(const char *word)
{
    static const char *const all[] = {"stiftung",     "haus",   "strasse",    "platz",
                                      "schule",       "preis",  "team",       "gruppe",
                                      "projekt",      "weg",    "institut",   "verein",
                                      "gesellschaft", "buero",  "kommission", "fonds",
                                      "plan",         "modell", "studie",     "kreis",
                                      "foundation",   "award",  NULL};
    return is_one_of(all, word);
}

static bool mention_among(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = n ? strstr(words, word) : NULL; p; p = strstr(p + 1, word))
        if (p > words && p[-1] == ' ' && p[n] == ' ')
            return true;
    return false;
}

static bool is_given(const struct kept *k, const struct word *w)
{
    return *k->given && (!strcmp(w->text, k->given) || !strcmp(w->text, k->joined));
}

/* A letter alone that stands for a name: in addresses each does. */
static bool is_letter_of_name(const struct word *w)
{
    return !w->text[1] && (w->dot || w->capital || !w->node);
}

/* "N.", "KH", "Kl." */
static bool is_initial(const struct kept *k, const struct word *w)
{
    size_t n = strlen(w->text);
    return n == 1  ? w->text[0] == k->given[0] && is_letter_of_name(w)
           : n > 1 ? !strcmp(w->text, k->letters) ||
                         (w->dot && n < strlen(k->given) && !strncmp(w->text, k->given, n))
                   : false;
}

/* What is before a family name whose given name is not directly before it: a second given name of
 * the register, a double one, a nickname, somebody else of the family. */
static bool is_likely(const struct scan *s, const struct kept *k, int before, int from)
{
    enum { NAMES = 4 };
    const struct word *last = before - 1 >= from ? word_at(s, before - 1) : NULL;
    if (last && !is_conjunction(word_at(s, before)->text) && !word_at(s, before)->dot &&
        !last->dot && is_given(k, last))
        return true;
    for (int j = before - 2; last && is_conjunction(last->text) && j >= from && j > before - NAMES;
         j--)
        if (is_given(k, word_at(s, j)) || (word_at(s, j)->dot && is_initial(k, word_at(s, j))))
            return true;
    return false;
}

/* "Karin Schulz, geb. Müller" */
static bool is_born(const char *word)
{
    static const char *const all[] = {"geb", "geborene", "geborener", "nee", "vormals", NULL};
    return is_one_of(all, word);
}

static struct reading way_before(const struct scan *s, const struct kept *k, int i, int from)
{
    bool initial = false, second = false;
    int before = i - 1;
    for (; before >= from; before--) {
        const struct word *w = word_at(s, before);
        if (is_given(k, w))
            return (struct reading){WHOLE, true};
        bool further = mention_among(k->further, w->text);
        initial |= is_initial(k, w) && (w->dot || !w->node || word_at(s, i)->capital);
        second |= further;
        if (!further && !is_letter_of_name(w) && !is_born(w->text) &&
            !mention_among(k->particle, w->text))
            break;
    }
    if (initial)
        return (struct reading){BY_INITIAL, true};
    if (before >= from && (is_title(word_at(s, before)->text) || is_label(word_at(s, before))))
        return (struct reading){BY_TITLE, true};
    if (second || (before >= from && is_likely(s, k, before, from)))
        return (struct reading){WHOLE, false};
    return (struct reading){NOT_FOUND, false};
}

static struct reading way_after(const struct scan *s, const struct kept *k, int after, int i)
{
    while (after < s->n && after < i + AROUND - 2 && is_title(word_at(s, after)->text))
        after++;
    const struct word *w = after < s->n ? word_at(s, after) : NULL;
    if (w && is_given(k, w))
        return (struct reading){WHOLE, true};
    if (w && (w->dot || w->capital) && !w->text[1] && is_initial(k, w))
        return (struct reading){BY_INITIAL, w->dot};
    if (w && w->capital && k->letters[1] && !strcmp(w->text, k->letters)) /* "Schmitt AM" */
        return (struct reading){BY_INITIAL, false};
    return (struct reading){NOT_FOUND, false};
}

/* Whether a word is a family name of the register, or its first word. */
static bool is_anyones(const struct scan *s, const struct word *w)
{
    char key[WORD + 3];
    snprintf(key, sizeof key, " %s ", w->text);
    return map_get(&s->finder->kept, w->text) || map_get(&s->finder->named, key);
}

/* "Lang/Meier"; "Koch/Köchin" are not two people. */
static bool is_pair(const struct word *a, const struct word *b)
{
    return a->slash && a->capital && b->capital && a->text[1] && b->text[1] &&
           strncmp(a->text, b->text, 2) != 0;
}

/* Family names that stand for people side by side: "Lang/Meier", "Lang, Meier und Beck". */
static bool is_beside(const struct scan *s, int i, int after, int from)
{
    const struct word *last = word_at(s, after - 1),
                      *next = after < s->n ? word_at(s, after) : NULL,
                      *prev = i > from ? word_at(s, i - 1) : NULL;
    if (!word_at(s, i)->capital)
        return false;
    if ((next && is_pair(last, next)) || (prev && is_pair(prev, word_at(s, i))))
        return true;
    bool joined = next && is_conjunction(next->text);
    const struct word *right = joined && after + 1 < s->n ? word_at(s, after + 1) : next;
    if ((joined || last->comma) && right && right->capital && is_anyones(s, right))
        return true;
    joined = prev && is_conjunction(prev->text);
    const struct word *left = joined && i - 2 >= from ? word_at(s, i - 2) : prev;
    return left && (joined || left->comma) && left->capital && is_anyones(s, left);
}

/* Whether a word is that of a family name or, when it is the last one, its genitive. */
static bool is_family(const struct word *w, const char *family, bool last, bool *genitive)
{
    size_t n = strlen(family);
    *genitive = last && !strncmp(w->text, family, n) && !strcmp(w->text + n, "s");
    return *genitive || !strcmp(w->text, family);
}

/* Whether a double name, half of which is words i to `after`, is that of a named person. */
static bool is_longer(const struct scan *s, int i, int after, int from)
{
    char key[2 * WORD + 4];
    bool first = word_at(s, after - 1)->hyphen && after < s->n;
    if (!first && i - 1 < from)
        return false;
    snprintf(key, sizeof key, " %s %s ", word_at(s, first ? after - 1 : i - 1)->text,
             word_at(s, first ? after : i)->text);
    return map_get(&s->finder->named, key) != NULL;
}

/* How the name is written at word i of the scan, whose first word is `from`. */
static struct reading way_at(const struct scan *s, const struct kept *k, int i, int from)
{
    const struct reading none = {NOT_FOUND, false};
    bool genitive = false;
    for (int j = 0; j < k->n_family; j++)
        if (i + j >= s->n ||
            !is_family(word_at(s, i + j), k->family[j], j + 1 == k->n_family, &genitive))
            return none;
    int after = i + k->n_family;
    bool namesake = word_at(s, after - 1)->hyphen && after < s->n &&
                    is_namesake(word_at(s, after)->text);
    bool half = !namesake && !k->part &&
                (word_at(s, after - 1)->hyphen || (i > from && word_at(s, i - 1)->hyphen));
    struct reading way = way_before(s, k, i, from), behind = way_after(s, k, after, i);
    if (behind.form > way.form || (behind.form == way.form && behind.sure))
        way = behind;
    if (half && (way.form != WHOLE || is_longer(s, i, after, from)))
        return none; /* of another name; beside the given name it may be a new one */
    if (k->part && (way.form == NOT_FOUND || (way.form == WHOLE && !way.sure)))
        return none;
    bool twofold = k->n_family > 1 && word_at(s, i)->hyphen && word_at(s, i)->capital;
    if (way.form == NOT_FOUND && !k->part && (twofold || is_beside(s, i, after, from)))
        return (struct reading){BY_TITLE, false};
    way.sure &= !genitive && !namesake && !half && !k->unsure;
    return way;
}

/* Whether a named person may be meant as well. */
static bool is_doubtful(struct finder *f, const struct kept *k, struct reading way)
{
    struct buf b = {0};
    if (way.form == WHOLE)
        buf_puts(&b, k->given);
    else if (way.form == BY_INITIAL)
        buf_putc(&b, k->given[0]);
    for (int i = 0; i < k->n_family; i++)
        buf_printf(&b, " %s", k->family[i]);
    size_t n = b.n;
    buf_puts(&b, " ");
    bool doubtful = map_get(&f->named, b.s) != NULL;
    b.n = n;
    buf_puts(&b, "s "); /* "Peters" is no genitive where somebody has that name */
    doubtful |= !way.sure && map_get(&f->named, b.s);
    buf_done(&b);
    return doubtful;
}

/* Whether nothing but a space is between a word and the next. */
static bool goes_on(const struct word *w) { return !w->dot && !w->comma && !w->colon && !w->slash; }

/* "Karin", "Karin M.", "Foto: KM", "(KM)", where no named person may be meant. */
static void judge_brief(struct scan *s, int i, int from)
{
    enum { LEAST = 3 };
    const struct word *w = word_at(s, i), *prev = i > from ? word_at(s, i - 1) : NULL,
                      *next = i + 1 < s->n ? word_at(s, i + 1) : NULL;
    prev = prev && prev->node == w->node ? prev : NULL; /* others may be in another paragraph */
    next = next && next->node == w->node ? next : NULL;
    const struct kept *k = w->capital ? map_get(&s->finder->givens, w->text) : NULL;
    bool inside = prev && prev->capital && goes_on(prev) && map_get(&s->finder->givens, prev->text);
    bool letter = next && goes_on(w) && next->capital && !next->text[1] && next->dot;
    bool other = w->hyphen || (prev && prev->hyphen) || inside ||
                 (next && next->capital && goes_on(w) && !letter);
    if (k && strlen(w->text) >= LEAST && !other && (!letter || next->text[0] == k->family[0][0]))
        s->brief(s, k->person, w);
    if (!w->capitals || !(w->bracketed || (prev && is_label(prev))))
        return;
    note_all_initials(s->finder);
    const struct person *p = map_get(&s->finder->named_initials, w->text)
                                 ? NULL
                                 : map_get(&s->finder->initials, w->text);
    if (p)
        s->brief(s, p, w);
}

static void judge_word(struct scan *s, int i)
{
    if (i < 0)
        return;
    int from = i >= AROUND ? i - AROUND : 0;
    if (s->brief)
        judge_brief(s, i, from);
    char text[WORD];
    size_t n = strlen(word_at(s, i)->text);
    memcpy(text, word_at(s, i)->text, n + 1);
    for (int genitive = 0; genitive < 2; genitive++) {
        const struct kept *k = map_get(&s->finder->kept, text), *last = NULL;
        for (; k; k = k->next) {
            struct reading way = way_at(s, k, i, from);
            if (way.form != NOT_FOUND && (!last || last->person != k->person))
                s->found(s, k, way, word_at(s, i)), last = k;
        }
        if (n < 3 || text[n - 1] != 's')
            return;
        text[n - 1] = 0;
    }
}

static bool is_letter(const char *p)
{
    return (*p & 0x80) || (*p >= '0' && *p <= '9') || ((*p | 32) >= 'a' && (*p | 32) <= 'z');
}

/* The characters U+2000 to U+203F separate words, as no-break spaces do; soft hyphens do not. */
static bool is_part(const char *p)
{
    return is_letter(p) && strncmp(p, "\xe2\x80", 2) && strncmp(p, "\xc2\xa0", 2);
}

static void push_word(struct scan *s, const char *word, size_t n, char before, const xmlNode *node,
                      int line)
{
    struct word *w = &s->ring[s->n % RING];
    bool ascii = true;
    size_t k = 0;
    *w = (struct word){.dot = word[n] == '.',
                       .capital = (*word >= 'A' && *word <= 'Z') || (*word & 0x80),
                       .hyphen = word[n] == '-' && is_part(word + n + 1),
                       .slash = word[n] == '/' && is_part(word + n + 1),
                       .colon = word[n] == ':',
                       .comma = word[n] == ',',
                       .bracketed = (before == '(' && word[n] == ')') ||
                                    (before == '[' && word[n] == ']'),
                       .capitals = n > 1,
                       .node = node,
                       .line = line};
    for (size_t i = 0; i < n && ascii; i++)
        ascii = !(word[i] & 0x80);
    for (size_t i = 0; i < n; i++)
        w->capitals &= word[i] >= 'A' && word[i] <= 'Z';
    for (size_t i = 0; ascii && i < n && k < WORD - 1; i++)
        w->text[k++] = word[i] >= 'A' && word[i] <= 'Z' ? (char)(word[i] | 32) : word[i];
    if (!ascii) {
        struct arena a = {0};
        snprintf(w->text, sizeof w->text, "%s", key_fold(&a, arena_dup(&a, word, n)));
        arena_done(&a);
        if (!*w->text && n == 2 && !strncmp(word, "©", 2))
            strcpy(w->text, "©");
        if (!*w->text)
            return;
    }
    s->n++;
    judge_word(s, s->n - 1 - AROUND);
}

static size_t skip(const char *p)
{
    return !strncmp(p, "\xe2\x80", 2) && p[2] ? 3 : !strncmp(p, "\xc2\xa0", 2) ? 2 : 1;
}

static void scan_text(struct scan *s, const char *text, const xmlNode *node, int line)
{
    for (const char *p = text; *p;) {
        size_t n = 0;
        while (p[n] && is_part(p + n))
            n++;
        if (n)
            push_word(s, p, n, p > text ? p[-1] : 0, node, line);
        p += n;
        if (*p && !is_part(p)) {
            if (*p == '&')
                push_word(s, p, 1, 0, node, line);
            line += *p == '\n';
            p += skip(p);
        }
    }
}

static void scan_end(struct scan *s)
{
    for (int i = s->n - AROUND > 0 ? s->n - AROUND : 0; i < s->n; i++)
        judge_word(s, i);
}

/* ---- markup ---- */

static void note_hit(struct scan *s, const struct kept *k, struct reading way, const struct word *w)
{
    (void)w;
    if (!way.sure || is_doubtful(s->finder, k, way) || (s->hit && s->form >= way.form))
        return;
    s->hit = k;
    s->form = way.form;
}

/* The person kept back whom a text names for sure; a name in two parts may be the family name
 * alone. */
static const struct person *named_in(struct finder *f, const char *text, bool alone)
{
    struct scan s = {.finder = f, .found = note_hit};
    scan_text(&s, text, NULL, 0);
    scan_end(&s);
    if (s.hit || !alone || !s.n)
        return s.hit ? s.hit->person : NULL;
    for (const struct kept *k = map_get(&f->kept, word_at(&s, 0)->text); k; k = k->next) {
        int i = 0;
        while (i < k->n_family && i < s.n && !strcmp(word_at(&s, i)->text, k->family[i]))
            i++;
        if (i == k->n_family && i == s.n && !k->unsure &&
            !is_doubtful(f, k, (struct reading){BY_TITLE, true}))
            return k->person;
    }
    return NULL;
}

/* The parts of a name may have no space between them: each text is read by itself. */
static const struct person *named_inside(struct finder *f, const xmlNode *root, bool alone)
{
    struct buf b = {0};
    for (const xmlNode *n = root; n; n = xml_walk_nodes(root, n))
        if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
            buf_printf(&b, "%s ", (const char *)n->content);
    const struct person *p = b.n ? named_in(f, b.s, alone) : NULL;
    buf_done(&b);
    return p;
}

/* A credit that is rewritten elsewhere: in an info, or in a group there. */
static bool is_rewritten(const xmlNode *n)
{
    if (!credits_is(n))
        return false;
    for (n = n->parent; n && xml_is(n, "authorgroup"); n = n->parent)
        ;
    return n && xml_is(n, "info");
}

/* The authors of cited works are named without their consent. */
static bool is_cited(const xmlNode *n)
{
    for (n = n->parent; n; n = n->parent) {
        enum db_elem e = xml_elem(n);
        if (e == DB_biblioentry || e == DB_bibliomixed || e == DB_citation)
            return true;
    }
    return false;
}

static const struct person *by_initials(struct finder *f, const xmlNode *n)
{
    struct buf b = {0};
    struct arena a = {0};
    note_all_initials(f);
    xml_text(n, &b);
    const char *key = key_fold(&a, b.n ? b.s : "");
    const struct person *p = map_get(&f->named_initials, key) ? NULL : map_get(&f->initials, key);
    arena_done(&a);
    buf_done(&b);
    return p;
}

#define APART "-_/.+~%0123456789"

/* The person kept back whose name a part of an address or of a file's name is: "nlang". */
static const struct person *by_handle(struct finder *f, const char *text)
{
    const struct person *p = NULL;
    struct arena a = {0};
    for (const char *s = text + strspn(text, APART " "); *s && !p; s += strspn(s, APART " ")) {
        size_t n = strcspn(s, APART " ");
        p = map_get(&f->handles, key_fold(&a, arena_dup(&a, s, n)));
        s += n;
    }
    arena_done(&a);
    return p;
}

/* The person kept back whose address it is: as in the files, or with the name in it
 * ("nora.lang@example.org", "www.nora-lang.de"). */
static const struct person *by_address(struct finder *f, const char *text)
{
    struct arena a = {0};
    const char *key = address_key(&a, text);
    const struct person *p = map_get(&f->addresses, key);
    if (!p && strpbrk(key, "@.")) {
        char *words = arena_dup(&a, key, strcspn(key, "@"));
        bool email = strlen(words) < strlen(key);
        p = by_handle(f, words);
        for (char *c = words; *c && !p; c++)
            *c = strchr(APART, *c) ? ' ' : *c;
        p = p ? p : named_in(f, words, email);
    }
    arena_done(&a);
    return p;
}

static const struct person *by_content(struct finder *f, const xmlNode *n)
{
    struct buf b = {0};
    xml_text(n, &b);
    const struct person *p = b.n ? by_address(f, b.s) : NULL;
    buf_done(&b);
    return p;
}

static bool is_address(const char *text)
{
    return strchr(text, '@') || strstr(text, "://") || strstr(text, "orcid.org") ||
           !strncasecmp(text, "www.", 4) || !strncasecmp(text, "mailto:", 7);
}

/* A link whose text is only its target's address. */
static const struct person *by_bare_link(struct finder *f, const xmlNode *n)
{
    const char *href = xml_attr(n, "xlink:href");
    const struct person *p = href && is_address(href) ? by_address(f, href) : NULL;
    return p && (!n->children || by_content(f, n) == p) ? p : NULL;
}

/* The person kept back whose credit an element is; NULL if it may stay. */
static const struct person *must_go(struct finder *f, const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    switch (e) {
    case DB_author:
    case DB_editor:
    case DB_othercredit:
    case DB_collab:
    case DB_personname:
    case DB_person:
        return is_rewritten(n) || (e == DB_personname && n->parent && is_rewritten(n->parent)) ||
                       is_cited(n)
                   ? NULL
                   : named_inside(f, n, true);
    case DB_holder:
    case DB_attribution:
    case DB_keyword:
    case DB_subjectterm:
    case DB_indexterm: return named_inside(f, n, false);
    case DB_authorinitials: return by_initials(f, n);
    case DB_email:
    case DB_uri: return is_cited(n) ? NULL : by_content(f, n);
    case DB_link: return is_cited(n) ? NULL : by_bare_link(f, n);
    default: return NULL;
    }
}

static void note_place(struct job *job, const struct person *who, const xmlNode *n,
                       struct loc where, bool text)
{
    struct person *p = (struct person *)who;
    const xmlNode *division = n;
    while (division && db_class_of(xml_elem(division)) != DB_ROOT &&
           db_class_of(xml_elem(division)) != DB_DIVISION)
        division = division->parent;
    const char *title = division
                            ? division_title(job, &(struct division){.node = (xmlNode *)division})
                            : "";
    const struct mention *last = p->mentions.n ? &p->mentions.v[p->mentions.n - 1] : NULL;
    if (!last || last->where.file != where.file || last->where.line != where.line ||
        last->text != text)
        *vec_add(&p->mentions) = (struct mention){title, where, text};
}

static void take_out(struct finder *f, xmlNode *n, const struct person *p)
{
    struct loc row = person_place(p);
    diag(DIAG_authors_taken_out, xml_loc(n), row.file ? row.file : "", row.line,
         (const char *)n->name, xml_loc(n).line);
    note_place(f->job, p, n, xml_loc(n), false);
    if (xml_is(n, "indexterm") && xml_id(n))
        *map_put(&f->ranges, xml_id(n)) = f;
    xml_drop(n);
}

/* A link to somebody's address: its words stay, without it. */
static void take_link(struct finder *f, xmlNode *n)
{
    const char *href = xml_attr(n, "xlink:href");
    const struct person *p = href && is_address(href) && !is_cited(n) && !is_rewritten(n)
                                 ? by_address(f, href)
                                 : NULL;
    if (!p)
        return;
    struct loc row = person_place(p);
    diag(DIAG_authors_link, xml_loc(n), row.file ? row.file : "", row.line, (const char *)n->name,
         xml_loc(n).line);
    note_place(f->job, p, n, xml_loc(n), false);
    xmlUnsetNsProp(n, xmlSearchNsByHref(n->doc, n, (const xmlChar *)XLINK_NS),
                   (const xmlChar *)"href");
    if (xml_is(n, "link") && !xml_attr(n, "linkend"))
        xml_set_elem(n, DB_phrase);
}

static void take_out_all(struct finder *f)
{
    const xmlNode *root = f->job->root;
    for (xmlNode *n = xml_walk(root, root), *next; n; n = next) {
        const struct person *p = must_go(f, n);
        next =
            p || is_list(n) /* made again without people who are kept back */ ? xml_walk_past(root,
                                                                                              n)
                                                                              : xml_walk(root, n);
        if (p)
            take_out(f, n, p);
        else
            take_link(f, n);
    }
    for (xmlNode *n = xml_walk(root, root), *next; f->ranges.n && n; n = next) {
        const char *start = xml_is(n, "indexterm") ? xml_attr(n, "startref") : NULL;
        next = xml_walk(root, n);
        if (start && map_get(&f->ranges, start))
            xml_drop(n);
    }
}

/* ---- running text ---- */

static void report_person(struct finder *f, const struct person *p, const xmlNode *n, int line)
{
    struct loc where = xml_loc(n->type == XML_ELEMENT_NODE ? n : n->parent), row = person_place(p);
    where.line = line;
    diag(DIAG_authors_in_text, where, row.file ? row.file : "", row.line, where.line);
    note_place(f->job, p, n, where, true);
}

static void mention_report(struct scan *s, const struct kept *k, struct reading way,
                           const struct word *w)
{
    if ((way.form == WHOLE && way.sure) || !is_doubtful(s->finder, k, way))
        report_person(s->finder, k->person, w->node, w->line);
}

static void report_brief(struct scan *s, const struct person *p, const struct word *w)
{
    struct loc where = xml_loc(w->node->parent), row = person_place(p);
    where.line = w->line;
    diag(DIAG_authors_in_text_brief, where, row.file ? row.file : "", row.line, where.line);
    note_place(s->finder->job, p, w->node, where, true);
}

/* In a <personname> all who are meant for sure have been removed, or may be somebody else. */
static void report_unsure(struct scan *s, const struct kept *k, struct reading way,
                          const struct word *w)
{
    if (!way.sure && !is_doubtful(s->finder, k, way))
        report_person(s->finder, k->person, w->node, w->line);
}

/* The line that a text begins on: counted from the tag before it and its parent's text before
 * that. */
static int line_of(const xmlNode *text)
{
    const xmlNode *before = text->prev;
    while (before && before->type != XML_ELEMENT_NODE)
        before = before->prev;
    return xml_loc(before ? before : text->parent).line;
}

static void scan_value(struct finder *f, const char *value, const xmlNode *n)
{
    struct scan s = {.finder = f, .found = mention_report};
    scan_text(&s, value, n, xml_loc(n).line);
    scan_end(&s);
}

static void scan_name(struct finder *f, xmlNode *name)
{
    struct scan s = {.finder = f, .found = report_unsure};
    for (xmlNode *n = name; n; n = xml_walk_nodes(name, n))
        if (n->type == XML_TEXT_NODE && n->content)
            scan_text(&s, (const char *)n->content, n, line_of(n));
    scan_end(&s);
}

/* Names of images and ids, which go into files: "img/nora-lang.jpg", "NoraLang". */
static void scan_handle(struct finder *f, const char *value, const xmlNode *n)
{
    struct arena a = {0};
    char *words = arena_dup(&a, value, strlen(value));
    const struct person *p = is_address(value) ? NULL : by_handle(f, value);
    for (char *c = words; *c && !p; c++)
        *c = strchr(APART ":\\", *c) ? ' ' : *c;
    if (!p && !is_address(value))
        p = named_in(f, words, false);
    if (p)
        report_person(f, p, n, xml_loc(n).line);
    arena_done(&a);
}

/* Scans attributes that are read out or printed, and those that go into files. */
static void scan_attributes(struct finder *f, const xmlNode *n)
{
    static const char *const names[] = {"xreflabel", "label", "alt", "title",
                                        "summary"}; /* and xlink:title */
    for (const xmlAttr *a = n->properties; a; a = a->next)
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (!strcmp((const char *)a->name, names[i]) && a->children && a->children->content)
                scan_value(f, (const char *)a->children->content, n);
    const char *const handles[] = {xml_attr(n, "fileref"), xml_id(n)};
    for (size_t i = 0; i < sizeof handles / sizeof *handles; i++)
        if (handles[i])
            scan_handle(f, handles[i], n);
}

/* Whether a word looks like a log-in: "KMüller", "kmueller", "@nlang". */
static bool is_login(const char *word, size_t n, char before)
{
    enum { LEAST = 6, SURE = 8 };
    bool upper = false, lower = false;
    if (n < LEAST)
        return false;
    for (size_t i = 0; i < n; i++) {
        bool umlaut = i > 1 && word[i - 1] == '\xc3' && (word[i] & 0xe0) == 0x80;
        upper |= umlaut || (i && word[i] >= 'A' && word[i] <= 'Z');
        lower |= word[i] >= 'a' && word[i] <= 'z';
    }
    bool small = *word >= 'a' && *word <= 'z' && !upper;
    return lower && (upper || (before && strchr("@/\\#~_", before)) || (small && n >= SURE));
}

/* The person kept back whose log-in a word is; few words are looked up, and none is copied. */
static const struct person *by_login(struct finder *f, const char *word, size_t n)
{
    char key[2 * WORD];
    bool ascii = n < sizeof key;
    while (n && word[n - 1] >= '0' && word[n - 1] <= '9')
        n--;
    for (size_t i = 0; i < n && ascii; i++) {
        ascii = !(word[i] & 0x80);
        key[i] = word[i] >= 'A' && word[i] <= 'Z' ? (char)(word[i] | 32) : word[i];
    }
    if (ascii) {
        key[n] = 0;
        return map_get(&f->handles, key);
    }
    struct arena a = {0};
    const struct person *p = by_handle(f, arena_dup(&a, word, n));
    arena_done(&a);
    return p;
}

/* Whether the word from a to b is in an e-mail address or a URL, which are looked up as a whole; of
 * what has no spaces for long, only what is near it is looked at. */
static bool in_address(const char *text, const char *a, const char *b)
{
    enum { FAR = 500 };
    const char *end = b;
    for (int i = 0; i < FAR && a > text && !strchr(" \t\r\n", a[-1]); i++)
        a--;
    for (int i = 0; i < FAR && *end && !strchr(" \t\r\n", *end); i++)
        end++;
    struct arena arena = {0};
    const char *token = arena_dup(&arena, a, (size_t)(end - a));
    bool found = *token != '@' && is_address(token);
    arena_done(&arena);
    return found;
}

static void scan_logins(struct finder *f, const char *text, const xmlNode *n, int line)
{
    for (const char *p = text; *p;) {
        size_t k = 0;
        while (p[k] && is_part(p + k))
            k++;
        const struct person *who = is_login(p, k, p > text ? p[-1] : 0) ? by_login(f, p, k) : NULL;
        if (who && !in_address(text, p, p + k))
            report_person(f, who, n, line);
        p += k;
        if (*p && !is_part(p)) {
            line += *p == '\n';
            p += skip(p);
        }
    }
}

/* Addresses in running text; one with a whole name in it is found by the name. */
static void scan_addresses(struct finder *f, const char *text, const xmlNode *n, int line)
{
    static const char blanks[] = " \t\r\n<>()[]{},;\"'";
    if (!(strpbrk(text, "@/") || strstr(text, "www.") || strchr(text, '-')))
        return;
    for (const char *p = text; *p;) {
        size_t k = strcspn(p, blanks), bare = k;
        while (bare && strchr(".:!?", p[bare - 1]))
            bare--;
        struct arena a = {0};
        const char *word = arena_dup(&a, p, bare);
        const struct person *who = is_address(word) || bare == 19 ? by_address(f, word) : NULL;
        if (who && (map_get(&f->addresses, address_key(&a, word)) || !named_in(f, word, false)))
            report_person(f, who, n, line);
        arena_done(&a);
        for (p += k; *p && strchr(blanks, *p); p++)
            line += *p == '\n';
    }
}

static void scan_book(struct finder *f)
{
    struct scan s = {.finder = f, .found = mention_report, .brief = report_brief};
    const xmlNode *root = f->job->root;
    for (xmlNode *n = (xmlNode *)root, *next; n; n = next) {
        bool settled = xml_elem(n) == DB_personname && !is_cited(n);
        next = settled ? xml_walk_nodes_past(root, n) : xml_walk_nodes(root, n);
        if (settled)
            scan_name(f, n);
        if (n->type == XML_ELEMENT_NODE)
            scan_attributes(f, n);
        if ((n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) && n->content) {
            scan_text(&s, (const char *)n->content, n, line_of(n));
            scan_addresses(f, (const char *)n->content, n, line_of(n));
            if (f->handles.n)
                scan_logins(f, (const char *)n->content, n, line_of(n));
        }
    }
    scan_end(&s);
}

void mention_keep_back(struct job *job)
{
    struct finder f = {.job = job};
    note_people(&f);
    if (f.kept.n) {
        note_givens(&f);
        take_out_all(&f);
        scan_book(&f);
    }
    map_done(&f.kept);
    map_done(&f.named);
    map_done(&f.initials);
    map_done(&f.givens);
    map_done(&f.named_initials);
    map_done(&f.ranges);
    map_done(&f.addresses);
    map_done(&f.handles);
}
