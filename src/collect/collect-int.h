// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the stages of collecting. */
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
    bool placed;       /* the skeleton has a place for it, or something read already contains it */
    const struct chapter *part_of; /* the chapter or skeleton that includes all of it; or NULL */
    struct map includes;           /* the keys of files that it includes whole */
    struct diag_held said;         /* the messages of reading it, until it is known to count */
    xmlDoc *doc;
    bool adopted; /* doc belongs to the book's document */
    xmlNode
        *root; /* in doc until it is placed in the book; NULL: nothing usable, or profiled away */
    struct conversion *conversion; /* pandoc.c: started in advance; NULL: not started */
    const char *alias;             /* its id before the skeleton gave it another; NULL: none */
    struct map own;                /* its ids as written → their final form, for ids.c */
    struct map unpacked; /* final path of an image from inside it → its temporary path (char *) */
};
struct chapters {
    struct chapter **v;
    int n, cap;
};

/* A placeholder of the skeleton for chapters. */
enum slot_kind {
    SLOT_DIVISION,
    SLOT_PART /* a division for the chapters of a folder */,
    SLOT_CHAPTER,
    SLOT_FOLDER,
    SLOT_REST,
    SLOT_MODULE
};
/* The attributes of an assembly's module. */
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
    bool refused; /* its chapter is placed elsewhere; reported */
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
    struct arena arena;       /* data that live as long as the job */
    struct chapters chapters; /* in the order of the command line, folders sorted */
    struct chapter *book;     /* the skeleton, or the bare book: a scope of ids like the chapters */
    struct strings passed;    /* files in folders that are not read, until all paths are known */
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
    struct map bundled;      /* key of a medium's file → its name in the bundle (const char *) */
    struct map bundle_names; /* a set */
    struct map
        media_folders;   /* a set: names of the folders beside the output for chapters' images */
    struct map unpacked; /* as in the chapters, for images used in the book */
    VEC(struct temp *) temps;     /* of their temporary files */
    struct office_styles *styles; /* --styles; NULL: none */
    struct thread_pool *pool;     /* runs converters ahead; NULL: nothing to run ahead */
};
static inline bool job_checks(const struct job *job, enum collect_check check)
{
    return job->how->checks >> check & 1;
}

/* collect.c: finds, loads and profiles the files of a path, as if it was the last operand of the
 * command line. */
void collect_read(struct job *job, const char *path);

/* input.c: finds the files that operands refer to. */
void input_gather(struct job *job);
void input_add(struct job *job, const char *path); /* adds a path named by a skeleton */
/* Reports files in folders that look like manuscripts and are read only if they are named: once
 * all paths are known. */
void input_tell_passed(struct job *job);
/* A path with its links resolved, to compare by; unchanged if there is no such file. */
const char *input_key(struct arena *a, const char *path);
/* "03-ethik.xml" → "ethik"; a name that is only a number stays one. */
const char *input_stem(struct arena *a, const char *name);
/* Natural order: case ignored, runs of digits by value; a total order (bytes decide last). */
int input_compare(const char *a, const char *b);

/* chapter.c: loads a file and makes its root a component of a book. The folders from which
 * inclusions and media may be read. */
void chapter_load(struct job *job, struct chapter *c);
const char *const *chapter_allowed(struct job *job, int *n);

/* pandoc.c: whether a file is in a format read by pandoc; whether such files in a folder are read,
 * too; the resulting DocBook, NULL on failure (reported). */
bool pandoc_reads(const char *path);
bool pandoc_wanted(const char *path);
xmlDoc *pandoc_load(struct job *job, struct chapter *c);
/* Lets the pool start converting in advance; pandoc_load then returns the result and reports its
 * messages. */
void pandoc_begin(struct job *job, struct chapter *c);

/* latex.c: puts the files that LaTeX includes into the text, and tells where each of its lines
 * comes from. `encoding`: that of the chapter and its files as it declares it, or NULL. Files that
 * are missing, outside the allowed folders or too many are reported. */
struct line_places {
    struct loc *v;
    int n, cap;
};
/* The end of a listing that begins at p: an environment's, or that of \verb, or of an address;
 * NULL: none does. */
const char *latex_past_listing(const char *p, const char *end);
/* Texts for pandoc: prepare.c. Titles of listings and the like after a fence of Markdown; radio
 * targets of Org. */
void markdown_prepare(const struct buf *from, struct buf *to);
void org_prepare(const struct buf *from, struct buf *to);
/* Blanks and reports braces and environments without a counterpart; a document that is cut off is
 * ended. */
void latex_balance(struct arena *a, struct buf *source, struct line_places *places);
void latex_expand(struct job *job, const char *path, const char *encoding, struct buf *source,
                  struct line_places *places, struct map *includes);
/* asciidoc.c: the same for AsciiDoc. `includes` takes the keys of files included whole. */
void asciidoc_expand(struct job *job, const char *path, struct buf *source,
                     struct line_places *places, struct map *includes);

/* trace.c: gives the elements of a converter's result their lines in the source, and reports words
 * that were lost (in formats whose text it can tell from markup: "markdown", "html", "asciidoc").
 * The root's place names the file; in LaTeX `places` those of the lines (otherwise NULL). */
void trace_lines(struct arena *a, const struct buf *source, const char *format,
                 const struct line_places *places, xmlNode *root);
/* The end of a tag's attribute that begins at p; *value and *end: its value with its quotation
 * marks, NULL without one. */
const char *html_attribute(const char *p, const char *stop, const char **value, const char **end);
/* Blanks what HTML hides, and reports what has no place in a book: html.c. */
void html_prepare(struct arena *a, struct buf *source, const char *file);
/* Likewise of the pages of an EPUB, into an archive of its own. False: it cannot be read; reported.
 */
bool html_prepare_epub(struct arena *a, struct buf *source, const char *file);
/* Makes MediaWiki's names English, and reports categories: wiki.c. Each image of a gallery ends in
 * WIKI_END, a character of private use. */
#define WIKI_END "\xee\x80\x82"
void wiki_prepare(struct buf *source, const char *file);

/* The line in which `what` is next, at or after *from, which is moved after it; 0: nowhere. */
int trace_find(const struct buf *source, size_t *from, const char *what);

/* notebook.c: appends the text of a Jupyter notebook as Markdown, by the lines of the file. */
void notebook_text(const struct buf *json, struct buf *text);

/* converted.c: adapts a converter's DocBook to the layouts: elements for classes, people, task
 * lists, a bibliography. */
void converted_finish(struct job *job, xmlNode *root);

/* lost.c: reports words of an EPUB that are missing in the result. `in` is the open source. */
void lost_epub(const char *path, FILE *in, xmlDoc *doc);

/* manuscript.c: loads a chapter in any format, recognised by its first bytes. Whether its extension
 * is one of Word or OpenDocument; whether it is an office program's lock file; reports a file in a
 * folder that looks like a manuscript but cannot be read. */
xmlDoc *manuscript_load(struct job *job, struct chapter *c, const struct xml_load *how);
void manuscript_begin(struct job *job,
                      struct chapter *c); /* lets the pool start on it in advance, if possible */
bool manuscript_is_office(const char *path);
bool manuscript_is_lock(const char *path);
void manuscript_pass_over(const char *path);
/* A document whose first heading is its title: one section, and nothing beside it but a
 * bibliography, a glossary or an index. */
void manuscript_title(xmlNode *root);

/* profile.c: drops what the profile excludes, and fills in the variables. */
void profile_prepare(struct job *job);
void profile_apply(struct job *job, struct chapter *c);
void profile_finish(struct job *job); /* reports unused variables, and values that no element has */

/* assembly.c: makes a skeleton from a DocBook assembly; removes elements of a resource that the
 * module's filters exclude. */
void assembly_prepare(struct job *job, struct chapter *c);
bool assembly_holds_chapters(const xmlNode *n); /* books and parts; other divisions hold sections */
void assembly_filter(const struct module *m, xmlNode *root);

/* skeleton.c: assigns chapters to places. place.c: moves them there. */
void skeleton_plan(struct job *job);
/* Whether an empty division needs a chapter; one with a title, or an index, does not. */
bool skeleton_wants(const xmlNode *n);
void place_chapters(struct job *job);

/* ids.c: makes ids unique over the book and all chapters, and adapts all references. */
void ids_settle(struct job *job);

/* chart.c: turns tables and CSV files whose role names a kind of chart into figures. */
void chart_take(struct job *job, struct chapter *c);

/* media.c: rewrites paths of media so that they hold from the output's folder, and checks that the
 * files are there. */
void media_rewrite(struct job *job, struct chapter *c);

/* bundle.c: makes a folder unless it exists; false if that fails (reported). The path of a media
 * file in the bundle; copies all files whose path was asked for. */
bool bundle_make_folder(const char *path);
const char *bundle_path(struct job *job, const struct chapter *c, const char *path);
void bundle_copy(struct job *job);
/* Whether two files have the same content; false also if one is missing. Copies a file, whole or
 * not at all; false: reported. */
bool file_same(const char *a, const char *b);
bool file_copy(const char *from, const char *to);

/* metafiles.c: makes PDF of the Windows metafiles below a folder that the document shows, and
 * changes the references; reports those it cannot convert. */
void metafiles_take(struct job *job, xmlDoc *doc, const char *below);

/* unpack.c: images embedded in a chapter's file. Takes those below `from`, and gives the document
 * their final names. The temporary path of an image, NULL if the path is of another file. Notes
 * that an image is used in the book; writes the used ones. */
void unpack_take(struct job *job, struct chapter *c, xmlDoc *doc, const char *from);
const char *unpack_file(struct job *job, const struct chapter *c, const char *path);
void unpack_use(struct job *job, const struct chapter *c, const char *path);
void unpack_place(struct job *job);
void unpack_done(struct job *job);

/* check.c: runs the checks of manuscripts. */
void check_book(const struct job *job, xmlDoc *book);

/* diff.c: matches equal elements of two sequences in order: match[j] is the index in a of the
 * element equal to b[j], -1 if none. */
void diff_match(const uint64_t *a, int n, const uint64_t *b, int m, int *match);

/* nodes.c: the content of a processing instruction, trimmed; arena-owned; "" when empty. */
char *node_pi(struct arena *a, const xmlNode *pi);
/* Like xml_loc, with the line of a processing instruction. */
struct loc node_loc(const xmlNode *n);

#endif
