// SPDX-License-Identifier: Apache-2.0
/* Completions of a program's options for bash, zsh and fish, from its table; the build writes them
 * beside the programs. */
#include <string.h>

#include "base/base-int.h"

static bool is_folder(const struct opt *o)
{
    return !strcmp(o->arg, "DIR") || !strcmp(o->arg, "FOLDER");
}
static bool is_file(const struct opt *o)
{
    return strstr(o->arg, "FILE") || !strcmp(o->arg, "LAYOUT") || !strcmp(o->arg, "SKELETON") ||
           !strcmp(o->arg, "BOOK");
}

/* A text between single quotes; `escaped`: characters that need a backslash inside them. */
static void print_quoted(const char *text, const char *escaped)
{
    for (; *text; text++)
        if (*text == '\'')
            fputs("'\\''", stdout);
        else
            printf(strchr(escaped, *text) ? "\\%c" : "%c", *text);
}

static void print_values(const char *values)
{
    const char *before = "";
    for (size_t n; *values; values += n + (values[n] == '|')) {
        n = strcspn(values, "|");
        printf("%s%.*s", before, (int)n, values);
        before = " ";
    }
}

/* ---- bash ------------------------------------------------------------------------------------ */

/* Prints the completions of the previous option's argument; none: bash's own completion of
 * files. */
static void print_bash_argument(const struct opt *o)
{
    printf("    --%s", o->name);
    if (o->letter)
        printf(" | -%c", o->letter);
    if (o->values) {
        fputs(") COMPREPLY=($(compgen -W '", stdout);
        print_values(o->values);
        fputs("' -- \"$cur\")); return ;;\n", stdout);
    } else {
        fputs(is_folder(o)
                  ? ") compopt -o filenames; COMPREPLY=($(compgen -d -- \"$cur\")); return ;;\n"
              : is_file(o) ? ") return ;;\n"
                           : ") compopt +o default; return ;;\n",
              stdout);
    }
}

static void print_bash(const char *program, const struct opt *const *all)
{
    printf("# bash completion of %s\n_%s() {\n", program, program);
    fputs(
        "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
        "    if [ \"$cur\" = = ]; then cur=; elif [ \"$prev\" = = ]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
        "    case $prev in\n",
        stdout);
    for (const struct opt *const *o = all; *o; o++)
        if ((*o)->arg)
            print_bash_argument(*o);
    fputs("    esac\n    if [ \"${cur:0:1}\" = - ]; then\n        COMPREPLY=($(compgen -W '",
          stdout);
    for (const struct opt *const *o = all; *o; o++)
        printf("%s--%s%s", o == all ? "" : " ", (*o)->name, (*o)->arg ? "=" : "");
    printf(
        "' -- \"$cur\"))\n        if [ \"${COMPREPLY[0]: -1}\" = = ]; then compopt -o nospace; fi\n    fi\n}\ncomplete -o default -F _%s %s\n",
        program, program);
}

/* ---- zsh ------------------------------------------------------------------------------------- */

static void print_zsh(const char *program, const struct opt *const *all)
{
    printf("#compdef %s\n_arguments -s", program);
    for (; *all; all++) {
        const struct opt *o = *all;
        const char *equals = o->arg ? "=" : "";
        fputs(" \\\n  ", stdout);
        if (o->letter && o->kind != OPT_LIST)
            printf("'(-%c --%s)'", o->letter, o->name);
        else if (o->kind == OPT_LIST)
            fputs("'*'", stdout);
        if (o->letter)
            printf("{-%c%s,--%s%s}'[", o->letter, o->arg ? "+" : "", o->name, equals);
        else
            printf("'--%s%s[", o->name, equals);
        print_quoted(o->help, "[]");
        fputs("]", stdout);
        if (o->arg) {
            fputs(":", stdout);
            print_quoted(o->arg, ":");
            fputs(o->kind == OPT_CHOICE ? ":("
                  : o->values           ? ":_values -s , value "
                  : is_folder(o)        ? ":_files -/"
                  : is_file(o)          ? ":_files"
                                        : ": ",
                  stdout);
        }
        if (o->values) {
            print_values(o->values);
            fputs(o->kind == OPT_CHOICE ? ")" : "", stdout);
        }
        fputs("'", stdout);
    }
    fputs(" \\\n  '*:file:_files'\n", stdout);
}

/* ---- fish ------------------------------------------------------------------------------------ */

static void print_fish(const char *program, const struct opt *const *all)
{
    for (; *all; all++) {
        const struct opt *o = *all;
        printf("complete -c %s -l %s", program, o->name);
        if (o->letter)
            printf(" -s %c", o->letter);
        if (o->arg)
            fputs(o->values || !is_file(o) ? " -x" : " -r", stdout);
        if (o->values) {
            fputs(" -a '", stdout);
            print_values(o->values);
            fputs("'", stdout);
        } else if (o->arg && is_folder(o)) {
            fputs(" -a '(__fish_complete_directories)'", stdout);
        }
        fputs(" -d '", stdout);
        for (const char *p = o->help; *p; p++)
            printf(*p == '\'' || *p == '\\' ? "\\%c" : "%c", *p);
        fputs("'\n", stdout);
    }
}

void completion_print(enum shell shell, const char *program, const struct opt *const *all)
{
    static void (*const print[])(const char *, const struct opt *const *) =
        {[SHELL_BASH] = print_bash, [SHELL_ZSH] = print_zsh, [SHELL_FISH] = print_fish};
    print[shell](program, all);
}
