/* Facts of a small site in which everything passes; tests spoil one thing each. */
#ifndef TESTS_UNIT_JUDGE_GOOD_SITE_H
#define TESTS_UNIT_JUDGE_GOOD_SITE_H

#include "drivers/tables/tables.h"
#include "judge/judgement.h"

#include <criterion/criterion.h>
#include <talloc.h>

enum { NOW_S = 1795500000, A_DAY_S = 86400 };

/* Set before each test of a suite that uses setup/teardown; everything hangs on `scratch`. */
extern void *scratch;
extern const struct tables *tables;
extern struct facts *facts;

/* Loads the tables and makes good_site() the facts; frees both. */
void setup(void);
void teardown(void);

/* Primary P01 of Configuration Manager 2203 on sql01.contoso.com,1433: a management point on mp01,
 * provider and site server on cm01, all with Native Client 11.4.7001 on Windows Server 2016. */
struct facts *good_site(void *parent);

/* One more of its kind at the end of `facts`; host_of: the one of that name; text: as printf. All
 * are children of `scratch`. */
struct site *add_site(const char *code, enum site_type type, const char *version,
                      const char *sql_server);
/* A further endpoint as good as the first, at an address of its own, and the lookup of the name. */
struct endpoint *add_endpoint(const char *host, const char *instance, int port);
struct role *add_role(const char *site_code, const char *role, const char *host);
struct host *add_host(const char *name, const char *windows_version);
struct program *add_program(struct host *host, const char *name, const char *version, int bits);
void add_gap(const char *costs, const char *object, const char *grant, bool required);
struct host *host_of(const char *name);
char *text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The judgement of `facts`, checked for what must hold of every judgement. */
struct judgement *verdicts(void);
const struct path *path_of(const struct judgement *judgement, const char *component,
                           const char *host);
const struct finding *path_finding(const struct path *path, const char *id);
const struct finding *run_finding(const struct judgement *judgement, const char *id);

#endif
