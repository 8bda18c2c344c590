/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The models of the header, with nothing but public headers. */

#include "entity-models.h"

/* clang-format off */
MO_DEFINE_MODEL (Person, person, "people",
  MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
  MO_COLUMN (name, MO_NOT_NULL, .length = 100),
  MO_COLUMN (age, 0),
  MO_COLUMN (admin, MO_BOOLEAN),
  MO_COLUMN (locked, 0),
  MO_COLUMN (score, 0),
  MO_COLUMN (points, 0),
  MO_COLUMN (picture, 0),
  MO_COLUMN (seen, MO_NULLABLE),
  MO_COLUMN (boss_id, 0, .references = MO_REFERENCES (Person, id)))

MO_DEFINE_MODEL (Purchase, purchase, "purchases",
  MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
  MO_COLUMN (person_id, 0, .references = MO_REFERENCES (Person, id)),
  MO_COLUMN (person_name, 0, .references = MO_REFERENCES (Person, name)),
  MO_COLUMN (item, 0))
/* clang-format on */

Person *
entity_models_new_person (const char *name)
{
  g_autofree char *copy = g_strdup (name);

  return mo_new (Person, .name = copy, .age = 30);
}
