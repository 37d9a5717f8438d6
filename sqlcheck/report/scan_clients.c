/* What each client of the table gets from a server, as text and as JSON. */
#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "judge/scan.h"
#include "report/json_put.h"
#include "report/parts.h"
#include "report/words.h"

enum { INDENT = 2, NAME_WIDTH = 30 };

/* What an outcome is called where nothing, or not enough, was agreed on. */
static const char *const outcome_words[CLIENT_OUTCOME_COUNT] = {
    [CLIENT_UPDATES] = "only with %s",
    [CLIENT_DISPUTED] = "sources disagree whether it offers that",
    [CLIENT_OWN_SPELLING] = "its own list spells %s without a curve",
    [CLIENT_OFF] = "nothing by default; only %s, which is off there",
    [CLIENT_SIGNATURES_UNSURE] = "cannot be told: whether it offers %s no source says",
    [CLIENT_SIGNATURES] = "nothing: it does not offer %s",
    [CLIENT_GROUPS] = "nothing: it does not have the curve %s",
    [CLIENT_NOTHING] = "nothing: no common suite",
    [CLIENT_HALF_TOLD] = "nothing by default; what else it has could not be asked",
    [CLIENT_NO_ANSWER] = "cannot be told",
    [CLIENT_NOT_ASKED] = "not asked",
};

static char *outcome_text(struct page *page, const struct client_comparison *compared)
{
    const char *words = outcome_words[compared->outcome];
    const char *place = strstr(words, "%s");
    if (place == NULL)
        return talloc_strdup(page->memory, words);
    return talloc_asprintf(page->memory, "%.*s%s%s", (int)(place - words), words,
                           words_or(compared->what, "what is not known"), place + 2);
}

static void put_agreed(struct page *page, struct items *items, const struct client_answer *answer)
{
    items_add(page, items, "%s", words_or(answer->suite, "a suite that is not known"));
    if (!text_is_empty(answer->group))
        items_add(page, items, "%s", answer->group);
    if (!text_is_empty(answer->signature))
        items_add(page, items, "%s", answer->signature);
}

static void put_client(struct page *page, const struct client_prospect *prospect)
{
    const struct client_comparison *compared = &prospect->compared;
    struct items items = {0};
    if (compared->outcome < CLIENT_OFF)
        put_agreed(page, &items, compared->answer);
    if (compared->outcome != CLIENT_AGREES)
        items_add(page, &items, "%s", outcome_text(page, compared));
    if (prospect->certificate == FIT_NO)
        items_add(page, &items, "it does not take the signature of the certificate");
    if (!tls_client_has_1_2(prospect->client))
        items_add(page, &items, "%s",
                  compared->outcome < CLIENT_OFF ? "with TLS 1.2 switched on; by default nothing"
                                                 : "TLS 1.2 itself is off by default there, too");
    page_items(page, INDENT, INDENT + NAME_WIDTH + 2,
               talloc_asprintf(page->memory, "%s %-*s",
                               mark_glyph(page, mark_of(prospect->verdict)), NAME_WIDTH,
                               prospect->client->name),
               &items);
}

static bool none_was_asked(const struct scan_judgement *judgement)
{
    for (size_t i = 0; i < judgement->client_count; i++)
        if (judgement->clients[i].compared.outcome != CLIENT_NOT_ASKED)
            return false;
    return true;
}

void part_clients(struct page *page, const struct scan_judgement *judgement)
{
    if (judgement->client_count == 0)
        return;
    if (none_was_asked(judgement)) {
        page_put(page, STYLE_DIM, INDENT, INDENT + 2,
                 "clients: not asked, because TLS 1.2 inside TDS 7 was not taken");
        return;
    }
    page_put(page, STYLE_DIM, INDENT, INDENT + 2,
             "clients, with what they offer by default: what this server agrees on in TLS 1.2");
    for (size_t i = 0; i < judgement->client_count; i++)
        put_client(page, &judgement->clients[i]);
}

static json_t *versions_json(const char *versions)
{
    json_t *list = json_array();
    for (const char *rest = versions; *rest != '\0';) {
        size_t length = strcspn(rest, " ");
        json_array_append_new(list, json_stringn(rest, length));
        rest += length + strspn(rest + length, " ");
    }
    return list;
}

static json_t *client_json(const struct client_prospect *prospect)
{
    const struct client_answer *answer = prospect->compared.answer;
    json_t *object = json_object();
    json_put_text(object, "client", prospect->client->key);
    json_put_text(object, "name", prospect->client->name);
    json_put(object, "versions", versions_json(prospect->client->versions));
    json_put_text(object, "verdict", name_of(verdict_names, prospect->verdict));
    json_put_text(object, "outcome", name_of(client_outcome_names, prospect->compared.outcome));
    json_put_text(object, "what", prospect->compared.what);
    json_put_text(object, "suite", answer == NULL ? NULL : answer->suite);
    json_put_text(object, "group", answer == NULL ? NULL : answer->group);
    json_put_text(object, "signature", answer == NULL ? NULL : answer->signature);
    json_put_text(object, "certificate_fits",
                  name_of(certificate_fit_names, prospect->certificate));
    json_put_text(object, "reason", answer == NULL ? NULL : answer->reason);
    json_put_text(object, "note", prospect->client->note);
    return object;
}

json_t *clients_json(const struct scan_judgement *judgement)
{
    json_t *list = json_array();
    for (size_t i = 0; i < judgement->client_count; i++)
        json_array_append_new(list, client_json(&judgement->clients[i]));
    return list;
}
