#include "probe/postgres.h"

bool postgres_ask(const struct net_address *address, struct deadline deadline, int *opened)
{
    /* PostgreSQL, "Message Formats": length 8, code 80877103 */
    static const uint8_t ssl_request[] = {0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f};
    uint8_t answer[2] = {0};
    size_t got = 0;
    struct net_connection connection = net_connect(address, 1, deadline);
    int fd NET_AUTOCLOSE = connection.fd;
    *opened += connection.opened;
    return fd >= 0 && net_send(fd, ssl_request, sizeof ssl_request, deadline).outcome == NET_OK &&
           net_receive(fd, answer, sizeof answer, &got, deadline).outcome == NET_OK && got == 1 &&
           (answer[0] == 'S' || answer[0] == 'N');
}
