/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The program of a bulk insert: one LOAD DATA LOCAL or several INSERTs, in a transaction of its own
 * unless it is in one.
 *
 * A LOAD DATA LOCAL goes on behind what it cannot take, and has warnings of it; an INSERT does so
 * where the sql_mode is not strict. So a warning is a failure, and the transaction goes with it.
 */

#include "orm/mo-bulk-program-private.h"

#include <gio/gio.h>

#include "base/mo-error-private.h"
#include "wire/mo-server-error-private.h"

/* Where it stands: what its last statement was. */
typedef enum
{
  MO_BULK_NOTHING,
  MO_BULK_ASKED,   /* whether the server takes LOAD DATA LOCAL */
  MO_BULK_BEGAN,   /* a transaction */
  MO_BULK_WROTE,   /* rows */
  MO_BULK_WARNED,  /* the question which warnings there are */
  MO_BULK_ENDED,   /* the transaction */
} MoBulkStep;

typedef struct
{
  MoProgram parent;
  MoBulkRows *rows; /* owned */
  MoBulkMethod method;
  MoBulkProgress *progress; /* lent */
  MoBulkStep step;
  gboolean is_out; /* its statement is on the way */
  gsize most_bytes; /* of a statement; 0: not known yet */
  gsize first;      /* of the rows of the last statement */
  gsize n_sent;     /* with the last statement */
} MoBulkProgram;

static gboolean
send (MoBulkProgram *self, MoBulkStep step, GPtrArray *statements, MoStatement *statement)
{
  self->step = step;
  self->is_out = mo_program_add_statement (statements, statement);
  return self->is_out;
}

static gboolean
send_text (
    MoBulkProgram *self, MoBulkStep step, GPtrArray *statements, const char *sql, GError **error)
{
  return send (self, step, statements,
               mo_statement_new (sql, NULL, 0, MO_STATEMENT_DEFAULT, error));
}

/* --- rows --- */

static MoBulkSite
make_site (const MoBulkProgram *self, const MoProgramSite *site)
{
  MoBulkSite made = { .kind = site->server_kind, .progress = self->progress,
                      .is_stopped = site->is_stopped, .data = site->data };

  made.policy = mo_connection_get_time_zone (site->connection, &made.zone);
  return made;
}

static gboolean
send_load (MoBulkProgram *self, const MoProgramSite *site, GPtrArray *statements, GError **error)
{
  MoBulkSite where = make_site (self, site);

  self->n_sent = self->rows->n_rows;
  return send (self, MO_BULK_WROTE, statements, mo_bulk_make_load (self->rows, &where, error));
}

static gboolean
send_values (MoBulkProgram *self, const MoProgramSite *site, GPtrArray *statements, GError **error)
{
  gsize n_rows;
  MoStatement *statement;

  if (self->most_bytes == 0)
    self->most_bytes
        = site->get_packet_bytes (site->data, mo_bulk_estimate_insert (self->rows, G_MAXINT));
  self->first = self->n_sent;
  statement = mo_bulk_make_insert (self->rows, self->first, self->most_bytes, &n_rows, error);
  self->n_sent += n_rows;
  return send (self, MO_BULK_WROTE, statements, statement);
}

static gboolean
send_rows (MoBulkProgram *self, const MoProgramSite *site, GPtrArray *statements, GError **error)
{
  return self->method == MO_BULK_LOAD_DATA ? send_load (self, site, statements, error)
                                           : send_values (self, site, statements, error);
}

/* --- how they are sent --- */

/* MatrixOne loads what it would refuse to insert: keys that are there, text that is too long. */
static gboolean
loads_as_inserted (const MoBulkRows *rows, MoServerKind kind)
{
  return kind != MO_SERVER_KIND_MATRIXONE
         || (!rows->has_keys && !rows->has_types && mo_bulk_rows_check_lengths (rows, NULL));
}

static gboolean
may_load (const MoBulkProgram *self, MoServerKind kind)
{
  return self->method == MO_BULK_LOAD_DATA
         || (self->method == MO_BULK_AUTO && self->rows->n_rows >= MO_BULK_LEAST_LOADED
             && loads_as_inserted (self->rows, kind));
}

static gboolean
begin (MoBulkProgram *self, const MoProgramSite *site, GPtrArray *statements, GError **error)
{
  return site->in_transaction
             ? send_rows (self, site, statements, error)
             : send_text (self, MO_BULK_BEGAN, statements, "START TRANSACTION", error);
}

/* Everything is looked at before anything is sent. */
static gboolean
start (MoBulkProgram *self, const MoProgramSite *site, GPtrArray *statements, GError **error)
{
  if (!mo_bulk_rows_check (self->rows, error))
    return FALSE;
  mo_bulk_rows_leave_out_keys (self->rows);
  if (may_load (self, site->server_kind))
    return send_text (self, MO_BULK_ASKED, statements, "SELECT @@local_infile", error);
  self->method = MO_BULK_VALUES;
  return begin (self, site, statements, error);
}

/* MatrixOne says that it is off, and loads. */
static gboolean
takes_data (const MoProgramSite *site, MoResult *answer)
{
  return site->server_kind == MO_SERVER_KIND_MATRIXONE || mo_result_get_int64 (answer, 0, 0) != 0;
}

static gboolean
choose (MoBulkProgram *self,
        const MoProgramSite *site,
        MoResult *answer,
        GPtrArray *statements,
        GError **error)
{
  MoBulkSite where = make_site (self, site);

  if (takes_data (site, answer))
    {
      self->method = MO_BULK_LOAD_DATA;
      return (site->server_kind != MO_SERVER_KIND_MATRIXONE
              || mo_bulk_rows_check_lengths (self->rows, error))
             && mo_bulk_check_moments (self->rows, &where, error)
             && begin (self, site, statements, error);
    }
  if (self->method == MO_BULK_AUTO)
    {
      self->method = MO_BULK_VALUES;
      return begin (self, site, statements, error);
    }
  g_set_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED,
               "cannot insert rows of %s by LOAD DATA: the server takes no LOAD DATA LOCAL: there, "
               "SET GLOBAL local_infile = 1, or leave the method at MO_BULK_AUTO; nothing was sent",
               self->rows->name);
  return FALSE;
}

/* --- what the server says of them --- */

static gboolean
refuse_stopped (MoBulkProgram *self, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
               "stopped while the rows of %s were sent: none of them stays", self->rows->name);
  return FALSE;
}

static gboolean
read_answer (MoBulkProgram *self,
             const MoProgramSite *site,
             MoResult *answer,
             GPtrArray *statements,
             GError **error)
{
  guint64 n_inserted = mo_result_get_affected_rows (answer);

  if (mo_result_get_n_warnings (answer) > 0)
    return send_text (self, MO_BULK_WARNED, statements, "SHOW WARNINGS", error);
  if (n_inserted != self->n_sent - self->first)
    {
      /* A LOAD DATA ends early then, as if there were no more rows. */
      if (site->is_stopped (site->data))
        return refuse_stopped (self, error);
      g_set_error (error, MO_ERROR, MO_ERROR_FAILED,
                   "cannot insert rows of %s: of %" G_GSIZE_FORMAT " the server says that it "
                   "inserted %" G_GUINT64_FORMAT ": roll back",
                   self->rows->name, self->n_sent - self->first, n_inserted);
      return FALSE;
    }
  mo_bulk_progress_report (self->progress, self->n_sent);
  if (self->n_sent < self->rows->n_rows)
    return send_rows (self, site, statements, error);
  return site->in_transaction || send_text (self, MO_BULK_ENDED, statements, "COMMIT", error);
}

/* The server counts from the first row of a statement; 0: it does not say which row. */
static gsize
find_row (const MoBulkProgram *self, const char *text, const char **end)
{
  const char *place = g_strrstr (text, " at row ");
  guint64 row = place != NULL ? g_ascii_strtoull (place + strlen (" at row "), NULL, 10) : 0;

  *end = row > 0 ? place : text + strlen (text);
  return row > 0 ? self->first + (gsize) row : 0;
}

static gboolean
refuse_warned (MoBulkProgram *self, const MoProgramSite *site, MoResult *warnings, GError **error)
{
  gboolean is_there = mo_result_get_n_rows (warnings) > 0;
  const char *text = is_there ? mo_result_get_text (warnings, 0, 2) : NULL;
  guint number = is_there ? (guint) mo_result_get_int64 (warnings, 0, 1) : 0;
  const char *end;
  gsize row = find_row (self, text != NULL ? text : "", &end);
  g_autofree char *place = row > 0 ? g_strdup_printf ("row %" G_GSIZE_FORMAT ": ", row) : NULL;
  g_autofree char *message = g_strdup_printf (
      "cannot insert rows of %s: %s%.*s (warning %u of the server; warnings: %u). None of the rows "
      "stays; mend the value, or the column",
      self->rows->name, place != NULL ? place : "", text != NULL ? (int) (end - text) : 0,
      text != NULL ? text : "", number, mo_result_get_n_rows (warnings));
  MoServerErrorClass class = mo_server_error_classify (site->server_kind, number, text);

  g_propagate_error (error, mo_error_new_server (class.code, number, NULL,
                                                 mo_connection_get_id (site->connection), FALSE,
                                                 message));
  return FALSE;
}

/* --- the program --- */

static gboolean
next (MoProgram *program,
      const MoProgramSite *site,
      GPtrArray *answers,
      GPtrArray *statements,
      GError **error)
{
  MoBulkProgram *self = (MoBulkProgram *) program;
  MoResult *answer = answers->len > 0 ? g_ptr_array_index (answers, 0) : NULL;

  self->is_out = FALSE;
  switch (self->step)
    {
    case MO_BULK_NOTHING:
      return start (self, site, statements, error);
    case MO_BULK_ASKED:
      return choose (self, site, answer, statements, error);
    case MO_BULK_BEGAN:
      return send_rows (self, site, statements, error);
    case MO_BULK_WROTE:
      return read_answer (self, site, answer, statements, error);
    case MO_BULK_WARNED:
      return refuse_warned (self, site, answer, error);
    case MO_BULK_ENDED:
    default:
      return TRUE;
    }
}

static char *
dup_place (MoProgram *program)
{
  MoBulkProgram *self = (MoBulkProgram *) program;
  const char *counted = self->first > 0 ? ", which the server counts from 1" : "";

  if (!self->is_out)
    return NULL;
  if (self->step != MO_BULK_WROTE)
    return g_strdup_printf ("inserting rows of %s", self->rows->name);
  return g_strdup_printf ("inserting rows %" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT " of %s%s",
                          self->first + 1, self->n_sent, self->rows->name, counted);
}

static void
finalize (MoProgram *program)
{
  MoBulkProgram *self = (MoBulkProgram *) program;

  mo_bulk_rows_free (self->rows);
  g_free (self);
}

static const MoProgramClass bulk_class = {
  .next = next,
  .finalize = finalize,
  .dup_place = dup_place,
};

MoProgram *
mo_bulk_program_new (MoBulkRows *rows, MoBulkMethod method, MoBulkProgress *progress)
{
  MoBulkProgram *self = g_new0 (MoBulkProgram, 1);

  mo_program_init (&self->parent, &bulk_class);
  self->parent.is_vital = TRUE;
  self->rows = rows;
  self->method = method;
  self->progress = progress;
  return &self->parent;
}
