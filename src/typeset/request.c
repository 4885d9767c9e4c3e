// SPDX-License-Identifier: Apache-2.0
/* Checks a request: whether it makes sense, and whether its outputs can be written. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "typeset/typeset-int.h"

const struct output_kind outputs[OUTPUTS] = {
    [OUT_SCREEN] = {offsetof(struct request, screen), MEDIUM_WEB, EDITION_SCREEN, CONTENT_PDF},
    [OUT_PRESS] = {offsetof(struct request, press), MEDIUM_PRINT, EDITION_PRESS, CONTENT_PDF},
    [OUT_COVER] = {offsetof(struct request, cover), MEDIUM_PRINT, EDITION_PRESS, CONTENT_PDF},
    [OUT_DRAFT] = {offsetof(struct request, draft), INTERNAL, EDITION_DRAFT, CONTENT_PDF},
    [OUT_PREVIEW] = {offsetof(struct request, preview), INTERNAL, NO_EDITION, .folder = true},
    [OUT_REPORT] = {offsetof(struct request, report), INTERNAL, NO_EDITION, CONTENT_JSON},
};

const char **output_place(struct request *r, int k)
{
    return k == OUT_SCREEN && !r->screen && r->last == STAGE_NONE
               ? &r->output
               : (const char **)((char *)r + outputs[k].path);
}

const char *output_path(const struct request *r, int k)
{
    return *output_place((struct request *)r, k);
}

bool outputs_any(const struct request *r)
{
    bool any = r->output;
    for (int k = 0; k < OUTPUTS; k++)
        any |= output_path(r, k) != NULL;
    return any;
}

/* A number in millimetres, as len; `what` is the option. */
static len millimetres(const char *s, const char *what, char **end)
{
    double mm = strtod(s, end);
    if (*end == s || !(mm > 0 && mm < 1000))
        die(DIAG_bad_argument, LOC_NONE, s, what);
    return (len)(mm * 72 / 25.4 * LEN_PT + 0.5);
}

/* The thickness of the spine: as given, or from the paper, "90" or "90x1.2": the thickness of a
 * leaf in 1/1000 mm is its grammage in g/m² times the volume. */
static void check_cover(struct request *r)
{
    char *end = NULL;
    if (r->spine_text) {
        r->spine = millimetres(r->spine_text, "--spine", &end);
        if (*end && strcmp(end, "mm"))
            die(DIAG_bad_argument, LOC_NONE, r->spine_text, "--spine");
    }
    if (r->paper) {
        len leaf = millimetres(r->paper, "--paper", &end);
        double volume = *end == 'x' ? strtod(end + 1, &end) : 1;
        if (*end || !(volume > 0 && volume < 10))
            die(DIAG_bad_argument, LOC_NONE, r->paper, "--paper");
        r->leaf = (len)(leaf * volume / 1000 + 0.5);
    }
    if (r->cover && !r->spine_text && !r->paper)
        die(DIAG_bad_usage, LOC_NONE, _("--cover needs --paper or --spine"));
}

static void check_inking(struct request *r)
{
    r->inking.rendering = (enum rendering)r->rendering;
    if (r->inking.limit < 0 || r->inking.limit > 400)
        die(DIAG_bad_usage, LOC_NONE, _("--ink must be from 1 to 400 (percent)"));
    const char *p = r->inking.profile;
    if (p && !strpbrk(p, "/.") && !pdf_knows_profile(p))
        die(DIAG_bad_argument, LOC_NONE, p, "--profile");
}

/* Notes the sources known in advance: the layout and the profile, if they are files. */
void request_note_sources(const struct request *r)
{
    file_note(r->book);
    for (int i = 0; i < r->findings.n; i++)
        file_note(r->findings.v[i]);
    if (r->layout && strpbrk(r->layout, "/."))
        file_note(r->layout);
    if (r->inking.profile && strpbrk(r->inking.profile, "/."))
        file_note(r->inking.profile);
}

bool outputs_writable(const struct request *r)
{
    request_note_sources(r);
    bool ok = r->last == STAGE_NONE || output_check(r->output);
    for (int k = 0; k < OUTPUTS; k++)
        ok &= outputs[k].folder ? output_check_folder(output_path(r, k))
                                : output_check_content(output_path(r, k), outputs[k].content);
    return ok;
}

/* Options that make no sense together with a table, or without one. */
static bool check_each(const struct request *r)
{
    if (r->watch || r->last != STAGE_NONE)
        die(DIAG_bad_usage, LOC_NONE, _("--each cannot be combined with --watch or --dump"));
    if (!outputs_any(r) && !r->letters)
        die(DIAG_bad_usage, LOC_NONE,
            _("--each needs file names, such as -o 'out/{name}.pdf', or --letters"));
    if (!r->letters != !r->letter)
        die(DIAG_bad_usage, LOC_NONE,
            _("--letter and --letters must be given together: the letter, and the file for all letters"));
    request_note_sources(r);
    file_note(r->each.table);
    if (r->letter)
        file_note(r->letter);
    return !r->letters || (each_make_folders(r->letters) && output_check(r->letters));
}

bool request_check(struct request *r, int books)
{
    check_inking(r);
    check_cover(r);
    if (books > 1)
        die(DIAG_bad_usage, LOC_NONE,
            _("more than one book given; koki-collect makes one of several chapters"));
    if (r->findings.n && !r->draft)
        die(DIAG_bad_usage, LOC_NONE, _("--findings needs --draft"));
    if (r->jobs < 0)
        die(DIAG_bad_usage, LOC_NONE, _("--jobs must be 0 or more"));
    if (r->output && r->screen)
        die(DIAG_bad_usage, LOC_NONE, _("-o and --screen mean the same; give only one"));
    if (!r->output && ((!outputs_any(r) && !r->each.table) || r->last != STAGE_NONE))
        r->output = "-";
    if (r->watch && !strcmp(r->book, "-"))
        die(DIAG_bad_usage, LOC_NONE,
            _("standard input cannot be watched; give the book as a file"));
    return r->each.table ? check_each(r) : outputs_writable(r);
}
