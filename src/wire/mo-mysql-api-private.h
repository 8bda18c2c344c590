/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The calls of the client library that are in use, as a table: the seam where a test puts a
 * scripted fault. */

#pragma once

#include <glib.h>
#include <mysql.h>

G_BEGIN_DECLS

/* MariaDB Connector/C says my_bool, Oracle's library bool. */
#ifdef MARIADB_PACKAGE_VERSION
typedef my_bool MoMysqlBool;
#else
typedef bool MoMysqlBool;
#endif

typedef struct _MoMysqlApi MoMysqlApi;

/* Members are called as in the library, without mysql_, and have its signatures; error_code is
 * mysql_errno, which cannot be a name while errno is a macro. What the libraries have not, or not
 * both, is at the end. */
struct _MoMysqlApi
{
  int (*library_init) (int argc, char **argv, char **groups);
  MoMysqlBool (*thread_init) (void);
  void (*thread_end) (void);
  unsigned long (*client_version) (void);

  MYSQL *(*init) (MYSQL *mysql);
  int (*options) (MYSQL *mysql, enum mysql_option option, const void *argument);
  MYSQL *(*real_connect) (MYSQL *mysql, const char *host, const char *user, const char *password,
                          const char *database, unsigned int port, const char *socket,
                          unsigned long flags);
  void (*set_read_timeout) (MYSQL *mysql, unsigned int seconds);
  const char *(*get_ssl_cipher) (MYSQL *mysql);
  void (*close) (MYSQL *mysql);
  int (*ping) (MYSQL *mysql);
  int (*reset_connection) (MYSQL *mysql);
  unsigned long (*thread_id) (MYSQL *mysql);
  unsigned int (*error_code) (MYSQL *mysql);
  const char *(*error) (MYSQL *mysql);
  const char *(*sqlstate) (MYSQL *mysql);

  int (*send_query) (MYSQL *mysql, const char *sql, unsigned long length);
  MoMysqlBool (*read_query_result) (MYSQL *mysql);
  int (*next_result) (MYSQL *mysql);
  unsigned int (*field_count) (MYSQL *mysql);
  my_ulonglong (*affected_rows) (MYSQL *mysql);
  my_ulonglong (*insert_id) (MYSQL *mysql);
  unsigned int (*warning_count) (MYSQL *mysql);
  const char *(*info) (MYSQL *mysql);
  MYSQL_RES *(*use_result) (MYSQL *mysql);
  unsigned int (*num_fields) (MYSQL_RES *result);
  MYSQL_FIELD *(*fetch_fields) (MYSQL_RES *result);
  MYSQL_ROW (*fetch_row) (MYSQL_RES *result);
  unsigned long *(*fetch_lengths) (MYSQL_RES *result);
  void (*free_result) (MYSQL_RES *result);

  MYSQL_STMT *(*stmt_init) (MYSQL *mysql);
  int (*stmt_prepare) (MYSQL_STMT *stmt, const char *sql, unsigned long length);
  unsigned long (*stmt_param_count) (MYSQL_STMT *stmt);
  MYSQL_RES *(*stmt_result_metadata) (MYSQL_STMT *stmt);
  MoMysqlBool (*stmt_bind_param) (MYSQL_STMT *stmt, MYSQL_BIND *binds);
  int (*stmt_execute) (MYSQL_STMT *stmt);
  unsigned int (*stmt_field_count) (MYSQL_STMT *stmt);
  MoMysqlBool (*stmt_bind_result) (MYSQL_STMT *stmt, MYSQL_BIND *binds);
  int (*stmt_fetch) (MYSQL_STMT *stmt);
  int (*stmt_fetch_column) (MYSQL_STMT *stmt, MYSQL_BIND *bind, unsigned int column,
                            unsigned long offset);
  int (*stmt_next_result) (MYSQL_STMT *stmt);
  MoMysqlBool (*stmt_free_result) (MYSQL_STMT *stmt);
  MoMysqlBool (*stmt_close) (MYSQL_STMT *stmt);
  unsigned int (*stmt_errno) (MYSQL_STMT *stmt);
  const char *(*stmt_error) (MYSQL_STMT *stmt);
  const char *(*stmt_sqlstate) (MYSQL_STMT *stmt);

  /* "OpenSSL 3.0.19"; Oracle's has no other. */
  const char *(*tls_library) (void);
  /* As the server sent it; only the return type differs. */
  const char *(*get_server_info) (MYSQL *mysql);
  int (*get_socket) (MYSQL *mysql);
  /* The status flags of the last OK or EOF packet. */
  unsigned int (*server_status) (MYSQL *mysql);
  /* The status flags of the OK that answered a ping, which neither library looks at. */
  unsigned int (*ping_status) (MYSQL *mysql);
  /* Of the packet behind the rows of a prepared statement, once the last of them was fetched: the
   * libraries may not look at it. */
  unsigned int (*rows_status) (MYSQL *mysql);
  unsigned int (*rows_warning_count) (MYSQL *mysql);
};

/* The client library itself. */
extern const MoMysqlApi mo_mysql_api;

G_END_DECLS
