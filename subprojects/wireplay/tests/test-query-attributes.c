/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "query-attributes.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *bytes; /* without the text */
  gsize length;
} Case;

#define CASE(name, bytes)                                                                          \
  {                                                                                                \
    name, bytes, sizeof (bytes) - 1                                                                \
  }

/* Number of attributes, of sets, the bitmap of NULLs, the flag for types, then types with names,
 * then values. */
static const Case good_cases[] = {
  CASE ("none", "\0\1"),
  CASE ("string", "\1\1\0\1\376\0\1k\5hello"),
  CASE ("string-null", "\1\1\1\1\376\0\1k"),
  CASE ("type-null", "\1\1\0\1\6\0\1k"),
  CASE ("tiny", "\1\1\0\1\1\0\1kx"),
  CASE ("short-unsigned", "\1\1\0\1\2\200\1kxx"),
  CASE ("year", "\1\1\0\1\15\0\1kxx"),
  CASE ("long", "\1\1\0\1\3\0\1kxxxx"),
  CASE ("int24", "\1\1\0\1\11\0\1kxxxx"),
  CASE ("float", "\1\1\0\1\4\0\1kxxxx"),
  CASE ("double", "\1\1\0\1\5\0\1kxxxxxxxx"),
  CASE ("longlong", "\1\1\0\1\10\0\1kxxxxxxxx"),
  CASE ("timestamp", "\1\1\0\1\7\0\1k\13xxxxxxxxxxx"),
  CASE ("date", "\1\1\0\1\12\0\1k\4xxxx"),
  CASE ("time-zero", "\1\1\0\1\13\0\1k\0"),
  CASE ("datetime", "\1\1\0\1\14\0\1k\7xxxxxxx"),
  CASE ("long-name", "\1\1\0\1\1\0\374\3\0keyx"),
  CASE ("longer-name", "\1\1\0\1\1\0\375\3\0\0keyx"),
  CASE ("longest-name", "\1\1\0\1\1\0\376\3\0\0\0\0\0\0\0keyx"),
  CASE ("two", "\2\1\0\1\1\0\1a\376\0\2bcx\1y"),
  CASE ("nine-last-null",
        "\11\1\0\1\1\1\0\0\1\0\0\1\0\0\1\0\0\1\0\0\1\0\0\1\0\0\1\0\0\1\0\0abcdefgh"),
};

/* Each ends too early. */
static const Case bad_cases[] = {
  CASE ("empty", ""),
  CASE ("no-sets", "\0"),
  CASE ("too-many", "\376\377\377\377\377\377\377\377\377\1"),
  CASE ("no-types", "\2\1\0"),
  CASE ("name-too-long", "\1\1\0\1\376\0\40k"),
  CASE ("value-too-long", "\1\1\0\1\376\0\1k\40x"),
  CASE ("value-missing", "\1\1\0\1\1\0\1k"),
};

static void
test_good (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) c->bytes, c->length);
  g_byte_array_append (bytes, (const guint8 *) "select 1", 8);
  g_assert_cmpuint (wp_query_attributes_get_length (bytes->data, bytes->len), ==, c->length);
}

static void
test_bad (gconstpointer data)
{
  const Case *c = data;
  /* Of the exact size, so that reading too far is noticed. */
  g_autofree guint8 *bytes = g_memdup2 (c->bytes, MAX (c->length, 1));

  g_assert_cmpuint (wp_query_attributes_get_length (bytes, c->length), ==, 0);
}

static void
add (const char *folder, const Case *cases, guint n, GTestDataFunc func)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strconcat (folder, cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], func);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/query-attributes/good/", good_cases, G_N_ELEMENTS (good_cases), test_good);
  add ("/query-attributes/bad/", bad_cases, G_N_ELEMENTS (bad_cases), test_bad);

  return g_test_run ();
}
