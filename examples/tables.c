/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables from models: indexes, foreign keys and what they do, and a look whether a table that is
 * there still fits its model.
 */

#include "demo-report.h"

typedef struct
{
  gint64 id;
  char *title;
  char *body;
  gint64 n_readers;
} Article;

MO_DEFINE_MODEL (Article, article, "demo_tables_articles",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (title, MO_NOT_NULL, .length = 100, .comment = "as it is shown"),
                 MO_COLUMN (body, MO_NULLABLE),
                 MO_COLUMN (n_readers, 0, .default_sql = "0"),
                 MO_INDEX ("demo_by_readers", n_readers, title),
                 MO_FULLTEXT_INDEX ("demo_words", title, body))

typedef struct
{
  gint64 article_id;
  gint32 number;
  char *text;
} Comment;

MO_DEFINE_MODEL (Comment, comment, "demo_tables_comments",
                 MO_COLUMN (article_id, MO_PRIMARY_KEY,
                            .references = MO_REFERENCES (Article, id),
                            .on_delete = MO_REFERENCE_CASCADE),
                 MO_COLUMN (number, MO_PRIMARY_KEY),
                 MO_COLUMN (text, MO_NOT_NULL, .length = 200))

/* A like is one of a comment, whose key has two columns. */
typedef struct
{
  gint64 id;
  gint64 article_id;
  gint32 number;
  char *who;
} Like;

MO_DEFINE_MODEL (Like, like, "demo_tables_likes",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (article_id, MO_NOT_NULL),
                 MO_COLUMN (number, MO_NOT_NULL),
                 MO_COLUMN (who, MO_NOT_NULL, .length = 50),
                 MO_UNIQUE_INDEX ("demo_once", article_id, number, who),
                 MO_FOREIGN_KEY ((article_id, number), Comment, (article_id, number),
                                 MO_REFERENCE_CASCADE))

static gboolean
write_all (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_take (session, mo_new (Like, .article_id = 1, .number = 1, .who = "Ann"));
  mo_session_take (session, mo_new (Comment, .article_id = 1, .number = 1, .text = "Well said"));
  mo_session_take (session, mo_new (Article, .id = 1, .title = "Tables", .body = "Of models"));
  return mo_await (mo_session_flush (session), error);
}

/* What the table has that was made yesterday, and the model has today, is told by name. */
static gboolean
check (MoClient *client, GError **error)
{
  g_autoptr (GError) mismatch = NULL;

  if (!mo_await (mo_client_check_all (client, MO_MODELS (Article, Comment, Like)), error)
      || !mo_await (mo_execute (client, "ALTER TABLE demo_tables_articles DROP COLUMN body"),
                    error))
    return FALSE;
  if (mo_await (mo_client_check_all (client, MO_MODELS (Article)), &mismatch)
      || !g_error_matches (mismatch, MO_ERROR, MO_ERROR_SCHEMA_MISMATCH))
    return demo_expect ("differences that were found", 0, 1, error);
  demo_step (0, "the table is another one: %s", mismatch->message);
  return TRUE;
}

static gboolean
run (MoClient *client, GError **error)
{
  gint64 n_likes;

  if (!mo_await (mo_client_drop_all (client, MO_MODELS (Article, Comment, Like)), error)
      || !mo_await (mo_client_create_all (client, MO_MODELS (Article, Comment, Like)), error)
      || !mo_client_run_transaction (client, write_all, NULL, error)
      || !mo_await (mo_execute (client, "DELETE FROM demo_tables_articles WHERE id = 1"), error)
      || !mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_tables_likes"), &n_likes,
                          error))
    return FALSE;
  return demo_expect ("likes of a deleted article", n_likes, 0, error) && check (client, error)
         && mo_await (mo_client_drop_all (client, MO_MODELS (Article, Comment, Like)), error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  const char *uri = demo_uri (argc, argv);
  g_autoptr (MoClient) client = uri != NULL ? mo_client_new (uri, &error) : NULL;

  if (uri == NULL)
    return 2;
  demo_start ("tables from models");
  if (client == NULL || !run (client, &error) || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("tables", error);
  g_print ("tables: ok\n");
  return 0;
}
