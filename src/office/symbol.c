// SPDX-License-Identifier: Apache-2.0
/* Symbol fonts: their characters have private codes, which only they can show; the Unicode
 * character can be shown in any font that has it. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "office/text-int.h"

enum { FIRST = 0x20, CODES = 0x100 - FIRST };

static struct font {
    const char *name, *text;
    uint32_t unicode[CODES];
    bool ready;
} fonts[] = {
#define F(name, text) {name, text, {0}, false},
#include "office/symbols.def"
#undef F
};

/* "ITC Zapf Dingbats", "Symbol MT": names differ by foundry. */
static bool is_named(const char *name, const char *known)
{
    name += strncasecmp(name, "ITC ", 4) ? 0 : 4;
    for (; *known; known++) {
        name += *known == ' ' ? 0 : strspn(name, " ");
        if (*known == ' ')
            continue;
        if (tolower((unsigned char)*name++) != tolower((unsigned char)*known))
            return false;
    }
    name += strspn(name, " ");
    return !*name || !strcasecmp(name, "MT");
}

static struct font *symbol_find(const char *name)
{
    for (size_t i = 0; name && i < sizeof fonts / sizeof *fonts; i++)
        if (is_named(name, fonts[i].name))
            return &fonts[i];
    return NULL;
}

bool symbol_font(const char *name) { return symbol_find(name) != NULL; }

uint32_t symbol_unicode(const char *name, uint32_t code)
{
    struct font *f = symbol_find(name);
    if (code >= 0xf000 && code <= 0xf0ff) /* the private area, in which documents keep them */
        code -= 0xf000;
    if (!f || code < FIRST || code > 0xff)
        return 0;
    const char *p = f->text, *end = p + strlen(p);
    for (int i = 0; !f->ready && i < CODES && p < end; i++)
        f->unicode[i] = utf8_next(&p, end);
    f->ready = true;
    uint32_t u = f->unicode[code - FIRST];
    return u == 0xfffd ? 0 : u;
}
