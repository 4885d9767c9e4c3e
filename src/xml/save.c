/* Saving: UTF-8 on one stream, with <?koki-line N FILE?> wherever an element's own place is not where counting lines from
 * the last such instruction would put it. Start tags take one line, so lines inside text are all that counts. */
#include <string.h>

#include "xml/xml-int.h"

struct saver {
    FILE *f;
    int line;                /* of the author's file, at the place we write, by the last instruction */
    const char *file;
};

/* ---- characters ------------------------------------------------------------------------------------------------ */

static bool is_clean(const char *s, size_t n)
{
    bool ascii = true;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c < ' ' && c != '\t' && c != '\n' && c != '\r')
            return false;
        ascii &= c < 0x80;
    }
    return ascii || (utf8_valid(s, n) && !memmem(s, n, "\xef\xbf\xbe", 3) && !memmem(s, n, "\xef\xbf\xbf", 3));
}

/* Text that may hold anything, a name of a file or a cell of a table: what XML has no place for is U+FFFD. */
static void put_text(struct saver *s, const char *text, size_t n)
{
    if (is_clean(text, n)) {
        fwrite(text, 1, n, s->f);
        return;
    }
    for (const char *end = text + n; text < end;) {
        char bytes[4];
        uint32_t c = utf8_next(&text, end);
        bool may = (c >= ' ' && (c & 0xfffe) != 0xfffe) || c == '\t';
        fwrite(bytes, 1, (size_t)utf8_put(bytes, may ? c : 0xfffd), s->f);
    }
}

static void escape(struct saver *s, const char *text, bool attribute)
{
    for (const char *p = text;; p++) {
        size_t n = strcspn(p, attribute ? "&<>\"\n\t\r" : "&<>\n\r");
        put_text(s, p, n);
        p += n;
        switch (*p) {
        case 0: return;
        case '&': fputs("&amp;", s->f); break;
        case '<': fputs("&lt;", s->f); break;
        case '>': fputs("&gt;", s->f); break;
        case '"': fputs("&quot;", s->f); break;
        case '\r': fputs("&#13;", s->f); break;
        case '\t': fputs("&#9;", s->f); break;
        default:
            s->line += !attribute;
            fputs(attribute ? "&#10;" : "\n", s->f);
        }
    }
}

/* A file's name in an instruction, where it comes back from as it is: bytes that could not stand there are %XX, and so is a % that would be
 * taken for the beginning of one. */
static void put_file(struct saver *s, const char *file)
{
    for (const char *p = file, *end = file + strlen(file); p < end;) {
        const char *from = p;
        bool clean = utf8_next(&p, end) != 0xfffd && is_clean(from, (size_t)(p - from));
        bool plain = clean && (unsigned char)*from >= ' ' && *from != 0x7f && !(*from == '?' && *p == '>') &&
                     !(*from == '%' && xml_hex(p[0]) >= 0 && xml_hex(p[1]) >= 0);
        if (plain)
            fwrite(from, 1, (size_t)(p - from), s->f);
        else
            for (; from < p; from++)
                fprintf(s->f, "%%%02X", (unsigned)(unsigned char)*from);
    }
}

/* ---- names ----------------------------------------------------------------------------------------------------- */

/* Declarations that an element needs and has not. */
struct added {
    const xmlNs *v[16];
    int n;
};

/* A prefix can be bound to something, and not to nothing (Namespaces in XML 1.0, 2.2), and is a name without a colon. */
static bool has_prefix(const xmlNs *ns)
{
    return ns && ns->prefix && ns->href && *ns->href && !strchr((const char *)ns->prefix, ':');
}
static bool same(const xmlChar *a, const xmlChar *b) { return a == b || (a && b && !strcmp((const char *)a, (const char *)b)); }

static bool declares(const xmlNs *ns) { return !ns->prefix || has_prefix(ns); }

static bool in_scope(const xmlNode *n, const xmlNs *ns)
{
    if (same(ns->prefix, (const xmlChar *)"xml"))
        return true;
    for (; n && n->type == XML_ELEMENT_NODE; n = n->parent)
        for (const xmlNs *d = n->nsDef; d; d = d->next)
            if (d == ns || (same(d->prefix, ns->prefix) && declares(d)))
                return d == ns || same(d->href, ns->href);
    return !ns->prefix && !(ns->href && *ns->href);
}

/* Whether the prefix means this on the element; declares it where it must and may. */
static bool bind(const xmlNode *n, const xmlNs *ns, struct added *added)
{
    if (in_scope(n, ns))
        return true;
    for (int i = 0; i < added->n; i++)
        if (same(added->v[i]->prefix, ns->prefix))
            return same(added->v[i]->href, ns->href);
    for (const xmlNs *d = n->nsDef; d; d = d->next)
        if (same(d->prefix, ns->prefix) && declares(d))
            return false;
    if (added->n == (int)(sizeof added->v / sizeof *added->v))
        return false;
    added->v[added->n++] = ns;
    return true;
}

/* A colon in a name that has no prefix would be one to the next reader. */
static void add_name(struct buf *b, const xmlNs *ns, const xmlChar *name)
{
    b->n = 0;
    if (has_prefix(ns))
        buf_printf(b, "%s:", (const char *)ns->prefix);
    size_t from = b->n;
    buf_puts(b, (const char *)name);
    for (char *p = b->s + from; *p; p++)
        *p = *p == ':' ? '_' : *p;
}

/* ---- the tree -------------------------------------------------------------------------------------------------- */

static void put_place(struct saver *s, const xmlNode *n)
{
    const struct xml_info *info = n->_private;
    int line = xml_line(n);
    if (!info || !info->file || (info->file == s->file && line == s->line))
        return;
    fprintf(s->f, "<?koki-line %d", line);
    if (info->file != s->file) {
        putc(' ', s->f);
        put_file(s, info->file);
    }
    fputs("?>", s->f);
    s->line = line;
    s->file = info->file;
}

static void put_declaration(struct saver *s, const xmlNs *ns)
{
    fprintf(s->f, ns->prefix ? " xmlns:%s=\"" : " xmlns%s=\"", ns->prefix ? (const char *)ns->prefix : "");
    escape(s, ns->href ? (const char *)ns->href : "", true);
    putc('"', s->f);
}

static void put_attribute(struct saver *s, const xmlAttr *a, const char *name)
{
    fprintf(s->f, " %s=\"", name);
    for (const xmlNode *t = a->children; t; t = t->next)
        escape(s, t->content ? (const char *)t->content : "", true);
    putc('"', s->f);
}

static bool same_written(const xmlChar *a, const xmlChar *b)
{
    while (*a && (*a == *b || ((*a == ':' || *a == '_') && (*b == ':' || *b == '_'))))
        a++, b++;
    return *a == *b;
}

/* Whether an attribute before it has the same name, as written or as meant. Elements have few: xml_mend sees to it. */
static bool repeats(const xmlNode *n, const xmlAttr *a)
{
    const xmlChar *href = has_prefix(a->ns) ? a->ns->href : NULL, *prefix = href ? a->ns->prefix : NULL;
    for (const xmlAttr *b = n->properties; b != a; b = b->next) {
        bool with = has_prefix(b->ns);
        if (same_written(a->name, b->name) && (same(href, with ? b->ns->href : NULL) || same(prefix, with ? b->ns->prefix : NULL)))
            return true;
    }
    return false;
}

static void put_attributes(struct saver *s, const xmlNode *n, struct added *added)
{
    struct buf name = {0};
    for (const xmlAttr *a = n->properties; a; a = a->next) {
        if (repeats(n, a) || (has_prefix(a->ns) && !bind(n, a->ns, added)))
            continue;
        add_name(&name, a->ns, a->name);
        put_attribute(s, a, name.s);
    }
    buf_done(&name);
}

/* What koki writes, any parser reads, whatever came in or was made: prefixes are bound, names are of one prefix at most, no attribute stands
 * twice. Of two, the first counts, as xml_attr has it. */
static void put_start(struct saver *s, const xmlNode *n)
{
    struct added added = {.n = 0};
    struct buf name = {0};
    escape(s, xml_space_before(n), false);
    put_place(s, n);
    bool bound = !n->ns || !declares(n->ns) || bind(n, n->ns, &added);
    add_name(&name, bound ? n->ns : NULL, n->name);
    fprintf(s->f, "<%s", name.s);
    buf_done(&name);
    for (const xmlNs *ns = n->nsDef; ns; ns = ns->next)
        if (declares(ns))
            put_declaration(s, ns);
    put_attributes(s, n, &added);
    for (int i = 0; i < added.n; i++)
        put_declaration(s, added.v[i]);
    fputs(n->children ? ">" : "/>", s->f);
}

static bool may_bind(const xmlNode *n)
{
    struct added added = {.n = 0};
    return bind(n, n->ns, &added);
}

static void put_end(struct saver *s, const xmlNode *n)
{
    escape(s, xml_space_end(n), false);
    struct buf name = {0};
    add_name(&name, !n->ns || !declares(n->ns) || may_bind(n) ? n->ns : NULL, n->name);
    fprintf(s->f, "</%s>", name.s);
    buf_done(&name);
}

static void put_instruction(struct saver *s, const xmlNode *n)
{
    const char *text = n->content ? (const char *)n->content : "";
    fprintf(s->f, "<?%s%s", (const char *)n->name, *text ? " " : "");
    while (*text) {
        size_t k = strcspn(text, "\n\r");
        put_text(s, text, k);
        text += k;
        if (*text)
            putc('\n', s->f);
        s->line += *text == '\n';
        text += *text != 0;
    }
    fputs("?>", s->f);
}

void xml_save(xmlDoc *doc, FILE *f)
{
    struct saver s = {.f = f};
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", f);
    const xmlNode *root = xmlDocGetRootElement(doc), *n = root;
    while (n) {
        if (n->type == XML_ELEMENT_NODE)
            put_start(&s, n);
        else if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
            escape(&s, (const char *)n->content, false);
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
    putc('\n', f);
}
