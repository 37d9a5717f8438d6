/* The lab's private keys. Making them costs seconds, so that a folder may keep them. */
#ifndef SQLCHECK_LAB_KEYS_H
#define SQLCHECK_LAB_KEYS_H

#include "base/error.h"

#include <openssl/evp.h>

/* The RSA key called `name` of the folder; made, and kept there, when it is not yet. Two labs may
 * use one folder at once: the first to finish a key wins and both use that one. `folder` is created
 * with mode 0700. The caller frees it; NULL with err set. */
EVP_PKEY *keys_get(const char *folder, const char *name, unsigned bits, struct error *err) MUST_USE;

/* As above, for a key that is made in memory only. */
EVP_PKEY *keys_make(unsigned bits, struct error *err) MUST_USE;

#endif
