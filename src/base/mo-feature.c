/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of features by kind of server, as seen on MatrixOne of June 2026, MariaDB 10.11 and
 * MySQL 8. */

#include "base/mo-feature-private.h"

#include <matrixone-glib/mo-error.h>

G_DEFINE_ENUM_TYPE (MoFeature, mo_feature,
                    G_DEFINE_ENUM_VALUE (MO_FEATURE_SAVEPOINTS, "savepoints"),
                    G_DEFINE_ENUM_VALUE (MO_FEATURE_ISOLATION, "isolation"),
                    G_DEFINE_ENUM_VALUE (MO_FEATURE_READ_ONLY, "read-only"),
                    G_DEFINE_ENUM_VALUE (MO_FEATURE_CONSISTENT_SNAPSHOT, "consistent-snapshot"),
                    G_DEFINE_ENUM_VALUE (MO_FEATURE_RETURNING, "returning"),
                    G_DEFINE_ENUM_VALUE (MO_FEATURE_TRANSACTIONAL_DDL, "transactional-ddl"),
                    G_DEFINE_ENUM_VALUE (MO_FEATURE_SNAPSHOTS, "snapshots"),
                    G_DEFINE_ENUM_VALUE (MO_FEATURE_CLONES, "clones"),
                    G_DEFINE_ENUM_VALUE (MO_FEATURE_VECTORS, "vectors"),
                    G_DEFINE_ENUM_VALUE (MO_FEATURE_RESET, "reset"),
                    G_DEFINE_ENUM_VALUE (MO_FEATURE_FULL_JOIN, "full-join"),
                    G_DEFINE_ENUM_VALUE (MO_FEATURE_SHARE_LOCKS, "share-locks"),
                    G_DEFINE_ENUM_VALUE (MO_FEATURE_LOCK_WAITS, "lock-waits"),
                    G_DEFINE_ENUM_VALUE (MO_FEATURE_TIME_TRAVEL, "time-travel"))

typedef struct
{
  gboolean matrixone;
  gboolean mariadb;
  gboolean mysql;
} Row;

static const Row rows[] = {
  [MO_FEATURE_SAVEPOINTS] = { FALSE, TRUE, TRUE },
  [MO_FEATURE_ISOLATION] = { FALSE, TRUE, TRUE },
  [MO_FEATURE_READ_ONLY] = { FALSE, TRUE, TRUE },
  [MO_FEATURE_CONSISTENT_SNAPSHOT] = { FALSE, TRUE, TRUE },
  [MO_FEATURE_RETURNING] = { FALSE, TRUE, FALSE },
  [MO_FEATURE_TRANSACTIONAL_DDL] = { TRUE, FALSE, FALSE },
  [MO_FEATURE_SNAPSHOTS] = { TRUE, FALSE, FALSE },
  [MO_FEATURE_CLONES] = { TRUE, FALSE, FALSE },
  [MO_FEATURE_VECTORS] = { TRUE, FALSE, FALSE },
  [MO_FEATURE_RESET] = { FALSE, TRUE, TRUE },
  [MO_FEATURE_FULL_JOIN] = { TRUE, FALSE, FALSE },
  [MO_FEATURE_SHARE_LOCKS] = { FALSE, TRUE, TRUE },
  [MO_FEATURE_LOCK_WAITS] = { FALSE, TRUE, TRUE },
  [MO_FEATURE_TIME_TRAVEL] = { TRUE, FALSE, FALSE },
};

static gboolean
is_of_kind (MoFeature feature, MoServerKind kind)
{
  const Row *row = &rows[feature];

  switch (kind)
    {
    case MO_SERVER_KIND_MATRIXONE:
      return row->matrixone;
    case MO_SERVER_KIND_MARIADB:
      return row->mariadb;
    case MO_SERVER_KIND_MYSQL:
      return row->mysql;
    case MO_SERVER_KIND_UNKNOWN:
    default: /* what all of them have */
      return row->matrixone && row->mariadb && row->mysql;
    }
}

gboolean
mo_features_have (const MoFeatures *self, MoServerKind kind, MoFeature feature)
{
  guint32 bit = 1u << feature;

  if ((self->with | self->without) & bit)
    return (self->with & bit) != 0;
  return is_of_kind (feature, kind);
}

gboolean
mo_features_check (const MoFeatures *self,
                   MoServerKind kind,
                   MoFeature feature,
                   const char *what,
                   const char *server_name,
                   GError **error)
{
  if (mo_features_have (self, kind, feature))
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED,
               "%s is not to be had on this server, %s; nothing was sent", what, server_name);
  return FALSE;
}

static void
set_word_error (GEnumClass *klass, const char *word, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < klass->n_values; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", klass->values[i].value_nick);
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               "\"%s\" is no feature of a server: there are, each with a - before it where the "
               "server lacks it, %s",
               word, known->str);
}

static gboolean
parse_word (MoFeatures *self, GEnumClass *klass, const char *word, GError **error)
{
  gboolean lacks = word[0] == '-';
  const GEnumValue *value = g_enum_get_value_by_nick (klass, lacks ? word + 1 : word);

  if (value == NULL)
    {
      set_word_error (klass, word, error);
      return FALSE;
    }
  *(lacks ? &self->without : &self->with) |= 1u << value->value;
  *(lacks ? &self->with : &self->without) &= ~(1u << value->value);
  return TRUE;
}

gboolean
mo_features_parse (MoFeatures *self, const char *text, GError **error)
{
  GEnumClass *klass = g_type_class_ref (mo_feature_get_type ());
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ",", -1);
  MoFeatures parsed = { 0, 0 };
  gboolean ok = TRUE;

  for (guint i = 0; ok && words[i] != NULL; i++)
    ok = *g_strstrip (words[i]) == '\0' || parse_word (&parsed, klass, words[i], error);
  g_type_class_unref (klass);
  if (ok)
    *self = parsed;
  return ok;
}
