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
static void put_fact(struct json_stream *out, const struct facts *facts, const char *key,
                     const char *name)
{
    for (size_t i = 0; i < facts_record.field_count; i++)
        if (strcmp(facts_record.fields[i].name, name) == 0)
            field_write(out, key, &facts_record.fields[i], facts);
}

static void put_text(struct json_stream *out, const char *key, const char *text)
{
    json_stream_put(out, key, json_text(text));
}

static void put_number(struct json_stream *out, const char *key, int64_t number)
{
    json_stream_put(out, key, json_integer(number));
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

static void put_paths(struct json_stream *out, const struct judgement *judgement)
{
    json_stream_begin(out, "paths", '[');
    for (size_t i = 0; i < judgement->path_count; i++)
        json_stream_put(out, NULL, path_json(&judgement->paths[i]));
    json_stream_end(out, ']');
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

static void put_site(struct json_stream *out, const struct facts *facts,
                     const struct judgement *judgement)
{
    json_stream_begin(out, "site", '{');
    json_stream_put(out, "read", json_boolean(facts->site_read));
    put_text(out, "note", facts->site_note);
    put_text(out, "configmgr", judgement->configmgr);
    put_text(out, "database", facts->database);
    put_text(out, "engine", judgement->engine);
    put_fact(out, facts, "server", "server");
    put_fact(out, facts, "sites", "sites");
    put_number(out, "roles", (int64_t)facts->role_count);
    put_number(out, "hosts", (int64_t)facts->host_count);
    put_fact(out, facts, "sessions", "sessions");
    put_fact(out, facts, "gaps", "gaps");
    put_text(out, "queried_with", facts->queried_with);
    put_number(out, "statements", facts->statements);
    put_number(out, "rows", facts->rows);
    json_stream_end(out, '}');
}

static void put_endpoint_verdicts(struct json_stream *out, const struct judgement *judgement)
{
    json_stream_begin(out, "endpoint_verdicts", '[');
    for (size_t i = 0; i < judgement->endpoint_count; i++) {
        const struct endpoint_verdict *verdict = &judgement->endpoints[i];
        json_t *object = json_object();
        json_put_text(object, "endpoint", verdict->text);
        json_put_text(object, "engine", verdict->engine);
        json_put_text(object, "verdict", name_of(verdict_names, verdict->verdict));
        json_put(object, "findings", findings_json(verdict->findings, verdict->finding_count));
        json_stream_put(out, NULL, object);
    }
    json_stream_end(out, ']');
}

static void put_site_verdicts(struct json_stream *out, const struct judgement *judgement)
{
    json_stream_begin(out, "site_verdicts", '[');
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
        json_stream_put(out, NULL, object);
    }
    json_stream_end(out, ']');
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

/* Before the site: what was asked, the endpoints, and who got in. */
static void put_head(struct json_stream *out, const struct facts *facts,
                     const struct judgement *judgement)
{
    put_text(out, "schema", REPORT_SCHEMA);
    put_text(out, "sqlcheck_version", facts->sqlcheck_version);
    json_stream_put(out, "now", json_time(facts->now_unix_s));
    put_text(out, "verdict", verdict_status_word(judgement->verdict));
    put_number(out, "exit", verdict_exit_code(judgement->verdict));
    put_text(out, "headline", judgement->headline == NULL ? "" : judgement->headline);
    json_stream_put(out, "counts", counts_json(judgement));
    put_text(out, "filter", judgement->filter);
    put_number(out, "connections", facts->connections);
    put_fact(out, facts, "request", "request");
    put_fact(out, facts, "endpoints", "endpoints");
    put_endpoint_verdicts(out, judgement);
    put_fact(out, facts, "drivers", "logins");
    put_fact(out, facts, "followed", "followed");
    if (facts->login_as != NULL)
        put_text(out, "login_as", facts->login_as);
    if (facts->login_spn != NULL)
        put_text(out, "login_spn", facts->login_spn);
    put_text(out, "login_note", facts->login_note);
}

void report_json(FILE *to, const struct facts *facts, const struct judgement *judgement,
                 const struct plan *plan)
{
    struct json_stream stream = {.to = to};
    struct json_stream *out = &stream;
    json_stream_begin(out, NULL, '{');
    put_head(out, facts, judgement);
    put_site(out, facts, judgement);
    put_site_verdicts(out, judgement);
    put_paths(out, judgement);
    json_stream_put(out, "findings", findings_json(judgement->findings, judgement->finding_count));
    if (world_of(facts)->kind != WORLD_TLS12)
        put_text(out, "what_if", world_of(facts)->text);
    if (facts->assumption_count > 0)
        json_stream_put(out, "assumptions", json_assumptions(facts));
    json_stream_put(out, "not_judged",
                    json_texts(judgement->not_judged, judgement->not_judged_count));
    json_stream_put(out, "not_connecting", not_connecting_json(judgement));
    json_stream_put(out, "documents", citations_json(judgement));
    if (plan != NULL)
        json_stream_put(out, "plan", json_plan(plan));
    json_stream_end(out, '}');
}
