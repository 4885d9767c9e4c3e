// SPDX-License-Identifier: Apache-2.0
/* Paragraphs in another language than their book without xml:lang, such as English passages in
 * German books: they would be hyphenated, quoted and read aloud wrongly. Function words
 * (language.def) decide: hardly any of the surrounding language and many of another; short
 * paragraphs and doubtful ones are left unchanged. The table is our own, instead of a detector's
 * model, since models change with each release and would change the lines of books. */
#include <string.h>

#include "expand/expand-int.h"

enum {
    WORDS_LEAST = 12,
    WORDS_MOST = 60, /* examined in a paragraph */
    OWN_ENOUGH = 2,  /* of the language around among the first WORDS_LEAST: it is in that */
    OWN_PERCENT = 5,
    OTHER_PERCENT = 20, /* at most of the language around; at least of another */
    WORD_BYTES = 8,     /* of the longest function word */
};
static const struct function_word {
    const char *lang, *word;
} words[] = {
#define F(lang, word) {lang, word},
#include "expand/language.def"
};
static const char *const languages[] = {"de", "en", "fr"};
enum { LANGUAGES = sizeof languages / sizeof *languages };
struct count {
    int all, of[LANGUAGES];
};

static int language_of(const char *lang)
{
    for (int i = 0; i < LANGUAGES; i++)
        if (!strncasecmp(lang, languages[i], 2) && (!lang[2] || lang[2] == '-'))
            return i;
    return -1;
}

static void language_fill(struct map *map)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        *map_put(map, words[i].word) = (void *)&languages[language_of(words[i].lang)];
}

static bool is_word_byte(char c)
{
    return (unsigned char)c >= 0x80 || ((unsigned char)c | 0x20u) - 'a' < 26u;
}

/* Counts the words of a text until there are enough. */
static void count_words(const struct map *map, const char *s, int own, struct count *count)
{
    char lower[WORD_BYTES + 1];
    while (*s && count->all < WORDS_MOST &&
           !(count->all <= WORDS_LEAST && count->of[own] >= OWN_ENOUGH)) {
        int n = 0;
        for (; is_word_byte(s[n]); n++)
            if (n < WORD_BYTES)
                lower[n] = s[n] >= 'A' && s[n] <= 'Z' ? (char)(s[n] + 32) : s[n];
        const char *const *lang = n && n <= WORD_BYTES ? map_get_n(map, lower, (size_t)n) : NULL;
        if (lang)
            count->of[lang - languages]++;
        count->all += n > 0;
        s += n ? n : 1;
    }
}

/* Words inside inline elements count only where these are emphasis: others are names, code and
 * quotations. */
static bool is_prose(const xmlNode *text, const xmlNode *para)
{
    return text->parent == para ||
           (text->parent->parent == para && xml_elem(text->parent) == DB_emphasis);
}

/* The surrounding language, from divisions only: nearer attributes are set on purpose. NULL if
 * there is none. */
static const char *language_around(const xmlNode *n)
{
    for (const xmlNode *p = n; p && p->type == XML_ELEMENT_NODE; p = p->parent) {
        const char *lang = xml_attr(p, "xml:lang");
        if (lang)
            return p != n && (db_class_of(xml_elem(p)) <= DB_SECTION ||
                              p->parent->type != XML_ELEMENT_NODE)
                       ? lang
                       : NULL;
    }
    return NULL;
}

void expand_language(struct expand *x, xmlNode *para)
{
    const char *lang = language_around(para);
    int own = lang ? language_of(lang) : -1;
    struct count count = {0};
    if (own < 0)
        return;
    if (!x->function_words.n)
        language_fill(&x->function_words);
    for (const xmlNode *n = para->children; n && count.all < WORDS_MOST;
         n = xml_walk_nodes(para, n))
        if (n->type == XML_TEXT_NODE && is_prose(n, para))
            count_words(&x->function_words, (const char *)n->content, own, &count);
    if (count.all < WORDS_LEAST || count.of[own] * 100 > count.all * OWN_PERCENT)
        return;
    for (int i = 0; i < LANGUAGES; i++)
        if (count.of[i] * 100 >= count.all * OTHER_PERCENT) {
            xml_set_attr(para, "xml:lang", languages[i]);
            diag_once(DIAG_language_guessed, xml_loc(para), languages[i], languages[own]);
            return;
        }
}
