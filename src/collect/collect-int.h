// SPDX-License-Identifier: Apache-2.0
/* What the stages of collecting share. */
#ifndef KOKI_COLLECT_INT_H
#define KOKI_COLLECT_INT_H

#include "collect/collect.h"

/* One input file, from the moment it is found to its place in the book. */
struct chapter {
    const char *path;  /* as messages show it; interned; "-": standard input */
    const char *key;   /* input_key() of it */
    const char *name;  /* "03-ethik.xml" */
    const char *stem;  /* "ethik": no folder, no leading number, no extension */
    const char *group; /* the working group's folder, as found; NULL: none */
    bool shell;        /* the group's part.xml: the part around the group's chapters */
    bool placed;       /* the skeleton says where it goes, or has it already */
    xmlDoc *doc;
    bool adopted; /* doc belongs to the book's document */
    xmlNode
        *root; /* in doc until it is placed in the book; NULL: nothing usable, or profiled away */
    struct conversion *conversion; /* pandoc.c: begun ahead; NULL: not begun */
    const char *alias;   /* the id it had before the skeleton gave it another; NULL: none */
    struct map own;      /* its ids as written → what becomes of them, for ids.c */
    struct map unpacked; /* where an image from inside it will be → where it is for now (char *) */
};
struct chapters {
    struct chapter **v;
    int n, cap;
};

/* A place that the skeleton keeps for chapters. */
enum slot_kind {
    SLOT_DIVISION,
    SLOT_PART /* a division that takes a folder in */,
    SLOT_CHAPTER,
    SLOT_FOLDER,
    SLOT_REST,
    SLOT_MODULE
};
/* What an assembly says of a place. */
struct module {
    const xmlNode *at;
    const char *path;
    bool keep_name; /* the resource's own element stays */
    bool content_only, omit_titles;
    const struct filter *filters;
};
struct slot {
    xmlNode *at; /* the empty division or the processing instruction */
    enum slot_kind kind;
    const char *name;            /* id, path or folder; "" for the rest */
    const struct module *module; /* SLOT_MODULE */
    struct chapters chapters;
    bool refused; /* its chapter has another place; reported */
};
struct slots {
    struct slot **v;
    int n, cap;
};

struct variable {
    const char *value;
    bool used;
};

struct job {
    const struct collect *how;
    struct arena arena;       /* what lives as long as the job */
    struct chapters chapters; /* in the order of the command line, folders sorted */
    struct chapter *book;     /* the skeleton, or the bare book: a scope of ids like the chapters */
    struct map by_key;        /* chapter.key → struct chapter */
    struct map names;         /* id, stem or file name → struct chapter */
    struct slots slots;       /* in document order */
    struct xml_profiles profiles;
    VEC(xmlNode *) loose;         /* filters of an assembly, out of its tree */
    VEC(struct module *) modules; /* in document order */
    struct map variables;         /* name → struct variable */
    struct {
        const char **v;
        int n, cap;
    } allow;
    struct map bundled;       /* key of a medium's file → its name in the bundle (const char *) */
    struct map bundle_names;  /* a set */
    struct map media_folders; /* a set: the names of those beside the output that chapters' images
                                 go into */
    struct map unpacked;      /* as in the chapters, of images that the book shows */
    VEC(struct temp *) temps; /* where they lie for now */
    struct office_styles *styles; /* --styles; NULL: none */
    struct thread_pool *pool;     /* runs converters ahead; NULL: nothing to run ahead */
};
static inline bool job_checks(const struct job *job, enum collect_check check)
{
    return job->how->checks >> check & 1;
}

/* collect.c: finds, loads and profiles what path means, as if it was at the end of the command
 * line. */
void collect_read(struct job *job, const char *path);

/* input.c: finds the files that operands mean. */
void input_gather(struct job *job);
void input_add(struct job *job, const char *path); /* what a skeleton names */
/* A path with its links resolved, to compare by; as it is where there is no such file. */
const char *input_key(struct arena *a, const char *path);
/* "03-ethik.xml" → "ethik"; a name that is nothing but a number stays one. */
const char *input_stem(struct arena *a, const char *name);
/* Natural order: case ignored, runs of digits by value; a total order (bytes decide last). */
int input_compare(const char *a, const char *b);

/* chapter.c: loads a file and makes a component of a book of its root. The folders that inclusions
 * and media may be read from. */
void chapter_load(struct job *job, struct chapter *c);
const char *const *chapter_allowed(struct job *job, int *n);

/* pandoc.c: whether a file is in a format that pandoc reads for us; whether a folder stands for it
 * too; the DocBook that comes out, NULL: reported. */
bool pandoc_reads(const char *path);
bool pandoc_wanted(const char *path);
xmlDoc *pandoc_load(struct job *job, struct chapter *c);
/* Lets the pool begin with it ahead; pandoc_load gives what came of it, and its messages then. */
void pandoc_begin(struct job *job, struct chapter *c);

/* trace.c: gives the elements of what a converter made of a text their lines in it, and reports
 * words that came through nowhere (in formats of which it knows what is text: "markdown", "html",
 * "asciidoc"). The root's place names the file. */
void trace_lines(struct arena *a, const struct buf *source, const char *format, xmlNode *root);
/* The line in which `what` is next, at or after *from, which is moved after it; 0: nowhere. */
int trace_find(const struct buf *source, size_t *from, const char *what);

/* notebook.c: appends the text of a Jupyter notebook as Markdown, by the lines of the file. */
void notebook_text(const struct buf *json, struct buf *text);

/* converted.c: makes of a converter's DocBook what the house's layouts know: elements for classes,
 * people, lists of tasks, a bibliography. */
void converted_finish(struct job *job, xmlNode *root);

/* lost.c: whether it knows a format ("rtf", "epub"); whether words of a source in it are missing in
 * what became of it; reported. `in` is the open source. */
bool lost_checks(const char *format);
void lost_check(const char *path, const char *format, FILE *in, xmlDoc *doc);

/* manuscript.c: loads a chapter in any format, told by its first bytes. Whether its ending is one
 * of Word or OpenDocument; whether it is the mark of an office program that it has the file open;
 * reports a file of a folder that looks like a manuscript and is not read. */
xmlDoc *manuscript_load(struct job *job, struct chapter *c, const struct xml_load *how);
void manuscript_begin(struct job *job,
                      struct chapter *c); /* lets the pool begin with what it can do ahead */
bool manuscript_is_office(const char *path);
bool manuscript_is_lock(const char *path);
void manuscript_pass_over(const char *path);
/* A document whose first heading is its title: one section and nothing beside it. */
void manuscript_title(xmlNode *root);

/* profile.c: drops what the profile excludes, and fills in the variables. */
void profile_prepare(struct job *job);
void profile_apply(struct job *job, struct chapter *c);
void profile_finish(
    struct job *job); /* reports variables that nothing asked for, and values that no element has */

/* assembly.c: makes a skeleton of a DocBook assembly; takes out of a resource what the module's
 * filters exclude. */
void assembly_prepare(struct job *job, struct chapter *c);
void assembly_filter(const struct module *m, xmlNode *root);

/* skeleton.c: says which chapter goes where. place.c: puts it there. */
void skeleton_plan(struct job *job);
/* Whether an empty division makes no sense unless a chapter fills it; one with a title, or an
 * index, is right as it is. */
bool skeleton_wants(const xmlNode *n);
void place_chapters(struct job *job);

/* ids.c: makes ids unique over the book and all chapters, and lets every reference follow. */
void ids_settle(struct job *job);

/* chart.c: makes figures of tables and CSV files whose role names a kind of chart. */
void chart_take(struct job *job, struct chapter *c);

/* media.c: rewrites paths of media so that they hold from the output's folder, and checks that the
 * files are there. */
void media_rewrite(struct job *job, struct chapter *c);

/* bundle.c: makes a folder unless it is there; false: reported. The path a medium gets in the
 * bundle; copies all that were asked for. */
bool bundle_make_folder(const char *path);
const char *bundle_path(struct job *job, const struct chapter *c, const char *path);
void bundle_copy(struct job *job);
/* Whether two files hold the same; false also: one is missing. Copies a file, whole or not at all;
 * false: reported. */
bool file_same(const char *a, const char *b);
bool file_copy(const char *from, const char *to);

/* metafiles.c: makes PDF of the Windows metafiles below a folder that the document shows, and lets
 * it show that; reports those it cannot. */
void metafiles_take(struct job *job, xmlDoc *doc, const char *below);

/* unpack.c: images that came inside a chapter's file. Takes those that lie below `from`, and makes
 * the document name them as they will be named. Where such a one lies for now, NULL: the path means
 * another file. Notes that the book shows it; writes those that it shows. */
void unpack_take(struct job *job, struct chapter *c, xmlDoc *doc, const char *from);
const char *unpack_file(struct job *job, const struct chapter *c, const char *path);
void unpack_use(struct job *job, const struct chapter *c, const char *path);
void unpack_place(struct job *job);
void unpack_done(struct job *job);

/* check.c: looks for what an editor wants to know. */
void check_book(const struct job *job, xmlDoc *book);

/* diff.c: matches equal elements of two sequences in order: match[j] is the place in a of what b[j]
 * is, -1 for none. */
void diff_match(const uint64_t *a, int n, const uint64_t *b, int m, int *match);

/* nodes.c: the content of a processing instruction, trimmed; arena-owned; "" when empty. */
char *node_pi(struct arena *a, const xmlNode *pi);
/* Like xml_loc, with the line of a processing instruction. */
struct loc node_loc(const xmlNode *n);

#endif
