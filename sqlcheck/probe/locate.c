#include "probe/locate.h"

#include "net/socket.h"
#include "wire/tds.h"

#include <string.h>
#include <talloc.h>

enum { DATAGRAM_MAX = 65536 }; /* [MC-SQLR] 2.2.5: RESP_SIZE is a USHORT */

static bool ends(struct place *place, enum reach reach, const char *stage, char *reason)
{
    place->reach = reach;
    place->stage = stage;
    place->reason = reason;
    return false;
}

/* Addresses that stand for host:port after the rules. */
static bool look_up(void *parent, const struct probe_request *request, int port,
                    struct deadline deadline, struct place *place)
{
    const char *host;
    connect_to_apply(request->rules, request->rule_count, request->target.host, port, &host,
                     &place->connect_port);
    struct resolution found = resolve(parent, host, place->connect_port, deadline);
    place->addresses = found.addresses;
    place->count = found.count;
    if (found.outcome == RESOLVE_OK)
        return true;
    return ends(place, found.outcome == RESOLVE_SILENT ? REACH_RESOLVER_SILENT : REACH_NOT_RESOLVED,
                "resolve", talloc_asprintf(parent, "'%s': %s", host, found.reason));
}

static char *browser_silence(void *parent, const struct probe_request *request,
                             const struct place *place, struct net_result result)
{
    const char *seen = result.outcome == NET_REFUSED       ? "nobody listens there"
                       : result.outcome == NET_UNREACHABLE ? strerror(result.error_number)
                                                           : "no answer";
    return talloc_asprintf(
        parent,
        "SQL Browser on %s, UDP %d: %s; it is off, blocked, or knows no instance "
        "'%s'. HOST,PORT needs no Browser",
        place->addresses[0].text, place->connect_port, seen, request->target.instance);
}

/* Sets place->port. [MC-SQLR] 3.1.5 */
static bool ask_browser(void *parent, const struct probe_request *request, struct deadline deadline,
                        struct place *place)
{
    if (!look_up(parent, request, TARGET_BROWSER_PORT, deadline, place))
        return false;
    struct writer question;
    writer_init(&question, parent);
    browser_write_request(&question, request->target.instance);
    uint8_t *answer = talloc_size(parent, DATAGRAM_MAX);
    size_t size = 0;
    struct net_result result = net_ask(place->addresses, place->count, question.data, question.size,
                                       answer, DATAGRAM_MAX, &size, deadline);
    if (result.outcome != NET_OK)
        return ends(place, REACH_BROWSER_SILENT, "browser",
                    browser_silence(parent, request, place, result));
    place->port = browser_port(reader_over(answer, size), request->target.instance);
    talloc_free(answer);
    if (place->port != 0)
        return true;
    return ends(place, REACH_NO_INSTANCE, "browser",
                talloc_asprintf(parent,
                                "SQL Browser on %s names no TCP port for instance '%s'. "
                                "HOST,PORT needs no Browser",
                                place->addresses[0].text, request->target.instance));
}

/* The port of an instance: SQL Browser's word, else, where it is silent, the one that the asker had
 * from elsewhere. The silence may then cost a quarter of the time. */
static bool find_instance(void *parent, const struct probe_request *request,
                          struct deadline deadline, struct place *place)
{
    if (request->fallback_port == 0)
        return ask_browser(parent, request, deadline, place);
    struct deadline part = deadline_within(deadline, deadline_left_ms(deadline) / 4);
    if (ask_browser(parent, request, part, place))
        return true;
    if (place->reach != REACH_BROWSER_SILENT)
        return false;
    *place =
        (struct place){.reach = REACH_NOT_TRIED, .port = request->fallback_port, .fell_back = true};
    return true;
}

void place_find(void *parent, const struct probe_request *request, struct deadline deadline,
                struct place *out)
{
    const struct target *target = &request->target;
    *out = (struct place){.reach = REACH_NOT_TRIED, .port = target->port};
    if (out->port == 0 && target->instance == NULL)
        out->port = TARGET_DEFAULT_PORT;
    if (out->port == 0 && !find_instance(parent, request, deadline, out))
        return;
    (void)look_up(parent, request, out->port, deadline, out);
}
