/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GRANT and REVOKE. */

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-grant.h>

#include "matrixone/mo-principal-private.h"

#undef mo_grant_privileges
#undef mo_revoke_privileges
#undef mo_grant_roles_to_users
#undef mo_grant_roles_to_roles
#undef mo_revoke_roles_from_users
#undef mo_revoke_roles_from_roles

#define DATABASE_NAME "the database's name"
#define TABLE_NAME "the table's name"

/* What there are privileges on; a view is a table. */
enum
{
  ACCOUNT = 1 << 0,
  DATABASE = 1 << 1,
  TABLE = 1 << 2,
};

/* By the bit in kinds. */
static const char *const kind_names[] = { "the account", "a database", "a table or a view" };

typedef struct
{
  const char *sql;
  guint kinds;
} Privilege;

/* By its bit in MoPrivileges. */
static const Privilege privilege_infos[] = {
  { "ALL", ACCOUNT | DATABASE | TABLE },
  { "OWNERSHIP", DATABASE | TABLE },
  { "SELECT", TABLE },
  { "INSERT", TABLE },
  { "UPDATE", TABLE },
  { "DELETE", TABLE },
  { "TRUNCATE", TABLE },
  { "INDEX", TABLE },
  { "REFERENCE", TABLE },
  { "EXECUTE", TABLE },
  { "SHOW TABLES", DATABASE },
  { "CREATE TABLE", DATABASE },
  { "DROP TABLE", DATABASE },
  { "ALTER TABLE", DATABASE },
  { "CREATE VIEW", DATABASE },
  { "DROP VIEW", DATABASE },
  { "ALTER VIEW", DATABASE },
  { "CONNECT", ACCOUNT },
  { "MANAGE GRANTS", ACCOUNT },
  { "CREATE USER", ACCOUNT },
  { "DROP USER", ACCOUNT },
  { "ALTER USER", ACCOUNT },
  { "CREATE ROLE", ACCOUNT },
  { "DROP ROLE", ACCOUNT },
  { "ALTER ROLE", ACCOUNT },
  { "CREATE DATABASE", ACCOUNT },
  { "DROP DATABASE", ACCOUNT },
  { "SHOW DATABASES", ACCOUNT },
};

typedef struct
{
  const char *begin;
  guint kind;
  gboolean has_database;
  gboolean has_name;
  const char *end;
} Level;

/* By MoGrantLevel. A table without its database would be another grant, which the server does not
 * revoke by the full name. */
static const Level level_infos[] = {
  { "ACCOUNT *", ACCOUNT, FALSE, FALSE, "" },  { "DATABASE *", DATABASE, FALSE, FALSE, "" },
  { "DATABASE ", DATABASE, TRUE, FALSE, "" },  { "TABLE *.*", TABLE, FALSE, FALSE, "" },
  { "TABLE ", TABLE, TRUE, FALSE, ".*" },      { "TABLE ", TABLE, TRUE, TRUE, "" },
  { "VIEW *.*", TABLE, FALSE, FALSE, "" },     { "VIEW ", TABLE, TRUE, FALSE, ".*" },
  { "VIEW ", TABLE, TRUE, TRUE, "" },
};

/* --- pieces --- */

static const Level *
find_level (MoCommandText *text, const MoGrantObject *object)
{
  if (object != NULL && (guint) object->level < G_N_ELEMENTS (level_infos))
    return &level_infos[object->level];
  mo_command_text_refuse (text, "privileges are on an object, and this is none");
  return NULL;
}

/* Where a privilege of these kinds can be instead. */
static const char *
find_place (guint kinds)
{
  if ((kinds & TABLE) != 0)
    return "tables and views: MO_GRANT_ON_TABLES_OF is on all tables of a database";
  return (kinds & DATABASE) != 0 ? "databases" : "the account";
}

static void
add_privileges (MoCommandText *text, MoPrivileges privileges, const Level *level)
{
  guint rest = (guint) privileges;

  if (rest == 0 || rest >> G_N_ELEMENTS (privilege_infos) != 0)
    mo_command_text_refuse (text, "0x%x are no privileges", rest);
  for (guint i = 0, n = 0; i < G_N_ELEMENTS (privilege_infos); i++)
    {
      if ((rest & 1U << i) == 0)
        continue;
      if ((privilege_infos[i].kinds & level->kind) == 0)
        mo_command_text_refuse (text, "%s is no privilege on %s: it is on %s",
                                privilege_infos[i].sql, kind_names[level->kind >> 1],
                                find_place (privilege_infos[i].kinds));
      mo_command_text_add_if (text, n++ > 0, ", ");
      mo_command_text_add (text, privilege_infos[i].sql);
    }
}

static void
add_object (MoCommandText *text, const MoGrantObject *object, const Level *level)
{
  if ((object->database != NULL && !level->has_database)
      || (object->name != NULL && !level->has_name))
    mo_command_text_refuse (text, "%s%s has no name of %s", level->begin, level->end,
                            level->has_database ? "a table" : "a database or a table");
  mo_command_text_check_object (text, object->database, DATABASE_NAME);
  mo_command_text_check_object (text, object->name, TABLE_NAME);
  mo_command_text_add (text, " ON ");
  mo_command_text_add (text, level->begin);
  if (level->has_database)
    mo_command_text_name (text, object->database, DATABASE_NAME);
  if (level->has_name)
    {
      mo_command_text_add (text, ".");
      mo_command_text_name (text, object->name, TABLE_NAME);
    }
  mo_command_text_add (text, level->end);
}

static void
add_flags (MoCommandText *text, MoGrantFlags flags)
{
  if (((guint) flags & ~(guint) MO_GRANT_WITH_GRANT_OPTION) != 0)
    mo_command_text_refuse (text, "0x%x are no flags of a grant", (guint) flags);
  mo_command_text_add_if (text, (flags & MO_GRANT_WITH_GRANT_OPTION) != 0, " WITH GRANT OPTION");
}

static MoCommandText *
begin_privileges (const char *begin,
                  MoPrivileges privileges,
                  const MoGrantObject *object,
                  const char *between,
                  const char *const *roles)
{
  MoCommandText *text = mo_command_text_new (begin);
  const Level *level = find_level (text, object);

  if (level == NULL)
    return text;
  add_privileges (text, privileges, level);
  add_object (text, object, level);
  mo_command_text_add (text, between);
  mo_principal_add_roles (text, roles);
  return text;
}

static MoCommandText *
begin_roles (const char *begin, const char *const *roles, const char *between)
{
  MoCommandText *text = mo_command_text_new (begin);

  mo_principal_add_roles (text, roles);
  mo_command_text_add (text, between);
  return text;
}

/* --- privileges --- */

/**
 * mo_grant_privileges:
 * @executor: a client, a transaction or a session
 * @privileges: what may be done
 * @object: with what
 * @roles: (array zero-terminated=1): by whom; users have privileges through roles alone
 * @flags: or %MO_GRANT_DEFAULT
 *
 * Grants each of @privileges to each of @roles.
 *
 * In a transaction: behind COMMIT, as [func@Mo.snapshot_create_database] has it. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (no such privilege on the object,
 * a name too few or too many, no roles), %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SERVER
 * (there is no such role or object, it is an administrator's role, no right to), those of
 * [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_grant_privileges (MoExecutor *executor,
                     MoPrivileges privileges,
                     const MoGrantObject *object,
                     const char *const *roles,
                     MoGrantFlags flags)
{
  MoCommandText *text = begin_privileges ("GRANT ", privileges, object, " TO ", roles);

  add_flags (text, flags);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_revoke_privileges:
 * @executor: a client, a transaction or a session
 * @privileges: what may be done no more
 * @object: with what; as it was granted: on one table of a database all of whose tables were
 *   granted, nothing is revoked
 * @roles: (array zero-terminated=1): by whom
 *
 * Takes @privileges back. What was not granted is no mistake, and %MO_PRIVILEGE_ALL no more than
 * itself: what was granted one by one is revoked so.
 *
 * In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.grant_privileges].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_revoke_privileges (MoExecutor *executor,
                      MoPrivileges privileges,
                      const MoGrantObject *object,
                      const char *const *roles)
{
  return mo_command_text_run (begin_privileges ("REVOKE ", privileges, object, " FROM ", roles),
                              executor, MO_COMMAND_AT_COMMIT);
}

/* --- roles --- */

/**
 * mo_grant_roles_to_users:
 * @executor: a client, a transaction or a session
 * @roles: (array zero-terminated=1): what is granted
 * @users: (array zero-terminated=1): to whom
 * @flags: or %MO_GRANT_DEFAULT
 *
 * Grants each of @roles to each of @users, who have them from now on beside those that they have
 * already, though not by default: see [func@Mo.user_create]. The server takes the name of a role
 * for that role, among @users too.
 *
 * In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, none of them),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SERVER (there is no such role or user, it is an
 * administrator's role, no right to), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_grant_roles_to_users (MoExecutor *executor,
                         const char *const *roles,
                         const char *const *users,
                         MoGrantFlags flags)
{
  MoCommandText *text = begin_roles ("GRANT ", roles, " TO ");

  mo_principal_add_users (text, users);
  add_flags (text, flags);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_grant_roles_to_roles:
 * @executor: a client, a transaction or a session
 * @roles: (array zero-terminated=1): what is granted
 * @to_roles: (array zero-terminated=1): to which
 * @flags: or %MO_GRANT_DEFAULT
 *
 * Whoever has one of @to_roles may do what @roles may. In a transaction: behind COMMIT. Server:
 * 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.grant_roles_to_users]; %MO_ERROR_SERVER (a role
 * would have itself).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_grant_roles_to_roles (MoExecutor *executor,
                         const char *const *roles,
                         const char *const *to_roles,
                         MoGrantFlags flags)
{
  MoCommandText *text = begin_roles ("GRANT ", roles, " TO ");

  mo_principal_add_roles (text, to_roles);
  add_flags (text, flags);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_revoke_roles_from_users:
 * @executor: a client, a transaction or a session
 * @roles: (array zero-terminated=1): what is taken back
 * @users: (array zero-terminated=1): from whom
 *
 * What was not granted is no mistake. In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.grant_roles_to_users].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_revoke_roles_from_users (MoExecutor *executor,
                            const char *const *roles,
                            const char *const *users)
{
  MoCommandText *text = begin_roles ("REVOKE ", roles, " FROM ");

  mo_principal_add_users (text, users);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_revoke_roles_from_roles:
 * @executor: a client, a transaction or a session
 * @roles: (array zero-terminated=1): what is taken back
 * @from_roles: (array zero-terminated=1): from which
 *
 * What was not granted is no mistake. In a transaction: behind COMMIT. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.grant_roles_to_users].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_revoke_roles_from_roles (MoExecutor *executor,
                            const char *const *roles,
                            const char *const *from_roles)
{
  MoCommandText *text = begin_roles ("REVOKE ", roles, " FROM ");

  mo_principal_add_roles (text, from_roles);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}
