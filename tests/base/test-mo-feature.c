/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is said of a server's features: words, and what they override. */

#include "base/mo-feature-private.h"

#include <matrixone-glib.h>
#include <string.h>

static MoFeatures
parse (const char *text)
{
  MoFeatures features;
  g_autoptr (GError) error = NULL;

  g_assert_true (mo_features_parse (&features, text, &error));
  g_assert_no_error (error);
  return features;
}

static void
test_nothing_said (void)
{
  const char *const texts[] = { NULL, "", " ", "," };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      MoFeatures said = parse (texts[i]);

      g_assert_true (mo_features_have (&said, MO_SERVER_KIND_MARIADB, MO_FEATURE_SAVEPOINTS));
      g_assert_false (mo_features_have (&said, MO_SERVER_KIND_MATRIXONE, MO_FEATURE_SAVEPOINTS));
      g_assert_false (mo_features_have (&said, MO_SERVER_KIND_UNKNOWN, MO_FEATURE_SAVEPOINTS));
    }
}

static void
test_said (void)
{
  MoFeatures said = parse ("returning, -savepoints");

  g_assert_true (mo_features_have (&said, MO_SERVER_KIND_MATRIXONE, MO_FEATURE_RETURNING));
  g_assert_true (mo_features_have (&said, MO_SERVER_KIND_UNKNOWN, MO_FEATURE_RETURNING));
  g_assert_false (mo_features_have (&said, MO_SERVER_KIND_MARIADB, MO_FEATURE_SAVEPOINTS));
  g_assert_true (mo_features_have (&said, MO_SERVER_KIND_MARIADB, MO_FEATURE_ISOLATION));
  said = parse ("returning,-returning"); /* the last word */
  g_assert_false (mo_features_have (&said, MO_SERVER_KIND_MARIADB, MO_FEATURE_RETURNING));
}

static void
test_unknown_word (void)
{
  MoFeatures said = { 1, 2 };
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_features_parse (&said, "returning,-savepoint", &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "\"-savepoint\""));
  g_assert_nonnull (strstr (error->message, "savepoints, isolation"));
  g_assert_cmpuint (said.with, ==, 1);
  g_assert_cmpuint (said.without, ==, 2);
}

static void
test_in_uri (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) good = mo_client_new ("mysql://h/d?capabilities=-savepoints", &error);
  g_autoptr (MoClient) bad = NULL;
  g_autofree char *capabilities = NULL;

  g_assert_no_error (error);
  g_object_get (good, "capabilities", &capabilities, NULL);
  g_assert_cmpstr (capabilities, ==, "-savepoints");
  bad = mo_client_new ("mysql://h/d?capabilities=wings", &error);
  g_assert_null (bad);
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "savepoints, isolation"));
}

/* As a property it is reported as other values out of range are. */
static void
test_as_property (void)
{
  g_autoptr (MoClient) client = NULL;

  g_test_expect_message ("matrixone-glib", G_LOG_LEVEL_WARNING, "*\"wings\" is no feature*");
  client = g_object_new (MO_TYPE_CLIENT, "capabilities", "wings", NULL);
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feature/nothing-said", test_nothing_said);
  g_test_add_func ("/feature/said", test_said);
  g_test_add_func ("/feature/unknown-word", test_unknown_word);
  g_test_add_func ("/feature/in-uri", test_in_uri);
  g_test_add_func ("/feature/as-property", test_as_property);
  return g_test_run ();
}
