/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What passed through a proxy: the counts, the records, and the log file.
 *
 * The proxy's thread alone adds to it; all else may be called from any thread.
 */

#pragma once

#include "log-file.h"
#include "mysql-command.h"
#include "wireplay.h"

G_BEGIN_DECLS

typedef struct _WpJournal WpJournal;

typedef struct
{
  guint n_connections;
  guint n_commands;
  guint n_round_trips;
  guint n_statements;
} WpCounts;

WpJournal *wp_journal_new (void);
void wp_journal_free (WpJournal *self);

void wp_journal_add_connection (WpJournal *self);
void wp_journal_add_round_trip (WpJournal *self);
void wp_journal_add_command (WpJournal *self,
                             const WpMysqlCommand *command);

WpCounts wp_journal_get_counts (WpJournal *self);
GPtrArray *wp_journal_dup_records (WpJournal *self);
void wp_journal_set_keep_records (WpJournal *self,
                                  gboolean keep);
void wp_journal_take_log_file (WpJournal *self,
                               WpLogFile *log_file);
void wp_journal_reset (WpJournal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpJournal, wp_journal_free)

G_END_DECLS
