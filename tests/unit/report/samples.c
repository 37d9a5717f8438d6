#include "tests/unit/report/samples.h"

#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "evidence/records.h"

enum { NOW = 1795492800, DAY = 86400 }; /* 2026-11-24 04:00:00 */

static char *copy(void *parent, const char *text)
{
    return talloc_strdup(parent, text);
}

struct path *sample_path(struct sample *sample, const char *component, const char *host,
                         const char *driver, enum verdict verdict)
{
    struct judgement *judgement = sample->judgement;
    struct path *path =
        mem_append(judgement, &judgement->paths, &judgement->path_count, sizeof *path);
    path->component = component;
    path->role = copy(judgement, "SMS Management Point");
    path->site_code = copy(judgement, "P01");
    path->host = copy(judgement, host);
    path->endpoint = copy(judgement, "sql01.contoso.com,1433");
    path->driver = copy(judgement, driver);
    path->verdict = verdict;
    return path;
}

struct finding *sample_finding(void *parent, struct finding **list, size_t *count, const char *id,
                               enum severity severity, const char *sentence)
{
    struct finding *finding = mem_append(parent, list, count, sizeof *finding);
    finding->id = id;
    finding->severity = severity;
    finding->sentence = copy(parent, sentence);
    finding->source = copy(parent, "KB 3135244");
    return finding;
}

void sample_fact(void *parent, struct finding *finding, const char *fact)
{
    char **slot = mem_append(parent, &finding->facts, &finding->fact_count, sizeof *slot);
    *slot = copy(parent, fact);
}

static void add_version(struct facts *facts, struct endpoint *endpoint, enum tls_version version,
                        enum tls_answer answer)
{
    struct tls_version_fact *fact =
        mem_append(facts, &endpoint->versions, &endpoint->version_count, sizeof *fact);
    *fact = (struct tls_version_fact){.version = version, .answer = answer};
}

static void add_endpoint(struct facts *facts)
{
    struct endpoint *endpoint =
        mem_append(facts, &facts->endpoints, &facts->endpoint_count, sizeof *endpoint);
    endpoint->server = copy(facts, "sql01.contoso.com");
    endpoint->host = copy(facts, "sql01.contoso.com");
    endpoint->port = 1433;
    endpoint->address = copy(facts, "192.0.2.10");
    endpoint->reach = REACH_TDS;
    endpoint->engine = (struct version){.part = {13, 0, 5026}, .count = 3};
    endpoint->encryption = ENCRYPTION_OFF;
    add_version(facts, endpoint, TLS_1_0, TLS_ACCEPTED);
    add_version(facts, endpoint, TLS_1_1, TLS_ACCEPTED);
    add_version(facts, endpoint, TLS_1_2, TLS_ACCEPTED);
    add_version(facts, endpoint, TLS_1_3, TLS_REFUSED);
    endpoint->handshake.tried = endpoint->handshake.completed = true;
    endpoint->handshake.suite = copy(facts, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    endpoint->handshake.key_exchange = copy(facts, "ECDHE X25519");
    struct certificate *leaf =
        mem_append(facts, &endpoint->chain, &endpoint->chain_count, sizeof *leaf);
    leaf->subject = copy(facts, "CN=sql01.contoso.com");
    leaf->issuer = copy(facts, "CN=Contoso Issuing CA 1");
    leaf->not_before_unix_s = NOW - 100 * DAY;
    leaf->not_after_unix_s = NOW + 212 * DAY + 60;
    leaf->fingerprint = copy(facts, "AA:BB");
    endpoint->connections = 6;
}

static void add_login(struct facts *facts, const char *driver, const char *api, const char *version,
                      enum login_outcome outcome)
{
    struct login *login = mem_append(facts, &facts->logins, &facts->login_count, sizeof *login);
    login->driver = copy(facts, driver);
    login->api = copy(facts, api);
    login->version = version == NULL ? NULL : copy(facts, version);
    login->outcome = outcome;
}

static struct sample empty(void *memory)
{
    struct sample sample = {talloc_zero(memory, struct facts),
                            talloc_zero(memory, struct judgement)};
    sample.facts->now_unix_s = NOW;
    sample.facts->request.legacy_probe = true;
    return sample;
}

static struct sample with_site(void *memory)
{
    struct sample sample = empty(memory);
    struct facts *facts = sample.facts;
    add_endpoint(facts);
    add_login(facts, "FreeTDS db-lib", "db-lib", "1.3.17", LOGIN_PROVEN);
    add_login(facts, "FreeTDS", "ODBC", NULL, LOGIN_PROVEN);
    facts->sqlcheck_version = copy(facts, "0.1.0");
    facts->connections = 9;
    facts->site_read = true;
    facts->database = copy(facts, "CM_P01");
    struct site *site = mem_append(facts, &facts->sites, &facts->site_count, sizeof *site);
    site->code = copy(facts, "P01");
    site->type = SITE_PRIMARY;
    sample.judgement->configmgr = copy(facts, "Configuration Manager 2203");
    sample.judgement->engine = copy(facts, "SQL Server 2016 SP2");
    return sample;
}

static void add_old_driver(struct judgement *judgement, struct path *path, const char *age)
{
    struct finding *finding = sample_finding(
        judgement, &path->findings, &path->finding_count, "SQLC-DRV-001", SEVERITY_FAIL,
        "Native Client 11.1.3000 has no TLS 1.2; the first that has is 11.x.6538");
    sample_fact(judgement, finding,
                talloc_asprintf(judgement,
                                "v_GS_ADD_REMOVE_PROGRAMS_64: \"Microsoft SQL Server 2012 Native "
                                "Client \" 11.1.3000.0, scanned %s",
                                age));
    finding->fix = copy(judgement, "install Native Client 11.4.7001.0 or later there");
}

static void assume(struct judgement *judgement, struct path *path, const char *sentence)
{
    char **slot = mem_append(judgement, &path->assumed, &path->assumed_count, sizeof *slot);
    *slot = copy(judgement, sentence);
}

struct sample sample_site(void *memory)
{
    struct sample sample = with_site(memory);
    struct judgement *judgement = sample.judgement;
    judgement->verdict = VERDICT_FAIL;
    judgement->headline =
        copy(judgement, "1 of 3 connection paths to CM_P01 would fail with TLS 1.2 "
                        "only, 1 cannot be told");
    judgement->failing = judgement->passed = judgement->unknown = 1;
    judgement->passed_on_assumption = 1;
    add_old_driver(judgement,
                   sample_path(&sample, "management point", "mp01.contoso.com",
                               "Native Client 11.1.3000", VERDICT_FAIL),
                   "3 days ago");
    assume(judgement,
           sample_path(&sample, "management point", "mp02.contoso.com", "Native Client 11.4.7001",
                       VERDICT_PASS),
           "TLS 1.2 client on: documented default of Windows Server 2016");
    struct path *unknown = sample_path(&sample, "management point", "mp03.contoso.com",
                                       "not inventoried", VERDICT_UNKNOWN);
    struct finding *finding = sample_finding(
        judgement, &unknown->findings, &unknown->finding_count, "SQLC-DRV-007", SEVERITY_UNKNOWN,
        "which drivers mp03.contoso.com has is not known: no rows");
    finding->fix = copy(judgement, "let it run a hardware inventory");
    return sample;
}

struct sample sample_many(void *memory, size_t hosts)
{
    struct sample sample = with_site(memory);
    struct judgement *judgement = sample.judgement;
    judgement->verdict = VERDICT_FAIL;
    judgement->headline = copy(judgement, "many");
    for (size_t i = 0; i < hosts; i++) {
        char *host = talloc_asprintf(judgement, "mp%03zu.contoso.com", i);
        bool fails = i % 2 == 1;
        struct path *path =
            sample_path(&sample, "management point", host,
                        fails ? "Native Client 11.1.3000" : "Native Client 11.4.7001",
                        fails ? VERDICT_FAIL : VERDICT_PASS);
        if (fails)
            add_old_driver(judgement, path, i % 4 == 1 ? "1 day ago" : "2 days ago");
    }
    return sample;
}

struct sample sample_unreached(void *memory)
{
    struct sample sample = empty(memory);
    struct facts *facts = sample.facts;
    struct endpoint *endpoint =
        mem_append(facts, &facts->endpoints, &facts->endpoint_count, sizeof *endpoint);
    endpoint->host = copy(facts, "sql01.contoso.com");
    endpoint->port = 1433;
    endpoint->reach = REACH_SILENT;
    endpoint->stage = copy(facts, "prelogin");
    endpoint->reason = copy(facts, "connected, but nothing came back");
    endpoint->elapsed_ms = 2034;
    endpoint->connections = facts->connections = 1;
    facts->login_note = copy(facts, "the probe did not get that far");
    sample.judgement->verdict = VERDICT_UNKNOWN;
    sample.judgement->headline = copy(facts, "sql01.contoso.com,1433 could not be probed");
    struct judgement *judgement = sample.judgement;
    struct finding *finding =
        sample_finding(judgement, &judgement->findings, &judgement->finding_count, "SQLC-SRV-004",
                       SEVERITY_UNKNOWN, "sql01.contoso.com,1433 could not be probed: silent");
    finding->fix = copy(judgement, "check name, port, firewall and SQL Browser, then run again");
    return sample;
}

/* One item in every list of the record, all texts of it `text` (NULL leaves them NULL). */
static void fill(void *parent, const struct record *record, char *value, const char *text)
{
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        char *place = value + field->offset;
        char *own = text == NULL ? NULL : copy(parent, text);
        if (field->kind == FIELD_TEXT)
            memcpy(place, &own, sizeof own);
        if (field->kind == FIELD_RECORD)
            fill(parent, field->record, place, text);
        if (field->kind != FIELD_LIST && field->kind != FIELD_TEXT_LIST)
            continue;
        size_t count = 1;
        size_t size = field->kind == FIELD_LIST ? field->record->size : sizeof own;
        char *item = mem_zeroed(parent, 1, size);
        if (field->kind == FIELD_LIST)
            fill(parent, field->record, item, text);
        else
            memcpy(item, &own, sizeof own);
        memcpy(place, &item, sizeof item);
        memcpy(value + field->count_offset, &count, sizeof count);
    }
}

static void fill_finding(void *parent, struct finding *finding, const char *text)
{
    *finding = (struct finding){.id = text, .severity = SEVERITY_FAIL};
    finding->facts = mem_array(parent, char *, 1);
    finding->fact_count = 1;
    if (text == NULL)
        return;
    finding->sentence = copy(parent, text);
    finding->fix = copy(parent, text);
    finding->source = copy(parent, text);
    finding->facts[0] = copy(parent, text);
}

struct sample sample_of_text(void *memory, const char *text)
{
    struct sample sample = empty(memory);
    struct judgement *judgement = sample.judgement;
    fill(sample.facts, &facts_record, (char *)sample.facts, text);
    judgement->headline = text == NULL ? NULL : copy(judgement, text);
    judgement->configmgr = judgement->engine = judgement->headline;
    for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
        struct path *path =
            mem_append(judgement, &judgement->paths, &judgement->path_count, sizeof *path);
        *path = (struct path){.component = text, .verdict = (enum verdict)verdict};
        path->role = path->site_code = path->host = path->endpoint = path->driver =
            judgement->headline;
        path->findings = mem_array(judgement, struct finding, 1);
        path->finding_count = 1;
        fill_finding(judgement, path->findings, text);
        path->assumed = mem_array(judgement, char *, 1);
        path->assumed_count = 1;
        path->assumed[0] = judgement->headline;
    }
    judgement->findings = mem_array(judgement, struct finding, 1);
    judgement->finding_count = 1;
    fill_finding(judgement, judgement->findings, text);
    judgement->not_judged = mem_array(judgement, char *, 1);
    judgement->not_judged_count = 1;
    judgement->not_judged[0] = judgement->headline;
    judgement->not_connecting = mem_array(judgement, struct quiet_component, 1);
    judgement->not_connecting_count = 1;
    judgement->not_connecting[0].component = judgement->headline;
    return sample;
}

struct sample sample_nulls(void *memory)
{
    return sample_of_text(memory, NULL);
}
