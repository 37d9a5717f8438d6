/* What went wrong with sqlcheck itself: one message and one hint, for the reader.
 *
 * A target that fails is not an error but a fact (see evidence/). An error says: the work asked
 * for could not be done. Each caller that knows more wraps it: "reading 'lab.ini': line 12: ...".
 * It deliberately carries no code: what a caller must branch on is an outcome, not an error. */
#ifndef SQLCHECK_BASE_ERROR_H
#define SQLCHECK_BASE_ERROR_H

#include <stdbool.h>

struct error {
    char text[1024]; /* lowercase, subject quoted, no full stop; "" while nothing went wrong */
    char hint[512];  /* one thing to do; "" when there is none */
};

#define ERROR_NONE                                                                                 \
    {                                                                                              \
        .text = "", .hint = ""                                                                     \
    }
#define MUST_USE __attribute__((warn_unused_result))

/* Sets the message (and clears the hint). Always false, so that `return error_set(...)` reads. */
bool error_set(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "what: " before the message that is there. Always false. */
bool error_wrap(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sets the hint. Always false. */
bool error_hint(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
