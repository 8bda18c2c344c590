/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How instances leave a session: deleted, or let go of. */

#include <matrixone-glib/mo-error.h>

#include "orm/mo-session-private.h"

static gboolean G_GNUC_PRINTF (3, 4)
refuse (gpointer entity, GError **error, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "the instance of %s %s",
               mo_model_get_name (mo_entity_get_model (entity)), why);
  return FALSE;
}

static gboolean
mark_deleting (MoSession *self, gpointer entity, GError **error)
{
  MoEntityHeader *header = mo_entity_get_header (entity);

  switch (header->state)
    {
    case MO_ENTITY_PENDING:
      mo_session_let_go (self, entity);
      return TRUE;
    case MO_ENTITY_PERSISTENT:
      header->deleting = TRUE;
      return TRUE;
    case MO_ENTITY_DELETED:
    case MO_ENTITY_TRANSIENT:
    case MO_ENTITY_DETACHED:
    default:
      return TRUE;
    }
}

static gboolean
delete_entity (MoSession *self, gpointer entity, GError **error)
{
  const MoEntityHeader *header;

  if (!mo_session_enter (self, error) || !mo_entity_check (entity, error))
    return FALSE;
  header = mo_entity_get_header (entity);
  if (header->session == NULL && header->state == MO_ENTITY_TRANSIENT)
    return refuse (entity, error, "has no row that could be deleted: it was never flushed");
  if (header->session != self && !mo_session_attach (self, entity, error))
    return FALSE;
  return mark_deleting (self, entity, error);
}

/**
 * mo_session_delete:
 * @self: a session
 * @entity: an instance with a row, of the session or detached
 *
 * Lets the next flush delete an instance's row; until then [method@Mo.Session.add] takes it back.
 * One that was added and never flushed just leaves the session. When the transaction is committed
 * the instance is transient; when it is rolled back, its row is there, and it is detached.
 *
 * Rows that refer to it are the business of the program or of the server, by [struct@Mo.Column]'s
 * `on_delete`; of those that are deleted in the same flush, the ones that refer to others go first.
 * What its fields were set to and not flushed is not written any more.
 *
 * Thread: the owner's; never blocks. Errors: what is refused makes the next flush, and the commit,
 * fail with the reason, so the outcome need not be looked at. The flush fails with
 * %MO_ERROR_STALE_OBJECT where the row is not there any more, or has another version.
 *
 * Returns: %TRUE if the row is to be deleted
 * Since: 0.1
 */
gboolean
mo_session_delete (MoSession *self, gpointer entity)
{
  g_autoptr (GError) error = NULL;

  return delete_entity (self, entity, &error) || mo_session_report (self, error);
}

static gboolean
check_member (MoSession *self, gpointer entity, const char *call, GError **error)
{
  if (!mo_session_check_owner (self, error) || !mo_entity_check (entity, error))
    return FALSE;
  mo_session_apply (self);
  if (mo_entity_get_header (entity)->session == self)
    return TRUE;
  return refuse (entity, error, "is not in this session, so %s has nothing to do", call);
}

/**
 * mo_session_expunge:
 * @self: a session
 * @entity: an instance of the session
 *
 * Lets go of one instance: with a row it is detached, else transient. What was changed in it and
 * not flushed is not written. What was flushed is, or is not, with the transaction.
 *
 * Thread: the owner's; never blocks. Errors: what is not in the session is reported with
 * g_critical().
 *
 * Returns: %TRUE if it was in the session
 * Since: 0.1
 */
gboolean
mo_session_expunge (MoSession *self, gpointer entity)
{
  g_autoptr (GError) error = NULL;

  if (check_member (self, entity, "mo_session_expunge()", &error))
    {
      mo_session_let_go (self, entity);
      return TRUE;
    }
  g_critical ("%s", error->message);
  return FALSE;
}

/**
 * mo_session_expire:
 * @self: a session
 * @entity: an instance of the session
 *
 * Lets the next row that is read of an instance overwrite what was not changed in it since it was
 * read or flushed. Until then its fields stay as they are: nothing is read behind the program's
 * back. [method@Mo.Session.refresh] reads at once.
 *
 * Thread: the owner's; never blocks. Errors: what is not in the session is reported with
 * g_critical().
 *
 * Returns: %TRUE if it is in the session
 * Since: 0.1
 */
gboolean
mo_session_expire (MoSession *self, gpointer entity)
{
  g_autoptr (GError) error = NULL;
  MoEntityHeader *header;

  if (check_member (self, entity, "mo_session_expire()", &error))
    {
      header = mo_entity_get_header (entity);
      header->expired = header->state == MO_ENTITY_PERSISTENT;
      return TRUE;
    }
  g_critical ("%s", error->message);
  return FALSE;
}

void
mo_session_expire_model (MoSession *self, const MoModel *model)
{
  for (GList *l = self->entities.head; l != NULL; l = l->next)
    {
      MoEntityHeader *header = mo_entity_get_header (l->data);

      if (model == NULL || header->model == model)
        header->expired = header->state == MO_ENTITY_PERSISTENT;
    }
}

/**
 * mo_session_expire_all:
 * @self: a session
 *
 * [method@Mo.Session.expire] for every instance of the session.
 *
 * Thread: the owner's; never blocks.
 *
 * Since: 0.1
 */
void
mo_session_expire_all (MoSession *self)
{
  g_return_if_fail (MO_IS_SESSION (self));
  g_return_if_fail (mo_owner_is_current (self->owner));

  mo_session_expire_model (self, NULL);
}
