#include "wire/request_type.h"

#define PLP_NULL    UINT64_MAX
#define PLP_UNKNOWN (UINT64_MAX - 1)

enum {
    SIZE_IS_PLP = 0xffff,
    LENGTH16_NULL = 0xffff,
    COLLATION_UTF8 = 0x04000000, /* [MS-TDS] 2.2.5.1.2, fUTF8 */
    MAX_SCALE = 7,
};

/* [MS-TDS] 2.2.5.4: the types that clients were seen to send, and their older forms. */
static const struct rpc_type types[] = {
    {0x1f, INFO_NONE, 0, rpc_mean_null},            /* NULLTYPE */
    {0x22, INFO_SIZE32, 0, rpc_mean_binary},        /* IMAGE */
    {0x23, INFO_TEXT32, 0, rpc_mean_text},          /* TEXT */
    {0x24, INFO_SIZE8, 0, rpc_mean_guid},           /* GUIDN */
    {0x25, INFO_SIZE8, 0, rpc_mean_binary},         /* VARBINARY before 7.0 */
    {0x26, INFO_SIZE8, 0, rpc_mean_integer},        /* INTN */
    {0x27, INFO_SIZE8, 0, rpc_mean_text},           /* VARCHAR before 7.0 */
    {0x28, INFO_NONE, 0, rpc_mean_date},            /* DATEN */
    {0x29, INFO_SCALE, 0, rpc_mean_time},           /* TIMEN */
    {0x2a, INFO_SCALE, 0, rpc_mean_datetime2},      /* DATETIME2N */
    {0x2b, INFO_SCALE, 0, rpc_mean_datetimeoffset}, /* DATETIMEOFFSETN */
    {0x2d, INFO_SIZE8, 0, rpc_mean_binary},         /* BINARY before 7.0 */
    {0x2f, INFO_SIZE8, 0, rpc_mean_text},           /* CHAR before 7.0 */
    {0x30, INFO_NONE, 1, rpc_mean_integer},         /* INT1 */
    {0x32, INFO_NONE, 1, rpc_mean_bit},             /* BIT */
    {0x34, INFO_NONE, 2, rpc_mean_integer},         /* INT2 */
    {0x37, INFO_DECIMAL, 0, rpc_mean_decimal},      /* DECIMAL before 7.0 */
    {0x38, INFO_NONE, 4, rpc_mean_integer},         /* INT4 */
    {0x3a, INFO_NONE, 4, rpc_mean_datetime},        /* DATETIM4 */
    {0x3b, INFO_NONE, 4, rpc_mean_real},            /* FLT4 */
    {0x3c, INFO_NONE, 8, rpc_mean_money},           /* MONEY */
    {0x3d, INFO_NONE, 8, rpc_mean_datetime},        /* DATETIME */
    {0x3e, INFO_NONE, 8, rpc_mean_real},            /* FLT8 */
    {0x3f, INFO_DECIMAL, 0, rpc_mean_decimal},      /* NUMERIC before 7.0 */
    {0x63, INFO_TEXT32, 0, rpc_mean_unicode},       /* NTEXT */
    {0x68, INFO_SIZE8, 0, rpc_mean_bit},            /* BITN */
    {0x6a, INFO_DECIMAL, 0, rpc_mean_decimal},      /* DECIMALN */
    {0x6c, INFO_DECIMAL, 0, rpc_mean_decimal},      /* NUMERICN */
    {0x6d, INFO_SIZE8, 0, rpc_mean_real},           /* FLTN */
    {0x6e, INFO_SIZE8, 0, rpc_mean_money},          /* MONEYN */
    {0x6f, INFO_SIZE8, 0, rpc_mean_datetime},       /* DATETIMN */
    {0x7a, INFO_NONE, 4, rpc_mean_money},           /* MONEY4 */
    {0x7f, INFO_NONE, 8, rpc_mean_integer},         /* INT8 */
    {0xa5, INFO_SIZE16, 0, rpc_mean_binary},        /* VARBINARY */
    {0xa7, INFO_TEXT16, 0, rpc_mean_text},          /* VARCHAR */
    {0xad, INFO_SIZE16, 0, rpc_mean_binary},        /* BINARY */
    {0xaf, INFO_TEXT16, 0, rpc_mean_text},          /* CHAR */
    {0xe7, INFO_TEXT16, 0, rpc_mean_unicode},       /* NVARCHAR */
    {0xef, INFO_TEXT16, 0, rpc_mean_unicode},       /* NCHAR */
};

const struct rpc_type *rpc_type_find(uint8_t code)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (types[i].code == code)
            return &types[i];
    return NULL;
}

static bool take_collation(struct reader *r)
{
    uint32_t flags = reader_u32le(r);
    reader_skip(r, 1); /* SortId */
    return (flags & COLLATION_UTF8) != 0;
}

static bool set_bytes(struct reader *r, uint64_t size, bool is_null, struct rpc_raw *out)
{
    out->is_null = is_null;
    if (!is_null)
        out->bytes =
            size > SIZE_MAX ? (struct reader){.failed = true} : reader_slice(r, (size_t)size);
    return reader_ok(r) && reader_ok(&out->bytes);
}

/* [MS-TDS] 2.2.5.2.3: total length (or unknown, or NULL), chunks, a chunk of 0. */
static bool take_plp(void *parent, struct reader *r, struct rpc_raw *out)
{
    uint64_t total = reader_u64le(r);
    out->is_null = total == PLP_NULL;
    if (out->is_null || !reader_ok(r))
        return reader_ok(r);
    struct writer whole;
    writer_init(&whole, parent);
    for (size_t chunk = reader_u32le(r); chunk > 0; chunk = reader_u32le(r)) {
        struct reader piece = reader_slice(r, chunk);
        if (reader_ok(r))
            writer_bytes(&whole, piece.data, chunk);
    }
    out->bytes = reader_over(whole.data, whole.size);
    return reader_ok(r) && (total == PLP_UNKNOWN || total == whole.size);
}

static bool take_length8(struct reader *r, struct rpc_raw *out)
{
    size_t size = reader_u8(r);
    return set_bytes(r, size, size == 0, out);
}

static bool take_length16(struct reader *r, struct rpc_raw *out)
{
    size_t size = reader_u16le(r);
    return set_bytes(r, size, size == LENGTH16_NULL, out);
}

static bool take_length32(struct reader *r, struct rpc_raw *out)
{
    uint32_t size = reader_u32le(r);
    return set_bytes(r, size, size == UINT32_MAX, out);
}

static bool take_value16(void *parent, struct reader *r, size_t largest, struct rpc_raw *out)
{
    return largest == SIZE_IS_PLP ? take_plp(parent, r, out) : take_length16(r, out);
}

bool rpc_raw_take(void *parent, struct reader *r, const struct rpc_type *type, struct rpc_raw *out)
{
    *out = (struct rpc_raw){.is_null = false};
    size_t largest = 0;
    switch (type->info) {
    case INFO_NONE:
        if (type->meaning == rpc_mean_null || type->fixed_size > 0)
            return set_bytes(r, type->fixed_size, type->fixed_size == 0, out);
        return take_length8(r, out);
    case INFO_SCALE:
        out->scale = reader_u8(r);
        return out->scale <= MAX_SCALE && take_length8(r, out);
    case INFO_DECIMAL:
        reader_skip(r, 2); /* size, precision */
        out->scale = reader_u8(r);
        return take_length8(r, out);
    case INFO_SIZE8:
        reader_skip(r, 1);
        return take_length8(r, out);
    case INFO_SIZE16:
        largest = reader_u16le(r);
        return take_value16(parent, r, largest, out);
    case INFO_TEXT16:
        largest = reader_u16le(r);
        out->is_utf8 = take_collation(r);
        return take_value16(parent, r, largest, out);
    case INFO_TEXT32:
        reader_skip(r, 4);
        out->is_utf8 = take_collation(r);
        return take_length32(r, out);
    case INFO_SIZE32:
        reader_skip(r, 4);
        return take_length32(r, out);
    }
    return false;
}
