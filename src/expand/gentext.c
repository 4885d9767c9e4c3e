// SPDX-License-Identifier: Apache-2.0
/* Generated text by language: gentext.def as a table of languages by keys. */
#include <string.h>

#include "expand/expand-int.h"

enum gen_lang {
#define L(lang) LANG_##lang,
#include "gentext.def"
    LANGS
};

static const char *const lang_name[LANGS] = {
#define L(lang) [LANG_##lang] = #lang,
#include "gentext.def"
};
static const char *const key_name[GEN_KEYS] = {
#define K(key) [GEN_##key] = #key,
#include "gentext.def"
};
static const char *const text[LANGS][GEN_KEYS] = {
#define G(lang, key, words) [LANG_##lang][GEN_##key] = words,
#include "gentext.def"
};

/* Norwegian without a variant, or Nynorsk, is read as Bokmål. */
static enum gen_lang find_lang(const char *lang)
{
    size_t n = strcspn(lang, "-_");
    if (n == 2 && (!strncmp(lang, "no", 2) || !strncmp(lang, "nn", 2)))
        return LANG_nb;
    for (int i = 0; i < LANGS; i++)
        if (strlen(lang_name[i]) == n && !strncmp(lang, lang_name[i], n))
            return (enum gen_lang)i;
    return LANG_en;
}

const char *expand_gen(const xmlNode *n, enum gen_key key)
{
    const char *t = text[find_lang(xml_lang(n))][key];
    return t ? t : text[LANG_en][key];
}

const char *expand_text(const char *lang, const char *key)
{
    for (int k = 0; k < GEN_KEYS; k++)
        if (!strcmp(key, key_name[k])) {
            const char *t = text[find_lang(lang)][k];
            return t ? t : text[LANG_en][k];
        }
    return key;
}
