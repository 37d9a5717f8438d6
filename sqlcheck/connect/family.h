/* What a family of SQL Server drivers is called, where it shows its lowest TLS version, and how its
 * connection string is written. One table; nothing else in connect/ knows a driver by name. */
#ifndef SQLCHECK_CONNECT_FAMILY_H
#define SQLCHECK_CONNECT_FAMILY_H

#include <stdbool.h>
#include <stddef.h>

/* What a keyword of a connection string is given. */
enum keyword_value {
    VALUE_LITERAL,
    VALUE_DRIVER, /* {name} or the path of the shared object */
    VALUE_HOST,
    VALUE_PORT,
    VALUE_TCP_HOST_PORT, /* tcp:host,port */
    VALUE_USER,          /* left out with -E, */
    VALUE_PASSWORD,      /* the same */
    VALUE_TRUSTED,       /* "yes" with -E, and else left out */
    VALUE_SPN,           /* the same */
    VALUE_DATABASE,      /* left out when none is asked for */
    VALUE_TRUST,         /* "yes" when the gate's check stands instead of the driver's own */
    VALUE_TRUST_OR_NAME, /* the same, also with -F, which the driver has no keyword for */
    VALUE_EXPECTED_NAME, /* left out without -F */
    VALUE_APPLICATION,
};

struct keyword {
    const char *name;
    enum keyword_value value;
    const char *literal;
};

struct family {
    const char *key;                  /* "freetds", "msodbcsql18" */
    const char *const *names;         /* exact registered names, NULL at the end */
    const char *const *file_prefixes; /* of the shared object's file name, NULL at the end */
    const struct keyword *keywords;   /* NULL: no login is tried */
    size_t keyword_count;
    /* GnuTLS writes the lowest version that is on into the record header of its hello; OpenSSL
     * always writes 1.0 there. */
    bool hello_shows_floor;
    bool takes_ntlm;     /* DOMAIN\user with a password */
    bool doubles_brace;  /* "}" inside {...} is written "}}" */
    const char *why_not; /* with keywords NULL */
};

/* Family of a registered ODBC driver, by its file name first (what the section is called is free),
 * then by its name. NULL: not a driver for SQL Server that is known here. */
const struct family *family_of(const char *name, const char *file);

/* By key; NULL when there is none. */
const struct family *family_by_key(const char *key);

#endif
