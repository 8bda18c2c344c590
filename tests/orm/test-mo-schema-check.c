/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a table fits its model, by what servers say of it. */

#include "schema-fixture.h"

#include "orm/mo-schema-private.h"

typedef struct
{
  gint64 id;
  char *name;
  gint64 other_id;
  gint32 n;
} Thing;

MO_DEFINE_MODEL (Thing, thing, "things",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL | MO_UNIQUE, .length = 20),
                 MO_COLUMN (other_id, MO_NULLABLE, .references = MO_REFERENCES (Thing, id),
                            .on_delete = MO_REFERENCE_SET_NULL),
                 MO_COLUMN (n, 0),
                 MO_INDEX ("by_n", n, name))

/* --- types --- */

static void
assert_fits (const char *wanted, const char *found)
{
  if (!mo_schema_type_fits (wanted, found))
    g_error ("%s does not fit %s", found, wanted);
}

static void
assert_no_fit (const char *wanted, const char *found)
{
  if (mo_schema_type_fits (wanted, found))
    g_error ("%s fits %s", found, wanted);
}

static void
test_types (void)
{
  assert_fits ("BIGINT", "bigint(20)");
  assert_fits ("BIGINT UNSIGNED", "bigint(20) unsigned");
  assert_fits ("BIGINT UNSIGNED", "BIGINT UNSIGNED(64)");
  assert_no_fit ("BIGINT", "bigint(20) unsigned");
  assert_no_fit ("BIGINT", "int(11)");
  assert_fits ("BOOL", "tinyint(1)");
  assert_fits ("BOOL", "BOOL(0)");
  assert_fits ("VARCHAR(20)", "varchar(20)");
  assert_fits ("VARCHAR(20)", "varchar(100)");
  assert_no_fit ("VARCHAR(20)", "varchar(19)");
  assert_no_fit ("VARCHAR(20)", "text");
  assert_fits ("TEXT", "longtext");
  assert_fits ("TEXT", "TEXT(0)");
  assert_no_fit ("TEXT", "tinytext");
  assert_no_fit ("TEXT", "blob");
  assert_fits ("BLOB", "mediumblob");
  assert_fits ("JSON", "longtext");
  assert_fits ("DATETIME(6)", "DATETIME(6)");
  assert_no_fit ("DATETIME(6)", "datetime");
  assert_fits ("DATETIME", "datetime(0)");
  assert_no_fit ("DATETIME(6)", "timestamp(6)");
  assert_fits ("DECIMAL(12, 2)", "decimal(12,2)");
  assert_fits ("numeric(12,2)", "DECIMAL64(12,2)");
  assert_no_fit ("DECIMAL(12,2)", "decimal(12,3)");
  assert_fits ("VECF32(3)", "VECF32(3)");
  assert_no_fit ("VECF32(3)", "VECF32(4)");
  assert_fits ("ENUM('a','b')", "enum('a', 'b')");
  assert_no_fit ("ENUM('a','b')", "enum('a')");
}

/* --- tables --- */

static void
answer_indexes (SchemaFake *fake, const char *unique)
{
  schema_fake_answer (fake, 4, "PRIMARY", "0", "BTREE", "id", "by_n", "1", "BTREE", "n", "by_n",
                      "1", "BTREE", "name", "name", unique, "BTREE", "name", NULL);
}

static void
answer_keys (SchemaFake *fake, const char *action)
{
  schema_fake_answer (fake, 6, "fk", "other_id", "things", "id", action, "RESTRICT", NULL);
}

static MoFuture *
check (SchemaFake *fake)
{
  return mo_schema_check_all (MO_EXECUTOR (fake), MO_MODELS (Thing));
}

static void
test_fits (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();
  MoFuture *future;

  fake->kind = MO_SERVER_KIND_MARIADB;
  schema_fake_answer (fake, 5, "id", "bigint(20)", "NO", "NULL", "auto_increment", "name",
                      "varchar(40)", "NO", "NULL", "", "other_id", "bigint(20)", "YES", "NULL", "",
                      "n", "int(11)", "NO", "NULL", "", "more", "int(11)", "YES", "NULL", "",
                      "most", "int(11)", "NO", "'5'", "", NULL);
  answer_indexes (fake, "0");
  answer_keys (fake, "SET NULL");
  future = check (fake);
  g_assert_true (g_str_has_prefix (fake->sent->str, "SELECT ")); /* and nothing else */
  g_assert_null (strstr (fake->sent->str, "; C"));
  g_assert_null (strstr (fake->sent->str, "; A"));
  g_string_truncate (fake->sent, 0);
  schema_assert_sent (fake, future, "");
}

static void
test_missing_table (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();

  fake->kind = MO_SERVER_KIND_MARIADB;
  schema_assert_fails (fake, check (fake), MO_ERROR_SCHEMA_MISMATCH, "table things: it is missing");
}

/* Every finding is in the message, with its table and column. */
static void
test_differs (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();

  fake->kind = MO_SERVER_KIND_MARIADB;
  schema_fake_answer (fake, 5, "id", "int(11)", "NO", "NULL", "", "name", "varchar(20)", "YES",
                      "NULL", "", "n", "int(11)", "NO", "NULL", "", "more", "int(11)", "NO", "NULL",
                      "", NULL);
  answer_indexes (fake, "1");
  answer_keys (fake, "CASCADE");
  schema_assert_fails (
      fake, check (fake), MO_ERROR_SCHEMA_MISMATCH,
      "table things: column id is int(11), and the model has BIGINT; "
      "table things: column id is not AUTO_INCREMENT; "
      "table things: column name is NULL, and the model has NOT NULL; "
      "table things: column name is not UNIQUE; "
      "table things: column other_id, BIGINT, is missing; "
      "table things: the foreign key of (other_id) to things (id) does something else *; "
      "table things: column more is NOT NULL without a default, and the model has no such field*");
}

static void
test_keys_and_indexes (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();

  fake->kind = MO_SERVER_KIND_MARIADB;
  schema_fake_answer (fake, 5, "id", "bigint(20)", "NO", "NULL", "auto_increment", "name",
                      "varchar(40)", "NO", "NULL", "", "other_id", "bigint(20)", "YES", "NULL", "",
                      "n", "int(11)", "NO", "NULL", "", NULL);
  schema_fake_answer (fake, 4, "PRIMARY", "0", "BTREE", "id", "PRIMARY", "0", "BTREE", "n", "by_n",
                      "0", "BTREE", "n", "unique", "0", "BTREE", "name", NULL);
  schema_assert_fails (fake, check (fake), MO_ERROR_SCHEMA_MISMATCH,
                       "table things: the primary key is (id, n), and the model has (id); "
                       "table things: index by_n is a unique one on (n), and the model has a plain "
                       "one on (n, name); "
                       "table things: the foreign key of (other_id) to things (id) is missing");
}

static void
test_refused (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();

  schema_assert_refused (fake, mo_schema_check_all (MO_EXECUTOR (fake), NULL, 2),
                         MO_ERROR_INVALID_ARGUMENT, "mo_schema_check_all()*NULL*2 models*");
  schema_assert_refused (NULL, mo_client_check_all (NULL, NULL, 1), MO_ERROR_INVALID_ARGUMENT,
                         "mo_client_check_all()*");
  schema_assert_sent (fake, mo_schema_check_all (MO_EXECUTOR (fake), NULL, 0), "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schema/check/types", test_types);
  g_test_add_func ("/schema/check/fits", test_fits);
  g_test_add_func ("/schema/check/missing-table", test_missing_table);
  g_test_add_func ("/schema/check/differs", test_differs);
  g_test_add_func ("/schema/check/keys-and-indexes", test_keys_and_indexes);
  g_test_add_func ("/schema/check/refused", test_refused);
  return g_test_run ();
}
