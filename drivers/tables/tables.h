/* The reference tables: what public documents say about engine builds, client drivers,
 * Configuration Manager releases, roles and Windows versions; and the look-ups over them.
 *
 * The rows live in the CSV files beside this header (see drivers/README.md), are checked when they
 * are compiled in and again whenever they are read from elsewhere, and each of them knows its file,
 * its line, its public source and the day it was checked. Look-ups are pure; what they return
 * points into the tables. Nothing here knows a host, a verdict or today's date. */
#ifndef DRIVERS_TABLES_TABLES_H
#define DRIVERS_TABLES_TABLES_H

#include "drivers/tables/client_drivers.h"
#include "drivers/tables/engines.h"
#include "drivers/tables/tls_clients.h"

/* ---- Configuration Manager ------------------------------------------------------------------ */

/* configmgr-versions.csv: the third part of 5.00.9078.1000. */
struct release_row {
    struct row_origin origin;
    int build;
    char *release; /* "2203" */
    enum certainty certainty;
};

#define USES(X)                                                                                    \
    X(USE_DECIDES, "decides") /* without it the component cannot connect */                        \
    X(USE_BESIDE, "beside")   /* certain roles still use it; which ones is not documented */
enum use { USES(TABLE_WORDS_AS_ENUM) USE_COUNT };

/* configmgr-requirements.csv: what roles that connect to SQL Server need, by release. Rows of one
 * (first_release, last_release) are one rule set. */
struct requirement_row {
    struct row_origin origin;
    char *first_release;
    char *last_release; /* NULL = and later */
    char *family_key;
    struct version minimum;
    enum use use;
    int bits;                 /* the bitness the components load: 64 */
    struct version validated; /* newest that Microsoft says it tested; none = not said */
    char *note;               /* what is to be said whenever this row is used; NULL */
    char *update;             /* TLS 1.2 needs it as well, and nobody reads whether it is there */
    const struct driver_family *family;
};

/* configmgr-dotnet.csv: the .NET Framework 4 that a range of releases asks for. */
struct dotnet_floor {
    struct row_origin origin;
    char *first_release;
    char *last_release; /* NULL = and later */
    struct version minimum;
    enum certainty certainty; /* uncertain: documents disagree */
    char *words;              /* how it is asked for */
};

/* configmgr-servers.csv: SQL Server versions that Configuration Manager asks for. */
struct server_floor {
    struct row_origin origin;
    char *use; /* "secondary site Express" */
    struct version minimum;
    char *name; /* "SQL Server 2016 SP2" */
};

#define RELEASE_STATES(X)                                                                          \
    X(RELEASE_UNREADABLE, "unreadable") /* no version, or not 5.00.<build> */                      \
    X(RELEASE_OLDER, "older")           /* below the first build of the table */                   \
    X(RELEASE_NEW, "not in the table")                                                             \
    X(RELEASE_KNOWN, "known")
enum release_state { RELEASE_STATES(TABLE_WORDS_AS_ENUM) RELEASE_STATE_COUNT };

struct release_lookup {
    enum release_state state;
    int build;                     /* 0 when unreadable, or only the release is known */
    const char *release;           /* "2403"; NULL unless known */
    const struct release_row *row; /* of the build; NULL unless that is known */
};

/* site_version as the site database has it: "5.00.9078.1000". NULL is unreadable. */
struct release_lookup configmgr_release(const struct tables *tables, const char *site_version);

/* What people write: a release (2403), a build (9128) or a site version (5.00.9128.1000). A release
 * that no table has, but later than all of them, is RELEASE_NEW. */
struct release_lookup configmgr_release_named(const struct tables *tables, const char *text);

/* configmgr-needs.csv: what a range of releases asks for beside the driver. */
struct need_row {
    struct row_origin origin;
    char *first_release;
    char *last_release; /* NULL = and later */
    char *subject;      /* "site database server" */
    char *need;
    enum certainty certainty;
};

/* Fills up to `room` pointers with what holds for a release, for RELEASE_NEW with what holds for
 * the newest; returns how many. */
size_t configmgr_needs(const struct tables *tables, const struct release_lookup *release,
                       const struct need_row **rows, size_t room);

/* The rule rows for a release, deciding ones first; for RELEASE_NEW the union of the two newest
 * rule sets, in which of two rows for one family the newer stands. Fills up to `room` pointers and
 * returns how many; 0 for older and unreadable releases. */
size_t configmgr_requirements(const struct tables *tables, const struct release_lookup *release,
                              const struct requirement_row **rows, size_t room);
/* The highest .NET that a release asks for with that certainty, for RELEASE_NEW that of the newest;
 * NULL when it asks for none. */
const struct dotnet_floor *configmgr_dotnet(const struct tables *tables,
                                            const struct release_lookup *release,
                                            enum certainty certainty);
/* By its use, case ignored; NULL when there is none. */
const struct server_floor *server_floor_find(const struct tables *tables, const char *use);

/* ---- components ----------------------------------------------------------------------------- */

#define STACKS(X)                                                                                  \
    X(STACK_NATIVE, "native")   /* an ODBC or OLE DB driver */                                     \
    X(STACK_MANAGED, "managed") /* .NET */                                                         \
    X(STACK_MIXED, "mixed")     /* both */                                                         \
    X(STACK_SERVER, "server")   /* the database server itself */                                   \
    X(STACK_NONE, "none")       /* does not connect to SQL Server by itself */                     \
    X(STACK_UNSURE, "unsure")   /* no document says whether it connects */
enum stack { STACKS(TABLE_WORDS_AS_ENUM) STACK_COUNT };
extern const char *const stack_names[];

#define MATCHES(X)                                                                                 \
    X(MATCH_EXACT, "exact")                                                                        \
    X(MATCH_PREFIX, "prefix")
enum match { MATCHES(TABLE_WORDS_AS_ENUM) MATCH_COUNT };

/* components.csv: role string of the site database -> component. */
struct component_row {
    struct row_origin origin;
    char *role;
    enum match match;
    char *component; /* "management point" */
    enum stack stack;
    bool on_list; /* on Microsoft's list of roles that use the Native Client */
    int leading;  /* 1, 2, 3: leads the report in that order; 0 = does not */
    char *also;   /* a database besides, which the site database does not name; NULL */
};

/* The first row whose role is this one, or begins it where prefixes count; case ignored; NULL. */
const struct component_row *component_find(const struct tables *tables, const char *role);
/* The component that leads the report at `rank` (1..3), or NULL. */
const struct component_row *component_leading(const struct tables *tables, int rank);

/* ---- Windows -------------------------------------------------------------------------------- */

#define TLS_DEFAULTS(X)                                                                            \
    X(TLS_DEFAULT_NONE, "none") /* that Windows has no TLS 1.2 */                                  \
    X(TLS_DEFAULT_OFF, "off")                                                                      \
    X(TLS_DEFAULT_ON, "on")
enum tls_default { TLS_DEFAULTS(TABLE_WORDS_AS_ENUM) TLS_DEFAULT_COUNT };

/* windows-defaults.csv: from `first` up to the next row of the same major.minor. */
struct windows_row {
    struct row_origin origin;
    char *name; /* "Windows 7 / Server 2008 R2" */
    struct version first;
    enum tls_default tls12_client;
};

#define SETTING_TYPES(X)                                                                           \
    X(SETTING_NUMBER, "number")                                                                    \
    X(SETTING_TEXT, "text")                                                                        \
    X(SETTING_LIST, "list")                                                                        \
    X(SETTING_KEY, "key") /* whether the registry key itself is there */
enum setting_type { SETTING_TYPES(TABLE_WORDS_AS_ENUM) SETTING_TYPE_COUNT };

/* windows-settings.csv: a registry value that decides about TLS. */
struct setting_row {
    struct row_origin origin;
    char *key;   /* "schannel.tls12.client.enabled" */
    char *path;  /* "HKLM\SYSTEM\CurrentControlSet\..." */
    char *value; /* name of the value; NULL for SETTING_KEY */
    enum setting_type type;
    char *meaning;
};

/* NULL when the table has no such key; case ignored. */
const struct setting_row *setting_find(const struct tables *tables, const char *key);

/* NULL when the table has no such Windows. */
const struct windows_row *windows_default(const struct tables *tables,
                                          const struct version *version);

/* windows-updates.csv: from `first` up to the next row of the same subject and major.minor. */
struct update_row {
    struct row_origin origin;
    char *subject; /* ".NET 3.5", "WinHTTP" */
    char *name;    /* of that Windows */
    struct version first;
    char *update; /* without it that part has no TLS 1.2; NULL = none is named */
};

/* NULL when the table says nothing of that Windows. */
const struct update_row *windows_update(const struct tables *tables, const char *subject,
                                        const struct version *version);

/* ---- what a server and a site noticed -------------------------------------------------------- */

#define TDS_TLS12S(X)                                                                              \
    X(TDS_TLS12_NEVER, "never") /* clients that have no TLS 1.2 */                                 \
    X(TDS_TLS12_OLD, "old")     /* clients of a time without it; some can be updated */            \
    X(TDS_TLS12_OPEN, "open")   /* tells nothing of it */
enum tds_tls12 { TDS_TLS12S(TABLE_WORDS_AS_ENUM) TDS_TLS12_COUNT };

/* tds-versions.csv: protocol_version of a live connection. */
struct tds_row {
    struct row_origin origin;
    char *protocol_version; /* "0x72090002" */
    char *tds;              /* "7.2" */
    char *clients;          /* goes on "a client": "of the time of SQL Server 2005 (...)" */
    enum tds_tls12 tls12;
};

#define MESSAGE_ABOUTS(X)                                                                          \
    X(MESSAGE_HOST, "host")                                                                        \
    X(MESSAGE_REPLICATION, "replication")
enum message_about { MESSAGE_ABOUTS(TABLE_WORDS_AS_ENUM) MESSAGE_ABOUT_COUNT };

/* status-messages.csv: message ids that tell of trouble with SQL Server. */
struct message_row {
    struct row_origin origin;
    int first, last;
    char *meaning;
    enum message_about about;
};

/* NULL when the table has no such number. */
const struct tds_row *tds_version_find(const struct tables *tables, int64_t protocol_version);
const struct message_row *message_find(const struct tables *tables, int64_t message_id);

/* ---- the tables themselves ------------------------------------------------------------------ */

struct tables {
    struct source_row *sources;
    size_t source_count;
    struct build_row *builds;
    size_t build_count;
    struct build_list *build_lists;
    size_t build_list_count;
    struct build_note *build_notes;
    size_t build_note_count;
    struct edition_row *editions;
    size_t edition_count;
    struct driver_family *families;
    size_t family_count;
    struct driver_name *names;
    size_t name_count;
    struct driver_floor *floors;
    size_t floor_count;
    struct driver_build *driver_builds;
    size_t driver_build_count;
    struct driver_number *driver_numbers;
    size_t driver_number_count;
    struct driver_fact *driver_facts;
    size_t driver_fact_count;
    struct release_row *releases;
    size_t release_count;
    struct requirement_row *requirements;
    size_t requirement_count;
    struct need_row *needs;
    size_t need_count;
    struct dotnet_floor *dotnet_floors;
    size_t dotnet_floor_count;
    struct server_floor *server_floors;
    size_t server_floor_count;
    struct component_row *components;
    size_t component_count;
    struct windows_row *windows;
    size_t windows_count;
    struct setting_row *settings;
    size_t setting_count;
    struct tls_suites_row *tls_suites;
    size_t tls_suites_count;
    struct tls_signatures_row *tls_signatures;
    size_t tls_signatures_count;
    struct tls_client *tls_clients;
    size_t tls_client_count;
    struct update_row *updates;
    size_t update_count;
    struct tds_row *tds_versions;
    size_t tds_version_count;
    struct message_row *messages;
    size_t message_count;
};

struct table_text {
    const char *name; /* file name, which says which table it is: "server-builds.csv" */
    const char *text;
    size_t size;
};

/* The file names that make a set of tables, from 0 on; NULL after the last. */
const char *tables_file(size_t at);

/* The tables that were compiled in. Cannot fail once the build checked them; *err says so
 * anyway. */
struct tables *tables_load(void *parent, struct error *err) MUST_USE;

/* The same from texts: every tables_file() exactly once, in any order. A row that overlaps
 * another, contradicts itself, lacks a source or has no valid date is an error with file, line and
 * column. Talloc child of parent; NULL on error. */
struct tables *tables_load_from(void *parent, const struct table_text *texts, size_t text_count,
                                struct error *err) MUST_USE;

/* The CSV texts as compiled in. */
const struct table_text *tables_embedded(size_t *count);

/* The texts of another set, each tables_file() in a folder; errors of the checks over them
 * begin with the folder. Talloc child of parent; NULL on error. */
struct table_text *tables_read_folder(void *parent, const char *folder, size_t *count,
                                      struct error *err) MUST_USE;

/* tables_load, or with a folder the tables in there. */
struct tables *tables_load_folder(void *parent, const char *folder, struct error *err) MUST_USE;

/* The document that a row cites under this key; NULL when there is none. */
const struct source_row *source_find(const struct tables *tables, const char *key);

#endif
