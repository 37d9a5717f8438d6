#include "wire/login.h"

#include <string.h>

#include <talloc.h>

#include "base/text.h"

/* [MS-TDS] 2.2.6.4. */
enum {
    FIXED_SIZE_70 = 86, /* TDS 7.0 and 7.1 end before ChangePassword and the long SSPI length */
    FIXED_SIZE_72 = 94,
    FLAG2_INTEGRATED = 0x80,
    FLAG3_EXTENSION = 0x10,
    SSPI_LENGTH_IS_LONG = 0xffff,
};

/* Offsets and lengths of the table that follows the numbers, in the order they stand. */
struct place {
    size_t offset;
    size_t length; /* characters; bytes for SSPI and the extension */
};

struct places {
    struct place host_name, user_name, password, app_name, server_name, extension;
    struct place interface_name, language, database, sspi, attach_file, change_password;
    uint32_t long_sspi;
};

static struct place take_place(struct reader *r)
{
    struct place place = {.offset = reader_u16le(r)};
    place.length = reader_u16le(r);
    return place;
}

static void take_numbers(struct reader *r, struct login7 *out)
{
    out->tds_version = reader_u32le(r);
    out->packet_size = reader_u32le(r);
    out->client_version = reader_u32le(r);
    out->client_pid = reader_u32le(r);
    reader_skip(r, 4); /* ConnectionID */
    out->option_flags[0] = reader_u8(r);
    out->option_flags[1] = reader_u8(r);
    out->type_flags = reader_u8(r);
    out->option_flags3 = reader_u8(r);
    reader_skip(r, 8); /* time zone, LCID */
    out->integrated = (out->option_flags[1] & FLAG2_INTEGRATED) != 0;
}

static void take_places(struct reader *r, bool is_72, struct places *out)
{
    out->host_name = take_place(r);
    out->user_name = take_place(r);
    out->password = take_place(r);
    out->app_name = take_place(r);
    out->server_name = take_place(r);
    out->extension = take_place(r);
    out->interface_name = take_place(r);
    out->language = take_place(r);
    out->database = take_place(r);
    reader_skip(r, 6); /* ClientID */
    out->sspi = take_place(r);
    out->attach_file = take_place(r);
    if (!is_72)
        return;
    out->change_password = take_place(r);
    out->long_sspi = reader_u32le(r);
}

/* Data lies behind the fixed part; what is empty may point anywhere. */
static struct reader data_at(struct reader *login, struct place place, size_t unit, size_t fixed)
{
    if (place.length == 0)
        return (struct reader){.failed = false};
    if (place.offset < fixed)
        reader_fail(login);
    return reader_at(login, place.offset, place.length * unit);
}

static bool has_nul(struct reader units)
{
    while (reader_left(&units) >= 2)
        if (reader_u16le(&units) == 0)
            return true;
    return false;
}

/* A NUL inside a name would make it end early for us and not for another reader: refused. */
static char *text_at(void *parent, struct reader *login, struct place place, size_t fixed)
{
    struct reader units = data_at(login, place, 2, fixed);
    if (has_nul(units))
        reader_fail(login);
    return text_from_utf16le(parent, units.data, units.size);
}

/* [MS-TDS] 2.2.6.4: each byte had its halves swapped, then was XORed with 0xA5. */
static char *password_at(void *parent, struct reader *login, struct place place, size_t fixed)
{
    struct reader hidden = data_at(login, place, 2, fixed);
    struct writer clear;
    writer_init(&clear, parent);
    while (reader_left(&hidden) > 0) {
        uint8_t byte = reader_u8(&hidden) ^ 0xa5;
        writer_u8(&clear, (uint8_t)(byte << 4 | byte >> 4));
    }
    if (has_nul(reader_over(clear.data, clear.size)))
        reader_fail(login);
    char *password = text_from_utf16le(parent, clear.data, clear.size);
    text_wipe(clear.data, clear.capacity);
    talloc_free(clear.data);
    return password;
}

static void take_texts(void *parent, struct reader *login, const struct places *at, size_t fixed,
                       struct login7 *out)
{
    out->host_name = text_at(parent, login, at->host_name, fixed);
    out->user_name = text_at(parent, login, at->user_name, fixed);
    out->app_name = text_at(parent, login, at->app_name, fixed);
    out->server_name = text_at(parent, login, at->server_name, fixed);
    out->interface_name = text_at(parent, login, at->interface_name, fixed);
    out->language = text_at(parent, login, at->language, fixed);
    out->database = text_at(parent, login, at->database, fixed);
    out->password = password_at(parent, login, at->password, fixed);
}

/* The extension is the place of the place of the features; those are not looked into. */
static void check_extension(struct reader *login, struct place extension, size_t fixed)
{
    struct reader where = data_at(login, extension, 1, fixed);
    size_t features = reader_u32le(&where);
    if (!reader_ok(&where) || features < fixed)
        reader_fail(login);
    (void)reader_at(login, features, 1);
}

static bool parse_login7(void *parent, struct reader payload, struct login7 *out)
{
    struct reader size_field = payload;
    struct reader login = reader_slice(&payload, reader_u32le(&size_field));
    struct reader fields = login;
    reader_skip(&fields, 4);
    take_numbers(&fields, out);
    bool is_72 = (out->tds_version >> 24) >= 0x72 || (out->tds_version >> 24) < 0x70;
    size_t fixed = is_72 ? FIXED_SIZE_72 : FIXED_SIZE_70;
    struct places at = {.long_sspi = 0};
    take_places(&fields, is_72, &at);
    if (!reader_ok(&fields))
        return false;
    take_texts(parent, &login, &at, fixed, out);
    if (at.sspi.length == SSPI_LENGTH_IS_LONG && at.long_sspi != 0)
        at.sspi.length = at.long_sspi;
    struct reader sspi = data_at(&login, at.sspi, 1, fixed);
    out->sspi_size = sspi.size;
    out->sspi = sspi.size == 0 ? NULL : talloc_memdup(parent, sspi.data, sspi.size);
    (void)data_at(&login, at.attach_file, 2, fixed);
    (void)data_at(&login, at.change_password, 2, fixed);
    if ((out->option_flags3 & FLAG3_EXTENSION) != 0)
        check_extension(&login, at.extension, fixed);
    return reader_ok(&login);
}

bool login7_parse(void *parent, struct reader payload, struct login7 *out)
{
    struct login7 login = {.tds_version = 0};
    void *texts = talloc_new(parent);
    if (parse_login7(texts, payload, &login)) {
        *out = login;
        return true;
    }
    if (login.password != NULL)
        text_wipe(login.password, strlen(login.password));
    talloc_free(texts);
    return false;
}
