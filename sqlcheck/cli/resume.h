/* --resume FILE: the results that an earlier run left behind as JSON Lines. */
#ifndef SQLCHECK_CLI_RESUME_H
#define SQLCHECK_CLI_RESUME_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct resumed {
    char **lines;         /* whole ones, with the line break */
    const char **targets; /* one a line */
    size_t count;
    size_t whole_size; /* bytes of the file up to where a line is cut */
    bool is_cut;       /* something without a line break stands at its end */
};

/* Children of parent. A line that ends and is no result is an error: the file is another one. */
bool resume_read(void *parent, const char *path, struct resumed *out, struct error *err) MUST_USE;

/* For each of `texts` the latest line about it, or NULL. A child of parent. */
const char **resume_match(void *parent, const struct resumed *resumed, const char *const *texts,
                          size_t count);

#endif
