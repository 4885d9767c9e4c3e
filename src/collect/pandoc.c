/* Chapters in other formats, by pandoc: a program of its own, since it is written in another language and reads what nobody here could.
 *
 * It runs without a shell, in its sandbox (no file is read but the one named, no network), with limits of time and output, and writes
 * DocBook through a template that keeps title, authors, date, abstract and language. The document is its standard input, since it would take
 * a name like "http:/…" for an address. Images inside of documents are unpacked into a folder of this run alone; unpack.c brings them to where the
 * book looks for them. Lines of what pandoc wrote mean nothing to an author, so that messages name the file alone. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collect/collect-int.h"

enum { MAX_SECONDS = 120, MAX_WAIT = 300, MAX_BYTES = 256 << 20, NO_PANDOC = 127 };
static const rlim_t MAX_DATA = (rlim_t)2 << 30;

static const char template[] =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    "<article xmlns=\"http://docbook.org/ns/docbook\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"5.0\""
    "$if(lang)$ xml:lang=\"$lang$\"$endif$>\n"
    "<info>$if(title)$<title>$title$</title>$endif$$if(subtitle)$<subtitle>$subtitle$</subtitle>$endif$"
    "$if(author)$<authorgroup>$for(author)$<author>$author$</author>$endfor$</authorgroup>$endif$"
    "$if(date)$<date>$date$</date>$endif$$if(abstract)$<abstract>$abstract$</abstract>$endif$</info>\n"
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

/* ---- the program -------------------------------------------------------------------------------------------------- */

/* What pandoc reads and writes. */
struct conversion {
    const struct format *format;
    const char *look, *media;    /* the template's file, and the folder for images */
    FILE *in, *out, *err;
};

static bool write_template(const char *path)
{
    FILE *f = fopen(path, "wbe");
    bool ok = f && fputs(template, f) >= 0;
    return f && !fclose(f) && ok;
}

static void run_pandoc(const struct conversion *c)
{
    struct arena a = {0};
    const char *const argv[] = {"pandoc", "--sandbox", arena_printf(&a, "--from=%s", c->format->name), "--to=docbook5",
                                arena_printf(&a, "--template=%s", c->look), arena_printf(&a, "--extract-media=%s", c->media),
                                "--wrap=preserve", NULL};
    setrlimit(RLIMIT_CPU, &(struct rlimit){MAX_SECONDS, MAX_SECONDS});
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){MAX_BYTES, MAX_BYTES});
    setrlimit(RLIMIT_DATA, &(struct rlimit){MAX_DATA, MAX_DATA});    /* not RLIMIT_AS: its heap reserves a terabyte of addresses */
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    alarm(MAX_WAIT);
    if (dup2(fileno(c->in), STDIN_FILENO) >= 0 && dup2(fileno(c->out), STDOUT_FILENO) >= 0 && dup2(fileno(c->err), STDERR_FILENO) >= 0)
        execvp(argv[0], (char *const *)argv);
    _exit(NO_PANDOC);
}

static void tell(FILE *err, struct loc where)
{
    struct buf b = {0};
    rewind(err);
    buf_read(&b, err, 1 << 20);
    for (char *s = b.s, *end; s && *s; s = end) {
        end = s + strcspn(s, "\n");
        if (*end)
            *end++ = 0;
        if (*s)
            diag(DIAG_collect_pandoc_said, where, s);
    }
    buf_done(&b);
}

/* The exit status of pandoc; -1: it could not be started or was killed. */
static int convert(const struct conversion *c)
{
    pid_t child = write_template(c->look) ? child_fork(SIGKILL) : -1;
    if (child == 0)
        run_pandoc(c);
    int status = child > 0 ? child_wait(child) : -1;
    return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- what comes out ----------------------------------------------------------------------------------------------- */

static void forget_lines(xmlNode *root)
{
    for (xmlNode *n = root; n; n = xml_walk(root, n))
        xml_set_place(n, (struct loc){xml_loc(n).file, 0, 0});
}

/* An abstract that is one paragraph comes without it. */
static void wrap_abstract(xmlNode *root)
{
    xmlNode *info = xml_info_of(root), *abstract = info ? xml_child(info, "abstract") : NULL;
    if (!abstract || xml_child(abstract, "para"))
        return;
    xmlNode *para = xml_new_elem(root->doc, DB_para, xml_loc(abstract));
    xml_move_inside(abstract, para);
    xml_add_last(abstract, para);
}

void manuscript_title(xmlNode *root)
{
    xmlNode *info = xml_info_of(root), *section = info ? xml_next(info) : xml_first(root);
    if (xml_title(root) || !section || xml_elem(section) != DB_section || xml_next(section))
        return;
    xmlNode *title = xml_child(section, "title");
    if (title && info) {
        xml_add_first(info, title);
    }
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

/* What pandoc makes of an open document; NULL: reported. */
static xmlDoc *read_converted(const struct conversion *c, const char *path)
{
    struct loc where = {path, 0, 0};
    struct buf b = {0};
    xmlDoc *doc = NULL;
    int status = convert(c);
    rewind(c->out);
    if (status == NO_PANDOC)
        diag(DIAG_collect_no_pandoc, where, c->format->name);
    else
        tell(c->err, where);
    if (status == 0 && buf_read(&b, c->out, MAX_BYTES))
        doc = xml_load_memory(b.s, b.n, path, NULL);
    else if (status != NO_PANDOC)
        diag(DIAG_collect_pandoc_failed, where);
    buf_done(&b);
    return doc;
}

xmlDoc *pandoc_load(struct job *job, struct chapter *chapter)
{
    struct temp *own = temp_folder();
    struct conversion c = {.format = format_of(chapter->path)};
    xmlDoc *doc = NULL;
    if (!own || !(c.out = tmpfile()) || !(c.err = tmpfile()))
        diag(DIAG_cannot_write, LOC_NONE, own ? own->path : _("the folder for temporary files"), strerror(errno));
    else if (!(c.in = file_open_given(chapter->path)))
        diag(DIAG_cannot_read, LOC_NONE, chapter->path, strerror(errno));
    if (own) {
        *vec_add(&job->temps) = own;
        c.look = arena_printf(&job->arena, "%s/look.xml", own->path);
        c.media = arena_printf(&job->arena, "%s/media", own->path);
    }
    if (c.in)
        doc = read_converted(&c, chapter->path);
    if (doc)
        lost_check(chapter->path, c.format->name, c.in, doc);
    FILE *const files[] = {c.in, c.out, c.err};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i])
            fclose(files[i]);
    if (doc) {
        xmlNode *root = xmlDocGetRootElement(doc);
        forget_lines(root);
        wrap_abstract(root);
        manuscript_title(root);
        unpack_take(job, chapter, doc, c.media);
    }
    return doc;
}
