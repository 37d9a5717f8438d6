#include "report/scan.h"

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "report/parts.h"
#include "report/words.h"

enum { INDENT = 2, WAY_WIDTH = 9 };

/* Who can use what was seen in each way. TDS8-DOCS, SNAC-DOCS */
static const struct {
    const char *label;
    const char *clients;
} ways[] = {
    [SCAN_TDS7] = {"TDS 7", "every driver: Native Client, ODBC and OLE DB of any version, .NET"},
    [SCAN_STRICT] = {"strict", "only drivers with TDS 8 that ask for it (Encrypt=strict): ODBC 18, "
                               "OLE DB 19, Microsoft.Data.SqlClient 5"},
    [SCAN_TLS] = {"HTTPS", NULL},
};

static const char *name_of_scan(struct page *page, const struct scan *scan)
{
    if (scan->is_https)
        return words_or(scan->endpoint.server, "an endpoint without name");
    return words_endpoint(page, &scan->endpoint);
}

static void put_verdict(struct page *page, const struct scan *scan,
                        const struct scan_judgement *judgement)
{
    page_line(page, mark_of(judgement->verdict)->style,
              talloc_asprintf(page->memory, "SQLCHECK %s: %s %s",
                              verdict_status_word(judgement->verdict), name_of_scan(page, scan),
                              judgement->headline));
}

static void put_way(struct page *page, const struct scan *scan, enum scan_way way)
{
    struct items items = {0};
    bool takes_any = false;
    for (size_t i = 0; i < SCAN_VERSION_COUNT; i++) {
        const struct scan_answer *answer = &scan->answers[way][i];
        items_add(page, &items, "%s %s", scan_version_names[i],
                  name_of(tls_answer_names, answer->answer));
        takes_any = takes_any || answer->answer == TLS_ACCEPTED;
    }
    page_items(page, INDENT, INDENT + WAY_WIDTH,
               talloc_asprintf(page->memory, "%-*s", WAY_WIDTH, ways[way].label), &items);
    if (takes_any && ways[way].clients != NULL)
        page_put(page, STYLE_DIM, INDENT + WAY_WIDTH, INDENT + WAY_WIDTH,
                 talloc_asprintf(page->memory, "for %s", ways[way].clients));
}

/* What decided where nothing was taken, each reason once. */
static void put_reasons(struct page *page, const struct scan *scan, enum scan_way way)
{
    const char *said = NULL;
    for (size_t i = 0; i < SCAN_VERSION_COUNT; i++) {
        const struct scan_answer *answer = &scan->answers[way][i];
        if (answer->answer != TLS_UNKNOWN || text_equal(answer->reason, said))
            continue;
        said = answer->reason;
        page_put(page, STYLE_PLAIN, INDENT + WAY_WIDTH, INDENT + WAY_WIDTH + 2,
                 talloc_asprintf(page->memory, "%s: %s", scan_version_names[i],
                                 words_or(said, "no reason is known")));
    }
}

static void put_ways(struct page *page, const struct scan *scan)
{
    for (size_t way = 0; way < SCAN_WAY_COUNT; way++)
        if (scan->asked[way]) {
            put_way(page, scan, (enum scan_way)way);
            put_reasons(page, scan, (enum scan_way)way);
        }
    if (!scan->asked[SCAN_STRICT] && scan->strict_reason != NULL)
        page_label(page, INDENT, "strict",
                   talloc_asprintf(page->memory, "%s (%s)",
                                   scan->answers[SCAN_STRICT][SCAN_1_2].answer == TLS_REFUSED
                                       ? "not taken"
                                       : "not seen",
                                   scan->strict_reason));
}

static void put_suites(struct page *page, const struct scan *scan, enum scan_way way,
                       size_t version)
{
    static const char *const orders[] = {[ORDER_UNKNOWN] = "",
                                         [ORDER_SERVER] = ", the server's order",
                                         [ORDER_CLIENT] = ", the client's order"};
    const struct scan_answer *answer = &scan->answers[way][version];
    if (answer->suite_count == 0)
        return;
    page_put(page, STYLE_DIM, INDENT, INDENT + 2,
             talloc_asprintf(page->memory, "%s %s: %zu suite%s%s%s", ways[way].label,
                             scan_version_names[version], answer->suite_count,
                             answer->suite_count == 1 ? "" : "s", orders[answer->order],
                             answer->suites_note == NULL ? "" : ", not all are known"));
    for (size_t i = 0; i < answer->suite_count; i++)
        page_put(page, STYLE_PLAIN, INDENT + 2, INDENT + 4, answer->suites[i]);
}

static void put_prelogin(struct page *page, const struct scan *scan)
{
    struct items items = {0};
    for (int value = 0; value < 4; value++) {
        int answer = scan->encrypt_answers[value];
        if (answer >= 0 && answer <= 255)
            items_add(page, &items, "to %d: %d", value, answer);
        else if (answer != SCAN_NOT_ASKED)
            items_add(page, &items, "to %d: %s", value,
                      answer == SCAN_NO_ANSWER ? "no answer" : "an answer without it");
    }
    if (items.count > 0)
        page_items(page, INDENT, INDENT + WAY_WIDTH, "PRELOGIN ENCRYPTION ", &items);
}

static void put_inside(struct page *page, const struct scan *scan)
{
    const struct handshake *handshake = &scan->endpoint.handshake;
    struct items items = {0};
    if (!text_is_empty(handshake->suite))
        items_add(page, &items, "%s", handshake->suite);
    if (!text_is_empty(handshake->key_exchange))
        items_add(page, &items, "key exchange %s", handshake->key_exchange);
    if (!text_is_empty(scan->signature))
        items_add(page, &items, "signature %s", scan->signature);
    if (items.count > 0)
        page_items(page, INDENT, INDENT + WAY_WIDTH,
                   handshake->completed ? "TLS 1.2 handshake: " : "TLS 1.2 not finished: ", &items);
}

static void put_counts(struct page *page, const struct scan *scan)
{
    const struct endpoint *endpoint = &scan->endpoint;
    struct items items = {0};
    if (!text_is_empty(endpoint->address))
        items_add(page, &items, "address %s", endpoint->address);
    items_add(page, &items, "%s",
              words_count(page, (size_t)endpoint->connections, "connection", "connections"));
    items_add(page, &items, "%s", words_count(page, (size_t)scan->hellos, "hello", "hellos"));
    items_add(page, &items, "%s", words_duration(page, endpoint->elapsed_ms));
    page_items(page, INDENT, INDENT + 2, "", &items);
}

static void put_engine(struct page *page, const struct scan *scan,
                       const struct scan_judgement *judgement)
{
    if (scan->endpoint.engine.count == 0)
        return;
    page_put(page, STYLE_PLAIN, INDENT, INDENT + 2,
             talloc_asprintf(page->memory, "%s %s", words_or(judgement->engine, "engine"),
                             version_text(page->memory, &scan->endpoint.engine)));
}

static void put_scan(struct page *page, const struct scan *scan,
                     const struct scan_judgement *judgement, int64_t now_unix_s)
{
    const struct mark *mark = mark_of(judgement->verdict);
    page_gap(page);
    page_put(
        page, mark->style, 0, INDENT,
        talloc_asprintf(page->memory, "%s %s", mark_glyph(page, mark), name_of_scan(page, scan)));
    put_engine(page, scan, judgement);
    put_ways(page, scan);
    put_prelogin(page, scan);
    put_inside(page, scan);
    part_certificate(page, &scan->endpoint, now_unix_s);
    for (size_t way = 0; scan->suites_asked && way < SCAN_WAY_COUNT; way++)
        for (size_t version = SCAN_VERSION_COUNT; version-- > 0;)
            put_suites(page, scan, (enum scan_way)way, version);
    part_clients(page, judgement);
    put_counts(page, scan);
    for (size_t i = 0; i < judgement->finding_count; i++)
        part_finding(page, &judgement->findings[i]);
}

char *report_scan(void *parent, const struct scan *scan, const struct scan_judgement *judgement,
                  int64_t now_unix_s, const struct report_look *look)
{
    struct page page;
    void *memory = talloc_new(parent);
    page_init(&page, memory, look);
    put_verdict(&page, scan, judgement);
    put_scan(&page, scan, judgement, now_unix_s);
    char *text = page_finish(&page, parent);
    talloc_free(memory);
    return text;
}
