/* Values into a JSON object of ours: texts are cleaned on the way (clean.h), NULL becomes null.
 * Keys stay in the order in which they were put, so equal input gives equal bytes. */
#ifndef SQLCHECK_REPORT_JSON_PUT_H
#define SQLCHECK_REPORT_JSON_PUT_H

#include "judge/judgement.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

json_t *json_text(const char *text);
json_t *json_texts(char *const *texts, size_t count);
json_t *json_time(int64_t unix_s);                             /* 0 becomes null */
void json_put(json_t *object, const char *key, json_t *value); /* takes the value over */
void json_put_text(json_t *object, const char *key, const char *text);
void json_put_count(json_t *object, const char *key, size_t count);
void json_put_time(json_t *object, const char *key, int64_t unix_s);

/* Findings as every report has them. */
json_t *findings_json(const struct finding *findings, size_t count);
/* The documents behind what a judgement cites. */
json_t *citations_json(const struct judgement *judgement);

/* What each client of the table gets from a server (scan_clients.c). */
struct scan_judgement;
json_t *clients_json(const struct scan_judgement *judgement);

/* What the user assumes, as --assume takes it. */
json_t *json_assumptions(const struct facts *facts);

/* The document of a plan (plan_json.c). */
struct plan; /* judge/plan.h */
json_t *json_plan(const struct plan *plan);

/* The document as text, a talloc child of parent that ends with a newline; the object is gone. */
char *json_finish(void *parent, json_t *object);

#endif
