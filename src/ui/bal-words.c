#include "ui/bal-words.h"

#include <glib/gi18n.h>
#include <langinfo.h>
#include <string.h>

static GDateTime *
local_time (gint64 time)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc_usec (time);

  return utc ? g_date_time_to_local (utc) : NULL;
}

/* Days since year 1 in the local time zone. */
static gint64
day_number (GDateTime *when)
{
  int year, month, day;
  GDate date;

  g_date_time_get_ymd (when, &year, &month, &day);
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return g_date_get_julian (&date);
}

static gboolean
locale_has_noon (void)
{
  const char *format = nl_langinfo (T_FMT);

  return strstr (format, "%r") || strstr (format, "%p") || strstr (format, "%I");
}

char *
bal_words_clock (gint64 time)
{
  g_autoptr(GDateTime) when = time ? local_time (time) : NULL;

  if (!when)
    return g_strdup ("");
  /* Translators: a time of day where noon and midnight are 12, as in "2:05 PM" (man strftime). */
  return g_date_time_format (when, locale_has_noon () ? _("%-I:%M %p") : "%H:%M");
}

/* Which of the ways to name a day fits @when, seen from @now. */
typedef enum {
  DAY_TODAY,
  DAY_YESTERDAY,
  DAY_WEEK,
  DAY_DATE,
} DayName;

static DayName
name_day (GDateTime *when, GDateTime *now)
{
  gint64 age = day_number (now) - day_number (when);

  if (age == 0)
    return DAY_TODAY;
  if (age == 1)
    return DAY_YESTERDAY;
  return age > 1 && age < 7 ? DAY_WEEK : DAY_DATE;
}

char *
bal_words_when (gint64 time, gint64 now)
{
  g_autoptr(GDateTime) when = time ? local_time (time) : NULL;
  g_autoptr(GDateTime) today = local_time (now);

  if (!when || !today)
    return g_strdup ("");
  switch (name_day (when, today))
    {
    case DAY_TODAY:
      return bal_words_clock (time);
    case DAY_YESTERDAY:
      return g_strdup (_("Yesterday"));
    case DAY_WEEK:
      return g_date_time_format (when, "%A");
    case DAY_DATE:
      return g_date_time_format (when, "%x");
    }
  g_assert_not_reached ();
}

char *
bal_words_day (gint64 time, gint64 now)
{
  g_autoptr(GDateTime) when = time ? local_time (time) : NULL;
  g_autoptr(GDateTime) today = local_time (now);

  if (!when || !today)
    return g_strdup ("");
  switch (name_day (when, today))
    {
    case DAY_TODAY:
      return g_strdup (_("Today"));
    case DAY_YESTERDAY:
      return g_strdup (_("Yesterday"));
    case DAY_WEEK:
      return g_date_time_format (when, "%A");
    case DAY_DATE:
      /* Translators: a day in full, as in "3 March 2026" (man strftime). */
      return g_date_time_format (when, _("%-e %B %Y"));
    }
  g_assert_not_reached ();
}

char *
bal_words_moment (gint64 time)
{
  g_autoptr(GDateTime) when = time ? local_time (time) : NULL;
  g_autofree char *day = NULL;
  g_autofree char *clock = NULL;

  if (!when)
    return g_strdup ("");
  day = g_date_time_format (when, _("%-e %B %Y"));
  clock = bal_words_clock (time);
  /* Translators: a day and a time of day, as in "3 March 2026, 14:05". */
  return g_strdup_printf (_("%s, %s"), day, clock);
}

gboolean
bal_words_same_day (gint64 a, gint64 b)
{
  g_autoptr(GDateTime) first = local_time (a);
  g_autoptr(GDateTime) second = local_time (b);

  return first && second && day_number (first) == day_number (second);
}

gint64
bal_words_until_midnight (gint64 now)
{
  g_autoptr(GDateTime) when = local_time (now);
  g_autoptr(GDateTime) next = g_date_time_add_days (when, 1);
  g_autoptr(GDateTime) midnight =
      g_date_time_new_local (g_date_time_get_year (next), g_date_time_get_month (next),
                             g_date_time_get_day_of_month (next), 0, 0, 0);

  return midnight ? g_date_time_difference (midnight, when) : G_TIME_SPAN_DAY;
}

typedef struct
{
  const char *words;
  const char *icon;
  const char *css;
} PresenceLook;

static const PresenceLook presences[] = {
  [BAL_PRESENCE_ONLINE] = { N_("Online"), "balcony-online-symbolic", "online" },
  [BAL_PRESENCE_CHAT] = { N_("Free for Chat"), "balcony-online-symbolic", "online" },
  [BAL_PRESENCE_AWAY] = { N_("Away"), "balcony-away-symbolic", "away" },
  [BAL_PRESENCE_XA] = { N_("Away for Long"), "balcony-away-symbolic", "away" },
  [BAL_PRESENCE_DND] = { N_("Do Not Disturb"), "balcony-busy-symbolic", "busy" },
  [BAL_PRESENCE_OFFLINE] = { N_("Offline"), "balcony-offline-symbolic", "offline" },
};

const char *
bal_words_presence (BalPresence presence)
{
  g_return_val_if_fail ((guint) presence < G_N_ELEMENTS (presences), "");
  return _(presences[presence].words);
}

const char *
bal_words_presence_icon (BalPresence presence)
{
  g_return_val_if_fail ((guint) presence < G_N_ELEMENTS (presences), NULL);
  return presences[presence].icon;
}

const char *
bal_words_presence_class (BalPresence presence)
{
  g_return_val_if_fail ((guint) presence < G_N_ELEMENTS (presences), NULL);
  return presences[presence].css;
}

const char *
bal_words_subscription (BalSubscription subscription, gboolean pending)
{
  if (pending)
    return _("Has not yet answered your request");
  switch (subscription)
    {
    case BAL_SUBSCRIPTION_NONE:
      return _("You do not see each other’s status");
    case BAL_SUBSCRIPTION_TO:
      return _("You see their status, they do not see yours");
    case BAL_SUBSCRIPTION_FROM:
      return _("They see your status, you do not see theirs");
    case BAL_SUBSCRIPTION_BOTH:
      return _("You see each other’s status");
    }
  g_return_val_if_reached ("");
}

const char *
bal_words_account_state (BalAccountState state)
{
  switch (state)
    {
    case BAL_ACCOUNT_OFFLINE:
      return _("Signed out");
    case BAL_ACCOUNT_CONNECTING:
      return _("Connecting…");
    case BAL_ACCOUNT_ONLINE:
      return _("Online");
    case BAL_ACCOUNT_WAITING:
      return _("Waiting for the network");
    case BAL_ACCOUNT_STOPPED:
      return _("Needs your attention");
    }
  g_return_val_if_reached ("");
}

static const struct
{
  const char *words;
  const char *icon;
} message_states[] = {
  [BAL_MESSAGE_RECEIVED] = { "", NULL },
  [BAL_MESSAGE_PENDING] = { N_("Waiting to be sent"), "balcony-waiting-symbolic" },
  [BAL_MESSAGE_SENT] = { N_("Waiting to be sent"), "balcony-waiting-symbolic" },
  [BAL_MESSAGE_ACKED] = { N_("Sent"), "balcony-sent-symbolic" },
  [BAL_MESSAGE_ARCHIVED] = { N_("Sent"), "balcony-sent-symbolic" },
  [BAL_MESSAGE_DELIVERED] = { N_("Delivered"), "balcony-delivered-symbolic" },
  /* Translators: the state of a message: the other person has read it. */
  [BAL_MESSAGE_DISPLAYED] = { N_("Read"), "balcony-delivered-symbolic" },
  [BAL_MESSAGE_FAILED] = { N_("Not sent"), "balcony-failed-symbolic" },
};

const char *
bal_words_message_state (BalMessageState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (message_states), "");
  return *message_states[state].words ? _(message_states[state].words) : "";
}

const char *
bal_words_message_icon (BalMessageState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (message_states), NULL);
  return message_states[state].icon;
}

char *
bal_words_preview (const char *preview, gboolean outgoing, const char *draft)
{
  if (draft && *draft)
    {
      g_autofree char *line = g_strdelimit (g_utf8_substring (draft, 0, MIN (200, g_utf8_strlen (draft, -1))), "\n\r\t", ' ');
      /* Translators: a message that is begun but not sent. */
      return g_strdup_printf (_("Draft: %s"), line);
    }
  if (outgoing && preview && *preview)
    /* Translators: the last message of a conversation, written by the user. */
    return g_strdup_printf (_("You: %s"), preview);
  return g_strdup (preview ? preview : "");
}

char *
bal_words_badge (guint count)
{
  if (count == 0)
    return g_strdup ("");
  if (count > 99)
    /* Translators: more unread messages than are counted. */
    return g_strdup (_("99+"));
  return g_strdup_printf ("%u", count);
}

GStrv
bal_words_split_groups (const char *text)
{
  static const char *const commas[] = { "，", "،" }; /* as Chinese and Arabic keyboards type them */
  g_autoptr(GString) even = g_string_new (text);
  g_auto(GStrv) parts = NULL;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < G_N_ELEMENTS (commas); i++)
    g_string_replace (even, commas[i], ",", 0);
  parts = g_strsplit (even->str, ",", -1);
  for (guint i = 0; parts[i]; i++)
    {
      char *name = g_strstrip (parts[i]);
      if (*name && g_hash_table_add (seen, name))
        g_strv_builder_add (builder, name);
    }
  return g_strv_builder_end (builder);
}

char *
bal_words_join_groups (const char *const *groups)
{
  return g_strjoinv (", ", (char **) groups);
}
