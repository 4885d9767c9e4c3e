// SPDX-License-Identifier: Apache-2.0
/* The operator dictionary against MathML Core's table and what TeX adds; formulas where no font can
 * set mathematics. */
#include <stdlib.h>
#include <unistd.h>

#include "math/math.h"
#include "test.h"

static struct math_operator find(const char *text, enum math_form form)
{
    struct math_operator op = {-1, -1, 0};
    math_operator_find(text, (int)strlen(text), form, &op);
    return op;
}

static void test_forms(void)
{
    CHECK(find("+", MATH_INFIX).lspace == 4);
    CHECK(find("+", MATH_PREFIX).lspace == 0);
    CHECK(find("+", MATH_POSTFIX).lspace == -1);
    CHECK(find("\u2212", MATH_INFIX).rspace == 4);
    CHECK(find("\u00d7", MATH_INFIX).lspace == 3);
    CHECK(find(",", MATH_INFIX).lspace == 0 && find(",", MATH_INFIX).rspace == 3);
    CHECK(find("\u2202", MATH_PREFIX).lspace == 3 && find("\u2202", MATH_PREFIX).rspace == 0);
    CHECK(find("=", MATH_INFIX).lspace == -1);
}

static void test_properties(void)
{
    CHECK(find("(", MATH_PREFIX).flags == (OP_STRETCHY | OP_SYMMETRIC | OP_FENCE));
    CHECK(find("|", MATH_POSTFIX).flags & OP_STRETCHY);
    CHECK(find("\u2211", MATH_PREFIX).flags == (OP_SYMMETRIC | OP_LARGE | OP_MOVABLE));
    CHECK(find("\u222b", MATH_PREFIX).flags == (OP_SYMMETRIC | OP_LARGE));
    CHECK(find("\u2192", MATH_INFIX).flags & OP_HORIZONTAL);
    CHECK(!(find("\u2191", MATH_INFIX).flags & OP_HORIZONTAL) &&
          find("\u2191", MATH_INFIX).flags & OP_STRETCHY);
    CHECK(find(";", MATH_INFIX).flags & OP_SEPARATOR);
    CHECK(find("\u23de", MATH_POSTFIX).flags & OP_ACCENT);
    CHECK(find("lim", MATH_PREFIX).flags & OP_MOVABLE);
}

/* What has no entry in the form of its place has that of another one, or the space of a relation.
 */
static void test_fall_back(void)
{
    enum math_form form = MATH_INFIX;
    struct math_operator op = math_operator_get(")", 1, &form);
    CHECK(form == MATH_POSTFIX && op.flags & OP_FENCE);
    form = MATH_PREFIX;
    op = math_operator_get("=", 1, &form);
    CHECK(form == MATH_INFIX && op.lspace == 5 && op.rspace == 5);
    form = MATH_INFIX;
    op = math_operator_get("", 0, &form);
    CHECK(op.lspace == 5);
}

static const struct box *find_formula(const struct box *box)
{
    const struct box *found = box->kind == BOX_MATH ? box : NULL;
    for (const struct box *c = box->first; c && !found; c = c->next)
        found = find_formula(c);
    return found;
}

static bool has_ink(const struct formula *f, const char *text)
{
    for (int i = 0; i < f->part[0].n; i++) {
        const struct math_ink *ink = &f->part[0].ink[i];
        if (ink->kind == MATH_GLYPHS && ink->n_text == (int)strlen(text) &&
            !memcmp(ink->text, text, strlen(text)) && ink->glyph[0].id)
            return true;
    }
    return false;
}

static void count_message(void *ctx, enum diag_level level, const char *id, struct loc where,
                          const char *text, int count)
{
    (void)level, (void)where, (void)text, (void)count;
    *(int *)ctx += !strcmp(id, "math-font");
}

static int count_messages(void)
{
    int n = 0;
    diag_each(count_message, &n);
    return n;
}

/* Only fonts for text are there: DIAG_math_font once, and everything is set all the same. */
static void test_no_font(void)
{
    static const char xml[] =
        "<para xmlns='http://docbook.org/ns/docbook' version='5.0'><math xmlns='http://www.w3.org/1998/Math/MathML'><mfrac><mi>x</mi><msqrt><mi "
        "mathvariant='fraktur'>y</mi></msqrt></mfrac><mo>(</mo><munderover><mo>\u2211</mo><mn>0</mn><mi>n</mi></munderover><mo>)</mo></math></para>";
    char conf[] = "/tmp/koki-test-XXXXXX";
    FILE *f = fdopen(mkstemp(conf), "w");
    fputs(
        "<fontconfig><dir>/usr/share/fonts/opentype/linux-libertine</dir><cachedir prefix=\"xdg\">fontconfig</cachedir><alias><family>serif</family><accept><family>Linux Libertine O</family>"
        "</accept></alias></fontconfig>",
        f);
    fclose(f);
    struct css *css = css_new();
    css_parse(css, "para { font: 10pt/12pt math }", 29, "test.css");
    xmlDoc *book = xml_load_memory(xml, sizeof xml - 1, "test.xml", &(struct xml_load){0});
    struct doc *doc = doc_new(book, css, &(struct doc_options){0});
    struct text *text = text_new(conf);
    struct maths *maths = maths_new(text);
    struct arena a = {0};
    const struct formula *formula = math_set(maths, &a, find_formula(doc->root));
    CHECK_INT(formula->n, 1);
    CHECK_INT(count_messages(), 1);
    CHECK(formula->part[0].width > 20 * LEN_PT && formula->part[0].ascent > 5 * LEN_PT &&
          formula->part[0].descent > 2 * LEN_PT);
    CHECK(has_ink(formula, "x") && has_ink(formula, "y") && has_ink(formula, "(") &&
          has_ink(formula, "\u2211") && has_ink(formula, "n"));
    math_set(maths, &a, find_formula(doc->root));
    CHECK_INT(count_messages(), 1);
    arena_done(&a);
    maths_free(maths);
    text_free(text);
    doc_free(doc);
    css_free(css);
    xml_free(book);
    unlink(conf);
}

int main(void)
{
    diag_init("test");
    test_forms();
    test_properties();
    test_fall_back();
    test_no_font();
    return test_end();
}
