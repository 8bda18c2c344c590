/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a query is from, and what it joins: tables, now or as they were, and other queries. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-subquery.h>

#include "orm/mo-select-parts-private.h"
#include "sql/mo-quoting-private.h"

static GRefString *
new_name (const char *name)
{
  return name != NULL ? g_ref_string_new (name) : NULL;
}

/* Consumes what is in @table but its names, which are @with and @alias. */
static void
add_table (MoSelect *self,
           GArray *tables,
           MoSelectTable table,
           const char *with,
           const char *alias)
{
  table.with = new_name (with);
  table.alias = new_name (alias);
  if (table.on != NULL)
    self->depth = MAX (self->depth, mo_expr_get_depth (table.on) + 1);
  g_array_append_val (tables, table);
}

/**
 * mo_select_from:
 * @self: (transfer full): a query
 * @model: a model
 * @alias: (nullable): what the query calls its table by; %NULL: the table's name
 *
 * Says what a query is from. Called again, it adds a table, each row of which is combined with each
 * row of those before.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (an unusable model; a name that another table of
 * the query has), when the query runs.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_select_from (MoSelect *self, const MoModel *model, const char *alias)
{
  MoSelectTable table = { .model = model };

  self = mo_select_make_own_plain (self, "mo_select_from()");
  if (mo_select_check_model (self, model))
    add_table (self, self->froms, table, NULL, alias);
  return self;
}

/* Consumes @on. TRUE: it is as @type wants it, and may be NULL. */
static gboolean
check_join (MoSelect *self, MoJoinType type, const char *name, MoExpr **on)
{
  if ((guint) type > MO_JOIN_CROSS)
    mo_select_set_error (self, "%d is not one of MoJoinType", (gint) type);
  else if (*on == NULL && type != MO_JOIN_CROSS)
    mo_select_set_error (self, "the join of %s has no condition (NULL)", name);
  else if (*on != NULL && type == MO_JOIN_CROSS)
    mo_select_set_error (self, "the cross join of %s takes no condition: it combines every row",
                         name);
  else
    return TRUE;
  g_clear_pointer (on, mo_expr_unref);
  return FALSE;
}

/**
 * mo_select_join:
 * @self: (transfer full): a query
 * @type: what becomes of rows without a partner
 * @model: a model
 * @alias: (nullable): what the query calls its table by; %NULL: the table's name
 * @on: (transfer full) (nullable): the condition that partners fulfil; %NULL for %MO_JOIN_CROSS
 *
 * Joins a table to those before it. Its instances are not part of the rows unless they are selected
 * by [func@Mo.Select.new] or [method@Mo.Select.add].
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (an unusable model; a name that another table of
 * the query has, which then needs an alias; no condition), when the query runs;
 * %MO_ERROR_NOT_SUPPORTED for %MO_JOIN_FULL on MariaDB and MySQL.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_select_join (
    MoSelect *self, MoJoinType type, const MoModel *model, const char *alias, MoExpr *on)
{
  const char *name = model != NULL ? model->name : "no model";
  MoSelectTable table = { .model = model, .type = type };

  self = mo_select_make_own_plain (self, "mo_select_join()");
  if (!check_join (self, type, name, &on))
    return self;
  table.on = on;
  if (mo_select_check_model (self, model))
    add_table (self, self->joins, table, NULL, alias);
  else
    g_clear_pointer (&on, mo_expr_unref);
  return self;
}

/* --- other queries --- */

gboolean
mo_select_take_query (MoSelect *self, MoSelect *query, const char *what)
{
  g_autoptr (MoSelect) owned = query;

  if (query == NULL)
    mo_select_set_error (self, "%s was given NULL where another query belongs", what);
  else if (query->text != NULL)
    mo_select_set_error (self, "%s was given a query of a text, which stands alone", what);
  else if (query->error != NULL)
    mo_select_take_error (self, g_error_copy (query->error));
  else
    {
      self->depth = MAX (self->depth, query->depth + 1);
      if (self->depth <= MO_EXPR_DEEPEST)
        {
          g_steal_pointer (&owned);
          return TRUE;
        }
      mo_select_set_error (self, "%s: queries are nested more than %d deep", what,
                           MO_EXPR_DEEPEST);
    }
  return FALSE;
}

static gboolean
check_name (MoSelect *self, const char *name, const char *what)
{
  g_autoptr (GString) quoted = g_string_new (NULL);
  GError *error = NULL;

  if (mo_quote_identifier (quoted, name, what, &error))
    return TRUE;
  mo_select_take_error (self, error);
  return FALSE;
}

/* Consumes @query and @on. */
static MoSelect *
add_query (MoSelect *self,
           GArray *tables,
           MoJoinType type,
           MoSelect *query,
           const char *alias,
           MoExpr *on,
           const char *what)
{
  MoSelectTable table = { .query = query, .type = type, .on = on };

  if (!check_name (self, alias, "the alias of a query in FROM"))
    g_clear_pointer (&query, mo_select_unref);
  else if (mo_select_take_query (self, query, what))
    {
      add_table (self, tables, table, NULL, alias);
      return self;
    }
  g_clear_pointer (&on, mo_expr_unref);
  return self;
}

/**
 * mo_select_from_query:
 * @self: (transfer full): a query
 * @query: (transfer full): another query
 * @alias: what @self calls it by
 *
 * [method@Mo.Select.from] with the rows of another query for a table. Their columns are
 * [func@Mo.column_of], by the names that [func@Mo.as] gave them, or those of their columns.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (a query of a text; no alias), when the query
 * runs.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_select_from_query (MoSelect *self, MoSelect *query, const char *alias)
{
  self = mo_select_make_own_plain (self, "mo_select_from_query()");
  return add_query (self, self->froms, MO_JOIN_INNER, query, alias, NULL,
                    "mo_select_from_query()");
}

/**
 * mo_select_join_query:
 * @self: (transfer full): a query
 * @type: what becomes of rows without a partner
 * @query: (transfer full): another query
 * @alias: what @self calls it by
 * @on: (transfer full) (nullable): the condition that partners fulfil; %NULL for %MO_JOIN_CROSS
 *
 * [method@Mo.Select.join] with the rows of another query for a table; see
 * [method@Mo.Select.from_query]. It does not see the columns of @self.
 *
 * Thread: any. Errors: as there, and of [method@Mo.Select.join].
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_select_join_query (
    MoSelect *self, MoJoinType type, MoSelect *query, const char *alias, MoExpr *on)
{
  self = mo_select_make_own_plain (self, "mo_select_join_query()");
  if (check_join (self, type, alias != NULL ? alias : "a query", &on))
    return add_query (self, self->joins, type, query, alias, on, "mo_select_join_query()");
  g_clear_pointer (&query, mo_select_unref);
  return self;
}

/* --- queries with a name --- */

static MoSelect *
add_with (
    MoSelect *self, const char *name, MoSelect *query, gboolean is_recursive, const char *what)
{
  MoSelectWith with = { .query = query, .is_recursive = is_recursive };

  self = mo_select_make_own_whole (self, what);
  if (!check_name (self, name, "the name of a query"))
    {
      g_clear_pointer (&query, mo_select_unref);
      return self;
    }
  if (!mo_select_take_query (self, query, what))
    return self;
  with.name = g_ref_string_new (name);
  g_array_append_val (self->withs, with);
  return self;
}

/**
 * mo_with:
 * @self: (transfer full): a query
 * @name: what to call @query
 * @query: (transfer full): another query
 *
 * Gives another query a name, by which [method@Mo.Select.from_with] and
 * [method@Mo.Select.join_with] take it for a table: in @self, in the queries inside it, and in
 * those that are named behind it. A query of plain values is from it by itself, where it selects
 * [func@Mo.column_of] it.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (a query of a text; a name that cannot be one),
 * when the query runs.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_with (MoSelect *self, const char *name, MoSelect *query)
{
  return add_with (self, name, query, FALSE, "mo_with()");
}

/**
 * mo_with_recursive:
 * @self: (transfer full): a query
 * @name: what to call @query
 * @query: (transfer full): a [func@Mo.union_all] of rows to begin with, and of a query from @name,
 *   which gives the next ones
 *
 * [func@Mo.with] of a query that refers to itself: its second part is run again, on the rows that
 * it gave the last time, until it gives none. The columns have the names of its first part.
 *
 * Thread: any. Errors: as there; the server's, which may limit how often it is run.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_with_recursive (MoSelect *self, const char *name, MoSelect *query)
{
  return add_with (self, name, query, TRUE, "mo_with_recursive()");
}

/**
 * mo_select_from_with:
 * @self: (transfer full): a query
 * @name: what [func@Mo.with] calls another one
 * @alias: (nullable): what @self calls it by; %NULL: @name
 *
 * [method@Mo.Select.from] with the rows of a query that has a name for a table.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (no query is called that), when the query runs.
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_select_from_with (MoSelect *self, const char *name, const char *alias)
{
  const MoSelectTable table = { .type = MO_JOIN_INNER };

  self = mo_select_make_own_plain (self, "mo_select_from_with()");
  if (check_name (self, name, "the name of a query"))
    add_table (self, self->froms, table, name, alias);
  return self;
}

/**
 * mo_select_join_with:
 * @self: (transfer full): a query
 * @type: what becomes of rows without a partner
 * @name: what [func@Mo.with] calls another one
 * @alias: (nullable): what @self calls it by; %NULL: @name
 * @on: (transfer full) (nullable): the condition that partners fulfil; %NULL for %MO_JOIN_CROSS
 *
 * [method@Mo.Select.join] with the rows of a query that has a name for a table.
 *
 * Thread: any. Errors: as [method@Mo.Select.from_with], and of [method@Mo.Select.join].
 *
 * Returns: (transfer full): the query
 * Since: 0.1
 */
MoSelect *
mo_select_join_with (
    MoSelect *self, MoJoinType type, const char *name, const char *alias, MoExpr *on)
{
  const MoSelectTable table = { .type = type, .on = on };

  self = mo_select_make_own_plain (self, "mo_select_join_with()");
  if (!check_join (self, type, name != NULL ? name : "a query", &on))
    return self;
  if (check_name (self, name, "the name of a query"))
    add_table (self, self->joins, table, name, alias);
  else
    g_clear_pointer (&on, mo_expr_unref);
  return self;
}
