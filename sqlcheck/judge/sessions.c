/* Live sessions of an old TDS version. They show that some client of that machine is old, and not
 * which component it belongs to, so they warn; a newer TDS version proves nothing good. */
#include "judge/rules.h"

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

static void add_session_fact(struct judging *judging, struct finding *finding,
                             const struct sign *sign)
{
    const struct session *session = sign->session;
    finding_fact(judging->out, finding,
                 "sys.dm_exec_connections: %s, login %s, calls itself %s, program %s (%s), TDS %s "
                 "(%s), %d connection%s",
                 or_word(session->address, "no address"), or_word(session->login, "not known"),
                 or_word(session->host, "nothing"), or_word(session->program, "not named"),
                 or_word(session->interface, "interface not named"), sign->tds->tds,
                 sign->tds->protocol_version, session->count, session->count == 1 ? "" : "s");
}

static bool is_first_of_its_version(const struct sign *signs, size_t first, size_t at)
{
    for (size_t i = first; i < at; i++)
        if (signs[i].session != NULL && signs[i].tds == signs[at].tds)
            return false;
    return true;
}

/* Every version once, with all its sessions as evidence. */
void sessions_judge(struct judging *judging, const char *host_name, struct side *side)
{
    size_t end = 0;
    size_t first = signs_of_host(judging, host_name, &end);
    struct sign *signs = judging->signs;
    for (size_t i = first; i < end; i++) {
        if (signs[i].session == NULL || !is_first_of_its_version(signs, first, i))
            continue;
        const struct tds_row *tds = signs[i].tds;
        struct finding finding = finding_make(
            judging->out, tds->tls12 == TDS_TLS12_NEVER ? FINDING_SES_NEVER : FINDING_SES_OLD,
            WORDS(host_name, tds->tds, tds->clients));
        for (size_t j = i; j < end; j++) {
            if (signs[j].session == NULL || signs[j].tds != tds)
                continue;
            add_session_fact(judging, &finding, &signs[j]);
            signs[j].told = true;
        }
        finding_cite(judging->out, &finding, tds->origin.source);
        side_add(judging->out, side, &finding);
    }
}

void sessions_judge_others(struct judging *judging)
{
    enum { NAMED = 5 };
    void *parent = judging->out;
    const char *names[NAMED];
    size_t count = 0;
    struct finding finding = {0};
    for (size_t i = 0; i < judging->sign_count; i++) {
        const struct sign *sign = &judging->signs[i];
        if (sign->session == NULL || sign->told)
            continue;
        if (count < NAMED)
            names[count] = talloc_asprintf(
                parent, "%s (TDS %s)",
                or_word(sign->session->host, or_word(sign->session->address, "not named")),
                sign->tds->tds);
        count++;
    }
    if (count == 0)
        return;
    char *list = text_list(parent, names, count < NAMED ? count : NAMED, ", ");
    if (count > NAMED)
        list = talloc_asprintf(parent, "%s and %zu more", list, count - NAMED);
    finding = finding_make(parent, FINDING_SES_OTHERS, WORDS(list));
    size_t shown = 0;
    for (size_t i = 0; i < judging->sign_count && shown < NAMED; i++)
        if (judging->signs[i].session != NULL && !judging->signs[i].told) {
            add_session_fact(judging, &finding, &judging->signs[i]);
            shown++;
        }
    run_add(judging, &finding);
}
