// SPDX-License-Identifier: Apache-2.0
/* Texts: opens a file of Word or OpenDocument, has it read, and reports omissions. */
#include <string.h>
#include <strings.h>

#include "office/text-int.h"

void reader_left_at(struct office_reader *r, enum left_kind kind, int para, const char *text)
{
    if (text && *text)
        *vec_add(&r->left) = (struct left){kind, para, arena_dup(&r->arena, text, strlen(text))};
}

void reader_left(struct office_reader *r, enum left_kind kind, const char *text)
{
    reader_left_at(r, kind, r->para, text);
}

/* Reports each kind once, at the first place. */
static void tell_left(struct office_reader *r)
{
    static const enum diag_id ids[LEFT_KINDS] =
        {[LEFT_CONTENTS] = DIAG_office_contents,       [LEFT_INDEX] = DIAG_office_index,
         [LEFT_HIDDEN] = DIAG_office_hidden,           [LEFT_NOTE] = DIAG_office_note_left,
         [LEFT_HEADER] = DIAG_office_header,           [LEFT_HEADER_BOX] = DIAG_office_header_box,
         [LEFT_PAGE_NUMBER] = DIAG_office_page_number, [LEFT_PLACEHOLDER] = DIAG_office_placeholder,
         [LEFT_STYLE] = DIAG_office_style_out};
    for (int kind = 0; kind < LEFT_KINDS; kind++) {
        int n = 0, last = -1, first = -1;
        for (int i = 0; i < r->left.n; i++)
            if ((int)r->left.v[i].kind == kind) {
                n += r->left.v[i].para != last || !last;
                last = r->left.v[i].para;
                first = first < 0 ? i : first;
            }
        if (n && ids[kind])
            diag(ids[kind], (struct loc){r->file, r->left.v[first].para, 0}, n,
                 text_excerpt(&r->arena, r->left.v[first].text, strlen(r->left.v[first].text), 60));
    }
}

static void tell_review(struct office_reader *r)
{
    struct buf names = {0};
    for (int i = 0; i < r->reviewers.n; i++)
        buf_printf(&names, "%s%s", i ? ", " : "", r->reviewers.entry[i].key);
    const char *by = names.s ? names.s : "?";
    struct loc where = {r->file, 0, 0};
    int changes = r->how->review ? 0 : r->inserted + r->deleted,
        comments = r->how->review ? 0 : r->comments;
    if (changes && comments)
        diag(DIAG_office_review, where, changes, comments, by);
    else if (changes)
        diag(DIAG_office_changes, where, changes, by);
    else if (comments)
        diag(DIAG_office_comments, where, comments, by);
    if (r->formatted)
        diag(DIAG_office_formatting, where, r->formatted);
    buf_done(&names);
}

/* Passes bytes to the caller under a unique name; "" on failure (reported). */
static const char *hand_out(struct office_reader *r, const char *part, const char *ending,
                            const struct buf *bytes)
{
    const char *slash = strrchr(part, '/'), *name = slash ? slash + 1 : part;
    if (*ending)
        name = arena_printf(&r->arena, "%.*s%s", (int)strcspn(name, "."), name, ending);
    if (*map_put(&r->picture_names, name))
        name = arena_printf(&r->arena, "%d-%s", r->picture_names.n, name);
    *map_put(&r->picture_names, name) = r;
    const char *path = r->how->picture ? r->how->picture(r->how->ctx, name, bytes) : part;
    return path ? intern(path) : "";
}

const char *reader_picture(struct office_reader *r, const char *part)
{
    const char **known = (const char **)map_put(&r->pictures, part);
    struct buf b = {0};
    if (*known)
        return **known ? *known : NULL;
    *known = "";
    if (!*part || !package_has(r->package, part))
        diag(DIAG_office_no_image, reader_loc(r), part);
    else if (package_read(r->package, part, &b)) {
        *known = hand_out(r, part, "", &b);
    }
    buf_done(&b);
    return **known ? *known : NULL;
}

static const char *ending_of(const struct buf *b)
{
    static const struct {
        const char *begin, *ending;
        size_t n;
    } kinds[] = {{"\x89PNG", ".png", 4},
                 {"\xff\xd8\xff", ".jpg", 3},
                 {"GIF8", ".gif", 4},
                 {"II*\0", ".tif", 4},
                 {"MM\0*", ".tif", 4},
                 {"RIFF", ".webp", 4},
                 {"%!PS", ".eps", 4},
                 {"%PDF", ".pdf", 4},
                 {"\xd7\xcd\xc6\x9a", ".wmf", 4},
                 {"\1\0\0\0", ".emf", 4},
                 {"<", ".svg", 1}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (b->n > 8 && !memcmp(b->s, kinds[i].begin, kinds[i].n))
            return kinds[i].ending;
    return ".bin";
}

const char *reader_picture_inside(struct office_reader *r, const void *at, const struct buf *bytes)
{
    const char **known = (const char **)map_put(&r->pictures, arena_printf(&r->arena, "%p", at));
    if (!*known)
        *known = hand_out(r,
                          arena_printf(&r->arena, "image%d%s", r->picture_names.n + 1,
                                       ending_of(bytes)),
                          "", bytes);
    return **known ? *known : NULL;
}

/* ---- parts of images ------------------------------------------------------------------------- */

static const char *media_type(const struct buf *b)
{
    return b->n < 8                           ? NULL
           : !memcmp(b->s, "\x89PNG", 4)      ? "image/png"
           : !memcmp(b->s, "\xff\xd8\xff", 3) ? "image/jpeg"
           : !memcmp(b->s, "GIF8", 4)         ? "image/gif"
                                              : NULL;
}

const char *reader_picture_cropped(struct office_reader *r, const char *name, const struct buf *b,
                                   const struct crop *c, int width, int height)
{
    enum { MOST = 1000000 };
    double across = 1 - c->left - c->right, down = 1 - c->top - c->bottom;
    const char *type = media_type(b);
    if (!type || width <= 0 || height <= 0 || !(across > 0.01) || !(down > 0.01) ||
        width / across > MOST || height / down > MOST)
        return NULL;
    const char *key = arena_printf(&r->arena, "%s %.4f %.4f %.4f %.4f %d %d", name, c->left, c->top,
                                   c->right, c->bottom, width, height);
    const char **known = (const char **)map_put(&r->pictures, key);
    struct buf svg = {0};
    if (*known)
        return **known ? *known : NULL;
    int w = (int)(width / across + 0.5), h = (int)(height / down + 0.5);
    buf_printf(
        &svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"%d.%02dmm\" height=\"%d.%02dmm\" viewBox=\"%d %d %d %d\">",
        width / 100, width % 100, height / 100, height % 100, (int)(w * c->left), (int)(h * c->top),
        width, height);
    buf_printf(
        &svg,
        "<image width=\"%d\" height=\"%d\" preserveAspectRatio=\"none\" xlink:href=\"data:%s;base64,",
        w, h, type);
    buf_base64(&svg, b->s, b->n);
    buf_puts(&svg, "\"/></svg>\n");
    *known = hand_out(r, name, "-part.svg", &svg);
    buf_done(&svg);
    return **known ? *known : NULL;
}

static uint32_t be(const char *s, int n)
{
    uint32_t v = 0;
    for (int i = 0; i < n; i++)
        v = v << 8 | (unsigned char)s[i];
    return v;
}

static bool png_size(const struct buf *b, double *w, double *h, double *per_cm)
{
    if (b->n < 45 || memcmp(b->s, "\x89PNG", 4))
        return false;
    *w = be(b->s + 16, 4), *h = be(b->s + 20, 4);
    for (size_t at = 8; at + 21 <= b->n && be(b->s + at, 4) < b->n; at += 12 + be(b->s + at, 4))
        if (!memcmp(b->s + at + 4, "pHYs", 4) && b->s[at + 16] == 1)
            *per_cm = be(b->s + at + 8, 4) / 100.0;
    return true;
}

static bool jpeg_size(const struct buf *b, double *w, double *h, double *per_cm)
{
    if (b->n < 4 || memcmp(b->s, "\xff\xd8\xff", 3))
        return false;
    for (size_t at = 2; at + 9 < b->n && (unsigned char)b->s[at] == 0xff;
         at += 2 + be(b->s + at + 2, 2)) {
        unsigned char kind = (unsigned char)b->s[at + 1];
        if (kind == 0xe0 && at + 16 < b->n && !memcmp(b->s + at + 4, "JFIF", 4) && b->s[at + 11])
            *per_cm = be(b->s + at + 12, 2) / (b->s[at + 11] == 1 ? 2.54 : 1);
        if (kind >= 0xc0 && kind <= 0xcf && kind != 0xc4 && kind != 0xc8 && kind != 0xcc) {
            *h = be(b->s + at + 5, 2), *w = be(b->s + at + 7, 2);
            return true;
        }
    }
    return false;
}

bool picture_natural_size(const struct buf *b, double *width, double *height)
{
    double w = 0, h = 0, per_cm = 0;
    if ((!png_size(b, &w, &h, &per_cm) && !jpeg_size(b, &w, &h, &per_cm)) || w <= 0 || h <= 0)
        return false;
    per_cm = per_cm > 1 ? per_cm : 96 / 2.54;
    *width = w / per_cm * 1000;
    *height = h / per_cm * 1000;
    return true;
}

/* ---- text functions of all readers ---- */

/* Characters of symbol fonts as Unicode. */
void text_symbols(struct office_reader *r, struct buf *b, const char *s, const char *font)
{
    struct buf gone = {0};
    for (const char *p = s, *end = s + strlen(s); p < end;) {
        uint32_t c = utf8_next(&p, end), u = c > ' ' ? symbol_unicode(font, c) : c;
        if (u && u != c)
            buf_utf8(&gone, c);
        buf_utf8(b, u ? u : c);
    }
    if (gone.n)
        reader_left(r, LEFT_SYMBOL, gone.s);
    buf_done(&gone);
}

bool text_is_code(const char *font)
{
    static const char *const fonts[] = {"courier",         "consolas",        "menlo",
                                        "monaco",          "lucida console",  "dejavu sans mono",
                                        "liberation mono", "source code pro", "andale mono",
                                        "cascadia",        "jetbrains mono",  "fira code",
                                        "fira mono",       "ubuntu mono",     "roboto mono",
                                        "inconsolata",     "letter gothic",   "ocr a",
                                        "noto mono",       "noto sans mono",  "sf mono",
                                        "pt mono"};
    for (size_t i = 0; font && i < sizeof fonts / sizeof *fonts; i++)
        if (!strncasecmp(font, fonts[i], strlen(fonts[i])))
            return true;
    return false;
}

void said_over(struct said *to, const struct said *from)
{
    for (int i = 0; i < LOOKS; i++)
        to->is[i] = from->is[i] >= 0 ? from->is[i] : to->is[i];
    to->lang = from->lang ? from->lang : to->lang;
    to->bidi_lang = from->bidi_lang ? from->bidi_lang : to->bidi_lang;
    to->east_lang = from->east_lang ? from->east_lang : to->east_lang;
    to->font = from->font ? from->font : to->font;
}

struct look said_look(const struct said *s)
{
    return (struct look){.bold = s->is[LOOK_BOLD] > 0,
                         .italic = s->is[LOOK_ITALIC] > 0,
                         .underline = s->is[LOOK_UNDERLINE] > 0,
                         .strike = s->is[LOOK_STRIKE] > 0,
                         .sub = s->is[LOOK_VERTICAL] == 1,
                         .super = s->is[LOOK_VERTICAL] == 2,
                         .small_caps = s->is[LOOK_SMALL_CAPS] > 0,
                         .caps = s->is[LOOK_CAPS] > 0};
}

bool text_same_language(const char *a, const char *b)
{
    size_t n = a ? strcspn(a, "-_") : 0, k = b ? strcspn(b, "-_") : 0;
    return n == k && (!n || !strncasecmp(a, b, n));
}

bool text_has_letters(const char *s)
{
    for (; *s; s++)
        if ((*s & 0x80) || ((*s | 32) >= 'a' && (*s | 32) <= 'z'))
            return true;
    return false;
}

static void reader_done(struct office_reader *r)
{
    for (int i = 0; i < r->chunks.n; i++)
        package_free(r->chunks.v[i].package);
    vec_done(&r->chunks);
    vec_done(&r->left);
    map_done(&r->reviewers);
    map_done(&r->pictures), map_done(&r->picture_names);
    arena_done(&r->arena);
}

xmlDoc *office_read(const struct office_text *how, const char *path)
{
    struct office_reader r = {.how = how, .file = intern(path)};
    r.package = package_open_as(path, DIAG_office_unreadable);
    if (!r.package)
        return NULL;
    enum package_kind kind = package_kind(r.package);
    bool ok = kind == PACKAGE_DOCX ? word_read(&r) : kind == PACKAGE_ODT ? odf_read(&r) : false;
    if (kind != PACKAGE_DOCX && kind != PACKAGE_ODT)
        diag(DIAG_office_no_text, (struct loc){r.file, 0, 0});
    if (ok) {
        tell_left(&r);
        tell_review(&r);
        if (how->before_check)
            how->before_check(how->ctx, r.root);
        letters_check(&r);
    } else if (r.doc) {
        xml_free(r.doc);
        r.doc = NULL;
    }
    package_free(r.package);
    reader_done(&r);
    return r.doc;
}
