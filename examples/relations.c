/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Related instances: a whole graph written at once, loaded with two more statements, changed, and
 * deleted. */

#include "demo-report.h"

typedef struct _Author Author;
typedef struct _Book Book;
typedef struct _Tag Tag;

struct _Author
{
  gint64 id;
  char *name;
  GPtrArray *books;
};

struct _Book
{
  gint64 id;
  gint64 author_id;
  char *title;
  Author *author;
  GPtrArray *tags;
};

struct _Tag
{
  gint64 id;
  char *name;
};

/* The table in between. */
typedef struct
{
  gint64 book_id;
  gint64 tag_id;
} BookTag;

MO_DECLARE_MODEL (Book, book)
MO_DECLARE_MODEL (BookTag, book_tag)

MO_DEFINE_MODEL (Author, author, "demo_library_authors",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 100),
                 MO_HAS_MANY (books, Book, author_id))

MO_DEFINE_MODEL (Tag, tag, "demo_library_tags",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL | MO_UNIQUE, .length = 50))

MO_DEFINE_MODEL (Book, book, "demo_library_books",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (author_id, MO_NOT_NULL, .references = MO_REFERENCES (Author, id)),
                 MO_COLUMN (title, MO_NOT_NULL, .length = 100),
                 MO_BELONGS_TO (author, Author, author_id),
                 MO_MANY_TO_MANY (tags, Tag, BookTag, book_id, tag_id))

MO_DEFINE_MODEL (BookTag, book_tag, "demo_library_book_tags",
                 MO_COLUMN (book_id, MO_PRIMARY_KEY, .references = MO_REFERENCES (Book, id)),
                 MO_COLUMN (tag_id, MO_PRIMARY_KEY, .references = MO_REFERENCES (Tag, id)))

/* --- writing --- */

static void
add_book (Author *author, const char *title, Tag *tag)
{
  g_autoptr (Book) book = mo_new (Book, .title = title);

  mo_add_related (book, tags, tag);
  mo_add_related (author, books, book);
}

/* Adding the author adds what it is related to, and the flush gives all of them their keys. */
static gboolean
write_graph (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (Author) author = mo_new (Author, .name = "Ann");
  g_autoptr (Tag) poems = mo_new (Tag, .name = "poems");
  g_autoptr (Tag) letters = mo_new (Tag, .name = "letters");

  (void) user_data;
  demo_start ("A graph");
  add_book (author, "First", poems);
  add_book (author, "Second", poems);
  add_book (author, "Third", letters);
  mo_session_add (session, author);
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  demo_step (0, "an author with %u books and their tags, in four INSERTs", author->books->len);
  return TRUE;
}

/* --- reading --- */

/* One statement for the authors, one for their books, one for the books' tags. */
static gboolean
read_graph (MoClient *client, GError **error)
{
  MoSelect *select = mo_load_related (mo_select (Author), Author, books);
  g_autoptr (GPtrArray) authors = NULL;
  guint n_books = 0;

  demo_start ("Loading");
  select = mo_load_related (select, Book, tags);
  authors = mo_await_all (mo_client_select (client, select), error);
  if (authors == NULL)
    return FALSE;
  MO_FOREACH (Author, author, authors)
    MO_FOREACH (Book, book, author->books)
      {
        Tag *tag = book->tags->pdata[0];

        demo_step (0, "%s wrote %s, which is %s", author->name, book->title, tag->name);
        n_books++;
      }
  return demo_expect ("books", n_books, 3, error);
}

/* Each book with its author, by a join. */
static gboolean
read_joined (MoClient *client, GError **error)
{
  MoSelect *select = mo_join_related (mo_select (Book), Book, author);
  g_autoptr (GPtrArray) books = mo_await_all (mo_client_select (client, select), error);

  if (books == NULL)
    return FALSE;
  MO_FOREACH (Book, book, books)
    demo_step (0, "%s is by %s", book->title, book->author->name);
  return demo_expect ("books", books->len, 3, error);
}

/* --- changing --- */

/* Nothing is read behind the program's back: what is not loaded is loaded when that is said. */
static gboolean
change_graph (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (Author) other = mo_new (Author, .name = "Bob");
  g_autoptr (Author) ann = mo_await_entity (
      mo_session_one (session, mo_where (mo_select (Author), mo_eq (MO_C (Author, name), "Ann"))),
      error);
  Book *third;

  (void) user_data;
  demo_start ("Changing");
  if (ann == NULL || !mo_await (mo_session_load_related (session, ann, books), error))
    return FALSE;
  third = ann->books->pdata[2];
  if (!mo_await (mo_session_load_related (session, third, tags), error))
    return FALSE;
  mo_session_add (session, other);
  mo_set_related (third, author, other);
  mo_remove_related (third, tags, third->tags->pdata[0]);
  return mo_await (mo_session_flush (session), error);
}

static gboolean
expect_change (MoClient *client, GError **error)
{
  gint64 n_tags, n_of_bob;

  return mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_library_book_tags"),
                         &n_tags, error)
         && demo_expect ("tags of books", n_tags, 2, error)
         && mo_await_int64 (mo_execute (client,
                                        "SELECT COUNT(*) FROM demo_library_books b"
                                        " JOIN demo_library_authors a ON a.id = b.author_id"
                                        " WHERE a.name = %s",
                                        "Bob"),
                            &n_of_bob, error)
         && demo_expect ("books of Bob", n_of_bob, 1, error);
}

/* --- deleting --- */

/* The books that are left, and the rows in between, go with her. */
static gboolean
delete_graph (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  MoSelect *select = mo_where (mo_select (Author), mo_eq (MO_C (Author, name), "Ann"));
  g_autoptr (Author) author = NULL;

  (void) user_data;
  demo_start ("Deleting");
  select = mo_load_related (mo_load_related (select, Author, books), Book, tags);
  author = mo_await_entity (mo_session_one (session, select), error);
  if (author == NULL)
    return FALSE;
  MO_FOREACH (Book, book, author->books)
    {
      while (book->tags->len > 0)
        mo_remove_related (book, tags, book->tags->pdata[0]);
      mo_session_delete (session, book);
    }
  mo_session_delete (session, author);
  return TRUE;
}

static gboolean
expect_deleted (MoClient *client, GError **error)
{
  gint64 n_books;

  return mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_library_books"), &n_books,
                         error)
         && demo_expect ("books, which is Bob's", n_books, 1, error);
}

static gboolean
run (MoClient *client, GError **error)
{
  return mo_await (mo_client_connect (client), error)
         && mo_await (mo_client_drop_all (client, MO_MODELS (BookTag, Book, Tag, Author)), error)
         && mo_await (mo_client_create_all (client, MO_MODELS (Author, Tag, Book, BookTag)), error)
         && mo_client_run_transaction (client, write_graph, NULL, error)
         && read_graph (client, error) && read_joined (client, error)
         && mo_client_run_transaction (client, change_graph, NULL, error)
         && expect_change (client, error)
         && mo_client_run_transaction (client, delete_graph, NULL, error)
         && expect_deleted (client, error)
         && mo_await (mo_client_drop_all (client, MO_MODELS (BookTag, Book, Tag, Author)), error)
         && mo_await (mo_client_disconnect (client), error);
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
  if (client == NULL || !run (client, &error))
    return demo_fail ("relations", error);
  g_print ("relations: ok\n");
  return 0;
}
