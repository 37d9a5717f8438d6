/* What a client sends after login, as the lab must understand it: SQLBatch and RPC.
 * [MS-TDS] 2.2.6.7, 2.2.6.6; ALL_HEADERS 2.2.5.3. TDS 7.2 and later. */
#ifndef SQLCHECK_WIRE_REQUEST_H
#define SQLCHECK_WIRE_REQUEST_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/* Statement of a SQLBatch payload as UTF-8, child of parent; NULL when broken. */
char *batch_parse(void *parent, struct reader payload);

enum rpc_value_kind { RPC_NULL, RPC_INT, RPC_REAL, RPC_TEXT, RPC_BINARY, RPC_DATETIME };

struct rpc_value {
    enum rpc_value_kind kind;
    uint8_t wire_type;
    int64_t integer;
    double real;
    char *text;            /* UTF-8; RPC_DATETIME: "2026-11-24 03:42:10.000", DATEN and TIMEN their
                              half of it; exact digits of MONEY and DECIMAL, whose kind is RPC_REAL
                              (RPC_INT where there is no fraction). NULL for the other kinds */
    const uint8_t *binary; /* in the payload; VARBINARY(max): a child of parent; NULL when empty */
    size_t size;           /* of text or binary, in bytes */
};

struct rpc_parameter {
    char *name; /* "@P1", "" when positional */
    bool output;
    struct rpc_value value;
};

enum {
    RPC_EXECUTESQL = 10,
    RPC_PREPARE = 11,
    RPC_EXECUTE = 12,
    RPC_PREPEXEC = 13,
    RPC_UNPREPARE = 15,
};

struct rpc {
    uint16_t procedure; /* one of RPC_*, by id or by name; another id as sent; 0: another name */
    char *name;         /* as sent; "" when by id */
    struct rpc_parameter *parameters;
    size_t parameter_count;
};

/* First call of an RPC payload. Types understood: INTN and the fixed integers, BITN, FLTN, MONEYN,
 * DECIMALN/NUMERICN, (N)CHAR, (N)VARCHAR also (max) in PLP chunks, (N)TEXT, (VAR)BINARY,
 * DATETIMN, DATETIME2N, DATEN, TIMEN, DATETIMEOFFSETN, GUIDN, IMAGE, NULLTYPE. False: broken,
 * another type, a text with a NUL in it, or more than 2100 parameters. */
bool rpc_parse(void *parent, struct reader payload, struct rpc *out);

#endif
