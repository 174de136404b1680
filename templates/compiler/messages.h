/* Writes message.h and message.c: the enum of all messages, struct message, and the texts that C may print. */
#ifndef AINA_TEMPLATES_MESSAGES_H
#define AINA_TEMPLATES_MESSAGES_H

#include "po.h"

void messages_write(const struct catalogue *catalogue, struct buf *header, struct buf *code);

#endif
