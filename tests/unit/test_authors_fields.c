/* What headings mean, as offices and online forms have them, and the values below them. */
#include "authors/authors-int.h"
#include "test.h"

static struct arena arena;

static void check(const char *heading, enum field f)
{
    struct job job = {0};
    enum field got = field_of(&job, heading);
    if (got != f)
        printf("%s: %s\n", heading, got == FIELD_COUNT ? "unknown" : field_name(got));
    CHECK(got == f);
}

static void check_short(void)
{
    check("Nachname", FIELD_family);
    check("NACHNAME ", FIELD_family);
    check("E-Mail-Adresse", FIELD_email);
    check("E‑Mail", FIELD_email);
    check("Telefon", FIELD_note);
    check("Titel (optional)", FIELD_title);
    check("Organisation [Pflichtfeld]", FIELD_affiliation);
    check("Pronomen", FIELD_gender);
    check("Zeitstempel", FIELD_consent_date);
    check("Schuhgröße", FIELD_COUNT);
    check("", FIELD_COUNT);
}

static void check_questions(void)
{
    check("V01. Wie lautet Ihr Vorname?", FIELD_given);
    check("2) Wie heißen Sie mit Nachnamen?", FIELD_family);
    check("Vor- und Nachname", FIELD_name);
    check("Bitte geben Sie Ihren Vor- und Nachnamen an", FIELD_name);
    check("Ihr Name", FIELD_name);
    check("What is your full name?", FIELD_name);
    check("Name Ihrer Organisation", FIELD_affiliation);
    check("O01. Für welche Organisation arbeiten Sie?", FIELD_affiliation);
    check("Welchen akademischen Grad führen Sie?", FIELD_title);
    check("In welchem Fachgebiet sind Sie Expertin oder Experte?", FIELD_expertise);
    check("Your areas of expertise", FIELD_expertise);
    check("AG[SQ001]. In welcher Arbeitsgruppe möchten Sie mitarbeiten? [Ethik]", FIELD_group);
    check("Aus welchem Bereich kommen Sie?", FIELD_sector);
    check("Welche Themen interessieren Sie besonders?", FIELD_interest);
    check("Mit welchem Geschlecht identifizieren Sie sich?", FIELD_gender);
    check("Bitte laden Sie ein Porträtfoto hoch", FIELD_portrait);
    check("Link zu Ihrer Webseite", FIELD_web);
    check("An welchem Kapitel haben Sie mitgeschrieben?", FIELD_chapters);
    check("Haben Sie noch Anmerkungen für uns?", FIELD_note);
    check("Unter welchem Namen möchten Sie erscheinen?", FIELD_name);
}

static void check_consents(void)
{
    check("Ich bin mit der Nennung meines Namens in der gedruckten Publikation einverstanden", FIELD_consent_print);
    check("D02. Ich bin mit der Nennung meines Namens im Internet einverstanden.", FIELD_consent_web);
    check("Ich stimme ausdrücklich der Nennung meines Namens auf der Website zu", FIELD_consent_web);
    check("Darf Ihr Name in der gedruckten Publikation erscheinen?", FIELD_consent_print);
    check("Darf Ihr Name in der Online-Ausgabe erscheinen?", FIELD_consent_web);
    check("May we print your name?", FIELD_consent_print);
    check("Do you agree to the publication of your name online?", FIELD_consent_web);
    check("Stimmen Sie der Veröffentlichung Ihres Porträtfotos zu?", FIELD_consent_photo);
    check("Ich bin mit der Nennung meines Namens in Druck und Internet einverstanden", FIELD_consent);
    check("Ich bin mit der Nennung meines Namens einverstanden", FIELD_consent);
    check("Einwilligung erteilt am (Datum)", FIELD_consent_date);
    /* Not a consent to be named. */
    check("Ich habe die Datenschutzerklärung gelesen und stimme zu", FIELD_note);
    check("Ich stimme der Speicherung meiner Daten zu", FIELD_note);
    CHECK(field_seems_consent("Ich stimme zu"));
    CHECK(!field_seems_consent("Schuhgröße"));
    CHECK(field_is_denial("Ich möchte im Druck nicht genannt werden"));
    CHECK(field_is_denial("Ich widerspreche der Nennung im Internet"));
    CHECK(!field_is_denial("Ich bin mit der Nennung im Druck einverstanden"));
}

static void check_answers(void)
{
    enum consent c;
    CHECK(field_consent("Ja, ich bin mit dem Druck einverstanden", &c) && c == CONSENT_YES);
    CHECK(field_consent("Nein, lieber nicht", &c) && c == CONSENT_NO);
    CHECK(field_consent("Ich widerspreche.", &c) && c == CONSENT_NO);
    CHECK(field_consent("I do not agree", &c) == false && c == CONSENT_NO);
    CHECK(field_consent("Y", &c) && c == CONSENT_YES);
    CHECK(field_consent("N", &c) && c == CONSENT_NO);
    CHECK(field_consent("WAHR", &c) && c == CONSENT_YES);
    CHECK(field_consent("FALSCH", &c) && c == CONSENT_NO);
    CHECK(field_consent("zurückgezogen", &c) && c == CONSENT_WITHDRAWN);
}

static void check_dates(void)
{
    CHECK_STR(field_date(&arena, "1. März 2026"), "2026-03-01");
    CHECK_STR(field_date(&arena, "1. Mrz 26"), "2026-03-01");
    CHECK_STR(field_date(&arena, "2026/03/01 10:05:44 AM MEZ"), "2026-03-01");
    CHECK_STR(field_date(&arena, "3/14/26 10:05:00"), "2026-03-14");
    CHECK_STR(field_date(&arena, "14/3/2026"), "2026-03-14");
    CHECK_STR(field_date(&arena, "20260301"), "2026-03-01");
    CHECK_STR(field_date(&arena, "46082"), "2026-03-01");
    CHECK_STR(field_date(&arena, "46082,5"), "2026-03-01");
    CHECK_STR(field_date(&arena, "29.2.2028"), "2028-02-29");
    CHECK(!field_date(&arena, "29.2.2026"));
    CHECK(!field_date(&arena, "3/1/26"));      /* January or March */
    CHECK(!field_date(&arena, "12345"));
    CHECK(!field_date(&arena, "30. Brumaire 2026"));
}

int main(void)
{
    check_short();
    check_questions();
    check_consents();
    check_answers();
    check_dates();
    CHECK_STR(field_option(&arena, "In welcher AG? [Ethik]"), "Ethik");
    CHECK(!field_option(&arena, "In welcher AG?"));
    arena_done(&arena);
    return test_end();
}
