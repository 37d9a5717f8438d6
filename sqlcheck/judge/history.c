/* What components reported of trouble with SQL Server in the last 30 days. The messages name more
 * causes than TLS, and none of them proves anything good: hints, which never decide. */
#include "judge/rules.h"

#include <inttypes.h>

#include <talloc.h>

#include "base/text.h"

static void add_message_fact(struct judging *judging, struct finding *finding,
                             const struct sign *sign)
{
    const struct status_message *message = sign->message;
    finding_fact(judging->out, finding,
                 "v_StatusMessage: %s: %" PRId64 " (%s) %" PRId64 " time%s, last %s",
                 or_word(message->machine, "a machine without a name"), message->message_id,
                 sign->meaning->meaning, message->count, message->count == 1 ? "" : "s",
                 since_words(judging->out, message->last_unix_s, judging->inventory_now_s));
}

static bool is_of_host(const struct sign *sign, const char *host_name)
{
    return sign->message != NULL && host_names_match(sign->message->machine, host_name);
}

void history_judge(struct judging *judging, const char *host_name, struct side *side)
{
    size_t end = 0;
    struct finding finding = finding_make(judging->out, FINDING_HIS_HOST, WORDS(host_name));
    for (size_t i = signs_of_host(judging, host_name, &end); i < end; i++)
        if (is_of_host(&judging->signs[i], host_name)) {
            add_message_fact(judging, &finding, &judging->signs[i]);
            judging->signs[i].told = true;
        }
    if (finding.fact_count > 0)
        side_add(judging->out, side, &finding);
}

void history_judge_link(struct judging *judging, const char *code, struct side *side)
{
    size_t end = 0;
    struct finding finding = finding_make(judging->out, FINDING_HIS_LINK, WORDS(code));
    for (size_t i = signs_of_site(judging, code, &end); i < end; i++) {
        add_message_fact(judging, &finding, &judging->signs[i]);
        judging->signs[i].told = true;
    }
    if (finding.fact_count > 0)
        side_add(judging->out, side, &finding);
}

void history_judge_others(struct judging *judging)
{
    enum { SHOWN = 5 };
    struct finding finding = finding_make(judging->out, FINDING_HIS_OTHERS, NULL);
    size_t count = 0;
    for (size_t i = 0; i < judging->sign_count; i++) {
        const struct sign *sign = &judging->signs[i];
        if (sign->message != NULL && !sign->told && count++ < SHOWN)
            add_message_fact(judging, &finding, sign);
    }
    if (count > SHOWN)
        finding_fact(judging->out, &finding, "and %zu more", count - SHOWN);
    if (count > 0)
        run_add(judging, &finding);
}
