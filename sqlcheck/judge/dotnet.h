/* What the evidence of a host says of its .NET Framework 4 and of the values that let .NET use TLS
 * 1.2. Pure. */
#ifndef SQLCHECK_JUDGE_DOTNET_H
#define SQLCHECK_JUDGE_DOTNET_H

#include "drivers/tables/tables.h"
#include "evidence/facts.h"

enum { DOTNET_VALUE_COUNT = 8 };

/* Keys of windows-settings.csv: SchUseStrongCrypto and SystemDefaultTlsVersions of v4.0.30319 and
 * v2.0.50727, the 64-bit view and then the 32-bit one. CM-NET asks for all of them to be 1. */
extern const char *const dotnet_value_keys[DOTNET_VALUE_COUNT];

struct dotnet {
    const struct driver_family *family;
    struct version version;                           /* 4.x.y; count 0 = not known */
    const char *written;                              /* as its source has it: "528040" */
    const struct source *source;                      /* of the version */
    const struct setting *values[DOTNET_VALUE_COUNT]; /* NULL = not seen */
    bool is_read;                                     /* anything of it was */
    int64_t oldest_s;                                 /* of what stands; 0 = some is not dated */
};

/* Of several sources of one fact the worse stands; one that another makes outdated is left out. */
struct dotnet host_dotnet(const struct tables *tables, const struct host *host, int64_t now_s);

bool dotnet_is_on(const struct setting *value);  /* 1 */
bool dotnet_is_off(const struct setting *value); /* 0 */

/* "4.7.2", "4.8" */
char *dotnet_version_text(void *parent, const struct version *version);

/* Where the evidence shows a Configuration Manager console on the host; NULL = it shows none. */
const struct source *host_console(const struct host *host);

#endif
