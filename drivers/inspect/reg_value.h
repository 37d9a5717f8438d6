/* What stands behind the '=' in a .reg file; reg_file.c is the only user. */
#ifndef SQLCHECK_INSPECT_REG_VALUE_H
#define SQLCHECK_INSPECT_REG_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reg_text {
    const char *bytes; /* UTF-8, may hold NUL characters, a NUL follows the end */
    size_t size;
    size_t at;
    bool ansi; /* REGEDIT4: hex(1), hex(2) and hex(7) are bytes of the code page */
};

struct reg_wrong {
    size_t at;            /* where */
    const char *expected; /* what should be there */
    size_t resume;        /* the line that holds this place is the last one lost; 0 = the first */
};

struct reg_data {
    uint32_t type;
    const uint8_t *bytes; /* as the registry holds them */
    size_t size;
    bool deletion; /* "name"=- */
};

/* Always false. */
bool reg_wrong_set(struct reg_wrong *wrong, size_t at, const char *expected);

/* "text" with \\ and \" for a backslash and a quote; any other backslash stands for itself, as
 * people write paths. It may go on over lines, as regedit writes texts with line breaks in them. */
bool reg_value_string(void *parent, struct reg_text *text, struct reg_wrong *wrong, char **out);

/* Everything that may stand behind '='. */
bool reg_value_read(void *parent, struct reg_text *text, struct reg_wrong *wrong,
                    struct reg_data *out);

#endif
