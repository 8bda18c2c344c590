/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The words of ssl-mode. */

#include "wire/mo-ssl-mode-private.h"

static const char *const words[] = {
  [MO_SSL_MODE_PREFERRED] = "preferred",
  [MO_SSL_MODE_DISABLED] = "disabled",
  [MO_SSL_MODE_REQUIRED] = "required",
  [MO_SSL_MODE_VERIFY_CA] = "verify_ca",
  [MO_SSL_MODE_VERIFY_IDENTITY] = "verify_identity",
};

MoSslMode
mo_ssl_mode_parse (const char *word)
{
  if (word == NULL)
    return MO_SSL_MODE_PREFERRED;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (word, words[i]) == 0)
      return (MoSslMode) i;
  return MO_SSL_MODE_UNKNOWN;
}

const char *
mo_ssl_mode_get_word (MoSslMode self)
{
  return (guint) self < G_N_ELEMENTS (words) ? words[self] : NULL;
}
