/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MATCH () AGAINST (), and MoMatchPattern: words and operators that no word can forge. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-match.h>
#include <string.h>

#include "sql/mo-expr-rendering-private.h"

/**
 * MoMatchPattern:
 *
 * What a full-text search in boolean mode looks for: words, prefixes, phrases and groups of them,
 * each with what it is for. A word is a word: what the server takes for an operator is refused in
 * it. Whether a server takes a group or a combination of operators, only the server knows:
 * MatrixOne takes no operators but [enum@Mo.MatchWord]'s first ones in a group.
 *
 * The idea of a builder for this is the MatrixOne Python SDK's.
 *
 * Thread: one at a time.
 *
 * Since: 0.1
 */
struct _MoMatchPattern
{
  GString *text;
  GError *error; /* the first mistake; NULL: none so far */
};

G_DEFINE_BOXED_TYPE (MoMatchPattern, mo_match_pattern, mo_match_pattern_copy,
                     mo_match_pattern_free)

/**
 * mo_match_pattern_new:
 *
 * Thread: any.
 *
 * Returns: (transfer full): a pattern, empty
 * Since: 0.1
 */
MoMatchPattern *
mo_match_pattern_new (void)
{
  MoMatchPattern *self = g_new0 (MoMatchPattern, 1);

  self->text = g_string_new (NULL);
  return self;
}

/**
 * mo_match_pattern_copy:
 * @self: a pattern
 *
 * Thread: as the pattern's.
 *
 * Returns: (transfer full): the same
 * Since: 0.1
 */
MoMatchPattern *
mo_match_pattern_copy (const MoMatchPattern *self)
{
  MoMatchPattern *copy = mo_match_pattern_new ();

  g_string_append (copy->text, self->text->str);
  copy->error = self->error != NULL ? g_error_copy (self->error) : NULL;
  return copy;
}

/**
 * mo_match_pattern_free:
 * @self: (transfer full): a pattern
 *
 * Thread: any.
 *
 * Since: 0.1
 */
void
mo_match_pattern_free (MoMatchPattern *self)
{
  g_string_free (self->text, TRUE);
  g_clear_error (&self->error);
  g_free (self);
}

/* --- pieces --- */

static void G_GNUC_PRINTF (2, 3)
refuse (MoMatchPattern *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (self->error == NULL)
    self->error = g_error_new_valist (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);
}

/* FALSE: it would be something else than a word. */
static gboolean
check (MoMatchPattern *self, const char *what, const char *text, const char *operators)
{
  if (text == NULL || *text == '\0')
    refuse (self, "%s of a pattern is %s", what, text == NULL ? "NULL" : "empty");
  else if (strpbrk (text, operators) != NULL)
    refuse (self, "%s of a pattern, \"%s\", has one of %s in it, which a server takes for an "
                  "operator: look for a phrase, or for the words by themselves",
            what, text, operators);
  else
    return TRUE;
  return FALSE;
}

static gboolean
begin (MoMatchPattern *self, MoMatchWord what)
{
  static const char *const signs[] = {
    [MO_MATCH_MAY] = "",    [MO_MATCH_MUST] = "+",  [MO_MATCH_MUST_NOT] = "-",
    [MO_MATCH_RAISE] = ">", [MO_MATCH_LOWER] = "<", [MO_MATCH_DEMOTE] = "~",
  };

  if ((guint) what >= G_N_ELEMENTS (signs))
    {
      refuse (self, "%d is not one of MoMatchWord", (int) what);
      return FALSE;
    }
  if (self->text->len > 0)
    g_string_append_c (self->text, ' ');
  g_string_append (self->text, signs[what]);
  return TRUE;
}

#define OPERATORS " \t\r\n+-<>()~*\"@"

/**
 * mo_match_pattern_word:
 * @self: a pattern
 * @what: what the word is for
 * @word: a word, without blanks and operators
 *
 * Adds a word.
 *
 * Thread: as the pattern's. Errors: kept in the pattern; the query that it is in is rejected with
 * the first one: %MO_ERROR_INVALID_ARGUMENT.
 *
 * Since: 0.1
 */
void
mo_match_pattern_word (MoMatchPattern *self, MoMatchWord what, const char *word)
{
  g_return_if_fail (self != NULL);
  if (check (self, "a word", word, OPERATORS) && begin (self, what))
    g_string_append (self->text, word);
}

/**
 * mo_match_pattern_prefix:
 * @self: a pattern
 * @what: what the words are for
 * @prefix: what they begin with
 *
 * Adds all words that begin so.
 *
 * Thread: as the pattern's. Errors: as [method@Mo.MatchPattern.word].
 *
 * Since: 0.1
 */
void
mo_match_pattern_prefix (MoMatchPattern *self, MoMatchWord what, const char *prefix)
{
  g_return_if_fail (self != NULL);
  if (check (self, "a prefix", prefix, OPERATORS) && begin (self, what))
    g_string_append_printf (self->text, "%s*", prefix);
}

/**
 * mo_match_pattern_phrase:
 * @self: a pattern
 * @phrase: words that stand one behind the other
 *
 * Adds a phrase, as what may be there: MatrixOne takes none with an operator before it.
 *
 * Thread: as the pattern's. Errors: as [method@Mo.MatchPattern.word].
 *
 * Since: 0.1
 */
void
mo_match_pattern_phrase (MoMatchPattern *self, const char *phrase)
{
  g_return_if_fail (self != NULL);
  if (check (self, "a phrase", phrase, "\"") && begin (self, MO_MATCH_MAY))
    g_string_append_printf (self->text, "\"%s\"", phrase);
}

/**
 * mo_match_pattern_group:
 * @self: a pattern
 * @what: what the group is for
 * @group: a pattern of its own, which is copied
 *
 * Adds a group in parentheses.
 *
 * Thread: as the patterns'. Errors: as [method@Mo.MatchPattern.word].
 *
 * Since: 0.1
 */
void
mo_match_pattern_group (MoMatchPattern *self, MoMatchWord what, const MoMatchPattern *group)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (group != NULL);
  if (group->error != NULL)
    refuse (self, "%s", group->error->message);
  else if (group->text->len == 0)
    refuse (self, "a group of a pattern is empty");
  else if (begin (self, what))
    g_string_append_printf (self->text, "(%s)", group->text->str);
}

/**
 * mo_match_pattern_to_string:
 * @self: a pattern
 * @error: return location
 *
 * Thread: as the pattern's. Errors: the first of those of [method@Mo.MatchPattern.word].
 *
 * Returns: (transfer full) (nullable): its text, as a server reads it; %NULL with @error set
 * Since: 0.1
 */
char *
mo_match_pattern_to_string (const MoMatchPattern *self, GError **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->error == NULL)
    return g_strdup (self->text->str);
  g_propagate_error (error, g_error_copy (self->error));
  return NULL;
}

/* --- the expression --- */

static MoExpr *
new_match (MoExpr **columns, gsize n_columns, MoMatchMode mode, const char *text)
{
  MoExpr *self = mo_expr_new_node (MO_EXPR_KIND_FULLTEXT, "a full-text search", columns, n_columns);
  MoValue value = mo_value_text (text);

  if (self->kind != MO_EXPR_KIND_FULLTEXT)
    return self;
  self->detail = mode;
  mo_expr_set_values (self, &value, 1);
  return self;
}

/* (transfer full): the error; consumes the columns. */
static MoExpr *
refuse_columns (MoExpr **columns, gsize n_columns, GError *error)
{
  for (gsize i = 0; columns != NULL && i < n_columns; i++)
    g_clear_pointer (&columns[i], mo_expr_unref);
  return mo_expr_error (error);
}

static GError *
find_mistake (MoExpr **columns, gsize n_columns, MoMatchMode mode, const char *text)
{
  const char *why = NULL;

  if (columns == NULL || n_columns == 0)
    why = "a full-text search wants the columns of an index";
  else if ((guint) mode > MO_MATCH_BOOLEAN)
    why = "a full-text search is natural or boolean";
  else if (text == NULL || *text == '\0')
    why = "a full-text search for nothing finds nothing";
  for (gsize i = 0; why == NULL && i < n_columns; i++)
    if (columns[i] == NULL || columns[i]->kind != MO_EXPR_KIND_COLUMN)
      why = "a full-text search is in columns, and in nothing that is made of them";
  return why != NULL ? g_error_new_literal (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, why) : NULL;
}

/**
 * mo_expr_match_against:
 * @columns: (array length=n_columns) (transfer full): the columns, exactly those of one full-text
 *   index; the array is the caller's
 * @n_columns: how many
 * @mode: how
 * @text: what to look for; in boolean mode with the server's operators
 *
 * How well a row fits a text: a number, which is 0, and so no condition that holds, where it does
 * not. mo_match_natural() and mo_match_boolean() say it in C. MatrixOne takes one in a query; which
 * measure it goes by is its variable `ft_relevancy_algorithm`, of a connection, `TF-IDF` or `BM25`:
 * set it by `init_sql` in the client's URI.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (no columns, or something else than columns; no
 * text), when the query runs; there the server's, for an index that is not there.
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_expr_match_against (MoExpr **columns, gsize n_columns, MoMatchMode mode, const char *text)
{
  GError *mistake = find_mistake (columns, n_columns, mode, text);

  return mistake == NULL ? new_match (columns, n_columns, mode, text)
                         : refuse_columns (columns, n_columns, mistake);
}

/**
 * mo_expr_match_pattern:
 * @columns: (array length=n_columns) (transfer full): the columns, exactly those of one full-text
 *   index; the array is the caller's
 * @n_columns: how many
 * @pattern: what to look for, in boolean mode; it stays the caller's
 *
 * [func@Mo.Expr.match_against] of a pattern. mo_match_pattern() says it in C.
 *
 * Thread: any. Errors: as there, and those of the pattern.
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_expr_match_pattern (MoExpr **columns, gsize n_columns, const MoMatchPattern *pattern)
{
  g_autofree char *text = NULL;
  GError *error = NULL;

  if (pattern == NULL)
    return mo_expr_match_against (columns, n_columns, MO_MATCH_BOOLEAN, NULL);
  text = mo_match_pattern_to_string (pattern, &error);
  return text != NULL ? mo_expr_match_against (columns, n_columns, MO_MATCH_BOOLEAN, text)
                      : refuse_columns (columns, n_columns, error);
}

gboolean
mo_expr_rendering_add_fulltext (MoExprRendering *self, const MoExpr *expr, GError **error)
{
  g_string_append (self->sql, "MATCH (");
  for (gsize i = 0; i < expr->n_operands; i++)
    {
      if (i > 0)
        g_string_append (self->sql, ", ");
      if (!mo_expr_rendering_add (self, expr->operands[i], error))
        return FALSE;
    }
  g_string_append (self->sql, ") AGAINST (?");
  g_array_append_val (self->values, expr->values[0]);
  g_string_append (self->sql, expr->detail == MO_MATCH_BOOLEAN ? " IN BOOLEAN MODE)" : ")");
  return TRUE;
}
