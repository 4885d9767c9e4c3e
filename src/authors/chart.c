// SPDX-License-Identifier: Apache-2.0
/* The balance as a bar chart in the book: <?koki-balance sector gender?> becomes a figure for each
 * of them.
 *
 * The drawing is chart's, to be read at 70 mm. It is a child of imagedata, so no further file is
 * needed; its alternative text contains all it shows, with the shares. */
#include <string.h>

#include "authors/authors-int.h"
#include "chart/chart.h"

/* ---- the drawing ---- */

static const char *kind_name(const struct job *job, const struct balance_kind *k)
{
    return k->name ? k->name : balance_unknown(job);
}

static struct chart_row count_row(struct job *job, const char *name, int people)
{
    struct chart_value *v = arena_make(&job->arena, struct chart_value);
    const char *unit;
    chart_number(&job->arena, arena_printf(&job->arena, "%d", people), xml_lang(job->root), 0, v,
                 &unit);
    return (struct chart_row){.label = name, .value = v};
}

static xmlNode *new_drawing(struct job *job, const struct balance *b)
{
    static const char *unnamed = "";
    struct chart c = {.kind = CHART_BARS,
                      .width = CHART_NARROW,
                      .lang = xml_lang(job->root),
                      .unit = "",
                      .axis = "",
                      .series = &unnamed,
                      .n_series = 1};
    c.row = arena_array(&job->arena, struct chart_row, b->kinds.n + 1);
    for (; c.n < b->kinds.n; c.n++)
        c.row[c.n] = count_row(job, kind_name(job, &b->kinds.v[c.n]), b->kinds.v[c.n].people);
    if (b->folded)
        c.row[c.n++] = count_row(job, balance_others(job), b->folded_people);
    return chart_draw(job->book, &job->arena, &c);
}

/* ---- the figure ---- */

static void add_kind_text(struct buf *text, const struct balance *b, const char *name, int people)
{
    buf_printf(text, "%s%s %d (%d %%)", text->n ? ", " : "", name, people,
               balance_percent(b, people));
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

static xmlNode *new_figure(struct job *job, int dimension, const struct balance *b,
                           struct loc where)
{
    xmlNode *figure = xml_new_elem(job->book, DB_figure, where);
    xml_set_attr(figure, "role", "balance");
    xml_set_attr(figure, "remap", balance_name(dimension));
    xml_add_text(xml_new_child(figure, DB_title, where), balance_title(job, dimension));
    xmlNode *media = xml_new_child(figure, DB_mediaobject, where);
    add_alt(job, media, b);
    xmlNode *object = xml_new_child(media, DB_imageobject, where),
            *data = xml_new_child(object, DB_imagedata, where);
    xml_add_last(data, new_drawing(job, b));
    return figure;
}

/* ---- its place ---- */

static bool is_asked(const char *list, const char *name)
{
    size_t k = strlen(name);
    const char *found = strstr(list, name);
    return !*list ||
           (found && (found == list || found[-1] == ' ') && (!found[k] || found[k] == ' '));
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

/* A figure of an earlier run is drawn again, if there is anything to draw. */
static void redraw_figure(struct job *job, xmlNode *old)
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
            redraw_figure(job, at);
            continue;
        }
        const char *list = at->content ? (const char *)at->content : "";
        put_figures(job, at, list_entry(&job->arena, list, strlen(list)));
        xml_drop(at);
    }
    vec_done(&places);
}
