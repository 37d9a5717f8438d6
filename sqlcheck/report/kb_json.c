/* "sqlcheck/kb/1". */
#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "report/json_put.h"
#include "report/kb.h"

#define KB_SCHEMA "sqlcheck/kb/1"

enum { MOST_RULES = 8, MOST_NEEDS = 64 };

static json_t *document(const char *kind, const char *question, int exit_code)
{
    json_t *object = json_object();
    json_put_text(object, "schema", KB_SCHEMA);
    json_put_text(object, "sqlcheck_version", SQLCHECK_VERSION);
    json_put_text(object, "kind", kind);
    json_put_text(object, "question", question);
    json_put(object, "exit", json_integer(exit_code));
    return object;
}

static void put_version(json_t *object, const char *key, const struct version *version)
{
    char *text = version_text(NULL, version);
    json_put_text(object, key, version->count == 0 ? NULL : text);
    talloc_free(text);
}

/* An array of the keys, with file, line and day beside it. */
static json_t *origin_json(const struct row_origin *origin)
{
    json_t *object = json_object();
    json_t *keys = json_array();
    void *scratch = talloc_new(NULL);
    for (const char *at = origin->source; *at != '\0';) {
        size_t length = strcspn(at, ";");
        json_array_append_new(keys,
                              json_text(text_trim(scratch, talloc_strndup(scratch, at, length))));
        at += length + (at[length] == ';');
        at += strspn(at, " ");
    }
    talloc_free(scratch);
    json_put_text(object, "table", origin->file);
    json_put_count(object, "line", origin->line);
    json_put(object, "sources", keys);
    json_put_text(object, "checked", origin->checked);
    return object;
}

static json_t *build_row_json(const struct build_row *row)
{
    if (row == NULL)
        return json_null();
    json_t *object = json_object();
    json_t *regressed = json_array();
    for (size_t i = 0; i < row->regressed_count; i++) {
        char *text = version_text(NULL, &row->regressed[i]);
        json_array_append_new(regressed, json_text(text));
        talloc_free(text);
    }
    json_put_text(object, "release", row->release);
    json_put_text(object, "service_pack", row->service_pack);
    json_put_text(object, "branch", branch_names[row->branch]);
    put_version(object, "first_build", &row->first_build);
    put_version(object, "tls12_build", &row->tls12_build);
    json_put_text(object, "architecture", architecture_names[row->architecture]);
    json_put(object, "regressed", regressed);
    json_put_text(object, "certainty", certainty_names[row->certainty]);
    json_put_text(object, "update", row->update);
    json_put_text(object, "kb", row->kb);
    json_put_text(object, "install", row->install);
    json_put(object, "origin", origin_json(&row->origin));
    return object;
}

static json_t *also_json(const struct kb_driver *driver)
{
    json_t *object = json_object();
    json_put_text(object, "family", driver->family->key);
    json_put_text(object, "name", driver->family->name);
    json_put_text(object, "answer", kb_answer_names[driver->answer]);
    json_put_text(object, "why", driver->why);
    return object;
}

char *report_kb_engine_json(void *parent, const struct kb_engine *engine)
{
    json_t *object = document("engine", engine->text, kb_engine_exit_code(engine));
    json_put_text(object, "answer", kb_answer_names[engine->answer]);
    json_put_text(object, "why", engine->why);
    json_put_text(object, "form", question_form_names[engine->question.form]);
    put_version(object, "written", &engine->question.written);
    put_version(object, "build", &engine->question.build);
    json_put_text(object, "architecture", architecture_names[engine->question.architecture]);
    json_put(object, "unlisted", json_boolean(engine->found.unlisted));
    json_put_text(object, "note", engine->found.note == NULL ? NULL : engine->found.note->words);
    json_put_text(object, "row", engine->row);
    json_put(object, "details", build_row_json(engine->found.row));
    json_put(object, "also", engine->also == NULL ? json_null() : also_json(engine->also));
    return json_finish(parent, object);
}

/* ---- drivers --------------------------------------------------------------------------------- */

static json_t *floor_json(const struct driver_floor *floor)
{
    json_t *object = json_object();
    json_put_text(object, "family", floor->family_key);
    json_put(object, "major", json_integer(floor->major));
    json_put(object, "minor_low", json_integer(floor->minor_low));
    json_put(object, "minor_high", json_integer(floor->minor_high));
    json_put(object, "build_low", json_integer(floor->build_low));
    json_put(object, "build_high",
             floor->build_high == 0 ? json_null() : json_integer(floor->build_high));
    put_version(object, "first_tls12", &floor->first_tls12);
    json_put_text(object, "certainty", certainty_names[floor->certainty]);
    json_put_text(object, "note", floor->note);
    json_put(object, "origin", origin_json(&floor->origin));
    return object;
}

static json_t *floors_json(const struct tables *tables, const struct driver_family *family)
{
    json_t *list = json_array();
    for (size_t i = 0; i < tables->floor_count; i++)
        if (family == NULL || tables->floors[i].family == family)
            json_array_append_new(list, floor_json(&tables->floors[i]));
    return list;
}

static json_t *name_json(const struct driver_name *name)
{
    json_t *object = json_object();
    json_put_text(object, "name", name->name);
    json_put_text(object, "kind", name_kind_names[name->kind]);
    json_put(object, "bits", name->bits == 0 ? json_null() : json_integer(name->bits));
    json_put_text(object, "certainty", certainty_names[name->certainty]);
    json_put(object, "origin", origin_json(&name->origin));
    return object;
}

static json_t *names_json(const struct tables *tables, const struct driver_family *family)
{
    json_t *list = json_array();
    for (size_t i = 0; i < tables->name_count; i++)
        if (tables->names[i].family == family)
            json_array_append_new(list, name_json(&tables->names[i]));
    return list;
}

static json_t *facts_json(const struct tables *tables, const struct driver_family *family)
{
    json_t *list = json_array();
    for (size_t i = 0; i < tables->driver_fact_count; i++) {
        const struct driver_fact *fact = &tables->driver_facts[i];
        if (fact->family != family)
            continue;
        json_t *object = json_object();
        json_put_text(object, "fact", fact->fact);
        json_put_text(object, "value", fact->value);
        json_put_text(object, "certainty", certainty_names[fact->certainty]);
        json_put(object, "origin", origin_json(&fact->origin));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *rule_json(const struct requirement_row *rule)
{
    json_t *object = json_object();
    json_put_text(object, "first_release", rule->first_release);
    json_put_text(object, "last_release", rule->last_release);
    json_put_text(object, "family", rule->family_key);
    put_version(object, "minimum", &rule->minimum);
    json_put_text(object, "use", rule->use == USE_DECIDES ? "decides" : "beside");
    json_put(object, "bits", json_integer(rule->bits));
    put_version(object, "validated", &rule->validated);
    json_put_text(object, "note", rule->note);
    json_put(object, "origin", origin_json(&rule->origin));
    return object;
}

static json_t *wanted_json(const struct tables *tables, const struct kb_driver *driver)
{
    json_t *list = json_array();
    for (size_t i = 0; i < tables->requirement_count; i++) {
        const struct requirement_row *rule = &tables->requirements[i];
        if (rule->family != driver->family)
            continue;
        json_t *object = rule_json(rule);
        bool known = driver->version.count != 0 && driver->found.floor != NULL;
        bool met = known && driver_compare(rule->family, &driver->version, &rule->minimum) >= 0;
        json_put(object, "satisfied", known ? json_boolean(met) : json_null());
        json_array_append_new(list, object);
    }
    return list;
}

char *report_kb_driver_json(void *parent, const struct tables *tables,
                            const struct kb_driver *driver)
{
    bool asked = driver->version.count != 0;
    json_t *object = document("driver", driver->text, asked ? kb_exit_code(driver->answer) : 0);
    json_put_text(object, "answer", asked ? kb_answer_names[driver->answer] : NULL);
    json_put_text(object, "why", driver->why);
    json_put_text(object, "family", driver->family->key);
    json_put_text(object, "name", driver->family->name);
    json_put(object, "asked_by", driver->name == NULL ? json_null() : name_json(driver->name));
    put_version(object, "written", &driver->written);
    put_version(object, "version", &driver->version);
    json_put(object, "floors", floors_json(tables, driver->family));
    json_put(object, "configmgr", wanted_json(tables, driver));
    json_put(object, "facts", facts_json(tables, driver->family));
    json_put(object, "names", names_json(tables, driver->family));
    return json_finish(parent, object);
}

/* ---- Configuration Manager, and the whole table ---------------------------------------------- */

static json_t *needs_json(const struct tables *tables, const struct release_lookup *release)
{
    const struct need_row *needs[MOST_NEEDS];
    size_t count = configmgr_needs(tables, release, needs, MOST_NEEDS);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *object = json_object();
        json_put_text(object, "subject", needs[i]->subject);
        json_put_text(object, "need", needs[i]->need);
        json_put_text(object, "certainty", certainty_names[needs[i]->certainty]);
        json_put(object, "origin", origin_json(&needs[i]->origin));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *roles_json(const struct tables *tables)
{
    json_t *list = json_array();
    for (size_t i = 0; i < tables->component_count; i++) {
        const struct component_row *row = &tables->components[i];
        json_t *object = json_object();
        json_put_text(object, "role", row->role);
        json_put(object, "prefix", json_boolean(row->match == MATCH_PREFIX));
        json_put_text(object, "component", row->component);
        json_put_text(object, "stack", stack_names[row->stack]);
        json_put(object, "origin", origin_json(&row->origin));
        json_array_append_new(list, object);
    }
    return list;
}

char *report_kb_configmgr_json(void *parent, const struct tables *tables,
                               const struct release_lookup *release, const char *question,
                               int exit_code)
{
    const struct requirement_row *rules[MOST_RULES];
    size_t count = configmgr_requirements(tables, release, rules, MOST_RULES);
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, rule_json(rules[i]));
    json_t *object = document("configmgr", question, exit_code);
    json_put_text(object, "release", release->release);
    json_put(object, "build", release->build == 0 ? json_null() : json_integer(release->build));
    json_put(object, "known", json_boolean(release->state == RELEASE_KNOWN));
    json_put(object, "rules", list);
    json_put(object, "needs", needs_json(tables, release));
    json_put(object, "roles", roles_json(tables));
    return json_finish(parent, object);
}

char *report_kb_table_json(void *parent, const struct tables *tables)
{
    json_t *object = document("table", NULL, 0);
    json_t *engines = json_array();
    for (size_t i = 0; i < tables->build_count; i++)
        json_array_append_new(engines, build_row_json(&tables->builds[i]));
    json_put(object, "engines", engines);
    json_put(object, "drivers", floors_json(tables, NULL));
    return json_finish(parent, object);
}
