// SPDX-License-Identifier: Apache-2.0
/* RTF (1.9.1) as a package of Word, whose reader then has its fields, lists, changes, comments,
 * boxes and hidden text as any other's: the two formats describe the same documents. pandoc's
 * reader, the usual way, loses letters after \u, results of fields, text boxes, merged cells and
 * the characters of most code pages. */
#include <ctype.h>
#include <string.h>

#include "office/rtf-int.h"

static void rtf_read(struct rtf *r)
{
    struct map index = {0};
    rtf_index_words(&index);
    while (r->p < r->end) {
        char c = *r->p++;
        if (c == '{')
            rtf_group_begins(r);
        else if (c == '}')
            rtf_group_ends(r);
        else if (c == '\\' && r->p < r->end && isalpha((unsigned char)*r->p))
            rtf_read_word(r, &index);
        else if (c == '\\' && r->p < r->end)
            rtf_read_symbol(r);
        else if (c != '\r' && c != '\n' && c)
            rtf_byte(r, (unsigned char)c);
    }
    map_done(&index);
}

static void rtf_done(struct rtf *r)
{
    if (r->converts)
        iconv_close(r->converter);
    for (int i = 0; i < r->media.n; i++)
        buf_done(&r->media.v[i]);
    buf_done(&r->captured), buf_done(&r->notes), buf_done(&r->endnotes), buf_done(&r->comments);
    buf_done(&r->headers), buf_done(&r->properties), buf_done(&r->image.bytes);
    vec_done(&r->groups), vec_done(&r->fonts), vec_done(&r->styles), vec_done(&r->lists);
    vec_done(&r->overrides), vec_done(&r->authors), vec_done(&r->media), vec_done(&r->media_names);
    rtf_row_clear(&r->row[0]), rtf_row_clear(&r->row[1]);
    arena_done(&r->arena);
}

bool rtf_is(const char *bytes, size_t n) { return n >= 5 && !memcmp(bytes, "{\\rtf", 5); }

bool rtf_package(const struct buf *bytes, struct buf *zip, struct rtf_faults *faults)
{
    struct rtf r = {.p = bytes->s, .end = bytes->s + bytes->n, .page = 1252};
    struct buf body = {0};
    *vec_add(&r.groups) = (struct rtf_group){.para = {.outline = -1}, .fallback = 1};
    r.g = &r.groups.v[0];
    rtf_flow_begin(&r);
    rtf_read(&r);
    rtf_drop_bytes(&r);
    faults->cut = r.groups.n > 1;
    faults->unknown = r.unknown;
    faults->deepest = r.was_too_deep ? DEEPEST_GROUP : 0;
    r.too_deep = 0;
    while (r.groups.n > 1)
        rtf_group_ends(&r);
    rtf_flow_end(&r, &body);
    bool ok = rtf_parts(&r, &body, zip);
    buf_done(&body);
    rtf_done(&r);
    return ok;
}
