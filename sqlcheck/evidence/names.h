/* The closed word lists that facts are made of: one X-macro list gives the enum and the words that
 * JSON and reports use. name_of() never returns NULL. */
#ifndef SQLCHECK_EVIDENCE_NAMES_H
#define SQLCHECK_EVIDENCE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#define NAMES_AS_ENUM(id, word) id,
#define NAMES_AS_WORD(id, word) [id] = (word),

/* TLS versions a server can be asked for inside TDS 7. */
#define TLS_VERSIONS(X)                                                                            \
    X(TLS_1_0, "1.0")                                                                              \
    X(TLS_1_1, "1.1")                                                                              \
    X(TLS_1_2, "1.2")                                                                              \
    X(TLS_1_3, "1.3")
enum tls_version { TLS_VERSIONS(NAMES_AS_ENUM) TLS_VERSION_COUNT };

/* What the endpoint did with a hello of one version. A hello that our own library would not send,
 * silence and a broken connection are `unknown`, never `refused`. */
#define TLS_ANSWERS(X)                                                                             \
    X(TLS_UNKNOWN, "unknown")                                                                      \
    X(TLS_ACCEPTED, "accepted")                                                                    \
    X(TLS_REFUSED, "refused")
enum tls_answer { TLS_ANSWERS(NAMES_AS_ENUM) TLS_ANSWER_COUNT };

/* How far the probe came. Everything but REACH_TDS and REACH_STRICT_ONLY leaves TLS unknown. */
#define REACHES(X)                                                                                 \
    X(REACH_NOT_TRIED, "not tried")                                                                \
    X(REACH_TDS, "answered")                                                                       \
    X(REACH_STRICT_ONLY, "strict only")                                                            \
    X(REACH_NOT_RESOLVED, "name not resolved")                                                     \
    X(REACH_RESOLVER_SILENT, "resolver silent")                                                    \
    X(REACH_BROWSER_SILENT, "SQL Browser silent")                                                  \
    X(REACH_NO_INSTANCE, "instance not known to SQL Browser")                                      \
    X(REACH_REFUSED, "refused")                                                                    \
    X(REACH_UNREACHABLE, "unreachable")                                                            \
    X(REACH_SILENT, "silent")                                                                      \
    X(REACH_RESET, "reset")                                                                        \
    X(REACH_CLOSED, "closed")                                                                      \
    X(REACH_NOT_TDS, "not TDS")
enum reach { REACHES(NAMES_AS_ENUM) REACH_COUNT };

/* The server's encryption setting as its PRELOGIN answer shows it. [MS-TDS] 2.2.6.5 */
#define ENCRYPTIONS(X)                                                                             \
    X(ENCRYPTION_UNKNOWN, "unknown")                                                               \
    X(ENCRYPTION_OFF, "off")                                                                       \
    X(ENCRYPTION_ON, "on")                                                                         \
    X(ENCRYPTION_REQUIRED, "required")                                                             \
    X(ENCRYPTION_NOT_SUPPORTED, "not supported")                                                   \
    X(ENCRYPTION_STRICT_ONLY, "strict only")
enum encryption { ENCRYPTIONS(NAMES_AS_ENUM) ENCRYPTION_COUNT };

/* Result of one login attempt under forced TLS 1.2. */
#define LOGIN_OUTCOMES(X)                                                                          \
    X(LOGIN_NOT_TRIED, "not tried")                                                                \
    X(LOGIN_PROVEN, "proven")                                                                      \
    X(LOGIN_NOT_PROVEN, "not proven")                                                              \
    X(LOGIN_VERSION_REFUSED, "version refused")                                                    \
    X(LOGIN_NO_COMMON_SUITE, "no common suite")                                                    \
    X(LOGIN_CERTIFICATE_REJECTED, "certificate rejected")                                          \
    X(LOGIN_ENCRYPTION_NOT_OFFERED, "encryption not offered")                                      \
    X(LOGIN_STRICT_ONLY, "strict only")                                                            \
    X(LOGIN_ROUTED, "routed elsewhere")                                                            \
    X(LOGIN_FAILED, "login failed")                                                                \
    X(LOGIN_TIMEOUT, "timeout")                                                                    \
    X(LOGIN_UNREACHABLE, "unreachable")                                                            \
    X(LOGIN_DRIVER_MISSING, "driver missing")                                                      \
    X(LOGIN_DRIVER_CRASHED, "driver crashed")
enum login_outcome { LOGIN_OUTCOMES(NAMES_AS_ENUM) LOGIN_OUTCOME_COUNT };

/* What shows that nothing below TLS 1.2 was on offer. */
#define FLOOR_PROOFS(X)                                                                            \
    X(FLOOR_NONE, "none")                                                                          \
    X(FLOOR_HELLO, "hello")                                                                        \
    X(FLOOR_BEHAVIOUR, "behaviour")
enum floor_proof { FLOOR_PROOFS(NAMES_AS_ENUM) FLOOR_PROOF_COUNT };

/* In which state of a client a hello was asked. */
#define CLIENT_OFFERS(X)                                                                           \
    X(OFFER_DEFAULT, "default")                                                                    \
    X(OFFER_CERTAIN, "certain")     /* that, less what an update added or sources dispute */       \
    X(OFFER_SUPPORTED, "supported") /* and what is off by default */                               \
    X(OFFER_ANY_SIGNATURE, "any signature") /* and signature schemes that it does not offer */     \
    X(OFFER_OWN, "own list")                /* the cipher list that a host has */
enum client_offer { CLIENT_OFFERS(NAMES_AS_ENUM) CLIENT_OFFER_COUNT };

/* Where a fact comes from, strongest first. */
#define SOURCE_KINDS(X)                                                                            \
    X(SOURCE_NONE, "none")                                                                         \
    X(SOURCE_WIRE, "wire")                                                                         \
    X(SOURCE_FILE, "file")                                                                         \
    X(SOURCE_REGISTRY, "registry")                                                                 \
    X(SOURCE_DATABASE, "site database")                                                            \
    X(SOURCE_CSV, "csv")                                                                           \
    X(SOURCE_ASSUMED, "assumed")                                                                   \
    X(SOURCE_YOURS, "assumed by you") /* outranks all of them: it is there to rehearse a change */
enum source_kind { SOURCE_KINDS(NAMES_AS_ENUM) SOURCE_KIND_COUNT };

#define SITE_TYPES(X)                                                                              \
    X(SITE_UNKNOWN, "unknown")                                                                     \
    X(SITE_SECONDARY, "secondary")                                                                 \
    X(SITE_PRIMARY, "primary")                                                                     \
    X(SITE_CAS, "central administration")
enum site_type { SITE_TYPES(NAMES_AS_ENUM) SITE_TYPE_COUNT };

/* Whether a list about a host was read. An empty list that was read is a fact; an unread one is
 * not: READ_NO_ROWS means the source knows nothing of the host at all. */
#define READ_STATES(X)                                                                             \
    X(READ_NOT_TRIED, "not read")                                                                  \
    X(READ_NO_ROWS, "no rows")                                                                     \
    X(READ_DONE, "read")
enum read_state { READ_STATES(NAMES_AS_ENUM) READ_STATE_COUNT };

/* Word lists for fields.h; each ends with NULL. */
extern const char *const tls_version_names[];
extern const char *const tls_answer_names[];
extern const char *const reach_names[];
extern const char *const encryption_names[];
extern const char *const login_outcome_names[];
extern const char *const floor_proof_names[];
extern const char *const client_offer_names[];
extern const char *const source_kind_names[];
extern const char *const site_type_names[];
extern const char *const read_state_names[];

/* The word for `value`, or "?" when it is not in the list. */
const char *name_of(const char *const *names, unsigned value);

/* The value for a word of the list; false when it is none of them. */
bool name_find(const char *const *names, const char *word, unsigned *out_value);

#endif
