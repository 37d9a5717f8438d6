#include "connect/merge.h"

void merge_site(struct facts *to, const struct facts *from)
{
    to->server_now_unix_s = from->server_now_unix_s;
    to->site_read = from->site_read;
    to->site_note = from->site_note;
    to->database = from->database;
    to->statements = from->statements;
    to->rows = from->rows;
    to->server = from->server;
    to->sites = from->sites;
    to->site_count = from->site_count;
    to->roles = from->roles;
    to->role_count = from->role_count;
    to->hosts = from->hosts;
    to->host_count = from->host_count;
    to->sessions = from->sessions;
    to->session_count = from->session_count;
    to->brokers = from->brokers;
    to->broker_count = from->broker_count;
    to->gaps = from->gaps;
    to->gap_count = from->gap_count;
}
