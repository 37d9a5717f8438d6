/* The parent's side: all drivers at once, one of them collects, everybody leaves. */
#include "connect/connect.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "connect/merge.h"
#include "connect/run.h"
#include "connect/runner.h"
#include "connect/ticket_job.h"

enum {
    LIST_LIMIT_MS = 5000,
    DEFAULT_QUERY_MS = 30000,
    MOST_DRIVERS = 16,
};

struct run {
    void *memory;
    const struct connect_request *request;
    const struct run_options *options;
    struct facts *facts;
    const char *spn;     /* of the ticket, with integrated */
    struct runner *list; /* asks unixODBC */
    bool list_is_read;
    struct runner *runner[MOST_DRIVERS]; /* NULL: a login row without a process */
    struct login row[MOST_DRIVERS];      /* in the order of the report */
    size_t count;
    size_t left_out;  /* drivers beyond MOST_DRIVERS */
    size_t collector; /* index, or MOST_DRIVERS */
    size_t collectors_used;
};

/* ---- starting ------------------------------------------------------------------------------ */

static char *shared(const char *text)
{
    /* struct worker_request is written to JSON and never changed: the cast drops a const that
     * struct login and struct facts do not have. */
    union {
        const char *in;
        char *out;
    } same = {.in = text};
    return same.out;
}

static struct worker_request worker_request(const struct run *run, const struct login *login)
{
    const struct connect_request *request = run->request;
    return (struct worker_request){
        .job = JOB_LOGIN,
        .parent_pid = (int)getpid(),
        .driver = login->driver,
        .api = login->api,
        .family = login->family,
        .file = login->file,
        .host = shared(request->host),
        .port = request->port,
        .address = shared(request->address),
        .address_port = request->address_port,
        .user = shared(request->user),
        .integrated = request->integrated,
        .keytab = shared(request->keytab),
        .principal = shared(request->principal),
        .spn = shared(run->spn != NULL ? run->spn : request->spn),
        .database = shared(request->database),
        .trust_certificate = request->trust_certificate,
        .server_only = request->server_only,
        .expected_name = shared(request->expected_name),
        .pinned_file = shared(request->pinned_file),
        .ca_file = shared(request->ca_file),
        .login_timeout_ms = request->login_timeout_ms,
        .query_timeout_ms =
            request->query_timeout_ms > 0 ? request->query_timeout_ms : DEFAULT_QUERY_MS,
        .password_size = request->password == NULL ? 0 : (int)strlen(request->password),
        .password = shared(request->password),
        .facts = {.request = run->facts->request, .now_unix_s = request->now_unix_s},
    };
}

static struct spawn_request spawn_request(const struct run *run)
{
    return (struct spawn_request){.program = run->options->program,
                                  .host = run->request->host,
                                  .port = run->request->port,
                                  .force = !run->options->without_forcing};
}

static struct login *add_row(struct run *run, const struct login *login)
{
    if (run->count == MOST_DRIVERS) {
        run->left_out++;
        return NULL;
    }
    run->row[run->count] = *login;
    return &run->row[run->count++];
}

static void start_login(struct run *run, const struct login *login)
{
    struct login *row = add_row(run, login);
    if (row == NULL)
        return;
    const struct worker_request request = worker_request(run, row);
    const struct spawn_request spawn = spawn_request(run);
    run->runner[run->count - 1] = runner_start(run->memory, &spawn, &request, row);
}

static void start_list(struct run *run)
{
    const struct login nobody = {.driver = NULL};
    const struct spawn_request spawn = spawn_request(run);
    int limit_ms = run->request->login_timeout_ms;
    const struct worker_request request = {
        .job = JOB_LIST,
        .parent_pid = (int)getpid(),
        .login_timeout_ms = limit_ms < LIST_LIMIT_MS ? limit_ms : LIST_LIMIT_MS,
    };
    run->list = runner_start(run->memory, &spawn, &request, &nobody);
}

/* ---- who logs in --------------------------------------------------------------------------- */

/* True when drivers may be started. */
static bool identify(struct run *run)
{
    const struct login nobody = {.driver = NULL};
    struct facts *facts = run->facts;
    if (!run->request->integrated)
        return true;
    struct worker_request request = worker_request(run, &nobody);
    request.job = JOB_TICKET;
    const struct spawn_request spawn = spawn_request(run);
    const struct ticket ticket = ticket_ask(run->memory, &spawn, &request);
    facts->login_as = ticket.principal;
    facts->login_spn = ticket.spn;
    facts->login_note = ticket.trouble;
    run->spn = ticket.spn;
    return ticket.trouble == NULL;
}

/* ---- the list of ODBC drivers -------------------------------------------------------------- */

static void add_odbc_note(struct run *run, char *detail)
{
    const struct login row = {.driver = talloc_strdup(run->memory, "ODBC"),
                              .api = talloc_strdup(run->memory, "ODBC"),
                              .outcome = LOGIN_DRIVER_MISSING,
                              .detail = detail};
    (void)add_row(run, &row);
}

static bool is_wanted(const struct run *run, const char *driver)
{
    return run->request->only == NULL || text_equal(run->request->only, driver);
}

static void use_list(struct run *run)
{
    run->list_is_read = true;
    const struct runner *list = run->list;
    bool for_all = run->request->only == NULL;
    if (for_all && list->drivers == NULL && list->ending != NULL)
        add_odbc_note(run,
                      talloc_asprintf(run->memory, "unixODBC's drivers could not be listed: %s",
                                      list->ending));
    else if (for_all && list->driver_count == 0)
        add_odbc_note(run, talloc_strdup(run->memory,
                                         "unixODBC knows no driver for SQL Server; Debian has one "
                                         "in the package tdsodbc"));
    for (size_t i = 0; i < list->driver_count; i++) {
        const struct login *driver = &list->drivers[i];
        if (!is_wanted(run, driver->driver))
            continue;
        if (driver->detail != NULL)
            (void)add_row(run, driver);
        else
            start_login(run, driver);
    }
}

/* ---- who collects -------------------------------------------------------------------------- */

static bool is_undecided(const struct run *run, size_t i)
{
    return run->runner[i] != NULL && !run->runner[i]->decided;
}

static bool waits(const struct run *run, size_t i)
{
    return run->runner[i] != NULL && run->runner[i]->state == RUNNER_WAITING;
}

static bool is_collecting(const struct run *run)
{
    return run->collector < run->count && run->runner[run->collector]->state == RUNNER_COLLECTING;
}

static bool has_collected(const struct run *run)
{
    return run->collector < run->count && run->runner[run->collector]->facts != NULL;
}

/* The first in the list that got in, once all before it have an outcome. After one that died in the
 * middle, one more gets the chance. */
static void choose_collector(struct run *run)
{
    if (!run->request->want_rows || is_collecting(run) || has_collected(run) ||
        run->collectors_used == 2)
        return;
    for (size_t i = 0; i < run->count && !is_undecided(run, i); i++) {
        if (!waits(run, i))
            continue;
        run->collector = i;
        run->collectors_used++;
        runner_collect(run->runner[i]);
        return;
    }
}

static bool is_spare_wanted(const struct run *run)
{
    return run->request->want_rows && !has_collected(run) && run->collectors_used < 2;
}

/* One that waits is enough; the others leave as soon as it is known that they are not needed. */
static void dismiss(struct run *run)
{
    size_t spares = is_spare_wanted(run) ? 1 : 0;
    bool is_open = is_spare_wanted(run) && !is_collecting(run); /* somebody earlier may get in */
    for (size_t i = 0; i < run->count; i++) {
        if (!waits(run, i) || is_open)
            continue;
        if (spares > 0)
            spares--;
        else
            runner_leave(run->runner[i]);
    }
}

/* ---- the loop ------------------------------------------------------------------------------ */

static bool is_over(const struct run *run)
{
    if (!run->list_is_read || runner_is_alive(run->list))
        return false;
    for (size_t i = 0; i < run->count; i++)
        if (run->runner[i] != NULL && runner_is_alive(run->runner[i]))
            return false;
    return true;
}

static size_t alive(const struct run *run, struct runner **out)
{
    size_t count = 0;
    if (runner_is_alive(run->list))
        out[count++] = run->list;
    for (size_t i = 0; i < run->count; i++)
        if (run->runner[i] != NULL && runner_is_alive(run->runner[i]))
            out[count++] = run->runner[i];
    return count;
}

static void wait_for_news(const struct run *run)
{
    struct runner *runners[MOST_DRIVERS + 1];
    struct pollfd fds[MOST_DRIVERS + 1];
    size_t count = alive(run, runners);
    struct deadline first = deadline_in_ms(LIST_LIMIT_MS);
    for (size_t i = 0; i < count; i++) {
        fds[i] = (struct pollfd){.fd = runners[i]->process.fd, .events = POLLIN};
        if (runners[i]->deadline.at_ms < first.at_ms)
            first = runners[i]->deadline;
    }
    if (count == 0)
        return;
    int ready = poll(fds, (nfds_t)count, deadline_left_ms(first));
    for (size_t i = 0; i < count; i++) {
        if (ready > 0 && fds[i].revents != 0)
            runner_read(runners[i]);
        runner_check_time(runners[i]);
    }
}

static void run_all(struct run *run)
{
    const struct login dblib = {.driver = talloc_strdup(run->memory, "FreeTDS db-lib"),
                                .api = talloc_strdup(run->memory, "db-lib"),
                                .family = talloc_strdup(run->memory, "freetds")};
    start_list(run);
    if (!run->options->without_dblib && is_wanted(run, dblib.driver))
        start_login(run, &dblib);
    while (!is_over(run)) {
        if (!run->list_is_read && run->list->decided)
            use_list(run);
        choose_collector(run);
        dismiss(run);
        wait_for_news(run);
    }
}

/* ---- what came of it ----------------------------------------------------------------------- */

static void report_logins(struct run *run)
{
    struct facts *facts = run->facts;
    for (size_t i = 0; i < run->count; i++) {
        const struct login *login = run->runner[i] == NULL ? &run->row[i] : &run->runner[i]->login;
        struct login *place =
            mem_append(run->memory, &facts->logins, &facts->login_count, sizeof *place);
        *place = *login;
        facts->connections += login->connections;
    }
    if (run->left_out > 0)
        facts->login_note = talloc_asprintf(
            run->memory, "only the first %d drivers were tried; unixODBC lists %zu more",
            MOST_DRIVERS, run->left_out);
}

static void report_site(struct run *run)
{
    if (has_collected(run)) {
        const struct runner *runner = run->runner[run->collector];
        merge_site(run->facts, runner->facts);
        run->facts->queried_with = runner->login.driver;
    } else if (run->collector < run->count) {
        const struct runner *runner = run->runner[run->collector];
        run->facts->site_note = talloc_asprintf(
            run->memory, "the process that read the site database with %s ended early: %s",
            runner->login.driver, runner->ending == NULL ? "" : runner->ending);
    } else if (run->request->want_rows) {
        run->facts->site_note = talloc_strdup(run->memory, "no driver could log in");
    }
}

static bool nothing_started(const struct run *run, struct error *err)
{
    const struct runner *first = run->runner[0];
    return run->list->process.pid == 0 && (first == NULL || first->process.pid == 0) &&
           !error_set(err, "%s", run->list->ending);
}

bool run_once(void *parent, const struct connect_request *request,
              const struct run_options *options, struct facts *facts, bool *is_cut,
              struct error *err)
{
    struct run *run = mem_array(NULL, struct run, 1);
    run->memory = parent;
    run->request = request;
    run->options = options;
    run->facts = facts;
    run->collector = MOST_DRIVERS;
    bool ok = true;
    if (identify(run)) {
        run_all(run);
        ok = !nothing_started(run, err);
        if (ok) {
            report_logins(run);
            report_site(run);
        }
    }
    *is_cut = has_collected(run) && run->runner[run->collector]->is_cut;
    talloc_free(run);
    return ok;
}
