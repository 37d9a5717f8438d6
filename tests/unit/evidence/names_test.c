#include "evidence/names.h"

#include <criterion/criterion.h>
#include <string.h>

#include "evidence/scan.h"

static const char *const *const lists[] = {
    tls_version_names,   tls_answer_names,      reach_names,        encryption_names,
    login_outcome_names, floor_proof_names,     client_offer_names, source_kind_names,
    site_type_names,     read_state_names,      scan_way_names,     scan_version_names,
    suite_order_names,   scan_encryption_names,
};

Test(names, every_word_is_its_own_and_leads_back)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        unsigned count = 0;
        for (; lists[i][count] != NULL; count++) {
            unsigned found = 77;
            cr_assert(name_find(lists[i], lists[i][count], &found));
            cr_assert_eq(found, count, "'%s' is there twice", lists[i][count]);
            cr_assert_str_eq(name_of(lists[i], count), lists[i][count]);
        }
        cr_assert_gt(count, 1);
        cr_assert_str_eq(name_of(lists[i], count), "?");
        cr_assert_str_eq(name_of(lists[i], ~0u), "?");
    }
}

Test(names, words_are_exact)
{
    unsigned found = 77;
    cr_assert_not(name_find(tls_answer_names, "Accepted", &found));
    cr_assert_not(name_find(tls_answer_names, "", &found));
    cr_assert_not(name_find(tls_answer_names, "accepted ", &found));
    cr_assert_eq(found, 77);
}

/* Zero is what an absent fact is: it must never read like a good one. */
Test(names, the_first_word_of_every_answer_says_that_nothing_is_known)
{
    cr_assert_str_eq(name_of(tls_answer_names, 0), "unknown");
    cr_assert_str_eq(name_of(reach_names, 0), "not tried");
    cr_assert_str_eq(name_of(encryption_names, 0), "unknown");
    cr_assert_str_eq(name_of(login_outcome_names, 0), "not tried");
    cr_assert_str_eq(name_of(floor_proof_names, 0), "none");
    cr_assert_str_eq(name_of(source_kind_names, 0), "none");
    cr_assert_str_eq(name_of(site_type_names, 0), "unknown");
    cr_assert_str_eq(name_of(read_state_names, 0), "not read");
    cr_assert_str_eq(name_of(suite_order_names, 0), "unknown");
    cr_assert_str_eq(name_of(scan_encryption_names, 0), "unknown");
}

Test(names, a_version_that_was_not_tried_is_unknown)
{
    struct tls_version_fact facts[] = {{.version = TLS_1_2, .answer = TLS_ACCEPTED}};
    struct endpoint endpoint = {.versions = facts, .version_count = 1};
    cr_assert_eq(endpoint_answer(&endpoint, TLS_1_2), TLS_ACCEPTED);
    cr_assert_eq(endpoint_answer(&endpoint, TLS_1_0), TLS_UNKNOWN);
    cr_assert_eq(endpoint_answer(&(struct endpoint){.port = 0}, TLS_1_2), TLS_UNKNOWN);
}
