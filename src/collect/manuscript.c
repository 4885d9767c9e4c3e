// SPDX-License-Identifier: Apache-2.0
/* Chapters as authors write them: recognises the format of a file by its first bytes, regardless of
 * its name, and has it read.
 *
 * DocBook is loaded, Word and OpenDocument are read by office, the rest goes through pandoc. A file
 * in another format is reported with the format to save it as. */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "collect/collect-int.h"
#include "office/office.h"

static const struct foreign {
    const char *ending, *what, *instead;
} foreigns[] = {
#define F(ending, what, instead) {ending, what, instead},
#include "foreign.def"
#undef F
};

static const char *ending_of(const char *path)
{
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    return dot && (!slash || dot > slash) ? dot : "";
}

static bool ends_in(const char *path, const char *const *endings)
{
    const char *ending = ending_of(path);
    for (; *endings; endings++)
        if (!strcasecmp(ending, *endings))
            return true;
    return false;
}

bool manuscript_is_office(const char *path)
{
    static const char *const endings[] = {".docx", ".docm", ".dotx", ".dotm", ".odt",
                                          ".ott",  ".fodt", ".rtf",  NULL};
    return ends_in(path, endings);
}

bool manuscript_is_lock(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    return !strncmp(name, "~$", 2) || !strncmp(name, ".~lock.", 7);
}

static const struct foreign *foreign_of(const char *path)
{
    const char *ending = ending_of(path);
    for (size_t i = 0; i < sizeof foreigns / sizeof *foreigns; i++)
        if (!strcasecmp(ending, foreigns[i].ending))
            return &foreigns[i];
    return NULL;
}

void manuscript_pass_over(const char *path)
{
    const struct foreign *f = foreign_of(path);
    if (f)
        diag(DIAG_collect_passed_over, (struct loc){intern(path), 0, 0}, _(f->what), _(f->instead));
}

/* ---- the format of a file -------------------------------------------------------------------------- */

enum kind { XML, OFFICE, PANDOC, FOREIGN };

static size_t first_bytes(const char *path, char bytes[8])
{
    /* Opening a pipe to look would end its writer. */
    FILE *f = strcmp(path, "-") && file_readable(path) ? file_open(path) : NULL;
    size_t n = f ? fread(bytes, 1, 8, f) : 0;
    if (f)
        fclose(f);
    return n;
}

static enum kind kind_of(const char *path)
{
    char b[8] = {0};
    size_t n = first_bytes(path, b);
    bool package = package_is(b, n);
    if (package && !pandoc_reads(path))
        return OFFICE;
    if (manuscript_is_office(path))
        return OFFICE;
    if (n >= 5 && !memcmp(b, "%PDF-", 5))
        return FOREIGN;
    if (pandoc_reads(path))
        return package && strcasecmp(ending_of(path), ".epub") ? OFFICE : PANDOC;
    return n && b[0] != '<' && foreign_of(path) ? FOREIGN : XML;
}

/* ---- office ---------------------------------------------------------------------------------- */

/* Images go into a temporary folder, from which unpack.c takes those used in the book. */
struct unpacking {
    struct job *job;
    const char *folder;
};

static const char *take_picture(void *ctx, const char *name, const struct buf *bytes)
{
    const struct unpacking *u = ctx;
    const char *path = path_join(&u->job->arena, u->folder, name);
    FILE *f = fopen(path, "wbe");
    bool ok = f && fwrite(bytes->s ? bytes->s : "", 1, bytes->n, f) == bytes->n;
    ok = f && !fclose(f) && ok;
    if (!ok)
        diag(DIAG_cannot_write, LOC_NONE, path, strerror(errno));
    return ok ? path : NULL;
}

static xmlDoc *load_office(struct job *job, struct chapter *c)
{
    struct temp *own = temp_folder();
    if (!own) {
        diag(DIAG_cannot_write, LOC_NONE, _("the folder for temporary files"), strerror(errno));
        return NULL;
    }
    *vec_add(&job->temps) = own;
    struct unpacking u = {job, own->path};
    struct office_text how = {.review = job->how->review,
                              .styles = job->styles,
                              .picture = take_picture,
                              .ctx = &u};
    xmlDoc *doc = office_read(&how, c->path);
    if (doc) {
        manuscript_title(xmlDocGetRootElement(doc));
        unpack_take(job, c, doc, own->path);
    }
    return doc;
}

void manuscript_begin(struct job *job, struct chapter *c)
{
    if (kind_of(c->path) == PANDOC)
        pandoc_begin(job, c);
}

xmlDoc *manuscript_load(struct job *job, struct chapter *c, const struct xml_load *how)
{
    switch (kind_of(c->path)) {
    case OFFICE: return load_office(job, c);
    case PANDOC: return pandoc_load(job, c);
    case FOREIGN: {
        const struct foreign *f = foreign_of(c->path);
        diag(DIAG_collect_foreign, (struct loc){c->path, 0, 0}, f ? _(f->what) : "PDF",
             f ? _(f->instead) : "DOCX");
        return NULL;
    }
    default: return xml_load(c->path, how);
    }
}
