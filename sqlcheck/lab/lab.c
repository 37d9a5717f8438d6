#include "lab/lab.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <talloc.h>

#include "base/mem.h"
#include "lab/case.h"
#include "lab/certificates.h"
#include "lab/journal.h"
#include "lab/listener.h"
#include "lab/suggestion.h"
#include "lab/tls_server.h"

enum { EXIT_STOPPED = 0, EXIT_UNABLE = 3 };

struct lab {
    struct lab_case *plan;
    struct lab_server *server;
    struct lab_authority *authority;
    char *ca_path;
    char *own_folder; /* removed at the end; NULL: the keys' folder is used */
    int signal_fd;
};

static int lab_release(struct lab *lab)
{
    for (size_t i = 0; lab->server != NULL && i < lab->plan->endpoint_count; i++)
        SSL_CTX_free(lab->server->services[i].tls);
    int fds[] = {lab->signal_fd, lab->server == NULL ? -1 : lab->server->stop_fd,
                 lab->server == NULL ? -1 : lab->server->journal_fd};
    for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++)
        if (fds[i] >= 0)
            (void)close(fds[i]);
    if (lab->own_folder != NULL) {
        (void)unlink(lab->ca_path);
        (void)rmdir(lab->own_folder);
    }
    return 0;
}

static bool open_certificates(struct lab *lab, const struct lab_options *options, struct error *err)
{
    lab->authority = authority_new(lab, options->keys_dir, err);
    if (lab->authority == NULL)
        return false;
    const char *folder = options->keys_dir;
    if (folder == NULL) {
        const char *temporary = options->temporary_dir;
        char *made =
            talloc_asprintf(lab, "%s/sqlcheck-lab-XXXXXX", temporary == NULL ? "/tmp" : temporary);
        if (mkdtemp(made) == NULL)
            return error_set(err, "making a folder '%s': %s", made, strerror(errno));
        lab->own_folder = made;
        folder = made;
    }
    lab->ca_path = talloc_asprintf(lab, "%s/ca.pem", folder);
    return authority_write(lab->authority, lab->ca_path, err);
}

static char *path_in(void *parent, const char *folder, const char *name, bool *is_there)
{
    char *path = talloc_asprintf(parent, "%s/%s", folder, name);
    *is_there = access(path, R_OK) == 0;
    return path;
}

/* Endpoints with the same file share one database. */
static bool open_database(struct lab *lab, size_t index, struct error *err)
{
    struct lab_service *services = lab->server->services;
    const char *file = lab->plan->endpoints[index]->site_sql;
    for (size_t i = 0; i < index; i++) {
        const char *other = lab->plan->endpoints[i]->site_sql;
        if ((file == NULL && other == NULL) ||
            (file != NULL && other != NULL && strcmp(file, other) == 0)) {
            services[index].database = services[i].database;
            return true;
        }
    }
    bool has_schema = false;
    bool has_site = false;
    char *schema = path_in(lab, lab->plan->folder, "../schema.sql", &has_schema);
    char *site = path_in(lab, lab->plan->folder, file == NULL ? "site.sql" : file, &has_site);
    if (file != NULL && !has_site)
        return error_set(err, "endpoint '%s': no file '%s'", lab->plan->endpoints[index]->name,
                         site);
    services[index].database =
        database_open(lab, has_schema ? schema : NULL, has_site ? site : NULL, err);
    return services[index].database != NULL;
}

static bool open_services(struct lab *lab, struct error *err)
{
    struct lab_server *server = lab->server;
    for (size_t i = 0; i < lab->plan->endpoint_count; i++) {
        struct lab_endpoint *endpoint = lab->plan->endpoints[i];
        server->services[i].lab = lab->plan;
        server->services[i].endpoint = endpoint;
        server->services[i].tls = tls_server_context(lab->authority, endpoint, err);
        if (server->services[i].tls == NULL || !open_database(lab, i, err))
            return false;
    }
    return true;
}

/* Signals arrive by descriptor; threads started later inherit the mask. */
static bool catch_signals(struct lab *lab, struct error *err)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    lab->signal_fd = pthread_sigmask(SIG_BLOCK, &set, NULL) == 0
                         ? signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)
                         : -1;
    return lab->signal_fd >= 0 || error_set(err, "catching signals: %s", strerror(errno));
}

static bool open_server(struct lab *lab, const struct lab_options *options, struct error *err)
{
    struct lab_server *server = talloc_zero(lab, struct lab_server);
    server->lab = lab->plan;
    server->services = mem_array(server, struct lab_service, lab->plan->endpoint_count);
    for (size_t i = 0; i < lab->plan->endpoint_count; i++)
        server->services[i].faults = talloc_zero(server, atomic_int);
    server->stop_fd = eventfd(0, EFD_CLOEXEC);
    server->journal_fd = -1;
    lab->server = server;
    *err = (struct error)ERROR_NONE;
    server->journal_fd = journal_open(options->journal_path, err);
    if (options->journal_path != NULL && server->journal_fd < 0)
        return false;
    return server->stop_fd >= 0 && listener_open(server, lab->plan, options->address, err);
}

static bool lab_open(struct lab *lab, const struct lab_options *options, FILE *out,
                     struct error *err)
{
    lab->plan = lab_case_read(lab, options->case_dir, err);
    bool ok = lab->plan != NULL && catch_signals(lab, err) && open_server(lab, options, err) &&
              open_certificates(lab, options, err) && open_services(lab, err);
    if (!ok)
        return false;
    const struct lab_list *words = suggestion_new(lab, lab->plan, lab->ca_path);
    if (!options->quiet)
        suggestion_print(lab->plan, words, out);
    return options->ready_path == NULL ||
           suggestion_write(lab->plan, words, options->ready_path, err);
}

int lab_run(const struct lab_options *options, FILE *out, struct error *err)
{
    struct lab *lab = talloc_zero(NULL, struct lab);
    lab->signal_fd = -1;
    talloc_set_destructor(lab, lab_release);
    bool ok = lab_open(lab, options, out, err);
    if (ok)
        listener_run(lab->server, lab->signal_fd);
    talloc_free(lab);
    return ok ? EXIT_STOPPED : EXIT_UNABLE;
}
