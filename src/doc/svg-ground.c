// SPDX-License-Identifier: Apache-2.0
/* What the style attribute of a drawing's svg element says. librsvg knows SVG's own properties
 * only, but browsers paint the background of that element, too (SVG 2, 6.6 and CSS Backgrounds 3,
 * 2.11), and drawing programs count on it. */
#include <libxml/xmlreader.h>
#include <string.h>

#include "doc/doc-int.h"

static int trimmed(const char *s, int n)
{
    while (n && strchr(" \t\r\n", s[n - 1]))
        n--;
    return n;
}

/* The bytes up to the end of a declaration: a semicolon not in strings and brackets. */
static int declaration(const char *s)
{
    int n = 0, depth = 0;
    char quote = 0;
    for (; s[n] && (quote || depth > 0 || s[n] != ';'); n++) {
        if (quote)
            quote = s[n] == quote ? 0 : quote;
        else if (s[n] == '"' || s[n] == '\'')
            quote = s[n];
        else
            depth += s[n] == '(' ? 1 : s[n] == ')' ? -1 : 0;
    }
    return n;
}

bool svg_declaration(struct arena *a, const char **style, const char **name, const char **value)
{
    while (**style) {
        const char *s = *style + strspn(*style, " \t\r\n;");
        int n = declaration(s);
        *style = s + n;
        const char *colon = memchr(s, ':', (size_t)n), *end = s + n;
        if (!colon)
            continue;
        const char *from = colon + 1 + strspn(colon + 1, " \t\r\n");
        const char *bang = from < end ? memchr(from, '!', (size_t)(end - from)) : NULL;
        if (from >= end)
            continue;
        *name = arena_dup(a, s, (size_t)trimmed(s, (int)(colon - s)));
        *value = arena_dup(a, from, (size_t)trimmed(from, (int)((bang ? bang : end) - from)));
        return true;
    }
    return false;
}

/* Whether the value is one of background-color; sets that. */
static bool color_of(struct css *css, const char *value, const struct css_color **color)
{
    const struct css_style *clear = css_anonymous(css, NULL, KW_block),
                           *black = css_with(css, clear, CSS_background_color, "#000"),
                           *a = css_with(css, clear, CSS_background_color, value),
                           *b = css_with(css, black, CSS_background_color, value);
    if (a != b) /* each has kept its own */
        return false;
    *color = css_color(a, CSS_background_color);
    return true;
}

static char *root_style(const struct image *i)
{
    if (i->size > INT32_MAX / 2 || !memmem(i->data, i->size, "background", 10))
        return NULL;
    xmlTextReader *r = xmlReaderForMemory((const char *)i->data, (int)i->size, NULL, NULL,
                                          XML_PARSE_NONET | XML_PARSE_NOERROR |
                                              XML_PARSE_NOWARNING);
    xmlChar *style = NULL;
    int got = r ? xmlTextReaderRead(r) : 0;
    while (got == 1 && xmlTextReaderNodeType(r) != XML_READER_TYPE_ELEMENT)
        got = xmlTextReaderRead(r);
    if (got == 1)
        style = xmlTextReaderGetAttribute(r, (const xmlChar *)"style");
    if (r)
        xmlFreeTextReader(r);
    return (char *)style;
}

void svg_take_ground(struct doc *doc, struct image *i, struct loc where)
{
    const struct css_color *color = NULL;
    char *style = root_style(i);
    const char *at = style ? style : "", *name, *value;
    bool given = false;
    while (svg_declaration(&doc->arena, &at, &name, &value)) {
        if (strcasecmp(name, "background") && strcasecmp(name, "background-color"))
            continue;
        if (!strcasecmp(value, "none"))
            color = NULL, given = true;
        else if (color_of(doc->css, value, &color))
            given = true;
        else if (!given) /* else that was its fallback (CSS 2.1, 4.2) */
            diag(DIAG_css_unsupported_value, where, value, name);
    }
    if (color) {
        image_key(color, i->ground);
        i->ground[3] = (unsigned char)(color->alpha / 257);
    }
    xmlFree(style);
}
