/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Models, and a server that is played by the test. */

#include "flush-fixture.h"

#include "value/mo-result-builder-private.h"

MO_DEFINE_MODEL (Person, person, "people",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (age, 0),
                 MO_COLUMN (born, MO_DEFAULT_NOW))

MO_DEFINE_MODEL (Node, node, "nodes",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (label, 0),
                 MO_COLUMN (parent_id, 0, .references = MO_REFERENCES (Node, id)))

MO_DEFINE_MODEL (Pet, pet, "pets",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (owner_id, 0, .references = MO_REFERENCES (Person, id)),
                 MO_COLUMN (name, 0, .length = 100))

MO_DEFINE_MODEL (Line, line, "lines",
                 MO_COLUMN (number, MO_PRIMARY_KEY),
                 MO_COLUMN (part, MO_PRIMARY_KEY, .length = 20),
                 MO_COLUMN (amount, 0),
                 MO_COLUMN (kind, 0, .sql_type = "ENUM('a','b')"),
                 MO_COLUMN (stock, 0))

MO_DEFINE_MODEL (Reading, reading, "readings",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (value, 0))

GPtrArray *
flush_entities_new (void)
{
  return g_ptr_array_new_with_free_func (mo_entity_unref);
}

gpointer
flush_add (GPtrArray *entities, gpointer entity)
{
  mo_entity_get_header (entity)->state = MO_ENTITY_PENDING;
  g_ptr_array_add (entities, entity);
  return entity;
}

gpointer
flush_add_row (GPtrArray *entities, gpointer entity)
{
  mo_entity_get_header (entity)->state = MO_ENTITY_PERSISTENT;
  mo_entity_commit_fields (entity);
  g_ptr_array_add (entities, entity);
  return entity;
}

FlushRun *
flush_run_new (GPtrArray *entities, MoServerKind kind)
{
  FlushRun *self = g_new0 (FlushRun, 1);
  g_autoptr (GError) error = NULL;
  gboolean ok = mo_flush_new (entities, &self->flush, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
  g_assert_nonnull (self->flush);
  mo_flush_mark_written (self->flush);
  self->site = (MoProgramSite){
    .server_kind = kind, .server_name = "a test", .packet_bytes = 768 * 1024
  };
  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_result_unref);
  self->statements = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
flush_run_free (FlushRun *self)
{
  mo_flush_unref (self->flush);
  g_ptr_array_unref (self->answers);
  g_ptr_array_unref (self->statements);
  g_free (self);
}

gboolean
flush_run_next (FlushRun *self, GError **error)
{
  MoProgram *program = mo_flush_get_program (self->flush);
  g_autoptr (GPtrArray) statements
      = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_statement_unref);

  if (!program->klass->next (program, &self->site, self->answers, statements, error))
    return FALSE;
  g_ptr_array_set_size (self->answers, 0);
  g_ptr_array_set_size (self->statements, 0);
  for (guint i = 0; i < statements->len; i++)
    {
      MoStatement *statement = g_ptr_array_index (statements, i);
      GString *text = g_string_new (NULL);

      g_assert_true (mo_statement_may_share_packet (statement));
      mo_statement_render (statement, MO_SERVER_KIND_MARIADB, text);
      g_ptr_array_add (self->statements, g_string_free (text, FALSE));
    }
  return TRUE;
}

void
flush_run_expect (FlushRun *self, ...)
{
  g_autoptr (GError) error = NULL;
  const char *expected;
  guint n = 0;
  va_list args;

  flush_run_next (self, &error);
  g_assert_no_error (error);
  va_start (args, self);
  while ((expected = va_arg (args, const char *)) != NULL)
    {
      g_assert_cmpuint (self->statements->len, >, n);
      g_assert_cmpstr (g_ptr_array_index (self->statements, n), ==, expected);
      n++;
    }
  va_end (args);
  g_assert_cmpuint (self->statements->len, ==, n);
}

void
flush_run_expect_error (FlushRun *self, gint code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (flush_run_next (self, &error));
  g_assert_error (error, MO_ERROR, code);
  g_assert_nonnull (strstr (error->message, message));
}

void
flush_run_finish (FlushRun *self)
{
  flush_run_expect (self, NULL);
  mo_flush_write_back (self->flush, NULL, NULL);
}

void
flush_answer (FlushRun *self, MoResult *answer)
{
  g_ptr_array_add (self->answers, answer);
}

void
flush_answer_count (FlushRun *self, guint64 affected_rows, guint64 last_insert_id)
{
  MoResultBuilder *builder = mo_result_builder_new (0);

  mo_result_builder_set_counts (builder,
                                &(MoResultCounts){ .affected_rows = affected_rows,
                                                   .last_insert_id = last_insert_id });
  flush_answer (self, mo_result_builder_finish (builder));
}

void
flush_answer_ids (FlushRun *self, guint64 first, guint n_rows)
{
  MoResultBuilder *builder = mo_result_builder_new (1);

  for (guint i = 0; i < n_rows; i++)
    mo_result_builder_add (builder, mo_value_int64 ((gint64) first + i));
  flush_answer (self, mo_result_builder_finish (builder));
}

void
flush_expect_refusal (GPtrArray *entities, gint code, const char *message)
{
  g_autoptr (GError) error = NULL;
  MoFlush *flush = NULL;

  g_assert_false (mo_flush_new (entities, &flush, &error));
  g_assert_null (flush);
  g_assert_error (error, MO_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}
