/* SQLBatch: the statement behind its headers. */
#include "fuzz.h"

#include "base/text.h"
#include "wire/request.h"

const struct fuzz_bound fuzz_bound = {.base = 4096, .per_byte = 32};

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    char *text = batch_parse(memory, reader_over(data, size));
    if (text == NULL)
        return;
    MUST(fuzz_is_text(text), "a statement is UTF-8");
    struct reader fields = reader_over(data, size);
    size_t headers = reader_u32le(&fields);
    MUST(headers >= 4 && headers <= size && (size - headers) % 2 == 0, "headers, then whole units");
    MUST(text_utf16_units(text) == (size - headers) / 2, "no unit is lost");
    struct writer again;
    writer_init(&again, memory);
    writer_bytes(&again, data, headers);
    text_write_utf16le(&again, text);
    char *same = batch_parse(memory, reader_over(again.data, again.size));
    MUST(fuzz_same_text(text, same), "a statement written is the statement read");
    if (size == headers)
        return;
    MUST(batch_parse(memory, fuzz_prefix(memory, data, size - 1)) == NULL,
         "half a unit is refused");
    MUST(batch_parse(memory, fuzz_prefix(memory, data, fuzz_cut(data, headers))) == NULL,
         "headers that are cut are refused");
}
