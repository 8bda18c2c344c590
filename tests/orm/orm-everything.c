/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A model with a field of every type. */

#include "orm-everything.h"

MO_DEFINE_MODEL (Everything, everything, "everything",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (flag, 0),
                 MO_COLUMN (wide_flag, MO_BOOLEAN),
                 MO_COLUMN (tiny, 0),
                 MO_COLUMN (small, 0),
                 MO_COLUMN (medium, 0),
                 MO_COLUMN (big, 0),
                 MO_COLUMN (utiny, 0),
                 MO_COLUMN (usmall, 0),
                 MO_COLUMN (umedium, 0),
                 MO_COLUMN (ubig, 0),
                 MO_COLUMN (single, 0),
                 MO_COLUMN (precise, 0),
                 MO_COLUMN (maybe_number, 0),
                 MO_COLUMN (maybe_precise, 0),
                 MO_COLUMN (text, MO_NULLABLE, .length = 100),
                 MO_COLUMN (long_text, MO_NULLABLE),
                 MO_COLUMN (bytes, MO_NULLABLE, .length = 300),
                 MO_COLUMN (blob, MO_NULLABLE),
                 MO_COLUMN (moment, MO_NULLABLE))

static gboolean
equal_bytes (GBytes *a, GBytes *b)
{
  return a == NULL || b == NULL ? a == b : g_bytes_equal (a, b);
}

static gboolean
equal_moments (GDateTime *a, GDateTime *b)
{
  return a == NULL || b == NULL ? a == b : g_date_time_equal (a, b);
}

void
orm_assert_everything_equal (const Everything *a, const Everything *b)
{
  g_assert_true (a != b);
  g_assert_cmpint (a->flag, ==, b->flag);
  g_assert_cmpint (a->wide_flag, ==, b->wide_flag);
  g_assert_cmpint (a->tiny, ==, b->tiny);
  g_assert_cmpint (a->small, ==, b->small);
  g_assert_cmpint (a->medium, ==, b->medium);
  g_assert_cmpint (a->big, ==, b->big);
  g_assert_cmpuint (a->utiny, ==, b->utiny);
  g_assert_cmpuint (a->usmall, ==, b->usmall);
  g_assert_cmpuint (a->umedium, ==, b->umedium);
  g_assert_cmpuint (a->ubig, ==, b->ubig);
  g_assert_cmpfloat (a->precise, ==, b->precise);
  g_assert_cmpint (a->maybe_number.is_set, ==, b->maybe_number.is_set);
  g_assert_cmpint (a->maybe_number.value, ==, b->maybe_number.value);
  g_assert_cmpint (a->maybe_precise.is_set, ==, b->maybe_precise.is_set);
  g_assert_cmpfloat (a->maybe_precise.value, ==, b->maybe_precise.value);
  g_assert_cmpstr (a->text, ==, b->text);
  g_assert_cmpstr (a->long_text, ==, b->long_text);
  g_assert_true (equal_bytes (a->bytes, b->bytes));
  g_assert_true (equal_bytes (a->blob, b->blob));
  g_assert_true (equal_moments (a->moment, b->moment));
}
