#include "drivers/inspect/hive.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <talloc.h>
#include <unistd.h>

#include "drivers/inspect/hive_jail.h"

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(hive, .init = set_up, .fini = tear_down);

static const char small[] = INSPECT_SEEDS "/../../inspect/small.hive";
static const char *const everything[] = {"**"};

static struct hive_request request(void)
{
    return (struct hive_request){.root = "HKEY_LOCAL_MACHINE\\SOFTWARE",
                                 .paths = everything,
                                 .path_count = 1,
                                 .limits = {.keys = 1000, .values = 1000, .bytes = 100000},
                                 .deadline = deadline_in_ms(60000)};
}

static struct hive read_small(const struct hive_request *wanted)
{
    struct error err = ERROR_NONE;
    struct hive hive;
    cr_assert(hive_read(scratch, small, wanted, &hive, &err), "%s", err.text);
    return hive;
}

Test(hive, what_is_no_hive_is_an_error)
{
    struct error err = ERROR_NONE;
    struct hive hive = {0};
    const struct hive_request wanted = request();
    cr_assert_not(hive_read(scratch, "/dev/null", &wanted, &hive, &err));
    cr_assert_str_eq(err.text, "reading '/dev/null': not a regular file");
    cr_assert_not(hive_read(scratch, INSPECT_SEEDS "/pe/x64", &wanted, &hive, &err));
    cr_assert_not(hive_read(scratch, "/nonexistent", &wanted, &hive, &err));
    cr_assert_null(hive.registry);
    cr_assert_not(hive_recognise("reg", 3));
    cr_assert(hive_recognise("regf", 4));
}

Test(hive, a_deadline_that_has_passed_ends_it)
{
    struct hive_request wanted = request();
    wanted.deadline = deadline_in_ms(-1);
    const struct hive hive = read_small(&wanted);
    /* the answer may have been quicker than the first look at the clock */
    if (hive.registry->key_count == 0)
        cr_assert_str_eq(hive.registry->problems[0].sentence,
                         "reading took too long and was ended");
    cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1, "no child is left behind");
}

static const struct {
    struct reg_limits limits;
    const char *sentence;
} bounds[] = {
    {{.keys = 3, .values = 1000, .bytes = 100000}, "more than 3 keys: the rest is left out"},
    {{.keys = 1000, .values = 2, .bytes = 100000}, "more than 2 values: the rest is left out"},
    {{.keys = 1000, .values = 1000, .bytes = 300}, "more than 300 bytes: the rest is left out"},
};

Test(hive, limits_hold_and_are_said)
{
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        struct hive_request wanted = request();
        wanted.limits = bounds[i].limits;
        const struct registry *registry = read_small(&wanted).registry;
        cr_assert_leq(registry->key_count, bounds[i].limits.keys, "row %zu", i);
        cr_assert_eq(registry->problem_count, 1, "row %zu", i);
        cr_assert_str_eq(registry->problems[0].sentence, bounds[i].sentence, "row %zu", i);
    }
}

Test(hive, nothing_asked_for_is_nothing_read)
{
    struct hive_request wanted = request();
    wanted.path_count = 0;
    const struct hive hive = read_small(&wanted);
    cr_assert_eq(hive.registry->key_count, 0);
    cr_assert_eq(hive.registry->problem_count, 0);
}

Test(hive, keys_values_and_times)
{
    const struct hive_request wanted = request();
    const struct hive hive = read_small(&wanted);
    const struct reg_key *key =
        reg_find_key(hive.registry, "hkey_local_machine\\software\\microsoft\\sqlncli11");
    cr_assert_not_null(key);
    cr_assert_eq(key->written_unix_s, 1600000120);
    cr_assert_str_eq(reg_find_text(key, "installedversion"), "11.4.7462.6");
    cr_assert_not(hive.dirty);
    cr_assert_eq(hive.registry->problem_count, 0);
}

/* ---- the jail ---- */

/* What a child in the jail got from doing `act`: 0, or errno. */
static int in_jail(bool (*act)(void))
{
    int status = 0;
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    pid_t pid = fork();
    if (pid == 0) {
        if (!hive_jail_enter(null, null))
            _exit(200);
        errno = 0;
        _exit(act() ? 0 : errno);
    }
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    (void)close(null);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

static bool open_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool open_unix_socket(void)
{
    return socket(AF_UNIX, SOCK_DGRAM, 0) >= 0;
}

static bool open_to_write(void)
{
    return open("/tmp", O_TMPFILE | O_RDWR, 0600) >= 0 || open("/dev/null", O_WRONLY) >= 0;
}

static bool create_file(void)
{
    return open("/tmp/sqlcheck-jail", O_CREAT | O_RDONLY, 0600) >= 0;
}

static bool run_program(void)
{
    char name[] = "/bin/true";
    char *const words[] = {name, NULL};
    return execv(name, words) == 0;
}

static bool start_process(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static bool signal_parent(void)
{
    return kill(getppid(), 0) == 0;
}

static bool remove_file(void)
{
    return unlink("/tmp/sqlcheck-nothing") == 0;
}

static bool read_file(void)
{
    return open("/dev/null", O_RDONLY) >= 0;
}

static bool take_a_gigabyte(void)
{
    return mmap(NULL, 1 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
           MAP_FAILED;
}

static bool crash(void)
{
    (void)signal(SIGSEGV, SIG_DFL);
    volatile int *nowhere = NULL;
    return *nowhere == 0;
}

Test(hive, the_jail_lets_read_files_and_nothing_else)
{
    bool (*const refused[])(void) = {open_socket, open_unix_socket, open_to_write, create_file,
                                     run_program, start_process,    signal_parent, remove_file};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        cr_assert_eq(in_jail(refused[i]), EPERM, "row %zu: %d", i, in_jail(refused[i]));
    cr_assert_eq(in_jail(read_file), 0);
#ifndef __SANITIZE_ADDRESS__
    cr_assert_eq(in_jail(take_a_gigabyte), ENOMEM);
    cr_assert_eq(in_jail(crash), 256 + SIGSEGV);
#else
    (void)take_a_gigabyte;
    (void)crash;
#endif
}
