/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The header that stands in front of an instance, and what changed since its row was written.
 *
 * Everything but the reference count belongs to the thread that owns the instance: that of its
 * session, or whoever holds it while no session knows it.
 */

#pragma once

#include <matrixone-glib/mo-entity.h>
#include <stdatomic.h>

#include "orm/mo-model-private.h"

G_BEGIN_DECLS

/* The key that the server gives out to one row. The worker that inserts writes it; those that it
 * runs later, on the same thread, read it; the owner reads it once the flush has settled. */
typedef struct
{
  _Atomic guint ref_count;
  gboolean is_known;
  gint64 key;
} MoKeyCell;

MoKeyCell *mo_key_cell_new   (void);
MoKeyCell *mo_key_cell_ref   (MoKeyCell *self);
void       mo_key_cell_unref (MoKeyCell *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoKeyCell, mo_key_cell_unref)

/* A foreign key that follows another instance's key. */
typedef struct
{
  guint column;    /* index in the child's model */
  gpointer parent; /* an instance, owned */
} MoEntityLink;

/* A change of a relation that the session is to make which an instance with a row comes to. */
typedef struct
{
  guint relation;
  gboolean is_removed; /* rather than added */
  gpointer related;    /* owned */
} MoPostponed;

/* What committed knows of a column. */
typedef enum
{
  MO_KEPT_NOTHING = 0,      /* a pointer in committed is the instance's own */
  MO_KEPT_VALUE = 1 << 0,   /* mo_set() moved the old pointer there: it is owned, and compared */
  MO_KEPT_LOST = 1 << 1,    /* the row's value is not known, as where the old pointer was
                             * overwritten by hand: the column is changed */
  MO_KEPT_FOLLOWS = 1 << 2, /* linked to a parent without a key yet: the column is changed */
  MO_KEPT_AWAITS = 1 << 3,  /* a flush on its way writes the key of whom it follows, which the
                             * field does not have yet */
} MoKept;

/* A mo_set() that failed: the flush reports it, unless the field is set well before. */
typedef struct
{
  gsize offset;
  gconstpointer about; /* of a relation to many: with whom; not owned, and never looked into */
  GError *error;
} MoEntityFault;

/* Which row of its model an instance is of, as an identity map finds it. */
typedef struct
{
  guint64 number; /* the key, if it is one integer; else a hash of it */
  GBytes *bytes;  /* owned; the key, if it is anything else */
} MoIdentity;

/* Whom a foreign key is to lead to, as was said last before a session knew both. */
typedef struct
{
  guint column;
  gconstpointer parent; /* not owned, and never looked into: it may be gone; NULL: nobody */
} MoClaim;

/* What few instances need. */
typedef struct
{
  gpointer watch;    /* what a record had before a change that is under way; see mo-changes.c */
  GArray *links;     /* of MoEntityLink; NULL: none */
  GArray *postponed; /* of MoPostponed; NULL: none */
  GArray *claims;    /* of MoClaim; NULL: none */
  GArray *faults;    /* of MoEntityFault; NULL: none */
  guint *in_flight;  /* flushes on their way that write each column; NULL: not counted */
  guint32 changed;   /* a bit for each relation that was changed since the last commit */
} MoEntityExtra;

/* What a header's magic may be. */
#define MO_ENTITY_MAGIC 0x4d6f456eu          /* "MoEn" */
#define MO_ENTITY_MAGIC_RECORD 0x4d6f5265u   /* "MoRe" */
#define MO_ENTITY_MAGIC_NO_MODEL 0x4d6f4e6fu /* "MoNo": a record whose class has none */
#define MO_ENTITY_MAGIC_DEAD 0x64656164u

/* There is one for each row that is read, so its size tells in the time that takes. */
typedef struct
{
  guint32 magic; /* says what it is, from its first moment to its last, to any thread */
  _Atomic guint ref_count;
  const MoModel *model;
  gpointer session; /* the one that knows it, not owned; NULL: none */
  GList link;       /* in that session's entities */
  MoIdentity identity;
  gpointer writer;  /* the one that has written it, until its transaction ends; not owned */
  guint64 written;  /* number of the operation of that session which wrote it last */
  /* The fields as the row has them, as far as the flushes that were called have come: a copy of the
   * struct, with what is kept behind it. NULL: there is no row, or nothing is known of it. A
   * pointer in it is the instance's own pointer, not to be freed, unless MO_KEPT_VALUE is kept of
   * the column. */
  gpointer committed;
  MoKeyCell *key_cell;  /* its key is being given out; NULL: the field has it, or there is none */
  MoEntityExtra *extra; /* owned; NULL: nothing of that */
  guint32 loaded;       /* a bit for each relation whose field says what it is */
  MoEntityState state : 8;
  guint visit : 2;        /* while circles of relations are looked for; 0 otherwise */
  guint has_identity : 1; /* that of the map which it is in, or was in last */
  guint expired : 1;      /* the next row that is read overwrites it */
  guint deleting : 1;     /* the next flush deletes its row */
  guint is_between : 1;   /* a row in between that nobody but its session has made */
  guint is_parent : 1;    /* others were linked to it once, so that links could lead in a circle */
} MoEntityHeader;

/* What follows the header begins where any type may. */
#define MO_ENTITY_ALIGNMENT 16
#define MO_ENTITY_HEADER_BYTES                                                                     \
  ((sizeof (MoEntityHeader) + MO_ENTITY_ALIGNMENT - 1) / MO_ENTITY_ALIGNMENT * MO_ENTITY_ALIGNMENT)

/* (transfer full): transient, with one reference; all zeros, or as a record's class makes it. */
gpointer        mo_entity_alloc      (const MoModel *model);
/* A record from its first moment to its last; @model is NULL where its class has none. */
void            mo_entity_begin_object (gpointer record, const MoModel *model);
void            mo_entity_end_object   (gpointer record);
/* FALSE, INVALID_ARGUMENT, if @entity is NULL or was not made by mo_new(): its magic tells. */
gboolean        mo_entity_check      (gconstpointer entity, GError **error);
/* The same for calls that have no place for an error: says so with g_critical(). */
gboolean        mo_entity_expect     (gconstpointer entity, const char *call);
static inline MoEntityHeader *
mo_entity_get_header (gconstpointer entity)
{
  return (MoEntityHeader *) ((const char *) entity - MO_ENTITY_HEADER_BYTES);
}

/* A MoRecord, whose references GObject counts. */
static inline gboolean
mo_entity_is_object (gconstpointer entity)
{
  return mo_entity_get_header (entity)->magic == MO_ENTITY_MAGIC_RECORD;
}

/* It is not deleted, nor is it to be. */
gboolean        mo_entity_is_to_stay (gconstpointer entity);
/* Made if it is not there. */
MoEntityExtra  *mo_entity_get_extra  (gpointer entity);
/* At its end. */
void            mo_entity_clear_extra (gpointer entity);
/* Borrowed, of MoEntityLink and MoPostponed; NULL: none. */
GArray         *mo_entity_get_links     (gconstpointer entity);
GArray         *mo_entity_get_postponed (gconstpointer entity);
/* @parent claims the column; and whether another one has done so since. */
void            mo_entity_claim         (gpointer entity, guint column, gconstpointer parent);
gboolean        mo_entity_is_claimed_by_another (gconstpointer entity, guint column,
                                                 gconstpointer parent);
/* What is kept of each column, of MoKept, where committed is not NULL. */
guint8         *mo_entity_get_kept      (gconstpointer entity);

/* The fields, and all that is between them, without what a class has before them. */
void            mo_entity_copy    (const MoModel *model, gpointer to, gconstpointer from);
gboolean        mo_entity_is_same (const MoModel *model, gconstpointer a, gconstpointer b);
/* From here on changes are told apart from what the fields hold now. */
void            mo_entity_commit_fields (gpointer entity);
/* Nothing is known of the row any more: every column counts as changed. */
void            mo_entity_forget_fields (gpointer entity);
/* No flush on its way is told apart from others any more. */
void            mo_entity_forget_flights (gpointer entity);
/* (transfer full) (nullable): what is known of the row, for mo_entity_restore_committed(). */
gpointer        mo_entity_dup_committed     (gconstpointer entity);
/* Consumes @image: the row is again as it was then. The fields stay as they are. */
void            mo_entity_restore_committed (gpointer entity, gpointer image);
void            mo_entity_free_committed    (const MoModel *model, gpointer image);
/* Whether the column's field differs from the row; TRUE for each if nothing is known of it. */
gboolean        mo_entity_is_changed (gconstpointer entity, guint column);
/* Borrows the column's value in the row. FALSE: it is not known. */
gboolean        mo_entity_get_committed (gconstpointer entity, guint column, MoValue *value);
/* Overwrites a field with what the server has: no change. A text field takes numbers, dates and
 * times as their text. Errors as of mo_field_set(). A link of the column stays, and with it
 * that the column is changed where the parent has no key yet. */
gboolean        mo_entity_load       (gpointer entity, guint column, const MoValue *value,
                                      GError **error);
/* The link of a column; NULL: none. */
MoEntityLink   *mo_entity_find_link  (gconstpointer entity, guint column);
/* The column follows nobody any more. */
void            mo_entity_remove_link (gpointer entity, guint column);

/* Whether a foreign key of @entity has the value of the key @referred of @parent, whose field may
 * be of another type. */
gboolean        mo_entity_is_same_key (const MoColumn *column, gconstpointer entity,
                                       const MoColumn *referred, gconstpointer parent);
/* Whether the column's field has the key of @parent, which it may follow. */
gboolean        mo_entity_has_key_of  (gconstpointer entity, guint column,
                                       gconstpointer parent);
/* Whether a key is in its field, as one that is being given out is not, whatever is there. */
gboolean        mo_entity_has_key     (gconstpointer entity, guint column);
/* Whether the column follows @parent, or has its key. */
gboolean        mo_entity_leads_to    (gconstpointer entity, guint column, gconstpointer parent);
/* The column was flushed as a link to @parent. */
void            mo_entity_await_link  (gpointer entity, guint column, gpointer parent);
/* (transfer full) (nullable): copies of its links, each with a reference of its own. */
GArray         *mo_entity_dup_links      (gconstpointer entity);
/* It has these links and no others, which were its own once; its fields stay as they are. */
void            mo_entity_put_links_back (gpointer entity, const GArray *links);
/* Columns whose parent has no key are changed, whatever is known of the row. */
void            mo_entity_follow_links   (gpointer entity);

/* --- between the files of this type --- */

/* Where committed is unless it was put back: as many bytes as it has, behind the struct. NULL: a
 * record, whose block is GObject's. */
gpointer mo_entity_get_room       (gconstpointer entity);

/* What a failed mo_set() leaves for the flush; consumes @error. FALSE. */
gboolean mo_entity_set_fault      (gpointer entity, gsize offset, GError *error);
/* The field at @offset was set. Returns TRUE. */
gboolean mo_entity_mend_fault     (gpointer entity, gsize offset);
/* The same of a relation to many, and one of those. */
gboolean mo_entity_set_fault_about (gpointer entity, gsize offset, gconstpointer about,
                                    GError *error);
gboolean mo_entity_mend_fault_about (gpointer entity, gsize offset, gconstpointer about);
/* (transfer none): the first; NULL: none. */
const GError *mo_entity_get_fault (gconstpointer entity);
/* Asks the column's validator; its error, with the name of the column. */
gboolean mo_entity_validate       (gconstpointer entity, const MoColumn *column,
                                   const MoValue *value, GError **error);
/* Frees what it owns and zeroes it. */
void     mo_entity_clear_field (gpointer entity, guint column);
/* Moves a value of the column's type at @field into the instance; the old one is kept if it is the
 * row's, else freed. */
void     mo_entity_replace_field  (gpointer entity, guint column, gconstpointer field);
/* Sets or takes MO_KEPT_FOLLOWS, if there is a row. */
void     mo_entity_set_follows    (gpointer entity, guint column, gboolean follows);

G_END_DECLS
