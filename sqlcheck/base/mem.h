/* Arrays on talloc. talloc counts with `unsigned` and answers NULL; these count with size_t and end
 * the program when memory is out, because nothing sensible follows. */
#ifndef SQLCHECK_BASE_MEM_H
#define SQLCHECK_BASE_MEM_H

#include <stddef.h>

/* Zeroed memory for `count` items; a child of parent. */
#define mem_array(parent, type, count) ((type *)mem_zeroed((parent), (count), sizeof(type)))
void *mem_zeroed(void *parent, size_t count, size_t item_size);

/* The same array with room for `count` items; new memory is not zeroed. */
void *mem_resize(void *parent, void *items, size_t count, size_t item_size);

/* One zeroed item more at the end of *items (a struct x **, NULL at first), whose *count grows:
 *     struct role *role = mem_append(facts, &facts->roles, &facts->role_count, sizeof *role); */
void *mem_append(void *parent, void *items, size_t *count, size_t item_size);

#endif
