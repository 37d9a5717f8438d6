/* What the probe saw of one endpoint, in a few lines. */
#include <talloc.h>

#include "base/date.h"
#include "base/text.h"
#include "report/parts.h"
#include "report/words.h"

enum { DAY_S = 86400 };

/* "good for 212 days", "expired 12 days ago" */
static char *validity(struct page *page, const struct certificate *leaf, int64_t now_unix_s)
{
    int64_t from = leaf->not_before_unix_s;
    int64_t until = leaf->not_after_unix_s;
    if (until == 0 || now_unix_s == 0)
        return talloc_strdup(page->memory, "with a date that could not be read");
    if (from > now_unix_s)
        return talloc_asprintf(page->memory, "not valid before %s", date_day(page->memory, from));
    bool over = until < now_unix_s;
    int64_t days = (over ? now_unix_s - until : until - now_unix_s) / DAY_S;
    if (days == 0)
        return talloc_strdup(page->memory, over ? "expired today" : "good for less than a day");
    char *span = words_count(page, (size_t)days, "day", "days");
    return talloc_asprintf(page->memory, over ? "expired %s ago" : "good for %s", span);
}

/* The server that was logged in to has told its version itself, too. */
static void add_engine(struct page *page, struct items *items, const struct facts *facts,
                       const struct endpoint *endpoint, const char *engine)
{
    char *build = version_text(page->memory, &endpoint->engine);
    char *told = endpoint == &facts->endpoints[0] ? facts->server.product_version : NULL;
    if (endpoint->engine.count == 0 && text_is_empty(told))
        return;
    if (endpoint->engine.count == 0)
        build = told;
    items_add(page, items, "%s %s", words_or(engine, "SQL Server"), build);
}

static void add_versions_answered(struct page *page, struct items *items,
                                  const struct endpoint *endpoint, enum tls_answer answer,
                                  const char *format)
{
    const char *older[2];
    size_t count = 0;
    for (unsigned version = TLS_1_0; version <= TLS_1_1; version++)
        if (endpoint_answer(endpoint, (enum tls_version)version) == answer)
            older[count++] = name_of(tls_version_names, version);
    char *versions = words_and(page, older, count);
    if (count > 0)
        items_add(page, items, "%s %s", format, versions);
}

static const char *const tls12_words[] = {
    [TLS_UNKNOWN] = "TLS 1.2 not seen",
    [TLS_ACCEPTED] = "TLS 1.2 taken, handshake not finished",
    [TLS_REFUSED] = "TLS 1.2 refused",
};

static void add_tls_1_2(struct page *page, struct items *items, const struct endpoint *endpoint)
{
    bool seen = endpoint->handshake.completed;
    items_add(page, items, "%s",
              seen ? "TLS 1.2 seen" : tls12_words[endpoint_answer(endpoint, TLS_1_2)]);
}

static void add_tls(struct page *page, struct items *items, const struct facts *facts,
                    const struct endpoint *endpoint)
{
    add_tls_1_2(page, items, endpoint);
    add_versions_answered(page, items, endpoint, TLS_ACCEPTED, "still takes");
    add_versions_answered(page, items, endpoint, TLS_REFUSED, "refuses");
    add_versions_answered(page, items, endpoint, TLS_UNKNOWN,
                          facts->request.legacy_probe ? "no answer about" : "not asked about");
    if (endpoint_answer(endpoint, TLS_1_3) == TLS_ACCEPTED)
        items_add(page, items, "takes 1.3 too");
    if (endpoint->encryption == ENCRYPTION_NOT_SUPPORTED)
        items_add(page, items, "encryption not supported");
}

static void add_certificate(struct page *page, struct items *items, const struct endpoint *endpoint,
                            int64_t now_unix_s)
{
    if (endpoint->chain_count == 0)
        return;
    const struct certificate *leaf = &endpoint->chain[0];
    char *valid = validity(page, leaf, now_unix_s);
    const char *whose = leaf->sql_fallback  ? "SQL Server's own fallback certificate"
                        : leaf->self_signed ? "self-signed certificate"
                                            : "certificate";
    items_add(page, items, "%s %s", whose, valid);
}

static void add_suite(struct page *page, struct items *items, const struct endpoint *endpoint)
{
    const struct handshake *handshake = &endpoint->handshake;
    if (!text_is_empty(handshake->suite))
        items_add(page, items, "%s", handshake->suite);
    if (!text_is_empty(handshake->key_exchange))
        items_add(page, items, "key exchange %s", handshake->key_exchange);
}

/* What a person needs in order to decide about a certificate that did not pass: its print. */
static void put_certificate(struct page *page, const char *whose, const struct certificate *it)
{
    page_put(page, STYLE_PLAIN, 4, 6,
             talloc_asprintf(page->memory, "%s %s, issued by %s, valid from %s to %s, SHA-256",
                             whose, words_or(it->subject, "nobody"), words_or(it->issuer, "nobody"),
                             date_day(page->memory, it->not_before_unix_s),
                             date_day(page->memory, it->not_after_unix_s)));
    page_put(page, STYLE_PLAIN, 4, 4, words_or(it->fingerprint, "fingerprint not read"));
}

static void put_certificate_trouble(struct page *page, const struct endpoint *endpoint)
{
    if (endpoint->chain_count == 0 ||
        (endpoint->chain_error == NULL && endpoint->name_error == NULL))
        return;
    if (endpoint->chain_error != NULL)
        page_put(page, STYLE_PLAIN, 2, 4,
                 talloc_asprintf(page->memory, "not trusted by this machine: %s",
                                 endpoint->chain_error));
    if (endpoint->name_error != NULL)
        page_put(page, STYLE_PLAIN, 2, 4,
                 talloc_asprintf(page->memory, "not for the name that was checked: %s",
                                 endpoint->name_error));
    put_certificate(page, "certificate of", &endpoint->chain[0]);
}

/* What -J let in until now: the two prints under each other show what changed. */
static void put_pinned(struct page *page, const struct facts *facts,
                       const struct endpoint *endpoint)
{
    const struct request_facts *request = &facts->request;
    if (endpoint != &facts->endpoints[0] || endpoint->chain_error == NULL)
        return;
    for (size_t i = 0; i < request->pinned_certificate_count; i++)
        put_certificate(page, "pinned is", &request->pinned_certificates[i]);
}

static void put_reach(struct page *page, const struct endpoint *endpoint)
{
    struct items items = {0};
    if (endpoint->reach != REACH_STRICT_ONLY)
        items_add(page, &items, "not probed: %s", name_of(reach_names, endpoint->reach));
    else
        items_add(page, &items, "takes strict encryption (TDS 8) only");
    if (!text_is_empty(endpoint->address))
        items_add(page, &items, "address %s", endpoint->address);
    page_items(page, 2, 4, "", &items);
    if (!text_is_empty(endpoint->stage))
        page_put(page, STYLE_PLAIN, 2, 4,
                 talloc_asprintf(page->memory, "ended at stage %s after %s", endpoint->stage,
                                 words_duration(page, endpoint->elapsed_ms)));
    if (!text_is_empty(endpoint->reason))
        page_put(page, STYLE_PLAIN, 2, 4, endpoint->reason);
}

/* What a login there told, or that it failed. */
static void add_followed(struct page *page, const struct facts *facts,
                         const struct endpoint *endpoint, struct items *items)
{
    for (size_t i = 0; i < facts->followed_count; i++) {
        const struct followed *followed = &facts->followed[i];
        if (followed->endpoint < 1 || (size_t)followed->endpoint > facts->endpoint_count ||
            &facts->endpoints[followed->endpoint - 1] != endpoint)
            continue;
        if (!text_is_empty(followed->server.edition))
            items_add(page, items, "%s", followed->server.edition);
        const struct login *login = &followed->login;
        bool has_reason = !text_is_empty(login->detail);
        if (login->outcome != LOGIN_PROVEN || has_reason)
            items_add(page, items, "login there: %s%s%s",
                      name_of(login_outcome_names, login->outcome), has_reason ? ", " : "",
                      has_reason ? login->detail : "");
    }
}

void endpoint_items(struct page *page, const struct facts *facts, const struct endpoint *endpoint,
                    const char *engine, struct items *items)
{
    add_engine(page, items, facts, endpoint, engine);
    if (endpoint->reach == REACH_TDS)
        add_tls_1_2(page, items, endpoint);
    else
        items_add(page, items, "%s",
                  endpoint->reach == REACH_STRICT_ONLY ? "takes strict encryption (TDS 8) only"
                                                       : name_of(reach_names, endpoint->reach));
    add_followed(page, facts, endpoint, items);
}

void part_endpoint(struct page *page, const struct facts *facts, const struct endpoint *endpoint,
                   const char *engine)
{
    struct items items = {0};
    add_engine(page, &items, facts, endpoint, engine);
    if (endpoint->reach == REACH_TDS)
        add_tls(page, &items, facts, endpoint);
    page_items(page, 2, 4, "", &items);
    if (endpoint->reach != REACH_TDS) {
        put_reach(page, endpoint);
        return;
    }
    struct items wire = {0};
    add_certificate(page, &wire, endpoint, facts->now_unix_s);
    add_suite(page, &wire, endpoint);
    page_items(page, 2, 4, "", &wire);
    if (!endpoint->handshake.completed && !text_is_empty(endpoint->handshake.reason))
        page_put(page, STYLE_PLAIN, 2, 4, endpoint->handshake.reason);
    if (!text_is_empty(endpoint->address))
        page_put(page, STYLE_PLAIN, 2, 4,
                 talloc_asprintf(page->memory, "answered at %s", endpoint->address));
    put_certificate_trouble(page, endpoint);
    put_pinned(page, facts, endpoint);
}

void part_certificate(struct page *page, const struct endpoint *endpoint, int64_t now_unix_s)
{
    struct items items = {0};
    add_certificate(page, &items, endpoint, now_unix_s);
    if (endpoint->chain_count > 0) {
        const struct certificate *leaf = &endpoint->chain[0];
        items_add(page, &items, "%s %d", words_or(leaf->key_type, "key not known"), leaf->key_bits);
        items_add(page, &items, "%s", words_or(leaf->signature_hash, "hash not known"));
        items_add(
            page, &items, "%s",
            words_count(page, endpoint->chain_count, "certificate sent", "certificates sent"));
    }
    page_items(page, 2, 4, "", &items);
    put_certificate_trouble(page, endpoint);
}
