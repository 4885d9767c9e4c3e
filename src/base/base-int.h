// SPDX-License-Identifier: Apache-2.0
/* Declarations shared by the files of base. */
#ifndef KOKI_BASE_INT_H
#define KOKI_BASE_INT_H

#include <signal.h>
#include <sys/stat.h>

#include "base/base.h"

/* 1 if a memory or thread sanitizer is built in: it has its own heap and shadow memory. */
#if defined __has_feature
#define SANITIZED                                                                                  \
    (__has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||                        \
     __has_feature(thread_sanitizer))
#elif defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

/* input.c: the name a file was read by, NULL if it is not a source. */
const char *source_at(const struct stat *st);
int sources_count(void);
/* For a further run, when earlier files may be gone and their inodes reused: forgets all sources;
 * claims are checked again (output.c). */
void sources_forget(void);
void outputs_renew(void);

/* ending.c: catches the signals that end a program; ends its children and removes its temporary
 * files (a handler may call it, die does). */
void ending_catch(void);
void ending_clear(void);
void signals_block(sigset_t *before);
void signals_restore(const sigset_t *before);
/* A new file beside another; NULL and errno on failure. temp_rename frees it on success. */
struct temp *temp_file(const char *beside, int *fd);
bool temp_rename(struct temp *t, const char *to);

/* files.c: an absolute path unchanged, a relative one from the folder of the program; interned. */
const char *path_beside_program(const char *path);

void catalogue_open(
    void); /* catalogue.c: reads the messages in the language that the environment asks for */
/* The English original of a text translated by _(); other texts unchanged. */
const char *catalogue_english(const char *s);

/* ---- completion.c ---- */

enum shell { SHELL_BASH, SHELL_ZSH, SHELL_FISH };
#define SHELL_WORDS "bash|zsh|fish"
/* Prints a program's completions for a shell to standard output; `all` ends with NULL. */
void completion_print(enum shell shell, const char *program, const struct opt *const *all);

#endif
