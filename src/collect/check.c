// SPDX-License-Identifier: Apache-2.0
/* Checks chapters for faults to be settled while the author can still be asked: one walk, in which
 * every enabled check sees every element. */
#include <string.h>

#include "collect/check.h"

static const struct {
    const char *name;
    bool on;
    void (*visit)(struct check *, xmlNode *);
    void (*finish)(struct check *);
} checks[] = {
#define C(id, name, on, visit, finish, help) [COLLECT_CHECK_##id] = {name, on, visit, finish},
#include "collect/check.def"
#undef C
};

const char collect_check_words[] =
#define C(id, name, on, visit, finish, help) name "|"
#include "collect/check.def"
#undef C
    "all|none";

static bool set_check(uint32_t *set, const char *name, size_t n)
{
    bool off = n && *name == '-', all = n - off == 3 && !memcmp(name + off, "all", 3);
    bool known = all || (n - off == 4 && !memcmp(name + off, "none", 4));
    if (known && !all)
        *set = 0;
    for (int i = 0; i < COLLECT_CHECK_COUNT; i++) {
        if (!all &&
            (strlen(checks[i].name) != n - off || memcmp(checks[i].name, name + off, n - off)))
            continue;
        known = true;
        *set = off ? *set & ~(1u << i) : *set | 1u << i;
    }
    return known;
}

bool collect_checks(const char *list, uint32_t *set, char **bad)
{
    *set = 0;
    for (int i = 0; i < COLLECT_CHECK_COUNT; i++)
        *set |= (uint32_t)checks[i].on << i;
    for (const char *p = list ? list : ""; *p;) {
        size_t n = strcspn(p, ",");
        if (n && !set_check(set, p, n)) {
            struct buf b = {0};
            buf_add(&b, p, n);
            *bad = buf_take(&b);
            return false;
        }
        p += n + (p[n] == ',');
    }
    return true;
}

bool check_is_division(const xmlNode *n)
{
    enum db_class class = db_class_of(xml_elem(n));
    return class == DB_DIVISION || class == DB_SECTION;
}

static void check_done(struct check *k)
{
    buf_done(&k->text);
    vec_done(&k->gendered);
    vec_done(&k->names);
    map_done(&k->words);
    arena_done(&k->arena);
}

void check_book(const struct job *job, xmlDoc *book)
{
    struct check k = {.job = job};
    xmlNode *root = xmlDocGetRootElement(book);
    for (int i = 0; i < job->how->n_words; i++)
        check_words_read(&k, job->how->words[i]);
    for (xmlNode *n = root; n; n = xml_walk(root, n))
        for (int i = 0; i < COLLECT_CHECK_COUNT; i++)
            if (checks[i].visit && job_checks(job, (enum collect_check)i))
                checks[i].visit(&k, n);
    for (int i = 0; i < COLLECT_CHECK_COUNT; i++)
        if (checks[i].finish && job_checks(job, (enum collect_check)i))
            checks[i].finish(&k);
    check_done(&k);
}
