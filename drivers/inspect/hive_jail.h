/* What a process may still do before it reads a hostile file with somebody else's parser. */
#ifndef SQLCHECK_INSPECT_HIVE_JAIL_H
#define SQLCHECK_INSPECT_HIVE_JAIL_H

#include <stdbool.h>

/* Standard input becomes `in`, standard output `out`, every other descriptor is closed; 512 MB more
 * memory, 20 s of processor, no core dump, 16 descriptors, no debugger, dies with its parent; of
 * system calls only those that a reader of files needs. False when one of these could not be had,
 * as under valgrind. AddressSanitizer takes terabytes: its builds do without the bound on it. */
bool hive_jail_enter(int in, int out);

#endif
