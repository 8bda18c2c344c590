/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoValue: vectors, and the text that servers read and write for them. */

#include <matrixone-glib/mo-error.h>

#include <float.h>
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

static gboolean
skip_char (const char **position, char c)
{
  if (**position != c)
    return FALSE;
  (*position)++;
  return TRUE;
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

/* A number as it is read: digits * 10^exponent, as long as nothing of it was lost. */
typedef struct
{
  guint64 digits;
  gint exponent;
  guint n_digits; /* that count: without zeros in front */
} Decimal;

/* How many there are. */
static gsize
read_digits (const char **position, Decimal *decimal, gboolean is_fraction)
{
  const char *start = *position;

  for (; g_ascii_isdigit (**position); (*position)++)
    {
      decimal->digits = decimal->digits * 10 + (guint64) (**position - '0');
      decimal->n_digits += decimal->n_digits > 0 || **position != '0';
      decimal->exponent -= is_fraction;
    }
  return (gsize) (*position - start);
}

/* e-12; one that is longer than any that there is for a double is told as such a one. */
static gboolean
read_exponent (const char **position, Decimal *decimal)
{
  gint exponent = 0;
  gboolean is_negative;
  const char *start;

  if (!skip_char (position, 'e') && !skip_char (position, 'E'))
    return TRUE;
  is_negative = skip_char (position, '-');
  if (!is_negative)
    skip_char (position, '+');
  start = *position;
  for (; g_ascii_isdigit (**position); (*position)++)
    exponent = MIN (exponent * 10 + (**position - '0'), 100000);
  decimal->exponent += is_negative ? -exponent : exponent;
  return *position > start;
}

/* Where digits and the power of ten are both doubles, one operation rounds once, and so to the
 * nearest; see Clinger, "How to Read Floating Point Numbers Accurately" (1990). */
static gboolean
convert (const Decimal *decimal, double *out)
{
  static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
  gint exponent = decimal->exponent;

  if (FLT_EVAL_METHOD != 0 || decimal->n_digits > 15
      || ABS (exponent) >= (gint) G_N_ELEMENTS (powers))
    return FALSE;
  *out = exponent < 0 ? (double) decimal->digits / powers[-exponent]
                      : (double) decimal->digits * powers[exponent];
  return TRUE;
}

/* -12.5e-3 */
static gboolean
read_decimal (const char **position, double *out, gboolean *too_large)
{
  const char *start = *position;
  gboolean is_negative = skip_char (position, '-');
  Decimal decimal = { 0 };

  if (read_digits (position, &decimal, FALSE) == 0
      || (skip_char (position, '.') && read_digits (position, &decimal, TRUE) == 0)
      || !read_exponent (position, &decimal))
    return FALSE;
  if (convert (&decimal, out))
    *out = is_negative ? -*out : *out;
  else
    {
      *out = g_ascii_strtod (start, NULL);
      *too_large |= isinf (*out) != 0;
    }
  return TRUE;
}

/* NaN and the infinities, as MatrixOne writes them, which has them in vectors. */
static gboolean
read_number (const char **position, double *out, gboolean *too_large)
{
  const char *start = *position;

  if (read_decimal (position, out, too_large))
    return TRUE;
  *position = start;
  if (skip (position, "NaN"))
    *out = (double) NAN;
  else if (skip (position, "+Inf"))
    *out = (double) INFINITY;
  else if (skip (position, "-Inf"))
    *out = (double) -INFINITY;
  else
    return FALSE;
  return TRUE;
}

/* The @i-th, up to what stands behind it. */
static gboolean
read_next (const char **position, guint i, double *out, gboolean *too_large)
{
  if (i > 0 && !skip_char (position, ','))
    return FALSE;
  skip_spaces (position);
  if (!read_number (position, out, too_large))
    return FALSE;
  skip_spaces (position);
  return TRUE;
}

/* Behind the opening bracket, up to the end. */
static gboolean
read_elements (const char *position, GArray *out, gboolean *too_large)
{
  double number;

  skip_spaces (&position);
  while (*position != ']')
    {
      if (!read_next (&position, out->len, &number, too_large))
        return FALSE;
      g_array_append_val (out, number);
    }
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

/* Whoever reads many knows how many elements each has. */
static gboolean
explain_other (const MoValue *self, guint n_elements, GError **error)
{
  g_autofree double *elements = NULL;
  gsize n_found;

  elements = mo_value_get_vecf64 (self, &n_found, error);
  if (elements != NULL)
    g_set_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH,
                 "a vector of %" G_GSIZE_FORMAT " elements, where those before have %u", n_found,
                 n_elements);
  return FALSE;
}

/* @set puts element i into its place; FALSE: it does not fit. */
static gboolean
read_exactly (const MoValue *self,
              guint n_elements,
              gboolean (*set) (gpointer out, guint i, double number),
              gpointer out,
              GError **error)
{
  gsize length;
  const char *position = mo_value_get_text (self, &length);
  const char *end = position != NULL ? position + length : NULL;
  gboolean too_large = FALSE;
  double number;

  if (self->type != MO_VALUE_TEXT || *position++ != '[')
    return explain_other (self, n_elements, error);
  for (guint i = 0; i < n_elements; i++)
    {
      if (!read_next (&position, i, &number, &too_large))
        return explain_other (self, n_elements, error);
      if (too_large || !set (out, i, number))
        return mo_value_refuse_range (self, "the elements of its column", error);
    }
  return (strcmp (position, "]") == 0 && position + 1 == end)
         || explain_other (self, n_elements, error);
}

static gboolean
set_float (gpointer out, guint i, double number)
{
  float *place = (float *) out + i;

  *place = (float) number;
  return !isinf (*place) || isinf (number);
}

static gboolean
set_double (gpointer out, guint i, double number)
{
  ((double *) out)[i] = number;
  return TRUE;
}

gboolean
mo_value_read_vecf32 (const MoValue *self, float *out, guint n_elements, GError **error)
{
  return read_exactly (self, n_elements, set_float, out, error);
}

gboolean
mo_value_read_vecf64 (const MoValue *self, double *out, guint n_elements, GError **error)
{
  return read_exactly (self, n_elements, set_double, out, error);
}

/**
 * mo_value_get_vecf32:
 * @self: a value
 * @n_elements: (out): how many there are; untouched on failure
 * @error: where to put an error
 *
 * Reads a vector: VECF32, VECF64, and TEXT such as `[1, 2.5, -3e-7]`, which is how a server sends
 * one. Each element is rounded to the nearest double, and that to the nearest float. What MatrixOne
 * writes as `NaN`, `+Inf` and `-Inf` is read as that. No text but a vector's is taken, nor are
 * bytes.
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
