// SPDX-License-Identifier: Apache-2.0
/* The interface of office: files of office programs (Office Open XML and OpenDocument: XML in a zip
 * archive), recognised by their content. */
#ifndef KOKI_OFFICE_H
#define KOKI_OFFICE_H

#include <libxml/parser.h>

#include "xml/xml.h"

/* ---- packages -------------------------------------------------------------------------------- */

/* The kind of a package, by its [Content_Types].xml or mimetype, never by its name. Templates and
 * files with macros have the kind of their documents; macros are never read. */
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
 * package_open_bytes then reports. */
bool package_is(const char *bytes, size_t n);
/* Opens a file or a pipe. NULL if it is not a readable package; reported as cannot-read (a system
 * fault) with the reason: not a zip archive, damaged or truncated, protected by a password, an old
 * binary document, over a limit. The caller frees with package_free. */
struct package *package_open(const char *path);
/* Likewise, but with another message for unreadable files, which has name and reason as
 * arguments. */
struct package *package_open_as(const char *path, enum diag_id fault);
/* Likewise of bytes in memory, which the package then owns, whether or not it could be opened; name
 * is for messages. */
struct package *package_open_bytes(struct buf *bytes, const char *name);
struct package *package_open_bytes_as(struct buf *bytes, const char *name, enum diag_id fault);
void package_free(struct package *p);
enum package_kind package_kind(const struct package *p);
bool package_flat(const struct package *p);        /* flat OpenDocument: content.xml, styles.xml and
                                                      meta.xml are all the same file */
const char *package_name(const struct package *p); /* interned: of the file, for struct loc */

/* Part names have no leading slash: "word/document.xml". In Office Open XML case does not matter
 * (ECMA-376-2, 6.2.2.3). */
bool package_has(const struct package *p, const char *part);
/* The number of parts, and their names in the order of the archive, for parts without relations. */
int package_parts(const struct package *p);
const char *package_part(const struct package *p, int i);
/* The number of bytes of parts unpacked so far. */
uint64_t package_unpacked(const struct package *p);
/* Appends a part's bytes to b. False: it is missing, damaged or over a limit; reported as
 * cannot-read. */
bool package_read(struct package *p, const char *part, struct buf *b);
/* Lets `change` alter the parts of an archive in memory; it returns whether it has done so. False:
 * the archive is unreadable (reported as office-unreadable), or there is no memory for another. */
bool package_rewrite(struct buf *bytes, const char *name,
                     bool (*change)(void *ctx, const char *part, struct buf *content),
                     bool (*wanted)(const char *part), void *ctx);
/* Parses a part while it is unpacked: sax (SAX 2; those of its handlers that are NULL do nothing)
 * is called with ctx. No network is touched, no entity read; a part with a document type is refused
 * (ECMA-376-2, 6.1.4). False: it is missing, damaged, not well formed, deeper or larger than the
 * limits; reported as cannot-read. The data passed to the handlers before that are incomplete. */
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
/* The main part: that of "word/document.xml" under any name, "content.xml" in OpenDocument. NULL:
 * none; reported. */
const char *package_main(struct package *p, struct arena *a);

/* ---- sheets ---------------------------------------------------------------------------------- */

/* Remarks about a cell that the user should know. */
enum sheet_remark {
    SHEET_ERROR,   /* it has an error (#REF!) instead of a value, and is empty here */
    SHEET_PENDING, /* a formula without a computed result; it is empty here */
    SHEET_STRUCK,  /* its text is struck through; it is here like any other */
    SHEET_COMMENT, /* somebody has commented on it */
};
struct sheet_note {
    enum sheet_remark what;
    int line, column; /* from 1, from 0 */
    const char *text; /* the error, or the comment */
};

/* A row that is not empty. Cells are text: dates as "2026-03-01" or "2026-03-01 14:30:00", numbers
 * with a point, booleans as "TRUE" and "FALSE", formulas by their results, line breaks as "\n"; "":
 * empty. A merged cell's value is in each of its rows, in its first column. */
struct sheet_row {
    int line; /* of the sheet, from 1 */
    int n;
    const char **cell;
};
struct sheet {
    const char *name;
    bool hidden;
    int hidden_rows;    /* number of hidden rows, which are included */
    int hidden_columns; /* likewise of columns with cells */
    bool wide;          /* it has cells beyond SHEET_COLUMNS, which are left out */
    struct sheet_row *row;
    int n, cap;
    VEC(struct sheet_note) notes; /* of errors, the first SHEET_NOTES */
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
/* Reports the notes of a sheet but for comments, and whether rows or columns of it are hidden. */
void sheet_report(const struct sheet *s, const char *file);

/* ---- tables ---------------------------------------------------------------------------------- */

/* Turns the bytes of a file into UTF-8, by its byte order mark or a guess; reports undecodable
 * text. */
void decode_utf8(struct buf *b, const char *file);
/* Likewise; what is not UTF-8 is in the encoding that the text declares, if it is known (NULL: it
 * declares none). */
void decode_utf8_as(struct buf *b, const char *file, const char *declared);

/* Code pages that UTF-8 may have been read as, as bits of those that a text becomes UTF-8 by again;
 * all for ASCII. */
enum { MOJIBAKE_PAGES = 4, MOJIBAKE_ALL = (1 << MOJIBAKE_PAGES) - 1 };
unsigned mojibake_pages(const char *s, size_t n);
const char *mojibake_name(int page);
/* Appends the original text; false if it was not read as that page, and nothing is appended. */
bool mojibake_undo(struct buf *to, const char *s, size_t n, int page);

/* The row of a table: values with commas, semicolons or tabs between them, or a sheet of a
 * workbook. */
struct table_row {
    int line; /* of the file, from 1 */
    const char **field;
    int n;
    int struck;          /* the first column whose text is struck through, from 1; 0: none */
    const char *comment; /* all comments on its cells; NULL: none */
};

/* The user of a table. A row's rank says whether it may be the heading; from HEADING_SURE on, how
 * many of its columns are known. Rows are borrowed until the call returns, their fields live as
 * long as the arena. */
enum { HEADING_NOT, HEADING_MAYBE, HEADING_SURE };
struct table_user {
    void *ctx;
    int (*rank)(void *ctx, const struct table_row *);
    /* Returns 2 if it uses the row below, too. The file is named as in messages, with the sheet if
     * there are several. */
    int (*heading)(void *ctx, const char *file, const struct table_row *,
                   const struct table_row *above, const struct table_row *below);
    void (*row)(void *ctx, const struct table_row *);
    bool (*ends)(
        void *ctx,
        const struct table_row *); /* whether the table ends before this row; NULL: it never does */
    /* Takes a text above the heading, before that, or the sheet's name (line 0); NULL: nobody asks.
     */
    void (*title)(void *ctx, struct loc where, const char *text);
};
/* Reads a table of comma-separated values; faults are reported with file and line. False if it has
 * no heading; nothing was visited then. */
bool table_read(struct arena *a, const char *bytes, size_t n, const char *file,
                const struct table_user *user);
/* Likewise a sheet of a workbook, by name, else the first that has a heading. Takes the bytes. */
bool table_read_workbook(struct arena *a, struct buf *bytes, const char *file, const char *sheet,
                         const struct table_user *user);
/* "FILE#SHEET", unless there is a file of that name, is split into its parts; false if it is only a
 * file, with sheet NULL. */
bool table_source(struct arena *a, const char *path, const char **file, const char **sheet);
/* Reads the bytes of a source named by the user, "-": standard input. False: reported. */
bool table_bytes(struct buf *b, const char *path);

/* ---- completeness --------------------------------------------------------------- */

/* Compares the text of a source with that of the result, letter by letter, without white space.
 * Pieces of the source (paragraphs, lines) are given with their place, text left out on purpose
 * with its place (0: not known), and the result as a tree. */
struct letters;
struct letters *letters_new(const char *file); /* interned */
void letters_words(struct letters *l); /* of sources with markup in them: only letters and digits
                                          count, and short runs never do */
void letters_source(struct letters *l, int place, const char *text, size_t n);
void letters_left(struct letters *l, int place, const char *text);
void letters_result(struct letters *l, const xmlNode *root);
/* Reports each loss as office-lost, with its words; returns their number. */
int letters_compare(struct letters *l);
void letters_free(struct letters *l);

/* ---- texts ----------------------------------------------------------------------------------- */

/* The house's mapping of styles, by their names: lines "style = element role"; see koki-collect(1).
 * Faulty lines are reported. */
struct office_styles;
struct office_styles *office_styles_new(const char *path);
void office_styles_free(struct office_styles *styles);

/* The meaning of a style or class name in texts of other formats. */
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
    enum db_elem elem; /* of boxes and inline styles; DB_NONE for others */
    const char *role;  /* NULL: none */
};
struct office_style office_style_of(const struct office_styles *styles, const char *name);
/* Appends the names of all boxes, in small letters without spaces and hyphens, one per line. */
void office_style_boxes(const struct office_styles *styles, struct buf *to);

/* Adds an author for each of the names on a line ("Dr. A, B und C (Amt)"), with affiliations in
 * brackets, to an authorgroup. */
void office_people(struct arena *a, xmlNode *group, const char *names, struct loc where);

/* Options of reading a text. */
struct office_text {
    bool review; /* keep tracked changes as revisionflag and comments as remark; else changes are
                    accepted */
    const struct office_styles *styles; /* NULL: only those of the table */
    /* Receives an image: its name in the file and its bytes. Returns the value of fileref, which
     * must live as long as the tree; NULL on failure (reported). */
    const char *(*picture)(void *ctx, const char *name, const struct buf *bytes);
    /* Called with the tree before it is compared with the file; tests insert faults. May be
     * NULL. */
    void (*before_check)(void *ctx, xmlNode *root);
    void *ctx;
};
/* Reads a text of Word or OpenDocument, regardless of its name, as a DocBook article. Places count
 * paragraphs, not lines: the text's own, also those in tables; boxes and notes are at the paragraph
 * that they are attached to. Omissions and losses are reported. NULL if nothing is usable
 * (reported). The caller frees with xml_free. */
xmlDoc *office_read(const struct office_text *how, const char *path);

#endif
