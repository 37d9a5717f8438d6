#include "lab/case.h"

#include <stddef.h>
#include <string.h>

#include <talloc.h>

#include "base/ini.h"
#include "base/mem.h"
#include "base/text.h"
#include "lab/hello_answer.h"
#include "lab/tls_server.h"

struct word {
    const char *text;
    int value;
};

static const struct word encryption_words[] = {
    {"off", LAB_ENCRYPTION_OFF},
    {"on", LAB_ENCRYPTION_ON},
    {"required", LAB_ENCRYPTION_REQUIRED},
    {"not-supported", LAB_ENCRYPTION_NOT_SUPPORTED},
    {"strict", LAB_ENCRYPTION_STRICT},
    {"both", LAB_ENCRYPTION_BOTH},
    {NULL, 0},
};

static const struct word certificate_words[] = {
    {"good", LAB_CERTIFICATE_GOOD},
    {"wrong-name", LAB_CERTIFICATE_WRONG_NAME},
    {"expired", LAB_CERTIFICATE_EXPIRED},
    {"expires-soon", LAB_CERTIFICATE_EXPIRES_SOON},
    {"fallback", LAB_CERTIFICATE_FALLBACK},
    {"unknown-ca", LAB_CERTIFICATE_UNKNOWN_CA},
    {"big-chain", LAB_CERTIFICATE_BIG_CHAIN},
    {"sha1", LAB_CERTIFICATE_SHA1},
    {"md5", LAB_CERTIFICATE_MD5},
    {"rsa-1024", LAB_CERTIFICATE_RSA_1024},
    {"not-yet-valid", LAB_CERTIFICATE_NOT_YET_VALID},
    {"client-only", LAB_CERTIFICATE_CLIENT_ONLY},
    {"common-name", LAB_CERTIFICATE_COMMON_NAME},
    {"self-signed", LAB_CERTIFICATE_SELF_SIGNED},
    {"intermediate-expired", LAB_CERTIFICATE_INTERMEDIATE_EXPIRED},
    {"intermediate-missing", LAB_CERTIFICATE_INTERMEDIATE_MISSING},
    {"intermediate-no-ca", LAB_CERTIFICATE_INTERMEDIATE_NO_CA},
    {"name-constraints", LAB_CERTIFICATE_NAME_CONSTRAINTS},
    {"cross-signed", LAB_CERTIFICATE_CROSS_SIGNED},
    {"none", LAB_CERTIFICATE_NONE},
    {NULL, 0},
};

static const struct word fault_words[] = {
    {"none", LAB_FAULT_NONE},   {"refuse", LAB_FAULT_REFUSE}, {"hang", LAB_FAULT_HANG},
    {"reset", LAB_FAULT_RESET}, {"close", LAB_FAULT_CLOSE},   {"garbage", LAB_FAULT_GARBAGE},
    {"http", LAB_FAULT_HTTP},   {"drip", LAB_FAULT_DRIP},     {NULL, 0},
};

static const struct word stage_words[] = {
    {"accept", LAB_STAGE_ACCEPT},       {"prelogin", LAB_STAGE_PRELOGIN},
    {"handshake", LAB_STAGE_HANDSHAKE}, {"login", LAB_STAGE_LOGIN},
    {"query", LAB_STAGE_QUERY},         {NULL, 0},
};

static const struct word tls_words[] = {
    {"ssl3", 0x0300}, {"1.0", 0x0301}, {"1.1", 0x0302}, {"1.2", 0x0303}, {"1.3", 0x0304}, {NULL, 0},
};

static const struct word handshake_words[] = {{"0x12", 0x12}, {"0x04", 0x04}, {NULL, 0}};

static const struct word order_words[] = {{"server", 0}, {"client", 1}, {NULL, 0}};

static const struct word yes_no_words[] = {{"yes", 1}, {"no", 0}, {NULL, 0}};

enum key_kind { KEY_TEXT, KEY_LIST, KEY_NUMBER, KEY_WORD, KEY_VERSION, KEY_SUITE, KEY_IANA_SUITE };

struct key {
    const char *name;
    enum key_kind kind;
    size_t offset;
    const struct word *words; /* KEY_WORD */
    int low, high;            /* KEY_NUMBER */
};

#define AT(member) offsetof(struct lab_endpoint, member)

static const struct key endpoint_keys[] = {
    {"host", KEY_TEXT, AT(host), NULL, 0, 0},
    {"instance", KEY_TEXT, AT(instance), NULL, 0, 0},
    {"port", KEY_NUMBER, AT(port), NULL, 1, 65535},
    {"tls-min", KEY_WORD, AT(tls_min), tls_words, 0, 0},
    {"tls-max", KEY_WORD, AT(tls_max), tls_words, 0, 0},
    {"suite", KEY_SUITE, AT(suites), NULL, 0, 0},
    {"suite-order", KEY_WORD, AT(client_order), order_words, 0, 0},
    {"group", KEY_LIST, AT(groups), NULL, 0, 0},
    {"signature", KEY_LIST, AT(signatures), NULL, 0, 0},
    {"hello-suite", KEY_IANA_SUITE, AT(hello_suites), NULL, 0, 0},
    {"certificate", KEY_WORD, AT(certificate), certificate_words, 0, 0},
    {"certificate-name", KEY_LIST, AT(certificate_names), NULL, 0, 0},
    {"certificate-address", KEY_WORD, AT(certificate_address), yes_no_words, 0, 0},
    {"encryption", KEY_WORD, AT(encryption), encryption_words, 0, 0},
    {"version", KEY_VERSION, AT(version), NULL, 0, 0},
    {"product-version", KEY_TEXT, AT(product_version), NULL, 0, 0},
    {"product-level", KEY_TEXT, AT(product_level), NULL, 0, 0},
    {"update-level", KEY_TEXT, AT(update_level), NULL, 0, 0},
    {"edition", KEY_TEXT, AT(edition), NULL, 0, 0},
    {"engine-edition", KEY_NUMBER, AT(engine_edition), NULL, 1, 99},
    {"server-name", KEY_TEXT, AT(server_name), NULL, 0, 0},
    {"packet-size", KEY_NUMBER, AT(packet_size), NULL, 512, 32767},
    {"flight-packet", KEY_NUMBER, AT(flight_packet), NULL, 9, 32767},
    {"one-byte-segments", KEY_WORD, AT(one_byte_segments), yes_no_words, 0, 0},
    {"reply-delay-ms", KEY_NUMBER, AT(reply_delay_ms), NULL, 0, 60000},
    {"handshake-type", KEY_WORD, AT(handshake_type), handshake_words, 0, 0},
    {"fault", KEY_WORD, AT(fault), fault_words, 0, 0},
    {"fault-at", KEY_WORD, AT(fault_at), stage_words, 0, 0},
    {"fault-after", KEY_NUMBER, AT(fault_after), NULL, 0, 1000000},
    {"fault-times", KEY_NUMBER, AT(fault_times), NULL, 0, 1000000},
    {"database", KEY_LIST, AT(databases), NULL, 0, 0},
    {"empty-database", KEY_LIST, AT(empty_databases), NULL, 0, 0},
    {"deny", KEY_LIST, AT(deny), NULL, 0, 0},
    {"missing", KEY_LIST, AT(missing), NULL, 0, 0},
    {"slow-query-ms", KEY_NUMBER, AT(slow_query_ms), NULL, 0, 600000},
    {"browser", KEY_WORD, AT(browser), yes_no_words, 0, 0},
    {"site-sql", KEY_TEXT, AT(site_sql), NULL, 0, 0},
    {NULL, KEY_TEXT, 0, NULL, 0, 0},
};

#undef AT
#define AT(member) offsetof(struct lab_case, member)

static const struct key case_keys[] = {
    {"title", KEY_TEXT, AT(title), NULL, 0, 0},
    {"server", KEY_TEXT, AT(server), NULL, 0, 0},
    {"database", KEY_TEXT, AT(database), NULL, 0, 0},
    {"user", KEY_TEXT, AT(user), NULL, 0, 0},
    {"option", KEY_LIST, AT(options), NULL, 0, 0},
    {"keytab", KEY_TEXT, AT(keytab), NULL, 0, 0},
    {NULL, KEY_TEXT, 0, NULL, 0, 0},
};

#undef AT

static const struct key login_keys[] = {
    {"user", KEY_TEXT, offsetof(struct lab_login, user), NULL, 0, 0},
    {"password", KEY_TEXT, offsetof(struct lab_login, password), NULL, 0, 0},
    {"principal", KEY_TEXT, offsetof(struct lab_login, principal), NULL, 0, 0},
    {NULL, KEY_TEXT, 0, NULL, 0, 0},
};

bool lab_list_has(const struct lab_list *list, const char *word)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_equal(list->item[i], word))
            return true;
    return false;
}

const char *lab_fault_word(int fault)
{
    for (const struct word *word = fault_words; word->text != NULL; word++)
        if (word->value == fault)
            return word->text;
    return "none";
}

static bool set_number(const struct key *key, const char *value, int *out, struct error *err)
{
    if (text_to_int(value, key->low, key->high, out))
        return true;
    return error_set(err, "'%s = %s': expected a number from %d to %d", key->name, value, key->low,
                     key->high);
}

static bool set_word(const struct key *key, const char *value, int *out, struct error *err)
{
    char *words = talloc_strdup(NULL, "");
    for (const struct word *word = key->words; word->text != NULL; word++) {
        if (strcmp(word->text, value) == 0) {
            *out = word->value;
            talloc_free(words);
            return true;
        }
        words = talloc_asprintf_append(words, "%s%s", word == key->words ? "" : ", ", word->text);
    }
    (void)error_set(err, "'%s = %s': expected one of %s", key->name, value, words);
    talloc_free(words);
    return false;
}

static void list_add(void *parent, struct lab_list *list, const char *value)
{
    char **item = mem_append(parent, &list->item, &list->count, sizeof *item);
    *item = talloc_strdup(parent, value);
}

static bool set_value(void *parent, const struct key *key, const char *value, void *object,
                      struct error *err)
{
    void *place = (char *)object + key->offset;
    switch (key->kind) {
    case KEY_NUMBER:
        return set_number(key, value, place, err);
    case KEY_WORD:
        return set_word(key, value, place, err);
    case KEY_VERSION:
        return version_parse(value, place) ||
               error_set(err, "'%s = %s': expected a version like 13.0.5026", key->name, value);
    case KEY_SUITE:
        if (!tls_server_suite_is_known(value))
            return error_set(err,
                             "'suite = %s': expected a TLS 1.2 suite by its OpenSSL name, "
                             "like ECDHE-RSA-AES256-GCM-SHA384",
                             value);
        list_add(parent, place, value);
        return true;
    case KEY_IANA_SUITE:
        if (!hello_answer_knows(value))
            return error_set(err,
                             "'hello-suite = %s': expected the IANA name of a suite, like "
                             "TLS_RSA_WITH_RC4_128_MD5",
                             value);
        list_add(parent, place, value);
        return true;
    case KEY_LIST:
        list_add(parent, place, value);
        return true;
    case KEY_TEXT:
        break;
    }
    *(char **)place = talloc_strdup(parent, value);
    return true;
}

static bool set_by_name(void *parent, const struct key *keys, const char *section, const char *name,
                        const char *value, void *object, struct error *err)
{
    char *names = talloc_strdup(NULL, "");
    for (const struct key *key = keys; key->name != NULL; key++) {
        if (strcmp(key->name, name) == 0) {
            talloc_free(names);
            if (value[0] == '\0')
                return error_set(err, "'%s' has no value", name);
            return set_value(parent, key, value, object, err);
        }
        names = talloc_asprintf_append(names, "%s%s", key == keys ? "" : ", ", key->name);
    }
    (void)error_set(err, "unknown key '%s' in [%s]", name, section);
    (void)error_hint(err, "expected one of %s", names);
    talloc_free(names);
    return false;
}

static struct lab_endpoint *endpoint_new(struct lab_case *lab, const char *name)
{
    struct lab_endpoint *endpoint = talloc_zero(lab, struct lab_endpoint);
    endpoint->name = talloc_strdup(endpoint, name);
    endpoint->port = 1433;
    endpoint->tls_min = 0x0301;
    endpoint->tls_max = 0x0303;
    endpoint->version = (struct version){.part = {13, 0, 5026, 0}, .count = 3};
    endpoint->engine_edition = 2;
    endpoint->flight_packet = 4096;
    endpoint->handshake_type = 0x12;
    endpoint->browser = 1;
    struct lab_endpoint **slot =
        mem_append(lab, &lab->endpoints, &lab->endpoint_count, sizeof(struct lab_endpoint *));
    *slot = endpoint;
    return endpoint;
}

static struct lab_endpoint *endpoint_named(struct lab_case *lab, const char *name)
{
    for (size_t i = 0; i < lab->endpoint_count; i++)
        if (strcmp(lab->endpoints[i]->name, name) == 0)
            return lab->endpoints[i];
    return endpoint_new(lab, name);
}

/* inih does not say when a section begins: each 'user' begins a login. */
static struct lab_login *login_for(struct lab_case *lab, const char *key)
{
    if (lab->login_count == 0 || strcmp(key, "user") == 0)
        return mem_append(lab, &lab->logins, &lab->login_count, sizeof(struct lab_login));
    return &lab->logins[lab->login_count - 1];
}

static bool take_pair(void *context, const char *section, const char *key, const char *value,
                      struct error *err)
{
    static const char endpoint[] = "endpoint ";
    struct lab_case *lab = context;
    if (err->text[0] != '\0')
        return false; /* inih reads on after the first error, and that is the one to tell */
    if (strcmp(section, "case") == 0)
        return set_by_name(lab, case_keys, section, key, value, lab, err);
    if (strcmp(section, "login") == 0)
        return set_by_name(lab, login_keys, section, key, value, login_for(lab, key), err);
    if (strncmp(section, endpoint, sizeof endpoint - 1) == 0)
        return set_by_name(lab, endpoint_keys, section, key, value,
                           endpoint_named(lab, section + sizeof endpoint - 1), err);
    return error_set(err, "unknown section '[%s]': expected [case], [login] or [endpoint NAME]",
                     section);
}

static bool check_endpoint(struct lab_endpoint *endpoint, struct error *err)
{
    if (endpoint->host == NULL)
        return error_set(err, "[endpoint %s] has no 'host'", endpoint->name);
    if (endpoint->tls_min > endpoint->tls_max)
        return error_set(err, "[endpoint %s]: 'tls-min' is above 'tls-max'", endpoint->name);
    if (endpoint->tls_min < 0x0301 && endpoint->hello_suites.count == 0)
        return error_set(err, "[endpoint %s]: SSL 3 needs 'hello-suite': OpenSSL has none of it",
                         endpoint->name);
    if (endpoint->product_version == NULL)
        endpoint->product_version = version_text(endpoint, &endpoint->version);
    if (endpoint->server_name == NULL) {
        char *machine = text_short_host(endpoint, endpoint->host);
        endpoint->server_name =
            endpoint->instance == NULL
                ? machine
                : talloc_asprintf(endpoint, "%s\\%s", machine, endpoint->instance);
    }
    return true;
}

static bool check_case(struct lab_case *lab, struct error *err)
{
    if (lab->endpoint_count == 0)
        return error_set(err, "no [endpoint NAME]");
    if (lab->server == NULL)
        return error_set(err, "[case] has no 'server'");
    for (size_t i = 0; i < lab->login_count; i++)
        if (lab->logins[i].user == NULL || lab->logins[i].password == NULL)
            return error_set(err, "[login] needs 'user', then 'password'");
    for (size_t i = 0; i < lab->endpoint_count; i++)
        if (!check_endpoint(lab->endpoints[i], err))
            return false;
    if (lab->user == NULL && lab->login_count > 0)
        lab->user = lab->logins[0].user;
    return true;
}

struct lab_case *lab_case_read(void *parent, const char *folder, struct error *err)
{
    struct lab_case *lab = talloc_zero(parent, struct lab_case);
    lab->folder = talloc_strdup(lab, folder);
    char *path = talloc_asprintf(lab, "%s/lab.ini", folder);
    if (ini_read(path, take_pair, lab, err)) {
        if (check_case(lab, err))
            return lab;
        (void)error_wrap(err, "%s", path);
    }
    talloc_free(lab);
    return NULL;
}
