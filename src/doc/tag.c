// SPDX-License-Identifier: Apache-2.0
/* The logical structure, made from the boxes in one walk: every box gets the tag of its content,
 * NULL for decoration. The nesting rules of PDF 1.7 hold by construction (tag_fit); empty tags are
 * removed at the end. The walk is as deep as the boxes, whose depth the walk over the elements
 * limits. */
#include "doc/tag-int.h"

void tag_children(struct tagger *t, struct box *box, struct tag_place at)
{
    for (struct box *c = box->first; c; c = c->next)
        tag_box(t, c, at);
}

static bool artifact(const struct box *box)
{
    return box->style && css_is(box->style, CSS_koki_pdf_tag, KW_artifact);
}

/* Opens a tag of the box's element; its language is said where it changes. */
struct tag *tag_open(struct tagger *t, struct tag_place *at, const char *role,
                     const struct box *box)
{
    struct tag *tag = tag_new(t, tag_fit(t, at->tag, role, origin_node(box->origin)), role,
                              origin_node(box->origin));
    const char *lang = box->style ? box->style->lang : at->lang;
    if (*lang && strcmp(lang, at->lang)) {
        tag_more(&t->doc->arena, tag)->lang = lang;
        at->lang = lang;
    }
    at->tag = tag;
    return tag;
}

static const char *kept(struct tagger *t, struct buf *text)
{
    const char *s = arena_dup(&t->doc->arena, text->s ? text->s : "", text->n);
    buf_done(text);
    return s;
}

/* ---- links ----------------------------------------------------------------------------------- */

/* Whether an address leads somewhere that a reader may be sent to: a viewer would run javascript:
 * URLs, and for file: or \\\\server open files of the machine, or of a server that can track
 * readers. A closed list, since each system has schemes of its own. */
static bool is_harmless(const char *url)
{
    static const char *const schemes[] = {"http", "https",  "mailto", "ftp",    "ftps",   "sftp",
                                          "tel",  "sms",    "sip",    "sips",   "xmpp",   "irc",
                                          "ircs", "news",   "nntp",   "geo",    "urn",    "doi",
                                          "hdl",  "info",   "isbn",   "gopher", "gemini", "git",
                                          "ssh",  "matrix", "magnet"};
    while (*url && (unsigned char)*url <= ' ')
        url++;
    size_t n = strcspn(url, ":/?#\\");
    if (url[n] != ':')
        return n || ((url[0] != '/' && url[0] != '\\') || (url[1] != '/' && url[1] != '\\'));
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strlen(schemes[i]) == n && !strncasecmp(url, schemes[i], n))
            return true;
    return false;
}

/* Where an element points: an id of this document in *dest, or an address in *href. False: nowhere.
 */
static bool link_target(const struct tagger *t, const xmlNode *n, const char **dest,
                        const char **href)
{
    const char *id = xml_attr(n, "linkend"), *url = xml_attr(n, "xlink:href");
    *dest = *href = NULL;
    if (!id && url && *url == '#')
        id = url + 1;
    if (id)
        *dest = map_get(&t->doc->ids, id) ? intern(id) : NULL;
    else if (url && *url && is_harmless(url))
        *href = intern(url);
    else if (url && *url)
        diag(DIAG_link_refused, xml_loc(n), url);
    return *dest || *href;
}

/* The text alternatives of the images in a link; NULL: none. */
static const char *image_words(struct tagger *t, const xmlNode *link)
{
    struct buf words = {0};
    for (const xmlNode *n = link, *next; n; n = next) {
        bool says = xml_elem(n) == DB_alt || xml_elem(n) == DB_textobject;
        next = says ? xml_walk_past(link, n) : xml_walk(link, n);
        if (says && words.n)
            buf_putc(&words, ' ');
        if (says)
            xml_text(n, &words);
    }
    return kept(t, &words);
}

/* Opens a Link around an element's content if it has a target and no other link is open. */
static void open_link(struct tagger *t, struct tag_place *at, const struct box *box)
{
    const char *dest, *href;
    if (at->link || box->pseudo != CSS_SELF || box->anonymous ||
        !link_target(t, origin_node(box->origin), &dest, &href))
        return;
    struct tag *tag = tag_open(t, at, "Link", box);
    struct tag_more *more = tag_more(&t->doc->arena, tag);
    more->dest = dest;
    more->href = href;
    more->words = image_words(t, origin_node(box->origin));
    at->link = true;
}

/* ---- inline ---------------------------------------------------------------------------------- */

/* Adds a superscript or subscript in the notation for reading formulas: "^2", "_(i+1)". */
static void add_script(const xmlNode *n, char sign, struct buf *out)
{
    struct buf text = {0};
    content_text(n, &text);
    size_t chars = 0;
    for (size_t i = 0; i < text.n; i++)
        chars += ((unsigned char)text.s[i] & 0xc0) != 0x80;
    if (chars)
        buf_printf(out, chars > 1 ? "%c(%s)" : "%c%s", sign, text.s);
    buf_done(&text);
}

/* The text of a formula in words; the recursion is as deep as the elements. */
static void phrase_text(const xmlNode *n, struct buf *out)
{
    for (const xmlNode *c = n->children; c; c = c->next) {
        if (xml_elem(c) == DB_superscript || xml_elem(c) == DB_subscript)
            add_script(c, xml_elem(c) == DB_superscript ? '^' : '_', out);
        else if (c->type == XML_ELEMENT_NODE && !xml_is_math(c))
            phrase_text(c, out);
        else if (c->type == XML_ELEMENT_NODE)
            content_text(c, out);
        else if (c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE)
            buf_puts(out, (const char *)c->content);
    }
}

static bool has_scripts(const xmlNode *n)
{
    for (const xmlNode *c = xml_walk(n, n); c; c = xml_walk(n, c))
        if (xml_elem(c) == DB_superscript || xml_elem(c) == DB_subscript)
            return true;
    return false;
}

static bool is_formula(const xmlNode *n)
{
    return xml_is_math(n) && !strcmp((const char *)n->name, "math");
}

static void set_formula_alt(struct tagger *t, struct tag *tag, const xmlNode *n)
{
    const xmlNode *alt = xml_child(n, "alt") ? xml_child(n, "alt") : xml_child(n->parent, "alt");
    struct buf text = {0};
    if (!alt && !xml_is_math(n) && has_scripts(n))
        phrase_text(n, &text);
    else
        content_text(alt ? alt : n, &text);
    struct tag_more *more = tag_more(&t->doc->arena, tag);
    more->alt = kept(t, &text);
    for (more->math = n; more->math && !is_formula(more->math);)
        more->math = xml_walk(n, more->math);
}

/* Tags a formula, unless it is in another one. */
static void tag_formula(struct tagger *t, struct box *box, struct tag_place at)
{
    const struct tag *around = at.tag;
    while (around && strcmp(around->role, "Formula"))
        around = tag_class_of(around->role) == TAG_INLINE ? around->parent : NULL;
    struct buf reading = {0};
    content_text(origin_node(box->origin), &reading);
    bool says = reading.n > 0;
    buf_done(&reading);
    if (!says) /* only of space and rules */
        return;
    if (!around) {
        struct tag *tag = tag_open(t, &at, "Formula", box);
        set_formula_alt(t, tag, origin_node(box->origin));
    }
    box->tag = at.tag;
    t->note.v[at.tag->id].content = true;
}

/* A list is numbered as its first item with a marker is. */
static void number_list(struct tagger *t, struct tag *item, const struct css_style *style)
{
    if (!strcmp(item->role, "LI") && !strcmp(item->parent->more->numbering, "None"))
        tag_more(&t->doc->arena, item->parent)->numbering = tag_numbering(t->doc, style);
}

/* The mark of a note leads back to its call, which leads to it. */
static void link_back(struct tagger *t, struct tag_place *at, const struct box *box)
{
    struct tag *call = at->call;
    if (!call || at->link || call->more->to)
        return;
    tag_open(t, at, "Link", box);
    tag_more(&t->doc->arena, at->tag)->to = call;
    tag_more(&t->doc->arena, call)->to = at->tag;
    at->link = true;
}

/* The label of a list item or note that is in its first line: before everything else in the item.
 */
static void tag_label(struct tagger *t, struct box *box, struct tag_place at, const char *owner)
{
    struct tag *up = at.tag;
    while (up->parent && strcmp(up->role, owner))
        up = up->parent;
    if (!strcmp(up->role, owner)) {
        at.tag = tag_new(t, NULL, "Lbl", origin_node(box->origin));
        tag_insert_first(t, up, at.tag);
        number_list(t, up, box->style);
        link_back(t, &at, box);
    }
    box->tag = at.tag;
    tag_children(t, box, at);
}

static const char *expansion_of(struct tagger *t, const xmlNode *n)
{
    const xmlNode *alt = xml_child(n, "alt");
    struct buf text = {0};
    if (alt)
        content_text(alt, &text);
    return alt ? kept(t, &text) : NULL;
}

static void set_figure_alt(struct tagger *t, struct tag *tag, const xmlNode *n)
{
    struct buf text = {0};
    struct tag_more *more = tag_more(&t->doc->arena, tag);
    media_alt(n, &text);
    if (text.n)
        more->alt = kept(t, &text);
    for (const xmlNode *c = n; c && !more->file; c = xml_walk(n, c))
        more->file = xml_attr(c, "fileref") ? intern(xml_attr(c, "fileref")) : NULL;
    buf_done(&text);
}

/* The text read instead of generated content (CSS Content 3, 1.2). False: the content itself. */
static bool alternative(struct tagger *t, const struct box *box, const char **text)
{
    const struct css_list *l = box->pseudo != CSS_SELF && box->style
                                   ? css_list(box->style, CSS_content)
                                   : NULL;
    const struct css_list *alt = l && l->n && l->item[l->n - 1].kind == CSS_I_ALT
                                     ? l->item[l->n - 1].list
                                     : NULL;
    struct buf b = {0};
    for (int i = 0; alt && i < alt->n; i++) {
        const char *s = alt->item[i].kind == CSS_I_ATTR
                            ? xml_attr(origin_node(box->origin), alt->item[i].a)
                            : alt->item[i].a;
        buf_puts(&b, s ? s : alt->item[i].b ? alt->item[i].b : "");
    }
    *text = alt ? kept(t, &b) : NULL;
    return alt;
}

/* The content of such a box: decoration, or a Span with the text to read. */
static void tag_alternative(struct tagger *t, struct box *box, struct tag_place at,
                            const char *text)
{
    if (!*text)
        return;
    at.tag = tag_for_text(t, at.tag, origin_node(box->origin));
    tag_more(&t->doc->arena, tag_open(t, &at, "Span", box))->actual = text;
    box->tag = at.tag;
    tag_children(t, box, at);
}

static void tag_inline(struct tagger *t, struct box *box, struct tag_place at)
{
    const char *instead;
    if (alternative(t, box, &instead)) {
        tag_alternative(t, box, at, instead);
        return;
    }
    const char *role = tag_inline_role(box);
    if (!strcmp(role, "Lbl")) {
        tag_label(t, box, at, "LI");
        return;
    }
    if (box->pseudo == CSS_MARKER || box->pseudo == CSS_FOOTNOTE_MARKER) {
        tag_label(t, box, at, box->pseudo == CSS_MARKER ? "LI" : "Note");
        return;
    }
    bool span = !strcmp(role, "Span"),
         lang = *box->style->lang && strcmp(box->style->lang, at.lang);
    const char *expansion = span ? expansion_of(t, origin_node(box->origin)) : NULL;
    if (!strcmp(role, "Link"))
        role = "";
    if (expansion || lang || (*role && !span)) {
        struct tag *tag = tag_open(t, &at, *role ? role : "Span", box);
        if (expansion)
            tag_more(&t->doc->arena, tag)->expansion = expansion;
        if (!strcmp(role, "Figure"))
            set_figure_alt(t, tag, origin_node(box->origin));
        if (!strcmp(role, "Formula"))
            set_formula_alt(t, tag, origin_node(box->origin));
    }
    open_link(t, &at, box);
    if (box->pseudo == CSS_FOOTNOTE_CALL && *role && !at.link) {
        t->call = tag_open(t, &at, "Link", box);
        at.link = true;
    }
    box->tag = at.tag;
    tag_children(t, box, at);
}

/* ---- images, notes, floats ------------------------------------------------------------------- */

static bool decoration(const xmlNode *n)
{
    struct buf alt = {0};
    bool empty = !media_replaced(n) || (media_alt(n, &alt) && !alt.n);
    buf_done(&alt);
    return empty;
}

/* Generated images and those whose alternative text is given and empty are decoration. */
static void tag_image(struct tagger *t, struct box *box, struct tag_place at)
{
    if (decoration(origin_node(box->origin)))
        return;
    struct tag *figure = at.tag;
    while (figure && strcmp(figure->role, "Figure"))
        figure = tag_class_of(figure->role) == TAG_INLINE ? figure->parent : NULL;
    if (!figure) {
        figure = tag_open(t, &at, "Figure", box);
        set_figure_alt(t, figure, origin_node(box->origin));
    }
    box->tag = at.tag;
    t->note.v[at.tag->id].content = true;
}

/* The body of a note; the link of its call, or something else. */
static void tag_body(struct tagger *t, struct box *body, struct tag_place at, struct tag *call)
{
    at.link = false;
    at.call = call && !strcmp(call->role, "Link") ? call : NULL;
    struct tag *note = tag_open(t, &at, "Note", body);
    if (body->parent->kind != BOX_NOTE)
        tag_more(&t->doc->arena, note)->endnote = true;
    body->tag = at.tag;
    tag_children(t, body, at);
}

static void tag_note(struct tagger *t, struct box *box, struct tag_place at)
{
    box->tag = at.tag;
    t->call = NULL;
    tag_children(t, box, at);
    tag_body(t, box->u.out.body, at, t->call);
}

static void tag_float(struct tagger *t, struct box *box, struct tag_place at)
{
    struct box *body = box->u.out.body;
    bool generated = body->pseudo != CSS_SELF;
    if (body->kind == BOX_PARA && (generated || body->style->was_inline)) {
        /* a number, a letter or words, part of the content around */
        at.tag = tag_for_text(t, at.tag, origin_node(box->origin));
        tag_open(t, &at, "Span", box);
        box->tag = at.tag;
        if (generated)
            tag_children(t, body, at);
        else
            tag_inline(t, body, at);
        body->tag = box->tag;
        return;
    }
    at.tag = tag_fit(t, at.tag, "Div", origin_node(box->origin));
    box->tag = at.tag;
    tag_box(t, body, at);
}

/* ---- blocks ---------------------------------------------------------------------------------- */

/* A block whose paragraphs are all its own element's: text of one P or heading. */
static bool flat(const struct box *box)
{
    for (const struct box *c = box->first; c; c = c->next)
        if (c->kind != BOX_MARK && c->kind != BOX_FLOAT &&
            !(c->kind == BOX_PARA && (c->anonymous || c->pseudo != CSS_SELF)))
            return false;
    return true;
}

/* The role that fits the finished box; "" if its content may be in the enclosing tag. */
static const char *suited(const struct box *box, const char *role, struct tag_place at)
{
    bool lines = box->kind == BOX_PARA, item = !strcmp(at.tag->role, "LI");
    bool lang = *box->style->lang && strcmp(box->style->lang, at.lang);
    enum tag_class c = *role ? tag_class_of(role) : TAG_GROUP;
    if (!strcmp(role, "Lbl") && !item)
        role = "P";
    else if (!strcmp(role, "LBody") && !item)
        role = "Div";
    else if (lines && c == TAG_LIST)
        role = "P";
    else if (!lines && (c == TAG_INLINE || !strcmp(role, "Formula")))
        role = "";
    if (!strcmp(role, "Div") && lines)
        role = "P";
    if (!strcmp(role, "P") && ((!lines && !flat(box)) || tag_class_of(at.tag->role) == TAG_LEAF))
        role = "";
    return !*role && lang && !box->anonymous && !lines ? "Div" : role;
}

static void open_block(struct tagger *t, struct box *box, const char *role, struct tag_place *at)
{
    enum tag_class c = tag_class_of(role);
    if (c == TAG_INLINE || !strcmp(role, "Formula"))
        at->tag = tag_for_text(t, at->tag, origin_node(box->origin));
    struct tag *tag = tag_open(t, at, role, box);
    if (!strcmp(role, "Figure"))
        set_figure_alt(t, tag, origin_node(box->origin));
    if (!strcmp(role, "Formula"))
        set_formula_alt(t, tag, origin_node(box->origin));
}

static void tag_marker(struct tagger *t, const struct box *item, struct tag_place at)
{
    struct box *marker = (struct box *)item->u.block.marker;
    if (!marker)
        return;
    number_list(t, at.tag, item->style);
    at.tag = strcmp(at.tag->role, "LI") ? tag_for_text(t, at.tag, origin_node(item->origin))
                                        : tag_new(t, at.tag, "Lbl", origin_node(item->origin));
    marker->tag = at.tag;
    tag_children(t, marker, at);
}

/* Entries of a contents that run on in one paragraph: each is nevertheless an item, and separators
 * are decoration. */
static void tag_run_in_contents(struct tagger *t, struct box *box, struct tag_place at)
{
    for (struct box *c = box->first; c; c = c->next) {
        struct tag_place entry = at;
        if (c->kind == BOX_INLINE && xml_elem(origin_node(c->origin)) == DB_tocentry) {
            tag_open(t, &entry, "TOCI", c);
            tag_open(t, &entry, "Reference", c);
            tag_inline(t, c, entry);
        } else if (c->kind != BOX_TEXT || strspn(c->u.t.text, " ") < (size_t)c->u.t.n) {
            entry.tag = tag_for_text(t, at.tag, origin_node(box->origin));
            tag_box(t, c, entry);
        }
    }
}

void tag_block(struct tagger *t, struct box *box, struct tag_place at)
{
    const char *instead;
    if (artifact(box))
        return;
    if (alternative(t, box, &instead)) {
        tag_alternative(t, box, at, instead);
        return;
    }
    if (box_more(box)->call) {
        tag_body(t, box, at, box_more(box)->call->tag);
        return;
    }
    const char *role = tag_block_role(box);
    if (!strcmp(role, "Table")) {
        tag_titled_table(t, box, at);
        return;
    }
    role = suited(box, role, at);
    if (*role)
        open_block(t, box, role, &at);
    box->tag = at.tag;
    if (box->kind == BOX_PARA && !strcmp(role, "TOC")) {
        tag_run_in_contents(t, box, at);
        return;
    }
    if (box->kind == BOX_BLOCK || box->kind == BOX_PARA)
        tag_marker(t, box, at);
    if (box->kind == BOX_PARA && box->first) {
        at.tag = tag_for_text(t, at.tag, origin_node(box->origin));
        if (xml_elem(origin_node(box->origin)) == DB_tocentry && !box->anonymous)
            tag_open(t, &at, "Reference", box);
        open_link(t, &at, box);
        box->tag = at.tag;
    }
    tag_children(t, box, at);
}

static void tag_inline_block(struct tagger *t, struct box *box, struct tag_place at)
{
    const char *role = tag_inline_role(box);
    if (artifact(box))
        return;
    if (!strcmp(role, "Lbl")) {
        tag_label(t, box, at, "LI");
        return;
    }
    if (*role && strcmp(role, "Link") && strcmp(role, "Span"))
        tag_open(t, &at, role, box);
    open_link(t, &at, box);
    box->tag = at.tag;
    tag_children(t, box, at);
}

/* ---- the walk -------------------------------------------------------------------------------- */

void tag_box(struct tagger *t, struct box *box, struct tag_place at)
{
    switch (box->kind) {
    case BOX_TEXT:
    case BOX_REF:
        box->tag = at.tag;
        t->note.v[at.tag->id].content |= box->kind == BOX_REF || box->u.t.n;
        break;
    case BOX_LEADER: break;
    case BOX_MARK:
        box->tag = at.tag;
        ((struct mark *)box->u.m.mark)->tag = at.tag;
        break;
    case BOX_IMAGE: tag_image(t, box, at); break;
    case BOX_MATH: tag_formula(t, box, at); break;
    case BOX_NOTE: tag_note(t, box, at); break;
    case BOX_FLOAT: tag_float(t, box, at); break;
    case BOX_TABLE: tag_table(t, box, at); break;
    case BOX_INLINE:
        if (!artifact(box))
            tag_inline(t, box, at);
        break;
    case BOX_INLINE_BLOCK: tag_inline_block(t, box, at); break;
    default: tag_block(t, box, at); break;
    }
}

void tags_build(struct doc *doc)
{
    struct tagger t = {.doc = doc};
    struct tag_place at = {.lang = doc->lang};
    doc->tags = at.tag = tag_new(&t, NULL, "Document", xmlDocGetRootElement(doc->xml));
    if (*doc->lang)
        tag_more(&doc->arena, doc->tags)->lang = doc->lang;
    tag_box(&t, doc->root, at);
    tags_prune(&t);
    vec_done(&t.note);
}
