#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

void *mem_resize(void *parent, void *items, size_t count, size_t item_size)
{
    if (item_size != 0 && count > SIZE_MAX / 2 / item_size)
        abort();
    void *resized = talloc_realloc_size(parent, items, count * item_size + 1);
    if (resized == NULL)
        abort();
    return resized;
}

void *mem_zeroed(void *parent, size_t count, size_t item_size)
{
    void *items = mem_resize(parent, NULL, count, item_size);
    memset(items, 0, count * item_size + 1);
    return items;
}

void *mem_append(void *parent, void *items, size_t *count, size_t item_size)
{
    void *array = NULL;
    memcpy(&array, items, sizeof array);
    /* talloc knows the room, whoever made the array: one that was loaded has none to spare */
    size_t room = array == NULL ? 0 : talloc_get_size(array) / item_size;
    if (*count >= room) {
        array = mem_resize(parent, array, *count == 0 ? 1 : *count * 2, item_size);
        memcpy(items, &array, sizeof array);
    }
    char *item = (char *)array + *count * item_size;
    memset(item, 0, item_size);
    (*count)++;
    return item;
}
