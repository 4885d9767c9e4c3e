// SPDX-License-Identifier: Apache-2.0
/* Document type definitions, read once a run. In a book of some hundred included files each has
 * DocBook's DTD, which takes longer to read than the file. A typesetter only needs its entities:
 * they are declared in a document on demand.
 *
 * A DTD is kept under its public or absolute system identifier. A document whose internal subset
 * declares one of its parameter entities changes the DTD, and reads it again. */
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <string.h>

#include "xml/xml-int.h"

struct kept {
    const char *id, *system;
    xmlDtd *dtd;
};
static VEC(struct kept) kept; /* for the run */

static bool dtd_same(const xmlChar *a, const char *b)
{
    return a && b ? !strcmp((const char *)a, b) : !a && !b;
}

static void look_up(void *payload, void *data, const xmlChar *name)
{
    const xmlDtd **dtd = data;
    (void)payload;
    if (*dtd && (*dtd)->pentities && xmlHashLookup((*dtd)->pentities, name))
        *dtd = NULL;
}

const xmlDtd *dtd_known(const xmlDoc *doc, const xmlChar *id, const xmlChar *system)
{
    const xmlDtd *dtd = NULL;
    for (int i = 0; i < kept.n; i++)
        if (dtd_same(id, kept.v[i].id) && dtd_same(system, kept.v[i].system))
            dtd = kept.v[i].dtd;
    if (dtd && doc->intSubset && doc->intSubset->pentities)
        xmlHashScan(doc->intSubset->pentities, look_up, &dtd);
    return dtd;
}

void dtd_keep(xmlDoc *doc)
{
    xmlDtd *dtd = doc->extSubset;
    bool absolute = dtd && (dtd->ExternalID ||
                            (dtd->SystemID && strstr((const char *)dtd->SystemID, "://")));
    if (!absolute || dtd == doc->intSubset || dtd_known(doc, dtd->ExternalID, dtd->SystemID))
        return;
    const xmlDtd *own = dtd;
    if (doc->intSubset && doc->intSubset->pentities)
        xmlHashScan(doc->intSubset->pentities, look_up, &own);
    if (!own)
        return;
    *vec_add(&kept) = (struct kept){dtd->ExternalID ? intern((const char *)dtd->ExternalID) : NULL,
                                    dtd->SystemID ? intern((const char *)dtd->SystemID) : NULL,
                                    dtd};
    doc->extSubset = NULL;
}

xmlEntity *dtd_entity(const xmlDtd *dtd, xmlDoc *doc, const xmlChar *name)
{
    const xmlEntity *e = dtd && dtd->entities ? xmlHashLookup(dtd->entities, name) : NULL;
    if (!e || e->etype != XML_INTERNAL_GENERAL_ENTITY || !doc || !doc->intSubset)
        return NULL;
    return xmlAddDocEntity(doc, name, e->etype, NULL, NULL, e->content);
}
