/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server in a thread that speaks just enough of the protocol to say what a test wants. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _FakeServer FakeServer;

/* Answers one command; on the server's thread. */
typedef void (*FakeHandler) (FakeServer *server, guint8 command, GBytes *body);

typedef struct
{
  const char *version;   /* NULL: "8.0.30-fake" */
  FakeHandler handler;   /* NULL: each command is answered with OK */
  guint16 login_error;   /* 0: everybody is let in */
  gboolean silent;       /* accepts and never says anything */
  gboolean silent_login; /* greets and never answers the login */
  const char *plugin;    /* asks for a login by this one instead, and lets everybody in */
} FakeScript;

FakeServer *fake_server_new       (const FakeScript *script);
void        fake_server_free      (FakeServer       *self);
guint16     fake_server_get_port  (FakeServer       *self);

/* Of the last client; to be read once it has connected. */
guint32     fake_server_get_client_flags   (FakeServer *self);
guint8      fake_server_get_client_charset (FakeServer *self);
/* Of all clients, in their first packet. */
guint       fake_server_get_n_login_bytes  (FakeServer *self);
guint       fake_server_count     (FakeServer       *self,
                                   guint8            command);

/* For handlers. */

/* FALSE: the client is gone. */
gboolean    fake_server_send      (FakeServer       *self,
                                   gconstpointer     payload,
                                   gsize             length);
void        fake_server_send_ok   (FakeServer       *self,
                                   guint16           status);
void        fake_server_send_error (FakeServer      *self,
                                   guint16           number,
                                   const char       *text);
void        fake_server_send_error_state (FakeServer *self,
                                   guint16           number,
                                   const char       *sqlstate,
                                   const char       *text);
void        fake_server_send_columns (FakeServer    *self,
                                   guint8            n_columns);
void        fake_server_send_column (FakeServer     *self,
                                   const char       *name,
                                   guint8            type,
                                   guint16           flags,
                                   guint8            charset);
void        fake_server_send_eof  (FakeServer       *self,
                                   guint16           status);
/* One text cell a row; NULL is SQL NULL. FALSE: as above. */
gboolean    fake_server_send_row  (FakeServer       *self,
                                   const char       *text);
/* The next packet of the client, or NULL. */
GBytes     *fake_server_read      (FakeServer       *self);
/* Hangs up after the handler. */
void        fake_server_hang_up   (FakeServer       *self);
/* The same by RST, as a process does that is killed, or what stands between. */
void        fake_server_cut_off   (FakeServer       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeServer, fake_server_free)

#define COMMAND_QUERY 0x03
#define COMMAND_PING 0x0e
#define COMMAND_PREPARE 0x16
#define COMMAND_EXECUTE 0x17
#define COMMAND_RESET 0x1f

G_END_DECLS
