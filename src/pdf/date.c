/* The date of an edition: SOURCE_DATE_EPOCH, else the date in the document, else that of its file, else none (PDF/X, which
 * must have one, gets the beginning of time); never the clock's, so that the same book gives the same bytes. */
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

/* "2026-01-15", with or without a time behind it. */
static bool from_document(const char *date, struct tm *tm)
{
    int year, month, day;
    if (!date || sscanf(date, "%4d-%2d-%2d", &year, &month, &day) != 3 || year < 1970 || month < 1 || month > 12 || day < 1 ||
        day > 31)
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
    f->dated = from_environment(&t);
    if (!f->dated && from_document(f->doc->date, &f->date)) {
        f->dated = true;
        return;
    }
    f->dated = f->dated || from_file(f->doc->xml, &t);
    if (!f->dated || !gmtime_r(&t, &f->date))
        f->date = (struct tm){.tm_year = 70, .tm_mday = 1};
}
