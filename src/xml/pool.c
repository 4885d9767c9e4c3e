// SPDX-License-Identifier: Apache-2.0
/* libxml2's memory: blocks of one size side by side in a page, without malloc's 8 to 23 bytes for
 * each; most of a tree are nodes of 120 bytes.
 *
 * Pages are aligned, so that a block's address leads to the head of its page, which says how large
 * the block is. A freed block is reused for the next one of its size. Blocks larger than MOST have
 * their own pages, which are given back. Each thread has its own lists, and may free blocks of
 * another thread. Once most of a tree has been freed, the pages that it took go back to the
 * system. */
#include <libxml/xmlmemory.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "xml/xml-int.h"

enum { PAGE = 64 << 10, PAGES = 16 /* got at a time */, MOST = 16 << 10, CLASSES = 72 };

struct page {
    size_t size; /* [bytes] of each block in it */
    struct page *next;
    const void *owner;  /* the pool of the thread that made it */
    int idle;           /* number of its blocks freed and not reused by that thread */
    atomic_bool shared; /* another thread has freed a block: the page is never given back */
    _Alignas(16) char block[];
};
struct spare {
    struct spare *next;
};
struct range {
    char *at, *end;
};
static _Thread_local struct {
    struct spare *spare[CLASSES];
    struct range fresh[CLASSES]; /* the unused rest of the class's last page */
    struct range pages;          /* likewise of the pages allocated last */
    struct page *made;
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
    *page = (struct page){.size = size, .next = pool.made, .owner = &pool};
    return pool.made = page;
}

static void *pool_new(size_t n)
{
    if (n > MOST)
        return new_alone(n);
    size_t size;
    int class = class_of(n, &size);
    struct spare *spare = pool.spare[class];
    if (spare) {
        pool.spare[class] = spare->next;
        page_of(spare)->idle -= page_of(spare)->owner == &pool;
        return spare;
    }
    struct range *fresh = &pool.fresh[class];
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
    struct spare *spare = block, **first = &pool.spare[class_of(size, &size)];
    spare->next = *first;
    *first = spare;
    if (page->owner == &pool)
        page->idle++;
    else
        atomic_store_explicit(&page->shared, true, memory_order_relaxed);
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

/* Whether all blocks allocated in it are free. */
static bool is_idle(struct page *page)
{
    size_t size;
    const struct range *fresh = &pool.fresh[class_of(page->size, &size)];
    const char *end = (const char *)page + PAGE;
    size_t made = (size_t)((fresh->end == end ? fresh->at : end) - page->block) / size;
    return (size_t)page->idle == made && !atomic_load(&page->shared);
}

/* Free blocks in pages that stay are not reused: finding them would need a search of all. */
void pool_give_back(void)
{
    memset(pool.spare, 0, sizeof pool.spare);
    struct page **link = &pool.made;
    for (struct page *page = pool.made, *next; page; page = next) {
        next = page->next;
        size_t size;
        struct range *fresh = &pool.fresh[class_of(page->size, &size)];
        if (!is_idle(page)) {
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
