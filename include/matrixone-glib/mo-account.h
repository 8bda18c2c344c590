/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's accounts: tenants, each with databases, users and roles of its own. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoAccountStatus:
 * @MO_ACCOUNT_OPEN: it can be worked in
 * @MO_ACCOUNT_SUSPENDED: nobody can log in, and who had is thrown out
 * @MO_ACCOUNT_RESTRICTED: it can be read, and rows deleted; nothing is added
 *
 * What an account may do.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_ACCOUNT_OPEN,
  MO_ACCOUNT_SUSPENDED,
  MO_ACCOUNT_RESTRICTED,
} MoAccountStatus;

/**
 * MoAccountOptions:
 * @admin_name: its first user, who logs in as `account:admin`; large letters and small ones differ
 * @password: that user's; never in a message of the library
 * @comment: (nullable): what is said of it, without `"` and `\`, which the server takes for SQL
 * @suspended: nobody can log in until [func@Mo.account_alter_status] opens it
 * @if_not_exists: where there is one of the name, nothing is done, whatever the other options say
 *
 * A new account but for its name.
 *
 * Since: 0.1
 */
typedef struct
{
  const char *admin_name;
  const char *password;
  const char *comment;
  gboolean suspended;
  gboolean if_not_exists;
} MoAccountOptions;

/**
 * MoAccount:
 * @account_name: its name
 * @admin_name: the user it was made with
 * @created_time: when
 * @status: `open`, `suspend` or `restricted`
 * @suspended_time: (nullable): since when it is not open; it stays when it is opened again
 * @db_count: how many databases it has, the server's own included
 * @tbl_count: how many tables
 * @size: of what is stored, in MB
 * @snapshot_size: of what snapshots keep, in MB
 * @comments: what is said of it
 *
 * An account, by the names of SHOW ACCOUNTS. The sizes are from some seconds ago.
 *
 * Since: 0.1
 */
typedef struct
{
  char *account_name;
  char *admin_name;
  GDateTime *created_time;
  char *status;
  GDateTime *suspended_time;
  gint64 db_count;
  gint64 tbl_count;
  double size;
  double snapshot_size;
  char *comments;
} MoAccount;

MO_AVAILABLE_IN_ALL
const MoModel *mo_model_of_MoAccount   (void);
MO_AVAILABLE_IN_ALL
MoAccount *mo_account_ref              (MoAccount              *self);
MO_AVAILABLE_IN_ALL
void       mo_account_unref            (MoAccount              *self);

MO_AVAILABLE_IN_ALL
MoFuture  *mo_account_create           (MoExecutor             *executor,
                                        const char             *name,
                                        const MoAccountOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_account_alter_status     (MoExecutor             *executor,
                                        const char             *name,
                                        MoAccountStatus         status) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_account_alter_comment    (MoExecutor             *executor,
                                        const char             *name,
                                        const char             *comment) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_account_alter_password   (MoExecutor             *executor,
                                        const char             *name,
                                        const char             *user,
                                        const char             *password) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_account_drop             (MoExecutor             *executor,
                                        const char             *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_account_drop_if_exists   (MoExecutor             *executor,
                                        const char             *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_account_get              (MoExecutor             *executor,
                                        const char             *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture  *mo_account_list             (MoExecutor             *executor) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoAccount, mo_account_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_account_create(executor, ...)                                                           \
  mo_account_create (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_alter_status(executor, ...)                                                     \
  mo_account_alter_status (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_alter_comment(executor, ...)                                                    \
  mo_account_alter_comment (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_alter_password(executor, ...)                                                   \
  mo_account_alter_password (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_drop(executor, name) mo_account_drop (MO_AS_EXECUTOR_ (executor), name)
#define mo_account_drop_if_exists(executor, name)                                                  \
  mo_account_drop_if_exists (MO_AS_EXECUTOR_ (executor), name)
#define mo_account_get(executor, name) mo_account_get (MO_AS_EXECUTOR_ (executor), name)
#define mo_account_list(executor) mo_account_list (MO_AS_EXECUTOR_ (executor))
#endif

G_END_DECLS
