#include "drivers/inspect/hive_jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MORE_MEMORY = 512 * 1024 * 1024, SECONDS = 20, DESCRIPTORS = 16, OUT_OF_THE_WAY = 10 };

static bool move_streams(int in, int out)
{
    int input = fcntl(in, F_DUPFD, OUT_OF_THE_WAY);
    int output = fcntl(out, F_DUPFD, OUT_OF_THE_WAY);
    if (input < 0 || output < 0 || dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0)
        return false;
#ifndef __SANITIZE_ADDRESS__ /* whose reports are wanted */
    int null = open("/dev/null", O_WRONLY);
    if (null < 0 || dup2(null, STDERR_FILENO) < 0)
        return false;
#endif
    return close_range(STDERR_FILENO + 1, ~0u, 0) == 0;
}

/* Our parent's memory came along: the bound is on top of it, except for
 * AddressSanitizer, which reserves terabytes. */
static bool limit_memory(void)
{
#ifndef __SANITIZE_ADDRESS__
    unsigned long pages = 0;
    FILE *statm = fopen("/proc/self/statm", "re");
    bool known = statm != NULL && fscanf(statm, "%lu", &pages) == 1;
    if (statm != NULL)
        (void)fclose(statm);
    if (!known)
        return false;
    rlim_t most = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + MORE_MEMORY;
    const struct rlimit limit = {most, most};
    return setrlimit(RLIMIT_AS, &limit) == 0;
#else
    return true;
#endif
}

static bool limit_resources(void)
{
    const struct {
        int what;
        rlim_t most;
    } limits[] = {
        {RLIMIT_CORE, 0}, {RLIMIT_CPU, SECONDS}, {RLIMIT_FSIZE, 0}, {RLIMIT_NOFILE, DESCRIPTORS}};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        const struct rlimit limit = {limits[i].most, limits[i].most};
        if (setrlimit((__rlimit_resource_t)limits[i].what, &limit) != 0)
            return false;
    }
    return limit_memory();
}

/* ---- system calls ---- */

#if defined(__x86_64__)
static const uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
static const uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
#error "the filter of system calls does not know this architecture"
#endif

/* Reading files, memory, ending. libhivex loads iconv modules, hence openat and mmap. */
static const uint32_t allowed[] = {
    __NR_read,         __NR_write,         __NR_close,       __NR_lseek,        __NR_pread64,
    __NR_fstat,        __NR_newfstatat,    __NR_fcntl,       __NR_mmap,         __NR_munmap,
    __NR_mremap,       __NR_mprotect,      __NR_brk,         __NR_madvise,      __NR_futex,
    __NR_exit,         __NR_exit_group,    __NR_getrandom,   __NR_rt_sigaction, __NR_rt_sigprocmask,
    __NR_rt_sigreturn, __NR_clock_gettime, __NR_sched_yield, __NR_sigaltstack,  __NR_getpid,
    __NR_gettid,
};

enum {
    ALLOWED = sizeof allowed / sizeof allowed[0],
    LOW_WORD = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 0 : 4,
};

/* Everything else answers EPERM, as if this machine had no such thing. openat may only read. */
static bool limit_calls(void)
{
    const uint32_t writes = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
    const uint32_t refuse = SECCOMP_RET_ERRNO | EPERM;
    const uint32_t flags = (uint32_t)offsetof(struct seccomp_data, args[2]) + LOW_WORD;
    struct sock_filter code[ALLOWED + 10] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, refuse),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_openat, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, flags),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, writes, 0, ALLOWED + 2),
        BPF_STMT(BPF_RET | BPF_K, refuse),
    };
    const size_t first = 8;
    for (size_t i = 0; i < ALLOWED; i++)
        code[first + i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, allowed[i],
                                                       (uint8_t)(ALLOWED - i), 0);
    code[first + ALLOWED] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, refuse);
    code[first + ALLOWED + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    const struct sock_fprog program = {.len = (unsigned short)(first + ALLOWED + 2),
                                       .filter = code};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

bool hive_jail_enter(int in, int out)
{
    return move_streams(in, out) && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
           prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && limit_resources() && limit_calls();
}
