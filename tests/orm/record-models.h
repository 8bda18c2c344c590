/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records that tests use, and what they tell: defined in record-models.c. */

#pragma once

#include <matrixone-glib.h>

/* One that the macro makes a class. */
typedef struct
{
  MoRecord parent_instance;
  gint64 id;
  char *name;
  gint32 age;
  gint8 level;
  _Bool admin;
  double height;
  MoNullInt64 score;
  GBytes *picture;
  GDateTime *seen;
  MoNullInt64 boss_id;
  int scratch; /* no column */
} Member;

MO_DECLARE_RECORD (Member, member)

/* One that is written by hand: with a property, a signal, a virtual function and a private part of
 * its own, and with a property of its own for a column. */
#define TYPE_PET (pet_get_type ())
#define PET(object) (G_TYPE_CHECK_INSTANCE_CAST ((object), TYPE_PET, Pet))
#define PET_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), TYPE_PET, PetClass))

typedef struct
{
  MoRecord parent_instance;
  gint64 id;
  char *name;
  gint32 legs;
  gint64 member_id;
  guint n_renamed; /* no column */
} Pet;

typedef struct
{
  MoRecordClass parent_class;
  const char *(*get_sound) (Pet *self);
} PetClass;

GType pet_get_type (void);
MO_DECLARE_RECORD_MODEL (Pet)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pet, g_object_unref)

/* The notify of objects, and on which thread. */
typedef struct
{
  GPtrArray *names;
  GThread *thread;   /* of the last one */
  gboolean is_mixed; /* they came on several threads */
} Heard;

void  heard_listen (Heard   *self,
                    gpointer object);
/* What was heard since the last time must be @expected: "age name", in alphabetical order. */
void  heard_expect (Heard      *self,
                    const char *expected);
void  heard_clear  (Heard   *self);
