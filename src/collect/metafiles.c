// SPDX-License-Identifier: Apache-2.0
/* Windows metafiles among the images embedded in a chapter: they become PDF once, here, so that
 * every later run has them. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect/collect-int.h"

static const char *kind_of(const char *file)
{
    char head[128];
    FILE *f = fopen(file, "rbe");
    size_t n = f ? fread(head, 1, sizeof head, f) : 0;
    if (f)
        fclose(f);
    return metafile_kind(head, n);
}

/* The format of an image below a folder if it is a metafile, else NULL. */
static const char *metafile_of(const xmlNode *n, const char *below)
{
    const char *file = n->properties ? xml_attr(n, "fileref") : NULL;
    size_t length = strlen(below);
    return file && !strncmp(file, below, length) && file[length] == '/' ? kind_of(file) : NULL;
}

void metafiles_take(struct job *job, xmlDoc *doc, const char *below)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    struct arena *a = &job->arena;
    struct map folders = {0}; /* → struct strings: LibreOffice is started once for each */
    struct map seen = {0};
    int status = 0;
    for (xmlNode *n = root; n; n = xml_walk(root, n)) {
        const char *file = metafile_of(n, below) ? xml_attr(n, "fileref") : NULL;
        void **known = file ? map_put(&seen, file) : NULL;
        if (!file || *known)
            continue;
        struct strings **names = (struct strings **)map_put(&folders, path_dir(a, file));
        *names = *names ? *names : arena_make(a, struct strings);
        *vec_add(*names) = *known = arena_dup(a, strrchr(file, '/') + 1,
                                              strlen(strrchr(file, '/') + 1));
    }
    for (int i = 0; i < folders.n && status != PROGRAM_ABSENT; i++)
        status = metafiles_convert(folders.entry[i].key, folders.entry[i].value);
    for (xmlNode *n = folders.n ? root : NULL; n; n = xml_walk(root, n)) {
        const char *kind = metafile_of(n, below), *file = kind ? xml_attr(n, "fileref") : NULL;
        char *made = kind ? arena_printf(a, "%s.pdf", file) : NULL;
        if (made && !access(made, R_OK))
            xml_set_attr(n, "fileref", made);
        else if (made)
            diag(
                DIAG_collect_metafile, xml_loc(n), strrchr(file, '/') + 1, kind,
                status == PROGRAM_ABSENT
                    ? _("install LibreOffice Writer (Debian package libreoffice-writer-nogui) to have it converted")
                    : _("LibreOffice could not convert it; save it as SVG, PDF or PNG"));
    }
    for (int i = 0; i < folders.n; i++) {
        struct strings *names = folders.entry[i].value;
        vec_done(names);
    }
    map_done(&folders), map_done(&seen);
}
