/* The JSON shape of the facts: one struct record for each struct of facts.h. */
#ifndef SQLCHECK_EVIDENCE_RECORDS_H
#define SQLCHECK_EVIDENCE_RECORDS_H

#include "evidence/facts.h"
#include "evidence/fields.h"

extern const struct record facts_record;
extern const struct record endpoint_record;
extern const struct record login_record;
extern const struct record certificate_record;
extern const struct record site_record;
extern const struct record role_record;
extern const struct record host_record;
extern const struct record assumption_record;

/* Writes all of them as a document with "schema": "sqlcheck/facts/1". */
void facts_write(FILE *to, const struct facts *facts);

/* Reads it back; `name` is what errors call the document. A child of parent; NULL on error. */
struct facts *facts_load(void *parent, const char *name, const char *text, size_t size,
                         struct error *err) MUST_USE;

#endif
