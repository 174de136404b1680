/* The file of certificate authorities, read once at start: libcurl gets its bytes, so that the sandbox needs no certificate files. */
#ifndef AINA_EDGE_CA_FILE_H
#define AINA_EDGE_CA_FILE_H

#include "base/buf.h"

#define CA_FILE_BYTES_MAX (4 * 1024 * 1024)

/* Appends the whole file. ERR_CONFIG: it cannot be read, is empty or too large. */
MUST_USE enum err ca_file_read(struct str path, struct buf *out);

#endif
