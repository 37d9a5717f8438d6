/* Settings of a host, and a reporting point whose host has none yet. */
#ifndef TESTS_UNIT_JUDGE_DOTNET_HOST_H
#define TESTS_UNIT_JUDGE_DOTNET_HOST_H

#include "tests/unit/judge/good_site.h"

#define RP      "rp01.contoso.com"
#define RELEASE "dotnet.release"

/* One more setting, read from the registry so many days ago; set: three. */
struct setting *set_at(const char *host, const char *key, const char *value, int days);
void set(const char *host, const char *key, const char *value);
void set_values(const char *host);                           /* the eight of .NET, all 1 */
struct setting *value_of(const char *host, const char *key); /* the first of that key */

/* A reporting services point on a host of which nothing but Windows is known, and its path. */
void add_reporting_point(void);
const struct path *rp(void);

#endif
