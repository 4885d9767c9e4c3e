// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files of pdf: one edition, from pages to the file. */
#ifndef KOKI_PDF_INT_H
#define KOKI_PDF_INT_H

#include <lcms2.h>
#include <qpdf/qpdf-c.h>
#include <time.h>

#include "pdf/pdf.h"

/* ---- file.c: the new file -------------------------------------------------------------------- */

/* Objects as text, numbered from 1; written with object streams and a cross-reference stream as
 * they come. */
enum { FILE_PACK = 200 /* objects in one object stream */ };
struct entry {           /* the place of an object; a long book has hundreds of thousands */
    uint64_t at : 40;    /* [bytes] in the file, or the number of its object stream; 0: nowhere */
    uint64_t nth : 16;   /* in the object stream */
    uint64_t packed : 1; /* it is in one */
};
/* What is done to the data of a stream. Pages and objects, of which a book has many megabytes, are
 * deflated in six tenths of the time that they would take with more care, and are a twentieth
 * larger. */
enum packing { PACK_NONE, PACK_FAST, PACK_WELL, PACK_WAYS };
struct file {
    FILE *out;                /* NULL: nothing is written */
    struct thread_pool *pool; /* the caller's: deflates streams */
    size_t at;                /* [bytes] written */
    uint64_t hash[2];         /* of them */
    uint64_t content;         /* of the objects that are not streams, so far */
    VEC(struct entry) entry;  /* by number, less 1 */
    struct buf text;          /* of the objects that wait for their pack to be full */
    struct {
        int number;
        size_t at;
    } object[FILE_PACK];
    int packed;
    struct stream *first, *last; /* on their way */
    int under_way;
    size_t held;
    struct libdeflate_compressor *compressor[CREW_MOST][PACK_WAYS]; /* by worker */
};
int file_number(struct file *f); /* reserves a number */
/* Begins the text of an object: append to the returned buffer, then call file_end. Never nested. */
struct buf *file_begin(struct file *f, int number);
void file_end(struct file *f);
/* A stream; dict is the inside its dictionary without Length and Filter. The data are copied, and
 * packed by the pool. */
void file_stream(struct file *f, int number, const char *dict, const void *data, size_t n,
                 enum packing how);
/* Likewise, with data owned by the file from then on. */
void file_stream_take(struct file *f, int number, const char *dict, struct buf *data,
                      enum packing how);
/* Begins a file of the version, "1.6". */
void file_open_pdf(struct file *f, FILE *out, const char *version);
/* Writes the rest, and the trailer's keys, /ID from the content; info 0: none. False: a write
 * error. */
bool file_finish(struct file *f, int root, int info);
void file_done(struct file *f);
/* Appends a literal: a text string (UTF-16 where ASCII will not do), a name with its slash, a
 * number with at most 4 decimals. */
void put_text(struct buf *b, const char *utf8);
void put_utf16(struct buf *b, const char *utf8,
               int n); /* n bytes as hexadecimal digits of UTF-16BE, for the inside a string */
void put_name(struct buf *b, const char *name);
void put_number(struct buf *b, double v);
void put_decimals(struct buf *b, double v, int decimals); /* with at most so many */
void put_pt(struct buf *b, len v);
void put_int(struct buf *b, long long v,
             const char *after); /* a whole number, and the text after it: " 0 R" */

/* ---- the edition ----------------------------------------------------------------------------- */

struct finish_page {
    int object;
    int first_mcid, n_mcid; /* in finish.mcids */
};
/* A marked content: its MCID is its place among its page's. */
struct mcid {
    int tag; /* its id */
    int page;
    int stream; /* the form that contains it; 0: the page's own content */
    int next;   /* of the same tag; -1: none */
};
/* A marked content, or the place of an anchored tag before the next one, in the order of reading.
 */
struct read {
    int page, place; /* see canvas_ops.read */
    int mcid;
    const struct tag *anchored;
};
/* The painted content of a tag, by tag->id. */
struct painted {
    int first_mcid, last_mcid;   /* its own; -1: none */
    int begins;                  /* the first mcid in it and below; -1: none */
    int first_annot, last_annot; /* in finish.links; -1: none */
};
/* A form with marked contents: they are numbered as those of its page, and have the same parents.
 */
struct form {
    int page, key; /* key: in the parent tree */
};
/* An annotation: the parts of a link on one page. */
struct quad {
    len x, y, w, h; /* from the trim box's top left */
};
struct link {
    const struct tag *tag;
    int page, object;
    int next;              /* of the same tag; -1: none */
    int quad, quads;       /* in finish.quads */
    size_t words, n_words; /* in finish.words: its text */
};
/* The element made of a tag after painting, by tag->id. */
struct element {
    const struct tag *tag;
    const char *role;     /* in force */
    unsigned object : 31; /* 0: left out */
    unsigned kept : 1;
    int special; /* entry + 1 in finish.specials; 0: none */
};
/* What few elements have. */
struct special {
    int figure;              /* entry + 1 in finish.figures; 0 none */
    int first_ref, last_ref; /* in finish.refs: of a note, the links to it; -1: none */
    int formula;             /* the object of its MathML; 0: none */
};
/* A link to a note. */
struct note_ref {
    int link; /* tag id */
    int next; /* of the same note; -1: none */
};
/* An image that is a PDF page, or was drawn as one. It is only read. The copied objects refer to
 * each other by private numbers, 0 the form, so that any edition can use them. */
struct source {
    struct finish *f;
    qpdf_data q;
    const char *path;
    const struct image *image;
    bool drawn;                  /* by us: it has only RGB and grey colours */
    VEC(int) copied;             /* by its object number: that of the copy; 0 not yet */
    VEC(int) pending;            /* its objects that are referred to but not copied yet */
    int copies;                  /* how many there are */
    VEC(struct source_ref) refs; /* in the text being built */
    struct buf made;             /* import.c: the objects */
    bool bare_fonts, mute_fonts;
    bool bound; /* it refers to objects of this file */
};
enum { REF_DEFAULTS = -1 /* the default colour spaces */ };
struct source_ref {
    size_t at; /* before this byte of the text */
    int copy;  /* the number of this copy, or REF_DEFAULTS */
};
/* type.c: a face in use, and its glyphs */
struct type_glyph {
    const char *text; /* text of the glyph in the font's map */
    float width;      /* [1/1000 em] */
    uint8_t n_text;   /* 0: no text of its own */
    bool used;
};
struct type_face {
    const struct font *font; /* any size of it; NULL: not in use */
    char name[16];           /* in resources */
    struct type_glyph *glyph;
    int n; /* glyphs there is room for */
};
/* The glyphs used of faces; shared by editions with the same content. */
struct type {
    VEC(struct type_face) faces; /* by font->face */
};
/* A content stream being written, and its resources. */
struct resource {
    const char *category; /* "/XObject" */
    char name[16];
    int object;
};
struct content {
    struct finish *f;
    struct buf out;
    bool see_through;          /* it uses transparency */
    bool gray;                 /* of a mask: its colours are greys */
    const struct image *image; /* the image it is part of; NULL: the edition's own content */
    VEC(struct resource) uses;
};
struct finish {
    const struct book *book; /* of the edition, including blank pages */
    const struct doc *doc;
    const struct edition *edition;
    const struct tag *tags; /* NULL: untagged */
    int n_tags;
    struct arena arena;
    struct book padded; /* the book with pages added or left out */
    int blanks;         /* number of pages added */
    int *place_of;      /* then: by index in the book, the page's place, or its successor's; NULL:
                           unchanged */
    struct paint_options paint;
    struct file file;
    struct type *type;
    VEC(int) fonts; /* by font->face: the object; 0: not in use */
    struct color *color;
    struct map states; /* graphics states: name → object */
    VEC(struct finish_page) pages;
    VEC(struct mcid) mcids; /* page after page */
    int reads, page;        /* place and page of what is painted; reads -1: as it is painted */
    VEC(struct read) read;  /* page after page */
    int *rank;              /* by mcid, in the order of reading; NULL: they are as painted */
    VEC(struct form) forms; /* that have marked contents */
    struct painted *painted;
    struct element *elements; /* NULL while pages are painted */
    VEC(struct link) links;   /* in the order of pages */
    VEC(struct quad) quads;
    struct buf words;                /* of links */
    VEC(struct paint_place) figures; /* tag is a Figure or Formula */
    VEC(int) images;                 /* by image->id: object; 0 not yet */
    VEC(struct note_ref) refs;
    VEC(struct special) specials; /* of elements */
    VEC(int) formulas;            /* objects of file specifications, in the order of their names */
    int space;          /* the namespace of PDF 2.0; 0: the file is of an earlier version */
    int missing_glyphs; /* shown as .notdef */
    int catalog, info, xmp, page_tree, structure; /* object numbers; structure 0: none */
    bool claim_a, claim_ua, claim_x;
    bool bare_fonts, mute_fonts; /* PDF images have fonts that are not embedded, without Unicode */
    struct findings *findings;   /* of a draft; NULL: none requested */
    struct tm date;              /* UTC */
    bool dated;                  /* the date is known */
};

/* ---- lex.c: content streams as operators ----------------------------------------------------- */

enum { LEX_OPERANDS = 6 };
struct lexer {
    const unsigned char *p, *end;               /* unread input; a 0 must be at the end */
    const unsigned char *start;                 /* of the operator's first operand */
    const unsigned char *operand[LEX_OPERANDS]; /* the last ones, a ring */
    int n_operands;
};
/* Reads up to and including the next operator. Returns its first byte, and its length in *n; NULL
 * at the end. */
const unsigned char *lex_operator(struct lexer *l, size_t *n);
/* The ith operand of an operator with n operands; 0 if it has fewer. */
double lex_number(const struct lexer *l, int i, int n);
/* After ID: continues after EI. */
void lex_skip_inline_image(struct lexer *l);

/* ---- canvas.c: pages as content streams ------------------------------------------------------ */

struct pdf_canvas;
struct pdf_canvas *pdf_canvas_new(struct finish *f);
struct canvas *pdf_canvas_base(struct pdf_canvas *p);
void pdf_canvas_begin(struct pdf_canvas *p, int page);
/* Writes the content of the page; adds its resources and its group, if needed, to the page's
 * dictionary. */
void pdf_canvas_end(struct pdf_canvas *p, int object, struct buf *dict);
void pdf_canvas_free(struct pdf_canvas *p);
/* A run on the canvases of two editions. */
void pdf_canvas_glyphs(struct pdf_canvas *p, struct pdf_canvas *q, const struct glyph_run *run,
                       const struct css_color *color);

/* ---- twin.c: the canvases of two editions as one --------------------------------------------- */

struct twin {
    struct canvas canvas; /* first */
    struct pdf_canvas *of[2];
    struct diag_held *held[2]; /* messages of one edition only */
};
void twin_init(struct twin *t); /* sets .canvas */

/* ---- content.c: content streams of others, in the edition's colours ----------------------------------------------- */

/* Rewrites n bytes that are followed by a 0 into c->out: colours become the edition's, marked
 * content is dropped. */
void content_rewrite(struct content *c, const unsigned char *in, size_t n);
/* Notes that the stream uses an object of ours. */
void content_use(struct content *c, const char *category, const char *name, int object);
/* Makes a graphics state the current one: its name, with its slash, identifies its entries. */
void content_state(struct content *c, const char *name, const char *entries);
/* The resources that the stream uses: of one category, and all as an entry of its dictionary. */
void content_put_uses(const struct content *c, const char *category, struct buf *b);
void content_put_resources(const struct content *c, struct buf *b);
void content_done(struct content *c);

/* ---- color.c: colours of the edition --------------------------------------------------------- */

enum paint_how { PAINT_OTHER, PAINT_FILL, PAINT_STROKE, PAINT_TEXT };
bool color_open(struct finish *f); /* by the edition; false: reported */
void color_close(struct finish *f);
/* Writes the operator of a colour of the style sheets, or of an image's, into c->out. */
void color_put(struct content *c, const struct css_color *color, bool stroke);
void color_put_rgb(struct content *c, const uint16_t rgb[3], bool stroke);
/* A CMYK colour of an image: only with the screen's sRGB it is another operator. */
void color_put_cmyk(struct content *c, const uint16_t cmyk[4], bool stroke);
/* The default spaces for device colours of another kind, as entries of a ColorSpace dictionary. */
void color_put_defaults(struct finish *f, struct buf *b);
/* The components in the edition's space of an RGB colour of an image. */
void color_put_components(struct finish *f, const uint16_t rgb[3], struct buf *b);
bool color_overprints(struct finish *f, const struct css_color *color, enum paint_how how);
/* The components of a colour in the edition's device space, 0 … 1; returns their number. */
int color_components(struct finish *f, const struct css_color *color, double v[4]);
/* The inks of a style sheet's colour in print. */
void color_inks(struct finish *f, const struct css_color *color, uint16_t cmyk[4]);
/* The name of the device space: "/DeviceRGB" or "/DeviceCMYK". */
const char *color_device(const struct finish *f);
bool color_is_press(const struct finish *f);
bool color_has_intent(const struct finish *f);
/* Appends the array of output intents. */
void color_put_intents(struct finish *f, struct buf *b);

/* RGB pixels into the edition's space, neutral ones into K alone when `neutrals`; sets
 * px->channels. */
void color_convert_pixels(struct finish *f, struct pixels *px, bool neutrals);

/* ---- copy.c, stream.c: objects of a PDF image, copied into the edition --------------------------------------- */

bool source_open(struct source *s, struct finish *f, const char *path, const void *data,
                 size_t n); /* false: reported */
void source_close(struct source *s);
/* A resource dictionary of the source with the content's own uses added, into the object text. */
void copy_resources(struct source *s, qpdf_oh resources, const struct content *c, struct buf *out);
/* A finished object, and a stream, whose data are copied; `number` is that of the copy. */
void source_object(struct source *s, int number, const struct buf *text);
void source_stream(struct source *s, int number, const struct buf *dict, const void *data, size_t n,
                   bool deflated);
/* Copies the objects that have been referred to, and those that they refer to. */
void copy_pending(struct source *s);
void copy_stream(struct source *s, int number, qpdf_oh stream);
/* The entries of a dictionary except those to skip (NULL ends the list). */
void copy_entries(struct source *s, qpdf_oh dict, struct buf *out, int depth,
                  const char *const *skip);
bool source_name_is(struct source *s, qpdf_oh dict, const char *key, const char *name);
bool source_has_key(struct source *s, qpdf_oh dict, const char *key);
int source_int(struct source *s, qpdf_oh dict, const char *key);

/* ---- type.c: text ---------------------------------------------------------------------------- */

/* The current text state of a content stream. */
struct type_state {
    int face; /* -1: none */
    len size;
    int scale;      /* [1/10000] of widths */
    int tracking;   /* [1/1000 pt] */
    int rise;       /* [len] */
    long long x, y; /* [1/100 pt] beginning of the text line */
    double pen;     /* [len] after the last glyph */
    bool placed;    /* they are known */
};
/* Writes a run within a text object. */
void type_put(struct content *c, const struct glyph_run *run, struct type_state *now);
/* Writes it into the contents of two editions; if the text state is the same in both, the operators
 * are copied. */
void type_put_both(struct content *c[2], const struct glyph_run *run, struct type_state *now[2]);
/* Embeds the faces in use. */
void type_write(struct finish *f);
void type_done(struct type *t);

/* ---- the others ------------------------------------------------------------------------------ */

/* picture.c: its XObject, made at the first call; whether it may be transparent */
int picture_object(struct finish *f, const struct image *image, bool *see_through);
bool picture_lies(
    const struct finish *f,
    const struct image *image); /* it has the file's own pixels, which may have to be turned */
bool picture_is_neutral(const struct pixels *px); /* most of it is grey: no photograph */
/* jpeg.c: a JPEG file without what is noted in it about people, places and programs */
void jpeg_put(struct buf *out, const void *data, size_t n);
/* import.c: a PDF page, n bytes, as a form; false: reported */
bool import_write(struct finish *f, int number, const struct image *image, const void *data,
                  size_t n);
bool png_write(struct finish *f, int number,
               const struct image *image); /* png.c: false: its data cannot be used unchanged */
void date_find(struct finish *f);          /* date.c: sets f->date */
void metadata_write(struct finish *f);     /* metadata.c: Info; the XMP */
int outline_write(struct finish *f);       /* outline.c: object number; 0: no bookmarks */
void labels_put(struct finish *f, struct buf *out); /* outline.c: the page labels' number tree */
/* The target of a link or bookmark as a dictionary entry: a destination on the page or, in PDF 2.0,
 * an action that also names the element. */
void put_destination(struct finish *f, struct buf *out, const struct place *place,
                     const struct tag *tag);
void put_goto(struct finish *f, struct buf *out, int page, len y, const struct tag *tag);
void xml_escape(struct buf *b, const char *s); /* metadata.c */
/* mathml.c: the MathML of formulas, as associated files of their elements; the catalog's entry for
 * them */
void mathml_write(struct finish *f);
void mathml_put_names(const struct finish *f, struct buf *b);
static inline bool is_pdf2(const struct finish *f)
{
    return f->edition->kind == EDITION_SCREEN && f->edition->standard == SCREEN_UA2;
}

/* boxes.c: the distance between a page's trim box and media box; page boxes; a painted place as a
 * rectangle of PDF */
len boxes_frame(const struct finish *f, const struct page *page);
void boxes_put(const struct finish *f, const struct page *page, struct buf *b);
void boxes_put_place(const struct finish *f, const char *name, const struct paint_place *p,
                     struct buf *b);
void boxes_arrange(struct finish *f); /* sets f->book to the pages of the edition */
int boxes_index(const struct finish *f, const struct page *page);
enum css_kw cover_side(const struct page *page); /* KW_front …; KW_none: no page of the cover */
/* cover.c: the two sheets of a cover as a book; false: reported, the layout has none */
struct cover {
    struct book book;
    struct css_page css, strip;
    struct page page[2], *spine;
    struct paint_sheet sheet[2];
};
bool cover_make(struct cover *c, const struct book *book, const struct edition *e);
void cover_done(struct cover *c);
/* resolution.c: every placed image; its pixels per inch, 0 for a drawing; in print, too coarse ones
 * are reported */
struct picture_use {
    const struct image *image;
    const struct origin *origin;
    const struct page *page;
    len width, height;
};
typedef void (*picture_visitor)(void *ctx, const struct picture_use *use);
void pictures_each(const struct book *book, picture_visitor visit, void *ctx);
int picture_dpi(const struct picture_use *use);
void pictures_check(struct finish *f, const struct page *page);
/* trim.c: reports content of a page too close to the trim of a press edition, or not reaching the
 * edge of its bleed */
void trim_check(const struct finish *f, const struct page *page);
/* ink.c: coverage of a page, or the book, by each ink [% of the area], and the maximum on one spot
 * [%] */
struct ink_use {
    double coverage[4];
    int most, page; /* page: of the most (1-based) */
};
struct ink_color {
    const struct css_color *color;
    uint16_t cmyk[4];
    int page, pages, last; /* the first and the last that have it (1-based), and how many have */
};
struct inks {
    struct ink_use all;
    VEC(struct ink_use) pages;
    VEC(struct ink_color) colors; /* of the style sheets, in order of appearance */
    int limit;                    /* [%] */
    bool process[4]; /* whether a colour or image has this ink, apart from alternatives of spot
                        colours */
};
void inks_measure(struct inks *inks, const struct book *book, const struct inking *how);
void inks_done(struct inks *inks);
/* check.c */
void claims_check(
    struct finish *f); /* sets the claims that hold; reports violations of the others */
bool is_language(const char *s);
bool tag_lacks_alternative(
    const struct tag *t); /* an image or formula without an alternative text */
/* structure.c: the tree; structure_put_page puts a page's keys for it */
void structure_open(struct finish *f);
/* The tag is read here, before the next content of its parent, independent of where it is
 * painted. */
void structure_anchor(struct finish *f, const struct tag *tag);
/* Begins a marked content of the tag on the page; returns its MCID. */
int structure_add(struct finish *f, const struct tag *tag, int page, int stream);
/* The key of a form on the page in the parent tree. */
int structure_add_form(struct finish *f, int page);
void structure_put_page(struct finish *f, int page, struct buf *b);
/* Selects elements and numbers them; then writes the tree. */
void structure_number(struct finish *f);
void structure_write(struct finish *f);
/* The number of the tag's element, or of its nearest ancestor with one. */
int structure_object(const struct finish *f, const struct tag *tag);
/* What few elements have, of this one; made if it has none yet. Valid until the next call. */
struct special *element_special(struct finish *f, struct element *e);
/* roles.c: where the element of a tag begins */
struct loc tag_place(const struct finish *f, const struct tag *t);
/* Sets element.role; tag_next_row returns the row after `row` (NULL: the first) in a table
 * whose rows may be in sections */
const struct tag *tag_next_row(const struct tag *table, const struct tag *row);
void roles_set(struct finish *f);
void roles_put_map(struct finish *f, struct buf *b);
bool role_is_of_pdf2(const char *role); /* a type of its namespace */
/* findings.c: annotations of a draft; their numbers, of a page as an array's elements, and the
 * annotations themselves */
void findings_open(struct finish *f);
void findings_put_page(const struct finish *f, int page, struct buf *b);
void findings_write(struct finish *f);
void findings_done(struct finish *f);
/* links.c: takes a part of a link */
void links_add(struct finish *f, const struct paint_place *place, const char *words, int n);
const struct mark *link_mark(const struct finish *f, const struct tag *t);
/* NULL: the target is on no page. */
const struct place *link_target(struct finish *f, const struct tag *t);
void annotations_write(struct finish *f); /* annotations.c: those of all links */
void links_put_page(struct finish *f, int page, struct buf *b);
/* Kids of the tag's element; returns their number. */
int links_put_references(struct finish *f, const struct tag *t, struct buf *b);
void links_put_parents(struct finish *f, struct buf *b);

#endif
