#include <criterion/criterion.h>
#include <talloc.h>

#include "bytes_of.h"
#include "wire/request.h"

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(request, .init = set_up, .fini = tear_down);

#define HEADERS "16 00 00 00 12 00 00 00 02 00 00 00 00 00 00 00 00 00 01 00 00 00 "

static bool parse_rpc(void *parent, struct reader bytes)
{
    struct rpc rpc;
    return rpc_parse(parent, bytes, &rpc);
}

static bool parse_batch(void *parent, struct reader bytes)
{
    return batch_parse(parent, bytes) != NULL;
}

/* [MS-TDS] 4.6 without its packet header. */
static const char spec_batch[] = HEADERS
    "0A 00 73 00 65 00 6C 00 65 00 63 00 74 00 20 00 27 00 66 00 6F 00 6F 00 27 00 20 00 61 00 "
    "73 00 20 00 27 00 62 00 61 00 72 00 27 00 0A 00 20 00 20 00";

Test(request, spec_batch_is_read)
{
    char *text = batch_parse(scratch, bytes_of_hex(scratch, spec_batch));
    cr_assert_not_null(text);
    cr_assert_str_eq(text, "\nselect 'foo' as 'bar'\n  ");
}

/* A statement has no length of its own: any cut between two units leaves one. */
Test(request, a_batch_cut_in_its_headers_or_inside_a_unit_is_refused)
{
    struct reader bytes = bytes_of_hex(scratch, spec_batch);
    for (size_t size = 0; size < bytes.size; size++) {
        bool ok = batch_parse(scratch, reader_over(bytes.data, size)) != NULL;
        cr_assert_eq(ok, size >= 22 && size % 2 == 0, "cut at %zu", size);
    }
    (void)cut_at_every_byte(bytes, parse_batch);
    spoil_every_byte(bytes, parse_batch);
}

static const struct {
    const char *why;
    const char *hex;
} bad_batches[] = {
    {"headers of no length", "00 00 00 00 41 00"},
    {"headers shorter than their length", "03 00 00 00 41 00"},
    {"headers of 4 GB", "FF FF FF FF 41 00"},
    {"one header longer than all", "0A 00 00 00 12 00 00 00 02 00 41 00"},
    {"one header of 4 GB", "0A 00 00 00 FF FF FF FF 02 00 41 00"},
    {"a header without length", "0A 00 00 00 00 00 00 00 02 00 41 00"},
    {"bytes behind the last header", "0B 00 00 00 06 00 00 00 02 00 00 41 00"},
    {"a NUL in the statement", "04 00 00 00 41 00 00 00 42 00"},
};

Test(request, broken_batches_are_refused)
{
    for (size_t i = 0; i < sizeof bad_batches / sizeof *bad_batches; i++)
        cr_assert_null(batch_parse(scratch, bytes_of_hex(scratch, bad_batches[i].hex)), "%s",
                       bad_batches[i].why);
    cr_assert_str_eq(batch_parse(scratch, bytes_of_hex(scratch, "04 00 00 00")), "");
}

Test(request, batches_of_real_clients_are_understood)
{
    char *text = batch_parse(scratch, bytes_of_seed(scratch, "batch/pymssql"));
    cr_assert_eq(strncmp(text, "SET ARITHABORT ON;", 18), 0, "%s", text);
    text = batch_parse(scratch, bytes_of_seed(scratch, "batch/tedious"));
    cr_assert_eq(strncmp(text, "set ansi_nulls on\n", 18), 0, "%s", text);
    text = batch_parse(scratch, bytes_of_seed(scratch, "batch/go-mssqldb"));
    cr_assert_str_eq(text, "select 1;");
}

/* [MS-TDS] 4.8: a call of foo3 with its parameter left to its default. */
Test(request, spec_rpc_is_read)
{
    struct reader bytes =
        bytes_of_hex(scratch, HEADERS "04 00 66 00 6F 00 6F 00 33 00 00 00 00 02 26 02 00");
    struct rpc rpc;
    cr_assert(rpc_parse(scratch, bytes, &rpc));
    cr_assert_eq(rpc.procedure, 0);
    cr_assert_str_eq(rpc.name, "foo3");
    cr_assert_eq(rpc.parameter_count, 1);
    cr_assert_str_eq(rpc.parameters[0].name, "");
    cr_assert_not(rpc.parameters[0].output);
    cr_assert_eq(rpc.parameters[0].value.kind, RPC_NULL);
    cr_assert_eq(rpc.parameters[0].value.wire_type, 0x26);
    spoil_every_byte(bytes, parse_rpc);
}

static const struct {
    const char *why;
    const char *hex; /* behind the headers */
} bad_rpcs[] = {
    {"nothing", ""},
    {"an empty name", "00 00 00 00"},
    {"a name of 65534 letters", "FE FF 41 00"},
    {"no option flags", "FF FF 0A 00 00"},
    {"half a parameter name", "FF FF 0A 00 00 00 02 40 00 41"},
    {"no status", "FF FF 0A 00 00 00 00"},
    {"no type", "FF FF 0A 00 00 00 00 00"},
    {"a type nobody knows", "FF FF 0A 00 00 00 00 00 99 00"},
    {"a table", "FF FF 0A 00 00 00 00 00 F3 00"},
    {"a NUL in the name", "02 00 41 00 00 00 00 00"},
};

Test(request, broken_calls_are_refused_and_leave_no_memory)
{
    for (size_t i = 0; i < sizeof bad_rpcs / sizeof *bad_rpcs; i++) {
        char *hex = talloc_asprintf(scratch, "%s %s", HEADERS, bad_rpcs[i].hex);
        struct reader bytes = bytes_of_hex(scratch, hex);
        struct rpc rpc = {.procedure = 77};
        size_t before = talloc_total_blocks(scratch);
        cr_assert_not(rpc_parse(scratch, bytes, &rpc), "%s", bad_rpcs[i].why);
        cr_assert_eq(rpc.procedure, 77, "%s: the result was touched", bad_rpcs[i].why);
        cr_assert_eq(talloc_total_blocks(scratch), before, "%s", bad_rpcs[i].why);
    }
}

Test(request, more_parameters_than_sql_server_takes_are_refused)
{
    struct reader call = bytes_of_seed(scratch, "rpc/tedious-sp_unprepare");
    struct writer w;
    struct rpc rpc;
    writer_init(&w, scratch);
    writer_bytes(&w, call.data, 22); /* ALL_HEADERS */
    writer_u16le(&w, 0xffff);
    writer_u16le(&w, RPC_EXECUTE);
    writer_u16le(&w, 0);
    for (int i = 0; i < 2100; i++)
        writer_bytes(&w, "\0\0\x1f", 3); /* no name, no flag, NULLTYPE */
    cr_assert(rpc_parse(scratch, reader_over(w.data, w.size), &rpc));
    cr_assert_eq(rpc.parameter_count, 2100);
    writer_bytes(&w, "\0\0\x1f", 3);
    cr_assert_not(rpc_parse(scratch, reader_over(w.data, w.size), &rpc));
}

Test(request, only_the_first_call_of_several_is_read)
{
    static const char *const separators[] = {"FF", "FE", "80"};
    for (size_t i = 0; i < 3; i++) {
        char *hex = talloc_asprintf(scratch,
                                    HEADERS "FF FF 0F 00 00 00 | 00 00 26 04 04 07 00 00 00 "
                                            "| %s | FF FF 0F 00 00 00",
                                    separators[i]);
        struct rpc rpc;
        cr_assert(rpc_parse(scratch, bytes_of_hex(scratch, hex), &rpc));
        cr_assert_eq(rpc.procedure, RPC_UNPREPARE);
        cr_assert_eq(rpc.parameter_count, 1, "separator %s", separators[i]);
        cr_assert_eq(rpc.parameters[0].value.integer, 7);
    }
}

static const struct {
    const char *name; /* UTF-16LE in hex, with its length */
    uint16_t procedure;
} names[] = {
    {"0A 00 7300 7000 5F00 6500 7800 6500 6300 7500 7400 6500", RPC_EXECUTE},
    {"0A 00 5300 5000 5F00 4500 7800 6500 6300 7500 7400 6500", RPC_EXECUTE},
    {"0E 00 7300 7900 7300 2E00 7300 7000 5F00 6500 7800 6500 6300 7500 7400 6500", RPC_EXECUTE},
    {"0B 00 7300 7000 5F00 6500 7800 6500 6300 7500 7400 6500 7200", 0},
};

Test(request, a_system_procedure_is_known_by_its_name_too)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct rpc rpc;
        char *hex = talloc_asprintf(scratch, HEADERS "%s 00 00", names[i].name);
        cr_assert(rpc_parse(scratch, bytes_of_hex(scratch, hex), &rpc));
        cr_assert_eq(rpc.procedure, names[i].procedure, "%s", rpc.name);
    }
}

static const struct {
    const char *seed;
    uint16_t procedure;
    const char *name;
    size_t parameters;
} calls[] = {
    {"rpc/freetds-sp_executesql", RPC_EXECUTESQL, "", 14},
    {"rpc/freetds-sp_prepexec", RPC_PREPEXEC, "", 15},
    {"rpc/freetds-sp_execute", RPC_EXECUTE, "sp_execute", 13},
    {"rpc/freetds-sp_unprepare", RPC_UNPREPARE, "", 1},
    {"rpc/go-mssqldb-sp_executesql", RPC_EXECUTESQL, "", 11},
    {"rpc/pymssql-callproc", 0, "sp_test", 5},
    {"rpc/tedious-sp_executesql", RPC_EXECUTESQL, "", 34},
    {"rpc/tedious-sp_prepare", RPC_PREPARE, "", 3},
    {"rpc/tedious-sp_execute", RPC_EXECUTE, "", 2},
    {"rpc/tedious-sp_unprepare", RPC_UNPREPARE, "", 1},
    {"rpc/tedious-by-name", 0, "sp_who", 1},
};

/* A cut behind a whole parameter leaves a call with fewer; every other is refused. */
Test(request, calls_of_real_clients_are_understood_and_cut)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct reader bytes = bytes_of_seed(scratch, calls[i].seed);
        struct rpc rpc;
        cr_assert(rpc_parse(scratch, bytes, &rpc), "%s", calls[i].seed);
        cr_assert_eq(rpc.procedure, calls[i].procedure, "%s", calls[i].seed);
        cr_assert_str_eq(rpc.name, calls[i].name, "%s", calls[i].seed);
        cr_assert_eq(rpc.parameter_count, calls[i].parameters, "%s: %zu", calls[i].seed,
                     rpc.parameter_count);
        cr_assert_eq(cut_at_every_byte(bytes, parse_rpc), calls[i].parameters, "%s", calls[i].seed);
    }
}

Test(request, calls_of_real_clients_are_spoilt)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        spoil_every_byte(bytes_of_seed(scratch, calls[i].seed), parse_rpc);
}

static const struct rpc_value *value_named(const struct rpc *rpc, const char *name)
{
    for (size_t i = 0; i < rpc->parameter_count; i++)
        if (strcmp(rpc->parameters[i].name, name) == 0)
            return &rpc->parameters[i].value;
    cr_assert_fail("no parameter %s", name);
    return NULL;
}

static const struct {
    const char *name;
    const char *text;
} tedious_texts[] = {
    {"@statement", "select @a"},
    {"@n", "h\u00e9\u00e9"},
    {"@big", "yyyyyyyyyy"},
    {"@dt", "2026-11-24 03:42:10.120"},
    {"@d2", "2026-11-24 03:42:10.1230000"},
    {"@d", "2026-11-24"},
    {"@t", "03:42:10.123"},
    {"@dto", "2026-11-24 03:42:10.1230000 +00:00"},
    {"@dec", "-123.45"},
    {"@num", "0.05"},
    {"@m", "12.3400"},
    {"@sm", "-1.5000"},
    {"@sdt", "2026-11-24 03:42:00.000"},
    {"@g", "6F9619FF-8B86-D011-B42D-00C04FC964FF"},
    {"@vc", "abc"},
    {"@vcm", "zzzzzzzzzz"},
    {"@ch", "q"},
    {"@nch", "w"},
    {"@tx", "text"},
    {"@ntx", "ntext"},
};

static const struct {
    const char *name;
    int64_t integer;
} tedious_integers[] = {
    {"@i", 42}, {"@b", 1}, {"@si", -2}, {"@ti", 200}, {"@bi", -9007199254740993},
};

/* Every type that tedious has, with the values that were given to it. */
Test(request, every_type_of_tedious_means_what_was_given)
{
    struct rpc rpc;
    cr_assert(rpc_parse(scratch, bytes_of_seed(scratch, "rpc/tedious-sp_executesql"), &rpc));
    for (size_t i = 0; i < sizeof tedious_texts / sizeof *tedious_texts; i++) {
        const struct rpc_value *value = value_named(&rpc, tedious_texts[i].name);
        cr_assert_str_eq(value->text, tedious_texts[i].text, "%s", tedious_texts[i].name);
        cr_assert_eq(value->size, strlen(value->text), "%s", tedious_texts[i].name);
    }
    for (size_t i = 0; i < sizeof tedious_integers / sizeof *tedious_integers; i++) {
        const struct rpc_value *value = value_named(&rpc, tedious_integers[i].name);
        cr_assert_eq(value->kind, RPC_INT, "%s", tedious_integers[i].name);
        cr_assert_eq(value->integer, tedious_integers[i].integer, "%s", tedious_integers[i].name);
    }
    cr_assert_float_eq(value_named(&rpc, "@f")->real, 2.5, 0);
    cr_assert_float_eq(value_named(&rpc, "@re")->real, 1.5, 0);
    cr_assert_eq(value_named(&rpc, "@nul")->kind, RPC_NULL);
    cr_assert_eq(value_named(&rpc, "@nuli")->kind, RPC_NULL);
    cr_assert_eq(value_named(&rpc, "@vb")->size, 3);
    cr_assert_arr_eq(value_named(&rpc, "@vb")->binary, "\1\2\3", 3);
    cr_assert_eq(value_named(&rpc, "@im")->kind, RPC_BINARY);
    cr_assert(rpc.parameters[rpc.parameter_count - 1].output);
}

Test(request, freetds_calls_mean_what_was_given)
{
    struct rpc rpc;
    cr_assert(rpc_parse(scratch, bytes_of_seed(scratch, "rpc/freetds-sp_executesql"), &rpc));
    cr_assert_eq(rpc.parameters[0].value.wire_type, 0x63);
    cr_assert_eq(strncmp(rpc.parameters[0].value.text, "select @P1,@P2", 14), 0);
    cr_assert_eq(rpc.parameters[2].value.integer, 5);
    cr_assert_str_eq(rpc.parameters[3].value.text, "hello");
    cr_assert_eq(rpc.parameters[4].value.kind, RPC_NULL);
    cr_assert_str_eq(rpc.parameters[6].value.text, "2026-11-24 03:42:10.1230000");
    cr_assert_eq(rpc.parameters[7].value.size, 40, "VARCHAR(max)");
    cr_assert_str_eq(rpc.parameters[10].value.text, "-12.34", "a magnitude of five bytes");
    cr_assert(rpc_parse(scratch, bytes_of_seed(scratch, "rpc/freetds-sp_prepexec"), &rpc));
    cr_assert(rpc.parameters[0].output);
}

Test(request, go_mssqldb_times_keep_their_offset)
{
    struct rpc rpc;
    cr_assert(rpc_parse(scratch, bytes_of_seed(scratch, "rpc/go-mssqldb-sp_executesql"), &rpc));
    cr_assert_str_eq(value_named(&rpc, "@p7")->text, "2026-11-24 03:42:10.1234567 +01:00");
    cr_assert_eq(value_named(&rpc, "@p8")->kind, RPC_NULL);
}
