/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one header that a program includes. */

#pragma once

#define MO_INSIDE

#include "matrixone-glib/mo-await.h"
#include "matrixone-glib/mo-call-async.h"
#include "matrixone-glib/mo-call.h"
#include "matrixone-glib/mo-client-async.h"
#include "matrixone-glib/mo-client.h"
#include "matrixone-glib/mo-connection.h"
#include "matrixone-glib/mo-clone.h"
#include "matrixone-glib/mo-combinators.h"
#include "matrixone-glib/mo-commands-async.h"
#include "matrixone-glib/mo-date-time.h"
#include "matrixone-glib/mo-entities.h"
#include "matrixone-glib/mo-entity.h"
#include "matrixone-glib/mo-error.h"
#include "matrixone-glib/mo-executor.h"
#include "matrixone-glib/mo-expr.h"
#include "matrixone-glib/mo-feature.h"
#include "matrixone-glib/mo-future.h"
#include "matrixone-glib/mo-gathered.h"
#include "matrixone-glib/mo-gio.h"
#include "matrixone-glib/mo-item.h"
#include "matrixone-glib/mo-load-data.h"
#include "matrixone-glib/mo-model.h"
#include "matrixone-glib/mo-param.h"
#include "matrixone-glib/mo-promise.h"
#include "matrixone-glib/mo-result.h"
#include "matrixone-glib/mo-schema-async.h"
#include "matrixone-glib/mo-schema.h"
#include "matrixone-glib/mo-select.h"
#include "matrixone-glib/mo-session-async.h"
#include "matrixone-glib/mo-session.h"
#include "matrixone-glib/mo-snapshot.h"
#include "matrixone-glib/mo-stats.h"
#include "matrixone-glib/mo-time-zone.h"
#include "matrixone-glib/mo-transaction-hooks.h"
#include "matrixone-glib/mo-transaction-options.h"
#include "matrixone-glib/mo-transaction.h"
#include "matrixone-glib/mo-types.h"
#include "matrixone-glib/mo-value.h"
#include "matrixone-glib/mo-version-macros.h"
#include "matrixone-glib/mo-version.h"

#undef MO_INSIDE
