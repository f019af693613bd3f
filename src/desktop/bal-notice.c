#define G_LOG_DOMAIN "bal-notice"

#include "desktop/bal-notice.h"

#include "util/bal-limits.h"
#include "util/bal-text.h"

static char *
clean_title (const char *text)
{
  g_autofree char *title = bal_text_line (text, BAL_NOTIFY_TITLE);

  return *title ? g_steal_pointer (&title) : g_strdup ("Balcony");
}

/* Line by line, since what a line may contain must not reach into the next. */
static char *
clean_body (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text ? text : "", "\n", BAL_NOTIFY_LINES + 1);
  g_autoptr(GString) body = g_string_new (NULL);
  gsize left = BAL_NOTIFY_BODY;

  for (guint i = 0; lines[i] && left > 0; i++)
    {
      g_autofree char *line = bal_text_line (lines[i], left);

      if (i > 0)
        g_string_append_c (body, '\n');
      g_string_append (body, i < BAL_NOTIFY_LINES ? line : "…");
      left -= MIN (left, (gsize) g_utf8_strlen (line, -1));
    }
  return g_string_free_and_steal (g_steal_pointer (&body));
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
      actions[copy->n_actions++].label = bal_text_line (from->label, BAL_NOTIFY_TITLE);
    }
}

BalNotice *
bal_notice_copy (const BalNotice *notice)
{
  BalNotice *copy = g_new0 (BalNotice, 1);

  copy->key = g_strdup (notice->key);
  copy->title = clean_title (notice->title);
  copy->body = clean_body (notice->body);
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
