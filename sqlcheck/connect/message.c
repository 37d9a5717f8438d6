#include "connect/message.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "evidence/records.h"

enum { LONGEST_LINE = 1024 * 1024 };

static const char *const job_names[] = {"list", "login", "ticket", NULL};
static const char *const kind_names[] = {"drivers", "progress", "login", "facts", "ticket", NULL};

#define FIELD(type, member, field_kind, ...)                                                       \
    {                                                                                              \
        .name = #member, .kind = (field_kind), .offset = offsetof(struct type, member),            \
        __VA_ARGS__                                                                                \
    }
#define REQUEST_TEXT(member) FIELD(worker_request, member, FIELD_TEXT, .words = NULL)
#define REQUEST_INT(member)  FIELD(worker_request, member, FIELD_INT, .words = NULL)

static const struct field request_fields[] = {
    FIELD(worker_request, job, FIELD_ENUM, .words = job_names),
    REQUEST_INT(parent_pid),
    REQUEST_TEXT(driver),
    REQUEST_TEXT(api),
    REQUEST_TEXT(family),
    REQUEST_TEXT(file),
    REQUEST_TEXT(host),
    REQUEST_INT(port),
    REQUEST_TEXT(address),
    REQUEST_INT(address_port),
    REQUEST_TEXT(user),
    FIELD(worker_request, integrated, FIELD_BOOL, .words = NULL),
    REQUEST_TEXT(keytab),
    REQUEST_TEXT(principal),
    REQUEST_TEXT(spn),
    REQUEST_TEXT(database),
    FIELD(worker_request, trust_certificate, FIELD_BOOL, .words = NULL),
    FIELD(worker_request, server_only, FIELD_BOOL, .words = NULL),
    REQUEST_TEXT(expected_name),
    REQUEST_TEXT(pinned_file),
    REQUEST_TEXT(ca_file),
    REQUEST_INT(login_timeout_ms),
    REQUEST_INT(query_timeout_ms),
    REQUEST_INT(password_size),
    FIELD(worker_request, facts, FIELD_RECORD, .record = &facts_record),
};
static const struct record request_record = {
    .name = "worker_request",
    .size = sizeof(struct worker_request),
    .fields = request_fields,
    .field_count = sizeof request_fields / sizeof request_fields[0],
};

static const struct field ticket_fields[] = {
    FIELD(ticket, principal, FIELD_TEXT, .words = NULL),
    FIELD(ticket, spn, FIELD_TEXT, .words = NULL),
    FIELD(ticket, trouble, FIELD_TEXT, .words = NULL),
};
static const struct record ticket_record = {
    .name = "ticket",
    .size = sizeof(struct ticket),
    .fields = ticket_fields,
    .field_count = sizeof ticket_fields / sizeof ticket_fields[0],
};

static const struct field message_fields[] = {
    FIELD(worker_message, kind, FIELD_ENUM, .words = kind_names),
    FIELD(worker_message, stage, FIELD_ENUM, .words = tap_stage_names),
    FIELD(worker_message, logged_in, FIELD_BOOL, .words = NULL),
    FIELD(worker_message, login, FIELD_RECORD, .record = &login_record),
    FIELD(worker_message, drivers, FIELD_LIST, .record = &login_record,
          .count_offset = offsetof(struct worker_message, driver_count)),
    FIELD(worker_message, facts, FIELD_RECORD, .record = &facts_record),
    FIELD(worker_message, ticket, FIELD_RECORD, .record = &ticket_record),
};
static const struct record message_record = {
    .name = "worker_message",
    .size = sizeof(struct worker_message),
    .fields = message_fields,
    .field_count = sizeof message_fields / sizeof message_fields[0],
};

static bool send_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        data += sent;
        size -= (size_t)sent;
    }
    return true;
}

static bool send_record(int fd, const struct record *record, const void *value)
{
    json_t *json = record_save(record, value);
    char *text = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    if (text == NULL)
        return false;
    size_t size = strlen(text);
    text[size] = '\n'; /* in place of the NUL: one piece, so that threads' lines do not mix */
    bool ok = send_all(fd, text, size + 1);
    free(text);
    return ok;
}

bool message_send_request(int fd, const struct worker_request *request)
{
    return send_record(fd, &request_record, request) &&
           send_all(fd, request->password == NULL ? "" : request->password,
                    (size_t)request->password_size);
}

bool message_send(int fd, const struct worker_message *message)
{
    return send_record(fd, &message_record, message);
}

bool message_send_word(int fd, const char *word)
{
    return send_all(fd, word, strlen(word)) && send_all(fd, "\n", 1);
}

void line_buffer_init(struct line_buffer *lines, void *parent)
{
    *lines = (struct line_buffer){.consumed = 0};
    writer_init(&lines->bytes, parent);
}

void line_buffer_feed(struct line_buffer *lines, const void *data, size_t size)
{
    size_t before = lines->consumed;
    writer_drop_front(&lines->bytes, &lines->consumed);
    lines->searched -= before - lines->consumed;
    writer_bytes(&lines->bytes, data, size);
}

bool line_buffer_take(void *parent, struct line_buffer *lines, char **line, size_t *size)
{
    if (lines->searched >= lines->bytes.size)
        return false;
    const uint8_t *from = lines->bytes.data + lines->searched;
    const uint8_t *end = memchr(from, '\n', lines->bytes.size - lines->searched);
    if (end == NULL) {
        lines->searched = lines->bytes.size;
        return false;
    }
    const uint8_t *start = lines->bytes.data + lines->consumed;
    *size = (size_t)(end - start);
    *line = mem_array(parent, char, *size + 1); /* talloc_strndup would stop at a NUL */
    memcpy(*line, start, *size);
    lines->consumed += *size + 1;
    lines->searched = lines->consumed;
    return true;
}

bool message_parse(void *parent, const char *line, size_t size, struct worker_message *out,
                   struct error *err)
{
    json_error_t trouble;
    json_t *json = json_loadb(line, size, 0, &trouble);
    if (json == NULL)
        return error_set(err, "a worker's message: %s", trouble.text);
    bool ok = record_load(parent, &message_record, json, out, err);
    json_decref(json);
    return ok;
}

static bool receive_exactly(int fd, void *data, size_t size)
{
    uint8_t *to = data;
    while (size > 0) {
        ssize_t got = recv(fd, to, size, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        to += got;
        size -= (size_t)got;
    }
    return true;
}

static char *receive_line(void *parent, int fd, size_t *size)
{
    struct writer line;
    writer_init(&line, parent);
    char c = '\0';
    while (line.size < LONGEST_LINE && receive_exactly(fd, &c, 1) && c != '\n')
        writer_u8(&line, (uint8_t)c);
    *size = line.size;
    writer_u8(&line, 0);
    return c == '\n' ? (char *)line.data : NULL;
}

static bool receive_password(void *parent, int fd, struct worker_request *out, struct error *err)
{
    if (out->password_size < 0 || out->password_size > CONNECT_LONGEST_PASSWORD)
        return error_set(err, "a password of %d bytes", out->password_size);
    size_t size = (size_t)out->password_size;
    out->password = mem_array(parent, char, size + 1);
    if (receive_exactly(fd, out->password, size))
        return true;
    message_wipe_password(out);
    return error_set(err, "the request ends early");
}

bool message_receive_request(void *parent, int fd, struct worker_request *out, struct error *err)
{
    size_t size = 0;
    char *line = receive_line(parent, fd, &size);
    if (line == NULL)
        return error_set(err, "no request came");
    json_error_t trouble;
    json_t *json = json_loadb(line, size, 0, &trouble);
    if (json == NULL)
        return error_set(err, "the request: %s", trouble.text);
    bool ok = record_load(parent, &request_record, json, out, err);
    json_decref(json);
    return ok && receive_password(parent, fd, out, err);
}

char *message_receive_word(void *parent, int fd)
{
    size_t size = 0;
    char *line = receive_line(parent, fd, &size);
    return line == NULL ? talloc_strdup(parent, "") : line;
}

void message_wipe_password(struct worker_request *request)
{
    if (request->password != NULL)
        text_wipe(request->password, strlen(request->password));
    TALLOC_FREE(request->password);
}
