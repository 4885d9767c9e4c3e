// SPDX-License-Identifier: Apache-2.0
/* The people who may be named, for other systems: a table (.csv), names as CSL has them (.json), a
 * JATS contrib-group (.xml).
 *
 * As in the book, no addresses, no gender and no one without consent are exported. */
#include <string.h>

#include "authors/authors-int.h"

static const struct {
    const char *slug, *term, *german;
} credit_roles[] = {
#define C(slug, term, german) {slug, term, german},
#include "authors/credit.def"
#undef C
};

void export_list_roles(FILE *f)
{
    for (size_t i = 0; i < sizeof credit_roles / sizeof *credit_roles; i++)
        fprintf(f, "CRediT %s: %s, %s\n", credit_roles[i].slug, credit_roles[i].term,
                credit_roles[i].german);
}

static const char *orcid_of(const struct person *p)
{
    for (int i = 0; i < p->records.n; i++)
        if (p->records.v[i]->orcid)
            return p->records.v[i]->orcid;
    return NULL;
}

static const char *credit_name(const struct person *p)
{
    return p->credit == CREDIT_AUTHOR   ? "author"
           : p->credit == CREDIT_EDITOR ? "editor"
           : p->credit_class            ? p->credit_class
                                        : "other";
}

/* ---- a table ---- */

static const enum field columns[] = {FIELD_affiliation, FIELD_expertise, FIELD_sector, FIELD_group,
                                     FIELD_roles};

/* Whether a spreadsheet would compute a cell: it begins, after invisible characters, with an
 * operator that starts a formula, including full-width ones of East Asian keyboards. */
static bool is_formula_cell(const char *s)
{
    for (const char *end = s + strlen(s); s < end;) {
        uint32_t c = utf8_next(&s, end);
        if (c == '\t' || c == '\r' || c == '\n' || c == '=' || c == '+' || c == '-' || c == '@' ||
            c == 0xff1d || c == 0xff0b || c == 0xff0d || c == 0xff20)
            return true;
        if (c > ' ' && c != 0xa0 && c != 0x3000 && c != 0xfeff && (c < 0x2000 || c > 0x200f))
            return false;
    }
    return false;
}

/* An apostrophe makes spreadsheets treat a would-be formula as text. */
void export_field(FILE *f, const char *s)
{
    bool quote = s && (strpbrk(s, ";\"\n\r") || *s == ' ');
    if (quote)
        putc('"', f);
    if (s && is_formula_cell(s))
        putc('\'', f);
    for (; s && *s; s++) {
        if (*s == '"')
            putc('"', f);
        putc(*s, f);
    }
    if (quote)
        putc('"', f);
}

static void put_chapters(FILE *f, struct job *job, const struct person *p)
{
    struct buf b = {0};
    for (int i = 0; i < p->divisions.n; i++)
        buf_printf(&b, "%s%s", i ? "; " : "", division_id(job, p->divisions.v[i]));
    export_field(f, b.s);
    buf_done(&b);
}

static void put_row(FILE *f, struct job *job, const struct person *p)
{
    const struct name *n = &p->name;
    const char *const names[] = {n->title,   n->given,  n->particle,
                                 n->family,  n->suffix, p->value[FIELD_sort],
                                 orcid_of(p)};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        export_field(f, names[i]);
        putc(';', f);
    }
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        export_field(f, p->value[columns[i]]);
        putc(';', f);
    }
    put_chapters(f, job, p);
    putc('\n', f);
}

static void write_csv(FILE *f, struct job *job)
{
    fputs(
        "\xef\xbb\xbftitle;given;particle;family;suffix;sort;orcid;affiliation;expertise;sector;group;roles;chapters\n",
        f);
    for (int i = 0; i < job->people.n; i++)
        if (job->people.v[i]->named)
            put_row(f, job, job->people.v[i]);
}

/* ---- CSL names ---- */

static void put_member(FILE *f, const char *name, const char *value, bool *first)
{
    if (!value || !*value)
        return;
    fprintf(f, "%s\"%s\": ", *first ? "" : ", ", name);
    json_put(f, value);
    *first = false;
}

static void put_csl(FILE *f, const struct person *p)
{
    bool first = true;
    putc('{', f);
    if (p->name.organisation) {
        put_member(f, "literal", p->name.family, &first);
        putc('}', f);
        return;
    }
    put_member(f, "family", p->name.family, &first);
    put_member(f, "given", p->name.given, &first);
    put_member(f, "dropping-particle", p->name.particle, &first);
    put_member(f, "suffix", p->name.suffix, &first);
    put_member(f, "ORCID", orcid_of(p), &first);
    putc('}', f);
}

static void write_csl(FILE *f, struct job *job)
{
    static const char *const kinds[] =
        {[CREDIT_AUTHOR] = "author", [CREDIT_EDITOR] = "editor", [CREDIT_OTHER] = "contributor"};
    bool any = false;
    putc('{', f);
    for (int kind = CREDIT_AUTHOR; kind <= CREDIT_OTHER; kind++) {
        int n = 0;
        for (int i = 0; i < job->people.n; i++) {
            const struct person *p = job->people.v[i];
            if (!p->named || p->thanked || (int)p->credit != kind)
                continue;
            if (!n++)
                fprintf(f, "%s\n  \"%s\": [\n    ", any ? "," : "", kinds[kind]);
            else
                fputs(",\n    ", f);
            put_csl(f, p);
            any = true;
        }
        if (n)
            fputs("\n  ]", f);
    }
    fputs("\n}\n", f);
}

/* ---- JATS ---- */

void export_text(FILE *f, const char *s)
{
    for (; *s; s++)
        switch (*s) {
        case '&': fputs("&amp;", f); break;
        case '<': fputs("&lt;", f); break;
        case '>': fputs("&gt;", f); break;
        case '"': fputs("&quot;", f); break;
        default: putc(*s, f);
        }
}

static void put_element(FILE *f, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    fprintf(f, "<%s>", name);
    export_text(f, text);
    fprintf(f, "</%s>", name);
}

/* The index of the CRediT role; -1 if none. */
static int credit_role(struct job *job, const char *role)
{
    const char *key = key_fold(&job->arena, role);
    for (size_t i = 0; i < sizeof credit_roles / sizeof *credit_roles; i++)
        if (!strcmp(key, key_fold(&job->arena, credit_roles[i].term)) ||
            !strcmp(key, key_fold(&job->arena, credit_roles[i].german)))
            return (int)i;
    return -1;
}

bool export_is_credit(struct job *job, const char *role) { return credit_role(job, role) >= 0; }

static void put_role(FILE *f, struct job *job, const char *role)
{
    int i = credit_role(job, role);
    if (i >= 0) {
        fprintf(
            f,
            "\n    <role vocab=\"credit\" vocab-identifier=\"https://credit.niso.org/\" vocab-term=\"");
        export_text(f, credit_roles[i].term);
        fprintf(f, "\" vocab-term-identifier=\"https://credit.niso.org/contributor-roles/%s/\">",
                credit_roles[i].slug);
        export_text(f, role);
        fputs("</role>", f);
        return;
    }
    fputs("\n    ", f);
    put_element(f, "role", role);
}

static void put_contrib(FILE *f, struct job *job, const struct person *p)
{
    struct arena *a = &job->arena;
    const char *family = *p->name.particle
                             ? arena_printf(a, "%s %s", p->name.particle, p->name.family)
                             : p->name.family;
    fprintf(f, "  <contrib contrib-type=\"%s\">", credit_name(p));
    if (orcid_of(p))
        fprintf(f, "\n    <contrib-id contrib-id-type=\"orcid\">https://orcid.org/%s</contrib-id>",
                orcid_of(p));
    fputs("\n    ", f);
    if (p->name.organisation) {
        put_element(f, "collab", p->name.family);
    } else {
        fputs("<name>", f);
        put_element(f, "surname", family);
        put_element(f, "given-names", p->name.given);
        put_element(f, "prefix", p->name.title);
        put_element(f, "suffix", p->name.suffix);
        fputs("</name>", f);
    }
    for (const char *s = p->value[FIELD_roles] ? p->value[FIELD_roles] : ""; *s;
         s += strspn(s, ";,\n ")) {
        size_t n = strcspn(s, ";,\n");
        put_role(f, job, list_entry(a, s, n));
        s += n;
    }
    fputs("\n  </contrib>\n", f);
}

static void write_jats(FILE *f, struct job *job)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<contrib-group>\n", f);
    for (int i = 0; i < job->people.n; i++)
        if (job->people.v[i]->named && !job->people.v[i]->thanked)
            put_contrib(f, job, job->people.v[i]);
    fputs("</contrib-group>\n", f);
}

/* ---- files ---- */

static const struct {
    const char *name, *ending;
    void (*write)(FILE *, struct job *);
} forms[] = {{"csv", ".csv", write_csv}, {"csl", ".json", write_csl}, {"jats", ".xml", write_jats}};
enum { FORMS = sizeof forms / sizeof *forms };

/* "jats:FILE" or by the file's ending; -1 if unknown. *path is advanced to the file. */
static int form_of(const char **path)
{
    const char *dot = strrchr(*path, '.');
    for (int i = 0; i < FORMS; i++) {
        size_t n = strlen(forms[i].name);
        if (!strncmp(*path, forms[i].name, n) && (*path)[n] == ':') {
            *path += n + 1;
            return i;
        }
    }
    for (int i = 0; dot && i < FORMS; i++)
        if (!strcasecmp(dot, forms[i].ending))
            return i;
    return -1;
}

const char *authors_export_path(const char *path) { return form_of(&path) >= 0 ? path : NULL; }

void export_write(struct job *job, const char *path)
{
    struct output out;
    int form = form_of(&path);
    if (!output_open(&out, path))
        return;
    forms[form].write(out.f, job);
    output_commit(&out);
}
