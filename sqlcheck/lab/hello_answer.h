/* Hellos answered by the lab's own bytes, for versions and suites that OpenSSL cannot serve: a
 * ServerHello or an alert, and nothing after it. */
#ifndef SQLCHECK_LAB_HELLO_ANSWER_H
#define SQLCHECK_LAB_HELLO_ANSWER_H

#include "lab/case.h"
#include "wire/tls.h"

/* True for the IANA name of a suite that a hello can ask for. */
bool hello_answer_knows(const char *suite);

/* One record: the first of the endpoint's hello-suites that the hello offers, in the highest
 * version that both have, or the alert that says what is missing. Inside TDS 7 (wrapped) never TLS
 * 1.3. */
void hello_answer_write(struct writer *w, const struct lab_endpoint *endpoint,
                        const struct tls_client_hello *hello, bool wrapped);

#endif
