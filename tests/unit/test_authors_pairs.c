// SPDX-License-Identifier: Apache-2.0
/* Who is who, over a list of pairs: no sure match may be wrong, whatever order the mentions come
 * in; precision and recall are printed for the matches that are sure and for all that are found. */
#include <stdlib.h>

#include "authors/authors-int.h"
#include "test.h"

enum verdict { NOTHING, LIKELY, SURE };

struct tally {
    int right, wrong, missed;
};

/* Cuts what is between two signs out of a mention. */
static const char *cut(struct arena *a, char *mention, char open, char close)
{
    char *from = strchr(mention, open), *to = from ? strchr(from, close) : NULL;
    if (!to)
        return NULL;
    const char *s = arena_dup(a, from + 1, (size_t)(to - from - 1));
    memmove(from, to + 1, strlen(to));
    return s;
}

static void add(struct job *job, const char *text)
{
    struct arena *a = &job->arena;
    char *mention = arena_dup(a, text, strlen(text));
    struct record *rec = record_new(job, (struct loc){"pairs", job->records.n + 1, 0});
    const char *email = cut(a, mention, '<', '>'), *orcid = cut(a, mention, '[', ']');
    rec->value[FIELD_affiliation] = cut(a, mention, '{', '}');
    rec->email = email ? key_email(a, email) : NULL;
    rec->orcid = orcid ? field_orcid(a, orcid) : NULL;
    record_set_name(job, rec, name_parse(a, mention));
}

static enum verdict judge(const char *x, const char *y)
{
    struct job job = {0};
    add(&job, x);
    add(&job, y);
    job.rows = job.records.n;
    for (int i = 0; i < job.records.n; i++)
        job.records.v[i]->index = i;
    match_rows(&job);
    match_credits(&job);
    enum verdict v = set_root(&job, 0) == set_root(&job, 1) ? SURE : job.pairs.n ? LIKELY : NOTHING;
    vec_done(&job.records);
    vec_done(&job.pairs);
    map_done(&job.pairs_seen);
    match_done(&job);
    arena_done(&job.arena);
    return v;
}

static void count(struct tally *t, bool found, bool same)
{
    t->right += found && same;
    t->wrong += found && !same;
    t->missed += !found && same;
}

static void print(const char *what, const struct tally *t)
{
    int found = t->right + t->wrong, all = t->right + t->missed;
    printf("%s: precision %.3f (%d of %d), recall %.3f (%d of %d)\n", what,
           found ? (double)t->right / found : 1.0, t->right, found,
           all ? (double)t->right / all : 1.0, t->right, all);
}

int main(void)
{
    const char *root = getenv("KOKI_DATA");
    struct buf path = {0};
    buf_printf(&path, "%s/tests/unit/authors_pairs.tsv", root ? root : ".");
    FILE *f = fopen(path.s, "r");
    buf_done(&path);
    CHECK(f != NULL);
    diag_configure(DIAG_SYSTEM, DIAG_TEXT);
    struct tally sure = {0}, found = {0};
    char line[1024];
    int pairs = 0;
    while (f && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        char *x = strchr(line, '\t'), *y = x ? strchr(x + 1, '\t') : NULL;
        if (*line == '#' || !y)
            continue;
        *x++ = *y++ = 0;
        bool same = !strcmp(line, "same");
        enum verdict v = judge(x, y);
        CHECK(v == judge(y, x));
        count(&sure, v == SURE, same);
        count(&found, v >= LIKELY, same);
        if (getenv("SHOW") &&
            ((v == SURE && !same) || (v == NOTHING && same) || (v == LIKELY && !same)))
            printf("%s %s: %s / %s\n",
                   v == SURE     ? "joined"
                   : v == LIKELY ? "doubted"
                                 : "missed",
                   line, x, y);
        pairs++;
    }
    if (f)
        fclose(f);
    print("sure", &sure);
    print("sure or likely", &found);
    CHECK(pairs >= 300);
    CHECK_INT(sure.wrong, 0);
    CHECK(sure.right * 100 >= 55 * (sure.right + sure.missed));
    CHECK(found.right * 100 >= 95 * (found.right + found.missed));
    return test_end();
}
