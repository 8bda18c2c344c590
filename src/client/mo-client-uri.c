/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A URI as properties of the client: each option is a property, so there is one list of them. */

#include "base/mo-error-private.h"
#include "client/mo-client-private.h"
#include "client/mo-client-settings-private.h"
#include "wire/mo-uri-private.h"

static void
add_string (GPtrArray *names, GArray *values, const char *name, const char *string)
{
  GValue value = G_VALUE_INIT;

  if (string == NULL)
    return;
  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, string);
  g_ptr_array_add (names, (gpointer) name);
  g_array_append_val (values, value);
}

static void
add_port (GPtrArray *names, GArray *values, guint port)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_UINT);
  g_value_set_uint (&value, port);
  g_ptr_array_add (names, (gpointer) "port");
  g_array_append_val (values, value);
}

/* What may stand behind the "?"; the rest of the URI has places of its own. */
static gboolean
is_option (const GParamSpec *pspec)
{
  return pspec != NULL && pspec->owner_type == MO_TYPE_CLIENT
         && !g_str_equal (pspec->name, "host") && !g_str_equal (pspec->name, "port")
         && !g_str_equal (pspec->name, "user") && !g_str_equal (pspec->name, "password")
         && !g_str_equal (pspec->name, "database") && !g_str_equal (pspec->name, "shares-with");
}

static GError *
unknown_option (GObjectClass *klass, const char *name)
{
  g_autoptr (GString) known = g_string_new (NULL);
  g_autofree GParamSpec **pspecs = NULL;
  guint n_pspecs;

  pspecs = g_object_class_list_properties (klass, &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    if (is_option (pspecs[i]))
      g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", pspecs[i]->name);
  g_strdelimit (known->str, "-", '_');
  return g_error_new (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                      "the URI has an unknown option \"%s\"; there are: %s", name, known->str);
}

/* FALSE: it is no word for either. */
static gboolean
parse_switch (const char *text, gboolean *on)
{
  gboolean yes = !g_ascii_strcasecmp (text, "true") || !g_ascii_strcasecmp (text, "yes")
                 || g_str_equal (text, "1");
  gboolean no = !g_ascii_strcasecmp (text, "false") || !g_ascii_strcasecmp (text, "no")
                || g_str_equal (text, "0");

  *on = yes;
  return yes || no;
}

static gboolean
parse_boolean (const char *text, GValue *value)
{
  gboolean on;
  gboolean ok = parse_switch (text, &on);

  g_value_set_boolean (value, on);
  return ok;
}

static gboolean
parse_enum (GParamSpec *pspec, const char *text, GValue *value)
{
  const GEnumValue *found
      = g_enum_get_value_by_nick (G_PARAM_SPEC_ENUM (pspec)->enum_class, text);

  gboolean on;

  if (found != NULL)
    g_value_set_enum (value, found->value);
  else if (pspec->value_type == mo_echo_get_type () && parse_switch (text, &on))
    g_value_set_enum (value, on ? MO_ECHO_FULL : MO_ECHO_OFF);
  else
    return FALSE;
  return TRUE;
}

/* FALSE: not of the property's type, or out of its range. */
static gboolean
parse_value (GParamSpec *pspec, const char *text, GValue *value)
{
  gint64 number;
  char *end;

  g_value_init (value, pspec->value_type);
  if (pspec->value_type == G_TYPE_STRING)
    {
      g_value_set_string (value, text);
      return mo_client_settings_accepts (pspec->name, text);
    }
  if (pspec->value_type == G_TYPE_BOOLEAN)
    return parse_boolean (text, value);
  if (G_IS_PARAM_SPEC_ENUM (pspec))
    return parse_enum (pspec, text, value);
  if (pspec->value_type == G_TYPE_DOUBLE)
    {
      g_value_set_double (value, g_ascii_strtod (text, &end));
      return *text != '\0' && *end == '\0' && !g_param_value_validate (pspec, value);
    }
  if (!g_ascii_string_to_signed (text, 10, G_MININT, G_MAXINT, &number, NULL))
    return FALSE;
  if (pspec->value_type == G_TYPE_UINT && number < 0)
    return FALSE;
  if (pspec->value_type == G_TYPE_UINT)
    g_value_set_uint (value, (guint) number);
  else
    g_value_set_int (value, (gint) number);
  return !g_param_value_validate (pspec, value);
}

static gboolean
add_option (GObjectClass *klass,
            const char *name,
            const char *text,
            GPtrArray *names,
            GArray *values,
            GError **error)
{
  GParamSpec *pspec = g_object_class_find_property (klass, name);
  GValue value = G_VALUE_INIT;

  if (!is_option (pspec))
    {
      g_propagate_error (error, unknown_option (klass, name));
      return FALSE;
    }
  if (g_ptr_array_find_with_equal_func (names, pspec->name, g_str_equal, NULL))
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "the URI has the option %s more than once", name);
      return FALSE;
    }
  if (!parse_value (pspec, text, &value))
    {
      g_value_unset (&value);
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "the URI's option %s has a value that it does not take; it is: %s", name,
                   g_param_spec_get_blurb (pspec));
      return FALSE;
    }
  g_ptr_array_add (names, (gpointer) pspec->name);
  g_array_append_val (values, value);
  return TRUE;
}

gboolean
mo_client_parse_uri (const char *uri, GPtrArray *names, GArray *values, GError **error)
{
  g_autoptr (MoUri) parsed = mo_uri_parse (uri, error);
  g_autoptr (GTypeClass) klass = NULL;

  if (parsed == NULL)
    return FALSE;
  klass = g_type_class_ref (MO_TYPE_CLIENT);
  add_string (names, values, "host", parsed->host);
  add_string (names, values, "user", parsed->user);
  add_string (names, values, "password", parsed->password);
  add_string (names, values, "database", parsed->database);
  if (parsed->port != 0)
    add_port (names, values, parsed->port);
  else if (g_ascii_strncasecmp (uri, "matrixone:", 10) != 0)
    add_port (names, values, 3306);
  for (guint i = 0; i + 1 < parsed->options->len; i += 2)
    if (!add_option ((GObjectClass *) klass, g_ptr_array_index (parsed->options, i),
                     g_ptr_array_index (parsed->options, i + 1), names, values, error))
      return FALSE;
  return TRUE;
}
