#include "connect/ticket_job.h"

#include <poll.h>

#include <talloc.h>

static void wait_for_end(struct runner *runner)
{
    while (runner_is_alive(runner)) {
        struct pollfd one = {.fd = runner->process.fd, .events = POLLIN};
        if (poll(&one, 1, deadline_left_ms(runner->deadline)) > 0)
            runner_read(runner);
        runner_check_time(runner);
    }
}

struct ticket ticket_ask(void *parent, const struct spawn_request *spawn,
                         const struct worker_request *request)
{
    const struct login nobody = {.driver = NULL};
    struct runner *runner = runner_start(parent, spawn, request, &nobody);
    wait_for_end(runner);
    struct ticket ticket = runner->ticket;
    if (ticket.trouble == NULL && ticket.principal == NULL)
        ticket.trouble =
            talloc_asprintf(parent,
                            "no Kerberos ticket came: the process that fetches it ended with %s; "
                            "'KRB5_TRACE=/dev/stderr kinit' shows which key centre is silent",
                            runner->ending == NULL ? "nothing" : runner->ending);
    return ticket;
}
