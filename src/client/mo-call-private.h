/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calling a function of the user's on a worker, for those jobs that do. */

#pragma once

#include <matrixone-glib/mo-call.h>

#include "pool/mo-job-private.h"

G_BEGIN_DECLS

typedef struct
{
  MoCallFunc func;
  gpointer user_data;
  GDestroyNotify destroy; /* NULL once it was called */
} MoCall;

/* Behind the fence of @job: where somebody wants it stopped, what runs on the connection is. Then
 * the user's data is freed. @result: to be unset by the caller, if it is initialised. */
gboolean mo_call_run     (MoCall        *self,
                          MoConnection  *connection,
                          MoJob         *job,
                          GValue        *result,
                          GError       **error);
void     mo_call_release (MoCall        *self);
/* With @result, or TRUE where it holds nothing. */
void     mo_call_resolve (MoJob         *job,
                          const GValue  *result);

G_END_DECLS
