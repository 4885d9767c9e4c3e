// SPDX-License-Identifier: Apache-2.0
/* Natural order of file names, and the stem that ids and places go by. */
#include "collect/collect-int.h"
#include "test.h"

static void check_order(const char *less, const char *more)
{
    CHECK(input_compare(less, more) < 0);
    CHECK(input_compare(more, less) > 0);
}

int main(void)
{
    check_order("9-neun.xml", "10-zehn.xml");
    check_order("kapitel2", "kapitel10");
    check_order("kapitel02", "kapitel3");
    check_order("a", "B");
    check_order("A", "a");
    check_order("a", "ab");
    check_order("1", "01a");
    check_order("99999999999999999998", "99999999999999999999");
    CHECK_INT(input_compare("007.xml", "007.xml"), 0);
    CHECK(input_compare("007.xml", "7.xml") != 0);

    struct arena a = {0};
    CHECK_STR(input_stem(&a, "03-ethik.xml"), "ethik");
    CHECK_STR(input_stem(&a, "03_ethik.teil.xml"), "ethik.teil");
    CHECK_STR(input_stem(&a, "2024.xml"), "2024");
    CHECK_STR(input_stem(&a, "ethik"), "ethik");
    CHECK_STR(input_stem(&a, ".xml"), ".xml");
    arena_done(&a);
    return test_end();
}
