/* TDS 8: TLS from the first byte on. Asked only where PRELOGIN in clear got no TDS answer. */
#ifndef SQLCHECK_PROBE_STRICT_H
#define SQLCHECK_PROBE_STRICT_H

#include "base/version.h"
#include "probe/hello_result.h"
#include "tls/chain.h"

enum strict_kind {
    STRICT_NO_TLS,    /* no TLS there either, as far as seen */
    STRICT_TDS8,      /* ALPN "tds/8.0" was chosen, or PRELOGIN was answered inside TLS */
    STRICT_OTHER_TLS, /* TLS, but nothing of TDS: perhaps a web server */
};

struct strict_result {
    enum strict_kind kind;
    char *reason;          /* what was seen; NULL for STRICT_NO_TLS */
    struct version engine; /* from PRELOGIN inside TLS */
    struct der *chain;
    size_t chain_count;
    int opened;                /* TCP connections */
    struct hello_result hello; /* how the hello was taken; version 1.2 and 1.3 are both good */
};

/* One connection: a bare ClientHello (TLS 1.2 and 1.3, ALPN "tds/8.0", SNI), then PRELOGIN inside.
 * Children of parent. */
void strict_ask(void *parent, const struct net_address *address, const char *server_name,
                struct deadline deadline, struct strict_result *out);

#endif
