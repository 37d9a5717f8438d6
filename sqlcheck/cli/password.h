/* Where a password comes from, and how it stays out of sight: it is read once, its first home is
 * overwritten, and it is wiped when its talloc parent goes. */
#ifndef SQLCHECK_CLI_PASSWORD_H
#define SQLCHECK_CLI_PASSWORD_H

#include "base/error.h"

/* Takes SQLCMDPASSWORD out of the environment: the bytes are overwritten in place and the variable
 * is gone. Called first thing, whether or not a password will be needed. NULL when not set; a child
 * of parent, wiped on free. */
char *password_from_environment(void *parent);

/* --password-file (NULL = not given; "-" = standard input), then $CREDENTIALS_DIRECTORY/password,
 * then `from_environment`, then a prompt on the terminal. A child of parent, wiped on free. */
char *password_find(void *parent, const char *password_file, const char *from_environment,
                    const char *user, struct error *err) MUST_USE;

/* Says so on stderr when other users can read a file that is as good as a password. */
void password_warn_when_readable(const char *path);

/* No core dump and no ptrace of this process: it holds a secret. */
void password_guard_process(void);

#endif
