// SPDX-License-Identifier: Apache-2.0
/* What answers mean, over a list of phrases: not one that refuses or is unclear may be read as a
 * yes. And properties over the same list: whatever is added to a refusal, before, after or inside,
 * it is not a consent; a mark that nobody knows makes no consent of anything. */
#include <stdlib.h>

#include "authors/authors-int.h"
#include "test.h"

enum { MOST = 1000 };

struct phrase {
    char print[12], web[12], text[200];
};
static struct phrase list[MOST];
static int n_list;

static void read_list(void)
{
    char line[300];
    char path[1000];
    const char *root = getenv("KOKI_DATA");
    snprintf(path, sizeof path, "%s/tests/unit/authors_consents.tsv", root ? root : ".");
    FILE *f = fopen(path, "r");
    while (f && n_list < MOST && fgets(line, sizeof line, f))
        if (*line != '#' && sscanf(line, "%11s %11s %199[^\n]", list[n_list].print,
                                   list[n_list].web, list[n_list].text) == 3)
            n_list++;
    if (f)
        fclose(f);
}

static const char *meaning(const struct answer *a, int m)
{
    static const char *const names[] =
        {[CONSENT_NO] = "no", [CONSENT_WITHDRAWN] = "withdrawn", [CONSENT_YES] = "yes"};
    return a->clear[m]              ? names[a->to[m]]
           : a->to[m] == CONSENT_NO ? "unclear"
                                    : "not clear, and not no";
}

static void check_one(const struct phrase *p)
{
    struct arena a = {0};
    struct answer answer = consent_answer(&a, p->text);
    const char *print = meaning(&answer, MEDIUM_PRINT), *web = meaning(&answer, MEDIUM_WEB);
    bool same = !strcmp(print, p->print) && !strcmp(web, p->web);
    if (!same)
        fprintf(stderr, "'%s' is read as %s, %s, not %s, %s\n", p->text, print, web, p->print,
                p->web);
    CHECK(same);
    arena_done(&a);
}

/* ---- properties ---- */

static unsigned seed = 1;
static unsigned any(unsigned below)
{
    seed = seed * 1103515245u + 12345u;
    return (seed >> 12) % below;
}

static bool is_yes(const char *text)
{
    struct arena a = {0};
    struct answer answer = consent_answer(&a, text);
    bool yes = answer.to[MEDIUM_PRINT] == CONSENT_YES || answer.to[MEDIUM_WEB] == CONSENT_YES;
    arena_done(&a);
    return yes;
}

/* Words to add: all that a yes is made of. */
static const char *const words[] = {"ja",
                                    "yes",
                                    "ok",
                                    "x",
                                    "1",
                                    "✓",
                                    "einverstanden",
                                    "gern",
                                    "Druck",
                                    "Web",
                                    "print",
                                    "online",
                                    "beides",
                                    "both",
                                    "nur",
                                    "only",
                                    "und",
                                    "and",
                                    ",",
                                    ";",
                                    "/",
                                    "(",
                                    ")",
                                    ":",
                                    "1.3.2026",
                                    "bitte",
                                    "ich stimme zu",
                                    "Einwilligung erteilt",
                                    "[x]",
                                    "liegt vor",
                                    "opt in",
                                    "!",
                                    "in",
                                    "im",
                                    "der",
                                    "mein Name",
                                    "you may name me",
                                    "&",
                                    "-"};

/* Puts a word between two words of a text, or at an end. */
static void insert(char *text, size_t room)
{
    char out[600];
    size_t places = 1, at = 0;
    for (const char *p = text; *p; p++)
        places += *p == ' ';
    for (unsigned k = any((unsigned)places + 1), i = 0; i < k && at < strlen(text); i++) {
        at += strcspn(text + at, " ");
        at += text[at] == ' ';
    }
    snprintf(out, sizeof out, "%.*s %s %s", (int)at, text, words[any(sizeof words / sizeof *words)],
             text + at);
    snprintf(text, room, "%s", out);
}

static bool refuses(const struct phrase *p)
{
    struct arena a = {0};
    struct answer answer = consent_answer(&a, p->text);
    arena_done(&a);
    return (answer.refuses[MEDIUM_PRINT] || answer.refuses[MEDIUM_WEB]) && strcmp(p->text, "-") &&
           strcmp(p->text, "–") && strcmp(p->text, "./.") && strcmp(p->text, "[ ]");
}

/* A stroke and an empty box are marks, no words: what is written beside them is an answer of its
 * own. */
static void check_refusals(void)
{
    int tried = 0;
    PROPERTY for (int i = 0; i < n_list; i++)
    {
        if (!refuses(&list[i]))
            continue;
        for (int k = 0; k < 300; k++) {
            char text[600];
            snprintf(text, sizeof text, "%s", list[i].text);
            for (unsigned n = 1 + any(5); n; n--)
                insert(text, sizeof text);
            if (is_yes(text))
                fprintf(stderr, "'%s' made of '%s' is read as yes\n", text, list[i].text);
            CHECK(!is_yes(text));
            tried++;
        }
    }
    CHECK(tried > 30000);
}

/* Whatever is not part of a yes makes it unclear. */
static void check_strangers(void)
{
    static const char *const strange[] = {"?",    "…",      "vielleicht", "wenn",      "falls",
                                          "nach", "nicht",  "no",         "never",     "außer",
                                          "evtl", "später", "quux",       "👎",         "ohne",
                                          "%",    "2",      "bis 2027",   "widerrufen"};
    PROPERTY for (int i = 0; i < n_list; i++) for (size_t k = 0;
                                                   k < sizeof strange / sizeof *strange; k++)
    {
        char before[300], behind[300];
        snprintf(before, sizeof before, "%s %s", strange[k], list[i].text);
        snprintf(behind, sizeof behind, "%s %s", list[i].text, strange[k]);
        if (is_yes(before) || is_yes(behind))
            fprintf(stderr, "'%s' or '%s' is read as yes\n", before, behind);
        CHECK(!is_yes(before) && !is_yes(behind));
    }
}

/* ---- answers together ---- */

static struct record *record_with(struct job *job, const char *print, const char *web,
                                  const char *general)
{
    struct record *rec = record_new(job, (struct loc){"list.csv", 2, 0});
    job->rows = job->records.n;
    if (print)
        consent_add(job, rec, FIELD_consent_print, print, TURN_NONE, NULL);
    if (web)
        consent_add(job, rec, FIELD_consent_web, web, TURN_NONE, NULL);
    if (general)
        consent_add(job, rec, FIELD_consent, general, TURN_NONE, NULL);
    consent_settle(job, rec);
    return rec;
}

static void check_pair(const char *print, const char *web, const char *general,
                       enum consent want_print, enum consent want_web)
{
    struct job job = {0};
    struct record *rec = record_with(&job, print, web, general);
    CHECK_INT(rec->consent[MEDIUM_PRINT], want_print);
    CHECK_INT(rec->consent[MEDIUM_WEB], want_web);
    vec_done(&job.records);
    map_done(&job.answers);
    arena_done(&job.arena);
}

static void check_together(void)
{
    enum consent yes = CONSENT_YES, no = CONSENT_NO, none = CONSENT_UNKNOWN;
    check_pair("ja", "nein", NULL, yes, no);
    check_pair("ja", NULL, NULL, yes, none);
    check_pair("", " ", NULL, none, none);
    check_pair("ja, nur Druck", "nur Druck", NULL, yes, no);
    check_pair("Web", "Web", NULL, no, yes);
    check_pair("ja", NULL, "nein", no, no); /* the stricter counts */
    check_pair("nein", NULL, "ja", no, yes);
    check_pair("ja", "ja", "siehe rechts", yes, yes); /* the columns of the media say it */
    check_pair("ja", "ja", "im Internet niemals", yes, no);
    check_pair("ja", "ja", "widerrufen", CONSENT_WITHDRAWN, CONSENT_WITHDRAWN);
    check_pair(NULL, NULL, "nur Druck", yes, no);
    check_pair(NULL, NULL, "vielleicht", no, no);
}

/* Below headings that deny; two answers to the same question. */
static void check_turned(void)
{
    struct job job = {0};
    static const struct {
        enum turn turn;
        const char *text;
        enum consent want;
        bool clear;
    } cases[] = {{TURN_NO, "ja", CONSENT_NO, true},
                 {TURN_NO, "nein", CONSENT_NO, false},
                 {TURN_NO, "vielleicht", CONSENT_NO, false},
                 {TURN_OPPOSITE, "ja", CONSENT_NO, true},
                 {TURN_OPPOSITE, "nein", CONSENT_YES, true},
                 {TURN_OPPOSITE, "nein, danke?", CONSENT_NO, false},
                 {TURN_OPPOSITE, "x", CONSENT_NO, true},
                 {TURN_OPPOSITE, "kein Web", CONSENT_NO, false},
                 {TURN_OPPOSITE, "widerrufen", CONSENT_NO, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct record *rec = record_new(&job, (struct loc){"list.csv", 2, 0});
        consent_add(&job, rec, FIELD_consent_web, cases[i].text, cases[i].turn,
                    "Nennung im Internet");
        consent_settle(&job, rec);
        CHECK_INT(rec->consent[MEDIUM_WEB], cases[i].want);
        CHECK_INT(!rec->unclear[MEDIUM_WEB], cases[i].clear);
    }
    struct record *rec = record_new(&job, (struct loc){"list.csv", 2, 0});
    consent_add(&job, rec, FIELD_consent_web, "ja", TURN_NONE, NULL);
    consent_add(&job, rec, FIELD_consent_web, "nein", TURN_NONE, NULL);
    consent_settle(&job, rec);
    CHECK_INT(rec->consent[MEDIUM_WEB], CONSENT_NO);
    vec_done(&job.records);
    map_done(&job.answers);
    arena_done(&job.arena);
}

/* What is unclear the editors may answer, what somebody said they may not. */
static void check_decisions(void)
{
    struct job job = {0};
    struct record *rec = record_with(&job, "vielleicht", "nein", NULL);
    unsigned which;
    CHECK(consent_which("both", &which) && which == 3);
    CHECK(consent_decide(rec, which, true));
    CHECK_INT(rec->consent[MEDIUM_PRINT], CONSENT_YES);
    CHECK_INT(rec->consent[MEDIUM_WEB], CONSENT_NO);
    CHECK(!consent_decide(rec, which, true));
    CHECK(consent_which("photo", &which) && !consent_which("radio", &which));
    vec_done(&job.records);
    map_done(&job.answers);
    arena_done(&job.arena);
}

int main(void)
{
    read_list();
    int refusing = 0;
    for (int i = 0; i < n_list; i++) {
        check_one(&list[i]);
        refusing += strcmp(list[i].print, "yes") && strcmp(list[i].web, "yes");
    }
    CHECK(n_list >= 250 && refusing * 2 >= n_list);
    printf("%d phrases, %d of them no consent\n", n_list, refusing);
    check_refusals();
    check_strangers();
    check_together();
    check_turned();
    check_decisions();
    return test_end();
}
