/* Named instances through SQL Browser, and --connect-to. */
#include "base/text.h"
#include "tests/unit/probe/setup.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

/* Answers one datagram with an SVR_RESP around `text`; [MC-SQLR] 2.2.5. */
struct browser {
    int fd;
    int port;
    char text[256];
    char asked[64]; /* what the client sent */
    pthread_t thread;
};

static void *browser_run(void *argument)
{
    struct browser *browser = argument;
    struct sockaddr_storage from;
    socklen_t size = sizeof from;
    ssize_t got = recvfrom(browser->fd, browser->asked, sizeof browser->asked - 1, 0,
                           (struct sockaddr *)&from, &size);
    if (got <= 0)
        return NULL;
    char answer[300] = {0x05, (char)strlen(browser->text), 0};
    memcpy(answer + 3, browser->text, strlen(browser->text));
    (void)sendto(browser->fd, answer, strlen(browser->text) + 3, 0, (struct sockaddr *)&from, size);
    return NULL;
}

static void browser_start(struct browser *browser)
{
    browser->fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    cr_assert_eq(bind(browser->fd, (struct sockaddr *)&address, size), 0);
    (void)getsockname(browser->fd, (struct sockaddr *)&address, &size);
    browser->port = ntohs(address.sin_port);
    cr_assert_eq(pthread_create(&browser->thread, NULL, browser_run, browser), 0);
}

static void browser_stop(struct browser *browser)
{
    (void)shutdown(browser->fd, SHUT_RDWR);
    (void)pthread_join(browser->thread, NULL);
    (void)close(browser->fd);
}

/* Two rules are needed: one for UDP 1434, one for whatever port Browser names. */
static struct probed probe_instance_or(struct browser *browser, const char *text, int tcp_port,
                                       int fallback_port)
{
    char host[] = "sql01.invalid";
    char to[] = "127.0.0.1";
    const struct connect_to rules[] = {
        {.host = host, .port = 1434, .to_host = to, .to_port = browser->port},
        {.host = host, .to_host = to, .to_port = tcp_port},
    };
    struct probed probed = {.memory = talloc_new(NULL)};
    struct error err = ERROR_NONE;
    struct probe_request request = {.server_text = text,
                                    .rules = rules,
                                    .rule_count = 2,
                                    .fallback_port = fallback_port,
                                    .timeout_ms = 3000};
    cr_assert(target_parse(probed.memory, text, &request.target, &err), "%s", err.text);
    probe_endpoint(probed.memory, &request, &probed.endpoint, &probed.route);
    return probed;
}

static struct probed probe_instance(struct browser *browser, const char *text, int tcp_port)
{
    return probe_instance_or(browser, text, tcp_port, 0);
}

Test(browser, finds_the_port_and_the_route_goes_where_the_rules_say)
{
    struct tds_server server = {.encrypt = 2};
    struct peer *peer = peer_start(tds_server_play, &server);
    struct browser browser = {
        .text = "ServerName;SQL01;InstanceName;CONFIGMGRSEC;IsClustered;No;Version;13.0.5026.0;"
                "tcp;51433;;",
    };
    browser_start(&browser);
    struct probed probed = probe_instance(&browser, "sql01.invalid\\configmgrsec", peer_port(peer));
    cr_assert_eq(probed.endpoint.reach, REACH_TDS, "%s", probed.endpoint.reason);
    cr_assert_eq(probed.endpoint.port, 51433, "the port by name");
    cr_assert_eq(probed.route.port, peer_port(peer), "the port as connected");
    cr_assert_str_eq(probed.route.address, "127.0.0.1");
    cr_assert_str_eq(probed.endpoint.host, "sql01.invalid");
    cr_assert_str_eq(probed.endpoint.expected_name, "sql01.invalid");
    cr_assert_str_eq(browser.asked, "\x04"
                                    "configmgrsec");
    browser_stop(&browser);
    peer_stop(peer);
    probed_free(&probed);
}

static const struct {
    const char *text;
} useless[] = {
    {"ServerName;SQL01;InstanceName;OTHER;IsClustered;No;Version;13.0.5026.0;tcp;51433;;"},
    {"ServerName;SQL01;InstanceName;CONFIGMGRSEC;IsClustered;No;Version;13.0.5026.0;np;\\\\x;;"},
    {"ServerName;SQL01;InstanceName;CONFIGMGRSEC;IsClustered;No;Version;13.0.5026.0;tcp;99999;;"},
    {"garbage"},
};

Test(browser, answers_without_a_port_are_no_instance)
{
    for (size_t i = 0; i < sizeof useless / sizeof useless[0]; i++) {
        struct browser browser = {.port = 0};
        (void)snprintf(browser.text, sizeof browser.text, "%s", useless[i].text);
        browser_start(&browser);
        struct probed probed = probe_instance(&browser, "sql01.invalid\\CONFIGMGRSEC", 1);
        cr_assert_eq(probed.endpoint.reach, REACH_NO_INSTANCE, "row %zu: %s", i,
                     probed.endpoint.reason);
        cr_assert_str_eq(probed.endpoint.stage, "browser");
        cr_assert(text_contains(probed.endpoint.reason, "HOST,PORT"));
        cr_assert_eq(probed.endpoint.port, 0);
        browser_stop(&browser);
        probed_free(&probed);
    }
}

Test(browser, silence_says_how_to_do_without_it)
{
    struct browser browser = {.fd = socket(AF_INET, SOCK_DGRAM, 0)};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    cr_assert_eq(bind(browser.fd, (struct sockaddr *)&address, size), 0);
    (void)getsockname(browser.fd, (struct sockaddr *)&address, &size);
    browser.port = ntohs(address.sin_port);
    struct probed probed = probe_instance(&browser, "sql01.invalid\\X", 1);
    cr_assert_eq(probed.endpoint.reach, REACH_BROWSER_SILENT);
    cr_assert(text_contains(probed.endpoint.reason, "no answer"), "%s", probed.endpoint.reason);
    cr_assert(text_contains(probed.endpoint.reason, "HOST,PORT"));
    cr_assert(probed.endpoint.elapsed_ms < 12000);
    cr_assert_eq(probed.endpoint.connections, 0);
    (void)close(browser.fd);
    probed_free(&probed);
}

Test(browser, is_not_asked_when_a_port_was_said)
{
    struct tds_server server = {.encrypt = 2};
    struct peer *peer = peer_start(tds_server_play, &server);
    char *text = talloc_asprintf(NULL, "127.0.0.1\\X,%d", peer_port(peer));
    struct probed probed = probe_target(text, NULL, 3000);
    cr_assert_eq(probed.endpoint.reach, REACH_TDS, "%s", probed.endpoint.reason);
    cr_assert_str_eq(probed.endpoint.instance, "X");
    talloc_free(text);
    peer_stop(peer);
    probed_free(&probed);
}

Test(browser, silence_leads_to_the_port_that_somebody_else_knows)
{
    struct tds_server server = {.encrypt = 2};
    struct peer *peer = peer_start(tds_server_play, &server);
    struct browser nobody = {.port = 1};
    struct probed probed = probe_instance_or(&nobody, "sql01.invalid\\CM", peer_port(peer), 50111);
    cr_assert_eq(probed.endpoint.reach, REACH_TDS, "%s", probed.endpoint.reason);
    cr_assert_eq(probed.endpoint.port, 50111);
    cr_assert(probed.route.fell_back);
    peer_stop(peer);
    probed_free(&probed);
}

Test(browser, an_answer_without_a_port_is_not_made_up_for)
{
    struct browser browser = {.port = 0};
    (void)snprintf(browser.text, sizeof browser.text, "%s", useless[1].text);
    browser_start(&browser);
    struct probed probed = probe_instance_or(&browser, "sql01.invalid\\CONFIGMGRSEC", 1, 50111);
    cr_assert_eq(probed.endpoint.reach, REACH_NO_INSTANCE, "%s", probed.endpoint.reason);
    cr_assert(!probed.route.fell_back);
    browser_stop(&browser);
    probed_free(&probed);
}
