#include "connect/harden.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OUT_OF_THE_WAY = 64 };

/* A driver keeps a value whole, however large the server says it is, so its memory is bounded here:
 * far above what a whole site needs. Not RLIMIT_AS, because address space that nobody writes to is
 * free. AddressSanitizer writes to more. */
static bool limit_memory(void)
{
#ifdef __SANITIZE_ADDRESS__
    return true;
#else
    const rlim_t most = (rlim_t)1 << 30;
    struct rlimit memory;
    if (getrlimit(RLIMIT_DATA, &memory) != 0)
        return false;
    memory.rlim_max = memory.rlim_max < most ? memory.rlim_max : most;
    memory.rlim_cur = memory.rlim_cur < most ? memory.rlim_cur : most;
    return setrlimit(RLIMIT_DATA, &memory) == 0;
#endif
}

bool harden_process(struct error *err)
{
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    const struct rlimit none = {0, 0};
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || setrlimit(RLIMIT_CORE, &none) != 0 ||
        prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || !limit_memory())
        return error_set(err, "hardening this process: %s", strerror(errno));
    (void)signal(SIGPIPE, SIG_IGN);
    /* A driver that crashes is to die of its signal, whatever handler a sanitizer put there. */
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
        (void)signal(crashes[i], SIG_DFL);
    return true;
}

bool harden_parent_lives(int parent_pid)
{
    return getppid() == (pid_t)parent_pid;
}

int harden_streams(void)
{
    struct stat status;
    if (fstat(STDIN_FILENO, &status) != 0 || !S_ISSOCK(status.st_mode))
        return -1;
    int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
    if (fd < 0) /* few descriptors are allowed */
        fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (fd < 0 || null < 0)
        return -1;
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        (void)dup2(null, stream);
    (void)close(null);
    return fd;
}
