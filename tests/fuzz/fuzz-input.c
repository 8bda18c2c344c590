/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* FuzzInput: bytes as texts, numbers and values. */

#include "fuzz-input.h"

#include <matrixone-glib/mo-date-time.h>

#define MOST_ELEMENTS 5

void
fuzz_input_init (FuzzInput *self, const guint8 *data, gsize size)
{
  self->position = data;
  self->end = data + size;
  self->kept = g_ptr_array_new_with_free_func (g_free);
}

void
fuzz_input_clear (FuzzInput *self)
{
  g_ptr_array_unref (self->kept);
}

guint8
fuzz_input_byte (FuzzInput *self)
{
  return self->position < self->end ? *self->position++ : 0;
}

guint64
fuzz_input_number (FuzzInput *self)
{
  guint64 number = 0;

  for (guint i = 0; i < 8; i++)
    number = number << 8 | fuzz_input_byte (self);
  return number;
}

const char *
fuzz_input_text (FuzzInput *self)
{
  gsize left = (gsize) (self->end - self->position);
  const guint8 *nul = left > 0 ? memchr (self->position, '\0', left) : NULL;
  gsize length = nul != NULL ? (gsize) (nul - self->position) : left;
  char *text = g_strndup ((const char *) self->position, length);

  g_ptr_array_add (self->kept, text);
  self->position += nul != NULL ? length + 1 : length;
  return text;
}

/* So many bytes as a first one says, as far as there are. */
static gconstpointer
take_bytes (FuzzInput *self, gsize *length)
{
  gsize wanted = fuzz_input_byte (self);
  /* Of just that size, so that whoever reads on is seen. */
  gpointer copy;

  *length = MIN (wanted, (gsize) (self->end - self->position));
  copy = g_memdup2 (self->position, *length);
  g_ptr_array_add (self->kept, copy);
  self->position += *length;
  return copy != NULL ? copy : "";
}

static MoValue
take_text (FuzzInput *self)
{
  gsize length;
  const char *text = take_bytes (self, &length);

  return mo_value_text_len (text, length);
}

static MoValue
take_binary (FuzzInput *self)
{
  gsize length;
  gconstpointer data = take_bytes (self, &length);

  return mo_value_bytes (data, length);
}

static MoDateTime
take_fields (FuzzInput *self)
{
  MoDateTime fields = { 0 };

  fields.year = (guint16) (fuzz_input_byte (self) << 8 | fuzz_input_byte (self));
  fields.month = fuzz_input_byte (self);
  fields.day = fuzz_input_byte (self);
  fields.hour = (guint16) (fuzz_input_byte (self) << 2);
  fields.minute = fuzz_input_byte (self);
  fields.second = fuzz_input_byte (self);
  fields.microsecond = (guint32) (fuzz_input_byte (self) << 12 | fuzz_input_byte (self));
  fields.negative = fuzz_input_byte (self) & 1;
  return fields;
}

static MoValue
take_vector (FuzzInput *self, gboolean is_double)
{
  gsize n = fuzz_input_byte (self) % MOST_ELEMENTS;
  double *doubles = g_new (double, n + 1);
  float *floats = g_new (float, n + 1);

  g_ptr_array_add (self->kept, doubles);
  g_ptr_array_add (self->kept, floats);
  for (gsize i = 0; i < n; i++)
    {
      guint64 bits = fuzz_input_number (self);
      guint32 half = (guint32) bits;

      memcpy (&doubles[i], &bits, sizeof bits);
      memcpy (&floats[i], &half, sizeof half);
    }
  return is_double ? mo_value_vecf64 (doubles, n) : mo_value_vecf32 (floats, n);
}

MoValue
fuzz_input_scalar (FuzzInput *self)
{
  guint8 type = fuzz_input_byte (self) % 13;
  MoDateTime fields;
  guint64 bits;
  double number;

  switch (type)
    {
    case 1:
      return mo_value_int64 ((gint64) fuzz_input_number (self));
    case 2:
      return mo_value_uint64 (fuzz_input_number (self));
    case 3:
      bits = fuzz_input_number (self);
      memcpy (&number, &bits, sizeof number);
      return mo_value_double (number);
    case 4:
      return mo_value_decimal (fuzz_input_text (self));
    case 5:
      return take_binary (self);
    case 6:
      fields = take_fields (self);
      return mo_value_date (&fields);
    case 7:
      fields = take_fields (self);
      return mo_value_time (&fields);
    case 8:
      fields = take_fields (self);
      return mo_value_datetime (&fields);
    case 9:
    case 10:
      return take_vector (self, type == 10);
    case 11:
      return mo_value_null ();
    default:
      return take_text (self);
    }
}

MoValue
fuzz_input_value (FuzzInput *self)
{
  guint8 first = self->position < self->end ? *self->position : 0;
  gsize n = (first & 0x1f) % (MOST_ELEMENTS + 1);
  MoValue *elements;

  if (first < 0xe0)
    return fuzz_input_scalar (self);
  fuzz_input_byte (self);
  elements = g_new (MoValue, n + 1);
  g_ptr_array_add (self->kept, elements);
  for (gsize i = 0; i < n; i++)
    elements[i] = fuzz_input_scalar (self);
  return mo_value_list (elements, n);
}
