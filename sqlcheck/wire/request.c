#include "wire/request.h"

#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "wire/request_type.h"

enum {
    PROCEDURE_BY_ID = 0xffff,
    HEADER_AT_LEAST = 6, /* length and type of one header */
    PARAMETER_OUTPUT = 0x01,
    BATCH_FLAG = 0xff,    /* TDS 7.2 and later */
    BATCH_FLAG_71 = 0x80, /* before */
    NO_EXECUTE_FLAG = 0xfe,
    MOST_PARAMETERS = 2100, /* error 8003: three bytes of a client's cost a hundred here */
};

/* ALL_HEADERS, [MS-TDS] 2.2.5.3: a total length that counts itself, then headers. */
static bool skip_headers(struct reader *r)
{
    struct reader ahead = *r;
    struct reader headers = reader_slice(r, reader_u32le(&ahead));
    reader_skip(&headers, 4);
    while (reader_left(&headers) > 0) {
        size_t length = reader_u32le(&headers);
        if (length < HEADER_AT_LEAST)
            return false;
        reader_skip(&headers, length - 4);
    }
    return reader_done(&headers) && reader_ok(r);
}

/* NULL when a unit is cut or a NUL would end the text early. */
static char *unicode_text(void *parent, struct reader units)
{
    if (!reader_ok(&units) || units.size % 2 != 0)
        return NULL;
    char *text = text_from_utf16le(parent, units.data, units.size);
    while (reader_left(&units) > 0) {
        if (reader_u16le(&units) == 0) {
            talloc_free(text);
            return NULL;
        }
    }
    return text;
}

char *batch_parse(void *parent, struct reader payload)
{
    if (!skip_headers(&payload))
        return NULL;
    return unicode_text(parent, reader_slice(&payload, reader_left(&payload)));
}

static uint16_t id_of_name(const char *name)
{
    static const struct {
        const char *name;
        uint16_t id;
    } procedures[] = {
        {"sp_executesql", RPC_EXECUTESQL}, {"sp_prepare", RPC_PREPARE},
        {"sp_execute", RPC_EXECUTE},       {"sp_prepexec", RPC_PREPEXEC},
        {"sp_unprepare", RPC_UNPREPARE},
    };
    const char *bare = text_has_prefix(name, "sys.") ? &name[strlen("sys.")] : name;
    for (size_t i = 0; i < sizeof procedures / sizeof procedures[0]; i++)
        if (text_equal(bare, procedures[i].name))
            return procedures[i].id;
    return 0;
}

static bool take_procedure(void *parent, struct reader *r, struct rpc *out)
{
    size_t length = reader_u16le(r);
    if (length == PROCEDURE_BY_ID) {
        out->procedure = reader_u16le(r);
        out->name = talloc_strdup(parent, "");
        return reader_ok(r);
    }
    out->name = unicode_text(parent, reader_slice(r, length * 2));
    if (!reader_ok(r) || out->name == NULL || length == 0)
        return false;
    out->procedure = id_of_name(out->name);
    return true;
}

static bool take_value(void *parent, struct reader *r, struct rpc_value *out)
{
    out->wire_type = reader_u8(r);
    const struct rpc_type *type = rpc_type_find(out->wire_type);
    struct rpc_raw raw;
    if (!reader_ok(r) || type == NULL || !rpc_raw_take(parent, r, type, &raw))
        return false;
    out->kind = RPC_NULL;
    return raw.is_null || type->meaning(parent, &raw, out);
}

static bool take_parameter(void *parent, struct reader *r, struct rpc_parameter *out)
{
    size_t length = reader_u8(r);
    out->name = unicode_text(parent, reader_slice(r, length * 2));
    out->output = (reader_u8(r) & PARAMETER_OUTPUT) != 0;
    return reader_ok(r) && out->name != NULL && take_value(parent, r, &out->value);
}

/* A parameter's name has at most 128 characters, so its length is never a flag that separates
 * calls; 0x80 is, for clients that speak the older form. */
static bool at_next_call(struct reader r)
{
    uint8_t byte = reader_u8(&r);
    return byte == BATCH_FLAG || byte == BATCH_FLAG_71 || byte == NO_EXECUTE_FLAG;
}

static bool parse_rpc(void *parent, struct reader r, struct rpc *out)
{
    if (!skip_headers(&r) || !take_procedure(parent, &r, out))
        return false;
    reader_skip(&r, 2); /* option flags */
    while (reader_left(&r) > 0 && !at_next_call(r)) {
        struct rpc_parameter *parameter =
            mem_append(parent, &out->parameters, &out->parameter_count, sizeof *out->parameters);
        if (out->parameter_count > MOST_PARAMETERS || !take_parameter(parent, &r, parameter))
            return false;
    }
    return reader_ok(&r);
}

bool rpc_parse(void *parent, struct reader payload, struct rpc *out)
{
    struct rpc rpc = {.procedure = 0};
    void *texts = talloc_new(parent);
    if (!parse_rpc(texts, payload, &rpc)) {
        talloc_free(texts);
        return false;
    }
    *out = rpc;
    return true;
}
