// SPDX-License-Identifier: Apache-2.0
/* Processing instructions that no tool follows. Only those are reported whose names begin as koki's
 * own or as those of the DocBook XSL style sheets for print do: all others are other programs'. */
#include <string.h>

#include "xml/xml-int.h"

enum { MOST_NEARS = 100 };

static const char *const known[] = {
    /* koki-collect, xml_save */
    "koki-line", "koki-chapter", "koki-chapters", "koki-profile", "koki-if", "koki-unless",
    "koki-var",
    /* koki-authors */
    "koki-contributors", "koki-portraits", "koki-thanks", "koki-partners", "koki-balance",
    "koki-consent", "koki-made", "koki-person", "koki-place",
    /* koki-typeset */
    "dbfo-need", "dbfo-pagebreak", "dbfo-linebreak"};

void xml_check_instruction(const char *target, struct loc where, int *told)
{
    if (strncmp(target, "koki-", 5) && strncmp(target, "dbfo-", 5))
        return;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(target, known[i]))
            return;
    struct near near = near_word(target);
    for (size_t i = 0; *told < MOST_NEARS && i < sizeof known / sizeof *known; i++)
        near_try(&near, known[i]);
    ++*told;
    if (near.best)
        diag(DIAG_xml_instruction_near, where, target, near.best);
    else
        diag(DIAG_xml_instruction, where, target);
}
