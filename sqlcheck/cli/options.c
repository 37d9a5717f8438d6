#include "cli/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "base/ini.h"
#include "base/mem.h"
#include "base/text.h"

const struct option_row option_rows[OPTION_COUNT] = {
#define OPTION(id, letter, name, value, commands, standard, help)                                  \
    [id] = {(letter), (name), (value), (commands), (standard), (help)},
#include "cli/options.def"
#undef OPTION
};

/* ---- the command line ----------------------------------------------------------------------- */

static char *short_options(void *parent, int command_flag)
{
    char *letters = talloc_strdup(parent, ":");
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (option_rows[i].letter != 0 && (option_rows[i].flags & command_flag) != 0)
            letters = talloc_asprintf_append(letters, "%c%s", option_rows[i].letter,
                                             option_rows[i].value == NULL ? "" : ":");
    return letters;
}

/* getopt's `val` is the row's index + 256, so that it never meets a letter. */
static struct option *long_options(void *parent, int command_flag)
{
    struct option *longs = mem_array(parent, struct option, OPTION_COUNT + 1);
    size_t used = 0;
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if ((option_rows[i].flags & command_flag) != 0)
            longs[used++] = (struct option){
                .name = option_rows[i].name,
                .has_arg = option_rows[i].value == NULL ? no_argument : required_argument,
                .val = (int)i + 256,
            };
    return longs;
}

static size_t row_of(int found, int command_flag)
{
    if (found >= 256)
        return (size_t)(found - 256);
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (option_rows[i].letter == found && (option_rows[i].flags & command_flag) != 0)
            return i;
    return OPTION_COUNT;
}

static bool refuse(size_t id, struct error *err)
{
    const struct option_row *row = &option_rows[id];
    return error_set(err, "-%c, --%s: %s", row->letter, row->name, row->help);
}

/* What sqlcmd's -N may say here; strict would be TDS 8, which Native Client has not. */
static bool encrypts(const char *value)
{
    static const char *const words[] = {"m", "mandatory", "yes", "true", "t", "y", "1"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (text_equal(words[i], value))
            return true;
    return false;
}

static bool store(void *parent, struct settings *out, size_t id, const char *value,
                  struct error *err)
{
    if ((option_rows[id].flags & REFUSED) != 0)
        return refuse(id, err);
    if (id == OPT_ENCRYPT && !encrypts(value))
        return error_set(err, "-N %s: sqlcheck never connects without encryption", value);
    const char *kept = value == NULL ? "yes" : talloc_strdup(parent, value);
    if ((option_rows[id].flags & REPEATED) != 0) {
        const char **item = mem_append(parent, &out->list[id], &out->list_count[id], sizeof *item);
        *item = kept;
    }
    out->value[id] = kept;
    return true;
}

/* A secret may stand in argv by mistake: what we do not know is never repeated beyond its name. */
static bool unknown_option(char **argv, struct error *err)
{
    if (optopt != 0 && optopt < 256)
        return error_set(err, "unknown option '-%c'", optopt);
    const char *word = argv[optind - 1];
    return error_set(err, "unknown option '%.*s'", (int)strcspn(word, "="), word);
}

static bool missing_value(struct error *err, int command_flag)
{
    size_t id = row_of(optopt, command_flag);
    if (id == OPTION_COUNT)
        return error_set(err, "an option is missing its value");
    if ((option_rows[id].flags & REFUSED) != 0)
        return refuse(id, err);
    return error_set(err, "option '--%s' needs a value: %s", option_rows[id].name,
                     option_rows[id].value);
}

/* getopt answers '?' for -? and for what it does not know; only then is optopt or a long name
 * set. */
static bool is_question_mark(char **argv)
{
    return optopt == 0 && strncmp(argv[optind - 1], "--", 2) != 0;
}

static bool take_option(void *parent, int found, char **argv, int command_flag,
                        struct settings *out, struct error *err)
{
    if (found == ':')
        return missing_value(err, command_flag);
    if (found == '?' && !is_question_mark(argv))
        return unknown_option(argv, err);
    size_t id = row_of(found, command_flag);
    bool ok = store(parent, out, id, optarg, err);
    if (id == OPT_PASSWORD && optarg != NULL)
        text_wipe(optarg, strlen(optarg)); /* argv is for everybody to see */
    return ok;
}

bool options_parse(void *parent, int argc, char **argv, int command_flag, struct settings *out,
                   struct error *err)
{
    *out = (struct settings){0};
    char *letters = short_options(parent, command_flag);
    struct option *longs = long_options(parent, command_flag);
    opterr = 0;
    optind = 0;
    for (;;) {
        optopt = 0;
        optarg = NULL;
        int found = getopt_long(argc, argv, letters, longs, NULL);
        if (found == -1)
            break;
        if (!take_option(parent, found, argv, command_flag, out, err))
            return false;
    }
    for (int i = optind; i < argc; i++) {
        const char **word = mem_append(parent, &out->words, &out->word_count, sizeof *word);
        *word = talloc_strdup(parent, argv[i]);
    }
    return true;
}

/* ---- environment and configuration file ----------------------------------------------------- */

static const struct {
    enum option_id id;
    const char *variable;
} environment_rows[] = {
    {OPT_SERVER, "SQLCMDSERVER"},   {OPT_USER, "SQLCMDUSER"},
    {OPT_DATABASE, "SQLCMDDBNAME"}, {OPT_LOGIN_TIMEOUT, "SQLCMDLOGINTIMEOUT"},
    {OPT_CA_FILE, "SSL_CERT_FILE"},
};

/* Of -E and -U, which exclude each other, the one that was said nearer stands alone. */
static bool is_overruled(const struct settings *settings, enum option_id id)
{
    return (id == OPT_USER && settings->value[OPT_TRUSTED] != NULL) ||
           (id == OPT_TRUSTED && settings->value[OPT_USER] != NULL);
}

static void take_environment(void *parent, int command_flag, struct settings *settings)
{
    for (size_t i = 0; i < sizeof environment_rows / sizeof environment_rows[0]; i++) {
        enum option_id id = environment_rows[i].id;
        const char *value = getenv(environment_rows[i].variable);
        if (value != NULL && value[0] != '\0' && settings->value[id] == NULL &&
            !is_overruled(settings, id) && (option_rows[id].flags & command_flag) != 0)
            settings->value[id] = talloc_strdup(parent, value);
    }
}

struct config_reading {
    void *parent;
    int command_flag;
    struct settings *settings;
    bool on_command_line[OPTION_COUNT];
};

static bool take_config_pair(void *context, const char *section, const char *key, const char *value,
                             struct error *err)
{
    struct config_reading *reading = context;
    if (section[0] != '\0')
        return error_set(err, "expected no section, found '[%s]'", section);
    bool is_known = false; /* one file serves both commands */
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option_row *row = &option_rows[i];
        if (!text_equal(row->name, key) || (row->flags & (FOR_VERIFY | FOR_PROBE)) == 0 ||
            i == OPT_CONFIG || i == OPT_HELP || i == OPT_VERSION)
            continue;
        is_known = true;
        if ((row->flags & reading->command_flag) == 0)
            continue;
        if (reading->on_command_line[i])
            return true;
        if (row->value == NULL && !text_equal(value, "yes") && !text_equal(value, "no"))
            return error_set(err, "'%s' is yes or no", row->name);
        if (row->value == NULL && text_equal(value, "no"))
            return true;
        return store(reading->parent, reading->settings, i, value, err);
    }
    if (is_known)
        return true;
    (void)error_set(err, "'%s' is not an option of verify or probe", key);
    return error_hint(err, "the keys are the long names that --help lists");
}

static char *config_path(void *parent, const struct settings *settings)
{
    if (settings->value[OPT_CONFIG] != NULL)
        return talloc_strdup(parent, settings->value[OPT_CONFIG]);
    const char *base = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    char *path = NULL;
    if (base != NULL && base[0] == '/')
        path = talloc_asprintf(parent, "%s/sqlcheck/sqlcheck.conf", base);
    else if (home != NULL)
        path = talloc_asprintf(parent, "%s/.config/sqlcheck/sqlcheck.conf", home);
    if (path != NULL && access(path, F_OK) == 0)
        return path;
    path = talloc_strdup(parent, "/etc/sqlcheck/sqlcheck.conf");
    return access(path, F_OK) == 0 ? path : NULL;
}

bool options_complete(void *parent, int command_flag, struct settings *settings, struct error *err)
{
    take_environment(parent, command_flag, settings);
    char *path = config_path(parent, settings);
    if (path != NULL && (option_rows[OPT_CONFIG].flags & command_flag) != 0) {
        struct config_reading reading = {
            .parent = parent, .command_flag = command_flag, .settings = settings};
        for (size_t i = 0; i < OPTION_COUNT; i++)
            reading.on_command_line[i] =
                settings->value[i] != NULL || is_overruled(settings, (enum option_id)i);
        if (!ini_read(path, take_config_pair, &reading, err))
            return false;
    }
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (settings->value[i] == NULL && (option_rows[i].flags & command_flag) != 0)
            settings->value[i] = option_rows[i].standard;
    return true;
}
