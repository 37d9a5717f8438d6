/* The parts of `sqlcheck verify`: what was asked for, checked and typed; and the gathering. */
#ifndef SQLCHECK_CLI_VERIFY_H
#define SQLCHECK_CLI_VERIFY_H

#include "cli/commands.h"
#include "connect/connect.h"
#include "drivers/tables/tables.h"
#include "evidence/facts.h"
#include "net/target.h"
#include "probe/probe.h"
#include "report/report.h"

struct verify_request {
    const char *server_text;
    const char *secondary; /* host of a secondary site that is checked alone; NULL */
    struct target target;
    struct connect_to *rules;
    size_t rule_count;
    const char *database;
    const char *user;     /* NULL, and not integrated: nobody logs in */
    const char *password; /* secret; NULL with user */
    bool integrated;      /* -E */
    const char *keytab;
    const char *principal;
    const char *spn;
    bool trust_certificate;
    const char *expected_name;
    const char *pinned_file;
    const char *ca_file;
    const char *save_certificate;
    bool legacy_probe;
    bool hierarchy;       /* probe the other SQL Servers that the site database names */
    bool follow;          /* and log in to them */
    size_t at_once;       /* so many of them at the same time */
    int total_timeout_ms; /* all of them together; 0 = not said */
    int login_timeout_ms;
    int query_timeout_ms;
    const struct facts *evidence; /* what --evidence gave; NULL */
    const struct tables *tables;
};

/* Reads every --evidence of the settings into facts of their own; NULL when there is none. Before
 * there is a password: reading a hive forks (drivers/inspect/hive.h). */
struct facts *evidence_gather(void *parent, const struct settings *settings,
                              const struct tables *tables);
/* Puts it onto the hosts of the site; evidence may be NULL. */
void evidence_merge(struct facts *facts, const struct facts *evidence, const struct tables *tables);

/* What the user wants to be taken for true. */
struct assumptions {
    struct assumption *items;
    size_t count;
};

/* Every --assume, with the files among them; an error names the word or the line. */
bool assumptions_read(void *parent, const struct settings *settings, const struct tables *tables,
                      struct assumptions *out, struct error *err) MUST_USE;
void assumptions_add(struct facts *facts, const struct assumptions *from);

/* Checks every word of the settings; finds the password last. */
bool verify_request_read(struct invocation *invocation, struct verify_request *out,
                         struct error *err) MUST_USE;

struct answer_look {
    bool json;
    struct report_look text;
};

/* Says something about facts, to --output, and gives the verdict for the exit code; false with *err
 * set. */
typedef bool answer(const struct invocation *invocation, const struct facts *facts,
                    const struct tables *tables, const struct answer_look *look,
                    enum verdict *verdict, struct error *err);

/* The whole of a command that takes verify's words: facts, answer, report, exit code. */
int verify_answer(struct invocation *invocation, const char *command, answer *say,
                  struct error *err);

/* A login to an endpoint that route leads to, in the words of the request that hold for any server;
 * it points into all four. */
struct connect_request verify_login(const struct facts *facts, const struct verify_request *request,
                                    const struct endpoint *endpoint,
                                    const struct probe_route *route);

/* Probes, logs in, asks the site database. A child of parent; NULL when sqlcheck itself could not
 * work. */
struct facts *verify_gather(void *parent, const struct verify_request *request,
                            struct error *err) MUST_USE;

#endif
