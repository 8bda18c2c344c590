/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Databases of a test's own. */

#include "mo-test-database.h"

#include "sql/mo-quoting-private.h"

/* What MatrixOne takes in the name of a database or a snapshot: neither space nor quotes. */
#define ODD "-%;\xc3\xa9#"

static char *
format (const char *sql, const char *const *names)
{
  GString *text = g_string_new (NULL);

  for (; *sql != '\0'; sql++)
    if (*sql == '@')
      g_assert_true (mo_quote_identifier (text, *names++, "a name", NULL));
    else
      g_string_append_c (text, *sql);
  return g_string_free (text, FALSE);
}

/* Each "@" in @sql is the next name, quoted. */
static MoFuture *
execute (MoExecutor *executor, const char *sql, const char *first, const char *second)
{
  const char *names[] = { first, second };
  g_autofree char *text = format (sql, names);

  return mo_execute (executor, text);
}

static MoExecutor *
other (MoTestDatabase *self)
{
  return MO_EXECUTOR (self->test->other);
}

const char *
mo_test_database_name (MoTestDatabase *self)
{
  g_autofree char *unique = mo_test_unique ("d");
  char *name = g_strconcat (unique, ODD, NULL);

  g_ptr_array_add (self->databases, name);
  return name;
}

const char *
mo_test_snapshot_name (MoTestDatabase *self)
{
  g_autofree char *unique = mo_test_unique ("s");
  char *name = g_strconcat (unique, ODD, NULL);

  g_ptr_array_add (self->snapshots, name);
  return name;
}

void
mo_test_database_open (MoTestDatabase *self, MoTest *test)
{
  self->test = test;
  self->databases = g_ptr_array_new_with_free_func (g_free);
  self->snapshots = g_ptr_array_new_with_free_func (g_free);
  self->name = g_strdup (mo_test_database_name (self));
  mo_test_ok (execute (other (self), "CREATE DATABASE @", self->name, NULL));
  mo_test_ok (execute (other (self), "CREATE TABLE @.t (id BIGINT PRIMARY KEY)", self->name, NULL));
}

void
mo_test_database_close (MoTestDatabase *self)
{
  /* Some were never made, or are gone already, or have names that the server does not take. */
  for (guint i = 0; i < self->snapshots->len; i++)
    mo_await (mo_snapshot_drop (self->test->other, g_ptr_array_index (self->snapshots, i)), NULL);
  for (guint i = 0; i < self->databases->len; i++)
    mo_await (execute (other (self), "DROP DATABASE IF EXISTS @",
                       g_ptr_array_index (self->databases, i), NULL),
              NULL);
  g_free (self->name);
  g_ptr_array_unref (self->databases);
  g_ptr_array_unref (self->snapshots);
}

MoFuture *
mo_test_database_insert (MoTestDatabase *self, MoExecutor *executor, gint64 id)
{
  const char *names[] = { self->name };
  g_autofree char *text = format ("INSERT INTO @.t VALUES (%s)", names);

  return mo_execute (executor, text, id);
}

MoFuture *
mo_test_database_delete (MoTestDatabase *self, MoExecutor *executor)
{
  return execute (executor, "DELETE FROM @.t", self->name, NULL);
}

void
mo_test_database_drop (MoTestDatabase *self, const char *database, const char *table)
{
  mo_test_ok (database != NULL ? execute (other (self), "DROP DATABASE @", database, NULL)
                               : execute (other (self), "DROP TABLE @.@", self->name, table));
}

static gint64
take_count (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  gint64 n = -1;

  if (!mo_await_int64 (future, &n, &error))
    g_test_message ("%s", error->message);
  return n;
}

gint64
mo_test_database_count (MoTestDatabase *self, const char *database, const char *table)
{
  return take_count (execute (other (self), "SELECT COUNT(*) FROM @.@", database, table));
}

gint64
mo_test_snapshot_count (MoTestDatabase *self, const char *snapshot)
{
  const char *names[] = { self->name };
  g_autofree char *text = format ("SELECT COUNT(*) FROM @.t {snapshot = %s}", names);

  return take_count (mo_execute (other (self), text, snapshot));
}

gboolean
mo_test_snapshot_is_listed (MoTestDatabase *self, const char *snapshot)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = mo_await_all (mo_snapshot_list (self->test->other), &error);
  gboolean found = FALSE;

  g_assert_no_error (error);
  MO_FOREACH (MoSnapshot, listed, list)
    found |= g_strcmp0 (listed->name, snapshot) == 0;
  return found;
}
