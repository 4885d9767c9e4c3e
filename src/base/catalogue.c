// SPDX-License-Identifier: Apache-2.0
/* The user's language: a gettext catalogue, read by our own code. The C library does not look for
 * one if the language is not installed as a locale, as in small installations; messages only need
 * their catalogue. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "koki-config.h"
#include "base/base-int.h"

/* The whole of a .mo file in the machine's byte order, checked when it is read. */
static struct {
    struct buf file;
    uint32_t n, from, to; /* number of texts; offsets of the tables of the English texts and of
                             their translations */
} catalogue;

static uint32_t word_at(size_t at)
{
    uint32_t v;
    memcpy(&v, catalogue.file.s + at, sizeof v);
    return v;
}

/* A text of a table; there is a 0 after it. */
static const char *text_at(uint32_t table, uint32_t i)
{
    return catalogue.file.s + word_at(table + 8 * (size_t)i + 4);
}

static bool table_fits(uint32_t table)
{
    if (table > catalogue.file.n || catalogue.n > (catalogue.file.n - table) / 8)
        return false;
    for (uint32_t i = 0; i < catalogue.n; i++) {
        size_t n = word_at(table + 8 * (size_t)i), at = word_at(table + 8 * (size_t)i + 4);
        if (at >= catalogue.file.n || n >= catalogue.file.n - at || catalogue.file.s[at + n])
            return false;
    }
    return true;
}

static void catalogue_close(void)
{
    buf_done(&catalogue.file);
    catalogue.n = 0;
}

static bool read_catalogue(const char *path)
{
    FILE *f = fopen(path, "rb");
    bool ok = f && buf_read(&catalogue.file, f, 16 << 20) && catalogue.file.n >= 28 &&
              word_at(0) == 0x950412de;
    if (f)
        fclose(f);
    if (ok) {
        catalogue.n = word_at(8);
        catalogue.from = word_at(12);
        catalogue.to = word_at(16);
        ok = table_fits(catalogue.from) && table_fits(catalogue.to);
    }
    if (!ok)
        catalogue_close();
    return ok;
}

/* The folder of translations: $KOKI_LOCALE, or beside the program. */
static const char *locale_dir(void)
{
    const char *given = getenv("KOKI_LOCALE");
    return given && *given && !access(given, R_OK) ? given : path_beside_program(KOKI_LOCALE_DIR);
}

static const char *variable(const char *name)
{
    const char *v = getenv(name);
    return v && *v ? v : NULL;
}

/* The language requested by the environment, as in GNU gettext: "de_AT.UTF-8", or a list "de:fr";
 * NULL: English. */
static const char *wanted_languages(void)
{
    const char *locale = variable("LC_ALL")        ? variable("LC_ALL")
                         : variable("LC_MESSAGES") ? variable("LC_MESSAGES")
                                                   : variable("LANG");
    if (!locale || !strcmp(locale, "C") || !strcmp(locale, "POSIX"))
        return NULL;
    return variable("LANGUAGE") ? variable("LANGUAGE") : locale;
}

/* Opens the catalogue of a language, its name n bytes: with its country, then without. */
static bool open_language(const char *name, size_t n)
{
    struct arena a = {0};
    bool found = false;
    n = strcspn(name, ".@:") < n ? strcspn(name, ".@:") : n;
    for (size_t k = n; k && !found; k = strcspn(name, "_") < k ? strcspn(name, "_") : 0)
        if (!memchr(name, '/', k))
            found = read_catalogue(
                arena_printf(&a, "%s/%.*s/LC_MESSAGES/koki.mo", locale_dir(), (int)k, name));
    arena_done(&a);
    return found;
}

void catalogue_open(void)
{
    const char *list = wanted_languages();
    while (list && *list) {
        size_t n = strcspn(list, ":");
        bool english = (*list == 'C' && (n == 1 || list[1] == '.')) || !strncmp(list, "en", 2);
        if (english || open_language(list, n))
            return;
        list += n + (list[n] == ':');
    }
}

const char *catalogue_english(const char *s)
{
    uintptr_t file = (uintptr_t)catalogue.file.s, at = (uintptr_t)s;
    if (at >= file && at < file + catalogue.file.n)
        for (uint32_t i = 0; i < catalogue.n; i++)
            if (text_at(catalogue.to, i) == s)
                return text_at(catalogue.from, i);
    return s;
}

const char *koki_gettext(const char *s)
{
    uint32_t low = 0, high = *s ? catalogue.n : 0; /* msgfmt sorts the English */
    while (low < high) {
        uint32_t i = low + (high - low) / 2;
        int d = strcmp(s, text_at(catalogue.from, i));
        if (!d)
            return text_at(catalogue.to, i);
        if (d < 0)
            high = i;
        else
            low = i + 1;
    }
    return s;
}
