#include "net/target.h"

#include "base/text.h"

#include <criterion/criterion.h>
#include <talloc.h>

struct accepted {
    const char *text;
    const char *host;
    const char *instance;
    int port;
};

static const struct accepted accepted[] = {
    {"sql01", "sql01", NULL, 0},
    {" sql01.contoso.com ", "sql01.contoso.com", NULL, 0},
    {"tcp:sql01,1433", "sql01", NULL, 1433},
    {"TCP:sql01", "sql01", NULL, 0},
    {"sql01, 65535", "sql01", NULL, 65535},
    {"sql01\\CONFIGMGRSEC", "sql01", "CONFIGMGRSEC", 0},
    {"tcp:sql01\\INST,1500", "sql01", "INST", 1500},
    {"sql01\\mssqlserver", "sql01", NULL, 0},
    {"192.0.2.7,1", "192.0.2.7", NULL, 1},
    {"[::1],1433", "::1", NULL, 1433},
    {"[fe80::1%eth0]\\X", "fe80::1%eth0", "X", 0},
};

Test(target, accepted_forms)
{
    for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++) {
        const struct accepted *row = &accepted[i];
        void *memory = talloc_new(NULL);
        struct target target = {0};
        struct error err = ERROR_NONE;
        cr_assert(target_parse(memory, row->text, &target, &err), "%s: %s", row->text, err.text);
        cr_assert_str_eq(target.host, row->host, "%s", row->text);
        cr_assert_eq(target.port, row->port, "%s", row->text);
        cr_assert((target.instance == NULL) == (row->instance == NULL), "%s", row->text);
        if (row->instance != NULL)
            cr_assert_str_eq(target.instance, row->instance, "%s", row->text);
        talloc_free(memory);
    }
}

static const struct {
    const char *text;
    const char *says;
} refused[] = {
    {"", "names no host"},
    {"tcp:", "names no host"},
    {",1433", "names no host"},
    {"np:\\\\sql01\\pipe\\sql\\query", "named pipes"},
    {"\\\\.\\pipe\\sql\\query", "pipe"},
    {"lpc:sql01", "shared memory"},
    {"admin:sql01", "administrator"},
    {"(local)", "not supported"},
    {".", "not supported"},
    {".\\SQLEXPRESS", "not supported"},
    {"(LocalDB)\\x", "not supported"},
    {"sql01:1433", "not a host name"},
    {"::1", "not a host name"},
    {"[::1", "without"},
    {"[]", "without"},
    {"[::1]1433", "after a comma"},
    {"[sql01,14330],1433", "not a host name"},
    {"[sql01\\A]\\B", "not a host name"},
    {"sql01]", "not a host name"},
    {"sql01,", "port"},
    {"sql01,0", "port"},
    {"sql01,65536", "port"},
    {"sql01,14x", "port"},
    {"sql01,-1", "port"},
    {"sql01,1433,2", "port"},
    {"sql01\\", "instance"},
    {"sql01\\a\\b", "instance"},
    {"sql01\\012345678901234567890123456789012", "instance"},
    {"sql 01", "not a host name"},
    {"sql01;Encrypt=no", "not a host name"},
};

Test(target, refused_forms_say_why_and_leave_the_result_alone)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        void *memory = talloc_new(NULL);
        struct target target = {.port = 77};
        struct error err = ERROR_NONE;
        cr_assert(!target_parse(memory, refused[i].text, &target, &err), "%s", refused[i].text);
        cr_assert(text_contains(err.text, refused[i].says), "%s: %s", refused[i].text, err.text);
        cr_assert_eq(target.port, 77, "%s", refused[i].text);
        talloc_free(memory);
    }
}

/* rule, host:port in, host:port out */
static const struct {
    const char *rule;
    const char *host;
    int port;
    const char *to_host;
    int to_port;
} applied[] = {
    {"sql01::127.0.0.9:", "sql01", 1433, "127.0.0.9", 1433},
    {"sql01::127.0.0.9:", "SQL01", 1434, "127.0.0.9", 1434},
    {"sql01::127.0.0.9:", "sql02", 1433, "sql02", 1433},
    {"sql01:1433:127.0.0.9:5000", "sql01", 1433, "127.0.0.9", 5000},
    {"sql01:1433:127.0.0.9:5000", "sql01", 1434, "sql01", 1434},
    {"::127.0.0.9:", "anything", 5, "127.0.0.9", 5},
    {":1433::5000", "sql01", 1433, "sql01", 5000},
    {"[::1]:1433:[fe80::1]:1", "::1", 1433, "fe80::1", 1},
    {":::", "sql01", 1433, "sql01", 1433},
};

Test(connect_to, rules_apply_as_in_curl)
{
    for (size_t i = 0; i < sizeof applied / sizeof applied[0]; i++) {
        void *memory = talloc_new(NULL);
        struct connect_to rule;
        struct error err = ERROR_NONE;
        const char *host;
        int port;
        cr_assert(connect_to_parse(memory, applied[i].rule, &rule, &err), "%s", err.text);
        connect_to_apply(&rule, 1, applied[i].host, applied[i].port, &host, &port);
        cr_assert_str_eq(host, applied[i].to_host, "%s", applied[i].rule);
        cr_assert_eq(port, applied[i].to_port, "%s", applied[i].rule);
        talloc_free(memory);
    }
}

Test(connect_to, first_matching_rule_wins)
{
    char host_a[] = "a";
    char to_1[] = "1.1.1.1";
    char to_2[] = "2.2.2.2";
    const struct connect_to rules[] = {
        {.host = host_a, .port = 9, .to_host = to_1},
        {.host = host_a, .to_host = to_2, .to_port = 7},
        {.host = host_a, .to_host = to_1},
    };
    const char *host;
    int port;
    connect_to_apply(rules, 3, "A", 1433, &host, &port);
    cr_assert_str_eq(host, "2.2.2.2");
    cr_assert_eq(port, 7);
}

Test(connect_to, broken_rules_are_refused)
{
    static const char *const broken[] = {"",           "a",           "a:1",     "a:1:b",
                                         "a:1:b:2:3",  "a:x:b:2",     "a:1:b:0", "a:1:b:65536",
                                         "[::1:1:b:2", "[::1]x:1:b:2"};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        void *memory = talloc_new(NULL);
        struct connect_to rule = {.port = 77};
        struct error err = ERROR_NONE;
        cr_assert(!connect_to_parse(memory, broken[i], &rule, &err), "%s", broken[i]);
        cr_assert_eq(rule.port, 77);
        talloc_free(memory);
    }
}
