/* What `sqlcheck probe` saw of one endpoint: facts, no judgement. */
#ifndef SQLCHECK_EVIDENCE_SCAN_H
#define SQLCHECK_EVIDENCE_SCAN_H

#include "evidence/facts.h"

/* The ways to TLS on a port: PRELOGIN first (TDS 7), TLS first with ALPN "tds/8.0" (TDS 8, strict),
 * TLS first and no TDS at all (HTTPS). */
#define SCAN_WAYS(X)                                                                               \
    X(SCAN_TDS7, "tds7")                                                                           \
    X(SCAN_STRICT, "strict")                                                                       \
    X(SCAN_TLS, "tls")
enum scan_way { SCAN_WAYS(NAMES_AS_ENUM) SCAN_WAY_COUNT };

#define SCAN_VERSIONS(X)                                                                           \
    X(SCAN_SSL_3, "SSL 3")                                                                         \
    X(SCAN_1_0, "1.0")                                                                             \
    X(SCAN_1_1, "1.1")                                                                             \
    X(SCAN_1_2, "1.2")                                                                             \
    X(SCAN_1_3, "1.3")
enum scan_version { SCAN_VERSIONS(NAMES_AS_ENUM) SCAN_VERSION_COUNT };

#define SUITE_ORDERS(X)                                                                            \
    X(ORDER_UNKNOWN, "unknown")                                                                    \
    X(ORDER_SERVER, "server")                                                                      \
    X(ORDER_CLIENT, "client")
enum suite_order { SUITE_ORDERS(NAMES_AS_ENUM) SUITE_ORDER_COUNT };

/* The encryption setting, out of the answers to every client value and of the way without PRELOGIN.
 * [MS-TDS] 2.2.6.5 */
#define SCAN_ENCRYPTIONS(X)                                                                        \
    X(SCAN_ENCRYPTION_UNKNOWN, "unknown")                                                          \
    X(SCAN_ENCRYPTION_OFF, "off")                                                                  \
    X(SCAN_ENCRYPTION_ON, "on")                                                                    \
    X(SCAN_ENCRYPTION_REQUIRED, "required")                                                        \
    X(SCAN_ENCRYPTION_NOT_SUPPORTED, "not supported")                                              \
    X(SCAN_ENCRYPTION_STRICT_ONLY, "strict only")                                                  \
    X(SCAN_ENCRYPTION_BOTH, "both")
enum scan_encryption { SCAN_ENCRYPTIONS(NAMES_AS_ENUM) SCAN_ENCRYPTION_COUNT };

extern const char *const scan_way_names[];
extern const char *const scan_version_names[];
extern const char *const suite_order_names[];
extern const char *const scan_encryption_names[];

enum { SCAN_NOT_ASKED = -2, SCAN_NO_ANSWER = -1 };

struct scan_answer {
    enum tls_answer answer;
    char *reason;
    char **suites; /* IANA names, best first as the server sees it */
    size_t suite_count;
    char
        *suites_note; /* why the list, or its order, is not whole; NULL = whole, or not asked for */
    enum suite_order order;
};

struct scan {
    /* What verify knows of an endpoint too; versions, handshake and chain are those of TDS 7, of
     * HTTPS, or of strict where there is nothing else. */
    struct endpoint endpoint;
    bool is_https;
    bool asked[SCAN_WAY_COUNT];
    struct scan_answer answers[SCAN_WAY_COUNT][SCAN_VERSION_COUNT];
    char *strict_reason; /* what the first hello of the strict way met */
    bool suites_asked;
    bool clients_asked;     /* the answers stand in endpoint.clients */
    int encrypt_answers[4]; /* to ENCRYPTION 0 to 3; 256 = an answer without that option */
    enum scan_encryption encryption;
    char *signature; /* scheme of the TLS 1.2 ServerKeyExchange, "rsa_pkcs1_sha256" */
    int hellos;
    char *spent_note; /* the bound of connections, or the time, was over before all was asked */
};

#endif
