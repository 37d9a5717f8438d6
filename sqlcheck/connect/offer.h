/* What a hello had on offer, as far as its bytes tell. */
#ifndef SQLCHECK_CONNECT_OFFER_H
#define SQLCHECK_CONNECT_OFFER_H

#include "connect/family.h"
#include "evidence/facts.h"
#include "wire/tls.h"

#include <stdbool.h>

/* Fills login->offered (lowest first) and login->floor_proof. True when the hello hides how low it
 * would go, so that only behaviour can tell: no supported_versions, and a record header that is
 * always the same. offered then holds the highest version alone. */
bool offer_read(void *parent, const struct family *family, const struct tls_client_hello *hello,
                struct login *login);

/* The driver took TLS 1.1 from our responder: that was on offer too, whatever the hello hid. */
void offer_add_1_1(void *parent, struct login *login);

#endif
