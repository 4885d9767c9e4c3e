// SPDX-License-Identifier: Apache-2.0
/* Fonts, shaping and the cutting of text: with the square test font, whose letters are 1 em and
 * spaces ½ em wide, and the real ones. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"
#include "text/text.h"

static struct css *css;
static struct text *text;
static xmlDoc *doc;

/* The style of a para under `declarations`. Kept for the run: styles are interned. */
static const struct css_style *style(const char *lang, const char *declarations)
{
    static int n;
    char sheet[600], xml[200];
    int at = n++;
    int len_sheet = snprintf(sheet, sizeof sheet,
                             "#p%d { display: block; font: 10pt/12pt 'Koki Square'; %s }", at,
                             declarations);
    int len_xml = snprintf(
        xml, sizeof xml,
        "<para xmlns='http://docbook.org/ns/docbook' version='5.0' xml:lang='%s' xml:id='p%d'/>",
        lang, at);
    css_parse(css, sheet, (size_t)len_sheet, "test.css");
    struct xml_load how = {0};
    if (doc)
        xml_free(doc);
    doc = xml_load_memory(xml, (size_t)len_xml, "test.xml", &how);
    return css_match(css, xmlDocGetRootElement(doc), NULL);
}

static void add_piece(struct buf *b, const struct piece *p)
{
    static const char *const sign[] =
        {[PIECE_SPACE] = "_", [PIECE_NEWLINE] = "$", [PIECE_TAB] = ">", [PIECE_OBJECT] = "@"};
    if (p->kind == PIECE_BREAK) {
        buf_puts(b, p->hyphen ? "~" : p->weak ? "'" : "|");
    } else if (p->kind == PIECE_FIXED) {
        buf_puts(b, p->stretch ? "=" : "#");
    } else if (p->kind == PIECE_WORD) {
        int from = 0;
        for (int i = 0; i <= p->word->n_hyphens; i++) {
            int to = i < p->word->n_hyphens ? p->word->hyphen[i].at : p->word->n_text;
            if (from)
                buf_putc(b, '-');
            buf_add(b, p->word->text + from, (size_t)(to - from));
            from = to;
        }
        buf_putc(b, '.');
    } else {
        buf_puts(b, sign[p->kind]);
    }
}

/* Pieces as text: words end in ".", "-" marks hyphenation points, "_" a space, "=" and "#"
 * unbreakable ones, "|" and "'" breaks. */
static const char *cut(const struct css_style *s, const char *words)
{
    static struct buf out;
    struct text_span span = {words, (int)strlen(words), s, LOC_NONE};
    struct pieces p = text_pieces(text, &span, 1, s, NULL);
    out.n = 0;
    buf_puts(&out, "");
    for (int i = 0; i < p.n; i++)
        add_piece(&out, &p.v[i]);
    return out.s;
}

static void check_spaces(void)
{
    const struct css_style *s = style("de", "");
    CHECK_STR(cut(s, ""), "");
    CHECK_STR(cut(s, "ein Wort"), "ein._Wort.");
    CHECK_STR(cut(s, "z.\xe2\x80\xaf"
                     "B. §\xc2\xa0"
                     "12"),
              "z..#B.._§.=12.");
    CHECK_STR(cut(s, "a\nb\tc"), "a.$b.>c.");
    CHECK_STR(cut(s, "ab\xe2\x80\x8b"
                     "cd"),
              "ab.|cd.");
    CHECK_STR(cut(s, "Zu\xc2\xad"
                     "cker"),
              "Zu.~cker.");
    CHECK_STR(cut(s, "non\xe2\x80\x91"
                     "stop"),
              "non\xe2\x80\x91stop.");
    CHECK_STR(cut(style("de", "hyphens: none;"), "Zu\xc2\xad"
                                                 "cker"),
              "Zu.cker.");
    CHECK_STR(cut(style("de", "white-space: nowrap;"), "ab\xe2\x80\x8b"
                                                       "cd"),
              "ab.cd.");
}

static void check_breaks(void)
{
    const struct css_style *s = style("de", "");
    CHECK_STR(cut(s, "Wort – Wort"), "Wort.=–._Wort.");
    CHECK_STR(cut(s, "um –5 Grad"), "um._–5._Grad.");
    CHECK_STR(cut(s, "so … und"), "so.=…._und.");
    CHECK_STR(cut(s, "Wort , und"), "Wort.=,._und.");
    CHECK_STR(cut(s, "Köln–Bonn"), "Köln–.|Bonn.");
    CHECK_STR(cut(s, "2019–2024"), "2019–.'2024.");
    CHECK_STR(cut(s, "Datenethik-Strategie"), "Datenethik-.|Strategie.");
    CHECK_STR(cut(s, "E-Mail-Adresse"), "E-Mail-.|Adresse.");
    CHECK_STR(cut(s, "Ein- und Ausgang"), "Ein-._und._Ausgang.");
    CHECK_STR(cut(s, "--help -5 -fach"), "--help._-5._-fach.");
    CHECK_STR(cut(s, "Städte/Gemeinden"), "Städte/.'Gemeinden.");
    CHECK_STR(cut(s, "und/oder"), "und/.'oder.");
    CHECK_STR(cut(s, "Bürger/innen Bürger/-innen"), "Bürger/innen._Bürger/-innen.");
    CHECK_STR(cut(s, "Aktiva:Bank 12:30"), "Aktiva:.'Bank._12:30.");
    CHECK_STR(cut(s, "Edu / Skolelinux"), "Edu.=/._Skolelinux.");
    CHECK_STR(cut(s, "~/.kde4/share"), "~/.kde4/.'share.");
    CHECK_STR(cut(s, "https://www.example.org/a-path/file.html"),
              "https://.'www..'example..'org/.'a-path/.'file..'html.");
}

static void check_hyphens(void)
{
    const struct css_style *s = style("de", "hyphens: auto; hyphenate-limit-chars: 5 2 2;");
    CHECK_STR(cut(s, "„Verwaltung“,"), "„Ver-wal-tung“,.");
    CHECK_STR(cut(s, "Bürger*innen"), "Bür-ger*in-nen.");
    CHECK_STR(cut(s, "Expert:innen"), "Ex-pert:in-nen.");
    CHECK_STR(cut(s, "Mitarbeiter_innen"), "Mit-ar-bei-ter_in-nen.");
    CHECK_STR(cut(s, "BürgerInnen"), "Bür-gerIn-nen.");
    /* What begins as no word does is none. */
    CHECK_STR(cut(s, "vmlinuz-Datei sqlite gconfeditor"), "vmlinuz-.|Da-tei._sqlite._gconfeditor.");
    CHECK_STR(cut(s, "Tschechen Schwestern Phrasen"), "Tsche-chen._Schwes-tern._Phra-sen.");
    /* No hyphen is put into what is not a word: paths, files, addresses, identifiers. */
    CHECK_STR(cut(s, "(/etc/freeradius/3.0/users)"), "(/etc/.'freeradius/.'3.0/.'users).");
    CHECK_STR(cut(s, "clients.conf"), "clients..'conf.");
    CHECK_STR(cut(s, "backup.tar.gz,"), "backup..'tar.gz,.");
    CHECK_STR(cut(s, "Configuration_Locations#GTK"), "Configuration_.'Locations#.'GTK.");
    CHECK_STR(cut(s, "getElementById"), "get.'Element.'ById.");
    CHECK_STR(cut(s, "cups-queue-autoreenable-hosts"), "cups-.|queue-.|autoreenable-.|hosts.");
    CHECK_STR(cut(s, "linkgit:git-format-patch[1]"), "linkgit:.'git-.|format-.|patch[1].");
    CHECK_STR(cut(s, "mitarbeiter:innen"), "mit-ar-bei-ter:in-nen.");
    CHECK_STR(cut(s, "verwaltung@gemeinde-moor.example"), "verwaltung@.'gemeinde-moor..'example.");
    CHECK_STR(cut(s, "gnucash-devel@gnucash.org"), "gnucash-devel@.'gnucash.org.");
    CHECK_STR(cut(s, "https://de.example/was-ist-ein-koki-und-wozu-dient-es-uns"),
              "https://.'de..'example/.'was-.'ist-.'ein-.'koki-.'und-.'wozu-.'dient-.'es-.'uns.");
    CHECK_STR(cut(s, "https://example.org/pfad/zu-lang"),
              "https://.'example..'org/.'pfad/.'zu-lang.");
    CHECK_STR(cut(s, "Verwaltung.Danach"), "Ver-wal-tung.Da-nach.");
    CHECK_STR(cut(s, "Mund-zu-Mund-Verfahren"), "Mund-.|zu-.|Mund-.|Ver-fah-ren.");
    CHECK_STR(cut(s, "DStGB NASA"), "DStGB._NASA.");
    CHECK_STR(cut(s, "Verwal\xc2\xad"
                     "tung"),
              "Verwal.~tung.");
    CHECK_STR(cut(s, "Daten-Strategie"), "Da-ten-.|Stra-te-gie.");
    CHECK_STR(cut(style("en", "hyphens: auto;"), "typography"), "ty-pog-ra-phy.");
    CHECK_STR(cut(style("de", "hyphens: auto; hyphenate-limit-chars: 20;"), "Verwaltung"),
              "Verwaltung.");
    CHECK_STR(
        cut(style(
                "de",
                "hyphens: auto; hyphenate-limit-chars: 6 4 4; -koki-hyphenation-exceptions: \"Fach-auf-ga-be Ur-in-stinkt\""),
            "Fachaufgabe Urinstinkt"),
        "Fach-auf-gabe._Urin-stinkt.");
}

/* Scripts with habits of their own go through Pango. */
static void check_scripts(void)
{
    const struct css_style *s = style("ja", "");
    const char *ideographs = cut(s, "日本人々");
    CHECK(!strcmp(ideographs, "日.|本.|人々.") ||
          !strcmp(ideographs,
                  "日.|本.|人.々.")); /* where no font has them, each is a box of its own */
    struct text_span wide = {"日本 ก", (int)strlen("日本 ก"), s, LOC_NONE};
    struct pieces w = text_pieces(text, &wide, 1, s, NULL);
    CHECK_INT(w.v[1].kind, PIECE_BREAK);
    CHECK(w.v[1].stretch); /* room between ideographs fills the line */
    const struct css_style *he = style("he", "");
    struct text_span span = {"abc שלום def", (int)strlen("abc שלום def"), he, LOC_NONE};
    struct pieces p = text_pieces(text, &span, 1, he, NULL);
    CHECK_INT(p.n, 5);
    CHECK_INT(p.v[0].level, 0);
    CHECK_INT(p.v[2].level, 1);
    CHECK(p.v[2].word->rtl);
    CHECK_INT(p.v[4].level, 0);
}

static void check_square(void)
{
    const struct css_style *s = style("de", "");
    const struct font *f = text_font(text, s, LOC_NONE);
    CHECK_STR(f->family, "Koki Square");
    CHECK_INT(f->size, 10 * LEN_PT);
    CHECK_INT(f->space, 5 * LEN_PT);
    const struct word *w = text_word(text, f, s, false, false, "abc", 3);
    CHECK_INT(w->width, 30 * LEN_PT);
    CHECK_INT(w->n_glyphs, 3);
    CHECK_INT(w->glyph[2].cluster, 2);
    CHECK(text_word(text, f, s, false, false, "abc", 3) == w);
    CHECK_INT(text_hyphen(text, f, s)->width, 5 * LEN_PT);
    const struct css_style *spaced = style("de", "letter-spacing: 1pt; word-spacing: 2pt;");
    CHECK_INT(text_word(text, text_font(text, spaced, LOC_NONE), spaced, false, false, "abc", 3)
                  ->width,
              33 * LEN_PT);
    struct text_span span = {"a b", 3, spaced, LOC_NONE};
    CHECK_INT(text_pieces(text, &span, 1, spaced, NULL).v[1].width, 8 * LEN_PT);
    CHECK(text_font(text, style("de", "font-size: 12pt"), LOC_NONE) != f);
    CHECK(text_font(text, style("de", "color: red"), LOC_NONE) == f);
}

static void check_real_fonts(void)
{
    const struct css_style *s = style("de", "font-family: 'Linux Libertine O';");
    const struct css_style *caps =
        style("de", "font-family: 'Linux Libertine O'; font-variant-caps: small-caps;");
    const struct css_style *bold =
        style("de", "font-family: serif; font-weight: bold; font-style: italic;");
    const struct font *f = text_font(text, s, LOC_NONE), *g = text_font(text, caps, LOC_NONE);
    CHECK_STR(f->ps_name, "LinLibertineO");
    CHECK_STR(text_font(text, bold, LOC_NONE)->ps_name, "LinLibertineOBI");
    CHECK(f != g && f->face == g->face);
    CHECK(text_word(text, f, s, false, false, "abc", 3)->glyph[0].id !=
          text_word(text, g, caps, false, false, "abc", 3)->glyph[0].id);
    CHECK_INT(text_word(text, f, s, false, false, "fi", 2)->n_glyphs, 1);
    CHECK(f->ascent > 8 * LEN_PT && f->descent > LEN_PT && f->x_height > 3 * LEN_PT &&
          f->cap_height > 6 * LEN_PT);
}

/* A word with its hyphenation points: "=" at a joint, "~" near one, "-" elsewhere. */
static const char *places(const char *word)
{
    static struct buf out;
    struct text_span span = {word, (int)strlen(word), style("de", "hyphens: auto;"), LOC_NONE};
    const struct word *w = text_pieces(text, &span, 1, span.style, NULL).v[0].word;
    out.n = 0;
    for (int i = 0, from = 0; i <= w->n_hyphens; i++) {
        int to = i < w->n_hyphens ? w->hyphen[i].at : w->n_text;
        buf_add(&out, w->text + from, (size_t)(to - from));
        if (i < w->n_hyphens)
            buf_putc(&out, "-=~"[w->hyphen[i].place]);
        from = to;
    }
    return out.s;
}

static void check_places(void)
{
    CHECK_STR(places("Versionskontrolle"), "Ver-si~ons=kon~trolle");
    CHECK_STR(places("Installationsmeldungen"), "In=stal-la-ti~ons=mel~dun-gen");
    CHECK_STR(places("Sicherungsdateien"), "Si-che-rungs=da~teien");
    CHECK_STR(places("Wissenschaftsrat"), "Wis-sen-schafts=rat");
}

/* The words whose figures are lining in text with old-style ones. */
static const char *lining(const char *words)
{
    static struct buf out;
    const struct css_style *s = style("de", "font-family: 'Linux Libertine O'; "
                                            "font-variant-numeric: oldstyle-nums; "
                                            "-koki-lining: codes;");
    const struct font *own = text_font(text, s, LOC_NONE);
    struct text_span span = {words, (int)strlen(words), s, LOC_NONE};
    struct pieces p = text_pieces(text, &span, 1, s, NULL);
    out.n = 0;
    buf_puts(&out, "");
    for (int i = 0; i < p.n; i++)
        if (p.v[i].kind == PIECE_WORD && p.v[i].word->font != own)
            buf_printf(&out, "%s%.*s", out.n ? " " : "", p.v[i].word->n_text, p.v[i].word->text);
    return out.s;
}

static void check_lining(void)
{
    CHECK_STR(lining("der Hash e05db0fd, Version v1.5.0-rc0 (RAID0)"),
              "e05db0fd, v1.5.0-rc0 (RAID0)");
    CHECK_STR(lining("W3C A4 UTF-8 x86_64 5.x ISO-8859-1"), "W3C A4 UTF-8 x86_64 5.x ISO- 8859-1");
    CHECK_STR(lining("192.168.1.10 und 12.345.678.901"), "192.168.1.10");
    CHECK_STR(lining("im Jahr 1999, am 12.03.2010, Abschnitt 3.3.2, 1.000.000,00 €, 5%"), "");
    CHECK_STR(lining("die 90er, 1980s, 3rd, 20-jährig, 24-Stunden-Betrieb, 2019–2024, 3/4"), "");
    CHECK_STR(lining("A = (1 + i)^n – 1 = 1/300"), "(1 1 1/300");
    CHECK_STR(lining("falls PMT != 0, x >= 12 und 3 \xe2\x88\x92 2"), "0, 12 3 2");
    CHECK_STR(lining("um 12 – 14 Uhr: 3 !"), "");
    CHECK_STR(lining("[0200], 03:00.0, 0002 und [12]."), "[0200], 03:00.0, 0002 [12].");
    CHECK_STR(lining("um 13:30 Uhr, 0,005 m, 10\u202f000, 10 000, Tel. 0221 12-0, 07"), "");
    CHECK_STR(lining("ISO 8601, RFC 2119, USB\u00a03 und CREATE TABLE(7), in NRW 2019, Version 12"),
              "8601, 2119, 3 TABLE(7), 12");
    CHECK_STR(lining("512 MB, 60\u202f000 EUR, 3\u202fGHz, 512-MB-Modul; 30 Euro, 3 km, 12, IBM"),
              "512 60 000 3 512- MB- Modul;");
    CHECK_STR(lining("978-3-16-148410-0, 10.5.2 und 2024-10-23, 3.10.2024, Abschnitt 10.5.2"),
              "978- 3- 16- 148410- 0, 10.5.2");
}

/* How many glyphs a German word has in Linux Libertine: a ligature saves one. */
static int count_glyphs(const char *word)
{
    const struct css_style *s = style("de", "font-family: 'Linux Libertine O';");
    const struct word *w = text_word(text, text_font(text, s, LOC_NONE), s, false, false, word,
                                     (int)strlen(word));
    for (int i = 1; i < w->n_glyphs; i++)
        CHECK(w->glyph[i].cluster > w->glyph[i - 1].cluster &&
              (int)w->glyph[i].cluster < w->n_text);
    return w->n_glyphs;
}

static void check_joints(void)
{
    CHECK_INT(count_glyphs("flach"), 4);
    CHECK_INT(count_glyphs("Auflage"), 7);
    CHECK_INT(count_glyphs("aufliegen"), 9);
    CHECK_INT(count_glyphs("Schifffahrt"), 10); /* ff in Schiff */
    CHECK_INT(count_glyphs("höflich"), 7);
    CHECK_INT(count_glyphs("Pflicht"), 6); /* fl */
    CHECK_INT(count_glyphs("Kopflosigkeit"), 13);
    CHECK_INT(count_glyphs("Offizier"), 6); /* ffi */
    CHECK_INT(count_glyphs("(Auflage)"), 9);
    CHECK_INT(count_glyphs("Kaufleute"), 9); /* by the syllables */
    CHECK_INT(count_glyphs("Tiefflug"), 7);  /* fl */
    CHECK_INT(count_glyphs("Brieffreund"), 11);
    CHECK_INT(count_glyphs("elffach"), 7);
    CHECK_INT(count_glyphs("Lauffeuer"), 9);
    CHECK_INT(count_glyphs("treffen"), 6); /* ff */
    CHECK_INT(count_glyphs("Chiffre"), 6);
    CHECK_INT(count_glyphs("Souffleur"), 7); /* ffl */
    CHECK_INT(count_glyphs("Schil\u200cfinsel"), 10);
    CHECK_INT(count_glyphs("Schilf\u200cinsel"), 11);
    CHECK_INT(count_glyphs("Schilfinsel"), 10);
}

static void check_faults(void)
{
    int before = diag_count(DIAG_ERROR), warned = diag_count(DIAG_WARNING);
    const struct font *f = text_font(text, style("de", "font-family: 'No Such Family';"), LOC_NONE);
    CHECK(f && f->size == 10 * LEN_PT);
    CHECK_INT(diag_count(DIAG_ERROR), before + 1);
    f = text_font(text,
                  style("de",
                        "font-family: 'Linux Biolinum O'; font-weight: bold; font-style: italic;"),
                  LOC_NONE);
    CHECK_STR(f->family, "Linux Biolinum O");
    CHECK_INT(diag_count(DIAG_ERROR), before + 1);
    CHECK_INT(diag_count(DIAG_WARNING), warned + 1);
    cut(style("de", ""), "a\xef\xb8\x8f"); /* a variation selector shows nothing */
    CHECK_INT(diag_count(DIAG_ERROR), before + 1);
    cut(style("de", ""), "\xf3\xb0\x80\x80"); /* a private character that no font has */
    CHECK_INT(diag_count(DIAG_ERROR), before + 2);
    before = diag_count(DIAG_ERROR) - 3;
    cut(style("de", ""), "\xe1\x8a\xa0"); /* DIAG_no_glyph_package: an Ethiopic letter, where
                                             fonts-noto-core is not installed */
    CHECK(diag_count(DIAG_ERROR) <= before + 4);
    before = diag_count(DIAG_ERROR) - 3;
    for (int i = 0; i < 100; i++) { /* DIAG_no_glyphs: the rest in one message */
        char sign[5] = "\xf3\xb0\x81";
        sign[3] = (char)(0x80 + i % 64);
        cut(style("de", i < 64 ? "" : "color: red"), sign);
    }
    CHECK(diag_count(DIAG_ERROR) > before + 3 && diag_count(DIAG_ERROR) <= before + 43);
    cut(style("xx", "hyphens: auto"), "wort");
    CHECK_INT(diag_count(DIAG_WARNING), warned + 2);
    cut(style("de", ""), "\xff\xc3 \xe2\x82"); /* broken UTF-8 */
}

/* A set of its own: what Koki Square lacks comes from the families after the style's generic name,
 * in order, before others of the set. */
static void check_fallback(const char *folder)
{
    char path[] = "/tmp/koki-fonts-XXXXXX";
    int fd = mkstemp(path);
    char *real = realpath(folder, NULL);
    FILE *f = fdopen(fd, "w");
    fprintf(
        f,
        "<fontconfig><cachedir prefix='xdg'>fontconfig</cachedir><dir>%s</dir><dir>/usr/share/fonts/opentype/linux-libertine</dir>"
        "<alias binding='same'><family>serif</family><accept><family>Koki Square</family><family>Linux Libertine O</family></accept></alias>"
        "<alias binding='same'><family>sans-serif</family><accept><family>Koki Square</family><family>Linux Biolinum O</family></accept></alias>"
        "</fontconfig>",
        real ? real : folder);
    free(real);
    fclose(f);
    struct text *own = text_new(path), *kept = text;
    unlink(path);
    text = own;
    static const char *const style_of[] = {"", "font-family: 'Koki Square', sans-serif",
                                           "font-family: 'Koki Square', serif; font-style: italic"};
    static const char *const font_of[] = {"LinLibertineO", "LinBiolinumO", "LinLibertineOI"};
    for (int i = 0; i < 3; i++)
        for (int again = 0; again < 2;
             again++) { /* an opened font is found again by another style */
            const struct css_style *s = style("ru", style_of[i]);
            struct text_span span = {"aЖ", 3, s, LOC_NONE};
            struct pieces p = text_pieces(own, &span, 1, s, NULL);
            CHECK_INT(p.n, 2);
            CHECK_STR(p.v[1].word->font->ps_name, font_of[i]);
        }
    text = kept;
    text_free(own);
}

/* DIAG_font_config: a wrong path must not give the machine's own fonts. */
static void check_wrong_path(void)
{
    int status = 0;
    pid_t child = fork();
    if (!child) {
        fclose(stderr);
        text_new("/nonexistent/fonts.conf");
        _exit(0);
    }
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK_INT(WEXITSTATUS(status), DIAG_SYSTEM);
}

int main(void)
{
    diag_init("test");
    char folder[600];
    const char *data = getenv("KOKI_DATA");
    snprintf(folder, sizeof folder, "%s/tests/fonts", data ? data : ".");
    setenv("KOKI_FONTS", folder, 1);
    css = css_new();
    text = text_new(NULL);
    check_square();
    check_spaces();
    check_breaks();
    check_hyphens();
    check_scripts();
    check_real_fonts();
    check_places();
    check_lining();
    check_joints();
    check_faults();
    check_wrong_path();
    check_fallback(folder);
    text_free(text);
    css_free(css);
    return test_end();
}
