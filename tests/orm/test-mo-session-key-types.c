/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys: given and generated together, of several columns, of 64 bits without a sign. */

#include "orm-test.h"

typedef struct
{
  gint32 area;
  char *name;
  gint64 number;
  char *role;
} Member;

MO_DEFINE_MODEL (Member, member, "members",
                 MO_COLUMN (area, MO_PRIMARY_KEY),
                 MO_COLUMN (name, MO_PRIMARY_KEY, .length = 20),
                 MO_COLUMN (number, MO_PRIMARY_KEY),
                 MO_COLUMN (role, MO_NULLABLE, .length = 20))

typedef struct
{
  guint64 id;
  char *name;
} Vast;

MO_DEFINE_MODEL (Vast, vast, "vasts",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 20))

typedef struct
{
  gint64 id;
  guint64 vast_id;
} Part;

MO_DEFINE_MODEL (Part, part, "parts",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (vast_id, 0, .references = MO_REFERENCES (Vast, id)))

/* --- given and generated --- */

static gboolean
body_mixes (MoTransaction *tx, gpointer data, GError **error)
{
  GPtrArray *users = data;
  MoSession *session = mo_transaction_get_session (tx);

  for (guint i = 0; i < 60; i++)
    {
      User *user = orm_new_user (i);

      if (i % 3 == 0)
        user->id = 1000000 + i;
      g_ptr_array_add (users, user);
      mo_session_add (session, user);
    }
  return mo_await (mo_session_flush (session), error);
}

static void
test_mixed (MoTest *test)
{
  OrmTest orm;
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (mo_entity_unref);

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (User));
  orm_test_run (&orm, body_mixes, users);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 60);
  for (guint i = 0; i < 60; i++)
    {
      User *user = g_ptr_array_index (users, i);
      gint64 id = mo_test_number (
          mo_execute (orm.other, "SELECT id FROM users WHERE email = %s", user->email));

      g_assert_cmpint (user->id, ==, id);
      if (i % 3 == 0)
        g_assert_cmpint (id, ==, 1000000 + i);
    }
  orm_test_close (&orm);
}

/* --- several columns --- */

static MoSelect *
member (gint32 area, const char *name, gint64 number)
{
  return mo_where (mo_select (Member), mo_and (mo_eq (MO_C (Member, area), area),
                                               mo_eq (MO_C (Member, name), name),
                                               mo_eq (MO_C (Member, number), number)));
}

static gboolean
body_adds_members (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  for (gint32 area = 0; area < 2; area++)
    for (gint64 number = 0; number < 3; number++)
      {
        mo_session_take (session,
                         mo_new (Member, .area = area, .name = "a'b", .number = number));
        mo_session_take (session, mo_new (Member, .area = area, .name = "c", .number = number));
      }
  return TRUE;
}

static gboolean
body_changes_members (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (GPtrArray) all = orm_all (mo_session_execute (session, mo_select (Member)));
  g_autoptr (Member) one = orm_entity (mo_session_one (session, member (1, "a'b", 2)));
  g_autoptr (Member) two = orm_entity (mo_session_one (session, member (0, "c", 0)));

  g_assert_cmpuint (all->len, ==, 12);
  g_assert_true (g_ptr_array_find (all, one, NULL));
  g_assert_true (g_ptr_array_find (all, two, NULL));
  g_assert_true (one != two);
  mo_set (one, role, "lead");
  mo_set (two, role, "lead");
  return TRUE;
}

static gboolean
body_changes_key (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (Member) one = orm_entity (mo_session_one (session, member (1, "a'b", 2)));

  one->area = 5;
  return TRUE;
}

static void
test_composite (MoTest *test)
{
  OrmTest orm;
  g_autofree char *rows = NULL;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Member));
  orm_test_run (&orm, body_adds_members, NULL);
  orm_test_run (&orm, body_changes_members, NULL);
  rows = orm_test_rows (&orm, "SELECT area, name, number FROM members WHERE role = 'lead' "
                              "ORDER BY area");
  g_assert_cmpstr (rows, ==, "0,c,0;1,a'b,2");
  orm_test_run_fails (&orm, body_adds_members, NULL, MO_ERROR_DUPLICATE_KEY);
  orm_test_run_fails (&orm, body_changes_key, NULL, MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM members WHERE area = 5"), ==, 0);
  orm_test_close (&orm);
}

/* --- 64 bits without a sign --- */

#define UPPER G_GUINT64_CONSTANT (9223372036854775813)

static MoSelect *
vast (guint64 id)
{
  return mo_where (mo_select (Vast), mo_eq (MO_C (Vast, id), id));
}

/* The next one that the server gives out is above what a signed number holds. */
static gboolean
body_adds_vast (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (Vast) given = mo_new (Vast, .id = UPPER, .name = "given");
  g_autoptr (Vast) generated = mo_new (Vast, .name = "generated");
  g_autoptr (Part) child = mo_new (Part, .id = 0);
  g_autoptr (Vast) read = NULL;

  mo_session_add (session, given);
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  g_assert_cmpuint (given->id, ==, UPPER);
  mo_session_add (session, generated);
  mo_set_reference (child, vast_id, generated);
  mo_session_add (session, child);
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  g_assert_cmpuint (generated->id, >, UPPER);
  g_assert_cmpuint (child->vast_id, ==, generated->id);
  read = orm_entity (mo_session_one (session, vast (generated->id)));
  g_assert_true (read == generated);
  return TRUE;
}

static gboolean
body_changes_vast (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (Vast) one = orm_entity (mo_session_one (session, vast (UPPER)));

  g_assert_cmpuint (one->id, ==, UPPER);
  mo_set (one, name, "changed");
  return TRUE;
}

static void
test_vast (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Vast, Part));
  orm_test_run (&orm, body_adds_vast, NULL);
  orm_test_run (&orm, body_changes_vast, NULL);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM vasts WHERE name = 'changed' "
                                         "AND id = 9223372036854775813"),
                   ==, 1);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM parts p JOIN vasts v "
                                         "ON v.id = p.vast_id AND v.name = 'generated'"),
                   ==, 1);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/keys/mixed", test_mixed);
  mo_test_add ("/orm/keys/composite", test_composite);
  mo_test_add ("/orm/keys/vast", test_vast);
  return g_test_run ();
}
