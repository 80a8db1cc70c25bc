/* mallopt(3), which Swift's own module of the C library leaves out. */
#ifndef CMALLOC_SHIM_H
#define CMALLOC_SHIM_H

#include <malloc.h>

#endif
