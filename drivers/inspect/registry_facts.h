/* What a registry says of its machine, as facts, whoever read it: hives or a .reg export.
 *
 * Which keys and values count is in the tables: names of drivers (client-driver-names.csv) and
 * settings of Windows (windows-settings.csv). Both views of a 64-bit Windows are read: a name below
 * WOW6432Node is of 32 bits. What is not there is not known to be missing, unless the list that
 * would hold it was read whole. */
#ifndef SQLCHECK_INSPECT_REGISTRY_FACTS_H
#define SQLCHECK_INSPECT_REGISTRY_FACTS_H

#include "drivers/inspect/inspection.h"
#include "drivers/inspect/registry.h"

struct registry_part {
    const struct registry *registry;
    char *file;              /* its path */
    int64_t modified_unix_s; /* of the file: keys say when they were written, not when read */
    bool whole;              /* nothing of it was lost in reading */
};

struct registry_evidence {
    struct registry_part parts[2]; /* a .reg export is one; SOFTWARE and SYSTEM are two */
    size_t part_count;
    const char *path; /* names the host when the registry does not (inspection_host_of_path) */
};

/* The host it is about; NULL when the registry holds nothing that the tables know and no host's
 * name. */
struct host *registry_facts(struct inspection *inspection,
                            const struct registry_evidence *evidence);

/* What of a hive registry_facts() looks at (hive_request.paths). Talloc child of parent. */
const char **registry_paths(void *parent, const struct tables *tables, bool is_system,
                            size_t *count);

#endif
