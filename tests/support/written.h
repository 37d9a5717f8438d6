/* What is written to streams, as texts for tests: children of parent. */
#ifndef TESTS_SUPPORT_WRITTEN_H
#define TESTS_SUPPORT_WRITTEN_H

#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

#include "evidence/records.h"
#include "report/report.h"

/* The text of a stream of open_memstream(), which is closed. */
static inline char *written_text(void *parent, FILE *stream, char **text)
{
    (void)fclose(stream);
    char *copy = talloc_strdup(parent, *text);
    free(*text);
    return copy;
}

/* What --facts-out would hold. */
static inline char *facts_text(void *parent, const struct facts *facts)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    facts_write(stream, facts);
    return written_text(parent, stream, &text);
}

/* What --format json would say. */
static inline char *report_json_text(void *parent, const struct facts *facts,
                                     const struct judgement *judgement)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    report_json(stream, facts, judgement, NULL);
    return written_text(parent, stream, &text);
}

#endif
