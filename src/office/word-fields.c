// SPDX-License-Identifier: Apache-2.0
/* Fields: simple and complex, possibly nested (ECMA-376-1, 17.16). A field's result is text of the
 * document, except results that depend on the program's pages: contents and page numbers. */
#include <string.h>
#include <strings.h>

#include "office/word-int.h"

/* ---- the code -------------------------------------------------------------------------------- */

/* The next word of a field's code, without quotation marks; false at the end. */
static bool next_word(const char **s, struct buf *word)
{
    word->n = 0;
    if (word->s)
        word->s[0] = 0;
    const char *p = *s + strspn(*s, " \t\n\r");
    if (!*p)
        return false;
    static const char *const quotes[] = {"\"", "\u201c", "\u201d", "\u201e"};
    size_t open = 0;
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes && !open; i++)
        if (!strncmp(p, quotes[i], strlen(quotes[i])))
            open = strlen(quotes[i]);
    p += open;
    buf_puts(word, "");
    while (*p && (open || !strchr(" \t\n\r", *p))) {
        if (open) {
            size_t close = 0;
            for (size_t i = 0; i < 3 && !close; i++)
                if (!strncmp(p, quotes[i], strlen(quotes[i])))
                    close = strlen(quotes[i]);
            if (close) {
                p += close;
                break;
            }
            if (*p == '\\' && (p[1] == '\\' || p[1] == '"'))
                p++;
        }
        buf_putc(word, *p++);
    }
    *s = p;
    return true;
}

/* The first argument that is not a switch, and the argument of a switch; in the arena, NULL: none.
 */
static const char *field_argument(struct word *w, const char *code, char wanted)
{
    struct buf word = {0};
    const char *found = NULL;
    next_word(&code, &word); /* the field's name */
    char last = 0;
    while (!found && next_word(&code, &word)) {
        bool is_switch = word.n >= 2 && word.s[0] == '\\';
        if (!is_switch && ((wanted && last == wanted) || (!wanted && !last)))
            found = arena_dup(w->arena, word.s ? word.s : "", word.n);
        last = is_switch ? word.s[1] : 0;
        if (last && !strchr("@*#tlofdbcrsnmypw", last))
            last = 0;
        if (last && strchr("hnprw", last) && !wanted)
            last = 0;
    }
    buf_done(&word);
    return found;
}

static bool has_switch(const char *code, char c)
{
    for (const char *p = code; (p = strchr(p, '\\')); p++)
        if (p[1] == c && (p == code || p[-1] == ' '))
            return true;
    return false;
}

static bool word_fields_named(const char *code, const char *name)
{
    code += strspn(code, " \t\n\r");
    size_t n = strlen(name);
    return !strncasecmp(code, name, n) && (!code[n] || strchr(" \t\n\r\\\"", code[n]));
}

/* "Torf:Stechen" \t "siehe Moor" */
static void add_index_mark(struct word *w, const char *code)
{
    struct event e = {.kind = EVENT_INDEX};
    const char *terms = field_argument(w, code, 0), *see = field_argument(w, code, 't');
    if (!terms)
        return;
    char *s = arena_dup(w->arena, terms, strlen(terms));
    for (int i = 0; i < 3 && s; i++) {
        e.index.term[i] = s;
        for (s = strchr(s, ':'); s && s[-1] == '\\'; s = strchr(s + 1, ':'))
            ;
        if (s)
            *s++ = 0;
    }
    if (see) {
        size_t word = strcspn(see, " ");
        bool told = !strncasecmp(see, "siehe ", 6) || !strncasecmp(see, "see ", 4);
        e.index.see = told ? see + word + 1 : see;
    }
    writer_event(w->r, &e);
}

static void add_symbol(struct word *w, const char *code)
{
    const char *value = field_argument(w, code, 0), *font = field_argument(w, code, 'f');
    long c = value ? strtol(value, NULL, 0) : 0;
    struct look plain = {0};
    struct buf b = {0};
    uint32_t u = c > 0 && c < 0x10000 && symbol_font(font) ? symbol_unicode(font, (uint32_t)c) : 0;
    if (u || (c >= 0x20 && c < 0xd800)) {
        buf_utf8(&b, u ? u : (uint32_t)c);
        word_text(w, b.s, &plain, false, NULL);
    }
    buf_done(&b);
}

/* Check boxes and drop-down lists: their state is in the field's data. */
static void add_form(struct word *w, const struct field *f)
{
    struct look plain = {0};
    const struct node *n = f->data;
    struct buf b = {0};
    for (const struct node *c = n; c; c = markup_walk(n, c)) {
        bool box = c->local && !strcmp(c->local, "checkBox"),
             list = c->local && !strcmp(c->local, "ddList");
        bool said = false; /* the choice overrides the default, in either order */
        int chosen = 0, i = 0;
        if (!box && !list)
            continue;
        for (const struct node *k = c->first; k; k = k->next)
            if (k->local && (!strcmp(k->local, "checked") || !strcmp(k->local, "result") ||
                             (!strcmp(k->local, "default") && !said))) {
                chosen = box ? strcmp(markup_get(k, "val", "1"), "0") &&
                                   strcmp(markup_get(k, "val", "1"), "false")
                             : markup_int(k, "val", 0);
                said = strcmp(k->local, "default");
            }
        for (const struct node *k = c->first; k && list; k = k->next)
            if (k->local && !strcmp(k->local, "listEntry") && i++ == chosen)
                buf_puts(&b, markup_get(k, "val", ""));
        if (box)
            buf_puts(&b, chosen ? "☒" : "☐");
        break;
    }
    if (b.n)
        word_text(w, b.s, &plain, false, NULL);
    buf_done(&b);
}

/* MACROBUTTON and GOTOBUTTON show the text in their code after the name of the macro or the place
 * (ECMA-376-1, 17.16.5.24 and .32). */
static void add_button(struct word *w, const char *code)
{
    struct look plain = {0};
    struct buf word = {0};
    next_word(&code, &word);
    next_word(&code, &word);
    code += strspn(code, " \t\n\r");
    size_t n = strlen(code);
    while (n && strchr(" \t\n\r", code[n - 1]))
        n--;
    word_text(w, arena_dup(w->arena, code, n), &plain, false, NULL);
    buf_done(&word);
}

/* Fields without a stored result, whose text Word generates from the code or by counting. */
static bool is_computed(const char *code)
{
    static const char *const names[] = {"EQ",         "LISTNUM", "AUTONUM",        "AUTONUMLGL",
                                        "AUTONUMOUT", "BARCODE", "DISPLAYBARCODE", "MERGEBARCODE",
                                        "QUOTE"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (word_fields_named(code, names[i]))
            return true;
    return false;
}

/* LISTNUM [list] [\l level] [\s start] (ECMA-376-1, 17.16.5.34). False if it cannot be numbered. */
static bool add_list_number(struct word *w, const char *code)
{
    const char *name = field_argument(w, code, 0), *level = field_argument(w, code, 'l'),
               *start = field_argument(w, code, 's');
    struct look plain = {0};
    const char *shown = list_number(w, name && *name ? name : "NumberDefault",
                                    level ? atoi(level) - 1 : 0, start ? atoi(start) : -1);
    if (shown)
        word_text(w, shown, &plain, false, NULL);
    return shown != NULL;
}

static bool add_equation(struct word *w, const char *code)
{
    const struct node *math = omml_of_field(w->arena, code);
    if (math)
        writer_event(w->r, &(struct event){.kind = EVENT_FORMULA, .formula = math});
    return math != NULL;
}

/* Computes such a field; text that cannot be computed here is reported as lost. */
static void compute_field(struct word *w, const char *code)
{
    if ((word_fields_named(code, "EQ") && add_equation(w, code)) ||
        (word_fields_named(code, "LISTNUM") && add_list_number(w, code)))
        return;
    code += strspn(code, " \t\n\r");
    size_t n = strlen(code);
    while (n && strchr(" \t\n\r", code[n - 1]))
        n--;
    diag(DIAG_office_lost, reader_loc(w->r), arena_dup(w->arena, code, n));
}

/* ---- effects -------------------------------------------------------------------- */

static void skip_from_here(struct word *w, struct field *f, enum left_kind kind)
{
    f->kind = FIELD_LEFT;
    if (!w->skip++)
        w->skip_kind = kind;
}

static void begin_reference(struct word *w, struct field *f, const char *target,
                            enum reference kind)
{
    if (!target || w->skip)
        return;
    f->kind = FIELD_REFERENCE;
    f->open = true;
    writer_event(w->r,
                 &(struct event){.kind = EVENT_REFERENCE, .target = target, .reference = kind});
}

static void link_to(struct word *w, struct field *f, const char *code)
{
    const char *url = field_argument(w, code, 0), *place = field_argument(w, code, 'l');
    struct buf b = {0};
    if (url && *url)
        buf_puts(&b, url);
    if (place && *place)
        buf_printf(&b, "#%s", place);
    if (b.n && !w->skip) {
        f->kind = FIELD_LINK;
        f->open = true;
        word_emit_target(w, EVENT_LINK, arena_dup(w->arena, b.s, b.n));
    }
    buf_done(&b);
}

/* The works of Word's own field: CITATION Moor24 \\p 3 \\m Torf20 (ECMA-376-1, 17.16.5.8). */
static void works_of_tags(struct word *w, const char *code, struct works *to)
{
    struct buf word = {0};
    char last = 0;
    if (!w->sources_read)
        cite_sources(w->r, &w->sources);
    w->sources_read = true;
    next_word(&code, &word);
    for (bool first = true; next_word(&code, &word);) {
        bool is_switch = word.n >= 2 && word.s[0] == '\\';
        const struct work *known = !is_switch && (first || last == 'm')
                                       ? map_get(&w->sources, word.s)
                                       : NULL;
        first &= is_switch;
        last = is_switch ? word.s[1] : 0;
        if (known)
            *vec_add(to) = *known;
    }
    buf_done(&word);
}

static bool is_citation(const char *code)
{
    static const char *const added[] = {"ADDIN ZOTERO_ITEM", "ADDIN CSL_CITATION", "ADDIN EN.CITE",
                                        "ADDIN CitaviPlaceholder"};
    code += strspn(code, " \t\n\r");
    for (size_t i = 0; i < sizeof added / sizeof *added; i++)
        if (!strncmp(code, added[i], strlen(added[i])))
            return strncmp(code, "ADDIN EN.CITE.DATA", 18) != 0;
    return word_fields_named(code, "CITATION");
}

static bool is_bibliography(const char *code)
{
    static const char *const added[] = {"ADDIN ZOTERO_BIBL", "ADDIN Mendeley Bibliography",
                                        "ADDIN EN.REFLIST", "ADDIN CitaviBibliography",
                                        "ADDIN CITAVI.BIBLIOGRAPHY"};
    code += strspn(code, " \t\n\r");
    for (size_t i = 0; i < sizeof added / sizeof *added; i++)
        if (!strncmp(code, added[i], strlen(added[i])))
            return true;
    return word_fields_named(code, "BIBLIOGRAPHY");
}

static void begin_citation(struct word *w, struct field *f, const char *code)
{
    struct works *works = arena_make(w->arena, struct works), found = {0};
    struct buf kept = {0}, text = {0};
    if (word_fields_named(code, "CITATION"))
        works_of_tags(w, code, &found);
    else
        cite_works(w->arena, code, &found);
    if (f->data && f->data->name == w_fldData &&
        !found.n) { /* EndNote's, for data too long for the code */
        markup_text(f->data, &text);
        if (buf_unbase64(&kept, text.s ? text.s : "") && kept.n)
            cite_works(w->arena, kept.s, &found);
    }
    buf_done(&kept), buf_done(&text);
    *works = cite_keep(w->arena, &found);
    if (w->skip)
        return;
    f->kind = FIELD_CITE;
    f->open = true;
    writer_event(w->r, &(struct event){.kind = EVENT_CITE, .works = works});
}

/* Handles the beginning of the field's result. */
static void begin_result(struct word *w, struct field *f)
{
    const char *code = f->code.s ? f->code.s : "";
    f->result = true;
    if (word_fields_named(code, "TOC") || word_fields_named(code, "TOA") ||
        word_fields_named(code, "RD"))
        skip_from_here(w, f, LEFT_CONTENTS);
    else if (word_fields_named(code, "INDEX"))
        skip_from_here(w, f, LEFT_INDEX);
    else if (word_fields_named(code, "PAGE") || word_fields_named(code, "NUMPAGES") ||
             word_fields_named(code, "SECTIONPAGES") || word_fields_named(code, "SECTION"))
        skip_from_here(w, f, LEFT_PAGE_NUMBER);
    else if (word_fields_named(code, "XE") || word_fields_named(code, "TC") ||
             word_fields_named(code, "FORMCHECKBOX") || word_fields_named(code, "FORMDROPDOWN") ||
             (word_fields_named(code, "EQ") && omml_of_field(w->arena, code)))
        skip_from_here(w, f, LEFT_ASIDE);
    else if (word_fields_named(code, "SYMBOL"))
        f->kind = FIELD_NOTHING;
    else if (word_fields_named(code, "HYPERLINK"))
        link_to(w, f, code);
    else if (word_fields_named(code, "PAGEREF"))
        begin_reference(w, f, field_argument(w, code, 0), REFERENCE_PAGE);
    else if (word_fields_named(code, "NOTEREF") || word_fields_named(code, "FTNREF"))
        begin_reference(w, f, field_argument(w, code, 0), REFERENCE_NOTE);
    else if (word_fields_named(code, "REF") && !has_switch(code, 'p'))
        begin_reference(w, f, field_argument(w, code, 0),
                        has_switch(code, 'r') || has_switch(code, 'n') || has_switch(code, 'w')
                            ? REFERENCE_NUMBER
                            : REFERENCE_TEXT);
    else if (is_citation(code))
        begin_citation(w, f, code);
    else if (is_bibliography(code) && !w->skip) {
        f->kind = FIELD_ENTRIES;
        f->open = true;
        word_emit(w, EVENT_ENTRIES);
    } else if (word_fields_named(code, "SEQ"))
        f->kind = FIELD_SEQUENCE;
    else if (!strncmp(code + strspn(code, " "), "_Ref",
                      4)) /* the name of a bookmark alone is a reference to it */
        begin_reference(w, f,
                        arena_dup(w->arena, code + strspn(code, " "),
                                  strcspn(code + strspn(code, " "), " \t\\")),
                        REFERENCE_TEXT);
}

static void end_result(struct word *w, struct field *f)
{
    const char *code = f->code.s ? f->code.s : "";
    if (!f->result) {
        if (word_fields_named(code, "SYMBOL"))
            f->kind = FIELD_NOTHING;
    } else if (f->kind == FIELD_LEFT) {
        w->skip--;
    }
    if (f->open)
        word_emit(w, f->kind == FIELD_LINK      ? EVENT_LINK_END
                     : f->kind == FIELD_CITE    ? EVENT_CITE_END
                     : f->kind == FIELD_ENTRIES ? EVENT_ENTRIES_END
                                                : EVENT_REFERENCE_END);
    if (!w->skip) {
        if (word_fields_named(code, "XE"))
            add_index_mark(w, code);
        else if (word_fields_named(code, "SYMBOL") && !f->result)
            add_symbol(w, code);
        else if (!f->result &&
                 (word_fields_named(code, "MACROBUTTON") || word_fields_named(code, "GOTOBUTTON")))
            add_button(w, code);
        else if ((!f->result || f->kind == FIELD_LEFT) && is_computed(code))
            compute_field(w, code);
        else if (word_fields_named(code, "FORMCHECKBOX") || word_fields_named(code, "FORMDROPDOWN"))
            add_form(w, f);
        if (f->kind == FIELD_SEQUENCE && w->caption)
            word_emit(w, EVENT_LABEL);
    }
    buf_done(&f->code);
}

/* ---- complex and simple ---------------------------------------------------------------------- */

bool field_in_code(const struct word *w)
{
    return w->fields.n && !w->fields.v[w->fields.n - 1].result;
}

void field_code(struct word *w, const char *s)
{
    if (field_in_code(w))
        buf_puts(&w->fields.v[w->fields.n - 1].code, s);
}

void field_char(struct word *w, const struct node *n)
{
    const char *type = markup_get(n, "fldCharType", "");
    if (markup_attr(n, "koki-alone"))
        return;
    if (!strcmp(type, "begin")) {
        const struct node *form = markup_child(n, w_ffData);
        *vec_add(&w->fields) = (struct field){.data = form ? form : markup_child(n, w_fldData)};
    } else if (w->fields.n && !strcmp(type, "separate")) {
        struct field *f = &w->fields.v[w->fields.n - 1];
        bool outer_code = w->fields.n > 1 && !w->fields.v[w->fields.n - 2].result;
        if (!f->result && !outer_code)
            begin_result(w, f);
        f->result = !outer_code || f->result;
    } else if (w->fields.n && !strcmp(type, "end")) {
        struct field f = w->fields.v[--w->fields.n];
        if (w->fields.n &&
            !w->fields.v[w->fields.n - 1]
                 .result) /* nested in the code of another field: its result is part of that */
            buf_done(&f.code);
        else
            end_result(w, &f);
    }
}

void field_simple_begin(struct word *w, const char *code)
{
    struct field *f = vec_add(&w->fields);
    buf_puts(&f->code, code);
    begin_result(w, f);
}

void field_simple_end(struct word *w)
{
    struct field f = w->fields.v[--w->fields.n];
    end_result(w, &f);
}

/* A field that begins but never ends would swallow the rest of the document; so it is ignored. */
void field_settle(struct word *w, const struct node *root)
{
    VEC(struct node *) open = {0};
    for (const struct node *n = root; n; n = markup_walk(root, n)) {
        if (n->name != w_fldChar)
            continue;
        const char *type = markup_get(n, "fldCharType", "");
        if (!strcmp(type, "begin"))
            *vec_add(&open) = (struct node *)n;
        else if (!open.n)
            markup_flag(w->arena, (struct node *)n, "koki-alone");
        else if (!strcmp(type, "end"))
            open.n--;
    }
    for (int i = 0; i < open.n; i++)
        markup_flag(w->arena, open.v[i], "koki-alone");
    vec_done(&open);
}
