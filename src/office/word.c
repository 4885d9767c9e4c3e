// SPDX-License-Identifier: Apache-2.0
/* WordprocessingML → events (ECMA-376-1, 17). The children of unknown elements are read, so that
 * their text is not lost. */
#include <string.h>
#include <strings.h>

#include "office/word-int.h"

static void word_inlines(struct word *w, const struct node *parent);
static void word_block(struct word *w, const struct node *n);

void word_emit(struct word *w, enum event_kind kind)
{
    writer_event(w->r, &(struct event){.kind = kind});
}
void word_emit_target(struct word *w, enum event_kind kind, const char *target)
{
    writer_event(w->r, &(struct event){.kind = kind, .target = target});
}

static void note_left(struct word *w, enum left_kind kind, const char *s)
{
    reader_left(w->r, kind, s);
}

/* ---- alternate content ----------------------------------------------------------------------- */

static bool understood(const char *requires)
{
    static const char *const known[] = {"wps", "wpg",   "wpc",    "w14", "w15",    "wp14", "a14",
                                        "v",   "w16se", "w16cid", "w16", "w16cex", "cx",   "cx1",
                                        "cx2", "cx4",   "c14",    "wne", "pic",    "mc"};
    for (const char *p = requires; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        bool found = !n;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            found |= strlen(known[i]) == n && !strncmp(known[i], p, n);
        if (!found)
            return false;
        p += n;
    }
    return true;
}

static const struct node *choose_branch(const struct node *n)
{
    for (const struct node *c = n->first; c; c = c->next)
        if (c->name == mc_Choice && understood(markup_get(c, "Requires", "")))
            return c;
    const struct node *fallback = markup_child(n, mc_Fallback);
    return fallback ? fallback : markup_child(n, mc_Choice);
}

const struct node *word_alternative(struct word *w, const struct node *n)
{
    const struct node *taken = choose_branch(n);
    for (const struct node *c = n->first; c; c = c->next)
        if (c->name == mc_Choice && c != taken)
            leave_words(w, c, LEFT_ASIDE);
    return taken;
}

/* ---- text ------------------------------------------------------------------------------------ */

void word_text(struct word *w, const char *s, const struct look *look, bool hidden,
               const char *font)
{
    if (!*s)
        return;
    if (w->skip || hidden) {
        note_left(w, w->skip ? w->skip_kind : LEFT_HIDDEN, s);
        return;
    }
    if (field_in_code(w)) {
        field_code(w, s);
        note_left(w, LEFT_ASIDE, s);
        return;
    }
    struct buf b = {0};
    if (w->page_ends && w->said)
        word_emit(w, EVENT_BREAK);
    w->page_ends = false;
    w->said |= s[strspn(s, " \n\r\t")] != 0;
    if (symbol_font(font))
        text_symbols(w->r, &b, s, font);
    else
        for (; *s; s++)
            buf_putc(&b, *s == '\n' || *s == '\r' || *s == '\t' ? ' ' : *s);
    writer_event(w->r, &(struct event){.kind = EVENT_TEXT, .text = b.s, .look = *look});
    buf_done(&b);
}

/* The formatting passed to the writer, from all properties of a run. */
static struct look shown_look(struct word *w, const struct said *l, const struct word_style *style)
{
    struct look look = said_look(l);
    look.code = text_is_code(l->font) && !w->para_code;
    if (l->lang && !text_same_language(l->lang, w->para_lang ? w->para_lang : w->r->lang))
        look.lang = intern(l->lang);
    if (!style || style->linked)
        return look;
    enum meaning m = styles_meaning(w->r, style->meant).meaning;
    if (m == MEANING_PLAIN &&
        (!strcasecmp(style->meant, "hyperlink") || !strcasecmp(style->meant, "internet link") ||
         !strcasecmp(style->meant, "followedhyperlink")))
        look.underline = false;
    if (m == MEANING_PLAIN && (strstr(style->meant, "reference") || strstr(style->meant, "note")))
        look.super = false;
    if (m == MEANING_INLINE) { /* implied by the element */
        look = (struct look){.lang = look.lang,
                             .style = style->meant,
                             .sub = look.sub,
                             .super = look.super};
    } else if (m == MEANING_NONE) {
        look.style = style->meant;
        diag_once(DIAG_office_style, reader_loc(w->r), style->meant,
                  styles_role(w->arena, style->meant));
    }
    return look;
}

/* ---- notes and comments ---------------------------------------------------------------------- */

static void word_note(struct word *w, const char *id, bool end)
{
    struct node *n = id ? map_get(end ? &w->endnotes : &w->footnotes, id) : NULL;
    if (!n || w->depth_notes) {
        diag(DIAG_office_no_note, reader_loc(w->r), id ? id : "");
        return;
    }
    struct relations *outer = w->relations;
    const char *part = w->part, *lang = w->para_lang;
    bool code = w->para_code, caption = w->caption, said = w->said, page_ends = w->page_ends;
    w->relations = end ? &w->end_relations : &w->foot_relations;
    w->part = end ? w->end_part : w->foot_part;
    w->depth_notes++, w->paras++;
    markup_flag(w->arena, n, "koki-used");
    word_emit(w, EVENT_NOTE);
    word_blocks(w, n);
    word_emit(w, EVENT_NOTE_END);
    w->depth_notes--, w->paras--;
    w->relations = outer, w->part = part;
    w->para_lang = lang, w->para_code = code, w->caption = caption;
    w->said = said, w->page_ends = page_ends;
}

static void reviewer(struct word *w, const struct node *n)
{
    const char *author = markup_get(n, "author", "");
    *map_put(&w->r->reviewers, *author ? author : "?") = w;
}

static void read_comment(struct word *w, const char *id)
{
    const struct node *n = id ? map_get(&w->comments, id) : NULL;
    struct buf b = {0};
    if (!n)
        return;
    w->r->comments++;
    reviewer(w, n);
    const char *date = markup_get(n, "date", ""), *author = markup_get(n, "author", "");
    for (const struct node *p = n->first; p; p = p->next) {
        struct buf t = {0};
        for (const struct node *c = p; c; c = markup_walk(p, c))
            if (c->name == w_t)
                markup_text(c, &t);
        if (t.n && b.n)
            buf_putc(&b, ' ');
        buf_puts(&b, t.s ? t.s : "");
        buf_done(&t);
    }
    if (w->r->how->review && !w->skip) {
        struct look plain = {0};
        writer_event(w->r, &(struct event){.kind = EVENT_REMARK,
                                           .text = arena_printf(w->arena, "%s%s%.10s: ", author,
                                                                *date ? ", " : "", date)});
        word_text(w, b.s ? b.s : "", &plain, false, NULL);
        word_emit(w, EVENT_REMARK_END);
    } else {
        note_left(w, LEFT_COMMENT, b.s);
    }
    buf_done(&b);
}

/* ---- runs ------------------------------------------------------------------------------------ */

struct run {
    struct look look;
    bool hidden;
    const char *font;
};

static void run_parts(struct word *w, const struct node *parent, const struct run *run);

static void read_symbol(struct word *w, const struct node *n, const struct run *run)
{
    const char *font = markup_get(n, "font", ""), *code = markup_get(n, "char", "");
    uint32_t c = (uint32_t)strtoul(code, NULL, 16),
             u = symbol_font(font) ? symbol_unicode(font, c) : 0;
    struct buf b = {0};
    if (!u)
        diag(DIAG_office_symbol, reader_loc(w->r), code, font);
    if (u || (c >= ' ' && (c < 0xd800 || c > 0xdfff) && c < 0x10000))
        buf_utf8(&b, u ? u : c);
    word_text(w, b.s ? b.s : "", &run->look, run->hidden, NULL);
    buf_done(&b);
}

/* Ruby: the reading follows its base in brackets, as when ruby is not supported. */
static void read_ruby(struct word *w, const struct node *n, const struct run *run)
{
    word_inlines(w, markup_child(n, w_rubyBase));
    word_text(w, " (", &run->look, run->hidden, NULL);
    word_inlines(w, markup_child(n, w_rt));
    word_text(w, ")", &run->look, run->hidden, NULL);
}

static void page(struct word *w)
{
    if (w->pages && !w->paras)
        w->r->page++;
}

/* A page or column break within a text becomes a line break. */
static void line_break(struct word *w, const struct node *n, const struct run *run)
{
    const char *type = markup_get(n, "type", "");
    if (w->skip || run->hidden || field_in_code(w))
        return;
    if (!strcmp(type, "page") || !strcmp(type, "column"))
        w->page_ends = true;
    else
        word_emit(w, EVENT_BREAK);
}

/* One child of a run. False if the rest of the run is left out, as after the mark of a note. */
static bool run_part(struct word *w, const struct node *n, const struct run *run)
{
    struct buf b = {0};
    switch (n->name) {
    case w_rPr:
    case w_footnoteRef:
    case w_endnoteRef:
    case w_annotationRef:
    case w_separator:
    case w_continuationSeparator:
    case w_fldData:
    case w_delInstrText:
    case w_softHyphen:
    case w_pgNum: break;
    case w_t:
    case w_delText:
        markup_text(n, &b);
        word_text(w, b.s ? b.s : "", &run->look, run->hidden, run->font);
        break;
    case w_tab:
    case w_ptab: word_text(w, w->para_code ? "    " : " ", &run->look, run->hidden, NULL); break;
    case w_br:
    case w_cr: line_break(w, n, run); break;
    case w_sym: read_symbol(w, n, run); break;
    case w_noBreakHyphen: word_text(w, "\u2011", &run->look, run->hidden, NULL); break;
    case w_lastRenderedPageBreak: page(w); break;
    case w_instrText:
        markup_text(n, &b);
        field_code(w, b.s ? b.s : "");
        break;
    case w_fldChar: field_char(w, n); break;
    case w_footnoteReference:
    case w_endnoteReference:
        if (!w->skip && !run->hidden)
            word_note(w, markup_attr(n, "id"), n->name == w_endnoteReference);
        if (markup_attr(n, "customMarkFollows") &&
            strcmp(markup_get(n, "customMarkFollows", ""), "0"))
            return false;
        break;
    case w_commentReference: read_comment(w, markup_attr(n, "id")); break;
    case w_drawing:
    case w_pict:
    case w_object:
    case w_control:
        if (w->skip || run->hidden)
            leave_words(w, n, w->skip ? w->skip_kind : LEFT_HIDDEN);
        else
            (n->name == w_object || n->name == w_control ? object_read : drawing_read)(w, n);
        break;
    case w_ruby: read_ruby(w, n, run); break;
    case mc_AlternateContent: run_parts(w, word_alternative(w, n), run); break;
    default: run_parts(w, n, run);
    }
    buf_done(&b);
    return true;
}

static void run_parts(struct word *w, const struct node *parent, const struct run *run)
{
    const struct node *n = parent ? parent->first : NULL;
    while (n && (n->text || run_part(w, n, run)))
        n = n->next;
    for (n = n ? n->next : NULL; n; n = n->next) {
        struct buf b = {0};
        markup_text(n, &b);
        note_left(w, LEFT_LABEL, b.s);
        buf_done(&b);
    }
}

static const struct word_style *open_style(const struct word *w, const struct node *run)
{
    const struct node *n = run;
    while (n && n->name != w_p)
        n = n->parent;
    return n ? style_of_para(w, n) : w->normal;
}

static void run_read(struct word *w, const struct node *n)
{
    const struct word_style *style;
    struct said l = look_of_run(w, open_style(w, n), n, &style);
    struct run run = {shown_look(w, &l, style), l.is[LOOK_HIDDEN] > 0, l.font};
    run_parts(w, n, &run);
}

/* ---- changes --------------------------------------------------------------------------------- */

static void read_change(struct word *w, const struct node *n, bool added,
                        void (*inside)(struct word *, const struct node *), bool inlined)
{
    struct office_reader *r = w->r;
    *(added ? &r->inserted : &r->deleted) += 1;
    reviewer(w, n);
    if (!r->how->review) {
        if (added) {
            inside(w, n);
            return;
        }
        if (!w->skip++)
            w->skip_kind = LEFT_DELETED;
        inside(w, n);
        w->skip--;
        return;
    }
    if (inlined)
        writer_event(r, &(struct event){.kind = EVENT_CHANGE,
                                        .revision = added ? "added" : "deleted"});
    inside(w, n);
    if (inlined)
        word_emit(w, EVENT_CHANGE_END);
}

/* ---- inline content -------------------------------------------------------------------------- */

static void read_mark(struct word *w, const struct node *n)
{
    const char *name = markup_attr(n, "name");
    if (name && *name && strcmp(name, "_GoBack") && !w->skip)
        word_emit_target(w, EVENT_MARK, name);
}

static void read_hyperlink(struct word *w, const struct node *n)
{
    const char *id = markup_attr(n, "r:id"), *anchor = markup_attr(n, "anchor");
    const struct relation *rel = id ? relations_by_id(w->relations, id) : NULL;
    const char *to = rel && rel->external && *rel->target ? rel->target : NULL;
    if (anchor && *anchor)
        to = arena_printf(w->arena, "%s#%s", to ? to : "", anchor);
    if (to && !w->skip)
        word_emit_target(w, EVENT_LINK, to);
    word_inlines(w, n);
    if (to && !w->skip)
        word_emit(w, EVENT_LINK_END);
}

/* The marks in an array of equations that are not shown. */
static void leave_alignment(struct word *w, const struct node *t)
{
    const struct node *argument = t->parent ? t->parent->parent : NULL;
    if (!argument || !argument->parent || argument->parent->name != m_eqArr)
        return;
    for (const char *s = t->first && t->first->text ? t->first->text : ""; *s; s++)
        if (*s == '&' || *s == '#')
            note_left(w, LEFT_ASIDE, *s == '&' ? "&" : "#");
}

/* A chapter of a master document is in a separate file. */
static void read_subdocument(struct word *w, const struct node *n)
{
    const char *id = markup_attr(n, "r:id");
    const struct relation *rel = id ? relations_by_id(w->relations, id) : NULL;
    if (!w->skip)
        diag(DIAG_office_chunk, reader_loc(w->r), rel ? rel->target : "");
}

static void read_formula(struct word *w, const struct node *n, bool display)
{
    if (w->skip)
        return;
    const struct node *math = omml_math(w->arena, n);
    for (const struct node *c = n; c; c = markup_walk(n, c))
        if (c->name == m_t)
            leave_alignment(w, c);
    /* Deletions in a formula are left out even where changes are kept: MathML has no revisions. */
    for (const struct node *c = n; c; c = markup_walk(n, c))
        if (c->name == w_del || c->name == w_moveFrom) {
            struct buf b = {0};
            markup_text(c, &b);
            w->r->deleted++;
            reviewer(w, c);
            note_left(w, LEFT_DELETED, b.s);
            buf_done(&b);
        }
    if (math)
        writer_event(w->r,
                     &(struct event){.kind = EVENT_FORMULA, .formula = math, .display = display});
}

/* The placeholder of a content control is not the author's text. Programs forget to remove the flag
 * when the text is replaced, but not the style. */
static bool shows_placeholder(const struct word *w, const struct node *sdt)
{
    bool any = false;
    if (markup_switch(markup_child(sdt, w_sdtPr), w_showingPlcHdr) <= 0)
        return false;
    for (const struct node *n = sdt; n && !any; n = markup_walk(sdt, n)) {
        const struct word_style *s = n->name == w_r
                                         ? style_by_id(w,
                                                       markup_val(markup_child(n, w_rPr), w_rStyle))
                                         : NULL;
        any = s && !strcasecmp(s->name, "placeholder text");
    }
    return any;
}

static bool is_contents(const struct node *sdt)
{
    const struct node *gallery = markup_find(markup_child(sdt, w_sdtPr), w_docPartGallery);
    const char *v = markup_get(gallery, "val", "");
    return !strcasecmp(v, "table of contents") || !strcasecmp(v, "table of figures") ||
           !strcasecmp(v, "inhaltsverzeichnis");
}

static void read_control(struct word *w, const struct node *n,
                         void (*inside)(struct word *, const struct node *))
{
    bool contents = is_contents(n), placeholder = shows_placeholder(w, n);
    if ((contents || placeholder) && !w->skip++)
        w->skip_kind = contents ? LEFT_CONTENTS : LEFT_PLACEHOLDER;
    inside(w, markup_child(n, w_sdtContent));
    if (contents || placeholder)
        w->skip--;
}

static void inline_one(struct word *w, const struct node *n)
{
    switch (n->name) {
    case NAME_text:
    case w_pPr:
    case w_rPr:
    case w_bookmarkEnd:
    case w_smartTagPr:
    case w_customXmlPr:
    case w_sdtPr:
    case w_sdtEndPr:
    case w_rubyPr: break;
    case w_r: run_read(w, n); break;
    case w_hyperlink: read_hyperlink(w, n); break;
    case w_bookmarkStart: read_mark(w, n); break;
    case w_subDoc: read_subdocument(w, n); break;
    case w_ins:
    case w_moveTo: read_change(w, n, true, word_inlines, true); break;
    case w_del:
    case w_moveFrom: read_change(w, n, false, word_inlines, true); break;
    case w_fldSimple:
        field_simple_begin(w, markup_get(n, "instr", ""));
        word_inlines(w, n);
        field_simple_end(w);
        break;
    case w_sdt: read_control(w, n, word_inlines); break;
    case m_oMath: read_formula(w, n, false); break;
    case m_oMathPara:
        for (const struct node *m = n->first; m; m = m->next)
            if (m->name == m_oMath)
                read_formula(w, m, true);
            else if (m->name == w_r)
                run_read(w, m);
        break;
    case mc_AlternateContent: word_inlines(w, word_alternative(w, n)); break;
    case w_p:
    case w_tbl: word_block(w, n); break;
    case w_t:
    case w_drawing:
    case w_pict:
    case w_fldChar:
    case w_instrText:
    case w_br:
    case w_tab: { /* outside a run, as some programs write */
        struct run plain = {0};
        run_part(w, n, &plain);
        break;
    }
    default: word_inlines(w, n);
    }
}

static void word_inlines(struct word *w, const struct node *parent)
{
    for (const struct node *n = parent ? parent->first : NULL; n; n = n->next)
        inline_one(w, n);
}

/* ---- paragraphs ------------------------------------------------------------------------------ */

/* Whether all letters of a paragraph are in one language, and all characters in a face for code. */
static void survey_paragraph(struct word *w, const struct node *p, const struct word_style *style)
{
    const char *lang = NULL;
    bool one = true, code = true, any = false;
    for (const struct node *n = p->first; n;
         n = n->name == w_txbxContent || n->name == w_footnoteReference ? markup_walk_past(p, n)
                                                                        : markup_walk(p, n)) {
        if (n->name != w_r || !(markup_child(n, w_t)))
            continue;
        const struct word_style *s;
        struct said l = look_of_run(w, style, n, &s);
        struct buf b = {0};
        for (const struct node *t = n->first; t; t = t->next)
            if (t->name == w_t)
                markup_text(t, &b);
        if (b.n && text_has_letters(b.s)) {
            one &= !any || text_same_language(l.lang, lang);
            lang = l.lang;
            any = true;
        }
        if (b.n && b.s[strspn(b.s, " ")])
            code &= text_is_code(l.font);
        buf_done(&b);
    }
    w->para_lang = any && one && lang && !text_same_language(lang, w->r->lang) ? intern(lang)
                                                                               : NULL;
    w->para_code = any && code;
}

static bool is_deleted_mark(const struct word *w, const struct node *p)
{
    const struct node *rpr = markup_child(markup_child(p, w_pPr), w_rPr);
    return !w->r->how->review && (markup_child(rpr, w_del) || markup_child(rpr, w_moveFrom));
}

static bool is_drop_cap(const struct node *p)
{
    const struct node *frame = markup_child(markup_child(p, w_pPr), w_framePr);
    const char *cap = markup_attr(frame, "dropCap");
    return cap && strcmp(cap, "none");
}

/* The paragraph whose properties apply: of joined ones the last has the remaining paragraph
 * mark. */
static const struct node *with_mark(const struct word *w, const struct node *p)
{
    const struct node *at = p;
    while (at && (is_deleted_mark(w, at) || is_drop_cap(at))) {
        const struct node *next = at->next;
        while (next && next->name != w_p && next->name != w_tbl)
            next = next->next;
        if (!next || next->name != w_p)
            return p;
        at = next;
    }
    return at ? at : p;
}

static bool joins_next(const struct word *w, const struct node *p)
{
    return (is_deleted_mark(w, p) || is_drop_cap(p)) && with_mark(w, p) != p;
}

static enum align align_of(const struct node *ppr, const struct word_style *s)
{
    const char *v = markup_val(ppr, w_jc);
    if (!v)
        return s && s->align > 0 ? (enum align)s->align : ALIGN_START;
    return !strcmp(v, "center")                       ? ALIGN_CENTER
           : !strcmp(v, "right") || !strcmp(v, "end") ? ALIGN_END
           : !strcmp(v, "both")                       ? ALIGN_JUSTIFY
                                                      : ALIGN_START;
}

static const char *set_item(struct word *w, struct event *e, const struct node *ppr,
                            const struct word_style *s)
{
    const struct node *numpr = markup_child(ppr, w_numPr);
    const char *num = markup_val(numpr, w_numId), *level = markup_val(numpr, w_ilvl), *label;
    int id = num ? atoi(num)
             : s ? s->num
                 : -1,
        at = level                      ? atoi(level)
             : num && s && s->num != id ? 0
             : s && s->level >= 0       ? s->level
                                        : -1;
    if (at < 0 && s && id > 0)
        at = list_level_of_style(w, id, s->id);
    bool listed = id > 0 && list_count(w, id, at, &e->item, &label);
    if (id <= 0 || listed || e->outline)
        label = NULL;
    if (e->outline)
        e->item = (struct item){0};
    return label;
}

static void begin_paragraph(struct word *w, const struct node *p)
{
    const struct node *ppr = markup_child(with_mark(w, p), w_pPr);
    const struct word_style *s = style_of_para(w, with_mark(w, p));
    struct event e = {.kind = EVENT_PARA, .style = s ? s->meant : ""};
    const char *outline = markup_val(ppr, w_outlineLvl);
    e.outline = outline               ? (atoi(outline) < LEVELS ? atoi(outline) + 1 : 0)
                : s && s->outline > 0 ? s->outline
                                      : 0;
    survey_paragraph(w, p, s);
    e.lang = w->para_lang;
    e.code = w->para_code;
    e.align = align_of(ppr, s);
    struct style_meaning m = styles_meaning(w->r, e.style);
    w->caption = m.meaning == MEANING_CAPTION;
    if (m.meaning == MEANING_CODE)
        w->para_code = true;
    if (outline && e.outline && m.meaning != MEANING_HEADING && m.meaning != MEANING_PLAIN &&
        m.meaning != MEANING_NONE)
        e.outline = 0;
    const char *label = set_item(w, &e, ppr, s);
    if (s && m.meaning == MEANING_NONE && !e.outline && *e.style)
        diag_once(DIAG_office_style, reader_loc(w->r), s->meant, styles_role(w->arena, s->meant));
    if (m.meaning == MEANING_CONTENTS && !w->skip++)
        w->skip_kind = LEFT_CONTENTS;
    writer_event(w->r, &e);
    w->said = w->page_ends = false;
    if (label) {
        struct look plain = {0};
        word_text(w, arena_printf(w->arena, "%s ", label), &plain, false, NULL);
    }
}

static bool is_left_style(struct word *w, const struct node *p)
{
    const struct word_style *s = style_of_para(w, with_mark(w, p));
    return s && styles_meaning(w->r, s->meant).meaning == MEANING_CONTENTS;
}

static void read_headers(struct word *w);

static void read_paragraph(struct word *w, const struct node *p)
{
    if (!w->paras)
        w->r->para++;
    if (!w->join)
        begin_paragraph(w, p);
    if (!w->headers_read && !w->skip)
        read_headers(w); /* its boxes are attached to the first paragraph */
    bool contents = is_left_style(w, p);
    word_inlines(w, p);
    w->join = joins_next(w, p);
    if (w->join)
        return;
    word_emit(w, EVENT_PARA_END);
    if (contents && w->skip)
        w->skip--;
}

/* ---- tables ---------------------------------------------------------------------------------- */

enum { DEEPEST_TABLE = 20 };

struct cell {
    const struct node *node;
    int column, columns, rows;
    bool goes_on; /* of the cell above */
    bool covered; /* by the cell before it */
};
struct row {
    const struct node *node;
    VEC(struct cell) cells;
};
struct rows {
    struct row *v;
    int n, cap;
};

static bool is_wrapper(const struct node *n)
{
    return n->name == w_sdt || n->name == w_sdtContent || n->name == w_customXml ||
           n->name == w_ins || n->name == w_moveTo || n->name == mc_Choice || n->name == w_smartTag;
}

static void gather_cells(const struct node *parent, struct row *row)
{
    for (const struct node *n = parent->first; n; n = n->next)
        if (n->name == w_tc)
            vec_add(&row->cells)->node = n;
        else if (is_wrapper(n))
            gather_cells(n, row);
}

static void gather_rows(struct word *w, const struct node *parent, struct rows *rows)
{
    for (const struct node *n = parent->first; n; n = n->next) {
        if (n->name == w_tr) {
            struct row *row = vec_add(rows);
            row->node = n;
            gather_cells(n, row);
        } else if (is_wrapper(n)) {
            gather_rows(w, n, rows);
        }
    }
}

/* Places each cell in the grid, with its number of columns. */
static int place_cells(struct row *row)
{
    const char *before = markup_val(markup_child(row->node, w_trPr), w_gridBefore);
    int column = before ? atoi(before) : 0;
    struct cell *merged = NULL; /* the cell that the next ones may be part of */
    column = column < 0 || column > 1000 ? 0 : column;
    for (int i = 0; i < row->cells.n; i++) {
        struct cell *c = &row->cells.v[i];
        const struct node *pr = markup_child(c->node, w_tcPr), *merge = markup_child(pr, w_vMerge),
                          *across = markup_child(pr, w_hMerge);
        const char *span = markup_val(pr, w_gridSpan);
        c->column = column;
        c->columns = span && atoi(span) > 0 && atoi(span) <= 1000 ? atoi(span) : 1;
        c->rows = 1;
        c->covered = merged && across && strcmp(markup_get(across, "val", "continue"), "restart");
        c->goes_on = !c->covered && merge &&
                     strcmp(markup_get(merge, "val", "continue"), "restart");
        column += c->columns;
        if (c->covered)
            merged->columns += c->columns;
        else
            merged = c;
    }
    return column;
}

/* From the bottom up: below[c] is the number of rows that continue the cell above at column c. */
static void span_rows(struct rows *rows, int columns)
{
    int *below = mem_new(sizeof *below * (size_t)(columns + 1));
    for (int i = rows->n - 1; i >= 0; i--) {
        struct row *row = &rows->v[i];
        int *next = mem_new(sizeof *next * (size_t)(columns + 1));
        for (int k = 0; k < row->cells.n; k++) {
            struct cell *c = &row->cells.v[k];
            if (c->goes_on)
                next[c->column] = below[c->column] + 1;
            else if (!c->covered)
                c->rows = 1 + below[c->column];
        }
        mem_free(below);
        below = next;
    }
    for (int k = 0; rows->n && k < rows->v[0].cells.n; k++) /* no cell above to continue */
        rows->v[0].cells.v[k].goes_on = false;
    mem_free(below);
}

static bool has_text(const struct node *cell)
{
    for (const struct node *n = cell; n; n = markup_walk(cell, n))
        if (n->name == w_t || n->name == w_drawing || n->name == w_pict || n->name == m_t)
            return true;
    return false;
}

static enum align cell_align(const struct word *w, const struct node *cell)
{
    const struct node *p = markup_child(cell, w_p);
    return p ? align_of(markup_child(p, w_pPr), style_of_para(w, p)) : ALIGN_START;
}

static void read_cell(struct word *w, const struct cell *c)
{
    bool part = c->goes_on || c->covered;
    if (part && !has_text(c->node)) {
        for (const struct node *n = c->node->first; n; n = n->next)
            w->r->para += n->name == w_p && !w->paras;
        return;
    }
    struct event e = {.kind = EVENT_CELL,
                      .cell = {c->column, c->columns, c->rows},
                      .align = cell_align(w, c->node)};
    if (part) { /* Word does not show its content */
        if (!w->skip++)
            w->skip_kind = LEFT_HIDDEN;
        word_blocks(w, c->node);
        w->skip--;
        return;
    }
    const struct node *del = markup_child(markup_child(c->node, w_tcPr), w_cellDel),
                      *ins = markup_child(markup_child(c->node, w_tcPr), w_cellIns);
    bool gone = del && !w->r->how->review; /* its place stays, so that its neighbours keep theirs */
    if (del || ins) {
        *(del ? &w->r->deleted : &w->r->inserted) += 1;
        reviewer(w, del ? del : ins);
        e.revision = !w->r->how->review ? NULL : del ? "deleted" : "added";
    }
    writer_event(w->r, &e);
    if (gone && !w->skip++)
        w->skip_kind = LEFT_DELETED;
    word_blocks(w, c->node);
    if (gone)
        w->skip--;
    word_emit(w, EVENT_CELL_END);
}

static void read_row(struct word *w, const struct row *row, bool head, bool shown)
{
    const struct node *pr = markup_child(row->node, w_trPr), *del = markup_child(pr, w_del),
                      *ins = markup_child(pr, w_ins);
    bool gone = del && !w->r->how->review;
    if (del || ins) {
        *(del ? &w->r->deleted : &w->r->inserted) += 1;
        reviewer(w, del ? del : ins);
    }
    if (gone && !w->skip++)
        w->skip_kind = LEFT_DELETED;
    shown &= !w->skip;
    if (shown)
        writer_event(w->r, &(struct event){.kind = EVENT_ROW,
                                           .head = head,
                                           .revision = !w->r->how->review ? NULL
                                                       : del              ? "deleted"
                                                       : ins              ? "added"
                                                                          : NULL});
    for (int i = 0; i < row->cells.n; i++)
        if (!shown)
            word_blocks(w, row->cells.v[i].node);
        else
            read_cell(w, &row->cells.v[i]);
    if (shown)
        word_emit(w, EVENT_ROW_END);
    if (gone)
        w->skip--;
}

/* Whether the table's style shows its first row (or column) as a head. */
static bool style_has(const struct word *w, const struct node *pr, const char *what)
{
    const struct word_style *s = style_by_id(w, markup_val(pr, w_tblStyle));
    for (int depth = 0; s && depth < 16; s = s->base, depth++)
        for (const struct node *n = s->node->first; n; n = n->next)
            if (n->name == w_tblStylePr && !strcmp(markup_get(n, "type", ""), what))
                return true;
    return false;
}

static bool look_has(const struct node *pr, const char *attribute, int bit)
{
    const struct node *look = markup_child(pr, w_tblLook);
    const char *v = markup_attr(look, attribute), *hex = markup_attr(look, "val");
    return v ? !strcmp(v, "1") || !strcmp(v, "true") : hex && (strtol(hex, NULL, 16) & bit);
}

static void read_table(struct word *w, const struct node *n)
{
    struct rows rows = {0};
    const struct node *pr = markup_child(n, w_tblPr), *grid = markup_child(n, w_tblGrid);
    VEC(int) widths = {0};
    int columns = 0;
    for (const struct node *c = grid ? grid->first : NULL; c; c = c->next)
        if (c->name == w_gridCol)
            *vec_add(&widths) = markup_int(c, "w", 0);
    gather_rows(w, n, &rows);
    for (int i = 0; i < rows.n; i++) {
        int k = place_cells(&rows.v[i]);
        columns = k > columns ? k : columns;
    }
    span_rows(&rows, columns);
    struct event e = {.kind = EVENT_TABLE};
    e.table.width = widths.v;
    e.table.columns = widths.n <= columns ? widths.n : columns;
    e.table.row_heads = look_has(pr, "firstColumn", 0x80) && style_has(w, pr, "firstCol");
    const char *caption = markup_attr(markup_child(pr, w_tblCaption), "val"),
               *description = markup_attr(markup_child(pr, w_tblDescription), "val");
    e.table.alt = caption && description && *caption && *description
                      ? arena_printf(w->arena, "%s: %s", caption, description)
                  : description && *description ? description
                                                : caption;
    bool first_head = look_has(pr, "firstRow", 0x20) && style_has(w, pr, "firstRow");
    bool skipped = w->skip > 0 || w->depth >= DEEPEST_TABLE; /* of deeper tables only the text */
    w->depth++;
    if (!skipped)
        writer_event(w->r, &e);
    for (int i = 0; i < rows.n; i++) {
        bool head = markup_switch(markup_child(rows.v[i].node, w_trPr), w_tblHeader) > 0 ||
                    (!i && first_head);
        read_row(w, &rows.v[i], head, !skipped);
        vec_done(&rows.v[i].cells);
    }
    w->depth--;
    if (!skipped)
        word_emit(w, EVENT_TABLE_END);
    vec_done(&rows);
    vec_done(&widths);
}

/* ---- blocks ---------------------------------------------------------------------------------- */

static bool in_frame(const struct word *w, const struct node *p)
{
    const struct node *frame = markup_child(markup_child(p, w_pPr), w_framePr);
    const struct word_style *s = style_of_para(w, p);
    return (frame && !is_drop_cap(p)) || (!frame && s && s->frame > 0);
}

static void word_block(struct word *w, const struct node *n)
{
    switch (n->name) {
    case NAME_text:
    case w_sectPr:
    case w_tcPr:
    case w_pPr:
    case w_rPr:
    case w_bookmarkEnd:
    case w_sdtPr:
    case w_sdtEndPr:
    case w_customXmlPr: break;
    case w_p: read_paragraph(w, n); break;
    case w_tbl: read_table(w, n); break;
    case w_sdt: read_control(w, n, word_blocks); break;
    case w_ins:
    case w_moveTo: read_change(w, n, true, word_blocks, false); break;
    case w_del:
    case w_moveFrom: read_change(w, n, false, word_blocks, false); break;
    case w_bookmarkStart: read_mark(w, n); break;
    case w_altChunk: chunk_read(w, n); break;
    case w_subDoc: read_subdocument(w, n); break;
    case mc_AlternateContent: word_blocks(w, word_alternative(w, n)); break;
    case m_oMathPara:
    case m_oMath:
    case w_r:
    case w_hyperlink:
    case w_fldSimple: /* outside a paragraph */
        writer_event(w->r, &(struct event){.kind = EVENT_PARA, .style = ""});
        inline_one(w, n);
        word_emit(w, EVENT_PARA_END);
        break;
    default: word_blocks(w, n);
    }
}

void word_blocks(struct word *w, const struct node *parent)
{
    bool framed = false;
    for (const struct node *n = parent ? parent->first : NULL; n; n = n->next) {
        bool frame = n->name == w_p && !w->skip && !w->join && in_frame(w, n);
        if (frame != framed && (n->name == w_p || n->name == w_tbl)) {
            if (frame)
                writer_event(w->r, &(struct event){.kind = EVENT_BOX});
            else
                word_emit(w, EVENT_BOX_END);
            framed = frame;
        }
        word_block(w, n);
    }
    if (framed)
        word_emit(w, EVENT_BOX_END);
}

/* ---- the document ---------------------------------------------------------------------------- */

static void gather_notes(struct word *w, const char *type, enum markup_name name, struct map *to,
                         const char **part, struct relations *relations)
{
    struct office_reader *r = w->r;
    const struct relation *rel = relations_by_type(&w->main_relations, type);
    if (!rel || rel->external || !package_has(r->package, rel->target))
        return;
    struct node *root = markup_read(r->package, rel->target, w->arena);
    *part = rel->target;
    relations_read(r->package, w->arena, rel->target, relations);
    if (root)
        field_settle(w, root);
    for (struct node *n = root ? root->first : NULL; n; n = n->next) {
        const char *id = markup_attr(n, "id"), *kind = markup_get(n, "type", "normal");
        if (n->name == name && id && (!strcmp(kind, "normal") || !*kind))
            *map_put(to, id) = n;
    }
}

/* Notes that nothing refers to are not shown. */
static void leave_notes(struct word *w, const struct map *notes)
{
    for (int i = 0; i < notes->n; i++) {
        const struct node *root = notes->entry[i].value;
        bool used = markup_attr(root, "koki-used") != NULL;
        for (const struct node *n = root; n && !used; n = markup_walk(root, n)) {
            struct buf b = {0};
            if (n->name == w_t)
                markup_text(n, &b);
            reader_left_at(w->r, LEFT_NOTE, 0, b.s);
            buf_done(&b);
        }
    }
}

/* The language of most letters; that of the properties if given. */
static void find_language(struct word *w)
{
    struct map counts = {0};
    size_t most = 0;
    for (const struct node *n = w->document; n; n = markup_walk(w->document, n)) {
        const struct word_style *s;
        if (n->name != w_r || !markup_child(n, w_t))
            continue;
        struct said l = look_of_run(w, open_style(w, n), n, &s);
        size_t letters = 0;
        for (const struct node *t = n->first; t; t = t->next)
            if (t->name == w_t && t->first && t->first->text)
                letters += strlen(t->first->text);
        if (l.lang && letters)
            *(uintptr_t *)map_put(&counts, l.lang) += letters;
    }
    for (int i = 0; i < counts.n; i++)
        if ((uintptr_t)counts.entry[i].value > most) {
            most = (uintptr_t)counts.entry[i].value;
            w->r->lang = intern(counts.entry[i].key);
        }
    map_done(&counts);
}

static const char *property(struct word *w, const struct node *root, enum markup_name name)
{
    const struct node *n = markup_find(root, name);
    struct buf b = {0};
    if (n)
        markup_text(n, &b);
    const char *s = b.n ? arena_dup(w->arena, b.s, b.n) : NULL;
    buf_done(&b);
    return s;
}

static struct properties read_properties(struct word *w)
{
    struct properties p = {0};
    struct relations own = {0};
    relations_read(w->r->package, w->arena, "", &own);
    const struct relation *rel = relations_by_type(&own, "core-properties");
    const struct node *root = rel && !rel->external && package_has(w->r->package, rel->target)
                                  ? markup_read(w->r->package, rel->target, w->arena)
                                  : NULL;
    vec_done(&own);
    if (root) {
        p.title = property(w, root, dc_title);
        p.authors = property(w, root, dc_creator);
        p.keywords = property(w, root, cp_keywords);
        p.lang = property(w, root, dc_language);
        p.subject = property(w, root, dc_subject);
        p.description = property(w, root, dc_description);
    }
    return p;
}

/* Headers and footers are left to the layout, except boxes that the author anchored in the header
 * of the first page. */
static void read_headers(struct word *w)
{
    w->headers_read = true;
    bool boxes = markup_find(w->document, w_titlePg) != NULL;
    for (int i = 0; i < w->main_relations.n; i++) {
        const struct relation *rel = &w->main_relations.v[i];
        if (rel->external || (strcmp(rel->type, "header") && strcmp(rel->type, "footer")) ||
            !package_has(w->r->package, rel->target))
            continue;
        struct node *root = markup_read(w->r->package, rel->target, w->arena);
        const struct node *ref = NULL;
        for (const struct node *n = w->document; n && !ref; n = markup_walk(w->document, n))
            if (n->name == w_headerReference && !strcmp(markup_get(n, "r:id", ""), rel->id) &&
                !strcmp(markup_get(n, "type", ""), "first"))
                ref = n;
        for (const struct node *n = root; n;) {
            if (n->name == mc_Fallback) {
                n = markup_walk_past(root, n);
                continue;
            }
            if (boxes && ref && n->name == w_txbxContent) {
                struct relations own = {0}, *outer = w->relations;
                relations_read(w->r->package, w->arena, rel->target, &own);
                w->relations = &own;
                word_emit(w, EVENT_BOX);
                w->paras++;
                word_blocks(w, n);
                w->paras--;
                word_emit(w, EVENT_BOX_END);
                w->relations = outer;
                vec_done(&own);
                n = markup_walk_past(root, n);
                continue;
            }
            if (n->name == w_t) {
                struct buf b = {0};
                markup_text(n, &b);
                const struct node *up = n;
                while (up && up->name != w_txbxContent)
                    up = up->parent;
                if (b.n && text_has_letters(b.s))
                    reader_left_at(w->r, up ? LEFT_HEADER_BOX : LEFT_HEADER, 0, b.s);
                buf_done(&b);
            }
            n = markup_walk(root, n);
        }
    }
}

static void word_done(struct word *w)
{
    map_done(&w->styles), map_done(&w->lists), map_done(&w->nums), map_done(&w->footnotes),
        map_done(&w->endnotes), map_done(&w->comments), map_done(&w->sources);
    vec_done(&w->main_relations), vec_done(&w->foot_relations), vec_done(&w->end_relations),
        vec_done(&w->comment_relations);
    for (int i = 0; i < w->fields.n; i++)
        buf_done(&w->fields.v[i].code);
    vec_done(&w->fields);
}

/* Reads the parts a text depends on. False if there is no text (reported). */
static bool word_open(struct word *w)
{
    const char *part = package_main(w->r->package, w->arena);
    struct node *root = part ? markup_read(w->r->package, part, w->arena) : NULL;
    if (!root)
        return false;
    w->document = root;
    w->part = part;
    relations_read(w->r->package, w->arena, part, &w->main_relations);
    w->relations = &w->main_relations;
    styles_read(w);
    lists_read(w);
    gather_notes(w, "footnotes", w_footnote, &w->footnotes, &w->foot_part, &w->foot_relations);
    gather_notes(w, "endnotes", w_endnote, &w->endnotes, &w->end_part, &w->end_relations);
    gather_notes(w, "comments", w_comment, &w->comments, &w->comment_part, &w->comment_relations);
    field_settle(w, root);
    return true;
}

/* Reads the text and the properties of the document. */
static void word_body(struct word *w)
{
    word_blocks(w, w->document);
    if (w->shapes)
        diag(DIAG_office_shapes, (struct loc){w->r->file, 0, 0}, w->shapes);
    if (!w->headers_read)
        read_headers(w);
    leave_notes(w, &w->footnotes);
    leave_notes(w, &w->endnotes);
}

bool word_inside(struct word *outer, int chunk)
{
    struct word w = {.r = outer->r,
                     .arena = outer->arena,
                     .headers_read = true,
                     .paras = outer->paras + 1,
                     .depth = outer->depth,
                     .chunk = chunk,
                     .chunk_depth = outer->chunk_depth + 1};
    bool ok = word_open(&w);
    if (ok)
        word_body(&w);
    word_done(&w);
    return ok;
}

bool word_read(struct office_reader *r)
{
    struct word w = {.r = r, .arena = &r->arena};
    if (!word_open(&w)) {
        word_done(&w);
        return false;
    }
    w.pages = markup_find(w.document, w_lastRenderedPageBreak) != NULL;
    r->page = w.pages;
    struct properties p = read_properties(&w);
    find_language(&w);
    if (p.lang && *p.lang)
        r->lang = intern(p.lang);
    for (const struct node *n = w.document; n; n = markup_walk(w.document, n))
        r->formatted += n->name == w_pPrChange || n->name == w_rPrChange;
    writer_begin(r);
    word_body(&w);
    writer_end(r);
    writer_properties(r, &p);
    finish_info(r);
    word_done(&w);
    return true;
}
