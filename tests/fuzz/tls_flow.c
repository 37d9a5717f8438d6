/* TLS records of one direction, and the handshake messages inside them. */
#include "fuzz.h"

#include "wire/tls.h"

const struct fuzz_bound fuzz_bound = {.base = 8192, .per_byte = 64};

static void tell(struct writer *story, const struct tls_event *event)
{
    writer_u8(story, (uint8_t)event->kind);
    writer_u8(story, event->type);
    writer_u16be(story, event->record_version);
    writer_u8(story, event->alert.level);
    writer_u8(story, event->alert.description);
    writer_u32be(story, (uint32_t)event->body.size);
    writer_bytes(story, event->body.data, event->body.size);
}

static struct writer read_all(void *memory, const uint8_t *data, size_t size, size_t piece)
{
    struct tls_flow flow;
    struct writer story;
    size_t told = 0;
    tls_flow_init(&flow, memory);
    writer_init(&story, memory);
    for (size_t at = 0; at < size; at += piece) {
        tls_flow_feed(&flow, data + at, size - at < piece ? size - at : piece);
        struct tls_event event = tls_flow_take(&flow);
        for (; event.kind != TLS_EVENT_MORE && event.kind != TLS_EVENT_BROKEN;
             event = tls_flow_take(&flow)) {
            tell(&story, &event);
            told += event.body.size;
            MUST(reader_ok(&event.body) && told <= size, "no byte is told twice");
            MUST(event.kind != TLS_EVENT_HANDSHAKE || !flow.encrypted, "not behind the change");
        }
        MUST((event.kind == TLS_EVENT_BROKEN) == flow.broken, "broken is broken");
        if (flow.broken) {
            MUST(flow.records.size == 0 && flow.handshake.size == 0, "a broken flow keeps nothing");
            tell(&story, &event);
            break;
        }
    }
    return story;
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    struct writer whole = read_all(memory, data, size, size == 0 ? 1 : size);
    struct writer bytes = read_all(memory, data, size, 1);
    MUST(fuzz_same(whole.data, whole.size, bytes.data, bytes.size), "cuts do not change the story");
    if (size == 0)
        return;
    size_t cut = fuzz_cut(data, size);
    struct reader prefix = fuzz_prefix(memory, data, cut);
    struct writer shorter = read_all(memory, prefix.data, cut, cut == 0 ? 1 : cut);
    MUST(shorter.size <= whole.size &&
             fuzz_same(shorter.data, shorter.size, whole.data, shorter.size),
         "what came first is told first");
}
