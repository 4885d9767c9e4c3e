/* Texts: opens a file of Word or OpenDocument, has it read, and says what was left out. */
#include <string.h>
#include <strings.h>

#include "office/text-int.h"

void reader_left_at(struct office_reader *r, enum left_kind kind, int para, const char *text)
{
    if (text && *text)
        *vec_add(&r->left) = (struct left){kind, para, arena_dup(&r->arena, text, strlen(text))};
}

void reader_left(struct office_reader *r, enum left_kind kind, const char *text) { reader_left_at(r, kind, r->para, text); }

/* The first words of what was left out, for a message. */
static const char *shorten(struct arena *a, const char *text)
{
    enum { MOST = 60 };
    struct buf b = {0};
    const char *end = text + strlen(text);
    for (const char *p = text; p < end && b.n < MOST;) {
        uint32_t c = utf8_next(&p, end);
        buf_utf8(&b, c < ' ' ? ' ' : c);
        if (b.n >= MOST && p < end)
            buf_puts(&b, "…");
    }
    const char *s = arena_dup(a, b.s ? b.s : "", b.n);
    buf_done(&b);
    return s;
}

/* One line for each kind, at the first place. */
static void tell_left(struct office_reader *r)
{
    static const enum diag_id ids[LEFT_KINDS] = {[LEFT_CONTENTS] = DIAG_office_contents, [LEFT_INDEX] = DIAG_office_index, [LEFT_HIDDEN] = DIAG_office_hidden,
                                                 [LEFT_NOTE] = DIAG_office_note_left, [LEFT_HEADER] = DIAG_office_header, [LEFT_HEADER_BOX] = DIAG_office_header_box, [LEFT_PAGE_NUMBER] = DIAG_office_page_number, [LEFT_PLACEHOLDER] = DIAG_office_placeholder, [LEFT_STYLE] = DIAG_office_style_out};
    for (int kind = 0; kind < LEFT_KINDS; kind++) {
        int n = 0, last = -1, first = -1;
        for (int i = 0; i < r->left.n; i++)
            if ((int)r->left.v[i].kind == kind) {
                n += r->left.v[i].para != last || !last;
                last = r->left.v[i].para;
                first = first < 0 ? i : first;
            }
        if (n && ids[kind])
            diag(ids[kind], (struct loc){r->file, r->left.v[first].para, 0}, n, shorten(&r->arena, r->left.v[first].text));
    }
}

static void tell_review(struct office_reader *r)
{
    struct buf names = {0};
    for (int i = 0; i < r->reviewers.n; i++)
        buf_printf(&names, "%s%s", i ? ", " : "", r->reviewers.entry[i].key);
    if (!r->how->review && (r->inserted || r->deleted || r->comments))
        diag(DIAG_office_review, (struct loc){r->file, 0, 0}, r->inserted + r->deleted, r->comments, names.s ? names.s : "?");
    buf_done(&names);
}

const char *reader_picture(struct office_reader *r, const char *part)
{
    const char **known = (const char **)map_put(&r->pictures, part);
    struct buf b = {0};
    if (*known)
        return **known ? *known : NULL;
    *known = "";
    if (!*part || !package_has(r->package, part))
        diag(DIAG_office_no_picture, reader_loc(r), part);
    else if (package_read(r->package, part, &b)) {
        const char *slash = strrchr(part, '/'), *name = slash ? slash + 1 : part;
        if (*map_put(&r->picture_names, name))
            name = arena_printf(&r->arena, "%d-%s", r->picture_names.n, name);
        *map_put(&r->picture_names, name) = r;
        const char *path = r->how->picture ? r->how->picture(r->how->ctx, name, &b) : part;
        *known = path ? intern(path) : "";
    }
    buf_done(&b);
    return **known ? *known : NULL;
}

/* ---- what all readers know of text ---- */

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
    static const char *const fonts[] = {"courier", "consolas", "menlo", "monaco", "lucida console", "dejavu sans mono", "liberation mono", "source code pro", "andale mono",
                                        "cascadia", "jetbrains mono", "fira code", "fira mono", "ubuntu mono", "roboto mono", "inconsolata", "letter gothic", "ocr a", "noto mono", "noto sans mono", "sf mono", "pt mono"};
    for (size_t i = 0; font && i < sizeof fonts / sizeof *fonts; i++)
        if (!strncasecmp(font, fonts[i], strlen(fonts[i])))
            return true;
    return false;
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
