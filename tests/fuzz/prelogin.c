/* PRELOGIN of either side. */
#include "fuzz.h"

#include "wire/tds.h"

const struct fuzz_bound fuzz_bound = {.base = 4096, .per_byte = 8};

static void check_same(const struct prelogin *a, const struct prelogin *b)
{
    MUST(memcmp(a->version, b->version, sizeof a->version) == 0, "the same version");
    MUST(a->encrypt == b->encrypt, "the same encryption");
    MUST(a->mars == b->mars, "the same MARS");
}

static void check_written(void *memory, const struct prelogin *found)
{
    struct writer as_client, as_server;
    struct prelogin again;
    writer_init(&as_client, memory);
    prelogin_write_client(&as_client, found);
    MUST(prelogin_parse(reader_over(as_client.data, as_client.size), &again), "a client's is read");
    check_same(found, &again);
    MUST(strcmp(found->instance, again.instance) == 0, "the same instance");
    MUST(found->thread_id == again.thread_id, "the same thread");
    writer_init(&as_server, memory);
    prelogin_write_server(&as_server, found);
    MUST(prelogin_parse(reader_over(as_server.data, as_server.size), &again), "a server's is read");
    check_same(found, &again);
    MUST(found->instance_answer == again.instance_answer, "the same answer");
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    struct prelogin found = {.thread_id = 0xabcd};
    if (!prelogin_parse(reader_over(data, size), &found)) {
        MUST(found.thread_id == 0xabcd && !found.has_version, "what is refused fills nothing in");
        return;
    }
    MUST(found.encrypt <= 0xff || found.encrypt == TDS_ENCRYPT_ABSENT, "a byte, or absent");
    for (const char *at = found.instance; *at != '\0'; at++)
        MUST(*at >= 0x20 && *at < 0x7f, "an instance is printable");
    MUST(strnlen(found.instance, sizeof found.instance) < sizeof found.instance, "it ends");
    check_written(memory, &found);
    struct prelogin shorter;
    if (!prelogin_parse(fuzz_prefix(memory, data, fuzz_cut(data, size)), &shorter))
        return;
    check_same(&found, &shorter);
    MUST(strcmp(found.instance, shorter.instance) == 0, "what a cut leaves whole says the same");
}
