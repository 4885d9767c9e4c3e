// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files of xml: data attached to a document, and to its parser while it
 * loads. */
#ifndef KOKI_XML_INT_H
#define KOKI_XML_INT_H

#include <libxml/parser.h>

#include "xml/xml.h"

/* Attached to doc->_private. */
struct xml_data {
    struct arena arena;
    const char *dir; /* the folder that relative paths refer to */
    bool relayed;    /* written by another tool of the pipe: see xml_relayed */
    xmlDoc *adopted; /* documents whose trees were moved here, linked by ->next; their arenas must
                        be kept */
};
static inline struct xml_data *xml_data(const xmlDoc *doc) { return doc->_private; }

/* One dictionary of names for the whole run, so that trees can move between documents. */
xmlDict *xml_dict(void);

/* A file being read, and the files whose reading led here, to find cycles. */
struct xml_chain {
    const char *path;
    const char *dir; /* interned: the folder of the first file; all may read files below it */
    const struct xml_chain *from;
    int depth;
};
xmlDoc *xml_load_chain(const char *path, const struct xml_load *how, const struct xml_chain *from,
                       struct loc where);
/* The nodes found by an XPointer, in the order of the document, none inside another; free with
 * vec_done. */
struct xml_nodes {
    xmlNode **v;
    int n, cap;
};
void xml_point(xmlDoc *doc, const char *pointer, struct xml_nodes *found);
/* Replaces every XInclude below the root; faults are reported and replaced by the fallback, if
 * any. */
void xml_include(xmlDoc *doc, const struct xml_load *how, const struct xml_chain *from);

/* The value of a hexadecimal digit as xml_save writes them, in capitals; -1 if it is none. */
int xml_hex(char c);

/* bytes.c: whether a document is in an encoding that contains ASCII; repairs characters not allowed
 * in XML, and bytes that are not UTF-8 in a document that should be. True if `out` has a repaired
 * text; else it is empty. */
bool xml_holds_ascii(const char *s, size_t n);
bool xml_mend_bytes(struct buf *out, const char *s, size_t n, const char *file);
/* Repairs bytes, faulty tags and bare ampersands of a document or external entity, reported at
 * their places in the file (interned). True if `out` has a repaired text; else it is empty, and the
 * bytes need no repair. */
bool xml_mend(struct buf *out, const char *s, size_t n, const char *file);
/* The document without its document type declaration, line for line; false when it has none. */
bool xml_drop_doctype(struct buf *out, const char *s, size_t n);

/* dtd.c: the DTD that an earlier document of the run had under these identifiers, NULL if none or
 * if this one changes it … */
const xmlDtd *dtd_known(const xmlDoc *doc, const xmlChar *id, const xmlChar *system);
/* … keeps the document's for later ones … */
void dtd_keep(xmlDoc *doc);
/* … and declares an entity of such a DTD in the document; NULL where it has none. */
xmlEntity *dtd_entity(const xmlDtd *dtd, xmlDoc *doc, const xmlChar *name);

/* expansion.c: counts and texts of a document's entities. */
struct expansion {
    struct map texts; /* name of an entity → its substitute while text is read */
    struct arena arena;
    size_t count, bytes;      /* references, and the size of their expansions */
    size_t inner, parameters; /* references in entities; to parameter entities */
    bool stopped;
};
/* Looks an entity up by name, for the parser `ctx`. */
typedef xmlEntity *entity_get(void *ctx, const xmlChar *name);
/* An entity with the same content as `e` that libxml2 reads as text without copying nodes; NULL if
 * `e` is not only text. */
xmlEntity *expansion_text(struct expansion *x, const xmlEntity *e, entity_get *get, void *ctx);
/* The substitute for an entity beyond the limit. */
xmlEntity *expansion_nothing(void);
/* Counts a reference and its expansion. False if the limit is exceeded. */
bool expansion_count(struct expansion *x, size_t bytes);
bool expansion_count_parameter(struct expansion *x, size_t bytes);
void expansion_done(struct expansion *x);

/* Text files in the place of references to them. */
void xml_textdata(xmlDoc *doc, const struct xml_load *how, const struct xml_chain *from);
/* Whether an inclusion of the document may read the file: it is below its folder, the first
 * document's, or an allowed one. */
bool xml_may_read(const char *path, const xmlDoc *doc, const struct xml_load *how,
                  const struct xml_chain *from);
/* Notes in how->whole that the document includes all of the file. */
void xml_note_whole(const struct xml_load *how, const char *path);
/* Reads a text file as UTF-8 allowed in XML; text that is not UTF-8 is read as Latin-1. False if
 * unreadable or too large. */
bool xml_read_text(const char *path, struct buf *b);
/* Counts text included from files, for the run. False if the limit is exceeded (reported). */
bool xml_count_text(const xmlNode *at, size_t n);
/* fragment.c: whether a file, given by its raw bytes, is the one that an RFC 5147 fragment
 * identifier was written for, by its integrity checks. */
enum xml_fragment { XML_FRAGMENT_FOUND, XML_FRAGMENT_UNKNOWN, XML_FRAGMENT_CHANGED };
enum xml_fragment xml_text_checks(const struct buf *bytes, const char *fragment);
/* Reduces the text to the fragment, ignoring integrity checks. False if the identifier is not
 * understood. */
bool xml_text_fragment(struct buf *text, const char *fragment);

/* instruction.c: reports a processing instruction that should be koki's or the DocBook XSL style
 * sheets' and that no tool follows. *told: how many were reported in the document. */
void xml_check_instruction(const char *target, struct loc where, int *told);

/* pool.c: makes libxml2 take its memory from the pool; called before any other function of
 * libxml2. */
void pool_use(void);
/* Gives back the pages in which all blocks have been freed, of this thread. */
void pool_give_back(void);

/* info.c: attaches the info to an element; or that of another one, with its own place, and with the
 * white space before it if `whole`. */
void xml_info_new(xmlNode *n, enum db_elem e, struct loc where);
void xml_info_copy(xmlNode *n, const xmlNode *from, struct loc where, bool whole);
enum db_elem xml_elem_of(const char *uri, const char *name); /* uri NULL: in no namespace */
/* Folds the white space directly inside a complete element. */
void xml_fold(xmlNode *parent);
void xml_unfold_end(xmlNode *parent);

#endif
