/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's GRANT and REVOKE: privileges for roles, and roles for users and other roles. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"

G_BEGIN_DECLS

/**
 * MoPrivileges:
 * @MO_PRIVILEGE_ALL: all that there are on the object
 * @MO_PRIVILEGE_OWNERSHIP: what its owner may; on databases and tables
 * @MO_PRIVILEGE_SELECT: on tables and views, as all to %MO_PRIVILEGE_EXECUTE
 * @MO_PRIVILEGE_INSERT: add rows
 * @MO_PRIVILEGE_UPDATE: change them
 * @MO_PRIVILEGE_DELETE: delete them
 * @MO_PRIVILEGE_TRUNCATE: delete all
 * @MO_PRIVILEGE_INDEX: make and drop indexes
 * @MO_PRIVILEGE_REFERENCE: refer to them
 * @MO_PRIVILEGE_EXECUTE: run what needs it
 * @MO_PRIVILEGE_SHOW_TABLES: on databases, as all to %MO_PRIVILEGE_ALTER_VIEW
 * @MO_PRIVILEGE_CREATE_TABLE: make tables
 * @MO_PRIVILEGE_DROP_TABLE: drop them
 * @MO_PRIVILEGE_ALTER_TABLE: alter them
 * @MO_PRIVILEGE_CREATE_VIEW: make views
 * @MO_PRIVILEGE_DROP_VIEW: drop them
 * @MO_PRIVILEGE_ALTER_VIEW: alter them
 * @MO_PRIVILEGE_CONNECT: on the account, as all that follow: log in
 * @MO_PRIVILEGE_MANAGE_GRANTS: grant and revoke
 * @MO_PRIVILEGE_CREATE_USER: make users
 * @MO_PRIVILEGE_DROP_USER: drop them
 * @MO_PRIVILEGE_ALTER_USER: alter them
 * @MO_PRIVILEGE_CREATE_ROLE: make roles
 * @MO_PRIVILEGE_DROP_ROLE: drop them
 * @MO_PRIVILEGE_ALTER_ROLE: alter them
 * @MO_PRIVILEGE_CREATE_DATABASE: make databases
 * @MO_PRIVILEGE_DROP_DATABASE: drop them
 * @MO_PRIVILEGE_SHOW_DATABASES: see which there are
 *
 * What may be done. Those on accounts are sys's own, and cannot be granted; those on columns are
 * not kept by the server, which grants the whole table.
 *
 * Since: 0.1
 */
typedef enum /*< flags >*/
{
  MO_PRIVILEGE_ALL = 1 << 0,
  MO_PRIVILEGE_OWNERSHIP = 1 << 1,
  MO_PRIVILEGE_SELECT = 1 << 2,
  MO_PRIVILEGE_INSERT = 1 << 3,
  MO_PRIVILEGE_UPDATE = 1 << 4,
  MO_PRIVILEGE_DELETE = 1 << 5,
  MO_PRIVILEGE_TRUNCATE = 1 << 6,
  MO_PRIVILEGE_INDEX = 1 << 7,
  MO_PRIVILEGE_REFERENCE = 1 << 8,
  MO_PRIVILEGE_EXECUTE = 1 << 9,
  MO_PRIVILEGE_SHOW_TABLES = 1 << 10,
  MO_PRIVILEGE_CREATE_TABLE = 1 << 11,
  MO_PRIVILEGE_DROP_TABLE = 1 << 12,
  MO_PRIVILEGE_ALTER_TABLE = 1 << 13,
  MO_PRIVILEGE_CREATE_VIEW = 1 << 14,
  MO_PRIVILEGE_DROP_VIEW = 1 << 15,
  MO_PRIVILEGE_ALTER_VIEW = 1 << 16,
  MO_PRIVILEGE_CONNECT = 1 << 17,
  MO_PRIVILEGE_MANAGE_GRANTS = 1 << 18,
  MO_PRIVILEGE_CREATE_USER = 1 << 19,
  MO_PRIVILEGE_DROP_USER = 1 << 20,
  MO_PRIVILEGE_ALTER_USER = 1 << 21,
  MO_PRIVILEGE_CREATE_ROLE = 1 << 22,
  MO_PRIVILEGE_DROP_ROLE = 1 << 23,
  MO_PRIVILEGE_ALTER_ROLE = 1 << 24,
  MO_PRIVILEGE_CREATE_DATABASE = 1 << 25,
  MO_PRIVILEGE_DROP_DATABASE = 1 << 26,
  MO_PRIVILEGE_SHOW_DATABASES = 1 << 27,
} MoPrivileges;

/**
 * MoGrantLevel:
 * @MO_GRANT_ON_ACCOUNT: the account itself
 * @MO_GRANT_ON_DATABASES: all databases
 * @MO_GRANT_ON_DATABASE: a database
 * @MO_GRANT_ON_TABLES: all tables of all databases
 * @MO_GRANT_ON_TABLES_OF: all tables of a database
 * @MO_GRANT_ON_TABLE: a table of a database
 * @MO_GRANT_ON_VIEWS: all views of all databases
 * @MO_GRANT_ON_VIEWS_OF: all views of a database
 * @MO_GRANT_ON_VIEW: a view of a database
 *
 * How wide a privilege is.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_GRANT_ON_ACCOUNT,
  MO_GRANT_ON_DATABASES,
  MO_GRANT_ON_DATABASE,
  MO_GRANT_ON_TABLES,
  MO_GRANT_ON_TABLES_OF,
  MO_GRANT_ON_TABLE,
  MO_GRANT_ON_VIEWS,
  MO_GRANT_ON_VIEWS_OF,
  MO_GRANT_ON_VIEW,
} MoGrantLevel;

/**
 * MoGrantObject:
 * @level: how wide
 * @database: (nullable): the database; %NULL where @level has none
 * @name: (nullable): the table or the view; %NULL where @level has none
 *
 * On what a privilege is, such as `{ MO_GRANT_ON_TABLE, "shop", "orders" }`. A database or table
 * whose name has blanks, quotation marks or backslashes is none that the server grants anything on.
 *
 * Since: 0.1
 */
typedef struct
{
  MoGrantLevel level;
  const char *database;
  const char *name;
} MoGrantObject;

/**
 * MoGrantFlags:
 * @MO_GRANT_DEFAULT: nothing of the below
 * @MO_GRANT_WITH_GRANT_OPTION: who is granted it may grant it to others
 *
 * How something is granted. Granting it once more, with other flags, changes them.
 *
 * Since: 0.1
 */
typedef enum /*< flags >*/
{
  MO_GRANT_DEFAULT = 0,
  MO_GRANT_WITH_GRANT_OPTION = 1 << 0,
} MoGrantFlags;

MO_AVAILABLE_IN_ALL
MoFuture *mo_grant_privileges         (MoExecutor          *executor,
                                       MoPrivileges         privileges,
                                       const MoGrantObject *object,
                                       const char *const   *roles,
                                       MoGrantFlags         flags) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_revoke_privileges        (MoExecutor          *executor,
                                       MoPrivileges         privileges,
                                       const MoGrantObject *object,
                                       const char *const   *roles) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_grant_roles_to_users     (MoExecutor          *executor,
                                       const char *const   *roles,
                                       const char *const   *users,
                                       MoGrantFlags         flags) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_grant_roles_to_roles     (MoExecutor          *executor,
                                       const char *const   *roles,
                                       const char *const   *to_roles,
                                       MoGrantFlags         flags) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_revoke_roles_from_users  (MoExecutor          *executor,
                                       const char *const   *roles,
                                       const char *const   *users) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_revoke_roles_from_roles  (MoExecutor          *executor,
                                       const char *const   *roles,
                                       const char *const   *from_roles) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_grant_privileges(executor, ...)                                                         \
  mo_grant_privileges (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_revoke_privileges(executor, ...)                                                        \
  mo_revoke_privileges (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_grant_roles_to_users(executor, ...)                                                     \
  mo_grant_roles_to_users (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_grant_roles_to_roles(executor, ...)                                                     \
  mo_grant_roles_to_roles (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_revoke_roles_from_users(executor, ...)                                                  \
  mo_revoke_roles_from_users (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_revoke_roles_from_roles(executor, ...)                                                  \
  mo_revoke_roles_from_roles (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
