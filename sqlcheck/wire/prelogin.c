#include "wire/tds.h"

#include <string.h>

/* [MS-TDS] 2.2.6.5: a table of (token, offset, length), closed by 0xFF, then the data. */
enum {
    OPTION_VERSION = 0,
    OPTION_ENCRYPTION = 1,
    OPTION_INSTANCE = 2,
    OPTION_THREAD = 3,
    OPTION_MARS = 4,
    OPTION_END = 0xff,
    OPTION_ENTRY_SIZE = 5,
    VERSION_SIZE = 6,
};

typedef bool take_option(struct reader data, struct prelogin *out);

static bool take_version(struct reader data, struct prelogin *out)
{
    for (size_t i = 0; i < VERSION_SIZE; i++)
        out->version[i] = reader_u8(&data);
    out->has_version = reader_ok(&data);
    return out->has_version;
}

static bool take_encryption(struct reader data, struct prelogin *out)
{
    out->encrypt = reader_u8(&data);
    return reader_ok(&data);
}

/* One byte is a server's answer, or a client's empty name; what is longer is a name with its NUL.
 * The name is in some code page of the client's: only ASCII can be trusted to mean itself. */
static bool take_instance(struct reader data, struct prelogin *out)
{
    out->has_instance = true;
    if (reader_left(&data) == 1) {
        out->instance_answer = reader_u8(&data);
        return true;
    }
    size_t used = 0;
    for (uint8_t byte = reader_u8(&data); byte != 0; byte = reader_u8(&data)) {
        if (used == sizeof out->instance - 1)
            return false;
        out->instance[used++] = byte >= 0x20 && byte < 0x7f ? (char)byte : '?';
    }
    out->instance[used] = '\0';
    return true;
}

static bool take_thread(struct reader data, struct prelogin *out)
{
    out->thread_id = reader_u32le(&data);
    return reader_ok(&data);
}

static bool take_mars(struct reader data, struct prelogin *out)
{
    out->mars = reader_u8(&data) == 1;
    out->has_mars = reader_ok(&data);
    return out->has_mars;
}

static take_option *const takers[] = {
    [OPTION_VERSION] = take_version,   [OPTION_ENCRYPTION] = take_encryption,
    [OPTION_INSTANCE] = take_instance, [OPTION_THREAD] = take_thread,
    [OPTION_MARS] = take_mars,
};

/* A token that comes twice is refused: two readers could each believe another ENCRYPTION. */
static bool parse_entry(uint8_t token, struct reader *table, struct reader *payload, uint32_t *seen,
                        struct prelogin *out)
{
    size_t offset = reader_u16be(table);
    size_t length = reader_u16be(table);
    struct reader data = length == 0 ? (struct reader){0} : reader_at(payload, offset, length);
    if (!reader_ok(table) || !reader_ok(payload))
        return false;
    if (token >= sizeof takers / sizeof takers[0])
        return true;
    if ((*seen & 1u << token) != 0)
        return false;
    *seen |= 1u << token;
    bool may_be_empty = token == OPTION_THREAD || token == OPTION_INSTANCE;
    if (length == 0)
        return may_be_empty;
    return takers[token](data, out);
}

bool prelogin_parse(struct reader payload, struct prelogin *out)
{
    struct prelogin found = {.encrypt = TDS_ENCRYPT_ABSENT};
    struct reader whole = reader_slice(&payload, reader_left(&payload));
    struct reader table = whole;
    uint32_t seen = 0;
    for (uint8_t token = reader_u8(&table); token != OPTION_END; token = reader_u8(&table))
        if (!reader_ok(&table) || !parse_entry(token, &table, &whole, &seen, &found))
            return false;
    bool says_something = found.has_version || found.encrypt != TDS_ENCRYPT_ABSENT;
    if (!reader_ok(&table) || !says_something)
        return false;
    *out = found;
    return true;
}

struct option {
    uint8_t token;
    const void *data;
    size_t size;
    bool left_out;
};

static void write_options(struct writer *w, const struct option *options, size_t count)
{
    size_t offset = 1;
    for (size_t i = 0; i < count; i++)
        offset += options[i].left_out ? 0 : OPTION_ENTRY_SIZE;
    for (size_t i = 0; i < count; i++) {
        if (options[i].left_out)
            continue;
        writer_u8(w, options[i].token);
        writer_u16be(w, (uint16_t)offset);
        writer_u16be(w, (uint16_t)options[i].size);
        offset += options[i].size;
    }
    writer_u8(w, OPTION_END);
    for (size_t i = 0; i < count; i++)
        if (!options[i].left_out)
            writer_bytes(w, options[i].data, options[i].size);
}

/* Both sides write VERSION first: a server closes the connection otherwise. */
static void write_prelogin(struct writer *w, const struct prelogin *prelogin,
                           struct option instance, struct option thread)
{
    uint8_t encrypt = (uint8_t)prelogin->encrypt;
    uint8_t mars = prelogin->mars;
    const struct option options[] = {
        {.token = OPTION_VERSION, .data = prelogin->version, .size = VERSION_SIZE},
        {.token = OPTION_ENCRYPTION,
         .data = &encrypt,
         .size = 1,
         .left_out = prelogin->encrypt == TDS_ENCRYPT_ABSENT},
        instance,
        thread,
        {.token = OPTION_MARS, .data = &mars, .size = 1},
    };
    write_options(w, options, sizeof options / sizeof options[0]);
}

void prelogin_write_client(struct writer *w, const struct prelogin *prelogin)
{
    uint8_t thread[4];
    for (size_t i = 0; i < sizeof thread; i++)
        thread[i] = (uint8_t)(prelogin->thread_id >> (8 * i));
    size_t name = strnlen(prelogin->instance, sizeof prelogin->instance - 1);
    write_prelogin(w, prelogin,
                   (struct option){OPTION_INSTANCE, prelogin->instance, name + 1, false},
                   (struct option){OPTION_THREAD, thread, sizeof thread, false});
}

void prelogin_write_server(struct writer *w, const struct prelogin *prelogin)
{
    write_prelogin(w, prelogin,
                   (struct option){OPTION_INSTANCE, &prelogin->instance_answer, 1, false},
                   (struct option){OPTION_THREAD, NULL, 0, false});
}
