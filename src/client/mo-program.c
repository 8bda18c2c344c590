/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoProgram: the reference count of what others derive from it. */

#include "client/mo-program-private.h"

#include <matrixone-glib/mo-error.h>

void
mo_program_init (MoProgram *self, const MoProgramClass *klass)
{
  self->klass = klass;
  atomic_init (&self->ref_count, 1);
}

MoProgram *
mo_program_ref (MoProgram *self)
{
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
mo_program_unref (MoProgram *self)
{
  /* Acquire and release: what others did with the block comes before its end. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) == 1)
    self->klass->finalize (self);
}

gboolean
mo_program_add_statement (GPtrArray *statements, MoStatement *statement)
{
  if (statement != NULL)
    g_ptr_array_add (statements, statement);
  return statement != NULL;
}

gboolean
mo_program_site_check_matrixone (const MoProgramSite *site, const char *what, GError **error)
{
  if (site->server_kind == MO_SERVER_KIND_MATRIXONE)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED,
               "%s MatrixOne's, and this server is %s: nothing was sent", what,
               site->server_name);
  return FALSE;
}
