#include "cli/fleet.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <talloc.h>

#include "base/deadline.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/commands.h"
#include "judge/scan.h"
#include "probe/fleet.h"
#include "report/clean.h"
#include "report/scan.h"

enum { LOOK_AGAIN_MS = 200, MOST_NAMED = 10, OTHER_FILES = 32 };

/* ---- open files ------------------------------------------------------------------------------ */

/* A scan has connections open, and now and then a file or a question to the resolver. */
static const rlim_t files_each = SCAN_AT_ONCE + 1;

bool fleet_files(size_t *wanted, struct error *err)
{
    struct rlimit files;
    rlim_t needed = *wanted * files_each + OTHER_FILES;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return error_set(err, "the limit of open files: %s", strerror(errno));
    if (files.rlim_cur >= needed)
        return true;
    rlim_t allowed = files.rlim_max < needed ? files.rlim_max : needed;
    files.rlim_cur = allowed;
    if (setrlimit(RLIMIT_NOFILE, &files) == 0 && allowed == needed)
        return true;
    if (allowed < files_each + OTHER_FILES) {
        (void)error_set(err, "this process may open %llu files, and one endpoint needs %llu",
                        (unsigned long long)allowed,
                        (unsigned long long)(files_each + OTHER_FILES));
        return error_hint(err, "ulimit -n raises that");
    }
    size_t fewer = (size_t)((allowed - OTHER_FILES) / files_each);
    (void)fprintf(stderr,
                  "sqlcheck: this process may open %llu files: %zu endpoints at once, not %zu "
                  "(ulimit -n raises that)\n",
                  (unsigned long long)allowed, fewer, *wanted);
    *wanted = fewer;
    return true;
}

/* ---- interruption ---------------------------------------------------------------------------- */

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
    interrupted = number;
}

/* A line that is being written is written to its end; the second Ctrl-C ends everything at once.
 * Who started us without signals (nohup) goes on without. */
static void heed_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM};
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    struct sigaction before;
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            (void)sigaction(numbers[i], &action, NULL);
}

/* ---- progress -------------------------------------------------------------------------------- */

struct progress {
    bool shown;
    int64_t started_ms, next_ms;
    size_t total, done, untold;
    size_t asked; /* of those done, in this run: the rate is theirs */
};

static void progress_clear(const struct progress *progress)
{
    if (progress->shown)
        (void)fputs("\r\033[K", stderr);
}

static void progress_show(struct progress *progress)
{
    int64_t now_ms = clock_monotonic_ms();
    if (!progress->shown || now_ms < progress->next_ms)
        return;
    double seconds = (double)(now_ms - progress->started_ms + 1) / 1000;
    double rate = (double)progress->asked / seconds;
    progress->next_ms = now_ms + LOOK_AGAIN_MS;
    (void)fprintf(stderr, "\r\033[K%zu of %zu done, %zu cannot be told", progress->done,
                  progress->total, progress->untold);
    if (progress->asked > 0)
        (void)fprintf(stderr, ", %.1f a second, %.0f s left", rate,
                      (double)(progress->total - progress->done) / rate);
    (void)fflush(stderr);
}

/* ---- results --------------------------------------------------------------------------------- */

static bool take(const struct fleet_job *job, struct progress *progress, size_t index, char *line,
                 bool was_known, struct error *err)
{
    progress_clear(progress);
    if (!output_take(job->output, index, line, was_known, err))
        return false;
    progress->done++;
    progress->untold += job->output->rows[index].verdict == VERDICT_UNKNOWN;
    return true;
}

/* One endpoint alone is told in full. */
static bool take_scan(const struct fleet_job *job, struct progress *progress, size_t index,
                      void *memory, const struct scan *scan, struct error *err)
{
    struct output *output = job->output;
    struct scan_judgement *judgement = scan_judge(memory, scan, job->now_unix_s, job->tables);
    if (output->kind->is_text && job->targets.count == 1)
        output->whole = report_scan(job->memory, scan, judgement, job->now_unix_s, &output->look);
    char *line = report_scan_line(job->memory, scan, judgement);
    talloc_free(memory);
    return take(job, progress, index, line, false, err);
}

static bool take_untried(const struct fleet_job *job, struct progress *progress, size_t index,
                         struct error *err)
{
    const struct probe_target *target = &job->targets.list[index];
    void *memory = talloc_new(NULL);
    struct scan *scan = talloc_zero(memory, struct scan);
    char *trouble = clean_line(memory, target->trouble, false);
    (void)fprintf(stderr, "sqlcheck: %s\n", trouble);
    scan_not_tried(memory, target->text, trouble, scan);
    return take_scan(job, progress, index, memory, scan, err);
}

/* What needs no asking; the others are listed. False on trouble. */
static bool take_known(const struct fleet_job *job, struct progress *progress, size_t *places,
                       const struct scan_request **requests, size_t *count, struct error *err)
{
    for (size_t i = 0; i < job->targets.count; i++) {
        const struct probe_target *target = &job->targets.list[i];
        const char *line = job->known == NULL ? NULL : job->known[i];
        bool ok = true;
        if (line != NULL) {
            ok = take(job, progress, i, talloc_strdup(job->memory, line), true, err);
        } else if (target->trouble != NULL) {
            ok = take_untried(job, progress, i, err);
        } else {
            places[*count] = i;
            requests[(*count)++] = &target->request;
        }
        if (!ok)
            return false;
    }
    return true;
}

/* ---- the run --------------------------------------------------------------------------------- */

static bool take_all(const struct fleet_job *job, struct progress *progress, struct fleet *fleet,
                     const size_t *places, struct error *err)
{
    while (interrupted == 0) {
        struct fleet_result result;
        enum fleet_state state = fleet_take(fleet, deadline_in_ms(LOOK_AGAIN_MS), &result);
        if (state == FLEET_OVER)
            break;
        if (state == FLEET_RESULT) {
            progress->asked++;
            if (!take_scan(job, progress, places[result.index], result.memory, result.scan, err))
                return false;
        }
        progress_show(progress);
    }
    return true;
}

static bool run_all(const struct fleet_job *job, struct progress *progress, struct error *err)
{
    size_t count = job->targets.count;
    size_t *places = mem_array(job->memory, size_t, count);
    const struct scan_request **requests =
        mem_array(job->memory, const struct scan_request *, count);
    struct fleet_plan plan = {.requests = requests, .at_once = job->at_once};
    if (!take_known(job, progress, places, requests, &plan.count, err))
        return false;
    if (job->total_ms > 0)
        plan.end = deadline_in_ms(job->total_ms);
    struct fleet *fleet = fleet_start(&plan, err);
    if (fleet == NULL)
        return false;
    bool ok = take_all(job, progress, fleet, places, err);
    fleet_end(fleet);
    progress_clear(progress);
    return ok;
}

/* "interrupted: 120 of 300 done; not done: a, b and 178 more" */
static void say_unfinished(const struct fleet_job *job, char *const *unfinished, size_t count)
{
    size_t named = count < MOST_NAMED ? count : MOST_NAMED;
    char *names = text_list(job->memory, (const char *const *)unfinished, named, ", ");
    (void)fprintf(stderr, "sqlcheck: %s: %zu of %zu done; not done: %s",
                  interrupted != 0 ? "interrupted" : "the time of --total-timeout is over",
                  job->targets.count - count, job->targets.count,
                  clean_line(job->memory, names, false));
    if (named < count)
        (void)fprintf(stderr, " and %zu more", count - named);
    (void)fputc('\n', stderr);
}

int fleet_run(struct fleet_job *job, struct error *err)
{
    struct progress progress = {.shown = isatty(STDERR_FILENO) != 0,
                                .started_ms = clock_monotonic_ms(),
                                .total = job->targets.count};
    enum verdict verdict = VERDICT_UNKNOWN;
    size_t unfinished_count = 0;
    char **unfinished = mem_array(job->memory, char *, job->targets.count);
    heed_signals();
    if (!run_all(job, &progress, err))
        return EXIT_TROUBLE;
    for (size_t i = 0; i < job->targets.count; i++)
        if (!job->output->done[i])
            unfinished[unfinished_count++] = talloc_strdup(unfinished, job->targets.list[i].text);
    bool ok = output_finish(job->output, unfinished, unfinished_count, &verdict, err);
    if (unfinished_count > 0)
        say_unfinished(job, unfinished, unfinished_count);
    return ok ? verdict_exit_code(verdict) : EXIT_TROUBLE;
}
