/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Relations of what is read as it was. */

#include "library-fixture.h"

static MoSelect *
load_all (MoSelect *select)
{
  select = mo_load_related (select, Writer, titles);
  return mo_load_related (select, Title, genres);
}

static void
check_then (GPtrArray *writers)
{
  Writer *ann = writers->pdata[0];
  Title *first;

  g_assert_cmpuint (writers->len, ==, 3);
  library_assert_titles (ann->titles, "A1 A2");
  first = ann->titles->pdata[0];
  library_assert_genres (first->genres, "ode elegy");
  g_assert_cmpint (mo_entity_get_state (first), ==, MO_ENTITY_DETACHED);
}

/* Related rows are of the same moment, and so are theirs. */
static void
test_snapshot (MoTest *test)
{
  OrmUnit self;
  g_autofree char *snapshot = mo_test_unique ("snapshot");
  g_autoptr (GPtrArray) then = NULL;
  g_autoptr (GPtrArray) now = NULL;
  g_autoptr (GPtrArray) alone = NULL;
  Writer *ann;

  library_open (&self, test);
  mo_test_ok (mo_transaction_rollback (self.tx));
  g_object_unref (self.tx);
  mo_test_ok (mo_snapshot_create_database (self.orm.other, snapshot, self.orm.database));
  orm_test_sql (&self.orm, "UPDATE titles SET text = 'new' WHERE id = 1");
  orm_test_sql (&self.orm, "UPDATE titles SET writer_id = 3 WHERE id = 2");
  orm_test_sql (&self.orm, "DELETE FROM title_genres WHERE genre_id = 1");
  orm_unit_begin (&self);
  now = orm_all (mo_session_execute (self.session, load_all (library_writers ())));
  then = orm_all (
      mo_session_execute (self.session, load_all (mo_at_snapshot (library_writers (), snapshot))));
  alone = orm_all (
      mo_client_select (self.orm.client, load_all (mo_at_snapshot (library_writers (), snapshot))));
  check_then (then);
  check_then (alone);
  ann = now->pdata[0];
  library_assert_titles (ann->titles, "new");
  library_assert_genres (((Title *) ann->titles->pdata[0])->genres, "elegy");
  mo_test_ok (mo_transaction_rollback (self.tx));
  mo_test_ok (mo_snapshot_drop (self.orm.other, snapshot));
  orm_unit_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/session/related-past/snapshot", test_snapshot);
  return g_test_run ();
}
