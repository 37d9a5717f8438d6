/* One answer of the server: tokens, sent packet by packet as they come. */
#ifndef SQLCHECK_LAB_RESPONSE_H
#define SQLCHECK_LAB_RESPONSE_H

#include "lab/channel.h"
#include "lab/tokens.h"

struct response {
    struct channel *channel;
    struct writer tokens; /* not sent yet */
    uint8_t packet_id;
    bool cancelled;   /* an attention came: nothing but the closing DONE is sent any more */
    bool interrupted; /* what it cancelled was under way */
    bool gone;        /* the client is */
    bool has_done;    /* a DONE waits until it is known whether more comes */
    enum token done;
    uint16_t done_status, done_command;
    uint64_t done_rows;
};

/* Tokens wait in a buffer that is a child of parent; the channel must outlive the response. */
void response_init(struct response *response, void *parent, struct channel *channel);

/* Where the next token goes. */
struct writer *response_next(struct response *response);

/* Sends what fills packets, and looks for an attention. False: stop producing. */
bool response_flush(struct response *response);

/* An attention came while the answer was made. */
void response_cancel(struct response *response);

/* A DONE, DONEPROC or DONEINPROC; its "more" bit is set when it is not the last. */
void response_done(struct response *response, enum token token, uint16_t status, uint16_t command,
                   uint64_t rows);

/* Sends the rest. False: the client is gone. */
bool response_finish(struct response *response);

#endif
