/* VS_VERSIONINFO, the bytes of one version resource; pe.c is the only user. */
#ifndef SQLCHECK_INSPECT_PE_VERSION_H
#define SQLCHECK_INSPECT_PE_VERSION_H

#include "base/bytes.h"
#include "drivers/inspect/pe.h"

/* Fills the versions and texts of *out, and its problem where the resource is damaged. */
void pe_version_read(void *parent, struct reader resource, struct pe *out);

#endif
