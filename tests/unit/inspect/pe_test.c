#include "drivers/inspect/pe.h"

#include <criterion/criterion.h>
#include <talloc.h>

#include "base/file.h"

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(pe, .init = set_up, .fini = tear_down);

/* A DLL of mingw's with file version 2011.110.7001.0 and product version 11.0.7001.0. */
static uint8_t *dll(const char *name, size_t *size)
{
    struct error err = ERROR_NONE;
    char *path = talloc_asprintf(scratch, "%s/pe/%s", INSPECT_SEEDS, name);
    char *data = file_read(scratch, path, 1 << 20, size, &err);
    cr_assert_not_null(data, "%s", err.text);
    return (uint8_t *)data;
}

static const char *problem_of(const void *data, size_t size)
{
    struct pe pe;
    pe_read_memory(scratch, data, size, &pe);
    return pe.problem;
}

static void put32(uint8_t *data, size_t at, uint32_t value)
{
    for (size_t i = 0; i < 4; i++)
        data[at + i] = (uint8_t)(value >> (8 * i));
}

static uint32_t get32(const uint8_t *data, size_t at)
{
    return data[at] | (uint32_t)data[at + 1] << 8 | (uint32_t)data[at + 2] << 16 |
           (uint32_t)data[at + 3] << 24;
}

Test(pe, what_is_no_pe_file_says_so)
{
    static const char mz[64] = "MZ";
    static char far[64] = "MZ";
    put32((uint8_t *)far, 0x3c, 0xffffffff);
    cr_assert_str_eq(problem_of("", 0), "not a PE file");
    cr_assert_str_eq(problem_of("MZ", 2), "not a PE file");
    cr_assert_str_eq(problem_of("regf", 5), "not a PE file");
    cr_assert_str_eq(problem_of(mz, sizeof mz), "a DOS program or a damaged PE file");
    cr_assert_str_eq(problem_of(far, sizeof far), "a DOS program or a damaged PE file");
    cr_assert_not(pe_recognise("M", 1));
    cr_assert(pe_recognise("MZ", 2));
    cr_assert_null(pe_machine_name(0));
    cr_assert_str_eq(pe_machine_name(0xaa64), "arm64");
}

/* Offsets from the PE header of the 64-bit seed. */
enum {
    SECTIONS = 6,
    OPTIONAL_SIZE = 20,
    MAGIC = 24,
    RESOURCES = 24 + 112 + 16,
    RAW_SIZE = 24 + 240 + 3 * 40 + 16, /* of .rsrc, the fourth section */
};

static const struct {
    size_t at;
    uint32_t value;
    const char *problem;
} header_lies[] = {
    {0, 0x4551, "a DOS program or a damaged PE file"},
    {SECTIONS, 0xffff, "more sections than a PE file can have"},
    {SECTIONS, 96, "the section table is cut off"},
    {SECTIONS, 0, "the resources are outside the file"},
    {OPTIONAL_SIZE, 0, "neither PE32 nor PE32+"},
    {OPTIONAL_SIZE, 100, "the optional header is cut off"},
    {OPTIONAL_SIZE, 112 + 18, "the optional header is cut off"},
    {OPTIONAL_SIZE, 0xffff, "the section table is cut off"},
    {MAGIC, 0x107, "neither PE32 nor PE32+"},
    {RESOURCES, 0xfffffff0, "the resources are outside the file"},
    {RESOURCES, 1, "the resources are outside the file"},
    {RAW_SIZE, 8, "the resources are outside the file"},
    {RAW_SIZE, 0x80, "the version resource is outside the file"},
};

Test(pe, headers_that_lie_are_a_problem)
{
    for (size_t i = 0; i < sizeof header_lies / sizeof *header_lies; i++) {
        size_t size = 0;
        uint8_t *data = dll("x64", &size);
        size_t at = get32(data, 0x3c) + header_lies[i].at;
        uint32_t keep = header_lies[i].at == RESOURCES ? 0 : get32(data, at) & 0xffff0000;
        put32(data, at, header_lies[i].value | keep);
        const char *problem = problem_of(data, size);
        cr_assert_not_null(problem, "row %zu", i);
        cr_assert_str_eq(problem, header_lies[i].problem, "row %zu: %s", i, problem);
    }
}

Test(pe, a_file_without_resources_has_no_version_and_no_problem)
{
    size_t size = 0;
    struct pe pe;
    uint8_t *data = dll("x64", &size);
    put32(data, get32(data, 0x3c) + RESOURCES, 0);
    pe_read_memory(scratch, data, size, &pe);
    cr_assert_null(pe.problem);
    cr_assert_not(pe.has_version);
    cr_assert_eq(pe.bits, 64);
}

static const struct {
    const char *name;
    uint16_t machine;
    int bits;
} good[] = {{"x64", 0x8664, 64}, {"x86", 0x14c, 32}};

Test(pe, versions_and_strings_of_both_widths)
{
    static const uint16_t file[] = {2011, 110, 7001, 0};
    static const uint16_t product[] = {11, 0, 7001, 0};
    for (size_t i = 0; i < 2; i++) {
        size_t size = 0;
        struct pe pe;
        const uint8_t *data = dll(good[i].name, &size);
        pe_read_memory(scratch, data, size, &pe);
        cr_assert_null(pe.problem);
        cr_assert_eq(pe.machine, good[i].machine);
        cr_assert_eq(pe.bits, good[i].bits);
        cr_assert(pe.has_version);
        cr_assert_arr_eq(pe.file_version, file, sizeof file);
        cr_assert_arr_eq(pe.product_version, product, sizeof product);
        cr_assert_str_eq(pe.file_version_text, "2011.0110.7001.00 ((SQL11_PCU_Main).150730-1616 )");
        cr_assert_str_eq(pe.product_version_text, "11.0.7001.0");
        cr_assert_str_eq(pe.original_filename, "SQLNCLI11.DLL");
        cr_assert_str_eq(pe.file_description, "fixture: SQL Server Native Client 11.0");
    }
}

Test(pe, cut_at_every_byte)
{
    size_t size = 0;
    const uint8_t *data = dll("x86", &size);
    for (size_t cut = 0; cut < size; cut++) {
        struct pe pe;
        uint8_t *exact = talloc_memdup(scratch, data, cut);
        pe_read_memory(scratch, exact, cut, &pe);
        cr_assert(pe.problem != NULL || pe.has_version, "%zu bytes", cut);
        talloc_free(exact);
    }
}

/* The resource as it lies in the file: each of its bytes spoilt in turn. */
Test(pe, every_byte_spoilt)
{
    static const uint8_t spoils[] = {0x00, 0x7f, 0x80, 0xff};
    size_t size = 0;
    uint8_t *data = dll("x64", &size);
    for (size_t at = 0; at < size; at++)
        for (size_t i = 0; i < sizeof spoils; i++) {
            struct pe pe;
            void *memory = talloc_new(scratch);
            uint8_t was = data[at];
            data[at] = spoils[i];
            pe_read_memory(memory, data, size, &pe);
            cr_assert(pe.bits == 0 || pe.bits == 32 || pe.bits == 64);
            data[at] = was;
            talloc_free(memory);
        }
}

Test(pe, only_regular_files_are_opened)
{
    struct error err = ERROR_NONE;
    struct pe pe;
    cr_assert_not(pe_read_file(scratch, "/dev/null", &pe, &err));
    cr_assert_str_eq(err.text, "reading '/dev/null': not a regular file");
    cr_assert_not(pe_read_file(scratch, "/nonexistent/x.dll", &pe, &err));
    cr_assert(pe_read_file(scratch, INSPECT_SEEDS "/pe/x64", &pe, &err));
    cr_assert_eq(pe.file_version[0], 2011);
}
