#include "drivers/inspect/reg_file.h"

#include <string.h>

#include <talloc.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "drivers/inspect/decode.h"
#include "drivers/inspect/reg_value.h"

static const char version_4[] = "REGEDIT4";
static const char version_5[] = "Windows Registry Editor Version 5.00";

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(struct reg_text *text)
{
    while (text->at < text->size && is_blank(text->bytes[text->at]))
        text->at++;
}

static bool at_line_end(const struct reg_text *text)
{
    return text->at == text->size || text->bytes[text->at] == '\n' ||
           (text->bytes[text->at] == '\r' &&
            (text->at + 1 == text->size || text->bytes[text->at + 1] == '\n'));
}

static bool says(const struct reg_text *text, const char *words)
{
    size_t size = strlen(words);
    return text->size - text->at >= size && memcmp(&text->bytes[text->at], words, size) == 0;
}

/* ---- the file as lines ---- */

struct file {
    void *scratch; /* emptied after each line */
    const char *name;
    struct reg_text text;
    size_t line; /* 1-based, of line_start */
    size_t line_start;
    struct reg_builder *builder;
};

/* Line and column (in characters) of `at`, which may be some lines below line_start. */
static char *place_of(const struct file *file, size_t at)
{
    size_t line = file->line;
    size_t column = 1;
    for (size_t i = file->line_start; i < at; i++) {
        unsigned char c = (unsigned char)file->text.bytes[i];
        if (c == '\n') {
            line++;
            column = 1;
        } else if ((c & 0xc0) != 0x80) {
            column++;
        }
    }
    return talloc_asprintf(file->scratch, "%s:%zu:%zu", file->name, line, column);
}

static void complain(struct file *file, size_t at, const char *expected)
{
    reg_build_problem(file->builder, place_of(file, at), "expected %s", expected);
}

static void next_line(struct file *file)
{
    struct reg_text *text = &file->text;
    const char *end =
        text->at == text->size ? NULL : memchr(&text->bytes[text->at], '\n', text->size - text->at);
    size_t next = end == NULL ? text->size : (size_t)(end - text->bytes) + 1;
    for (size_t i = file->line_start; i < next; i++)
        file->line += text->bytes[i] == '\n';
    text->at = file->line_start = next;
}

/* A megabyte of wrong lines must not pile up what each of them needed. */
static void empty_scratch(struct file *file)
{
    talloc_free_children(file->scratch);
}

/* ---- [KEY] ---- */

static const struct {
    const char *name;
    const char *whole;
} roots[] = {
    {"HKEY_LOCAL_MACHINE", "HKEY_LOCAL_MACHINE"},
    {"HKEY_CLASSES_ROOT", "HKEY_CLASSES_ROOT"},
    {"HKEY_CURRENT_USER", "HKEY_CURRENT_USER"},
    {"HKEY_USERS", "HKEY_USERS"},
    {"HKEY_CURRENT_CONFIG", "HKEY_CURRENT_CONFIG"},
    {"HKLM", "HKEY_LOCAL_MACHINE"},
    {"HKCR", "HKEY_CLASSES_ROOT"},
    {"HKCU", "HKEY_CURRENT_USER"},
    {"HKU", "HKEY_USERS"},
    {"HKCC", "HKEY_CURRENT_CONFIG"},
};

/* The path with its root written out; NULL when it begins with none. */
static const char *whole_path(void *scratch, const char *path)
{
    size_t size = strcspn(path, "\\");
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        if (strlen(roots[i].name) != size || !text_has_prefix(path, roots[i].name))
            continue;
        if (strlen(roots[i].whole) == size)
            return path;
        return talloc_asprintf(scratch, "%s%s", roots[i].whole, &path[size]);
    }
    return NULL;
}

/* "[KEY]" or "[-KEY]"; a key's name may hold brackets, so the last one of the line closes. */
static void read_key(struct file *file)
{
    struct reg_text *text = &file->text;
    size_t start = text->at + 1;
    size_t end = start;
    size_t close = 0;
    reg_build_close_key(file->builder);
    for (; end < text->size && text->bytes[end] != '\n'; end++)
        if (text->bytes[end] == ']')
            close = end;
    if (close == 0) {
        complain(file, end > start && text->bytes[end - 1] == '\r' ? end - 1 : end,
                 "']' after the key; the values under it are left out");
        return;
    }
    bool deletion = text->bytes[start] == '-';
    start += deletion;
    const char *nul = memchr(&text->bytes[start], '\0', close - start);
    if (nul != NULL) {
        complain(file, (size_t)(nul - text->bytes), "a key without a NUL character in it");
        return;
    }
    char *path = talloc_strndup(file->scratch, &text->bytes[start], close - start);
    for (size_t size = strlen(path); size > 0 && path[size - 1] == '\\'; size--)
        path[size - 1] = '\0';
    const char *whole = whole_path(file->scratch, path);
    if (whole == NULL)
        complain(file, start,
                 "a key that begins with HKEY_LOCAL_MACHINE or another root; "
                 "the values under it are left out");
    else if (deletion)
        (void)reg_build_key_deletion(file->builder, whole);
    else
        (void)reg_build_key(file->builder, whole, 0);
    text->at = close + 1;
}

/* ---- "name"=value ---- */

static bool read_name(struct file *file, struct reg_wrong *wrong, char **name)
{
    struct reg_text *text = &file->text;
    if (text->bytes[text->at] == '@') {
        text->at++;
        *name = talloc_strdup(file->scratch, "");
        return true;
    }
    return reg_value_string(file->scratch, text, wrong, name);
}

static bool read_value(struct file *file, struct reg_wrong *wrong)
{
    struct reg_text *text = &file->text;
    char *name = NULL;
    struct reg_data data = {0};
    if (!read_name(file, wrong, &name))
        return false;
    skip_blanks(text);
    if (!says(text, "="))
        return reg_wrong_set(wrong, text->at, "'=' after the name");
    text->at++;
    skip_blanks(text);
    if (!reg_value_read(file->scratch, text, wrong, &data))
        return false;
    skip_blanks(text);
    if (!at_line_end(text) && text->bytes[text->at] != ';')
        return reg_wrong_set(wrong, text->at, "nothing more on this line");
    if (data.deletion)
        (void)reg_build_value_deletion(file->builder, name);
    else
        (void)reg_build_value(file->builder, name, data.type, data.bytes, data.size);
    return true;
}

/* What collect.ps1 was refused is a comment of its own: what the file lacks may be there. */
static void read_comment(struct file *file)
{
    static const char refused[] = "; not read: ";
    struct reg_text *text = &file->text;
    size_t start = text->at;
    if (!says(text, refused))
        return;
    while (!at_line_end(text))
        text->at++;
    const char *words = &text->bytes[start + sizeof refused - 1];
    reg_build_problem(
        file->builder, place_of(file, start), "refused when it was collected: %s",
        talloc_strndup(file->scratch, words, (size_t)(&text->bytes[text->at] - words)));
}

static void read_line(struct file *file)
{
    struct reg_text *text = &file->text;
    struct reg_wrong wrong = {0};
    skip_blanks(text);
    if (at_line_end(text))
        return;
    if (text->bytes[text->at] == ';') {
        read_comment(file);
    } else if (text->bytes[text->at] == '[') {
        read_key(file);
    } else if (text->bytes[text->at] != '"' && text->bytes[text->at] != '@') {
        complain(file, text->at, "[KEY], \"NAME\"=VALUE, @=VALUE or ; and a comment");
    } else if (!read_value(file, &wrong)) {
        complain(file, wrong.at, wrong.expected);
        text->at = wrong.resume > file->line_start ? wrong.resume : file->line_start;
    }
}

/* ---- the first line ---- */

static bool read_first_line(struct reg_text *text)
{
    text->ansi = says(text, version_4);
    if (!text->ansi && !says(text, version_5))
        return false;
    text->at += strlen(text->ansi ? version_4 : version_5);
    skip_blanks(text);
    return at_line_end(text);
}

bool reg_file_recognise(const void *data, size_t size)
{
    enum { ENOUGH = 2 + 2 * sizeof version_5 };
    size_t length = 0;
    char *first = decode_text(NULL, data, size < ENOUGH ? size : ENOUGH, &length);
    const struct reg_text text = {.bytes = first, .size = length};
    bool known = says(&text, version_4) || says(&text, version_5);
    talloc_free(first);
    return known;
}

/* Regedit, reg.exe and Wine end an export with an empty line, so one without was cut, or written by
 * something else. */
static bool ends_open(const struct reg_text *text)
{
    size_t line_ends = 0;
    size_t at = text->size;
    for (; at > 0 && (text->bytes[at - 1] == '\n' || text->bytes[at - 1] == '\r'); at--)
        line_ends += text->bytes[at - 1] == '\n';
    return line_ends < 2;
}

struct registry *reg_file_read(void *parent, const char *name, const void *data, size_t size,
                               const struct reg_limits *limits)
{
    void *memory = talloc_new(NULL);
    struct file file = {.scratch = talloc_new(memory), .name = name, .line = 1};
    bool is_ansi = size >= strlen(version_4) && memcmp(data, version_4, strlen(version_4)) == 0;
    file.text.bytes = is_ansi ? decode_cp1252(memory, data, size, &file.text.size)
                              : decode_text(memory, data, size, &file.text.size);
    file.builder = reg_build_start(parent, limits);
    if (!read_first_line(&file.text)) {
        complain(&file, 0, "'REGEDIT4' or 'Windows Registry Editor Version 5.00'");
        file.text.at = file.text.size;
    }
    for (next_line(&file); file.text.at < file.text.size; next_line(&file)) {
        read_line(&file);
        empty_scratch(&file);
    }
    bool has_open_end = ends_open(&file.text);
    talloc_free(memory);
    struct registry *registry = reg_build_finish(file.builder);
    registry->has_open_end = has_open_end;
    return registry;
}
