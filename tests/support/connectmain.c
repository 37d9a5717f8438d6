/* Runs the forced logins by themselves, without the probe in front of them: the tests look at what
 * each driver makes of a server that verify would not log in to.
 *
 *   connectmain host=NAME port=N address=A address-port=N user=U [key=value ...]
 *
 * prints the facts as JSON. The password is in CONNECT_PASSWORD: it is a test's, not a secret.
 * force=0 leaves out what forces TLS 1.2, dblib=0 leaves out db-lib.
 * rows=... is what the collector does in the worker: statements separated by '|', or "crash",
 * "hang", "flood" (facts of 160 MB), or "site", which is verify's own. Each statement leaves one
 * entry in facts.gaps: object = the statement, reason = the error, or the cells. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "base/deadline.h"
#include "base/mem.h"
#include "base/text.h"
#include "connect/run.h"
#include "evidence/records.h"
#include "site/site.h"

struct words {
    char **word;
    int count;
};

static const char *word_of(const struct words *words, const char *key, const char *otherwise)
{
    size_t size = strlen(key);
    for (int i = 0; i < words->count; i++)
        if (strncmp(words->word[i], key, size) == 0 && words->word[i][size] == '=')
            return words->word[i] + size + 1;
    return otherwise;
}

static int number_of(const struct words *words, const char *key, int otherwise)
{
    int value = otherwise;
    (void)text_to_int(word_of(words, key, ""), 0, 1000000, &value);
    return value;
}

static char *cells(void *parent, const struct rows *rows)
{
    char *text = talloc_strdup(parent, "");
    for (size_t row = 0; row < rows->count && row < 20; row++)
        for (size_t i = 0; i < rows->columns; i++) {
            const char *cell = rows->cells[row][i];
            text = talloc_asprintf_append(text, "%s%s", cell == NULL ? "NULL" : cell,
                                          i + 1 < rows->columns ? "," : ";");
        }
    return text;
}

static void ask(void *parent, struct row_source *source, const char *sql, struct facts *facts)
{
    struct gap *gap = mem_append(parent, &facts->gaps, &facts->gap_count, sizeof *gap);
    struct rows rows = {0};
    struct rows_error error = {0};
    gap->object = talloc_strdup(parent, sql);
    if (source->query(source->context, parent, sql, &rows, &error)) {
        gap->reason = cells(parent, &rows);
        facts->rows += (int64_t)rows.count;
    } else {
        gap->reason = talloc_asprintf(parent, "%d: %s%s", error.number, error.text,
                                      error.connection_lost ? " (connection lost)" : "");
    }
    facts->statements++;
}

static void collect(void *context, void *parent, struct row_source *source, struct facts *facts)
{
    (void)context;
    const char *plan = facts->request.server;
    if (text_equal(plan, "crash"))
        abort();
    if (text_equal(plan, "hang"))
        (void)pause();
    if (text_equal(plan, "flood")) {
        const size_t size = (size_t)160 << 20;
        facts->site_note = talloc_size(parent, size);
        memset(facts->site_note, 'x', size - 1);
        facts->site_note[size - 1] = '\0';
        return;
    }
    if (text_equal(plan, "site")) {
        site_collect(parent, source, facts->request.database, facts);
        return;
    }
    while (*plan != '\0') {
        size_t size = strcspn(plan, "|");
        ask(parent, source, talloc_strndup(parent, plan, size), facts);
        plan += size + (plan[size] == '|' ? 1 : 0);
    }
    facts->site_read = true;
}

static struct connect_request request_of(const struct words *words)
{
    const char *address = word_of(words, "address", "127.0.0.1");
    int port = number_of(words, "port", 1433);
    return (struct connect_request){
        .host = word_of(words, "host", address),
        .port = port,
        .address = address,
        .address_port = number_of(words, "address-port", port),
        .user = word_of(words, "user", "sa"),
        .password = getenv("CONNECT_PASSWORD") == NULL ? "" : getenv("CONNECT_PASSWORD"),
        .database = word_of(words, "database", NULL),
        .trust_certificate = number_of(words, "trust", 0) != 0,
        .expected_name = word_of(words, "name", NULL),
        .pinned_file = word_of(words, "pin", NULL),
        .ca_file = word_of(words, "ca", NULL),
        .login_timeout_ms = number_of(words, "l", 5000),
        .query_timeout_ms = number_of(words, "t", 5000),
        .now_unix_s = clock_unix_s(),
        .want_rows = word_of(words, "rows", NULL) != NULL,
    };
}

int main(int argc, char **argv)
{
    const struct collector collector = {.collect = collect};
    if (argc == 2 && strcmp(argv[1], "worker") == 0)
        return connect_worker(&collector);
    const struct words words = {argv + 1, argc - 1};
    struct facts *facts = talloc_zero(NULL, struct facts);
    facts->now_unix_s = clock_unix_s();
    facts->request.server = talloc_strdup(facts, word_of(&words, "rows", ""));
    const struct connect_request request = request_of(&words);
    facts->request.database =
        request.database == NULL ? NULL : talloc_strdup(facts, request.database);
    const struct run_options options = {.without_forcing = number_of(&words, "force", 1) == 0,
                                        .without_dblib = number_of(&words, "dblib", 1) == 0};
    struct error err = ERROR_NONE;
    if (!run_drivers(facts, &request, &options, facts, &err)) {
        (void)fprintf(stderr, "connectmain: %s\n", err.text);
        return 3;
    }
    facts_write(stdout, facts);
    talloc_free(facts);
    return 0;
}
