/* The drivers of a Linux machine and the TLS floor of its libraries; nothing is loaded. */
#ifndef SQLCHECK_INSPECT_MACHINE_H
#define SQLCHECK_INSPECT_MACHINE_H

#include "drivers/inspect/inspection.h"

/* With a folder before every path: "" is this machine, anything else a copy of one. Which drivers
 * are registered unixODBC says, from where it looks itself (ODBCSYSINI), under no folder. */
void inspect_machine_at(struct inspection *inspection, const char *root);

/* ---- its parts ---- */

enum { MACHINE_MAX_FOLDERS = 64 };

struct machine {
    struct inspection *inspection;
    const char *root;
    struct host *host;
    void *memory;
    char *folders[MACHINE_MAX_FOLDERS]; /* where the loader looks, under root */
    size_t folder_count;
};

/* Fills folders: /etc/ld.so.conf, /etc/ld.so.conf.d, and the loader's own. */
void machine_folders(struct machine *machine);

/* The text that follows `mark` in the first 64 MB of a file, up to what ends a word or a quote;
 * NULL. A child of parent. */
char *machine_scan(void *parent, const char *path, const char *mark);

/* Links followed; NULL when it is not there. A copy of a machine ends where it ends: a link that
 * leads out of it leads nowhere. A child of parent. */
char *machine_real_path(struct machine *machine, void *parent, const char *path);

/* Where the loader finds a library of that name, links followed; NULL. A child of parent. */
char *machine_find_library(struct machine *machine, void *parent, const char *name);

/* At the time of the inspection. */
void machine_setting(struct machine *machine, const char *key, const char *value,
                     const char *where);

/* Versions and configuration of GnuTLS and OpenSSL, as settings. */
void machine_tls(struct machine *machine);

#endif
