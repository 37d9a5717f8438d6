#include "drivers/inspect/pe_version.h"

#include <string.h>

#include <talloc.h>

#include "base/text.h"

enum {
    FIXED_SIGNATURE_LOW = 0x04bd, /* VS_FIXEDFILEINFO.dwSignature is 0xFEEF04BD */
    FIXED_SIGNATURE_HIGH = 0xfeef,
    HEADER_SIZE = 6,
    MAX_CHILDREN = 256, /* of each node; real ones have a dozen */
};

/* VS_VERSIONINFO, StringFileInfo, StringTable and String all are: total length, value's length,
 * type, UTF-16 key with its NUL, padding to 4 bytes, value, padding, children. */
struct node {
    char *key;
    struct reader value;
    struct reader
        rest; /* value and children together: real files count the value in bytes or units */
};

/* Offsets are counted from the resource's start, where every node begins at a multiple of 4. */
static void align(struct reader *r)
{
    size_t over = r->pos % 4;
    if (over != 0 && reader_left(r) > 0)
        reader_skip(r, 4 - over < reader_left(r) ? 4 - over : reader_left(r));
}

static size_t key_size(const struct reader *r)
{
    struct reader ahead = *r;
    while (reader_left(&ahead) >= 2 && reader_u16le(&ahead) != 0)
        ;
    return ahead.pos - r->pos;
}

/* The next node of r; false at the end and where the lengths make no sense (r has failed then). */
static bool next_node(void *parent, struct reader *r, struct node *node)
{
    align(r);
    if (reader_left(r) == 0)
        return false;
    struct reader ahead = *r;
    uint16_t length = reader_u16le(&ahead);
    if (length < HEADER_SIZE) {
        reader_fail(r);
        return false;
    }
    /* the last one may claim more than there is: what is there is read */
    struct reader inner = reader_slice(r, length < reader_left(r) ? length : reader_left(r));
    reader_skip(&inner, 2);
    size_t value_size = reader_u16le(&inner);
    reader_skip(&inner, 2);
    size_t size = key_size(&inner);
    const uint8_t *key = reader_bytes(&inner, size);
    node->key = text_from_utf16le(parent, key, size);
    align(&inner);
    node->rest = inner;
    node->value =
        reader_slice(&inner, value_size < reader_left(&inner) ? value_size : reader_left(&inner));
    return reader_ok(&node->rest);
}

static void read_quad(struct reader *r, uint16_t out[4])
{
    /* two dwords, high one first: 0x000b0000 0x1b590000 is 11.0.7001.0 */
    for (size_t i = 0; i < 4; i += 2) {
        out[i + 1] = reader_u16le(r);
        out[i] = reader_u16le(r);
    }
}

static void read_fixed(struct reader value, struct pe *out)
{
    uint16_t file[4];
    uint16_t product[4];
    uint16_t low = reader_u16le(&value);
    uint16_t high = reader_u16le(&value);
    reader_skip(&value, 4);
    read_quad(&value, file);
    read_quad(&value, product);
    if (!reader_ok(&value) || low != FIXED_SIGNATURE_LOW || high != FIXED_SIGNATURE_HIGH)
        return;
    out->has_version = true;
    memcpy(out->file_version, file, sizeof file);
    memcpy(out->product_version, product, sizeof product);
}

static void keep_string(void *parent, const struct node *node, struct pe *out)
{
    const struct {
        const char *key;
        char **place;
    } wanted[] = {
        {"FileVersion", &out->file_version_text},
        {"ProductVersion", &out->product_version_text},
        {"FileDescription", &out->file_description},
        {"OriginalFilename", &out->original_filename},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (*wanted[i].place != NULL || !text_equal(node->key, wanted[i].key))
            continue;
        struct reader rest = node->rest;
        size_t size = key_size(&rest); /* up to the NUL, whatever the value's length says */
        *wanted[i].place = text_from_utf16le(parent, reader_bytes(&rest, size), size);
    }
}

/* The strings of the first StringTable. */
static bool read_strings(void *parent, struct reader tables, struct pe *out)
{
    void *scratch = talloc_new(NULL);
    struct node table;
    struct node string;
    if (next_node(scratch, &tables, &table)) {
        struct reader strings = table.rest;
        for (int i = 0; i < MAX_CHILDREN && next_node(scratch, &strings, &string); i++)
            keep_string(parent, &string, out);
        tables.failed = tables.failed || !reader_ok(&strings);
    }
    talloc_free(scratch);
    return reader_ok(&tables);
}

void pe_version_read(void *parent, struct reader resource, struct pe *out)
{
    void *scratch = talloc_new(NULL);
    struct node root;
    struct node child;
    bool good = next_node(scratch, &resource, &root) && text_equal(root.key, "VS_VERSION_INFO");
    if (good) {
        read_fixed(root.value, out);
        struct reader children = root.rest;
        reader_skip(&children, root.value.size);
        for (int i = 0; i < MAX_CHILDREN && next_node(scratch, &children, &child); i++)
            if (text_equal(child.key, "StringFileInfo"))
                good = read_strings(parent, child.rest, out) && good;
        good = good && reader_ok(&children);
    }
    if (!good)
        out->problem = talloc_strdup(parent, "the version resource is damaged");
    talloc_free(scratch);
}
