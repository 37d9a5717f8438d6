#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "lab/faults.h"
#include "lab/rewrite.h"
#include "lab/session.h"
#include "lab/sspi.h"

enum {
    TDS_7_2 = 0x72090002,
    TDS_7_4 = 0x74000004,
    TDS_8_0 = 0x08000000,
    SMALLEST_PACKET = 512,
    LARGEST_PACKET = 32767,
};

static void note_login(struct session *session, bool in_tls)
{
    struct journal_entry *entry = &session->entry;
    const struct login7 *login = &session->login;
    entry->login = in_tls ? "tls" : "clear";
    entry->user = login->user_name;
    entry->app_name = login->app_name;
    entry->interface_name = login->interface_name;
    entry->host_name = login->host_name;
    entry->database = login->database;
    entry->tds_version = login->tds_version;
    entry->auth = "sql";
    entry->has_password = login->password != NULL && login->password[0] != '\0';
    entry->sspi_size = login->sspi_size;
    session->asker.user = login->user_name;
    session->asker.app_name = login->app_name;
    session->asker.interface_name = login->interface_name;
    session->asker.host_name = login->host_name;
    session->asker.client_pid = (int)(login->client_pid & 0x7fffffff);
}

/* 18456 says the same for an unknown user and a wrong password. */
static bool check_credentials(struct session *session, void *scratch, struct sql_failure *failure)
{
    const struct lab_case *lab = session->service->lab;
    const struct login7 *login = &session->login;
    if (login->integrated)
        return sspi_login(session, scratch, failure);
    for (size_t i = 0; i < lab->login_count; i++)
        if (text_equal(lab->logins[i].user, login->user_name) &&
            strcmp(lab->logins[i].password, login->password) == 0)
            return true;
    return failure_set(failure, 18456, 1, 14, "Login failed for user '%.128s'.", login->user_name);
}

static bool database_is_known(const struct lab_endpoint *endpoint, const char *name)
{
    return text_equal(name, "master") || text_equal(name, "tempdb") || text_equal(name, "msdb") ||
           lab_list_has(&endpoint->databases, name) ||
           lab_list_has(&endpoint->empty_databases, name);
}

/* The name as the server spells it. */
static const char *spelled(const struct lab_endpoint *endpoint, const char *name)
{
    const struct lab_list *lists[] = {&endpoint->databases, &endpoint->empty_databases};
    for (size_t l = 0; l < 2; l++)
        for (size_t i = 0; i < lists[l]->count; i++)
            if (text_equal(lists[l]->item[i], name))
                return lists[l]->item[i];
    return name;
}

bool session_use(struct session *session, struct writer *tokens, const char *name)
{
    if (!database_is_known(session->endpoint, name))
        return false;
    struct sql_failure info;
    char *before = session->database;
    session->database = talloc_strdup(session, spelled(session->endpoint, name));
    session->asker.database = session->database;
    (void)failure_set(&info, 5701, 2, 0, "Changed database context to '%.128s'.",
                      session->database);
    token_write_env(tokens, ENV_DATABASE, session->database, before == NULL ? "master" : before);
    token_write_message(tokens, TOKEN_INFO, &info, session->endpoint->server_name, "");
    talloc_free(before);
    return true;
}

static size_t negotiated_packet(const struct session *session)
{
    size_t asked = session->login.packet_size;
    if (session->endpoint->packet_size != 0)
        return (size_t)session->endpoint->packet_size;
    if (asked == 0)
        return TDS_DEFAULT_PACKET;
    if (asked < SMALLEST_PACKET)
        return SMALLEST_PACKET;
    return asked > LARGEST_PACKET ? LARGEST_PACKET : asked;
}

static bool answer_version(const struct session *session, uint32_t *out)
{
    uint32_t asked = session->login.tds_version;
    if (session->endpoint->encryption == LAB_ENCRYPTION_STRICT) {
        *out = TDS_8_0;
        return true;
    }
    *out = asked > TDS_7_4 ? TDS_7_4 : asked;
    return asked >= TDS_7_2;
}

/* The order that clients know from SQL Server. */
static void write_welcome(struct session *session, struct writer *tokens, uint32_t tds_version)
{
    struct sql_failure info;
    char size[16];
    char before[16];
    size_t packet = negotiated_packet(session);
    const char *database = session->login.database;
    if (database == NULL || database[0] == '\0')
        database = "master";
    (void)session_use(session, tokens, database);
    session->login_database = talloc_strdup(session, session->database);
    token_write_env_bytes(tokens, ENV_COLLATION, token_collation, sizeof token_collation, NULL, 0);
    token_write_env(tokens, ENV_LANGUAGE, "us_english", "");
    (void)failure_set(&info, 5703, 1, 0, "Changed language setting to us_english.");
    token_write_message(tokens, TOKEN_INFO, &info, session->endpoint->server_name, "");
    token_write_login_ack(tokens, tds_version, &session->endpoint->version);
    (void)snprintf(size, sizeof size, "%zu", packet);
    (void)snprintf(before, sizeof before, "%zu", session->channel.packet_size);
    token_write_env(tokens, ENV_PACKET_SIZE, size, before);
}

static bool refuse(struct session *session, struct response *response,
                   const struct sql_failure *failure)
{
    token_write_message(response_next(response), TOKEN_ERROR, failure,
                        session->endpoint->server_name, "");
    if (failure->number == 4060) {
        struct sql_failure login;
        (void)failure_set(&login, 18456, 1, 14, "Login failed for user '%.128s'.",
                          session->login.user_name);
        token_write_message(response_next(response), TOKEN_ERROR, &login,
                            session->endpoint->server_name, "");
    }
    response_done(response, TOKEN_DONE, DONE_ERROR, 0, 0);
    (void)response_finish(response);
    return false;
}

static bool admit(struct session *session, void *scratch, struct sql_failure *failure,
                  uint32_t *tds_version)
{
    const char *database = session->login.database;
    if (!answer_version(session, tds_version))
        return failure_set(failure, 17835, 1, 20, "The lab speaks TDS 7.2 to 7.4 only.");
    if (!check_credentials(session, scratch, failure))
        return false;
    if (database == NULL || database[0] == '\0' || database_is_known(session->endpoint, database))
        return true;
    return failure_set(failure, 4060, 1, 11,
                       "Cannot open database \"%.128s\" requested by the "
                       "login. The login failed.",
                       database);
}

static bool read_login(struct session *session, void *scratch)
{
    struct message message;
    bool in_tls = session->channel.in_tls;
    if (!channel_receive(&session->channel, scratch, CHANNEL_LARGEST_LOGIN, &message) ||
        message.type != TDS_LOGIN7)
        return false;
    struct reader payload = reader_over(message.payload.data, message.payload.size);
    bool ok = login7_parse(session, payload, &session->login);
    text_wipe(message.payload.data, message.payload.size);
    session->entry.login = in_tls ? "tls" : "clear";
    if (ok)
        note_login(session, in_tls);
    return ok;
}

static void wipe_secrets(struct login7 *login)
{
    if (login->sspi != NULL)
        text_wipe(login->sspi, login->sspi_size);
    TALLOC_FREE(login->sspi);
    if (login->password == NULL)
        return;
    text_wipe(login->password, strlen(login->password));
    TALLOC_FREE(login->password);
}

bool session_login(struct session *session, void *scratch)
{
    struct sql_failure failure;
    uint32_t tds_version = 0;
    if (!read_login(session, scratch))
        return false;
    session->over = faults_at(session->endpoint, LAB_STAGE_LOGIN, &session->channel,
                              &session->entry.fault) == FAULT_OVER;
    bool admitted = !session->over && admit(session, scratch, &failure, &tds_version);
    wipe_secrets(&session->login);
    if (session->over)
        return false;
    session->asker.encrypted = session->entry.encrypt_answered == TDS_ENCRYPT_ON ||
                               session->entry.encrypt_answered == TDS_ENCRYPT_REQUIRED;
    if (!session->asker.encrypted) /* the login alone was inside TLS */
        session->channel.in_tls = false;
    struct response response;
    response_init(&response, scratch, &session->channel);
    if (!admitted)
        return refuse(session, &response, &failure);
    write_welcome(session, response_next(&response), tds_version);
    response_done(&response, TOKEN_DONE, DONE_FINAL, 0, 0);
    session->entry.login_ok = response_finish(&response);
    session->channel.packet_size = negotiated_packet(session);
    return session->entry.login_ok;
}
