/* Colour profiles: which there are, the edition's output intent, and transforms between sRGB and the press. */
#include "pdf/color-int.h"

#include <errno.h>
#include <string.h>

enum { PROFILE_MAX = 32 << 20 /* [bytes] */ };

/* Known output conditions. A profile of another name is a file. */
static const struct condition conditions[] = {
    {"srgb", "/usr/share/color/icc/sRGB.icc", "sRGB IEC61966-2.1", "sRGB IEC61966-2.1"},
    {"iso-coated-v2-300", "/usr/share/scribus/profiles/ISOcoated_v2_300_bas.icc", "FOGRA39", "ISO Coated v2 300 % (basICColor)"},
    {"fogra39", "/usr/share/texlive/texmf-dist/tex/generic/colorprofiles/FOGRA39L_coated.icc", "FOGRA39", "Coated FOGRA39L"},
};

static struct condition find_condition(const char *name)
{
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        if (!strcmp(name, conditions[i].name))
            return conditions[i];
    return (struct condition){name, name, "Custom", "custom profile"};
}

static bool read_profile(struct buf *b, const char *path)
{
    FILE *file = file_open(path);
    bool ok = file && buf_read(b, file, PROFILE_MAX);
    if (!ok)
        diag(DIAG_pdf_profile, LOC_NONE, path, strerror(errno));
    if (file)
        fclose(file);
    return ok;
}

static cmsHPROFILE press_profile(const struct color *c)
{
    return c->press ? cmsOpenProfileFromMem(c->profile.s, (cmsUInt32Number)c->profile.n)
                    : cmsOpenProfileFromFile(conditions[1].path, "r");
}

cmsHTRANSFORM profile_transform(const struct color *c, cmsUInt32Number from, cmsUInt32Number to, cmsUInt32Number intent)
{
    cmsHPROFILE rgb = cmsCreate_sRGBProfile(), cmyk = press_profile(c);
    bool to_press = T_COLORSPACE(to) == PT_CMYK;
    cmsHTRANSFORM t =
        cmyk ? cmsCreateTransform(to_press ? rgb : cmyk, from, to_press ? cmyk : rgb, to, intent, cmsFLAGS_BLACKPOINTCOMPENSATION)
             : NULL;
    cmsCloseProfile(rgb);
    if (cmyk)
        cmsCloseProfile(cmyk);
    return t;
}

/* A profile of no known condition is named by its own description, never by its path. */
static void describe(struct color *c, cmsHPROFILE p)
{
    if (!strcmp(c->intent.identifier, "Custom") &&
        cmsGetProfileInfoASCII(p, cmsInfoDescription, "en", "US", c->description, sizeof c->description))
        c->intent.info = c->description;
}

static bool check_profile(struct color *c, const char *path)
{
    cmsHPROFILE p = cmsOpenProfileFromMem(c->profile.s, (cmsUInt32Number)c->profile.n);
    bool ok = p && cmsGetColorSpace(p) == (c->press ? cmsSigCmykData : cmsSigRgbData) &&
              (!c->press || cmsGetDeviceClass(p) == cmsSigOutputClass);
    if (ok)
        describe(c, p);
    else
        diag(DIAG_pdf_profile, LOC_NONE, path, c->press ? _("it is no CMYK output profile") : _("it is no RGB profile"));
    if (p)
        cmsCloseProfile(p);
    return ok;
}

bool color_open(struct finish *f)
{
    struct color *c = f->color = mem_new(sizeof *c);
    c->press = f->edition->kind == EDITION_PRESS;
    c->intent = find_condition(f->edition->profile ? f->edition->profile : conditions[c->press].name);
    bool ok = read_profile(&c->profile, c->intent.path) && check_profile(c, c->intent.path);
    if (ok) {
        c->profile_object = file_number(&f->file);
        file_stream(&f->file, c->profile_object, c->press ? "/N 4" : "/N 3", c->profile.s, c->profile.n, true);
    }
    return ok;
}

bool color_is_press(const struct finish *f)
{
    return f->color->press;
}
bool color_has_intent(const struct finish *f)
{
    return f->color->profile_object;
}

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
    if (read_profile(&bytes, c->path)) {
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
