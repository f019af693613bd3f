#pragma once

#include <glib.h>

/* The entries of the tray's menu, as com.canonical.dbusmenu numbers and describes them. Main thread. */

typedef enum {
  BAL_TRAY_ITEM_NORMAL,
  BAL_TRAY_ITEM_CHECK,
  BAL_TRAY_ITEM_RADIO,
  BAL_TRAY_ITEM_SEPARATOR,
} BalTrayItemKind;

/* One entry, filled by the caller with designated initialisers; everything is copied. */
typedef struct _BalTrayItem BalTrayItem;
struct _BalTrayItem {
  const char *action; /* word of the caller's, unique in the menu; not for separators */
  const char *label;  /* plain text; an underscore is an underscore */
  BalTrayItemKind kind;
  gboolean checked;
  gboolean disabled;
  const BalTrayItem *children; /* of a submenu, or NULL */
  gsize n_children;
};

typedef enum {
  BAL_TRAY_CHANGE_NONE,
  BAL_TRAY_CHANGE_PROPS,  /* the same entries say something else */
  BAL_TRAY_CHANGE_LAYOUT, /* there are other entries */
} BalTrayChange;

typedef struct _BalTrayTree BalTrayTree;
typedef struct _BalTrayNode BalTrayNode;

BalTrayTree *bal_tray_tree_new (void);
void bal_tray_tree_free (BalTrayTree *self);

/* Replaces the entries and adds the changed ones to @changes (a(ia{sv})), if only such changed. The same
 * action keeps its number for ever. Beyond BAL_TRAY_DEPTH and BAL_TRAY_ITEMS entries are left out. */
BalTrayChange bal_tray_tree_set (BalTrayTree *self,
                                 const BalTrayItem *items,
                                 gsize n_items,
                                 GVariantBuilder *changes);

/* The entry with this number, valid until the next bal_tray_tree_set(); NULL if there is none. 0 is the
 * menu itself. */
BalTrayNode *bal_tray_tree_find (BalTrayTree *self, int id);

/* Floating (ia{sv}av) of @node and what is below, @depth levels deep, all if negative; only the
 * properties with these @names, all if NULL or empty. */
GVariant *bal_tray_tree_layout (BalTrayNode *node, int depth, const char *const *names);

/* Adds (ia{sv}) of one entry, or of all, to @builder. */
void bal_tray_tree_add_props (BalTrayNode *node,
                              const char *const *names,
                              GVariantBuilder *builder);
void bal_tray_tree_add_all_props (BalTrayTree *self,
                                  const char *const *names,
                                  GVariantBuilder *builder);

/* Borrowed, or NULL. */
GVariant *bal_tray_tree_get_prop (BalTrayNode *node, const char *name);

/* The action that a click on @node means, to be freed; NULL if it means none. */
char *bal_tray_tree_dup_click (BalTrayNode *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BalTrayTree, bal_tray_tree_free)
