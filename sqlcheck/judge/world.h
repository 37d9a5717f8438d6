/* What the server is to be left with: TLS 1.2 only, TLS 1.2 with a list of suites, or strict
 * encryption (TDS 8). The word of --what-if; judge then answers for that world. Pure. */
#ifndef SQLCHECK_JUDGE_WORLD_H
#define SQLCHECK_JUDGE_WORLD_H

#include "base/error.h"
#include "drivers/tables/tables.h"
#include "evidence/facts.h"

#define WORLDS(X)                                                                                  \
    X(WORLD_TLS12, "tls12")                                                                        \
    X(WORLD_SUITES, "suites")                                                                      \
    X(WORLD_STRICT, "strict")
enum world_kind { WORLDS(NAMES_AS_ENUM) WORLD_COUNT };
extern const char *const world_names[];

struct world {
    enum world_kind kind;
    struct tls_numbers suites; /* WORLD_SUITES: each once, as they were named */
    char *text;                /* as --what-if takes it, with IANA names */
};

/* "tls12", "strict" or "suites:A,B" with names of IANA or Windows; an error names the word that is
 * none. Its parts are children of parent. */
bool world_read(void *parent, const char *text, struct world *out, struct error *err) MUST_USE;

/* That of the facts, which have none for TLS 1.2 only; never NULL. */
const struct world *world_of(const struct facts *facts);

/* "TLS 1.2 only", "TLS 1.2 and 2 cipher suites only", "strict encryption (TDS 8) only"; a talloc
 * child of parent. */
char *world_words(void *parent, const struct world *world);

#endif
