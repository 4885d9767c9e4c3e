// SPDX-License-Identifier: Apache-2.0
/* The stages of crediting, in order: read, match, gather, order, assign, write. */
#include <string.h>

#include "authors/authors-int.h"

static const struct {
    enum credit credit;
    const char *class, *stems;
} roles[] = {
#define R(credit, class, stems) {credit, class, stems},
#include "authors/roles.def"
#undef R
};

/* The stems of roles of people who are thanked. */
static const char thanks_stems[] =
    "dank|thank|acknowledg|partner|foerder|sponsor|unterstuetz|schirmherr|gastgeber";

static bool has_stem(const char *key, const char *stems)
{
    for (const char *p = stems; *p;) {
        char stem[32];
        size_t n = strcspn(p, "|");
        snprintf(stem, sizeof stem, "%.*s", (int)n, p);
        if (strstr(key, stem))
            return true;
        p += n + (p[n] == '|');
    }
    return false;
}

/* The credit of one role: that of the first row of the table that matches; without a match it is an
 * author's work too. */
static enum credit role_credit(struct arena *a, const char *role, const char **class)
{
    const char *key = key_fold(a, role);
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (has_stem(key, roles[i].stems)) {
            *class = roles[i].class;
            return roles[i].credit;
        }
    *class = NULL;
    return CREDIT_AUTHOR;
}

/* Roles of people who are thanked or who helped as partners make no author. */
static bool is_thanks(struct arena *a, const char *role)
{
    return has_stem(key_fold(a, role), thanks_stems);
}

static void print_stems(const char *stems, FILE *f)
{
    for (; *stems; stems++)
        *stems == '|' ? fputs(", ", f) : putc(*stems, f);
    putc('\n', f);
}

void authors_list_roles(FILE *f)
{
    static const char *const names[] =
        {[CREDIT_AUTHOR] = "author", [CREDIT_EDITOR] = "editor", [CREDIT_OTHER] = "other"};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        fprintf(f, "%s: ", roles[i].class ? roles[i].class : names[roles[i].credit]);
        print_stems(roles[i].stems, f);
    }
    fputs("thanks: ", f);
    print_stems(thanks_stems, f);
    export_list_roles(f);
}

/* Reports an unknown role of a person, which makes an author for lack of a better match. */
static void report_role(struct job *job, const struct person *p, const char *role)
{
    const char *class;
    if (!*key_fold(&job->arena, role) || is_thanks(&job->arena, role) ||
        role_credit(&job->arena, role, &class) != CREDIT_AUTHOR ||
        has_stem(key_fold(&job->arena, role), roles[0].stems) || export_is_credit(job, role))
        return;
    for (int i = 0; i < p->records.n; i++)
        if (!p->records.v[i]->elem && p->records.v[i]->value[FIELD_roles]) {
            diag(DIAG_authors_unknown_role, p->records.v[i]->where, role);
            return;
        }
}

/* The credit in the whole book: the first of author, editor, other given by a role or a credit of
 * the book. */
static void settle_credit(struct job *job, struct person *p)
{
    p->credit = CREDIT_OTHER;
    bool any = false;
    for (int i = 0; i < p->records.n; i++)
        if (p->records.v[i]->elem) {
            p->credit = p->records.v[i]->credit < p->credit ? p->records.v[i]->credit : p->credit;
            any = true;
        }
    bool thanks = !any && p->value[FIELD_roles];
    for (const char *s = p->value[FIELD_roles] ? p->value[FIELD_roles] : ""; *s;
         s += strspn(s, ",;/\n ")) {
        size_t n = strcspn(s, ",;/\n");
        const char *class;
        const char *role = arena_dup(&job->arena, s, n);
        enum credit c = role_credit(&job->arena, role, &class);
        role = list_entry(&job->arena, role, n);
        thanks &= is_thanks(&job->arena, role);
        report_role(job, p, role);
        if (c < p->credit || (!any && c == CREDIT_OTHER)) {
            p->credit = c;
            p->credit_class = class;
        }
        any = true;
        s += n;
    }
    if (!any)
        p->credit = CREDIT_AUTHOR;
    p->thanked = thanks;
}

static void count_people(const struct job *job, struct authors_counts *n)
{
    *n = (struct authors_counts){.mentions = job->records.n,
                                 .people = job->people.n,
                                 .doubts = job->doubts};
    for (int i = 0; i < job->people.n; i++) {
        const struct person *p = job->people.v[i];
        enum consent c = consent_of(job, p->consent);
        n->named += p->named;
        n->registered += p->registered;
        n->refused += !p->named && c == CONSENT_NO;
        n->withdrawn += !p->named && c == CONSENT_WITHDRAWN;
        n->unknown += !p->named && c == CONSENT_UNKNOWN;
    }
}

static void job_done(struct job *job)
{
    for (int i = 0; i < job->people.n; i++) {
        vec_done(&job->people.v[i]->records);
        vec_done(&job->people.v[i]->divisions);
        vec_done(&job->people.v[i]->mentions);
    }
    vec_done(&job->people);
    vec_done(&job->records);
    vec_done(&job->divisions);
    decisions_done(job);
    partners_done(job);
    for (int f = 0; f < FIELD_COUNT; f++)
        buf_done(&job->list[f]);
    match_done(job);
    order_done(job);
    vec_done(&job->groups);
    vec_done(&job->pairs);
    map_done(&job->headings);
    map_done(&job->answers);
    map_done(&job->pairs_seen);
    map_done(&job->by_name);
    map_done(&job->ids);
    map_done(&job->organisations);
    arena_done(&job->arena);
}

static bool names_people(const xmlNode *n) { return credits_is(n) || xml_elem(n) == DB_personname; }

/* Counts the people kept back for each medium, by their own answers or since they may be a person
 * who refused. Only rows of the files decide that, so that the next run counts the same. People who
 * were only in the book have been taken out: the next run takes their number from the mark of this
 * one. Without any consents on record an earlier run's numbers stay. */
static void count_kept_back(const struct job *job, struct xml_clearance *c)
{
    bool held = job->recorded != 0;
    for (int i = 0; i < job->people.n; i++)
        held |= !job->people.v[i]->named;
    if (!held)
        return;
    memset(c->kept_back, 0, sizeof c->kept_back);
    for (int i = 0; i < job->people.n; i++) {
        const struct person *p = job->people.v[i];
        c->unlisted += !p->registered && job->recorded;
        for (int m = 0; m < MEDIA; m++)
            c->kept_back[m] += p->registered && p->consent[m] != CONSENT_YES &&
                               (job->recorded || p->consent[m] != CONSENT_UNKNOWN);
    }
    for (int m = 0; m < MEDIA; m++)
        c->kept_back[m] += c->unlisted;
}

/* Marks the division that contains a node; the root has its own mark. */
static void clear_division(xmlNode *n, const struct xml_clearance *now)
{
    while (n && db_class_of(xml_elem(n)) != DB_DIVISION && db_class_of(xml_elem(n)) != DB_ROOT)
        n = n->parent;
    if (n && db_class_of(xml_elem(n)) == DB_DIVISION)
        xml_clearance_write(n, now);
}

/* Marks the book, and each division that names people, with the media that they agreed to. Without
 * any consents on record it is cleared for no more than an earlier run did. */
static void mark_clearance(struct job *job, struct xml_clearance now)
{
    now.media = job->scope ? job->scope : job->how->media & now.media;
    count_kept_back(job, &now);
    xml_clearance_write(job->root, &now);
    for (xmlNode *n = job->root, *next; n; n = next) {
        bool list = is_list(n); /* it names people, and has no divisions */
        next = list ? xml_walk_past(job->root, n) : xml_walk(job->root, n);
        if (list || names_people(n))
            clear_division(n, &now);
    }
}

/* Joins the mentions of each person: those in files first, then the book's credits. */
static void match_people(struct job *job)
{
    for (int i = 0; i < job->records.n; i++)
        job->records.v[i]->index = i;
    decisions_resolve(job);
    decisions_ask(job);
    match_rows(job);
    mark_match(job);
    match_credits(job);
}

static void credit_people(struct job *job)
{
    const struct authors_options *o = job->how;
    struct xml_clearance before = xml_clearance_read(job->book);
    if (before.unmarked && o->n_file) /* people credited by an older koki are looked up again */
        before.media = (1u << MEDIA) - 1;
    xml_clearance_drop(job->book);
    job->rows = job->records.n;
    credits_read(job);
    match_people(job);
    person_gather(job);
    for (int i = 0; i < job->people.n; i++)
        settle_credit(job, job->people.v[i]);
    order_people(job);
    chapters_assign(job);
    write_book(job);
    mention_keep_back(job);
    mark_clearance(job, before);
    for (int i = 0; i < o->n_export; i++)
        export_write(job, o->export[i]);
    if (o->reprint)
        reprint_write(job, o->reprint);
    if (o->balance)
        balance_write(job, o->balance);
}

bool authors_credit(xmlDoc *book, const struct authors_options *o, struct authors_counts *counts)
{
    struct job job = {.how = o, .book = book, .root = xmlDocGetRootElement(book)};
    for (int i = 0; i < o->n_map; i++)
        file_read_map(&job, o->map[i]);
    for (int i = 0; i < o->n_file; i++)
        file_read(&job, o->file[i]);
    for (int i = 0; i < o->n_decisions; i++)
        decisions_read(&job, o->decisions[i]);
    partners_read(&job);
    if (job.vague.file && !job.recorded)
        diag(DIAG_authors_vague, job.vague);
    bool complete = !diag_faults();
    if (complete)
        credit_people(&job);
    count_people(&job, counts);
    job_done(&job);
    return complete;
}
