#include "evidence/names.h"

#include <string.h>

const char *const tls_version_names[] = {TLS_VERSIONS(NAMES_AS_WORD) NULL};
const char *const tls_answer_names[] = {TLS_ANSWERS(NAMES_AS_WORD) NULL};
const char *const reach_names[] = {REACHES(NAMES_AS_WORD) NULL};
const char *const encryption_names[] = {ENCRYPTIONS(NAMES_AS_WORD) NULL};
const char *const login_outcome_names[] = {LOGIN_OUTCOMES(NAMES_AS_WORD) NULL};
const char *const floor_proof_names[] = {FLOOR_PROOFS(NAMES_AS_WORD) NULL};
const char *const client_offer_names[] = {CLIENT_OFFERS(NAMES_AS_WORD) NULL};
const char *const source_kind_names[] = {SOURCE_KINDS(NAMES_AS_WORD) NULL};
const char *const site_type_names[] = {SITE_TYPES(NAMES_AS_WORD) NULL};
const char *const read_state_names[] = {READ_STATES(NAMES_AS_WORD) NULL};

const char *name_of(const char *const *names, unsigned value)
{
    for (unsigned i = 0; names[i] != NULL; i++)
        if (i == value)
            return names[i];
    return "?";
}

bool name_find(const char *const *names, const char *word, unsigned *out_value)
{
    for (unsigned i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], word) == 0) {
            *out_value = i;
            return true;
        }
    return false;
}
