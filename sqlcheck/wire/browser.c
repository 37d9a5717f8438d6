#include "wire/tds.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* [MC-SQLR] 2.2: what a client asks and what SQL Browser answers, UDP 1434. */
enum {
    ASK_BROADCAST = 0x02,
    ASK_EVERY_INSTANCE = 0x03,
    ASK_INSTANCE = 0x04,
    ANSWER = 0x05,
    LONGEST_VALUE = 256,
};

void browser_write_request(struct writer *w, const char *instance)
{
    writer_u8(w, ASK_INSTANCE);
    writer_bytes(w, instance, strlen(instance) + 1);
}

/* Text up to the next ';', which is taken too. False at the end of the datagram, and when the text
 * is too long to be a name or a port. */
static bool next_word(struct reader *r, char word[LONGEST_VALUE])
{
    size_t used = 0;
    for (uint8_t byte = reader_u8(r); byte != ';'; byte = reader_u8(r)) {
        if (!reader_ok(r) || byte == '\0' || used == LONGEST_VALUE - 1)
            return false;
        word[used++] = (char)byte;
    }
    word[used] = '\0';
    return reader_ok(r);
}

/* One instance: "key;value;key;value;;". False at the end or when broken. */
static bool next_instance(struct reader *r, const char *wanted, bool *is_wanted, int *port)
{
    char key[LONGEST_VALUE];
    char value[LONGEST_VALUE];
    *is_wanted = false;
    *port = 0;
    while (next_word(r, key)) {
        if (key[0] == '\0')
            return true;
        if (!next_word(r, value))
            return false;
        if (text_equal(key, "InstanceName"))
            *is_wanted = text_equal(value, wanted);
        if (text_equal(key, "tcp") && !text_to_int(value, 1, 65535, port))
            *port = 0;
    }
    return false;
}

int browser_port(struct reader datagram, const char *instance)
{
    bool is_answer = reader_u8(&datagram) == ANSWER;
    size_t size = reader_u16le(&datagram);
    struct reader words = reader_slice(&datagram, size);
    bool is_wanted = false;
    int port = 0;
    while (is_answer && next_instance(&words, instance, &is_wanted, &port))
        if (is_wanted)
            return port;
    return 0;
}

bool browser_parse_request(struct reader datagram, char *instance, size_t room)
{
    uint8_t ask = reader_u8(&datagram);
    if (room == 0 || !reader_ok(&datagram))
        return false;
    if (ask == ASK_BROADCAST || ask == ASK_EVERY_INSTANCE) {
        instance[0] = '\0';
        return true;
    }
    size_t size = reader_left(&datagram);
    const uint8_t *name = reader_bytes(&datagram, size);
    size_t length = name == NULL ? 0 : strnlen((const char *)name, size);
    if (ask != ASK_INSTANCE || length == 0 || length >= room)
        return false;
    memcpy(instance, name, length);
    instance[length] = '\0';
    return true;
}

void browser_write_answer(struct writer *w, const char *server, const char *instance,
                          const char *version, int port)
{
    char text[1024];
    int size = snprintf(text, sizeof text,
                        "ServerName;%s;InstanceName;%s;IsClustered;No;Version;%s;tcp;%d;;", server,
                        instance, version, port);
    if (size < 0 || (size_t)size >= sizeof text) {
        w->failed = true;
        return;
    }
    writer_u8(w, ANSWER);
    writer_u16le(w, (uint16_t)size);
    writer_bytes(w, text, (size_t)size);
}
