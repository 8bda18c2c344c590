/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Relations without a server: what models say of them, and what instances hold. */

#include "library-models.h"

/* --- models --- */

typedef struct _Bad Bad;

struct _Bad
{
  gint64 id;
  gint64 writer_id;
  Writer *writer;
};

MO_DECLARE_MODEL (Bad, bad)
MO_DEFINE_MODEL (Bad, bad, "bads",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (writer_id, 0),
                 MO_BELONGS_TO (writer, Writer, writer_id))

static void
test_models (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mo_model_check (MO_MODEL (Writer), &error));
  g_assert_no_error (error);
  g_assert_true (mo_model_check (MO_MODEL (Title), &error));
  g_assert_true (mo_model_check (MO_MODEL (Genre), &error));
  g_assert_false (mo_model_check (MO_MODEL (Bad), &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==,
                   "model Bad: relation writer: column writer_id of Bad does not refer to Writer: "
                   "give it .references");
}

static void
test_no_columns (void)
{
  gsize n_columns = 0;

  mo_model_get_columns (MO_MODEL (Writer), &n_columns);
  g_assert_cmpuint (n_columns, ==, 3);
}

/* --- to one --- */

static void
test_belongs_to (void)
{
  g_autoptr (Writer) writer = mo_new (Writer, .id = 5, .name = "Ann");
  g_autoptr (Title) title = mo_new (Title, .text = "One", .writer = writer);
  g_autoptr (Title) other = mo_new (Title, .text = "Two");

  g_assert_true (mo_is_loaded (title, writer));
  g_assert_true (title->writer == writer);
  g_assert_true (title->writer_id.is_set);
  g_assert_cmpint (title->writer_id.value, ==, 5);
  g_assert_false (mo_is_loaded (other, writer));
  g_assert_true (mo_set_related (other, writer, writer));
  g_assert_true (other->writer == writer);
  g_assert_true (mo_set_related (other, writer, NULL));
  g_assert_true (mo_is_loaded (other, writer));
  g_assert_null (other->writer);
  g_assert_false (other->writer_id.is_set);
  /* Another key is another instance, which nobody knows. */
  g_assert_true (mo_set (title, writer_id, 6));
  g_assert_false (mo_is_loaded (title, writer));
  g_assert_null (title->writer);
}

/* It holds what it belongs to. */
static void
test_belongs_to_alive (void)
{
  g_autoptr (Title) title = NULL;

  {
    g_autoptr (Writer) writer = mo_new (Writer, .name = "Ann");

    title = mo_new (Title, .writer = writer);
  }
  g_assert_cmpstr (title->writer->name, ==, "Ann");
}

typedef struct
{
  MoRecord parent_instance;
  gint64 id;
  MoNullInt64 writer_id;
  Writer *writer;
} Essay;

MO_DEFINE_RECORD (Essay, essay, "essays",
                  MO_COLUMN (id, MO_PRIMARY_KEY),
                  MO_COLUMN (writer_id, 0, .references = MO_REFERENCES (Writer, id)),
                  MO_BELONGS_TO (writer, Writer, writer_id))

/* Of an object, too, which holds it until its end. */
static void
test_record (void)
{
  g_autoptr (Essay) essay = NULL;

  {
    g_autoptr (Writer) writer = mo_new (Writer, .id = 7, .name = "Ann");

    essay = mo_new (Essay, .writer = writer);
  }
  g_assert_true (mo_is_loaded (essay, writer));
  g_assert_cmpstr (essay->writer->name, ==, "Ann");
  g_assert_cmpint (essay->writer_id.value, ==, 7);
  mo_set (essay, writer_id, 8);
  g_assert_null (essay->writer);
}

static void
test_wrong_kind (void)
{
  g_autoptr (Writer) writer = mo_new (Writer);
  g_autoptr (Title) title = mo_new (Title);

  g_assert_false (mo_add_related (title, writer, writer));
  g_assert_false (mo_set_related (writer, titles, title));
  g_assert_false (mo_set_related (title, writer, title));
  g_assert_false (mo_set_related (title, text, writer));
  g_assert_false (mo_add_related (writer, titles, NULL));
  g_assert_null (title->writer);
  g_assert_null (writer->titles);
}

/* --- to many --- */

static void
test_add (void)
{
  g_autoptr (Writer) writer = mo_new (Writer, .name = "Ann");
  g_autoptr (Title) first = mo_new (Title, .text = "One");
  g_autoptr (Title) second = mo_new (Title, .text = "Two");

  g_assert_false (mo_is_loaded (writer, titles));
  g_assert_true (mo_add_related (writer, titles, first));
  g_assert_true (mo_add_related (writer, titles, second));
  g_assert_cmpuint (writer->titles->len, ==, 2);
  g_assert_true (writer->titles->pdata[1] == second);
  g_assert_true (mo_remove_related (writer, titles, first));
  g_assert_cmpuint (writer->titles->len, ==, 1);
  g_assert_true (writer->titles->pdata[0] == second);
}

/* A graph that nobody ever writes: a leak, if one were, is the sanitizer's to find. */
static void
test_graph_dropped (void)
{
  g_autoptr (Writer) writer = mo_new (Writer, .name = "Ann");
  g_autoptr (Genre) genre = mo_new (Genre, .name = "Odes");

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (Title) title = mo_new (Title, .text = "One");
      g_autoptr (Portrait) portrait = mo_new (Portrait, .file = "a.png");

      mo_add_related (title, genres, genre);
      mo_add_related (writer, titles, title);
      mo_set_related (writer, portrait, portrait);
    }
  g_assert_cmpuint (writer->titles->len, ==, 3);
}

/* Longer than a stack is deep. */
static void
test_long_chain (void)
{
  Writer *last = mo_new (Writer, .name = "first");

  for (guint i = 0; i < 200000; i++)
    {
      Writer *next = mo_new (Writer, .name = "next", .teacher = last);

      writer_unref (last);
      last = next;
    }
  g_assert_cmpstr (last->teacher->teacher->name, ==, "next");
  writer_unref (last);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/related/models", test_models);
  g_test_add_func ("/related/no-columns", test_no_columns);
  g_test_add_func ("/related/belongs-to", test_belongs_to);
  g_test_add_func ("/related/belongs-to-alive", test_belongs_to_alive);
  g_test_add_func ("/related/record", test_record);
  g_test_add_func ("/related/wrong-kind", test_wrong_kind);
  g_test_add_func ("/related/add", test_add);
  g_test_add_func ("/related/graph-dropped", test_graph_dropped);
  g_test_add_func ("/related/long-chain", test_long_chain);
  return g_test_run ();
}
