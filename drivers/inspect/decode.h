/* Text files as Windows writes them, made UTF-8. */
#ifndef SQLCHECK_INSPECT_DECODE_H
#define SQLCHECK_INSPECT_DECODE_H

#include <stddef.h>
#include <stdint.h>

/* UTF-16LE (with a byte order mark, or an ASCII letter first), UTF-8 with a byte order mark, valid
 * UTF-8; everything else, mark or not, is taken for CP1252, where the five bytes that it leaves
 * undefined stay control characters. The mark is dropped, NUL characters are kept, *length does not
 * count the closing NUL. Talloc child of parent. */
char *decode_text(void *parent, const void *data, size_t size, size_t *length);

/* CP1252: the UTF-16 unit of one byte, and a text as UTF-8. */
uint16_t decode_cp1252_unit(uint8_t byte);
char *decode_cp1252(void *parent, const void *data, size_t size, size_t *length);

#endif
