// SPDX-License-Identifier: Apache-2.0
/* AsciiDoc in several files: a line `include::path[attributes]` is replaced here by the file, from
 * the chapter's folder and the allowed ones, before Asciidoctor sees the text; its secure mode
 * reads no files. Attributes: leveloffset, lines, tag, tags, indent, encoding, opts=optional. The
 * path may refer to attributes that the text defines. In files of other kinds (listings, tables)
 * directives are text, as for Asciidoctor. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "collect/collect-int.h"
#include "office/office.h"

enum {
    MAX_DEPTH = 16,
    MAX_FILES = 1000,
    MAX_TOTAL = 64 << 20,
    MAX_INDENT = 100,
    MAX_DIRECTIVE = 1024 /* [bytes] each line of a file is compared with its lines and tags */
};

struct expander {
    struct job *job;
    struct buf *out;
    struct line_places *places;
    struct map *includes;  /* takes the keys of files included whole */
    struct map attributes; /* name → value that the text has given so far */
    int conditions;        /* that are open: their text may not be in the book */
    size_t slashes;        /* of the line that began a comment; 0: in none */
    int offset;            /* of the levels of titles */
    int depth, files;
    size_t read; /* [bytes] of all included files */
};
struct span {
    const char *s;
    size_t n;
};
/* A file being read. */
struct reading {
    const char *path; /* interned */
    int line;
    bool plain; /* no AsciiDoc: directives are text */
};
/* The attributes of a directive. */
struct include {
    const char *path, *lines, *tags, *encoding;
    int offset, indent; /* indent -1: as it is */
    bool relative, shifts, optional;
};

static bool begins(struct span line, const char *with)
{
    size_t n = strlen(with);
    return line.n >= n && !memcmp(line.s, with, n);
}

static void put_line(struct expander *x, const struct reading *r, const char *s, size_t n)
{
    buf_add(x->out, s, n);
    buf_putc(x->out, '\n');
    *vec_add(x->places) = (struct loc){r->path, r->line, 0};
}

/* ---- attributes ------------------------------------------------------------------------------ */

static bool is_name(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)s[i]) && s[i] != '_' && s[i] != '-')
            return false;
    return n > 0;
}

/* The offset after `leveloffset=value`; a sign makes it relative. */
static int shifted(int before, const char *value)
{
    long v = strtol(value, NULL, 10);
    v = v < -6 ? -6 : v > 6 ? 6 : v;
    return *value == '+' || *value == '-' ? before + (int)v : (int)v;
}

/* ":name: value"; ":name!:" and ":!name:" take it back. */
static void note_attribute(struct expander *x, struct span line)
{
    const char *end = line.n > 2 && *line.s == ':' ? memchr(line.s + 1, ':', line.n - 1) : NULL;
    if (!end)
        return;
    const char *name = line.s + 1, *value = end + 1;
    size_t n = (size_t)(end - name), rest = line.n - (size_t)(value - line.s);
    bool gone = n && (name[0] == '!' || name[n - 1] == '!');
    name += n && name[0] == '!';
    n -= gone;
    if (!is_name(name, n) || (rest && *value != ' '))
        return;
    while (rest && *value == ' ')
        value++, rest--;
    while (rest && isspace((unsigned char)value[rest - 1]))
        rest--;
    struct arena *a = &x->job->arena;
    const char *key = arena_dup(a, name, n);
    *map_put(&x->attributes, key) = gone ? NULL : arena_dup(a, value, rest);
    if (!strcmp(key, "leveloffset"))
        x->offset = gone ? 0 : shifted(x->offset, arena_dup(a, value, rest));
}

/* The path with the values of the attributes it refers to; other references stay. */
static const char *resolved(struct expander *x, const char *path)
{
    struct buf b = {0};
    while (*path) {
        const char *end = *path == '{' ? strchr(path, '}') : NULL;
        const char *value = end ? map_get_n(&x->attributes, path + 1, (size_t)(end - path - 1))
                                : NULL;
        if (value && b.n < 4096) {
            buf_puts(&b, value);
            path = end + 1;
        } else {
            buf_putc(&b, *path++);
        }
    }
    const char *made = arena_dup(&x->job->arena, b.s ? b.s : "", b.n);
    buf_done(&b);
    return made;
}

/* One attribute NAME=VALUE or NAME="VALUE" of a directive at s; returns what follows it. */
static const char *next_attribute(struct arena *a, const char *s, const char **name,
                                  const char **value)
{
    s += strspn(s, " ,");
    size_t n = strcspn(s, "=,");
    *name = arena_dup(a, s, n);
    *value = "";
    s += n;
    if (*s != '=')
        return s;
    s++;
    const char *end = *s == '"' ? strchr(s + 1, '"') : NULL;
    if (end) {
        *value = arena_dup(a, s + 1, (size_t)(end - s - 1));
        return end + 1;
    }
    n = strcspn(s, ",");
    *value = arena_dup(a, s, n);
    return s + n;
}

/* The directive of a line; false: it is none. */
static bool read_directive(struct expander *x, struct span line, struct include *in)
{
    struct arena *a = &x->job->arena;
    static const char mark[] = "include::";
    while (line.n && isspace((unsigned char)line.s[line.n - 1]))
        line.n--;
    const char *path = line.s + sizeof mark - 1, *open;
    if (!begins(line, mark) || line.s[line.n - 1] != ']' ||
        !(open = memchr(path, '[', line.n - (size_t)(path - line.s))) || open == path ||
        isspace((unsigned char)*path))
        return false;
    *in = (struct include){.indent = -1};
    in->path = resolved(x, arena_dup(a, path, (size_t)(open - path)));
    const char *s = arena_dup(a, open + 1, (size_t)(line.s + line.n - 1 - open - 1));
    while (*s) {
        const char *name, *value;
        s = next_attribute(a, s, &name, &value);
        if (!strcmp(name, "lines"))
            in->lines = value;
        else if (!strcmp(name, "tag") || !strcmp(name, "tags"))
            in->tags = value;
        else if (!strcmp(name, "encoding"))
            in->encoding = value;
        else if (!strcmp(name, "indent"))
            in->indent = atoi(value) < 0 ? -1 : atoi(value) > MAX_INDENT ? MAX_INDENT : atoi(value);
        else if (!strcmp(name, "leveloffset"))
            in->shifts = true, in->offset = shifted(x->offset, value);
        else if (!strcmp(name, "opts") || !strcmp(name, "options"))
            in->optional = strstr(value, "optional") != NULL;
    }
    return true;
}

/* ---- parts of files -------------------------------------------------------------------------- */

/* Whether "1..5;7;10..-1" names the line. */
static bool is_in_lines(const char *lines, int line)
{
    while (*lines) {
        lines += strspn(lines, " ,;");
        char *end;
        long from = strtol(lines, &end, 10), to = from;
        if (!strncmp(end, "..", 2)) {
            to = strtol(end + 2, &end, 10);
            to = to <= 0 ? INT32_MAX : to;
        }
        if (line >= from && line <= to)
            return true;
        lines = end == lines ? lines + strcspn(lines, ",;") : end;
        lines += strcspn(lines, ",;");
    }
    return false;
}

/* The choice of tagged regions: "a;b", "*;!c", "**". */
struct region {
    const char *tag;
    bool taken, seen;
};
struct choice {
    VEC(struct region) regions;
    VEC(struct region) open; /* those that the line is in; `taken`: its lines are */
    bool base;               /* lines outside regions are taken */
    int others; /* regions not named are taken: 1, are not: 0, are like the text around: -1 */
};

static struct region *region_of(struct choice *c, const char *tag, size_t n)
{
    for (int i = 0; i < c->regions.n; i++)
        if (strlen(c->regions.v[i].tag) == n && !memcmp(c->regions.v[i].tag, tag, n))
            return &c->regions.v[i];
    return NULL;
}

/* As Asciidoctor's: without a tag that is wanted, all that is not excluded is taken. */
static void choose(struct arena *a, struct choice *c, const char *tags)
{
    int every = -1, all = -1; /* of "**" and "*" */
    bool first_all = false, wanted = false;
    while (*tags) {
        tags += strspn(tags, " ,;");
        size_t n = strcspn(tags, " ,;");
        bool no = n > 1 && *tags == '!';
        const char *tag = arena_dup(a, tags + no, n - no);
        tags += n;
        if (!strcmp(tag, "**")) {
            every = !no;
        } else if (!strcmp(tag, "*")) {
            all = !no;
            first_all = !c->regions.n;
        } else if (n) {
            *vec_add(&c->regions) = (struct region){.tag = tag, .taken = !no};
            wanted |= !no;
        }
    }
    c->others = all;
    if (every >= 0) {
        c->base = every;
        if (all < 0 && !every && c->regions.n && !c->regions.v[0].taken)
            c->others = 1;
    } else if (all >= 0) {
        c->base = first_all && !all;
    } else {
        c->base = !wanted;
    }
}

/* The name in "tag::name[]" or "end::name[]", which a line of any kind of comment may contain. */
static bool is_tag(struct span line, struct span *name, bool *ends)
{
    for (const char *p = line.s, *stop = line.s + line.n; stop - p > 6; p++) {
        if (memcmp(p, "tag::", 5) != 0 && memcmp(p, "end::", 5) != 0)
            continue;
        if (p > line.s && (isalnum((unsigned char)p[-1]) || p[-1] == '_'))
            continue;
        const char *from = p + 5, *to = from;
        while (to < stop && *to != '[' && !isspace((unsigned char)*to))
            to++;
        if (to == from || stop - to < 2 || to[1] != ']' ||
            (stop - to > 2 && !isspace((unsigned char)to[2])))
            continue;
        *name = (struct span){from, (size_t)(to - from)};
        *ends = *p == 'e';
        return true;
    }
    return false;
}

/* Whether a line is in the regions chosen; lines with tags are not. */
static bool is_chosen(struct arena *a, struct choice *c, struct span line)
{
    struct span name;
    bool ends;
    struct region *top = c->open.n ? &c->open.v[c->open.n - 1] : NULL;
    bool now = top ? top->taken : c->base;
    if (!is_tag(line, &name, &ends))
        return now;
    struct region *named = region_of(c, name.s, name.n);
    if (ends) {
        if (top && strlen(top->tag) == name.n && !memcmp(top->tag, name.s, name.n))
            c->open.n--;
    } else if (named || c->others >= 0) {
        bool taken = named ? named->taken : top && !top->taken ? false : c->others;
        if (named)
            named->seen = true;
        *vec_add(&c->open) = (struct region){.tag = arena_dup(a, name.s, name.n), .taken = taken};
    }
    return false;
}

static struct span next_line(struct span *text)
{
    const char *end = memchr(text->s, '\n', text->n);
    struct span line = {text->s, end ? (size_t)(end - text->s) : text->n};
    size_t past = line.n + (end != NULL);
    text->s += past;
    text->n -= past;
    line.n -= line.n && line.s[line.n - 1] == '\r';
    return line;
}

static size_t indent_of(struct span line)
{
    size_t n = 0;
    while (n < line.n && (line.s[n] == ' ' || line.s[n] == '\t'))
        n++;
    return n;
}

/* ---- files ----------------------------------------------------------------------------------- */

static void expand(struct expander *x, const struct reading *from, struct span text,
                   const struct include *in);

static bool is_asciidoc(const char *path)
{
    static const char *const endings[] = {".adoc", ".asciidoc", ".asc", ".ad", ".txt"};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (!strcasecmp(dot, endings[i]))
            return true;
    return false;
}

/* Opens the file by the folder of the one that names it. NULL: *why says it. */
static FILE *open_named(struct expander *x, const struct reading *r, const struct include *in,
                        const char **path, const char **why)
{
    const char *name = in->path;
    struct arena *a = &x->job->arena;
    int n;
    const char *const *allow = chapter_allowed(x->job, &n);
    *path = path_normal(a, path_join(a, path_dir(a, r->path), name));
    *why = NULL;
    if (strstr(name, "://"))
        *why = _("nothing is read from the network");
    else if (strlen(in->lines ? in->lines : in->tags ? in->tags : "") > MAX_DIRECTIVE)
        *why = _("the choice of its lines is too long");
    else if (x->depth >= MAX_DEPTH || ++x->files > MAX_FILES)
        *why = _("files include each other too deeply or too often");
    else if (!file_readable(*path))
        *why = strerror(ENOENT);
    else if (!path_inside(*path, allow, n))
        *why = _("it is outside the allowed folders (--allow)");
    return *why ? NULL : file_open(*path);
}

static void put_offset(struct expander *x, const struct reading *r, int offset)
{
    char line[40];
    x->offset = offset;
    int n = offset ? snprintf(line, sizeof line, ":leveloffset: %d", offset)
                   : snprintf(line, sizeof line, ":leveloffset!:");
    put_line(x, r, "", 0);
    put_line(x, r, line, (size_t)n);
    put_line(x, r, "", 0);
}

static void put_file(struct expander *x, const struct reading *r, const struct include *in,
                     const char *path, const struct buf *text)
{
    struct reading inner = {intern(path), 0, !is_asciidoc(path)};
    int before = x->offset;
    if (in->shifts)
        put_offset(x, r, in->offset);
    x->depth++;
    expand(x, &inner, (struct span){text->s ? text->s : "", text->n}, in);
    x->depth--;
    if (in->shifts)
        put_offset(x, r, before);
    if (!in->lines && !in->tags && !x->conditions && !x->slashes)
        *map_put(x->includes, input_key(&x->job->arena, path)) = x->job;
}

static void include(struct expander *x, const struct reading *r, const struct include *in)
{
    struct buf text = {0};
    const char *path = NULL, *why = NULL;
    FILE *f = open_named(x, r, in, &path, &why);
    if (f && !file_read_rest(&text, f, path, MAX_TOTAL - x->read))
        why = strerror(EFBIG);
    else if (!f && !why)
        why = strerror(errno);
    if (f)
        fclose(f);
    if (!why) {
        x->read += text.n;
        decode_utf8_as(&text, path, in->encoding);
        put_file(x, r, in, path, &text);
    } else if (!in->optional || strcmp(why, strerror(ENOENT)) != 0) {
        diag(DIAG_collect_included, (struct loc){r->path, r->line, 0}, in->path, why);
    }
    buf_done(&text);
}

/* ---- the text -------------------------------------------------------------------------------- */

static bool is_directive(struct span line)
{
    return begins(line, "include::") || begins(line, "ifdef::") || begins(line, "ifndef::") ||
           begins(line, "ifeval::") || begins(line, "endif::");
}

/* Notes where conditions and comments of several lines, which four slashes or more enclose, begin
 * and end. */
static void note_enclosure(struct expander *x, struct span line)
{
    size_t n = 0;
    while (n < line.n && line.s[n] == '/')
        n++;
    if (n >= 4 && n == line.n && (!x->slashes || x->slashes == n))
        x->slashes = x->slashes ? 0 : n;
    if (begins(line, "endif::"))
        x->conditions -= x->conditions > 0;
    else if (begins(line, "ifeval::") || ((begins(line, "ifdef::") || begins(line, "ifndef::")) &&
                                          memmem(line.s, line.n, "[]", 2)))
        x->conditions++;
}

/* A line of a file that is taken. */
struct taken {
    struct span text;
    int line;
};
struct lines {
    struct taken *v;
    int n, cap;
};

/* The lines of a file that `in` chooses (NULL: all). */
static void take_lines(struct expander *x, const char *path, struct span text,
                       const struct include *in, struct lines *taken)
{
    struct choice choice = {0};
    bool by_line = in && in->lines, by_tag = in && in->tags && !by_line;
    if (by_tag)
        choose(&x->job->arena, &choice, in->tags);
    for (int n = 1; text.n; n++) {
        struct span line = next_line(&text);
        if (by_line ? is_in_lines(in->lines, n)
                    : !by_tag || is_chosen(&x->job->arena, &choice, line))
            *vec_add(taken) = (struct taken){line, n};
    }
    for (int i = 0; i < choice.regions.n; i++)
        if (choice.regions.v[i].taken && !choice.regions.v[i].seen)
            diag(DIAG_collect_no_tag, (struct loc){intern(path), 0, 0}, choice.regions.v[i].tag);
    vec_done(&choice.regions);
    vec_done(&choice.open);
}

/* Replaces the common indent of the lines. */
static void set_indent(struct arena *a, struct lines *taken, int indent)
{
    size_t least = SIZE_MAX;
    for (int i = 0; i < taken->n; i++) {
        size_t n = indent_of(taken->v[i].text);
        if (n < taken->v[i].text.n && n < least)
            least = n;
    }
    for (int i = 0; i < taken->n; i++) {
        struct span *t = &taken->v[i].text;
        if (t->n > least)
            t->s = arena_printf(a, "%*s%.*s", indent, "", (int)(t->n - least), t->s + least);
        t->n = t->n > least ? t->n - least + (size_t)indent : 0;
    }
}

/* Puts the lines of a file, or those that `in` chooses (NULL: all), and what they include. */
static void expand(struct expander *x, const struct reading *from, struct span text,
                   const struct include *in)
{
    struct reading r = *from;
    struct lines taken = {0};
    take_lines(x, r.path, text, in, &taken);
    if (in && in->indent >= 0)
        set_indent(&x->job->arena, &taken, in->indent);
    for (int i = 0; i < taken.n; i++) {
        struct span line = taken.v[i].text;
        struct include inner;
        r.line = taken.v[i].line;
        if (!r.plain && read_directive(x, line, &inner)) {
            include(x, &r, &inner);
            continue;
        }
        if (r.plain && is_directive(line))
            buf_putc(x->out, '\\');
        else if (!r.plain)
            note_attribute(x, line), note_enclosure(x, line);
        put_line(x, &r, line.s, line.n);
    }
    vec_done(&taken);
}

void asciidoc_expand(struct job *job, const char *path, struct buf *source,
                     struct line_places *places, struct map *includes)
{
    struct buf out = {0};
    struct expander x = {.job = job, .out = &out, .places = places, .includes = includes};
    struct reading r = {path, 0, false};
    expand(&x, &r, (struct span){source->s ? source->s : "", source->n}, NULL);
    map_done(&x.attributes);
    buf_done(source);
    *source = out;
}
