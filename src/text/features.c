// SPDX-License-Identifier: Apache-2.0
/* The OpenType features of a style. */
#include <string.h>

#include <hb-ot.h>

#include "text/text-int.h"

void features_set(struct feature_set *f, const char *tag, uint32_t value)
{
    hb_tag_t t = hb_tag_from_string(tag, (int)strlen(tag));
    for (int i = 0; i < f->n; i++)
        if (f->v[i].tag == t) {
            f->v[i].value = value;
            return;
        }
    if (f->n < (int)(sizeof f->v / sizeof *f->v))
        f->v[f->n++] = (hb_feature_t){t, value, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END};
}

/* Each keyword of the font-variant-* properties and the OpenType features after it. `need`: its
 * absence from the font is visible in the layout, and is reported. */
static const struct variant {
    uint16_t prop, kw;
    char on[5], off[5];
    bool need;
    char second[5];
} variants[] = {
    {CSS_font_variant_caps, KW_small_caps, "smcp", "", true, ""},
    {CSS_font_variant_caps, KW_all_small_caps, "smcp", "", true, "c2sc"},
    {CSS_font_variant_caps, KW_petite_caps, "pcap", "", true, ""},
    {CSS_font_variant_caps, KW_all_petite_caps, "pcap", "", true, "c2pc"},
    {CSS_font_variant_caps, KW_unicase, "unic", "", true, ""},
    {CSS_font_variant_caps, KW_titling_caps, "titl", "", true, ""},
    {CSS_font_variant_numeric, KW_lining_nums, "lnum", "onum", false, ""},
    {CSS_font_variant_numeric, KW_oldstyle_nums, "onum", "lnum", false, ""},
    {CSS_font_variant_numeric, KW_proportional_nums, "pnum", "tnum", false, ""},
    {CSS_font_variant_numeric, KW_tabular_nums, "tnum", "pnum", false, ""},
    {CSS_font_variant_numeric, KW_diagonal_fractions, "frac", "", true, ""},
    {CSS_font_variant_numeric, KW_stacked_fractions, "afrc", "", true, ""},
    {CSS_font_variant_numeric, KW_ordinal, "ordn", "", false, ""},
    {CSS_font_variant_numeric, KW_slashed_zero, "zero", "", true, ""},
    {CSS_font_variant_ligatures, KW_none, "", "liga", false, ""},
    {CSS_font_variant_ligatures, KW_none, "", "clig", false, ""},
    {CSS_font_variant_ligatures, KW_none, "", "calt", false, ""},
    {CSS_font_variant_ligatures, KW_no_common_ligatures, "", "clig", false, ""},
    {CSS_font_variant_ligatures, KW_common_ligatures, "liga", "", false, "clig"},
    {CSS_font_variant_ligatures, KW_no_common_ligatures, "", "liga", false, ""},
    {CSS_font_variant_ligatures, KW_discretionary_ligatures, "dlig", "", false, ""},
    {CSS_font_variant_ligatures, KW_no_discretionary_ligatures, "", "dlig", false, ""},
    {CSS_font_variant_ligatures, KW_historical_ligatures, "hlig", "", false, ""},
    {CSS_font_variant_ligatures, KW_no_historical_ligatures, "", "hlig", false, ""},
    {CSS_font_variant_ligatures, KW_contextual, "calt", "", false, ""},
    {CSS_font_variant_ligatures, KW_no_contextual, "", "calt", false, ""},
    {CSS_font_variant_position, KW_sub, "subs", "", true, ""},
    {CSS_font_variant_position, KW_super, "sups", "", true, ""},
};

static bool has_feature(hb_face_t *face, const char *tag)
{
    static const hb_tag_t tables[] = {HB_OT_TAG_GSUB, HB_OT_TAG_GPOS};
    hb_tag_t tags[256], wanted = hb_tag_from_string(tag, (int)strlen(tag));
    for (int k = 0; k < 2; k++) {
        unsigned n = 256;
        hb_ot_layout_table_get_feature_tags(face, tables[k], 0, &n, tags);
        for (unsigned i = 0; i < n; i++)
            if (tags[i] == wanted)
                return true;
    }
    return false;
}

static void report_feature(struct text *t, const struct face *face, const char *tag,
                           struct loc where)
{
    char name[160];
    snprintf(name, sizeof name, "%s %s", face->ps_name ? face->ps_name : face->path, tag);
    if (text_first(t, "feature", name))
        diag_once(DIAG_font_feature, where, face->ps_name ? face->ps_name : face->path, tag);
}

void features_get(struct text *t, const struct face *face, const struct css_style *s,
                  const struct loc *where, struct feature_set *f)
{
    if (face->monospace) /* programming ligatures: they would replace typed characters */
        features_set(f, "calt", 0);
    if (css_len(s, CSS_letter_spacing, 0)) {
        features_set(f, "liga", 0);
        features_set(f, "clig", 0);
    }
    if (css_is(s, CSS_font_kerning, KW_none))
        features_set(f, "kern", 0);
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        const struct variant *v = &variants[i];
        if (!css_has(s, v->prop, v->kw))
            continue;
        if (*v->off)
            features_set(f, v->off, 0);
        if (*v->on)
            features_set(f, v->on, 1);
        if (*v->second)
            features_set(f, v->second, 1);
        if (v->need && where && !has_feature(face->hb, v->on))
            report_feature(t, face, v->on, style_where(s, v->prop, *where));
    }
    const struct css_list *list = css_list(s, CSS_font_feature_settings);
    for (int i = 0; list && i < list->n; i++) {
        const struct css_item *set = &list->item[i];
        features_set(f, set->a, (uint32_t)set->n);
        if (set->n && where && !has_feature(face->hb, set->a))
            report_feature(t, face, set->a, style_where(s, CSS_font_feature_settings, *where));
    }
}
