// SPDX-License-Identifier: Apache-2.0
/* OpenDocument text → events (OpenDocument 1.2, part 1). The children of unknown elements are read,
 * so that their text is not lost. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "office/text-int.h"

enum { LEVELS = 10, MOST_REPEATED = 1000, DEEPEST_TABLE = 20 };

struct odf_style {
    const char *name, *shown; /* shown: as displayed to the author */
    bool automatic;           /* made by the program for formatting by hand */
    const struct node *node;
    struct odf_style *parent;
    bool resolved;
    struct said look; /* over the whole chain */
    struct said own;  /* of the automatic styles of the chain alone: formatting by hand */
    const char *meant, *list;
    int outline, align;
};
struct odf_level {
    enum numbering numbering;
    bool none, outer;
    int start;
    const char *prefix, *suffix;
};
struct odf_list {
    struct odf_level level[LEVELS];
    int value[LEVELS];
    bool used[LEVELS];
};
struct odf_item { /* an open list */
    struct odf_list *list;
    const char *id;
    bool fresh; /* the next paragraph is the first of its item */
    int start;  /* the item's own start; -1: none */
    bool header;
};
struct odf {
    struct office_reader *r;
    struct arena *arena;
    struct node *whole;  /* of a flat document: its only file */
    struct map styles;   /* "family name" → struct odf_style */
    struct map lists;    /* name → struct odf_list */
    struct map fonts;    /* name → family */
    struct map changes;  /* id → struct node: changed-region */
    struct map controls; /* id → struct node: of a form */
    struct odf_item item[LEVELS];
    int level; /* open lists */
    int skip;
    enum left_kind skip_kind;
    int paras; /* > 0: paragraphs are not counted */
    int depth; /* of tables */
    const char *para_lang;
    bool para_code, caption,
        space /* space: the paragraph ends in white space so far, or is empty */;
    const struct odf_style *para;
    const char *inserting; /* the author's change that is open; NULL: none */
    int shapes;
    int notes;
};

static void read_blocks(struct odf *o, const struct node *parent);
static void odf_block(struct odf *o, const struct node *n);
static void odf_inlines(struct odf *o, const struct node *parent, const struct odf_style *style);
static void read_frame(struct odf *o, const struct node *n);
static bool read_drawing(struct odf *o, const struct node *n);

static void emit(struct odf *o, enum event_kind kind)
{
    writer_event(o->r, &(struct event){.kind = kind});
}
static void emit_target(struct odf *o, enum event_kind kind, const char *target)
{
    writer_event(o->r, &(struct event){.kind = kind, .target = target});
}
static bool is_true(const struct node *n, const char *attribute)
{
    return !strcmp(markup_get(n, attribute, ""), "true");
}

/* ---- styles ---------------------------------------------------------------------------------- */

static void look_add(const struct odf *o, struct said *l, const struct node *n)
{
    const char *v;
    if ((v = markup_attr(n, "font-weight")))
        l->is[LOOK_BOLD] = !strcmp(v, "bold") || atoi(v) >= 600;
    if ((v = markup_attr(n, "font-style")))
        l->is[LOOK_ITALIC] = strcmp(v, "normal") != 0;
    if ((v = markup_attr(n, "text-underline-style")))
        l->is[LOOK_UNDERLINE] = strcmp(v, "none") != 0;
    if ((v = markup_attr(n, "text-line-through-style")) ||
        (v = markup_attr(n, "text-line-through-type")))
        l->is[LOOK_STRIKE] = strcmp(v, "none") != 0;
    if ((v = markup_attr(n, "font-variant")))
        l->is[LOOK_SMALL_CAPS] = !strcmp(v, "small-caps");
    if ((v = markup_attr(n, "text-transform")))
        l->is[LOOK_CAPS] = !strcmp(v, "uppercase");
    if ((v = markup_attr(n, "display")))
        l->is[LOOK_HIDDEN] = !strcmp(v, "none");
    if ((v = markup_attr(n, "text-position")))
        l->is[LOOK_VERTICAL] = !strncmp(v, "sub", 3) || *v == '-'       ? 1
                               : !strncmp(v, "super", 5) || atoi(v) > 0 ? 2
                                                                        : 0;
    if ((v = markup_attr(n, "language")) && strcmp(v, "none") && strcmp(v, "zxx")) {
        const char *country = markup_get(n, "country", "none");
        l->lang = strcmp(country, "none") && *country
                      ? intern(arena_printf(o->arena, "%s-%s", v, country))
                      : intern(v);
    }
    if ((v = markup_attr(n, "font-name"))) {
        const char *family = map_get(&o->fonts, v);
        l->font = family ? family : v;
    } else if ((v = markup_attr(n, "font-family"))) {
        l->font = v;
    }
    if (l->font && (*l->font == '\'' || *l->font == '"'))
        l->font = arena_dup(o->arena, l->font + 1, strcspn(l->font + 1, "'\""));
}

/* "Text_20_body" → "Text body" */
static const char *decoded_name(struct arena *a, const char *name)
{
    char *s = arena_dup(a, name, strlen(name)), *to = s;
    for (const char *p = s; *p; to++) {
        bool coded = *p == '_' && isxdigit((unsigned char)p[1]) && isxdigit((unsigned char)p[2]) &&
                     p[3] == '_';
        if (coded) {
            *to = (char)strtol((char[]){p[1], p[2], 0}, NULL, 16);
            p += 4;
        } else {
            *to = *p++;
        }
    }
    *to = 0;
    return intern(s);
}

static struct odf_style *style_of(const struct odf *o, const char *family, const char *name)
{
    char key[256];
    if (!name)
        return NULL;
    snprintf(key, sizeof key, "%s %s", family, name);
    return map_get(&o->styles, key);
}

static int align_of(const char *v)
{
    return !v                                         ? -1
           : !strcmp(v, "center")                     ? ALIGN_CENTER
           : !strcmp(v, "end") || !strcmp(v, "right") ? ALIGN_END
           : !strcmp(v, "justify")                    ? ALIGN_JUSTIFY
                                                      : ALIGN_START;
}

static void odf_resolve(struct odf *o, struct odf_style *s, const char *family, int depth)
{
    enum { DEEPEST = 32 };
    if (s->resolved)
        return;
    s->resolved = true; /* before its parent is asked, which ends a cycle */
    s->look = s->own = nothing_said;
    s->align = -1;
    s->meant = s->shown;
    struct odf_style *parent = depth < DEEPEST
                                   ? style_of(o, family, markup_attr(s->node, "parent-style-name"))
                                   : NULL;
    if (parent && parent != s) {
        odf_resolve(o, parent, family, depth + 1);
        s->parent = parent;
        s->look = parent->look;
        s->own = parent->own;
        s->list = parent->list, s->outline = parent->outline, s->align = parent->align;
        if (s->automatic)
            s->meant = parent->meant;
    } else if (s->automatic) {
        s->meant = "";
    }
    const struct node *text = markup_child(s->node, style_textProperties);
    look_add(o, &s->look, text);
    if (s->automatic)
        look_add(o, &s->own, text);
    const char *v = markup_attr(s->node, "list-style-name");
    s->list = v ? v : s->list;
    v = markup_attr(s->node, "default-outline-level");
    s->outline = v ? atoi(v) : s->outline;
    v = markup_attr(markup_child(s->node, style_paragraphProperties), "text-align");
    s->align = v ? align_of(v) : s->align;
    if (!s->automatic && parent && styles_meaning(o->r, s->shown).meaning == MEANING_NONE) {
        enum meaning based = styles_meaning(o->r, parent->meant).meaning;
        if (based != MEANING_NONE && based != MEANING_PLAIN)
            s->meant = parent->meant;
    }
}

static struct odf_level read_level(const struct node *n)
{
    const char *format = markup_get(n, "num-format",
                                    n->name == text_listLevelStyleNumber ? "" : "1");
    struct odf_level l = {.start = markup_int(n, "start-value", 1),
                          .prefix = markup_get(n, "num-prefix", ""),
                          .suffix = markup_get(n, "num-suffix", "")};
    l.numbering = n->name != text_listLevelStyleNumber ? NUMBERING_BULLET
                  : *format == 'a'                     ? NUMBERING_LOWERALPHA
                  : *format == 'A'                     ? NUMBERING_UPPERALPHA
                  : *format == 'i'                     ? NUMBERING_LOWERROMAN
                  : *format == 'I'                     ? NUMBERING_UPPERROMAN
                                                       : NUMBERING_ARABIC;
    l.none = n->name == text_listLevelStyleNumber && !*format;
    l.outer = markup_int(n, "display-levels", 1) > 1;
    return l;
}

static void add_list(struct odf *o, const struct node *n)
{
    struct odf_list *l = arena_make(o->arena, struct odf_list);
    for (int i = 0; i < LEVELS; i++)
        l->level[i] = (struct odf_level){.numbering = NUMBERING_BULLET,
                                         .start = 1,
                                         .prefix = "",
                                         .suffix = ""};
    for (const struct node *c = n->first; c; c = c->next) {
        int level = markup_int(c, "level", 0);
        if ((c->name == text_listLevelStyleNumber || c->name == text_listLevelStyleBullet ||
             c->name == text_listLevelStyleImage) &&
            level >= 1 && level <= LEVELS)
            l->level[level - 1] = read_level(c);
    }
    *map_put(&o->lists, markup_get(n, "name", "")) = l;
}

static void add_styles(struct odf *o, const struct node *parent, bool automatic)
{
    for (const struct node *n = parent ? parent->first : NULL; n; n = n->next) {
        const char *name = markup_get(n, "name", ""), *family = markup_get(n, "family", ""),
                   *shown = markup_attr(n, "display-name");
        if (n->name == text_listStyle)
            add_list(o, n);
        if (n->name != style_style)
            continue;
        struct odf_style *s = arena_make(o->arena, struct odf_style);
        s->name = name;
        s->shown = shown ? intern(shown) : decoded_name(o->arena, name);
        s->automatic = automatic;
        s->node = n;
        char key[256];
        snprintf(key, sizeof key, "%s %s", family, name);
        *map_put(&o->styles, key) = s;
    }
}

static struct node *read_part(struct odf *o, const char *name)
{
    return o->whole                           ? o->whole
           : package_has(o->r->package, name) ? markup_read(o->r->package, name, o->arena)
                                              : NULL;
}

static void read_styles(struct odf *o, const struct node *content)
{
    struct node *root = read_part(o, "styles.xml");
    const struct node *const from[] = {root, content};
    for (int i = 0; i < 2; i++) {
        const struct node *faces = markup_child(from[i], office_fontFaceDecls);
        for (const struct node *n = faces ? faces->first : NULL; n; n = n->next)
            if (n->name == style_fontFace)
                *map_put(&o->fonts,
                         markup_get(n, "name", "")) = (void *)markup_get(n, "font-family",
                                                                         markup_get(n, "name", ""));
    }
    const struct node *named = markup_child(root, office_styles);
    for (const struct node *n = named ? named->first : NULL; n; n = n->next)
        if (n->name == style_defaultStyle && !strcmp(markup_get(n, "family", ""), "paragraph")) {
            struct said l = nothing_said;
            look_add(o, &l, markup_child(n, style_textProperties));
            o->r->lang = l.lang;
        }
    add_styles(o, named, false);
    add_styles(o, markup_child(content, office_automaticStyles), true);
    for (int i = 0; i < o->styles.n; i++) {
        const char *key = o->styles.entry[i].key;
        odf_resolve(o, o->styles.entry[i].value, arena_dup(o->arena, key, strcspn(key, " ")), 0);
    }
}

/* ---- text ------------------------------------------------------------------------------------ */

static void put_text(struct odf *o, const char *s, const struct look *look, bool hidden,
                     const char *font)
{
    struct buf b = {0};
    for (; *s; s++) { /* white space of the file is one space (6.1.2) */
        bool space = *s == ' ' || *s == '\t' || *s == '\n' || *s == '\r';
        if (!space)
            buf_putc(&b, *s);
        else if (!o->space)
            buf_putc(&b, ' ');
        o->space = space;
    }
    if (b.n && (o->skip || hidden)) {
        reader_left(o->r, o->skip ? o->skip_kind : LEFT_HIDDEN, b.s);
    } else if (b.n) {
        struct buf symbols = {0};
        if (symbol_font(font))
            text_symbols(o->r, &symbols, b.s, font);
        writer_event(o->r, &(struct event){.kind = EVENT_TEXT,
                                           .text = symbols.n ? symbols.s : b.s,
                                           .look = *look});
        buf_done(&symbols);
    }
    buf_done(&b);
}

struct shown {
    struct look look;
    bool hidden;
    const char *font;
};

/* The formatting of text in a span: direct formatting of the paragraph, then the character
 * styles. */
static struct shown shown_look(struct odf *o, const struct odf_style *span)
{
    struct said l = nothing_said;
    if (o->para) {
        said_over(&l, &o->para->own);
        l.is[LOOK_HIDDEN] = o->para->look.is[LOOK_HIDDEN];
        l.font = o->para->look.font;
        l.lang = o->para->look.lang;
    }
    if (span)
        said_over(&l, &span->look);
    struct shown s = {.hidden = l.is[LOOK_HIDDEN] > 0, .font = l.font};
    s.look = said_look(&l);
    s.look.code = text_is_code(l.font) && !o->para_code;
    if (l.lang && !text_same_language(l.lang, o->para_lang ? o->para_lang : o->r->lang))
        s.look.lang = intern(l.lang);
    const char *name = span ? span->meant : "";
    enum meaning m = *name ? styles_meaning(o->r, name).meaning : MEANING_PLAIN;
    if (m == MEANING_INLINE) {
        s.look = (struct look){.lang = s.look.lang,
                               .style = name,
                               .sub = s.look.sub,
                               .super = s.look.super,
                               .bold = span->own.is[LOOK_BOLD] > 0,
                               .italic = span->own.is[LOOK_ITALIC] > 0};
    } else if (m == MEANING_NONE && *name) {
        s.look.style = name;
        diag_once(DIAG_office_style, reader_loc(o->r), name, styles_role(o->arena, name));
    }
    return s;
}

static void span_text(struct odf *o, const char *s, const struct odf_style *style)
{
    struct shown l = shown_look(o, style);
    put_text(o, s, &l.look, l.hidden, l.font);
}

static void add_spaces(struct odf *o, const struct node *n, const struct odf_style *style)
{
    int count = markup_int(n, "c", 1);
    struct shown l = shown_look(o, style);
    struct buf b = {0};
    for (int i = 0; i < count && i < 200; i++)
        buf_putc(&b, ' ');
    if (o->skip || l.hidden || (!o->para_code && o->space)) {
        buf_done(&b);
        return;
    }
    writer_event(o->r, &(struct event){.kind = EVENT_TEXT,
                                       .text = o->para_code ? b.s : " ",
                                       .look = l.look});
    o->space = !o->para_code;
    buf_done(&b);
}

static const char *text_below(struct odf *o, const struct node *n)
{
    struct buf b = {0};
    if (n)
        markup_text(n, &b);
    const char *s = arena_dup(o->arena, b.s ? b.s : "", b.n);
    buf_done(&b);
    return s;
}

/* Leaves out the text of an element that the document shows. */
static void leave(struct odf *o, const struct node *n, enum left_kind kind,
                  const struct odf_style *style)
{
    if (!o->skip++)
        o->skip_kind = kind;
    odf_inlines(o, n, style);
    o->skip--;
}

/* ---- notes, comments, changes ---------------------------------------------------------------- */

static void odf_note(struct odf *o, const struct node *n)
{
    const struct node *body = markup_child(n, text_noteBody);
    const char *id = markup_attr(n, "id"), *lang = o->para_lang;
    bool code = o->para_code, caption = o->caption, space = o->space;
    const struct odf_style *para = o->para;
    int level = o->level;
    if (!body || o->skip || o->notes) {
        if (body) {
            if (!o->skip++)
                o->skip_kind = LEFT_NOTE;
            o->paras++;
            read_blocks(o, body);
            o->paras--;
            o->skip--;
        }
        return;
    }
    if (id && *id)
        emit_target(o, EVENT_MARK, arena_printf(o->arena, "%s|note", id));
    o->paras++, o->notes++;
    o->level = 0;
    emit(o, EVENT_NOTE);
    read_blocks(o, body);
    emit(o, EVENT_NOTE_END);
    space = false;
    o->paras--, o->notes--;
    o->level = level;
    o->para_lang = lang, o->para_code = code, o->caption = caption, o->para = para,
    o->space = space;
}

static void remember(struct odf *o, const char *author)
{
    *map_put(&o->r->reviewers, *author ? author : "?") = o;
}

static void read_annotation(struct odf *o, const struct node *n)
{
    const char *author = text_below(o, markup_child(n, dc_creator)),
               *date = text_below(o, markup_child(n, dc_date));
    struct buf b = {0};
    o->r->comments++;
    remember(o, author);
    for (const struct node *p = n->first; p; p = p->next)
        if (p->name == text_p || p->name == text_list) {
            if (b.n)
                buf_putc(&b, ' ');
            markup_text(p, &b);
        }
    if (o->r->how->review && !o->skip) {
        struct look plain = {0};
        writer_event(o->r, &(struct event){.kind = EVENT_REMARK,
                                           .text = arena_printf(o->arena, "%s%s%.10s: ", author,
                                                                *date ? ", " : "", date)});
        if (b.n)
            writer_event(o->r, &(struct event){.kind = EVENT_TEXT, .text = b.s, .look = plain});
        emit(o, EVENT_REMARK_END);
    } else {
        reader_left(o->r, LEFT_COMMENT, b.s);
    }
    buf_done(&b);
}

static void read_changes(struct odf *o, const struct node *n)
{
    for (const struct node *c = n->first; c; c = c->next) {
        const char *id = markup_attr(c, "id");
        const struct node *creator = markup_find(c, dc_creator);
        if (c->name != text_changedRegion)
            continue;
        if (id)
            *map_put(&o->changes, id) = (void *)c;
        o->r->inserted += markup_child(c, text_insertion) != NULL;
        o->r->deleted += markup_child(c, text_deletion) != NULL;
        o->r->formatted += markup_child(c, text_formatChange) != NULL;
        if (markup_child(c, text_insertion) || markup_child(c, text_deletion))
            remember(o, text_below(o, creator));
    }
}

/* Deleted text is stored outside the main text. */
static void read_deleted(struct odf *o, const struct node *n)
{
    const struct node *region = map_get(&o->changes, markup_get(n, "change-id", "")),
                      *deletion = markup_child(region, text_deletion);
    struct buf b = {0};
    for (const struct node *p = deletion ? deletion->first : NULL; p; p = p->next)
        if (p->name != office_changeInfo) {
            if (b.n)
                buf_putc(&b, ' ');
            markup_text(p, &b);
        }
    if (b.n && o->r->how->review && !o->skip) {
        struct look plain = {0};
        writer_event(o->r, &(struct event){.kind = EVENT_CHANGE, .revision = "deleted"});
        writer_event(o->r, &(struct event){.kind = EVENT_TEXT, .text = b.s, .look = plain});
        emit(o, EVENT_CHANGE_END);
    }
    buf_done(&b);
}

static void change_start(struct odf *o, const struct node *n)
{
    const char *id = markup_get(n, "change-id", "");
    const struct node *region = map_get(&o->changes, id);
    if (!markup_child(region, text_insertion) || !o->r->how->review || o->inserting)
        return;
    o->inserting = id;
    writer_event(o->r, &(struct event){.kind = EVENT_CHANGE, .revision = "added"});
}

static void change_end(struct odf *o, const struct node *n)
{
    if (!o->inserting || strcmp(o->inserting, markup_get(n, "change-id", "")))
        return;
    o->inserting = NULL;
    emit(o, EVENT_CHANGE_END);
}

/* ---- references and marks -------------------------------------------------------------------- */

static void read_reference(struct odf *o, const struct node *n, const struct odf_style *style)
{
    const char *to = markup_get(n, "ref-name", ""), *format = markup_get(n, "reference-format", "");
    enum reference kind = n->name == text_noteRef   ? REFERENCE_NOTE
                          : !strcmp(format, "page") ? REFERENCE_PAGE
                          : !strncmp(format, "number", 6) || !strcmp(format, "chapter")
                              ? REFERENCE_NUMBER
                              : REFERENCE_TEXT;
    bool plain = !strcmp(format, "direction") || o->skip || !*to;
    if (!plain)
        writer_event(o->r, &(struct event){.kind = EVENT_REFERENCE,
                                           .target = n->name == text_noteRef
                                                         ? arena_printf(o->arena, "%s|note", to)
                                                         : to,
                                           .reference = kind});
    odf_inlines(o, n, style);
    if (!plain)
        emit(o, EVENT_REFERENCE_END);
}

/* Headings are linked to by their text: "#1.2.Torf|outline". */
static const char *outline_name(struct odf *o, const char *text)
{
    return arena_printf(o->arena, "%s|outline", text + strspn(text, "0123456789. "));
}

static void link_read(struct odf *o, const struct node *n, const struct odf_style *style)
{
    const char *to = markup_get(n, "href", ""), *bar = strrchr(to, '|');
    if (*to == '#' && bar && !strcmp(bar, "|outline"))
        to = arena_printf(o->arena, "#%s",
                          outline_name(o, arena_dup(o->arena, to + 1, (size_t)(bar - to - 1))));
    bool plain = o->skip || !*to;
    if (!plain)
        emit_target(o, EVENT_LINK, to);
    odf_inlines(o, n, style);
    if (!plain)
        emit(o, EVENT_LINK_END);
}

static void read_mark(struct odf *o, const char *name)
{
    if (name && *name && !o->skip)
        emit_target(o, EVENT_MARK, name);
}

/* LibreOffice's own, whose attributes identify the work. */
static void read_citation(struct odf *o, const struct node *n, const struct odf_style *style)
{
    struct works *works = arena_make(o->arena, struct works);
    works->v = arena_make(o->arena, struct work);
    works->n = 1;
    const char *author = markup_attr(n, "author"),
               *name = author ? arena_dup(o->arena, author, strcspn(author, ",;")) : NULL;
    *works->v = (struct work){markup_get(n, "identifier", ""), name, markup_attr(n, "year"),
                              markup_attr(n, "title")};
    if (!o->skip)
        writer_event(o->r, &(struct event){.kind = EVENT_CITE, .works = works});
    odf_inlines(o, n, style);
    if (!o->skip)
        emit(o, EVENT_CITE_END);
}

/* Zotero's: the text between reference marks, whose name is the field's code. */
static bool is_citation(const struct node *n)
{
    const char *name = markup_get(n, "name", "");
    return !strncmp(name, "ZOTERO_ITEM", 11) || !strncmp(name, "CSL_CITATION", 12);
}

static void citation_start(struct odf *o, const struct node *n)
{
    struct works *works = arena_make(o->arena, struct works), found = {0};
    cite_works(o->arena, markup_get(n, "name", ""), &found);
    *works = cite_keep(o->arena, &found);
    if (!o->skip)
        writer_event(o->r, &(struct event){.kind = EVENT_CITE, .works = works});
}

static void read_sequence(struct odf *o, const struct node *n, const struct odf_style *style)
{
    read_mark(o, markup_attr(n, "ref-name"));
    odf_inlines(o, n, style);
    if (o->caption && !o->skip)
        emit(o, EVENT_LABEL);
}

/* The text between a start and its end, which have one id. */
static const char *text_to_end(struct odf *o, const struct node *from)
{
    const char *id = markup_get(from, "id", "");
    struct buf b = {0};
    for (const struct node *n = from; n; n = n->next) {
        if (n->name == text_alphabeticalIndexMarkEnd && !strcmp(markup_get(n, "id", ""), id))
            break;
        markup_text(n, &b);
    }
    const char *s = arena_dup(o->arena, b.s ? b.s : "", b.n);
    buf_done(&b);
    return s;
}

static void index_mark(struct odf *o, const struct node *n)
{
    struct event e = {.kind = EVENT_INDEX};
    const char *terms[] = {markup_attr(n, "key1"), markup_attr(n, "key2"),
                           n->name == text_alphabeticalIndexMark ? markup_attr(n, "string-value")
                                                                 : text_to_end(o, n)};
    int k = 0;
    for (int i = 0; i < 3; i++)
        if (terms[i] && *terms[i])
            e.index.term[k++] = terms[i];
    if (k && !o->skip)
        writer_event(o->r, &e);
}

/* ---- forms ----------------------------------------------------------------------------------- */

static void gather_controls(struct odf *o, const struct node *forms)
{
    for (const struct node *n = forms; n; n = markup_walk(forms, n))
        if (n->local && markup_attr(n, "id"))
            *map_put(&o->controls, markup_attr(n, "id")) = (void *)n;
}

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names && strcmp(name, *names))
        names++;
    return *names != NULL;
}

/* The text shown by a form control (OpenDocument 1.2, part 1, 13.5); NULL if it is not text. */
static const char *shown_by(struct odf *o, const struct node *c)
{
    static const char *const fields[] = {"text", "textarea", "formatted-text", "date",
                                         "time", "number",   "combobox",       NULL},
                             *const boxes[] = {"checkbox", "radio", NULL};
    const char *label = markup_get(c, "label", "");
    if (is_one_of(c->local, fields))
        return markup_get(c, "current-value", markup_get(c, "value", ""));
    if (!strcmp(c->local, "fixed-text"))
        return label;
    if (is_one_of(c->local, boxes)) {
        const char *state = markup_get(c, "current-state", markup_get(c, "state", ""));
        bool on = !strcmp(state, "checked") || is_true(c, "current-selected");
        return arena_printf(o->arena, "%s%s%s", on ? "☒" : "☐", *label ? " " : "", label);
    }
    for (const struct node *n = c->first; n && !strcmp(c->local, "listbox"); n = n->next)
        if (is_true(n, "current-selected"))
            return markup_get(n, "label", "");
    return NULL;
}

static void form_control(struct odf *o, const struct node *n, const struct odf_style *style)
{
    const struct node *c = map_get(&o->controls, markup_get(n, "control", ""));
    const char *shown = c ? shown_by(o, c) : NULL;
    if (shown)
        span_text(o, shown, style);
    else if (!o->skip)
        diag(DIAG_office_object, reader_loc(o->r),
             markup_get(c, "label", markup_get(c, "name", markup_get(n, "name", ""))));
}

/* ---- inline content -------------------------------------------------------------------------- */

static void read_ruby(struct odf *o, const struct node *n, const struct odf_style *style)
{
    odf_inlines(o, markup_child(n, text_rubyBase), style);
    span_text(o, " (", style);
    odf_inlines(o, markup_child(n, text_rubyText), style);
    span_text(o, ")", style);
}

static void inline_one(struct odf *o, const struct node *n, const struct odf_style *style)
{
    switch (n->name) {
    case NAME_text: span_text(o, n->text, style); break;
    case text_span: {
        const struct odf_style *s = style_of(o, "text", markup_attr(n, "style-name"));
        odf_inlines(o, n, s ? s : style);
        break;
    }
    case text_s: add_spaces(o, n, style); break;
    case text_tab: o->para_code ? span_text(o, "    ", style) : span_text(o, " ", style); break;
    case text_lineBreak:
        if (!o->skip && !shown_look(o, style).hidden)
            emit(o, EVENT_BREAK);
        o->space = true;
        break;
    case text_a:
    case draw_a: link_read(o, n, style); break;
    case text_note: odf_note(o, n); break;
    case text_referenceMarkStart:
        if (is_citation(n)) {
            citation_start(o, n);
            break;
        }
        read_mark(o, markup_attr(n, "name"));
        odf_inlines(o, n, style);
        break;
    case text_referenceMarkEnd:
        if (is_citation(n) && !o->skip)
            emit(o, EVENT_CITE_END);
        break;
    case text_bookmark:
    case text_bookmarkStart:
    case text_referenceMark:
        read_mark(o, markup_attr(n, "name"));
        odf_inlines(o, n, style); /* empty by the schema; some programs put the text into it */
        break;
    case text_bookmarkEnd:
    case office_annotationEnd:
    case text_noteCitation:
    case text_number:
    case office_forms:
    case office_eventListeners:
    case text_tocMark:
    case text_tocMarkStart:
    case text_userIndexMark:
    case text_alphabeticalIndexMarkEnd:
    case text_script:
    case svg_title:
    case svg_desc: break;
    case text_bookmarkRef:
    case text_referenceRef:
    case text_sequenceRef:
    case text_noteRef: read_reference(o, n, style); break;
    case text_bibliographyMark: read_citation(o, n, style); break;
    case text_sequence: read_sequence(o, n, style); break;
    case text_pageNumber:
    case text_pageCount: leave(o, n, LEFT_PAGE_NUMBER, style); break;
    case text_placeholder: leave(o, n, LEFT_PLACEHOLDER, style); break;
    case text_hiddenText:
        is_true(n, "is-hidden") ? leave(o, n, LEFT_HIDDEN, style) : odf_inlines(o, n, style);
        break;
    case text_hiddenParagraph: break;
    case office_annotation: read_annotation(o, n); break;
    case text_change: read_deleted(o, n); break;
    case text_changeStart: change_start(o, n); break;
    case text_changeEnd: change_end(o, n); break;
    case text_alphabeticalIndexMark:
    case text_alphabeticalIndexMarkStart: index_mark(o, n); break;
    case text_ruby: read_ruby(o, n, style); break;
    case text_softPageBreak: o->r->page += o->r->page && !o->paras; break;
    case text_p:
    case text_h:
    case text_list:
    case table_table: odf_block(o, n); break; /* inline, which programs should not write */
    case draw_control: form_control(o, n, style); break;
    default:
        if (!strcmp(markup_get(n, "display", ""), "none")) /* a field that is not shown (19.183) */
            leave(o, n, LEFT_HIDDEN, style);
        else if (!read_drawing(o, n))
            odf_inlines(o, n, style);
    }
}

static void odf_inlines(struct odf *o, const struct node *parent, const struct odf_style *style)
{
    for (const struct node *n = parent ? parent->first : NULL; n; n = n->next)
        inline_one(o, n, style);
}

/* ---- drawings -------------------------------------------------------------------------------- */

static int hundredths(const char *v)
{
    char *unit;
    double d = v ? strtod(v, &unit) : 0;
    if (!v || unit == v)
        return 0;
    double mm = !strncmp(unit, "cm", 2)   ? d * 10
                : !strncmp(unit, "mm", 2) ? d
                : !strncmp(unit, "in", 2) ? d * 25.4
                : !strncmp(unit, "pt", 2) ? d * 25.4 / 72
                : !strncmp(unit, "px", 2) ? d * 25.4 / 96
                                          : 0;
    return mm > 0 && mm < 5000 ? (int)(mm * 100 + 0.5) : 0;
}

static void box_of(struct odf *o, const struct node *n, const char *style)
{
    const char *lang = o->para_lang;
    bool code = o->para_code, caption = o->caption, space = o->space;
    const struct odf_style *para = o->para;
    int level = o->level;
    o->paras++;
    o->level = 0;
    writer_event(o->r, &(struct event){.kind = EVENT_BOX, .style = style});
    read_blocks(o, n);
    emit(o, EVENT_BOX_END);
    o->paras--;
    o->level = level;
    o->para_lang = lang, o->para_code = code, o->caption = caption, o->para = para,
    o->space = space;
}

/* The value of a length [1/100 mm], signed. */
static double signed_hundredths(const char *v)
{
    bool minus = *v == '-';
    return (minus ? -1 : 1) * (double)hundredths(v + minus);
}

/* rect(top, right, bottom, left): lengths of the image at its own size (OpenDocument 1.2, 20.174).
 * False if there is no cropping. */
static bool is_cropped(const struct odf *o, const struct node *frame, double clip[4])
{
    const struct odf_style *s = style_of(o, "graphic", markup_attr(frame, "style-name"));
    const char *v = s ? markup_attr(markup_child(s->node, style_graphicProperties), "clip") : NULL;
    bool any = false;
    int i = 0;
    for (const char *p = v && !strncmp(v, "rect(", 5) ? v + 5 : ""; *p && *p != ')' && i < 4;
         p += strcspn(p, ", )"), p += strspn(p, ", "), i++) {
        clip[i] = signed_hundredths(p);
        any |= clip[i] != 0;
    }
    return any;
}

/* The bytes of an image: a part, or in Base64 in the image itself (OpenDocument 1.2, part
 * 1, 19.27). */
static bool image_bytes(const struct odf *o, const struct node *image, struct buf *b)
{
    const char *href = markup_get(image, "href", "");
    const struct node *inside = markup_child(image, office_binaryData);
    struct buf text = {0};
    href += !strncmp(href, "./", 2) ? 2 : 0;
    if (!inside)
        return *href && package_has(o->r->package, href) && package_read(o->r->package, href, b);
    markup_text(inside, &text);
    bool ok = buf_unbase64(b, text.s ? text.s : "");
    buf_done(&text);
    return ok && b->n;
}

static const char *cropped(struct odf *o, const struct node *image, const char *name,
                           const double clip[4], int width, int height)
{
    struct buf b = {0};
    double w, h;
    const char *path = NULL;
    if (image_bytes(o, image, &b) && picture_natural_size(&b, &w, &h))
        path = reader_picture_cropped(o->r, name, &b,
                                      &(struct crop){clip[3] / w, clip[0] / h, clip[1] / w,
                                                     clip[2] / h},
                                      width, height);
    buf_done(&b);
    return path;
}

static const char *read_alternative(struct odf *o, const struct node *n)
{
    const char *desc = text_below(o, markup_child(n, svg_desc)),
               *title = text_below(o, markup_child(n, svg_title));
    return *desc ? desc : *title ? title : NULL;
}

static bool read_picture(struct odf *o, const struct node *frame, const struct node *image)
{
    const char *href = markup_get(image, "href", ""), *name = markup_get(frame, "name", "");
    if (!strncmp(href, "./", 2))
        href += 2;
    if (strstr(href, "://") || !strncmp(href, "..", 2) || *href == '/') {
        diag(DIAG_office_linked_image, reader_loc(o->r), href);
        return true;
    }
    double clip[4] = {0};
    bool cut = is_cropped(o, frame, clip);
    int width = hundredths(markup_attr(frame, "width")),
        height = hundredths(markup_attr(frame, "height"));
    const char *part = cut ? cropped(o, image,
                                     *href ? href
                                           : arena_printf(o->arena, "image%d",
                                                          o->r->picture_names.n + 1),
                                     clip, width, height)
                           : NULL;
    const char *path = part ? part : *href ? reader_picture(o->r, href) : NULL;
    struct buf inside = {0};
    if (!path && !*href && image_bytes(o, image, &inside))
        path = reader_picture_inside(o->r, image, &inside);
    else if (!path && !*href)
        diag(DIAG_office_no_image, reader_loc(o->r), name);
    buf_done(&inside);
    if (!path)
        return true;
    struct event e = {.kind = EVENT_IMAGE};
    e.image.path = path;
    e.image.alt = read_alternative(o, frame);
    e.image.decorative = is_true(frame, "decorative");
    e.image.width = width;
    e.image.height = height;
    if (cut && !part) {
        diag(DIAG_office_crop, reader_loc(o->r), name);
        e.image.height = 0;
    }
    writer_event(o->r, &e);
    return true;
}

/* A formula is a document of MathML in the package. */
static bool read_formula(struct odf *o, const struct node *object)
{
    const char *href = markup_get(object, "href", "");
    const struct node *math = markup_child(object, math_math);
    if (!strncmp(href, "./", 2))
        href += 2;
    const char *part = arena_printf(o->arena, "%s/content.xml", href);
    if (!math && *href && package_has(o->r->package, part)) {
        struct node *root = markup_read(o->r->package, part, o->arena);
        math = root && root->name == math_math && root->local ? root : NULL;
    }
    if (math)
        writer_event(o->r, &(struct event){.kind = EVENT_FORMULA, .formula = math});
    return math != NULL;
}

/* Whether an image is in a format that browsers show, or a metafile if allowed; previews of objects
 * are often metafiles. */
static bool is_usable(const struct odf *o, const struct node *image, bool metafile)
{
    struct buf b = {0};
    bool ok = image && image_bytes(o, image, &b) && b.n > 8 &&
              ((metafile && metafile_kind(b.s, b.n)) || !memcmp(b.s, "\x89PNG", 4) ||
               !memcmp(b.s, "\xff\xd8\xff", 3) || !memcmp(b.s, "GIF8", 4) ||
               !memcmp(b.s, "<?xml", 5) || !memcmp(b.s, "<svg", 4));
    buf_done(&b);
    return ok;
}

/* A chart is a separate document, with a table of its data (OpenDocument 1.2, 11). False if it is
 * no chart, or has no table. */
static bool read_chart(struct odf *o, const struct node *object)
{
    const char *href = markup_get(object, "href", "");
    href += !strncmp(href, "./", 2) ? 2 : 0;
    const char *part = arena_printf(o->arena, "%s/content.xml", href);
    const struct node *root = *href && package_has(o->r->package, part)
                                  ? markup_read(o->r->package, part, o->arena)
                                  : object;
    const struct node *data = NULL, *title = NULL;
    for (const struct node *n = root; n && !data; n = markup_walk(root, n)) {
        bool of_chart = n->parent && n->parent->local && !strcmp(n->parent->local, "chart");
        title = n->local && !strcmp(n->local, "title") && of_chart ? n : title;
        data = n->name == table_table && of_chart ? n : NULL;
    }
    if (!data)
        return false;
    struct look plain = {0};
    int level = o->level;
    o->paras++, o->level = 0;
    emit(o, EVENT_BOX);
    const char *words = title ? text_below(o, title) : "";
    if (*words) {
        writer_event(o->r, &(struct event){.kind = EVENT_PARA, .style = "caption"});
        o->space = true;
        put_text(o, words, &plain, false, NULL);
        emit(o, EVENT_PARA_END);
    }
    odf_block(o, data);
    emit(o, EVENT_BOX_END);
    o->paras--, o->level = level;
    return true;
}

static void read_object(struct odf *o, const struct node *frame, const struct node *n)
{
    const struct node *image = markup_child(frame, draw_image);
    const char *name = markup_get(frame, "name", "");
    if (n->name == draw_object && read_formula(o, n))
        return;
    if (!is_usable(o, image, false) && n->name == draw_object && read_chart(o, n)) {
        diag(DIAG_office_chart_data, reader_loc(o->r), name);
        return;
    }
    if (is_usable(o, image, true)) {
        read_picture(o, frame, image);
        diag(DIAG_office_object_image, reader_loc(o->r), name);
    } else {
        diag(DIAG_office_object, reader_loc(o->r), name);
    }
}

static void read_frame(struct odf *o, const struct node *n)
{
    for (const struct node *c = n->first; c; c = c->next) {
        switch (c->name) {
        case draw_textBox: {
            const struct odf_style *s = style_of(o, "graphic", markup_attr(n, "style-name"));
            const char *name = s && *s->meant ? s->meant : NULL;
            box_of(o, c, name && styles_meaning(o->r, name).meaning == MEANING_BOX ? name : NULL);
            return;
        }
        case draw_image: read_picture(o, n, c); return;
        case draw_object:
        case draw_objectOle: read_object(o, n, c); return;
        case draw_plugin:
        case draw_applet:
        case draw_floatingFrame:
            diag(DIAG_office_object, reader_loc(o->r), markup_get(n, "name", ""));
            return;
        case table_table: read_blocks(o, n); return;
        default: break;
        }
    }
}

static bool has_letters_below(const struct node *n)
{
    for (const struct node *c = n; c; c = markup_walk(n, c))
        if (c->text && c->text[strspn(c->text, " \t\r\n")] && c->parent->name != svg_title &&
            c->parent->name != svg_desc)
            return true;
    return false;
}

/* False: it is not a drawing. */
static bool read_drawing(struct odf *o, const struct node *n)
{
    switch (n->name) {
    case draw_frame:
        o->space = false;
        if (!o->skip) {
            read_frame(o, n);
            return true;
        }
        o->paras++;
        read_blocks(o, n);
        o->paras--;
        return true;
    case draw_g:
        for (const struct node *c = n->first; c; c = c->next)
            read_drawing(o, c);
        return true;
    case draw_customShape:
    case draw_rect:
    case draw_ellipse:
    case draw_circle:
    case draw_path:
    case draw_polygon:
    case draw_polyline:
    case draw_line:
    case draw_connector:
    case draw_caption:
    case draw_regularPolygon:
    case draw_measure:
    case dr3d_scene:
        if (has_letters_below(n))
            box_of(o, n, NULL);
        else
            o->shapes += !o->skip;
        return true;
    case draw_control: { /* not in text, anchored to a page */
        struct event e = {.kind = EVENT_PARA, .style = ""};
        writer_event(o->r, &e);
        form_control(o, n, NULL);
        emit(o, EVENT_PARA_END);
        return true;
    }
    case draw_enhancedGeometry: return true;
    default: return false;
    }
}

/* ---- paragraphs ------------------------------------------------------------------------------ */

static bool is_all_code(struct odf *o, const struct node *p, const struct odf_style *para)
{
    bool any = false;
    for (const struct node *n = p->first; n;
         n = n->name == text_note || n->name == draw_frame || n->name == office_annotation
                 ? markup_walk_past(p, n)
                 : markup_walk(p, n)) {
        if (!n->text || !n->text[strspn(n->text, " \t\r\n")])
            continue;
        const struct odf_style *s = NULL;
        for (const struct node *up = n->parent; up != p && !s; up = up->parent)
            s = up->name == text_span ? style_of(o, "text", markup_attr(up, "style-name")) : NULL;
        const char *font = s && s->look.font ? s->look.font : para ? para->look.font : NULL;
        if (!text_is_code(font))
            return false;
        any = true;
    }
    return any;
}

static void put_number(struct buf *b, enum numbering numbering, int n)
{
    if (numbering == NUMBERING_LOWERALPHA || numbering == NUMBERING_UPPERALPHA)
        buf_putc(b, (char)((numbering == NUMBERING_LOWERALPHA ? 'a' : 'A') +
                           (n > 0 ? n - 1 : 0) % 26));
    else
        buf_printf(b, "%d", n);
}

/* Counts the paragraph as an item of the open lists; returns a label in words, or NULL. */
static const char *set_item(struct odf *o, struct event *e)
{
    struct odf_item *at = o->level ? &o->item[o->level - 1] : NULL;
    int level = o->level - 1;
    const char *label = NULL;
    if (!at || !at->list)
        return NULL;
    const struct odf_level *l = &at->list->level[level];
    if (at->header || !at->fresh) {
        if (!l->none && at->list->used[level]) /* content before the first item is in no list */
            e->item = (struct item){.list = at->id,
                                    .level = level,
                                    .numbering = l->numbering,
                                    .more = true};
        return NULL;
    }
    at->fresh = false;
    at->list->value[level] = at->start >= 0          ? at->start
                             : at->list->used[level] ? at->list->value[level] + 1
                                                     : l->start;
    at->list->used[level] = true;
    for (int i = level + 1; i < LEVELS; i++)
        at->list->used[i] = false;
    at->start = -1;
    if (l->none)
        return NULL;
    if (l->numbering != NUMBERING_BULLET &&
        (text_has_letters(l->prefix) || text_has_letters(l->suffix) || strstr(l->prefix, "§"))) {
        struct buf b = {0};
        buf_puts(&b, l->prefix);
        put_number(&b, l->numbering, at->list->value[level]);
        buf_printf(&b, "%s ", l->suffix);
        label = arena_dup(o->arena, b.s, b.n);
        buf_done(&b);
        return label;
    }
    e->item = (struct item){at->id, level, l->numbering, at->list->value[level], l->outer, false};
    return NULL;
}

static bool is_hidden_paragraph(const struct node *p)
{
    const struct node *n = markup_find(p, text_hiddenParagraph);
    return n && is_true(n, "is-hidden");
}

static void read_paragraph(struct odf *o, const struct node *p)
{
    const struct odf_style *s = style_of(o, "paragraph", markup_attr(p, "style-name"));
    struct event e = {.kind = EVENT_PARA,
                      .style = s ? s->meant
                                 : decoded_name(o->arena, markup_get(p, "style-name", ""))};
    if (!o->paras)
        o->r->para++;
    e.outline = p->name == text_h ? markup_int(p, "outline-level", 1) : 0;
    struct style_meaning m = styles_meaning(o->r, e.style);
    if (p->name == text_p && s && s->outline > 0 && m.meaning <= MEANING_PLAIN)
        e.outline = s->outline;
    if (e.outline && (m.meaning == MEANING_TITLE || m.meaning == MEANING_SUBTITLE))
        e.outline = 0;
    bool hidden = is_hidden_paragraph(p), contents = m.meaning == MEANING_CONTENTS;
    o->para = s;
    o->space = true;
    o->caption = m.meaning == MEANING_CAPTION;
    o->para_code = m.meaning == MEANING_CODE || is_all_code(o, p, s);
    o->para_lang = s && s->look.lang && !text_same_language(s->look.lang, o->r->lang) ? s->look.lang
                                                                                      : NULL;
    e.code = o->para_code;
    e.lang = o->para_lang;
    e.align = s && s->align > 0 ? (enum align)s->align : ALIGN_START;
    const char *label = e.outline ? NULL : set_item(o, &e);
    if (m.meaning == MEANING_NONE && *e.style && !e.outline && !o->skip)
        diag_once(DIAG_office_style, reader_loc(o->r), e.style, styles_role(o->arena, e.style));
    if ((hidden || contents) && !o->skip++)
        o->skip_kind = hidden ? LEFT_HIDDEN : LEFT_CONTENTS;
    writer_event(o->r, &e);
    if (e.outline && !o->skip) {
        struct buf b = {0};
        markup_text(p, &b);
        emit_target(o, EVENT_MARK, outline_name(o, b.s ? b.s : ""));
        buf_done(&b);
    }
    if (label)
        span_text(o, label, NULL);
    if (o->inserting)
        writer_event(o->r, &(struct event){.kind = EVENT_CHANGE, .revision = "added"});
    odf_inlines(o, p, NULL);
    emit(o, EVENT_PARA_END);
    if (hidden || contents)
        o->skip--;
}

/* ---- lists ----------------------------------------------------------------------------------- */

static void read_list(struct odf *o, const struct node *n)
{
    static struct odf_list bullets;
    if (o->level >= LEVELS) {
        read_blocks(o, n);
        return;
    }
    const struct odf_item *outer = o->level ? &o->item[o->level - 1] : NULL;
    const char *name = markup_attr(n, "style-name");
    if (!name && !outer) { /* that of the first paragraph's style */
        const struct node *p = markup_find(n, text_p);
        const struct odf_style *s = p ? style_of(o, "paragraph", markup_attr(p, "style-name"))
                                      : NULL;
        name = s ? s->list : NULL;
    }
    struct odf_list *l = name ? map_get(&o->lists, name) : outer ? outer->list : NULL;
    if (!l) {
        for (int i = 0; i < LEVELS; i++)
            bullets.level[i] = (struct odf_level){.numbering = NUMBERING_BULLET,
                                                  .start = 1,
                                                  .prefix = "",
                                                  .suffix = ""};
        l = &bullets;
    }
    bool goes_on = is_true(n, "continue-numbering") || markup_attr(n, "continue-list");
    if (!goes_on)
        for (int i = o->level; i < LEVELS; i++)
            l->used[i] = false;
    o->item[o->level++] =
        (struct odf_item){.list = l,
                          .id = outer && outer->list == l
                                    ? outer->id
                                    : arena_printf(o->arena, "%p",
                                                   (const void *)(goes_on ? (void *)l : (void *)n)),
                          .start = -1};
    for (const struct node *c = n->first; c; c = c->next) {
        struct odf_item *at = &o->item[o->level - 1];
        if (c->name != text_listItem && c->name != text_listHeader)
            continue;
        at->fresh = c->name == text_listItem;
        at->header = c->name == text_listHeader;
        at->start = markup_int(c, "start-value", -1);
        read_blocks(o, c);
    }
    o->level--;
}

/* ---- tables ---------------------------------------------------------------------------------- */

struct table {
    VEC(int) widths;
    VEC(int) before; /* by row: how many that are shown are before it */
    int row;
    bool shown;
};

static void read_columns(struct odf *o, const struct node *parent, struct table *t)
{
    for (const struct node *n = parent->first; n; n = n->next) {
        if (n->name == table_columns || n->name == table_columnGroup ||
            n->name == table_headerColumns)
            read_columns(o, n, t);
        if (n->name != table_column)
            continue;
        const struct odf_style *s = style_of(o, "table-column", markup_attr(n, "style-name"));
        const struct node *pr = s ? markup_child(s->node, style_columnProperties) : NULL;
        int width = hundredths(markup_attr(pr, "column-width")),
            count = markup_int(n, "number-columns-repeated", 1);
        for (int i = 0; i < count && t->widths.n < MOST_REPEATED; i++)
            *vec_add(&t->widths) = width;
    }
}

static int clamped(int v, int most) { return v < 1 ? 1 : v > most ? most : v; }

/* How many of the rows that a cell spans are shown. */
static int shown_rows(const struct table *t, int span)
{
    int last = t->row + span;
    last = last < t->before.n ? last : t->before.n - 1;
    int n = t->row < last ? t->before.v[last] - t->before.v[t->row] : 1;
    return n + (t->row + span > last ? t->row + span - last : 0);
}

static void read_cells(struct odf *o, const struct node *row, struct table *t)
{
    int column = 0;
    for (const struct node *c = row->first; c; c = c->next) {
        if (c->name != table_cell && c->name != table_covered)
            continue;
        int count = clamped(markup_int(c, "number-columns-repeated", 1), MOST_REPEATED),
            para = o->r->para;
        if (!c->first && count > 1 && !c->next) /* filler of the rest of a row */
            count = column < t->widths.n ? t->widths.n - column : 1;
        for (int i = 0; i < count; i++, column++) {
            o->r->para = para;
            if (c->name == table_covered) {
                if (c->first) {
                    if (!o->skip++)
                        o->skip_kind = LEFT_HIDDEN;
                    read_blocks(o, c);
                    o->skip--;
                }
                continue;
            }
            const struct node *p = markup_find(c, text_p);
            const struct odf_style *s = p ? style_of(o, "paragraph", markup_attr(p, "style-name"))
                                          : NULL;
            int span = clamped(markup_int(c, "number-columns-spanned", 1), MOST_REPEATED);
            struct event e =
                {.kind = EVENT_CELL,
                 .cell = {column, span,
                          shown_rows(t, clamped(markup_int(c, "number-rows-spanned", 1), 100000))},
                 .align = s && s->align > 0 ? (enum align)s->align : ALIGN_START};
            if (t->shown)
                writer_event(o->r, &e);
            read_blocks(o, c);
            if (t->shown)
                emit(o, EVENT_CELL_END);
        }
    }
}

/* A row that is hidden, or left out by a filter. */
static bool is_collapsed(const struct node *row)
{
    const char *v = markup_get(row, "visibility", "");
    return !strcmp(v, "collapse") || !strcmp(v, "filter");
}

static void gather_rows(const struct node *parent, struct table *t, int *shown)
{
    for (const struct node *n = parent->first; n; n = n->next) {
        if (n->name == table_rows || n->name == table_rowGroup || n->name == table_headerRows)
            gather_rows(n, t, shown);
        int count = n->name == table_row
                        ? clamped(markup_int(n, "number-rows-repeated", 1), MOST_REPEATED)
                        : 0;
        for (int i = 0; i < count; i++) {
            *vec_add(&t->before) = *shown;
            *shown += !is_collapsed(n);
        }
    }
}

static void read_rows(struct odf *o, const struct node *parent, struct table *t, bool head)
{
    for (const struct node *n = parent->first; n; n = n->next) {
        if (n->name == table_rows || n->name == table_rowGroup || n->name == table_headerRows)
            read_rows(o, n, t, head || n->name == table_headerRows);
        if (n->name == text_softPageBreak)
            o->r->page += o->r->page && !o->paras;
        if (n->name != table_row)
            continue;
        if (is_collapsed(n)) {
            bool shown = t->shown;
            t->shown = false;
            if (!o->skip++)
                o->skip_kind = LEFT_HIDDEN;
            read_cells(o, n, t);
            o->skip--;
            t->shown = shown;
            t->row += clamped(markup_int(n, "number-rows-repeated", 1), MOST_REPEATED);
            continue;
        }
        int count = clamped(markup_int(n, "number-rows-repeated", 1), MOST_REPEATED),
            para = o->r->para;
        for (int i = 0; i < count; i++, t->row++) {
            o->r->para = para;
            if (t->shown)
                writer_event(o->r, &(struct event){.kind = EVENT_ROW, .head = head});
            read_cells(o, n, t);
            if (t->shown)
                emit(o, EVENT_ROW_END);
        }
    }
}

static void read_table(struct odf *o, const struct node *n)
{
    struct table t = {.shown = !o->skip && o->depth < DEEPEST_TABLE};
    int level = o->level;
    read_columns(o, n, &t);
    bool all = t.widths.n > 0;
    for (int i = 0; i < t.widths.n; i++)
        all &= t.widths.v[i] > 0;
    o->level = 0;
    o->depth++;
    const struct node *title = markup_child(n, table_title), *desc = markup_child(n, table_desc);
    const char *name = title ? text_below(o, title) : "", *words = desc ? text_below(o, desc) : "";
    const char *alt = *name && *words ? arena_printf(o->arena, "%s: %s", name, words)
                      : *words        ? words
                                      : name;
    if (t.shown)
        writer_event(o->r, &(struct event){.kind = EVENT_TABLE,
                                           .table = {.width = all ? t.widths.v : NULL,
                                                     .columns = t.widths.n,
                                                     .alt = alt}});
    int shown = 0;
    gather_rows(n, &t, &shown);
    *vec_add(&t.before) = shown;
    read_rows(o, n, &t, false);
    if (t.shown)
        emit(o, EVENT_TABLE_END);
    o->depth--;
    o->level = level;
    vec_done(&t.widths), vec_done(&t.before);
}

/* ---- blocks ---------------------------------------------------------------------------------- */

static void leave_blocks(struct odf *o, const struct node *n, enum left_kind kind)
{
    if (!o->skip++)
        o->skip_kind = kind;
    read_blocks(o, n);
    o->skip--;
}

static void read_bibliography(struct odf *o, const struct node *n)
{
    const struct node *body = markup_child(n, text_indexBody);
    for (const struct node *c = body ? body->first : NULL; c; c = c->next) {
        bool entries = c->name != text_indexTitle && !o->skip;
        if (entries)
            emit(o, EVENT_ENTRIES);
        odf_block(o, c);
        if (entries)
            emit(o, EVENT_ENTRIES_END);
    }
}

/* Always, or by its condition as the program last found it (OpenDocument 1.2, 19.850 and 19.814).
 */
static bool is_hidden_section(const struct node *n)
{
    const char *display = markup_get(n, "display", "");
    return !strcmp(display, "none") || (!strcmp(display, "condition") && is_true(n, "is-hidden"));
}

static void read_section(struct odf *o, const struct node *n)
{
    bool entries = !o->skip && !strncmp(markup_get(n, "name", ""), "ZOTERO_BIBL", 11);
    const struct node *from = markup_child(n, text_sectionSource);
    if (from && !o->skip && !has_letters_below(n)) /* a chapter of a master document */
        diag(DIAG_office_chunk, reader_loc(o->r),
             markup_get(from, "href", markup_get(from, "section-name", "")));
    if (is_hidden_section(n)) {
        leave_blocks(o, n, LEFT_HIDDEN);
        return;
    }
    if (entries)
        emit(o, EVENT_ENTRIES);
    read_blocks(o, n);
    if (entries)
        emit(o, EVENT_ENTRIES_END);
}

static void odf_block(struct odf *o, const struct node *n)
{
    switch (n->name) {
    case NAME_text:
    case text_sequenceDecls:
    case text_variableDecls:
    case text_userFieldDecls:
    case text_ddeConnectionDecls:
    case office_forms:
    case office_scripts:
    case svg_title:
    case svg_desc:
    case draw_enhancedGeometry:
    case office_eventListeners:
    case text_changeStart:
    case text_changeEnd:
    case table_title:
    case table_desc:
        if (n->name == text_changeStart)
            change_start(o, n);
        if (n->name == text_changeEnd)
            change_end(o, n);
        break;
    case text_p:
    case text_h: read_paragraph(o, n); break;
    case text_list: read_list(o, n); break;
    case table_table: read_table(o, n); break;
    case text_trackedChanges: read_changes(o, n); break;
    case text_tableOfContent:
    case text_illustrationIndex:
    case text_tableIndex:
    case text_objectIndex:
    case text_userIndex: leave_blocks(o, n, LEFT_CONTENTS); break;
    case text_alphabeticalIndex: leave_blocks(o, n, LEFT_INDEX); break;
    case text_bibliography: read_bibliography(o, n); break;
    case text_section: read_section(o, n); break;
    case text_softPageBreak: o->r->page += o->r->page && !o->paras; break;
    case text_bookmark:
    case text_bookmarkStart: read_mark(o, markup_attr(n, "name")); break;
    case text_change: read_deleted(o, n); break;
    case office_annotation: read_annotation(o, n); break;
    default:
        if (!read_drawing(o, n))
            read_blocks(o, n);
    }
}

static void read_blocks(struct odf *o, const struct node *parent)
{
    for (const struct node *n = parent ? parent->first : NULL; n; n = n->next)
        odf_block(o, n);
}

/* ---- the document ---------------------------------------------------------------------------- */

static struct properties read_meta(struct odf *o)
{
    struct properties p = {0};
    const struct node *root = markup_child(read_part(o, "meta.xml"), office_meta);
    struct buf words = {0};
    if (!root)
        return p;
    p.title = text_below(o, markup_find(root, dc_title));
    p.authors = text_below(o, markup_find(root, meta_initialCreator));
    if (!*p.authors)
        p.authors = text_below(o, markup_find(root, dc_creator));
    p.lang = text_below(o, markup_find(root, dc_language));
    p.subject = text_below(o, markup_find(root, dc_subject));
    p.description = text_below(o, markup_find(root, dc_description));
    for (const struct node *n = root; n; n = markup_walk(root, n))
        if (n->name == meta_keyword) {
            markup_text(n, &words);
            buf_putc(&words, ',');
        }
    p.keywords = arena_dup(o->arena, words.s ? words.s : "", words.n);
    buf_done(&words);
    return p;
}

/* Headers and footers belong to the page styles, whether these are used or not. */
static void read_headers(struct odf *o)
{
    const struct node *root = read_part(o, "styles.xml");
    const struct node *pages = markup_child(root, office_masterStyles);
    for (const struct node *n = pages; n; n = markup_walk(pages, n)) {
        if (!n->text || !text_has_letters(n->text))
            continue;
        bool box = false, header = false;
        for (const struct node *up = n; up; up = up->parent) {
            box |= up->name == draw_textBox;
            header |= up->name == style_header || up->name == style_footer ||
                      up->name == style_headerFirst || up->name == style_footerFirst ||
                      up->name == style_headerLeft || up->name == style_footerLeft;
        }
        if (header)
            reader_left_at(o->r, box ? LEFT_HEADER_BOX : LEFT_HEADER, 0, n->text);
    }
}

bool odf_read(struct office_reader *r)
{
    struct odf o = {.r = r, .arena = &r->arena};
    struct node *root = markup_read(r->package, "content.xml", o.arena);
    const struct node *text = markup_child(markup_child(root, office_body), office_text);
    if (!root)
        return false;
    o.whole = package_flat(r->package) ? root : NULL;
    read_styles(&o, root);
    struct properties p = read_meta(&o);
    if (p.lang && *p.lang)
        r->lang = intern(p.lang);
    r->page = markup_find(root, text_softPageBreak) != NULL;
    gather_controls(&o, markup_find(text, office_forms));
    writer_begin(r);
    read_blocks(&o, text ? text : markup_child(root, office_body));
    read_headers(&o);
    if (o.shapes)
        diag(DIAG_office_shapes, (struct loc){r->file, 0, 0}, o.shapes);
    writer_end(r);
    writer_properties(r, &p);
    finish_info(r);
    map_done(&o.styles), map_done(&o.lists), map_done(&o.fonts), map_done(&o.changes);
    map_done(&o.controls);
    return true;
}
