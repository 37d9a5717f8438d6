/* Our own hellos: whatever is offered, our parser reads the same back. */
#include "fuzz.h"

#include <string.h>
#include <talloc.h>

#include "wire/tls.h"
#include "wire/tls_offer.h"

const struct fuzz_bound fuzz_bound = {.base = 16384, .per_byte = 64};

static bool is_grease(uint16_t value)
{
    return value >> 8 == (value & 0xff) && (value & 0xf) == 0xa;
}

/* Suites of the input, without GREASE, which the parser leaves out. */
static size_t take_suites(struct reader *r, uint16_t suites[TLS_MOST_SUITES])
{
    size_t count = 0;
    while (count < TLS_MOST_SUITES && reader_left(r) >= 2) {
        uint16_t suite = reader_u16be(r);
        if (!is_grease(suite))
            suites[count++] = suite;
    }
    return count;
}

static void check(const struct tls_offer *offer, const struct tls_client_hello *hello)
{
    bool is_1_3 = offer->version == 0x0304;
    bool has_names = offer->version > 0x0300;
    MUST(hello->legacy_version == (is_1_3 ? 0x0303 : offer->version), "the version");
    MUST(hello->has_supported_versions == is_1_3 && hello->version_count == is_1_3, "only one");
    MUST(hello->suite_count == offer->suite_count + offer->renegotiation, "all suites");
    MUST(fuzz_same(hello->suites, offer->suite_count * 2, offer->suites, offer->suite_count * 2),
         "in their order");
    MUST(strcmp(hello->alpn, has_names && offer->alpn != NULL ? offer->alpn : "") == 0, "ALPN");
    MUST(strcmp(hello->server_name,
                has_names && offer->server_name != NULL ? offer->server_name : "") == 0,
         "the name");
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    static const uint16_t groups[] = {29, 23, 24};
    struct reader r = reader_over(data, size);
    uint16_t suites[TLS_MOST_SUITES];
    uint8_t flags = reader_u8(&r);
    struct tls_offer offer = {.version = (uint16_t)(0x0300 + reader_u8(&r) % 5),
                              .suites = suites,
                              .renegotiation = (flags & 1) != 0,
                              .alpn = (flags & 2) != 0 ? "tds/8.0" : NULL,
                              .server_name = (flags & 4) != 0 ? "sql01.contoso.com" : NULL,
                              .groups = groups,
                              .group_count = flags >> 3 & 3,
                              .signatures = groups,
                              .signature_count = flags >> 5 & 3};
    offer.suite_count = take_suites(&r, suites);
    if (offer.suite_count + offer.renegotiation == 0)
        return;
    struct writer w;
    struct tls_flow flow;
    struct tls_client_hello hello;
    writer_init(&w, memory);
    tls_offer_write(&w, &offer);
    tls_flow_init(&flow, memory);
    tls_flow_feed(&flow, w.data, w.size);
    struct tls_event event = tls_flow_take(&flow);
    MUST(event.kind == TLS_EVENT_HANDSHAKE && event.type == TLS_CLIENT_HELLO, "one message");
    MUST(tls_client_hello_parse(event.body, &hello), "that can be read");
    check(&offer, &hello);
    MUST(tls_flow_take(&flow).kind == TLS_EVENT_MORE, "and nothing else");
}
