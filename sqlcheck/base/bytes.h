/* A bounded reader and a growing writer for wire bytes.
 *
 * Both are sticky: after the first failure every further call is harmless (reads give 0, NULL or
 * an empty reader), so a parser reads everything, then checks once. A reader never owns what it
 * reads; a writer's buffer is a talloc child of the parent given to writer_init. */
#ifndef SQLCHECK_BASE_BYTES_H
#define SQLCHECK_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reader {
    const uint8_t *data;
    size_t size;
    size_t pos;
    bool failed;
};

/* Over bytes that stay the caller's. reader_left: bytes not read yet, 0 after a failure;
 * reader_fail: what was read makes no sense. */
struct reader reader_over(const void *data, size_t size);
bool reader_ok(const struct reader *r);   /* nothing failed so far */
bool reader_done(const struct reader *r); /* nothing failed and nothing is left over */
size_t reader_left(const struct reader *r);
void reader_fail(struct reader *r);

/* Unsigned integers of 8 to 64 bits, big or little endian; 0 on failure. */
uint8_t reader_u8(struct reader *r);
uint16_t reader_u16be(struct reader *r);
uint16_t reader_u16le(struct reader *r);
uint32_t reader_u24be(struct reader *r);
uint32_t reader_u32be(struct reader *r);
uint32_t reader_u32le(struct reader *r);
uint64_t reader_u64le(struct reader *r);

/* The next `size` bytes, in place; NULL on failure and when size is 0. */
const uint8_t *reader_bytes(struct reader *r, size_t size);
void reader_skip(struct reader *r, size_t size);

/* A reader over the next `size` bytes, which are consumed here; failed when there are fewer. */
struct reader reader_slice(struct reader *r, size_t size);

/* A reader over [offset, offset + size) of the whole of r, wherever r stands; for offset/length
 * tables. Failed when that leaves r; r itself is not moved, but fails too. */
struct reader reader_at(struct reader *r, size_t offset, size_t size);

struct writer {
    uint8_t *data;
    size_t size;
    size_t capacity;
    void *parent;
    bool failed;
};

/* The buffer grows as a child of the parent. Integers as the reader's; `data` is copied. */
void writer_init(struct writer *w, void *talloc_parent);
void writer_u8(struct writer *w, uint8_t value);
void writer_u16be(struct writer *w, uint16_t value);
void writer_u16le(struct writer *w, uint16_t value);
void writer_u24be(struct writer *w, uint32_t value);
void writer_u32be(struct writer *w, uint32_t value);
void writer_u32le(struct writer *w, uint32_t value);
void writer_u64le(struct writer *w, uint64_t value);
void writer_bytes(struct writer *w, const void *data, size_t size);

/* Overwrites two bytes that were written before; for lengths known only at the end. */
void writer_patch_u16be(struct writer *w, size_t at, uint16_t value);
void writer_patch_u16le(struct writer *w, size_t at, uint16_t value);
void writer_patch_u32le(struct writer *w, size_t at, uint32_t value);

/* Moves what follows the first *consumed bytes to the front and sets *consumed to 0, once that
 * moves less than it frees: a buffer that is read as it is written stays small, at a constant cost
 * a byte. Until then nothing changes. Place in the buffer is only good until this call. */
void writer_drop_front(struct writer *w, size_t *consumed);

#endif
