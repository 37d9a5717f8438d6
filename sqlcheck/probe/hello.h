/* ClientHello messages that offer exactly one TLS version and every suite a Windows server may
 * have, also RC4 and 3DES, which our OpenSSL lacks. Good for one question only: which version does
 * the ServerHello choose? The handshake cannot go on from there. RFC 5246 7.4.1.2, RFC 8446
 * 4.1.2 */
#ifndef SQLCHECK_PROBE_HELLO_H
#define SQLCHECK_PROBE_HELLO_H

#include "base/bytes.h"

/* One handshake record; version is 0x0301 to 0x0304. */
void hello_write(struct writer *w, uint16_t version);

#endif
