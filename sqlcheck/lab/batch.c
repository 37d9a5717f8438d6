#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "lab/columns.h"
#include "lab/rewrite.h"
#include "lab/session.h"
#include "lab/statement.h"

struct run {
    struct session *session;
    void *scratch;
    struct response *response;
    const struct binding *bindings;
    size_t binding_count;
    enum token done;
};

bool session_fail(const struct session *session, struct response *response,
                  const struct sql_failure *failure, enum token done)
{
    struct writer *tokens = response_next(response);
    const char *server = session->endpoint->server_name;
    token_write_message(tokens, TOKEN_ERROR, failure, server, "");
    if (failure->number == 300) {
        struct sql_failure then;
        (void)failure_set(&then, 297, 1, 16,
                          "The user does not have permission to perform this action.");
        token_write_message(tokens, TOKEN_ERROR, &then, server, "");
    }
    response_done(response, done, DONE_ERROR, 0, 0);
    return false;
}

void session_transaction(struct session *session, struct writer *tokens, enum env_change change)
{
    uint8_t descriptor[8] = {1, 0, 0, 0, 0, 0, 0, 0};
    bool begins = change == ENV_BEGIN;
    descriptor[4] = (uint8_t)session->asker.spid;
    session->asker.transactions = begins ? session->asker.transactions + 1 : 0;
    token_write_env_bytes(tokens, change, descriptor, begins ? sizeof descriptor : 0, descriptor,
                          begins ? 0 : sizeof descriptor);
}

static void write_rows(struct run *run, const struct result *result)
{
    columns_write_metadata(response_next(run->response), result);
    for (size_t row = 0; row < result->row_count; row++) {
        columns_write_row(response_next(run->response), result, row);
        if (!response_flush(run->response))
            return;
    }
    response_done(run->response, run->done, DONE_COUNT, DONE_COMMAND_SELECT, result->row_count);
}

/* slow-query-ms: what an attention ends early. */
static bool wait_as_told(struct session *session)
{
    int ms = session->endpoint->slow_query_ms;
    if (ms > 0)
        channel_pause(&session->channel, ms);
    session->attention = ms > 0 && channel_attention(&session->channel);
    return !session->attention && !channel_is_stopped(&session->channel);
}

static bool ask(struct run *run, const char *sql, struct result **result)
{
    struct sql_failure failure = {.number = 0};
    struct session *session = run->session;
    if (wait_as_told(session) &&
        database_select(session->service->database, &session->asker, run->scratch, sql,
                        run->bindings, run->binding_count, result, &failure))
        return true;
    if (session->attention)
        response_cancel(run->response);
    if (!session->attention && failure.number == 0)
        (void)failure_set(&failure, 8645, 1, 17,
                          "A timeout occurred while waiting for memory "
                          "resources to execute the query.");
    if (!session->attention)
        (void)session_fail(session, run->response, &failure, run->done);
    return false;
}

static bool run_select(struct run *run, const struct statement *statement)
{
    struct result *result = NULL;
    if (!ask(run, statement->sql, &result))
        return false;
    write_rows(run, result);
    talloc_free(result);
    return !run->response->cancelled && !run->response->gone;
}

static bool run_nothing(struct run *run, const struct statement *statement)
{
    (void)statement;
    response_done(run->response, run->done, DONE_FINAL, 0, 0);
    return true;
}

static bool run_use(struct run *run, const struct statement *statement)
{
    struct sql_failure failure;
    if (session_use(run->session, response_next(run->response), statement->name))
        return run_nothing(run, statement);
    (void)failure_set(&failure, 911, 1, 16,
                      "Database '%.128s' does not exist. Make sure that the "
                      "name is entered correctly.",
                      statement->name);
    return session_fail(run->session, run->response, &failure, run->done);
}

static bool run_begin(struct run *run, const struct statement *statement)
{
    session_transaction(run->session, response_next(run->response), ENV_BEGIN);
    return run_nothing(run, statement);
}

static bool run_end(struct run *run, const struct statement *statement)
{
    bool commits = statement->kind == STATEMENT_COMMIT;
    struct sql_failure failure;
    if (run->session->asker.transactions == 0) {
        (void)failure_set(&failure, commits ? 3902 : 3903, 1, 16,
                          "The %s TRANSACTION request has "
                          "no corresponding BEGIN TRANSACTION.",
                          commits ? "COMMIT" : "ROLLBACK");
        return session_fail(run->session, run->response, &failure, run->done);
    }
    session_transaction(run->session, response_next(run->response),
                        commits ? ENV_COMMIT : ENV_ROLLBACK);
    return run_nothing(run, statement);
}

static bool run_statement(struct run *run, const struct statement *statement);

static bool run_if(struct run *run, const struct statement *statement)
{
    struct result *result = NULL;
    if (!ask(run, statement->sql, &result))
        return false;
    bool holds = result->row_count == 1 && result->cells[0].integer == 1;
    talloc_free(result);
    const struct statement *chosen = holds ? statement->then : statement->otherwise;
    return chosen == NULL ? run_nothing(run, statement) : run_statement(run, chosen);
}

static bool run_statement(struct run *run, const struct statement *statement)
{
    static bool (*const runners[])(struct run * run, const struct statement *statement) = {
        [STATEMENT_SELECT] = run_select, [STATEMENT_NOTHING] = run_nothing,
        [STATEMENT_USE] = run_use,       [STATEMENT_BEGIN] = run_begin,
        [STATEMENT_COMMIT] = run_end,    [STATEMENT_ROLLBACK] = run_end,
        [STATEMENT_IF] = run_if,
    };
    return runners[statement->kind](run, statement);
}

void session_note_sql(struct session *session, const char *text)
{
    struct journal_entry *entry = &session->entry;
    char **place = mem_append(session, &entry->sql, &entry->sql_count, sizeof *place);
    *place = talloc_strdup(session, text);
}

bool session_batch(struct session *session, void *scratch, struct response *response,
                   const char *text, const struct binding *bindings, size_t binding_count,
                   enum token done)
{
    struct batch batch;
    struct sql_failure failure;
    struct run run = {session, scratch, response, bindings, binding_count, done};
    session_note_sql(session, text);
    if (!batch_read(scratch, text, &batch, &failure))
        return session_fail(session, response, &failure, done);
    for (size_t i = 0; i < batch.count; i++) {
        session->entry.statements++;
        if (!run_statement(&run, batch.statements[i]))
            return false;
    }
    if (batch.count == 0)
        response_done(response, done, DONE_FINAL, 0, 0);
    return true;
}
