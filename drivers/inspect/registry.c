#include "drivers/inspect/registry.h"

#include <string.h>

/* 'A'..'Z' as small letters; a backslash below every character that a name can hold. */
static unsigned fold(char c)
{
    unsigned char byte = (unsigned char)c;
    if (byte >= 'A' && byte <= 'Z')
        return byte + 1u + ('a' - 'A');
    return byte == '\0' ? 0 : byte == '\\' ? 1 : byte + 1u;
}

int reg_compare(const char *a, const char *b)
{
    size_t i = 0;
    for (; a[i] == b[i] || fold(a[i]) == fold(b[i]); i++)
        if (a[i] == '\0')
            return 0;
    return (int)fold(a[i]) - (int)fold(b[i]);
}

/* Where the first key that is not less than `path` is, or would be. */
static size_t lower_bound(const struct registry *registry, const char *path)
{
    size_t low = 0;
    size_t high = registry->key_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (reg_compare(registry->keys[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct reg_key *reg_find_key(const struct registry *registry, const char *path)
{
    if (registry == NULL || path == NULL)
        return NULL;
    size_t at = lower_bound(registry, path);
    if (at == registry->key_count || reg_compare(registry->keys[at].path, path) != 0)
        return NULL;
    return &registry->keys[at];
}

const struct reg_value *reg_find_value(const struct reg_key *key, const char *name)
{
    if (key == NULL || name == NULL)
        return NULL;
    size_t low = 0;
    size_t high = key->value_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = reg_compare(key->values[middle].name, name);
        if (order == 0)
            return &key->values[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const char *reg_find_text(const struct reg_key *key, const char *name)
{
    const struct reg_value *value = reg_find_value(key, name);
    bool is_text = value != NULL && (value->type == REG_SZ || value->type == REG_EXPAND_SZ);
    return is_text ? value->text : NULL;
}

/* The part of `path` below `parent`; NULL when it is not below it. */
static const char *below(const char *path, const char *parent)
{
    size_t i = 0;
    while (parent[i] != '\0' && fold(parent[i]) == fold(path[i]))
        i++;
    return parent[i] == '\0' && path[i] == '\\' ? &path[i + 1] : NULL;
}

const struct reg_key *reg_children(const struct registry *registry, const char *path,
                                   size_t *cursor)
{
    if (registry == NULL || path == NULL)
        return NULL;
    /* the cursor is 1 + the place to look at next; all below a key follow it */
    size_t at = *cursor == 0 ? lower_bound(registry, path) : *cursor - 1;
    for (; at < registry->key_count; at++) {
        const struct reg_key *key = &registry->keys[at];
        const char *rest = below(key->path, path);
        if (rest == NULL && reg_compare(key->path, path) != 0)
            break;
        if (rest != NULL && strchr(rest, '\\') == NULL) {
            *cursor = at + 2;
            return key;
        }
    }
    *cursor = at + 1;
    return NULL;
}

const char *reg_leaf(const char *path)
{
    const char *last = strrchr(path, '\\');
    return last == NULL ? path : last + 1;
}
