/* What the files of base share. */
#ifndef KOKI_BASE_INT_H
#define KOKI_BASE_INT_H

#include "base/base.h"

/* Removes the temporary files of outputs still open; async-signal-safe, for die and for signals. */
void outputs_remove(void);

void catalogue_open(void);   /* catalogue.c: reads the messages in the language that the environment asks for */
void catalogue_close(void);  /* English from here on */

#endif
