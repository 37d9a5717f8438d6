#include "wire/request.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "lab/faults.h"
#include "lab/lexer.h"
#include "lab/rewrite.h"
#include "lab/session.h"

enum {
    STATUS_RESET_CONNECTION = 0x08 | 0x10,
    TM_BEGIN = 5,
    TM_COMMIT = 7,
    TM_ROLLBACK = 8,
    MOST_PREPARED = 1000,
    FIRST_HANDLE = 1,
};

struct call {
    struct session *session;
    void *scratch;
    struct response *response;
    const struct rpc *rpc;
};

static bool not_understood(struct call *call, const char *what)
{
    struct sql_failure failure;
    (void)failure_set(&failure, 8002, 1, 16, "The lab does not understand this %s.", what);
    return session_fail(call->session, call->response, &failure, TOKEN_DONEPROC);
}

/* "@P1 INT,@P2 DECIMAL(10,2)": the name of the parameter at `index`; NULL when there are fewer. */
static char *declared_name(void *parent, const char *declaration, size_t index)
{
    struct sql_tokens *tokens = sql_tokens_of(parent, declaration);
    size_t at = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct sql_token *token = &tokens->item[i];
        bool begins = i == 0 || (token[-1].depth == 0 && sql_token_is(&token[-1], ","));
        if (begins && at++ == index)
            return sql_token_text(parent, token);
    }
    return NULL;
}

/* Values from parameter `first` on, by name or by their place in the declaration. */
static bool run_with_values(struct call *call, const char *sql, const char *declaration,
                            size_t first)
{
    const struct rpc *rpc = call->rpc;
    size_t count = rpc->parameter_count > first ? rpc->parameter_count - first : 0;
    struct binding *bindings = mem_array(call->scratch, struct binding, count);
    for (size_t i = 0; i < count; i++) {
        const struct rpc_parameter *parameter = &rpc->parameters[first + i];
        bindings[i].value = &parameter->value;
        bindings[i].name = parameter->name[0] != '\0'
                               ? parameter->name
                               : declared_name(call->scratch, declaration, i);
        if (bindings[i].name == NULL)
            return not_understood(call, "parameter, which is not declared");
    }
    return session_batch(call->session, call->scratch, call->response, sql, bindings, count,
                         TOKEN_DONEINPROC);
}

static const char *text_at(const struct call *call, size_t index)
{
    if (index >= call->rpc->parameter_count)
        return NULL;
    const struct rpc_value *value = &call->rpc->parameters[index].value;
    if (value->kind == RPC_NULL)
        return "";
    return value->kind == RPC_TEXT ? value->text : NULL;
}

static bool execute_sql(struct call *call)
{
    const char *sql = text_at(call, 0);
    const char *declaration = call->rpc->parameter_count > 1 ? text_at(call, 1) : "";
    if (sql == NULL || declaration == NULL)
        return not_understood(call, "sp_executesql");
    return run_with_values(call, sql, declaration, 2);
}

/* Checks the statement as it is kept, so that a syntax error comes now. */
static struct prepared *keep(struct call *call)
{
    struct session *session = call->session;
    const char *declaration = text_at(call, 1);
    const char *sql = text_at(call, 2);
    if (sql == NULL || declaration == NULL || session->prepared_count >= MOST_PREPARED) {
        (void)not_understood(call, "sp_prepare");
        return NULL;
    }
    struct prepared *prepared =
        mem_append(session, &session->prepared, &session->prepared_count, sizeof(struct prepared));
    prepared->handle = FIRST_HANDLE + session->next_handle++;
    prepared->sql = talloc_strdup(session, sql);
    prepared->parameters = talloc_strdup(session, declaration);
    return prepared;
}

static void return_handle(struct call *call, int handle)
{
    token_write_return_int(response_next(call->response), call->rpc->parameters[0].name, handle);
}

static bool prepare(struct call *call)
{
    const struct prepared *prepared = keep(call);
    if (prepared == NULL)
        return false;
    token_write_return_status(response_next(call->response), 0);
    return_handle(call, prepared->handle);
    return true;
}

static bool prepare_and_execute(struct call *call)
{
    const struct prepared *prepared = keep(call);
    if (prepared == NULL)
        return false;
    int handle = prepared->handle;
    bool ok = run_with_values(call, prepared->sql, prepared->parameters, 3);
    if (call->response->cancelled)
        return false;
    token_write_return_status(response_next(call->response), ok ? 0 : 1);
    return_handle(call, handle);
    return ok;
}

static struct prepared *prepared_by_handle(struct call *call)
{
    const struct rpc *rpc = call->rpc;
    struct session *session = call->session;
    bool is_number = rpc->parameter_count > 0 && rpc->parameters[0].value.kind == RPC_INT;
    int64_t handle = is_number ? rpc->parameters[0].value.integer : 0;
    for (size_t i = 0; i < session->prepared_count; i++)
        if (session->prepared[i].handle == handle && session->prepared[i].sql != NULL)
            return &session->prepared[i];
    struct sql_failure failure;
    (void)failure_set(&failure, 8179, 1, 16, "Could not find prepared statement with handle %lld.",
                      (long long)handle);
    (void)session_fail(session, call->response, &failure, TOKEN_DONEPROC);
    return NULL;
}

static bool execute(struct call *call)
{
    const struct prepared *prepared = prepared_by_handle(call);
    return prepared != NULL && run_with_values(call, prepared->sql, prepared->parameters, 1);
}

static bool unprepare(struct call *call)
{
    struct prepared *prepared = prepared_by_handle(call);
    if (prepared == NULL)
        return false;
    struct session *session = call->session;
    TALLOC_FREE(prepared->sql);
    TALLOC_FREE(prepared->parameters);
    session->prepared[prepared - session->prepared] = session->prepared[--session->prepared_count];
    return true;
}

static const struct {
    uint16_t id;
    const char *name;
    bool (*run)(struct call *call);
    bool returns_status; /* the runner has not written it */
} procedures[] = {
    {RPC_EXECUTESQL, "sp_executesql", execute_sql, true},
    {RPC_PREPARE, "sp_prepare", prepare, false},
    {RPC_EXECUTE, "sp_execute", execute, true},
    {RPC_PREPEXEC, "sp_prepexec", prepare_and_execute, false},
    {RPC_UNPREPARE, "sp_unprepare", unprepare, true},
};

static void call_procedure(struct call *call)
{
    const struct rpc *rpc = call->rpc;
    struct sql_failure failure;
    const char *name = rpc->name == NULL ? "" : rpc->name;
    name += text_has_prefix(name, "sys.") ? 4 : 0;
    for (size_t i = 0; i < sizeof procedures / sizeof procedures[0]; i++) {
        if (procedures[i].id != rpc->procedure && strcasecmp(procedures[i].name, name) != 0)
            continue;
        bool ok = procedures[i].run(call);
        if (ok && procedures[i].returns_status)
            token_write_return_status(response_next(call->response), 0);
        if (!call->response->cancelled)
            response_done(call->response, TOKEN_DONEPROC, ok ? DONE_FINAL : DONE_ERROR, 0, 0);
        return;
    }
    session_note_sql(call->session, name);
    (void)failure_set(&failure, 2812, 62, 16, "Could not find stored procedure '%.200s'.", name);
    (void)session_fail(call->session, call->response, &failure, TOKEN_DONEPROC);
}

static void answer_rpc(struct session *session, void *scratch, struct response *response,
                       struct reader payload)
{
    struct rpc rpc = {0};
    struct call call = {session, scratch, response, &rpc};
    if (rpc_parse(scratch, payload, &rpc))
        call_procedure(&call);
    else
        (void)not_understood(&call, "remote procedure call");
}

static void answer_batch(struct session *session, void *scratch, struct response *response,
                         struct reader payload)
{
    struct call call = {session, scratch, response, NULL};
    char *text = batch_parse(scratch, payload);
    if (text == NULL)
        (void)not_understood(&call, "batch");
    else
        (void)session_batch(session, scratch, response, text, NULL, 0, TOKEN_DONE);
}

/* Transaction manager request: ALL_HEADERS, then what is wanted. [MS-TDS] 2.2.6.9 [K] */
static void answer_transaction(struct session *session, void *scratch, struct response *response,
                               struct reader payload)
{
    static const struct {
        uint16_t request;
        enum env_change change;
    } known[] = {{TM_BEGIN, ENV_BEGIN}, {TM_COMMIT, ENV_COMMIT}, {TM_ROLLBACK, ENV_ROLLBACK}};
    struct call call = {session, scratch, response, NULL};
    uint32_t headers = reader_u32le(&payload);
    reader_skip(&payload, headers < 4 ? payload.size : headers - 4);
    uint16_t request = reader_u16le(&payload);
    for (size_t i = 0; reader_ok(&payload) && i < sizeof known / sizeof known[0]; i++)
        if (known[i].request == request) {
            session_transaction(session, response_next(response), known[i].change);
            response_done(response, TOKEN_DONE, DONE_FINAL, 0, 0);
            return;
        }
    (void)not_understood(&call, "transaction request");
}

/* A pooled connection begins anew: [MS-TDS] 2.2.3.1.2 */
static void reset_connection(struct session *session, struct response *response)
{
    struct writer *tokens = response_next(response);
    session->asker.transactions = 0;
    token_write_env_bytes(tokens, ENV_RESET, NULL, 0, NULL, 0);
    if (!text_equal(session->database, session->login_database))
        (void)session_use(session, tokens, session->login_database);
}

static const struct {
    uint8_t type;
    void (*answer)(struct session *session, void *scratch, struct response *response,
                   struct reader payload);
} answers[] = {
    {TDS_SQL_BATCH, answer_batch},
    {TDS_RPC, answer_rpc},
    {TDS_TRANSACTION, answer_transaction},
};

/* fault-after and fault-times count statements and connections. */
static bool is_over_by_fault(struct session *session)
{
    const struct lab_endpoint *endpoint = session->endpoint;
    if (endpoint->fault == LAB_FAULT_NONE || endpoint->fault_at != LAB_STAGE_QUERY ||
        session->entry.statements < endpoint->fault_after)
        return false;
    if (endpoint->fault_times > 0 && session->entry.fault == NULL &&
        atomic_fetch_add(session->service->faults, 1) >= endpoint->fault_times)
        return false;
    session->over = faults_at(endpoint, LAB_STAGE_QUERY, &session->channel,
                              &session->entry.fault) == FAULT_OVER;
    return session->over;
}

bool session_request(struct session *session, void *scratch)
{
    struct message message;
    struct response response;
    if (!channel_receive(&session->channel, scratch, CHANNEL_LARGEST_REQUEST, &message))
        return false;
    response_init(&response, scratch, &session->channel);
    session->attention = false;
    if (message.type == TDS_ATTENTION) { /* it came after the answer it was meant for */
        response.cancelled = true;
        return response_finish(&response);
    }
    if (is_over_by_fault(session))
        return false;
    struct reader payload = reader_over(message.payload.data, message.payload.size);
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        if (answers[i].type != message.type)
            continue;
        if ((message.status & STATUS_RESET_CONNECTION) != 0)
            reset_connection(session, &response);
        answers[i].answer(session, scratch, &response, payload);
        return response_finish(&response) && !channel_is_stopped(&session->channel);
    }
    return false;
}
