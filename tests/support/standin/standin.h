/* An ODBC driver that stands in for Microsoft's in the tests. It is registered under their name,
 * writes down what it was given, and misbehaves as the file standin.conf beside it says. */
#ifndef STANDIN_H
#define STANDIN_H

struct standin {
    char mode[64];     /* see standin_talk() and standin.c */
    int again;         /* the second connection of a driver that tries once more */
    char record[512];  /* file that gets the connection string and the environment */
    char string[4096]; /* connection string, UTF-8 */
    char host[256];
    char port[16];
    char user[256];
    char password[256];
    char text[512]; /* diagnostic after a failure */
};

/* Talks to the server in the way of this->mode; 1 = logged in, 0 = not (text says why):
 *   clear             LOGIN7 at once, in clear
 *   clear-later       PRELOGIN, then LOGIN7 in clear whatever the answer was
 *   clear-in-tls      PRELOGIN, hello, then LOGIN7 inside a packet of the handshake
 *   elsewhere         connects to another address
 *   openssl           the real thing: PRELOGIN, TLS by OpenSSL's own configuration, LOGIN7
 *   openssl-any       the same, and takes TLS 1.0 and 1.1 too, whatever the configuration says
 *   openssl-any-again the same, and when that fails once more without 1.0 and 1.1
 * With "-and-hang" behind it, it never returns from that. */
int standin_talk(struct standin *self);

#endif
