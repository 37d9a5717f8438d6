#include "tests/unit/judge/good_site.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdarg.h>
#include <string.h>

void *scratch;
const struct tables *tables;
struct facts *facts;

void setup(void)
{
    struct error err = ERROR_NONE;
    scratch = talloc_new(NULL);
    tables = tables_load(scratch, &err);
    cr_assert_not_null(tables, "%s", err.text);
    facts = good_site(scratch);
}

void teardown(void)
{
    talloc_free(scratch);
}

char *text(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *made = talloc_vasprintf(scratch, format, args);
    va_end(args);
    return made;
}

struct site *add_site(const char *code, enum site_type type, const char *version,
                      const char *sql_server)
{
    struct site *site = mem_append(facts, &facts->sites, &facts->site_count, sizeof *site);
    *site = (struct site){.code = text("%s", code),
                          .type = type,
                          .version = version == NULL ? NULL : text("%s", version),
                          .sql_server = sql_server == NULL ? NULL : text("%s", sql_server),
                          .sql_port = sql_server == NULL ? 0 : 1433};
    return site;
}

struct endpoint *add_endpoint(const char *host, const char *instance, int port)
{
    struct endpoint *endpoint =
        mem_append(facts, &facts->endpoints, &facts->endpoint_count, sizeof *endpoint);
    *endpoint = facts->endpoints[0];
    endpoint->host = text("%s", host);
    endpoint->instance = instance == NULL ? NULL : text("%s", instance);
    endpoint->port = port;
    endpoint->address = text("192.0.2.%zu", 100 + facts->endpoint_count);
    struct name_lookup *lookup =
        mem_append(facts, &facts->lookups, &facts->lookup_count, sizeof *lookup);
    *lookup = (struct name_lookup){.server = instance == NULL ? text("%s", host)
                                                              : text("%s\\%s", host, instance),
                                   .address = endpoint->address,
                                   .port = instance == NULL ? port : 0,
                                   .endpoint = (int)facts->endpoint_count};
    return endpoint;
}

struct role *add_role(const char *site_code, const char *role_name, const char *host)
{
    struct role *role = mem_append(facts, &facts->roles, &facts->role_count, sizeof *role);
    *role = (struct role){.site_code = text("%s", site_code),
                          .role = text("%s", role_name),
                          .host = host == NULL ? NULL : text("%s", host),
                          .database_seen = true};
    return role;
}

struct host *add_host(const char *name, const char *windows_version)
{
    struct host *host = mem_append(facts, &facts->hosts, &facts->host_count, sizeof *host);
    struct source inventory = {.kind = SOURCE_DATABASE,
                               .where = text("v_GS_WORKSTATION_STATUS"),
                               .seen_unix_s = NOW_S - 3 * A_DAY_S};
    *host = (struct host){.name = text("%s", name),
                          .windows = text("Windows"),
                          .windows_version =
                              windows_version == NULL ? NULL : text("%s", windows_version),
                          .windows_source = inventory,
                          .programs_state = READ_DONE,
                          .programs_source = inventory,
                          .full_name_seen = true};
    return host;
}

struct program *add_program(struct host *host, const char *name, const char *version, int bits)
{
    struct program *program =
        mem_append(facts, &host->programs, &host->program_count, sizeof *program);
    *program = (struct program){.name = text("%s", name),
                                .version = version == NULL ? NULL : text("%s", version),
                                .bits = bits,
                                .source = {.kind = SOURCE_DATABASE,
                                           .where = text("v_GS_ADD_REMOVE_PROGRAMS_64"),
                                           .seen_unix_s = NOW_S - 3 * A_DAY_S}};
    return program;
}

void add_gap(const char *costs, const char *object, const char *grant, bool required)
{
    struct gap *gap = mem_append(facts, &facts->gaps, &facts->gap_count, sizeof *gap);
    *gap = (struct gap){.costs = text("%s", costs),
                        .object = text("%s", object),
                        .reason = text("229: denied"),
                        .grant = text("%s", grant),
                        .required = required};
}

struct host *host_of(const char *name)
{
    for (size_t i = 0; i < facts->host_count; i++)
        if (strcmp(facts->hosts[i].name, name) == 0)
            return &facts->hosts[i];
    cr_assert_fail("no host %s", name);
    return NULL;
}

static void good_endpoint(struct endpoint *endpoint)
{
    static struct tls_version_fact versions[] = {
        {.version = TLS_1_0, .answer = TLS_REFUSED},
        {.version = TLS_1_1, .answer = TLS_REFUSED},
        {.version = TLS_1_2, .answer = TLS_ACCEPTED},
        {.version = TLS_1_3, .answer = TLS_REFUSED},
    };
    *endpoint = (struct endpoint){
        .server = text("sql01.contoso.com"),
        .host = text("sql01.contoso.com"),
        .port = 1433,
        .address = text("192.0.2.10"),
        .reach = REACH_TDS,
        .stage = text("handshake"),
        .encryption = ENCRYPTION_OFF,
        .version_count = TLS_VERSION_COUNT,
        .handshake = {.tried = true,
                      .completed = true,
                      .suite = text("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")},
    };
    endpoint->versions = mem_array(facts, struct tls_version_fact, TLS_VERSION_COUNT);
    memcpy(endpoint->versions, versions, sizeof versions);
    cr_assert(version_parse("13.0.5026", &endpoint->engine));
    endpoint->chain = mem_array(facts, struct certificate, 1);
    endpoint->chain_count = 1;
    endpoint->chain[0] = (struct certificate){
        .subject = text("CN=sql01.contoso.com"),
        .issuer = text("CN=Contoso CA"),
        .not_before_unix_s = NOW_S - 100 * A_DAY_S,
        .not_after_unix_s = NOW_S + 212 * A_DAY_S,
        .key_type = text("RSA"),
        .key_bits = 2048,
        .signature_hash = text("SHA256"),
    };
}

static void good_login(struct login *login)
{
    *login = (struct login){.driver = text("FreeTDS db-lib"),
                            .outcome = LOGIN_PROVEN,
                            .chosen = text("1.2"),
                            .finished = true,
                            .floor_proof = FLOOR_HELLO};
}

struct facts *good_site(void *parent)
{
    facts = talloc_zero(parent, struct facts);
    facts->now_unix_s = NOW_S;
    facts->server_now_unix_s = NOW_S;
    facts->site_read = true;
    facts->database = text("CM_P01");
    facts->server = (struct server_properties){.name = text("SQL01"),
                                               .product_version = text("13.0.5026.0"),
                                               .edition = text("Standard Edition (64-bit)"),
                                               .engine_edition = 2};
    facts->endpoints = mem_array(facts, struct endpoint, 1);
    facts->endpoint_count = 1;
    good_endpoint(&facts->endpoints[0]);
    facts->logins = mem_array(facts, struct login, 1);
    facts->login_count = 1;
    good_login(&facts->logins[0]);
    add_site("P01", SITE_PRIMARY, "5.00.9078.1000", "SQL01.contoso.com");
    add_role("P01", "SMS Management Point", "mp01.contoso.com");
    add_role("P01", "SMS Provider", "cm01.contoso.com");
    add_role("P01", "SMS Site Server", "CM01.contoso.com");
    add_role("P01", "SMS SQL Server", "sql01.contoso.com");
    add_role("P01", "SMS Distribution Point", "dp01.contoso.com");
    for (int i = 0; i < 2; i++) {
        struct host *host =
            add_host(i == 0 ? "mp01.contoso.com" : "cm01.contoso.com", "10.0.14393");
        add_program(host, "Microsoft SQL Server 2012 Native Client ", "11.4.7001.0", 64);
    }
    return facts;
}

/* ---- judgements ---------------------------------------------------------------------------- */

static enum verdict of(enum severity severity)
{
    return severity == SEVERITY_FAIL      ? VERDICT_FAIL
           : severity == SEVERITY_UNKNOWN ? VERDICT_UNKNOWN
           : severity == SEVERITY_WARN    ? VERDICT_WARN
                                          : VERDICT_PASS;
}

static enum verdict worst(const struct finding *findings, size_t count)
{
    enum verdict verdict = VERDICT_PASS;
    for (size_t i = 0; i < count; i++)
        verdict = of(findings[i].severity) > verdict ? of(findings[i].severity) : verdict;
    return verdict;
}

struct judgement *verdicts(void)
{
    struct judgement *out = judge(scratch, facts, tables);
    size_t counted[VERDICT_COUNT] = {0};
    enum verdict verdict = worst(out->findings, out->finding_count);
    for (size_t i = 0; i < out->path_count; i++) {
        const struct path *path = &out->paths[i];
        cr_expect_eq(path->verdict, worst(path->findings, path->finding_count),
                     "%s on %s: a verdict without a finding", path->component, path->host);
        cr_expect(path->driver != NULL && path->endpoint != NULL && path->host != NULL);
        counted[path->verdict]++;
        verdict = path->verdict > verdict ? path->verdict : verdict;
    }
    cr_expect_eq(out->verdict, verdict, "the run is the worst of its parts");
    cr_expect(out->path_count > 0 || out->verdict >= VERDICT_UNKNOWN, "no path, no all-clear");
    cr_expect(out->passed == counted[VERDICT_PASS] && out->warned == counted[VERDICT_WARN] &&
              out->unknown == counted[VERDICT_UNKNOWN] && out->failing == counted[VERDICT_FAIL]);
    cr_expect_not_null(out->headline);
    return out;
}

const struct path *path_of(const struct judgement *judgement, const char *component,
                           const char *host)
{
    for (size_t i = 0; i < judgement->path_count; i++)
        if (text_equal(judgement->paths[i].component, component) &&
            text_equal(judgement->paths[i].host, host))
            return &judgement->paths[i];
    cr_assert_fail("no path of %s on %s", component, host);
    return NULL;
}

static const struct finding *find(const struct finding *findings, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(findings[i].id, id) == 0)
            return &findings[i];
    return NULL;
}

const struct finding *path_finding(const struct path *path, const char *id)
{
    return find(path->findings, path->finding_count, id);
}

const struct finding *run_finding(const struct judgement *judgement, const char *id)
{
    return find(judgement->findings, judgement->finding_count, id);
}
