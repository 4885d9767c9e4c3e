// SPDX-License-Identifier: Apache-2.0
/* Checks of words: the house's list, and chapters that advertise their own author. */
#include <errno.h>
#include <string.h>

#include "collect/check.h"

/* An entry of the list: one or several words, and their replacement in the house style. */
struct house_word {
    const char *bad, *good;  /* good "": no replacement */
    struct house_word *next; /* with the same first word */
};

static bool is_letter(char c)
{
    return (c & 0x80) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static size_t word_length(const char *p)
{
    size_t n = 0;
    while (is_letter(p[n]))
        n++;
    return n;
}

/* ---- the house's list ---- */

static const char *check_words_trimmed(struct arena *a, const char *s, size_t n)
{
    while (n && strchr(" \t\r", *s))
        s++, n--;
    while (n && strchr(" \t\r", s[n - 1]))
        n--;
    return arena_dup(a, s, n);
}

static void add_word(struct check *k, const char *line, size_t n)
{
    const char *equals = memchr(line, '=', n);
    struct house_word *w = arena_make(&k->arena, struct house_word);
    w->bad = check_words_trimmed(&k->arena, line, equals ? (size_t)(equals - line) : n);
    w->good = equals ? check_words_trimmed(&k->arena, equals + 1, n - (size_t)(equals + 1 - line))
                     : "";
    size_t first = word_length(w->bad);
    if (!first)
        return;
    void **place = map_put(&k->words, arena_dup(&k->arena, w->bad, first));
    w->next = *place;
    *place = w;
}

/* Lines "word = better word" or "word"; "#" begins a comment. */
void check_words_read(struct check *k, const char *path)
{
    struct buf b = {0};
    FILE *f = file_open_given(path);
    if (!f || !file_read_rest(&b, f, path, 16 << 20))
        diag(DIAG_cannot_read, LOC_NONE, path, strerror(errno));
    if (f)
        fclose(f);
    for (const char *p = b.s ? b.s : ""; *p;) {
        size_t n = strcspn(p, "\n");
        add_word(k, p, strcspn(p, "#\n"));
        p += n + (p[n] == '\n');
    }
    buf_done(&b);
}

/* Whether an entry is at p; a space in it is any white space of the text. */
static bool stands_at(const char *entry, const char *p)
{
    for (; *entry; entry++) {
        if (*entry == ' ' && strchr(" \t\r\n", *p) && *p)
            p += strspn(p, " \t\r\n");
        else if (*entry != *p++)
            return false;
    }
    return !is_letter(*p);
}

static void find_words(struct check *k, const xmlNode *n, const char *text)
{
    for (const char *p = text; *p; p++) {
        size_t length = word_length(p);
        for (const struct house_word *w = length ? map_get_n(&k->words, p, length) : NULL; w;
             w = w->next)
            if (stands_at(w->bad, p) && !check_is_code(n))
                diag(*w->good ? DIAG_collect_word : DIAG_collect_word_unwanted, xml_loc(n), w->bad,
                     *w->good ? w->good : check_excerpt(k, text, p), check_excerpt(k, text, p));
        p += length ? length - 1 : 0;
    }
}

void check_words(struct check *k, xmlNode *n)
{
    for (const xmlNode *t = n->children; k->words.n && t; t = t->next)
        if (t->type == XML_TEXT_NODE && t->content)
            find_words(k, n, (const char *)t->content);
}

/* ---- sales pitches ---- */

/* Legal forms do not belong to the name of a company. */
static size_t without_legal_form(const char *name, size_t n)
{
    static const char *const forms[] =
        {" GmbH & Co. KG", " gGmbH", " GmbH", " mbH",   " AG",   " SE",   " KG",
         " OHG",           " GbR",   " eG",   " e. V.", " e.V.", " UG",   " Ltd.",
         " Ltd",           " Inc.",  " Inc",  " LLC",   " plc",  " S.A.", " B.V."};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        size_t k = strlen(forms[i]);
        if (n > k + 2 && !memcmp(name + n - k, forms[i], k))
            return n - k;
    }
    return n;
}

enum { MOST_NAMES = 100 }; /* per chapter: each is searched for in all its text */

static void add_name(struct check *k, const xmlNode *n)
{
    k->text.n = 0;
    xml_text(n, &k->text);
    size_t length = without_legal_form(k->text.s ? k->text.s : "", k->text.n);
    bool known = false;
    for (int i = 0; i < k->names.n && length >= 3; i++)
        known |= strlen(k->names.v[i]) == length && !memcmp(k->names.v[i], k->text.s, length);
    if (length >= 3 && !known && k->names.n < MOST_NAMES)
        *vec_add(&k->names) = arena_dup(&k->arena, k->text.s, length);
}

/* Reads organisations and products of the authors from a chapter's info. */
static void read_names(struct check *k, const xmlNode *chapter)
{
    const xmlNode *info = xml_info_of(chapter);
    k->chapter = chapter;
    k->names.n = 0;
    for (const xmlNode *n = info; n; n = xml_walk(info, n)) {
        enum db_elem e = xml_elem(n);
        bool own = e == DB_orgname || e == DB_shortaffil || e == DB_productname;
        const xmlNode *up = n;
        while (own && up != info && !xml_is(up, "author") && !xml_is(up, "affiliation") &&
               !xml_is(up, "publisher"))
            up = up->parent;
        if (own && !xml_is(up, "publisher"))
            add_name(k, n);
    }
}

static const char *find_name(const char *text, const char *name)
{
    for (const char *p = text; (p = strstr(p, name)); p++)
        if ((p == text || !is_letter(p[-1])) && !is_letter(p[strlen(name)]))
            return p;
    return NULL;
}

static bool is_chapter(const xmlNode *n)
{
    return db_class_of(xml_elem(n)) == DB_DIVISION && xml_elem(n) != DB_part &&
           xml_elem(n) != DB_reference;
}

static bool in_info(const xmlNode *n, const xmlNode *chapter)
{
    for (; n && n != chapter; n = n->parent)
        if (xml_is(n, "info"))
            return true;
    return !n; /* after the chapter */
}

void check_pitch(struct check *k, xmlNode *n)
{
    if (is_chapter(n))
        read_names(k, n);
    if (!k->names.n || in_info(n, k->chapter))
        return;
    for (const xmlNode *t = n->children; t; t = t->next)
        for (int i = 0; t->type == XML_TEXT_NODE && i < k->names.n; i++) {
            const char *found = find_name((const char *)t->content, k->names.v[i]);
            if (found)
                diag(DIAG_collect_pitch, xml_loc(n), k->names.v[i],
                     check_excerpt(k, (const char *)t->content, found));
        }
}
