#include <criterion/criterion.h>
#include <talloc.h>

#include "bytes_of.h"
#include "wire/request.h"

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(request_value, .init = set_up, .fini = tear_down);

#define COLLATION      "09 04 D0 00 34 "
#define COLLATION_UTF8 "09 04 D0 04 00 "

/* One parameter of a call: type, TYPE_INFO and value in hex. */
static bool parse_value(const char *hex, struct rpc_value *out)
{
    char *call = talloc_asprintf(scratch, "04 00 00 00 | FF FF 0A 00 00 00 | 00 00 %s", hex);
    struct rpc rpc;
    if (!rpc_parse(scratch, bytes_of_hex(scratch, call), &rpc))
        return false;
    cr_assert_eq(rpc.parameter_count, 1, "%s", hex);
    *out = rpc.parameters[0].value;
    return true;
}

static const struct {
    const char *why;
    const char *hex;
} refused[] = {
    {"INTN of three bytes", "26 08 03 01 02 03"},
    {"INTN cut", "26 04 04 01 02"},
    {"BITN of two bytes", "68 01 02 01 01"},
    {"FLTN of two bytes", "6D 08 02 00 00"},
    {"FLTN of nine bytes", "6D 08 09 00 00 00 00 00 00 00 00 00"},
    {"MONEYN of five bytes", "6E 08 05 00 00 00 00 00"},
    {"DECIMALN of a sign only", "6A 05 0A 02 01 01"},
    {"DECIMALN of 17 bytes",
     "6A 12 26 02 12 01 FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF"},
    {"DECIMALN with a scale of 39", "6A 05 0A 27 05 01 01 00 00 00"},
    {"GUIDN of fifteen bytes", "24 10 0F 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"},
    {"NVARCHAR of an odd size", "E7 0A 00 " COLLATION "03 00 41 00 42"},
    {"NVARCHAR with a NUL", "E7 0A 00 " COLLATION "06 00 41 00 00 00 42 00"},
    {"NVARCHAR cut", "E7 0A 00 " COLLATION "08 00 41 00"},
    {"VARCHAR with a NUL", "A7 0A 00 " COLLATION "03 00 41 00 42"},
    {"VARCHAR in UTF-8 that is none", "A7 0A 00 " COLLATION_UTF8 "02 00 C3 28"},
    {"NTEXT of 4 GB", "63 FF FF FF 7F " COLLATION "FE FF FF FF 41 00"},
    {"a chunk of 1 GB", "E7 FF FF " COLLATION "FE FF FF FF FF FF FF FF 00 00 00 40 41 00"},
    {"chunks without end", "E7 FF FF " COLLATION "FE FF FF FF FF FF FF FF 02 00 00 00 41 00"},
    {"chunks that do not add up", "E7 FF FF " COLLATION "04 00 00 00 00 00 00 00 02 00 00 00 41 00 "
                                  "00 00 00 00"},
    {"DATETIMN of five bytes", "6F 08 05 00 00 00 00 00"},
    {"a DATETIME before year 1", "6F 08 08 00 00 00 80 00 00 00 00"},
    {"a DATETIME after year 9999", "6F 08 08 FF FF FF 7F 00 00 00 00"},
    {"a DATETIME with a 25th hour", "6F 08 08 00 00 00 00 00 82 8B 01"},
    {"a SMALLDATETIME with a minute of the next day", "6F 04 04 00 00 A0 05"},
    {"a DATE after year 9999", "28 03 DB B9 37"},
    {"a DATE of two bytes", "28 02 00 00"},
    {"a TIME with a 25th hour", "29 00 03 80 51 01"},
    {"a TIME of scale 8", "29 08 05 00 00 00 00 00"},
    {"a TIME shorter than its scale", "29 07 03 00 00 00"},
    {"DATETIME2 without its date", "2A 07 05 00 00 00 00 00"},
    {"an offset of 15 hours", "2B 00 08 00 00 00 01 00 00 84 03"},
    {"a local time before year 1", "2B 00 08 00 00 00 00 00 00 FF FF"},
};

Test(request_value, what_is_no_value_of_its_type_is_refused)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct rpc_value value;
        cr_assert_not(parse_value(refused[i].hex, &value), "%s", refused[i].why);
    }
}

static const struct {
    const char *hex;
    enum rpc_value_kind kind;
    int64_t integer;
} integers[] = {
    {"26 01 01 FF", RPC_INT, 255},
    {"26 02 02 FF FF", RPC_INT, -1},
    {"26 04 04 00 00 00 80", RPC_INT, INT32_MIN},
    {"26 08 08 00 00 00 00 00 00 00 80", RPC_INT, INT64_MIN},
    {"30 FF", RPC_INT, 255},
    {"34 00 80", RPC_INT, -32768},
    {"38 FF FF FF 7F", RPC_INT, INT32_MAX},
    {"7F FF FF FF FF FF FF FF 7F", RPC_INT, INT64_MAX},
    {"32 02", RPC_INT, 1},
    {"68 01 01 00", RPC_INT, 0},
    {"6A 05 0A 00 05 01 2A 00 00 00", RPC_INT, 42},
    {"6A 05 0A 00 05 00 2A 00 00 00", RPC_INT, -42},
    {"26 04 00", RPC_NULL, 0},
    {"68 01 00", RPC_NULL, 0},
    {"6D 08 00", RPC_NULL, 0},
    {"6A 05 0A 02 00", RPC_NULL, 0},
    {"24 10 00", RPC_NULL, 0},
    {"2A 07 00", RPC_NULL, 0},
    {"28 00", RPC_NULL, 0},
    {"1F", RPC_NULL, 0},
    {"E7 0A 00 " COLLATION "FF FF", RPC_NULL, 0},
    {"E7 FF FF " COLLATION "FF FF FF FF FF FF FF FF", RPC_NULL, 0},
    {"63 00 00 00 00 " COLLATION "FF FF FF FF", RPC_NULL, 0},
    {"22 00 00 00 00 FF FF FF FF", RPC_NULL, 0},
};

Test(request_value, integers_and_nulls)
{
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        struct rpc_value value = {.integer = 99};
        cr_assert(parse_value(integers[i].hex, &value), "%s", integers[i].hex);
        cr_assert_eq(value.kind, integers[i].kind, "%s", integers[i].hex);
        cr_assert_eq(value.integer, integers[i].integer, "%s", integers[i].hex);
    }
}

static const struct {
    const char *hex;
    enum rpc_value_kind kind;
    const char *text;
} texts[] = {
    {"E7 0A 00 " COLLATION "00 00", RPC_TEXT, ""},
    {"E7 0A 00 " COLLATION "04 00 3D D8 00 DE", RPC_TEXT, "\U0001F600"},
    {"E7 0A 00 " COLLATION "04 00 3D D8 41 00", RPC_TEXT, "\uFFFDA"},
    {"E7 FF FF " COLLATION "00 00 00 00 00 00 00 00 00 00 00 00", RPC_TEXT, ""},
    {"E7 FF FF " COLLATION
     "04 00 00 00 00 00 00 00 01 00 00 00 41 03 00 00 00 00 42 00 00 00 00 00",
     RPC_TEXT, "AB"},
    {"A7 0A 00 " COLLATION "04 00 41 80 E9 FF", RPC_TEXT, "A\u20AC\u00E9\u00FF"},
    {"A7 0A 00 " COLLATION "01 00 81", RPC_TEXT, "\uFFFD"},
    {"A7 0A 00 " COLLATION_UTF8 "02 00 C3 A9", RPC_TEXT, "\u00E9"},
    {"A7 0A 00 " COLLATION_UTF8 "00 00", RPC_TEXT, ""},
    {"AF 02 00 " COLLATION "02 00 41 20", RPC_TEXT, "A "},
    {"23 FF FF FF 7F " COLLATION "01 00 00 00 41", RPC_TEXT, "A"},
    {"27 0A 02 41 42", RPC_TEXT, "AB"},
    {"24 10 10 FF 19 96 6F 86 8B 11 D0 B4 2D 00 C0 4F C9 64 FF", RPC_TEXT,
     "6F9619FF-8B86-D011-B42D-00C04FC964FF"},
    {"6A 05 0A 02 05 01 39 30 00 00", RPC_REAL, "123.45"},
    {"6A 05 0A 05 05 00 39 30 00 00", RPC_REAL, "-0.12345"},
    {"6A 05 0A 07 05 01 39 30 00 00", RPC_REAL, "0.0012345"},
    {"6A 05 0A 01 05 01 00 00 00 00", RPC_REAL, "0.0"},
    {"6C 11 26 00 11 01 FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF", RPC_REAL,
     "340282366920938463463374607431768211455"},
    {"6C 11 26 26 11 01 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", RPC_REAL,
     "0.00000000000000000000000000000000000001"},
    {"6E 08 08 FF FF FF FF FF FF FF FF", RPC_REAL, "-0.0001"},
    {"6E 08 08 01 00 00 00 00 00 00 00", RPC_REAL, "429496.7296"},
    {"3C 00 00 00 80 00 00 00 00", RPC_REAL, "-922337203685477.5808"},
    {"7A F0 D8 FF FF", RPC_REAL, "-1.0000"},
    {"6F 08 08 00 00 00 00 00 00 00 00", RPC_DATETIME, "1900-01-01 00:00:00.000"},
    {"6F 08 08 FF FF FF FF FF 81 8B 01", RPC_DATETIME, "1899-12-31 23:59:59.997"},
    {"6F 08 08 46 2E FF FF 01 00 00 00", RPC_DATETIME, "1753-01-01 00:00:00.003"},
    {"3D AB 8E 00 00 02 00 00 00", RPC_DATETIME, "1999-12-31 00:00:00.007"},
    {"6F 04 04 FF FF 9F 05", RPC_DATETIME, "2079-06-06 23:59:00.000"},
    {"28 03 00 00 00", RPC_DATETIME, "0001-01-01"},
    {"28 03 DA B9 37", RPC_DATETIME, "9999-12-31"},
    {"28 03 42 24 0B", RPC_DATETIME, "2000-02-29"},
    {"28 03 43 24 0B", RPC_DATETIME, "2000-03-01"},
    {"28 03 7F 24 0B", RPC_DATETIME, "2000-04-30"},
    {"29 00 03 7F 51 01", RPC_DATETIME, "23:59:59"},
    {"29 03 04 FF 5B 26 05", RPC_DATETIME, "23:59:59.999"},
    {"29 07 05 FF BF 69 2A C9", RPC_DATETIME, "23:59:59.9999999"},
    {"2A 00 06 01 00 00 00 00 00", RPC_DATETIME, "0001-01-01 00:00:01"},
    {"2B 00 08 00 00 00 01 00 00 C4 FF", RPC_DATETIME, "0001-01-01 23:00:00 -01:00"},
    {"2B 00 08 70 51 01 00 00 00 1E 00", RPC_DATETIME, "0001-01-02 00:29:44 +00:30"},
};

Test(request_value, texts_numbers_and_moments)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct rpc_value value = {.text = NULL};
        cr_assert(parse_value(texts[i].hex, &value), "%s", texts[i].hex);
        cr_assert_eq(value.kind, texts[i].kind, "%s", texts[i].hex);
        cr_assert_str_eq(value.text, texts[i].text, "%s: %s", texts[i].hex, value.text);
        cr_assert_eq(value.size, strlen(value.text), "%s", texts[i].hex);
    }
}

Test(request_value, numbers_with_a_point_are_also_doubles)
{
    struct rpc_value value;
    cr_assert(parse_value("6A 05 0A 02 05 00 39 30 00 00", &value));
    cr_assert_float_eq(value.real, -123.45, 1e-12);
    cr_assert(parse_value("6D 08 08 00 00 00 00 00 00 F8 BF", &value));
    cr_assert_float_eq(value.real, -1.5, 0);
    cr_assert(parse_value("3B 00 00 20 40", &value));
    cr_assert_float_eq(value.real, 2.5, 0);
}

Test(request_value, binaries)
{
    struct rpc_value value;
    cr_assert(parse_value("A5 0A 00 03 00 00 FF 01", &value));
    cr_assert_eq(value.kind, RPC_BINARY);
    cr_assert_eq(value.size, 3);
    cr_assert_eq(value.binary[1], 0xff);
    cr_assert(parse_value(
        "A5 FF FF FE FF FF FF FF FF FF FF 01 00 00 00 AA 01 00 00 00 BB 00 00 00 00", &value));
    cr_assert_eq(value.size, 2);
    cr_assert_eq(value.binary[1], 0xbb);
    cr_assert(parse_value("A5 0A 00 00 00", &value));
    cr_assert_eq(value.kind, RPC_BINARY);
    cr_assert_eq(value.size, 0);
    cr_assert_null(value.binary);
}

/* Every day of the calendar SQL Server has, against the rule that days follow each other. */
Test(request_value, dates_never_skip_or_repeat)
{
    char before[16] = "";
    for (uint32_t day = 0; day < 3652059; day += 1 + day % 29) {
        struct rpc_value value;
        uint8_t bytes[] = {4,
                           0,
                           0,
                           0,
                           0xff,
                           0xff,
                           10,
                           0,
                           0,
                           0,
                           0,
                           0,
                           0x28,
                           3,
                           (uint8_t)day,
                           (uint8_t)(day >> 8),
                           (uint8_t)(day >> 16)};
        struct rpc rpc;
        void *once = talloc_new(scratch);
        cr_assert(rpc_parse(once, reader_over(bytes, sizeof bytes), &rpc), "day %u", day);
        value = rpc.parameters[0].value;
        cr_assert_eq(value.size, 10);
        cr_assert_gt(strcmp(value.text, before), 0, "%s then %s", before, value.text);
        memcpy(before, value.text, 11);
        talloc_free(once);
    }
}
