#include "drivers/inspect/hive.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <talloc.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "drivers/inspect/hive_answer.h"
#include "drivers/inspect/hive_jail.h"
#include "drivers/inspect/hive_walk.h"
#include "drivers/inspect/regular.h"

enum { PER_RECORD = 64, PROBLEMS_ROOM = 1024 * 1024, CHUNK = 64 * 1024 };

bool hive_recognise(const void *data, size_t size)
{
    return size >= 4 && memcmp(data, "regf", 4) == 0;
}

/* ---- dirty or not, without libhivex ---- */

/* The two sequence numbers are equal only when the last write came to its end: offsets 4 and 8. */
static bool read_header(int fd, struct hive *out, struct error *err)
{
    uint8_t header[12];
    if (pread(fd, header, sizeof header, 0) != (ssize_t)sizeof header ||
        !hive_recognise(header, sizeof header))
        return error_set(err, "not a registry hive: it does not begin with 'regf'");
    struct reader r = reader_over(header, sizeof header);
    reader_skip(&r, 4);
    uint32_t first = reader_u32le(&r);
    out->sequences_differ = first != reader_u32le(&r);
    return true;
}

static bool has_logs(const char *path)
{
    static const char *const endings[] = {".LOG1", ".LOG2", ".LOG", ".log1", ".log2", ".log"};
    bool found = false;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        struct stat status;
        char *name = talloc_asprintf(NULL, "%s%s", path, endings[i]);
        found = found || (stat(name, &status) == 0 && status.st_size > 0);
        talloc_free(name);
    }
    return found;
}

/* ---- the child ---- */

struct child {
    pid_t pid;
    int fd;
    int status;
    bool late;     /* the deadline came first */
    bool too_much; /* it said more than it was to say */
};

static bool start_child(int hive, const struct hive_request *request, struct child *child,
                        struct error *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(err, "making a pipe: %s", strerror(errno));
    child->pid = fork();
    if (child->pid == 0) {
        if (!hive_jail_enter(hive, ends[1]))
            _exit(2);
        hive_walk(request);
    }
    (void)close(ends[1]);
    child->fd = ends[0];
    if (child->pid > 0)
        return true;
    (void)close(ends[0]);
    return error_set(err, "starting a process: %s", strerror(errno));
}

/* All that the child may say: its limits, with room for sizes and problems. */
static size_t answer_room(const struct reg_limits *limits)
{
    size_t most = SIZE_MAX / 8;
    size_t records = limits->keys < most / PER_RECORD / 2 && limits->values < most / PER_RECORD / 2
                         ? (limits->keys + limits->values) * PER_RECORD
                         : most;
    return (limits->bytes < most ? limits->bytes : most) + records + PROBLEMS_ROOM + CHUNK;
}

/* True while more is to come. */
static bool hear(struct child *child, struct deadline deadline, size_t room, struct writer *answer)
{
    struct pollfd waiting = {.fd = child->fd, .events = POLLIN};
    uint8_t chunk[CHUNK];
    int ready = poll(&waiting, 1, deadline_left_ms(deadline));
    if (ready < 0 && errno == EINTR)
        return true;
    child->late = ready == 0;
    if (ready <= 0)
        return false;
    ssize_t got = read(child->fd, chunk, sizeof chunk);
    if (got < 0)
        return errno == EINTR;
    if ((size_t)got > room - answer->size) {
        child->too_much = true;
        return false;
    }
    writer_bytes(answer, chunk, (size_t)got);
    return got > 0;
}

/* A child that closed its pipe is on its way out already; the signal is for all others. */
static void end_child(struct child *child)
{
    (void)close(child->fd);
    if (child->late || child->too_much)
        (void)kill(child->pid, SIGKILL);
    while (waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR)
        ;
}

static void say_how_it_ended(struct reg_builder *builder, const struct child *child)
{
    if (child->late)
        reg_build_problem(builder, "", "reading took too long and was ended");
    else if (child->too_much)
        reg_build_problem(builder, "", "the reader said more than it was to say and was ended");
    else if (WIFSIGNALED(child->status))
        reg_build_problem(builder, "", "the reader was ended by SIG%s: the hive is damaged",
                          sigabbrev_np(WTERMSIG(child->status)));
    else if (WEXITSTATUS(child->status) == 2)
        reg_build_problem(builder, "", "the reader could not be confined, so it did not start");
    else
        reg_build_problem(builder, "", "the reader ended early: the hive is damaged");
}

static bool read_by_child(void *parent, int fd, const struct hive_request *request,
                          struct hive *out, struct error *err)
{
    struct child child = {.fd = -1};
    struct writer answer;
    if (!start_child(fd, request, &child, err))
        return false;
    void *memory = talloc_new(NULL);
    writer_init(&answer, memory);
    size_t room = answer_room(&request->limits);
    while (hear(&child, request->deadline, room, &answer))
        ;
    end_child(&child);
    struct reg_builder *builder = reg_build_start(parent, &request->limits);
    if (!hive_answer_read(builder, request->root, answer.data, answer.size))
        say_how_it_ended(builder, &child);
    out->registry = reg_build_finish(builder);
    talloc_free(memory);
    return true;
}

bool hive_read(void *parent, const char *path, const struct hive_request *request, struct hive *out,
               struct error *err)
{
    struct hive hive = {0};
    uint64_t size = 0;
    int fd = regular_open(path, &size, err);
    bool good = fd >= 0 && read_header(fd, &hive, err);
    if (good && size > HIVE_MAX_FILE)
        good = error_set(err, "larger than %d MB", HIVE_MAX_FILE / (1024 * 1024));
    good = good && read_by_child(parent, fd, request, &hive, err);
    if (fd >= 0)
        (void)close(fd);
    if (!good)
        return error_wrap(err, "reading '%s'", path);
    hive.has_logs = has_logs(path);
    hive.dirty = hive.sequences_differ || hive.has_logs;
    *out = hive;
    return true;
}
