#include "report/json_put.h"

#include <stdlib.h>

#include <talloc.h>

#include "base/date.h"
#include "judge/assume.h"
#include "report/clean.h"

json_t *json_text(const char *text)
{
    char *clean = clean_value(NULL, text);
    json_t *json = clean == NULL ? json_null() : json_string(clean);
    talloc_free(clean);
    return json;
}

json_t *json_texts(char *const *texts, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_text(texts[i] == NULL ? "" : texts[i]));
    return list;
}

json_t *json_assumptions(const struct facts *facts)
{
    json_t *list = json_array();
    for (size_t i = 0; i < facts->assumption_count; i++) {
        char *text = assume_text(NULL, &facts->assumptions[i]);
        json_array_append_new(list, json_text(text));
        talloc_free(text);
    }
    return list;
}

void json_put(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value);
}

void json_put_text(json_t *object, const char *key, const char *text)
{
    json_put(object, key, json_text(text));
}

void json_put_count(json_t *object, const char *key, size_t count)
{
    json_put(object, key, json_integer((json_int_t)count));
}

json_t *json_time(int64_t unix_s)
{
    char *text = date_iso(NULL, unix_s);
    json_t *json = json_text(unix_s == 0 ? NULL : text);
    talloc_free(text);
    return json;
}

void json_put_time(json_t *object, const char *key, int64_t unix_s)
{
    json_put(object, key, json_time(unix_s));
}

char *json_finish(void *parent, json_t *object)
{
    char *text = json_dumps(object, JSON_INDENT(2));
    json_decref(object); /* before the copy */
    char *copy = text == NULL ? NULL : talloc_asprintf(parent, "%s\n", text);
    free(text);
    return copy;
}

static json_t *finding_json(const struct finding *finding)
{
    json_t *object = json_object();
    json_put_text(object, "id", finding->id == NULL ? "" : finding->id);
    json_put_text(object, "severity", name_of(severity_names, finding->severity));
    json_put_text(object, "sentence", finding->sentence == NULL ? "" : finding->sentence);
    json_put(object, "facts", json_texts(finding->facts, finding->fact_count));
    json_put_text(object, "fix", finding->fix);
    json_put_text(object, "source", finding->source);
    json_put(object, "shared", json_boolean(finding->shared));
    return object;
}

json_t *findings_json(const struct finding *findings, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, finding_json(&findings[i]));
    return list;
}
