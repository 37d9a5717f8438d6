/* Which columns each file has, and the set of files that makes the tables. */
#include "drivers/tables/rows.h"

#include <string.h>

#include <talloc.h>

#define TABLE_WORDS_AS_TEXT(id, word) [id] = (word),

const char *const build_answer_names[] = {BUILD_ANSWERS(TABLE_WORDS_AS_TEXT) NULL};
const char *const branch_names[] = {BRANCHES(TABLE_WORDS_AS_TEXT) NULL};
const char *const architecture_names[] = {ARCHITECTURES(TABLE_WORDS_AS_TEXT) NULL};
const char *const driver_answer_names[] = {DRIVER_ANSWERS(TABLE_WORDS_AS_TEXT) NULL};
const char *const stack_names[] = {STACKS(TABLE_WORDS_AS_TEXT) NULL};
static const char *const compare_names[] = {COMPARES(TABLE_WORDS_AS_TEXT) NULL};
const char *const question_form_names[] = {QUESTION_FORMS(TABLE_WORDS_AS_TEXT) NULL};
const char *const name_kind_names[] = {NAME_KINDS(TABLE_WORDS_AS_TEXT) NULL};
const char *const certainty_names[] = {CERTAINTIES(TABLE_WORDS_AS_TEXT) NULL};
static const char *const remark_names[] = {REMARKS(TABLE_WORDS_AS_TEXT) NULL};
static const char *const use_names[] = {USES(TABLE_WORDS_AS_TEXT) NULL};
static const char *const match_names[] = {MATCHES(TABLE_WORDS_AS_TEXT) NULL};
static const char *const tls_default_names[] = {TLS_DEFAULTS(TABLE_WORDS_AS_TEXT) NULL};
static const char *const suites_what_names[] = {SUITES_WHATS(TABLE_WORDS_AS_TEXT) NULL};
static const char *const client_system_names[] = {CLIENT_SYSTEMS(TABLE_WORDS_AS_TEXT) NULL};
static const char *const tds_tls12_names[] = {TDS_TLS12S(TABLE_WORDS_AS_TEXT) NULL};
static const char *const message_about_names[] = {MESSAGE_ABOUTS(TABLE_WORDS_AS_TEXT) NULL};
static const char *const setting_type_names[] = {SETTING_TYPES(TABLE_WORDS_AS_TEXT) NULL};

#define COLUMN(type, member, kind_)                                                                \
    {                                                                                              \
        .name = #member, .kind = (kind_), .offset = offsetof(type, member)                         \
    }
#define NAMED(column, type, member, kind_)                                                         \
    {                                                                                              \
        .name = (column), .kind = (kind_), .offset = offsetof(type, member)                        \
    }
#define WORD(type, member, list)                                                                   \
    {                                                                                              \
        .name = #member, .kind = CELL_WORD, .offset = offsetof(type, member), .words = list        \
    }

static const struct column source_columns[] = {
    COLUMN(struct source_row, key, CELL_TEXT),
    COLUMN(struct source_row, document, CELL_TEXT),
    COLUMN(struct source_row, dated, CELL_TEXT),
};

static const struct column build_columns[] = {
    COLUMN(struct build_row, release, CELL_TEXT),
    COLUMN(struct build_row, service_pack, CELL_TEXT),
    WORD(struct build_row, branch, branch_names),
    COLUMN(struct build_row, first_build, CELL_VERSION),
    COLUMN(struct build_row, tls12_build, CELL_VERSION_OR_NONE),
    WORD(struct build_row, architecture, architecture_names),
    {.name = "regressed",
     .kind = CELL_VERSIONS,
     .offset = offsetof(struct build_row, regressed),
     .count_offset = offsetof(struct build_row, regressed_count)},
    WORD(struct build_row, certainty, certainty_names),
    COLUMN(struct build_row, update, CELL_TEXT_OR_NONE),
    COLUMN(struct build_row, kb, CELL_TEXT_OR_NONE),
    COLUMN(struct build_row, install, CELL_TEXT_OR_NONE),
};

static const struct column build_list_columns[] = {
    COLUMN(struct build_list, first_build, CELL_VERSION),
    COLUMN(struct build_list, setup, CELL_VERSION_OR_NONE),
    {.name = "known",
     .kind = CELL_VERSIONS,
     .offset = offsetof(struct build_list, known),
     .count_offset = offsetof(struct build_list, known_count)},
};

static const struct column build_note_columns[] = {
    COLUMN(struct build_note, build, CELL_VERSION),
    COLUMN(struct build_note, meant, CELL_VERSION_OR_NONE),
    WORD(struct build_note, certainty, certainty_names),
    COLUMN(struct build_note, words, CELL_TEXT),
};

static const struct column edition_columns[] = {
    COLUMN(struct edition_row, id, CELL_INT),
    COLUMN(struct edition_row, name, CELL_TEXT),
    COLUMN(struct edition_row, own_numbers, CELL_BOOL),
    COLUMN(struct edition_row, express, CELL_BOOL),
    COLUMN(struct edition_row, banner, CELL_TEXT_OR_NONE),
};

static const struct column family_columns[] = {
    NAMED("family", struct driver_family, key, CELL_TEXT),
    COLUMN(struct driver_family, name, CELL_TEXT),
    COLUMN(struct driver_family, title, CELL_TEXT),
    COLUMN(struct driver_family, brief, CELL_TEXT),
    COLUMN(struct driver_family, odbc_name, CELL_TEXT_OR_NONE),
    WORD(struct driver_family, compare, compare_names),
    COLUMN(struct driver_family, validates, CELL_BOOL),
    COLUMN(struct driver_family, tds8, CELL_BOOL),
    COLUMN(struct driver_family, of_windows, CELL_BOOL),
};

static const struct column name_columns[] = {
    COLUMN(struct driver_name, name, CELL_TEXT),
    WORD(struct driver_name, kind, name_kind_names),
    COLUMN(struct driver_name, bits, CELL_INT_OR_NONE),
    NAMED("family", struct driver_name, family_key, CELL_TEXT),
    WORD(struct driver_name, certainty, certainty_names),
};

static const struct column floor_columns[] = {
    NAMED("family", struct driver_floor, family_key, CELL_TEXT),
    COLUMN(struct driver_floor, major, CELL_INT),
    COLUMN(struct driver_floor, minor_low, CELL_INT),
    COLUMN(struct driver_floor, minor_high, CELL_INT),
    COLUMN(struct driver_floor, build_low, CELL_INT_OR_NONE),
    COLUMN(struct driver_floor, build_high, CELL_INT_OR_NONE),
    COLUMN(struct driver_floor, first_tls12, CELL_VERSION_OR_NONE),
    WORD(struct driver_floor, certainty, certainty_names),
    COLUMN(struct driver_floor, note, CELL_TEXT_OR_NONE),
};

static const struct column driver_number_columns[] = {
    NAMED("family", struct driver_number, family_key, CELL_TEXT),
    COLUMN(struct driver_number, at_least, CELL_INT),
    COLUMN(struct driver_number, version, CELL_VERSION),
};

static const struct column driver_fact_columns[] = {
    NAMED("family", struct driver_fact, family_key, CELL_TEXT),
    COLUMN(struct driver_fact, fact, CELL_TEXT),
    COLUMN(struct driver_fact, value, CELL_TEXT),
    WORD(struct driver_fact, certainty, certainty_names),
};

static const struct column driver_build_columns[] = {
    NAMED("family", struct driver_build, family_key, CELL_TEXT),
    COLUMN(struct driver_build, build, CELL_VERSION),
    WORD(struct driver_build, remark, remark_names),
    COLUMN(struct driver_build, words, CELL_TEXT),
};

static const struct column release_columns[] = {
    COLUMN(struct release_row, build, CELL_INT),
    COLUMN(struct release_row, release, CELL_TEXT),
    WORD(struct release_row, certainty, certainty_names),
};

static const struct column requirement_columns[] = {
    COLUMN(struct requirement_row, first_release, CELL_TEXT),
    COLUMN(struct requirement_row, last_release, CELL_TEXT_OR_NONE),
    NAMED("family", struct requirement_row, family_key, CELL_TEXT),
    COLUMN(struct requirement_row, minimum, CELL_VERSION),
    WORD(struct requirement_row, use, use_names),
    COLUMN(struct requirement_row, bits, CELL_INT),
    COLUMN(struct requirement_row, validated, CELL_VERSION_OR_NONE),
    COLUMN(struct requirement_row, note, CELL_TEXT_OR_NONE),
    COLUMN(struct requirement_row, update, CELL_TEXT_OR_NONE),
};

static const struct column need_columns[] = {
    COLUMN(struct need_row, first_release, CELL_TEXT),
    COLUMN(struct need_row, last_release, CELL_TEXT_OR_NONE),
    COLUMN(struct need_row, subject, CELL_TEXT),
    COLUMN(struct need_row, need, CELL_TEXT),
    WORD(struct need_row, certainty, certainty_names),
};

static const struct column dotnet_floor_columns[] = {
    COLUMN(struct dotnet_floor, first_release, CELL_TEXT),
    COLUMN(struct dotnet_floor, last_release, CELL_TEXT_OR_NONE),
    COLUMN(struct dotnet_floor, minimum, CELL_VERSION),
    WORD(struct dotnet_floor, certainty, certainty_names),
    COLUMN(struct dotnet_floor, words, CELL_TEXT),
};

static const struct column server_floor_columns[] = {
    COLUMN(struct server_floor, use, CELL_TEXT),
    COLUMN(struct server_floor, minimum, CELL_VERSION),
    COLUMN(struct server_floor, name, CELL_TEXT),
};

static const struct column component_columns[] = {
    COLUMN(struct component_row, role, CELL_TEXT),
    WORD(struct component_row, match, match_names),
    COLUMN(struct component_row, component, CELL_TEXT),
    WORD(struct component_row, stack, stack_names),
    COLUMN(struct component_row, on_list, CELL_BOOL),
    COLUMN(struct component_row, leading, CELL_INT),
    COLUMN(struct component_row, also, CELL_TEXT_OR_NONE),
};

static const struct column windows_columns[] = {
    COLUMN(struct windows_row, name, CELL_TEXT),
    COLUMN(struct windows_row, first, CELL_VERSION),
    WORD(struct windows_row, tls12_client, tls_default_names),
};

static const struct column setting_columns[] = {
    COLUMN(struct setting_row, key, CELL_TEXT),
    COLUMN(struct setting_row, path, CELL_TEXT),
    COLUMN(struct setting_row, value, CELL_TEXT_OR_NONE),
    WORD(struct setting_row, type, setting_type_names),
    COLUMN(struct setting_row, meaning, CELL_TEXT),
};

static const struct column tls_suites_columns[] = {
    COLUMN(struct tls_suites_row, list, CELL_TEXT),
    WORD(struct tls_suites_row, what, suites_what_names),
    COLUMN(struct tls_suites_row, update, CELL_TEXT_OR_NONE),
    COLUMN(struct tls_suites_row, suites, CELL_TEXT),
};

static const struct column tls_signatures_columns[] = {
    COLUMN(struct tls_signatures_row, list, CELL_TEXT),
    COLUMN(struct tls_signatures_row, schemes, CELL_TEXT),
};

static const struct column tls_client_columns[] = {
    NAMED("client", struct tls_client, key, CELL_TEXT),
    COLUMN(struct tls_client, name, CELL_TEXT),
    WORD(struct tls_client, system, client_system_names),
    COLUMN(struct tls_client, first, CELL_VERSION_OR_NONE),
    COLUMN(struct tls_client, versions, CELL_TEXT),
    COLUMN(struct tls_client, suites, CELL_TEXT),
    COLUMN(struct tls_client, groups, CELL_TEXT),
    COLUMN(struct tls_client, groups_off, CELL_TEXT_OR_NONE),
    COLUMN(struct tls_client, signatures, CELL_TEXT),
    COLUMN(struct tls_client, unsure, CELL_TEXT_OR_NONE),
    COLUMN(struct tls_client, note, CELL_TEXT_OR_NONE),
};

static const struct column update_columns[] = {
    COLUMN(struct update_row, subject, CELL_TEXT),
    COLUMN(struct update_row, name, CELL_TEXT),
    COLUMN(struct update_row, first, CELL_VERSION),
    COLUMN(struct update_row, update, CELL_TEXT_OR_NONE),
};

static const struct column tds_columns[] = {
    COLUMN(struct tds_row, protocol_version, CELL_TEXT),
    COLUMN(struct tds_row, tds, CELL_TEXT),
    COLUMN(struct tds_row, clients, CELL_TEXT),
    WORD(struct tds_row, tls12, tds_tls12_names),
};

static const struct column message_columns[] = {
    COLUMN(struct message_row, first, CELL_INT),
    COLUMN(struct message_row, last, CELL_INT),
    COLUMN(struct message_row, meaning, CELL_TEXT),
    WORD(struct message_row, about, message_about_names),
};

#define LAYOUT(file_, type, columns_, rows, count, check_)                                         \
    {                                                                                              \
        .file = (file_), .row_size = sizeof(type), .columns = (columns_),                          \
        .column_count = sizeof(columns_) / sizeof(columns_)[0],                                    \
        .rows_offset = offsetof(struct tables, rows),                                              \
        .count_offset = offsetof(struct tables, count), .cites = true, .check = (check_)           \
    }

/* In the order in which they lean on each other; sources.csv comes before all of them. */
static const struct layout layouts[] = {
    {.file = "sources.csv",
     .row_size = sizeof(struct source_row),
     .columns = source_columns,
     .column_count = sizeof source_columns / sizeof source_columns[0],
     .rows_offset = offsetof(struct tables, sources),
     .count_offset = offsetof(struct tables, source_count),
     .check = check_sources},
    LAYOUT("server-builds.csv", struct build_row, build_columns, builds, build_count, check_builds),
    LAYOUT("server-build-lists.csv", struct build_list, build_list_columns, build_lists,
           build_list_count, check_build_lists),
    LAYOUT("server-build-notes.csv", struct build_note, build_note_columns, build_notes,
           build_note_count, check_build_notes),
    LAYOUT("engine-editions.csv", struct edition_row, edition_columns, editions, edition_count,
           check_editions),
    LAYOUT("client-drivers.csv", struct driver_family, family_columns, families, family_count,
           check_families),
    LAYOUT("client-driver-names.csv", struct driver_name, name_columns, names, name_count,
           check_names),
    LAYOUT("client-driver-floors.csv", struct driver_floor, floor_columns, floors, floor_count,
           check_floors),
    LAYOUT("client-driver-builds.csv", struct driver_build, driver_build_columns, driver_builds,
           driver_build_count, check_driver_builds),
    LAYOUT("client-driver-numbers.csv", struct driver_number, driver_number_columns, driver_numbers,
           driver_number_count, check_driver_numbers),
    LAYOUT("client-driver-facts.csv", struct driver_fact, driver_fact_columns, driver_facts,
           driver_fact_count, check_driver_facts),
    LAYOUT("configmgr-versions.csv", struct release_row, release_columns, releases, release_count,
           check_releases),
    LAYOUT("configmgr-requirements.csv", struct requirement_row, requirement_columns, requirements,
           requirement_count, check_requirements),
    LAYOUT("configmgr-needs.csv", struct need_row, need_columns, needs, need_count, check_needs),
    LAYOUT("configmgr-dotnet.csv", struct dotnet_floor, dotnet_floor_columns, dotnet_floors,
           dotnet_floor_count, check_dotnet_floors),
    LAYOUT("configmgr-servers.csv", struct server_floor, server_floor_columns, server_floors,
           server_floor_count, check_server_floors),
    LAYOUT("components.csv", struct component_row, component_columns, components, component_count,
           check_components),
    LAYOUT("windows-defaults.csv", struct windows_row, windows_columns, windows, windows_count,
           check_windows),
    LAYOUT("windows-settings.csv", struct setting_row, setting_columns, settings, setting_count,
           check_settings),
    LAYOUT("tls-suites.csv", struct tls_suites_row, tls_suites_columns, tls_suites,
           tls_suites_count, check_tls_suites),
    LAYOUT("tls-signatures.csv", struct tls_signatures_row, tls_signatures_columns, tls_signatures,
           tls_signatures_count, check_tls_signatures),
    LAYOUT("tls-clients.csv", struct tls_client, tls_client_columns, tls_clients, tls_client_count,
           check_tls_clients),
    LAYOUT("windows-updates.csv", struct update_row, update_columns, updates, update_count,
           check_updates),
    LAYOUT("tds-versions.csv", struct tds_row, tds_columns, tds_versions, tds_version_count,
           check_tds_versions),
    LAYOUT("status-messages.csv", struct message_row, message_columns, messages, message_count,
           check_messages),
};

enum { LAYOUT_COUNT = sizeof layouts / sizeof layouts[0] };

const char *tables_file(size_t at)
{
    return at < LAYOUT_COUNT ? layouts[at].file : NULL;
}

static const struct table_text *find_text(const struct table_text *texts, size_t count,
                                          const char *file, struct error *err)
{
    const struct table_text *found = NULL;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(texts[i].name, file) != 0)
            continue;
        if (found != NULL) {
            (void)error_set(err, "%s: given twice", file);
            return NULL;
        }
        found = &texts[i];
    }
    if (found == NULL)
        (void)error_set(err, "%s: this table is missing", file);
    return found;
}

static bool all_texts_are_tables(const struct table_text *texts, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < LAYOUT_COUNT && strcmp(layouts[at].file, texts[i].name) != 0)
            at++;
        if (at == LAYOUT_COUNT)
            return error_set(err, "%s: not the name of a table", texts[i].name);
    }
    return true;
}

struct tables *tables_load_from(void *parent, const struct table_text *texts, size_t text_count,
                                struct error *err)
{
    struct tables *tables = talloc_zero(parent, struct tables);
    bool ok = all_texts_are_tables(texts, text_count, err);
    for (size_t i = 0; ok && i < LAYOUT_COUNT; i++) {
        const struct table_text *text = find_text(texts, text_count, layouts[i].file, err);
        ok = text != NULL && rows_load(tables, &layouts[i], text, err);
    }
    if (ok)
        return tables;
    talloc_free(tables);
    return NULL;
}
