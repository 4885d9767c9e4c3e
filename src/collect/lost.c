/* Whether pandoc lost anything: the words of a source that is text, its markup taken off without understanding it, against those of the result.
 *
 * Only letters and digits count, since every format has its own use for the rest. Where a format has commands that look like words, they are passed over
 * by line or by bracket; what is passed over cannot be missed, and what cannot be told from text is only missed in larger pieces. */
#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>

#include "collect/collect-int.h"
#include "office/office.h"

struct source {
    struct letters *letters;
    char *s;               /* the text, which is written over */
    size_t n;
};

static void blank(char *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (from[i] != '\n')
            from[i] = ' ';
}

/* Blanks everything between two marks, the marks too. */
static void blank_between(struct source *src, const char *open, const char *close)
{
    size_t k = strlen(close);
    for (char *p = src->s; (p = strstr(p, open));) {
        char *end = strstr(p + strlen(open), close);
        size_t n = end ? (size_t)(end + k - p) : strlen(open);
        blank(p, n);
        p += n;
    }
}

static void give_lines(struct source *src)
{
    int line = 1;
    for (char *s = src->s; *s; line++) {
        size_t n = strcspn(s, "\n");
        letters_source(src->letters, line, s, n);
        s += n + (s[n] == '\n');
    }
}

/* ---- Markdown -------------------------------------------------------------------------------------------------- */

/* Of the front matter, what the chapter's info is made of. */
static size_t front_matter(char *s)
{
    static const char *const kept[] = {"title", "subtitle", "author", "abstract", NULL};
    if (strncmp(s, "---\n", 4) && strncmp(s, "---\r\n", 5))
        return 0;
    char *line = s + strcspn(s, "\n") + 1;
    bool keep = false;
    blank(s, 3);
    while (*line && strncmp(line, "---", 3) && strncmp(line, "...", 3)) {
        size_t n = strcspn(line, "\n"), key = strspn(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");
        if (key && line[key] == ':') {
            keep = false;
            for (int i = 0; kept[i]; i++)
                keep |= strlen(kept[i]) == key && !strncmp(line, kept[i], key);
            blank(line, key);
        } else if (keep) {          /* maps of authors: only names are text */
            char *colon = memchr(line, ':', n);
            size_t start = strspn(line, " -"), k = colon ? (size_t)(colon - line) - start : 0;
            if (colon && !memchr(line + start, ' ', k)) {
                if (strncmp(line + start, "name", 4))
                    blank(line, n);
                else
                    blank(line, start + k);
            }
        }
        if (!keep)
            blank(line, n);
        line += n + (line[n] == '\n');
    }
    blank(line, strcspn(line, "\n"));
    return (size_t)(line - s);
}

static size_t list_mark(const char *s)
{
    size_t n = strspn(s, " \t>");
    size_t k = strspn(s + n, "0123456789");
    if (!k && isalpha((unsigned char)s[n]))
        k = strspn(s + n, "ivxIVX") ? strspn(s + n, "ivxIVX") : 1;
    return k && k < 8 && (s[n + k] == '.' || s[n + k] == ')') && s[n + k + 1] == ' ' ? n + k + 1 : 0;
}

static void markdown_line(char *s, size_t n, bool *code, char fence[4])
{
    size_t indent = strspn(s, " \t>");
    const char *at = s + indent;
    if (!strncmp(at, "```", 3) || !strncmp(at, "~~~", 3)) {
        if (!*code || !strncmp(at, fence, 3)) {
            *code = !*code;
            memcpy(fence, at, 3);
            blank(s, n);
        }
        return;
    }
    if (*code)
        return;
    if (!strncmp(at, ":::", 3))
        blank(s, n);
    if (*at == '[' && at[1] != '^' && memmem(at, n - indent, "]:", 2))       /* the address of a link */
        blank(s, n);
    blank(s, list_mark(s));
}

/* What follows a closing bracket at once: an address, a name of one, attributes. */
static void blank_targets(struct source *src)
{
    for (char *p = src->s; (p = strpbrk(p, "]`#}"));) {
        char *open = p + 1, *end = NULL;
        if (*p == ']' && (*open == '(' || *open == '[' || *open == '{')) {
            int depth = 0;
            char shut = *open == '(' ? ')' : *open == '[' ? ']' : '}';
            for (end = open; *end && !(end[0] == '\n' && end[1] == '\n'); end++) {
                depth += *end == *open;
                if (*end == shut && !--depth)
                    break;
            }
            if (*end == shut)
                blank(open, (size_t)(end + 1 - open));
        }
        p++;
    }
    for (char *p = src->s; (p = strchr(p, '{')); p++)
        if (p[1] == '#' || p[1] == '.' || p[1] == '-' || p[1] == '=' || isalpha((unsigned char)p[1])) {
            size_t n = strcspn(p, "}\n");
            if (p[n] == '}' && memchr(p + 1, '}', n) && p + 1 + strcspn(p + 1, "#.=-") < p + n)
                blank(p, n + 1);
        }
}

/* Marks of notes, keys of citations, entities. */
static void blank_marks(struct source *src)
{
    blank_between(src, "[^", "]");
    for (char *p = src->s; *p; p++) {
        if (*p == '@' && (p == src->s || !isalnum((unsigned char)p[-1])))
            blank(p, 1 + strspn(p + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:.#$%&-+?<>~/"));
        if (*p == '&') {
            size_t n = strspn(p + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#");
            if (n && p[n + 1] == ';')
                blank(p, n + 2);
        }
        if (*p == '[' && (p[1] == 'x' || p[1] == 'X') && p[2] == ']')
            blank(p, 3);
        if (*p == '[' && p[1] == '!' && isupper((unsigned char)p[2]))
            blank(p, strcspn(p, "]\n") + 1);
        if (!strncmp(p, "http://", 7) || !strncmp(p, "https://", 8))
            blank(p, strcspn(p, " \t\n>)]\""));
    }
}

static void blank_tags(struct source *src)
{
    for (char *p = src->s; (p = strchr(p, '<')); p++)
        if (isalpha((unsigned char)p[1]) || p[1] == '/' || p[1] == '!') {
            size_t n = strcspn(p, ">");
            if (p[n])
                blank(p, n + 1);
        }
}

/* TeX between dollars: what comes of it are signs of its own. */
static void blank_math(struct source *src)
{
    blank_between(src, "$$", "$$");
    for (char *p = src->s; (p = strchr(p, '$')); p++) {
        size_t n = strcspn(p + 1, "$\n");
        if (p[n + 1] == '$' && n && p[1] != ' ' && p[n] != ' ')
            blank(p, n + 2);
    }
}

static void read_markdown(struct source *src)
{
    bool code = false;
    char fence[4] = "";
    char *s = src->s + front_matter(src->s);
    blank_between(src, "<!--", "-->");
    for (; *s;) {
        size_t n = strcspn(s, "\n");
        char *next = s + n + (s[n] == '\n');
        markdown_line(s, n, &code, fence);
        s = next;
    }
    blank_tags(src);
    blank_math(src);
    blank_targets(src);
    blank_marks(src);
    give_lines(src);
}

/* ---- HTML ------------------------------------------------------------------------------------------------------ */

static bool holds_no_text(const char *name)
{
    static const char *const names[] = {"script", "style", "head", "nav", "template", "noscript", "math", "svg", "form", "button", "select", "textarea"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcasecmp(name, names[i]))
            return true;
    return false;
}

static void read_html(struct source *src)
{
    htmlDocPtr doc = src->n < INT32_MAX ? htmlReadMemory(src->s, (int)src->n, NULL, NULL, HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_RECOVER) : NULL;
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    for (xmlNode *n = root; n;) {
        bool passed = n->type == XML_ELEMENT_NODE && holds_no_text((const char *)n->name);
        if (n->type == XML_TEXT_NODE)
            letters_source(src->letters, (int)xmlGetLineNo(n->parent), (const char *)n->content, strlen((const char *)n->content));
        if (n->children && n->type == XML_ELEMENT_NODE && !passed) {
            n = n->children;
            continue;
        }
        while (n != root && !n->next)
            n = n->parent;
        n = n == root ? NULL : n->next;
    }
    if (doc)
        xmlFreeDoc(doc);
}

/* ---- RTF ------------------------------------------------------------------------------------------------------- */

struct rtf {
    struct source *src;
    struct buf text;
    int para;
    int passed;            /* the depth of the group that is passed over; 0: none */
    int depth, skip;       /* characters that stand in for a \u */
};

static void rtf_end(struct rtf *r)
{
    r->para++;
    if (r->text.n)
        letters_source(r->src->letters, r->para, r->text.s, r->text.n);
    r->text.n = 0;
}

static void rtf_put(struct rtf *r, uint32_t c)
{
    if (r->passed)
        return;
    if (r->skip)
        r->skip--;
    else
        buf_utf8(&r->text, c);
}

static const char *rtf_word(struct rtf *r, const char *p)
{
    static const char *const passed[] = {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "headerf", "headerl", "headerr", "footer", "footerf", "footerl", "footerr", "fldinst", "themedata",
                                         "listtable", "listoverridetable", "rsidtbl", "generator", "xe", "tc", "bkmkstart", "bkmkend", "datastore", "pntext", "listtext", "atnid", "atnauthor", "annotation", "nonshppict", NULL};
    size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    char word[32];
    snprintf(word, sizeof word, "%.*s", (int)(n < 31 ? n : 31), p);
    char *end = (char *)p + n;
    long value = strtol(end, &end, 10);
    for (int i = 0; passed[i] && !r->passed; i++)
        if (!strcmp(passed[i], word))
            r->passed = r->depth;
    if (!strcmp(word, "par") || !strcmp(word, "cell") || !strcmp(word, "row") || !strcmp(word, "sect") || !strcmp(word, "line") || !strcmp(word, "page"))
        rtf_end(r);
    else if (!strcmp(word, "u")) {
        rtf_put(r, (uint32_t)(value < 0 ? value + 65536 : value));
        r->skip = 1;
    } else if (!strcmp(word, "tab"))
        rtf_put(r, ' ');
    return *end == ' ' ? end + 1 : end;
}

static void read_rtf(struct source *src)
{
    struct rtf r = {.src = src};
    for (const char *p = src->s, *stop = src->s + src->n; p < stop;) {
        unsigned char c = (unsigned char)*p++;
        if (c == '{') {
            r.depth++;
            if (!strncmp(p, "\\*\\", 3) && !r.passed)
                r.passed = r.depth;
        } else if (c == '}') {
            if (r.passed == r.depth)
                r.passed = 0;
            r.depth--;
        } else if (c == '\\' && *p == '\'' && isxdigit((unsigned char)p[1]) && isxdigit((unsigned char)p[2])) {
            char hex[3] = {p[1], p[2], 0};
            long v = strtol(hex, NULL, 16);
            rtf_put(&r, v >= 0x80 && v < 0xa0 ? ' ' : (uint32_t)v);
            p += 3;
        } else if (c == '\\' && isalpha((unsigned char)*p)) {
            p = rtf_word(&r, p);
        } else if (c == '\\') {
            p += p < stop;
        } else if (c >= ' ') {
            rtf_put(&r, c);
        }
    }
    rtf_end(&r);
    buf_done(&r.text);
}

/* ---- any format ------------------------------------------------------------------------------------------------ */

static const struct {
    const char *format;
    void (*read)(struct source *src);
} readers[] = {{"markdown", read_markdown}, {"html", read_html}, {"rtf", read_rtf}};

void lost_check(const char *path, const char *format, FILE *in, xmlDoc *doc)
{
    struct buf b = {0};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        if (strcmp(readers[i].format, format))
            continue;
        rewind(in);
        if (!buf_read(&b, in, 64 << 20) || !b.s || strlen(b.s) != b.n)
            break;
        struct source src = {letters_new(path), b.s, b.n};
        letters_words(src.letters);
        readers[i].read(&src);
        letters_result(src.letters, xmlDocGetRootElement(doc));
        letters_compare(src.letters);
        letters_free(src.letters);
    }
    buf_done(&b);
}
