#define _GNU_SOURCE
#include "standin.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sql.h>
#include <sqlext.h>

extern char **environ;

static void read_configuration(struct standin *self)
{
    Dl_info info;
    char path[1024];
    char line[600];
    if (dladdr((void *)read_configuration, &info) == 0)
        return;
    snprintf(path, sizeof path, "%s", info.dli_fname);
    char *slash = strrchr(path, '/');
    snprintf(slash, sizeof path - (size_t)(slash - path), "/standin.conf");
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "mode=", 5) == 0)
            snprintf(self->mode, sizeof self->mode, "%s", line + 5);
        if (strncmp(line, "record=", 7) == 0)
            snprintf(self->record, sizeof self->record, "%s", line + 7);
    }
    if (file != NULL)
        fclose(file);
}

/* A driver that dies as soon as it is loaded. */
__attribute__((constructor)) static void on_load(void)
{
    struct standin self = {.mode = ""};
    read_configuration(&self);
    if (strcmp(self.mode, "crash-at-load") == 0)
        raise(SIGSEGV);
}

static void write_down(const struct standin *self)
{
    FILE *file = self->record[0] == '\0' ? NULL : fopen(self->record, "a");
    if (file == NULL)
        return;
    fprintf(file, "string %s\n", self->string);
    for (char **variable = environ; *variable != NULL; variable++)
        fprintf(file, "environment %s\n", *variable);
    fclose(file);
}

/* keyword=value; or keyword={value with }} for } and ; inside}; */
static void value_of(const char *string, const char *keyword, char *out, size_t room)
{
    const char *at = strstr(string, keyword);
    size_t used = 0;
    if (at == NULL)
        return;
    at += strlen(keyword);
    int braced = *at == '{';
    for (at += braced; *at != '\0' && used + 1 < room; at++) {
        if (braced ? *at == '}' && at[1] != '}' : *at == ';')
            break;
        if (braced && *at == '}')
            at++;
        out[used++] = *at;
    }
    out[used] = '\0';
}

static void understand(struct standin *self)
{
    char server[300] = "";
    value_of(self->string, "Server=tcp:", server, sizeof server);
    char *comma = strrchr(server, ',');
    if (comma != NULL) {
        *comma = '\0';
        snprintf(self->port, sizeof self->port, "%s", comma + 1);
    }
    snprintf(self->host, sizeof self->host, "%s", server);
    value_of(self->string, "UID=", self->user, sizeof self->user);
    value_of(self->string, "PWD=", self->password, sizeof self->password);
}

static int chatter(struct standin *self)
{
    for (int i = 0; i < 1000; i++) {
        printf("{\"kind\":\"login\",\"logged_in\":true}\n");
        fprintf(stderr, "chatter of a driver\n");
    }
    fflush(stdout);
    snprintf(self->text, sizeof self->text, "invalid connection string \"%.400s\"", self->string);
    return 0;
}

static int behave(struct standin *self)
{
    if (strcmp(self->mode, "crash") == 0)
        raise(SIGSEGV);
    if (strcmp(self->mode, "leave") == 0)
        _exit(0);
    while (strcmp(self->mode, "hang") == 0)
        pause();
    while (strcmp(self->mode, "spin") == 0)
        ;
    if (strcmp(self->mode, "chatter") == 0)
        return chatter(self);
    if (strcmp(self->mode, "lie") == 0)
        return 1;
    return standin_talk(self);
}

/* ---- what the driver manager calls --------------------------------------------------------- */

SQLRETURN SQLAllocHandle(SQLSMALLINT kind, SQLHANDLE parent, SQLHANDLE *out)
{
    (void)kind, (void)parent;
    *out = calloc(1, sizeof(struct standin));
    return *out == NULL ? SQL_ERROR : SQL_SUCCESS;
}

SQLRETURN SQLFreeHandle(SQLSMALLINT kind, SQLHANDLE handle)
{
    (void)kind;
    free(handle);
    return SQL_SUCCESS;
}

SQLRETURN SQLSetEnvAttr(SQLHENV handle, SQLINTEGER name, SQLPOINTER value, SQLINTEGER size)
{
    (void)handle, (void)name, (void)value, (void)size;
    return SQL_SUCCESS;
}

SQLRETURN SQLSetConnectAttrW(SQLHDBC handle, SQLINTEGER name, SQLPOINTER value, SQLINTEGER size)
{
    (void)handle, (void)name, (void)value, (void)size;
    return SQL_SUCCESS;
}

SQLRETURN SQLGetConnectAttrW(SQLHDBC handle, SQLINTEGER name, SQLPOINTER value, SQLINTEGER room,
                             SQLINTEGER *size)
{
    (void)handle, (void)name, (void)value, (void)room, (void)size;
    return SQL_ERROR;
}

SQLRETURN SQLDriverConnectW(SQLHDBC handle, SQLHWND window, SQLWCHAR *in, SQLSMALLINT in_size,
                            SQLWCHAR *out, SQLSMALLINT out_room, SQLSMALLINT *out_size,
                            SQLUSMALLINT completion)
{
    (void)window, (void)out, (void)out_room, (void)out_size, (void)completion;
    struct standin *self = handle;
    size_t used = 0;
    for (int i = 0; (in_size == SQL_NTS ? in[i] != 0 : i < in_size); i++)
        if (used + 1 < sizeof self->string)
            self->string[used++] = in[i] < 0x80 ? (char)in[i] : '?';
    read_configuration(self);
    write_down(self);
    understand(self);
    return behave(self) ? SQL_SUCCESS : SQL_ERROR;
}

SQLRETURN SQLDisconnect(SQLHDBC handle)
{
    (void)handle;
    return SQL_SUCCESS;
}

SQLRETURN SQLGetDiagRecW(SQLSMALLINT kind, SQLHANDLE handle, SQLSMALLINT number, SQLWCHAR *state,
                         SQLINTEGER *native, SQLWCHAR *text, SQLSMALLINT room, SQLSMALLINT *size)
{
    const struct standin *self = handle;
    static const char sqlstate[] = "08001";
    SQLSMALLINT i = 0;
    if (kind != SQL_HANDLE_DBC || number != 1 || self->text[0] == '\0')
        return SQL_NO_DATA;
    for (size_t c = 0; c < sizeof sqlstate; c++)
        state[c] = (SQLWCHAR)sqlstate[c];
    *native = 0;
    for (; self->text[i] != '\0' && i + 1 < room; i++)
        text[i] = (SQLWCHAR)(unsigned char)self->text[i];
    text[i] = 0;
    *size = i;
    return SQL_SUCCESS;
}

SQLRETURN SQLGetInfoW(SQLHDBC handle, SQLUSMALLINT what, SQLPOINTER value, SQLSMALLINT room,
                      SQLSMALLINT *size)
{
    (void)handle, (void)room;
    static const char version[] = "18.03.0002";
    if (what != SQL_DRIVER_VER) {
        if (size != NULL)
            *size = 2;
        if (value != NULL)
            memset(value, 0, 2);
        return SQL_SUCCESS;
    }
    for (size_t i = 0; i < sizeof version; i++)
        ((SQLWCHAR *)value)[i] = (SQLWCHAR)version[i];
    if (size != NULL)
        *size = (SQLSMALLINT)(2 * (sizeof version - 1));
    return SQL_SUCCESS;
}

SQLRETURN SQLAllocStmt(SQLHDBC handle, SQLHSTMT *out)
{
    (void)handle;
    *out = NULL;
    return SQL_ERROR;
}

SQLRETURN SQLGetFunctions(SQLHDBC handle, SQLUSMALLINT function, SQLUSMALLINT *supported)
{
    (void)handle;
    static const SQLUSMALLINT known[] = {SQL_API_SQLALLOCHANDLE,    SQL_API_SQLFREEHANDLE,
                                         SQL_API_SQLSETENVATTR,     SQL_API_SQLSETCONNECTATTR,
                                         SQL_API_SQLGETCONNECTATTR, SQL_API_SQLDRIVERCONNECT,
                                         SQL_API_SQLDISCONNECT,     SQL_API_SQLGETDIAGREC,
                                         SQL_API_SQLGETINFO,        SQL_API_SQLGETFUNCTIONS};
    if (function != SQL_API_ODBC3_ALL_FUNCTIONS)
        return SQL_ERROR;
    memset(supported, 0, sizeof *supported * SQL_API_ODBC3_ALL_FUNCTIONS_SIZE);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        supported[known[i] >> 4] |= (SQLUSMALLINT)(1u << (known[i] & 15));
    return SQL_SUCCESS;
}
