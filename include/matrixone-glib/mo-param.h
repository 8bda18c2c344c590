/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A value with the name that a statement gives its place. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-value.h"

G_BEGIN_DECLS

/**
 * MoParam:
 * @name: the name, without its colon
 * @value: the value for each place of that name
 *
 * A parameter of a statement whose places are written `:name`.
 *
 * Since: 0.1
 */
struct _MoParam
{
  const char *name;
  MoValue value;
};

#ifndef __cplusplus

/**
 * MO_PARAM:
 * @name: the name, without its colon
 * @x: anything that MO_VALUE() takes
 *
 * A [struct@Mo.Param] in one word.
 */
#define MO_PARAM(name, x) ((MoParam) { (name), MO_VALUE (x) })

#endif

G_END_DECLS
