/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Versions: what others have changed since it was read is not overwritten. And validators. */

#include <string.h>

#include "orm-test.h"

static gboolean
check_balance (gconstpointer entity, const MoValue *value, GError **error)
{
  if (value->as.int64 >= 0)
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "a balance is never negative");
  return FALSE;
}

static gboolean
check_owner (gconstpointer entity, const MoValue *value, GError **error)
{
  return mo_value_is_null (value) || value->as.text[0] != '\0';
}

typedef struct
{
  gint64 id;
  char *owner;
  gint64 balance;
  gint64 version;
} Account;

MO_DEFINE_MODEL (Account, account, "accounts",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (owner, 0, .length = 50, .validate = check_owner),
                 MO_COLUMN (balance, 0, .validate = check_balance),
                 MO_COLUMN (version, MO_VERSION))

typedef struct
{
  gint32 shelf;
  gint32 place;
  gint32 amount;
  guint32 version;
} Stock;

MO_DEFINE_MODEL (Stock, stock, "stocks",
                 MO_COLUMN (shelf, MO_PRIMARY_KEY),
                 MO_COLUMN (place, MO_PRIMARY_KEY),
                 MO_COLUMN (amount, 0),
                 MO_COLUMN (version, MO_VERSION))

static Account *
load_account (OrmUnit *self, gint64 id)
{
  Account *account = orm_entity (mo_session_get (self->session, Account, id));

  g_assert_nonnull (account);
  return account;
}

/* --- counting --- */

static void
test_counts (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Account) account = mo_new (Account, .owner = "Ann", .balance = 5);

  orm_unit_open (&self, test, MO_MODELS (Account, Stock));
  orm_unit_begin (&self);
  mo_session_add (self.session, account);
  mo_test_ok (mo_session_flush (self.session));
  g_assert_cmpint (account->version, ==, 1);
  account->balance = 6;
  mo_test_ok (mo_session_flush (self.session));
  g_assert_cmpint (account->version, ==, 2);
  mo_test_ok (mo_session_flush (self.session)); /* of nothing */
  g_assert_cmpint (account->version, ==, 2);
  g_assert_false (mo_entity_is_modified (account));
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT owner, balance, version FROM accounts", "Ann,6,2");
  orm_unit_close (&self);
}

static void
test_rolled_back (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Account) account = NULL;

  orm_unit_open (&self, test, MO_MODELS (Account, Stock));
  orm_test_sql (&self.orm, "INSERT INTO accounts VALUES (1, 'Ann', 5, 7)");
  orm_unit_begin (&self);
  account = load_account (&self, 1);
  account->balance = 6;
  mo_test_ok (mo_session_flush (self.session));
  account->balance = 7;
  mo_test_ok (mo_session_flush (self.session));
  g_assert_cmpint (account->version, ==, 9);
  mo_test_ok (mo_session_rollback (self.session));
  g_clear_object (&self.tx);
  g_assert_cmpint (account->version, ==, 7);
  g_assert_cmpint (account->balance, ==, 7);
  orm_unit_begin (&self);
  mo_session_add (self.session, account);
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT balance, version FROM accounts", "7,8");
  orm_unit_close (&self);
}

/* One that takes over the row of a deleted one counts on from there; behind a rollback it does
 * not. */
static void
test_taken_back (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Account) old = NULL;
  g_autoptr (Account) fresh = mo_new (Account, .id = 1, .owner = "Bob");

  orm_unit_open (&self, test, MO_MODELS (Account, Stock));
  orm_test_sql (&self.orm, "INSERT INTO accounts VALUES (1, 'Ann', 5, 7)");
  orm_unit_begin (&self);
  old = load_account (&self, 1);
  mo_session_delete (self.session, old);
  mo_session_add (self.session, fresh);
  mo_test_ok (mo_session_flush (self.session));
  g_assert_cmpint (fresh->version, ==, 8);
  mo_test_ok (mo_session_rollback (self.session));
  g_clear_object (&self.tx);
  g_assert_cmpint (fresh->version, ==, 0);
  orm_test_sql (&self.orm, "DELETE FROM accounts");
  orm_unit_begin (&self);
  mo_session_add (self.session, fresh);
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT owner, version FROM accounts", "Bob,1");
  orm_unit_close (&self);
}

/* An upsert counts as well, so that whoever has read the row before is told; and it asks the
 * validators. */
static void
test_upsert (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Account) account = NULL;
  g_autoptr (Account) one = mo_new (Account, .id = 1, .owner = "Ann", .balance = 50);
  g_autoptr (Account) two = mo_new (Account, .id = 2, .owner = "Bob", .balance = 7);
  gpointer both[] = { one, two };

  orm_unit_open (&self, test, MO_MODELS (Account, Stock));
  orm_test_sql (&self.orm, "INSERT INTO accounts VALUES (1, 'Ann', 5, 7)");
  orm_unit_begin (&self);
  account = load_account (&self, 1);
  orm_unit_commit (&self);
  mo_test_ok (mo_execute_upsert (self.orm.client, both, 2, MO_FIELDS (Account, balance)));
  orm_unit_assert_rows (&self, "SELECT id, balance, version FROM accounts ORDER BY id",
                        "1,50,8;2,7,1");
  orm_unit_begin (&self);
  mo_session_add (self.session, account);
  account->balance = 6;
  mo_test_fails (mo_session_flush (self.session), MO_ERROR_STALE_OBJECT);
  mo_test_ok (mo_transaction_rollback (self.tx));
  g_clear_object (&self.tx);
  mo_test_fails (mo_execute_upsert (self.orm.client, both, 2, MO_FIELDS (Account, version)),
                 MO_ERROR_INVALID_ARGUMENT);
  two->balance = -1;
  mo_test_fails (mo_execute_upsert (self.orm.client, both, 2, MO_FIELDS (Account, balance)),
                 MO_ERROR_CONSTRAINT);
  orm_unit_assert_rows (&self, "SELECT id, balance, version FROM accounts ORDER BY id",
                        "1,50,8;2,7,1");
  orm_unit_close (&self);
}

/* --- noticed --- */

/* Two sessions read the row; the second one to write is told, and the first one's value stays. */
static void
test_stale (MoTest *test, gboolean deletes)
{
  OrmUnit self;
  g_autoptr (Account) account = NULL;
  g_autoptr (GError) error = NULL;

  orm_unit_open (&self, test, MO_MODELS (Account, Stock));
  orm_test_sql (&self.orm, "INSERT INTO accounts VALUES (1, 'Ann', 5, 1), (2, 'Bob', 5, 1)");
  orm_unit_begin (&self);
  account = load_account (&self, 1);
  orm_unit_commit (&self);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (self.orm.client);
    g_autoptr (Account) same
        = orm_entity (mo_session_get (mo_transaction_get_session (tx), Account, 1));

    same->balance = 100;
    mo_test_ok (mo_transaction_commit (tx));
  }
  orm_unit_begin (&self);
  mo_session_add (self.session, account);
  if (deletes)
    mo_session_delete (self.session, account);
  else
    account->balance = 6;
  error = mo_test_take_error (mo_session_flush (self.session));
  g_assert_error (error, MO_ERROR, MO_ERROR_STALE_OBJECT);
  mo_test_assert_contains (error->message, "others have changed or deleted some");
  mo_test_fails (mo_transaction_commit (self.tx), MO_ERROR_STALE_OBJECT);
  g_clear_object (&self.tx);
  orm_unit_assert_rows (&self, "SELECT balance, version FROM accounts WHERE id = 1", "100,2");
  orm_unit_close (&self);
}

static void
test_stale_update (MoTest *test)
{
  test_stale (test, FALSE);
}

static void
test_stale_delete (MoTest *test)
{
  test_stale (test, TRUE);
}

/* What is merged in vain leaves the instance as it was: to be deleted. */
static void
test_stale_merge (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Account) account = NULL;
  g_autoptr (Account) stale = mo_new (Account, .id = 1, .owner = "Old", .version = 1);

  orm_unit_open (&self, test, MO_MODELS (Account, Stock));
  orm_test_sql (&self.orm, "INSERT INTO accounts VALUES (1, 'Ann', 5, 2)");
  orm_unit_begin (&self);
  account = load_account (&self, 1);
  mo_session_delete (self.session, account);
  mo_test_fails (mo_session_merge (self.session, stale), MO_ERROR_STALE_OBJECT);
  g_assert_cmpstr (account->owner, ==, "Ann");
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT COUNT(*) FROM accounts", "0");
  orm_unit_close (&self);
}

/* --- many --- */

static void
assert_versions (OrmUnit *self, guint n_versions)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT COUNT(*) FROM accounts WHERE version <> 2 + id %% %u", n_versions);

  orm_unit_assert_rows (self, sql, "0");
}

/* As many versions as there are rows, or a few; each way of writing them. */
static void
change_many (MoTest *test, guint n_versions, gboolean equal, guint n_statements)
{
  OrmUnit self;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autofree char *sql = NULL;

  orm_unit_open (&self, test, MO_MODELS (Account, Stock));
  for (guint i = 1; i <= 1000; i++)
    {
      g_autofree char *row = g_strdup_printf ("%s(%u, 'x', 1, %u)", i > 1 ? ", " : "", i,
                                              1 + i % n_versions);
      g_autofree char *before = sql;

      sql = g_strconcat (before != NULL ? before : "INSERT INTO accounts VALUES ", row, NULL);
    }
  orm_test_sql (&self.orm, sql);
  orm_unit_begin (&self);
  accounts = orm_all (mo_session_execute (self.session, mo_select (Account)));
  g_assert_cmpuint (accounts->len, ==, 1000);
  wireplay_reset (self.wire.proxy);
  MO_FOREACH (Account, account, accounts)
    account->balance = equal ? 50 : account->id * 2;
  mo_test_ok (mo_session_flush (self.session));
  g_assert_cmpuint (orm_wire_count (&self.wire, "UPDATE"), ==, n_statements);
  orm_unit_commit (&self);
  if (equal)
    orm_unit_assert_rows (&self, "SELECT COUNT(*), MIN(balance), MAX(balance) FROM accounts",
                          "1000,50,50");
  else
    orm_unit_assert_rows (&self, "SELECT COUNT(*) FROM accounts WHERE balance = id * 2", "1000");
  assert_versions (&self, n_versions);
  orm_unit_close (&self);
}

static void
test_many_equal (MoTest *test)
{
  change_many (test, 1, TRUE, 1);
}

static void
test_many_versions (MoTest *test)
{
  change_many (test, 5, TRUE, 1);
}

static void
test_all_versions (MoTest *test)
{
  change_many (test, 1000, TRUE, 1);
}

static void
test_many_different (MoTest *test)
{
  change_many (test, 1000, FALSE, 2);
}

/* One stale among many. */
static void
test_one_of_many (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) stocks = NULL;

  orm_unit_open (&self, test, MO_MODELS (Account, Stock));
  orm_test_sql (&self.orm, "INSERT INTO stocks VALUES (1, 1, 5, 1), (1, 2, 5, 2), (2, 1, 5, 3)");
  orm_unit_begin (&self);
  stocks = orm_all (mo_session_execute (self.session, mo_select (Stock)));
  mo_test_ok (mo_execute (self.tx, "UPDATE stocks SET version = version + 1 WHERE place = 2"));
  MO_FOREACH (Stock, stock, stocks)
    stock->amount--;
  mo_test_fails (mo_session_flush (self.session), MO_ERROR_STALE_OBJECT);
  mo_test_ok (mo_transaction_rollback (self.tx));
  g_clear_object (&self.tx);
  orm_unit_begin (&self);
  MO_FOREACH (Stock, stock, stocks)
    mo_session_add (self.session, stock);
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT amount, version FROM stocks ORDER BY shelf, place",
                        "4,2;4,3;4,4");
  orm_unit_close (&self);
}

/* --- left alone --- */

static void
test_set_by_hand (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Account) account = NULL;
  g_autoptr (GError) error = NULL;

  orm_unit_open (&self, test, MO_MODELS (Account, Stock));
  orm_test_sql (&self.orm, "INSERT INTO accounts VALUES (1, 'Ann', 5, 3)");
  orm_unit_begin (&self);
  account = load_account (&self, 1);
  account->version = 1;
  error = mo_test_take_error (mo_session_flush (self.session));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_test_assert_contains (error->message, "column version, which is its version, was changed");
  account->version = 3;
  account->balance = 1;
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT balance, version FROM accounts", "1,4");
  orm_unit_close (&self);
}

static void
test_at_its_end (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Stock) stock = NULL;

  orm_unit_open (&self, test, MO_MODELS (Account, Stock));
  orm_test_sql (&self.orm, "INSERT INTO stocks VALUES (1, 1, 5, 4294967295)");
  orm_unit_begin (&self);
  stock = orm_entity (mo_session_get (self.session, Stock, 1, 1));
  stock->amount = 4;
  mo_test_fails (mo_session_flush (self.session), MO_ERROR_OUT_OF_RANGE);
  orm_unit_close (&self);
}

/* --- validators --- */

static void
test_validate_set (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Account) account = mo_new (Account, .owner = "Ann", .balance = 5);
  g_autoptr (GError) error = NULL;

  orm_unit_open (&self, test, MO_MODELS (Account, Stock));
  orm_unit_begin (&self);
  g_assert_false (mo_set (account, balance, -1));
  g_assert_cmpint (account->balance, ==, 5);
  g_assert_false (mo_set (account, owner, ""));
  g_assert_true (mo_set (account, owner, "Bob"));
  mo_session_add (self.session, account);
  error = mo_test_take_error (mo_session_flush (self.session));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONSTRAINT);
  g_assert_cmpstr (error->message, ==, "cannot set a field of Account: column balance: a balance "
                                       "is never negative");
  mo_set (account, balance, 0);
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT owner, balance FROM accounts", "Bob,0");
  orm_unit_close (&self);
}

/* What was assigned is looked at when it is written. */
static void
test_validate_flush (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Account) account = mo_new (Account, .owner = "", .balance = 5);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;

  orm_unit_open (&self, test, MO_MODELS (Account, Stock));
  orm_unit_begin (&self);
  mo_session_add (self.session, account);
  error = mo_test_take_error (mo_session_flush (self.session));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONSTRAINT);
  g_assert_cmpstr (error->message, ==, "cannot insert an instance of Account: column owner: its "
                                       "validator refuses the value");
  mo_set (account, owner, MO_NULL);
  mo_test_ok (mo_session_flush (self.session));
  account->balance = -3;
  again = mo_test_take_error (mo_session_flush (self.session));
  g_assert_cmpstr (again->message, ==, "cannot update an instance of Account: column balance: a "
                                       "balance is never negative");
  orm_unit_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/version/counts", test_counts);
  mo_test_add ("/session/version/rolled-back", test_rolled_back);
  mo_test_add ("/session/version/taken-back", test_taken_back);
  mo_test_add ("/session/version/upsert", test_upsert);
  mo_test_add ("/session/version/stale-update", test_stale_update);
  mo_test_add ("/session/version/stale-delete", test_stale_delete);
  mo_test_add ("/session/version/stale-merge", test_stale_merge);
  mo_test_add ("/session/version/many-equal", test_many_equal);
  mo_test_add ("/session/version/many-versions", test_many_versions);
  mo_test_add ("/session/version/all-versions", test_all_versions);
  mo_test_add ("/session/version/many-different", test_many_different);
  mo_test_add ("/session/version/one-of-many", test_one_of_many);
  mo_test_add ("/session/version/set-by-hand", test_set_by_hand);
  mo_test_add ("/session/version/at-its-end", test_at_its_end);
  mo_test_add ("/session/validate/set", test_validate_set);
  mo_test_add ("/session/validate/flush", test_validate_flush);
  return g_test_run ();
}
