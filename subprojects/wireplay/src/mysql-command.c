/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A command of the MySQL protocol. */

#include "mysql-command.h"

static const char *const names[] = {
  "COM_SLEEP",
  "COM_QUIT",
  "COM_INIT_DB",
  "COM_QUERY",
  "COM_FIELD_LIST",
  "COM_CREATE_DB",
  "COM_DROP_DB",
  "COM_REFRESH",
  "COM_SHUTDOWN",
  "COM_STATISTICS",
  "COM_PROCESS_INFO",
  "COM_CONNECT",
  "COM_PROCESS_KILL",
  "COM_DEBUG",
  "COM_PING",
  "COM_TIME",
  "COM_DELAYED_INSERT",
  "COM_CHANGE_USER",
  "COM_BINLOG_DUMP",
  "COM_TABLE_DUMP",
  "COM_CONNECT_OUT",
  "COM_REGISTER_SLAVE",
  "COM_STMT_PREPARE",
  "COM_STMT_EXECUTE",
  "COM_STMT_SEND_LONG_DATA",
  "COM_STMT_CLOSE",
  "COM_STMT_RESET",
  "COM_SET_OPTION",
  "COM_STMT_FETCH",
  "COM_DAEMON",
  "COM_BINLOG_DUMP_GTID",
  "COM_RESET_CONNECTION",
  "COM_CLONE",
};

char *
wp_mysql_command_dup_name (guint8 code)
{
  if (code < G_N_ELEMENTS (names))
    return g_strdup (names[code]);

  /* MariaDB alone has commands from the other end. */
  if (code == 0xfa)
    return g_strdup ("COM_STMT_BULK_EXECUTE");
  return g_strdup_printf ("COM_0x%02x", code);
}
