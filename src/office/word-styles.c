// SPDX-License-Identifier: Apache-2.0
/* The styles of WordprocessingML: properties of runs and paragraphs by their chain of styles
 * (ECMA-376-1, 17.7). Cycles are cut. */
#include <string.h>

#include "office/word-int.h"

static void set_switch(int *to, const struct node *rpr, enum markup_name name)
{
    int on = markup_switch(rpr, name);
    if (on >= 0)
        *to = on;
}

void look_add(struct said *to, const struct node *rpr)
{
    if (!rpr)
        return;
    set_switch(&to->is[LOOK_BOLD], rpr, w_b);
    set_switch(&to->is[LOOK_ITALIC], rpr, w_i);
    set_switch(&to->is[LOOK_UNDERLINE], rpr, w_u);
    set_switch(&to->is[LOOK_STRIKE], rpr, w_strike);
    set_switch(&to->is[LOOK_STRIKE], rpr, w_dstrike);
    set_switch(&to->is[LOOK_SMALL_CAPS], rpr, w_smallCaps);
    set_switch(&to->is[LOOK_CAPS], rpr, w_caps);
    set_switch(&to->is[LOOK_HIDDEN], rpr, w_vanish);
    const char *v = markup_val(rpr, w_vertAlign);
    if (v)
        to->is[LOOK_VERTICAL] = !strcmp(v, "subscript") ? 1 : !strcmp(v, "superscript") ? 2 : 0;
    const struct node *lang = markup_child(rpr, w_lang), *fonts = markup_child(rpr, w_rFonts);
    if ((v = markup_attr(lang, "val")) && *v)
        to->lang = v;
    if ((v = markup_attr(lang, "bidi")) && *v)
        to->bidi_lang = v;
    if ((v = markup_attr(lang, "eastAsia")) && *v)
        to->east_lang = v;
    if ((v = markup_attr(fonts, "ascii")) || (v = markup_attr(fonts, "hAnsi")))
        to->font = v;
}

struct word_style *style_by_id(const struct word *w, const char *id)
{
    return id ? map_get(&w->styles, id) : NULL;
}

static int align_of(const struct node *ppr)
{
    const char *v = markup_val(ppr, w_jc);
    return !v                                               ? -1
           : !strcmp(v, "center")                           ? ALIGN_CENTER
           : !strcmp(v, "right") || !strcmp(v, "end")       ? ALIGN_END
           : !strcmp(v, "both") || !strcmp(v, "distribute") ? ALIGN_JUSTIFY
                                                            : ALIGN_START;
}

static void word_styles_resolve(struct word *w, struct word_style *s, int depth)
{
    enum { DEEPEST = 32 };
    if (s->resolved)
        return;
    s->resolved = true; /* before its base is asked, which ends a cycle */
    s->look = nothing_said;
    s->outline = s->num = s->level = s->align = -1;
    s->meant = s->name;
    struct word_style *base = depth < DEEPEST ? style_by_id(w, markup_val(s->node, w_basedOn))
                                              : NULL;
    if (base && base != s) {
        word_styles_resolve(w, base, depth + 1);
        s->base = base;
        s->look = base->look;
        s->outline = base->outline, s->num = base->num, s->level = base->level,
        s->align = base->align;
        s->frame = base->frame;
    }
    const struct node *ppr = markup_child(s->node, w_pPr), *numpr = markup_child(ppr, w_numPr);
    const char *v = markup_val(ppr, w_outlineLvl);
    look_add(&s->look, markup_child(s->node, w_rPr));
    if (v)
        s->outline = atoi(v) < LEVELS ? atoi(v) + 1 : 0;
    if ((v = markup_val(numpr, w_numId)))
        s->num = atoi(v);
    if ((v = markup_val(numpr, w_ilvl)))
        s->level = atoi(v);
    if (align_of(ppr) >= 0)
        s->align = align_of(ppr);
    if (markup_child(ppr, w_framePr))
        s->frame = !markup_attr(markup_child(ppr, w_framePr), "dropCap");
    enum meaning own = styles_meaning(w->r, s->name).meaning;
    if (own == MEANING_NONE && s->base && s->base != w->normal) {
        enum meaning based = styles_meaning(w->r, s->base->meant).meaning;
        if (based != MEANING_NONE && based != MEANING_PLAIN)
            s->meant = s->base->meant;
    }
    struct style_meaning m = styles_meaning(w->r, s->meant);
    if (s->outline < 0 && m.meaning == MEANING_HEADING)
        s->outline = m.level;
    if (m.meaning != MEANING_HEADING && m.meaning != MEANING_NONE && m.meaning != MEANING_PLAIN &&
        m.meaning != MEANING_PARA)
        s->outline = 0; /* a title or a box is not a section, regardless of its outline level */
}

static void add_style(struct word *w, const struct node *n)
{
    const char *id = markup_get(n, "styleId", ""), *name = markup_val(n, w_name),
               *type = markup_get(n, "type", "paragraph");
    struct word_style **place = (struct word_style **)map_put(&w->styles, id);
    if (*place)
        return;
    struct word_style *s = *place = arena_make(w->arena, struct word_style);
    s->id = id;
    s->name = intern(name ? name : id);
    s->node = n;
    s->character = !strcmp(type, "character");
    s->custom = markup_attr(n, "customStyle") != NULL;
    s->linked = s->character && markup_child(n, w_link);
    const char *usual = markup_attr(n, "default");
    if (usual && (*usual == '1' || *usual == 't') && !strcmp(type, "paragraph"))
        w->normal = s;
}

void styles_read(struct word *w)
{
    const struct relation *rel = relations_by_type(&w->main_relations, "styles");
    w->defaults = nothing_said;
    const struct node *root = rel && !rel->external && package_has(w->r->package, rel->target)
                                  ? markup_read(w->r->package, rel->target, w->arena)
                                  : NULL;
    for (const struct node *n = root ? root->first : NULL; n; n = n->next)
        if (n->name == w_style)
            add_style(w, n);
        else if (n->name == w_docDefaults)
            look_add(&w->defaults, markup_child(markup_child(n, w_rPrDefault), w_rPr));
    for (int i = 0; i < w->styles.n; i++)
        word_styles_resolve(w, w->styles.entry[i].value, 0);
}

const struct word_style *style_of_para(const struct word *w, const struct node *p)
{
    const struct word_style *s = style_by_id(w, markup_val(markup_child(p, w_pPr), w_pStyle));
    return s && !s->character ? s : w->normal;
}

/* Whether a run's first letter is of a script that Word has a language of its own for (ECMA-376-1,
 * 17.3.2.20); a Western one on it is only Word's default. */
static bool is_east_asian(const struct said *l, const struct node *run)
{
    if (strncasecmp(l->east_lang, "zh", 2) && strncasecmp(l->east_lang, "ja", 2) &&
        strncasecmp(l->east_lang, "ko", 2))
        return false;
    for (const struct node *t = run->first; t; t = t->next) {
        const char *s = t->name == w_t && t->first && t->first->text ? t->first->text : "",
                   *end = s + strlen(s);
        while (s < end) {
            uint32_t c = utf8_next(&s, end);
            if (c < 0x2000 && c > ' ')
                return c >= 0x1100 && c < 0x1200;
            if (c >= 0x2e80)
                return c < 0xd7b0 || (c >= 0xf900 && c < 0xfb00) || c >= 0xff00;
        }
    }
    return false;
}

/* Character styles override the paragraph's, and the run's own properties override both. Of a
 * paragraph style only language, font and hiding count; the rest is left to the layout. */
struct said look_of_run(const struct word *w, const struct word_style *para, const struct node *run,
                        const struct word_style **style)
{
    const struct node *rpr = markup_child(run, w_rPr);
    struct said look = w->defaults;
    look.is[LOOK_BOLD] = look.is[LOOK_ITALIC] = look.is[LOOK_UNDERLINE] = look.is[LOOK_STRIKE] =
        look.is[LOOK_VERTICAL] = look.is[LOOK_SMALL_CAPS] = look.is[LOOK_CAPS] = -1;
    if (para) {
        const struct said *p = &para->look;
        look.lang = p->lang ? p->lang : look.lang;
        look.bidi_lang = p->bidi_lang ? p->bidi_lang : look.bidi_lang;
        look.east_lang = p->east_lang ? p->east_lang : look.east_lang;
        look.font = p->font ? p->font : look.font;
        look.is[LOOK_HIDDEN] = p->is[LOOK_HIDDEN] >= 0 ? p->is[LOOK_HIDDEN] : look.is[LOOK_HIDDEN];
    }
    *style = style_by_id(w, markup_val(rpr, w_rStyle));
    if (*style && (*style)->character)
        said_over(&look, &(*style)->look);
    else
        *style = NULL;
    look_add(&look, rpr);
    if (markup_switch(rpr, w_rtl) > 0 && look.bidi_lang)
        look.lang = look.bidi_lang;
    if (look.east_lang && is_east_asian(&look, run))
        look.lang = look.east_lang;
    return look;
}
