// SPDX-License-Identifier: Apache-2.0
/* The date of an edition: SOURCE_DATE_EPOCH, else the date in the document, else that of its file,
 * else none (PDF/X, which requires one, gets the epoch); never the clock's, so that the same book
 * gives the same bytes. */
#include "pdf/pdf-int.h"

#include <stdlib.h>
#include <sys/stat.h>

static bool from_environment(time_t *t)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    char *end = NULL;
    long long seconds = epoch ? strtoll(epoch, &end, 10) : -1;
    *t = (time_t)seconds;
    return epoch && *epoch && !*end && seconds >= 0;
}

/* The place of the date in the document, as used by doc. */
static struct loc place_of(const xmlDoc *doc)
{
    const xmlNode *info = xml_info_of(xmlDocGetRootElement(doc)),
                  *date = info ? xml_child(info, "pubdate") : NULL;
    date = date || !info ? date : xml_child(info, "date");
    return date ? xml_loc(date) : LOC_NONE;
}

/* "2026-01-15", with or without a time after it; a day that does not exist is reported (ISO 8601).
 */
static bool from_document(const xmlDoc *doc, const char *date, struct tm *tm)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year, month, day;
    if (!date || sscanf(date, "%4d-%2d-%2d", &year, &month, &day) != 3)
        return false;
    bool leap = (year % 4 == 0 && year % 100) || year % 400 == 0,
         real = month >= 1 && month <= 12 && day >= 1 &&
                day <= days[month - 1] + (month == 2 && leap);
    if (!real)
        diag(DIAG_pdf_no_day, place_of(doc), date);
    if (!real || year < 1970)
        return false;
    *tm = (struct tm){.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
    return true;
}

static bool from_file(const xmlDoc *doc, time_t *t)
{
    struct stat st;
    if (!doc || !doc->URL || stat((const char *)doc->URL, &st) || !S_ISREG(st.st_mode))
        return false;
    *t = st.st_mtime;
    return true;
}

void date_find(struct finish *f)
{
    time_t t = 0;
    bool said = from_document(f->doc->xml, f->doc->date, &f->date);
    f->dated = from_environment(&t);
    if (!f->dated && said) {
        f->dated = true;
        return;
    }
    f->dated = f->dated || from_file(f->doc->xml, &t);
    if (!f->dated || !gmtime_r(&t, &f->date))
        f->date = (struct tm){.tm_year = 70, .tm_mday = 1};
}
