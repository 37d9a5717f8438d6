/* The worker: one driver, one login, in a process of its own. */
#include <pthread.h>
#include <unistd.h>

#include <talloc.h>

#include "base/deadline.h"
#include "base/mem.h"
#include "base/text.h"
#include "connect/connect.h"
#include "connect/harden.h"
#include "connect/installed.h"
#include "connect/message.h"
#include "connect/outcome.h"

enum {
    FLOOR_MS = 3000,
    LEAVE_MS = 1000,
    QUERY_GRACE_MS = 1000,
    FOR_EVER_MS = 1000 * 3600 * 24,
    EXIT_USAGE = 3,
};

struct worker {
    int fd;
    const struct collector *collector;
    struct worker_request request;
    const struct driver_api *api;
    const struct family *family;
    struct tap *tap;
    pthread_mutex_t sending; /* messages come from the tap's threads too */
    struct row_source rows;  /* the driver's */
    bool is_cut;             /* the server ended the connection during a statement */
};

/* ---- telling the parent -------------------------------------------------------------------- */

static void tell(struct worker *worker, const struct worker_message *message)
{
    (void)pthread_mutex_lock(&worker->sending);
    bool ok = message_send(worker->fd, message);
    (void)pthread_mutex_unlock(&worker->sending);
    if (!ok)
        _exit(0); /* the parent is gone: nobody is left to work for */
}

static struct login new_login(const struct worker *worker)
{
    return (struct login){
        .driver = worker->request.driver,
        .api = worker->request.api,
        .family = worker->request.family,
        .file = worker->request.file,
    };
}

/* So that the parent knows what was seen if this process does not live to say more. */
static void tell_progress(void *context)
{
    struct worker *worker = context;
    void *memory = talloc_new(NULL);
    struct tap_report report;
    tap_look(worker->tap, &report);
    struct worker_message message = {
        .kind = MESSAGE_PROGRESS, .stage = report.stage, .login = new_login(worker)};
    (void)outcome_observe(memory, worker->family, &report, &message.login);
    outcome_foresee(memory, &report, &message.login);
    tell(worker, &message);
    talloc_free(memory);
}

/* A driver may quote its connection string: the password is taken out of all it says, and with it
 * what follows the keyword, where it may stand with "}" doubled, or cut off. */
static void hide(char *text, const char *secret)
{
    size_t size = secret == NULL ? 0 : strlen(secret);
    if (text == NULL)
        return;
    for (char *at = text; size > 0 && (at = strstr(at, secret)) != NULL; at += size)
        memset(at, '*', size);
    char *keyword = strcasestr(text, "PWD=");
    if (keyword != NULL)
        memcpy(keyword, "***", sizeof "***");
}

/* ---- the login ----------------------------------------------------------------------------- */

static struct driver_login make_login(const struct worker *worker)
{
    const struct worker_request *request = &worker->request;
    bool gate_checks =
        request->trust_certificate || request->pinned_file != NULL || request->ca_file != NULL;
    return (struct driver_login){
        .family = worker->family,
        .name = request->driver,
        .file = request->file,
        .host = request->host,
        .port = request->port,
        .user = request->user == NULL ? "" : request->user,
        .password = request->password,
        .integrated = request->integrated,
        .spn = request->spn,
        .database = request->database,
        .expected_name = request->expected_name,
        .gate_checks = gate_checks,
        /* One second more than the tap, which is exact and in total; drivers count each read. */
        .login_timeout_ms = request->login_timeout_ms + 1000,
        .query_timeout_ms = request->query_timeout_ms,
    };
}

static struct tap_settings make_settings(struct worker *worker)
{
    const struct worker_request *request = &worker->request;
    return (struct tap_settings){
        .host = request->host,
        .address = request->address,
        .port = request->port,
        .address_port = request->address_port,
        .rules = {.trust_certificate = request->trust_certificate,
                  .trust = {.expected_name = request->expected_name != NULL ? request->expected_name
                                                                            : request->host,
                            .pinned_file = request->pinned_file,
                            .ca_file = request->ca_file,
                            .now_unix_s = request->facts.now_unix_s}},
        .deadline = deadline_in_ms(request->login_timeout_ms),
        .changed = tell_progress,
        .context = worker,
    };
}

/* The driver meets our own responder, which answers TLS 1.1, with a user nobody has. */
static void test_floor(struct worker *worker, void *parent)
{
    struct driver_login login = make_login(worker);
    struct driver_answer answer;
    login.user = "sqlcheck";
    login.password = "sqlcheck";
    login.integrated = false;
    login.database = NULL;
    login.gate_checks = true;
    login.login_timeout_ms = FLOOR_MS;
    tap_test_floor(worker->tap, true);
    worker->api->close(worker->api->open(parent, &login, &answer));
    tap_test_floor(worker->tap, false);
}

static void decide(struct worker *worker, void *parent, const struct driver_answer *answer,
                   struct login *login)
{
    struct tap_report report;
    tap_look(worker->tap, &report);
    (void)outcome_observe(parent, worker->family, &report, login);
    outcome_decide(parent, answer, &report, login);
    login->version = answer->version;
    hide(login->error_text, worker->request.password);
    hide(login->detail, worker->request.password);
}

/* The deadline of the login is over with it; the floor has its own, and waiting none. */
static void settle(struct worker *worker, void *parent, const struct driver_answer *answer,
                   struct login *login)
{
    if (!answer->connected) {
        tap_finish(worker->tap);
        decide(worker, parent, answer, login);
        return;
    }
    tap_set_deadline(worker->tap, deadline_in_ms(FOR_EVER_MS));
    struct tap_report report;
    struct login observed = {.outcome = LOGIN_NOT_TRIED};
    tap_look(worker->tap, &report);
    bool is_hidden = outcome_observe(parent, worker->family, &report, &observed);
    decide(worker, parent, answer, login);
    if (!is_hidden || login->outcome == LOGIN_PROVEN)
        return;
    struct worker_message message = {
        .kind = MESSAGE_PROGRESS, .stage = STAGE_LOGIN, .login = *login};
    tell(worker, &message);
    test_floor(worker, parent);
    decide(worker, parent, answer, login);
}

static void *log_in(struct worker *worker, void *parent, struct worker_message *message)
{
    struct driver_login login = make_login(worker);
    struct driver_answer answer = {.connected = false};
    int64_t begin_ms = clock_monotonic_ms();
    void *session = worker->api->open(parent, &login, &answer);
    message->login.elapsed_ms = (int)(clock_monotonic_ms() - begin_ms);
    settle(worker, parent, &answer, &message->login);
    message->logged_in = session != NULL;
    message_wipe_password(&worker->request);
    return session;
}

/* ---- the site queries ---------------------------------------------------------------------- */

static bool query(void *context, void *parent, const char *sql, struct rows *out,
                  struct rows_error *error)
{
    struct worker *worker = context;
    const struct worker_message message = {
        .kind = MESSAGE_PROGRESS, .stage = STAGE_QUERY, .login = new_login(worker)};
    tell(worker, &message);
    tap_set_deadline(worker->tap,
                     deadline_in_ms(worker->request.query_timeout_ms + QUERY_GRACE_MS));
    struct tap_report before;
    struct tap_report report;
    tap_look(worker->tap, &before);
    bool ok = worker->rows.query(worker->rows.context, parent, sql, out, error);
    tap_look(worker->tap, &report);
    tap_set_deadline(worker->tap, deadline_in_ms(FOR_EVER_MS));
    if (!ok && report.closer == CLOSED_BY_SERVER && !report.timed_out)
        worker->is_cut = true;
    if (!ok && (report.closer != CLOSED_BY_NOBODY || report.timed_out))
        error->connection_lost = true;
    if (!ok && error->connection_lost)
        error->text =
            outcome_loss(parent, &report, report.heard - before.heard, error->number, error->text);
    return ok;
}

static void collect(struct worker *worker, void *session)
{
    struct facts *facts = talloc_zero(NULL, struct facts);
    facts->request = worker->request.facts.request;
    facts->now_unix_s = worker->request.facts.now_unix_s;
    worker->rows = worker->api->rows(session);
    struct row_source rows = {.context = worker, .query = query};
    (worker->request.server_only ? worker->collector->collect_server : worker->collector->collect)(
        worker->collector->context, facts, &rows, facts);
    const struct worker_message message = {
        .kind = MESSAGE_FACTS,
        .stage = STAGE_QUERY,
        .login = new_login(worker),
        .logged_in = !worker->is_cut,
        .facts = *facts,
    };
    tell(worker, &message);
    talloc_free(facts);
}

/* ---- the jobs ------------------------------------------------------------------------------ */

static void do_list(struct worker *worker, void *parent)
{
    struct worker_message message = {.kind = MESSAGE_DRIVERS};
    installed_drivers(parent, &message.drivers, &message.driver_count);
    tell(worker, &message);
}

static struct ticket_request ticket_request(const struct worker *worker)
{
    const struct worker_request *request = &worker->request;
    return (struct ticket_request){.host = request->host,
                                   .port = request->port,
                                   .spn = request->spn,
                                   .keytab = request->keytab,
                                   .principal = request->principal};
}

static void do_ticket(struct worker *worker, void *parent)
{
    const struct ticket_request request = ticket_request(worker);
    struct worker_message message = {.kind = MESSAGE_TICKET};
    (void)ticket_fetch(parent, &request, &message.ticket);
    tell(worker, &message);
}

/* Before the tap is up: from then on there is no way to the key centre. */
static bool has_ticket(const struct worker *worker, void *parent, struct login *login)
{
    const struct ticket_request request = ticket_request(worker);
    struct ticket ticket;
    if (!worker->request.integrated || ticket_fetch(parent, &request, &ticket))
        return true;
    login->detail = ticket.trouble;
    return false;
}

static const struct driver_api *find_api(const char *name)
{
    const struct driver_api *const apis[] = {&driver_dblib, &driver_odbc};
    for (size_t i = 0; i < sizeof apis / sizeof apis[0]; i++)
        if (text_equal(apis[i]->name, name))
            return apis[i];
    return NULL;
}

static void do_login(struct worker *worker, void *parent)
{
    struct error err = ERROR_NONE;
    worker->api = find_api(worker->request.api);
    worker->family = family_by_key(worker->request.family);
    struct worker_message message = {.kind = MESSAGE_LOGIN, .login = new_login(worker)};
    if (!has_ticket(worker, parent, &message.login)) {
        tell(worker, &message);
        return;
    }
    const struct tap_settings settings = make_settings(worker);
    if (worker->api == NULL || worker->family == NULL ||
        (worker->tap = tap_start(&settings, &err)) == NULL) {
        message.login.detail = talloc_strdup(parent, err.text);
        tell(worker, &message);
        return;
    }
    void *session = log_in(worker, parent, &message);
    tell(worker, &message);
    if (session == NULL)
        return;
    if (text_equal(message_receive_word(parent, worker->fd), "collect"))
        collect(worker, session);
    tap_set_deadline(worker->tap, deadline_in_ms(LEAVE_MS));
    worker->api->close(session);
    tap_finish(worker->tap);
}

static void run(struct worker *worker)
{
    static void (*const jobs[])(struct worker *, void *) = {
        [JOB_LIST] = do_list, [JOB_LOGIN] = do_login, [JOB_TICKET] = do_ticket};
    void *memory = talloc_new(NULL);
    jobs[worker->request.job](worker, memory);
    talloc_free(memory);
}

int connect_worker(const struct collector *collector)
{
    static const char by_hand[] = "sqlcheck: 'worker' is started by 'sqlcheck verify' only\n";
    struct error err = ERROR_NONE;
    struct worker worker = {.collector = collector};
    bool is_hard = harden_process(&err);
    worker.fd = harden_streams();
    if (worker.fd < 0) {
        (void)!write(STDERR_FILENO, by_hand, sizeof by_hand - 1);
        return EXIT_USAGE;
    }
    void *memory = talloc_new(NULL);
    if (!is_hard || !message_receive_request(memory, worker.fd, &worker.request, &err) ||
        !harden_parent_lives(worker.request.parent_pid))
        _exit(EXIT_USAGE);
    (void)pthread_mutex_init(&worker.sending, NULL);
    run(&worker);
    _exit(0); /* what drivers registered with atexit() may hang or crash */
}
