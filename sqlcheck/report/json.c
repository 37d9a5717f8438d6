/* "sqlcheck/report/1": the judgement, and of the facts all that is about the endpoint, the logins and
 * the site itself. What was read about each host stays in the facts (--facts-out). Keys are written
 * in a fixed order, so equal input gives equal bytes. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <talloc.h>

#include "base/date.h"
#include "evidence/records.h"
#include "report/clean.h"
#include "report/report.h"

#define REPORT_SCHEMA "sqlcheck/report/1"

static json_t *text_json(const char *text)
{
    char *clean = clean_value(NULL, text);
    json_t *json = clean == NULL ? json_null() : json_string(clean);
    talloc_free(clean);
    return json;
}

static json_t *texts_json(char *const *texts, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, text_json(texts[i] == NULL ? "" : texts[i]));
    return list;
}

static void put(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value);
}

static void put_text(json_t *object, const char *key, const char *text)
{
    put(object, key, text_json(text));
}

static void put_count(json_t *object, const char *key, size_t count)
{
    put(object, key, json_integer((json_int_t)count));
}

static void put_time(json_t *object, const char *key, int64_t unix_s)
{
    char *text = date_iso(NULL, unix_s);
    put_text(object, key, unix_s == 0 ? NULL : text);
    talloc_free(text);
}

/* A record or a list of records of the facts, as the facts file has it. */
static void put_fact(json_t *object, const struct facts *facts, const char *key,
                     const char *name)
{
    const struct field *field = NULL;
    for (size_t i = 0; i < facts_record.field_count && field == NULL; i++)
        if (strcmp(facts_record.fields[i].name, name) == 0)
            field = &facts_record.fields[i];
    if (field == NULL)
        return;
    const char *place = (const char *)facts + field->offset;
    if (field->kind == FIELD_RECORD) {
        put(object, key, record_save(field->record, place));
        return;
    }
    const char *items = *(const char *const *)(const void *)place;
    size_t count = *(const size_t *)(const void *)((const char *)facts + field->count_offset);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, record_save(field->record, items + i * field->record->size));
    put(object, key, list);
}

static json_t *finding_json(const struct finding *finding)
{
    json_t *object = json_object();
    put_text(object, "id", finding->id == NULL ? "" : finding->id);
    put_text(object, "severity", name_of(severity_names, finding->severity));
    put_text(object, "sentence", finding->sentence == NULL ? "" : finding->sentence);
    put(object, "facts", texts_json(finding->facts, finding->fact_count));
    put_text(object, "fix", finding->fix);
    put_text(object, "source", finding->source);
    put(object, "shared", json_boolean(finding->shared));
    return object;
}

static json_t *findings_json(const struct finding *findings, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, finding_json(&findings[i]));
    return list;
}

static json_t *path_json(const struct path *path)
{
    json_t *object = json_object();
    put_text(object, "component", path->component == NULL ? "" : path->component);
    put_text(object, "role", path->role);
    put_text(object, "site_code", path->site_code);
    put_text(object, "host", path->host == NULL ? "" : path->host);
    put_text(object, "endpoint", path->endpoint == NULL ? "" : path->endpoint);
    put_text(object, "driver", path->driver == NULL ? "" : path->driver);
    put_text(object, "verdict", name_of(verdict_names, path->verdict));
    put(object, "assumed", texts_json(path->assumed, path->assumed_count));
    put(object, "findings", findings_json(path->findings, path->finding_count));
    return object;
}

static json_t *paths_json(const struct judgement *judgement)
{
    json_t *list = json_array();
    for (size_t i = 0; i < judgement->path_count; i++)
        json_array_append_new(list, path_json(&judgement->paths[i]));
    return list;
}

static json_t *counts_json(const struct judgement *judgement)
{
    json_t *object = json_object();
    put_count(object, "paths", judgement->path_count);
    put_count(object, "failing", judgement->failing);
    put_count(object, "unknown", judgement->unknown);
    put_count(object, "warned", judgement->warned);
    put_count(object, "passed", judgement->passed);
    put_count(object, "passed_on_assumption", judgement->passed_on_assumption);
    return object;
}

static json_t *site_json(const struct facts *facts, const struct judgement *judgement)
{
    json_t *object = json_object();
    put(object, "read", json_boolean(facts->site_read));
    put_text(object, "note", facts->site_note);
    put_text(object, "configmgr", judgement->configmgr);
    put_text(object, "database", facts->database);
    put_text(object, "engine", judgement->engine);
    put_fact(object, facts, "server", "server");
    put_fact(object, facts, "sites", "sites");
    put_count(object, "roles", facts->role_count);
    put_count(object, "hosts", facts->host_count);
    put_fact(object, facts, "sessions", "sessions");
    put_fact(object, facts, "gaps", "gaps");
    put_text(object, "queried_with", facts->queried_with);
    put(object, "statements", json_integer(facts->statements));
    put(object, "rows", json_integer(facts->rows));
    return object;
}

static json_t *citations_json(const struct judgement *judgement)
{
    json_t *list = json_array();
    for (size_t i = 0; i < judgement->citation_count; i++) {
        json_t *object = json_object();
        put_text(object, "key", judgement->citations[i].key);
        put_text(object, "document", judgement->citations[i].document);
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *document(const struct facts *facts, const struct judgement *judgement)
{
    json_t *object = json_object();
    put_text(object, "schema", REPORT_SCHEMA);
    put_text(object, "sqlcheck_version", facts->sqlcheck_version);
    put_time(object, "now", facts->now_unix_s);
    put_text(object, "verdict", verdict_status_word(judgement->verdict));
    put(object, "exit", json_integer(verdict_exit_code(judgement->verdict)));
    put_text(object, "headline", judgement->headline == NULL ? "" : judgement->headline);
    put(object, "counts", counts_json(judgement));
    put(object, "connections", json_integer(facts->connections));
    put_fact(object, facts, "request", "request");
    put_fact(object, facts, "endpoints", "endpoints");
    put_fact(object, facts, "drivers", "logins");
    put_text(object, "login_note", facts->login_note);
    put(object, "site", site_json(facts, judgement));
    put(object, "paths", paths_json(judgement));
    put(object, "findings", findings_json(judgement->findings, judgement->finding_count));
    put(object, "not_judged", texts_json(judgement->not_judged, judgement->not_judged_count));
    put(object, "documents", citations_json(judgement));
    return object;
}

char *report_json(void *parent, const struct facts *facts, const struct judgement *judgement)
{
    json_t *object = document(facts, judgement);
    char *text = json_dumps(object, JSON_INDENT(2));
    char *copy = text == NULL ? NULL : talloc_asprintf(parent, "%s\n", text);
    free(text);
    json_decref(object);
    return copy;
}
