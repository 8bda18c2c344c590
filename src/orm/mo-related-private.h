/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is in the fields of an instance that are relations. Each owns what it points to; circles are
 * opened when the instances leave their session. */

#pragma once

#include "orm/mo-entity-private.h"
#include "orm/mo-relation-private.h"

G_BEGIN_DECLS

static inline gboolean
mo_related_is_loaded (gconstpointer entity, guint relation)
{
  return (mo_entity_get_header (entity)->loaded & 1u << relation) != 0;
}

/* Of one that is loaded, borrowed; NULL: there is none. */
gpointer   mo_related_get      (gconstpointer         entity,
                                guint                 relation);
/* The field says so from here on. @related: an instance, NULL for none, or (transfer full) an array
 * of mo_related_new_array(). */
void       mo_related_put_one  (gpointer              entity,
                                guint                 relation,
                                gpointer              related);
void       mo_related_put_many (gpointer              entity,
                                guint                 relation,
                                GPtrArray            *related);
GPtrArray *mo_related_new_array (void);
/* (transfer full): another array of the same instances. */
GPtrArray *mo_related_dup_array (const GPtrArray     *related);
/* To many that are loaded, at their end, if it is not among them. */
void       mo_related_add_once (gpointer              entity,
                                guint                 relation,
                                gpointer              related);
/* It is not loaded, and its field is NULL. */
void       mo_related_forget   (gpointer              entity,
                                guint                 relation);
/* So for all. */
void       mo_related_forget_all (gpointer            entity);
/* And what was added to them is, too, when the instance ends or is let go of by itself. */
void       mo_related_clear    (gpointer              entity);
/* A column has another value: the relation that it leads by is not loaded, unless it fits. */
void       mo_related_note_key (gpointer              entity,
                                guint                 column);
/* A column follows @parent, or nobody: so does the relation that it leads by. */
void       mo_related_follow   (gpointer              entity,
                                guint                 column,
                                gpointer              parent);
/* (transfer full) (nullable): whom the column of one that a session has leads to, if the session
 * has that, too; for mo_related_move(). */
gpointer   mo_related_find_parent (gconstpointer      child,
                                   guint              column);
/* The column leads to another, so the relations of both to @child say that; NULL: nobody, or not
 * known. */
void       mo_related_move        (gpointer           child,
                                   guint              column,
                                   gpointer           from,
                                   gpointer           to);
/* What its columns follow already, when it comes to the session of that. */
void       mo_related_show_links  (gpointer           entity);
/* The relation to many of a new instance, which is loaded now, has what refers to it already. */
void       mo_related_show_children (gpointer         entity,
                                   const MoRelationInfo *relation);
/* The relation to many of @entity was changed, so that of @related, which leads back, is. */
void       mo_related_change_other_side (gpointer     entity,
                                   const MoRelationInfo *relation,
                                   gpointer           related,
                                   gboolean           is_related);
/* Of a new instance, made of @values: relations that its keys lead to are set as they are there,
 * the others are not loaded. */
void       mo_related_adopt    (gpointer              entity,
                                gconstpointer         values);
/* What the fields of relations are, and what was postponed. NULL: nothing, which is restored and
 * freed as well. */
typedef struct _MoRelatedImage MoRelatedImage;

/* (transfer full) (nullable) */
MoRelatedImage *mo_related_image_new (gconstpointer      entity);
/* Once. */
void       mo_related_image_restore (MoRelatedImage       *self,
                                     gpointer              entity);
void       mo_related_image_free   (MoRelatedImage        *self,
                                    const MoModel         *model);
/* @entities: of GList, data: instances that nobody but their owner has now. Relations that would
 * keep some of them alive for ever are forgotten: those that lead back to where they came from. */
void       mo_related_open_circles (GList             *entities);

G_END_DECLS
