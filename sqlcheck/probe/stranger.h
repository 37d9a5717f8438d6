/* What answers there when it is not TDS: a sentence with its first words. */
#ifndef SQLCHECK_PROBE_STRANGER_H
#define SQLCHECK_PROBE_STRANGER_H

#include "base/bytes.h"

/* True for the first bytes of a TLS record. */
bool stranger_is_tls(struct reader bytes);

/* "speaks HTTP: 'HTTP/1.1 400 Bad Request'", else "the answer to PRELOGIN is not TDS: ...". A child
 * of parent. */
char *stranger_text(void *parent, struct reader bytes, const char *question, const char *expected);

#endif
