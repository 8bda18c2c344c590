/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is found by its name in the rows of a SHOW: as the server folds names. */

#include "command-test.h"

/* (transfer full) (nullable) */
static MoPublication *
find (MoTest *test, const char *prefix, const char *name)
{
  g_autofree char *whole = g_strconcat (prefix, name, NULL);

  return command_entity (mo_publication_get (test->client, whole));
}

/* Each character by itself: a capital I with a dot becomes an i, where g_utf8_strdown() says i and
 * a dot above; a Kelvin sign becomes a k. */
static void
test_folded (MoTest *test)
{
  static const struct
  {
    const char *name;
    const char *kept;
    const char *another;
  } cases[] = {
    { "Ab", "ab", "ac" },
    { "\xc3\x84", "\xc3\xa4", "a" },
    { "\xc4\xb0", "i", "\xc4\xb1" },
    { "\xe2\x84\xaa", "k", "\xc4\xb7" },
    { "\xce\x91\xce\xa3", "\xce\xb1\xcf\x83", "\xce\xb1\xcf\x82" },
  };
  const MoPublicationOptions options = { "test", NULL, NULL, TRUE, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *prefix = mo_test_unique ("p");
      g_autofree char *name = g_strconcat (prefix, cases[i].name, NULL);
      g_autofree char *kept = g_strconcat (prefix, cases[i].kept, NULL);
      g_autoptr (MoPublication) got = NULL;
      g_autoptr (MoPublication) same = NULL;

      mo_test_ok (mo_publication_create (test->client, name, &options));
      got = find (test, prefix, cases[i].name);
      same = find (test, prefix, cases[i].kept);
      g_assert_nonnull (got);
      g_assert_cmpstr (got->publication, ==, kept);
      g_assert_nonnull (same);
      g_assert_null (find (test, prefix, cases[i].another));
      mo_test_ok (mo_publication_drop (test->client, name));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/find-row/folded", test_folded);
  return g_test_run ();
}
