// SPDX-License-Identifier: Apache-2.0
/* Formulas in TeX become MathML: DocBook has them as <mathphrase>, as Asciidoctor writes them, with
 * the same in <alt>.
 *
 * pandoc (texmath) knows the notation better than anything else except TeX; it is run once for all
 * formulas of a document, each a paragraph of its native format, and returns a paragraph for each.
 * Formulas it cannot read are returned as text, and left unchanged. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "xml/xml.h"

enum { MAX_SECONDS = 60, MAX_BYTES = 64 << 20 };

struct formula {
    xmlNode *at; /* the mathphrase */
    char *tex;   /* without delimiters */
    bool display;
};
struct formulas {
    struct arena a;
    VEC(struct formula) v;
};

/* ---- finding --------------------------------------------------------------------------------- */

static void text_of(const xmlNode *n, struct buf *b)
{
    for (const xmlNode *c = n->children; c; c = c->next)
        if (c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE)
            buf_puts(b, (const char *)c->content);
}

static bool same_text(const xmlNode *a, const char *text)
{
    struct buf b = {0};
    text_of(a, &b);
    bool same = b.n && !strcmp(b.s, text);
    buf_done(&b);
    return same;
}

/* TeX as people write it: a command, or braces after ^ or _. */
static bool looks_like_tex(const char *s)
{
    for (; *s; s++)
        if ((*s == '\\' && s[1] > ' ') || ((*s == '^' || *s == '_') && s[1] == '{'))
            return true;
    return false;
}

static void strip_delimiters(char **s, const char *open, const char *close)
{
    size_t n = strlen(*s), o = strlen(open), c = strlen(close);
    if (n < o + c || strncmp(*s, open, o) || strcmp(*s + n - c, close))
        return;
    (*s)[n - c] = 0;
    *s += o;
}

static void tex_find(struct formulas *f, xmlNode *root)
{
    for (xmlNode *n = root; n; n = xml_walk(root, n)) {
        if (xml_elem(n) != DB_mathphrase || xml_first(n))
            continue;
        struct buf b = {0};
        text_of(n, &b);
        xmlNode *alt = xml_child(n->parent, "alt");
        if (b.n && (looks_like_tex(b.s) || (alt && same_text(alt, b.s)))) {
            char *tex = arena_dup(&f->a, b.s, b.n);
            strip_delimiters(&tex, "$$", "$$");
            strip_delimiters(&tex, "$", "$");
            strip_delimiters(&tex, "\\(", "\\)");
            strip_delimiters(&tex, "\\[", "\\]");
            *vec_add(&f->v) = (struct formula){n, tex, xml_elem(n->parent) != DB_inlineequation};
        }
        buf_done(&b);
    }
}

/* ---- pandoc ---------------------------------------------------------------------------------- */

/* A string as Haskell reads it. */
static void put_string(FILE *to, const char *s)
{
    fputc('"', to);
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            fputc('\\', to);
        if (*s == '\n' || *s == '\r' || *s == '\t')
            fputc(' ', to);
        else if ((unsigned char)*s >= ' ')
            fputc(*s, to);
    }
    fputc('"', to);
}

static xmlDoc *tex_ask(const struct formulas *f, FILE *in, FILE *out, FILE *err)
{
    static const char *const argv[] = {"pandoc",        "--sandbox", "--from=native",
                                       "--to=docbook5", "--mathml",  NULL};
    struct buf b = {0}, whole = {0};
    fputc('[', in);
    for (int i = 0; i < f->v.n; i++) {
        fprintf(in, "%sPara [Math %s ", i ? "\n," : "",
                f->v.v[i].display ? "DisplayMath" : "InlineMath");
        put_string(in, f->v.v[i].tex);
        fputc(']', in);
    }
    fputs("]\n", in);
    rewind(in);
    int status = program_run(&(struct program){.argv = argv,
                                               .in = in,
                                               .out = out,
                                               .err = err,
                                               .seconds = MAX_SECONDS,
                                               .bytes = MAX_BYTES});
    rewind(out);
    xmlDoc *doc = NULL;
    if (!status && buf_read(&b, out, MAX_BYTES)) {
        buf_printf(&whole, "<article xmlns=\"%s\" xmlns:mml=\"%s\" version=\"5.0\">", DOCBOOK_NS,
                   MATHML_NS);
        buf_add(&whole, b.s ? b.s : "", b.n);
        buf_puts(&whole, "</article>");
        doc = xml_load_memory(whole.s, whole.n, "-", NULL);
    }
    buf_done(&b), buf_done(&whole);
    return doc;
}

static xmlNode *math_of(xmlNode *para)
{
    for (xmlNode *n = para; n; n = xml_walk(para, n))
        if (xml_is_math(n))
            return n;
    return NULL;
}

static void set_places(xmlNode *math, struct loc where)
{
    for (xmlNode *n = math; n; n = xml_walk(math, n))
        xml_set_place(n, where);
}

static void replace_formula(struct formula *f, xmlNode *math)
{
    xmlNode *alt = xml_child(f->at->parent, "alt");
    struct buf b = {0};
    text_of(f->at, &b);
    if (alt && same_text(alt, b.s ? b.s : ""))
        xml_drop(alt); /* the formula itself is better for screen readers */
    buf_done(&b);
    xmlNode *copy = xml_copy(math, f->at->doc, true);
    if (f->display)
        xml_set_attr(copy, "display", "block");
    set_places(copy, xml_loc(f->at));
    xml_replace(f->at, copy);
    f->at = NULL;
}

static void tex_convert(struct formulas *f)
{
    FILE *in = tmpfile(), *out = tmpfile(), *err = tmpfile();
    xmlDoc *doc = in && out && err ? tex_ask(f, in, out, err) : NULL;
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    int paras = 0;
    for (xmlNode *n = root ? xml_first(root) : NULL; n; n = xml_next(n))
        paras++;
    xmlNode *para = paras == f->v.n ? xml_first(root)
                                    : NULL; /* else answers cannot be told apart */
    for (int i = 0; para; i++, para = xml_next(para)) {
        xmlNode *math = math_of(para);
        if (math)
            replace_formula(&f->v.v[i], math);
    }
    if (doc)
        xml_free(doc);
    FILE *const files[] = {in, out, err};
    for (int i = 0; i < 3; i++)
        if (files[i])
            fclose(files[i]);
}

void xml_convert_tex(xmlNode *root, bool last)
{
    struct formulas f = {0};
    tex_find(&f, root);
    if (f.v.n)
        tex_convert(&f);
    for (int i = 0; last && i < f.v.n; i++)
        if (f.v.v[i].at)
            diag(DIAG_xml_tex, xml_loc(f.v.v[i].at), f.v.v[i].tex);
    vec_done(&f.v);
    arena_done(&f.a);
}
