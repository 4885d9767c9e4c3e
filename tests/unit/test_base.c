// SPDX-License-Identifier: Apache-2.0
/* base: lengths, buffers, maps, UTF-8, paths, outputs, options. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"
#include "test.h"

static void test_lengths(void)
{
    CHECK_INT(len_scale(100, 1, 3), 33);
    CHECK_INT(len_scale(-100, 1, 3), -33);
    CHECK_INT(len_scale(5, 1, 2), 3);
    CHECK_INT(len_scale(-5, 1, 2), -3);
    CHECK_INT(len_scale(LEN_MAX, 1000, 1), LEN_MAX);
    CHECK_INT(len_scale(7, -1, -1), 7);
    CHECK_INT(len_fix(10 * LEN_PT, FIX_ONE / 2), 5 * LEN_PT);
}

static void test_arena(void)
{
    struct arena a = {0};
    char *big = arena_new(&a, 1 << 20);
    CHECK(!big[0] && !big[(1 << 20) - 1]);
    for (int i = 1; i < 2000; i += 111)
        CHECK(((uintptr_t)arena_new(&a, (size_t)i) & 7) == 0);
    CHECK_STR(arena_printf(&a, "%d-%s", 7, "x"), "7-x");
    arena_done(&a);
    CHECK(!a.top);
}

struct square {
    struct task task;
    int n, result, worker;
};

static void square(struct task *t, int worker)
{
    struct square *s = (struct square *)t;
    s->result = s->n * s->n;
    s->worker = worker;
}

/* Every task is done once it has been waited for, in whatever order that is. */
static void test_crew(void)
{
    enum { TASKS = 5000 };
    struct square *s = mem_new(sizeof *s * TASKS);
    for (int workers = 0; workers < 5; workers++) {
        struct thread_pool *c = workers ? thread_pool_new(workers) : NULL;
        for (int i = 0; i < TASKS; i++) {
            s[i] = (struct square){.task.run = square, .n = i};
            thread_pool_give(c, &s[i].task);
        }
        int wrong = 0;
        for (int i = TASKS; i--;) {
            thread_pool_wait(c, &s[i].task);
            wrong += s[i].result != i * i || s[i].worker >= thread_pool_workers(c);
        }
        CHECK_INT(wrong, 0);
        thread_pool_free(c);
    }
    struct thread_pool *c = thread_pool_new(3);
    for (int i = 0; i < TASKS; i++) {
        s[i] = (struct square){.task.run = square, .n = i};
        thread_pool_give(c, &s[i].task);
    }
    thread_pool_free(c); /* what was given is done all the same */
    CHECK_INT(s[TASKS - 1].result, (TASKS - 1) * (TASKS - 1));
    mem_free(s);
    CHECK(thread_pool_processors() > 0);
}

static void test_map(void)
{
    struct map m = {0};
    char key[16];
    CHECK(!map_get(&m, "absent"));
    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "k%d", i);
        *map_put(&m, key) = (void *)(intptr_t)(i + 1);
    }
    *map_put(&m, "k42") = (void *)(intptr_t)99;
    CHECK_INT(m.n, 5000);
    CHECK_INT((intptr_t)map_get(&m, "k42"), 99);
    CHECK_INT((intptr_t)map_get(&m, "k4999"), 5000);
    CHECK_INT((intptr_t)map_get_n(&m, "k123x", 4), 124);
    CHECK_STR(m.entry[0].key, "k0");
    map_done(&m);
    CHECK(intern("same") == intern_n("samesame", 4));
    CHECK(intern("a") != intern("b"));
}

static void test_utf8(void)
{
    const char *s = "a\xc3\xa4\xe2\x80\x93\xf0\x9f\x98\x80\xff\xc3";
    const char *end = s + strlen(s);
    CHECK_INT(utf8_next(&s, end), 'a');
    CHECK_INT(utf8_next(&s, end), 0xe4);
    CHECK_INT(utf8_next(&s, end), 0x2013);
    CHECK_INT(utf8_next(&s, end), 0x1f600);
    CHECK_INT(utf8_next(&s, end), 0xfffd);
    CHECK_INT(utf8_next(&s, end), 0xfffd);
    CHECK(s == end);
    CHECK(utf8_valid("\xef\xbf\xbd", 3));
    CHECK(!utf8_valid("\xc0\x80", 2));
    CHECK(!utf8_valid("\xed\xa0\x80", 3));
    int wrong = 0;
    for (uint32_t c = 1; c < 0x110000; c += 97) {
        char out[4];
        int n = utf8_put(out, c);
        const char *p = out;
        wrong += (c < 0xd800 || c >= 0xe000) && (utf8_next(&p, out + n) != c || p != out + n);
    }
    CHECK_INT(wrong, 0);
}

static void test_paths(void)
{
    struct arena a = {0};
    CHECK_STR(path_dir(&a, "a/b/c.xml"), "a/b");
    CHECK_STR(path_dir(&a, "c.xml"), ".");
    CHECK_STR(path_dir(&a, "/c.xml"), "/");
    CHECK_STR(path_join(&a, "a/b", "c"), "a/b/c");
    CHECK_STR(path_join(&a, "a", "/c"), "/c");
    CHECK_STR(path_relative(&a, "a/b", "a/c/d.png"), "../c/d.png");
    CHECK_STR(path_relative(&a, ".", "./a/../x.png"), "x.png");
    CHECK_STR(path_relative(&a, "a", "a/x.png"), "x.png");
    CHECK_STR(path_relative(&a, "/t/ab", "/t/a/x"), "../a/x");
    const char *folders[] = {"."};
    CHECK(path_inside("new-file", folders, 1));
    CHECK(!path_inside("..", folders, 1));
    CHECK(!path_inside("/etc/passwd", folders, 1));
    CHECK(!path_inside("../x", folders, 1));
    arena_done(&a);
}

/* Folders that cannot be compared as they are written. */
static void test_relative_elsewhere(void)
{
    struct arena a = {0};
    char dir[] = "koki-test-XXXXXX";
    CHECK(mkdtemp(dir) != NULL);
    char *real = realpath(dir, NULL);
    const char *in = path_join(&a, dir, "in"), *out = path_join(&a, dir, "out"),
               *file = path_join(&a, in, "p.png");
    CHECK(!mkdir(in, 0700) && !mkdir(out, 0700));
    CHECK_STR(path_relative(&a, path_join(&a, real, "out"), file), "../in/p.png");
    fclose(fopen(file, "w"));
    CHECK_STR(path_relative(&a, path_join(&a, real, "out"), file), "../in/p.png");
    const char *nowhere = path_join(&a, dir, "no such folder/p.png");
    CHECK_STR(path_relative(&a, path_join(&a, real, "out"), nowhere), "../no such folder/p.png");
    CHECK(path_inside(nowhere, (const char *const[]){dir}, 1) &&
          !path_inside(path_join(&a, dir, "none/../../p.png"), (const char *const[]){dir}, 1));
    CHECK_STR(path_relative(&a, out, "/etc/p.png"), "/etc/p.png");
    CHECK_STR(path_relative(&a, "../no such folder", file), file);
    CHECK(!chdir(in));
    CHECK_STR(path_relative(&a, "../out", "p.png"), "../in/p.png");
    CHECK(!chdir("../.."));
    CHECK(!unlink(file) && !rmdir(in) && !rmdir(out) && !rmdir(dir));
    free(real);
    arena_done(&a);
}

static void read_all(const char *path, char *out, size_t size)
{
    FILE *f = fopen(path, "r");
    size_t n = f ? fread(out, 1, size - 1, f) : 0;
    out[n] = 0;
    if (f)
        fclose(f);
}

static void test_output(void)
{
    char dir[] = "koki-test-XXXXXX", path[64], text[64];
    CHECK(mkdtemp(dir) != NULL);
    snprintf(path, sizeof path, "%s/out", dir);
    struct output o;
    CHECK(output_open(&o, path));
    fputs("first", o.f);
    CHECK(access(path, F_OK) != 0);
    CHECK(output_commit(&o));
    CHECK(output_open(&o, path));
    fputs("second", o.f);
    output_drop(&o);
    read_all(path, text, sizeof text);
    CHECK_STR(text, "first");
    CHECK(!output_open(&o, "no-such-folder/out"));
    CHECK_INT(diag_status(), DIAG_SYSTEM);
    unlink(path);
    CHECK(rmdir(dir) == 0);
}

static void test_options(void)
{
    bool flag = false;
    const char *s = NULL;
    int n = 0;
    struct strings list = {0};
    const struct opt table[] = {
        {"flag", 'f', OPT_FLAG, NULL, &flag, "a flag"},
        {"string", 's', OPT_STRING, "S", &s, "a string"},
        {"number", 'n', OPT_INT, "N", &n, "a number"},
        {"list", 'l', OPT_LIST, "L", &list, "a list"},
        {0},
    };
    struct opts o = {.program = "test", .usage = "", .summary = "", .opt = table};
    const char *argv[] = {"test", "-fn12", "--str=x", "in", "-l", "a", "--list",
                          "b",    "-q",    "-",       "--", "-z", NULL};
    opts_parse(&o, 12, (char **)argv);
    CHECK(flag && o.quiet && !o.verbose);
    CHECK_INT(n, 12);
    CHECK_STR(s, "x");
    CHECK_INT(list.n, 2);
    CHECK_STR(list.v[1], "b");
    CHECK_INT(o.args.n, 3);
    CHECK_STR(o.args.v[1], "-");
    CHECK_STR(o.args.v[2], "-z");
    vec_done(&list);
    vec_done(&o.args);
}

/* What exits is tried in a child: its exit status and the words of its message. */
static int child(void (*run)(void), char *words, size_t size)
{
    int ends[2], status = -1;
    if (pipe(ends))
        return -1;
    pid_t pid = fork();
    if (!pid) {
        dup2(ends[1], STDERR_FILENO);
        run();
        _exit(99);
    }
    close(ends[1]);
    size_t n = 0;
    for (ssize_t k; n < size - 1 && (k = read(ends[0], words + n, size - 1 - n)) > 0;)
        n += (size_t)k;
    words[n] = 0;
    close(ends[0]);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void want_too_much(void) { mem_new(SIZE_MAX / 2); }

static void parse(const char *word)
{
    bool flag;
    const char *s;
    const struct opt table[] = {{"flag", 0, OPT_FLAG, NULL, &flag, ""},
                                {"flags", 0, OPT_STRING, "S", &s, ""},
                                {"flats", 0, OPT_STRING, "S", &s, ""},
                                {0}};
    struct opts o = {.program = "test", .usage = "", .summary = "", .opt = table};
    const char *argv[] = {"test", word, NULL};
    opts_parse(&o, 2, (char **)argv);
}
static void parse_ambiguous(void) { parse("--fla"); }
static void parse_missing(void) { parse("--flats"); }
static void parse_unwanted(void) { parse("--flag=x"); }
static void parse_unknown(void) { parse("-z"); }
static void parse_level(void) { parse("-Wloud"); }

static void test_deaths(void)
{
    char words[300];
    CHECK_INT(child(want_too_much, words, sizeof words), DIAG_SYSTEM);
    CHECK(strstr(words, "test: out of memory\n")); /* after a sanitizer's own words */
    CHECK_INT(child(parse_ambiguous, words, sizeof words), DIAG_USAGE);
    CHECK_STR(words, "test: usage: option '--fla' is ambiguous: '--flag' or '--flags'\n");
    CHECK_INT(child(parse_missing, words, sizeof words), DIAG_USAGE);
    CHECK_STR(words, "test: usage: option '--flats' needs an argument\n");
    CHECK_INT(child(parse_unwanted, words, sizeof words), DIAG_USAGE);
    CHECK_STR(words, "test: usage: option '--flag' takes no argument\n");
    CHECK_INT(child(parse_unknown, words, sizeof words), DIAG_USAGE);
    CHECK_STR(words, "test: usage: unknown option '-z'\n");
    CHECK_INT(child(parse_level, words, sizeof words), DIAG_USAGE);
    CHECK_STR(
        words,
        "test: usage: invalid value 'loud' for option '--level'; valid: all, style, warning, error, unsupported, usage, system\n");
}

/* What a document or a file's name holds must not steer a terminal, forge a line or turn one round.
 */
static void test_shown(void)
{
    struct buf b = {0};
    buf_shown(&b, "a\tb\nc\x1b[31m\x7f\xc2\x9b"
                  "2J\xe2\x80\xae"
                  "fdp.\xe2\x81\xa7\xe2\x80\xa8\xff\xc3\xbc\xd8\x9c");
    CHECK_STR(b.s, "a b c\xef\xbf\xbd[31m\xef\xbf\xbd\xef\xbf\xbd"
                   "2J\xef\xbf\xbd"
                   "fdp.\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xc3\xbc\xef\xbf\xbd");
    b.n = 0;
    buf_json(&b, "\x1b\xc2\x9b\xe2\x80\xae\xc3\xbc");
    CHECK_STR(b.s, "\"\\u001b\\u009b\\u202e\xc3\xbc\"");
    buf_done(&b);
}

static void check_escape(const char *json, const char *text, size_t read)
{
    struct buf b = {0};
    CHECK_INT((int)(buf_json_escape(&b, json, json + strlen(json)) - json), (int)read);
    CHECK_STR(b.s, text);
    buf_done(&b);
}

static void test_json_escape(void)
{
    check_escape("\\u00e4x", "\xc3\xa4", 6);
    check_escape("\\ud83d\\uDE00", "\xf0\x9f\x98\x80", 12);
    check_escape("\\ud83d\\u0041", "\xef\xbf\xbd", 6); /* half a pair */
    check_escape("\\ude00", "\xef\xbf\xbd", 6);
    check_escape("\\u0000", "\xef\xbf\xbd", 6);
    check_escape("\\u12", "\xef\xbf\xbd", 2);
    check_escape("\\u", "\xef\xbf\xbd", 2);
}

/* Metafiles are known by their heads, however short the rest; nothing else is taken for one. */
static void test_metafiles(void)
{
    static const char wmf[88] = "\1\0\11\0\0\3", disk[88] = "\1\0\11\0\0\1",
                      placeable[88] = "\xd7\xcd\xc6\x9a", svm[88] = "VCLMTF", other[88] = "GIF89a";
    char emf[88] = "\1\0\0";
    memcpy(emf + 40, " EMF", 4);
    CHECK_STR(metafile_kind(wmf, 18), "WMF");
    CHECK_STR(metafile_kind(disk, 18), "WMF");
    CHECK_STR(metafile_kind(placeable, 40), "WMF");
    CHECK_STR(metafile_kind(emf, 88), "EMF");
    CHECK_STR(metafile_kind(svm, 61), "SVM");
    CHECK(!metafile_kind(wmf, 17) && !metafile_kind(placeable, 39) && !metafile_kind(emf, 87) &&
          !metafile_kind(svm, 60));
    CHECK(!metafile_kind(other, 88) && !metafile_kind("", 0));
    emf[0] = 2;
    CHECK(!metafile_kind(emf, 88));
}

/* RFC 4648, 10. */
static void test_base64(void)
{
    static const char *const plain[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar"},
                             *const coded[] = {"",         "Zg==",     "Zm8=",    "Zm9v",
                                               "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        struct buf to = {0}, back = {0};
        buf_base64(&to, plain[i], strlen(plain[i]));
        CHECK(!strcmp(to.n ? to.s : "", coded[i]));
        CHECK(buf_unbase64(&back, coded[i]) && !strcmp(back.n ? back.s : "", plain[i]));
        buf_done(&to), buf_done(&back);
    }
    struct buf b = {0};
    CHECK(buf_unbase64(&b, " Zm9v\r\n YmFy\f") && !strcmp(b.s, "foobar"));
    CHECK(!buf_unbase64(&b, "Zm9v-_"));
    CHECK(!buf_unbase64(&b, "Zg==Zg=="));
    CHECK(buf_unbase64(&b, "Zg== \n"));
    buf_done(&b);
}

int main(void)
{
    diag_init("test");
    test_json_escape();
    test_base64();
    test_lengths();
    test_arena();
    test_crew();
    test_map();
    test_utf8();
    test_shown();
    test_paths();
    test_relative_elsewhere();
    test_options();
    test_deaths();
    test_output();
    test_metafiles();
    return test_end();
}
