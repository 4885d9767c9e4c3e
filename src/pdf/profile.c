// SPDX-License-Identifier: Apache-2.0
/* Colour profiles: the known ones, the edition's output intent, and transforms between sRGB and the
 * press. */
#include "pdf/color-int.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { PROFILE_MAX = 32 << 20 /* [bytes] */, INK_MAX = 300 /* [%] of the shops' data sheets */ };

/* Known output conditions, by their makers' file names. A profile of another name is a file. */
static const struct condition conditions[] = {
    {"srgb", "sRGB.icc", "sRGB IEC61966-2.1", "sRGB IEC61966-2.1"},
    {"iso-coated-v2-300", "ISOcoated_v2_300_bas.icc", "FOGRA39",
     "ISO Coated v2 300 % (basICColor)"},
    {"fogra39", "FOGRA39L_coated.icc", "FOGRA39", "Coated FOGRA39L"},
    {"fogra39", "ISOcoated_v2_300_eci.icc", "FOGRA39", "ISO Coated v2 300 % (ECI)"},
    {"fogra39", "ISOcoated_v2_300_bas.icc", "FOGRA39", "ISO Coated v2 300 % (basICColor)"},
    {"fogra47", "PSO_Uncoated_ISO12647_eci.icc", "FOGRA47", "PSO Uncoated ISO12647 (ECI)"},
    {"fogra51", "PSOcoated_v3.icc", "FOGRA51", "PSO Coated v3"},
    {"fogra52", "PSOuncoated_v3_FOGRA52.icc", "FOGRA52", "PSO Uncoated v3 (FOGRA52)"},
};
enum { CONDITIONS = sizeof conditions / sizeof *conditions };
static const char *const folders[] = {"/usr/share/color/icc",
                                      "/usr/local/share/color/icc",
                                      "/usr/share/scribus/profiles",
                                      "/usr/share/color/icc/colord",
                                      "/usr/share/color/icc/ghostscript",
                                      "/usr/share/texlive/texmf-dist/tex/generic/colorprofiles"};

/* The path of an installed file, into `path`; false if it is in none of the folders. */
static bool find_file(const char *file, char path[256])
{
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        snprintf(path, 256, "%s/%s", folders[i], file);
        if (!access(path, R_OK))
            return true;
    }
    return false;
}

/* The first of that name whose file is installed, else the last of that name; NULL: no name. */
static const struct condition *named_condition(const char *name)
{
    const struct condition *found = NULL;
    char path[256];
    for (int i = 0; i < CONDITIONS; i++)
        if (!strcmp(name, conditions[i].name)) {
            found = &conditions[i];
            if (find_file(found->file, path))
                break;
        }
    return found;
}

bool pdf_knows_profile(const char *name) { return named_condition(name); }

static bool read_profile(struct buf *b, const char *path)
{
    FILE *file = file_open(path);
    bool ok = file && file_read_rest(b, file, path, PROFILE_MAX);
    if (!ok)
        diag(DIAG_pdf_profile, LOC_NONE, path, strerror(errno));
    if (file)
        fclose(file);
    return ok;
}

/* Reports the folders searched for the files of a name. */
static void report_missing(const char *name)
{
    struct buf files = {0}, reason = {0}, where = {0};
    for (int i = 0; i < CONDITIONS; i++)
        if (!strcmp(name, conditions[i].name))
            buf_printf(&files, "%s%s", files.n ? ", " : "", conditions[i].file);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        buf_printf(&where, "%s%s", i ? ", " : "", folders[i]);
    buf_printf(&reason, _("not found; looked for %s in %s"), files.s, where.s);
    diag(DIAG_pdf_profile, LOC_NONE, name, reason.s);
    buf_done(&files), buf_done(&reason), buf_done(&where);
}

static bool read_installed(struct buf *b, const struct condition *c)
{
    char path[256];
    if (find_file(c->file, path))
        return read_profile(b, path);
    report_missing(c->name);
    return false;
}

/* A profile of these bytes, opened once a run, since its tables are read each time; lcms2 copies
 * the bytes. */
static cmsHPROFILE open_once(const struct buf *b)
{
    static struct map opened;
    char key[48];
    snprintf(key, sizeof key, "%016jx %zu", (uintmax_t)hash_bytes(b->s, b->n, 0), b->n);
    cmsHPROFILE *p = (cmsHPROFILE *)map_put(&opened, key);
    if (!*p)
        *p = cmsOpenProfileFromMem(b->s, (cmsUInt32Number)b->n);
    return *p;
}

/* The press that colours are converted for: the edition's, or the default where it has none. */
static cmsHPROFILE press_profile(const struct color *c)
{
    char path[256];
    struct buf b = {0};
    if (c->press && c->profile_object)
        return c->profile;
    cmsHPROFILE p = find_file(conditions[1].file, path) && read_profile(&b, path)
                        ? open_once(&b)
                        : NULL; /* lcms2 does not report errors in reading a file */
    buf_done(&b);
    return p;
}

/* Transforms are made once a run: that takes longer than writing many editions. */
static cmsHTRANSFORM *transform_place(cmsHPROFILE press, cmsUInt32Number from, cmsUInt32Number to,
                                      cmsUInt32Number intent, cmsUInt32Number flags)
{
    static struct map transforms;
    char key[96];
    snprintf(key, sizeof key, "%p %u %u %u %u", press, from, to, intent, flags);
    return (cmsHTRANSFORM *)map_put(&transforms, key);
}

cmsHTRANSFORM profile_transform(const struct color *c, cmsUInt32Number from, cmsUInt32Number to,
                                enum rendering standard, bool many)
{
    static const cmsUInt32Number intents[] = {[RENDER_PERCEPTUAL] = INTENT_PERCEPTUAL,
                                              [RENDER_RELATIVE] = INTENT_RELATIVE_COLORIMETRIC,
                                              [RENDER_SATURATION] = INTENT_SATURATION,
                                              [RENDER_ABSOLUTE] = INTENT_ABSOLUTE_COLORIMETRIC};
    cmsUInt32Number intent = intents[c->rendering ? c->rendering : standard],
                    flags = (c->no_black_point ? 0 : cmsFLAGS_BLACKPOINTCOMPENSATION) |
                            (many ? 0 : cmsFLAGS_NOOPTIMIZE);
    cmsHPROFILE cmyk = press_profile(c);
    if (!cmyk)
        return NULL;
    cmsHTRANSFORM *known = transform_place(cmyk, from, to, intent, flags);
    if (!*known) {
        cmsHPROFILE rgb = cmsCreate_sRGBProfile();
        bool to_press = T_COLORSPACE(to) == PT_CMYK;
        *known = cmsCreateTransform(to_press ? rgb : cmyk, from, to_press ? cmyk : rgb, to, intent,
                                    flags);
        cmsCloseProfile(rgb);
    }
    return *known;
}

/* A profile of an unknown condition is identified by its description, never by its path. */
static void describe(struct color *c, cmsHPROFILE p)
{
    if (!strcmp(c->intent.identifier, "Custom") &&
        cmsGetProfileInfoASCII(p, cmsInfoDescription, "en", "US", c->description,
                               sizeof c->description))
        c->intent.info = c->description;
}

static bool check_profile(struct color *c, const struct buf *bytes, const char *path)
{
    cmsHPROFILE p = c->profile = open_once(bytes);
    bool ok = p && cmsGetColorSpace(p) == (c->press ? cmsSigCmykData : cmsSigRgbData) &&
              (!c->press || cmsGetDeviceClass(p) == cmsSigOutputClass);
    if (ok)
        describe(c, p);
    else
        diag(DIAG_pdf_profile, LOC_NONE, path,
             c->press ? _("it is not a CMYK output profile") : _("it is not an RGB profile"));
    return ok;
}

bool color_open(struct finish *f)
{
    struct color *c = f->color = mem_new(sizeof *c);
    struct buf bytes = {0};
    c->press = f->edition->kind == EDITION_PRESS;
    c->rendering = f->edition->inking.rendering;
    c->no_black_point = f->edition->inking.no_black_point;
    c->limit = f->edition->inking.limit ? f->edition->inking.limit : INK_MAX;
    const char *name = f->edition->inking.profile ? f->edition->inking.profile
                                                  : conditions[c->press].name;
    const struct condition *known = named_condition(name);
    c->intent = known ? *known : (struct condition){name, name, "Custom", "custom profile"};
    bool ok = (known ? read_installed(&bytes, known) : read_profile(&bytes, name)) &&
              check_profile(c, &bytes, known ? known->file : name);
    if (ok) {
        c->profile_object = file_number(&f->file);
        file_stream_take(&f->file, c->profile_object, c->press ? "/N 4" : "/N 3", &bytes,
                         PACK_FAST); /* numbers that hardly get smaller */
    }
    buf_done(&bytes);
    return ok;
}

bool color_is_press(const struct finish *f) { return f->color->press; }
bool color_has_intent(const struct finish *f) { return f->color->profile_object; }

static void put_intent(struct finish *f, struct buf *b, const char *kind)
{
    const struct condition *i = &f->color->intent;
    buf_printf(b, "<</Type/OutputIntent/S/%s/OutputConditionIdentifier", kind);
    put_text(b, i->identifier);
    buf_puts(b, "/RegistryName(http://www.color.org)/Info");
    put_text(b, i->info);
    buf_printf(b, "/DestOutputProfile %d 0 R>>", f->color->profile_object);
}

void color_put_intents(struct finish *f, struct buf *b)
{
    buf_putc(b, '[');
    if (f->color->profile_object) {
        put_intent(f, b, "GTS_PDFA1");
        if (f->color->press)
            put_intent(f, b, "GTS_PDFX");
    }
    buf_putc(b, ']');
}

/* A profile as the stream of an ICCBased space. */
static int write_icc(struct finish *f, const struct condition *c, int n)
{
    struct buf bytes = {0};
    int number = 0;
    if (read_installed(&bytes, c)) {
        char dict[16];
        snprintf(dict, sizeof dict, "/N %d", n);
        number = file_number(&f->file);
        file_stream(&f->file, number, dict, bytes.s, bytes.n, true);
    }
    buf_done(&bytes);
    return number;
}

void color_put_defaults(struct finish *f, struct buf *b)
{
    struct color *c = f->color;
    if (!c->other_profile)
        c->other_profile = write_icc(f, &conditions[!c->press], c->press ? 3 : 4);
    if (c->other_profile)
        buf_printf(b, "/Default%s[/ICCBased %d 0 R]", c->press ? "RGB" : "CMYK", c->other_profile);
}
