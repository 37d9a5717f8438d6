/* What parent and worker tell each other, as JSON lines over one socket.
 *
 * Parent to worker: one request line, then the bytes of the password (so that no JSON library ever
 * holds them), and after the login one of the words "collect" and "leave". Worker to parent: any
 * number of messages; the last one about a login is "login". */
#ifndef SQLCHECK_CONNECT_MESSAGE_H
#define SQLCHECK_CONNECT_MESSAGE_H

#include "base/bytes.h"
#include "base/error.h"
#include "connect/connect.h"
#include "connect/tap.h"
#include "connect/ticket.h"

#include <stdbool.h>
#include <stddef.h>

enum worker_job { JOB_LIST, JOB_LOGIN, JOB_TICKET };

struct worker_request {
    enum worker_job job;
    int parent_pid;
    char *driver;
    char *api;
    char *family;
    char *file;
    char *host;
    int port;
    char *address;
    int address_port;
    char *user;
    bool integrated;
    char *keytab;
    char *principal;
    char *spn;
    char *database;
    bool trust_certificate;
    bool server_only;
    char *expected_name;
    char *pinned_file;
    char *ca_file;
    int login_timeout_ms;
    int query_timeout_ms;
    int password_size;
    struct facts facts; /* request and now, for the collector */
    char *password;     /* not in the JSON; wiped by message_wipe_password */
};

enum message_kind {
    MESSAGE_DRIVERS,  /* the answer to JOB_LIST */
    MESSAGE_PROGRESS, /* stage, and the login as far as it is known */
    MESSAGE_LOGIN,    /* the login is decided */
    MESSAGE_FACTS,    /* the collector is done */
    MESSAGE_TICKET,   /* the answer to JOB_TICKET */
};

struct worker_message {
    enum message_kind kind;
    enum tap_stage stage;
    bool logged_in;
    struct login login;
    struct login *drivers;
    size_t driver_count;
    struct facts facts;
    struct ticket ticket;
};

/* Writes what belongs on the socket; false when the other side is gone. */
bool message_send_request(int fd, const struct worker_request *request);
bool message_send(int fd, const struct worker_message *message);
bool message_send_word(int fd, const char *word);

/* Takes the next line out of what was received; false when none is whole. The line is a talloc
 * child of parent, without its newline. */
struct line_buffer {
    struct writer bytes;
    size_t consumed;
    size_t searched;
};
void line_buffer_init(struct line_buffer *lines, void *parent);
void line_buffer_feed(struct line_buffer *lines, const void *data, size_t size);
bool line_buffer_take(void *parent, struct line_buffer *lines, char **line, size_t *size);

/* One line of a worker, without its newline; its texts become children of parent. False with err
 * set when it is not JSON or not one of our messages. */
bool message_parse(void *parent, const char *line, size_t size, struct worker_message *out,
                   struct error *err) MUST_USE;

/* Blocking, one byte at a time (nothing is read ahead): the request and the password after it. */
bool message_receive_request(void *parent, int fd, struct worker_request *out,
                             struct error *err) MUST_USE;

/* The next word, "" when the other side is gone. A child of parent. */
char *message_receive_word(void *parent, int fd);

/* Overwrites the password, frees it and sets it to NULL. */
void message_wipe_password(struct worker_request *request);

#endif
