#define G_LOG_DOMAIN "bal-notice"

#include "desktop/bal-notice.h"

#include "util/bal-limits.h"

/* D-Bus refuses text that is not UTF-8, and a daemon lays out all that it gets. */
static char *
clean_text (const char *text, glong limit, gboolean one_line)
{
  g_autofree char *valid = g_utf8_make_valid (text ? text : "", -1);
  GString *clean = g_string_new (NULL);
  glong n = 0;

  for (const char *p = valid; *p && n < limit; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n' && !one_line)
        g_string_append_c (clean, '\n');
      else if (g_unichar_iscntrl (c))
        g_string_append_c (clean, ' ');
      else
        g_string_append_unichar (clean, c);
      if (n + 1 == limit && *g_utf8_next_char (p))
        g_string_append (clean, "…");
    }
  return g_string_free_and_steal (g_steal_pointer (&clean));
}

static char *
clean_title (const char *text)
{
  g_autofree char *title = clean_text (text, BAL_NOTIFY_TITLE, /* one_line= */ TRUE);

  g_strstrip (title);
  return *title ? g_steal_pointer (&title) : g_strdup ("Balcony");
}

static void
copy_actions (BalNotice *copy, const BalNotice *notice)
{
  gsize n = MIN (notice->n_actions, BAL_NOTIFY_ACTIONS);
  BalNoticeAction *actions = g_new0 (BalNoticeAction, n + 1);

  copy->actions = actions;
  for (gsize i = 0; i < n; i++)
    {
      const BalNoticeAction *from = &notice->actions[i];

      g_return_if_fail (from->id && *from->id && from->label && *from->label);
      actions[copy->n_actions].id = g_strdup (from->id);
      actions[copy->n_actions++].label = clean_text (from->label, BAL_NOTIFY_TITLE, TRUE);
    }
}

BalNotice *
bal_notice_copy (const BalNotice *notice)
{
  BalNotice *copy = g_new0 (BalNotice, 1);

  copy->key = g_utf8_make_valid (notice->key, -1);
  copy->title = clean_title (notice->title);
  copy->body = clean_text (notice->body, BAL_NOTIFY_BODY, /* one_line= */ FALSE);
  copy->icon_name = notice->icon_name ? g_utf8_make_valid (notice->icon_name, -1) : NULL;
  copy->category = notice->category ? g_utf8_make_valid (notice->category, -1) : NULL;
  copy->urgency = notice->urgency;
  copy_actions (copy, notice);
  return copy;
}

void
bal_notice_free (BalNotice *notice)
{
  if (!notice)
    return;
  for (gsize i = 0; i < notice->n_actions; i++)
    {
      g_free ((char *) notice->actions[i].id);
      g_free ((char *) notice->actions[i].label);
    }
  g_free ((BalNoticeAction *) notice->actions);
  g_free ((char *) notice->key);
  g_free ((char *) notice->title);
  g_free ((char *) notice->body);
  g_free ((char *) notice->icon_name);
  g_free ((char *) notice->category);
  g_free (notice);
}
