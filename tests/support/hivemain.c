/* Makes a registry hive:
 *
 *   hivemain FILE <description
 *
 * The description is JSON: [["PATH", [["NAME", TYPE, "HEX"], ...]], ...]; parents are made on the
 * way. libhivex cannot begin from nothing, so the empty hive is written here, field by field. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hivex.h>
#include <jansson.h>

#include "base/bytes.h"
#include "base/file.h"

#include <talloc.h>

enum { BIN = 4096, BIN_SIZE = 4096, ROOT_CELL = 0x20, ROOT_SIZE = 88, SECURITY_SIZE = 48 };

static void pad_to(struct writer *w, size_t size)
{
    while (w->size < size)
        writer_u8(w, 0);
}

static void write_header(struct writer *w)
{
    uint32_t sum = 0;
    writer_bytes(w, "regf", 4);
    writer_u32le(w, 1); /* the two sequence numbers */
    writer_u32le(w, 1);
    pad_to(w, 20);
    writer_u32le(w, 1); /* version 1.3 */
    writer_u32le(w, 3);
    pad_to(w, 32);
    writer_u32le(w, 1);
    writer_u32le(w, ROOT_CELL);
    writer_u32le(w, BIN_SIZE);
    writer_u32le(w, 1);
    pad_to(w, 508);
    struct reader r = reader_over(w->data, w->size);
    while (reader_left(&r) > 0)
        sum ^= reader_u32le(&r);
    writer_u32le(w, sum);
    pad_to(w, BIN);
}

static void write_root(struct writer *w)
{
    size_t cell = BIN + ROOT_CELL;
    pad_to(w, cell);
    writer_u32le(w, (uint32_t)-ROOT_SIZE); /* negative: in use */
    writer_bytes(w, "nk", 2);
    writer_u16le(w, 0x2c); /* root, may not be deleted, name in one byte a character */
    pad_to(w, cell + 4 + 16);
    writer_u32le(w, 0xffffffff); /* parent */
    pad_to(w, cell + 4 + 28);
    writer_u32le(w, 0xffffffff); /* keys, volatile keys */
    writer_u32le(w, 0xffffffff);
    pad_to(w, cell + 4 + 40);
    writer_u32le(w, 0xffffffff); /* values, security, class */
    writer_u32le(w, ROOT_CELL + ROOT_SIZE);
    writer_u32le(w, 0xffffffff);
    pad_to(w, cell + 4 + 72);
    writer_u32le(w, 4); /* size of the name, of the class */
    writer_bytes(w, "ROOT", 4);
    pad_to(w, cell + ROOT_SIZE);
}

static void write_security(struct writer *w)
{
    uint32_t own = ROOT_CELL + ROOT_SIZE;
    size_t cell = BIN + own;
    writer_u32le(w, (uint32_t)-SECURITY_SIZE);
    writer_bytes(w, "sk", 2);
    writer_u16le(w, 0);
    writer_u32le(w, own); /* a ring of one */
    writer_u32le(w, own);
    writer_u32le(w, 1);
    writer_u32le(w, 20);
    writer_u32le(w, 0x80000001); /* revision 1, self-relative */
    pad_to(w, cell + SECURITY_SIZE);
}

static bool write_empty(void *memory, const char *path, struct error *err)
{
    struct writer w;
    writer_init(&w, memory);
    write_header(&w);
    writer_bytes(&w, "hbin", 4);
    writer_u32le(&w, 0);
    writer_u32le(&w, BIN_SIZE);
    write_root(&w);
    write_security(&w);
    writer_u32le(&w, BIN_SIZE - (uint32_t)(w.size - BIN)); /* one free cell */
    pad_to(&w, BIN + BIN_SIZE);
    return file_write(path, w.data, w.size, err);
}

static hive_node_h make_key(void *memory, hive_h *hive, const char *path)
{
    hive_node_h node = hivex_root(hive);
    while (node != 0 && *path != '\0') {
        size_t size = strcspn(path, "\\");
        const char *name = talloc_strndup(memory, path, size);
        hive_node_h child = hivex_node_get_child(hive, node, name);
        node = child != 0 ? child : hivex_node_add_child(hive, node, name);
        path += size + (path[size] == '\\');
    }
    return node;
}

static char *from_hex(void *memory, const char *hex, size_t *size)
{
    char *bytes = talloc_size(memory, strlen(hex) / 2 + 1);
    unsigned byte = 0;
    for (*size = 0; sscanf(&hex[*size * 2], "%2x", &byte) == 1; (*size)++)
        bytes[*size] = (char)byte;
    return bytes;
}

static bool add_key(void *memory, hive_h *hive, json_t *entry)
{
    hive_node_h node = make_key(memory, hive, json_string_value(json_array_get(entry, 0)));
    json_t *values = json_array_get(entry, 1);
    size_t count = json_array_size(values);
    hive_set_value *set = talloc_zero_array(memory, hive_set_value, (unsigned)count + 1);
    for (size_t i = 0; i < count; i++) {
        json_t *value = json_array_get(values, i);
        set[i].key = talloc_strdup(memory, json_string_value(json_array_get(value, 0)));
        set[i].t = (hive_type)json_integer_value(json_array_get(value, 1));
        set[i].value = from_hex(memory, json_string_value(json_array_get(value, 2)), &set[i].len);
    }
    return node != 0 && hivex_node_set_values(hive, node, count, set, 0) == 0;
}

static bool fill(void *memory, const char *path, json_t *description)
{
    hive_h *hive = hivex_open(path, HIVEX_OPEN_WRITE);
    bool good = hive != NULL;
    for (size_t i = 0; good && i < json_array_size(description); i++)
        good = add_key(memory, hive, json_array_get(description, i));
    good = good && hivex_commit(hive, NULL, 0) == 0;
    if (hive != NULL)
        (void)hivex_close(hive);
    return good;
}

int main(int argc, char **argv)
{
    struct error err = ERROR_NONE;
    json_error_t where;
    void *memory = talloc_new(NULL);
    json_t *description = json_loadf(stdin, 0, &where);
    bool good = argc == 2 && description != NULL && write_empty(memory, argv[1], &err) &&
                fill(memory, argv[1], description);
    if (!good)
        (void)fprintf(stderr, "hivemain: %s\n", description == NULL ? where.text : err.text);
    json_decref(description);
    talloc_free(memory);
    return good ? 0 : 1;
}
