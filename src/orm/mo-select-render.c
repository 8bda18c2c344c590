/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of a query, clause by clause. */

#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "orm/mo-select-scope-private.h"
#include "sql/mo-quoting-private.h"

static gboolean
render_query (gpointer query, gpointer scope, GString *sql, GArray *values, GError **error)
{
  return mo_select_scope_render_query (scope, query, TRUE, error);
}

/* --- expressions --- */

gboolean
mo_select_scope_render_expr (MoSelectScope *self,
                             MoExpr *expr,
                             gboolean is_selected,
                             GError **error)
{
  const MoExprPlace place = { self, is_selected };

  *self->needs |= mo_expr_get_needs (expr);
  return mo_expr_render_at (expr, &place, self->sql, self->values, error)
         && mo_select_scope_check_expr (self, expr, error);
}

static gboolean
render_exprs (MoSelectScope *self, const char *before, GPtrArray *exprs, GError **error)
{
  for (guint i = 0; i < exprs->len; i++)
    {
      g_string_append (self->sql, i == 0 ? before : ", ");
      if (!mo_select_scope_render_expr (self, g_ptr_array_index (exprs, i), FALSE, error))
        return FALSE;
    }
  return TRUE;
}

/* All of them hold. */
static gboolean
render_conditions (MoSelectScope *self, const char *before, GPtrArray *conditions, GError **error)
{
  g_autoptr (MoExpr) condition = NULL;

  if (conditions->len == 0)
    return TRUE;
  for (guint i = 0; i < conditions->len; i++)
    mo_expr_ref (g_ptr_array_index (conditions, i));
  condition = mo_expr_all_of ((MoExpr **) conditions->pdata, conditions->len);
  g_string_append (self->sql, before);
  return mo_select_scope_render_expr (self, condition, FALSE, error);
}

/* --- what is selected --- */

static gboolean
render_selected (MoSelectScope *self, GError **error)
{
  GPtrArray *exprs = self->select->exprs;

  for (guint i = 0; i < exprs->len; i++)
    {
      if (i > 0)
        g_string_append (self->sql, ", ");
      if (!mo_select_scope_render_expr (self, g_ptr_array_index (exprs, i), TRUE, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
render_also (MoSelectScope *self, GError **error)
{
  GPtrArray *also = self->select->also;

  for (guint i = 0; also != NULL && i < also->len; i++)
    {
      g_string_append (self->sql, ", ");
      if (!mo_select_scope_render_expr (self, g_ptr_array_index (also, i), TRUE, error))
        return FALSE;
    }
  return TRUE;
}

/* An alias is the query's own, and may be anything. */
static gboolean
render_entity_name (MoSelectScope *self, const MoSelectEntity *entity, GError **error)
{
  if (entity->alias != NULL)
    return mo_quote_identifier (self->sql, entity->alias, "the name of a table of the query",
                                error);
  g_string_append (self->sql, entity->model->names.table);
  return TRUE;
}

/* A server writes out a FLOAT with fewer digits than it takes to read it back. Inside another query
 * nobody reads it, but it is found by its name. */
static gboolean
render_column (MoSelectScope *self, const MoSelectEntity *entity, guint column, GError **error)
{
  const char *name = entity->model->names.columns[column];
  gboolean is_read = self->outer == NULL || self->is_part;
  gboolean is_cast = entity->model->columns[column].type == MO_FIELD_FLOAT && is_read;

  g_string_append (self->sql, is_cast ? "CAST(" : "");
  if (!render_entity_name (self, entity, error))
    return FALSE;
  g_string_append_c (self->sql, '.');
  g_string_append (self->sql, name);
  g_string_append (self->sql, is_cast ? " AS DOUBLE)" : "");
  if (!is_cast || self->outer == NULL)
    return TRUE;
  g_string_append (self->sql, " AS ");
  g_string_append (self->sql, name);
  return TRUE;
}

static gboolean
render_entities (MoSelectScope *self, GError **error)
{
  const char *before = "";

  for (guint i = 0; i < self->select->entities->len; i++)
    {
      const MoSelectEntity *entity = &g_array_index (self->select->entities, MoSelectEntity, i);

      for (guint j = 0; j < entity->model->n_columns; j++)
        {
          g_string_append (self->sql, before);
          before = ", ";
          if (!render_column (self, entity, j, error))
            return FALSE;
        }
    }
  return TRUE;
}

/* --- from where --- */

/* CROSS JOIN and not a comma, which binds less than JOIN: the conditions would not see what is
 * before it. */
static const char *
get_join (MoSelectScope *self, const MoSource *source)
{
  static const char *const joins[] = {
    [MO_JOIN_INNER] = " JOIN ", [MO_JOIN_LEFT] = " LEFT JOIN ", [MO_JOIN_RIGHT] = " RIGHT JOIN ",
    [MO_JOIN_FULL] = " FULL JOIN ", [MO_JOIN_CROSS] = " CROSS JOIN ",
  };

  if (source->type == MO_JOIN_FULL)
    *self->needs |= 1u << MO_FEATURE_FULL_JOIN;
  return source->on != NULL ? joins[source->type] : " CROSS JOIN ";
}

static gboolean
render_table_name (MoSelectScope *self, const MoSource *source, GError **error)
{
  if (source->model == NULL)
    return mo_quote_identifier (self->sql, source->table, "a table's name", error);
  g_string_append (self->sql, source->model->names.table);
  return TRUE;
}

static gboolean
render_table (MoSelectScope *self, const MoSource *source, GError **error)
{
  const char *past = self->select->past;

  if (source->is_written)
    {
      g_string_append_c (self->sql, '(');
      if (!mo_select_scope_render_query (self, source->query, FALSE, error))
        return FALSE;
      g_string_append_c (self->sql, ')');
      return TRUE;
    }
  if (!render_table_name (self, source, error))
    return FALSE;
  if (past != NULL && source->query == NULL)
    {
      g_string_append_printf (self->sql, " %s", past);
      *self->needs |= 1u << MO_FEATURE_TIME_TRAVEL;
    }
  return TRUE;
}

static gboolean
render_source (MoSelectScope *self, const MoSource *source, gboolean is_first, GError **error)
{
  g_string_append (self->sql, is_first ? " FROM " : get_join (self, source));
  if (!render_table (self, source, error))
    return FALSE;
  if (source->is_alias)
    {
      g_string_append (self->sql, " AS ");
      if (!mo_quote_identifier (self->sql, source->name, "a table's alias", error))
        return FALSE;
    }
  if (source->on == NULL)
    return TRUE;
  g_string_append (self->sql, " ON ");
  return mo_select_scope_render_expr (self, source->on, FALSE, error);
}

static gboolean
render_sources (MoSelectScope *self, GError **error)
{
  for (guint i = 0; i < self->sources->len; i++)
    if (!render_source (self, &g_array_index (self->sources, MoSource, i), i == 0, error))
      return FALSE;
  return TRUE;
}

/* --- behind that --- */

static void
render_rank (MoSelectScope *self)
{
  static const char *const modes[] = { [MO_RANK_AUTO] = "auto",
                                       [MO_RANK_PRE] = "pre",
                                       [MO_RANK_POST] = "post",
                                       [MO_RANK_FORCE] = "force" };

  if (!self->select->is_ranked)
    return;
  *self->needs |= 1u << MO_FEATURE_VECTORS;
  g_string_append_printf (self->sql, " BY RANK WITH OPTION 'mode=%s'", modes[self->select->rank]);
}

static gboolean
render_orders (MoSelectScope *self, GError **error)
{
  for (guint i = 0; i < self->select->orders->len; i++)
    {
      const MoSelectOrder *order = &g_array_index (self->select->orders, MoSelectOrder, i);

      g_string_append (self->sql, i == 0 ? " ORDER BY " : ", ");
      if (!mo_select_scope_render_expr (self, order->expr, FALSE, error))
        return FALSE;
      if (order->descending)
        g_string_append (self->sql, " DESC");
    }
  return TRUE;
}

/* The servers take no OFFSET without LIMIT. */
static void
render_limit (MoSelectScope *self, guint64 max_rows)
{
  guint64 limit = self->select->has_limit ? self->select->limit : G_MAXUINT64;

  if (max_rows > 0)
    limit = MIN (limit, max_rows);
  if (self->select->has_limit || max_rows > 0 || self->select->offset > 0)
    g_string_append_printf (self->sql, " LIMIT %" G_GUINT64_FORMAT, limit);
  if (self->select->offset > 0)
    g_string_append_printf (self->sql, " OFFSET %" G_GUINT64_FORMAT, self->select->offset);
}

/* MariaDB knows no FOR SHARE, and MySQL no NOWAIT behind LOCK IN SHARE MODE: of these comments each
 * reads one and skips the other. */
static void
render_lock (MoSelectScope *self)
{
  static const char *const waits[] = {
    [MO_LOCK_WAIT] = "", [MO_LOCK_NOWAIT] = " NOWAIT", [MO_LOCK_SKIP_LOCKED] = " SKIP LOCKED",
  };
  MoLockWait wait = self->select->wait;

  if (self->select->lock == MO_SELECT_NO_LOCK)
    return;
  if (wait != MO_LOCK_WAIT)
    *self->needs |= 1u << MO_FEATURE_LOCK_WAITS;
  if (self->select->lock == MO_SELECT_LOCK_UPDATE)
    {
      g_string_append_printf (self->sql, " FOR UPDATE%s", waits[wait]);
      return;
    }
  *self->needs |= 1u << MO_FEATURE_SHARE_LOCKS;
  if (wait == MO_LOCK_WAIT)
    g_string_append (self->sql, " LOCK IN SHARE MODE");
  else
    g_string_append_printf (self->sql,
                            " /*!80000 FOR SHARE%s */ /*M!100600 LOCK IN SHARE MODE%s */",
                            waits[wait], waits[wait]);
}

/* --- as a whole --- */

/* One of them sees those before it, and itself where it is recursive. */
static gboolean
render_withs (MoSelectScope *self, GError **error)
{
  GArray *withs = self->select->withs;
  gboolean is_recursive = FALSE;

  for (guint i = 0; i < withs->len; i++)
    is_recursive |= g_array_index (withs, MoSelectWith, i).is_recursive;
  for (guint i = 0; i < withs->len; i++)
    {
      const MoSelectWith *with = &g_array_index (withs, MoSelectWith, i);

      g_string_append (self->sql, i > 0 ? ", " : is_recursive ? "WITH RECURSIVE " : "WITH ");
      if (!mo_quote_identifier (self->sql, with->name, "the name of a query", error))
        return FALSE;
      g_string_append (self->sql, " AS (");
      self->n_withs = with->is_recursive ? i + 1 : i;
      if (!mo_select_scope_render_query (self, with->query, FALSE, error))
        return FALSE;
      self->n_withs = i + 1;
      g_string_append_c (self->sql, ')');
    }
  if (withs->len > 0)
    g_string_append_c (self->sql, ' ');
  return TRUE;
}

/* What ends a query would be read as the end of the whole. */
static gboolean
needs_parentheses (const MoSelect *part)
{
  return part->orders->len > 0 || part->has_limit || part->offset > 0 || part->parts != NULL
         || part->withs->len > 0 || part->lock != MO_SELECT_NO_LOCK;
}

static gboolean
render_parts (MoSelectScope *self, GError **error)
{
  for (guint i = 0; i < self->select->parts->len; i++)
    {
      const MoSelectPart *part = &g_array_index (self->select->parts, MoSelectPart, i);
      gboolean in_parentheses = needs_parentheses (part->query);

      if (i > 0)
        g_string_append (self->sql, part->all ? " UNION ALL " : " UNION ");
      g_string_append (self->sql, in_parentheses ? "(" : "");
      if (!mo_select_scope_render_query (self, part->query, self->sees_columns, error))
        return FALSE;
      g_string_append (self->sql, in_parentheses ? ")" : "");
    }
  return TRUE;
}

static gboolean
render_body (MoSelectScope *self, GError **error)
{
  MoSelect *select = self->select;

  g_string_append (self->sql, select->is_distinct ? "SELECT DISTINCT " : "SELECT ");
  if (!(select->exprs != NULL ? render_selected (self, error) : render_entities (self, error))
      || !render_also (self, error) || !render_sources (self, error)
      || !render_conditions (self, " WHERE ", select->wheres, error))
    return FALSE;
  self->knows_labels = TRUE;
  return render_exprs (self, " GROUP BY ", select->groups, error)
         && render_conditions (self, " HAVING ", select->havings, error);
}

gboolean
mo_select_scope_render (MoSelectScope *self, guint64 max_rows, GError **error)
{
  if (!(self->select->parts != NULL ? render_parts (self, error) : render_body (self, error)))
    return FALSE;
  self->knows_labels = TRUE;
  if (!render_orders (self, error))
    return FALSE;
  render_limit (self, max_rows);
  render_rank (self);
  render_lock (self);
  return TRUE;
}

/* What is wrong with a selected expression comes before what is missing without it. */
static gboolean
check_exprs (MoSelectScope *self, GError **error)
{
  GPtrArray *exprs = self->select->exprs;
  const MoExprPlace place = { NULL, TRUE };
  gsize length = self->sql->len;
  guint n_values = self->values->len;

  for (guint i = 0; exprs != NULL && i < exprs->len; i++)
    if (!mo_expr_render_at (g_ptr_array_index (exprs, i), &place, self->sql, self->values, error))
      return FALSE;
  g_string_truncate (self->sql, length);
  g_array_set_size (self->values, n_values);
  return TRUE;
}

static gboolean
render_all (MoSelectScope *self, guint64 max_rows, GError **error)
{
  return render_withs (self, error) && check_exprs (self, error)
         && (self->select->parts != NULL || mo_select_scope_collect (self, error))
         && mo_select_scope_render (self, max_rows, error);
}

gboolean
mo_select_scope_render_query (MoSelectScope *self,
                              MoSelect *query,
                              gboolean sees_columns,
                              GError **error)
{
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (MoSource));
  MoSelectScope scope = { .outer = self,
                          .sees_columns = sees_columns,
                          .select = query,
                          .sources = sources,
                          .is_part = self->select != NULL && self->select->parts != NULL
                                     && (self->outer == NULL || self->is_part),
                          .sql = self->sql,
                          .values = self->values,
                          .needs = self->needs };

  return render_all (&scope, 0, error);
}

/* --- to a statement --- */

static MoStatement *
make_statement (
    MoSelect *self, GString *sql, GArray *values, guint64 max_rows, guint32 *needs, GError **error)
{
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (MoSource));
  MoSelectScope scope
      = { .select = self, .sources = sources, .sql = sql, .values = values, .needs = needs };

  if (self->text != NULL)
    return mo_statement_new (self->text->sql, self->text->values, self->text->n_values,
                             MO_STATEMENT_DEFAULT, error);
  if (!render_all (&scope, max_rows, error))
    return NULL;
  return mo_statement_new (sql->str, (const MoValue *) (const void *) values->data, values->len,
                           MO_STATEMENT_DEFAULT, error);
}

MoStatement *
mo_select_to_statement (MoSelect *self, guint64 max_rows, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (MoValue));
  guint32 needs = 0;
  MoStatement *statement;

  if (self == NULL)
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                           "NULL was given where a query belongs");
      return NULL;
    }
  if (self->error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->error));
      return NULL;
    }
  statement = make_statement (self, sql, values, max_rows, &needs, error);
  if (statement != NULL)
    mo_statement_set_needs (statement, needs);
  return statement;
}

gboolean
mo_select_render_for_model (const MoModel *model,
                            MoExpr *expr,
                            GString *sql,
                            GArray *values,
                            guint32 *needs,
                            GError **error)
{
  g_autoptr (MoSelect) nothing = mo_select_alloc ();
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (MoSource));
  MoSelectScope scope = { .select = nothing,
                          .sources = sources,
                          .sql = sql,
                          .values = values,
                          .needs = needs };
  const MoSource source = { .model = model, .name = model->table };

  return mo_select_scope_add_source (&scope, &source, error)
         && mo_select_scope_render_expr (&scope, expr, FALSE, error);
}

/* For the queries in expressions, of which those know nothing. */
const MoExprQueryClass mo_select_query_class
    = { render_query, (void (*) (gpointer)) mo_select_unref };
