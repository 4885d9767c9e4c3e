/* Cascade, inheritance, computed values, pseudo-elements. */
#include "css/css.h"
#include "test.h"

static struct css *css;
static xmlDoc *doc;

static void start(const char *sheet, const char *xml)
{
    css = css_new();
    css_parse(css, sheet, strlen(sheet), "test.css");
    doc = xml_load_memory(xml, strlen(xml), "test.xml", &(struct xml_load){0});
}

static void end(void)
{
    css_free(css);
    xml_free(doc);
    diag_flush();
}

/* The style of the element with that xml:id. */
static const struct css_style *style_of_node(const xmlNode *n)
{
    const xmlNode *up = n->parent;
    return css_match(css, n, up && up->type == XML_ELEMENT_NODE ? style_of_node(up) : NULL);
}

static const xmlNode *find(const char *id)
{
    const xmlNode *root = xmlDocGetRootElement(doc);
    for (const xmlNode *n = root; n; n = xml_walk(root, n))
        if (xml_id(n) && !strcmp(xml_id(n), id))
            return n;
    return NULL;
}

static const char *dump(const char *id)
{
    static struct buf b;
    b.n = 0;
    buf_puts(&b, "");
    css_style_dump(style_of_node(find(id)), &b);
    return b.s;
}

int main(void)
{
    diag_init("test_css");
    start("book { color: #f00; font-size: 12pt; line-height: 1.5 } chapter { margin: 1em 2mm; display: block }"
          ".x { color: rgb(0 0 255) !important } #a { color: green; margin-top: calc(1em + 10% - 2pt) }",
          "<book xmlns='http://docbook.org/ns/docbook' version='5.0'><chapter xml:id='a' role='y x'><title>T</title>"
          "<para>p</para></chapter></book>");
    CHECK_STR(dump("a"), "font-size: 12pt\nline-height: 18pt\ndisplay: block\nmargin-top: calc(10pt + 10%)\nmargin-right: 5.669pt\n"
              "margin-bottom: 12pt\nmargin-left: 5.669pt\ncolor: rgb(0% 0% 100%)\n");
    end();
    return test_end();
}
