/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Flushes against a server that is played by the test: what is sent as text, answers by hand. */

#pragma once

#include <matrixone-glib.h>

#include "orm/mo-flush-private.h"

typedef struct
{
  gint64 id;
  char *name;
  gint32 age;
  GDateTime *born;
} Person;

typedef struct
{
  guint64 id;
  char *label;
  MoNullInt64 parent_id;
} Node;

typedef struct
{
  gint64 id;
  gint64 owner_id;
  char *name;
} Pet;

typedef struct
{
  gint64 number;
  char *part;
  gint32 amount;
  char *kind;
  guint64 stock;
} Line;

typedef struct
{
  gint64 id;
  double value;
} Reading;

MO_DECLARE_MODEL (Person, person)
MO_DECLARE_MODEL (Node, node)
MO_DECLARE_MODEL (Pet, pet)
MO_DECLARE_MODEL (Line, line)
MO_DECLARE_MODEL (Reading, reading)

/* A flush on its way. */
typedef struct
{
  MoFlush *flush;
  MoProgramSite site;
  GPtrArray *answers;    /* to the last turn */
  GPtrArray *statements; /* texts of the last turn, as they are sent */
} FlushRun;

/* Of instances that the array owns. */
GPtrArray *flush_entities_new (void);
gpointer   flush_add          (GPtrArray *entities, gpointer entity); /* pending; consumed */
gpointer   flush_add_row      (GPtrArray *entities, gpointer entity); /* with a row; consumed */

/* The plan must be good; it is marked as written. */
FlushRun *flush_run_new  (GPtrArray *entities, MoServerKind kind);
void      flush_run_free (FlushRun *self);
gboolean  flush_run_next (FlushRun *self, GError **error);
/* The next turn must be these statements, up to NULL. */
void      flush_run_expect (FlushRun *self, ...) G_GNUC_NULL_TERMINATED;
void      flush_run_expect_error (FlushRun *self, gint code, const char *message);
/* Done: writes back. */
void      flush_run_finish (FlushRun *self);

void      flush_answer_count (FlushRun *self, guint64 affected_rows, guint64 last_insert_id);
void      flush_answer_ids   (FlushRun *self, guint64 first, guint n_rows);
void      flush_answer       (FlushRun *self, MoResult *answer); /* consumed */

/* The plan must be refused. */
void      flush_expect_refusal (GPtrArray *entities, gint code, const char *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FlushRun, flush_run_free)
