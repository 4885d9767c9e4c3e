// SPDX-License-Identifier: Apache-2.0
/* Interprets people's answers for print, for the web and for their portraits.
 *
 * No one is named on a guess: a yes is a closed set of forms, everything else is a no. An answer is
 * cut into words and marks, each of a class (consent.def); a word that is in no table has no class.
 * The sequence of classes, without fillers and with media joined ("Print und Web"), must match one
 * of a few forms as a whole; an unknown word, a question mark or an ellipsis thus makes the answer
 * unclear. A refusing word anywhere rules out a yes for any medium, regardless of the other words:
 * adding words to a refusal never makes it a consent. */
#include <string.h>
#include <unicode/uchar.h>

#include "authors/authors-int.h"

enum class {
    UNKNOWN,
    YES,
    REFUSAL,
    WITHDRAWAL,
    PRINT,
    WEB,
    BOTH,
    ONLY,
    AND,
    FILLER,
    ASIDE,
    COMMA,
    DATE,
    CLASSES
};

enum { MOST_TOKENS = 40 };

struct tokens {
    struct arena *arena;
    struct {
        enum class class;
        const char *word; /* folded; "" for a mark */
    } v[MOST_TOKENS];
    int n;
    bool unclear; /* a token has no class */
};

static bool is_medium(enum class c) { return c == PRINT || c == WEB || c == BOTH; }

/* ---- words and marks ---- */

static const struct {
    enum class class;
    const char *words;
} classes[] = {
#define W(class, words) {class, words},
#define Y(phrase)
#include "authors/consent.def"
#undef W
#undef Y
};

static const char *const phrases[] = {
#define W(class, words)
#define Y(phrase) phrase,
#include "authors/consent.def"
#undef W
#undef Y
};

/* The table as a map from word to class, made once; the first class of a word counts. */
static const struct map *known_words(void)
{
    static struct map known;
    if (known.n)
        return &known;
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        for (const char *p = classes[i].words; *p; p += strspn(p, " ")) {
            struct arena a = {0};
            size_t n = strcspn(p, " ");
            uintptr_t *place = (uintptr_t *)map_put(&known, arena_dup(&a, p, n));
            *place = *place ? *place : (uintptr_t)classes[i].class;
            arena_done(&a);
            p += n;
        }
    return &known;
}

static void add_token(struct tokens *t, enum class class, const char *word)
{
    if (t->n == MOST_TOKENS) {
        t->unclear = true;
        return;
    }
    t->v[t->n].class = class;
    t->v[t->n++].word = word;
}

/* Marks with a meaning of their own; ticks in brackets are read earlier. */
static const struct {
    const char *mark;
    enum class class;
} marks[] = {
    {"[x]", YES},
    {"(x)", YES},
    {"[ ]", REFUSAL},
    {"( )", REFUSAL},
    {"[]", REFUSAL},
    {"()", REFUSAL},
    {"[✓]", YES},
    {"[✔]", YES},
    {"✓", YES},
    {"✔", YES},
    {"☑", YES},
    {"✅", YES},
    {"✗", REFUSAL},
    {"✘", REFUSAL},
    {"✖", REFUSAL},
    {"❌", REFUSAL},
    {"☐", REFUSAL},
    {"◻", REFUSAL},
    {"...", UNKNOWN},
    {"…", UNKNOWN},
    {"..", UNKNOWN},
    {"\xef\xb8\x8f", FILLER},
    {"&", AND},
    {"+", AND},
    {",", COMMA},
    {";", COMMA},
    {"/", COMMA},
    {"|", COMMA},
    {"\n", COMMA},
    {":", FILLER},
    {"=", FILLER},
    {"!", FILLER},
    {".", FILLER},
    {"–", FILLER},
    {"—", FILLER},
    {"-", FILLER},
    {"‐", FILLER},
    {"‑", FILLER},
    {"\xc2\xa0", FILLER},
    {"\xe2\x80\xaf", FILLER},
    {"\xe2\x80\x8b", FILLER},
    {"\xc2\xad", FILLER},
    {"\xef\xbb\xbf", FILLER},
};

static size_t mark_at(const char *p, enum class *class)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = strlen(marks[i].mark);
        if (!strncasecmp(p, marks[i].mark, n)) {
            *class = marks[i].class;
            return n;
        }
    }
    return 0;
}

static bool is_letter(const char *p)
{
    enum class class;
    return *p &&
           ((*p & 0x80) || (*p >= '0' && *p <= '9') || ((*p | 32) >= 'a' && (*p | 32) <= 'z')) &&
           !mark_at(p, &class);
}

static size_t span_length(const char *p, const char *of) { return strspn(p, of); }

/* " 14:33", "T10:05:44Z", " 10:05 Uhr" after a date. */
static size_t time_length(const char *p)
{
    size_t n = *p == 'T' || *p == ' ' || *p == ',' ? 1 : 0, blank = n && p[n] == ' ',
           d = span_length(p + n + blank, "0123456789");
    n += blank + d;
    if (d < 1 || d > 2 || p[n] != ':' || span_length(p + n + 1, "0123456789") != 2)
        return 0;
    n += 3;
    if (p[n] == ':' && span_length(p + n + 1, "0123456789") >= 2)
        n += 1 + span_length(p + n + 1, "0123456789.");
    if (p[n] == 'Z')
        n++;
    return !strncasecmp(p + n, " Uhr", 4) ? n + 4 : n;
}

/* Bytes of the date at p, with its time; 0: none. Three numbers with the same mark between them, or
 * a day, a month's name and a year. */
static size_t date_length(struct arena *a, const char *p)
{
    size_t d = span_length(p, "0123456789"), n = d;
    if (d < 1 || d > 4)
        return 0;
    char mark = p[n];
    size_t blank = mark == '.' && p[n + 1] == ' ';
    if (mark && strchr("./-", mark) && span_length(p + n + 1 + blank, "0123456789")) {
        n += 1 + blank + span_length(p + n + 1 + blank, "0123456789");
        blank = mark == '.' && p[n] == mark && p[n + 1] == ' ';
        if (p[n] != mark || !span_length(p + n + 1 + blank, "0123456789"))
            return 0;
        size_t last = span_length(p + n + 1 + blank, "0123456789");
        if (d != 4 && last != 2 && last != 4)
            return 0;
        n += 1 + blank + last;
    } else {
        n += mark == '.';
        n += span_length(p + n, " ");
        size_t letters = 0;
        while (p[n + letters] && ((p[n + letters] & 0x80) ||
                                  ((p[n + letters] | 32) >= 'a' && (p[n + letters] | 32) <= 'z')))
            letters++;
        n += letters + (p[n + letters] == '.');
        blank = span_length(p + n, " ");
        size_t year = span_length(p + n + blank, "0123456789");
        if (letters < 3 || !blank || (year != 4 && year != 2))
            return 0;
        n += blank + year;
    }
    return field_date(a, arena_dup(a, p, n)) ? n + time_length(p + n) : 0;
}

/* Whether it has more than letters, digits and accents: folding would drop a thumbs-down emoji. */
static bool has_symbol(const char *word)
{
    for (const char *p = word, *end = word + strlen(word); p < end;) {
        UChar32 c = (UChar32)utf8_next(&p, end);
        if (!u_isalnum(c) && u_charType(c) != U_NON_SPACING_MARK)
            return true;
    }
    return false;
}

static const char *read_word(struct tokens *t, const char *p)
{
    struct buf b = {0};
    while (is_letter(p) || ((*p == '\'' || !strncmp(p, "’", 3)) && b.n))
        if (*p == '\'')
            p++;
        else if (!strncmp(p, "’", 3))
            p += 3;
        else
            buf_putc(&b, *p++);
    const char *word = key_fold(t->arena, b.s ? b.s : "");
    t->unclear |= has_symbol(b.s ? b.s : "");
    uintptr_t class = (uintptr_t)map_get(known_words(), word);
    add_token(t, (enum class) class, word);
    buf_done(&b);
    return p;
}

static void read_tokens(struct tokens *t, const char *text)
{
    int open = 0;
    for (const char *p = text + strspn(text, " \t\r\n"); *p; p += strspn(p, " \t\r")) {
        enum class class = UNKNOWN;
        size_t n = (*p >= '0' && *p <= '9') && (p == text || !is_letter(p - 1))
                       ? date_length(t->arena, p)
                       : 0;
        if (n) {
            add_token(t, DATE, "");
            p += n;
        } else if ((n = mark_at(p, &class)) != 0) {
            add_token(t, class, class == YES || class == REFUSAL ? arena_dup(t->arena, p, n) : "");
            p += n;
        } else if (*p == '(' || *p == ')') {
            open += *p == '(' ? 1 : -1;
            t->unclear |= open < 0 || open > 1;
            add_token(t, COMMA, "");
            p++;
        } else if (is_letter(p)) {
            p = read_word(t, p);
        } else {
            add_token(t, UNKNOWN, "");
            p++;
        }
    }
    t->unclear |= open != 0;
}

static bool is_word(const struct tokens *t, int i, const char *word, size_t n)
{
    return strlen(t->v[i].word) == n && !strncmp(t->v[i].word, word, n);
}

/* Whether a phrase begins at a token: fillers and media may come between its words. Stores the
 * indices of its tokens in `at` and returns their number, 0 if it does not. */
static int phrase_at(const struct tokens *t, int i, const char *phrase, int at[MOST_TOKENS])
{
    int found = 0;
    for (const char *p = phrase; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        while (found && i < t->n && !is_word(t, i, p, n) &&
               (t->v[i].class == FILLER || t->v[i].class == AND || is_medium(t->v[i].class)))
            i++;
        if (i == t->n || !is_word(t, i, p, n))
            return 0;
        at[found++] = i++;
        p += n;
    }
    return found;
}

static void join_phrases(struct tokens *t)
{
    for (int i = 0; i < t->n; i++)
        for (size_t k = 0; k < sizeof phrases / sizeof *phrases; k++) {
            int at[MOST_TOKENS], n = phrase_at(t, i, phrases[k], at);
            for (int j = 0; j < n; j++) {
                t->v[at[j]].class = j ? FILLER : YES;
                t->v[at[j]].word = j ? "" : phrases[k];
            }
        }
}

/* ---- forms ---- */

static bool consent_has(const struct tokens *t, enum class class)
{
    for (int i = 0; i < t->n; i++)
        if (t->v[i].class == class)
            return true;
    return false;
}

static void remove_at(struct tokens *t, int i, int n)
{
    memmove(t->v + i, t->v + i + n, sizeof *t->v * (size_t)(t->n - i - n));
    t->n -= n;
}

/* Removes tokens without meaning: fillers, commas in a row and at the ends, a date beside an
 * answer. */
static void drop_fillers(struct tokens *t)
{
    int dates = 0, others = 0;
    for (int i = t->n - 1; i >= 0; i--) {
        dates += t->v[i].class == DATE;
        others += t->v[i].class != DATE && t->v[i].class != COMMA && t->v[i].class != FILLER;
    }
    for (int i = t->n - 1; i >= 0; i--)
        if (t->v[i].class == FILLER || (t->v[i].class == DATE && dates == 1 && others))
            remove_at(t, i, 1);
    for (int i = t->n - 1; i >= 0; i--)
        if (t->v[i].class == COMMA &&
            (i == t->n - 1 || t->v[i + 1].class == COMMA || t->v[i + 1].class == AND))
            remove_at(t, i, 1);
}

/* "Print und Web", "Print/Web" → BOTH; "ja, gern" → YES. Repeating a word adds nothing. */
static void join_alike(struct tokens *t)
{
    for (int i = 0; i + 1 < t->n; i++) {
        int next = t->v[i + 1].class == COMMA || t->v[i + 1].class == AND ? i + 2 : i + 1;
        if (next >= t->n)
            break;
        bool media = next == i + 2 && ((t->v[i].class == PRINT && t->v[next].class == WEB) ||
                                       (t->v[i].class == WEB && t->v[next].class == PRINT));
        bool yes = t->v[i].class == YES && t->v[next].class == YES && t->v[i + 1].class != AND &&
                   strcmp(t->v[i].word, t->v[next].word);
        if (!media && !yes)
            continue;
        t->v[i].class = media ? BOTH : YES;
        remove_at(t, i + 1, next - i);
        i--;
    }
}

/* The forms of a yes: Y a yes, D a date, M media, O "only", c a comma that may be missing. */
static const char *const forms[] = {"Y",  "D",  "M",    "YcM",  "McY",  "YcMY",
                                    "OM", "MO", "YcOM", "OMcY", "YcMO", "MOcY"};

static bool is_of(char letter, enum class class)
{
    return letter == 'Y'   ? class == YES
           : letter == 'D' ? class == DATE
           : letter == 'M' ? is_medium(class)
           : letter == 'O' ? class == ONLY
                           : false;
}

static bool has_form(const struct tokens *t, const char *form)
{
    int i = 0;
    for (; *form; form++) {
        if (*form == 'c')
            i += i < t->n && t->v[i].class == COMMA;
        else if (i == t->n || !is_of(*form, t->v[i++].class))
            return false;
    }
    return i == t->n;
}

static bool is_yes(const struct tokens *t)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (has_form(t, forms[i]))
            return true;
    return false;
}

/* Whether an answer with a refusing word is nothing but a refusal: each yes has a refusing word
 * right before it ("nicht einverstanden"), no objection is itself negated ("keine Einwände"), and
 * of two media neither is mentioned alone ("print, no web"). */
static bool refuses_all(const struct tokens *t, bool both)
{
    for (int i = 0; i < t->n; i++) {
        bool refused = i && t->v[i - 1].class == REFUSAL;
        if (t->v[i].class == ONLY || (t->v[i].class == YES && !refused) ||
            (t->v[i].class == REFUSAL && refused))
            return false;
    }
    return !both || t->v[0].class == REFUSAL || t->v[t->n - 1].class == REFUSAL;
}

/* "-", "– –": the cell is crossed out. */
static bool is_stroke(const char *text)
{
    return text[strspn(text, " \t\r\n-\xe2\x80\x93\x94./")] == 0 && strpbrk(text, "-\xe2/");
}

/* Whether it is only a spreadsheet's serial number of a date. */
static bool is_serial_date(struct arena *a, const char *text)
{
    size_t n = strspn(text, "0123456789");
    return n == 5 && !text[n + strspn(text + n, ".,0123456789")] && field_date(a, text);
}

struct answer consent_answer(struct arena *a, const char *text)
{
    struct tokens t = {.arena = a};
    text += strspn(text, " \t\r\n");
    read_tokens(&t, text);
    join_phrases(&t);
    bool names[MEDIA] = {[MEDIUM_PRINT] = consent_has(&t, PRINT) || consent_has(&t, BOTH),
                         [MEDIUM_WEB] = consent_has(&t, WEB) || consent_has(&t, BOTH)};
    bool refuses = consent_has(&t, REFUSAL) || is_stroke(text),
         withdraws = consent_has(&t, WITHDRAWAL), unknown = t.unclear || consent_has(&t, UNKNOWN);
    bool serial = t.n == 1 && is_serial_date(a, text);
    struct answer answer = {.named = names[0] || names[1], .only = consent_has(&t, ONLY)};
    drop_fillers(&t);
    bool clear = false, yes = false;
    if (serial || (!refuses && !withdraws && !unknown)) {
        join_alike(&t);
        yes = clear = serial || is_yes(&t);
    } else if (withdraws) {
        clear = !refuses && !consent_has(&t, YES);
    } else if (refuses) {
        clear = !unknown && refuses_all(&t, names[0] && names[1]);
    }
    for (int m = 0; m < MEDIA; m++) {
        bool meant = !answer.named || names[m];
        answer.to[m] = yes && meant                  ? CONSENT_YES
                       : clear && withdraws && meant ? CONSENT_WITHDRAWN
                                                     : CONSENT_NO;
        answer.clear[m] = clear && (yes || meant);
        answer.refuses[m] = (refuses || withdraws) && meant;
    }
    return answer;
}

bool consent_says(const char *text, enum consent *consent)
{
    struct arena a = {0};
    struct answer answer = consent_answer(&a, text);
    arena_done(&a);
    *consent = answer.named ? CONSENT_NO : answer.to[0];
    return answer.clear[0] && !answer.named;
}

/* ---- the answers of a record ---- */

void consent_add(struct job *job, struct record *rec, enum field f, const char *text,
                 enum turn turn, const char *heading)
{
    if (!text[strspn(text, " \t\r\n")])
        return;
    struct said *said = arena_make(&job->arena, struct said);
    *said = (struct said){f, arena_dup(&job->arena, text, strlen(text)),
                          turn == TURN_NONE ? NULL : heading, turn, rec->said};
    rec->said = said;
}

/* Inverts an answer below a heading with a negation. */
static void turn_answer(enum turn turn, enum consent *c, bool *clear)
{
    if (!*clear || *c == CONSENT_WITHDRAWN)
        *clear = false, *c = CONSENT_NO;
    else if (*c == CONSENT_YES)
        *c = CONSENT_NO;
    else if (turn == TURN_OPPOSITE)
        *c = CONSENT_YES;
    else
        *clear = false;
}

static bool is_stricter(enum consent x, enum consent y)
{
    static const int strictness[] =
        {[CONSENT_UNKNOWN] = 0, [CONSENT_YES] = 1, [CONSENT_NO] = 2, [CONSENT_WITHDRAWN] = 3};
    return strictness[x] > strictness[y];
}

static void consent_take(struct record *rec, int which, enum consent c, bool clear,
                         const char *text)
{
    if (!clear && !rec->unclear[which])
        rec->unclear[which] = text;
    if (is_stricter(c, rec->consent[which]))
        rec->consent[which] = c;
}

static const struct answer *cached_answer(struct job *job, const char *text)
{
    struct answer **place = (struct answer **)map_put(&job->answers, text);
    if (!*place) {
        *place = arena_make(&job->arena, struct answer);
        **place = consent_answer(&job->arena, text);
    }
    return *place;
}

/* A portrait has one consent for both media: an answer that mentions only one of them is not
 * enough. */
static void settle_one(struct job *job, struct record *rec, const struct said *s, int which,
                       bool general)
{
    const struct answer *answer = cached_answer(job, s->text);
    bool photo = which == CONSENT_PHOTO;
    int m = photo ? MEDIUM_PRINT : which;
    enum consent c = answer->to[m];
    bool clear = answer->clear[m];
    if (photo && answer->named && (c != CONSENT_YES || answer->to[MEDIUM_WEB] != CONSENT_YES))
        c = CONSENT_NO, clear &= answer->clear[MEDIUM_WEB] && answer->refuses[MEDIUM_WEB] &&
                                 answer->refuses[MEDIUM_PRINT];
    else if (!photo && !general && answer->named && !answer->refuses[m] && c != CONSENT_YES)
        clear &= answer->only; /* "nur Druck" below "Web" is a no, "Druck" a slip */
    if (s->turn != TURN_NONE && answer->named)
        c = CONSENT_NO, clear = false;
    else if (s->turn == TURN_LESS && clear && c == CONSENT_NO)
        return;
    else if (s->turn != TURN_NONE)
        turn_answer(s->turn, &c, &clear);
    if (general && !clear && !answer->refuses[m] && rec->consent[which] != CONSENT_UNKNOWN &&
        !rec->unclear[which])
        return; /* the column of the medium decides */
    consent_take(rec, which, c, clear,
                 s->heading ? arena_printf(&job->arena, "%s: %s", s->heading, s->text) : s->text);
}

static int consent_of_field(enum field f)
{
    return f == FIELD_consent_print ? MEDIUM_PRINT
           : f == FIELD_consent_web ? MEDIUM_WEB
                                    : CONSENT_PHOTO;
}

void consent_settle(struct job *job, struct record *rec)
{
    for (const struct said *s = rec->said; s; s = s->next)
        if (s->field != FIELD_consent)
            settle_one(job, rec, s, consent_of_field(s->field), false);
    for (const struct said *s = rec->said; s; s = s->next)
        for (int m = 0; s->field == FIELD_consent && m < MEDIA; m++)
            settle_one(job, rec, s, m, true);
    for (int m = 0; m < MEDIA; m++)
        if (rec->consent[m] != CONSENT_UNKNOWN) {
            job->recorded |= 1u << m;
            job->consents = job->consents.file ? job->consents : rec->where;
        }
}

enum consent consent_remarked(const struct record *rec, int which)
{
    if (which < MEDIA && rec->withdrawn >> which & 1)
        return CONSENT_WITHDRAWN;
    bool held = which < MEDIA && (rec->doubted | rec->kept) >> which & 1;
    return held && rec->consent[which] != CONSENT_WITHDRAWN ? CONSENT_NO : rec->consent[which];
}

/* ---- decisions of the editors ---- */

const char *const consent_names[] =
    {[MEDIUM_PRINT] = "print", [MEDIUM_WEB] = "web", [CONSENT_PHOTO] = "photo"};

bool consent_which(const char *name, unsigned *which)
{
    *which = !strcmp(name, "both") ? 1u << MEDIUM_PRINT | 1u << MEDIUM_WEB : 0;
    for (int i = 0; i < CONSENTS; i++)
        *which |= !strcmp(name, consent_names[i]) ? 1u << i : 0;
    return *which != 0;
}

bool consent_decide(struct record *rec, unsigned which, bool yes)
{
    bool any = false;
    for (int i = 0; i < CONSENTS; i++)
        if (which >> i & 1 && rec->unclear[i]) {
            rec->consent[i] = yes ? CONSENT_YES : CONSENT_NO;
            rec->unclear[i] = NULL;
            any = true;
        }
    any |= (rec->doubted & which) != 0;
    rec->kept |= yes ? 0 : rec->doubted & which;
    rec->doubted &= ~which;
    return any;
}
