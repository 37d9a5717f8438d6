/* Paths whose findings say the same but for the host, folded into one group: a hundred hosts with
 * one old driver are one thing to read and one thing to fix. */
#ifndef SQLCHECK_REPORT_GROUPS_H
#define SQLCHECK_REPORT_GROUPS_H

#include "report/page.h"

struct group {
    char *key;
    enum verdict verdict;
    const struct path **paths;
    size_t path_count;
    const char **names; /* hosts, each once */
    char *hosts;        /* the same, "a, b, c" */
    size_t host_count;
};

struct groups {
    struct group *items;
    size_t count;
};

/* Failing ones first, then warned, unknown, passing; else in the order of the paths. On the page's
 * memory, as all that follows. */
struct groups groups_of(struct page *page, const struct judgement *judgement);

/* "management point on mp01", "management point on 43 hosts", "6 paths from 3 hosts" */
char *group_title(struct page *page, const struct group *group);

/* The text; where the group has several hosts, with every occurrence of this path's host as
 * "<host>" (case ignored). NULL gives "". */
char *group_text(struct page *page, const struct group *group, const struct path *path,
                 const char *text);

/* The text with that name, where it stands as a whole, as "<host>" (case ignored). */
char *text_without_host(struct page *page, const char *text, const char *host);

/* Texts of a path that are evidence: of its finding number `index`, or what it assumes. */
struct texts {
    char *const *items;
    size_t count;
};
typedef struct texts texts_of(const struct path *path, size_t index);
struct texts facts_of_finding(const struct path *path, size_t index);
struct texts assumptions_of(const struct path *path, size_t ignored);

/* The parts of a group that show the same evidence; each is a group of its own. */
struct groups group_split(struct page *page, const struct group *group, texts_of *texts,
                          size_t index);

#endif
