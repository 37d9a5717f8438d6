#include "report/scan.h"

#include <stdlib.h>

#include <talloc.h>

#include "evidence/records.h"
#include "report/json_put.h"

static json_t *way_json(const struct scan *scan, enum scan_way way)
{
    json_t *object = json_object();
    for (size_t i = 0; i < SCAN_VERSION_COUNT; i++)
        json_put_text(object, scan_version_names[i],
                      name_of(tls_answer_names, scan->answers[way][i].answer));
    return object;
}

static json_t *reasons_json(const struct scan *scan, enum scan_way way)
{
    json_t *object = json_object();
    for (size_t i = 0; i < SCAN_VERSION_COUNT; i++)
        json_put_text(object, scan_version_names[i], scan->answers[way][i].reason);
    return object;
}

static json_t *suites_json(const struct scan *scan, enum scan_way way)
{
    json_t *object = json_object();
    for (size_t i = 0; i < SCAN_VERSION_COUNT; i++) {
        const struct scan_answer *answer = &scan->answers[way][i];
        if (scan->suites_asked && answer->answer == TLS_ACCEPTED)
            json_put(object, scan_version_names[i],
                     json_texts(answer->suites, answer->suite_count));
    }
    return object;
}

static json_t *by_way(const struct scan *scan,
                      json_t *(*json)(const struct scan *scan, enum scan_way way))
{
    json_t *object = json_object();
    for (size_t way = 0; way < SCAN_WAY_COUNT; way++)
        json_put(object, scan_way_names[way], json(scan, (enum scan_way)way));
    return object;
}

/* What all versions agree about; one that cannot be told, or contradicts, leaves it open. */
static enum suite_order order_of(const struct scan *scan)
{
    enum suite_order order = ORDER_UNKNOWN;
    for (size_t way = 0; way < SCAN_WAY_COUNT; way++)
        for (size_t i = 0; i < SCAN_VERSION_COUNT; i++) {
            const struct scan_answer *answer = &scan->answers[way][i];
            if (answer->suite_count < 2)
                continue;
            if (answer->order == ORDER_UNKNOWN ||
                (order != ORDER_UNKNOWN && order != answer->order))
                return ORDER_UNKNOWN;
            order = answer->order;
        }
    return order;
}

static json_t *prelogin_json(const struct scan *scan)
{
    static const char *const values[] = {"0", "1", "2", "3"};
    json_t *object = json_object();
    for (int value = 0; value < 4; value++) {
        int answer = scan->encrypt_answers[value];
        json_put(object, values[value],
                 answer < 0 || answer > 255 ? json_null() : json_integer(answer));
    }
    return object;
}

static json_t *engine_json(const struct scan *scan, const struct scan_judgement *judgement)
{
    if (scan->endpoint.engine.count == 0)
        return json_null();
    json_t *object = json_object();
    char *text = version_text(NULL, &scan->endpoint.engine);
    json_put_text(object, "version", text);
    talloc_free(text);
    json_put_text(object, "release", judgement->engine);
    return object;
}

static json_t *certificate_json(const struct endpoint *endpoint)
{
    if (endpoint->chain_count == 0)
        return json_null();
    json_t *object = json_object();
    json_t *chain = json_array();
    for (size_t i = 0; i < endpoint->chain_count; i++)
        json_array_append_new(chain, record_save(&certificate_record, &endpoint->chain[i]));
    json_put(object, "chain", chain);
    json_put_text(object, "chain_error", endpoint->chain_error);
    json_put_text(object, "expected_name", endpoint->expected_name);
    json_put_text(object, "name_error", endpoint->name_error);
    return object;
}

static json_t *handshake_json(const struct scan *scan)
{
    const struct handshake *handshake = &scan->endpoint.handshake;
    json_t *object = json_object();
    json_put(object, "completed", json_boolean(handshake->completed));
    json_put_text(object, "suite", handshake->suite);
    json_put_text(object, "key_exchange", handshake->key_exchange);
    json_put_text(object, "signature", scan->signature);
    json_put_text(object, "reason", handshake->reason);
    return object;
}

/* Null when nobody asked. */
static json_t *weak_suites_json(const struct scan *scan, const struct scan_judgement *judgement)
{
    if (!scan->suites_asked)
        return json_null();
    json_t *object = json_object();
    for (size_t i = 0; i < judgement->weak_suite_count; i++)
        json_put(object, judgement->weak_suites[i].why,
                 json_texts(judgement->weak_suites[i].names, judgement->weak_suites[i].count));
    return object;
}

static json_t *endpoint_json(const struct scan *scan, const struct scan_judgement *judgement)
{
    const struct endpoint *endpoint = &scan->endpoint;
    json_t *object = json_object();
    json_put_text(object, "target", endpoint->server);
    json_put_text(object, "address", endpoint->address);
    json_put(object, "port", endpoint->port == 0 ? json_null() : json_integer(endpoint->port));
    json_put_text(object, "verdict", verdict_status_word(judgement->verdict));
    json_put_text(object, "headline", judgement->headline);
    json_put_text(object, "reach", name_of(reach_names, endpoint->reach));
    json_put_text(object, "reason", endpoint->reason);
    json_put(object, "versions", by_way(scan, way_json));
    json_put(object, "reasons", by_way(scan, reasons_json));
    json_put(object, "suites", by_way(scan, suites_json));
    json_put(object, "weak_suites", weak_suites_json(scan, judgement));
    json_put_text(object, "order", name_of(suite_order_names, order_of(scan)));
    json_put_text(object, "encryption", name_of(scan_encryption_names, scan->encryption));
    json_put(object, "prelogin", prelogin_json(scan));
    json_put(object, "engine", engine_json(scan, judgement));
    json_put(object, "handshake", handshake_json(scan));
    json_put(object, "certificate", certificate_json(endpoint));
    if (scan->clients_asked)
        json_put(object, "clients", clients_json(judgement));
    json_put(object, "findings", findings_json(judgement->findings, judgement->finding_count));
    json_put(object, "connections", json_integer(endpoint->connections));
    json_put(object, "hellos", json_integer(scan->hellos));
    json_put(object, "elapsed_ms", json_integer(endpoint->elapsed_ms));
    return object;
}

char *report_scan_line(void *parent, const struct scan *scan,
                       const struct scan_judgement *judgement)
{
    json_t *object = endpoint_json(scan, judgement);
    char *text = json_dumps(object, JSON_COMPACT);
    char *line = talloc_asprintf(parent, "%s\n", text);
    free(text);
    json_decref(object);
    return line;
}
