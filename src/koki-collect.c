// SPDX-License-Identifier: Apache-2.0
/* koki-collect: chapters in, one book out. */
#include <string.h>
#include <sys/stat.h>

#include "collect/collect.h"

struct arguments {
    const char *skeleton, *structure, *title, *lang, *output, *check, *since, *bundle, *schema;
    struct strings profile, set, allow, words;
    const char *styles;
    bool parts, review, late;
};

static const char *const usage = "[OPTION]... [CHAPTER|FOLDER|-]...";

/* The folder that the book's readers will look for media from: none is beside a device or pipe. */
static const char *output_dir(struct arena *a, const char *output)
{
    struct stat st;
    bool beside = output && *output && (stat(output, &st) || S_ISREG(st.st_mode));
    return beside ? path_dir(a, output) : ".";
}

/* What is known before the work to be read; a folder's files are when they are found. */
static void note_sources(const struct collect *how, const struct arguments *a)
{
    const char *const named[] = {a->skeleton, a->since, a->schema};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (named[i])
            file_note(named[i]);
    for (int i = 0; i < how->n_input; i++)
        file_note(how->input[i]);
    for (int i = 0; i < how->n_words; i++)
        file_note(how->words[i]);
}

/* A book in the bundle's folder has it when the bundle has been made. */
static bool can_write(struct arena *arena, const struct arguments *a)
{
    bool inside = a->bundle && a->output &&
                  !strcmp(path_normal(arena, a->bundle),
                          path_normal(arena, path_dir(arena, a->output)));
    struct stat st;
    if (!output_check_folder(a->bundle))
        return false;
    if (!inside || !stat(a->bundle, &st))
        return output_check_content(a->output ? a->output : "-", CONTENT_XML);
    output_claim(a->output);
    return true;
}

static void print_changes(const char *path, const struct collect_changes *n)
{
    if (diag_is_json()) {
        fputs("{\"since\":", stderr);
        json_put(stderr, path);
        fprintf(stderr, ",\"added\":%d,\"changed\":%d,\"deleted\":%d,\"moved\":%d}\n", n->added,
                n->changed, n->deleted, n->moved);
    } else {
        struct buf shown = {0};
        buf_shown(&shown, path);
        fprintf(stderr, _("since '%s': %d added, %d changed, %d deleted, %d moved\n"),
                shown.s ? shown.s : "", n->added, n->changed, n->deleted, n->moved);
        buf_done(&shown);
    }
}

/* False: the earlier book cannot be read (reported), which stops the run like any unreadable input.
 */
static bool mark_changes(xmlDoc *book, const char *path, bool verbose)
{
    struct collect_changes n;
    xmlDoc *earlier = xml_load(path, NULL);
    if (!earlier)
        return false;
    collect_since(book, earlier, &n);
    if (verbose)
        print_changes(path, &n);
    xml_free(earlier);
    return true;
}

static int finish(xmlDoc *book, const char *path, bool verbose)
{
    struct output out;
    if (!book || diag_count(DIAG_SYSTEM) || !output_open(&out, path ? path : "-"))
        return diag_status();
    xml_save(book, out.f);
    output_commit(&out);
    diag_flush();
    if (verbose)
        collect_summary(book, stderr);
    return diag_status();
}

int main(int argc, char **argv)
{
    struct arguments a = {0};
    const struct opt opt[] = {
        {"book", 'b', OPT_STRING, "SKELETON", &a.skeleton,
         N_("a skeleton: a book that says where each chapter goes")},
        {"structure", 0, OPT_STRING, "ID", &a.structure,
         N_("the structure of an assembly to use (default: the first)")},
        {"title", 't', OPT_STRING, "TEXT", &a.title, N_("the title, if there is no skeleton")},
        {"lang", 'l', OPT_STRING, "LANG", &a.lang, N_("the language, if there is no skeleton")},
        {"parts", 0, OPT_FLAG, NULL, &a.parts, N_("make each working group's folder a part")},
        {"profile", 0, OPT_LIST, "ATTR=VALUE[;VALUE]", &a.profile,
         N_("keep content for these values; !VALUE omits it")},
        {"set", 0, OPT_LIST, "NAME=VALUE", &a.set, N_("set a variable")},
        {"late", 0, OPT_FLAG, NULL, &a.late,
         N_("leave variables without a value unchanged, for koki-typeset")},
        {"check", 0, OPT_STRING, "LIST", &a.check,
         N_("checks to run: names, -NAME to omit one, all or none"), collect_check_words},
        {"bundle", 0, OPT_STRING, "FOLDER", &a.bundle,
         N_("copy all media to this folder, and the book as book.xml")},
        {"since", 0, OPT_STRING, "BOOK", &a.since, N_("mark changes since an earlier book")},
        {"schema", 0, OPT_STRING, "FILE", &a.schema, N_("the RELAX NG schema for --check=schema")},
        {"styles", 0, OPT_STRING, "FILE", &a.styles,
         N_("map Word and OpenDocument styles: lines 'style = element role'")},
        {"review", 0, OPT_FLAG, NULL, &a.review,
         N_("keep tracked changes and comments in manuscripts")},
        {"words", 0, OPT_LIST, "FILE", &a.words, N_("house word list: lines 'word = better word'")},
        {"allow", 0, OPT_LIST, "FOLDER", &a.allow, N_("allow inclusions from this folder, too")},
        {"output", 'o', OPT_STRING, "FILE", &a.output, N_("the book (default: standard output)")},
        {0},
    };
    struct opts o = {"koki-collect", usage, N_("Assembles DocBook chapters into one book."), opt};
    opts_parse(&o, argc, argv);

    struct collect how = {.skeleton = a.skeleton,
                          .structure = a.structure,
                          .title = a.title,
                          .lang = a.lang,
                          .parts = a.parts};
    char *unknown;
    if (!collect_checks(a.check, &how.checks, &unknown))
        opts_reject(&o, "check", unknown);
    static const char *const standard_input[] = {"-"};
    bool filter = !o.args.n && !a.skeleton;
    how.input = filter ? standard_input : o.args.v;
    how.n_input = filter ? 1 : o.args.n;
    how.profile = a.profile.v, how.n_profile = a.profile.n;
    how.set = a.set.v, how.n_set = a.set.n;
    how.allow = a.allow.v, how.n_allow = a.allow.n;
    how.words = a.words.v, how.n_words = a.words.n;
    struct arena arena = {0};
    how.bundle = a.bundle;
    how.schema = a.schema;
    how.styles = a.styles;
    how.review = a.review;
    how.late = a.late;
    if (a.bundle && !a.output)
        a.output = path_join(&arena, a.bundle, "book.xml");
    how.out_dir = output_dir(&arena, a.output);

    note_sources(&how, &a);
    xmlDoc *book = can_write(&arena, &a) ? collect_book(&how) : NULL;
    bool complete = book && (!a.since || mark_changes(book, a.since, o.verbose));
    diag_flush();
    int status = finish(complete ? book : NULL, a.output, o.verbose);
    xml_free(book);
    arena_done(&arena);
    vec_done(&a.profile), vec_done(&a.set), vec_done(&a.allow), vec_done(&a.words),
        vec_done(&o.args);
    return status;
}
