/* What the facts about a host say: its drivers by the tables, and its TLS 1.2. Pure. */
#ifndef SQLCHECK_JUDGE_INVENTORY_H
#define SQLCHECK_JUDGE_INVENTORY_H

#include "drivers/tables/tables.h"
#include "evidence/facts.h"

/* The driver that an entry is of, by any name it goes by; NULL when it is none of the tables'. */
const struct driver_family *program_family(const struct tables *tables,
                                           const struct program *program);

/* Its version as the family counts: a number of .NET becomes a version, and what is part of Windows
 * has that of the host's Windows. Count 0 = not known. */
struct version program_version(const struct tables *tables, const struct host *host,
                               const struct driver_family *family, const struct program *program);

#define TLS12_STATES(X)                                                                            \
    X(TLS12_NOT_READ, "not read")                                                                  \
    X(TLS12_NOT_SET, "not set") /* the registry was read, and leaves it to the default */          \
    X(TLS12_ON, "on")                                                                              \
    X(TLS12_HALF, "half set") /* on, but one of the two values is missing */                       \
    X(TLS12_OFF, "off")
enum tls12_state { TLS12_STATES(NAMES_AS_ENUM) TLS12_STATE_COUNT };
extern const char *const tls12_state_names[];

struct tls12_setting {
    enum tls12_state state;
    const struct setting *enabled;  /* the two values, NULL where there is none */
    const struct setting *disabled; /* DisabledByDefault */
    const struct setting *key;      /* that the key is absent; NULL */
    int64_t seen_unix_s;            /* of the oldest of them */
};

/* TLS 1.2 in SChannel: "schannel.tls12.client" or "schannel.tls12.server". A value that is more
 * than `stale_s` older than another of that key is left out; of the others the worse one stands. */
struct tls12_setting host_tls12(const struct host *host, const char *key, int64_t stale_s);
struct tls12_setting host_tls12_client(const struct host *host, int64_t stale_s);

/* The setting that says that the FIPS policy is on; NULL when none does. The subkey counts, and the
 * older form where there is no subkey. */
const struct setting *host_fips(const struct host *host);

#endif
