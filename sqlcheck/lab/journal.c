#include "lab/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>
#include <talloc.h>

#include "base/text.h"

int journal_open(const char *path, struct error *err)
{
    if (path == NULL)
        return -1;
    json_object_seed(0); /* before there are threads */
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        (void)error_set(err, "opening journal '%s': %s", path, strerror(errno));
    return fd;
}

/* What a client sent may be anything; JSON wants UTF-8. */
static json_t *word(const char *text)
{
    if (text == NULL)
        return json_null();
    char *clean = text_printable(NULL, text, strlen(text));
    json_t *value = json_string(clean);
    talloc_free(clean);
    return value == NULL ? json_null() : value;
}

static json_t *texts(char *const *text, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        (void)json_array_append_new(list, word(text[i]));
    return list;
}

static json_t *number_or_null(int value, int none)
{
    return value == none ? json_null() : json_integer(value);
}

static json_t *version_word(uint16_t version)
{
    char *text = tls_version_word(NULL, version);
    json_t *value = word(text);
    talloc_free(text);
    return value;
}

static json_t *hello_object(const struct journal_entry *entry)
{
    if (!entry->has_hello)
        return json_null();
    const struct tls_client_hello *hello = &entry->hello;
    json_t *versions = json_array();
    for (size_t i = 0; i < hello->version_count; i++)
        (void)json_array_append_new(versions, version_word(hello->versions[i]));
    return json_pack(
        "{s:o, s:o, s:o, s:i, s:o, s:o}", "record_version", version_word(hello->record_version),
        "legacy_version", version_word(hello->legacy_version), "supported_versions",
        hello->has_supported_versions ? versions : (json_decref(versions), json_null()), "suites",
        (int)hello->suite_count, "server_name",
        word(hello->server_name[0] == '\0' ? NULL : hello->server_name), "alpn",
        word(hello->alpn[0] == '\0' ? NULL : hello->alpn));
}

static json_t *entry_object(const struct journal_entry *entry)
{
    char tds_version[16];
    (void)snprintf(tds_version, sizeof tds_version, "0x%08X", entry->tds_version);
    return json_pack("{s:o, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
                     "s:o, s:b, s:i, s:b, s:i, s:o, s:o}",
                     "endpoint", word(entry->endpoint), "peer_port", entry->peer_port,
                     "encrypt_sent", number_or_null(entry->encrypt_sent, -1), "encrypt_answered",
                     number_or_null(entry->encrypt_answered, -1), "hello", hello_object(entry),
                     "tls", word(entry->tls_version), "suite", word(entry->suite), "client_alert",
                     number_or_null(entry->client_alert, -1), "login", word(entry->login), "tds",
                     word(entry->tds_version == 0 ? NULL : tds_version), "user", word(entry->user),
                     "app_name", word(entry->app_name), "interface", word(entry->interface_name),
                     "host_name", word(entry->host_name), "database", word(entry->database), "auth",
                     word(entry->auth), "has_password", entry->has_password, "sspi",
                     (int)entry->sspi_size, "login_ok", entry->login_ok, "statements",
                     entry->statements, "sql", texts(entry->sql, entry->sql_count), "fault",
                     word(entry->fault));
}

void journal_write(int fd, const struct journal_entry *entry)
{
    json_t *object = fd < 0 ? NULL : entry_object(entry);
    char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT);
    if (text != NULL) {
        char *line = talloc_asprintf(NULL, "%s\n", text);
        ssize_t written = write(fd, line, strlen(line));
        (void)written; /* a full disk must not end the lab */
        talloc_free(line);
    }
    free(text);
    json_decref(object);
}
