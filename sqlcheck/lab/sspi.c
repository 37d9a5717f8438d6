#include "lab/sspi.h"

#include <string.h>

#include <talloc.h>

#include "lab/rewrite.h"

enum { MOST_ROUNDS = 4 };

static const char ntlm_begin[8] = "NTLMSSP";

static bool is_ntlm(struct reader blob)
{
    return blob.size >= sizeof ntlm_begin && memcmp(blob.data, ntlm_begin, sizeof ntlm_begin) == 0;
}

static bool send_token(struct session *session, void *scratch, const struct writer *answer)
{
    struct response response;
    if (answer->size == 0)
        return true;
    response_init(&response, scratch, &session->channel);
    token_write_sspi(response_next(&response), answer->data, answer->size);
    return response_finish(&response);
}

static bool receive_blob(struct session *session, void *scratch, struct reader *blob)
{
    struct message message;
    if (!channel_receive(&session->channel, scratch, CHANNEL_LARGEST_LOGIN, &message) ||
        message.type != TDS_SSPI)
        return false;
    *blob = reader_over(message.payload.data, message.payload.size);
    return true;
}

static enum sspi_step converse(struct session *session, void *scratch, sspi_mechanism *mechanism,
                               struct sspi *sspi)
{
    struct reader blob = reader_over(session->login.sspi, session->login.sspi_size);
    for (int round = 0; round < MOST_ROUNDS; round++) {
        struct writer answer;
        writer_init(&answer, scratch);
        enum sspi_step step = mechanism(sspi, blob, &answer);
        if (step == SSPI_REFUSED || !send_token(session, scratch, &answer))
            return SSPI_REFUSED;
        if (step == SSPI_DONE)
            return step;
        if (!receive_blob(session, scratch, &blob))
            return SSPI_REFUSED;
    }
    return SSPI_REFUSED;
}

bool sspi_login(struct session *session, void *scratch, struct sql_failure *failure)
{
    struct sspi sspi = {.lab = session->service->lab, .parent = scratch};
    bool ntlm = is_ntlm(reader_over(session->login.sspi, session->login.sspi_size));
    session->entry.auth = ntlm ? "ntlm" : "kerberos";
    enum sspi_step step = converse(session, scratch, ntlm ? ntlm_step : kerberos_step, &sspi);
    if (step != SSPI_DONE || sspi.login == NULL)
        return failure_set(failure, 18452, 1, 14,
                           "Login failed. The login is from an untrusted "
                           "domain and cannot be used with Integrated authentication.");
    session->login.user_name = talloc_strdup(session, sspi.login->user);
    session->entry.user = session->login.user_name;
    session->asker.user = session->login.user_name;
    return true;
}
