/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of accounts, users and roles in commands. */

#include "matrixone/mo-principal-private.h"

#define ACCOUNT "the account's name"
#define ROLE "the role's name"
#define USER "the user's name"

static void
add_identifiers (MoCommandText *text, const char *const *names, const char *what)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    mo_command_text_check_object (text, names[i], what);
  mo_command_text_names (text, names, what);
}

void
mo_principal_add_account (MoCommandText *text, const char *name)
{
  mo_command_text_object (text, name, ACCOUNT);
}

void
mo_principal_add_accounts (MoCommandText *text, const char *const *names)
{
  add_identifiers (text, names, ACCOUNT);
}

void
mo_principal_add_role (MoCommandText *text, const char *name)
{
  mo_command_text_object (text, name, ROLE);
}

void
mo_principal_add_roles (MoCommandText *text, const char *const *names)
{
  add_identifiers (text, names, ROLE);
}

static void
add_filled (MoCommandText *text, const char *value, const char *what)
{
  if (value != NULL && *value == '\0')
    mo_command_text_refuse (text, "%s is empty", what);
  mo_command_text_value (text, value, what);
}

void
mo_principal_add_user (MoCommandText *text, const char *name)
{
  mo_command_text_check_object (text, name, USER);
  add_filled (text, name, USER);
}

void
mo_principal_add_users (MoCommandText *text, const char *const *names)
{
  if (names == NULL || names[0] == NULL)
    mo_command_text_refuse (text, "there is none of " USER ": name one at least");
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      mo_command_text_add_if (text, i > 0, ", ");
      mo_principal_add_user (text, names[i]);
    }
}

void
mo_principal_add_password (MoCommandText *text, const char *password)
{
  add_filled (text, password, "the password");
}
