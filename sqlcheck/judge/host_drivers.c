#include "judge/host_drivers.h"

#include <stdlib.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "judge/rules.h"

static struct driver_entry make_entry(void *parent, const struct tables *tables,
                                      const struct host *host, const struct driver_family *family,
                                      const struct program *program)
{
    struct driver_entry entry = {.program = program, .answer = KB_UNLISTED};
    if (family == NULL)
        return entry;
    entry.version = program_version(tables, host, family, program);
    entry.scheme = driver_scheme(tables, family, &entry.version);
    if (entry.version.count == 0)
        return entry;
    struct driver_lookup found;
    entry.answer = kb_answer_of_version(parent, tables, family, &entry.version, &found);
    entry.why = found.words;
    return entry;
}

static struct host_driver *driver_of(void *parent, struct host_drivers *out,
                                     const struct driver_family *family,
                                     const struct program *program)
{
    for (size_t i = 0; i < out->driver_count; i++) {
        struct host_driver *driver = &out->drivers[i];
        if (driver->family == family && driver->bits == program->bits &&
            (family != NULL || text_equal(driver->entries[0].program->name, program->name)))
            return driver;
    }
    struct host_driver *added =
        mem_append(parent, &out->drivers, &out->driver_count, sizeof *added);
    added->family = family;
    added->bits = program->bits;
    return added;
}

static int by_source(const void *a, const void *b)
{
    const struct driver_entry *x = a;
    const struct driver_entry *y = b;
    int order = (int)x->program->source.kind - (int)y->program->source.kind;
    return order != 0 ? order : (x->program > y->program) - (x->program < y->program);
}

/* The tables order families; a driver that they do not have comes last. */
static int by_family(const void *a, const void *b)
{
    const struct host_driver *x = a;
    const struct host_driver *y = b;
    if ((x->family == NULL) != (y->family == NULL))
        return x->family == NULL ? 1 : -1;
    if (x->family != y->family)
        return x->family < y->family ? -1 : 1;
    return x->bits != y->bits
               ? y->bits - x->bits
               : text_compare(x->entries[0].program->name, y->entries[0].program->name);
}

/* Old evidence loses to newer, and a place without a version to one that has it. */
static void leave_out(struct host_driver *driver, int64_t now_s)
{
    int64_t newest = 0;
    bool has_version = false;
    for (size_t i = 0; i < driver->entry_count; i++)
        has_version = has_version || driver->entries[i].version.count != 0;
    for (size_t i = 0; i < driver->entry_count; i++) {
        const struct driver_entry *entry = &driver->entries[i];
        int64_t seen = seen_dated(entry->program->source.seen_unix_s, now_s);
        bool tells = !has_version || entry->version.count != 0;
        newest = tells && seen > newest ? seen : newest;
    }
    for (size_t i = 0; i < driver->entry_count; i++) {
        struct driver_entry *entry = &driver->entries[i];
        entry->left_out = seen_is_outdated(entry->program->source.seen_unix_s, newest) ||
                          (has_version && entry->version.count == 0);
    }
}

/* One DLL serves all entries of one reading: the highest version of them counts. */
static bool is_topped(const struct host_driver *driver, const struct driver_entry *entry)
{
    for (size_t i = 0; i < driver->entry_count; i++) {
        const struct driver_entry *other = &driver->entries[i];
        if (!other->left_out && is_one_reading(&other->program->source, &entry->program->source) &&
            driver_compare(driver->family, &other->version, &entry->version) > 0)
            return true;
    }
    return false;
}

static bool is_worse(const struct host_driver *driver, const struct driver_entry *entry)
{
    const struct driver_entry *stands = driver->stands;
    if (stands == NULL)
        return true;
    if (entry->answer != stands->answer)
        return kb_worse(entry->answer, stands->answer) == entry->answer;
    return entry->program->source.kind == stands->program->source.kind &&
           driver_compare(driver->family, &entry->version, &stands->version) < 0;
}

/* Of several readings the worse answer stands. */
static void resolve(struct host_driver *driver, int64_t now_s)
{
    leave_out(driver, now_s);
    for (size_t i = 0; i < driver->entry_count; i++) {
        const struct driver_entry *entry = &driver->entries[i];
        if (entry->left_out || is_topped(driver, entry))
            continue;
        driver->differ =
            driver->differ || (driver->stands != NULL && entry->answer != driver->stands->answer);
        driver->stands = is_worse(driver, entry) ? entry : driver->stands;
    }
}

static void worsen(struct host_drivers *out, enum verdict verdict)
{
    out->verdict = verdict > out->verdict ? verdict : out->verdict;
}

/* No document says anything of its TLS, so no version of it can be good or bad. */
static bool is_undocumented(const struct tables *tables, const struct driver_family *family)
{
    for (size_t i = 0; i < tables->floor_count; i++)
        if (tables->floors[i].family == family)
            return false;
    return true;
}

/* What has no date may be of any age. */
static void take_age(struct host_drivers *out, int64_t seen_unix_s, int64_t now_s)
{
    if (now_s != 0 && (seen_unix_s == 0 || now_s - seen_unix_s > STALE_S))
        out->is_aged = true;
}

/* The drivers of Windows cannot be removed, and Configuration Manager does not use them. No driver
 * at all is good news only where the list of them was read whole. */
static void judge_drivers(const struct tables *tables, struct host_drivers *out, int64_t now_s)
{
    bool has_driver = false;
    for (size_t i = 0; i < out->driver_count; i++) {
        const struct host_driver *driver = &out->drivers[i];
        if (driver->family == NULL || driver->family->of_windows ||
            is_undocumented(tables, driver->family))
            continue;
        if (driver->stands != NULL)
            take_age(out, driver->stands->program->source.seen_unix_s, now_s);
        has_driver = true;
        if (driver->stands == NULL || driver->stands->answer != KB_YES)
            worsen(out, driver->stands != NULL && driver->stands->answer == KB_NO
                            ? VERDICT_FAIL
                            : VERDICT_UNKNOWN);
    }
    out->is_told = has_driver || out->host->programs_state == READ_DONE;
    if (!out->is_told)
        worsen(out, VERDICT_UNKNOWN);
    else if (!has_driver)
        take_age(out, out->host->programs_source.seen_unix_s, now_s);
}

bool host_runs_windows(const struct host *host)
{
    return host->programs_source.kind != SOURCE_FILE;
}

enum verdict host_windows_verdict(const struct host_drivers *drivers)
{
    enum tls12_state state = drivers->tls12.state;
    enum tls_default given =
        drivers->windows == NULL ? TLS_DEFAULT_ON : drivers->windows->tls12_client;
    bool is_open = state == TLS12_NOT_READ || state == TLS12_NOT_SET;
    if (state == TLS12_OFF || given == TLS_DEFAULT_NONE || (is_open && given == TLS_DEFAULT_OFF))
        return VERDICT_FAIL;
    if (is_open && drivers->windows == NULL && host_runs_windows(drivers->host))
        return VERDICT_UNKNOWN;
    return state == TLS12_HALF || drivers->fips != NULL ? VERDICT_WARN : VERDICT_PASS;
}

/* Its TLS 1.2 client, by the registry or by the default of its Windows. */
static void judge_windows(const struct tables *tables, struct host_drivers *out, int64_t now_s)
{
    struct version version;
    const struct host *host = out->host;
    if (host->windows_version != NULL && version_parse(host->windows_version, &version))
        out->windows = windows_default(tables, &version);
    worsen(out, host_windows_verdict(out));
    if (out->tls12.state != TLS12_NOT_READ)
        take_age(out, out->tls12.seen_unix_s, now_s);
    else if (out->windows != NULL)
        take_age(out, host->windows_source.seen_unix_s, now_s);
}

struct host_drivers host_drivers(void *parent, const struct tables *tables, const struct host *host,
                                 int64_t now_s)
{
    struct host_drivers out = {
        .host = host, .tls12 = host_tls12_client(tables, host, now_s), .fips = host_fips(host)};
    for (size_t i = 0; i < host->program_count; i++) {
        const struct program *program = &host->programs[i];
        const struct driver_family *family = program_family(tables, program);
        struct host_driver *driver = driver_of(parent, &out, family, program);
        struct driver_entry *entry =
            mem_append(parent, &driver->entries, &driver->entry_count, sizeof *entry);
        *entry = make_entry(parent, tables, host, family, program);
    }
    for (size_t i = 0; i < out.driver_count; i++) {
        struct host_driver *driver = &out.drivers[i];
        qsort(driver->entries, driver->entry_count, sizeof *driver->entries, by_source);
        if (driver->family != NULL)
            resolve(driver, now_s);
    }
    if (out.driver_count > 0)
        qsort(out.drivers, out.driver_count, sizeof *out.drivers, by_family);
    judge_drivers(tables, &out, now_s);
    judge_windows(tables, &out, now_s);
    if (out.is_aged)
        worsen(&out, VERDICT_WARN);
    return out;
}

enum verdict gaps_verdict(const struct facts *facts)
{
    if (facts->host_count == 0)
        return VERDICT_UNKNOWN;
    for (size_t i = 0; i < facts->gap_count; i++)
        if (facts->gaps[i].required)
            return VERDICT_UNKNOWN;
    return VERDICT_PASS;
}

enum verdict host_drivers_verdict(const struct tables *tables, const struct facts *facts)
{
    enum verdict worst = gaps_verdict(facts);
    for (size_t i = 0; i < facts->host_count; i++) {
        void *memory = talloc_new(NULL);
        enum verdict verdict =
            host_drivers(memory, tables, &facts->hosts[i], facts->now_unix_s).verdict;
        worst = verdict > worst ? verdict : worst;
        talloc_free(memory);
    }
    return worst;
}

bool host_driver_satisfies(const struct host_driver *driver, const struct requirement_row *rule)
{
    const struct driver_entry *entry = driver->stands;
    return entry != NULL && driver->family == rule->family && entry->answer == KB_YES &&
           (driver->bits == 0 || driver->bits == rule->bits) &&
           driver_compare(rule->family, &entry->version, &rule->minimum) >= 0;
}
