/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What passed through a proxy: the counts, the records, and the log file. */

#include "journal.h"

#include "record.h"

#include <pthread.h>

struct _WpJournal
{
  gint64 start;
  WpLogFile *log_file; /* the proxy's thread's own */

  /* Not a GMutex: the thread sanitizer does not see those. */
  pthread_mutex_t mutex;
  WpCounts counts;
  GPtrArray *records; /* of WireplayRecord */
  gboolean keep_records;
  WpLogFile *next_log_file; /* to be used instead of @log_file, if @log_file_changed */
  gboolean log_file_changed;
};

static GPtrArray *
new_records (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) wireplay_record_free);
}

WpJournal *
wp_journal_new (void)
{
  WpJournal *self = g_new0 (WpJournal, 1);

  self->start = g_get_monotonic_time ();
  pthread_mutex_init (&self->mutex, NULL);
  self->records = new_records ();
  self->keep_records = TRUE;
  return self;
}

void
wp_journal_free (WpJournal *self)
{
  g_clear_pointer (&self->log_file, wp_log_file_free);
  g_clear_pointer (&self->next_log_file, wp_log_file_free);
  g_ptr_array_unref (self->records);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

void
wp_journal_add_connection (WpJournal *self)
{
  pthread_mutex_lock (&self->mutex);
  self->counts.n_connections++;
  pthread_mutex_unlock (&self->mutex);
}

void
wp_journal_add_round_trip (WpJournal *self)
{
  pthread_mutex_lock (&self->mutex);
  self->counts.n_round_trips++;
  pthread_mutex_unlock (&self->mutex);
}

/* Makes the log file that was set last the one to write to. */
static void
change_log_file (WpJournal *self)
{
  g_autoptr (WpLogFile) previous = NULL;

  pthread_mutex_lock (&self->mutex);
  if (self->log_file_changed)
    {
      previous = self->log_file;
      self->log_file = g_steal_pointer (&self->next_log_file);
      self->log_file_changed = FALSE;
    }
  pthread_mutex_unlock (&self->mutex);
}

static void
write_log (WpJournal *self, const WireplayRecord *record)
{
  change_log_file (self);
  if (self->log_file != NULL)
    wp_log_file_write (self->log_file, record);
}

void
wp_journal_add_command (WpJournal *self, const WpMysqlCommand *command)
{
  gint64 time_usec = g_get_monotonic_time () - self->start;
  g_autoptr (WireplayRecord) record = wp_record_new (command, time_usec);

  write_log (self, record);

  pthread_mutex_lock (&self->mutex);
  self->counts.n_commands++;
  self->counts.n_statements += record->n_statements;
  if (self->keep_records)
    g_ptr_array_add (self->records, g_steal_pointer (&record));
  pthread_mutex_unlock (&self->mutex);
}

WpCounts
wp_journal_get_counts (WpJournal *self)
{
  WpCounts counts;

  pthread_mutex_lock (&self->mutex);
  counts = self->counts;
  pthread_mutex_unlock (&self->mutex);

  return counts;
}

static gpointer
copy_record (gconstpointer record, gpointer user_data)
{
  (void) user_data;
  return wireplay_record_copy (record);
}

GPtrArray *
wp_journal_dup_records (WpJournal *self)
{
  GPtrArray *records;

  pthread_mutex_lock (&self->mutex);
  records = g_ptr_array_copy (self->records, copy_record, NULL);
  pthread_mutex_unlock (&self->mutex);

  return records;
}

void
wp_journal_set_keep_records (WpJournal *self, gboolean keep)
{
  pthread_mutex_lock (&self->mutex);
  self->keep_records = keep;
  pthread_mutex_unlock (&self->mutex);
}

/* The proxy's thread may be writing to the present one, so it changes them itself, before the next
 * line. */
void
wp_journal_take_log_file (WpJournal *self, WpLogFile *log_file)
{
  g_autoptr (WpLogFile) unused = NULL;

  pthread_mutex_lock (&self->mutex);
  unused = self->next_log_file;
  self->next_log_file = log_file;
  self->log_file_changed = TRUE;
  pthread_mutex_unlock (&self->mutex);
}

void
wp_journal_reset (WpJournal *self)
{
  g_autoptr (GPtrArray) records = new_records ();
  GPtrArray *old;

  pthread_mutex_lock (&self->mutex);
  self->counts = (WpCounts){ 0 };
  old = self->records;
  self->records = g_steal_pointer (&records);
  pthread_mutex_unlock (&self->mutex);

  g_ptr_array_unref (old);
}
