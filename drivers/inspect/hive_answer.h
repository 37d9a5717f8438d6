/* What the child that reads a hive tells its parent: records of one byte kind, four bytes size
 * (little- endian as all numbers), body. The parent checks every byte, because the child may have
 * been taken over by the hive that it read. */
#ifndef SQLCHECK_INSPECT_HIVE_ANSWER_H
#define SQLCHECK_INSPECT_HIVE_ANSWER_H

#include "drivers/inspect/registry.h"

enum hive_record {
    HIVE_KEY = 1,   /* u64 last write as Unix seconds; path below the hive's root, "" = the root */
    HIVE_VALUE = 2, /* of the last key: u32 type, u16 size of the name, name, data */
    HIVE_PROBLEM = 3, /* u16 size of the place, place, sentence */
    HIVE_END = 4,     /* nothing; all was said */
};

/* Puts the records into the builder, with `root` before each path. True when the answer was whole;
 * false when it ended early or made no sense: what came before that is kept. */
bool hive_answer_read(struct reg_builder *builder, const char *root, const void *data, size_t size);

#endif
