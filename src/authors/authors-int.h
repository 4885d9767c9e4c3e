// SPDX-License-Identifier: Apache-2.0
/* What the stages of crediting share. */
#ifndef KOKI_AUTHORS_INT_H
#define KOKI_AUTHORS_INT_H

#include "authors/authors.h"
#include "office/office.h"

enum field {
#define F(id, headings) FIELD_##id,
#include "authors/fields.def"
#undef F
    FIELD_COUNT
};

/* The parts of a person's name; "" where there is none. */
struct name {
    const char *title;    /* "Prof. Dr." */
    const char *given;    /* "Anna-Lena" */
    const char *particle; /* "von der", "Graf": before the family name, does not sort */
    const char *family;   /* "Heide" */
    const char *suffix;   /* "MdB" */
    bool organisation;    /* a firm, a club, an office: its name is the family name */
};

enum consent { CONSENT_UNKNOWN, CONSENT_NO, CONSENT_WITHDRAWN, CONSENT_YES };
enum { CONSENTS = MEDIA + 1, CONSENT_PHOTO = MEDIA }; /* one of each medium, and photos */

/* How a heading that denies turns the answers below it: "Ich möchte nicht genannt werden", "Nennung
 * ausschließen". */
enum turn { TURN_NONE, TURN_NO, TURN_OPPOSITE }; /* a yes is a no: a no is unclear, or a yes */

/* What somebody said to a question of consent. */
struct said {
    enum field field;
    const char *text, *heading; /* heading: that it is turned by; NULL: none */
    enum turn turn;
    struct said *next; /* the one before */
};

/* What an element of the book or an entry of a role column makes of a person. */
enum credit { CREDIT_AUTHOR, CREDIT_EDITOR, CREDIT_OTHER };

/* One mention of a person: a row of a file, or an element of the book. */
struct record {
    struct loc where;
    struct name name;
    const char *value[FIELD_COUNT]; /* NULL: not given */
    struct said *said;              /* to questions of consent */
    enum consent consent[CONSENTS];
    const char
        *unclear[CONSENTS]; /* what counts as no since it says nothing for sure; NULL: nothing */
    unsigned doubted,
        withdrawn;      /* media that a remark may refuse, or takes a consent back for, as bits */
    unsigned kept;      /* of those doubted what the editors said no to */
    const char *remark; /* the heading above it, the first; NULL: there is none */
    const char *date;   /* of the consent, "2026-03-01"; NULL: unknown */
    const char *orcid;  /* "0000-0002-1825-0097"; NULL: none that holds */
    const char *key;    /* key_name() */
    const char *words;  /* likely.c: of the whole name, sorted; NULL: fewer than three */
    const char *given,
        *family;       /* folded, the given name's first letter alone where it is short for it */
    const char *email; /* in small letters, to compare by; never written anywhere */
    xmlNode *elem;     /* the element of the book; NULL: from a file */
    xmlNode *division; /* what it is an author of */
    const char *mark;  /* of an earlier run, mark.c; at a root that of its set; NULL: none */
    enum credit credit;
    int index;            /* in job.records */
    int up;               /* its parent in the union-find forest, an index; itself at the root */
    int apart, apart_end; /* first and last of the decisions that keep its set apart from somebody,
                             as index + 1 in job.sides */
    int doubts;           /* in how many likely pairs */
    int bucket;           /* the last bucket its set was seen in */
    struct person *person;
};

struct records {
    struct record **v;
    int n, cap;
};

struct division;

/* Where else the book has a name that is kept back. */
struct mention {
    const char *division; /* its title */
    struct loc where;
    bool text; /* in running text, where it stays */
};

/* Everybody once. */
struct person {
    struct name name;
    struct records records; /* ordered by place */
    const char *value[FIELD_COUNT];
    enum consent consent[CONSENTS];
    bool registered;    /* occurs in a contributor file */
    unsigned held;      /* media that they agreed to, while somebody who may be they did not */
    bool named;         /* may appear by name in this edition */
    enum credit credit; /* in the whole book */
    const char *credit_class;     /* of an othercredit; NULL: none */
    VEC(struct mention) mentions; /* of somebody who is not named */
    bool thanked;                 /* not an author: the acknowledgements thank them */
    const unsigned char *order;   /* sort key */
    struct {
        struct division **v;
        int n, cap;
    } divisions; /* with a part of theirs, in document order */
};

/* A component of the book: chapter, preface, appendix, part, ... */
struct division {
    xmlNode *node;
    int order;                 /* in the document */
    int number;                /* of a chapter; 0: something else */
    bool credited;             /* it names its authors itself */
    bool told;                 /* that others name it by its number, too */
    const struct person *seen; /* who named it last */
};

struct people {
    struct person **v;
    int n, cap;
};

/* Two mentions that may be one person. */
struct pair {
    int i, j;
    bool
        silent; /* not reported: a refusal in one of these rows holds the other back, that is all */
};

/* An answer of the editors: whom the two sides mean. */
struct mentions {
    int *v;
    int n, cap;
};
struct decision {
    bool same;
    struct loc where;
    const char *left, *right;
    unsigned which; /* of an answer in somebody's stead: to what, as bits; 0: it speaks of two */
    bool yes;
    struct mentions a, b; /* borrowed from job.spoken */
};

/* One side of a decision that two are different: whom else it speaks of, chained from the set's
 * root. */
struct side {
    int other; /* a mention of the other side */
    int next;  /* index + 1 in job.sides */
};

/* What mentions can be known by, in the order of its strength. */
enum way { BY_ORCID, BY_EMAIL, BY_NAME, WAYS };

struct job {
    const struct authors_options *how;
    struct arena arena;
    xmlDoc *book;
    xmlNode *root;
    struct records records; /* those of files, then those of the book */
    int rows;               /* how many are of files */
    struct people people;
    unsigned recorded; /* the media that consents are recorded for, as bits */
    unsigned
        scope; /* the media that people must have agreed to; 0: consents are not recorded at all */
    struct loc consents,
        vague; /* the first column of consents; the first that speaks of consent but not to what */
    struct map answers; /* text → struct answer */
    struct buf
        list[FIELD_COUNT];    /* file.c: of the record being read, where there are several values */
    struct map headings;      /* --map: heading key → enum field + 1 */
    struct map buckets[WAYS]; /* match.c: what mentions share → which */
    struct {
        struct decision *v;
        int n, cap;
    } decisions;
    struct {
        struct side *v;
        int n, cap;
    } sides;
    struct map spoken; /* what a decision may call somebody → struct mentions */
    struct {
        struct pair *v;
        int n, cap;
    } pairs; /* likely ones */
    struct map pairs_seen;
    int doubts; /* pairs reported */
    int bucket; /* counts those that decisions were looked for in */
    struct {
        struct division **v;
        int n, cap;
    } divisions;
    VEC(xmlNode *) groups;      /* authorgroups of the book */
    struct map organisations;   /* keys of those that the files have */
    struct map by_name;         /* id, folded title or file, "#number" → struct division */
    struct map ids;             /* all of the book */
    struct partners *partners;  /* places.c */
    struct UCollator *collator; /* order.c; NULL: not opened yet */
};

/* ---- mend.c: text that went wrong on its way ---- */

const char *mend_invisible(
    struct arena *a,
    const char *s); /* without what nobody sees: zero-width and direction characters */
bool mend_is_lost(const char *s); /* "M?ller", U+FFFD */
/* Sets a name right that is in capitals or small letters as a whole; false: it is not. */
bool mend_case(struct arena *a, struct name *name);

/* ---- name.c, key.c: names ---- */

/* Parses a name in one piece: "Prof. Dr. Anna von der Heide, MdB", "Heide, Anna von der". */
struct name name_parse(struct arena *a, const char *text);
/* Puts a name together from parts, each of which may hold more than it should (a title before the
 * given name). */
struct name name_join(struct arena *a, const char *title, const char *given, const char *particle,
                      const char *family, const char *suffix);
bool name_is_empty(const struct name *name);
/* Whether it stands for nobody: "N. N.", "nomen nominandum", "noch offen". */
bool name_is_nobody(const struct name *name);
/* Whether it names an organisation: by its legal form, or by what it calls itself. */
bool name_is_organisation(const char *text);
struct name name_of_organisation(struct arena *a, const char *text);
/* "Prof. Dr. Anna von der Heide, MdB" */
const char *name_text(struct arena *a, const struct name *name);

/* Small letters and digits only: ä is ae, ß is ss, accents, spaces and signs go. */
const char *key_fold(struct arena *a, const char *s);
/* What equal names have in common: given name, particle and family name folded; NULL: too little is
 * known to be sure. */
const char *key_name(struct arena *a, const struct name *name);
/* The words of a name folded, whatever is between them: "Eva Müller-Schmidt" is "Eva Müller
 * Schmidt". */
const char *key_words(struct arena *a, const struct name *name);
/* The words of a text folded, a space before each. */
const char *key_text(struct arena *a, const char *s);
/* "A.", "A. M.": nothing but first letters. */
bool key_is_initials(const char *given);
/* An address to compare by; "Max.Muster+koki@Example.org" is "max.muster@example.org". */
const char *key_email(struct arena *a, const char *email);
/* Sounds of a German word (Kölner Phonetik), of a folded string. */
const char *key_sound(struct arena *a, const char *folded);

/* nickname.c: the groups of short forms that a folded given name belongs to, and whether two names
 * share one. */
enum { NICKNAME_GROUPS = 8 };
int nickname_groups(struct arena *a, const char *given, int group[NICKNAME_GROUPS]);
bool nickname_shared(struct arena *a, const char *x, const char *y);

/* ---- field.c: headings and values ---- */

enum field field_of(const struct job *job, const char *heading); /* FIELD_COUNT: unknown */
const char *field_name(enum field f);
bool field_is_list(enum field f);    /* a person may have several of it: all that is said counts */
bool field_is_consent(enum field f); /* one of the consents or their date */
bool field_is_private(enum field f); /* never written, not even in a message */
const char *field_option(
    struct arena *a,
    const char *heading); /* what a box to tick is for: "In welcher AG? [Ethik]"; NULL: none */
/* The ORCID iD in a text, checked by its last digit; NULL: none. */
const char *field_orcid(struct arena *a, const char *text);
/* "1.3.2026", "1. März 2026", "2026-03-01 12:00", "3/14/26", "46082" → "2026-03-01" and the like;
 * NULL: no date, or a doubtful one. */
const char *field_date(struct arena *a, const char *text);
bool field_is_email(const char *text);

/* ---- asked.c, consent.c: what is asked, and what is said ---- */

struct asked {
    enum field field; /* a consent, its date, or a note; FIELD_COUNT: none for sure */
    enum turn turn;
    bool names;    /* it speaks of print, the web or of naming people */
    bool consents; /* it speaks of consent */
    bool which;    /* it asks how, which or what */
    bool others;   /* and is about something else than the person, an organisation say */
};
struct asked asked_of(const char *heading);

/* What an answer says to either medium. */
struct answer {
    enum consent to[MEDIA]; /* CONSENT_NO where it is not clear */
    bool clear[MEDIA];
    bool refuses[MEDIA]; /* a word in it refuses */
    bool named, only;    /* it names media; it says "only" */
};
struct answer consent_answer(struct arena *a, const char *text);
/* Reads a plain yes or no; false: it is neither, or speaks of a medium (*consent is CONSENT_NO
 * then). */
bool consent_says(const char *text, enum consent *consent);
void consent_add(struct job *job, struct record *rec, enum field f, const char *text,
                 enum turn turn, const char *heading);
void consent_settle(struct job *job, struct record *rec); /* what all that was said comes to */
bool consent_which(const char *name, unsigned *which); /* "print", "web", "both", "photo" as bits */
bool consent_decide(struct record *rec, unsigned which,
                    bool yes);        /* answers what is unclear; false: nothing is */
void consent_report(struct job *job); /* what is still unclear */
/* A record's consent, and what its remarks make of it. */
enum consent consent_remarked(const struct record *rec, int which);
/* What keeps a person out of the book: the strictest answer of the media in scope that is not a
 * yes. */
enum consent consent_of(const struct job *job, const enum consent consent[CONSENTS]);

/* ---- remark.c: what is said in other cells ---- */

struct remark {
    unsigned doubted,
        withdrawn; /* media that it may refuse, or takes a consent back for, as bits */
};
/* A fact is said of something else than being named: only what speaks of the person counts there.
 */
struct remark remark_of(const char *heading, const char *text, bool fact);

/* ---- file.c, vcard.c, xmlfile.c, credits.c: records from files and from the book ---- */

void file_read(struct job *job, const char *path);
void file_read_map(struct job *job, const char *path);
void vcard_read(struct job *job, const char *text, const char *file);
void validity_judge(struct job *job,
                    xmlDoc *file); /* reports what contributors.rng has otherwise */
void xmlfile_read(struct job *job, const char *bytes, size_t n, const char *file);
void credits_read(struct job *job);
const char *credits_orcid(struct arena *a,
                          const xmlNode *n); /* of a credit or something in it; NULL: it has none */
bool credits_is(const xmlNode *n);           /* author, editor, othercredit, collab */
void credits_add(struct job *job, xmlNode *credit,
                 bool file); /* file: it is in a contributor file, not in the book */
struct record *record_new(struct job *job, struct loc where);
void record_add(struct job *job, struct record *rec, enum field f,
                const char *text); /* one value more */
void record_put(struct job *job, struct record *rec, const char *heading, const char *text,
                struct loc where); /* by the heading; unknown ones are reported */
/* Looks for what a cell that is not an answer says about being named: a remark, or what is in
 * brackets after a name. */
void record_remark(struct job *job, struct record *rec, enum field f, const char *heading,
                   const char *text);
void record_finish(
    struct job *job,
    struct record *rec); /* reads the values; drops a record without a name, reported */
void record_set_name(struct job *job, struct record *rec, struct name name);

/* ---- decisions.c, match.c, likely.c, person.c: who is who ---- */

void decisions_read(struct job *job, const char *path);
void decisions_done(struct job *job);
void decisions_resolve(struct job *job);             /* finds whom they mean, joins the same */
bool decisions_apart(struct job *job, int i, int j); /* whether they keep two mentions apart */
const char *decisions_place(struct job *job,
                            const struct record *rec); /* what they call a mention by its place */
void match_records(struct job *job);
int match_root(struct job *job, int i); /* of the set a mention belongs to */
void match_join(struct job *job, int i, int j);
/* Whether the name as it is written says whose it is: nobody else has it, and a row of the
 * person's, if there is one. */
bool match_name_tells(struct job *job, const struct person *p);
void match_done(struct job *job);
void likely_add(struct job *job, int i, int j);
void likely_hold(struct job *job, int i,
                 int j); /* likewise, not reported: a refusal in the one holds the other back, as
                            far as both are rows of files */
void likely_find(struct job *job);
void likely_report(struct job *job);
void person_gather(struct job *job);

/* ---- mark.c: what a second run knows its own work by ---- */

bool mark_is_made(const xmlNode *credit); /* an earlier run made it */
void mark_made(xmlNode *credit);
const char *mark_of(struct job *job,
                    const xmlNode *credit); /* whose it was found to be; NULL: its name says it */
void mark_match(struct job *job);           /* joins marked credits with their people */
void mark_credits(struct job *job); /* marks the credits whose names do not say whose they are */

/* ---- order.c ---- */

void order_people(struct job *job);
void order_done(struct job *job);
const unsigned char *order_text(struct job *job,
                                const char *text); /* what a text sorts by, DIN 5007 variant 2 */

/* ---- chapters.c, write.c, list.c: back into the book ---- */

void chapters_assign(struct job *job);
void write_book(struct job *job);
void drop_line(xmlNode *n); /* with the space before it */
void list_write(struct job *job);
bool shows(const struct job *job, enum show s);
struct loc person_place(const struct person *p);
xmlNode *person_name_element(struct job *job, const struct person *p, struct loc where);

void partners_read(struct job *job); /* places.c: the tables, before anything is written */
void partners_done(struct job *job);
void mention_keep_back(
    struct job *job);               /* mention.c: names of people kept back beside their credits */
void places_write(struct job *job); /* places.c: portraits, thanks, partners */
void list_add_para(xmlNode *item, const char *role, const char *text, struct loc where);
bool is_web(const char *url);
bool is_list(const xmlNode *n); /* a list of contributors */
bool is_german(const struct job *job);
/* Makes acknowledgements with a placeholder in them and gives that. */
xmlNode *need_acknowledgements(struct job *job, const char *role, const char *title);
const char *division_title(struct job *job, const struct division *d);

/* ---- balance.c, chart.c: in aggregate ---- */

/* A sector, say, and how many people are of it. */
struct balance_kind {
    const char *name; /* NULL: not stated */
    int people;
};
struct balance {
    struct {
        struct balance_kind *v;
        int n, cap;
    } kinds;                   /* large ones, the largest first */
    int folded, folded_people; /* how many small kinds are folded together, and their people */
    int total;                 /* of all kinds: people may be of several */
    bool told;                 /* there is something to tell that exposes nobody */
};
int balance_dimensions(void);
const char *balance_name(int dimension);                         /* "sector" */
const char *balance_title(const struct job *job, int dimension); /* "Sektoren" */
const char *balance_unknown(const struct job *job);
const char *balance_others(const struct job *job);
int balance_percent(const struct balance *b, int people);
void balance_count(struct job *job, int dimension,
                   struct balance *b); /* the caller's: vec_done(&b->kinds) */
void balance_write(struct job *job, const char *path);
void chart_write(struct job *job);

void export_write(struct job *job, const char *path);
void export_list_roles(
    FILE *f); /* a line for each role of CRediT: its slug, its terms in English and German */
bool export_is_credit(struct job *job,
                      const char *role);   /* one of CRediT's, in English or German */
void export_field(FILE *f, const char *s); /* a cell of a table; NULL: empty */
void export_text(FILE *f, const char *s);  /* escaped for XML */
void reprint_write(struct job *job, const char *path);
const char *division_id(struct job *job,
                        struct division *d); /* its xml:id, made where there is none */

/* An entry of a list, trimmed. */
const char *list_entry(struct arena *a, const char *s, size_t n);

#endif
