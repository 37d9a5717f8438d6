/* RPC: procedure, parameters, values of every type. */
#include "fuzz.h"

#include "wire/request.h"

/* The shortest parameter has three bytes, and a struct of 72 with its name. */
const struct fuzz_bound fuzz_bound = {.base = 8192, .per_byte = 160};

static void check_value(const struct rpc_value *value)
{
    bool has_text = value->kind == RPC_TEXT || value->kind == RPC_DATETIME;
    MUST(!has_text || fuzz_is_text(value->text), "a text is UTF-8");
    MUST(!has_text || strlen(value->text) == value->size, "a text has no NUL and its size is told");
    MUST(value->kind != RPC_BINARY || value->size == 0 || value->binary != NULL, "bytes are there");
    uint8_t sum = 0;
    for (size_t i = 0; value->kind == RPC_BINARY && i < value->size; i++)
        sum ^= value->binary[i];
    MUST(sum == sum, "every byte may be read"); /* AddressSanitizer is who decides */
}

static void check(const struct rpc *rpc)
{
    MUST(fuzz_is_text(rpc->name), "a procedure has a name");
    for (size_t i = 0; i < rpc->parameter_count; i++) {
        MUST(fuzz_is_text(rpc->parameters[i].name), "a parameter has a name");
        check_value(&rpc->parameters[i].value);
    }
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    struct rpc rpc = {.parameters = NULL};
    if (!rpc_parse(memory, reader_over(data, size), &rpc)) {
        MUST(rpc.name == NULL, "what is refused fills nothing in");
        return;
    }
    check(&rpc);
    struct rpc cut;
    if (!rpc_parse(memory, fuzz_prefix(memory, data, fuzz_cut(data, size)), &cut))
        return;
    MUST(cut.procedure == rpc.procedure && fuzz_same_text(cut.name, rpc.name),
         "a cut does not change who is called");
    MUST(cut.parameter_count <= rpc.parameter_count, "a cut adds no parameter");
    for (size_t i = 0; i < cut.parameter_count; i++)
        MUST(fuzz_same_text(cut.parameters[i].name, rpc.parameters[i].name) &&
                 cut.parameters[i].value.size == rpc.parameters[i].value.size,
             "a cut changes no parameter");
}
