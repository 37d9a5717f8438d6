/* Prints what the readers of drivers/inspect read, as JSON, one document a file:
 *
 *   inspectmain pe FILE...
 *   inspectmain reg FILE...
 *   inspectmain hive ROOT FILE PATH...      (PATH as hive_request.paths; default "**")
 *   inspectmain report FILE...              (reports of Microsoft's SQLCheck)
 *   inspectmain csv FILE...
 *   inspectmain machine FOLDER              (a copy of a machine; "" is this one)
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
#include "drivers/inspect/inspection.h"
#include "drivers/inspect/machine.h"
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

static json_t *json_of_source(const struct source *source)
{
    return json_pack("{s:s, s:s?, s:I}", "kind", name_of(source_kind_names, source->kind), "where",
                     source->where, "seen", (json_int_t)source->seen_unix_s);
}

static json_t *json_of_host(const struct host *host)
{
    json_t *programs = json_array();
    json_t *settings = json_array();
    for (size_t i = 0; i < host->program_count; i++) {
        const struct program *program = &host->programs[i];
        (void)json_array_append_new(
            programs, json_pack("{s:s, s:s?, s:i, s:s?, s:o}", "name", program->name, "version",
                                program->version, "bits", program->bits, "path", program->path,
                                "source", json_of_source(&program->source)));
    }
    for (size_t i = 0; i < host->setting_count; i++) {
        const struct setting *setting = &host->settings[i];
        (void)json_array_append_new(settings, json_pack("{s:s, s:s, s:o}", "key", setting->key,
                                                        "value", setting->value, "source",
                                                        json_of_source(&setting->source)));
    }
    return json_pack("{s:s, s:s?, s:s?, s:s?, s:s, s:s?, s:o, s:o}", "name", host->name, "named_by",
                     host->named_by, "windows", host->windows, "windows_version",
                     host->windows_version, "programs_state",
                     name_of(read_state_names, host->programs_state), "programs_reason",
                     host->programs_reason, "programs", programs, "settings", settings);
}

static void print_facts(const struct facts *facts, bool recognised)
{
    if (is_measure())
        return;
    json_t *hosts = json_array();
    json_t *gaps = json_array();
    for (size_t i = 0; i < facts->host_count; i++)
        (void)json_array_append_new(hosts, json_of_host(&facts->hosts[i]));
    for (size_t i = 0; i < facts->gap_count; i++)
        (void)json_array_append_new(gaps, json_pack("[s, s, s]", facts->gaps[i].object,
                                                    facts->gaps[i].costs, facts->gaps[i].reason));
    print(json_pack("{s:b, s:o, s:o}", "recognised", recognised, "hosts", hosts, "gaps", gaps));
}

static const struct {
    const char *word;
    bool (*recognise)(const void *data, size_t size);
    void (*read)(struct inspection *inspection, const struct evidence_file *file);
} kinds[] = {
    {"report", sqlcheck_report_recognise, sqlcheck_report_read},
    {"csv", inventory_recognise, inventory_read},
};

/* An evidence file of that kind, or a copy of a machine. */
static bool read_evidence(void *memory, const char *word, const char *path)
{
    struct error err = ERROR_NONE;
    size_t size = 0;
    const struct tables *tables = tables_load(memory, &err);
    struct facts *facts = talloc_zero(memory, struct facts);
    const struct inspect_request request = {
        .tables = tables, .now_unix_s = 1, .deadline = deadline_in_ms(300000)};
    struct inspection inspection = {.facts = facts, .request = &request};
    if (strcmp(word, "machine") == 0) {
        inspect_machine_at(&inspection, path);
        print_facts(facts, true);
        return true;
    }
    const char *data = file_read(memory, path, 256 * 1024 * 1024, &size, &err);
    if (tables == NULL || data == NULL)
        return trouble(&err);
    const struct evidence_file file = {
        .path = path, .data = (const uint8_t *)data, .size = size, .modified_unix_s = 2};
    size_t kind = strcmp(word, kinds[0].word) == 0 ? 0 : 1;
    kinds[kind].read(&inspection, &file);
    print_facts(facts, kinds[kind].recognise(data, size));
    return true;
}

static bool read_one(void *memory, const char *word, const char *path)
{
    if (strcmp(word, "pe") == 0)
        return read_pe(memory, path);
    return strcmp(word, "reg") == 0 ? read_reg(memory, path) : read_evidence(memory, word, path);
}

static bool read_all(int argc, char **argv)
{
    bool good = argc >= 3;
    bool is_hive = good && strcmp(argv[1], "hive") == 0;
    void *memory = talloc_new(NULL);
    if (is_hive)
        good = argc >= 4 && read_hive(memory, argv[2], argv[3], &argv[4], argc - 4);
    for (int i = 2; good && !is_hive && i < argc; i++) {
        good = read_one(memory, argv[1], argv[i]);
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
