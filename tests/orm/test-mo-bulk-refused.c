/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bulk inserts that fail or are cancelled: nothing stays, and the error says which row it was. */

#include <math.h>

#include "orm-test.h"

typedef struct
{
  gint64 id;
  char *name;
  double size;
  gint32 age;
} Pet;

static gboolean
check_age (gconstpointer pet, const MoValue *value, GError **error)
{
  if (((const Pet *) pet)->age >= 0)
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "is not born yet");
  return FALSE;
}

MO_DEFINE_MODEL (Pet, pet, "bulk_pets",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 10),
                 MO_COLUMN (size, 0),
                 MO_COLUMN (age, 0, .validate = check_age))

#define N 20000

/* (transfer full): all of them fit. */
static Pet *
make_pets (void)
{
  Pet *pets = g_new0 (Pet, N);

  for (guint i = 0; i < N; i++)
    pets[i] = (Pet){ (gint64) i + 1, (char *) "Rex", i / 8.0, 3 };
  return pets;
}

static void
open_with_pets (OrmTest *orm, MoTest *test)
{
  orm_test_open (orm, test, NULL);
  orm_test_create (orm, MO_MODELS (Pet));
}

static void
assert_empty (OrmTest *orm)
{
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM bulk_pets"), ==, 0);
}

/* (transfer full): what it fails with; nothing of it stays. */
static GError *
fail_by (OrmTest *orm, const Pet *pets, MoBulkMethod method)
{
  const MoBulkOptions options = { .method = method };
  GError *error = mo_test_take_error (mo_bulk_insert (orm->client, Pet, pets, N, &options));

  assert_empty (orm);
  return error;
}

/* By each method; @part is in the message. */
static void
assert_fails (OrmTest *orm, const Pet *pets, MoError code, const char *part)
{
  for (MoBulkMethod method = MO_BULK_AUTO; method <= MO_BULK_LOAD_DATA; method++)
    {
      g_autoptr (GError) error = fail_by (orm, pets, method);

      g_assert_error (error, MO_ERROR, (gint) code);
      mo_test_assert_contains (error->message, part);
    }
}

/* --- before anything is sent --- */

static void
test_null (MoTest *test)
{
  g_autofree Pet *pets = make_pets ();
  OrmTest orm;

  open_with_pets (&orm, test);
  pets[15000].name = NULL;
  assert_fails (&orm, pets, MO_ERROR_CONSTRAINT,
                "cannot insert rows of Pet: row 15001: column name is NULL, and cannot be");
  orm_test_close (&orm);
}

static void
test_not_utf8 (MoTest *test)
{
  g_autofree Pet *pets = make_pets ();
  OrmTest orm;

  open_with_pets (&orm, test);
  pets[N - 1].name = (char *) "R\xffx";
  assert_fails (&orm, pets, MO_ERROR_TYPE_MISMATCH, "row 20000: column name is not UTF-8");
  orm_test_close (&orm);
}

static void
test_not_finite (MoTest *test)
{
  g_autofree Pet *pets = make_pets ();
  OrmTest orm;

  open_with_pets (&orm, test);
  pets[0].size = NAN;
  assert_fails (&orm, pets, MO_ERROR_OUT_OF_RANGE, "row 1: column size is not a finite number");
  pets[0].size = 0;
  pets[1].size = -INFINITY;
  assert_fails (&orm, pets, MO_ERROR_OUT_OF_RANGE, "row 2: column size is not a finite number");
  orm_test_close (&orm);
}

static void
test_validator (MoTest *test)
{
  g_autofree Pet *pets = make_pets ();
  OrmTest orm;

  open_with_pets (&orm, test);
  pets[7].age = -1;
  assert_fails (&orm, pets, MO_ERROR_CONSTRAINT, "row 8: column age: is not born yet");
  orm_test_close (&orm);
}

static void
test_arguments (MoTest *test)
{
  const Pet pet = { 0 };

  mo_test_fails (mo_bulk_insert (test->client, Pet, NULL, 1, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails ((mo_bulk_insert) (MO_EXECUTOR (test->client), NULL, &pet, 1, NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_bulk_insert ((MoClient *) NULL, Pet, &pet, 1, NULL), MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpint (mo_test_number (mo_bulk_insert (test->client, Pet, NULL, 0, NULL)), ==, 0);
}

/* --- by the server --- */

/* By LOAD DATA LOCAL these are warnings only, and the rest would go in. */
static void
test_too_long (MoTest *test)
{
  g_autofree Pet *pets = make_pets ();
  OrmTest orm;

  open_with_pets (&orm, test);
  pets[16999].name = (char *) "Bucephalus II";
  for (MoBulkMethod method = MO_BULK_AUTO; method <= MO_BULK_LOAD_DATA; method++)
    {
      g_autoptr (GError) error = fail_by (&orm, pets, method);

      mo_test_assert_contains (error->message, "name");
      mo_test_assert_contains (error->message, "rows");
      mo_test_assert_contains (error->message, "of Pet");
    }
  orm_test_close (&orm);
}

static void
test_row_of_load (MoTest *test)
{
  g_autofree Pet *pets = make_pets ();
  g_autoptr (GError) error = NULL;
  OrmTest orm;

  open_with_pets (&orm, test);
  pets[16999].name = (char *) "Bucephalus II";
  error = fail_by (&orm, pets, MO_BULK_LOAD_DATA);
  g_assert_error (error, MO_ERROR, MO_ERROR_OUT_OF_RANGE);
  mo_test_assert_contains (error->message, "row 17000: Data truncated for column 'name'");
  mo_test_assert_contains (error->message, "None of the rows stays");
  orm_test_close (&orm);
}

/* Not strict: an INSERT would cut it, too. */
static void
test_not_strict (MoTest *test)
{
  g_autofree Pet *pets = make_pets ();
  const MoBulkOptions options = { .method = MO_BULK_VALUES };
  g_autoptr (GError) error = NULL;
  OrmTest orm;

  orm_test_open (&orm, test, "init_sql=SET%20sql_mode%3D%27%27");
  orm_test_create (&orm, MO_MODELS (Pet));
  pets[16999].name = (char *) "Bucephalus II";
  error = mo_test_take_error (mo_bulk_insert (orm.client, Pet, pets, N, &options));
  g_assert_nonnull (error);
  mo_test_assert_contains (error->message, "row 17000: Data truncated for column 'name'");
  assert_empty (&orm);
  orm_test_close (&orm);
}

/* MatrixOne loads them, which is why it is not chosen there. */
static void
test_twice (MoTest *test)
{
  g_autofree Pet *pets = make_pets ();
  MoBulkMethod last = test->is_matrixone ? MO_BULK_VALUES : MO_BULK_LOAD_DATA;
  OrmTest orm;

  open_with_pets (&orm, test);
  pets[19000].id = 5;
  for (MoBulkMethod method = MO_BULK_AUTO; method <= last; method++)
    {
      g_autoptr (GError) error = fail_by (&orm, pets, method);

      g_assert_error (error, MO_ERROR, MO_ERROR_DUPLICATE_KEY);
      mo_test_assert_contains (error->message, "Duplicate entry '5'");
    }
  orm_test_close (&orm);
}

static void
test_no_table (MoTest *test)
{
  g_autofree Pet *pets = make_pets ();
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  for (MoBulkMethod method = MO_BULK_AUTO; method <= MO_BULK_LOAD_DATA; method++)
    {
      const MoBulkOptions options = { .method = method };

      mo_test_fails (mo_bulk_insert (orm.client, Pet, pets, N, &options), MO_ERROR_NO_SUCH_OBJECT);
    }
  orm_test_close (&orm);
}

/* What failed in a transaction cannot be committed, though somebody looked at it. */
static gboolean
body_goes_on (MoTransaction *tx, gpointer data, GError **error)
{
  const MoBulkOptions options = { .method = MO_BULK_LOAD_DATA };

  (void) error;
  mo_test_fails (mo_bulk_insert (tx, Pet, data, N, &options), MO_ERROR_OUT_OF_RANGE);
  return TRUE;
}

static void
test_not_committed (MoTest *test)
{
  g_autofree Pet *pets = make_pets ();
  OrmTest orm;

  open_with_pets (&orm, test);
  pets[10].name = (char *) "Bucephalus II";
  orm_test_run_fails (&orm, body_goes_on, pets, MO_ERROR_OUT_OF_RANGE);
  assert_empty (&orm);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  mo_test_add ("/bulk/refused/null", test_null);
  mo_test_add ("/bulk/refused/not-utf8", test_not_utf8);
  mo_test_add ("/bulk/refused/not-finite", test_not_finite);
  mo_test_add ("/bulk/refused/validator", test_validator);
  mo_test_add ("/bulk/refused/arguments", test_arguments);
  mo_test_add ("/bulk/refused/too-long", test_too_long);
  mo_test_add_mariadb ("/bulk/refused/row-of-load", test_row_of_load);
  mo_test_add_mariadb ("/bulk/refused/not-strict", test_not_strict);
  mo_test_add ("/bulk/refused/twice", test_twice);
  mo_test_add ("/bulk/refused/no-table", test_no_table);
  mo_test_add_mariadb ("/bulk/refused/not-committed", test_not_committed);

  return g_test_run ();
}
