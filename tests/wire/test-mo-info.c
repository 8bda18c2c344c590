/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a server says of a write in words. */

#include "wire/mo-info-private.h"

#define UNTOUCHED 77

static void
test_updates (void)
{
  static const struct
  {
    const char *info;
    guint64 changed;
  } cases[] = {
    { "Rows matched: 1  Changed: 0  Warnings: 0", 0 },
    { "Rows matched: 12  Changed: 10  Warnings: 3", 10 },
    { "Rows matched: 18446744073709551615  Changed: 18446744073709551615  Warnings: 65535",
      G_MAXUINT64 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint64 n_rows = UNTOUCHED;

      g_assert_true (mo_info_find_changed_rows (cases[i].info, &n_rows));
      g_assert_cmpuint (n_rows, ==, cases[i].changed);
    }
}

static void
test_others (void)
{
  static const char *const texts[] = {
    NULL,
    "",
    "Records: 3  Duplicates: 1  Warnings: 0",             /* INSERT … SELECT, ALTER TABLE */
    "Records: 1  Deleted: 0  Skipped: 0  Warnings: 0",    /* LOAD DATA */
    "Datensätze gefunden: 1  Geändert: 0  Warnungen: 0", /* lc_messages */
    "Rows matched: 1  Changed: 0",
    "Rows matched: 1  Changed: 0  Warnings: ",
    "Rows matched: 1  Changed: 0  Warnings: 0 ",
    "Rows matched: 1  Changed: -1  Warnings: 0",
    "Rows matched: 1  Changed: +1  Warnings: 0",
    "Rows matched: 1  Changed:  1  Warnings: 0",
    "Rows matched: 1 Changed: 0 Warnings: 0",
    "Rows matched:   Changed: 0  Warnings: 0",
    "Rows matched: 1  Changed: 18446744073709551616  Warnings: 0",
    "rows matched: 1  changed: 0  warnings: 0",
    " Rows matched: 1  Changed: 0  Warnings: 0",
    "Rows matched: 1  Changed: 0x1  Warnings: 0",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      guint64 n_rows = UNTOUCHED;

      g_test_message ("%s", texts[i] != NULL ? texts[i] : "NULL");
      g_assert_false (mo_info_find_changed_rows (texts[i], &n_rows));
      g_assert_cmpuint (n_rows, ==, UNTOUCHED);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/info/updates", test_updates);
  g_test_add_func ("/wire/info/others", test_others);
  return g_test_run ();
}
