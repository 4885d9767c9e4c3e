// SPDX-License-Identifier: Apache-2.0
/* Characters, paragraphs and tables of RTF as WordprocessingML.
 *
 * RTF has no table elements: a paragraph says how deep in tables it is, \cell ends the open cell,
 * \row the open row. So each level of tables collects its cells and rows, and becomes an element
 * when a paragraph less deep comes. The columns are where any row of the table has an edge. */
#include <stdlib.h>
#include <string.h>

#include "office/rtf-int.h"

void rtf_escape(struct buf *b, const char *s, size_t n)
{
    for (const char *p = s, *end = s + n; p < end;) {
        uint32_t c = utf8_next(&p, end);
        if (c == '&')
            buf_puts(b, "&amp;");
        else if (c == '<')
            buf_puts(b, "&lt;");
        else if (c == '>')
            buf_puts(b, "&gt;");
        else if (c == '"')
            buf_puts(b, "&quot;");
        else if (c == '\t' || c == '\n' || (c >= ' ' && c != 0xfffe && c != 0xffff))
            buf_utf8(b, c);
    }
}

/* ---- characters ------------------------------------------------------------------------------ */

const char *rtf_language(int id)
{
    static const struct {
        int id;
        const char *tag;
    } tags[] = {{1025, "ar-SA"},   {1026, "bg-BG"},  {1027, "ca-ES"}, {1028, "zh-TW"},
                {1029, "cs-CZ"},   {1030, "da-DK"},  {1031, "de-DE"}, {1032, "el-GR"},
                {1033, "en-US"},   {1034, "es-ES"},  {1035, "fi-FI"}, {1036, "fr-FR"},
                {1037, "he-IL"},   {1038, "hu-HU"},  {1040, "it-IT"}, {1041, "ja-JP"},
                {1042, "ko-KR"},   {1043, "nl-NL"},  {1044, "nb-NO"}, {1045, "pl-PL"},
                {1046, "pt-BR"},   {1048, "ro-RO"},  {1049, "ru-RU"}, {1050, "hr-HR"},
                {1051, "sk-SK"},   {1053, "sv-SE"},  {1055, "tr-TR"}, {1058, "uk-UA"},
                {1060, "sl-SI"},   {1061, "et-EE"},  {1062, "lv-LV"}, {1063, "lt-LT"},
                {1068, "az-AZ"},   {1071, "mk-MK"},  {1081, "hi-IN"}, {2052, "zh-CN"},
                {2055, "de-CH"},   {2057, "en-GB"},  {2060, "fr-BE"}, {2064, "it-CH"},
                {2067, "nl-BE"},   {2068, "nn-NO"},  {2070, "pt-PT"}, {2074, "sr-RS"},
                {3079, "de-AT"},   {3081, "en-AU"},  {3082, "es-ES"}, {3084, "fr-CA"},
                {4103, "de-LU"},   {4105, "en-CA"},  {4108, "fr-CH"}, {5127, "de-LI"},
                {1142, "la-Latn"}, {1070, "hsb-DE"}, {1094, "dsb-DE"}};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (tags[i].id == id)
            return tags[i].tag;
    return NULL;
}

const struct rtf_font *rtf_font_of(const struct rtf *r, int number)
{
    for (int i = 0; i < r->fonts.n; i++)
        if (r->fonts.v[i].number == number)
            return &r->fonts.v[i];
    return NULL;
}

static const struct rtf_style *style_of(struct rtf *r, int number, bool character)
{
    int *last = &r->last_style[character];
    const struct rtf_style *s = *last < r->styles.n ? &r->styles.v[*last] : NULL;
    if (s && s->number == number && s->character == character)
        return s;
    for (int i = 0; i < r->styles.n; i++)
        if (r->styles.v[i].number == number && r->styles.v[i].character == character) {
            *last = i;
            return &r->styles.v[i];
        }
    return NULL;
}

static void put_switch(struct buf *b, const char *name, int on, int styled)
{
    if (!on != !styled)
        buf_printf(b, "<w:%s w:val=\"%d\"/>", name, on != 0);
}

static void put_font(const struct rtf *r, struct buf *b, int number)
{
    const struct rtf_font *font = rtf_font_of(r, number);
    struct buf name = {0};
    if (font && font->name)
        rtf_escape(&name, font->name, strlen(font->name));
    if (name.n)
        buf_printf(b, "<w:rFonts w:ascii=\"%s\" w:hAnsi=\"%s\"/>", name.s, name.s);
    buf_done(&name);
}

void rtf_look_put(const struct rtf *r, struct buf *b, const struct rtf_look *l,
                  const struct rtf_look *styled)
{
    static const struct rtf_look plain = {.font = -1};
    const struct rtf_look *s = styled ? styled : &plain;
    const char *lang = rtf_language(l->lang);
    buf_puts(b, "<w:rPr>");
    if (l->style > 0)
        buf_printf(b, "<w:rStyle w:val=\"c%d\"/>", l->style);
    if (l->font != s->font)
        put_font(r, b, l->font);
    put_switch(b, "b", l->bold, s->bold);
    put_switch(b, "i", l->italic, s->italic);
    put_switch(b, "caps", l->caps, s->caps);
    put_switch(b, "smallCaps", l->small_caps, s->small_caps);
    put_switch(b, "strike", l->strike, s->strike);
    put_switch(b, "vanish", l->hidden, s->hidden);
    if (!l->underline != !s->underline)
        buf_printf(b, "<w:u w:val=\"%s\"/>", l->underline ? "single" : "none");
    if (l->vertical != s->vertical)
        buf_printf(b, "<w:vertAlign w:val=\"%s\"/>",
                   !l->vertical       ? "baseline"
                   : l->vertical == 1 ? "subscript"
                                      : "superscript");
    if (lang)
        buf_printf(b, "<w:lang w:val=\"%s\"/>", lang);
    buf_puts(b, "</w:rPr>");
}

/* The formatting that a run has by its styles: RTF repeats it in the run. */
static struct rtf_look styled_look(struct rtf *r, const struct rtf_look *l)
{
    const struct rtf_style *para = style_of(r, r->g->para.style, false),
                           *own = l->style > 0 ? style_of(r, l->style, true) : NULL;
    struct rtf_look s = para ? para->look : (struct rtf_look){.font = -1};
    if (own) {
        s.bold |= own->look.bold, s.italic |= own->look.italic;
        s.underline |= own->look.underline, s.strike |= own->look.strike;
        s.caps |= own->look.caps, s.small_caps |= own->look.small_caps;
        s.hidden |= own->look.hidden;
        s.vertical = own->look.vertical ? own->look.vertical : s.vertical;
    }
    return s;
}

static const char *author_of(const struct rtf *r, int i)
{
    return i > 0 && i <= r->authors.n ? r->authors.v[i - 1] : "";
}

/* A run with this content, in an element that says what change made it. */
static void put_run(struct rtf *r, const struct rtf_look *l, const char *content)
{
    struct buf *b = &r->flow->line;
    const char *change = l->deleted ? "del" : l->added ? "ins" : NULL;
    if (change) {
        const char *who = author_of(r, l->deleted ? l->deleted : l->added);
        buf_printf(b, "<w:%s w:author=\"", change);
        rtf_escape(b, who, strlen(who));
        buf_puts(b, "\">");
    }
    struct rtf_look styled = styled_look(r, l);
    buf_puts(b, "<w:r>");
    rtf_look_put(r, b, l, &styled);
    buf_puts(b, content);
    buf_puts(b, "</w:r>");
    if (change)
        buf_printf(b, "</w:%s>", change);
}

void rtf_flow_text(struct rtf *r)
{
    struct rtf_flow *f = r->flow;
    struct buf content = {0};
    if (!f->text.n)
        return;
    const char *name = f->look.code ? "instrText" : f->look.deleted ? "delText" : "t";
    buf_printf(&content, "<w:%s xml:space=\"preserve\">", name);
    rtf_escape(&content, f->text.s, f->text.n);
    buf_printf(&content, "</w:%s>", name);
    put_run(r, &f->look, content.s);
    f->text.n = 0;
    buf_done(&content);
}

void rtf_flow_char(struct rtf *r, uint32_t c)
{
    struct rtf_flow *f = r->flow;
    if (f->text.n && memcmp(&f->look, &r->g->look, sizeof f->look))
        rtf_flow_text(r);
    f->look = r->g->look;
    buf_utf8(&f->text, c);
}

void rtf_flow_run(struct rtf *r, const char *xml)
{
    rtf_flow_text(r);
    put_run(r, &r->g->look, xml);
}

void rtf_flow_raw(struct rtf *r, const char *xml)
{
    rtf_flow_text(r);
    buf_puts(&r->flow->line, xml);
}

/* ---- tables ---------------------------------------------------------------------------------- */

void rtf_row_clear(struct rtf_row_def *d)
{
    vec_done(&d->edges);
    *d = (struct rtf_row_def){.index = -1};
}

static int compare(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

struct grid {
    int *v;
    int n, cap;
};

/* Where any row has an edge; what is closer than NEAR is one edge, drawn by hand. */
static void find_grid(const struct rtf_table *t, struct grid *grid)
{
    enum { NEAR = 25 };
    struct grid all = {0};
    for (int i = 0; i < t->rows.n; i++) {
        const struct rtf_row_def *d = &t->rows.v[i].def;
        *vec_add(&all) = d->left;
        for (int k = 0; k < d->edges.n; k++)
            *vec_add(&all) = d->edges.v[k].at;
    }
    qsort(all.v, (size_t)all.n, sizeof *all.v, compare);
    for (int i = 0; i < all.n; i++)
        if (!grid->n || (long long)all.v[i] - grid->v[grid->n - 1] > NEAR)
            *vec_add(grid) = all.v[i];
    vec_done(&all);
}

/* The line of the grid that is nearest. */
static int grid_line(const struct grid *g, int at)
{
    int low = 0, high = g->n - 1;
    while (high - low > 1) {
        int middle = low + (high - low) / 2;
        if (g->v[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return llabs((long long)g->v[high] - at) < llabs((long long)g->v[low] - at) ? high : low;
}

static void put_cell(struct buf *b, const struct rtf_edge *e, int span)
{
    buf_printf(b, "<w:tc><w:tcPr><w:gridSpan w:val=\"%d\"/>%s</w:tcPr>", span,
               !e               ? ""
               : e->begins_down ? "<w:vMerge w:val=\"restart\"/>"
               : e->joins_down  ? "<w:vMerge/>"
                                : "");
}

static void put_row(struct buf *b, const struct rtf_row *row, const struct grid *grid)
{
    const struct rtf_row_def *d = &row->def;
    int line = grid_line(grid, d->left);
    buf_puts(b, "<w:tr><w:trPr>");
    if (line)
        buf_printf(b, "<w:gridBefore w:val=\"%d\"/>", line);
    buf_printf(b, "%s</w:trPr>", d->head ? "<w:tblHeader/>" : "");
    for (int i = 0; i < row->cells.n;) {
        const struct rtf_edge *e = i < d->edges.n ? &d->edges.v[i] : NULL;
        int last = i;
        while (last + 1 < d->edges.n && d->edges.v[last + 1].joins)
            last++;
        int to = e ? grid_line(grid, d->edges.v[last].at) : line + 1;
        to = to > line ? to : line + 1;
        put_cell(b, e, to - line);
        for (; i <= last && i < row->cells.n; i++)
            buf_puts(b, row->cells.v[i]);
        buf_puts(b, "</w:tc>");
        line = to;
    }
    buf_puts(b, "</w:tr>");
}

static void table_done(struct rtf_table *t)
{
    for (int i = 0; i < t->rows.n; i++) {
        struct rtf_row *row = &t->rows.v[i];
        for (int k = 0; k < row->cells.n; k++)
            mem_free(row->cells.v[k]);
        vec_done(&row->cells);
        vec_done(&row->def.edges);
    }
    t->rows.n = 0;
}

/* The rows of a level so far, as a table in the level around. */
static void put_table(struct rtf_table *t, struct buf *to)
{
    struct grid grid = {0};
    if (!t->rows.n)
        return;
    find_grid(t, &grid);
    buf_puts(to, "<w:tbl><w:tblPr/><w:tblGrid>");
    for (int i = 1; i < grid.n; i++)
        buf_printf(to, "<w:gridCol w:w=\"%lld\"/>", (long long)grid.v[i] - grid.v[i - 1]);
    buf_puts(to, "</w:tblGrid>");
    for (int i = 0; i < t->rows.n; i++)
        put_row(to, &t->rows.v[i], &grid);
    buf_puts(to, "</w:tbl>");
    vec_done(&grid);
    table_done(t);
}

static void cell_end(struct rtf_table *t)
{
    *vec_add(&t->cells) = buf_take(&t->out);
    t->out = (struct buf){0};
}

static void row_end(struct rtf_table *t, const struct rtf_row_def *def, struct buf *around)
{
    if (t->out.n)
        cell_end(t);
    if (!t->cells.n)
        return;
    if (def->index == 0 && t->rows.n && t->rows.v[t->rows.n - 1].def.index > 0)
        put_table(t, around);
    struct rtf_row *row = vec_add(&t->rows);
    row->def = *def;
    memset(&row->def.edges, 0, sizeof row->def.edges);
    for (int i = 0; i < def->edges.n; i++)
        *vec_add(&row->def.edges) = def->edges.v[i];
    for (int i = 0; i < t->cells.n; i++)
        *vec_add(&row->cells) = t->cells.v[i];
    t->cells.n = 0;
}

/* Ends and begins levels of tables until the flow is that deep in them. */
static void go_to(struct rtf *r, int depth)
{
    struct rtf_flow *f = r->flow;
    while (f->levels.n - 1 > depth) {
        struct rtf_table *t = &f->levels.v[f->levels.n - 1], *around = t - 1;
        row_end(t, &(struct rtf_row_def){.index = -1}, &around->out); /* a row that never ended */
        put_table(t, &around->out);
        vec_done(&t->cells), vec_done(&t->rows), buf_done(&t->out);
        f->levels.n--;
    }
    while (f->levels.n - 1 < depth)
        (void)vec_add(&f->levels);
}

/* ---- paragraphs ------------------------------------------------------------------------------ */

static void put_paragraph(struct rtf *r, struct buf *b)
{
    static const char *const aligns[] = {"", "center", "right", "both"};
    const struct rtf_para *p = &r->g->para;
    buf_printf(b, "<w:p><w:pPr><w:pStyle w:val=\"s%d\"/>", p->style);
    if (p->frame || p->drop)
        buf_printf(b, "<w:framePr%s/>", p->drop ? " w:dropCap=\"drop\"" : "");
    if (p->list)
        buf_printf(b, "<w:numPr><w:ilvl w:val=\"%d\"/><w:numId w:val=\"%d\"/></w:numPr>", p->level,
                   p->list);
    if (p->align)
        buf_printf(b, "<w:jc w:val=\"%s\"/>", aligns[p->align]);
    if (p->outline >= 0)
        buf_printf(b, "<w:outlineLvl w:val=\"%d\"/>", p->outline);
    buf_printf(b, "</w:pPr>%s</w:p>", r->flow->line.s ? r->flow->line.s : "");
}

static int depth_of(const struct rtf *r)
{
    int depth = r->g->para.depth, least = r->flow->in_row ? 1 : 0;
    depth = depth < least ? least : depth;
    return depth > DEEPEST_LEVEL ? DEEPEST_LEVEL : depth;
}

void rtf_paragraph(struct rtf *r)
{
    struct rtf_flow *f = r->flow;
    rtf_flow_text(r);
    go_to(r, depth_of(r));
    put_paragraph(r, &f->levels.v[f->levels.n - 1].out);
    f->line.n = 0;
    if (f->line.s)
        *f->line.s = 0;
    f->last_list = r->g->para.list;
}

void rtf_cell(struct rtf *r, bool nested)
{
    int depth = nested ? (depth_of(r) > 2 ? depth_of(r) : 2) : 1;
    struct rtf_para kept = r->g->para;
    r->g->para.depth = depth;
    rtf_paragraph(r);
    r->g->para = kept;
    cell_end(&r->flow->levels.v[depth]);
}

void rtf_row(struct rtf *r, bool nested)
{
    struct rtf_flow *f = r->flow;
    int depth = nested ? f->levels.n - 1 : 1;
    rtf_flow_text(r);
    if (f->line.n) { /* text after the last cell */
        struct rtf_para kept = r->g->para;
        r->g->para.depth = depth;
        rtf_paragraph(r);
        r->g->para = kept;
    }
    if (depth > 0 && f->levels.n > depth) {
        go_to(r, depth);
        row_end(&f->levels.v[depth], &r->row[nested], &f->levels.v[depth - 1].out);
    }
    if (!nested)
        f->in_row = false;
}

/* ---- flows ----------------------------------------------------------------------------------- */

void rtf_flow_begin(struct rtf *r)
{
    struct rtf_flow *f = mem_new(sizeof *f);
    f->outer = r->flow;
    (void)vec_add(&f->levels);
    r->flow = f;
    r->flows++;
}

void rtf_flow_end(struct rtf *r, struct buf *to)
{
    struct rtf_flow *f = r->flow;
    rtf_flow_text(r);
    if (f->line.n)
        rtf_paragraph(r);
    go_to(r, 0);
    buf_add(to, f->levels.v[0].out.s ? f->levels.v[0].out.s : "", f->levels.v[0].out.n);
    buf_done(&f->levels.v[0].out);
    vec_done(&f->levels);
    buf_done(&f->line), buf_done(&f->text);
    r->flow = f->outer;
    r->flows--;
    mem_free(f);
}
