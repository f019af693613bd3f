#include "core/bal-enums.h"

G_DEFINE_ENUM_TYPE (BalAccountState, bal_account_state,
                    G_DEFINE_ENUM_VALUE (BAL_ACCOUNT_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (BAL_ACCOUNT_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (BAL_ACCOUNT_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (BAL_ACCOUNT_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (BAL_ACCOUNT_STOPPED, "stopped"))

G_DEFINE_ENUM_TYPE (BalPresence, bal_presence,
                    G_DEFINE_ENUM_VALUE (BAL_PRESENCE_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (BAL_PRESENCE_CHAT, "chat"),
                    G_DEFINE_ENUM_VALUE (BAL_PRESENCE_AWAY, "away"),
                    G_DEFINE_ENUM_VALUE (BAL_PRESENCE_XA, "xa"),
                    G_DEFINE_ENUM_VALUE (BAL_PRESENCE_DND, "dnd"),
                    G_DEFINE_ENUM_VALUE (BAL_PRESENCE_OFFLINE, "offline"))

G_DEFINE_ENUM_TYPE (BalSubscription, bal_subscription,
                    G_DEFINE_ENUM_VALUE (BAL_SUBSCRIPTION_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (BAL_SUBSCRIPTION_TO, "to"),
                    G_DEFINE_ENUM_VALUE (BAL_SUBSCRIPTION_FROM, "from"),
                    G_DEFINE_ENUM_VALUE (BAL_SUBSCRIPTION_BOTH, "both"))

G_DEFINE_ENUM_TYPE (BalConversationKind, bal_conversation_kind,
                    G_DEFINE_ENUM_VALUE (BAL_CONVERSATION_CHAT, "chat"),
                    G_DEFINE_ENUM_VALUE (BAL_CONVERSATION_ROOM, "room"),
                    G_DEFINE_ENUM_VALUE (BAL_CONVERSATION_PRIVATE, "private"),
                    G_DEFINE_ENUM_VALUE (BAL_CONVERSATION_NOTICE, "notice"))

G_DEFINE_ENUM_TYPE (BalMessageState, bal_message_state,
                    G_DEFINE_ENUM_VALUE (BAL_MESSAGE_RECEIVED, "received"),
                    G_DEFINE_ENUM_VALUE (BAL_MESSAGE_PENDING, "pending"),
                    G_DEFINE_ENUM_VALUE (BAL_MESSAGE_SENT, "sent"),
                    G_DEFINE_ENUM_VALUE (BAL_MESSAGE_ACKED, "acked"),
                    G_DEFINE_ENUM_VALUE (BAL_MESSAGE_ARCHIVED, "archived"),
                    G_DEFINE_ENUM_VALUE (BAL_MESSAGE_DELIVERED, "delivered"),
                    G_DEFINE_ENUM_VALUE (BAL_MESSAGE_DISPLAYED, "displayed"),
                    G_DEFINE_ENUM_VALUE (BAL_MESSAGE_FAILED, "failed"))
