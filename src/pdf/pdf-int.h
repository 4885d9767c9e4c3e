/* Between the files of pdf: one finish, from Cairo's file to the edition. */
#ifndef KOKI_PDF_INT_H
#define KOKI_PDF_INT_H

#include <lcms2.h>
#include <qpdf/qpdf-c.h>
#include <time.h>

#include "pdf/pdf.h"

/* ---- file.c: the new file ---------------------------------------------------------------------------------------- */

/* Objects as text, numbered from 1; written with object streams and a cross-reference stream. */
struct object {
    size_t at, n;        /* its text in file.text */
    struct stream *stream; /* NULL: none */
};
struct file {
    VEC(struct object) objects;
    struct buf text;
    struct crew *crew; /* the caller's: deflates streams */
    struct libdeflate_compressor *compressor[CREW_MOST]; /* by worker */
};
int file_number(struct file *f); /* reserves a number */
/* Begins the text of an object: append to the buffer that it gives, then file_end. Never nested. */
struct buf *file_begin(struct file *f, int number);
void file_end(struct file *f, int number);
/* A stream; dict is the inside of its dictionary without Length and Filter. The data are copied, and `deflated` by the crew. */
void file_stream(struct file *f, int number, const char *dict, const void *data, size_t n, bool deflated);
/* Writes the file: version "1.6", trailer keys, /ID from the content. False: a write error. */
bool file_write(struct file *f, FILE *out, const char *version, int root, int info);
void file_done(struct file *f);
/* Appends a literal: a text string (UTF-16 where ASCII will not do), a name with its slash, a number with at most 4 decimals. */
void put_text(struct buf *b, const char *utf8);
void put_name(struct buf *b, const char *name);
void put_number(struct buf *b, double v);
void put_pt(struct buf *b, len v);

/* ---- the finish -------------------------------------------------------------------------------------------------- */

struct finish_page {
    int object;
    int first_mcid, n_mcid; /* in finish.mcids */
};
/* A marked content: its MCID is its place among its page's. */
struct mcid {
    const struct tag *tag;
    int page;
    int next; /* of the same tag; -1: none */
};
struct link {
    const struct paint_place *place;
    int object;
    int next; /* of the same tag; -1: none */
};
/* What becomes of a tag, by tag->id. */
struct element {
    const struct tag *tag;
    const char *role; /* in force */
    int object;       /* 0: left out */
    bool kept;
    int first_mcid, last_mcid;   /* its own; -1: none */
    int begins;                  /* the first mcid in it and below; -1: none */
    int first_annot, last_annot; /* in finish.links; -1: none */
    int figure;                  /* entry + 1 in painted.figures; 0 none */
};
/* A file that objects are copied from: Cairo's, or a picture that is a PDF page. Only read. */
struct source {
    struct finish *f;
    qpdf_data q;
    const char *foreign; /* the picture's path; NULL: Cairo's */
    VEC(int) copied;     /* by its object number: ours; 0 not yet */
    VEC(int) pending;    /* its objects that are referred to but not copied yet */
};
/* type.c: a font of Cairo's file, and the code of a sort. */
struct type_font {
    const char *name;    /* in the specimen's resources, with its slash */
    char ours[16];       /* in the resources of pages */
    int object;
    int bytes;           /* of a code */
    float default_width;
    VEC(float) width;    /* [1/1000 em] by code */
};
struct type_code {
    float width;         /* [1/1000 em] */
    uint16_t code, font; /* font: index in type.fonts */
    bool mapped;         /* the font says which text it is */
};
struct type {
    VEC(struct type_font) fonts;
    VEC(struct type_code) codes; /* by place of a sort, less 1 */
};
struct finish {
    const struct book *book; /* as the edition has it: blank pages included */
    const struct doc *doc;
    const struct edition *edition;
    const struct tag *tags; /* NULL: nothing is tagged */
    int n_tags;
    struct arena arena;
    struct book padded; /* what book is when pages are added or left out */
    int blanks;         /* how many were added */
    int *place_of;      /* then: by index in the book, the page's place, or its successor's; NULL: all stay */
    struct paint_options paint;
    struct painted painted;
    struct source cairo; /* what was painted */
    struct file file;
    struct type type;
    struct color *color;
    VEC(struct finish_page) pages;
    VEC(struct mcid) mcids; /* page after page */
    struct element *elements;
    VEC(struct link) links;                       /* in the order of pages */
    int next_link;                                /* the first that no page has got yet */
    VEC(int) pictures;                            /* by entry in painted.keys.pictures: object; 0 not yet */
    int catalog, info, xmp, page_tree, structure; /* object numbers; structure 0: none */
    bool claim_a, claim_ua, claim_x;
    bool bare_fonts, mute_fonts; /* PDF pictures have fonts that are not embedded, without Unicode */
    struct tm date;              /* UTC */
    bool dated;                  /* the date is known */
};

/* ---- lex.c: content streams as operators ------------------------------------------------------------------------- */

enum { LEX_OPERANDS = 6 };
struct lexer {
    const unsigned char *p, *end;               /* what is left; a 0 must stand at the end */
    const unsigned char *start;                 /* of the operator's first operand */
    const unsigned char *operand[LEX_OPERANDS]; /* the last ones, a ring */
    int n_operands;
};
/* The next token and its length, single brackets, << and >> being tokens of their own; NULL: the end. */
const unsigned char *lex_token(struct lexer *l, size_t *n);
/* The bytes of a string of n characters, its brackets included; `out` has room for n. Gives how many. */
int lex_string(const unsigned char *s, size_t n, unsigned char *out);
/* Reads up to and including the next operator. Its first byte, and its length in *n; NULL: the end. */
const unsigned char *lex_operator(struct lexer *l, size_t *n);
/* The ith operand of an operator that takes n of them; 0: it has not as many. */
double lex_number(const struct lexer *l, int i, int n);
/* Behind ID: goes on behind EI. */
void lex_skip_inline_image(struct lexer *l);

/* ---- content.c: a content stream with keys resolved -------------------------------------------------------------- */

struct resource {
    const char *category; /* "/XObject" */
    char name[16];
    int object;
};
struct content {
    struct finish *f;
    struct buf *out;
    int page;                  /* index of the page; -1: no page stream, marks do not count */
    bool see_through;          /* set when a picture with an alpha channel, or a PDF page, is used */
    bool foreign;              /* not Cairo's: no keys, and marked content is left out */
    VEC(struct resource) uses; /* what the finish puts into its resources */
};
/* n bytes followed by a 0, into c->out. */
void content_rewrite(struct content *c, const unsigned char *in, size_t n);
void content_done(struct content *c);
/* Opens the marked content of a tag (NULL: artifact), counting its MCID. */
void content_open(struct content *c, const struct tag *tag, struct buf *b);
/* The resource name of a picture, with its slash. */
const char *content_picture(struct content *c, int picture);
/* Notes that the stream uses an object of ours. */
void content_use(struct content *c, const char *category, const char *name, int object);

/* ---- color.c: colours of the edition ----------------------------------------------------------------------------- */

enum paint_how { PAINT_OTHER, PAINT_FILL, PAINT_STROKE, PAINT_TEXT };
bool color_open(struct finish *f); /* by the edition; false: reported */
void color_close(struct finish *f);
/* Writes the operator of a colour of the style sheets, or of a picture's, into c->out. */
void color_put(struct content *c, int index, bool stroke);
void color_put_rgb(struct content *c, const uint16_t rgb[3], bool stroke);
/* A CMYK colour of a picture: only with the screen's sRGB it is another operator. */
void color_put_cmyk(struct content *c, const uint16_t cmyk[4], bool stroke);
/* The default spaces for device colours of another kind, as entries of a ColorSpace dictionary. */
void color_put_defaults(struct finish *f, struct buf *b);
/* The components in the edition's space of an RGB colour of a picture. */
void color_put_components(struct finish *f, const uint16_t rgb[3], struct buf *b);
bool color_overprints(struct finish *f, int index, enum paint_how how);
const char *color_overprint_operator(struct content *c, bool on);
/* What ink a colour of a style sheet takes in print. */
void color_inks(struct finish *f, const struct css_color *color, uint16_t cmyk[4]);
/* The name of the device space: "/DeviceRGB" or "/DeviceCMYK". */
const char *color_device(const struct finish *f);
bool color_is_press(const struct finish *f);
bool color_has_intent(const struct finish *f);
/* Appends the array of output intents. */
void color_put_intents(struct finish *f, struct buf *b);

/* RGB pixels into the edition's space, neutral ones into K alone when `neutrals`; sets px->channels. */
void color_convert_pixels(struct finish *f, struct pixels *px, bool neutrals);

/* ---- copy.c, stream.c: what Cairo's file or a PDF picture holds, on its way into ours ---------------------------- */

bool source_open(struct source *s, struct finish *f, const char *foreign, const void *data, size_t n); /* false: reported */
void source_close(struct source *s);
/* The number in our file of an object of the source, which will be copied. */
int source_number(struct source *s, int theirs);
/* A resource dictionary of the source with the content's own uses added, into the object text. */
void copy_resources(struct source *s, qpdf_oh resources, const struct content *c, struct buf *out);
/* Copies the objects that have been referred to, and those that they refer to. */
void copy_pending(struct source *s);
void copy_stream(struct source *s, int number, qpdf_oh stream);
/* The entries of a dictionary but those to skip (NULL ends the list). */
void copy_entries(struct source *s, qpdf_oh dict, struct buf *out, int depth, const char *const *skip);
bool source_name_is(struct source *s, qpdf_oh dict, const char *key, const char *name);
bool source_has_key(struct source *s, qpdf_oh dict, const char *key);
int source_int(struct source *s, qpdf_oh dict, const char *key);

/* ---- type.c: text --- */

/* Reads which codes the sorts have. False: reported. */
bool type_open(struct finish *f);
void type_close(struct finish *f);
/* Writes a run as a text object. matrix: from the run's places [pt] to the sheet's; triangle: what the sheet's (0,0), (1,0) and (0,1)
 * are in the content stream; font: the font in force there, index in type.fonts, -1 unknown. */
void type_put(struct content *c, const struct paint_run *run, const double matrix[6], double triangle[3][2], int *font);
/* pdf.c: the decoded content of a page of Cairo's, followed by a 0. False: reported. */
bool read_content(struct finish *f, qpdf_oh page, struct buf *in);

/* ---- the others -------------------------------------------------------------------------------------------------- */

/* picture.c: its XObject, made at the first call; whether it may let something shine through */
int picture_object(struct finish *f, int picture, bool *see_through);
bool picture_is_neutral(const struct pixels *px);                           /* most of it is grey: no photograph */
bool import_write(struct finish *f, int number, const struct image *image); /* import.c: a PDF page as a form; false: reported */
bool png_write(struct finish *f, int number, const struct image *image);    /* png.c: false: its data will not do as they are */
void date_find(struct finish *f);                                           /* date.c: sets f->date */
void metadata_write(struct finish *f);                                      /* metadata.c: Info; the XMP */
int outline_write(struct finish *f);                                        /* outline.c: object number; 0: no bookmarks */
void labels_put(struct finish *f, struct buf *out);                         /* outline.c: the page labels' number tree */
void put_destination(struct finish *f, struct buf *out, const struct place *place);

/* boxes.c: how far a page's trim box lies inside its media box; page boxes; a painted place as a rectangle of PDF */
len boxes_frame(const struct finish *f, const struct page *page);
void boxes_put(const struct finish *f, const struct page *page, struct buf *b);
void boxes_put_place(const struct finish *f, const char *name, const struct paint_place *p, struct buf *b);
void boxes_arrange(struct finish *f); /* sets f->book to the pages of the edition */
int boxes_index(const struct finish *f, const struct page *page);
/* cover.c: the two sheets of a cover as a book; false: reported, the layout has none */
struct cover {
    struct book book;
    struct css_page css, strip;
    struct page page[2], *spine;
    struct paint_sheet sheet[2];
};
bool cover_make(struct cover *c, const struct book *book, const struct edition *e);
void cover_done(struct cover *c);
enum css_kw cover_side(const struct page *page); /* KW_front …; KW_none: no page of the cover */
/* resolution.c: every placed picture; its pixels per inch, 0 for a drawing; in print, what is too coarse is reported */
struct picture_use {
    const struct image *image;
    const xmlNode *node;
    const struct page *page;
    len width, height;
};
typedef void (*picture_visitor)(void *ctx, const struct picture_use *use);
void pictures_each(const struct book *book, picture_visitor visit, void *ctx);
int picture_dpi(const struct picture_use *use);
void pictures_check(struct finish *f);
/* ink.c: what a page, or the book, takes of each ink [% of the area], and the most on one spot [%] */
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
};
void inks_measure(struct inks *inks, const struct book *book, const struct inking *how);
void inks_done(struct inks *inks);
/* check.c */
void claims_check(struct finish *f); /* sets the claims that hold; reports what costs the others */
bool is_language(const char *s);
struct loc tag_place(const struct finish *f, const struct tag *t);
bool tag_lacks_alternative(const struct tag *t);  /* a picture or formula that says nothing to those who cannot see it */
const char *tag_file(const struct tag *t);        /* a picture's fileref; "" none */
/* structure.c: the tree; structure_put_page puts a page's keys for it */
void structure_open(struct finish *f);
void structure_put_page(struct finish *f, int page, struct buf *b);
void structure_write(struct finish *f);
/* roles.c: sets element.role; tag_next_row gives the row after `row` (NULL: the first) in a table whose rows may stand in
 * sections */
const struct tag *tag_next_row(const struct tag *table, const struct tag *row);
void roles_set(struct finish *f);
void roles_put_map(struct finish *f, struct buf *b);
/* links.c */
void links_open(struct finish *f);
void links_write(struct finish *f);
void links_put_page(struct finish *f, int page, struct buf *b);
void links_put_references(struct finish *f, const struct element *e, struct buf *b);
void links_put_parents(struct finish *f, struct buf *b);

#endif
