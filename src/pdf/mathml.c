// SPDX-License-Identifier: Apache-2.0
/* The MathML of formulas, in files that belong to their elements (ISO 14289-2, 8.2.5.29; ISO
 * 32000-2, 14.13): so that screen readers use the author's own formula. Equal ones share a file. */
#include "pdf/pdf-int.h"

#include <string.h>

static void put_math_attributes(struct buf *b, const xmlNode *n)
{
    for (const xmlAttr *a = n->properties; a; a = a->next)
        if (!a->ns && a->children && a->children->content) {
            buf_printf(b, " %s=\"", (const char *)a->name);
            xml_escape(b, (const char *)a->children->content);
            buf_putc(b, '"');
        }
}

/* Elements of MathML and their text; the recursion is as deep as the elements. */
static void put_math(struct buf *b, const xmlNode *n, bool root)
{
    buf_printf(b, "<%s%s", (const char *)n->name,
               root ? " xmlns=\"http://www.w3.org/1998/Math/MathML\"" : "");
    put_math_attributes(b, n);
    buf_putc(b, '>');
    for (const xmlNode *c = n->children; c; c = c->next)
        if (xml_is_math(c))
            put_math(b, c, false);
        else if ((c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE) && c->content)
            xml_escape(b, (const char *)c->content);
    buf_printf(b, "</%s>", (const char *)n->name);
}

static void put_file_name(struct buf *b, int i) { buf_printf(b, "(formula-%06d.mml)", i + 1); }

/* Writes the file and its file specification; returns the object of the latter. */
static int write_formula(struct finish *f, struct buf *math)
{
    struct buf dict = {0};
    char date[40] = "";
    int file = file_number(&f->file), spec = file_number(&f->file);
    if (f->dated)
        strftime(date, sizeof date, "/ModDate(D:%Y%m%d%H%M%SZ)", &f->date);
    buf_printf(&dict, "/Type/EmbeddedFile/Subtype/application#2Fmathml+xml/Params<</Size %zu%s>>",
               math->n, date);
    file_stream_take(&f->file, file, dict.s, math, PACK_WELL);
    buf_done(&dict);
    struct buf *b = file_begin(&f->file, spec);
    buf_puts(b, "<</Type/Filespec/AFRelationship/Supplement/F");
    put_file_name(b, f->formulas.n);
    buf_puts(b, "/UF");
    put_file_name(b, f->formulas.n);
    buf_printf(b, "/Desc(MathML)/EF<</F %d 0 R/UF %d 0 R>>>>", file, file);
    file_end(&f->file);
    *vec_add(&f->formulas) = spec;
    return spec;
}

void mathml_write(struct finish *f)
{
    struct map known = {0};
    for (int i = 0; i < f->n_tags; i++) {
        struct element *e = &f->elements[i];
        const xmlNode *n = e->kept && !strcmp(e->role, "Formula") ? e->tag->more->math : NULL;
        struct buf math = {0};
        if (!n)
            continue;
        put_math(&math, n, true);
        void **object = map_put(&known, arena_dup(&f->arena, math.s, math.n));
        if (!*object)
            *object = (void *)(intptr_t)write_formula(f, &math);
        element_special(f, e)->formula = (int)(intptr_t)*object;
        buf_done(&math);
    }
    map_done(&known);
}

void mathml_put_names(const struct finish *f, struct buf *b)
{
    if (!f->formulas.n)
        return;
    buf_puts(b, "/Names<</EmbeddedFiles<</Names[");
    for (int i = 0; i < f->formulas.n; i++) {
        put_file_name(b, i);
        buf_printf(b, "%d 0 R ", f->formulas.v[i]);
    }
    buf_puts(b, "]>>>>");
}
