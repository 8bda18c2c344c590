/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of accounts, users and roles in commands. */

#include "matrixone/mo-principal-private.h"

#define ACCOUNT "the account's name"
#define ROLE "the role's name"
#define USER "the user's name"

/* The server takes blanks off both ends, and then knows nobody of the name that was asked for. A
 * quotation mark in it makes it refuse the name. */
static gboolean
has_blank_end (const char *name)
{
  const char *last;

  if (*name == '\0' || !g_utf8_validate (name, -1, NULL) || strpbrk (name, "'\"`") != NULL)
    return FALSE; /* refused, but not for this */
  last = g_utf8_prev_char (name + strlen (name));
  return g_unichar_isspace (g_utf8_get_char (name)) || g_unichar_isspace (g_utf8_get_char (last));
}

/* What the server writes into its own statements, and reads as something else there. */
void
mo_principal_check_kept (MoCommandText *text, const char *name, const char *what)
{
  if (name == NULL)
    return; /* refused, but not for this */
  if (has_blank_end (name))
    mo_command_text_refuse (text, "%s, \"%s\", begins or ends with a blank, which would be lost",
                            what, name);
  if (strchr (name, '\\') != NULL)
    mo_command_text_refuse (text, "%s, \"%s\", has a backslash, which would be lost", what, name);
}

static void
add_identifier (MoCommandText *text, const char *name, const char *what)
{
  mo_principal_check_kept (text, name, what);
  mo_command_text_name (text, name, what);
}

static void
add_identifiers (MoCommandText *text, const char *const *names, const char *what)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    mo_principal_check_kept (text, names[i], what);
  mo_command_text_names (text, names, what);
}

void
mo_principal_add_account (MoCommandText *text, const char *name)
{
  add_identifier (text, name, ACCOUNT);
}

void
mo_principal_add_accounts (MoCommandText *text, const char *const *names)
{
  add_identifiers (text, names, ACCOUNT);
}

void
mo_principal_add_role (MoCommandText *text, const char *name)
{
  add_identifier (text, name, ROLE);
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
  mo_principal_check_kept (text, name, USER);
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

void
mo_principal_check_pasted (MoCommandText *text, const char *name, const char *what)
{
  if (name != NULL && strpbrk (name, "'\"`\\") != NULL)
    mo_command_text_refuse (text, "%s, \"%s\", has a quotation mark or a backslash, as none can",
                            what, name);
}
