#include "drivers/inspect/regular.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int regular_open(const char *path, uint64_t *size, struct error *err)
{
    struct stat status;
    /* O_NONBLOCK: opening a named pipe would wait for its writer */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) != 0)
        (void)error_set(err, "%s", strerror(errno));
    else if (!S_ISREG(status.st_mode))
        (void)error_set(err, "not a regular file");
    else {
        *size = (uint64_t)status.st_size;
        return fd;
    }
    if (fd >= 0)
        (void)close(fd);
    return -1;
}

bool regular_read(int fd, uint64_t offset, void *room, size_t size, size_t *used)
{
    ssize_t got = 1;
    *used = 0;
    while (*used < size && got != 0) {
        got = pread(fd, (char *)room + *used, size - *used, (off_t)(offset + *used));
        if (got < 0 && errno != EINTR)
            return false;
        *used += got > 0 ? (size_t)got : 0;
    }
    return true;
}
