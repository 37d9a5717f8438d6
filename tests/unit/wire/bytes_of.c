#include "bytes_of.h"

#include <criterion/criterion.h>
#include <talloc.h>

#include "base/file.h"

static int digit_of(char c)
{
    const char *digits = "0123456789ABCDEF0123456789abcdef";
    const char *found = c == '\0' ? NULL : strchr(digits, c);
    return found == NULL ? -1 : (int)(found - digits) % 16;
}

struct reader bytes_of_hex(void *parent, const char *hex)
{
    struct writer w;
    writer_init(&w, parent);
    int half = -1;
    for (; *hex != '\0'; hex++) {
        int digit = digit_of(*hex);
        if (digit < 0)
            continue;
        if (half >= 0)
            writer_u8(&w, (uint8_t)(half << 4 | digit));
        half = half >= 0 ? -1 : digit;
    }
    cr_assert_eq(half, -1, "an odd number of hex digits");
    return reader_over(w.data, w.size);
}

struct reader bytes_of_seed(void *parent, const char *name)
{
    struct error err = ERROR_NONE;
    char *path = talloc_asprintf(parent, SEEDS "%s", name);
    size_t size = 0;
    char *data = file_read(parent, path, 1 << 20, &size, &err);
    cr_assert_not_null(data, "%s", err.text);
    return reader_over(data, size);
}

size_t cut_at_every_byte(struct reader bytes, try_parse *parse)
{
    size_t accepted = 0;
    for (size_t size = 0; size < bytes.size; size++) {
        void *scratch = talloc_new(NULL);
        uint8_t *exact = malloc(size == 0 ? 1 : size);
        memcpy(exact, bytes.data, size);
        accepted += parse(scratch, reader_over(exact, size)) ? 1 : 0;
        free(exact);
        talloc_free(scratch);
    }
    return accepted;
}

void spoil_every_byte(struct reader bytes, try_parse *parse)
{
    static const uint8_t spoilt[] = {0x00, 0x7f, 0xff};
    for (size_t at = 0; at < bytes.size * 3; at++) {
        void *scratch = talloc_new(NULL);
        uint8_t *exact = malloc(bytes.size);
        memcpy(exact, bytes.data, bytes.size);
        exact[at / 3] = spoilt[at % 3];
        (void)parse(scratch, reader_over(exact, bytes.size));
        free(exact);
        talloc_free(scratch);
    }
}
