/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bulk inserts where the server takes no LOAD DATA LOCAL. It changes a global variable, so never on
 * the server that others use at the same time. */

#include "orm-test.h"

typedef struct
{
  gint64 id;
  char *name;
} Pet;

MO_DEFINE_MODEL (Pet, pet, "bulk_off_pets",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 10))

#define N 20000

static void
test_off (MoTest *test)
{
  g_autofree Pet *pets = g_new (Pet, N);
  const MoBulkOptions load = { .method = MO_BULK_LOAD_DATA };
  g_autoptr (GError) error = NULL;
  OrmTest orm;

  for (guint i = 0; i < N; i++)
    pets[i] = (Pet){ (gint64) i + 1, (char *) "Rex" };
  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Pet));
  orm_test_sql (&orm, "SET GLOBAL local_infile = 0");
  error = mo_test_take_error (mo_bulk_insert (orm.client, Pet, pets, N, &load));
  g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM bulk_off_pets"), ==, 0);
  g_assert_cmpint (mo_test_number (mo_bulk_insert (orm.client, Pet, pets, N, NULL)), ==, N);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM bulk_off_pets"), ==, N);
  orm_test_sql (&orm, "SET GLOBAL local_infile = 1");
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/bulk/off", test_off);
  return g_test_run ();
}
