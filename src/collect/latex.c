// SPDX-License-Identifier: Apache-2.0
/* LaTeX in several files: what \input, \include, \subfile, \import and the like name is read here,
 * from the chapter's folder and the allowed ones, and takes the command's place before pandoc sees
 * the text. pandoc's own reading of them knows neither these folders nor its sandbox, since our
 * reader of LaTeX is a script (filters/latex.lua); so no such command reaches it. Where one cannot
 * be a command (in listings), an invisible character parts it, which the script takes out again. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "collect/collect-int.h"
#include "office/office.h"

#define INVISIBLE "\u2063"
enum { MAX_DEPTH = 16, MAX_FILES = 1000, MAX_TOTAL = 64 << 20, MAX_OPTION = 1000 };

struct expander {
    struct job *job;
    const char *main;     /* the chapter's path */
    const char *encoding; /* that it declares, for its files, too; NULL: none */
    struct buf *out;
    struct line_places *places;
    struct map *includes; /* takes the keys of files included whole */
    bool unsure;          /* a condition encloses the file: its text may not be in the book */
    int depth, files;
    size_t read; /* [bytes] of all included files */
};

/* A file being read. */
struct reading {
    const char *path; /* interned */
    const char *p, *end;
    int line;
    int conditions; /* \if… that no \fi has ended yet */
    bool fixed;     /* all of it counts as this line: a package */
};

/* How a command names a file: with one argument, or with folder and name; the latter after another
 * argument (`skips`); the file's text is a listing; it begins a paragraph of its own; or it names
 * packages. */
static const struct command {
    const char *name;
    bool folder, skips, listing, apart, packages;
} commands[] = {
    {"input"},
    {"include", .apart = true},
    {"subfile", .apart = true},
    {"subfileinclude", .apart = true},
    {"import", .folder = true},
    {"subimport", .folder = true},
    {"inputfrom", .folder = true},
    {"subinputfrom", .folder = true},
    {"includefrom", .folder = true, .apart = true},
    {"subincludefrom", .folder = true, .apart = true},
    {"lstinputlisting", .listing = true, .apart = true},
    {"verbatiminput", .listing = true, .apart = true},
    {"VerbatimInput", .listing = true, .apart = true},
    {"inputminted", .skips = true, .listing = true, .apart = true},
    {"usepackage", .packages = true},
    {"RequirePackage", .packages = true},
};

static const struct command *command_at(const char *p, const char *end, size_t *length)
{
    size_t n = 1;
    while (p + n < end && isalpha((unsigned char)p[n]))
        n++;
    *length = n;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strlen(commands[i].name) == n - 1 && !memcmp(commands[i].name, p + 1, n - 1))
            return &commands[i];
    return NULL;
}

/* ---- output ---------------------------------------------------------------------------------- */

static void put(struct expander *x, struct reading *r, const char *to)
{
    for (const char *eol; r->p < to; r->p = eol) {
        eol = memchr(r->p, '\n', (size_t)(to - r->p));
        eol = eol ? eol + 1 : to;
        buf_add(x->out, r->p, (size_t)(eol - r->p));
        if (eol[-1] == '\n')
            *vec_add(x->places) = (struct loc){r->path, r->line += !r->fixed, 0};
    }
}

static void skip(struct reading *r, const char *to)
{
    for (; r->p < to; r->p++)
        r->line += *r->p == '\n' && !r->fixed;
}

/* Adds text of ours, which has no lines in a file. */
static void put_own(struct expander *x, const struct reading *r, const char *text)
{
    buf_puts(x->out, text);
    for (; (text = strchr(text, '\n')); text++)
        *vec_add(x->places) = (struct loc){r->path, r->line, 0};
}

/* Copies what is shown as it is; commands in it are parted. */
static void put_listing(struct expander *x, struct reading *r, const char *to)
{
    for (size_t n; r->p < to;) {
        const char *slash = memchr(r->p, '\\', (size_t)(to - r->p));
        put(x, r, slash ? slash + 1 : to);
        if (slash && command_at(slash, to, &n))
            buf_puts(x->out, INVISIBLE);
    }
}

/* ---- arguments ------------------------------------------------------------------------------- */

static const char *past_space(const char *p, const char *end)
{
    while (p < end && isspace((unsigned char)*p))
        p++;
    return p;
}

/* An argument in braces, on one line or (`lines`) several; false: none. */
static bool braced(struct arena *a, const char **p, const char *end, bool lines, const char **text)
{
    const char *from = past_space(*p, end);
    size_t n = from < end && *from == '{' ? 1 : 0;
    while (n && from + n < end && from[n] != '}' && from[n] != '{' && (lines || from[n] != '\n'))
        n++;
    if (!n || from + n >= end || from[n] != '}')
        return false;
    *text = arena_dup(a, from + 1, n - 1);
    *p = from + n + 1;
    return true;
}

/* \input name: up to white space. */
static bool bare(struct arena *a, const char **p, const char *end, const char **text)
{
    const char *from = *p + strspn(*p, " \t");
    size_t n = 0;
    while (from + n < end && !isspace((unsigned char)from[n]) && !strchr("\\{}%", from[n]))
        n++;
    if (!n || from == *p)
        return false;
    *text = arena_dup(a, from, n);
    *p = from + n;
    return true;
}

/* Reads the name of a file; moves *p past the arguments. NULL: there is none. */
static const char *name_of(struct arena *a, const struct command *c, const char **p,
                           const char *end)
{
    const char *name = NULL, *folder, *other, *option;
    if (*p < end && **p == '*')
        ++*p;
    option = past_space(*p, end);
    size_t room = end - option < MAX_OPTION ? (size_t)(end - option) : MAX_OPTION;
    const char *close = option < end && *option == '[' ? memchr(option, ']', room) : NULL;
    if (close)
        *p = close + 1;
    if (c->skips && !braced(a, p, end, false, &other))
        return NULL;
    if (c->folder) {
        if (!braced(a, p, end, false, &folder) || !braced(a, p, end, false, &name))
            return NULL;
        return path_join(a, folder, name);
    }
    if (braced(a, p, end, c->packages, &name) ||
        (!strcmp(c->name, "input") && bare(a, p, end, &name)))
        return name;
    return NULL;
}

/* ---- files ----------------------------------------------------------------------------------- */

/* Opens a file named in the text, as it is named or else (`tex`) with ".tex", by the folder of the
 * chapter or of the file that names it. NULL: *why says it. */
static FILE *open_named(struct expander *x, const struct reading *r, const char *name, bool tex,
                        const char **path, const char **why)
{
    struct arena *a = &x->job->arena;
    const char *const from[] = {x->main, r->path}, *const endings[] = {".tex", ""};
    int n;
    const char *const *allow = chapter_allowed(x->job, &n);
    *why = strerror(ENOENT);
    for (size_t i = 0; i < 4; i++) {
        if (!tex && !(i & 1))
            continue;
        *path = path_join(a, path_dir(a, from[i / 2]),
                          arena_printf(a, "%s%s", name, endings[i & 1]));
        if (!file_readable(*path))
            continue;
        if (path_inside(*path, allow, n))
            return file_open(*path);
        *why = _("it is outside the allowed folders (--allow)");
    }
    return NULL;
}

static void expand(struct expander *x, struct reading *r);

/* The part of a document of its own that is its text. */
static void keep_body(struct reading *r)
{
    static const char begin[] = "\\begin{document}", end[] = "\\end{document}";
    const char *from = memmem(r->p, (size_t)(r->end - r->p), begin, sizeof begin - 1);
    if (!from)
        return;
    skip(r, from + sizeof begin - 1);
    const char *to = memmem(r->p, (size_t)(r->end - r->p), end, sizeof end - 1);
    r->end = to ? to : r->end;
}

static void put_file(struct expander *x, const struct command *c, const struct buf *text,
                     const char *path, const struct reading *outer)
{
    struct reading r = {intern(path), text->s ? text->s : "", NULL, 1, 0, c->packages};
    if (r.fixed)
        r.path = outer->path, r.line = outer->line;
    r.end = r.p + text->n;
    if (c->apart)
        put_own(x, outer, "\n\n");
    if (c->listing)
        put_own(x, outer, "\\begin{verbatim}\n");
    else
        keep_body(&r);
    bool ends_line = r.end > r.p && r.end[-1] == '\n';
    r.end -= ends_line; /* the line goes on after the command */
    if (x->out->n && x->out->s[x->out->n - 1] == '\n')
        x->places->v[x->places->n - 1] = (struct loc){r.path, r.line, 0};
    if (c->listing)
        put_listing(x, &r, r.end), put_own(x, outer, "\n\\end{verbatim}\n");
    else
        expand(x, &r);
    if (ends_line && !c->apart)
        buf_puts(x->out, " ");
    if (c->apart)
        put_own(x, outer, "\n\n");
}

static void include(struct expander *x, struct reading *r, const struct command *c,
                    const char *name)
{
    struct buf text = {0};
    const char *path = NULL, *why = NULL;
    struct loc where = {r->path, r->line, 0};
    FILE *f = NULL;
    if (x->depth >= MAX_DEPTH || ++x->files > MAX_FILES)
        why = _("files include each other too deeply or too often");
    else
        f = open_named(x, r, name, !c->listing && !c->packages, &path, &why);
    if (f && !file_read_rest(&text, f, path, MAX_TOTAL - x->read))
        why = strerror(EFBIG);
    else if (f && c->listing && text.s && memmem(text.s, text.n, "\\end{verbatim}", 14))
        why = _("it has the end of a listing in it");
    else if (f)
        why = NULL;
    if (f)
        fclose(f);
    if (why && c->packages && !strchr(name, '/') && !strcmp(why, strerror(ENOENT))) {
        /* one that comes with TeX */
    } else if (why) {
        diag(DIAG_collect_included, where, name, why);
    } else {
        x->read += text.n;
        bool before = x->unsure;
        x->unsure |= r->conditions > 0;
        if (!x->unsure)
            *map_put(x->includes, input_key(&x->job->arena, path)) = x->job;
        decode_utf8_as(&text, path, x->encoding);
        x->depth++;
        put_file(x, c, &text, path, r);
        x->depth--;
        x->unsure = before;
    }
    buf_done(&text);
}

/* Packages of the author's own, which define commands. */
static void include_packages(struct expander *x, struct reading *r, const struct command *c,
                             const char *names)
{
    while (*names) {
        const char *end = strchrnul(names, ','), *from = names;
        while (from < end && isspace((unsigned char)*from))
            from++;
        const char *to = end;
        while (to > from && isspace((unsigned char)to[-1]))
            to--;
        if (to > from)
            include(x, r, c, arena_printf(&x->job->arena, "%.*s.sty", (int)(to - from), from));
        names = *end ? end + 1 : end;
    }
}

/* ---- the text -------------------------------------------------------------------------------- */

/* The end of a link's address that begins at p; in it "%" begins no comment. NULL: none does. */
static const char *past_address(const char *p, const char *end)
{
    static const char *const all[] = {"\\url{", "\\href{", "\\nolinkurl{", "\\path{"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t n = strlen(all[i]);
        if ((size_t)(end - p) <= n || memcmp(p, all[i], n))
            continue;
        for (p += n; p < end && !strchr("{}\n", *p);)
            p++;
        return p < end && *p == '}' ? p + 1 : NULL;
    }
    return NULL;
}

const char *latex_past_listing(const char *p, const char *end)
{
    static const char *const all[] = {"verbatim",     "Verbatim",  "lstlisting",
                                      "minted",       "comment",   "alltt",
                                      "filecontents", "BVerbatim", "LVerbatim"};
    size_t n = (size_t)(end - p);
    for (size_t i = 0; n > 7 && !memcmp(p, "\\begin{", 7) && i < sizeof all / sizeof *all; i++) {
        size_t k = strlen(all[i]);
        if (n <= 7 + k || memcmp(p + 7, all[i], k) || !strchr("*}", p[7 + k]))
            continue;
        char close[32];
        int m = snprintf(close, sizeof close, "\\end{%s", all[i]);
        const char *stop = memmem(p, n, close, (size_t)m);
        return stop ? stop + m : end;
    }
    size_t k = n > 6 && !memcmp(p, "\\verb", 5)          ? 5
               : n > 10 && !memcmp(p, "\\lstinline", 10) ? 10
                                                         : 0;
    k += k && p[k] == '*';
    if (!k || k >= n || isalpha((unsigned char)p[k]) || strchr(" \t\n\\{[", p[k]))
        return past_address(p, end);
    const char *eol = memchr(p, '\n', n), *after = p + k + 1;
    const char *stop = memchr(after, p[k], (size_t)((eol ? eol : end) - after));
    return stop ? stop + 1 : NULL;
}

static bool is_command(const char *at, size_t n, const char *name)
{
    return n == strlen(name) + 1 && !memcmp(at + 1, name, n - 1);
}

/* \endinput: the file ends after its line, as in TeX. One that depends on a condition, or is part
 * of a macro, is passed over, so that no text is lost with it. pandoc would end the whole text. */
static void end_input(struct expander *x, struct reading *r, const char *start, const char *past)
{
    const char *eol = memchr(past, '\n', (size_t)(r->end - past)), *before = r->p;
    while (before > start && strchr(" \t", before[-1]))
        before--;
    if ((before == start || before[-1] == '\n') && r->conditions <= 0)
        r->end = eol ? eol : r->end;
    skip(r, past);
    buf_puts(x->out, "{}"); /* an empty line would end the paragraph */
}

static void expand(struct expander *x, struct reading *r)
{
    const char *start = r->p;
    while (r->p < r->end) {
        size_t n = 0;
        const char *at = r->p;
        while (at < r->end && *at != '\\' && *at != '%')
            at++;
        put(x, r, at);
        if (at == r->end)
            break;
        const char *eol = memchr(at, '\n', (size_t)(r->end - at)),
                   *listing = *at == '%' ? (eol ? eol : r->end) : latex_past_listing(at, r->end);
        const struct command *c = *at == '\\' && !listing ? command_at(at, r->end, &n) : NULL;
        if (listing) {
            put_listing(x, r, listing);
        } else if (c) {
            const char *past = at + n, *name = name_of(&x->job->arena, c, &past, r->end);
            if (name && c->packages)
                include_packages(x, r, c, name);
            else if (name)
                include(x, r, c, name);
            else if (!c->packages)
                diag(DIAG_collect_included, (struct loc){r->path, r->line, 0},
                     arena_dup(&x->job->arena, at, n), _("the name of its file is not plain text"));
            skip(r, name ? past : at + n);
        } else if (is_command(at, n, "endinput")) {
            end_input(x, r, start, at + n);
        } else {
            if (n > 2 && !memcmp(at, "\\if", 3))
                r->conditions++;
            else if (is_command(at, n, "fi"))
                r->conditions--;
            put(x, r, n > 1 ? at + n : at + 2 < r->end ? at + 2 : r->end);
        }
    }
}

void latex_expand(struct job *job, const char *path, const char *encoding, struct buf *source,
                  struct line_places *places, struct map *includes)
{
    struct buf out = {0};
    struct expander x = {.job = job,
                         .main = path,
                         .encoding = encoding,
                         .out = &out,
                         .places = places,
                         .includes = includes};
    struct reading r = {path, source->s ? source->s : "", NULL, 1, 0, false};
    r.end = r.p + source->n;
    *vec_add(places) = (struct loc){path, 1, 0};
    expand(&x, &r);
    buf_done(source);
    *source = out;
}
