/* Prints what the readers of drivers/inspect read, as JSON, one document a file:
 *
 *   inspectmain pe FILE...
 *   inspectmain reg FILE...
 *   inspectmain hive ROOT FILE PATH...      (PATH as hive_request.paths; default "**")
 *
 * With SILENT set in the environment nothing is printed: for measures. Exit 1 when a file could not
 * be read at all. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <talloc.h>

#include "base/file.h"
#include "base/text.h"
#include "drivers/inspect/hive.h"
#include "drivers/inspect/pe.h"
#include "drivers/inspect/reg_file.h"

static const struct reg_limits limits = {
    .keys = 1000000, .values = 1000000, .bytes = 256 * 1024 * 1024};

static bool is_measure(void)
{
    return getenv("REPEAT") != NULL;
}

static void print(json_t *document)
{
    (void)json_dumpf(document, stdout, JSON_COMPACT);
    (void)fputc('\n', stdout);
    json_decref(document);
}

static bool trouble(const struct error *err)
{
    (void)fprintf(stderr, "inspectmain: %s\n", err->text);
    return false;
}

static json_t *hex(const uint8_t *data, size_t size)
{
    char *text = talloc_size(NULL, size * 2 + 1);
    text[0] = '\0';
    for (size_t i = 0; i < size; i++)
        (void)snprintf(&text[i * 2], 3, "%02x", data[i]);
    json_t *string = json_string(text);
    talloc_free(text);
    return string;
}

static json_t *list_of(const char *list)
{
    json_t *array = json_array();
    for (const char *at = list; *at != '\0'; at += strlen(at) + 1)
        (void)json_array_append_new(array, json_string(at));
    return array;
}

static json_t *json_of_value(const struct reg_value *value)
{
    json_t *object = json_pack("{s:s, s:i, s:o}", "name", value->name, "type", (int)value->type,
                               "data", hex(value->data, value->size));
    if (value->text != NULL)
        (void)json_object_set_new(object, "text",
                                  value->type == REG_MULTI_SZ ? list_of(value->text)
                                                              : json_string(value->text));
    if (value->has_number)
        (void)json_object_set_new(object, "number", json_integer((json_int_t)value->number));
    return object;
}

static json_t *json_of_registry(const struct registry *registry)
{
    json_t *keys = json_array();
    json_t *problems = json_array();
    for (size_t i = 0; i < registry->key_count; i++) {
        const struct reg_key *key = &registry->keys[i];
        json_t *values = json_array();
        for (size_t j = 0; j < key->value_count; j++)
            (void)json_array_append_new(values, json_of_value(&key->values[j]));
        (void)json_array_append_new(keys,
                                    json_pack("{s:s, s:I, s:o}", "path", key->path, "written",
                                              (json_int_t)key->written_unix_s, "values", values));
    }
    for (size_t i = 0; i < registry->problem_count; i++)
        (void)json_array_append_new(problems, json_pack("[s, s]", registry->problems[i].place,
                                                        registry->problems[i].sentence));
    return json_pack("{s:o, s:o, s:i}", "keys", keys, "problems", problems, "left_out",
                     (int)registry->problems_left_out);
}

static json_t *quad(const uint16_t version[4])
{
    char text[32];
    (void)snprintf(text, sizeof text, "%u.%u.%u.%u", version[0], version[1], version[2],
                   version[3]);
    return json_string(text);
}

static bool read_pe(void *memory, const char *path)
{
    struct error err = ERROR_NONE;
    struct pe pe;
    if (!pe_read_file(memory, path, &pe, &err))
        return trouble(&err);
    if (is_measure())
        return true;
    json_t *object = json_pack(
        "{s:s?, s:i, s:b, s:s?, s:s?, s:s?, s:s?, s:s?}", "machine", pe_machine_name(pe.machine),
        "bits", pe.bits, "has_version", pe.has_version, "FileVersion", pe.file_version_text,
        "ProductVersion", pe.product_version_text, "FileDescription", pe.file_description,
        "OriginalFilename", pe.original_filename, "problem", pe.problem);
    (void)json_object_set_new(object, "file", quad(pe.file_version));
    (void)json_object_set_new(object, "product", quad(pe.product_version));
    print(object);
    return true;
}

static bool read_reg(void *memory, const char *path)
{
    struct error err = ERROR_NONE;
    size_t size = 0;
    const char *data = file_read(memory, path, 256 * 1024 * 1024, &size, &err);
    if (data == NULL)
        return trouble(&err);
    const struct registry *registry = reg_file_read(memory, path, data, size, &limits);
    if (!is_measure())
        print(json_of_registry(registry));
    return true;
}

static bool read_hive(void *memory, const char *root, const char *path, char **paths, int count)
{
    static const char *const everything[] = {"**"};
    struct error err = ERROR_NONE;
    struct hive hive;
    const char **wanted = talloc_array(memory, const char *, (unsigned)count + 1);
    for (int i = 0; i < count; i++)
        wanted[i] = paths[i];
    const struct hive_request request = {
        .root = root,
        .paths = count == 0 ? everything : wanted,
        .path_count = count == 0 ? 1 : (size_t)count,
        .limits = limits,
        .deadline = deadline_in_ms(60000),
    };
    if (!hive_read(memory, path, &request, &hive, &err))
        return trouble(&err);
    if (is_measure())
        return true;
    json_t *object = json_of_registry(hive.registry);
    (void)json_object_set_new(object, "dirty", json_boolean(hive.dirty));
    (void)json_object_set_new(object, "sequences_differ", json_boolean(hive.sequences_differ));
    (void)json_object_set_new(object, "has_logs", json_boolean(hive.has_logs));
    print(object);
    return true;
}

static bool read_all(int argc, char **argv)
{
    bool good = argc >= 3;
    bool is_hive = good && strcmp(argv[1], "hive") == 0;
    void *memory = talloc_new(NULL);
    if (is_hive)
        good = argc >= 4 && read_hive(memory, argv[2], argv[3], &argv[4], argc - 4);
    for (int i = 2; good && !is_hive && i < argc; i++) {
        good = strcmp(argv[1], "pe") == 0 ? read_pe(memory, argv[i]) : read_reg(memory, argv[i]);
        talloc_free_children(memory);
    }
    talloc_free(memory);
    return good;
}

int main(int argc, char **argv)
{
    int times = 1;
    if (getenv("REPEAT") != NULL)
        (void)text_to_int(getenv("REPEAT"), 1, 1000000, &times);
    bool good = true;
    while (good && times-- > 0)
        good = read_all(argc, argv);
    return good ? 0 : 1;
}
