/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What goes wrong and what the program learns: a step that fails takes its whole transaction with
 * it, proved by reading the tables; the errors that a caller would tell apart; and those after
 * which the transaction is worth another attempt.
 */

#include "demo-report.h"

#define N_THREADS 4
#define N_BIRTHDAYS 5 /* of each thread */
#define N_ATTEMPTS 50

typedef struct
{
  gint64 id;
  char *email;
  gint32 age;
} User;

MO_DEFINE_MODEL (User, user, "demo_errors",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (email, MO_NOT_NULL | MO_UNIQUE, .length = 100),
                 MO_COLUMN (age, MO_NOT_NULL))

/* --- what goes wrong in a session; each returns FALSE, with the error --- */

static gboolean
add_twice (MoTransaction *tx, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_take (session, mo_new (User, .email = "new@example.com"));
  mo_session_take (session, mo_new (User, .email = "first@example.com"));
  return mo_await (mo_session_flush (session), error);
}

/* The call says it too, by FALSE; the flush reports it, so that it need not be looked at. */
static gboolean
set_wrong_type (MoTransaction *tx, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = mo_new (User, .email = "new@example.com");

  mo_session_add (session, user);
  mo_set (user, age, "forty");
  return mo_await (mo_session_flush (session), error);
}

static gboolean
leave_out (MoTransaction *tx, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_take (session, mo_new (User, .age = 40));
  return mo_await (mo_session_flush (session), error);
}

static gpointer
flush_here (gpointer session)
{
  GError *error = NULL;

  return mo_await (mo_session_flush (session), &error) ? NULL : error;
}

static gboolean
flush_elsewhere (MoTransaction *tx, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  GError *problem = g_thread_join (g_thread_new ("elsewhere", flush_here, session));

  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

static gboolean
one_of_none (MoTransaction *tx, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  MoSelect *nobody = mo_where (mo_select (User), mo_eq (MO_C (User, email), "no@example.com"));
  g_autoptr (User) user = mo_await_entity (mo_session_one (session, nobody), error);

  return user != NULL;
}

static gboolean
one_of_two (MoTransaction *tx, GError **error)
{
  g_autoptr (User) user
      = mo_await_entity (mo_session_one (mo_transaction_get_session (tx), mo_select (User)), error);

  return user != NULL;
}

static gboolean
refuse (MoTransaction *tx, GError **error)
{
  g_set_error_literal (error, MO_ERROR, MO_ERROR_FAILED, "not today");
  return FALSE;
}

/* --- each of them in a transaction of its own, behind an INSERT that succeeded --- */

typedef struct
{
  const char *title;
  const char *sql; /* NULL: run */
  gboolean (*run) (MoTransaction *tx, GError **error);
  MoError code;
} Step;

static const Step steps[] = {
  { "a key that exists", "INSERT INTO demo_errors VALUES (3, 'first@example.com', 0)", NULL,
    MO_ERROR_DUPLICATE_KEY },
  { "a table that does not", "SELECT * FROM demo_no_such_table", NULL, MO_ERROR_NO_SUCH_OBJECT },
  { "a syntax error", "SELEC 1", NULL, MO_ERROR_SYNTAX },
  { "two statements in one call", "SELECT 1; DROP TABLE demo_errors", NULL, MO_ERROR_SYNTAX },
  { "a parameter without a value", "SELECT %s", NULL, MO_ERROR_INVALID_ARGUMENT },
  { "a COMMIT of one's own", "COMMIT", NULL, MO_ERROR_ENDS_TRANSACTION },
  { "a flush of a key that exists", NULL, add_twice, MO_ERROR_DUPLICATE_KEY },
  { "a flush without what must be there", NULL, leave_out, MO_ERROR_CONSTRAINT },
  { "text in a field for numbers", NULL, set_wrong_type, MO_ERROR_TYPE_MISMATCH },
  { "a session in another thread", NULL, flush_elsewhere, MO_ERROR_WRONG_THREAD },
  { "one row, where there is none", NULL, one_of_none, MO_ERROR_NO_ROWS },
  { "one row, where there are two", NULL, one_of_two, MO_ERROR_TOO_MANY_ROWS },
  { "the program's own refusal", NULL, refuse, MO_ERROR_FAILED },
};

static gboolean
body (MoTransaction *tx, gpointer user_data, GError **error)
{
  const Step *step = user_data;

  if (!mo_await (mo_execute (tx, "INSERT INTO demo_errors VALUES (%s, %s, %s)", 2,
                             "must-not-stay@example.com", 0),
                 error))
    return FALSE;
  return step->sql != NULL ? mo_await (mo_execute (tx, step->sql), error) : step->run (tx, error);
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
  if (!mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_errors WHERE id <> %s", 1),
                       &left, error))
    return FALSE;
  demo_step (mo_error_get_connection_id (expected), "%s\n%18s%s\n%18srows left of it: %"
             G_GINT64_FORMAT, step->title, "", expected->message, "", left);
  if (left == 0)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_FAILED, "%s: its row is there", step->title);
  return FALSE;
}

/* --- what may be tried again: threads that change the same row --- */

/* The lock comes first: what the session reads then is what the row is until the commit. */
static gboolean
have_birthday (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  const char *email = user_data;
  g_autoptr (User) user = NULL;

  if (!mo_await (mo_execute (tx, "SELECT id FROM demo_errors WHERE email = %s FOR UPDATE", email),
                 error))
    return FALSE;
  user = mo_await_entity (
      mo_session_one (session, mo_where (mo_select (User), mo_eq (MO_C (User, email), email))),
      error);
  if (user == NULL)
    return FALSE;
  user->age++;
  return TRUE; /* the commit flushes */
}

static gpointer
have_birthdays (gpointer client)
{
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
  GError *error = NULL;

  mo_transaction_options_set_max_attempts (options, N_ATTEMPTS);
  for (int i = 0; error == NULL && i < N_BIRTHDAYS; i++)
    mo_client_run_transaction_with (client, options, have_birthday,
                                    (gpointer) "first@example.com", &error);
  return error;
}

static gboolean
age_together (MoClient *client, GError **error)
{
  GThread *threads[N_THREADS];
  GError *first = NULL;
  gint64 age;

  demo_start ("Threads that change the same row, and lose nothing");
  for (int i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("birthdays", have_birthdays, client);
  for (int i = 0; i < N_THREADS; i++)
    {
      GError *problem = g_thread_join (threads[i]);

      if (first == NULL)
        first = problem;
      else
        g_clear_error (&problem);
    }
  if (first != NULL)
    {
      g_propagate_error (error, first);
      return FALSE;
    }
  return mo_await_int64 (mo_execute (client, "SELECT age FROM demo_errors WHERE id = %s", 1), &age,
                         error)
         && demo_expect ("years, of which 30 were there", age, 30 + N_THREADS * N_BIRTHDAYS, error);
}

static gboolean
run (MoClient *client, GError **error)
{
  demo_start ("Each of these rolls its transaction back");
  if (!mo_await (mo_client_drop_all (client, MO_MODELS (User)), error)
      || !mo_await (mo_client_create_all (client, MO_MODELS (User)), error)
      || !mo_await (mo_execute (client, "INSERT INTO demo_errors VALUES (1, %s, 30)",
                                "first@example.com"),
                    error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (!try_step (client, &steps[i], error))
      return FALSE;
  return age_together (client, error)
         && mo_await (mo_client_drop_all (client, MO_MODELS (User)), error);
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
