// libxml2's push parser and its XML Schema as Swift sees them. Debian builds libxml2 with ICU, whose headers clash with
// the ICU inside Foundation as soon as one module imports both ("'UErrorCode' has different definitions"); only the tail
// of xmlCharEncodingHandler depends on the macro, and we never allocate one.
#ifndef EPJSYNCD_CLIBXML2_SHIM_H
#define EPJSYNCD_CLIBXML2_SHIM_H

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/xmlstring.h>
#include <libxml/dict.h>
#include <libxml/encoding.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlIO.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>

// xmlFree is a global variable, which Swift 6 refuses to read.
static inline void epj_xml_free(void *memory) { if (memory) xmlFree(memory); }

// A slot of the calling thread's own: libxml2's external entity loader is process-wide and is given no user data.
static inline pthread_key_t epj_thread_slot(void) {
    pthread_key_t slot = 0;
    return pthread_key_create(&slot, NULL) == 0 ? slot : (pthread_key_t)-1;
}
static inline void *epj_thread_value(pthread_key_t slot) { return pthread_getspecific(slot); }
static inline void epj_set_thread_value(pthread_key_t slot, void *value) { pthread_setspecific(slot, value); }

// The next name of a folder, NULL after the last; d_name is an array in a struct, which Swift sees as 256 values.
static inline const char *epj_next_name(DIR *folder) {
    struct dirent *entry = readdir(folder);
    return entry ? entry->d_name : NULL;
}

// Opens a regular file and nothing else: a pipe among the XSDs could be waited for for ever.
static inline FILE *epj_open_file(const char *path) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return NULL;
    struct stat information;
    if (fstat(descriptor, &information) == 0 && S_ISREG(information.st_mode)) {
        FILE *file = fdopen(descriptor, "r");
        if (file) return file;
    }
    close(descriptor);
    return NULL;
}

#endif
