// SPDX-License-Identifier: Apache-2.0
/* What the files of base share. */
#ifndef KOKI_BASE_INT_H
#define KOKI_BASE_INT_H

#include <signal.h>
#include <sys/stat.h>

#include "base/base.h"

/* 1 where a sanitizer of memory or threads is built in: it has a heap and shadows of its own. */
#if defined __has_feature
#define SANITIZED                                                                                  \
    (__has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||                        \
     __has_feature(thread_sanitizer))
#elif defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

/* input.c: the name that a file was read by, NULL: it is not a source. */
const char *source_at(const struct stat *st);
int sources_count(void);
/* For a run after others, whose files may be gone and their numbers others': no file is a source;
 * claims are looked at again (output.c). */
void sources_forget(void);
void outputs_renew(void);

/* ending.c: catches the signals that end a program; ends its children and removes its temporary
 * files (a handler may call it, die does). */
void ending_catch(void);
void ending_clear(void);
void signals_block(sigset_t *before);
void signals_restore(const sigset_t *before);
/* A new file beside another; NULL and errno: cannot. temp_rename frees it where it succeeds. */
struct temp *temp_file(const char *beside, int *fd);
bool temp_rename(struct temp *t, const char *to);

/* files.c: an absolute path as it is, another one from the folder that the program lies in;
 * interned. */
const char *path_beside_program(const char *path);

void catalogue_open(
    void); /* catalogue.c: reads the messages in the language that the environment asks for */
/* The English of what _() gave; anything else as it is. */
const char *catalogue_english(const char *s);

/* ---- completion.c ---- */

enum shell { SHELL_BASH, SHELL_ZSH, SHELL_FISH };
#define SHELL_WORDS "bash|zsh|fish"
/* Prints a program's completions for a shell to standard output; `all` ends with NULL. */
void completion_print(enum shell shell, const char *program, const struct opt *const *all);

#endif
