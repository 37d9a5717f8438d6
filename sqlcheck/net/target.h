/* What -S and --connect-to say, as structs. Pure text work: nothing is resolved here. */
#ifndef SQLCHECK_NET_TARGET_H
#define SQLCHECK_NET_TARGET_H

#include "base/error.h"

#include <stddef.h>

enum { TARGET_DEFAULT_PORT = 1433, TARGET_BROWSER_PORT = 1434 };

struct target {
    char *host;     /* name or numeric address, IPv6 without brackets; never NULL */
    char *instance; /* NULL for host[,port]; "MSSQLSERVER" is the default instance and NULL too */
    int port;       /* 0 = not said: 1433, or what SQL Browser answers for the instance */
};

/* "[tcp:]host[\instance][,port]", IPv6 addresses in brackets: "[::1],1433". Other protocols (np:,
 * lpc:, admin:), "(local)", "." and LocalDB are refused with a sentence. Strings are children of
 * parent; *out is untouched on error. */
bool target_parse(void *parent, const char *text, struct target *out, struct error *err) MUST_USE;

/* One rule HOST:PORT:TO_HOST:TO_PORT, as curl has it: connections meant for HOST:PORT go to
 * TO_HOST:TO_PORT, while every check keeps the real name. */
struct connect_to {
    char *host;    /* NULL = any */
    int port;      /* 0 = any */
    char *to_host; /* NULL = keep */
    int to_port;   /* 0 = keep */
};

/* Parses a rule; IPv6 addresses in brackets. *out is untouched on error. */
bool connect_to_parse(void *parent, const char *text, struct connect_to *out,
                      struct error *err) MUST_USE;

/* Where bytes for host:port really go: the first rule that matches, else host and port themselves.
 * Holds for UDP 1434 too. *host_out points into a rule or is `host`. */
void connect_to_apply(const struct connect_to *rules, size_t count, const char *host, int port,
                      const char **host_out, int *port_out);

#endif
