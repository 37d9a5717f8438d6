/* Engine builds: the rows, and which of them speaks TLS 1.2. */
#ifndef DRIVERS_TABLES_ENGINES_H
#define DRIVERS_TABLES_ENGINES_H

#include "drivers/tables/origin.h"

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
    struct version tls12_build;     /* first with TLS 1.2; none = this branch never has it */
    enum architecture architecture; /* for which tls12_build holds */
    struct version *regressed;      /* has TLS 1.2, but the engine can stop: KB 3146034 */
    size_t regressed_count;
    enum certainty certainty;
    char *update;  /* what brought TLS 1.2: "SP1 CU5"; NULL */
    char *kb;      /* of that update: "KB 3130926"; NULL */
    char *install; /* what to install today to have it; NULL when nothing is needed */
    const struct build_list *list; /* NULL when no list is kept */
};

/* server-build-lists.csv: what public lists have of a branch. */
struct build_list {
    struct row_origin origin;
    struct version first_build; /* of the branch */
    struct version setup;       /* what its installer writes instead of major.minor; may be none */
    struct version *known;      /* third parts, ascending; may be none */
    size_t known_count;
};

/* server-build-notes.csv: what is to be said of one build. */
struct build_note {
    struct row_origin origin;
    struct version build; /* compared over as many parts as written here */
    struct version meant; /* the engine build this text stands for; none = it is one itself */
    enum certainty certainty;
    char *words;
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
    bool unlisted;                 /* the rule decided, but no public list has this build */
    const struct build_row *row;   /* NULL when no row covers it */
    const struct build_note *note; /* NULL when there is none */
    char *words; /* one sentence, no full stop; a talloc child of the parent given */
};

/* engine-editions.csv: SERVERPROPERTY('EngineEdition'). */
struct edition_row {
    struct row_origin origin;
    int id;
    char *name;
    bool own_numbers; /* cloud engine: its version number is not comparable with the table */
    bool express;
    char *banner; /* how its @@VERSION begins; NULL when that tells nothing */
};

/* Does this engine build speak TLS 1.2? engine_edition 0 = not known. */
struct build_lookup builds_lookup(void *parent, const struct tables *tables,
                                  const struct version *build, enum architecture architecture,
                                  int engine_edition);
/* The branch a build falls into, by its number; NULL when no row covers it. */
const struct build_row *builds_branch(const struct tables *tables, const struct version *build);
const struct edition_row *edition_find(const struct tables *tables, int engine_edition);

#define QUESTION_FORMS(X)                                                                          \
    X(QUESTION_UNREADABLE, "unreadable")                                                           \
    X(QUESTION_BUILD, "build")       /* an engine's version number */                              \
    X(QUESTION_BANNER, "@@VERSION")  /* the number was taken out of that text */                   \
    X(QUESTION_SETUP, "setup")       /* the installer's number of a build: 13.2.5026 */            \
    X(QUESTION_MISPRINT, "misprint") /* a text that one page prints for a build: 13.2.50.26 */     \
    X(QUESTION_NO_SETUP, "no setup") /* the form of a setup number, but of no build */
enum question_form { QUESTION_FORMS(TABLE_WORDS_AS_ENUM) QUESTION_FORM_COUNT };
extern const char *const question_form_names[];

/* What somebody wrote for an engine's version. */
struct engine_question {
    enum question_form form;
    struct version written;            /* as it was written; none when unreadable */
    struct version build;              /* the engine build it stands for */
    enum architecture architecture;    /* of an @@VERSION text; else ANY */
    const struct edition_row *edition; /* of an @@VERSION text that names a cloud engine; NULL */
};

/* A version number, or a pasted @@VERSION text, into the engine build that is meant. */
struct engine_question engine_question_read(const struct tables *tables, const char *text);

/* "SQL Server 2014 SP1", and with its branch "SQL Server 2014 SP1 (CU branch)"; talloc children of
 * parent. */
char *build_row_release(void *parent, const struct build_row *row);
char *build_row_title(void *parent, const struct build_row *row);

#endif
