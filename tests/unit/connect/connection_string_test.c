/* Connection strings, family by family: keywords after the drivers' documentation, values quoted so
 * that none can end early. */
#include "connect/connection_string.h"

#include <string.h>

#include <criterion/criterion.h>
#include <talloc.h>

static void *memory;

static void set_up(void)
{
    memory = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(memory);
}

TestSuite(connection_string, .init = set_up, .fini = tear_down);

static struct driver_login login_of(const char *family, const char *password)
{
    return (struct driver_login){.family = family_by_key(family),
                                 .name = "a driver",
                                 .host = "sql01.contoso.com",
                                 .port = 1433,
                                 .user = "reader",
                                 .password = password};
}

static const char *string_of(const struct driver_login *login)
{
    struct error err = ERROR_NONE;
    const char *text = connection_string(memory, login, &err);
    return text == NULL ? err.text : text;
}

static const char app[] = "APP=sqlcheck/" SQLCHECK_VERSION ";";

static void expect(const struct driver_login *login, const char *want)
{
    cr_expect_str_eq(string_of(login), talloc_asprintf(memory, "%s%s", want, app));
}

Test(connection_string, freetds_requires_encryption_and_tds_7_4)
{
    struct driver_login login = login_of("freetds", "secret");
    login.database = "CM_P01";
    expect(
        &login,
        "DRIVER={a driver};SERVER=sql01.contoso.com;PORT=1433;UID={reader};PWD={secret};"
        "DATABASE={CM_P01};Encryption=require;TDS_Version=7.4;ClientCharset=UTF-8;UseNTLMv2=yes;");
}

Test(connection_string, driver_with_a_path_goes_by_its_path)
{
    struct driver_login login = login_of("freetds", "secret");
    login.file = "/usr/lib/odbc/libtdsodbc.so";
    const char *text = string_of(&login);
    cr_expect_eq(strncmp(text, "DRIVER=/usr/lib/odbc/libtdsodbc.so;", 35), 0, "%s", text);
}

Test(connection_string, driver_17_has_no_keyword_for_a_name_so_the_gate_checks_it)
{
    struct driver_login login = login_of("msodbcsql17", "secret");
    login.expected_name = "other.contoso.com";
    expect(&login, "DRIVER={a driver};Server=tcp:sql01.contoso.com,1433;UID={reader};PWD={secret};"
                   "Encrypt=yes;TrustServerCertificate=yes;ConnectRetryCount=0;");
}

Test(connection_string, driver_18_is_given_the_expected_name)
{
    struct driver_login login = login_of("msodbcsql18", "secret");
    login.expected_name = "other.contoso.com";
    expect(&login, "DRIVER={a driver};Server=tcp:sql01.contoso.com,1433;UID={reader};PWD={secret};"
                   "Encrypt=yes;TrustServerCertificate=no;HostNameInCertificate=other.contoso.com;"
                   "ConnectRetryCount=0;");
}

Test(connection_string, a_ticket_stands_in_place_of_user_and_password)
{
    static const struct {
        const char *family;
        const char *want;
    } rows[] = {
        {"freetds",
         "DRIVER={a driver};SERVER=sql01.contoso.com;PORT=1433;Trusted_Connection=yes;"
         "ServerSPN={MSSQLSvc/sql01:1433@CONTOSO.COM};Encryption=require;TDS_Version=7.4;"
         "ClientCharset=UTF-8;UseNTLMv2=yes;"},
        {"msodbcsql18",
         "DRIVER={a driver};Server=tcp:sql01.contoso.com,1433;Trusted_Connection=yes;"
         "ServerSPN={MSSQLSvc/sql01:1433@CONTOSO.COM};Encrypt=yes;"
         "TrustServerCertificate=no;ConnectRetryCount=0;"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct driver_login login = login_of(rows[i].family, "");
        login.user = "";
        login.integrated = true;
        login.spn = "MSSQLSvc/sql01:1433@CONTOSO.COM";
        expect(&login, rows[i].want);
    }
}

Test(connection_string, a_windows_login_with_a_password_is_for_drivers_that_speak_ntlm)
{
    struct driver_login login = login_of("freetds", "secret");
    login.user = "CONTOSO\\reader";
    cr_expect_not_null(strstr(string_of(&login), "UID={CONTOSO\\reader};PWD={secret};"));
    login = login_of("msodbcsql18", "secret");
    login.user = "CONTOSO\\reader";
    const char *text = string_of(&login);
    cr_expect_null(strstr(text, "DRIVER="));
    cr_expect_null(strstr(text, "secret"));
    cr_expect_not_null(strstr(text, "-E"));
}

Test(connection_string, no_password_can_end_its_value_early)
{
    static const struct {
        const char *family;
        const char *password;
        const char *quoted; /* NULL: it cannot be said there */
    } rows[] = {
        {"msodbcsql18", "a;Encrypt=no", "PWD={a;Encrypt=no};"},
        {"msodbcsql18", "a};Encrypt=no;", "PWD={a}};Encrypt=no;};"},
        {"msodbcsql18", "a}", "PWD={a}}};"},
        {"msodbcsql17", "{}", "PWD={{}}};"},
        {"freetds", "a;b\"c", "PWD={a;b\"c};"},
        {"freetds", "a}b", "PWD={a}b};"}, /* FreeTDS 1.3 takes "}}" as two */
        {"freetds", "a};Encryption=off", NULL},
        {"freetds", "a}", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct driver_login login = login_of(rows[i].family, rows[i].password);
        const char *text = string_of(&login);
        if (rows[i].quoted != NULL)
            cr_expect_not_null(strstr(text, rows[i].quoted), "row %zu: %s", i, text);
        else
            cr_expect_null(strstr(text, "DRIVER="), "row %zu: %s", i, text);
        cr_expect(rows[i].quoted != NULL || strstr(text, rows[i].password) == NULL,
                  "row %zu: the refusal repeats the password", i);
    }
}
