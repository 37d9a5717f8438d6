/* Bytes for the tests of wire/: from hex, from files that real clients and servers filled, and cut
 * at every length. */
#ifndef TESTS_UNIT_WIRE_BYTES_OF_H
#define TESTS_UNIT_WIRE_BYTES_OF_H

#include "base/bytes.h"

#include <stdbool.h>

/* "12 01 | 00 2F": hex digits; all else is skipped. A child of parent. */
struct reader bytes_of_hex(void *parent, const char *hex);

/* A file under tests/fuzz/seeds, captured from the program its name says. */
struct reader bytes_of_seed(void *parent, const char *name);

typedef bool try_parse(void *parent, struct reader bytes);

/* Calls `parse` with each proper prefix of the bytes, each in memory of exactly its size so that
 * AddressSanitizer sees a read behind it. Gives how many of them were accepted. */
size_t cut_at_every_byte(struct reader bytes, try_parse *parse);

/* Calls `parse` with every byte in turn set to 0x00, 0x7F and 0xFF. What it answers does not
 * matter; that it reads nothing it should not, does. */
void spoil_every_byte(struct reader bytes, try_parse *parse);

#endif
