/* What our hellos offer: exactly one TLS version and, unless told otherwise, every suite a Windows
 * server may have, also RC4 and 3DES, which our OpenSSL lacks. */
#ifndef SQLCHECK_PROBE_HELLO_H
#define SQLCHECK_PROBE_HELLO_H

#include "wire/tls_offer.h"

/* version is 0x0300 to 0x0304; the lists are static. */
struct tls_offer hello_offer(uint16_t version);

/* One handshake record, with fresh random bytes. */
void hello_write(struct writer *w, const struct tls_offer *offer);

#endif
