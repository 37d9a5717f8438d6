/* Functions that cut, overflow or share state without saying so. Included before every file of
 * ours by the build; what to use instead stands beside each. */
#ifndef SQLCHECK_BASE_BANNED_H
#define SQLCHECK_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat /* talloc_strdup, talloc_asprintf */
#pragma GCC poison sprintf vsprintf              /* snprintf, talloc_asprintf */
#pragma GCC poison strtok                        /* text_*, csv_* */
#pragma GCC poison atoi atol atof                /* text_to_int */
#pragma GCC poison gmtime localtime asctime      /* date_*, gmtime_r; ctime is a name in krb5.h:   \
                                                    tests/rules/words finds it in ours */

#endif
