/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoEagerKeys: a list of values, and a set of what they are as text. */

#include "orm/mo-eager-keys-private.h"

#include <string.h>

#include "value/mo-value-private.h"

MoEagerKeys *
mo_eager_keys_new (void)
{
  MoEagerKeys *self = g_new0 (MoEagerKeys, 1);

  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->values = g_array_new (FALSE, FALSE, sizeof (MoValue));
  return self;
}

void
mo_eager_keys_free (MoEagerKeys *self)
{
  g_hash_table_unref (self->seen);
  g_array_unref (self->values);
  g_free (self);
}

void
mo_eager_keys_add (MoEagerKeys *self, const MoValue *value)
{
  char *text;
  gsize bytes;

  if (mo_value_is_null (value))
    return;
  text = mo_value_to_string (value);
  bytes = 2 * strlen (text) + strlen ("'', ");
  if (!g_hash_table_add (self->seen, text))
    return;
  self->bytes += bytes;
  g_array_append_val (self->values, *value);
  if (mo_value_get_value_type (value) == MO_VALUE_TEXT)
    self->has_text = TRUE;
}
