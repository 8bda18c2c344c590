/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Columns as arrays: what came back is summed up, and compared, without a call for each cell. On
 * MariaDB the vectors are text, which is how any server sends them. "arrays URI 1000000" has that
 * many rows.
 */

#include "demo-report.h"

#define N_ELEMENTS 4

/* As many again with each statement. */
static gboolean
make_table (MoClient *client, guint n_rows, GError **error)
{
  demo_start ("A table");
  if (!mo_await (mo_execute (client, "DROP TABLE IF EXISTS demo_arrays"), error)
      || !mo_await (mo_execute (client, "CREATE TABLE demo_arrays (id INT PRIMARY KEY,"
                                        " price DOUBLE, embedding VARCHAR(80))"),
                    error)
      || !mo_await (mo_execute (client, "INSERT INTO demo_arrays VALUES (1, 0.5, '[1,2,3,4]')"),
                    error))
    return FALSE;
  for (guint n = 1; n < n_rows; n *= 2)
    if (!mo_await (mo_execute (client,
                               "INSERT INTO demo_arrays SELECT id + ?, price + ?,"
                               " CONCAT('[', id, ',2,3,', ?, ']') FROM demo_arrays WHERE id <= ?",
                               n, n / 2.0, n, MIN (n, n_rows - n)),
                   error))
      return FALSE;
  demo_step (0, "%u rows", n_rows);
  return TRUE;
}

static double
squared_distance (const float *a, const float *b, guint n_elements)
{
  double sum = 0;

  for (guint i = 0; i < n_elements; i++)
    sum += ((double) a[i] - (double) b[i]) * ((double) a[i] - (double) b[i]);
  return sum;
}

static gboolean
read_arrays (MoClient *client, guint n_rows, GError **error)
{
  static const char *const vectors[] = { "embedding", NULL };
  const MoArrayOptions options = { .vectors = vectors };
  g_autoptr (MoResult) result = NULL;
  const double *prices;
  const float *embeddings;
  double sum = 0;
  guint n_elements;

  demo_start ("Arrays");
  result = mo_await_result (
      mo_execute_arrays (client, &options,
                         "SELECT price, embedding FROM demo_arrays WHERE id > ? ORDER BY id", 0),
      error);
  if (result == NULL)
    return FALSE;
  prices = mo_result_get_double_array (result, 0);
  embeddings = mo_result_get_vecf32_array (result, 1, &n_elements);
  for (guint i = 0; i < mo_result_get_n_rows (result); i++)
    sum += prices[i];
  demo_step (0, "the mean price: %g", sum / n_rows);
  demo_step (0, "from the first vector to the last, squared: %g",
             squared_distance (embeddings, embeddings + (gsize) (n_rows - 1) * n_elements,
                               n_elements));
  return demo_expect ("rows", mo_result_get_n_rows (result), n_rows, error)
         && demo_expect ("elements", n_elements, N_ELEMENTS, error);
}

int
main (int argc, char **argv)
{
  guint n_rows = 1000;
  const char *uri = demo_uri_and_number (argc, argv, &n_rows);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  client = mo_client_new (uri, &error);
  if (client == NULL || !make_table (client, n_rows, &error)
      || !read_arrays (client, n_rows, &error)
      || !mo_await (mo_execute (client, "DROP TABLE demo_arrays"), &error)
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("arrays", error);
  g_print ("arrays: ok\n");
  return 0;
}
