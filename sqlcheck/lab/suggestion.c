#include "lab/suggestion.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

static void add(struct lab_list *words, const char *word)
{
    char **slot = mem_append(words, &words->item, &words->count, sizeof(char *));
    *slot = talloc_strdup(words, word);
}

static void add_option(struct lab_list *words, const char *option, const char *value)
{
    if (value == NULL)
        return;
    add(words, option);
    add(words, value);
}

static void add_connect_to(struct lab_list *words, const struct lab_endpoint *endpoint, int port)
{
    char *rule =
        talloc_asprintf(NULL, "%s:%d:%s:%d", endpoint->host, port, endpoint->address, port);
    bool known = false;
    for (size_t i = 0; i < words->count; i++)
        known = known || strcmp(words->item[i], rule) == 0;
    if (!known)
        add_option(words, "--connect-to", rule);
    talloc_free(rule);
}

/* What the hosts of the case record themselves, when the case has any of it. */
static void add_evidence(struct lab_list *words, const struct lab_case *lab)
{
    char *path = talloc_asprintf(words, "%s/evidence", lab->folder);
    char *whole = realpath(path, NULL);
    add_option(words, "--evidence", whole);
    free(whole);
    talloc_free(path);
}

struct lab_list *suggestion_new(void *parent, const struct lab_case *lab, const char *ca_file)
{
    struct lab_list *words = talloc_zero(parent, struct lab_list);
    add(words, "verify");
    add_option(words, "-S", lab->server);
    add_option(words, "-d", lab->database);
    add_option(words, "-U", lab->user);
    for (size_t i = 0; i < lab->options.count; i++)
        add(words, lab->options.item[i]);
    add_evidence(words, lab);
    add_option(words, "--ca-file", ca_file);
    for (size_t i = 0; i < lab->endpoint_count; i++) {
        const struct lab_endpoint *endpoint = lab->endpoints[i];
        add_connect_to(words, endpoint, endpoint->port);
        if (endpoint->instance != NULL)
            add_connect_to(words, endpoint, 1434);
    }
    return words;
}

static const char *password_of(const struct lab_case *lab)
{
    for (size_t i = 0; i < lab->login_count; i++)
        if (text_equal(lab->logins[i].user, lab->user))
            return lab->logins[i].password;
    return lab->login_count > 0 ? lab->logins[0].password : "";
}

/* In single quotes unless it is made of harmless characters only. */
static void print_word(const char *word, FILE *out)
{
    static const char harmless[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                   "_-+=:,./@%";
    if (word[0] != '\0' && strspn(word, harmless) == strlen(word)) {
        (void)fputs(word, out);
        return;
    }
    (void)fputc('\'', out);
    for (; *word != '\0'; word++)
        (void)(*word == '\'' ? fputs("'\\''", out) : fputc(*word, out));
    (void)fputc('\'', out);
}

void suggestion_print(const struct lab_case *lab, const struct lab_list *words, FILE *out)
{
    (void)fprintf(out, "%s\n\n", lab->title == NULL ? lab->folder : lab->title);
    (void)fputs("The lab listens. In another terminal:\n\n    SQLCMDPASSWORD=", out);
    print_word(password_of(lab), out);
    (void)fputs(" sqlcheck", out);
    for (size_t i = 0; i < words->count; i++) {
        bool breaks = strcmp(words->item[i], "--connect-to") == 0 ||
                      strcmp(words->item[i], "--ca-file") == 0 ||
                      strcmp(words->item[i], "--evidence") == 0;
        (void)fputs(breaks ? " \\\n        " : " ", out);
        print_word(words->item[i], out);
    }
    (void)fputs("\n\nCtrl-C ends it.\n", out);
    (void)fflush(out);
}

bool suggestion_write(const struct lab_case *lab, const struct lab_list *words, const char *path,
                      struct error *err)
{
    char *text = talloc_asprintf(NULL, "#password=%s\n", password_of(lab));
    for (size_t i = 0; i < words->count; i++)
        text = talloc_asprintf_append_buffer(text, "%s\n", words->item[i]);
    bool ok = file_write(path, text, strlen(text), err);
    talloc_free(text);
    return ok;
}
