#include "evidence/rows.h"

#include <criterion/criterion.h>
#include <stdint.h>

Test(rows, cells_are_found_by_name_and_never_outside)
{
    char name[] = "Name0", version[] = "Version0", value[] = "11.4.7001.0";
    char *names[] = {name, version};
    char *first[] = {NULL, value};
    char **cells[] = {first};
    struct rows rows = {.names = names, .columns = 2, .cells = cells, .count = 1};
    cr_assert_str_eq(rows_cell(&rows, 0, "version0"), "11.4.7001.0");
    cr_assert_null(rows_cell(&rows, 0, "Name0"), "NULL stays NULL");
    cr_assert_null(rows_cell(&rows, 0, "Version"));
    cr_assert_null(rows_cell(&rows, 1, "Version0"));
    cr_assert_null(rows_cell(&rows, SIZE_MAX, "Version0"));
    cr_assert_null(rows_cell(&(struct rows){.count = 0}, 0, "Version0"));
}
