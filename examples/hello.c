/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The shortest program that runs a transaction. */
#include <matrixone-glib.h>

static gboolean
body (MoTransaction *tx, gpointer user_data, GError **error)
{
  return mo_await (mo_execute (tx, "CREATE TEMPORARY TABLE hello (name VARCHAR(20))"), error)
         && mo_await (mo_execute (tx, "INSERT INTO hello VALUES (%s)", "world"), error)
         && mo_await_int64 (mo_execute (tx, "SELECT COUNT(*) FROM hello"), user_data, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = mo_client_new (argc > 1 ? argv[1] : "", &error);
  gint64 count = 0;

  if (client == NULL || !mo_client_run_transaction (client, body, &count, &error)
      || !mo_await (mo_client_disconnect (client), &error))
    {
      g_printerr ("%s: %s\n", argv[0], error->message);
      return 1;
    }
  g_print ("committed %d row\n", (int) count);
  return 0;
}
