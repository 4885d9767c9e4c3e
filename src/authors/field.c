/* Headings of tables, and the values below them. */
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

/* ---- headings ---- */

/* Whether key has all the parts of "a&b" in it. */
static bool matches(const char *pattern, size_t n, const char *key)
{
    for (const char *end = pattern + n; pattern < end;) {
        char part[40];
        size_t k = strcspn(pattern, "&|");
        snprintf(part, sizeof part, "%.*s", (int)k, pattern);
        if (!strstr(key, part))
            return false;
        pattern += k + 1;
    }
    return true;
}

static enum field look_up(const char *key, bool patterns)
{
    for (int f = 0; f < FIELD_COUNT; f++)
        for (const char *p = fields[f].headings; *p;) {
            size_t n = strcspn(p, "|");
            bool pattern = memchr(p, '&', n) != NULL;
            if (pattern == patterns && (pattern ? matches(p, n, key) : strlen(key) == n && !memcmp(p, key, n)))
                return (enum field)f;
            p += n + (p[n] == '|');
        }
    return FIELD_COUNT;
}

enum field field_of(const struct job *job, const char *heading)
{
    struct arena a = {0};
    const char *key = key_fold(&a, heading);
    uintptr_t mapped = (uintptr_t)map_get(&job->headings, key);
    enum field f = mapped ? (enum field)(mapped - 1) : look_up(key, false);
    for (int i = 0; f == FIELD_COUNT && i < FIELD_COUNT; i++)   /* the fields' own names */
        if (!strcmp(fields[i].name, heading))
            f = (enum field)i;
    if (f == FIELD_COUNT)
        f = look_up(key, true);
    arena_done(&a);
    return f;
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

static const char *make_date(struct arena *a, int y, int m, int d)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (y < 100)
        y += 2000;
    if (y < 1900 || y > 2200 || m < 1 || m > 12 || d < 1 || d > days[m - 1])
        return NULL;
    return arena_printf(a, "%04d-%02d-%02d", y, m, d);
}

const char *field_date(struct arena *a, const char *text)
{
    int y, m, d;
    const char *p = text + strcspn(text, "0123456789");
    if (sscanf(p, "%4d-%2d-%2d", &y, &m, &d) == 3)
        return make_date(a, y, m, d);
    if (sscanf(p, "%2d.%2d.%4d", &d, &m, &y) == 3 || sscanf(p, "%2d. %2d. %4d", &d, &m, &y) == 3)
        return make_date(a, y, m, d);
    if (sscanf(p, "%2d/%2d/%4d", &d, &m, &y) == 3)
        return make_date(a, y, m, d);
    return NULL;
}

bool field_is_email(const char *text)
{
    const char *at = strchr(text, '@');
    return at && at > text && !strchr(at + 1, '@') && strchr(at, '.') && at[1] != '.' && !strpbrk(text, " \t\n,;<>()");
}

static bool has_word(const char *key, const char *const *words)
{
    for (; *words; words++)
        if (strstr(key, *words))
            return true;
    return false;
}

static bool is_word(const char *key, const char *const *words)
{
    for (; *words; words++)
        if (!strcmp(key, *words))
            return true;
    return false;
}

/* Words that a consent is given in: stems that may stand anywhere, and whole entries. */
static const char *const withdrawn[] = {"widerruf", "zurueckgezogen", "withdraw", "revoke", NULL};
static const char *const no_stems[] = {"nein", "kein", "nicht", "abgelehnt", "verweiger", "refuse", "denied", "falsch", NULL};
static const char *const no_words[] = {"no", "n", "0", "false", "none", NULL};
static const char *const yes_stems[] = {"einverstanden", "zugestimmt", "stimmezu", "erteilt", "erlaubt", "agree", "given", "granted", NULL};
static const char *const yes_words[] = {"ja", "j", "yes", "y", "x", "1", "true", "wahr", "ok", NULL};

static bool says_yes(struct arena *a, const char *text, const char *key)
{
    return strstr(text, "✓") || strstr(text, "✔") || has_word(key, yes_stems) || is_word(key, yes_words) || !strncmp(key, "ja", 2) ||
           !strncmp(key, "yes", 3) || field_date(a, text);
}

bool field_consent(const char *text, enum consent *consent)
{
    struct arena a = {0};
    const char *key = key_fold(&a, text);
    bool no = has_word(key, no_stems) || is_word(key, no_words), yes = says_yes(&a, text, key);
    bool back = has_word(key, withdrawn);
    *consent = back ? CONSENT_WITHDRAWN : yes && !no ? CONSENT_YES : CONSENT_NO;
    arena_done(&a);
    return back || yes != no;
}
