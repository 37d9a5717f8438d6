/* Who logged in under forced TLS 1.2, and what each driver that did not says. */
#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "report/parts.h"
#include "report/words.h"

/* "FreeTDS 1.3.17"; "ODBC "ODBC Driver 18 for SQL Server"": registered names are quoted. */
static char *driver_name(struct page *page, const struct login *login)
{
    bool odbc = text_equal(login->api, "ODBC");
    const char *driver = words_or(login->driver, "a driver without name");
    size_t size = strlen(driver);
    size_t api = login->api == NULL ? 0 : strlen(login->api);
    if (!odbc && size > api + 1 && driver[size - api - 1] == ' ' &&
        text_equal(driver + size - api, login->api))
        size -= api + 1; /* "FreeTDS db-lib": the interface is not news to the reader */
    return talloc_asprintf(page->memory, odbc ? "ODBC \"%.*s\"%s%s" : "%.*s%s%s", (int)size, driver,
                           text_is_empty(login->version) ? "" : " ", words_or(login->version, ""));
}

/* "18456 "Login failed for user 'x'."" */
static char *driver_words(struct page *page, const struct login *login)
{
    char *text = talloc_strdup(page->memory, "");
    if (!text_is_empty(login->sqlstate))
        text = talloc_asprintf_append(text, "SQLSTATE %s ", login->sqlstate);
    if (login->error_number != 0)
        text = talloc_asprintf_append(text, "%lld ", (long long)login->error_number);
    if (!text_is_empty(login->error_text))
        text = talloc_asprintf_append(text, "\"%s\"", login->error_text);
    return text;
}

static bool is_said(const struct judgement *judgement, const struct login *login)
{
    return (text_is_empty(login->detail) || judgement_says(judgement, login->detail)) &&
           (text_is_empty(login->error_text) || judgement_says(judgement, login->error_text));
}

static void put_trouble(struct page *page, const struct judgement *judgement,
                        const struct login *login)
{
    char *words = driver_words(page, login);
    if (login->outcome == LOGIN_PROVEN || is_said(judgement, login))
        return;
    page_put(page, STYLE_PLAIN, 4, 6,
             talloc_asprintf(page->memory, "%s: %s%s%s%s%s", driver_name(page, login),
                             name_of(login_outcome_names, login->outcome),
                             text_is_empty(login->detail) ? "" : ": ", words_or(login->detail, ""),
                             words[0] == '\0' ? "" : "; it says ", words));
}

/* How it was logged in, where that is no SQL login. */
static void put_identity(struct page *page, const struct facts *facts, struct items *items)
{
    static const struct {
        const char *authentication;
        const char *words;
    } rows[] = {{"kerberos", "integrated"}, {"ntlm", "Windows login (NTLM)"}};
    const char *who = facts->login_as != NULL ? facts->login_as : facts->request.user;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && who != NULL; i++)
        if (text_equal(facts->request.authentication, rows[i].authentication))
            items_add(page, items, "%s, as %s", rows[i].words, who);
}

void part_logins(struct page *page, const struct facts *facts, const struct judgement *judgement)
{
    struct items items = {0};
    for (size_t i = 0; i < facts->login_count; i++)
        items_add(page, &items, "%s %s", driver_name(page, &facts->logins[i]),
                  name_of(login_outcome_names, facts->logins[i].outcome));
    if (facts->login_count == 0)
        items_add(page, &items, "not tried%s%s", text_is_empty(facts->login_note) ? "" : ": ",
                  words_or(facts->login_note, ""));
    put_identity(page, facts, &items);
    char *opened = words_count(page, (size_t)(facts->connections > 0 ? facts->connections : 0),
                               "connection", "connections");
    items_add(page, &items, "%s opened", opened);
    page_items(page, 2, 4, "login under forced TLS 1.2:  ", &items);
    if (facts->login_count > 0 && !text_is_empty(facts->login_note))
        page_put(page, STYLE_PLAIN, 4, 6, facts->login_note);
    for (size_t i = 0; i < facts->login_count; i++)
        put_trouble(page, judgement, &facts->logins[i]);
}
