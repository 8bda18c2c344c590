/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is near, and what has certain words in it: vectors by their distance, on MatrixOne, and text
 * by a full-text index, on any server. */

#include "demo-report.h"

typedef struct
{
  gint64 id;
  char *title;
  char *body;
} Note;

MO_DEFINE_MODEL (Note, note, "demo_search_notes",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (title, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (body, MO_NOT_NULL, .length = 1000),
                 MO_FULLTEXT_INDEX ("demo_search_words", title, body))

typedef struct
{
  gint64 id;
  char *word;
  GBytes *meaning;
} Word;

MO_DEFINE_MODEL (Word, word, "demo_search_meanings",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (word, MO_NOT_NULL, .length = 50),
                 MO_COLUMN (meaning, MO_VECTOR | MO_NOT_NULL, .length = 3))

/* --- text --- */

static gboolean
write_notes (MoTransaction *tx, gpointer user_data, GError **error)
{
  static const char *const notes[][2] = {
    { "Apples", "Red apples are sweet, and green apples are sour" },
    { "Pears", "Pears are green, and no apples" },
    { "Bread", "Bread is baked in the morning" },
  };
  MoSession *session = mo_transaction_get_session (tx);

  (void) user_data;
  (void) error;
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      g_autoptr (Note) note = mo_new (Note, .title = notes[i][0], .body = notes[i][1]);

      mo_session_add (session, note);
    }
  return TRUE;
}

static gboolean
search_notes (MoClient *client, GError **error)
{
  g_autoptr (MoMatchPattern) pattern = mo_match_pattern_new ();
  g_autoptr (GPtrArray) found = NULL;
  MoSelect *select = mo_select (Note);

  mo_match_pattern_word (pattern, MO_MATCH_MUST, "apples");
  mo_match_pattern_word (pattern, MO_MATCH_MUST_NOT, "pears");
  select = mo_where (select, mo_match_pattern (pattern, MO_C (Note, title), MO_C (Note, body)));
  found = mo_await_all (mo_client_select (client, select), error);
  if (found == NULL)
    return FALSE;
  MO_FOREACH (Note, note, found)
    demo_step (0, "%s", note->title);
  return demo_expect ("notes with apples and without pears", found->len, 1, error);
}

/* What fits best comes first. How well it does is a column of its own. */
static gboolean
rank_notes (MoClient *client, GError **error)
{
  MoSelect *select = mo_select (Note);
  g_autoptr (MoResult) result = NULL;
  guint score;

  select = mo_also (
      select, mo_as (mo_match_natural ("apples", MO_C (Note, title), MO_C (Note, body)), "score"));
  select = mo_where (select,
                     mo_match_natural ("apples", MO_C (Note, title), MO_C (Note, body)));
  result = mo_await_result (
      mo_client_select (client, mo_order_by_desc (select, mo_label ("score"))), error);
  if (result == NULL)
    return FALSE;
  score = (guint) mo_result_find_column (result, "score");
  for (guint i = 0; i < mo_result_get_n_rows (result); i++)
    demo_step (0, "%s has a score of %.3f", mo_result_entity (result, i, Note)->title,
               mo_result_get_double (result, i, score));
  return demo_expect ("notes with apples", mo_result_get_n_rows (result), 2, error);
}

/* --- vectors --- */

static gboolean
write_words (MoTransaction *tx, gpointer user_data, GError **error)
{
  static const char *const words[] = { "king", "queen", "apple", "pear" };
  static const float meanings[][3]
      = { { 0.9f, 0.1f, 0.8f }, { 0.9f, 0.9f, 0.8f }, { 0.1f, 0.2f, 0.1f }, { 0.1f, 0.3f, 0.1f } };
  MoSession *session = mo_transaction_get_session (tx);

  (void) user_data;
  (void) error;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (Word) word = mo_new (Word, .word = words[i]);

      mo_set (word, meaning, mo_value_vecf32 (meanings[i], 3));
      mo_session_add (session, word);
    }
  return TRUE;
}

static gboolean
search_words (MoClient *client, GError **error)
{
  static const float like_a_pear[] = { 0.1f, 0.31f, 0.1f };
  MoSelect *select = mo_nearest (mo_select (Word), MO_C (Word, meaning), MO_METRIC_L2, like_a_pear,
                                 G_N_ELEMENTS (like_a_pear), 2);
  g_autoptr (MoResult) result = mo_await_result (mo_client_select (client, select), error);
  const Word *nearest;

  if (result == NULL)
    return FALSE;
  for (guint i = 0; i < mo_result_get_n_rows (result); i++)
    demo_step (0, "%s is %.2f away", mo_result_entity (result, i, Word)->word,
               mo_result_get_distance (result, i));
  nearest = mo_result_entity (result, 0, Word);
  return demo_expect ("the pear is the nearest", g_strcmp0 (nearest->word, "pear"), 0, error);
}

static gboolean
run_words (MoClient *client, GError **error)
{
  demo_start ("Vectors");
  if (!mo_await (mo_client_supports (client, MO_FEATURE_VECTORS), NULL))
    {
      demo_step (0, "left out: this server has none");
      return TRUE;
    }
  return mo_await (mo_client_drop_all (client, MO_MODELS (Word)), error)
         && mo_await (mo_client_create_all (client, MO_MODELS (Word)), error)
         && mo_client_run_transaction (client, write_words, NULL, error)
         && search_words (client, error)
         && mo_await (mo_client_drop_all (client, MO_MODELS (Word)), error);
}

static gboolean
run (MoClient *client, GError **error)
{
  demo_start ("Text");
  return mo_await (mo_client_drop_all (client, MO_MODELS (Note)), error)
         && mo_await (mo_client_create_all (client, MO_MODELS (Note)), error)
         && mo_client_run_transaction (client, write_notes, NULL, error)
         && search_notes (client, error) && rank_notes (client, error)
         && mo_await (mo_client_drop_all (client, MO_MODELS (Note)), error)
         && run_words (client, error) && mo_await (mo_client_disconnect (client), error);
}

int
main (int argc, char **argv)
{
  const char *uri = demo_uri (argc, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  client = mo_client_new (uri, &error);
  if (client == NULL || !run (client, &error))
    return demo_fail ("search", error);
  g_print ("search: ok\n");
  return 0;
}
