/* Integrated security in the lab: the SSPI field of LOGIN7, then tokens 0xED and packets 0x11 until
 * it is known who the client is. [MS-TDS] 2.2.6.8, 2.2.7.22 */
#ifndef SQLCHECK_LAB_SSPI_H
#define SQLCHECK_LAB_SSPI_H

#include "lab/session.h"

enum sspi_step { SSPI_MORE, SSPI_DONE, SSPI_REFUSED };

/* A mechanism takes what the client sent, writes what the client is to get (nothing, or a token)
 * and says once it is done which login of the case it is. */
struct sspi {
    const struct lab_case *lab;
    void *parent;
    void *state; /* the mechanism's own; a child of parent */
    const struct lab_login *login;
};

typedef enum sspi_step sspi_mechanism(struct sspi *sspi, struct reader blob, struct writer *answer);

/* kerberos.c: GSSAPI with the keytab of the case. ntlm.c: a challenge, and NTLMv2 only. */
sspi_mechanism kerberos_step;
sspi_mechanism ntlm_step;

/* True: the client is DOMAIN\user of the case, and session->login.user_name says so. */
bool sspi_login(struct session *session, void *scratch, struct sql_failure *failure);

#endif
