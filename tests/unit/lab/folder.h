/* A case folder of its own for a test, removed when the test ends well. */
#ifndef TESTS_UNIT_LAB_FOLDER_H
#define TESTS_UNIT_LAB_FOLDER_H

/* Path of a new folder; a talloc child of parent whose destructor removes it with its files. */
char *folder_new(void *parent);

/* Writes a file of the folder and gives its path. */
char *folder_file(char *folder, const char *name, const char *text);

/* Fails the test when something was not freed: Criterion does not look at LeakSanitizer. */
void expect_no_leak(void);

#endif
