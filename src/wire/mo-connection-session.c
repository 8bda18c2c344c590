/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a session is set to when it is new, at first and when it is made as new. */

#include "wire/mo-connection-core-private.h"

#include <string.h>

/* Said once more, since values in a text are escaped for it: Oracle's library asks for
 * utf8mb4_0900_ai_ci, for which MariaDB takes its own default, and a server may be set to ignore
 * what a client asks for. The library itself is told by MYSQL_SET_CHARSET_NAME. And where the
 * server's default of autocommit is off, a statement by itself would be rolled back. */
#define SET_SESSION "SET NAMES utf8mb4, autocommit = 1"
/* Which has utf8mb4 always; what it says of autocommit is not always so. */
#define SET_MATRIXONE "SET autocommit = 1"

/* Behind both: what restarts has new connection ids, of which one may be somebody else's now. The
 * upper bits of a short UUID are the second in which the server was started; the lower 24 count. */
#define STARTED "UUID_SHORT() >> 24"

/* Each tells apart what the others may not: the machine or container; the servers of one machine
 * that have a port; those of a replication, whose ids differ or it would not work, where clones of
 * a machine kept its name; and of those without a port or a replication a folder is one's alone. */
#define NODE_OF_MARIADB                                                                            \
  "SELECT CONCAT_WS(' ', @@hostname, @@port, @@server_id, @@datadir, " STARTED ")"
/* Made at random with the data. */
#define NODE_OF_MYSQL "SELECT CONCAT_WS(' ', @@server_uuid, " STARTED ")"
/* Beside them: a server runs that for a new connection, and not when one is made as new. */
#define HAS_INIT_CONNECT ", @@init_connect <> ''"
/* Ids are given out for the whole cluster, and a KILL of one that the node does not have is an
 * error there, so that nobody else is ever met. */
#define NODE_OF_MATRIXONE "MatrixOne"

/* Of one row, by itself or with a number beside it; NULL: it is not known. */
static char *
dup_text (MoResult *result)
{
  guint n_columns = mo_result_get_n_columns (result);

  if (mo_result_get_n_rows (result) != 1 || n_columns < 1 || n_columns > 2)
    return NULL;
  return g_strdup (mo_result_get_text (result, 0, 0));
}

/* FALSE: it is 0, or not there. */
static gboolean
is_true_beside (MoResult *result)
{
  return mo_result_get_n_rows (result) == 1 && mo_result_get_n_columns (result) == 2
         && mo_result_get_int64 (result, 0, 1) != 0;
}

/* In one packet, so that the question for the node costs no time of its own. FALSE if the session
 * is not set. */
static gboolean
set_and_ask (MoConnection *self, GError **error)
{
  const char *node = self->kind == MO_SERVER_KIND_MARIADB ? NODE_OF_MARIADB : NODE_OF_MYSQL;
  g_autofree char *sql = g_strconcat (SET_SESSION, mo_connection_get_zone_sql (self), "; ", node,
                                      HAS_INIT_CONNECT, NULL);
  g_autoptr (MoResult) set = NULL;
  gboolean more = FALSE;

  if (mo_connection_send (self, sql, strlen (sql), error))
    set = mo_connection_read (self, &more, error);
  while (more)
    {
      g_autoptr (GError) unknown = NULL;
      g_autoptr (MoResult) answer = mo_connection_read (self, &more, &unknown);

      g_clear_pointer (&self->node, g_free);
      if (answer != NULL)
        {
          self->node = dup_text (answer);
          self->has_init_connect = is_true_beside (answer);
        }
      else if (self->lost)
        {
          g_propagate_error (error, g_steal_pointer (&unknown));
          return FALSE;
        }
    }
  return set != NULL;
}

static gboolean
set_session (MoConnection *self, GError **error)
{
  const char *settings
      = self->kind == MO_SERVER_KIND_MATRIXONE ? SET_MATRIXONE : SET_SESSION;
  g_autofree char *sql = g_strconcat (settings, mo_connection_get_zone_sql (self), NULL);
  g_autoptr (MoResult) set = mo_connection_query (self, sql, -1, error);

  return set != NULL;
}

gboolean
mo_connection_set_up (MoConnection *self, GError **error)
{
  g_autoptr (GError) unset = NULL;

  mo_connection_expect_zone (self);
  if (self->kind == MO_SERVER_KIND_MATRIXONE)
    {
      self->node = g_strdup (NODE_OF_MATRIXONE);
      if (self->time_zone == MO_TIME_ZONE_UTC && !set_session (self, error))
        return FALSE;
      /* Its answer to the login leaves the flag out, and a new session has it on. */
      self->status |= MO_STATUS_AUTOCOMMIT;
      return TRUE;
    }
  if (set_and_ask (self, &unset))
    return TRUE;
  /* A proxy may not take two statements at once. */
  if (!self->lost)
    return set_session (self, error);
  g_propagate_error (error, g_steal_pointer (&unset));
  return FALSE;
}

gboolean
mo_connection_reset (MoConnection *self, GError **error)
{
  g_return_val_if_fail (self->reading == MO_READING_NOTHING, FALSE);

  if (!mo_connection_can_send (self, 0, error))
    return FALSE;
  if (self->has_init_connect)
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED,
                           "the server has an init_connect, which it runs for a new connection "
                           "only");
      return FALSE;
    }
  if (self->api->reset_connection (self->mysql) != 0)
    {
      mo_connection_take_error (self, error);
      return FALSE;
    }
  mo_prepared_cache_clear (&self->prepared);
  mo_prepared_cache_sweep (&self->prepared);
  mo_connection_expect_zone (self);
  /* What it was set to is now what the server's global variables say. */
  return set_session (self, error);
}

gboolean
mo_connection_may_have_left_charset (MoConnection *self)
{
  return self->may_have_left_charset && self->kind != MO_SERVER_KIND_MATRIXONE; /* has no other */
}

gboolean
mo_connection_check_charset (MoConnection *self, GError **error)
{
  g_autoptr (MoResult) result = NULL;
  g_autofree char *name = NULL;

  if (!mo_connection_may_have_left_charset (self))
    return TRUE;
  result = mo_connection_query (self, "SELECT @@character_set_client", -1, error);
  if (result == NULL)
    return FALSE;
  name = dup_text (result);
  self->may_have_left_charset = g_strcmp0 (name, "utf8mb4") != 0;
  if (!self->may_have_left_charset)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               "the character set of the connection was set to %s, and values are escaped for "
               "utf8mb4: leave it so, or SET NAMES utf8mb4, and convert what is to be in another "
               "one by CONVERT(text USING charset)",
               name != NULL ? name : "an unknown one");
  return FALSE;
}

void
mo_connection_leave_state (MoConnection *self, MoLeft what)
{
  mo_prepared_cache_clear (&self->prepared); /* a text may mean something else there */
  if (self->reading == MO_READING_NOTHING)
    mo_prepared_cache_sweep (&self->prepared);
  self->has_left_state = TRUE;
  self->has_left_database |= (what & MO_LEFT_DATABASE) != 0;
  self->may_have_left_charset |= (what & MO_LEFT_CHARSET) != 0;
  self->may_have_left_zone
      |= (what & MO_LEFT_ZONE) != 0 && self->time_zone != MO_TIME_ZONE_NAIVE;
}

gboolean
mo_connection_has_left_state (MoConnection *self)
{
  return self->has_left_state;
}

gboolean
mo_connection_has_left_database (MoConnection *self)
{
  return self->has_left_database;
}

void
mo_connection_forget_state (MoConnection *self)
{
  self->has_left_state = FALSE;
  self->has_left_database = FALSE;
  self->may_have_left_charset = FALSE;
}

void
mo_connection_lend (MoConnection *self, gpointer lender)
{
  self->lending = (MoLending){ .lender = lender };
}

MoLending *
mo_connection_get_lending (MoConnection *self)
{
  return &self->lending;
}

/* --- what it can do --- */

void
mo_connection_set_features (MoConnection *self, const MoFeatures *features)
{
  self->features = *features;
}

const MoFeatures *
mo_connection_get_features (MoConnection *self)
{
  return &self->features;
}
