/* TYPE_INFO and the framing of one RPC value, [MS-TDS] 2.2.5.4 to 2.2.5.6: what the bytes of a
 * value are, before anybody asks what they mean. Used by request*.c only. */
#ifndef SQLCHECK_WIRE_REQUEST_TYPE_H
#define SQLCHECK_WIRE_REQUEST_TYPE_H

#include "wire/request.h"

enum info_form {
    INFO_NONE,    /* nothing: the type alone tells the size */
    INFO_SIZE8,   /* largest size in a byte */
    INFO_SIZE16,  /* in two; 0xFFFF = PLP */
    INFO_SIZE32,  /* in four */
    INFO_DECIMAL, /* size, precision, scale */
    INFO_SCALE,   /* scale of a time */
    INFO_TEXT16,  /* size in two bytes and a collation of five */
    INFO_TEXT32,  /* size in four and a collation */
};

struct rpc_raw {
    bool is_null;
    struct reader bytes;
    uint8_t scale;
    bool is_utf8; /* the collation says so */
};

/* Meaning of a value's bytes. Texts are children of parent. False: not a value of this type. */
typedef bool rpc_meaning(void *parent, const struct rpc_raw *raw, struct rpc_value *out);

struct rpc_type {
    uint8_t code;
    enum info_form info;
    size_t fixed_size; /* of the value, for types without a length of their own; 0 = has one */
    rpc_meaning *meaning;
};

/* NULL: a type that is not understood. */
const struct rpc_type *rpc_type_find(uint8_t code);

/* Reads TYPE_INFO after the type's code, then the value. PLP chunks are put together in memory of
 * parent. False: broken. */
bool rpc_raw_take(void *parent, struct reader *r, const struct rpc_type *type, struct rpc_raw *out);

/* Meanings, request_value.c and request_time.c. */
rpc_meaning rpc_mean_null, rpc_mean_integer, rpc_mean_bit, rpc_mean_real, rpc_mean_money,
    rpc_mean_decimal, rpc_mean_guid, rpc_mean_unicode, rpc_mean_text, rpc_mean_binary,
    rpc_mean_datetime, rpc_mean_date, rpc_mean_time, rpc_mean_datetime2, rpc_mean_datetimeoffset;

#endif
