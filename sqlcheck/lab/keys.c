#include "lab/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <talloc.h>

static EVP_PKEY *read_key(const char *path)
{
    FILE *stream = fopen(path, "rbe");
    if (stream == NULL)
        return NULL;
    EVP_PKEY *key = PEM_read_PrivateKey(stream, NULL, NULL, NULL);
    (void)fclose(stream);
    return key;
}

static bool write_all(const char *path, EVP_PKEY *key)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *stream = fd < 0 ? NULL : fdopen(fd, "wb");
    if (stream == NULL) {
        if (fd >= 0)
            (void)close(fd);
        return false;
    }
    bool ok = PEM_write_PrivateKey(stream, key, NULL, NULL, 0, NULL, NULL) == 1;
    return fclose(stream) == 0 && ok;
}

/* link(2) never replaces: when another lab was first, its key stays. */
static bool keep_key(const char *path, EVP_PKEY *key, struct error *err)
{
    char *temporary = talloc_asprintf(NULL, "%s.%ld.part", path, (long)getpid());
    bool ok = write_all(temporary, key) && (link(temporary, path) == 0 || errno == EEXIST);
    if (!ok)
        (void)error_set(err, "writing '%s': %s", path, strerror(errno));
    (void)unlink(temporary);
    talloc_free(temporary);
    return ok;
}

EVP_PKEY *keys_make(unsigned bits, struct error *err)
{
    EVP_PKEY *key = EVP_RSA_gen(bits);
    if (key == NULL)
        (void)error_set(err, "making a private key of %u bits failed", bits);
    return key;
}

static EVP_PKEY *make_and_keep(const char *path, unsigned bits, struct error *err)
{
    EVP_PKEY *key = keys_make(bits, err);
    if (key == NULL)
        return NULL;
    bool kept = keep_key(path, key, err);
    EVP_PKEY_free(key);
    if (!kept)
        return NULL;
    key = read_key(path);
    if (key == NULL)
        (void)error_set(err, "reading '%s' again failed", path);
    return key;
}

EVP_PKEY *keys_get(const char *folder, const char *name, unsigned bits, struct error *err)
{
    if (folder == NULL)
        return keys_make(bits, err);
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        (void)error_set(err, "creating '%s': %s", folder, strerror(errno));
        return NULL;
    }
    char *path = talloc_asprintf(NULL, "%s/%s-%u.pem", folder, name, bits);
    EVP_PKEY *key = read_key(path);
    if (key == NULL && access(path, F_OK) == 0)
        (void)error_set(err, "'%s' is not a private key in PEM", path);
    else if (key == NULL)
        key = make_and_keep(path, bits, err);
    talloc_free(path);
    return key;
}
