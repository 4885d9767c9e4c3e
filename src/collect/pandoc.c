// SPDX-License-Identifier: Apache-2.0
/* Chapters in other formats, by pandoc, and by Asciidoctor in its secure mode, both run as separate
 * programs.
 *
 * pandoc runs without a shell, in its sandbox (no file is read but the one named, no network), with
 * limits of time and output, and writes DocBook through a template that keeps title, authors, date,
 * abstract and language. The document is its standard input, since it would fetch a name like
 * "http:/…" from the network. Our filter (filters/manuscript.lua) keeps data that its writer would
 * drop, and reports problems. Embedded images are unpacked into a temporary folder; unpack.c moves
 * them to their final place. trace.c finds the author's lines.
 *
 * Bibliographies are outside the sandbox: the files named in the text are known after a first run;
 * those in allowed folders are given to pandoc's citeproc in a second one. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "collect/collect-int.h"
#include "office/office.h"

enum { MAX_SECONDS = 120, MAX_BYTES = 256 << 20, SAID = 300 };

static const char template[] =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    "<article xmlns=\"http://docbook.org/ns/docbook\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"5.0\""
    "$if(lang)$ xml:lang=\"$lang$\"$endif$>\n"
    "<info>$if(title)$<title>$title$</title>$endif$$if(subtitle)$<subtitle>$subtitle$</subtitle>$endif$$if(titleabbrev)$<titleabbrev>$titleabbrev$</titleabbrev>$endif$"
    "$koki-people$$if(date)$<date>$date$</date>$endif$$if(abstract)$<abstract>$abstract$</abstract>$endif$$koki-keywords$</info>\n"
    "$body$\n</article>\n";

static const struct format {
    const char *ending, *name;
    bool in_folders;
} formats[] = {
#define F(ending, name, in_folders) {ending, name, in_folders},
#include "formats.def"
#undef F
};

static const struct format *format_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof formats / sizeof *formats; i++)
        if (!strcasecmp(dot, formats[i].ending))
            return &formats[i];
    return NULL;
}

bool pandoc_reads(const char *path) { return format_of(path) != NULL; }

bool pandoc_wanted(const char *path)
{
    const struct format *f = format_of(path);
    const char *slash = strrchr(path, '/');
    return f && f->in_folders && strncasecmp(slash ? slash + 1 : path, "readme.", 7);
}

/* ---- the program ----------------------------------------------------------------------------- */

/* A conversion by pandoc: its inputs and outputs. */
struct conversion {
    struct task task; /* the program's first run, if done in advance by the pool; it uses only
                         `program` and `status` */
    struct program program;
    const char *environment[9];
    int status; /* the program's exit status; -1: it was killed */
    bool ready; /* its files exist */
    struct job *job;
    const struct format *format;
    const char *path; /* of the chapter; interned */
    struct buf source;
    struct map *includes;      /* takes the keys of files that it includes whole */
    struct line_places places; /* of its lines, if it is LaTeX or AsciiDoc */
    const char *look, *media;  /* the template's file, and the folder for images */
    FILE *in, *out, *err;
    struct strings bibliographies, cited; /* files named in the text; keys cited in it */
    const char *csl; /* the citation style's file named in the text; NULL: none */
    bool references; /* the text has them in its metadata */
    bool told;       /* the filter's notes have been reported */
};

/* The place of a line of the text; 0: of the whole. */
static struct loc place_of(const struct conversion *c, int line)
{
    return line > 0 && line <= c->places.n ? c->places.v[line - 1] : (struct loc){c->path, line, 0};
}

static bool write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "wbe");
    bool ok = f && fputs(text, f) >= 0;
    return f && !fclose(f) && ok;
}

/* Whether a format has its images in the file itself. */
static bool is_package(const struct format *f)
{
    return !strcmp(f->name, "epub") || !strcmp(f->name, "odt") || !strcmp(f->name, "ipynb");
}

static bool is_asciidoc(const struct format *f) { return !strcmp(f->name, "asciidoc"); }

static const char *filter_path(struct arena *a, const char *name)
{
    return arena_printf(a, "--lua-filter=%s/%s", data_dir("filters"), name);
}

static bool cites_works(const struct conversion *c) { return c->bibliographies.n || c->references; }

static void asciidoctor_arguments(struct strings *argv)
{
    static const char *const all[] = {"asciidoctor",
                                      "--backend=docbook5",
                                      "--safe-mode=secure",
                                      "--attribute=reproducible",
                                      "--attribute=docname",
                                      "--out-file=-",
                                      "-"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *vec_add(argv) = all[i];
}

static void pandoc_arguments(struct strings *argv, const struct conversion *c)
{
    struct arena *a = &c->job->arena;
    const char *const all[] = {"pandoc",
                               "--sandbox",
                               strcmp(c->format->name, "latex")
                                   ? arena_printf(a, "--from=%s", c->format->name)
                                   : arena_printf(a, "--from=%s/latex.lua", data_dir("filters")),
                               "--to=docbook5",
                               "--wrap=preserve",
                               arena_printf(a, "--template=%s", c->look),
                               arena_printf(a, "--extract-media=%s", c->media),
                               filter_path(a, "manuscript.lua")};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *vec_add(argv) = all[i];
    if (cites_works(c))
        *vec_add(argv) = "--citeproc";
    if (!strcmp(c->format->name, "ipynb")) /* our filter chooses */
        *vec_add(argv) = "--ipynb-output=all";
    if (cites_works(c) || !strcmp(c->format->name, "latex"))
        *vec_add(argv) = filter_path(a, "references.lua");
}

/* Prepares the program, its arguments and environment. False if its template could not be
 * written. */
static bool prepare_program(struct conversion *c)
{
    struct arena *a = &c->job->arena;
    struct buf boxes = {0}, files = {0};
    struct strings argv = {0};
    office_style_boxes(c->job->styles, &boxes);
    for (int i = 0; i < c->bibliographies.n; i++)
        buf_printf(&files, "%s\n", c->bibliographies.v[i]);
    if (is_asciidoc(c->format))
        asciidoctor_arguments(&argv);
    else
        pandoc_arguments(&argv, c);
    *vec_add(&argv) = NULL;
    const char *const environment[] = {"KOKI_BOXES",
                                       arena_dup(a, boxes.s ? boxes.s : "", boxes.n),
                                       "KOKI_IMAGES",
                                       is_package(c->format) ? "1" : "",
                                       "KOKI_BIBLIOGRAPHY",
                                       arena_dup(a, files.s ? files.s : "", files.n),
                                       "KOKI_CSL",
                                       c->csl ? c->csl : "",
                                       NULL};
    _Static_assert(sizeof environment == sizeof c->environment, "as many");
    memcpy(c->environment, environment, sizeof environment);
    const char **words = arena_new(a, sizeof *words * (size_t)argv.n);
    memcpy(words, argv.v, sizeof *words * (size_t)argv.n);
    c->program = (struct program){.argv = words,
                                  .environment = c->environment,
                                  .in = c->in,
                                  .out = c->out,
                                  .err = c->err,
                                  .seconds = MAX_SECONDS,
                                  .bytes = MAX_BYTES};
    c->status = -1;
    rewind(c->in);
    vec_done(&argv);
    buf_done(&boxes), buf_done(&files);
    return write_file(c->look, template);
}

static void run_first(struct task *t, int worker)
{
    struct conversion *c = (struct conversion *)t;
    (void)worker;
    c->status = program_run(&c->program);
}

/* ---- messages ---------------------------------------------------------------------------- */

/* The path of a file named in the text; NULL if it cannot be used (reported). */
static const char *named_file(struct conversion *c, const char *name, struct loc where)
{
    struct arena *a = &c->job->arena;
    int n;
    const char *const *allow = chapter_allowed(c->job, &n);
    const char *path = path_join(a, path_dir(a, c->path), name);
    if (!path_inside(path, allow, n))
        diag(DIAG_collect_bibliography, where, name,
             _("it is outside the allowed folders (--allow)"));
    else if (!file_readable(path))
        diag(DIAG_collect_bibliography, where, name, strerror(errno));
    else
        return file_note(path), path; /* pandoc opens it */
    return NULL;
}

static void use_bibliography(struct conversion *c, const char *name, struct loc where)
{
    const char *path = named_file(c, name, where);
    if (path)
        *vec_add(&c->bibliographies) = path;
}

/* A style that refers to another one would cause a network access. */
static bool is_dependent(const char *path)
{
    enum { MOST = 1 << 20 };
    FILE *f = file_open(path);
    char *text = mem_new(MOST + 1);
    size_t n = f ? fread(text, 1, MOST, f) : 0;
    text[n] = 0;
    bool dependent = n == MOST || strstr(text, "independent-parent") || !strstr(text, "<citation");
    mem_free(text);
    if (f)
        fclose(f);
    return dependent;
}

static void use_style(struct conversion *c, const char *name, struct loc where)
{
    const char *path = named_file(c, name, where);
    if (path && is_dependent(path))
        diag(DIAG_collect_bibliography, where, name,
             _("it is a dependent citation style (CSL); name the style that it depends on"));
    else if (path)
        c->csl = path;
}

/* A metadata key that is not used: a misspelt one of those that a chapter would miss, or of a
 * person's, is no matter of style. */
static void tell_key(const char *key, bool of_person, struct loc where)
{
    static const char *const chapter[] = {"author",       "authors",     "title",
                                          "subtitle",     "abstract",    "keywords",
                                          "bibliography", "affiliation", "language",
                                          "affiliations", NULL},
                             *const person[] = {"name",  "affiliation", "affiliations", "email",
                                                "orcid", "given",       "family",       NULL};
    /* Other languages' words, which are not near enough to be taken for misspelt ones. */
    static const char *const authors[] = {"autoren", "autorin",   "autorinnen",  "auteur",
                                          "auteurs", "verfasser", "verfasserin", "autore",
                                          "autores", "byline",    NULL};
    struct near near = near_word(key);
    for (const char *const *name = of_person ? person : chapter; *name; name++)
        near_try(&near, *name);
    for (const char *const *name = authors; !of_person && *name; name++)
        near.best = strcasecmp(key, *name) ? near.best : "author";
    if (near.best)
        diag(DIAG_collect_key_near, where, key, near.best);
    else
        diag(DIAG_collect_key, where, key);
}

/* The line where a text (interned or of the arena) is next in the source; `seen` has the place
 * where each was last found. 0: nowhere. */
static int next_line(struct conversion *c, const char *what, struct map *seen)
{
    size_t **from = (size_t **)map_put(seen, what), n = strcspn(what, "\n");
    if (!*from)
        *from = arena_make(&c->job->arena, size_t);
    return is_package(c->format)
               ? 0
               : trace_find(&c->source, *from, arena_dup(&c->job->arena, what, n < 24 ? n : 24));
}

/* Handles a note of the filter, "cite:moor2024"; see next_line for `seen`. */
static void take_note(struct conversion *c, char *note, struct map *seen)
{
    struct arena *a = &c->job->arena;
    char *text = strchr(note, ':');
    if (!text)
        return;
    *text++ = 0;
    bool tex = !strcmp(c->format->name, "latex");
    const char *what = !strcmp(note, "cite") ? arena_printf(a, tex ? "%s" : "@%s", text)
                       : !strcmp(note, "html") || !strcmp(note, "tag")
                           ? arena_printf(a, "<%s", text)
                       : !strcmp(note, "note") ? arena_printf(a, "[^%s]", text)
                                               : text;
    int line = next_line(c, what, seen);
    struct loc where = place_of(c, line);
    if (!strcmp(note, "references")) {
        c->references = true;
    } else if (!strcmp(note, "bibliography")) {
        use_bibliography(c, text, where);
    } else if (!strcmp(note, "csl")) {
        use_style(c, text, where);
    } else if (!strcmp(note, "key") || !strcmp(note, "author")) {
        tell_key(text, *note == 'a', where);
    } else if (!strcmp(note, "cite")) {
        *vec_add(&c->cited) = arena_printf(a, "%d:%s", line, text);
    } else {
        static const struct {
            const char *note;
            enum diag_id id;
        } notes[] = {{"break", DIAG_collect_break},   {"html", DIAG_collect_html},
                     {"raw", DIAG_collect_raw},       {"tag", DIAG_collect_tag},
                     {"title", DIAG_collect_tooltip}, {"note", DIAG_office_no_note}};
        for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
            if (!strcmp(note, notes[i].note))
                diag(notes[i].id, where, text);
        bool cell = !strcmp(c->format->name, "ipynb") &&
                    (!strcmp(text, "cell") || !strcmp(text, "markdown")); /* pandoc's own */
        if (!strcmp(note, "class") && !cell)
            diag(DIAG_office_style, where, text, text);
    }
}

/* Reports a key missing from the bibliographies, at each place that cites it; NULL: there is no
 * bibliography. */
static void tell_uncited(struct conversion *c, const char *key)
{
    for (int i = 0; i < c->cited.n; i++) {
        const char *name = strchr(c->cited.v[i], ':') + 1;
        if (!key || !strcmp(key, name))
            diag(DIAG_collect_no_citation, place_of(c, atoi(c->cited.v[i])), name);
    }
}

/* "asciidoctor: WARNING: <stdin>: line 5: section title out of sequence" */
static void tell_asciidoctor(struct conversion *c, const char *s)
{
    static const char said[] = "asciidoctor: ", place[] = "<stdin>: ";
    struct loc where = {c->path, 0, 0};
    s += strncmp(s, said, sizeof said - 1) ? 0 : sizeof said - 1;
    const char *at = strstr(s, place);
    if (at && !strncmp(at + sizeof place - 1, "line ", 5)) {
        where = place_of(c, atoi(at + sizeof place - 1 + 5));
        const char *colon = strchr(at + sizeof place - 1, ':');
        s = colon ? colon + 1 + strspn(colon + 1, " ") : s;
    }
    if (*s)
        diag(DIAG_collect_asciidoctor_said, where, s);
}

/* Asciidoctor splits names into at most three parts; with more it takes the e-mail address for part
 * of the name. */
static void mend_name(xmlNode *name)
{
    struct buf b = {0};
    xml_text(name, &b);
    char *open = b.s ? strchr(b.s, '<') : NULL, *close = open ? strchr(open, '>') : NULL;
    if (close)
        *close = 0;
    if (open)
        *open++ = 0;
    for (size_t n = strlen(b.s ? b.s : ""); n && b.s[n - 1] == ' '; n--)
        b.s[n - 1] = 0;
    while (name->children)
        xml_drop(name->children);
    xml_add_text(name, b.s ? b.s : "");
    if (close && !xml_child(name->parent, "email"))
        xml_add_text(xml_new_child(name->parent, DB_email, xml_loc(name)), open);
    buf_done(&b);
}

/* The value of an attribute of the document's head, ":keywords: a, b"; NULL: none. *line: its
 * line. */
static const char *asciidoc_value(struct conversion *c, const char *name, int *line)
{
    size_t from = 0;
    const char *mark = arena_printf(&c->job->arena, ":%s:", name);
    while ((*line = trace_find(&c->source, &from, mark)))
        if (from == strlen(mark) || c->source.s[from - strlen(mark) - 1] == '\n') {
            const char *s = c->source.s + from, *end = c->source.s + c->source.n,
                       *eol = memchr(s, '\n', (size_t)(end - s));
            return arena_dup(&c->job->arena, s, (size_t)((eol ? eol : end) - s));
        }
    return NULL;
}

/* Asciidoctor's DocBook has neither keywords nor a description. */
static void read_asciidoc_head(struct conversion *c, xmlNode *root)
{
    int line;
    xmlNode *info = xml_info_of(root), *set = NULL;
    const char *keywords = asciidoc_value(c, "keywords", &line);
    struct loc where = {c->path, line, 0};
    for (const char *s = keywords ? keywords : ""; info && *s;) {
        s += strspn(s, " ,;\t\r");
        size_t n = strcspn(s, ",;\r");
        while (n && s[n - 1] == ' ')
            n--;
        set = n && !set ? xml_new_child(info, DB_keywordset, where) : set;
        if (n)
            xml_add_text(xml_new_child(set, DB_keyword, where), arena_dup(&c->job->arena, s, n));
        s += n;
    }
    const char *description = asciidoc_value(c, "description", &line);
    if (description && description[strspn(description, " \t\r")])
        diag(DIAG_collect_key, place_of(c, line), "description");
}

/* Page breaks and rules, which Asciidoctor writes as instructions alone in a paragraph. */
static void drop_breaks(struct conversion *c, xmlNode *root)
{
    static const char *const all[][2] = {{"asciidoc-pagebreak", "\n<<<"}, {"asciidoc-hr", "\n'''"}};
    size_t from[2] = {0};
    for (xmlNode *n = root, *next; n; n = next) {
        next = xml_walk_nodes(root, n);
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            if (!xml_is_pi(n, all[i][0]))
                continue;
            int line = trace_find(&c->source, &from[i], all[i][1]);
            bool alone = xml_elem(n->parent) == DB_simpara && !n->prev && !n->next;
            diag(DIAG_collect_break, place_of(c, line ? line + 1 : 0), all[i][1] + 1);
            xml_drop(alone ? n->parent : n);
            break;
        }
    }
}

/* Removes features of AsciiDoc that manuscripts cannot have here, and a language that was not
 * given. */
/* Whether the file is included that a reference in `from` names without its ending. */
static bool includes_stem(const struct conversion *c, const char *from, const char *stem)
{
    static const char *const endings[] = {".adoc", ".asciidoc", ".asc"};
    struct arena *a = &c->job->arena;
    const char *path = path_join(a, path_dir(a, from), stem);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (map_get(c->includes, input_key(a, arena_printf(a, "%s%s", path, endings[i]))))
            return true;
    return false;
}

/* References to files that the text includes lead to places in it: Asciidoctor, which does not know
 * that, makes them links to files of their own. Without a text they show the file's name. */
static void link_inside(const struct conversion *c, xmlNode *root)
{
    struct xml_ids *ids = c->includes->n ? xml_ids_new(root->doc, false) : NULL;
    for (xmlNode *n = ids ? root : NULL; n; n = xml_walk(root, n)) {
        const char *href = xml_elem(n) == DB_link ? xml_attr(n, "xlink:href") : NULL,
                   *id = href ? strstr(href, ".xml#") : NULL;
        if (!id || !xml_ids_get(ids, id + 5))
            continue;
        const char *stem = arena_dup(&c->job->arena, href, (size_t)(id - href)),
                   *own = xml_loc(n).file;
        if (!includes_stem(c, c->path, stem) && !(own && includes_stem(c, own, stem)))
            continue;
        struct buf text = {0};
        xml_text(n, &text);
        if (!text.n || (text.n == (size_t)(id + 4 - href) && !memcmp(text.s, href, text.n))) {
            while (n->children)
                xml_drop(n->children);
            xml_set_elem(n, DB_xref);
        }
        buf_done(&text);
        xml_set_attr(n, "linkend", id + 5);
        xmlUnsetNsProp(n, xmlSearchNsByHref(root->doc, n, (const xmlChar *)XLINK_NS),
                       (const xmlChar *)"href");
    }
    xml_ids_free(ids);
}

static void check_asciidoc(struct conversion *c, xmlNode *root)
{
    link_inside(c, root);
    read_asciidoc_head(c, root);
    drop_breaks(c, root);
    if (!c->source.n || !trace_find(&c->source, &(size_t){0}, ":lang:"))
        xmlUnsetNsProp(root, xmlSearchNsByHref(root->doc, root, XML_XML_NAMESPACE),
                       (const xmlChar *)"lang");
    for (xmlNode *n = root; n; n = xml_walk(root, n))
        if (xml_elem(n) == DB_personname && xml_first(n))
            mend_name(n);
    for (xmlNode *n = root; n; n = xml_walk(root, n))
        if (xml_elem(n) == DB_mathphrase && !xml_child(n->parent, "alt")) {
            struct buf b = {0};
            xml_text(n, &b);
            diag(DIAG_collect_asciimath, xml_loc(n), b.s ? b.s : "");
            buf_done(&b);
        }
}

/* "[WARNING] Could not load include file other.rst at line 4 column 1": of reStructuredText and
 * Org, in the sandbox. False: it is another message. */
static bool tell_include(struct conversion *c, const char *s, struct map *seen)
{
    static const char said[] = "[WARNING] Could not load include file ";
    const char *name = s + sizeof said - 1;
    if (strncmp(s, said, sizeof said - 1))
        return false;
    const char *end = strstr(name, " at line "), *next;
    while (end && (next = strstr(end + 1, " at line ")))
        end = next;
    name = arena_dup(&c->job->arena, name, end ? (size_t)(end - name) : strlen(name));
    diag(DIAG_collect_include, place_of(c, next_line(c, name, seen)), name);
    return true;
}

/* Reports a message of pandoc's own. Of its error in reading, which holds all of the source, the
 * place is reported. */
static void tell_pandoc(struct conversion *c, const char *s)
{
    static const char fault[] = "PandocParsecError", line[] = "(line ";
    int at = 0;
    size_t n = strlen(s);
    if (!strncmp(s, fault, sizeof fault - 1)) {
        for (const char *p = s; (p = strstr(p, line)); p += sizeof line - 1)
            at = atoi(p + sizeof line - 1);
        n = sizeof fault - 1;
    }
    diag(DIAG_collect_pandoc_said, place_of(c, at), text_excerpt(&c->job->arena, s, n, SAID));
}

static void pandoc_tell(struct conversion *c)
{
    static const char missing[] = "Citeproc: citation ";
    struct buf b = {0};
    struct map seen = {0};
    rewind(c->err);
    buf_read(&b, c->err, 1 << 20);
    for (char *s = b.s, *end; s && *s; s = end) {
        end = s + strcspn(s, "\n");
        if (*end)
            *end++ = 0;
        char *uncited = strstr(s, missing),
             *not_found = uncited ? strstr(uncited, " not found") : NULL;
        if (not_found) {
            *not_found = 0;
            tell_uncited(c, uncited + sizeof missing - 1);
        } else if (!strncmp(s, "koki:", 5)) {
            if (!c->told)
                take_note(c, s + 5, &seen);
        } else if (is_asciidoc(c->format)) {
            tell_asciidoctor(c, s);
        } else if (tell_include(c, s, &seen)) {
            /* an error of ours */
        } else if (*s && (!c->told || !strncmp(s, "[WARNING] Citeproc", 18) ||
                          strncmp(s, "[WARNING]", 9))) {
            tell_pandoc(c, s);
        }
    }
    c->told = true;
    map_done(&seen);
    buf_done(&b);
}

/* ---- the result -------------------------------------------------------------------------- */

static void forget_lines(xmlNode *root)
{
    for (xmlNode *n = root; n; n = xml_walk(root, n))
        xml_set_place(n, (struct loc){xml_loc(n).file, 0, 0});
}

static bool same_words(const xmlNode *one, const xmlNode *other)
{
    struct buf a = {0}, b = {0};
    static const char space[] = " \t\r\n";
    xml_text(one, &a);
    xml_text(other, &b);
    const char *p = a.s ? a.s : "", *q = b.s ? b.s : "";
    for (p += strspn(p, space), q += strspn(q, space); *p && *q;) {
        size_t n = strcspn(p, space), k = strcspn(q, space);
        if (n != k || memcmp(p, q, n))
            break;
        p += n, q += k;
        p += strspn(p, space), q += strspn(q, space);
    }
    bool same = !*p && !*q;
    buf_done(&a), buf_done(&b);
    return same;
}

/* What a chapter has after its text: citeproc appends the references cited in it. */
static bool is_back_matter(const xmlNode *n)
{
    enum db_elem e = xml_elem(n);
    return e == DB_bibliography || e == DB_glossary || e == DB_index;
}

void manuscript_title(xmlNode *root)
{
    xmlNode *info = xml_info_of(root), *section = info ? xml_next(info) : xml_first(root),
            *own = xml_title(root);
    if (!section || xml_elem(section) != DB_section)
        return;
    for (xmlNode *n = xml_next(section); n; n = xml_next(n))
        if (!is_back_matter(n))
            return;
    xmlNode *title = xml_child(section, "title");
    if (own && !(title && same_words(own, title)))
        return;
    if (own) /* a page has its title in its head, and again above its text */
        xml_drop(title);
    else if (title && info)
        xml_add_first(info, title);
    xml_unfold_inside(section);
    while (section->children) {
        xmlNode *n = section->children;
        xml_add_before(section, n);
    }
    const char *id = xml_id(section);
    if (id && !xml_id(root))
        xml_set_attr(root, "xml:id", id);
    xml_drop(section);
}

static bool empty_file(FILE **f)
{
    if (*f)
        fclose(*f);
    return (*f = tmpfile()) != NULL;
}

/* The result of pandoc; NULL on failure (reported). */
static xmlDoc *read_converted(struct conversion *c)
{
    struct loc where = {c->path, 0, 0};
    struct buf b = {0};
    xmlDoc *doc = NULL;
    thread_pool_wait(c->job->pool, &c->task);
    int status = c->status;
    if (status == PROGRAM_ABSENT)
        is_asciidoc(c->format) ? diag(DIAG_collect_no_asciidoctor, where)
                               : diag(DIAG_collect_no_pandoc, where, c->format->name);
    else
        pandoc_tell(c);
    if (status == 0 && !cites_works(c))
        tell_uncited(c, NULL);
    if (status == 0 && cites_works(c) && empty_file(&c->out) && empty_file(&c->err)) {
        if (prepare_program(c))
            run_first(&c->task, 0);
        status = c->status;
        pandoc_tell(c);
    }
    rewind(c->out);
    if (status == 0 && file_read_rest(&b, c->out, c->path, MAX_BYTES))
        doc = xml_load_memory(b.s, b.n, c->path, NULL);
    else if (status != PROGRAM_ABSENT)
        diag(DIAG_collect_pandoc_failed, where);
    buf_done(&b);
    return doc;
}

/* The encoding that HTML (charset=) or LaTeX (\usepackage[…]{inputenc}) declares near its
 * beginning; NULL: none. */
static const char *declared_encoding(const struct conversion *c)
{
    enum { HEAD = 4096 };
    bool html = !strcmp(c->format->name, "html"), tex = !strcmp(c->format->name, "latex");
    const char *s = c->source.s, *at = NULL;
    size_t n = c->source.n < HEAD ? c->source.n : HEAD;
    if (!s || !(html || tex))
        return NULL;
    if (html) {
        for (size_t i = 0; !at && i + 8 < n; i++)
            at = strncasecmp(s + i, "charset=", 8) ? NULL : s + i + 8;
        if (at && (*at == '"' || *at == '\''))
            at++;
    } else if ((at = memmem(s, n, "]{inputenc}", 11))) {
        while (at > s && at[-1] != '[' && at[-1] != ',')
            at--;
    }
    return at ? arena_dup(&c->job->arena, at, strcspn(at, "\"'<>]; /\r\n")) : NULL;
}

static char *find_word(char *from, char *to, const char *word)
{
    return from && from < to ? memmem(from, (size_t)(to - from), word, strlen(word)) : NULL;
}

/* Blanks a text up to the end of a command that ends it; lines stay as they are. */
static void blank_to(char *from, char *command)
{
    for (char *p = from; p < command || isalpha((unsigned char)*p) || p == command; p++)
        *p = *p == '\n' ? '\n' : ' ';
}

/* The head and the foot that longtable repeats on further pages (longtable, 4) are of pages that a
 * book does not have; pandoc would take them for rows. */
static void drop_repeated_heads(struct buf *b)
{
    char *end = b->s + b->n;
    for (char *p = find_word(b->s, end, "\\begin{longtable}"), *stop; p;
         p = find_word(stop, end, "\\begin{longtable}")) {
        stop = find_word(p, end, "\\end{longtable}");
        stop = stop ? stop : end;
        char *first = find_word(p, stop, "\\endfirsthead"), *head = find_word(p, stop, "\\endhead"),
             *foot = find_word(p, stop, "\\endfoot");
        if (head && foot && foot > head)
            blank_to(head + strlen("\\endhead"), foot);
        if (first && head && head > first)
            blank_to(first + strlen("\\endfirsthead"), head);
    }
}

/* Reads the source, which may come from a pipe; text is converted to UTF-8. */
static bool read_source(struct conversion *c)
{
    FILE *f = file_open_given(c->path);
    bool ok = f && file_read_rest(&c->source, f, c->path, MAX_BYTES);
    if (!ok)
        diag(DIAG_cannot_read, LOC_NONE, c->path, strerror(f && !errno ? EFBIG : errno));
    if (f)
        fclose(f);
    const char *encoding = ok ? declared_encoding(c) : NULL;
    if (ok && !is_package(c->format))
        decode_utf8_as(&c->source, c->path, encoding);
    if (ok && !strcmp(c->format->name, "latex") && c->source.n) {
        latex_expand(c->job, c->path, encoding, &c->source, &c->places, c->includes);
        latex_balance(&c->job->arena, &c->source, &c->places);
        drop_repeated_heads(&c->source);
    }
    if (ok && is_asciidoc(c->format))
        asciidoc_expand(c->job, c->path, &c->source, &c->places, c->includes);
    if (ok && !strcmp(c->format->name, "html"))
        html_prepare(&c->job->arena, &c->source, c->path);
    if (ok && !strcmp(c->format->name, "epub"))
        ok = html_prepare_epub(&c->job->arena, &c->source, c->path);
    if (ok && !strcmp(c->format->name, "mediawiki"))
        wiki_prepare(&c->source, c->path);
    return ok;
}

/* HTML for pandoc 2, which has no place for the alternative text of an image with a caption: a copy
 * of it goes into data-alt, which it keeps. Lines stay as they are. */
static void keep_alternatives(const struct buf *from, struct buf *to)
{
    const char *p = from->s ? from->s : "", *stop = p + from->n;
    while (p < stop) {
        const char *tag = memchr(p, '<', (size_t)(stop - p));
        bool image = tag && stop - tag > 5 && !strncasecmp(tag, "<img", 4) &&
                     strchr(" \t\r\n/", tag[4]);
        const char *at = !tag ? stop : image ? tag + 5 : tag + 1;
        buf_add(to, p, (size_t)(at - p));
        for (p = at; image && p < stop && *p != '>';) {
            const char *value, *end, *next = html_attribute(p, stop, &value, &end);
            bool alt = value && end - value > 2 && next - p > 4 && !strncasecmp(p, "alt", 3) &&
                       strchr(" \t\r\n=", p[3]);
            next += next == p;
            buf_add(to, p, (size_t)(next - p));
            if (alt) {
                buf_puts(to, " data-alt=");
                buf_add(to, value, (size_t)(end - value));
            }
            p = next;
        }
    }
}

/* Whether deeper lines after this one of reStructuredText are verbatim. */
static bool begins_literal(const char *line, size_t n)
{
    static const char *const directives[] = {"code",           "sourcecode", "literalinclude",
                                             "parsed-literal", "raw",        "math"};
    if (n > 3 && !strncmp(line, ".. ", 3)) {
        for (size_t i = 0; i < sizeof directives / sizeof *directives; i++)
            if (!strncmp(line + 3, directives[i], strlen(directives[i])))
                return true;
        return false;
    }
    return n > 1 && !memcmp(line + n - 2, "::", 2);
}

/* The same for figures of reStructuredText: an alternative text becomes a class, in hexadecimal
 * digits, which our filter turns back. Its further lines become fields that nobody knows, since
 * pandoc 2 would take all that follows, the caption included, for a part of it. */
static void keep_figures(const struct buf *from, struct buf *to)
{
    const char *p = from->s ? from->s : "", *stop = p + from->n;
    size_t figure = 0, literal = 0; /* the indents of their first lines, from 1; 0: outside */
    for (const char *end; p < stop; p = end) {
        const char *line = memchr(p, '\n', (size_t)(stop - p));
        end = line ? line + 1 : stop;
        size_t indent = strspn(p, " "), n = (size_t)((line ? line : stop) - p);
        if (indent < n && indent < literal)
            literal = 0;
        if (!literal && begins_literal(p + indent, n - indent))
            literal = indent + 1;
        figure = literal                                   ? 0
                 : !strncmp(p + indent, ".. figure::", 11) ? indent + 1
                 : indent == n || indent < figure          ? 0
                                                           : figure;
        if (!figure || strncmp(p + indent, ":alt:", 5)) {
            buf_add(to, p, (size_t)(end - p));
            continue;
        }
        buf_printf(to, "%*s:figclass: koki-alt-", (int)indent, "");
        int more = 0;
        for (const char *s = p + indent + 5; s < stop; s++) {
            size_t deeper = *s == '\n' ? strspn(s + 1, " ") : 0;
            if (*s == '\n' &&
                (deeper <= indent || s + 1 + deeper >= stop || s[1 + deeper] == '\n')) {
                end = s + 1;
                break;
            }
            more += *s == '\n';
            end = s + 1;
            buf_printf(to, "%02x", (unsigned char)*s);
        }
        for (; more > 0; more--)
            buf_printf(to, "\n%*s:koki:", (int)indent, "");
        buf_putc(to, '\n');
    }
}

/* The end of an image of a gallery (wiki.c) is that of its paragraph. */
static void part_gallery(const struct buf *from, struct buf *to)
{
    const char *p = from->s ? from->s : "", *stop = p + from->n;
    for (const char *mark; p < stop; p = mark) {
        mark = memmem(p, (size_t)(stop - p), WIKI_END, strlen(WIKI_END));
        buf_add(to, p, (size_t)((mark ? mark : stop) - p));
        if (mark)
            buf_putc(to, '\n');
        mark = mark ? mark + strlen(WIKI_END) : stop;
    }
}

static bool write_source(struct conversion *c)
{
    struct buf b = {0};
    const struct buf *from = &c->source;
    if (!strcmp(c->format->name, "html")) {
        keep_alternatives(from, &b);
        from = &b;
    } else if (!strcmp(c->format->name, "rst")) {
        keep_figures(from, &b);
        from = &b;
    } else if (!strcmp(c->format->name, "mediawiki")) {
        part_gallery(from, &b);
        from = &b;
    } else if (!strcmp(c->format->name, "markdown")) {
        markdown_prepare(from, &b);
        from = &b;
    } else if (!strcmp(c->format->name, "org")) {
        org_prepare(from, &b);
        from = &b;
    }
    bool ok = fwrite(from->s ? from->s : "", 1, from->n, c->in) == from->n && !fflush(c->in);
    buf_done(&b);
    return ok;
}

static bool make_files(struct conversion *c)
{
    struct temp *own = temp_folder();
    if (own) {
        *vec_add(&c->job->temps) = own;
        c->look = arena_printf(&c->job->arena, "%s/look.xml", own->path);
        c->media = arena_printf(&c->job->arena, "%s/media", own->path);
    }
    bool ok = own && empty_file(&c->in) && empty_file(&c->out) && empty_file(&c->err) &&
              write_source(c);
    if (!ok)
        diag(DIAG_cannot_write, LOC_NONE, own ? own->path : _("the folder for temporary files"),
             strerror(errno));
    return ok;
}

static void trace_notebook(struct conversion *c, xmlNode *root)
{
    struct buf text = {0};
    notebook_text(&c->source, &text);
    trace_lines(&c->job->arena, &text, "markdown", NULL, root);
    for (xmlNode *n = root; n;
         n = xml_walk(root,
                      n)) { /* pandoc's own names for the parts of a notebook, not the author's */
        const char *role = xml_attr(n, "role");
        if (role && (!strncmp(role, "cell ", 5) || !strncmp(role, "output ", 7)))
            xmlUnsetProp(n, (const xmlChar *)"role");
    }
    buf_done(&text);
}

void pandoc_begin(struct job *job, struct chapter *chapter)
{
    struct conversion *c = chapter->conversion = arena_make(&job->arena, struct conversion);
    c->job = job;
    c->format = format_of(chapter->path);
    c->path = chapter->path;
    c->includes = &chapter->includes;
    c->task.run = run_first;
    c->ready = read_source(c) && make_files(c);
    if (c->ready && prepare_program(c))
        thread_pool_give(job->pool, &c->task);
}

xmlDoc *pandoc_load(struct job *job, struct chapter *chapter)
{
    if (!chapter->conversion)
        pandoc_begin(job, chapter);
    struct conversion *c = chapter->conversion;
    xmlDoc *doc = c->ready ? read_converted(c) : NULL;
    if (doc) {
        xmlNode *root = xmlDocGetRootElement(doc);
        forget_lines(root);
        if (!strcmp(c->format->name, "epub"))
            lost_epub(c->path, c->in, doc);
        if (!strcmp(c->format->name, "ipynb"))
            trace_notebook(c, root);
        else if (!is_package(c->format))
            trace_lines(&job->arena, &c->source, c->format->name, c->places.n ? &c->places : NULL,
                        root);
        if (is_asciidoc(c->format))
            check_asciidoc(c, root);
        converted_finish(job, root);
        unpack_take(job, chapter, doc, c->media);
    }
    FILE *const files[] = {c->in, c->out, c->err};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i])
            fclose(files[i]);
    buf_done(&c->source), vec_done(&c->places);
    vec_done(&c->bibliographies), vec_done(&c->cited);
    return doc;
}
