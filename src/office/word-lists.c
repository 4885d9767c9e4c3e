// SPDX-License-Identifier: Apache-2.0
/* The numbering of WordprocessingML, counted as Word counts it (ECMA-376-1, 17.9): all instances of
 * one definition share its counters; an instance with its own start begins there. */
#include <string.h>
#include <strings.h>

#include "office/word-int.h"

static enum numbering numbering_of(const char *format)
{
    static const struct {
        const char *name;
        enum numbering numbering;
    } formats[] = {{"bullet", NUMBERING_BULLET},          {"lowerLetter", NUMBERING_LOWERALPHA},
                   {"upperLetter", NUMBERING_UPPERALPHA}, {"lowerRoman", NUMBERING_LOWERROMAN},
                   {"upperRoman", NUMBERING_UPPERROMAN},  {"none", NUMBERING_NONE}};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (!strcmp(format, formats[i].name))
            return formats[i].numbering;
    return NUMBERING_ARABIC;
}

static struct word_level read_level(const struct node *n)
{
    const char *start = markup_val(n, w_start), *format = markup_val(n, w_numFmt),
               *restart = markup_val(n, w_lvlRestart), *text = markup_val(n, w_lvlText);
    struct word_level l = {.numbering = numbering_of(format ? format : "decimal"),
                           .start = start ? atoi(start) : 1,
                           .restart = restart ? atoi(restart) : -1};
    l.text = text ? text : "";
    l.none = l.numbering == NUMBERING_NONE || (!*l.text && l.numbering != NUMBERING_BULLET);
    l.style = markup_val(n, w_pStyle);
    return l;
}

static int level_of(const struct node *n)
{
    int level = markup_int(n, "ilvl", 0);
    return level < 0 ? 0 : level >= LEVELS ? LEVELS - 1 : level;
}

static void add_list(struct word *w, const struct node *n)
{
    struct word_list *l = arena_make(w->arena, struct word_list);
    const char *id = markup_get(n, "abstractNumId", "");
    l->id = w->chunk ? arena_printf(w->arena, "%d/%s", w->chunk, id) : intern(id);
    for (int i = 0; i < LEVELS; i++)
        l->level[i] = (struct word_level){.numbering = NUMBERING_ARABIC,
                                          .start = 1,
                                          .restart = -1,
                                          .text = ""};
    for (const struct node *c = n->first; c; c = c->next)
        if (c->name == w_lvl)
            l->level[level_of(c)] = read_level(c);
    l->linked = markup_val(n, w_numStyleLink);
    l->name = markup_val(n, w_name);
    *map_put(&w->lists, id) = l;
}

static void add_num(struct word *w, const struct node *n)
{
    const char *abstract = markup_val(n, w_abstractNumId);
    struct word_num *num = arena_make(w->arena, struct word_num);
    num->list = abstract ? map_get(&w->lists, abstract) : NULL;
    for (int i = 0; i < LEVELS; i++)
        num->start[i] = -1;
    for (const struct node *c = n->first; c; c = c->next) {
        if (c->name != w_lvlOverride)
            continue;
        const char *start = markup_val(c, w_startOverride);
        const struct node *level = markup_child(c, w_lvl);
        if (start)
            num->start[level_of(c)] = atoi(start);
        if (level) {
            num->own[level_of(c)] = arena_make(w->arena, struct word_level);
            *num->own[level_of(c)] = read_level(level);
        }
    }
    *map_put(&w->nums, markup_get(n, "numId", "")) = num;
}

static struct word_num *num_by_id(const struct word *w, int id)
{
    char key[16];
    snprintf(key, sizeof key, "%d", id);
    return map_get(&w->nums, key);
}

/* A definition may merely refer to a numbering style, whose numbering is another definition. */
static void follow_links(struct word *w)
{
    for (int i = 0; i < w->nums.n; i++) {
        struct word_num *num = w->nums.entry[i].value;
        for (int hops = 0; num->list && num->list->linked && hops < LEVELS; hops++) {
            const struct word_style *s = style_by_id(w, num->list->linked);
            const struct word_num *to = s && s->num > 0 ? num_by_id(w, s->num) : NULL;
            if (!to || to == num || !to->list)
                break;
            num->list = to->list;
        }
    }
}

void lists_read(struct word *w)
{
    const struct relation *rel = relations_by_type(&w->main_relations, "numbering");
    const struct node *root = rel && !rel->external && package_has(w->r->package, rel->target)
                                  ? markup_read(w->r->package, rel->target, w->arena)
                                  : NULL;
    for (const struct node *n = root ? root->first : NULL; n; n = n->next)
        if (n->name == w_abstractNum)
            add_list(w, n);
    for (const struct node *n = root ? root->first : NULL; n; n = n->next)
        if (n->name == w_num)
            add_num(w, n);
    follow_links(w);
}

int list_level_of_style(const struct word *w, int id, const char *style)
{
    const struct word_num *num = num_by_id(w, id);
    for (int i = 0; num && num->list && i < LEVELS; i++)
        if (num->list->level[i].style && !strcmp(num->list->level[i].style, style))
            return i;
    return 0;
}

/* ---- counting -------------------------------------------------------------------------------- */

static const struct word_level *level_at(const struct word_num *num, int level)
{
    return num->own[level] ? num->own[level] : &num->list->level[level];
}

static void count_item(struct word_num *num, int level)
{
    struct word_list *l = num->list;
    for (int i = 0; i <= level; i++) {
        bool fresh = !num->begun[i] && num->start[i] >= 0;
        if (i < level && l->used[i] && !fresh)
            continue;
        num->begun[i] = true;
        l->value[i] = fresh        ? num->start[i]
                      : l->used[i] ? l->value[i] + 1
                                   : level_at(num, i)->start;
        l->used[i] = true;
    }
    for (int i = level + 1; i < LEVELS; i++) {
        int restart = level_at(num, i)->restart;
        if (restart < 0 || (restart > 0 && level < restart))
            l->used[i] = false;
    }
}

static void put_roman(struct buf *b, int n, bool upper)
{
    static const struct {
        int value;
        const char *s;
    } steps[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"},
                 {90, "xc"},  {50, "l"},   {40, "xl"}, {10, "x"},   {9, "ix"},
                 {5, "v"},    {4, "iv"},   {1, "i"}};
    size_t from = b->n;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && n < 4000; i++)
        for (; n >= steps[i].value; n -= steps[i].value)
            buf_puts(b, steps[i].s);
    for (size_t i = from; upper && i < b->n; i++)
        b->s[i] -= 'a' - 'A';
}

static void put_number(struct buf *b, enum numbering numbering, int n)
{
    bool upper = numbering == NUMBERING_UPPERALPHA || numbering == NUMBERING_UPPERROMAN;
    if ((numbering == NUMBERING_LOWERALPHA || numbering == NUMBERING_UPPERALPHA) && n > 0 &&
        n < 26 * 20)
        for (int i = 0; i <= (n - 1) / 26; i++) /* z is followed by aa, bb, … */
            buf_putc(b, (char)((upper ? 'A' : 'a') + (n - 1) % 26));
    else if ((numbering == NUMBERING_LOWERROMAN || numbering == NUMBERING_UPPERROMAN) && n > 0)
        put_roman(b, n, upper);
    else
        buf_printf(b, "%d", n);
}

/* Whether the number comes with words: "Artikel %1", "§ %1"; or a bullet is one: "Merke:". A letter
 * or two are a symbol of the bullet's font. */
static bool has_words(const struct word_level *l)
{
    enum { SYMBOL = 2 };
    const char *text = l->text;
    int letters = l->numbering == NUMBERING_BULLET ? -SYMBOL : 0;
    for (const char *p = text, *end = text + strlen(text); p < end;) {
        if (*p == '%' && p[1] >= '1' && p[1] <= '9') {
            p += 2;
            continue;
        }
        uint32_t c = utf8_next(&p, end);
        letters += (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == 0xa7 ||
                   (c >= 0xc0 && c < 0x2000);
    }
    return letters > 0;
}

static const char *label_of(struct word *w, const struct word_num *num, const char *text)
{
    struct buf b = {0};
    for (const char *p = text; *p; p++)
        if (*p == '%' && p[1] >= '1' && p[1] <= '9') {
            int level = *++p - '1';
            put_number(&b, level_at(num, level)->numbering, num->list->value[level]);
        } else {
            buf_putc(&b, *p);
        }
    const char *s = arena_dup(w->arena, b.s ? b.s : "", b.n);
    buf_done(&b);
    return s;
}

bool list_count(struct word *w, int id, int level, struct item *item, const char **label)
{
    struct word_num *num = id > 0 ? num_by_id(w, id) : NULL;
    *label = NULL;
    if (!num || !num->list)
        return false;
    level = level < 0 ? 0 : level >= LEVELS ? LEVELS - 1 : level;
    count_item(num, level);
    const struct word_level *l = level_at(num, level);
    if (l->none)
        return false;
    if (has_words(l)) {
        *label = label_of(w, num, l->text);
        return false;
    }
    *item = (struct item){num->list->id,           level, l->numbering,
                          num->list->value[level], false, false};
    for (const char *p = l->text; (p = strchr(p, '%')); p++)
        item->outer |= p[1] >= '1' && p[1] - '1' < level;
    return true;
}

/* ---- numbers in a line ----------------------------------------------------------------------- */

/* The lists that Word has without a definition (ECMA-376-1, 17.16.5.34). */
static struct word_list *list_of_word(struct word *w, const char *name)
{
    enum { A = NUMBERING_ARABIC, L = NUMBERING_LOWERALPHA, R = NUMBERING_LOWERROMAN };
    enum { UA = NUMBERING_UPPERALPHA, UR = NUMBERING_UPPERROMAN };
    static const struct {
        const char *name, *text[LEVELS];
        char numbering[LEVELS];
    } own[] = {{"NumberDefault",
                {"%1)", "%2)", "%3)", "(%4)", "(%5)", "(%6)", "%7.", "%8.", "%9."},
                {A, L, R, A, L, R, A, L, R}},
               {"OutlineDefault",
                {"%1.", "%2.", "%3.", "%4)", "(%5)", "(%6)", "(%7)", "(%8)", "(%9)"},
                {UR, UA, A, L, A, L, R, L, R}},
               {"LegalDefault",
                {"%1.", "%1.%2.", "%1.%2.%3.", "%1.%2.%3.%4.", "%1.%2.%3.%4.%5.",
                 "%1.%2.%3.%4.%5.%6.", "%1.%2.%3.%4.%5.%6.%7.", "%1.%2.%3.%4.%5.%6.%7.%8.",
                 "%1.%2.%3.%4.%5.%6.%7.%8.%9."},
                {A, A, A, A, A, A, A, A, A}}};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (strcasecmp(own[i].name, name))
            continue;
        struct word_list *l = arena_make(w->arena, struct word_list);
        l->id = l->name = own[i].name;
        for (int k = 0; k < LEVELS; k++)
            l->level[k] = (struct word_level){.numbering = (enum numbering)own[i].numbering[k],
                                              .start = 1,
                                              .restart = -1,
                                              .text = own[i].text[k]};
        return l;
    }
    return NULL;
}

static struct word_num *num_by_name(struct word *w, const char *name)
{
    for (int i = 0; i < w->nums.n; i++) {
        struct word_num *num = w->nums.entry[i].value;
        if (num->list && num->list->name && !strcasecmp(num->list->name, name))
            return num;
    }
    struct word_list *l = NULL;
    for (int i = 0; i < w->lists.n && !l; i++) {
        struct word_list *known = w->lists.entry[i].value;
        l = known->name && !strcasecmp(known->name, name) ? known : NULL;
    }
    l = l ? l : list_of_word(w, name);
    if (!l)
        return NULL;
    struct word_num *num = arena_make(w->arena, struct word_num);
    num->list = l;
    for (int i = 0; i < LEVELS; i++)
        num->start[i] = -1;
    *map_put(&w->nums, l->name) = num;
    return num;
}

const char *list_number(struct word *w, const char *name, int level, int start)
{
    struct word_num *num = num_by_name(w, name);
    if (!num || level < 0 || level >= LEVELS)
        return NULL;
    count_item(num, level);
    if (start >= 0)
        num->list->value[level] = start;
    const struct word_level *l = level_at(num, level);
    return l->numbering == NUMBERING_BULLET ? "•" : label_of(w, num, l->text);
}
