/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Parameters in the form that the client library sends. */

#pragma once

#include <matrixone-glib/mo-value.h>

#include "base/mo-server-kind-private.h"
#include "value/mo-value-private.h"
#include "wire/mo-mysql-api-private.h"

G_BEGIN_DECLS

/* Where a date or time is put together. */
typedef union
{
  MYSQL_TIME fields;
  char text[MO_DATE_TIME_TEXT_BYTES];
} MoBindTime;

#define MO_BIND_FEW 4

/* Stays where it was begun: few values have their place in it. */
typedef struct
{
  MYSQL_BIND *binds;
  MoBindTime *times; /* as many; those of dates and times are used */
  MoArena arena;     /* what vectors are as text */
  MYSQL_BIND few_binds[MO_BIND_FEW];
  MoBindTime few_times[MO_BIND_FEW];
} MoBind;

/* Text, bytes and numbers are not copied: @values must stay while the statement runs.
 * TYPE_MISMATCH for a value that no call accepts. */
/* @self is all zeros. */
gboolean mo_bind_init  (MoBind        *self,
                        MoServerKind   kind,
                        const MoValue *values,
                        gsize          n_values,
                        GError       **error);
void     mo_bind_clear (MoBind        *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MoBind, mo_bind_clear)

G_END_DECLS
