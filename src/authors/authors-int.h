// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the stages of crediting. */
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

/* The parts of a person's name; "" if absent. */
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

/* What the answers below a heading with a negation ("Nennung ausschließen") mean: a yes is a no,
 * and a no is unclear, a yes, or says nothing. */
enum turn { TURN_NONE, TURN_NO, TURN_OPPOSITE, TURN_LESS };

/* A person's answer to a question of consent. */
struct said {
    enum field field;
    const char *text, *heading; /* heading: the one that inverts it; NULL: none */
    enum turn turn;
    struct said *next; /* the previous answer */
};

/* The credit that an element of the book or an entry of a role column gives a person. */
enum credit { CREDIT_AUTHOR, CREDIT_EDITOR, CREDIT_OTHER };

/* One mention of a person: a row of a file, or an element of the book. */
struct record {
    struct loc where;
    struct name name;
    const char *value[FIELD_COUNT]; /* NULL: not given */
    struct said *said;              /* to questions of consent */
    enum consent consent[CONSENTS];
    const char *unclear[CONSENTS]; /* the text that counts as no since it is unclear; NULL: none */
    unsigned doubted,
        withdrawn;      /* media that a remark may refuse, or withdraws a consent for, as bits */
    unsigned kept;      /* of the doubted media, those the editors said no to */
    const char *remark; /* heading above the first remark; NULL: no remark */
    const char *unread; /* likewise of one that was not understood */
    const char *date;   /* of the consent, "2026-03-01"; NULL: unknown */
    const char *orcid;  /* "0000-0002-1825-0097"; NULL: no valid one */
    const char *key;    /* key_name() */
    const char *words;  /* likely.c: words of the whole name, sorted; NULL: fewer than three */
    const char *given,
        *family;       /* folded, the given name's first letter alone where it is short for it */
    const char *email; /* in small letters, to compare by; never written anywhere */
    xmlNode *elem;     /* the element of the book; NULL: from a file */
    xmlNode *division; /* the division it is an author of */
    const char *mark;  /* of an earlier run, mark.c; at a root that of its set; NULL: none */
    enum credit credit;
    int index;            /* in job.records */
    int up;               /* its parent in the union-find forest, an index; itself at the root */
    int apart, apart_end; /* first and last of the decisions that keep its set apart from somebody,
                             as index + 1 in job.sides */
    int doubts;           /* number of likely pairs it is in */
    int bucket;           /* the last bucket in which its set was seen */
    struct person *person;
};

struct records {
    struct record **v;
    int n, cap;
};

struct division;

/* Another place in the book with a name that is kept back. */
struct mention {
    const char *division; /* its title */
    struct loc where;
    bool text; /* in running text, where it stays */
};

/* A person: all mentions of one contributor. */
struct person {
    struct name name;
    struct records records; /* ordered by place */
    const char *value[FIELD_COUNT];
    enum consent consent[CONSENTS];
    bool registered;    /* occurs in a contributor file */
    unsigned held;      /* media they agreed to, although a likely duplicate of theirs refused */
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
    bool credited;             /* the source itself names its authors */
    bool told;                 /* reported: others refer to it by its number, too */
    const struct person *seen; /* the last person who named it */
};

struct people {
    struct person **v;
    int n, cap;
};

/* Two mentions that may be one person. */
struct pair {
    int i, j;
    bool silent; /* not reported: a refusal in one of these rows only holds the other back */
};

/* An editors' decision: the mentions that one side of it refers to. */
struct mentions {
    int *v;
    int n, cap;
};
struct decision {
    bool same;
    struct loc where;
    const char *left, *right;
    unsigned which; /* of an answer on a person's behalf: its media, as bits; 0: the decision is
                       about two people */
    bool yes;
    struct mentions a, b; /* borrowed from job.spoken */
};

/* One side of a "different" decision: a mention on the other side, chained from the set's root. */
struct side {
    int other; /* a mention of the other side */
    int next;  /* index + 1 in job.sides */
};

/* The keys that identify a mention, strongest first. */
enum way { BY_ORCID, BY_EMAIL, BY_NAME, WAYS };

struct job {
    const struct authors_options *how;
    struct arena arena;
    xmlDoc *book;
    xmlNode *root;
    struct records records; /* those of files, then those of the book */
    int rows;               /* number of records from files */
    struct people people;
    unsigned recorded; /* the media with recorded consents, as bits */
    unsigned scope;    /* the media people must have agreed to; 0: no consents are recorded */
    struct loc consents,
        vague; /* the first column of consents; the first that mentions consent but not for what */
    struct map answers;           /* text → struct answer */
    struct buf list[FIELD_COUNT]; /* file.c: of the record being read, fields with several values */
    struct map headings;          /* --map: heading key → enum field + 1 */
    struct map buckets[WAYS];     /* match.c: key → the mentions that share it */
    struct {
        struct decision *v;
        int n, cap;
    } decisions;
    struct {
        struct side *v;
        int n, cap;
    } sides;
    struct map spoken; /* name of a person in decisions → struct mentions */
    struct {
        struct pair *v;
        int n, cap;
    } pairs; /* likely pairs */
    struct map pairs_seen;
    int doubts; /* pairs reported */
    int bucket; /* serial number of the bucket being checked against decisions */
    struct {
        struct division **v;
        int n, cap;
    } divisions;
    VEC(xmlNode *) groups;      /* authorgroups of the book */
    struct map organisations;   /* keys of the organisations in the files */
    struct map by_name;         /* id, folded title or file, "#number" → struct division */
    struct map ids;             /* all ids of the book */
    struct partners *partners;  /* places.c */
    struct UCollator *collator; /* order.c; NULL: not opened yet */
};

/* ---- mend.c: damaged text ---- */

const char *mend_invisible(
    struct arena *a,
    const char *s); /* without invisible characters: zero-width, bidirectional controls */
bool mend_is_lost(const char *s); /* "M?ller", U+FFFD */
/* Restores the case of a name that is all in capitals or all in small letters; false if it is
 * mixed. */
bool mend_case(struct arena *a, struct name *name);

/* ---- name.c, key.c: names ---- */

/* Parses a whole name: "Prof. Dr. Anna von der Heide, MdB", "Heide, Anna von der". */
struct name name_parse(struct arena *a, const char *text);
/* Joins a name from its parts; a part may contain neighbouring ones (a title before the given
 * name). */
struct name name_join(struct arena *a, const char *title, const char *given, const char *particle,
                      const char *family, const char *suffix);
bool name_is_empty(const struct name *name);
/* Whether it is a placeholder: "N. N.", "nomen nominandum", "noch offen". */
bool name_is_nobody(const struct name *name);
/* Whether it names an organisation: by its legal form or by a word such as "association". */
bool name_is_organisation(const char *text);
struct name name_of_organisation(struct arena *a, const char *text);
/* "Prof. Dr. Anna von der Heide, MdB" */
const char *name_text(struct arena *a, const struct name *name);

/* Small letters and digits only: ä is ae, ß is ss, accents, spaces and punctuation are removed. */
const char *key_fold(struct arena *a, const char *s);
/* The key shared by equal names: given name, particle and family name, folded; NULL if too little
 * is known to be sure. */
const char *key_name(struct arena *a, const struct name *name);
/* The words of a name folded, regardless of separators: "Eva Müller-Schmidt" is "Eva Müller
 * Schmidt". */
const char *key_words(struct arena *a, const struct name *name);
/* The words of a text folded, a space before each. */
const char *key_text(struct arena *a, const char *s);
/* "A.", "A. M.": initials only. */
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

enum field field_of(const struct job *job, const char *heading);  /* FIELD_COUNT: unknown */
bool field_is_mapped(const struct job *job, const char *heading); /* by --map */
const char *field_name(enum field f);
bool field_is_list(enum field f);    /* may have several values: all of them count */
bool field_is_consent(enum field f); /* one of the consents or their date */
bool field_is_private(enum field f); /* never written, not even in a message */
const char *field_option(struct arena *a,
                         const char *heading); /* the option that a tick box is for: "In welcher AG?
                                                  [Ethik]"; NULL: none */
/* The ORCID iD in a text, checked by its last digit; NULL: none. */
const char *field_orcid(struct arena *a, const char *text);
/* "1.3.2026", "1. März 2026", "2026-03-01 12:00", "3/14/26", "46082" → "2026-03-01" and the like;
 * NULL: no date, or a doubtful one. */
const char *field_date(struct arena *a, const char *text);
bool field_is_email(const char *text);

void field_report_unknown(struct job *job, const char *heading, struct loc where);
const char *field_trimmed(struct arena *a, const char *s); /* NULL: only white space */
/* An entry of a list, trimmed. */
const char *list_entry(struct arena *a, const char *s, size_t n);

/* ---- asked.c, consent.c: questions and answers ---- */

struct asked {
    enum field field; /* a consent, its date, or a note; FIELD_COUNT: unclear */
    enum turn turn;
    bool names;       /* it mentions print, the web or naming people */
    bool consents;    /* it mentions consent */
    bool which;       /* it asks how or which */
    bool others;      /* and is about another subject than the person, such as an organisation */
    bool refuses;     /* any answer below but a no may refuse: "Ich widerspreche", "gesperrt" */
    bool subject;     /* it asks about something else: "Teilnahme" */
    bool inquires;    /* it asks for remarks: "Möchten Sie uns noch etwas mitteilen?" */
    bool remarks;     /* remarks on people are below it: "Bemerkung" */
    enum field dates; /* the consent that it asks the date of; FIELD_COUNT: none */
};
struct asked asked_of(const char *heading);
/* A heading folded, without words that are answers: "Einwilligung vorhanden?", "Zustimmung (ja)".
 */
const char *asked_subject(struct arena *a, const char *heading);

/* An answer, read for each medium. */
struct answer {
    enum consent to[MEDIA]; /* CONSENT_NO where it is not clear */
    bool clear[MEDIA];
    bool refuses[MEDIA]; /* a word in it refuses */
    bool named, only;    /* it mentions media; it has "only" */
};
struct answer consent_answer(struct arena *a, const char *text);
/* Reads a plain yes or no; false if it is neither or mentions a medium (*consent is CONSENT_NO
 * then). */
bool consent_says(const char *text, enum consent *consent);
void consent_add(struct job *job, struct record *rec, enum field f, const char *text,
                 enum turn turn, const char *heading);
void consent_settle(struct job *job, struct record *rec); /* combines all answers */
bool consent_which(const char *name, unsigned *which); /* "print", "web", "both", "photo" as bits */
extern const char *const consent_names[];              /* of CONSENTS */
bool consent_decide(struct record *rec, unsigned which,
                    bool yes); /* resolves the unclear answers; false: there are none */
/* A record's consent, changed by its remarks. */
enum consent consent_remarked(const struct record *rec, int which);
/* The answer that keeps a person out of the book: the strictest in the media in scope that is not a
 * yes. */
enum consent consent_of(const struct job *job, const enum consent consent[CONSENTS]);

/* ---- remark.c: remarks in other cells ---- */

struct remark {
    unsigned doubted, withdrawn; /* media that it may refuse, or withdraws a consent for, as bits */
    bool unread;                 /* below a heading for remarks, and not understood */
};
/* CELL_FACT: it states a fact unrelated to naming, so that only words about the person count;
 * CELL_REMARK: it may say anything of the person, so that a bare no may be one to being named. */
enum cell { CELL_OTHER, CELL_FACT, CELL_REMARK };
struct remark remark_of(const char *heading, const char *text, enum cell cell);

/* What a row with one text says of the rows below it, "Nicht zugestimmt:": it is a heading if it
 * has no word that may be a name, or ends in a colon. `title`: it is above the whole table, and
 * may be about the document: only words of consent count. `media`: those refused. */
enum section { SECTION_NONE, SECTION_REFUSES, SECTION_AGREES, SECTION_OTHER };
enum section remark_section(const char *text, bool title, unsigned *media);

/* ---- record.c, file.c, vcard.c, xmlfile.c, credits.c: records from files and from the book ---- */

void file_read(struct job *job, const char *path);
void file_read_map(struct job *job, const char *path);
void vcard_read(struct job *job, const char *text, const char *file);
void validity_judge(struct job *job, xmlDoc *file); /* reports deviations from contributors.rng */
void xmlfile_read(struct job *job, const char *bytes, size_t n, const char *file);
void credits_read(struct job *job);
const char *credits_orcid(struct arena *a,
                          const xmlNode *n); /* of a credit or an element in it; NULL: none */
bool credits_is(const xmlNode *n);           /* author, editor, othercredit, collab */
void credits_add(struct job *job, xmlNode *credit,
                 bool file); /* file: it is in a contributor file, not in the book */
struct record *record_new(struct job *job, struct loc where);
void record_add(struct job *job, struct record *rec, enum field f,
                const char *text); /* adds one value */
void record_put(struct job *job, struct record *rec, const char *heading, const char *text,
                struct loc where); /* by the heading; unknown ones are reported */
/* Looks for statements about being named in a cell that is not an answer: a remark, or text in
 * brackets after a name. */
void record_remark(struct job *job, struct record *rec, enum field f, const char *heading,
                   const char *text);
/* Takes an answer below a heading that refuses, such as "gesperrt". */
void record_refuse(struct job *job, struct record *rec, const char *heading, const char *text);
/* Takes it that who is below this heading within a table refuses. */
void record_below(struct job *job, struct record *rec, const char *heading, unsigned media);
void record_finish(
    struct job *job,
    struct record *rec); /* reads the values; drops a record without a name and reports it */
void record_set_name(struct job *job, struct record *rec, struct name name);

/* ---- sets.c, decisions.c, match.c, likely.c, person.c: identities ---- */

void decisions_read(struct job *job, const char *path);
void decisions_done(struct job *job);
void decisions_resolve(struct job *job); /* finds the mentions they refer to, joins equal ones */
bool decisions_apart(struct job *job, int i, int j); /* whether they keep two mentions apart */
void decisions_ask(struct job *job); /* reports answers and remarks that are unclear */
const char *decisions_place(
    struct job *job,
    const struct record *rec);        /* name of a mention by its place, as used in decisions */
int set_root(struct job *job, int i); /* root of the set of a mention */
void set_join(struct job *job, int i, int j);
void match_rows(struct job *job);    /* joins rows of files */
void match_credits(struct job *job); /* adds the book's credits to their sets */
/* Whether the written name identifies the person: no other person has it, and one of the person's
 * rows does, if there is any. */
bool match_name_tells(struct job *job, const struct person *p);
void match_done(struct job *job);
void likely_add(struct job *job, int i, int j);
void likely_hold(struct job *job, int i, int j); /* likewise, not reported: a refusal in one holds
                                                    the other back if both are rows of files */
void likely_find(struct job *job);
void likely_report(struct job *job);
void person_gather(struct job *job);

/* ---- mark.c: how a second run recognises its own work ---- */

bool mark_is_made(const xmlNode *credit); /* an earlier run made it */
void mark_made(xmlNode *credit);
const char *mark_of(struct job *job,
                    const xmlNode *credit); /* the person it was found to be of; NULL: its name
                                               identifies the person */
void mark_match(struct job *job);           /* joins marked credits with their people */
void mark_credits(struct job *job); /* marks credits whose names do not identify the person */

/* ---- element.c: elements in the book ---- */

bool is_german(const struct job *job); /* the book */
bool shows(const struct job *job, enum show s);
struct loc person_place(const struct person *p);
xmlNode *person_name_element(struct job *job, const struct person *p, struct loc where);
bool element_is_space(const xmlNode *n); /* a text node of white space; NULL: no */
void drop_line(xmlNode *n);              /* with the space before it */
const char *division_title(struct job *job, const struct division *d);

/* ---- order.c ---- */

void order_people(struct job *job);
void order_done(struct job *job);
const unsigned char *order_text(struct job *job,
                                const char *text); /* sort key of a text, DIN 5007 variant 2 */

/* ---- chapters.c, write.c, list.c: back into the book ---- */

void chapters_assign(struct job *job);
void write_book(struct job *job);
void list_write(struct job *job);

void partners_read(struct job *job); /* places.c: the tables, before anything is written */
void partners_done(struct job *job);
void mention_keep_back(
    struct job *job);               /* mention.c: names of people kept back beside their credits */
void places_write(struct job *job); /* places.c: portraits, thanks, partners */
void list_add_para(xmlNode *item, const char *role, const char *text, struct loc where);
bool is_web(const char *url);
bool is_list(const xmlNode *n); /* a list of contributors */
/* Makes acknowledgements with a placeholder in them and returns the placeholder. */
xmlNode *need_acknowledgements(struct job *job, const char *role, const char *title);

/* ---- balance.c, chart.c: in aggregate ---- */

/* A category (such as a sector) and the number of people in it. */
struct balance_kind {
    const char *name; /* NULL: not stated */
    int people;
};
struct balance {
    struct {
        struct balance_kind *v;
        int n, cap;
    } kinds;                   /* large ones, the largest first */
    int folded, folded_people; /* number of small categories merged, and their people */
    int total;                 /* of all kinds: people may be of several */
    bool told;                 /* there are figures that expose no one */
};
int balance_dimensions(void);
const char *balance_name(int dimension);                         /* "sector" */
const char *balance_title(const struct job *job, int dimension); /* "Sektoren" */
const char *balance_unknown(const struct job *job);
const char *balance_others(const struct job *job);
int balance_percent(const struct balance *b, int people);
void balance_count(struct job *job, int dimension,
                   struct balance *b); /* owned by the caller: vec_done(&b->kinds) */
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

#endif
