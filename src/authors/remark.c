// SPDX-License-Identifier: Apache-2.0
/* Remarks in cells of a row other than its answers: "möchte doch nicht genannt werden",
 * "Einwilligung zurückgezogen", "please remove my name".
 *
 * Registers are kept by hand, and changes of mind are noted in any cell. So each cell that is not
 * part of a name is read sentence by sentence for words of closed classes (remark.def): a possible
 * refusal is reported as a question and counts as one until it is decided, an explicit withdrawal
 * takes effect at once. This errs on the safe side: a person held back wrongly is reported, one
 * named wrongly is not. Remarks on other things, on somebody's employer, telephone or chapter, say
 * nothing. */
#include <string.h>

#include "authors/authors-int.h"

enum kind {
    NAMING,
    WEAK,
    PLACE,
    NAME,
    CONSENT,
    DENY,
    REFUSE,
    REMOVE,
    WITHDRAW,
    MISSING,
    ME,
    I,
    REQUEST,
    ANON,
    SECRET,
    USE,
    LEAVE,
    OUT,
    CANCEL,
    YET,
    PAST,
    CORRECT,
    YESISH,
    PRINT,
    WEB,
    ONLY,
    ENTRY,
    ORG,
    THING,
    ELSEWHERE,
    FILLER,
    NO,
    BARE,
    REPLY,
    OPEN,
    EDITION,
};

enum { MOST_WORDS = 60, LONGEST = 32 };

#define BIT(kind) ((uint64_t)1 << (kind))

static const struct {
    enum kind kind;
    const char *words;
} table[] = {
#define R(kind, words) {kind, words},
#define J(first, second, kind)
#include "authors/remark.def"
#undef R
#undef J
};

static const struct {
    const char *first, *second;
    enum kind kind;
} joins[] = {
#define R(kind, words)
#define J(first, second, kind) {first, second, kind},
#include "authors/remark.def"
#undef R
#undef J
};

/* A sentence, or a part of it between two commas. */
struct sum {
    uint64_t all;
    bool known; /* every word has a class */
    bool question;
    bool told; /* between two commas, a consent without a contradiction: "Einwilligung liegt
                  vor, …" */
    int n;
};

struct sentence {
    char word[MOST_WORDS][LONGEST];
    uint64_t kinds[MOST_WORDS];
    bool comma[MOST_WORDS]; /* one is before the word */
    int n;
    bool question;
};

/* ---- words ---- */

/* The table as maps from words, and from endings, to kinds; made once. */
static const struct map *known_words(bool endings)
{
    static struct map known[2];
    static struct arena kinds;
    if (known[endings].n)
        return &known[endings];
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (const char *p = table[i].words; *p; p += strspn(p, " ")) {
            size_t n = strcspn(p, " "), mark = *p == '*';
            struct arena a = {0};
            uint64_t **place = (uint64_t **)map_put(&known[mark],
                                                    arena_dup(&a, p + mark, n - mark));
            *place = *place ? *place : arena_make(&kinds, uint64_t);
            **place |= BIT(table[i].kind);
            arena_done(&a);
            p += n;
        }
    return &known[endings];
}

static uint64_t known_kinds(const char *word)
{
    const uint64_t *kinds = map_get(known_words(false), word);
    return kinds ? *kinds : 0;
}

static uint64_t kinds_of(const char *word)
{
    size_t n = strlen(word);
    uint64_t found = known_kinds(word);
    const struct map *endings = known_words(true);
    for (int i = 0; !found && n && i < endings->n; i++) {
        size_t k = strlen(endings->entry[i].key);
        if (n > k && !strcmp(word + n - k, endings->entry[i].key))
            found = *(const uint64_t *)endings->entry[i].value;
    }
    return found || !n || strspn(word, "0123456789") < n ? found : BIT(FILLER);
}

static bool is_letter(const char *p)
{
    return (*p & 0x80) || (*p >= '0' && *p <= '9') || ((*p | 32) >= 'a' && (*p | 32) <= 'z');
}

/* Quotation marks, dashes and spaces of U+2000 to U+203F, and no-break spaces separate words; soft
 * hyphens and apostrophes do not. */
static size_t gap_length(const char *p)
{
    if (!strncmp(p, "\xe2\x80\x99", 3) || !strncmp(p, "\xe2\x80\x8b", 3) ||
        !strncmp(p, "\xc2\xad", 2))
        return 0;
    return !strncmp(p, "\xe2\x80", 2) && p[2] ? 3
           : !strncmp(p, "\xc2\xa0", 2)       ? 2
           : is_letter(p) || *p == '\''       ? 0
                                              : 1;
}

/* Reads the word at p, folded; returns its length in bytes. */
static size_t read_word(const char *p, char word[LONGEST])
{
    char raw[3 * LONGEST];
    size_t n = 0, k = 0;
    bool ascii = true;
    for (; p[n] && !gap_length(p + n); n++) {
        size_t skip = p[n] == '\''                                                               ? 1
                      : !strncmp(p + n, "\xe2\x80\x99", 3) || !strncmp(p + n, "\xe2\x80\x8b", 3) ? 3
                      : !strncmp(p + n, "\xc2\xad", 2)                                           ? 2
                                                       : 0;
        n += skip ? skip - 1 : 0;
        if (skip || k + 1 == sizeof raw)
            continue;
        ascii &= !(p[n] & 0x80);
        raw[k++] = p[n] >= 'A' && p[n] <= 'Z' ? (char)(p[n] | 32) : p[n];
    }
    raw[k] = 0;
    struct arena a = {0};
    snprintf(word, LONGEST, "%.*s", LONGEST - 1, ascii ? raw : key_fold(&a, raw));
    arena_done(&a);
    return n;
}

/* ---- sentences ---- */

static bool fits_pattern(const char *word, const char *pattern)
{
    size_t n = strcspn(pattern, "~");
    return pattern[n] ? !strncmp(word, pattern, n) : !strcmp(word, pattern);
}

/* "e-mail" is a word, and some pairs of words have a meaning of their own. */
static void join_words(struct sentence *s)
{
    for (int i = 0; i + 1 < s->n; i++)
        for (size_t k = 0; k < sizeof joins / sizeof *joins; k++) {
            if (!fits_pattern(s->word[i], joins[k].first) ||
                !fits_pattern(s->word[i + 1], joins[k].second))
                continue;
            bool alone = joins[k].kind == FILLER || joins[k].kind == THING;
            int end = joins[k].kind == FILLER && i + 2 < s->n &&
                              (fits_pattern(s->word[i + 2], "gegen") ||
                               fits_pattern(s->word[i + 2], "against"))
                          ? i + 3
                          : i + 2; /* "keine Einwände gegen" */
            for (int j = i; j < end; j++)
                if (joins[k].kind != NAMING || j > i) /* "not print": a verb */
                    s->kinds[j] = (alone || joins[k].kind == NAMING ? 0 : s->kinds[j]) |
                                  BIT(joins[k].kind);
        }
    for (int i = 0; i + 1 < s->n; i++) { /* "der Name der Firma" is a firm's */
        int j = i + 1;
        while (j < s->n && j < i + 3 && s->kinds[j] & BIT(FILLER) && !(s->kinds[j] & BIT(ORG)))
            j++;
        if (s->kinds[i] & BIT(NAME) && j > i + 1 && j < s->n && s->kinds[j] & BIT(ORG))
            s->kinds[i] = BIT(ORG);
    }
}

/* "zieht ihre Zustimmung zurück": a verb in two parts. */
static void join_verbs(struct sentence *s)
{
    static const char *const verbs[] = {"zieh~", "zog~", "nimm~", "nahm~", "nehme~"};
    for (int i = 0; i < s->n; i++)
        for (int j = i + 1; j < s->n; j++)
            for (size_t k = 0; k < sizeof verbs / sizeof *verbs; k++)
                if (fits_pattern(s->word[i], verbs[k]) && !strcmp(s->word[j], "zurueck"))
                    s->kinds[i] = s->kinds[j] = BIT(WITHDRAW);
}

/* "nicht nennen" asks for something, "nicht genannt" may be a report. */
static bool is_infinitive(const char *word)
{
    size_t n = strlen(word);
    return n > 4 &&
           (!strcmp(word + n - 2, "en") || !strcmp(word, "mention") || !strcmp(word, "publish") ||
            !strcmp(word, "credit") || !strcmp(word, "acknowledge"));
}

static struct sum sum_up(struct sentence *s)
{
    struct sum sum = {.known = true, .question = s->question, .n = s->n};
    uint64_t part = 0;
    join_words(s);
    join_verbs(s);
    for (int i = 0; i <= s->n; i++) {
        if (i == s->n || s->comma[i]) {
            sum.told |= part & BIT(CONSENT) && part & BIT(YESISH) &&
                        !(part & (BIT(DENY) | BIT(REFUSE) | BIT(MISSING) | BIT(WITHDRAW)));
            part = 0;
        }
        if (i == s->n)
            break;
        part |= s->kinds[i];
        sum.all |= s->kinds[i];
        sum.known &= s->kinds[i] != 0;
        if (s->kinds[i] & BIT(NAMING) && is_infinitive(s->word[i]))
            sum.all |= BIT(REQUEST);
    }
    return sum;
}

/* ---- interpretation ---- */

static bool remark_has(const struct sum *s, enum kind kind) { return s->all >> kind & 1; }

/* Whether there are only words of these kinds. */
static bool is_only(const struct sum *s, uint64_t of) { return s->known && !(s->all & ~of); }

static const uint64_t quiet = BIT(FILLER) | BIT(PRINT) | BIT(WEB) | BIT(PLACE) | BIT(PAST) |
                              BIT(I) | BIT(YESISH) | BIT(WEAK) | BIT(REQUEST);

/* "nicht nennen", "erscheinen in keiner Liste", "gegen die Veröffentlichung" */
static bool refuses_naming(const struct sum *s, bool person)
{
    bool denied = remark_has(s, DENY) || remark_has(s, REFUSE),
         request = remark_has(s, REQUEST) || remark_has(s, REFUSE) || remark_has(s, CONSENT) ||
                   remark_has(s, WITHDRAW);
    bool report = (remark_has(s, YET) || remark_has(s, PAST)) && !request &&
                  !person; /* "noch nicht genannt", "wurde nicht genannt" */
    bool weak = remark_has(s, WEAK) &&
                (remark_has(s, PLACE) || remark_has(s, PRINT) || remark_has(s, WEB)) &&
                (remark_has(s, REQUEST) || remark_has(s, I) || person);
    return denied && ((remark_has(s, NAMING) && !report) || (weak && !report));
}

static bool refuses_name(const struct sum *s)
{
    bool meant = s->known || remark_has(s, REQUEST) || remark_has(s, USE);
    return remark_has(s, NAME) && (remark_has(s, DENY) || remark_has(s, REFUSE)) && meant;
}

static bool removes_name(const struct sum *s, bool person)
{
    bool bare = s->known && !remark_has(s, DENY) &&
                is_only(s, quiet | BIT(REMOVE) | BIT(OUT) | BIT(ENTRY) | BIT(LEAVE));
    bool removed = remark_has(s, REMOVE) &&
                   (person || remark_has(s, NAMING) || remark_has(s, ENTRY) || bare);
    return (removed && !(remark_has(s, DENY) && !remark_has(s, REQUEST))) ||
           (remark_has(s, LEAVE) && remark_has(s, OUT) && (person || remark_has(s, REQUEST)));
}

static bool refuses_consent(const struct sum *s)
{
    return remark_has(s, CONSENT) &&
           (remark_has(s, DENY) || remark_has(s, REFUSE) || remark_has(s, MISSING) ||
            remark_has(s, WITHDRAW)) &&
           !s->told;
}

/* "nein", "noch nicht", "pending", "laut Mail nein": where a cell may say anything of a person,
 * beside an answer that may be a yes. */
static bool refuses_barely(const struct sum *s)
{
    bool open = (remark_has(s, MISSING) || remark_has(s, YET)) && !remark_has(s, YESISH);
    return remark_has(s, NO) || (remark_has(s, BARE) && s->n == 1) ||
           (open &&
            is_only(s, quiet | BIT(DENY) | BIT(ONLY) | BIT(BARE) | BIT(MISSING) | BIT(YET)));
}

/* "keine Antwort", "hat sich nicht gemeldet", "vermutlich ja", "?": nobody knows yet. */
static bool is_unsettled(const struct sum *s)
{
    bool owed = remark_has(s, DENY) || remark_has(s, MISSING) || remark_has(s, YET);
    return remark_has(s, OPEN) || (remark_has(s, REPLY) && owed);
}

/* "nur für Band 1", "nicht in der 2. Auflage": a consent to another publication, perhaps. */
static bool limits_edition(const struct sum *s)
{
    enum { SHORT = 8 };
    return remark_has(s, EDITION) && (remark_has(s, ONLY) || remark_has(s, DENY)) && s->n <= SHORT;
}

/* "abgesagt", "lieber nicht", "nicht im Web": short refusals without other words. */
static bool refuses_shortly(const struct sum *s)
{
    if (is_only(s, quiet | BIT(CANCEL) | BIT(REFUSE) | BIT(WITHDRAW) | BIT(OUT)) &&
        (remark_has(s, CANCEL) || remark_has(s, REFUSE)))
        return true;
    return is_only(s, quiet | BIT(DENY) | BIT(ONLY) | BIT(BARE) | BIT(NO)) && remark_has(s, DENY) &&
           (remark_has(s, REQUEST) || remark_has(s, PRINT) || remark_has(s, WEB)) &&
           !remark_has(s, YET);
}

static bool hides_name(const struct sum *s, bool person)
{
    return remark_has(s, ANON) && (s->known || person || remark_has(s, REQUEST) ||
                                   remark_has(s, I) || remark_has(s, NAMING));
}

/* "nur im Druck nennen", "nur Print": the other medium is refused. */
static bool limits_medium(const struct sum *s)
{
    return remark_has(s, ONLY) && remark_has(s, PRINT) != remark_has(s, WEB) &&
           (remark_has(s, NAMING) || remark_has(s, NAME) ||
            (remark_has(s, PRINT) &&
             is_only(s, quiet | BIT(ONLY) | BIT(CONSENT) | BIT(ME) | BIT(USE))));
}

static const unsigned both = 1u << MEDIUM_PRINT | 1u << MEDIUM_WEB;

static unsigned media_of(const struct sum *s)
{
    return remark_has(s, PRINT) == remark_has(s, WEB) ? both
           : remark_has(s, PRINT)                     ? 1u << MEDIUM_PRINT
                                                      : 1u << MEDIUM_WEB;
}

/* In cells of facts only statements about a person count. */
static void judge_sentence(const struct sum *s, enum cell cell, struct remark *r)
{
    bool fact = cell == CELL_FACT;
    bool person = remark_has(s, ME) || remark_has(s, NAME), named = person || remark_has(s, NAMING),
         thing = remark_has(s, THING) && !person, org = remark_has(s, ORG) && !person;
    bool elsewhere = remark_has(s, ELSEWHERE) && !remark_has(s, NAME) && !remark_has(s, NAMING),
         correct = remark_has(s, CORRECT) && !remark_has(s, NAMING);
    uint64_t plain = quiet | BIT(WITHDRAW) | BIT(CONSENT) | BIT(NAMING) | BIT(NAME) | BIT(ME) |
                     BIT(OUT);
    if (elsewhere)
        return;
    if (fact && !(remark_has(s, REQUEST) || remark_has(s, ME) || remark_has(s, CONSENT) ||
                  remark_has(s, SECRET)))
        return;
    bool withdraws = remark_has(s, WITHDRAW) &&
                     !(thing && !remark_has(s, CONSENT) && !remark_has(s, NAMING));
    bool doubt = withdraws || remark_has(s, SECRET);
    doubt |= !thing && !org &&
             (refuses_naming(s, person) || (removes_name(s, person) && !correct) ||
              hides_name(s, person));
    doubt |= !thing && !org && refuses_name(s) && !correct;
    doubt |= !(thing && !named) && refuses_consent(s);
    doubt |= remark_has(s, CONSENT) && remark_has(s, ONLY) && !remark_has(s, PRINT) &&
             !remark_has(s, WEB); /* "einverstanden nur für 2023" */
    doubt |= remark_has(s, NAMING) && remark_has(s, ONLY) && !remark_has(s, PRINT) &&
             !remark_has(s, WEB) &&
             (!thing || remark_has(s, NAME)); /* "nur die Institution nennen" */
    doubt |= !fact && !thing && !org && refuses_shortly(s);
    doubt |= cell == CELL_REMARK && !thing && !org && (refuses_barely(s) || is_unsettled(s));
    doubt |= cell == CELL_REMARK && limits_edition(s);
    if (withdraws && !fact && !s->question && !remark_has(s, DENY) && !remark_has(s, REQUEST) &&
        is_only(s, plain))
        r->withdrawn |= media_of(s);
    else if (limits_medium(s) && !remark_has(s, DENY))
        r->doubted |= both & ~media_of(s);
    else if (doubt)
        r->doubted |= media_of(s);
    r->unread |= !s->known;
}

/* `about`: further kinds from the heading. */
static void end_sentence(struct sentence *s, enum cell cell, uint64_t about, struct remark *r)
{
    struct sum sum = s->n ? sum_up(s) : (struct sum){0};
    sum.all |= about;
    if (sum.n)
        judge_sentence(&sum, cell, r);
    s->n = 0;
    s->question = false;
}

/* Whether a full stop ends a sentence, and is not part of "z. B.", "Dr. Lang" or "3.5.". */
static bool is_end(const char *p, const struct sentence *s)
{
    size_t n = s->n ? strlen(s->word[s->n - 1]) : 0;
    return *p != '.' || ((!p[1] || p[1] == ' ' || p[1] == '\n') && n > 3 &&
                         strspn(s->word[s->n - 1], "0123456789") < n);
}

static void read_sentences(const char *text, enum cell cell, uint64_t about, struct remark *r)
{
    struct sentence s = {0};
    bool comma = false;
    for (const char *p = text; *p;) {
        size_t n = gap_length(p);
        if (!n) {
            if (s.n == MOST_WORDS)
                end_sentence(&s, cell, about, r);
            p += read_word(p, s.word[s.n]);
            if (s.n && !strcmp(s.word[s.n - 1], "e") && !strcmp(s.word[s.n], "mail")) /* "E-Mail" */
                strcpy(s.word[--s.n], "email");
            s.kinds[s.n] = kinds_of(s.word[s.n]);
            s.comma[s.n] = comma;
            s.n += *s.word[s.n] != 0;
            comma = false;
            continue;
        }
        s.question |= *p == '?';
        comma |= *p == ',' || *p == '(' || *p == ')';
        if (strchr(".!?;\n", *p) && is_end(p, &s))
            end_sentence(&s, cell, about, r);
        p += n;
    }
    end_sentence(&s, cell, about, r);
}

/* Most cells have no word that matters; they are passed over quickly. */
static bool may_say(const char *text)
{
    static const uint64_t matter = BIT(DENY) | BIT(REFUSE) | BIT(REMOVE) | BIT(WITHDRAW) |
                                   BIT(MISSING) | BIT(ANON) | BIT(SECRET) | BIT(OUT) | BIT(CANCEL) |
                                   BIT(ONLY) | BIT(BARE) | BIT(OPEN);
    static const char *const parted[] = {"zur",       "Zur",     "opt",         "Opt",
                                         "ffentlich", "steht",   "intergrund",  "rst nach",
                                         "nterne",    "nternal", "it Vornamen", "nitial",
                                         "gefragt",   "berlegt", " mind",       "ays no",
                                         "aid no",    "DSGVO",   "GDPR",        " bis ",
                                         " until ",   " aber",   " but",        " auflagen",
                                         "chef",      "Chef"};
    for (const char *p = text; *p;) {
        char word[LONGEST];
        size_t n = gap_length(p);
        if (n) {
            p += n;
            continue;
        }
        p += read_word(p, word);
        if (known_kinds(word) & matter)
            return true;
    }
    for (size_t i = 0; i < sizeof parted / sizeof *parted; i++)
        if (strstr(text, parted[i]))
            return true;
    return false;
}

/* The kinds that a heading adds to the cells below it: those of another consent, or of a thing. */
static uint64_t kinds_of_heading(const char *heading)
{
    struct sentence s = {0};
    for (const char *p = heading; *p && s.n < MOST_WORDS;) {
        size_t n = gap_length(p);
        if (n) {
            p += n;
            continue;
        }
        p += read_word(p, s.word[s.n]);
        s.kinds[s.n] = kinds_of(s.word[s.n]);
        s.n++;
    }
    return sum_up(&s).all;
}

/* Whether a bare no below a heading may be one to being named: it neither asks about something else
 * nor whether there is anything to remark. */
static bool may_answer(const struct asked *asked) { return !asked->subject && !asked->inquires; }

/* Marks without any word: "?", "†". Strokes and dots say nothing. */
static bool is_mark(const char *text)
{
    char word[LONGEST];
    for (const char *p = text; *p;) {
        size_t n = gap_length(p);
        if (!n)
            n = read_word(p, word);
        if (!n || (!gap_length(p) && *word))
            return false;
        p += n;
    }
    return strspn(text, " \t\r\n-./,;:()'\"\xe2\x80\x93\x94\xa6") < strlen(text);
}

struct remark remark_of(const char *heading, const char *text, enum cell cell)
{
    struct remark r = {0};
    struct asked asked = cell == CELL_REMARK ? asked_of(heading) : (struct asked){0};
    if (!asked.remarks && !may_say(text))
        return r;
    uint64_t about = kinds_of_heading(heading);
    bool elsewhere = about & BIT(ELSEWHERE) && !(about & (BIT(NAME) | BIT(NAMING)));
    if (about & (BIT(THING) | BIT(ORG)))
        cell = CELL_FACT;
    else if (cell == CELL_REMARK && !may_answer(&asked))
        cell = CELL_OTHER;
    read_sentences(text, cell, elsewhere ? BIT(ELSEWHERE) : 0, &r);
    if (cell == CELL_REMARK && asked.remarks && is_mark(text))
        r.doubted |= both;
    r.doubted &= ~r.withdrawn;
    r.unread &= cell == CELL_REMARK && asked.remarks && !r.doubted && !r.withdrawn;
    return r;
}

enum section remark_section(const char *text, bool title, unsigned *media)
{
    struct sentence s = {0};
    size_t n = strlen(text);
    bool colon = n && text[n - 1] == ':';
    for (const char *p = text; *p && s.n < MOST_WORDS;) {
        size_t gap = gap_length(p);
        p += gap ? gap : read_word(p, s.word[s.n]);
        if (!gap && *s.word[s.n]) {
            s.kinds[s.n] = kinds_of(s.word[s.n]);
            s.n++;
        }
    }
    struct sum sum = s.n ? sum_up(&s) : (struct sum){0};
    struct remark r = {0};
    if (sum.n && (sum.known || colon))
        judge_sentence(&sum, CELL_REMARK, &r);
    *media = r.doubted | r.withdrawn;
    bool person = remark_has(&sum, CONSENT) || remark_has(&sum, REFUSE) ||
                  remark_has(&sum, WITHDRAW);
    if (*media && (person || !title))
        return SECTION_REFUSES;
    bool agrees = sum.known && (remark_has(&sum, CONSENT) || remark_has(&sum, NAMING));
    return agrees ? SECTION_AGREES : colon ? SECTION_OTHER : SECTION_NONE;
}
