/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Subscriptions: what sys publishes is read by another account. */

#include "command-test.h"

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* An account, and what is published for it: a database whose table t has the row 7. */
typedef struct
{
  char *account;
  MoClient *client; /* its administrator's */
  char *database;
  char *publication;
} Site;

static void
site_set_up (MoTest *test, Site *self)
{
  MoAccountOptions account = { "admin", "sesame", NULL, FALSE, FALSE };
  MoPublicationOptions options = { NULL, NULL, NULL, FALSE, "said" };
  g_autofree char *login = NULL;

  self->account = mo_test_unique ("a");
  self->database = mo_test_unique ("d");
  self->publication = mo_test_unique ("p");
  login = g_strconcat (self->account, ":admin", NULL);
  mo_test_ok (mo_account_create (test->client, self->account, &account));
  self->client = command_login (login, "sesame");
  command_sql (test, "CREATE DATABASE @", self->database, NULL);
  command_sql (test, "CREATE TABLE @.t (id BIGINT PRIMARY KEY)", self->database, NULL);
  command_sql (test, "CREATE TABLE @.u (id BIGINT PRIMARY KEY)", self->database, NULL);
  command_sql (test, "INSERT INTO @.t VALUES (7)", self->database, NULL);
  options.database = self->database;
  options.accounts = LIST (self->account);
  mo_test_ok (mo_publication_create (test->client, self->publication, &options));
}

static void
site_tear_down (MoTest *test, Site *self)
{
  g_object_unref (self->client);
  mo_test_ok (mo_publication_drop_if_exists (test->client, self->publication));
  mo_test_ok (mo_account_drop (test->client, self->account));
  command_sql (test, "DROP DATABASE @", self->database, NULL);
  g_free (self->account);
  g_free (self->database);
  g_free (self->publication);
}

/* @sql with @name for each $s. */
static MoFuture *
run_in (MoExecutor *executor, const char *sql, const char *name)
{
  g_autoptr (GString) text = g_string_new (sql);

  g_string_replace (text, "$s", name, 0);
  return mo_execute (executor, text->str);
}

static gboolean
exists (Site *site, const char *name)
{
  return mo_test_number (run_in (MO_EXECUTOR (site->client),
                                 "SELECT COUNT(*) FROM mo_catalog.mo_database "
                                 "WHERE datname = LOWER('$s')",
                                 name))
         == 1;
}

static void
assert_status (Site *site, const char *name, MoSubscriptionStatus status, const char *tables)
{
  g_autoptr (MoSubscription) got = command_entity (mo_subscription_get (site->client, name));

  g_assert_nonnull (got);
  g_assert_cmpstr (got->pub_name, ==, site->publication);
  g_assert_cmpint (got->status, ==, status);
  g_assert_cmpstr (got->pub_tables, ==, tables);
}

static void
assert_subscribed (MoTest *test, Site *site, const char *accounts)
{
  g_autoptr (MoPublication) publication
      = command_entity (mo_publication_get (test->client, site->publication));

  g_assert_cmpstr (publication->subscribed_accounts, ==, accounts);
}

static void
test_names (MoTest *test)
{
  Site site;

  site_set_up (test, &site);
  for (guint i = 0; command_odd_names ()[i] != NULL; i++)
    {
      g_autofree char *name = command_new_name (i);
      g_autoptr (MoSubscription) got = NULL;
      g_autoptr (MoSubscription) gone = NULL;
      g_autoptr (GPtrArray) all = NULL;
      g_autoptr (GPtrArray) none = NULL;

      mo_test_ok (mo_subscription_create (site.client, name, "sys", site.publication));
      g_assert_true (exists (&site, name));
      got = command_entity (mo_subscription_get (site.client, name));
      g_assert_nonnull (got);
      g_assert_true (command_is_name (got->sub_name, name));
      g_assert_cmpstr (got->pub_account, ==, "sys");
      g_assert_cmpstr (got->pub_name, ==, site.publication);
      g_assert_cmpstr (got->pub_database, ==, site.database);
      g_assert_cmpstr (got->pub_tables, ==, "*");
      g_assert_cmpstr (got->pub_comment, ==, "said");
      g_assert_cmpint (got->status, ==, MO_SUBSCRIPTION_NORMAL);
      g_assert_cmpint (g_date_time_get_year (got->pub_time), >=, 2024);
      g_assert_cmpint (g_date_time_get_year (got->sub_time), >=, 2024);
      all = command_all (mo_subscription_list (site.client));
      g_assert_cmpuint (all->len, ==, 1);
      assert_subscribed (test, &site, site.account);
      mo_test_ok (mo_subscription_drop (site.client, name));
      g_assert_false (exists (&site, name));
      gone = command_entity (mo_subscription_get (site.client, name));
      g_assert_null (gone);
      none = command_all (mo_subscription_list (site.client));
      g_assert_cmpuint (none->len, ==, 0);
      assert_subscribed (test, &site, "");
    }
  site_tear_down (test, &site);
}

static MoSubscription *
find_offered (Site *site)
{
  g_autoptr (GPtrArray) all = command_all (mo_subscription_list_offered (site->client));

  MO_FOREACH (MoSubscription, subscription, all)
    if (g_str_equal (subscription->pub_name, site->publication))
      return mo_subscription_ref (subscription);
  return NULL;
}

static void
test_offered (MoTest *test)
{
  Site site;
  g_autofree char *name = mo_test_unique ("s");
  g_autoptr (MoSubscription) before = NULL;
  g_autoptr (MoSubscription) after = NULL;

  site_set_up (test, &site);
  before = find_offered (&site);
  g_assert_cmpstr (before->pub_database, ==, site.database);
  g_assert_null (before->sub_name);
  g_assert_null (before->sub_time);
  mo_test_ok (mo_subscription_create (site.client, name, "sys", site.publication));
  after = find_offered (&site);
  g_assert_cmpstr (after->sub_name, ==, name);
  mo_test_fails (mo_subscription_create (site.client, name, "sys", site.publication),
                 MO_ERROR_ALREADY_EXISTS);
  mo_test_fails (mo_subscription_create (site.client, "second", "sys", site.publication),
                 MO_ERROR_SERVER);
  mo_test_fails (mo_subscription_create (site.client, "none", "sys", "none"), MO_ERROR_SERVER);
  mo_test_fails (mo_subscription_create (site.client, "none", "nobody", site.publication),
                 MO_ERROR_SERVER);
  mo_test_fails (mo_subscription_create (test->client, "none", "sys", site.publication),
                 MO_ERROR_SERVER); /* its own */
  g_assert_false (exists (&site, "second") || exists (&site, "none"));
  site_tear_down (test, &site);
}

/* It is read, and not written; and it goes by what is published. */
static void
test_use (MoTest *test)
{
  Site site;
  g_autofree char *name = mo_test_unique ("s");
  MoPublicationChanges tables = { .tables = LIST ("u") };
  MoPublicationChanges away
      = { .which_accounts = MO_PUBLICATION_ACCOUNTS_SET, .accounts = NULL };
  MoAccountOptions account = { "admin", "sesame", NULL, FALSE, FALSE };
  g_autofree char *other = mo_test_unique ("b");
  MoExecutor *executor;

  site_set_up (test, &site);
  executor = MO_EXECUTOR (site.client);
  tables.database = site.database;
  mo_test_ok (mo_subscription_create (site.client, name, "sys", site.publication));
  g_assert_cmpint (mo_test_number (run_in (executor, "SELECT id FROM $s.t", name)), ==, 7);
  mo_test_fails (run_in (executor, "INSERT INTO $s.t VALUES (8)", name), MO_ERROR_SERVER);
  mo_test_ok (mo_publication_alter (test->client, site.publication, &tables));
  assert_status (&site, name, MO_SUBSCRIPTION_NORMAL, "u");
  g_assert_cmpint (mo_test_number (run_in (executor, "SELECT COUNT(*) FROM $s.u", name)), ==, 0);
  {
    g_autoptr (GError) error = mo_test_take_error (run_in (executor, "SELECT id FROM $s.t", name));

    mo_test_assert_contains (error->message, "does not exist");
  }
  mo_test_ok (mo_account_create (test->client, other, &account));
  away.accounts = LIST (other);
  mo_test_ok (mo_publication_alter (test->client, site.publication, &away));
  assert_status (&site, name, MO_SUBSCRIPTION_NOT_AUTHORIZED, NULL);
  mo_test_fails (run_in (executor, "SELECT COUNT(*) FROM $s.u", name), MO_ERROR_SERVER);
  mo_test_ok (mo_publication_drop (test->client, site.publication));
  assert_status (&site, name, MO_SUBSCRIPTION_DELETED, NULL);
  mo_test_ok (mo_subscription_drop (site.client, name));
  g_assert_false (exists (&site, name));
  mo_test_ok (mo_account_drop (test->client, other));
  site_tear_down (test, &site);
}

/* A database that holds something is no subscription, and stays. */
static void
test_drop (MoTest *test)
{
  Site site;
  g_autofree char *large = NULL;

  site_set_up (test, &site);
  large = g_ascii_strup (site.database, -1);
  mo_test_fails (mo_subscription_drop (test->client, site.database), MO_ERROR_NO_SUCH_OBJECT);
  mo_test_fails (mo_subscription_drop (test->client, large), MO_ERROR_NO_SUCH_OBJECT);
  g_assert_cmpint (command_int64 (test, "SELECT id FROM @.t", site.database, NULL), ==, 7);
  mo_test_fails (mo_subscription_drop (test->client, "nothing"), MO_ERROR_NO_SUCH_OBJECT);
  mo_test_ok (mo_subscription_create (site.client, large, "sys", site.publication));
  g_assert_true (exists (&site, large));
  mo_test_ok (mo_subscription_drop (site.client, large));
  g_assert_false (exists (&site, large));
  site_tear_down (test, &site);
}

/* There, and undone with it. */
static void
test_in_transaction (MoTest *test)
{
  Site site;
  g_autofree char *name = mo_test_unique ("s");

  site_set_up (test, &site);
  for (guint turn = 0; turn < 4; turn++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (site.client);
      gboolean creates = turn < 2;
      gboolean commits = turn % 2 == 1;
      gboolean has = creates == commits;
      g_autoptr (GPtrArray) offered = command_all (mo_subscription_list_offered (tx));
      g_autoptr (GPtrArray) all = NULL;

      g_assert_cmpuint (offered->len, >=, 1);
      mo_test_ok (creates ? mo_subscription_create (tx, name, "sys", site.publication)
                          : mo_subscription_drop (tx, name));
      mo_test_ok (commits ? mo_transaction_commit (tx) : mo_transaction_rollback (tx));
      g_assert_true (exists (&site, name) == has);
      if (has)
        g_assert_cmpint (mo_test_number (run_in (MO_EXECUTOR (site.client),
                                                 "SELECT id FROM $s.t", name)),
                         ==, 7);
      all = command_all (mo_subscription_list (site.client));
      g_assert_cmpuint (all->len, ==, has ? 1 : 0);
      assert_subscribed (test, &site, has ? site.account : "");
    }
  site_tear_down (test, &site);
}

static void
test_refused (MoTest *test)
{
  mo_test_fails (mo_subscription_create (test->client, "", "a", "p"), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_subscription_create (test->client, "s", NULL, "p"),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_subscription_create (test->client, "s", "a ", "p"),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_subscription_create (test->client, "s", "a", NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_subscription_create (test->client, "a\\b", "a", "p"),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_subscription_create (test->client, "s", "a", "a\\b"),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_subscription_drop (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_subscription_drop (test->client, ""), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_subscription_get (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
}

static MoFuture *
call (MoExecutor *executor, guint which)
{
  switch (which)
    {
    case 0:
      return mo_subscription_create (executor, "s", "a", "p");
    case 1:
      return mo_subscription_drop (executor, "s");
    case 2:
      return mo_subscription_get (executor, "s");
    case 3:
      return mo_subscription_list (executor);
    case 4:
      return mo_subscription_list_offered (executor);
    default:
      return NULL;
    }
}

static void
test_elsewhere (MoTest *test)
{
  command_test_not_supported (test, call);
}

static MoFuture *
create_from_named (MoExecutor *executor, const char *name)
{
  return mo_subscription_create (executor, "s_never", name, "p");
}

/* Of the subscription itself, of something that could be subscribed to. */
static void
test_bad_names (MoTest *test)
{
  static const char *const bad_names[] = { "it's", "a\"b", "a`b", "a b" };
  Site site;

  command_test_bad_names (test, create_from_named);
  site_set_up (test, &site);
  for (guint i = 0; i < G_N_ELEMENTS (bad_names); i++)
    mo_test_fails (mo_subscription_create (site.client, bad_names[i], "sys", site.publication),
                   MO_ERROR_SERVER);
  assert_subscribed (test, &site, "");
  site_tear_down (test, &site);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/subscription/names", test_names);
  mo_test_add_matrixone ("/subscription/offered", test_offered);
  mo_test_add_matrixone ("/subscription/use", test_use);
  mo_test_add_matrixone ("/subscription/drop", test_drop);
  mo_test_add_matrixone ("/subscription/bad-names", test_bad_names);
  mo_test_add_matrixone ("/subscription/in-transaction", test_in_transaction);
  mo_test_add ("/subscription/refused", test_refused);
  mo_test_add_mariadb ("/subscription/elsewhere", test_elsewhere);
  return g_test_run ();
}
