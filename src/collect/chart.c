// SPDX-License-Identifier: Apache-2.0
/* Charts: a table, or an image that is a CSV file, whose role names a kind of chart becomes a
 * figure with that chart.
 *
 * The table goes into the figure's textobject, so that the numbers travel with the book, and the
 * alternative text contains them. Tables that cannot be drawn stay tables and are reported: no
 * number is lost. A figure that already has a drawing from an earlier run is left unchanged. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "chart/chart.h"
#include "collect/collect-int.h"
#include "office/office.h"

enum {
    CSV_MOST = 4 << 20,
    CELLS = 64,
    FAULTS = 8
}; /* [bytes]; columns looked at; cells that are not numbers, reported one by one */

/* ---- the cells ------------------------------------------------------------------------------- */

struct row {
    const char *cell[CELLS];
    int n;
    struct loc where;
};
struct named {
    const char *name; /* of a column, or of a span: the column that it begins with */
    int column;
};
struct table {
    struct arena *a;
    struct row *row;        /* of the body */
    int n, all;             /* number read, number in the table */
    struct row *head;       /* NULL: none */
    const xmlNode *section; /* being read: cells do not span into another section */
    struct cover {
        int rows; /* from the current row on, covered by a cell above */
        const char *text;
    } cover[CELLS];
    VEC(struct named) named;
    int columns; /* columns of the group numbered so far */
};

static bool is_row(const xmlNode *n) { return xml_elem(n) == DB_row || xml_elem(n) == DB_tr; }
static bool is_cell(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return e == DB_entry || e == DB_entrytbl || e == DB_td || e == DB_th;
}
static bool is_table(const xmlNode *n)
{
    return xml_elem(n) == DB_table || xml_elem(n) == DB_informaltable;
}

static int whole_number(const xmlNode *n, const char *attr, int otherwise)
{
    const char *value = xml_attr(n, attr);
    long v = value ? strtol(value, NULL, 10) : otherwise;
    return v < 0 ? 0 : v > 1 << 20 ? 1 << 20 : (int)v;
}

/* The column of a name; -1 if none. */
static int column_named(const struct table *t, const char *name)
{
    for (int i = t->named.n - 1; name && i >= 0; i--)
        if (!strcmp(t->named.v[i].name, name))
            return t->named.v[i].column;
    return -1;
}

static void read_spec(struct table *t, const xmlNode *n)
{
    bool span = xml_elem(n) == DB_spanspec;
    const char *name = xml_attr(n, span ? "spanname" : "colname");
    int column = span ? column_named(t, xml_attr(n, "namest"))
                      : whole_number(n, "colnum", t->columns + 1) - 1;
    t->columns = span ? t->columns : column + 1;
    if (name && column >= 0 && t->named.n < 2 * CELLS)
        *vec_add(&t->named) = (struct named){name, column};
}

/* The column of a cell: as stated, else the next one not spanned by a cell above. */
static int column_of(const struct table *t, const xmlNode *cell, int next)
{
    static const char *const names[] = {"spanname", "namest", "colname"};
    int column = -1;
    for (size_t i = 0; i < sizeof names / sizeof *names && column < 0; i++)
        column = column_named(t, xml_attr(cell, names[i]));
    for (column = column < 0 ? next : column; column < CELLS && t->cover[column].rows; column++)
        ;
    return column;
}

/* The number of columns a cell spans. */
static int width_of(const struct table *t, const xmlNode *cell, int from)
{
    int to = column_named(t, xml_attr(cell, "nameend"));
    return to > from ? to - from + 1 : whole_number(cell, "colspan", 1);
}

static bool is_aside(const xmlNode *n)
{
    return xml_elem(n) == DB_footnote || xml_elem(n) == DB_indexterm;
}

/* Digits of a <superscript> as characters, so that they are none of the number before them. */
static void add_raised(struct buf *b, const char *s)
{
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    for (; *s; s++)
        if (*s >= '0' && *s <= '9')
            buf_puts(b, raised[*s - '0']);
        else
            buf_putc(b, *s);
}

static bool has_raised(const xmlNode *cell)
{
    for (const xmlNode *n = cell; n; n = xml_walk(cell, n))
        if (xml_elem(n) == DB_superscript)
            return true;
    return false;
}

static void cell_text(const xmlNode *cell, struct buf *b)
{
    if (!has_raised(cell)) {
        xml_text(cell, b);
        return;
    }
    for (const xmlNode *n = cell; n;
         n = is_aside(n) ? xml_walk_nodes_past(cell, n) : xml_walk_nodes(cell, n))
        if (n->type == XML_TEXT_NODE && xml_elem(n->parent) == DB_superscript)
            add_raised(b, (const char *)n->content);
        else if (n->type == XML_TEXT_NODE)
            buf_puts(b, (const char *)n->content);
}

/* A label that spans rows applies to each of them; a number that does so counts once. */
static void read_cells(struct table *t, const xmlNode *n, struct row *to)
{
    int next = 0;
    to->where = xml_loc(n);
    if (t->section != n->parent)
        memset(t->cover, 0, sizeof t->cover);
    t->section = n->parent;
    for (int i = 0; i < CELLS; i++) {
        to->cell[i] = !i && t->cover[i].rows ? t->cover[i].text : "";
        to->n = t->cover[i].rows ? i + 1 : to->n;
    }
    for (const xmlNode *c = xml_first(n); c; c = xml_next(c)) {
        int column = is_cell(c) ? column_of(t, c, next) : CELLS;
        if (column >= CELLS)
            continue;
        struct buf text = {0};
        int rows = whole_number(c, "rowspan", whole_number(c, "morerows", 0) + 1);
        cell_text(c, &text);
        to->cell[column] = arena_dup(t->a, text.s ? text.s : "", text.n);
        buf_done(&text);
        next = column + width_of(t, c, column);
        to->n = to->n > column + 1 ? to->n : column + 1;
        for (int i = column; i < next && i < CELLS; i++)
            t->cover[i] = (struct cover){rows ? rows : 1 << 20, to->cell[column]};
    }
    for (int i = 0; i < CELLS; i++)
        t->cover[i].rows -= t->cover[i].rows > 0;
}

/* Rows of the foot are sums, which would dwarf what they sum up. */
static void read_table(struct table *t, const xmlNode *table, int most)
{
    t->row = arena_array(t->a, struct row, most);
    for (const xmlNode *n = table; n;
         n = is_row(n) || xml_elem(n) == DB_tfoot ? xml_walk_past(table, n) : xml_walk(table, n)) {
        if (xml_elem(n) == DB_colspec || xml_elem(n) == DB_spanspec)
            read_spec(t, n);
        if (!is_row(n))
            continue;
        if (xml_elem(n->parent) == DB_thead) {
            t->head = arena_make(t->a, struct row);
            read_cells(t, n, t->head);
        } else if (t->all++ < most) {
            read_cells(t, n, &t->row[t->n++]);
        }
    }
}

/* ---- series ---------------------------------------------------------------------------------- */

static bool column_has_number(struct table *t, int column, const char *lang)
{
    struct chart_value v;
    const char *unit;
    for (int i = 0; i < t->n; i++)
        if (column < t->row[i].n && chart_number(t->a, t->row[i].cell[column], lang, 0, &v, &unit))
            return true;
    return false;
}

/* The first row of a body without a head is a head if none of its cells after the first is a
 * number. */
static void find_head(struct table *t, const char *lang)
{
    struct chart_value v;
    const char *unit;
    if (t->head || t->n < 2 || t->row[0].n < 2)
        return;
    for (int i = 1; i < t->row[0].n; i++)
        if (chart_number(t->a, t->row[0].cell[i], lang, 0, &v, &unit))
            return;
    t->head = t->row++;
    t->n--, t->all--;
}

/* "Kosten (Mio. €)" → "Kosten" and "Mio. €". */
static const char *split_unit(struct arena *a, const char *head, const char **unit)
{
    size_t n = strlen(head);
    const char *open = strrchr(head, '(');
    *unit = "";
    if (!open || open == head || !n || head[n - 1] != ')')
        return head;
    *unit = arena_dup(a, open + 1, n - 2 - (size_t)(open - head));
    while (open > head && open[-1] == ' ')
        open--;
    return arena_dup(a, head, (size_t)(open - head));
}

static const char *head_of(const struct table *t, int column)
{
    return t->head && column < t->head->n ? t->head->cell[column] : "";
}

/* One unit for all columns, from their heads or else from their cells; columns with different units
 * get them in their names. */
static void name_series(struct table *t, struct chart *c, const int *column,
                        const char *const *of_cells)
{
    const char **units = arena_array(t->a, const char *, c->n_series);
    bool same = true;
    for (int s = 0; s < c->n_series; s++) {
        c->series[s] = split_unit(t->a, head_of(t, column[s]), &units[s]);
        units[s] = *units[s] ? units[s] : of_cells[s] ? of_cells[s] : "";
        same &= !strcmp(units[s], units[0]);
    }
    for (int s = 0; s < c->n_series && !same; s++)
        if (*units[s])
            c->series[s] = arena_printf(t->a, *c->series[s] ? "%s (%s)" : "%s%s", c->series[s],
                                        units[s]);
    c->unit = same ? units[0] : "";
}

/* The mark before decimals in a column where some numbers tell and none tells otherwise; 0: that of
 * the language. */
static char decimal_of(const struct table *t, int column)
{
    bool point = false, comma = false;
    for (int i = 0; i < t->n; i++) {
        char mark = column < t->row[i].n ? chart_decimal(t->row[i].cell[column]) : 0;
        point |= mark == '.';
        comma |= mark == ',';
    }
    return point == comma ? 0 : point ? '.' : ',';
}

static void take_rows(struct table *t, struct chart *c, const int *column)
{
    const char *of_cells[CHART_SERIES] = {NULL}; /* one unit a column, … */
    const char *first[CHART_SERIES];             /* … that of this cell */
    char decimal[CHART_SERIES];
    int faults = 0;
    for (int s = 0; s < c->n_series; s++)
        decimal[s] = decimal_of(t, column[s]);
    c->row = arena_array(t->a, struct chart_row, t->n);
    for (int i = 0; i < t->n; i++) {
        const struct row *from = &t->row[i];
        struct chart_row *to = &c->row[c->n];
        if (from->n < 2) /* a heading within the table */
            continue;
        *to = (struct chart_row){from->cell[0], arena_array(t->a, struct chart_value, c->n_series),
                                 from->where};
        for (int s = 0; s < c->n_series; s++) {
            const char *cell = column[s] < from->n ? from->cell[column[s]] : "", *unit;
            if (!chart_number(t->a, cell, c->lang, decimal[s], &to->value[s], &unit)) {
                if (!chart_is_gap(cell) && faults++ < FAULTS)
                    diag(DIAG_collect_chart_number, from->where, cell);
            } else if (of_cells[s] && strcmp(of_cells[s], unit)) {
                to->value[s].known = false;
                diag(DIAG_collect_chart_unit, from->where, cell, first[s]);
            } else if (!of_cells[s]) {
                of_cells[s] = unit, first[s] = cell;
            }
        }
        c->n++;
    }
    name_series(t, c, column, of_cells);
}

/* ---- data that cannot be drawn -------------------------------------------------------------------- */

static bool has_negative(const struct chart *c)
{
    for (int i = 0; i < c->n; i++)
        for (int s = 0; s < c->n_series; s++)
            if (c->row[i].value[s].known && c->row[i].value[s].v < 0) {
                diag(DIAG_collect_chart_negative, c->row[i].where, c->row[i].value[s].text);
                return true;
            }
    return false;
}

/* Rows without a Land, or with one that occurred before, are left out of a map. */
static bool take_laender(struct chart *c, struct loc where)
{
    bool seen[64] = {false};
    int n = 0;
    for (int i = 0; i < c->n; i++) {
        const char *meant;
        int land = chart_land(c->row[i].label, &meant);
        if (land < 0 && meant)
            diag(DIAG_collect_chart_land_near, c->row[i].where, c->row[i].label, meant);
        else if (land < 0)
            diag(DIAG_collect_chart_land, c->row[i].where, c->row[i].label);
        else if (seen[land])
            diag(DIAG_collect_chart_land_twice, c->row[i].where, c->row[i].label);
        else
            seen[land] = true, c->row[n++] = c->row[i];
    }
    c->n = n;
    bool any = false;
    for (int i = 0; i < n; i++)
        any |= c->row[i].value[0].known;
    if (!any)
        diag(DIAG_collect_chart_empty, where);
    return any;
}

/* Reads the data of a chart from a table. False if it cannot be drawn (reported). */
static bool read_chart(struct arena *a, const xmlNode *table, struct chart *c, struct loc where)
{
    struct table t = {.a = a};
    int column[CHART_SERIES], n = 0, most = chart_rows_most(c->kind);
    read_table(&t, table, most + 1);
    vec_done(&t.named);
    find_head(&t, c->lang);
    if (t.all > most) {
        diag(DIAG_collect_chart_rows, where, t.all, most);
        return false;
    }
    for (int i = 1; i < CELLS; i++) {
        if (!column_has_number(&t, i, c->lang))
            continue;
        if (n < CHART_SERIES)
            column[n] = i;
        n++;
    }
    if (!n || n > CHART_SERIES) {
        if (n)
            diag(DIAG_collect_chart_series, where, n, CHART_SERIES);
        else
            diag(DIAG_collect_chart_empty, where);
        return false;
    }
    if (c->kind == CHART_LAENDER && n > 1)
        diag(DIAG_collect_chart_columns, where, head_of(&t, column[0]));
    c->n_series = c->kind == CHART_LAENDER ? 1 : n;
    c->series = arena_array(a, const char *, c->n_series);
    c->axis = head_of(&t, 0);
    take_rows(&t, c, column);
    return c->kind == CHART_LAENDER ? take_laender(c, where)
                                    : c->kind != CHART_STACKED || !has_negative(c);
}

/* ---- CSV ------------------------------------------------------------------------------------- */

struct csv {
    struct job *job;
    xmlNode *body, *head;
    const char *file;
};

static void add_row(struct csv *v, xmlNode *to, const struct table_row *row)
{
    struct loc where = {v->file, row->line, 0};
    xmlNode *tr = xml_new_child(to, DB_row, where);
    for (int i = 0; i < row->n; i++)
        xml_add_text(xml_new_child(tr, DB_entry, where), row->field[i]);
}

static int rank_row(void *ctx, const struct table_row *row)
{
    (void)ctx;
    int filled = 0;
    for (int i = 0; i < row->n; i++)
        filled += row->field[i][strspn(row->field[i], " \t\r\n")] != 0;
    return filled > 1 ? HEADING_MAYBE : HEADING_NOT;
}

static int take_head(void *ctx, const char *file, const struct table_row *row,
                     const struct table_row *above, const struct table_row *below)
{
    struct csv *v = ctx;
    (void)file, (void)above, (void)below;
    add_row(v, v->head, row);
    return 1;
}

static void take_row(void *ctx, const struct table_row *row)
{
    struct csv *v = ctx;
    add_row(v, v->body, row);
}

static int count_columns(const xmlNode *body, const xmlNode *head)
{
    int most = 1;
    const xmlNode *const parts[] = {head, body};
    for (int i = 0; i < 2; i++)
        for (const xmlNode *r = xml_first(parts[i]); r; r = xml_next(r)) {
            int n = 0;
            for (const xmlNode *c = xml_first(r); c; c = xml_next(c))
                n++;
            most = n > most ? n : most;
        }
    return most;
}

/* The rows of a CSV file as an informaltable, not yet in the tree; NULL: it cannot be read,
 * reported. */
static xmlNode *table_of_csv(struct job *job, xmlDoc *doc, const char *path, struct loc where)
{
    struct buf bytes = {0};
    FILE *f = file_open(path);
    bool ok = f && file_read_rest(&bytes, f, path, CSV_MOST);
    if (f)
        fclose(f);
    if (!ok) {
        diag(DIAG_collect_chart_file, where, path);
        buf_done(&bytes);
        return NULL;
    }
    decode_utf8(&bytes, path);
    xmlNode *table = xml_new_elem(doc, DB_informaltable, where),
            *group = xml_new_child(table, DB_tgroup, where);
    struct csv v = {.job = job,
                    .file = intern(path),
                    .head = xml_new_child(group, DB_thead, where)};
    v.body = xml_new_child(group, DB_tbody, where);
    const struct table_user user = {.ctx = &v,
                                    .rank = rank_row,
                                    .heading = take_head,
                                    .row = take_row};
    ok = table_read(&job->arena, bytes.s ? bytes.s : "", bytes.n, v.file, &user) &&
         xml_first(v.body);
    buf_done(&bytes);
    if (!ok) {
        diag(DIAG_collect_chart_empty, (struct loc){v.file, 0, 0});
        xmlFreeNode(table);
        return NULL;
    }
    xml_set_attr(group, "cols", arena_printf(&job->arena, "%d", count_columns(v.body, v.head)));
    return table;
}

static bool is_csv(const xmlNode *data)
{
    const char *file = xml_attr(data, "fileref"), *dot = file ? strrchr(file, '.') : NULL;
    return dot && (!strcasecmp(dot, ".csv") || !strcasecmp(dot, ".tsv"));
}

/* The CSV file of an image; NULL if it is missing or in a folder that must not be read, which is
 * reported as for any image. */
static const char *csv_path(struct job *job, struct chapter *c, const xmlNode *data)
{
    const char *file = xml_attr(data, "fileref"), *own = xml_loc(data).file,
               *base = xml_base_dir(c->doc);
    const char *path = path_join(&job->arena,
                                 own && !xml_relayed(c->doc) ? path_dir(&job->arena, own) : base,
                                 file);
    int n;
    const char *const *allowed = chapter_allowed(job, &n);
    if (!file_readable(path))
        path = path_join(&job->arena, base, file);
    return file_readable(path) && (path_inside(path, &base, 1) || path_inside(path, allowed, n))
               ? path
               : NULL;
}

/* ---- the figure ------------------------------------------------------------------------------ */

static void move_attributes(xmlNode *from, xmlNode *to)
{
    static const char *const common[] = {"xml:id",       "xml:lang",  "role",      "remap",
                                         "annotations",  "arch",      "audience",  "condition",
                                         "conformance",  "dir",       "os",        "revision",
                                         "revisionflag", "security",  "userlevel", "vendor",
                                         "wordsize",     "xreflabel", "label"};
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        const char *value = xml_attr(from, common[i]);
        if (!value)
            continue;
        xml_set_attr(to, common[i], value);
        xmlAttr *gone = !strncmp(common[i], "xml:", 4)
                            ? xmlHasNsProp(from, (const xmlChar *)common[i] + 4, XML_XML_NAMESPACE)
                            : xmlHasProp(from, (const xmlChar *)common[i]);
        if (gone)
            xmlRemoveProp(gone);
    }
}

static void move_node(xmlNode *n, xmlNode *to)
{
    xml_unlink(n);
    xml_add_last(to, n);
}

/* Moves titles and other parts of the figure as a whole from the table into it. */
static void move_titles(xmlNode *table, xmlNode *figure)
{
    for (xmlNode *c = xml_first(table), *next; c; c = next) {
        enum db_elem e = xml_elem(c);
        next = xml_next(c);
        bool heading = e == DB_caption && xml_elem(table) == DB_table && !xml_title(table) &&
                       !xml_child(table, "tgroup"); /* HTML's title */
        if (heading)
            xml_set_elem(c, DB_title);
        if (heading || e == DB_title || e == DB_titleabbrev || e == DB_info || e == DB_indexterm)
            move_node(c, figure);
    }
}

/* The figure around a table that has the role itself. */
static xmlNode *figure_around(xmlNode *table)
{
    struct loc where = xml_loc(table);
    bool formal = xml_elem(table) == DB_table;
    xmlNode *figure = xml_new_elem(table->doc, formal ? DB_figure : DB_informalfigure, where);
    xml_add_before(table, figure);
    xml_unlink(table);
    move_attributes(table, figure);
    move_titles(table, figure);
    xml_set_elem(table, DB_informaltable);
    xml_add_last(figure, table);
    return figure;
}

static xmlNode *captions_of(xmlNode *n)
{
    xmlNode *c = xml_child(n, "caption");
    if (c)
        xml_unlink(c);
    return c;
}

/* A media object in the place of a table, with the table's attributes. */
static xmlNode *media_for(xmlNode *table, xmlNode *figure)
{
    xmlNode *media = xml_new_elem(figure->doc, DB_mediaobject, xml_loc(figure));
    xmlNode *caption = captions_of(table),
            *alt = xml_child(figure, "alt") ? xml_child(figure, "alt") : xml_child(table, "alt");
    caption = caption ? caption : captions_of(figure);
    xml_add_before(table, media);
    if (alt)
        move_node(alt, media);
    xml_new_child(media, DB_imageobject, xml_loc(figure));
    if (caption)
        xml_add_last(media, caption);
    return media;
}

/* Puts the drawing into an image object, the table after it, and a text alternative before it
 * unless the author gave one. */
static void chart_fill(struct job *job, xmlNode *media, xmlNode *object, xmlNode *table,
                       const struct chart *c)
{
    struct loc where = xml_loc(media);
    if (!xml_child(media, "alt")) {
        xmlNode *alt = xml_new_elem(media->doc, DB_alt, where);
        xml_add_text(alt, chart_describe(&job->arena, c));
        xmlNode *info = xml_child(media, "info");
        if (info)
            xml_add_after(info, alt);
        else
            xml_add_first(media, alt);
    }
    xmlNode *data = xml_new_elem(media->doc, DB_imagedata, where),
            *text = xml_new_elem(media->doc, DB_textobject, where);
    while (xml_first(object))
        xml_drop(xml_first(object));
    xml_add_last(object, data);
    xml_add_last(data, chart_draw(media->doc, &job->arena, c));
    xml_add_after(object, text);
    if (table->parent)
        xml_unlink(table);
    xml_add_last(text, table);
}

/* ---- all of a chapter ------------------------------------------------------------------------ */

/* The chart asked for by the role of an element or of the figure around an image. */
struct wish {
    xmlNode *n; /* figure, table or mediaobject */
    struct chart chart;
};

static xmlNode *csv_data(xmlNode *n)
{
    for (xmlNode *d = n; d; d = xml_walk(n, d))
        if (xml_elem(d) == DB_imagedata && is_csv(d))
            return d;
    return NULL;
}

static xmlNode *table_in(xmlNode *figure)
{
    for (xmlNode *c = xml_first(figure); c; c = xml_next(c))
        if (is_table(c))
            return c;
    return NULL;
}

/* Draws a table of the text, and makes the figure around it. */
static void draw_table(struct job *job, xmlNode *n, xmlNode *table, struct chart *c)
{
    if (!read_chart(&job->arena, table, c, xml_loc(n)))
        return;
    for (const xmlNode *d = table; d; d = xml_walk(table, d))
        if (xml_elem(d) == DB_footnote)
            diag(DIAG_collect_chart_note, xml_loc(d));
    xmlNode *media = media_for(table, n == table ? figure_around(table) : n);
    chart_fill(job, media, xml_child(media, "imageobject"), table, c);
}

/* Draws a table from a file; if that is impossible the table replaces the image. */
static void draw_csv(struct job *job, struct chapter *chapter, xmlNode *n, xmlNode *data,
                     struct chart *c)
{
    const char *path = csv_path(job, chapter, data);
    xmlNode *table = path ? table_of_csv(job, n->doc, path, xml_loc(n)) : NULL,
            *object = data->parent, *media = object->parent;
    if (!table)
        return;
    if (xml_elem(object) == DB_imageobject && xml_elem(media) == DB_mediaobject &&
        read_chart(&job->arena, table, c, xml_loc(n)))
        chart_fill(job, media, object, table, c);
    else if (xml_elem(media) == DB_mediaobject)
        xml_add_after(media, table), xml_drop(data->parent);
    else
        xml_replace(data, table);
}

static void draw_wish(struct job *job, struct chapter *chapter, struct wish *w)
{
    xmlNode *table = is_table(w->n) ? w->n : table_in(w->n);
    w->chart.lang = xml_lang(w->n);
    if (table)
        draw_table(job, w->n, table, &w->chart);
    else
        draw_csv(job, chapter, w->n, csv_data(w->n), &w->chart);
}

/* Whether the chart has been drawn, by this run or an earlier one. */
static bool is_drawn(xmlNode *figure)
{
    return !is_table(figure) && !table_in(figure) && !csv_data(figure);
}

void chart_take(struct job *job, struct chapter *chapter)
{
    VEC(struct wish) all = {0};
    for (xmlNode *n = chapter->root; n; n = xml_walk(chapter->root, n)) {
        enum db_elem e = xml_elem(n);
        struct wish w = {.n = n};
        const char *unknown, *meant,
            *role = e == DB_figure || e == DB_informalfigure || is_table(n) ? xml_attr(n, "role")
                                                                            : NULL;
        bool wanted = role && chart_role(&job->arena, role, &w.chart.kind, &w.chart.width, &unknown,
                                         &meant);
        if (role && unknown && meant)
            diag(DIAG_collect_chart_kind_near, xml_loc(n), unknown, meant);
        else if (role && unknown)
            diag(DIAG_collect_chart_kind, xml_loc(n), unknown);
        if (wanted && !is_drawn(n))
            *vec_add(&all) = w;
    }
    for (int i = 0; i < all.n; i++)
        draw_wish(job, chapter, &all.v[i]);
    vec_done(&all);
}
