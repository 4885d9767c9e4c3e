// SPDX-License-Identifier: Apache-2.0
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
    check("Anzeigename", FIELD_name);   /* Thunderbird's address book */
    check("Attendee name", FIELD_name); /* ticket systems */
    check("Attendee name: Title", FIELD_title);
    check("Teilnehmername", FIELD_name);
    check("name-particle", FIELD_particle); /* CITATION.cff */
    check("Middle Name", FIELD_middle);
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
    check("Ich bin mit der Nennung meines Namens in der gedruckten Publikation einverstanden",
          FIELD_consent_print);
    check("D02. Ich bin mit der Nennung meines Namens im Internet einverstanden.",
          FIELD_consent_web);
    check("Ich stimme ausdrücklich der Nennung meines Namens auf der Website zu",
          FIELD_consent_web);
    check("Darf Ihr Name in der gedruckten Publikation erscheinen?", FIELD_consent_print);
    check("Darf Ihr Name in der Online-Ausgabe erscheinen?", FIELD_consent_web);
    check("May we print your name?", FIELD_consent_print);
    check("Do you agree to the publication of your name online?", FIELD_consent_web);
    check("Stimmen Sie der Veröffentlichung Ihres Porträtfotos zu?", FIELD_consent_photo);
    check("Ich bin mit der Nennung meines Namens in Druck und Internet einverstanden",
          FIELD_consent);
    check("Ich bin mit der Nennung meines Namens einverstanden", FIELD_consent);
    check("Einwilligung erteilt am (Datum)", FIELD_consent_date);
    /* Not a consent to be named. */
    check("Ich habe die Datenschutzerklärung gelesen und stimme zu", FIELD_note);
    check("Ich stimme der Speicherung meiner Daten zu", FIELD_note);
}

/* What a heading asks consent for; where it denies, how the answers turn. */
static void check_asked(void)
{
    const enum field NOT = FIELD_COUNT;
    const struct {
        const char *heading;
        enum field field;
        enum turn turn;
    } cases[] = {
        {"Nennung im Druck ausschließen", FIELD_consent_print, TURN_OPPOSITE},
        {"Nennung im Internet ausschließen", FIELD_consent_web, TURN_OPPOSITE},
        {"Auf die Nennung verzichten", FIELD_consent, TURN_OPPOSITE},
        {"Namen im Web weglassen", FIELD_consent_web, TURN_OPPOSITE},
        {"Ich widerspreche der Nennung im Internet", FIELD_consent_web, TURN_OPPOSITE},
        {"Widerspruch gegen Veröffentlichung im Druck", FIELD_consent_print, TURN_OPPOSITE},
        {"Ich möchte im Druck nicht genannt werden", FIELD_consent_print, TURN_NO},
        {"Bitte nicht nennen", FIELD_consent, TURN_NO},
        {"Ohne Namensnennung online", FIELD_consent_web, TURN_NO},
        {"Anonym im Web", FIELD_consent_web, TURN_NO},
        {"Anonym bleiben", FIELD_consent, TURN_NO},
        {"Weder im Druck noch im Web nennen", FIELD_consent, TURN_NO},
        {"Widerruf", FIELD_consent, TURN_NO},
        {"Einwilligung widerrufen am", FIELD_consent, TURN_NO},
        {"Zusage zurückgezogen (Web)", FIELD_consent_web, TURN_NO},
        {"Consent withdrawn on", FIELD_consent, TURN_NO},
        {"Sperrvermerk", FIELD_consent, TURN_NO},
        {"Widerruf Foto", FIELD_consent_photo, TURN_NO},
        {"Opt out of print", FIELD_consent_print, TURN_OPPOSITE},
        {"Opt-out (online)", FIELD_consent_web, TURN_OPPOSITE},
        {"Do not name me online", FIELD_consent_web, TURN_NO},
        {"Leave my name off the website", FIELD_consent_web, TURN_OPPOSITE},
        {"Keep me out of print", FIELD_consent_print, TURN_OPPOSITE},
        {"Print without name", FIELD_consent_print, TURN_NO},
        {"Don't publish my name online", FIELD_consent_web, TURN_NO},
        {"do_not_name_me", FIELD_consent, TURN_NO},
        {"No naming in print", FIELD_consent_print, TURN_NO},
        {"Print: no name", FIELD_consent_print, TURN_NO},
        {"No naming online (yes/no)", FIELD_consent_web, TURN_NO},
        {"Keine Nennung im Web (ja/nein)", FIELD_consent_web, TURN_NO},
        {"Exclude from web edition", FIELD_consent_web, TURN_OPPOSITE},
        {"Wo dürfen wir Sie nennen? [Im Web]", FIELD_consent_web, TURN_NONE},
        {"Wo dürfen wir Sie nennen? [Gar nicht]", FIELD_consent, TURN_NO},
        {"Druckausgabe", FIELD_consent_print, TURN_NONE},
        {"Print OK?", FIELD_consent_print, TURN_NONE},
        {"im Web (ja/nein)", FIELD_consent_web, TURN_NONE},
        {"Print yes/no", FIELD_consent_print, TURN_NONE},
        {"Print (no / yes)", FIELD_consent_print, TURN_NONE},
        {"Naming online: yes or no", FIELD_consent_web, TURN_NONE},
        {"Namensnennung Internet", FIELD_consent_web, TURN_NONE},
        {"Auf der Website nennen?", FIELD_consent_web, TURN_NONE},
        {"Printeinwilligung", FIELD_consent_print, TURN_NONE},
        {"Einwilligung Web am", FIELD_consent_date, TURN_NONE},
        {"Datenschutz: Ich stimme der Nennung im Web zu", FIELD_consent_web, TURN_NONE},
        {"Einverständnis Foto", FIELD_consent_photo, TURN_NONE},
        {"Kein Foto veröffentlichen", FIELD_consent_photo, TURN_NO},
        /* not understood: the run ends */
        {"Nur im Druck nennen", NOT, TURN_NONE},
        {"Print only", NOT, TURN_NONE},
        {"Im Druck, aber nicht im Web nennen", NOT, TURN_NONE},
        {"Keine Einwände gegen Nennung im Druck, nicht im Web", NOT, TURN_NONE},
        {"Nicht auf die Nennung verzichten", NOT, TURN_NONE},
        {"Name im Druck", NOT, TURN_NONE},
        {"Im gedruckten Exemplar?", NOT, TURN_NONE},
        {"Im Print-Exemplar gewünscht?", NOT, TURN_NONE},
        {"Druckausgabe gewünscht?", NOT, TURN_NONE},
        {"Kein Name im Print-Exemplar", FIELD_consent_print, TURN_NO},
        {"In the printed copy", NOT, TURN_NONE},
        {"Nur im Print-Exemplar", NOT, TURN_NONE},
        {"Dürfen wir Ihre Organisation nennen?", NOT, TURN_NONE},
        {"Dürfen wir Ihre E-Mail-Adresse veröffentlichen?", NOT, TURN_NONE},
        {"Nennung von Name und Foto", NOT, TURN_NONE},
        {"Wie möchten Sie genannt werden?", NOT, TURN_NONE},
        {"Online", FIELD_consent_web, TURN_NONE},
        {"Namensnennung unerwünscht", FIELD_consent, TURN_OPPOSITE},
        {"Einwände gegen Nennung", FIELD_consent, TURN_OPPOSITE},
        {"Gegen Nennung im Web", FIELD_consent_web, TURN_OPPOSITE},
        {"Nennung nein", FIELD_consent, TURN_NO},
        {"Nennung (ja/nein)", FIELD_consent, TURN_NONE},
        {"Einwilligung nein", FIELD_consent, TURN_LESS},
        {"Einwilligung [Nein]", FIELD_consent, TURN_LESS},
        {"Einwilligung fehlt", FIELD_consent, TURN_LESS},
        {"Consent missing", FIELD_consent, TURN_LESS},
        {"Einwilligung vorhanden?", FIELD_consent, TURN_NONE},
        {"Einverständniserklärung unterschrieben", FIELD_consent, TURN_NONE},
        {"Consent given", FIELD_consent, TURN_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check(cases[i].heading, cases[i].field);
        struct asked asked = asked_of(cases[i].heading);
        if (cases[i].field != NOT && asked.turn != cases[i].turn)
            printf("%s: turns by %d\n", cases[i].heading, asked.turn);
        CHECK(cases[i].field == NOT ? asked.names : asked.turn == cases[i].turn);
    }
    static const char *const refusals[] = {"Ich widerspreche",
                                           "Widerspruch",
                                           "gesperrt",
                                           "Gesperrt?",
                                           "Opt-out",
                                           "Nein",
                                           "streichen",
                                           "Remove?",
                                           "Vertraulich",
                                           "Hidden",
                                           "nur intern",
                                           "Gültig bis",
                                           "Einwilligung gültig bis"};
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        check(refusals[i], FIELD_note);
        CHECK(asked_of(refusals[i]).refuses);
    }
    CHECK(asked_of("Ja").consents && asked_of("Opt-in").consents && asked_of("OK?").consents);
    CHECK(!asked_of("Datum").refuses && !asked_of("Kapitel gesperrt").refuses);
    static const char *const others[] = {"Print-Exemplar gewünscht?",
                                         "Printexemplar",
                                         "Belegexemplar (Druck)",
                                         "Anzahl gedruckter Exemplare",
                                         "Would you like a printed copy?",
                                         "Printed copies",
                                         "Gedruckten Bericht zusenden?",
                                         "Druckausgabe per Post",
                                         "Print edition: quantity",
                                         "Wie viele Exemplare im Druck?",
                                         "Widerrufsbelehrung",
                                         "Schuhgröße",
                                         "Ihr Eindruck",
                                         "Sprint",
                                         "Publikationen",
                                         "Veröffentlichungen",
                                         "Netzwerk",
                                         "Webinar",
                                         "Druckerei",
                                         "Essen",
                                         "Buchung",
                                         "Verlag",
                                         "Ich stimme zu",
                                         "Datenschutz",
                                         "Bitte nennen Sie Ihre Themen"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (asked_of(others[i]).names)
            printf("%s: seems to speak of naming\n", others[i]);
        CHECK(!asked_of(others[i]).names);
    }
    CHECK(asked_of("Ich stimme zu").consents && !asked_of("Schuhgröße").consents);
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
    CHECK(!field_date(&arena, "3/1/26")); /* January or March */
    CHECK(!field_date(&arena, "12345"));
    CHECK(!field_date(&arena, "30. Brumaire 2026"));
}

int main(void)
{
    check_short();
    check_questions();
    check_consents();
    check_asked();
    check_dates();
    CHECK_STR(field_option(&arena, "In welcher AG? [Ethik]"), "Ethik");
    CHECK(!field_option(&arena, "In welcher AG?"));
    arena_done(&arena);
    return test_end();
}
