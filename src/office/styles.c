// SPDX-License-Identifier: Apache-2.0
/* The meaning of styles: from --styles or the built-in table; the name of any other style becomes a
 * role. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "office/text-int.h"

struct known {
    enum meaning meaning;
    enum db_elem elem;
    const char *role;
    int level;
};
static const struct {
    const char *name;
    struct known is;
} table[] = {
#define S(name, meaning, elem, role, level) {name, {MEANING_##meaning, DB_##elem, role, level}},
#include "office/styles.def"
#undef S
};

/* "Kasten  grau" → "kastengrau": small letters (of German too), without spaces, hyphens and low
 * lines. */
static void fold_style(const char *name, struct buf *b)
{
    for (const char *p = name, *end = name + strlen(name); p < end;) {
        uint32_t c = utf8_next(&p, end);
        if (c == ' ' || c == '_' || c == '-' || c == 0xa0 || c == 0x2011 || c == 0x2013)
            continue;
        if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7))
            c += 0x20;
        buf_utf8(b, c);
    }
}

static const struct map *known_styles(void)
{
    static struct map known;
    if (!known.n)
        for (size_t i = 0; i < sizeof table / sizeof *table; i++)
            *map_put(&known, table[i].name) = (void *)&table[i].is;
    return &known;
}

static struct style_meaning look_up(const struct office_styles *styles, const char *name)
{
    struct buf b = {0};
    fold_style(name, &b);
    const char *key = b.s ? b.s : "";
    const struct style_meaning *own = styles ? map_get(&styles->by_name, key) : NULL;
    const struct known *k = map_get(known_styles(), key);
    struct style_meaning m = own ? *own
                             : k ? (struct style_meaning){k->meaning, k->elem, k->role, k->level}
                                 : (struct style_meaning){0};
    buf_done(&b);
    return m;
}

struct style_meaning styles_meaning(const struct office_reader *r, const char *name)
{
    return look_up(r->how->styles, name);
}

struct office_style office_style_of(const struct office_styles *styles, const char *name)
{
    static const enum office_style_kind kinds[] =
        {[MEANING_PLAIN] = OFFICE_STYLE_PLAIN,   [MEANING_BOX] = OFFICE_STYLE_BOX,
         [MEANING_QUOTE] = OFFICE_STYLE_BOX,     [MEANING_PARA] = OFFICE_STYLE_PARA,
         [MEANING_INLINE] = OFFICE_STYLE_INLINE, [MEANING_OUT] = OFFICE_STYLE_OUT};
    struct style_meaning m = look_up(styles, name);
    return (struct office_style){(size_t)m.meaning < sizeof kinds / sizeof *kinds
                                     ? kinds[m.meaning]
                                     : OFFICE_STYLE_NONE,
                                 m.elem, m.role};
}

void office_style_boxes(const struct office_styles *styles, struct buf *to)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (office_style_of(styles, table[i].name).kind == OFFICE_STYLE_BOX)
            buf_printf(to, "%s\n", table[i].name);
    for (int i = 0; styles && i < styles->by_name.n; i++)
        if (office_style_of(styles, styles->by_name.entry[i].key).kind == OFFICE_STYLE_BOX)
            buf_printf(to, "%s\n", styles->by_name.entry[i].key);
}

const char *styles_role(struct arena *a, const char *name)
{
    struct buf b = {0};
    bool gap = false;
    for (const char *p = name, *end = name + strlen(name); p < end;) {
        uint32_t c = utf8_next(&p, end);
        if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7))
            c += 0x20;
        bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0xc0;
        if (fine && gap && b.n)
            buf_putc(&b, '-');
        gap = !fine;
        if (fine)
            buf_utf8(&b, c);
    }
    const char *role = arena_dup(a, b.s ? b.s : "style", b.s ? b.n : 5);
    buf_done(&b);
    return role;
}

/* ---- --styles -------------------------------------------------------------------------------- */

static const struct {
    const char *word;
    enum meaning meaning;
} words[] = {
    {"title", MEANING_TITLE},
    {"subtitle", MEANING_SUBTITLE},
    {"titleabbrev", MEANING_SHORT_TITLE},
    {"author", MEANING_AUTHOR},
    {"date", MEANING_DATE},
    {"abstract", MEANING_ABSTRACT},
    {"caption", MEANING_CAPTION},
    {"boxtitle", MEANING_BOX_TITLE},
    {"plain", MEANING_PLAIN},
    {"none", MEANING_OUT},
    {"more", MEANING_MORE},
};

/* "sidebar keypoints", "heading 2", "none" → meaning; false if there is no such element or
 * keyword. */
static bool parse_meaning(struct arena *a, char *text, struct style_meaning *m)
{
    char *role = text + strcspn(text, " \t");
    if (*role)
        *role++ = 0;
    role += strspn(role, " \t");
    *m = (struct style_meaning){.role = *role ? arena_dup(a, role, strlen(role)) : NULL};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i].word, text)) {
            m->meaning = words[i].meaning;
            m->elem = m->meaning == MEANING_BOX_TITLE ? DB_sidebar : DB_NONE;
            return true;
        }
    if (!strcmp(text, "heading")) {
        m->meaning = MEANING_HEADING;
        m->level = *role ? atoi(role) : 1;
        m->role = NULL;
        return m->level >= 1 && m->level <= 9;
    }
    m->elem = db_lookup(text);
    switch (m->elem) {
    case DB_para:
    case DB_simpara:
        m->meaning = MEANING_PARA;
        m->elem = DB_NONE;
        return true;
    case DB_sidebar:
    case DB_note:
    case DB_tip:
    case DB_important:
    case DB_warning:
    case DB_caution: m->meaning = MEANING_BOX; return true;
    case DB_blockquote:
    case DB_epigraph: m->meaning = MEANING_QUOTE; return true;
    case DB_programlisting:
    case DB_screen: m->meaning = MEANING_CODE; return true;
    default: m->meaning = MEANING_INLINE; return db_class_of(m->elem) == DB_INLINE;
    }
}

static char *styles_trimmed(char *s)
{
    s += strspn(s, " \t\r");
    size_t n = strlen(s);
    while (n && strchr(" \t\r", s[n - 1]))
        s[--n] = 0;
    return s;
}

struct office_styles *office_styles_new(const char *path)
{
    struct office_styles *styles = mem_new(sizeof *styles);
    struct buf b = {0}, key = {0};
    FILE *f = file_open_given(path);
    if (!f || !file_read_rest(&b, f, path, 1 << 20))
        diag(DIAG_cannot_read, LOC_NONE, path, strerror(errno));
    if (f)
        fclose(f);
    int line = 1;
    for (char *s = b.s, *next; s && *s; s = next, line++) {
        next = s + strcspn(s, "\n");
        if (*next)
            *next++ = 0;
        char *equals = strchr(s, '='), *name = styles_trimmed(s);
        if (!*name || *name == '#')
            continue;
        struct style_meaning m;
        if (equals)
            *equals = 0;
        if (!equals || !parse_meaning(&styles->arena, styles_trimmed(equals + 1), &m)) {
            diag(DIAG_office_bad_style, (struct loc){intern(path), line, 0},
                 equals ? styles_trimmed(equals + 1) : name);
            continue;
        }
        key.n = 0;
        fold_style(styles_trimmed(name), &key);
        struct style_meaning *own = *map_put(&styles->by_name,
                                             key.s ? key.s : "") = arena_make(&styles->arena,
                                                                              struct style_meaning);
        *own = m;
    }
    buf_done(&b), buf_done(&key);
    return styles;
}

void office_styles_free(struct office_styles *styles)
{
    if (!styles)
        return;
    map_done(&styles->by_name);
    arena_done(&styles->arena);
    mem_free(styles);
}
