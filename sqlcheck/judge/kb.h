/* The answers of `sqlcheck kb`: what the reference tables say of a version, without any site. The
 * look-ups are those that verdicts stand on (drivers/tables); here they become one word, one
 * sentence and an exit code. Pure. */
#ifndef SQLCHECK_JUDGE_KB_H
#define SQLCHECK_JUDGE_KB_H

#include "drivers/tables/tables.h"

#define KB_ANSWERS(X)                                                                              \
    X(KB_YES, "yes", 0)                                                                            \
    X(KB_REGRESSED, "regressed", 1) /* TLS 1.2 works, the engine may stop: KB 3146034 */           \
    X(KB_NO, "no", 2)                                                                              \
    X(KB_IA64_ONLY, "ia64-only",                                                                   \
      3)                          /* yes on IA-64, no on x86 and x64; the machine is not known */  \
    X(KB_DISPUTED, "disputed", 3) /* of drivers: sources disagree, or none says it */              \
    X(KB_UNLISTED, "unlisted", 3) /* no row covers it */                                           \
    X(KB_INVALID, "invalid", 3)   /* not a version */
#define KB_ANSWER_AS_ENUM(id, word, exit) id,
enum kb_answer { KB_ANSWERS(KB_ANSWER_AS_ENUM) KB_ANSWER_COUNT };
extern const char *const kb_answer_names[];
int kb_exit_code(enum kb_answer answer);
/* Of two answers the one that leads: no, then what cannot be told, then regressed, then yes. */
enum kb_answer kb_worse(enum kb_answer a, enum kb_answer b);

/* What the tables say of this version, as the family counts; *found has the sentence. What is part
 * of Windows may need its update revision, and is not listed without. */
enum kb_answer kb_answer_of_version(void *parent, const struct tables *tables,
                                    const struct driver_family *family,
                                    const struct version *version, struct driver_lookup *found);

struct kb_driver {
    const char *text;
    const struct driver_family *family;
    const struct driver_name *name; /* the name it was asked by; NULL when by the family's own */
    struct version written;         /* as it was asked; none when no version was */
    struct version version;         /* as the family counts */
    struct driver_lookup found;     /* only with a version */
    enum kb_answer answer;          /* only with a version */
    char *why;                      /* only with a version */
};

struct kb_engine {
    const char *text; /* as it was asked */
    struct engine_question question;
    struct build_lookup found; /* no row when the text is no version */
    enum kb_answer answer;
    char *row;              /* "2014 SP1 CU"; "-" when no row covers it */
    char *why;              /* one sentence, no full stop */
    struct kb_driver *also; /* the driver that a setup number may be of as well; NULL */
};

/* "2014 SP1 CU"; "-" for NULL. Talloc child of parent. */
char *kb_row_name(void *parent, const struct build_row *row);

/* Any text is an answer. Strings are talloc children of parent. */
struct kb_engine kb_engine(void *parent, const struct tables *tables, const char *text);

/* Of both answers the one that leads. */
int kb_engine_exit_code(const struct kb_engine *engine);

/* "sqlncli11 11.3.6518", "ODBC Driver 18 for SQL Server": a name, and perhaps a version behind it.
 * False when no driver goes by that name. */
bool kb_driver(void *parent, const struct tables *tables, const char *text, struct kb_driver *out);

/* The words without the version behind them; for a hint about names. Talloc child of parent. */
char *kb_name_part(void *parent, const char *text);

#endif
