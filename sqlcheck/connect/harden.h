/* What a worker does to itself before it learns a secret. */
#ifndef SQLCHECK_CONNECT_HARDEN_H
#define SQLCHECK_CONNECT_HARDEN_H

#include "base/error.h"

#include <stdbool.h>

/* No core dump, no debugger, no /proc/PID/mem for others of the same user; at most 1 GB of memory;
 * the kernel ends this process when the thread that started it ends. */
bool harden_process(struct error *err) MUST_USE;

/* False when the parent was gone before harden_process could ask to be told. */
bool harden_parent_lives(int parent_pid);

/* Standard input (a socket) moved to a descriptor that drivers do not know; 0, 1 and 2 become
 * /dev/null, so that a driver's chatter reaches nobody. -1 when standard input is not a socket. */
int harden_streams(void);

#endif
