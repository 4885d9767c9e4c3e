// SPDX-License-Identifier: Apache-2.0
/* Names in one piece and in parts, and the keys that make spellings equal. */
#include "authors/authors-int.h"
#include "test.h"

static struct arena arena;

static void check(const char *text, const char *title, const char *given, const char *particle,
                  const char *family, const char *suffix)
{
    struct name n = name_parse(&arena, text);
    int before = test_failed;
    CHECK_STR(n.title, title);
    CHECK_STR(n.given, given);
    CHECK_STR(n.particle, particle);
    CHECK_STR(n.family, family);
    CHECK_STR(n.suffix, suffix);
    if (test_failed > before)
        fprintf(stderr, "  in %s\n", text);
}

static void check_whole(void)
{
    check("Anna Müller", "", "Anna", "", "Müller", "");
    check("  Anna   Müller ", "", "Anna", "", "Müller", "");
    check("Dr. Anna Müller", "Dr.", "Anna", "", "Müller", "");
    check("Dr Anna Müller", "Dr", "Anna", "", "Müller", "");
    check("Prof. Dr. Dr. h. c. mult. Anna Müller", "Prof. Dr. Dr. h. c. mult.", "Anna", "",
          "Müller", "");
    check("Prof.Dr.Anna Müller", "Prof. Dr.", "Anna", "", "Müller", "");
    check("Dr.-Ing. Bert Lang", "Dr.-Ing.", "Bert", "", "Lang", "");
    check("Dipl.-Ing. (FH) Bert Lang", "Dipl.-Ing. (FH)", "Bert", "", "Lang", "");
    check("Dr. rer. nat. Cora Nau", "Dr. rer. nat.", "Cora", "", "Nau", "");
    check("PD Dr. Cora Nau", "PD Dr.", "Cora", "", "Nau", "");
    check("Univ.-Prof. Mag. Dr. Cora Nau", "Univ.-Prof. Mag. Dr.", "Cora", "", "Nau", "");
    check("Frau Dr. Anna Müller", "Dr.", "Anna", "", "Müller", "");
    check("Herr Müller", "", "", "", "Müller", "");
    check("Anna von der Heide", "", "Anna", "von der", "Heide", "");
    check("Karl-Theodor zu Guttenberg", "", "Karl-Theodor", "zu", "Guttenberg", "");
    check("Otto Graf Lambsdorff", "", "Otto", "Graf", "Lambsdorff", "");
    check("Gisela Freifrau von Eschenau", "", "Gisela", "Freifrau von", "Eschenau", "");
    check("Heide, Anna von der", "", "Anna", "von der", "Heide", "");
    check("von der Heide, Anna", "", "Anna", "von der", "Heide", "");
    check("Heide, Prof. Dr. Anna von der", "Prof. Dr.", "Anna", "von der", "Heide", "");
    check("Würmelhausen, Otto Graf von", "", "Otto", "Graf von", "Würmelhausen", "");
    check("Müller, Anna", "", "Anna", "", "Müller", "");
    check("Müller, Anna, Dr.", "Dr.", "Anna", "", "Müller", "");
    check("Müller, A. M.", "", "A. M.", "", "Müller", "");
    check("Anna Müller, M. A.", "", "Anna", "", "Müller", "M. A.");
    check("Anna Müller, LL.M.", "", "Anna", "", "Müller", "LL.M.");
    check("Anna Müller MdB", "", "Anna", "", "Müller", "MdB");
    check("Anna Müller, MdL", "", "Anna", "", "Müller", "MdL");
    check("Anna Müller, MBA, PhD", "", "Anna", "", "Müller", "MBA PhD");
    check("Bert Lang jun.", "", "Bert", "", "Lang", "jun.");
    check("Anna MÜLLER", "", "Anna", "", "MÜLLER", "");
    check("MÜLLER Anna", "", "Anna", "", "MÜLLER", "");
    check("ANNA MÜLLER", "", "ANNA", "", "MÜLLER", "");
    check("Yo-Yo Ma", "", "Yo-Yo", "", "Ma", "");
    check("Van Thi Nguyen", "", "Van Thi", "", "Nguyen", "");
    check("Ludwig van Beethoven", "", "Ludwig", "van", "Beethoven", "");
    check("Maria de la Cruz Sánchez", "", "Maria", "de la", "Cruz Sánchez", "");
    check("Steffi Graf", "", "Steffi", "", "Graf", "");
    check("Ben Müller", "", "Ben", "", "Müller", "");
    check("Müller", "", "", "", "Müller", "");
    check("Dr.", "", "", "", "Dr.", "");
    check("", "", "", "", "", "");
    check(",", "", "", "", "", "");
    check("von", "", "", "", "von", "");
    check("Dr. von", "Dr.", "", "", "von", "");
}

static void check_parts(void)
{
    struct name n = name_join(&arena, "Dr.", "Anna", "von der", "Heide", NULL);
    CHECK_STR(name_text(&arena, &n), "Dr. Anna von der Heide");
    n = name_join(&arena, NULL, "Prof. Dr. Anna", NULL, "von der Heide, MdB", NULL);
    CHECK_STR(name_text(&arena, &n), "Prof. Dr. Anna von der Heide, MdB");
    n = name_join(&arena, "Dr.", "Dr. Anna", NULL, "Heide", NULL);
    CHECK_STR(n.title, "Dr.");
    n = name_join(&arena, NULL, "Anna von", NULL, "Heide", NULL);
    CHECK_STR(n.particle, "von");
    n = name_join(&arena, NULL, "Evan", "van", "Dam", NULL);
    CHECK_STR(name_text(&arena, &n), "Evan van Dam");
    n = name_join(&arena, NULL, NULL, NULL, "Heide", NULL);
    CHECK_STR(n.family, "Heide");
    n = name_join(&arena, NULL, NULL, NULL, NULL, NULL);
    CHECK_STR(n.family, "");
}

static void check_folding(void)
{
    CHECK_STR(key_fold(&arena, "Weiß-Kröger"), "weisskroeger");
    CHECK_STR(key_fold(&arena, "WEISS KROEGER"), "weisskroeger");
    CHECK_STR(key_fold(&arena, "O\u0308zgu\u0308n"), "oezguen"); /* decomposed, as macOS writes */
    CHECK_STR(key_fold(&arena, "Émile Žarnow"), "emilezarnow");
    CHECK_STR(key_fold(&arena, "Søren Łukasz Đorđević"), "soerenlukaszdordevic");
    CHECK_STR(key_fold(&arena, "ẞ"), "ss");
    CHECK_STR(key_fold(&arena, "E-Mail-Adresse (dienstlich)"), "emailadressedienstlich");
    CHECK_STR(key_fold(&arena, "\xff\xfe"), "");
    CHECK(key_is_initials("A."));
    CHECK(key_is_initials("A. M."));
    CHECK(key_is_initials("A.-M."));
    CHECK(key_is_initials("A"));
    CHECK(!key_is_initials("Al"));
    CHECK(!key_is_initials(""));
    CHECK(!key_is_initials("Anna M."));
}

/* Examples of Postel's paper and of its usual implementations. */
static void check_sounds(void)
{
    CHECK_STR(key_sound(&arena, "muellerluedenscheidt"), "65752682");
    CHECK_STR(key_sound(&arena, "wikipedia"), "3412");
    CHECK_STR(key_sound(&arena, "breschnew"), "17863");
    CHECK_STR(key_sound(&arena, "meier"), key_sound(&arena, "maier"));
    CHECK_STR(key_sound(&arena, "schmidt"), key_sound(&arena, "schmitt"));
    CHECK_STR(key_sound(&arena, ""), "");
}

static void check_values(void)
{
    CHECK_STR(field_orcid(&arena, "0000-0002-1825-0097"), "0000-0002-1825-0097");
    CHECK_STR(field_orcid(&arena, "https://orcid.org/0000-0002-1694-233x/"), "0000-0002-1694-233X");
    CHECK_STR(field_orcid(&arena, "ORCID: 0000000218250097"), "0000-0002-1825-0097");
    CHECK(!field_orcid(&arena, "0000-0002-1825-0098"));
    CHECK(!field_orcid(&arena, "0000-0002-1825-009"));
    CHECK(!field_orcid(&arena, "0000-0002-1825-00970"));
    CHECK_STR(field_date(&arena, "1.3.2026"), "2026-03-01");
    CHECK_STR(field_date(&arena, "2026-03-01 12:00:00"), "2026-03-01");
    CHECK_STR(field_date(&arena, "widerrufen am 01. 03. 26"), "2026-03-01");
    CHECK(!field_date(&arena, "31.13.2026"));
    CHECK(!field_date(&arena, "gestern"));
    CHECK(field_is_email("a.b@example.org"));
    CHECK(!field_is_email("a.b(at)example.org"));
    CHECK(!field_is_email("a@b"));
    CHECK_STR(key_email(&arena, "Max.Muster+koki@Example.org"), "max.muster@example.org");
}

static struct name undone(const char *s, int page)
{
    struct buf b = {0};
    struct name name = {"", "", "",
                        mojibake_undo(&b, s, strlen(s), page) ? arena_dup(&arena, b.s, b.n)
                                                              : "(not)",
                        ""};
    buf_done(&b);
    return name;
}

static bool case_is(const char *given, const char *particle, const char *family, const char *want)
{
    struct name name = {"", given, particle, family, ""};
    mend_case(&arena, &name);
    return !strcmp(name_text(&arena, &name), want);
}

static bool is_nobody(const char *text)
{
    struct name name = name_parse(&arena, text);
    return name_is_empty(&name) || name_is_nobody(&name);
}

/* Text that went wrong on its way. */
static void check_mending(void)
{
    CHECK_STR(undone("JÃ¶rg Ã„nne", 0).family, "Jörg Änne");
    CHECK_STR(undone("√Ñnne Gro√ük√∂tter", 1).family, "Änne Großkötter");
    CHECK_STR(undone("J├Ârg", 2).family, "Jörg");
    CHECK_STR(undone("Jörg", 0).family, "(not)");
    CHECK_STR(undone("Zoë Ãber", 0).family, "(not)");
    CHECK_STR(undone("Jorg", 0).family, "(not)");
    CHECK_INT((int)mojibake_pages("Anna", 4), MOJIBAKE_ALL);
    CHECK_INT((int)mojibake_pages("Müller", 7), 0);
    CHECK_STR(mend_invisible(&arena, "Eva\u200b Lotz\u00admoor\u202c"), "Eva Lotzmoor");
    CHECK_STR(mend_invisible(&arena, "Ida\u2060Maybek"), "Ida Maybek");
    CHECK_STR(mend_invisible(&arena, "علی\u200cرضا"), "علی\u200cرضا");
    CHECK(mend_is_lost("M?ller") && mend_is_lost("?nne") && mend_is_lost("Gro\ufffdk") &&
          !mend_is_lost("Müller?") && !mend_is_lost("Anna ?"));
    CHECK(case_is("MARIA", "VON DER", "KLEINMOOR-RIED", "Maria von der Kleinmoor-Ried"));
    CHECK(case_is("peter", "", "lustigmoor", "Peter Lustigmoor"));
    CHECK(case_is("JP", "", "Morgan", "JP Morgan") && case_is("A. M.", "", "Lang", "A. M. Lang") &&
          case_is("Anna", "van", "d'Arc", "Anna van d'Arc"));
}

static void check_nobody_and_organisations(void)
{
    static const char *const nobodies[] =
        {"N.N.",       "N. N.", "n.n.",  "NN", "NN 1", "Prof. N. N.", "Nomen nominandum",
         "noch offen", "TBA",   "k. A.", "?",  "---",  "unbekannt"};
    static const char *const organisations[] = {"Arbeitskreis „Moordaten“ e. V.",
                                                "KI-Konsortium Nordmoor",
                                                "IG Kommunal e.V.",
                                                "Stadtwerke Ried GmbH",
                                                "Riedwerke AöR",
                                                "Stadt Moorstetten",
                                                "Bürgerstiftung Ried",
                                                "Moor & Ried GmbH & Co. KG",
                                                "Verband der Moore",
                                                "Landkreis Torfeld",
                                                "Moor Research Consortium",
                                                "Sportverein Ried 1902",
                                                "Deutsches Moorinstitut",
                                                "Torf AG"};
    static const char *const people[] = {"Peter Kreis",
                                         "Anna Stadt",
                                         "Eva Bund",
                                         "Ali Agha",
                                         "Karl Ev",
                                         "Nora Feldmoor",
                                         "Dr. Anna von der Heide",
                                         "Jan Amthor",
                                         "Ines Agricola",
                                         "Land, Eva",
                                         "Nina Neumann"};
    for (size_t i = 0; i < sizeof nobodies / sizeof *nobodies; i++)
        CHECK(is_nobody(nobodies[i]) || !fprintf(stderr, "%s\n", nobodies[i]));
    for (size_t i = 0; i < sizeof organisations / sizeof *organisations; i++)
        CHECK(name_is_organisation(organisations[i]) || !fprintf(stderr, "%s\n", organisations[i]));
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        CHECK((!name_is_organisation(people[i]) && !is_nobody(people[i])) ||
              !fprintf(stderr, "%s\n", people[i]));
}

int main(void)
{
    check_mending();
    check_nobody_and_organisations();
    check_whole();
    check_parts();
    check_folding();
    check_sounds();
    check_values();
    arena_done(&arena);
    return test_end();
}
