/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Several statements of which the later ones depend on the answers to the earlier ones, as one
 * piece of work: nothing that others submit comes in between. */

#pragma once

#include <stdatomic.h>

#include "sql/mo-statement-private.h"
#include "wire/mo-connection-private.h"

G_BEGIN_DECLS

typedef struct _MoProgram MoProgram;

/* Where it runs. */
typedef struct
{
  MoServerKind server_kind;
  const char *server_name;
  MoFeatures features; /* as the program says them */
  gsize packet_bytes; /* what one statement may have, roughly: never less than 16 KiB */
  MoConnection *connection; /* lent */
  gboolean in_transaction;  /* of the program's submitter */
  /* What one statement may have, where @wanted is more than packet_bytes; may ask the server. */
  gsize (*get_packet_bytes) (gpointer data, gsize wanted);
  /* Whether nobody wants it any more, for a statement that sends much. */
  gboolean (*is_stopped) (gpointer data);
  gpointer data;
} MoProgramSite;

typedef struct
{
  /* On the worker. @answers: MoResult, one for each statement of the last turn, in their order;
   * empty at first. Adds the statements (MoStatement, transfer full) of the next turn to
   * @statements, which may share a packet; none: the program is done. FALSE: it failed. */
  gboolean (*next) (MoProgram *self,
                    const MoProgramSite *site,
                    GPtrArray *answers,
                    GPtrArray *statements,
                    GError **error);
  void (*finalize) (MoProgram *self);
  /* (transfer full), NULL: what the future is resolved with when it is done, instead of TRUE. */
  MoResult *(*take_result) (MoProgram *self);
  /* (transfer full) (nullable), NULL: which statement it stands at, for messages. */
  char *(*dup_place) (MoProgram *self);
} MoProgramClass;

/* Filled by whoever makes one. Between its submission and the settling of its future it belongs to
 * the worker; before and after to its owner. */
struct _MoProgram
{
  const MoProgramClass *klass;
  _Atomic guint ref_count;
  /* Estimate of the longest statement: above 16 KiB the server is asked what it takes. */
  gsize bytes;
  /* Half of it is worth nothing: if it fails in a transaction, that is not committed, whoever
   * looked at the error. */
  gboolean is_vital;
};

void       mo_program_init  (MoProgram            *self,
                             const MoProgramClass *klass);
MoProgram *mo_program_ref   (MoProgram            *self);
void       mo_program_unref (MoProgram            *self); /* finalize frees the block */

/* For next(). Consumes @statement; FALSE: it is NULL, since it could not be made. */
gboolean   mo_program_add_statement (GPtrArray   *statements,
                                     MoStatement *statement);
/* The same. NOT_SUPPORTED where the server is no MatrixOne; @what begins the message: "RESTORE is".
 */
gboolean   mo_program_site_check_matrixone (const MoProgramSite *site,
                                            const char          *what,
                                            GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoProgram, mo_program_unref)

G_END_DECLS
