#pragma once

#include <glib.h>
#include <strophe.h>

/* libstrophe as a reader of clean XML: a connection of it in raw mode, on a local descriptor. It
 * reads what it is fed; what it writes (copies of our stream headers) is dropped. One thread. */

typedef struct _BalParser BalParser;

/* Called from inside bal_parser_run() only, where the parser must not be freed. */
typedef struct
{
  /* A stream header came. */
  void (*opened) (gpointer user_data);
  /* A first-level element came; it belongs to the library. */
  void (*stanza) (xmpp_stanza_t *stanza, gpointer user_data);
  /* The stream's end tag came, or the library failed: it reads no more. */
  void (*gone) (gpointer user_data);
} BalParserEvents;

/* @events is kept, not copied. NULL with BAL_ERROR_FAILED, see bal_exchange_connect(). */
BalParser *bal_parser_new (const BalParserEvents *events, gpointer user_data, GError **error);

/* No event comes from this. */
void bal_parser_free (BalParser *parser);

/* The two ends of its pair, to be watched; the library closes its own before "gone". */
int bal_parser_get_our_fd (BalParser *parser);
int bal_parser_get_library_fd (BalParser *parser);

/* Expects a stream header next. The rest of the piece that is being read still counts as before. */
void bal_parser_restart (BalParser *parser);

/* Gives the library the first of these bytes, as many as it reads at once; returns how many. */
gsize bal_parser_feed (BalParser *parser, const char *bytes, gsize length);

/* Has the library read what one feed gave it: after that nothing is under way. */
void bal_parser_run (BalParser *parser);

/* Drops what the library wrote. */
void bal_parser_drop_output (BalParser *parser);
