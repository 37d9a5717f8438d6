/* Cipher suites that should not be taken, by what is wrong with them. Pure. */
#ifndef SQLCHECK_JUDGE_SUITES_H
#define SQLCHECK_JUDGE_SUITES_H

#include "evidence/scan.h"
#include "judge/findings.h"

struct suite_group {
    const char *why; /* "RC4" */
    enum finding_key key;
    char **names; /* IANA names, each once */
    size_t count;
};

/* The suites that a scan saw taken on any way, in any version; each is in the group of the worst
 * that is wrong with it. NULL when there are none, or nobody asked. Talloc children of parent. */
struct suite_group *suites_weak(void *parent, const struct scan *scan, size_t *count);

/* One finding for each kind of weakness, with the names. */
void suites_say(void *parent, const char *endpoint, const struct suite_group *groups, size_t count,
                struct side *side);

#endif
