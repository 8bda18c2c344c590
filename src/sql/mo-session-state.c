/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The list of statements that leave a session as it was. Whatever is not in it does not. */

#include "sql/mo-session-state-private.h"

#include <string.h>

static gboolean
is_user_variable (const MoWords *words, gsize i)
{
  return mo_words_is_type (words, i, MO_TOKEN_VARIABLE) && words->tokens[i].start[1] != '@';
}

/* The functions that keep a lock, or a sequence's last value, for the session; mo_ctl() may do
 * anything. Their names may be quoted, under ANSI_QUOTES as strings are. */
static gboolean
is_lasting_call (const MoWords *words, gsize i)
{
  static const char *const functions[] = {
    "GET_LOCK", "RELEASE_LOCK", "RELEASE_ALL_LOCKS", "NEXTVAL", "SETVAL", "MO_CTL",
    "SERVICE_GET_READ_LOCKS", "SERVICE_GET_WRITE_LOCKS", "SERVICE_RELEASE_LOCKS",
    "VERSION_TOKENS_LOCK_SHARED", "VERSION_TOKENS_LOCK_EXCLUSIVE", "VERSION_TOKENS_UNLOCK", NULL
  };
  MoToken name = words->tokens[i];
  MoWords one = { &name, 1 };

  if (name.type == MO_TOKEN_QUOTED_IDENTIFIER || name.type == MO_TOKEN_STRING)
    name = (MoToken){ MO_TOKEN_WORD, name.start + 1, name.length - 2 };
  if (mo_words_is_operator (words, i + 1, "("))
    return mo_words_is_one_of (&one, 0, functions);
  /* NEXT VALUE FOR s, and s.NEXTVAL. */
  return (mo_words_is (words, i, "NEXT") && mo_words_is (words, i + 1, "VALUE"))
         || (mo_words_is (&one, 0, "NEXTVAL") && i > 0
             && mo_words_is_operator (words, i - 1, "."));
}

/* INTO that names a table or a file, and no variable. Behind a dot any word is a name. */
static gboolean
is_into_clean (const MoWords *words, gsize i)
{
  static const char *const before[] = { "INSERT",  "REPLACE", "LOW_PRIORITY", "HIGH_PRIORITY",
                                        "DELAYED", "IGNORE",  NULL };
  static const char *const behind[] = { "OUTFILE", "DUMPFILE", "TABLE", NULL };
  gboolean follows_name = i >= 2 && mo_words_is_operator (words, i - 2, ".");

  return (!follows_name && mo_words_is_one_of (words, i - 1, before))
         || mo_words_is_one_of (words, i + 1, behind)
         || mo_words_is_operator (words, i + 1, "(") /* REORGANIZE PARTITION p INTO (…) */
         || mo_words_is (words, 0, "DATA");          /* DATA BRANCH MERGE s INTO t */
}

/* Of a statement that begins well. */
static gboolean
has_lasting_part (const MoWords *words)
{
  gboolean loads = mo_words_is (words, 0, "LOAD");

  for (gsize i = 0; i < words->n_tokens; i++)
    if (mo_words_is_operator (words, i, ":=") || is_lasting_call (words, i)
        || (i > 0 && mo_words_is (words, i, "INTO") && !is_into_clean (words, i))
        || (loads && is_user_variable (words, i)))
      return TRUE;
  return FALSE;
}

/* Between DEFINER = name and what follows; a name is no reserved word, so nothing is missed. */
static gsize
skip_definer (const MoWords *words, gsize i, const char *const *objects)
{
  static const char *const behind[] = { "SQL", "AGGREGATE", NULL };

  while (i < words->n_tokens && !mo_words_is_one_of (words, i, objects)
         && !mo_words_is_one_of (words, i, behind))
    i++;
  return i;
}

/* CREATE, ALTER or DROP of what lasts; TEMPORARY is not among the words in front of it. */
static gboolean
is_permanent_ddl (const MoWords *words)
{
  static const char *const objects[] = {
    "TABLE",    "TABLES",    "VIEW",    "INDEX",      "DATABASE", "SCHEMA",      "USER",
    "ROLE",     "SNAPSHOT",  "PITR",    "STAGE",      "ACCOUNT",  "PUBLICATION", "FUNCTION",
    "TRIGGER",  "PROCEDURE", "EVENT",   "SEQUENCE",   "CDC",      "SERVER",      "PACKAGE",
    "RESOURCE", "LOGFILE",   "SOURCE",  "TABLESPACE", NULL
  };
  static const char *const in_front[] = {
    "OR",       "REPLACE", "UNIQUE",    "FULLTEXT",  "SPATIAL",   "VECTOR",   "ONLINE",
    "OFFLINE",  "IGNORE",  "AGGREGATE", "EXTERNAL",  "CLUSTER",   "DYNAMIC",  "UNDO",
    "SQL",      "DEFINER", "SECURITY",  "ALGORITHM", "UNDEFINED", "INVOKER",  "MERGE",
    "TEMPTABLE", NULL
  };

  for (gsize i = 1; i < words->n_tokens; i++)
    {
      if (mo_words_is (words, i, "DEFINER") && mo_words_is_operator (words, i + 1, "="))
        i = skip_definer (words, i, objects);
      if (mo_words_is_one_of (words, i, objects))
        return TRUE;
      if (!mo_words_is_one_of (words, i, in_front) && !mo_words_is_operator (words, i, "="))
        return FALSE;
    }
  return FALSE;
}

/* EXPLAIN ANALYZE and its like run what they explain. */
static gboolean
explains_call (const MoWords *words)
{
  static const char *const verbs[] = { "EXECUTE", "CALL", NULL };

  for (gsize i = 1; i < words->n_tokens; i++)
    if (mo_words_is_one_of (words, i, verbs))
      return TRUE;
  return FALSE;
}

static gboolean
begins_well (const MoWords *words)
{
  static const char *const plain[] = {
    "SELECT", "INSERT", "UPDATE", "DELETE",   "REPLACE", "VALUES", "TABLE", "WITH",
    "SHOW",   "HELP",   "GRANT",  "TRUNCATE", "REVOKE",  "KILL",   NULL
  };
  static const char *const explains[] = { "EXPLAIN", "DESCRIBE", "DESC", "ANALYZE", NULL };
  static const char *const ddl[] = { "CREATE", "ALTER", "DROP", NULL };
  static const char *const upkeep[] = { "OPTIMIZE", "CHECK", "REPAIR", "CHECKSUM", NULL };
  static const char *const upkept[] = { "TABLE", "TABLES", "VIEW", "LOCAL", "NO_WRITE_TO_BINLOG",
                                        NULL };
  static const char *const renamed[] = { "TABLE", "TABLES", "USER", NULL };
  static const char *const restored[] = { "CLUSTER", "ACCOUNT", "DATABASE", "TABLE", "FROM", NULL };
  static const char *const loaded[] = { "DATA", "XML", NULL };
  static const char *const cdc[] = { "PAUSE", "RESUME", NULL };

  if (mo_words_is_one_of (words, 0, plain))
    return TRUE;
  if (mo_words_is_one_of (words, 0, explains))
    return !explains_call (words);
  if (mo_words_is_one_of (words, 0, ddl))
    return is_permanent_ddl (words);
  return (mo_words_is_one_of (words, 0, upkeep) && mo_words_is_one_of (words, 1, upkept))
         || (mo_words_is (words, 0, "RENAME") && mo_words_is_one_of (words, 1, renamed))
         || (mo_words_is (words, 0, "RESTORE") && mo_words_is_one_of (words, 1, restored))
         || (mo_words_is (words, 0, "LOAD") && mo_words_is_one_of (words, 1, loaded))
         || (mo_words_is (words, 0, "DATA") && mo_words_is (words, 1, "BRANCH"))
         || (mo_words_is_one_of (words, 0, cdc) && mo_words_is (words, 1, "CDC"));
}

static MoWords
inner_statement (const MoWords *words)
{
  gsize inner = mo_words_find_inner_statement (words);

  return (MoWords){ words->tokens + inner, words->n_tokens - inner };
}

/* Of the session's own database; CREATE OR REPLACE drops the old one first. */
static gboolean
may_drop_database (const MoWords *words)
{
  static const char *const database[] = { "DATABASE", "SCHEMA", NULL };

  return (mo_words_is (words, 0, "DROP") && mo_words_is_one_of (words, 1, database))
         || (mo_words_is (words, 0, "CREATE") && mo_words_is (words, 1, "OR")
             && mo_words_is (words, 2, "REPLACE") && mo_words_is_one_of (words, 3, database))
         || (mo_words_is (words, 0, "DATA") && mo_words_is (words, 2, "DELETE")
             && mo_words_is_one_of (words, 3, database));
}

gboolean
mo_session_state_is_left (const MoWords *words)
{
  MoWords inner = inner_statement (words);

  if (inner.n_tokens == 0) /* all of it skipped */
    return FALSE;
  return !begins_well (&inner) || may_drop_database (&inner) || has_lasting_part (words);
}

/* FALSE: USE, CALL, and what hides its text: EXECUTE, a compound statement, what is not known. */
static gboolean
is_known (const MoWords *inner)
{
  static const char *const known[] = {
    "SET",     "DO",      "LOCK",  "UNLOCK",   "FLUSH",      "PREPARE",   "HANDLER", "START",
    "COMMIT",  "RELEASE", "CREATE", "DROP",    "ALTER",      "ROLLBACK",  "DEALLOCATE",
    "SAVEPOINT", "LOAD",  "SIGNAL", "RESIGNAL", NULL
  };

  if (mo_words_is (inner, 0, "BEGIN"))
    return !mo_words_is (inner, 1, "NOT");
  return begins_well (inner) || mo_words_is_one_of (inner, 0, known);
}

static gboolean
has_part (const MoToken *token, const char *part)
{
  gsize length = strlen (part);

  for (gsize i = 0; i + length <= token->length; i++)
    if (g_ascii_strncasecmp (token->start + i, part, length) == 0)
      return TRUE;
  return FALSE;
}

/* SET with one of @parts in a word of it: its items may come in any order, and be quoted. */
static gboolean
sets (const MoWords *inner, const char *const *parts)
{
  for (gsize i = 1; mo_words_is (inner, 0, "SET") && i < inner->n_tokens; i++)
    for (const char *const *part = parts; *part != NULL; part++)
      if (has_part (&inner->tokens[i], *part))
        return TRUE;
  return FALSE;
}

/* A routine that drops the session's database leaves none; and a hidden text may say USE. MariaDB
 * does not give up a role when a session is made as new. */
gboolean
mo_session_state_changes_database (const MoWords *words)
{
  static const char *const role[] = { "role", NULL };
  MoWords inner = inner_statement (words);

  return inner.n_tokens > 0
         && (may_drop_database (&inner) || sets (&inner, role) || !is_known (&inner));
}

/* What SET does in a routine to the character set, the server undoes at its end. Of a SET by itself
 * the value may be written in ways that are not known here. */
gboolean
mo_session_state_hides_text (const MoWords *words)
{
  static const char *const open[] = { "USE", "CALL", NULL };
  static const char *const charset[] = { "character", "charset", "names", NULL };
  MoWords inner = inner_statement (words);

  return inner.n_tokens > 0
         && (sets (&inner, charset)
             || (!is_known (&inner) && !mo_words_is_one_of (&inner, 0, open)));
}

/* Functions and triggers cannot. */
gboolean
mo_session_state_may_end_transaction (const MoWords *words)
{
  static const char *const harmless[] = { "USE", "SIGNAL", "RESIGNAL", "GET", NULL };
  MoWords inner = inner_statement (words);

  return inner.n_tokens > 0 && !is_known (&inner) && !mo_words_is_one_of (&inner, 0, harmless);
}

/* What a routine sets the time zone to stays. */
gboolean
mo_session_state_changes_zone (const MoWords *words)
{
  static const char *const zone[] = { "time_zone", NULL };
  MoWords inner = inner_statement (words);

  return inner.n_tokens > 0
         && (sets (&inner, zone) || (!is_known (&inner) && !mo_words_is (&inner, 0, "USE")));
}

gboolean
mo_session_state_is_unknown (const MoWords *words)
{
  static const char *const run[] = {
    "EXECUTE", "CALL",    "BEGIN",    "IF",   "CASE",    "LOOP", "WHILE", "REPEAT", "FOR",
    "DECLARE", "EXPLAIN", "DESCRIBE", "DESC", "ANALYZE", "SET",  NULL
  };

  return mo_words_is_type (words, 0, MO_TOKEN_WORD) && !is_known (words)
         && !mo_words_is_one_of (words, 0, run);
}
