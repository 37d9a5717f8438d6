/* "sqlcheck/report/1": the judgement, and of the facts all that is about the endpoint, the logins
 * and the site itself. What was read about each host stays in the facts (--facts-out). Keys are
 * written in a fixed order, so equal input gives equal bytes. */
#include <string.h>

#include "evidence/records.h"
#include "judge/world.h"
#include "report/json_put.h"
#include "report/report.h"

#define REPORT_SCHEMA "sqlcheck/report/1"

/* A record or a list of records of the facts, as the facts file has it. */
static void put_fact(json_t *object, const struct facts *facts, const char *key, const char *name)
{
    const struct field *field = NULL;
    for (size_t i = 0; i < facts_record.field_count && field == NULL; i++)
        if (strcmp(facts_record.fields[i].name, name) == 0)
            field = &facts_record.fields[i];
    if (field == NULL)
        return;
    const char *place = (const char *)facts + field->offset;
    if (field->kind == FIELD_RECORD) {
        json_put(object, key, record_save(field->record, place));
        return;
    }
    const char *items = *(const char *const *)(const void *)place;
    size_t count = *(const size_t *)(const void *)((const char *)facts + field->count_offset);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, record_save(field->record, items + i * field->record->size));
    json_put(object, key, list);
}

static json_t *path_json(const struct path *path)
{
    json_t *object = json_object();
    json_put_text(object, "component", path->component == NULL ? "" : path->component);
    json_put_text(object, "role", path->role);
    json_put_text(object, "site_code", path->site_code);
    json_put_text(object, "host", path->host == NULL ? "" : path->host);
    json_put_text(object, "endpoint", path->endpoint == NULL ? "" : path->endpoint);
    json_put_text(object, "driver", path->driver == NULL ? "" : path->driver);
    json_put_text(object, "verdict", name_of(verdict_names, path->verdict));
    json_put(object, "assumed", json_texts(path->assumed, path->assumed_count));
    json_put(object, "findings", findings_json(path->findings, path->finding_count));
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
    json_put_count(object, "paths",
                   judgement->failing + judgement->unknown + judgement->warned + judgement->passed);
    json_put_count(object, "failing", judgement->failing);
    json_put_count(object, "unknown", judgement->unknown);
    json_put_count(object, "warned", judgement->warned);
    json_put_count(object, "passed", judgement->passed);
    json_put_count(object, "passed_on_assumption", judgement->passed_on_assumption);
    return object;
}

static json_t *site_json(const struct facts *facts, const struct judgement *judgement)
{
    json_t *object = json_object();
    json_put(object, "read", json_boolean(facts->site_read));
    json_put_text(object, "note", facts->site_note);
    json_put_text(object, "configmgr", judgement->configmgr);
    json_put_text(object, "database", facts->database);
    json_put_text(object, "engine", judgement->engine);
    put_fact(object, facts, "server", "server");
    put_fact(object, facts, "sites", "sites");
    json_put_count(object, "roles", facts->role_count);
    json_put_count(object, "hosts", facts->host_count);
    put_fact(object, facts, "sessions", "sessions");
    put_fact(object, facts, "gaps", "gaps");
    json_put_text(object, "queried_with", facts->queried_with);
    json_put(object, "statements", json_integer(facts->statements));
    json_put(object, "rows", json_integer(facts->rows));
    return object;
}

static json_t *endpoint_verdicts_json(const struct judgement *judgement)
{
    json_t *list = json_array();
    for (size_t i = 0; i < judgement->endpoint_count; i++) {
        const struct endpoint_verdict *verdict = &judgement->endpoints[i];
        json_t *object = json_object();
        json_put_text(object, "endpoint", verdict->text);
        json_put_text(object, "engine", verdict->engine);
        json_put_text(object, "verdict", name_of(verdict_names, verdict->verdict));
        json_put(object, "findings", findings_json(verdict->findings, verdict->finding_count));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *site_verdicts_json(const struct judgement *judgement)
{
    json_t *list = json_array();
    for (size_t i = 0; i < judgement->site_count; i++) {
        const struct site_verdict *verdict = &judgement->sites[i];
        json_t *object = json_object();
        json_put_text(object, "code", verdict->code);
        json_put_text(object, "configmgr", verdict->configmgr);
        json_put_text(object, "endpoint", verdict->endpoint);
        json_put_text(object, "verdict", name_of(verdict_names, verdict->verdict));
        json_put_count(object, "paths", verdict->paths);
        json_put_count(object, "failing", verdict->failing);
        json_put_count(object, "unknown", verdict->unknown);
        json_put_count(object, "warned", verdict->warned);
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *not_connecting_json(const struct judgement *judgement)
{
    json_t *list = json_array();
    for (size_t i = 0; i < judgement->not_connecting_count; i++) {
        json_t *object = json_object();
        json_put_text(object, "component", judgement->not_connecting[i].component);
        json_put_count(object, "hosts", judgement->not_connecting[i].host_count);
        json_array_append_new(list, object);
    }
    return list;
}

json_t *citations_json(const struct judgement *judgement)
{
    json_t *list = json_array();
    for (size_t i = 0; i < judgement->citation_count; i++) {
        json_t *object = json_object();
        json_put_text(object, "key", judgement->citations[i].key);
        json_put_text(object, "document", judgement->citations[i].document);
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *document(const struct facts *facts, const struct judgement *judgement)
{
    json_t *object = json_object();
    json_put_text(object, "schema", REPORT_SCHEMA);
    json_put_text(object, "sqlcheck_version", facts->sqlcheck_version);
    json_put_time(object, "now", facts->now_unix_s);
    json_put_text(object, "verdict", verdict_status_word(judgement->verdict));
    json_put(object, "exit", json_integer(verdict_exit_code(judgement->verdict)));
    json_put_text(object, "headline", judgement->headline == NULL ? "" : judgement->headline);
    json_put(object, "counts", counts_json(judgement));
    json_put_text(object, "filter", judgement->filter);
    json_put(object, "connections", json_integer(facts->connections));
    put_fact(object, facts, "request", "request");
    put_fact(object, facts, "endpoints", "endpoints");
    json_put(object, "endpoint_verdicts", endpoint_verdicts_json(judgement));
    put_fact(object, facts, "drivers", "logins");
    put_fact(object, facts, "followed", "followed");
    if (facts->login_as != NULL)
        json_put_text(object, "login_as", facts->login_as);
    if (facts->login_spn != NULL)
        json_put_text(object, "login_spn", facts->login_spn);
    json_put_text(object, "login_note", facts->login_note);
    json_put(object, "site", site_json(facts, judgement));
    json_put(object, "site_verdicts", site_verdicts_json(judgement));
    json_put(object, "paths", paths_json(judgement));
    json_put(object, "findings", findings_json(judgement->findings, judgement->finding_count));
    if (world_of(facts)->kind != WORLD_TLS12)
        json_put_text(object, "what_if", world_of(facts)->text);
    if (facts->assumption_count > 0)
        json_put(object, "assumptions", json_assumptions(facts));
    json_put(object, "not_judged", json_texts(judgement->not_judged, judgement->not_judged_count));
    json_put(object, "not_connecting", not_connecting_json(judgement));
    json_put(object, "documents", citations_json(judgement));
    return object;
}

char *report_json(void *parent, const struct facts *facts, const struct judgement *judgement,
                  const struct plan *plan)
{
    json_t *object = document(facts, judgement);
    if (plan != NULL)
        json_put(object, "plan", json_plan(plan));
    return json_finish(parent, object);
}
