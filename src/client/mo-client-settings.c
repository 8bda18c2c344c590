/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of a client's settings, and how a value gets into its place. */

#include "client/mo-client-settings-private.h"

typedef enum
{
  MO_SETTING_TEXT,    /* char *, or NULL */
  MO_SETTING_SECRET,  /* the same, never read back */
  MO_SETTING_NUMBER,  /* guint */
  MO_SETTING_SECONDS, /* gint64, microseconds; a double as a property; negative: -1 */
  MO_SETTING_LIMIT,   /* gint; -1: none */
  MO_SETTING_SWITCH,  /* gboolean */
  MO_SETTING_CHOICE,  /* an enumeration, whose type get_type() is */
  MO_SETTING_MODE,    /* MoSslMode; its word as a property */
} MoSettingType;

typedef struct
{
  const char *name;
  MoSettingType type;
  gsize offset;
  double initial;
  double least;
  double most;
  const char *initial_text;
  const char *blurb;
  GType (*get_type) (void);
} MoSetting;

#define AT(member) G_STRUCT_OFFSET (MoClientSettings, member)
#define TEXT(name, member, initial, blurb)                                                         \
  {                                                                                                \
    name, MO_SETTING_TEXT, AT (member), 0, 0, 0, initial, blurb                                    \
  }
#define NUMBER(name, member, initial, least, most, blurb)                                          \
  {                                                                                                \
    name, MO_SETTING_NUMBER, AT (member), initial, least, most, NULL, blurb                        \
  }
/* Up to 1e6 seconds; -1 stands for what the blurb says. */
#define SECONDS(name, member, initial, blurb)                                                      \
  {                                                                                                \
    name, MO_SETTING_SECONDS, AT (member), initial, -1, 1e6, NULL, blurb                           \
  }
#define SWITCH(name, member, initial, blurb)                                                       \
  {                                                                                                \
    name, MO_SETTING_SWITCH, AT (member), initial, 0, 1, NULL, blurb                               \
  }

#define CHOICE(name, member, type, initial, blurb)                                                 \
  {                                                                                                \
    name, MO_SETTING_CHOICE, AT (member), initial, 0, 0, NULL, blurb, type##_get_type              \
  }

static const MoSetting settings[] = {
  TEXT ("host", endpoint.host, "localhost", "Name or address; always reached by TCP"),
  NUMBER ("port", endpoint.port, 6001, 1, 65535, "TCP port, 1 to 65535"),
  TEXT ("socket", endpoint.socket, NULL, "Path of a unix socket, used instead of the host"),
  TEXT ("user", endpoint.user, "root", "Login name"),
  { "password", MO_SETTING_SECRET, AT (endpoint.password), 0, 0, 0, NULL, "Password" },
  TEXT ("database", endpoint.database, NULL, "Database to start in"),
  TEXT ("account", endpoint.account, NULL, "MatrixOne account (tenant)"),
  TEXT ("role", endpoint.role, NULL, "MatrixOne role"),
  { "ssl-mode", MO_SETTING_MODE, AT (endpoint.ssl_mode), 0, 0, 0, "preferred",
    "How much of TLS: one of " MO_SSL_MODE_WORDS },
  TEXT ("ssl-ca", endpoint.ssl_ca, NULL,
        "File with the certificates of the authorities to trust, for verify_ca and "
        "verify_identity"),
  TEXT ("ssl-cert", endpoint.ssl_cert, NULL, "File with the certificate to show to the server"),
  TEXT ("ssl-key", endpoint.ssl_key, NULL, "File with the key of the certificate"),
  NUMBER ("connect-timeout", endpoint.connect_timeout_sec, 10, 1, 3600,
          "Seconds until a server that does not answer is given up, and again for init-sql and the "
          "hooks, 1 to 3600"),
  NUMBER ("pool-size", pool.max_workers, 8, 1, 1000, "Connections at the most, 1 to 1000"),
  NUMBER ("pool-min-size", pool.min_workers, 0, 0, 1000,
          "Connections that are kept once there has been use for one, 0 to 1000"),
  SECONDS ("pool-timeout", pool.acquire_timeout_usec, 30,
           "Seconds to wait for a free connection, up to 1e6; -1: without a limit"),
  { "pool-max-waiting", MO_SETTING_LIMIT, AT (pool.max_waiting), -1, -1, 1e9, NULL,
    "How many may wait for a free connection, up to 1e9; 0: nobody; -1: without a limit" },
  SECONDS ("pool-idle-timeout", pool.idle_timeout_usec, 600,
           "Seconds after which a connection that nobody uses is closed, up to 1e6; -1: never"),
  SECONDS ("pool-recycle", pool.recycle_usec, -1,
           "Seconds after which a connection is replaced, or up to a tenth earlier, up to 1e6; -1: "
           "never"),
  SWITCH ("pool-pre-ping", pool.pre_ping, FALSE,
          "Ping a connection that was idle before it is used, and replace it if it is gone: true "
          "or false"),
  SECONDS ("pool-pre-ping-idle", pool.pre_ping_idle_usec, 0.5,
           "Seconds for which a connection was idle that is pinged, up to 1e6; 0: any"),
  SECONDS ("connect-retry", pool.connect_retry_usec, -1,
           "Seconds for which a server that was there and is gone is tried again, up to 1e6; 0: it "
           "is not; -1: as long as pool-timeout has it"),
  SWITCH ("connect-retry-at-start", pool.connect_retry_at_start, FALSE,
          "Try again also where the server was never there: true or false"),
  TEXT ("capabilities", pool.capabilities, NULL,
        "What the server has beside what its kind has, and, with a - before it, lacks: words out "
        "of savepoints, isolation, read-only, consistent-snapshot, returning, transactional-ddl, "
        "snapshots, clones, vectors, reset; such as \"returning,-savepoints\""),
  TEXT ("init-sql", pool.init_sql, NULL, "SQL that each new connection begins with"),
  CHOICE ("time-zone", endpoint.time_zone, mo_time_zone, MO_TIME_ZONE_UTC,
          "In which zone a GDateTime is written and read: utc, to which each session is set; "
          "session, that which the server or init-sql gives it; or naive, nothing is converted"),
  { "statement-cache-size", MO_SETTING_LIMIT, AT (endpoint.statement_cache_size), -1, -1, 10000,
    NULL,
    "Prepared statements that each connection keeps, up to 10,000; 0: none; -1: 64, and none on a "
    "MatrixOne" },
  { "spin-time", MO_SETTING_SECONDS, AT (pool.spin_usec), 0.0001, 0, 0.01, NULL,
    "Seconds for which a thread that waits, for a statement or for work, looks for it before it "
    "sleeps, where its last waits were so short, up to 0.01; 0: it sleeps at once" },
  SWITCH ("kill-connection", pool.reserve_kill, TRUE,
          "Keep one connection more, for stopping statements: true or false"),
  SECONDS ("kill-timeout", pool.kill_patience_usec, 3,
           "Seconds that a statement has to stop before harsher means are taken, up to 1e6"),
  CHOICE ("priority", priority, mo_priority, MO_PRIORITY_NORMAL,
          "Who gets a free connection first: urgent, normal or background"),
  CHOICE ("echo", pool.log.echo, mo_echo, MO_ECHO_OFF,
          "How much to log of each statement: off, summary or full; false and true stand for off "
          "and full"),
  SWITCH ("echo-values", pool.log.echo_values, FALSE,
          "Log statements with their values in place, but for those with a secret: true or "
          "false"),
  SECONDS ("slow-query", pool.log.slow_query_usec, -1,
           "Seconds from which on a statement is logged as slow, from sending it to the end of its "
           "answer, up to 1e6; -1: never"),
  SECONDS ("slow-wait", pool.log.slow_wait_usec, -1,
           "Seconds from which on waiting for a connection is logged as slow, up to 1e6; -1: "
           "never"),
};

#define FLAGS (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS)
#define SECRET_FLAGS (G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS)

static GParamSpec *
setting_new_pspec (const MoSetting *self)
{
  switch (self->type)
    {
    case MO_SETTING_SECRET:
      return g_param_spec_string (self->name, NULL, self->blurb, NULL, SECRET_FLAGS);
    case MO_SETTING_NUMBER:
      return g_param_spec_uint (self->name, NULL, self->blurb, (guint) self->least,
                                (guint) self->most, (guint) self->initial, FLAGS);
    case MO_SETTING_SECONDS:
      return g_param_spec_double (self->name, NULL, self->blurb, self->least, self->most,
                                  self->initial, FLAGS);
    case MO_SETTING_LIMIT:
      return g_param_spec_int (self->name, NULL, self->blurb, (gint) self->least,
                               (gint) self->most, (gint) self->initial, FLAGS);
    case MO_SETTING_CHOICE:
      return g_param_spec_enum (self->name, NULL, self->blurb, self->get_type (),
                                (gint) self->initial, FLAGS);
    case MO_SETTING_SWITCH:
      return g_param_spec_boolean (self->name, NULL, self->blurb, self->initial > 0, FLAGS);
    case MO_SETTING_MODE:
    case MO_SETTING_TEXT:
    default:
      return g_param_spec_string (self->name, NULL, self->blurb, self->initial_text, FLAGS);
    }
}

guint
mo_client_settings_count (void)
{
  return G_N_ELEMENTS (settings);
}

void
mo_client_settings_install (GObjectClass *klass)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    g_object_class_install_property (klass, i + 1, setting_new_pspec (&settings[i]));
}

static const MoSetting *
find (guint id)
{
  return id > 0 && id <= G_N_ELEMENTS (settings) ? &settings[id - 1] : NULL;
}

static gpointer
place (MoClientSettings *self, const MoSetting *setting)
{
  return (char *) self + setting->offset;
}

static gint64
usec_of_seconds (double seconds)
{
  return seconds < 0 ? -1 : (gint64) (seconds * G_USEC_PER_SEC);
}

gboolean
mo_client_settings_set (MoClientSettings *self, guint id, const GValue *value)
{
  const MoSetting *setting = find (id);

  if (setting == NULL)
    return FALSE;
  switch (setting->type)
    {
    case MO_SETTING_NUMBER:
      *(guint *) place (self, setting) = g_value_get_uint (value);
      break;
    case MO_SETTING_SECONDS:
      *(gint64 *) place (self, setting) = usec_of_seconds (g_value_get_double (value));
      break;
    case MO_SETTING_LIMIT:
      *(gint *) place (self, setting) = g_value_get_int (value);
      break;
    case MO_SETTING_CHOICE:
      *(gint *) place (self, setting) = g_value_get_enum (value);
      break;
    case MO_SETTING_MODE:
      *(MoSslMode *) place (self, setting) = mo_ssl_mode_parse (g_value_get_string (value));
      break;
    case MO_SETTING_SWITCH:
      *(gboolean *) place (self, setting) = g_value_get_boolean (value);
      break;
    case MO_SETTING_TEXT:
    case MO_SETTING_SECRET:
    default:
      g_free (*(char **) place (self, setting));
      *(char **) place (self, setting) = g_value_dup_string (value);
      break;
    }
  return TRUE;
}

gboolean
mo_client_settings_accepts (const char *name, const char *text)
{
  MoFeatures features;

  if (g_str_equal (name, "capabilities"))
    return mo_features_parse (&features, text, NULL);
  return !g_str_equal (name, "ssl-mode") || mo_ssl_mode_parse (text) != MO_SSL_MODE_UNKNOWN;
}

gboolean
mo_client_settings_get (MoClientSettings *self, guint id, GValue *value)
{
  const MoSetting *setting = find (id);
  gint64 usec;

  if (setting == NULL)
    return FALSE;
  switch (setting->type)
    {
    case MO_SETTING_NUMBER:
      g_value_set_uint (value, *(guint *) place (self, setting));
      break;
    case MO_SETTING_SECONDS:
      usec = *(gint64 *) place (self, setting);
      g_value_set_double (value, usec < 0 ? -1 : (double) usec / G_USEC_PER_SEC);
      break;
    case MO_SETTING_LIMIT:
      g_value_set_int (value, *(gint *) place (self, setting));
      break;
    case MO_SETTING_CHOICE:
      g_value_set_enum (value, *(gint *) place (self, setting));
      break;
    case MO_SETTING_MODE:
      g_value_set_static_string (value,
                                 mo_ssl_mode_get_word (*(MoSslMode *) place (self, setting)));
      break;
    case MO_SETTING_SWITCH:
      g_value_set_boolean (value, *(gboolean *) place (self, setting));
      break;
    case MO_SETTING_TEXT:
    case MO_SETTING_SECRET:
    default:
      g_value_set_string (value, *(char **) place (self, setting));
      break;
    }
  return TRUE;
}

void
mo_client_settings_clear (MoClientSettings *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (settings[i].type == MO_SETTING_TEXT || settings[i].type == MO_SETTING_SECRET)
      g_clear_pointer ((char **) place (self, &settings[i]), g_free);
}
