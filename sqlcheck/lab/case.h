/* lab.ini of a case: its endpoints, logins and the verify command it suggests.
 * The words and defaults are documented in cases/lab-format.md. */
#ifndef SQLCHECK_LAB_CASE_H
#define SQLCHECK_LAB_CASE_H

#include "base/error.h"
#include "base/version.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lab_encryption {
    LAB_ENCRYPTION_OFF,
    LAB_ENCRYPTION_ON,
    LAB_ENCRYPTION_REQUIRED,
    LAB_ENCRYPTION_NOT_SUPPORTED,
    LAB_ENCRYPTION_STRICT, /* TDS 8: TLS first, PRELOGIN inside it */
    LAB_ENCRYPTION_BOTH,   /* TDS 7 as with off, and TDS 8 */
};

enum lab_certificate {
    LAB_CERTIFICATE_GOOD,
    LAB_CERTIFICATE_WRONG_NAME,
    LAB_CERTIFICATE_EXPIRED,
    LAB_CERTIFICATE_EXPIRES_SOON,
    LAB_CERTIFICATE_FALLBACK, /* what SQL Server makes for itself when it has none */
    LAB_CERTIFICATE_UNKNOWN_CA,
    LAB_CERTIFICATE_BIG_CHAIN, /* RSA 4096, two intermediates: a flight of several TDS packets */
    LAB_CERTIFICATE_SHA1,
    LAB_CERTIFICATE_MD5,
    LAB_CERTIFICATE_RSA_1024,
    LAB_CERTIFICATE_NOT_YET_VALID,
    LAB_CERTIFICATE_CLIENT_ONLY, /* extended key usage clientAuth */
    LAB_CERTIFICATE_COMMON_NAME, /* no SAN */
    LAB_CERTIFICATE_SELF_SIGNED, /* stands in for the one that Configuration Manager makes */
    LAB_CERTIFICATE_INTERMEDIATE_EXPIRED,
    LAB_CERTIFICATE_INTERMEDIATE_MISSING,
    LAB_CERTIFICATE_INTERMEDIATE_NO_CA,
    LAB_CERTIFICATE_NAME_CONSTRAINTS, /* its authority may sign other names only */
    LAB_CERTIFICATE_CROSS_SIGNED,     /* the root is sent as signed by an older, expired one */
    LAB_CERTIFICATE_NONE,             /* no key at all: every handshake fails */
};

enum lab_fault {
    LAB_FAULT_NONE,
    LAB_FAULT_REFUSE, /* nobody listens */
    LAB_FAULT_HANG,
    LAB_FAULT_RESET,
    LAB_FAULT_CLOSE,
    LAB_FAULT_GARBAGE,
    LAB_FAULT_HTTP,
    LAB_FAULT_DRIP, /* one byte a second from that stage on */
};

enum lab_stage {
    LAB_STAGE_ACCEPT,
    LAB_STAGE_PRELOGIN,
    LAB_STAGE_HANDSHAKE,
    LAB_STAGE_LOGIN,
    LAB_STAGE_QUERY,
};

struct lab_list {
    char **item;
    size_t count;
};

struct lab_login {
    char *user; /* a SQL login, or DOMAIN\user */
    char *password;
    char *principal; /* of DOMAIN\user: "user@REALM"; NULL */
};

struct lab_endpoint {
    char *name; /* the word in [endpoint NAME] */
    char *host;
    char *instance; /* NULL: default instance */
    int port;
    int tls_min; /* 0x0300 ... 0x0304 */
    int tls_max;
    struct lab_list suites;             /* OpenSSL names */
    struct lab_list groups, signatures; /* OpenSSL names */
    int client_order;                   /* 1: of the suites, the client's first choice is taken */
    struct lab_list hello_suites; /* IANA names; then hellos are answered by the lab's own bytes */
    int certificate;              /* enum lab_certificate */
    struct lab_list certificate_names; /* instead of its host; the first is the CN */
    int certificate_address;           /* 1: the certificate names the endpoint's address as well */
    int encryption;                    /* enum lab_encryption */
    struct version version;
    char *product_version, *product_level, *update_level, *edition, *server_name;
    int engine_edition;
    int packet_size; /* 0: what the client asked for */
    int flight_packet;
    int one_byte_segments;
    int reply_delay_ms; /* before each answer up to the end of the handshake */
    int handshake_type;
    int fault;                       /* enum lab_fault */
    int fault_at;                    /* enum lab_stage */
    int fault_after;                 /* statements that are answered before, at LAB_STAGE_QUERY */
    int fault_times;                 /* connections that meet it there; 0: each */
    struct lab_list databases;       /* with the site's objects in dbo */
    struct lab_list empty_databases; /* that exist, without them */
    struct lab_list deny;
    struct lab_list missing;
    int slow_query_ms;
    int browser; /* 0: UDP 1434 stays silent */
    char *site_sql;
    char address[16]; /* where it listens; given by the lab, not by the case */
};

struct lab_case {
    char *folder;
    char *title;
    char *server, *database, *user; /* -S, -d and -U of the suggested verify */
    struct lab_list options;        /* its further words */
    char *keytab;                   /* keys of the service; NULL: Kerberos is refused */
    struct lab_login *logins;
    size_t login_count;
    struct lab_endpoint **endpoints;
    size_t endpoint_count;
};

/* Talloc child of parent; NULL with err ("cases/x/lab.ini:12: ...") set. */
struct lab_case *lab_case_read(void *parent, const char *folder, struct error *err) MUST_USE;

/* True when a list has the word, as SQL Server compares names. */
bool lab_list_has(const struct lab_list *list, const char *word);

/* The word of a fault, a certificate ...: what lab.ini calls it. */
const char *lab_fault_word(int fault);

#endif
