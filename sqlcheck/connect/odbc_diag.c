#include "connect/odbc_diag.h"

#include <talloc.h>

#include "base/text.h"

enum { MOST_RECORDS = 32, LONGEST_TEXT = 2048 };

_Static_assert(sizeof(SQLWCHAR) == 2, "unixODBC has UTF-16 in SQLWCHAR");

char *odbc_to_utf8(void *parent, const SQLWCHAR *text, size_t units)
{
    return text_from_utf16le(parent, (const uint8_t *)text, units * sizeof *text);
}

SQLWCHAR *odbc_from_utf8(void *parent, const char *utf8, size_t *units)
{
    struct writer w;
    writer_init(&w, parent);
    size_t room = (text_utf16_units(utf8) + 1) * sizeof(SQLWCHAR);
    w.data = talloc_zero_size(parent, room); /* at once: growing would leave copies behind */
    w.capacity = room;
    text_write_utf16le(&w, utf8);
    *units = w.size / sizeof(SQLWCHAR);
    writer_u16le(&w, 0);
    return (SQLWCHAR *)(void *)w.data;
}

static bool begins(const char *sqlstate, const char *with)
{
    return strncmp(sqlstate, with, strlen(with)) == 0;
}

/* FreeTDS numbers its own errors 20000 and up, and hands the server's on as they are. The class 08
 * is a connection's own trouble, 01 what the server says by the way (5701), HYT a time limit, IM
 * the driver manager's. */
static bool is_from_server(const struct family *family, const char *sqlstate, SQLINTEGER number)
{
    bool is_driver_number =
        strcmp(family->key, "freetds") == 0 && number >= 20000 && number < 20300;
    return number > 0 && !is_driver_number && !begins(sqlstate, "01") && !begins(sqlstate, "08") &&
           !begins(sqlstate, "HYT") && !begins(sqlstate, "IM");
}

enum { LOGIN_FAILED_NUMBER = 18456 };

/* 18456 follows from what the server said before it (4060), and FreeTDS puts it first. */
static bool says_more(const struct odbc_diag *diag, bool is_server_message, SQLINTEGER number)
{
    if (!diag->any || (is_server_message && !diag->is_server_message))
        return true;
    if (is_server_message && diag->number == LOGIN_FAILED_NUMBER && number != LOGIN_FAILED_NUMBER)
        return true;
    return !diag->is_server_message && diag->number == 0 && number != 0;
}

static void note(struct odbc_diag *diag, const char *sqlstate)
{
    bool limit = begins(sqlstate, "HYT");
    diag->timed_out = diag->timed_out || limit;
    diag->connection_lost = diag->connection_lost || limit || begins(sqlstate, "08S");
}

struct odbc_diag odbc_diagnose(void *parent, const struct family *family, SQLSMALLINT kind,
                               SQLHANDLE handle)
{
    struct odbc_diag diag = {.any = false};
    for (SQLSMALLINT i = 1; i <= MOST_RECORDS; i++) {
        SQLWCHAR state[6] = {0};
        SQLWCHAR text[LONGEST_TEXT] = {0};
        SQLINTEGER number = 0;
        SQLSMALLINT size = 0;
        SQLRETURN got =
            SQLGetDiagRecW(kind, handle, i, state, &number, text, LONGEST_TEXT - 1, &size);
        if (!SQL_SUCCEEDED(got))
            break;
        char sqlstate[6] = {0};
        for (size_t c = 0; c < 5; c++)
            sqlstate[c] = (char)(state[c] & 0x7f);
        bool is_server_message = is_from_server(family, sqlstate, number);
        note(&diag, sqlstate);
        if (!says_more(&diag, is_server_message, number))
            continue;
        size_t units = size < 0 || size >= LONGEST_TEXT ? LONGEST_TEXT - 1 : (size_t)size;
        diag.text = odbc_to_utf8(parent, text, units);
        memcpy(diag.sqlstate, sqlstate, sizeof sqlstate);
        diag.number = number;
        diag.is_server_message = is_server_message;
        diag.any = true;
    }
    return diag;
}
