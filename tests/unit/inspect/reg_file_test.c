#include "drivers/inspect/reg_file.h"

#include <criterion/criterion.h>
#include <talloc.h>

#include "base/text.h"

#define V5  "Windows Registry Editor Version 5.00\r\n\r\n"
#define KEY "[HKEY_LOCAL_MACHINE\\K]\n"

static const struct reg_limits plenty = {.keys = 1000, .values = 1000, .bytes = 10000000};
static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(reg_file, .init = set_up, .fini = tear_down);

static const struct registry *read_bytes(const char *bytes, size_t size)
{
    char *exact = talloc_memdup(scratch, bytes, size);
    return reg_file_read(scratch, "x.reg", exact, size, &plenty);
}

static const struct registry *read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

/* The value v of K in a v5 file whose last lines these are. */
static const struct reg_value *value_of(const char *lines)
{
    const struct registry *registry = read_text(talloc_asprintf(scratch, "%s%s%s", V5, KEY, lines));
    for (size_t i = 0; i < registry->problem_count; i++)
        cr_assert_fail("%s: %s %s", lines, registry->problems[i].place,
                       registry->problems[i].sentence);
    return reg_find_value(reg_find_key(registry, "HKEY_LOCAL_MACHINE\\K"), "v");
}

/* Each bad line stands between two good ones, which must live. */
static const struct {
    const char *line;
    const char *place;
    const char *expected;
} bad[] = {
    {"v=1", "x.reg:5:1", "[KEY], \"NAME\"=VALUE, @=VALUE or ; and a comment"},
    {"\"v", "x.reg:5:3", "a closing '\"' before the end of the line"},
    {"\"v\\\"", "x.reg:5:5", "a closing '\"' before the end of the line"},
    {"\"v\"", "x.reg:5:4", "'=' after the name"},
    {"\"v\"=", "x.reg:5:5", "\"TEXT\", dword:, hex:, hex(TYPE): or -"},
    {"  \"v\" = word:1", "x.reg:5:9", "\"TEXT\", dword:, hex:, hex(TYPE): or -"},
    {"\"v\"=\"t", "x.reg:5:7", "a closing '\"' before the end of the line"},
    {"\"v\"=\"t\" t", "x.reg:5:9", "nothing more on this line"},
    {"\"v\"=dword:", "x.reg:5:11", "1 to 8 hexadecimal digits after dword:"},
    {"\"v\"=dword:123456789", "x.reg:5:19", "1 to 8 hexadecimal digits after dword:"},
    {"\"v\"=dword:12g", "x.reg:5:13", "nothing more on this line"},
    {"\"v\"=dword:-1", "x.reg:5:11", "1 to 8 hexadecimal digits after dword:"},
    {"\"v\"=hex", "x.reg:5:8", "':' after hex"},
    {"\"v\"=hex(", "x.reg:5:9", "the type's number in hexadecimal after hex("},
    {"\"v\"=hex(1:", "x.reg:5:10", "')' after the type's number"},
    {"\"v\"=hex(123456789):", "x.reg:5:17", "the type's number in hexadecimal after hex("},
    {"\"v\"=hex:1,2,345", "x.reg:5:15", "',' after two hexadecimal digits"},
    {"\"v\"=hex:1,,2", "x.reg:5:11", "nothing more on this line"},
    {"\"v\"=hex:1,\\ 2", "x.reg:5:11", "the end of the line after '\\'"},
    {"\"v\"=hex:1,\\\n  2,\\\n  x,\\\n  4", "x.reg:7:3", "nothing more on this line"},
    {"\"v\"=hex:1,\\\n  333,\\\n  4", "x.reg:6:5", "',' after two hexadecimal digits"},
    {"\"v\"=-1", "x.reg:5:6", "nothing more on this line"},
    {"\"\xc3\xa9\"x", "x.reg:5:4", "'=' after the name"},
};

Test(reg_file, a_bad_line_costs_that_line_only)
{
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct registry *registry = read_text(
            talloc_asprintf(scratch, "%s%s\"a\"=\"1\"\n%s\n\"b\"=\"2\"\n", V5, KEY, bad[i].line));
        const struct reg_key *key = reg_find_key(registry, "HKEY_LOCAL_MACHINE\\K");
        cr_assert_str_eq(reg_find_text(key, "a"), "1", "%s", bad[i].line);
        cr_assert_not_null(reg_find_text(key, "b"), "%s", bad[i].line);
        cr_assert_eq(key->value_count, 2, "%s", bad[i].line);
        cr_assert_eq(registry->problem_count, 1, "%s: %zu", bad[i].line, registry->problem_count);
        cr_assert_str_eq(registry->problems[0].place, bad[i].place, "%s: %s", bad[i].line,
                         registry->problems[0].place);
        cr_assert_str_eq(registry->problems[0].sentence,
                         talloc_asprintf(scratch, "expected %s", bad[i].expected), "%s: %s",
                         bad[i].line, registry->problems[0].sentence);
    }
}

static const char *const no_reg_files[] = {
    "",
    "\n",
    "REGEDIT5\n" KEY,
    "REGEDIT4x\n" KEY,
    KEY,
    "WINE REGISTRY Version 2\n" KEY,
    "Windows Registry Editor Version 5.000\n" KEY,
    "\xff\xfe",
    "R\0",
};

Test(reg_file, a_file_without_the_first_line_is_no_reg_file)
{
    for (size_t i = 0; i < sizeof no_reg_files / sizeof *no_reg_files; i++) {
        const struct registry *registry = read_text(no_reg_files[i]);
        cr_assert_eq(registry->key_count, 0, "%s", no_reg_files[i]);
        cr_assert_eq(registry->problem_count, 1, "%s", no_reg_files[i]);
        cr_assert_str_eq(registry->problems[0].place, "x.reg:1:1");
    }
    cr_assert_not(reg_file_recognise("", 0));
    cr_assert_not(reg_file_recognise("REGEDIT", 7));
    cr_assert(reg_file_recognise("REGEDIT4\r\n", 10));
    cr_assert(reg_file_recognise("\xef\xbb\xbf" V5, 43));
    /* whatever the place where looking ends cuts in two */
    for (size_t i = 0; i < 8; i++) {
        const char *text = talloc_asprintf(scratch, "\xef\xbb\xbf%s%.*s\xe4\xbd\xa0", V5 KEY,
                                           (int)i + 8, "________________");
        cr_assert(reg_file_recognise(text, strlen(text)), "%zu", i);
    }
}

static const char *const bad_keys[] = {
    "[HKEY_LOCAL_MACHINE\\Bad", "[HKEY_NOWHERE\\Bad]", "[]", "[-]", "[HKEY_LOCAL_MACHINEX\\Bad]",
};

Test(reg_file, values_under_a_bad_key_belong_to_none)
{
    for (size_t i = 0; i < sizeof bad_keys / sizeof *bad_keys; i++) {
        const struct registry *registry =
            read_text(talloc_asprintf(scratch, "%s%s%s\n\"v\"=\"1\"\n", V5, KEY, bad_keys[i]));
        cr_assert_eq(registry->problem_count, 1, "%s", bad_keys[i]);
        cr_assert_eq(registry->key_count, 1, "%s", bad_keys[i]);
        cr_assert_eq(registry->keys[0].value_count, 0, "%s", bad_keys[i]);
    }
}

Test(reg_file, a_nul_character_is_no_part_of_a_name)
{
    static const char text[] = V5 "[HKEY_LOCAL_MACHINE\\K]\n\"a\0b\"=\"1\"\n\"c\"=\"d\0e\"\n"
                                  "\0\n[HKEY_LOCAL_MACHINE\\L\0M]\n[HKLM\\N]\n";
    const struct registry *registry = read_bytes(text, sizeof text - 1);
    cr_assert_eq(registry->problem_count, 4);
    cr_assert_eq(registry->key_count, 2);
    cr_assert_str_eq(registry->keys[1].path, "HKEY_LOCAL_MACHINE\\N");
}

static const struct {
    const char *lines;
    const char *text;
} texts[] = {
    {"\"v\"=\"\"", ""},
    {"\"v\"=\"a\"", "a"},
    {"\"v\"=\"a\"\r", "a"},
    {"\"v\"=\"a\";comment", "a"},
    {"  \"v\"  =  \"a\"  ; comment\r\n", "a"},
    {"\"v\"=\"C:\\\\Windows\\\\x.dll\"", "C:\\Windows\\x.dll"},
    {"\"v\"=\"C:\\Windows\\x.dll\"", "C:\\Windows\\x.dll"},
    {"\"v\"=\"say \\\"a\\\"\"", "say \"a\""},
    {"\"v\"=\"\\\\\"", "\\"},
    {"\"v\"=\"\\\\\\\"\"", "\\\""},
    {"\"v\"=\"one\r\ntwo\"\r\n\"w\"=\"3\"", "one\r\ntwo"},
    {"\"v\"=\"\xc3\xa9\xf0\x9f\x98\x80\"", "\xc3\xa9\xf0\x9f\x98\x80"},
    {"\"v\"=hex(1):61,00,00,00", "a"},
    {"\"v\"=hex(2):25,00,\\\r\n  61,00,\\\r\n  00,00\r\n", "%a"},
    {"\"v\"=HEX(1):61,0,", "a"},
    {"\"v\"=\"1\"\n\"V\"=\"2\"", "2"},
    {"\"v\"=\"1\"\n[HKLM\\k\\]\n\"v\"=\"3\"", "3"},
};

Test(reg_file, texts)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct reg_value *value = value_of(texts[i].lines);
        cr_assert_not_null(value, "%s", texts[i].lines);
        cr_assert_str_eq(value->text, texts[i].text, "%s: %s", texts[i].lines, value->text);
    }
}

Test(reg_file, numbers_bytes_and_other_types)
{
    cr_assert_eq(value_of("\"v\"=dword:a")->number, 10);
    cr_assert_eq(value_of("\"v\"=dword:ffffffff")->number, 0xffffffff);
    cr_assert_eq(value_of("\"v\"=hex(4):01,02,00,00")->number, 0x201);
    cr_assert_eq(value_of("\"v\"=hex(b):01,00,00,00,00,00,00,80")->number, 0x8000000000000001);
    cr_assert_eq(value_of("\"v\"=hex:")->size, 0);
    cr_assert_eq(value_of("\"v\"=hex:1,ff")->data[1], 0xff);
    cr_assert_eq(value_of("\"v\"=hex:1,ff")->type, REG_BINARY);
    cr_assert_eq(value_of("\"v\"=hex(0):")->type, REG_NONE);
    cr_assert_eq(value_of("\"v\"=hex(ffff0012):00")->type, 0xffff0012);
    cr_assert_arr_eq(value_of("\"v\"=hex(7):61,00,00,00,62,00,00,00,00,00")->text, "a\0b\0", 5);
}

Test(reg_file, deletions_take_back_what_came_before)
{
    cr_assert_null(value_of("\"v\"=\"1\"\n\"v\"=-"));
    cr_assert_null(value_of("\"v\"=\"1\"\n[-HKEY_LOCAL_MACHINE\\K]"));
    cr_assert_null(value_of("\"v\"=\"1\"\n[-HKLM]"));
    cr_assert_null(value_of("[-HKEY_LOCAL_MACHINE\\K]\n\"v\"=\"1\""), "no key is open");
    cr_assert_not_null(value_of("\"v\"=-\n\"v\"=\"1\""));
    cr_assert_not_null(value_of("[-HKLM\\K]\n[HKLM\\K]\n\"v\"=\"1\""));
}

Test(reg_file, the_default_value_and_brackets_in_a_key)
{
    const struct registry *registry =
        read_text("REGEDIT4\n[HKCR\\a]b[c] ; comment\n@=\"d\"\n@x\n[hklm\\B]");
    cr_assert_str_eq(reg_find_text(reg_find_key(registry, "HKEY_CLASSES_ROOT\\A]B[C"), ""), "d");
    cr_assert_str_eq(registry->keys[1].path, "HKEY_LOCAL_MACHINE\\B");
    cr_assert_eq(registry->problem_count, 1);
    cr_assert_str_eq(registry->problems[0].place, "x.reg:4:2");
}

/* The same bytes mean different texts in the two versions. */
Test(reg_file, regedit4_is_in_a_code_page)
{
    static const char lines[] = KEY "\"v\"=hex(1):61,e9,80,00\n\"m\"=hex(7):61,00,62,00,00\n"
                                    "\"t\"=\"\xe9\"\n\"\x80\"=\"e\"\n";
    const struct registry *old = read_text(talloc_asprintf(scratch, "REGEDIT4\n%s", lines));
    const struct reg_key *key = reg_find_key(old, "HKEY_LOCAL_MACHINE\\K");
    cr_assert_str_eq(reg_find_text(key, "v"), "a\xc3\xa9\xe2\x82\xac");
    cr_assert_arr_eq(reg_find_value(key, "m")->text, "a\0b\0", 5);
    cr_assert_str_eq(reg_find_text(key, "t"), "\xc3\xa9");
    cr_assert_str_eq(reg_find_text(key, "\xe2\x82\xac"), "e");
    cr_assert_eq(reg_find_value(key, "v")->size, 8, "as the registry would hold it");
    const struct registry *new = read_text(talloc_asprintf(scratch, "%s%s", V5, lines));
    key = reg_find_key(new, "HKEY_LOCAL_MACHINE\\K");
    cr_assert_str_eq(reg_find_text(key, "v"), "\xee\xa5\xa1\xc2\x80");
}

Test(reg_file, utf16_reads_as_utf8_does)
{
    static const char text[] = V5 KEY "\"v\"=\"\xc3\xa9\"\r\n@=hex(1):61,\\\r\n  00";
    struct writer w;
    writer_init(&w, scratch);
    writer_u16le(&w, 0xfeff);
    text_write_utf16le(&w, text);
    const struct registry *registry = read_bytes((const char *)w.data, w.size);
    const struct reg_key *key = reg_find_key(registry, "HKEY_LOCAL_MACHINE\\K");
    cr_assert_eq(registry->problem_count, 0);
    cr_assert_str_eq(reg_find_text(key, "v"), "\xc3\xa9");
    cr_assert_str_eq(reg_find_text(key, ""), "a");
    cr_assert(reg_file_recognise(w.data, w.size));
}

/* What comes before the cut is read, whatever is cut. */
Test(reg_file, cut_at_every_byte)
{
    static const char text[] = V5 KEY "\"v\"=\"a\\\"\"\r\n\"h\"=hex(2):61,00,\\\r\n  00,00\r\n"
                                      "\"d\"=dword:00000001\n[-HKLM\\K\\x]\n;c\n@=-";
    for (size_t size = 0; size < sizeof text; size++) {
        const struct registry *registry = read_bytes(text, size);
        cr_assert_leq(registry->key_count, 1);
        cr_assert_leq(registry->problem_count, 1);
        cr_assert_eq(registry->key_count, size >= strlen(V5 KEY) - 1, "%zu bytes", size);
    }
}

Test(reg_file, lines_of_a_megabyte)
{
    enum { SIZE = 1024 * 1024 };
    char *long_text = talloc_size(scratch, SIZE + 1);
    memset(long_text, 'a', SIZE);
    long_text[SIZE] = '\0';
    cr_assert_eq(value_of(talloc_asprintf(scratch, "\"v\"=\"%s\"", long_text))->size, 2 * SIZE + 2);
    const struct registry *registry =
        read_text(talloc_asprintf(scratch, "%s%s\"v\"=%s\n\"w\"=\"1\"\n", V5, KEY, long_text));
    cr_assert_eq(registry->problem_count, 1);
    cr_assert_eq(registry->keys[0].value_count, 1);
}

Test(reg_file, a_hundred_thousand_deletions_cost_a_line_each)
{
    char *text = talloc_strdup(scratch, V5);
    char *part = talloc_strdup(scratch, "[HKLM\\K\\x]\n[-HKLM\\K]\n");
    for (int i = 0; i < 15; i++)
        part = talloc_asprintf(scratch, "%s%s", part, part);
    const struct reg_limits many = {.keys = 100000, .values = 1, .bytes = 10000000};
    text = talloc_asprintf(scratch, "%s%s", text, part);
    const struct registry *registry = reg_file_read(scratch, "x.reg", text, strlen(text), &many);
    cr_assert_eq(registry->key_count, 0);
    cr_assert_eq(registry->problem_count, 0);
}
