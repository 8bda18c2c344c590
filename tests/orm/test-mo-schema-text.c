/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables for models: indexes, foreign keys, what a column may say; and models that say nonsense. */

#include "schema-fixture.h"

/* --- models --- */

typedef struct
{
  gint64 id;
  char *title;
  char *body;
  GBytes *embedding;
  gint64 points;
  char *state;
} Article;

MO_DEFINE_MODEL (Article, article, "articles",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_INDEX ("by_points", points, title),
                 MO_COLUMN (title, MO_NOT_NULL, .length = 80, .collation = "utf8mb4_bin"),
                 MO_COLUMN (body, 0, .comment = "it's \\ what is read?"),
                 MO_COLUMN (points, 0, .default_sql = "0"),
                 MO_COLUMN (state, MO_NOT_NULL, .length = 9, .default_sql = "'new'",
                            .charset = "utf8mb4"),
                 MO_UNIQUE_INDEX ("one_state", title, state),
                 MO_FULLTEXT_INDEX ("words", title, body),
                 MO_FULLTEXT_INDEX_WITH ("grams", "ngram", body))

typedef struct
{
  gint64 id;
  GBytes *a;
  GBytes *b;
  char *c;
} Vectors;

MO_DEFINE_MODEL (Vectors, vectors, "vectors",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (a, MO_VECTOR, .length = 3),
                 MO_COLUMN (b, MO_VECTOR | MO_NOT_NULL, .length = 8),
                 MO_COLUMN (c, 0, .sql_type = "VECF64(2)"),
                 MO_IVFFLAT_INDEX ("lists", a, MO_METRIC_L2, .lists = 100),
                 MO_HNSW_INDEX ("graph", b, MO_METRIC_COSINE, .m = 16, .ef_construction = 200,
                                .ef_search = 50),
                 MO_IVFFLAT_INDEX ("plain", c, MO_METRIC_INNER_PRODUCT))

typedef struct
{
  gint64 order_id;
  gint32 number;
  gint64 parent_id;
  gint32 parent_number;
  gint64 article_id;
} Line;

MO_DEFINE_MODEL (Line, line, "lines",
                 MO_COLUMN (order_id, MO_PRIMARY_KEY),
                 MO_COLUMN (number, MO_PRIMARY_KEY, .check = "number > 0"),
                 MO_COLUMN (parent_id, MO_NULLABLE),
                 MO_COLUMN (parent_number, MO_NULLABLE),
                 MO_COLUMN (article_id, MO_NULLABLE, .references = MO_REFERENCES (Article, id),
                            .on_delete = MO_REFERENCE_SET_NULL,
                            .on_update = MO_REFERENCE_NO_ACTION),
                 MO_FOREIGN_KEY ((parent_id, parent_number), Line, (order_id, number),
                                 MO_REFERENCE_CASCADE, .on_update = MO_REFERENCE_RESTRICT),
                 MO_CHECK ("not_its_own", "order_id <> parent_id OR number <> parent_number"))

typedef struct
{
  gint64 id;
  gint64 head_id;
} Person;

typedef struct
{
  gint64 id;
  gint64 group_id;
} Member;

MO_DECLARE_MODEL (Member, member)

MO_DEFINE_MODEL (Person, group, "groups",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (head_id, MO_NULLABLE, .references = MO_REFERENCES (Member, id)))

MO_DEFINE_MODEL (Member, member, "members",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (group_id, 0, .references = MO_REFERENCES (Person, id)))

/* --- texts --- */

static void
test_indexes (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();

  fake->kind = MO_SERVER_KIND_MARIADB;
  schema_assert_sent (
      fake, mo_schema_create_all (MO_EXECUTOR (fake), MO_MODELS (Article)),
      "CREATE TABLE IF NOT EXISTS `articles` (`id` BIGINT NOT NULL, "
      "`title` VARCHAR(80) COLLATE utf8mb4_bin NOT NULL, "
      "`body` TEXT NULL COMMENT 'it''s \\\\ what is read?', `points` BIGINT NOT NULL DEFAULT 0, "
      "`state` VARCHAR(9) CHARACTER SET utf8mb4 NOT NULL DEFAULT 'new', PRIMARY KEY (`id`), "
      "INDEX `by_points` (`points`, `title`), UNIQUE INDEX `one_state` (`title`, `state`), "
      "FULLTEXT INDEX `words` (`title`, `body`), "
      "FULLTEXT INDEX `grams` (`body`) WITH PARSER ngram) DEFAULT CHARACTER SET utf8mb4; | ");
}

static void
test_vectors (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();

  fake->kind = MO_SERVER_KIND_MATRIXONE;
  schema_fake_answer (fake, 1, "0", NULL);
  schema_assert_sent (
      fake, mo_schema_create_all (MO_EXECUTOR (fake), MO_MODELS (Vectors)),
      "SELECT @@experimental_hnsw_index; | SET experimental_hnsw_index = 1; | "
      "CREATE TABLE IF NOT EXISTS `vectors` (`id` BIGINT NOT NULL, `a` VECF32(3) NULL, "
      "`b` VECF32(8) NOT NULL, `c` VECF64(2) NULL, PRIMARY KEY (`id`), "
      "INDEX `lists` USING ivfflat (`a`) LISTS = 100 OP_TYPE 'vector_l2_ops', "
      "INDEX `graph` USING hnsw (`b`) M = 16 EF_CONSTRUCTION = 200 EF_SEARCH = 50 "
      "OP_TYPE 'vector_cosine_ops', "
      "INDEX `plain` USING ivfflat (`c`) OP_TYPE 'vector_ip_ops') "
      "DEFAULT CHARACTER SET utf8mb4; | ");
}

/* Which cannot be set in a transaction, and need not be where it is. */
static void
test_setting (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();
  MoExecutor *executor = MO_EXECUTOR (fake);
  MoFuture *future;

  fake->kind = MO_SERVER_KIND_MATRIXONE;
  fake->in_transaction = TRUE;
  schema_fake_answer (fake, 1, "0", NULL);
  future = mo_schema_create_all (executor, MO_MODELS (Vectors));
  g_assert_cmpstr (fake->sent->str, ==, "SELECT @@experimental_hnsw_index; | ");
  schema_assert_fails (fake, future, MO_ERROR_NOT_SUPPORTED,
                       "model Vectors: index graph wants*init_sql*");
  schema_fake_answer (fake, 1, "1", NULL);
  future = mo_schema_create_all (executor, MO_MODELS (Vectors));
  g_assert_true (g_str_has_prefix (fake->sent->str, "SELECT @@experimental_hnsw_index; | CREATE"));
  g_string_truncate (fake->sent, 0);
  schema_assert_sent (fake, future, "");
}

static void
test_foreign_keys (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();

  fake->kind = MO_SERVER_KIND_MYSQL;
  schema_assert_sent (
      fake, mo_schema_create_all (MO_EXECUTOR (fake), MO_MODELS (Line)),
      "CREATE TABLE IF NOT EXISTS `lines` (`order_id` BIGINT NOT NULL, "
      "`number` INT NOT NULL CHECK (number > 0), `parent_id` BIGINT NULL, "
      "`parent_number` INT NULL, `article_id` BIGINT NULL, PRIMARY KEY (`order_id`, `number`), "
      "CONSTRAINT `not_its_own` CHECK (order_id <> parent_id OR number <> parent_number), "
      "FOREIGN KEY (`article_id`) REFERENCES `articles` (`id`) "
      "ON DELETE SET NULL ON UPDATE NO ACTION, "
      "FOREIGN KEY (`parent_id`, `parent_number`) REFERENCES `lines` (`order_id`, `number`) "
      "ON DELETE CASCADE ON UPDATE RESTRICT) DEFAULT CHARACTER SET utf8mb4; | ");
}

/* What is to be had elsewhere only is refused before anything is sent, all models first. */
static void
test_not_supported (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();
  MoExecutor *executor = MO_EXECUTOR (fake);

  fake->kind = MO_SERVER_KIND_MARIADB;
  schema_assert_fails (fake, mo_schema_create_all (executor, MO_MODELS (Article, Vectors)),
                       MO_ERROR_NOT_SUPPORTED, "model Vectors: column a, a vector,*played*sent");
  fake->kind = MO_SERVER_KIND_MATRIXONE;
  schema_assert_fails (fake, mo_schema_create_all (executor, MO_MODELS (Article, Line)),
                       MO_ERROR_NOT_SUPPORTED, "model Line: the .check of column number*");
  schema_assert_sent (fake, mo_schema_drop_all (executor, MO_MODELS (Line)),
                      "DROP TABLE IF EXISTS `lines`; | ");
}

/* --- circles --- */

#define CREATE_MEMBERS                                                                             \
  "CREATE TABLE IF NOT EXISTS `members` (`id` BIGINT NOT NULL, `group_id` BIGINT NOT NULL, "       \
  "PRIMARY KEY (`id`)) DEFAULT CHARACTER SET utf8mb4; | "
#define CREATE_GROUPS                                                                              \
  "CREATE TABLE IF NOT EXISTS `groups` (`id` BIGINT NOT NULL, `head_id` BIGINT NULL, "             \
  "PRIMARY KEY (`id`), FOREIGN KEY (`head_id`) REFERENCES `members` (`id`)) "                      \
  "DEFAULT CHARACTER SET utf8mb4; | "
#define ASK                                                                                        \
  "SELECT t.constraint_name, t.column_name, t.refer_table_name, t.refer_column_name, "             \
  "t.on_delete, t.on_update FROM mo_catalog.mo_foreign_keys t WHERE t.db_name = DATABASE() "       \
  "AND LOWER(t.table_name) = LOWER('members'); | "

static void
test_circle (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();
  MoExecutor *executor = MO_EXECUTOR (fake);

  fake->kind = MO_SERVER_KIND_MATRIXONE;
  schema_assert_sent (fake, mo_schema_create_all (executor, MO_MODELS (Person, Member)),
                      CREATE_MEMBERS CREATE_GROUPS ASK
                      "ALTER TABLE `members` ADD FOREIGN KEY (`group_id`) "
                      "REFERENCES `groups` (`id`); | ");
  /* It is there: of another name, another table, another column; and the one that is meant. */
  schema_fake_answer (fake, 6, "fk_1", "group_id", "others", "id", "RESTRICT", "RESTRICT", NULL);
  schema_assert_sent (fake, mo_schema_create_all (executor, MO_MODELS (Person, Member)),
                      CREATE_MEMBERS CREATE_GROUPS ASK
                      "ALTER TABLE `members` ADD FOREIGN KEY (`group_id`) "
                      "REFERENCES `groups` (`id`); | ");
  schema_fake_answer (fake, 6, "fk_1", "group_id", "groups", "id", "RESTRICT", "RESTRICT", "fk_1",
                      "id", "groups", "head_id", "RESTRICT", "RESTRICT", NULL);
  schema_assert_sent (fake, mo_schema_create_all (executor, MO_MODELS (Person, Member)),
                      CREATE_MEMBERS CREATE_GROUPS ASK
                      "ALTER TABLE `members` ADD FOREIGN KEY (`group_id`) "
                      "REFERENCES `groups` (`id`); | ");
  schema_fake_answer (fake, 6, "fk_1", "group_id", "groups", "id", "RESTRICT", "RESTRICT", NULL);
  schema_assert_sent (fake, mo_schema_create_all (executor, MO_MODELS (Person, Member)),
                      CREATE_MEMBERS CREATE_GROUPS ASK);
}

static void
test_drop_circle (void)
{
  g_autoptr (SchemaFake) fake = schema_fake_new ();
  MoExecutor *executor = MO_EXECUTOR (fake);

  fake->kind = MO_SERVER_KIND_MATRIXONE;
  schema_fake_answer (fake, 6, "fk`1", "group_id", "groups", "id", "RESTRICT", "RESTRICT", NULL);
  schema_assert_sent (fake, mo_schema_drop_all (executor, MO_MODELS (Person, Member)),
                      ASK "ALTER TABLE `members` DROP FOREIGN KEY `fk``1`; | "
                          "DROP TABLE IF EXISTS `groups`; | DROP TABLE IF EXISTS `members`; | ");
  schema_assert_sent (fake, mo_schema_drop_all (executor, MO_MODELS (Person, Member)),
                      ASK "DROP TABLE IF EXISTS `groups`; | DROP TABLE IF EXISTS `members`; | ");
}

/* --- what is wrong with a model --- */

typedef struct
{
  gint64 id;
  char *text;
  GBytes *bytes;
  gint64 other; /* no column, where the test says nothing else */
} Thing;


static const MoModel *mo_model_of_Thing (void);

/* Models live as long as the program. */
static const MoModel *
keep (const MoModel *model)
{
  static const MoModel *models[32];
  static guint n_models = 0;

  g_assert_cmpuint (n_models, <, G_N_ELEMENTS (models));
  return models[n_models++] = model;
}

static const MoModel *
register_thing (const MoColumn *extra, gsize n, gsize column_size)
{
  typedef Thing MoModelStruct_;
  const MoColumn columns[] = { MO_COLUMN (id, MO_PRIMARY_KEY),
                               MO_COLUMN (text, MO_NOT_NULL, .length = 10),
                               MO_COLUMN (bytes, MO_VECTOR, .length = 3) };
  g_autofree char *all = g_malloc0 ((n + G_N_ELEMENTS (columns)) * column_size);

  for (gsize i = 0; i < n + G_N_ELEMENTS (columns); i++)
    memcpy (all + i * column_size, i < n ? &extra[i] : &columns[i - n],
            MIN (column_size, sizeof (MoColumn)));
  return keep (mo_model_register ("Thing", "things", sizeof (Thing),
                                  (const MoColumn *) (gpointer) all, n + G_N_ELEMENTS (columns),
                                  column_size));
}

static const MoModel *
mo_model_of_Thing (void)
{
  static const MoModel *model = NULL;

  if (model == NULL)
    model = register_thing (NULL, 0, sizeof (MoColumn));
  return model;
}

static void
assert_fault (MoColumn extra, const char *pattern)
{
  const MoModel *model = register_thing (&extra, 1, sizeof (MoColumn));
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_model_check (model, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("\"%s\" does not match \"%s\"", error->message, pattern);
}

#define ASSERT_FAULT(pattern, ...) assert_fault ((MoColumn) __VA_ARGS__, pattern)

static void
test_faults (void)
{
  typedef Thing MoModelStruct_;

  ASSERT_FAULT ("*index ix is of a field that is no column", MO_INDEX ("ix", other));
  ASSERT_FAULT ("*index ix has the same field twice", MO_INDEX ("ix", text, text));
  ASSERT_FAULT ("*without a name", MO_INDEX (NULL, text));
  ASSERT_FAULT ("*index ft is of words, and column id*", MO_FULLTEXT_INDEX ("ft", text, id));
  ASSERT_FAULT ("*parser whose name is no word*", MO_FULLTEXT_INDEX_WITH ("ft", "a b", text));
  ASSERT_FAULT ("*index iv is of one vector*", MO_IVFFLAT_INDEX ("iv", text, MO_METRIC_L2));
  ASSERT_FAULT ("*from 2 fields to 1",
                MO_FOREIGN_KEY ((id, text), Thing, (id), MO_REFERENCE_CASCADE));
  ASSERT_FAULT ("*would set column text to NULL*",
                MO_FOREIGN_KEY ((text), Thing, (text), MO_REFERENCE_SET_NULL));
  ASSERT_FAULT ("*check c is NULL", MO_CHECK ("c", NULL));
  ASSERT_FAULT ("*no known kind*", { .kind = (MoEntryKind) 99, .name = "x" });
  ASSERT_FAULT ("*column other is MO_VECTOR*", MO_COLUMN (other, MO_VECTOR, .length = 3));
  ASSERT_FAULT ("*.collation, and its field is no text",
                MO_COLUMN (other, 0, .collation = "utf8mb4_bin"));
}

static void
test_fault_of_parent (void)
{
  typedef Thing MoModelStruct_;
  const MoColumn extra = MO_FOREIGN_KEY ((id), Thing, (other), MO_REFERENCE_CASCADE);
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_model_check (register_thing (&extra, 1, sizeof (MoColumn)), &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
}

/* Of a graph, too, that has no key to know its rows by. */
static void
test_fault_of_key (void)
{
  typedef Line MoModelStruct_;
  const MoColumn columns[] = { MO_COLUMN (order_id, MO_PRIMARY_KEY),
                               MO_COLUMN (number, MO_PRIMARY_KEY),
                               MO_COLUMN (parent_id, 0, .sql_type = "VECF32(3)"),
                               MO_HNSW_INDEX ("graph", parent_id, MO_METRIC_L2) };
  const MoModel *model = keep (mo_model_register ("Odd", "odd", sizeof (Line), columns,
                                                  G_N_ELEMENTS (columns), sizeof (MoColumn)));
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_model_check (model, &error));
  g_assert_true (g_pattern_match_simple ("*index graph wants a primary key of one gint64",
                                         error->message));
}

/* Of programs that were built against an older header, or a newer one. */
static void
test_column_size (void)
{
  static const gsize sizes[] = { G_STRUCT_OFFSET (MoColumn, on_delete), sizeof (MoColumn) + 64 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const MoModel *model = register_thing (NULL, 0, sizes[i]);
      g_autoptr (GError) error = NULL;
      gsize n_columns;

      mo_model_check (model, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (mo_model_get_columns (model, &n_columns)[2].name, ==, "bytes");
      g_assert_cmpuint (n_columns, ==, 3);
    }
}

/* Wherever they stand, entries are no columns. */
static void
test_split (void)
{
  static const char *const names[] = { "id", "title", "body", "points", "state" };
  gsize n_columns;
  const MoColumn *columns = mo_model_get_columns (MO_MODEL (Article), &n_columns);

  g_assert_cmpuint (n_columns, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < n_columns; i++)
    g_assert_cmpstr (columns[i].name, ==, names[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schema/text/indexes", test_indexes);
  g_test_add_func ("/schema/text/vectors", test_vectors);
  g_test_add_func ("/schema/text/setting", test_setting);
  g_test_add_func ("/schema/text/foreign-keys", test_foreign_keys);
  g_test_add_func ("/schema/text/not-supported", test_not_supported);
  g_test_add_func ("/schema/text/circle", test_circle);
  g_test_add_func ("/schema/text/drop-circle", test_drop_circle);
  g_test_add_func ("/schema/text/faults", test_faults);
  g_test_add_func ("/schema/text/fault-of-parent", test_fault_of_parent);
  g_test_add_func ("/schema/text/fault-of-key", test_fault_of_key);
  g_test_add_func ("/schema/text/column-size", test_column_size);
  g_test_add_func ("/schema/text/split", test_split);
  return g_test_run ();
}
