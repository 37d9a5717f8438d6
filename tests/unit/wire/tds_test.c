#include <criterion/criterion.h>
#include <talloc.h>

#include "bytes_of.h"
#include "wire/tds.h"

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(tds, .init = set_up, .fini = tear_down);

/* [MS-TDS] 4.1, the whole packet. */
static const char spec_prelogin[] = "12 01 00 2F 00 00 01 00 | 00 00 1A 00 06 01 00 20 00 01 02 00 "
                                    "21 00 01 03 00 22 00 04 04 00 26 "
                                    "00 01 FF | 09 00 00 00 00 00 01 00 B8 0D 00 00 01";

static bool parse_header(void *parent, struct reader bytes)
{
    (void)parent;
    struct tds_header header;
    return tds_header_parse(&bytes, &header);
}

Test(tds, header_cut_anywhere_is_refused)
{
    struct reader bytes = bytes_of_hex(scratch, "12 01 00 2F 00 00 01 00");
    cr_assert_eq(cut_at_every_byte(bytes, parse_header), 0);
}

Test(tds, header_length_below_eight_is_refused)
{
    struct tds_header header = {.type = 0x55};
    struct reader bytes = bytes_of_hex(scratch, "12 01 00 07 00 00 01 00");
    cr_assert_not(tds_header_parse(&bytes, &header));
    cr_assert_eq(header.type, 0x55, "the result was touched although nothing was read");
}

Test(tds, header_is_read_as_the_document_has_it)
{
    struct tds_header header;
    struct reader bytes = bytes_of_hex(scratch, "04 01 01 02 00 33 07 00");
    cr_assert(tds_header_parse(&bytes, &header));
    cr_assert_eq(header.type, TDS_RESPONSE);
    cr_assert_eq(header.status, TDS_STATUS_EOM);
    cr_assert_eq(header.length, 0x0102);
    cr_assert_eq(header.spid, 0x33);
    cr_assert_eq(header.packet_id, 7);
}

Test(tds, header_written_is_header_read)
{
    struct writer w;
    writer_init(&w, scratch);
    tds_header_write(&w,
                     &(struct tds_header){.type = 0x12, .status = 1, .length = 47, .packet_id = 1});
    struct reader wanted = bytes_of_hex(scratch, "12 01 00 2F 00 00 01 00");
    cr_assert_eq(w.size, wanted.size);
    cr_assert_arr_eq(w.data, wanted.data, wanted.size);
}

Test(tds, an_empty_message_is_one_packet)
{
    struct writer w;
    writer_init(&w, scratch);
    uint8_t id = 1;
    tds_write_message(&w, TDS_ATTENTION, NULL, 0, 4096, 0, &id);
    struct reader wanted = bytes_of_hex(scratch, "06 01 00 08 00 00 01 00");
    cr_assert_eq(w.size, wanted.size);
    cr_assert_arr_eq(w.data, wanted.data, wanted.size);
    cr_assert_eq(id, 2);
}

static void put_together(struct tds_stream *stream, struct writer *message, size_t *packets)
{
    struct tds_header header;
    struct reader payload;
    while (tds_stream_take(stream, &header, &payload) == TDS_TAKE_PACKET) {
        writer_bytes(message, payload.data, payload.size);
        (*packets)++;
    }
}

/* Sizes below, at and above what fits, and packet sizes that no sane caller would ask for. */
Test(tds, a_message_survives_every_packet_size)
{
    static const size_t sizes[] = {0, 1, 503, 504, 505, 1008, 1009, 70000};
    static const size_t packet_sizes[] = {0, 8, 9, 512, 4096, 32767, 65535, 1u << 20};
    uint8_t *payload = talloc_zero_size(scratch, 70000);
    for (size_t i = 0; i < 70000; i++)
        payload[i] = (uint8_t)(i * 7 + i / 251);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (size_t k = 0; k < sizeof packet_sizes / sizeof *packet_sizes; k++) {
            void *once = talloc_new(scratch);
            struct writer wire, message;
            struct tds_stream stream;
            writer_init(&wire, once);
            writer_init(&message, once);
            tds_stream_init(&stream, once);
            uint8_t id = 250;
            size_t packets = 0;
            tds_write_message(&wire, TDS_RPC, payload, sizes[i], packet_sizes[k], 3, &id);
            tds_stream_feed(&stream, wire.data, wire.size);
            put_together(&stream, &message, &packets);
            cr_assert_eq(message.size, sizes[i], "size %zu in packets of %zu", sizes[i],
                         packet_sizes[k]);
            cr_assert(sizes[i] == 0 || memcmp(message.data, payload, sizes[i]) == 0);
            cr_assert_eq((uint8_t)(250 + packets), id);
            cr_assert_eq(wire.size, sizes[i] + packets * 8);
            talloc_free(once);
        }
    }
}

Test(tds, only_the_last_packet_ends_the_message)
{
    struct writer w;
    writer_init(&w, scratch);
    uint8_t id = 1;
    uint8_t payload[20] = {0};
    tds_write_message(&w, TDS_RPC, payload, sizeof payload, 18, 0, &id);
    cr_assert_eq(w.size, 36);
    cr_assert_eq(w.data[1], 0);
    cr_assert_eq(w.data[18 + 1], TDS_STATUS_EOM);
    cr_assert_eq(w.data[6], 1);
    cr_assert_eq(w.data[18 + 6], 2);
}

Test(tds, stream_asks_for_more_at_every_cut)
{
    struct reader bytes = bytes_of_hex(scratch, spec_prelogin);
    for (size_t size = 0; size < bytes.size; size++) {
        struct tds_stream stream;
        struct tds_header header;
        struct reader payload;
        tds_stream_init(&stream, scratch);
        tds_stream_feed(&stream, bytes.data, size);
        cr_assert_eq(tds_stream_take(&stream, &header, &payload), TDS_TAKE_MORE, "cut at %zu",
                     size);
        cr_assert_eq(tds_stream_rest(&stream).size, size);
    }
}

Test(tds, stream_fed_one_byte_at_a_time_gives_the_same_packets)
{
    struct writer wire;
    writer_init(&wire, scratch);
    uint8_t id = 1;
    uint8_t payload[1000];
    for (size_t i = 0; i < sizeof payload; i++)
        payload[i] = (uint8_t)i;
    tds_write_message(&wire, TDS_RPC, payload, sizeof payload, 128, 0, &id);
    struct tds_stream stream;
    struct writer message;
    size_t packets = 0;
    tds_stream_init(&stream, scratch);
    writer_init(&message, scratch);
    for (size_t i = 0; i < wire.size; i++) {
        tds_stream_feed(&stream, &wire.data[i], 1);
        put_together(&stream, &message, &packets);
    }
    cr_assert_eq(packets, 9);
    cr_assert_eq(message.size, sizeof payload);
    cr_assert_arr_eq(message.data, payload, sizeof payload);
    cr_assert_eq(tds_stream_rest(&stream).size, 0);
}

Test(tds, stream_knows_what_is_not_tds_by_its_first_byte)
{
    static const char *const strangers[] = {"16", "48 54 54 50", "00", "FF", "80 2E", "53 53 48"};
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
        struct tds_stream stream;
        struct tds_header header;
        struct reader payload;
        struct reader bytes = bytes_of_hex(scratch, strangers[i]);
        tds_stream_init(&stream, scratch);
        tds_stream_feed(&stream, bytes.data, bytes.size);
        cr_assert_eq(tds_stream_take(&stream, &header, &payload), TDS_TAKE_BROKEN, "%s",
                     strangers[i]);
        cr_assert_eq(tds_stream_rest(&stream).size, bytes.size, "%s was eaten", strangers[i]);
    }
}

Test(tds, stream_knows_a_bad_length_from_four_bytes)
{
    struct tds_stream stream;
    struct tds_header header;
    struct reader payload;
    tds_stream_init(&stream, scratch);
    tds_stream_feed(&stream, "\x12\x01\x00", 3);
    cr_assert_eq(tds_stream_take(&stream, &header, &payload), TDS_TAKE_MORE);
    tds_stream_feed(&stream, "\x07", 1);
    cr_assert_eq(tds_stream_take(&stream, &header, &payload), TDS_TAKE_BROKEN);
}

Test(tds, stream_takes_a_packet_of_the_largest_length)
{
    struct tds_stream stream;
    struct tds_header header;
    struct reader payload;
    uint8_t *zeros = talloc_zero_size(scratch, 65535 - 8);
    tds_stream_init(&stream, scratch);
    tds_stream_feed(&stream, "\x04\x01\xff\xff\x00\x00\x01\x00", 8);
    tds_stream_feed(&stream, zeros, 65535 - 9);
    cr_assert_eq(tds_stream_take(&stream, &header, &payload), TDS_TAKE_MORE);
    tds_stream_feed(&stream, zeros, 1);
    cr_assert_eq(tds_stream_take(&stream, &header, &payload), TDS_TAKE_PACKET);
    cr_assert_eq(payload.size, 65535 - 8);
}

Test(tds, stream_rest_and_drop_leave_what_follows)
{
    struct tds_stream stream;
    struct tds_header header;
    struct reader payload;
    tds_stream_init(&stream, scratch);
    tds_stream_feed(&stream, "\x12\x01\x00\x09\x00\x00\x01\x00\xaa\x17\x03\x03", 12);
    cr_assert_eq(tds_stream_take(&stream, &header, &payload), TDS_TAKE_PACKET);
    cr_assert_eq(payload.size, 1);
    cr_assert_eq(payload.data[0], 0xaa);
    cr_assert_eq(tds_stream_take(&stream, &header, &payload), TDS_TAKE_BROKEN);
    tds_stream_drop(&stream, 1);
    struct reader rest = tds_stream_rest(&stream);
    cr_assert_eq(reader_u16be(&rest), 0x0303);
    cr_assert(reader_done(&rest));
    tds_stream_drop(&stream, 1000);
    cr_assert_eq(tds_stream_rest(&stream).size, 0);
}

/* 64 MB through it, in pieces that never end where a packet ends. */
Test(tds, a_long_stream_does_not_grow)
{
    struct tds_stream stream;
    struct tds_header header;
    struct reader payload;
    struct writer wire;
    uint8_t id = 1;
    uint8_t *zeros = talloc_zero_size(scratch, 4088);
    writer_init(&wire, scratch);
    for (int i = 0; i < 7; i++)
        tds_write_message(&wire, TDS_RESPONSE, zeros, 4088, 4096, 0, &id);
    tds_stream_init(&stream, scratch);
    size_t packets = 0;
    for (int round = 0; round < 2340; round++) {
        for (size_t at = 0; at < wire.size; at += 7 * 1024) {
            tds_stream_feed(&stream, &wire.data[at], 7 * 1024);
            while (tds_stream_take(&stream, &header, &payload) == TDS_TAKE_PACKET)
                packets++;
        }
    }
    cr_assert_eq(packets, 7 * 2340);
    cr_assert_leq(stream.pending.capacity, 64 * 1024);
}

Test(tds, every_type_of_the_document_is_known_and_no_other)
{
    static const uint8_t known[] = {1, 2, 3, 4, 6, 7, 8, 0x0e, 0x10, 0x11, 0x12};
    size_t count = 0;
    for (unsigned type = 0; type < 256; type++)
        count += tds_type_is_known((uint8_t)type);
    cr_assert_eq(count, sizeof known);
    for (size_t i = 0; i < sizeof known; i++)
        cr_assert(tds_type_is_known(known[i]), "type %u", known[i]);
}
