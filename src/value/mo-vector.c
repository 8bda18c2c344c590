/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoValue: vectors, and the text that servers read and write for them. */

#include <matrixone-glib/mo-error.h>

#include <math.h>

#include "value/mo-value-private.h"

/**
 * mo_value_vecf32:
 * @elements: (array length=n_elements) (nullable): the elements; borrowed
 * @n_elements: how many
 *
 * A vector, for a parameter that becomes a VECF32. It is sent as its text, `[1,2.5,3]`, each number
 * in the fewest digits that read back as the same bits. A call refuses one that has no elements or
 * an element that is not finite, with %MO_ERROR_OUT_OF_RANGE. %NULL with elements, and more than
 * 2^32 of them, become %MO_VALUE_INVALID.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_VECF32
 * Since: 0.1
 */
MoValue
mo_value_vecf32 (const float *elements, gsize n_elements)
{
  if (n_elements > G_MAXUINT32 || (elements == NULL && n_elements > 0))
    return (MoValue){ .type = MO_VALUE_INVALID };
  return (MoValue){ .as.vecf32 = elements,
                    .length = (guint32) n_elements,
                    .type = MO_VALUE_VECF32 };
}

/**
 * mo_value_vecf64:
 * @elements: (array length=n_elements) (nullable): the elements; borrowed
 * @n_elements: how many
 *
 * [func@Mo.value_vecf32] of doubles, for a parameter that becomes a VECF64.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_VECF64
 * Since: 0.1
 */
MoValue
mo_value_vecf64 (const double *elements, gsize n_elements)
{
  if (n_elements > G_MAXUINT32 || (elements == NULL && n_elements > 0))
    return (MoValue){ .type = MO_VALUE_INVALID };
  return (MoValue){ .as.vecf64 = elements,
                    .length = (guint32) n_elements,
                    .type = MO_VALUE_VECF64 };
}

char *
mo_value_vector_to_string (const MoValue *self)
{
  GString *text = g_string_new ("[");

  for (gsize i = 0; i < self->length; i++)
    {
      char number[MO_DOUBLE_TEXT_BYTES];
      gsize length = self->type == MO_VALUE_VECF32
                         ? mo_value_format_float (self->as.vecf32[i], number)
                         : mo_value_format_double (self->as.vecf64[i], number);

      if (i > 0)
        g_string_append_c (text, ',');
      g_string_append_len (text, number, (gssize) length);
    }
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

/* --- reading --- */

static gsize
skip_digits (const char **position)
{
  const char *start = *position;

  while (g_ascii_isdigit (**position))
    (*position)++;
  return (gsize) (*position - start);
}

static gboolean
skip (const char **position, const char *text)
{
  gsize length = strlen (text);

  if (strncmp (*position, text, length) != 0)
    return FALSE;
  *position += length;
  return TRUE;
}

static void
skip_spaces (const char **position)
{
  while (**position == ' ')
    (*position)++;
}

/* -12.5e-3 */
static gboolean
skip_decimal (const char **position)
{
  skip (position, "-");
  if (skip_digits (position) == 0 || (skip (position, ".") && skip_digits (position) == 0))
    return FALSE;
  if (!skip (position, "e") && !skip (position, "E"))
    return TRUE;
  if (!skip (position, "-"))
    skip (position, "+");
  return skip_digits (position) > 0;
}

/* NaN and the infinities, as MatrixOne writes them, which has them in vectors. */
static gboolean
read_number (const char **position, double *out, gboolean *too_large)
{
  const char *start = *position;

  if (skip (position, "NaN"))
    *out = (double) NAN;
  else if (skip (position, "+Inf"))
    *out = (double) INFINITY;
  else if (skip (position, "-Inf"))
    *out = (double) -INFINITY;
  else if (skip_decimal (position))
    {
      *out = g_ascii_strtod (start, NULL);
      *too_large |= isinf (*out) != 0;
    }
  else
    return FALSE;
  return TRUE;
}

/* Behind the opening bracket, up to the end. */
static gboolean
read_elements (const char *position, GArray *out, gboolean *too_large)
{
  double number;

  skip_spaces (&position);
  if (skip (&position, "]"))
    return *position == '\0';
  do
    {
      skip_spaces (&position);
      if (!read_number (&position, &number, too_large))
        return FALSE;
      g_array_append_val (out, number);
      skip_spaces (&position);
    }
  while (skip (&position, ","));
  return strcmp (position, "]") == 0;
}

/* (transfer full) of doubles; NULL: it is none. */
static GArray *
read_text (const MoValue *self, gboolean *too_large)
{
  gsize length;
  const char *text = mo_value_get_text (self, &length);
  g_autofree char *copy = NULL; /* which ends in a NUL */
  g_autoptr (GArray) out = NULL;

  if (self->type != MO_VALUE_TEXT || length == 0 || *text != '[')
    return NULL;
  copy = g_strndup (text, length);
  out = g_array_new (FALSE, FALSE, sizeof (double));
  if (strlen (copy) != length || !read_elements (copy + 1, out, too_large))
    return NULL;
  return g_steal_pointer (&out);
}

/* The same of every type that is a vector. */
static GArray *
read_vector (const MoValue *self, GError **error)
{
  g_autoptr (GArray) out = NULL;
  gboolean too_large = FALSE;

  if (self->type != MO_VALUE_VECF32 && self->type != MO_VALUE_VECF64)
    {
      out = read_text (self, &too_large);
      if (out == NULL)
        mo_value_refuse (self, "a vector such as [1, 2.5]", error);
      else if (too_large)
        mo_value_refuse_range (self, "a vector of doubles", error);
      return too_large ? NULL : g_steal_pointer (&out);
    }
  out = g_array_sized_new (FALSE, FALSE, sizeof (double), self->length);
  for (gsize i = 0; i < self->length; i++)
    {
      double number =
          self->type == MO_VALUE_VECF32 ? (double) self->as.vecf32[i] : self->as.vecf64[i];

      g_array_append_val (out, number);
    }
  return g_steal_pointer (&out);
}

/**
 * mo_value_get_vecf32:
 * @self: a value
 * @n_elements: (out): how many there are; untouched on failure
 * @error: where to put an error
 *
 * Reads a vector: VECF32, VECF64, and TEXT such as `[1, 2.5, -3e-7]`, which is how a server sends
 * one. Each element is rounded to the nearest float. What MatrixOne writes as `NaN`, `+Inf` and
 * `-Inf` is read as that. No text but a vector's is taken, nor are bytes.
 *
 * Thread: any. Errors: %MO_ERROR_OUT_OF_RANGE if an element is beyond the largest float;
 * %MO_ERROR_TYPE_MISMATCH for any other text or type, SQL NULL included.
 *
 * Returns: (transfer full) (array length=n_elements) (nullable): the elements, of none of them
 *   memory all the same; or %NULL on failure
 * Since: 0.1
 */
float *
mo_value_get_vecf32 (const MoValue *self, gsize *n_elements, GError **error)
{
  g_autoptr (GArray) numbers = NULL;
  g_autofree float *out = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n_elements != NULL, NULL);

  numbers = read_vector (self, error);
  if (numbers == NULL)
    return NULL;
  out = g_new (float, MAX (numbers->len, 1));
  for (guint i = 0; i < numbers->len; i++)
    {
      double number = g_array_index (numbers, double, i);

      out[i] = (float) number;
      if (isinf (out[i]) && !isinf (number))
        {
          mo_value_refuse_range (self, "a vector of floats", error);
          return NULL;
        }
    }
  *n_elements = numbers->len;
  return g_steal_pointer (&out);
}

/**
 * mo_value_get_vecf64:
 * @self: a value
 * @n_elements: (out): how many there are; untouched on failure
 * @error: where to put an error
 *
 * Reads a vector of doubles, as [method@Mo.Value.get_vecf32] does.
 *
 * Thread: any. Errors: %MO_ERROR_OUT_OF_RANGE if an element is beyond the largest double;
 * %MO_ERROR_TYPE_MISMATCH for any other text or type, SQL NULL included.
 *
 * Returns: (transfer full) (array length=n_elements) (nullable): the elements, of none of them
 *   memory all the same; or %NULL on failure
 * Since: 0.1
 */
double *
mo_value_get_vecf64 (const MoValue *self, gsize *n_elements, GError **error)
{
  g_autoptr (GArray) numbers = NULL;
  double *out;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n_elements != NULL, NULL);

  numbers = read_vector (self, error);
  if (numbers == NULL)
    return NULL;
  out = g_new (double, MAX (numbers->len, 1));
  for (guint i = 0; i < numbers->len; i++)
    out[i] = g_array_index (numbers, double, i);
  *n_elements = numbers->len;
  return out;
}
