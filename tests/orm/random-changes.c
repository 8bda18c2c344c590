/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Steps of a sequence that send nothing. */

#include "random-play.h"

static RndCell
pick_text (guint32 number)
{
  static const char *const texts[] = { "a", "b", "c", NULL };

  return rnd_text (texts[number % G_N_ELEMENTS (texts)]);
}

/* A key of a row that is there; NULL cell: there is none. */
static RndCell
pick_key (RndPlay *self, RndKind kind, guint32 number)
{
  GArray *table = self->world.working[kind];
  RndCell key
      = table->len > 0 ? g_array_index (table, RndRow, number % table->len).cells[RND_KEY]
                       : rnd_text (NULL);

  return rnd_cell_is_open (&key) ? rnd_text (NULL) : key;
}

/* Whether @child's references, whenever they were made, lead from @parent to it. */
static gboolean
leads_to (const RndInstance *parent, const RndInstance *child)
{
  for (; parent != NULL; parent = parent->link)
    if (parent == child)
      return TRUE;
  return FALSE;
}

static void
set_link (RndPlay *self, RndInstance *child, RndInstance *parent)
{
  const RndCell *key = &parent->fields.cells[RND_KEY];

  /* Whether it is set to what is on its way cannot be told. */
  if (rnd_cell_is_open (&child->known.cells[RND_REFERENCE]))
    rnd_play_settle (self);
  if (!rnd_entity_link (child->kind, child->entity, parent->entity))
    rnd_play_fail (self, "the reference of %u to %u was refused", child->number, parent->number);
  rnd_play_say (self, "%u refers to %u\n", child->number, parent->number);
  child->lost_link = child->lost_link || (child->link != NULL && child->link != parent);
  child->link = parent;
  child->is_followed = FALSE;
  if (rnd_cell_is_unset (key) || rnd_cell_is_open (key))
    child->fields.cells[RND_REFERENCE].type = RND_CELL_UNKNOWN;
  else
    child->fields.cells[RND_REFERENCE] = *key;
}

static void
set_cell (RndPlay *self, RndInstance *instance, guint column, RndCell cell)
{
  if (!rnd_entity_set (instance->kind, instance->entity, column, &cell))
    rnd_play_fail (self, "the column %u of %u was not set", column, instance->number);
  rnd_play_say (self, "%u: column %u is set to %s%" G_GINT64_FORMAT "\n", instance->number, column,
                cell.text != NULL ? cell.text : "", cell.number);
  instance->fields.cells[column] = cell;
  if (column != RND_REFERENCE)
    return;
  instance->lost_link = instance->lost_link || instance->link != NULL;
  instance->link = NULL;
}

/* --- coming --- */

static gboolean
may_be_linked (const RndInstance *child, const RndInstance *parent)
{
  return parent != NULL && rnd_kinds[child->kind].parent == parent->kind
         && !leads_to (parent, child);
}

static RndInstance *
make (RndPlay *self, const RndStep *step, guint32 more)
{
  static const char *const codes[] = { "k1", "k2", "k3" };
  RndKind kind = step->numbers[1] % RND_N_KINDS;
  RndKind parent = rnd_kinds[kind].parent;
  RndInstance *link = rnd_play_pick (self, step->numbers[2] + more);
  RndRow row = { { rnd_number (0), rnd_text (NULL), rnd_number (0),
                   pick_text (step->numbers[3] + more) } };
  RndInstance *instance;

  if (kind == RND_NOTE)
    row.cells[RND_KEY] = rnd_text (codes[(step->numbers[3] / 8 + more) % G_N_ELEMENTS (codes)]);
  if (kind == RND_MEMBER)
    row.cells[RND_COUNT] = rnd_number (1 + (step->numbers[3] / 8 + more) % 12);
  row.cells[RND_REFERENCE] = pick_key (self, parent, step->numbers[2] / 16);
  if (kind == RND_NOTE && row.cells[RND_REFERENCE].type == RND_CELL_NULL)
    row.cells[RND_REFERENCE] = rnd_number (0);
  instance = rnd_world_add (&self->world, kind, rnd_entity_new (kind, &row), MO_ENTITY_TRANSIENT);
  instance->fields = row;
  rnd_play_say (self, "%u is a new one of %s\n", instance->number, rnd_kinds[kind].name);
  if (may_be_linked (instance, link))
    set_link (self, instance, link);
  return instance;
}

static void
add (RndPlay *self, RndInstance *instance)
{
  MoSession *session = rnd_play_session (self);
  gboolean expected = rnd_world_attach (&self->world, instance);

  rnd_play_say (self, "%u is added\n", instance->number);
  if (mo_session_add (session, instance->entity) != expected)
    rnd_play_fail (self, "%u %s been added", instance->number,
                   expected ? "should have" : "should not have");
}

static void
do_new (RndPlay *self, const RndStep *step)
{
  for (guint32 i = 0; i < 1 + step->numbers[4] / 8 % 3 && self->world.instances->len < 16; i++)
    {
      RndInstance *instance = make (self, step, i);

      if (step->numbers[4] % 8 != 0)
        add (self, instance);
    }
}

/* Whether a session has deleted the row of one that is to come again, which may be on its way. */
static gboolean
is_doubtful (RndPlay *self, const RndInstance *instance)
{
  const RndCell *key = &instance->known.cells[RND_KEY];

  if (instance->state != MO_ENTITY_DETACHED)
    return FALSE;
  for (guint i = 0; i < self->world.instances->len && self->flights->len > 0; i++)
    {
      const RndInstance *other = g_ptr_array_index (self->world.instances, i);

      if (other->kind == instance->kind && other->state == MO_ENTITY_DELETED
          && rnd_cell_equal (&other->known.cells[RND_KEY], key))
        return TRUE;
    }
  return rnd_cell_is_open (key);
}

static gboolean
would_be_refused (RndPlay *self, const RndInstance *instance)
{
  return instance->state == MO_ENTITY_DELETED
         || (instance->state == MO_ENTITY_DETACHED
             && rnd_world_find_known (&self->world, instance->kind,
                                      &instance->known.cells[RND_KEY])
                    != NULL);
}

static void
do_add (RndPlay *self, const RndStep *step)
{
  RndInstance *instance = rnd_play_pick (self, step->numbers[1]);

  if (instance != NULL && !is_doubtful (self, instance)
      && (step->numbers[2] % 8 == 0 || !would_be_refused (self, instance)))
    add (self, instance);
}

/* --- changing --- */

static void
do_text (RndPlay *self, const RndStep *step)
{
  RndInstance *instance = rnd_play_pick (self, step->numbers[1]);

  if (instance != NULL)
    set_cell (self, instance, RND_TEXT, pick_text (step->numbers[2]));
}

static void
do_badge (RndPlay *self, const RndStep *step)
{
  RndInstance *instance = rnd_play_pick (self, step->numbers[1]);
  RndCell badge = rnd_number (1 + step->numbers[2] % 12);

  if (instance == NULL || instance->kind != RND_MEMBER)
    return;
  if (step->numbers[3] % 2 == 0)
    {
      set_cell (self, instance, RND_COUNT, badge);
      return;
    }
  rnd_entity_assign (instance->entity, badge.number);
  instance->fields.cells[RND_COUNT] = badge;
  rnd_play_say (self, "%u: badge is assigned %" G_GINT64_FORMAT "\n", instance->number,
                badge.number);
}

static void
do_set_back (RndPlay *self, const RndStep *step)
{
  RndInstance *instance = rnd_play_pick (self, step->numbers[1]);

  if (instance == NULL || !instance->is_known)
    return;
  set_cell (self, instance, RND_TEXT, instance->known.cells[RND_TEXT]);
  if (instance->kind == RND_MEMBER)
    set_cell (self, instance, RND_COUNT, instance->known.cells[RND_COUNT]);
  if (!rnd_cell_is_open (&instance->known.cells[RND_REFERENCE]))
    set_cell (self, instance, RND_REFERENCE, instance->known.cells[RND_REFERENCE]);
}

static void
do_reference (RndPlay *self, const RndStep *step)
{
  RndInstance *child = rnd_play_pick (self, step->numbers[1]);
  RndInstance *parent = rnd_play_pick (self, step->numbers[2]);
  RndCell key;

  if (child == NULL)
    return;
  if (may_be_linked (child, parent))
    {
      set_link (self, child, parent);
      return;
    }
  key = pick_key (self, rnd_kinds[child->kind].parent, step->numbers[3]);
  if (child->kind != RND_NOTE || key.type != RND_CELL_NULL)
    set_cell (self, child, RND_REFERENCE, key);
}

/* --- going --- */

static void
do_delete (RndPlay *self, const RndStep *step)
{
  RndInstance *instance = rnd_play_pick (self, step->numbers[1]);
  gboolean is_rare = step->numbers[2] % 4 == 0;
  gboolean expected;

  if (instance == NULL || is_doubtful (self, instance)
      || (!is_rare
          && (instance->state == MO_ENTITY_TRANSIENT || would_be_refused (self, instance)
              || rnd_world_is_referred (&self->world, instance->kind,
                                        &instance->known.cells[RND_KEY]))))
    return;
  (void) rnd_play_session (self);
  expected = instance->state != MO_ENTITY_TRANSIENT
             && (instance->state != MO_ENTITY_DETACHED || !would_be_refused (self, instance));
  rnd_world_delete (&self->world, instance);
  rnd_play_say (self, "%u is deleted\n", instance->number);
  if (mo_session_delete (self->session, instance->entity) != expected)
    rnd_play_fail (self, "%u %s been deleted", instance->number,
                   expected ? "should have" : "should not have");
}

static gboolean
refers_to (const RndInstance *self, const RndInstance *parent)
{
  return self->state == MO_ENTITY_PERSISTENT && !self->is_lost
         && rnd_kinds[self->kind].parent == parent->kind
         && rnd_cell_equal (&self->known.cells[RND_REFERENCE], &parent->known.cells[RND_KEY]);
}

/* With all that refer to it, as far as the session has them. */
static void
delete_tree (RndPlay *self, RndInstance *instance)
{
  if (instance->deleting)
    return;
  rnd_play_say (self, "%u is deleted\n", instance->number);
  if (!mo_session_delete (self->session, instance->entity))
    rnd_play_fail (self, "%u should have been deleted", instance->number);
  rnd_world_delete (&self->world, instance);
  for (guint i = 0; i < self->world.instances->len; i++)
    if (refers_to (g_ptr_array_index (self->world.instances, i), instance))
      delete_tree (self, g_ptr_array_index (self->world.instances, i));
}

static void
do_delete_tree (RndPlay *self, const RndStep *step)
{
  RndInstance *instance = rnd_play_pick (self, step->numbers[1] | 1);

  if (instance != NULL && instance->state == MO_ENTITY_PERSISTENT)
    delete_tree (self, instance);
}

static void
do_expunge (RndPlay *self, const RndStep *step)
{
  RndInstance *instance = rnd_play_pick (self, step->numbers[1]);

  if (instance == NULL || !rnd_instance_is_in (instance))
    return;
  rnd_play_say (self, "%u is expunged\n", instance->number);
  if (!mo_session_expunge (self->session, instance->entity))
    rnd_play_fail (self, "%u was not expunged", instance->number);
  rnd_world_let_go (instance);
}

static void
do_expire (RndPlay *self, const RndStep *step)
{
  RndInstance *instance = rnd_play_pick (self, step->numbers[1]);

  if (instance == NULL || !rnd_instance_is_in (instance))
    return;
  rnd_play_say (self, "%u is expired\n", instance->number);
  if (!mo_session_expire (self->session, instance->entity))
    rnd_play_fail (self, "%u was not expired", instance->number);
  instance->expired = instance->state == MO_ENTITY_PERSISTENT;
}

static void
do_expire_all (RndPlay *self, const RndStep *step)
{
  if (self->session == NULL)
    return;
  mo_session_expire_all (self->session);
  rnd_play_say (self, "all are expired\n");
  for (guint i = 0; i < self->world.instances->len; i++)
    {
      RndInstance *instance = g_ptr_array_index (self->world.instances, i);

      instance->expired = instance->expired || instance->state == MO_ENTITY_PERSISTENT;
    }
}

const RndKindOfStep rnd_changes[] = {
  { do_new, 8 },       { do_add, 6 },     { do_text, 6 },   { do_badge, 3 },
  { do_set_back, 2 },  { do_reference, 6 }, { do_delete, 5 }, { do_delete_tree, 3 },
  { do_expunge, 2 },   { do_expire, 2 },    { do_expire_all, 1 }, { NULL, 0 },
};
