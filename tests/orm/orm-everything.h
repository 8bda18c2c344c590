/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A model with a field of every type. */

#pragma once

#include "orm-test.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id;
  _Bool flag;
  gboolean wide_flag;
  gint8 tiny;
  gint16 small;
  gint32 medium;
  gint64 big;
  guint8 utiny;
  guint16 usmall;
  guint32 umedium;
  guint64 ubig;
  float single;
  double precise;
  MoNullInt64 maybe_number;
  MoNullDouble maybe_precise;
  char *text;
  char *long_text;
  GBytes *bytes;
  GBytes *blob;
  GDateTime *moment;
} Everything;

MO_DECLARE_MODEL (Everything, everything)

/* Two instances whose fields, but for id and single, are the same. */
void orm_assert_everything_equal (const Everything *a,
                                  const Everything *b);

G_END_DECLS
