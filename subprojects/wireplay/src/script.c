/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How far a recording has been played: what comes next on each of its connections, and when. */

#include "script.h"

#include "session-state.h"

/* A place is an index into a part's packets. */
typedef struct
{
  guint packet;     /* an index into the recording */
  gboolean at_rest; /* the session, before the packet */
} Place;

/* One connection: how it begins, and what then was done on it. */
typedef struct
{
  GArray *places;  /* of Place */
  guint position;  /* the place to be played next */
  guint login_end; /* the first place at which the session is at rest, or the end */
  guint resume;    /* the place to go on at from there */
  gboolean taken;  /* a client plays it */
  gboolean begun;  /* one has */
} Part;

struct _WpScript
{
  WpRecording *recording;
  GArray *parts;       /* of Part; a connection's number is its index and 1 */
  gboolean *played;    /* of each packet of the recording */
  guint n_commands;    /* played */
  guint first_missing; /* every packet before it that a client has to send has come */
};

static void
part_clear (gpointer data)
{
  g_array_unref (((Part *) data)->places);
}

static Part *
get_part (const WpScript *self, guint connection)
{
  return &g_array_index (self->parts, Part, connection - 1);
}

static const Place *
get_place (const WpScript *self, guint connection, guint place)
{
  return &g_array_index (get_part (self, connection)->places, Place, place);
}

static const WpRecordedPacket *
get_packet (const WpScript *self, guint connection, guint place)
{
  return wp_recording_get (self->recording, get_place (self, connection, place)->packet);
}

static Part *
add_part (WpScript *self)
{
  Part part = { .places = g_array_new (FALSE, FALSE, sizeof (Place)) };

  g_array_append_val (self->parts, part);
  return get_part (self, self->parts->len);
}

static void
find_rests (WpScript *self, guint connection)
{
  Part *part = get_part (self, connection);
  WpSessionState state = { 0 };

  part->login_end = part->places->len;
  for (guint i = 0; i < part->places->len; i++)
    {
      const WpRecordedPacket *packet = get_packet (self, connection, i);
      Place *place = &g_array_index (part->places, Place, i);

      place->at_rest = wp_session_state_is_at_rest (&state, packet);
      if (place->at_rest)
        part->login_end = MIN (part->login_end, i);
      wp_session_state_feed (&state, packet);
    }
  part->resume = part->login_end;
}

/* Takes the recording. */
WpScript *
wp_script_new (WpRecording *recording)
{
  WpScript *self = g_new0 (WpScript, 1);

  self->recording = recording;
  self->played = g_new0 (gboolean, recording->packets->len);
  self->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  g_array_set_clear_func (self->parts, part_clear);
  for (guint i = 0; i < recording->n_connections; i++)
    add_part (self);
  for (guint i = 0; i < recording->packets->len; i++)
    {
      Place place = { i, FALSE };

      g_array_append_val (get_part (self, wp_recording_get (recording, i)->connection)->places,
                          place);
    }
  for (guint i = 1; i <= recording->n_connections; i++)
    find_rests (self, i);
  return self;
}

void
wp_script_free (WpScript *self)
{
  g_array_unref (self->parts);
  g_free (self->played);
  wp_recording_free (self->recording);
  g_free (self);
}

/* --- the login --- */

/* NULL if it has none. */
static const WpRecordedPacket *
find_login (const WpScript *self, guint connection)
{
  for (guint place = 0; place < get_part (self, connection)->places->len; place++)
    {
      if (get_packet (self, connection, place)->kind == WP_PACKET_LOGIN)
        return get_packet (self, connection, place);
    }

  return NULL;
}

/* NULL if it has none. */
const WpLogin *
wp_script_get_login (const WpScript *self, guint connection)
{
  const WpRecordedPacket *packet = find_login (self, connection);

  return packet != NULL ? packet->login : NULL;
}

/* --- playing --- */

/* NULL at the end. */
const WpRecordedPacket *
wp_script_get_next (const WpScript *self, guint connection)
{
  const Part *part = get_part (self, connection);

  return part->position < part->places->len ? get_packet (self, connection, part->position) : NULL;
}

static gboolean
is_missing (const WpScript *self, guint index)
{
  return !self->played[index]
         && wp_recorded_packet_matters (wp_recording_get (self->recording, index));
}

static guint
find_missing (WpScript *self)
{
  while (self->first_missing < self->recording->packets->len
         && !is_missing (self, self->first_missing))
    self->first_missing++;

  return self->first_missing;
}

/* The first packet that a client has to send and has not sent, or NULL. */
const WpRecordedPacket *
wp_script_get_missing (WpScript *self)
{
  guint index = find_missing (self);

  return index < self->recording->packets->len ? wp_recording_get (self->recording, index) : NULL;
}

guint
wp_script_count_missing (const WpScript *self)
{
  guint n = 0;

  for (guint i = 0; i < self->recording->packets->len; i++)
    n += is_missing (self, i) ? 1 : 0;
  return n;
}

/* Whether all that clients had sent before the next packet of @connection has come. The login waits
 * for nobody: who connects when is up to the client's pool. */
gboolean
wp_script_may_go_on (WpScript *self, guint connection)
{
  const Part *part = get_part (self, connection);

  return part->position < part->login_end
         || find_missing (self) >= get_place (self, connection, part->position)->packet;
}

void
wp_script_advance (WpScript *self, guint connection)
{
  Part *part = get_part (self, connection);

  if (get_packet (self, connection, part->position)->kind == WP_PACKET_COMMAND)
    self->n_commands++;
  self->played[get_place (self, connection, part->position)->packet] = TRUE;
  part->position++;
  if (part->position == part->login_end)
    part->position = part->resume;
}

/* The commands that clients have sent as recorded. */
guint
wp_script_get_n_commands (const WpScript *self)
{
  return self->n_commands;
}

/* Plays all that is left of a connection, which the server has closed, or which was cut. */
void
wp_script_finish_connection (WpScript *self, guint connection)
{
  Part *part = get_part (self, connection);

  for (; part->position < part->places->len; part->position++)
    self->played[get_place (self, connection, part->position)->packet] = TRUE;
}

/* --- connecting --- */

/* Whether a client has to send something on @connection yet. */
static gboolean
has_missing (const WpScript *self, guint connection)
{
  const Part *part = get_part (self, connection);

  for (guint i = part->login_end; i < part->places->len; i++)
    {
      if (is_missing (self, get_place (self, connection, i)->packet))
        return TRUE;
    }

  return FALSE;
}

/* A pool may need one more than it did when it was recorded: it begins as @model did, and has
 * nothing of its own to do. */
static guint
add_spare (WpScript *self, guint model)
{
  guint login_end = get_part (self, model)->login_end;
  Part *spare = add_part (self);

  g_array_append_vals (spare->places, get_part (self, model)->places->data, login_end);
  spare->login_end = spare->resume = login_end;
  return self->parts->len;
}

/* Nobody plays it, and there is something to be done on it: if only to connect, once. */
static gboolean
is_free (const WpScript *self, guint connection)
{
  const Part *part = get_part (self, connection);

  return !part->taken && (!part->begun || has_missing (self, connection));
}

static void
take (WpScript *self, guint connection, guint position)
{
  Part *part = get_part (self, connection);

  part->taken = part->begun = TRUE;
  part->position = position;
}

/* The number of the connection that a new client begins with; 0 if none was recorded. */
guint
wp_script_take_connection (WpScript *self)
{
  guint connection = 1;

  if (self->parts->len == 0)
    return 0;

  while (connection <= self->parts->len && !is_free (self, connection))
    connection++;
  if (connection > self->parts->len)
    connection = add_spare (self, 1);
  take (self, connection, 1); /* behind its being opened */
  return connection;
}

/* Whether @connection begins as the client of another one would go on, which sent @got at @place.
 */
static gboolean
has_login (const WpScript *self, guint connection, guint place, const WpRecordedPacket *got)
{
  const Part *part = get_part (self, connection);

  return place < part->login_end
         && wp_recorded_packet_matches (get_packet (self, connection, place), got);
}

/* The client of @connection, which was chosen before it said who it is, sent the login @got:
 * returns the connection that it goes on with, which is @connection if it fits, or if none does. */
guint
wp_script_choose_login (WpScript *self, guint connection, const WpRecordedPacket *got)
{
  Part *part = get_part (self, connection);
  guint place = part->position;
  guint model = 0;
  guint other;

  if (has_login (self, connection, place, got))
    return connection;

  for (other = 1; other <= self->parts->len; other++)
    {
      if (!has_login (self, other, place, got))
        continue;
      model = other;
      if (is_free (self, other))
        break;
    }
  if (model == 0)
    return connection;

  /* As if it had not been chosen. */
  part->taken = FALSE;
  part->begun = part->resume > part->login_end;
  if (other > self->parts->len)
    other = add_spare (self, model);
  take (self, other, place);
  return other;
}

/* --- sessions at rest, which are all alike --- */

/* Where a client would go on that takes over, if the session is at rest there; or G_MAXUINT. */
static guint
get_rest (const WpScript *self, guint connection)
{
  const Part *part = get_part (self, connection);
  guint place = part->taken ? part->position : part->resume;

  if (place < part->login_end)
    return G_MAXUINT;
  return place == part->places->len || get_place (self, connection, place)->at_rest ? place
                                                                                    : G_MAXUINT;
}

static gboolean
logs_in_alike (const WpScript *self, guint a, guint b)
{
  const WpRecordedPacket *login_a = find_login (self, a);
  const WpRecordedPacket *login_b = find_login (self, b);

  return login_a == login_b
         || (login_a != NULL && login_b != NULL && wp_recorded_packet_matches (login_a, login_b));
}

/* A client of @connection sent @got: the connection on which that was recorded first, of those
 * whose session is at rest if its own is; or 0 if it was not. */
guint
wp_script_find (const WpScript *self, guint connection, const WpRecordedPacket *got)
{
  const WpRecordedPacket *next = wp_script_get_next (self, connection);
  guint first_packet = G_MAXUINT;
  guint found = 0;

  if (get_rest (self, connection) == G_MAXUINT)
    return next != NULL && wp_recorded_packet_matches (next, got) ? connection : 0;

  for (guint other = 1; other <= self->parts->len; other++)
    {
      guint place = get_rest (self, other);

      if (place < get_part (self, other)->places->len
          && get_place (self, other, place)->packet < first_packet
          && logs_in_alike (self, connection, other)
          && wp_recorded_packet_matches (get_packet (self, other, place), got))
        {
          first_packet = get_place (self, other, place)->packet;
          found = other;
        }
    }

  return found;
}

/* The client of @connection leaves: what is left there to be done waits for another. FALSE, and
 * nothing is done, if no other can do it. */
gboolean
wp_script_leave_connection (WpScript *self, guint connection)
{
  Part *part = get_part (self, connection);

  if (!has_missing (self, connection))
    {
      wp_script_finish_connection (self, connection);
      return TRUE;
    }
  if (part->position >= part->login_end && get_rest (self, connection) == G_MAXUINT)
    return FALSE;

  part->taken = FALSE;
  part->resume = MAX (part->position, part->resume);
  return TRUE;
}

/* From now on the client of @a does what was to be done on @b. If @b has a client, that one does
 * what was to be done on @a; else the one will that connects as @a. */
void
wp_script_swap (WpScript *self, guint a, guint b)
{
  Part *part_a = get_part (self, a);
  Part *part_b = get_part (self, b);

  if (!part_b->taken)
    {
      guint resume = part_b->resume;

      part_a->taken = FALSE;
      part_a->resume = part_a->position;
      part_b->taken = part_b->begun = TRUE;
      part_b->position = resume;
    }
}
