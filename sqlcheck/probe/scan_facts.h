/* From the errands of a scan to its facts. */
#ifndef SQLCHECK_PROBE_SCAN_FACTS_H
#define SQLCHECK_PROBE_SCAN_FACTS_H

#include "probe/errand.h"
#include "probe/scan.h"

/* The number on the wire, 0x0300 ... */
uint16_t scan_version_number(enum scan_version version);

/* Every version of a way, for one reason. */
void scan_answers_unknown(void *parent, struct scan *scan, enum scan_way way, const char *reason);

/* The errands of one way, one for each version; those that were never asked have kind 0 and are
 * not done. */
void scan_answers_from(void *parent, struct scan *scan, enum scan_way way,
                       const struct errand errands[SCAN_VERSION_COUNT]);

/* The strict way of an endpoint that turned out to have none. */
void scan_answers_no_strict(void *parent, struct scan *scan, const struct errand *strict);

/* endpoint.versions and endpoint.handshake, which verify's judgement reads. */
void scan_endpoint_facts(void *parent, struct scan *scan, enum scan_way way,
                         const struct errand *handshake);

/* The setting behind the answers to PRELOGIN and the strict way. */
enum scan_encryption scan_encryption_of(const struct scan *scan, bool takes_strict);

#endif
