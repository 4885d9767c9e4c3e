// SPDX-License-Identifier: Apache-2.0
/* Saving: UTF-8 on one stream, with <?koki-line N FILE?> wherever an element's place differs from
 * the one found by counting lines from the last instruction. Start tags take one line, so only line
 * breaks in text count. */
#include <string.h>

#include "xml/xml-int.h"

struct saver {
    FILE *f;
    char out[1 << 16]; /* buffered output */
    size_t n;          /* its bytes */
    int line;          /* of the author's file, at the current position, by the last instruction */
    const char *file;
};

/* ---- characters ------------------------------------------------------------------------------ */

static void flush_output(struct saver *s)
{
    fwrite(s->out, 1, s->n, s->f);
    s->n = 0;
}

static void put_bytes(struct saver *s, const char *bytes, size_t n)
{
    if (n > sizeof s->out - s->n)
        flush_output(s);
    if (n > sizeof s->out) {
        fwrite(bytes, 1, n, s->f);
        return;
    }
    memcpy(s->out + s->n, bytes, n);
    s->n += n;
}

static void save_put(struct saver *s, const char *bytes) { put_bytes(s, bytes, strlen(bytes)); }

/* Writes arbitrary text, such as a file name or a cell of a table: characters not allowed in XML
 * become U+FFFD. */
static void put_text(struct saver *s, const char *text, size_t n)
{
    for (const char *end = text + n; text < end;) {
        const char *from = text;
        while (text < end && *text >= ' ' && !(*text & 0x80))
            text++;
        put_bytes(s, from, (size_t)(text - from));
        if (text == end)
            return;
        char bytes[4];
        uint32_t c = utf8_next(&text, end);
        bool may = (c >= ' ' && c != 0xfffe && c != 0xffff) || c == '\t';
        put_bytes(s, bytes, (size_t)utf8_put(bytes, may ? c : 0xfffd));
    }
}

static void put_escaped(struct saver *s, const char *text, bool attribute)
{
    for (const char *p = text;; p++) {
        size_t n = strcspn(p, attribute ? "&<>\"\n\t\r" : "&<>\n\r");
        put_text(s, p, n);
        p += n;
        switch (*p) {
        case 0: return;
        case '&': save_put(s, "&amp;"); break;
        case '<': save_put(s, "&lt;"); break;
        case '>': save_put(s, "&gt;"); break;
        case '"': save_put(s, "&quot;"); break;
        case '\r': save_put(s, "&#13;"); break;
        case '\t': save_put(s, "&#9;"); break;
        default: s->line += !attribute; save_put(s, attribute ? "&#10;" : "\n");
        }
    }
}

/* Writes a file name in an instruction, so that it can be read back: bytes not allowed there become
 * %XX, as does a % that would look like one. */
static void put_file(struct saver *s, const char *file)
{
    static const char hex[] = "0123456789ABCDEF";
    for (const char *p = file, *end = file + strlen(file); p < end;) {
        const char *from = p;
        uint32_t c = utf8_next(&p, end);
        bool plain = c >= ' ' && c != 0xfffd && c != 0xfffe && c != 0xffff && *from != 0x7f &&
                     !(*from == '?' && *p == '>') &&
                     !(*from == '%' && xml_hex(p[0]) >= 0 && xml_hex(p[1]) >= 0);
        if (plain)
            put_bytes(s, from, (size_t)(p - from));
        else
            for (; from < p; from++)
                put_bytes(s, (char[]){'%', hex[(unsigned char)*from >> 4], hex[*from & 15]}, 3);
    }
}

/* ---- names ----------------------------------------------------------------------------------- */

/* Namespace declarations missing on an element. */
struct added {
    const xmlNs *v[16];
    int n;
};

/* A prefix must be bound to a non-empty namespace (Namespaces in XML 1.0, 2.2), and is a name
 * without a colon. */
static bool has_prefix(const xmlNs *ns)
{
    return ns && ns->prefix && ns->href && *ns->href && !strchr((const char *)ns->prefix, ':');
}
static bool save_same(const xmlChar *a, const xmlChar *b)
{
    return a == b || (a && b && !strcmp((const char *)a, (const char *)b));
}

static bool declares(const xmlNs *ns) { return !ns->prefix || has_prefix(ns); }

static bool in_scope(const xmlNode *n, const xmlNs *ns)
{
    if (save_same(ns->prefix, (const xmlChar *)"xml"))
        return true;
    for (; n && n->type == XML_ELEMENT_NODE; n = n->parent)
        for (const xmlNs *d = n->nsDef; d; d = d->next)
            if (d == ns || (save_same(d->prefix, ns->prefix) && declares(d)))
                return d == ns || save_same(d->href, ns->href);
    return !ns->prefix && !(ns->href && *ns->href);
}

/* Whether the prefix is bound to this namespace on the element; declares it if necessary and
 * possible. */
static bool bind_prefix(const xmlNode *n, const xmlNs *ns, struct added *added)
{
    if (in_scope(n, ns))
        return true;
    for (int i = 0; i < added->n; i++)
        if (save_same(added->v[i]->prefix, ns->prefix))
            return save_same(added->v[i]->href, ns->href);
    for (const xmlNs *d = n->nsDef; d; d = d->next)
        if (save_same(d->prefix, ns->prefix) && declares(d))
            return false;
    if (added->n == (int)(sizeof added->v / sizeof *added->v))
        return false;
    added->v[added->n++] = ns;
    return true;
}

/* A colon in a name without a prefix would be taken for one. */
static void put_name(struct saver *s, const xmlNs *ns, const xmlChar *name)
{
    if (has_prefix(ns)) {
        save_put(s, (const char *)ns->prefix);
        save_put(s, ":");
    }
    const char *p = (const char *)name;
    for (const char *colon; (colon = strchr(p, ':')) != NULL; p = colon + 1) {
        put_bytes(s, p, (size_t)(colon - p));
        save_put(s, "_");
    }
    save_put(s, p);
}

/* ---- the tree -------------------------------------------------------------------------------- */

static void put_place(struct saver *s, const xmlNode *n)
{
    const struct xml_info *info = n->_private;
    int line = xml_line(n);
    if (!info || !info->file || (info->file == s->file && line == s->line))
        return;
    char number[16];
    snprintf(number, sizeof number, "%d", line);
    save_put(s, "<?koki-line ");
    save_put(s, number);
    if (info->file != s->file) {
        save_put(s, " ");
        put_file(s, info->file);
    }
    save_put(s, "?>");
    s->line = line;
    s->file = info->file;
}

static void put_declaration(struct saver *s, const xmlNs *ns)
{
    save_put(s, ns->prefix ? " xmlns:" : " xmlns");
    save_put(s, ns->prefix ? (const char *)ns->prefix : "");
    save_put(s, "=\"");
    put_escaped(s, ns->href ? (const char *)ns->href : "", true);
    save_put(s, "\"");
}

static void put_attribute(struct saver *s, const xmlAttr *a)
{
    save_put(s, " ");
    put_name(s, a->ns, a->name);
    save_put(s, "=\"");
    for (const xmlNode *t = a->children; t; t = t->next)
        put_escaped(s, t->content ? (const char *)t->content : "", true);
    save_put(s, "\"");
}

static bool same_written(const xmlChar *a, const xmlChar *b)
{
    while (*a && (*a == *b || ((*a == ':' || *a == '_') && (*b == ':' || *b == '_'))))
        a++, b++;
    return *a == *b;
}

/* Whether an earlier attribute has the same name, as written or by namespace. Their number is
 * limited by xml_mend. */
static bool is_repeated(const xmlNode *n, const xmlAttr *a)
{
    const xmlChar *href = has_prefix(a->ns) ? a->ns->href : NULL,
                  *prefix = href ? a->ns->prefix : NULL;
    for (const xmlAttr *b = n->properties; b != a; b = b->next) {
        bool with = has_prefix(b->ns);
        if (same_written(a->name, b->name) && (save_same(href, with ? b->ns->href : NULL) ||
                                               save_same(prefix, with ? b->ns->prefix : NULL)))
            return true;
    }
    return false;
}

static void put_attributes(struct saver *s, const xmlNode *n, struct added *added)
{
    for (const xmlAttr *a = n->properties; a; a = a->next)
        if (!is_repeated(n, a) && (!has_prefix(a->ns) || bind_prefix(n, a->ns, added)))
            put_attribute(s, a);
}

/* Output is always well formed, regardless of the input: prefixes are bound, names have at most one
 * prefix, no attribute occurs twice. Of two, the first counts, as in xml_attr. */
static void put_start(struct saver *s, const xmlNode *n)
{
    struct added added = {.n = 0};
    put_escaped(s, xml_space_before(n), false);
    put_place(s, n);
    bool bound = !n->ns || !declares(n->ns) || bind_prefix(n, n->ns, &added);
    save_put(s, "<");
    put_name(s, bound ? n->ns : NULL, n->name);
    for (const xmlNs *ns = n->nsDef; ns; ns = ns->next)
        if (declares(ns))
            put_declaration(s, ns);
    put_attributes(s, n, &added);
    for (int i = 0; i < added.n; i++)
        put_declaration(s, added.v[i]);
    save_put(s, n->children ? ">" : "/>");
}

static bool may_bind(const xmlNode *n)
{
    struct added added = {.n = 0};
    return bind_prefix(n, n->ns, &added);
}

static void put_end(struct saver *s, const xmlNode *n)
{
    put_escaped(s, xml_space_end(n), false);
    save_put(s, "</");
    put_name(s, !n->ns || !declares(n->ns) || may_bind(n) ? n->ns : NULL, n->name);
    save_put(s, ">");
}

static void put_instruction(struct saver *s, const xmlNode *n)
{
    const char *text = n->content ? (const char *)n->content : "";
    save_put(s, "<?");
    save_put(s, (const char *)n->name);
    save_put(s, *text ? " " : "");
    while (*text) {
        size_t k = strcspn(text, "\n\r");
        put_text(s, text, k);
        text += k;
        if (*text)
            save_put(s, "\n");
        s->line += *text == '\n';
        text += *text != 0;
    }
    save_put(s, "?>");
}

void xml_save(xmlDoc *doc, FILE *f)
{
    struct saver s = {.f = f};
    save_put(&s, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    const xmlNode *root = xmlDocGetRootElement(doc), *n = root;
    while (n) {
        if (n->type == XML_ELEMENT_NODE)
            put_start(&s, n);
        else if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
            put_escaped(&s, (const char *)n->content, false);
        else if (n->type == XML_PI_NODE)
            put_instruction(&s, n);
        if (n->type == XML_ELEMENT_NODE && n->children) {
            n = n->children;
            continue;
        }
        while (n && n != root && !n->next) {
            n = n->parent;
            put_end(&s, n);
        }
        n = n == root ? NULL : n->next;
    }
    save_put(&s, "\n");
    flush_output(&s);
}
