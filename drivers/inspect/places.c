#include "drivers/inspect/places.h"

#include <talloc.h>

#include "base/mem.h"

uint64_t places_hash(const char *text, size_t size, bool ignore_case)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (ignore_case && byte >= 'A' && byte <= 'Z')
            byte = (unsigned char)(byte + ('a' - 'A'));
        hash = (hash ^ byte) * 1099511628211u;
    }
    return hash;
}

static void put(struct places *places, uint64_t hash, size_t at)
{
    size_t slot = hash & (places->room - 1);
    while (places->slots[slot].at != 0)
        slot = (slot + 1) & (places->room - 1);
    places->slots[slot] = (struct place){hash, at};
    places->count++;
}

void places_add(void *parent, struct places *places, uint64_t hash, size_t at)
{
    enum { FIRST_ROOM = 64 };
    if (places->count * 2 >= places->room) {
        struct places old = *places;
        places->room = old.room == 0 ? FIRST_ROOM : old.room * 2;
        places->slots = mem_array(parent, struct place, places->room);
        places->count = 0;
        for (size_t i = 0; i < old.room; i++)
            if (old.slots[i].at != 0)
                put(places, old.slots[i].hash, old.slots[i].at);
        talloc_free(old.slots);
    }
    put(places, hash, at + 1);
}

bool places_next(const struct places *places, uint64_t hash, size_t *cursor, size_t *at)
{
    for (; *cursor < places->room; (*cursor)++) {
        const struct place *slot = &places->slots[(hash + *cursor) & (places->room - 1)];
        if (slot->at == 0)
            return false;
        if (slot->hash == hash) {
            *at = slot->at - 1;
            (*cursor)++;
            return true;
        }
    }
    return false;
}
