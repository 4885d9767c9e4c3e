/* The balance as a bar chart in the book: <?koki-balance sector gender?> becomes a figure for each of them.
 *
 * The drawing is made to be read at 70 mm: a line of text and a bar below it for each kind, the count beside the bar, no box and
 * no legend. It is a child of imagedata, so no further file is needed; its alternative text says all that it shows. */
#include <string.h>

#include "authors/authors-int.h"

#define SVG_NS "http://www.w3.org/2000/svg"

enum { WIDTH = 198, ROW = 24, TEXT = 8, BAR_TOP = 11, BAR = 6, BAR_MOST = 150 };   /* [pt] */

/* ---- the drawing ---- */

static xmlNode *svg_child(xmlNode *parent, const char *name)
{
    xmlNode *n = xmlNewChild(parent, parent->ns, (const xmlChar *)name, NULL);
    return n;
}

static void set_number(xmlNode *n, const char *name, int value)
{
    char text[16];
    snprintf(text, sizeof text, "%d", value);
    xml_set_attr(n, name, text);
}

static void add_label(xmlNode *svg, int x, int y, const char *text)
{
    xmlNode *n = svg_child(svg, "text");
    set_number(n, "x", x);
    set_number(n, "y", y);
    xml_add_text(n, text);
}

static void add_bar(struct job *job, xmlNode *svg, int row, const char *name, int people, int most)
{
    int y = row * ROW, width = most ? people * BAR_MOST / most : 0;
    add_label(svg, 0, y + TEXT, name);
    xmlNode *bar = svg_child(svg, "rect");
    set_number(bar, "x", 0);
    set_number(bar, "y", y + BAR_TOP);
    set_number(bar, "width", width);
    set_number(bar, "height", BAR);
    xml_set_attr(bar, "fill", "#808080");
    add_label(svg, width + 4, y + BAR_TOP + BAR, arena_printf(&job->arena, "%d", people));
}

static const char *kind_name(const struct job *job, const struct balance_kind *k) { return k->name ? k->name : balance_unknown(job); }

static xmlNode *new_drawing(struct job *job, const struct balance *b)
{
    xmlNode *svg = xmlNewDocNode(job->book, NULL, (const xmlChar *)"svg", NULL);
    int rows = b->kinds.n + (b->folded != 0), most = b->folded ? b->folded_people : 0;
    xmlSetNs(svg, xmlNewNs(svg, (const xmlChar *)SVG_NS, NULL));
    xml_set_attr(svg, "width", arena_printf(&job->arena, "%dpt", WIDTH));
    xml_set_attr(svg, "height", arena_printf(&job->arena, "%dpt", rows * ROW));
    xml_set_attr(svg, "viewBox", arena_printf(&job->arena, "0 0 %d %d", WIDTH, rows * ROW));
    xml_set_attr(svg, "font-family", "Linux Biolinum O, sans-serif");
    xml_set_attr(svg, "font-size", "8.5");
    for (int i = 0; i < b->kinds.n; i++)
        most = b->kinds.v[i].people > most ? b->kinds.v[i].people : most;
    for (int i = 0; i < b->kinds.n; i++)
        add_bar(job, svg, i, kind_name(job, &b->kinds.v[i]), b->kinds.v[i].people, most);
    if (b->folded)
        add_bar(job, svg, rows - 1, balance_others(job), b->folded_people, most);
    return svg;
}

/* ---- the figure ---- */

static void add_kind_text(struct buf *text, const struct balance *b, const char *name, int people)
{
    buf_printf(text, "%s%s %d (%d %%)", text->n ? ", " : "", name, people, balance_percent(b, people));
}

static void add_alt(struct job *job, xmlNode *media, const struct balance *b)
{
    struct buf text = {0};
    for (int i = 0; i < b->kinds.n; i++)
        add_kind_text(&text, b, kind_name(job, &b->kinds.v[i]), b->kinds.v[i].people);
    if (b->folded)
        add_kind_text(&text, b, balance_others(job), b->folded_people);
    xml_add_text(xml_new_child(media, DB_alt, xml_loc(media)), text.s);
    buf_done(&text);
}

static xmlNode *new_figure(struct job *job, int dimension, const struct balance *b, struct loc where)
{
    xmlNode *figure = xml_new_elem(job->book, DB_figure, where);
    xml_set_attr(figure, "role", "balance");
    xml_set_attr(figure, "remap", balance_name(dimension));
    xml_add_text(xml_new_child(figure, DB_title, where), balance_title(job, dimension));
    xmlNode *media = xml_new_child(figure, DB_mediaobject, where);
    add_alt(job, media, b);
    xmlNode *object = xml_new_child(media, DB_imageobject, where), *data = xml_new_child(object, DB_imagedata, where);
    xml_add_last(data, new_drawing(job, b));
    return figure;
}

/* ---- its place ---- */

static bool is_asked(const char *list, const char *name)
{
    size_t k = strlen(name);
    const char *found = strstr(list, name);
    return !*list || (found && (found == list || found[-1] == ' ') && (!found[k] || found[k] == ' '));
}

/* Puts a figure for every dimension asked for before `at`. */
static void put_figures(struct job *job, xmlNode *at, const char *list)
{
    for (int i = 0; i < balance_dimensions(); i++) {
        struct balance b;
        balance_count(job, i, &b);
        if (b.told && is_asked(list, balance_name(i))) {
            xml_add_before(at, new_figure(job, i, &b, xml_loc(at)));
            xml_add_before(at, xmlNewDocText(job->book, (const xmlChar *)"\n"));
        }
        vec_done(&b.kinds);
    }
}

static bool is_chart(const xmlNode *n)
{
    const char *role = xml_is(n, "figure") ? xml_attr(n, "role") : NULL;
    return role && !strcmp(role, "balance") && xml_attr(n, "remap");
}

/* A figure of an earlier run is drawn anew, if there is anything to draw. */
static void renew(struct job *job, xmlNode *old)
{
    for (int i = 0; i < balance_dimensions(); i++) {
        struct balance b = {0};
        bool same = !strcmp(balance_name(i), xml_attr(old, "remap"));
        if (same)
            balance_count(job, i, &b);
        bool draw = same && b.told;
        if (draw)
            xml_replace(old, new_figure(job, i, &b, xml_loc(old)));
        vec_done(&b.kinds);
        if (draw) {
            xmlFreeNode(old);
            return;
        }
    }
}

void chart_write(struct job *job)
{
    VEC(xmlNode *) places = {0};
    for (xmlNode *n = job->root; n; n = xml_walk_nodes(job->root, n))
        if (is_chart(n) || xml_is_pi(n, "koki-balance"))
            *vec_add(&places) = n;
    for (int i = 0; i < places.n; i++) {
        xmlNode *at = places.v[i];
        if (at->type == XML_ELEMENT_NODE) {
            renew(job, at);
            continue;
        }
        const char *list = at->content ? (const char *)at->content : "";
        put_figures(job, at, list_entry(&job->arena, list, strlen(list)));
        xml_drop(at);
    }
    vec_done(&places);
}
