// SPDX-License-Identifier: Apache-2.0
/* Boxes and tags as text, one a line, indented by depth: for golden tests and people. Text is in
 * double quotes with \n, \t, \" and \\ escaped; attributes only if they are not the default. */
#include "out/out.h"

#include <string.h>

static void put_text(FILE *f, const char *s, size_t n)
{
    fputs(" \"", f);
    for (const char *end = s + n; s < end; s++) {
        if (*s == '\n' || *s == '\t')
            fprintf(f, "\\%c", *s == '\n' ? 'n' : 't');
        else if (*s == '"' || *s == '\\')
            fprintf(f, "\\%c", *s);
        else
            putc(*s, f);
    }
    putc('"', f);
}

static void dump_doc_indent(FILE *f, int depth)
{
    for (int i = 0; i < depth; i++)
        fputs("  ", f);
}

/* ---- boxes ----------------------------------------------------------------------------------- */

static const char *const kinds[] = {
    [BOX_BLOCK] = "block",
    [BOX_PARA] = "para",
    [BOX_IMAGE] = "image",
    [BOX_TABLE] = "table",
    [BOX_COLUMN] = "column",
    [BOX_ROWS] = "rows",
    [BOX_ROW] = "row",
    [BOX_CELL] = "cell",
    [BOX_FLEX] = "flex",
    [BOX_GRID] = "grid",
    [BOX_INLINE] = "inline",
    [BOX_TEXT] = "text",
    [BOX_INLINE_BLOCK] = "inline-block",
    [BOX_NOTE] = "note",
    [BOX_LEADER] = "leader",
    [BOX_REF] = "ref",
    [BOX_MARK] = "mark",
    [BOX_FLOAT] = "float",
    [BOX_MATH] = "math",
};
static const char *const pseudos[CSS_PSEUDOS] = {
    [CSS_BEFORE] = "::before",
    [CSS_AFTER] = "::after",
    [CSS_MARKER] = "::marker",
    [CSS_FIRST_LINE] = "::first-line",
    [CSS_FIRST_LETTER] = "::first-letter",
    [CSS_FOOTNOTE_CALL] = "::footnote-call",
    [CSS_FOOTNOTE_MARKER] = "::footnote-marker",
};

static void put_mark(FILE *f, const struct mark *m)
{
    switch (m->kind) {
    case MARK_ANCHOR: fprintf(f, " anchor #%s", m->name); break;
    case MARK_STRING:
        fprintf(f, " string %s", m->name);
        put_text(f, m->value, strlen(m->value));
        break;
    case MARK_RUNNING: fprintf(f, " running %s", m->name); break;
    case MARK_BOOKMARK:
        fprintf(f, " bookmark %d%s", m->level, m->open ? "" : " closed");
        put_text(f, m->value, strlen(m->value));
        break;
    case MARK_REMARK:
        fputs(" remark", f);
        put_text(f, m->value, strlen(m->value));
        break;
    case MARK_REF: fputs(" ref", f); break;
    case MARK_NOTE: fprintf(f, " note %d", m->level); break;
    case MARK_PAGE_COUNTER: fprintf(f, " page %d", m->level); break;
    }
}

static void put_len(FILE *f, const char *name, len v)
{
    if (v)
        fprintf(f, " %s=%.2f", name, v / (double)LEN_PT);
}

static void put_cell(FILE *f, const struct box *b)
{
    fprintf(f, " col=%d", b->u.cell.col);
    if (b->u.cell.col_span > 1)
        fprintf(f, " cols=%d", b->u.cell.col_span);
    if (b->u.cell.row_span > 1)
        fprintf(f, " rows=%d", b->u.cell.row_span);
    if (b->u.cell.align_char)
        put_text(f, b->u.cell.align_char, strlen(b->u.cell.align_char));
}

static void put_column(FILE *f, const struct box *b)
{
    if (b->u.column.span > 1)
        fprintf(f, " span=%d", b->u.column.span);
    if (b->u.column.star)
        fprintf(f, " star=%.2f", b->u.column.star / (double)FIX_ONE);
    if (b->u.column.percent)
        fprintf(f, " percent=%.2f", b->u.column.percent * 100.0 / FIX_ONE);
    put_len(f, "width", b->u.column.width);
}

static void put_image(FILE *f, const struct box *b)
{
    const struct image *i = b->u.image;
    if (!i)
        return;
    put_text(f, i->path ? i->path : "", i->path ? strlen(i->path) : 0);
    put_len(f, "width", i->width);
    put_len(f, "height", i->height);
}

static void put_rows(FILE *f, const struct box *b)
{
    fputs(b->u.rows.group == KW_table_header_group   ? " head"
          : b->u.rows.group == KW_table_footer_group ? " foot"
                                                     : "",
          f);
}

static void put_ref(FILE *f, const struct xref *x)
{
    fprintf(f, " %s%s%s", x->counter, x->target ? " #" : "", x->target ? x->target : "");
}

static void put_details(FILE *f, const struct box *b)
{
    switch (b->kind) {
    case BOX_TEXT:
    case BOX_LEADER: put_text(f, b->u.t.text, (size_t)b->u.t.n); break;
    case BOX_MARK: put_mark(f, b->u.m.mark); break;
    case BOX_REF: put_ref(f, b->u.ref); break;
    case BOX_CELL: put_cell(f, b); break;
    case BOX_COLUMN: put_column(f, b); break;
    case BOX_ROWS: put_rows(f, b); break;
    case BOX_TABLE: fprintf(f, " columns=%d", b->u.table.columns); break;
    case BOX_IMAGE: put_image(f, b); break;
    default: break;
    }
}

static void put_box(FILE *f, const struct box *b, int depth)
{
    dump_doc_indent(f, depth);
    fputs(kinds[b->kind], f);
    bool of_element = b->kind != BOX_TEXT && b->kind != BOX_MARK && b->kind != BOX_REF &&
                      b->kind != BOX_LEADER;
    if (b->anonymous)
        fputs(" -", f);
    else if (of_element && b->origin)
        fprintf(f, " %s%s", origin_name(b->origin), pseudos[b->pseudo] ? pseudos[b->pseudo] : "");
    put_details(f, b);
    putc('\n', f);
}

/* Parts of a box besides its children: a marker, a note's or float's body, a running block. */
static const struct box *aside(const struct box *b)
{
    if (b->kind == BOX_BLOCK || b->kind == BOX_PARA)
        return b->u.block.marker;
    if (b->kind == BOX_NOTE || b->kind == BOX_FLOAT)
        return b->u.out.body;
    return b->kind == BOX_MARK && b->u.m.mark->kind == MARK_RUNNING ? b->u.m.mark->box : NULL;
}

/* Recursion is as deep as the boxes, whose depth doc/ limits. */
static void dump_box(FILE *f, const struct box *b, int depth)
{
    put_box(f, b, depth);
    const struct box *out = aside(b);
    if (out) {
        dump_doc_indent(f, depth + 1);
        fputs(b->kind == BOX_BLOCK || b->kind == BOX_PARA ? "marker:\n" : "body:\n", f);
        dump_box(f, out, depth + 2);
    }
    for (const struct box *c = b->first; c; c = c->next)
        dump_box(f, c, depth + 1);
}

void dump_boxes(const struct doc *doc, FILE *f) { dump_box(f, doc->root, 0); }

/* ---- tags ------------------------------------------------------------------------------------ */

struct tag_text {
    struct buf *of; /* by tag id: the text that is directly in it */
};

static void dump_doc_gather(struct tag_text *t, const struct box *b)
{
    const struct box *out = aside(b);
    if (b->tag && b->kind == BOX_TEXT)
        buf_add(&t->of[b->tag->id], b->u.t.text, (size_t)b->u.t.n);
    if (b->tag && b->kind == BOX_REF)
        buf_puts(&t->of[b->tag->id], "#");
    if (out && b->kind != BOX_MARK)
        dump_doc_gather(t, out);
    for (const struct box *c = b->first; c; c = c->next)
        dump_doc_gather(t, c);
}

static void put_word(FILE *f, const char *name, const char *value)
{
    if (value)
        fprintf(f, " %s=%s", name, value);
}

static void put_phrase(FILE *f, const char *name, const char *value)
{
    if (!value)
        return;
    fprintf(f, " %s=", name);
    put_text(f, value, strlen(value));
}

static void put_tag(FILE *f, const struct tag *t, const struct buf *text)
{
    fputs(t->role, f);
    put_word(f, "lang", t->more->lang);
    put_phrase(f, "alt", t->more->alt);
    put_phrase(f, "actual", t->more->actual);
    put_phrase(f, "expansion", t->more->expansion);
    put_phrase(f, "summary", t->more->summary);
    put_word(f, "href", t->more->href);
    put_word(f, "dest", t->more->dest);
    put_word(f, "scope", t->more->scope);
    put_word(f, "numbering", t->more->numbering);
    if (t->more->row_span > 1)
        fprintf(f, " rows=%d", t->more->row_span);
    if (t->more->col_span > 1)
        fprintf(f, " cols=%d", t->more->col_span);
    if (text->n)
        put_text(f, text->s, text->n);
    putc('\n', f);
}

void dump_tags(const struct doc *doc, FILE *f)
{
    struct tag_text t = {mem_new(sizeof *t.of * (size_t)doc->n_tags)};
    int depth = 0;
    dump_doc_gather(&t, doc->root);
    for (const struct tag *tag = doc->tags; tag;) {
        dump_doc_indent(f, depth);
        put_tag(f, tag, &t.of[tag->id]);
        if (tag->first) {
            tag = tag->first;
            depth++;
            continue;
        }
        while (tag && !tag->next)
            tag = tag->parent, depth--;
        tag = tag ? tag->next : NULL;
    }
    for (int i = 0; i < doc->n_tags; i++)
        buf_done(&t.of[i]);
    mem_free(t.of);
}
