/* The journal: one JSON line a connection, written when it ends. It never holds a password. */
#ifndef SQLCHECK_LAB_JOURNAL_H
#define SQLCHECK_LAB_JOURNAL_H

#include "base/error.h"
#include "wire/tls.h"

#include <stdbool.h>
#include <stddef.h>

struct journal_entry {
    const char *endpoint;
    int peer_port;
    int encrypt_sent;     /* PRELOGIN byte; -1: no PRELOGIN came, 256: without that option */
    int encrypt_answered; /* -1: not answered */
    bool has_hello;
    struct tls_client_hello hello;
    const char *tls_version; /* "1.2"; NULL: no handshake was completed */
    const char *suite;
    int client_alert;  /* -1: none */
    const char *login; /* "none", "clear" or "tls" */
    const char *user, *app_name, *interface_name, *host_name, *database;
    unsigned tds_version;
    const char *auth;  /* "sql", "kerberos", "ntlm"; NULL: no login packet came */
    bool has_password; /* the password field of LOGIN7 is not empty */
    size_t sspi_size;  /* of the SSPI field of LOGIN7 */
    bool login_ok;
    int statements;
    char **sql; /* the text of each batch, prepared statement or procedure, as it came */
    size_t sql_count;
    const char *fault; /* the one that was hit; NULL: none */
};

/* The file descriptor to append to; -1 when path is NULL, and with err set when it cannot be. */
int journal_open(const char *path, struct error *err) MUST_USE;

/* One write(2) on a file opened with O_APPEND: lines of several connections never mix. */
void journal_write(int fd, const struct journal_entry *entry);

#endif
