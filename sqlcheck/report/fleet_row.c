#include <string.h>

#include <jansson.h>
#include <talloc.h>

#include "base/bytes.h"
#include "base/date.h"
#include "base/text.h"
#include "evidence/scan.h"
#include "report/fleet.h"

static bool verdict_of(const char *word, enum verdict *out)
{
    for (size_t i = 0; i < VERDICT_COUNT; i++)
        if (word != NULL && strcmp(word, verdict_status_word((enum verdict)i)) == 0) {
            *out = (enum verdict)i;
            return true;
        }
    return false;
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* "1.0 1.1 1.2": what one way takes. */
static char *taken(void *parent, const json_t *line, enum scan_way way, const char *lead)
{
    json_t *answers = json_object_get(json_object_get(line, "versions"), scan_way_names[way]);
    char *text = talloc_strdup(parent, lead);
    bool any = false;
    for (size_t i = 0; i < SCAN_VERSION_COUNT; i++) {
        const char *answer = text_of(answers, scan_version_names[i]);
        if (answer == NULL || strcmp(answer, tls_answer_names[TLS_ACCEPTED]) != 0)
            continue;
        text =
            talloc_asprintf_append(text, "%s%s", text[0] == '\0' ? "" : " ", scan_version_names[i]);
        any = true;
    }
    return any ? text : talloc_strdup(parent, "");
}

static char *all_taken(void *parent, const json_t *line)
{
    const char *parts[] = {taken(parent, line, SCAN_TDS7, ""), taken(parent, line, SCAN_TLS, ""),
                           taken(parent, line, SCAN_STRICT, "strict")};
    char *text = talloc_strdup(parent, "");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i][0] != '\0')
            text = talloc_asprintf_append(text, "%s%s", text[0] == '\0' ? "" : " ", parts[i]);
    return text;
}

static const json_t *leaf_of(const json_t *line)
{
    return json_array_get(json_object_get(json_object_get(line, "certificate"), "chain"), 0);
}

static char *days_left(void *parent, const json_t *line, int64_t now_unix_s)
{
    const char *end = text_of(leaf_of(line), "not_after");
    int64_t end_unix_s = 0;
    if (end == NULL || !date_parse(end, &end_unix_s))
        return talloc_strdup(parent, "");
    return talloc_asprintf(parent, "%lld", (long long)date_days_between(now_unix_s, end_unix_s));
}

static char *or_dash(void *parent, char *text)
{
    return text[0] == '\0' ? talloc_strdup(parent, "-") : text;
}

bool fleet_row_read(void *parent, const char *line, size_t size, int64_t now_unix_s,
                    struct fleet_row *out, struct error *err)
{
    struct fleet_row row;
    json_t *object = json_loadb(line, size, JSON_REJECT_DUPLICATES, NULL);
    const char *target = text_of(object, "target");
    const char *headline = text_of(object, "headline");
    const char *encryption = text_of(object, "encryption");
    bool whole = target != NULL && headline != NULL && encryption != NULL &&
                 verdict_of(text_of(object, "verdict"), &row.verdict) &&
                 json_is_object(json_object_get(object, "versions")) &&
                 json_is_integer(json_object_get(object, "elapsed_ms"));
    if (whole) {
        void *scratch = talloc_new(NULL);
        row.target = talloc_strdup(parent, target);
        row.headline = talloc_strdup(parent, headline);
        row.encryption = talloc_strdup(parent, encryption);
        row.versions = talloc_strdup(parent, or_dash(scratch, all_taken(scratch, object)));
        row.days = talloc_strdup(parent, or_dash(scratch, days_left(scratch, object, now_unix_s)));
        talloc_free(scratch);
        *out = row;
    }
    json_decref(object);
    return whole || error_set(err, "not a result of sqlcheck probe --format jsonl");
}

/* ---- CSV ------------------------------------------------------------------------------------- */

static char *cell_text(void *parent, const json_t *line, const char *key)
{
    const json_t *value = json_object_get(line, key);
    if (json_is_integer(value))
        return talloc_asprintf(parent, "%lld", (long long)json_integer_value(value));
    const char *text = json_string_value(value);
    return talloc_strdup(parent, text == NULL ? "" : text);
}

static char *cell_engine(void *parent, const json_t *line, const char *key)
{
    return cell_text(parent, json_object_get(line, "engine"), key);
}

static char *cell_suite(void *parent, const json_t *line, const char *key)
{
    return cell_text(parent, json_object_get(line, "handshake"), key);
}

static char *cell_leaf(void *parent, const json_t *line, const char *key)
{
    return cell_text(parent, leaf_of(line), key);
}

static char *cell_certificate(void *parent, const json_t *line, const char *key)
{
    return cell_text(parent, json_object_get(line, "certificate"), key);
}

static char *cell_taken(void *parent, const json_t *line, const char *key)
{
    for (size_t way = 0; way < SCAN_WAY_COUNT; way++)
        if (strcmp(scan_way_names[way], key) == 0)
            return taken(parent, line, (enum scan_way)way, "");
    return talloc_strdup(parent, "");
}

static char *cell_findings(void *parent, const json_t *line, const char *key)
{
    const json_t *findings = json_object_get(line, key);
    char *text = talloc_strdup(parent, "");
    for (size_t i = 0; i < json_array_size(findings); i++)
        text = talloc_asprintf_append(text, "%s%s", i == 0 ? "" : " ",
                                      cell_text(parent, json_array_get(findings, i), "id"));
    return text;
}

/* "RC4: TLS_RSA_WITH_RC4_128_SHA; 3DES: ..." */
static char *cell_weak_suites(void *parent, const json_t *line, const char *key)
{
    const char *why = NULL;
    json_t *names = NULL;
    char *text = talloc_strdup(parent, "");
    json_object_foreach(json_object_get(line, key), why, names)
    {
        text = talloc_asprintf_append(text, "%s%s:", text[0] == '\0' ? "" : "; ", why);
        for (size_t i = 0; i < json_array_size(names); i++) {
            const char *name = json_string_value(json_array_get(names, i));
            text = talloc_asprintf_append(text, " %s", name == NULL ? "" : name);
        }
    }
    return text;
}

/* Keys of the clients that agree on nothing with their defaults. */
static char *cell_clients(void *parent, const json_t *line, const char *key)
{
    const json_t *clients = json_object_get(line, key);
    char *text = talloc_strdup(parent, "");
    for (size_t i = 0; i < json_array_size(clients); i++) {
        const json_t *client = json_array_get(clients, i);
        const char *verdict = text_of(client, "verdict");
        const char *name = text_of(client, "client");
        if (verdict == NULL || name == NULL || strcmp(verdict, "fail") != 0)
            continue;
        text = talloc_asprintf_append(text, "%s%s", text[0] == '\0' ? "" : " ", name);
    }
    return text;
}

/* Programs read the columns by their place: new ones go to the end. */
static const struct {
    const char *name;
    const char *key;
    char *(*cell)(void *parent, const json_t *line, const char *key); /* NULL = the days left */
} columns[] = {
    {"target", "target", cell_text},
    {"address", "address", cell_text},
    {"port", "port", cell_text},
    {"verdict", "verdict", cell_text},
    {"headline", "headline", cell_text},
    {"reach", "reach", cell_text},
    {"encryption", "encryption", cell_text},
    {"tds7", "tds7", cell_taken},
    {"strict", "strict", cell_taken},
    {"tls", "tls", cell_taken},
    {"suite", "suite", cell_suite},
    {"engine", "version", cell_engine},
    {"release", "release", cell_engine},
    {"certificate_subject", "subject", cell_leaf},
    {"certificate_not_after", "not_after", cell_leaf},
    {"certificate_days", "", NULL},
    {"certificate_fingerprint", "fingerprint", cell_leaf},
    {"chain_error", "chain_error", cell_certificate},
    {"name_error", "name_error", cell_certificate},
    {"findings", "findings", cell_findings},
    {"connections", "connections", cell_text},
    {"hellos", "hellos", cell_text},
    {"elapsed_ms", "elapsed_ms", cell_text},
    {"weak_suites", "weak_suites", cell_weak_suites},
    {"clients_failing", "clients", cell_clients},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

static void put_cell(struct writer *out, const char *text)
{
    bool quoted = strpbrk(text, ",\"\r\n") != NULL;
    if (quoted)
        writer_u8(out, '"');
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"')
            writer_u8(out, '"');
        writer_u8(out, (uint8_t)*at);
    }
    if (quoted)
        writer_u8(out, '"');
}

char *fleet_csv_header(void *parent)
{
    char *text = talloc_strdup(parent, "");
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        text = talloc_asprintf_append(text, "%s%s", i == 0 ? "" : ",", columns[i].name);
    return talloc_strdup_append(text, "\r\n");
}

char *fleet_csv(void *parent, const char *line, int64_t now_unix_s)
{
    void *scratch = talloc_new(NULL);
    struct writer out;
    writer_init(&out, scratch);
    json_t *object = json_loads(line, 0, NULL);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (i > 0)
            writer_u8(&out, ',');
        put_cell(&out, columns[i].cell == NULL ? days_left(scratch, object, now_unix_s)
                                               : columns[i].cell(scratch, object, columns[i].key));
    }
    writer_bytes(&out, "\r\n", 2);
    char *text = talloc_strndup(parent, (const char *)out.data, out.size);
    json_decref(object);
    talloc_free(scratch);
    return text;
}
