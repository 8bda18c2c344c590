/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoEager: on the worker, keys of the rows that came go into the queries that come next. */

#include "orm/mo-eager-private.h"

#include <matrixone-glib/mo-error.h>

#include "orm/mo-eager-alike-private.h"
#include "orm/mo-entity-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-select-parts-private.h"
#include "value/mo-value-private.h"

/* Also as many as MatrixOne looks up in one list without second thoughts. */
#define MOST_KEYS 8192
#define STATEMENT_BYTES 2048 /* around the keys */

struct _MoEager
{
  MoProgram parent;
  MoStatement *query; /* owned; NULL: there is none */
  MoResult *result;   /* owned: of the query */
  GPtrArray *steps;   /* of MoEagerStep */
  guint next;         /* the first step that was not sent */
  MoArena arena;      /* of keys of instances that were there */
  GArray *sent;       /* of MoEagerSent: the statements of the last turn; none: the query */
};

/* A statement that was sent. */
typedef struct
{
  guint step;
  gboolean is_alike; /* it asks about keys; otherwise, for rows */
} MoEagerSent;

/* --- steps --- */

static void
step_free (gpointer data)
{
  MoEagerStep *self = data;

  g_array_unref (self->sources);
  g_clear_pointer (&self->seeds, g_array_unref);
  g_clear_pointer (&self->keys, mo_eager_keys_free);
  g_clear_pointer (&self->unknown, g_ptr_array_unref);
  g_clear_pointer (&self->alike, g_hash_table_unref);
  mo_select_unref (self->select);
  g_ptr_array_unref (self->results);
  g_free (self);
}

static MoSelect *
order_by_key (MoSelect *select, const MoModel *model)
{
  for (guint i = 0; i < model->n_keys; i++)
    select = mo_order_by (select,
                          mo_model_column (model, NULL, model->columns[model->keys[i]].offset));
  return select;
}

/* (transfer full): all related instances. */
static MoSelect *
make_select (const MoRelationInfo *relation)
{
  const MoModel *models[] = { relation->link, relation->model };
  MoSelect *select;
  MoExpr *on;

  if (relation->link == NULL)
    return order_by_key (mo_select_new (&relation->model, 1), relation->model);
  on = mo_expr_compare (
      MO_COMPARE_EQ,
      mo_model_column (relation->link, NULL, relation->link->columns[relation->link_other].offset),
      mo_model_column (relation->model, NULL, relation->model->columns[relation->other].offset));
  select = mo_select_join (mo_select_new (models, 2), MO_JOIN_INNER, relation->model, NULL, on);
  return order_by_key (select, relation->model);
}

static MoEagerStep *
step_new (const MoRelationInfo *relation)
{
  MoEagerStep *self = g_new0 (MoEagerStep, 1);

  self->relation = *relation;
  self->sources = g_array_new (FALSE, FALSE, sizeof (MoEagerSource));
  self->select = make_select (relation);
  self->results = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_result_unref);
  return self;
}

/* Those of the model, of what is read by then. */
static void
add_sources (MoEagerStep *self, MoSelect *select, gint step, const MoModel *model)
{
  guint n_entities;
  const MoSelectEntity *entities = mo_select_get_entities (select, &n_entities);

  for (guint i = 0; i < n_entities; i++)
    {
      MoEagerSource source = { step, i, entities[i].first_column, mo_select_is_text (select) };

      if (entities[i].model == model)
        g_array_append_val (self->sources, source);
    }
}

static gboolean
add_step (MoEager *self, MoSelect *select, const MoSelectLoad *load, GError **error)
{
  MoRelationInfo relation;
  MoEagerStep *step;

  if (!mo_model_get_relation (load->model, load->relation, &relation, error))
    return FALSE;
  step = step_new (&relation);
  if (select->past != NULL)
    step->select = mo_select_set_past (step->select, select->past);
  add_sources (step, select, -1, load->model);
  for (guint i = 0; i < self->steps->len; i++)
    add_sources (step, ((MoEagerStep *) g_ptr_array_index (self->steps, i))->select, (gint) i,
                 load->model);
  g_ptr_array_add (self->steps, step);
  return TRUE;
}

/* --- keys --- */

/* -1: there is none, as whoever reads the instances says. */
static gint
find_key (const MoEagerStep *step, MoResult *result, const MoEagerSource *source)
{
  const MoRelationInfo *relation = &step->relation;

  return source->is_text
             ? mo_result_find_column (result, relation->owner->columns[relation->own].name)
             : (gint) (source->first_column + relation->own);
}

static void
add_keys_of (MoEagerKeys *keys,
             const MoEagerStep *step,
             MoResult *result,
             const MoEagerSource *source)
{
  gint key = find_key (step, result, source);

  for (guint row = 0; key >= 0 && row < mo_result_get_n_rows (result); row++)
    {
      MoValue value = mo_result_get_value (result, row, (guint) key);

      mo_eager_keys_add (keys, &value);
    }
}

static void
collect_keys (MoEager *self, const MoEagerStep *step, MoEagerKeys *keys)
{
  for (guint i = 0; step->seeds != NULL && i < step->seeds->len; i++)
    {
      MoValue key = mo_eager_seed_get_key (&g_array_index (step->seeds, MoEagerSeed, i));

      mo_eager_keys_add (keys, &key);
    }
  for (guint i = 0; i < step->sources->len; i++)
    {
      const MoEagerSource *source = &g_array_index (step->sources, MoEagerSource, i);
      GPtrArray *results;

      if (source->step < 0)
        {
          add_keys_of (keys, step, self->result, source);
          continue;
        }
      results = ((MoEagerStep *) g_ptr_array_index (self->steps, source->step))->results;
      for (guint j = 0; j < results->len; j++)
        add_keys_of (keys, step, g_ptr_array_index (results, j), source);
    }
}

/* --- statements --- */

static MoExpr *
make_key_column (const MoRelationInfo *relation)
{
  const MoModel *model = relation->link != NULL ? relation->link : relation->model;
  guint column = relation->link != NULL ? relation->link_own : relation->other;

  return mo_model_column (model, NULL, model->columns[column].offset);
}

static gboolean
add_statement (MoEager *self,
               guint step,
               const MoValue *keys,
               guint n_keys,
               GPtrArray *statements,
               GError **error)
{
  const MoEagerStep *from = g_ptr_array_index (self->steps, step);
  MoEagerSent sent = { step, FALSE };
  g_autoptr (MoSelect) select
      = mo_where (mo_select_ref (from->select),
                  mo_expr_in (make_key_column (&from->relation), keys, n_keys));

  if (!mo_program_add_statement (statements, mo_select_to_statement (select, 0, error)))
    return FALSE;
  g_array_append_val (self->sent, sent);
  return TRUE;
}

/* How many statements it takes; keys are taken to be of one length. */
static guint
count_statements (const MoEagerKeys *keys, const MoProgramSite *site)
{
  gsize wanted = keys->bytes + STATEMENT_BYTES;
  gsize most = site->packet_bytes;
  gsize n;

  if (wanted > most && site->get_packet_bytes != NULL)
    most = site->get_packet_bytes (site->data, wanted);
  most = most > 2 * STATEMENT_BYTES ? most - STATEMENT_BYTES : STATEMENT_BYTES;
  n = MAX (1 + keys->bytes / most, 1 + (keys->values->len - 1) / MOST_KEYS);
  return (guint) MIN (n, keys->values->len);
}

static gboolean
send_keys (MoEager *self,
           guint step,
           const MoEagerKeys *keys,
           const MoProgramSite *site,
           GPtrArray *statements,
           GError **error)
{
  guint n = keys->values->len;
  guint n_statements = n > 0 ? count_statements (keys, site) : 0;

  for (guint i = 0; i < n_statements; i++)
    {
      guint first = (guint) ((guint64) n * i / n_statements);
      guint end = (guint) ((guint64) n * (i + 1) / n_statements);

      if (!add_statement (self, step, &g_array_index (keys->values, MoValue, first), end - first,
                          statements, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
send_step (MoEager *self,
           guint step,
           const MoProgramSite *site,
           GPtrArray *statements,
           GError **error)
{
  MoEagerStep *sent = g_ptr_array_index (self->steps, step);

  sent->keys = mo_eager_keys_new ();
  collect_keys (self, sent, sent->keys);
  return send_keys (self, step, sent->keys, site, statements, error);
}

/* What the rows that came leave open. */
static gboolean
send_alike (MoEager *self, const MoProgramSite *site, GPtrArray *statements, GError **error)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      MoEagerStep *step = g_ptr_array_index (self->steps, i);
      MoEagerSent sent = { i, TRUE };
      guint before = statements->len;

      if (step->keys == NULL || step->results->len == 0 || step->unknown != NULL)
        continue;
      if (!mo_eager_alike_ask (step, site, statements, error))
        return FALSE;
      for (guint j = before; j < statements->len; j++)
        g_array_append_val (self->sent, sent);
    }
  return TRUE;
}

/* --- as a program --- */

static gboolean
take_answers (MoEager *self, GPtrArray *answers, GError **error)
{
  guint n_sent = self->sent->len;

  if (self->query != NULL && self->result == NULL && answers->len == 1)
    {
      self->result = mo_result_ref (g_ptr_array_index (answers, 0));
      return TRUE;
    }
  if (answers->len != n_sent)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_FAILED,
                   "relations were asked for by %u statements, and %u answers came", n_sent,
                   answers->len);
      return FALSE;
    }
  for (guint i = 0; i < n_sent; i++)
    {
      const MoEagerSent *sent = &g_array_index (self->sent, MoEagerSent, i);
      MoEagerStep *step = g_ptr_array_index (self->steps, sent->step);
      MoResult *answer = g_ptr_array_index (answers, i);

      if (sent->is_alike)
        mo_eager_alike_take (step, answer);
      else
        g_ptr_array_add (step->results, mo_result_ref (answer));
    }
  g_array_set_size (self->sent, 0);
  return TRUE;
}

/* What it starts from is read, and not on its way. */
static gboolean
is_ready (MoEager *self, guint step)
{
  const MoEagerStep *wanted = g_ptr_array_index (self->steps, step);

  for (guint i = 0; i < wanted->sources->len; i++)
    for (guint j = 0; j < self->sent->len; j++)
      {
        const MoEagerSent *sent = &g_array_index (self->sent, MoEagerSent, j);

        if (!sent->is_alike
            && g_array_index (wanted->sources, MoEagerSource, i).step == (gint) sent->step)
          return FALSE;
      }
  return TRUE;
}

static gboolean
load_next (MoProgram *program,
           const MoProgramSite *site,
           GPtrArray *answers,
           GPtrArray *statements,
           GError **error)
{
  MoEager *self = (MoEager *) program;

  if (self->query != NULL && self->result == NULL && answers->len == 0)
    {
      g_ptr_array_add (statements, mo_statement_ref (self->query));
      return TRUE;
    }
  if (!take_answers (self, answers, error) || !send_alike (self, site, statements, error))
    return FALSE;
  for (; self->next < self->steps->len && is_ready (self, self->next); self->next++)
    if (!send_step (self, self->next, site, statements, error))
      return FALSE;
  return TRUE;
}

static MoResult *
load_take_result (MoProgram *program)
{
  return mo_result_ref (((MoEager *) program)->result);
}

static void
load_finalize (MoProgram *program)
{
  MoEager *self = (MoEager *) program;

  g_clear_pointer (&self->query, mo_statement_unref);
  g_clear_pointer (&self->result, mo_result_unref);
  g_ptr_array_unref (self->steps);
  g_array_unref (self->sent);
  mo_arena_clear (&self->arena);
  g_free (self);
}

static MoEager *
load_new (const MoProgramClass *klass)
{
  MoEager *self = g_new0 (MoEager, 1);

  mo_program_init (&self->parent, klass);
  self->steps = g_ptr_array_new_with_free_func (step_free);
  self->sent = g_array_new (FALSE, FALSE, sizeof (MoEagerSent));
  return self;
}

MoEager *
mo_eager_new (MoSelect *select, guint64 max_rows, GError **error)
{
  static const MoProgramClass klass = { .next = load_next,
                                        .finalize = load_finalize,
                                        .take_result = load_take_result };
  g_autoptr (MoEager) self = load_new (&klass);

  self->query = mo_select_to_statement (select, max_rows, error);
  if (self->query == NULL)
    return NULL;
  for (guint i = 0; i < select->loads->len; i++)
    if (!add_step (self, select, &g_array_index (select->loads, MoSelectLoad, i), error))
      return NULL;
  return g_steal_pointer (&self);
}

MoEager *
mo_eager_new_for (const MoRelationInfo *relation, gpointer const *entities, gsize n_entities)
{
  static const MoProgramClass klass = { .next = load_next, .finalize = load_finalize };
  MoEager *self = load_new (&klass);
  MoEagerStep *step = step_new (relation);

  step->seeds = g_array_new (FALSE, FALSE, sizeof (MoEagerSeed));
  g_array_set_clear_func (step->seeds, mo_eager_seed_clear);
  for (gsize i = 0; i < n_entities; i++)
    {
      MoEagerSeed seed;

      mo_eager_seed_init (&seed, relation, entities[i], &self->arena);
      g_array_append_val (step->seeds, seed);
    }
  g_ptr_array_add (self->steps, step);
  return self;
}

void
mo_eager_unref (MoEager *self)
{
  mo_program_unref (&self->parent);
}

MoProgram *
mo_eager_ref_program (MoEager *self)
{
  return mo_program_ref (&self->parent);
}

GPtrArray *
mo_eager_get_steps (MoEager *self)
{
  return self->steps;
}

guint
mo_eager_step_get_place (const MoEagerStep *self)
{
  const MoRelationInfo *relation = &self->relation;
  guint n_entities;
  const MoSelectEntity *entities = mo_select_get_entities (self->select, &n_entities);

  return relation->link != NULL ? entities[0].first_column + relation->link_own
                                : entities[n_entities - 1].first_column + relation->other;
}
