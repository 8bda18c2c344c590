/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables for models: the statements that an executor is given, and what it never is. */

#include "schema-fixture.h"

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

/* --- tests --- */

static void
test_create (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();
  MoExecutor *executor = MO_EXECUTOR (fake);

  schema_assert_sent (fake, mo_schema_create_all (executor, MO_MODELS (Tag, Order, User)),
                      CREATE_USERS CREATE_ORDERS CREATE_TAGS);
  g_assert_cmpuint (fake->bytes, ==, fake->longest);
  schema_assert_sent (fake, mo_schema_create_all (executor, MO_MODELS (User, Order)),
                      CREATE_USERS CREATE_ORDERS);
  /* The other one is there, or the server says so. */
  schema_assert_sent (fake, mo_schema_create_all (executor, MO_MODELS (Order)), CREATE_ORDERS);
}

static void
test_drop (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();
  MoExecutor *executor = MO_EXECUTOR (fake);

  schema_assert_sent (fake, mo_schema_drop_all (executor, MO_MODELS (User, Tag, Order)),
                      "DROP TABLE IF EXISTS `order_tags`; | DROP TABLE IF EXISTS `orders`; | "
               "DROP TABLE IF EXISTS `users`; | ");
}

static void
test_twice (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();
  MoExecutor *executor = MO_EXECUTOR (fake);

  schema_assert_sent (fake, mo_schema_create_all (executor, MO_MODELS (Order, User, Order, User)),
                      CREATE_USERS CREATE_ORDERS);
  schema_assert_sent (fake, mo_schema_drop_all (executor, MO_MODELS (User, User)),
                      "DROP TABLE IF EXISTS `users`; | ");
}

static void
test_types (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();

  schema_assert_sent (
      fake, mo_schema_create_all (MO_EXECUTOR (fake), MO_MODELS (Types)),
      "CREATE TABLE IF NOT EXISTS `ty``pes` (`b` BOOL NOT NULL, `i8` TINYINT NOT NULL, "
      "`i16` SMALLINT NULL, `i32` INT NOT NULL, `i64` BIGINT NOT NULL, "
      "`u8` TINYINT UNSIGNED NOT NULL, `u16` SMALLINT UNSIGNED NOT NULL, "
      "`u32` INT UNSIGNED NOT NULL, `u64` BIGINT UNSIGNED NOT NULL UNIQUE, `f` FLOAT NOT NULL, "
      "`d` DOUBLE NOT NULL, `ni` BIGINT NULL, `nd` DOUBLE NOT NULL, `short_text` VARCHAR(5) NULL, "
      "`short_bytes` VARBINARY(16) NOT NULL, `bytes` BLOB NULL, `price` DECIMAL(12,2) NOT NULL, "
      "PRIMARY KEY (`i64`)) DEFAULT CHARACTER SET utf8mb4; | ");
  schema_assert_sent (fake, mo_schema_drop_all (MO_EXECUTOR (fake), MO_MODELS (Types)),
                      "DROP TABLE IF EXISTS `ty``pes`; | ");
}

static void
test_reference_to_itself (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();

  schema_assert_sent (fake, mo_schema_create_all (MO_EXECUTOR (fake), MO_MODELS (Tree)),
                      "CREATE TABLE IF NOT EXISTS `trees` (`id` INT NOT NULL, `parent` INT NULL, "
               "PRIMARY KEY (`id`), FOREIGN KEY (`parent`) REFERENCES `trees` (`id`)) "
               "DEFAULT CHARACTER SET utf8mb4; | ");
}

static void
test_none (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();

  schema_assert_sent (fake, mo_schema_create_all (MO_EXECUTOR (fake), NULL, 0), "");
  schema_assert_sent (fake, mo_schema_drop_all (MO_EXECUTOR (fake), NULL, 0), "");
}

static void
test_refused (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();
  MoExecutor *executor = MO_EXECUTOR (fake);
  const MoModel *models[] = { MO_MODEL (User), NULL };
  MoError invalid = MO_ERROR_INVALID_ARGUMENT;

  schema_assert_refused (fake, mo_schema_create_all (executor, NULL, 2), invalid,
                         "mo_schema_create_all()*NULL*2 models*");
  schema_assert_refused (fake, mo_schema_drop_all (executor, NULL, 2), invalid,
                         "mo_schema_drop_all()*NULL*2 models*");
  schema_assert_refused (fake, mo_schema_create_all (executor, models, 2), invalid,
                         "the model is NULL");
  schema_assert_refused (fake, mo_schema_create_all (executor, MO_MODELS (User, Broken)), invalid,
                         "model Broken: *");
  schema_assert_refused (fake, mo_schema_create_all (executor, MO_MODELS (User, Odd)),
                         MO_ERROR_SYNTAX, "model Odd: two statements*");
}

static void
test_foreign_executor (void)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  MoError invalid = MO_ERROR_INVALID_ARGUMENT;

  schema_assert_refused (NULL, mo_schema_create_all (NULL, MO_MODELS (User)), invalid, "*");
  schema_assert_refused (NULL, mo_schema_create_all (NULL, NULL, 0), invalid, "*");
  schema_assert_refused (
      NULL, mo_schema_drop_all ((MoExecutor *) (gpointer) object, MO_MODELS (User)), invalid, "*");
  schema_assert_refused (NULL, mo_client_create_all (NULL, MO_MODELS (User)), invalid, "*");
  schema_assert_refused (NULL, mo_client_drop_all (NULL, NULL, 1), invalid,
                         "mo_client_drop_all()*");
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
