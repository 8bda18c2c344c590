/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Types on the wire. */

#include "wire/mo-field-private.h"

/* Types that no header, or not both libraries' headers, have a name for. */
#define TYPE_VARCHAR 15         /* MatrixOne: vectors, ENUM, and BINARY in older versions */
#define TYPE_MATRIXONE_TEXT 241 /* in answers that its front end makes, such as SHOW CDC */
#define TYPE_VECTOR 242         /* MySQL 9 */

/* The pseudo character set of what is not text. */
#define CHARSET_BINARY 63

static MoCellKind
text_or_bytes (const MYSQL_FIELD *field)
{
  return field->charsetnr == CHARSET_BINARY ? MO_CELL_BYTES : MO_CELL_TEXT;
}

MoCellKind
mo_field_get_cell_kind (const MYSQL_FIELD *field)
{
  switch ((guint) field->type)
    {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONGLONG:
      return (field->flags & UNSIGNED_FLAG) != 0 ? MO_CELL_UINT64 : MO_CELL_INT64;
    case MYSQL_TYPE_YEAR:
      return MO_CELL_UINT64;
    case MYSQL_TYPE_BIT:
      return MO_CELL_BIT;
    case MYSQL_TYPE_FLOAT:
      return MO_CELL_FLOAT;
    case MYSQL_TYPE_DOUBLE:
      return MO_CELL_DOUBLE;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
      return MO_CELL_DECIMAL;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
      return MO_CELL_DATE;
    case MYSQL_TYPE_TIME:
      return MO_CELL_TIME;
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP:
      return MO_CELL_DATETIME;
    case MYSQL_TYPE_JSON:
      return MO_CELL_JSON;
    case MYSQL_TYPE_NULL:
      return MO_CELL_NULL;
    case MYSQL_TYPE_GEOMETRY:
      return MO_CELL_BYTES;
    case TYPE_MATRIXONE_TEXT:
      return MO_CELL_TEXT;
    default:
      return text_or_bytes (field);
    }
}

gboolean
mo_field_is_binary_readable (const MYSQL_FIELD *field)
{
  switch ((guint) field->type)
    {
    case TYPE_VARCHAR:
#ifdef MARIADB_PACKAGE_VERSION
      return TRUE;
#else
      /* Error 2036. */
      return FALSE;
#endif
    case TYPE_VECTOR:
#if !defined(MARIADB_PACKAGE_VERSION) && MYSQL_VERSION_ID >= 90000
      return TRUE;
#else
      return FALSE;
#endif
    default:
      /* Connector/C has a table of functions, one a type, and calls NULL for any other. */
      return field->type <= MYSQL_TYPE_BIT
             || (field->type >= MYSQL_TYPE_JSON && field->type <= MYSQL_TYPE_GEOMETRY);
    }
}

MoValueType
mo_cell_kind_get_value_type (MoCellKind kind)
{
  switch (kind)
    {
    case MO_CELL_NULL:
      return MO_VALUE_NULL;
    case MO_CELL_INT64:
      return MO_VALUE_INT64;
    case MO_CELL_UINT64:
    case MO_CELL_BIT:
      return MO_VALUE_UINT64;
    case MO_CELL_FLOAT:
    case MO_CELL_DOUBLE:
      return MO_VALUE_DOUBLE;
    case MO_CELL_DECIMAL:
      return MO_VALUE_DECIMAL;
    case MO_CELL_BYTES:
      return MO_VALUE_BYTES;
    case MO_CELL_JSON:
      return MO_VALUE_JSON;
    case MO_CELL_DATE:
      return MO_VALUE_DATE;
    case MO_CELL_TIME:
      return MO_VALUE_TIME;
    case MO_CELL_DATETIME:
      return MO_VALUE_DATETIME;
    case MO_CELL_TEXT:
    default:
      return MO_VALUE_TEXT;
    }
}
