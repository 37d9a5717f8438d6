#include "connect/outcome.h"

#include <stdarg.h>
#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "connect/offer.h"
#include "tls/seen.h"
#include "wire/tls.h"

enum { V_TLS_1_2 = 0x0303 };

struct evidence {
    void *parent;
    const struct driver_answer *answer;
    const struct tap_report *report;
    struct login *login;
};

bool outcome_observe(void *parent, const struct family *family, const struct tap_report *report,
                     struct login *login)
{
    const struct gate_seen *seen = &report->seen;
    bool is_hidden = false;
    if (seen->has_hello)
        is_hidden = offer_read(parent, family, &seen->hello, login);
    if (seen->has_server_hello) {
        login->chosen = tls_version_word(parent, seen->server_hello.version);
        login->suite = talloc_strdup(parent, tls_suite_name(parent, seen->server_hello.suite));
    }
    login->finished = seen->client_finished && seen->server_finished;
    login->connections = report->connections;
    if (is_hidden && report->floor == FLOOR_REFUSES)
        login->floor_proof = FLOOR_BEHAVIOUR;
    if (is_hidden && report->floor == FLOOR_TAKES)
        offer_add_1_1(parent, login);
    return is_hidden;
}

static bool decide(const struct evidence *e, enum login_outcome outcome, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool decide(const struct evidence *e, enum login_outcome outcome, const char *format, ...)
{
    e->login->outcome = outcome;
    va_list arguments;
    va_start(arguments, format);
    e->login->detail = talloc_vasprintf(e->parent, format, arguments);
    va_end(arguments);
    return true;
}

/* ---- each rule looks at one thing, and answers false when it is not about that ------------- */

static bool rule_not_asked(const struct evidence *e)
{
    return e->answer->refused != NULL && decide(e, LOGIN_NOT_TRIED, "%s", e->answer->refused);
}

static bool rule_cut(const struct evidence *e)
{
    static const struct {
        enum login_outcome outcome;
        const char *sentence; /* %s: what came */
    } cuts[] = {
        [GATE_CUT_NOT_TDS] = {LOGIN_UNREACHABLE, "what answers there does not speak TDS: %s"},
        [GATE_CUT_STRICT] = {LOGIN_STRICT_ONLY, "the server wants TLS first (TDS 8): %s"},
        [GATE_CUT_NO_ENCRYPTION] = {LOGIN_ENCRYPTION_NOT_OFFERED,
                                    "the server does not encrypt: %s"},
        [GATE_CUT_VERSION] = {LOGIN_VERSION_REFUSED, "%s although only TLS 1.2 was allowed"},
        [GATE_CUT_SERVER_NOISE] = {LOGIN_NOT_PROVEN, "the server's TLS handshake is broken: %s"},
        [GATE_CUT_LATE_NOISE] = {LOGIN_FAILED, "after TLS was up the server sent no TLS: %s"},
        [GATE_CUT_CLEAR] = {LOGIN_NOT_PROVEN,
                            "the driver wanted to send %s; it was stopped, and none of that left"},
    };
    const struct gate_seen *seen = &e->report->seen;
    if (seen->cut == GATE_OPEN)
        return false;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the table above */
    if (seen->cut != GATE_CUT_CERTIFICATE)
        return decide(e, cuts[seen->cut].outcome, cuts[seen->cut].sentence, seen->cut_text);
#pragma GCC diagnostic pop
    const char *chain = seen->chain_error == NULL ? "" : seen->chain_error;
    const char *name = seen->name_error == NULL ? "" : seen->name_error;
    bool has_reason = *chain != '\0' || *name != '\0';
    return decide(e, LOGIN_CERTIFICATE_REJECTED, "%s%s%s", has_reason ? chain : seen->cut_text,
                  *chain != '\0' && *name != '\0' ? "; " : "", name);
}

static bool rule_stranger(const struct evidence *e)
{
    const char *stranger = e->report->stranger;
    char *where = text_printable(e->parent, stranger, strlen(stranger));
    if (e->report->strangers == 0)
        return false;
    if (e->report->stage >= STAGE_LOGIN)
        return decide(e, LOGIN_ROUTED,
                      "the server sent the login on to another endpoint, %s; it was not followed",
                      where);
    return decide(e, LOGIN_NOT_PROVEN,
                  "the driver went to another endpoint, %s, which it was not let through to",
                  where);
}

/* A name may be all that a server which routes logins gives away. */
static bool rule_lost_name(const struct evidence *e)
{
    const char *lost = e->report->lost_name;
    return lost[0] != '\0' && e->report->stage >= STAGE_LOGIN &&
           decide(e, LOGIN_ROUTED,
                  "after TLS was up the driver looked for another host, '%s', whose name does not "
                  "resolve here; a server that routes logins elsewhere makes it do so",
                  text_printable(e->parent, lost, strlen(lost)));
}

static bool rule_connect(const struct evidence *e)
{
    int error = e->report->connect_error;
    if (error == 0 || e->report->stage > STAGE_CONNECT)
        return false;
    if (e->report->timed_out)
        return decide(e, LOGIN_TIMEOUT, "no answer while connecting");
    return decide(e, LOGIN_UNREACHABLE, "connecting: %s", strerror(error));
}

/* The driver manager says 01000/0 or IM... when there is nothing it could load. */
static bool rule_never_connected(const struct evidence *e)
{
    if (e->report->connections > 0)
        return false;
    const char *state = e->answer->sqlstate;
    bool is_missing =
        strncmp(state, "IM", 2) == 0 || (strcmp(state, "01000") == 0 && e->answer->number == 0);
    if (is_missing)
        return decide(e, LOGIN_DRIVER_MISSING, "the driver could not be loaded");
    if (e->answer->timed_out || e->report->timed_out)
        return decide(e, LOGIN_TIMEOUT, "the driver had not connected when the time was over");
    return decide(e, LOGIN_NOT_PROVEN, "the driver gave up without connecting");
}

enum { ALERT_HANDSHAKE_FAILURE = 40, ALERT_VERSION = 70, ALERT_SECURITY = 71, ALERT_FALLBACK = 86 };

/* RFC 5246 7.2.2: 42 bad_certificate to 46 certificate_unknown, 48 unknown_ca. */
static bool is_about_certificate(uint8_t description)
{
    return (description >= 42 && description <= 46) || description == 48;
}

/* close_notify is a warning by its level and an end by its meaning. */
static char *alert_words(void *parent, struct tls_alert alert)
{
    char *text = tls_alert_text(parent, alert);
    bool is_warning = alert.level == 1 && alert.description != 0;
    return is_warning ? talloc_asprintf(parent, "%s, a warning,", text) : text;
}

/* RFC 5246 7.4.6: handshake_failure after ServerHello is not about suites, one was chosen; a server
 * that gets no client certificate although it wants one says the same. */
static bool decide_alert(const struct evidence *e, const char *who, struct tls_alert alert)
{
    uint8_t description = alert.description;
    const struct gate_seen *seen = &e->report->seen;
    enum login_outcome outcome = LOGIN_NOT_PROVEN;
    if (description == ALERT_VERSION || description == ALERT_FALLBACK)
        outcome = LOGIN_VERSION_REFUSED;
    else if (description == ALERT_HANDSHAKE_FAILURE || description == ALERT_SECURITY)
        outcome = seen->has_server_hello ? LOGIN_NOT_PROVEN : LOGIN_NO_COMMON_SUITE;
    else if (is_about_certificate(description))
        outcome = LOGIN_CERTIFICATE_REJECTED;
    return decide(e, outcome, "%s from the %s%s", alert_words(e->parent, alert), who,
                  seen->asks_certificate ? "; the server asked for a client certificate" : "");
}

static bool rule_alert(const struct evidence *e)
{
    const struct gate_seen *seen = &e->report->seen;
    if (seen->server_alerted)
        return decide_alert(e, "server", seen->server_alert);
    return seen->client_alerted && decide_alert(e, "driver", seen->client_alert);
}

/* ODBC puts "[vendor][driver][source]" before what the server said. */
static const char *without_prefixes(const char *text)
{
    while (*text == '[' && strchr(text, ']') != NULL)
        text = strchr(text, ']') + 1;
    return text;
}

static bool rule_server_message(const struct evidence *e)
{
    if (!e->answer->is_server_message)
        return false;
    const char *said = without_prefixes(e->answer->text);
    char *text = text_printable(e->parent, said, strlen(said));
    return decide(e, LOGIN_FAILED, "the server says %lld: %s", (long long)e->answer->number, text);
}

static const char *heard(void *parent, size_t size)
{
    if (size == 0)
        return "the server said nothing";
    return talloc_asprintf(parent, "%zu %s came from the server", size,
                           size == 1 ? "byte" : "bytes");
}

static void add_heard(const struct evidence *e)
{
    e->login->detail = talloc_asprintf_append(e->login->detail, "; at that stage %s",
                                              heard(e->parent, e->report->heard));
}

static bool rule_timeout(const struct evidence *e)
{
    if (!e->report->timed_out && !e->answer->timed_out)
        return false;
    outcome_timeout(e->parent, e->report->stage, e->login);
    if (e->report->stage >= STAGE_PRELOGIN)
        add_heard(e);
    return true;
}

static bool rule_driver_left(const struct evidence *e)
{
    const struct gate_seen *seen = &e->report->seen;
    bool left = e->report->closer == CLOSED_BY_DRIVER && seen->has_certificate && seen->released &&
                !seen->client_key_exchange;
    return left && decide(e, LOGIN_NOT_PROVEN,
                          "the driver left after the server's flight, without an alert; whether it "
                          "minds the certificate or something else it does not say");
}

/* Of what follows its ChangeCipherSpec, the first record is Finished and the second the login. */
static bool rule_no_login(const struct evidence *e)
{
    const struct tap_report *report = e->report;
    return report->stage == STAGE_LOGIN && report->closer == CLOSED_BY_DRIVER &&
           report->seen.client_opaque < 2 &&
           decide(
               e, LOGIN_NOT_PROVEN,
               "the driver closed the connection at the end of the TLS handshake, without a login");
}

static bool rule_ending(const struct evidence *e)
{
    static const struct {
        enum login_outcome outcome;
        const char *sentence; /* %s: who, %s: how */
    } endings[STAGE_COUNT] = {
        [STAGE_PRELOGIN] = {LOGIN_UNREACHABLE,
                            "the %s %s the connection before PRELOGIN was answered"},
        [STAGE_HANDSHAKE] = {LOGIN_NOT_PROVEN,
                             "the %s %s the connection in the TLS handshake, without an alert"},
        [STAGE_LOGIN] = {LOGIN_FAILED, "the %s %s the connection in the login, after TLS was up"},
    };
    enum tap_stage stage = e->report->stage;
    const char *how = e->report->was_reset ? "reset" : "closed";
    if (e->report->closer == CLOSED_BY_NOBODY || endings[stage].sentence == NULL)
        return false;
    bool is_server = e->report->closer == CLOSED_BY_SERVER;
    const char *who = is_server ? "server" : "driver";
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the table above */
    (void)decide(e, endings[stage].outcome, endings[stage].sentence, who, how);
#pragma GCC diagnostic pop
    if (is_server && !e->report->was_reset && e->report->heard > 0)
        add_heard(e);
    if (e->report->connections > 1)
        e->login->detail = talloc_asprintf_append(e->login->detail, "; it had connected %d times",
                                                  e->report->connections);
    return true;
}

static bool rule_otherwise(const struct evidence *e)
{
    return decide(e, LOGIN_NOT_PROVEN, "the driver gave up at this stage: %s",
                  tap_stage_names[e->report->stage]);
}

static void decide_success(const struct evidence *e)
{
    const struct gate_seen *seen = &e->report->seen;
    const struct login *login = e->login;
    if (e->report->connections == 0 || !seen->has_hello)
        (void)decide(e, LOGIN_NOT_PROVEN,
                     "the driver reports success, but its connection was not seen");
    else if (!seen->has_server_hello || seen->server_hello.version != V_TLS_1_2 || !login->finished)
        (void)decide(e, LOGIN_NOT_PROVEN, "the driver reports success, but no TLS 1.2 was seen");
    else if (login->floor_proof != FLOOR_NONE)
        e->login->outcome = LOGIN_PROVEN;
    else if (login->offered_count > 1)
        (void)decide(e, LOGIN_NOT_PROVEN,
                     "TLS 1.2 was chosen, but %zu versions were on offer: forcing did not work",
                     login->offered_count);
    else
        (void)decide(e, LOGIN_NOT_PROVEN,
                     "TLS 1.2 was chosen, but whether less was on offer cannot be told");
}

void outcome_decide(void *parent, const struct driver_answer *answer,
                    const struct tap_report *report, struct login *login)
{
    static bool (*const rules[])(const struct evidence *) = {
        rule_not_asked,      rule_cut,    rule_stranger,    rule_connect,   rule_never_connected,
        rule_server_message, rule_alert,  rule_driver_left, rule_lost_name, rule_timeout,
        rule_no_login,       rule_ending, rule_otherwise,
    };
    const struct evidence e = {parent, answer, report, login};
    login->detail = NULL;
    login->error_number = answer->number;
    if (answer->sqlstate[0] != '\0')
        login->sqlstate = text_printable(parent, answer->sqlstate, strlen(answer->sqlstate));
    if (answer->text != NULL)
        login->error_text = text_printable(parent, answer->text, strlen(answer->text));
    if (answer->connected) {
        decide_success(&e);
        return;
    }
    size_t i = 0;
    while (!rules[i](&e))
        i++;
}

void outcome_foresee(void *parent, const struct tap_report *report, struct login *login)
{
    static const struct driver_answer nothing = {.connected = false};
    const struct evidence e = {parent, &nothing, report, login};
    (void)(rule_cut(&e) || rule_stranger(&e) || rule_connect(&e));
}

void outcome_timeout(void *parent, enum tap_stage stage, struct login *login)
{
    login->outcome = LOGIN_TIMEOUT;
    login->detail =
        talloc_asprintf(parent, "no end within the time limit; stage: %s", tap_stage_names[stage]);
}

static const char *loss(void *parent, const struct tap_report *report)
{
    if (report->timed_out)
        return "no answer within the time limit";
    if (report->seen.cut != GATE_OPEN)
        return talloc_asprintf(parent, "the connection carried no TLS any more: %s",
                               report->seen.cut_text);
    if (report->closer != CLOSED_BY_SERVER)
        return "the driver gave the connection up";
    return report->was_reset ? "the server reset the connection"
                             : "the server closed the connection";
}

char *outcome_loss(void *parent, const struct tap_report *report, size_t size, int number,
                   const char *text)
{
    const char *ours =
        talloc_asprintf(parent, "%s (%s)", loss(parent, report), heard(parent, size));
    if (number != 0 && text != NULL)
        return talloc_asprintf(parent, "%s; then: %s", text, ours);
    return talloc_asprintf(parent, "%s; the driver says: %s", ours,
                           text == NULL ? "nothing" : text);
}
