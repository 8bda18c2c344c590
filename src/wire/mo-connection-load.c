/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a server gets that asks for a file: what the statement loads, or nothing.
 *
 * The client libraries ask a handler, and end the data whatever it says: a server cannot tell a
 * source that has failed from one that has come to its end. So the connection is cut before.
 */

#include "wire/mo-connection-core-private.h"

#include <string.h>
#include <sys/socket.h>

#include "base/mo-error-private.h"
#include "value/mo-excerpt-private.h"

/* "Unknown error", of both libraries. */
#define CLIENT_UNKNOWN 2000
#define SHOWN_NAME_BYTES 200

/* Numbers of a server whose local_infile is off: of old ones, MySQL's, MariaDB's. */
static const guint is_off[] = { 1148, 3948, 4166 };

/* The library's own descriptor: this is its thread, in a call of it. */
static void
cut (MoConnection *self)
{
  self->lost = TRUE;
  shutdown (self->api->get_socket (self->mysql), SHUT_RDWR);
}

/* --- the handler --- */

/* Whoever asks for what nobody has offered is not to be talked to. */
static void
refuse (MoConnection *self, const char *name)
{
  g_autofree char *shown = mo_excerpt (name, strlen (name), SHOWN_NAME_BYTES);
  g_autofree char *message
      = g_strdup_printf ("the server asked for the file '%s' of this machine, and got nothing: the "
                         "connection was cut (connection %" G_GUINT64_FORMAT "). What LOAD DATA "
                         "LOCAL is to load is given to mo_load_data()",
                         shown, self->id);

  g_clear_error (&self->load_error);
  self->load_error = mo_error_new_server (MO_ERROR_FAILED, 0, NULL, self->id, FALSE, message);
  cut (self);
}

static int
handler_init (void **handle, const char *name, void *data)
{
  MoConnection *self = data;
  MoLoad *load = self->load;

  *handle = self;
  if (load == NULL || load->was_asked || !g_str_equal (name, load->file))
    {
      refuse (self, name);
      return 1;
    }
  load->was_asked = TRUE;
  return 0;
}

static int
handler_read (void *handle, char *buffer, unsigned int size)
{
  MoConnection *self = handle;
  MoLoad *load = self->load;
  gsize n;

  if (!mo_load_source_fill (load->source, &self->load_error))
    {
      g_prefix_error (&self->load_error, "the data to load could not be read to its end, and the "
                                         "connection was cut, so that the server takes back what "
                                         "it had of it: ");
      if (mo_load_source_is_stopped (load->source))
        g_clear_error (&self->load_error); /* no failure of the source */
      cut (self);
      return -1;
    }
  n = mo_load_source_take (load->source, buffer, MIN (size, G_MAXINT));
  load->was_given = n == 0;
  return (int) n;
}

static void
handler_end (void *handle)
{
}

/* Connector/C takes the text for a format. */
static int
handler_error (void *handle, char *text, unsigned int size)
{
  g_strlcpy (text, "the file was refused, or not read to its end", size);
  return CLIENT_UNKNOWN;
}

void
mo_connection_install_load (MoConnection *self)
{
  self->api->set_local_infile_handler (self->mysql, handler_init, handler_read, handler_end,
                                       handler_error, self);
}

/* --- the statement --- */

/* (transfer full) */
static GError *
advise (GError *cause)
{
  g_autoptr (GError) owned = cause;

  for (gsize i = 0; i < G_N_ELEMENTS (is_off); i++)
    if (mo_error_get_server_code (owned) == is_off[i])
      return mo_error_rewrap (owned, MO_ERROR_NOT_SUPPORTED,
                              "%s; the server takes no LOAD DATA LOCAL: there, SET GLOBAL "
                              "local_infile = 1",
                              owned->message);
  return g_steal_pointer (&owned);
}

MoResult *
mo_connection_load (MoConnection *self,
                    const char *sql,
                    gsize length,
                    const char *file,
                    MoLoadSource *source,
                    GError **error)
{
  MoLoad load = { file, source };
  g_autoptr (GError) local = NULL;
  g_autoptr (MoResult) result = NULL;

  self->load = &load;
  result = mo_connection_query (self, sql, (gssize) length, &local);
  self->load = NULL;
  if (result != NULL && load.was_given)
    return g_steal_pointer (&result);
  if (result != NULL)
    g_set_error (error, MO_ERROR, MO_ERROR_FAILED,
                 "the server says that it is done, and has not asked for the data (connection "
                 "%" G_GUINT64_FORMAT ")",
                 self->id);
  else
    {
      self->request_sent = self->request_sent && load.was_given;
      g_propagate_error (error, advise (g_steal_pointer (&local)));
    }
  return NULL;
}
