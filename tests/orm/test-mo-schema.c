/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables for models: the statements that an executor is given, and what it never is. */

#include <glib.h>
#include <matrixone-glib.h>

#include "client/mo-executor-private.h"

/* --- an executor that writes down --- */

typedef struct
{
  GObject parent;
  GString *sent;     /* "; " behind each statement, "| " behind each turn */
  gsize bytes;       /* of the last program */
  gsize longest;     /* statement */
  guint n_refused;
} Fake;

typedef GObjectClass FakeClass;

static GType fake_get_type (void);
static void fake_executor_init (MoExecutorInterface *iface);

G_DEFINE_TYPE_WITH_CODE (Fake, fake, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (MO_TYPE_EXECUTOR, fake_executor_init))

static MoFuture *
fake_run (MoExecutor *executor, MoProgram *program)
{
  Fake *self = (Fake *) executor;
  MoProgramSite site = { .packet_bytes = 16384 };
  g_autoptr (MoProgram) owned = program;
  guint n_statements;

  self->bytes = owned->bytes;
  do
    {
      g_autoptr (GPtrArray) answers = g_ptr_array_new ();
      g_autoptr (GPtrArray) statements
          = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_statement_unref);

      g_assert_true (owned->klass->next (owned, &site, answers, statements, NULL));
      n_statements = statements->len;
      for (guint i = 0; i < n_statements; i++)
        {
          const char *sql = mo_statement_get_sql (g_ptr_array_index (statements, i));

          self->longest = MAX (self->longest, strlen (sql));
          g_string_append_printf (self->sent, "%s; ", sql);
        }
      g_string_append (self->sent, n_statements > 0 ? "| " : "");
    }
  while (n_statements > 0);
  return mo_future_new_true ();
}

static MoFuture *
fake_refuse (MoExecutor *executor, GError *error)
{
  ((Fake *) executor)->n_refused++;
  return mo_future_new_for_error (error);
}

static void
fake_executor_init (MoExecutorInterface *iface)
{
  iface->run = fake_run;
  iface->refuse = fake_refuse;
}

static void
fake_finalize (GObject *object)
{
  g_string_free (((Fake *) object)->sent, TRUE);
  G_OBJECT_CLASS (fake_parent_class)->finalize (object);
}

static void
fake_class_init (FakeClass *klass)
{
  klass->finalize = fake_finalize;
}

static void
fake_init (Fake *self)
{
  self->sent = g_string_new (NULL);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fake, g_object_unref)

/* --- models --- */

typedef struct
{
  gint64 id;
  char *email;
  char *about;
  gboolean active;
  GDateTime *created_at;
} User;

MO_DEFINE_MODEL (User, user, "users",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (email, MO_NOT_NULL | MO_UNIQUE, .length = 100),
                 MO_COLUMN (about, 0),
                 MO_COLUMN (active, MO_BOOLEAN),
                 MO_COLUMN (created_at, MO_DEFAULT_NOW))

typedef struct
{
  gint64 id;
  gint64 user_id;
} Order;

MO_DEFINE_MODEL (Order, order, "orders",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (user_id, 0, .references = MO_REFERENCES (User, id)))

typedef struct
{
  gint64 order_id;
  char *tag;
  gint64 user_id;
} Tag;

MO_DEFINE_MODEL (Tag, tag, "order_tags",
                 MO_COLUMN (order_id, MO_PRIMARY_KEY, .references = MO_REFERENCES (Order, id)),
                 MO_COLUMN (tag, MO_PRIMARY_KEY, .length = 20),
                 MO_COLUMN (user_id, MO_NULLABLE, .references = MO_REFERENCES (User, id)))

typedef struct
{
  _Bool b;
  gint8 i8;
  gint16 i16;
  gint32 i32;
  gint64 i64;
  guint8 u8;
  guint16 u16;
  guint32 u32;
  guint64 u64;
  float f;
  double d;
  MoNullInt64 ni;
  MoNullDouble nd;
  char *short_text;
  GBytes *short_bytes;
  GBytes *bytes;
  char *price;
} Types;

MO_DEFINE_MODEL (Types, types, "ty`pes",
                 MO_COLUMN (b, 0),
                 MO_COLUMN (i8, 0),
                 MO_COLUMN (i16, MO_NULLABLE),
                 MO_COLUMN (i32, 0),
                 MO_COLUMN (i64, MO_PRIMARY_KEY),
                 MO_COLUMN (u8, 0),
                 MO_COLUMN (u16, 0),
                 MO_COLUMN (u32, 0),
                 MO_COLUMN (u64, MO_UNIQUE),
                 MO_COLUMN (f, 0),
                 MO_COLUMN (d, 0),
                 MO_COLUMN (ni, 0),
                 MO_COLUMN (nd, MO_NOT_NULL),
                 MO_COLUMN (short_text, 0, .length = 5),
                 MO_COLUMN (short_bytes, MO_NOT_NULL, .length = 16),
                 MO_COLUMN (bytes, 0),
                 MO_COLUMN (price, MO_NOT_NULL, .length = 9, .sql_type = "DECIMAL(12,2)"))

typedef struct
{
  int id;
  int parent;
} Tree;

MO_DEFINE_MODEL (Tree, tree, "trees",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (parent, MO_NULLABLE, .references = MO_REFERENCES (Tree, id)))

typedef struct
{
  int number;
} Broken;

MO_DEFINE_MODEL (Broken, broken, "broken", MO_COLUMN (number, 0))

typedef struct
{
  int id;
} Odd;

MO_DEFINE_MODEL (Odd, odd, "odd",
                 MO_COLUMN (id, MO_PRIMARY_KEY, .sql_type = "INT); DROP TABLE users; --"))

#define CREATE_USERS                                                                               \
  "CREATE TABLE IF NOT EXISTS `users` (`id` BIGINT NOT NULL AUTO_INCREMENT, "                      \
  "`email` VARCHAR(100) NOT NULL UNIQUE, `about` TEXT NULL, `active` BOOL NOT NULL, "              \
  "`created_at` DATETIME(6) NULL, PRIMARY KEY (`id`)) DEFAULT CHARACTER SET utf8mb4; | "
#define CREATE_ORDERS                                                                              \
  "CREATE TABLE IF NOT EXISTS `orders` (`id` BIGINT NOT NULL AUTO_INCREMENT, "                     \
  "`user_id` BIGINT NOT NULL, PRIMARY KEY (`id`), "                                                \
  "FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)) DEFAULT CHARACTER SET utf8mb4; | "
#define CREATE_TAGS                                                                                \
  "CREATE TABLE IF NOT EXISTS `order_tags` (`order_id` BIGINT NOT NULL, "                          \
  "`tag` VARCHAR(20) NOT NULL, `user_id` BIGINT NULL, PRIMARY KEY (`order_id`, `tag`), "           \
  "FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`), "                                          \
  "FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)) DEFAULT CHARACTER SET utf8mb4; | "

static Fake *
new_fake (void)
{
  return g_object_new (fake_get_type (), NULL);
}

/* Consumes @future. */
static void
assert_sent (Fake *fake, MoFuture *future, const char *expected)
{
  g_autoptr (GError) error = NULL;
  const GValue *value = mo_future_get_value (future, &error);

  g_assert_no_error (error);
  g_assert_true (value != NULL && G_VALUE_HOLDS_BOOLEAN (value) && g_value_get_boolean (value));
  g_assert_cmpstr (fake->sent->str, ==, expected);
  g_assert_cmpuint (fake->n_refused, ==, 0);
  g_string_truncate (fake->sent, 0);
  mo_future_unref (future);
}

static void
assert_refused (Fake *fake, MoFuture *future, MoError code, const char *pattern)
{
  const GError *error = mo_future_get_error (future);

  g_assert_error (error, MO_ERROR, (gint) code);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("\"%s\" does not match \"%s\"", error->message, pattern);
  if (fake != NULL)
    {
      g_assert_cmpstr (fake->sent->str, ==, "");
      g_assert_cmpuint (fake->n_refused, ==, 1);
      fake->n_refused = 0;
    }
  mo_future_unref (future);
}

/* --- tests --- */

static void
test_create (void)
{
  g_autoptr (Fake) fake = new_fake ();
  MoExecutor *executor = MO_EXECUTOR (fake);

  assert_sent (fake, mo_schema_create_all (executor, MO_MODELS (Tag, Order, User)),
               CREATE_USERS CREATE_ORDERS CREATE_TAGS);
  g_assert_cmpuint (fake->bytes, ==, fake->longest);
  assert_sent (fake, mo_schema_create_all (executor, MO_MODELS (User, Order)),
               CREATE_USERS CREATE_ORDERS);
  /* The other one is there, or the server says so. */
  assert_sent (fake, mo_schema_create_all (executor, MO_MODELS (Order)), CREATE_ORDERS);
}

static void
test_drop (void)
{
  g_autoptr (Fake) fake = new_fake ();
  MoExecutor *executor = MO_EXECUTOR (fake);

  assert_sent (fake, mo_schema_drop_all (executor, MO_MODELS (User, Tag, Order)),
               "DROP TABLE IF EXISTS `order_tags`; | DROP TABLE IF EXISTS `orders`; | "
               "DROP TABLE IF EXISTS `users`; | ");
}

static void
test_twice (void)
{
  g_autoptr (Fake) fake = new_fake ();
  MoExecutor *executor = MO_EXECUTOR (fake);

  assert_sent (fake, mo_schema_create_all (executor, MO_MODELS (Order, User, Order, User)),
               CREATE_USERS CREATE_ORDERS);
  assert_sent (fake, mo_schema_drop_all (executor, MO_MODELS (User, User)),
               "DROP TABLE IF EXISTS `users`; | ");
}

static void
test_types (void)
{
  g_autoptr (Fake) fake = new_fake ();

  assert_sent (
      fake, mo_schema_create_all (MO_EXECUTOR (fake), MO_MODELS (Types)),
      "CREATE TABLE IF NOT EXISTS `ty``pes` (`b` BOOL NOT NULL, `i8` TINYINT NOT NULL, "
      "`i16` SMALLINT NULL, `i32` INT NOT NULL, `i64` BIGINT NOT NULL, "
      "`u8` TINYINT UNSIGNED NOT NULL, `u16` SMALLINT UNSIGNED NOT NULL, "
      "`u32` INT UNSIGNED NOT NULL, `u64` BIGINT UNSIGNED NOT NULL UNIQUE, `f` FLOAT NOT NULL, "
      "`d` DOUBLE NOT NULL, `ni` BIGINT NULL, `nd` DOUBLE NOT NULL, `short_text` VARCHAR(5) NULL, "
      "`short_bytes` VARBINARY(16) NOT NULL, `bytes` BLOB NULL, `price` DECIMAL(12,2) NOT NULL, "
      "PRIMARY KEY (`i64`)) DEFAULT CHARACTER SET utf8mb4; | ");
  assert_sent (fake, mo_schema_drop_all (MO_EXECUTOR (fake), MO_MODELS (Types)),
               "DROP TABLE IF EXISTS `ty``pes`; | ");
}

static void
test_reference_to_itself (void)
{
  g_autoptr (Fake) fake = new_fake ();

  assert_sent (fake, mo_schema_create_all (MO_EXECUTOR (fake), MO_MODELS (Tree)),
               "CREATE TABLE IF NOT EXISTS `trees` (`id` INT NOT NULL, `parent` INT NULL, "
               "PRIMARY KEY (`id`), FOREIGN KEY (`parent`) REFERENCES `trees` (`id`)) "
               "DEFAULT CHARACTER SET utf8mb4; | ");
}

static void
test_none (void)
{
  g_autoptr (Fake) fake = new_fake ();

  assert_sent (fake, mo_schema_create_all (MO_EXECUTOR (fake), NULL, 0), "");
  assert_sent (fake, mo_schema_drop_all (MO_EXECUTOR (fake), NULL, 0), "");
}

static void
test_refused (void)
{
  g_autoptr (Fake) fake = new_fake ();
  MoExecutor *executor = MO_EXECUTOR (fake);
  const MoModel *models[] = { MO_MODEL (User), NULL };
  MoError invalid = MO_ERROR_INVALID_ARGUMENT;

  assert_refused (fake, mo_schema_create_all (executor, NULL, 2), invalid,
                  "mo_schema_create_all()*NULL*2 models*");
  assert_refused (fake, mo_schema_drop_all (executor, NULL, 2), invalid,
                  "mo_schema_drop_all()*NULL*2 models*");
  assert_refused (fake, mo_schema_create_all (executor, models, 2), invalid, "the model is NULL");
  assert_refused (fake, mo_schema_create_all (executor, MO_MODELS (User, Broken)), invalid,
                  "model Broken: *");
  assert_refused (fake, mo_schema_create_all (executor, MO_MODELS (User, Odd)),
                  MO_ERROR_SYNTAX, "model Odd: two statements*");
}

static void
test_foreign_executor (void)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  MoError invalid = MO_ERROR_INVALID_ARGUMENT;

  assert_refused (NULL, mo_schema_create_all (NULL, MO_MODELS (User)), invalid, "*");
  assert_refused (NULL, mo_schema_create_all (NULL, NULL, 0), invalid, "*");
  assert_refused (NULL, mo_schema_drop_all ((MoExecutor *) (gpointer) object, MO_MODELS (User)),
                  invalid, "*");
  assert_refused (NULL, mo_client_create_all (NULL, MO_MODELS (User)), invalid, "*");
  assert_refused (NULL, mo_client_drop_all (NULL, NULL, 1), invalid, "mo_client_drop_all()*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orm/schema/create", test_create);
  g_test_add_func ("/orm/schema/drop", test_drop);
  g_test_add_func ("/orm/schema/twice", test_twice);
  g_test_add_func ("/orm/schema/types", test_types);
  g_test_add_func ("/orm/schema/reference-to-itself", test_reference_to_itself);
  g_test_add_func ("/orm/schema/none", test_none);
  g_test_add_func ("/orm/schema/refused", test_refused);
  g_test_add_func ("/orm/schema/foreign-executor", test_foreign_executor);
  return g_test_run ();
}
