// SPDX-License-Identifier: Apache-2.0
/* Colours of CIE and OK spaces as sRGB (CSS Color 4, 8 to 10 and 17). Colours outside the sRGB
 * gamut are reduced in chroma, at constant lightness and hue in OKLCH (13.2). Components are
 * doubles here, and rounded to 16 bits at the end. */
#include <math.h>
#include <stdlib.h>

#include "css/value-int.h"

static void multiply(const double m[9], const double v[3], double out[3])
{
    double r[3];
    for (int i = 0; i < 3; i++)
        r[i] = m[3 * i] * v[0] + m[3 * i + 1] * v[1] + m[3 * i + 2] * v[2];
    memcpy(out, r, sizeof r);
}

static const double d50_to_d65[9] = {0.9554734527042182,   -0.023098536874261423,
                                     0.0632593086610217,   -0.028369706963208136,
                                     1.0099954580058226,   0.021041398966943008,
                                     0.012314001688319899, -0.020507696433477912,
                                     1.3303659366080753};
static const double d65_to_d50[9] = {1.0479297925449969,    0.022946870601609652,
                                     -0.05019226628920524,  0.02962780877005599,
                                     0.9904344267538799,    -0.017073799063418826,
                                     -0.009243040646204504, 0.015055191490298152,
                                     0.7518742814281371};
static const double linear_to_xyz[9] = {0.41239079926595934, 0.357584339383878,
                                        0.1804807884018343,  0.21263900587151027,
                                        0.715168678767756,   0.07219231536073371,
                                        0.01933081871559182, 0.11919477979462598,
                                        0.9505321522496607};
static const double xyz_to_p3[9] = {2.493496911941425,   -0.9313836179191239,  -0.40271078445071684,
                                    -0.8294889695615747, 1.7626640603183463,   0.023624685841943577,
                                    0.03584583024378447, -0.07617238926804182, 0.9568845240076872};
static const double xyz_to_linear[9] = {3.2409699419045226,  -1.537383177570094,
                                        -0.4986107602930034, -0.9692436362808796,
                                        1.8759675015077202,  0.04155505740717559,
                                        0.05563007969699366, -0.20397695888897652,
                                        1.0569715142428786};
static const double p3_to_xyz[9] = {0.4865709486482162,
                                    0.26566769316909306,
                                    0.1982172852343625,
                                    0.2289745640697488,
                                    0.6917385218365064,
                                    0.079286914093745,
                                    0.0,
                                    0.04511338185890264,
                                    1.043944368900976};
static const double linear_to_lms[9] = {0.4122214708, 0.5363325363, 0.0514459929,
                                        0.2119034982, 0.6806995451, 0.1073969566,
                                        0.0883024619, 0.2817188376, 0.6299787005};
static const double lms_to_oklab[9] = {0.2104542553, 0.7936177850,  -0.0040720468,
                                       1.9779984951, -2.4285922050, 0.4505937099,
                                       0.0259040371, 0.7827717662,  -0.8086757660};
static const double oklab_to_lms[9] = {1, 0.3963377774,  0.2158037573,
                                       1, -0.1055613458, -0.0638541728,
                                       1, -0.0894841775, -1.2914855480};
static const double lms_to_linear[9] = {4.0767416621,  -3.3077115913, 0.2309699292,
                                        -1.2684380046, 2.6097574011,  -0.3413193965,
                                        -0.0041960863, -0.7034186147, 1.7076147010};

static double gamma_in(double v)
{
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}
static double gamma_out(double v)
{
    return v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055;
}

static void oklab_to_linear(const double lab[3], double rgb[3])
{
    multiply(oklab_to_lms, lab, rgb);
    for (int i = 0; i < 3; i++)
        rgb[i] = rgb[i] * rgb[i] * rgb[i];
    multiply(lms_to_linear, rgb, rgb);
}

static void linear_to_oklab(const double rgb[3], double lab[3])
{
    multiply(linear_to_lms, rgb, lab);
    for (int i = 0; i < 3; i++)
        lab[i] = cbrt(lab[i]);
    multiply(lms_to_oklab, lab, lab);
}

static bool shows(const double rgb[3])
{
    const double slack = 1e-5;
    return fmin(fmin(rgb[0], rgb[1]), rgb[2]) >= -slack &&
           fmax(fmax(rgb[0], rgb[1]), rgb[2]) <= 1 + slack;
}

static void into_gamut(double rgb[3])
{
    double lab[3], low = 0, high = 1;
    if (shows(rgb))
        return;
    linear_to_oklab(rgb, lab);
    lab[0] = fmin(fmax(lab[0], 0), 1);
    for (int i = 0; i < 24; i++) {
        double middle = (low + high) / 2;
        oklab_to_linear((double[3]){lab[0], lab[1] * middle, lab[2] * middle}, rgb);
        *(shows(rgb) ? &low : &high) = middle;
    }
    oklab_to_linear((double[3]){lab[0], lab[1] * low, lab[2] * low}, rgb);
}

static const double kappa = 24389.0 / 27, epsilon = 216.0 / 24389,
                    white[3] = {0.3457 / 0.3585, 1, (1 - 0.3457 - 0.3585) / 0.3585};

static void xyz_to_lab(const double xyz[3], double lab[3])
{
    double f[3];
    for (int i = 0; i < 3; i++) {
        double v = xyz[i] / white[i];
        f[i] = v > epsilon ? cbrt(v) : (kappa * v + 16) / 116;
    }
    lab[0] = 116 * f[1] - 16;
    lab[1] = 500 * (f[0] - f[1]);
    lab[2] = 200 * (f[1] - f[2]);
}

static void lab_to_xyz(const double lab[3], double xyz[3])
{
    double light = lab[0], f[3] = {0, (light + 16) / 116, 0};
    f[0] = lab[1] / 500 + f[1];
    f[2] = f[1] - lab[2] / 200;
    for (int i = 0; i < 3; i++) {
        double cube = f[i] * f[i] * f[i];
        double v = i == 1           ? (light > kappa * epsilon ? cube : light / kappa)
                   : cube > epsilon ? cube
                                    : (116 * f[i] - 16) / kappa;
        xyz[i] = v * white[i];
    }
}

void css_to_srgb(enum css_colorspace space, const double in[3], uint16_t out[3])
{
    double v[3] = {in[0], in[1], in[2]};
    switch (space) {
    case SPACE_LAB:
        lab_to_xyz(v, v);
        multiply(d50_to_d65, v, v);
        multiply(xyz_to_linear, v, v);
        break;
    case SPACE_OKLAB: oklab_to_linear(v, v); break;
    case SPACE_P3:
        for (int i = 0; i < 3; i++)
            v[i] = v[i] < 0 ? -gamma_in(-v[i]) : gamma_in(v[i]);
        multiply(p3_to_xyz, v, v);
        multiply(xyz_to_linear, v, v);
        break;
    case SPACE_SRGB:
        for (int i = 0; i < 3; i++)
            v[i] = v[i] < 0 ? -gamma_in(-v[i]) : gamma_in(v[i]);
        break;
    case SPACE_LINEAR: break;
    }
    into_gamut(v);
    for (int i = 0; i < 3; i++)
        out[i] = (uint16_t)lrint(gamma_out(fmin(fmax(v[i], 0), 1)) * 65535);
    enum { ROUNDING = 16 }; /* a grey is one in every space: it is black ink alone */
    if (abs(out[0] - out[1]) <= ROUNDING && abs(out[1] - out[2]) <= ROUNDING &&
        abs(out[0] - out[2]) <= ROUNDING)
        out[0] = out[2] = out[1];
}

void css_from_srgb(enum css_colorspace space, const uint16_t in[3], double out[3])
{
    for (int i = 0; i < 3; i++)
        out[i] = space == SPACE_SRGB ? in[i] / 65535.0 : gamma_in(in[i] / 65535.0);
    if (space == SPACE_OKLAB)
        linear_to_oklab(out, out);
    if (space == SPACE_LAB || space == SPACE_P3)
        multiply(linear_to_xyz, out, out);
    if (space == SPACE_LAB) {
        multiply(d65_to_d50, out, out);
        xyz_to_lab(out, out);
    }
    if (space == SPACE_P3) {
        multiply(xyz_to_p3, out, out);
        for (int i = 0; i < 3; i++)
            out[i] = gamma_out(fmin(fmax(out[i], 0), 1));
    }
}
