/* What sites replicate through: the Service Broker endpoint of this server, and the certificates
 * that master keeps for it. A right that is missing costs rows and no error, so it is asked for
 * first; what is not to be had is a reason in the facts, not a gap, because it decides about
 * replication and about nothing else. */
#include "base/date.h"
#include "base/mem.h"
#include "base/text.h"
#include "site/parts.h"
#include "tls/chain.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

/* Where no site has a parent, nothing replicates. */
static bool has_link(const struct facts *facts)
{
    for (size_t i = 0; i < facts->site_count; i++)
        if (!text_is_empty(facts->sites[i].parent) &&
            !text_equal(facts->sites[i].parent, facts->sites[i].code))
            return true;
    return false;
}

/* Runs a statement of the table; what is refused becomes the broker's reason. */
static bool ask(struct site_session *session, struct broker *broker, const char *sql,
                struct rows *out)
{
    struct rows_error error;
    if (session_say(session, sql, out, &error))
        return true;
    broker->reason = session_reason(session, &error);
    return false;
}

static bool ask_query(struct site_session *session, struct broker *broker, enum query_id id,
                      struct rows *out)
{
    return ask(session, broker, query_statement(session->scratch, id, NULL), out);
}

static void take_endpoint(struct site_session *session, struct broker *broker,
                          const struct rows *rows, int64_t *certificate_id)
{
    int64_t port = 0;
    broker->state = READ_DONE;
    broker->name = session_text(session, rows, 0, "endpoint_name");
    broker->status = session_text(session, rows, 0, "state_desc");
    broker->authentication = session_text(session, rows, 0, "connection_auth_desc");
    (void)session_number(rows, 0, "certificate_id", certificate_id);
    if (session_number(rows, 0, "port", &port) && port > 0 && port <= UINT16_MAX)
        broker->port = (int)port;
}

static void take_date(const struct rows *rows, size_t row, const char *column, int64_t *out)
{
    const char *cell = rows_cell(rows, row, column);
    if (cell != NULL)
        (void)date_parse(cell, out);
}

/* A row of one of the two lists with this certificate_id; rows->count = none. */
static size_t find_row(const struct rows *rows, int64_t certificate_id)
{
    size_t i = 0;
    int64_t id = 0;
    while (i < rows->count &&
           !(session_number(rows, i, "certificate_id", &id) && id == certificate_id))
        i++;
    return i;
}

/* Hexadecimal digits as bytes; NULL when they are none. */
static uint8_t *bytes_of(void *parent, const char *hex, size_t *size)
{
    size_t length = hex == NULL ? 0 : strlen(hex);
    if (length == 0 || length % 2 != 0 || strspn(hex, "0123456789ABCDEFabcdef") != length)
        return NULL;
    uint8_t *bytes = mem_array(parent, uint8_t, length / 2);
    for (size_t i = 0; i < length / 2; i++) {
        char digits[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        bytes[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    *size = length / 2;
    return bytes;
}

/* Hash, key and fingerprint; the dates stay those that the server counts with. */
static void take_encoded(struct site_session *session, struct certificate *certificate,
                         const char *hex)
{
    struct der der = {0};
    struct certificate *read = NULL;
    size_t count = 0;
    struct error err = ERROR_NONE;
    der.data = bytes_of(session->scratch, hex, &der.size);
    if (der.data == NULL || !chain_facts(session->parent, &der, 1, &read, &count, &err))
        return;
    struct certificate known = *certificate;
    *certificate = read[0];
    if (known.not_before_unix_s != 0)
        certificate->not_before_unix_s = known.not_before_unix_s;
    if (known.not_after_unix_s != 0)
        certificate->not_after_unix_s = known.not_after_unix_s;
}

static void take_certificates(struct site_session *session, struct broker *broker,
                              const struct rows *rows, const struct rows *encoded,
                              int64_t endpoint_certificate)
{
    for (size_t i = 0; i < rows->count; i++) {
        int64_t id = 0;
        if (!session_number(rows, i, "certificate_id", &id))
            continue;
        struct broker_certificate *found = mem_append(session->parent, &broker->certificates,
                                                      &broker->certificate_count, sizeof *found);
        found->name = session_text(session, rows, i, "certificate_name");
        found->owner = session_text(session, rows, i, "owner_name");
        found->of_endpoint = id == endpoint_certificate;
        found->certificate.subject = session_text(session, rows, i, "subject");
        found->certificate.issuer = session_text(session, rows, i, "issuer_name");
        take_date(rows, i, "start_date", &found->certificate.not_before_unix_s);
        take_date(rows, i, "expiry_date", &found->certificate.not_after_unix_s);
        take_encoded(session, &found->certificate,
                     rows_cell(encoded, find_row(encoded, id), "encoded"));
    }
}

static void explain_lack(struct site_session *session, struct broker *broker, bool may_read)
{
    if (may_read || broker->reason != NULL)
        return;
    broker->reason = talloc_strdup(session->parent, "this login lacks VIEW ANY DEFINITION");
    broker->grant = session_grant(session, "VIEW ANY DEFINITION");
}

static void read_broker(struct site_session *session, struct broker *broker)
{
    struct rows rows = {0};
    struct rows encoded = {0};
    int64_t may_read = 0;
    int64_t certificate_id = 0;
    if (!ask_query(session, broker, QUERY_broker_permission, &rows))
        return;
    (void)session_number(&rows, 0, "any_definition", &may_read);
    explain_lack(session, broker, may_read == 1);
    if (!ask(session, broker, "USE [master]", &rows) ||
        !ask_query(session, broker, QUERY_broker_endpoint, &rows))
        return;
    if (rows.count == 0) {
        broker->state = may_read == 1 ? READ_NO_ROWS : READ_NOT_TRIED;
        return;
    }
    take_endpoint(session, broker, &rows, &certificate_id);
    if (!ask_query(session, broker, QUERY_broker_certificates, &rows))
        return;
    if (rows.count > 0 && !ask_query(session, broker, QUERY_broker_encoded, &encoded))
        encoded = (struct rows){0}; /* before SQL Server 2012 there is no CERTENCODED */
    take_certificates(session, broker, &rows, &encoded, certificate_id);
}

void replication_collect(struct site_session *session)
{
    struct facts *facts = session->facts;
    if (session->lost || !has_link(facts))
        return;
    struct broker *broker =
        mem_append(session->parent, &facts->brokers, &facts->broker_count, sizeof *broker);
    broker->server = facts->server.name;
    broker->database = facts->database;
    read_broker(session, broker);
}
