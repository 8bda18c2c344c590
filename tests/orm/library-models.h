/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Models with relations of every kind, for tests. */

#pragma once

#include <matrixone-glib.h>

typedef struct _Writer Writer;
typedef struct _Portrait Portrait;
typedef struct _Title Title;
typedef struct _Genre Genre;
typedef struct _TitleGenre TitleGenre;

struct _Writer
{
  gint64 id;
  char *name;
  MoNullInt64 teacher_id;
  Writer *teacher;
  GPtrArray *pupils;
  Portrait *portrait;
  GPtrArray *titles;
};

MO_DECLARE_MODEL (Writer, writer)

struct _Portrait
{
  gint64 id;
  gint64 writer_id;
  char *file;
  Writer *writer;
};

MO_DECLARE_MODEL (Portrait, portrait)

struct _Title
{
  gint64 id;
  MoNullInt64 writer_id;
  char *text;
  Writer *writer;
  GPtrArray *genres;
};

MO_DECLARE_MODEL (Title, title)

struct _Genre
{
  gint64 id;
  char *name;
  GPtrArray *titles;
};

MO_DECLARE_MODEL (Genre, genre)

struct _TitleGenre
{
  gint64 title_id;
  gint64 genre_id;
};

MO_DECLARE_MODEL (TitleGenre, title_genre)

#define LIBRARY_MODELS MO_MODELS (Writer, Portrait, Title, Genre, TitleGenre)
