/* What each Windows offers, compared with what documents say of servers that some cannot reach. */
#include "drivers/tables/tables.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "wire/tls.h"

static void *scratch;
static const struct tables *tables;

static void load(void)
{
    struct error err = ERROR_NONE;
    scratch = talloc_new(NULL);
    tables = tables_load(scratch, &err);
    cr_assert_not_null(tables, "%s", err.text);
}

static void unload(void)
{
    talloc_free(scratch);
}

TestSuite(tls_clients, .init = load, .fini = unload);

static const struct build_test {
    const char *version, *key;
} builds[] = {
    {"5.2.3790", NULL},
    {"6.0.6002", "vista-2008"},
    {"6.1.7601", "win7-2008r2"},
    {"6.2.9200", "win8-2012"},
    {"6.3.9600", "win81-2012r2"},
    {"10.0.10239", NULL},
    {"10.0.10240", "win10-1507"},
    {"10.0.14393.6614", "win10-1607-2016"},
    {"10.0.17763", "win10-1809-2019"},
    {"10.0.19041", "win10-1903-2004"},
    {"10.0.19044", "win10-20h2-21h2"},
    {"10.0.19045", "win10-22h2"},
    {"10.0.20348", "server2022"},
    {"10.0.22000", "win11-21h2"},
    {"10.0.22631", "win11-22h2"},
    {"10.0.25398", "server2025"},
    {"10.0.26100", "server2025"},
};

Test(tls_clients, builds_lead_to_their_row)
{
    for (size_t i = 0; i < sizeof builds / sizeof builds[0]; i++) {
        struct version version;
        cr_assert(version_parse(builds[i].version, &version));
        const struct tls_client *client = tls_client_of_windows(tables, &version);
        cr_expect_str_eq(client == NULL ? "none" : client->key,
                         builds[i].key == NULL ? "none" : builds[i].key, "%s", builds[i].version);
    }
}

/* Servers by the suites that are left on, and the Windows that have none of them: TLS 1.2, all
 * updates, default lists. Written from the published comparison, not from the table. */
static const struct server_test {
    const char *suites, *cannot;
} servers[] = {
    {"C030 C02F", "vista-2008 win7-2008r2 win8-2012 win81-2012r2"},
    {"C030 C02F 009F 009E", "vista-2008"},
    {"C030 C02F 009F 009E 009D 009C", "vista-2008"},
    {"009F 009E", "vista-2008 win10-22h2 win11-22h2 server2025"},
    {"009D 009C", "vista-2008"},
    {"C02C C02B C030 C02F C024 C023 C028 C027", "vista-2008"},
    {"C02B C02F C02C C030 CCA9 CCA8 009E 009F", "vista-2008"},
    {"C014 C013", ""},
    {"0035 002F", ""},
    {"000A", "win10-22h2 win11-22h2 server2025"},
    {"0005 0004",
     "win10-1709 win10-1803 win10-1809-2019 win10-1903-2004 win10-20h2-21h2 win10-22h2 "
     "server2022 win11-21h2 win11-22h2 server2025"},
    {"C02C C02B", "vista-2008"},
    {"CCA8", "vista-2008 win7-2008r2 win8-2012 win81-2012r2 win10-1507 win10-1511 win10-1607-2016 "
             "win10-1703 win10-1709 win10-1803 win10-1809-2019 win10-1903-2004 win10-20h2-21h2 "
             "win10-22h2 server2022 win11-21h2 win11-22h2 server2025"},
};

static bool shares(const struct tls_numbers *offered, const char *suites)
{
    unsigned code = 0;
    for (const char *at = suites; sscanf(at, "%4x", &code) == 1;) {
        if (tls_numbers_have(offered, (uint16_t)code))
            return true;
        at += strcspn(at, " ");
        at += strspn(at, " ");
    }
    return false;
}

static bool lists(const char *keys, const char *key)
{
    const char *at = strstr(keys, key);
    size_t length = strlen(key);
    return at != NULL && (at[length] == ' ' || at[length] == '\0');
}

Test(tls_clients, servers_that_some_windows_cannot_reach)
{
    size_t windows = 0;
    for (size_t i = 0; i < tables->tls_client_count; i++) {
        const struct tls_client *client = &tables->tls_clients[i];
        if (client->system != CLIENT_WINDOWS)
            continue;
        windows++;
        struct tls_shape shape = tls_shape_default(scratch, tables, client, false);
        for (size_t j = 0; j < sizeof servers / sizeof servers[0]; j++) {
            /* an ECDSA certificate, else RSA: one kind a row */
            cr_expect_eq(shares(&shape.suites, servers[j].suites),
                         !lists(servers[j].cannot, client->key), "%s and %s", client->key,
                         servers[j].suites);
        }
    }
    cr_assert_eq(windows, 18);
}

/* Mozilla's list without DHE, with an RSA certificate: the two ECDSA suites do not count. */
Test(tls_clients, an_rsa_certificate_leaves_no_ecdsa_suite)
{
    static const char cannot[] = "vista-2008 win7-2008r2 win8-2012 win81-2012r2";
    for (size_t i = 0; i < 18; i++) {
        const struct tls_client *client = &tables->tls_clients[i];
        struct tls_shape shape = tls_shape_default(scratch, tables, client, false);
        cr_expect_eq(shares(&shape.suites, "C02F C030 CCA8"), !lists(cannot, client->key), "%s",
                     client->key);
    }
}

Test(tls_clients, without_their_updates_old_windows_have_no_gcm_for_rsa)
{
    static const char *const old[] = {"win7-2008r2", "win8-2012", "win81-2012r2"};
    for (size_t i = 0; i < sizeof old / sizeof old[0]; i++) {
        char *updates = NULL;
        struct tls_shape shape = tls_shape_without_updates(
            scratch, tables, tls_client_find(tables, old[i]), false, &updates);
        cr_expect(strstr(updates, "KB 3042058") != NULL, "%s", old[i]);
        cr_expect_not(shares(&shape.suites, "C030 C02F 009F 009E 009D 009C"), "%s", old[i]);
        cr_expect(shares(&shape.suites, "C027"), "%s", old[i]);
    }
    char *none = NULL;
    (void)tls_shape_without_updates(scratch, tables, tls_client_find(tables, "server2022"), false,
                                    &none);
    cr_assert_null(none);
}

Test(tls_clients, fips_takes_x25519_away)
{
    const struct tls_client *client = tls_client_find(tables, "win10-1607-2016");
    struct tls_shape plain = tls_shape_default(scratch, tables, client, false);
    struct tls_shape fips = tls_shape_default(scratch, tables, client, true);
    cr_assert_eq(plain.groups.count, 3);
    cr_assert_eq(plain.groups.item[0], 29);
    cr_assert_eq(fips.groups.count, 2);
    cr_assert_not(tls_numbers_have(&fips.groups, 29));
}

Test(tls_clients, what_is_supported_and_off_comes_last)
{
    const struct tls_client *client = tls_client_find(tables, "server2025");
    struct tls_shape usual = tls_shape_default(scratch, tables, client, false);
    struct tls_shape all = tls_shape_supported(scratch, tables, client, false);
    cr_assert_gt(all.suites.count, usual.suites.count);
    cr_assert_arr_eq(all.suites.item, usual.suites.item, usual.suites.count * sizeof(uint16_t));
    cr_expect(tls_numbers_have(&all.suites, 0x000a) && !tls_numbers_have(&usual.suites, 0x000a));
    cr_expect(tls_numbers_have(&all.suites, 0x009f) && !tls_numbers_have(&usual.suites, 0x009f));
    cr_expect(tls_numbers_have(&all.groups, 25) && !tls_numbers_have(&usual.groups, 25));
    cr_expect_not(tls_numbers_have(&all.suites, 0x003b), "no encryption is never supported");
    cr_expect_not(tls_numbers_have(&all.suites, 0x1302), "TLS 1.3 is not for a 1.2 hello");
}

/* A policy for many hosts names suites that this Windows does not have: they do not count. */
Test(tls_clients, an_own_list_counts_as_far_as_this_windows_has_it)
{
    static const char list[] = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, "
                               "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256_P256,"
                               "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256_P384,NO_SUITE,"
                               "TLS_RSA_WITH_NULL_SHA256";
    struct tls_shape old =
        tls_shape_own(scratch, tables, tls_client_find(tables, "win81-2012r2"), false, list);
    struct tls_shape young =
        tls_shape_own(scratch, tables, tls_client_find(tables, "server2022"), false, list);
    cr_assert_eq(old.suites.count, 1);
    cr_assert_eq(old.suites.item[0], 0xc027);
    cr_assert_eq(young.suites.count, 2);
    cr_assert_eq(young.suites.item[0], 0xc030);
    cr_assert_eq(tls_shape_own(scratch, tables, tls_client_find(tables, "server2022"), false, "")
                     .suites.count,
                 0);
}

Test(tls_clients, names_find_their_numbers)
{
    uint16_t number = 0;
    cr_expect(tls_suite_find("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", &number) && number == 0xc030);
    cr_expect(tls_group_find("P-521", &number) && number == 25);
    cr_expect(tls_signature_find("rsa_pss_rsae_sha256", &number) && number == 0x0804);
    cr_expect_not(tls_suite_find("TLS_ECDHE_RSA", &number));
}
