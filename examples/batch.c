/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many rows, few statements: 100 inserts in one flush, 10,000 equal updates in one flush, and
 * parents with their children in one flush.
 */

#include "demo-report.h"

#define N_USERS 100
#define N_JOBS 10000
#define N_AUTHORS 100
#define N_BOOKS 5 /* of each author */

typedef struct
{
  gint64 id;
  char *name;
  char *email;
} User;

MO_DEFINE_MODEL (User, user, "demo_batch_users",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (email, MO_NOT_NULL | MO_UNIQUE, .length = 100))

typedef struct
{
  gint64 id;
  char *status;
} Job;

MO_DEFINE_MODEL (Job, job, "demo_batch_jobs",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (status, MO_NOT_NULL, .length = 20))

typedef struct
{
  gint64 id;
  char *name;
} Author;

MO_DEFINE_MODEL (Author, author, "demo_batch_authors",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 100))

typedef struct
{
  gint64 id;
  gint64 author_id;
  char *title;
} Book;

MO_DEFINE_MODEL (Book, book, "demo_batch_books",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (author_id, MO_NOT_NULL, .references = MO_REFERENCES (Author, id)),
                 MO_COLUMN (title, MO_NOT_NULL, .length = 100))

/* --- one flush, and what it took --- */

static gboolean
flush (MoSession *session, const char *what, guint n_rows, GError **error)
{
  gint64 start = g_get_monotonic_time ();

  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  demo_step (0, "flushed %u %s, %.1f us a row", n_rows, what,
             (g_get_monotonic_time () - start) / (double) n_rows);
  return TRUE;
}

static gboolean
expect_count (MoSession *session, const char *what, MoSelect *select, gint64 expected,
              GError **error)
{
  gint64 count;

  return mo_await_int64 (mo_session_scalar (session, select), &count, error)
         && demo_expect (what, count, expected, error);
}

/* --- 100 inserts --- */

static gboolean
insert_users (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  demo_start ("Inserts");
  for (int i = 0; i < N_USERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("User%d", i);
      g_autofree char *email = g_strdup_printf ("user%d@example.com", i);

      mo_session_take (session, mo_new (User, .name = name, .email = email));
    }
  demo_step (0, "%d instances added, nothing sent yet", N_USERS);
  return flush (session, "new users", N_USERS, error)
         && expect_count (session, "users in the table",
                          mo_select_expr (mo_count (MO_C (User, id))), N_USERS, error);
}

/* --- 10,000 updates --- */

static gboolean
insert_jobs (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  demo_start ("Updates");
  for (int i = 0; i < N_JOBS; i++)
    mo_session_take (session, mo_new (Job, .status = "pending"));
  return flush (session, "new jobs", N_JOBS, error);
}

static gboolean
process_jobs (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  MoSelect *is_pending = mo_where (mo_select (Job), mo_eq (MO_C (Job, status), "pending"));
  g_autoptr (GPtrArray) pending = mo_await_all (mo_session_execute (session, is_pending), error);

  if (pending == NULL)
    return FALSE;
  MO_FOREACH (Job, job, pending)
    mo_set (job, status, "processed");
  return mo_await (mo_session_flush (session), error);
}

static gboolean
update_jobs (MoClient *client, GError **error)
{
  gint64 start;
  gint64 count;

  if (!mo_client_run_transaction (client, insert_jobs, NULL, error))
    return FALSE;
  start = g_get_monotonic_time ();
  if (!mo_client_run_transaction (client, process_jobs, NULL, error))
    return FALSE;
  demo_step (0, "selected, changed, flushed and committed them, %.1f us a row",
             (g_get_monotonic_time () - start) / (double) N_JOBS);
  return mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_batch_jobs"
                                             " WHERE status = %s",
                                     "processed"),
                         &count, error)
         && demo_expect ("jobs processed", count, N_JOBS, error);
}

/* --- parents and children --- */

/* A book refers to an author who has no key yet: the flush that inserts both gives it one. */
static void
add_author (MoSession *session, int number, GPtrArray *books)
{
  g_autofree char *name = g_strdup_printf ("Author%d", number);
  g_autoptr (Author) author = mo_new (Author, .name = name);

  mo_session_add (session, author);
  for (int i = 0; i < N_BOOKS; i++)
    {
      Book *book = mo_new (Book, .title = name);

      mo_set_reference (book, author_id, author);
      mo_session_add (session, book);
      g_ptr_array_add (books, book);
    }
}

static gboolean
insert_books (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (GPtrArray) books = g_ptr_array_new_with_free_func (mo_entity_unref);
  Book *last;

  demo_start ("Parents and children");
  for (int i = 0; i < N_AUTHORS; i++)
    add_author (session, i, books);
  if (!flush (session, "new authors and books", N_AUTHORS * (1 + N_BOOKS), error))
    return FALSE;
  last = g_ptr_array_index (books, books->len - 1);
  demo_step (0, "the last book has the id %" G_GINT64_FORMAT " and the author_id %" G_GINT64_FORMAT,
             last->id, last->author_id);
  return expect_count (session, "books whose title is their author's name",
                       mo_join (mo_select_expr (mo_count (MO_C (Book, id))), Author,
                                mo_and (mo_eq (MO_C (Book, author_id), MO_C (Author, id)),
                                        mo_eq (MO_C (Book, title), MO_C (Author, name)))),
                       N_AUTHORS * N_BOOKS, error);
}

int
main (int argc, char **argv)
{
  const char *uri = demo_uri (argc, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  if (!(client = mo_client_new (uri, &error))
      || !mo_await (mo_client_drop_all (client, MO_MODELS (User, Job, Author, Book)), &error)
      || !mo_await (mo_client_create_all (client, MO_MODELS (User, Job, Author, Book)), &error)
      || !mo_client_run_transaction (client, insert_users, NULL, &error)
      || !update_jobs (client, &error)
      || !mo_client_run_transaction (client, insert_books, NULL, &error)
      || !mo_await (mo_client_drop_all (client, MO_MODELS (User, Job, Author, Book)), &error)
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("batch", error);
  g_print ("batch: ok\n");
  return 0;
}
