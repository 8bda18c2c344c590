/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A window on a table of 10,000 users: a list that is loaded in the background, an entry that adds
 * a user in a transaction, and a spinner that turns all the time, since the window never waits.
 * With --quit-when-loaded it ends once the list is shown.
 */

#include <gtk/gtk.h>

#include "demo-report.h"

#define N_USERS 10000

typedef struct
{
  gint64 id;
  char *name;
  char *email;
  GDateTime *created_at;
} User;

MO_DEFINE_MODEL (User, user, "demo_gtk_users",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (email, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (created_at, MO_DEFAULT_NOW))

/* The widgets are held, so that an answer that comes after the window was closed finds them. */
typedef struct
{
  MoClient *client;
  GtkApplication *application;
  GtkSingleSelection *users;
  GtkLabel *status;
  GtkLabel *pause;
  GtkEditable *entry;
  gint64 load_started;
  gint64 last_frame;
  gint64 longest_pause;
  gboolean is_waiting; /* for the server */
  gboolean is_loaded;
  gboolean quit_when_loaded;
  gboolean failed;
} App;

static void
show_status (App *app, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
show_status (App *app, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  gtk_label_set_text (app->status, text);
}

static void
show_error (App *app, const char *what, const GError *error)
{
  show_status (app, "%s: %s", what, error->message);
  if (!app->quit_when_loaded)
    return;
  g_printerr ("gtk-list: %s: %s\n", what, error->message);
  app->failed = TRUE;
  g_application_quit (G_APPLICATION (app->application));
}

/* The time between two frames, while the server is busy, is how long the window stood still. */
static void
note_pause (App *app)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *text = NULL;

  if (app->is_waiting && now - app->last_frame > app->longest_pause)
    {
      app->longest_pause = now - app->last_frame;
      text = g_strdup_printf ("longest pause while waiting: %.0f ms", app->longest_pause / 1000.0);
      gtk_label_set_text (app->pause, text);
    }
  app->last_frame = now;
}

/* --- load: the callback runs here, in the main loop, when the rows are there --- */

static void
on_users (GObject *source, GAsyncResult *result, gpointer user_data)
{
  App *app = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) users = mo_client_select_finish (MO_CLIENT (source), result, &error);

  note_pause (app);
  app->is_waiting = FALSE;
  if (users == NULL)
    {
      show_error (app, "Cannot load the users", error);
      return;
    }
  gtk_single_selection_set_model (app->users, users);
  show_status (app, "%u users, loaded in %.0f ms", g_list_model_get_n_items (users),
               (g_get_monotonic_time () - app->load_started) / 1000.0);
  app->is_loaded = TRUE;
}

static void
load (App *app)
{
  show_status (app, "Loading…");
  app->load_started = app->last_frame = g_get_monotonic_time ();
  app->longest_pause = 0;
  app->is_waiting = TRUE;
  mo_client_select_async (app->client, mo_order_by_desc (mo_select (User), MO_C (User, id)), NULL,
                          on_users, app);
}

/* --- add: the body runs on the transaction's worker, what follows in the main loop --- */

static MoFuture *
add_user (MoTransaction *tx, gpointer user_data)
{
  const char *name = user_data;
  g_autofree char *email = g_strdup_printf ("%s@example.com", name);
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_take (session, mo_new (User, .name = name, .email = email));
  return mo_session_flush (session);
}

static MoFuture *
on_added (MoFuture *added, gpointer user_data)
{
  App *app = user_data;
  const GError *error = mo_future_get_error (added);

  if (error != NULL)
    {
      show_error (app, "Cannot add the user", error);
      return NULL;
    }
  gtk_editable_set_text (app->entry, "");
  load (app);
  return NULL;
}

static void
on_add (App *app)
{
  const char *name = gtk_editable_get_text (app->entry);
  MoFuture *added;

  if (*name == '\0')
    return;
  show_status (app, "Adding %s…", name);
  added = mo_client_transaction (app->client, add_user, g_strdup (name), g_free);
  mo_future_unref (mo_finally_in_context (added, NULL, on_added, app, NULL));
}

/* --- prepare: a table with many users, made while the window is shown --- */

static MoFuture *
add_users (MoTransaction *tx, gpointer user_data)
{
  MoSession *session = mo_transaction_get_session (tx);

  for (int i = 1; i <= N_USERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("User %d", i);
      g_autofree char *email = g_strdup_printf ("user%d@example.com", i);

      mo_session_take (session, mo_new (User, .name = name, .email = email));
    }
  return mo_session_flush (session);
}

static MoFuture *
create_table (MoFuture *dropped, gpointer client)
{
  return mo_client_create_all (client, MO_MODELS (User));
}

static MoFuture *
fill_table (MoFuture *created, gpointer client)
{
  return mo_client_transaction (client, add_users, NULL, NULL);
}

static MoFuture *
on_prepared (MoFuture *prepared, gpointer user_data)
{
  App *app = user_data;
  const GError *error = mo_future_get_error (prepared);

  if (error != NULL)
    show_error (app, "Cannot make the table", error);
  else
    load (app);
  return NULL;
}

static void
prepare (App *app)
{
  MoFuture *future = mo_client_drop_all (app->client, MO_MODELS (User));

  show_status (app, "Making a table of %d users…", N_USERS);
  future = mo_then (future, create_table, g_object_ref (app->client), g_object_unref);
  future = mo_then (future, fill_table, g_object_ref (app->client), g_object_unref);
  mo_future_unref (mo_finally_in_context (future, NULL, on_prepared, app, NULL));
}

/* --- the list: a cell shows a property of its item, named as the model's column --- */

static GtkExpression *
property_of_item (const char *property)
{
  GtkExpression *item = gtk_property_expression_new (GTK_TYPE_LIST_ITEM, NULL, "item");

  return gtk_property_expression_new (mo_model_get_item_type (MO_MODEL (User)), item, property);
}

static GtkWidget *
add_label (GtkListItem *cell)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (cell, label);
  return label;
}

static void
set_up_cell (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer property)
{
  gtk_expression_bind (property_of_item (property), add_label (cell), "label", cell);
}

static char *
format_time (GtkListItem *cell, GDateTime *time)
{
  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S UTC") : g_strdup ("");
}

static void
set_up_time_cell (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer property)
{
  GtkExpression *time = property_of_item (property);
  GtkExpression *text = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 1, &time,
                                                     G_CALLBACK (format_time), NULL, NULL);

  gtk_expression_bind (text, add_label (cell), "label", cell);
}

static void
add_column (GtkColumnView *view, const char *title, const char *property, GCallback set_up)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (title, factory);

  g_signal_connect (factory, "setup", set_up, (gpointer) property);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, !g_str_equal (property, "id"));
  gtk_column_view_append_column (view, column);
}

static GtkWidget *
make_list (App *app)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (app->users)));

  add_column (GTK_COLUMN_VIEW (view), "Id", "id", G_CALLBACK (set_up_cell));
  add_column (GTK_COLUMN_VIEW (view), "Name", "name", G_CALLBACK (set_up_cell));
  add_column (GTK_COLUMN_VIEW (view), "Email", "email", G_CALLBACK (set_up_cell));
  add_column (GTK_COLUMN_VIEW (view), "Created", "created_at", G_CALLBACK (set_up_time_cell));
  gtk_widget_add_css_class (view, "data-table");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

/* --- the window --- */

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  App *app = user_data;

  note_pause (app);
  if (app->is_loaded && app->quit_when_loaded)
    g_application_quit (G_APPLICATION (app->application));
  return G_SOURCE_CONTINUE;
}

static GtkWidget *
make_entry_row (App *app)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new_with_label ("Add");

  gtk_entry_set_placeholder_text (GTK_ENTRY (app->entry), "Name of a new user");
  gtk_widget_set_hexpand (GTK_WIDGET (app->entry), TRUE);
  g_signal_connect_swapped (app->entry, "activate", G_CALLBACK (on_add), app);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_add), app);
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (app->entry));
  gtk_box_append (GTK_BOX (row), button);
  return row;
}

static GtkWidget *
make_status_row (App *app)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_set_hexpand (GTK_WIDGET (app->status), TRUE);
  gtk_label_set_xalign (app->status, 0);
  gtk_label_set_wrap (app->status, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (app->pause), "dim-label");
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (app->status));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (app->pause));
  return row;
}

static GtkWidget *
make_header_bar (void)
{
  GtkWidget *bar = gtk_header_bar_new ();
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_header_bar_pack_start (GTK_HEADER_BAR (bar), spinner);
  return bar;
}

static void
on_activate (GtkApplication *application, gpointer user_data)
{
  App *app = user_data;
  GtkWidget *window = gtk_application_window_new (application);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_box_append (GTK_BOX (box), make_entry_row (app));
  gtk_box_append (GTK_BOX (box), make_list (app));
  gtk_box_append (GTK_BOX (box), make_status_row (app));
  gtk_window_set_title (GTK_WINDOW (window), "Users");
  gtk_window_set_titlebar (GTK_WINDOW (window), make_header_bar ());
  gtk_window_set_default_size (GTK_WINDOW (window), 800, 600);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_widget_add_tick_callback (window, on_frame, app, NULL);
  gtk_window_present (GTK_WINDOW (window));
  prepare (app);
}

/* --- the program --- */

static void
app_init (App *app, MoClient *client, gboolean quit_when_loaded)
{
  app->client = client;
  app->quit_when_loaded = quit_when_loaded;
  app->users = gtk_single_selection_new (NULL);
  app->status = g_object_ref_sink (GTK_LABEL (gtk_label_new (NULL)));
  app->pause = g_object_ref_sink (GTK_LABEL (gtk_label_new (NULL)));
  app->entry = g_object_ref_sink (GTK_EDITABLE (gtk_entry_new ()));
  app->application = gtk_application_new ("org.example.GtkList", G_APPLICATION_NON_UNIQUE);
  g_signal_connect (app->application, "activate", G_CALLBACK (on_activate), app);
}

static void
app_clear (App *app)
{
  g_clear_object (&app->application);
  g_clear_object (&app->users);
  g_clear_object (&app->status);
  g_clear_object (&app->pause);
  g_clear_object (&app->entry);
}

int
main (int argc, char **argv)
{
  gboolean quit_when_loaded = argc > 1 && g_str_equal (argv[argc - 1], "--quit-when-loaded");
  const char *uri = demo_uri (argc - quit_when_loaded, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;
  App app = { 0 };

  if (uri == NULL)
    return 2;
  if (!(client = mo_client_new (uri, &error)))
    return demo_fail ("gtk-list", error);
  if (!gtk_init_check ())
    {
      g_printerr ("gtk-list: no display\n");
      return 2;
    }
  app_init (&app, client, quit_when_loaded);
  g_application_run (G_APPLICATION (app.application), 0, NULL);
  if (app.is_loaded)
    g_print ("%u rows shown\n", g_list_model_get_n_items (G_LIST_MODEL (app.users)));
  app_clear (&app);
  if (!mo_await (mo_client_drop_all (client, MO_MODELS (User)), &error)
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("gtk-list", error);
  if (app.failed)
    return 1;
  g_print ("gtk-list: ok\n");
  return 0;
}
