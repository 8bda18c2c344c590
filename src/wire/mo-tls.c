/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The modes of TLS as options of the client library. MariaDB Connector/C has no modes, only parts
 * to make them of, which differ between its versions. */

#include "wire/mo-tls-private.h"

#include <matrixone-glib/mo-error.h>

/* From here on Connector/C checks a certificate with its name or not at all, and compares an empty
 * fingerprint too. */
#define CONNECTOR_C_WITH_STRICT_CHECKS 30400

/* Nobody is between the two ends of a unix socket, so it is used there only when it must. */
static MoSslMode
effective_mode (const MoEndpoint *endpoint)
{
  if (endpoint->socket != NULL && endpoint->ssl_mode == MO_SSL_MODE_PREFERRED)
    return MO_SSL_MODE_DISABLED;
  return endpoint->ssl_mode;
}

static gboolean
is_verifying (MoSslMode mode)
{
  return mode == MO_SSL_MODE_VERIFY_CA || mode == MO_SSL_MODE_VERIFY_IDENTITY;
}

static gboolean
is_must (MoSslMode mode)
{
  return mode == MO_SSL_MODE_REQUIRED || is_verifying (mode);
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT, message);
  return FALSE;
}

static gboolean
check_settings (const MoEndpoint *endpoint, GError **error)
{
  MoSslMode mode = effective_mode (endpoint);

  if (mode == MO_SSL_MODE_UNKNOWN)
    return refuse (error, "ssl-mode is none of " MO_SSL_MODE_WORDS);
  if (is_verifying (mode) && endpoint->ssl_ca == NULL)
    return refuse (error, "ssl-mode verify_ca and verify_identity need ssl-ca, a file with the "
                          "certificates of the authorities to trust");
  if (!is_verifying (mode) && endpoint->ssl_ca != NULL)
    return refuse (error, "ssl-ca is looked at with ssl-mode verify_ca and verify_identity only");
  if ((endpoint->ssl_cert == NULL) != (endpoint->ssl_key == NULL))
    return refuse (error, "ssl-cert and ssl-key belong together, and one of them is not set");
  if (endpoint->ssl_cert != NULL && mode == MO_SSL_MODE_DISABLED)
    return refuse (error, "ssl-cert is shown with TLS only, which ssl-mode disabled never uses, "
                          "nor preferred over a unix socket");
  if (endpoint->socket != NULL && mode == MO_SSL_MODE_VERIFY_IDENTITY)
    return refuse (error, "ssl-mode verify_identity compares the name of a host, and a unix socket "
                          "has none; there is verify_ca");
  return TRUE;
}

#ifdef MARIADB_PACKAGE_VERSION

/* It has no mode for it: what does it is that the handshake of OpenSSL, asked for no name, checks
 * against the authorities as soon as there are some. That of GnuTLS takes unknown ones. */
static gboolean
can_verify_ca (const MoMysqlApi *api)
{
  return api->client_version () < CONNECTOR_C_WITH_STRICT_CHECKS
         && g_str_has_prefix (api->tls_library (), "OpenSSL");
}

static void
set_mode (const MoMysqlApi *api, MYSQL *mysql, MoSslMode mode)
{
  MoMysqlBool use = mode != MO_SSL_MODE_DISABLED;
  MoMysqlBool verify = mode == MO_SSL_MODE_VERIFY_IDENTITY;

  api->options (mysql, MYSQL_OPT_SSL_ENFORCE, &use);
  /* Both ways: newer versions do it by themselves. With it a server that offers no TLS is refused
   * as soon as it has greeted. */
  api->options (mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
  /* ENFORCE enforces nothing: a server that offers no TLS would be sent name and password as ever.
   * A fingerprint makes TLS a must before that, and an empty one is then compared with nothing.
   * Where it is compared, all that is left is to look once it has logged in. */
  if (is_must (mode) && !verify && api->client_version () < CONNECTOR_C_WITH_STRICT_CHECKS)
    api->options (mysql, MARIADB_OPT_TLS_PEER_FP, "");
}

/* Whoever answers may ask for the password itself, by mysql_clear_password or dialog. Where it is
 * not known who that is, and TLS no must, only what proves to know it is sent. */
static void
restrict_authentication (const MoMysqlApi *api, MYSQL *mysql, const MoEndpoint *endpoint)
{
  if (endpoint->socket == NULL && !is_must (effective_mode (endpoint)))
    api->options (mysql, MARIADB_OPT_RESTRICTED_AUTH,
                  "mysql_native_password,client_ed25519,caching_sha2_password,sha256_password");
}

#else

static gboolean
can_verify_ca (const MoMysqlApi *api)
{
  return TRUE;
}

static void
set_mode (const MoMysqlApi *api, MYSQL *mysql, MoSslMode mode)
{
  static const guint modes[] = {
    [MO_SSL_MODE_PREFERRED] = SSL_MODE_PREFERRED,
    [MO_SSL_MODE_DISABLED] = SSL_MODE_DISABLED,
    [MO_SSL_MODE_REQUIRED] = SSL_MODE_REQUIRED,
    [MO_SSL_MODE_VERIFY_CA] = SSL_MODE_VERIFY_CA,
    [MO_SSL_MODE_VERIFY_IDENTITY] = SSL_MODE_VERIFY_IDENTITY,
  };

  api->options (mysql, MYSQL_OPT_SSL_MODE, &modes[mode]);
}

/* By itself it sends a password in clear only where it is told to. */
static void
restrict_authentication (const MoMysqlApi *api, MYSQL *mysql, const MoEndpoint *endpoint)
{
  (void) api;
  (void) mysql;
  (void) endpoint;
}

#endif

gboolean
mo_tls_check (const MoMysqlApi *api, const MoEndpoint *endpoint, GError **error)
{
  if (!check_settings (endpoint, error))
    return FALSE;
  if (endpoint->ssl_mode != MO_SSL_MODE_VERIFY_CA || can_verify_ca (api))
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED,
                       "this client library checks a certificate together with the name in it or "
                       "not at all, so there is no ssl-mode verify_ca; there are disabled, "
                       "preferred, required and verify_identity");
  return FALSE;
}

void
mo_tls_set_options (const MoMysqlApi *api, MYSQL *mysql, const MoEndpoint *endpoint)
{
  set_mode (api, mysql, effective_mode (endpoint));
  restrict_authentication (api, mysql, endpoint);
  if (endpoint->ssl_ca != NULL)
    api->options (mysql, MYSQL_OPT_SSL_CA, endpoint->ssl_ca);
  if (endpoint->ssl_cert != NULL)
    {
      api->options (mysql, MYSQL_OPT_SSL_CERT, endpoint->ssl_cert);
      api->options (mysql, MYSQL_OPT_SSL_KEY, endpoint->ssl_key);
    }
}

gboolean
mo_tls_is_enough (const MoMysqlApi *api, MYSQL *mysql, const MoEndpoint *endpoint)
{
  return !is_must (endpoint->ssl_mode) || api->get_ssl_cipher (mysql) != NULL;
}

char *
mo_tls_explain (const MoEndpoint *endpoint)
{
  switch (endpoint->ssl_mode)
    {
    case MO_SSL_MODE_REQUIRED:
      return g_strdup ("ssl-mode required takes no connection without TLS");
    case MO_SSL_MODE_VERIFY_CA:
      return g_strdup_printf ("ssl-mode verify_ca wants a certificate that an authority in %s has "
                              "signed",
                              endpoint->ssl_ca);
    case MO_SSL_MODE_VERIFY_IDENTITY:
      return g_strdup_printf ("ssl-mode verify_identity wants a certificate for %s that an "
                              "authority in %s has signed",
                              endpoint->host, endpoint->ssl_ca);
    case MO_SSL_MODE_PREFERRED:
    case MO_SSL_MODE_DISABLED:
    case MO_SSL_MODE_UNKNOWN:
    default:
      return g_strdup ("ssl-mode disabled connects without TLS");
    }
}
