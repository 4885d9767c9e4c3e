// SPDX-License-Identifier: Apache-2.0
/* The font families used by the text of SVG images: librsvg silently replaces missing ones, which
 * spoils logos.
 *
 * The family of an element is that of its style attribute, of the rules in the image's style sheets
 * (only the last part of their selectors is considered: a type, class or id), of its font-family
 * attribute, or its parent's. */
#include "out/out.h"

#include <ctype.h>
#include <libxml/parser.h>
#include <string.h>
#include <strings.h>

enum { DEEPEST = 200, NAME = 200, MOST_WORK = 64 << 20 };

/* The value of font-family among declarations; false: there is none. */
static bool find_declaration(const char *s, const char *end, const char **from, size_t *n)
{
    static const char name[] = "font-family";
    for (bool found = false; s < end;) {
        const char *stop = memchr(s, ';', (size_t)(end - s));
        stop = stop ? stop : end;
        while (s < stop && isspace((unsigned char)*s))
            s++;
        const char *colon = memchr(s, ':', (size_t)(stop - s));
        if (colon && (size_t)(stop - s) > sizeof name - 1 &&
            !strncasecmp(s, name, sizeof name - 1)) {
            *from = colon + 1;
            *n = (size_t)(stop - colon - 1);
            found = true;
        }
        s = stop + 1;
        if (s >= end)
            return found;
    }
    return false;
}

/* Whether the last part of a selector names the element. */
static bool selects(const char *s, size_t n, const xmlNode *e, const char *id, const char *classes)
{
    while (n && isspace((unsigned char)s[n - 1]))
        n--;
    size_t from = n;
    while (from && !isspace((unsigned char)s[from - 1]) && !strchr(">+~", s[from - 1]))
        from--;
    for (size_t at = from; at < n;) {
        char kind = s[at] == '.' || s[at] == '#' ? s[at++] : 0;
        size_t size = strcspn(s + at, ".#[:,{ \t\r\n");
        size = size < n - at ? size : n - at;
        if (!size)
            return false;
        bool same = kind == '#' ? id && strlen(id) == size && !strncmp(id, s + at, size)
                    : !kind     ? (size == 1 && s[at] == '*') ||
                                  (strlen((const char *)e->name) == size &&
                                   !strncmp((const char *)e->name, s + at, size))
                            : false;
        for (const char *c = kind == '.' ? classes : NULL; c && *c && !same;) {
            size_t k = strcspn(c, " \t\r\n");
            same = k == size && !strncmp(c, s + at, size);
            c += k + (c[k] != 0);
        }
        if (!same)
            return false;
        at += size;
    }
    return from < n;
}

static bool find_rule(const char *sheet, const xmlNode *e, const char *id, const char *classes,
                      const char **from, size_t *n)
{
    bool found = false;
    for (const char *open; (open = strchr(sheet, '{'));) {
        const char *close = strchr(open, '}');
        close = close ? close : open + strlen(open);
        for (const char *s = sheet; s < open;) {
            const char *comma = memchr(s, ',', (size_t)(open - s));
            comma = comma ? comma : open;
            if (selects(s, (size_t)(comma - s), e, id, classes))
                found |= find_declaration(open + 1, close, from, n);
            s = comma + 1;
        }
        sheet = close + (*close != 0);
    }
    return found;
}

struct survey {
    const struct text *text;
    const struct image *image;
    struct buf sheet;
    size_t work; /* [bytes] of rules examined */
};

/* The families of one element, to be freed; NULL if unspecified. */
static char *own_families(struct survey *v, xmlNode *e)
{
    const char *from = NULL;
    size_t n = 0;
    xmlChar *style = xmlGetProp(e, BAD_CAST "style"), *id = xmlGetProp(e, BAD_CAST "id"),
            *classes = xmlGetProp(e, BAD_CAST "class");
    xmlChar *attribute = xmlGetProp(e, BAD_CAST "font-family");
    bool found = style &&
                 find_declaration((char *)style, (char *)style + strlen((char *)style), &from, &n);
    v->work += v->sheet.n;
    found = found || (v->sheet.s && v->work < MOST_WORK &&
                      find_rule(v->sheet.s, e, (char *)id, (char *)classes, &from, &n));
    char *families = NULL;
    if (found) {
        families = memcpy(mem_new(n + 1), from, n);
    } else if (attribute) {
        families = mem_dup((char *)attribute);
    }
    xmlFree(style);
    xmlFree(id);
    xmlFree(classes);
    xmlFree(attribute);
    return families;
}

static bool is_generic(const char *name)
{
    static const char *const generics[] = {"serif",   "sans-serif", "monospace", "cursive",
                                           "fantasy", "system-ui",  "inherit",   "initial"};
    for (size_t i = 0; i < sizeof generics / sizeof *generics; i++)
        if (!strcasecmp(generics[i], name))
            return true;
    return false;
}

/* Reports the first of the families if none of them exists. */
static void check_families(const struct survey *v, const char *list, int line)
{
    char first[NAME] = "";
    for (const char *s = list; s && *s;) {
        size_t n = strcspn(s, ","), k = 0;
        char name[NAME];
        for (size_t i = 0; i < n && k < sizeof name - 1; i++)
            if (s[i] != '"' && s[i] != '\'' && (k || !isspace((unsigned char)s[i])))
                name[k++] = s[i];
        while (k && isspace((unsigned char)name[k - 1]))
            k--;
        name[k] = 0;
        if (*name && (is_generic(name) || text_has_family(v->text, name)))
            return;
        if (!*first)
            snprintf(first, sizeof first, "%s", name);
        s += n + (s[n] != 0);
    }
    if (*first)
        diag_once(DIAG_svg_family, (struct loc){v->image->path, line, 0}, first);
}

static bool has_words(const xmlNode *e)
{
    for (const xmlNode *n = e->children; n; n = n->next)
        if ((n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) && n->content &&
            n->content[strspn((const char *)n->content, " \t\r\n")])
            return true;
    return false;
}

static void survey(struct survey *v, xmlNode *e, const char *families, bool in_text, int depth)
{
    for (; e && depth < DEEPEST; e = e->next) {
        if (e->type != XML_ELEMENT_NODE)
            continue;
        char *own = own_families(v, e);
        bool text = in_text || !strcmp((const char *)e->name, "text");
        if (text && has_words(e))
            check_families(v, own ? own : families, (int)xmlGetLineNo(e));
        survey(v, e->children, own ? own : families, text, depth + 1);
        mem_free(own);
    }
}

static void gather_sheets(struct survey *v, const xmlNode *e, int depth)
{
    for (; e && depth < DEEPEST; e = e->next) {
        if (e->type != XML_ELEMENT_NODE)
            continue;
        for (const xmlNode *n = !strcmp((const char *)e->name, "style") ? e->children : NULL; n;
             n = n->next)
            if (n->content)
                buf_puts(&v->sheet, (const char *)n->content);
        gather_sheets(v, e->children, depth + 1);
    }
}

void paint_check_families(const struct doc *doc, const struct text *text)
{
    for (int i = 0; i < doc->images.n; i++) {
        struct survey v = {.text = text, .image = doc->images.v[i]};
        if (v.image->format != IMAGE_SVG || !v.image->data || v.image->size > INT32_MAX)
            continue;
        xmlDoc *svg = xmlReadMemory((const char *)v.image->data, (int)v.image->size, NULL, NULL,
                                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
        if (!svg)
            continue;
        gather_sheets(&v, xmlDocGetRootElement(svg), 0);
        survey(&v, xmlDocGetRootElement(svg), NULL, false, 0);
        buf_done(&v.sheet);
        xmlFreeDoc(svg);
    }
}
