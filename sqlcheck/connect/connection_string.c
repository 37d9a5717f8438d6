#include "connect/connection_string.h"

#include <talloc.h>

#include "base/text.h"

static const char *path_of(const struct driver_login *login)
{
    return login->file != NULL && login->file[0] == '/' ? login->file : NULL;
}

/* The value of a keyword, or NULL when it is to be left out. A child of parent. */
static char *value_of(void *parent, const struct driver_login *login, const struct keyword *word)
{
    bool trusts_name = login->gate_checks || login->expected_name != NULL;
    const char *texts[] = {
        [VALUE_LITERAL] = word->literal,
        [VALUE_DRIVER] = path_of(login) != NULL ? path_of(login) : login->name,
        [VALUE_HOST] = login->host,
        [VALUE_PORT] = "",
        [VALUE_TCP_HOST_PORT] = "",
        [VALUE_USER] = login->integrated ? NULL : login->user,
        [VALUE_PASSWORD] = login->integrated ? NULL : login->password,
        [VALUE_TRUSTED] = login->integrated ? "yes" : NULL,
        [VALUE_SPN] = login->integrated ? login->spn : NULL,
        [VALUE_DATABASE] = login->database,
        [VALUE_TRUST] = login->gate_checks ? "yes" : "no",
        [VALUE_TRUST_OR_NAME] = trusts_name ? "yes" : "no",
        [VALUE_EXPECTED_NAME] = login->gate_checks ? NULL : login->expected_name,
        [VALUE_APPLICATION] = "sqlcheck/" SQLCHECK_VERSION,
    };
    if (word->value == VALUE_PORT)
        return talloc_asprintf(parent, "%d", login->port);
    if (word->value == VALUE_TCP_HOST_PORT)
        return talloc_asprintf(parent, "tcp:%s,%d", login->host, login->port);
    return texts[word->value] == NULL ? NULL : talloc_strdup(parent, texts[word->value]);
}

static bool needs_braces(const struct keyword *word, const char *value)
{
    return word->value == VALUE_USER || word->value == VALUE_PASSWORD ||
           word->value == VALUE_DATABASE || strpbrk(value, ";{}[]()=?*!@ ") != NULL;
}

/* A driver that does not know "}}" takes "};" for the end, wherever it stands, and a value that
 * ends in "}" swallows its own closing brace. */
static bool can_be_said(const struct family *family, const char *value)
{
    if (family->doubles_brace)
        return true;
    size_t size = strlen(value);
    return strstr(value, "};") == NULL && (size == 0 || value[size - 1] != '}');
}

static void add_char(struct writer *w, char c)
{
    writer_u8(w, (uint8_t)c);
}

static void add_value(struct writer *w, const struct family *family, const char *value,
                      bool in_braces)
{
    if (in_braces)
        add_char(w, '{');
    for (const char *c = value; *c != '\0'; c++) {
        add_char(w, *c);
        if (in_braces && *c == '}' && family->doubles_brace)
            add_char(w, '}');
    }
    if (in_braces)
        add_char(w, '}');
    add_char(w, ';');
}

/* The driver itself is found by the driver manager, which has its own rules: a name goes in braces,
 * a path does not. */
static bool add_keyword(struct writer *w, const struct driver_login *login,
                        const struct keyword *word, const char *value, struct error *err)
{
    if (word->value != VALUE_DRIVER && !can_be_said(login->family, value))
        return error_set(err, "%s: this driver has no way to say \"}\" there", word->name);
    bool in_braces =
        word->value == VALUE_DRIVER ? path_of(login) == NULL : needs_braces(word, value);
    writer_bytes(w, word->name, strlen(word->name));
    add_char(w, '=');
    add_value(w, login->family, value, in_braces);
    return true;
}

/* Longer than any: the buffer must not be moved about, or copies of the password stay behind. */
static size_t room_for(const struct driver_login *login)
{
    return 4096 + 2 * (strlen(login->password) + strlen(login->user) + strlen(login->host));
}

char *connection_string(void *parent, const struct driver_login *login, struct error *err)
{
    struct writer w;
    writer_init(&w, parent);
    size_t room = room_for(login);
    w.data = talloc_zero_size(parent, room);
    w.capacity = w.data == NULL ? 0 : room;
    bool ok = login->integrated || login->family->takes_ntlm || strchr(login->user, '\\') == NULL;
    if (!ok)
        (void)error_set(err,
                        "this driver takes a Windows login with Kerberos only (-E), not with a "
                        "password");
    for (size_t i = 0; ok && i < login->family->keyword_count; i++) {
        const struct keyword *word = &login->family->keywords[i];
        char *value = value_of(parent, login, word);
        ok = value == NULL || add_keyword(&w, login, word, value, err);
        connection_string_wipe(value);
    }
    add_char(&w, '\0');
    if (ok)
        return (char *)w.data;
    connection_string_wipe((char *)w.data);
    return NULL;
}

void connection_string_wipe(char *text)
{
    if (text == NULL)
        return;
    text_wipe(text, strlen(text));
    talloc_free(text);
}
