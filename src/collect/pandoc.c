/* Chapters in other formats, by pandoc: a program of its own, since it is written in another language and reads what nobody here could.
 *
 * It runs without a shell, in its sandbox (no file is read but the one named, no network), with limits of time and output, and writes
 * DocBook through a template that keeps title, authors, date, abstract and language. Pictures inside of documents are unpacked beside the
 * output. Lines of what pandoc wrote mean nothing to an author, so that messages name the file alone. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collect/collect-int.h"

enum { MAX_SECONDS = 120, MAX_BYTES = 256 << 20, NO_PANDOC = 127 };

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

/* The template as a file, which pandoc wants to have an extension; false: none could be written. */
static bool write_template(char *path, size_t size)
{
    const char *dir = getenv("TMPDIR");
    snprintf(path, size, "%s/koki-XXXXXX.xml", dir && *dir ? dir : "/tmp");
    int fd = mkstemps(path, 4);
    bool ok = fd >= 0 && write(fd, template, sizeof template - 1) == (ssize_t)sizeof template - 1;
    if (fd >= 0)
        close(fd);
    return ok;
}

static void run_pandoc(const struct format *format, const char *path, const char *media, const char *look, int out, int err)
{
    struct buf from = {0}, like = {0}, unpack = {0};
    buf_printf(&from, "--from=%s", format->name);
    buf_printf(&like, "--template=%s", look);
    buf_printf(&unpack, "--extract-media=%s", media);
    const char *const argv[] = {"pandoc", "--sandbox", from.s, "--to=docbook5", like.s, unpack.s, "--wrap=preserve", "--", path, NULL};
    setrlimit(RLIMIT_CPU, &(struct rlimit){MAX_SECONDS, MAX_SECONDS});
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){MAX_BYTES, MAX_BYTES});
    FILE *nothing = freopen("/dev/null", "rb", stdin);
    if (nothing && dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0)
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
static int convert(const struct format *format, const char *path, const char *media, FILE *out, FILE *err)
{
    char look[256];
    int status = -1;
    pid_t child = write_template(look, sizeof look) ? fork() : -1;
    if (child == 0)
        run_pandoc(format, path, media, look, fileno(out), fileno(err));
    if (child > 0)
        waitpid(child, &status, 0);
    unlink(look);
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

/* A document whose first heading is its title: one section and nothing beside it. */
static void title_from_section(xmlNode *root)
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

/* Pictures that were unpacked count from where we are; a document's count from its folder. */
static void place_media(struct job *job, xmlDoc *doc, const char *media)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *n = root; n; n = xml_walk(root, n)) {
        const char *file = n->properties ? xml_attr(n, "fileref") : NULL;
        if (!file || strncmp(file, media, strlen(media)) || file[strlen(media)] != '/')
            continue;
        xml_set_attr(n, "fileref", path_relative(&job->arena, xml_base_dir(doc), file));
    }
}

/* The folder that a chapter's pictures are unpacked into: beside the output and no other chapter's, or one of its own that goes when the
 * bundle has them. */
static const char *media_folder(struct job *job, const char *path)
{
    struct arena *a = &job->arena;
    const char *slash = strrchr(path, '/'), *stem = input_stem(a, slash ? slash + 1 : path);
    if (job->how->bundle) {
        char *own = arena_printf(a, "%s/.koki-XXXXXX", job->how->bundle);
        if (!bundle_make_folder(job->how->bundle) || !mkdtemp(own))
            return NULL;
        return *vec_add(&job->unpacked) = own;
    }
    const char *name = arena_printf(a, "%s-media", stem);
    for (int i = 2; map_get(&job->media_folders, name); i++)
        name = arena_printf(a, "%s-%d-media", stem, i);
    *map_put(&job->media_folders, name) = job;
    return path_join(a, job->how->out_dir ? job->how->out_dir : ".", name);
}

xmlDoc *pandoc_load(struct job *job, const char *path)
{
    const struct format *format = format_of(path);
    struct loc where = {path, 0, 0};
    const char *media = media_folder(job, path);
    FILE *out = tmpfile(), *err = tmpfile();
    xmlDoc *doc = NULL;
    struct buf b = {0};
    file_note(path);
    if (!media)
        diag(DIAG_cannot_write, LOC_NONE, job->how->bundle, strerror(errno));
    else if (access(path, R_OK) || !out || !err) {
        diag(DIAG_cannot_read, LOC_NONE, path, strerror(errno));
    } else {
        int status = convert(format, path, media, out, err);
        rewind(out);
        if (status == NO_PANDOC)
            diag(DIAG_collect_no_pandoc, where, format->name);
        else
            tell(err, where);
        if (status == 0 && buf_read(&b, out, MAX_BYTES))
            doc = xml_load_memory(b.s, b.n, path, NULL);
        else if (status != NO_PANDOC)
            diag(DIAG_collect_pandoc_failed, where);
    }
    if (out)
        fclose(out);
    if (err)
        fclose(err);
    buf_done(&b);
    if (doc) {
        xmlNode *root = xmlDocGetRootElement(doc);
        forget_lines(root);
        wrap_abstract(root);
        title_from_section(root);
        place_media(job, doc, media);
    }
    return doc;
}
