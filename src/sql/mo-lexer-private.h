/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one tokenizer: finds parameters, words and statement ends outside literals and comments. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MO_TOKEN_END,
  MO_TOKEN_SPACE,             /* a run of white space, or one ordinary comment */
  MO_TOKEN_WORD,              /* keyword or bare identifier */
  MO_TOKEN_QUOTED_IDENTIFIER, /* `…` */
  MO_TOKEN_STRING,            /* '…' or "…" */
  MO_TOKEN_NUMBER,
  MO_TOKEN_VARIABLE,   /* @x, @@x, @@session.x, @`x`, @'x' */
  MO_TOKEN_POSITIONAL, /* ? */
  MO_TOKEN_FORMAT,     /* %s */
  MO_TOKEN_NAMED,      /* :name */
  MO_TOKEN_SEMICOLON,
  MO_TOKEN_DELIMITER, /* that of MoLexer */
  MO_TOKEN_OPERATOR, /* any other single character, := or ::; the marks of an executable comment,
                        whose contents are tokens of their own, are SPACE */
  MO_TOKEN_ERROR,    /* what has no end, or what servers read differently; MoLexer.error says why,
                        the token is the rest of the text */
} MoTokenType;

typedef enum
{
  MO_LEXER_DEFAULT = 0,
  MO_LEXER_NO_BACKSLASH_ESCAPES = 1 << 0,
  MO_LEXER_ANSI_QUOTES = 1 << 1, /* no backslash escapes in "…" */
  MO_LEXER_NO_PARAMETERS = 1 << 2, /* ?, % and : are operators */
} MoLexerFlags;

typedef struct
{
  MoTokenType type;
  const char *start;
  gsize length;
} MoToken;

typedef struct
{
  const char *position;
  const char *end;
  MoLexerFlags flags;
  gboolean in_executable_comment;
  /* Lent, NULL at first: what ends a statement of a script beside the semicolon, outside of quotes
   * and comments. It is made of word characters, and then a word; or it has no letters, no digits,
   * nothing that begins a quote or a comment, and no space. */
  const char *delimiter;

  const char *text;            /* where it began */
  const char *comment;         /* the executable comment, while inside one */
  const char *error;           /* after MO_TOKEN_ERROR: why, for the middle of a message */
} MoLexer;

/* @sql is borrowed; a NUL in it is an error. */
void        mo_lexer_init    (MoLexer       *self,
                              const char    *sql,
                              gsize          length,
                              MoLexerFlags   flags);
/* After END and ERROR it is END. */
MoTokenType mo_lexer_next    (MoLexer       *self,
                              MoToken       *token);
gboolean    mo_token_is_word (const MoToken *self,
                              const char    *upper_case_word);
/* For a SPACE token: the opening or closing mark of an executable comment. */
gboolean    mo_token_is_comment_mark (const MoToken *self);
/* The place of a parameter, of any style. */
gboolean    mo_token_is_marker   (const MoToken *self);
/* What can stand in a bare identifier: letters, digits, _, $ and every byte above 127. */
gboolean    mo_lexer_is_word_char    (char           c);

G_END_DECLS
