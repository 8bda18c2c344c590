/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the two parts of the fake client library share: what tests have set, and its calls. */

#pragma once

#include "fake-mysql.h"

#include <pthread.h>

G_BEGIN_DECLS

/* What stands behind a MYSQL pointer. */
typedef struct
{
  pthread_t owner;
  guint id;
  guint generation;
  guint status;
  guint error;
  gboolean is_at_gate;
  gboolean is_killed;
  char *node; /* or NULL */
  char *cell; /* of the row that is answered; lent */
  gulong cell_length;
  gboolean asks; /* for the file of a LOAD DATA LOCAL INFILE 'rows' */
  struct
  {
    int (*init) (void **handle, const char *name, void *data);
    int (*read) (void *handle, char *buffer, unsigned int size);
    void (*end) (void *handle);
    int (*error) (void *handle, char *text, unsigned int size);
    void *data;
  } file; /* who is asked */
  enum
  {
    OK_ALONE,
    OK_BEFORE_ROW,
    ROW,
    ROW_WAS_READ,
  } answer;
} FakeHandle;

typedef struct
{
  guint n_opened;
  guint n_open;
  guint n_pings;
  guint n_foreign;
  guint n_threads; /* below zero it wraps */
  guint n_at_gate;
  guint n_attempts;
  guint n_resets;
  guint n_held;
  guint generation;
  guint connect_error;
  gboolean gate_open;
  gboolean hold;
  gboolean refuse_reset;
  GPtrArray *queries;
  GPtrArray *handles; /* those that are open */
  char **nodes; /* of the connections to come, or NULL */
  guint next_node;
} FakeState;

extern pthread_mutex_t fake_lock;
extern pthread_cond_t fake_changed;
extern FakeState fake; /* guarded by fake_lock */

G_END_DECLS
