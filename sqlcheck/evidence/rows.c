#include "evidence/rows.h"

#include "base/text.h"

const char *rows_cell(const struct rows *rows, size_t row, const char *column)
{
    for (size_t i = 0; row < rows->count && i < rows->columns; i++)
        if (text_equal(rows->names[i], column))
            return rows->cells[row][i];
    return NULL;
}
