/* What is said of roles and hosts beside their paths: the roles that do not connect, the databases
 * that roles need besides, and WinHTTP. None of it decides about a connection to SQL Server, so
 * none of it is a verdict. */
#include "judge/rules.h"

#include <stdlib.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

/* ---- roles by component and host ------------------------------------------------------------- */

struct seat {
    const struct component_row *component;
    const char *host;
};

static int by_component(const void *a, const void *b)
{
    const struct seat *left = a;
    const struct seat *right = b;
    int order = text_compare(left->component->component, right->component->component);
    return order != 0 ? order : text_compare(left->host, right->host);
}

/* The roles that `is_wanted`, each component and host once, in the order of their names. */
static struct seat *seats_of(const struct judging *judging,
                             bool is_wanted(const struct component_row *), size_t *count)
{
    const struct facts *facts = judging->facts;
    struct seat *seats = mem_array(judging->out, struct seat, facts->role_count);
    size_t found = 0;
    for (size_t i = 0; i < facts->role_count; i++) {
        const struct component_row *component =
            component_find(judging->tables, facts->roles[i].role);
        if (component != NULL && is_wanted(component))
            seats[found++] = (struct seat){component, facts->roles[i].host};
    }
    qsort(seats, found, sizeof *seats, by_component);
    *count = 0;
    for (size_t i = 0; i < found; i++)
        if (i == 0 || by_component(&seats[i], &seats[*count - 1]) != 0)
            seats[(*count)++] = seats[i];
    return seats;
}

static bool does_not_connect(const struct component_row *component)
{
    return component->stack == STACK_NONE;
}

static void list_not_connecting(struct judging *judging)
{
    struct judgement *out = judging->out;
    size_t count = 0;
    const struct seat *seats = seats_of(judging, does_not_connect, &count);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || seats[i].component != seats[i - 1].component) {
            struct quiet_component *added =
                mem_append(out, &out->not_connecting, &out->not_connecting_count, sizeof *added);
            *added = (struct quiet_component){.component = seats[i].component->component};
        }
        out->not_connecting[out->not_connecting_count - 1].host_count++;
    }
}

/* "a, b, c and 5 more" */
static char *some_of(void *parent, const char *const *names, size_t count)
{
    enum { NAMED = 3 };
    char *list = text_list(parent, names, count < NAMED ? count : NAMED, ", ");
    return count <= NAMED ? list : talloc_asprintf(parent, "%s and %zu more", list, count - NAMED);
}

static bool needs_another(const struct component_row *component)
{
    return component->also != NULL;
}

/* A sentence for each component: "software update points (sup01, sup02) also need ...". */
static void say_also(struct judging *judging)
{
    size_t count = 0;
    const struct seat *seats = seats_of(judging, needs_another, &count);
    const char **hosts = mem_array(judging->out, const char *, count);
    for (size_t first = 0, next = 0; first < count; first = next) {
        for (; next < count && seats[next].component == seats[first].component; next++)
            hosts[next - first] = text_trim(judging->out, or_word(seats[next].host, "?"));
        const struct component_row *component = seats[first].component;
        char *who = talloc_asprintf(judging->out, "%ss (%s)", component->component,
                                    some_of(judging->out, hosts, next - first));
        struct finding finding =
            finding_make(judging->out, FINDING_SIT_ALSO, WORDS(who, component->also));
        finding_cite(judging->out, &finding, component->origin.source);
        run_add(judging, &finding);
    }
}

/* ---- WinHTTP --------------------------------------------------------------------------------- */

enum { WINHTTP_TLS12 = 0x800, MOST_REASONS = 12 };

static bool leaves_out(const struct setting *setting)
{
    int bits = 0;
    return text_has_prefix(setting->key, "winhttp.secureprotocols") && setting->value != NULL &&
           text_to_int(setting->value, 0, INT32_MAX, &bits) && (bits & WINHTTP_TLS12) == 0;
}

static bool is_set(const struct host *host, const char *key)
{
    for (size_t i = 0; i < host->setting_count; i++)
        if (text_equal(host->settings[i].key, key))
            return true;
    return false;
}

/* Why it has no TLS 1.2, or NULL. Without a value, those Windows leave it out that need an update
 * to know the value at all. */
static const char *why_without(struct judging *judging, const struct host *host)
{
    struct version version;
    for (size_t i = 0; i < host->setting_count; i++)
        if (leaves_out(&host->settings[i]))
            return talloc_asprintf(judging->out, "%s: %s: DefaultSecureProtocols = %s", host->name,
                                   or_word(host->settings[i].source.where, "registry"),
                                   host->settings[i].value);
    if (host->windows_version == NULL || !version_parse(host->windows_version, &version))
        return NULL;
    const struct update_row *row = windows_update(judging->tables, "WinHTTP", &version);
    bool is_whole =
        is_set(host, "winhttp.secureprotocols") && is_set(host, "winhttp.secureprotocols.32");
    if (row == NULL || row->update == NULL || is_whole)
        return NULL;
    return talloc_asprintf(judging->out,
                           "%s: %s, whose default is SSL 3 and TLS 1.0 without %s and "
                           "DefaultSecureProtocols, which was not read in both views",
                           host->name, row->name, row->update);
}

static void say_winhttp(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    const char **hosts = mem_array(judging->out, const char *, facts->host_count);
    const char **reasons = mem_array(judging->out, const char *, facts->host_count);
    size_t count = 0;
    for (size_t i = 0; i < facts->host_count; i++) {
        reasons[count] = why_without(judging, &facts->hosts[i]);
        hosts[count] = or_word(facts->hosts[i].name, "?");
        count += reasons[count] != NULL;
    }
    if (count == 0)
        return;
    struct finding finding =
        finding_make(judging->out, FINDING_WIN_WINHTTP, WORDS(some_of(judging->out, hosts, count)));
    for (size_t i = 0; i < count && i < MOST_REASONS; i++)
        finding_fact(judging->out, &finding, "%s", reasons[i]);
    if (count > MOST_REASONS)
        finding_fact(judging->out, &finding, "%zu more hosts", count - MOST_REASONS);
    run_add(judging, &finding);
}

/* ---- SChannel of the database servers -------------------------------------------------------- */

static bool is_server(const struct component_row *component)
{
    return component->stack == STACK_SERVER;
}

static void say_server_off(struct judging *judging)
{
    size_t count = 0;
    const struct seat *seats = seats_of(judging, is_server, &count);
    for (size_t i = 0; i < count; i++) {
        const struct host *host = seats[i].host == NULL ? NULL : host_find(judging, seats[i].host);
        if (host == NULL || host->ambiguous)
            continue;
        struct tls12_setting tls12 =
            host_tls12(judging->tables, host, "schannel.tls12.server", judging->inventory_now_s);
        if (tls12.state != TLS12_OFF)
            continue;
        struct finding finding = finding_make(judging->out, FINDING_WIN_SERVER_OFF,
                                              WORDS(text_trim(judging->out, seats[i].host)));
        setting_fact(judging, &finding, tls12.enabled);
        setting_fact(judging, &finding, tls12.disabled);
        run_add(judging, &finding);
    }
}

void beside_judge(struct judging *judging)
{
    say_server_off(judging);
    list_not_connecting(judging);
    say_also(judging);
    say_winhttp(judging);
}
