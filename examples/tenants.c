/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An account of MatrixOne with a user who may read one table and write none: accounts, users, roles
 * and grants. It takes a server whose account sys one may work in.
 */

#include "demo-report.h"

#define ACCOUNT "demo_tenant"
#define PASSWORD "sesame"

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* (transfer full) (nullable): of the same server, for a user of the account. */
static MoClient *
login (const char *uri, const char *user, GError **error)
{
  GUriFlags flags = G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_QUERY;
  g_autoptr (GUri) parsed = g_uri_parse (uri, flags, error);
  g_autofree char *name = g_strdup_printf (ACCOUNT ":%s", user);
  g_autofree char *own = NULL;

  if (parsed == NULL)
    return NULL;
  own = g_uri_join_with_user (flags, g_uri_get_scheme (parsed), name, PASSWORD, NULL,
                              g_uri_get_host (parsed), g_uri_get_port (parsed), "/",
                              g_uri_get_query (parsed), NULL);
  return mo_client_new (own, error);
}

/* --- the account, by sys --- */

static gboolean
make_account (MoClient *sys, GError **error)
{
  const MoAccountOptions options
      = { .admin_name = "admin", .password = PASSWORD, .comment = "of an example" };
  g_autoptr (MoAccount) account = NULL;

  demo_start ("An account");
  if (!mo_await (mo_account_drop_if_exists (sys, ACCOUNT), error)
      || !mo_await (mo_account_create (sys, ACCOUNT, &options), error))
    return FALSE;
  account = mo_await_entity (mo_account_get (sys, ACCOUNT), error);
  if (account == NULL)
    return FALSE;
  demo_step (0, "%s is %s", account->account_name, account->status);
  return TRUE;
}

/* --- in it, by its administrator: a role, what it may do, and who has it --- */

static gboolean
make_user (MoClient *admin, GError **error)
{
  const MoGrantObject orders = { MO_GRANT_ON_TABLE, "shop", "orders" };

  return mo_await (mo_execute (admin, "CREATE DATABASE shop"), error)
         && mo_await (mo_execute (admin, "CREATE TABLE shop.orders (id BIGINT PRIMARY KEY)"), error)
         && mo_await (mo_role_create (admin, "reader"), error)
         && mo_await (mo_grant_privileges (admin, MO_PRIVILEGE_SELECT, &orders, LIST ("reader"),
                                           MO_GRANT_DEFAULT),
                      error)
         && mo_await (mo_user_create (admin, "ann", PASSWORD, "reader"), error)
         && mo_await (mo_grant_roles_to_users (admin, LIST ("reader"), LIST ("ann"),
                                               MO_GRANT_DEFAULT),
                      error);
}

static gboolean
list_grants (MoClient *admin, GError **error)
{
  g_autoptr (GPtrArray) grants = NULL;

  demo_start ("A role and a user");
  if (!make_user (admin, error))
    return FALSE;
  grants = mo_await_all (mo_grant_list_of_user (admin, "ann"), error);
  if (grants == NULL)
    return FALSE;
  MO_FOREACH (MoGrant, grant, grants)
    if (g_str_equal (grant->role_name, "reader"))
      demo_step (0, "%s has %s", grant->role_name, grant->privilege);
  return TRUE;
}

/* --- the user --- */

static gboolean
read_and_write (MoClient *ann, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gint64 n_orders;

  demo_start ("What the user may do");
  if (!mo_await_int64 (mo_execute (ann, "SELECT COUNT(*) FROM shop.orders"), &n_orders, error))
    return FALSE;
  demo_step (0, "read: %" G_GINT64_FORMAT " orders", n_orders);
  if (mo_await (mo_execute (ann, "INSERT INTO shop.orders VALUES (1)"), &problem))
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_FAILED, "the reader could write");
      return FALSE;
    }
  demo_step (0, "not write: %s", problem->message);
  return TRUE;
}

static gboolean
run (MoClient *sys, const char *uri, GError **error)
{
  g_autoptr (MoClient) admin = NULL;
  g_autoptr (MoClient) ann = NULL;

  if (!make_account (sys, error))
    return FALSE;
  admin = login (uri, "admin", error);
  ann = login (uri, "ann", error);
  return admin != NULL && ann != NULL && list_grants (admin, error) && read_and_write (ann, error)
         && mo_await (mo_client_disconnect (ann), error)
         && mo_await (mo_client_disconnect (admin), error)
         && mo_await (mo_account_drop (sys, ACCOUNT), error);
}

int
main (int argc, char **argv)
{
  const char *uri = demo_uri (argc, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  client = mo_client_new (uri, &error);
  if (client == NULL || (!run (client, uri, &error) && !demo_is_left_out (&error))
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("tenants", error);
  g_print ("tenants: ok\n");
  return 0;
}
