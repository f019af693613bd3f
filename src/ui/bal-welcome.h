#pragma once

#include "core/bal-client.h"
#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *bal_welcome_new (BalClient *client);

G_END_DECLS
