/* Which machine a live session or a status message is of. Sessions tell it by the machine account
 * they log in with; those of another login by an address from which one machine account, and no
 * other, is connected too; else by what the client calls itself. */
#include "judge/rules.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

enum { NETBIOS_LENGTH = 15 }; /* the name of a machine account is no longer */

static char *key_of(void *parent, const char *name)
{
    char *short_name = text_short_host(parent, name);
    return talloc_strndup(parent, short_name, NETBIOS_LENGTH);
}

/* "CONTOSO\\MP01$" is the account of the machine MP01; NULL for other logins. */
static char *machine_of_account(void *parent, const char *login)
{
    const char *name = login == NULL ? NULL : strchr(login, '\\');
    size_t size = name == NULL ? 0 : strcspn(name + 1, "$");
    bool is_machine = size > 0 && text_equal(name + 1 + size, "$");
    return is_machine ? talloc_strndup(parent, name + 1, size) : NULL;
}

/* "<local machine>" and "<named pipe>" are no addresses. */
static bool is_address(const char *text)
{
    return !text_is_empty(text) && text[0] != '<';
}

static char *machine_at(void *parent, const struct facts *facts, const char *address)
{
    char *found = NULL;
    for (size_t i = 0; is_address(address) && i < facts->session_count; i++) {
        if (!text_equal(facts->sessions[i].address, address))
            continue;
        char *machine = machine_of_account(parent, facts->sessions[i].login);
        if (machine != NULL && found != NULL && !text_equal(machine, found))
            return NULL;
        found = machine == NULL ? found : machine;
    }
    return found;
}

static char *machine_of(void *parent, const struct facts *facts, const struct session *session)
{
    char *machine = machine_of_account(parent, session->login);
    if (machine == NULL)
        machine = machine_at(parent, facts, session->address);
    return key_of(parent, machine != NULL ? machine : or_word(session->host, ""));
}

static char *key_of_site(void *parent, const char *code)
{
    return talloc_asprintf(parent, "site %s", or_word(code, ""));
}

static char *key_of_message(void *parent, const struct status_message *message,
                            const struct message_row *meaning)
{
    return meaning->about == MESSAGE_REPLICATION ? key_of_site(parent, message->site_code)
                                                 : key_of(parent, or_word(message->machine, ""));
}

static int by_key(const void *a, const void *b)
{
    const struct sign *left = a;
    const struct sign *right = b;
    int order = text_compare(left->key, right->key);
    if (order == 0 && left->tds != NULL && right->tds != NULL)
        order = (int)left->tds->tls12 - (int)right->tds->tls12; /* the surest first */
    if (order != 0)
        return order;
    if (left->session != right->session)
        return (left->session > right->session) - (left->session < right->session);
    return (left->message > right->message) - (left->message < right->message);
}

void signs_index(struct judging *judging)
{
    void *parent = judging->out;
    const struct facts *facts = judging->facts;
    judging->signs = mem_array(parent, struct sign, facts->session_count + facts->message_count);
    for (size_t i = 0; i < facts->session_count; i++) {
        const struct session *session = &facts->sessions[i];
        const struct tds_row *tds = tds_version_find(judging->tables, session->protocol_version);
        if (tds != NULL && tds->tls12 != TDS_TLS12_OPEN)
            judging->signs[judging->sign_count++] = (struct sign){
                .key = machine_of(parent, facts, session), .session = session, .tds = tds};
    }
    for (size_t i = 0; i < facts->message_count; i++) {
        const struct status_message *message = &facts->messages[i];
        const struct message_row *meaning = message_find(judging->tables, message->message_id);
        if (meaning != NULL)
            judging->signs[judging->sign_count++] =
                (struct sign){.key = key_of_message(parent, message, meaning),
                              .message = message,
                              .meaning = meaning};
    }
    qsort(judging->signs, judging->sign_count, sizeof *judging->signs, by_key);
}

static size_t signs_with(const struct judging *judging, const char *key, size_t *end)
{
    size_t low = 0;
    size_t high = judging->sign_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(judging->signs[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (*end = low; *end < judging->sign_count; (*end)++)
        if (!text_equal(judging->signs[*end].key, key))
            break;
    return low;
}

size_t signs_of_host(const struct judging *judging, const char *host_name, size_t *end)
{
    return signs_with(judging, key_of(judging->out, host_name), end);
}

size_t signs_of_site(const struct judging *judging, const char *code, size_t *end)
{
    return signs_with(judging, key_of_site(judging->out, code), end);
}
