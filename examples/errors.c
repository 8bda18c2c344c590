/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What goes wrong and what the program learns: a step that fails takes its whole transaction with
 * it, proved by reading the tables; and the errors that a caller would tell apart.
 */

#include "demo-report.h"

typedef struct
{
  const char *title;
  const char *sql; /* NULL: none, the transaction just fails by itself */
  MoError code;
} Step;

/* Each runs behind an INSERT that succeeded, in a transaction of its own. */
static const Step steps[] = {
  { "a key that exists", "INSERT INTO demo_errors VALUES (1, 'again')", MO_ERROR_DUPLICATE_KEY },
  { "a table that does not", "SELECT * FROM demo_no_such_table", MO_ERROR_NO_SUCH_OBJECT },
  { "a syntax error", "SELEC 1", MO_ERROR_SYNTAX },
  { "two statements in one call", "SELECT 1; DROP TABLE demo_errors", MO_ERROR_SYNTAX },
  { "a parameter without a value", "SELECT %s", MO_ERROR_INVALID_ARGUMENT },
  { "a COMMIT of one's own", "COMMIT", MO_ERROR_ENDS_TRANSACTION },
  { "the program's own refusal", NULL, MO_ERROR_FAILED },
};

static gboolean
body (MoTransaction *tx, gpointer user_data, GError **error)
{
  const Step *step = user_data;

  if (!mo_await (mo_execute (tx, "INSERT INTO demo_errors VALUES (%s, %s)", 2, "must not stay"),
                 error))
    return FALSE;
  if (step->sql != NULL)
    return mo_await (mo_execute (tx, step->sql), error);
  g_set_error_literal (error, MO_ERROR, MO_ERROR_FAILED, "not today");
  return FALSE;
}

static gboolean
try_step (MoClient *client, const Step *step, GError **error)
{
  g_autoptr (GError) expected = NULL;
  gint64 left;

  if (mo_client_run_transaction (client, body, (gpointer) step, &expected)
      || !g_error_matches (expected, MO_ERROR, (int) step->code))
    {
      g_set_error (error, MO_ERROR, MO_ERROR_FAILED, "%s: unexpectedly %s", step->title,
                   expected != NULL ? expected->message : "committed");
      return FALSE;
    }
  if (!mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_errors WHERE id = %s", 2),
                       &left, error))
    return FALSE;
  demo_step (mo_error_get_connection_id (expected), "%s\n%18s%s\n%18srows left of it: %"
             G_GINT64_FORMAT, step->title, "", expected->message, "", left);
  if (left == 0)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_FAILED, "%s: its row is there", step->title);
  return FALSE;
}

static gboolean
run (MoClient *client, GError **error)
{
  demo_start ("Each of these rolls its transaction back");
  if (!mo_await (mo_execute (client, "DROP TABLE IF EXISTS demo_errors"), error)
      || !mo_await (mo_execute (client, "CREATE TABLE demo_errors"
                                        " (id BIGINT PRIMARY KEY, text VARCHAR(100))"),
                    error)
      || !mo_await (mo_execute (client, "INSERT INTO demo_errors VALUES (1, 'first')"), error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (!try_step (client, &steps[i], error))
      return FALSE;
  return TRUE;
}

int
main (int argc, char **argv)
{
  const char *uri = demo_uri (argc, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  if (!(client = mo_client_new (uri, &error)) || !run (client, &error)
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("errors", error);
  g_print ("errors: ok\n");
  return 0;
}
