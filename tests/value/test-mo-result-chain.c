/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Several results of one call: their order, and who keeps which. */

#include <pthread.h>

#include "value/mo-result-builder-private.h"
#include "value/mo-result-chain-private.h"

/* Far too little for a call for each of them. */
#define SMALL_STACK_BYTES (256 * 1024)
#define N_MANY 100000

static MoResult *
make_counts (guint64 n)
{
  MoResultBuilder *builder = mo_result_builder_new (0);

  mo_result_builder_set_counts (builder, &(MoResultCounts){ .affected_rows = n });
  return mo_result_builder_finish (builder);
}

static MoResult *
make_chain (guint64 first, guint64 end)
{
  MoResultChain chain = { NULL, NULL };

  for (guint64 i = first; i < end; i++)
    mo_result_chain_add (&chain, make_counts (i));
  return mo_result_chain_steal (&chain);
}

/* They are numbered from @first on, and there is none behind @end. */
static void
assert_numbers (MoResult *result, guint64 first, guint64 end)
{
  for (guint64 i = first; i < end; i++)
    {
      g_assert_nonnull (result);
      g_assert_cmpuint (mo_result_get_affected_rows (result), ==, i);
      result = mo_result_get_next (result);
    }
  g_assert_null (result);
}

static void
test_empty (void)
{
  g_auto (MoResultChain) chain = { NULL, NULL };

  g_assert_null (mo_result_chain_steal (&chain));
}

static void
test_one (void)
{
  g_autoptr (MoResult) result = make_chain (3, 4);

  assert_numbers (result, 3, 4);
}

/* One of several results is added with those behind it, as the CALL of a script is. */
static void
test_chains (void)
{
  g_auto (MoResultChain) chain = { NULL, NULL };
  g_autoptr (MoResult) result = NULL;

  mo_result_chain_add (&chain, make_chain (0, 3));
  mo_result_chain_add (&chain, make_counts (3));
  mo_result_chain_add (&chain, make_chain (4, 9));
  mo_result_chain_add (&chain, make_chain (9, 10));
  result = mo_result_chain_steal (&chain);
  assert_numbers (result, 0, 10);
  g_assert_null (mo_result_chain_steal (&chain));
}

static void
test_not_stolen (void)
{
  g_auto (MoResultChain) chain = { NULL, NULL };

  mo_result_chain_add (&chain, make_chain (0, 3)); /* the address sanitizer looks for the rest */
}

/* A reference keeps those behind it, and not those before it. */
static void
test_middle (void)
{
  g_autoptr (MoResult) first = make_chain (0, 10);
  g_autoptr (MoResult) middle = NULL;

  middle = mo_result_ref (mo_result_get_next (mo_result_get_next (first)));
  g_clear_pointer (&first, mo_result_unref);
  assert_numbers (middle, 2, 10);
}

static gpointer
make_and_drop (gpointer data)
{
  g_autoptr (MoResult) result = make_chain (0, N_MANY);
  MoResult *last = result;

  while (mo_result_get_next (last) != NULL)
    last = mo_result_get_next (last);
  g_assert_cmpuint (mo_result_get_affected_rows (last), ==, N_MANY - 1);
  return NULL;
}

static void
test_many (void)
{
  pthread_attr_t attributes;
  pthread_t thread;

  g_assert_cmpint (pthread_attr_init (&attributes), ==, 0);
  g_assert_cmpint (pthread_attr_setstacksize (&attributes, SMALL_STACK_BYTES), ==, 0);
  g_assert_cmpint (pthread_create (&thread, &attributes, make_and_drop, NULL), ==, 0);
  g_assert_cmpint (pthread_join (thread, NULL), ==, 0);
  pthread_attr_destroy (&attributes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/value/result-chain/empty", test_empty);
  g_test_add_func ("/value/result-chain/one", test_one);
  g_test_add_func ("/value/result-chain/chains", test_chains);
  g_test_add_func ("/value/result-chain/not-stolen", test_not_stolen);
  g_test_add_func ("/value/result-chain/middle", test_middle);
  g_test_add_func ("/value/result-chain/many", test_many);
  return g_test_run ();
}
