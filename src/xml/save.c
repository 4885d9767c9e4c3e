/* Saving: UTF-8 on one stream, with <?koki-line N FILE?> wherever an element's own place is not where counting lines from
 * the last such instruction would put it. Start tags take one line, so lines inside text are all that counts. */
#include <string.h>

#include "xml/xml-int.h"

struct saver {
    FILE *f;
    int line;                /* of the author's file, at the place we write, by the last instruction */
    const char *file;
};

static void escape(struct saver *s, const char *text, bool attribute)
{
    for (const char *p = text;; p++) {
        size_t n = strcspn(p, attribute ? "&<>\"\n\t\r" : "&<>\n\r");
        fwrite(p, 1, n, s->f);
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

static void put_name(struct saver *s, const xmlNs *ns, const xmlChar *name)
{
    if (ns && ns->prefix)
        fprintf(s->f, "%s:", (const char *)ns->prefix);
    fputs((const char *)name, s->f);
}

static void put_place(struct saver *s, const xmlNode *n)
{
    const struct xml_info *info = n->_private;
    int line = xml_line(n);
    if (!info || !info->file || (info->file == s->file && line == s->line))
        return;
    fprintf(s->f, "<?koki-line %d", line);
    if (info->file != s->file && !strstr(info->file, "?>"))
        fprintf(s->f, " %s", info->file);
    fputs("?>", s->f);
    s->line = line;
    s->file = info->file;
}

static void put_start(struct saver *s, const xmlNode *n)
{
    escape(s, xml_space_before(n), false);
    put_place(s, n);
    putc('<', s->f);
    put_name(s, n->ns, n->name);
    for (const xmlNs *ns = n->nsDef; ns; ns = ns->next) {
        fprintf(s->f, ns->prefix ? " xmlns:%s=\"" : " xmlns%s=\"", ns->prefix ? (const char *)ns->prefix : "");
        escape(s, ns->href ? (const char *)ns->href : "", true);
        putc('"', s->f);
    }
    for (const xmlAttr *a = n->properties; a; a = a->next) {
        putc(' ', s->f);
        put_name(s, a->ns, a->name);
        fputs("=\"", s->f);
        for (const xmlNode *t = a->children; t; t = t->next)
            escape(s, t->content ? (const char *)t->content : "", true);
        putc('"', s->f);
    }
    fputs(n->children ? ">" : "/>", s->f);
}

static void put_end(struct saver *s, const xmlNode *n)
{
    escape(s, xml_space_end(n), false);
    fputs("</", s->f);
    put_name(s, n->ns, n->name);
    putc('>', s->f);
}

static void put_instruction(struct saver *s, const xmlNode *n)
{
    const char *text = n->content ? (const char *)n->content : "";
    fprintf(s->f, "<?%s%s%s?>", (const char *)n->name, *text ? " " : "", text);
    for (; *text; text++)
        s->line += *text == '\n';
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
