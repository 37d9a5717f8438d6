/* Certificate chains as a server sent them: facts, and the check a careful client would make.
 *
 * The two are apart: facts never judge, and the check never changes a fact. Used by the probe, and
 * by the tap of a forced login on what it captured from the wire. */
#ifndef SQLCHECK_TLS_CHAIN_H
#define SQLCHECK_TLS_CHAIN_H

#include "base/error.h"
#include "evidence/facts.h"

#include <stddef.h>
#include <stdint.h>

/* One certificate in DER. */
struct der {
    const uint8_t *data;
    size_t size;
};

struct chain_trust {
    const char *expected_name; /* host name or IP address; NULL = no name check */
    const char *pinned_file;   /* -J, PEM or DER: the leaf must be one of these certificates or be
                                  signed by one, if all are authorities; then neither name, dates
                                  nor chain are looked at */
    const char *ca_file;       /* PEM; NULL = the system's store */
    int64_t now_unix_s;
    struct chain_store *store; /* ca_file, or the system's store, loaded once; NULL = each check
                                  loads it, which takes some 30 ms for the system's */
};

/* What each certificate says, leaf first as sent. Children of parent. False when one of them is not
 * a certificate; then *out and *out_count are untouched. */
bool chain_facts(void *parent, const struct der *chain, size_t count, struct certificate **out,
                 size_t *out_count, struct error *err) MUST_USE;

/* The same of every certificate of a file (PEM, or one in DER). */
bool chain_file_facts(void *parent, const char *path, struct certificate **out, size_t *out_count,
                      struct error *err) MUST_USE;

/* NULL = good. *chain_error: every reason why chain[0] is not to be trusted as a TLS server, with
 * OpenSSL's words and the dates. *name_error: which names it has instead of the expected one. An
 * empty or broken chain and unreadable trust files are a chain error. Children of parent. */
void chain_check(void *parent, const struct der *chain, size_t count,
                 const struct chain_trust *trust, char **chain_error, char **name_error);

/* True when the files named in `trust` can be read and hold certificates; for saying so before any
 * connection is made. */
bool chain_trust_is_usable(const struct chain_trust *trust, struct error *err) MUST_USE;

/* Loads trust->store, a child of parent, for many checks, by several threads if you like. */
bool chain_trust_load(void *parent, struct chain_trust *trust, struct error *err) MUST_USE;

/* The certificates as PEM text, each under a comment with its subject. A child of parent; NULL when
 * one of them is not a certificate. */
char *chain_pem(void *parent, const struct der *chain, size_t count);

#endif
