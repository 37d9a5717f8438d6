/* What a worker sends its parent: lines of JSON, from a process that a driver may have spoilt. */
#include "fuzz.h"

#include <limits.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

#include "base/mem.h"
#include "connect/message.h"
#include "connect/runner.h"
#include "evidence/records.h"
#include "tests/support/written.h"

const struct fuzz_bound fuzz_bound = {.base = 16 * 1024, .per_byte = 4096};

enum { NO_SUCH_PROCESS = INT_MAX };

/* [0] the parent's end, [1] the worker's; opened once. */
static const int *sockets(void)
{
    static int pair[2];
    if (pair[1] == 0)
        MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0, "a pair of sockets");
    return pair;
}

static struct runner *runner_on(void *memory, int fd)
{
    struct runner *runner = mem_array(memory, struct runner, 1);
    runner->memory = memory;
    runner->process = (struct spawned){.pid = NO_SUCH_PROCESS, .fd = fd};
    runner->deadline = deadline_in_ms(600000);
    runner->query_limit_ms = 600000;
    runner->login.driver = talloc_strdup(memory, "FreeTDS db-lib");
    line_buffer_init(&runner->lines, memory);
    return runner;
}

static void send_and_read(struct runner *runner, const uint8_t *data, size_t size)
{
    if (size == 0 || !runner_is_alive(runner))
        return;
    MUST(send(sockets()[1], data, size, MSG_DONTWAIT) == (ssize_t)size, "what the worker says");
    runner_read(runner);
}

static void check_lines(void *memory, const uint8_t *data, size_t size)
{
    struct line_buffer lines;
    char *line = NULL;
    size_t line_size = 0, told = 0;
    line_buffer_init(&lines, memory);
    for (size_t i = 0; i < size; i++) {
        line_buffer_feed(&lines, &data[i], 1);
        while (line_buffer_take(memory, &lines, &line, &line_size)) {
            MUST(told + line_size + 1 == i + 1, "a line is whole as soon as its end is here");
            MUST(fuzz_same(line, line_size, data + told, line_size), "a line is what was sent");
            told = i + 1;
        }
    }
}

static void check(const struct runner *runner)
{
    MUST(runner->stage < STAGE_COUNT, "a stage that has a name");
    MUST(fuzz_same_text(runner->login.driver, "FreeTDS db-lib"), "a driver is not for it to name");
    if (runner->facts == NULL)
        return;
    char *saved = facts_text(runner->memory, runner->facts);
    struct error err = ERROR_NONE;
    MUST(facts_load(runner->memory, "facts", saved, strlen(saved), &err) != NULL,
         "what a worker collected can be saved and loaded");
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    check_lines(memory, data, size);
    struct runner *runner = runner_on(memory, sockets()[0]);
    size_t first = size == 0 ? 0 : fuzz_cut(data, size);
    send_and_read(runner, data, first);
    if (runner->state == RUNNER_WAITING)
        runner_collect(runner);
    send_and_read(runner, data + first, size - first);
    if (runner->state == RUNNER_WAITING)
        runner_leave(runner);
    char words[64];
    while (recv(sockets()[1], words, sizeof words, MSG_DONTWAIT) > 0)
        continue;
    check(runner);
}
