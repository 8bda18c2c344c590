/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Models that are GObject classes: one that a macro makes of a struct, and one written by hand with
 * a property and a signal of its own. Their objects are instances like plain structs, with a
 * property for each column, and they tell what has changed in them.
 */

#include "demo-report.h"

typedef struct
{
  MoRecord parent_instance;
  gint64 id;
  char *name;
  gint32 age;
  MoNullInt64 score;
} Person;

MO_DEFINE_RECORD (Person, person, "demo_record_people",
                  MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                  MO_COLUMN (name, MO_NOT_NULL, .length = 100),
                  MO_COLUMN (age, 0),
                  MO_COLUMN (score, MO_NULLABLE))

/* --- a class of one's own --- */

typedef struct
{
  MoRecord parent_instance;
  gint64 id;
  gint64 person_id;
  gint64 balance;
  char *label; /* no column */
} Account;

typedef struct
{
  MoRecordClass parent_class;
} AccountClass;

GType account_get_type (void);

G_DEFINE_TYPE (Account, account, MO_TYPE_RECORD)
MO_DEFINE_RECORD_MODEL (Account, account)

enum
{
  PROP_LABEL = 1,
};

static void
account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LABEL)
    g_value_set_string (value, ((Account *) object)->label);
  else /* a column */
    G_OBJECT_CLASS (account_parent_class)->get_property (object, id, value, pspec);
}

static void
account_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LABEL)
    {
      g_free (((Account *) object)->label);
      ((Account *) object)->label = g_value_dup_string (value);
    }
  else
    G_OBJECT_CLASS (account_parent_class)->set_property (object, id, value, pspec);
}

static void
account_finalize (GObject *object)
{
  g_free (((Account *) object)->label);
  G_OBJECT_CLASS (account_parent_class)->finalize (object);
}

static void
account_class_init (AccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = account_get_property;
  object_class->set_property = account_set_property;
  object_class->finalize = account_finalize;
  g_object_class_install_property (
      object_class, PROP_LABEL,
      g_param_spec_string ("label", NULL, NULL, NULL, G_PARAM_READWRITE));
  g_signal_new ("overdrawn", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  MO_RECORD_COLUMNS (klass, Account, "demo_record_accounts",
                     MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                     MO_COLUMN (person_id, 0, .references = MO_REFERENCES (Person, id)),
                     MO_COLUMN (balance, 0));
}

static void
account_init (Account *self)
{
  self->balance = 100; /* what each has that is not given another */
}

/* --- what it is for --- */

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  demo_step (0, "notify::%s", pspec->name);
}

static void
on_balance (Account *account, GParamSpec *pspec, gpointer user_data)
{
  if (account->balance < 0)
    g_signal_emit_by_name (account, "overdrawn");
}

static void
on_overdrawn (Account *account, gpointer n_overdrawn)
{
  ++*(gint64 *) n_overdrawn;
}

static gboolean
use_records (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (Person) ann = mo_new (Person, .name = "Ann", .age = 30);
  g_autoptr (Person) bea = g_object_new (person_get_type (), "name", "Bea", "age", 40, NULL);
  g_autoptr (GPtrArray) people = NULL;

  g_signal_connect (ann, "notify", G_CALLBACK (on_notify), NULL);
  mo_session_add (session, ann);
  mo_session_add (session, bea);
  if (!mo_await (mo_session_flush (session), error)) /* notify::id */
    return FALSE;
  g_object_set (ann, "age", 31, "score", (gint64) 7, NULL);
  mo_set (ann, name, "Anna");
  ann->age++; /* is written, but nobody hears of it */
  people = mo_await_all (mo_session_execute (session, mo_select (Person)), error);
  return people != NULL && demo_expect ("people", people->len, 2, error);
}

static gboolean
overdraw (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  gint64 n_overdrawn = 0;
  Account *account = mo_new (Account);
  g_autoptr (Person) ann = mo_await_entity (
      mo_session_one (session, mo_where (mo_select (Person), mo_eq (MO_C (Person, name), "Anna"))),
      error);

  if (ann == NULL)
    {
      g_object_unref (account);
      return FALSE;
    }
  g_signal_connect (account, "notify::balance", G_CALLBACK (on_balance), NULL);
  g_signal_connect (account, "overdrawn", G_CALLBACK (on_overdrawn), &n_overdrawn);
  mo_set_reference (account, person_id, ann);
  g_object_set (account, "label", "savings", "balance", (gint64) -50, NULL);
  mo_session_take (session, account);
  return mo_await (mo_session_flush (session), error)
         && demo_expect ("the age that was written", ann->age, 32, error)
         && demo_expect ("times overdrawn", n_overdrawn, 1, error);
}

/* --- a list for a view --- */

static void
on_list (GObject *client, GAsyncResult *result, gpointer user_data)
{
  GListModel **list = user_data;
  g_autoptr (GError) error = NULL;

  *list = mo_client_select_finish (MO_CLIENT (client), result, &error);
  if (*list == NULL)
    g_error ("%s", error->message);
}

static gboolean
show_list (MoClient *client, GError **error)
{
  g_autoptr (GListModel) list = NULL;
  g_autoptr (Person) first = NULL;
  g_autofree char *name = NULL;

  mo_client_select_async (client, mo_order_by (mo_select (Person), MO_C (Person, name)), NULL,
                          on_list, &list);
  while (list == NULL)
    g_main_context_iteration (NULL, TRUE);
  first = g_list_model_get_item (list, 0); /* a record is its own item */
  g_object_get (first, "name", &name, NULL);
  demo_step (0, "the first of a list of %s: %s", g_type_name (g_list_model_get_item_type (list)),
             name);
  return demo_expect ("items", g_list_model_get_n_items (list), 2, error);
}

int
main (int argc, char **argv)
{
  const char *uri = demo_uri (argc, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  demo_start ("Records");
  if (!(client = mo_client_new (uri, &error))
      || !mo_await (mo_client_drop_all (client, MO_MODELS (Person, Account)), &error)
      || !mo_await (mo_client_create_all (client, MO_MODELS (Person, Account)), &error)
      || !mo_client_run_transaction (client, use_records, NULL, &error)
      || !mo_client_run_transaction (client, overdraw, NULL, &error) || !show_list (client, &error)
      || !mo_await (mo_client_drop_all (client, MO_MODELS (Person, Account)), &error)
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("records", error);
  g_print ("records: ok\n");
  return 0;
}
