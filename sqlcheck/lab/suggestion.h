/* The verify command that fits a lab, for people and for scripts. */
#ifndef SQLCHECK_LAB_SUGGESTION_H
#define SQLCHECK_LAB_SUGGESTION_H

#include "lab/case.h"

#include <stdio.h>

/* Words of the command after the program's name. Talloc child of parent. */
struct lab_list *suggestion_new(void *parent, const struct lab_case *lab, const char *ca_file);

/* Title and command, ready for a shell. */
void suggestion_print(const struct lab_case *lab, const struct lab_list *words, FILE *out);

/* The password of the suggested user as a comment, then one word a line, in one step. */
bool suggestion_write(const struct lab_case *lab, const struct lab_list *words, const char *path,
                      struct error *err) MUST_USE;

#endif
