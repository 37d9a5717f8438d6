#include "drivers/inspect/reg_value.h"

#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "drivers/inspect/decode.h"
#include "drivers/inspect/registry.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The closing NUL answers for the end. */
static char peek(const struct reg_text *text)
{
    return text->bytes[text->at];
}

static bool skip_word(struct reg_text *text, const char *word)
{
    if (!text_has_prefix(&text->bytes[text->at], word))
        return false;
    text->at += strlen(word);
    return true;
}

bool reg_wrong_set(struct reg_wrong *wrong, size_t at, const char *expected)
{
    *wrong = (struct reg_wrong){.at = at, .expected = expected, .resume = wrong->resume};
    return false;
}

/* Up to `most` hexadecimal digits; false when there is none, or one too many. */
static bool read_hex(struct reg_text *text, size_t most, uint32_t *out)
{
    uint32_t value = 0;
    size_t start = text->at;
    while (hex_digit(peek(text)) >= 0 && text->at - start < most)
        value = value << 4 | (uint32_t)hex_digit(text->bytes[text->at++]);
    if (text->at == start || hex_digit(peek(text)) >= 0)
        return false;
    *out = value;
    return true;
}

/* ---- "text" ---- */

/* A quote that is missing must not cost more than its line: after a line break the text goes on
 * only if the next line does not look like one of its own. */
static bool text_goes_on(const struct reg_text *text)
{
    const char *next = &text->bytes[text->at + 1];
    return *next != '\0' && strchr("\"[@;\r\n", *next) == NULL;
}

bool reg_value_string(void *parent, struct reg_text *text, struct reg_wrong *wrong, char **out)
{
    struct writer w;
    writer_init(&w, parent);
    size_t run = ++text->at;
    for (;; text->at++) {
        char c = peek(text);
        if (c == '\0')
            return reg_wrong_set(wrong, text->at,
                                 text->at < text->size ? "a text without a NUL character in it"
                                                       : "a closing '\"' before the end");
        if (c == '\n' && !text_goes_on(text))
            return reg_wrong_set(wrong, text->at, "a closing '\"' before the end of the line");
        char next = c == '\\' ? text->bytes[text->at + 1] : '\0';
        if (c != '"' && next != '\\' && next != '"')
            continue;
        writer_bytes(&w, &text->bytes[run], text->at - run);
        if (c == '"')
            break;
        run = ++text->at; /* the escaped character begins the next run */
    }
    text->at++;
    writer_u8(&w, 0);
    *out = (char *)w.data;
    return true;
}

static bool read_text(void *parent, struct reg_text *text, struct reg_wrong *wrong,
                      struct reg_data *out)
{
    char *string = NULL;
    struct writer w;
    writer_init(&w, parent);
    if (!reg_value_string(parent, text, wrong, &string))
        return false;
    text_write_utf16le(&w, string);
    writer_u16le(&w, 0);
    *out = (struct reg_data){.type = REG_SZ, .bytes = w.data, .size = w.size};
    return true;
}

/* ---- dword: and hex: ---- */

static bool read_dword(void *parent, struct reg_text *text, struct reg_wrong *wrong,
                       struct reg_data *out)
{
    uint32_t number = 0;
    struct writer w;
    writer_init(&w, parent);
    if (!read_hex(text, 8, &number))
        return reg_wrong_set(wrong, text->at, "1 to 8 hexadecimal digits after dword:");
    writer_u32le(&w, number);
    *out = (struct reg_data){.type = REG_DWORD, .bytes = w.data, .size = w.size};
    return true;
}

static void skip_blanks(struct reg_text *text)
{
    while (peek(text) == ' ' || peek(text) == '\t')
        text->at++;
}

/* A backslash at the end of a line: the bytes go on in the next one. */
static bool skip_continuation(struct reg_text *text)
{
    size_t start = text->at++;
    skip_blanks(text);
    text->at += peek(text) == '\r';
    if (peek(text) != '\n') {
        text->at = start;
        return false;
    }
    text->at++;
    return true;
}

/* Bytes and commas, over lines; stops at what is neither. */
static bool read_bytes(struct reg_text *text, struct reg_wrong *wrong, struct writer *w)
{
    bool wanted = true; /* a byte may come here, not a comma */
    for (;;) {
        uint32_t byte = 0;
        skip_blanks(text);
        char c = peek(text);
        if (c == '\\') {
            if (!skip_continuation(text))
                return reg_wrong_set(wrong, text->at, "the end of the line after '\\'");
        } else if (wanted && hex_digit(c) >= 0) {
            if (!read_hex(text, 2, &byte))
                return reg_wrong_set(wrong, text->at, "',' after two hexadecimal digits");
            writer_u8(w, (uint8_t)byte);
            wanted = false;
        } else if (!wanted && c == ',') {
            text->at++;
            wanted = true;
        } else {
            return true;
        }
    }
}

/* Lines that only continue the wrong one are lost with it. */
static size_t end_of_bytes(const struct reg_text *text, size_t at)
{
    for (;; at++) {
        const char *end = memchr(&text->bytes[at], '\n', text->size - at);
        if (end == NULL)
            return text->size;
        size_t last = (size_t)(end - text->bytes);
        size_t back = last;
        while (back > at && strchr(" \t\r", text->bytes[back - 1]) != NULL &&
               text->bytes[back - 1] != '\0')
            back--;
        if (back == at || text->bytes[back - 1] != '\\')
            return last;
        at = last;
    }
}

static bool is_text_type(uint32_t type)
{
    return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ;
}

static bool read_typed_bytes(void *parent, struct reg_text *text, struct reg_wrong *wrong,
                             uint32_t type, struct reg_data *out)
{
    struct writer w;
    struct writer wide;
    writer_init(&w, parent);
    writer_init(&wide, parent);
    if (!read_bytes(text, wrong, &w)) {
        wrong->resume = end_of_bytes(text, text->at);
        return false;
    }
    wrong->resume = end_of_bytes(text, text->at); /* should the line turn out wrong after all */
    if (text->ansi && is_text_type(type)) {
        for (size_t i = 0; i < w.size; i++)
            writer_u16le(&wide, decode_cp1252_unit(w.data[i]));
        w = wide;
    }
    *out = (struct reg_data){.type = type, .bytes = w.data, .size = w.size};
    return true;
}

static bool read_binary(void *parent, struct reg_text *text, struct reg_wrong *wrong,
                        struct reg_data *out)
{
    uint32_t type = REG_BINARY;
    if (peek(text) == '(') {
        text->at++;
        if (!read_hex(text, 8, &type))
            return reg_wrong_set(wrong, text->at, "the type's number in hexadecimal after hex(");
        if (peek(text) != ')')
            return reg_wrong_set(wrong, text->at, "')' after the type's number");
        text->at++;
    }
    if (peek(text) != ':')
        return reg_wrong_set(wrong, text->at, "':' after hex");
    text->at++;
    return read_typed_bytes(parent, text, wrong, type, out);
}

static bool read_deletion(void *parent, struct reg_text *text, struct reg_wrong *wrong,
                          struct reg_data *out)
{
    (void)parent;
    (void)text;
    (void)wrong;
    *out = (struct reg_data){.deletion = true};
    return true;
}

static const struct {
    const char *word;
    bool (*read)(void *parent, struct reg_text *text, struct reg_wrong *wrong,
                 struct reg_data *out);
} forms[] = {
    {"dword:", read_dword},
    {"hex", read_binary},
    {"-", read_deletion},
};

bool reg_value_read(void *parent, struct reg_text *text, struct reg_wrong *wrong,
                    struct reg_data *out)
{
    if (peek(text) == '"')
        return read_text(parent, text, wrong, out);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (skip_word(text, forms[i].word))
            return forms[i].read(parent, text, wrong, out);
    return reg_wrong_set(wrong, text->at, "\"TEXT\", dword:, hex:, hex(TYPE): or -");
}
