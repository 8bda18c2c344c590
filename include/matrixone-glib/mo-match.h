/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Full-text search: MATCH () AGAINST (), and the patterns that it looks for. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-function.h"

G_BEGIN_DECLS

/**
 * MoMatchMode:
 * @MO_MATCH_NATURAL: rows that have some of the words, the more the better; to a MatrixOne several
 *   words are a phrase
 * @MO_MATCH_BOOLEAN: rows as the operators of the pattern have them: see [struct@Mo.MatchPattern]
 *
 * How a text is looked for. A query expansion is left out, as MatrixOne has none.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_MATCH_NATURAL,
  MO_MATCH_BOOLEAN,
} MoMatchMode;

/**
 * MoMatchWord:
 * @MO_MATCH_MAY: a row that has it comes before others
 * @MO_MATCH_MUST: a row has it
 * @MO_MATCH_MUST_NOT: a row has it not
 * @MO_MATCH_RAISE: in a group: it counts for more
 * @MO_MATCH_LOWER: in a group: it counts for less
 * @MO_MATCH_DEMOTE: a row that has it comes behind others
 *
 * What a word or a group is for.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_MATCH_MAY,
  MO_MATCH_MUST,
  MO_MATCH_MUST_NOT,
  MO_MATCH_RAISE,
  MO_MATCH_LOWER,
  MO_MATCH_DEMOTE,
} MoMatchWord;

#define MO_TYPE_MATCH_PATTERN (mo_match_pattern_get_type ())

MO_AVAILABLE_IN_ALL
GType           mo_match_pattern_get_type (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoMatchPattern *mo_match_pattern_new      (void);
MO_AVAILABLE_IN_ALL
MoMatchPattern *mo_match_pattern_copy     (const MoMatchPattern *self);
MO_AVAILABLE_IN_ALL
void            mo_match_pattern_free     (MoMatchPattern *self);
MO_AVAILABLE_IN_ALL
void            mo_match_pattern_word     (MoMatchPattern *self,
                                           MoMatchWord     what,
                                           const char     *word);
MO_AVAILABLE_IN_ALL
void            mo_match_pattern_prefix   (MoMatchPattern *self,
                                           MoMatchWord     what,
                                           const char     *prefix);
MO_AVAILABLE_IN_ALL
void            mo_match_pattern_phrase   (MoMatchPattern *self,
                                           const char     *phrase);
MO_AVAILABLE_IN_ALL
void            mo_match_pattern_group    (MoMatchPattern *self,
                                           MoMatchWord     what,
                                           const MoMatchPattern *group);
MO_AVAILABLE_IN_ALL
char           *mo_match_pattern_to_string (const MoMatchPattern *self,
                                            GError              **error);

MO_AVAILABLE_IN_ALL
MoExpr         *mo_expr_match_against     (MoExpr        **columns,
                                           gsize           n_columns,
                                           MoMatchMode     mode,
                                           const char     *text) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr         *mo_expr_match_pattern     (MoExpr        **columns,
                                           gsize           n_columns,
                                           const MoMatchPattern *pattern) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoMatchPattern, mo_match_pattern_free)

#ifndef __cplusplus

/**
 * mo_match_natural:
 * @text: what to look for
 * @...: (transfer full): the columns, exactly those of one full-text index
 *
 * `mo_where (select, mo_match_natural ("red apples", MO_C (Post, title), MO_C (Post, body)))`; how
 * well a row fits, it is as a selected expression: see [func@Mo.also]. mo_match_boolean() takes a
 * text with operators as the server has them; [struct@Mo.MatchPattern] makes one of words.
 *
 * Returns: (transfer full): an expression
 */
#define mo_match_natural(text, ...)                                                                \
  (mo_expr_match_against ((MoExpr *[]){ __VA_ARGS__ },                                             \
                          sizeof ((MoExpr *[]){ __VA_ARGS__ }) / sizeof (MoExpr *),                \
                          MO_MATCH_NATURAL, (text)))
#define mo_match_boolean(text, ...)                                                                \
  (mo_expr_match_against ((MoExpr *[]){ __VA_ARGS__ },                                             \
                          sizeof ((MoExpr *[]){ __VA_ARGS__ }) / sizeof (MoExpr *),                \
                          MO_MATCH_BOOLEAN, (text)))

/**
 * mo_match_pattern:
 * @pattern: what to look for; it stays the caller's
 * @...: (transfer full): the columns, exactly those of one full-text index
 *
 * Returns: (transfer full): an expression
 */
#define mo_match_pattern(pattern, ...)                                                             \
  (mo_expr_match_pattern ((MoExpr *[]){ __VA_ARGS__ },                                             \
                          sizeof ((MoExpr *[]){ __VA_ARGS__ }) / sizeof (MoExpr *), (pattern)))

#endif

G_END_DECLS
