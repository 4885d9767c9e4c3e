// SPDX-License-Identifier: Apache-2.0
/* Headings that ask for consent: the words in them that refer to print, to the web, to naming.
 *
 * The words' kinds are in asked.def. A heading that is not understood for sure is never guessed,
 * since refusals could be missed. One negation in it inverts the answers; a heading with two, or
 * with "only" or "but", is not understood. A heading about copies or their delivery that does not
 * mention naming is about paper, not about the names printed on it. */
#include <string.h>

#include "authors/authors-int.h"

enum kind {
    NOT_THOSE,
    PRINT,
    WEB,
    PHOTO,
    CONSENT,
    NAMING,
    NAME,
    DENY,
    REFUSE,
    WITHDRAW,
    SECRET,
    MISSING,
    UNTIL,
    ONLY,
    DATE,
    PRIVACY,
    OTHERS,
    COPY,
    DELIVERY,
    QUESTION,
    NEUTRAL,
    ANSWER,
    LIGHT,
    SUBJECT,
    INQUIRY,
    REMARK,
    KINDS
};

static const struct {
    enum kind kind;
    const char *stems;
} table[] = {
#define A(kind, stems) {kind, stems},
#include "authors/asked.def"
#undef A
};

static bool has_stem(const char *word, size_t n, const char *stems)
{
    for (const char *p = stems; *p; p += strspn(p, " ")) {
        size_t k = strcspn(p, " "), mark = *p == '=' || *p == '*';
        const char *stem = p + mark;
        size_t length = k - mark;
        bool begins = n >= length && !strncmp(word, stem, length);
        bool fits = *p == '='   ? begins && n == length
                    : *p == '*' ? memmem(word, n, stem, length) != NULL
                                : begins;
        if (fits)
            return true;
        p += k;
    }
    return false;
}

/* The kinds of a word, as bits; 0 if it has none. */
static unsigned kinds_of(const char *word, size_t n)
{
    unsigned kinds = 0;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (has_stem(word, n, table[i].stems)) {
            if (table[i].kind == NOT_THOSE)
                return 0;
            kinds |= 1u << table[i].kind;
        }
    return kinds;
}

/* The kinds of all words of a heading, summed up. */
struct sum {
    unsigned all; /* kinds of any word */
    int denials, refusals;
    bool only_neutral; /* besides the media, nothing but neutral words */
    bool only_refusal; /* besides consent, nothing but words that refuse, and light ones */
    bool only_answers; /* nothing but words that agree, and light ones */
    bool in_copy;      /* "copy" is a place to appear in: "im gedruckten Exemplar" */
};

static bool is_word(const char *word, size_t n, const char *other)
{
    return strlen(other) == n && !strncmp(word, other, n);
}

/* "opt out", "leave … off", "keep … out", "take … off": verbs in two parts. */
static bool is_parted(const char *key)
{
    static const char *const pairs[][2] = {{" opt ", " out "},     {" leave ", " off "},
                                           {" leave ", " out "},   {" keep ", " out "},
                                           {" keep ", " off "},    {" take ", " off "},
                                           {" stay ", " out "},    {" lasse", " weg "},
                                           {" lasst", " weg "},    {" lehne ", " ab "},
                                           {" halte", " heraus "}, {" halte", " raus "},
                                           {" keep ", " private "}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const char *first = strstr(key, pairs[i][0]);
        if (first && strstr(first + 1, pairs[i][1]))
            return true;
    }
    return false;
}

static bool ends_with(const char *key, const char *end, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(end - key) >= n && !strncmp(end - n, word, n);
}

/* "yes/no": the no offers an answer and denies nothing, as that of "No naming online (yes/no)". */
static bool is_answer(const char *key, const char *word, size_t n)
{
    static const char *const answers[][4] = {{"no", " yes ", " yes or ", " or yes "},
                                             {"nein", " ja ", " ja oder ", " oder ja "}};
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        const char *const *a = answers[i], *next = word + n;
        if (is_word(word, n, a[0]))
            return ends_with(key, word, a[1]) || ends_with(key, word, a[2]) ||
                   !strncmp(next, a[1], strlen(a[1])) || !strncmp(next, a[3], strlen(a[3]));
    }
    return false;
}

static struct sum sum_up(const char *key)
{
    static const unsigned light = 1u << NEUTRAL | 1u << LIGHT | 1u << DATE, agree = 1u << ANSWER,
                          refuse = 1u << DENY | 1u << REFUSE | 1u << WITHDRAW | 1u << SECRET |
                                   1u << MISSING | 1u << UNTIL;
    struct sum s = {.only_neutral = true, .only_refusal = true, .only_answers = true};
    bool in = false;
    for (const char *p = key + strspn(key, " "); *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        unsigned kinds = kinds_of(p, n);
        bool offered = is_answer(key, p, n);
        s.all |= kinds;
        in |= is_word(p, n, "im") || is_word(p, n, "in") || is_word(p, n, "ins");
        s.in_copy |= in && kinds >> COPY & 1;
        s.denials += (kinds & (1u << DENY | 1u << REFUSE)) && !offered;
        s.refusals += (kinds & refuse) && !offered;
        s.only_refusal &= (kinds & (light | refuse | 1u << CONSENT | 1u << ONLY)) != 0 && !offered;
        s.only_answers &= (kinds & (light | agree)) && !(kinds & refuse && !offered);
        s.only_neutral &= (kinds & (1u << PRINT | 1u << WEB | 1u << NEUTRAL)) != 0;
        p += n;
    }
    const char *imperative = strstr(key, " nennen sie ");
    if (imperative && strncmp(imperative + 12, "mich ", 5)) /* "Bitte nennen Sie Ihr Fachgebiet" */
        s.all &= ~(1u << NAMING);
    bool against = !s.denials && (strstr(key, " gegen ") || strstr(key, " against "));
    if (is_parted(key) || against) {
        s.all |= 1u << REFUSE;
        s.denials++;
        s.refusals++;
    }
    return s;
}

static bool asked_has(const struct sum *s, enum kind kind) { return s->all >> kind & 1; }

static bool is_about_copies(const struct sum *s)
{
    static const enum kind others[] = {CONSENT, NAMING, NAME, PHOTO, DENY, REFUSE, WITHDRAW, ONLY};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (asked_has(s, others[i]))
            return false;
    return (asked_has(s, COPY) || asked_has(s, DELIVERY)) && !s->in_copy;
}

static enum field field_for(bool print, bool web)
{
    return print == web ? FIELD_consent : print ? FIELD_consent_print : FIELD_consent_web;
}

/* Finds the media asked about by a heading that mentions naming or consent. */
static void judge_consent(struct asked *asked, const struct sum *s)
{
    bool print = asked_has(s, PRINT), web = asked_has(s, WEB), naming = asked_has(s, NAMING),
         name = asked_has(s, NAME);
    bool denies = s->denials > 0, weder = s->denials == 1;
    if (asked_has(s, DATE) && asked_has(s, CONSENT) && !denies && !naming) {
        asked->field = FIELD_consent_date;
        return;
    }
    if (asked_has(s, ONLY) || s->denials > 1 || asked_has(s, QUESTION))
        return;
    if (asked_has(s, PHOTO)) {
        asked->field = name ? FIELD_COUNT : FIELD_consent_photo;
    } else if (asked_has(s, OTHERS) && !name) {
        return;
    } else if (print || web) {
        asked->field = field_for(print, web);
    } else if (naming || name) {
        asked->field = FIELD_consent;
    }
    if (asked->field != FIELD_COUNT && denies)
        asked->turn = asked_has(s, REFUSE) && weder ? TURN_OPPOSITE : TURN_NO;
}

/* "Ich widerspreche", "Einwilligung fehlt", "gültig bis": whether any answer but a no refuses. */
static bool is_refusal(const struct sum *s) { return s->refusals && s->only_refusal; }

const char *asked_subject(struct arena *a, const char *heading)
{
    struct buf b = {0};
    for (const char *p = key_text(a, heading) + 1; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        if (!(kinds_of(p, n) & (1u << ANSWER)))
            buf_add(&b, p, n);
        p += n;
    }
    const char *subject = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return subject;
}

struct asked asked_of(const char *heading)
{
    struct asked asked = {.field = FIELD_COUNT};
    struct arena a = {0};
    char *plain = arena_dup(&a, heading, strlen(heading)), *to = plain;
    for (const char *p = plain; *p; p++) /* "don't" is a word, "do_not" are two */
        if (*p != '\'')
            *to++ = strchr("_[]?!\"&+|", *p) ? ' ' : *p;
    *to = 0;
    const char *key = arena_printf(&a, "%s ", key_text(&a, plain));
    struct sum s = sum_up(key);
    bool print = asked_has(&s, PRINT), web = asked_has(&s, WEB),
         verb = asked_has(&s, CONSENT) || asked_has(&s, NAMING),
         denied = s.denials > 0 && (print || web || asked_has(&s, NAME));
    bool private = asked_has(&s, PRIVACY) && !asked_has(&s, NAMING) && !print &&
                   !(web && s.denials);
    private |= is_about_copies(&s);
    if (asked_has(&s, WITHDRAW)) { /* any cell below, a date or a tick, withdraws a consent */
        asked.field = asked_has(&s, PHOTO) ? FIELD_consent_photo : field_for(print, web);
        asked.turn = TURN_NO;
    } else if (private && (verb || is_about_copies(&s))) {
        asked.field = FIELD_note;
    } else if (verb || denied) {
        judge_consent(&asked, &s);
    } else if ((print || web) && s.only_neutral && !asked_has(&s, QUESTION)) {
        asked.field = field_for(print, web);
    }
    if (asked.field == FIELD_COUNT && is_refusal(&s)) {
        bool consent = verb && !asked_has(&s, UNTIL);
        asked.field = consent ? FIELD_consent : FIELD_note;
        asked.turn = consent ? TURN_LESS : TURN_NONE;
        asked.refuses = !consent;
    }
    asked.names = !private &&
                  (print || asked_has(&s, WITHDRAW) || web || asked_has(&s, NAMING) || denied);
    asked.which = asked_has(&s, QUESTION);
    asked.others = asked.names && verb && asked_has(&s, OTHERS) && !asked_has(&s, NAME) &&
                   !asked_has(&s, QUESTION);
    asked.consents = !private && (asked_has(&s, CONSENT) || strstr(key, " opt in ") ||
                                  (asked_has(&s, ANSWER) && s.only_answers && !s.refusals));
    asked.dates = !private && asked.field == FIELD_consent_date && asked_has(&s, CONSENT)
                      ? field_for(print, web)
                      : FIELD_COUNT;
    asked.subject = asked_has(&s, SUBJECT);
    asked.inquires = asked_has(&s, INQUIRY);
    asked.remarks = asked_has(&s, REMARK);
    arena_done(&a);
    return asked;
}
