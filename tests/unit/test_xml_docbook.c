// SPDX-License-Identifier: Apache-2.0
/* The element table: every name is found again, and nothing else is. */
#include "test.h"
#include "xml/xml.h"

int main(void)
{
    for (int e = DB_NONE + 1; e < DB_COUNT; e++)
        CHECK_INT(db_lookup(db_name(e)), e);
    CHECK_INT(db_lookup("itemizedlist"), DB_itemizedlist);
    CHECK_INT(db_lookup("Para"), DB_NONE);
    CHECK_INT(db_lookup(""), DB_NONE);
    CHECK_INT(db_class_of(DB_chapter), DB_DIVISION);
    CHECK_INT(db_class_of(DB_NONE), DB_UNKNOWN);
    CHECK_STR(db_role(DB_para), "P");
    CHECK_STR(db_name(DB_NONE), "");
    return test_end();
}
