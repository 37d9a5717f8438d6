#include "base/bytes.h"

#include <string.h>

#include "base/mem.h"

struct reader reader_over(const void *data, size_t size)
{
    return (struct reader){.data = data, .size = size};
}

bool reader_ok(const struct reader *r)
{
    return !r->failed;
}

bool reader_done(const struct reader *r)
{
    return !r->failed && r->pos == r->size;
}

size_t reader_left(const struct reader *r)
{
    return r->failed ? 0 : r->size - r->pos;
}

void reader_fail(struct reader *r)
{
    r->failed = true;
}

const uint8_t *reader_bytes(struct reader *r, size_t size)
{
    if (size > reader_left(r)) {
        r->failed = true;
        return NULL;
    }
    if (size == 0)
        return NULL;
    const uint8_t *at = &r->data[r->pos];
    r->pos += size;
    return at;
}

void reader_skip(struct reader *r, size_t size)
{
    (void)reader_bytes(r, size);
}

static uint64_t read_big_endian(struct reader *r, size_t size)
{
    const uint8_t *at = reader_bytes(r, size);
    uint64_t value = 0;
    for (size_t i = 0; at != NULL && i < size; i++)
        value = value << 8 | at[i];
    return value;
}

static uint64_t read_little_endian(struct reader *r, size_t size)
{
    const uint8_t *at = reader_bytes(r, size);
    uint64_t value = 0;
    for (size_t i = size; at != NULL && i > 0; i--)
        value = value << 8 | at[i - 1];
    return value;
}

uint8_t reader_u8(struct reader *r)
{
    return (uint8_t)read_big_endian(r, 1);
}

uint16_t reader_u16be(struct reader *r)
{
    return (uint16_t)read_big_endian(r, 2);
}

uint16_t reader_u16le(struct reader *r)
{
    return (uint16_t)read_little_endian(r, 2);
}

uint32_t reader_u24be(struct reader *r)
{
    return (uint32_t)read_big_endian(r, 3);
}

uint32_t reader_u32be(struct reader *r)
{
    return (uint32_t)read_big_endian(r, 4);
}

uint32_t reader_u32le(struct reader *r)
{
    return (uint32_t)read_little_endian(r, 4);
}

uint64_t reader_u64le(struct reader *r)
{
    return read_little_endian(r, 8);
}

struct reader reader_slice(struct reader *r, size_t size)
{
    const uint8_t *at = reader_bytes(r, size);
    struct reader slice = {.data = at, .size = at == NULL ? 0 : size, .failed = r->failed};
    return slice;
}

struct reader reader_at(struct reader *r, size_t offset, size_t size)
{
    if (r->failed || offset > r->size || size > r->size - offset) {
        r->failed = true;
        return (struct reader){.failed = true};
    }
    return (struct reader){.data = r->data == NULL ? NULL : &r->data[offset], .size = size};
}

void writer_init(struct writer *w, void *talloc_parent)
{
    *w = (struct writer){.parent = talloc_parent};
}

static bool writer_reserve(struct writer *w, size_t more)
{
    if (w->failed || more > SIZE_MAX / 2 - w->size) {
        w->failed = true;
        return false;
    }
    if (w->size + more <= w->capacity)
        return true;
    size_t capacity = w->capacity < 64 ? 64 : w->capacity;
    while (capacity < w->size + more)
        capacity *= 2;
    w->data = mem_resize(w->parent, w->data, capacity, 1);
    w->capacity = capacity;
    return true;
}

void writer_bytes(struct writer *w, const void *data, size_t size)
{
    if (size == 0 || !writer_reserve(w, size))
        return;
    memcpy(&w->data[w->size], data, size);
    w->size += size;
}

static void write_big_endian(struct writer *w, uint64_t value, size_t size)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
    writer_bytes(w, bytes, size);
}

static void put_little_endian(uint8_t *bytes, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> (8 * i));
}

static void write_little_endian(struct writer *w, uint64_t value, size_t size)
{
    uint8_t bytes[8];
    put_little_endian(bytes, value, size);
    writer_bytes(w, bytes, size);
}

void writer_u8(struct writer *w, uint8_t value)
{
    writer_bytes(w, &value, 1);
}

void writer_u16be(struct writer *w, uint16_t value)
{
    write_big_endian(w, value, 2);
}

void writer_u16le(struct writer *w, uint16_t value)
{
    write_little_endian(w, value, 2);
}

void writer_u24be(struct writer *w, uint32_t value)
{
    write_big_endian(w, value, 3);
}

void writer_u32be(struct writer *w, uint32_t value)
{
    write_big_endian(w, value, 4);
}

void writer_u32le(struct writer *w, uint32_t value)
{
    write_little_endian(w, value, 4);
}

void writer_u64le(struct writer *w, uint64_t value)
{
    write_little_endian(w, value, 8);
}

static uint8_t *patch_place(struct writer *w, size_t at, size_t size)
{
    if (w->failed || at > w->size || size > w->size - at) {
        w->failed = true;
        return NULL;
    }
    return &w->data[at];
}

void writer_patch_u16be(struct writer *w, size_t at, uint16_t value)
{
    uint8_t *place = patch_place(w, at, 2);
    if (place == NULL)
        return;
    place[0] = (uint8_t)(value >> 8);
    place[1] = (uint8_t)value;
}

void writer_patch_u16le(struct writer *w, size_t at, uint16_t value)
{
    uint8_t *place = patch_place(w, at, 2);
    if (place != NULL)
        put_little_endian(place, value, 2);
}

void writer_patch_u32le(struct writer *w, size_t at, uint32_t value)
{
    uint8_t *place = patch_place(w, at, 4);
    if (place != NULL)
        put_little_endian(place, value, 4);
}

void writer_drop_front(struct writer *w, size_t *consumed)
{
    if (*consumed == 0 || *consumed > w->size || *consumed < w->size - *consumed)
        return;
    w->size -= *consumed;
    memmove(w->data, &w->data[*consumed], w->size);
    *consumed = 0;
}
