// SPDX-License-Identifier: Apache-2.0
/* The editors' answers: lines "same: A | B" and "different: A | B", and "consent: A | web: yes" (or
 * no; print, web, both or photo) for an answer that is neither.
 *
 * A and B are a name, an ORCID iD, an e-mail address, FILE:LINE of a row, or FILE:LINE NAME of a
 * mention in the book, where several may be on a line. "#" begins a comment. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "authors/authors-int.h"

static const char *decisions_trimmed(struct arena *a, const char *s, size_t n)
{
    while (n && strchr(" \t\r\n", *s))
        s++, n--;
    while (n && strchr(" \t\r\n", s[n - 1]))
        n--;
    return arena_dup(a, s, n);
}

/* "web: yes" */
static bool read_answer(struct arena *a, struct decision *d)
{
    const char *colon = strchr(d->right, ':');
    const char *which = colon ? decisions_trimmed(a, d->right, (size_t)(colon - d->right)) : "",
               *answer = colon ? decisions_trimmed(a, colon + 1, strlen(colon + 1)) : "";
    d->yes = !strcmp(answer, "yes");
    return consent_which(which, &d->which) && (d->yes || !strcmp(answer, "no"));
}

static bool read_line(struct job *job, const char *line, struct loc where)
{
    struct arena *a = &job->arena;
    bool same = !strncmp(line, "same:", 5), different = !strncmp(line, "different:", 10),
         consent = !strncmp(line, "consent:", 8);
    const char *rest = line + (same      ? 5
                               : consent ? 8
                                         : 10),
               *bar = same || different || consent ? strchr(rest, '|') : NULL;
    if (!bar)
        return false;
    struct decision *d = vec_add(&job->decisions);
    *d = (struct decision){0};
    d->same = same;
    d->where = where;
    d->left = decisions_trimmed(a, rest, (size_t)(bar - rest));
    d->right = decisions_trimmed(a, bar + 1, strlen(bar + 1));
    if (consent && (!*d->left || !read_answer(a, d))) {
        job->decisions.n--;
        return false;
    }
    return *d->left && *d->right;
}

void decisions_read(struct job *job, const char *path)
{
    struct buf b = {0};
    if (!table_bytes(&b, path))
        return;
    struct loc where = {intern(path), 0, 0};
    for (char *p = b.s, *next; p && *p; p = next) {
        size_t n = strcspn(p, "\n");
        next = p[n] ? p + n + 1 : p + n;
        where.line++;
        const char *line = decisions_trimmed(&job->arena, p, strcspn(p, "#\n"));
        if (*line && !read_line(job, line, where))
            diag(DIAG_authors_bad_decision, where, line);
    }
    buf_done(&b);
}

/* ---- whom they refer to ---- */

/* Keys of a mention, as a decision may name it. */
static void add_key(struct job *job, struct map *keys, const char *key, int i)
{
    if (!key || !*key)
        return;
    struct mentions **m = (struct mentions **)map_put(keys, key);
    if (!*m)
        *m = arena_make(&job->arena, struct mentions);
    *vec_add(*m) = i;
}

static const char *spoken_name(struct job *job, const struct name *name)
{
    return arena_printf(&job->arena, "%s %s%s", key_fold(&job->arena, name->given),
                        key_fold(&job->arena, name->particle), key_fold(&job->arena, name->family));
}

static void add_keys(struct job *job, struct map *keys, int i)
{
    const struct record *rec = job->records.v[i];
    add_key(job, keys, spoken_name(job, &rec->name), i);
    add_key(job, keys, rec->orcid, i);
    add_key(job, keys, rec->email, i);
    add_key(job, keys, decisions_place(job, rec), i);
}

const char *decisions_place(struct job *job, const struct record *rec)
{
    const char *file = rec->where.file ? rec->where.file : "";
    if (!rec->elem)
        return arena_printf(&job->arena, "%s:%d", file, rec->where.line);
    return arena_printf(&job->arena, "%s:%d %s", file, rec->where.line,
                        name_text(&job->arena, &rec->name));
}

static struct mentions decisions_find(struct job *job, const struct decision *d, const char *text)
{
    const struct map *keys = &job->spoken;
    const struct mentions *m = map_get(keys, text);
    if (!m && field_is_email(text))
        m = map_get(keys, key_email(&job->arena, text));
    if (!m && field_orcid(&job->arena, text))
        m = map_get(keys, field_orcid(&job->arena, text));
    if (!m) {
        struct name name = name_parse(&job->arena, text);
        m = map_get(keys, spoken_name(job, &name));
    }
    if (!m)
        diag(DIAG_authors_unknown_person, d->where, text);
    return m ? *m : (struct mentions){0};
}

static void add_side(struct job *job, int mention, int other)
{
    struct record *root = job->records.v[set_root(job, mention)];
    *vec_add(&job->sides) = (struct side){other, root->apart};
    root->apart = job->sides.n;
    if (!root->apart_end)
        root->apart_end = job->sides.n;
}

/* "different: Eva Meier | eva@example.org" refers to the Eva Meiers other than the one with the
 * address: mentions that match both sides belong to the more specific one. */
static struct mentions mentions_without(struct job *job, const struct mentions *more,
                                        const struct mentions *less)
{
    struct mentions rest = {.v = arena_array(&job->arena, int, more->n)};
    job->bucket++;
    for (int i = 0; i < less->n; i++)
        job->records.v[less->v[i]]->bucket = job->bucket;
    for (int i = 0; i < more->n; i++)
        if (job->records.v[more->v[i]]->bucket != job->bucket)
            rest.v[rest.n++] = more->v[i];
    return rest;
}

static void keep_apart(struct job *job, struct mentions a, struct mentions b)
{
    if (a.n > b.n)
        a = mentions_without(job, &a, &b);
    else if (b.n > a.n)
        b = mentions_without(job, &b, &a);
    for (int k = 0; k < a.n && b.n; k++)
        add_side(job, a.v[k], b.v[0]);
    for (int k = 0; k < b.n && a.n; k++)
        add_side(job, b.v[k], a.v[0]);
}

/* Editors cannot override a clear answer. */
static void apply_answer(struct job *job, const struct decision *d)
{
    bool any = false;
    for (int i = 0; i < d->a.n; i++)
        any |= consent_decide(job->records.v[d->a.v[i]], d->which, d->yes);
    if (d->a.n && !any)
        diag(DIAG_authors_idle_decision, d->where, d->left);
}

/* "same" decisions come first, so that "different" ones refer to whole sets. */
void decisions_resolve(struct job *job)
{
    for (int i = 0; job->decisions.n && i < job->records.n; i++)
        add_keys(job, &job->spoken, i);
    for (int i = 0; i < job->decisions.n; i++) {
        struct decision *d = &job->decisions.v[i];
        d->a = decisions_find(job, d, d->left);
        d->b = d->which ? (struct mentions){0} : decisions_find(job, d, d->right);
        if (d->which)
            apply_answer(job, d);
        for (int k = 0; d->same && d->a.n && d->b.n && k < d->a.n + d->b.n; k++)
            set_join(job, d->a.v[0], k < d->a.n ? d->a.v[k] : d->b.v[k - d->a.n]);
    }
    for (int i = 0; i < job->decisions.n; i++) {
        const struct decision *d = &job->decisions.v[i];
        if (!d->same && !d->which && d->a.n && d->b.n)
            keep_apart(job, d->a, d->b);
    }
}

void decisions_done(struct job *job)
{
    for (int i = 0; i < job->spoken.n; i++)
        vec_done((struct mentions *)job->spoken.entry[i].value);
    map_done(&job->spoken);
    vec_done(&job->decisions);
    vec_done(&job->sides);
}

bool decisions_apart(struct job *job, int i, int j)
{
    int ri = set_root(job, i), rj = set_root(job, j);
    if (!job->records.v[ri]->apart || !job->records.v[rj]->apart)
        return false;
    for (int k = job->records.v[ri]->apart; k; k = job->sides.v[k - 1].next)
        if (set_root(job, job->sides.v[k - 1].other) == rj)
            return true;
    return false;
}

/* ---- questions to the editors ---- */

static void ask_consent(struct job *job, const struct record *rec, const char *which,
                        const char *text)
{
    diag(DIAG_authors_bad_consent, rec->where, text, decisions_place(job, rec), which);
}

static bool may_be_named(const struct job *job, const struct record *rec)
{
    for (int m = 0; m < MEDIA; m++) {
        enum consent c = consent_remarked(rec, m);
        if (c == CONSENT_YES || (c == CONSENT_UNKNOWN && !job->recorded))
            return true;
    }
    return false;
}

/* A remark may be private: the message names only its column. */
static void report_remark(struct job *job, const struct record *rec)
{
    const char *which =
        rec->doubted == (1u << MEDIUM_PRINT | 1u << MEDIUM_WEB)
            ? "both"
            : consent_names[rec->doubted >> MEDIUM_PRINT & 1 ? MEDIUM_PRINT : MEDIUM_WEB];
    if (rec->withdrawn)
        diag(DIAG_authors_remark_withdrawn, rec->where, rec->remark);
    if (rec->unread && may_be_named(job, rec))
        diag(DIAG_authors_remark_unread, rec->where, rec->unread);
    if (rec->doubted)
        diag(DIAG_authors_remark, rec->where, rec->remark, decisions_place(job, rec), which);
}

void decisions_ask(struct job *job)
{
    for (int i = 0; i < job->rows; i++) {
        const struct record *rec = job->records.v[i];
        report_remark(job, rec);
        const char *const *unclear = rec->unclear;
        bool both = unclear[MEDIUM_PRINT] && unclear[MEDIUM_WEB] &&
                    !strcmp(unclear[MEDIUM_PRINT], unclear[MEDIUM_WEB]);
        if (both)
            ask_consent(job, rec, "both", unclear[MEDIUM_PRINT]);
        for (int w = both ? CONSENT_PHOTO : 0; w < CONSENTS; w++)
            if (unclear[w])
                ask_consent(job, rec, consent_names[w], unclear[w]);
    }
}
