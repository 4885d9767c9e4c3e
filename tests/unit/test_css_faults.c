// SPDX-License-Identifier: Apache-2.0
/* Faulty and hostile sheets: every fault is told once with its place, and what is around it holds.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test_css.h"

static const char tree[] = "<para " DB " xml:id='p'/>";

/* What is reported a sheet whose last rule gives z-index 7 to a paragraph, which must hold. */
static const char *told(const char *sheet)
{
    static struct buf b;
    struct buf text = {0};
    buf_printf(&text, "%s\npara { z-index: 7 }", sheet);
    css_start(text.s, tree);
    const struct css_style *s = style("p");
    b.n = 0;
    buf_puts(&b, css_is(s, CSS_z_index, KW_auto) || css_int(s, CSS_z_index) != 7 ? "(lost) " : "");
    buf_puts(&b, reports());
    css_end();
    buf_done(&text);
    return b.s;
}

static void declarations(void)
{
    CHECK_STR(told("a { colr: red }"), "1:5 css-unknown-property-near");
    CHECK_STR(told("a { scroll-snap-type: none }"), "1:5 css-unsupported-property");
    CHECK_STR(told("@page { a { color: red } }"), "1:9 css-nested");
    CHECK_STR(told("a { -webkit-hyphens: auto }"), "1:5 css-foreign-property");
    CHECK_STR(told("a { color: blak }"), "1:12 css-bad-value-near");
    CHECK_STR(told("a { display: blok }"), "1:14 css-bad-value-near");
    CHECK_STR(told("a { margin 3pt; color: red }"), "1:5 css-no-colon");
    CHECK_STR(told("a { margin: 3pt\n color: red; }"), "2:2 css-semicolon");
    CHECK_STR(told("a { color: red; c { color: blue } font-size: 3pt }"), "");
    CHECK_STR(told("a { color: red; } }"), "1:19 css-syntax");
    CHECK_STR(told("a { 7: 3; ; color: red }"), "1:5 css-syntax");
    CHECK_STR(told("a { content: url('http://x.org/y.png') }"), "1:14 css-no-network");
    CHECK_STR(told("a { background-image: url(../../../../etc/passwd) }"), "1:23 css-forbidden");
    CHECK_STR(told("a { background-image: url(/etc/passwd) }"), "1:23 css-forbidden");
    CHECK_STR(told("para { margin-top: var(--gone) }"), "1:8 css-undefined-var");
    CHECK_STR(told("para { --x: red; margin-top: var(--x) }"), "1:18 css-bad-var-value");
}

static void rules(void)
{
    CHECK_STR(told("@meida print { a { color: red } }"), "1:1 css-unknown-at-near");
    CHECK_STR(told("@scope (a);"), "1:1 css-unknown-at");
    CHECK_STR(told("@layer base;"), "");
    CHECK_STR(told("para { size: A5 }"), "1:8 css-place");
    CHECK_STR(told("@page { float: left }"), "1:9 css-place");
    CHECK_STR(told("@media print and (shape) { a { color: red } }"), "1:8 css-media");
    CHECK_STR(told("@charset 'klingon';"), "1:1 css-charset");
    CHECK_STR(told("a { color: red } @import 'x.css';"), "1:18 css-import-late");
    CHECK_STR(told("@import 'nowhere.css';"), "1:1 css-cannot-read");
    CHECK_STR(told("@import url(http://x.org/a.css);"), "1:1 css-no-network");
    CHECK_STR(told("@import 7;"), "1:9 css-prelude");
    CHECK_STR(told("@page;"), "1:1 css-prelude");
    CHECK_STR(told("@namespace 7;"), "1:12 css-prelude");
    CHECK_STR(told("@color-profile 'HKS' { src: url(x.icc); shape: round }"),
              "1:41 css-descriptor");
    CHECK_STR(told("<!-- a { color: red } -->"), "");
    CHECK_STR(told("a { color: red"), "(lost) 1:3 css-unclosed 1:10 css-selector");
    CHECK_STR(told("a { width: calc(3pt; } c { color: red }"),
              "1:12 css-unclosed 1:12 css-bad-value");
    CHECK_STR(told("a { content: 'x\n; color: red }"), "1:14 css-bad-value");
    CHECK_STR(told("/* never closed"), "(lost) ");
}

static void hostile(void)
{
    struct buf b = {0};
    for (int i = 0; i < 10000; i++)
        buf_puts(&b, "a{b:((([[");
    css_start(b.s, tree);
    CHECK(strstr(reports(), "css-too-deep"));
    CHECK(style("p"));
    css_end();
    b.n = 0;
    for (int i = 0; i < 20000; i++) /* many faults: told up to a number */
        buf_printf(&b, "a{x%d:1}", i);
    css_start(b.s, tree);
    CHECK(strstr(reports(), "css-many-faults"));
    css_end();
    b.n = 0;
    for (int i = 0; i < 2000; i++)
        buf_puts(&b, "a ");
    buf_puts(&b, "{ color: red }");
    CHECK_STR(told(b.s), "1:129 css-selector");
    b.n = 0;
    buf_puts(&b, "a { width: ");
    for (int i = 0; i < 5000; i++)
        buf_puts(&b, "calc(");
    buf_puts(&b, "1pt }");
    CHECK(!strncmp(told(b.s), "1:1 css-too-deep", 16));
    b.n = 0;
    buf_add(&b, "a { color: r\0ed } \xff\xfe b { }", 25);
    css_start("", tree);
    CHECK(css_parse(css, b.s, b.n, css_file));
    CHECK(strstr(reports(), "css-encoding"));
    css_end();
    buf_done(&b);
}

struct count {
    const char *id;
    int n;
};

static void count_id(void *ctx, enum diag_level level, const char *id, struct loc where,
                     const char *text, int count)
{
    struct count *c = ctx;
    (void)level, (void)where, (void)text;
    c->n += strcmp(id, c->id) ? 0 : count;
}

/* How often a message was given in this run, whatever the file. */
static int times(const char *id)
{
    struct count c = {id, 0};
    diag_each(count_id, &c);
    return c.n;
}

/* Sheets and documents that ask for too much. */
static void limits(void)
{
    enum { STYLES = 20500, DEEP = 200, SIZE = 5 << 20 };
    struct buf b = {0};
    buf_puts(&b, "<book " DB ">");
    for (int i = 0; i < STYLES; i++)
        buf_printf(&b, "<para xml:lang='x-%d'/>", i);
    buf_puts(&b, "</book>");
    css_start("", b.s);
    const xmlNode *root = xmlDocGetRootElement(doc);
    const struct css_style *top = css_match(css, root, NULL);
    bool all = true;
    for (const xmlNode *n = xml_first(root); n; n = xml_next(n))
        all &= css_match(css, n, top) != NULL;
    CHECK(all);
    css_end();
    CHECK_INT(times("css-many-styles"), 1);
    b.n = 0;
    for (int i = 0; i < DEEP; i++)
        buf_puts(&b, i ? "<note>" : "<note " DB " xml:id='p'>");
    for (int i = 0; i < DEEP; i++)
        buf_puts(&b, "</note>");
    css_start(":is(:is(:is(:is(:is(:is(x *) *) *) *) *) *) { z-index: 1 }", b.s);
    const struct css_style *s = NULL;
    for (const xmlNode *n = xmlDocGetRootElement(doc); n; n = xml_first(n))
        s = css_match(css, n, s);
    CHECK(s);
    css_end();
    CHECK_INT(times("css-match-limit"), 1);
    char *big = mem_new(SIZE);
    memset(big, ' ', SIZE);
    css_start("", NULL);
    CHECK(!css_parse(css, big, SIZE, "big.css"));
    css_end();
    mem_free(big);
    CHECK_INT(times("css-too-large"), 1);
    buf_done(&b);
}

static void write_file(const char *dir, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
}

static int z_index_from(const char *path, const char *const *allow, int n)
{
    css_start("", tree);
    int z = 0;
    if (css_load(css, path, allow, n)) {
        const struct css_style *s = style("p");
        z = css_is(s, CSS_z_index, KW_auto) ? 0 : css_int(s, CSS_z_index);
    } else
        z = -1;
    css_end();
    return z;
}

/* Imports: relative to the sheet, cycles, folders that may not be read, the user-agent sheet. */
static void imports(void)
{
    char dir[] = "/tmp/koki-css-XXXXXX", inner[64], path[128];
    if (!mkdtemp(dir))
        return;
    snprintf(inner, sizeof inner, "%s/in", dir);
    mkdir(inner, 0700);
    write_file(dir, "a.css", "@import 'b.css' print; para { orphans: 3 }");
    write_file(dir, "b.css", "@import url('a.css'); para { z-index: 4 }");
    write_file(dir, "screen.css", "@import 'b.css' screen;");
    write_file(inner, "c.css", "@import '../b.css'; para { orphans: 4 }");
    write_file(inner, "d.css", "@import 'docbook.css'; para { z-index: 5 }");
    snprintf(path, sizeof path, "%s/a.css", dir);
    CHECK_INT(z_index_from(path, NULL, 0), 4);
    CHECK_INT(times("css-import-cycle"), 1);
    snprintf(path, sizeof path, "%s/screen.css", dir);
    CHECK_INT(z_index_from(path, NULL, 0), 0);
    snprintf(path, sizeof path, "%s/in/c.css", dir);
    CHECK_INT(z_index_from(path, NULL, 0), 0);
    CHECK_INT(z_index_from(path, (const char *const[]){dir}, 1), 4);
    snprintf(path, sizeof path, "%s/in/d.css", dir);
    CHECK_INT(z_index_from(path, NULL, 0), 5);
    CHECK_INT(z_index_from("/nowhere/at-all.css", NULL, 0), -1);
    CHECK_INT(z_index_from("no-such-layout", NULL, 0), -1);
    for (int i = 0; i < 20; i++) {
        char name[16], text[64];
        snprintf(name, sizeof name, "n%d.css", i);
        snprintf(text, sizeof text, "@import 'n%d.css'; para { z-index: %d }", i + 1, i);
        write_file(dir, name, text);
    }
    snprintf(path, sizeof path, "%s/n0.css", dir);
    CHECK_INT(z_index_from(path, NULL, 0), 0);
    CHECK_INT(times("css-import-many"), 1);
    snprintf(path, sizeof path, "rm -r %s", dir);
    CHECK(!system(path));
}

int main(void)
{
    diag_init("test_css_faults");
    declarations();
    rules();
    hostile();
    limits();
    imports();
    return test_end();
}
