/* Client drivers: their names, their numbers, and which version speaks TLS 1.2. */
#ifndef DRIVERS_TABLES_CLIENT_DRIVERS_H
#define DRIVERS_TABLES_CLIENT_DRIVERS_H

#include "drivers/tables/origin.h"

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
    bool validates;  /* encrypts by default and then checks the server's certificate */
    bool tds8;       /* has versions that speak TDS 8 (strict) */
    bool of_windows; /* part of Windows: its version is Windows build and UBR */
};

#define NAME_KINDS(X)                                                                              \
    X(NAME_PROGRAM, "program") /* in Add/Remove Programs */                                        \
    X(NAME_ODBC, "ODBC")                                                                           \
    X(NAME_PROGID, "ProgID")                                                                       \
    X(NAME_CLSID, "CLSID")                                                                         \
    X(NAME_FILE, "file")                                                                           \
    X(NAME_LIBRARY, "library") /* the version follows: libmsodbcsql-18.3.so.2.1 */                 \
    X(NAME_REGISTRY, "registry")                                                                   \
    X(NAME_PRODUCT, "product code")                                                                \
    X(NAME_UPGRADE, "upgrade code")                                                                \
    X(NAME_CLASS, "class")
enum name_kind { NAME_KINDS(TABLE_WORDS_AS_ENUM) NAME_KIND_COUNT };
extern const char *const name_kind_names[];

/* client-driver-names.csv: a name, compared whole (after trimming, case ignored). */
struct driver_name {
    struct row_origin origin;
    char *name;
    enum name_kind kind;
    int bits; /* 32 or 64 when the name is of one of them only; 0 = of both */
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
    int build_low, build_high;  /* of the third part; 0 = no bound */
    struct version first_tls12; /* none = never */
    enum certainty certainty;
    char *note; /* why it is uncertain; NULL when it is not */
    const struct driver_family *family;
};

/* client-driver-numbers.csv: a single number that stands for a version (.NET's Release value). */
struct driver_number {
    struct row_origin origin;
    char *family_key;
    int at_least;
    struct version version;
    const struct driver_family *family;
};

/* client-driver-facts.csv: what else is known of a family. */
struct driver_fact {
    struct row_origin origin;
    char *family_key;
    char *fact; /* "Encrypt default" */
    char *value;
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

const struct driver_family *driver_family_find(const struct tables *tables, const char *key);
/* By any of its names: exact after trimming, case ignored, never by prefix but for libraries; a
 * path goes by its last part. NULL when it is none of ours. A family's own key, name and title go
 * too: *name is NULL then. */
const struct driver_family *drivers_find(const struct tables *tables, const char *text,
                                         const struct driver_name **name);
/* The version in the file name of a library, as that driver counts: 18.3.2.1. */
bool driver_library_version(const struct driver_name *library, const char *text,
                            struct version *out);
/* Up to `room` names that are spelled most like the text, the best first; returns how many. */
size_t drivers_nearest(const struct tables *tables, const char *text, const char **names,
                       size_t room);
/* A single number becomes the version it stands for; any other version stays as it is. */
struct version driver_normalise(const struct tables *tables, const struct driver_family *family,
                                const struct version *version);
/* The first family that numbers itself like this; NULL. */
const struct driver_family *drivers_numbered_like(const struct tables *tables,
                                                  const struct version *version);
/* In Add/Remove Programs. The same rule, names of kind program only. */
const struct driver_name *drivers_find_by_program_name(const struct tables *tables,
                                                       const char *program_name);
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
/* Which of the numbers of one product this is: "DLL number" (11.0.7001), "installer number"
 * (11.4.7001), "file version" (2011.110.7001), "Windows build", "version"; NULL when no numbering
 * of the family has it. Constant. */
const char *driver_scheme(const struct tables *tables, const struct driver_family *family,
                          const struct version *version);
/* "11.1.3000", "11.4.7462.6": a fourth part of 0 is dropped. */
char *driver_version_text(void *parent, const struct version *version);
/* "11.x.6538" where the second part does not count, else "18.1.0". */
char *driver_floor_text(void *parent, const struct tables *tables,
                        const struct driver_family *family, const struct version *version);

#endif
