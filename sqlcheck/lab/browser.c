/* SQL Browser on UDP 1434 of one address. [MC-SQLR] 2.2 */
#include <netinet/in.h>
#include <sys/socket.h>

#include <talloc.h>

#include "base/text.h"
#include "lab/listener.h"

enum { LONGEST_QUESTION = 512 };

static const struct lab_endpoint *endpoint_of(const struct lab_case *lab, const char *address,
                                              const char *instance)
{
    for (size_t i = 0; i < lab->endpoint_count; i++) {
        const struct lab_endpoint *endpoint = lab->endpoints[i];
        if (endpoint->instance != NULL && text_equal(endpoint->address, address) &&
            text_equal(endpoint->instance, instance))
            return endpoint;
    }
    return NULL;
}

void browser_answer(const struct lab_case *lab, const char *address, int fd)
{
    uint8_t question[LONGEST_QUESTION];
    char instance[64];
    struct sockaddr_in from;
    socklen_t from_size = sizeof from;
    ssize_t got =
        recvfrom(fd, question, sizeof question, MSG_DONTWAIT, (struct sockaddr *)&from, &from_size);
    if (got <= 0 ||
        !browser_parse_request(reader_over(question, (size_t)got), instance, sizeof instance))
        return;
    const struct lab_endpoint *endpoint = endpoint_of(lab, address, instance);
    if (endpoint == NULL || !endpoint->browser) /* the real one is silent as well */
        return;
    struct writer answer;
    writer_init(&answer, NULL);
    char *machine = text_short_host(NULL, endpoint->host);
    browser_write_answer(&answer, machine, endpoint->instance, endpoint->product_version,
                         endpoint->port);
    (void)sendto(fd, answer.data, answer.size, MSG_NOSIGNAL, (const struct sockaddr *)&from,
                 from_size);
    talloc_free(machine);
    talloc_free(answer.data);
}
