/* How the report may look where it goes: colour, characters, width. */
#ifndef SQLCHECK_CLI_LOOK_H
#define SQLCHECK_CLI_LOOK_H

#include "base/error.h"
#include "report/report.h"

/* color_word: "auto", "always" or "never". to_file: the report does not go to stdout. */
bool look_find(const char *color_word, bool to_file, struct report_look *out,
               struct error *err) MUST_USE;

#endif
