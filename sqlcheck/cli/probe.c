/* sqlcheck probe: what TLS a few endpoints really speak. */
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "base/deadline.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/look.h"
#include "cli/words.h"
#include "probe/scan.h"
#include "report/scan.h"

#include "drivers/tables/tables.h"

enum { HTTPS_PORT = 443, FEWEST_CONNECTIONS = 4, MOST_CONNECTIONS = 1000 };

static const char https[] = "https://";

/* "https://mp01.contoso.com:8531/path": host and port count, the path does not. */
static bool parse_https(void *parent, const char *text, struct target *out, struct error *err)
{
    const char *name = text + strlen(https);
    char *host = talloc_strndup(parent, name, strcspn(name, "/?#"));
    bool in_brackets = host[0] == '[';
    char *colon = in_brackets ? strchr(host, ']') : strrchr(host, ':');
    if (in_brackets && colon != NULL)
        colon = colon[1] == ':' ? colon + 1 : NULL;
    if (colon != NULL)
        *colon = ',';
    if (strpbrk(host, "@\\") != NULL)
        return error_set(err, "'%s': expected https://HOST[:PORT]", text);
    struct target target;
    if (!target_parse(parent, host, &target, err))
        return error_wrap(err, "'%s'", text);
    if (target.port == 0)
        target.port = HTTPS_PORT;
    *out = target;
    return true;
}

static bool parse_target(void *parent, const char *text, struct scan_request *out,
                         struct error *err)
{
    out->probe.server_text = text;
    out->is_https = text_has_prefix(text, https);
    if (out->is_https)
        return parse_https(parent, text, &out->probe.target, err);
    return target_parse(parent, text, &out->probe.target, err) || error_wrap(err, "'%s'", text);
}

/* What all targets have in common. */
static bool read_settings(void *parent, const struct settings *settings, struct scan_request *out,
                          struct error *err)
{
    struct connect_to *rules = NULL;
    *out = (struct scan_request){
        .probe = {.trust = {.ca_file = settings->value[OPT_CA_FILE],
                            .expected_name = settings->value[OPT_NAME],
                            .now_unix_s = clock_unix_s()},
                  .legacy_probe = settings->value[OPT_NO_LEGACY] == NULL},
        .suites = settings->value[OPT_SUITES] != NULL,
    };
    if (!words_seconds(settings, OPT_LOGIN_TIMEOUT, &out->probe.timeout_ms, err) ||
        !words_rules(parent, settings, &rules, &out->probe.rule_count, err) ||
        !words_readable(out->probe.trust.ca_file, "--ca-file", err) ||
        !chain_trust_is_usable(&out->probe.trust, err))
        return false;
    out->probe.rules = rules;
    return text_to_int(settings->value[OPT_MAX_CONNECTIONS], FEWEST_CONNECTIONS, MOST_CONNECTIONS,
                       &out->most_connections) ||
           error_set(err, "--max-connections: expected a number from %d to %d, not '%s'",
                     FEWEST_CONNECTIONS, MOST_CONNECTIONS, settings->value[OPT_MAX_CONNECTIONS]);
}

static struct scan_request *read_targets(struct invocation *invocation, struct error *err)
{
    const struct settings *settings = &invocation->settings;
    void *memory = invocation->memory;
    struct scan_request common;
    if (settings->word_count == 0) {
        (void)error_set(err, "which endpoint? sqlcheck probe TARGET is missing");
        return NULL;
    }
    if (!read_settings(memory, settings, &common, err))
        return NULL;
    struct scan_request *requests = mem_array(memory, struct scan_request, settings->word_count);
    for (size_t i = 0; i < settings->word_count; i++) {
        requests[i] = common;
        if (!parse_target(memory, settings->words[i], &requests[i], err))
            return NULL;
    }
    return requests;
}

static struct scan_report scan_all(struct invocation *invocation,
                                   const struct scan_request *requests, const struct tables *tables)
{
    void *memory = invocation->memory;
    size_t count = invocation->settings.word_count;
    struct scan *scans = mem_array(memory, struct scan, count);
    struct scan_judgement **judgements = mem_array(memory, struct scan_judgement *, count);
    int64_t now_unix_s = requests[0].probe.trust.now_unix_s;
    for (size_t i = 0; i < count; i++) {
        scan_endpoint(memory, &requests[i], &scans[i]);
        judgements[i] = scan_judge(memory, &scans[i], now_unix_s, tables);
    }
    return (struct scan_report){.scans = scans,
                                .judgements = judgements,
                                .count = count,
                                .sqlcheck_version = SQLCHECK_VERSION,
                                .now_unix_s = now_unix_s};
}

int command_probe(struct invocation *invocation, struct error *err)
{
    const struct settings *settings = &invocation->settings;
    void *memory = invocation->memory;
    const char *output = settings->value[OPT_OUTPUT];
    bool json = text_equal(settings->value[OPT_FORMAT], "json");
    struct report_look look;
    invocation->wrong_words = true;
    if (!json && !text_equal(settings->value[OPT_FORMAT], "text")) {
        (void)error_set(err, "--format is text or json, not '%s'", settings->value[OPT_FORMAT]);
        return EXIT_TROUBLE;
    }
    struct scan_request *requests = read_targets(invocation, err);
    if (requests == NULL || !look_find(settings->value[OPT_COLOR], output != NULL, &look, err))
        return EXIT_TROUBLE;
    invocation->wrong_words = false;
    const struct tables *tables = tables_load_folder(memory, settings->value[OPT_TABLES], err);
    if (tables == NULL)
        return EXIT_TROUBLE;
    struct scan_report report = scan_all(invocation, requests, tables);
    char *text = json ? report_scan_json(memory, &report) : report_scan(memory, &report, &look);
    if (!words_write_report(output, text, err))
        return EXIT_TROUBLE;
    return verdict_exit_code(report_scan_verdict(&report));
}
