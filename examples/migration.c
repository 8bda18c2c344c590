/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of one table made into rows of another, page by page in one transaction: either all of them
 * are there afterwards, with a snapshot of that moment, or none. "migration URI 100000" moves that
 * many.
 */

#include "demo-report.h"
#include "demo-snapshot.h"

#define PAGE 1000
#define SNAPSHOT "demo_migration"

typedef struct
{
  gint64 id;
  char *full_name;
  char *email_address;
  GDateTime *creation_date;
} OldUser;

MO_DEFINE_MODEL (OldUser, old_user, "demo_old_users",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (full_name, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (email_address, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (creation_date, MO_DEFAULT_NOW))

typedef struct
{
  gint64 id;
  char *name;
  char *email;
  GDateTime *created_at;
} NewUser;

MO_DEFINE_MODEL (NewUser, new_user, "demo_new_users",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (email, MO_NOT_NULL | MO_UNIQUE, .length = 100),
                 MO_COLUMN (created_at, MO_DEFAULT_NOW))

typedef struct
{
  guint n_users;
  char *database;
  gboolean has_snapshots;
} Demo;

/* --- the old users --- */

static gboolean
insert_old_users (MoTransaction *tx, gpointer user_data, GError **error)
{
  Demo *demo = user_data;
  MoSession *session = mo_transaction_get_session (tx);

  for (guint i = 1; i <= demo->n_users; i++)
    {
      g_autofree char *name = g_strdup_printf ("User %u", i);
      g_autofree char *email = g_strdup_printf ("user%u@example.com", i);

      mo_session_take (session, mo_new (OldUser, .full_name = name, .email_address = email));
      if (i % PAGE == 0 && !mo_await (mo_session_flush (session), error))
        return FALSE;
    }
  return TRUE; /* commit flushes what is left */
}

static gboolean
prepare (MoClient *client, Demo *demo, GError **error)
{
  demo_start ("Prepare");
  if (!mo_await (mo_client_drop_all (client, MO_MODELS (OldUser, NewUser)), error)
      || !mo_await (mo_client_create_all (client, MO_MODELS (OldUser, NewUser)), error)
      || !mo_client_run_transaction (client, insert_old_users, demo, error))
    return FALSE;
  demo_step (0, "%u old users", demo->n_users);
  return demo_prepare_snapshot (client, SNAPSHOT, &demo->has_snapshots, error);
}

/* --- the migration --- */

/* Pages by key, not by offset: each page is found by the index, however many came before. */
static GPtrArray *
read_page (MoSession *session, gint64 after, GError **error)
{
  MoSelect *page = mo_where (mo_select (OldUser), mo_gt (MO_C (OldUser, id), after));

  page = mo_limit (mo_order_by (page, MO_C (OldUser, id)), PAGE);
  return mo_await_all (mo_session_execute (session, page), error);
}

/* The session would hold all rows to the end, so it lets go of those that are written. */
static gboolean
write_page (MoSession *session, GPtrArray *page, GError **error)
{
  MO_FOREACH (OldUser, old, page)
    mo_session_take (session, mo_new (NewUser, .name = old->full_name, .email = old->email_address,
                                      .created_at = old->creation_date));
  return mo_await (mo_session_flush (session), error)
         && mo_await (mo_session_close (session), error);
}

static gboolean
migrate (MoTransaction *tx, gpointer user_data, GError **error)
{
  Demo *demo = user_data;
  MoSession *session = mo_transaction_get_session (tx);
  DemoProgress progress;
  guint done = 0;
  gint64 last_id = 0;

  demo_progress_start (&progress, demo->n_users);
  for (;;)
    {
      g_autoptr (GPtrArray) page = read_page (session, last_id, error);

      if (page == NULL)
        return FALSE;
      if (page->len == 0)
        break;
      if (!write_page (session, page, error))
        return FALSE;
      last_id = ((OldUser *) g_ptr_array_index (page, page->len - 1))->id;
      demo_progress (&progress, done += page->len);
    }
  return !demo->has_snapshots
         || mo_await (mo_snapshot_create_database (tx, SNAPSHOT, demo->database), error);
}

/* --- afterwards --- */

static gboolean
check (MoClient *client, Demo *demo, GError **error)
{
  gint64 count;

  demo_start ("Afterwards");
  if (!mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_old_users o"
                                           " JOIN demo_new_users n ON n.name = o.full_name"
                                           " AND n.email = o.email_address"
                                           " AND n.created_at = o.creation_date"),
                       &count, error)
      || !demo_expect ("new users like their old ones", count, demo->n_users, error))
    return FALSE;
  if (!demo->has_snapshots)
    return TRUE;
  return mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_new_users"
                                             " {snapshot = '" SNAPSHOT "'}"),
                         &count, error)
         && demo_expect ("new users in the snapshot", count, demo->n_users, error)
         && mo_await (mo_snapshot_drop (client, SNAPSHOT), error);
}

static gboolean
run (MoClient *client, Demo *demo, GError **error)
{
  if (!prepare (client, demo, error))
    return FALSE;
  demo_start ("Migrate");
  if (!mo_client_run_transaction (client, migrate, demo, error))
    return FALSE;
  demo_step (0, "committed");
  return check (client, demo, error)
         && mo_await (mo_client_drop_all (client, MO_MODELS (OldUser, NewUser)), error)
         && mo_await (mo_client_disconnect (client), error);
}

int
main (int argc, char **argv)
{
  Demo demo = { 10000, NULL, FALSE };
  const char *uri = demo_uri_and_number (argc, argv, &demo.n_users);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;
  g_autofree char *database = NULL;

  if (uri == NULL)
    return 2;
  if (!(client = mo_client_new (uri, &error)))
    return demo_fail ("migration", error);
  demo.database = database = demo_database (client);
  if (!run (client, &demo, &error))
    return demo_fail ("migration", error);
  g_print ("migration: ok\n");
  return 0;
}
