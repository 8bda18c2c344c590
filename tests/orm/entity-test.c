/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of instances without a session share. */

#include "entity-test.h"

#include <string.h>

void
assert_fault (gpointer entity, MoError code, const char *part)
{
  const GError *fault = mo_entity_get_fault (entity);
  const MoModel *model = mo_entity_get_model (entity);

  g_assert_error (fault, MO_ERROR, (gint) code);
  g_test_message ("%s", fault->message);
  g_assert_nonnull (strstr (fault->message, mo_model_get_name (model)));
  g_assert_nonnull (strstr (fault->message, part));
  g_clear_pointer (&mo_entity_get_extra (entity)->faults, g_array_unref);
}
