/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a LOAD DATA command says how to read its data. */

#pragma once

#include <matrixone-glib/mo-load.h>

#include "matrixone/mo-command-text-private.h"

G_BEGIN_DECLS

/* Never NULL: what stands for no options. */
const MoLoadOptions *mo_load_options_get (const MoLoadOptions *options);

/* 'csv', 'jsonline' or 'parquet'; 'object' or 'array'; with quotation marks. NULL: it has none. */
const char *mo_load_options_get_format    (const MoLoadOptions *self);
const char *mo_load_options_get_json_data (const MoLoadOptions *self);

/* The pairs behind the file's, as INFILE {…} and S3OPTION {…} have them. */
void mo_load_options_add_pairs (const MoLoadOptions *self,
                                MoCommandText       *text);
/* From INTO TABLE to the end. @is_inline: the data is in the statement, of which the server heeds
 * less. */
void mo_load_options_add_rest  (const MoLoadOptions *self,
                                MoCommandText       *text,
                                const char          *database,
                                const char          *table,
                                gboolean             is_inline);

G_END_DECLS
