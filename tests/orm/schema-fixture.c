/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An executor that writes down what tables are made with. */

#include "schema-fixture.h"

#include "value/mo-result-builder-private.h"

typedef GObjectClass SchemaFakeClass;

static GType schema_fake_get_type (void);
static void schema_fake_executor_init (MoExecutorInterface *iface);

G_DEFINE_TYPE_WITH_CODE (SchemaFake, schema_fake, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (MO_TYPE_EXECUTOR, schema_fake_executor_init))

static MoResult *
take_answer (SchemaFake *self, const char *sql)
{
  if (self->answers->len > 0 && g_str_has_prefix (sql, "SELECT "))
    return g_ptr_array_steal_index (self->answers, 0);
  return mo_result_builder_finish (mo_result_builder_new (8));
}

/* One turn; how many statements it had. */
static guint
run_turn (SchemaFake *self, MoProgram *program, GPtrArray *answers, GError **error)
{
  MoProgramSite site = { .server_kind = self->kind, .server_name = "played",
                         .packet_bytes = 16384,
                         .in_transaction = self->in_transaction };
  g_autoptr (GPtrArray) statements
      = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_statement_unref);

  if (!program->klass->next (program, &site, answers, statements, error))
    return 0;
  g_ptr_array_set_size (answers, 0);
  for (guint i = 0; i < statements->len; i++)
    {
      MoStatement *statement = g_ptr_array_index (statements, i);
      g_autoptr (GString) sql = g_string_new (NULL);

      mo_statement_render (statement, self->kind, sql);
      self->longest = MAX (self->longest, strlen (mo_statement_get_sql (statement)));
      g_string_append_printf (self->sent, "%s; ", sql->str);
      g_ptr_array_add (answers, take_answer (self, sql->str));
    }
  g_string_append (self->sent, statements->len > 0 ? "| " : "");
  return statements->len;
}

static MoFuture *
fake_run (MoExecutor *executor, MoProgram *program)
{
  SchemaFake *self = (SchemaFake *) executor;
  g_autoptr (MoProgram) owned = program;
  g_autoptr (GPtrArray) answers
      = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_result_unref);
  GError *error = NULL;

  self->bytes = owned->bytes;
  while (run_turn (self, owned, answers, &error) > 0)
    ;
  return error != NULL ? mo_future_new_for_error (error) : mo_future_new_true ();
}

static MoFuture *
fake_refuse (MoExecutor *executor, GError *error)
{
  ((SchemaFake *) executor)->n_refused++;
  return mo_future_new_for_error (error);
}

static void
schema_fake_executor_init (MoExecutorInterface *iface)
{
  iface->run = fake_run;
  iface->refuse = fake_refuse;
}

static void
schema_fake_finalize (GObject *object)
{
  SchemaFake *self = (SchemaFake *) object;

  g_string_free (self->sent, TRUE);
  g_ptr_array_unref (self->answers);
  G_OBJECT_CLASS (schema_fake_parent_class)->finalize (object);
}

static void
schema_fake_class_init (SchemaFakeClass *klass)
{
  klass->finalize = schema_fake_finalize;
}

static void
schema_fake_init (SchemaFake *self)
{
  self->sent = g_string_new (NULL);
  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_result_unref);
}

SchemaFake *
schema_fake_new (void)
{
  return g_object_new (schema_fake_get_type (), NULL);
}

static MoValue
make_cell (const char *text)
{
  if (strcmp (text, "NULL") == 0)
    return mo_value_null ();
  return g_ascii_isdigit (*text) ? mo_value_int64 (atoi (text)) : mo_value_text (text);
}

void
schema_fake_answer (SchemaFake *self, guint n_columns, const char *first, ...)
{
  MoResultBuilder *builder = mo_result_builder_new (n_columns);
  va_list args;

  va_start (args, first);
  for (const char *cell = first; cell != NULL; cell = va_arg (args, const char *))
    mo_result_builder_add (builder, make_cell (cell));
  va_end (args);
  g_ptr_array_add (self->answers, mo_result_builder_finish (builder));
}

void
schema_assert_sent (SchemaFake *self, MoFuture *future, const char *expected)
{
  g_autoptr (GError) error = NULL;
  const GValue *value = mo_future_get_value (future, &error);

  g_assert_no_error (error);
  g_assert_true (value != NULL && G_VALUE_HOLDS_BOOLEAN (value) && g_value_get_boolean (value));
  g_assert_cmpstr (self->sent->str, ==, expected);
  g_assert_cmpuint (self->n_refused, ==, 0);
  g_string_truncate (self->sent, 0);
  mo_future_unref (future);
}

void
schema_assert_fails (SchemaFake *self, MoFuture *future, MoError code, const char *pattern)
{
  const GError *error = mo_future_get_error (future);

  g_assert_error (error, MO_ERROR, (gint) code);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("\"%s\" does not match \"%s\"", error->message, pattern);
  if (self != NULL)
    g_string_truncate (self->sent, 0);
  mo_future_unref (future);
}

void
schema_assert_refused (SchemaFake *self, MoFuture *future, MoError code, const char *pattern)
{
  if (self != NULL)
    {
      g_assert_cmpstr (self->sent->str, ==, "");
      g_assert_cmpuint (self->n_refused, ==, 1);
      self->n_refused = 0;
    }
  schema_assert_fails (self, future, code, pattern);
}
