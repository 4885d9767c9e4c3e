// SPDX-License-Identifier: Apache-2.0
/* The interface of office: what office programs save (Office Open XML and OpenDocument: XML in a
 * zip archive), opened by what is in it. */
#ifndef KOKI_OFFICE_H
#define KOKI_OFFICE_H

#include <libxml/parser.h>

#include "xml/xml.h"

/* ---- packages -------------------------------------------------------------------------------- */

/* What a package is, by its own [Content_Types].xml or mimetype, never by its name. Templates and
 * files with macros are of the kind they are made for; macros are never looked at. */
enum package_kind {
    PACKAGE_OTHER, /* some other zip archive */
    PACKAGE_DOCX,
    PACKAGE_XLSX,
    PACKAGE_PPTX,
    PACKAGE_XLSB, /* a workbook that is not XML */
    PACKAGE_ODT,
    PACKAGE_ODS,
    PACKAGE_ODP,
    PACKAGE_ODG,
};

struct package;

/* Whether the bytes begin as a zip archive does, or as an old binary or encrypted document, which
 * package_open_bytes says by its message. */
bool package_is(const char *bytes, size_t n);
/* Opens a file, or what can be read from a pipe. NULL: it is not a readable package; reported as
 * cannot-read (a system fault) with the reason: not a zip archive, damaged or broken off, protected
 * by a password, an old binary document, over a limit. The caller frees with package_free. */
struct package *package_open(const char *path);
/* Likewise, but what cannot be read is reported as this, which takes the name and the reason too.
 */
struct package *package_open_as(const char *path, enum diag_id fault);
/* Likewise of bytes in memory, which the package then owns, whether or not it could be opened; name
 * is for messages. */
struct package *package_open_bytes(struct buf *bytes, const char *name);
struct package *package_open_bytes_as(struct buf *bytes, const char *name, enum diag_id fault);
void package_free(struct package *p);
enum package_kind package_kind(const struct package *p);
bool package_flat(const struct package *p);        /* flat OpenDocument: content.xml, styles.xml and
                                                      meta.xml are the one file there is */
const char *package_name(const struct package *p); /* interned: of the file, for struct loc */

/* Parts are named without a slash in front: "word/document.xml". In Office Open XML case does not
 * matter (ECMA-376-2, 6.2.2.3). */
bool package_has(const struct package *p, const char *part);
/* How many parts there are, and their names in the order of the archive, for what no relation leads
 * to. */
int package_parts(const struct package *p);
const char *package_part(const struct package *p, int i);
/* How many bytes of parts have been unpacked so far. */
uint64_t package_unpacked(const struct package *p);
/* Appends a part's bytes to b. False: it is missing, damaged or over a limit; reported as
 * cannot-read. */
bool package_read(struct package *p, const char *part, struct buf *b);
/* Parses a part while it is unpacked: sax (SAX 2; those of its handlers that are NULL do nothing)
 * is called with ctx. No network is touched, no entity read; a part with a document type is refused
 * (ECMA-376-2, 6.1.4). False: it is missing, damaged, not well formed, deeper or larger than the
 * limits; reported as cannot-read. What was given to the handlers until then is not all. */
bool package_parse(struct package *p, const char *part, const xmlSAXHandler *sax, void *ctx);
/* Likewise into a tree, whose nodes have lines but no xml_info: walk it by libxml2's pointers.
 * NULL: reported. The caller's: xmlFreeDoc. */
xmlDoc *package_tree(struct package *p, const char *part);

/* ---- relations of Office Open XML ------------------------------------------------------------ */

struct relation {
    const char *id;   /* "rId7" */
    const char *type; /* the last step of its address: "image", "hyperlink"; the same in both
                         conformance classes */
    const char
        *target; /* the part's name; where external the address, which nothing ever follows */
    bool external;
};
struct relations {
    struct relation *v;
    int n, cap;
};
/* The relations of a part ("" for the package's own), in the arena; none where it has none. False:
 * they are damaged; reported. A target that leaves the package is "". The vector is the caller's:
 * vec_done. */
bool relations_read(struct package *p, struct arena *a, const char *part, struct relations *to);
const struct relation *relations_by_id(const struct relations *r, const char *id); /* NULL: none */
const struct relation *relations_by_type(const struct relations *r,
                                         const char *type); /* the first; NULL: none */
/* The main part: "word/document.xml" whatever it is called, "content.xml" in OpenDocument. NULL:
 * none; reported. */
const char *package_main(struct package *p, struct arena *a);

/* ---- sheets ---------------------------------------------------------------------------------- */

/* What a reader of a sheet should know of a cell. */
enum sheet_remark {
    SHEET_ERROR,   /* it holds an error (#REF!) instead of a value, and is empty here */
    SHEET_PENDING, /* a formula whose result nobody has computed yet; it is empty here */
    SHEET_STRUCK,  /* its text is struck through; it is here like any other */
};
struct sheet_note {
    enum sheet_remark what;
    int line, column; /* from 1, from 0 */
    const char *text; /* the error */
};

/* A row with something in it. Cells are text: dates as "2026-03-01" or "2026-03-01 14:30:00",
 * numbers with a point, booleans as "TRUE" and "FALSE", formulas by their results, line breaks as
 * "\n"; "": empty. A merged cell's value is in each of its rows, in its first column. */
struct sheet_row {
    int line; /* of the sheet, from 1 */
    int n;
    const char **cell;
};
struct sheet {
    const char *name;
    bool hidden;
    int hidden_rows; /* how many of the rows the program does not show: they are here, too */
    bool wide;       /* it has cells beyond SHEET_COLUMNS, which are not here */
    struct sheet_row *row;
    int n, cap;
    VEC(struct sheet_note) notes; /* the first SHEET_NOTES */
};
struct workbook {
    struct sheet *v;
    int n, cap;
};
enum { SHEET_COLUMNS = 1000, SHEET_NOTES = 1000 };

/* Reads all sheets of an .xlsx or .ods in their order, into the arena. False: it is neither,
 * damaged, or over the limits; reported. The workbook's vectors are the caller's: workbook_done. */
bool workbook_read(struct package *p, struct arena *a, struct workbook *to);
void workbook_done(struct workbook *w);
/* Reports the notes of a sheet, and whether rows of it are hidden. */
void sheet_report(const struct sheet *s, const char *file);

/* ---- tables ---------------------------------------------------------------------------------- */

/* Turns the bytes of a file into UTF-8, by its byte order mark or by what they look like; reports
 * what it could not read. */
void decode_utf8(struct buf *b, const char *file);

/* Code pages that UTF-8 may have been read as, as bits of those that a text becomes UTF-8 by again;
 * all for ASCII. */
enum { MOJIBAKE_PAGES = 4, MOJIBAKE_ALL = (1 << MOJIBAKE_PAGES) - 1 };
unsigned mojibake_pages(const char *s, size_t n);
const char *mojibake_name(int page);
/* Appends what it was before; false: it was not read as that page, nothing is appended. */
bool mojibake_undo(struct buf *to, const char *s, size_t n, int page);

/* The row of a table: values with commas, semicolons or tabs between them, or a sheet of a
 * workbook. */
struct table_row {
    int line; /* of the file, from 1 */
    const char **field;
    int n;
};

/* Whose table it is. A row's rank says whether it may be the heading; from HEADING_SURE on, how
 * much of it is known. Rows are borrowed until the call returns, their fields live as long as the
 * arena. */
enum { HEADING_NOT, HEADING_MAYBE, HEADING_SURE };
struct table_user {
    void *ctx;
    int (*rank)(void *ctx, const struct table_row *);
    /* Gives 2 when it takes the row below too. The file is what messages name, with the sheet where
     * there are several. */
    int (*heading)(void *ctx, const char *file, const struct table_row *,
                   const struct table_row *above, const struct table_row *below);
    void (*row)(void *ctx, const struct table_row *);
    bool (*ends)(
        void *ctx,
        const struct table_row *); /* whether the table ends before this row; NULL: it never does */
};
/* Reads a table of comma-separated values; faults are reported with file and line. False: it has no
 * heading, and nothing was visited. */
bool table_read(struct arena *a, const char *bytes, size_t n, const char *file,
                const struct table_user *user);
/* Likewise a sheet of a workbook, by name, else the first that has a heading. Takes the bytes. */
bool table_read_workbook(struct arena *a, struct buf *bytes, const char *file, const char *sheet,
                         const struct table_user *user);
/* "FILE#SHEET", where there is no file of that name, into its parts; false: it is a file as it is,
 * and sheet NULL. */
bool table_source(struct arena *a, const char *path, const char **file, const char **sheet);
/* The bytes of a source that the user named, "-": standard input. False: reported. */
bool table_bytes(struct buf *b, const char *path);

/* ---- whether anything was lost --------------------------------------------------------------- */

/* Compares what a source holds with what became of it, letter by letter; white space aside. Pieces
 * of the source (paragraphs, lines) are given with their place, what was left out on purpose with
 * the place that it was at (0: not known), and the result as a tree. */
struct letters;
struct letters *letters_new(const char *file); /* interned */
void letters_words(struct letters *l); /* of sources with markup in them: only letters and digits
                                          count, and few of them never */
void letters_source(struct letters *l, int place, const char *text, size_t n);
void letters_left(struct letters *l, int place, const char *text);
void letters_result(struct letters *l, const xmlNode *root);
/* Reports each loss as office-lost, with its words; how many there are. */
int letters_compare(struct letters *l);
void letters_free(struct letters *l);

/* ---- texts ----------------------------------------------------------------------------------- */

/* What the house says of styles, by their names: lines "style = element role"; see koki-collect(1).
 * Faulty lines are reported. */
struct office_styles;
struct office_styles *office_styles_new(const char *path);
void office_styles_free(struct office_styles *styles);

/* What the name of a style or class means in texts of other formats. */
enum office_style_kind {
    OFFICE_STYLE_NONE,
    OFFICE_STYLE_PLAIN,
    OFFICE_STYLE_BOX,
    OFFICE_STYLE_PARA,
    OFFICE_STYLE_INLINE,
    OFFICE_STYLE_OUT
};
struct office_style {
    enum office_style_kind kind;
    enum db_elem elem; /* of a box and of words; DB_NONE elsewhere */
    const char *role;  /* NULL: none */
};
struct office_style office_style_of(const struct office_styles *styles, const char *name);
/* Appends the names of all boxes, in small letters without spaces and hyphens, a line each. */
void office_style_boxes(const struct office_styles *styles, struct buf *to);

/* Adds an author for each of the names on a line ("Dr. A, B und C (Amt)"), with affiliations in
 * brackets, to an authorgroup. */
void office_people(struct arena *a, xmlNode *group, const char *names, struct loc where);

/* How a text is to be read. */
struct office_text {
    bool review; /* keep tracked changes as revisionflag and comments as remark; else changes are
                    accepted */
    const struct office_styles *styles; /* NULL: only those of the table */
    /* Takes an image in: its name in the file and its bytes. What fileref shall be, which lives as
     * long as the tree; NULL: reported. */
    const char *(*picture)(void *ctx, const char *name, const struct buf *bytes);
    /* Has the tree before it is compared with the file; tests put faults in. NULL: nobody. */
    void (*before_check)(void *ctx, xmlNode *root);
    void *ctx;
};
/* Reads a text of Word or OpenDocument as a DocBook article, whatever its name. Places count
 * paragraphs, not lines: the text's own, also those in tables; boxes and notes are at the paragraph
 * that they are attached to. What is left out is reported, what is lost too. NULL: nothing usable;
 * reported. The caller frees with xml_free. */
xmlDoc *office_read(const struct office_text *how, const char *path);

#endif
