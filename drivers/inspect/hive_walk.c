#include "drivers/inspect/hive_walk.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <hivex.h>
#include <talloc.h>

#include "base/bytes.h"
#include "drivers/inspect/hive_answer.h"

enum {
    FLUSH_AT = 64 * 1024,
    MAX_VALUE = 1024 * 1024, /* more is no version, and libhivex gives up at eight times that */
    MAX_DEPTH = 64, /* of what "**" follows; Windows allows 512 levels, nobody nests so deep */
};

struct walk {
    hive_h *hive;
    const struct hive_request *request;
    void *memory;
    struct writer out;
    size_t keys;
    size_t values;
    size_t bytes;
};

/* A key on the way from the root. */
struct step {
    const struct step *above;
    hive_node_h node;
    const char *path; /* below the root */
    int depth;
};

/* ---- telling the parent ---- */

static void flush(struct walk *walk)
{
    size_t sent = 0;
    while (sent < walk->out.size) {
        ssize_t put = write(STDOUT_FILENO, &walk->out.data[sent], walk->out.size - sent);
        if (put < 0 && errno != EINTR)
            _exit(1); /* the parent has gone, or has heard enough */
        sent += put > 0 ? (size_t)put : 0;
    }
    walk->out.size = 0;
}

static size_t begin(struct walk *walk, enum hive_record kind)
{
    writer_u8(&walk->out, (uint8_t)kind);
    writer_u32le(&walk->out, 0);
    return walk->out.size;
}

static void end(struct walk *walk, size_t start)
{
    writer_patch_u32le(&walk->out, start - 4, (uint32_t)(walk->out.size - start));
    walk->bytes += walk->out.size - start;
    if (walk->out.size >= FLUSH_AT)
        flush(walk);
}

/* "IN: did not work", errno's word included. */
static void tell_problem(struct walk *walk, const char *place, const char *sentence)
{
    size_t place_size = strnlen(place, UINT16_MAX);
    size_t start = begin(walk, HIVE_PROBLEM);
    writer_u16le(&walk->out, (uint16_t)place_size);
    writer_bytes(&walk->out, place, place_size);
    writer_bytes(&walk->out, sentence, strlen(sentence));
    end(walk, start);
}

/* One record beyond a limit is sent, so that the parent sees it and says so. */
static bool is_enough(const struct walk *walk)
{
    const struct reg_limits *limits = &walk->request->limits;
    return walk->keys > limits->keys || walk->values > limits->values ||
           walk->bytes > limits->bytes;
}

/* ---- values ---- */

static void tell_value(struct walk *walk, const struct step *at, hive_value_h value)
{
    hive_type type = hive_t_REG_NONE;
    size_t size = 0;
    char *name = hivex_value_key(walk->hive, value);
    bool known = name != NULL && strlen(name) <= UINT16_MAX &&
                 hivex_value_type(walk->hive, value, &type, &size) == 0;
    char *data =
        known && size <= MAX_VALUE ? hivex_value_value(walk->hive, value, &type, &size) : NULL;
    if (data == NULL) {
        char *sentence =
            talloc_asprintf(walk->memory, "the value '%s' is %s", name ? name : "?",
                            known && size > MAX_VALUE ? "larger than 1 MB" : "damaged");
        tell_problem(walk, at->path, sentence);
        talloc_free(sentence);
    } else {
        size_t start = begin(walk, HIVE_VALUE);
        writer_u32le(&walk->out, (uint32_t)type);
        writer_u16le(&walk->out, (uint16_t)strlen(name));
        writer_bytes(&walk->out, name, strlen(name));
        writer_bytes(&walk->out, data, size);
        end(walk, start);
    }
    walk->values++;
    free(name);
    free(data);
}

/* FILETIME counts 100 ns from 1601. */
static int64_t unix_time(int64_t filetime)
{
    int64_t seconds = filetime / 10000000 - 11644473600;
    return filetime <= 0 || seconds < 0 ? 0 : seconds;
}

static void tell_key(struct walk *walk, const struct step *at)
{
    if (is_enough(walk))
        return;
    size_t start = begin(walk, HIVE_KEY);
    writer_u64le(&walk->out, (uint64_t)unix_time(hivex_node_timestamp(walk->hive, at->node)));
    writer_bytes(&walk->out, at->path, strlen(at->path));
    end(walk, start);
    walk->keys++;
    hive_value_h *values = hivex_node_values(walk->hive, at->node);
    if (values == NULL)
        tell_problem(walk, at->path, "the list of this key's values is damaged");
    for (size_t i = 0; values != NULL && values[i] != 0 && !is_enough(walk); i++)
        tell_value(walk, at, values[i]);
    free(values);
}

/* ---- keys ---- */

static void follow(struct walk *walk, const struct step *at, const char *rest);

static bool is_on_the_way(const struct step *at, hive_node_h node)
{
    while (at != NULL && at->node != node)
        at = at->above;
    return at != NULL;
}

static void enter(struct walk *walk, const struct step *above, hive_node_h node, const char *rest)
{
    char *name = hivex_node_name(walk->hive, node);
    if (name == NULL) {
        tell_problem(walk, above->path, "the name of a key in it is damaged");
        return;
    }
    char *path = above->path[0] == '\0'
                     ? talloc_strdup(walk->memory, name)
                     : talloc_asprintf(walk->memory, "%s\\%s", above->path, name);
    const struct step at = {above, node, path, above->depth + 1};
    free(name);
    if (is_on_the_way(above, node))
        tell_problem(walk, path, "this key contains itself");
    else if (at.depth > MAX_DEPTH)
        tell_problem(walk, path, "more than 64 levels deep");
    else
        follow(walk, &at, rest);
    talloc_free(path);
}

static void enter_all(struct walk *walk, const struct step *at, const char *rest)
{
    hive_node_h *children = hivex_node_children(walk->hive, at->node);
    if (children == NULL)
        tell_problem(walk, at->path, "the list of the keys in it is damaged");
    for (size_t i = 0; children != NULL && children[i] != 0 && !is_enough(walk); i++)
        enter(walk, at, children[i], rest);
    free(children);
}

static void enter_one(struct walk *walk, const struct step *at, const char *name, const char *rest)
{
    errno = 0;
    hive_node_h node = hivex_node_get_child(walk->hive, at->node, name);
    if (node != 0)
        enter(walk, at, node, rest);
    else if (errno != 0 && errno != HIVEX_NO_KEY)
        tell_problem(walk, at->path, "the list of the keys in it is damaged");
}

/* `rest` is what of the wanted path is still to come. */
static void follow(struct walk *walk, const struct step *at, const char *rest)
{
    size_t size = strcspn(rest, "\\");
    const char *then = rest[size] == '\0' ? "" : &rest[size + 1];
    if (size == 0) {
        tell_key(walk, at);
    } else if (strcmp(rest, "**") == 0) {
        tell_key(walk, at);
        enter_all(walk, at, rest);
    } else if (size == 1 && rest[0] == '*') {
        enter_all(walk, at, then);
    } else {
        char *name = talloc_strndup(walk->memory, rest, size);
        enter_one(walk, at, name, then);
        talloc_free(name);
    }
}

/* libhivex refuses what it thinks damaged; its second, lenient mode reads what can be read. */
static bool open_hive(struct walk *walk)
{
    static const char path[] = "/proc/self/fd/0";
    walk->hive = hivex_open(path, 0);
    if (walk->hive != NULL)
        return true;
    int why = errno;
    walk->hive = hivex_open(path, HIVEX_OPEN_UNSAFE);
    tell_problem(walk, "",
                 walk->hive == NULL ? "the hive is damaged: nothing could be read"
                 : why == ENOMEM    ? "the hive needs more memory than it may have"
                                    : "the hive is damaged: some of it may be missing");
    return walk->hive != NULL;
}

_Noreturn void hive_walk(const struct hive_request *request)
{
    struct walk walk = {.request = request, .memory = talloc_new(NULL)};
    writer_init(&walk.out, walk.memory);
    if (open_hive(&walk)) {
        const struct step root = {NULL, hivex_root(walk.hive), "", 0};
        if (root.node == 0)
            tell_problem(&walk, "", "the hive has no root key");
        for (size_t i = 0; root.node != 0 && i < request->path_count; i++)
            follow(&walk, &root, request->paths[i]);
    }
    end(&walk, begin(&walk, HIVE_END));
    flush(&walk);
    _exit(0);
}
