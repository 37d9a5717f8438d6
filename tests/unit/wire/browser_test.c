#include <criterion/criterion.h>
#include <talloc.h>

#include "bytes_of.h"
#include "wire/tds.h"

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(browser, .init = set_up, .fini = tear_down);

static struct reader answer_of(const char *text)
{
    struct writer w;
    writer_init(&w, scratch);
    writer_u8(&w, 5);
    writer_u16le(&w, (uint16_t)strlen(text));
    writer_bytes(&w, text, strlen(text));
    return reader_over(w.data, w.size);
}

static bool has_port(void *parent, struct reader bytes)
{
    (void)parent;
    return browser_port(bytes, "CONFIGMGRSEC") != 0;
}

Test(browser, an_answer_cut_anywhere_gives_no_port)
{
    struct reader bytes = bytes_of_seed(scratch, "browser/answer");
    cr_assert_eq(browser_port(bytes, "CONFIGMGRSEC"), 49731);
    cr_assert_eq(cut_at_every_byte(bytes, has_port), 0);
    spoil_every_byte(bytes, has_port);
}

static const struct {
    const char *why;
    const char *text;
    int port;
} answers[] = {
    {"no TCP", "InstanceName;X;np;\\\\h\\pipe\\sql;;", 0},
    {"another instance", "InstanceName;Y;tcp;1433;;", 0},
    {"a longer name", "InstanceName;XY;tcp;1433;;", 0},
    {"port 0", "InstanceName;X;tcp;0;;", 0},
    {"port 65536", "InstanceName;X;tcp;65536;;", 0},
    {"a negative port", "InstanceName;X;tcp;-1433;;", 0},
    {"a port that is a word", "InstanceName;X;tcp;1433x;;", 0},
    {"no end", "InstanceName;X;tcp;1433;", 0},
    {"nothing", "", 0},
    {"only the end", ";", 0},
    {"another instance has the port", "InstanceName;Y;tcp;1433;;InstanceName;X;np;p;;", 0},
    {"case of the name", "instancename;x;TCP;1433;;", 1433},
    {"the second of two", "InstanceName;Y;tcp;1;;ServerName;S;InstanceName;X;tcp;2;;", 2},
    {"TCP before the name", "tcp;77;InstanceName;X;;", 77},
    {"pipes first", "InstanceName;X;np;\\\\h\\p;tcp;65535;;", 65535},
};

Test(browser, only_the_named_instance_and_only_a_real_port_count)
{
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        cr_assert_eq(browser_port(answer_of(answers[i].text), "X"), answers[i].port, "%s",
                     answers[i].why);
}

Test(browser, an_answer_of_another_kind_or_with_a_longer_length_is_broken)
{
    struct reader bytes = answer_of("InstanceName;X;tcp;1433;;");
    uint8_t *copy = talloc_memdup(scratch, bytes.data, bytes.size);
    copy[0] = 4;
    cr_assert_eq(browser_port(reader_over(copy, bytes.size), "X"), 0);
    copy[0] = 5;
    copy[2] = 0xff;
    cr_assert_eq(browser_port(reader_over(copy, bytes.size), "X"), 0);
}

Test(browser, a_value_without_end_is_broken)
{
    char *text = talloc_strdup(scratch, "InstanceName;");
    for (int i = 0; i < 400; i++)
        text = talloc_asprintf_append(text, "X");
    cr_assert_eq(browser_port(answer_of(talloc_asprintf_append(text, ";tcp;1;;")), "X"), 0);
}

Test(browser, request_is_as_freetds_sends_it)
{
    struct writer w;
    writer_init(&w, scratch);
    browser_write_request(&w, "INST");
    struct reader wanted = bytes_of_hex(scratch, "04 49 4E 53 54 00");
    cr_assert_eq(w.size, wanted.size);
    cr_assert_arr_eq(w.data, wanted.data, wanted.size);
}

static const struct {
    const char *why;
    const char *hex;
    const char *instance; /* NULL = refused */
} requests[] = {
    {"nothing", "", NULL},
    {"a name that is empty", "04 00", NULL},
    {"no name", "04", NULL},
    {"the DAC port is asked for", "0F 01 41 00", NULL},
    {"a name that has no room", "04 41 42 43 44 45 46 47 48 00", NULL},
    {"a name that just fits", "04 41 42 43 44 45 46 47 00", "ABCDEFG"},
    {"a name without its NUL", "04 41 42", "AB"},
    {"everything, broadcast", "02", ""},
    {"everything", "03", ""},
};

Test(browser, requests_of_clients_are_understood)
{
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        char instance[8] = "before";
        struct reader bytes = bytes_of_hex(scratch, requests[i].hex);
        bool ok = browser_parse_request(bytes, instance, sizeof instance);
        cr_assert_eq(ok, requests[i].instance != NULL, "%s", requests[i].why);
        cr_assert_str_eq(instance, ok ? requests[i].instance : "before", "%s", requests[i].why);
    }
}

Test(browser, what_a_server_writes_a_client_reads)
{
    struct writer w;
    writer_init(&w, scratch);
    browser_write_answer(&w, "SEC01", "CONFIGMGRSEC", "13.0.5026.0", 49731);
    cr_assert_eq(browser_port(reader_over(w.data, w.size), "configmgrsec"), 49731);
    cr_assert_eq(browser_port(reader_over(w.data, w.size), "MSSQLSERVER"), 0);
}

Test(browser, an_answer_that_does_not_fit_a_datagram_is_not_cut)
{
    struct writer w;
    writer_init(&w, scratch);
    char *name = talloc_zero_array(scratch, char, 1025);
    memset(name, 'A', 1024);
    browser_write_answer(&w, name, "X", "1", 1433);
    cr_assert(w.failed);
    cr_assert_eq(w.size, 0);
}
