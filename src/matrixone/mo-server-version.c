/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a server's version says, and what it leaves open. */

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-server-version.h>
#include <string.h>

#include "matrixone/mo-command-text-private.h"
#include "matrixone/mo-row-model-private.h"

#undef mo_server_version_get

/* What a server says that was built without saying what it is. */
#define NAMELESS "1.3.0"

/**
 * mo_model_of_MoServerVersion:
 *
 * The model of [struct@Mo.MoServerVersion], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoServerVersion, mo_server_version, "mo_server_version",
                     MO_COLUMN (version, MO_PRIMARY_KEY, .length = 200), MO_COLUMN (commit, 0))

/**
 * mo_server_version_ref:
 * @self: a version
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_server_version_unref:
 * @self: (transfer full): a version
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

/**
 * mo_server_version_get:
 * @executor: a client, a transaction or a session
 *
 * Which MatrixOne answers. In a transaction: it runs there. Server: 1.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_NOT_SUPPORTED (no MatrixOne), those of
 * [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.ServerVersion]: see [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_server_version_get (MoExecutor *executor)
{
  return mo_command_text_list (
      mo_command_text_call ("SELECT VERSION() AS version, git_version() AS commit"), executor,
      MO_COMMAND_RUNS, MO_MODEL (MoServerVersion));
}

/* One number and what is behind it. */
static gboolean
read_number (const char **at, guint *number)
{
  char *end;

  if (!g_ascii_isdigit (**at))
    return FALSE;
  *number = (guint) MIN (g_ascii_strtoull (*at, &end, 10), G_MAXUINT);
  *at = end;
  return TRUE;
}

static gboolean
read_part (const char **at, guint *number)
{
  if (**at != '.')
    return FALSE;
  ++*at;
  return read_number (at, number);
}

/**
 * mo_server_version_is_known:
 * @version: (nullable): what a MatrixOne says, such as `8.0.30-MatrixOne-v4.1.0`
 * @major: (out): the first number
 * @minor: (out): the second one
 * @patch: (out): the third one; of a version without it, as of a branch, %G_MAXUINT
 *
 * Whether a version says what release it is. A server that was built from a branch without numbers
 * says nothing, and one that was built without a name says 1.3.0, whatever it is.
 *
 * Thread: any.
 *
 * Returns: %TRUE if it does; the numbers are set then
 * Since: 0.1
 */
gboolean
mo_server_version_is_known (const char *version, guint *major, guint *minor, guint *patch)
{
  const char *at = version != NULL ? strstr (version, "MatrixOne-v") : NULL;

  if (at == NULL)
    return FALSE;
  at += strlen ("MatrixOne-v");
  if (strcmp (at, NAMELESS) == 0 || !read_number (&at, major) || !read_part (&at, minor))
    return FALSE;
  if (!read_part (&at, patch))
    *patch = G_MAXUINT;
  return TRUE;
}

/**
 * mo_server_version_is_at_least:
 * @version: (nullable): what a MatrixOne says
 * @major: the first number
 * @minor: the second one
 * @patch: the third one
 *
 * Whether a server is of a release, or of a later one. One that does not say what it is counts as
 * the newest; what is no MatrixOne is of no release.
 *
 * Thread: any.
 *
 * Returns: %TRUE if it is
 * Since: 0.1
 */
gboolean
mo_server_version_is_at_least (const char *version, guint major, guint minor, guint patch)
{
  guint own[3];

  if (!mo_server_version_is_known (version, &own[0], &own[1], &own[2]))
    return version != NULL && strstr (version, "MatrixOne") != NULL;
  if (own[0] != major)
    return own[0] > major;
  if (own[1] != minor)
    return own[1] > minor;
  return own[2] >= patch;
}
