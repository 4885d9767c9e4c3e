// SPDX-License-Identifier: Apache-2.0
/* koki-typeset: a DocBook book in, finished PDFs out. Options, and what they ask for. */
#include "typeset/typeset.h"

static const char stage_words[] = "xml|styles|boxes|tags|lines|pages|canvas";
static const char rendering_words[] =
    "auto|perceptual|relative|saturation|absolute"; /* enum rendering */
static const char mark_words[] = "crop|cross|bars";

int main(int argc, char **argv)
{
    struct request r = {.dump = STAGE_NONE};
    const struct opt table[] = {
        {"layout", 'l', OPT_STRING, "LAYOUT", &r.layout,
         N_("the layout: its name, or a .css file (default: plain)")},
        {"only", 0, OPT_STRING, "ID", &r.only,
         N_("typeset only this part of the book, numbered as in the whole book")},
        {"output", 'o', OPT_STRING, "FILE", &r.output,
         N_("the screen edition, or the output of --dump (default: standard output)")},
        {"press", 0, OPT_STRING, "FILE", &r.press, N_("the edition for the print shop: PDF/X-4")},
        {"screen", 0, OPT_STRING, "FILE", &r.screen,
         N_("the edition for screens and screen readers: PDF/UA-1")},
        {"screen-standard", 0, OPT_CHOICE, "NAME", &r.standard,
         N_("what the screen edition is: ua-1 (PDF/UA-1, PDF/A-2a) or ua-2 (PDF/UA-2, PDF/A-4)"),
         "ua-1|ua-2"},
        {"draft", 0, OPT_STRING, "FILE", &r.draft, N_("the edition for editors")},
        {"findings", 0, OPT_LIST, "FILE", &r.findings,
         N_("messages in JSON: the draft shows them, and remarks, as annotations beside their places")},
        {"preview", 0, OPT_STRING, "DIR", &r.preview, N_("a PNG of every page")},
        {"report", 0, OPT_STRING, "FILE", &r.report,
         N_("a report in JSON: pages, fonts, images, inks, messages")},
        {"cover", 0, OPT_STRING, "FILE", &r.cover,
         N_("the cover for the print shop: back, spine and front, then the inside")},
        {"paper", 0, OPT_STRING, "GRAMS[xVOLUME]", &r.paper,
         N_("the paper from which the width of the spine is computed, in g/m²: 90x1.2")},
        {"spine", 0, OPT_STRING, "MM", &r.spine_text,
         N_("the width of the spine, as given by the print shop")},
        {"profile", 0, OPT_STRING, "NAME", &r.inking.profile,
         N_("output intent of the press edition: a name or an ICC file")},
        {"rendering", 0, OPT_CHOICE, "INTENT", &r.rendering,
         N_("rendering intent: perceptual, relative, saturation, absolute"), rendering_words},
        {"no-black-point", 0, OPT_FLAG, NULL, &r.inking.no_black_point,
         N_("disable black-point compensation")},
        {"ink", 0, OPT_INT, "PERCENT", &r.inking.limit,
         N_("maximum ink coverage in percent (default: 300)")},
        {"marks", 0, OPT_SET, "LIST", &r.marks,
         N_("printer's marks around the press edition: crop, cross, bars"), mark_words},
        {"set", 0, OPT_LIST, "NAME=VALUE", &r.each.set, N_("set a variable of the book")},
        {"keep", 0, OPT_LIST, "ATTR=VALUE[;VALUE]", &r.each.keep,
         N_("keep content for these values; !VALUE omits it; {NAME} is a column")},
        {"each", 0, OPT_STRING, "TABLE[#SHEET]", &r.each.table,
         N_("make an edition for each row of a table; {NAME} in output names is a column")},
        {"rows", 0, OPT_STRING, "FROM-TO", &r.each.rows, N_("use only these rows of the table")},
        {"need", 0, OPT_LIST, "NAME", &r.each.need, N_("omit rows that are empty in this column")},
        {"unless", 0, OPT_LIST, "NAME", &r.each.unless,
         N_("omit rows that have anything but a no in this column")},
        {"list", 0, OPT_STRING, "FILE", &r.each.list,
         N_("list the result for each row in this file")},
        {"letter", 0, OPT_STRING, "LETTER", &r.letter, N_("a letter for each row of the table")},
        {"letters", 0, OPT_STRING, "FILE", &r.letters,
         N_("all letters in one file for the print shop, in the order of the table")},
        {"letter-layout", 0, OPT_STRING, "LAYOUT", &r.letter_layout,
         N_("style sheet of the letters (default: letter)")},
        {"allow", 0, OPT_LIST, "DIR", &r.allow, N_("allow reading from this folder, too")},
        {"fonts", 0, OPT_LIST, "DIR", &r.fonts, N_("use the fonts in this folder, too")},
        {"fonts-system", 0, OPT_FLAG, NULL, &r.fonts_system, N_("use all installed fonts")},
        {"list-layouts", 0, OPT_FLAG, NULL, &r.list_layouts, N_("list the layouts, and exit")},
        {"list-fonts", 0, OPT_FLAG, NULL, &r.list_fonts, N_("list the available fonts, and exit")},
        {"watch", 0, OPT_FLAG, NULL, &r.watch,
         N_("run again whenever the book, a style sheet or an image changes")},
        {"jobs", 'j', OPT_INT, "N", &r.jobs,
         N_("number of threads (default: 0, one for each processor)")},
        {"dump", 0, OPT_CHOICE, "STAGE", &r.dump,
         N_("print a stage as text: xml, styles, boxes, tags, lines, pages or canvas"),
         stage_words},
        {0},
    };
    struct opts o = {.program = "koki-typeset",
                     .usage = "[OPTION]… [BOOK|-]",
                     .summary = N_("Typesets a DocBook book with a CSS layout into finished PDFs."),
                     .opt = table};
    opts_parse(&o, argc, argv);
    r.book = o.args.n ? o.args.v[0] : "-";
    r.last = (enum stage)r.dump;
    r.verbose = o.verbose;
    int status = !request_check(&r, o.args.n) ? diag_status()
                 : r.list_layouts             ? typeset_list_layouts(&r)
                 : r.list_fonts               ? typeset_list_fonts(&r)
                 : r.each.table               ? typeset_editions(&r)
                 : r.watch                    ? watch(typeset_book, &r, r.book)
                                              : typeset_book(&r);
    vec_done(&o.args);
    vec_done(&r.allow);
    vec_done(&r.fonts);
    vec_done(&r.findings);
    return status;
}
