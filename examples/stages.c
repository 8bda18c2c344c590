/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table written into a file of a stage of MatrixOne, and loaded from there. The stage is a folder
 * of the server's host; of a bucket it is mo_stage_create_s3(), and all the rest is the same.
 */

#include "demo-report.h"

#define STAGE "demo_stage"
#define FILE_NAME "demo-readings.csv"

typedef struct
{
  gint64 id;
  double value;
} Reading;

MO_DEFINE_MODEL (Reading, reading, "demo_stages_readings",
                 MO_COLUMN (id, MO_PRIMARY_KEY), MO_COLUMN (value, 0))

static gboolean
prepare (MoClient *client, GError **error)
{
  return mo_await (mo_client_drop_all (client, MO_MODELS (Reading)), error)
         && mo_await (mo_client_create_all (client, MO_MODELS (Reading)), error)
         && mo_await (mo_execute (client, "INSERT INTO demo_stages_readings"
                                          " VALUES (1, 20.5), (2, 21), (3, 19.25)"),
                      error);
}

static gboolean
make_stage (MoClient *client, GError **error)
{
  const MoStageOptions options = { .comment = "of an example" };
  g_autoptr (MoStage) stage = NULL;

  demo_start ("A stage");
  if (!mo_await (mo_stage_drop (client, STAGE, TRUE), error)
      || !mo_await (mo_stage_create_local (client, STAGE, "/tmp/", &options), error))
    return FALSE;
  stage = mo_await_entity (mo_stage_get (client, STAGE), error);
  if (stage == NULL)
    return FALSE;
  demo_step (0, "%s is %s", stage->name, stage->url);
  return TRUE;
}

/* What is warm goes out, all is deleted, and what went out comes in again. */
static gboolean
export_and_load (MoClient *client, GError **error)
{
  MoSelect *warm = mo_where (mo_select (Reading), mo_ge (MO_C (Reading, value), 20.0));
  g_autoptr (MoResult) loaded = NULL;

  demo_start ("Out and in");
  if (!mo_await (mo_export_select_stage (client, warm, STAGE, FILE_NAME, NULL), error)
      || !mo_await (mo_execute (client, "DELETE FROM demo_stages_readings"), error))
    return FALSE;
  loaded = mo_await_result (
      mo_load_stage (client, NULL, "demo_stages_readings", STAGE, FILE_NAME, NULL), error);
  return loaded != NULL
         && demo_expect ("rows loaded", (gint64) mo_result_get_affected_rows (loaded), 2, error);
}

/* An error names the file. */
static gboolean
load_nothing (MoClient *client, GError **error)
{
  g_autoptr (GError) problem = NULL;

  demo_start ("A file that is not there");
  if (mo_await (mo_load_stage (client, NULL, "demo_stages_readings", STAGE, "none.csv", NULL),
                &problem))
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_FAILED, "it was loaded");
      return FALSE;
    }
  demo_step (0, "%s", problem->message);
  return TRUE;
}

static gboolean
run (MoClient *client, GError **error)
{
  return make_stage (client, error) && prepare (client, error) && export_and_load (client, error)
         && load_nothing (client, error)
         && mo_await (mo_stage_remove_files (client, STAGE, FILE_NAME, FALSE), error)
         && mo_await (mo_stage_drop (client, STAGE, FALSE), error)
         && mo_await (mo_client_drop_all (client, MO_MODELS (Reading)), error);
}

int
main (int argc, char **argv)
{
  const char *uri = demo_uri (argc, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  client = mo_client_new (uri, &error);
  if (client == NULL || (!run (client, &error) && !demo_is_left_out (&error))
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("stages", error);
  g_print ("stages: ok\n");
  return 0;
}
