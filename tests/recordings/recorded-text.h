/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The first connection of a recording, as a test reads it and changes it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean is_command;
  gboolean is_answer;  /* or the greeting */
  char *command;       /* its name, such as "COM_QUERY" */
  char *text;          /* of a query, or of what is prepared; of any other command its name */
  GByteArray *payload; /* of a command, without the byte for that */
  guint first_line;
  guint end_line;
} RecordedPacket;

typedef struct
{
  GStrv lines;
  GPtrArray *packets; /* of RecordedPacket; those of other connections are neither */
  char *user;
  char *database;
} RecordedText;

/* The test fails if it cannot be read. */
RecordedText         *recorded_text_load      (const char           *path);
void                  recorded_text_free      (RecordedText         *self);
const RecordedPacket *recorded_text_get       (RecordedText         *self,
                                               guint                 index);
/* (transfer full): what tests/lib/record wrote behind "# name: "; NULL: nothing. */
char                 *recorded_text_dup_note  (RecordedText         *self,
                                               const char           *name);
/* The index of the first command from @first on whose text begins with @text, or the test fails. */
guint                 recorded_text_find      (RecordedText         *self,
                                               guint                 first,
                                               const char           *text);
/* On the wire. */
gsize                 recorded_packet_n_bytes (const RecordedPacket *self);
/* (transfer full): the whole recording with one bit of the packet's payload changed; at the end of
 * the payload, another command. */
char                 *recorded_text_change    (RecordedText         *self,
                                               guint                 index,
                                               guint                 byte);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RecordedText, recorded_text_free)

G_END_DECLS
