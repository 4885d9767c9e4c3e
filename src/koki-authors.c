// SPDX-License-Identifier: Apache-2.0
/* koki-authors: a book and the people who made it in, the book that credits them out. */
#include <string.h>

#include "authors/authors.h"

struct arguments {
    struct strings file, map, decisions, export, partners;
    const char *by, *balance, *reprint, *output;
    unsigned show;
    int medium; /* place in `media` */
    bool list_roles;
};

static const char media_words[] = "print|web|both";
static const unsigned media[] = {1u << MEDIUM_PRINT, 1u << MEDIUM_WEB,
                                 1u << MEDIUM_PRINT | 1u << MEDIUM_WEB};
static const char *const usage = "[OPTION]... [BOOK|-]";

/* Standard input is one thing: the book, or a contributor file. */
static const char *book_of(const struct opts *o, const struct strings *files)
{
    if (o->args.n > 1)
        die(DIAG_bad_usage, LOC_NONE,
            _("more than one book given; koki-collect makes one of several chapters"));
    const char *book = o->args.n ? o->args.v[0] : "-";
    for (int i = 0; i < files->n; i++)
        if (!strcmp(files->v[i], "-") && !strcmp(book, "-"))
            die(DIAG_bad_usage, LOC_NONE, _("with '-c -' the book must be a file"));
    return book;
}

static void print_counts(const struct authors_counts *n)
{
    fprintf(stderr, _("mentions: %d, people: %d, named: %d\n"), n->mentions, n->people, n->named);
    fprintf(stderr, _("not named: %d without consent, %d refused, %d withdrawn\n"), n->unknown,
            n->refused, n->withdrawn);
    fprintf(stderr, _("undecided: %d\n"), n->doubts);
}

static void note_sources(const struct arguments *a)
{
    const struct strings *const lists[] = {&a->file, &a->map, &a->decisions, &a->partners};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (int k = 0; k < lists[i]->n; k++)
            file_note(lists[i]->v[k]);
}

/* The credited book, and nothing else, may take the place of the book. */
static bool can_write(const struct arguments *a, const char *book)
{
    note_sources(a);
    bool ok = output_check_content(a->output ? a->output : "-", CONTENT_XML) &&
              output_check(a->balance) && output_check(a->reprint);
    for (int i = 0; i < a->export.n; i++)
        ok = ok && output_check(authors_export_path(a->export.v[i]));
    output_may_replace(a->output, book);
    file_note(book);
    outputs_check();
    return ok;
}

static void save(xmlDoc *book, const char *path)
{
    struct output out;
    if (diag_faults() || !output_open(&out, path ? path : "-"))
        return;
    xml_save(book, out.f);
    output_commit(&out);
}

int main(int argc, char **argv)
{
    struct arguments a = {.medium = 2, .show = AUTHORS_SHOW_USUAL};
    const struct opt opt[] = {
        {"contributors", 'c', OPT_LIST, "FILE", &a.file,
         N_("a contributor file (CSV, workbook, vCard or XML); may be repeated")},
        {"medium", 'm', OPT_CHOICE, "MEDIUM", &a.medium,
         N_("where the book will appear, which decides whose consent counts: print, web or both (default)"),
         media_words},
        {"show", 's', OPT_SET, "LIST", &a.show,
         N_("what the list says about people: expertise, group, chapters, ..."),
         authors_show_words},
        {"group-by", 'g', OPT_STRING, "FIELD", &a.by,
         N_("group the list by role, chapter, sector or group"), "role|chapter|sector|group"},
        {"partners", 'p', OPT_LIST, "FILE", &a.partners,
         N_("a table of partners to thank: name, logo, web")},
        {"map", 0, OPT_LIST, "FILE", &a.map, N_("map headings to fields: lines 'Heading = field'")},
        {"decisions", 'd', OPT_LIST, "FILE", &a.decisions,
         N_("decisions: lines 'same: A | B', 'different: A | B' and 'consent: A | web: yes'")},
        {"balance", 'b', OPT_STRING, "FILE", &a.balance,
         N_("counts by sector, gender, group and chapter, as text or .json")},
        {"export", 'e', OPT_LIST, "FILE", &a.export,
         N_("export the people for other systems: .csv, .json (CSL) or .xml (JATS)")},
        {"reprint", 'r', OPT_STRING, "FILE", &a.reprint,
         N_("people to remove from the next printing: a table (.csv) or DocBook")},
        {"output", 'o', OPT_STRING, "FILE", &a.output, N_("the book (default: standard output)")},
        {"list-roles", 0, OPT_FLAG, NULL, &a.list_roles, N_("list the known roles, and exit")},
        {0},
    };
    struct opts o = {"koki-authors", usage,
                     N_("Credits everyone who contributed to a book, once, as they wish."), opt};
    opts_parse(&o, argc, argv);
    struct authors_options how = {.file = a.file.v,
                                  .n_file = a.file.n,
                                  .map = a.map.v,
                                  .n_map = a.map.n,
                                  .decisions = a.decisions.v,
                                  .n_decisions = a.decisions.n,
                                  .media = media[a.medium],
                                  .partners = a.partners.v,
                                  .n_partners = a.partners.n,
                                  .by = a.by,
                                  .export = a.export.v,
                                  .n_export = a.export.n,
                                  .balance = a.balance,
                                  .reprint = a.reprint,
                                  .show = a.show};
    if (a.by && !authors_can_group(a.by))
        opts_reject(&o, "group-by", a.by);
    for (int i = 0; i < a.export.n; i++)
        if (!authors_export_path(a.export.v[i]))
            opts_reject(&o, "export", a.export.v[i]);
    const char *path = a.list_roles ? NULL : book_of(&o, &a.file);
    xmlDoc *book = path && can_write(&a, path) ? xml_load(path, NULL) : NULL;
    if (a.list_roles)
        authors_list_roles(stdout);
    if (book) {
        struct authors_counts counts;
        bool credited = authors_credit(book, &how, &counts);
        if (credited)
            save(book, a.output);
        diag_flush();
        if (credited && o.verbose)
            print_counts(&counts);
    }
    xml_free(book);
    vec_done(&a.file), vec_done(&a.map), vec_done(&a.decisions), vec_done(&a.export),
        vec_done(&a.partners), vec_done(&o.args);
    return diag_status();
}
