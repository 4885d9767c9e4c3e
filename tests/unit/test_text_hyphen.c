// SPDX-License-Identifier: Apache-2.0
/* Hyphenation: word for word what libhyphen says, where that is installed, on compounds built from
 * German stems and on English words; and some words whose points are known. */
#include <stdlib.h>
#include <unistd.h>

#ifdef HAVE_LIBHYPHEN
#include <hyphen.h>
#endif

#include "test.h"
#include "text/text-int.h"

#define GERMAN  "/usr/share/hyphen/hyph_de_DE.dic"
#define ENGLISH "/usr/share/hyphen/hyph_en_US.dic"

static const char *const first[] = {
    "abfall",       "abend",           "alten",       "amts",      "anwendungs",  "arbeits",
    "archiv",       "aufsichts",       "ausbildungs", "auto",      "bau",         "beamten",
    "behörden",     "beratungs",       "bezirks",     "bildungs",  "brücken",     "bürger",
    "bundes",       "computer",        "daten",       "digital",   "dorf",        "energie",
    "entwicklungs", "fahrrad",         "familien",    "feuerwehr", "finanz",      "förder",
    "forschungs",   "gebäude",         "gemeinde",    "geschäfts", "gesundheits", "haushalts",
    "hochschul",    "jugend",          "kinder",      "kommunal",  "kultur",      "künstler",
    "landes",       "lebens",          "leistungs",   "markt",     "müll",        "nachbarschafts",
    "natur",        "öffentlichkeits", "park",        "personal",  "planungs",    "rats",
    "rechts",       "schul",           "sicherheits", "sozial",    "sprach",      "stadt",
    "straßen",      "technik",         "umwelt",      "verkehrs",  "vertrauens",  "verwaltungs",
    "wasser",       "werks",           "wirtschafts", "wohnungs",  "zukunfts",
};
static const char *const second[] = {
    "abteilung",    "angebot",       "anlage",         "ansprechpartnerin",
    "antrag",       "aufgabe",       "aufsicht",       "ausschuss",
    "auswertung",   "beauftragte",   "beratung",       "bericht",
    "budget",       "dienst",        "dienstleistung", "einrichtung",
    "entscheidung", "erfassung",     "erhebung",       "ermächtigung",
    "führung",      "gesetz",        "haus",           "initiative",
    "konzept",      "leitung",       "maßnahme",       "modell",
    "netzwerk",     "ordnung",       "plattform",      "politik",
    "projekt",      "qualität",      "rahmen",         "richtlinie",
    "satzung",      "schnittstelle", "strategie",      "system",
    "träger",       "überwachung",   "unterstützung",  "verantwortung",
    "verfahren",    "verordnung",    "verzeichnis",    "vorlage",
    "wesen",        "zentrum",       "zuständigkeit",
};
static const char *const stem[] = {
    "act",        "accept",     "account",  "administer", "affect",      "agree",     "analyse",
    "apply",      "argue",      "arrange",  "associate",  "attend",      "calculate", "change",
    "circulate",  "classify",   "collect",  "combine",    "communicate", "compare",   "complete",
    "compute",    "concern",    "conclude", "connect",    "consider",    "consist",   "construct",
    "continue",   "convert",    "create",   "declare",    "define",      "deliver",   "demonstrate",
    "depend",     "describe",   "design",   "determine",  "develop",     "discover",  "discuss",
    "distribute", "document",   "educate",  "employ",     "establish",   "estimate",  "evaluate",
    "examine",    "experience", "explain",  "express",    "generate",    "govern",    "identify",
    "imagine",    "improve",    "include",  "indicate",   "inform",
};
static const char *const ending[] = {"",      "able", "ation", "ed",      "ing",     "ment",
                                     "ments", "ly",   "ness",  "ization", "ational", "ively"};

static void show(const char *word, const char *mark, char *out)
{
    for (int i = 0; word[i]; i++) {
        if (mark[i])
            *out++ = '-';
        *out++ = word[i];
    }
    *out = 0;
}

static const char *points(const struct hyphenator *h, const char *word, int left, int right)
{
    static char out[600];
    char mark[300] = "";
    hyphenate(h, word, (int)strlen(word), left, right, mark);
    show(word, mark, out);
    return out;
}

#ifdef HAVE_LIBHYPHEN
/* libhyphen wants lower case in the dictionary's own character set. */
static int to_latin1(const char *word, char *out, int *at)
{
    int n = 0;
    for (int i = 0; word[i]; i++) {
        at[n] = i;
        unsigned char c = (unsigned char)word[i];
        out[n++] = (char)(c < 0x80 ? c : (c & 3) << 6 | ((unsigned char)word[++i] & 0x3f));
    }
    out[n] = 0;
    return n;
}

static void compare(const struct hyphenator *h, HyphenDict *d, bool utf8, const char *word)
{
    char latin[300], hyphens[320], mark[300] = "", theirs[300] = "", a[600], b[600];
    int at[300], n = (int)strlen(word);
    char **rep = NULL;
    int *pos = NULL, *cut = NULL;
    hyphenate(h, word, n, 2, 2, mark);
    for (int i = 0; utf8 && i <= n; i++)
        at[i] = i;
    int m = utf8 ? n : to_latin1(word, latin, at);
    hnj_hyphen_hyphenate3(d, utf8 ? word : latin, m, hyphens, NULL, &rep, &pos, &cut, 2, 2, 0, 0);
    for (int i = 0; i + 1 < m; i++)
        if (hyphens[i] & 1)
            theirs[at[i + 1]] = 1;
    show(word, mark, a);
    show(word, theirs, b);
    CHECK_STR(a, b);
}

static void compare_all(void)
{
    char word[200];
    struct hyphenator *h = hyphenator_load(GERMAN);
    HyphenDict *d = hnj_hyphen_load(GERMAN);
    PROPERTY for (size_t i = 0; i < sizeof first / sizeof *first;
                  i++) for (size_t k = 0; k < sizeof second / sizeof *second; k++)
    {
        snprintf(word, sizeof word, "%s%s", first[i], second[k]);
        compare(h, d, false, word);
    }
    hyphenator_free(h);
    hnj_hyphen_free(d);
    h = hyphenator_load(ENGLISH);
    d = hnj_hyphen_load(ENGLISH);
    PROPERTY for (size_t i = 0; i < sizeof stem / sizeof *stem;
                  i++) for (size_t k = 0; k < sizeof ending / sizeof *ending; k++)
    {
        snprintf(word, sizeof word, "%s%s", stem[i], ending[k]);
        compare(h, d, true, word);
    }
    hyphenator_free(h);
    hnj_hyphen_free(d);
}
#endif

/* Single pattern files written here: what each line of a dictionary means. */
static struct hyphenator *load_text(const char *text)
{
    char path[] = "/tmp/koki-hyphen-XXXXXX";
    int fd = mkstemp(path);
    struct hyphenator *h = NULL;
    if (fd >= 0) {
        FILE *f = fdopen(fd, "w");
        fputs(text, f);
        fclose(f);
        h = hyphenator_load(path);
        unlink(path);
    }
    return h;
}

static void check_patterns(void)
{
    struct hyphenator *h = load_text(
        "UTF-8\nLEFTHYPHENMIN 1\nRIGHTHYPHENMIN 1\na1b\n% a comment 1\nb2c\nä1ö\n.x1y\n");
    CHECK_STR(points(h, "aabb", 1, 1), "aa-bb");
    CHECK_STR(points(h, "AaBb", 1, 1), "Aa-Bb");
    CHECK_STR(points(h, "äö", 1, 1), "ä-ö");
    CHECK_STR(points(h, "xyxy", 1, 1), "x-yxy");
    CHECK_STR(points(h, "aabb", 3, 1), "aabb");
    CHECK_STR(points(h, "aabb", 1, 3), "aabb");
    CHECK_STR(points(h, "aa-bb", 1, 1), "aa-bb");
    CHECK_STR(points(h, "", 1, 1), "");
    hyphenator_free(h);
    /* changed spellings give no points, and nothing breaks */
    h = load_text("UTF-8\nc1k/k=k,1,2\na1b/\nx1/y=\n/\n/,,\n1/=,-3,300\n");
    CHECK_STR(points(h, "zucker", 2, 2), "zucker");
    CHECK_STR(points(h, "raaabbbx", 2, 2), "raaabbbx");
    hyphenator_free(h);
    h = load_text("");
    CHECK_STR(points(h, "wort", 1, 1), "wort");
    hyphenator_free(h);
    h = load_text("KOI8-R\n\xc1"
                  "1\xc2\n");
    CHECK_STR(points(h, "аабб", 1, 1), "аа-бб");
    hyphenator_free(h);
    CHECK(!load_text("no such charset\n"));
    CHECK(!hyphenator_load("/nonexistent"));
}

static void check_words(void)
{
    struct hyphenator *h = hyphenator_load(GERMAN);
    CHECK_STR(points(h, "Silbentrennung", 2, 2), "Sil-ben-tren-nung");
    CHECK_STR(points(h, "Verwaltungsdigitalisierung", 2, 2), "Ver-wal-tungs-di-gi-ta-li-sie-rung");
    CHECK_STR(points(h, "Straße", 2, 2), "Stra-ße");
    CHECK_STR(points(h, "Bäckerei", 2, 2), "Bä-cke-rei");
    CHECK_STR(points(h, "ja", 2, 2), "ja");
    CHECK_STR(points(h, "\xff\xfe\xfd\xfc", 2, 2), "\xff\xfe\xfd\xfc");
    hyphenator_free(h);
}

/* Given as syllables, "-" between them and "|" where a compound is joined, too. */
static const char *sounding(const char *syllables)
{
    static char out[100];
    char word[100] = "", point[100] = "", joint[100] = "";
    int n = 0;
    for (const char *s = syllables; *s; s++) {
        if (*s == '-' || *s == '|')
            point[n] = 1, joint[n] = *s == '|';
        else
            word[n++] = *s;
    }
    letters_drop_mute(word, n, point, joint);
    show(word, point, out);
    return out;
}

static void check_mute(void)
{
    CHECK_STR(sounding("kur-z-en"), "kurzen");
    CHECK_STR(sounding("Zwi-sche-n|ab-la-ge"), "Zwi-schen-ab-la-ge");
    CHECK_STR(sounding("Haus|b-oot"), "Haus-boot");
    CHECK_STR(sounding("Haus|b|oot"), "Hausboot");
    CHECK_STR(sounding("In-va-ri-a-nt"), "In-va-ri-ant");
    CHECK_STR(sounding("Sta|dt"), "Stadt");
    CHECK_STR(sounding("S-tadt-amt"), "Stadt-amt");
    CHECK_STR(sounding("s-t-r"), "s-t-r");
    CHECK_STR(sounding("s-t-ra"), "stra");
    CHECK_STR(sounding("Bü-ro-ö-le"), "Bü-ro-ö-le");
    CHECK_STR(sounding(""), "");
}

int main(void)
{
    diag_init("test");
    check_patterns();
    check_mute();
    if (!access(GERMAN, R_OK)) {
        check_words();
#ifdef HAVE_LIBHYPHEN
        compare_all();
#endif
    }
    return test_end();
}
