#include "evidence/facts.h"

enum tls_answer endpoint_answer(const struct endpoint *endpoint, enum tls_version version)
{
    for (size_t i = 0; i < endpoint->version_count; i++)
        if (endpoint->versions[i].version == version)
            return endpoint->versions[i].answer;
    return TLS_UNKNOWN;
}
