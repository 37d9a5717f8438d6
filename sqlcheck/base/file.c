#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <talloc.h>

#include "base/mem.h"

static char *read_stream(void *parent, FILE *stream, size_t max_size, size_t *size,
                         struct error *err)
{
    max_size = max_size < FILE_LARGEST ? max_size : FILE_LARGEST;
    size_t room = 65536;
    size_t used = 0;
    char *data = mem_array(parent, char, room + 1);
    for (;;) {
        size_t got = fread(data + used, 1, room - used, stream);
        used += got;
        if (got == 0)
            break;
        if (used > max_size) {
            talloc_free(data);
            (void)error_set(err, "larger than %zu bytes", max_size);
            return NULL;
        }
        if (used == room) {
            room = room < max_size / 2 ? room * 2 : max_size + 1;
            data = mem_resize(parent, data, room + 1, 1);
        }
    }
    if (ferror(stream)) {
        talloc_free(data);
        (void)error_set(err, "%s", strerror(errno));
        return NULL;
    }
    data[used] = '\0';
    *size = used;
    return data;
}

char *file_read(void *parent, const char *path, size_t max_size, size_t *size, struct error *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    FILE *stream = is_stdin ? stdin : fopen(path, "rbe");
    if (stream == NULL) {
        (void)error_set(err, "reading '%s': %s", path, strerror(errno));
        return NULL;
    }
    char *data = read_stream(parent, stream, max_size, size, err);
    if (data == NULL)
        (void)error_wrap(err, "reading '%s'", path);
    if (!is_stdin)
        (void)fclose(stream);
    return data;
}

static bool cannot_write(const char *path, struct error *err)
{
    return error_set(err, "writing '%s': %s", path, strerror(errno));
}

/* A device, a pipe or a deleted file behind /dev/stdout would not be what it was if a new file took
 * its name. The name of a link is left to the link: its target is what is written. */
static void find_target(struct file_writer *out)
{
    struct stat found;
    bool exists = stat(out->path, &found) == 0;
    char *real = exists && S_ISREG(found.st_mode) ? realpath(out->path, NULL) : NULL;
    out->target = talloc_strdup(NULL, real == NULL ? out->path : real);
    if (!exists || real != NULL)
        out->temporary = talloc_asprintf(out->target, "%s.%ld.part", out->target, (long)getpid());
    free(real);
}

bool file_begin(struct file_writer *out, const char *path, struct error *err)
{
    *out = (struct file_writer){.path = path};
    find_target(out);
    if (out->temporary != NULL) {
        out->stream = fopen(out->temporary, "wbxe");
    } else {
        int fd = open(out->target, O_WRONLY | O_NOCTTY | O_CLOEXEC);
        out->stream = fd < 0 ? NULL : fdopen(fd, "wb");
    }
    if (out->stream != NULL)
        return true;
    (void)cannot_write(path, err);
    talloc_free(out->target);
    return false;
}

void file_put(FILE *stream, const void *data, size_t size)
{
    if (!ferror(stream))
        (void)fwrite(data, 1, size, stream);
}

bool file_end(struct file_writer *out, struct error *err)
{
    bool ok = !ferror(out->stream);
    ok = fclose(out->stream) == 0 && ok;
    ok = ok && (out->temporary == NULL || rename(out->temporary, out->target) == 0);
    if (!ok) {
        (void)cannot_write(out->path, err);
        if (out->temporary != NULL)
            (void)unlink(out->temporary);
    }
    talloc_free(out->target);
    return ok;
}

bool file_write(const char *path, const void *data, size_t size, struct error *err)
{
    struct file_writer out;
    if (!file_begin(&out, path, err))
        return false;
    file_put(out.stream, data, size);
    return file_end(&out, err);
}
