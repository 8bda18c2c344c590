/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address.h"

#include "wireplay.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define LONG_PATH                                                                                  \
  "/a-path-that-is-too-long-for-a-unix-socket/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
  "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

typedef struct
{
  const char *name;
  const char *text;
  const char *normal;
  gboolean local;
} GoodCase;

static const GoodCase good_cases[] = {
  { "ipv4", "tcp:127.0.0.1:3306", "tcp:127.0.0.1:3306", TRUE },
  { "ipv4-far", "tcp:192.0.2.1:3306", "tcp:192.0.2.1:3306", FALSE },
  { "ipv4-any", "tcp:0.0.0.0:0", "tcp:0.0.0.0:0", FALSE },
  { "ipv6", "tcp:[::1]:3306", "tcp:[::1]:3306", TRUE },
  { "name", "tcp:localhost:65535", "tcp:127.0.0.1:65535", TRUE },
  { "unix", "unix:/run/x.sock", "unix:/run/x.sock", TRUE },
  { "unix-relative", "unix:x:y", "unix:x:y", TRUE },
};

static const char *const bad_texts[] = {
  "",
  "tcp",
  "tcp:",
  "tcp:127.0.0.1",
  "tcp:127.0.0.1:",
  "tcp::3306",
  "tcp:127.0.0.1:65536",
  "tcp:127.0.0.1:-1",
  "tcp:127.0.0.1:x",
  "tcp:127.0.0.1:33 06",
  "tcp:::1:3306",
  "tcp:[]:3306",
  "tcp:[::1:3306",
  "udp:127.0.0.1:3306",
  "/run/x.sock",
  "unix:",
};

static void
test_good (gconstpointer data)
{
  const GoodCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address = wp_address_parse (c->text, &error);
  g_autofree char *normal = NULL;

  g_assert_no_error (error);
  normal = wp_address_to_string (address);
  g_assert_cmpstr (normal, ==, c->normal);
  g_assert_cmpint (wp_address_is_local (address), ==, c->local);
}

/* Bad on either side; the message names the address. */
static void
test_bad (gconstpointer data)
{
  const char *text = data;
  g_autofree char *quoted = g_strdup_printf ("“%s”", text);
  g_autoptr (GError) listen_error = NULL;
  g_autoptr (GError) connect_error = NULL;

  g_assert_null (wireplay_new (text, "tcp:127.0.0.1:3306", &listen_error));
  g_assert_error (listen_error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (listen_error->message, *text != '\0' ? text : quoted));

  g_assert_null (wireplay_new ("tcp:127.0.0.1:0", text, &connect_error));
  g_assert_error (connect_error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_long_path (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (wireplay_new ("unix:" LONG_PATH, "tcp:127.0.0.1:3306", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG);
}

static void
test_listen_far (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (wireplay_new ("tcp:0.0.0.0:0", "tcp:127.0.0.1:3306", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "loopback"));
}

static void
test_connect_port_0 (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (wireplay_new ("tcp:127.0.0.1:0", "tcp:127.0.0.1:0", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_port_in_use (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Wireplay) first = wireplay_new ("tcp:127.0.0.1:0", "tcp:127.0.0.1:3306", &error);

  g_assert_no_error (error);
  g_assert_null (wireplay_new (wireplay_get_address (first), "tcp:127.0.0.1:3306", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_nonnull (strstr (error->message, wireplay_get_address (first)));
}

/* What exists is not ours: it stays. */
static void
test_path_in_use (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("wireplay-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "socket", NULL);
  g_autofree char *address = g_strconcat ("unix:", path, NULL);

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_null (wireplay_new (address, "tcp:127.0.0.1:3306", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_path_removed (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("wireplay-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "socket", NULL);
  g_autofree char *address = g_strconcat ("unix:", path, NULL);
  g_autoptr (Wireplay) proxy = NULL;

  g_assert_no_error (error);
  proxy = wireplay_new (address, "tcp:127.0.0.1:3306", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (wireplay_get_address (proxy), ==, address);
  g_assert_cmpuint (wireplay_get_port (proxy), ==, 0);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_pointer (&proxy, wireplay_free);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_port_chosen (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Wireplay) proxy = wireplay_new ("tcp:127.0.0.1:0", "tcp:127.0.0.1:3306", &error);
  g_autofree char *expected = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (wireplay_get_port (proxy), !=, 0);
  expected = g_strdup_printf ("tcp:127.0.0.1:%u", wireplay_get_port (proxy));
  g_assert_cmpstr (wireplay_get_address (proxy), ==, expected);
}

static void
add_tables (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/address/good/", good_cases[i].name, NULL);

      g_test_add_data_func (path, &good_cases[i], test_good);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad_texts); i++)
    {
      g_autofree char *path = g_strdup_printf ("/address/bad/%u", i);

      g_test_add_data_func (path, bad_texts[i], test_bad);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_tables ();
  g_test_add_func ("/address/long-path", test_long_path);
  g_test_add_func ("/address/listen-far", test_listen_far);
  g_test_add_func ("/address/connect-port-0", test_connect_port_0);
  g_test_add_func ("/address/port-in-use", test_port_in_use);
  g_test_add_func ("/address/path-in-use", test_path_in_use);
  g_test_add_func ("/address/path-removed", test_path_removed);
  g_test_add_func ("/address/port-chosen", test_port_chosen);

  return g_test_run ();
}
