/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection is cut after each byte of COMMIT and of the commands behind it, both ways: what
 * the caller is told of each of them, and what is true. */

#include "cut-rig.h"
#include "mo-test-database.h"

typedef enum
{
  SNAPSHOT,
  SNAPSHOT_AND_CLONE,       /* in the packet of COMMIT */
  SNAPSHOT_AND_TABLE_CLONE, /* in a packet of its own */
} Kind;

typedef struct
{
  MoTestDatabase database;
  Kind kind;
  gint64 id; /* of the row; 0: none was inserted yet */
  /* New ones each time, so that what comes late is not taken for what came. */
  const char *snapshot; /* NULL: there were no commands yet */
  const char *clone;    /* a database */
} Work;

static GError *
run (CutRig *rig, MoClient *client)
{
  Work *self = rig->data;
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  GError *error = NULL;

  self->id++;
  self->snapshot = mo_test_snapshot_name (&self->database);
  self->clone = mo_test_database_name (&self->database);
  mo_test_ok (mo_test_database_insert (&self->database, MO_EXECUTOR (tx), self->id));
  mo_test_ok (mo_snapshot_create_database (tx, self->snapshot, self->database.name));
  rig->names[0] = self->snapshot;
  if (self->kind == SNAPSHOT_AND_CLONE)
    {
      mo_test_ok (mo_clone_database (tx, self->clone, self->database.name));
      rig->names[1] = self->clone;
    }
  if (self->kind == SNAPSHOT_AND_TABLE_CLONE)
    {
      mo_test_ok (mo_clone_table_full (tx, self->database.name, "c", self->database.name, "t", NULL,
                                       MO_CLONE_AT_COMMIT));
      rig->names[1] = ".`c`";
    }
  mo_await (mo_transaction_commit (tx), &error);
  return error;
}

static GError *
run_without_commands (CutRig *rig, MoClient *client)
{
  Work *self = rig->data;
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  GError *error = NULL;

  mo_test_ok (mo_test_database_insert (&self->database, MO_EXECUTOR (tx), ++self->id));
  mo_await (mo_transaction_commit (tx), &error);
  return error;
}

/* Each run leaves the table empty. */
static CutHas
look (CutRig *rig)
{
  Work *self = rig->data;
  gint64 n_rows = mo_test_database_count (&self->database, self->database.name, "t");
  CutHas has = n_rows > 0 ? CUT_HAS_ROWS : CUT_HAS_NOTHING;
  gint64 n_cloned = -1;

  g_assert_cmpint (n_rows, >=, 0);
  g_assert_cmpint (n_rows, <=, 1);
  if (self->snapshot == NULL)
    return has;
  if (mo_test_snapshot_is_listed (&self->database, self->snapshot))
    {
      has |= CUT_HAS_FIRST_COMMAND;
      g_assert_cmpint (mo_test_snapshot_count (&self->database, self->snapshot), ==, 1);
    }
  if (self->kind == SNAPSHOT_AND_CLONE)
    n_cloned = mo_test_database_count (&self->database, self->clone, "t");
  if (self->kind == SNAPSHOT_AND_TABLE_CLONE)
    n_cloned = mo_test_database_count (&self->database, self->database.name, "c");
  if (n_cloned >= 0)
    {
      has |= CUT_HAS_SECOND_COMMAND;
      g_assert_cmpint (n_cloned, ==, 1);
    }
  return has;
}

static void
clean (CutRig *rig, CutHas has)
{
  Work *self = rig->data;

  if (has & CUT_HAS_FIRST_COMMAND)
    mo_test_ok (mo_snapshot_drop (rig->test->other, self->snapshot));
  if (has & CUT_HAS_SECOND_COMMAND)
    mo_test_database_drop (&self->database, self->kind == SNAPSHOT_AND_CLONE ? self->clone : NULL,
                           "c");
  if (has & CUT_HAS_ROWS)
    mo_test_ok (mo_test_database_delete (&self->database, MO_EXECUTOR (rig->test->other)));
}

static const char *const once[] = { "INSERT", "START", "COMMIT", "CREATE SNAPSHOT", "CLONE", NULL };

static const CutWork work = {
  .run = run,
  .look = look,
  .clean = clean,
  .from = "COMMIT",
  .decisive = "COMMIT",
  .once = once,
  .step = 7,
};

static const CutWork work_without_commands = {
  .run = run_without_commands,
  .look = look,
  .clean = clean,
  .from = "COMMIT",
  .decisive = "COMMIT",
  .once = once,
};

static void
run_kind (MoTest *test, Kind kind)
{
  Work self = { .kind = kind };
  CutWork with_commands = work;
  CutRig rig;

  mo_test_database_open (&self.database, test);
  cut_rig_measure (&rig, test, &work_without_commands, &self);
  with_commands.answer_bytes = rig.sizes.end[WIREPLAY_TO_CLIENT];
  cut_rig_run (&rig, test, &with_commands, &self);
  g_assert_cmpuint (rig.counts[WIREPLAY_TO_CLIENT].n_outcomes[CUT_UNKNOWN], >, 0);
  g_assert_cmpuint (rig.counts[WIREPLAY_TO_CLIENT].n_outcomes[CUT_PARTLY], >, 0);
  mo_test_database_close (&self.database);
}

static void
test_snapshot (MoTest *test)
{
  run_kind (test, SNAPSHOT);
}

static void
test_clone (MoTest *test)
{
  run_kind (test, SNAPSHOT_AND_CLONE);
}

static void
test_table_clone (MoTest *test)
{
  run_kind (test, SNAPSHOT_AND_TABLE_CLONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/commit/cut/snapshot", test_snapshot);
  mo_test_add_matrixone ("/commit/cut/clone", test_clone);
  mo_test_add_matrixone ("/commit/cut/table-clone", test_table_clone);
  return g_test_run ();
}
