#include "connect/family.h"

#include <string.h>

#include "base/text.h"

/* FreeTDS 1.3: what it does not know it ignores without a word, `Encrypt` among them. */
static const struct keyword freetds_keywords[] = {
    {"DRIVER", VALUE_DRIVER, NULL},
    {"SERVER", VALUE_HOST, NULL},
    {"PORT", VALUE_PORT, NULL},
    {"UID", VALUE_USER, NULL},
    {"PWD", VALUE_PASSWORD, NULL},
    {"Trusted_Connection", VALUE_TRUSTED, NULL},
    {"ServerSPN", VALUE_SPN, NULL},
    {"DATABASE", VALUE_DATABASE, NULL},
    {"Encryption", VALUE_LITERAL, "require"},
    {"TDS_Version", VALUE_LITERAL, "7.4"},
    {"ClientCharset", VALUE_LITERAL, "UTF-8"},
    {"UseNTLMv2", VALUE_LITERAL, "yes"},
    {"APP", VALUE_APPLICATION, NULL},
};

static const struct keyword msodbcsql17_keywords[] = {
    {"DRIVER", VALUE_DRIVER, NULL},
    {"Server", VALUE_TCP_HOST_PORT, NULL},
    {"UID", VALUE_USER, NULL},
    {"PWD", VALUE_PASSWORD, NULL},
    {"Trusted_Connection", VALUE_TRUSTED, NULL},
    {"ServerSPN", VALUE_SPN, NULL},
    {"Database", VALUE_DATABASE, NULL},
    {"Encrypt", VALUE_LITERAL, "yes"},
    {"TrustServerCertificate", VALUE_TRUST_OR_NAME, NULL},
    {"ConnectRetryCount", VALUE_LITERAL, "0"},
    {"APP", VALUE_APPLICATION, NULL},
};

static const struct keyword msodbcsql18_keywords[] = {
    {"DRIVER", VALUE_DRIVER, NULL},
    {"Server", VALUE_TCP_HOST_PORT, NULL},
    {"UID", VALUE_USER, NULL},
    {"PWD", VALUE_PASSWORD, NULL},
    {"Trusted_Connection", VALUE_TRUSTED, NULL},
    {"ServerSPN", VALUE_SPN, NULL},
    {"Database", VALUE_DATABASE, NULL},
    {"Encrypt", VALUE_LITERAL, "yes"},
    {"TrustServerCertificate", VALUE_TRUST, NULL},
    {"HostNameInCertificate", VALUE_EXPECTED_NAME, NULL},
    {"ConnectRetryCount", VALUE_LITERAL, "0"},
    {"APP", VALUE_APPLICATION, NULL},
};

#define KEYWORDS(table) .keywords = (table), .keyword_count = sizeof(table) / sizeof((table)[0])
#define LIST(...)                                                                                  \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

static const struct family families[] = {
    {
        .key = "freetds",
        .names = LIST("FreeTDS"),
        .file_prefixes = LIST("libtdsodbc"),
        KEYWORDS(freetds_keywords),
        .hello_shows_floor = true,
        .takes_ntlm = true,
    },
    {
        .key = "msodbcsql17",
        .names = LIST("ODBC Driver 17 for SQL Server"),
        .file_prefixes = LIST("libmsodbcsql-17", "libmsodbcsql.17"),
        KEYWORDS(msodbcsql17_keywords),
        .doubles_brace = true,
    },
    {
        .key = "msodbcsql18",
        .names = LIST("ODBC Driver 18 for SQL Server"),
        .file_prefixes = LIST("libmsodbcsql-18", "libmsodbcsql.18"),
        KEYWORDS(msodbcsql18_keywords),
        .doubles_brace = true,
    },
    {
        .key = "msodbcsql13",
        .names = LIST("ODBC Driver 13 for SQL Server", "ODBC Driver 11 for SQL Server"),
        .file_prefixes = LIST("libmsodbcsql-13", "libmsodbcsql-11"),
        .why_not = "how this older driver is told to encrypt was never tried here",
    },
};

enum { FAMILY_COUNT = sizeof families / sizeof families[0] };

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static bool file_is_of(const struct family *family, const char *file)
{
    for (const char *const *prefix = family->file_prefixes; *prefix != NULL; prefix++)
        if (text_has_prefix(base_name(file), *prefix))
            return true;
    return false;
}

static bool name_is_of(const struct family *family, const char *name)
{
    for (const char *const *known = family->names; *known != NULL; known++)
        if (text_equal(name, *known))
            return true;
    return false;
}

const struct family *family_of(const char *name, const char *file)
{
    for (size_t i = 0; file != NULL && i < FAMILY_COUNT; i++)
        if (file_is_of(&families[i], file))
            return &families[i];
    for (size_t i = 0; name != NULL && i < FAMILY_COUNT; i++)
        if (name_is_of(&families[i], name))
            return &families[i];
    return NULL;
}

const struct family *family_by_key(const char *key)
{
    for (size_t i = 0; key != NULL && i < FAMILY_COUNT; i++)
        if (strcmp(families[i].key, key) == 0)
            return &families[i];
    return NULL;
}
