#include "connect/runner.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <talloc.h>

#include "base/mem.h"
#include "connect/outcome.h"
#include "net/socket.h"

enum {
    START_GRACE_MS = 1500, /* to start, and to report after the tap's own deadline */
    QUERY_GRACE_MS = 4000, /* beyond the time limit of a statement that the worker itself keeps */
    LEAVE_MS = 2000,
    READ_SIZE = 64 * 1024,
    LARGEST_MESSAGE = 100 << 20, /* its buffer doubles, and talloc has no 256 MB in one piece */
};

static const int64_t for_ever_ms = INT64_C(1000) * 3600 * 24;

bool runner_is_alive(const struct runner *runner)
{
    return runner->state != RUNNER_ENDED;
}

static char *ending_of(void *parent, int status)
{
    if (WIFSIGNALED(status)) {
        const char *name = sigabbrev_np(WTERMSIG(status));
        return talloc_asprintf(parent, "SIG%s", name == NULL ? "?" : name);
    }
    return talloc_asprintf(parent, "exit code %d", WEXITSTATUS(status));
}

/* A process whose socket has closed is on its way out already: the signal changes nothing for one
 * that crashed, and ends one that only pretends. */
static int reap(struct runner *runner)
{
    int status = 0;
    (void)kill(runner->process.pid, SIGKILL);
    while (waitpid(runner->process.pid, &status, 0) < 0 && errno == EINTR)
        ;
    net_close(&runner->process.fd);
    return status;
}

static int elapsed_ms(const struct runner *runner)
{
    return (int)(clock_monotonic_ms() - runner->started_ms);
}

/* The worker is gone before it had an answer. */
static void on_crash(struct runner *runner)
{
    runner->login.outcome = LOGIN_DRIVER_CRASHED;
    runner->login.detail = talloc_asprintf(runner->memory, "its process ended with %s; stage: %s",
                                           runner->ending, tap_stage_names[runner->stage]);
    runner->login.elapsed_ms = elapsed_ms(runner);
    runner->decided = true;
}

static void on_end(struct runner *runner)
{
    int status = reap(runner);
    bool was_leaving = runner->state == RUNNER_LEAVING;
    runner->state = RUNNER_ENDED;
    if (!was_leaving)
        runner->ending = ending_of(runner->memory, status);
    if (!runner->decided)
        on_crash(runner);
}

static void end_it(struct runner *runner, char *ending)
{
    (void)reap(runner);
    runner->state = RUNNER_ENDED;
    runner->ending = ending;
}

static void on_too_much(struct runner *runner)
{
    end_it(runner, talloc_asprintf(runner->memory, "more than %d MB in one message",
                                   LARGEST_MESSAGE / (1024 * 1024)));
    if (!runner->decided)
        on_crash(runner);
}

static void on_time_over(struct runner *runner)
{
    end_it(runner, talloc_strdup(runner->memory, "the time limit"));
    if (runner->decided)
        return;
    runner->login.elapsed_ms = elapsed_ms(runner);
    /* A login that came about and then hung while its floor was looked at stays what it was; so
     * does one that the tap ended, and the driver never noticed. */
    if (runner->login.outcome == LOGIN_NOT_TRIED)
        outcome_timeout(runner->memory, runner->stage, &runner->login);
    runner->decided = true;
}

void runner_check_time(struct runner *runner)
{
    if (runner_is_alive(runner) && deadline_passed(runner->deadline))
        on_time_over(runner);
}

/* What a worker calls its driver is not for it to say. */
static void take_login(struct runner *runner, const struct login *said)
{
    struct login before = runner->login;
    runner->login = *said;
    runner->login.driver = before.driver;
    runner->login.api = before.api;
    runner->login.family = before.family;
    runner->login.file = before.file;
}

static void on_progress(struct runner *runner, struct worker_message *message)
{
    runner->stage = message->stage;
    if (runner->state == RUNNER_COLLECTING)
        runner->deadline = deadline_in_ms(runner->query_limit_ms);
    if (!runner->decided)
        take_login(runner, &message->login);
}

static void on_login(struct runner *runner, struct worker_message *message)
{
    if (runner->state != RUNNER_TRYING)
        return;
    take_login(runner, &message->login);
    runner->decided = true;
    runner->state = message->logged_in ? RUNNER_WAITING : RUNNER_LEAVING;
    runner->deadline = deadline_in_ms(message->logged_in ? for_ever_ms : LEAVE_MS);
}

static void on_drivers(struct runner *runner, struct worker_message *message)
{
    runner->drivers = message->drivers;
    runner->driver_count = message->driver_count;
    runner->decided = true;
    runner->state = RUNNER_LEAVING;
}

static void on_ticket(struct runner *runner, struct worker_message *message)
{
    runner->ticket = message->ticket;
    runner->decided = true;
    runner->state = RUNNER_LEAVING;
}

static void on_facts(struct runner *runner, struct worker_message *message)
{
    if (runner->state != RUNNER_COLLECTING)
        return;
    runner->facts = talloc_zero(runner->memory, struct facts);
    *runner->facts = message->facts;
    runner->is_cut = !message->logged_in;
    runner->state = RUNNER_LEAVING;
    runner->deadline = deadline_in_ms(LEAVE_MS);
}

/* A line that cannot be read is not an answer; the process will say more, or end. Memory of
 * progress lines stays until the end: there are few. */
static void on_line(struct runner *runner, const char *line, size_t size)
{
    static void (*const handlers[])(struct runner *, struct worker_message *) = {
        [MESSAGE_DRIVERS] = on_drivers, [MESSAGE_PROGRESS] = on_progress,
        [MESSAGE_LOGIN] = on_login,     [MESSAGE_FACTS] = on_facts,
        [MESSAGE_TICKET] = on_ticket,
    };
    struct worker_message message;
    struct error err = ERROR_NONE;
    if (message_parse(runner->memory, line, size, &message, &err))
        handlers[message.kind](runner, &message);
}

static void take_lines(struct runner *runner)
{
    char *line = NULL;
    size_t size = 0;
    while (line_buffer_take(runner->memory, &runner->lines, &line, &size)) {
        on_line(runner, line, size);
        talloc_free(line);
    }
}

void runner_read(struct runner *runner)
{
    char buffer[READ_SIZE];
    ssize_t got = recv(runner->process.fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        on_end(runner);
        return;
    }
    line_buffer_feed(&runner->lines, buffer, (size_t)got);
    take_lines(runner);
    if (runner->lines.bytes.size > LARGEST_MESSAGE)
        on_too_much(runner);
}

void runner_collect(struct runner *runner)
{
    runner->state = RUNNER_COLLECTING;
    runner->deadline = deadline_in_ms(runner->query_limit_ms);
    (void)message_send_word(runner->process.fd, "collect");
}

void runner_leave(struct runner *runner)
{
    runner->state = RUNNER_LEAVING;
    runner->deadline = deadline_in_ms(LEAVE_MS);
    (void)message_send_word(runner->process.fd, "leave");
}

struct runner *runner_start(void *parent, const struct spawn_request *spawn,
                            const struct worker_request *request, const struct login *login)
{
    struct runner *runner = mem_array(parent, struct runner, 1);
    struct error err = ERROR_NONE;
    runner->memory = talloc_new(parent);
    runner->login = *login;
    runner->started_ms = clock_monotonic_ms();
    runner->limit_ms = request->login_timeout_ms + START_GRACE_MS;
    runner->query_limit_ms = request->query_timeout_ms + QUERY_GRACE_MS;
    runner->deadline = deadline_in_ms(runner->limit_ms);
    line_buffer_init(&runner->lines, runner->memory);
    if (!spawn_worker(spawn, &runner->process, &err)) {
        runner->state = RUNNER_ENDED;
        runner->decided = true;
        runner->ending = talloc_strdup(runner->memory, err.text);
        runner->login.detail = runner->ending;
        return runner;
    }
    /* When the worker died at once this fails; its end is then read from the socket. */
    (void)message_send_request(runner->process.fd, request);
    return runner;
}
