#include "lab/tokens.h"

#include <talloc.h>

#include "base/text.h"

const uint8_t token_collation[5] = {0x09, 0x04, 0xd0, 0x00, 0x34};

enum { B_VARCHAR_LONGEST = 255, US_VARCHAR_LONGEST = 4000, INTERFACE_SQL_TSQL = 1 };

/* At most `longest` UTF-16 units of a text, in a buffer that the caller frees. */
static struct writer units_of(void *parent, const char *utf8, size_t longest)
{
    struct writer units;
    writer_init(&units, parent);
    text_write_utf16le(&units, utf8);
    if (units.size > longest * 2)
        units.size = longest * 2;
    return units;
}

void token_write_b_varchar(struct writer *w, const char *utf8)
{
    struct writer units = units_of(w->parent, utf8, B_VARCHAR_LONGEST);
    writer_u8(w, (uint8_t)(units.size / 2));
    writer_bytes(w, units.data, units.size);
    talloc_free(units.data);
}

void token_write_us_varchar(struct writer *w, const char *utf8)
{
    struct writer units = units_of(w->parent, utf8, US_VARCHAR_LONGEST);
    writer_u16le(w, (uint16_t)(units.size / 2));
    writer_bytes(w, units.data, units.size);
    talloc_free(units.data);
}

/* Tokens with a two-byte length: written with 0 first. */
static size_t begin(struct writer *w, enum token token)
{
    writer_u8(w, (uint8_t)token);
    writer_u16le(w, 0);
    return w->size;
}

static void end(struct writer *w, size_t start)
{
    writer_patch_u16le(w, start - 2, (uint16_t)(w->size - start));
}

void token_write_env(struct writer *w, enum env_change type, const char *now, const char *before)
{
    size_t start = begin(w, TOKEN_ENVCHANGE);
    writer_u8(w, (uint8_t)type);
    token_write_b_varchar(w, now);
    token_write_b_varchar(w, before);
    end(w, start);
}

void token_write_env_bytes(struct writer *w, enum env_change type, const uint8_t *now,
                           size_t now_size, const uint8_t *before, size_t before_size)
{
    size_t start = begin(w, TOKEN_ENVCHANGE);
    writer_u8(w, (uint8_t)type);
    writer_u8(w, (uint8_t)now_size);
    writer_bytes(w, now, now_size);
    writer_u8(w, (uint8_t)before_size);
    writer_bytes(w, before, before_size);
    end(w, start);
}

void token_write_message(struct writer *w, enum token token, const struct sql_failure *what,
                         const char *server, const char *procedure)
{
    size_t start = begin(w, token);
    writer_u32le(w, (uint32_t)what->number);
    writer_u8(w, (uint8_t)what->state);
    writer_u8(w, (uint8_t)what->level);
    token_write_us_varchar(w, what->text);
    token_write_b_varchar(w, server);
    token_write_b_varchar(w, procedure);
    writer_u32le(w, 1);
    end(w, start);
}

void token_write_sspi(struct writer *w, const uint8_t *data, size_t size)
{
    size_t start = begin(w, TOKEN_SSPI);
    writer_bytes(w, data, size);
    end(w, start);
}

void token_write_login_ack(struct writer *w, uint32_t tds_version, const struct version *version)
{
    size_t start = begin(w, TOKEN_LOGINACK);
    writer_u8(w, INTERFACE_SQL_TSQL);
    writer_u32be(w, tds_version);
    token_write_b_varchar(w, "Microsoft SQL Server");
    writer_u8(w, (uint8_t)version->part[0]);
    writer_u8(w, (uint8_t)version->part[1]);
    writer_u16be(w, (uint16_t)version->part[2]);
    end(w, start);
}

void token_write_done(struct writer *w, enum token token, uint16_t status, uint16_t command,
                      uint64_t rows)
{
    writer_u8(w, (uint8_t)token);
    writer_u16le(w, status);
    writer_u16le(w, command);
    writer_u64le(w, rows);
}

void token_write_return_status(struct writer *w, int32_t value)
{
    writer_u8(w, TOKEN_RETURNSTATUS);
    writer_u32le(w, (uint32_t)value);
}

/* [MS-TDS] 2.2.7.19 [K] */
void token_write_return_int(struct writer *w, const char *name, int32_t value)
{
    writer_u8(w, TOKEN_RETURNVALUE);
    writer_u16le(w, 0);
    token_write_b_varchar(w, name);
    writer_u8(w, 1); /* an output parameter */
    writer_u32le(w, 0);
    writer_u16le(w, 0);
    writer_u8(w, 0x26); /* INTN */
    writer_u8(w, 4);
    writer_u8(w, 4);
    writer_u32le(w, (uint32_t)value);
}
