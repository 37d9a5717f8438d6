/* The parts of registry_facts.c. */
#ifndef SQLCHECK_INSPECT_REGISTRY_PARTS_H
#define SQLCHECK_INSPECT_REGISTRY_PARTS_H

#include "drivers/inspect/registry_facts.h"

enum { KEY_ROOM = 512, VIEW_COUNT = 2 };

/* Written by drivers/collect.ps1 only. */
#define COLLECT_KEY "SOFTWARE\\sqlcheck\\collect"
#define ENVIRONMENT "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment"
#define UNINSTALL   "Microsoft\\Windows\\CurrentVersion\\Uninstall"

/* Where the 64-bit and the 32-bit programs of a 64-bit Windows look. */
struct registry_view {
    int bits;
    const char *root; /* with a backslash at the end */
};
extern const struct registry_view registry_views[VIEW_COUNT];

struct registry_reading {
    struct inspection *inspection;
    const struct registry_evidence *evidence;
    const struct tables *tables;
    struct host *host;
    char control_set[32]; /* what CurrentControlSet is called here */
    bool is_32_bit;       /* a 32-bit Windows: its one view is of 32 bits */
};

struct found_key {
    const struct registry_part *part;
    const struct reg_key *key;
    char where[KEY_ROOM]; /* the key's path, with HKLM and HKCR */
};

/* The key of a path as the tables write it: "HKLM\SYSTEM\CurrentControlSet\...". */
bool registry_find(const struct registry_reading *reading, const char *path,
                   struct found_key *found);

/* The keys below a path, one a call, starting with *cursor = 0; of the first part that has any. */
bool registry_child(const struct registry_reading *reading, const char *path, size_t *cursor,
                    struct found_key *found);

/* Valid as long as *found. */
struct source registry_source(struct found_key *found);

/* Adds what the registry has of drivers, and whether the list of programs was whole. */
void registry_read_drivers(const struct registry_reading *reading);

#endif
