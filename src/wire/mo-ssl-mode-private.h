/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much a connection wants of TLS, in MySQL's own words. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MO_SSL_MODE_PREFERRED, /* where the server offers it, over TCP; no certificate is looked at */
  MO_SSL_MODE_DISABLED,
  MO_SSL_MODE_REQUIRED,        /* TLS or no connection; against eavesdroppers only */
  MO_SSL_MODE_VERIFY_CA,       /* and a certificate that an authority in ssl_ca has signed */
  MO_SSL_MODE_VERIFY_IDENTITY, /* and for the name of the host */
  MO_SSL_MODE_UNKNOWN,         /* a word that is none of them: nothing is connected with it */
} MoSslMode;

#define MO_SSL_MODE_WORDS "disabled, preferred, required, verify_ca, verify_identity"

/* In any case; NULL is the default, PREFERRED. */
MoSslMode   mo_ssl_mode_parse    (const char *word);
/* NULL for UNKNOWN. */
const char *mo_ssl_mode_get_word (MoSslMode   self);

G_END_DECLS
