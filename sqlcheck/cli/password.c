#include "cli/password.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <talloc.h>

#include "base/text.h"
#include "connect/connect.h"

enum { LINE_END = 2 };

static int wipe_on_free(char *secret)
{
    text_wipe(secret, talloc_get_size(secret));
    return 0;
}

static char *secret_copy(void *parent, const char *text, size_t size)
{
    char *secret = talloc_strndup(parent, text, size);
    talloc_set_destructor(secret, wipe_on_free);
    return secret;
}

char *password_from_environment(void *parent)
{
    char *value = getenv("SQLCMDPASSWORD");
    if (value == NULL)
        return NULL;
    char *secret = secret_copy(parent, value, strlen(value));
    text_wipe(value, strlen(value)); /* /proc/PID/environ shows these bytes, not the variable */
    (void)unsetenv("SQLCMDPASSWORD");
    return secret;
}

void password_guard_process(void)
{
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static size_t without_line_end(const char *text, size_t size)
{
    while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == '\r'))
        size--;
    return size;
}

static char *secret_of(void *parent, const char *text, size_t size, struct error *err)
{
    if (size == 0)
        (void)error_set(err, "it is empty");
    else if (size > CONNECT_LONGEST_PASSWORD || memchr(text, '\0', size) != NULL)
        (void)error_set(err, "not a password of at most %d bytes", CONNECT_LONGEST_PASSWORD);
    else
        return secret_copy(parent, text, size);
    return NULL;
}

/* Unbuffered, so that no stdio buffer keeps a copy. What fills the buffer may have been cut. */
static char *read_secret(void *parent, int fd, struct error *err)
{
    char buffer[CONNECT_LONGEST_PASSWORD + LINE_END + 1];
    size_t used = 0;
    ssize_t got = 0;
    while (used < sizeof buffer && (got = read(fd, &buffer[used], sizeof buffer - used)) > 0)
        used += (size_t)got;
    size_t size = used == sizeof buffer ? used : without_line_end(buffer, used);
    char *secret = NULL;
    if (got < 0)
        (void)error_set(err, "%s", strerror(errno));
    else
        secret = secret_of(parent, buffer, size, err);
    text_wipe(buffer, sizeof buffer);
    return secret;
}

void password_warn_when_readable(const char *path)
{
    struct stat info;
    if (stat(path, &info) == 0 && S_ISREG(info.st_mode) &&
        (info.st_mode & (S_IRGRP | S_IROTH)) != 0)
        (void)fprintf(stderr,
                      "sqlcheck: warning: other users can read '%s'\n"
                      "hint: chmod 600 '%s'\n",
                      path, path);
}

static char *secret_from_file(void *parent, const char *path, struct error *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    char *secret = NULL;
    if (fd < 0) {
        (void)error_set(err, "%s", strerror(errno));
    } else {
        if (!is_stdin)
            password_warn_when_readable(path);
        secret = read_secret(parent, fd, err);
    }
    if (fd >= 0 && !is_stdin)
        (void)close(fd);
    if (secret == NULL)
        (void)error_wrap(err, "reading the password from '%s'", path);
    return secret;
}

/* Blocked, not handled: they are delivered once the terminal shows again what is typed. */
static int hold_signals(sigset_t *before)
{
    sigset_t ending;
    (void)sigemptyset(&ending);
    (void)sigaddset(&ending, SIGINT);
    (void)sigaddset(&ending, SIGQUIT);
    (void)sigaddset(&ending, SIGTERM);
    (void)sigaddset(&ending, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &ending, before);
    return signalfd(-1, &ending, SFD_CLOEXEC);
}

/* One line, not shown. Without a line, because it was interrupted: 0. */
static ssize_t read_hidden(int tty, const struct termios *shown, char *line, size_t room)
{
    struct termios hidden = *shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    sigset_t before;
    struct pollfd fds[] = {{.fd = tty, .events = POLLIN},
                           {.fd = hold_signals(&before), .events = POLLIN}};
    (void)tcsetattr(tty, TCSAFLUSH, &hidden);
    while (poll(fds, 2, -1) < 0 && errno == EINTR)
        ;
    ssize_t got = fds[1].revents == 0 ? read(tty, line, room) : 0;
    (void)tcsetattr(tty, TCSAFLUSH, shown);
    (void)dprintf(tty, "\n");
    if (fds[1].fd >= 0)
        (void)close(fds[1].fd);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return got;
}

static char *secret_from_prompt(void *parent, const char *user, struct error *err)
{
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC);
    struct termios shown;
    if (tty < 0 || tcgetattr(tty, &shown) != 0) {
        if (tty >= 0)
            (void)close(tty);
        (void)error_set(err, "no password for login '%s', and no terminal to ask on", user);
        (void)error_hint(err, "use --password-file FILE, or set SQLCMDPASSWORD");
        return NULL;
    }
    (void)dprintf(tty, "Password of %s: ", user);
    char line[CONNECT_LONGEST_PASSWORD + LINE_END + 1];
    ssize_t got = read_hidden(tty, &shown, line, sizeof line);
    (void)close(tty);
    char *secret = secret_of(parent, line, got > 0 ? without_line_end(line, (size_t)got) : 0, err);
    text_wipe(line, sizeof line);
    if (secret == NULL)
        (void)error_wrap(err, "the password of login '%s'", user);
    return secret;
}

static char *secret_from_environment(void *parent, const char *text, struct error *err)
{
    char *secret = secret_of(parent, text, strlen(text), err);
    if (secret == NULL)
        (void)error_wrap(err, "SQLCMDPASSWORD");
    return secret;
}

char *password_find(void *parent, const char *password_file, const char *from_environment,
                    const char *user, struct error *err)
{
    if (password_file != NULL)
        return secret_from_file(parent, password_file, err);
    const char *credentials = getenv("CREDENTIALS_DIRECTORY");
    if (credentials != NULL) {
        char *path = talloc_asprintf(parent, "%s/password", credentials);
        if (access(path, F_OK) == 0)
            return secret_from_file(parent, path, err);
    }
    if (from_environment != NULL && from_environment[0] != '\0')
        return secret_from_environment(parent, from_environment, err);
    return secret_from_prompt(parent, user, err);
}
