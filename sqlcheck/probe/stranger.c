#include "probe/stranger.h"

#include "base/text.h"

#include <string.h>
#include <talloc.h>

enum { QUOTE_MAX = 40, HEX_MAX = 8 };

/* First bytes that say what it is. */
static const struct {
    const char *start;
    const char *name;
} known[] = {
    {"HTTP/", "HTTP"},
    {"SSH-", "SSH"},
    {"220 ", "SMTP or FTP"},
    {"RFB ", "VNC"},
};

bool stranger_is_tls(struct reader bytes)
{
    uint8_t type = reader_u8(&bytes);
    uint8_t major = reader_u8(&bytes);
    return reader_ok(&bytes) && (type == 21 || type == 22) && major == 3;
}

static size_t printable_size(struct reader bytes)
{
    size_t size = 0;
    while (size < QUOTE_MAX) {
        uint8_t byte = reader_u8(&bytes);
        if (!reader_ok(&bytes) || byte < 0x20 || byte > 0x7e)
            break;
        size++;
    }
    return size;
}

static char *hex(void *parent, struct reader bytes)
{
    char *text = talloc_strdup(parent, "bytes");
    for (size_t i = 0; i < HEX_MAX && reader_left(&bytes) > 0; i++)
        text = talloc_asprintf_append(text, " %02x", reader_u8(&bytes));
    return text;
}

char *stranger_text(void *parent, struct reader bytes, const char *question, const char *expected)
{
    const char *what = talloc_asprintf(parent, "the answer to %s is not %s", question, expected);
    size_t size = printable_size(bytes);
    struct reader start = bytes;
    const char *first = (const char *)reader_bytes(&start, size);
    if (first == NULL)
        return talloc_asprintf(parent, "%s: %s", what, hex(parent, bytes));
    const char *quote = text_printable(parent, first, size);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (text_has_prefix(quote, known[i].start))
            return talloc_asprintf(parent, "speaks %s: '%s'", known[i].name, quote);
    return talloc_asprintf(parent, "%s: '%s'", what, quote);
}
