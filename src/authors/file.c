// SPDX-License-Identifier: Apache-2.0
/* Contributor files → records. */
#include <stdlib.h>
#include <string.h>

#include "authors/authors-int.h"
#include "office/office.h"

struct column {
    enum field field;
    const char *option; /* a tick box: the value that a yes means; NULL: none */
    enum turn turn;     /* of consents: the heading has a negation */
    const char *heading;
    bool answers;     /* "Web" beside "Druck": entries other than addresses are consents */
    bool again;       /* another column has this field already */
    bool headless;    /* the heading is empty */
    bool told;        /* reported that it has cells */
    bool refuses;     /* "gesperrt": any answer but a no may refuse */
    enum field dates; /* the consent whose date it has, as its only evidence; FIELD_COUNT: none */
};

/* State of reading a file row by row. */
struct reading {
    struct job *job;
    const char *file;
    struct column *column; /* of the heading; NULL: not read yet */
    int columns;
    bool sheet;           /* cells of a sheet never shift */
    int section;          /* number of the section with the people; 0: no sections */
    const char *refusing; /* the heading within the table that says that those below it refuse;
                             NULL: none */
    unsigned refused;     /* the media it says so of */
    int next;             /* the line where the next row of this list would be */
    bool has[FIELD_COUNT];
};

/* ---- the heading ---- */

/* "Name" and nothing else: other such headings ("display name") are of whole names. */
static bool is_bare_name(const char *heading)
{
    struct arena a = {0};
    const char *key = key_fold(&a, heading);
    bool bare = !strcmp(key, "name") || !strcmp(key, "namen");
    arena_done(&a);
    return bare;
}

/* "Name" beside "Vorname" is the family name. */
static void tell_names_apart(struct reading *r)
{
    bool family = r->has[FIELD_given] && !r->has[FIELD_family] && r->has[FIELD_name];
    for (int i = 0; family && i < r->columns; i++)
        if (r->column[i].field == FIELD_name && is_bare_name(r->column[i].heading)) {
            r->column[i].field = FIELD_family;
            r->has[FIELD_family] = true;
        }
}

/* Headings that also name roles: among unknown headings they may be values of a column. */
static bool is_weak_name(struct job *job, const char *heading)
{
    static const char *const weak[] = {"autor",        "autorin",     "author",     "person",
                                       "contributor",  "mitwirkende", "teilnehmer", "teilnehmerin",
                                       "teilnehmende", "participant", "attendee",   "referent",
                                       "referentin",   "speaker",     "presenter",  "mitglied",
                                       "member",       NULL};
    struct arena a = {0};
    const char *key = key_fold(&a, heading);
    bool found = false;
    for (int i = 0; weak[i] && !found; i++)
        found = !strcmp(weak[i], key);
    found &= !map_get(&job->headings, key);
    arena_done(&a);
    return found;
}

/* A heading row has a column of names; it is certain if other cells are filled, too. */
static int rank_row(void *ctx, const struct table_row *row)
{
    struct job *job = ((struct reading *)ctx)->job;
    int filled = 0, known = 0, names = 0, weak = 0;
    for (int i = 0; i < row->n; i++) {
        if (!row->field[i][strspn(row->field[i], " \t\r\n")])
            continue;
        enum field f = field_of(job, row->field[i]);
        bool name = f == FIELD_name || f == FIELD_family;
        filled++;
        known += f != FIELD_COUNT;
        names += name;
        weak += name && is_weak_name(job, row->field[i]);
    }
    if (!names || (weak == names && filled > 1 && 2 * known <= filled))
        return HEADING_NOT;
    return filled > 1 ? HEADING_SURE + known : HEADING_MAYBE;
}

static bool is_filled(const struct table_row *row, int i)
{
    return row && i < row->n && row->field[i][strspn(row->field[i], " \t\r\n")];
}

/* The part of a cell over several columns that belongs to column i; "" if none. */
static const char *carried_heading(const struct table_row *row, int i)
{
    while (i >= 0 && !is_filled(row, i))
        i--;
    return i >= 0 ? row->field[i] : "";
}

static bool is_known(struct job *job, const char *heading)
{
    return field_of(job, heading) != FIELD_COUNT;
}

/* The filler that a form's export has below each question: "Response". */
static bool is_filler(struct arena *a, const char *text)
{
    static const char *const fillers[] = {"response",
                                          "openendedresponse",
                                          "antwort",
                                          "offeneantwort",
                                          "beantwortungmitoffenemende",
                                          "reponse",
                                          NULL};
    const char *key = key_fold(a, text);
    for (int i = 0; fillers[i]; i++)
        if (!strcmp(fillers[i], key))
            return true;
    return false;
}

/* "Einwilligung" above "Druck" and "Web": whether the row below the heading belongs to it and is
 * not a person. */
static bool is_second_line(struct job *job, const struct table_row *row,
                           const struct table_row *below)
{
    int n = 0;
    for (int i = 0; below && i < below->n; i++) {
        if (!is_filled(below, i))
            continue;
        bool same = is_filled(row, i) && !strcmp(row->field[i], below->field[i]),
             filler = is_filler(&job->arena, below->field[i]);
        enum field f = is_filled(row, i) ? field_of(job, row->field[i]) : FIELD_COUNT;
        const char *both = arena_printf(&job->arena, "%s %s", carried_heading(row, i),
                                        below->field[i]);
        if (!same && !filler &&
            (f == FIELD_name || f == FIELD_family ||
             (!is_known(job, below->field[i]) && !is_known(job, both))))
            return false;
        n += !same;
    }
    return n > 0;
}

static bool asks_consent(const char *heading)
{
    struct asked asked = asked_of(heading);
    return asked.names || asked.consents;
}

static int count_filled(const struct table_row *row)
{
    int n = 0;
    for (int i = 0; row && i < row->n; i++)
        n += is_filled(row, i);
    return n;
}

/* The heading of column i, in one line or two. */
static const char *heading_text(struct job *job, const struct table_row *row,
                                const struct table_row *above, const struct table_row *below, int i)
{
    const char *own = is_filled(row, i) ? row->field[i] : "";
    if (is_filled(below, i) && strcmp(own, below->field[i]) &&
        !is_filler(&job->arena, below->field[i])) {
        const char *both = arena_printf(&job->arena, "%s %s", carried_heading(row, i),
                                        below->field[i]);
        return is_known(job, both) ? both : below->field[i];
    }
    const char *group = count_filled(above) > 1 ? carried_heading(above, i) : "";
    return *own && *group && asks_consent(group) ? arena_printf(&job->arena, "%s %s", group, own)
                                                 : own;
}

static void read_column(struct reading *r, const char *heading, struct loc where, struct column *c)
{
    c->field = field_of(r->job, heading);
    c->dates = FIELD_COUNT;
    if (c->field == FIELD_COUNT) {
        field_report_unknown(r->job, heading, where);
        return;
    }
    bool consent = field_is_consent(c->field),
         several = field_is_list(c->field) || consent || c->field == FIELD_note;
    c->option = consent ? NULL : field_option(&r->job->arena, heading);
    c->turn = consent && c->field != FIELD_consent_date ? asked_of(heading).turn : TURN_NONE;
    c->heading = consent ? arena_dup(&r->job->arena, heading, strlen(heading)) : heading;
    c->refuses = asked_of(heading).refuses && !field_is_mapped(r->job, heading);
    c->again = r->has[c->field] && !several;
    r->has[c->field] = true;
}

/* Notes the media with a column of consents. */
static void note_consents(struct reading *r, struct loc where)
{
    struct job *job = r->job;
    job->recorded |= r->has[FIELD_consent] ? 1u << MEDIUM_PRINT | 1u << MEDIUM_WEB : 0;
    job->recorded |= r->has[FIELD_consent_print] ? 1u << MEDIUM_PRINT : 0;
    job->recorded |= r->has[FIELD_consent_web] ? 1u << MEDIUM_WEB : 0;
    if (job->recorded && !job->consents.file)
        job->consents = where;
}

/* A date is a consent where no column has the answer: "Einwilligung erteilt am". */
static void note_dates(struct reading *r)
{
    bool answered[FIELD_COUNT] = {false};
    for (int i = 0; i < r->columns; i++)
        if (field_is_consent(r->column[i].field) && r->column[i].turn == TURN_NONE)
            answered[r->column[i].field] = true;
    for (int i = 0; i < r->columns; i++) {
        struct column *c = &r->column[i];
        enum field of = c->field == FIELD_consent_date ? asked_of(c->heading).dates : FIELD_COUNT;
        bool alone = of != FIELD_COUNT && !answered[FIELD_consent] && !answered[of] &&
                     (of != FIELD_consent ||
                      (!answered[FIELD_consent_print] && !answered[FIELD_consent_web]));
        c->dates = alone ? of : FIELD_COUNT;
        if (alone)
            r->has[of] = true;
    }
}

/* "Web" and nothing else, beside a column of consents for print, asks for consent too. */
static void note_answers(struct reading *r)
{
    for (int i = 0; i < r->columns; i++) {
        struct arena a = {0};
        const char *key = key_fold(&a, r->column[i].heading);
        r->column[i].answers = r->column[i].field == FIELD_web && r->has[FIELD_consent_print] &&
                               (!strcmp(key, "web") || !strcmp(key, "internet") ||
                                !strcmp(key, "online"));
        arena_done(&a);
    }
}

/* The number of a section's title, "2. Teilnehmer", that is alone in its row; 0 if there is
 * none. */
static int section_of(const struct table_row *row)
{
    const char *title = row && row->n ? row->field[0] : "";
    size_t digits = strspn(title, "0123456789");
    return count_filled(row) == 1 && digits && digits < 4 && !strncmp(title + digits, ". ", 2)
               ? atoi(title)
               : 0;
}

/* A report in numbered sections, as programs for meetings write them: the people are in one of
 * them. */
static bool section_ends(void *ctx, const struct table_row *row)
{
    struct reading *r = ctx;
    if (!r->section || section_of(row) <= r->section)
        return false;
    diag(DIAG_authors_section, (struct loc){r->file, row->line, 0}, row->field[0]);
    return true;
}

/* ---- headings within the table ---- */

static void begin_refusing(struct reading *r, struct loc where, const char *title, unsigned media)
{
    r->refused = media;
    r->refusing = arena_dup(&r->job->arena, title, strlen(title));
    diag(DIAG_authors_refusing_heading, where, r->refusing);
}

/* "Nicht zugestimmt" above the heading row, or as the name of the sheet. */
static void read_title(void *ctx, struct loc where, const char *text)
{
    unsigned media;
    if (remark_section(text, true, &media) == SECTION_REFUSES)
        begin_refusing(ctx, where, text, media);
}

/* The only text of a row, which may be in several cells, merged once; NULL if there are others. */
static const char *only_text(const struct table_row *row)
{
    const char *text = NULL;
    for (int i = 0; i < row->n; i++) {
        if (is_filled(row, i) && text && strcmp(text, row->field[i]))
            return NULL;
        text = is_filled(row, i) ? row->field[i] : text;
    }
    return text;
}

/* Whether a row is a heading of those below it, and no person. What refuses does so until a heading
 * agrees: others, such as "Kapitel 2:", leave it open. */
static bool is_heading_within(struct reading *r, const struct table_row *row)
{
    const char *text = only_text(row);
    struct loc where = {r->file, row->line, 0};
    unsigned media;
    enum section section = text ? remark_section(text, false, &media) : SECTION_NONE;
    if (section == SECTION_REFUSES) {
        begin_refusing(r, where, text, media);
        return true;
    }
    if (section == SECTION_AGREES)
        r->refusing = NULL;
    if (section == SECTION_NONE)
        return false;
    diag(DIAG_authors_heading_within, where, text);
    return true;
}

static int read_heading(void *ctx, const char *file, const struct table_row *row,
                        const struct table_row *above, const struct table_row *below)
{
    struct reading *r = ctx;
    struct loc where = {file, row->line, 0};
    r->file = file;
    r->section = section_of(above);
    if (!is_second_line(r->job, row, below))
        below = NULL;
    r->columns = below && below->n > row->n ? below->n : row->n;
    r->column = arena_array(&r->job->arena, struct column, r->columns);
    for (int i = 0; i < r->columns; i++) {
        const char *heading = heading_text(r->job, row, above, below, i);
        r->column[i] = (struct column){.headless = !*heading, .heading = heading};
        read_column(r, heading, where, &r->column[i]);
    }
    tell_names_apart(r);
    note_dates(r);
    note_consents(r, where);
    note_answers(r);
    for (int i = 0; i < r->columns; i++)
        if (r->column[i].again && !r->column[i].option && !r->column[i].answers)
            diag(DIAG_authors_twice, where, r->column[i].heading, field_name(r->column[i].field));
    return below ? 2 : 1;
}

/* ---- values ---- */

/* Has a dot that does not end a sentence, or a protocol. */
static bool is_address(const char *text)
{
    const char *dot = strchr(text, '.');
    return strstr(text, "://") || (dot && dot[1] && !strpbrk(text, " \t\n,;()"));
}

/* The value of a cell; that of a tick box is the end of its heading. */
static const char *read_option(const struct column *c, const char *text)
{
    enum consent ticked;
    if (!text[strspn(text, " \t\r\n")] || !strcasecmp(text, "n/a"))
        return "";
    if (!consent_says(text, &ticked))
        return text;
    return ticked == CONSENT_YES ? c->option : "";
}

/* "Dr. Anna Lang" as the answer beside "Lang, Anna" as the account has it: a title is only in the
 * second. */
static void keep_title(struct job *job, struct record *rec, const char *text)
{
    struct arena *a = &job->arena;
    struct name first = name_parse(a, rec->value[FIELD_name]),
                second = name_parse(a, mend_invisible(a, text));
    const char *key = key_name(a, &first), *other = key_name(a, &second);
    if (!rec->value[FIELD_title] && *second.title && key && other && !strcmp(key, other))
        rec->value[FIELD_title] = second.title;
}

static void read_cell(struct reading *r, struct record *rec, const struct column *c,
                      const char *text)
{
    if (c->field == FIELD_COUNT)
        return;
    if (c->refuses)
        record_refuse(r->job, rec, c->heading, text);
    if (c->dates != FIELD_COUNT)
        consent_add(r->job, rec, c->dates, text, TURN_NONE, NULL);
    if (c->again && !c->option && rec->value[c->field] && !(c->answers && !is_address(text))) {
        if (c->field == FIELD_name)
            keep_title(r->job, rec, text);
        return;
    }
    if (c->turn != TURN_NONE)
        consent_add(r->job, rec, c->field, text, c->turn, c->heading);
    else if (c->answers && !is_address(text))
        record_add(r->job, rec, FIELD_consent_web, text);
    else
        record_add(r->job, rec, c->field, c->option ? read_option(c, text) : text);
}

/* A column without a heading may have been merged with its neighbour: it is reported if it has any
 * text. */
static void report_headless(struct reading *r, struct column *c, const struct table_row *row, int i)
{
    if (!c->headless || c->told || !is_filled(row, i))
        return;
    c->told = true;
    diag(DIAG_authors_headless, (struct loc){r->file, row->line, 0}, i + 1);
}

static const char *column_name(struct reading *r, int i)
{
    return i < r->columns && *r->column[i].heading
               ? r->column[i].heading
               : arena_printf(&r->job->arena, _("column %d"), i + 1);
}

/* A list below another one has a heading row of its own, which may have other columns: after a gap
 * or a heading, or with the same heading for names. */
static bool repeats_heading(struct reading *r, const struct table_row *row)
{
    if (row->line != r->next)
        return rank_row(r, row) != HEADING_NOT;
    for (int i = 0; i < row->n; i++)
        for (int k = 0; is_filled(row, i) && k < r->columns; k++) {
            enum field f = r->column[k].field;
            if ((f == FIELD_name || f == FIELD_given || f == FIELD_family) &&
                !strcmp(row->field[i], r->column[k].heading))
                return rank_row(r, row) != HEADING_NOT;
        }
    return false;
}

static void read_heading_again(struct reading *r, const struct table_row *row)
{
    int section = r->section;
    diag(DIAG_authors_heading_again, (struct loc){r->file, row->line, 0});
    memset(r->has, 0, sizeof r->has);
    read_heading(r, r->file, row, NULL, NULL);
    r->section = section;
}

static void read_row(void *ctx, const struct table_row *row)
{
    struct reading *r = ctx;
    if (is_heading_within(r, row))
        return;
    if (repeats_heading(r, row)) {
        read_heading_again(r, row);
        return;
    }
    r->next = row->line + 1;
    struct loc where = {r->file, row->line, 0};
    struct record *rec = record_new(r->job, where);
    bool shifted = !r->sheet &&
                   row->n > r->columns; /* then a yes may be the answer to another question */
    if (r->sheet && row->n > r->columns)
        diag(DIAG_authors_columns, where, row->n, r->columns);
    for (int i = 0; i < row->n && i < r->columns; i++) {
        report_headless(r, &r->column[i], row, i);
        if (is_filled(row, i) && !r->column[i].refuses)
            record_remark(r->job, rec, r->column[i].field, column_name(r, i), row->field[i]);
        if (!shifted || !field_is_consent(r->column[i].field))
            read_cell(r, rec, &r->column[i], row->field[i]);
    }
    for (int i = r->columns; i < row->n; i++)
        record_remark(r->job, rec, FIELD_COUNT, column_name(r, i), row->field[i]);
    if (r->refusing)
        record_below(r->job, rec, r->refusing, r->refused);
    if (row->struck)
        record_below(r->job, rec, column_name(r, row->struck - 1),
                     1u << MEDIUM_PRINT | 1u << MEDIUM_WEB);
    if (row->comment)
        record_remark(r->job, rec, FIELD_COUNT, _("comment on a cell"), row->comment);
    record_finish(r->job, rec);
}

/* ---- files ---- */

static bool file_begins(const struct buf *b, const char *with)
{
    const char *s = b->s ? b->s : "";
    return !strncasecmp(s + strspn(s, " \t\r\n"), with, strlen(with));
}

static bool is_blank(const struct buf *b) { return !b->n || strspn(b->s, " \t\r\n;,|\"") == b->n; }

static bool read_table(struct reading *r, struct buf *b, const char *sheet)
{
    const struct table_user user = {r, rank_row, read_heading, read_row, section_ends, read_title};
    r->sheet = package_is(b->s, b->n);
    if (r->sheet)
        return table_read_workbook(&r->job->arena, b, r->file, sheet, &user);
    return table_read(&r->job->arena, b->s, b->n, r->file, &user);
}

/* XML says its encoding itself, workbooks are none; all else is made UTF-8 first. */
static void read_any(struct reading *r, struct buf *b, const char *sheet)
{
    int before = r->job->records.n, faults = diag_faults();
    bool xml = file_begins(b, "<") || file_begins(b, "\xef\xbb\xbf<"),
         package = package_is(b->s ? b->s : "", b->n), named = true;
    if (!xml && !package)
        decode_utf8(b, r->file);
    if (xml)
        xmlfile_read(r->job, b->s, b->n, r->file);
    else if (file_begins(b, "BEGIN:VCARD"))
        vcard_read(r->job, b->s, r->file);
    else if (package || !is_blank(b))
        named = read_table(r, b, sheet);
    if (diag_faults() > faults) /* the reason is reported */
        return;
    if (!named)
        diag(DIAG_authors_no_names, (struct loc){r->file, 0, 0});
    else if (r->job->records.n == before)
        diag(DIAG_authors_empty_file, (struct loc){r->file, 0, 0});
}

void file_read(struct job *job, const char *path)
{
    struct buf b = {0};
    const char *file, *sheet;
    table_source(&job->arena, path, &file, &sheet);
    struct reading r = {.job = job, .file = strcmp(file, "-") ? intern(file) : "(stdin)"};
    if (table_bytes(&b, file))
        read_any(&r, &b, sheet);
    buf_done(&b);
}

/* Lines "Heading = field"; "#" begins a comment. */
void file_read_map(struct job *job, const char *path)
{
    struct buf b = {0};
    int line = 0;
    if (!table_bytes(&b, path))
        return;
    decode_utf8(&b, path);
    for (char *p = b.s, *next; p && *p; p = next) {
        size_t n = strcspn(p, "\n");
        next = p[n] ? p + n + 1 : p + n;
        p[n] = 0;
        line++;
        p[strcspn(p, "#")] = 0;
        char *equals = strrchr(p, '=');
        const char *name = equals ? field_trimmed(&job->arena, equals + 1) : NULL;
        int f = 0;
        while (name && f < FIELD_COUNT && strcmp(field_name((enum field)f), name))
            f++;
        if (equals)
            *equals = 0;
        if (name && f < FIELD_COUNT)
            *(uintptr_t *)map_put(&job->headings, key_fold(&job->arena, p)) = (uintptr_t)f + 1;
        else if (p[strspn(p, " \t\r")])
            diag(DIAG_authors_bad_map, (struct loc){intern(path), line, 0}, name ? name : p);
    }
    buf_done(&b);
}
