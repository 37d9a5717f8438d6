/* What the sources of a host say of one driver, sorted by kind: which entries count, and which of
 * those of one kind stands. Internal to program.c. */
#ifndef SQLCHECK_JUDGE_PROGRAM_GROUPS_H
#define SQLCHECK_JUDGE_PROGRAM_GROUPS_H

#include "judge/rules.h"

struct taken {
    const struct program *program;
    struct version version; /* count 0 = unreadable */
};

/* The entries of one family on a host that come from one kind of source. */
struct group {
    struct taken *taken;
    size_t entries;
    const struct program *best;  /* the one that stands; NULL = the source has no entry */
    struct version version;      /* of best; count 0 = unreadable */
    const struct source *list;   /* the source's list of programs when it was read whole; NULL */
    const struct program *wrong; /* an entry of the other bitness; NULL */
    int64_t newest_s;            /* of the places that tell a version, or of all where none does */
    bool has_version;            /* one of them tells it */
    bool versions_differ;
    bool readings_differ;
    struct side side;
    char *driver;
};

struct check {
    struct judging *judging;
    const struct need *need;
    const struct requirement_row *rule;
};

/* When a source saw it; a day that is still to come dates nothing, and makes nothing newer. */
int64_t evidence_dated(const struct check *check, int64_t seen_unix_s);
int64_t evidence_seen_at(const struct check *check, const struct program *program);

/* Whether another entry of the same reading has a higher version: one DLL serves them all. */
bool group_is_topped(const struct check *check, const struct group *group,
                     const struct taken *taken);

/* Fills the groups, one for each kind of source, with the host's entries of the family, without
 * those that a newer one of their kind makes old; entries of the wrong bitness are only noted. What
 * stands in a group is the lowest version of its readings. */
void groups_collect(const struct check *check, struct group groups[SOURCE_KIND_COUNT]);

#endif
