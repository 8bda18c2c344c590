/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The textual form of socket addresses: tcp:HOST:PORT and unix:PATH. */

#include "address.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <sys/un.h>

/* The kernel wants the path with its NUL; GIO would cut off a longer one without a word. */
#define MAX_PATH_LENGTH (sizeof (((struct sockaddr_un *) NULL)->sun_path) - 1)

static GSocketAddress *
parse_unix (const char *path, GError **error)
{
  if (*path == '\0')
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "The address “unix:%s” has no path", path);
      return NULL;
    }
  if (strlen (path) > MAX_PATH_LENGTH)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG,
                   "The path of “unix:%s” is longer than %" G_GSIZE_FORMAT " bytes", path,
                   MAX_PATH_LENGTH);
      return NULL;
    }

  return g_unix_socket_address_new (path);
}

/* Takes the host out of "HOST" or "[IPV6]"; NULL if it is neither. */
static char *
parse_host (const char *text, gsize length)
{
  if (length > 2 && text[0] == '[' && text[length - 1] == ']')
    return g_strndup (text + 1, length - 2);
  if (length == 0 || memchr (text, ':', length) != NULL || memchr (text, '[', length) != NULL)
    return NULL;

  return g_strndup (text, length);
}

/* Programs under test tend to listen on 127.0.0.1, whatever else "localhost" may stand for. */
static GInetAddress *
choose_ipv4 (GList *addresses)
{
  for (GList *link = addresses; link != NULL; link = link->next)
    {
      if (g_inet_address_get_family (link->data) == G_SOCKET_FAMILY_IPV4)
        return g_object_ref (link->data);
    }

  return g_object_ref (addresses->data);
}

static GInetAddress *
resolve (const char *host, GError **error)
{
  g_autoptr (GInetAddress) literal = g_inet_address_new_from_string (host);
  g_autoptr (GResolver) resolver = NULL;
  g_autolist (GInetAddress) addresses = NULL;

  if (literal != NULL)
    return g_steal_pointer (&literal);

  resolver = g_resolver_get_default ();
  addresses = g_resolver_lookup_by_name (resolver, host, NULL, error);
  return addresses != NULL ? choose_ipv4 (addresses) : NULL;
}

static GSocketAddress *
parse_tcp (const char *text, GError **error)
{
  const char *colon = strrchr (text, ':');
  g_autofree char *host = NULL;
  g_autoptr (GInetAddress) address = NULL;
  guint64 port;

  if (colon != NULL)
    host = parse_host (text, colon - text);
  if (host == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &port, NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "The address “tcp:%s” is not of the form tcp:HOST:PORT", text);
      return NULL;
    }

  address = resolve (host, error);
  return address != NULL ? g_inet_socket_address_new (address, port) : NULL;
}

GSocketAddress *
wp_address_parse (const char *text, GError **error)
{
  if (g_str_has_prefix (text, "tcp:"))
    return parse_tcp (text + strlen ("tcp:"), error);
  if (g_str_has_prefix (text, "unix:"))
    return parse_unix (text + strlen ("unix:"), error);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "The address “%s” is neither tcp:HOST:PORT nor unix:PATH", text);
  return NULL;
}

char *
wp_address_to_string (GSocketAddress *address)
{
  g_autofree char *host = NULL;
  GInetAddress *inet;
  gboolean ipv6;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return g_strconcat ("unix:", wp_address_get_path (address), NULL);

  inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  host = g_inet_address_to_string (inet);
  ipv6 = g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6;
  return g_strdup_printf (ipv6 ? "tcp:[%s]:%u" : "tcp:%s:%u", host, wp_address_get_port (address));
}

/* Whether only programs of this machine can reach it. */
gboolean
wp_address_is_local (GSocketAddress *address)
{
  GInetSocketAddress *inet;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return TRUE;

  inet = G_INET_SOCKET_ADDRESS (address);
  return g_inet_address_get_is_loopback (g_inet_socket_address_get_address (inet));
}

/* 0 for a unix socket */
guint16
wp_address_get_port (GSocketAddress *address)
{
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return 0;

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

/* NULL for a TCP address */
const char *
wp_address_get_path (GSocketAddress *address)
{
  if (!G_IS_UNIX_SOCKET_ADDRESS (address))
    return NULL;

  return g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (address));
}
