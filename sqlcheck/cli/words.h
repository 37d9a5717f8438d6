/* What several commands do with their words: the same checks, the same sentences. */
#ifndef SQLCHECK_CLI_WORDS_H
#define SQLCHECK_CLI_WORDS_H

#include "base/file.h"
#include "cli/options.h"
#include "net/target.h"

/* 1 to 3600 seconds, as milliseconds. */
bool words_seconds(const struct settings *settings, enum option_id id, int *out_ms,
                   struct error *err) MUST_USE;

/* -j, and --total-timeout (0 = not said). */
bool words_bounds(const struct settings *settings, size_t *at_once, int *out_total_ms,
                  struct error *err) MUST_USE;

/* The rules of --connect-to; children of parent. */
bool words_rules(void *parent, const struct settings *settings, struct connect_to **out,
                 size_t *out_count, struct error *err) MUST_USE;

/* That the file an option names can be read; NULL is good. */
bool words_readable(const char *path, const char *option, struct error *err) MUST_USE;

/* A report for the file at `path`, whole or not at all; for standard output when it is NULL. */
bool words_begin_report(const char *path, struct file_writer *out, struct error *err) MUST_USE;
bool words_end_report(struct file_writer *out, struct error *err) MUST_USE;

/* The same for a report that is a text. */
bool words_write_report(const char *path, const char *text, struct error *err) MUST_USE;

#endif
