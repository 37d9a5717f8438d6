/* The parts of the text report, from top to bottom. Each puts nothing where it has nothing to say,
 * and leaves the empty line before itself to page_gap(). */
#ifndef SQLCHECK_REPORT_PARTS_H
#define SQLCHECK_REPORT_PARTS_H

#include "report/page.h"

/* Site, database, endpoint, certificate, logins. */
void part_summary(struct page *page, const struct facts *facts, const struct judgement *judgement);
void part_logins(struct page *page, const struct facts *facts, const struct judgement *judgement);

/* What --what-if asks, where that is not TLS 1.2 only; what the user assumes, which no source
 * showed. */
void part_yours(struct page *page, const struct facts *facts);

/* One line or two about the TLS and the certificate of an endpoint. */
void part_endpoint(struct page *page, const struct facts *facts, const struct endpoint *endpoint,
                   const char *engine);

/* The same in one line: items for its engine, its TLS, or why it was not probed. */
void endpoint_items(struct page *page, const struct facts *facts, const struct endpoint *endpoint,
                    const char *engine, struct items *items);

/* A row for each of several sites; a line for each SQL Server besides the one that was asked. Worst
 * first, and no more than a reader can take in. */
void part_sites(struct page *page, const struct judgement *judgement);
void part_other_endpoints(struct page *page, const struct facts *facts,
                          const struct judgement *judgement);

/* With more paths than this, rows of the table that say the same become one. */
enum { FOLD_PATHS_ABOVE = 40 };

/* What each client of the table gets from this server; nothing where nobody asked. */
struct scan_judgement;
void part_clients(struct page *page, const struct scan_judgement *judgement);

/* The table of connection paths, as judge sorted them. */
void part_paths(struct page *page, const struct judgement *judgement);

/* The hosts of passing rows that the table folds. */
void part_folded(struct page *page, const struct judgement *judgement);

/* The same of its certificate alone, with what is wrong with it. */
void part_certificate(struct page *page, const struct endpoint *endpoint, int64_t now_unix_s);

/* One finding with its evidence, its fix and its source. */
void part_finding(struct page *page, const struct finding *finding);

/* Findings: of the paths, worst first, equal ones folded over hosts; then those of the run. */
void part_findings(struct page *page, const struct judgement *judgement);

/* What passes stand on, what was not judged, what could not be read, how to go on. */
void part_rest(struct page *page, const struct facts *facts, const struct judgement *judgement);

/* A remark about what no list of a site shows, in nearly every report: it stands at the end. */
bool finding_is_standing(const struct finding *finding);

/* Whether a finding of the run says this text already, in its sentence, its facts or its fix. */
bool judgement_says(const struct judgement *judgement, const char *text);

#endif
