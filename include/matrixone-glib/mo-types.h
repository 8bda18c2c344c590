/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Forward declarations of every public type, so that each header needs no other for a pointer. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <glib-object.h>

#include "mo-version-macros.h"

G_BEGIN_DECLS

typedef struct _MoClient MoClient;
typedef struct _MoConnection MoConnection;
typedef struct _MoStats MoStats;
typedef struct _MoColumn MoColumn;
typedef struct _MoCursor MoCursor;
typedef struct _MoDateTime MoDateTime;
typedef struct _MoDelete MoDelete;
typedef struct _MoEntityCursor MoEntityCursor;
typedef struct _MoExecutor MoExecutor;
typedef struct _MoExpr MoExpr;
typedef struct _MoMatchPattern MoMatchPattern;
typedef struct _MoFuture MoFuture;
typedef struct _MoGathered MoGathered;
typedef struct _MoItem MoItem;
typedef struct _MoModel MoModel;
typedef struct _MoParam MoParam;
typedef struct _MoPromise MoPromise;
typedef struct _MoQueryList MoQueryList;
typedef struct _MoRecord MoRecord;
typedef struct _MoResult MoResult;
typedef struct _MoSelect MoSelect;
typedef struct _MoSession MoSession;
typedef struct _MoTransaction MoTransaction;
typedef struct _MoTransactionOptions MoTransactionOptions;
typedef struct _MoUpdate MoUpdate;
typedef struct _MoValue MoValue;

G_END_DECLS
