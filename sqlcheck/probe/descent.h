/* Which suites a server takes, in its order: offer all, take away what it chose, until it refuses.
 * Pure: who asks, and over what, is the caller's. */
#ifndef SQLCHECK_PROBE_DESCENT_H
#define SQLCHECK_PROBE_DESCENT_H

#include "evidence/scan.h"
#include "probe/hello_result.h"

struct descent_asker {
    /* One hello with these suites. False: it was not sent, because what may be spent is spent. */
    bool (*ask)(void *context, const uint16_t *suites, size_t count, struct hello_result *out);
    void *context;
};

struct descent {
    struct hello_result first; /* what decides about the version itself */
    uint16_t suites[TLS_MOST_SUITES];
    size_t count;
    const char *note; /* why the list, or its order, is not whole; NULL = whole. Static */
    enum suite_order order;
};

/* `version` is the one that the asker offers. Hellos: one for each suite taken and one refusal;
 * one more with the order reversed where what was taken happens to be in the order of the offer.
 *
 * A hello of the whole registry may be more than a server can take. When it is closed, reset, met
 * with silence or with noise, the short hello of hello_offer is sent; if that fares no better, the
 * version itself does. Otherwise chunks of at most 128, then 64, then 32 suites follow, and a
 * second descent through what was found gives the order. A failed hello counts as a refusal only
 * after a larger one was answered on the same version; silence never does. */
void descent_run(const struct descent_asker *asker, uint16_t version, struct descent *out);

#endif
