/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a column's type, as a server says it, holds what another one does. */

#include "orm/mo-schema-private.h"

/* BIGINT(20) UNSIGNED and BIGINT UNSIGNED(64) are the same. */
typedef struct
{
  char *name; /* in small letters, and one for all that mean the same */
  char *sizes; /* "12,2"; "": none */
  gboolean is_unsigned;
} MoSqlType;

static const char *const synonyms[][2] = {
  { "bool", "tinyint" },     { "boolean", "tinyint" }, { "integer", "int" },
  { "dec", "decimal" },      { "numeric", "decimal" }, { "decimal64", "decimal" },
  { "decimal128", "decimal" }, { "real", "double" },   { "json", "longtext" },
};

/* Those that hold more are behind those that hold less. */
static const char *const texts[] = { "tinytext", "text", "mediumtext", "longtext" };
static const char *const blobs[] = { "tinyblob", "blob", "mediumblob", "longblob" };

static const char *
find_name (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (synonyms); i++)
    if (strcmp (word, synonyms[i][0]) == 0)
      return synonyms[i][1];
  return word;
}

static void
parse (const char *sql, MoSqlType *out)
{
  g_autofree char *small = g_ascii_strdown (sql, -1);
  g_autofree char *word = NULL;
  const char *opening = strchr (small, '(');
  const char *closing = opening != NULL ? strchr (opening, ')') : NULL;
  const char *start = small + strspn (small, " ");

  word = g_strndup (start, strspn (start, G_CSET_a_2_z G_CSET_DIGITS "_"));
  out->name = g_strdup (find_name (word));
  out->sizes = closing != NULL ? g_strndup (opening + 1, (gsize) (closing - opening - 1))
                               : g_strdup ("");
  out->is_unsigned = strstr (small, "unsigned") != NULL;
  for (char *from = out->sizes, *to = out->sizes;; from++)
    if (*from != ' ' && (*to++ = *from) == '\0')
      break;
}

static void
clear (MoSqlType *self)
{
  g_free (self->name);
  g_free (self->sizes);
}

static gint
find_rank (const char *const *names, gsize n, const char *name)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (names[i], name) == 0)
      return (gint) i;
  return -1;
}

static gboolean
is_any (const char *name, const char *a, const char *b)
{
  return strcmp (name, a) == 0 || strcmp (name, b) == 0;
}

/* The same name on both sides. */
static gboolean
fits_in_size (const MoSqlType *wanted, const MoSqlType *found)
{
  const char *name = wanted->name;

  if (g_str_has_suffix (name, "char") || g_str_has_suffix (name, "binary"))
    return strtoul (wanted->sizes, NULL, 10) <= strtoul (found->sizes, NULL, 10);
  if (is_any (name, "datetime", "timestamp") || strcmp (name, "time") == 0)
    return strtoul (wanted->sizes, NULL, 10) == strtoul (found->sizes, NULL, 10);
  if (is_any (name, "enum", "set") || g_str_has_prefix (name, "vec")
      || (strcmp (name, "decimal") == 0 && *wanted->sizes != '\0' && *found->sizes != '\0'))
    return strcmp (wanted->sizes, found->sizes) == 0;
  return TRUE; /* of a number it is how wide it is shown */
}

static gboolean
fits (const MoSqlType *wanted, const MoSqlType *found)
{
  gint wanted_text = find_rank (texts, G_N_ELEMENTS (texts), wanted->name);
  gint found_text = find_rank (texts, G_N_ELEMENTS (texts), found->name);
  gint wanted_blob = find_rank (blobs, G_N_ELEMENTS (blobs), wanted->name);
  gint found_blob = find_rank (blobs, G_N_ELEMENTS (blobs), found->name);

  if (wanted_text >= 0 && found_text >= 0)
    return found_text >= wanted_text;
  if (wanted_blob >= 0 && found_blob >= 0)
    return found_blob >= wanted_blob;
  return strcmp (wanted->name, found->name) == 0 && wanted->is_unsigned == found->is_unsigned
         && fits_in_size (wanted, found);
}

gboolean
mo_schema_type_fits (const char *wanted, const char *found)
{
  MoSqlType a, b;
  gboolean result;

  parse (wanted, &a);
  parse (found, &b);
  result = fits (&a, &b);
  clear (&a);
  clear (&b);
  return result;
}
