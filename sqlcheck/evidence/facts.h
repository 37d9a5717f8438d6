/* Everything that is known: facts, each with its source. No judgement in here.
 *
 * `verify` fills one struct facts; `--facts-out` writes it, `--facts` reads it back, and judge
 * looks at nothing else, so the same facts give the same report. All memory hangs on the talloc
 * parent the facts were made on. Strings are UTF-8; NULL means not known. How each struct looks in
 * JSON is one table in records.c. */
#ifndef SQLCHECK_EVIDENCE_FACTS_H
#define SQLCHECK_EVIDENCE_FACTS_H

#include "base/version.h"
#include "evidence/names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct source {
    enum source_kind kind;
    char *where;         /* "v_GS_ADD_REMOVE_PROGRAMS_64", "PRELOGIN", a file name, a document */
    char *file;          /* the file of evidence that `where` is in, when it is in one; NULL */
    int64_t seen_unix_s; /* when the source saw it; 0 = not dated */
};

/* ---- one endpoint, as the probe saw it ------------------------------------------------------ */

struct tls_version_fact {
    enum tls_version version;
    enum tls_answer answer;
    char *reason; /* what decided: "alert 70 protocol_version from the server", ... */
};

struct certificate {
    char *subject; /* RFC 2253 */
    char *issuer;
    char **names; /* DNS and IP names of the SAN; the CN too when it has no DNS name */
    size_t name_count;
    int64_t not_before_unix_s;
    int64_t not_after_unix_s;
    char *key_type; /* "RSA", "EC P-256" */
    int key_bits;
    char *signature_hash; /* "SHA256", "SHA1", "MD5" */
    char *fingerprint;    /* SHA-256, upper-case hex with colons */
    bool self_signed;
    bool sql_fallback; /* CN=SSL_Self_Signed_Fallback: SQL Server made it itself at start */
};

/* The full TLS 1.2 handshake inside TDS 7. */
struct handshake {
    bool tried;
    bool completed;
    char *suite;        /* IANA name */
    char *key_exchange; /* "ECDHE X25519", "RSA", "DHE 2048" */
    char *reason;       /* why it did not complete */
};

/* What an endpoint makes of a TLS 1.2 hello like that of a client. */
struct client_answer {
    char *client; /* key of tls-clients.csv: "win81-2012r2" */
    enum client_offer offer;
    bool fips; /* as a host in FIPS mode sends it */
    char *own; /* the list of OFFER_OWN, as the host has it; else NULL */
    enum tls_answer answer;
    char *suite;     /* what the server chose: IANA name */
    char *group;     /* of an ECDHE key exchange; NULL */
    char *signature; /* of the key exchange; NULL */
    char *reason;    /* why nothing was agreed, or cannot be told; NULL */
};

struct endpoint {
    char *server; /* as the user wrote it: "tcp:sql01\\CONFIGMGRSEC" */
    char *host;
    char *instance; /* NULL for host[,port] */
    int port;       /* 0 while not known */
    char *address;  /* numeric address that answered (or was tried last), without port */
    enum reach reach;
    char *stage;  /* where it ended: resolve, browser, connect, prelogin, handshake */
    char *reason; /* one sentence when reach is not REACH_TDS */
    int elapsed_ms;
    struct version engine; /* from PRELOGIN: major.minor.build */
    enum encryption encryption;
    struct tls_version_fact *versions; /* one per enum tls_version, in order, once TDS answered */
    size_t version_count;
    struct handshake handshake;
    struct certificate *chain; /* leaf first, as sent */
    size_t chain_count;
    char *chain_error;   /* NULL = the chain leads to a trusted root and every date is good */
    char *expected_name; /* what the certificate was compared with: -F, else host */
    char *name_error;    /* NULL = the name matches */
    int connections;     /* TCP connections the probe opened to it */
    struct client_answer *clients; /* in the order asked, one client's answers together */
    size_t client_count;
};

/* ---- logins under forced TLS 1.2 ------------------------------------------------------------ */

struct login {
    char *driver;  /* "FreeTDS db-lib", or the ODBC driver's registered name */
    char *api;     /* "db-lib" or "ODBC" */
    char *family;  /* key of the family table: "freetds", "msodbcsql17", "msodbcsql18" */
    char *version; /* the driver's own version where it tells it */
    char *file;    /* shared object, ODBC only */
    enum login_outcome outcome;
    char *detail;   /* by whom, why, which stage; one sentence */
    char **offered; /* TLS versions the hello had on offer: "1.2" */
    size_t offered_count;
    char *chosen;  /* TLS version of ServerHello */
    bool finished; /* ChangeCipherSpec seen in both directions */
    enum floor_proof floor_proof;
    char *suite;
    int64_t error_number; /* the driver's native number, or the server's: 18456 */
    char *sqlstate;       /* ODBC only */
    char *error_text;     /* the driver's own words */
    int elapsed_ms;
    int connections; /* TCP connections to the server through the tap */
};

/* ---- the site database ---------------------------------------------------------------------- */

struct server_properties {
    char *name;            /* SERVERPROPERTY('ServerName'), as SQL Server spells it */
    char *product_version; /* "13.0.5026.0" */
    char *product_level;
    char *update_level;
    char *edition;
    int engine_edition; /* 4 = Express; 0 = not known */
};

struct site {
    char *code;
    char *name;
    enum site_type type;
    char *version;     /* "5.00.9078.1000" */
    char *parent;      /* reporting site code */
    char *site_server; /* host */
    char *sql_server;  /* host, or host\instance, of its database */
    char *sql_database;
    int sql_port;    /* 0 = not known */
    int broker_port; /* of Service Broker, for replication between sites; 0 = not known */
};

struct role {
    char *site_code;
    char *role; /* exact role string: "SMS Management Point" */
    char *host;
    char *sql_server; /* where this role is told to connect, if not the site database */
    char *sql_database;
    bool database_seen; /* whether it is told so was read: UseSiteDatabase */
};

/* A client driver, as one place shows it. */
struct program {
    char *name;    /* as that place spells it: Add/Remove Programs, ODBC driver, ProgID, DLL */
    char *version; /* as written there; NULL where the driver is known and its version is not */
    int bits;      /* 64 or 32; 0 = not known */
    char *path;    /* the file behind it, where the place says so; NULL */
    struct source source;
};

/* A value of a Windows that decides about TLS, as it was read. */
struct setting {
    char *key;   /* of windows-settings.csv: "schannel.tls12.client.enabled" */
    char *value; /* a number in decimal, a text as it stands, a list joined with "," */
    struct source source;
};

struct host {
    char *name;            /* as the role list spells it, or as the evidence says */
    char *named_by;        /* what gave the name when the evidence itself has none; else NULL */
    char *windows;         /* "Microsoft Windows Server 2016 Standard" */
    char *windows_version; /* "10.0.14393" */
    struct source windows_source;
    enum read_state programs_state;
    char *programs_reason;    /* why not, when not READ_DONE */
    struct program *programs; /* SQL Server client programs only */
    size_t program_count;
    struct source programs_source; /* its seen_unix_s is the last hardware inventory */
    struct source *lists;          /* other lists of programs that were read whole */
    size_t list_count;
    struct setting *settings;
    size_t setting_count;
    bool ambiguous;      /* several inventoried machines answer to this name */
    bool full_name_seen; /* of the inventoried machine: it is this host's, domain and all */
};

/* Live sessions, folded: one row for each (address, host, program, interface, TDS version). */
struct session {
    char *address;
    char *host;
    char *program;
    char *login;
    char *interface;
    int64_t protocol_version; /* 1946157060 = 0x74000004 = TDS 7.4 */
    char *encrypted;          /* encrypt_option: "TRUE", "FALSE" */
    int count;
};

/* Status messages of one number from one machine in the last 30 days, counted. */
struct status_message {
    char *machine;
    char *site_code;
    int64_t message_id; /* 600 */
    int64_t count;
    int64_t last_unix_s;
};

/* A certificate that master keeps for Service Broker endpoints. */
struct broker_certificate {
    char *name;
    char *owner;      /* "ConfigMgrEndpointUserCAS": the copy of that site's certificate */
    bool of_endpoint; /* what the endpoint here presents */
    struct certificate certificate; /* no signature_hash: it was not to be had */
};

/* The Service Broker endpoint of one SQL Server, through which sites replicate. */
struct broker {
    char *server;   /* SERVERPROPERTY('ServerName') */
    char *database; /* the site database beside it */
    enum read_state state;
    char *reason; /* why something is missing; NULL */
    char *grant;  /* statement that would help; NULL */
    char *name;
    char *status; /* "STARTED" */
    char *authentication;
    int port; /* 0 = not known */
    struct broker_certificate *certificates;
    size_t certificate_count;
};

/* A linked server that is visible on the server that was asked. */
struct linked_server {
    char *name;
    char *provider;    /* ProgID of the OLE DB provider: "SQLNCLI11" */
    char *data_source; /* where it leads */
};

/* A query that was refused, or an object that is not there: what it costs and which grant helps. */
struct gap {
    char *costs;   /* "driver versions of every host" */
    char *object;  /* "v_GS_ADD_REMOVE_PROGRAMS_64" */
    char *reason;  /* "229: The SELECT permission was denied ..." */
    char *grant;   /* statement that would help; NULL when none does */
    bool required; /* false: only a hint is lost */
};

/* A SQL endpoint named by the site database, and where its name leads from here. */
struct name_lookup {
    char *server;  /* as site or role spell it */
    char *address; /* numeric; NULL when it does not resolve */
    int port;     /* as the name says it, else as the site does, else 1433; 0 = an instance's own */
    int endpoint; /* the endpoint behind it: 1 is endpoints[0]; 0 = none that was probed */
    bool port_assumed; /* SQL Browser was silent: the port is the one of the site database */
};

/* What the user wants to be taken for true, as if it were done: --assume. It never changes a fact;
 * judge lays it over them. */
struct assumption {
    char *machine; /* a host, or a SQL endpoint: host[\\instance][,port] */
    char *key;     /* "snac11", "schannel.tls12.client.enabled", "windows", "engine", ... */
    char *value;   /* "11.4.7001.0" */
};

/* How the run was asked for: what a reader needs to repeat it. Never a password. */
struct request_facts {
    char *server;
    char *secondary; /* --secondary: this host's SQL Server is checked on its own; NULL */
    char *database;  /* -d; NULL = look for it */
    char *user;
    char
        *authentication; /* "kerberos" (-E), "ntlm" (-U DOMAIN\user); NULL = a SQL login, or none */
    char *keytab;        /* file name, and for whom */
    char *principal;
    char *spn; /* --spn */
    bool trust_certificate;
    char *expected_name;                     /* -F */
    char *pinned;                            /* -J, file name */
    struct certificate *pinned_certificates; /* what was in it */
    size_t pinned_certificate_count;
    bool legacy_probe; /* false: 1.0 and 1.1 were left alone */
};

/* --follow: a login to a SQL Server besides the one that was asked, by the driver that got in
 * there. It may fail, or not be tried: that decides nothing, and its detail says why. */
struct followed {
    int endpoint; /* as in name_lookup */
    struct login login;
    struct server_properties server;
};

struct world; /* judge/world.h */

struct facts {
    char *sqlcheck_version;
    int64_t now_unix_s;        /* when the facts were gathered, this machine's clock */
    int64_t server_now_unix_s; /* GETUTCDATE() of the server; 0 = not asked */
    struct request_facts request;
    struct endpoint *endpoints; /* [0] is the one that was asked for */
    size_t endpoint_count;
    struct login *logins;
    size_t login_count;
    char *login_as;     /* who the Kerberos ticket is of: "dba@CONTOSO.COM" */
    char *login_spn;    /* the service that the Kerberos ticket is for */
    char *login_note;   /* why no login was tried, or what else is to be said of all of them */
    bool site_read;     /* the site queries ran (each may have failed on its own: gaps) */
    char *site_note;    /* why not: "database 'CM_P01' does not exist", ... */
    char *database;     /* the site database that was read */
    char *queried_with; /* driver that carried the site queries */
    int statements;     /* sent for the site part */
    int64_t rows;       /* received for it */
    struct server_properties server;
    struct site *sites;
    size_t site_count;
    struct role *roles;
    size_t role_count;
    struct host *hosts;
    size_t host_count;
    struct session *sessions;
    size_t session_count;
    struct status_message *messages; /* those that tell of trouble with SQL Server */
    size_t message_count;
    struct linked_server *linked_servers; /* asked only where sites replicate */
    size_t linked_server_count;
    struct broker *brokers; /* asked only where sites replicate */
    size_t broker_count;
    struct gap *gaps;
    size_t gap_count;
    struct name_lookup *lookups;
    size_t lookup_count;
    struct followed *followed;
    size_t followed_count;
    struct assumption *assumptions;
    size_t assumption_count;
    const struct world *world; /* --what-if; NULL = TLS 1.2 only. Asked, not seen: never saved */
    int connections;           /* all TCP connections opened to the server, probe and logins */
};

/* The answer for one version; `unknown` when the probe never got that far. Never NULL-crashes. */
enum tls_answer endpoint_answer(const struct endpoint *endpoint, enum tls_version version);

#endif
