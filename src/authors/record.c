// SPDX-License-Identifier: Apache-2.0
/* Records: a mention is made, gets its values one by one, and is completed. */
#include <string.h>

#include "authors/authors-int.h"

void record_set_name(struct job *job, struct record *rec, struct name name)
{
    struct arena *a = &job->arena;
    rec->name = name;
    rec->key = key_name(a, &name);
    rec->family = key_fold(a, name.family);
    rec->given = key_fold(a, name.given);
    if (key_is_initials(name.given))
        rec->given = arena_dup(a, rec->given, *rec->given != 0);
}

struct record *record_new(struct job *job, struct loc where)
{
    struct record *rec = arena_make(&job->arena, struct record);
    rec->where = where;
    record_set_name(job, rec, (struct name){"", "", "", "", ""});
    rec->up = job->records.n;
    *vec_add(&job->records) = rec;
    return rec;
}

/* ---- values ---- */

/* Takes addresses out of what may be printed: "Anna Lang <anna@example.org>". The first is kept to
 * tell people apart by. */
static const char *without_addresses(struct job *job, struct record *rec, const char *text)
{
    static const char ends[] = " \t\r\n<>()[],;\"";
    struct buf b = {0};
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, ends);
        const char *word = arena_dup(&job->arena, p, n);
        const char *address = strncasecmp(word, "mailto:", 7) ? word : word + 7;
        bool found = field_is_email(address);
        if (found && !rec->value[FIELD_email])
            rec->value[FIELD_email] = address;
        if (!found)
            buf_add(&b, p, n);
        p += n;
        if (*p && !(found && strchr(">)]", *p)) && !(strchr("<([", *p) && strchr(p, '@')))
            buf_putc(&b, *p);
        p += *p != 0;
    }
    while (b.n && strchr(ends, b.s[b.n - 1]))
        b.n--;
    const char *rest = arena_dup(&job->arena, b.s ? b.s : "", b.n);
    buf_done(&b);
    return rest;
}

static void note_remark(struct job *job, struct record *rec, const char *heading, struct remark r)
{
    if ((r.doubted || r.withdrawn) && !rec->remark)
        rec->remark = arena_dup(&job->arena, heading, strlen(heading));
    if (r.unread && !rec->unread)
        rec->unread = arena_dup(&job->arena, heading, strlen(heading));
    rec->withdrawn |= r.withdrawn;
    rec->doubted = (rec->doubted | r.doubted) & ~rec->withdrawn;
}

/* A cell that is not an answer may still have a remark about being named, so may a name or the
 * brackets after it. */
void record_remark(struct job *job, struct record *rec, enum field f, const char *heading,
                   const char *text)
{
    static const bool facts[FIELD_COUNT + 1] =
        {[FIELD_title] = true,       [FIELD_expertise] = true, [FIELD_interest] = true,
         [FIELD_affiliation] = true, [FIELD_position] = true,  [FIELD_sector] = true};
    if (field_is_consent(f) || f == FIELD_email || f == FIELD_web || f == FIELD_orcid)
        return;
    bool name = f == FIELD_name || f == FIELD_given || f == FIELD_family;
    const char *inside = name ? strpbrk(text, "([") : NULL;
    bool open = (f == FIELD_note || f == FIELD_COUNT) && !field_is_mapped(job, heading);
    struct remark r = remark_of(name ? "" : heading, text,
                                facts[f] ? CELL_FACT
                                : open   ? CELL_REMARK
                                         : CELL_OTHER);
    struct remark more = inside ? remark_of("", inside + 1, CELL_REMARK) : (struct remark){0};
    r.withdrawn |= more.withdrawn;
    r.doubted |= more.doubted & ~r.withdrawn;
    note_remark(job, rec, heading, r);
}

void record_below(struct job *job, struct record *rec, const char *heading, unsigned media)
{
    note_remark(job, rec, heading, (struct remark){.doubted = media});
}

void record_refuse(struct job *job, struct record *rec, const char *heading, const char *text)
{
    struct answer answer = consent_answer(&job->arena, text);
    struct remark r = {0};
    for (int m = 0; m < MEDIA && text[strspn(text, " \t\r\n")]; m++)
        r.doubted |= answer.clear[m] && answer.to[m] == CONSENT_NO ? 0 : 1u << m;
    note_remark(job, rec, heading, r);
}

void record_add(struct job *job, struct record *rec, enum field f, const char *text)
{
    if (f != FIELD_email && f != FIELD_web && f != FIELD_note && strchr(text, '@'))
        text = without_addresses(job, rec, text);
    const char *value = field_trimmed(&job->arena, mend_invisible(&job->arena, text)),
               *old = rec->value[f];
    struct buf *list = &job->list[f];
    if (!value)
        return;
    if (field_is_consent(f) && f != FIELD_consent_date)
        consent_add(job, rec, f, value, TURN_NONE, NULL);
    if (!old) {
        rec->value[f] = value;
        return;
    }
    if (old != list->s) {
        list->n = 0;
        buf_puts(list, old);
    }
    buf_printf(list, "; %s", value);
    rec->value[f] = list->s;
}

void record_put(struct job *job, struct record *rec, const char *heading, const char *text,
                struct loc where)
{
    enum field f = field_of(job, heading);
    enum turn turn = field_is_consent(f) && f != FIELD_consent_date ? asked_of(heading).turn
                                                                    : TURN_NONE;
    if (f == FIELD_COUNT)
        field_report_unknown(job, heading, where);
    if (asked_of(heading).refuses)
        record_refuse(job, rec, heading, text);
    else
        record_remark(job, rec, f, heading, text);
    if (f == FIELD_COUNT)
        return;
    if (turn != TURN_NONE)
        consent_add(job, rec, f, text, turn, arena_dup(&job->arena, heading, strlen(heading)));
    else
        record_add(job, rec, f, text);
}

/* ---- the whole ---- */

/* Lists grow in a buffer until the record is complete. */
static void keep_lists(struct job *job, struct record *rec)
{
    for (int f = 0; f < FIELD_COUNT; f++)
        if (rec->value[f] && rec->value[f] == job->list[f].s)
            rec->value[f] = arena_dup(&job->arena, job->list[f].s, job->list[f].n);
}

/* "ja" below "Web" is not an address: beside "Druck" that heading asks for a consent. */
static void read_answered_web(struct job *job, struct record *rec)
{
    const char **v = rec->value;
    enum consent answer;
    if (!v[FIELD_web] || strpbrk(v[FIELD_web], ".:/") || !consent_says(v[FIELD_web], &answer))
        return;
    consent_add(job, rec, FIELD_consent_web, v[FIELD_web], TURN_NONE, NULL);
    v[FIELD_web] = NULL;
}

static void read_values(struct job *job, struct record *rec)
{
    struct arena *a = &job->arena;
    const char *orcid = rec->value[FIELD_orcid], *email = rec->value[FIELD_email],
               *date = rec->value[FIELD_consent_date];
    rec->orcid = orcid ? field_orcid(a, orcid) : NULL;
    if (orcid && !rec->orcid)
        diag(DIAG_authors_bad_orcid, rec->where, orcid);
    if (email && !strcasecmp(email, "anonymous")) /* a form that does not ask for it */
        email = NULL;
    if (email && field_is_email(email))
        rec->email = key_email(a, email);
    else if (email)
        diag(DIAG_authors_bad_email, rec->where);
    rec->date = date ? field_date(a, date) : NULL;
    if (date && !rec->date)
        diag(DIAG_authors_bad_date, rec->where, date);
    if (rec->value[FIELD_portrait] &&
        file_readable(rec->value[FIELD_portrait])) /* opened by other programs, but no output of
                                                      this run may overwrite it */
        file_note(rec->value[FIELD_portrait]);
    read_answered_web(job, rec);
    consent_settle(job, rec);
}

/* Brackets after a displayed name, "Nele Nurbach (Amt 3)", are not part of it; "(geb. Dorn)" is a
 * former name, and "(FH)" belongs to a degree. */
static const char *without_brackets(struct job *job, struct record *rec, const char *text)
{
    size_t n = strlen(text);
    const char *open = n && strchr(")]", text[n - 1])
                           ? strrchr(text, text[n - 1] == ')' ? '(' : '[')
                           : NULL;
    if (!open || open == text)
        return text;
    const char *inside = arena_dup(&job->arena, open + 1, (size_t)(text + n - 2 - open)),
               *key = key_fold(&job->arena, inside);
    size_t born = !strncmp(key, "geb", 3) || !strncmp(key, "nee", 3) || !strncmp(key, "frueher", 7)
                      ? strcspn(inside, " .")
                      : 0;
    if (!strcmp(key, "fh") || !strcmp(key, "univ") || !strcmp(key, "uni") || !strcmp(key, "ba"))
        return text;
    if (born && inside[born])
        record_add(job, rec, FIELD_alias, inside + born + strspn(inside + born, " ."));
    return field_trimmed(&job->arena, arena_dup(&job->arena, text, (size_t)(open - text)));
}

/* Further given names come after the first, unless they are there already. */
static const char *with_middle(struct arena *a, const char *given, const char *middle)
{
    if (!given || !middle)
        return given ? given : middle;
    const char *all = key_text(a, given), *more = key_text(a, middle);
    size_t n = strlen(all), k = strlen(more);
    return n > k && !strcmp(all + n - k, more) ? given : arena_printf(a, "%s %s", given, middle);
}

/* A name with a mark at one of its ends, "Anna Lang*", "~~Anna Lang~~", "Anna Lang?": what the mark
 * says is unknown, and may be a refusal. */
static void take_marks(struct job *job, struct record *rec)
{
    static const enum field names[] = {FIELD_name, FIELD_given, FIELD_family};
    static const char marks[] = "*#~_!?^<>|";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = rec->value[names[i]], *s = text ? text : "";
        s += strspn(s, marks);
        s += strncmp(s, "--", 2) ? 0 : strspn(s, "-");
        size_t n = strlen(s), before;
        do {
            before = n;
            while (n && (strchr(marks, s[n - 1]) || (n > 1 && s[n - 1] == '-' && s[n - 2] == '-')))
                n -= s[n - 1] == '-' ? 2 : 1;
            while (n < before && n && s[n - 1] == ' ')
                n--;
            n -= n > 3 && (!strncmp(s + n - 3, "†", 3) || !strncmp(s + n - 3, "‡", 3)) ? 3 : 0;
            n -= n > 2 && (!strncmp(s + n - 2, "¹", 2) || !strncmp(s + n - 2, "²", 2) ||
                           !strncmp(s + n - 2, "³", 2))
                     ? 2
                     : 0;
        } while (n < before);
        if (!text || n == strlen(text) || !n)
            continue;
        rec->value[names[i]] = field_trimmed(&job->arena, arena_dup(&job->arena, s, n));
        record_below(job, rec, field_name(names[i]), 1u << MEDIUM_PRINT | 1u << MEDIUM_WEB);
    }
}

/* From the parts, or from the whole. */
static void read_name(struct job *job, struct record *rec)
{
    struct arena *a = &job->arena;
    const char **v = rec->value,
               *whole = v[FIELD_name] ? without_brackets(job, rec, v[FIELD_name]) : NULL;
    struct name name = rec->name;
    if (v[FIELD_family] && !v[FIELD_given] && name_is_organisation(v[FIELD_family]))
        name = name_of_organisation(a, v[FIELD_family]);
    else if (v[FIELD_family] || v[FIELD_given])
        name = name_join(a, v[FIELD_title], with_middle(a, v[FIELD_given], v[FIELD_middle]),
                         v[FIELD_particle], v[FIELD_family], v[FIELD_suffix]);
    else if (whole)
        name = name_is_organisation(whole) ? name_of_organisation(a, whole) : name_parse(a, whole);
    if (v[FIELD_title] && !*name.title && !name.organisation)
        name.title = name_join(a, v[FIELD_title], NULL, NULL, NULL, NULL).title;
    record_set_name(job, rec, name);
}

/* Repairs or reports a name that is visibly damaged. */
static void mend_name(struct job *job, struct record *rec)
{
    struct name name = rec->name;
    bool lost = mend_is_lost(name.given) || mend_is_lost(name.family);
    if (lost)
        diag(DIAG_authors_lost_letters, rec->where, name_text(&job->arena, &name));
    if (lost || !mend_case(&job->arena, &name))
        return;
    diag(DIAG_authors_capitals, rec->where, name_text(&job->arena, &rec->name),
         name_text(&job->arena, &name));
    record_set_name(job, rec, name);
}

/* Digits, marks and "und" are in notes below a table, "Seite 1 von 3", and in the names of two
 * people at once. */
static bool is_odd_name(struct arena *a, const struct name *name)
{
    const char *text = name_text(a, name);
    return !name->organisation && (strpbrk(text, "0123456789:/&+;=") || strstr(text, " und ") ||
                                   strstr(text, " and ") || strstr(text, " sowie "));
}

void record_finish(struct job *job, struct record *rec)
{
    keep_lists(job, rec);
    take_marks(job, rec);
    if (!*rec->name.family)
        read_name(job, rec);
    read_values(job, rec);
    bool empty = name_is_empty(&rec->name), nobody = !empty && name_is_nobody(&rec->name);
    if (!empty && !nobody) {
        mend_name(job, rec);
        if (is_odd_name(&job->arena, &rec->name))
            diag(DIAG_authors_odd_name, rec->where, name_text(&job->arena, &rec->name));
        return;
    }
    diag(empty ? DIAG_authors_nameless : DIAG_authors_nobody, rec->where);
    job->records.n--;
}
