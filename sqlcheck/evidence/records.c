#include "evidence/records.h"

#include <string.h>

#include <talloc.h>

#define FACTS_SCHEMA "sqlcheck/facts/1"

#define PLAIN(type, member, field_kind)                                                            \
    {                                                                                              \
        .name = #member, .kind = (field_kind), .offset = offsetof(struct type, member)             \
    }
#define TEXT(type, member)    PLAIN(type, member, FIELD_TEXT)
#define BOOL(type, member)    PLAIN(type, member, FIELD_BOOL)
#define INT(type, member)     PLAIN(type, member, FIELD_INT)
#define INT64(type, member)   PLAIN(type, member, FIELD_INT64)
#define VERSION(type, member) PLAIN(type, member, FIELD_VERSION)
#define TIME(type, member, json_name)                                                              \
    {                                                                                              \
        .name = (json_name), .kind = FIELD_TIME, .offset = offsetof(struct type, member)           \
    }
#define ENUM(type, member, list)                                                                   \
    {                                                                                              \
        .name = #member, .kind = FIELD_ENUM, .offset = offsetof(struct type, member),              \
        .words = (list)                                                                            \
    }
#define RECORD(type, member, inner)                                                                \
    {                                                                                              \
        .name = #member, .kind = FIELD_RECORD, .offset = offsetof(struct type, member),            \
        .record = &(inner)                                                                         \
    }
#define LIST(type, member, count, inner)                                                           \
    {                                                                                              \
        .name = #member, .kind = FIELD_LIST, .offset = offsetof(struct type, member),              \
        .count_offset = offsetof(struct type, count), .record = &(inner)                           \
    }
#define TEXTS(type, member, count)                                                                 \
    {                                                                                              \
        .name = #member, .kind = FIELD_TEXT_LIST, .offset = offsetof(struct type, member),         \
        .count_offset = offsetof(struct type, count)                                               \
    }
#define RECORD_OF(type, table)                                                                     \
    {                                                                                              \
        .name = #type, .size = sizeof(struct type), .fields = (table),                             \
        .field_count = sizeof(table) / sizeof((table)[0])                                          \
    }

static const struct field source_fields[] = {
    ENUM(source, kind, source_kind_names),
    TEXT(source, where),
    TEXT(source, file),
    TIME(source, seen_unix_s, "seen"),
};
static const struct record source_record = RECORD_OF(source, source_fields);

static const struct field tls_version_fields[] = {
    ENUM(tls_version_fact, version, tls_version_names),
    ENUM(tls_version_fact, answer, tls_answer_names),
    TEXT(tls_version_fact, reason),
};
static const struct record tls_version_record = RECORD_OF(tls_version_fact, tls_version_fields);

static const struct field certificate_fields[] = {
    TEXT(certificate, subject),
    TEXT(certificate, issuer),
    TEXTS(certificate, names, name_count),
    TIME(certificate, not_before_unix_s, "not_before"),
    TIME(certificate, not_after_unix_s, "not_after"),
    TEXT(certificate, key_type),
    INT(certificate, key_bits),
    TEXT(certificate, signature_hash),
    TEXT(certificate, fingerprint),
    BOOL(certificate, self_signed),
    BOOL(certificate, sql_fallback),
};
const struct record certificate_record = RECORD_OF(certificate, certificate_fields);

static const struct field handshake_fields[] = {
    BOOL(handshake, tried),        BOOL(handshake, completed), TEXT(handshake, suite),
    TEXT(handshake, key_exchange), TEXT(handshake, reason),
};
static const struct record handshake_record = RECORD_OF(handshake, handshake_fields);

static const struct field client_answer_fields[] = {
    TEXT(client_answer, client),
    ENUM(client_answer, offer, client_offer_names),
    BOOL(client_answer, fips),
    TEXT(client_answer, own),
    ENUM(client_answer, answer, tls_answer_names),
    TEXT(client_answer, suite),
    TEXT(client_answer, group),
    TEXT(client_answer, signature),
    TEXT(client_answer, reason),
};
static const struct record client_answer_record = RECORD_OF(client_answer, client_answer_fields);

static const struct field endpoint_fields[] = {
    TEXT(endpoint, server),
    TEXT(endpoint, host),
    TEXT(endpoint, instance),
    INT(endpoint, port),
    TEXT(endpoint, address),
    ENUM(endpoint, reach, reach_names),
    TEXT(endpoint, stage),
    TEXT(endpoint, reason),
    INT(endpoint, elapsed_ms),
    VERSION(endpoint, engine),
    ENUM(endpoint, encryption, encryption_names),
    LIST(endpoint, versions, version_count, tls_version_record),
    RECORD(endpoint, handshake, handshake_record),
    LIST(endpoint, chain, chain_count, certificate_record),
    TEXT(endpoint, chain_error),
    TEXT(endpoint, expected_name),
    TEXT(endpoint, name_error),
    INT(endpoint, connections),
    LIST(endpoint, clients, client_count, client_answer_record),
};
const struct record endpoint_record = RECORD_OF(endpoint, endpoint_fields);

static const struct field login_fields[] = {
    TEXT(login, driver),
    TEXT(login, api),
    TEXT(login, family),
    TEXT(login, version),
    TEXT(login, file),
    ENUM(login, outcome, login_outcome_names),
    TEXT(login, detail),
    TEXTS(login, offered, offered_count),
    TEXT(login, chosen),
    BOOL(login, finished),
    ENUM(login, floor_proof, floor_proof_names),
    TEXT(login, suite),
    INT64(login, error_number),
    TEXT(login, sqlstate),
    TEXT(login, error_text),
    INT(login, elapsed_ms),
    INT(login, connections),
};
const struct record login_record = RECORD_OF(login, login_fields);

static const struct field server_fields[] = {
    TEXT(server_properties, name),          TEXT(server_properties, product_version),
    TEXT(server_properties, product_level), TEXT(server_properties, update_level),
    TEXT(server_properties, edition),       INT(server_properties, engine_edition),
};
static const struct record server_record = RECORD_OF(server_properties, server_fields);

static const struct field site_fields[] = {
    TEXT(site, code),       TEXT(site, name),         ENUM(site, type, site_type_names),
    TEXT(site, version),    TEXT(site, parent),       TEXT(site, site_server),
    TEXT(site, sql_server), TEXT(site, sql_database), INT(site, sql_port),
    INT(site, broker_port),
};
const struct record site_record = RECORD_OF(site, site_fields);

static const struct field role_fields[] = {
    TEXT(role, site_code),  TEXT(role, role),         TEXT(role, host),
    TEXT(role, sql_server), TEXT(role, sql_database), BOOL(role, database_seen),
};
const struct record role_record = RECORD_OF(role, role_fields);

static const struct field program_fields[] = {
    TEXT(program, name),
    TEXT(program, version),
    INT(program, bits),
    TEXT(program, path),
    RECORD(program, source, source_record),
};
static const struct record program_record = RECORD_OF(program, program_fields);

static const struct field setting_fields[] = {
    TEXT(setting, key),
    TEXT(setting, value),
    RECORD(setting, source, source_record),
};
static const struct record setting_record = RECORD_OF(setting, setting_fields);

static const struct field host_fields[] = {
    TEXT(host, name),
    TEXT(host, named_by),
    TEXT(host, windows),
    TEXT(host, windows_version),
    RECORD(host, windows_source, source_record),
    ENUM(host, programs_state, read_state_names),
    TEXT(host, programs_reason),
    LIST(host, programs, program_count, program_record),
    RECORD(host, programs_source, source_record),
    LIST(host, lists, list_count, source_record),
    LIST(host, settings, setting_count, setting_record),
    BOOL(host, ambiguous),
    BOOL(host, full_name_seen),
};
const struct record host_record = RECORD_OF(host, host_fields);

static const struct field session_fields[] = {
    TEXT(session, address),   TEXT(session, host),      TEXT(session, program),
    TEXT(session, login),     TEXT(session, interface), INT64(session, protocol_version),
    TEXT(session, encrypted), INT(session, count),
};
static const struct record session_record = RECORD_OF(session, session_fields);

static const struct field message_fields[] = {
    TEXT(status_message, machine),
    TEXT(status_message, site_code),
    INT64(status_message, message_id),
    INT64(status_message, count),
    TIME(status_message, last_unix_s, "last"),
};
static const struct record message_record = RECORD_OF(status_message, message_fields);

static const struct field linked_server_fields[] = {
    TEXT(linked_server, name),
    TEXT(linked_server, provider),
    TEXT(linked_server, data_source),
};
static const struct record linked_server_record = RECORD_OF(linked_server, linked_server_fields);

static const struct field broker_certificate_fields[] = {
    TEXT(broker_certificate, name),
    TEXT(broker_certificate, owner),
    BOOL(broker_certificate, of_endpoint),
    RECORD(broker_certificate, certificate, certificate_record),
};
static const struct record broker_certificate_record =
    RECORD_OF(broker_certificate, broker_certificate_fields);

static const struct field broker_fields[] = {
    TEXT(broker, server),
    TEXT(broker, database),
    ENUM(broker, state, read_state_names),
    TEXT(broker, reason),
    TEXT(broker, grant),
    TEXT(broker, name),
    TEXT(broker, status),
    TEXT(broker, authentication),
    INT(broker, port),
    LIST(broker, certificates, certificate_count, broker_certificate_record),
};
static const struct record broker_record = RECORD_OF(broker, broker_fields);

static const struct field gap_fields[] = {
    TEXT(gap, costs), TEXT(gap, object), TEXT(gap, reason), TEXT(gap, grant), BOOL(gap, required),
};
static const struct record gap_record = RECORD_OF(gap, gap_fields);

static const struct field lookup_fields[] = {
    TEXT(name_lookup, server),  TEXT(name_lookup, address),      INT(name_lookup, port),
    INT(name_lookup, endpoint), BOOL(name_lookup, port_assumed),
};
static const struct record lookup_record = RECORD_OF(name_lookup, lookup_fields);

static const struct field followed_fields[] = {
    INT(followed, endpoint),
    RECORD(followed, login, login_record),
    RECORD(followed, server, server_record),
};
static const struct record followed_record = RECORD_OF(followed, followed_fields);

static const struct field assumption_fields[] = {
    TEXT(assumption, machine),
    TEXT(assumption, key),
    TEXT(assumption, value),
};
const struct record assumption_record = RECORD_OF(assumption, assumption_fields);

static const struct field request_fields[] = {
    TEXT(request_facts, server),
    TEXT(request_facts, secondary),
    TEXT(request_facts, database),
    TEXT(request_facts, user),
    BOOL(request_facts, trust_certificate),
    TEXT(request_facts, expected_name),
    TEXT(request_facts, pinned),
    LIST(request_facts, pinned_certificates, pinned_certificate_count, certificate_record),
    BOOL(request_facts, legacy_probe),
    TEXT(request_facts, authentication),
    TEXT(request_facts, keytab),
    TEXT(request_facts, principal),
    TEXT(request_facts, spn),
};
static const struct record request_record = RECORD_OF(request_facts, request_fields);

static const struct field facts_fields[] = {
    TEXT(facts, sqlcheck_version),
    TIME(facts, now_unix_s, "now"),
    TIME(facts, server_now_unix_s, "server_now"),
    RECORD(facts, request, request_record),
    LIST(facts, endpoints, endpoint_count, endpoint_record),
    LIST(facts, logins, login_count, login_record),
    TEXT(facts, login_as),
    TEXT(facts, login_spn),
    TEXT(facts, login_note),
    BOOL(facts, site_read),
    TEXT(facts, site_note),
    TEXT(facts, database),
    TEXT(facts, queried_with),
    INT(facts, statements),
    INT64(facts, rows),
    RECORD(facts, server, server_record),
    LIST(facts, sites, site_count, site_record),
    LIST(facts, roles, role_count, role_record),
    LIST(facts, hosts, host_count, host_record),
    LIST(facts, sessions, session_count, session_record),
    LIST(facts, messages, message_count, message_record),
    LIST(facts, linked_servers, linked_server_count, linked_server_record),
    LIST(facts, brokers, broker_count, broker_record),
    LIST(facts, gaps, gap_count, gap_record),
    LIST(facts, lookups, lookup_count, lookup_record),
    LIST(facts, followed, followed_count, followed_record),
    LIST(facts, assumptions, assumption_count, assumption_record),
    INT(facts, connections),
};
const struct record facts_record = RECORD_OF(facts, facts_fields);

void facts_write(FILE *to, const struct facts *facts)
{
    struct json_stream out = {.to = to};
    json_stream_begin(&out, NULL, '{');
    json_stream_put(&out, "schema", json_string(FACTS_SCHEMA));
    json_stream_begin(&out, "facts", '{');
    for (size_t i = 0; i < facts_record.field_count; i++)
        field_write(&out, facts_fields[i].name, &facts_fields[i], facts);
    json_stream_end(&out, '}');
    json_stream_end(&out, '}');
}

struct facts *facts_load(void *parent, const char *name, const char *text, size_t size,
                         struct error *err)
{
    json_error_t trouble;
    json_t *document = json_loadb(text, size, JSON_REJECT_DUPLICATES, &trouble);
    struct facts *facts = talloc_zero(parent, struct facts);
    bool ok = false;
    if (document == NULL)
        (void)error_set(err, "%s:%d:%d: %s", name, trouble.line, trouble.column, trouble.text);
    else if (!json_is_string(json_object_get(document, "schema")) ||
             strcmp(json_string_value(json_object_get(document, "schema")), FACTS_SCHEMA) != 0)
        (void)error_set(err, "%s: not a facts file: \"schema\" is not \"%s\"", name, FACTS_SCHEMA);
    else
        ok = record_load(facts, &facts_record, json_object_get(document, "facts"), facts, err) ||
             error_wrap(err, "%s: facts", name);
    json_decref(document);
    if (ok)
        return facts;
    talloc_free(facts);
    return NULL;
}
