// libxml2's push parser as Swift sees it. Debian builds libxml2 with ICU, whose headers clash with the ICU inside
// Foundation as soon as one module imports both ("'UErrorCode' has different definitions"); only the tail of
// xmlCharEncodingHandler depends on the macro, and we never allocate one.
#ifndef EPJSYNCD_CLIBXML2_SHIM_H
#define EPJSYNCD_CLIBXML2_SHIM_H

#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/xmlstring.h>
#include <libxml/dict.h>
#include <libxml/encoding.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#endif
