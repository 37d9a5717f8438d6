/* LOGIN7 as bytes. [MS-TDS] 2.2.6.4. Password and SSPI blobs are recognised, not kept by anything
 * but the lab, which must check a password. */
#ifndef SQLCHECK_WIRE_LOGIN_H
#define SQLCHECK_WIRE_LOGIN_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

struct login7 {
    uint32_t tds_version; /* 0x74000004 ... */
    uint32_t packet_size;
    uint32_t client_version;
    uint32_t client_pid;
    uint8_t option_flags[2];
    uint8_t type_flags;
    uint8_t option_flags3;
    char *host_name; /* UTF-8; all children of the parent given to login7_parse */
    char *user_name;
    char *password; /* clear text; wipe with text_wipe when done */
    char *app_name;
    char *server_name;
    char *interface_name;
    char *language;
    char *database;
    uint8_t *sspi; /* a copy; NULL when there is none; wipe it too */
    size_t sspi_size;
    bool integrated; /* OptionFlags2 0x80 */
};

/* Parses the payload of a LOGIN7 message (7.2 layout, 94 bytes fixed part; 86 accepted).
 * False when any offset or length leaves the structure. */
bool login7_parse(void *parent, struct reader payload, struct login7 *out);

#endif
