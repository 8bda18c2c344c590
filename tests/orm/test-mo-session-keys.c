/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys that the server gives out while others insert, and children that follow them. */

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "orm-test.h"

#define N_NOISES 8
#define SHORT_OBJECTS 2000
#define FULL_OBJECTS 10000

typedef struct
{
  gint64 id;
  char *code; /* the natural key; no index, so that rows of others are in nobody's way */
} Parent;

MO_DEFINE_MODEL (Parent, parent, "parents",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (code, MO_NOT_NULL, .length = 40))

typedef struct
{
  gint64 id;
  gint64 parent_id;
  char *parent_code;
} Child;

MO_DEFINE_MODEL (Child, child, "children",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (parent_id, MO_NOT_NULL, .references = MO_REFERENCES (Parent, id)),
                 MO_COLUMN (parent_code, MO_NOT_NULL, .length = 40))

typedef struct
{
  gint64 id;
  MoNullInt64 parent_id;
  char *path;
} Node;

MO_DEFINE_MODEL (Node, node, "nodes",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (parent_id, MO_NULLABLE, .references = MO_REFERENCES (Node, id)),
                 MO_COLUMN (path, MO_NOT_NULL, .length = 100))

/* --- others that insert all the time --- */

typedef struct
{
  MoClient *client;
  _Atomic gboolean stop;
  _Atomic guint n_inserted;
  gint64 parent_id; /* of their children */
} Noise;

/* A row that the server would not take does no harm; the next one will do. */
static void *
make_noise (void *data)
{
  Noise *self = data;

  while (!atomic_load (&self->stop))
    {
      if (mo_await (mo_execute (self->client, "INSERT INTO parents (code) VALUES ('noise')"), NULL))
        atomic_fetch_add (&self->n_inserted, 1);
      if (mo_await (mo_execute (self->client, "INSERT INTO children (parent_id, parent_code) "
                                              "VALUES (%s, 'noise'), (%s, 'noise')",
                                self->parent_id, self->parent_id),
                    NULL))
        atomic_fetch_add (&self->n_inserted, 1);
    }
  return NULL;
}

static gboolean
is_loud (gpointer data)
{
  return atomic_load (&((Noise *) data)->n_inserted) > 20;
}

/* --- parents and children --- */

typedef struct
{
  guint n;
  GPtrArray *parents;
  GPtrArray *children;
} Family;

/* Children before their parents, which are added with them; each second one by itself, too. */
static gboolean
body_adds_family (MoTransaction *tx, gpointer data, GError **error)
{
  Family *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  for (guint i = 0; i < self->n; i++)
    {
      g_autofree char *code = g_strdup_printf ("main-%u", i);
      Parent *parent = mo_new (Parent, .code = code);
      Child *child = mo_new (Child, .parent_code = code);

      g_ptr_array_add (self->parents, parent);
      g_ptr_array_add (self->children, child);
      g_assert_true (mo_set_reference (child, parent_id, parent));
      g_assert_true (mo_session_add (session, child));
      if (i % 2 == 0)
        g_assert_true (mo_session_add (session, parent));
    }
  return mo_await (mo_session_flush (session), error);
}

static void
run_among_noise (OrmTest *orm, Family *family)
{
  g_autoptr (MoClient) others
      = mo_test_client_with ("database", orm->database, "pool_size=8&pool_timeout=60");
  Noise noise = { .client = others };
  pthread_t threads[N_NOISES];

  orm_test_sql (orm, "INSERT INTO parents (code) VALUES ('noise')");
  noise.parent_id = orm_test_int64 (orm, "SELECT MIN(id) FROM parents");
  for (guint i = 0; i < N_NOISES; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, make_noise, &noise), ==, 0);
  g_assert_true (mo_test_wait_until (is_loud, &noise));
  orm_test_run (orm, body_adds_family, family);
  atomic_store (&noise.stop, TRUE);
  for (guint i = 0; i < N_NOISES; i++)
    pthread_join (threads[i], NULL);
  g_test_message ("%u statements of others", atomic_load (&noise.n_inserted));
  mo_test_ok (mo_client_disconnect (others));
}

/* The keys in the instances are those of their rows. */
static void
assert_family (OrmTest *orm, Family *family)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (MoResult) rows = orm_result (
      mo_execute (orm->other, "SELECT id, code FROM parents WHERE code LIKE 'main-%'"));

  g_assert_cmpuint (mo_result_get_n_rows (rows), ==, family->n);
  for (guint i = 0; i < family->n; i++)
    g_hash_table_insert (ids, (gpointer) mo_result_get_text (rows, i, 1),
                         GSIZE_TO_POINTER (mo_result_get_int64 (rows, i, 0)));
  g_assert_cmpuint (g_hash_table_size (ids), ==, family->n);
  for (guint i = 0; i < family->n; i++)
    {
      Parent *parent = g_ptr_array_index (family->parents, i);
      Child *child = g_ptr_array_index (family->children, i);

      g_assert_cmpint (parent->id, ==,
                       (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (ids, parent->code)));
      g_assert_cmpint (child->parent_id, ==, parent->id);
      g_assert_cmpint (child->id, >, 0);
    }
}

static void
assert_rows_of_family (OrmTest *orm, Family *family)
{
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM children c JOIN parents p "
                                        "ON p.id = c.parent_id AND p.code = c.parent_code "
                                        "WHERE c.parent_code LIKE 'main-%'"),
                   ==, family->n);
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM children c JOIN parents p "
                                        "ON p.id = c.parent_id "
                                        "WHERE p.code <> c.parent_code"),
                   ==, 0);
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM children "
                                        "WHERE parent_code LIKE 'main-%'"),
                   ==, family->n);
}

/* Each child's id, told by the parent's code, which is unique among them. */
static void
assert_child_ids (OrmTest *orm, Family *family)
{
  g_autoptr (MoResult) rows = orm_result (mo_execute (
      orm->other, "SELECT id, parent_code FROM children WHERE parent_code LIKE 'main-%'"));

  g_assert_cmpuint (mo_result_get_n_rows (rows), ==, family->n);
  for (guint i = 0; i < family->n; i++)
    {
      guint index = (guint) g_ascii_strtoull (mo_result_get_text (rows, i, 1) + 5, NULL, 10);
      Child *child = g_ptr_array_index (family->children, index);

      g_assert_cmpint (child->id, ==, mo_result_get_int64 (rows, i, 0));
    }
}

static void
test_among_others (MoTest *test)
{
  OrmTest orm;
  Family family = {
    mo_test_is_full () ? FULL_OBJECTS : SHORT_OBJECTS,
    g_ptr_array_new_with_free_func (mo_entity_unref),
    g_ptr_array_new_with_free_func (mo_entity_unref),
  };

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Parent, Child));
  run_among_noise (&orm, &family);
  assert_rows_of_family (&orm, &family);
  assert_family (&orm, &family);
  assert_child_ids (&orm, &family);
  g_ptr_array_unref (family.parents);
  g_ptr_array_unref (family.children);
  orm_test_close (&orm);
}

/* --- a tree --- */

static Node *
new_node (MoSession *session, Node *parent, guint index)
{
  g_autofree char *path
      = g_strdup_printf ("%s/%u", parent != NULL ? parent->path : "", index);
  Node *node = mo_new (Node, .path = path);

  if (parent != NULL)
    g_assert_true (mo_set_reference (node, parent_id, parent));
  return node;
}

/* Only the leaves are added: those above come with them. */
static void
grow (MoSession *session, Node *parent, guint depth)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (Node) node = new_node (session, parent, i);

      if (depth == 1)
        g_assert_true (mo_session_add (session, node));
      else
        grow (session, node, depth - 1);
    }
}

static gboolean
body_grows (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  grow (session, NULL, 5);
  return mo_await (mo_session_flush (session), error);
}

static void
test_tree (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Node));
  orm_test_run (&orm, body_grows, NULL);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM nodes"), ==,
                   3 + 9 + 27 + 81 + 243);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM nodes WHERE parent_id IS NULL"), ==,
                   3);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM nodes c JOIN nodes p "
                                         "ON p.id = c.parent_id "
                                         "WHERE SUBSTRING(c.path, 1, LENGTH(c.path) - 2) = p.path"),
                   ==, 9 + 27 + 81 + 243);
  orm_test_close (&orm);
}

/* Two that wait for each other's keys cannot be inserted. */
static gboolean
body_circle (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (Node) a = new_node (session, NULL, 1);
  g_autoptr (Node) b = new_node (session, a, 2);
  gboolean ok;

  mo_set_reference (a, parent_id, b);
  mo_session_add (session, a);
  ok = mo_await (mo_session_flush (session), error);
  /* They hold each other. */
  mo_set_reference (a, parent_id, NULL);
  return ok;
}

static void
test_circle (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Node));
  orm_test_run_fails (&orm, body_circle, NULL, MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM nodes"), ==, 0);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/keys/among-others", test_among_others);
  mo_test_add ("/orm/keys/tree", test_tree);
  mo_test_add ("/orm/keys/circle", test_circle);
  return g_test_run ();
}
