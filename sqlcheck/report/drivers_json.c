/* "sqlcheck/drivers/1". */
#include <talloc.h>

#include "base/text.h"
#include "report/drivers.h"
#include "report/json_put.h"

#define DRIVERS_SCHEMA "sqlcheck/drivers/1"

static void put_version(json_t *object, const char *key, const struct version *version)
{
    char *text = version_text(NULL, version);
    json_put_text(object, key, version->count == 0 ? NULL : text);
    talloc_free(text);
}

static void put_bits(json_t *object, int bits)
{
    json_put(object, "bits", bits == 0 ? json_null() : json_integer(bits));
}

static json_t *source_json(const struct source *source)
{
    json_t *object = json_object();
    json_put_text(object, "kind", name_of(source_kind_names, source->kind));
    json_put_text(object, "where", source->where);
    json_put_time(object, "seen", source->seen_unix_s);
    return object;
}

static json_t *entry_json(const struct driver_entry *entry)
{
    json_t *object = json_object();
    json_put_text(object, "name", entry->program->name);
    json_put_text(object, "written", entry->program->version);
    put_version(object, "version", &entry->version);
    json_put_text(object, "scheme", entry->scheme);
    json_put_text(object, "path", entry->program->path);
    json_put_text(object, "answer", kb_answer_names[entry->answer]);
    json_put(object, "left_out", json_boolean(entry->left_out));
    json_put(object, "source", source_json(&entry->program->source));
    return object;
}

static json_t *satisfied_json(const struct tables *tables, const struct host_driver *driver)
{
    json_t *list = json_array();
    for (size_t i = 0; i < tables->requirement_count; i++) {
        const struct requirement_row *rule = &tables->requirements[i];
        if (rule->family != driver->family)
            continue;
        json_t *object = json_object();
        json_put_text(object, "first_release", rule->first_release);
        json_put_text(object, "last_release", rule->last_release);
        json_put_text(object, "use", rule->use == USE_DECIDES ? "decides" : "beside");
        json_put(object, "satisfied", json_boolean(host_driver_satisfies(driver, rule)));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *driver_json(const struct tables *tables, const struct host_driver *driver)
{
    const struct driver_entry *stands = driver->stands;
    json_t *object = json_object();
    json_t *seen = json_array();
    for (size_t i = 0; i < driver->entry_count; i++)
        json_array_append_new(seen, entry_json(&driver->entries[i]));
    json_put_text(object, "family", driver->family == NULL ? NULL : driver->family->key);
    json_put_text(object, "name",
                  driver->family == NULL ? driver->entries[0].program->name : driver->family->name);
    put_bits(object, driver->bits);
    json_put_text(object, "answer", kb_answer_names[stands == NULL ? KB_UNLISTED : stands->answer]);
    json_put_text(object, "why", stands == NULL ? NULL : stands->why);
    if (stands != NULL)
        put_version(object, "version", &stands->version);
    else
        json_put_text(object, "version", NULL);
    json_put(object, "sources_differ", json_boolean(driver->differ));
    json_put(object, "seen", seen);
    json_put(object, "configmgr", satisfied_json(tables, driver));
    return object;
}

static json_t *settings_json(const struct host *host)
{
    json_t *list = json_array();
    for (size_t i = 0; i < host->setting_count; i++) {
        json_t *object = json_object();
        json_put_text(object, "key", host->settings[i].key);
        json_put_text(object, "value", host->settings[i].value);
        json_put(object, "source", source_json(&host->settings[i].source));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *host_json(const struct tables *tables, const struct host *host, int64_t now_s)
{
    void *memory = talloc_new(NULL);
    struct host_drivers drivers = host_drivers(memory, tables, host, now_s);
    json_t *object = json_object();
    json_t *list = json_array();
    for (size_t i = 0; i < drivers.driver_count; i++)
        json_array_append_new(list, driver_json(tables, &drivers.drivers[i]));
    json_put_text(object, "name", host->name);
    json_put_text(object, "named_by", host->named_by);
    json_put_text(object, "verdict", verdict_names[drivers.verdict]);
    json_put_text(object, "windows", host->windows);
    json_put_text(object, "windows_version", host->windows_version);
    json_put_text(object, "tls12_client", tls12_state_names[drivers.tls12.state]);
    json_put(object, "fips", json_boolean(drivers.fips != NULL));
    json_put(object, "aged", json_boolean(drivers.is_aged));
    json_put(object, "list_read", json_boolean(host->programs_state == READ_DONE));
    json_put(object, "drivers", list);
    json_put(object, "settings", settings_json(host));
    talloc_free(memory);
    return object;
}

char *report_drivers_json(void *parent, const struct facts *facts, const struct tables *tables)
{
    enum verdict verdict = host_drivers_verdict(tables, facts);
    json_t *object = json_object();
    json_t *hosts = json_array();
    json_t *gaps = json_array();
    for (size_t i = 0; i < facts->host_count; i++)
        json_array_append_new(hosts, host_json(tables, &facts->hosts[i], facts->now_unix_s));
    for (size_t i = 0; i < facts->gap_count; i++) {
        json_t *gap = json_object();
        json_put_text(gap, "object", facts->gaps[i].object);
        json_put_text(gap, "reason", facts->gaps[i].reason);
        json_put_text(gap, "costs", facts->gaps[i].costs);
        json_put(gap, "required", json_boolean(facts->gaps[i].required));
        json_array_append_new(gaps, gap);
    }
    json_put_text(object, "schema", DRIVERS_SCHEMA);
    json_put_text(object, "sqlcheck_version", SQLCHECK_VERSION);
    json_put_text(object, "verdict", verdict_status_word(verdict));
    json_put(object, "exit", json_integer(verdict_exit_code(verdict)));
    json_put(object, "hosts", hosts);
    json_put(object, "gaps", gaps);
    return json_finish(parent, object);
}
