/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A proxy before the tested server: what was sent, and in how many round trips. */

#pragma once

#include <wireplay.h>

#include "mo-test-server.h"

G_BEGIN_DECLS

/* (transfer full): before the server of MO_TEST_URI. */
Wireplay *mo_test_proxy_new       (void);
/* A client whose connections go through the proxy: none but those that statements run on.
 * @database: NULL for that of MO_TEST_URI. */
MoClient *mo_test_proxy_client    (Wireplay   *proxy,
                                   const char *database,
                                   const char *options);
/* Whether a command holds @part. */
gboolean  mo_test_proxy_saw       (Wireplay   *proxy,
                                   const char *part);
guint     mo_test_proxy_count     (Wireplay   *proxy,
                                   const char *part);
/* For a failed test: all that was sent. */
void      mo_test_proxy_print     (Wireplay   *proxy);

/* A proxy and a connected client behind it, with nothing counted yet. */
typedef struct
{
  MoTest *test;
  Wireplay *proxy;
  MoClient *client; /* through the proxy */
} MoTestWire;

void      mo_test_wire_open       (MoTestWire *self,
                                   MoTest     *test,
                                   const char *options);
void      mo_test_wire_close      (MoTestWire *self);

G_END_DECLS
