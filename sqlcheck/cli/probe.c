/* sqlcheck probe: what TLS one endpoint, or thousands, really speak. */
#include <stdio.h>

#include "base/deadline.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/clients.h"
#include "cli/commands.h"
#include "cli/fleet.h"
#include "cli/look.h"
#include "cli/resume.h"
#include "cli/words.h"

#include "drivers/tables/tables.h"

enum {
    FEWEST_CONNECTIONS = 4,
    MOST_CONNECTIONS = 1000,
};

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

/* Every client of the tables, asked of every target. */
static void add_clients(struct fleet_job *job, const struct settings *settings)
{
    size_t count = 0;
    if (settings->value[OPT_CLIENTS] == NULL)
        return;
    const struct client_plan *plans = clients_all(job->memory, job->tables, &count);
    for (size_t i = 0; i < job->targets.count; i++) {
        job->targets.list[i].request.clients = plans;
        job->targets.list[i].request.client_count = count;
    }
}

static bool read_words(struct invocation *invocation, struct fleet_job *job, struct error *err)
{
    const struct settings *settings = &invocation->settings;
    struct scan_request common;
    struct output *output = job->output;
    output->path = settings->value[OPT_OUTPUT];
    output->sorted = settings->value[OPT_SORTED] != NULL;
    output->kind = output_kind_of(settings->value[OPT_PROBE_FORMAT], err);
    if (output->kind == NULL || !read_settings(job->memory, settings, &common, err) ||
        !words_bounds(settings, &job->at_once, &job->total_ms, err) ||
        !look_find(settings->value[OPT_COLOR], output->path != NULL, &output->look, err) ||
        !targets_read(job->memory, settings, &common, &job->targets, err))
        return false;
    job->now_unix_s = output->now_unix_s = common.probe.trust.now_unix_s;
    if (job->at_once > job->targets.count)
        job->at_once = job->targets.count;
    return true;
}

/* For many endpoints the authorities are read once. */
static bool share_trust(struct fleet_job *job, struct error *err)
{
    struct chain_trust trust = job->targets.list[0].request.probe.trust;
    if (job->targets.count == 1)
        return true;
    if (!chain_trust_load(job->memory, &trust, err))
        return false;
    for (size_t i = 0; i < job->targets.count; i++)
        job->targets.list[i].request.probe.trust = trust;
    return true;
}

/* Opens the output, too: it may be the same file. */
static bool read_resumed(const struct settings *settings, struct fleet_job *job, struct error *err)
{
    const char *path = settings->value[OPT_RESUME];
    const char **texts = mem_array(job->memory, const char *, job->targets.count);
    struct resumed resumed = {0};
    if (path != NULL && !resume_read(job->memory, path, &resumed, err))
        return false;
    if (!output_open(job->output, job->targets.count, path, resumed.whole_size, err))
        return false;
    for (size_t i = 0; i < job->targets.count; i++)
        texts[i] = job->targets.list[i].text;
    job->known = resume_match(job->memory, &resumed, texts, job->targets.count);
    if (job->targets.folded > 0)
        (void)fprintf(stderr, "sqlcheck: %zu named again and asked once\n", job->targets.folded);
    if (path != NULL)
        (void)fprintf(stderr, "sqlcheck: %s has %zu results%s\n", path, resumed.count,
                      resumed.is_cut ? "; its last line is cut and was ignored" : "");
    return true;
}

int command_probe(struct invocation *invocation, struct error *err)
{
    const struct settings *settings = &invocation->settings;
    void *memory = invocation->memory;
    struct output output = {.memory = memory};
    struct fleet_job job = {.memory = memory, .output = &output};
    invocation->wrong_words = true;
    if (!read_words(invocation, &job, err))
        return EXIT_TROUBLE;
    invocation->wrong_words = false;
    job.tables = tables_load_folder(memory, settings->value[OPT_TABLES], err);
    if (job.tables != NULL)
        add_clients(&job, settings);
    if (job.tables == NULL || !fleet_files(&job.at_once, err) || !share_trust(&job, err) ||
        !read_resumed(settings, &job, err))
        return EXIT_TROUBLE;
    return fleet_run(&job, err);
}
