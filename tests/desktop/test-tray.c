#include "desk.h"
#include "desktop/bal-tray.h"
#include "util/bal-limits.h"

#define ITEM "org.kde.StatusNotifierItem"
#define MENU "com.canonical.dbusmenu"

typedef struct {
  BalTray *tray;
  DeskPeer *watcher;
  GDBusConnection *bus; /* of a host */
  char *name;           /* of the tray's connection */
  GPtrArray *said;
  GPtrArray *heard; /* signals on the bus */
} Fixture;

static void
on_activate (BalTray *tray, const char *token, Fixture *f)
{
  g_ptr_array_add (f->said, g_strdup_printf ("activate %s", token ? token : "-"));
}

static void
on_menu_action (BalTray *tray, const char *action, Fixture *f)
{
  g_ptr_array_add (f->said, g_strdup_printf ("menu %s", action));
}

static void
on_bus_signal (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
               const char *signal, GVariant *args, gpointer data)
{
  g_autofree char *text = g_variant_print (args, FALSE);

  g_ptr_array_add (((Fixture *) data)->heard, g_strdup_printf ("%s %s", signal, text));
}

static const BalTrayItem status_items[] = {
  { .action = "status.online", .label = "Online", .kind = BAL_TRAY_ITEM_RADIO, .checked = TRUE },
  { .action = "status.away", .label = "Away", .kind = BAL_TRAY_ITEM_RADIO },
};

static const BalTrayItem menu_items[] = {
  { .action = "show", .label = "Show a_b" },
  { .action = "status", .label = "Status", .children = status_items, .n_children = 2 },
  { .kind = BAL_TRAY_ITEM_SEPARATOR },
  { .action = "mute", .label = "Mute", .kind = BAL_TRAY_ITEM_CHECK },
  { .action = "off", .label = "Not now", .disabled = TRUE },
  { .action = "quit", .label = "Quit" },
};

static void
learn_name (Fixture *f)
{
  g_autofree char *line = desk_peer_expect (f->watcher, "[\"register\"");
  g_auto(GStrv) words = g_strsplit (line, "\"", -1);

  g_assert_cmpstr (words[5], ==, "/StatusNotifierItem");
  g_set_str (&f->name, words[3]);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->said = g_ptr_array_new_with_free_func (g_free);
  f->heard = g_ptr_array_new_with_free_func (g_free);
  f->watcher = desk_mock_new ("watcher", NULL);
  f->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_dbus_connection_signal_subscribe (f->bus, NULL, ITEM, NULL, NULL, NULL, 0, on_bus_signal, f,
                                      NULL);
  g_dbus_connection_signal_subscribe (f->bus, NULL, MENU, NULL, NULL, NULL, 0, on_bus_signal, f,
                                      NULL);
  f->tray = bal_tray_new ();
  g_signal_connect (f->tray, "activate", G_CALLBACK (on_activate), f);
  g_signal_connect (f->tray, "menu-action", G_CALLBACK (on_menu_action), f);
  bal_tray_set_menu (f->tray, menu_items, G_N_ELEMENTS (menu_items));
  desk_wait_for (bal_tray_get_available (f->tray));
  learn_name (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->tray);
  desk_wait_name (f->name, FALSE);
  desk_peer_end (f->watcher);
  g_object_unref (f->bus);
  g_free (f->name);
  g_ptr_array_unref (f->said);
  g_ptr_array_unref (f->heard);
}

static void
on_reply (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* Calls the tray as a host does; the main loop runs meanwhile, since the tray lives in it. */
static GVariant *
call (Fixture *f, const char *interface, const char *method, GVariant *args, GError **error)
{
  const char *path = g_str_equal (interface, MENU) ? "/MenuBar" : "/StatusNotifierItem";
  g_autoptr(GAsyncResult) result = NULL;

  g_dbus_connection_call (f->bus, f->name, path, interface, method, args, NULL, 0, -1, NULL,
                          on_reply, &result);
  desk_wait_for (result);
  return g_dbus_connection_call_finish (f->bus, result, error);
}

static char *
ask (Fixture *f, const char *interface, const char *method, GVariant *args)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = call (f, interface, method, args, &error);

  g_assert_no_error (error);
  return g_variant_print (answer, FALSE);
}

static void
refused (Fixture *f, const char *method, GVariant *args, int code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = call (f, MENU, method, args, &error);

  g_assert_null (answer);
  g_assert_error (error, G_DBUS_ERROR, code);
}

static char *
ask_layout (Fixture *f, int parent, int depth)
{
  return ask (f, MENU, "GetLayout", g_variant_new ("(iias)", parent, depth, NULL));
}

/* The number that the menu gave to a label. */
static int
id_of (Fixture *f, const char *label)
{
  g_autofree char *layout = ask (f, MENU, "GetGroupProperties", g_variant_new ("(aias)", NULL, NULL));
  g_autofree char *wanted = g_strdup_printf ("'label': <'%s'>", label);
  char *at = strstr (layout, wanted);

  g_assert_nonnull (at);
  while (at > layout && !(at[0] == '(' && g_ascii_isdigit (at[1])))
    at--;
  return atoi (at + 1);
}

static void
event (Fixture *f, int id, const char *what)
{
  g_autofree char *answer = ask (f, MENU, "Event", g_variant_new ("(isvu)", id, what,
                                                                  g_variant_new_int32 (0), 1));

  g_assert_cmpstr (answer, ==, "()");
}

static gboolean
has_heard (Fixture *f, const char *part)
{
  for (guint i = 0; i < f->heard->len; i++)
    if (strstr (g_ptr_array_index (f->heard, i), part))
      return TRUE;
  return FALSE;
}

static void
test_properties (Fixture *f, gconstpointer data)
{
  guint8 pixels[16 * 16 * 4] = { 255, 1, 2, 3 };
  BalTrayIcon icons[] = { { 16, pixels } };
  g_autofree char *all = NULL;

  bal_tray_set_icons (f->tray, NULL, icons, 1);
  bal_tray_set_tooltip (f->tray, "3 < 4 & <b>unread</b>");
  all = ask (f, "org.freedesktop.DBus.Properties", "GetAll", g_variant_new ("(s)", ITEM));
  g_assert_nonnull (strstr (all, "'Id': <'" BAL_APP_ID "'>"));
  g_assert_nonnull (strstr (all, "'Category': <'Communications'>"));
  g_assert_nonnull (strstr (all, "'Title': <'Balcony'>"));
  g_assert_nonnull (strstr (all, "'Status': <'Active'>"));
  g_assert_nonnull (strstr (all, "'Menu': <objectpath '/MenuBar'>"));
  g_assert_nonnull (strstr (all, "'ItemIsMenu': <false>"));
  g_assert_nonnull (strstr (all, "'IconName': <''>"));
  g_assert_nonnull (strstr (all, "'IconPixmap': <[(16, 16, [byte 0xff, 0x01, 0x02, 0x03, 0x00"));
  g_assert_nonnull (strstr (all, "'AttentionIconPixmap': <[(16, 16, [byte 0xff"));
  g_assert_nonnull (strstr (all, "3 &lt; 4 &amp; &lt;b&gt;unread&lt;/b&gt;"));
}

static void
test_changes_are_told (Fixture *f, gconstpointer data)
{
  bal_tray_set_attention (f->tray, 3);
  desk_wait_for (has_heard (f, "NewStatus ('NeedsAttention',)"));
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u unread", i);

      bal_tray_set_attention (f->tray, i + 4);
      bal_tray_set_tooltip (f->tray, text);
    }
  bal_tray_set_attention (f->tray, 0);
  desk_wait_for (has_heard (f, "NewStatus ('Active',)") && has_heard (f, "NewToolTip"));
  g_assert_cmpuint (f->heard->len, <, 20);
}

static void
test_clicks (Fixture *f, gconstpointer data)
{
  g_autofree char *a = ask (f, ITEM, "Activate", g_variant_new ("(ii)", G_MININT32, G_MAXINT32));
  g_autofree char *b = ask (f, ITEM, "ProvideXdgActivationToken", g_variant_new ("(s)", "token-1"));
  g_autofree char *c = ask (f, ITEM, "Activate", g_variant_new ("(ii)", 0, 0));
  g_autofree char *d = ask (f, ITEM, "Scroll", g_variant_new ("(is)", 5, "diagonal"));
  g_autofree char *e = ask (f, ITEM, "ContextMenu", g_variant_new ("(ii)", 0, 0));

  g_assert_cmpuint (f->said->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (f->said, 0), ==, "activate -");
  g_assert_cmpstr (g_ptr_array_index (f->said, 1), ==, "activate token-1");
  g_assert_cmpstr (g_ptr_array_index (f->said, 2), ==, "activate -");
}

static void
test_layout (Fixture *f, gconstpointer data)
{
  g_autofree char *whole = ask_layout (f, 0, -1);
  g_autofree char *flat = ask_layout (f, 0, 1);
  g_autofree char *bare = ask_layout (f, 0, 0);
  g_autofree char *label = ask (f, MENU, "GetProperty",
                                g_variant_new ("(is)", id_of (f, "Mute"), "label"));

  g_assert_nonnull (strstr (whole, "'label': <'Show a__b'>"));
  g_assert_nonnull (strstr (whole, "'label': <'Away'>"));
  g_assert_nonnull (strstr (whole, "'toggle-type': <'radio'>"));
  g_assert_nonnull (strstr (whole, "'toggle-type': <'checkmark'>"));
  g_assert_nonnull (strstr (whole, "'type': <'separator'>"));
  g_assert_nonnull (strstr (flat, "'label': <'Status'>"));
  g_assert_null (strstr (flat, "'label': <'Away'>"));
  g_assert_null (strstr (bare, "'label'"));
  g_assert_cmpstr (label, ==, "(<'Mute'>,)");
}

static void
test_menu_clicks (Fixture *f, gconstpointer data)
{
  GVariantBuilder events = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(isvu)"));
  g_autofree char *errors = NULL;

  event (f, id_of (f, "Away"), "clicked");
  event (f, id_of (f, "Mute"), "hovered");
  event (f, id_of (f, "Not now"), "clicked");
  event (f, id_of (f, "Status"), "clicked");
  g_assert_cmpuint (f->said->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (f->said, 0), ==, "menu status.away");

  g_variant_builder_add (&events, "(isvu)", 4711, "clicked", g_variant_new_int32 (0), 0);
  for (guint i = 0; i < 10; i++)
    g_variant_builder_add (&events, "(isvu)", id_of (f, "Quit"), "clicked", g_variant_new_int32 (0),
                           0);
  errors = ask (f, MENU, "EventGroup", g_variant_new ("(a(isvu))", &events));
  g_assert_cmpstr (errors, ==, "([4711],)");
  g_assert_cmpuint (f->said->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (f->said, 1), ==, "menu quit");
}

static GVariant *
many_ids (guint n)
{
  g_autofree gint32 *ids = g_new0 (gint32, n);

  return g_variant_new_fixed_array (G_VARIANT_TYPE_INT32, ids, n, sizeof (gint32));
}

static GVariant *
many_names (guint n)
{
  GVariantBuilder names = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (guint i = 0; i < n; i++)
    g_variant_builder_add (&names, "s", "label");
  return g_variant_builder_end (&names);
}

static void
test_hostile_arguments (Fixture *f, gconstpointer data)
{
  const int ids[] = { -1, 4711, G_MININT32, G_MAXINT32 };
  g_autofree char *deep = ask_layout (f, 0, G_MAXINT32);
  g_autofree char *odd = ask_layout (f, 0, G_MININT32);
  g_autofree char *repeated = NULL;
  g_autofree char *group = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      refused (f, "GetLayout", g_variant_new ("(iias)", ids[i], -1, NULL), G_DBUS_ERROR_INVALID_ARGS);
      refused (f, "GetProperty", g_variant_new ("(is)", ids[i], "label"), G_DBUS_ERROR_INVALID_ARGS);
      refused (f, "AboutToShow", g_variant_new ("(i)", ids[i]), G_DBUS_ERROR_INVALID_ARGS);
      refused (f, "Event", g_variant_new ("(isvu)", ids[i], "clicked", g_variant_new_string (""), 0),
               G_DBUS_ERROR_INVALID_ARGS);
    }
  refused (f, "GetProperty", g_variant_new ("(is)", 0, "none"), G_DBUS_ERROR_INVALID_ARGS);
  refused (f, "Event", g_variant_new ("(s)", "wrong"), G_DBUS_ERROR_INVALID_ARGS);
  refused (f, "GetGroupProperties", g_variant_new ("(@aias)", many_ids (1000000), NULL),
           G_DBUS_ERROR_LIMITS_EXCEEDED);
  refused (f, "GetGroupProperties", g_variant_new ("(ai@as)", NULL, many_names (100000)),
           G_DBUS_ERROR_LIMITS_EXCEEDED);
  refused (f, "GetLayout", g_variant_new ("(ii@as)", 0, -1, many_names (100000)),
           G_DBUS_ERROR_LIMITS_EXCEEDED);
  refused (f, "AboutToShowGroup", g_variant_new ("(@ai)", many_ids (1000000)),
           G_DBUS_ERROR_LIMITS_EXCEEDED);
  repeated = ask (f, MENU, "GetGroupProperties", g_variant_new ("(@aias)", many_ids (BAL_TRAY_IDS),
                                                                NULL));
  group = ask (f, MENU, "AboutToShowGroup", g_variant_new ("(@ai)", many_ids (5)));
  g_assert_cmpstr (group, ==, "([], [])");
  g_assert_cmpuint (f->said->len, ==, 0);
}

static void
test_menu_changes (Fixture *f, gconstpointer data)
{
  BalTrayItem items[G_N_ELEMENTS (menu_items) + 1];
  int quit = id_of (f, "Quit");

  g_ptr_array_set_size (f->heard, 0);
  memcpy (items + 1, menu_items, sizeof menu_items);
  items[4].checked = TRUE;
  bal_tray_set_menu (f->tray, items + 1, G_N_ELEMENTS (menu_items));
  desk_wait_for (has_heard (f, "ItemsPropertiesUpdated"));
  g_assert_cmpuint (f->heard->len, ==, 1);
  g_assert_true (has_heard (f, "'label': <'Mute'>"));
  g_assert_true (has_heard (f, "'toggle-state': <1>"));
  g_assert_false (has_heard (f, "Quit"));

  items[0] = (BalTrayItem) { .action = "new", .label = "New" };
  bal_tray_set_menu (f->tray, items, G_N_ELEMENTS (items));
  desk_wait_for (has_heard (f, "LayoutUpdated (3, 0)"));
  g_assert_cmpint (id_of (f, "Quit"), ==, quit);
  bal_tray_set_menu (f->tray, items, G_N_ELEMENTS (items));
  desk_pass (100);
  g_assert_cmpuint (f->heard->len, ==, 2);

  bal_tray_set_menu (f->tray, items, 1);
  refused (f, "Event", g_variant_new ("(isvu)", quit, "clicked", g_variant_new_string (""), 0),
           G_DBUS_ERROR_INVALID_ARGS);
}

static guint
count_labels (const char *layout)
{
  g_auto(GStrv) parts = g_strsplit (layout, "'label'", -1);

  return g_strv_length (parts) - 1;
}

static void
test_menu_is_bounded (Fixture *f, gconstpointer data)
{
  BalTrayItem items[BAL_TRAY_ITEMS + 50] = { 0 };
  BalTrayItem chain[BAL_TRAY_DEPTH + 10] = { 0 };
  g_autofree char *wide = NULL;
  g_autofree char *deep = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    items[i] = (BalTrayItem) { .action = g_strdup_printf ("a%u", i), .label = "x" };
  bal_tray_set_menu (f->tray, items, G_N_ELEMENTS (items));
  wide = ask_layout (f, 0, -1);
  g_assert_cmpuint (count_labels (wide), ==, BAL_TRAY_ITEMS);

  for (guint i = 0; i < G_N_ELEMENTS (chain); i++)
    chain[i] = (BalTrayItem) { .action = items[i].action, .label = "x",
                               .children = i + 1 < G_N_ELEMENTS (chain) ? &chain[i + 1] : NULL,
                               .n_children = i + 1 < G_N_ELEMENTS (chain) };
  bal_tray_set_menu (f->tray, chain, 1);
  deep = ask_layout (f, 0, -1);
  g_assert_cmpuint (count_labels (deep), ==, BAL_TRAY_DEPTH);
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    g_free ((char *) items[i].action);
}

static void
test_hosts_come_and_go (Fixture *f, gconstpointer data)
{
  desk_peer_tell (f->watcher, "host no");
  desk_wait_for (!bal_tray_get_available (f->tray));
  desk_peer_tell (f->watcher, "host yes 20000");
  desk_wait_for (bal_tray_get_available (f->tray));
  desk_pass (500);
  g_assert_cmpuint (desk_peer_count (f->watcher, "[\"get\""), <, 10000);
  desk_peer_tell (f->watcher, "host odd");
  desk_wait_for (!bal_tray_get_available (f->tray));
}

static void
test_watcher_restarts (Fixture *f, gconstpointer data)
{
  desk_peer_end (f->watcher);
  desk_wait_for (!bal_tray_get_available (f->tray));
  f->watcher = desk_mock_new ("watcher", "--host=no", NULL);
  learn_name (f);
  desk_pass (200);
  g_assert_false (bal_tray_get_available (f->tray));
  desk_peer_tell (f->watcher, "host yes");
  desk_wait_for (bal_tray_get_available (f->tray));
}

static void
check_unavailable (const char *option)
{
  DeskPeer *watcher = option ? desk_mock_new ("watcher", option, NULL) : NULL;
  BalTray *tray = bal_tray_new ();
  g_autofree char *line = watcher ? desk_peer_expect (watcher, "[\"register\"") : NULL;

  desk_pass (500);
  g_assert_false (bal_tray_get_available (tray));
  g_assert_finalize_object (tray);
  if (watcher)
    desk_peer_end (watcher);
}

static void
test_unhelpful_watchers (void)
{
  check_unavailable (NULL);
  check_unavailable ("--refuse");
  check_unavailable ("--hang");
  check_unavailable ("--host=odd");
  check_unavailable ("--host=no");
}

static void
test_gone_before_connected (void)
{
  BalTray *tray = bal_tray_new ();

  g_assert_finalize_object (tray);
  desk_pass (300);
}

static void
add (const char *path, void (*test) (Fixture *f, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/tray/properties", test_properties);
  add ("/tray/changes-are-told", test_changes_are_told);
  add ("/tray/clicks", test_clicks);
  add ("/tray/layout", test_layout);
  add ("/tray/menu-clicks", test_menu_clicks);
  add ("/tray/hostile-arguments", test_hostile_arguments);
  add ("/tray/menu-changes", test_menu_changes);
  add ("/tray/menu-is-bounded", test_menu_is_bounded);
  add ("/tray/hosts-come-and-go", test_hosts_come_and_go);
  add ("/tray/watcher-restarts", test_watcher_restarts);
  g_test_add_func ("/tray/unhelpful-watchers", test_unhelpful_watchers);
  g_test_add_func ("/tray/gone-before-connected", test_gone_before_connected);
  return g_test_run ();
}
