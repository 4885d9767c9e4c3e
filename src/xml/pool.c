// SPDX-License-Identifier: Apache-2.0
/* libxml2's memory: blocks of one size side by side in a page, without malloc's 8 to 23 bytes for
 * each; most of a tree are nodes of 120 bytes.
 *
 * Pages are aligned, so that a block's address leads to the head of its page, which says how large
 * the block is. What is freed is for the next block of its size. Blocks larger than MOST have pages
 * to themselves and give them back. Threads have lists of their own, and may free what another one
 * made. The texts of a document have pages of their own, which go back to the system when they have
 * been dropped. */
#include <libxml/xmlmemory.h>
#include <stdlib.h>
#include <string.h>

#include "xml/xml-int.h"

enum { PAGE = 64 << 10, PAGES = 16 /* got at a time */, MOST = 16 << 10, CLASSES = 72 };

enum kind { TREE, TEXTS, KINDS };
struct page {
    size_t size;       /* [bytes] of each block in it */
    struct page *next; /* of those for texts */
    uint16_t kind;
    uint16_t idle; /* while pages are given back: its blocks that are free */
    _Alignas(16) char block[];
};
struct spare {
    struct spare *next;
};
struct range {
    char *at, *end;
};
static _Thread_local struct {
    enum kind kind; /* what is being made */
    struct spare *spare[KINDS][CLASSES];
    struct range fresh[KINDS][CLASSES]; /* of the class's last page, what was not a block yet */
    struct range pages;                 /* likewise of the pages got last */
    struct page *texts;
} pool;

static struct page *page_of(const void *block)
{
    return (struct page *)((uintptr_t)block & ~(uintptr_t)(PAGE - 1));
}

/* By steps of 8 bytes up to 128, then eight steps from each power of two to the next. */
static int class_of(size_t n, size_t *size)
{
    int power = n > 64 ? 63 - __builtin_clzll(n - 1) : 6, shift = power - 3;
    size_t step = n ? (n - 1) >> shift : 0;
    *size = (step + 1) << shift;
    return (power - 6) * 8 + (int)step;
}

static void *new_alone(size_t n)
{
    size_t room = sizeof(struct page) + n;
    struct page *page = n < SIZE_MAX / 2 ? aligned_alloc(PAGE, (room + PAGE - 1) / PAGE * PAGE)
                                         : NULL;
    if (!page)
        return NULL;
    page->size = n;
    return page->block;
}

static struct page *new_page(size_t size)
{
    struct range *pages = &pool.pages;
    if (pages->at == pages->end) {
        char *got = mem_keep(PAGES * PAGE, PAGE);
        if (!got)
            die(DIAG_out_of_memory, LOC_NONE);
        *pages = (struct range){got, got + PAGES * PAGE};
    }
    struct page *page = (struct page *)pages->at;
    pages->at += PAGE;
    *page = (struct page){.size = size, .kind = pool.kind};
    if (page->kind == TEXTS) {
        page->next = pool.texts;
        pool.texts = page;
    }
    return page;
}

static void *pool_new(size_t n)
{
    if (n > MOST)
        return new_alone(n);
    size_t size;
    int class = class_of(n, &size);
    struct spare *spare = pool.spare[pool.kind][class];
    if (spare) {
        pool.spare[pool.kind][class] = spare->next;
        return spare;
    }
    struct range *fresh = &pool.fresh[pool.kind][class];
    if ((size_t)(fresh->end - fresh->at) < size) {
        struct page *page = new_page(size);
        if (!page)
            return NULL;
        *fresh = (struct range){page->block, (char *)page + PAGE};
    }
    char *block = fresh->at;
    fresh->at += size;
    return block;
}

static void pool_free(void *block)
{
    if (!block)
        return;
    struct page *page = page_of(block);
    size_t size = page->size;
    if (size > MOST) {
        free(page);
        return;
    }
    struct spare *spare = block, **first = &pool.spare[page->kind][class_of(size, &size)];
    spare->next = *first;
    *first = spare;
}

static void *pool_grow(void *block, size_t n)
{
    if (!block)
        return pool_new(n);
    size_t held = page_of(block)->size, size = n;
    if (n <= MOST)
        class_of(n, &size);
    if (size == held)
        return block;
    void *other = pool_new(n);
    if (other) {
        memcpy(other, block, n < held ? n : held);
        pool_free(block);
    }
    return other;
}

static char *pool_dup(const char *s)
{
    size_t n = strlen(s) + 1;
    char *copy = pool_new(n);
    return copy ? memcpy(copy, s, n) : NULL;
}

void pool_texts(bool on) { pool.kind = on ? TEXTS : TREE; }

/* Each block that was made in it is free. */
static bool is_idle(const struct page *page)
{
    size_t size;
    const struct range *fresh = &pool.fresh[TEXTS][class_of(page->size, &size)];
    const char *end = (const char *)page + PAGE;
    size_t made = (size_t)((fresh->end == end ? fresh->at : end) - page->block) / size;
    return page->idle == made;
}

void pool_give_back(void)
{
    struct spare *spare[CLASSES];
    for (int i = 0; i < CLASSES; i++) {
        for (struct spare *s = pool.spare[TEXTS][i]; s; s = s->next)
            page_of(s)->idle++;
        spare[i] = pool.spare[TEXTS][i];
        pool.spare[TEXTS][i] = NULL;
    }
    for (int i = 0; i < CLASSES; i++)
        for (struct spare *s = spare[i], *next; s; s = next) {
            next = s->next;
            if (!is_idle(page_of(s))) {
                s->next = pool.spare[TEXTS][i];
                pool.spare[TEXTS][i] = s;
            }
        }
    struct page **link = &pool.texts;
    for (struct page *page = pool.texts, *next; page; page = next) {
        next = page->next;
        size_t size;
        struct range *fresh = &pool.fresh[TEXTS][class_of(page->size, &size)];
        if (!is_idle(page)) {
            page->idle = 0;
            *link = page;
            link = &page->next;
            continue;
        }
        if (fresh->end == (char *)page + PAGE)
            *fresh = (struct range){0};
        mem_release(page, PAGE);
    }
    *link = NULL;
}

/* AddressSanitizer would see no fault in blocks from the pool. gcc defines a macro where it is on,
 * clang has a feature. */
#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined __SANITIZE_ADDRESS__ || __has_feature(address_sanitizer)
static const bool sanitized = true;
#else
static const bool sanitized = false;
#endif

void pool_use(void)
{
    if (!sanitized)
        xmlMemSetup(pool_free, pool_new, pool_grow, pool_dup);
}
