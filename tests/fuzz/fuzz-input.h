/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a fuzzer makes of the bytes that it is given. */

#pragma once

#include <matrixone-glib/mo-value.h>

G_BEGIN_DECLS

/* The target, as libFuzzer calls it; returns 0, or does not return. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Where libFuzzer is: once, before all. */
int
LLVMFuzzerInitialize (int *argc, char ***argv);

/* From the front to the back; behind the end there are zeros. */
typedef struct
{
  const guint8 *position;
  const guint8 *end;
  GPtrArray *kept; /* what values point to */
} FuzzInput;

void
fuzz_input_init (FuzzInput *self, const guint8 *data, gsize size);
void
fuzz_input_clear (FuzzInput *self);

guint8
fuzz_input_byte (FuzzInput *self);
guint64
fuzz_input_number (FuzzInput *self);
/* (transfer none): up to a NUL. */
const char *
fuzz_input_text (FuzzInput *self);
/* Any that a parameter can be, a list too; it may be none that a call accepts. */
MoValue
fuzz_input_value (FuzzInput *self);
/* The same, but no list. */
MoValue
fuzz_input_scalar (FuzzInput *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FuzzInput, fuzz_input_clear)

G_END_DECLS
