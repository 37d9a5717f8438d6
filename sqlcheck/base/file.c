#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
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

bool file_write(const char *path, const void *data, size_t size, struct error *err)
{
    char *temporary = talloc_asprintf(NULL, "%s.%ld.part", path, (long)getpid());
    FILE *stream = fopen(temporary, "wbxe");
    bool ok = stream != NULL && fwrite(data, 1, size, stream) == size;
    if (stream != NULL)
        ok = fclose(stream) == 0 && ok;
    ok = ok && rename(temporary, path) == 0;
    if (!ok) {
        (void)error_set(err, "writing '%s': %s", path, strerror(errno));
        if (stream != NULL)
            (void)unlink(temporary);
    }
    talloc_free(temporary);
    return ok;
}
