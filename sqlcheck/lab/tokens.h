/* Tokens of a server's answer, TDS 7.2 to 7.4. [MS-TDS] 2.2.7 */
#ifndef SQLCHECK_LAB_TOKENS_H
#define SQLCHECK_LAB_TOKENS_H

#include "base/bytes.h"
#include "base/version.h"
#include "lab/result.h"

#include <stdbool.h>
#include <stdint.h>

enum token {
    TOKEN_RETURNSTATUS = 0x79,
    TOKEN_COLMETADATA = 0x81,
    TOKEN_ERROR = 0xaa,
    TOKEN_INFO = 0xab,
    TOKEN_RETURNVALUE = 0xac,
    TOKEN_LOGINACK = 0xad,
    TOKEN_ROW = 0xd1,
    TOKEN_ENVCHANGE = 0xe3,
    TOKEN_SSPI = 0xed,
    TOKEN_DONE = 0xfd,
    TOKEN_DONEPROC = 0xfe,
    TOKEN_DONEINPROC = 0xff,
};

enum {
    DONE_FINAL = 0,
    DONE_MORE = 0x01,
    DONE_ERROR = 0x02,
    DONE_IN_TRANSACTION = 0x04,
    DONE_COUNT = 0x10,
    DONE_ATTENTION = 0x20,
};

enum { DONE_COMMAND_SELECT = 0xc1 };

enum env_change {
    ENV_DATABASE = 1,
    ENV_LANGUAGE = 2,
    ENV_PACKET_SIZE = 4,
    ENV_COLLATION = 7,
    ENV_BEGIN = 8,
    ENV_COMMIT = 9,
    ENV_ROLLBACK = 10,
    ENV_RESET = 18,
};

/* SQL_Latin1_General_CP1_CI_AS */
extern const uint8_t token_collation[5];

/* UTF-16 behind a count of units: one byte, two bytes little endian. A longer text is cut there.
 * [MS-TDS] 2.2.5.1.2 */
void token_write_b_varchar(struct writer *w, const char *utf8);
void token_write_us_varchar(struct writer *w, const char *utf8);

/* ENVCHANGE with the new value and the old one, as texts or as bytes. [MS-TDS] 2.2.7.9 */
void token_write_env(struct writer *w, enum env_change type, const char *now, const char *before);
void token_write_env_bytes(struct writer *w, enum env_change type, const uint8_t *now,
                           size_t now_size, const uint8_t *before, size_t before_size);

/* ERROR or INFO. */
void token_write_message(struct writer *w, enum token token, const struct sql_failure *what,
                         const char *server, const char *procedure);
/* A step of integrated security. [MS-TDS] 2.2.7.22 */
void token_write_sspi(struct writer *w, const uint8_t *data, size_t size);
void token_write_login_ack(struct writer *w, uint32_t tds_version, const struct version *version);
void token_write_done(struct writer *w, enum token token, uint16_t status, uint16_t command,
                      uint64_t rows);
void token_write_return_status(struct writer *w, int32_t value);

/* RETURNVALUE of an int output parameter. */
void token_write_return_int(struct writer *w, const char *name, int32_t value);

#endif
