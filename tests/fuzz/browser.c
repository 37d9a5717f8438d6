/* SQL Browser: datagrams from anybody on the network. */
#include "fuzz.h"

#include <talloc.h>

#include "base/text.h"
#include "wire/tds.h"

const struct fuzz_bound fuzz_bound = {.base = 8192, .per_byte = 16};

/* Names that hold what separates names cannot be written. */
static bool is_plain(const char *name)
{
    return name[0] != '\0' && strpbrk(name, ";") == NULL;
}

static void check_ask(void *memory, const uint8_t *data, size_t size)
{
    char instance[64] = "untouched";
    struct reader ask = reader_over(data, size);
    if (!browser_parse_request(ask, instance, sizeof instance))
        return;
    MUST(strnlen(instance, sizeof instance) < sizeof instance, "an instance fits and ends");
    MUST(!browser_parse_request(ask, instance, strlen(instance)), "there must be room for its end");
    if (!is_plain(instance))
        return;
    struct writer again, answer;
    char same[64] = "";
    writer_init(&again, memory);
    browser_write_request(&again, instance);
    MUST(browser_parse_request(reader_over(again.data, again.size), same, sizeof same) &&
             strcmp(instance, same) == 0,
         "what is asked again is the same");
    writer_init(&answer, memory);
    browser_write_answer(&answer, "SQL01", instance, "13.0.5026.0", 50123);
    MUST(browser_port(reader_over(answer.data, answer.size), instance) == 50123,
         "what is answered is read");
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    check_ask(memory, data, size);
    int port = browser_port(reader_over(data, size), "CONFIGMGRSEC");
    MUST(port >= 0 && port <= 65535, "a port or none");
    if (port == 0)
        return;
    struct reader fields = reader_over(data, size);
    reader_skip(&fields, 1);
    size_t needed = (size_t)reader_u16le(&fields) + 3;
    MUST(needed <= size, "the answer lies inside the datagram");
    MUST(browser_port(fuzz_prefix(memory, data, needed - 1), "CONFIGMGRSEC") == 0,
         "an answer that lacks a byte has no port");
    MUST(browser_port(reader_over(data, size), "configmgrsec ") == port, "case does not matter");
    MUST(browser_port(reader_over(data, size), "another\nname") == 0, "another has none");
}
