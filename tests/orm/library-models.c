/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Models with relations of every kind. */

#include "library-models.h"

MO_DEFINE_MODEL (Writer, writer, "writers",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 50),
                 MO_COLUMN (teacher_id, 0, .references = MO_REFERENCES (Writer, id)),
                 MO_BELONGS_TO (teacher, Writer, teacher_id),
                 MO_HAS_MANY (pupils, Writer, teacher_id),
                 MO_HAS_ONE (portrait, Portrait, writer_id),
                 MO_HAS_MANY (titles, Title, writer_id))

MO_DEFINE_MODEL (Portrait, portrait, "portraits",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (writer_id, 0, .references = MO_REFERENCES (Writer, id)),
                 MO_COLUMN (file, 0, .length = 50),
                 MO_BELONGS_TO (writer, Writer, writer_id))

MO_DEFINE_MODEL (Title, title, "titles",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (writer_id, 0, .references = MO_REFERENCES (Writer, id)),
                 MO_COLUMN (text, 0, .length = 50),
                 MO_BELONGS_TO (writer, Writer, writer_id),
                 MO_MANY_TO_MANY (genres, Genre, TitleGenre, title_id, genre_id))

MO_DEFINE_MODEL (Genre, genre, "genres",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, 0, .length = 50),
                 MO_MANY_TO_MANY (titles, Title, TitleGenre, genre_id, title_id))

MO_DEFINE_MODEL (TitleGenre, title_genre, "title_genres",
                 MO_COLUMN (title_id, MO_PRIMARY_KEY, .references = MO_REFERENCES (Title, id)),
                 MO_COLUMN (genre_id, MO_PRIMARY_KEY, .references = MO_REFERENCES (Genre, id)))
