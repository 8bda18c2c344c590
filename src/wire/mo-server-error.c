/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of error numbers. */

#include "wire/mo-server-error-private.h"

#include <string.h>

typedef struct
{
  guint number;
  MoError code;
  enum
  {
    FINAL = 0,
    RETRY = 1 << 0,
    BREAKS = 1 << 1,
  } flags;
} Entry;

/* In ascending order. Below 20000 the numbers of MySQL, which MariaDB and MatrixOne share; from
 * 20000 MatrixOne's own. */
static const Entry server_errors[] = {
  { 1007, MO_ERROR_ALREADY_EXISTS, FINAL }, /* database */
  { 1008, MO_ERROR_NO_SUCH_OBJECT, FINAL }, /* database to drop */
  { 1020, MO_ERROR_CONFLICT, RETRY },       /* the row has changed since the snapshot */
  { 1022, MO_ERROR_DUPLICATE_KEY, FINAL },
  { 1028, MO_ERROR_INTERRUPTED, FINAL }, /* a sort was stopped */
  { 1044, MO_ERROR_ACCESS_DENIED, FINAL },
  { 1045, MO_ERROR_ACCESS_DENIED, FINAL },
  { 1048, MO_ERROR_CONSTRAINT, FINAL },               /* not null */
  { 1049, MO_ERROR_NO_SUCH_OBJECT, FINAL },           /* database */
  { 1050, MO_ERROR_ALREADY_EXISTS, FINAL },           /* table */
  { 1051, MO_ERROR_NO_SUCH_OBJECT, FINAL },           /* table to drop */
  { 1053, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS }, /* the server shuts down */
  { 1054, MO_ERROR_NO_SUCH_OBJECT, FINAL },           /* column */
  { 1058, MO_ERROR_SYNTAX, FINAL },                   /* not as many values as columns */
  { 1060, MO_ERROR_ALREADY_EXISTS, FINAL },           /* column */
  { 1061, MO_ERROR_ALREADY_EXISTS, FINAL },           /* name of an index */
  { 1062, MO_ERROR_DUPLICATE_KEY, FINAL },
  { 1064, MO_ERROR_SYNTAX, FINAL },
  { 1091, MO_ERROR_NO_SUCH_OBJECT, FINAL }, /* column or index to drop */
  { 1094, MO_ERROR_NO_SUCH_OBJECT, FINAL }, /* connection to kill */
  { 1095, MO_ERROR_ACCESS_DENIED, FINAL },  /* another user's connection to kill */
  { 1109, MO_ERROR_NO_SUCH_OBJECT, FINAL }, /* table of a statement on several */
  { 1136, MO_ERROR_SYNTAX, FINAL },         /* not as many values as columns */
  { 1138, MO_ERROR_CONSTRAINT, FINAL },     /* not null */
  { 1142, MO_ERROR_ACCESS_DENIED, FINAL },  /* table */
  { 1143, MO_ERROR_ACCESS_DENIED, FINAL },  /* column */
  { 1146, MO_ERROR_NO_SUCH_OBJECT, FINAL }, /* table */
  { 1148, MO_ERROR_NOT_SUPPORTED, FINAL },  /* of old servers: LOAD DATA LOCAL is off */
  { 1149, MO_ERROR_SYNTAX, FINAL },
  { 1152, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS }, /* aborted */
  /* The same statement would be too large again. */
  { 1153, MO_ERROR_CONNECTION_LOST, BREAKS },
  { 1156, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS }, /* packets out of order */
  { 1158, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS }, /* the server cannot read */
  { 1159, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS },
  { 1160, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS }, /* the server cannot write */
  { 1161, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS },
  { 1169, MO_ERROR_DUPLICATE_KEY, FINAL },
  { 1176, MO_ERROR_NO_SUCH_OBJECT, FINAL },           /* index of a hint */
  { 1184, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS }, /* aborted */
  { 1193, MO_ERROR_NO_SUCH_OBJECT, FINAL },           /* system variable */
  { 1205, MO_ERROR_LOCK_TIMEOUT, RETRY },
  { 1213, MO_ERROR_DEADLOCK, RETRY },
  { 1216, MO_ERROR_CONSTRAINT, FINAL },    /* foreign key: no parent */
  { 1217, MO_ERROR_CONSTRAINT, FINAL },    /* foreign key: children */
  { 1227, MO_ERROR_ACCESS_DENIED, FINAL }, /* privilege */
  { 1263, MO_ERROR_CONSTRAINT, FINAL },    /* not null */
  { 1264, MO_ERROR_OUT_OF_RANGE, FINAL },
  { 1265, MO_ERROR_OUT_OF_RANGE, FINAL },   /* data truncated */
  { 1290, MO_ERROR_ACCESS_DENIED, FINAL },  /* --read-only, --secure-file-priv */
  { 1292, MO_ERROR_OUT_OF_RANGE, FINAL },   /* incorrect value of its type: '2026-02-30' */
  { 1295, MO_ERROR_NOT_SUPPORTED, FINAL },  /* cannot be prepared */
  { 1304, MO_ERROR_ALREADY_EXISTS, FINAL }, /* routine */
  { 1305, MO_ERROR_NO_SUCH_OBJECT, FINAL }, /* routine */
  { 1317, MO_ERROR_INTERRUPTED, FINAL },    /* KILL QUERY */
  { 1359, MO_ERROR_ALREADY_EXISTS, FINAL }, /* trigger */
  { 1360, MO_ERROR_NO_SUCH_OBJECT, FINAL }, /* trigger */
  { 1364, MO_ERROR_CONSTRAINT, FINAL },     /* no value and no default */
  { 1365, MO_ERROR_OUT_OF_RANGE, FINAL },   /* division by zero */
  { 1366, MO_ERROR_OUT_OF_RANGE, FINAL },   /* incorrect value: 'abc' for a number */
  { 1367, MO_ERROR_OUT_OF_RANGE, FINAL },   /* incorrect value of its type */
  { 1369, MO_ERROR_CONSTRAINT, FINAL },     /* check of a view */
  { 1370, MO_ERROR_ACCESS_DENIED, FINAL },  /* routine */
  { 1406, MO_ERROR_OUT_OF_RANGE, FINAL },   /* too long */
  { 1411, MO_ERROR_OUT_OF_RANGE, FINAL },   /* incorrect value for a function */
  { 1412, MO_ERROR_CONFLICT, RETRY },       /* a table was altered since the snapshot */
  { 1441, MO_ERROR_OUT_OF_RANGE, FINAL },   /* date and time overflow */
  { 1451, MO_ERROR_CONSTRAINT, FINAL },     /* foreign key */
  { 1452, MO_ERROR_CONSTRAINT, FINAL },
  { 1526, MO_ERROR_CONSTRAINT, FINAL },    /* no partition for it */
  { 1569, MO_ERROR_DUPLICATE_KEY, FINAL }, /* by way of AUTO_INCREMENT */
  { 1586, MO_ERROR_DUPLICATE_KEY, FINAL },
  { 1690, MO_ERROR_OUT_OF_RANGE, FINAL },  /* of an expression */
  { 1698, MO_ERROR_ACCESS_DENIED, FINAL }, /* without a password */
  { 1701, MO_ERROR_CONSTRAINT, FINAL },    /* foreign key: TRUNCATE */
  { 1761, MO_ERROR_DUPLICATE_KEY, FINAL }, /* by way of a foreign key */
  { 1762, MO_ERROR_DUPLICATE_KEY, FINAL },
  { 1792, MO_ERROR_ACCESS_DENIED, FINAL }, /* READ ONLY transaction */
  { 1836, MO_ERROR_ACCESS_DENIED, FINAL }, /* read-only mode */
  { 1859, MO_ERROR_DUPLICATE_KEY, FINAL },
  { 1927, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS }, /* KILL */
  { 1969, MO_ERROR_INTERRUPTED, FINAL },              /* MariaDB's max_statement_time */
  { 3024, MO_ERROR_INTERRUPTED, FINAL },              /* max_execution_time */
  { 3032, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS }, /* offline mode */
  { 3058, MO_ERROR_DEADLOCK, RETRY },                 /* of GET_LOCK() */
  { 3101, MO_ERROR_CONFLICT, RETRY },                 /* replication rolled the transaction back */
  { 3140, MO_ERROR_OUT_OF_RANGE, FINAL },             /* not JSON */
  { 3169, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS }, /* KILL */
  { 3572, MO_ERROR_LOCK_TIMEOUT, RETRY },             /* NOWAIT */
  { 3730, MO_ERROR_CONSTRAINT, FINAL },               /* foreign key: DROP */
  { 3819, MO_ERROR_CONSTRAINT, FINAL },               /* check */
  { 3948, MO_ERROR_NOT_SUPPORTED, FINAL },            /* LOAD DATA LOCAL is off */
  { 4025, MO_ERROR_CONSTRAINT, FINAL },               /* MariaDB: check */
  { 4031, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS }, /* idle for too long */
  { 4091, MO_ERROR_NO_SUCH_OBJECT, FINAL },           /* MariaDB: sequence */
  { 4166, MO_ERROR_NOT_SUPPORTED, FINAL },            /* MariaDB: LOAD DATA LOCAL is off */
  { 13125, MO_ERROR_CONNECTION_LOST, BREAKS },        /* MatrixOne: packet too large */
  { 20102, MO_ERROR_NOT_SUPPORTED, FINAL },           /* not yet implemented */
  { 20104, MO_ERROR_INTERRUPTED, FINAL },
  { 20105, MO_ERROR_NOT_SUPPORTED, FINAL },
  { 20200, MO_ERROR_OUT_OF_RANGE, FINAL }, /* division by zero */
  { 20201, MO_ERROR_OUT_OF_RANGE, FINAL },
  { 20202, MO_ERROR_OUT_OF_RANGE, FINAL }, /* too long */
  { 20204, MO_ERROR_OUT_OF_RANGE, FINAL }, /* truncated */
  { 20302, MO_ERROR_SYNTAX, FINAL },
  { 20303, MO_ERROR_SYNTAX, FINAL },
  { 20304, MO_ERROR_CONSTRAINT, FINAL },
  { 20305, MO_ERROR_DUPLICATE_KEY, FINAL },
  { 20307, MO_ERROR_DUPLICATE_KEY, FINAL },
  { 20309, MO_ERROR_NO_SUCH_OBJECT, FINAL }, /* column */
  { 20402, MO_ERROR_NO_SUCH_OBJECT, FINAL }, /* database */
  { 20403, MO_ERROR_NO_SUCH_OBJECT, FINAL }, /* table */
  { 20420, MO_ERROR_ALREADY_EXISTS, FINAL }, /* database */
  { 20421, MO_ERROR_ALREADY_EXISTS, FINAL }, /* table */
  { 20439, MO_ERROR_NO_SUCH_OBJECT, FINAL }, /* database to drop */
  { 20444, MO_ERROR_NO_SUCH_OBJECT, FINAL }, /* sequence */
  { 20469, MO_ERROR_CONSTRAINT, FINAL },     /* foreign key */
  { 20470, MO_ERROR_ALREADY_EXISTS, FINAL }, /* name of an index */
  { 20471, MO_ERROR_CONSTRAINT, FINAL },     /* foreign key */
  /* A back end of the cluster was lost, and the whole transaction with it, but not this
   * connection: to the caller what a conflict is, a reason to run the transaction again. */
  { 20500, MO_ERROR_CONFLICT, RETRY },
  { 20502, MO_ERROR_CONFLICT, RETRY },
  { 20503, MO_ERROR_CONFLICT, RETRY },
  { 20504, MO_ERROR_CONFLICT, RETRY },
  { 20505, MO_ERROR_CONFLICT, RETRY },
  { 20506, MO_ERROR_CONFLICT, RETRY },
  { 20507, MO_ERROR_CONFLICT, RETRY },
  { 20601, MO_ERROR_CONFLICT, RETRY },
  { 20618, MO_ERROR_CONFLICT, RETRY }, /* read against write */
  { 20619, MO_ERROR_CONFLICT, RETRY }, /* write against write */
  { 20622, MO_ERROR_CONFLICT, RETRY },
  { 20623, MO_ERROR_DUPLICATE_KEY, FINAL },
  { 20627, MO_ERROR_ALREADY_EXISTS, FINAL }, /* name of an index */
  { 20628, MO_ERROR_CONFLICT, RETRY },
  { 20629, MO_ERROR_CONFLICT, RETRY },
  { 20630, MO_ERROR_CONFLICT, RETRY },
  { 20631, MO_ERROR_CONFLICT, RETRY }, /* a table was altered */
  { 20632, MO_ERROR_CONFLICT, RETRY }, /* the snapshot is too old */
  /* The node restarts: only a new connection leads to another one. */
  { 20634, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS },
  { 20635, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS },
  { 20638, MO_ERROR_OUTCOME_UNKNOWN, FINAL }, /* the result of the commit is unknown */
  { 20701, MO_ERROR_DEADLOCK, RETRY },
  { 20702, MO_ERROR_CONFLICT, RETRY }, /* a table of locks moved, or is gone */
  { 20703, MO_ERROR_CONFLICT, RETRY },
  { 20704, MO_ERROR_CONFLICT, RETRY }, /* no time to look for a deadlock */
  { 20705, MO_ERROR_CONFLICT, RETRY }, /* forgotten by the lock service: it cannot commit */
  { 20706, MO_ERROR_CONFLICT, RETRY }, /* lock taken, and not waited for */
  { 20708, MO_ERROR_CONFLICT, RETRY },
  { 20709, MO_ERROR_LOCK_TIMEOUT, RETRY },
  { 20710, MO_ERROR_LOCK_TIMEOUT, RETRY },
  { 20907, MO_ERROR_OUT_OF_RANGE, FINAL }, /* too long */
};

static const Entry client_errors[] = {
  { 0, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS }, /* failed without saying why */
  { 2000, MO_ERROR_FAILED, FINAL },                /* unknown */
  { 2002, MO_ERROR_CONNECT_FAILED, BREAKS },
  { 2003, MO_ERROR_CONNECT_FAILED, BREAKS },
  { 2005, MO_ERROR_CONNECT_FAILED, BREAKS }, /* unknown host */
  { 2006, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS },
  { 2013, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS },
  { 2026, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS }, /* TLS */
  { 2027, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS }, /* malformed packet */
  { 2030, MO_ERROR_FAILED, FINAL },                   /* 2030 to 2036: a call of ours was refused */
  { 2031, MO_ERROR_FAILED, FINAL },
  { 2034, MO_ERROR_FAILED, FINAL },
  { 2035, MO_ERROR_FAILED, FINAL },
  { 2036, MO_ERROR_FAILED, FINAL },
  { 2051, MO_ERROR_FAILED, FINAL }, /* no data */
  { 2052, MO_ERROR_FAILED, FINAL },
  { 2053, MO_ERROR_FAILED, FINAL },
  { 2055, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS },
  { 2057, MO_ERROR_FAILED, FINAL },                   /* other columns than when prepared */
  { 5013, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS }, /* Connector/C: read, write, inflate */
  { 5014, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS },
  { 5015, MO_ERROR_CONNECTION_LOST, RETRY | BREAKS },
};

static const guint denied_at_login[] = {
  1044, 1045, 1130, 1142, 1143,  1227, 1698,
  1820, 1862, 3118, 4151, 20101, /* MatrixOne: unknown account, user or role, and locked users */
};

/* MatrixOne: deadlock, lock time-out, conflict, lost back end, restart of a node. */
static const guint aborts_on_matrixone[] = {
  1205,  1213,  20500, 20502, 20503, 20504, 20505, 20506, 20507, 20601, 20618, 20619, 20622,
  20628, 20630, 20631, 20632, 20634, 20638, 20701, 20702, 20703, 20704, 20706, 20709, 20710,
};

static const guint commit_unknown[] = { 20500, 20502, 20503, 20504, 20505, 20506, 20507, 20638 };

static gboolean
contains (const guint *numbers, gsize n_numbers, guint number)
{
  for (gsize i = 0; i < n_numbers; i++)
    if (numbers[i] == number)
      return TRUE;
  return FALSE;
}

static const Entry *
find (const Entry *entries, gsize n_entries, guint number)
{
  for (gsize i = 0; i < n_entries; i++)
    if (entries[i].number == number)
      return &entries[i];
  return NULL;
}

gboolean
mo_server_error_is_client (guint number)
{
  return number == 0 || (number >= 2000 && number <= 2999) || (number >= 5000 && number <= 5999);
}

/* The one look at a text: MatrixOne reports a missing table of a query as a syntax error. */
static gboolean
is_missing_table (MoServerKind kind, guint number, const char *text)
{
  return kind == MO_SERVER_KIND_MATRIXONE && number == 1064 && text != NULL
         && g_str_has_prefix (text, "SQL parser error: table \"")
         && g_str_has_suffix (text, "\" does not exist");
}

MoServerErrorClass
mo_server_error_classify (MoServerKind kind, guint number, const char *text)
{
  gboolean client = mo_server_error_is_client (number);
  const Entry *entry = client ? find (client_errors, G_N_ELEMENTS (client_errors), number)
                              : find (server_errors, G_N_ELEMENTS (server_errors), number);

  if (is_missing_table (kind, number, text))
    return (MoServerErrorClass){ MO_ERROR_NO_SUCH_OBJECT, FALSE, FALSE };
  /* Of an unknown trouble of the library nobody knows how much of the stream it has read. */
  if (entry == NULL)
    return (MoServerErrorClass){ client ? MO_ERROR_FAILED : MO_ERROR_SERVER, FALSE, client };
  return (MoServerErrorClass){ entry->code, (entry->flags & RETRY) != 0,
                               (entry->flags & BREAKS) != 0 };
}

MoError
mo_server_error_classify_connect (guint number)
{
  if (contains (denied_at_login, G_N_ELEMENTS (denied_at_login), number))
    return MO_ERROR_ACCESS_DENIED;
  return number == 1049 || number == 20402 ? MO_ERROR_NO_SUCH_OBJECT : MO_ERROR_CONNECT_FAILED;
}

gboolean
mo_server_error_aborts_transaction (MoServerKind kind, guint number)
{
  switch (kind)
    {
    case MO_SERVER_KIND_MATRIXONE:
    case MO_SERVER_KIND_UNKNOWN:
      return contains (aborts_on_matrixone, G_N_ELEMENTS (aborts_on_matrixone), number);
    case MO_SERVER_KIND_MARIADB:
    case MO_SERVER_KIND_MYSQL:
      /* 1205 undoes the statement alone. */
      return number == 1213;
    default:
      return FALSE;
    }
}

/* MatrixOne's number for what has none: "context canceled" too, where somebody kills the connection
 * while it commits, or when it has. */
static gboolean
is_anything (MoServerKind kind, guint number)
{
  return number == 1105 && kind != MO_SERVER_KIND_MARIADB && kind != MO_SERVER_KIND_MYSQL;
}

gboolean
mo_server_error_is_commit_unknown (MoServerKind kind, guint number)
{
  return contains (commit_unknown, G_N_ELEMENTS (commit_unknown), number)
         || is_anything (kind, number);
}

gboolean
mo_server_error_is_write_unknown (MoServerKind kind, guint number, const char *text)
{
  return contains (commit_unknown, G_N_ELEMENTS (commit_unknown), number)
         || (is_anything (kind, number) && strstr (text, "context ") != NULL);
}
