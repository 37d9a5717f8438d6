/* TLS records and the handshake messages that travel in clear, as bytes. RFC 5246, RFC 8446.
 * Nothing is decrypted; no TLS library is involved. */
#ifndef SQLCHECK_WIRE_TLS_H
#define SQLCHECK_WIRE_TLS_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TLS_RECORD_CHANGE_CIPHER_SPEC = 20,
    TLS_RECORD_ALERT = 21,
    TLS_RECORD_HANDSHAKE = 22,
    TLS_RECORD_DATA = 23,
};

enum {
    TLS_CLIENT_HELLO = 1,
    TLS_SERVER_HELLO = 2,
    TLS_CERTIFICATE = 11,
    TLS_SERVER_KEY_EXCHANGE = 12,
    TLS_CERTIFICATE_REQUEST = 13,
    TLS_SERVER_HELLO_DONE = 14,
    TLS_CLIENT_KEY_EXCHANGE = 16,
    TLS_FINISHED = 20,
};

enum { TLS_HELLO_MAX_VERSIONS = 16, TLS_HELLO_MAX_SUITES = 1024 };

struct tls_client_hello {
    uint16_t record_version; /* set by the flow below, 0 when parsed alone */
    uint16_t legacy_version;
    uint16_t versions[TLS_HELLO_MAX_VERSIONS]; /* supported_versions, GREASE left out */
    size_t version_count;
    bool has_supported_versions;
    uint16_t suites[TLS_HELLO_MAX_SUITES]; /* as offered, GREASE left out */
    size_t suite_count;
    char server_name[256]; /* SNI; "" when absent */
    char alpn[64];         /* first protocol; "" when absent */
};

struct tls_server_hello {
    uint16_t version; /* what was chosen: supported_versions wins over the legacy field */
    uint16_t suite;
    bool is_retry_request;
};

struct tls_alert {
    uint8_t level;
    uint8_t description;
};

/* Body of a handshake message, without its 4-byte header. False: broken, more suites or versions
 * than there is room for, or an extension that we read comes twice. */
bool tls_client_hello_parse(struct reader body, struct tls_client_hello *out);
bool tls_server_hello_parse(struct reader body, struct tls_server_hello *out);

/* Next certificate (DER) of a TLS <= 1.2 Certificate message: start with *list from
 * tls_certificate_list; each call gives one; false at the end or when broken (reader failed). */
bool tls_certificate_list(struct reader body, struct reader *list);
bool tls_certificate_next(struct reader *list, const uint8_t **der, size_t *size);

/* Named group of an ECDHE ServerKeyExchange (RFC 8422 5.4), 0 otherwise. */
uint16_t tls_key_exchange_group(struct reader body);

/* Signature scheme of a TLS 1.2 ServerKeyExchange, ECDHE or DHE (RFC 5246 7.4.3), 0 otherwise. */
uint16_t tls_key_exchange_signature(struct reader body);

/* One direction of a handshake: feed it the bytes that carry TLS records (TDS wrapping removed),
 * take records out; handshake messages are put together across records. */
struct tls_flow {
    struct writer records; /* unread record bytes */
    size_t record_pos;
    struct writer handshake; /* unread handshake bytes */
    size_t handshake_pos;
    uint16_t record_version; /* of the latest record */
    bool encrypted;          /* ChangeCipherSpec was seen: what follows is opaque */
    bool broken;             /* not TLS, or a length out of bounds */
};

enum tls_event_kind {
    TLS_EVENT_MORE,      /* nothing whole is here yet */
    TLS_EVENT_HANDSHAKE, /* one whole handshake message in clear */
    TLS_EVENT_ALERT,     /* in clear; after ChangeCipherSpec: TLS_EVENT_OPAQUE */
    TLS_EVENT_CHANGE_CIPHER_SPEC,
    TLS_EVENT_OPAQUE, /* an encrypted record, or application data */
    TLS_EVENT_BROKEN,
};

struct tls_event {
    enum tls_event_kind kind;
    uint8_t type; /* handshake message type, or record type for OPAQUE */
    uint16_t record_version;
    struct reader body; /* handshake body, in place until the next feed or take */
    struct tls_alert alert;
};

/* Take until MORE after each feed. A handshake message over 256 KiB, or over 1 MiB waiting to be
 * taken, breaks the flow; a broken flow drops what it has and what it is fed. */
void tls_flow_init(struct tls_flow *flow, void *parent);
void tls_flow_feed(struct tls_flow *flow, const void *data, size_t size);
struct tls_event tls_flow_take(struct tls_flow *flow);

/* "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"; "0xC030" when not in the table. Static storage or a
 * child of parent. */
const char *tls_suite_name(void *parent, uint16_t suite);
const char *tls_group_name(uint16_t group);      /* "X25519"; NULL when not known */
const char *tls_signature_name(uint16_t scheme); /* "rsa_pkcs1_sha256"; NULL when not known */
const char *tls_alert_name(uint8_t description); /* "protocol_version"; NULL when not known */

/* The other way round. False: no such name. Case counts. */
bool tls_suite_find(const char *name, uint16_t *suite);
bool tls_group_find(const char *name, uint16_t *group);
bool tls_signature_find(const char *name, uint16_t *scheme);

/* "1.2" for 0x0303 ...; "3.0", "3.5" otherwise. Child of parent. */
char *tls_version_word(void *parent, uint16_t version);

#endif
