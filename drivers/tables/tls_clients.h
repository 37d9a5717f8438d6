/* What TLS clients offer: the Windows versions, and the clients that use another TLS library. */
#ifndef DRIVERS_TABLES_TLS_CLIENTS_H
#define DRIVERS_TABLES_TLS_CLIENTS_H

#include "drivers/tables/origin.h"

#include <stdint.h>

/* Numbers of suites, groups or signature schemes, as a hello has them. */
struct tls_numbers {
    uint16_t *item;
    size_t count;
};

#define SUITES_WHATS(X)                                                                            \
    X(SUITES_DEFAULT, "default")                                                                   \
    X(SUITES_OFF, "off")       /* supported, and not on by default */                              \
    X(SUITES_ASKED, "asked")   /* a program has to ask for them */                                 \
    X(SUITES_ADDED, "added")   /* those of the default that came with an update */                 \
    X(SUITES_UNSURE, "unsure") /* those of the default that it may lack: no source decides */
enum suites_what { SUITES_WHATS(TABLE_WORDS_AS_ENUM) SUITES_WHAT_COUNT };

/* tls-suites.csv */
struct tls_suites_row {
    struct row_origin origin;
    char *list;
    enum suites_what what;
    char *update; /* "KB 3042058", with SUITES_ADDED; else NULL */
    char *suites;
    struct tls_numbers numbers;
};

/* tls-signatures.csv */
struct tls_signatures_row {
    struct row_origin origin;
    char *list;
    char *schemes;
    struct tls_numbers numbers;
};

#define CLIENT_SYSTEMS(X)                                                                          \
    X(CLIENT_WINDOWS, "windows")                                                                   \
    X(CLIENT_LINUX, "linux")
enum client_system { CLIENT_SYSTEMS(TABLE_WORDS_AS_ENUM) CLIENT_SYSTEM_COUNT };

/* tls-clients.csv: what one client offers when nobody changed it. */
struct tls_client {
    struct row_origin origin;
    char *key;  /* "win81-2012r2" */
    char *name; /* "Windows 8.1 / Server 2012 R2" */
    enum client_system system;
    struct version first; /* holds from here up to the next row of the same major.minor */
    char *versions;       /* on by default: "1.0 1.1 1.2" */
    char *suites;         /* a list of tls-suites.csv */
    char *groups;
    char *groups_off; /* supported and off; NULL */
    char *signatures; /* a list of tls-signatures.csv */
    char *unsure;     /* another one that it may have instead: no source decides; NULL */
    char *note;       /* NULL */
    struct tls_numbers group_numbers, group_off_numbers;
    const struct tls_signatures_row *signature_row, *unsure_row;
};

/* By its key; NULL. */
const struct tls_client *tls_client_find(const struct tables *tables, const char *key);
/* The one of a Windows version; NULL when the table has none. */
const struct tls_client *tls_client_of_windows(const struct tables *tables,
                                               const struct version *version);
/* Whether it offers TLS 1.2 when nobody changed it. */
bool tls_client_has_1_2(const struct tls_client *client);

/* What it offers in a TLS 1.2 hello. */
struct tls_shape {
    struct tls_numbers suites, groups, signatures;
};

/* With FIPS mode on there is no X25519 (CURVES-1607). Everything is a child of parent. */
struct tls_shape tls_shape_default(void *parent, const struct tables *tables,
                                   const struct tls_client *client, bool fips);
/* Without what an update added, and without what no source decides. False: there is nothing of
 * that. */
bool tls_shape_certain(void *parent, const struct tables *tables, const struct tls_client *client,
                       bool fips, struct tls_shape *out);
/* Why one of its suites is not certain: a row with SUITES_ADDED or SUITES_UNSURE; NULL = it is. */
const struct tls_suites_row *tls_client_doubt(const struct tables *tables,
                                              const struct tls_client *client, uint16_t suite);
/* With the suites and groups that are supported and off; those that a program has to ask for never
 * count. */
struct tls_shape tls_shape_supported(void *parent, const struct tables *tables,
                                     const struct tls_client *client, bool fips);
/* That with every signature scheme that a client of the table has. */
struct tls_shape tls_shape_any_signature(void *parent, const struct tables *tables,
                                         const struct tls_client *client, bool fips);
/* With the suites of a host's own list ("TLS_A,TLS_B_P256"), as far as this Windows has them. */
struct tls_shape tls_shape_own(void *parent, const struct tables *tables,
                               const struct tls_client *client, bool fips, const char *list);

/* A suite by its IANA name, or by that of Windows Vista to 8.1, which ends with a curve. */
bool tls_suite_find_spelled(const char *name, uint16_t *suite);

/* Whether the list has that number. */
bool tls_numbers_have(const struct tls_numbers *numbers, uint16_t number);

#endif
