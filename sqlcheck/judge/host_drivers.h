/* The drivers of one host as its evidence shows them, and what the tables say of each: the answers
 * of `sqlcheck drivers`, without any site. Pure. */
#ifndef SQLCHECK_JUDGE_HOST_DRIVERS_H
#define SQLCHECK_JUDGE_HOST_DRIVERS_H

#include "judge/inventory.h"
#include "judge/judgement.h"
#include "judge/kb.h"

/* One entry of one place. */
struct driver_entry {
    const struct program *program;
    struct version version; /* as the family counts; count 0 = not known */
    const char *scheme;     /* which of its numbers that is (driver_scheme); NULL */
    enum kb_answer answer;
    char *why;     /* NULL without a version */
    bool left_out; /* more than 30 days older than another source, or says less than one */
};

/* One driver of one bitness on the host. */
struct host_driver {
    const struct driver_family *family; /* NULL: none of the tables' drivers */
    int bits;
    struct driver_entry *entries; /* strongest source first */
    size_t entry_count;
    const struct driver_entry *stands; /* the one that is answered with */
    bool differ;                       /* sources give different answers: the worse one stands */
};

struct host_drivers {
    const struct host *host;
    struct host_driver *drivers; /* in the order of the tables */
    size_t driver_count;
    struct tls12_setting tls12;
    const struct setting *fips;
    const struct windows_row *windows; /* the default of its Windows; NULL = not known */
    bool is_told;                      /* a driver was seen, or a whole list without one */
    bool is_aged;         /* some of what decides is more than 30 days old, or not dated */
    enum verdict verdict; /* of what is installed, and of the settings */
};

/* Talloc children of parent. now_s: 0 = there is no clock, and nothing is old. */
struct host_drivers host_drivers(void *parent, const struct tables *tables, const struct host *host,
                                 int64_t now_s);

/* False for the machine that sqlcheck runs on: only there files are the whole list of drivers. */
bool host_runs_windows(const struct host *host);

/* Of its TLS 1.2 client, as read or as documented: fail when it is off, unknown when its registry
 * leaves that to a Windows that no table knows, warn when it is set by half or the FIPS policy is
 * on. */
enum verdict host_windows_verdict(const struct host_drivers *drivers);

/* What could not be read is unknown, unless only a hint is lost. */
enum verdict gaps_verdict(const struct facts *facts);

/* The worst of all hosts and of the gaps; "now" is that of the facts. */
enum verdict host_drivers_verdict(const struct tables *tables, const struct facts *facts);

/* Whether the driver meets a requirement; its bitness counts where it is known. */
bool host_driver_satisfies(const struct host_driver *driver, const struct requirement_row *rule);

#endif
