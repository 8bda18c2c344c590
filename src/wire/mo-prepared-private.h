/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A statement that the server has prepared, and those of a connection that wait to be run again. */

#pragma once

#include "base/mo-server-kind-private.h"
#include "wire/mo-fetch-private.h"

G_BEGIN_DECLS

typedef struct _MoPreparedCache MoPreparedCache;

/* Not for threads to share, as its connection is not. */
typedef struct
{
  const MoMysqlApi *api;
  MYSQL_STMT *stmt; /* owned */
  MoFetch fetch;  /* where the library puts rows; it looks there as long as the statement lives */
  /* To be kept once its answer has been read: */
  char *sql;      /* NULL: it is not */
  guint state;    /* of the session that it was prepared in; see MoPreparedCache */
  guint8 *types;  /* owned; of the values that it was run with first, MoValueType each */
  gsize n_types;
  MoPreparedCache *cache; /* that lists it; NULL: none */
  GList link;             /* in the cache's order */
} MoPrepared;

/* (transfer full): consumes @stmt, in which nothing is prepared yet. */
MoPrepared *mo_prepared_new  (const MoMysqlApi *api,
                              MYSQL_STMT       *stmt);
/* The server forgets it, without an answer; not where the connection is closed. Nor is it in a
 * cache any more. */
void        mo_prepared_free (MoPrepared       *self);
/* It is to be kept, and is run first with such values, in a session of that @state. */
void        mo_prepared_set_to_keep (MoPrepared    *self,
                                     const char    *sql,
                                     guint          state,
                                     const MoValue *values,
                                     gsize          n_values);
/* Whether these are of the same types. A MySQL goes on with those of the first time: it would read
 * a text as a number. */
gboolean    mo_prepared_has_types   (MoPrepared    *self,
                                     const MoValue *values,
                                     gsize          n_values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoPrepared, mo_prepared_free)

/* The least recently used goes first. What is being run stays in its place, and belongs to who runs
 * it: a connection runs one at a time, and until its answer has been read nothing is taken, put or
 * freed here. */
struct _MoPreparedCache
{
  guint most;
  guint state; /* changes with what the meaning of a text may depend on, as its database */
  guint swept; /* the state in which none of an earlier one was left */
  GHashTable *by_sql; /* of MoPrepared; NULL: there was none yet */
  GQueue order;       /* the one used last first; by the links in them */
};

/* @most: -1 for as many as are usual with the server. */
void        mo_prepared_cache_set_most (MoPreparedCache *self,
                                        MoServerKind     kind,
                                        gint             most);
/* (transfer full) (nullable): it stays listed until it is freed. */
MoPrepared *mo_prepared_cache_take  (MoPreparedCache *self,
                                     const char      *sql);
/* Whether one of such a text is worth its memory, here and on the server. */
gboolean    mo_prepared_cache_may_keep (const MoPreparedCache *self,
                                        gsize                  n_bytes,
                                        gsize                  n_parameters);
/* Another one is about to be prepared: the server has no more than there may be at any time. */
void        mo_prepared_cache_make_room (MoPreparedCache *self);
/* It is about to be freed. */
void        mo_prepared_cache_forget (MoPreparedCache *self,
                                      MoPrepared      *prepared);
/* Consumes @prepared, whose answer has been read to its end. */
void        mo_prepared_cache_put   (MoPreparedCache *self,
                                     MoPrepared      *prepared);
/* Those that are there, and those that run now, are not to be run again. They stay where they are
 * until they are swept: in the middle of an answer none may be closed, as the client library would
 * read the rest of that first. */
void        mo_prepared_cache_clear (MoPreparedCache *self);
/* Where nothing is being read: frees those that are not to be run again. */
void        mo_prepared_cache_sweep (MoPreparedCache *self);
/* The last of it. */
void        mo_prepared_cache_free  (MoPreparedCache *self);

G_END_DECLS
