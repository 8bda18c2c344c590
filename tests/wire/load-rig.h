/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server that asks for a file when a test says so, and what it got. */

#pragma once

#include "fake-server.h"
#include "wire/mo-connection-core-private.h"

G_BEGIN_DECLS

/* The statement of load_rig_load(), and its file. */
#define LOAD_RIG_SQL "LOAD DATA LOCAL INFILE 'rows' INTO TABLE t"
#define LOAD_RIG_FILE "rows"

/* What the server does. */
typedef struct
{
  guint8 asks_in; /* the command that it answers by asking for a file; 0: none */
  const char *asks_for;
  gboolean asks_behind_ok; /* as the second of several results */
  gboolean asks_twice;
  gboolean hangs_up_early; /* behind the first packet of the file */
  gboolean hangs_up_late;  /* behind its end */
  guint16 error;           /* answer to a query, or behind the file; 0: OK */
} LoadBehaviour;

/* And what it got. One for the process; each test begins with another. */
typedef struct
{
  LoadBehaviour behaviour;
  FakeServer *server;
  MoConnection *connection;
  GByteArray *got;
  gint n_files; /* atomic: that were asked for */
  gint n_ended; /* atomic: an empty packet came */
  gint is_gone; /* atomic: somebody has hung up instead */
} LoadRig;

extern LoadRig load_rig;

/* A server, and a connection to it. */
void          load_rig_begin (const LoadBehaviour *behaviour);
/* Without the connection; of a MatrixOne nothing is asked when it is connected. */
void          load_rig_start (const LoadBehaviour *behaviour,
                              const char          *version);
MoConnection *load_rig_open  (GError             **error);
/* Both are gone, and what the server got is complete. */
void          load_rig_stop  (void);
void          load_rig_end   (void);

/* A source of bytes, the n-th of which is n % 251. */
typedef struct
{
  gsize n_bytes;
  gsize position;
  gboolean fails; /* instead of an end, with G_FILE_ERROR_IO */
  gboolean stops; /* at the end it is stopped */
  MoLoadSource *source;
} LoadNumbers;

gboolean      load_rig_load  (LoadNumbers         *numbers,
                              GError             **error);
/* So many of them have come. */
void          load_rig_assert_got (gsize           n_bytes);

G_END_DECLS
