/* LOGIN7, which tells passwords: the parser that strangers reach first. */
#include "fuzz.h"

#include <talloc.h>

#include "wire/login.h"

/* Nine texts may lie over each other; each unit of two bytes may become three. */
const struct fuzz_bound fuzz_bound = {.base = 4096, .per_byte = 40};

static void check_texts(const struct login7 *login)
{
    const char *const texts[] = {
        login->host_name,   login->user_name,      login->password, login->app_name,
        login->server_name, login->interface_name, login->language, login->database,
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        MUST(fuzz_is_text(texts[i]), "every text is there and is UTF-8");
}

static void check_same(const struct login7 *a, const struct login7 *b)
{
    MUST(fuzz_same_text(a->user_name, b->user_name), "the same user");
    MUST(fuzz_same_text(a->password, b->password), "the same password");
    MUST(fuzz_same_text(a->database, b->database), "the same database");
    MUST(a->tds_version == b->tds_version && a->sspi_size == b->sspi_size, "the same numbers");
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    struct login7 login = {.user_name = NULL};
    if (!login7_parse(memory, reader_over(data, size), &login)) {
        MUST(login.user_name == NULL, "what is refused fills nothing in");
        MUST(talloc_total_size(memory) == 0, "what is refused leaves no memory");
        return;
    }
    check_texts(&login);
    struct reader size_field = reader_over(data, size);
    size_t needed = reader_u32le(&size_field);
    MUST(needed > 0 && needed <= size && login.sspi_size <= needed, "it lies inside what came");
    struct login7 other = {.user_name = NULL};
    MUST(!login7_parse(memory, fuzz_prefix(memory, data, needed - 1), &other),
         "a login that lacks a byte is refused");
    MUST(login7_parse(memory, fuzz_prefix(memory, data, needed), &other), "its own bytes suffice");
    check_same(&login, &other);
}
