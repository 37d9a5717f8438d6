#include "lab/faults.h"

#include <sys/socket.h>

#include "base/deadline.h"

enum { DRAIN_MS = 2000, DRAIN_BYTES = 1 << 20, ONE_DAY_MS = 86400000, GARBAGE_SIZE = 61 };

void faults_close_in_order(struct channel *channel)
{
    (void)shutdown(channel->fd, SHUT_WR);
    channel_drain(channel, DRAIN_MS, DRAIN_BYTES);
}

static void hang(struct channel *channel)
{
    channel_drain(channel, ONE_DAY_MS, SIZE_MAX);
}

/* With lingering off and no time, close(2) sends a reset. */
static void reset(struct channel *channel)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(channel->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

/* Neither a TDS packet nor a TLS record: a type of 0xB7 is neither's. */
static void garbage(struct channel *channel)
{
    uint8_t bytes[GARBAGE_SIZE];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(0xb7 + i * 37);
    (void)channel_send_raw(channel, bytes, sizeof bytes);
    faults_close_in_order(channel);
}

static void http(struct channel *channel)
{
    static const char answer[] = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n"
                                 "Connection: close\r\nContent-Length: 11\r\n\r\nBad Request";
    (void)channel_send_raw(channel, answer, sizeof answer - 1);
    faults_close_in_order(channel);
}

enum fault_result faults_at(const struct lab_endpoint *endpoint, enum lab_stage stage,
                            struct channel *channel, const char **hit)
{
    static void (*const endings[])(struct channel * channel) = {
        [LAB_FAULT_HANG] = hang,
        [LAB_FAULT_RESET] = reset,
        [LAB_FAULT_CLOSE] = faults_close_in_order,
        [LAB_FAULT_GARBAGE] = garbage,
        [LAB_FAULT_HTTP] = http,
        [LAB_FAULT_DRIP] = NULL,
    };
    if (endpoint->fault == LAB_FAULT_NONE || endpoint->fault_at != (int)stage)
        return FAULT_GO_ON;
    *hit = lab_fault_word(endpoint->fault);
    if (endpoint->fault == LAB_FAULT_DRIP) {
        channel->dripping = true;
        return FAULT_GO_ON;
    }
    if (endings[endpoint->fault] != NULL)
        endings[endpoint->fault](channel);
    return FAULT_OVER;
}
