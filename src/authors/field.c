// SPDX-License-Identifier: Apache-2.0
/* Headings of tables, and the values below them. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "authors/authors-int.h"

static const struct {
    const char *name, *headings;
} fields[] = {
#define F(id, headings) {#id, headings},
#include "authors/fields.def"
#undef F
};

const char *field_name(enum field f) { return fields[f].name; }

static const struct {
    enum field field;
    const char *pattern;
} questions[] = {
#define Q(field, pattern) {FIELD_##field, pattern},
#include "authors/questions.def"
#undef Q
};

/* ---- headings ---- */

static bool has_any(const char *key, const char *words, size_t n)
{
    for (const char *end = words + n; words < end;) {
        char word[40];
        size_t k = strcspn(words, "/&");
        snprintf(word, sizeof word, "%.*s", (int)k, words);
        if (strstr(key, word))
            return true;
        words += k + 1;
    }
    return false;
}

/* Whether a heading matches a pattern "a/b&c&!d". */
static bool matches_question(const char *pattern, const char *key)
{
    while (*pattern) {
        size_t n = strcspn(pattern, "&");
        bool not = *pattern == '!';
        if (has_any(key, pattern + not, n - not ) == not )
            return false;
        pattern += n + (pattern[n] == '&');
    }
    return true;
}

/* The table as a map from heading to field + 1, made once. */
static const struct map *known_headings(void)
{
    static struct map known;
    bool make = !known.n;
    for (int f = 0; make && f < FIELD_COUNT; f++)
        for (const char *p = fields[f].headings; *p; p += strspn(p, "|")) {
            struct arena a = {0};
            size_t n = strcspn(p, "|");
            uintptr_t *place = (uintptr_t *)map_put(&known, arena_dup(&a, p, n));
            *place = *place ? *place : (uintptr_t)f + 1;
            arena_done(&a);
            p += n;
        }
    return &known;
}

/* The field of a heading of a few words. */
static enum field look_up(const struct job *job, const char *key)
{
    uintptr_t mapped = (uintptr_t)map_get(&job->headings, key);
    if (!mapped)
        mapped = (uintptr_t)map_get(known_headings(), key);
    return mapped ? (enum field)(mapped - 1) : FIELD_COUNT;
}

static enum field look_up_question(const char *key)
{
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        if (matches_question(questions[i].pattern, key))
            return questions[i].field;
    return FIELD_COUNT;
}

/* Skips the numbers that forms give their questions: "V01. ", "AG[SQ001]. ", "3) ". */
static const char *behind_code(const char *heading)
{
    size_t n = 0;
    while (heading[n] && (isalnum((unsigned char)heading[n]) || strchr("_-[]", heading[n])))
        n++;
    bool word = heading[n] == ':' &&
                strcspn(heading, "0123456789[") >= n; /* "Invoice address: Name" */
    return n && !word && heading[n] && strchr(".:)", heading[n]) && heading[n + 1] == ' '
               ? heading + n + 2
               : heading;
}

/* Without "(optional)", "[Pflichtfeld]" at the end. */
static const char *before_brackets(struct arena *a, const char *heading)
{
    size_t n = strcspn(heading, "([");
    return n > 2 ? arena_dup(a, heading, n) : heading;
}

bool field_is_mapped(const struct job *job, const char *heading)
{
    struct arena a = {0};
    bool mapped = job->headings.n && map_get(&job->headings, key_fold(&a, heading));
    arena_done(&a);
    return mapped;
}

enum field field_of(const struct job *job, const char *heading)
{
    struct arena a = {0};
    const char *plain = behind_code(heading);
    const char *keys[] = {key_fold(&a, heading), key_fold(&a, plain),
                          key_fold(&a, before_brackets(&a, plain))};
    enum field f = FIELD_COUNT;
    for (int i = 0; i < 3 && f == FIELD_COUNT; i++)
        f = look_up(job, keys[i]);
    for (int i = 0; f == FIELD_COUNT && i < FIELD_COUNT; i++) /* the fields' own names */
        if (!strcmp(fields[i].name, heading))
            f = (enum field)i;
    if (f == FIELD_COUNT && look_up(job, asked_subject(&a, plain)) == FIELD_consent)
        f = FIELD_consent;
    enum field question = f == FIELD_COUNT ? look_up_question(keys[1]) : f;
    if (f == FIELD_COUNT) {
        struct asked asked = asked_of(heading);
        bool name = question == FIELD_name || question == FIELD_given || question == FIELD_family;
        /* A heading that asks for a name and mentions print or the web may instead ask whether the
         * name may appear there. */
        bool unclear = asked.others || (name && asked.names && !asked.which);
        /* "Erlauben Sie uns, Sie unter Ihrer E-Mail-Adresse …" asks for consent, "E-Mail (mit
         * Zustimmung …)" for the address. */
        unclear |= question == FIELD_email && asked.consents && strncmp(keys[1], "email", 5) &&
                   strncmp(keys[1], "ihreemail", 9);
        f = asked.field != FIELD_COUNT ? asked.field : unclear ? FIELD_COUNT : question;
    }
    arena_done(&a);
    return f;
}

bool field_is_list(enum field f)
{
    return f == FIELD_roles || f == FIELD_chapters || f == FIELD_group || f == FIELD_interest ||
           f == FIELD_alias;
}

bool field_is_private(enum field f)
{
    return f == FIELD_email || f == FIELD_gender || f == FIELD_note;
}
bool field_is_consent(enum field f) { return f >= FIELD_consent_print && f <= FIELD_consent; }

const char *field_option(struct arena *a, const char *heading)
{
    size_t n = strlen(heading);
    const char *open = n && heading[n - 1] == ']' ? strrchr(heading, '[') : NULL;
    return open && open > heading && open[1] != ']'
               ? arena_dup(a, open + 1, (size_t)(heading + n - 2 - open))
               : NULL;
}

/* Reports an unknown heading, at a level that depends on how much it may matter. If people may have
 * refused in this column, the run ends. */
void field_report_unknown(struct job *job, const char *heading, struct loc where)
{
    struct asked asked = asked_of(heading);
    if (asked.names) {
        diag(DIAG_authors_unclear_heading, where, heading, heading);
    } else if (asked.consents) {
        diag(DIAG_authors_unclear_consent, where, heading);
        job->vague = job->vague.file ? job->vague : where;
    } else if (*heading) {
        diag(DIAG_authors_unknown_heading, where, heading);
    }
}

/* ---- values ---- */

/* ISO 7064 MOD 11-2 over 15 digits. */
static char check_digit(const char *digits)
{
    int total = 0;
    for (int i = 0; i < 15; i++)
        total = (total + digits[i] - '0') * 2;
    int result = (12 - total % 11) % 11;
    return result == 10 ? 'X' : (char)('0' + result);
}

const char *field_orcid(struct arena *a, const char *text)
{
    char digits[17];
    int n = 0;
    const char *p = strstr(text, "orcid.org/");
    for (p = p ? p + 10 : text; *p; p++) {
        bool digit = *p >= '0' && *p <= '9', last = n == 15 && (*p == 'x' || *p == 'X');
        if (!digit && !last) {
            if (n && !strchr("- ", *p) && (*p & 0x80) == 0 && strchr("/?#", *p))
                break;
            continue;
        }
        if (n == 16)
            return NULL;
        digits[n++] = last ? 'X' : *p;
    }
    if (n != 16 || check_digit(digits) != digits[15])
        return NULL;
    return arena_printf(a, "%.4s-%.4s-%.4s-%.4s", digits, digits + 4, digits + 8, digits + 12);
}

static int days_of(int y, int m)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (y % 4 == 0 && y % 100) || y % 400 == 0;
    return days[m - 1] + (m == 2 && leap);
}

static const char *make_date(struct arena *a, int y, int m, int d)
{
    if (y < 100)
        y += 2000;
    if (y < 1900 || y > 2200 || m < 1 || m > 12 || d < 1 || d > days_of(y, m))
        return NULL;
    return arena_printf(a, "%04d-%02d-%02d", y, m, d);
}

/* "März", "Mrz", "march" → 3; 0: no month. */
static int month_of(struct arena *a, const char *word)
{
    static const struct {
        const char *begins;
        int month;
    } table[] = {{"jan", 1}, {"jaen", 1}, {"feb", 2},  {"maer", 3}, {"mar", 3},  {"mrz", 3},
                 {"apr", 4}, {"mai", 5},  {"may", 5},  {"jun", 6},  {"jul", 7},  {"aug", 8},
                 {"sep", 9}, {"okt", 10}, {"oct", 10}, {"nov", 11}, {"dez", 12}, {"dec", 12}};
    const char *key = key_fold(a, word);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (!strncmp(key, table[i].begins, strlen(table[i].begins)))
            return table[i].month;
    return 0;
}

/* "3/14/2026", "14/3/26": the order is known only if one of the two cannot be a month. */
static const char *slashed_date(struct arena *a, int x, int y, int year)
{
    if (x > 12 || x == y)
        return make_date(a, year, y, x);
    return y > 12 ? make_date(a, year, x, y) : NULL;
}

/* Days since 30 December 1899, as spreadsheets count them; only the years 2000 to 2099 are
 * accepted. */
static const char *serial_date(struct arena *a, int days)
{
    int y = 2000, m = 1;
    days -= 36526;
    while (days >= 365 + (days_of(y, 2) == 29))
        days -= 365 + (days_of(y, 2) == 29), y++;
    while (days >= days_of(y, m))
        days -= days_of(y, m), m++;
    return make_date(a, y, m, days + 1);
}

const char *field_date(struct arena *a, const char *text)
{
    int y, m, d;
    char word[16];
    const char *p = text + strcspn(text, "0123456789");
    size_t digits = strspn(p, "0123456789");
    if (sscanf(p, "%4d-%2d-%2d", &y, &m, &d) == 3 ||
        (digits == 4 && sscanf(p, "%4d/%2d/%2d", &y, &m, &d) == 3))
        return make_date(a, y, m, d);
    if (sscanf(p, "%2d.%2d.%4d", &d, &m, &y) == 3 || sscanf(p, "%2d. %2d. %4d", &d, &m, &y) == 3)
        return make_date(a, y, m, d);
    if (sscanf(p, "%2d/%2d/%4d", &d, &m, &y) == 3)
        return slashed_date(a, d, m, y);
    if (digits < 3 && sscanf(p, "%2d%*1[.] %15s %4d", &d, word, &y) == 3)
        return make_date(a, y, month_of(a, word), d);
    if (digits == 8 && sscanf(p, "%4d%2d%2d", &y, &m, &d) == 3)
        return make_date(a, y, m, d);
    if (p == text && digits == 5 && (!p[5] || strchr(".,", p[5])) && (d = atoi(p)) >= 36526 &&
        d < 73051)
        return serial_date(a, d);
    return NULL;
}

bool field_is_email(const char *text)
{
    const char *at = strchr(text, '@');
    return at && at > text && !strchr(at + 1, '@') && strchr(at, '.') && at[1] != '.' &&
           !strpbrk(text, " \t\n,;<>()");
}

const char *field_trimmed(struct arena *a, const char *s)
{
    s += strspn(s, " \t\r\n");
    size_t n = strlen(s);
    while (n && strchr(" \t\r\n", s[n - 1]))
        n--;
    return n ? arena_dup(a, s, n) : NULL;
}

const char *list_entry(struct arena *a, const char *s, size_t n)
{
    while (n && (*s == ' ' || *s == '\t'))
        s++, n--;
    while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
        n--;
    return arena_dup(a, s, n);
}
