#include "connect/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <talloc.h>

#include "base/mem.h"
#include "net/socket.h"

/* GnuTLS and OpenSSL read these when they load, FreeTDS when it connects: all by descriptor, so
 * nothing stays behind and nobody can change them in between. The numbers are the worker's. */
enum { GNUTLS_FD = 3, OPENSSL_FD = 4, FREETDS_FD = 5, FIRST_CLOSED_FD = 6, OUT_OF_THE_WAY = 16 };

/* Only this form works: FreeTDS overrides a default priority string. */
static const char gnutls_text[] = "[overrides]\n"
                                  "disabled-version = tls1.0\n"
                                  "disabled-version = tls1.1\n"
                                  "disabled-version = tls1.3\n";

/* For drivers that load OpenSSL, as Microsoft's do. */
static const char openssl_text[] = "openssl_conf = sqlcheck\n"
                                   "[sqlcheck]\n"
                                   "ssl_conf = ssl\n"
                                   "[ssl]\n"
                                   "system_default = only\n"
                                   "[only]\n"
                                   "MinProtocol = TLSv1.2\n"
                                   "MaxProtocol = TLSv1.2\n";

static const char *const carried[] = {
    "PATH",         "HOME",          "LANG",         "KRB5CCNAME",
    "KRB5_CONFIG",  "ODBCSYSINI",    "ODBCINI",      "LD_LIBRARY_PATH",
#ifdef __SANITIZE_ADDRESS__
    "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
#endif
};

static const char *const forcing[] = {
    "GNUTLS_SYSTEM_PRIORITY_FILE=/proc/self/fd/3",
    "OPENSSL_CONF=/proc/self/fd/4",
};

static void add(void *parent, char ***list, size_t *count, char *text)
{
    char **place = mem_append(parent, list, count, sizeof *place);
    *place = text;
}

static char **environment(void *parent, bool force)
{
    char **list = NULL;
    size_t count = 0;
    for (size_t i = 0; i < sizeof carried / sizeof carried[0]; i++) {
        const char *value = getenv(carried[i]);
        if (value != NULL)
            add(parent, &list, &count, talloc_asprintf(parent, "%s=%s", carried[i], value));
    }
    for (size_t i = 0; force && i < sizeof forcing / sizeof forcing[0]; i++)
        add(parent, &list, &count, talloc_strdup(parent, forcing[i]));
    add(parent, &list, &count, talloc_strdup(parent, "FREETDSCONF=/proc/self/fd/5"));
    add(parent, &list, &count, NULL);
    return list;
}

static int above(int fd)
{
    int moved = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
    net_close(&fd);
    return moved;
}

static int memory_file(const char *name, const char *text)
{
    int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    size_t size = strlen(text);
    if (fd < 0 || write(fd, text, size) != (ssize_t)size ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK) != 0) {
        net_close(&fd);
        return -1;
    }
    return above(fd);
}

/* A named section is the last word; [global] would be overruled by /etc/freetds/freetds.conf. */
static char *freetds_text(void *parent, const struct spawn_request *request)
{
    return talloc_asprintf(parent,
                           "[sqlcheck]\n"
                           "host = %s\n"
                           "port = %d\n"
                           "tds version = 7.4\n"
                           "encryption = require\n"
                           "client charset = UTF-8\n",
                           request->host == NULL ? "localhost" : request->host, request->port);
}

struct plan {
    int gnutls_fd;
    int openssl_fd;
    int freetds_fd;
    int worker_fd;
    int parent_fd;
};

static void close_plan(struct plan *plan)
{
    net_close(&plan->gnutls_fd);
    net_close(&plan->openssl_fd);
    net_close(&plan->freetds_fd);
    net_close(&plan->worker_fd);
    net_close(&plan->parent_fd);
}

static bool make_plan(void *parent, const struct spawn_request *request, struct plan *plan)
{
    int pair[2] = {-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    plan->worker_fd = above(pair[0]);
    plan->parent_fd = above(pair[1]);
    plan->gnutls_fd = memory_file("sqlcheck-gnutls", gnutls_text);
    plan->openssl_fd = memory_file("sqlcheck-openssl", openssl_text);
    plan->freetds_fd = memory_file("sqlcheck-freetds", freetds_text(parent, request));
    return plan->worker_fd >= 0 && plan->parent_fd >= 0 && plan->gnutls_fd >= 0 &&
           plan->openssl_fd >= 0 && plan->freetds_fd >= 0;
}

/* By name, because a tool that runs this program (valgrind) stands behind /proc/self/exe. */
static const char *own_program(char *room, size_t size)
{
    ssize_t got = readlink("/proc/self/exe", room, size - 1);
    if (got > 0) {
        room[got] = '\0';
        if (access(room, X_OK) == 0)
            return room;
    }
    return "/proc/self/exe";
}

static int add_actions(posix_spawn_file_actions_t *actions, const struct plan *plan)
{
    const int moves[][2] = {
        {plan->worker_fd, STDIN_FILENO},
        {plan->gnutls_fd, GNUTLS_FD},
        {plan->openssl_fd, OPENSSL_FD},
        {plan->freetds_fd, FREETDS_FD},
    };
    int error = 0;
    for (size_t i = 0; error == 0 && i < sizeof moves / sizeof moves[0]; i++)
        error = posix_spawn_file_actions_adddup2(actions, moves[i][0], moves[i][1]);
    for (int fd = STDOUT_FILENO; error == 0 && fd <= STDERR_FILENO; fd++)
        error = posix_spawn_file_actions_addopen(actions, fd, "/dev/null", O_WRONLY, 0);
    return error != 0 ? error : posix_spawn_file_actions_addclosefrom_np(actions, FIRST_CLOSED_FD);
}

static int set_signals(posix_spawnattr_t *attributes)
{
    sigset_t none;
    sigset_t all;
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    int error = posix_spawnattr_setsigmask(attributes, &none);
    error = error != 0 ? error : posix_spawnattr_setsigdefault(attributes, &all);
    return error != 0 ? error
                      : posix_spawnattr_setflags(attributes,
                                                 POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int start(const char *program, const struct plan *plan, char **variables, pid_t *pid)
{
    char name[] = "sqlcheck";
    char command[] = "worker";
    char *const words[] = {name, command, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        error = add_actions(&actions, plan);
        error = error != 0 ? error : set_signals(&attributes);
        error =
            error != 0 ? error : posix_spawn(pid, program, &actions, &attributes, words, variables);
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    return error;
}

bool spawn_worker(const struct spawn_request *request, struct spawned *out, struct error *err)
{
    if (request->host != NULL && strpbrk(request->host, "\r\n") != NULL)
        return error_set(err, "the host name has a line break in it");
    void *memory = talloc_new(NULL);
    char room[PATH_MAX];
    const char *program =
        request->program != NULL ? request->program : own_program(room, sizeof room);
    struct plan plan = {-1, -1, -1, -1, -1};
    pid_t pid = 0;
    int error = make_plan(memory, request, &plan) ? 0 : errno;
    if (error == 0)
        error = start(program, &plan, environment(memory, request->force), &pid);
    talloc_free(memory);
    if (error == 0) {
        *out = (struct spawned){.pid = pid, .fd = plan.parent_fd};
        plan.parent_fd = -1;
    }
    close_plan(&plan);
    return error == 0 || error_set(err, "starting a worker: %s", strerror(error));
}
