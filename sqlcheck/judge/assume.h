/* What a user may assume: "mp01:snac11=11.4.7001.0", taken for true as if it were done. Pure.
 *
 * A host's machine is its name, a SQL endpoint's is host[\instance][,port]. Of a host: a client
 * driver by any name of client-drivers.csv, a key of windows-settings.csv, `windows` (its version),
 * or `ciphers` (they fit every server). Of an endpoint: engine, tls12, encryption, certificate, or
 * `suites` (they fit every client). */
#ifndef SQLCHECK_JUDGE_ASSUME_H
#define SQLCHECK_JUDGE_ASSUME_H

#include "base/error.h"
#include "drivers/tables/tables.h"
#include "evidence/facts.h"

#define ASSUMABLES(X)                                                                              \
    X(ASSUME_NOTHING, "")                                                                          \
    X(ASSUME_DRIVER, "")                                                                           \
    X(ASSUME_SETTING, "")                                                                          \
    X(ASSUME_WINDOWS, "windows")                                                                   \
    X(ASSUME_CIPHERS, "ciphers")                                                                   \
    X(ASSUME_ENGINE, "engine")                                                                     \
    X(ASSUME_TLS12, "tls12")                                                                       \
    X(ASSUME_ENCRYPTION, "encryption")                                                             \
    X(ASSUME_CERTIFICATE, "certificate")                                                           \
    X(ASSUME_SUITES, "suites")
enum assumable { ASSUMABLES(NAMES_AS_ENUM) ASSUMABLE_COUNT };

/* What a key speaks of, and what the tables have of it. */
struct assumed_thing {
    enum assumable kind;
    const struct driver_family *family; /* ASSUME_DRIVER */
    const struct setting_row *setting;  /* ASSUME_SETTING */
};

/* ASSUME_NOTHING when it is no key, or one that cannot be assumed: drivers that are part of
 * Windows change with it. */
struct assumed_thing assume_thing(const struct tables *tables, const char *key);
bool assume_is_of_endpoint(enum assumable kind);
/* Whether the value can be one of that kind; *expected says what it must be, constant. */
bool assume_fits(const struct assumed_thing *thing, const char *value, const char **expected);

/* The words of --assume in parts, children of parent; an error begins with what was written. */
bool assume_read(void *parent, const struct tables *tables, const char *text,
                 struct assumption *out, struct error *err) MUST_USE;

/* The words again; a talloc child of parent. Parts that are NULL become "?". */
char *assume_text(void *parent, const struct assumption *assumption);

#endif
