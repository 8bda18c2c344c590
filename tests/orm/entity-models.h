/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Models that several files use: declared here, defined in entity-models.c. */

#pragma once

#include <matrixone-glib.h>

typedef struct
{
  gint64 id;
  char *name;
  gint32 age;
  gboolean admin;
  _Bool locked;
  float score;
  MoNullInt64 points;
  GBytes *picture;
  GDateTime *seen;
  gint64 boss_id;
  int scratch;      /* no column */
  const char *note; /* no column, not copied, not freed */
} Person;

MO_DECLARE_MODEL (Person, person)

typedef struct
{
  gint64 id;
  gint32 person_id;
  char *person_name; /* refers to a column that is no key */
  char *item;
} Purchase;

MO_DECLARE_MODEL (Purchase, purchase)

/* As another translation unit makes one. */
Person *
entity_models_new_person (const char *name);
