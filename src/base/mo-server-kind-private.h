/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which family of servers a connection speaks to: they differ in what ends a transaction. */

#pragma once

typedef enum
{
  MO_SERVER_KIND_UNKNOWN,
  MO_SERVER_KIND_MATRIXONE,
  MO_SERVER_KIND_MARIADB,
  MO_SERVER_KIND_MYSQL,
} MoServerKind;
