/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoValue: a list of values, for a parameter behind IN. */

#include <matrixone-glib/mo-error.h>

#include "value/mo-value-private.h"

/* What a list has for elements. */
typedef enum
{
  OF_VALUES,
  OF_INT64S,
  OF_TEXTS,
} Elements;

static MoValue
make_list (Elements elements, gconstpointer array, gsize length)
{
  MoValue self = { .length = (guint32) length, .type = MO_VALUE_LIST, .elements = elements };

  if (length > G_MAXUINT32 || (array == NULL && length > 0))
    return (MoValue){ .type = MO_VALUE_INVALID };
  if (elements == OF_INT64S)
    self.as.int64s = array;
  else if (elements == OF_TEXTS)
    self.as.texts = array;
  else
    self.as.values = array;
  return self;
}

/**
 * mo_value_list:
 * @values: (array length=n_values) (nullable): the elements; borrowed, as is what they borrow
 * @n_values: how many
 *
 * The values of a parameter behind IN: of `id IN ?`, or `id IN (?)`, which means the same. Where
 * every element is a list, it is a list of rows: `(a, b) IN ?`. A list without elements is one
 * that nothing is in, not even SQL NULL; and everything is NOT IN it. SQL NULL among the elements
 * has SQL's meaning: nothing is known to be different from it, so that `id NOT IN ?` never holds.
 *
 * A call refuses a list with %MO_ERROR_TYPE_MISMATCH anywhere else than alone behind IN, and one
 * whose elements are neither all values nor all rows of one width. By the binary protocol, each
 * element is a parameter. %NULL with elements, and more than 2^32 elements, become
 * %MO_VALUE_INVALID.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_LIST
 * Since: 0.1
 */
MoValue
mo_value_list (const MoValue *values, gsize n_values)
{
  return make_list (OF_VALUES, values, n_values);
}

/**
 * mo_value_int64s:
 * @numbers: (array length=n_numbers) (nullable): the elements; borrowed
 * @n_numbers: how many
 *
 * [func@Mo.value_list] of integers.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_LIST
 * Since: 0.1
 */
MoValue
mo_value_int64s (const gint64 *numbers, gsize n_numbers)
{
  return make_list (OF_INT64S, numbers, n_numbers);
}

/**
 * mo_value_texts:
 * @texts: (array length=n_texts) (nullable): the elements, UTF-8; borrowed; %NULL is SQL NULL
 * @n_texts: how many
 *
 * [func@Mo.value_list] of texts.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_LIST
 * Since: 0.1
 */
MoValue
mo_value_texts (const char *const *texts, gsize n_texts)
{
  return make_list (OF_TEXTS, texts, n_texts);
}

MoValue
mo_value_list_get (const MoValue *self, gsize index)
{
  switch ((Elements) self->elements)
    {
    case OF_INT64S:
      return mo_value_int64 (self->as.int64s[index]);
    case OF_TEXTS:
      return mo_value_text (self->as.texts[index]);
    case OF_VALUES:
    default:
      return self->as.values[index];
    }
}

/* @place is only put together where it is needed: a list may be long. */
static gboolean
check_element (const MoValue *self, gsize index, const char *place, GError **error)
{
  MoValue element = mo_value_list_get (self, index);
  g_autofree char *element_place = NULL;

  if (mo_value_check (&element, "", NULL))
    return TRUE;
  element_place = g_strdup_printf ("element %" G_GSIZE_FORMAT " of %s", index + 1, place);
  return mo_value_check (&element, element_place, error);
}

static gboolean
check_values (const MoValue *self, const char *place, GError **error)
{
  for (gsize i = 0; i < self->length; i++)
    if (!check_element (self, i, place, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_row (const MoValue *self, gsize index, const char *place, GError **error)
{
  MoValue row = mo_value_list_get (self, index);
  guint32 width = mo_value_list_get (self, 0).length;
  gboolean fits = row.type == MO_VALUE_LIST && row.length == width && width > 0;
  g_autofree char *row_place = NULL;

  if (fits && check_values (&row, "", NULL))
    return TRUE;
  row_place = g_strdup_printf ("element %" G_GSIZE_FORMAT " of %s", index + 1, place);
  if (fits)
    return check_values (&row, row_place, error);
  if (width == 0)
    g_set_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH, "%s is a row without values", row_place);
  else
    g_set_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH,
                 "%s is not a row of %u value%s, as the first one is", row_place, width,
                 width > 1 ? "s" : "");
  return FALSE;
}

gboolean
mo_value_check_list (const MoValue *self, const char *place, GError **error)
{
  if (self->length == 0 || mo_value_list_get (self, 0).type != MO_VALUE_LIST)
    return check_values (self, place, error);
  for (gsize i = 0; i < self->length; i++)
    if (!check_row (self, i, place, error))
      return FALSE;
  return TRUE;
}

char *
mo_value_list_to_string (const MoValue *self)
{
  GString *text = g_string_new ("(");

  for (gsize i = 0; i < self->length; i++)
    {
      MoValue element = mo_value_list_get (self, i);
      g_autofree char *shown = mo_value_to_string (&element);

      g_string_append_printf (text, "%s%s", i == 0 ? "" : ", ", shown);
    }
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}
