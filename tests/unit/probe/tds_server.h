/* A small TDS server for probe tests: PRELOGIN and a real OpenSSL behind TDS packets that are
 * framed in every way a server may choose. Its framing is written apart from sqlcheck's own. */
#ifndef TESTS_UNIT_PROBE_TDS_SERVER_H
#define TESTS_UNIT_PROBE_TDS_SERVER_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum server_fault {
    SERVER_GOOD,
    SERVER_CLOSES_ON_HELLO,
    SERVER_RESETS_ON_HELLO,
    SERVER_HANGS_ON_HELLO,
    SERVER_NOISE_ON_HELLO,
    SERVER_HALF_A_HELLO, /* the beginning of a ServerHello, then closes */
    SERVER_CLOSES_AFTER_FLIGHT,
    SERVER_STOPS_IN_A_PACKET, /* announces its flight in one packet and sends 200 bytes of it */
};

struct tds_server {
    int min_version; /* TLS1_VERSION ...; 0 = 1.2 */
    int max_version;
    const char *ciphers; /* NULL = all, at security level 0 */
    X509 *chain[4];      /* leaf first */
    EVP_PKEY *key;
    int encrypt;         /* ENCRYPTION of the PRELOGIN answer; -1 = the option is left out */
    uint8_t packet_type; /* of TLS flights; 0 = 0x12 */
    size_t packet_size;  /* header included; 0 = 4096 */
    size_t segment;      /* bytes a send; 0 = all at once */
    bool record_a_packet;
    enum server_fault fault;
    unsigned fault_versions; /* bit 0..3: hellos of 1.0..1.3 meet the fault; 0 = all do */
    int fault_times;         /* how many of them; 0 = all */
    int faults_done;
    bool strict;      /* TLS from the first byte on */
    bool strict_alpn; /* chooses ALPN tds/8.0 */
    bool strict_http; /* inside TLS it is a web server */
    const char
        *on_prelogin; /* strict: bytes that answer PRELOGIN in clear; NULL = close, "" = silence */
};

/* For peer_start. */
void tds_server_play(int fd, int index, void *context);

/* Reads one TDS packet and answers it as a PRELOGIN. */
bool tds_server_prelogin(int fd, int encrypt);

/* Reads one TDS packet's payload; its size, or 0. */
size_t tds_server_read(int fd, uint8_t *payload, size_t room);

/* Sends a payload as one TDS packet with EOM. */
bool tds_server_send(int fd, uint8_t type, const void *payload, size_t size);

#endif
