/* The TLS libraries of a machine: version, and what their system configuration allows. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "drivers/inspect/machine.h"

enum { LARGEST_FILE = 1 << 20, DEEPEST = 4, MOST_PAIRS = 10000 };

/* ---- files of sections, keys and values, as both libraries have them ---- */

struct pair {
    char *section;
    char *key;
    char *value;
    char *where;
};

struct conf {
    struct machine *machine;
    struct pair *pairs;
    size_t count;
    char *section; /* where the reading is */
    int depth;
};

static void conf_read(struct conf *conf, const char *path);

/* ".include FILE" and ".include = FILE" of OpenSSL's config(5): its lines stand here. */
static void conf_include(struct conf *conf, const char *value)
{
    void *memory = conf->machine->memory;
    value += strspn(value, " \t=");
    char *path = talloc_asprintf(memory, "%s%s", conf->machine->root, value);
    if (value[0] != '/' || conf->depth == DEEPEST)
        inspection_gap(conf->machine->inspection, text_printable(memory, value, strlen(value)),
                       "the TLS floor that it may set", "an included file that is not followed");
    else
        conf_read(conf, path);
}

static void conf_line(struct conf *conf, const char *where, char *line)
{
    void *memory = conf->machine->memory;
    line[strcspn(line, "#")] = '\0';
    char *text = text_trim(memory, line);
    char *equals = strchr(text, '=');
    if (*text == '[') {
        char *end = strchr(text, ']');
        if (end != NULL)
            *end = '\0';
        conf->section = text_trim(memory, text + 1);
    } else if (text_has_prefix(text, ".include")) {
        conf_include(conf, text + strlen(".include"));
    } else if (equals != NULL && *text != ';' && conf->count < MOST_PAIRS) {
        *equals = '\0';
        struct pair *pair = mem_append(memory, &conf->pairs, &conf->count, sizeof *pair);
        *pair = (struct pair){.section = conf->section,
                              .key = text_trim(memory, text),
                              .value = text_trim(memory, equals + 1),
                              .where = talloc_strdup(memory, where)};
    }
}

static void conf_read(struct conf *conf, const char *path)
{
    struct machine *machine = conf->machine;
    struct error err = ERROR_NONE;
    size_t size = 0;
    const char *shown = path + strlen(machine->root);
    if (access(path, F_OK) != 0)
        return;
    char *data = file_read(machine->memory, path, LARGEST_FILE, &size, &err);
    if (data == NULL) {
        inspection_gap(machine->inspection, shown, "the TLS floor that it may set", "%s", err.text);
        return;
    }
    char *text = text_printable(machine->memory, data, size);
    conf->depth++;
    for (size_t number = 1; *text != '\0'; number++) {
        size_t length = strcspn(text, "\n");
        char *next = text + length + (text[length] == '\n');
        text[length] = '\0';
        conf_line(conf, talloc_asprintf(machine->memory, "%s:%zu", shown, number), text);
        text = next;
    }
    conf->depth--;
}

static struct conf conf_open(struct machine *machine, const char *path)
{
    struct conf conf = {.machine = machine, .section = talloc_strdup(machine->memory, "")};
    conf_read(&conf, path);
    return conf;
}

/* The key without what stands before its last dot, which SSL_CONF ignores; DTLS is another
 * protocol. */
static const char *bare_key(const char *key)
{
    const char *dot = strrchr(key, '.');
    return dot == NULL || text_has_prefix(key, "DTLS.") ? key : dot + 1;
}

/* The last one counts; NULL. */
static const struct pair *conf_find(const struct conf *conf, const char *section, const char *key)
{
    for (size_t i = conf->count; section != NULL && i > 0; i--)
        if (text_equal(conf->pairs[i - 1].section, section) &&
            text_equal(bare_key(conf->pairs[i - 1].key), key))
            return &conf->pairs[i - 1];
    return NULL;
}

static const char *conf_value(const struct conf *conf, const char *section, const char *key)
{
    const struct pair *pair = conf_find(conf, section, key);
    return pair == NULL ? NULL : pair->value;
}

/* The file that a variable names, for this machine only; else what it is without. Libraries ignore
 * it in a program with more rights than its caller: so does secure_getenv. */
static char *file_of(struct machine *machine, const char *variable, const char *usual)
{
    char real[PATH_MAX];
    const char *named = *machine->root == '\0' ? secure_getenv(variable) : NULL;
    if (named != NULL && realpath(named, real) != NULL)
        return talloc_strdup(machine->memory, real);
    if (named != NULL)
        return talloc_strdup(machine->memory, named); /* not there: then there is none */
    return talloc_asprintf(machine->memory, "%s%s", machine->root, usual);
}

/* ---- OpenSSL ---- */

/* openssl_conf, ssl_conf, system_default: config(5), "SSL Configuration". */
static const char *system_default(const struct conf *conf)
{
    const char *first = conf_value(conf, "", "openssl_conf");
    if (first == NULL)
        first = conf_value(conf, "default", "openssl_conf");
    return conf_value(conf, conf_value(conf, first, "ssl_conf"), "system_default");
}

static void openssl_floor(struct machine *machine, const char *path)
{
    const struct conf conf = conf_open(machine, path);
    const char *section = system_default(&conf);
    const struct pair *least = conf_find(&conf, section, "MinProtocol");
    const struct pair *ciphers = conf_find(&conf, section, "CipherString");
    const char *level = ciphers == NULL ? NULL : strstr(ciphers->value, "@SECLEVEL=");
    if (least != NULL)
        machine_setting(machine, "openssl.minprotocol", least->value, least->where);
    if (level != NULL) {
        level += strlen("@SECLEVEL=");
        machine_setting(machine, "openssl.seclevel",
                        talloc_strndup(machine->memory, level, strspn(level, "0123456789")),
                        ciphers->where);
    }
}

static void read_openssl(struct machine *machine)
{
    static const char *const names[] = {"libcrypto.so.3", "libcrypto.so.1.1"};
    char *library = NULL;
    for (size_t i = 0; i < 2 && library == NULL; i++)
        library = machine_find_library(machine, machine->memory, names[i]);
    if (library == NULL)
        return;
    const char *version = machine_scan(machine->memory, library, "OpenSSL ");
    const char *folder = machine_scan(machine->memory, library, "OPENSSLDIR: \"");
    if (version != NULL)
        machine_setting(machine, "openssl.version", version, library + strlen(machine->root));
    else
        inspection_gap(machine->inspection, library + strlen(machine->root),
                       "the version of OpenSSL", "no version is in it");
    char *usual = talloc_asprintf(machine->memory, "%s/openssl.cnf",
                                  folder == NULL ? "/usr/lib/ssl" : folder);
    openssl_floor(machine, file_of(machine, "OPENSSL_CONF", usual));
}

/* ---- GnuTLS ---- */

/* Only the form that was seen to work is told: with an allow list FreeTDS offers what it did. */
static void gnutls_floor(struct machine *machine, const char *path)
{
    const struct conf conf = conf_open(machine, path);
    char *list = talloc_strdup(machine->memory, "");
    const char *where = NULL;
    for (size_t i = 0; i < conf.count; i++)
        if (text_equal(conf.pairs[i].section, "overrides") &&
            text_equal(conf.pairs[i].key, "disabled-version")) {
            list =
                talloc_asprintf_append(list, "%s%s", *list == '\0' ? "" : ",", conf.pairs[i].value);
            where = conf.pairs[i].where;
        }
    if (where != NULL)
        machine_setting(machine, "gnutls.disabled", list, where);
    if (text_equal(conf_value(&conf, "global", "override-mode"), "allowlist"))
        inspection_gap(machine->inspection, path + strlen(machine->root), "the TLS floor of GnuTLS",
                       "an allow list is not understood here");
}

static void read_gnutls(struct machine *machine)
{
    char *library = machine_find_library(machine, machine->memory, "libgnutls.so.30");
    if (library == NULL)
        return;
    /* "Enabled GnuTLS 3.7.9 logging..." of its start */
    const char *version = machine_scan(machine->memory, library, "Enabled GnuTLS ");
    if (version != NULL)
        machine_setting(machine, "gnutls.version", version, library + strlen(machine->root));
    else
        inspection_gap(machine->inspection, library + strlen(machine->root),
                       "the version of GnuTLS", "no version is in it");
    gnutls_floor(machine, file_of(machine, "GNUTLS_SYSTEM_PRIORITY_FILE", "/etc/gnutls/config"));
}

void machine_tls(struct machine *machine)
{
    read_openssl(machine);
    read_gnutls(machine);
}
