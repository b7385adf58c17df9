/*
 * What libwbxml does with one document, over and over, for so many milliseconds:
 *
 *   libwbxml sax DOCUMENT MILLISECONDS            a parser with counting handlers for each message
 *   libwbxml encode DOCUMENT MILLISECONDS [OUT]   one tree, WBXML 1.3 from it for each message; OUT gets the last
 *
 * Prints {"operations", "seconds", "elements", "bytes"}: what was done, and what one operation found or wrote.
 */
#include <libwbxml-1.0/wbxml/wbxml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Debian's headers show the conversion of whole documents only; the library exports these as well. */
typedef struct WBXMLParser WBXMLParser;
typedef struct WBXMLTree WBXMLTree;
typedef struct {
  void (*start_document)(void *context, WBXMLCharsetMIBEnum charset, const void *language);
  void (*end_document)(void *context);
  void (*start_element)(void *context, void *tag, void **attributes, WB_BOOL empty);
  void (*end_element)(void *context, void *tag, WB_BOOL empty);
  void (*characters)(void *context, WB_UTINY *text, WB_ULONG start, WB_ULONG length);
  void (*instruction)(void *context, const WB_UTINY *target, WB_UTINY *data);
} WBXMLContentHandler;
WBXMLParser *wbxml_parser_create(void);
void wbxml_parser_destroy(WBXMLParser *parser);
void wbxml_parser_set_user_data(WBXMLParser *parser, void *context);
void wbxml_parser_set_content_handler(WBXMLParser *parser, WBXMLContentHandler *handler);
WBXMLError wbxml_parser_parse(WBXMLParser *parser, WB_UTINY *document, WB_ULONG length);
WBXMLError wbxml_tree_from_wbxml(WB_UTINY *document, WB_ULONG length, WBXMLLanguage language,
                                 WBXMLCharsetMIBEnum charset, WBXMLTree **tree);
WBXMLError wbxml_tree_to_wbxml(WBXMLTree *tree, WB_UTINY **out, WB_ULONG *length, WBXMLGenWBXMLParams *parameters);
void wbxml_tree_destroy(WBXMLTree *tree);
const WB_UTINY *wbxml_errors_string(WBXMLError error);

typedef struct {
  unsigned long elements, others, bytes;
} Counts;

static void start_document(void *context, WBXMLCharsetMIBEnum charset, const void *language) {
  (void)charset, (void)language;
  ((Counts *)context)->others++;
}
static void end_document(void *context) { ((Counts *)context)->others++; }
static void start_element(void *context, void *tag, void **attributes, WB_BOOL empty) {
  (void)tag, (void)attributes, (void)empty;
  ((Counts *)context)->elements++;
}
static void end_element(void *context, void *tag, WB_BOOL empty) {
  (void)tag, (void)empty;
  ((Counts *)context)->others++;
}
static void characters(void *context, WB_UTINY *text, WB_ULONG start, WB_ULONG length) {
  (void)text, (void)start;
  ((Counts *)context)->bytes += length;
}
static void instruction(void *context, const WB_UTINY *target, WB_UTINY *data) {
  (void)target, (void)data;
  ((Counts *)context)->others++;
}

static WBXMLContentHandler counting = {start_document, end_document, start_element,
                                       end_element,    characters,   instruction};

static void stop(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}
static void check(const char *what, WBXMLError error) {
  if (error != WBXML_OK) stop(what, (const char *)wbxml_errors_string(error));
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

static WB_UTINY *read_all(const char *name, WB_ULONG *length) {
  FILE *file = fopen(name, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) stop(name, "cannot be read");
  long size = ftell(file);
  WB_UTINY *bytes = malloc(size > 0 ? size : 1);
  rewind(file);
  if (bytes == NULL || fread(bytes, 1, size, file) != (size_t)size) stop(name, "cannot be read");
  fclose(file);
  *length = size;
  return bytes;
}

static void parse(WB_UTINY *document, WB_ULONG length, Counts *counts) {
  *counts = (Counts){0};
  WBXMLParser *parser = wbxml_parser_create();
  if (parser == NULL) stop("parse", "out of memory");
  wbxml_parser_set_user_data(parser, counts);
  wbxml_parser_set_content_handler(parser, &counting);
  check("parse", wbxml_parser_parse(parser, document, length));
  wbxml_parser_destroy(parser);
}

static void encode(WBXMLTree *tree, Counts *counts, const char *out) {
  /* The fastest it offers: no string table to look things up in, no white space to look for. */
  WBXMLGenWBXMLParams parameters = {.wbxml_version = WBXML_VERSION_13, .keep_ignorable_ws = TRUE};
  WB_UTINY *document = NULL;
  WB_ULONG length = 0;
  check("encode", wbxml_tree_to_wbxml(tree, &document, &length, &parameters));
  counts->bytes = length;
  if (out != NULL) {
    FILE *file = fopen(out, "wb");
    if (file == NULL || fwrite(document, 1, length, file) != length || fclose(file) != 0) stop(out, "cannot be written");
  }
  free(document);
}

int main(int argc, char **argv) {
  if (argc < 4) stop("usage", "libwbxml sax|encode DOCUMENT MILLISECONDS [OUT]");
  int sax = strcmp(argv[1], "sax") == 0;
  WB_ULONG length;
  WB_UTINY *document = read_all(argv[2], &length);
  WBXMLTree *tree = NULL;
  if (!sax) check("tree", wbxml_tree_from_wbxml(document, length, WBXML_LANG_UNKNOWN, WBXML_CHARSET_UNKNOWN, &tree));
  Counts counts = {0};
  unsigned long operations = 0;
  double start = now(), seconds;
  do {
    for (int i = 0; i < 8; i++, operations++) {
      if (sax) parse(document, length, &counts);
      else encode(tree, &counts, NULL);
    }
    seconds = now() - start;
  } while (seconds * 1e3 < atof(argv[3]));
  if (!sax) {
    if (argc > 4) encode(tree, &counts, argv[4]);
    wbxml_tree_destroy(tree);
  }
  free(document);
  printf("{\"operations\":%lu,\"seconds\":%.9f,\"elements\":%lu,\"bytes\":%lu}\n", operations, seconds,
         counts.elements, counts.bytes);
  return 0;
}
