#include "cli/targets.h"

#include <string.h>

#include <talloc.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

enum { HTTPS_PORT = 443, MOST_BYTES = 64 << 20 };

static const char https[] = "https://";

/* "https://mp01.contoso.com:8531/path": host and port count, the path does not. */
static bool parse_https(void *parent, const char *text, struct target *out, struct error *err)
{
    const char *name = text + strlen(https);
    char *host = talloc_strndup(parent, name, strcspn(name, "/?#"));
    bool in_brackets = host[0] == '[';
    char *colon = in_brackets ? strchr(host, ']') : strrchr(host, ':');
    if (in_brackets && colon != NULL)
        colon = colon[1] == ':' ? colon + 1 : NULL;
    if (colon != NULL)
        *colon = ',';
    if (strpbrk(host, "@\\") != NULL)
        return error_set(err, "'%s': expected https://HOST[:PORT]", text);
    struct target target;
    if (!target_parse(parent, host, &target, err))
        return error_wrap(err, "'%s'", text);
    if (target.port == 0)
        target.port = HTTPS_PORT;
    *out = target;
    return true;
}

static bool parse_target(void *parent, const char *text, struct scan_request *out,
                         struct error *err)
{
    out->probe.server_text = text;
    out->is_https = text_has_prefix(text, https);
    if (out->is_https)
        return parse_https(parent, text, &out->probe.target, err);
    return target_parse(parent, text, &out->probe.target, err) || error_wrap(err, "'%s'", text);
}

/* ---- files ----------------------------------------------------------------------------------- */

struct reading {
    void *parent;
    const struct scan_request *common;
    struct targets *out;
};

static struct probe_target *add(const struct reading *reading, const char *text)
{
    struct targets *out = reading->out;
    struct probe_target *target =
        mem_append(reading->parent, &out->list, &out->count, sizeof *target);
    target->text = text;
    target->request = *reading->common;
    return target;
}

/* "sql01  # the old one": a comment begins a line, or follows a blank. */
static char *without_comment(void *parent, const char *line)
{
    size_t size = 0;
    while (line[size] != '\0' &&
           !(line[size] == '#' && (size == 0 || line[size - 1] == ' ' || line[size - 1] == '\t')))
        size++;
    while (size > 0 && strchr(" \t\r", line[size - 1]) != NULL)
        size--;
    return talloc_strndup(parent, line, size);
}

static void take_line(const struct reading *reading, const char *name, size_t number,
                      const char *line)
{
    struct error err = ERROR_NONE;
    char *text = without_comment(reading->parent, line + strspn(line, " \t\r"));
    if (text[0] == '\0')
        return;
    struct probe_target *target = add(reading, text);
    if (!parse_target(reading->parent, text, &target->request, &err))
        target->trouble = talloc_asprintf(reading->parent, "%s:%zu: %s", name, number, err.text);
}

/* Windows writes UTF-16 from PowerShell, and a mark in front of UTF-8 from Notepad. NULL = with a
 * zero byte inside it is no text. */
static char *decoded(void *parent, char *data, size_t size)
{
    static const char utf8_mark[] = "\xef\xbb\xbf", utf16_mark[] = "\xff\xfe";
    if (size >= 2 && memcmp(data, utf16_mark, 2) == 0)
        return text_from_utf16le(parent, (const uint8_t *)data + 2, size - 2);
    if (strlen(data) != size)
        return NULL;
    bool marked = size >= 3 && memcmp(data, utf8_mark, 3) == 0;
    return marked ? data + 3 : data;
}

static bool read_list(const struct reading *reading, const char *path, struct error *err)
{
    size_t size = 0;
    char *data = file_read(reading->parent, path, MOST_BYTES, &size, err);
    if (data == NULL)
        return error_wrap(err, "--targets");
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    char *text = decoded(reading->parent, data, size);
    if (text == NULL)
        return error_set(err, "%s: not a text", name);
    size_t number = 1;
    for (char *line = text; line != NULL; number++) {
        char *end = strchr(line, '\n');
        if (end != NULL)
            *end = '\0';
        take_line(reading, name, number, line);
        line = end == NULL ? NULL : end + 1;
    }
    return true;
}

/* ---- all of them ----------------------------------------------------------------------------- */

static bool read_word(const struct reading *reading, const char *word, struct error *err)
{
    if (strcmp(word, "-") == 0)
        return read_list(reading, word, err);
    struct probe_target *target = add(reading, word);
    return parse_target(reading->parent, word, &target->request, err);
}

/* The first of those that are the same stays, in its place. */
static void fold(void *parent, struct targets *targets)
{
    const char **texts = mem_array(parent, const char *, targets->count);
    bool *again = mem_array(parent, bool, targets->count);
    for (size_t i = 0; i < targets->count; i++)
        texts[i] = targets->list[i].text;
    size_t *places = text_gather(parent, texts, targets->count);
    for (size_t i = 1; i < targets->count; i++)
        again[places[i]] = text_equal(texts[places[i]], texts[places[i - 1]]);
    size_t kept = 0;
    for (size_t i = 0; i < targets->count; i++)
        if (!again[i])
            targets->list[kept++] = targets->list[i];
    targets->folded = targets->count - kept;
    targets->count = kept;
}

bool targets_read(void *parent, const struct settings *settings, const struct scan_request *common,
                  struct targets *out, struct error *err)
{
    struct targets targets = {0};
    const struct reading reading = {.parent = parent, .common = common, .out = &targets};
    if (settings->word_count == 0 && settings->list_count[OPT_TARGETS] == 0)
        return error_set(err, "which endpoint? sqlcheck probe TARGET is missing");
    for (size_t i = 0; i < settings->word_count; i++)
        if (!read_word(&reading, settings->words[i], err))
            return false;
    for (size_t i = 0; i < settings->list_count[OPT_TARGETS]; i++)
        if (!read_list(&reading, settings->list[OPT_TARGETS][i], err))
            return false;
    if (targets.count == 0)
        return error_set(err, "--targets: no endpoint stands there");
    fold(parent, &targets);
    *out = targets;
    return true;
}
