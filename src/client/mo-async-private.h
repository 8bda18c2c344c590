/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pairs of functions in the style of GIO, each made of a call that returns a future. */

#pragma once

#include <matrixone-glib/mo-future.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * MO_DEFINE_ASYNC:
 * @call: the call; the functions are CALL_async and CALL_finish
 * @parameters: its parameters in parentheses, first the object that it is called on
 * @arguments: their names in parentheses
 * @Return: what CALL_finish returns
 * @take: makes that of a settled future, which it consumes, and an error: mo_await() and its kind
 *
 * Both are declared in a public header, and have their comments before this. The names stand in
 * parentheses where a macro of the same name adds a cast for programs.
 */
#define MO_DEFINE_ASYNC(call, parameters, arguments, Return, take)                                 \
  MO_DEFINE_ASYNC_LIKE (call, call, parameters, arguments, Return, take)

/* The same, where a result of LIKE_async may be given to CALL_finish, and the other way round. */
#define MO_DEFINE_ASYNC_LIKE(call, like, parameters, arguments, Return, take)                      \
  void(call##_async) (MO_ASYNC_ALL_ parameters, GCancellable * cancellable,                        \
                      GAsyncReadyCallback callback, gpointer user_data)                            \
  {                                                                                                \
    mo_async_prepare (cancellable);                                                                \
    mo_async_start (MO_ASYNC_FIRST_ arguments, (gpointer) (like##_async), call arguments,          \
                    cancellable, callback, user_data);                                             \
  }                                                                                                \
                                                                                                   \
  Return(call##_finish) (MO_ASYNC_FIRST_ parameters, GAsyncResult * result, GError * *error)       \
  {                                                                                                \
    return take (mo_async_end (MO_ASYNC_FIRST_ arguments, (gpointer) (like##_async), result),      \
                 error);                                                                           \
  }

#define MO_ASYNC_ALL_(...) __VA_ARGS__
#define MO_ASYNC_FIRST_(first, ...) first

/* Before the call: where @cancellable is cancelled already, what the call submits does not begin.
 * It is made all the same, as it consumes what it is given. */
void      mo_async_prepare (GCancellable       *cancellable);
/* After it, unless mo_async_start() is. */
void      mo_async_end_call (void);
/* Consumes @future. @tag tells the pairs apart. */
void      mo_async_start (gpointer             source,
                          gpointer             tag,
                          MoFuture            *future,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data);
/* (transfer full): the settled future. */
MoFuture *mo_async_end   (gpointer             source,
                          gpointer             tag,
                          GAsyncResult        *result);

/* Takes a number that is never negative, or -1. */
gint64    mo_async_await_count (MoFuture  *future,
                                GError   **error);

G_END_DECLS
