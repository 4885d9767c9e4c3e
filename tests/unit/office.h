// SPDX-License-Identifier: Apache-2.0
/* The interface of the tests of office: packages made in memory. */
#ifndef KOKI_TEST_OFFICE_H
#define KOKI_TEST_OFFICE_H

#include <string.h>
#include <zip.h>

#include "office/office.h"

/* A zip archive of parts, name and content in turn up to NULL; the caller's. */
static inline struct buf zip_of(const char *const *part)
{
    zip_error_t error;
    zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(to);
    zip_t *zip = zip_open_from_source(to, ZIP_TRUNCATE, &error);
    for (; *part; part += 2)
        zip_file_add(zip, part[0], zip_source_buffer(zip, part[1], strlen(part[1]), 0),
                     ZIP_FL_ENC_UTF_8);
    zip_close(zip);
    zip_stat_t st;
    zip_source_stat(to, &st);
    struct buf b = {0};
    buf_room(&b, st.size + 1);
    zip_source_open(to);
    b.n = (size_t)zip_source_read(to, b.s, st.size);
    zip_source_close(to);
    zip_source_free(to);
    return b;
}

static inline struct package *package_of(const char *const *part)
{
    struct buf b = zip_of(part);
    return package_open_bytes(&b, "test.zip");
}

#define TYPES(main)                                                                                             \
    "<?xml version='1.0'?><Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"         \
    "<Default Extension='xml' ContentType='application/xml'/><Override PartName='/main.xml' ContentType='" main \
    "+xml'/></Types>"
#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

#endif
