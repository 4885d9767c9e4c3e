// SPDX-License-Identifier: Apache-2.0
/* Workbooks of Office Open XML (ECMA-376-1, 18): shared strings and styles first, then each sheet
 * while it is unpacked, without building a tree.
 *
 * A cell's number is a date if its style's format is one; date formats are recognised only by their
 * letters (18.8.30, 18.8.31). */
#include <stdlib.h>
#include <string.h>

#include "office/office-int.h"

enum { MAX_STRINGS = 4 << 20, MAX_FORMATS = 1 << 16 };

/* FORMAT_ZEROS and above: so many digits are shown, as keys have them ("08111"). */
enum format { FORMAT_PLAIN, FORMAT_DATE, FORMAT_TIME, FORMAT_HOURS, FORMAT_PERCENT, FORMAT_ZEROS };

struct string {
    const char *s;
    bool struck; /* part of it, by its own format */
};
struct style {
    enum format format;
    bool struck;
};

struct xlsx {
    struct builder *b;
    bool epoch_1904;
    struct {
        struct string *v;
        int n, cap;
    } strings;
    struct {
        struct style *v;
        int n, cap;
    } styles; /* by the number that cells have */
    /* while a part is read: */
    struct buf text;
    bool taking;  /* characters are part of a text */
    int phonetic; /* depth inside rPh */
    bool struck;
    /* of a sheet: */
    bool data; /* inside sheetData */
    int line, column;
    bool hidden; /* the row */
    char type[12];
    int style;
    bool formula, value; /* the cell has them */
};

/* ---- texts ----------------------------------------------------------------------------------- */

static void xlsx_characters(void *ctx, const xmlChar *s, int n)
{
    struct xlsx *x = ctx;
    if (x->taking)
        buf_add(&x->text, (const char *)s, (size_t)n);
}

static int hex_of(const char *s)
{
    int v = 0;
    for (int i = 0; i < 4; i++) {
        int d = hex_value(s[i]);
        if (d < 0)
            return -1;
        v = v * 16 + d;
    }
    return v;
}

/* The text read, without Excel's "_x000D_" (22.9.2.19). */
static const char *take_text(struct xlsx *x)
{
    struct buf *b = &x->text;
    const char *s = b->s ? b->s : "";
    if (!b->n || !strstr(s, "_x"))
        return arena_dup(x->b->a, s, b->n);
    struct buf plain = {0};
    for (const char *p = s, *end = s + b->n; p < end;) {
        int c = end - p >= 7 && p[0] == '_' && p[1] == 'x' && p[6] == '_' ? hex_of(p + 2) : -1;
        if (c < 0) {
            buf_putc(&plain, *p++);
            continue;
        }
        if (c >= ' ' || c == '\n' || c == '\t')
            buf_utf8(&plain, c >= 0xd800 && c < 0xe000 ? 0xfffd : (uint32_t)c);
        p += 7;
    }
    const char *text = arena_dup(x->b->a, plain.s ? plain.s : "", plain.n);
    buf_done(&plain);
    return text;
}

/* Common to strings and sheets: rich text, without phonetic hints. */
static void start_text(struct xlsx *x, const char *name, int n, const xmlChar **attributes)
{
    if (!strcmp(name, "rPh"))
        x->phonetic++;
    else if (!strcmp(name, "t"))
        x->taking = !x->phonetic;
    else if (!strcmp(name, "strike"))
        x->struck |= sax_truth(n, attributes, "val", true);
}

static void end_text(struct xlsx *x, const char *name)
{
    if (!strcmp(name, "rPh"))
        x->phonetic -= x->phonetic > 0;
    else if (!strcmp(name, "t"))
        x->taking = false;
}

static void start_string(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                         int n_ns, const xmlChar **ns, int n, int n_defaulted,
                         const xmlChar **attributes)
{
    struct xlsx *x = ctx;
    (void)prefix, (void)uri, (void)n_ns, (void)ns, (void)n_defaulted;
    if (!strcmp((const char *)name, "si"))
        x->text.n = 0, x->struck = false;
    else
        start_text(x, (const char *)name, n, attributes);
}

static void end_string(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct xlsx *x = ctx;
    (void)prefix, (void)uri;
    if (strcmp((const char *)name, "si"))
        end_text(x, (const char *)name);
    else if (x->strings.n < MAX_STRINGS)
        *vec_add(&x->strings) = (struct string){take_text(x), x->struck};
    else
        x->b->too_large = true;
}

/* ---- styles ---------------------------------------------------------------------------------- */

/* Numbers of built-in formats, which are not defined in the file (18.8.30). */
static enum format known_format(int id)
{
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
        (id >= 50 && id <= 54) || id == 57 || id == 58)
        return FORMAT_DATE;
    if (id == 9 || id == 10)
        return FORMAT_PERCENT;
    if (id == 46)
        return FORMAT_HOURS;
    return (id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 ||
                   id == 56
               ? FORMAT_TIME
               : FORMAT_PLAIN;
}

/* The kind of a format, by the letters of its first section outside quotation marks, brackets and
 * escapes; German programs may write T and J. */
static enum format format_of(const char *code)
{
    bool date = false, time = false, hours = false, percent = false;
    size_t zeros = strspn(code, "0");
    if (zeros > 1 && zeros < 16 && (!code[zeros] || code[zeros] == ';'))
        return (enum format)(FORMAT_ZEROS + zeros);
    if (!strcasecmp(code, "General") || !strcasecmp(code, "Standard"))
        return FORMAT_PLAIN;
    for (const char *p = code; *p && *p != ';'; p++) {
        if (*p == '"' || *p == '[') {
            char stop = *p == '"' ? '"' : ']';
            bool elapsed = *p == '[' && p[1] && strchr("hHmMsS", p[1]) &&
                           (p[2] == ']' || (p[2] && p[3] == ']'));
            time |= elapsed;
            hours |= elapsed && strchr("hH", p[1]);
            for (p++; *p && *p != stop; p++)
                ;
            if (!*p)
                break;
        } else if (*p == '\\' || *p == '_' || *p == '*') {
            p += p[1] != 0;
        } else {
            percent |= *p == '%';
            date |= strchr("yYdDjJ", *p) || ((*p == 'T' || *p == 't') && p[1] == *p);
            time |= strchr("hHsS", *p) != NULL;
            date |= (*p == 'm' || *p == 'M') && p[1] == *p && p[2] == *p;
        }
    }
    return date      ? FORMAT_DATE
           : hours   ? FORMAT_HOURS
           : time    ? FORMAT_TIME
           : percent ? FORMAT_PERCENT
                     : FORMAT_PLAIN;
}

static xmlNode *child(const xmlNode *parent, const char *name)
{
    for (xmlNode *n = parent ? parent->children : NULL; n; n = n->next)
        if (n->type == XML_ELEMENT_NODE && !strcmp((const char *)n->name, name))
            return n;
    return NULL;
}

static const char *xlsx_attribute(struct arena *a, const xmlNode *n, const char *name)
{
    xmlChar *value = xmlGetProp(n, (const xmlChar *)name);
    const char *copy = value ? arena_dup(a, (const char *)value, strlen((const char *)value))
                             : NULL;
    if (value)
        xmlFree(value);
    return copy;
}

static int xlsx_number(struct arena *a, const xmlNode *n, const char *name)
{
    const char *s = xlsx_attribute(a, n, name);
    return s ? atoi(s) : -1;
}

static bool truth(const char *s)
{
    return s && (!strcmp(s, "1") || !strcmp(s, "true") || !strcmp(s, "on"));
}

static void read_styles(struct xlsx *x, const xmlNode *root)
{
    struct arena a = {0};
    enum format custom[1024] = {0};
    VEC(bool) fonts = {0};
    bool told[1024] = {0};
    const xmlNode *formats = child(root, "numFmts"), *all_fonts = child(root, "fonts"),
                  *all = child(root, "cellXfs");
    for (const xmlNode *n = formats ? formats->children : NULL; n; n = n->next) {
        int id = n->type == XML_ELEMENT_NODE ? xlsx_number(&a, n, "numFmtId") : -1;
        const char *code = id >= 0 && id < 1024 ? xlsx_attribute(&a, n, "formatCode") : NULL;
        if (code)
            custom[id] = format_of(code), told[id] = true;
    }
    for (const xmlNode *n = all_fonts ? all_fonts->children : NULL; n && fonts.n < MAX_FORMATS;
         n = n->next)
        if (n->type == XML_ELEMENT_NODE) {
            const xmlNode *strike = child(n, "strike");
            const char *value = strike ? xlsx_attribute(&a, strike, "val") : NULL;
            *vec_add(&fonts) = strike && (!value || truth(value));
        }
    for (const xmlNode *n = all ? all->children : NULL; n && x->styles.n < MAX_FORMATS; n = n->next)
        if (n->type == XML_ELEMENT_NODE) {
            int id = xlsx_number(&a, n, "numFmtId"), font = xlsx_number(&a, n, "fontId");
            enum format f = id >= 0 && id < 1024 && told[id] ? custom[id] : known_format(id);
            *vec_add(&x->styles) = (struct style){f, font >= 0 && font < fonts.n && fonts.v[font]};
        }
    vec_done(&fonts);
    arena_done(&a);
}

/* ---- sheets ---------------------------------------------------------------------------------- */

/* "BC12" → column 54, line 12; false if malformed. */
static bool read_reference(const char *s, int *column, int *line)
{
    int c = 0, l = 0;
    for (s += *s == '$'; *s >= 'A' && *s <= 'Z' && c < 100000; s++)
        c = c * 26 + *s - 'A' + 1;
    for (s += *s == '$'; *s >= '0' && *s <= '9' && l < 10000000; s++)
        l = l * 10 + *s - '0';
    *column = c - 1;
    *line = l;
    return c > 0 && l > 0;
}

static void start_cell(struct xlsx *x, int n, const xmlChar **attributes)
{
    char reference[16];
    int column, line;
    sax_attribute(n, attributes, "r", reference, sizeof reference);
    x->column = read_reference(reference, &column, &line) ? column : x->column + 1;
    sax_attribute(n, attributes, "t", x->type, sizeof x->type);
    x->style = sax_number(n, attributes, "s", 0, MAX_FORMATS);
    x->formula = x->value = x->struck = false;
    x->text.n = 0;
}

static void start_row(struct xlsx *x, int n, const xmlChar **attributes)
{
    x->line = sax_number(n, attributes, "r", x->line + 1, INT32_MAX);
    x->hidden = sax_truth(n, attributes, "hidden", false);
    x->column = -1;
}

static void hide_columns(struct xlsx *x, int n, const xmlChar **attributes)
{
    int first = sax_number(n, attributes, "min", 1, SHEET_COLUMNS),
        last = sax_number(n, attributes, "max", 1, INT32_MAX);
    last = last < SHEET_COLUMNS ? last : SHEET_COLUMNS;
    if (first > 0 && sax_truth(n, attributes, "hidden", false))
        builder_hide(x->b, first - 1, last - first + 1);
}

static void add_merge(struct xlsx *x, int n, const xmlChar **attributes)
{
    char range[40];
    int c1, l1, c2, l2;
    sax_attribute(n, attributes, "ref", range, sizeof range);
    char *colon = strchr(range, ':');
    if (colon && read_reference(range, &c1, &l1) && read_reference(colon + 1, &c2, &l2))
        builder_merge(x->b, l1, c1, l2 - l1 + 1);
}

static void start_element(void *ctx, const xmlChar *tag, const xmlChar *prefix, const xmlChar *uri,
                          int n_ns, const xmlChar **ns, int n, int n_defaulted,
                          const xmlChar **attributes)
{
    struct xlsx *x = ctx;
    const char *name = (const char *)tag;
    (void)prefix, (void)uri, (void)n_ns, (void)ns, (void)n_defaulted;
    if (!strcmp(name, "sheetData"))
        x->data = true;
    else if (!x->data && !strcmp(name, "col"))
        hide_columns(x, n, attributes);
    else if (!x->data && !strcmp(name, "mergeCell"))
        add_merge(x, n, attributes);
    else if (!x->data)
        return;
    else if (!strcmp(name, "c"))
        start_cell(x, n, attributes);
    else if (!strcmp(name, "row"))
        start_row(x, n, attributes);
    else if (!strcmp(name, "v"))
        x->taking = x->value = true;
    else if (!strcmp(name, "f"))
        x->formula = true;
    else
        start_text(x, name, n, attributes);
}

static const char *number_text(struct xlsx *x)
{
    enum format f = x->style < x->styles.n ? x->styles.v[x->style].format : FORMAT_PLAIN;
    char *end;
    double v = strtod(x->text.s, &end);
    if (f >= FORMAT_PERCENT || f == FORMAT_HOURS) {
        const char *shown = *end                ? NULL
                            : f == FORMAT_HOURS ? sheet_hours(x->b->a, v)
                            : f == FORMAT_PERCENT
                                ? sheet_percent(x->b->a, v)
                                : sheet_digits(x->b->a, v, (int)(f - FORMAT_ZEROS));
        return shown ? shown : sheet_number(x->b->a, x->text.s);
    }
    const char *date = f && !*end ? sheet_date(x->b->a, v, x->epoch_1904, f == FORMAT_TIME && v < 1)
                                  : NULL;
    return date ? date : sheet_number(x->b->a, x->text.s);
}

/* "2026-03-01T00:00:00" (18.18.11) as other dates. */
static const char *iso_text(struct xlsx *x)
{
    char *s = arena_dup(x->b->a, x->text.s, x->text.n), *t = strchr(s, 'T');
    if (t)
        *t = !strncmp(t + 1, "00:00:00", 8) ? 0 : ' ';
    return s;
}

static const char *shared_text(struct xlsx *x)
{
    int i = atoi(x->text.s);
    if (i < 0 || i >= x->strings.n) {
        builder_note(x->b, SHEET_ERROR, x->line, x->column, "?");
        return "";
    }
    x->struck |= x->strings.v[i].struck;
    return x->strings.v[i].s;
}

static const char *cell_text(struct xlsx *x)
{
    const char *type = x->type;
    if (!x->text.n) {
        if (x->formula && strcmp(type, "str"))
            builder_note(x->b, SHEET_PENDING, x->line, x->column, NULL);
        return "";
    }
    if (!strcmp(type, "s"))
        return shared_text(x);
    if (!strcmp(type, "e")) {
        builder_note(x->b, SHEET_ERROR, x->line, x->column, take_text(x));
        return "";
    }
    if (!strcmp(type, "b"))
        return *x->text.s == '0' || *x->text.s == 'f' ? "FALSE" : "TRUE";
    if (!strcmp(type, "d"))
        return iso_text(x);
    return !*type || !strcmp(type, "n") ? number_text(x) : take_text(x);
}

static void end_cell(struct xlsx *x)
{
    const char *text = cell_text(x);
    x->struck |= x->style < x->styles.n && x->styles.v[x->style].struck;
    if (*text && x->struck)
        builder_note(x->b, SHEET_STRUCK, x->line, x->column, NULL);
    builder_cell(x->b, x->column, text);
}

static void end_element(void *ctx, const xmlChar *tag, const xmlChar *prefix, const xmlChar *uri)
{
    struct xlsx *x = ctx;
    const char *name = (const char *)tag;
    (void)prefix, (void)uri;
    if (!x->data)
        return;
    if (!strcmp(name, "c"))
        end_cell(x);
    else if (!strcmp(name, "row"))
        builder_end_row(x->b, x->line, 1, x->hidden);
    else if (!strcmp(name, "v"))
        x->taking = false;
    else if (!strcmp(name, "sheetData"))
        x->data = false;
    else
        end_text(x, name);
}

static bool read_sheet(struct package *p, struct xlsx *x, const char *part)
{
    static const xmlSAXHandler sax = {.startElementNs = start_element,
                                      .endElementNs = end_element,
                                      .characters = xlsx_characters,
                                      .cdataBlock = xlsx_characters};
    x->line = 0;
    x->data = x->taking = false;
    x->phonetic = 0;
    bool ok = package_parse(p, part, &sax, x);
    builder_end(x->b);
    return ok;
}

/* ---- comments ------------------------------------------------------------------------------------ */

/* The texts of comments (18.7), or of threads, whose comments have another form for programs that
 * do not know them ([MS-XLSX] 2.6.205). */
static bool read_comments(struct package *p, struct xlsx *x, const char *sheet)
{
    struct relations r = {0};
    struct arena *a = x->b->a;
    bool ok = relations_read(p, a, sheet, &r);
    const struct relation *part = relations_by_type(&r, "threadedComment");
    part = part ? part : relations_by_type(&r, "comments");
    xmlDoc *doc = ok && part && !part->external ? package_tree(p, part->target) : NULL;
    const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL, *list = NULL;
    if (root)
        list = child(root, "commentList") ? child(root, "commentList") : root;
    for (const xmlNode *n = list ? list->children : NULL; n; n = n->next) {
        const char *where = n->type == XML_ELEMENT_NODE ? xlsx_attribute(a, n, "ref") : NULL;
        int column, line;
        if (!where || !read_reference(where, &column, &line))
            continue;
        xmlChar *text = xmlNodeGetContent(n);
        builder_note(x->b, SHEET_COMMENT, line, column,
                     arena_dup(a, (const char *)text, strlen((const char *)text)));
        xmlFree(text);
    }
    if (doc)
        xmlFreeDoc(doc);
    vec_done(&r);
    return ok;
}

/* ---- the workbook ---------------------------------------------------------------------------- */

static bool read_strings(struct package *p, struct xlsx *x, const struct relation *part)
{
    static const xmlSAXHandler sax = {.startElementNs = start_string,
                                      .endElementNs = end_string,
                                      .characters = xlsx_characters,
                                      .cdataBlock = xlsx_characters};
    return !part || package_parse(p, part->target, &sax, x);
}

static bool read_formats(struct package *p, struct xlsx *x, const struct relation *part)
{
    xmlDoc *doc = part ? package_tree(p, part->target) : NULL;
    if (doc) {
        read_styles(x, xmlDocGetRootElement(doc));
        xmlFreeDoc(doc);
    }
    return doc || !part;
}

/* Sheets of charts and dialogues have no cells. */
static bool read_sheets(struct package *p, struct xlsx *x, const xmlNode *root,
                        const struct relations *r)
{
    struct arena *a = x->b->a;
    const xmlNode *properties = child(root, "workbookPr"), *sheets = child(root, "sheets");
    bool ok = true;
    x->epoch_1904 = properties && truth(xlsx_attribute(a, properties, "date1904"));
    for (const xmlNode *n = sheets ? sheets->children : NULL; n && ok; n = n->next) {
        const char *id = n->type == XML_ELEMENT_NODE ? xlsx_attribute(a, n, "id") : NULL,
                   *name = id ? xlsx_attribute(a, n, "name") : NULL;
        const struct relation *part = id ? relations_by_id(r, id) : NULL;
        if (!part || part->external || strcmp(part->type, "worksheet"))
            continue;
        const char *state = xlsx_attribute(a, n, "state");
        builder_start(x->b, name ? name : "", state && strcmp(state, "visible"));
        ok = read_sheet(p, x, part->target) && !x->b->too_large &&
             read_comments(p, x, part->target);
    }
    return ok;
}

bool xlsx_read(struct package *p, struct builder *b)
{
    struct xlsx x = {.b = b};
    struct relations r = {0};
    const char *main = package_main(p, b->a);
    xmlDoc *doc = main && relations_read(p, b->a, main, &r) ? package_tree(p, main) : NULL;
    bool ok = doc && read_strings(p, &x, relations_by_type(&r, "sharedStrings")) &&
              read_formats(p, &x, relations_by_type(&r, "styles")) &&
              read_sheets(p, &x, xmlDocGetRootElement(doc), &r);
    if (doc)
        xmlFreeDoc(doc);
    vec_done(&r);
    vec_done(&x.strings);
    vec_done(&x.styles);
    buf_done(&x.text);
    return ok;
}
