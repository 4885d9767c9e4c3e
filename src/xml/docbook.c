// SPDX-License-Identifier: Apache-2.0
/* The DocBook element table: names, classes and default PDF roles by enum db_elem, and back from a
 * name by hash. The table is docbook.def; the hash (open addressing, at most a third full) is
 * filled at the first look-up. */
#include <string.h>
#include <threads.h>

#include "xml/xml.h"

static const struct element {
    const char *name, *role;
    enum db_class class_;
} element[DB_COUNT] = {
    [DB_NONE] = {"", "", DB_UNKNOWN},
#define E(id, name, class_, role) [DB_##id] = {name, role, class_},
#include "docbook.def"
#undef E
};

enum { SLOTS = 2048 };
_Static_assert(DB_COUNT * 3 < SLOTS * 2, "the hash of element names is too full");
static uint16_t slot[SLOTS];

static unsigned hash_name(const char *s)
{
    unsigned h = 2166136261u;
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 16777619u;
    return (h ^ h >> 15) % SLOTS;
}

static void fill_slots(void)
{
    for (int e = DB_NONE + 1; e < DB_COUNT; e++) {
        unsigned i = hash_name(element[e].name);
        while (slot[i])
            i = (i + 1) % SLOTS;
        slot[i] = (uint16_t)e;
    }
}

enum db_elem db_lookup(const char *name)
{
    static once_flag once = ONCE_FLAG_INIT;
    call_once(&once, fill_slots);
    for (unsigned i = hash_name(name); slot[i]; i = (i + 1) % SLOTS)
        if (!strcmp(element[slot[i]].name, name))
            return (enum db_elem)slot[i];
    return DB_NONE;
}

const char *db_name(enum db_elem e) { return element[e].name; }
const char *db_role(enum db_elem e) { return element[e].role; }
enum db_class db_class_of(enum db_elem e) { return element[e].class_; }
