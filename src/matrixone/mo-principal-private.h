/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of accounts, users and roles in commands, as the server keeps each, and what becomes of
 * others there. */

#pragma once

#include "matrixone/mo-command-text-private.h"

G_BEGIN_DECLS

/* An identifier, which the server puts in small letters. A name that it would change otherwise,
 * and the change be seen only by whoever looks for it, is a mistake. */
void mo_principal_add_account  (MoCommandText     *text,
                                const char        *name);
void mo_principal_add_accounts (MoCommandText     *text,
                                const char *const *names);
void mo_principal_add_role     (MoCommandText     *text,
                                const char        *name);
void mo_principal_add_roles    (MoCommandText     *text,
                                const char *const *names);
/* Text, since large letters and small ones differ in a login. */
void mo_principal_add_user     (MoCommandText     *text,
                                const char        *name);
void mo_principal_add_users    (MoCommandText     *text,
                                const char *const *names);
/* Text that may not be empty. */
void mo_principal_add_password (MoCommandText     *text,
                                const char        *password);

G_END_DECLS
