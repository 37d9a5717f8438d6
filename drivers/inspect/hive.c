#include "drivers/inspect/hive.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
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

enum { HEADER_SIZE = 4096, PER_RECORD = 64, PROBLEMS_ROOM = 1024 * 1024, CHUNK = 64 * 1024 };

bool hive_recognise(const void *data, size_t size)
{
    return size >= 4 && memcmp(data, "regf", 4) == 0;
}

/* ---- the header, without libhivex ---- */

/* The two sequence numbers are equal only when the last write came to its end: offsets 4 and 8. The
 * bins, whose size is at offset 40, follow the header's 4096 bytes. */
static bool read_header(int fd, struct hive *out, uint64_t *size, struct error *err)
{
    uint8_t header[44];
    ssize_t got = pread(fd, header, sizeof header, 0);
    if (got < 0 || !hive_recognise(header, (size_t)got))
        return error_set(err, "not a registry hive: it does not begin with 'regf'");
    struct reader r = reader_over(header, (size_t)got);
    reader_skip(&r, 4);
    uint32_t first = reader_u32le(&r);
    uint32_t second = reader_u32le(&r);
    reader_skip(&r, 28);
    uint64_t bins = reader_u32le(&r);
    if (!reader_ok(&r))
        return error_set(err, "not a registry hive: the header is cut off");
    out->sequences_differ = first != second;
    *size = HEADER_SIZE + bins;
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

/* libhivex refuses a hive that is shorter than its header says, whatever is in the part that is
 * there: it gets a copy in memory with zeros at the end. -1 when that cannot be made. */
static int padded_copy(int fd, uint64_t size)
{
    uint8_t chunk[CHUNK];
    off_t at = 0;
    ssize_t got = 0;
    int copy = memfd_create("sqlcheck-hive", MFD_CLOEXEC);
    bool good = copy >= 0 && ftruncate(copy, (off_t)size) == 0;
    while (good && (got = pread(fd, chunk, sizeof chunk, at)) > 0) {
        good = (uint64_t)(at + got) <= size && pwrite(copy, chunk, (size_t)got, at) == got;
        at += got;
    }
    if (good && got == 0)
        return copy;
    if (copy >= 0)
        (void)close(copy);
    return -1;
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

/* A child that closed its pipe is on its way out already, and the signal changes nothing for one
 * that is; one that was taken over might stay. */
static void end_child(struct child *child)
{
    (void)close(child->fd);
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

static bool read_by_child(void *parent, int fd, bool is_short, const struct hive_request *request,
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
    if (is_short)
        reg_build_problem(builder, "", "the file is shorter than its header says");
    if (!hive_answer_read(builder, request->root, answer.data, answer.size))
        say_how_it_ended(builder, &child);
    out->registry = reg_build_finish(builder);
    talloc_free(memory);
    return true;
}

static bool read_open(void *parent, int fd, uint64_t size, const struct hive_request *request,
                      struct hive *out, struct error *err)
{
    uint64_t stated = 0;
    if (!read_header(fd, out, &stated, err))
        return false;
    if (size > HIVE_MAX_FILE || stated > HIVE_MAX_FILE)
        return error_set(err, "larger than %d MB", HIVE_MAX_FILE / (1024 * 1024));
    int padded = size < stated ? padded_copy(fd, stated) : -1;
    bool good = read_by_child(parent, padded >= 0 ? padded : fd, size < stated, request, out, err);
    if (padded >= 0)
        (void)close(padded);
    return good;
}

bool hive_read(void *parent, const char *path, const struct hive_request *request, struct hive *out,
               struct error *err)
{
    struct hive hive = {0};
    uint64_t size = 0;
    int fd = regular_open(path, &size, err);
    bool good = fd >= 0 && read_open(parent, fd, size, request, &hive, err);
    if (fd >= 0)
        (void)close(fd);
    if (!good)
        return error_wrap(err, "reading '%s'", path);
    hive.has_logs = has_logs(path);
    hive.dirty = hive.sequences_differ || hive.has_logs;
    *out = hive;
    return true;
}
