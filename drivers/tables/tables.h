/* The reference tables: what public documents say about engine builds, client drivers,
 * Configuration Manager releases, roles and Windows versions; and the look-ups over them.
 *
 * The rows live in the CSV files beside this header (see drivers/README.md), are checked when they
 * are compiled in and again whenever they are read from elsewhere, and each of them knows its file,
 * its line, its public source and the day it was checked. Look-ups are pure; what they return
 * points into the tables. Nothing here knows a host, a verdict or today's date. */
#ifndef DRIVERS_TABLES_TABLES_H
#define DRIVERS_TABLES_TABLES_H

#include "base/error.h"
#include "base/version.h"

#include <stdbool.h>
#include <stddef.h>

struct tables; /* at the end of this header */

/* Where a row comes from; the first member of every row. */
struct row_origin {
    const char *file;
    size_t line;
    char *source;  /* keys of sources.csv, separated by "; ": "KB 3135244; Microsoft SQLCheck" */
    char *checked; /* ISO date on which the row was compared with its source */
};

#define TABLE_WORDS_AS_ENUM(id, word) id,

/* sources.csv: the documents that rows may cite. */
struct source_row {
    struct row_origin origin;
    char *key;
    char *document;
    char *dated; /* of the document; "-" when it carries no date */
};

/* ---- engine builds -------------------------------------------------------------------------- */

#define BRANCHES(X)                                                                                \
    X(BRANCH_ALL, "all") /* the release has one line of updates */                                 \
    X(BRANCH_GDR, "GDR")                                                                           \
    X(BRANCH_CU, "CU")
enum branch { BRANCHES(TABLE_WORDS_AS_ENUM) BRANCH_COUNT };

#define ARCHITECTURES(X)                                                                           \
    X(ARCHITECTURE_ANY, "any") /* in a question: not known */                                      \
    X(ARCHITECTURE_X86_X64, "x86/x64")                                                             \
    X(ARCHITECTURE_IA64, "IA-64")
enum architecture { ARCHITECTURES(TABLE_WORDS_AS_ENUM) ARCHITECTURE_COUNT };

/* One branch of one service pack: it holds the builds from first_build up to the next row of the
 * same major.minor. Only major.minor.build counts, never the fourth part. */
struct build_row {
    struct row_origin origin;
    char *release;      /* "2014" */
    char *service_pack; /* "SP1", "RTM" */
    enum branch branch;
    struct version first_build;
    struct version last_known; /* highest build of the branch that a public list has; may be none */
    struct version tls12_build;     /* first with TLS 1.2; none = this branch never has it */
    enum architecture architecture; /* for which tls12_build holds */
    struct version *regressed;      /* has TLS 1.2, but the engine can stop: KB 3146034 */
    size_t regressed_count;
    bool onwards;  /* also every later release the table does not know yet */
    char *update;  /* what brought TLS 1.2: "SP1 CU5"; NULL */
    char *kb;      /* of that update: "KB 3130926"; NULL */
    char *install; /* what to install today to have it; NULL when nothing is needed */
};

#define BUILD_ANSWERS(X)                                                                           \
    X(BUILD_UNLISTED, "unlisted") /* the table cannot tell */                                      \
    X(BUILD_NO, "no")                                                                              \
    X(BUILD_YES, "yes")                                                                            \
    X(BUILD_REGRESSED, "regressed")                                                                \
    X(BUILD_IA64_ONLY, "IA-64 only") /* yes there, no on x86/x64, and the machine is not known */
enum build_answer { BUILD_ANSWERS(TABLE_WORDS_AS_ENUM) BUILD_ANSWER_COUNT };
extern const char *const build_answer_names[];
extern const char *const branch_names[];
extern const char *const architecture_names[];

struct build_lookup {
    enum build_answer answer;
    bool unlisted;               /* the rule decided, but no public list has this build */
    const struct build_row *row; /* NULL when no row covers it */
    char *words; /* one sentence, no full stop; a talloc child of the parent given */
};

/* engine-editions.csv: SERVERPROPERTY('EngineEdition'). */
struct edition_row {
    struct row_origin origin;
    int id;
    char *name;
    bool own_numbers; /* cloud engine: its version number is not comparable with the table */
    bool express;
};

/* Does this engine build speak TLS 1.2? engine_edition 0 = not known. */
struct build_lookup builds_lookup(void *parent, const struct tables *tables,
                                  const struct version *build, enum architecture architecture,
                                  int engine_edition);
const struct edition_row *edition_find(const struct tables *tables, int engine_edition);

/* "SQL Server 2014 SP1", and with its branch "SQL Server 2014 SP1 (CU branch)"; talloc children of
 * parent. */
char *build_row_release(void *parent, const struct build_row *row);
char *build_row_title(void *parent, const struct build_row *row);

/* ---- client drivers ------------------------------------------------------------------------- */

#define COMPARES(X)                                                                                \
    X(COMPARE_FULL, "full")   /* all four parts */                                                 \
    X(COMPARE_BUILD, "build") /* without the second part: DLL and installer differ in it */
enum compare { COMPARES(TABLE_WORDS_AS_ENUM) COMPARE_COUNT };

/* client-drivers.csv: one row a driver family. */
struct driver_family {
    struct row_origin origin;
    char *key;       /* "snac11", "msodbcsql18" */
    char *name;      /* "SQL Server Native Client 11.0" */
    char *title;     /* what a report calls it without a version: "Native Client 11" */
    char *brief;     /* ... and before a version: "Native Client" */
    char *odbc_name; /* registered ODBC driver name; NULL for OLE DB */
    enum compare compare;
    bool validates; /* encrypts by default and then checks the server's certificate */
    bool tds8;      /* has versions that speak TDS 8 (strict) */
};

#define CERTAINTIES(X)                                                                             \
    X(CERTAIN, "sure")                                                                             \
    X(UNCERTAIN, "uncertain") /* one weak source, inferred, or sources disagree */
enum certainty { CERTAINTIES(TABLE_WORDS_AS_ENUM) CERTAINTY_COUNT };

/* client-driver-names.csv: an exact Add/Remove Programs name (after trimming, case ignored). */
struct driver_name {
    struct row_origin origin;
    char *name;
    char *family_key;
    enum certainty certainty;
    const struct driver_family *family;
};

/* client-driver-floors.csv: for one numbering scheme of a family, its first TLS 1.2 version. */
struct driver_floor {
    struct row_origin origin;
    char *family_key;
    int major;
    int minor_low, minor_high;
    struct version first_tls12; /* none = never */
    enum certainty certainty;
    const struct driver_family *family;
};

#define REMARKS(X)                                                                                 \
    X(REMARK_DISPUTED, "disputed") /* sources disagree whether it has TLS 1.2 */                   \
    X(REMARK_REPORTED, "reported") /* somebody reported trouble with it; says nothing about TLS */
enum remark { REMARKS(TABLE_WORDS_AS_ENUM) REMARK_COUNT };

/* client-driver-builds.csv: a remark about one build. */
struct driver_build {
    struct row_origin origin;
    char *family_key;
    struct version build; /* compared as its family compares, over as many parts as written here */
    enum remark remark;
    char *words;
    const struct driver_family *family;
};

#define DRIVER_ANSWERS(X)                                                                          \
    X(DRIVER_UNKNOWN, "unknown") /* a number the family's schemes do not have */                   \
    X(DRIVER_NO, "no")                                                                             \
    X(DRIVER_DISPUTED, "disputed")                                                                 \
    X(DRIVER_YES, "yes")
enum driver_answer { DRIVER_ANSWERS(TABLE_WORDS_AS_ENUM) DRIVER_ANSWER_COUNT };
extern const char *const driver_answer_names[];

struct driver_lookup {
    enum driver_answer answer;
    const struct driver_floor *floor;    /* NULL when unknown */
    const struct driver_build *disputed; /* NULL unless a single build decided */
    char *words; /* one sentence, no full stop; a talloc child of the parent given */
};

/* By its key, case as in the table; NULL when there is none. */
const struct driver_family *driver_family_find(const struct tables *tables, const char *key);
/* Exact after trimming, case ignored, never by prefix. NULL when it is none of ours. */
const struct driver_name *drivers_find_by_program_name(const struct tables *tables,
                                                       const char *program_name);
/* Does this version of the family speak TLS 1.2? */
struct driver_lookup driver_tls12(void *parent, const struct tables *tables,
                                  const struct driver_family *family,
                                  const struct version *version);
/* As the family's numbers compare: <0, 0, >0. */
int driver_compare(const struct driver_family *family, const struct version *a,
                   const struct version *b);
/* A remark of this kind about exactly this version, or NULL. */
const struct driver_build *driver_remark(const struct tables *tables,
                                         const struct driver_family *family,
                                         const struct version *version, enum remark remark);
/* "11.1.3000", "11.4.7462.6": a fourth part of 0 is dropped. */
char *driver_version_text(void *parent, const struct version *version);
/* "11.x.6538" where the second part does not count, else "18.1.0". */
char *driver_floor_text(void *parent, const struct tables *tables,
                        const struct driver_family *family, const struct version *version);

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
    const struct driver_family *family;
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
    int build;                     /* 0 when unreadable */
    const struct release_row *row; /* RELEASE_KNOWN only */
};

/* site_version as the site database has it: "5.00.9078.1000". NULL is unreadable. */
struct release_lookup configmgr_release(const struct tables *tables, const char *site_version);

/* The rule rows for a release, deciding ones first; for RELEASE_NEW the union of the two newest
 * rule sets, in which of two rows for one family the newer stands. Fills up to `room` pointers and
 * returns how many; 0 for older and unreadable releases. */
size_t configmgr_requirements(const struct tables *tables, const struct release_lookup *release,
                              const struct requirement_row **rows, size_t room);
/* By its use, case ignored; NULL when there is none. */
const struct server_floor *server_floor_find(const struct tables *tables, const char *use);

/* ---- components ----------------------------------------------------------------------------- */

#define STACKS(X)                                                                                  \
    X(STACK_NATIVE, "native")   /* an ODBC or OLE DB driver */                                     \
    X(STACK_MANAGED, "managed") /* .NET: not judged yet */                                         \
    X(STACK_MIXED, "mixed")     /* both: the native side is judged, the other not yet */           \
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

/* NULL when the table has no such Windows. */
const struct windows_row *windows_default(const struct tables *tables,
                                          const struct version *version);

/* ---- the tables themselves ------------------------------------------------------------------ */

struct tables {
    struct source_row *sources;
    size_t source_count;
    struct build_row *builds;
    size_t build_count;
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
    struct release_row *releases;
    size_t release_count;
    struct requirement_row *requirements;
    size_t requirement_count;
    struct server_floor *server_floors;
    size_t server_floor_count;
    struct component_row *components;
    size_t component_count;
    struct windows_row *windows;
    size_t windows_count;
};

struct table_text {
    const char *name; /* file name, which says which table it is: "server-builds.csv" */
    const char *text;
    size_t size;
};

/* The file names that make a set of tables, ending with NULL. */
extern const char *const table_files[];

/* The tables that were compiled in. Cannot fail once the build checked them; *err says so
 * anyway. */
struct tables *tables_load(void *parent, struct error *err) MUST_USE;

/* The same from texts: every file of table_files exactly once, in any order. A row that overlaps
 * another, contradicts itself, lacks a source or has no valid date is an error with file, line and
 * column. Talloc child of parent; NULL on error. */
struct tables *tables_load_from(void *parent, const struct table_text *texts, size_t text_count,
                                struct error *err) MUST_USE;

/* The CSV texts as compiled in, for `sqlcheck kb --print` and the like. */
const struct table_text *tables_embedded(size_t *count);

/* The document that a row cites under this key; NULL when there is none. */
const struct source_row *source_find(const struct tables *tables, const char *key);

#endif
