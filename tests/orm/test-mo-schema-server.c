/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables for models on a server: what is made is there and does what it says, once. */

#include "orm-test.h"

/* --- models --- */

typedef struct
{
  gint64 id;
  gint64 user_id;
  char *title;
  char *body;
  char *code;
  gint64 n;
} Note;

MO_DEFINE_MODEL (Note, note, "notes",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (user_id, MO_NULLABLE, .references = MO_REFERENCES (User, id),
                            .on_delete = MO_REFERENCE_CASCADE),
                 MO_COLUMN (title, MO_NOT_NULL, .length = 50,
                            .comment = "it's \\ the title"),
                 MO_COLUMN (body, MO_NULLABLE),
                 MO_COLUMN (code, MO_NULLABLE, .length = 9, .collation = "utf8mb4_bin"),
                 MO_COLUMN (n, 0, .default_sql = "7"),
                 MO_INDEX ("by_n", n, title),
                 MO_UNIQUE_INDEX ("one_code", user_id, code),
                 MO_FULLTEXT_INDEX ("words", title, body))

typedef struct
{
  gint64 order_id;
  gint32 number;
  MoNullInt64 parent_id;
  MoNullInt64 parent_number;
} Line;

MO_DEFINE_MODEL (Line, line, "lines",
                 MO_COLUMN (order_id, MO_PRIMARY_KEY),
                 MO_COLUMN (number, MO_PRIMARY_KEY),
                 MO_COLUMN (parent_id, 0),
                 MO_COLUMN (parent_number, 0, .sql_type = "INT"))

/* Of another table, as MariaDB deletes its own rows with them only so far. */
typedef struct
{
  gint64 id;
  gint64 order_id;
  gint32 number;
} Part;

MO_DEFINE_MODEL (Part, part, "parts",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (order_id, 0),
                 MO_COLUMN (number, 0),
                 MO_FOREIGN_KEY ((order_id, number), Line, (order_id, number),
                                 MO_REFERENCE_CASCADE))

typedef struct
{
  gint64 id;
  MoNullInt64 head_id;
} Team;

typedef struct
{
  gint64 id;
  gint64 team_id;
} Member;

MO_DECLARE_MODEL (Member, member)

MO_DEFINE_MODEL (Team, team, "teams",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (head_id, 0, .references = MO_REFERENCES (Member, id)))

MO_DEFINE_MODEL (Member, member, "members",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (team_id, 0, .references = MO_REFERENCES (Team, id)))

typedef struct
{
  gint64 id;
  gint32 n;
  char *text;
} Checked;

MO_DEFINE_MODEL (Checked, checked, "checked",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (n, 0, .check = "n > 0"),
                 MO_COLUMN (text, MO_NULLABLE, .length = 9, .charset = "latin1"),
                 MO_CHECK ("small", "n < 10"))

typedef struct
{
  gint64 id;
  char *text;
} Odd;

MO_DEFINE_MODEL (Odd, odd, "odds",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (text, 0, .sql_type = "NO_SUCH_TYPE"))

/* --- what is there --- */

static void
assert_rows (OrmTest *orm, const char *sql, const char *expected)
{
  g_autofree char *rows = orm_test_rows (orm, sql);

  g_assert_cmpstr (rows, ==, expected);
}

static void
fails (OrmTest *orm, const char *sql)
{
  g_autoptr (GError) error = mo_test_take_error (mo_execute (orm->other, sql));

  g_assert_cmpuint (error->domain, ==, MO_ERROR);
}

static void
test_created (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Note, User));
  mo_test_ok (mo_client_check_all (orm.client, MO_MODELS (Note, User)));
  orm_test_add_users (&orm, 2, "new");
  orm_test_sql (&orm, "INSERT INTO notes (id, user_id, title, body, code) VALUES "
                      "(1, 1, 'one', 'a quick fox', 'A'), (2, 2, 'two', 'a lazy dog', 'A'), "
                      "(3, 2, 'three', 'another', 'a')");
  assert_rows (&orm, "SELECT n FROM notes WHERE code = 'a'", "7");
  fails (&orm, "INSERT INTO notes (id, user_id, title, code) VALUES (4, 2, 'four', 'A')");
  fails (&orm, "INSERT INTO notes (id, user_id, title, code) VALUES (4, 9, 'four', 'B')");
  assert_rows (&orm, "SELECT id FROM notes WHERE MATCH (title, body) AGAINST ('lazy')", "2");
  assert_rows (&orm,
               "SELECT column_comment FROM information_schema.columns WHERE table_schema = "
               "DATABASE() AND table_name = 'notes' AND column_name = 'title'",
               /* It keeps a quote as it was written. */
               test->is_matrixone ? "it''s \\ the title" : "it's \\ the title");
  orm_test_sql (&orm, "DELETE FROM users WHERE id = 2");
  assert_rows (&orm, "SELECT id FROM notes", "1");
  orm_test_close (&orm);
}

/* The second time nothing is made, and nothing is lost. */
static void
test_again (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  for (guint i = 0; i < 2; i++)
    {
      orm_test_create (&orm, MO_MODELS (Note, User, Line, Part, Team, Member));
      if (i == 0)
        orm_test_sql (&orm, "INSERT INTO `lines` (order_id, number) VALUES (1, 1)");
      mo_test_ok (mo_client_check_all (orm.client, MO_MODELS (Note, User, Line, Part, Team,
                                                              Member)));
    }
  assert_rows (&orm, "SELECT COUNT(*) FROM `lines`", "1");
  mo_test_ok (mo_client_drop_all (orm.client, MO_MODELS (Note, User, Line, Part, Team, Member)));
  mo_test_ok (mo_client_drop_all (orm.client, MO_MODELS (Note, User, Line, Part, Team, Member)));
  assert_rows (&orm, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = "
                     "DATABASE()",
               "0");
  orm_test_close (&orm);
}

static void
test_composite (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Part, Line));
  orm_test_sql (&orm, "INSERT INTO `lines` (order_id, number) VALUES (1, 1), (1, 2)");
  orm_test_sql (&orm, "INSERT INTO parts VALUES (1, 1, 1), (2, 1, 2)");
  fails (&orm, "INSERT INTO parts VALUES (3, 2, 1)");
  orm_test_sql (&orm, "DELETE FROM `lines` WHERE number = 2");
  assert_rows (&orm, "SELECT id FROM parts", "1");
  orm_test_close (&orm);
}

static gboolean
body_adds_part (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_take (session, mo_new (Part, .id = 1, .order_id = 5, .number = 6));
  mo_session_take (session, mo_new (Line, .order_id = 5, .number = 6));
  return mo_await (mo_session_flush (session), error);
}

/* A flush inserts the parents of such a key first, too. */
static void
test_flush_order (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Part, Line));
  orm_test_run (&orm, body_adds_part, NULL);
  assert_rows (&orm, "SELECT order_id, number FROM parts", "5,6");
  orm_test_close (&orm);
}

static void
test_circle (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Team, Member));
  fails (&orm, "INSERT INTO members VALUES (1, 1)");
  orm_test_sql (&orm, "INSERT INTO teams VALUES (1, NULL)");
  orm_test_sql (&orm, "INSERT INTO members VALUES (1, 1)");
  orm_test_sql (&orm, "UPDATE teams SET head_id = 1");
  fails (&orm, "UPDATE teams SET head_id = 2");
  mo_test_ok (mo_client_drop_all (orm.client, MO_MODELS (Team, Member)));
  fails (&orm, "SELECT * FROM members");
  fails (&orm, "SELECT * FROM teams");
  orm_test_close (&orm);
}

/* Which table, and by which statement. */
static void
test_failure (MoTest *test)
{
  OrmTest orm;
  g_autoptr (GError) error = NULL;

  orm_test_open (&orm, test, NULL);
  error = mo_test_take_error (mo_client_create_all (orm.client, MO_MODELS (User, Odd)));
  g_test_message ("%s", error->message);
  g_assert_cmpuint (error->domain, ==, MO_ERROR);
  mo_test_assert_contains (error->message, "table odds: CREATE TABLE IF NOT EXISTS `odds` (");
  mo_test_assert_contains (error->message, "done before it: 1");
  orm_test_close (&orm);
}

/* --- differences --- */

static void
assert_mismatch (OrmTest *orm, const MoModel *const *models, gsize n_models, const char *part)
{
  g_autoptr (GError) error
      = mo_test_take_error (mo_client_check_all (orm->client, models, n_models));

  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_SCHEMA_MISMATCH);
  mo_test_assert_contains (error->message, part);
}

static void
test_mismatch (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  assert_mismatch (&orm, MO_MODELS (User), "table users: it is missing");
  orm_test_create (&orm, MO_MODELS (Note, User));
  orm_test_sql (&orm, "ALTER TABLE notes DROP COLUMN n");
  assert_mismatch (&orm, MO_MODELS (Note), "table notes: column n, BIGINT, is missing");
  orm_test_sql (&orm, "DROP TABLE notes");
  orm_test_sql (&orm, "CREATE TABLE notes (id INT NOT NULL PRIMARY KEY, user_id BIGINT NOT NULL, "
                      "title VARCHAR(49) NOT NULL, body BLOB NULL, n BIGINT UNSIGNED NOT NULL)");
  assert_mismatch (&orm, MO_MODELS (Note), "table notes: column id is ");
  assert_mismatch (&orm, MO_MODELS (Note), "table notes: column id is not AUTO_INCREMENT");
  assert_mismatch (&orm, MO_MODELS (Note), "column user_id is NOT NULL, and the model has NULL");
  assert_mismatch (&orm, MO_MODELS (Note), "table notes: column title is ");
  assert_mismatch (&orm, MO_MODELS (Note), "table notes: column body is ");
  assert_mismatch (&orm, MO_MODELS (Note), "table notes: column n is ");
  assert_mismatch (&orm, MO_MODELS (Note), "the plain index by_n on (n, title) is missing");
  assert_mismatch (&orm, MO_MODELS (Note), "the unique index one_code on (user_id, code) is ");
  assert_mismatch (&orm, MO_MODELS (Note), "the full-text index words on (title, body) is missing");
  assert_mismatch (&orm, MO_MODELS (Note), "foreign key of (user_id) to users (id) is missing");
  orm_test_close (&orm);
}

static void
test_everything_fits (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (User, Order, LoginLog));
  mo_test_ok (mo_client_check_all (orm.client, MO_MODELS (User, Order, LoginLog)));
  assert_mismatch (&orm, MO_MODELS (User, Ghost), "table ghosts: it is missing");
  orm_test_close (&orm);
}

/* --- what servers differ in --- */

static void
test_checks (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Checked));
  orm_test_sql (&orm, "INSERT INTO checked VALUES (1, 1, 'a')");
  fails (&orm, "INSERT INTO checked VALUES (2, 0, 'a')");
  fails (&orm, "INSERT INTO checked VALUES (2, 10, 'a')");
  assert_rows (&orm, "SELECT character_set_name FROM information_schema.columns WHERE "
                     "table_schema = DATABASE() AND table_name = 'checked' "
                     "AND column_name = 'text'",
               "latin1");
  orm_test_close (&orm);
}

/* It would take the text, and not do it. */
static void
test_no_checks (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  mo_test_fails (mo_client_create_all (orm.client, MO_MODELS (User, Checked)),
                 MO_ERROR_NOT_SUPPORTED);
  fails (&orm, "SELECT * FROM users"); /* nothing was sent */
  orm_test_sql (&orm, "CREATE TABLE c (n INT CHECK (n > 0), "
                      "t VARCHAR(9) COLLATE utf8mb4_general_ci)");
  orm_test_sql (&orm, "INSERT INTO c VALUES (0, 'a')");
  assert_rows (&orm, "SELECT COUNT(*) FROM c WHERE t = 'A'", "0");
  orm_test_close (&orm);
}

static gboolean
body_creates (MoTransaction *tx, gpointer data, GError **error)
{
  return mo_await (mo_schema_create_all (MO_EXECUTOR (tx), MO_MODELS (Team, Member, Note, User)),
                   error)
         && mo_await (mo_schema_check_all (MO_EXECUTOR (tx), MO_MODELS (Team, Member, Note, User)),
                      error);
}

static gboolean
body_creates_in_vain (MoTransaction *tx, gpointer data, GError **error)
{
  if (body_creates (tx, data, error))
    g_set_error_literal (error, MO_ERROR, MO_ERROR_FAILED, "in vain");
  return FALSE;
}

static void
test_in_transaction (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_run_fails (&orm, body_creates_in_vain, NULL, MO_ERROR_FAILED);
  fails (&orm, "SELECT * FROM notes");
  orm_test_run (&orm, body_creates, NULL);
  mo_test_ok (mo_client_check_all (orm.client, MO_MODELS (Team, Member, Note, User)));
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/schema/server/created", test_created);
  mo_test_add ("/schema/server/again", test_again);
  mo_test_add ("/schema/server/composite", test_composite);
  mo_test_add ("/schema/server/flush-order", test_flush_order);
  mo_test_add ("/schema/server/circle", test_circle);
  mo_test_add ("/schema/server/failure", test_failure);
  mo_test_add ("/schema/server/mismatch", test_mismatch);
  mo_test_add ("/schema/server/everything-fits", test_everything_fits);
  mo_test_add_mariadb ("/schema/server/checks", test_checks);
  mo_test_add_matrixone ("/schema/server/no-checks", test_no_checks);
  mo_test_add_matrixone ("/schema/server/in-transaction", test_in_transaction);
  return g_test_run ();
}
