/* What a server says to a hello, as the probe takes it: a byte (the version that was asked for),
 * then records. And the first words of one that speaks something else. */
#include "fuzz.h"

#include <string.h>

#include <talloc.h>

#include "probe/hello_result.h"
#include "probe/stranger.h"

const struct fuzz_bound fuzz_bound = {.base = 16 * 1024, .per_byte = 256};

static void feed(void *memory, const uint8_t *data, size_t size, size_t piece,
                 struct tls_seen *seen)
{
    tls_seen_init(seen, memory);
    for (size_t at = 0; at < size; at += piece)
        tls_seen_feed(seen, data + at, size - at < piece ? size - at : piece);
}

static bool same(const struct tls_seen *a, const struct tls_seen *b)
{
    return a->has_hello == b->has_hello && a->version == b->version && a->suite == b->suite &&
           a->has_alert == b->has_alert && a->alert.description == b->alert.description &&
           a->has_close_notify == b->has_close_notify && a->broken == b->broken &&
           a->chain_count == b->chain_count && a->group == b->group && a->signature == b->signature;
}

static void check_result(const struct tls_seen *seen, uint16_t asked)
{
    struct hello_result result = {.end = HELLO_NOT_ASKED};
    bool decides = hello_result_from_seen(seen, asked, &result);
    MUST(decides == (seen->has_hello || seen->has_alert || seen->broken || seen->has_close_notify),
         "each of these decides, and nothing else");
    MUST(result.end != HELLO_TAKEN || (seen->has_hello && seen->version == asked),
         "only a ServerHello of the version that was asked for takes it");
    MUST(result.end != HELLO_OTHER_VERSION || seen->version < asked,
         "a version above what was offered refuses nothing");
    MUST((result.end != HELLO_NO_TLS && result.end != HELLO_CLOSED) || fuzz_is_text(result.detail),
         "what is no answer has a sentence");
    MUST(!seen->broken || seen->why != NULL, "what is broken has a reason");
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    if (size == 0)
        return;
    uint16_t asked = (uint16_t)(0x0300 + data[0] % 5);
    struct tls_seen whole;
    struct tls_seen bytes;
    feed(memory, data + 1, size - 1, size, &whole);
    feed(memory, data + 1, size - 1, 1, &bytes);
    MUST(same(&whole, &bytes), "cuts do not change what is seen");
    check_result(&whole, asked);
    for (size_t i = 0; i < whole.chain_count; i++)
        MUST(fuzz_same(whole.chain[i].data, whole.chain[i].size, bytes.chain[i].data,
                       bytes.chain[i].size),
             "nor the certificates");
    char *words = stranger_text(memory, reader_over(data + 1, size - 1), "a hello", "TLS");
    MUST(fuzz_is_text(words) && words[0] != '\0', "a stranger's words are a text");
    for (const char *at = words; *at != '\0'; at++)
        MUST((unsigned char)*at >= 0x20 && *at != 0x7f, "without control characters");
}
