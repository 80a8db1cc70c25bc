/* What Swift cannot call of libcurl by itself, and nothing else.
 *
 * curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt take variadic
 * arguments, which Swift does not import. Each function below is one of them
 * with the type of its argument written out, so that the compiler checks what
 * the C signature leaves open. Every other function of libcurl is called from
 * Swift as it is. */
#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>

/* Variadic. For options that take a long: switches, numbers, bit masks. */
static inline CURLcode ccurl_easy_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

/* Variadic. For options that take text; libcurl copies it (since 7.17). */
static inline CURLcode ccurl_easy_set_text(CURL *easy, CURLoption option, const char *text) {
    return curl_easy_setopt(easy, option, text);
}

/* Variadic. For options that take memory: the error buffer and what the
 * callbacks are handed (both stay the caller's), CURLOPT_COPYPOSTFIELDS (copied). */
static inline CURLcode ccurl_easy_set_memory(CURL *easy, CURLoption option, const void *memory) {
    return curl_easy_setopt(easy, option, memory);
}

/* Variadic. For CURLOPT_HTTPHEADER: the list is the caller's and must outlive the transfer. */
static inline CURLcode ccurl_easy_set_list(CURL *easy, CURLoption option, struct curl_slist *list) {
    return curl_easy_setopt(easy, option, list);
}

/* Variadic. For CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION, which share one signature. */
static inline CURLcode ccurl_easy_set_receiver(CURL *easy, CURLoption option, curl_write_callback receiver) {
    return curl_easy_setopt(easy, option, receiver);
}

/* Variadic. For facts about a transfer that are a long. */
static inline CURLcode ccurl_easy_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

/* Variadic. For limits of the multi handle, all of them a long here. */
static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/* Macros that combine others (CURL_GLOBAL_DEFAULT) or stand in anonymous enums
 * (the versions) arrive in Swift not at all, or as another integer type. */
static const long ccurl_global_default = CURL_GLOBAL_DEFAULT;
static const long ccurl_tls_1_2_or_newer = CURL_SSLVERSION_TLSv1_2;
static const long ccurl_http_1_1 = CURL_HTTP_VERSION_1_1;
static const long ccurl_http_2_over_tls = CURL_HTTP_VERSION_2TLS;

#endif
