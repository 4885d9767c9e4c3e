// SPDX-License-Identifier: Apache-2.0
/* Characters of RTF: those of the font's code page, or of \u, after which the characters for older
 * programs are skipped; where they go depends on the group. */
#include <stdio.h>

#include "office/rtf-int.h"

static void level_text(struct rtf *r, uint32_t c)
{
    struct rtf_list *list = r->lists.n ? &r->lists.v[r->lists.n - 1] : NULL;
    if (!list || !list->levels)
        return;
    size_t n = r->captured.n - r->g->captured;
    if (!n) { /* the length, which is not needed: what follows it ends with a semicolon */
        buf_putc(&r->captured, ' ');
    } else if (c < LIST_LEVELS) {
        buf_printf(&r->captured, "%%%d", (int)c + 1);
    } else if (c == ';') {
        list->level[list->levels - 1].text = arena_dup(&r->arena,
                                                       r->captured.s + r->g->captured + 1, n - 1);
        r->captured.n = r->g->captured;
        r->g->dest = RTF_DEAD;
    } else {
        buf_utf8(&r->captured, c);
    }
}

const char *rtf_take_captured(struct rtf *r)
{
    size_t from = r->g->captured, n = r->captured.n - from;
    const char *s = arena_dup(&r->arena, r->captured.s ? r->captured.s + from : "", n);
    r->captured.n = from;
    return s;
}

static void font_ends(struct rtf *r)
{
    r->font.name = rtf_take_captured(r);
    *vec_add(&r->fonts) = r->font;
    r->font = (struct rtf_font){.number = r->font.number + 1, .charset = 1};
}

static void style_ends(struct rtf *r)
{
    struct rtf_style *s = vec_add(&r->styles);
    *s = (struct rtf_style){.number = r->style,
                            .character = r->character_style,
                            .name = rtf_take_captured(r),
                            .based = r->based,
                            .outline = r->g->para.outline,
                            .look = r->g->look};
    s->look.style = 0;
    r->style = r->based = 0;
    r->character_style = false;
}

static void image_digit(struct rtf *r, uint32_t c)
{
    int digit = c < 0x80 ? hex_value((char)c) : -1;
    if (digit < 0)
        return;
    if (r->image.high_digit < 0) {
        r->image.high_digit = digit;
        return;
    }
    buf_putc(&r->image.bytes, (char)(r->image.high_digit << 4 | digit));
    r->image.high_digit = -1;
}

void rtf_char(struct rtf *r, uint32_t c)
{
    switch (r->g->dest) {
    case RTF_TEXT: rtf_flow_char(r, c); break;
    case RTF_CAPTURE: buf_utf8(&r->captured, c); break;
    case RTF_FONTS:
        if (c == ';')
            font_ends(r);
        else
            buf_utf8(&r->captured, c);
        break;
    case RTF_STYLES:
        if (c == ';')
            style_ends(r);
        else
            buf_utf8(&r->captured, c);
        break;
    case RTF_LEVEL_TEXT: level_text(r, c); break;
    case RTF_IMAGE: image_digit(r, c); break;
    case RTF_MATH: buf_utf8(&r->captured, c); break;
    case RTF_DEAD:
    case RTF_QUIET:
    case RTF_LISTS:
    case RTF_OVERRIDES:
    case RTF_INFO: break;
    }
}

static void put_unknown(struct rtf *r)
{
    r->unknown += r->g->dest != RTF_DEAD && r->g->dest != RTF_QUIET;
    rtf_char(r, 0xfffd);
}

/* Bytes that are not a character of their page, or of a page that this system does not know, and
 * half of a surrogate pair. */
void rtf_drop_bytes(struct rtf *r)
{
    bool left = r->n_bytes || r->high;
    r->n_bytes = 0;
    r->high = 0;
    if (left)
        put_unknown(r);
}

/* A character of \u; halves of a surrogate pair come one after the other. */
void rtf_unicode(struct rtf *r, uint32_t c)
{
    uint32_t high = r->high;
    bool low = c >= 0xdc00 && c < 0xe000;
    r->high = high && low ? 0 : high;
    rtf_drop_bytes(r);
    if (c >= 0xd800 && c < 0xdc00)
        r->high = c;
    else if (low && high)
        rtf_char(r, 0x10000 + ((high - 0xd800) << 10) + (c - 0xdc00));
    else if (low || c > 0x10ffff)
        put_unknown(r);
    else
        rtf_char(r, c);
}

/* ---- code pages ------------------------------------------------------------------------------ */

enum { SYMBOLS = -1 };

static int page_of_charset(const struct rtf *r, int charset)
{
    static const struct {
        int charset, page;
    } pages[] = {{0, 1252},   {2, SYMBOLS}, {77, MACINTOSH}, {128, 932},  {129, 949},
                 {130, 1361}, {134, 936},   {136, 950},      {161, 1253}, {162, 1254},
                 {163, 1258}, {177, 1255},  {178, 1256},     {186, 1257}, {204, 1251},
                 {222, 874},  {238, 1250},  {254, 437},      {255, 850}};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (pages[i].charset == charset)
            return pages[i].page;
    return r->page;
}

/* The font of the text; kept, since each byte asks for it, and a file may have any number. */
static const struct rtf_font *font_now(struct rtf *r)
{
    int number = r->g->look.font;
    if (r->sought.number != number || r->sought.fonts != r->fonts.n) {
        const struct rtf_font *f = rtf_font_of(r, number);
        r->sought.number = number;
        r->sought.fonts = r->fonts.n;
        r->sought.found = f ? (int)(f - r->fonts.v) + 1 : 0;
    }
    return r->sought.found ? &r->fonts.v[r->sought.found - 1] : NULL;
}

static int page_now(struct rtf *r)
{
    const struct rtf_font *f = r->g->dest == RTF_FONTS ? &r->font : font_now(r);
    if (r->g->dest != RTF_FONTS && r->g->dest != RTF_TEXT)
        return r->page;
    if (f && r->g->dest == RTF_FONTS && f->charset == 2)
        return r->page; /* the name of a font of symbols */
    return !f ? r->page : f->page ? f->page : page_of_charset(r, f->charset);
}

static bool open_converter(struct rtf *r, int page)
{
    char name[16];
    if (r->converts == page)
        return true;
    if (r->converts)
        iconv_close(r->converter);
    snprintf(name, sizeof name,
             page == MACINTOSH ? "MACINTOSH"
             : page == 65001   ? "UTF-8"
                               : "CP%d",
             page);
    r->converter = iconv_open("UTF-8", name);
    r->converts = r->converter == (iconv_t)-1 ? 0 : page;
    return r->converts != 0;
}

/* A byte of a code page; those of a character of several bytes are gathered. */
void rtf_byte(struct rtf *r, unsigned char c)
{
    if (r->skip > 0) {
        r->skip--;
        return;
    }
    if (r->high)
        rtf_drop_bytes(r);
    if (r->g->dest == RTF_LEVEL_TEXT || r->g->dest == RTF_IMAGE) {
        rtf_char(r, c);
        return;
    }
    int page = page_now(r);
    if (page == SYMBOLS && c > ' ') {
        rtf_char(r, 0xf000u + c);
        return;
    }
    if (c < 0x80 && !r->n_bytes) {
        rtf_char(r, c);
        return;
    }
    r->bytes[r->n_bytes++] = (char)c;
    char *in = r->bytes, text[16], *out = text;
    size_t n = (size_t)r->n_bytes, room = sizeof text;
    bool open = page > 0 && open_converter(r, page),
         ok = open && iconv(r->converter, &in, &n, &out, &room) != (size_t)-1;
    int most = page == 65001                                                              ? 4
               : page == 932 || page == 936 || page == 949 || page == 950 || page == 1361 ? 2
                                                                                          : 1;
    if (open)
        iconv(r->converter, NULL, NULL, NULL, NULL);
    if (!ok && open && r->n_bytes < most)
        return; /* more bytes of it are to come */
    if (!ok) {
        r->n_bytes = 1;
        rtf_drop_bytes(r);
        if (c < 0x80)
            rtf_char(r, c);
    }
    r->n_bytes = 0;
    for (const char *s = text; ok && s < out;)
        rtf_char(r, utf8_next(&s, out));
}
