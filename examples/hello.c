/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The shortest program that runs a transaction. */
#include <matrixone-glib.h>

static gboolean
body (MoTransaction *tx, gpointer user_data, GError **error)
{
  return mo_await (mo_execute (tx, "CREATE TEMPORARY TABLE hello (name VARCHAR(20))"), error)
         && mo_await (mo_execute (tx, "INSERT INTO hello VALUES (%s)", "world"), error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = argc == 2 ? mo_client_new (argv[1], &error) : NULL;

  if (client == NULL || !mo_client_run_transaction (client, body, NULL, &error))
    g_error ("%s", error != NULL ? error->message : "usage: hello URI");
  g_print ("committed\n");
  return 0;
}
